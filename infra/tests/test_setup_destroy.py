"""--destroy: refuses while something would be lost, takes away what was made, leaves data, key and slot."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from tests.cloud import ALSO, Cloud

_NOTHING = {"pipelines": [{"pipeline": "orders", "unloaded": []}]}
_SOMETHING = {
    "pipelines": [{"pipeline": "orders", "unloaded": [{"object": "s3://my-bucket/dms/public/orders/x.parquet"}]}]
}


def loader(cloud: Cloud, *answers: Any, code: int = 0) -> Path:
    """A java that answers as the jar does to status --json, each time the next; the configuration to name."""
    folder = cloud.folder / "bin"
    folder.mkdir(exist_ok=True)
    for number, answer in enumerate(answers):
        (folder / f"answer-{number}").write_text(json.dumps(answer) + "\n")
    java = folder / "java"
    java.write_text(
        "#!/bin/bash\n"
        f'cd {folder}; n=$(cat asked 2>/dev/null || echo 0); echo $((n + 1)) >asked; echo "$@" >>arguments\n'
        f"cat answer-$n 2>/dev/null || cat answer-{len(answers) - 1}; exit {code}\n"
    )
    java.chmod(java.stat().st_mode | stat.S_IXUSR)
    (folder / "asked").unlink(missing_ok=True)
    cloud.monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return cloud.folder / "orders.conf"


def left(cloud: Cloud) -> dict[str, list[str]]:
    """What of the set-up is in the account."""
    name = cloud.settings["name"]
    roles = cloud.client("iam").list_roles()["Roles"]
    groups = cloud.client("ec2").describe_security_groups()["SecurityGroups"]
    dms = cloud.client("dms")
    return {
        "roles": sorted(role["RoleName"] for role in roles if role["RoleName"].startswith((name, "dms-"))),
        "groups": sorted(group["GroupName"] for group in groups if group["GroupName"].startswith(name)),
        "tasks": [task["ReplicationTaskIdentifier"] for task in dms.describe_replication_tasks()["ReplicationTasks"]],
        "endpoints": [one["EndpointIdentifier"] for one in dms.describe_endpoints()["Endpoints"]],
        "buckets": [one["Name"] for one in cloud.client("s3").list_buckets()["Buckets"]],
        "aliases": [
            one["AliasName"] for one in cloud.client("kms").list_aliases()["Aliases"] if name in one["AliasName"]
        ],
        "alarms": [one["AlarmName"] for one in cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]],
        "tables": [one["Name"] for one in cloud.client("glue").get_databases()["DatabaseList"]],
    }


def test_without_the_loader_nothing_is_taken_away(cloud: Cloud) -> None:
    ran = cloud.run("--destroy", "--yes")
    assert (ran.code, cloud.writes) == (2, [])
    assert "--destroy needs --config FILE, the loader's configuration: only the loader knows" in ran.lines


def test_unloaded_objects_keep_everything(cloud: Cloud) -> None:
    config = loader(cloud, _SOMETHING)
    ran = cloud.run("--destroy", "--yes", "--config", str(config))
    assert (ran.code, cloud.writes) == (3, [])
    assert (
        "1 objects are not loaded yet, such as s3://my-bucket/dms/public/orders/x.parquet: load them first" in ran.lines
    )
    asked = (cloud.folder / "bin/arguments").read_text()
    assert f"tidemark.jar status --config {config} --json --hours 8784" in asked


def test_a_loader_that_fails_keeps_everything(cloud: Cloud) -> None:
    ran = cloud.run("--destroy", "--yes", "--config", str(loader(cloud, {}, code=5)))
    assert (ran.code, cloud.writes) == (5, [])
    assert "the loader does not say what is loaded (exit code 5)" in ran.lines


def test_nobody_has_confirmed(cloud: Cloud) -> None:
    ran = cloud.run("--destroy", "--config", str(loader(cloud, _NOTHING)))
    assert (ran.code, cloud.writes) == (2, [])
    assert "--destroy wants a terminal, or --yes" in ran.lines


@pytest.mark.parametrize("capture", ["instance", "serverless"])
def test_what_was_made_goes_and_the_data_stays(cloud: Cloud, capture: str) -> None:
    cloud.settings |= ALSO | {"capture": capture}
    assert cloud.run("--start", "full-load").code == 0
    plan = cloud.run("--destroy", "--plan")
    assert (plan.code, cloud.writes) == (0, [])
    ran = cloud.run("--destroy", "--yes", "--config", str(loader(cloud, _NOTHING)))
    assert (ran.code, ran.summary["deleted"]) == (0, plan.summary["deleted"]), ran.lines
    assert left(cloud) == {
        "roles": ["dms-cloudwatch-logs-role", "dms-vpc-role"],
        "groups": [],
        "tasks": [],
        "endpoints": [],
        "buckets": [cloud.settings["bucket"]],
        "aliases": ["alias/tidemark"],
        "alarms": [],
        "tables": [],
    }
    assert "the bucket my-bucket and its objects stay: they are the log from which tables are rebuilt" in ran.lines
    again = cloud.run("--destroy", "--yes", "--config", str(loader(cloud, _NOTHING)))
    assert (again.code, again.summary.get("deleted")) == (0, None), again.lines
    assert cloud.run().code == 0


def test_what_dms_wrote_while_it_stopped_is_loaded_first(cloud: Cloud) -> None:
    assert cloud.run("--start", "full-load").code == 0
    ran = cloud.run("--destroy", "--yes", "--config", str(loader(cloud, _NOTHING, _SOMETHING)))
    assert (ran.code, cloud.writes) == (3, ["dms.StopReplicationTask"]), ran.lines
    assert "--start resume goes on with it" in ran.lines
    assert cloud.run("--start", "resume").code == 0


def test_a_slot_of_ones_own_is_not_forgotten(cloud: Cloud) -> None:
    cloud.settings["source"] |= {"slot": "orders_slot", "start-lsn": "4AF/B00000D0"}
    ran = cloud.run("--destroy", "--yes", "--config", str(loader(cloud, _NOTHING)))
    assert ran.code == 0, ran.lines
    assert "drop it (select pg_drop_replication_slot('orders_slot'))" in ran.lines
