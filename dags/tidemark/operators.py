"""The operators: the one place that builds the jar's command line, one that runs it on the worker, and one that waits."""

from __future__ import annotations

import json
import logging
import re
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException, BaseOperator
from airflow.providers.standard.triggers.temporal import DateTimeTrigger

from tidemark import hours
from tidemark.class_archive import ClassArchive
from tidemark.connections import connection_environment, worker_environment
from tidemark.descriptions import Installation, Pipeline
from tidemark.jvm import Jvm, die_with_parent
from tidemark.outcomes import Reaction, failure, outcome_of

# Where the run's OpenLineage parent is known: the macro is missing where the provider has no transport.
_OPENLINEAGE_PARENT = (
    "{% if macros.OpenLineageProviderPlugin is defined %}"
    "{{ macros.OpenLineageProviderPlugin.lineage_parent_id(task_instance) }}{% endif %}"
)
_LOG_LINE = re.compile(r"^\S+Z (TRACE|DEBUG|INFO|WARN|ERROR) +(.*)$")
# How the jar says why it ends otherwise than well.
_COMPLAINT = "tidemark: "
_ASK_AGAIN = timedelta(minutes=1)
LINES_OF_A_REASON = 20

Summary = dict[str, Any]


def command_line(
    installation: Installation, command: str, pipelines: Sequence[str], hour: str | None, options: Sequence[str]
) -> list[str]:
    """The jar's arguments from its command on; nothing secret is among them."""
    chosen = [argument for name in pipelines for argument in ("--pipeline", name)]
    return [command, "--config", installation.config, *chosen, *(["--hour", hour] if hour else []), *options]


def run_variables(context: Mapping[str, Any], openlineage_parent: str) -> dict[str, str]:
    """What tells the jar which run of Airflow it belongs to; the state tables and the log name it so."""
    variables = {"TIDEMARK_RUN_ID": context["run_id"], "TIDEMARK_TRY_NUMBER": str(context["ti"].try_number)}
    if openlineage_parent:
        variables["OPENLINEAGE_PARENT_ID"] = openlineage_parent
    return variables


@dataclass(frozen=True)
class Ended:
    """How a run of the jar ended.

    Args:
        exit_code: negative for a signal.
        summary: empty where the JVM could not start or was killed.
        said: the last lines that it wrote for people.

    """

    exit_code: int
    summary: Summary
    said: Sequence[str]


class JarOperator(BaseOperator):
    """Runs one command of the jar; where is up to the operators that extend it.

    The result is the jar's JSON summary. Exit code 4 defers the task and takes neither a slot nor a try; 2 and 3 fail it at
    once; the others are tried again. However the task ends, the JVM ends with it, and what it had not committed is rolled
    back.

    Args:
        installation: where the jar lies and what it needs.
        command: of the jar, e.g. ``load``.
        pipelines: names; none for all of the configuration.
        hour: e.g. ``2026-11-22T13:00Z``; ``run`` for that of the run's data interval; none where the command has none.
        options: further arguments of the command.
        not_ready_timeout: how long exit code 4 is waited for.

    """

    template_fields: Sequence[str] = ("command", "pipelines", "hour", "options", "openlineage_parent")
    ui_color = "#0b7285"
    ui_fgcolor = "#ffffff"

    def __init__(
        self,
        *,
        installation: Installation,
        command: str,
        pipelines: Sequence[str] = (),
        hour: str | None = None,
        options: Sequence[str] = (),
        not_ready_timeout: timedelta = timedelta(hours=6),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.installation = installation
        self.command = command
        self.pipelines = pipelines
        self.hour = hour
        self.options = options
        self.not_ready_timeout = not_ready_timeout
        self.openlineage_parent = _OPENLINEAGE_PARENT

    @abstractmethod
    def run_jar(self, context: Any, command: list[str], variables: dict[str, str]) -> Ended:
        """Runs a command with these variables on top of what its environment has, and waits for its end."""

    def execute(self, context: Any) -> Summary:
        """Runs the jar."""
        return self._run(context, datetime.now(UTC))

    def execute_again(self, context: Any, event: Any, waiting_since: str) -> Summary:  # noqa: ARG002 Airflow passes it
        """Runs the jar after a wait; the event only says that it is over."""
        return self._run(context, datetime.fromisoformat(waiting_since))

    def _run(self, context: Any, waiting_since: datetime) -> Summary:
        command = self._command(context)
        self.log.info("running %s", " ".join(command))
        ended = self.run_jar(context, command, run_variables(context, self.openlineage_parent))
        reaction = outcome_of(ended.exit_code).reaction
        if reaction is Reaction.SUCCEED:
            if not ended.summary:
                raise AirflowException("the jar succeeded, but its summary did not arrive; repeating it is safe")
            self._tell_assets(context, ended.summary)
            return ended.summary
        if reaction is Reaction.WAIT:
            self._wait(waiting_since, _reason(ended))
        context["ti"].xcom_push(key="failure", value=ended.summary | {"exit_code": ended.exit_code})
        raise failure(ended.exit_code, _reason(ended))

    def _command(self, context: Any) -> list[str]:
        hour = hours.text(hours.hour_of_run(context)) if self.hour == "run" else self.hour
        return [
            self.installation.java,
            *self.installation.java_options,
            "-jar",
            self.installation.jar,
            *command_line(self.installation, self.command, self.pipelines, hour, self.options),
        ]

    def _wait(self, waiting_since: datetime, reason: str) -> None:
        """Leaves the worker until it is worth asking again; a deferral is no try."""
        now = datetime.now(UTC)
        if now - waiting_since > self.not_ready_timeout:
            raise failure(
                4, f"{reason}\nIt has been so since {waiting_since:%Y-%m-%d %H:%M:%S}Z (airflow.not-ready-timeout)"
            )
        self.log.info("not ready: %s; asking again in %s", reason, _ASK_AGAIN)
        self.defer(
            trigger=DateTimeTrigger(moment=now + _ASK_AGAIN),
            method_name="execute_again",
            kwargs={"waiting_since": waiting_since.isoformat()},
        )

    def _tell_assets(self, context: Any, summary: Summary) -> None:
        """Those who are scheduled by the table learn up to which hour it is loaded."""
        until = hours.end(next((done.get("high_watermark") for done in summary.get("pipelines", [])), None))
        for outlet in self.outlets:
            context["outlet_events"][outlet].extra = {
                "loaded_until": hours.text(until) if until else None,
                **{name: summary[name] for name in ("outcome", "changes", "applied") if name in summary},
            }


class TidemarkOperator(JarOperator):
    """Runs the jar on the worker and streams what it says into the task's log."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._jvm: Jvm | None = None

    def run_jar(self, context: Any, command: list[str], variables: dict[str, str]) -> Ended:  # noqa: ARG002 others need it
        """Starts a JVM that ends with this task, even if the worker is killed."""
        die_with_parent()
        environment = worker_environment() | connection_environment(self.installation) | variables
        archive = ClassArchive(self.installation.java, self.installation.jar)
        options = archive.options(make=self.command == "load")
        try:
            self._jvm = Jvm([command[0], *options, *command[1:]], environment)
        except FileNotFoundError as e:
            raise AirflowFailException(f"{e}; the setting airflow.java names it") from e
        said: list[str] = []
        try:
            for line in self._jvm.lines():
                said.append(self._tell(line))
                del said[:-LINES_OF_A_REASON]
            code, last_line = self._jvm.end()
            summary = summary_of(last_line)
            if summary.get("outcome") == "loaded":  # which uses more classes than finding nothing to do
                archive.keep()
        finally:
            self._jvm.stop_and_wait()
            archive.discard()
        return Ended(code, summary, said)

    def on_kill(self) -> None:
        """Stopped by a person, by a timeout or with the worker."""
        if self._jvm is not None:
            self.log.warning("stopping the JVM; what is not committed is rolled back")
            self._jvm.stop()

    def _tell(self, line: str) -> str:
        """Repeats a line at its own level; the time is the log's."""
        found = _LOG_LINE.match(line)
        level, said = (found[1], found[2]) if found else ("ERROR" if line.startswith(_COMPLAINT) else "INFO", line)
        self.log.log({"WARN": logging.WARNING, "ERROR": logging.ERROR}.get(level, logging.INFO), "%s", said)
        return said


class HourSettled(BaseOperator):
    """Waits, without a worker, until the run's hour is over and its last files have had time to arrive."""

    ui_color = "#99e9f2"

    def __init__(self, *, pipeline: Pipeline, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.settle = pipeline.settle

    def execute(self, context: Any) -> None:
        """Succeeds at once where the hour is long over, as in a backfill."""
        settled = hours.hour_of_run(context) + hours.HOUR + self.settle
        if datetime.now(UTC) < settled:
            self.log.info("the hour has settled at %s", settled)
            self.defer(trigger=DateTimeTrigger(moment=settled), method_name="settled")

    def settled(self, context: Any, event: Any) -> None:
        """The time has come."""


def summary_of(line: str) -> Summary:
    """What a line says as the summary; nothing if it is none."""
    try:
        summary = json.loads(line)
    except ValueError:
        return {}
    return summary if isinstance(summary, dict) else {}


def _reason(ended: Ended) -> str:
    error = ended.summary.get("error")
    if isinstance(error, dict) and error.get("message"):
        return str(error["message"])
    return "\n".join(ended.said) or "the jar said nothing"
