"""Polars reads and chooses; ADBC copies what it has in Arrow's form."""

from __future__ import annotations

import polars as pl
from adbc_driver_postgresql import dbapi

from bench.peers.job import OPERATION, POSITION, STAGED, Job, job


def main() -> None:
    wanted = job()
    table = winners(wanted).to_arrow()
    with dbapi.connect(wanted.url) as connection, connection.cursor() as cursor:
        cursor.adbc_ingest(STAGED, table, mode="create", temporary=True)
        for statement in wanted.merge_with_casts:
            cursor.execute(statement)
        connection.commit()


def winners(wanted: Job) -> pl.DataFrame:
    changes = pl.scan_parquet(
        f"s3://{wanted.bucket}/{wanted.folder}*.parquet",
        storage_options={"aws_endpoint_url": wanted.endpoint, "aws_region": wanted.region, "aws_allow_http": "true"},
    ).select(pl.col(OPERATION).alias("op"), *wanted.names, POSITION)
    frame = changes.collect()
    # Only the keys are sorted; the rows are taken once.
    newest = (
        frame.select(*wanted.key, POSITION)
        .with_row_index("row")
        .sort(*wanted.key, POSITION)
        .unique(wanted.key, keep="last", maintain_order=True)
    )
    return frame.drop(POSITION)[newest["row"]]


main()
