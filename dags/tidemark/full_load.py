"""The DAG that loads LOAD files, and replaces a table's content when it was reloaded at the source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from airflow.providers.common.compat.sdk import DAG, AirflowFailException, Param, get_current_context, task

from tidemark.descriptions import Description
from tidemark.hourly import retrying
from tidemark.runbook import FULL_LOAD_DOC, say_what_to_do, warned
from tidemark.runners import jar_operator


def full_load_dag(description: Description) -> DAG:
    """Loads LOAD files; started by hand."""
    names = [pipeline.name for pipeline in description.pipelines]
    first = description.pipelines[0]
    installation = description.installation
    with DAG(
        dag_id=f"tidemark.full_load.{description.name}",
        dag_display_name=f"{description.name}: full load",
        description=f"Loads or reloads the LOAD files of {', '.join(names)}",
        doc_md=warned(description, FULL_LOAD_DOC),
        schedule=None,
        start_date=min(pipeline.start for pipeline in description.pipelines),
        catchup=False,
        max_active_runs=1,
        tags=["tidemark", "full-load"],
        default_args={"owner": first.owner, "on_failure_callback": say_what_to_do},
        params={
            "pipelines": Param(names, type="array", examples=names, title="Pipelines"),
            "reload": Param(
                False,
                type="boolean",
                title="Reload",
                description="Replace the content: the table was reloaded at the source",
            ),
            "started_at": Param(
                None,
                type=["null", "string"],
                format="date-time",
                title="Reload began at",
                description="Only where the timestamps of the LOAD files do not say it",
            ),
            "confirm": Param(
                None,
                # The form does not let an empty string pass.
                type=["null", "string"],
                title="Confirm",
                description="For a reload: the names of the pipelines once more, separated by blanks",
            ),
        },
    ) as dag:
        jar_operator(installation).partial(
            task_id="full_load",
            task_display_name="full load",
            installation=installation,
            command="full-load",
            pool=installation.pool,
            executor=installation.executor,
            map_index_template="{{ task.pipelines | join }}",
            execution_timeout=max(pipeline.timeout for pipeline in description.pipelines) * 6,
            not_ready_timeout=first.not_ready_timeout,
            **retrying(first),
        ).expand_kwargs(choose(names))
    return dag


@task(retries=0, task_display_name="check the form")
def choose(known: list[str]) -> list[dict[str, Any]]:
    """Checks the form and names the tasks."""
    return tasks_of(get_current_context()["params"], known)


def tasks_of(params: Mapping[str, Any], known: list[str]) -> list[dict[str, Any]]:
    """The arguments of each task.

    Raises:
        AirflowFailException: for an unknown pipeline, or a reload that is not confirmed.

    """
    pipelines = list(dict.fromkeys(params["pipelines"]))
    unknown = [name for name in pipelines if name not in known]
    if unknown or not pipelines:
        raise AirflowFailException(
            f"unknown pipelines {unknown}; expected some of {known}" if unknown else f"no pipeline chosen of {known}"
        )
    options: list[str] = []
    if params["reload"]:
        confirmed = params["confirm"] or ""
        if sorted(confirmed.split()) != sorted(pipelines):
            raise AirflowFailException(
                f"a reload replaces the content of the tables of {pipelines}: type {' '.join(pipelines)!r} into confirm, "
                f"not {confirmed!r}"
            )
        options = ["--reload", *_started_at(params["started_at"])]
    elif params["started_at"]:
        raise AirflowFailException("'reload began at' goes with reload")
    return [{"pipelines": [name], "options": options} for name in pipelines]


def _started_at(value: object) -> list[str]:
    if not value:
        return []
    try:
        time = datetime.fromisoformat(str(value))
    except ValueError:
        time = datetime.min  # noqa: DTZ901 like one without a zone, which is refused
    if time.tzinfo is None:
        raise AirflowFailException(
            f"'reload began at' is {value!r}; expected a time with its zone, e.g. 2026-11-22T13:05:00+00:00"
        )
    return ["--started-at", time.isoformat()]
