"""Runs the jar as a process that cannot outlive its task."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import IO

_PR_SET_PDEATHSIG = 1
_PATIENCE_SECONDS = 30
_ONLY_BESIDE_PARENT = '[ "$PPID" = "$1" ] && shift && exec "$@"'


def die_with_parent() -> None:
    """Asks Linux to send SIGTERM to this process when its parent dies, even by ``kill -9``.

    The parent of a task is its supervisor on the worker. Without this a task would go on alone.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def dying_with_parent(command: Sequence[str], parent: int) -> list[str]:
    """The same for a child, without Python code between fork and exec, which threads make unsafe.

    A parent that died before ``setpriv`` had asked sends no signal: the child then has another parent, and does not
    begin.
    """
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    if setpriv is None:
        return list(command)
    return [setpriv, "--pdeathsig", "TERM", "sh", "-c", _ONLY_BESIDE_PARENT, "sh", str(parent), *command]


class Jvm:
    """One run of the jar. Text for people comes line by line; the last line of standard output is the summary.

    It has a session of its own: a signal to the worker's process group does not reach it, so that the task decides.

    Raises:
        FileNotFoundError: if there is no such Java.

    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        if shutil.which(command[0], path=environment.get("PATH")) is None:
            raise FileNotFoundError(f"{command[0]} is not on the PATH of the worker")
        self._process = subprocess.Popen(
            dying_with_parent(command, os.getpid()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
            start_new_session=True,
            encoding="utf-8",
            errors="replace",
        )
        self._last_line = ""
        self._reader = threading.Thread(target=self._read_output, name="tidemark-stdout", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Of the JVM: ``setpriv`` and then the shell become it."""
        return self._process.pid

    def lines(self) -> Iterator[str]:
        """What the jar says while it works, until it ends."""
        for line in _stream(self._process.stderr):
            yield line.rstrip("\n")

    def end(self) -> tuple[int, str]:
        """Waits for the end: exit code, negative for a signal, and the last line of standard output."""
        code = self._process.wait()
        self._reader.join()
        return code, self._last_line

    def stop(self) -> None:
        """Asks the JVM to stop, which rolls back; may be called from a signal handler, and again."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)

    def stop_and_wait(self) -> None:
        """Stops the JVM if it still runs, at worst by force; PostgreSQL rolls back either way."""
        if self._process.poll() is None:
            self.stop()
            try:
                self._process.wait(_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()

    def _read_output(self) -> None:
        for line in _stream(self._process.stdout):
            if line.strip():
                self._last_line = line


def _stream(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise AssertionError("the process was started with pipes")
    return pipe
