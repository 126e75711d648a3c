"""`python -m local_airflow`: the sandbox with a history of orders, and an Airflow whose DAGs load it."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from dataclasses import replace
from types import FrameType

from local_airflow import family, settings
from local_airflow.sandbox import History, SandboxError
from local_airflow.session import Session, options, session
from local_airflow.stack import LocalAirflowError

_USUAL_PORT = 8080
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_MEBIBYTE = 1024 * 1024


class Stopped(BaseException):
    """Somebody wants the end."""


def say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/airflow-up", allow_abbrev=False)
    parser.add_argument("--port", type=int, help="of the UI (default 8080, or a free one if that is taken)")
    parser.add_argument("--rows", type=int, default=5_000, help="rows of the full load (default 5000)")
    parser.add_argument("--hours", type=int, default=24, help="hours of changes (default 24)")
    parser.add_argument("--changes", type=int, default=3_000, help="changes in each hour (default 3000)")
    parser.add_argument("--seed", type=int, help="makes the same history again within the hour (default: random)")
    parser.add_argument("--celery", action="store_true", help="CeleryExecutor, Redis and two workers")
    parser.add_argument("--name", default="airflow", help="of the folder below .sandbox/run (default airflow)")
    parser.add_argument("--no-wait", action="store_true", help="stop as soon as everything is ready")
    chosen = parser.parse_args()
    if min(chosen.rows, chosen.hours, chosen.changes) < 0:
        parser.error("--rows, --hours and --changes must not be negative")
    return chosen


def port(wanted: int | None) -> int:
    """The wanted one, or the usual one, or else any."""
    if wanted is not None:
        try:
            return settings.free_port(wanted)
        except OSError as error:
            raise LocalAirflowError(f"port {wanted} is taken: {error.strerror}") from None
    try:
        return settings.free_port(_USUAL_PORT)
    except OSError:
        return settings.free_port()


def stop(number: int, _: FrameType | None) -> None:
    for stop_signal in _STOPS:
        signal.signal(stop_signal, signal.SIG_IGN)
    raise Stopped(signal.Signals(number).name)


def welcome(running: Session, seconds: float) -> None:
    airflow, sandbox = running.airflow, running.sandbox
    hours = sandbox.hours
    say("")
    say(f"Airflow is ready after {seconds:.0f} s, with {airflow.memory() / _MEBIBYTE:.0f} MiB: {airflow.url}")
    for user, password in airflow.passwords.items():
        say(f"  user {user:<7} password {password}   (role {settings.ROLES[user]})")
    say("")
    say("What to click:")
    say('  1. Dags: switch on "sandbox: full load" and trigger it; then switch on "orders: hourly load".')
    if hours:
        say(f"     {len(hours)} hours of changes are there, {hours[0]:%Y-%m-%dT%H:%MZ} to {hours[-1]:%Y-%m-%dT%H:%MZ};")
        say("     it loads them all, some at a time, and then each hour when it is over.")
    say("  2. Its grid has a column for each hour. Clear one to load it again: that changes nothing.")
    say('  3. Its button Trigger has Backfill, which loads hours again; so does "sandbox: load a range of hours".')
    say("")
    say(f"Target database: {sandbox.target.url('postgresql')}")
    say(f"The truth is in: {sandbox.source.url('postgresql')}")
    say(f"Logs: {airflow.home}")
    say("Ctrl-C stops everything.")


def run(chosen: argparse.Namespace) -> None:
    began = time.monotonic()
    history = History(chosen.rows, chosen.hours, chosen.changes, chosen.seed)
    airflow_options = replace(
        options(), port=port(chosen.port), executor="CeleryExecutor" if chosen.celery else "LocalExecutor"
    )
    say("starting PostgreSQL and the S3 API, writing the files")
    with session(chosen.name, history, airflow_options, say) as running:
        welcome(running, time.monotonic() - began)
        while not chosen.no_wait:
            time.sleep(1)
            running.airflow.check()


def main() -> int:
    chosen = arguments()
    for number in _STOPS:
        signal.signal(number, stop)
    family.adopt_orphans()
    family.stop_with_parent()
    try:
        run(chosen)
    except Stopped as reason:
        say(f"stopped by {reason}; nothing is left running")
    except (LocalAirflowError, SandboxError) as error:
        say(f"scripts/airflow-up: {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
