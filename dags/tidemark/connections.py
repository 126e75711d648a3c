"""Airflow connections as the environment of the jar: secrets never become arguments, which every user of a machine sees."""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import quote, urlencode

from airflow.providers.common.compat.sdk import AirflowFailException, AirflowNotFoundException, BaseHook, Connection

from tidemark.descriptions import Installation

# What pgjdbc calls the parameters that libpq and Airflow's postgres connections know.
_JDBC_PARAMETERS = {
    "sslmode": "sslmode",
    "sslrootcert": "sslrootcert",
    "sslcert": "sslcert",
    "sslkey": "sslkey",
    "connect_timeout": "connectTimeout",
    "target_session_attrs": "targetServerType",
}
_SESSION_TARGETS = {"any": "any", "read-write": "primary", "primary": "primary"}

# Airflow's own settings and connections are no business of the jar.
_AIRFLOW_PREFIXES = ("AIRFLOW__", "AIRFLOW_CONN_", "AIRFLOW_VAR_", "_AIRFLOW")


def worker_environment() -> dict[str, str]:
    """The environment of this process without Airflow's secrets."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_AIRFLOW_PREFIXES)}


def connection_environment(installation: Installation) -> dict[str, str]:
    """What the connections that the configuration names say; nothing if it names none.

    Raises:
        AirflowFailException: if there is no such connection, or it lacks host or database.

    """
    environment: dict[str, str] = {}
    if installation.target_connection:
        environment |= target_variables(_connection(installation.target_connection, "target-connection"))
    if installation.s3_connection:
        environment |= _s3_variables(installation.s3_connection)
    return environment


def target_variables(connection: Connection) -> dict[str, str]:
    """A connection of type postgres as the variables that ``reference.conf`` reads."""
    if not connection.host or not connection.schema:
        raise AirflowFailException(
            f"connection {connection.conn_id!r} has no {'host' if not connection.host else 'database (field Schema)'}; "
            "expected host, port, database, login and password of the target"
        )
    url = f"jdbc:postgresql://{connection.host}:{connection.port or 5432}/{quote(connection.schema, safe='')}"
    parameters = _jdbc_parameters(connection.extra_dejson)
    variables = {"TIDEMARK_TARGET_URL": f"{url}?{urlencode(parameters)}" if parameters else url}
    if connection.login:
        variables["TIDEMARK_TARGET_USER"] = connection.login
    if connection.password:
        variables["TIDEMARK_TARGET_PASSWORD"] = connection.password
    return variables


def _jdbc_parameters(extra: Mapping[str, object]) -> dict[str, str]:
    parameters = {_JDBC_PARAMETERS[name]: str(value) for name, value in extra.items() if name in _JDBC_PARAMETERS}
    target = parameters.get("targetServerType")
    if target is not None:
        parameters["targetServerType"] = _SESSION_TARGETS.get(target, target)
    return parameters


def _s3_variables(connection_id: str) -> dict[str, str]:
    """Through the amazon provider, which also assumes roles; such credentials last as long as the role's session."""
    from airflow.providers.amazon.aws.hooks.base_aws import AwsBaseHook

    _connection(connection_id, "s3-connection")
    hook = AwsBaseHook(aws_conn_id=connection_id, client_type="s3")
    credentials = hook.get_credentials()
    variables = {"AWS_ACCESS_KEY_ID": credentials.access_key, "AWS_SECRET_ACCESS_KEY": credentials.secret_key}
    if credentials.token:
        variables["AWS_SESSION_TOKEN"] = credentials.token
    if hook.region_name:
        variables["AWS_REGION"] = hook.region_name
    endpoint = hook.conn_config.get_service_endpoint_url("s3")
    if endpoint:
        variables["TIDEMARK_S3_ENDPOINT"] = endpoint
    return variables


def _connection(connection_id: str, setting: str) -> Connection:
    try:
        return BaseHook.get_connection(connection_id)
    except AirflowNotFoundException as e:
        raise AirflowFailException(
            f"there is no Airflow connection {connection_id!r}, which the configuration names as airflow.{setting}"
        ) from e
