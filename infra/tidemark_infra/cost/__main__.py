"""The program behind ``scripts/estimate-cost``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tidemark_infra.cost.estimate import Choice, Estimate, estimate
from tidemark_infra.cost.page import as_html, as_json, as_markdown
from tidemark_infra.cost.prices import PriceError, newest_list, read_prices
from tidemark_infra.cost.volume import Volume
from tidemark_infra.settings import INFRA, SettingsError, read_settings


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        page = _estimate(options)
        for path, render in ((options.html, as_html), (options.markdown, as_markdown)):
            if path:
                path.write_text(render(page), encoding="utf-8")
    except (PriceError, SettingsError, OSError) as failure:
        sys.stderr.write(f"scripts/estimate-cost: {failure}\n")
        return 2
    sys.stdout.write(f"{as_json(page)}\n" if options.json else as_markdown(page))
    return 0


def _estimate(options: argparse.Namespace) -> Estimate:
    team = read_settings(options.settings or INFRA / "settings.json")
    region = options.region or team["region"]
    prices = read_prices(options.prices or newest_list(region))
    if prices.region != region and not options.prices:
        sys.stderr.write(
            f"scripts/estimate-cost: no price list for {region}: the prices are those of {prices.region}; --prices names"
            " your own\n"
        )
    volume = Volume(
        options.changes_per_hour,
        options.row_bytes,
        options.tables or len(team.tables),
        options.retention_days,
        options.full_load_rows,
        options.interval,
        options.file_size,
        options.gets_per_file,
        options.lookback_hours,
    )
    capture = options.capture or team["capture"]
    return estimate(volume, Choice(capture, options.compaction, options.dcus, options.minutes_per_gb), prices)


def _whole(least: int, most: int = 10**15) -> Callable[[str], int]:
    def read(text: str) -> int:
        plain = text.replace(",", "").replace("_", "")
        if not plain.isascii() or not plain.isdigit():
            raise argparse.ArgumentTypeError(f"'{text}' is not a whole number")
        if not least <= int(plain) <= most:
            raise argparse.ArgumentTypeError(f"{text} is not between {least:,} and {most:,}")
        return int(plain)

    return read


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/estimate-cost", add_help=False, allow_abbrev=False)
    parser.add_argument("--changes-per-hour", type=_whole(0), required=True)
    parser.add_argument("--row-bytes", type=_whole(1), required=True)
    parser.add_argument("--tables", type=_whole(1, 10_000))
    parser.add_argument("--retention-days", type=_whole(1, 36_500), default=365)
    parser.add_argument("--full-load-rows", type=_whole(0), default=0)
    parser.add_argument("--interval", type=_whole(1, 86_400), default=60)
    parser.add_argument("--file-size", type=_whole(1, 1_048_576), default=32_000)
    parser.add_argument("--gets-per-file", type=_whole(1, 1_000_000), default=5)
    parser.add_argument("--lookback-hours", type=_whole(0, 1_000), default=6)
    parser.add_argument("--capture", choices=["instance", "serverless"])
    parser.add_argument("--dcus", type=_whole(1, 384), default=2)
    parser.add_argument("--compaction", choices=["none", "glue", "emr-serverless", "athena"], default="none")
    parser.add_argument("--minutes-per-gb", type=_whole(1, 1_000), default=2)
    parser.add_argument("--prices", type=Path)
    parser.add_argument("--region")
    parser.add_argument("--settings", type=Path)
    parser.add_argument("--html", type=Path)
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--json", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
