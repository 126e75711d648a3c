"""Roles and their policies."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tidemark_infra.setup.aws import Aws, unless_absent
from tidemark_infra.setup.kinds.kind import Json, Kind, Step, always, calls, putting

_SHARED = "DMS knows this role by its name: other set-ups of the account use it too"


def _role(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    return unless_absent(lambda: aws.call("iam", "get_role", RoleName=wanted["RoleName"]), "NoSuchEntity")


def _view(found: Json) -> Json:
    role = found["Role"]
    trust = role["AssumeRolePolicyDocument"]
    return {**role, "AssumeRolePolicyDocument": trust if isinstance(trust, str) else json.dumps(trust)}


def _change_role(step: Step) -> None:
    changed, name = step.changed(), step.wanted["RoleName"]
    if "AssumeRolePolicyDocument" in changed:
        trust = changed["AssumeRolePolicyDocument"]
        step.aws.call("iam", "update_assume_role_policy", RoleName=name, PolicyDocument=trust)
    if "Description" in changed:
        step.aws.call("iam", "update_role", RoleName=name, Description=changed["Description"])


def _not_ours(wanted: Mapping[str, Json], _: Mapping[str, Json]) -> list[str]:
    """A role that belongs to the whole account is not changed."""
    return [] if is_ours(wanted) else [f"{wanted['RoleName']} belongs to the whole account"]


def is_ours(wanted: Mapping[str, Json]) -> bool:
    """The documents mark their own roles."""
    return any(tag["Key"] == "tidemark" for tag in wanted.get("Tags", ()))


def _stays(wanted: Mapping[str, Json]) -> str:
    return "" if is_ours(wanted) else _SHARED


def _attached(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    role, policy = wanted["RoleName"], wanted["PolicyArn"]
    attached = unless_absent(
        lambda: aws.pages("iam", "list_attached_role_policies", "AttachedPolicies", RoleName=role), "NoSuchEntity"
    )
    return {} if any(one["PolicyArn"] == policy for one in attached or ()) else None


def _inline(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    return unless_absent(
        lambda: aws.call("iam", "get_role_policy", RoleName=wanted["RoleName"], PolicyName=wanted["PolicyName"]),
        "NoSuchEntity",
    )


def _inline_view(found: Json) -> Json:
    policy = found["PolicyDocument"]
    return {**found, "PolicyDocument": policy if isinstance(policy, str) else json.dumps(policy)}


KINDS = (
    Kind(
        "iam",
        "CreateRole",
        _role,
        view=_view,
        change=_change_role,
        foreign=_not_ours,
        delete=calls("iam", "delete_role", "RoleName"),
        stays=_stays,
    ),
    Kind("iam", "AttachRolePolicy", _attached, unseen=frozenset({"RoleName", "PolicyArn"}), stays=always(_SHARED)),
    Kind(
        "iam",
        "PutRolePolicy",
        _inline,
        view=_inline_view,
        change=putting("iam", "put_role_policy"),
        delete=calls("iam", "delete_role_policy", "RoleName", "PolicyName"),
    ),
)
