"""DuckDB reads and chooses; its postgres extension copies in PostgreSQL's binary form."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import duckdb

from bench.peers.job import OPERATION, POSITION, Job, job


def main() -> None:
    wanted = job()
    database = duckdb.connect()
    for extension in ("httpfs", "postgres_scanner"):
        load(database, extension)
    database.execute(
        "create secret (type s3, key_id $key, secret $secret, endpoint $endpoint, region $region,"
        " url_style 'path', use_ssl false)",
        {
            "key": os.environ["AWS_ACCESS_KEY_ID"],
            "secret": os.environ["AWS_SECRET_ACCESS_KEY"],
            "endpoint": wanted.plain_endpoint,
            "region": wanted.region,
        },
    )
    database.execute(f"attach '{wanted.libpq}' as pg (type postgres)")
    database.execute("begin")
    columns = ", ".join(f"{column['name']} {column['type']}" for column in wanted.columns)
    # Not temporary: DuckDB does not find such tables.
    run(database, f"create unlogged table staged (op text, {columns})")
    database.execute(f"insert into pg.public.staged {winners(wanted)}")
    for statement in [*wanted.merge, "drop table staged"]:
        run(database, statement)
    database.execute("commit")


def run(database: duckdb.DuckDBPyConnection, statement: str) -> None:
    """Has PostgreSQL run it, in the transaction that DuckDB has begun there."""
    database.execute("call postgres_execute('pg', $statement)", {"statement": statement})


def load(database: duckdb.DuckDBPyConnection, extension: str) -> None:
    """Loads an extension from the package of PyPI that has it."""
    package = importlib.util.find_spec(f"duckdb_extension_{extension}")
    if package is None or package.origin is None:
        raise ModuleNotFoundError(extension)
    file = next(Path(package.origin).parent.glob("extensions/*/*.duckdb_extension"))
    database.load_extension(str(file))


def winners(wanted: Job) -> str:
    key = ", ".join(wanted.key)
    return f"""
        select {OPERATION} as op, {", ".join(wanted.names)}
          from read_parquet('s3://{wanted.bucket}/{wanted.folder}*.parquet')
       qualify row_number() over (partition by {key} order by {POSITION} desc) = 1
         order by {key}"""  # noqa: S608


main()
