"""An AWS account for tests of setup-dms: moto with what it lacks, a network, a loader's role, and every call written down."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import botocore.loaders
import botocore.session
import pytest
from botocore.model import OperationModel
from moto import mock_aws
from moto.backends import get_backend
from moto.iam.models import AWSManagedPolicy

from tests.lacking import Lacking
from tests.lacking_dms import ACCOUNT, REGION
from tidemark_infra.settings import INFRA
from tidemark_infra.setup import __main__ as program
from tidemark_infra.setup.progress import Progress

Json = Any
SHIPPED = json.loads((INFRA / "settings.json").read_text(encoding="utf-8"))
ALSO = {
    "also": ["hive-layout", "redshift", "debezium"],
    "redshift": {"database": "dev", "workgroup": "analytics"},
    "debezium": {"cluster": f"arn:aws:kafka:{REGION}:{ACCOUNT}:cluster/events/0a1b2c3d-1111-2222-3333-444455556666-1"},
}
# Reading botocore's models is most of what a run costs; they are the same for all tests.
_LOADER = botocore.loaders.create_loader()
_READS = ("Describe", "Get", "List", "Head")


@dataclass
class Clock:
    """Time that passes only while somebody waits."""

    seconds: float = 0

    def now(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class Ran:
    """How a run ended, and what it said."""

    code: int
    lines: str
    summary: Json

    @property
    def created(self) -> list[str]:
        return list(self.summary.get("created", []))

    @property
    def changed(self) -> list[str]:
        return list(self.summary.get("changed", []))


@dataclass
class Cloud:
    """The account; ``calls`` are those of runs, as ``service.Operation``."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    session: botocore.session.Session
    lacking: Lacking
    outside: boto3.Session
    settings: Json
    clock: Clock = field(default_factory=Clock)
    calls: list[str] = field(default_factory=list)

    def client(self, service: str) -> Any:
        """Its calls are not written down."""
        return self.outside.client(service, region_name=REGION)

    def run(self, *arguments: str) -> Ran:
        path = self.folder / "settings.json"
        path.write_text(json.dumps(self.settings), encoding="utf-8")
        self.calls.clear()
        self.capsys.readouterr()
        code = program.main(["--settings", str(path), *arguments])
        said = self.capsys.readouterr()
        return Ran(code, said.err, json.loads(said.out.strip().splitlines()[-1]))

    @property
    def writes(self) -> list[str]:
        return [call for call in self.calls if not call.partition(".")[2].startswith(_READS)]

    def before_call(self, event: str, do: Callable[..., Any]) -> None:
        """Before what answers for moto."""
        self.session.get_component("event_emitter").register_first(f"before-call.{event}", do)


def network(outside: boto3.Session, settings: Json) -> None:
    """What a team has before: a VPC, and the role of its loader."""
    outside.client("iam").create_role(RoleName=settings["loader-role"], AssumeRolePolicyDocument="{}")
    ec2 = outside.client("ec2", region_name=REGION)
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    settings["vpc"] = vpc
    settings["subnets"] = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.0.{number}.0/24", AvailabilityZone=f"{REGION}{zone}")["Subnet"][
            "SubnetId"
        ]
        for number, zone in enumerate("ab")
    ]
    settings["route-tables"] = [ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]]
    group = ec2.create_security_group(GroupName="database", Description="The source's", VpcId=vpc)
    settings["source"]["security-group"] = group["GroupId"]


def managed_policies() -> None:
    """The two of AWS's own that DMS's roles have; moto would take seconds to load all of them."""
    iam = get_backend("iam")[ACCOUNT]["aws"]
    data = {"DefaultVersionId": "v1", "Path": "/service-role/", "Document": {}}
    dates = dict.fromkeys(("CreateDate", "UpdateDate"), "2016-01-01T00:00:00+00:00")
    for name in ("AmazonDMSVPCManagementRole", "AmazonDMSCloudWatchLogsRole"):
        policy = AWSManagedPolicy.from_data(name, ACCOUNT, "aws", data | dates)
        iam.managed_policies[policy.arn] = policy


def _session() -> botocore.session.Session:
    session = botocore.session.get_session()
    session.register_component("data_loader", _LOADER)
    return session


@contextmanager
def new_cloud(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Cloud]:
    """An account with nothing but what a team has before."""
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_CONFIG_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    monkeypatch.setenv("TIDEMARK_SOURCE_USER", "replicator")
    monkeypatch.setenv("TIDEMARK_SOURCE_PASSWORD", "a-word-that-is-secret")
    with mock_aws():
        managed_policies()
        settings = copy.deepcopy(SHIPPED)
        session, outside = _session(), boto3.Session(botocore_session=_session())
        network(outside, settings)
        cloud = Cloud(folder, capsys, monkeypatch, session, Lacking(session), outside, settings)
        cloud.lacking.register()
        session.register("before-parameter-build.*", partial(_write_down, cloud.calls))
        account = boto3.Session(botocore_session=session)
        monkeypatch.setattr(boto3, "Session", lambda: account)
        monkeypatch.setattr(
            program, "Progress", lambda seconds: Progress(seconds, sleep=cloud.clock.sleep, now=cloud.clock.now)
        )
        yield cloud


def _write_down(calls: list[str], model: OperationModel, **_: Any) -> None:
    calls.append(f"{model.service_model.service_name}.{model.name}")
