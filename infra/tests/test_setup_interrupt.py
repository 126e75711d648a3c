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
from tests.lacking_dms import ACCOUNT, REGION
from tidemark_infra.settings import INFRA
from tidemark_infra.setup import __main__ as program


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
        first = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # A shell that runs the tests in the background has them ignore it, and their children.
            preexec_fn=_listen_to_interrupts,  # noqa: PLW1509
        )
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


def _listen_to_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _settings(folder: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = copy.deepcopy(SHIPPED)
    managed_policies()
    network(boto3.Session(region_name=REGION), settings)
    path = folder / "settings.json"
    path.write_text(json.dumps(settings), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--start", "now"], "invalid choice: 'now'"),
        (["--destroy", "--start", "resume"], "--destroy and --start contradict each other"),
        (["--only", "nothing"], "is not a list of folders of infra, which are athena, cloudwatch"),
        (["--only", "iam", "--start", "resume"], "--start and --assess need the documents of dms"),
        (["--timeout", "-1"], "'-1' is no number of minutes"),
        (["--yes"], "--config and --yes belong to --destroy"),
    ],
)
def test_wrong_usage_ends_with_a_reason(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        program.main(arguments)
    assert (end.value.code, message in capsys.readouterr().err) == (2, True)


def test_missing_settings_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["--settings", str(tmp_path / "missing.json")]) == 2
    assert "missing.json: No such file or directory; name the settings with --settings FILE" in capsys.readouterr().err


def test_the_script_explains_itself_without_an_environment() -> None:
    script = INFRA.parent / "scripts/setup-dms"
    ran = subprocess.run([script, "--help"], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.startswith("Usage: scripts/setup-dms [OPTION...]")
