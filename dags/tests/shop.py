"""Tables at a source whose changes lie in S3 as DMS writes them (CSV), one for each test, with their truth."""

from __future__ import annotations

import itertools
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import psycopg2

from local_airflow.sandbox import Sandbox

HOUR = timedelta(hours=1)
# Changes are numbered across all tables, as the source's log does.
_numbers = itertools.count(1)

_CONFIG = """
tidemark {{
  s3 {{ region = eu-west-1, endpoint = {endpoint}, path-style = true, attempts = 1 }}
  target {{ url = {url}, user = ${{TIDEMARK_TARGET_USER}}, password = ${{TIDEMARK_TARGET_PASSWORD}} }}
  airflow {{ target-connection = tidemark_target, s3-connection = tidemark_s3, pool = tidemark_target, pool-slots = 4 {airflow} }}
  pipeline-defaults {{
    source {{ bucket = "{bucket}", format = csv, columns = [Op, dms_commit_ts, dms_change_seq, id, note] }}
    target.key = [id]
    load {{ settle = 0s, lookback = 0s }}
    airflow {{ owner = tests, tags = [tests], start = "{start:%Y-%m-%dT%H:%MZ}", retries = 3, retry-delay = 2s
      max-retry-delay = 10s, timeout = 10m }}
  }}
  pipelines {{
{pipelines}
  }}
}}
"""


def past_hour(ago: int) -> datetime:
    """The start of an hour that has been over for so many hours."""
    return datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - (ago + 1) * HOUR


def configuration(
    file: Path,
    sandbox: Sandbox,
    pipelines: dict[str, str],
    *,
    start: datetime,
    airflow: str = "",
    endpoint: str | None = None,
    url: str | None = None,
) -> Path:
    """Writes a configuration of pipelines, each with settings of its own beside the defaults of all."""
    lines = [
        f'    {name} {{ source.prefix = "tests/{name}/", target.table = public.{name}\n{settings}\n }}'
        for name, settings in pipelines.items()
    ]
    file.write_text(
        _CONFIG.format(
            endpoint=f'"{endpoint or sandbox.endpoint}"',
            url=f'"{url}"' if url else "${TIDEMARK_TARGET_URL}",
            bucket=sandbox.bucket,
            start=start,
            airflow=airflow,
            pipelines="\n".join(lines),
        )
    )
    return file


class Table:
    """A table at the source and at the target."""

    def __init__(self, sandbox: Sandbox, name: str, columns: str = "id bigint primary key, note text") -> None:
        self.name = name
        self.truth: dict[int, str] = {}
        self._sandbox = sandbox
        self._changes: list[str] = []
        environment = sandbox.environment
        self._s3: Any = boto3.client(
            "s3",
            endpoint_url=sandbox.endpoint,
            region_name="eu-west-1",
            aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        )
        self.execute(f"create table public.{name} ({columns})")

    def put(self, key: int, note: str) -> Table:
        """Inserts or updates a row."""
        self._change("U" if key in self.truth else "I", key, note)
        self.truth[key] = note
        return self

    def delete(self, key: int) -> Table:
        self._change("D", key, self.truth.pop(key))
        return self

    def write(self, hour: datetime, file: str = "part-0.csv") -> Table:
        """Writes the changes since the last time as a file of that hour."""
        self.write_text(hour, "".join(self._changes), file)
        self._changes.clear()
        return self

    def write_text(self, hour: datetime, text: str, file: str = "part-0.csv") -> None:
        key = f"tests/{self.name}/{hour:year=%Y/month=%m/day=%d/hour=%H}/{file}"
        self._s3.put_object(Bucket=self._sandbox.bucket, Key=key, Body=text.encode())

    def loaded(self) -> dict[int, str]:
        return dict(self.query(f"select id, note from public.{self.name}"))

    def watermark(self, hour: datetime) -> tuple[Any, ...] | None:
        """State, changes and attempts of the hour, if it is loaded."""
        found = self.query(
            "select state, changes, attempts from tidemark.watermark where pipeline = %s and hour = %s", self.name, hour
        )
        return found[0] if found else None

    def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def execute(self, statement: str) -> None:
        with closing(self.connect()) as connection, connection, connection.cursor() as cursor:
            cursor.execute(statement)

    def connect(self) -> Any:
        return psycopg2.connect(self._sandbox.target.url("postgresql"))

    def loads_at_work(self) -> int:
        """Sessions of the jar in the target that are in a transaction."""
        return int(
            self.query("select count(*) from pg_stat_activity where application_name = 'tidemark' and state <> 'idle'")[
                0
            ][0]
        )

    def _change(self, operation: str, key: int, note: str) -> None:
        number = next(_numbers)
        committed = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
        self._changes.append(
            f"{operation},{committed:%Y-%m-%d %H:%M:%S.%f},{committed:%Y%m%d%H%M%S}00{number:019d},{key},{note}\n"
        )
