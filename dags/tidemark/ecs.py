"""Runs the jar in an ECS task."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from airflow.providers.amazon.aws.operators.ecs import EcsRunTaskOperator
from airflow.providers.common.compat.sdk import AirflowException

from tidemark.descriptions import Installation
from tidemark.operators import Ended, JarOperator
from tidemark.remote import Transcript, provider_arguments

_REQUIRED = ("cluster", "task_definition", "container_name", "awslogs_group", "awslogs_stream_prefix")
_MADE_HERE = ("deferrable", "skip_on_exit_code", "wait_for_completion")

# CloudWatch shows the last lines of a container some seconds after it has ended.
_LOG_PATIENCE = timedelta(seconds=30)
_ASK_AGAIN = timedelta(seconds=2)
_LAST_LINES = 100

# Exit codes from here on are signals.
_KILLED = 128


class TidemarkEcsOperator(JarOperator, EcsRunTaskOperator):
    """Runs the jar in an ECS task of its own and repeats the container's log from CloudWatch.

    ``airflow.ecs`` holds the arguments of ``EcsRunTaskOperator``. Of them ``container_name`` says which container of the
    task definition runs the jar, and ``awslogs_group`` with ``awslogs_stream_prefix`` where its log is, which ends with
    the summary. The image must have Java, jar and configuration where ``airflow.java``, ``jar`` and ``config`` say, and
    no entry point, since ECS only overrides the command. Only what tells the jar which run it belongs to is added to the
    environment. Secrets come from ``secrets`` of the task definition, rights on S3 by its task role.

    Stopping the task stops the ECS task, which gives the JVM ``stopTimeout`` of the task definition (30 seconds by
    default) to roll back. A task whose worker was lost finds its ECS task again when it is retried.
    """

    template_fields = (*JarOperator.template_fields, *EcsRunTaskOperator.template_fields)

    def __init__(self, *, installation: Installation, **kwargs: Any) -> None:
        given = provider_arguments(installation, installation.ecs, _REQUIRED, _MADE_HERE)
        given["awslogs_fetch_interval"] = timedelta(seconds=given.get("awslogs_fetch_interval", 5))
        given.setdefault("overrides", {})
        given.setdefault("reattach", True)
        super().__init__(installation=installation, deferrable=False, **given, **kwargs)

    def run_jar(self, context: Any, command: list[str], variables: dict[str, str]) -> Ended:
        """Starts an ECS task, or finds the one that an earlier try of this task has left running."""
        self.overrides = self._overrides(command, variables)
        failure: AirflowException | None = None
        try:
            EcsRunTaskOperator.execute(self, context)  # type: ignore[no-untyped-call]
        except AirflowException as e:
            failure = e
        exit_code = self._exit_code()
        if exit_code is None:
            raise failure or AirflowException(f"the ECS task ended without an exit code of {self.container_name}")
        return self._transcript(exit_code).ended(exit_code)

    def _overrides(self, command: list[str], variables: dict[str, str]) -> dict[str, Any]:
        """Those of the configuration, with command and variables for the jar's container."""
        containers = list(self.overrides.get("containerOverrides", []))
        given: dict[str, Any] = next((one for one in containers if one.get("name") == self.container_name), {})
        others = [one for one in containers if one is not given]
        environment = [one for one in given.get("environment", []) if one["name"] not in variables]
        environment += [{"name": name, "value": value} for name, value in variables.items()]
        own = {**given, "name": self.container_name, "command": command, "environment": environment}
        return {**self.overrides, "containerOverrides": [own, *others]}

    def _exit_code(self) -> int | None:
        """None where the container did not run to its end: no image, no capacity, a lost host."""
        if self.arn is None:
            return None
        described = self.client.describe_tasks(cluster=self.cluster, tasks=[self.arn])
        for task in described["tasks"]:
            for container in task.get("containers", []):
                if container.get("name") == self.container_name:
                    code = container.get("exitCode")
                    return None if code is None else int(code)
        return None

    def _transcript(self, exit_code: int) -> Transcript:
        """The end of the log; waits for the summary, which only a killed JVM does not leave."""
        log = self.task_log_fetcher or self._get_task_log_fetcher()
        waited = timedelta()
        while True:
            transcript = Transcript()
            for line in log.get_last_log_messages(_LAST_LINES):
                transcript.hear(line)
            if transcript.summary or exit_code >= _KILLED or waited >= _LOG_PATIENCE:
                return transcript
            time.sleep(_ASK_AGAIN.total_seconds())
            waited += _ASK_AGAIN
