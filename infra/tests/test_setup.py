"""setup-dms against moto: from nothing, twice, from every half-way state, and what it leaves alone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from botocore.model import OperationModel

from tests.cloud import ALSO, Cloud
from tidemark_infra.documents import read_documents
from tidemark_infra.settings import Settings
from tidemark_infra.setup import __main__ as program
from tidemark_infra.setup.aws import Aws
from tidemark_infra.setup.kinds.registry import KINDS, kind_of
from tidemark_infra.setup.order import in_order

# What AWS has of its own from the beginning.
_CHANGED_AT_FIRST = ["cloudwatch/sns.set-topic-attributes", "s3/hive-layout/s3.put-bucket-notification-configuration"]


@pytest.mark.parametrize("capture", ["instance", "serverless"])
def test_from_nothing_all_is_made_and_a_second_run_only_reads(cloud: Cloud, capture: str) -> None:
    cloud.settings |= ALSO | {"capture": capture}
    first = cloud.run()
    assert (first.code, first.changed) == (0, _CHANGED_AT_FIRST), first.lines
    second = cloud.run()
    assert (second.code, second.created, second.changed, cloud.writes) == (0, [], [], []), second.lines
    assert len(second.summary["same"]) == len(first.created) + len(first.changed) + len(first.summary.get("same", ()))


@pytest.mark.parametrize("capture", ["instance", "serverless"])
def test_every_document_is_of_a_known_kind_and_comes_after_what_it_needs(cloud: Cloud, capture: str) -> None:
    documents = in_order(read_documents(Settings(cloud.folder, cloud.settings | ALSO | {"capture": capture})))
    known: set[str] = set()
    for document in documents:
        assert kind_of(document).key in KINDS
        assert document.needs <= known, document.name
        known.add(document.name)


def test_from_every_half_way_state_the_next_run_goes_on(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run is interrupted when AWS has done its first write but has not answered; so the next begins half-way."""
    _with_one_client_each(cloud, monkeypatch)
    seen: set[str] = set()
    asked: list[str] = []

    def ask(params: Any, **_: Any) -> None:
        asked[:] = [re.sub(r'"Client\w*Token": *"[^"]*"', "", f"{params['url_path']} {params['body']!r}")]

    def interrupt(model: OperationModel, **_: Any) -> None:
        write = f"{model.service_model.service_name}.{model.name}" in cloud.writes
        if write and asked[0] not in seen:
            seen.update(asked)
            raise KeyboardInterrupt

    cloud.session.register("before-call.*", ask)
    cloud.session.register("after-call.*", interrupt, unique_id="interrupt")
    runs = 0
    # The others are like these, and each run looks at all again.
    only = ("--only", "iam,s3,dms")
    while (ran := cloud.run(*only)).code == 130:
        runs += 1
        assert "run this again: it goes on from there" in ran.lines
    assert (ran.code, ran.created, ran.changed) == (0, [], []), ran.lines
    assert runs >= 45


def _with_one_client_each(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the many runs of a test cheap."""
    documents = read_documents(Settings(cloud.folder, cloud.settings))
    made: list[Any] = []

    def one(*arguments: Any) -> Any:
        made.extend([] if made else [Aws(*arguments)])
        return made[0]

    monkeypatch.setattr(program, "Aws", one)
    monkeypatch.setattr(program, "read_documents", lambda _: documents)


def test_a_plan_says_what_would_be_done_and_only_reads(cloud: Cloud) -> None:
    plan = cloud.run("--plan")
    assert (plan.code, cloud.writes) == (0, [])
    assert "+ iam/create-role.dms-vpc: create\n" in plan.lines
    assert "+ dms/create-endpoint.source: create after iam/create-role.dms-secrets\n" in plan.lines
    done = cloud.run()
    assert set(plan.created) <= {*done.created, *done.changed}


def test_a_folder_alone_needs_what_it_refers_to(cloud: Cloud) -> None:
    ran = cloud.run("--only", "cloudwatch")
    assert ran.code == 2
    assert "is needed and not there: run without --only first, or name its folder too" in ran.lines
    assert cloud.writes == []
    ran = cloud.run("--only", "iam,s3")
    assert ran.code == 0, ran.lines
    assert {name.partition("/")[0] for name in ran.created} == {"iam", "s3"}
