"""Runs the contenders in turn, each on a fresh table, and measures what each of them costs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench import processes
from bench.failures import BenchError, say
from bench.servers import Servers

Figures = dict[str, Any]

_SETTLE_SECONDS = 0.3  # until the server has reaped the backend of a client that is gone
_HELP_RUNS = 3


@dataclass(frozen=True)
class Contender:
    """A program that brings the hour to the table. One that comes after another runs on the table that this one left."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    after: str | None = None
    is_peer: bool = False


class Measurement:
    """Of one case; a contender that has failed is not tried again."""

    def __init__(self, servers: Servers, contenders: Sequence[Contender], peer_limit: float) -> None:
        self._servers = servers
        self._contenders = contenders
        self._peer_limit = peer_limit
        self._failed: dict[str, str] = {}

    def round(self, number: int) -> list[Figures]:
        """Every contender once; the first is the floor, whose table is the right one."""
        found: list[Figures] = []
        for contender in self._contenders:
            figures = self._attempt(contender, found[0] if found else None)
            found.append({"name": contender.name} | figures)
            shown = " ".join(f"{name}={value}" for name, value in figures.items() if name != "checksum")
            say(f"round={number} {contender.name}: {shown}")
        return found

    def _attempt(self, contender: Contender, floor: Figures | None) -> Figures:
        name = contender.name
        needed = contender.after or name
        if needed not in self._failed:
            try:
                if contender.after is None:
                    self._servers.fresh()
                figures = self._measure(contender)
                figures["checksum"] = self._servers.checksum()
            except BenchError as failure:
                self._failed[name] = str(failure)
            else:
                if floor is not None and figures["checksum"] != floor.get("checksum"):
                    figures["failed"] = f"its table is not the floor's: {figures['checksum']}"
                return figures
        return {"failed": self._failed.get(name, f"{needed} has failed")}

    def _measure(self, contender: Contender) -> Figures:
        query = self._servers.query
        query("postgres", "checkpoint")
        position = query("postgres", "select pg_current_wal_insert_lsn()")
        time.sleep(_SETTLE_SECONDS)
        server, s3, busy = self._cpu()
        log = self._servers.folder / f"{contender.name.replace(' ', '-')}.log"
        environment = self._servers.environment | contender.environment
        limit = self._peer_limit if contender.is_peer else None
        usage = processes.run(contender.command, environment, log, limit)
        time.sleep(_SETTLE_SECONDS)
        server_after, s3_after, busy_after = self._cpu()
        wal = int(query("postgres", f"select pg_current_wal_insert_lsn() - '{position}'"))
        own = usage.cpu + server_after - server + s3_after - s3
        return {
            "wall_s": round(usage.wall, 3),
            "client_cpu_s": round(usage.cpu, 2),
            "server_cpu_s": round(server_after - server, 2),
            "s3_cpu_s": round(s3_after - s3, 2),
            "other_cpu_s": round(max(0.0, busy_after - busy - own), 2),
            "wal_mb": round(wal / 1e6, 2),
            "peak_rss_mb": round(usage.memory, 1),
        }

    def _cpu(self) -> tuple[float, float, float]:
        """CPU seconds of PostgreSQL, of the S3 API and of the whole machine."""
        s3 = processes.tree_cpu(processes.children(self._servers.process))
        return processes.tree_cpu([self._servers.data["postmaster"]]), s3, processes.busy_cpu()

    def cold_start(self, command: Sequence[str]) -> float:
        """Wall seconds of a short command, the median of three."""
        log = self._servers.folder / "help.log"
        runs = [processes.run(command, self._servers.environment, log).wall for _ in range(_HELP_RUNS)]
        return round(statistics.median(runs), 3)
