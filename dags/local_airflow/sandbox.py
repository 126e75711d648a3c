"""The sandbox's PostgreSQL and S3 API with their data, and what the jar says about the pipelines there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote, urlencode

from local_airflow.settings import Database, outside

ROOT = Path(__file__).resolve().parents[2]
JAR = ROOT / "java-job/loader/target/tidemark.jar"
SANDBOX_JAR = ROOT / "java-job/sandbox/target/sandbox.jar"
_STOP_SECONDS = 30.0


class SandboxError(Exception):
    """Servers that did not start, or a command of the jar that failed."""


@dataclass(frozen=True)
class History:
    """How much the sandbox writes: rows of the full load, hours of changes, changes in each."""

    rows: int = 5_000
    hours: int = 24
    changes: int = 3_000
    seed: int | None = None

    def arguments(self) -> list[str]:
        sizes = [f"--rows={self.rows}", f"--hours={self.hours}", f"--changes={self.changes}"]
        return sizes if self.seed is None else [*sizes, f"--seed={self.seed}"]


class Sandbox:
    """Both servers as a child process; they end with `stop`, or when this process does.

    The folder's `name.log` has what they say. `environment` is what the jar needs to be run by hand.
    """

    def __init__(self, name: str, history: History, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._log = folder / f"{name}.log"
        classes = f"{SANDBOX_JAR}:{SANDBOX_JAR.parent}/lib/*"
        command = ["java", "-cp", classes, "io.tidemark.sandbox.Sandbox", "up", "--json", f"--name={name}"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*command, *history.arguments()],
                cwd=ROOT,
                env=outside()
                | {key: value for key, value in os.environ.items() if key.startswith("TIDEMARK_SANDBOX_")},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,  # Ctrl-C must not end the servers before their clients
            )
        self._values: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self.wait()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def wait(self) -> Self:
        """Returns when both servers run and the data are there."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            self.stop()
            raise SandboxError(f"the sandbox did not start; see {self._log}:\n{self._log.read_text()[-2000:]}")
        self._values = json.loads(line)
        return self

    def stop(self) -> None:
        """Ends both servers and removes their data."""
        assert self._process.stdin
        self._process.stdin.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
        assert self._process.stdout
        self._process.stdout.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def config(self) -> Path:
        return Path(self._text("config"))

    @property
    def environment(self) -> dict[str, str]:
        return dict(self._values["environment"])

    @property
    def bucket(self) -> str:
        return self._text("bucket")

    @property
    def prefix(self) -> str:
        return self._text("prefix")

    @property
    def endpoint(self) -> str:
        return self._text("endpoint")

    @property
    def servers(self) -> str:
        return f"PostgreSQL {self._text('postgres')} on port {self._values['port']}, S3 API: {self._text('s3')}"

    @property
    def hours(self) -> list[datetime]:
        """The hours that have changes, the oldest first."""
        first = datetime.fromisoformat(self._text("first_hour")).astimezone(UTC)
        return [first + timedelta(hours=hour) for hour in range(self._values["hours"])]

    def database(self, name: str) -> Database:
        """A database of the server."""
        return Database(self._values["port"], self._text("user"), self._text("password"), name)

    @property
    def target(self) -> Database:
        """Where the jar loads to."""
        return self.database(self._text("database"))

    @property
    def source(self) -> Database:
        """Has the truth: `orders` after the last hour, `orders_after` for each number of `hours` from 0."""
        return self.database(self._text("source_database"))

    def target_connection(self) -> str:
        """The target as an Airflow connection."""
        return self.target.url("postgres")

    def s3_connection(self) -> str:
        """The S3 API as an Airflow connection."""
        extra = {"endpoint_url": self.endpoint, "region_name": self._text("region")}
        return f"aws://{quote(self._text('access_key'))}:{quote(self._text('secret_key'))}@/?{urlencode(extra)}"

    def jar(self, *arguments: str, config: Path | None = None) -> dict[str, Any]:
        """Runs a command of the jar, with the sandbox's configuration if not with another; answers its summary."""
        done = subprocess.run(
            ["java", "-jar", str(JAR), *arguments, "--config", str(config or self.config)],
            env=outside() | self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise SandboxError(f"{' '.join(arguments)} exited with {done.returncode}:\n{done.stderr[-4000:]}")
        lines = done.stdout.splitlines()
        summary: dict[str, Any] = json.loads(lines[-1]) if lines else {}
        return summary

    def _text(self, key: str) -> str:
        return str(self._values[key])


@dataclass(frozen=True)
class Names:
    """What the descriptions of the pipelines ask of an Airflow."""

    pools: dict[str, int]
    target_connections: set[str]
    s3_connections: set[str]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Reads all descriptions in the folder."""
        wanted = [json.loads(file.read_text())["airflow"] for file in sorted(folder.glob("*.json"))]
        return cls(
            {airflow["pool"]: int(airflow["pool_slots"]) for airflow in wanted if airflow.get("pool")},
            {airflow["target_connection"] for airflow in wanted if airflow.get("target_connection")},
            {airflow["s3_connection"] for airflow in wanted if airflow.get("s3_connection")},
        )

    def connections(self, sandbox: Sandbox) -> dict[str, str]:
        """The connections as Airflow finds them in its environment."""
        return {
            **{_variable(name): sandbox.target_connection() for name in self.target_connections},
            **{_variable(name): sandbox.s3_connection() for name in self.s3_connections},
        }


def _variable(connection: str) -> str:
    return f"AIRFLOW_CONN_{connection.upper()}"
