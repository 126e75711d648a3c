"""What is known of one kind of document: how its resource is found, made, changed, waited for and taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore import xform_name

from tidemark_infra.setup.aws import Aws
from tidemark_infra.setup.compare import Difference
from tidemark_infra.setup.progress import Look

Json = Any


@dataclass(frozen=True)
class Step:
    """A document at work: ``wanted`` is its input, ``found`` what AWS answered of it."""

    aws: Aws
    wanted: Mapping[str, Json]
    found: Mapping[str, Json]
    differences: Sequence[Difference] = ()

    def seen(self, path: str) -> Json:
        """A member of what AWS answered."""
        value: Json = self.found
        for part in path.split("."):
            value = value[part]
        return value

    def changed(self) -> dict[str, Json]:
        """The members of the input that differ, as wanted."""
        tops = {difference.top for difference in self.differences}
        return {name: value for name, value in self.wanted.items() if name in tops}


Find = Callable[[Aws, Mapping[str, Json]], Json | None]
Work = Callable[[Step], None]


def _nothing_to_say(_: Mapping[str, Json], __: Mapping[str, Json]) -> list[str]:
    return []


def _goes(_: Mapping[str, Json]) -> str:
    return ""


def always(reason: str) -> Callable[[Mapping[str, Json]], str]:
    """Whatever the document says."""
    return lambda _: reason


@dataclass(frozen=True)
class Kind:
    """``find`` answers what the document's call would have answered, or none where there is no such resource."""

    service: str
    operation: str
    find: Find
    # What of the input is compared, where AWS does not answer in its words.
    meant: Callable[[Mapping[str, Json]], Mapping[str, Json]] = dict
    # The members of the input as they are, out of what was found.
    view: Callable[[Json], Mapping[str, Json]] = dict
    # Instead of a plain call of the operation.
    create: Find | None = None
    # None: nothing of it can be changed.
    change: Work | None = None
    # What cannot be changed, although other members can.
    fixed: frozenset[str] = frozenset()
    # What is only said when it is made, and what says where it is.
    unseen: frozenset[str] = frozenset({"Tags"})
    # What is there of somebody else, that a change would take away.
    foreign: Callable[[Mapping[str, Json], Mapping[str, Json]], list[str]] = _nothing_to_say
    # How to see that it is ready, and how often to look.
    ready: Callable[[Step], Look] | None = None
    pause_seconds: float = 5
    delete: Work | None = None
    gone: Callable[[Step], Look] | None = None
    # Why --destroy leaves it; without delete and without a reason it goes with what it is part of.
    stays: Callable[[Mapping[str, Json]], str] = _goes
    # Done by hand or at the end, not when everything is made: it starts or tests something.
    last: bool = False
    # It only asks.
    asks: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.service, self.operation

    def make(self, aws: Aws, wanted: Mapping[str, Json]) -> Json:
        """Makes it; what AWS answers."""
        if self.create is not None:
            return self.create(aws, wanted)
        return aws.call(self.service, xform_name(self.operation), **wanted)


def calls(service: str, operation: str, *taken: str, **renamed: str) -> Work:
    """Work that is one call with members of the input, and under other names members of what was found."""

    def work(step: Step) -> None:
        arguments = {name: step.wanted[name] for name in taken if name in step.wanted}
        step.aws.call(service, operation, **arguments, **{name: step.seen(path) for name, path in renamed.items()})

    return work


def putting(service: str, operation: str) -> Work:
    """Work that is the document's own call again."""
    return lambda step: step.aws.call(service, operation, **step.wanted)
