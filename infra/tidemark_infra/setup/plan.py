"""What a run would do, without doing it; and the documents as inputs for the AWS CLI."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tidemark_infra.documents import Document
from tidemark_infra.setup.apply import Account, Finding, refuse_what_cannot_be
from tidemark_infra.setup.destroy import look_at_all
from tidemark_infra.setup.explain import explained
from tidemark_infra.setup.failures import RefusedError
from tidemark_infra.setup.kinds.registry import kind_of


def plan(account: Account, documents: Sequence[Document], chosen: set[str]) -> None:
    """Says for each document what would be done; only reads.

    Raises:
        RefusedError: something is there in another shape; all of these at once.

    """
    refused: list[str] = []
    for document in documents:
        missing = document.needs - account.answers.keys()
        if kind_of(document).last:
            continue
        if missing:
            # It can be there only if what it refers to is, but for what a name leads to.
            _say_created(account, document, chosen, f" after {', '.join(sorted(missing))}")
            continue
        with explained(document.name):
            finding = account.look(document)
        if finding.found is None:
            _say_created(account, document, chosen, "")
            continue
        account.keep(finding)
        if document.name in chosen and not finding.kind.asks:
            refused += _say_changed(account, finding)
    if refused:
        raise RefusedError("\n".join(refused))


def _say_changed(account: Account, finding: Finding) -> list[str]:
    """What differs; why it is refused, if it is."""
    name = finding.document.name
    if not finding.differences:
        account.done.same.append(name)
        return []
    try:
        refuse_what_cannot_be(finding)
    except RefusedError as reason:
        return [str(reason)]
    account.done.changed.append(name)
    for difference in finding.differences:
        account.progress.say(f"~ {name}: change {difference}")
    return []


def _say_created(account: Account, document: Document, chosen: set[str], after: str) -> None:
    if document.name in chosen:
        account.done.created.append(document.name)
        account.progress.say(f"+ {document.name}: create{after}")


def plan_destroy(account: Account, documents: Sequence[Document]) -> None:
    """Says what --destroy would take away."""
    for finding in reversed(look_at_all(account, documents)):
        name, reason = finding.document.name, finding.kind.stays(finding.wanted)
        if reason:
            account.done.left.append(name)
            account.progress.say(f"  {name}: stays: {reason}")
        elif finding.kind.delete is not None:
            account.done.deleted.append(name)
            account.progress.say(f"- {name}: delete")


def render(documents: Sequence[Document], folder: Path) -> list[str]:
    """Writes each document as ``aws … --cli-input-json`` takes it; what only AWS can say stays as a reference in braces."""
    written = []
    for document in documents:
        path = folder / f"{document.name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        content: Any = document.input(lambda reference: f"{{{{{reference}}}}}")
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        written.append(str(path))
    return written
