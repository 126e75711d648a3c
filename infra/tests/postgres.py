"""A real PostgreSQL for the tests, with logical decoding, started as another user where the tests run as root."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tidemark_infra.settings import INFRA

_START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running server: its administrator needs no password at the socket, everybody else one at the port."""

    binaries: Path
    sockets: Path
    port: int

    def admin(self, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.sockets), port=self.port, user="postgres", dbname=database, autocommit=True
        )

    def login(self, user: str, password: str, database: str) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=user, password=password, dbname=database, autocommit=True
        )

    def jdbc(self, database: str) -> str:
        return f"jdbc:postgresql://127.0.0.1:{self.port}/{database}"

    def ask(self, database: str, question: str) -> Any:
        """The one value that answers a question of the administrator."""
        with self.admin(database) as admin:
            answer = admin.execute(question).fetchone()
        assert answer is not None, question
        return answer[0]

    @contextmanager
    def database(self, name: str, *statements: str) -> Iterator[str]:
        """A new database, and none of its slots, event triggers and roles afterwards."""
        with self.admin() as admin:
            known = {role for (role,) in admin.execute("select rolname from pg_roles")}
            admin.execute(f'create database "{name}"')
        with self.admin(name) as admin:
            for statement in statements:
                admin.execute(statement)
        try:
            yield name
        finally:
            self._remove(name, known)

    def _remove(self, name: str, known: set[str]) -> None:
        with self.admin(name) as admin:
            admin.execute(
                "select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = %s", [name]
            )
        with self.admin() as admin:
            admin.execute(f'drop database "{name}" with (force)')
            for (role,) in admin.execute("select rolname from pg_roles").fetchall():
                if role not in known:
                    admin.execute(f'drop role "{role}"')

    def psql(
        self,
        database: str,
        file: str,
        variables: Mapping[str, str] | None = None,
        environment: Mapping[str, str] | None = None,
        user: str = "postgres",
    ) -> subprocess.CompletedProcess[str]:
        """Runs a file of infra/postgres or infra/debezium as the README says, with aligned output switched off."""
        arguments = [f"{name}={value}" for name, value in (variables or {}).items()]
        # Not the tests' own environment: a password or a .psqlrc of whoever runs them would be another test.
        return subprocess.run(
            [
                *(str(self.binaries / "psql"), "-X", "-A", "-v", "ON_ERROR_STOP=1"),
                *(part for argument in arguments for part in ("-v", argument)),
                *("-h", str(self.sockets), "-p", str(self.port), "-U", user, "-d", database),
                *("-f", str(INFRA / file)),
            ],
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **(environment or {})},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def run(self, database: str, file: str, **variables: str) -> str:
        """What a file prints, which must not fail."""
        done = self.psql(database, file, variables)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def schema(self, database: str) -> str:
        """Everything but rows: what a repetition must leave as it is."""
        place = ["-h", str(self.sockets), "-p", str(self.port), "-U", "postgres"]
        dumps = (["pg_dump", "--schema-only", *place, "-d", database], ["pg_dumpall", "--roles-only", *place])
        lines = [
            line
            for program, *rest in dumps
            for line in subprocess.run(
                [self.binaries / program, *rest], capture_output=True, text=True, check=True
            ).stdout.splitlines()
        ]
        # A word that is another one in each dump.
        return "\n".join(line for line in lines if not line.startswith(("\\restrict", "\\unrestrict")))


def binaries() -> Path:
    """Where PostgreSQL's programs lie: Debian keeps them off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    installed = shutil.which("initdb")
    if found:
        return found[-1].parent
    assert installed, "PostgreSQL is needed: apt-get install --no-install-recommends postgresql"
    return Path(installed).resolve().parent


@contextmanager
def server(*settings: str) -> Iterator[Server]:
    """Starts a server with the given settings besides those of a test."""
    programs = binaries()
    # The server refuses to run as root. What belongs to it lies where another user may go.
    user = "postgres" if os.geteuid() == 0 else None
    place = Path(tempfile.mkdtemp(prefix="tidemark-infra-"))
    if user:
        shutil.chown(place, user)
    try:
        subprocess.run(
            [
                *(programs / "initdb", "--pgdata", place / "data", "--username", "postgres", "--encoding", "UTF8"),
                *("--locale", "C.UTF-8", "--auth-local", "trust", "--auth-host", "scram-sha-256", "--no-sync"),
            ],
            user=user,
            cwd=place,
            capture_output=True,
            check=True,
        )
        yield from _running(Server(programs, place, _free_port()), settings, user)
    finally:
        shutil.rmtree(place)


def _running(server: Server, settings: tuple[str, ...], user: str | None) -> Iterator[Server]:
    parameters = ["fsync=off", "wal_level=logical", "listen_addresses=127.0.0.1", "shared_buffers=32MB", *settings]
    with (server.sockets / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(server.binaries / "postgres", "-D", server.sockets / "data", "-p", str(server.port)),
                *("-k", server.sockets),
                *(part for parameter in parameters for part in ("-c", parameter)),
            ],
            user=user,
            cwd=server.sockets,
            stdout=log,
            stderr=log,
        )
    try:
        _wait(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(_START_SECONDS)


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            server.admin().close()
        except psycopg.OperationalError:
            assert process.poll() is None, (server.sockets / "log").read_text()
            assert time.monotonic() < deadline, (server.sockets / "log").read_text()
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
