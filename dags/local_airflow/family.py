"""Finds and ends the processes of one local Airflow, whoever their parent is by now.

A process belongs to the family if its environment has the family's mark, or if it is in the session of one of the
processes that were started first. One of the two holds for everything that Airflow starts: tasks forbid others to read
their environment but stay in the session, and a program that a task starts in a session of its own has the mark.
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "TIDEMARK_LOCAL_AIRFLOW"
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_POLL_SECONDS = 0.05
_KILLED_SECONDS = 10.0


@dataclass(frozen=True)
class _Stat:
    state: str
    parent: int
    session: int


def adopt_orphans() -> None:
    """Makes this process the parent of those below it whose parent ends; so it can see and reap them."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def stop_with_parent() -> None:
    """Has this process asked to end when its parent does."""
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def members(mark: str, sessions: Collection[int]) -> list[int]:
    """The living processes of the family, without this one."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        pid = int(entry.name)
        if pid != os.getpid() and _belongs(pid, mark, sessions):
            found.append(pid)
    return found


def end(mark: str, sessions: Collection[int], grace: float) -> list[int]:
    """Asks every member to end, kills what is left after `grace` seconds; answers those that had to be killed."""
    _signal(members(mark, sessions), signal.SIGTERM)
    if _gone(mark, sessions, grace):
        return []
    stubborn = members(mark, sessions)
    deadline = time.monotonic() + _KILLED_SECONDS
    # Again and again: what is killed may have started something in between.
    while time.monotonic() < deadline:
        _signal(members(mark, sessions), signal.SIGKILL)
        if _gone(mark, sessions, 1.0):
            break
    return stubborn


def memory(pids: Collection[int]) -> int:
    """The memory of these processes in bytes; what several of them share counts once (proportional set size)."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
    return total


def name(pid: int) -> str:
    """The command line, shortened, for messages; none if the process is gone."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()[:120]
    return ""


def reap(pids: Collection[int]) -> None:
    """Takes the exit codes of those that have become children of this process and have ended."""
    for pid in pids:
        stat = _stat(pid)
        if stat and stat.state == "Z" and stat.parent == os.getpid():
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def _belongs(pid: int, mark: str, sessions: Collection[int]) -> bool:
    stat = _stat(pid)
    if stat is None or stat.state in "ZX":
        return False
    if stat.session in sessions:
        return True
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False
    return f"{VARIABLE}={mark}".encode() in environment.split(b"\0")


def _stat(pid: int) -> _Stat | None:
    try:
        # The program's name stands in brackets and may hold anything.
        fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return _Stat(state=fields[0], parent=int(fields[1]), session=int(fields[3]))


def _gone(mark: str, sessions: Collection[int], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while members(mark, sessions):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _signal(pids: Collection[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
