"""One Airflow for all tests, started when the first of them asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from local_airflow.rest import Rest
from local_airflow.sandbox import History, Sandbox
from local_airflow.session import DAGS, Session, options, session
from local_airflow.stack import LocalAirflow

OUTPUT = DAGS / "target"
HISTORY = History(rows=400, hours=24, changes=150, seed=7)
SETTINGS = {
    # A worker that was killed is noticed in seconds, not in minutes.
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "2",
}

_figures: dict[str, str] = {}


class Figures:
    """Measurements that the end of the run shows, and that are kept in dags/target/figures.json."""

    def add(self, name: str, value: str) -> None:
        _figures[name] = value


@pytest.fixture(scope="session")
def figures() -> Figures:
    return Figures()


@pytest.fixture(scope="session")
def output() -> Path:
    """Where screenshots and the like stay."""
    OUTPUT.mkdir(exist_ok=True)
    return OUTPUT


@pytest.fixture(scope="session")
def stack(figures: Figures) -> Iterator[Session]:
    """The sandbox with 24 small hours and an Airflow; tasks run on LocalExecutor unless they ask for Celery's."""
    chosen = replace(
        options(SETTINGS),
        executor="LocalExecutor,CeleryExecutor",
        celery_at_start=False,
        parse_seconds=5,
        further_dags={"tests": Path(__file__).parent / "dag_files"},
    )
    with session("test", HISTORY, chosen) as running:
        figures.add("local Airflow, start", f"{running.airflow.started_after:.0f} s")
        figures.add("local Airflow, memory after the start", _mebibytes(running.airflow))
        yield running
        figures.add("local Airflow, memory at the end", _mebibytes(running.airflow))
        processes = [psutil.Process(pid) for pid in running.airflow.pids()]
    assert [process for process in processes if process.is_running()] == []
    assert running.airflow.pids() == []


@pytest.fixture(scope="session")
def airflow(stack: Session) -> LocalAirflow:
    return stack.airflow


@pytest.fixture(scope="session")
def sandbox(stack: Session) -> Sandbox:
    return stack.sandbox


@pytest.fixture(scope="session")
def rest(airflow: LocalAirflow) -> Rest:
    """The API as the administrator."""
    return airflow.rest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _figures:
        OUTPUT.mkdir(exist_ok=True)
        (OUTPUT / "figures.json").write_text(json.dumps(_figures, indent=2) + "\n")
        terminalreporter.section("figures")
        for name, value in _figures.items():
            terminalreporter.write_line(f"{name}: {value}")


def _mebibytes(airflow: LocalAirflow) -> str:
    return f"{airflow.memory() / 1024 / 1024:.0f} MiB in {len(airflow.pids())} processes"
