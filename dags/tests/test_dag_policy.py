"""What every DAG must have, whatever it does."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.providers.common.compat.sdk import DAG
from airflow.sdk import CronDataIntervalTimetable

from local_airflow.sandbox import JAR
from local_airflow.session import DAGS
from tests.conftest import Figures
from tests.test_parts import CONFIG

FILES = sorted(file.name for file in DAGS.glob("*.py"))


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of descriptions, as the DAGs' environment names it."""
    folder = tmp_path_factory.mktemp("policy")
    (folder / "shop.conf").write_text(CONFIG)
    command = ["java", "-jar", str(JAR), "pipelines", "--config", str(folder / "shop.conf")]
    subprocess.run([*command, "--output", str(folder / "shop.json")], check=True, capture_output=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW__TIDEMARK__DESCRIPTIONS", str(folder))
        yield folder


@pytest.fixture(scope="module")
def bag(described: Path) -> DagBag:
    assert described.is_dir()
    return DagBag(DAGS, safe_mode=True)


@pytest.fixture(scope="module")
def dags(bag: DagBag) -> dict[str, DAG]:
    return dict(bag.dags)


def test_every_file_is_imported_and_makes_dags_of_its_own(bag: DagBag) -> None:
    assert bag.import_errors == {}
    assert {Path(str(dag.fileloc)).name for dag in bag.dags.values()} == set(FILES)
    ids = [dag_id for stat in bag.dagbag_stats for dag_id in str(stat.dags).split("'") if "tidemark." in dag_id]
    assert len(ids) == len(set(ids))


def test_there_is_an_hourly_dag_for_each_pipeline_and_one_of_the_others_for_all(dags: dict[str, DAG]) -> None:
    assert {dag_id for dag_id in dags if dag_id.startswith("tidemark.hourly.")} == {
        "tidemark.hourly.items",
        "tidemark.hourly.orders",
    }
    assert {dag_id for dag_id in dags if dag_id.endswith(".shop")} >= {"tidemark.full_load.shop", "tidemark.range.shop"}


def test_ids_owner_tags_and_docs(dags: dict[str, DAG]) -> None:
    for dag in dags.values():
        assert re.fullmatch(r"tidemark\.(hourly|range|full_load|monitor)\.[a-z0-9_-]+", dag.dag_id)
        assert "tidemark" in dag.tags
        assert dag.owner == "data-team"
        assert dag.doc_md
        assert dag.description
        assert dag.start_date
        assert dag.start_date.tzinfo


def test_hours_are_true_data_intervals_which_are_all_made_up_for(dags: dict[str, DAG]) -> None:
    for dag_id, dag in dags.items():
        if dag_id.startswith("tidemark.hourly."):
            assert isinstance(dag.timetable, CronDataIntervalTimetable)
            assert dag.catchup
            assert dag.max_active_runs > 1
        elif not dag_id.startswith("tidemark.monitor."):
            assert dag.schedule is None


def test_every_task_that_runs_the_jar_has_a_limit_retries_and_a_pool(dags: dict[str, DAG]) -> None:
    checked = 0
    for dag in dags.values():
        for task in dag.tasks:
            if task.task_id in ("load", "full_load"):
                arguments = getattr(task, "partial_kwargs", None) or vars(task)
                assert arguments["execution_timeout"] is not None
                assert arguments["retries"] >= 3
                assert arguments["retry_exponential_backoff"] == 2.0
                assert arguments["max_retry_delay"] is not None
                assert arguments["pool"] == "shop"
                assert task.on_failure_callback
                checked += 1
    assert checked == 4


def test_importing_the_files_opens_no_connection_and_starts_no_process(described: Path) -> None:
    """In a Python that ends at the first of either."""
    code = """
import os, sys
import airflow.dag_processing.dagbag
from airflow.dag_processing.dagbag import DagBag
def watch(event, arguments):
    if event in ("socket.connect", "subprocess.Popen", "os.system", "os.posix_spawn"):
        os.write(2, f"{event} {arguments}".encode())
        os._exit(9)
sys.addaudithook(watch)
bag = DagBag(sys.argv[1], safe_mode=True)
assert not bag.import_errors, bag.import_errors
print(len(bag.dags))
"""
    environment = os.environ | {"AIRFLOW__TIDEMARK__DESCRIPTIONS": str(described)}
    done = subprocess.run(
        [sys.executable, "-c", code, str(DAGS)], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout.splitlines()[-1]) >= 4


def test_parsing_takes_no_time_to_speak_of(bag: DagBag, figures: Figures) -> None:
    """Measured, not judged: a loaded machine must not fail it."""
    began = time.monotonic()
    DagBag(DAGS, safe_mode=True)
    slowest = max(stat.duration.total_seconds() for stat in bag.dagbag_stats)
    figures.add("DAG parse time, the slowest file, first time in a process", f"{slowest:.2f} s")
    figures.add("DAG parse time, all files, warm", f"{time.monotonic() - began:.2f} s")


def test_a_warning_about_an_outdated_description_is_on_the_page(described: Path) -> None:
    config = described / "shop.conf"
    config.write_text(CONFIG + "# changed\n")
    try:
        changed = DagBag(DAGS, safe_mode=True).dags["tidemark.hourly.orders"]
    finally:
        config.write_text(CONFIG)
    assert str(changed.doc_md).startswith("> **Out of date.** ")
