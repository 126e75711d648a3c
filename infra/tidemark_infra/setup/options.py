"""The command line of scripts/setup-dms."""

from __future__ import annotations

import argparse
import math
from pathlib import Path

from tidemark_infra.settings import INFRA

_MINUTES = 60


def options(arguments: list[str]) -> argparse.Namespace:
    """What is wanted; ends with exit code 2 and a message where it contradicts itself."""
    parser = argparse.ArgumentParser(prog="scripts/setup-dms", allow_abbrev=False, add_help=False)
    parser.add_argument("--settings", type=Path, default=INFRA / "settings.json")
    parser.add_argument("--plan", action="store_true")
    parser.add_argument("--only", type=_folders, default=())
    parser.add_argument("--start", choices=("full-load", "cdc-only", "resume"))
    parser.add_argument("--assess", action="store_true")
    parser.add_argument("--destroy", action="store_true")
    parser.add_argument("--config", type=Path)
    parser.add_argument("--yes", action="store_true")
    parser.add_argument("--render", type=Path, metavar="DIR")
    parser.add_argument("--timeout", type=_minutes, default=_MINUTES, metavar="MINUTES")
    chosen = parser.parse_args(arguments)
    for one, other in (
        ("destroy", "start"),
        ("destroy", "only"),
        ("destroy", "assess"),
        ("plan", "start"),
        ("plan", "assess"),
    ):
        if getattr(chosen, one) and getattr(chosen, other):
            parser.error(f"--{one} and --{other} contradict each other")
    if (chosen.start or chosen.assess) and chosen.only and "dms" not in chosen.only:
        parser.error("--start and --assess need the documents of dms: name dms in --only, or leave --only out")
    if (chosen.config or chosen.yes) and not chosen.destroy:
        parser.error("--config and --yes belong to --destroy")
    return chosen


def _folders(text: str) -> tuple[str, ...]:
    names = tuple(filter(None, (name.strip().rstrip("/") for name in text.split(","))))
    known = sorted({path.relative_to(INFRA).parts[0] for path in INFRA.glob("*/*.json")} - {"tests", "prices"})
    unknown = [name for name in names if name.partition("/")[0] not in known]
    if unknown or not names:
        raise argparse.ArgumentTypeError(f"'{text}' is not a list of folders of infra, which are {', '.join(known)}")
    return names


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = math.nan
    if not 0 < minutes < math.inf:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of minutes")
    return minutes
