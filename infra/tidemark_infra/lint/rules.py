"""Holds the rules of ``dms-lint.json`` to what is known of a capture; that file explains their language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tidemark_infra.lint.captures import Capture
from tidemark_infra.settings import INFRA

Json = Any
Evidence = list[str]
"""What makes a condition true, in words; a condition that is not true has None instead."""


@dataclass(frozen=True)
class Rule:
    """One thing that must not be; ``id`` never changes its meaning."""

    id: str
    severity: str
    title: str
    of: Sequence[str]
    wrong: Mapping[str, Json]
    reason: str
    fix: str
    source: str
    each: str | None = None
    found: Sequence[str] | None = None
    secret: bool = False


@dataclass(frozen=True)
class Rules:
    """The rules with the words for their severities, and the PostgreSQL types that are LOBs to DMS."""

    severities: Mapping[str, str]
    rules: tuple[Rule, ...]
    large_types: str


@dataclass(frozen=True)
class Finding:
    """What a rule found in a capture."""

    id: str
    severity: str
    title: str
    subject: str
    found: str
    reason: str
    fix: str
    source: str

    def as_json(self) -> dict[str, str]:
        return asdict(self)


def read_rules(path: Path = INFRA / "dms-lint.json") -> Rules:
    content = json.loads(path.read_text(encoding="utf-8"))
    rules = tuple(Rule(**one) for one in content["rules"])
    return Rules(content["severities"], rules, content["large-types"])


def findings(rules: Rules, capture: Capture) -> list[Finding]:
    """What the rules find, in the order of the severities and then of the numbers."""
    order = list(rules.severities)
    found = [finding for rule in rules.rules for finding in _found(rule, capture)]
    return sorted(found, key=lambda finding: (order.index(finding.severity), finding.id))


def unknown_parts(rules: Rules, capture: Capture) -> list[str]:
    """The parts that rules look at and nothing is known of: those rules say nothing."""
    return sorted({part for rule in rules.rules for part in rule.of} - set(capture.facts))


def _found(rule: Rule, capture: Capture) -> Iterator[Finding]:
    if not set(rule.of) <= set(capture.facts):
        return
    items = _items(rule.each, (capture.facts,)) if rule.each else [capture.facts]
    for item in items:
        scope = (capture.facts, item) if rule.each else (capture.facts,)
        conditions = _Conditions(rule)
        evidence = conditions.evidence(rule.wrong, scope)
        if evidence is not None and rule.found is not None:
            evidence = [text for path in rule.found for text in conditions.said({"path": path}, scope)]
        if evidence is not None:
            subject = f"{capture.name}, {_label(item)}" if rule.each else capture.name
            found = "; ".join(dict.fromkeys(evidence))
            yield Finding(rule.id, rule.severity, rule.title, subject, found, rule.reason, rule.fix, rule.source)


Scope = tuple[Json, ...]
"""The whole, then the items that are looked at, the innermost last."""


@dataclass(frozen=True)
class _Conditions:
    rule: Rule
    quiet: bool = field(default=False)

    def evidence(self, condition: Mapping[str, Json], scope: Scope) -> Evidence | None:
        if "all" in condition:
            every = [self.evidence(one, scope) for one in condition["all"]]
            return None if None in every else [text for one in every for text in one or []]
        if "any" in condition:
            true = [one for one in (self.evidence(part, scope) for part in condition["any"]) if one is not None]
            return [text for one in true for text in one] if true else None
        if "not" in condition:
            inner = condition["not"]
            return None if self.evidence(inner, scope) is not None else self.said(inner, scope)
        if "some" in condition:
            return self._some(condition, scope)
        if "repeated" in condition:
            return self._repeated(condition, scope)
        return self.said(condition, scope) if _holds(condition, scope) else None

    def _some(self, condition: Mapping[str, Json], scope: Scope) -> Evidence | None:
        items = _items(condition["some"], scope)
        true = [item for item in items if self._is_true(condition["that"], (*scope, item))]
        return [_label(item) for item in true if isinstance(item, Mapping) and not self.quiet] if true else None

    def _repeated(self, condition: Mapping[str, Json], scope: Scope) -> Evidence | None:
        items = [item for item in _items(condition["repeated"], scope) if self._is_wanted(condition, (*scope, item))]
        values = [json.dumps([_at(path, (item,)) for path in condition["by"]]) for item in items]
        same = [item for item, value in zip(items, values, strict=True) if values.count(value) > 1]
        return [_label(item) for item in same] if same else None

    def _is_wanted(self, condition: Mapping[str, Json], scope: Scope) -> bool:
        return "that" not in condition or self._is_true(condition["that"], scope)

    def _is_true(self, condition: Mapping[str, Json], scope: Scope) -> bool:
        return _Conditions(self.rule, quiet=True).evidence(condition, scope) is not None

    def said(self, condition: Mapping[str, Json], scope: Scope) -> Evidence:
        """The value that a condition looks at, in words, unless it is about another part than the rule is."""
        path = condition.get("path")
        if path is None or self.quiet or path.startswith("."):
            return []
        part, _, rest = path.removeprefix("/").partition("/")
        if path.startswith("/") and (part not in self.rule.of or not rest):
            return []
        name = (rest if path.startswith("/") else path).replace("/", ".")
        value = _at(path, scope)
        if value is None:
            default = condition.get("absent")
            return [f"{name} is absent" + ("" if default is None else f" (taken as {_text(default)})")]
        return [f"{name} is set" if self.rule.secret else f"{name} is {_text(value)}"]


def _holds(condition: Mapping[str, Json], scope: Scope) -> bool:
    value = _at(condition["path"], scope)
    if "missing" in condition:
        return value in (None, "", [], {})
    if value is None:
        value = condition.get("absent")
    if value is None:
        return False
    tests = (name for name in condition if name not in {"path", "absent"})
    return all(_test(name, condition[name], value, scope) for name in tests)


def _test(name: str, expected: Json, value: Json, scope: Scope) -> bool:
    match name:
        case "is":
            return _is(value, expected)
        case "in":
            return any(_is(value, one) for one in expected)
        case "below" | "above":
            number = _number(value)
            return number is not None and (number < expected if name == "below" else number > expected)
        case "matches":
            return re.fullmatch(expected, str(value)) is not None
        case "same":
            return bool(value == _at(expected, scope))
        case "covers":
            return re.fullmatch(_pattern(str(value)), str(_at(expected, scope)), re.DOTALL) is not None
    raise ValueError(f"no test is called {name}")


def _at(path: str, scope: Scope) -> Json:
    """The value at a path, None if there is none."""
    level = len(scope) - 1
    if path.startswith("/"):
        level, path = 0, path[1:]
    while path.startswith("../"):
        level, path = level - 1, path[3:]
    value = scope[level]
    for step in path.split("/") if path != "." else []:
        if not isinstance(value, Mapping):
            return None
        value = value[step] if step in value else _ignoring_case(value, step)
    return value


def _items(path: str, scope: Scope) -> list[Json]:
    value = _at(path, scope)
    return value if isinstance(value, list) else []


def _ignoring_case(value: Mapping[str, Json], step: str) -> Json:
    """Extra connection attributes begin with a small letter."""
    return next((member for name, member in value.items() if name.lower() == step.lower()), None)


def _is(value: Json, expected: Json) -> bool:
    if isinstance(expected, bool):
        return _plain(value) in ({"true", "y", "yes", "1"} if expected else {"false", "n", "no", "0"})
    if isinstance(expected, int):
        return _number(value) == expected
    return _plain(value) == _plain(expected)


def _plain(value: Json) -> str:
    """AWS's guide writes SSE_KMS and test_decoding where its API has sse-kms and test-decoding."""
    return str(value).lower().replace("_", "-")


def _number(value: Json) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _pattern(pattern: str) -> str:
    if pattern.startswith("{{"):  # a document's reference to its tables, not yet replaced
        return ".*"
    return "".join(_wildcard(part) for part in re.split(r"(%|_|\[[^\]]+\])", pattern))


def _wildcard(part: str) -> str:
    if len(part) > len("[]") and part[0] == "[" and part[-1] == "]":
        return f"(?:{'|'.join(map(re.escape, part[1:-1]))})"
    return {"%": ".*", "_": "."}.get(part, re.escape(part))


def _label(item: Json) -> str:
    if not isinstance(item, Mapping):
        return ""
    if "rule-id" in item:
        return f"rule {item['rule-id']}"
    return str(item.get("name", ""))


def _text(value: Json) -> str:
    if isinstance(value, str) and value:
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
