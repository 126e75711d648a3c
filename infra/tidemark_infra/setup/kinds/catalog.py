"""Where files are queried: Glue's catalog and schemas, Athena's workgroup."""

from __future__ import annotations

from collections.abc import Mapping

from tidemark_infra.setup.aws import Aws, unless_absent
from tidemark_infra.setup.failures import RefusedError
from tidemark_infra.setup.kinds.kind import Json, Kind, Step, calls

_GLUE_ABSENT = "EntityNotFoundException"


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


def find_table(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
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
        find_table,
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
)
