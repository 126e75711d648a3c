"""Sling copies all changes to a staging table; own SQL chooses and merges.

Sling reads Parquet by a DuckDB that it would download, and that would look for the objects at AWS: so it gets one from
PyPI, and the objects as files. Two transactions: Sling's ends with the staging table. Its incremental mode fails where a
key has several changes. It makes carriage returns with line feeds to line feeds, so that its table is not the floor's.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
from pyarrow import fs
from sling_linux_amd64 import SLING_BIN

from bench.peers.job import OPERATION, POSITION, Job, job, transaction

STAGED = "public.sling_staged"
EXTENSIONS = ("json", "parquet")  # that DuckDB's own program from PyPI lacks


def main() -> None:
    wanted = job()
    with tempfile.TemporaryDirectory() as folder:
        objects = Path(folder) / "objects"
        objects.mkdir()
        store = fs.S3FileSystem(endpoint_override=wanted.endpoint, region=wanted.region)
        fs.copy_files(f"{wanted.bucket}/{wanted.folder}", str(objects), source_filesystem=store)
        copy_changes(wanted, objects, Path(folder))
    key = ", ".join(wanted.key)
    with transaction(wanted) as cursor:
        cursor.execute(
            f'create temporary view staged as select distinct on ({key}) *, "{OPERATION}" as op'  # noqa: S608
            f" from {STAGED} order by {key}, {POSITION} desc"
        )
        for statement in wanted.merge_with_casts:
            cursor.execute(statement)
        cursor.execute(f"drop table {STAGED} cascade")


def copy_changes(wanted: Job, objects: Path, home: Path) -> None:
    extensions = home / f".duckdb/extensions/v{duckdb.__version__}/linux_amd64"
    extensions.mkdir(parents=True)
    for extension in EXTENSIONS:
        package = importlib.util.find_spec(f"duckdb_extension_{extension}")
        if package is None or package.origin is None:
            raise ModuleNotFoundError(extension)
        file = next(Path(package.origin).parent.glob("extensions/*/*.duckdb_extension"))
        (extensions / f"{extension}.duckdb_extension").symlink_to(file)
    settings = {
        "DUCKDB_PATH": str(Path(sys.executable).parent / "duckdb"),
        "DUCKDB_VERSION": duckdb.__version__,
        "HOME": str(home),
        "SLING_DISABLE_TELEMETRY": "TRUE",
        "SLING_HOME_DIR": str(home),
        "BENCH": f"{wanted.url}?sslmode=disable",
    }
    source = ["--src-stream", f"file://{objects}/*.parquet"]
    target = ["--tgt-conn", "BENCH", "--tgt-object", STAGED, "--mode", "full-refresh"]
    subprocess.run([SLING_BIN, "run", *source, *target], env=os.environ | settings, check=True)


main()
