"""Loads that scale out: the same DAG on CeleryExecutor, with Redis and two workers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_airflow.rest import Rest
from local_airflow.session import Session
from local_airflow.stack import LocalAirflow
from tests.conftest import Figures
from tests.shop import Table, configuration, past_hour

HOURS = [past_hour(ago) for ago in range(12, 0, -1)]
DAG = "tidemark.hourly.celery"


@pytest.fixture
def with_workers(airflow: LocalAirflow, figures: Figures) -> Iterator[LocalAirflow]:
    airflow.start_celery()
    yield airflow
    figures.add("local Airflow, memory with Redis and two Celery workers", f"{airflow.memory() / 1024 / 1024:.0f} MiB")
    airflow.stop_celery()


def test_hours_are_loaded_by_two_celery_workers_side_by_side(
    with_workers: LocalAirflow, stack: Session, rest: Rest, figures: Figures, tmp_path: Path
) -> None:
    table = Table(stack.sandbox, "celery")
    settings = "airflow { catchup = false, max-active-runs = 6 }"
    config = configuration(
        tmp_path / "celery.conf",
        stack.sandbox,
        {"celery": settings},
        start=HOURS[0],
        airflow=", executor = CeleryExecutor",
    )
    stack.sandbox.jar("init", config=config)
    for number, hour in enumerate(HOURS):
        table.put(100 + number, f"new in {number}").put(number % 4, f"again in {number}").write(hour)
    stack.describe(config, "celery")
    rest.wait_for_dags([DAG])
    began = time.monotonic()
    rest.unpause(DAG)
    backfill = rest.backfill(DAG, HOURS[0], HOURS[-1], max_active_runs=6)
    rest.wait_for_backfill(backfill, 400)
    figures.add("12 hours on two Celery workers", f"{time.monotonic() - began:.0f} s")
    runs = [run for run in rest.wait_for_runs(DAG, 12) if run.run_type == "backfill"]
    assert [run.state for run in runs] == ["success"] * 12
    loads = [rest.task(run, "load") for run in runs]
    assert {load.data["executor"] for load in loads} == {"CeleryExecutor"}
    done = [with_workers.component_log(worker).count("succeeded in") for worker in ("worker-1", "worker-2")]
    assert sum(done) >= len(loads)
    assert min(done) > 0
    assert table.loaded() == table.truth
