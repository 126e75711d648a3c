"""A client of Airflow's REST API: what a person does in the UI, by the same way."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from urllib.parse import quote

import httpx

Json = dict[str, Any]

ENDED = ("success", "failed")
_PAGE = 1000
_POLL_SECONDS = 0.5
_TIMEOUT = 60.0
_LOG_META = ("timestamp", "event", "level", "logger", "filename", "lineno", "chan")


class RestError(Exception):
    """An answer that is not a success; the message has Airflow's reason."""

    def __init__(self, method: str, path: str, status: int, text: str) -> None:
        super().__init__(f"{method} {path}: {status} {text[:2000]}")
        self.status = status
        self.text = text


@dataclass(frozen=True)
class Health:
    """When each component last said that it lives."""

    beats: Mapping[str, datetime | None]

    def beat_since(self, component: str, since: float) -> bool:
        beat = self.beats.get(component)
        return beat is not None and beat.timestamp() > since


@dataclass(frozen=True)
class Run:
    """A DAG run; `data` is the whole answer."""

    dag_id: str
    run_id: str
    state: str
    run_type: str
    data: Json

    @classmethod
    def of(cls, data: Json) -> Self:
        return cls(data["dag_id"], data["dag_run_id"], data["state"], data["run_type"], data)

    def moment(self, name: str) -> datetime | None:
        """One of its times, such as `data_interval_start`, `logical_date` or `end_date`."""
        return datetime.fromisoformat(self.data[name]) if self.data[name] else None


@dataclass(frozen=True)
class Task:
    """A task instance, or one of its earlier tries; `data` is the whole answer."""

    task_id: str
    map_index: int
    state: str | None
    try_number: int
    data: Json

    @classmethod
    def of(cls, data: Json) -> Self:
        return cls(data["task_id"], data["map_index"], data["state"], data["try_number"], data)

    @property
    def map_name(self) -> str | None:
        return str(self.data["rendered_map_index"]) if self.data["rendered_map_index"] is not None else None


class Rest:
    """Logs in on the first call. Times are aware datetimes; waits raise TimeoutError and say what was last seen."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self.user = user
        self._password = password
        self._client = httpx.Client(base_url=url, timeout=_TIMEOUT)
        self._token: str | None = None

    def get(self, path: str, **parameters: Any) -> Json:
        return self.call("GET", path, params=parameters)

    def post(self, path: str, body: Mapping[str, Any]) -> Json:
        return self.call("POST", path, json=body)

    def patch(self, path: str, body: Mapping[str, Any], **parameters: Any) -> Json:
        return self.call("PATCH", path, json=body, params=parameters)

    def put(self, path: str) -> Json:
        return self.call("PUT", path)

    def call(self, method: str, path: str, **arguments: Any) -> Json:
        """Calls `/api/v2` + path."""
        response = self._send(method, path, **arguments)
        if response.status_code == httpx.codes.UNAUTHORIZED:
            self._token = None  # outlived
            response = self._send(method, path, **arguments)
        if not response.is_success:
            raise RestError(method, path, response.status_code, response.text)
        answer: Json = response.json() if response.content else {}
        return answer

    def health(self) -> Health:
        report = self.get("/monitor/health")
        beats: dict[str, datetime | None] = {}
        for component in ("scheduler", "triggerer", "dag_processor"):
            beat = (report.get(component) or {}).get(f"latest_{component}_heartbeat")
            beats[component] = datetime.fromisoformat(beat) if beat else None
        return Health(beats)

    # --- DAGs -------------------------------------------------------------------------------------------------------

    def dags(self) -> list[Json]:
        found: list[Json] = self.get("/dags", limit=_PAGE)["dags"]
        return found

    def dag(self, dag_id: str) -> Json:
        return self.get(f"/dags/{_part(dag_id)}/details")

    def import_errors(self) -> list[Json]:
        found: list[Json] = self.get("/importErrors", limit=_PAGE)["import_errors"]
        return found

    def wait_for_dags(self, dag_ids: Collection[str], timeout: float = 120.0) -> None:
        """Waits until the DAG processor has found these."""

        def missing() -> set[str] | None:
            return set(dag_ids) - {dag["dag_id"] for dag in self.dags()} or None

        self._wait(timeout, lambda: missing() is None, lambda: f"missing: {missing()}, errors: {self.import_errors()}")

    def pause(self, dag_id: str, paused: bool = True) -> None:
        self.patch(f"/dags/{_part(dag_id)}", {"is_paused": paused})

    def unpause(self, dag_id: str) -> None:
        self.pause(dag_id, paused=False)

    # --- runs -------------------------------------------------------------------------------------------------------

    def trigger(
        self,
        dag_id: str,
        logical_date: datetime | None = None,
        conf: Mapping[str, Any] | None = None,
        interval: tuple[datetime, datetime] | None = None,
    ) -> Run:
        """Starts a run by hand; with an interval it is about that, not about the one before the logical date."""
        body: Json = {"logical_date": _text(logical_date), "conf": dict(conf or {})}
        if interval:
            body |= {"data_interval_start": _text(interval[0]), "data_interval_end": _text(interval[1])}
        return Run.of(self.post(f"/dags/{_part(dag_id)}/dagRuns", body))

    def run(self, run: Run) -> Run:
        return Run.of(self.get(_run_path(run)))

    def runs(self, dag_id: str, **parameters: Any) -> list[Run]:
        """Newest first by default; parameters as in the API, such as `run_type` or `state`."""
        query = {"limit": _PAGE, "order_by": "-run_after"} | parameters
        return [Run.of(data) for data in self.get(f"/dags/{_part(dag_id)}/dagRuns", **query)["dag_runs"]]

    def wait_for_run(self, run: Run, states: Collection[str] = ENDED, timeout: float = 180.0) -> Run:
        """Waits for one of the states."""
        found = [run]

        def there() -> bool:
            found[0] = self.run(run)
            return found[0].state in states

        self._wait(timeout, there, lambda: f"{run.run_id} is {found[0].state}: {self._states(run)}")
        return found[0]

    def wait_for_runs(
        self, dag_id: str, count: int, states: Collection[str] = ENDED, timeout: float = 300.0, **parameters: Any
    ) -> list[Run]:
        """Waits until the DAG has at least so many runs and all of them are in one of the states."""
        found: list[Run] = []

        def there() -> bool:
            found[:] = self.runs(dag_id, **parameters)
            return len(found) >= count and all(run.state in states for run in found)

        self._wait(timeout, there, lambda: ", ".join(f"{run.run_id} {run.state}" for run in found) or "no run")
        return found

    def mark_run(self, run: Run, state: str) -> Run:
        """Marks a run as success, failed or queued."""
        return Run.of(self.patch(_run_path(run), {"state": state}))

    # --- tasks ------------------------------------------------------------------------------------------------------

    def tasks(self, run: Run) -> list[Task]:
        data = self.get(f"{_run_path(run)}/taskInstances", limit=_PAGE)["task_instances"]
        return [Task.of(task) for task in data]

    def task(self, run: Run, task_id: str, map_index: int = -1) -> Task:
        return Task.of(self.get(_task_path(run, task_id, map_index)))

    def tries(self, run: Run, task_id: str, map_index: int = -1) -> list[Task]:
        """All tries so far, the present one last."""
        data = self.get(f"{_task_path(run, task_id, map_index)}/tries")["task_instances"]
        return sorted((Task.of(task) for task in data), key=lambda task: task.try_number)

    def wait_for_task(
        self, run: Run, task_id: str, states: Collection[str | None], map_index: int = -1, timeout: float = 180.0
    ) -> Task:
        found: list[Task] = []

        def there() -> bool:
            with suppress(RestError):  # a mapped task is not there before its turn
                found[:] = [self.task(run, task_id, map_index)]
            return bool(found) and found[0].state in states

        self._wait(timeout, there, lambda: f"{task_id} is not {states}: {self._states(run)}")
        return found[0]

    def clear(
        self, run: Run, task_ids: Sequence[str | tuple[str, int]] | None = None, only_failed: bool = False
    ) -> list[Task]:
        """Clears tasks, all by default, with what comes after them; answers which."""
        body: Json = {
            "dry_run": False,
            "dag_run_id": run.run_id,
            "only_failed": only_failed,
            "include_downstream": True,
        }
        if task_ids:
            body["task_ids"] = list(task_ids)
        cleared = self.post(f"/dags/{_part(run.dag_id)}/clearTaskInstances", body)["task_instances"]
        return [Task.of(task) for task in cleared]

    def mark_task(self, run: Run, task_id: str, state: str, map_index: int = -1) -> None:
        """Marks a task as success, failed or skipped; what of it runs is stopped."""
        self.patch(_task_path(run, task_id, map_index), {"new_state": state})

    def log(self, run: Run, task_id: str, try_number: int = 1, map_index: int = -1) -> list[str]:
        """The task's log in lines as the UI shows them, each with what belongs to it in `key=value`."""
        path = f"{_run_path(run)}/taskInstances/{_part(task_id)}/logs/{try_number}"
        content = self.get(path, map_index=map_index, full_content=True)["content"]
        return [_line(entry) for entry in content]

    def xcom(self, run: Run, task_id: str, key: str = "return_value", map_index: int = -1) -> Any:
        """A value that the task left, as Airflow keeps it."""
        path = f"{_run_path(run)}/taskInstances/{_part(task_id)}/xcomEntries/{_part(key)}"
        return self.get(path, map_index=map_index, deserialize=True)["value"]

    # --- backfills, assets, pools -----------------------------------------------------------------------------------

    def backfill(
        self,
        dag_id: str,
        first: datetime,
        last: datetime,
        *,
        reprocess: str = "none",
        backwards: bool = False,
        max_active_runs: int = 4,
    ) -> Json:
        """Starts a backfill; both ends belong to it. `reprocess` is none, failed or completed."""
        body = {
            "dag_id": dag_id,
            "from_date": _text(first),
            "to_date": _text(last),
            "run_backwards": backwards,
            "reprocess_behavior": reprocess,
            "max_active_runs": max_active_runs,
        }
        return self.post("/backfills", body)

    def backfills(self, dag_id: str) -> list[Json]:
        found: list[Json] = self.get("/backfills", dag_id=dag_id, limit=_PAGE)["backfills"]
        return found

    def wait_for_backfill(self, backfill: Json, timeout: float = 300.0) -> Json:
        """Waits until it is complete."""
        path = f"/backfills/{backfill['id']}"
        self._wait(timeout, lambda: bool(self.get(path)["completed_at"]), lambda: f"open: {self.get(path)}")
        return self.get(path)

    def asset_events(self, **parameters: Any) -> list[Json]:
        """Newest first; parameters as in the API, such as `source_dag_id` or `source_run_id`."""
        query = {"limit": _PAGE, "order_by": "-timestamp"} | parameters
        found: list[Json] = self.get("/assets/events", **query)["asset_events"]
        return found

    def pool(self, name: str) -> Json:
        return self.get(f"/pools/{_part(name)}")

    def put_pool(self, name: str, slots: int, description: str = "") -> None:
        """Creates the pool or changes its size."""
        body = {"slots": slots, "description": description, "include_deferred": False}
        path = f"/pools/{_part(name)}"
        if self._exists(path):
            self.patch(path, {"pool": name} | body, update_mask=["slots", "description"])
        else:
            self.post("/pools", {"name": name} | body)

    # ----------------------------------------------------------------------------------------------------------------

    def _exists(self, path: str) -> bool:
        try:
            self.get(path)
        except RestError as error:
            if error.status == httpx.codes.NOT_FOUND:
                return False
            raise
        return True

    def _send(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        return self._client.request(
            method, f"/api/v2{path}", headers={"Authorization": f"Bearer {self._bearer()}"}, **arguments
        )

    def _bearer(self) -> str:
        if self._token is None:
            answer = self._client.post("/auth/token", json={"username": self.user, "password": self._password})
            if not answer.is_success:
                raise RestError("POST", "/auth/token", answer.status_code, answer.text)
            self._token = str(answer.json()["access_token"])
        return self._token

    def _states(self, run: Run) -> str:
        return ", ".join(f"{task.task_id}[{task.map_index}] {task.state}" for task in self.tasks(run)) or "no task"

    def _wait(self, timeout: float, done: Callable[[], bool], seen: Callable[[], str]) -> None:
        deadline = time.monotonic() + timeout
        while not done():
            if time.monotonic() > deadline:
                raise TimeoutError(f"after {timeout:g} s: {seen()}")
            time.sleep(_POLL_SECONDS)


def _part(text: str) -> str:
    """A part of a path; the ids of runs have colons and plus signs."""
    return quote(text, safe="")


def _run_path(run: Run) -> str:
    return f"/dags/{_part(run.dag_id)}/dagRuns/{_part(run.run_id)}"


def _task_path(run: Run, task_id: str, map_index: int) -> str:
    path = f"{_run_path(run)}/taskInstances/{_part(task_id)}"
    return path if map_index < 0 else f"{path}/{map_index}"


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _line(entry: Json | str) -> str:
    if isinstance(entry, str):
        return entry
    further = [f"{key}={value}" for key, value in entry.items() if key not in _LOG_META]
    return " ".join([str(entry["event"]), *further])
