"""What is measured: the floor, the loader's merge, the jar, and peers; and what they need beforehand."""

from __future__ import annotations

import json
from pathlib import Path

from tidemark.class_archive import ClassArchive

from bench import processes, statements
from bench.failures import say
from bench.jars import LOADER_JAR, Jar
from bench.measuring import Contender
from bench.options import Options
from bench.peering import peers
from bench.servers import RUN, Servers

FLOOR = "floor"


def chosen(servers: Servers, options: Options, jar: Jar) -> list[Contender]:
    """In the order in which each round runs them; the floor first."""
    found = [Contender(script, servers.psql(RUN, "-f", f"{script}.sql")) for script in (FLOOR, "merge")]
    found += [
        Contender("jar", load(servers, jar), servers.target),
        Contender("jar no-op", load(servers, jar), servers.target, after="jar"),
    ]
    found += [
        Contender(f"jar -Xmx{heap}", load(servers, jar.with_options(f"-Xmx{heap}")), servers.target)
        for heap in options.heaps
    ]
    return [*found, *peers(servers, options.peers)]


def load(servers: Servers, jar: Jar) -> list[str]:
    return jar.command("load", "--hour", servers.data["hour"], "--config", servers.data["config"])


def operated_jar(servers: Servers, more: list[str], caches: Path) -> Jar:
    """The jar as the operator runs it, by what the jar tells the DAGs, with the archive of classes that a run has left."""
    described = servers.output(Jar([]).command("pipelines", "--config", servers.data["config"]))
    jar = Jar([*json.loads(described)["airflow"]["java_options"], *more])
    archive = ClassArchive("java", str(LOADER_JAR), caches)
    if not archive.options(make=False):
        servers.fresh()
        first = load(servers, jar.with_options(*archive.options(make=True)))
        processes.run(first, servers.environment | servers.target, servers.folder / "first.log")
        archive.keep()
    return jar.with_options(*archive.options(make=False))


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
    init = Jar([]).command("init", "--config", servers.data["config"])
    processes.run(init, servers.environment, servers.folder / "init.log")
    servers.query(servers.data["database"], "vacuum (freeze, analyze) public.orders")
