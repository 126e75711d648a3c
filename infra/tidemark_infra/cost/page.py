"""The estimate as a page: for a terminal and as Markdown, as HTML, as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from decimal import Decimal
from html import escape

from tidemark_infra.cost.estimate import Estimate, Line, files_by_settings

NOT_COUNTED = (
    "the source and the target database",
    "Airflow and the machine the loader runs on",
    "the VPC endpoint and the secret of Secrets Manager",
    "CloudWatch's logs, alarms and dashboard",
    "traffic between availability zones",
    "free tiers, discounts and taxes",
)
Table = tuple[Sequence[str], Sequence[Sequence[str]]]


def as_markdown(estimate: Estimate) -> str:
    blocks = ["# What the capture costs in a month", *_introduction(estimate)]
    for title, table in _tables(estimate):
        blocks += [f"## {title}", _markdown_table(table)]
    blocks += ["## Not counted", "\n".join(f"- {one}" for one in NOT_COUNTED)]
    return "\n\n".join(blocks) + "\n"


def as_html(estimate: Estimate) -> str:
    paragraphs = "\n".join(f"<p>{escape(text)}</p>" for text in _introduction(estimate))
    tables = "\n".join(f"<h2>{escape(title)}</h2>\n{_html_table(table)}" for title, table in _tables(estimate))
    items = "".join(f"<li>{escape(one)}</li>" for one in NOT_COUNTED)
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>What the capture costs in a month</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; }}
td, th {{ padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #ccc; }}
</style>
<h1>What the capture costs in a month</h1>
{paragraphs}
{tables}
<h2>Not counted</h2>
<ul>{items}</ul>
</html>
"""


def as_json(estimate: Estimate) -> str:
    lines = [
        {
            "group": line.group,
            "name": line.name,
            "quantity": float(line.quantity),
            "unit": line.price.unit,
            "price": _number(line.price.usd),
            "per": line.price.per,
            "usd": _number(line.usd),
            "verified": line.price.verified,
            "why": line.why,
        }
        for line in estimate.lines
    ]
    files = [{"interval": interval, "fileSize": size, "files": count} for interval, size, count in _files(estimate)]
    content = {
        "region": estimate.prices.region,
        "priceDate": estimate.prices.date,
        "volume": asdict(estimate.volume),
        "choice": asdict(estimate.choice),
        "lines": lines,
        "totalUsd": float(estimate.total),
        "isComplete": not estimate.unknown,
        "files": files,
        "notCounted": NOT_COUNTED,
    }
    return json.dumps(content, indent=2)


def _introduction(estimate: Estimate) -> Iterator[str]:
    volume, choice = estimate.volume, estimate.choice
    yield (
        f"{volume.changes_per_hour:,} changes an hour of {volume.row_bytes:,} bytes in {volume.tables:,} table(s), evenly"
        f" spread, kept {volume.retention_days:,} days; files of changes at {volume.interval:,} s or {volume.file_size:,}"
        f" KB; DMS: {choice.capture}; compaction: {choice.compaction}."
    )
    yield (
        f"Prices: {estimate.prices.path.name}, {estimate.prices.region}, {estimate.prices.date}. Rows count with all their"
        " bytes and 62 of DMS's own: encoding makes files smaller. What dms.t3.medium or a DCU carries is not known here:"
        " watch CDCLatencyTarget."
    )
    if estimate.unverified:
        yield (
            f"Not verified with AWS (*): {len(estimate.unverified)} of {len(estimate.lines)} lines. Replace them by your"
            " prices with --prices FILE."
        )
    if estimate.unknown:
        yield f"Unknown prices: {', '.join(line.name for line in estimate.unknown)}. The total is without them."


def _tables(estimate: Estimate) -> Iterator[tuple[str, Table]]:
    rows = [_row(line) for line in estimate.lines]
    total = f"{'at least ' if estimate.unknown else ''}${estimate.total:,.2f}"
    yield (
        "Arithmetic",
        (("", "", "Quantity x price", "A month", "The quantity is"), [*rows, ("Total", "", "", total, "")]),
    )
    asked = (estimate.volume.interval, estimate.volume.file_size)
    files = [
        (f"{interval:,} s", f"{size:,} KB", f"{count:,}", "these settings" if (interval, size) == asked else "")
        for interval, size, count in _files(estimate)
    ]
    yield "Files of changes by interval and size", (("CdcMaxBatchInterval", "CdcMinFileSize", "Files", ""), files)
    sources = dict.fromkeys((line.price.unit, line.price.source, line.price.verified) for line in estimate.lines)
    yield (
        "Sources of the prices",
        (("Per", "Source", "AWS's own"), [(unit, source, "yes" if own else "no") for unit, source, own in sources]),
    )


def _files(estimate: Estimate) -> list[tuple[int, int, int]]:
    return list(files_by_settings(estimate.volume))


def _row(line: Line) -> tuple[str, ...]:
    price = line.price
    if price.usd is None or line.usd is None:
        return (line.group, line.name, f"{_quantity(line)} x ? per {price.unit}", "unknown", line.why)
    per = price.unit if price.per == 1 else f"{price.per:,} {price.unit}"
    star = "" if price.verified else " *"
    return (line.group, line.name, f"{_quantity(line)} x ${price.usd} per {per}", f"${line.usd:,.2f}{star}", line.why)


def _quantity(line: Line) -> str:
    return f"{int(line.quantity):,}" if line.quantity.denominator == 1 else f"{float(line.quantity):,.3f}"


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _markdown_table(table: Table) -> str:
    head, rows = table
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [
        _markdown_row(head, widths),
        _markdown_row(["-" * width for width in widths], widths),
        *(_markdown_row(row, widths) for row in rows),
    ]
    return "\n".join(lines)


def _markdown_row(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def _html_table(table: Table) -> str:
    head, rows = table
    cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "\n".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>\n<tr>{cells}</tr>\n{body}\n</table>"
