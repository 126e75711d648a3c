"""What counts as a difference: what means the same in AWS's words does not."""

from __future__ import annotations

import json
from typing import Any

import botocore.session
import pytest

from tidemark_infra.setup.compare import differences

_MODEL = botocore.session.get_session().get_service_model("dms")
_ENDPOINT = _MODEL.operation_model("CreateEndpoint").input_shape
_TASK = _MODEL.operation_model("CreateReplicationTask").input_shape
_POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["a:B", "a:C"]}]}


def said(wanted: dict[str, Any], found: dict[str, Any], shape: Any = _ENDPOINT) -> list[str]:
    return [str(difference) for difference in differences(wanted, found, shape)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"EndpointType": "source"}, {"EndpointType": "SOURCE"}),
        (
            {"S3Settings": {"EncryptionMode": "sse-kms"}},
            {"S3Settings": {"EncryptionMode": "SSE_KMS", "MaxFileSize": 1}},
        ),
        ({"ExtraConnectionAttributes": "a=1;b=2;"}, {"ExtraConnectionAttributes": "b=2; a=1; c=3"}),
        ({"S3Settings": {"CdcInsertsOnly": False, "CdcPath": ""}}, {"S3Settings": {}}),
        (
            {"PostgreSQLSettings": {"SecretsManagerSecretId": "tidemark/source"}},
            {
                "PostgreSQLSettings": {
                    "SecretsManagerSecretId": "arn:aws:secretsmanager:x:1:secret:tidemark/source-AbCdEf"
                }
            },
        ),
    ],
    ids=["case", "dashes", "attributes", "not said", "secret"],
)
def test_other_words_are_no_difference(wanted: dict[str, Any], found: dict[str, Any]) -> None:
    assert said(wanted, found) == []


def test_settings_that_dms_fills_up_are_no_difference_but_others_are() -> None:
    wanted = {"ReplicationTaskSettings": json.dumps({"Logging": {"EnableLogging": True}})}
    filled = {"Logging": {"EnableLogging": True, "CloudWatchLogGroup": "x"}, "StreamBufferSettings": None}
    assert said(wanted, {"ReplicationTaskSettings": json.dumps(filled)}, _TASK) == []
    filled["Logging"]["EnableLogging"] = False  # type: ignore[index]
    assert said(wanted, {"ReplicationTaskSettings": json.dumps(filled)}, _TASK) == [
        "ReplicationTaskSettings.Logging.EnableLogging: false -> true"
    ]


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"Principal": {"AWS": "*"}, "Action": ["a:C", "a:B"]}, False),
        ({"Action": "a:B"}, True),
        ({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, True),
    ],
    ids=["other words", "less", "more"],
)
def test_a_policy_is_compared_as_a_whole(change: dict[str, Any], differs: bool) -> None:
    found = {"Version": "2012-10-17", "Statement": [_POLICY["Statement"][0] | change]}  # type: ignore[operator]
    wanted = {"PolicyDocument": json.dumps(_POLICY)}
    assert bool(said(wanted, {"PolicyDocument": json.dumps(found)}, None)) == differs


def test_a_rule_too_many_is_a_difference_of_mappings() -> None:
    rule = {"rule-type": "selection", "rule-id": "1"}
    wanted = {"TableMappings": json.dumps({"rules": [rule]})}
    assert said(wanted, {"TableMappings": json.dumps({"rules": [rule | {"filters": []}]})}, _TASK) == []
    more = json.dumps({"rules": [rule, {"rule-type": "selection", "rule-id": "2"}]})
    assert said(wanted, {"TableMappings": more}, _TASK)[0].startswith("TableMappings.rules: ")


def test_order_counts_only_where_it_means_something() -> None:
    names = [{"Name": "a", "Type": "int"}, {"Name": "b", "Type": "int"}]
    assert said({"Tags": names}, {"Tags": names[::-1]}) == []
    assert said({"Columns": names}, {"Columns": names[::-1]}) != []
    assert said({"Tags": names}, {"Tags": [names[0], {"Name": "b", "Type": "text"}]}) == ["Tags[].Type: text -> int"]


def test_true_is_not_one() -> None:
    assert said({"Port": 1}, {"Port": True}) == ["Port: true -> 1"]
