"""What of a document differs from what AWS has. Only what the document says is compared.

AWS does not answer in the words that it was given: it sorts lists, writes enumerated values in another case, fills settings of
DMS up with defaults, makes a list of one a single value in policies. None of that is a difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

Json = Any

_ABSENT: Any = None
# Texts of DMS that it fills up with its defaults.
_FILLED_UP = ("ReplicationTaskSettings", "ReplicationSettings", "TableMappings")
# Lists whose order counts.
_ORDERED = ("Columns", "PartitionKeys")
_LONGEST = 120


@dataclass(frozen=True)
class Difference:
    """A member that is not as wanted."""

    member: str
    found: Json
    wanted: Json

    def __str__(self) -> str:
        return f"{self.member}: {_short(self.found)} -> {_short(self.wanted)}"

    @property
    def top(self) -> str:
        """The member of the input that it is in."""
        return self.member.partition(".")[0].partition("[")[0]


def differences(wanted: Mapping[str, Json], found: Mapping[str, Json], shape: Shape) -> list[Difference]:
    """What differs; both in the words of the input, which ``shape`` is of."""
    return list(_structure(wanted, found, shape, ""))


def _compare(wanted: Json, found: Json, shape: Shape | None, place: str) -> Iterator[Difference]:
    if isinstance(wanted, Mapping) and isinstance(found, Mapping):
        yield from _structure(wanted, found, shape, place)
    elif isinstance(wanted, list) and isinstance(found, Sequence) and not isinstance(found, str):
        yield from _lists(wanted, list(found), shape, place)
    elif found is None and wanted in ("", False, [], None):
        return  # Not said is the same as not set.
    elif not _same(wanted, found, shape, place):
        yield from _texts(wanted, found, place)


def _structure(
    wanted: Mapping[str, Json], found: Mapping[str, Json], shape: Shape | None, place: str
) -> Iterator[Difference]:
    for name, value in wanted.items():
        yield from _compare(value, found.get(name, _ABSENT), _member(shape, name), f"{place}.{name}" if place else name)


def _member(shape: Shape | None, name: str) -> Shape | None:
    if isinstance(shape, StructureShape):
        member: Shape | None = shape.members.get(name)
        return member
    return shape.value if isinstance(shape, MapShape) else None


def _lists(wanted: list[Json], found: list[Json], shape: Shape | None, place: str) -> Iterator[Difference]:
    item = shape.member if isinstance(shape, ListShape) else None
    missing, more = [], list(found)
    for one in wanted:
        match = next((other for other in more if not list(_compare(one, other, item, place))), None)
        if match is None:
            missing.append(one)
        else:
            more.remove(match)
    if len(missing) == len(more) == 1 and isinstance(missing[0], Mapping):
        yield from _compare(missing[0], more[0], item, f"{place}[]")
    elif missing or more or (place.rpartition(".")[2] in _ORDERED and _names(wanted) != _names(found)):
        yield Difference(place, found, wanted)


def _names(items: list[Json]) -> list[Json]:
    return [item.get("Name") if isinstance(item, Mapping) else item for item in items]


def _same(wanted: Json, found: Json, shape: Shape | None, place: str) -> bool:
    if not isinstance(wanted, str) or not isinstance(found, str):
        return bool(wanted == found) and isinstance(wanted, bool) == isinstance(found, bool)
    if wanted == found:
        return True
    if isinstance(shape, StringShape) and shape.enum:
        return _plain(wanted) == _plain(found)
    name = place.rpartition(".")[2]
    if name == "ExtraConnectionAttributes":
        return _attributes(wanted) <= _attributes(found)
    # AWS answers with the ARN of what was named.
    return found.startswith("arn:") and (f":secret:{wanted}-" in found or found.endswith(f"/{wanted}"))


def _plain(text: str) -> str:
    return text.lower().replace("_", "-")


def _attributes(text: str) -> set[str]:
    return {one.strip() for one in text.split(";") if one.strip()}


def _texts(wanted: Json, found: Json, place: str) -> Iterator[Difference]:
    """JSON in a text, such as a policy, is compared as JSON."""
    meant, is_there = _json(wanted), _json(found)
    if meant is None or is_there is None:
        yield Difference(place, found, wanted)
    elif place.rpartition(".")[2] in _FILLED_UP:
        yield from _structure(meant, is_there, None, place)
    elif _canonical(meant) != _canonical(is_there):
        yield from _inside(meant, is_there, place)


def _inside(meant: Json, is_there: Json, place: str) -> Iterator[Difference]:
    """The members at the top that differ; a member too many is as bad as one too few."""
    if not (isinstance(meant, Mapping) and isinstance(is_there, Mapping)):
        yield Difference(place, is_there, meant)
        return
    for name in dict.fromkeys([*meant, *is_there]):
        if _canonical(meant.get(name)) != _canonical(is_there.get(name)):
            yield Difference(f"{place}.{name}", is_there.get(name), meant.get(name))


def _json(value: Json) -> Json:
    if not isinstance(value, str):
        return value
    try:
        parsed = json.loads(value)
    except ValueError:
        return None
    return parsed if isinstance(parsed, (dict, list)) else None


def _canonical(value: Json) -> str:
    """Equal for what means the same in a policy, a rule's pattern or a dashboard."""
    if isinstance(value, Mapping):
        if dict(value) == {"AWS": "*"}:
            return '"*"'
        filled = {name: _canonical(one) for name, one in value.items() if one not in (None, [], "")}
        return json.dumps(filled, sort_keys=True)
    if isinstance(value, list):
        items = sorted(_canonical(one) for one in value)
        return items[0] if len(items) == 1 else json.dumps(items)
    return json.dumps(value)


def _short(value: Json) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
