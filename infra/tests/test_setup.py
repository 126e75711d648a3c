"""setup-dms against moto: from nothing, twice, from every half-way state, with each kind of change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cloud import ALSO, Cloud, new_cloud

# What AWS has of its own from the beginning.
_CHANGED_AT_FIRST = ["cloudwatch/sns.set-topic-attributes", "s3/hive-layout/s3.put-bucket-notification-configuration"]


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Cloud]:
    with new_cloud(tmp_path, monkeypatch, capsys) as account:
        yield account


@pytest.mark.parametrize("capture", ["instance", "serverless"])
def test_from_nothing_all_is_made_and_a_second_run_only_reads(cloud: Cloud, capture: str) -> None:
    cloud.settings |= ALSO | {"capture": capture}
    first = cloud.run()
    assert (first.code, first.changed) == (0, _CHANGED_AT_FIRST), first.lines
    second = cloud.run()
    assert (second.code, second.created, second.changed, cloud.writes) == (0, [], [], []), second.lines
