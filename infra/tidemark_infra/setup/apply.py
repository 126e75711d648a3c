"""Brings an account to what the documents say: looks at each, makes what is missing, changes what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tidemark_infra.documents import Document, DocumentError
from tidemark_infra.setup.aws import Aws
from tidemark_infra.setup.compare import Difference, differences
from tidemark_infra.setup.explain import explained
from tidemark_infra.setup.failures import ConfigurationError, RefusedError
from tidemark_infra.setup.kinds.kind import Kind, Step
from tidemark_infra.setup.kinds.registry import kind_of
from tidemark_infra.setup.progress import Progress

Json = Any


class Finding(NamedTuple):
    """A document held against the account; ``found`` is none where there is no such resource."""

    document: Document
    kind: Kind
    wanted: Mapping[str, Json]
    found: Json | None
    differences: Sequence[Difference]


@dataclass
class Done:
    """What a run has done so far, by the documents' names."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    arns: dict[str, str] = field(default_factory=dict)
    notes: dict[str, Json] = field(default_factory=dict)

    def touched(self, name: str) -> bool:
        return name in self.created or name in self.changed

    def said(self) -> dict[str, Json]:
        return {name: value for name, value in vars(self).items() if value and name != "notes"} | self.notes


@dataclass
class Account:
    """The account with what AWS has answered so far to each document."""

    aws: Aws
    progress: Progress
    done: Done = field(default_factory=Done)
    answers: dict[str, Json] = field(default_factory=dict)

    def bring(self, documents: Sequence[Document], chosen: set[str]) -> None:
        """Makes or changes the chosen; what they need besides must be there, which is seen before anything is done."""
        for document in documents:
            if document.name not in chosen and document.needs <= self.answers.keys():
                self._must_be_there(document)
        for document in documents:
            if document.name in chosen and not kind_of(document).last:
                with explained(document.name):
                    self._bring(self.look(document))
            elif document.name not in self.answers and document.name not in chosen:
                self._must_be_there(document)

    def _must_be_there(self, document: Document) -> None:
        with explained(document.name):
            finding = self.look(document)
        if finding.found is None:
            raise ConfigurationError(
                f"{document.name} is needed and not there: run without --only first, or name its folder too"
            )
        self.keep(finding)

    def _bring(self, finding: Finding) -> None:
        name = finding.document.name
        if finding.kind.asks:
            self.keep(finding)
            return
        if finding.found is None:
            finding = self._create(finding)
        elif finding.differences:
            refuse_what_cannot_be(finding)
            self._change(finding)
        else:
            self.done.same.append(name)
        self.keep(finding)
        self._wait(finding)

    def look(self, document: Document) -> Finding:
        """What AWS has of it."""
        kind = kind_of(document)
        wanted = document.input(self.answer)
        found = kind.find(self.aws, wanted)
        return Finding(document, kind, wanted, found, () if found is None else self._compared(kind, wanted, found))

    def _compared(self, kind: Kind, wanted: Mapping[str, Json], found: Json) -> list[Difference]:
        shape = self.aws.client(kind.service).meta.service_model.operation_model(kind.operation).input_shape
        meant = {name: value for name, value in kind.meant(wanted).items() if name not in kind.unseen}
        return differences(meant, kind.view(found), shape)

    def _create(self, finding: Finding) -> Finding:
        name, kind, wanted = finding.document.name, finding.kind, finding.wanted
        answer = self.progress.patiently(name, lambda: kind.make(self.aws, wanted))
        self.done.created.append(name)
        self.progress.say(f"{name}: created")
        # Some calls answer nothing, and what they made can say more.
        return finding._replace(found=answer or kind.find(self.aws, wanted) or {})

    def _change(self, finding: Finding) -> None:
        if finding.kind.change is None:
            raise AssertionError("refused before")
        work, step = finding.kind.change, self.step(finding)
        self.progress.patiently(finding.document.name, lambda: work(step))
        self.done.changed.append(finding.document.name)
        said = "; ".join(str(difference) for difference in finding.differences)
        self.progress.say(f"{finding.document.name}: changed {said}")

    def _wait(self, finding: Finding) -> None:
        if finding.kind.ready is not None:
            look = finding.kind.ready(self.step(finding))
            self.progress.until(finding.document.name, look, finding.kind.pause_seconds)

    def step(self, finding: Finding) -> Step:
        return Step(self.aws, finding.wanted, finding.found or {}, finding.differences)

    def keep(self, finding: Finding) -> None:
        """Remembers what AWS answered, for what refers to it."""
        self.answers[finding.document.name] = finding.found
        arn = _arn(finding.found)
        if arn:
            self.done.arns[finding.document.name] = arn

    def answer(self, reference: str) -> Json:
        """What stands for ``document:Member.of.it``."""
        name, _, path = reference.partition(":")
        value = self.answers[name]
        for part in path.split("."):
            try:
                value = value[int(part)] if isinstance(value, list) else value[part]
            except (KeyError, IndexError, TypeError) as missing:
                raise DocumentError(f"AWS's answer to {name} has no {path}, which a document refers to") from missing
        return value


def refuse_what_cannot_be(finding: Finding) -> None:
    """Stops where a change is impossible, or would take away what is somebody else's.

    Raises:
        RefusedError: names resource, member, found and wanted.

    """
    name, kind = finding.document.name, finding.kind
    foreign = kind.foreign(finding.wanted, kind.view(finding.found))
    if foreign:
        raise RefusedError(
            f"{name} is there with something that is not of this set-up: {', '.join(foreign)}. It would be lost, so nothing "
            f"was changed ({_said(finding.differences)}). Take it away by hand, or choose another name in the settings"
        )
    fixed = [one for one in finding.differences if kind.change is None or one.top in kind.fixed]
    if fixed:
        raise RefusedError(
            f"{name} is there in another shape, which AWS cannot change: {_said(fixed)}. Change it by hand or take it away "
            "(--destroy takes all away), or put the settings right; then run this again"
        )


def _said(found: Sequence[Difference]) -> str:
    return "; ".join(f"{one.member} is {_brief(one.found)}, wanted is {_brief(one.wanted)}" for one in found)


def _brief(value: Json) -> str:
    return "nothing" if value is None else str(value)[:200]


def _arn(answer: Json) -> str | None:
    """The first ARN of its own in an answer, which AWS writes as …Arn."""
    if not isinstance(answer, Mapping):
        return None
    own = [value for name, value in answer.items() if name.lower().endswith("arn") and str(value).startswith("arn:")]
    inner = (_arn(value) for value in answer.values() if isinstance(value, Mapping))
    return next(iter(own), None) or next((one for one in inner if one), None)
