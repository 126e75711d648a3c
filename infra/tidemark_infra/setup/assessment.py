"""DMS's premigration assessment of the task, and what to do about its findings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tidemark_infra.documents import Document
from tidemark_infra.setup.apply import Account
from tidemark_infra.setup.explain import explained
from tidemark_infra.setup.failures import RefusedError
from tidemark_infra.setup.progress import Look, State

Json = Any

_GOING_ON = {"starting", "provisioning", "running"}
_GOOD = {"passed", "warning"}
# API keys and meanings: CHAP_Tasks.AssessmentReport.PG of the guide. infra/postgres has what sets and checks these.
_REMEDIES = {
    "postgres-check-wallevel": "set wal_level = logical (rds.logical_replication = 1) and restart the source",
    "postgres-check-maxwalsenders": "raise max_wal_senders on the source",
    "postgres-check-walsenderstimeout": "set wal_sender_timeout to 0, or to 10 s or more",
    "postgres-check-maxslot-wal-keep-size": "set max_slot_wal_keep_size = -1: else the slot can lose its log and the task fails",
    "postgres-check-preparedtxn": "commit or roll back the prepared transactions: the slot cannot be made before",
    "postgres-check-longrunningtxn": "end the transactions that have been open for more than ten minutes",
    "postgres-check-pk": "give the table a primary key, or take it out of the settings: its updates and deletes would be lost",
    "postgres-check-pk-lob": "a text or bytea primary key is not captured: make it varchar(n) or uuid",
    "postgres-check-table-with-array": "give the table with an array a primary key",
    "postgres-check-ddl-event-trigger": "alter event trigger awsdms_intercept_ddl enable always",
    "postgres-check-dbversion": "take a version of the DMS engine that knows this PostgreSQL",
    "postgres-check-pglogical": "does not matter: the capture uses test_decoding",
    "postgres-check-similar-table-name": "rename one of the tables whose names differ only in case",
    "unsupported-data-types-in-source": "take the table out of the settings, or change the column's type",
    "table-with-no-primary-key-or-unique-constraint": "give the table a primary key, or take it out of the settings",
}
_OTHERWISE = "CHAP_Tasks.AssessmentReport.PG of the DMS guide says what it looks at"


def assess(account: Account, document: Document) -> None:
    """Runs the assessment and lists what is not well.

    Raises:
        RefusedError: a check has failed.

    """
    with explained(document.name):
        arguments = document.input(account.answer)
        name = f"{arguments['AssessmentRunName']}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
        answer = account.progress.patiently(
            document.name,
            lambda: account.aws.call(
                "dms", "start_replication_task_assessment_run", **{**arguments, "AssessmentRunName": name}
            ),
        )
        run = answer["ReplicationTaskAssessmentRun"]["ReplicationTaskAssessmentRunArn"]
        state = account.progress.until(f"the assessment {name}", _over(account, run), 15)
        _judge(account, name, run, state.text)
    account.done.created.append(document.name)


def _over(account: Account, run: str) -> Look:
    filters = [{"Name": "replication-task-assessment-run-arn", "Values": [run]}]

    def look() -> State:
        runs = account.aws.pages(
            "dms", "describe_replication_task_assessment_runs", "ReplicationTaskAssessmentRuns", Filters=filters
        )
        if not runs:
            return State("not listed yet")
        progress = runs[0].get("AssessmentProgress", {})
        done, all_ = (progress.get(f"IndividualAssessment{one}Count", 0) for one in ("Completed", ""))
        going_on = runs[0]["Status"] in _GOING_ON
        return State(
            f"{runs[0]['Status']}, {done} of {all_} checks" if going_on else runs[0]["Status"], done=not going_on
        )

    return look


def _judge(account: Account, name: str, run: str, status: str) -> None:
    filters = [{"Name": "replication-task-assessment-run-arn", "Values": [run]}]
    found = account.aws.pages(
        "dms",
        "describe_replication_task_individual_assessments",
        "ReplicationTaskIndividualAssessments",
        Filters=filters,
    )
    lines = [_line(one) for one in found if one["Status"] not in {"passed", "skipped"}]
    if status not in _GOOD or any(one["Status"] == "failed" for one in found):
        raise RefusedError(
            "\n".join(
                [
                    f"the assessment {name} ended as {status}; its reports are in the bucket under dms-assessments/",
                    *lines,
                ]
            )
        )
    account.progress.say(f"the assessment {name} {status}")
    for line in lines:
        account.progress.say(line)


def _line(one: Json) -> str:
    name = one["IndividualAssessmentName"]
    return f"  {one['Status']}: {name}: {_REMEDIES.get(name, _OTHERWISE)}"
