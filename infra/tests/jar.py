"""The real jar against a real PostgreSQL and moto's S3."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import boto3

from tidemark_infra.settings import INFRA

PASSWORD = "not a secret"  # noqa: S105
JAR = INFRA.parent / "java-job/loader/target/tidemark.jar"


def s3_client(endpoint: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="eu-west-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",  # noqa: S106
    )


def put(client: Any, key: str, content: bytes) -> None:
    client.put_object(Bucket="my-bucket", Key=key, Body=content)


class Jar:
    """The jar as the loader's user runs it."""

    def __init__(self, target: str, s3: str, folder: Path, configuration: str) -> None:
        assert JAR.exists(), "build the jar: mvn -q -Dquick -DskipTests -pl java-job/loader -am package"
        self.configuration = folder / "orders.conf"
        self.configuration.write_text(configuration)
        self.environment = {
            "PATH": os.environ["PATH"],
            "TIDEMARK_S3_ENDPOINT": s3,
            "AWS_ACCESS_KEY_ID": "any",
            "AWS_SECRET_ACCESS_KEY": "any",
            "TIDEMARK_TARGET_URL": target,
            "TIDEMARK_TARGET_USER": "tidemark_loader",
            "TIDEMARK_TARGET_PASSWORD": PASSWORD,
        }

    def run(self, *command: str) -> tuple[int, dict[str, Any]]:
        """Exit code, and what the last line of standard output says."""
        java = ["java", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", str(JAR)]
        done = subprocess.run(
            [*java, *command, "--config", str(self.configuration)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout.splitlines()[-1])
