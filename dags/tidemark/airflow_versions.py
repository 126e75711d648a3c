"""Where Airflow 2.11 and Airflow 3 differ and the common-compat provider does not even it out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.providers.common.compat.sdk import Asset
from airflow.providers.common.compat.version_compat import AIRFLOW_V_3_0_PLUS, AIRFLOW_V_3_3_PLUS

if AIRFLOW_V_3_0_PLUS:
    from airflow.sdk import CronDataIntervalTimetable, DeltaDataIntervalTimetable
else:
    from airflow.timetables.interval import (  # type: ignore[assignment]
        CronDataIntervalTimetable,
        DeltaDataIntervalTimetable,
    )

# In Airflow 3 a factor, and True would be a factor of one: no backoff at all.
EXPONENTIAL_BACKOFF: Any = 2.0 if AIRFLOW_V_3_0_PLUS else True


def every_hour() -> CronDataIntervalTimetable:
    """True data intervals: Airflow 3 gives a bare cron expression an empty one."""
    return CronDataIntervalTimetable("0 * * * *", timezone="UTC")


def every(delta: timedelta) -> DeltaDataIntervalTimetable:
    """At even distances."""
    return DeltaDataIntervalTimetable(delta)


def deadline(name: str, after: timedelta, callback: str, **arguments: Any) -> dict[str, Any]:
    """A DAG's argument that has a function called if a run is not done so long after its logical date.

    The executor calls it, with the run's context. Airflow 2.11 knows no deadlines.
    """
    if not AIRFLOW_V_3_3_PLUS:
        return {}
    from airflow.sdk.definitions.callback import SyncCallback
    from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

    alert = DeadlineAlert(
        name=name,
        reference=DeadlineReference.DAGRUN_LOGICAL_DATE,
        interval=after,
        callback=SyncCallback(callback, kwargs=arguments),
    )
    return {"deadline": alert}


def asset(name: str, uri: str) -> Asset:
    """An asset by name; Airflow 2 knows only its address."""
    if AIRFLOW_V_3_0_PLUS:
        return Asset(name=name, uri=uri, group="tidemark")
    return Asset(uri)
