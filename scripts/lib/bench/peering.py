"""The peers as contenders: their job, and the environment that has their packages."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

from bench import jars, statements
from bench.failures import BenchError
from bench.measuring import Contender
from bench.peers import PEERS
from bench.servers import RUN, Servers


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
        "jdbc_url": servers.target["TIDEMARK_TARGET_URL"],
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
