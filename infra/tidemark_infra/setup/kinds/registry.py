"""All kinds of documents that the set-up knows."""

from __future__ import annotations

from tidemark_infra.documents import Document, DocumentError
from tidemark_infra.setup.kinds import buckets, catalog, dms, iam, moving, network, queries, watching
from tidemark_infra.setup.kinds.kind import Kind

_MODULES = (iam, buckets, network, dms, watching, catalog, queries, moving)
KINDS: dict[tuple[str, str], Kind] = {kind.key: kind for module in _MODULES for kind in module.KINDS}


def kind_of(document: Document) -> Kind:
    """What is known of the document's kind.

    Raises:
        DocumentError: the set-up does not know the call that the document is an input of.

    """
    kind = KINDS.get((document.service, document.operation))
    if kind is None:
        raise DocumentError(
            f"{document.path}: {document.service}'s {document.operation} is not known: tidemark_infra/setup/kinds must say how "
            "it is found, changed and taken away"
        )
    return kind
