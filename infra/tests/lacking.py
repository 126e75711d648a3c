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
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.validate import ParamValidator
from moto.backends import get_backend

from tests.lacking_dms import ACCOUNT, REGION, Failure, Json, LackingDms


@dataclass
class Lacking(LackingDms):
    """The state of what moto does not keep."""

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
