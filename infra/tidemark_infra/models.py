"""Holds inputs of API calls to botocore's models, closer than botocore does: enumerated values and patterns too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import botocore.session
from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape
from botocore.validate import ParamValidator


def problems(service: str, operation: str, params: Mapping[str, Any]) -> list[str]:
    """What is wrong with an input; empty if it is as the service's model says."""
    model = botocore.session.get_session().get_service_model(service).operation_model(operation)
    shape = model.input_shape
    if shape is None:
        return ["this call takes no input"] if params else []
    report = ParamValidator().validate(params, shape).generate_report()
    return [*(line for line in report.splitlines() if line), *_beyond(params, shape, "")]


def _beyond(value: Any, shape: Shape, place: str) -> Iterator[str]:
    """What botocore leaves to the service."""
    if isinstance(shape, StructureShape) and isinstance(value, Mapping):
        for name, member in value.items():
            if name in shape.members:
                yield from _beyond(member, shape.members[name], f"{place}.{name}" if place else name)
    elif isinstance(shape, ListShape) and isinstance(value, list):
        for number, item in enumerate(value):
            yield from _beyond(item, shape.member, f"{place}[{number}]")
    elif isinstance(shape, MapShape) and isinstance(value, Mapping):
        for name, item in value.items():
            yield from _beyond(item, shape.value, f"{place}.{name}")
    elif isinstance(shape, StringShape) and isinstance(value, str):
        yield from _text(value, shape, place)


def _text(value: str, shape: StringShape, place: str) -> Iterator[str]:
    if shape.enum and value not in shape.enum:
        yield f"{place} is '{value}', which is none of {', '.join(shape.enum)}"
    longest = shape.metadata.get("max")
    if longest is not None and len(value) > longest:
        yield f"{place} has {len(value)} characters, {longest} are allowed"
    pattern = shape.metadata.get("pattern")
    if pattern and not _matches(pattern, value):
        yield f"{place} is not of the pattern {pattern}"


def _matches(pattern: str, value: str) -> bool:
    try:
        return re.fullmatch(pattern, value, re.DOTALL) is not None
    except re.error:  # Some are in Java's syntax, and say nothing here.
        return True
