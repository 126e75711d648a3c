"""What a peer is told: scripts/bench writes it to a file, whose path is the only argument."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OPERATION = "Op"
POSITION = "dms_change_seq"
STAGED = "staged"


@dataclass(frozen=True)
class Job:
    """Where the objects lie, where the table is, and statements that a peer may use.

    ``staging`` creates the temporary table ``staged``: op and then the table's columns, of the same types. ``merge``
    brings its rows to the table; ``merge_with_casts`` does so if its columns are of other types.
    """

    host: str
    port: int
    user: str
    database: str
    jdbc_url: str
    endpoint: str
    region: str
    bucket: str
    folder: str
    columns: list[dict[str, str]]
    key: list[str]
    staging: str
    merge: list[str]
    merge_with_casts: list[str]

    @property
    def names(self) -> list[str]:
        return [column["name"] for column in self.columns]

    @property
    def libpq(self) -> str:
        """The password comes from the environment."""
        return f"host={self.host} port={self.port} user={self.user} dbname={self.database}"

    @property
    def url(self) -> str:
        password = os.environ["PGPASSWORD"]
        return f"postgresql://{self.user}:{password}@{self.host}:{self.port}/{self.database}"

    @property
    def plain_endpoint(self) -> str:
        """Without the scheme, as some programs want it."""
        return self.endpoint.split("://", 1)[1]


def job() -> Job:
    fields: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text())
    return Job(**fields)


@contextmanager
def transaction(wanted: Job) -> Iterator[Any]:
    """A cursor of psycopg in one transaction, committed at the end."""
    import psycopg  # noqa: PLC0415  # not every peer has need of it, and an import costs time

    with psycopg.connect(wanted.libpq) as connection, connection.cursor() as cursor:
        yield cursor
