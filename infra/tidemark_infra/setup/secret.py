"""The source's secret: DMS reads user, password, host and port from it. Nothing of it is ever said."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from tidemark_infra.settings import Settings
from tidemark_infra.setup.apply import Account
from tidemark_infra.setup.aws import Aws, unless_absent
from tidemark_infra.setup.explain import explained
from tidemark_infra.setup.failures import ConfigurationError, RefusedError

USER, PASSWORD = "TIDEMARK_SOURCE_USER", "TIDEMARK_SOURCE_PASSWORD"
_DONE = "the secret of the source"
# CHAP_Source.PostgreSQL and security_iam_secretsmanager of the guide: what DMS cannot read in a password.
_FORBIDDEN = set(";.:+{}*&,%\\")
_MEMBERS = ("username", "password", "host", "port")


def check_secret(account: Account, settings: Settings, *, plan: bool) -> None:
    """Checks the secret, and makes it where it is missing.

    Raises:
        ConfigurationError: it is missing, and nobody says user and password.
        RefusedError: it is not one that DMS can use.

    """
    name = settings["source"]["secret"]
    with explained(f"the secret {name}"):
        found = _read(account.aws, name)
        if found is not None:
            _refuse(name, [*_problems(found, settings)])
            account.done.same.append(_DONE)
        elif plan:
            account.done.created.append(_DONE)
            account.progress.say(f"+ {_DONE}: {name} would be made, of {USER} and {PASSWORD} or of a prompt")
        else:
            _make(account, settings, name)


def _read(aws: Aws, name: str) -> Mapping[str, Any] | None:
    answer = unless_absent(
        lambda: aws.call("secretsmanager", "get_secret_value", SecretId=name), "ResourceNotFoundException"
    )
    if answer is None:
        return None
    try:
        value = json.loads(answer.get("SecretString") or "")
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {}


def _problems(secret: Mapping[str, Any], settings: Settings) -> Iterator[str]:
    missing = [member for member in _MEMBERS if not secret.get(member)]
    if missing:
        yield (
            f"it has no {', '.join(missing)}; DMS wants a JSON object with {', '.join(_MEMBERS)}, which a secret that RDS "
            "manages is not"
        )
    for member in ("host", "port"):
        if secret.get(member) and str(secret[member]) != str(settings["source"][member]):
            yield f"its {member} is not source.{member} of the settings ({settings['source'][member]})"
    if set(str(secret.get("password", ""))) & _FORBIDDEN:
        yield f"its password has one of {' '.join(sorted(_FORBIDDEN))}, which DMS cannot read: give the user another"


def _refuse(name: str, problems: list[str]) -> None:
    if problems:
        raise RefusedError(
            "\n".join([f"the secret {name} of the source will not do:", *(f"  {one}" for one in problems)])
        )


def _make(account: Account, settings: Settings, name: str) -> None:
    user, password = _ask(name)
    source = settings["source"]
    secret = {"username": user, "password": password, "host": source["host"], "port": str(source["port"])}
    _refuse(name, [*_problems(secret, settings)])
    account.aws.call(
        "secretsmanager",
        "create_secret",
        Name=name,
        Description=f"The replication user of DMS of {settings['name']}",
        SecretString=json.dumps(secret),
        Tags=[{"Key": "tidemark", "Value": settings["name"]}],
    )
    account.done.created.append(_DONE)
    account.progress.say(f"{_DONE}: created as {name}")


def _ask(name: str) -> tuple[str, str]:
    user, password = os.environ.get(USER), os.environ.get(PASSWORD)
    if user and password:
        return user, password
    if sys.stdin.isatty() and sys.stderr.isatty():
        sys.stderr.write(f"The secret {name} is missing; the replication user of the source is asked for once.\nUser: ")
        sys.stderr.flush()
        user = input()
        return user, getpass.getpass("Password (not shown): ")
    raise ConfigurationError(
        f"there is no secret {name}: set {USER} and {PASSWORD} in the environment and run this again, or run it at a terminal, "
        f"which asks; or make it yourself in Secrets Manager, a JSON object with {', '.join(_MEMBERS)}"
    )
