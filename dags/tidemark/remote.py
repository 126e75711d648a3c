"""What running the jar in a pod and in an ECS task have in common."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping
from typing import Any

from tidemark.descriptions import DescriptionError, Installation
from tidemark.operators import LINES_OF_A_REASON, Ended, Summary, summary_of


def provider_arguments(
    installation: Installation,
    given: Mapping[str, Any],
    required: Collection[str],
    made_here: Collection[str],
) -> dict[str, Any]:
    """The arguments of the provider's operator, as the configuration has them.

    Raises:
        DescriptionError: if one is missing, one is not the configuration's to set, or connections are named: their
            secrets would have to travel in the request, where everybody who may look at pods or tasks reads them.

    """
    setting = f"airflow.{installation.runner}"
    missing = sorted(name for name in required if not given.get(name))
    if missing:
        raise DescriptionError(f"{setting} lacks {', '.join(missing)}")
    taken = sorted(name for name in made_here if name in given)
    if taken:
        raise DescriptionError(f"{setting} sets {', '.join(taken)}, which the operator itself sets: take it out")
    if installation.target_connection or installation.s3_connection:
        raise DescriptionError(
            "airflow.target-connection and airflow.s3-connection are for runner = local: take them out, and give the "
            "container its secrets from Kubernetes or from Secrets Manager (see reference.conf)"
        )
    return dict(given)


class Transcript:
    """What a container's log says: both of the jar's streams in one, in no certain order where they end."""

    def __init__(self) -> None:
        self.summary: Summary = {}
        self._said: deque[str] = deque(maxlen=LINES_OF_A_REASON)

    def hear(self, line: str) -> None:
        """Takes the next line."""
        summary = summary_of(line) if line.startswith("{") else {}
        if "exit_code" in summary:
            self.summary = summary
        elif line.strip():
            self._said.append(line.rstrip("\n"))

    def ended(self, exit_code: int) -> Ended:
        """What it all comes to."""
        return Ended(exit_code, self.summary, list(self._said))
