"""Security groups, their rules, and the ways out of private subnets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from tidemark_infra.setup.aws import Aws, unless_absent
from tidemark_infra.setup.kinds.kind import Json, Kind, Step, Work, calls
from tidemark_infra.setup.progress import Look, State

Way = Literal["ingress", "egress"]
_MEMBERS = {"ingress": "IpPermissions", "egress": "IpPermissionsEgress"}
_PEERS = {
    "IpRanges": "CidrIp",
    "Ipv6Ranges": "CidrIpv6",
    "PrefixListIds": "PrefixListId",
    "UserIdGroupPairs": "GroupId",
}


def _filters(**values: str) -> list[Json]:
    return [{"Name": name.replace("_", "-"), "Values": [value]} for name, value in values.items()]


def _group(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    filters = _filters(group_name=wanted["GroupName"], vpc_id=wanted["VpcId"])
    return next(iter(aws.pages("ec2", "describe_security_groups", "SecurityGroups", Filters=filters)), None)


def _rules(aws: Aws, group: str, way: Way) -> set[tuple[Json, ...]]:
    found = unless_absent(
        lambda: aws.pages("ec2", "describe_security_groups", "SecurityGroups", GroupIds=[group]),
        "InvalidGroup.NotFound",
    )
    return _flat(found[0][_MEMBERS[way]]) if found else set()


def _flat(permissions: list[Json]) -> set[tuple[Json, ...]]:
    """One for each peer: AWS puts rules with the same ports together."""
    return {
        (one["IpProtocol"], one.get("FromPort", -1), one.get("ToPort", -1), peer[member])
        for one in permissions
        for peers, member in _PEERS.items()
        for peer in one.get(peers, ())
    }


def _rule(operation: str, way: Way, *, there: bool) -> Kind:
    """A rule that is to be there, or is to be taken away."""

    def find(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
        rules, found = _flat(wanted["IpPermissions"]), _rules(aws, wanted["GroupId"], way)
        return {} if (rules <= found if there else not rules & found) else None

    return Kind(
        "ec2",
        operation,
        find,
        unseen=frozenset({"GroupId", "IpPermissions", "TagSpecifications"}),
        delete=_revoking(way) if there else None,
    )


def _revoking(way: Way) -> Work:
    return calls("ec2", f"revoke_security_group_{way}", "GroupId", "IpPermissions")


def _endpoint(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    """Also one that somebody else has made: a VPC cannot have two for the same names."""
    filters = [
        *_filters(
            vpc_id=wanted["VpcId"], service_name=wanted["ServiceName"], vpc_endpoint_type=wanted["VpcEndpointType"]
        ),
        {"Name": "vpc-endpoint-state", "Values": ["pending", "available", "pendingAcceptance"]},
    ]
    found = aws.pages("ec2", "describe_vpc_endpoints", "VpcEndpoints", Filters=filters)
    return {"VpcEndpoint": found[0]} if found else None


# What an endpoint has a list of, and how that is called where it is found.
_LISTS = {"RouteTableIds": "RouteTableIds", "SubnetIds": "SubnetIds", "SecurityGroupIds": "Groups"}


def _endpoint_view(found: Json) -> Json:
    endpoint = found["VpcEndpoint"]
    groups = [group["GroupId"] for group in endpoint.get("Groups", ())]
    return {**endpoint, "SecurityGroupIds": groups, "OwnedBy": _owner(endpoint)}


def _owner(endpoint: Json) -> str:
    return next((tag["Value"] for tag in endpoint.get("Tags", ()) if tag["Key"] == "tidemark"), "")


def _missing(step: Step) -> dict[str, list[str]]:
    """What is to be added to its lists; somebody else's gets no more subnets, of which it has its own."""
    seen = _endpoint_view(step.found)
    lists = (
        ("RouteTableIds", "SubnetIds", "SecurityGroupIds") if seen["OwnedBy"] else ("RouteTableIds", "SecurityGroupIds")
    )
    more = {name: sorted(set(step.wanted.get(name, ())) - set(seen.get(name) or ())) for name in lists}
    return {f"Add{name}": values for name, values in more.items() if values}


def _add(step: Step) -> None:
    step.aws.call("ec2", "modify_vpc_endpoint", VpcEndpointId=step.seen("VpcEndpoint.VpcEndpointId"), **_missing(step))


def _endpoint_ready(step: Step) -> Look:
    def look() -> State:
        found = _endpoint(step.aws, step.wanted)
        state = found["VpcEndpoint"]["State"].lower() if found else "not listed yet"
        return State(state, done=state == "available", failed=state in {"failed", "rejected"})

    return look


def _delete_endpoint(step: Step) -> None:
    """Somebody else's only forgets our group."""
    endpoint = step.seen("VpcEndpoint.VpcEndpointId")
    if _owner(step.seen("VpcEndpoint")) == step.aws.name:
        step.aws.call("ec2", "delete_vpc_endpoints", VpcEndpointIds=[endpoint])
    elif groups := step.wanted.get("SecurityGroupIds"):
        step.aws.call("ec2", "modify_vpc_endpoint", VpcEndpointId=endpoint, RemoveSecurityGroupIds=groups)


def _endpoint_gone(step: Step) -> Look:
    def look() -> State:
        if _owner(step.seen("VpcEndpoint")) != step.aws.name:
            return State("left", done=True)
        ids = [step.seen("VpcEndpoint.VpcEndpointId")]
        found = unless_absent(
            lambda: step.aws.pages("ec2", "describe_vpc_endpoints", "VpcEndpoints", VpcEndpointIds=ids),
            "InvalidVpcEndpointId.NotFound",
        )
        states = [one["State"].lower() for one in found or ()]
        return State(", ".join(states), done=all(state == "deleted" for state in states))

    return look


KINDS = (
    Kind(
        "ec2",
        "CreateSecurityGroup",
        _group,
        unseen=frozenset({"TagSpecifications"}),
        delete=calls("ec2", "delete_security_group", GroupId="GroupId"),
    ),
    _rule("AuthorizeSecurityGroupEgress", "egress", there=True),
    _rule("AuthorizeSecurityGroupIngress", "ingress", there=True),
    _rule("RevokeSecurityGroupEgress", "egress", there=False),
    Kind(
        "ec2",
        "DescribePrefixLists",
        lambda aws, wanted: aws.call("ec2", "describe_prefix_lists", **wanted),
        unseen=frozenset({"Filters"}),
        asks=True,
    ),
    Kind(
        "ec2",
        "CreateVpcEndpoint",
        _endpoint,
        view=_endpoint_view,
        change=_add,
        unseen=frozenset({"TagSpecifications"}),
        ready=_endpoint_ready,
        delete=_delete_endpoint,
        gone=_endpoint_gone,
    ),
)
