"""What people are told: the documentation of the DAGs, and what a failed task says."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

from tidemark import hours
from tidemark.descriptions import Description, Pipeline
from tidemark.outcomes import outcome_of

log = logging.getLogger(__name__)

_HOURLY = """\
### {pipeline}: an hour of changes into `{table}`

`s3://{bucket}/{prefix}` ({format}) → fold to the newest change of each key → `{table}`, deletes included, in one
transaction with its ledger and watermark. **Any hour may be loaded at any time, in any order, any number of times: the table
ends equal to the source.** So nothing here can be broken by a retry, a clear or a backfill.

| you see | it means | do |
|---|---|---|
| `settled` is deferred | the hour is not over, or its last files may still come ({settle} after its end) | nothing |
| `load` is deferred | exit code 4: a foreign key waits for another table | nothing; it asks again |
| `load` is up for retry | exit code 1, 5 or 6: a server was away, or another run was at work | nothing, unless retries run out |
| `load` failed at once | exit code 2 or 3: configuration, or data that cannot be right | read the end of its log: it names the object, row and column and what to do; mend it; **clear the task** |
| an hour is missing | Airflow was down, or the DAG was paused | nothing: catch-up {catchup}; else run a backfill of its dates |
| files came late | they are taken by the next hours ({lookback} back) | later still: clear that hour's `load` |

- **Backfill**: button *Trigger → Backfill*, both ends included, any of the three ways to reprocess; in any order, beside the
  schedule.
- **A few hours again**: DAG `{range_dag}`, which also takes *reapply* (objects that were loaded before as well) and *plan*.
- **Stop**: *Mark as failed* stops the JVM and rolls back.
"""

RANGE_DOC = """\
### A range of hours

Loads every hour from **from** up to, not including, **to**, of the chosen pipelines; one task each, oldest first, a few at a
time. Safe to repeat, and beside the hourly DAGs: any order ends equal to the source. *reapply* also takes objects that the
ledger holds, which changes nothing that is newer. *plan* writes nothing.

Clear failed tasks of *load* to repeat just those.
"""

FULL_LOAD_DOC = """\
### The full load

Loads the LOAD files of the chosen pipelines. Before or after any hour: a captured change always beats a row of the full load.

**reload** is for a table that was reloaded at the source (in DMS: *Reload table data*, or a task that was restarted). It
replaces the table's content: rows that the new LOAD files do not have are deleted, changes from before the reload count no
more, those since it began win. Run it when DMS has finished the full load, and type the names of the pipelines, separated
by blanks, into **confirm**.
"""

MONITOR_DOC = """\
### The monitor

Looks, changes nothing, and fails where somebody has to act; the message says what to do. A red run is an alarm, not a fault
of the loads: the next run is green again once the cause is mended, without clearing this one.

| task | red when |
|---|---|
| `dms_task_is_well` | a DMS task does not run, one of its tables is in an error state (its changes are lost from then on), or its CDC latency is above `monitor.latency-limit` |
| `status` | the jar cannot ask the target or S3 |
| `hours_are_loaded` | a pipeline's next hour is not loaded `late-after` after its end |

With `monitor.metrics-namespace` it publishes *FullLoadProgressPercent* (dimension DmsTask) and *Lag* (seconds since the end
of the last hour up to which all are loaded; dimension Pipeline) to CloudWatch.
"""


def hourly_doc(description: Description, pipeline: Pipeline) -> str:
    """The runbook of an hourly DAG, as its page shows it."""
    text = _HOURLY.format(
        pipeline=pipeline.name,
        table=pipeline.table,
        bucket=pipeline.bucket,
        prefix=pipeline.prefix,
        format=pipeline.format,
        settle=pipeline.settle,
        lookback=pipeline.lookback,
        catchup="is on" if pipeline.catchup else "is off",
        range_dag=f"tidemark.range.{description.name}",
    )
    return warned(description, text)


def warned(description: Description, text: str) -> str:
    """The text below what somebody should know first."""
    return f"> **Out of date.** {description.warning}\n\n{text}" if description.warning else text


def say_what_to_do(context: Any) -> None:
    """A failure callback: the last words in the log of a task that failed for good."""
    task = context["ti"]
    reason = context.get("exception")
    found = task.xcom_pull(task_ids=task.task_id, key="failure", map_indexes=task.map_index) or {}
    advice = (
        outcome_of(found["exit_code"]).advice if "exit_code" in found else "Read the log above; clear the task then."
    )
    log.error(
        "%s, run %s: %s failed for good after try %s. %s\n%s",
        task.dag_id,
        context["run_id"],
        task.task_id,
        task.try_number,
        advice,
        reason,
    )


def say_that_it_is_late(pipeline: Pipeline) -> Any:
    """A retry callback for those who want to know before a task has failed for good that its hour is late."""

    def late(context: Any) -> None:
        end = hours.hour_of_run(context) + hours.HOUR
        lag = datetime.now(UTC) - end
        if lag > pipeline.late_after:
            log.error(
                "%s: the hour that ended at %s is late: %s, more than %s (airflow.late-after)",
                pipeline.name,
                hours.text(end),
                lag,
                pipeline.late_after,
            )

    return late


def say_that_the_deadline_has_passed(context: Any, pipeline: str) -> None:
    """What Airflow's own alert calls, if the configuration wants it."""
    log.error(
        "%s: run %s is late (airflow.late-after); its tasks in tidemark.hourly.%s say why",
        pipeline,
        context.get("dag_run", {}).get("dag_run_id", "(unknown)"),
        pipeline,
    )
