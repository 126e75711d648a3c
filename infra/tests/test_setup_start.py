"""Connection tests, the premigration assessment, and how a capture is started and gone on with."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse

from tests.cloud import Cloud, Ran
from tests.lacking_dms import NEXT

_LSN = {"slot": "tidemark", "start-lsn": "4AF/B00000D0"}


def run(cloud: Cloud, *arguments: str) -> Ran:
    """Without alarms and catalog, which have nothing to do with it."""
    return cloud.run("--only", "iam,s3,dms", *arguments)


@pytest.fixture
def starts(cloud: Cloud) -> list[Any]:
    """The inputs of all starts."""
    found: list[Any] = []
    for operation in ("StartReplicationTask", "StartReplication", "StartReplicationTaskAssessmentRun"):
        cloud.before_call(f"dms.{operation}", lambda params, **_: found.append(json.loads(params["body"])))
    return found


def test_the_first_start_assesses_then_starts_and_waits(cloud: Cloud, starts: list[Any]) -> None:
    cloud.lacking.assessments["postgres-check-longrunningtxn"] = "warning"
    ran = run(cloud, "--start", "full-load")
    assert ran.code == 0, ran.lines
    assessment, start = starts
    assert assessment["AssessmentRunName"].startswith("tidemark-20")
    assert assessment["ResultEncryptionMode"] == "SSE_KMS"
    assert start["StartReplicationTaskType"] == "start-replication"
    assert (
        "  warning: postgres-check-longrunningtxn: end the transactions that have been open for more than" in ran.lines
    )
    assert "the task tidemark runs" in ran.lines
    again = run(cloud, "--start", "full-load")
    assert (again.code, cloud.writes) == (0, []), again.lines
    assert "the task tidemark runs already" in again.lines


def test_what_has_run_is_gone_on_with(cloud: Cloud, starts: list[Any]) -> None:
    assert run(cloud, "--start", "full-load").code == 0
    task = cloud.client("dms").describe_replication_tasks()["ReplicationTasks"][0]["ReplicationTaskArn"]
    cloud.client("dms").stop_replication_task(ReplicationTaskArn=task)
    refused = run(cloud, "--start", "full-load")
    assert (refused.code, cloud.writes) == (3, [])
    assert "tidemark has run before: --start resume goes on where it stopped. Loading everything again" in refused.lines
    assert run(cloud, "--start", "resume").code == 0
    assert starts[-1]["StartReplicationTaskType"] == "resume-processing"
    assert len(starts) == 3


@pytest.mark.parametrize(
    ("how", "source", "message"),
    [
        ("resume", {}, "tidemark has never run, so there is nothing to go on with: --start full-load starts it"),
        (
            "cdc-only",
            {},
            "type full-load-and-cdc: for --start cdc-only the settings need source.slot and source.start-lsn",
        ),
        ("full-load", _LSN, "a task of type cdc: for --start full-load the settings need no source.start-lsn"),
    ],
)
def test_a_wrong_start_is_refused(cloud: Cloud, starts: list[Any], how: str, source: Any, message: str) -> None:
    cloud.settings["source"] |= source
    ran = run(cloud, "--start", how)
    assert (ran.code, message in ran.lines, starts) == (3, True, []), ran.lines


def test_a_failed_assessment_stops_the_start(cloud: Cloud, starts: list[Any]) -> None:
    cloud.settings["source"] |= _LSN
    cloud.lacking.assessments["postgres-check-wallevel"] = "failed"
    ran = run(cloud, "--start", "cdc-only")
    assert (ran.code, len(starts)) == (3, 1), ran.lines
    assert "ended as failed; its reports are in the bucket under dms-assessments/" in ran.lines
    assert "  failed: postgres-check-wallevel: set wal_level = logical (rds.logical_replication = 1)" in ran.lines
    cloud.lacking.assessments["postgres-check-wallevel"] = "passed"
    assert run(cloud, "--start", "cdc-only").code == 0
    assert starts[-1]["CdcStartPosition"] == "4AF/B00000D0"


def test_an_assessment_can_be_asked_for_alone(cloud: Cloud, starts: list[Any]) -> None:
    ran = run(cloud, "--assess")
    assert (ran.code, len(starts)) == (0, 1), ran.lines
    assert "StartReplicationTaskType" not in starts[0]


def test_a_connection_that_fails_says_why_and_what_to_look_at(cloud: Cloud) -> None:
    why = "Test Endpoint failed: Application-Status: 1020912, no pg_hba.conf entry"

    def fail(params: Any, **_: Any) -> Any:
        if "source" not in params["body"].decode() and "dms.TestConnection" not in cloud.calls:
            return None
        found = {"Connections": [{"Status": "failed", "LastFailureMessage": why}]}
        return AWSResponse("https://aws.invalid", 200, {}, None), found

    cloud.before_call("dms.DescribeConnections", fail)
    ran = run(cloud)
    assert ran.code == 3, ran.lines
    assert f"dms/test-connection.source has failed: failed: {why} (source: host, port, pg_hba.conf" in ran.lines


def test_serverless_starts_by_itself_and_is_gone_on_with(cloud: Cloud, starts: list[Any]) -> None:
    cloud.settings["capture"] = "serverless"
    refused = run(cloud, "--assess")
    assert (refused.code, "--assess: DMS Serverless has no assessment of its own" in refused.lines) == (2, True)
    ran = run(cloud, "--start", "full-load")
    assert ran.code == 0, ran.lines
    assert "waiting for the replication tidemark to run: provisioning_capacity" in ran.lines
    again = run(cloud, "--start", "full-load")
    assert (again.code, cloud.writes) == (0, []), again.lines
    replication = next(iter(cloud.lacking.replications.values()))
    replication["Status"] = "stopped"
    assert run(cloud, "--start", "full-load").code == 3
    assert run(cloud, "--start", "resume").code == 0
    assert [one["StartReplicationType"] for one in starts] == ["start-replication", "resume-processing"]


def test_serverless_without_capacity_has_failed(cloud: Cloud, starts: list[Any]) -> None:
    cloud.settings["capture"] = "serverless"
    cloud.monkeypatch.setitem(NEXT, "fetching_metadata", "failed_provision")
    failed = run(cloud, "--start", "full-load")
    assert failed.code == 3, failed.lines
    assert "the replication tidemark to run has failed: failed_provision" in failed.lines
    cloud.monkeypatch.setitem(NEXT, "fetching_metadata", "running")
    assert run(cloud, "--start", "full-load").code == 0
    assert [one["StartReplicationType"] for one in starts] == ["start-replication", "start-replication"]
