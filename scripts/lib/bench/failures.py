"""What can go wrong, and where it is said."""

from __future__ import annotations

import sys


class BenchError(Exception):
    """A run that failed, or what should have made it possible."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201  # progress, beside the figures
