"""AWS's clients: one session, one region, patience with throttling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# Adaptive: botocore itself waits longer and longer where AWS throttles, and sends less.
_CONFIG = Config(
    retries={"mode": "adaptive", "max_attempts": 10},
    connect_timeout=10,
    read_timeout=60,
    user_agent_extra="tidemark-setup",
)

Json = Any


@dataclass
class Aws:
    """The account as the settings name it."""

    session: boto3.Session
    region: str
    account: str
    name: str
    _clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = self.session.client(service, region_name=self.region, config=_CONFIG)
        return self._clients[service]

    def call(self, service: str, operation: str, **arguments: Json) -> Json:
        """The answer without its metadata."""
        answer = getattr(self.client(service), operation)(**arguments)
        return {name: value for name, value in answer.items() if name != "ResponseMetadata"}

    def pages(self, service: str, operation: str, member: str, **arguments: Json) -> list[Json]:
        """All items of all pages."""
        client = self.client(service)
        if client.can_paginate(operation):
            return [
                item for page in client.get_paginator(operation).paginate(**arguments) for item in page.get(member, [])
            ]
        items: list[Json] = []
        while True:  # Some operations of DMS have pages that botocore does not know.
            answer = self.call(service, operation, **arguments)
            items += answer.get(member, [])
            if not answer.get("Marker"):
                return items
            arguments["Marker"] = answer["Marker"]


def code_of(failure: ClientError) -> str:
    """AWS's name for what went wrong."""
    return str(failure.response.get("Error", {}).get("Code", ""))


def unless_absent(call: Callable[[], Json], *codes: str, says: str = "") -> Json | None:
    """What the call answers; none where AWS says by one of the codes that there is no such thing."""
    try:
        return call()
    except ClientError as failure:
        message = failure.response.get("Error", {}).get("Message", "")
        if code_of(failure) in codes and says.lower() in message.lower():
            return None
        raise
