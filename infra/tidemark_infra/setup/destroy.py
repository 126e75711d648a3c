"""Takes the capture away: what was made, in reverse order. Data, its key and the source's slot stay."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from tidemark_infra.documents import Document
from tidemark_infra.settings import INFRA, Settings
from tidemark_infra.setup import capture
from tidemark_infra.setup.apply import Account, Finding
from tidemark_infra.setup.aws import code_of
from tidemark_infra.setup.explain import explained
from tidemark_infra.setup.failures import AwsError, ConfigurationError, RefusedError
from tidemark_infra.setup.kinds.registry import kind_of
from tidemark_infra.setup.progress import State

Json = Any

_JAR = INFRA.parent / "java-job/loader/target/tidemark.jar"
# How far back the jar looks for objects that it has not loaded: a year.
_HOURS = 8784
# What passes once something else is gone.
_IN_USE = {"DependencyViolation", "InvalidResourceStateFault", "InvalidGroup.InUse"}


def destroy(
    account: Account, documents: Sequence[Document], settings: Settings, config: Path | None, *, yes: bool
) -> None:
    """Asks the loader, stops the capture, asks again, takes everything away.

    Raises:
        RefusedError: objects would be lost, or nobody has confirmed.

    """
    refuse_while_unloaded(config)
    _confirm(settings, yes=yes)
    findings = look_at_all(account, documents)
    with explained("stopping the capture"):
        capture.stop(account)
    # DMS has written what it still held.
    refuse_while_unloaded(config)
    for finding in reversed(findings):
        _take_away(account, finding)
    say_what_stays(account, settings)


def refuse_while_unloaded(config: Path | None) -> None:
    if config is None:
        raise ConfigurationError(
            "--destroy needs --config FILE, the loader's configuration: only the loader knows whether every change file is "
            "loaded, and what DMS has not written to a file is lost with its slot"
        )
    unloaded = [one for pipeline in _status(config)["pipelines"] for one in pipeline["unloaded"]]
    if unloaded:
        raise RefusedError(
            f"{len(unloaded)} objects are not loaded yet, such as {unloaded[0]['object']}: load them first (run the hourly DAG "
            "until nothing is left, or java -jar tidemark.jar load), then run this again. If the capture was stopped by this "
            "run, --start resume goes on with it"
        )


def _status(config: Path) -> Json:
    """What the jar says; its own words go to standard error as they come."""
    command = ["java", "-jar", str(_JAR), "status", "--config", str(config), "--json", "--hours", str(_HOURS)]
    try:
        ended = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    except OSError as failure:
        raise ConfigurationError(
            f"java cannot be started ({failure.strerror}): the loader is asked what is loaded"
        ) from failure
    if ended.returncode != 0:
        raise AwsError(
            f"the loader does not say what is loaded (exit code {ended.returncode}): {' '.join(command)}; nothing was taken away"
        )
    return json.loads(ended.stdout.strip().splitlines()[-1])


def _confirm(settings: Settings, *, yes: bool) -> None:
    name = settings["name"]
    if yes:
        return
    if not sys.stdin.isatty():
        raise ConfigurationError("nobody can be asked here: --destroy wants a terminal, or --yes")
    sys.stderr.write(f"This takes the capture {name} away. Type {name} to go on: ")
    sys.stderr.flush()
    if input().strip() != name:
        raise RefusedError("nothing was taken away")


def look_at_all(account: Account, documents: Sequence[Document]) -> list[Finding]:
    """What is there, in the order in which it was made; what needs something that is gone is gone itself."""
    findings = []
    for document in documents:
        if kind_of(document).last or not document.needs <= account.answers.keys():
            continue
        with explained(document.name):
            finding = account.look(document)
        if finding.found is not None:
            account.keep(finding)
            findings.append(finding)
    return findings


def _take_away(account: Account, finding: Finding) -> None:
    name, kind = finding.document.name, finding.kind
    if kind.stays(finding.wanted):
        account.done.left.append(name)
        return
    if kind.delete is None:
        return
    step = account.step(finding)
    with explained(name):
        account.progress.until(f"{name} to be free", lambda: _deleted(finding, account), 10)
        if kind.gone is not None:
            account.progress.until(f"{name} to be gone", kind.gone(step), kind.pause_seconds)
    account.done.deleted.append(name)
    account.progress.say(f"{name}: deleted")


def _deleted(finding: Finding, account: Account) -> State:
    if finding.kind.delete is None:
        raise AssertionError("asked before")
    try:
        finding.kind.delete(account.step(finding))
    except ClientError as failure:
        if code_of(failure) not in _IN_USE:
            raise
        return State(f"in use ({code_of(failure)})")
    return State("deleted", done=True)


def say_what_stays(account: Account, settings: Settings) -> None:
    """Each with its reason."""
    say = account.progress.say
    for name in account.done.left:
        say(f"{name}: stays")
    say(f"the bucket {settings['bucket']} and its objects stay: they are the log from which tables are rebuilt")
    say(f"the KMS key alias/{settings['name']} stays: without it no object can be read")
    say(f"the secret {settings['source']['secret']} stays: the replication user may be used again")
    if "slot" in settings["source"]:
        slot = settings["source"]["slot"]
        say(
            f"the slot {slot} of the source stays, and holds the log back: drop it (select pg_drop_replication_slot('{slot}'))"
        )
    else:
        say(
            "DMS drops the slot that it made with its task; look into pg_replication_slots of the source whether it has"
        )
