"""What statements make: views of Athena, schemas and views of Redshift."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import NamedTuple

from tidemark_infra.setup.aws import Aws
from tidemark_infra.setup.kinds.catalog import find_table
from tidemark_infra.setup.kinds.kind import Json, Kind, Step
from tidemark_infra.setup.progress import Look, State

# The parameter of a view in the catalog that says which statement made it.
_MARK = "tidemark.statement"
# The table, view or schema that a statement makes, whatever quotes it is written in.
_MADE = re.compile(
    r"\s*create\s+(?:or\s+replace\s+)?(?:external\s+)?(?P<what>table|view|schema|database)\s+(?:if\s+not\s+exists\s+)?"
    r"[`\"]?(?P<first>[\w-]+)[`\"]?(?:\.[`\"]?(?P<second>[\w-]+)[`\"]?)?",
    re.IGNORECASE,
)


class Made(NamedTuple):
    """What a statement makes."""

    what: str
    database: str | None
    name: str


def _made_by(statement: str) -> Made | None:
    match = _MADE.match(statement)
    if match is None:
        return None
    first, second = match["first"], match["second"]
    return Made(match["what"].lower(), first if second else None, second or first)


def _by_query(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    """There if the catalog has what the statement makes, with the mark of this very statement.

    The catalog holds a view in Athena's own wording, which cannot be compared.
    """
    made = _made_by(wanted["QueryString"])
    found = _in_catalog(aws, made, wanted) if made else None
    marked = found is not None and found.get("Parameters", {}).get(_MARK) == _digest(wanted["QueryString"])
    return {"Name": found["Name"]} if marked and found else None


def _digest(statement: str) -> str:
    return hashlib.sha256(statement.encode()).hexdigest()


def _in_catalog(aws: Aws, made: Made, wanted: Mapping[str, Json]) -> Json | None:
    database = made.database or wanted["QueryExecutionContext"]["Database"]
    found = find_table(aws, {"DatabaseName": database, "TableInput": {"Name": made.name}})
    return found["Table"] if found else None


def _query_ready(step: Step) -> Look:
    def look() -> State:
        if "QueryExecutionId" not in step.found:
            return State("there", done=True)
        found = step.aws.call("athena", "get_query_execution", QueryExecutionId=step.seen("QueryExecutionId"))
        status = found["QueryExecution"]["Status"]
        if status["State"] == "SUCCEEDED":
            _mark(step)
        text = " ".join(filter(None, (status["State"], status.get("StateChangeReason"))))
        return State(text, done=status["State"] == "SUCCEEDED", failed=status["State"] in {"FAILED", "CANCELLED"})

    return look


def _mark(step: Step) -> None:
    """Writes down in the catalog which statement made the view."""
    made = _made_by(step.wanted["QueryString"])
    found = _in_catalog(step.aws, made, step.wanted) if made else None
    if found:
        taken = step.aws.client("glue").meta.service_model.shape_for("TableInput").members
        table = {name: value for name, value in found.items() if name in taken}
        table["Parameters"] = {**table.get("Parameters", {}), _MARK: _digest(step.wanted["QueryString"])}
        step.aws.call("glue", "update_table", DatabaseName=found["DatabaseName"], TableInput=table)


def _forget(step: Step) -> None:
    """Of what a query has made, the catalog's entry goes; files are none of it."""
    made = _made_by(step.wanted["QueryString"])
    found = _in_catalog(step.aws, made, step.wanted) if made else None
    if found:
        step.aws.call("glue", "delete_table", DatabaseName=found["DatabaseName"], Name=found["Name"])


_REDSHIFT_PLACE = ("ClusterIdentifier", "Database", "DbUser", "SecretArn", "WorkgroupName")


def _place(wanted: Mapping[str, Json]) -> dict[str, Json]:
    return {name: wanted[name] for name in _REDSHIFT_PLACE if name in wanted}


def _by_statement(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    made = _made_by(wanted["Sql"])
    if made is None:
        return None
    what, schema, name = made
    if what in {"schema", "database"}:
        arguments = {**_place(wanted), "SchemaPattern": name}
        return {} if name in aws.pages("redshift-data", "list_schemas", "Schemas", **arguments) else None
    arguments = {**_place(wanted), "SchemaPattern": schema or "public", "TablePattern": name}
    found = aws.pages("redshift-data", "list_tables", "Tables", **arguments)
    return {} if any(table["name"] == name for table in found) else None


def _statement_ready(step: Step) -> Look:
    def look() -> State:
        if "Id" not in step.found:
            return State("there", done=True)
        found = step.aws.call("redshift-data", "describe_statement", Id=step.seen("Id"))
        text = " ".join(filter(None, (found["Status"], found.get("Error"))))
        return State(text, done=found["Status"] == "FINISHED", failed=found["Status"] in {"FAILED", "ABORTED"})

    return look


def _drop(step: Step) -> None:
    made = _made_by(step.wanted["Sql"])
    if made and made.what in {"schema", "view"}:
        name = ".".join(f'"{part}"' for part in (made.database, made.name) if part)
        arguments = {"Sql": f"drop {made.what} if exists {name}", **_place(step.wanted)}
        step.aws.call("redshift-data", "execute_statement", **arguments)


KINDS = (
    Kind(
        "athena",
        "StartQueryExecution",
        _by_query,
        unseen=frozenset(
            {"QueryString", "QueryExecutionContext", "WorkGroup", "ResultConfiguration", "ClientRequestToken"}
        ),
        ready=_query_ready,
        pause_seconds=1,
        delete=_forget,
    ),
    Kind(
        "redshift-data",
        "ExecuteStatement",
        _by_statement,
        unseen=frozenset({"Sql", "StatementName", "WithEvent", "ClientToken", "ResultFormat", *_REDSHIFT_PLACE}),
        ready=_statement_ready,
        pause_seconds=1,
        delete=_drop,
    ),
)
