"""Runs the jar in a pod."""

from __future__ import annotations

from typing import Any

from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.providers.common.compat.sdk import AirflowException

from tidemark.descriptions import DescriptionError, Installation
from tidemark.operators import Ended, JarOperator
from tidemark.remote import Transcript, provider_arguments

# A rollback takes seconds; more only delays the retry of a pod that does not end.
_GRACE_SECONDS = 60

_MADE_HERE = ("arguments", "cmds", "deferrable", "do_xcom_push", "get_logs", "log_formatter", "skip_on_exit_code")


class TidemarkPodOperator(JarOperator, KubernetesPodOperator):
    """Runs the jar in a pod of its own and streams the pod's log into the task's.

    ``airflow.kubernetes`` holds the arguments of ``KubernetesPodOperator``. The image, or what ``pod_template_dict``
    mounts into it, must have Java, jar and configuration where ``airflow.java``, ``jar`` and ``config`` say. Only what
    tells the jar which run it belongs to is added to the environment. Secrets come from Kubernetes, by ``env`` or
    ``envFrom`` of ``pod_template_dict``, rights on S3 by the service account.

    The pod goes with the task: stopping it deletes the pod, which gives the JVM a minute to roll back. A task whose
    worker was lost finds its pod again when it is retried. A pod without a task ends after ``execution_timeout``.
    """

    template_fields = (*JarOperator.template_fields, *KubernetesPodOperator.template_fields)

    def __init__(self, *, installation: Installation, **kwargs: Any) -> None:
        given = provider_arguments(installation, installation.kubernetes, (), _MADE_HERE)
        if not isinstance(given.get("env_vars", {}), dict):
            raise DescriptionError("airflow.kubernetes.env_vars must be an object: NAME = value")
        if kwargs.get("execution_timeout") is not None:
            given.setdefault("active_deadline_seconds", int(kwargs["execution_timeout"].total_seconds()))
        given.setdefault("name", "tidemark")
        given.setdefault("termination_grace_period", _GRACE_SECONDS)
        given.setdefault("container_name_log_prefix_enabled", False)
        given.setdefault("log_events_on_failure", True)
        # The specification says nothing about why the jar failed, and pushes what does out of sight.
        given.setdefault("log_pod_spec_on_failure", False)
        super().__init__(installation=installation, deferrable=False, do_xcom_push=False, **given, **kwargs)

    def run_jar(self, context: Any, command: list[str], variables: dict[str, str]) -> Ended:
        """Starts a pod, or finds the one that an earlier try of this task has left running."""
        self.cmds, self.arguments = command[:1], command[1:]
        self.env_vars = {**self._given_variables(), **variables}
        transcript = Transcript()

        def hear(_: str, line: str) -> str:
            transcript.hear(line)
            return line

        self.log_formatter = hear
        failure: AirflowException | None = None
        try:
            KubernetesPodOperator.execute(self, context)
        except AirflowException as e:
            # The provider's clean-up raises over the reason why a pod did not start.
            failure = e.__context__ if isinstance(e.__context__, AirflowException) else e
        exit_code = self._exit_code()
        if exit_code is None:
            raise failure or AirflowException("the pod ended without an exit code of its container")
        # To the provider it means a container beside the jar's that hands over a file; from here on, the result.
        self.do_xcom_push = True
        return transcript.ended(exit_code)

    def _given_variables(self) -> dict[str, str]:
        """As the configuration has them; rendering has made objects of them by now."""
        if isinstance(self.env_vars, dict):
            return self.env_vars
        return {variable.name: variable.value for variable in self.env_vars}

    def _exit_code(self) -> int | None:
        """None where the container did not run to its end: no image, no node, evicted."""
        status = self.remote_pod.status if self.remote_pod else None
        for container in (status.container_statuses if status else None) or []:
            if container.name == self.base_container_name and container.state and container.state.terminated:
                return int(container.state.terminated.exit_code)
        return None
