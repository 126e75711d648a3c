"""Ends a local Airflow when its supervisor is gone, however it went.

Nothing that the supervisor could do itself happens after `kill -9`. The guard reads from a pipe whose only writing end
the supervisor holds: the session of each process that it starts, one a line, and "disarm" when all have ended in an
orderly way. If the pipe ends without that word, the supervisor is dead and the guard ends the family.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from local_airflow import family

_DISARM = "disarm"
_GRACE_SECONDS = 10.0


class Guard:
    """The supervisor's end of the pipe."""

    def __init__(self, mark: str) -> None:
        outside = {key: value for key, value in os.environ.items() if key != family.VARIABLE}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "local_airflow.guard", mark],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=outside | {"PYTHONPATH": str(Path(__file__).parent.parent)},
            start_new_session=True,  # so that Ctrl-C and a kill of the supervisor's group pass it by
            text=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def watch(self, session: int) -> None:
        self._say(str(session))

    def disarm(self) -> None:
        self._say(_DISARM)
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _say(self, word: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()


def main(mark: str) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sessions = set()
    for line in sys.stdin:
        if line.strip() == _DISARM:
            return
        sessions.add(int(line))
    family.end(mark, sessions, _GRACE_SECONDS)


if __name__ == "__main__":
    main(sys.argv[1])
