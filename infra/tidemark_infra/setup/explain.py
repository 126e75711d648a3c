"""Turns failures of AWS and of the way to it into ones that say what they mean and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    ProfileNotFound,
    ReadTimeoutError,
    SSOTokenLoadError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from tidemark_infra.setup.failures import AwsError, ConfigurationError, RefusedError, SetupError
from tidemark_infra.setup.meanings import MEANINGS


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turns AWS's failures into ones that say what they mean."""
    try:
        yield
    except ClientError as failure:
        raise of_client(what, failure) from failure
    except BotoCoreError as failure:
        raise of_botocore(what, failure) from failure


def of_client(what: str, failure: ClientError) -> SetupError:
    error = failure.response.get("Error", {})
    code = error.get("Code", "")
    status = failure.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    said = f"{what}: {failure.operation_name} failed with {code}: {error.get('Message', '')}"
    if code in MEANINGS:
        return MEANINGS[code].kind(f"{said}\n  {MEANINGS[code].remedy}")
    kind = AwsError if status >= 500 else RefusedError  # noqa: PLR2004
    return kind(f"{said}\n  run this again if it may pass by itself; what was asked for is shown by --render")


def of_botocore(what: str, failure: BotoCoreError) -> SetupError:
    said = f"{what}: {failure}"
    if isinstance(failure, ParamValidationError):
        return ConfigurationError(f"{said}\n  the document is not what the call takes: was it changed by hand?")
    for kinds, remedy in _CONNECTIONS:
        if isinstance(failure, kinds):
            return AwsError(f"{said}\n  {remedy}")
    return AwsError(said)


_CONNECTIONS: tuple[tuple[tuple[type[BotoCoreError], ...], str], ...] = (
    (
        (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError),
        "no AWS credentials: log in (aws sso login, or AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)",
    ),
    ((ProfileNotFound,), "AWS_PROFILE names a profile that ~/.aws/config does not have"),
    ((SSOTokenLoadError, TokenRetrievalError, UnauthorizedSSOTokenError), "the log-in has expired: aws sso login"),
    (
        (EndpointConnectionError, ConnectTimeoutError, ReadTimeoutError, ConnectionClosedError),
        "AWS cannot be reached from here: look at the network, the proxy (HTTPS_PROXY) and at region in the settings",
    ),
)
