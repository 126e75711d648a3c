"""Every policy of every folder, of roles, bucket, key, topic and trust, has no finding of parliament but those with a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import parliament
import pytest

from tests.chosen import documents

# What of a document, which finding, and why it is right all the same.
ACCEPTED = {
    ("s3/kms.create-key", "RESOURCE_STAR"): "in a key's policy the star is this key",
    (
        "s3/kms.create-key",
        "PERMISSIONS_MANAGEMENT_ACTIONS",
    ): "the account's own policies must be able to say who may what, as "
    "in the policy that AWS gives a key by default; else nobody could mend it",
}
ANSWERS = {
    "s3/kms.create-key:KeyMetadata.Arn": "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f",
    "cloudwatch/sns.create-topic:TopicArn": "arn:aws:sns:eu-west-1:111122223333:tidemark-alerts",
}


def answer(reference: str) -> str:
    return ANSWERS.get(reference, "arn:aws:service:eu-west-1:111122223333:thing/12345678")


def policies() -> Iterator[tuple[str, Any]]:
    """Each policy with the name of its document, of instances and of the serverless variant."""
    for capture in ("instance", "serverless"):
        for name, document in documents(capture=capture).items():
            for policy in _in(document.input(answer)):
                yield name, policy


def _in(content: Any) -> Iterator[Any]:
    if isinstance(content, dict):
        for value in content.values():
            yield from _in(value)
    elif isinstance(content, list):
        for value in content:
            yield from _in(value)
    elif isinstance(content, str) and content.startswith("{") and "Statement" in (said := json.loads(content)):
        yield said


def issues(policy: Any) -> set[str]:
    # Who may take a role on is said in a policy without resources, which parliament does not know: the role is the resource. That
    # somebody gets credentials by it, which it warns of, is what such a policy is for.
    trusts = [one for one in policy["Statement"] if "Principal" in one and "Resource" not in one]
    for statement in trusts:
        statement["Resource"] = "arn:aws:iam::111122223333:role/any"
    found = parliament.analyze_policy_string(json.dumps(policy), include_community_auditors=True).findings
    return {finding.issue for finding in found} - ({"CREDENTIALS_EXPOSURE"} if trusts else set())


POLICIES = dict(policies())


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_has_no_finding_without_a_reason(name: str) -> None:
    accepted = {issue for document, issue in ACCEPTED if document == name}
    assert issues(POLICIES[name]) == accepted


def test_every_document_that_holds_a_policy_was_looked_at() -> None:
    holders = {"PutRolePolicy", "CreateRole", "PutBucketPolicy", "CreateKey", "SetTopicAttributes"}
    assert {name for name, document in documents().items() if document.operation in holders} == set(POLICIES)


@pytest.mark.parametrize(
    ("statement", "issue"),
    [
        ({"Effect": "Allow", "Action": "s3:*", "Resource": "*"}, "RESOURCE_STAR"),
        ({"Effect": "Allow", "Action": "s3:GetObjcet", "Resource": "arn:aws:s3:::b/*"}, "UNKNOWN_ACTION"),
        ({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b"}, "RESOURCE_MISMATCH"),
    ],
)
def test_the_linter_sees_what_is_wrong(statement: dict[str, str], issue: str) -> None:
    assert issue in issues({"Version": "2012-10-17", "Statement": [statement]})


def test_no_role_may_delete_change_files_but_dms_which_clears_a_table_for_a_new_load() -> None:
    deleting = {
        name
        for name, policy in POLICIES.items()
        if name.partition("/")[2].startswith(("put-role-policy", "iam.put-role-policy"))
        for statement in policy["Statement"]
        if statement["Effect"] == "Allow" and "s3:DeleteObject" in statement["Action"]
        for resource in ([statement["Resource"]] if isinstance(statement["Resource"], str) else statement["Resource"])
        if resource.startswith("arn:aws:s3:::my-bucket/dms/")
    }
    assert deleting == {"iam/put-role-policy.dms-to-s3"}
