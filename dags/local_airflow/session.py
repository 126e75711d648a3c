"""The sandbox and an Airflow that knows it: connections, pools, and what the DAGs are made from."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from local_airflow.sandbox import ROOT, History, Names, Sandbox, SandboxError
from local_airflow.settings import Options
from local_airflow.stack import LocalAirflow

DAGS = ROOT / "dags"
RUN = ROOT / ".sandbox/run"


@dataclass(frozen=True)
class Session:
    """Both, running; `descriptions` is the folder of what the jar says about its pipelines."""

    sandbox: Sandbox
    airflow: LocalAirflow
    descriptions: Path

    def describe(self, config: Path, name: str) -> Path:
        """Has the jar write the description of another configuration, from which DAGs are made."""
        file = self.descriptions / f"{name}.json"
        self.sandbox.jar("pipelines", "--output", str(file), config=config)
        for pool, slots in Names.of(self.descriptions).pools.items():
            self.airflow.rest.put_pool(pool, slots)
        return file


def options(environment: Mapping[str, str] | None = None) -> Options:
    """An Airflow on this repository's DAGs."""
    return Options(dags=DAGS, environment=dict(environment or {}))


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """The kernel lets go of it when this process ends, however it does."""
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SandboxError(
                f"another one runs in {folder}; a name of its own gives this one another folder"
            ) from None
        yield


@contextmanager
def session(
    name: str, history: History, chosen: Options, say: Callable[[str], None] = lambda _: None
) -> Iterator[Session]:
    """Starts the sandbox, makes its database and its DAGs ready, starts the Airflow; ends both.

    All files come into the folder `.sandbox/run/name`, for one session at a time.
    """
    folder = RUN / name
    descriptions = folder / "descriptions"
    descriptions.mkdir(parents=True, exist_ok=True)
    with _lock(folder), Sandbox(name, history, folder) as sandbox:
        say(f"sandbox: {sandbox.servers}")
        for stale in descriptions.glob("*.json"):
            stale.unlink()
        sandbox.jar("init")
        sandbox.jar("pipelines", "--output", str(descriptions / "sandbox.json"))
        names = Names.of(descriptions)
        known = names.connections(sandbox) | {"AIRFLOW__TIDEMARK__DESCRIPTIONS": str(descriptions)}
        ready = replace(chosen, environment=known | dict(chosen.environment))
        with LocalAirflow(folder / "home", sandbox.target, ready, say) as airflow:
            for pool, slots in names.pools.items():
                airflow.rest.put_pool(pool, slots, "merges into the target database at a time")
            yield Session(sandbox, airflow, descriptions)
