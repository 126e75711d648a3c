"""The JSON documents in infra/: each is the input of one AWS API call, which its file name says.

``dms/create-endpoint.source.json`` is an input of DMS's CreateEndpoint; ``cloudwatch/sns.create-topic.json`` one of SNS's
CreateTopic, since a name before the operation is the service where it is not the folder's. In a text of a document

* ``{{bucket}}`` and ``{{source.database}}`` stand for a value of the settings, of the value's type where it is the whole text;
* ``{{table.name}}``, ``{{table.schema}}`` … stand for a table's: what has such a reference, a whole document or an item of a
  list in one, is there once for each table;
* ``{{file:table-mappings.json}}`` stands for the JSON of another file of the folder as one text, as the API wants it;
* ``{{dms/create-endpoint.source:EndpointArn}}`` stands for what AWS answered to another document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import botocore.session
from botocore import xform_name

from tidemark_infra.settings import INFRA, Settings, Table

_REFERENCE = re.compile(r"\{\{([^{}]+)\}\}")
_PER_TABLE = re.compile(r"\{\{table\.")
# A folder's service, where its name is not the service's.
_SERVICES = {"redshift": "redshift-data", "debezium": "firehose", "hive-layout": "lambda"}

Json = Any
"""What ``json`` reads."""


class DocumentError(Exception):
    """A document is not what it should be; the message names the file."""


@dataclass(frozen=True)
class Document:
    """The input of one API call: ``name`` is its path without ``.json``, with the table in brackets where it is one's."""

    name: str
    path: Path
    service: str
    operation: str
    content: Json
    table: Table | None = None

    @property
    def needs(self) -> frozenset[str]:
        """The names of the documents whose answers it refers to."""
        return frozenset(reference.partition(":")[0] for reference in _references(self.content) if is_answer(reference))

    def input(self, answers: Callable[[str], Json]) -> Json:
        """What the call is given; ``answers`` says what stands for ``document:Member``."""
        return _rendered(self.content, answers)


def is_answer(reference: str) -> bool:
    """Whether a reference is to what AWS answered to another document."""
    document, colon, _ = reference.partition(":")
    return bool(colon) and document != "file"


def read_documents(settings: Settings, infra: Path = INFRA) -> list[Document]:
    """All documents with the settings in them, in the order of their names; only answers of AWS are left open.

    Raises:
        DocumentError: no JSON, a file that no call and no document is for, an unknown reference.

    """
    operations = _Operations()
    paths = sorted(path for path in infra.rglob("*.json") if path.parent != infra and "tests" not in path.parts)
    files = {path: _json(path) for path in paths if "prices" not in path.parts}
    embedded: set[Path] = set()
    found: list[Document] = []
    for path, content in files.items():
        call = operations.of(path)
        if call is not None:
            name = path.relative_to(infra).with_suffix("").as_posix()
            found += _instances(Document(name, path, *call, content), settings, embedded)
    idle = [str(path.relative_to(infra)) for path in files if operations.of(path) is None and path not in embedded]
    if idle:
        raise DocumentError(f"{', '.join(idle)}: no input of an API call by the name, and in no document")
    return found


def _instances(document: Document, settings: Settings, embedded: set[Path]) -> Iterator[Document]:
    if not _per_table(document.content):
        yield _filled(document, settings, embedded)
        return
    for table in settings.tables:
        yield _filled(replace(document, name=f"{document.name}[{table.full}]", table=table), settings, embedded)


def _filled(document: Document, settings: Settings, embedded: set[Path]) -> Document:
    filling = _Filling(document.path, settings, embedded)
    return replace(document, content=filling.of(document.content, document.table))


def _per_table(content: Json) -> bool:
    """Whether the document as a whole is a table's: a table is named outside its lists of objects."""
    if isinstance(content, Mapping):
        return any(_per_table(value) for value in content.values())
    if isinstance(content, list):
        return any(not isinstance(item, Mapping) and _per_table(item) for item in content)
    return isinstance(content, str) and bool(_PER_TABLE.search(content))


def _names_a_table(content: Json) -> bool:
    return bool(_PER_TABLE.search(json.dumps(content)))


@dataclass
class _Filling:
    """Puts settings, tables and other files into a document."""

    path: Path
    settings: Settings
    embedded: set[Path]

    def of(self, content: Json, table: Table | None) -> Json:
        if isinstance(content, Mapping):
            return {name: self.of(value, table) for name, value in content.items()}
        if isinstance(content, list):
            return [item for one in content for item in self._items(one, table)]
        if not isinstance(content, str):
            return content
        return _substituted(content, lambda reference: self._value(reference, table))

    def _items(self, item: Json, table: Table | None) -> Iterable[Json]:
        if table is None and isinstance(item, Mapping) and _names_a_table(item):
            return [self.of(item, one) for one in self.settings.tables]
        return [self.of(item, table)]

    def _value(self, reference: str, table: Table | None) -> Json:
        if reference.startswith("file:"):
            return self._file(self.path.parent / reference.removeprefix("file:"), table)
        if is_answer(reference):
            return f"{{{{{reference}}}}}"
        if reference.startswith("table."):
            if table is None:
                raise DocumentError(f"{self.path}: {{{{{reference}}}}} is not of one table here")
            return self._member(reference, vars(table) | {"full": table.full}, reference.removeprefix("table."))
        return self._member(reference, self.settings.values, reference)

    def _file(self, path: Path, table: Table | None) -> str:
        self.embedded.add(path)
        filling = _Filling(path, self.settings, self.embedded)
        return json.dumps(filling.of(_json(path), table), separators=(",", ":"), ensure_ascii=False)

    def _member(self, reference: str, values: Mapping[str, Any], name: str) -> Json:
        value: Any = values
        for part in name.split("."):
            if not isinstance(value, Mapping) or part not in value:
                raise DocumentError(f"{self.path}: nothing is known of {{{{{reference}}}}}")
            value = value[part]
        return value


def _rendered(content: Json, answers: Callable[[str], Json]) -> Json:
    if isinstance(content, Mapping):
        return {name: _rendered(value, answers) for name, value in content.items()}
    if isinstance(content, list):
        return [_rendered(item, answers) for item in content]
    return _substituted(content, answers) if isinstance(content, str) else content


def _substituted(text: str, value_of: Callable[[str], Json]) -> Json:
    whole = _REFERENCE.fullmatch(text)
    if whole:
        return value_of(whole[1])
    return _REFERENCE.sub(lambda match: str(value_of(match[1])), text)


def _references(content: Json) -> Iterator[str]:
    if isinstance(content, Mapping):
        for value in content.values():
            yield from _references(value)
    elif isinstance(content, list):
        for item in content:
            yield from _references(item)
    elif isinstance(content, str):
        yield from _REFERENCE.findall(content)


def _json(path: Path) -> Json:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as failure:
        raise DocumentError(f"{path}:{failure.lineno}:{failure.colno}: no JSON: {failure.msg}") from failure


class _Operations:
    """Which call a file is the input of, by botocore's models."""

    def __init__(self) -> None:
        self._session = botocore.session.get_session()
        self._services = frozenset(self._session.get_available_services())
        self._known: dict[str, dict[str, str]] = {}

    def of(self, path: Path) -> tuple[str, str] | None:
        """Service and operation (as ``CreateEndpoint``); none if the name is not that of a call."""
        parts = path.stem.split(".")
        service = _SERVICES.get(path.parent.name, path.parent.name)
        if len(parts) > 1 and parts[0] in self._services:
            service, *parts = parts
        if service not in self._services:
            return None
        operation = self._of_service(service).get(parts[0])
        return (service, operation) if operation else None

    def _of_service(self, service: str) -> dict[str, str]:
        if service not in self._known:
            model = self._session.get_service_model(service)
            self._known[service] = {xform_name(name, "-"): name for name in model.operation_names}
        return self._known[service]
