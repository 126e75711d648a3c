"""The key, the bucket and what the bucket is told."""

from __future__ import annotations

import json
from collections.abc import Mapping

from botocore.exceptions import ClientError

from tidemark_infra.setup.aws import Aws, unless_absent
from tidemark_infra.setup.failures import RefusedError
from tidemark_infra.setup.kinds.kind import Json, Kind, Step, always, putting

_DATA = "the change files are the log from which tables are rebuilt; delete them by hand once nobody needs them"
_KEY = "without the key no change file can be read again; schedule its deletion by hand once nobody needs them"
_OF_THE_BUCKET = "it protects the bucket, which stays"


def _key(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    """By its alias, or, if a run ended before there was one, by its tag."""
    named = unless_absent(lambda: aws.call("kms", "describe_key", KeyId=f"alias/{aws.name}"), "NotFoundException")
    return named or next((key for key in _keys(aws) if _is_tagged(aws, key, wanted["Tags"])), None)


def _keys(aws: Aws) -> list[Json]:
    found = (aws.call("kms", "describe_key", KeyId=key["KeyId"]) for key in aws.pages("kms", "list_keys", "Keys"))
    return [
        key
        for key in found
        if key["KeyMetadata"]["KeyManager"] == "CUSTOMER" and key["KeyMetadata"]["KeyState"] == "Enabled"
    ]


def _is_tagged(aws: Aws, key: Json, tags: list[Json]) -> bool:
    found = aws.pages("kms", "list_resource_tags", "Tags", KeyId=key["KeyMetadata"]["KeyId"])
    return all(tag in found for tag in tags)


def _find_key(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    found = _key(aws, wanted)
    if found is None:
        return None
    metadata = found["KeyMetadata"]
    if metadata["KeyState"] != "Enabled":
        raise RefusedError(
            f"the KMS key {metadata['Arn']} (alias/{aws.name}) is {metadata['KeyState']}: no file can be written or read with "
            "it. Enable it again, or cancel its deletion (aws kms cancel-key-deletion, then enable-key)"
        )
    policy = aws.call("kms", "get_key_policy", KeyId=metadata["KeyId"], PolicyName="default")["Policy"]
    return {**found, "Policy": policy}


def _change_key(step: Step) -> None:
    changed, key = step.changed(), step.seen("KeyMetadata.KeyId")
    if "Description" in changed:
        step.aws.call("kms", "update_key_description", KeyId=key, Description=changed["Description"])
    if "Policy" in changed:
        step.aws.call("kms", "put_key_policy", KeyId=key, PolicyName="default", Policy=changed["Policy"])


def _alias(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    aliases = aws.pages("kms", "list_aliases", "Aliases")
    return next((one for one in aliases if one["AliasName"] == wanted["AliasName"]), None)


def _rotation(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    status = aws.call("kms", "get_key_rotation_status", KeyId=wanted["KeyId"])
    return {} if status["KeyRotationEnabled"] else None


def _bucket(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
    name = wanted["Bucket"]
    try:
        aws.call("s3", "head_bucket", Bucket=name, ExpectedBucketOwner=aws.account)
    except ClientError as failure:
        status = failure.response["ResponseMetadata"]["HTTPStatusCode"]
        headers = failure.response["ResponseMetadata"].get("HTTPHeaders", {})
        elsewhere = headers.get("x-amz-bucket-region", aws.region)
        if status == 404:  # noqa: PLR2004
            return None
        if status in {301, 400} or elsewhere != aws.region:
            raise RefusedError(
                f"the bucket {name} is in {elsewhere}, the settings say region {aws.region}"
            ) from failure
        if status == 403:  # noqa: PLR2004
            raise RefusedError(
                f"the bucket {name} is there but not for us: it belongs to another account than {aws.account} (names of buckets "
                "are taken world-wide: choose another in the settings), or s3:ListBucket on it is missing"
            ) from failure
        raise
    place = aws.call("s3", "get_bucket_location", Bucket=name, ExpectedBucketOwner=aws.account)
    return {"Bucket": name, "CreateBucketConfiguration": {"LocationConstraint": place.get("LocationConstraint")}}


def _create_bucket(aws: Aws, wanted: Mapping[str, Json]) -> Json:
    """The oldest region is none that one can name here."""
    members = dict(wanted)
    if aws.region == "us-east-1":
        del members["CreateBucketConfiguration"]
    return aws.call("s3", "create_bucket", **members)


def _told(operation: str, get: str, *absent: str, member: str = "") -> Kind:
    """What the bucket is told by a put, and asked by a get."""

    def find(aws: Aws, wanted: Mapping[str, Json]) -> Json | None:
        owner = {"Bucket": wanted["Bucket"], "ExpectedBucketOwner": aws.account}
        found = unless_absent(lambda: aws.call("s3", get, **owner), *absent, "NoSuchBucket")
        return found if found is None or not member else {member: found}

    return Kind(
        "s3",
        operation,
        find,
        change=putting("s3", f"put_{get.removeprefix('get_')}"),
        unseen=frozenset({"Bucket", "ExpectedBucketOwner", "SkipDestinationValidation"}),
        foreign=_of_others,
        stays=always(_OF_THE_BUCKET),
    )


def _of_others(wanted: Mapping[str, Json], found: Mapping[str, Json]) -> list[str]:
    """A put replaces everything: what is there must be ours. Ours have these beginnings."""
    policy = json.loads(found.get("Policy") or "{}").get("Statement", [])
    rules = found.get("LifecycleConfiguration", {}).get("Rules", [])
    known = {rule["ID"] for rule in wanted.get("LifecycleConfiguration", {}).get("Rules", [])}
    told = found.get("NotificationConfiguration", {})
    return [
        *(
            f"the policy's statement {one.get('Sid', '(without Sid)')}"
            for one in policy
            if not str(one.get("Sid", "")).startswith("Tidemark")
        ),
        *(f"the lifecycle rule {rule.get('ID', '(without ID)')}" for rule in rules if rule.get("ID") not in known),
        *(
            f"the notification {name}"
            for name in told
            if told[name] and name not in wanted.get("NotificationConfiguration", {})
        ),
    ]


KINDS = (
    Kind(
        "kms",
        "CreateKey",
        _find_key,
        view=lambda found: {**found["KeyMetadata"], **found},
        change=_change_key,
        stays=always(_KEY),
    ),
    Kind("kms", "CreateAlias", _alias, stays=always(_KEY)),
    Kind("kms", "EnableKeyRotation", _rotation, unseen=frozenset({"KeyId"}), stays=always(_KEY)),
    Kind(
        "s3",
        "CreateBucket",
        _bucket,
        view=lambda found: {**found, "CreateBucketConfiguration": _with_oldest(found["CreateBucketConfiguration"])},
        create=_create_bucket,
        unseen=frozenset({"ObjectOwnership"}),
        stays=always(_DATA),
    ),
    _told("PutPublicAccessBlock", "get_public_access_block", "NoSuchPublicAccessBlockConfiguration"),
    _told("PutBucketOwnershipControls", "get_bucket_ownership_controls", "OwnershipControlsNotFoundError"),
    _told("PutBucketEncryption", "get_bucket_encryption", "ServerSideEncryptionConfigurationNotFoundError"),
    _told("PutBucketPolicy", "get_bucket_policy", "NoSuchBucketPolicy"),
    _told(
        "PutBucketLifecycleConfiguration",
        "get_bucket_lifecycle_configuration",
        "NoSuchLifecycleConfiguration",
        member="LifecycleConfiguration",
    ),
    _told(
        "PutBucketNotificationConfiguration",
        "get_bucket_notification_configuration",
        member="NotificationConfiguration",
    ),
)


def _with_oldest(place: Json) -> Json:
    """The oldest region has no name here, and its successor an old one."""
    named = {None: "us-east-1", "EU": "eu-west-1"}
    return {"LocationConstraint": named.get(place["LocationConstraint"], place["LocationConstraint"])}
