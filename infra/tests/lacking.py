"""What moto lacks of AWS, answered where botocore's Stubber answers. Each answer is held to botocore's model of the output.

This is the whole list; everything else that the tests of setup-dms ask is answered by moto:

* DMS: ModifyEndpoint, ModifyReplicationTask, ModifyReplicationSubnetGroup, assessment runs, event subscriptions, replication
  configs and their replications are not there in moto at all;
* DMS: moto forgets the subnets of a subnet group, and leaves endpoints and tasks for ever in the state "creating";
* Athena: UpdateWorkGroup is not there, and a query makes no view in the catalog;
* Redshift's data API: ListSchemas and ListTables are not there, and a
  statement never ends;
* DMS: a second TestConnection of an endpoint breaks moto;
* S3 forgets the size in the filter of a lifecycle rule, and that EventBridge is told of objects;
* Firehose: a stream that reads Kafka forgets what it reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from botocore.awsrequest import AWSResponse
from botocore.session import Session
from botocore.validate import ParamValidator
from moto.backends import get_backend

Json = Any
ACCOUNT, REGION = "111122223333", "eu-west-1"


class Failure(NamedTuple):
    """An error of AWS."""

    code: str
    message: str


@dataclass
class Lacking:
    """The state of what moto does not keep."""

    session: Session
    subnets: dict[str, list[str]] = field(default_factory=dict)
    configs: dict[str, Json] = field(default_factory=dict)
    replications: dict[str, Json] = field(default_factory=dict)
    subscriptions: dict[str, Json] = field(default_factory=dict)
    runs: dict[str, Json] = field(default_factory=dict)
    # What the assessment finds: name -> status.
    assessments: dict[str, str] = field(default_factory=lambda: {"postgres-check-wallevel": "passed"})
    schemas: set[str] = field(default_factory=set)
    views: set[str] = field(default_factory=set)

    def register(self) -> None:
        for name in dir(self):
            if name.startswith("_on_"):
                _, _, service, operation = name.split("_", 3)
                self._answer(service.replace("redshift", "redshift-data"), operation, getattr(self, name))
        self._remember("s3", "PutBucketLifecycleConfiguration", "GetBucketLifecycleConfiguration", _size_of_objects)
        self._remember("s3", "PutBucketNotificationConfiguration", "GetBucketNotificationConfiguration", _notices)
        self._remember("firehose", "CreateDeliveryStream", "DescribeDeliveryStream", _kafka)

    def _remember(self, service: str, put: str, get: str, mend: Callable[[Json, Json], None]) -> None:
        """Moto keeps it, but for a member."""
        given: list[Json] = []

        def keep(params: Json, **_: Any) -> None:
            given[:] = [params]

        def answer(parsed: Json, **_: Any) -> None:
            if given and "Error" not in parsed:
                mend(parsed, given[0])

        self.session.register(f"before-parameter-build.{service}.{put}", keep)
        self.session.register(f"after-call.{service}.{get}", answer)

    def _answer(self, service: str, operation: str, answer: Callable[[Json], Json]) -> None:
        shape = self.session.get_service_model(service).operation_model(operation).output_shape

        def call(params: Json, **_: Any) -> tuple[AWSResponse, Json] | None:
            body = answer(json.loads(params["body"] or b"{}"))
            if body is None:
                return None  # moto answers.
            if isinstance(body, Failure):
                error = {"Code": body.code, "Message": body.message}
                return _response(400), {"Error": error, "ResponseMetadata": {"HTTPStatusCode": 400}}
            problems = ParamValidator().validate(body, shape).generate_report() if shape else ""
            assert not problems, f"{operation}: {problems}"
            return _response(200), {**body, "ResponseMetadata": {"HTTPStatusCode": 200}}

        self.session.register(f"before-call.{service}.{operation}", call)

    # DMS: moto keeps the state, these move it.

    @property
    def _dms(self) -> Any:
        return get_backend("dms")[ACCOUNT][REGION]

    def _on_dms_DescribeEndpoints(self, _: Json) -> None:  # noqa: N802 named after the operation, as all below
        for endpoint in self._dms.endpoints.values():
            endpoint.status = "active"

    def _on_dms_DescribeReplicationTasks(self, _: Json) -> None:  # noqa: N802
        for task in self._dms.replication_tasks.values():
            task.status = "ready" if task.status == "creating" else task.status

    def _on_dms_TestConnection(self, asked: Json) -> None:  # noqa: N802
        self._dms.connections = [one for one in self._dms.connections if one.endpoint_arn != asked["EndpointArn"]]

    def _on_dms_ModifyEndpoint(self, asked: Json) -> Json:  # noqa: N802
        endpoint = next(one for one in self._dms.endpoints.values() if one.endpoint_arn == asked.pop("EndpointArn"))
        for name, value in asked.items():
            member = _snake(name)
            old = getattr(endpoint, member)
            setattr(endpoint, member, {**old, **value} if isinstance(value, dict) and old else value)
        return {"Endpoint": {name: value for name, value in endpoint.to_dict().items() if value is not None}}

    def _on_dms_ModifyReplicationTask(self, asked: Json) -> Json:  # noqa: N802
        task = self._dms.replication_tasks[asked.pop("ReplicationTaskArn")]
        if task.status == "running":
            return Failure("InvalidResourceStateFault", "The task cannot be modified, it is in state RUNNING")
        for name, value in asked.items():
            setattr(task, _snake(name), value)
        return {"ReplicationTask": {"ReplicationTaskIdentifier": task.id, "ReplicationTaskArn": task.arn}}

    def _on_dms_CreateReplicationSubnetGroup(self, asked: Json) -> None:  # noqa: N802
        self.subnets[asked["ReplicationSubnetGroupIdentifier"]] = asked["SubnetIds"]

    def _on_dms_ModifyReplicationSubnetGroup(self, asked: Json) -> Json:  # noqa: N802
        name = asked["ReplicationSubnetGroupIdentifier"]
        self.subnets[name] = asked["SubnetIds"]
        group = self._dms.replication_subnet_groups[name]
        group.description = asked.get("ReplicationSubnetGroupDescription", group.description)
        return {"ReplicationSubnetGroup": self._group(name)}

    def _on_dms_DescribeReplicationSubnetGroups(self, asked: Json) -> Json:  # noqa: N802
        name = asked["Filters"][0]["Values"][0]
        if name not in self._dms.replication_subnet_groups:
            return Failure("ResourceNotFoundFault", f"No Subnet Group with the name {name} was found.")
        return {"ReplicationSubnetGroups": [self._group(name)]}

    def _group(self, name: str) -> Json:
        return {
            "ReplicationSubnetGroupIdentifier": name,
            "ReplicationSubnetGroupDescription": self._dms.replication_subnet_groups[name].description,
            "SubnetGroupStatus": "Complete",
            "Subnets": [{"SubnetIdentifier": one, "SubnetStatus": "Active"} for one in self.subnets[name]],
        }

    # DMS: assessments.

    def _on_dms_StartReplicationTaskAssessmentRun(self, asked: Json) -> Json:  # noqa: N802
        arn = f"arn:aws:dms:{REGION}:{ACCOUNT}:assessment-run:{len(self.runs) + 1}"
        self.runs[arn] = {
            "ReplicationTaskAssessmentRunArn": arn,
            "ReplicationTaskArn": asked["ReplicationTaskArn"],
            "AssessmentRunName": asked["AssessmentRunName"],
            "Status": "running",
        }
        return {"ReplicationTaskAssessmentRun": dict(self.runs[arn])}

    def _on_dms_DescribeReplicationTaskAssessmentRuns(self, asked: Json) -> Json:  # noqa: N802
        run = self.runs[asked["Filters"][0]["Values"][0]]
        answer = dict(run)
        worst = next((one for one in ("failed", "error", "warning") if one in self.assessments.values()), "passed")
        run["Status"] = worst  # At the next look.
        return {"ReplicationTaskAssessmentRuns": [answer]}

    def _on_dms_DescribeReplicationTaskIndividualAssessments(self, _: Json) -> Json:  # noqa: N802
        return {
            "ReplicationTaskIndividualAssessments": [
                {"IndividualAssessmentName": name, "Status": status} for name, status in self.assessments.items()
            ]
        }

    # DMS: event subscriptions.

    def _on_dms_CreateEventSubscription(self, asked: Json) -> Json:  # noqa: N802
        self.subscriptions[asked["SubscriptionName"]] = {
            "CustSubscriptionId": asked["SubscriptionName"],
            "SnsTopicArn": asked["SnsTopicArn"],
            "Status": "active",
            "SourceType": asked["SourceType"],
            "SourceIdsList": asked.get("SourceIds", []),
            "EventCategoriesList": asked["EventCategories"],
            "Enabled": asked["Enabled"],
        }
        return {"EventSubscription": self.subscriptions[asked["SubscriptionName"]]}

    def _on_dms_ModifyEventSubscription(self, asked: Json) -> Json:  # noqa: N802
        found = self.subscriptions[asked["SubscriptionName"]]
        found |= {"EventCategoriesList": asked["EventCategories"], "Enabled": asked["Enabled"]}
        return {"EventSubscription": found}

    def _on_dms_DescribeEventSubscriptions(self, asked: Json) -> Json:  # noqa: N802
        found = self.subscriptions.get(asked["SubscriptionName"])
        return {"EventSubscriptionsList": [found]} if found else Failure("ResourceNotFoundFault", "not found")

    def _on_dms_DeleteEventSubscription(self, asked: Json) -> Json:  # noqa: N802
        return {"EventSubscription": self.subscriptions.pop(asked["SubscriptionName"])}

    # DMS Serverless.

    def _on_dms_CreateReplicationConfig(self, asked: Json) -> Json:  # noqa: N802
        name = asked["ReplicationConfigIdentifier"]
        arn = f"arn:aws:dms:{REGION}:{ACCOUNT}:replication-config:{asked['ResourceIdentifier']}"
        config = {key: value for key, value in asked.items() if key not in {"ResourceIdentifier", "Tags"}}
        self.configs[name] = {**config, "ReplicationConfigArn": arn}
        return {"ReplicationConfig": self.configs[name]}

    def _on_dms_ModifyReplicationConfig(self, asked: Json) -> Json:  # noqa: N802
        config = next(
            one for one in self.configs.values() if one["ReplicationConfigArn"] == asked["ReplicationConfigArn"]
        )
        config |= asked
        return {"ReplicationConfig": config}

    def _on_dms_DescribeReplicationConfigs(self, asked: Json) -> Json:  # noqa: N802
        return {"ReplicationConfigs": _filtered(list(self.configs.values()), asked, "ReplicationConfig")}

    def _on_dms_DeleteReplicationConfig(self, asked: Json) -> Json:  # noqa: N802
        name = next(
            n for n, one in self.configs.items() if one["ReplicationConfigArn"] == asked["ReplicationConfigArn"]
        )
        return {"ReplicationConfig": self.configs.pop(name)}

    def _on_dms_DescribeReplications(self, asked: Json) -> Json:  # noqa: N802
        found = _filtered(list(self.replications.values()), asked, "ReplicationConfig")
        answer = {"Replications": [dict(one) for one in found]}
        for one in found:
            one["Status"] = NEXT.get(one["Status"], one["Status"])
        return answer

    def _on_dms_StartReplication(self, asked: Json) -> Json:  # noqa: N802
        arn = asked["ReplicationConfigArn"]
        config = next(one for one in self.configs.values() if one["ReplicationConfigArn"] == arn)
        self.replications[arn] = {
            "ReplicationConfigIdentifier": config["ReplicationConfigIdentifier"],
            "ReplicationConfigArn": arn,
            "ReplicationType": config["ReplicationType"],
            "StartReplicationType": asked["StartReplicationType"],
            "Status": "initializing",
        }
        return {"Replication": self.replications[arn]}

    def _on_dms_StopReplication(self, asked: Json) -> Json:  # noqa: N802
        self.replications[asked["ReplicationConfigArn"]]["Status"] = "stopping"
        return {"Replication": self.replications[asked["ReplicationConfigArn"]]}

    # Athena and Redshift.

    def _on_athena_StartQueryExecution(self, asked: Json) -> None:  # noqa: N802
        match = re.match(r'create or replace view "([^"]+)"\."([^"]+)"', asked["QueryString"])
        if match:
            glue = get_backend("glue")[ACCOUNT][REGION]
            view = {"Name": match[2], "TableType": "VIRTUAL_VIEW", "Parameters": {"presto_view": "true"}}
            if match[2] in glue.databases[match[1]].tables:
                glue.delete_table(match[1], match[2])
            glue.create_table(match[1], match[2], view)

    def _on_athena_UpdateWorkGroup(self, asked: Json) -> Json:  # noqa: N802
        updates = asked["ConfigurationUpdates"]
        if "ResultConfigurationUpdates" in updates:
            updates["ResultConfiguration"] = updates.pop("ResultConfigurationUpdates")
        group = get_backend("athena")[ACCOUNT][REGION].work_groups[asked["WorkGroup"]]
        group.configuration |= updates
        group.description = asked["Description"]
        return {}

    def _on_redshift_ExecuteStatement(self, asked: Json) -> None:  # noqa: N802
        made = re.match(r'create .*?(schema|view)[^"]*"([^"]+)"(?:\."([^"]+)")?', asked["Sql"])
        if made:
            (self.schemas if made[1] == "schema" else self.views).add(made[3] or made[2])
        dropped = re.match(r'drop (schema|view) if exists .*"([^"]+)"$', asked["Sql"])
        if dropped:
            (self.schemas if dropped[1] == "schema" else self.views).discard(dropped[2])

    def _on_redshift_DescribeStatement(self, asked: Json) -> Json:  # noqa: N802
        return {"Id": asked["Id"], "Status": "FINISHED"}

    def _on_redshift_ListSchemas(self, asked: Json) -> Json:  # noqa: N802
        return {"Schemas": [one for one in self.schemas if one == asked["SchemaPattern"]]}

    def _on_redshift_ListTables(self, asked: Json) -> Json:  # noqa: N802
        return {"Tables": [{"name": one, "type": "VIEW"} for one in self.views if one == asked["TablePattern"]]}


def _size_of_objects(parsed: Json, given: Json) -> None:
    for rule, wanted in zip(parsed["Rules"], given["LifecycleConfiguration"]["Rules"], strict=True):
        rule["Filter"] = wanted["Filter"]


def _notices(parsed: Json, given: Json) -> None:
    parsed |= given["NotificationConfiguration"]


def _kafka(parsed: Json, given: Json) -> None:
    kafka = given.get("MSKSourceConfiguration")
    parsed["DeliveryStreamDescription"]["Source"] = {"MSKSourceDescription": kafka}


def _response(status: int) -> AWSResponse:
    return AWSResponse("https://aws.invalid", status, {}, None)


# States of a serverless replication, in the guide's order.
NEXT = {
    "initializing": "testing_connection",
    "testing_connection": "fetching_metadata",
    "fetching_metadata": "calculating_capacity",
    "calculating_capacity": "provisioning_capacity",
    "provisioning_capacity": "replication_starting",
    "replication_starting": "running",
    "stopping": "stopped",
}


def _filtered(found: list[Json], asked: Json, thing: str) -> list[Json]:
    name, values = asked["Filters"][0]["Name"], asked["Filters"][0]["Values"]
    member = f"{thing}Arn" if name.endswith("-arn") else f"{thing}Identifier"
    return [one for one in found if one[member] in values]


def _snake(name: str) -> str:
    special = {"PostgreSQLSettings": "postgre_sql_settings", "S3Settings": "s3_settings"}
    return special.get(name, re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower())
