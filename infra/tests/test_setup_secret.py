"""The source's secret: checked, made where it is missing, and never said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.cloud import Cloud

_GOOD = {"username": "dms", "password": "word", "host": "app.cluster.example.internal", "port": "5432"}


def _secret(cloud: Cloud) -> dict[str, Any]:
    answer = cloud.client("secretsmanager").get_secret_value(SecretId=cloud.settings["source"]["secret"])
    return dict(json.loads(answer["SecretString"]))


def test_it_is_made_of_the_environment(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = cloud.run()
    assert ran.code == 0, ran.lines
    assert _secret(cloud) == _GOOD | {"username": "replicator", "password": "a-word-that-is-secret"}
    assert "a-word-that-is-secret" not in ran.lines + json.dumps(ran.summary)
    monkeypatch.delenv("TIDEMARK_SOURCE_PASSWORD")
    assert cloud.run("--plan").code == 0


def test_without_a_terminal_and_an_environment_it_says_what_to_do(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TIDEMARK_SOURCE_PASSWORD")
    ran = cloud.run()
    assert (ran.code, cloud.writes) == (2, [])
    assert "set TIDEMARK_SOURCE_USER and TIDEMARK_SOURCE_PASSWORD in the environment" in ran.lines
    assert cloud.run("--plan").created[0] == "the secret of the source"


@pytest.mark.parametrize(
    ("secret", "message"),
    [
        (
            {"username": "dms", "password": "word"},
            "it has no host, port; DMS wants a JSON object with username, password",
        ),
        (_GOOD | {"host": "elsewhere"}, "its host is not source.host of the settings (app.cluster.example.internal)"),
        (_GOOD | {"password": "wo;rd"}, "its password has one of"),
        ("no JSON", "it has no username, password, host, port"),
    ],
)
def test_one_that_dms_cannot_use_is_refused(cloud: Cloud, secret: Any, message: str) -> None:
    text = secret if isinstance(secret, str) else json.dumps(secret)
    cloud.client("secretsmanager").create_secret(Name=cloud.settings["source"]["secret"], SecretString=text)
    ran = cloud.run()
    assert (ran.code, message in ran.lines, cloud.writes) == (3, True, []), ran.lines
    assert "wo;rd" not in ran.lines
