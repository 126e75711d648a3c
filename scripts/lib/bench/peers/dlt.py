"""pyarrow reads and chooses; dlt stages and merges by its own delete-insert, with deletes as its hints say them.

dlt stages texts as varchar and does not cast: PostgreSQL is told how to make uuid and jsonb of them.
"""

from __future__ import annotations

import tempfile

import dlt
import pyarrow.compute as pc

from bench.peers.arrow import winners
from bench.peers.job import job, transaction


def main() -> None:
    wanted = job()
    table = winners(wanted)
    with transaction(wanted) as cursor:
        for kind in ("jsonb", "uuid"):
            cursor.execute(f"create cast (varchar as {kind}) with inout as assignment")
    table = table.set_column(0, "deleted", pc.equal(table["op"], "D"))
    changes = dlt.resource(
        table,
        name="orders",
        primary_key=wanted.key,
        columns={"deleted": {"hard_delete": True}},
        write_disposition={"disposition": "merge", "strategy": "delete-insert", "deduplicated": True},
    )
    with tempfile.TemporaryDirectory() as folder:
        pipeline = dlt.pipeline(
            "bench",
            pipelines_dir=folder,
            destination=dlt.destinations.postgres(credentials=wanted.url),
            dataset_name="public",
        )
        pipeline.run(changes, loader_file_format="parquet")


main()
