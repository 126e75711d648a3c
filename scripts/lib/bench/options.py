"""The command line."""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.cases import CASES, FILES, Case, Size, usual_files
from bench.jars import ROOT
from bench.peers import PEERS

FEWEST_CHANGES = 10

PROGRAMS = {
    "java": "Java 17 or newer is needed",
    "psql": "it runs the floor: apt-get install postgresql-client",
}

DESCRIPTION = """\
Loads one made-up hour of changes into public.orders, several ways, each time into a fresh copy of
the table, and compares: wall time, CPU of the client and of PostgreSQL, WAL, memory.

  floor        what PostgreSQL alone needs: the winners lie encoded and sorted in a file, psql
               copies them into a temporary table, one MERGE; no guard, tombstones or ledger
  merge        the same by psql with the statements of the loader's .sql files, for tables with
               position and tombstones; winners sorted, no ledger
  jar          java -jar tidemark.jar load from S3, the whole process, with the options that the
               operator runs it with (airflow.java-options), classes kept from a run before
  jar no-op    the jar again, which finds the hour loaded
  jar -Xmx…    the jar with another heap, for each --xmx
  peers        other programs that read the same objects and do the same work, except for guard,
               tombstones and ledger, which none of them has; only if asked for

Every result is verified: all must leave the same table as the floor. PostgreSQL runs with fsync on
and without autovacuum; a checkpoint comes before each run. The ratios are to the floor of the same
round; CPU is that of client and PostgreSQL, memory that of all processes of the client together.
Times on a busy machine mean little: look at CPU seconds and at ratios.

cases:
"""
NEEDS = """\

Needs Linux, Python 3.11 or newer, psql (apt-get install postgresql-client), and what scripts/demo
needs. Peers are installed into .sandbox/ when one is first asked for (about 900 MB). A million
changes of the case mixed take about 2 GB of disk and half a minute for each round, ten million in
ten million rows 20 GB. --case, --peer, --xmx and --java-option can be repeated. Exit code: 0 measured
and all tables of floor, merge and jar equal, 1 they are not or one of them failed, 2 wrong usage or
a program is missing. A peer that fails is reported and does not count.
"""


@dataclass(frozen=True)
class Options:
    cases: list[str]
    peers: list[str]
    changes: int
    rows: int
    files: int | None
    seed: int
    rounds: int
    heaps: list[str]
    java_options: list[str]
    peer_limit: float
    no_build: bool
    json: Path | None

    def size(self, case: Case) -> Size:
        return Size(self.changes, self.rows, self.files or usual_files(case, self.changes), self.seed)

    def json_file(self, case: str) -> Path:
        """Where the figures of a case belong."""
        if self.json is None:
            return ROOT / ".sandbox/bench" / f"{time.strftime('%Y%m%dT%H%M%S')}-{case}.json"
        return self.json if len(self.cases) == 1 else self.json.with_stem(f"{self.json.stem}-{case}")


def read(arguments: Sequence[str]) -> Options:
    """What the command line wants; exits with 2 where it makes no sense or a program is missing."""
    parser = _parser()
    given = parser.parse_args(arguments)
    counts = (given.rows, given.rounds, given.files or 1)
    if given.changes < FEWEST_CHANGES or min(counts) < 1:
        parser.error(f"--changes must be at least {FEWEST_CHANGES}; --rows, --files and --rounds at least 1")
    for program, remedy in PROGRAMS.items():
        if not shutil.which(program):
            parser.error(f"{program} is not on the PATH; {remedy}")
    return Options(
        cases=_chosen(given.case, list(CASES)) or ["mixed"],
        peers=_chosen([*given.peer, *(["all"] if given.peers else [])], list(PEERS)),
        changes=given.changes,
        rows=given.rows,
        files=given.files,
        seed=given.seed,
        rounds=given.rounds,
        heaps=list(dict.fromkeys(given.xmx)),
        java_options=given.java_option,
        peer_limit=given.peer_limit,
        no_build=given.no_build,
        json=given.json,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description=DESCRIPTION + _listed({name: case.says for name, case in CASES.items()}),
        epilog="peers:\n" + _listed(PEERS) + NEEDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--case", action="append", default=[], choices=[*CASES, "all"], help="what to measure (default mixed)")
    add("--changes", type=int, default=1_000_000, help="changes in the hour (default 1000000)")
    add("--rows", type=int, default=1_000_000, help="rows of the table before it (default 1000000)")
    add("--files", type=int, help=f"files of the hour (default {FILES}, more for small-files and for many changes)")
    add("--seed", type=int, default=1, help="of the data (default 1)")
    add("--rounds", type=int, default=3, help="how often each contender runs (default 3)")
    add("--peer", action="append", default=[], choices=[*PEERS, "all"], help="also measure this peer")
    add("--peers", action="store_true", help="also measure all peers")
    add("--peer-limit", type=float, default=900, metavar="SECONDS", help="after which a peer has failed (default 900)")
    add("--xmx", action="append", default=[], metavar="SIZE", help="a further heap for the jar, e.g. 1g")
    add("--java-option", action="append", default=[], metavar="OPTION", help="for all runs of the jar")
    add("--no-build", action="store_true", help="take the jars as they are")
    add(
        "--json",
        type=Path,
        metavar="FILE",
        help="where all figures are written; -CASE is put before its suffix if there are several cases"
        " (default .sandbox/bench/TIME-CASE.json)",
    )
    return parser


def _listed(meanings: dict[str, str]) -> str:
    return "".join(f"  {name:11}  {meaning}\n" for name, meaning in meanings.items())


def _chosen(given: Sequence[str], known: list[str]) -> list[str]:
    return known if "all" in given else list(dict.fromkeys(given))
