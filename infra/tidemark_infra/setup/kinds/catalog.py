"""Where files are queried: Glue's catalog and schemas, Athena, Redshift Spectrum."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tidemark_infra.setup.aws import Aws, unless_absent
from tidemark_infra.setup.failures import RefusedError
from tidemark_infra.setup.kinds.kind import Json, Kind, Step, calls
from tidemark_infra.setup.progress import Look, State

_GLUE_ABSENT = "EntityNotFoundException"
# The table, view or schema that a statement makes, whatever quotes it is written in.
_MADE = re.compile(
    r"\s*create\s+(?:or\s+replace\s+)?(?:external\s+)?(?P<what>table|view|schema|database)\s+(?:if\s+not\s+exists\s+)?"
    r"[`\"]?(?P<first>[\w-]+)[`\"]?(?:\.[`\"]?(?P<second>[\w-]+)[`\"]?)?",
    re.IGNORECASE,
)


def _database(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    name = wanted["DatabaseInput"]["Name"]
    return unless_absent(lambda: aws.call("glue", "get_database", Name=name), _GLUE_ABSENT)


def _change_database(step: Step) -> None:
    name = step.wanted["DatabaseInput"]["Name"]
    step.aws.call("glue", "update_database", Name=name, DatabaseInput=step.wanted["DatabaseInput"])


def _delete_database(step: Step) -> None:
    """Glue would take everything in it away too."""
    name = step.wanted["DatabaseInput"]["Name"]
    others = step.aws.pages("glue", "get_tables", "TableList", DatabaseName=name)
    if others:
        names = ", ".join(table["Name"] for table in others)
        raise RefusedError(f"the database {name} of the catalog has tables that are not ours: {names}. Drop them first")
    step.aws.call("glue", "delete_database", Name=name)


def _table(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    place = {"DatabaseName": wanted["DatabaseName"], "Name": wanted["TableInput"]["Name"]}
    return unless_absent(lambda: aws.call("glue", "get_table", **place), _GLUE_ABSENT)


def _registry(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    registry = {"RegistryName": wanted["RegistryName"]}
    return unless_absent(lambda: aws.call("glue", "get_registry", RegistryId=registry), _GLUE_ABSENT)


def _schema_id(wanted: Mapping[str, Json]) -> Json:
    return {"RegistryName": wanted["RegistryId"]["RegistryName"], "SchemaName": wanted["SchemaName"]}


def _schema(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    found = unless_absent(lambda: aws.call("glue", "get_schema", SchemaId=_schema_id(wanted)), _GLUE_ABSENT)
    if found is None:
        return None
    newest = aws.call(
        "glue", "get_schema_version", SchemaId=_schema_id(wanted), SchemaVersionNumber={"LatestVersion": True}
    )
    return {**found, "SchemaDefinition": newest["SchemaDefinition"]}


def _new_version(step: Step) -> None:
    """A version more; Glue itself refuses one that is not compatible."""
    step.aws.call(
        "glue",
        "register_schema_version",
        SchemaId=_schema_id(step.wanted),
        SchemaDefinition=step.wanted["SchemaDefinition"],
    )


def _work_group(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    found = unless_absent(
        lambda: aws.call("athena", "get_work_group", WorkGroup=wanted["Name"]),
        "InvalidRequestException",
        says="not found",
    )
    return found if found and found["WorkGroup"] else None


def _change_work_group(step: Step) -> None:
    updates = dict(step.wanted["Configuration"])
    results = updates.pop("ResultConfiguration", None)
    if results:
        updates["ResultConfigurationUpdates"] = results
    step.aws.call(
        "athena",
        "update_work_group",
        WorkGroup=step.wanted["Name"],
        Description=step.wanted.get("Description", ""),
        ConfigurationUpdates=updates,
    )


def _made_by(statement: str) -> tuple[str, str | None, str] | None:
    """What a statement makes: its kind, the database it names, its name."""
    match = _MADE.match(statement)
    if match is None:
        return None
    first, second = match["first"], match["second"]
    return match["what"].lower(), first if second else None, second or first


def _by_query(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    """There if the catalog has what the statement makes, and the workgroup's history that it was this very statement.

    The catalog holds a view in Athena's own wording, which cannot be compared; the history goes back 45 days. What is made
    once more after that is the same.
    """
    made = _made_by(wanted["QueryString"])
    if made is None or not _in_catalog(aws, *made, wanted.get("QueryExecutionContext", {}).get("Database")):
        return None
    group = {"WorkGroup": wanted["WorkGroup"]} if "WorkGroup" in wanted else {}
    pages = aws.client("athena").get_paginator("list_query_executions").paginate(**group)
    for page in pages:
        for query in page.get("QueryExecutionIds", ()):
            found = aws.call("athena", "get_query_execution", QueryExecutionId=query)["QueryExecution"]
            if _made_by(found.get("Query", "")) == made and found["Status"]["State"] == "SUCCEEDED":
                return {"QueryExecutionId": query} if found["Query"] == wanted["QueryString"] else None
    return None


def _in_catalog(aws: Aws, what: str, database: str | None, name: str, context: str | None) -> bool:
    if what in {"database", "schema"}:
        return _database(aws, {"DatabaseInput": {"Name": name}}) is not None
    return _table(aws, {"DatabaseName": database or context, "TableInput": {"Name": name}}) is not None


def _query_ready(step: Step) -> Look:
    def look() -> State:
        found = step.aws.call("athena", "get_query_execution", QueryExecutionId=step.seen("QueryExecutionId"))
        status = found["QueryExecution"]["Status"]
        text = " ".join(filter(None, (status["State"], status.get("StateChangeReason"))))
        return State(text, done=status["State"] == "SUCCEEDED", failed=status["State"] in {"FAILED", "CANCELLED"})

    return look


def _forget(step: Step) -> None:
    """Of what a query has made, the catalog's entry goes; files are none of it."""
    made = _made_by(step.wanted["QueryString"])
    if made and made[0] in {"table", "view"}:
        database = made[1] or step.wanted["QueryExecutionContext"]["Database"]
        step.aws.call("glue", "delete_table", DatabaseName=database, Name=made[2])


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
        found = step.aws.call("redshift-data", "describe_statement", Id=step.seen("Id"))
        text = " ".join(filter(None, (found["Status"], found.get("Error"))))
        return State(text, done=found["Status"] == "FINISHED", failed=found["Status"] in {"FAILED", "ABORTED"})

    return look


def _drop(step: Step) -> None:
    made = _made_by(step.wanted["Sql"])
    if made and made[0] == "schema":
        step.aws.call(
            "redshift-data", "execute_statement", Sql=f'drop schema if exists "{made[2]}"', **_place(step.wanted)
        )


KINDS = (
    Kind(
        "glue",
        "CreateDatabase",
        _database,
        view=lambda found: {"DatabaseInput": found["Database"]},
        change=_change_database,
        delete=_delete_database,
    ),
    Kind(
        "glue",
        "CreateTable",
        _table,
        view=lambda found: {"DatabaseName": found["Table"].get("DatabaseName"), "TableInput": found["Table"]},
        change=calls("glue", "update_table", "DatabaseName", "TableInput"),
        unseen=frozenset({"DatabaseName", "PartitionIndexes", "OpenTableFormatInput"}),
        delete=lambda step: step.aws.call(
            "glue", "delete_table", DatabaseName=step.wanted["DatabaseName"], Name=step.wanted["TableInput"]["Name"]
        ),
    ),
    Kind(
        "glue",
        "CreateRegistry",
        _registry,
        delete=lambda step: step.aws.call(
            "glue", "delete_registry", RegistryId={"RegistryName": step.wanted["RegistryName"]}
        ),
    ),
    Kind(
        "glue",
        "CreateSchema",
        _schema,
        change=_new_version,
        fixed=frozenset({"DataFormat", "Compatibility", "Description"}),
        unseen=frozenset({"RegistryId", "Tags"}),
        delete=lambda step: step.aws.call("glue", "delete_schema", SchemaId=_schema_id(step.wanted)),
    ),
    Kind(
        "athena",
        "CreateWorkGroup",
        _work_group,
        view=lambda found: found["WorkGroup"],
        change=_change_work_group,
        delete=lambda step: step.aws.call(
            "athena", "delete_work_group", WorkGroup=step.wanted["Name"], RecursiveDeleteOption=True
        ),
    ),
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
