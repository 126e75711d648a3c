"""What a table is called in Glue, Athena and Redshift, and of which types its columns are in the files that DMS writes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tidemark_infra.settings import Table

# DMS's types for PostgreSQL as a source, and what of them Parquet has: CHAP_Source.PostgreSQL and CHAP_Target.S3 of its guide.
# Whatever is not here comes as text. time comes as milliseconds since midnight.
_TYPES = {
    "smallint": "smallint",
    "integer": "int",
    "bigint": "bigint",
    "real": "float",
    "double precision": "double",
    "money": "decimal(38,4)",
    "boolean": "boolean",
    "bytea": "binary",
    "date": "date",
    "timestamp": "timestamp",
    "time": "int",
    # What DMS takes a numeric without precision for.
    "numeric": "decimal(28,6)",
}
_NUMERIC = re.compile(r"numeric\((\d+),(-?\d+)\)")
_LONGEST_DECIMAL = 38
_AVRO = {
    "smallint": "int",
    "int": "int",
    "bigint": "long",
    "float": "float",
    "double": "double",
    "boolean": "boolean",
    "binary": "bytes",
    "date": {"type": "int", "logicalType": "date"},
    "timestamp": {"type": "long", "logicalType": "timestamp-micros"},
}
# Columns that the task's settings and table mappings add, in the order of the file: DMS's own first, then before images.
_BEFORE = {"Op": "string", "dms_commit_ts": "string"}
_POSITION = {"dms_change_seq": "string"}
_BEFORE_IMAGE = "BI_"


def members(table: Table) -> Mapping[str, Any]:
    """What documents can refer to as ``{{table.…}}`` besides the table's own attributes."""
    return {
        "full": table.full,
        "slug": slug(table),
        "glue-columns": [{"Name": name.lower(), "Type": kind} for name, kind in file_columns(table).items()],
        "avro": json.dumps(avro_schema(table), separators=(",", ":")),
        **_sql(table),
    }


def slug(table: Table) -> str:
    """The table's name in catalogs, which know small letters, digits and underscores."""
    return re.sub(r"[^a-z0-9_]", "_", f"{table.schema}_{table.name}".lower())


def glue_type(kind: str) -> str:
    """The type, for Glue and Athena, of a column of a PostgreSQL type as ``format_type`` prints it."""
    numeric = _NUMERIC.fullmatch(kind)
    if numeric:
        precision, scale = int(numeric[1]), int(numeric[2])
        return (
            f"decimal({precision},{scale})" if precision <= _LONGEST_DECIMAL and 0 <= scale <= precision else "string"
        )
    # Modifiers and zones are not in the files: timestamp(3) with time zone is a timestamp.
    plain = re.sub(r"\(.*\)| with(out)? time zone", "", kind)
    return _TYPES.get(plain, "string")


def file_columns(table: Table) -> dict[str, str]:
    """The columns of a change file with their types."""
    own = {name: glue_type(kind) for name, kind in table.columns.items()}
    return {**_BEFORE, **own, **_POSITION, **{f"{_BEFORE_IMAGE}{name}": own[name] for name in table.key}}


def avro_schema(table: Table) -> dict[str, Any]:
    """The schema of a row of a change file, as Avro; every column may be null."""
    fields = [
        {"name": _avro_name(name), "type": ["null", _avro_type(kind)], "default": None}
        for name, kind in file_columns(table).items()
    ]
    return {"type": "record", "name": _avro_name(table.name), "namespace": _avro_name(table.schema), "fields": fields}


def _avro_name(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_]", "_", name)
    return plain if plain[:1].isalpha() or plain.startswith("_") else f"_{plain}"


def _avro_type(kind: str) -> Any:
    decimal = re.fullmatch(r"decimal\((\d+),(\d+)\)", kind)
    if decimal:
        return {"type": "bytes", "logicalType": "decimal", "precision": int(decimal[1]), "scale": int(decimal[2])}
    return _AVRO.get(kind, "string")


def _sql(table: Table) -> dict[str, str]:
    """Parts of the statements in athena/ and redshift/, whose dialects quote names alike."""
    own, key = list(table.columns), list(table.key)
    before = [f"{_BEFORE_IMAGE}{name}" for name in key]
    types = file_columns(table)
    # Of a key that was changed only the key is known.
    old = [
        _quoted(f"{_BEFORE_IMAGE}{name}") if name in key else f"cast(null as {_sql_type(types[name])})" for name in own
    ]
    return {
        "sql-columns": ", ".join(map(_quoted, own)),
        "sql-key": ", ".join(map(_quoted, key)),
        "sql-old-columns": ", ".join(old),
        "sql-key-changed": " or ".join(
            f"{_quoted(then)} <> {_quoted(now)}" for then, now in zip(before, key, strict=True)
        ),
    }


def _quoted(name: str) -> str:
    return '"' + name.lower().replace('"', '""') + '"'


def _sql_type(kind: str) -> str:
    """The type as a cast names it in both dialects."""
    other = {
        "string": "varchar",
        "int": "integer",
        "float": "real",
        "double": "double precision",
        "binary": "varbinary",
    }
    return other.get(kind, kind)
