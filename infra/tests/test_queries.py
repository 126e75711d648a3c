"""The catalog's types, and what the views of the newest rows say of real Parquet files.

The views are Athena's and Redshift's. Here DuckDB runs them, after sqlglot has said them in its dialect. That bridges the
names of types (varchar) and nothing else: no function in them is called otherwise, and all three know "$path" as a column,
which DuckDB is given here. Not bridged: Athena keeps three decimals of a timestamp's seconds, DuckDB six.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from sqlglot import ErrorLevel, exp

from tests.chosen import documents
from tidemark_infra.catalog import avro_schema, file_columns, glue_type, members
from tidemark_infra.settings import INFRA, Table

REAL_FILE = INFRA.parent / "java-job/loader/src/test/resources/dms/dms_test_table_LOAD00000001.parquet"
LINES = {
    "name": "shop.order_lines",
    "key": ["order_id", "line"],
    "columns": {"order_id": "bigint", "line": "integer", "amount": "numeric(12,2)", "note": "text"},
}
DOCUMENTS = documents(tables=[LINES])
ROOT = "dms/shop/order_lines"
Row = tuple[Any, ...]


@pytest.mark.parametrize(
    ("kind", "glue"),
    [
        ("smallint", "smallint"),
        ("integer", "int"),
        ("bigint", "bigint"),
        ("numeric(12,2)", "decimal(12,2)"),
        ("numeric(38,0)", "decimal(38,0)"),
        ("numeric(39,2)", "string"),
        ("numeric(4,6)", "string"),
        ("numeric", "decimal(28,6)"),
        ("money", "decimal(38,4)"),
        ("real", "float"),
        ("double precision", "double"),
        ("boolean", "boolean"),
        ("character varying(20)", "string"),
        ("character(3)", "string"),
        ("text", "string"),
        ("jsonb", "string"),
        ("uuid", "string"),
        ("bytea", "binary"),
        ("date", "date"),
        ("timestamp without time zone", "timestamp"),
        ("timestamp(3) with time zone", "timestamp"),
        ("time without time zone", "int"),
        ("time(0) with time zone", "int"),
        ("interval", "string"),
        ("integer[]", "string"),
        ("numeric(12,2)[]", "string"),
        ("shop.status", "string"),
        ('"Odd type"', "string"),
    ],
)
def test_a_column_has_the_type_that_dms_writes(kind: str, glue: str) -> None:
    assert glue_type(kind) == glue


def test_the_types_are_those_of_a_file_that_dms_wrote() -> None:
    written = {
        "id": "bigint",
        "my_int": "integer",
        "my_smallint": "smallint",
        "my_numeric": "numeric(15,2)",
        "my_real": "real",
        "my_double": "double precision",
        "my_money": "money",
        "my_varchar": "character varying(20)",
        "my_text": "text",
        "my_bytea": "bytea",
        "my_timestamp": "timestamp without time zone",
        "my_uuid": "uuid",
        "my_json": "json",
        "my_jsonb": "jsonb",
        "my_bool": "boolean",
    }
    said = {name: glue_type(kind) for name, kind in written.items()}
    assert {name: said[name] for name in written} == {
        name: kind for name, kind in _types_in(REAL_FILE).items() if name in written
    }


def _types_in(file: Path) -> dict[str, str]:
    """A file's columns in Glue's words, by the physical types in its footer."""
    words = {"BOOLEAN": "boolean", "FLOAT": "float", "DOUBLE": "double", "INT64": "bigint", "INT32": "int"}
    with duckdb.connect() as database:
        found = database.execute(
            f"select name, type, converted_type, precision, scale from parquet_schema('{file}') where type is not null"
        ).fetchall()
    return {
        name: f"decimal({precision},{scale})"
        if meant == "DECIMAL"
        else {"UTF8": "string", "INT_16": "smallint", "TIMESTAMP_MILLIS": "timestamp"}.get(meant or "")
        or words.get(kind, "binary")
        for name, kind, meant, precision, scale in found
    }


def test_the_columns_of_a_file_are_in_dms_s_order_with_what_it_adds() -> None:
    table = Table(1, "shop", "Order Lines", ("Id",), {"Id": "bigint", "note": "text"})
    assert list(file_columns(table)) == ["Op", "dms_commit_ts", "Id", "note", "dms_change_seq", "BI_Id"]
    said = members(table)
    assert said["slug"] == "shop_order_lines"
    assert [column["Name"] for column in said["glue-columns"]] == [
        "op", "dms_commit_ts", "id", "note", "dms_change_seq", "bi_id",
    ]  # fmt: skip


def test_the_avro_schema_is_one() -> None:
    table = Table(
        1, "shop", "1st", ("id",), {"id": "bigint", "price": "numeric(12,2)", "at": "timestamp without time zone"}
    )
    schema = avro_schema(table)
    assert (schema["namespace"], schema["name"]) == ("shop", "_1st")
    kinds = {field["name"]: field["type"] for field in schema["fields"]}
    assert kinds["price"] == ["null", {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}]
    assert kinds["at"] == ["null", {"type": "long", "logicalType": "timestamp-micros"}]
    assert kinds["BI_id"] == ["null", "long"]
    assert json.loads(DOCUMENTS["glue/create-schema[shop.order_lines]"].content["SchemaDefinition"])["type"] == "record"


def statements() -> list[tuple[str, str, str]]:
    """Name, dialect and text of everything that is SQL."""
    found = []
    for name, document in DOCUMENTS.items():
        if document.service in {"athena", "redshift-data"}:
            content = document.input(lambda _: "arn:aws:iam::111122223333:role/tidemark-redshift")
            sql = content.get("QueryString") or content.get("Sql")
            if sql:
                found.append((name, document.service.removesuffix("-data"), sql))
    return found


@pytest.mark.parametrize(("name", "dialect", "sql"), [one for one in statements() if "schema" not in one[0]])
def test_a_statement_is_one_in_its_dialect(name: str, dialect: str, sql: str) -> None:
    parsed = sqlglot.parse(sql, read=dialect, error_level=ErrorLevel.RAISE)
    assert len(parsed) == 1
    view = parsed[0]
    assert isinstance(view, exp.Create), name
    assert (view.kind, view.args["replace"]) == ("VIEW", True)


def test_the_external_schema_is_of_the_glue_database() -> None:
    """No parser here knows this statement: its form is held to Redshift's manual, CREATE EXTERNAL SCHEMA."""
    (sql,) = (sql for name, _, sql in statements() if "schema" in name)
    form = (
        r"create external schema if not exists \"(?P<schema>[\w-]+)\"\nfrom data catalog database '(?P<database>[\w-]+)' "
        r"region '(?P<region>[a-z0-9-]+)'\niam_role '(?P<role>arn:aws:iam::\d{12}:role/[\w-]+)'\n"
    )
    found = re.fullmatch(form, sql)
    assert found
    assert found["database"] == DOCUMENTS["glue/create-database"].content["DatabaseInput"]["Name"]


# Files as DMS writes them: name, and rows of Op, commit time, key, row, change sequence, before image of the key.
def change(
    op: str | None, key: tuple[int, int], note: str | None, position: int, before: tuple[int, int] | None = None
) -> Row:
    sequence = f"202611221300{position:02}00{position:019}" if position else ""
    amount = None if op == "D" else "1.50"
    return (op, "2026-11-22 13:00:00.000001", *key, amount, note, sequence, *(before or (None, None)))


FILES: dict[str, Sequence[Row]] = {
    "LOAD00000001.parquet": [
        change(None, (1, 0), "only loaded", 0),
        change(None, (1, 1), "loaded, inserted meanwhile", 0),
        change(None, (1, 2), "loaded", 0),
        change(None, (1, 3), "loaded, then deleted", 0),
        change(None, (4, 1), "loaded under another key", 0),
    ],
    "LOAD00000002.parquet": [change(None, (6, 1), "of an older task", 0)],
    "2026/11/22/13/20261122-130100000.parquet": [
        change("I", (1, 1), "not logged twice", 1),
        change("U", (1, 2), "changed", 2),
        change("D", (1, 3), None, 3),
        # I, D and I of one key in one transaction.
        change("I", (2, 1), "first", 4),
        change("D", (2, 1), None, 5),
        change("I", (2, 1), "again", 6),
        # A key that moves twice, and one that takes the place it left.
        change("U", (5, 1), "moved", 7, (4, 1)),
        change("U", (5, 2), "moved on", 8, (5, 1)),
        change("I", (4, 1), "new at the old place", 9),
        # An update whose before image is the key itself is no move.
        change("U", (5, 2), "stayed", 10, (5, 2)),
        change("U", (6, 1), "changed later", 13),
    ],
    # Written twice after a restart of the task, and an insert whose file came after that of its delete.
    "2026/11/22/14/20261122-140100000.parquet": [
        change("U", (1, 2), "changed", 2),
        change("D", (3, 1), None, 12),
    ],
    "2026/11/22/14/20261122-140200000.parquet": [change("I", (3, 1), "late", 11)],
}
NEWEST = [
    (1, 0, "only loaded"),
    (1, 1, "not logged twice"),
    (1, 2, "changed"),
    (2, 1, "again"),
    (4, 1, "new at the old place"),
    (5, 2, "stayed"),
    (6, 1, "changed later"),
]


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema tidemark")
        connection.execute("create schema if not exists public")
        yield connection


def write(database: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Full-load files have no before images, one not even a change sequence; all have the types that DMS gives them."""
    absent = {
        "LOAD00000001.parquet": "exclude (Op, BI_order_id, BI_line)",
        "LOAD00000002.parquet": "exclude (dms_change_seq)",
    }
    for name, content in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        database.execute(
            "create or replace temporary table file (Op varchar, dms_commit_ts varchar, order_id bigint, line integer, "
            "amount decimal(12,2), note varchar, dms_change_seq varchar, BI_order_id bigint, BI_line integer)"
        )
        database.executemany("insert into file values (?, ?, ?, ?, ?, ?, ?, ?, ?)", content)
        database.execute(f"copy (select * {absent.get(name, '')} from file) to '{file}' (format parquet)")


def register(database: duckdb.DuckDBPyConnection, folder: Path, name: str) -> None:
    """A catalog's table of all files below a folder, found by the columns' names."""
    database.execute(
        f'create view tidemark."{name}" as select * rename (filename as "$path") '
        f"from read_parquet('{folder}/**/*.parquet', filename = true, union_by_name = true, hive_partitioning = false)"
    )


VIEWS = {
    "athena/start-query-execution.latest": ("athena", "shop_order_lines", "tidemark.shop_order_lines_latest"),
    "redshift/execute-statement.2-latest": ("redshift", "shop_order_lines", "public.shop_order_lines_latest"),
    "s3/hive-layout/athena.start-query-execution.latest": (
        "athena",
        "shop_order_lines_hive",
        "tidemark.shop_order_lines_hive_latest",
    ),
}


@pytest.mark.parametrize("document", VIEWS)
def test_the_view_has_the_newest_row_of_each_key(
    database: duckdb.DuckDBPyConnection, tmp_path: Path, document: str
) -> None:
    dialect, table, view = VIEWS[document]
    write(database, tmp_path / ROOT)
    register(database, tmp_path / ROOT, table)
    content = DOCUMENTS[f"{document}[shop.order_lines]"].content
    sql = content.get("QueryString") or content["Sql"].replace("with no schema binding", "")
    database.execute(sqlglot.transpile(sql, read=dialect, write="duckdb")[0])
    assert database.execute(f"select order_id, line, note from {view} order by 1, 2").fetchall() == NEWEST
    columns = [name for name, *_ in database.execute(f"describe {view}").fetchall()]
    assert columns == ["order_id", "line", "amount", "note", "dms_commit_ts", "dms_change_seq"]


def location(document: str, **partition: str) -> str:
    """Where a table looks for a partition."""
    place: str = DOCUMENTS[f"{document}[shop.order_lines]"].content["TableInput"]["Parameters"][
        "storage.location.template"
    ]
    for name, value in partition.items():
        place = place.replace(f"${{{name}}}", value)
    return place


def test_the_tables_look_where_dms_and_the_copies_are() -> None:
    target = DOCUMENTS["dms/create-endpoint.target"].content["S3Settings"]
    assert (target["DatePartitionSequence"], target["DatePartitionDelimiter"]) == ("YYYYMMDDHH", "SLASH")
    assert location("glue/create-table.hours", hour="2026/11/22/13") == f"s3://my-bucket/{ROOT}/2026/11/22/13/"
    parameters = DOCUMENTS["glue/create-table.hours[shop.order_lines]"].content["TableInput"]["Parameters"]
    assert parameters["projection.hour.format"] == "yyyy/MM/dd/HH"
    # In days, which Trino knows as well as Athena: it knows no years.
    assert re.fullmatch(r"NOW-\d+DAYS,NOW", parameters["projection.hour.range"])
    hive = location("s3/hive-layout/glue.create-table.hours", year="2026", month="01", day="02", hour="03")
    assert hive == "s3://my-bucket/hive/shop/order_lines/year=2026/month=01/day=02/hour=03/"


@pytest.mark.parametrize(
    "name", ["glue/create-table.hours[shop.order_lines]", "s3/hive-layout/glue.create-table.hours[shop.order_lines]"]
)
def test_every_partition_key_is_projected(name: str) -> None:
    table = DOCUMENTS[name].content["TableInput"]
    keys = [key["Name"] for key in table["PartitionKeys"]]
    parameters = table["Parameters"]
    assert parameters["projection.enabled"] == "true"
    assert re.findall(r"\$\{(\w+)\}", parameters["storage.location.template"]) == keys
    for key in keys:
        assert {f"projection.{key}.type", f"projection.{key}.range"} <= set(parameters)
    assert {name.split(".")[1] for name in parameters if name.startswith("projection.")} - {"enabled"} == set(keys)
