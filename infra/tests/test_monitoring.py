"""Alarms and dashboards look at metrics that exist, under the dimensions that they have; events reach the topic."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.events.models import EventPattern

from tests.chosen import SHIPPED, documents
from tidemark_infra.documents import Document
from tidemark_infra.settings import INFRA

DMS = "arn:aws:dms:eu-west-1:111122223333"
TASK = f"{DMS}:task:O26GQSD6O5BCYPNF7WJQSZCUI7E6RM5Q4BVDJ2A"
ANSWERS = {
    "dms/create-replication-instance:ReplicationInstance.ReplicationInstanceIdentifier": "tidemark",
    "dms/create-replication-task:ReplicationTask.ReplicationTaskArn": TASK,
    "dms/create-replication-config:ReplicationConfig.ReplicationConfigArn": f"{DMS}:replication-config:tidemark",
    "cloudwatch/sns.create-topic:TopicArn": "arn:aws:sns:eu-west-1:111122223333:tidemark-alerts",
    "s3/hive-layout/create-function:FunctionName": "tidemark-hive-layout",
}  # fmt: skip
INSTANCE = {"ReplicationInstanceIdentifier": "tidemark"}
OF_TASK = {**INSTANCE, "ReplicationTaskIdentifier": "O26GQSD6O5BCYPNF7WJQSZCUI7E6RM5Q4BVDJ2A"}
# CHAP_Monitoring and CHAP_Serverless.Components of the DMS guide; Amazon CloudWatch metrics for RDS; Lambda's; our own.
METRICS = {
    ("AWS/DMS", "task"): {
        "FullLoadThroughputBandwidthTarget", "FullLoadThroughputRowsTarget", "CDCIncomingChanges", "CDCChangesMemorySource",
        "CDCChangesMemoryTarget", "CDCChangesDiskSource", "CDCChangesDiskTarget", "CDCThroughputBandwidthTarget",
        "CDCThroughputRowsSource", "CDCThroughputRowsTarget", "CDCLatencySource", "CDCLatencyTarget",
    },
    ("AWS/DMS", "instance"): {
        "CPUUtilization", "FreeStorageSpace", "FreeMemory", "FreeableMemory", "AvailableMemory", "SwapUsage",
    },
    ("AWS/DMS", "query"): {
        "CapacityUtilization", "CDCIncomingChanges", "CDCLatencySource", "CDCLatencyTarget", "CDCThroughputBandwidthTarget",
        "CDCThroughputRowsSource", "CDCThroughputRowsTarget", "FullLoadThroughputBandwidthTarget", "FullLoadThroughputRowsTarget",
    },
    ("AWS/RDS", "database"): {"OldestReplicationSlotLag", "ReplicationSlotDiskUsage", "FreeStorageSpace"},
    ("AWS/Lambda", "function"): {"Errors"},
    ("Tidemark", "query"): {"Lag", "FullLoadProgressPercent"},
}  # fmt: skip
DIMENSIONS = {
    "task": OF_TASK,
    "instance": INSTANCE,
    "database": {"DBInstanceIdentifier": "app-1"},
    "function": {"FunctionName": "tidemark-hive-layout"},
}
_QUERY = re.compile(r'SELECT (?:MAX|AVG|COUNT)\((\w+)\) FROM (?:SCHEMA\()?"([\w/]+)"(?:, (\w+)\))?(?: GROUP BY (\w+))?')


def inputs(capture: str) -> dict[str, tuple[Document, Any]]:
    """Documents with what AWS would answer in them."""
    found = documents(capture=capture).items()
    return {
        name: (document, document.input(lambda reference: ANSWERS.get(reference, "any"))) for name, document in found
    }


def alarms(capture: str) -> dict[str, Any]:
    return {
        content["AlarmName"].removeprefix("tidemark-"): content
        for document, content in inputs(capture).values()
        if document.operation == "PutMetricAlarm"
    }


ALARMS = {(capture, name): alarm for capture in ("instance", "serverless") for name, alarm in alarms(capture).items()}


def looked_at(metric: Mapping[str, Any]) -> tuple[str, str, str]:
    """Namespace, kind of dimensions and name of what an alarm or a graph shows."""
    if "Expression" in metric:
        query = _QUERY.fullmatch(metric["Expression"])
        assert query, metric["Expression"]
        name, namespace, dimension, grouped = query.groups()
        # What Tidemark publishes has one dimension, which its name follows from.
        assert dimension == {"Lag": "Pipeline", "FullLoadProgressPercent": "DmsTask"}.get(name)
        assert grouped in {None, dimension}
        return namespace, "query", name
    given = {one["Name"]: one["Value"] for one in metric["Dimensions"]}
    (kind,) = (kind for kind, dimensions in DIMENSIONS.items() if dimensions == given)
    return metric["Namespace"], kind, metric["MetricName"]


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_looks_at_a_metric_under_its_dimensions(name: tuple[str, str]) -> None:
    alarm = ALARMS[name]
    namespace, kind, metric = looked_at(alarm["Metrics"][0] if "Metrics" in alarm else alarm)
    assert metric in METRICS[namespace, kind]
    assert alarm["AlarmActions"] == [ANSWERS["cloudwatch/sns.create-topic:TopicArn"]]
    # CloudWatch allows no more than a day in all, and Metrics Insights no more than three hours.
    looked_back = alarm["EvaluationPeriods"] * (alarm["Metrics"][0] if "Metrics" in alarm else alarm)["Period"]
    assert looked_back <= (10_800 if "Metrics" in alarm else 86_400)


def test_each_way_of_capturing_has_its_alarms() -> None:
    of_instance, serverless = set(alarms("instance")), set(alarms("serverless"))
    assert of_instance - serverless == {
        "task-latency-source", "task-latency-target", "task-silent", "task-changes-on-disk",
        "instance-storage", "instance-memory", "instance-swap",
    }  # fmt: skip
    assert serverless - of_instance == {
        "replication-latency-source", "replication-latency-target", "replication-silent", "replication-capacity",
    }  # fmt: skip
    assert of_instance & serverless == {
        "source-slot-lag", "source-slot-disk", "source-storage", "loads-late", "hive-layout-errors",
    }  # fmt: skip


def test_a_source_without_an_identifier_in_rds_has_no_alarms() -> None:
    assert not [
        name for name in documents(source=SHIPPED["source"]) if name.startswith("cloudwatch/put-metric-alarm.source-")
    ]


def test_silence_is_an_alarm_and_nothing_else_is_by_silence() -> None:
    by_silence = {name for (_, name), alarm in ALARMS.items() if alarm["TreatMissingData"] == "breaching"}
    assert by_silence == {"task-silent", "replication-silent", "loads-late"}


def graphs(capture: str) -> Iterator[tuple[str, str, str]]:
    (board,) = (content for document, content in inputs(capture).values() if document.operation == "PutDashboard")
    for widget in json.loads(board["DashboardBody"])["widgets"]:
        for row in widget["properties"].get("metrics", ()):
            if isinstance(row[0], dict):
                yield looked_at({"Expression": row[0]["expression"]})
            else:
                namespace, metric, *dimensions = row
                pairs = zip(dimensions[::2], dimensions[1::2], strict=True)
                given = [{"Name": name, "Value": value} for name, value in pairs]
                yield looked_at({"Namespace": namespace, "MetricName": metric, "Dimensions": given})


@pytest.mark.parametrize("capture", ["instance", "serverless"])
def test_the_dashboard_shows_metrics_under_their_dimensions(capture: str) -> None:
    shown = list(graphs(capture))
    assert all(metric in METRICS[namespace, kind] for namespace, kind, metric in shown)
    assert {"FullLoadThroughputRowsTarget", "FullLoadProgressPercent", "Lag", "CDCLatencySource"} <= {
        metric for _, _, metric in shown
    }


@pytest.mark.parametrize("capture", ["instance", "serverless"])
def test_the_dashboard_s_parts_do_not_cover_each_other(capture: str) -> None:
    (board,) = (content for document, content in inputs(capture).values() if document.operation == "PutDashboard")
    covered = [
        (x, y)
        for widget in json.loads(board["DashboardBody"])["widgets"]
        for x in range(widget["x"], widget["x"] + widget["width"])
        for y in range(widget["y"], widget["y"] + widget["height"])
    ]
    assert len(covered) == len(set(covered))
    assert max(x for x, _ in covered) < 24


def test_tidemark_s_metrics_are_those_that_the_monitor_publishes() -> None:
    """Read, not imported: the monitor runs in Airflow's environment."""
    assert importlib.util.find_spec("airflow") is None
    monitor = (INFRA.parent / "dags/tidemark/monitor.py").read_text(encoding="utf-8")
    assert set(re.findall(r'_metric\("(\w+)", "(\w+)",', monitor)) == {
        ("Lag", "Pipeline"),
        ("FullLoadProgressPercent", "DmsTask"),
    }
    assert '"Seconds"' in monitor


@pytest.mark.parametrize("capture", ["instance", "serverless"])
def test_cloudwatch_takes_alarms_and_dashboard(capture: str) -> None:
    with mock_aws():
        client = boto3.client("cloudwatch", region_name="eu-west-1")
        wanted = set()
        for document, content in inputs(capture).values():
            if document.operation == "PutMetricAlarm":
                client.put_metric_alarm(**content)
                wanted.add(content["AlarmName"])
            elif document.operation == "PutDashboard":
                client.put_dashboard(**content)
        made = client.describe_alarms(MaxRecords=100)["MetricAlarms"]
        assert {alarm["AlarmName"] for alarm in made} == wanted


# As the guide shows them: CHAP_EventBridge.
STARTED: Any = {
    "source": "aws.dms",
    "detail-type": "DMS Replication Task State Change",
    "resources": [TASK],
    "detail": {"type": "REPLICATION_TASK", "category": "StateChange", "eventType": "REPLICATION_TASK_STARTED"},
}


@pytest.mark.parametrize(
    ("event", "wanted"),
    [
        (STARTED, True),
        ({**STARTED, "detail": {**STARTED["detail"], "category": "Failure"}}, True),
        ({**STARTED, "detail": {**STARTED["detail"], "category": "ConfigurationChange"}}, False),
        ({**STARTED, "resources": [TASK.replace("O26", "P26")]}, False),
        ({**STARTED, "source": "aws.rds"}, False),
    ],
)
def test_the_rule_takes_what_happens_to_the_task(event: Any, wanted: bool) -> None:
    _, rule = inputs("instance")["cloudwatch/events.put-rule.task"]
    assert EventPattern.load(rule["EventPattern"]).matches_event(event) is wanted


@pytest.mark.parametrize(("capture", "kind"), [("instance", "task"), ("serverless", "replication")])
def test_the_rule_and_its_target_are_there_together(capture: str, kind: str) -> None:
    found = {name: content for name, (_, content) in inputs(capture).items() if name.startswith("cloudwatch/events.")}
    assert set(found) == {f"cloudwatch/events.put-rule.{kind}", f"cloudwatch/events.put-targets.{kind}"}
    targets = found[f"cloudwatch/events.put-targets.{kind}"]
    assert targets["Rule"] == found[f"cloudwatch/events.put-rule.{kind}"]["Name"]
    transformer = targets["Targets"][0]["InputTransformer"]
    # The text is a JSON string, in which each name in brackets is one of the paths.
    assert set(re.findall(r"<(\w+)>", json.loads(transformer["InputTemplate"]))) == set(transformer["InputPathsMap"])
