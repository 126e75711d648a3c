"""For tests that need neither scheduler nor metadata database: Airflow's own folder is a temporary one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

# Airflow reads it when it is imported.
os.environ.setdefault("AIRFLOW_HOME", tempfile.mkdtemp(prefix="tidemark-airflow-"))

from moto.server import ThreadedMotoServer

from tidemark.descriptions import Installation

_ENVIRONMENT_OF_AWS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}


class RecordedTask:
    """What a run of Airflow offers to its task, as far as operators use it: it remembers what they push."""

    dag_id, task_id, run_id = "tidemark.hourly.orders", "load", "scheduled__2026-11-22T13:00:00+00:00"
    map_index = -1

    def __init__(self, try_number: int = 1) -> None:
        self.try_number = try_number
        self.pushed: dict[str, Any] = {}

    def xcom_push(self, key: str, value: Any) -> None:
        self.pushed[key] = value


def context_of(task: RecordedTask, operator: Any = None) -> dict[str, Any]:
    """The context that Airflow hands to ``execute``."""
    return {"ti": task, "run_id": task.run_id, "dag": None, "task": operator, "outlet_events": {}}


@pytest.fixture
def installation() -> Callable[..., Installation]:
    """An installation as the jar describes one; arguments replace what it has."""

    def make(**settings: Any) -> Installation:
        return Installation.model_validate(
            {
                "runner": "local",
                "java": "java",
                "java_options": ["-Xmx512m"],
                "jar": "/opt/tidemark/tidemark.jar",
                "config": "/etc/tidemark/orders.conf",
                "target_connection": None,
                "s3_connection": None,
                "pool": "default_pool",
                "pool_slots": 8,
                "executor": None,
                "deadline_alerts": False,
                "monitor": {
                    "dms_tasks": [],
                    "aws_connection": None,
                    "every_seconds": 600,
                    "latency_limit_seconds": 900,
                    "metrics_namespace": None,
                },
                "kubernetes": {},
                "ecs": {},
                **settings,
            }
        )

    return make


@pytest.fixture
def moto(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of a moto server of this test's own; AWS clients and the connection ``aws_default`` go there."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    for name, value in _ENVIRONMENT_OF_AWS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    monkeypatch.setenv("AIRFLOW_CONN_AWS_DEFAULT", '{"conn_type": "aws"}')
    httpx.post(f"{url}/moto-api/reset")  # what it knows outlives the server
    try:
        yield url
    finally:
        server.stop()
