"""The few values of a team, from settings.json; every problem in them is told at once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

INFRA = Path(__file__).resolve().parent.parent


class SettingsError(Exception):
    """The settings are missing, no JSON, or not what their schema says; the message names each problem."""


@dataclass(frozen=True)
class Table:
    """A captured table; columns have their PostgreSQL types, in the table's order."""

    number: int
    schema: str
    name: str
    key: tuple[str, ...]
    columns: Mapping[str, str]

    @property
    def full(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Settings:
    """What settings.json says, known to be whole."""

    path: Path
    values: Mapping[str, Any]

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        return tuple(_table(number, one) for number, one in enumerate(self.values["tables"], 1))

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def _table(number: int, value: Mapping[str, Any]) -> Table:
    schema, _, name = value["name"].partition(".")
    return Table(number, schema, name, tuple(value["key"]), value["columns"])


def read_settings(path: Path) -> Settings:
    """Reads and checks a file.

    Raises:
        SettingsError: the file is missing, or lists what is wrong in it.

    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as failure:
        raise SettingsError(f"{path}: {failure.strerror}; name the settings with --settings FILE") from failure
    except json.JSONDecodeError as failure:
        raise SettingsError(f"{path}:{failure.lineno}:{failure.colno}: no JSON: {failure.msg}") from failure
    problems = [*_against_schema(values)] or [*_contradictions(values)]
    if problems:
        raise SettingsError("\n".join([f"{path} has problems:", *(f"  {problem}" for problem in problems)]))
    return Settings(path, values)


def _against_schema(values: Any) -> Iterable[str]:
    schema = json.loads((INFRA / "settings.schema.json").read_text(encoding="utf-8"))
    for error in sorted(Draft202012Validator(schema).iter_errors(values), key=lambda error: list(map(str, error.path))):
        place = ".".join(map(str, error.absolute_path)) or "the whole"
        meant = error.schema.get("description") if isinstance(error.schema, Mapping) else None
        yield f"{place}: {error.message}{f' ({meant})' if meant else ''}"


def _contradictions(values: Mapping[str, Any]) -> Iterable[str]:
    names = [table["name"] for table in values["tables"]]
    yield from (
        f"tables: {name} is there {names.count(name)} times" for name in dict.fromkeys(names) if names.count(name) > 1
    )
    for table in values["tables"]:
        for column in table["key"]:
            if column not in table["columns"]:
                yield f"tables: the key column {column} of {table['name']} is not among its columns"
