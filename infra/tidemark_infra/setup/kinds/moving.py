"""What moves files by itself: Lambda's functions and Firehose's streams."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from tidemark_infra.setup.aws import Aws, unless_absent
from tidemark_infra.setup.kinds.kind import Json, Kind, Step, calls
from tidemark_infra.setup.progress import Look, State

_ABSENT = "ResourceNotFoundException"


def _function(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    name = wanted["FunctionName"]
    return unless_absent(lambda: aws.call("lambda", "get_function_configuration", FunctionName=name), _ABSENT)


def _code(wanted: Mapping[str, Json]) -> dict[str, Json]:
    """As botocore wants it: bytes, where a JSON document has Base64."""
    code = dict(wanted["Code"])
    if isinstance(code.get("ZipFile"), str):
        code["ZipFile"] = base64.b64decode(code["ZipFile"])
    return code


def _create_function(aws: Aws, wanted: Mapping[str, Json]) -> Json:
    return aws.call("lambda", "create_function", **{**wanted, "Code": _code(wanted)})


def _wanted_function(wanted: Mapping[str, Json]) -> Mapping[str, Json]:
    """AWS does not answer with the code but with its sum."""
    code = _code(wanted)
    if "ZipFile" not in code:
        return wanted
    digest = base64.b64encode(hashlib.sha256(code["ZipFile"]).digest()).decode()
    return {**wanted, "Code": {"CodeSha256": digest}}


def _function_view(found: Json) -> Json:
    return {**found, "Code": {"CodeSha256": found["CodeSha256"]}}


def _change_function(step: Step) -> None:
    changed, name = step.changed(), step.wanted["FunctionName"]
    client = step.aws.client("lambda")
    if "Code" in changed:
        client.update_function_code(FunctionName=name, **_code(step.wanted))
        client.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": 2, "MaxAttempts": 60})
    others = {member: value for member, value in changed.items() if member != "Code"}
    if others:
        client.update_function_configuration(FunctionName=name, **others)


def _function_ready(step: Step) -> Look:
    def look() -> State:
        found = _function(step.aws, step.wanted) or {}
        states = found.get("State", "Active"), found.get("LastUpdateStatus", "Successful")
        return State(" ".join(states), done=states == ("Active", "Successful"), failed="Failed" in states)

    return look


def _permission(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    found = unless_absent(lambda: aws.call("lambda", "get_policy", FunctionName=wanted["FunctionName"]), _ABSENT)
    statements = json.loads(found["Policy"])["Statement"] if found else []
    return next(({"Statement": one} for one in statements if one["Sid"] == wanted["StatementId"]), None)


def _stream(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    name = wanted["DeliveryStreamName"]
    found = unless_absent(lambda: aws.call("firehose", "describe_delivery_stream", DeliveryStreamName=name), _ABSENT)
    return {**found, "DeliveryStreamARN": found["DeliveryStreamDescription"]["DeliveryStreamARN"]} if found else None


def _stream_view(found: Json) -> Json:
    stream = found["DeliveryStreamDescription"]
    destination = stream["Destinations"][0].get("ExtendedS3DestinationDescription", {})
    kafka = stream.get("Source", {}).get("MSKSourceDescription", {})
    return {**stream, "ExtendedS3DestinationConfiguration": destination, "MSKSourceConfiguration": kafka}


def _change_stream(step: Step) -> None:
    stream = step.seen("DeliveryStreamDescription")
    step.aws.call(
        "firehose",
        "update_destination",
        DeliveryStreamName=step.wanted["DeliveryStreamName"],
        CurrentDeliveryStreamVersionId=stream["VersionId"],
        DestinationId=stream["Destinations"][0]["DestinationId"],
        ExtendedS3DestinationUpdate=step.wanted["ExtendedS3DestinationConfiguration"],
    )


def _stream_ready(step: Step) -> Look:
    def look() -> State:
        found = _stream(step.aws, step.wanted)
        status = found["DeliveryStreamDescription"]["DeliveryStreamStatus"] if found else "not listed yet"
        return State(status, done=status == "ACTIVE", failed=status.endswith("FAILED"))

    return look


KINDS = (
    Kind(
        "lambda",
        "CreateFunction",
        _function,
        meant=_wanted_function,
        view=_function_view,
        create=_create_function,
        change=_change_function,
        fixed=frozenset({"PackageType", "Architectures"}),
        unseen=frozenset({"Tags", "Publish"}),
        ready=_function_ready,
        delete=calls("lambda", "delete_function", "FunctionName"),
    ),
    Kind(
        "lambda",
        "AddPermission",
        _permission,
        unseen=frozenset({"FunctionName", "StatementId", "Action", "Principal", "SourceArn", "SourceAccount"}),
        delete=calls("lambda", "remove_permission", "FunctionName", "StatementId"),
    ),
    Kind(
        "firehose",
        "CreateDeliveryStream",
        _stream,
        view=_stream_view,
        change=_change_stream,
        fixed=frozenset({"DeliveryStreamType", "MSKSourceConfiguration"}),
        ready=_stream_ready,
        delete=calls("firehose", "delete_delivery_stream", "DeliveryStreamName"),
    ),
)
