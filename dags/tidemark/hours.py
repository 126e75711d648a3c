"""Hours: the one of a run's data interval, and those of a range that somebody typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.common.compat.sdk import AirflowFailException

HOUR = timedelta(hours=1)


def text(hour: datetime) -> str:
    """As the jar reads and prints it, e.g. ``2026-11-22T13:00Z``."""
    return hour.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def end(hour: str | None) -> datetime | None:
    """The end of an hour as the jar prints it, e.g. of its ``high_watermark``, the last hour up to which all are loaded."""
    return datetime.fromisoformat(hour) + HOUR if hour else None


def hour_of_run(context: Mapping[str, Any]) -> datetime:
    """The start of the hour that a run covers.

    Raises:
        AirflowFailException: if the run covers none, as one that was triggered without a logical date.

    """
    start, end = context.get("data_interval_start"), context.get("data_interval_end")
    if not isinstance(start, datetime) or not isinstance(end, datetime) or end - start != HOUR:
        raise AirflowFailException(
            f"this run covers no hour (data interval from {start} to {end}): trigger it with a logical date, which is the "
            "end of the hour then; or load hours of your choice with the range DAG, or by a backfill of this one"
        )
    return start


def parse_range(start: object, end: object, now: datetime) -> list[datetime]:
    """The hours of a half-open range as the trigger form hands it over, oldest first.

    Raises:
        AirflowFailException: if one of them is no time, not at a full hour, if they are reversed, or if the range ends in
            the future.

    """
    first, last = _time("from", start), _time("to", end)
    if first >= last:
        raise AirflowFailException(
            f"the range is empty: from {text(first)} is not before to {text(last)} (the end is not part of the range)"
        )
    if last > now:
        raise AirflowFailException(
            f"to {text(last)} is in the future: the last hour that is over ends at {text(now.replace(minute=0))}"
        )
    return [first + index * HOUR for index in range(int((last - first) / HOUR))]


def _time(name: str, value: object) -> datetime:
    """The form sends ``2026-11-22T13:00:00+00:00``, in the zone that its user looks at; the REST API checks nothing."""
    try:
        time = datetime.fromisoformat(str(value).strip())
    except ValueError:
        raise AirflowFailException(
            f"{name} is {value!r}; expected a time with its zone, e.g. 2026-11-22T13:00:00+00:00"
        ) from None
    if time.tzinfo is None:
        raise AirflowFailException(f"{name} is {value!r}, without a zone; expected e.g. 2026-11-22T13:00:00+00:00")
    utc = time.astimezone(UTC)
    if utc != utc.replace(minute=0, second=0, microsecond=0):
        raise AirflowFailException(
            f"{name} is {value!r}, not the start of an hour; expected e.g. {text(utc.replace(minute=0))}"
        )
    return utc
