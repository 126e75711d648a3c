"""What the monitor asks, judges and publishes, with a moto server for DMS and CloudWatch.

moto has no DescribeTableStatistics and no failures: these answers are put in on the way, and held against botocore's own
model. Which states exist is the DMS API reference's.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from airflow.providers.amazon.aws.hooks.base_aws import AwsBaseHook
from airflow.providers.amazon.aws.hooks.dms import DmsHook
from airflow.providers.common.compat.sdk import AirflowFailException
from botocore.awsrequest import AWSResponse
from botocore.validate import ParamValidator

from tidemark import dms, monitor
from tidemark.descriptions import Description, Installation, Pipeline
from tidemark.dms import TableState, TaskState
from tidemark.hourly import hourly_dag

NOW = datetime(2026, 11, 22, 14, 20, tzinfo=UTC)
LIMIT = timedelta(minutes=15)
WELL = {"CDCLatencySource": timedelta(), "CDCLatencyTarget": timedelta(seconds=61)}


def task(**settings: Any) -> TaskState:
    sound: dict[str, Any] = {
        "name": "orders",
        "migration": "full-load-and-cdc",
        "status": "running",
        "stop_reason": "",
        "failure": "",
        "full_load_percent": 100,
        "running_since": NOW - timedelta(days=3),
        "tables": (),
        "latencies": WELL,
    }
    return TaskState(**(sound | settings))


def table(state: str) -> TableState:
    return TableState("public.orders", state, 10, 5)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"status": "starting", "latencies": {}},
        {"status": "modifying", "latencies": {}},
        {"status": "stopped", "migration": "full-load", "stop_reason": "Stop Reason FULL_LOAD_ONLY_FINISHED"},
        {"tables": (table("Table completed"), table("Full load"), table("Before load"))},
        {"tables": (table("Table is being reloaded"),)},
        {"latencies": {}, "running_since": NOW - timedelta(minutes=5)},
        {"latencies": {}, "full_load_percent": 40},
        {"latencies": {}, "migration": "full-load"},
        {"latencies": {"CDCLatencySource": LIMIT, "CDCLatencyTarget": LIMIT}},
    ],
)
def test_there_is_nothing_to_do(settings: dict[str, Any]) -> None:
    assert task(**settings).problems(NOW, LIMIT) == []


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (
            {"status": "stopped", "stop_reason": "Stop Reason RECOVERABLE_ERROR", "failure": "no connection"},
            "DMS task orders is stopped (Stop Reason RECOVERABLE_ERROR, no connection): mend what stopped it, then resume it",
        ),
        (
            {"status": "stopped", "stop_reason": "Stop Reason FULL_LOAD_ONLY_FINISHED"},
            "DMS task orders is stopped (Stop Reason FULL_LOAD_ONLY_FINISHED): mend what stopped it",
        ),
        ({"status": "failed", "failure": "slot is gone"}, "DMS task orders is failed (slot is gone): mend the cause"),
        ({"status": "failed-move"}, "DMS task orders is failed-move: move it again"),
        ({"status": "ready"}, "DMS task orders is ready: it was never started: start it"),
        ({"status": "deleting"}, "DMS task orders is deleting: take it out of airflow.monitor.dms-tasks"),
        ({"status": "hibernating"}, "DMS task orders is hibernating: this state is unknown here"),
        (
            {"tables": (table("Table error"),)},
            "table public.orders of DMS task orders is in state 'Table error': DMS no",
        ),
        ({"tables": (table("Table cancelled"),)}, "is in state 'Table cancelled'"),
        ({"tables": (table("Table does not exist"),)}, "is in state 'Table does not exist'"),
        ({"tables": (table("Table is asleep"),)}, "is in state 'Table is asleep'"),
        (
            {"latencies": WELL | {"CDCLatencySource": timedelta(minutes=16)}},
            "DMS task orders: CDCLatencySource is 0:16:00, more than 0:15:00 (monitor.latency-limit): a long transaction",
        ),
        (
            {"latencies": WELL | {"CDCLatencyTarget": timedelta(minutes=16)}},
            "DMS task orders: CDCLatencyTarget is 0:16:00, more than 0:15:00 (monitor.latency-limit): S3 takes",
        ),
        (
            {"latencies": {"CDCLatencySource": timedelta()}},
            "DMS task orders: CloudWatch has had no CDCLatencyTarget for 0:15:00 although the task runs",
        ),
    ],
)
def test_somebody_has_to_act(settings: dict[str, Any], says: str) -> None:
    [problem] = task(**settings).problems(NOW, LIMIT)
    assert says in problem


def test_all_problems_are_told_at_once() -> None:
    found = task(status="failed", tables=(table("Table error"), table("Table completed"), table("Table error")))
    assert len(found.problems(NOW, LIMIT)) == 3


def test_the_log_shows_a_task_as_a_table() -> None:
    shown = dms.table_of(task(tables=(table("Table completed"), TableState("public.items", "Table error", 1234567, 0))))
    assert shown.splitlines() == [
        "orders: running, full-load-and-cdc, full load 100 %, CDCLatencySource 0:00:00, CDCLatencyTarget 0:01:01",
        "  table          state                     full load rows       changes",
        "  public.orders  Table completed                       10             5",
        "  public.items   Table error                    1,234,567             0",
    ]


# --- against moto ---------------------------------------------------------------------------------------------------


@pytest.fixture
def arn(moto: str) -> str:
    """A running DMS task."""
    client = boto3.client("dms", endpoint_url=moto)
    instance = client.create_replication_instance(
        ReplicationInstanceIdentifier="dms-1", ReplicationInstanceClass="dms.t3.medium"
    )["ReplicationInstance"]["ReplicationInstanceArn"]
    created = client.create_replication_task(
        ReplicationTaskIdentifier="orders",
        SourceEndpointArn="arn:aws:dms:eu-west-1:123456789012:endpoint:S",
        TargetEndpointArn="arn:aws:dms:eu-west-1:123456789012:endpoint:T",
        ReplicationInstanceArn=instance,
        MigrationType="full-load-and-cdc",
        TableMappings="{}",
    )["ReplicationTask"]
    client.start_replication_task(
        ReplicationTaskArn=created["ReplicationTaskArn"], StartReplicationTaskType="start-replication"
    )
    return str(created["ReplicationTaskArn"])


def measure(moto: str, arn: str, **seconds: float) -> None:
    """Latencies as DMS itself measures them."""
    boto3.client("cloudwatch", endpoint_url=moto).put_metric_data(
        Namespace="AWS/DMS",
        MetricData=[
            {
                "MetricName": name,
                "Timestamp": datetime.now(UTC) - timedelta(minutes=2),
                "Value": value,
                "Dimensions": [
                    {"Name": "ReplicationInstanceIdentifier", "Value": "dms-1"},
                    {"Name": "ReplicationTaskIdentifier", "Value": arn.rpartition(":")[2]},
                ],
            }
            for name, value in seconds.items()
        ],
    )


def answer_table_statistics(client: Any, arn: str, pages: list[list[dict[str, Any]]]) -> None:
    """Answers on moto's behalf, page by page."""
    model = client.meta.service_model.operation_model("DescribeTableStatistics").output_shape

    def answer(request: Any, **_: Any) -> AWSResponse:
        number = int(json.loads(request.body).get("Marker", "0"))
        page: dict[str, Any] = {"ReplicationTaskArn": arn, "TableStatistics": pages[number]}
        if number + 1 < len(pages):
            page["Marker"] = str(number + 1)
        assert not ParamValidator().validate(page, model).has_errors()
        return AWSResponse(request.url, 200, {}, Raw(json.dumps(page).encode()))

    client.meta.events.register("before-send.dms.DescribeTableStatistics", answer)


class Raw:
    """The body of an answer, as botocore reads one."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> list[bytes]:
        return [self._content]


def statistics(name: str, state: str) -> dict[str, Any]:
    return {
        "SchemaName": "public",
        "TableName": name,
        "TableState": state,
        "FullLoadRows": 10,
        "Inserts": 3,
        "Updates": 2,
        "Deletes": 1,
    }


def observe(arn: str, pages: list[list[dict[str, Any]]]) -> TaskState:
    hook = DmsHook(aws_conn_id="aws_default", region_name="eu-west-1")  # type: ignore[no-untyped-call]
    answer_table_statistics(hook.get_conn(), arn, pages)
    cloudwatch = AwsBaseHook(aws_conn_id="aws_default", client_type="cloudwatch", region_name="eu-west-1")
    state = dms.observe(arn, hook, cloudwatch, datetime.now(UTC), LIMIT)
    assert state is not None
    return state


def test_a_running_task_is_read_with_all_its_tables_and_latencies(moto: str, arn: str) -> None:
    measure(moto, arn, CDCLatencySource=3.2, CDCLatencyTarget=64.0)
    state = observe(arn, [[statistics("orders", "Table completed")], [statistics("items", "Table error")]])

    assert (state.name, state.status, state.migration) == ("orders", "running", "full-load-and-cdc")
    assert state.full_load_percent == 100
    assert state.tables == (
        TableState("public.orders", "Table completed", 10, 6),
        TableState("public.items", "Table error", 10, 6),
    )
    assert state.latencies == {"CDCLatencySource": timedelta(seconds=3), "CDCLatencyTarget": timedelta(seconds=64)}
    assert len(state.problems(datetime.now(UTC), LIMIT)) == 1


def test_a_stopped_task_is_read_without_latencies(moto: str, arn: str) -> None:
    boto3.client("dms", endpoint_url=moto).stop_replication_task(ReplicationTaskArn=arn)
    state = observe(arn, [[]])

    assert state.status == "stopped"
    assert state.latencies == {}
    assert "DMS task orders is stopped" in state.problems(datetime.now(UTC), LIMIT)[0]


def test_the_monitor_fails_and_publishes_progress_nevertheless(
    moto: str, arn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    boto3.client("dms", endpoint_url=moto).stop_replication_task(ReplicationTaskArn=arn)
    connect = DmsHook.get_conn

    def connected(hook: DmsHook) -> Any:
        client = connect(hook)
        answer_table_statistics(client, arn, [[statistics("orders", "Table error")]])
        return client

    monkeypatch.setattr(DmsHook, "get_conn", connected)  # moto has no table statistics
    settings = {"namespace": "Tidemark", "connection": "aws_default", "region": None}
    with pytest.raises(AirflowFailException) as failure:
        monitor.check_dms_task(arn, LIMIT, settings, datetime.now(UTC))

    assert "DMS task orders is stopped" in str(failure.value)
    assert "table public.orders of DMS task orders is in state 'Table error'" in str(failure.value)
    assert published(moto, "FullLoadProgressPercent", "DmsTask", "orders") == 100


def test_a_task_that_does_not_exist_is_said(moto: str) -> None:
    assert moto
    arn = "arn:aws:dms:eu-west-1:123456789012:task:NOSUCH"
    settings = {"namespace": None, "connection": "aws_default", "region": None}
    with pytest.raises(
        AirflowFailException, match=r"there is no DMS task arn:.*NOSUCH: mend airflow.monitor.dms-tasks"
    ):
        monitor.check_dms_task(arn, LIMIT, settings, NOW)


def published(moto: str, metric: str, dimension: str, value: str) -> float:
    found = boto3.client("cloudwatch", endpoint_url=moto).get_metric_statistics(
        Namespace="Tidemark",
        MetricName=metric,
        Dimensions=[{"Name": dimension, "Value": value}],
        StartTime=datetime.now(UTC) - timedelta(minutes=10),
        EndTime=datetime.now(UTC) + timedelta(minutes=1),
        Period=3600,
        Statistics=["Maximum"],
    )
    return float(found["Datapoints"][0]["Maximum"])


# --- hours ----------------------------------------------------------------------------------------------------------

EXPECTED = {"name": "orders", "start": "2026-11-20T00:00:00+00:00", "late_after": 3600.0}


@pytest.mark.parametrize(
    ("high", "now", "lag", "late"),
    [
        # The hour 13 is loaded: 14 ends at 15:00 and is late from 16:00 on.
        ("2026-11-22T13:00Z", "2026-11-22T14:00:00Z", timedelta(), False),
        ("2026-11-22T13:00Z", "2026-11-22T16:00:00Z", timedelta(hours=2), False),
        ("2026-11-22T13:00Z", "2026-11-22T16:00:01Z", timedelta(hours=2, seconds=1), True),
        # Nothing loaded yet: the first hour ends at 01:00 and is late from 02:00 on.
        (None, "2026-11-20T02:00:00Z", timedelta(hours=2), False),
        (None, "2026-11-20T02:00:01Z", timedelta(hours=2, seconds=1), True),
        # It begins only later.
        (None, "2026-11-19T02:00:00Z", timedelta(), False),
    ],
)
def test_when_hours_are_late(high: str | None, now: str, lag: timedelta, late: bool) -> None:
    status = {"pipelines": [{"pipeline": "orders", "high_watermark": high}]}
    [found] = monitor.lags_of(status, [EXPECTED], datetime.fromisoformat(now))
    assert (found.lag, found.late) == (lag, late)


def test_a_late_pipeline_says_what_is_missing_and_what_to_do() -> None:
    status = {
        "pipelines": [
            {
                "pipeline": "orders",
                "high_watermark": "2026-11-22T10:00Z",
                "missing_hours": ["2026-11-22T11:00Z"],
                "unloaded": [{}, {}],
                "vanished": [],
                "quarantined": 3,
            }
        ]
    }
    [found] = monitor.lags_of(status, [EXPECTED], NOW)
    assert found.problem() == (
        "orders: all hours loaded up to 2026-11-22T11:00Z, 3:20:00 ago, objects not loaded: 2, rows in quarantine: 3, "
        "which is late (airflow.late-after 1:00:00 after the next hour's end); not loaded in between: 2026-11-22T11:00Z. "
        "Look at the runs of tidemark.hourly.orders: clear its failed tasks once the cause is mended, unpause it, or run a "
        "backfill of hours without a run"
    )


def test_a_pipeline_that_the_status_does_not_know_counts_from_its_start() -> None:
    [found] = monitor.lags_of({"pipelines": []}, [EXPECTED], NOW)
    assert found.late
    assert "all hours loaded up to (nothing yet)" in found.problem()


def test_lags_are_published_and_a_late_one_fails(moto: str) -> None:
    status = {"pipelines": [{"pipeline": "orders", "high_watermark": "2026-11-22T10:00Z"}]}
    settings: dict[str, str | None] = {
        "namespace": "Tidemark",
        "connection": "aws_default",
        "region": "eu-west-1",
    }
    with pytest.raises(AirflowFailException, match="orders: all hours loaded up to 2026-11-22T11:00Z"):
        monitor.hours_are_loaded.function(status, [EXPECTED], settings)

    expected = (datetime.now(UTC) - datetime(2026, 11, 22, 11, tzinfo=UTC)).total_seconds()
    assert published(moto, "Lag", "Pipeline", "orders") == pytest.approx(expected, abs=60)


# --- the DAGs -------------------------------------------------------------------------------------------------------


def described(installation: Installation) -> Description:
    pipeline = Pipeline.model_validate(
        {
            **dict.fromkeys(["name", "bucket", "prefix", "layout", "format", "deletes", "owner"], "orders"),
            **dict.fromkeys(["settle_seconds", "lookback_seconds", "retry_delay_seconds", "timeout_seconds"], 60),
            **dict.fromkeys(["max_retry_delay_seconds", "not_ready_timeout_seconds", "late_after_seconds"], 3600),
            "table": "public.orders",
            "start": NOW,
            "owner_link": None,
            "tags": [],
            "catchup": True,
            "max_active_runs": 4,
            "retries": 6,
        }
    )
    return Description("shop", installation, (pipeline,), None)


def test_the_monitor_has_a_mapped_task_for_the_dms_tasks_if_there_are_any(
    installation: Callable[..., Installation],
) -> None:
    watched = {
        "dms_tasks": ["arn:aws:dms:eu-west-1:1:task:A", "arn:aws:dms:eu-west-1:1:task:B"],
        "aws_connection": None,
        "every_seconds": 600,
        "latency_limit_seconds": 900,
        "metrics_namespace": None,
    }
    dag = monitor.monitor_dag(described(installation(monitor=watched)))

    assert dag.dag_id == "tidemark.monitor.shop"
    assert (dag.catchup, dag.max_active_runs) == (False, 1)
    assert set(dag.task_ids) == {"status", "hours_are_loaded", "dms_task_is_well"}
    assert dag.get_task("dms_task_is_well").is_mapped
    assert dag.get_task("hours_are_loaded").upstream_task_ids == {"status"}
    assert "dms_task_is_well" not in monitor.monitor_dag(described(installation())).task_ids


def test_the_hourly_dag_has_airflows_own_deadline_only_if_it_is_wanted(
    installation: Callable[..., Installation],
) -> None:
    def deadline(wanted: bool) -> Any:
        description = described(installation(deadline_alerts=wanted))
        return hourly_dag(description, description.pipelines[0]).deadline

    assert not deadline(False)
    [alert] = deadline(True)
    assert alert.interval == timedelta(hours=2)
    assert alert.callback.path == "tidemark.runbook.say_that_the_deadline_has_passed"
