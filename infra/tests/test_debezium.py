"""The way by Debezium: the publication on a real PostgreSQL, and what Firehose would write, loaded by the real jar."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.chosen import documents
from tests.jar import PASSWORD, Jar, put, s3_client
from tests.postgres import Server
from tidemark_infra.settings import INFRA

CONNECTOR = json.loads((INFRA / "debezium/connect/connector.json").read_text(encoding="utf-8"))
STREAM = documents()["debezium/create-delivery-stream[public.orders]"].content
CONFIGURATION = (INFRA / "debezium/tidemark.conf").read_text(encoding="utf-8")
ORDERS = "create table orders (order_id bigint primary key, status text)"


def test_the_publication_has_the_named_tables_and_the_heartbeat_and_stays_as_it_is(server: Server) -> None:
    with server.database("app", ORDERS, "create table salaries (id int primary key)") as name:
        server.run(name, "postgres/source/replication-user.sql", dms_user="debezium")
        server.run(name, "debezium/publication.sql")
        before = server.schema(name)
        server.run(name, "debezium/publication.sql")
        assert server.schema(name) == before
        with server.admin(name) as admin:
            admin.execute("set role debezium")
            admin.execute(
                f"select pg_create_logical_replication_slot('{CONNECTOR['slot.name']}', '{CONNECTOR['plugin.name']}')"
            )
            admin.execute(CONNECTOR["heartbeat.action.query"])
            admin.execute(CONNECTOR["heartbeat.action.query"])
            admin.execute("reset role")
            admin.execute("insert into orders values (1, 'new')")
            admin.execute("insert into salaries values (1)")
            admin.execute("set role debezium")
            changes = admin.execute(
                "select get_byte(data, 0) from pg_logical_slot_get_binary_changes(%s, null, null, 'proto_version', '1', "
                "'publication_names', %s)",
                [CONNECTOR["slot.name"], CONNECTOR["publication.name"]],
            ).fetchall()
        # Of pgoutput's messages: two heartbeats and one order, and nothing of the other table.
        assert "".join(chr(kind) for (kind,) in changes if chr(kind) in "IUD") == "IUI"


def test_a_table_that_is_not_there_stops_it(server: Server) -> None:
    with server.database("app") as name:
        done = server.psql(name, "debezium/publication.sql")
        assert done.returncode == 3
        assert "no table is called public.orders" in done.stderr


def test_connector_topic_stream_and_configuration_fit_together() -> None:
    name, table = "tidemark", "public.orders"
    assert STREAM["MSKSourceConfiguration"]["TopicName"] == f"{name}.{table}"
    assert CONNECTOR["topic.prefix"] == "${env:TIDEMARK_NAME}"
    prefix, hours = STREAM["ExtendedS3DestinationConfiguration"]["Prefix"].split("!{timestamp:")
    assert (f'prefix = "{prefix}"' in CONFIGURATION, hours) == (True, "yyyy/MM/dd/HH}/")
    assert "layout = date-hour" in CONFIGURATION
    errors = STREAM["ExtendedS3DestinationConfiguration"]["ErrorOutputPrefix"]
    assert not errors.startswith(prefix)
    # The loader knows unchanged large values by this text alone.
    assert CONNECTOR["unavailable.value.placeholder"] == "__debezium_unavailable_value"
    # Nothing secret, and nothing that makes an error or a change vanish.
    assert CONNECTOR["database.password"] == "${env:TIDEMARK_SOURCE_PASSWORD}"
    assert (CONNECTOR["errors.tolerance"], CONNECTOR["skipped.operations"]) == ("none", "none")


def envelope(operation: str, before: dict[str, Any] | None, after: dict[str, Any] | None, lsn: int) -> bytes:
    """A record as the connector writes it with schemas, and Firehose behind it a line's end."""
    row = {
        "type": "struct",
        "optional": True,
        "fields": [
            {"type": "int64", "optional": False, "field": "order_id"},
            {"type": "string", "optional": True, "field": "status"},
        ],
    }
    source = [
        {"type": "int64", "optional": True, "field": "lsn"},
        {"type": "int64", "optional": True, "field": "txId"},
        {"type": "string", "optional": True, "field": "sequence"},
        {"type": "int64", "optional": False, "field": "ts_ms"},
        {"type": "string", "optional": True, "field": "snapshot"},
    ]
    fields = [
        {**row, "field": "before"},
        {**row, "field": "after"},
        {"type": "struct", "optional": False, "field": "source", "fields": source},
        {"type": "string", "optional": False, "field": "op"},
        {"type": "int64", "optional": True, "field": "ts_ms"},
    ]
    at = 1_795_352_400_000 + lsn
    payload = {
        "before": before,
        "after": after,
        "source": {"lsn": lsn, "txId": 7, "sequence": f'["{lsn - 1}","{lsn}"]', "ts_ms": at, "snapshot": "false"},
        "op": operation,
        "ts_ms": at,
    }
    schema = {"type": "struct", "optional": False, "name": "tidemark.public.orders.Envelope", "fields": fields}
    return json.dumps({"schema": schema, "payload": payload}).encode() + b"\n"


def test_the_jar_takes_the_configuration_and_loads_what_firehose_writes(
    server: Server, s3: str, tmp_path: Path
) -> None:
    events = [
        envelope("c", None, {"order_id": 1, "status": "new"}, 100),
        envelope("u", None, {"order_id": 1, "status": "paid"}, 101),
        envelope("c", None, {"order_id": 2, "status": "new"}, 102),
        envelope("d", {"order_id": 2, "status": None}, None, 103),
    ]
    extension = STREAM["ExtendedS3DestinationConfiguration"]["FileExtension"]
    name = "tidemark-public_orders-1-2026-11-22-13-15-00-0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f"
    key = f"debezium/public/orders/2026/11/22/13/{name}{extension}"
    put(s3_client(s3), key, gzip.compress(b"".join(events)))
    with server.database("shop", ORDERS) as database:
        done = server.psql(
            database, "postgres/target/loader-role.sql", environment={"TIDEMARK_LOADER_PASSWORD": PASSWORD}
        )
        assert done.returncode == 0, done.stderr
        configuration = CONFIGURATION.replace("region = eu-west-1", "region = eu-west-1, path-style = true")
        jar = Jar(server.jdbc(database), s3, tmp_path, configuration)
        code, described = jar.run("pipelines")
        assert (code, [one["name"] for one in described["pipelines"]]) == (0, ["orders"])
        assert jar.run("init")[0] == 0
        code, examined = jar.run("doctor")
        assert (code, {finding["level"] for finding in examined["findings"]}) == (0, {"ok"})
        code, loaded = jar.run("load", "--hour", "2026-11-22T13:00Z")
        assert (code, loaded["rows"], loaded["inserted"]) == (0, 4, 1)
        assert server.ask(database, "select status from orders") == "paid"


@pytest.mark.parametrize("member", ["topic.creation.default.cleanup.policy", "tombstones.on.delete"])
def test_a_topic_keeps_every_change(member: str) -> None:
    """Compaction would keep the newest change of a key alone, which Firehose may not have read."""
    assert CONNECTOR[member] in {"delete", "false"}
