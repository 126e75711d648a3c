"""One PostgreSQL for all tests, and an S3 API for the jar; an AWS account for setup-dms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from tests import postgres
from tests.cloud import Cloud, new_cloud
from tests.jar import s3_client


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    with postgres.server() as running:
        yield running


@pytest.fixture
def s3() -> Iterator[str]:
    """The address of an S3 API with an empty bucket."""
    api = ThreadedMotoServer("127.0.0.1", port=0)
    api.start()
    host, port = api.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    place = {"LocationConstraint": "eu-west-1"}
    s3_client(endpoint).create_bucket(Bucket="my-bucket", CreateBucketConfiguration=place)
    yield endpoint
    client = s3_client(endpoint)
    for found in client.list_objects_v2(Bucket="my-bucket").get("Contents", ()):
        client.delete_object(Bucket="my-bucket", Key=found["Key"])
    client.delete_bucket(Bucket="my-bucket")
    api.stop()


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Cloud]:
    with new_cloud(tmp_path, monkeypatch, capsys) as account:
        yield account
