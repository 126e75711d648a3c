"""Every JSON document is an input that its API call takes, with the settings as they are shipped."""

from __future__ import annotations

from typing import Any

import pytest

from tidemark_infra import models
from tidemark_infra.documents import Document, read_documents
from tidemark_infra.settings import INFRA, read_settings

DOCUMENTS = read_documents(read_settings(INFRA / "settings.json"))


def answer(_: str) -> Any:
    """What AWS could answer; patterns of ARNs take it."""
    return "arn:aws:service:eu-west-1:111122223333:thing/12345678"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_document_is_what_its_call_takes(document: Document) -> None:
    assert models.problems(document.service, document.operation, document.input(answer)) == []


def test_what_a_document_needs_is_there() -> None:
    names = {document.name for document in DOCUMENTS}
    assert {need for document in DOCUMENTS for need in document.needs} <= names
