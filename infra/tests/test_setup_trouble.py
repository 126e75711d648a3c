"""What can go wrong in a set-up: each with its message, its exit code and a next run that goes on."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError
from moto.core.models import botocore_stubber

from tests.cloud import Cloud
from tidemark_infra.setup import aws, meanings
from tidemark_infra.setup.explain import of_client
from tidemark_infra.setup.failures import Exit


def test_another_account_is_refused(cloud: Cloud) -> None:
    cloud.settings["account"] = "444455556666"
    ran = cloud.run()
    assert (ran.code, cloud.calls) == (2, ["sts.GetCallerIdentity"])
    assert "are of account 111122223333, the settings are for account 444455556666: log in there" in ran.lines


def test_a_network_that_contradicts_the_settings_is_named_as_a_whole(cloud: Cloud) -> None:
    ec2 = cloud.client("ec2")
    other = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    zone = "eu-west-1a"
    foreign = ec2.create_subnet(VpcId=other, CidrBlock="10.1.0.0/24", AvailabilityZone=zone)["Subnet"]["SubnetId"]
    cloud.settings["subnets"] = [cloud.settings["subnets"][0], foreign]
    cloud.settings["route-tables"] = ["rtb-0123456789abcdef0"]
    cloud.settings["source"]["security-group"] = "sg-0123456789abcdef0"
    cloud.settings["loader-role"] = "nobody"
    ran = cloud.run()
    assert (ran.code, cloud.writes) == (2, [])
    assert f"subnets: {foreign} is in {other}, not in {cloud.settings['vpc']}" in ran.lines
    assert "subnets: all are in eu-west-1a; DMS wants two availability zones or more" in ran.lines
    assert "route-tables: rtb-0123456789abcdef0 is not in eu-west-1" in ran.lines
    assert "source.security-group: sg-0123456789abcdef0 is not in eu-west-1" in ran.lines
    assert "loader-role: account 111122223333 has no role nobody" in ran.lines


def test_another_region_is_seen_by_the_vpc(cloud: Cloud) -> None:
    cloud.settings["region"] = "eu-west-2"
    ran = cloud.run()
    assert (ran.code, cloud.writes) == (2, [])
    assert f"vpc: {cloud.settings['vpc']} is not in eu-west-2 of account 111122223333: is region right?" in ran.lines


def test_a_bucket_of_another_region_is_refused(cloud: Cloud) -> None:
    place = {"LocationConstraint": "eu-central-1"}
    there = boto3.client("s3", region_name="eu-central-1")
    there.create_bucket(Bucket=cloud.settings["bucket"], CreateBucketConfiguration=place)
    ran = cloud.run("--only", "s3")
    assert ran.code == 3, ran.lines
    assert "CreateBucketConfiguration.LocationConstraint is eu-central-1, wanted is eu-west-1" in ran.lines


def test_settings_that_are_wrong_are_told_before_aws_is_asked(cloud: Cloud) -> None:
    cloud.settings["subnets"] = []
    ran = cloud.run()
    assert (ran.code, cloud.calls) == (2, [])
    assert "subnets: [] should be non-empty" in ran.lines or "subnets:" in ran.lines


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (NoCredentialsError(), "no AWS credentials: log in"),
        (
            EndpointConnectionError(endpoint_url="https://sts.example"),
            "AWS cannot be reached from here: look at the network",
        ),
    ],
)
def test_without_credentials_or_network_it_says_so(cloud: Cloud, failure: Exception, message: str) -> None:
    def fail(**_: Any) -> None:
        raise failure

    cloud.before_call("sts.GetCallerIdentity", fail)
    ran = cloud.run()
    assert (ran.code, message in ran.lines) == (5, True), ran.lines


@pytest.mark.parametrize(
    ("code", "exit_code", "message"),
    [
        ("AccessDenied", 5, "lacks a right: give it the action that the message names"),
        ("ExpiredToken", 5, "the credentials have expired: log in again"),
        ("ResourceQuotaExceededFault", 3, "a quota of the account is used up"),
        ("InvalidResourceStateFault", 3, "Stop the task (aws dms stop-replication-task)"),
        ("KMSKeyNotAccessibleFault", 5, "look at the KMS key"),
        ("AccessDeniedFault", 5, "dms-vpc-role must have exactly this name"),
        ("InvalidSubnet", 2, "the settings name something that this region does not have"),
        ("SomethingNew", 3, "what was asked for is shown by --render"),
    ],
)
def test_aws_errors_say_what_they_mean(code: str, exit_code: int, message: str) -> None:
    answer = {"Error": {"Code": code, "Message": "as AWS says"}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    failure = of_client("dms/create-endpoint.source", ClientError(answer, "CreateEndpoint"))
    assert failure.code == exit_code
    assert str(failure).startswith(f"dms/create-endpoint.source: CreateEndpoint failed with {code}: as AWS says\n  ")
    assert message in str(failure)


def test_no_code_has_two_meanings() -> None:
    codes = [code for meaning in meanings._MEANINGS for code in meaning.codes.split()]  # noqa: SLF001
    assert len(codes) == len(set(codes))


def test_throttling_is_waited_out(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real answers of AWS at the level of HTTP; botocore's own retries are at work, only without their pauses."""
    monkeypatch.setattr(time, "sleep", lambda _: None)
    throttled = _throttle(cloud, "iam.CreateRole", times=2)
    ran = cloud.run("--only", "iam,s3")
    assert (ran.code, next(throttled)) == (0, 2 + 8), ran.lines


def test_throttling_that_does_not_end_is_told(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _: None)
    monkeypatch.setattr(aws, "_CONFIG", aws._CONFIG.merge(Config(retries={"mode": "adaptive", "max_attempts": 2})))  # noqa: SLF001
    throttled = _throttle(cloud, "iam.CreateRole", times=1000)
    ran = cloud.run("--only", "iam,s3")
    assert (ran.code, next(throttled)) == (5, 3), ran.lines
    assert "AWS throttled for longer than ten patient attempts: run this again later" in ran.lines


def _throttle(cloud: Cloud, event: str, times: int) -> itertools.count[int]:
    """Answers 429 so many times instead of moto; what it returns counts all calls."""
    count = itertools.count()

    def send(**_: Any) -> AWSResponse | None:
        if next(count) >= times:
            return None
        botocore_stubber.enabled = False  # All handlers are asked, also moto's.
        return _too_many()

    def again(**_: Any) -> None:
        botocore_stubber.enabled = True

    cloud.session.register(f"before-send.{event}", send)
    cloud.session.get_component("event_emitter").register_last("before-send", again)
    return count


class _Body:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: Any) -> Any:
        yield self._content


def _too_many() -> AWSResponse:
    """As IAM says it."""
    body = b"<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>"
    return AWSResponse("https://aws.invalid", 429, {}, _Body(body))


def test_a_wait_that_does_not_end_ends_and_the_next_run_goes_on(cloud: Cloud) -> None:
    ends = False

    def look(**_: Any) -> Any:
        if ends:
            return None
        answer = {"ReplicationInstances": [{"ReplicationInstanceStatus": "creating"}]}
        return AWSResponse("https://aws.invalid", 200, {}, None), answer

    cloud.before_call("dms.DescribeReplicationInstances", _after_create(cloud, look))
    ran = cloud.run("--timeout", "20")
    assert ran.code == 4, ran.lines
    assert "[20:15] scripts/setup-dms: dms/create-replication-instance is still creating after 20 minutes" in ran.lines
    assert ran.lines.count("waiting for dms/create-replication-instance: creating") == 41
    ends = True
    ran = cloud.run()
    assert (ran.code, "dms/create-replication-task" in ran.created) == (0, True), ran.lines
    assert "dms/create-replication-instance" not in ran.created


def _after_create(cloud: Cloud, look: Callable[..., Any]) -> Callable[..., Any]:
    return lambda **event: look(**event) if "dms.CreateReplicationInstance" in cloud.calls else None


def test_a_role_that_dms_does_not_know_yet_is_waited_for(cloud: Cloud) -> None:
    answers = itertools.count()

    def refuse(**_: Any) -> Any:
        if next(answers) >= 3:
            return None
        message = "The IAM Role arn:aws:iam::111122223333:role/dms-vpc-role is not configured properly."
        error = {
            "Error": {"Code": "AccessDeniedFault", "Message": message},
            "ResponseMetadata": {"HTTPStatusCode": 400},
        }
        return AWSResponse("https://aws.invalid", 400, {}, None), error

    cloud.session.get_component("event_emitter").register_first("before-call.dms.CreateReplicationSubnetGroup", refuse)
    ran = cloud.run()
    assert ran.code == 0, ran.lines
    assert ran.lines.count("not all of AWS knows yet what was just made") == 3


def test_a_bug_has_its_own_exit_code_and_keeps_what_was_done(cloud: Cloud) -> None:
    def fail(**_: Any) -> None:
        raise ZeroDivisionError

    cloud.before_call("kms.CreateKey", fail)
    ran = cloud.run("--only", "iam,s3")
    assert ran.code == Exit.BUG
    assert "iam/create-role.glue" in ran.created
    assert "ZeroDivisionError" in ran.lines


def test_the_documents_are_rendered_without_asking_aws(cloud: Cloud) -> None:
    folder = cloud.folder / "rendered"
    ran = cloud.run("--render", str(folder))
    assert (ran.code, cloud.calls) == (0, [])
    endpoint = json.loads((folder / "dms/create-endpoint.target.json").read_text())
    assert endpoint["S3Settings"]["BucketName"] == cloud.settings["bucket"]
    assert endpoint["S3Settings"]["ServerSideEncryptionKmsKeyId"] == "{{s3/kms.create-key:KeyMetadata.Arn}}"
