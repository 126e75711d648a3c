"""Ctrl-C in the middle, given to the real process; and the script itself."""

from __future__ import annotations

import copy
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from tests.cloud import SHIPPED, managed_policies, network
from tests.lacking import ACCOUNT, REGION
from tidemark_infra.settings import INFRA


def test_an_interrupted_process_says_what_it_did_and_a_second_one_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", ACCOUNT)
    server = ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(INFRA),
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }
    try:
        path = _settings(tmp_path, environment, monkeypatch)
        command = [sys.executable, "-m", "tidemark_infra.setup", "--settings", str(path), "--only", "iam,s3"]
        first = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert first.stdout is not None
        assert first.stderr is not None
        while "created" not in (line := first.stderr.readline()):
            assert line, "it ended"
        first.send_signal(signal.SIGINT)
        out, said = first.communicate(timeout=60)
        assert first.returncode == 130, said
        assert "run this again: it goes on from there" in said
        done = json.loads(out.splitlines()[-1])
        second = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
        assert second.returncode == 0, second.stderr
        assert set(done["created"]) <= set(json.loads(second.stdout.splitlines()[-1])["same"])
    finally:
        server.stop()


def _settings(folder: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = copy.deepcopy(SHIPPED)
    boto3.setup_default_session()
    managed_policies()
    network(settings)
    boto3.client("iam", region_name=REGION).create_role(RoleName=settings["loader-role"], AssumeRolePolicyDocument="{}")
    path = folder / "settings.json"
    path.write_text(json.dumps(settings), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--help"], 0, "Usage: scripts/setup-dms [OPTION...]"),
        (["--start", "now"], 2, "invalid choice: 'now'"),
        (["--destroy", "--start", "resume"], 2, "--destroy and --start contradict each other"),
        (["--only", "nothing"], 2, "is not a list of folders of infra, which are athena, cloudwatch"),
        (["--timeout", "-1"], 2, "'-1' is no number of minutes"),
        (["--yes"], 2, "--config and --yes belong to --destroy"),
        (["--settings", "missing.json"], 2, "missing.json: No such file or directory; name the settings with"),
    ],
)
def test_usage(arguments: list[str], code: int, message: str) -> None:
    command = [sys.executable, "-m", "tidemark_infra.setup"]
    if arguments == ["--help"]:
        command = [str(INFRA.parent / "scripts/setup-dms")]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(INFRA)}
    ran = subprocess.run(
        [*command, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert (ran.returncode, message in ran.stdout + ran.stderr) == (code, True), ran.stderr
