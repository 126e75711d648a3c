"""What is done when all is there: testing the connections, and starting the capture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tidemark_infra.documents import Document
from tidemark_infra.setup.apply import Account
from tidemark_infra.setup.assessment import assess
from tidemark_infra.setup.explain import explained
from tidemark_infra.setup.failures import RefusedError
from tidemark_infra.setup.kinds.dms import CONFIG, TASK
from tidemark_infra.setup.progress import Look, State, by_waiter

Json = Any

_FIRST = {"full-load": "full-load-and-cdc", "cdc-only": "cdc"}
_ON_ITS_WAY = {"starting", "modifying", "moving", "testing", "stopping", "creating"}
# States of a serverless replication before it runs: CHAP_Serverless.Components of the guide, in its spelling.
_SERVERLESS_NEW = {"created", "ready", "failed_provision"}
_SERVERLESS_STOPPED = {"stopped", "failed"}
_SERVERLESS_WRONG = {"failed", "stopped", "failed_provision", "deleting", "unknown"}


def check_connections(account: Account, documents: Sequence[Document]) -> None:
    """Tests each endpoint from the instance, unless it was tested well and nothing has changed since."""
    for document in documents:
        if document.operation == "TestConnection":
            with explained(document.name):
                _check_connection(account, document)


def _check_connection(account: Account, document: Document) -> None:
    dms, place = account.aws.client("dms"), document.input(account.answer)
    filters = [
        {"Name": "replication-instance-arn", "Values": [place["ReplicationInstanceArn"]]},
        {"Name": "endpoint-arn", "Values": [place["EndpointArn"]]},
    ]
    known = dms.describe_connections(Filters=filters).get("Connections", [])
    touched = any(account.done.touched(name) for name in document.needs)
    if not touched and [one["Status"] for one in known] == ["successful"]:
        account.done.same.append(document.name)
        return
    if not any(one["Status"] == "testing" for one in known):
        account.aws.call("dms", "test_connection", **place)

    def said(answer: Json) -> str:
        return "; ".join(_connection(one) for one in answer.get("Connections", ())) or "not begun"

    account.progress.until(document.name, by_waiter(dms, "test_connection_succeeds", said, Filters=filters), 5)
    account.done.created.append(document.name)
    account.progress.say(f"{document.name}: the connection works")


def _connection(one: Json) -> str:
    why = one.get("LastFailureMessage")
    return f"{one['Status']}: {why} ({_CONNECTION_REMEDY})" if why else str(one["Status"])


_CONNECTION_REMEDY = (
    "source: host, port, pg_hba.conf and the security groups, then user and password of the secret, then SSL; target: the role "
    "of the endpoint, the bucket's policy and key, the S3 endpoint of the VPC"
)


def start(account: Account, documents: Sequence[Document], how: str, *, assessed: bool) -> None:
    """Starts, or goes on, and waits until it runs.

    Raises:
        RefusedError: this is not how it can be started now.

    """
    named = {document.operation: document for document in documents}
    if "StartReplicationTask" in named:
        _start_task(account, named, how, assessed=assessed)
    else:
        _start_serverless(account, named["StartReplication"], how)


def _start_task(account: Account, named: Mapping[str, Document], how: str, *, assessed: bool) -> None:
    document = named["StartReplicationTask"]
    with explained(document.name):
        arguments = document.input(account.answer)
        task = _task(account, arguments["ReplicationTaskArn"])
        name, status = task["ReplicationTaskIdentifier"], task["Status"]
        if status == "running":
            account.progress.say(f"the task {name} runs already")
            account.done.same.append(document.name)
            return
        has_run = "ReplicationTaskStartDate" in task or status in {"stopped", "failed"}
        _check_start(name, how, task["MigrationType"], has_run=has_run)
        if not has_run and not assessed:
            assess(account, named["StartReplicationTaskAssessmentRun"])
        if status != "starting":
            if how == "resume":
                arguments = {
                    "ReplicationTaskArn": task["ReplicationTaskArn"],
                    "StartReplicationTaskType": "resume-processing",
                }
            account.aws.call("dms", "start_replication_task", **arguments)
        account.progress.until(f"the task {name} to run", _task_runs(account, arguments["ReplicationTaskArn"]), 15)
        account.done.created.append(document.name)
        account.progress.say(f"the task {name} runs")


def _task(account: Account, arn: str) -> Json:
    filters = [{"Name": "replication-task-arn", "Values": [arn]}]
    return account.aws.pages("dms", "describe_replication_tasks", "ReplicationTasks", Filters=filters)[0]


def _task_runs(account: Account, arn: str) -> Look:
    def look() -> State:
        task = _task(account, arn)
        stats = task.get("ReplicationTaskStats", {})
        why = ", ".join(filter(None, (task.get("StopReason"), task.get("LastFailureMessage"))))
        text = f"{task['Status']}{f' ({why})' if why else ''}, full load {stats.get('FullLoadProgressPercent', 0)} %"
        running = task["Status"] == "running"
        return State(text, done=running, failed=not running and task["Status"] not in _ON_ITS_WAY)

    return look


def _check_start(name: str, how: str, migration: str, *, has_run: bool) -> None:
    """A wrong first start, or a first start of what has run, "will result in data errors" (API reference)."""
    if how == "resume":
        if not has_run:
            first = next((one for one, meant in _FIRST.items() if meant == migration), "full-load")
            raise RefusedError(f"{name} has never run, so there is nothing to go on with: --start {first} starts it")
        return
    if has_run:
        raise RefusedError(
            f"{name} has run before: --start resume goes on where it stopped. Loading everything again is a procedure of its "
            "own, since files of the old load must go first (infra/README.md)"
        )
    if _FIRST[how] != migration:
        wanted = "source.slot and source.start-lsn" if how == "cdc-only" else "no source.start-lsn"
        raise RefusedError(f"{name} is a task of type {migration}: for --start {how} the settings need {wanted}")


def _start_serverless(account: Account, document: Document, how: str) -> None:
    with explained(document.name):
        arguments = document.input(account.answer)
        found = _replication(account, arguments["ReplicationConfigArn"])
        name, status = found["ReplicationConfigIdentifier"], found["Status"].lower()
        if status == "running":
            account.progress.say(f"the replication {name} runs already")
            account.done.same.append(document.name)
            return
        has_run = status in _SERVERLESS_STOPPED
        _check_start(name, how, found["ReplicationType"], has_run=has_run)
        if status in _SERVERLESS_NEW | _SERVERLESS_STOPPED:
            kind = "resume-processing" if how == "resume" else arguments["StartReplicationType"]
            account.aws.call("dms", "start_replication", **{**arguments, "StartReplicationType": kind})
        look = _replication_runs(account, arguments["ReplicationConfigArn"])
        account.progress.until(f"the replication {name} to run", look, 15)
        account.done.created.append(document.name)
        account.progress.say(f"the replication {name} runs")


def _replication(account: Account, arn: str) -> Json:
    filters = [{"Name": "replication-config-arn", "Values": [arn]}]
    found = account.aws.pages("dms", "describe_replications", "Replications", Filters=filters)
    if found:
        return found[0]
    config = account.aws.pages("dms", "describe_replication_configs", "ReplicationConfigs", Filters=filters)[0]
    return {**config, "Status": "created"}


def _replication_runs(account: Account, arn: str) -> Look:
    def look() -> State:
        found = _replication(account, arn)
        status = found["Status"].lower()
        why = "; ".join(found.get("FailureMessages") or ())
        return State(
            f"{status}{f' ({why})' if why else ''}", done=status == "running", failed=status in _SERVERLESS_WRONG
        )

    return look


def stop(account: Account) -> None:
    """Stops what runs, as a step of taking everything away."""
    for thing, operation in ((TASK, "stop_replication_task"), (CONFIG, "stop_replication")):
        for answer in account.answers.values():
            if isinstance(answer, Mapping) and thing.name in answer:
                _stop(account, thing.name, operation, answer[thing.name])


def _stop(account: Account, name: str, operation: str, found: Json) -> None:
    arn = f"{name}Arn"
    state = _task(account, found[arn]) if name == TASK.name else _replication(account, found[arn])
    if state["Status"].lower() in {"running", "starting"}:
        account.aws.call("dms", operation, **{arn: found[arn]})
    account.progress.until(f"{name} to stop", _stopped(account, name, found[arn]), 10)


def _stopped(account: Account, name: str, arn: str) -> Look:
    def look() -> State:
        state = _task(account, arn) if name == TASK.name else _replication(account, arn)
        status = state["Status"].lower()
        return State(status, done=status not in {"running", "starting", "stopping"})

    return look
