"""DAGs that try out the local Airflow itself."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime

from airflow.sdk import dag, get_current_context, task

log = logging.getLogger(__name__)


@dag(schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC), tags=["test"])
def stack_probe() -> None:
    """Two tasks, the second of them for each of two values; with `fail` in its conf the first fails."""

    @task
    def answer() -> list[int]:
        context = get_current_context()
        log.info("the probe says hello")
        if (context["dag_run"].conf or {}).get("fail"):
            raise ValueError("asked to fail")
        return [20, 21]

    @task(map_index_template="value {{ value }}")
    def double(value: int) -> int:
        get_current_context()["value"] = value  # type: ignore[typeddict-unknown-key]
        return value * 2

    double.expand(value=answer())


@dag(schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC), tags=["test"])
def stack_sleeper() -> None:
    """Runs until it is stopped."""

    @task
    def sleep() -> None:
        time.sleep(600)

    sleep()


@dag(schedule=None, start_date=datetime(2026, 1, 1, tzinfo=UTC), tags=["test"])
def stack_celery() -> None:
    """A task on a Celery worker."""

    @task(executor="CeleryExecutor")
    def where() -> str:
        context = get_current_context()
        return str(context["ti"].hostname)

    where()


stack_probe()
stack_sleeper()
stack_celery()
