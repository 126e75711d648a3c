"""What the DAGs are made of, without an Airflow around it."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException, Connection

from local_airflow.sandbox import JAR, ROOT
from tidemark import descriptions, full_load, hours, ranges, runbook
from tidemark.class_archive import ClassArchive
from tidemark.connections import target_variables, worker_environment
from tidemark.descriptions import DescriptionError, read_descriptions
from tidemark.jvm import Jvm, dying_with_parent
from tidemark.operators import command_line
from tidemark.outcomes import Reaction, failure, outcome_of

NOW = datetime(2026, 11, 22, 14, 20, tzinfo=UTC)
CONFIG = """
tidemark {
  airflow { pool = shop, target-connection = shop }
  pipelines {
    orders { source { bucket = lake, prefix = orders }, target { table = public.orders, key = [id] }
      airflow { start = "2026-11-20T00:00Z", retry-delay = 90s } }
    items { source { bucket = lake, prefix = items }, target { table = public.items, key = [id] }
      airflow.start = "2026-11-21T00:00Z" }
  }
}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the DAGs look for descriptions; has that of CONFIG, written by the jar."""
    (tmp_path / "shop.conf").write_text(CONFIG)
    monkeypatch.setenv("AIRFLOW__TIDEMARK__DESCRIPTIONS", str(tmp_path / "descriptions"))
    describe(tmp_path, "shop")
    return tmp_path


def describe(folder: Path, name: str) -> None:
    command = ["java", "-jar", str(JAR), "pipelines", "--config", str(folder / "shop.conf")]
    subprocess.run(
        [*command, "--output", str(folder / "descriptions" / f"{name}.json")], check=True, capture_output=True
    )


# --- descriptions ---------------------------------------------------------------------------------------------------


def test_what_the_jar_writes_is_what_the_dags_read(folder: Path) -> None:
    [description] = read_descriptions()
    assert description.name == "shop"
    assert description.warning is None
    assert description.installation.pool == "shop"
    assert description.installation.config == str(folder / "shop.conf")
    assert [pipeline.name for pipeline in description.pipelines] == ["items", "orders"]
    orders = description.pipeline("orders")
    assert orders.retry_delay == timedelta(seconds=90)
    assert orders.start == datetime(2026, 11, 20, tzinfo=UTC)
    assert orders.settle == timedelta(minutes=5)


def test_a_configuration_that_has_changed_since_is_said(folder: Path) -> None:
    (folder / "shop.conf").write_text(CONFIG + "# changed\n")
    [description] = read_descriptions()
    assert description.warning is not None
    assert "has changed since these DAGs were described" in description.warning
    assert "pipelines --config" in description.warning


def test_a_description_that_is_none_says_what_is_wrong_and_how_to_make_it(folder: Path) -> None:
    file = folder / "descriptions/shop.json"
    content = json.loads(file.read_text())
    del content["pipelines"][1]["settle_seconds"]
    file.write_text(json.dumps(content))
    with pytest.raises(DescriptionError) as refused:
        read_descriptions()
    assert "shop.json is no description of pipelines (pipelines.1.settle_seconds: Field required)" in str(refused.value)
    assert f"pipelines --config FILE --output {file}" in str(refused.value)


@pytest.mark.usefixtures("folder")
def test_two_pipelines_of_one_name_are_refused(folder: Path) -> None:
    describe(folder, "twin")
    with pytest.raises(DescriptionError, match=r"shop.json and|twin.json and"):
        read_descriptions()


def test_more_than_these_dags_know_is_no_error(folder: Path) -> None:
    file = folder / "descriptions/shop.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"news": 1}))
    assert len(read_descriptions()) == 1
    assert hashlib.sha256((folder / "shop.conf").read_bytes()).hexdigest() in file.read_text()


def test_without_descriptions_there_are_no_dags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__TIDEMARK__DESCRIPTIONS", str(tmp_path))
    assert read_descriptions() == []
    assert descriptions.folder() == tmp_path


# --- the command line and the environment ---------------------------------------------------------------------------


def test_the_command_line_names_everything_and_no_secret(folder: Path) -> None:
    [description] = read_descriptions()
    assert command_line(description.installation, "load", ["orders"], "2026-11-22T13:00Z", ["--reapply"]) == [
        *("load", "--config", str(folder / "shop.conf")),
        *("--pipeline", "orders", "--hour", "2026-11-22T13:00Z", "--reapply"),
    ]
    assert command_line(description.installation, "status", [], None, []) == [
        "status",
        "--config",
        str(folder / "shop.conf"),
    ]


def test_a_postgres_connection_becomes_the_variables_of_the_jar() -> None:
    connection = Connection(
        conn_id="shop",
        conn_type="postgres",
        host="db",
        port=5433,
        schema="my shop",
        login="loader",
        password="p&=?s",  # noqa: S106
        extra=json.dumps(
            {"sslmode": "verify-full", "sslrootcert": "/etc/a b.pem", "target_session_attrs": "read-write"}
        ),
    )
    assert target_variables(connection) == {
        "TIDEMARK_TARGET_URL": "jdbc:postgresql://db:5433/my%20shop?sslmode=verify-full&sslrootcert=%2Fetc%2Fa+b.pem"
        "&targetServerType=primary",
        "TIDEMARK_TARGET_USER": "loader",
        "TIDEMARK_TARGET_PASSWORD": "p&=?s",
    }


def test_a_connection_without_a_database_is_refused() -> None:
    with pytest.raises(AirflowFailException, match="connection 'shop' has no database"):
        target_variables(Connection(conn_id="shop", conn_type="postgres", host="db"))


def test_airflow_s_own_secrets_do_not_reach_the_jar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW__API_AUTH__JWT_SECRET", "x")
    monkeypatch.setenv("AIRFLOW_CONN_SHOP", "postgres://x")
    monkeypatch.setenv("AWS_PROFILE", "lake")
    assert {"AIRFLOW__API_AUTH__JWT_SECRET", "AIRFLOW_CONN_SHOP"} & set(worker_environment()) == set()
    assert worker_environment()["AWS_PROFILE"] == "lake"


# --- outcomes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "reaction"),
    [
        (0, Reaction.SUCCEED),
        (1, Reaction.RETRY),
        (2, Reaction.FAIL),
        (3, Reaction.FAIL),
        (4, Reaction.WAIT),
        (5, Reaction.RETRY),
        (6, Reaction.RETRY),
        (130, Reaction.RETRY),
        (143, Reaction.RETRY),
        (-15, Reaction.RETRY),
        (-9, Reaction.RETRY),
        (137, Reaction.RETRY),
        (99, Reaction.RETRY),
    ],
)
def test_exit_codes(code: int, reaction: Reaction) -> None:
    assert outcome_of(code).reaction is reaction


def test_only_what_cannot_pass_is_not_tried_again() -> None:
    assert isinstance(failure(3, "x"), AirflowFailException)
    assert not isinstance(failure(5, "x"), AirflowFailException)
    assert isinstance(failure(5, "x"), AirflowException)
    assert str(failure(-15, "rolled back")).startswith("exit code -15 (stopped): rolled back\nWhat to do: ")
    assert "lower -Xmx" in str(failure(-9, "")).replace("\n", " ")


def test_a_reason_is_read_without_scrolling_aside_and_names_are_whole() -> None:
    name = "s3://lake/" + "orders/" * 15 + "part-0.csv,"
    first, second, third, *advice = str(failure(3, f"{name} row 1: " + "unknown " * 9)).splitlines()
    assert (first, second) == ("exit code 3 (data refused):", name)
    assert third == "row 1: " + " ".join(["unknown"] * 9)
    assert advice[0].startswith("What to do: Nothing of the hour was applied")
    assert all(len(line) <= 90 for line in advice)


@pytest.mark.parametrize(("seconds", "words"), [(0, "0 s"), (90, "90 s"), (600, "10 min"), (7200, "2 h")])
def test_the_runbook_says_times_in_words(folder: Path, seconds: int, words: str) -> None:
    assert folder.is_dir()
    [description] = read_descriptions()
    pipeline = description.pipeline("orders").model_copy(update={"settle": timedelta(seconds=seconds)})
    assert f"({words} after its end)" in runbook.hourly_doc(description, pipeline).replace("\n", " ")


def test_the_codes_are_those_of_the_jar() -> None:
    """Each that the help names has an outcome of its own."""
    help_text = subprocess.run(["java", "-jar", str(JAR), "--help"], check=True, capture_output=True, text=True).stdout
    codes = [
        int(line.split()[0]) for line in help_text.split("Exit codes:")[1].splitlines() if line.strip()[:1].isdigit()
    ]
    assert codes == [0, 1, 2, 3, 4, 5, 6]
    assert all(outcome_of(code).meaning != "ended by the machine" for code in codes)


# --- hours ----------------------------------------------------------------------------------------------------------


def test_a_range_is_half_open_and_in_any_zone() -> None:
    found = hours.parse_range("2026-11-22T02:00:00+02:00", "2026-11-22T03:00:00Z", NOW)
    assert [hours.text(hour) for hour in found] == ["2026-11-22T00:00Z", "2026-11-22T01:00Z", "2026-11-22T02:00Z"]


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        ("2026-11-22T02:00:00Z", "2026-11-22T02:00:00Z", "the range is empty"),
        ("2026-11-22T03:00:00Z", "2026-11-22T02:00:00Z", "is not before to 2026-11-22T02:00Z"),
        ("2026-11-22T03:00:00", "2026-11-22T05:00:00Z", "without a zone"),
        ("2026-11-22T03:00:00Z", "2026-11-22T05:00:01Z", "to is '2026-11-22T05:00:01Z', not the start of an hour"),
        ("yesterday", "2026-11-22T05:00:00Z", "from is 'yesterday'; expected a time"),
        (None, "2026-11-22T05:00:00Z", "from is None"),
        ("2026-11-22T03:00:00Z", "2026-11-22T15:00:00Z", "the last hour that is over ends at 2026-11-22T14:00Z"),
    ],
)
def test_a_bad_range_is_refused(first: Any, last: Any, reason: str) -> None:
    with pytest.raises(AirflowFailException) as refused:
        hours.parse_range(first, last, NOW)
    assert reason in str(refused.value)


def test_a_run_without_an_hour_says_how_to_have_one() -> None:
    with pytest.raises(AirflowFailException, match="trigger it with a logical date"):
        hours.hour_of_run({})
    with pytest.raises(AirflowFailException, match="covers no hour"):
        hours.hour_of_run({"data_interval_start": NOW, "data_interval_end": NOW})
    assert hours.hour_of_run({"data_interval_start": NOW, "data_interval_end": NOW + hours.HOUR}) == NOW


# --- the forms ------------------------------------------------------------------------------------------------------

FORM = {"from": "2026-11-22T00:00:00Z", "to": "2026-11-22T02:00:00Z", "pipelines": ["a", "b", "a"], "mode": "reapply"}


def test_a_range_makes_a_task_for_each_hour_and_pipeline_oldest_first() -> None:
    tasks = ranges.tasks_of(FORM, ["a", "b"], NOW, 100)
    assert [(task["hour"], *task["pipelines"]) for task in tasks] == [
        ("2026-11-22T00:00Z", "a"),
        ("2026-11-22T00:00Z", "b"),
        ("2026-11-22T01:00Z", "a"),
        ("2026-11-22T01:00Z", "b"),
    ]
    assert {(task["command"], *task["options"]) for task in tasks} == {("load", "--reapply")}
    plans = ranges.tasks_of(FORM | {"mode": "plan"}, ["a", "b"], NOW, 100)
    assert {(task["command"], *task["options"]) for task in plans} == {("plan",)}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"pipelines": ["c"]}, "unknown pipelines ['c']; expected some of ['a', 'b']"),
        ({"pipelines": []}, "no pipeline chosen"),
        ({"mode": "drop"}, "unknown mode 'drop'"),
        ({"from": "2026-11-01T00:00:00Z"}, "506 hours of 2 pipelines are 1012 tasks, and Airflow maps 100 at most"),
    ],
)
def test_a_bad_range_form_is_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(AirflowFailException) as refused:
        ranges.tasks_of(FORM | change, ["a", "b"], NOW, 100)
    assert reason in str(refused.value)


RELOAD = {"pipelines": ["b", "a"], "reload": True, "started_at": None, "confirm": "a b"}


def test_a_reload_needs_its_confirmation() -> None:
    assert full_load.tasks_of(RELOAD, ["a", "b"]) == [
        {"pipelines": ["b"], "options": ["--reload"]},
        {"pipelines": ["a"], "options": ["--reload"]},
    ]
    timed = full_load.tasks_of(RELOAD | {"started_at": "2026-11-22T13:05:00+00:00"}, ["a", "b"])
    assert timed[0]["options"] == ["--reload", "--started-at", "2026-11-22T13:05:00+00:00"]
    plain = full_load.tasks_of({"pipelines": ["a"], "reload": False, "started_at": None, "confirm": ""}, ["a", "b"])
    assert plain == [{"pipelines": ["a"], "options": []}]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"confirm": "a"}, "type 'b a' into confirm, not 'a'"),
        ({"confirm": ""}, "a reload replaces the content"),
        ({"confirm": None}, "type 'b a' into confirm, not ''"),
        ({"pipelines": ["c"]}, "unknown pipelines ['c']"),
        ({"started_at": "today"}, "'reload began at' is 'today'; expected a time with its zone"),
        ({"started_at": "2026-11-22T13:05:00"}, "expected a time with its zone"),
        ({"reload": False, "started_at": "2026-11-22T13:05:00Z"}, "goes with reload"),
    ],
)
def test_a_bad_reload_is_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(AirflowFailException) as refused:
        full_load.tasks_of(RELOAD | change, ["a", "b"])
    assert reason in str(refused.value)


# --- the process ----------------------------------------------------------------------------------------------------


def script(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_lines_come_as_they_are_said_and_the_last_one_of_the_output_is_the_result() -> None:
    jvm = Jvm(
        script(
            "import sys; print('a'); print('é', file=sys.stderr); print('b', file=sys.stderr); print('{}'); sys.exit(3)"
        ),
        os.environ,
    )
    assert list(jvm.lines()) == ["é", "b"]
    assert jvm.end() == (3, "{}\n")


def test_a_java_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-java is not on the PATH"):
        Jvm(["no-such-java", "-jar"], os.environ)


@pytest.fixture
def sleeper() -> Iterator[Jvm]:
    """Ignores SIGINT, which Airflow sends first; says that it is ready."""
    code = "import signal,sys,time; signal.signal(2, signal.SIG_IGN); print('ready', file=sys.stderr, flush=True); time.sleep(99)"
    jvm = Jvm(script(code), os.environ)
    assert next(jvm.lines()) == "ready"
    yield jvm
    jvm.stop_and_wait()


def test_the_first_run_that_succeeds_makes_an_archive_of_classes_and_later_ones_use_it(tmp_path: Path) -> None:
    archive = ClassArchive("java", str(JAR), tmp_path)
    assert archive.options(make=False) == []

    def run() -> subprocess.CompletedProcess[str]:
        command = ["java", *archive.options(make=True), "-Xlog:class+load:stderr", "-jar", str(JAR), "--help"]
        return subprocess.run(command, check=True, capture_output=True, text=True)

    first = run()
    archive.discard()
    assert not list(tmp_path.rglob("*.jsa")), "a run that failed leaves nothing"
    for name, age in {"classes-old.jsa": 31, "classes-recent.jsa": 29}.items():
        left = tmp_path / "tidemark" / name
        left.touch()
        os.utime(left, times=(time.time() - age * 24 * 3600,) * 2)
    run()
    archive.keep()
    archive.discard()
    assert sorted(path.name for path in tmp_path.rglob("classes-*"))[1:] == ["classes-recent.jsa"]
    last = run()
    assert first.stdout == last.stdout, "the JVM says nothing of it on standard output"
    loaded = "io.tidemark.loader.cli.Main source: shared objects file (top)"
    assert loaded not in first.stderr
    assert loaded in last.stderr
    assert [path.stat().st_mode & 0o777 for path in tmp_path.iterdir()] == [0o700]


def test_another_jar_or_a_folder_that_others_can_write_to_means_another_archive_or_none(tmp_path: Path) -> None:
    jar = tmp_path / "a.jar"
    jar.write_bytes(b"1")
    before = ClassArchive("java", str(jar), tmp_path).options(make=True)
    jar.write_bytes(b"22")
    assert ClassArchive("java", str(jar), tmp_path).options(make=True) != before
    (tmp_path / "tidemark").chmod(0o777)
    assert ClassArchive("java", str(jar), tmp_path).options(make=True) == []


def test_a_stopped_process_says_so_by_its_signal(sleeper: Jvm) -> None:
    sleeper.stop()
    sleeper.stop()
    assert sleeper.end()[0] == -signal.SIGTERM
    sleeper.stop()


def test_it_is_out_of_reach_of_signals_to_the_worker_s_group(sleeper: Jvm) -> None:
    assert os.getpgid(sleeper.pid) != os.getpgid(0)


def test_it_does_not_outlive_a_parent_that_is_killed() -> None:
    code = (
        "import os,sys,time; sys.path.insert(0, sys.argv[1]); from tidemark.jvm import Jvm\n"
        "jvm = Jvm([sys.executable, '-c', 'import time; time.sleep(99)'], os.environ)\n"
        "print(jvm.pid, flush=True); time.sleep(99)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(ROOT / "dags")], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    deadline = time.monotonic() + 10
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_it_does_not_begin_after_its_parent_died(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    command = dying_with_parent(["touch", str(begun)], parent=os.getpid())
    assert subprocess.run(command, check=False).returncode == 0
    assert begun.exists()
    begun.unlink()
    command = dying_with_parent(["touch", str(begun)], parent=os.getppid())
    assert subprocess.run(command, check=False).returncode != 0
    assert not begun.exists()
