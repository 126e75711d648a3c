"""pyarrow reads and chooses; psycopg 3 copies row by row."""

from __future__ import annotations

from bench.peers.arrow import winners
from bench.peers.job import job, transaction


def main() -> None:
    wanted = job()
    table = winners(wanted)
    with transaction(wanted) as cursor:
        cursor.execute(wanted.staging)
        with cursor.copy("copy staged from stdin") as copy:
            for batch in table.to_batches(max_chunksize=10_000):
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    copy.write_row(row)
        for statement in wanted.merge:
            cursor.execute(statement)


main()
