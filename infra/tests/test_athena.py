"""Athena's queries for real, on Trino, of which Athena is made: the catalog's tables in moto's Glue, the files in moto's S3."""

from __future__ import annotations

import copy
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import duckdb
import pytest

from tests.jar import put, s3_client
from tests.test_queries import DOCUMENTS, FILES, NEWEST, ROOT, write
from tidemark_infra.settings import INFRA

TRINO = INFRA / "tests/trino"
HIVE = "hive/shop/order_lines"
TABLES = (
    "glue/create-table.files",
    "glue/create-table.hours",
    "s3/hive-layout/glue.create-table.files",
    "s3/hive-layout/glue.create-table.hours",
)


@pytest.fixture(scope="module")
def classpath() -> str:
    """Of Trino; 350 MB that Maven fetches the first time."""
    subprocess.run(
        ["mvn", "-q", "-B", "--no-transfer-progress", "-f", str(TRINO / "pom.xml"), "process-classes"], check=True
    )
    jars = (TRINO / "target/classpath").read_text(encoding="utf-8").strip()
    return f"{TRINO / 'target/classes'}:{jars}"


@pytest.fixture
def catalog(s3: str, tmp_path: Path) -> Iterator[str]:
    """Both layouts: DMS's, and its copies below names of parts."""
    client = s3_client(s3)
    with duckdb.connect() as database:
        write(database, tmp_path / ROOT)
    for name in FILES:
        content = (tmp_path / ROOT / name).read_bytes()
        put(client, f"{ROOT}/{name}", content)
        *hour, file = name.split("/")
        parts = [f"{part}={value}" for part, value in zip(("year", "month", "day", "hour"), hour, strict=False)]
        put(client, "/".join((HIVE, *parts, file)), content)
    glue = boto3.client(
        "glue",
        endpoint_url=s3,
        region_name="eu-west-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",  # noqa: S106
    )
    glue.create_database(**DOCUMENTS["glue/create-database"].content)
    for table in TABLES:
        content = copy.deepcopy(DOCUMENTS[f"{table}[shop.order_lines]"].content)
        # Glue fills it in, moto does not, and Trino wants it.
        content["TableInput"]["StorageDescriptor"]["NumberOfBuckets"] = 0
        glue.create_table(**content)
    yield s3
    glue.delete_database(Name="tidemark")


def run(classpath: str, endpoint: str, folder: Path, *statements: str) -> list[list[Any]]:
    """The rows of each statement, as texts."""
    script, rows = folder / "statements.sql", folder / "rows"
    script.write_text("\n---\n".join(statements), encoding="utf-8")
    done = subprocess.run(
        ["java", "-Xmx1g", "-XX:TieredStopAtLevel=1", "-cp", classpath, "Trino", endpoint, "tidemark", script, rows],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, _reason(done.stderr)
    return [json.loads(line) for line in rows.read_text(encoding="utf-8").splitlines()]


def shown(view: str) -> str:
    """What the view shows, by its own query: moto answers a view without what Trino wants of it."""
    query = view.partition(" as\n")[2]
    return f"select order_id, line, note from ({query}) order by 1, 2"


def _reason(said: str) -> str:
    """Without the places in the code."""
    return "\n".join(line for line in said.splitlines() if not line.lstrip().startswith(("at ", "...")))[-3000:]


def test_views_and_projected_hours_are_what_the_files_say(classpath: str, catalog: str, tmp_path: Path) -> None:
    views = [
        DOCUMENTS[f"{name}[shop.order_lines]"].content["QueryString"]
        for name in ("athena/start-query-execution.latest", "s3/hive-layout/athena.start-query-execution.latest")
    ]
    _, _, latest, copied, hour, parts, paths = run(
        classpath,
        catalog,
        tmp_path,
        *views,
        *(shown(view) for view in views),
        "select count(*), min(note) from tidemark.shop_order_lines_hours where hour = '2026/11/22/14'",
        "select count(*) from tidemark.shop_order_lines_hive_hours where year = 2026 and hour = 13",
        'select count(distinct "$path") from tidemark.shop_order_lines',
    )
    newest = [[str(order), str(line), note] for order, line, note in NEWEST]
    assert latest == newest
    assert copied == newest
    assert hour == [["3", "changed"]]
    assert parts == [["11"]]
    assert paths == [[str(len(FILES))]]
