"""Where Airflow 2.11 and Airflow 3 differ and the common-compat provider does not even it out."""

from __future__ import annotations

from typing import Any

from airflow.providers.common.compat.sdk import Asset
from airflow.providers.common.compat.version_compat import AIRFLOW_V_3_0_PLUS

if AIRFLOW_V_3_0_PLUS:
    from airflow.sdk import CronDataIntervalTimetable
else:
    from airflow.timetables.interval import CronDataIntervalTimetable  # type: ignore[assignment]

# In Airflow 3 a factor, and True would be a factor of one: no backoff at all.
EXPONENTIAL_BACKOFF: Any = 2.0 if AIRFLOW_V_3_0_PLUS else True


def every_hour() -> CronDataIntervalTimetable:
    """True data intervals: Airflow 3 gives a bare cron expression an empty one."""
    return CronDataIntervalTimetable("0 * * * *", timezone="UTC")


def asset(name: str, uri: str) -> Asset:
    """An asset by name; Airflow 2 knows only its address."""
    if AIRFLOW_V_3_0_PLUS:
        return Asset(name=name, uri=uri, group="tidemark")
    return Asset(uri)
