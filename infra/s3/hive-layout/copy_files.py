"""Copies files that DMS writes to year=/month=/day=/hour=, which DMS itself cannot write. It never deletes anything.

As the function of a Lambda it copies the files that events name. As a program it copies every file that has no copy yet, for
files from before the function and for events that were lost; it may run at any time, and again:

    python3 infra/s3/hive-layout/copy_files.py --bucket my-bucket --prefix dms --key arn:aws:kms:…
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

import boto3
from botocore.exceptions import ClientError

log = logging.getLogger(__name__)
log.setLevel(logging.INFO)

_NOT_FOUND = 404
# schema/table/YYYY/MM/DD/HH/20261122-131500123.parquet, where DMS puts changes with DatePartitionSequence YYYYMMDDHH and SLASH.
_CHANGES = re.compile(r"(?P<table>.+)/(?P<year>\d{4})/(?P<month>\d{2})/(?P<day>\d{2})/(?P<hour>\d{2})/(?P<file>[^/]+)")
# schema/table/LOAD00000001.parquet: what a full load writes lies in no hour, and keeps its place at the table's root.
_FULL_LOAD = re.compile(r".+/LOAD[0-9A-F]{8}\.[^/]+")


@dataclass(frozen=True)
class Layout:
    """Where the files lie and where their copies belong, in one bucket."""

    bucket: str
    prefix: str
    copies: str
    key: str

    def copy_of(self, name: str) -> str | None:
        """The name of a file's copy; none if it is no file of DMS."""
        if not name.startswith(f"{self.prefix}/"):
            return None
        place = name.removeprefix(f"{self.prefix}/")
        changes = _CHANGES.fullmatch(place)
        if changes:
            hour = "/".join(f"{part}={changes[part]}" for part in ("year", "month", "day", "hour"))
            return f"{self.copies}/{changes['table']}/{hour}/{changes['file']}"
        return f"{self.copies}/{place}" if _FULL_LOAD.fullmatch(place) else None


def handle(event: Mapping[str, Any], _context: object) -> dict[str, list[str]]:
    """Copies what an event of EventBridge or a notification of S3 names; a failure makes Lambda try again."""
    layout = Layout("", os.environ["TIDEMARK_PREFIX"], os.environ["TIDEMARK_COPIES"], os.environ["TIDEMARK_KEY"])
    s3 = boto3.client("s3")
    done = [
        _copied(s3, Layout(bucket, layout.prefix, layout.copies, layout.key), name) for bucket, name in _named(event)
    ]
    return {"copied": [name for name in done if name]}


def _named(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Bucket and name of the files of an event. S3's own notifications encode names as URLs do, EventBridge's events do not."""
    if "Records" in event:
        for record in event["Records"]:
            yield record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
    else:
        yield event["detail"]["bucket"]["name"], event["detail"]["object"]["key"]


def _copied(s3: Any, layout: Layout, name: str) -> str | None:
    """The copy's name if one was made: not if it is there with the same content, nor if the file is gone meanwhile."""
    copy = layout.copy_of(name)
    if copy is None:
        return None
    original = _head(s3, layout.bucket, name)
    if original is None:
        log.warning("gone before it was copied: s3://%s/%s", layout.bucket, name)
        return None
    made = _head(s3, layout.bucket, copy)
    if made and made["Metadata"].get("of") == original["ETag"].strip('"'):
        return None
    s3.copy(
        {"Bucket": layout.bucket, "Key": name},
        layout.bucket,
        copy,
        ExtraArgs={
            # What the copy is one of: its own ETag is another, since it is encrypted anew.
            "Metadata": {"of": original["ETag"].strip('"')},
            "MetadataDirective": "REPLACE",
            "ServerSideEncryption": "aws:kms",
            "SSEKMSKeyId": layout.key,
        },
    )
    log.info("copied s3://%s/%s to %s", layout.bucket, name, copy)
    return copy


def _head(s3: Any, bucket: str, name: str) -> Any | None:
    try:
        return s3.head_object(Bucket=bucket, Key=name)
    except ClientError as failure:
        if failure.response["ResponseMetadata"]["HTTPStatusCode"] == _NOT_FOUND:
            return None
        raise


def copy_all(layout: Layout) -> int:
    """Copies what has no copy yet; how many."""
    s3 = boto3.client("s3")
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=layout.bucket, Prefix=f"{layout.prefix}/")
    names = (found["Key"] for page in pages for found in page.get("Contents", ()))
    return sum(_copied(s3, layout, name) is not None for name in names)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description="Copies every change file that has no hive-style copy yet")
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--prefix", required=True, help="where DMS writes, as in settings.json")
    parser.add_argument("--copies", default="hive", help="the folder for the copies (hive)")
    parser.add_argument("--key", required=True, help="the ARN of the KMS key to encrypt copies with")
    given = parser.parse_args(arguments)
    logging.basicConfig(format="%(message)s")
    count = copy_all(Layout(given.bucket, given.prefix, given.copies, given.key))
    log.info("%d file(s) copied to s3://%s/%s/", count, given.bucket, given.copies)


if __name__ == "__main__":
    main(sys.argv[1:])
