"""The copies under year=/month=/day=/hour=: the function out of its archive, on moto's S3."""

from __future__ import annotations

import base64
import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import boto3
import pytest
from moto import mock_aws
from moto.events.models import EventPattern

from tests.chosen import documents

DOCUMENTS = documents()
KEY = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d"
FUNCTION = DOCUMENTS["s3/hive-layout/create-function"].input(lambda _: KEY)
CHANGES = "dms/public/orders/2026/11/22/13/20261122-131500123.parquet"
COPY = "hive/public/orders/year=2026/month=11/day=22/hour=13/20261122-131500123.parquet"


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The module that Lambda gets, unpacked as Lambda does."""
    folder = tmp_path_factory.mktemp("function")
    zipfile.ZipFile(io.BytesIO(base64.b64decode(FUNCTION["Code"]["ZipFile"]))).extractall(folder)
    name, _, _ = FUNCTION["Handler"].partition(".")
    sys.path.insert(0, str(folder))
    try:
        yield __import__(name)
    finally:
        sys.path.remove(str(folder))
        del sys.modules[name]


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name, value in FUNCTION["Environment"]["Variables"].items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="my-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        client.put_bucket_versioning(Bucket="my-bucket", VersioningConfiguration={"Status": "Enabled"})
        yield client


def put(s3: Any, key: str, content: bytes = b"PAR1") -> None:
    s3.put_object(Bucket="my-bucket", Key=key, Body=content)


def versions(s3: Any) -> list[tuple[str, str]]:
    """Every object ever written, and every deletion."""
    found = s3.list_object_versions(Bucket="my-bucket")
    assert "DeleteMarkers" not in found
    return sorted((one["Key"], one["VersionId"]) for one in found.get("Versions", ()))


def created(key: str) -> dict[str, Any]:
    """An event of EventBridge."""
    return {
        "source": "aws.s3",
        "detail-type": "Object Created",
        "detail": {"bucket": {"name": "my-bucket"}, "object": {"key": key, "size": 4}},
    }


def notified(*keys: str) -> dict[str, Any]:
    """A notification of S3 itself."""
    return {"Records": [{"s3": {"bucket": {"name": "my-bucket"}, "object": {"key": key}}} for key in keys]}


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        (CHANGES, COPY),
        ("dms/public/orders/LOAD00000001.parquet", "hive/public/orders/LOAD00000001.parquet"),
        ("dms/public/orders/LOAD0000000A.csv.gz", "hive/public/orders/LOAD0000000A.csv.gz"),
        ("dms/Sales Dept/Order+Lines/2026/01/02/03/20260102-030405678.csv",
         "hive/Sales Dept/Order+Lines/year=2026/month=01/day=02/hour=03/20260102-030405678.csv"),
        ("dms/public/orders/2026/11/22/20261122-131500123.parquet", None),
        ("dms/public/orders/20261122-131500123.parquet", None),
        ("dms/public/orders/", None),
        ("dms2/public/orders/LOAD00000001.parquet", None),
        ("hive/public/orders/LOAD00000001.parquet", None),
    ],
)  # fmt: skip
def test_a_file_has_its_place_in_the_other_layout(module: ModuleType, name: str, copy: str | None) -> None:
    assert module.Layout("my-bucket", "dms", "hive", KEY).copy_of(name) == copy


def test_a_new_file_is_copied_once_and_encrypted_with_the_key(module: ModuleType, s3: Any) -> None:
    put(s3, CHANGES, b"one")
    assert module.handle(created(CHANGES), None) == {"copied": [COPY]}
    before = versions(s3)
    assert module.handle(created(CHANGES), None) == {"copied": []}
    assert versions(s3) == before
    copied = s3.get_object(Bucket="my-bucket", Key=COPY)
    assert (copied["Body"].read(), copied["ServerSideEncryption"], copied["SSEKMSKeyId"]) == (b"one", "aws:kms", KEY)


def test_a_full_load_that_was_written_again_is_copied_again(module: ModuleType, s3: Any) -> None:
    name, copy = "dms/public/orders/LOAD00000001.parquet", "hive/public/orders/LOAD00000001.parquet"
    for content in (b"first", b"second"):
        put(s3, name, content)
        assert module.handle(created(name), None) == {"copied": [copy]}
        assert s3.get_object(Bucket="my-bucket", Key=copy)["Body"].read() == content


def test_names_are_decoded_where_s3_encodes_them(module: ModuleType, s3: Any) -> None:
    name = "dms/Sales Dept/Order+Lines/2026/01/02/03/20260102-030405678.csv"
    copy = "hive/Sales Dept/Order+Lines/year=2026/month=01/day=02/hour=03/20260102-030405678.csv"
    put(s3, name)
    encoded = "dms/Sales+Dept/Order%2BLines/2026/01/02/03/20260102-030405678.csv"
    assert module.handle(notified(encoded), None) == {"copied": [copy]}
    assert module.handle(created(name), None) == {"copied": []}


def test_what_is_no_file_of_dms_or_is_gone_is_left_alone(module: ModuleType, s3: Any) -> None:
    put(s3, "dms/readme.txt")
    before = versions(s3)
    assert module.handle(notified("dms/readme.txt", CHANGES), None) == {"copied": []}
    assert versions(s3) == before


def test_the_program_copies_what_has_no_copy_yet(module: ModuleType, s3: Any, caplog: pytest.LogCaptureFixture) -> None:
    names = [f"dms/public/orders/2026/11/22/{hour:02}/20261122-{hour:02}0000000.parquet" for hour in range(3)]
    for name in [*names, "dms/public/orders/LOAD00000001.parquet"]:
        put(s3, name)
    module.handle(created(names[0]), None)
    arguments = ["--bucket", "my-bucket", "--prefix", "dms", "--key", KEY]
    for count in (3, 0):
        caplog.clear()
        module.main(arguments)
        assert caplog.messages[-1] == f"{count} file(s) copied to s3://my-bucket/hive/"
    assert len(versions(s3)) == 8


@pytest.mark.parametrize(
    ("key", "wanted"), [(CHANGES, True), (COPY, False), ("dms2/public/orders/LOAD00000001.parquet", False)]
)
def test_the_rule_takes_new_files_of_dms_and_no_copies(key: str, wanted: bool) -> None:
    event: Any = created(key)
    pattern = EventPattern.load(DOCUMENTS["s3/hive-layout/events.put-rule"].content["EventPattern"])
    assert pattern.matches_event(event) is wanted


def test_the_archive_is_the_same_each_time_and_holds_the_file() -> None:
    assert documents()["s3/hive-layout/create-function"].content["Code"] == FUNCTION["Code"]
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(FUNCTION["Code"]["ZipFile"]))) as archive:
        (entry,) = archive.infolist()
        source = Path(DOCUMENTS["s3/hive-layout/create-function"].path).parent / "copy_files.py"
        assert (entry.filename, archive.read(entry)) == ("copy_files.py", source.read_bytes())
        assert entry.external_attr >> 16 == 0o644
