"""The DAG that loads a range of hours which somebody typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.common.compat.sdk import (
    DAG,
    AirflowFailException,
    Param,
    TriggerRule,
    conf,
    get_current_context,
    task,
)

from tidemark import hours
from tidemark.descriptions import Description
from tidemark.hourly import retrying
from tidemark.runbook import RANGE_DOC, say_what_to_do, warned
from tidemark.runners import jar_operator

_MODES = {
    "load": "load: what these hours owe, late files as well",
    "reapply": "reapply: objects that were loaded before as well",
    "plan": "plan: only say what a load would do",
}
_NAMED = 20


def range_dag(description: Description) -> DAG:
    """One task for each hour and pipeline of a range; started by hand."""
    names = [pipeline.name for pipeline in description.pipelines]
    first = description.pipelines[0]
    installation = description.installation
    with DAG(
        dag_id=f"tidemark.range.{description.name}",
        dag_display_name=f"{description.name}: load a range of hours",
        description=f"Loads, repeats or plans a range of hours of {', '.join(names)}",
        doc_md=warned(description, RANGE_DOC),
        schedule=None,
        start_date=min(pipeline.start for pipeline in description.pipelines),
        catchup=False,
        max_active_runs=4,
        tags=["tidemark", "range"],
        default_args={"owner": first.owner, "on_failure_callback": say_what_to_do},
        params={
            "from": Param(type="string", format="date-time", title="From", description="Start of the first hour"),
            "to": Param(type="string", format="date-time", title="To", description="End of the last hour"),
            "pipelines": Param(
                names,
                type="array",
                examples=names,
                title="Pipelines",
                description="One task for each hour of each of them",
            ),
            "mode": Param("load", type="string", enum=list(_MODES), values_display=_MODES, title="Mode"),
        },
        render_template_as_native_obj=True,
    ) as dag:
        chosen = choose(names)
        load = (
            jar_operator(installation)
            .partial(
                task_id="load",
                installation=installation,
                pool=installation.pool,
                executor=installation.executor,
                max_active_tis_per_dagrun=installation.pool_slots,
                map_index_template="{{ task.hour }} {{ task.pipelines | join }}",
                execution_timeout=max(
                    (pipeline.timeout for pipeline in description.pipelines), default=timedelta(hours=2)
                ),
                not_ready_timeout=first.not_ready_timeout,
                **retrying(first),
            )
            .expand_kwargs(chosen)
        )
        summarise(chosen, load.output)  # type: ignore[arg-type]  # Airflow hands over what they stand for
    return dag


@task(retries=0, task_display_name="check the form")
def choose(known: list[str]) -> list[dict[str, Any]]:
    """Checks the form and names the tasks."""
    params = get_current_context()["params"]
    return tasks_of(params, known, datetime.now(UTC), conf.getint("core", "max_map_length"))


def tasks_of(params: Mapping[str, Any], known: list[str], now: datetime, most: int) -> list[dict[str, Any]]:
    """The arguments of each task.

    Raises:
        AirflowFailException: for a bad range, an unknown pipeline or mode, or more tasks than Airflow maps.

    """
    mode, pipelines = params["mode"], list(dict.fromkeys(params["pipelines"]))
    if mode not in _MODES:
        raise AirflowFailException(f"unknown mode {mode!r}; expected {', '.join(_MODES)}")
    unknown = [name for name in pipelines if name not in known]
    if unknown or not pipelines:
        raise AirflowFailException(
            f"unknown pipelines {unknown}; expected some of {known}" if unknown else f"no pipeline chosen of {known}"
        )
    chosen = hours.parse_range(params["from"], params["to"], now)
    count = len(chosen) * len(pipelines)
    if count > most:
        raise AirflowFailException(
            f"{len(chosen)} hours of {len(pipelines)} pipelines are {count} tasks, and Airflow maps {most} at most "
            "(core.max_map_length): take a shorter range or fewer pipelines, or run a backfill of the hourly DAGs"
        )
    return [
        {
            "command": "plan" if mode == "plan" else "load",
            "pipelines": [name],
            "hour": hours.text(hour),
            "options": ["--reapply"] if mode == "reapply" else [],
        }
        for hour in chosen
        for name in pipelines
    ]


@task(retries=0, trigger_rule=TriggerRule.ALL_DONE, task_display_name="sum up")
def summarise(chosen: list[dict[str, Any]], summaries: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Totals, and which hours are not loaded; fails then, since a run must not look better than its tasks."""
    done = [summary for summary in summaries if summary]
    totals = {
        name: sum(int(summary.get(name, 0)) for summary in done)
        for name in ("objects", "changes", "inserted", "updated", "deleted", "stale", "quarantined")
    }
    loaded = {(hour["pipeline"], hour["hour"]) for summary in done for hour in summary.get("hours", [])}
    missing = [
        f"{one['hour']} {name}" for one in chosen for name in one["pipelines"] if (name, one["hour"]) not in loaded
    ]
    print(f"{len(chosen) - len(missing)} of {len(chosen)} hours done: {totals}")  # noqa: T201 a task's output is its log
    if missing:
        raise AirflowFailException(
            f"{len(missing)} of {len(chosen)} are not done: {', '.join(missing[:_NAMED])}"
            f"{' …' if len(missing) > _NAMED else ''}\n"
            "Look at the failed tasks of load; clear them once the cause is mended."
        )
    return totals
