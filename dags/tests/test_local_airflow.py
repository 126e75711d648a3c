"""The local Airflow itself: starts, answers, restarts, stops, and leaves no process."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from local_airflow import family, settings
from local_airflow.guard import Guard
from local_airflow.rest import Rest, RestError
from local_airflow.sandbox import ROOT, Sandbox
from local_airflow.stack import LocalAirflow
from tests.conftest import Figures

STUBBORN = """
import os, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
    if os.fork() > 0:
        os._exit(0)
os.write(1, b"%d\\n" % os.getpid())  # at once, whatever the buffering
time.sleep(300)
"""

SUPERVISOR = """
import sys, time
from local_airflow.guard import Guard
guard = Guard(sys.argv[1])
print("ready", flush=True)
time.sleep(300)
"""


# --- on the running Airflow -----------------------------------------------------------------------------------------


def test_every_component_is_well_and_every_dag_file_can_be_imported(
    airflow: LocalAirflow, rest: Rest, figures: Figures
) -> None:
    rest.wait_for_dags(["stack_probe", "stack_sleeper", "stack_celery"])
    assert all(rest.health().beats.values())
    assert rest.import_errors() == []
    slowest = max(float(rest.dag(dag["dag_id"])["last_parse_duration"] or 0) for dag in rest.dags())
    figures.add("DAG parse time, the slowest file", f"{slowest:.2f} s")
    airflow.check()


def test_the_metadata_are_in_the_sandbox_s_postgresql(airflow: LocalAirflow, sandbox: Sandbox) -> None:
    connection = airflow.environment["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"]
    assert connection.startswith("postgresql+psycopg2://")
    assert f"127.0.0.1:{sandbox.target.port}/airflow_" in connection


def test_it_listens_to_the_loopback_interface_only(airflow: LocalAirflow) -> None:
    listening = []
    for pid in airflow.pids():
        with suppress(psutil.NoSuchProcess):  # a task may end meanwhile
            listening += [
                connection.laddr
                for connection in psutil.Process(pid).net_connections("inet")
                if connection.status == psutil.CONN_LISTEN
            ]
    assert [address.ip for address in listening if address.ip != "127.0.0.1"] == []
    assert airflow.port in [address.port for address in listening]


def test_users_may_do_what_their_role_allows(airflow: LocalAirflow, rest: Rest) -> None:
    rest.wait_for_dags(["stack_probe"])
    viewer = Rest(airflow.url, "viewer", airflow.passwords["viewer"])
    assert "stack_probe" in [dag["dag_id"] for dag in viewer.dags()]
    with pytest.raises(RestError) as refused:
        viewer.trigger("stack_probe")
    assert refused.value.status == 403
    oper = Rest(airflow.url, "oper", airflow.passwords["oper"])
    oper.put_pool("stack_pool", 3)
    oper.put_pool("stack_pool", 5)
    assert oper.pool("stack_pool")["slots"] == 5
    with pytest.raises(RestError) as unknown:
        Rest(airflow.url, "oper", "wrong").dags()
    assert unknown.value.status == 401


def test_a_run_leaves_states_logs_and_values(rest: Rest) -> None:
    rest.wait_for_dags(["stack_probe"])
    rest.unpause("stack_probe")
    run = rest.wait_for_run(rest.trigger("stack_probe", datetime(2026, 2, 1, 5, tzinfo=UTC)))
    assert run.state == "success"
    assert run.moment("logical_date") == datetime(2026, 2, 1, 5, tzinfo=UTC)
    assert sorted((task.task_id, task.map_index, task.map_name) for task in rest.tasks(run)) == [
        ("answer", -1, None),
        ("double", 0, "value 20"),
        ("double", 1, "value 21"),
    ]
    assert rest.xcom(run, "answer") == [20, 21]
    assert rest.xcom(run, "double", map_index=1) == 42
    assert "the probe says hello" in "\n".join(rest.log(run, "answer"))


def test_a_failed_task_runs_again_when_it_is_cleared(rest: Rest) -> None:
    rest.wait_for_dags(["stack_probe"])
    rest.unpause("stack_probe")
    run = rest.wait_for_run(rest.trigger("stack_probe", conf={"fail": True}))
    assert run.state == "failed"
    assert rest.task(run, "answer").state == "failed"
    assert "asked to fail" in "\n".join(rest.log(run, "answer"))
    assert {task.task_id for task in rest.clear(run)} == {"answer", "double"}
    rest.wait_for_run(run, ["queued", "running"], timeout=30)
    rest.wait_for_run(run)
    assert [task.state for task in rest.tries(run, "answer")] == ["failed", "failed"]


def test_marking_a_running_task_as_failed_stops_it(rest: Rest) -> None:
    rest.wait_for_dags(["stack_sleeper"])
    rest.unpause("stack_sleeper")
    run = rest.trigger("stack_sleeper")
    rest.wait_for_task(run, "sleep", ["running"])
    rest.mark_task(run, "sleep", "failed")
    assert rest.wait_for_run(run, timeout=60).state == "failed"


def test_the_scheduler_comes_back_after_kill_9(airflow: LocalAirflow, rest: Rest) -> None:
    rest.wait_for_dags(["stack_probe"])
    rest.unpause("stack_probe")
    airflow.restart("scheduler", signal.SIGKILL)
    assert rest.wait_for_run(rest.trigger("stack_probe")).state == "success"


# --- ends -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def mark() -> Iterator[str]:
    name = f"test-{time.monotonic_ns()}"
    yield name
    family.end(name, [], 0)


def test_a_process_that_ignores_the_request_and_left_its_session_is_killed(mark: str) -> None:
    stubborn = _stubborn(mark)
    assert sorted(family.members(mark, [])) == sorted(process.pid for process in stubborn)
    assert sorted(family.end(mark, [], 0.5)) == sorted(process.pid for process in stubborn)
    assert family.members(mark, []) == []


def test_the_guard_ends_what_is_left_when_its_supervisor_is_gone(mark: str) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, mark],
        cwd=ROOT / "dags",
        stdout=subprocess.PIPE,
    )
    with supervisor:
        assert supervisor.stdout
        supervisor.stdout.readline()
        stubborn = _stubborn(mark)
        supervisor.kill()
    assert _wait_for_end(stubborn, 20) == []


def test_a_disarmed_guard_ends_nothing(mark: str) -> None:
    guard = Guard(mark)
    stubborn = _stubborn(mark)
    guard.disarm()
    assert [process for process in stubborn if not process.is_running()] == []
    assert not psutil.pid_exists(guard.pid)


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "0"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        env=settings.outside() | {"PYTHONUNBUFFERED": "1"},
    ) as server:
        assert server.stdout
        port = server.stdout.readline().split("port ")[1].split(" ")[0]
        done = subprocess.run(
            [sys.executable, "-m", "local_airflow", "--port", port, "--name", "test-port"],
            cwd=ROOT / "dags",
            capture_output=True,
            text=True,
            check=False,
        )
        server.kill()
    assert done.returncode == 1
    assert f"scripts/airflow-up: port {port} is taken" in done.stderr


def test_airflow_up_says_where_it_is_and_leaves_nothing_when_it_is_killed(figures: Figures) -> None:
    with subprocess.Popen(
        [ROOT / "scripts/airflow-up", "--name", "test-up", "--hours", "0", "--rows", "10", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
    ) as up:
        try:
            assert up.stderr
            text = "".join(itertools.takewhile(lambda line: not line.startswith("Ctrl-C stops"), up.stderr))
            assert "Airflow is ready after" in text
            figures.add("scripts/airflow-up, from the command to ready", text.split("ready after ")[1].split(",")[0])
            processes = psutil.Process(up.pid).children(recursive=True)
            assert {"java", "postgres"} <= {process.name() for process in processes}
        finally:
            up.kill()
    assert _wait_for_end(processes, 45) == []


def _stubborn(mark: str) -> list[psutil.Process]:
    """Two processes that ignore SIGTERM, one of which has left session and parent."""
    first = subprocess.Popen(
        [sys.executable, "-c", STUBBORN], env=settings.outside() | {family.VARIABLE: mark}, stdout=subprocess.PIPE
    )
    assert first.stdout
    return [psutil.Process(int(first.stdout.readline())) for _ in range(2)]


def _wait_for_end(processes: list[psutil.Process], seconds: float) -> list[str]:
    """The command lines of those that still live then."""
    deadline = time.monotonic() + seconds
    while alive := [process for process in processes if _lives(process)]:
        if time.monotonic() > deadline:
            return [family.name(process.pid) for process in alive]
        time.sleep(0.2)
    return []


def _lives(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
