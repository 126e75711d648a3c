"""AWS's names for what went wrong, what they mean in a set-up, and what to do."""

from __future__ import annotations

from typing import NamedTuple

from tidemark_infra.setup.failures import AwsError, ConfigurationError, RefusedError, SetupError


class Meaning(NamedTuple):
    """What to make of some of AWS's codes."""

    codes: str
    kind: type[SetupError]
    remedy: str


_MEANINGS = (
    Meaning(
        "AccessDenied AccessDeniedException UnauthorizedOperation AuthorizationError NotAuthorized",
        AwsError,
        "the identity that runs this lacks a right: give it the action that the message names, or ask an administrator. "
        "Policies of the organisation and permission boundaries can take rights away too",
    ),
    Meaning(
        "AccessDeniedFault",
        AwsError,
        "either this identity lacks the right (iam:PassRole on the role included), or DMS cannot use a role: dms-vpc-role must "
        "have exactly this name, trust dms.amazonaws.com and have AmazonDMSVPCManagementRole",
    ),
    Meaning(
        "S3AccessDeniedFault",
        AwsError,
        "DMS may not use the bucket: look at the role of the target endpoint, at the bucket's policy and at the key",
    ),
    Meaning(
        "ExpiredToken ExpiredTokenException RequestExpired",
        AwsError,
        "the credentials have expired: log in again (aws sso login, or new keys), then run this again: it goes on from there",
    ),
    Meaning(
        "InvalidClientTokenId UnrecognizedClientException AuthFailure SignatureDoesNotMatch InvalidAccessKeyId",
        AwsError,
        "AWS does not know these credentials, or this machine's clock is wrong: log in again, then run this again",
    ),
    Meaning(
        "OptInRequired SubscriptionRequiredException",
        AwsError,
        "the region or the service is not switched on in this account",
    ),
    Meaning(
        "Throttling ThrottlingException RequestLimitExceeded TooManyRequestsException SlowDown KMSThrottlingFault",
        AwsError,
        "AWS throttled for longer than ten patient attempts: run this again later, it goes on from there",
    ),
    Meaning(
        "ResourceQuotaExceededFault StorageQuotaExceededFault LimitExceeded LimitExceededException TooManyBuckets "
        "VpcEndpointLimitExceeded SecurityGroupLimitExceeded RulesPerSecurityGroupLimitExceeded",
        RefusedError,
        "a quota of the account is used up: delete what nobody needs or have the quota raised (Service Quotas), then run this "
        "again",
    ),
    Meaning(
        "InvalidResourceStateFault",
        RefusedError,
        "it cannot be changed in the state in which it is; an endpoint and a task cannot while the task runs. Stop the task "
        "(aws dms stop-replication-task), run this again, then once more with --start resume",
    ),
    Meaning(
        "InsufficientResourceCapacityFault",
        AwsError,
        "AWS has no such instance free in this zone: try later, or with another class or subnet",
    ),
    Meaning(
        "ReplicationSubnetGroupDoesNotCoverEnoughAZs",
        ConfigurationError,
        "the subnets must lie in two availability zones or more",
    ),
    Meaning(
        "InvalidSubnet InvalidSubnetID.NotFound InvalidVpcID.NotFound InvalidVpcId.NotFound InvalidGroup.NotFound "
        "InvalidRouteTableID.NotFound InvalidRouteTableId.NotFound",
        ConfigurationError,
        "the settings name something that this region does not have: look at vpc, subnets, route-tables, "
        "source.security-group and region",
    ),
    Meaning(
        "KMSKeyNotAccessibleFault KMSAccessDeniedFault KMSDisabledFault KMSInvalidStateFault KMSNotFoundFault "
        "DisabledException KMSInvalidStateException",
        AwsError,
        "look at the KMS key (aws kms describe-key, get-key-policy): it must be enabled, and its policy must let the account's "
        "policies count",
    ),
    Meaning(
        "MalformedPolicyDocument MalformedPolicy MalformedPolicyDocumentException",
        ConfigurationError,
        "AWS does not take a policy of the documents: was one changed by hand, or does it name a role that is not there?",
    ),
    Meaning(
        "PermanentRedirect IllegalLocationConstraintException AuthorizationHeaderMalformed BucketRegionError",
        ConfigurationError,
        "the bucket is in another region than the settings say",
    ),
    Meaning(
        "BucketAlreadyExists", RefusedError, "another account has a bucket of this name: choose another in the settings"
    ),
    Meaning(
        "OperationAborted",
        AwsError,
        "S3 is still at work on this bucket (one that was deleted needs up to an hour): run this again later",
    ),
    Meaning(
        "ResourceAlreadyExistsFault",
        RefusedError,
        "one of this name is there but not to be seen, mostly because it is still being deleted: run this again in some minutes",
    ),
    Meaning("DeleteConflict", RefusedError, "somebody has given the role more policies: take these away first"),
    Meaning("DependencyViolation", RefusedError, "something else still uses it"),
    Meaning(
        "NoSuchEntity", ConfigurationError, "there is no such role or policy: is loader-role in the settings right?"
    ),
    Meaning("SNSNoAuthorizationFault", AwsError, "the topic's policy must let DMS publish to it"),
)
MEANINGS = {code: meaning for meaning in _MEANINGS for code in meaning.codes.split()}
