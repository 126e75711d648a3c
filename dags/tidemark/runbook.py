"""What people are told: the documentation of the DAGs, and what a failed task says."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from tidemark import hours
from tidemark.descriptions import Description, Pipeline

log = logging.getLogger(__name__)

# Airflow shows these in a narrow window: no tables, short lists.
_HOURLY = """\
### {pipeline}: hour by hour into {table}

Takes the newest change of each key from `s3://{bucket}/{prefix}` ({format}), deletes included, and merges it in one
transaction with its ledger and watermark. **Any hour may be loaded at any time, in any order, any number of times: the table
ends equal to the source.** So nothing here can be broken by a retry, a clear or a backfill.

#### What you see, and what to do

- **hour is settled** is *deferred*: the hour is not over, or its last files may still come ({settle} after its end). Nothing
  to do.
- **load** is *deferred*: a foreign key waits for another table (exit code 4). Nothing to do, it asks again.
- **load** is *up for retry*: a server was away, or another run was at work (exit code 1, 5 or 6). Nothing to do, unless the
  retries run out.
- **load** *failed* at once: configuration, or data that cannot be right (exit code 2 or 3). The end of its log names object,
  row and column and says what to do. Mend it, then **clear the task**.
- An hour has no run: Airflow was down, or the DAG was paused. {missed}
- Files came late: the next hours take them ({lookback} back). For later ones clear that hour's **load**.

#### What you can do at any time

- **Backfill**: button *Trigger*, then *Backfill*. Both ends belong to it. In any order, beside the schedule, with any of the
  three ways to reprocess.
- **A few hours again**: DAG *{range_dag}*, which can also *reapply* (objects that were loaded before as well) and *plan*.
- **Stop**: mark the task as failed. That stops the JVM and rolls back.
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

- **DMS task is well** is red: a DMS task does not run, one of its tables is in an error state (its changes are lost from then
  on), or its CDC latency is above `monitor.latency-limit`.
- **ask how far the loads are** is red: the jar cannot ask the target or S3.
- **hours are loaded** is red: a pipeline's next hour is not loaded `late-after` after its end.

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
        settle=_in_words(pipeline.settle),
        lookback=_in_words(pipeline.lookback),
        missed="Nothing to do, Airflow makes up for it." if pipeline.catchup else "Run a backfill of its date.",
        range_dag=f"{description.name}: load a range of hours",
    )
    return warned(description, text)


def _in_words(time: timedelta) -> str:
    seconds = int(time.total_seconds())
    for size, unit in ((3600, "h"), (60, "min")):
        if seconds and seconds % size == 0:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def warned(description: Description, text: str) -> str:
    """The text below what somebody should know first."""
    return f"> **Out of date.** {description.warning}\n\n{text}" if description.warning else text


def say_what_to_do(context: Any) -> None:
    """A failure callback: the last words in the log of a task that failed for good."""
    task = context["ti"]
    reason = context.get("exception")
    log.error(
        "%s, run %s: %s failed for good after try %s; clear it once the cause is mended\n%s",
        task.dag_id,
        context["run_id"],
        task.task_id,
        task.try_number,
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
