"""What DMS says about a task, and what is wrong with it: states, tables, latency.

States are those of the DMS API reference, ReplicationTask and TableStatistics; what is not known there counts as wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.amazon.aws.hooks.base_aws import AwsBaseHook
from airflow.providers.amazon.aws.hooks.dms import DmsHook

_PASSING = ("creating", "starting", "stopping", "modifying", "moving", "testing")
_REMEDIES = {
    "ready": "it was never started: start it",
    "stopped": "mend what stopped it, then resume it (resume-processing, not reload-target)",
    "failed": "mend the cause, which its log in CloudWatch tells more of, then resume it",
    "failed-move": "move it again, or resume it where it is",
    "deleting": "take it out of airflow.monitor.dms-tasks if that is meant",
}
_SOUND_TABLES = ("Before load", "Full load", "Table completed", "Table is being reloaded")
_TABLE_REMEDY = (
    "DMS no longer captures its changes: mend the cause that the task's log names, reload the table in DMS, then run the "
    "full-load DAG with reload"
)
_LATENCIES = ("CDCLatencySource", "CDCLatencyTarget")


@dataclass(frozen=True)
class TableState:
    """A table of a DMS task."""

    name: str
    state: str
    full_load_rows: int
    changes: int


@dataclass(frozen=True)
class TaskState:
    """A DMS task as it is now; latencies are missing where CloudWatch has none of late."""

    name: str
    migration: str
    status: str
    stop_reason: str
    failure: str
    full_load_percent: int
    running_since: datetime | None
    tables: tuple[TableState, ...]
    latencies: Mapping[str, timedelta]

    def problems(self, now: datetime, limit: timedelta) -> list[str]:
        """What somebody has to look at, each with its remedy; empty where all is well."""
        found = [self._status_problem(), *(self._table_problem(table) for table in self.tables)]
        if self.status == "running":
            found += [self._latency_problem(name, now, limit) for name in _LATENCIES]
        return [problem for problem in found if problem]

    def _status_problem(self) -> str | None:
        done = self.migration == "full-load" and self.stop_reason.endswith("FULL_LOAD_ONLY_FINISHED")
        if self.status == "running" or self.status in _PASSING or (self.status == "stopped" and done):
            return None
        why = ", ".join(filter(None, (self.stop_reason, self.failure)))
        remedy = _REMEDIES.get(self.status, "this state is unknown here: look at it in the DMS console")
        return f"DMS task {self.name} is {self.status}{f' ({why})' if why else ''}: {remedy}"

    def _table_problem(self, table: TableState) -> str | None:
        if table.state in _SOUND_TABLES:
            return None
        return f"table {table.name} of DMS task {self.name} is in state {table.state!r}: {_TABLE_REMEDY}"

    def _latency_problem(self, metric: str, now: datetime, limit: timedelta) -> str | None:
        latency = self.latencies.get(metric)
        if latency is not None and latency > limit:
            remedy = (
                "a long transaction at the source, or too small an instance"
                if metric == "CDCLatencySource"
                else "S3 takes the files too slowly: look at CDCChangesDiskTarget and the instance"
            )
            return f"DMS task {self.name}: {metric} is {latency}, more than {limit} (monitor.latency-limit): {remedy}"
        captures = self.migration != "full-load" and self.full_load_percent >= 100  # noqa: PLR2004 percent
        if latency is None and captures and self.running_since and now - self.running_since > limit:
            return (
                f"DMS task {self.name}: CloudWatch has had no {metric} for {limit} although the task runs: look whether it "
                "is stuck, and whether the role may read CloudWatch"
            )
        return None


def table_of(task: TaskState) -> str:
    """All about a task in one readable table for the log."""
    latencies = ", ".join(f"{name} {task.latencies.get(name, 'unknown')}" for name in _LATENCIES)
    width = max((len(table.name) for table in task.tables), default=5)
    stopped = f" ({task.stop_reason})" if task.stop_reason else ""
    lines = [
        f"{task.name}: {task.status}{stopped}, {task.migration}, full load {task.full_load_percent} %, {latencies}",
        f"  {'table':<{width}}  {'state':<24}  {'full load rows':>14}  {'changes':>12}",
        *(
            f"  {table.name:<{width}}  {table.state:<24}  {table.full_load_rows:>14,}  {table.changes:>12,}"
            for table in task.tables
        ),
    ]
    return "\n".join(lines)


def observe(arn: str, dms: DmsHook, cloudwatch: AwsBaseHook, now: datetime, limit: timedelta) -> TaskState | None:
    """Asks DMS and CloudWatch; none where there is no such task."""
    found = _task(dms, arn)
    if found is None:
        return None
    stats = found.get("ReplicationTaskStats", {})
    return TaskState(
        name=found["ReplicationTaskIdentifier"],
        migration=found["MigrationType"],
        status=found["Status"],
        stop_reason=found.get("StopReason", ""),
        failure=found.get("LastFailureMessage", ""),
        full_load_percent=int(stats.get("FullLoadProgressPercent", 0)),
        running_since=stats.get("StartDate") or found.get("ReplicationTaskStartDate"),
        tables=tuple(_tables(dms, arn)),
        latencies=_latencies(dms, cloudwatch, found, now, limit),
    )


def _task(dms: DmsHook, arn: str) -> Mapping[str, Any] | None:
    client = dms.get_conn()
    try:
        tasks = dms.find_replication_tasks_by_arn(arn, without_settings=True)
    except client.exceptions.ResourceNotFoundFault:
        return None
    return next(iter(tasks), None)


def _tables(dms: DmsHook, arn: str) -> Iterable[TableState]:
    pages = dms.get_conn().get_paginator("describe_table_statistics").paginate(ReplicationTaskArn=arn)
    for page in pages:
        for table in page["TableStatistics"]:
            yield TableState(
                name=f"{table['SchemaName']}.{table['TableName']}",
                state=table.get("TableState", "unknown"),
                full_load_rows=table.get("FullLoadRows", 0),
                changes=sum(table.get(name, 0) for name in ("Inserts", "Updates", "Deletes")),
            )


def _latencies(
    dms: DmsHook, cloudwatch: AwsBaseHook, task: Mapping[str, Any], now: datetime, limit: timedelta
) -> dict[str, timedelta]:
    """The newest value of each in the last ``limit``; CloudWatch has one every minute."""
    dimensions = [
        {"Name": "ReplicationInstanceIdentifier", "Value": _instance(dms, task["ReplicationInstanceArn"])},
        # Not the task's name, with which CloudWatch knows nothing.
        {"Name": "ReplicationTaskIdentifier", "Value": task["ReplicationTaskArn"].rpartition(":")[2]},
    ]
    queries = [
        {
            "Id": name.lower(),
            "Label": name,
            "MetricStat": {
                "Metric": {"Namespace": "AWS/DMS", "MetricName": name, "Dimensions": dimensions},
                "Period": 60,
                "Stat": "Maximum",
            },
        }
        for name in _LATENCIES
    ]
    answer = cloudwatch.get_conn().get_metric_data(
        MetricDataQueries=queries,
        StartTime=now - max(limit, timedelta(minutes=5)),
        EndTime=now.astimezone(UTC),
        ScanBy="TimestampDescending",
    )
    return {
        result["Label"]: timedelta(seconds=round(result["Values"][0]))
        for result in answer["MetricDataResults"]
        if result["Values"]
    }


def _instance(dms: DmsHook, arn: str) -> str:
    """The name of a replication instance, by which CloudWatch knows it."""
    found = dms.get_conn().describe_replication_instances(
        Filters=[{"Name": "replication-instance-arn", "Values": [arn]}]
    )
    return str(found["ReplicationInstances"][0]["ReplicationInstanceIdentifier"])
