"""Runs the jar's operator for pods through the real provider against an API server that starts real processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException, TaskDeferred
from kubernetes.client import ApiClient

from tests.unit.conftest import RecordedTask, context_of
from tests.unit.kubernetes_server import KubernetesServer
from tidemark.descriptions import DescriptionError, Installation
from tidemark.pods import TidemarkPodOperator

# Plays the jar: text for people, the summary, and the exit code that the environment asks for.
_JAR = """\
#!/bin/sh
echo "2026-11-22T14:05:00.000Z INFO  PartitionLoad loading pipeline=orders" >&2
trap 'kill $!; echo "rolled back" >&2; exit 143' TERM
if [ -n "$SLEEP" ]; then sleep "$SLEEP" & wait $!; fi
if [ -z "$SILENT" ]; then
  echo '{"exit_code":'"$ENDS"',"changes":7,"run":"'"$TIDEMARK_RUN_ID"'","error":{"message":"the reason"}}'
fi
echo "tidemark: a last word for people" >&2
exit "$ENDS"
"""


@pytest.fixture
def cluster() -> Iterator[KubernetesServer]:
    server = KubernetesServer()
    yield server
    server.close()


@pytest.fixture
def operator(
    cluster: KubernetesServer, tmp_path: Path, installation: Callable[..., Installation]
) -> Callable[..., TidemarkPodOperator]:
    """An operator for ``load``, whose Java is the script above; arguments go to ``airflow.kubernetes``."""
    java = tmp_path / "java"
    java.write_text(_JAR)
    java.chmod(0o755)

    def make(ends: int | str = 0, variables: dict[str, str] | None = None, **given: Any) -> TidemarkPodOperator:
        made = installation(
            runner="kubernetes",
            java=str(java),
            kubernetes={
                "image": "tidemark:1",
                "namespace": "data",
                "config_file": cluster.kubeconfig(tmp_path),
                "kubernetes_conn_id": None,
                "in_cluster": False,
                "startup_check_interval_seconds": 0.05,
                "env_vars": {"ENDS": str(ends), **(variables or {})},
                **given,
            },
        )
        task = TidemarkPodOperator(
            task_id="load",
            installation=made,
            command="load",
            pipelines=["orders"],
            hour="2026-11-22T13:00Z",
            execution_timeout=timedelta(hours=2),
        )
        task.openlineage_parent = ""
        return task

    return make


def run(task: TidemarkPodOperator, recorded: RecordedTask | None = None) -> Any:
    recorded = recorded or RecordedTask()
    return task.execute({**context_of(recorded), "dag": task})


def test_the_pod_has_the_jars_command_the_runs_variables_and_what_the_template_says(
    operator: Callable[..., TidemarkPodOperator],
) -> None:
    secret = {"secretRef": {"name": "tidemark-target"}}
    task = operator(
        env_vars={"AWS_REGION": "eu-west-1"},
        pod_template_dict={
            "spec": {
                "serviceAccountName": "tidemark",
                "containers": [{"name": "base", "envFrom": [secret], "resources": {"requests": {"memory": "1Gi"}}}],
            }
        },
    )
    task.cmds, task.arguments = ["java"], ["-jar"]
    pod = ApiClient().sanitize_for_serialization(task.build_pod_request_obj(dry_run=True))

    container = pod["spec"]["containers"][0]
    assert container["image"] == "tidemark:1"
    assert container["envFrom"] == [secret]
    assert container["resources"] == {"requests": {"memory": "1Gi"}}
    assert container["env"] == [{"name": "AWS_REGION", "value": "eu-west-1"}]
    assert pod["spec"]["serviceAccountName"] == "tidemark"
    assert pod["spec"]["restartPolicy"] == "Never"
    assert pod["spec"]["terminationGracePeriodSeconds"] == 60
    assert pod["spec"]["activeDeadlineSeconds"] == 7200
    assert len(pod["spec"]["containers"]) == 1, "no container beside the jar's hands over the result"


def test_a_load_that_succeeds_gives_the_summary_and_takes_the_pod_away(
    operator: Callable[..., TidemarkPodOperator],
    cluster: KubernetesServer,
    capfd: pytest.CaptureFixture[str],
) -> None:
    task = operator()
    summary = run(task)

    assert summary["changes"] == 7
    assert summary["run"] == RecordedTask.run_id
    assert task.do_xcom_push is True
    container = cluster.created[0]["spec"]["containers"][0]
    assert container["command"] == [task.installation.java]
    assert container["args"] == [
        *["-Xmx512m", "-jar", "/opt/tidemark/tidemark.jar", "load", "--config", "/etc/tidemark/orders.conf"],
        *["--pipeline", "orders", "--hour", "2026-11-22T13:00Z"],
    ]
    assert {one["name"] for one in container["env"]} == {"ENDS", "TIDEMARK_RUN_ID", "TIDEMARK_TRY_NUMBER"}
    assert cluster.pods == {}
    assert "PartitionLoad loading pipeline=orders" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("ends", "raised", "says"),
    [
        (1, AirflowException, "exit code 1 (a bug): the reason"),
        (2, AirflowFailException, "exit code 2 (usage or configuration): the reason"),
        (3, AirflowFailException, "exit code 3 (data refused): the reason"),
        (5, AirflowException, "exit code 5 (S3, PostgreSQL or the network): the reason"),
        (6, AirflowException, "exit code 6 (fenced or locked out by another run): the reason"),
        (137, AirflowException, "exit code 137 (ended by the machine): the reason"),
    ],
)
def test_exit_codes_decide_as_they_do_on_the_worker(
    operator: Callable[..., TidemarkPodOperator],
    cluster: KubernetesServer,
    ends: int,
    raised: type[Exception],
    says: str,
) -> None:
    recorded = RecordedTask()
    with pytest.raises(AirflowException) as failure:
        run(operator(ends), recorded)

    assert type(failure.value) is raised
    assert str(failure.value).startswith(says)
    assert recorded.pushed["failure"]["exit_code"] == ends
    assert cluster.pods == {}


def test_what_is_not_ready_defers_the_task_without_a_pod_left(
    operator: Callable[..., TidemarkPodOperator], cluster: KubernetesServer
) -> None:
    with pytest.raises(TaskDeferred) as deferred:
        run(operator(4))

    assert deferred.value.method_name == "execute_again"
    assert cluster.pods == {}


def test_the_task_goes_on_after_a_wait_in_a_new_pod(
    operator: Callable[..., TidemarkPodOperator], cluster: KubernetesServer
) -> None:
    with pytest.raises(TaskDeferred) as deferred:
        run(operator(4))
    task = operator()
    summary = task.execute_again({**context_of(RecordedTask()), "dag": task}, None, **deferred.value.kwargs)  # type: ignore[arg-type]

    assert summary["changes"] == 7
    assert len(cluster.created) == 2


def test_a_jvm_that_was_killed_is_tried_again_with_its_last_words(
    operator: Callable[..., TidemarkPodOperator],
) -> None:
    with pytest.raises(AirflowException, match="a last word for people") as failure:
        run(operator(137, {"SILENT": "yes"}))

    assert not isinstance(failure.value, AirflowFailException)


def test_a_success_whose_summary_did_not_arrive_is_repeated(operator: Callable[..., TidemarkPodOperator]) -> None:
    with pytest.raises(AirflowException, match="the jar succeeded, but its summary did not arrive"):
        run(operator(0, {"SILENT": "yes"}))


def test_an_image_that_does_not_come_is_tried_again(
    operator: Callable[..., TidemarkPodOperator], cluster: KubernetesServer
) -> None:
    cluster.images_missing = True
    with pytest.raises(AirflowException, match="no such image") as failure:
        run(operator())

    assert not isinstance(failure.value, AirflowFailException)
    assert cluster.pods == {}


def test_stopping_the_task_deletes_the_pod_with_time_to_roll_back(
    operator: Callable[..., TidemarkPodOperator], cluster: KubernetesServer
) -> None:
    task = operator(0, {"SLEEP": "60"})
    threading.Thread(target=_kill_when_started, args=(task, cluster), daemon=True).start()
    with pytest.raises(Exception, match=r"exit code 143|404|NotFound"):
        run(task)

    stopped = cluster.deleted[0]
    assert stopped.deleted_with == {"gracePeriodSeconds": "60"}
    assert any("rolled back" in line for line in stopped.lines)
    assert cluster.pods == {}


def _kill_when_started(task: TidemarkPodOperator, cluster: KubernetesServer) -> None:
    while task.pod is None or not any(pod.lines for pod in cluster.pods.values()):
        time.sleep(0.02)
    task.on_kill()


def test_a_retry_finds_the_pod_that_a_lost_worker_left(
    operator: Callable[..., TidemarkPodOperator], cluster: KubernetesServer
) -> None:
    lost = operator(0, {"SLEEP": "1"})
    lost.cmds, lost.arguments = [lost.installation.java], ["load"]
    context: Any = {**context_of(RecordedTask()), "dag": lost}
    manifest = lost.build_pod_request_obj(context)
    cluster.create(ApiClient().sanitize_for_serialization(manifest))

    assert run(operator(), RecordedTask(try_number=2))["changes"] == 7
    assert len(cluster.created) == 1


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"kubernetes": {"cmds": ["sh"]}}, "airflow.kubernetes sets cmds, which the operator itself sets: take it out"),
        ({"kubernetes": {"env_vars": []}}, "airflow.kubernetes.env_vars must be an object: NAME = value"),
        ({"target_connection": "orders"}, "airflow.target-connection and airflow.s3-connection are for runner = local"),
    ],
)
def test_settings_that_cannot_work_are_refused_when_the_dag_is_read(
    installation: Callable[..., Installation], settings: dict[str, Any], says: str
) -> None:
    with pytest.raises(DescriptionError, match=says):
        TidemarkPodOperator(task_id="load", installation=installation(runner="kubernetes", **settings), command="load")


def test_tasks_can_be_mapped(installation: Callable[..., Installation]) -> None:
    made = installation(runner="kubernetes", kubernetes={"image": "tidemark:1", "namespace": "data"})
    mapped = TidemarkPodOperator.partial(
        task_id="load", installation=made, pool="merges", execution_timeout=timedelta(hours=1)
    ).expand_kwargs([{"command": "load", "pipelines": ["orders"], "hour": "2026-11-22T13:00Z"}])
    task: Any = mapped.unmap({"command": "load", "pipelines": ["orders"], "hour": "2026-11-22T13:00Z"})

    assert task.image == "tidemark:1"
    assert task.pipelines == ["orders"]
