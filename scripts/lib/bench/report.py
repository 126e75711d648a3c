"""The figures of all rounds as medians and ratios, as a table for people and as JSON."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.cases import CASES, Size
from bench.failures import say
from bench.jars import LOADER_JAR
from bench.measuring import Contender, Figures
from bench.servers import Servers

_HEADINGS = {
    "wall_min_s": "wall s min",
    "wall_s": "median",
    "ratio_to_floor": "wall x floor",
    "client_cpu_s": "client CPU s",
    "server_cpu_s": "server CPU s",
    "cpu_ratio_to_floor": "CPU x floor",
    "s3_cpu_s": "S3 CPU s",
    "other_cpu_s": "others' CPU s",
    "wal_mb": "WAL MB",
    "peak_rss_mb": "peak RSS MB",
}


def result(
    case: str, size: Size, servers: Servers, contenders: Sequence[Contender], rounds: list[list[Figures]]
) -> dict[str, Any]:
    """All that is known of a case."""
    failures = {run["name"]: run["failed"] for one in rounds for run in one if "failed" in run}
    own = {contender.name for contender in contenders if not contender.is_peer}
    jar = next(contender for contender in contenders if contender.name == "jar")
    return {
        "case": case,
        "says": CASES[case].says,
        "changes": size.changes,
        "rows": size.rows,
        "files": size.files,
        "seed": size.seed,
        "parquet_mb": round(servers.data["s3"]["bytes"] / 1e6, 2),
        "postgres": servers.data["postgres"],
        "s3": servers.data["s3"]["kind"],
        "jar_mb": round(LOADER_JAR.stat().st_size / 1e6, 2),
        "jar": " ".join(jar.command),
        "equal": not own & set(failures),
        "failures": failures,
        "medians": _medians(rounds),
        "rounds": rounds,
    }


def _medians(rounds: list[list[Figures]]) -> dict[str, dict[str, float]]:
    """Medians over the rounds, of those that came to an end; a ratio is that of one round to the floor of the same round."""
    found = {}
    floors = [one[0] for one in rounds]
    for index, name in enumerate(run["name"] for run in rounds[0]):
        runs = [one[index] for one in rounds]
        if not all("wall_s" in run for run in [*runs, *floors]):
            continue
        measured = [key for key in runs[0] if key not in ("name", "checksum", "failed")]
        walls = [run["wall_s"] / floor["wall_s"] for run, floor in zip(runs, floors, strict=True)]
        works = [_cpu(run) / max(_cpu(floor), 0.01) for run, floor in zip(runs, floors, strict=True)]
        found[name] = {key: round(statistics.median(run[key] for run in runs), 2) for key in measured} | {
            "wall_min_s": round(min(run["wall_s"] for run in runs), 2),
            "ratio_to_floor": round(statistics.median(walls), 2),
            "cpu_ratio_to_floor": round(statistics.median(works), 2),
        }
    return found


def _cpu(run: Figures) -> float:
    return float(run["client_cpu_s"] + run["server_cpu_s"])


def text(found: dict[str, Any]) -> str:
    """For people."""
    lines = [
        f"{found['case']}: {found['says']}",
        f"{found['changes']} changes in {found['files']} files into {found['rows']} rows, {len(found['rounds'])} rounds",
        _table(found["medians"]),
        *(f"{name} FAILED: {reason}" for name, reason in found["failures"].items()),
        f"jar {found['jar_mb']} MB, --help {found['help_wall_s']} s, Parquet {found['parquet_mb']} MB",
        "all tables are equal" if found["equal"] else "FLOOR, MERGE OR JAR HAS FAILED",
        "",
    ]
    return "\n".join(lines)


def _table(medians: dict[str, dict[str, float]]) -> str:
    lines = [["", *_HEADINGS.values()]]
    lines += [[name, *(f"{figures[key]:g}" for key in _HEADINGS)] for name, figures in medians.items()]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in lines
    )


def write(found: dict[str, Any], file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, indent=2) + "\n")
    say(f"all figures: {file}")
