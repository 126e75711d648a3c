"""What psql and the peers run, filled with the names of the case's table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.jars import ROOT

_TEMPLATES = Path(__file__).resolve().parent / "sql"
_LOADER = ROOT / "java-job/loader/src/main/resources/io/tidemark/loader"
_MERGE = _LOADER / "merge/Merge"
_STAGING = _LOADER / "stage/StagingTable/create.sql"
# A position is stored as two numbers of 64 bits.
_POSITION = "int8send(substr(position, 1, 16)::bigint) || int8send(substr(position, 17)::bigint)"
_PLANNER = ("enable_hashjoin", "enable_mergejoin", "jit")
ROWS = "tidemark_rows_0"
DELETES = "tidemark_deletes"


@dataclass(frozen=True)
class Table:
    """Of public.orders the columns with their types, and the names of the key's."""

    columns: Mapping[str, str]
    key: list[str]

    @property
    def others(self) -> list[str]:
        return [name for name in self.columns if name not in self.key]


def winners(table: Table) -> str:
    """For psql in the database that has the newest change of each key: the files that floor and merge copy."""
    return _filled(_TEMPLATES / "winners.sql", _places(table) | {"position": _POSITION})


def floor(table: Table) -> str:
    """For psql: the least that any loader has to have PostgreSQL do."""
    copy = "\\copy staged from 'floor.copy' (format binary)"
    return _script([staging_table(table) + ";", copy, *(statement + ";" for statement in merge(table))])


def staging_table(table: Table) -> str:
    return _filled(_TEMPLATES / "staging.sql", _places(table))


def merge(table: Table, *, source: str = "staged", casts: bool = False) -> list[str]:
    """Statements that bring the winners of a source, with their operations, to the table; casts: from other types."""
    settings = [f"set local {setting} = off" for setting in _PLANNER]
    return [*settings, _filled(_TEMPLATES / "merge.sql", _places(table, casts=casts) | {"source": source})]


def _places(table: Table, *, casts: bool = False) -> dict[str, str]:
    value = {name: f"cast(s.{name} as {kind})" if casts else f"s.{name}" for name, kind in table.columns.items()}
    return {
        "definitions": ", ".join(f"{name} {kind}" for name, kind in table.columns.items()),
        "columns": ", ".join(table.columns),
        "key": ", ".join(table.key),
        "match": " and ".join(f"r.{name} = {value[name]}" for name in table.key),
        "assignments": ", ".join(f"{name} = {value[name]}" for name in table.others),
        "values": ", ".join(value.values()),
    }


def loader_merge(table: Table) -> str:
    """For psql: the loader's own statements, filled as its classes Merge and StagingTable fill them."""
    places = {
        "target": "public.orders",
        "tombstones": "tidemark.tombstone__orders",
        "key": ", ".join(table.key),
        "first_key": table.key[0],
        "staged_key": ", ".join(f"s.{name}" for name in table.key),
        "row_is_staged": " and ".join(f"r.{name} = s.{name}" for name in table.key),
        "tombstone_is_newer": "false",  # as for every hour that is newer than all tombstones
        "staged_columns": ", ".join(["s._cdc_position", *(f"s.{name}" for name in table.columns)]),
        "assignments": ", ".join(f"{name} = s.{name}" for name in [*table.others, "_cdc_position"]),
        "columns": ", ".join(["_cdc_position", *table.columns]),
        "values": ", ".join(["s._cdc_position", *(f"s.{name}" for name in table.columns)]),
    }
    places["removal"] = _filled(_MERGE / "remove_row.sql", places)
    lines = []
    for staging, names in {ROWS: list(table.columns), DELETES: table.key}.items():
        definitions = ", ".join(["_cdc_position bytea not null", *(f"{name} {table.columns[name]}" for name in names)])
        lines.append(_filled(_STAGING, {"staging": staging, "columns": definitions}) + ";")
        lines.append(f"\\copy {staging} from '{staging}.copy' (format binary)")
    statements = [
        *(_filled(_MERGE / "planner.sql", {"setting": setting}) for setting in _PLANNER),
        _filled(_MERGE / "delete.sql", {"staging": DELETES} | places),
        _filled(_MERGE / "upsert.sql", {"staging": ROWS} | places),
    ]
    return _script([*lines, *(statement + ";" for statement in statements)])


def _script(lines: list[str]) -> str:
    """One transaction that ends at the first error."""
    return "\n".join(["\\set ON_ERROR_STOP on", "begin;", *lines, "commit;", ""])


def _filled(file: Path, places: Mapping[str, str]) -> str:
    text = file.read_text().rstrip()
    for place, value in places.items():
        text = text.replace(f"<{place}>", value)
    return text
