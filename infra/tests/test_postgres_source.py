"""The SQL for the source, on a real PostgreSQL: what it grants, what it advises, and what a slot then really yields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import errors

from tests import postgres
from tests.postgres import Server
from tidemark_infra.settings import INFRA

PASSWORD = "not a secret"  # noqa: S105
SETTINGS = json.loads((INFRA / "settings.json").read_text())
SETUP = ["replication-user", "heartbeat", "ddl-audit"]


def create_table(table: dict[str, Any]) -> str:
    columns = ", ".join(f"{name} {kind}" for name, kind in table["columns"].items())
    return f"create table {table['name']} ({columns}, primary key ({', '.join(table['key'])}))"


ORDERS = create_table(SETTINGS["tables"][0])


@pytest.fixture
def source(server: Server) -> Iterator[str]:
    """A database with the table of settings.json, and another one."""
    with server.database("app", ORDERS, "create table salaries (id int primary key)") as name:
        yield name


@pytest.fixture
def prepared(server: Server, source: str) -> str:
    """The same after all that the README has run."""
    prepare(server, source)
    return source


def prepare(server: Server, database: str) -> None:
    for file in SETUP:
        done = server.psql(database, f"postgres/source/{file}.sql", environment={"TIDEMARK_DMS_PASSWORD": PASSWORD})
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def rows(done: str) -> list[dict[str, str]]:
    """Unaligned output of psql as dictionaries."""
    head, *lines = done.splitlines()
    return [dict(zip(head.split("|"), line.split("|"), strict=True)) for line in lines if not line.startswith("(")]


def findings(server: Server, database: str, *, fails: bool, **variables: str) -> list[tuple[str, str, str]]:
    done = server.psql(database, "postgres/source/check.sql", variables)
    assert done.returncode == (3 if fails else 0), done.stderr
    return [(row["weight"], row["finding"], row["remedy"]) for row in rows(done.stdout)]


def changes(connection: psycopg.Connection[Any], slot: str = "tidemark") -> list[str]:
    """What DMS reads from its slot."""
    found = connection.execute("select data from pg_logical_slot_get_changes(%s, null, null)", [slot]).fetchall()
    return [data for (data,) in found if not data.startswith(("BEGIN", "COMMIT"))]


def test_a_second_run_of_every_file_changes_nothing(server: Server, prepared: str) -> None:
    server.run(prepared, "postgres/source/slot.sql")
    before = server.schema(prepared), server.run(prepared, "postgres/source/slot.sql")
    for file in SETUP:
        server.run(prepared, f"postgres/source/{file}.sql")
    assert (server.schema(prepared), server.run(prepared, "postgres/source/slot.sql")) == before


@pytest.mark.parametrize(
    "statement",
    [
        "select * from salaries",
        "insert into orders (order_id) values (1)",
        "delete from orders",
        "create table public.mine (i int)",
        "create database mine",
        "create role mine",
        "copy orders to program 'cat'",
        "select rolpassword from pg_authid",
        "insert into dms.awsdms_ddl_audit default values",
    ],
)
def test_the_user_of_dms_may_not(server: Server, prepared: str, statement: str) -> None:
    with server.login("dms", PASSWORD, prepared) as dms, pytest.raises(errors.InsufficientPrivilege):
        dms.execute(statement)


def test_the_user_of_dms_reads_the_table_and_its_own_slot(server: Server, prepared: str) -> None:
    with server.admin(prepared) as admin, server.login("dms", PASSWORD, prepared) as dms:
        dms.execute("select pg_create_logical_replication_slot('tidemark', 'test_decoding')")
        admin.execute("insert into orders (order_id, paid) values (1, true)")
        admin.execute("update orders set order_id = 2")
        admin.execute("delete from orders")
        insert, update, delete = changes(dms)
        assert dms.execute("select count(*) from orders").fetchone() == (0,)
        assert dms.execute("show idle_in_transaction_session_timeout").fetchone() == ("0",)
    assert insert.startswith("table public.orders: INSERT: order_id[bigint]:1")
    # What the before images of the key are made of, and why a delete has nothing but the key.
    assert update.startswith("table public.orders: UPDATE: old-key: order_id[bigint]:1 new-tuple: order_id[bigint]:2")
    assert delete == "table public.orders: DELETE: order_id[bigint]:2"


def test_the_rights_that_the_guide_asks_for_are_given_only_on_demand(server: Server, source: str) -> None:
    for wanted in ({"aws_rights": "on"}, {}):
        server.run(source, "postgres/source/replication-user.sql", **wanted)
        assert server.ask(source, "select rolsuper from pg_roles where rolname = 'dms'") is bool(wanted)


def test_a_password_is_not_sent_to_a_server_that_logs_it(server: Server, source: str) -> None:
    environment = {"TIDEMARK_DMS_PASSWORD": PASSWORD, "PGOPTIONS": "-c log_statement=ddl"}
    done = server.psql(source, "postgres/source/replication-user.sql", environment=environment)
    assert done.returncode == 0
    assert done.stderr == (
        "The password was not set, since this server logs statements. Set it in psql: \\password dms\n"
    )
    with server.admin(source) as admin:
        assert admin.execute("select rolpassword from pg_authid where rolname = 'dms'").fetchone() == (None,)


def test_without_a_password_psql_says_how_to_set_one(server: Server, source: str) -> None:
    done = server.psql(source, "postgres/source/replication-user.sql")
    assert done.stderr == (
        "The environment has no TIDEMARK_DMS_PASSWORD, so that the password of dms stays as it is. "
        "To set one in psql: \\password dms\n"
    )


@pytest.mark.parametrize("file", ["replication-user", "tables", "replica-identity", "check"])
def test_a_table_that_is_not_there_stops_every_file(server: Server, source: str, file: str) -> None:
    done = server.psql(source, f"postgres/source/{file}.sql", {"tables": "public.orders, public.order_"})
    assert done.returncode == 3
    assert "no table is called public.order_" in done.stderr
    with server.admin() as admin:
        assert admin.execute("select from pg_roles where rolname = 'dms'").fetchone() is None


def test_partitions_are_granted_with_their_table(server: Server) -> None:
    parted = "create table parted (id int primary key, day text) partition by range (id)"
    part = "create table part1 partition of parted for values from (0) to (10)"
    with server.database("parts", parted, part) as name:
        server.run(name, "postgres/source/replication-user.sql", tables="public.parted")
        with server.admin(name) as admin:
            assert admin.execute("select has_table_privilege('dms', 'part1', 'select')").fetchone() == (True,)


def test_the_event_trigger_records_what_anybody_does_to_a_table(server: Server, prepared: str) -> None:
    with server.admin(prepared) as admin:
        admin.execute("create role developer login")
        admin.execute("create schema shop authorization developer")
        admin.execute("alter table orders owner to developer")
        server.run(prepared, "postgres/source/slot.sql")
        with psycopg.connect(
            host=str(server.sockets), port=server.port, user="developer", dbname=prepared, autocommit=True
        ) as developer:
            developer.execute("set search_path = shop, public")
            developer.execute("alter table orders add column gift boolean")
            developer.execute("create table basket as select 1 as id")
            developer.execute("drop table basket")
            developer.execute("create view basket as select 1 as id")
            developer.execute("drop view basket")
        recorded = [change for change in changes(admin) if change.startswith("table dms.awsdms_ddl_audit: INSERT")]
        assert admin.execute("select count(*) from dms.awsdms_ddl_audit").fetchone() == (0,)
        admin.execute("alter table orders owner to postgres")
        admin.execute("drop schema shop")
    assert [
        (
            change.split("c_tag[character varying]:'")[1].split("'")[0],
            change.split("c_schema[character varying]:'")[1].split("'")[0],
            change.split("c_ddlqry[text]:'")[1].removesuffix("'"),
        )
        for change in recorded
    ] == [
        ("ALTER TABLE", "shop", "alter table orders add column gift boolean"),
        ("CREATE TABLE AS", "shop", "create table basket as select 1 as id"),
        ("DROP TABLE", "shop", "drop table basket"),
    ]


def test_the_event_trigger_runs_nobodys_code_but_its_own(server: Server, prepared: str) -> None:
    with server.admin(prepared) as admin:
        admin.execute("create schema evil")
        admin.execute("create table evil.ran (who name)")
        for name, argument in (("same", "bigint"), ("same", "integer"), ("same", "text")):
            admin.execute(
                f"create function evil.{name}({argument}, {argument}) returns boolean language sql as "
                "'insert into evil.ran values (current_user) returning true'"
            )
            admin.execute(
                f"create operator evil.= (leftarg = {argument}, rightarg = {argument}, function = evil.{name})"
            )
        admin.execute(
            "create function evil.now() returns timestamptz language sql as "
            "'insert into evil.ran values (current_user) returning pg_catalog.now()'"
        )
        admin.execute(
            "create function evil.current_schema() returns name language sql as "
            "'insert into evil.ran values (current_user) returning who'"
        )
        admin.execute("set search_path = evil, pg_catalog, public")
        admin.execute("alter table public.orders add column gift boolean")
        assert admin.execute("select * from evil.ran").fetchall() == []


def test_an_event_trigger_of_another_schema_is_not_left_alone(server: Server, source: str) -> None:
    server.run(source, "postgres/source/replication-user.sql")
    server.run(source, "postgres/source/ddl-audit.sql", dms_schema="other")
    done = server.psql(source, "postgres/source/ddl-audit.sql")
    assert done.returncode == 3
    assert "the event trigger awsdms_intercept_ddl is there already, with other.awsdms_intercept_ddl()" in done.stderr
    assert (
        "must",
        "the event trigger awsdms_intercept_ddl records by other.awsdms_intercept_ddl(), not in the schema dms",
        "give the schema by -v dms_schema=…, and to the endpoint as DdlArtifactsSchema",
    ) in findings(server, source, fails=True)


def kept_bytes(server: Server, database: str) -> int:
    (slot,) = rows(server.run(database, "postgres/source/slot-lag.sql"))
    assert (slot["slot_name"], slot["active"], slot["wal_status"]) == ("tidemark", "f", "reserved")
    return int(slot["kept_bytes"])


def test_a_heartbeat_lets_go_of_wal_that_an_idle_database_would_keep(server: Server, prepared: str) -> None:
    server.run(prepared, "postgres/source/slot.sql")
    with server.admin() as other, server.login("dms", PASSWORD, prepared) as dms, server.admin(prepared) as admin:
        # As DMS makes it.
        dms.execute("create table dms.awsdms_heartbeat (hb_key serial primary key, hb_last_heartbeat_at timestamp)")
        dms.execute("insert into dms.awsdms_heartbeat (hb_last_heartbeat_at) values (now())")
        changes(dms)
        other.execute("create table filler as select generate_series(1, 100000) as i")
        other.execute("drop table filler")
        kept = kept_bytes(server, prepared)
        assert kept > 5_000_000
        dms.execute("update dms.awsdms_heartbeat set hb_last_heartbeat_at = now()")
        admin.execute("checkpoint")
        changes(dms)
        admin.execute("checkpoint")
        dms.execute("update dms.awsdms_heartbeat set hb_last_heartbeat_at = now()")
        changes(dms)
        assert kept_bytes(server, prepared) < kept / 10


def test_a_slot_of_another_plugin_is_refused(server: Server, source: str) -> None:
    with server.admin(source) as admin:
        admin.execute("select pg_create_logical_replication_slot('tidemark', 'pgoutput')")
    done = server.psql(source, "postgres/source/slot.sql")
    assert done.returncode == 3
    assert "the slot tidemark is there, but of plugin pgoutput in database app" in done.stderr


def test_the_position_that_slot_sql_prints_is_where_the_slot_begins(server: Server, prepared: str) -> None:
    (slot,) = rows(server.run(prepared, "postgres/source/slot.sql", slot="mine"))
    position = server.ask(prepared, "select confirmed_flush_lsn::text from pg_replication_slots")
    assert slot == {"SlotName": "mine", "CdcStartPosition": position}


def test_tables_sql_prints_what_settings_json_holds(server: Server, source: str) -> None:
    printed = server.run(source, "postgres/source/tables.sql", tables="public.orders")
    tables = json.loads(f"{{{printed}}}")["tables"]
    assert tables == SETTINGS["tables"]
    assert list(tables[0]["columns"]) == list(SETTINGS["tables"][0]["columns"])


def test_tables_sql_takes_names_of_any_case_and_refuses_a_table_without_key(server: Server) -> None:
    odd = 'create table "Odd ""One" ("Second" text, "first" int primary key)'
    with server.database("odd", odd, "create table keyless (i int)") as name:
        printed = server.run(name, "postgres/source/tables.sql", tables='public.Odd "One')
        assert json.loads(f"{{{printed}}}")["tables"] == [
            {"name": 'public.Odd "One', "key": ["first"], "columns": {"Second": "text", "first": "integer"}}
        ]
        done = server.psql(name, "postgres/source/tables.sql", {"tables": "public.keyless"})
        assert done.returncode == 3
        assert "public.keyless without primary key: DMS leaves out updates and deletes of such tables" in done.stderr


def test_what_is_called_a_large_value_is_what_an_update_does_not_log(server: Server, prepared: str) -> None:
    (advice,) = rows(server.run(prepared, "postgres/source/replica-identity.sql", tables="public.orders"))[:1]
    assert advice["large values"] == "note, attributes"
    server.run(prepared, "postgres/source/slot.sql")
    with server.admin(prepared) as admin:
        admin.execute("alter table orders alter column note set storage external")
        admin.execute("insert into orders (order_id, note) values (1, repeat('x', 10000))")
        admin.execute("update orders set status = 'paid'")
        _, _, _, update = changes(admin)  # the first two are of the recorded ALTER TABLE
        assert "note[text]:unchanged-toast-datum" in update
        admin.execute("alter table orders replica identity full")
        admin.execute("update orders set status = 'sent'")
        assert (
            f"old-key: order_id[bigint]:1 status[character varying]:'paid' note[text]:'{'x' * 10000}'"
            in changes(admin)[-1]
        )
    (advice,) = rows(server.run(prepared, "postgres/source/replica-identity.sql", tables="public.orders"))[:1]
    assert (advice["logged of the old row"], advice["advice"]) == ("full", "")


def test_a_prepared_source_lacks_nothing_that_must_be(server: Server, prepared: str) -> None:
    assert findings(server, prepared, fails=False) == [
        (
            "should",
            "public.orders does not log note, attributes where an update leaves a large value alone: such values arrive as NULL",
            (
                "target.keep-when-null = [note, attributes] for the loader, which cannot see an update to NULL then; or alter "
                "table public.orders replica identity full, which logs the whole old row"
            ),
        )
    ]


def test_an_empty_source_lacks_everything(server: Server, source: str) -> None:
    before = server.schema(source)
    found = findings(server, source, fails=True)
    assert server.schema(source) == before
    assert [(finding, remedy) for weight, finding, remedy in found if weight == "must"] == [
        (
            "there is no event trigger awsdms_intercept_ddl",
            "ddl-audit.sql, or CaptureDdls = false at the endpoint, which misses new columns",
        ),
        (
            "there is no schema dms for the heartbeat: the slot of an idle database would keep WAL until the disk is full",
            "heartbeat.sql",
        ),
        (
            "there is no table dms.awsdms_ddl_audit with the columns that DMS knows",
            "ddl-audit.sql, or CaptureDdls = false at the endpoint, which misses new columns",
        ),
        ("there is no user dms", "replication-user.sql"),
    ]


@pytest.mark.parametrize(
    ("broken", "finding"),
    [
        ("alter role dms nologin", "dms may not log in"),
        ("alter role dms noreplication", "dms may not replicate"),
        ("revoke select on orders from dms", "dms may not read public.orders"),
        ("revoke usage on schema dms from dms", "dms may not create its heartbeat in the schema dms"),
        ("revoke create on schema dms from dms", "dms may not create its heartbeat in the schema dms"),
        ("alter event trigger awsdms_intercept_ddl disable", "the event trigger awsdms_intercept_ddl is disabled"),
        (
            (
                "alter event trigger awsdms_intercept_ddl disable; alter table dms.awsdms_ddl_audit rename c_tag to tag; "
                "alter event trigger awsdms_intercept_ddl enable"
            ),
            "there is no table dms.awsdms_ddl_audit with the columns that DMS knows",
        ),
        (
            "alter table orders drop constraint orders_pkey",
            "public.orders has no primary key: DMS leaves out its updates and deletes",
        ),
        (
            "alter table orders alter column order_id type text",
            "public.orders has a key of order_id, which DMS takes for a LOB and does not support",
        ),
        (
            "alter table orders replica identity nothing",
            "public.orders does not log the key of updated and deleted rows",
        ),
        (
            (
                "create unique index other on orders (reference); alter table orders alter reference set not null; "
                "alter table orders replica identity using index other"
            ),
            "public.orders does not log the key of updated and deleted rows",
        ),
        ("alter table orders set unlogged", "public.orders is unlogged: none of its changes are captured"),
        (
            "alter table orders add column picture oid",
            "public.orders has large objects in picture, which DMS leaves out",
        ),
    ],
)
def test_what_breaks_a_capture_is_found(server: Server, prepared: str, broken: str, finding: str) -> None:
    with server.admin(prepared) as admin:
        admin.execute(broken)
        admin.execute("alter role dms set search_path = public")  # more settings do not hide those that are wanted
    assert [found for weight, found, _ in findings(server, prepared, fails=True) if weight == "must"] == [finding]


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (
            "alter table orders add column price numeric",
            "public.orders has numeric without precision in price, which DMS rounds to 6 decimal places",
        ),
        (
            "create domain amount as numeric; alter table orders add column price amount",
            "public.orders has numeric without precision in price, which DMS rounds to 6 decimal places",
        ),
        (
            "alter table orders alter column status type varchar",
            (
                "public.orders has varchar without length in status, which DMS cuts at unboundedVarcharMaxSize, 8000 bytes "
                "unless the endpoint says otherwise"
            ),
        ),
        (
            "alter table orders add column twice numeric(14,2) generated always as (amount * 2) stored",
            "public.orders computes twice",
        ),
        (
            "create table child () inherits (orders)",
            "public.orders is inherited from: DMS reads rows of the children as rows of it",
        ),
        ("alter role dms superuser", "dms is a superuser, who can do more than read"),
    ],
)
def test_what_needs_settings_elsewhere_is_advised(server: Server, prepared: str, change: str, finding: str) -> None:
    with server.admin(prepared) as admin:
        admin.execute(change)
    assert finding in [found for weight, found, _ in findings(server, prepared, fails=False) if weight == "should"]


def test_a_partitioned_table_is_pointed_out(server: Server) -> None:
    with server.database("parts", "create table parted (id int primary key) partition by range (id)") as name:
        assert "select either the table or its partitions" in server.run(
            name, "postgres/source/replica-identity.sql", tables="public.%"
        )


def test_parameters_that_dms_fails_with_are_found(server: Server, source: str) -> None:
    assert rows(server.run(source, "postgres/source/parameters.sql")) == []
    with server.admin() as admin:
        admin.execute("alter system set max_slot_wal_keep_size = '10GB'")
        admin.execute("alter system set wal_sender_timeout = '5s'")
        try:
            admin.execute("select pg_reload_conf()")
            assert rows(server.run(source, "postgres/source/parameters.sql")) == [
                {
                    "weight": "must",
                    "finding": "wal_sender_timeout is 5000 ms, with which a task fails",
                    "remedy": "postgresql.conf: wal_sender_timeout = 30000, or 0 for none",
                },
                {
                    "weight": "should",
                    "finding": "max_slot_wal_keep_size is 10240 MB: a slot that keeps more is lost, and the task with it",
                    "remedy": "postgresql.conf: max_slot_wal_keep_size = -1, and an alarm on the disk; or leave it where the "
                    "database matters more than the capture",
                },
            ]
        finally:
            admin.execute("alter system reset all")
            admin.execute("select pg_reload_conf()")


def test_a_server_without_logical_decoding_is_found_also_where_aws_runs_it() -> None:
    with postgres.server("wal_level=replica", "max_worker_processes=5") as plain, plain.admin() as admin:
        assert rows(plain.run("postgres", "postgres/source/parameters.sql")) == [
            {
                "weight": "must",
                "finding": "wal_level is replica",
                "remedy": "postgresql.conf: wal_level = logical, then restart the server",
            }
        ]
        # The marks by which RDS and Aurora are known.
        admin.execute("create role rds_superuser")
        admin.execute("create role rds_replication")
        admin.execute("create function pg_catalog.aurora_version() returns text language sql as 'select ''15.4'''")
        admin.execute(ORDERS)
        done = plain.psql(
            "postgres", "postgres/source/parameters.sql", environment={"PGOPTIONS": "-c synchronous_commit=off"}
        )
        assert [(row["weight"], row["finding"], row["remedy"]) for row in rows(done.stdout)] == [
            ("must", "synchronous_commit is off", "DB cluster parameter group: synchronous_commit = on"),
            (
                "must",
                "wal_level is replica",
                "DB cluster parameter group: rds.logical_replication = 1, then reboot the instance",
            ),
            (
                "should",
                "max_worker_processes is 5, fewer than the workers that may be wanted",
                "DB cluster parameter group: max_worker_processes = 15, then reboot",
            ),
        ]
        # The master user of RDS is no superuser; it hands its roles on.
        admin.execute("create role master login createrole")
        admin.execute("grant rds_superuser, rds_replication to master with admin option")
        admin.execute("alter table orders owner to master")
        admin.execute("grant create on database postgres to master with grant option")
        done = plain.psql("postgres", "postgres/source/replication-user.sql", user="master")
        assert done.returncode == 0, done.stderr
        membership = (
            "select pg_has_role('dms', 'rds_replication', 'usage'), pg_has_role('dms', 'rds_superuser', 'usage')"
        )
        assert admin.execute(membership).fetchone() == (True, False)
        plain.run("postgres", "postgres/source/replication-user.sql", aws_rights="on")
        assert admin.execute(membership).fetchone() == (True, True)
