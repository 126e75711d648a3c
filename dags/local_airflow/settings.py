"""Airflow's settings for this machine, as the environment variables of its components."""

from __future__ import annotations

import base64
import json
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

_OTHERS = ("AIRFLOW", "AWS_", "PG", "TIDEMARK_", "PYTEST_")
ROLES = {"admin": "admin", "oper": "op", "viewer": "viewer"}


@dataclass(frozen=True)
class Database:
    """A database on a PostgreSQL server on this machine; its user may create others."""

    port: int
    user: str
    password: str
    name: str

    def url(self, scheme: str) -> str:
        return f"{scheme}://{quote(self.user)}:{quote(self.password)}@127.0.0.1:{self.port}/{self.name}"


@dataclass(frozen=True)
class Options:
    """What can be chosen of a local Airflow.

    `dags` is the folder of DAG files, `environment` comes on top of the settings that are made here and wins.
    `executor` is Airflow's setting of that name; with CeleryExecutor in it, Redis and `celery_workers` are started, at
    once or only by `LocalAirflow.start_celery`. `further_dags` are more folders of DAG files by the
    names of their bundles.
    """

    dags: Path
    environment: Mapping[str, str]
    executor: str = "LocalExecutor"
    celery_workers: int = 2
    celery_at_start: bool = True
    parallelism: int = 8
    parse_seconds: int = 10
    port: int = 0
    further_dags: Mapping[str, Path] = field(default_factory=dict)

    @property
    def with_celery(self) -> bool:
        return "CeleryExecutor" in self.executor


def free_port(wanted: int = 0) -> int:
    """A free port of the loopback interface; the wanted one if nobody has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", wanted))
        return int(probe.getsockname()[1])


def outside() -> dict[str, str]:
    """This process's environment without what belongs to another Airflow, to AWS or to PostgreSQL."""
    return {key: value for key, value in os.environ.items() if not key.startswith(_OTHERS)}


def passwords() -> dict[str, str]:
    """A new password for each user."""
    return {user: secrets.token_urlsafe(9) for user in ROLES}


def variables(home: Path, port: int, metadata: Database, redis_port: int, options: Options) -> dict[str, str]:
    """Everything that the components need to know."""
    connection = metadata.url("postgresql+psycopg2")
    return {
        "AIRFLOW_HOME": str(home),
        # The titles that Airflow gives its processes would else overwrite the mark by which they are found again.
        "SPT_NOENV": "1",
        "PYTHONUNBUFFERED": "1",
        "AIRFLOW__CORE__DAGS_FOLDER": str(options.dags),
        "AIRFLOW__CORE__EXECUTOR": options.executor,
        "AIRFLOW__CORE__PARALLELISM": str(options.parallelism),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__FERNET_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{user}:{role}" for user, role in ROLES.items()),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(home / "passwords.json"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": connection,
        "AIRFLOW__DATABASE__LOAD_DEFAULT_CONNECTIONS": "False",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__SECRET_KEY": secrets.token_hex(32),
        "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(64),
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
        "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL": str(options.parse_seconds),
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": str(options.parse_seconds),
        "AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST": json.dumps(_bundles(options)),
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW__CELERY__BROKER_URL": f"redis://127.0.0.1:{redis_port}/0",
        "AIRFLOW__CELERY__RESULT_BACKEND": "db+" + metadata.url("postgresql"),
        **options.environment,
    }


def _bundles(options: Options) -> list[dict[str, object]]:
    """The DAGs folder, and the further ones."""
    folders: dict[str, dict[str, str]] = {"dags-folder": {}}
    folders |= {name: {"path": str(folder)} for name, folder in options.further_dags.items()}
    local = "airflow.dag_processing.bundles.local.LocalDagBundle"
    return [{"name": name, "classpath": local, "kwargs": path} for name, path in folders.items()]
