"""The sandbox and an Airflow that knows it: connections, pools, and what the DAGs are made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from local_airflow.sandbox import ROOT, History, Names, Sandbox
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
def session(
    name: str, history: History, chosen: Options, say: Callable[[str], None] = lambda _: None
) -> Iterator[Session]:
    """Starts the sandbox, makes its database and its DAGs ready, starts the Airflow; ends both.

    All files come into the folder `.sandbox/run/name`.
    """
    folder = RUN / name
    descriptions = folder / "descriptions"
    descriptions.mkdir(parents=True, exist_ok=True)
    for stale in descriptions.glob("*.json"):
        stale.unlink()
    with Sandbox(name, history, folder) as sandbox:
        say(f"sandbox: {sandbox.servers}")
        sandbox.jar("init")
        sandbox.jar("pipelines", "--output", str(descriptions / "sandbox.json"))
        names = Names.of(descriptions)
        known = names.connections(sandbox) | {"AIRFLOW__TIDEMARK__DESCRIPTIONS": str(descriptions)}
        ready = replace(chosen, environment=known | dict(chosen.environment))
        with LocalAirflow(folder / "home", sandbox.target, ready, say) as airflow:
            for pool, slots in names.pools.items():
                airflow.rest.put_pool(pool, slots, "merges into the target database at a time")
            yield Session(sandbox, airflow, descriptions)
