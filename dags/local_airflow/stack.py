"""Starts, watches and ends the components of an Airflow."""

from __future__ import annotations

import json
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import psycopg2
from psycopg2 import sql

from local_airflow import family, settings
from local_airflow.guard import Guard
from local_airflow.rest import Rest
from local_airflow.settings import Database, Options

_START_SECONDS = 300.0
_GRACE_SECONDS = 6.0
_POLL_SECONDS = 0.25

# Its name in Airflow's own report on its health.
_HEALTH = {"scheduler": "scheduler", "dag-processor": "dag_processor", "triggerer": "triggerer"}


class LocalAirflowError(Exception):
    """A component that did not start or has ended; the message says where its log is."""


class LocalAirflow:
    """An Airflow with its components as child processes.

    `home` is its own folder, emptied at the start: `logs` has the logs of tasks, `components` those of the components.
    The metadata come into a new database of `metadata`, a PostgreSQL server's database where its user may create one.
    All that is started ends with `stop`, and soon after this process if that is killed.
    """

    def __init__(
        self, home: Path, metadata: Database, options: Options, say: Callable[[str], None] = lambda _: None
    ) -> None:
        self.home = home
        self.options = options
        self.started_after = 0.0
        self._say = say
        self._server = metadata
        self._mark = secrets.token_hex(8)
        self._leaders: dict[str, subprocess.Popen[bytes]] = {}
        self._sessions: set[int] = set()
        self._guard: Guard | None = None
        self.passwords = settings.passwords()
        self.port = settings.free_port(options.port)
        self._redis_port = settings.free_port()
        self.metadata = Database(metadata.port, metadata.user, metadata.password, f"airflow_{self._mark}")
        variables = settings.variables(home, self.port, self.metadata, self._redis_port, options)
        self.environment = settings.outside() | variables | {family.VARIABLE: self._mark}
        self.rest = Rest(self.url, "admin", self.passwords["admin"])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> Self:
        """Starts everything and returns when every component reports that it is well."""
        began = time.monotonic()
        family.adopt_orphans()
        self._prepare_home()
        self._create_database()
        self._guard = Guard(self._mark)
        try:
            self._start_components()
        except BaseException:
            self.stop()
            raise
        self.started_after = time.monotonic() - began
        return self

    def stop(self) -> None:
        """Ends everything."""
        if self._guard is None:
            return
        # All at once: a leader that is told to end starts nothing new, and what a task runs can roll back meanwhile.
        # Airflow's triggerer and API server are done at once but can linger for long: they are killed then.
        pids = self.pids()
        family.end(self._mark, self._sessions, _GRACE_SECONDS)
        for leader in self._leaders.values():
            leader.wait()
        family.reap(pids)
        self._leaders.clear()
        self._guard.disarm()
        self._guard = None
        self._drop_database()

    def restart(self, component: str, number: signal.Signals = signal.SIGTERM, timeout: float = 120.0) -> None:
        """Ends one component by this signal and starts it again; returns when it reports that it is well."""
        self.end_component(component, number, timeout)
        self.start_component(component)

    def end_component(self, component: str, number: signal.Signals = signal.SIGTERM, timeout: float = 120.0) -> None:
        """Sends the signal to the component's first process and waits for its end; the tasks that it ran live on."""
        leader = self._leaders.pop(component)
        leader.send_signal(number)
        leader.wait(timeout)

    def start_component(self, component: str) -> None:
        """Starts a component that was ended, and returns when it reports that it is well."""
        self._launch(component, *self._commands()[component])
        self._wait_for_health([component])

    def start_celery(self) -> None:
        """Starts Redis and the workers and returns when the workers are ready."""
        for name, command in self._celery_commands().items():
            self._launch(name, *command)
        self._wait_for_workers()

    def stop_celery(self) -> None:
        """Ends the workers, which finish their tasks, and Redis."""
        for name in reversed(self._celery_commands()):
            self.end_component(name)

    def component_log(self, component: str) -> str:
        """What the component has said so far."""
        return self._log(component).read_text(errors="replace")

    def memory(self) -> int:
        """The memory of all processes in bytes, with what they share counted once."""
        return family.memory(self.pids())

    def pids(self) -> list[int]:
        """All living processes of this Airflow."""
        return family.members(self._mark, self._sessions)

    def check(self) -> None:
        """Raises if a component has ended."""
        for name, leader in self._leaders.items():
            if leader.poll() is not None:
                raise LocalAirflowError(
                    f"the {name} ended with code {leader.returncode}; the end of {self._log(name)}:\n{self._tail(name)}"
                )

    def run(self, *arguments: str) -> str:
        """Runs a command of Airflow's CLI (some seconds each) and answers what it prints to stdout."""
        done = subprocess.run(
            self._airflow(*arguments), env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise LocalAirflowError(f"airflow {' '.join(arguments)} exited with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def _prepare_home(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)
        (self.home / "components").mkdir(parents=True)
        (self.home / "logs").mkdir()
        passwords = self.home / "passwords.json"
        passwords.touch(mode=0o600)
        passwords.write_text(json.dumps(self.passwords) + "\n")

    def _start_components(self) -> None:
        self._step("metadata", self._migrate)
        commands = self._commands()
        for name in ("api-server", "dag-processor"):
            self._launch(name, *commands[name])
        # Tasks need the API from their first second on.
        self._step("api-server", self._wait_for_execution_api)
        for name in ("scheduler", "triggerer"):
            self._launch(name, *commands[name])
        self._step("scheduler, dag-processor, triggerer", lambda: self._wait_for_health(list(_HEALTH)))
        if self.options.with_celery and self.options.celery_at_start:
            self._step("celery", self.start_celery)

    def _commands(self) -> dict[str, list[str]]:
        commands = {
            "api-server": self._airflow("api-server", "--host", "127.0.0.1", "--port", str(self.port)),
            "dag-processor": self._airflow("dag-processor"),
            # -s: their log servers would listen to all interfaces.
            "scheduler": self._airflow("scheduler", "-s"),
            "triggerer": self._airflow("triggerer", "-s"),
        }
        return commands | (self._celery_commands() if self.options.with_celery else {})

    def _celery_commands(self) -> dict[str, list[str]]:
        workers = range(1, self.options.celery_workers + 1)
        return {"redis": self._redis()} | {f"worker-{number}": self._worker(number) for number in workers}

    def _redis(self) -> list[str]:
        server = shutil.which("redis-server")
        if not server:
            raise LocalAirflowError("redis-server is not on the PATH; apt-get install redis-server")
        listen = ["--bind", "127.0.0.1", "--port", str(self._redis_port)]
        return [server, *listen, "--save", "", "--appendonly", "no", "--dir", str(self.home)]

    def _worker(self, number: int) -> list[str]:
        pid_file = str(self.home / "components" / f"worker-{number}.pid")
        arguments = ["--concurrency", "2", "--celery-hostname", f"worker-{number}", "--pid", pid_file]
        return self._airflow("celery", "worker", *arguments, "--skip-serve-logs")

    def _airflow(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "airflow", *arguments]

    def _launch(self, name: str, *command: str) -> None:
        with self._log(name).open("ab") as log:
            leader = subprocess.Popen(
                command,
                cwd=self.home,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        assert self._guard
        self._guard.watch(leader.pid)
        self._leaders[name] = leader
        self._sessions.add(leader.pid)

    def _migrate(self) -> None:
        self._launch("migrate", *self._airflow("db", "migrate"))
        code = self._leaders["migrate"].wait()
        del self._leaders["migrate"]
        if code != 0:
            raise LocalAirflowError(
                f"airflow db migrate exited with {code}; the end of {self._log('migrate')}:\n{self._tail('migrate')}"
            )

    def _wait_for_execution_api(self) -> None:
        def answers() -> bool:
            with suppress(httpx.TransportError):
                return httpx.get(f"{self.url}/execution/health", timeout=10).status_code == httpx.codes.OK
            return False

        self._wait("the API server does not answer", answers)

    def _wait_for_health(self, components: list[str]) -> None:
        since = time.time()

        def well() -> bool:
            report = self.rest.health()
            return all(report.beat_since(_HEALTH[name], since) for name in components if name in _HEALTH)

        self._wait(f"{', '.join(components)}: no heartbeat", well)

    def _wait_for_workers(self) -> None:
        names = [name for name in self._leaders if name.startswith("worker-")]
        self._wait("the workers are not ready", lambda: all(" ready." in self._tail(name, 200) for name in names))

    def _wait(self, problem: str, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while not done():
            self.check()
            if time.monotonic() > deadline:
                raise LocalAirflowError(f"{problem} after {_START_SECONDS:g} s; logs are in {self.home / 'components'}")
            time.sleep(_POLL_SECONDS)

    def _step(self, name: str, work: Callable[[], None]) -> None:
        began = time.monotonic()
        work()
        self._say(f"{name}: {time.monotonic() - began:.0f} s")

    def _log(self, name: str) -> Path:
        return self.home / "components" / f"{name}.log"

    def _tail(self, name: str, lines: int = 15) -> str:
        return "\n".join(self.component_log(name).splitlines()[-lines:])

    def _create_database(self) -> None:
        self._on_server("create database {}")

    def _drop_database(self) -> None:
        # Where the server has ended first there is nothing left to drop.
        with suppress(psycopg2.OperationalError):
            self._on_server("drop database if exists {} with (force)")

    def _on_server(self, statement: str) -> None:
        with closing(psycopg2.connect(self._server.url("postgresql"))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql.SQL(statement).format(sql.Identifier(self.metadata.name)))
