"""CPU time and memory of processes and of all below them, as Linux's /proc has them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.failures import BenchError

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20
_LOOK_SECONDS = 0.05
_REASON_LINES = 6


def children(process: int) -> list[int]:
    """Its children, of whichever of its threads."""
    found: list[int] = []
    with contextlib.suppress(OSError):  # it may be gone
        for thread in (Path("/proc") / str(process) / "task").iterdir():
            found += map(int, (thread / "children").read_text().split())
    return found


def tree(roots: Iterable[int]) -> list[int]:
    """These processes and all below them."""
    found = list(roots)
    for process in found:
        found += children(process)  # which the loop then comes to
    return found


def tree_cpu(roots: Iterable[int]) -> float:
    """CPU seconds of these processes and all below them, also of those that are gone."""
    return sum(_ticks(process) for process in tree(roots)) / _TICKS


def _ticks(process: int) -> int:
    try:
        fields = (Path("/proc") / str(process) / "stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0
    return sum(int(field) for field in fields[11:15])


def _memory(process: int) -> float:
    try:
        return int((Path("/proc") / str(process) / "statm").read_text().split()[1]) * _PAGE_MB
    except OSError:
        return 0


def busy_cpu() -> float:
    """CPU seconds that the machine has worked, whoever for."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / _TICKS


@dataclass(frozen=True)
class Usage:
    """Of a program and its children: wall and CPU seconds, and the most memory (MiB) that all had together."""

    wall: float
    cpu: float
    memory: float


class _Watch(threading.Thread):
    """Looks how much memory a program and its children have, and ends them after a while."""

    def __init__(self, process: int, limit: float | None) -> None:
        super().__init__(daemon=True)
        self.memory = 0.0
        self.overdue = False
        self._process = process
        self._limit = limit
        self._over = threading.Event()

    def run(self) -> None:
        started = time.monotonic()
        while not self._over.wait(_LOOK_SECONDS):
            self.memory = max(self.memory, sum(_memory(process) for process in tree([self._process])))
            if self._limit is not None and time.monotonic() - started > self._limit:
                self.overdue = True
                _end(self._process)
                return

    def stop(self) -> None:
        self._over.set()
        self.join()


def _reason(log: Path) -> str:
    """The last that a program has said, but for where in its code that was."""
    lines = [line for line in log.read_text(errors="replace").splitlines() if line and not line[0].isspace()]
    return "\n".join(lines[-_REASON_LINES:])


def _end(group: int) -> None:
    """Ends what is left of a program and its children."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def run(command: Sequence[str], environment: Mapping[str, str], log: Path, limit: float | None = None) -> Usage:
    """Runs a program to its end, which must be a good one."""
    with log.open("w") as output:
        started = time.monotonic()
        child = subprocess.Popen(
            command,
            cwd=log.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        watch = _Watch(child.pid, limit)
        watch.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
            wall = time.monotonic() - started
        finally:
            _end(child.pid)  # also where this is interrupted
            watch.stop()
    child.returncode = os.waitstatus_to_exitcode(status)
    if watch.overdue:
        raise BenchError(f"{log.stem} did not end within {limit:g} s")
    if child.returncode != 0:
        raise BenchError(f"{log.stem} exited with {child.returncode}:\n{_reason(log)}")
    # The kernel's figure is that of the largest process, and misses nothing.
    return Usage(wall, usage.ru_utime + usage.ru_stime, max(watch.memory, usage.ru_maxrss / 1024))
