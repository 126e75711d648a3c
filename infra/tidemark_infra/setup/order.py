"""In which order documents are brought about: each after what it refers to and after what it needs without saying so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter

from tidemark_infra.documents import Document, DocumentError

_ROLE_RIGHTS = ("PutRolePolicy", "AttachRolePolicy")

# What calls need although their inputs do not name it: (service, operation) or a service's all, by (service, "").
_AFTER: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {
    # DMS looks for dms-vpc-role and dms-cloudwatch-logs-role by their names.
    ("dms", "CreateReplicationSubnetGroup"): (("iam", "AttachRolePolicy"),),
    ("dms", "CreateReplicationInstance"): (("iam", "AttachRolePolicy"), ("ec2", "")),
    ("dms", "CreateReplicationConfig"): (("iam", "AttachRolePolicy"), ("ec2", "")),
    # A target endpoint on a bucket that is not ready fails its connection test.
    ("dms", "CreateEndpoint"): (("s3", ""), ("kms", "")),
    ("s3", "PutPublicAccessBlock"): (("s3", "CreateBucket"),),
    ("s3", "PutBucketOwnershipControls"): (("s3", "CreateBucket"),),
    ("s3", "PutBucketEncryption"): (("s3", "CreateBucket"),),
    ("s3", "PutBucketPolicy"): (("s3", "CreateBucket"),),
    ("s3", "PutBucketLifecycleConfiguration"): (("s3", "CreateBucket"),),
    ("s3", "PutBucketNotificationConfiguration"): (("s3", "CreateBucket"), ("lambda", "AddPermission")),
    ("dms", "CreateEventSubscription"): (("sns", "SetTopicAttributes"),),
    ("events", "PutTargets"): (("events", "PutRule"),),
    ("lambda", "AddPermission"): (("lambda", "CreateFunction"),),
    ("glue", "CreateTable"): (("glue", "CreateDatabase"),),
    ("glue", "CreateSchema"): (("glue", "CreateRegistry"),),
    ("athena", "StartQueryExecution"): (("athena", "CreateWorkGroup"), ("glue", "CreateTable"), ("s3", "CreateBucket")),
    ("firehose", "CreateDeliveryStream"): (("s3", "CreateBucket"), ("glue", "CreateTable")),
    ("redshift-data", "ExecuteStatement"): (("glue", "CreateTable"),),
}


def in_order(documents: Sequence[Document]) -> list[Document]:
    """Each document after those that it needs, otherwise by name.

    Raises:
        DocumentError: documents need each other in a circle.

    """
    named = {document.name: document for document in documents}
    sorter = TopologicalSorter({document.name: sorted(_needs(document, documents)) for document in documents})
    try:
        sorter.prepare()
    except CycleError as circle:
        raise DocumentError(f"these documents need each other: {' -> '.join(circle.args[1])}") from circle
    ordered: list[Document] = []
    while sorter.is_active():
        names = sorted(sorter.get_ready())
        ordered += [named[name] for name in names if name in named]
        sorter.done(*names)
    return ordered


def _needs(document: Document, documents: Sequence[Document]) -> set[str]:
    unsaid = {
        other.name
        for service, operation in _AFTER.get((document.service, document.operation), ())
        for other in documents
        if other.service == service and operation in {"", other.operation}
    }
    # Who uses a role waits for its rights.
    rights = set()
    if document.operation not in _ROLE_RIGHTS:
        roles = {other.name for other in documents if other.operation == "CreateRole"} & document.needs
        rights = {other.name for other in documents if other.operation in _ROLE_RIGHTS and other.needs & roles}
    return (unsaid | rights | document.needs) - {document.name}


def needed_by(chosen: Iterable[Document], documents: Sequence[Document]) -> set[str]:
    """The names of the chosen and of all that they refer to, directly or through others."""
    named = {document.name: document for document in documents}
    open_, all_ = [document.name for document in chosen], set[str]()
    while open_:
        name = open_.pop()
        if name not in all_:
            all_.add(name)
            open_ += named[name].needs if name in named else ()
    return all_
