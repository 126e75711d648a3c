"""What the settings choose of the DMS documents, and what these say."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tidemark_infra import models
from tidemark_infra.documents import Document, read_documents
from tidemark_infra.settings import INFRA, Settings, SettingsError, read_settings

SHIPPED = json.loads((INFRA / "settings.json").read_text(encoding="utf-8"))
AT_AN_LSN = {"slot": "tidemark", "start-lsn": "4AF/B00000D0"}
CERTIFICATE = "arn:aws:dms:eu-west-1:111122223333:cert:ABC123"


def settings(*, source: Mapping[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    """The shipped ones with changes."""
    return {**copy.deepcopy(SHIPPED), **changes, "source": {**SHIPPED["source"], **(source or {})}}


def documents(values: Mapping[str, Any]) -> dict[str, Document]:
    found = read_documents(Settings(Path("settings.json"), values))
    return {document.name: document for document in found if document.path.parent.name == "dms"}


def read(tmp_path: Path, values: Mapping[str, Any]) -> Settings:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    return read_settings(path)


def test_an_instance_has_one_task_which_begins_with_a_full_load() -> None:
    found = documents(settings())
    assert "dms/create-replication-instance" in found
    assert "dms/create-replication-config" not in found
    assert found["dms/create-replication-task"].content["MigrationType"] == "full-load-and-cdc"
    assert "SlotName" not in found["dms/create-endpoint.source"].content["PostgreSQLSettings"]


def test_with_an_lsn_the_one_task_begins_there() -> None:
    found = documents(settings(source=AT_AN_LSN))
    task = found["dms/create-replication-task"].content
    assert (task["MigrationType"], task["CdcStartPosition"]) == ("cdc", "4AF/B00000D0")
    assert found["dms/create-endpoint.source"].content["PostgreSQLSettings"]["SlotName"] == "tidemark"


def test_serverless_has_neither_instance_nor_task() -> None:
    found = documents(settings(capture="serverless"))
    assert "dms/create-replication-config" in found
    assert not {"dms/create-replication-instance", "dms/create-replication-task"} & set(found)


@pytest.mark.parametrize(
    "values",
    [settings(source=AT_AN_LSN), settings(capture="serverless"), settings(source={"certificate": CERTIFICATE})],
    ids=["lsn", "serverless", "certificate"],
)
def test_the_documents_are_inputs_whatever_the_settings_choose(values: Mapping[str, Any]) -> None:
    for document in documents(values).values():
        content = document.input(lambda _: "arn:aws:dms:eu-west-1:111122223333:thing:12345678")
        assert models.problems(document.service, document.operation, content) == [], document.name


def test_each_table_is_selected_by_a_rule_of_its_own() -> None:
    tables = [*SHIPPED["tables"], {"name": "sales.order_lines", "key": ["id"], "columns": {"id": "bigint"}}]
    mappings = json.loads(documents(settings(tables=tables))["dms/create-replication-task"].content["TableMappings"])
    included = [rule["object-locator"] for rule in mappings["rules"] if rule["rule-action"] == "include"]
    assert included == [
        {"schema-name": "public", "table-name": "orders"},
        {"schema-name": "sales", "table-name": "order_lines"},
    ]
    for member in ("rule-id", "rule-name"):
        values = [rule[member] for rule in mappings["rules"]]
        assert len(set(values)) == len(values)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        (settings(source={"slot": "tidemark"}), "source: 'start-lsn' is a dependency of 'slot'"),
        (settings(source={"start-lsn": "4AF/B00000D0"}), "source: 'slot' is a dependency of 'start-lsn'"),
        (settings(source={**AT_AN_LSN, "start-lsn": "now"}), "source.start-lsn: 'now' does not match"),
        (
            settings(capture="serverless", source=AT_AN_LSN),
            "source.start-lsn: DMS Serverless cannot begin at a place in the log; capture = instance can",
        ),
        (
            settings(source={"ssl-mode": "verify-full"}),
            "source: verify-full needs source.certificate, the certificate to check the database's by",
        ),
        (settings(source={"ssl-mode": "none"}), "source.ssl-mode: 'none' is not one of"),
    ],
    ids=["slot alone", "lsn alone", "no lsn", "serverless", "no certificate", "plain"],
)
def test_settings_that_cannot_be_are_refused(tmp_path: Path, values: Mapping[str, Any], problem: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        read(tmp_path, values)
    assert problem in str(refusal.value)
