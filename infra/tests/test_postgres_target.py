"""The SQL for the target, on a real PostgreSQL, and the real jar under the role that it makes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import errors

from tests.jar import PASSWORD, Jar, put, s3_client
from tests.postgres import Server

READER = "also not a secret"
ORDERS = "create table orders (order_id bigint primary key, status varchar(20), note text)"
FOLDER = "dms/public/orders/2026/11/22/13"
HOUR = "2026-11-22T13:00Z"
CHANGES = b"""\
Op,dms_commit_ts,order_id,status,note,dms_change_seq,BI_order_id
I,2026-11-22 13:10:00.000001,1,new,first,20261122131000000000000000000000001,
I,2026-11-22 13:10:00.000001,2,new,second,20261122131000000000000000000000002,
U,2026-11-22 13:11:00.000001,1,paid,,20261122131100000000000000000000003,
"""
CONFIGURATION = """
tidemark {
  s3 { region = eu-west-1, path-style = true }
  pipelines.orders {
    source { bucket = my-bucket, prefix = "dms/public/orders/", layout = date-hour, format = csv, csv.header = true }
    target { table = public.orders, key = [order_id], on-new-column = fail, keep-when-null = [note] }
    load.tombstone-retention = never
  }
}
"""


@pytest.fixture
def target(server: Server) -> Iterator[str]:
    """A database with the table to load and one that is none of the loader's business."""
    with server.database("shop", ORDERS, "create table salaries (id int primary key)") as name:
        yield name


def prepare(server: Server, database: str, **variables: str) -> None:
    done = server.psql(
        database,
        "postgres/target/loader-role.sql",
        {"kept": "note", **variables},
        {"TIDEMARK_LOADER_PASSWORD": PASSWORD},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def findings(server: Server, database: str) -> list[tuple[str, str]]:
    done = server.psql(database, "postgres/target/check.sql")
    lines = [line.split("|") for line in done.stdout.splitlines()[1:] if "|" in line]
    assert done.returncode == (3 if any(line[0] == "must" for line in lines) else 0), done.stderr
    return [(weight, finding) for weight, finding, _ in lines]


def test_the_jar_does_all_its_work_as_a_loader_that_owns_no_table(
    server: Server, target: str, s3: str, tmp_path: Path
) -> None:
    put(s3_client(s3), f"{FOLDER}/20261122-131500123.csv", CHANGES)
    prepare(server, target)
    jar = Jar(server.jdbc(target), s3, tmp_path, CONFIGURATION)
    for _ in range(2):
        assert jar.run("init")[0] == 0
    code, examined = jar.run("doctor")
    assert (code, {finding["level"] for finding in examined["findings"]}) == (0, {"ok"})
    code, loaded = jar.run("load", "--hour", HOUR)
    assert (code, loaded["applied"], loaded["inserted"]) == (0, 2, 2)
    with server.admin(target) as admin:
        found = admin.execute("select order_id, status, note from orders order by 1").fetchall()
        assert found == [(1, "paid", "first"), (2, "new", "second")]
        server.run(target, "postgres/target/reader-role.sql")
        assert findings(server, target) == []
        # A second run of the SQL leaves everything to whom it belongs.
        before = server.schema(target)
        server.run(target, "postgres/target/loader-role.sql", kept="note")
        server.run(target, "postgres/target/reader-role.sql")
        assert server.schema(target) == before
        admin.execute("create role ann login password 'also not a secret' in role tidemark_reader")
    with server.login("ann", READER, target) as ann:
        assert ann.execute("select count(*) from orders").fetchone() == (2,)
        assert ann.execute("select pipeline, changes from tidemark.watermark").fetchall() == [("orders", 3)]
        assert ann.execute("select pipeline from tidemark.high_watermark").fetchall() == [("orders",)]
        for statement in (
            "select * from tidemark.quarantine",
            "select * from tidemark.tombstone__orders",
            "delete from tidemark.watermark",
            "delete from orders",
            "select * from salaries",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                ann.execute(statement)


def test_a_new_column_needs_the_owner(server: Server, target: str, s3: str, tmp_path: Path) -> None:
    client = s3_client(s3)
    put(client, f"{FOLDER}/20261122-131500123.csv", CHANGES)
    later = "Op,dms_commit_ts,order_id,status,note,gift,dms_change_seq,BI_order_id\n"
    later += "I,2026-11-22 13:20:00.000001,3,new,third,card,20261122132000000000000000000000009,\n"
    put(client, f"{FOLDER}/20261122-132500123.csv", later.encode())
    jar = Jar(server.jdbc(target), s3, tmp_path, CONFIGURATION.replace("= fail", "= add"))
    prepare(server, target)
    assert jar.run("init")[0] == 0
    code, refused = jar.run("load", "--hour", HOUR)
    assert code != 0
    assert "must be owner of table orders" in refused["error"]["message"]
    prepare(server, target, owns="on")
    code, loaded = jar.run("load", "--hour", HOUR)
    assert (code, loaded["inserted"]) == (0, 3)
    with server.admin(target) as admin:
        assert admin.execute("select gift from orders where order_id = 3").fetchone() == ("card",)


@pytest.mark.parametrize("owns", ["off", "on"])
@pytest.mark.parametrize(
    "statement",
    [
        "select * from salaries",
        "drop table salaries",
        "create table public.mine (i int)",
        "create schema mine",
        "create database mine",
        "create role mine",
        "copy orders to program 'cat'",
        "select rolpassword from pg_authid",
        "select pg_create_logical_replication_slot('mine', 'test_decoding')",
        "drop schema tidemark",
    ],
)
def test_the_loader_may_not(server: Server, target: str, statement: str, owns: str) -> None:
    prepare(server, target, owns=owns)
    with server.login("tidemark_loader", PASSWORD, target) as loader, pytest.raises(errors.InsufficientPrivilege):
        loader.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "drop table orders",
        "alter table orders add column mine int",
        "truncate orders",
        "create index on orders (status)",
    ],
)
def test_a_loader_that_owns_no_table_may_not(server: Server, target: str, statement: str) -> None:
    prepare(server, target)
    with server.login("tidemark_loader", PASSWORD, target) as loader, pytest.raises(errors.InsufficientPrivilege):
        loader.execute(statement)


def test_an_administrator_who_is_no_superuser_can_run_it_all(server: Server, target: str) -> None:
    """As on RDS and Aurora."""
    with server.admin(target) as admin:
        admin.execute("create role master login createrole")
        admin.execute("alter table orders owner to master")
        admin.execute("grant create, connect, temporary on database shop to master with grant option")
        admin.execute("grant create, usage on schema public to master with grant option")
        # What init made as that user.
        admin.execute("set role master")
        admin.execute("create schema tidemark")
        admin.execute("create table tidemark.watermark (i int)")
        admin.execute("create view tidemark.high_watermark as select * from tidemark.watermark")
    for file, variables in (
        ("loader-role", {"owns": "on", "deletes": "soft"}),
        ("loader-role", {"owns": "on", "deletes": "soft"}),
        ("reader-role", {}),
    ):
        done = server.psql(target, f"postgres/target/{file}.sql", variables, user="master")
        assert done.returncode == 0, done.stderr
    with server.admin(target) as admin:
        names = "relname in ('orders', 'watermark', 'high_watermark')"
        owners = f"select distinct relowner::regrole::text from pg_class where {names}"
        assert admin.execute(owners).fetchall() == [("tidemark_loader",)]
        created = "select has_schema_privilege('tidemark_loader', 'public', 'create')"
        assert admin.execute(created).fetchone() == (False,)
        columns = (
            "select attname from pg_attribute where attrelid = 'orders'::regclass and attname like '\\_cdc%' order by 1"
        )
        assert [name for (name,) in admin.execute(columns)] == ["_cdc_deleted_at", "_cdc_position"]


def test_what_another_user_made_in_the_state_schema_passes_to_the_loader(server: Server, target: str) -> None:
    with server.admin(target) as admin:
        admin.execute("create schema tidemark")
        admin.execute("create table tidemark.watermark (i int)")
        admin.execute("create view tidemark.high_watermark as select * from tidemark.watermark")
        admin.execute("create function tidemark.position_text(bytea) returns text language sql as 'select null::text'")
    prepare(server, target)
    with server.login("tidemark_loader", PASSWORD, target) as loader:
        loader.execute("drop function tidemark.position_text(bytea)")
        loader.execute("drop view tidemark.high_watermark")


def test_an_empty_target_lacks_everything(server: Server, target: str) -> None:
    before = server.schema(target)
    assert findings(server, target) == [
        ("must", "public.orders has no column _cdc_position"),
        ("must", "there is no schema tidemark"),
        ("must", "there is no user tidemark_loader"),
        ("should", "there is no role tidemark_reader"),
    ]
    assert server.schema(target) == before


@pytest.mark.parametrize(
    ("broken", "finding"),
    [
        ("alter role tidemark_loader nologin", ("must", "tidemark_loader may not log in")),
        (
            "alter role tidemark_loader createdb",
            ("should", "tidemark_loader may do what no load needs: it should be an ordinary user"),
        ),
        ("revoke delete on orders from tidemark_loader", ("must", "tidemark_loader may not delete public.orders")),
        (
            "revoke temporary on database shop from public, tidemark_loader",
            ("must", "tidemark_loader may not create the temporary tables of a load"),
        ),
        (
            "revoke create on schema tidemark from tidemark_loader",
            ("must", "tidemark_loader may not create in the schema tidemark"),
        ),
        ("alter table orders drop column _cdc_position", ("must", "public.orders has no column _cdc_position")),
        (
            "alter table orders drop constraint orders_pkey",
            ("must", "public.orders has no primary key and no unique index"),
        ),
        ("grant create on schema public to public", ("should", "tidemark_loader may create in the schema public")),
        (
            "create table tidemark.watermark ()",
            ("must", "tidemark.watermark belongs to another user than tidemark_loader, which replaces it"),
        ),
    ],
)
def test_what_keeps_a_load_from_loading_is_found(
    server: Server, target: str, broken: str, finding: tuple[str, str]
) -> None:
    prepare(server, target)
    assert ("must", "the schema tidemark is empty") in findings(server, target)
    with server.admin(target) as admin:
        admin.execute(broken)
    assert finding in findings(server, target)
