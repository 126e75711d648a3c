"""Asks AWS for a task or a serverless replication with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3

from tidemark_infra.lint.captures import Capture, Collection, InputError

Json = Any

# What is asked for, and the member of the answer.
_CALLS = {
    "describe_endpoints": "Endpoints",
    "describe_replication_instances": "ReplicationInstances",
    "describe_replication_tasks": "ReplicationTasks",
    "describe_replication_configs": "ReplicationConfigs",
}


def read_live(client: Any, collection: Collection, task: str) -> list[Capture]:
    """The task of a name or ARN. All of the account's are read, since two of them may write into one folder.

    Raises:
        InputError: there is none, or it does not write to S3.

    """
    arns: dict[str, str] = {}
    for call, member in _CALLS.items():
        for one in _all(client, call, member):
            collection.add(f"AWS's {member}", one)
            arns |= _named(one)
    name = arns.get(task, task)
    found = [capture for capture in collection.captures() if capture.name == name and "task" in capture.facts]
    if not found:
        known = ", ".join(sorted(set(arns.values()))) or "none"
        raise InputError(f"no task or serverless replication {task} that writes to S3 is there; these are: {known}")
    return found


def client(region: str | None) -> Any:
    return boto3.session.Session(region_name=region).client("dms")


def _all(client: Any, call: str, member: str) -> Iterator[Json]:
    for page in client.get_paginator(call).paginate() if client.can_paginate(call) else _pages(client, call):
        yield from page.get(member, [])


def _pages(client: Any, call: str) -> Iterator[Json]:
    marker: dict[str, str] = {}
    while True:
        page = getattr(client, call)(**marker)
        yield page
        if not page.get("Marker"):
            return
        marker = {"Marker": page["Marker"]}


def _named(one: Json) -> dict[str, str]:
    for kind in ("ReplicationTask", "ReplicationConfig"):
        if f"{kind}Identifier" in one:
            return {one[f"{kind}Arn"]: one[f"{kind}Identifier"]}
    return {}
