"""Runs the jar's operator for ECS through the real provider against a moto server.

moto takes and checks the requests but runs no container, so that exit codes and times are put into its answers; what
comes of it is held against botocore's own model. CloudWatch's log is moto's.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from airflow.providers.amazon.aws.exceptions import EcsTaskFailToStart
from airflow.providers.common.compat.sdk import AirflowException, AirflowFailException, TaskDeferred
from botocore.validate import ParamValidator

from tests.unit.conftest import RecordedTask, context_of
from tidemark.descriptions import DescriptionError, Installation
from tidemark.ecs import TidemarkEcsOperator

_REASON = "2026-11-22T14:05:00.000Z INFO  PartitionLoad loading pipeline=orders"
_COMMAND = [
    *["java", "-Xmx512m", "-jar", "/opt/tidemark/tidemark.jar", "load", "--config", "/etc/tidemark/orders.conf"],
    *["--pipeline", "orders", "--hour", "2026-11-22T13:00Z"],
]


@pytest.fixture
def ecs(moto: str) -> Any:
    """A cluster and a task definition in moto, whose container writes into CloudWatch."""
    client = boto3.client("ecs", endpoint_url=moto)
    client.create_cluster(clusterName="jobs")
    client.register_task_definition(
        family="tidemark",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="1024",
        memory="2048",
        containerDefinitions=[
            {
                "name": "jar",
                "image": "tidemark:1",
                "memory": 2048,
                "stopTimeout": 60,
                "secrets": [{"name": "TIDEMARK_TARGET_PASSWORD", "valueFrom": "arn:aws:ssm:eu-west-1:1:parameter/x"}],
            }
        ],
    )
    boto3.client("logs", endpoint_url=moto).create_log_group(logGroupName="/ecs/tidemark")
    return client


@pytest.fixture
def network(moto: str) -> dict[str, Any]:
    """A network that moto knows."""
    ec2 = boto3.client("ec2", endpoint_url=moto)
    subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
    group = ec2.describe_security_groups()["SecurityGroups"][0]["GroupId"]
    return {"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group]}}


@pytest.fixture
def operator(
    ecs: Any, network: dict[str, Any], installation: Callable[..., Installation]
) -> Callable[..., TidemarkEcsOperator]:
    """An operator for ``load``; arguments go to ``airflow.ecs``."""

    def make(**given: Any) -> TidemarkEcsOperator:
        settings = {
            "cluster": ecs.list_clusters()["clusterArns"][0].rpartition("/")[2],
            "task_definition": "tidemark",
            "container_name": "jar",
            "launch_type": "FARGATE",
            "network_configuration": network,
            "awslogs_group": "/ecs/tidemark",
            "awslogs_stream_prefix": "load",
            "awslogs_fetch_interval": 0.05,
            "waiter_delay": 0,
            **given,
        }
        task = TidemarkEcsOperator(
            task_id="load",
            installation=installation(runner="ecs", ecs=settings),
            command="load",
            pipelines=["orders"],
            hour="2026-11-22T13:00Z",
        )
        task.openlineage_parent = ""
        return task

    return make


class Container:
    """Ends the container of every task that the operator starts, and leaves its log in CloudWatch."""

    def __init__(self, task: TidemarkEcsOperator, exit_code: int | None, lines: list[str], **more: Any) -> None:
        self.requests: list[dict[str, Any]] = []
        self._task, self._exit_code, self._lines, self._more = task, exit_code, lines, more
        events = task.client.meta.events
        events.register("provide-client-params.ecs.RunTask", self._remember)
        events.register("after-call.ecs.RunTask", self._write_log)
        events.register("after-call.ecs.DescribeTasks", self._end)

    def _remember(self, params: dict[str, Any], **_: Any) -> None:
        self.requests.append(params)

    def _write_log(self, parsed: dict[str, Any], **_: Any) -> None:
        stream = "load/jar/" + parsed["tasks"][0]["taskArn"].rpartition("/")[2]
        logs = boto3.client("logs")
        logs.create_log_stream(logGroupName="/ecs/tidemark", logStreamName=stream)
        now = int(time.time() * 1000)
        events = [{"timestamp": now + index, "message": line} for index, line in enumerate(self._lines)]
        if events:
            logs.put_log_events(logGroupName="/ecs/tidemark", logStreamName=stream, logEvents=events)

    def _end(self, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        for task in parsed["tasks"]:
            ended = {"name": "jar", "lastStatus": "STOPPED"}
            own = ended if self._exit_code is None else {**ended, "exitCode": self._exit_code}
            sidecar = {"name": "proxy", "lastStatus": "STOPPED", "exitCode": 0}
            task.update(lastStatus="STOPPED", containers=[sidecar, own], **self._more)
        shown = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
        assert not ParamValidator().validate(shown, model.output_shape).has_errors()


def run(task: TidemarkEcsOperator, recorded: RecordedTask | None = None) -> Any:
    return task.execute(context_of(recorded or RecordedTask()))


def summary(exit_code: int) -> str:
    return json.dumps({"exit_code": exit_code, "changes": 7, "error": {"message": "the reason"}})


def test_a_load_that_succeeds_gives_the_summary_that_its_log_ends_with(
    operator: Callable[..., TidemarkEcsOperator], capfd: pytest.CaptureFixture[str]
) -> None:
    recorded, task = RecordedTask(), operator()
    Container(task, 0, [_REASON, summary(0), "a last word for people"])

    assert run(task, recorded)["changes"] == 7
    assert _REASON in capfd.readouterr().out
    assert recorded.pushed["ecs_task_arn"].startswith("arn:aws:ecs:eu-west-1:")


def test_the_request_overrides_command_and_run_variables_and_keeps_what_the_configuration_overrides(
    operator: Callable[..., TidemarkEcsOperator],
) -> None:
    task = operator(
        overrides={
            "cpu": "2048",
            "containerOverrides": [
                {"name": "proxy", "cpu": 64},
                {"name": "jar", "memory": 900, "environment": [{"name": "AWS_REGION", "value": "eu-west-1"}]},
            ],
        }
    )
    container = Container(task, 0, [summary(0)])
    run(task)

    request = container.requests[0]
    assert (request["cluster"], request["taskDefinition"]) == ("jobs", "tidemark")
    assert request["launchType"] == "FARGATE"
    assert request["overrides"]["cpu"] == "2048"
    own, proxy = request["overrides"]["containerOverrides"]
    assert proxy == {"name": "proxy", "cpu": 64}
    assert own == {
        "name": "jar",
        "memory": 900,
        "command": _COMMAND,
        "environment": [
            {"name": "AWS_REGION", "value": "eu-west-1"},
            {"name": "TIDEMARK_RUN_ID", "value": RecordedTask.run_id},
            {"name": "TIDEMARK_TRY_NUMBER", "value": "1"},
        ],
    }
    model = task.client.meta.service_model.operation_model("RunTask").input_shape
    assert not ParamValidator().validate(request, model).has_errors()


@pytest.mark.parametrize(
    ("exit_code", "raised", "says"),
    [
        (1, AirflowException, "exit code 1 (a bug): the reason"),
        (2, AirflowFailException, "exit code 2 (usage or configuration): the reason"),
        (3, AirflowFailException, "exit code 3 (data refused): the reason"),
        (5, AirflowException, "exit code 5 (S3, PostgreSQL or the network): the reason"),
        (6, AirflowException, "exit code 6 (fenced or locked out by another run): the reason"),
        (143, AirflowException, "exit code 143 (stopped): the reason"),
    ],
)
def test_exit_codes_decide_as_they_do_on_the_worker(
    operator: Callable[..., TidemarkEcsOperator], exit_code: int, raised: type[Exception], says: str
) -> None:
    recorded, task = RecordedTask(), operator()
    Container(task, exit_code, [_REASON, summary(exit_code)])
    with pytest.raises(AirflowException) as failure:
        run(task, recorded)

    assert type(failure.value) is raised
    assert str(failure.value).startswith(says)
    assert recorded.pushed["failure"]["exit_code"] == exit_code


def test_what_is_not_ready_defers_the_task(operator: Callable[..., TidemarkEcsOperator]) -> None:
    task = operator()
    Container(task, 4, [summary(4)])
    with pytest.raises(TaskDeferred) as deferred:
        run(task)

    assert deferred.value.method_name == "execute_again"


def test_a_container_that_was_killed_for_memory_is_tried_again_with_its_last_words(
    operator: Callable[..., TidemarkEcsOperator],
) -> None:
    task = operator()
    Container(task, 137, [_REASON])
    # Airflow's page does not wrap lines, so the message is already wrapped: anywhere between two words.
    with pytest.raises(AirflowException, match=r"ended by the machine(?s:.*)loading\s+pipeline=orders") as failure:
        run(task)

    assert not isinstance(failure.value, AirflowFailException)


def test_a_container_that_did_not_start_is_tried_again(operator: Callable[..., TidemarkEcsOperator]) -> None:
    task = operator()
    Container(task, None, [], stopCode="TaskFailedToStart", stoppedReason="CannotPullContainerError")
    with pytest.raises(EcsTaskFailToStart, match="CannotPullContainerError"):
        run(task)


def test_stopping_the_task_stops_the_ecs_task(ecs: Any, operator: Callable[..., TidemarkEcsOperator]) -> None:
    task = operator()
    Container(task, 0, [summary(0)])
    run(task)
    task.on_kill()

    stopped = ecs.describe_tasks(cluster="jobs", tasks=[task.arn])["tasks"][0]
    assert stopped["desiredStatus"] == "STOPPED"
    assert stopped["stoppedReason"] == "Task killed by the user"


def test_a_retry_finds_the_ecs_task_that_a_lost_worker_left(operator: Callable[..., TidemarkEcsOperator]) -> None:
    lost = operator()
    Container(lost, 0, [summary(0)])
    run(lost)
    retried = operator()
    second = Container(retried, 0, [])

    assert run(retried, RecordedTask(try_number=2))["changes"] == 7
    assert second.requests == []


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (
            {"ecs": {"cluster": "jobs"}},
            "airflow.ecs lacks awslogs_group, awslogs_stream_prefix, container_name, task_definition",
        ),
        ({"s3_connection": "aws"}, "airflow.target-connection and airflow.s3-connection are for runner = local"),
    ],
)
def test_settings_that_cannot_work_are_refused_when_the_dag_is_read(
    installation: Callable[..., Installation], settings: dict[str, Any], says: str
) -> None:
    complete = dict.fromkeys(
        ["cluster", "task_definition", "container_name", "awslogs_group", "awslogs_stream_prefix"], "x"
    )
    made = installation(**{"runner": "ecs", "ecs": complete, **settings})
    with pytest.raises(DescriptionError, match=says):
        TidemarkEcsOperator(task_id="load", installation=made, command="load")


def test_tasks_can_be_mapped(operator: Callable[..., TidemarkEcsOperator]) -> None:
    mapped = TidemarkEcsOperator.partial(
        task_id="load", installation=operator().installation, pool="merges", command="load"
    ).expand_kwargs([{"pipelines": ["orders"], "hour": "2026-11-22T13:00Z"}])
    task: Any = mapped.unmap({"pipelines": ["orders"], "hour": "2026-11-22T13:00Z"})

    assert task.cluster == "jobs"
    assert task.hour == "2026-11-22T13:00Z"
