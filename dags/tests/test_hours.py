"""Hours on the real Airflow: scheduled, waiting, refused, retried, stopped, killed, backfilled; the table ends right."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import psycopg2
import pytest

from local_airflow.rest import Rest, Run
from local_airflow.sandbox import Sandbox
from local_airflow.session import Session
from local_airflow.stack import LocalAirflow
from tests.conftest import Figures
from tests.shop import HOUR, Table, configuration, past_hour

LAST = past_hour(0)
UNSETTLED_SECONDS = 75
DAY = [past_hour(ago) for ago in range(24, 0, -1)]


class Shop:
    """The tables of the tests, whose DAGs are known to Airflow and paused."""

    def __init__(self, stack: Session, folder: Path) -> None:
        sandbox = stack.sandbox
        names = [
            "scheduled",
            "unsettled",
            "heads",
            "refused",
            "stopped",
            "killed",
            "restarted",
            "cleared",
            "slow",
            "backfilled",
            "twice",
            "ranged",
            "far",
        ]
        self.tables = {name: Table(sandbox, name) for name in names}
        lines = "id bigint primary key, note text, foreign key (id) references public.heads"
        self.tables["lines"] = Table(sandbox, "lines", lines)
        settle = int((datetime.now(UTC) - LAST - HOUR).total_seconds()) + UNSETTLED_SECONDS
        pipelines = dict.fromkeys(self.tables, "")
        pipelines["unsettled"] = f"load.settle = {settle}s"
        pipelines["backfilled"] = "airflow.catchup = false"
        pipelines["slow"] = "airflow.timeout = 20s"
        self.config = configuration(folder / "tests.conf", sandbox, pipelines, start=LAST)
        sandbox.jar("init", config=self.config)
        stack.describe(self.config, "tests")
        self._rest = stack.airflow.rest
        self._rest.wait_for_dags([f"tidemark.hourly.{name}" for name in self.tables])

    def hour(self, name: str, hour: datetime = LAST) -> Run:
        """Switches the DAG on; the run that the schedule makes for the hour."""
        return scheduled(self._rest, f"tidemark.hourly.{name}", hour)


def scheduled(rest: Rest, dag_id: str, hour: datetime) -> Run:
    rest.unpause(dag_id)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for run in rest.runs(dag_id):
            if run.moment("data_interval_start") == hour and run.run_type == "scheduled":
                return run
        time.sleep(0.5)
    raise TimeoutError(f"{dag_id} has no run for {hour}: {rest.runs(dag_id)}")


@pytest.fixture(scope="module")
def shop(stack: Session, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(stack, tmp_path_factory.mktemp("shop"))


# --- an hour --------------------------------------------------------------------------------------------------------


def test_a_scheduled_hour_is_loaded_and_tells_who_waits_for_it(shop: Shop, rest: Rest) -> None:
    table = shop.tables["scheduled"].put(1, "a").put(2, "b").put(1, "c").delete(2).put(3, "d").write(LAST)
    run = rest.wait_for_run(shop.hour("scheduled"))
    assert run.state == "success"
    assert {task.task_id: task.state for task in rest.tasks(run)} == dict.fromkeys(
        ("settled", "load", "report"), "success"
    )
    assert table.loaded() == table.truth == {1: "c", 3: "d"}
    assert table.watermark(LAST) == ("loaded", 5, 1)
    summary = rest.xcom(run, "load")
    assert (summary["outcome"], summary["changes"], summary["inserted"]) == ("loaded", 5, 2)
    assert summary["run_id"] == run.run_id
    [event] = rest.asset_events(source_dag_id=run.dag_id)
    assert event["extra"]["loaded_until"] == f"{LAST + timedelta(hours=1):%Y-%m-%dT%H:%MZ}"
    assert event["name"] == "tidemark.scheduled"
    log = "\n".join(rest.log(run, "load"))
    assert "scheduled, hour" in log
    assert "stage=merge" in log
    assert "5 changes: 2 inserted" in rest.xcom(run, "report")


def test_a_cleared_hour_that_was_loaded_is_a_matter_of_seconds(shop: Shop, rest: Rest, figures: Figures) -> None:
    run = rest.wait_for_run(shop.hour("scheduled"))
    before = shop.tables["scheduled"].loaded()
    began = time.monotonic()
    rest.clear(run, ["load"])
    rest.wait_for_run(run, ["queued", "running"], timeout=30)
    assert rest.wait_for_run(run).state == "success"
    figures.add("from clearing a loaded hour to the end of its run", f"{time.monotonic() - began:.1f} s")
    load = rest.task(run, "load")
    figures.add("the task load of a loaded hour", f"{load.data['duration']:.1f} s")
    assert rest.xcom(run, "load")["outcome"] == "nothing-new"
    assert shop.tables["scheduled"].loaded() == before


def test_an_empty_hour_succeeds(shop: Shop, rest: Rest) -> None:
    run = rest.wait_for_run(shop.hour("far"))
    assert run.state == "success"
    assert shop.tables["far"].watermark(LAST) == ("empty", 0, 1)


def test_an_hour_that_has_not_settled_waits_without_a_worker_and_without_a_try(shop: Shop, rest: Rest) -> None:
    table = shop.tables["unsettled"].put(1, "a").write(LAST)
    run = shop.hour("unsettled")
    settled = rest.wait_for_task(run, "settled", ["deferred", "success"], timeout=90)
    if settled.state == "deferred":  # on a slow machine the time may have come
        assert table.watermark(LAST) is None
    assert rest.wait_for_run(run).state == "success"
    assert [task.state for task in rest.tries(run, "settled")] == ["success"]
    assert table.loaded() == {1: "a"}


def test_an_hour_that_waits_for_another_table_is_deferred_and_no_try_is_used_up(shop: Shop, rest: Rest) -> None:
    heads, lines = shop.tables["heads"].put(1, "head").write(LAST), shop.tables["lines"].put(1, "line").write(LAST)
    waiting = shop.hour("lines")
    rest.wait_for_task(waiting, "load", ["deferred"])
    assert lines.loaded() == {}
    assert rest.wait_for_run(shop.hour("heads")).state == "success"
    assert rest.wait_for_run(waiting).state == "success"
    assert [task.state for task in rest.tries(waiting, "load")] == ["success"]
    assert (heads.loaded(), lines.loaded()) == ({1: "head"}, {1: "line"})


def test_a_refused_hour_fails_at_once_says_why_and_succeeds_when_it_is_mended_and_cleared(
    shop: Shop, rest: Rest
) -> None:
    table = shop.tables["refused"]
    table.write_text(LAST, "X,2026-01-01 00:00:00,20260101000000000000000000000000001,7,seven\n")
    run = rest.wait_for_run(shop.hour("refused"))
    assert run.state == "failed"
    assert [task.state for task in rest.tries(run, "load")] == ["failed"]
    log = rest.log(run, "load")
    said = next(index for index, line in enumerate(log) if "unknown operation" in line)
    assert said < 30  # the first screen
    assert "part-0.csv" in log[said]
    assert any("What to do" in line or "Mend the target" in line for line in log)
    assert table.loaded() == {}
    table.put(7, "seven").write(LAST)
    rest.clear(run, ["load"])
    rest.wait_for_run(run, ["queued", "running"], timeout=30)
    assert rest.wait_for_run(run).state == "success"
    assert table.loaded() == {7: "seven"}


def test_a_configuration_error_fails_at_once_with_the_key(stack: Session, rest: Rest, tmp_path: Path) -> None:
    table = Table(stack.sandbox, "misspelt")
    config = configuration(tmp_path / "misspelt.conf", stack.sandbox, {"misspelt": ""}, start=LAST)
    stack.sandbox.jar("init", config=config)
    stack.describe(config, "misspelt")
    config.write_text(config.read_text() + "\ntidemark.pipelines.misspelt.load.lookbak = 1h\n")
    rest.wait_for_dags(["tidemark.hourly.misspelt"])
    run = rest.wait_for_run(scheduled(rest, "tidemark.hourly.misspelt", LAST))
    assert run.state == "failed"
    assert [task.state for task in rest.tries(run, "load")] == ["failed"]
    assert "lookbak is not a known key; did you mean lookback?" in "\n".join(rest.log(run, "load")[:30])
    assert table.watermark(LAST) is None


# --- servers that are away ------------------------------------------------------------------------------------------


class Line:
    """A port that leads to a server once it is open; closed, nobody listens."""

    def __init__(self, server: int) -> None:
        self._server = server
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def open(self) -> None:
        listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            near = listener.accept()[0]
            far = socket.create_connection(("127.0.0.1", self._server))
            for pair in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=pair, daemon=True).start()

    @staticmethod
    def _carry(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
            other.shutdown(socket.SHUT_WR)


def test_servers_that_are_away_are_waited_for_by_retries(stack: Session, rest: Rest, tmp_path: Path) -> None:
    sandbox = stack.sandbox
    table = Table(sandbox, "patient").put(1, "a").write(LAST)
    ready = configuration(tmp_path / "ready.conf", sandbox, {"patient": ""}, start=LAST)
    sandbox.jar("init", config=ready)
    s3, postgres = Line(int(sandbox.endpoint.rsplit(":", 1)[1])), Line(sandbox.target.port)
    away = configuration(
        tmp_path / "away.conf",
        sandbox,
        {"patient": "airflow { retries = 30, max-retry-delay = 3s }"},
        start=LAST,
        endpoint=f"http://127.0.0.1:{s3.port}",
        url=f"jdbc:postgresql://127.0.0.1:{postgres.port}/{sandbox.target.name}",
    )
    stack.describe(away, "away")
    rest.wait_for_dags(["tidemark.hourly.patient"])
    run = scheduled(rest, "tidemark.hourly.patient", LAST)
    rest.wait_for_task(run, "load", ["up_for_retry"])
    s3.open()
    tries = rest.task(run, "load").try_number
    while rest.task(run, "load").try_number < tries + 2:
        time.sleep(0.5)
    postgres.open()
    assert rest.wait_for_run(run).state == "success"
    *failed, last = rest.tries(run, "load")
    assert len(failed) >= 2
    assert last.state == "success"
    assert table.loaded() == {1: "a"}


# --- loads that are stopped -----------------------------------------------------------------------------------------


@pytest.fixture
def held_up(shop: Shop, request: pytest.FixtureRequest) -> Iterator[Table]:
    """A table that nobody can write to until the test lets go of it; loads of it wait in the middle."""
    table = shop.tables[request.param]
    with closing(table.connect()) as connection:
        connection.cursor().execute(f"lock table public.{table.name} in share mode")
        table.release = connection.rollback  # type: ignore[attr-defined]
        yield table


def jvms(pipeline: str) -> list[psutil.Process]:
    """Those at work on the pipeline, wherever they come from."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        command = process.info["cmdline"] or []
        if "--pipeline" in command and pipeline in command and any(part.endswith("tidemark.jar") for part in command):
            found.append(process)
    return found


def wait_for_load(table: Table) -> psutil.Process:
    """The JVM, once it waits for the table."""
    waiting = "select count(*) from pg_stat_activity where application_name = 'tidemark' and wait_event_type = 'Lock'"
    deadline = time.monotonic() + 120
    while not (found := jvms(table.name)) or table.query(waiting)[0][0] == 0:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return found[0]


def wait_until_gone(process: psutil.Process, seconds: float) -> None:
    with suppress(psutil.NoSuchProcess):
        process.wait(seconds)


@pytest.mark.parametrize("held_up", ["stopped"], indirect=True)
def test_a_load_that_is_marked_failed_ends_with_its_jvm_and_can_be_cleared(
    held_up: Table, shop: Shop, rest: Rest
) -> None:
    held_up.put(1, "a").write(LAST)
    run = shop.hour("stopped")
    jvm = wait_for_load(held_up)
    known = jvm.environ()
    assert (known["TIDEMARK_RUN_ID"], known["TIDEMARK_TRY_NUMBER"]) == (run.run_id, "1")
    assert known["TIDEMARK_TARGET_PASSWORD"] not in " ".join(jvm.cmdline())
    assert not any(name.startswith(("AIRFLOW__", "AIRFLOW_CONN")) for name in known)
    rest.mark_task(run, "load", "failed")
    wait_until_gone(jvm, 40)
    assert jvms("stopped") == []
    held_up.release()  # type: ignore[attr-defined]
    assert held_up.loads_at_work() == 0
    assert held_up.watermark(LAST) is None
    rest.wait_for_run(run, ["failed"])
    rest.clear(run, ["load"])
    rest.wait_for_run(run, ["queued", "running"], timeout=30)
    assert rest.wait_for_run(run).state == "success"
    assert held_up.loaded() == held_up.truth


@pytest.mark.parametrize("held_up", ["slow"], indirect=True)
def test_a_load_that_takes_too_long_is_stopped_and_tried_again(held_up: Table, shop: Shop, rest: Rest) -> None:
    held_up.put(1, "a").write(LAST)
    run = shop.hour("slow")
    jvm = wait_for_load(held_up)
    rest.wait_for_task(run, "load", ["up_for_retry"])
    wait_until_gone(jvm, 40)
    assert held_up.watermark(LAST) is None
    held_up.release()  # type: ignore[attr-defined]
    assert rest.wait_for_run(run).state == "success"
    assert held_up.loaded() == held_up.truth


@pytest.mark.parametrize("held_up", ["restarted"], indirect=True)
def test_a_scheduler_that_is_killed_in_the_middle_of_a_load_and_comes_back_ends_equal(
    held_up: Table, shop: Shop, rest: Rest, airflow: LocalAirflow
) -> None:
    held_up.put(1, "a").write(LAST)
    run = shop.hour("restarted")
    wait_for_load(held_up)
    airflow.end_component("scheduler", signal.SIGKILL)
    held_up.release()  # type: ignore[attr-defined]
    airflow.start_component("scheduler")
    assert rest.wait_for_run(run, timeout=300).state == "success"
    assert held_up.loaded() == held_up.truth
    assert len(held_up.query("select 1 from tidemark.object_ledger where pipeline = 'restarted'")) == 1
    assert jvms("restarted") == []


@pytest.mark.parametrize("held_up", ["cleared"], indirect=True)
def test_a_load_that_is_cleared_in_the_middle_is_stopped_and_starts_again(
    held_up: Table, shop: Shop, rest: Rest
) -> None:
    held_up.put(1, "a").write(LAST)
    run = shop.hour("cleared")
    jvm = wait_for_load(held_up)
    rest.clear(run, ["load"])
    wait_until_gone(jvm, 60)
    assert not jvm.is_running()
    held_up.release()  # type: ignore[attr-defined]
    assert rest.wait_for_run(run, timeout=300).state == "success"
    assert held_up.loaded() == held_up.truth
    assert len(held_up.query("select 1 from tidemark.object_ledger where pipeline = 'cleared'")) == 1


@pytest.mark.parametrize("held_up", ["killed"], indirect=True)
def test_a_worker_that_is_killed_takes_the_jvm_with_it_and_a_retry_ends_equal(
    held_up: Table, shop: Shop, rest: Rest
) -> None:
    held_up.put(1, "a").put(2, "b").write(LAST)
    run = shop.hour("killed")
    jvm = wait_for_load(held_up)
    task = psutil.Process(jvm.ppid())
    os.kill(task.ppid(), signal.SIGKILL)  # the supervisor of the task, which Airflow calls the worker
    wait_until_gone(jvm, 40)
    assert jvms("killed") == []
    held_up.release()  # type: ignore[attr-defined]
    assert rest.wait_for_run(run, timeout=300).state == "success"
    assert held_up.loaded() == held_up.truth
    assert len(held_up.query("select 1 from tidemark.object_ledger where pipeline = 'killed'")) == 1


# --- many hours -----------------------------------------------------------------------------------------------------


def test_a_day_backfilled_newest_first_beside_the_schedule_ends_equal(shop: Shop, rest: Rest, figures: Figures) -> None:
    table = shop.tables["backfilled"]
    for number, hour in enumerate([*DAY, LAST]):
        table.put(1000 + number, f"new in {number}").put(number % 5, f"again in {number}")
        if number % 4 == 3:
            table.delete(1000 + number - 2)
        table.write(hour)
    began = time.monotonic()
    rest.unpause("tidemark.hourly.backfilled")
    backfill = rest.backfill("tidemark.hourly.backfilled", DAY[0], DAY[-1], backwards=True, max_active_runs=6)
    rest.wait_for_backfill(backfill, 600)
    runs = rest.wait_for_runs("tidemark.hourly.backfilled", 25, timeout=300)
    figures.add("24 hours backfilled beside the schedule", f"{time.monotonic() - began:.0f} s")
    assert {run.state for run in runs} == {"success"}
    assert {run.moment("data_interval_start") for run in runs} >= {*DAY, LAST}
    assert {run.run_type for run in runs} == {"backfill", "scheduled"}
    assert table.loaded() == table.truth
    assert [hour for hour in DAY if table.watermark(hour) is None] == []


@pytest.mark.parametrize(("reprocess", "tries"), [("none", 1), ("failed", 1), ("completed", 2)])
def test_backfills_reprocess_what_they_are_told_to(shop: Shop, rest: Rest, reprocess: str, tries: int) -> None:
    """After the day above: only `completed` runs hours again that were loaded, which changes nothing."""
    table = shop.tables["backfilled"]
    first = DAY[0]
    rest.wait_for_backfill(rest.backfill("tidemark.hourly.backfilled", first, first, reprocess=reprocess))
    [run] = [run for run in rest.runs("tidemark.hourly.backfilled") if run.moment("data_interval_start") == first]
    rest.wait_for_run(run)
    assert rest.task(run, "load").try_number == tries
    assert table.loaded() == table.truth


def test_a_backfill_from_the_command_line(shop: Shop, rest: Rest, airflow: LocalAirflow) -> None:
    dag_id, hour = "tidemark.hourly.backfilled", DAY[1].isoformat()
    chosen = ("--from-date", hour, "--to-date", hour, "--reprocess-behavior", "completed")
    airflow.run("backfill", "create", "--dag-id", dag_id, *chosen)
    rest.wait_for_backfill(max(rest.backfills(dag_id), key=lambda backfill: int(backfill["id"])))
    [run] = [run for run in rest.runs(dag_id) if run.moment("data_interval_start") == DAY[1]]
    assert rest.wait_for_run(run).state == "success"
    assert rest.task(run, "load").try_number == 2
    assert shop.tables["backfilled"].loaded() == shop.tables["backfilled"].truth


def test_two_runs_of_one_hour_at_once_end_equal(shop: Shop, rest: Rest) -> None:
    table = shop.tables["twice"]
    for key in range(200):
        table.put(key, f"note {key}")
    table.write(LAST)
    form = {"from": LAST.isoformat(), "to": (LAST + HOUR).isoformat(), "pipelines": ["twice"], "mode": "reapply"}
    rest.unpause("tidemark.range.tests")
    runs = [rest.trigger("tidemark.range.tests", conf=form) for _ in range(3)]
    assert [rest.wait_for_run(run).state for run in runs] == ["success"] * 3
    assert table.loaded() == table.truth
    assert len(table.query("select 1 from tidemark.object_ledger where pipeline = 'twice'")) == 1


# --- a range --------------------------------------------------------------------------------------------------------


def test_a_range_of_hours_has_a_task_for_each_and_a_summary(shop: Shop, rest: Rest) -> None:
    table, other = shop.tables["ranged"], shop.tables["far"]
    hours = DAY[-3:]
    for number, hour in enumerate(hours):
        table.put(number, "a").put(99, f"last {number}").write(hour)
    form = {"from": hours[0].isoformat(), "to": (hours[-1] + HOUR).isoformat(), "pipelines": ["ranged", "far"]}
    rest.unpause("tidemark.range.tests")

    planned = rest.wait_for_run(rest.trigger("tidemark.range.tests", conf=form | {"mode": "plan"}))
    assert planned.state == "success"
    assert table.loaded() == {}
    assert rest.xcom(planned, "summarise")["changes"] == 6

    run = rest.wait_for_run(rest.trigger("tidemark.range.tests", conf=form | {"mode": "load"}))
    assert run.state == "success"
    names = [task.map_name for task in rest.tasks(run) if task.task_id == "load"]
    assert sorted(map(str, names)) == sorted(
        f"{hour:%Y-%m-%dT%H:%MZ} {name}" for hour in hours for name in ("ranged", "far")
    )
    assert table.loaded() == table.truth
    assert other.loaded() == other.truth
    assert rest.xcom(run, "summarise")["changes"] == 6


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        ({"from": "2026-01-02T00:00:00+00:00", "to": "2026-01-01T00:00:00+00:00"}, "the range is empty"),
        ({"from": "2026-01-01T00:30:00+00:00", "to": "2026-01-02T00:00:00+00:00"}, "not the start of an hour"),
        ({"from": "2026-01-01T00:00:00+00:00", "to": "2999-01-01T00:00:00+00:00"}, "is in the future"),
        ({"from": "2020-01-01T00:00:00+00:00", "to": "2026-01-01T00:00:00+00:00"}, "take a shorter range"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_a_bad_range_is_refused_with_its_reason(rest: Rest, form: dict[str, str], reason: str) -> None:
    rest.unpause("tidemark.range.tests")
    run = rest.wait_for_run(rest.trigger("tidemark.range.tests", conf=form | {"pipelines": ["ranged"]}))
    assert run.state == "failed"
    assert reason in "\n".join(rest.log(run, "choose"))
    assert [task.try_number for task in rest.tasks(run) if task.task_id == "choose"] == [1]


# --- the whole table ------------------------------------------------------------------------------------------------


def test_a_full_load_and_the_hours_after_it_make_the_table_of_the_source(rest: Rest, sandbox: Sandbox) -> None:
    """The sandbox's orders: Parquet, 24 hours, made up for by catch-up while the full load goes on beside them."""
    rest.wait_for_dags(["tidemark.hourly.orders", "tidemark.full_load.sandbox"])
    rest.unpause("tidemark.full_load.sandbox")
    rest.unpause("tidemark.hourly.orders")
    full = rest.trigger("tidemark.full_load.sandbox", conf={"pipelines": ["orders"]})
    runs = rest.wait_for_runs("tidemark.hourly.orders", len(sandbox.hours), timeout=600)
    assert rest.wait_for_run(full).state == "success"
    assert {run.state for run in runs} == {"success"}
    assert differences(sandbox) == 0


def test_the_monitor_says_how_far_the_loads_are(rest: Rest) -> None:
    rest.wait_for_dags(["tidemark.monitor.sandbox"])
    rest.unpause("tidemark.monitor.sandbox")
    run = rest.wait_for_run(rest.trigger("tidemark.monitor.sandbox"))
    assert run.state == "success"
    assert rest.xcom(run, "status")["pipelines"][0]["pipeline"] == "orders"


def test_a_reload_is_refused_until_it_is_confirmed(rest: Rest, sandbox: Sandbox) -> None:
    form = {"pipelines": ["orders"], "reload": True, "confirm": "yes"}
    run = rest.wait_for_run(rest.trigger("tidemark.full_load.sandbox", conf=form))
    assert run.state == "failed"
    assert "type 'orders' into confirm, not 'yes'" in "\n".join(rest.log(run, "choose"))
    assert differences(sandbox) == 0


def differences(sandbox: Sandbox) -> int:
    """Rows that the target and the source do not have in common."""
    rows = []
    for database in (sandbox.target, sandbox.source):
        with closing(psycopg2.connect(database.url("postgresql"))) as connection, connection.cursor() as cursor:
            cursor.execute("select (to_jsonb(o) - '_cdc_position')::text from public.orders o")
            rows.append({row for (row,) in cursor.fetchall()})
    assert rows[1]
    return len(rows[0] ^ rows[1])
