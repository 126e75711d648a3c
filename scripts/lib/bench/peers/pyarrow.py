"""pyarrow reads, chooses and writes CSV, which psycopg copies."""

from __future__ import annotations

from typing import Any

from pyarrow import csv

from bench.peers.arrow import winners
from bench.peers.job import job, transaction


class _CopyFile:
    """A COPY as a file that pyarrow can write to."""

    closed = False

    def __init__(self, copy: Any) -> None:
        self._copy = copy

    def write(self, data: Any) -> int:
        self._copy.write(bytes(data))
        return len(data)

    def flush(self) -> None:
        pass  # psycopg sends by itself


def main() -> None:
    wanted = job()
    table = winners(wanted)
    with transaction(wanted) as cursor:
        cursor.execute(wanted.staging)
        with cursor.copy("copy staged from stdin (format csv)") as copy:
            # Texts are quoted and nulls are not: so an empty text and a null stay apart.
            csv.write_csv(table, _CopyFile(copy), csv.WriteOptions(include_header=False))
        for statement in wanted.merge:
            cursor.execute(statement)


main()
