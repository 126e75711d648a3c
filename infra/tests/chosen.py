"""Settings of tests: the shipped ones with changes, and everything switched on."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from tidemark_infra.documents import Document, read_documents
from tidemark_infra.settings import INFRA, Settings

SHIPPED = json.loads((INFRA / "settings.json").read_text(encoding="utf-8"))
EVERYTHING = {
    "also": ["hive-layout", "redshift", "debezium"],
    "redshift": {"workgroup": "reports", "database": "dev"},
    "debezium": {"cluster": "arn:aws:kafka:eu-west-1:111122223333:cluster/changes/0a1b2c3d-1"},
    "source": {**SHIPPED["source"], "instance": "app-1"},
}


def documents(**changes: Any) -> dict[str, Document]:
    """The documents of everything that can be set up, by name."""
    values = {**copy.deepcopy(SHIPPED), **EVERYTHING, **changes}
    return {document.name: document for document in read_documents(Settings(Path("settings.json"), values))}
