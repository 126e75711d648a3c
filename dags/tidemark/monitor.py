"""The DAG that watches: DMS tasks, their tables and latency, and whether hours are late. It changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.common.compat.sdk import DAG, AirflowFailException, get_current_context, task

from tidemark import hours
from tidemark.airflow_versions import every
from tidemark.descriptions import Description, Monitor
from tidemark.runbook import MONITOR_DOC, say_what_to_do, warned
from tidemark.runners import jar_operator

log = logging.getLogger(__name__)

# More hours would only make the listing of S3 longer: how far the loads are is known without one.
_HOURS_OF_STATUS = 24


def monitor_dag(description: Description) -> DAG:
    """Fails visibly where somebody has to do something."""
    installation = description.installation
    monitor = installation.monitor
    with DAG(
        dag_id=f"tidemark.monitor.{description.name}",
        dag_display_name=f"{description.name}: monitor",
        description="Watches DMS tasks, their tables and latency, and whether hours are late",
        doc_md=warned(description, MONITOR_DOC),
        schedule=every(monitor.every),
        start_date=min(pipeline.start for pipeline in description.pipelines),
        catchup=False,
        max_active_runs=1,
        tags=["tidemark", "monitor"],
        default_args={
            "owner": description.pipelines[0].owner,
            "on_failure_callback": say_what_to_do,
            # The next run asks anew.
            "execution_timeout": max(monitor.every, timedelta(minutes=5)),
        },
    ) as dag:
        status = jar_operator(installation)(
            task_id="status",
            task_display_name="ask how far the loads are",
            installation=installation,
            command="status",
            options=["--json", "--hours", str(_HOURS_OF_STATUS)],
            executor=installation.executor,
            retries=2,
            retry_delay=timedelta(minutes=1),
        )
        expected = [
            {"name": one.name, "start": one.start.isoformat(), "late_after": one.late_after.total_seconds()}
            for one in description.pipelines
        ]
        hours_are_loaded(status.output, expected, _cloudwatch(monitor))
        if monitor.dms_tasks:
            dms_task_is_well.partial(
                limit_seconds=monitor.latency_limit.total_seconds(), cloudwatch=_cloudwatch(monitor)
            ).expand(arn=list(monitor.dms_tasks))
    return dag


def _cloudwatch(monitor: Monitor) -> dict[str, str | None]:
    region = region_of(monitor.dms_tasks[0]) if monitor.dms_tasks else None
    return {"namespace": monitor.metrics_namespace, "connection": monitor.aws_connection, "region": region}


def region_of(arn: str) -> str:
    """The region of an ARN."""
    return arn.split(":")[3]


@task(
    retries=2,
    retry_delay=timedelta(minutes=1),
    map_index_template="{{ dms_task }}",
    task_display_name="DMS task is well",
)
def dms_task_is_well(arn: str, limit_seconds: float, cloudwatch: dict[str, str | None]) -> None:
    """Fails if the DMS task does not run, lags, or has lost a table."""
    context: Any = get_current_context()
    context["dms_task"] = arn.rpartition(":")[2]
    check_dms_task(arn, timedelta(seconds=limit_seconds), cloudwatch, datetime.now(UTC))


def check_dms_task(arn: str, limit: timedelta, cloudwatch: Mapping[str, str | None], now: datetime) -> None:
    """Logs what DMS says, publishes the progress of the full load, and judges.

    Raises:
        AirflowFailException: names each problem and its remedy.

    """
    from airflow.providers.amazon.aws.hooks.base_aws import AwsBaseHook
    from airflow.providers.amazon.aws.hooks.dms import DmsHook

    from tidemark import dms

    connection, region = cloudwatch["connection"], region_of(arn)
    state = dms.observe(
        arn,
        DmsHook(aws_conn_id=connection, region_name=region),  # type: ignore[no-untyped-call]
        AwsBaseHook(aws_conn_id=connection, client_type="cloudwatch", region_name=region),
        now,
        limit,
    )
    if state is None:
        raise AirflowFailException(
            f"there is no DMS task {arn}: mend airflow.monitor.dms-tasks, then describe the DAGs again (command pipelines)"
        )
    log.info("%s", dms.table_of(state))
    publish(
        {**cloudwatch, "region": region},
        [_metric("FullLoadProgressPercent", "DmsTask", state.name, state.full_load_percent, "Percent")],
    )
    _fail_on(state.problems(now, limit))


@task(retries=0, task_display_name="hours are loaded")
def hours_are_loaded(status: dict[str, Any], expected: list[dict[str, Any]], cloudwatch: dict[str, str | None]) -> None:
    """Fails if a pipeline is later than its ``late-after``."""
    lags = lags_of(status, expected, datetime.now(UTC))
    log.info("%s", "\n".join(str(lag) for lag in lags))
    publish(cloudwatch, [_metric("Lag", "Pipeline", lag.pipeline, lag.lag.total_seconds(), "Seconds") for lag in lags])
    _fail_on([lag.problem() for lag in lags if lag.late])


@dataclass(frozen=True)
class Lag:
    """How far a pipeline is: ``lag`` is the time since the end of the last hour up to which all are loaded."""

    pipeline: str
    loaded_until: datetime | None
    lag: timedelta
    late_after: timedelta
    missing: Sequence[str]
    more: str

    @property
    def late(self) -> bool:
        """The hour after the last loaded one needs its own time to end before it can be late."""
        return self.lag > hours.HOUR + self.late_after

    def __str__(self) -> str:
        until = hours.text(self.loaded_until) if self.loaded_until else "(nothing yet)"
        return f"{self.pipeline}: all hours loaded up to {until}, {self.lag} ago{self.more}"

    def problem(self) -> str:
        """What is late, and what to do."""
        missing = f"; not loaded in between: {', '.join(self.missing)}" if self.missing else ""
        return (
            f"{self}, which is late (airflow.late-after {self.late_after} after the next hour's end){missing}. Look at the "
            f"runs of tidemark.hourly.{self.pipeline}: clear its failed tasks once the cause is mended, unpause it, or run a "
            "backfill of hours without a run"
        )


def lags_of(status: Mapping[str, Any], expected: Sequence[Mapping[str, Any]], now: datetime) -> list[Lag]:
    """How far each pipeline is, by the jar's ``status --json``; one without any hour counts from its start."""
    known = {one["pipeline"]: one for one in status["pipelines"]}
    return [_lag(one, known.get(one["name"], {}), now) for one in expected]


def _lag(expected: Mapping[str, Any], status: Mapping[str, Any], now: datetime) -> Lag:
    until = hours.end(status.get("high_watermark"))
    since = until or datetime.fromisoformat(expected["start"])
    counts = {
        "objects not loaded": len(status.get("unloaded", ())),
        "loaded objects gone from S3": len(status.get("vanished", ())),
        "rows in quarantine": status.get("quarantined", 0),
    }
    return Lag(
        pipeline=expected["name"],
        loaded_until=until,
        lag=timedelta(seconds=max(0, round((now - since).total_seconds()))),
        late_after=timedelta(seconds=expected["late_after"]),
        missing=status.get("missing_hours", ()),
        more="".join(f", {name}: {count}" for name, count in counts.items() if count),
    )


def _metric(name: str, dimension: str, value_of: str, value: float, unit: str) -> dict[str, Any]:
    return {"MetricName": name, "Dimensions": [{"Name": dimension, "Value": value_of}], "Value": value, "Unit": unit}


def publish(cloudwatch: Mapping[str, str | None], metrics: Sequence[Mapping[str, Any]]) -> None:
    """Sends metrics to CloudWatch, if the configuration has a namespace for them."""
    from airflow.providers.amazon.aws.hooks.base_aws import AwsBaseHook

    if cloudwatch["namespace"] is None:
        return
    hook = AwsBaseHook(aws_conn_id=cloudwatch["connection"], client_type="cloudwatch", region_name=cloudwatch["region"])
    hook.get_conn().put_metric_data(Namespace=cloudwatch["namespace"], MetricData=list(metrics))


def _fail_on(problems: Sequence[str]) -> None:
    if problems:
        raise AirflowFailException("\n".join(problems))
