"""What setup-dms does where something is there in another shape: changes it, or refuses and says what."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cloud import Cloud


def _policy(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _reset(cloud: Cloud) -> None:
    """What somebody did by hand since the first run, one of each kind that can be changed."""
    name, dms = cloud.settings["name"], cloud.lacking
    iam = cloud.client("iam")
    trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
    iam.update_assume_role_policy(RoleName=f"{name}-glue", PolicyDocument=_policy(trust))
    right = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    iam.put_role_policy(RoleName=f"{name}-glue", PolicyName=f"{name}-glue", PolicyDocument=_policy(right))
    s3 = cloud.client("s3")
    s3.delete_public_access_block(Bucket=cloud.settings["bucket"])
    s3.put_bucket_encryption(
        Bucket=cloud.settings["bucket"],
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
        },
    )
    kms = cloud.client("kms")
    kms.update_key_description(
        KeyId=kms.describe_key(KeyId=f"alias/{name}")["KeyMetadata"]["KeyId"], Description="mine"
    )
    dms.subnets[name] = ["subnet-1"]
    moto = dms._dms  # noqa: SLF001 what DMS has, as somebody may have made it
    source = moto.endpoints[f"{name}-source"]
    source.database_name = "other"
    source.postgre_sql_settings["CaptureDdls"] = False
    next(iter(moto.replication_instances.values())).replication_instance_class = "dms.t3.small"
    task = next(iter(moto.replication_tasks.values()))
    task.replication_task_settings = json.dumps({"Logging": {"EnableLogging": False}})
    dms.subscriptions[f"{name}-instance"]["Enabled"] = False
    cloud.client("cloudwatch").put_dashboard(DashboardName=name, DashboardBody='{"widgets":[]}')
    cloud.client("events").put_rule(Name=f"{name}-dms-task", EventPattern='{"source":["aws.s3"]}')
    _reset_catalog(cloud, name)


def _reset_catalog(cloud: Cloud, name: str) -> None:
    glue = cloud.client("glue")
    glue.update_database(Name=name, DatabaseInput={"Name": name, "Description": "mine"})
    table = glue.get_table(DatabaseName=name, Name="public_orders")["Table"]
    columns = list(reversed(table["StorageDescriptor"]["Columns"]))
    storage = {**table["StorageDescriptor"], "Columns": columns}
    taken = {
        "Name": "public_orders",
        "StorageDescriptor": storage,
        "Parameters": table["Parameters"],
        "PartitionKeys": [],
    }
    glue.update_table(DatabaseName=name, TableInput=taken)
    view = {
        "Name": "public_orders_latest",
        "TableType": "VIRTUAL_VIEW",
        "Parameters": {"tidemark.statement": "another"},
    }
    glue.update_table(DatabaseName=name, TableInput=view)


_CHANGED = [
    "s3/kms.create-key: change Description: mine -> Change files of tidemark in S3",
    'iam/create-role.glue: change AssumeRolePolicyDocument.Statement: [{"Effect": "Allow", "Principal": {"Service": "ec2',
    'iam/put-role-policy.glue: change PolicyDocument.Statement: [{"Effect": "Allow", "Action": "s3:GetObject"',
    "s3/put-bucket-encryption: change ServerSideEncryptionConfiguration.Rules[]",
    'dms/create-replication-subnet-group: change SubnetIds: ["subnet-1"] -> ["subnet-',
    "dms/create-endpoint.source: change DatabaseName: other -> app",
    "dms/create-endpoint.source: change PostgreSQLSettings.CaptureDdls: false -> true",
    "dms/create-replication-instance: change ReplicationInstanceClass: dms.t3.small -> dms.t3.medium",
    "dms/create-replication-task: change ReplicationTaskSettings.Logging.EnableLogging: false -> true",
    "cloudwatch/dms.create-event-subscription: change Enabled: false -> true",
    "cloudwatch/put-dashboard.instance: change DashboardBody",
    'cloudwatch/events.put-rule.task: change EventPattern.source: ["aws.s3"] -> ["aws.dms"]',
    "glue/create-database: change DatabaseInput.Description: mine -> Change files of AWS DMS",
    "glue/create-table.files[public.orders]: change TableInput.StorageDescriptor.Columns",
]


def test_what_differs_is_planned_changed_and_then_the_same(cloud: Cloud) -> None:
    assert cloud.run().code == 0
    _reset(cloud)
    plan = cloud.run("--plan")
    assert (plan.code, cloud.writes) == (0, [])
    for change in _CHANGED:
        assert f"~ {change}" in plan.lines
    ran = cloud.run()
    assert (ran.code, set(ran.changed)) == (0, set(plan.changed)), ran.lines
    assert {"s3/put-public-access-block", "athena/start-query-execution.latest[public.orders]"} <= set(ran.created)
    assert "dms.TestConnection" in cloud.calls
    again = cloud.run()
    assert (again.code, cloud.writes) == (0, []), again.lines


def _policy_of_others(cloud: Cloud) -> None:
    statement = {
        "Sid": "Accounting",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::my-bucket",
    }
    cloud.client("s3").put_bucket_policy(Bucket=cloud.settings["bucket"], Policy=_policy(statement))


def _lifecycle_of_others(cloud: Cloud) -> None:
    rule = {"ID": "clean", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 1}}
    cloud.client("s3").put_bucket_lifecycle_configuration(
        Bucket=cloud.settings["bucket"], LifecycleConfiguration={"Rules": [rule]}
    )


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            _policy_of_others,
            "s3/put-bucket-policy is there with something that is not of this set-up: the policy's statement",
        ),
        (_lifecycle_of_others, "something that is not of this set-up: the lifecycle rule clean. It would be lost"),
    ],
)
def test_what_is_somebody_elses_is_not_taken_away(cloud: Cloud, make: Any, message: str) -> None:
    cloud.client("s3").create_bucket(
        Bucket=cloud.settings["bucket"], CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    make(cloud)
    before = _told(cloud)
    ran = cloud.run("--only", "s3")
    assert (ran.code, message in ran.lines) == (3, True), ran.lines
    assert _told(cloud) == before


def _told(cloud: Cloud) -> list[Any]:
    s3, told = cloud.client("s3"), []
    for get, member in (("get_bucket_policy", "Policy"), ("get_bucket_lifecycle_configuration", "Rules")):
        try:
            told.append(getattr(s3, get)(Bucket=cloud.settings["bucket"])[member])
        except s3.exceptions.ClientError:
            told.append(None)
    return [one for one in told if one and "Tidemark" not in str(one) and "tidemark" not in str(one)]


def test_what_cannot_be_changed_is_refused_by_name_member_found_and_wanted(cloud: Cloud) -> None:
    assert cloud.run().code == 0
    cloud.settings["source"] |= {"slot": "tidemark", "start-lsn": "4AF/B00000D0"}
    for arguments in (["--plan"], []):
        ran = cloud.run(*arguments)
        assert ran.code == 3, ran.lines
        assert "dms/create-replication-task is there in another shape, which AWS cannot change: " in ran.lines
        assert "MigrationType is full-load-and-cdc, wanted is cdc" in ran.lines


def test_a_role_of_the_whole_account_is_not_changed(cloud: Cloud) -> None:
    trust = _policy({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}})
    cloud.client("iam").create_role(RoleName="dms-vpc-role", AssumeRolePolicyDocument=trust)
    ran = cloud.run("--only", "iam,s3")
    assert ran.code == 3
    assert (
        "iam/create-role.dms-vpc is there with something that is not of this set-up: dms-vpc-role belongs to the"
        in ran.lines
    )


def test_an_endpoint_of_the_vpc_that_somebody_made_is_used(cloud: Cloud) -> None:
    ec2, settings = cloud.client("ec2"), cloud.settings
    service = "com.amazonaws.eu-west-1.s3"
    made = ec2.create_vpc_endpoint(VpcEndpointType="Gateway", VpcId=settings["vpc"], ServiceName=service)
    endpoint = made["VpcEndpoint"]["VpcEndpointId"]
    ran = cloud.run()
    assert (ran.code, "dms/ec2.create-vpc-endpoint.s3" in ran.changed) == (0, True), ran.lines
    found = ec2.describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"][0]
    assert found["RouteTableIds"] == settings["route-tables"]
