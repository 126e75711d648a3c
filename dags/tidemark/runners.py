"""Where the jar runs, by the setting ``airflow.runner``."""

from __future__ import annotations

from typing import Any

from tidemark.descriptions import Installation
from tidemark.operators import TidemarkOperator


def jar_operator(installation: Installation) -> Any:
    """The class that runs the jar there; all take the arguments of :class:`TidemarkOperator`."""
    if installation.runner == "kubernetes":
        from tidemark.pods import TidemarkPodOperator

        return TidemarkPodOperator
    if installation.runner == "ecs":
        from tidemark.ecs import TidemarkEcsOperator

        return TidemarkEcsOperator
    return TidemarkOperator
