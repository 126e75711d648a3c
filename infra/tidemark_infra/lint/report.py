"""Says what was found, for people and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tidemark_infra.lint.captures import Capture
from tidemark_infra.lint.rules import Finding, Rules, findings, unknown_parts

_WIDTH = 110
_WORDS = {"loses": "loses data", "may-lose": "may lose data", "exposes": "exposes data", "costs": "costs"}


@dataclass(frozen=True)
class Result:
    """What the rules found in one capture, and the parts that nothing was known of."""

    name: str
    findings: Sequence[Finding]
    unknown: Sequence[str]


def linted(rules: Rules, captures: Sequence[Capture]) -> list[Result]:
    return [Result(one.name, findings(rules, one), unknown_parts(rules, one)) for one in captures]


def loses_data(results: Sequence[Result]) -> bool:
    return any(finding.severity == "loses" for result in results for finding in result.findings)


def as_json(results: Sequence[Result], notes: Sequence[str], exit_code: int) -> str:
    captures = [
        {
            "name": result.name,
            "findings": [finding.as_json() for finding in result.findings],
            "unknown": list(result.unknown),
        }
        for result in results
    ]
    return json.dumps({"exitCode": exit_code, "captures": captures, "notes": list(notes)}, indent=2, ensure_ascii=False)


def as_text(results: Sequence[Result], notes: Sequence[str]) -> str:
    lines = [line for result in results for line in _result(result)]
    return "\n".join([*lines, *(f"note: {note}" for note in notes)])


def catalogue(rules: Rules) -> str:
    """All rules, with what their severities mean."""
    lines = [f"{_WORDS[severity]}: {meaning}" for severity, meaning in rules.severities.items()]
    for rule in rules.rules:
        lines += [
            "",
            f"{rule.id}  {rule.title} ({_WORDS[rule.severity]})",
            *_explained(rule.reason, rule.fix, rule.source),
        ]
    return "\n".join(lines)


def _result(result: Result) -> Iterator[str]:
    for finding in result.findings:
        yield f"{finding.id}  {_WORDS[finding.severity]}: {finding.title}"
        yield from _wrapped("in", finding.subject)
        if finding.found:
            yield from _wrapped("found", finding.found)
        yield from _explained(finding.reason, finding.fix, finding.source)
        yield ""
    counts = Counter(finding.severity for finding in result.findings)
    said = ", ".join(f"{count} {_WORDS[severity]}" for severity, count in counts.items()) or "nothing found"
    yield f"{result.name}: {said}"
    if result.unknown:
        yield f"{result.name}: nothing was given of {', '.join(result.unknown)}; the rules about them were left out"


def _explained(reason: str, fix: str, source: str) -> Iterator[str]:
    yield from _wrapped("why", reason)
    yield from _wrapped("fix", fix)
    yield from _wrapped("source", source)


def _wrapped(title: str, text: str) -> list[str]:
    start = f"       {title + ':':8}"
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=False,
        break_on_hyphens=False,
    )
