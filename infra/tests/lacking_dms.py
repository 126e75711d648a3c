"""What moto lacks of DMS; tests/lacking.py has the whole list and answers with this."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from botocore.session import Session
from moto.backends import get_backend

Json = Any
ACCOUNT, REGION = "111122223333", "eu-west-1"


class Failure(NamedTuple):
    """An error of AWS."""

    code: str
    message: str


@dataclass
class LackingDms:
    """The state of what moto does not keep; its operations answer none where moto answers."""

    session: Session
    subnets: dict[str, list[str]] = field(default_factory=dict)
    configs: dict[str, Json] = field(default_factory=dict)
    replications: dict[str, Json] = field(default_factory=dict)
    subscriptions: dict[str, Json] = field(default_factory=dict)
    runs: dict[str, Json] = field(default_factory=dict)
    # What the assessment finds: name -> status.
    assessments: dict[str, str] = field(default_factory=lambda: {"postgres-check-wallevel": "passed"})

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
