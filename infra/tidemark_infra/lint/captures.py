"""Makes one picture of each capture (a task, its endpoints, its instance, its tables) from JSON in any of DMS's shapes.

A JSON says by its members what it is: an input of ``create-endpoint``, an answer of ``describe-replication-tasks``, table
mappings, task settings, settings of a team. So files may have any name, and a folder of them is enough.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Json = Any

# What an answer of AWS has around the thing itself, alone or in a list.
_WRAPPED = ("Endpoint", "ReplicationTask", "ReplicationInstance", "ReplicationConfig")
_SECTIONS = ("TargetMetadata", "FullLoadSettings", "ErrorBehavior", "ChangeProcessingDdlHandlingPolicy", "Logging")
# An endpoint's own settings, which its extra connection attributes add to.
_OWN_SETTINGS = {"source": "PostgreSQLSettings", "target": "S3Settings"}
_ENGINES = {"source": ("postgres", "aurora-postgresql"), "target": ("s3",)}


class InputError(Exception):
    """What was given cannot be linted; the message says what it is."""


@dataclass(frozen=True)
class Capture:
    """What is known of one task: ``facts`` has a member for each part that is known."""

    name: str
    facts: Mapping[str, Json]


@dataclass
class Collection:
    """What was found in all files; ``notes`` says what was left aside."""

    large_types: str
    parts: dict[str, list[Mapping[str, Json]]] = field(default_factory=dict)
    tables: list[Mapping[str, Json]] = field(default_factory=list)
    elsewhere: list[Json] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, origin: str, content: Json) -> None:
        """Takes what the content is; ``origin`` names it in messages."""
        for one in _unwrapped(content):
            kind = _kind(one)
            if kind == "tables":
                self.tables += [table for table in one["tables"] if "name" in _object(table)]
            elif kind in _ENGINES and str(one.get("EngineName", "")).lower() not in _ENGINES[kind]:
                self.elsewhere.append(one.get("EndpointArn", ""))
                self.notes.append(f"{origin}: an endpoint of {one.get('EngineName', 'no engine')} is not looked at")
            elif kind == "task":
                self._add_task(origin, one)
            elif kind:
                self.parts.setdefault(kind, []).append(one)

    def captures(self) -> list[Capture]:
        """One for each task that goes to S3; without a task, one for each target.

        Raises:
            InputError: there is nothing of DMS.

        """
        if not self.parts:
            raise InputError("no endpoint, task, table mappings, task settings or instance of DMS is in what was given")
        tasks = self.parts.get("task") or self.parts.get("target") or [{}]
        found = [self._capture(task) for task in tasks if task.get("TargetEndpointArn") not in self.elsewhere]
        places = [place for one in found for place in _places(one)]
        return [Capture(one.name, {**one.facts, "tasks": places}) if _places(one) else one for one in found]

    def _add_task(self, origin: str, task: Mapping[str, Json]) -> None:
        inline = {
            "mappings": _embedded(origin, task, "TableMappings"),
            "settings": _embedded(origin, task, "ReplicationTaskSettings", "ReplicationSettings"),
        }
        known = {name: content for name, content in inline.items() if content is not None}
        tasks = self.parts.setdefault("task", [])
        if all(_identifier(task) != _identifier(other) for other in tasks):
            tasks.append({**task, **known})

    def _capture(self, task: Mapping[str, Json]) -> Capture:
        is_task = _kind(task) == "task"
        target = self._referred("target", task.get("TargetEndpointArn")) if is_task else task
        parts = {
            "task": task if is_task else None,
            "source": self._referred("source", task.get("SourceEndpointArn")),
            "target": target,
            "instance": self._serverless(task) or self._referred("instance", task.get("ReplicationInstanceArn")),
            "settings": task.get("settings") or self._referred("settings", None),
            "mappings": task.get("mappings") or self._referred("mappings", None),
        }
        name = _identifier(task) if is_task else (target or {}).get("EndpointIdentifier", "DMS")
        return Capture(
            str(name), facts({part: one for part, one in parts.items() if one}, self.tables, self.large_types)
        )

    def _serverless(self, task: Mapping[str, Json]) -> Json:
        """What a serverless replication has for an instance; it has no public address, and no setting for one."""
        return {**_object(task["ComputeConfig"]), "PubliclyAccessible": False} if "ComputeConfig" in task else None

    def _referred(self, part: str, arn: Json) -> Mapping[str, Json] | None:
        """The one with the ARN, or the only one; documents have no ARN of their own."""
        own = "ReplicationInstanceArn" if part == "instance" else "EndpointArn"
        fitting = [one for one in self.parts.get(part, []) if arn is None or one.get(own, arn) == arn]
        return fitting[0] if len(fitting) == 1 else None


def facts(parts: Mapping[str, Json], tables: list[Mapping[str, Json]], large_types: str) -> dict[str, Json]:
    """What the rules look at: the parts, with tables and columns in one shape."""
    known: dict[str, Json] = dict(parts)
    for part, member in _OWN_SETTINGS.items():
        if part in known:
            known[part] = _with_attributes(known[part], member)
    listed = [_table(one) for one in tables] or _selected(known.get("mappings"))
    if listed:
        known["tables"] = listed
    columns = [column for one in tables for column in _columns(one, large_types)]
    if columns:
        known["columns"] = columns
    return known


def _unwrapped(content: Json) -> Iterator[Mapping[str, Json]]:
    if isinstance(content, list):
        for one in content:
            yield from _unwrapped(one)
    elif isinstance(content, Mapping):
        inner = [content[name] for wrapped in _WRAPPED for name in (wrapped, f"{wrapped}s") if name in content]
        for one in inner:
            yield from _unwrapped(one)
        if not inner:
            yield content


def _kind(content: Mapping[str, Json]) -> str | None:
    if "EndpointType" in content:
        return str(content["EndpointType"]).lower()
    if "ReplicationTaskIdentifier" in content or "ReplicationConfigIdentifier" in content:
        return "task"
    if "ReplicationInstanceClass" in content:
        return "instance"
    if isinstance(content.get("rules"), list):
        return "mappings"
    if isinstance(content.get("tables"), list):
        return "tables"
    return "settings" if any(section in content for section in _SECTIONS) else None


def _embedded(origin: str, task: Mapping[str, Json], *members: str) -> Json | None:
    for member in members:
        text = task.get(member)
        if isinstance(text, Mapping):
            return text
        if isinstance(text, str) and not text.startswith("{{"):  # a document's reference to another file
            try:
                content = json.loads(text)
            except json.JSONDecodeError as failure:
                raise InputError(f"{origin}: {member} is no JSON: {failure}") from failure
            if not isinstance(content, Mapping):
                raise InputError(f"{origin}: {member} is no object")
            return content
    return None


def _object(value: Json) -> Mapping[str, Json]:
    """The value, or an empty object where a file has something else."""
    return value if isinstance(value, Mapping) else {}


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _identifier(task: Mapping[str, Json]) -> Json:
    return task.get("ReplicationTaskIdentifier", task.get("ReplicationConfigIdentifier"))


def _places(capture: Capture) -> list[dict[str, Json]]:
    """Which tables a task writes where; all tables if nothing is known of its mappings."""
    target = capture.facts.get("target")
    if not target or "task" not in capture.facts:
        return []
    own = _object(target.get("S3Settings"))
    tables = _selected(capture.facts.get("mappings")) or [{"schema": "%", "table": "%"}]
    return [
        {
            "name": capture.name,
            "bucket": own.get("BucketName", ""),
            "folder": own.get("BucketFolder", ""),
            "schema": table["schema"],
            "table": table["table"],
        }
        for table in tables
    ]


def _with_attributes(endpoint: Mapping[str, Json], member: str) -> dict[str, Json]:
    own = dict(_object(endpoint.get(member)))
    lower = {name.lower() for name in own}
    for attribute in str(endpoint.get("ExtraConnectionAttributes", "")).split(";"):
        name, equals, value = attribute.partition("=")
        if equals and name.strip().lower() not in lower:
            own[name.strip()] = value.strip()
    return {**endpoint, member: own}


def _table(table: Mapping[str, Json]) -> dict[str, Json]:
    full = str(table["name"])
    schema, _, name = full.partition(".")
    return {"name": full, "schema": schema, "table": name, "key": _list(table.get("key")), "key-known": "key" in table}


def _selected(mappings: Json) -> list[dict[str, Json]]:
    """The tables that the selection rules name; of them nothing but the name is known."""
    rules = [_object(rule) for rule in _list(_object(mappings).get("rules"))]
    chosen = [rule for rule in rules if str(rule.get("rule-action")) in {"include", "explicit"}]
    places = [_object(rule.get("object-locator")) for rule in chosen]
    names = [(place.get("schema-name", "%"), place.get("table-name", "%")) for place in places]
    return [
        {"name": f"{schema}.{table}", "schema": schema, "table": table, "key": [], "key-known": False}
        for schema, table in names
    ]


def _columns(table: Mapping[str, Json], large_types: str) -> Iterator[dict[str, Json]]:
    for name, written in _object(table.get("columns")).items():
        yield {
            "name": f"{table['name']}.{name}",
            "type": str(written),
            "key": name in _list(table.get("key")),
            "large": re.fullmatch(large_types, str(written)) is not None,
        }
