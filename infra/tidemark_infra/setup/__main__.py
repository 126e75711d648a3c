"""`python -m tidemark_infra.setup`: what scripts/setup-dms runs."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError

from tidemark_infra.documents import Document, DocumentError, read_documents
from tidemark_infra.settings import Settings, SettingsError, read_settings
from tidemark_infra.setup import capture
from tidemark_infra.setup.apply import Account, Done
from tidemark_infra.setup.assessment import assess
from tidemark_infra.setup.aws import Aws
from tidemark_infra.setup.destroy import destroy
from tidemark_infra.setup.explain import of_botocore
from tidemark_infra.setup.failures import ConfigurationError, Exit, SetupError
from tidemark_infra.setup.options import options
from tidemark_infra.setup.order import in_order, needed_by
from tidemark_infra.setup.plan import plan, plan_destroy, render
from tidemark_infra.setup.preflight import check_identity, check_place
from tidemark_infra.setup.progress import Progress
from tidemark_infra.setup.secret import check_secret


def main(arguments: Sequence[str]) -> int:
    """Runs; the last line of standard output is one JSON object of what was done."""
    chosen = options(list(arguments))
    progress = Progress(chosen.timeout * 60)
    done = Done()
    try:
        code = _run(chosen, progress, done)
    except KeyboardInterrupt:
        progress.say(f"interrupted after {_counts(done)}; run this again: it goes on from there")
        code = Exit.INTERRUPTED
    except SetupError as failure:
        code = _say(progress, str(failure), failure.code)
    except BotoCoreError as failure:
        explained = of_botocore("AWS", failure)
        code = _say(progress, str(explained), explained.code)
    except (SettingsError, DocumentError) as failure:
        code = _say(progress, str(failure), Exit.CONFIGURATION)
    except Exception:
        traceback.print_exc()
        code = _say(progress, "this is a bug of the set-up; run again, it goes on from there", Exit.BUG)
    summary: dict[str, Any] = {"command": "setup-dms", "exit_code": int(code), **done.said()}
    sys.stdout.write(json.dumps(summary) + "\n")
    return int(code)


def _say(progress: Progress, message: str, code: Exit) -> Exit:
    progress.say(f"scripts/setup-dms: {message}")
    return code


def _counts(done: Done) -> str:
    return f"{len(done.created)} created, {len(done.changed)} changed, {len(done.deleted)} deleted"


def _run(chosen: argparse.Namespace, progress: Progress, done: Done) -> Exit:
    settings = read_settings(chosen.settings)
    documents = in_order(read_documents(settings))
    if chosen.render:
        done.notes["rendered"] = render(documents, chosen.render)
        progress.say(f"{len(documents)} inputs are in {chosen.render}")
        return Exit.FINE
    account = _account(settings, progress, done)
    if chosen.destroy and chosen.plan:
        plan_destroy(account, documents)
    elif chosen.destroy:
        destroy(account, documents, settings, chosen.config, yes=chosen.yes)
    else:
        _set_up(chosen, account, settings, documents)
    progress.say(f"{'would be' if chosen.plan else 'done'}: {_counts(done)}, {len(done.same)} the same")
    return Exit.FINE


def _account(settings: Settings, progress: Progress, done: Done) -> Account:
    session = boto3.Session()
    aws = Aws(session, settings["region"], settings["account"], settings["name"])
    who = check_identity(aws)
    progress.say(f"account {aws.account}, region {aws.region}, as {who}")
    if session.region_name not in {None, aws.region}:
        progress.say(f"the region of this shell is {session.region_name}; that of the settings counts: {aws.region}")
    return Account(aws, progress, done)


def _set_up(chosen: argparse.Namespace, account: Account, settings: Settings, documents: Sequence[Document]) -> None:
    wanted = [document for document in documents if _is_chosen(document, chosen.only)]
    names = {document.name for document in wanted}
    needed = needed_by(wanted, documents)
    scope = [document for document in documents if document.name in needed]
    check_place(account.aws, settings)
    if not chosen.only or "dms" in chosen.only:
        check_secret(account, settings, plan=chosen.plan)
    if chosen.plan:
        plan(account, scope, names)
        return
    account.bring(scope, names)
    capture.check_connections(account, wanted)
    if chosen.assess:
        _assess(account, wanted)
    if chosen.start:
        capture.start(account, wanted, chosen.start, assessed=chosen.assess)


def _assess(account: Account, documents: Sequence[Document]) -> None:
    found = [one for one in documents if one.operation == "StartReplicationTaskAssessmentRun"]
    if not found:
        raise ConfigurationError("--assess: DMS Serverless has no assessment of its own, it looks when it is started")
    assess(account, found[0])


def _is_chosen(document: Document, only: Sequence[str]) -> bool:
    return not only or any(document.name.startswith(f"{folder}/") for folder in only)


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _interrupt)
    sys.exit(main(sys.argv[1:]))
