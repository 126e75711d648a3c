"""Reads what the jar's command ``pipelines`` wrote: the configuration is parsed there, once, and nowhere else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from airflow.providers.common.compat.sdk import conf
from pydantic import BaseModel, ConfigDict, Field, ValidationError

_BESIDE_THE_DAGS = Path(__file__).resolve().parent.parent / "descriptions"


class DescriptionError(Exception):
    """A description that cannot be used; Airflow shows it as an import error of the DAG file."""


class _Part(BaseModel):
    # A newer jar may say more than these DAGs know.
    model_config = ConfigDict(frozen=True, extra="ignore")


class Monitor(_Part):
    """What the monitor DAG watches."""

    dms_tasks: tuple[str, ...]
    aws_connection: str | None
    every: timedelta = Field(alias="every_seconds")
    latency_limit: timedelta = Field(alias="latency_limit_seconds")
    metrics_namespace: str | None


class Installation(_Part):
    """Where and how the jar runs, for all pipelines of a configuration."""

    runner: Literal["local", "kubernetes", "ecs"]
    java: str
    java_options: tuple[str, ...]
    jar: str
    config: str
    target_connection: str | None
    s3_connection: str | None
    pool: str
    pool_slots: int
    executor: str | None
    deadline_alerts: bool
    monitor: Monitor
    kubernetes: dict[str, Any]
    ecs: dict[str, Any]


class Pipeline(_Part):
    """One table's way from its prefix in S3 to its target table, and when its hours are loaded."""

    name: str
    bucket: str
    prefix: str
    layout: str
    format: str
    table: str
    deletes: str
    settle: timedelta = Field(alias="settle_seconds")
    lookback: timedelta = Field(alias="lookback_seconds")
    start: datetime
    owner: str
    owner_link: str | None
    tags: tuple[str, ...]
    catchup: bool
    max_active_runs: int
    retries: int
    retry_delay: timedelta = Field(alias="retry_delay_seconds")
    max_retry_delay: timedelta = Field(alias="max_retry_delay_seconds")
    timeout: timedelta = Field(alias="timeout_seconds")
    not_ready_timeout: timedelta = Field(alias="not_ready_timeout_seconds")
    late_after: timedelta = Field(alias="late_after_seconds")


class _File(_Part):
    jar_version: str
    made_from: str
    made_from_sha256: str
    airflow: Installation
    pipelines: tuple[Pipeline, ...]


@dataclass(frozen=True)
class Description:
    """One configuration: ``name`` is that of the file, and ends the ids of the DAGs that serve all its pipelines."""

    name: str
    installation: Installation
    pipelines: tuple[Pipeline, ...]
    warning: str | None

    def pipeline(self, name: str) -> Pipeline:
        """The pipeline of that name, which is known to exist."""
        return next(pipeline for pipeline in self.pipelines if pipeline.name == name)


def folder() -> Path:
    """Airflow's setting ``[tidemark] descriptions``; by default ``descriptions/`` beside the DAG files."""
    return Path(conf.get("tidemark", "descriptions", fallback=str(_BESIDE_THE_DAGS)))


def read_descriptions() -> list[Description]:
    """All descriptions, sorted by file name.

    Raises:
        DescriptionError: if a file cannot be read as one, or two have a pipeline of the same name.

    """
    found = [_read(file) for file in sorted(folder().glob("*.json"))]
    owner: dict[str, str] = {}
    for description in found:
        for pipeline in description.pipelines:
            if pipeline.name in owner:
                raise DescriptionError(
                    f"{description.name}.json and {owner[pipeline.name]}.json both have a pipeline {pipeline.name!r}; "
                    "DAGs are named by pipelines: rename one of them"
                )
            owner[pipeline.name] = description.name
    return found


def _read(file: Path) -> Description:
    try:
        content = _File.model_validate_json(file.read_bytes())
    except ValidationError as e:
        problems = "; ".join(f"{'.'.join(map(str, error['loc'])) or 'file'}: {error['msg']}" for error in e.errors())
        raise DescriptionError(
            f"{file} is no description of pipelines ({problems}); make it again with "
            f"`java -jar tidemark.jar pipelines --config FILE --output {file}`"
        ) from e
    return Description(file.stem, content.airflow, content.pipelines, _out_of_date(file, content))


def _out_of_date(file: Path, content: _File) -> str | None:
    """A changed configuration must not take the hourly DAG away, so that it is a warning where people look."""
    config = Path(content.made_from)
    if not config.is_file() or hashlib.sha256(config.read_bytes()).hexdigest() == content.made_from_sha256:
        return None
    return (
        f"{config} has changed since these DAGs were described. The loads use the new configuration, the schedule does "
        f"not yet: run `java -jar {content.airflow.jar} pipelines --config {config} --output {file}`"
    )
