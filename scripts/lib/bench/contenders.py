"""What is measured: the floor, the loader's merge, the jar, and peers; and what they need beforehand."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench import jars, processes, statements
from bench.failures import BenchError, say
from bench.options import Options
from bench.peers import PEERS
from bench.servers import RUN, Servers

FLOOR = "floor"


@dataclass(frozen=True)
class Contender:
    """A program that brings the hour to the table. One that comes after another runs on the table that this one left."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    after: str | None = None
    is_peer: bool = False


def chosen(servers: Servers, options: Options, java_options: Sequence[str]) -> list[Contender]:
    """In the order in which each round runs them; the floor first."""
    load = ["load", "--hour", servers.data["hour"], "--config", servers.data["config"]]
    target = {"TIDEMARK_TARGET_URL": jdbc_url(servers)}
    archive = class_archive(servers, jars.jar(java_options, *load))
    jar = jars.jar([*java_options, *archive], *load)
    found = [Contender(script, servers.psql(RUN, "-f", f"{script}.sql")) for script in (FLOOR, "merge")]
    found += [Contender("jar", jar, target), Contender("jar no-op", jar, target, after="jar")]
    found += [
        Contender(f"jar -Xmx{heap}", jars.jar([*java_options, f"-Xmx{heap}", *archive], *load), target) for heap in options.heaps
    ]
    return [*found, *peers(servers, options.peers)]


def operator_options(servers: Servers) -> list[str]:
    """The JVM's options of airflow.java-options, as the loader itself tells the DAGs."""
    described = servers.output(jars.jar([], "pipelines", "--config", servers.data["config"]))
    return [str(option) for option in json.loads(described)["airflow"]["java_options"]]


def jdbc_url(servers: Servers) -> str:
    return f"jdbc:postgresql://127.0.0.1:{servers.data['port']}/{RUN}"


def peers(servers: Servers, names: Sequence[str]) -> list[Contender]:
    """Each gets the job as a file, and passwords by the environment."""
    if not names:
        return []
    job = servers.folder / "job.json"
    job.write_text(json.dumps(peers_job(servers), indent=2))
    python = peers_python() if set(names) - {"jdbc"} else ""
    # The times in the files are in UTC, which libpq then tells the server.
    environment = {"PGTZ": "UTC", "PYTHONPATH": str(jars.ROOT / "scripts/lib"), "PYTHONDONTWRITEBYTECODE": "1"}
    commands = {name: [python, "-m", f"bench.peers.{name}", str(job)] for name in PEERS}
    commands["jdbc"] = jars.sandbox("bench-upserts", f"--job={job}")
    return [Contender(name, commands[name], environment, is_peer=True) for name in names]


def peers_job(servers: Servers) -> dict[str, object]:
    """What a peer is to load where, and the statements that it may want to use."""
    table = servers.table
    s3 = servers.data["s3"]
    in_order = f"(select * from staged order by {', '.join(table.key)})"  # noqa: S608
    return {
        "host": "127.0.0.1",
        "port": servers.data["port"],
        "user": "postgres",
        "database": RUN,
        "jdbc_url": jdbc_url(servers),
        **{name: s3[name] for name in ("endpoint", "region", "bucket", "folder")},
        "columns": [{"name": name, "type": kind} for name, kind in table.columns.items()],
        "key": table.key,
        "staging": statements.staging_table(table),
        "merge": statements.merge(table, source=in_order),
        "merge_with_casts": statements.merge(table, source=in_order, casts=True),
    }


def peers_python() -> str:
    """The Python of the environment with the peers' packages, which is made if it is missing."""
    command = ["bash", "scripts/lib/bench/peers-python.sh"]
    made = subprocess.run(command, cwd=jars.ROOT, stdout=subprocess.PIPE, stderr=sys.stderr, text=True, check=False)
    if made.returncode != 0:
        raise BenchError("the peers could not be installed; see above")
    return made.stdout.strip()


def prepare(servers: Servers) -> None:
    """The winners' files, the scripts, and the table ready to be copied."""
    say("choosing the winners and encoding them")
    table = servers.table
    for name, script in {
        "winners": statements.winners(table),
        FLOOR: statements.floor(table),
        "merge": statements.loader_merge(table),
    }.items():
        (servers.folder / f"{name}.sql").write_text(script)
    servers.output(servers.psql(servers.data["winners_database"], "-f", "winners.sql"))
    servers.query("postgres", f"drop database {servers.data['winners_database']}")
    init = jars.jar([], "init", "--config", servers.data["config"])
    processes.run(init, servers.environment, servers.folder / "init.log")
    servers.query(servers.data["database"], "vacuum (freeze, analyze) public.orders")
