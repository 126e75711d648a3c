"""PostgreSQL and the S3 API with the data of a case, as the sandbox starts them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bench import jars
from bench.cases import Case, Size
from bench.failures import BenchError
from bench.statements import Table

RUN = "run"  # the database that contenders load into

_COLUMNS = """
select json_agg(json_build_array(attname, format_type(atttypid, atttypmod)) order by attnum)
  from pg_attribute where attrelid = 'public.orders'::regclass and attnum > 0 and not attisdropped
"""
_KEY = """
select json_agg(attname order by array_position(indkey::int2[], attnum))
  from pg_index join pg_attribute on attrelid = indrelid and attnum = any (indkey)
 where indrelid = 'public.orders'::regclass and indisprimary
"""


class Servers:
    """Runs from entering to leaving. In ``folder`` lies what contenders read, and their logs."""

    def __init__(self, case: Case, size: Size, folder: Path) -> None:
        self.folder = folder
        numbers = [f"--{name}={getattr(size, name)}" for name in ("changes", "rows", "files", "seed")]
        self._command = jars.sandbox("bench-data", f"--table={case.table}", f"--mix={case.mix}", *numbers)

    def __enter__(self) -> Self:
        self._sandbox = subprocess.Popen(
            self._command, cwd=jars.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        line = self._sandbox.stdout.readline() if self._sandbox.stdout else ""
        if not line:
            self._stop()
            raise BenchError("the sandbox did not start; see above")
        self.data: Mapping[str, Any] = json.loads(line)
        outside = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PG"))}
        self.environment: dict[str, str] = outside | self.data["environment"]
        self.table = self._read_table()  # now: the loader's init adds columns of its own
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _stop(self) -> None:
        if self._sandbox.stdin:
            self._sandbox.stdin.close()  # which tells it to stop
        self._sandbox.wait()

    @property
    def process(self) -> int:
        """The sandbox, whose children are the S3 API and not PostgreSQL."""
        return self._sandbox.pid

    @property
    def target(self) -> dict[str, str]:
        """What the loader's environment needs besides, for the database of the run."""
        return {"TIDEMARK_TARGET_URL": f"jdbc:postgresql://127.0.0.1:{self.data['port']}/{RUN}"}

    def psql(self, database: str, *arguments: str) -> list[str]:
        """The command that opens a database."""
        host = ["-h", "127.0.0.1", "-p", str(self.data["port"]), "-U", "postgres", "-d", database]
        return ["psql", "-X", "-q", "-A", "-t", *host, *arguments]

    def query(self, database: str, *statements: str) -> str:
        command = self.psql(database, "-v", "ON_ERROR_STOP=1")
        for statement in statements:
            command += ["-c", statement]
        return self.output(command)

    def output(self, command: list[str]) -> str:
        """What a short command prints, which must succeed."""
        result = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        if result.returncode != 0:
            raise BenchError(f"{command[0]} failed: {result.stderr.strip()}")
        return result.stdout.strip()

    def _read_table(self) -> Table:
        prepared = self.data["database"]
        columns = {str(name): str(kind) for name, kind in json.loads(self.query(prepared, _COLUMNS))}
        return Table(columns, json.loads(self.query(prepared, _KEY)))

    def fresh(self) -> None:
        """Restores the table: a copy of the prepared database under the name that contenders know."""
        self.query("postgres", f"drop database if exists {RUN} with (force)")
        self.query("postgres", f"create database {RUN} template {self.data['database']} strategy file_copy")

    def checksum(self) -> str:
        """Of the table's own columns, in the database of the run."""
        columns = ", ".join(self.table.columns)
        return self.query(
            RUN,
            f"select count(*) || ':' || coalesce(sum(hashtextextended(({columns})::text, 0)::numeric), 0)"  # noqa: S608
            " from public.orders",
        )
