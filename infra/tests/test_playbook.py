"""Every command of infra/README.md is run, in its order: against a real PostgreSQL, moto, and with the real jar."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.cloud import Cloud
from tests.jar import JAR, put, s3_client
from tests.postgres import Server
from tidemark_infra.settings import INFRA

ROOT = INFRA.parent
ADMIN, LOADER = "an administrator", "a loader"
ORDERS = (ROOT / "java-job/sandbox/src/main/resources/io/tidemark/sandbox/orders.sql").read_text(encoding="utf-8")
CONFIGURATION = """
tidemark {
  s3 { region = eu-west-1, path-style = true }
  target { url = ${TIDEMARK_TARGET_URL}, user = ${TIDEMARK_TARGET_USER}, password = ${?TIDEMARK_TARGET_PASSWORD} }
  pipelines.orders {
    source { bucket = my-bucket, prefix = "dms/public/orders/", layout = date-hour, format = csv, csv.header = true }
    target { table = public.orders, key = [order_id], on-new-column = fail }
  }
}
"""
LOAD = b"""\
Op,dms_commit_ts,order_id,amount,dms_change_seq,BI_order_id
I,2026-11-22 12:00:00.000001,1,1.50,,
I,2026-11-22 12:00:00.000001,2,2.50,,
"""
CHANGES = b"""\
Op,dms_commit_ts,order_id,amount,dms_change_seq,BI_order_id
U,2026-11-22 13:10:00.000001,1,9.50,20261122131000000000000000000000001,
D,2026-11-22 13:11:00.000001,2,,20261122131100000000000000000000002,
"""


def commands() -> list[str]:
    """The lines of all blocks that are marked as commands."""
    blocks = re.findall(
        r"^```sh\n(.*?)^```", (INFRA / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@dataclass
class Reader:
    """Somebody who follows the playbook."""

    server: Server
    cloud: Cloud
    folder: Path
    environment: dict[str, str]
    ran: list[str] = field(default_factory=list)

    def follow(self, line: str) -> None:
        """Runs a line as it stands; setup-dms in this process, where what moto lacks is answered."""
        self.ran.append(line)
        if line.startswith("./scripts/setup-dms"):
            ended = self.cloud.run(*shlex.split(line)[1:])
            assert ended.code == 0, ended.lines
        elif line.startswith("export "):
            self._export(line)
        else:
            self._run(line)

    def _export(self, line: str) -> None:
        said = subprocess.run(
            ["bash", "-euc", f"{line}\nenv -0"], env=self.environment, capture_output=True, text=True, check=True
        )
        pairs = (pair.partition("=") for pair in said.stdout.split("\0") if pair)
        self.environment = {name: value for name, _, value in pairs}

    def _run(self, line: str) -> None:
        target = "postgres/target" in line
        environment = self.environment | {
            "PGHOST": str(self.server.sockets),
            "PGPORT": str(self.server.port),
            "PGUSER": "postgres",
            "PGDATABASE": "shop" if target else "app",
        }
        if line.startswith("java "):
            makes = "--create-target" in line
            environment |= {
                "TIDEMARK_TARGET_USER": "postgres" if makes else "tidemark_loader",
                "TIDEMARK_TARGET_PASSWORD": ADMIN if makes else LOADER,
            }
        # The launchers make an environment of their own first, which this one is already.
        for script, module in {"dms-lint": "lint", "estimate-cost": "cost"}.items():
            line = line.replace(f"./scripts/{script}", f"{sys.executable} -m tidemark_infra.{module}")
        line = line.replace("--config orders.conf", f"--config {self.folder / 'orders.conf'}")
        done = subprocess.run(
            ["bash", "-euc", line], env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


@pytest.fixture
def reader(server: Server, cloud: Cloud, s3: str, tmp_path: Path) -> Iterator[Reader]:
    """With a source that has the table, and files as DMS would have written them by the time they are loaded."""
    client = s3_client(s3)
    # The two APIs share what they keep, and the bucket of the loader here is nobody's of that account.
    cloud.settings["bucket"] = "captured"
    put(client, "dms/public/orders/LOAD00000001.csv", LOAD)
    put(client, "dms/public/orders/2026/11/22/13/20261122-131500123.csv", CHANGES)
    (tmp_path / "orders.conf").write_text(CONFIGURATION, encoding="utf-8")
    with server.database("app", ORDERS), _another_database(server, "shop"):
        yield Reader(
            server,
            cloud,
            tmp_path,
            {
                "PATH": f"{server.binaries}:{os.environ['PATH']}",
                "PYTHONPATH": str(INFRA),
                "LC_ALL": "C.UTF-8",
                "TIDEMARK_S3_ENDPOINT": s3,
                "AWS_ACCESS_KEY_ID": "any",
                "AWS_SECRET_ACCESS_KEY": "any",
                "TIDEMARK_LOADER_PASSWORD": LOADER,
                "TIDEMARK_TARGET_URL": server.jdbc("shop"),
            },
        )


@contextmanager
def _another_database(server: Server, name: str) -> Iterator[None]:
    with server.admin() as admin:
        admin.execute(f'create database "{name}"')
        admin.execute(f"alter role postgres password '{ADMIN}'")
    try:
        yield
    finally:
        with server.admin() as admin:
            admin.execute(f'drop database "{name}" with (force)')


def test_the_playbook_leads_from_nothing_to_the_first_hour(reader: Reader) -> None:
    assert JAR.exists(), "build the jar: mvn -q -Dquick -DskipTests -pl java-job/loader -am package"
    for line in commands():
        reader.follow(line)
    assert len(reader.ran) > 20
    assert reader.server.ask("shop", "select string_agg(order_id || ':' || amount, ' ') from orders") == "1:9.50"
    assert reader.server.ask("shop", "select verified_through is not null from tidemark.high_watermark")
