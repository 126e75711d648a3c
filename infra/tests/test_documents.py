"""Every JSON document is an input that its API call takes, with the settings as shipped and with all that can be chosen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests import chosen
from tidemark_infra import models
from tidemark_infra.documents import Document, DocumentError, read_documents
from tidemark_infra.settings import INFRA, Settings, SettingsError, read_settings

SHIPPED = read_documents(read_settings(INFRA / "settings.json"))
CHOICES = {
    "as shipped": SHIPPED,
    "everything": list(chosen.documents().values()),
    "serverless": list(chosen.documents(capture="serverless").values()),
}
# Each document once: what differs between the choices is which are there.
DOCUMENTS = {document.name: document for documents in CHOICES.values() for document in documents}


def answer(reference: str) -> Any:
    """What AWS could answer; patterns of ARNs and of names take it."""
    if reference.endswith(":Role.Arn"):
        return "arn:aws:iam::111122223333:role/a-role"
    if reference.endswith(":KeyMetadata.Arn"):
        return "arn:aws:kms:eu-west-1:111122223333:key/12345678"
    is_a_name = reference.endswith(("Name", "Identifier"))
    return "a-name" if is_a_name else "arn:aws:service:eu-west-1:111122223333:thing/12345678"


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_is_what_its_call_takes(document: Document) -> None:
    assert models.problems(document.service, document.operation, document.input(answer)) == []


@pytest.mark.parametrize("choice", CHOICES)
def test_what_a_document_needs_is_there(choice: str) -> None:
    names = {document.name for document in CHOICES[choice]}
    assert {need for document in CHOICES[choice] for need in document.needs} <= names


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)
def test_names_begin_with_the_name_of_the_set_up(document: Document) -> None:
    """So that several of them have room in an account, and that their policies can tell them apart."""
    named = {
        "AlarmName", "DashboardName", "EndpointIdentifier", "FunctionName", "RegistryName", "ReplicationConfigIdentifier",
        "ReplicationInstanceIdentifier", "ReplicationSubnetGroupIdentifier", "ReplicationTaskIdentifier", "RoleName",
        "SubscriptionName", "DeliveryStreamName",
    }  # fmt: skip
    own = {"dms-vpc-role", "dms-cloudwatch-logs-role", "airflow-worker"}  # DMS's own names, and the team's
    for member in named & set(document.content):
        value = document.content[member]
        assert value.startswith(("tidemark", "{{")) or value in own, member


def test_the_last_part_of_an_answer_can_be_referred_to() -> None:
    alarm = DOCUMENTS["cloudwatch/put-metric-alarm.task-silent"]
    assert "dms/create-replication-task" in alarm.needs
    asked: list[str] = []

    def task(reference: str) -> str:
        asked.append(reference)
        return "arn:aws:dms:eu-west-1:111122223333:task:ABC"

    dimensions = alarm.input(task)["Dimensions"]
    assert dimensions[1] == {"Name": "ReplicationTaskIdentifier", "Value": "ABC"}
    assert "dms/create-replication-task:ReplicationTask.ReplicationTaskArn" in asked


def folder(tmp_path: Path, **files: str) -> Path:
    (tmp_path / "sns").mkdir()
    for name, content in files.items():
        (tmp_path / "sns" / name.replace("_json", ".json").replace("_", "-")).write_text(content)
    return tmp_path


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"create_topic_json": '{"Name": "a",}'}, "no JSON"),
        ({"topic_json": "{}"}, "no input of an API call by the name, and in no document"),
        ({"create_topic_json": '{"Name": "{{bukcet}}"}'}, "nothing is known of {{bukcet}}"),
    ],
)
def test_a_document_that_cannot_be_is_named(tmp_path: Path, files: dict[str, str], problem: str) -> None:
    settings = Settings(Path("settings.json"), chosen.SHIPPED)
    with pytest.raises(DocumentError) as refusal:
        read_documents(settings, folder(tmp_path, **files))
    assert "sns/" in str(refusal.value)
    assert problem in str(refusal.value)


@pytest.mark.parametrize("also", ["redshift", "debezium"])
def test_what_needs_settings_of_its_own_says_so(tmp_path: Path, also: str) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({**chosen.SHIPPED, "also": [also]}))
    with pytest.raises(SettingsError) as refusal:
        read_settings(path)
    assert f"also: {also} needs the settings {also}, which say where it is" in str(refusal.value)
