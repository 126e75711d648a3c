"""The hourly DAG of a pipeline."""

from __future__ import annotations

from typing import Any

from airflow.providers.common.compat.sdk import DAG, get_current_context, task

from tidemark import hours
from tidemark.airflow_versions import EXPONENTIAL_BACKOFF, asset, deadline, every_hour
from tidemark.descriptions import Description, Pipeline
from tidemark.operators import HourSettled
from tidemark.runbook import hourly_doc, say_that_it_is_late, say_what_to_do
from tidemark.runners import jar_operator


def hourly_dag(description: Description, pipeline: Pipeline) -> DAG:
    """Loads each hour once it has settled; several at a time where hours were missed, since any order is right."""
    with DAG(
        dag_id=f"tidemark.hourly.{pipeline.name}",
        dag_display_name=f"{pipeline.name}: hourly load",
        description=f"Loads s3://{pipeline.bucket}/{pipeline.prefix} into {pipeline.table}, hour by hour",
        doc_md=hourly_doc(description, pipeline),
        schedule=every_hour(),
        start_date=pipeline.start,
        catchup=pipeline.catchup,
        max_active_runs=pipeline.max_active_runs,
        tags=["tidemark", "hourly", *pipeline.tags],
        owner_links={pipeline.owner: pipeline.owner_link} if pipeline.owner_link else {},
        default_args={"owner": pipeline.owner, "on_failure_callback": say_what_to_do},
        **_deadline(description, pipeline),
    ) as dag:
        settled = HourSettled(
            task_id="settled",
            task_display_name="hour is settled",
            pipeline=pipeline,
            retries=2,
        )
        load = jar_operator(description.installation)(
            task_id="load",
            task_display_name=f"load into {pipeline.table}",
            installation=description.installation,
            command="load",
            pipelines=[pipeline.name],
            hour="run",
            not_ready_timeout=pipeline.not_ready_timeout,
            pool=description.installation.pool,
            executor=description.installation.executor,
            inlets=[asset(f"tidemark.{pipeline.name}.files", f"s3://{pipeline.bucket}/{pipeline.prefix}")],
            outlets=[asset(f"tidemark.{pipeline.name}", f"x-tidemark://{pipeline.name}/{pipeline.table}")],
            execution_timeout=pipeline.timeout,
            on_retry_callback=say_that_it_is_late(pipeline),
            **retrying(pipeline),
        )
        settled >> load >> report(load.output)
    return dag


def _deadline(description: Description, pipeline: Pipeline) -> dict[str, Any]:
    """Airflow's own alert, where the configuration wants it: a scheduled run's logical date is the start of its hour."""
    if not description.installation.deadline_alerts:
        return {}
    return deadline(
        f"{pipeline.name} is late",
        hours.HOUR + pipeline.late_after,
        "tidemark.runbook.say_that_the_deadline_has_passed",
        pipeline=pipeline.name,
    )


def retrying(pipeline: Pipeline) -> dict[str, Any]:
    """How tasks are tried again that failed for a reason that may pass."""
    return {
        "retries": pipeline.retries,
        "retry_delay": pipeline.retry_delay,
        "retry_exponential_backoff": EXPONENTIAL_BACKOFF,
        "max_retry_delay": pipeline.max_retry_delay,
    }


@task(retries=2)
def report(summary: dict[str, Any]) -> str:
    """What the hour brought, in two lines."""
    context = get_current_context()
    until = hours.end(next((done.get("high_watermark") for done in summary.get("pipelines", [])), None))
    text = (
        f"{hours.text(hours.hour_of_run(context))}: {summary['outcome']}, {summary['objects']} objects, "
        f"{summary['changes']} changes: {summary['inserted']} inserted, {summary['updated']} updated, "
        f"{summary['deleted']} deleted, {summary['stale']} stale, {summary['quarantined']} quarantined\n"
        f"all hours before {hours.text(until) if until else '(none yet)'} are loaded"
    )
    print(text)  # noqa: T201 a task's output is its log
    return text
