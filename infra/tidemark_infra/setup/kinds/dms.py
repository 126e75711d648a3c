"""What DMS has: subnet group, instance, endpoints, task or serverless replication, subscriptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from botocore import xform_name

from tidemark_infra.setup.aws import Aws, unless_absent
from tidemark_infra.setup.kinds.kind import Find, Json, Kind, Step, Work, calls
from tidemark_infra.setup.progress import Look, State, by_waiter

_ABSENT = "ResourceNotFoundFault"
_ONLY_SAID_AT_BIRTH = frozenset({"Tags", "ResourceIdentifier"})


@dataclass(frozen=True)
class Thing:
    """One of DMS's kinds: its name in the API, and how it is asked for."""

    name: str
    filter: str

    @property
    def identifier(self) -> str:
        return f"{self.name}Identifier"

    @property
    def plural(self) -> str:
        return f"{self.name}s"

    @property
    def arn(self) -> str:
        return f"{self.name}.{self.name}Arn"

    def find(self, aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
        found = unless_absent(lambda: self.described(aws, wanted[self.identifier]), _ABSENT)
        return {self.name: found[0]} if found else None

    def described(self, aws: Aws, identifier: str) -> list[Json]:
        # Those that are on their way out are no longer there.
        return [one for one in self.listed(aws, identifier) if self.status(one) != "deleting"]

    def listed(self, aws: Aws, identifier: str) -> list[Json]:
        filters = [{"Name": self.filter, "Values": [identifier]}]
        return aws.pages("dms", f"describe_{xform_name(self.plural)}", self.plural, Filters=filters)

    def status(self, found: Json) -> str:
        return str(found.get("Status") or found.get(f"{self.name}Status") or "")

    def change(self, *members: str, **always: Json) -> Work:
        """Modify with what differs, and with ``members`` whether they differ or not."""

        def work(step: Step) -> None:
            arguments = {name: step.wanted[name] for name in members} | step.changed() | always
            if self.name != "ReplicationSubnetGroup":
                arguments[f"{self.name}Arn"] = step.seen(self.arn)
            step.aws.call("dms", f"modify_{xform_name(self.name)}", **arguments)

        return work

    def delete(self) -> Work:
        return calls("dms", f"delete_{xform_name(self.name)}", **{f"{self.name}Arn": self.arn})

    def ready(self, *passing: str) -> Callable[[Step], Look]:
        """Ready as soon as it is in none of the passing states; what follows says whether its state will do."""

        def of(step: Step) -> Look:
            def look() -> State:
                found = self.described(step.aws, step.wanted[self.identifier])
                state = self.status(found[0]) if found else "not listed yet"
                return State(state, done=bool(found) and state not in passing)

            return look

        return of

    def gone(self, step: Step) -> Look:
        def look() -> State:
            found = unless_absent(lambda: self.listed(step.aws, step.wanted[self.identifier]), _ABSENT)
            return State(self.status(found[0]) if found else "gone", done=not found)

        return look

    def said(self, answer: Json) -> str:
        return ", ".join(self.status(one) for one in answer.get(self.plural, ())) or "not listed"


GROUP = Thing("ReplicationSubnetGroup", "replication-subnet-group-id")
INSTANCE = Thing("ReplicationInstance", "replication-instance-id")
ENDPOINT = Thing("Endpoint", "endpoint-id")
TASK = Thing("ReplicationTask", "replication-task-id")
CONFIG = Thing("ReplicationConfig", "replication-config-id")


def _group_view(found: Json) -> Json:
    group = found["ReplicationSubnetGroup"]
    return {**group, "SubnetIds": [subnet["SubnetIdentifier"] for subnet in group.get("Subnets", ())]}


def _instance_view(found: Json) -> Json:
    instance = found["ReplicationInstance"]
    # A change that waits for the maintenance window is one that was asked for.
    pending = {
        name: value for name, value in (instance.get("PendingModifiedValues") or {}).items() if value is not None
    }
    return {
        **instance,
        **pending,
        "VpcSecurityGroupIds": [group["VpcSecurityGroupId"] for group in instance.get("VpcSecurityGroups", ())],
        "ReplicationSubnetGroupIdentifier": instance.get("ReplicationSubnetGroup", {}).get(
            "ReplicationSubnetGroupIdentifier"
        ),
    }


def _instance_ready(step: Step) -> Look:
    filters = [{"Name": INSTANCE.filter, "Values": [step.wanted["ReplicationInstanceIdentifier"]]}]
    return by_waiter(step.aws.client("dms"), "replication_instance_available", INSTANCE.said, Filters=filters)


def _subscription(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    found = unless_absent(
        lambda: aws.pages(
            "dms", "describe_event_subscriptions", "EventSubscriptionsList", SubscriptionName=wanted["SubscriptionName"]
        ),
        _ABSENT,
    )
    return {"EventSubscription": found[0]} if found else None


def _subscription_view(found: Json) -> Json:
    one = found["EventSubscription"]
    return {
        **one,
        "SubscriptionName": one.get("CustSubscriptionId"),
        "EventCategories": one.get("EventCategoriesList", []),
        "SourceIds": one.get("SourceIdsList", []),
    }


def _change_subscription(step: Step) -> None:
    members = {name: value for name, value in step.wanted.items() if name not in {"SourceIds", "Tags"}}
    step.aws.call("dms", "modify_event_subscription", **members)


def _never(_: Aws, __: Mapping[str, Json]) -> Json | None:
    return None


def _last(operation: str, find: Find = _never) -> Kind:
    return Kind("dms", operation, find, last=True)


KINDS = (
    Kind(
        "dms",
        "CreateReplicationSubnetGroup",
        GROUP.find,
        view=_group_view,
        change=GROUP.change("ReplicationSubnetGroupIdentifier", "SubnetIds"),
        delete=calls("dms", "delete_replication_subnet_group", "ReplicationSubnetGroupIdentifier"),
    ),
    Kind(
        "dms",
        "CreateReplicationInstance",
        INSTANCE.find,
        view=_instance_view,
        change=INSTANCE.change(ApplyImmediately=True),
        fixed=frozenset({"PubliclyAccessible", "ReplicationSubnetGroupIdentifier", "AvailabilityZone", "KmsKeyId"}),
        unseen=_ONLY_SAID_AT_BIRTH,
        ready=_instance_ready,
        pause_seconds=15,
        delete=INSTANCE.delete(),
        gone=INSTANCE.gone,
    ),
    Kind(
        "dms",
        "CreateEndpoint",
        ENDPOINT.find,
        view=lambda found: found["Endpoint"],
        change=ENDPOINT.change(),
        fixed=frozenset({"EndpointType", "EngineName", "KmsKeyId"}),
        unseen=_ONLY_SAID_AT_BIRTH,
        ready=ENDPOINT.ready("creating", "modifying"),
        delete=ENDPOINT.delete(),
        gone=ENDPOINT.gone,
    ),
    Kind(
        "dms",
        "CreateReplicationTask",
        TASK.find,
        view=lambda found: found["ReplicationTask"],
        change=TASK.change(),
        fixed=frozenset({"MigrationType", "SourceEndpointArn", "TargetEndpointArn", "ReplicationInstanceArn"}),
        # Where it begins is said once more when it starts; later DMS answers with where it is.
        unseen=_ONLY_SAID_AT_BIRTH | {"CdcStartPosition"},
        ready=TASK.ready("creating", "modifying"),
        delete=TASK.delete(),
        gone=TASK.gone,
    ),
    Kind(
        "dms",
        "CreateReplicationConfig",
        CONFIG.find,
        view=lambda found: found["ReplicationConfig"],
        change=CONFIG.change(),
        fixed=frozenset({"ReplicationType"}),
        unseen=_ONLY_SAID_AT_BIRTH,
        delete=CONFIG.delete(),
        gone=CONFIG.gone,
    ),
    Kind(
        "dms",
        "CreateEventSubscription",
        _subscription,
        view=_subscription_view,
        change=_change_subscription,
        fixed=frozenset({"SourceIds"}),
        delete=calls("dms", "delete_event_subscription", "SubscriptionName"),
    ),
    _last("TestConnection"),
    _last("StartReplicationTaskAssessmentRun"),
    _last("StartReplicationTask"),
    _last("StartReplication"),
)
