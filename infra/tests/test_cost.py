"""The estimate is what a reader computes by hand, grows with the volume, and says what it does not know."""

from __future__ import annotations

import itertools
import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tidemark_infra.cost import __main__ as program
from tidemark_infra.cost.estimate import Choice, Estimate, estimate
from tidemark_infra.cost.prices import PriceError, newest_list, read_prices
from tidemark_infra.cost.volume import GB, Volume
from tidemark_infra.settings import INFRA

# Round prices, so that what is expected can be computed without a machine.
ROUND = {
    "dms.dms.t3.medium": {"usd": 0.1, "unit": "hour"},
    "dms.storage": {"usd": 0.1, "unit": "GB and month"},
    "dms.dcu": {"usd": 0.2, "unit": "DCU and hour"},
    "s3.storage": {"usd": 0.02, "unit": "GB and month"},
    "s3.put": {"usd": 0.005, "per": 1000, "unit": "requests"},
    "s3.get": {"usd": 0.0004, "per": 1000, "unit": "requests"},
    "kms.key": {"usd": 1, "unit": "key and month"},
    "kms.requests": {"usd": 0.03, "per": 10000, "unit": "requests"},
    "glue.dpu": {"usd": 0.44, "unit": "DPU and hour"},
    "emr-serverless.vcpu": {"usd": 0.05, "unit": "vCPU and hour"},
    "emr-serverless.memory": {"usd": 0.006, "unit": "GB and hour"},
    "athena.scanned": {"usd": 5, "unit": "TB"},
}
COMPACTIONS = ("none", "glue", "emr-serverless", "athena")


def price_file(folder: Path, **changes: Any) -> Path:
    prices = {
        name: {"verified": True, "source": "by hand", **price, **changes.get(name, {})} for name, price in ROUND.items()
    }
    path = folder / "eu-west-1-2026-11.json"
    path.write_text(json.dumps({"region": "eu-west-1", "date": "2026-11-23", "prices": prices}), encoding="utf-8")
    return path


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    return price_file(tmp_path)


def amounts(found: Estimate) -> dict[str, Decimal | None]:
    return {f"{line.group}, {line.name}": line.usd for line in found.lines}


def test_a_small_capture_by_hand(prices: Path) -> None:
    # 3,600 changes an hour of 962 + 62 bytes in one table: 60 files an hour, 3.515625 MiB an hour.
    found = estimate(Volume(3600, 962, 1, 10), Choice(), read_prices(prices))
    assert amounts(found) == {
        "DMS, dms.t3.medium": Decimal("73.00"),  # 730 h x 0.1
        "DMS, its 50 GB": Decimal(0),
        "S3, storage": Decimal("0.02"),  # 240 h x 3.515625 MiB = 0.824 GB x 0.02
        "S3, files of changes, written": Decimal("0.22"),  # 43,800 x 0.005 / 1,000
        "S3, files of changes, read by the loader": Decimal("0.09"),  # 219,000 x 0.0004 / 1,000
        "S3, listings by the loader": Decimal("0.03"),  # 730 x 7 = 5,110 x 0.005 / 1,000
        "KMS, key": Decimal("1.00"),
        "KMS, requests": Decimal("0.79"),  # 262,800 x 0.03 / 10,000
    }
    assert found.total == Decimal("75.15")


def test_a_full_load_and_a_compaction_by_hand(prices: Path) -> None:
    # 1 GB an hour in four tables, and 16 GB of full load in 16 files.
    volume = Volume(GB // 1024, 1024 - 62, 4, 1, full_load_rows=16 * GB // 1024)
    assert volume.bytes_per_hour == GB
    found = amounts(estimate(volume, Choice(compaction="glue"), read_prices(prices)))
    assert volume.full_load_files == 16
    assert found["S3, storage"] == Decimal("0.80")  # (24 + 16) GB x 0.02
    assert found["Glue, compute"] == Decimal("21.41")  # 730 runs x 2 min / 60 x 2 DPU x 0.44 = 21.4133
    assert found["Glue, compacted files, written"] == Decimal("0.01")  # 2,920 x 0.005 / 1,000
    assert found["Glue, compacted files, stored"] == Decimal("0.48")  # 24 GB x 0.02


def test_each_engine_of_a_compaction_by_hand(prices: Path) -> None:
    volume = Volume(GB // 1024, 1024 - 62, 4, 1)
    emr = amounts(estimate(volume, Choice(compaction="emr-serverless"), read_prices(prices)))
    assert emr["EMR Serverless, vCPU"] == Decimal("14.60")  # 730 x 2 / 60 x 12 x 0.05
    assert emr["EMR Serverless, memory"] == Decimal("7.01")  # 730 x 2 / 60 x 48 x 0.006 = 7.008
    athena = amounts(estimate(volume, Choice(compaction="athena"), read_prices(prices)))
    assert athena["Athena, scanned"] == Decimal("3.56")  # 730 GB / 1,024 x 5 = 3.5645
    # Four queries an hour on nearly nothing scan 10 MiB each: 730 x 40 MiB = 28.5156 GB.
    least = amounts(estimate(Volume(1, 1, 4, 1), Choice(compaction="athena"), read_prices(prices)))
    assert least["Athena, scanned"] == Decimal("0.14")


def test_serverless_by_hand(prices: Path) -> None:
    found = amounts(estimate(Volume(1, 1, 1, 1), Choice(capture="serverless", dcus=3), read_prices(prices)))
    assert found["DMS, serverless"] == Decimal("438.00")  # 3 x 730 x 0.2
    assert "DMS, dms.t3.medium" not in found


@pytest.mark.parametrize(
    ("volume", "files"),
    [
        (Volume(0, 100, 1, 1), Fraction(0)),  # no change, no file
        (Volume(59, 100, 1, 1), Fraction(59)),  # fewer changes than intervals
        (Volume(60, 100, 1, 1), Fraction(60)),
        (Volume(61, 100, 1, 1), Fraction(60)),  # then one for each interval
        (Volume(60, 100, 2, 1), Fraction(30)),  # of each table
        (Volume(36_000, 1024 - 62, 1, 1, interval=60, file_size=600), Fraction(60)),  # size and interval at once
        (Volume(36_000, 1024 - 62, 1, 1, interval=60, file_size=599), Fraction(36_000, 599)),  # the size comes first
        (Volume(36_000, 1024 - 62, 1, 1, interval=60, file_size=601), Fraction(60)),  # the interval comes first
        (Volume(36_000, 1024 - 62, 1, 1, interval=900, file_size=32_000), Fraction(4)),
    ],
)
def test_files_at_the_boundaries(volume: Volume, files: Fraction) -> None:
    assert volume.files_of_table_per_hour == files


@pytest.mark.parametrize(
    ("rows", "files"),
    [(0, 0), (1, 1), (3, 3), (4, 3), (3 << 20, 3), ((3 << 20) + 1, 4)],
    ids=["none", "one row", "a row each", "as tables", "full files", "one row more"],
)
def test_files_of_the_full_load_at_the_boundaries(rows: int, files: int) -> None:
    assert Volume(1, 1024 - 62, 3, 1, full_load_rows=rows).full_load_files == files


def test_listings_grow_beyond_a_thousand_files_an_hour() -> None:
    assert Volume(3600, 10, 1, 1, interval=4).lists == 730 * 7
    assert Volume(3600, 10, 1, 1, interval=3).lists == 730 * 7 * 2


@pytest.mark.parametrize("compaction", COMPACTIONS)
def test_more_never_costs_less(prices: Path, compaction: str) -> None:
    known = read_prices(prices)
    steps = (0, 1, 59, 60, 61, 1000, 36_000, 1_000_000, 10**8)

    def total(volume: Volume) -> Decimal:
        return estimate(volume, Choice(compaction=compaction), known).total

    for tables, interval in ((1, 60), (7, 60), (1, 900), (500, 1)):
        growing = (
            [Volume(step, 200, tables, 30, interval=interval) for step in steps],
            [Volume(5000, step + 1, tables, 30, interval=interval) for step in steps],
            [Volume(5000, 200, tables, step + 1, interval=interval) for step in steps],
            [Volume(5000, 200, tables, 30, full_load_rows=step, interval=interval) for step in steps],
        )
        for volumes in growing:
            costs = [total(volume) for volume in volumes]
            assert costs == sorted(costs)
    by_interval = [total(Volume(5000, 200, 3, 30, interval=interval)) for interval in (1, 30, 60, 300, 900)]
    assert all(more >= less for more, less in itertools.pairwise(by_interval))


def test_an_unknown_price_is_said_and_not_taken_for_nothing(tmp_path: Path) -> None:
    path = price_file(tmp_path, **{"dms.dms.t3.medium": {"usd": None}, "s3.put": {"verified": False}})
    found = estimate(Volume(3600, 962, 1, 10), Choice(), read_prices(path))
    assert [line.name for line in found.unknown] == ["dms.t3.medium"]
    assert [line.name for line in found.unverified] == ["files of changes, written", "listings by the loader"]
    assert found.total == Decimal("2.15")


# Price lists


def test_the_shipped_lists_are_valid_and_each_price_has_a_source() -> None:
    for path in (INFRA / "prices").glob("*.json"):
        known = read_prices(path)
        assert path.name == f"{known.region}-{known.date[:7]}.json"
        assert all(re.search(r"https://|20\d\d|undated", price.source) for price in known.prices.values())
        assert set(known.prices) == set(ROUND)


def test_the_list_of_the_region_is_taken_where_there_is_one(tmp_path: Path) -> None:
    for name in ("eu-west-1-2026-05", "eu-west-1-2026-11", "us-east-1-2026-11"):
        (tmp_path / f"{name}.json").write_text("{}", encoding="utf-8")
    assert newest_list("eu-west-1", tmp_path).name == "eu-west-1-2026-11.json"
    assert newest_list("eu-west-2", tmp_path).name == "us-east-1-2026-11.json"


def test_a_folder_without_lists_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PriceError, match="has no price list; --prices names one"):
        newest_list("eu-west-1", tmp_path)


def test_all_problems_of_a_list_are_said_at_once(tmp_path: Path) -> None:
    price = {"usd": -1, "unit": "hour", "verified": True, "source": "me"}
    content = {"region": "Ireland", "date": "2026-11-23", "prices": {"s3.put": price}, "currency": "EUR"}
    path = tmp_path / "p.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(PriceError) as refusal:
        read_prices(path)
    said = str(refusal.value)
    assert "region: 'Ireland' does not match" in said
    assert "prices.s3.put.usd: -1 is less than the minimum of 0" in said
    assert "the whole: Additional properties are not allowed ('currency' was unexpected)" in said


# The program

ASKED = ("--changes-per-hour", "3,600", "--row-bytes", "962", "--tables", "1", "--retention-days", "10")


def test_the_page_shows_the_arithmetic(prices: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main([*ASKED, "--prices", str(prices)]) == 0
    said = re.sub(" +", " ", capsys.readouterr().out)
    assert "| DMS | dms.t3.medium | 730 x $0.1 per hour | $73.00 | 730 hours a month |" in said
    assert (
        "| S3 | files of changes, written | 43,800 x $0.005 per 1,000 requests | $0.22 | 1 table(s) x 730 hours" in said
    )
    assert "| Total | | | $75.15 | |" in said
    assert "| 900 s | 32,000 KB | 2,920 | |" in said
    assert "| 60 s | 32,000 KB | 43,800 | these settings |" in said
    assert "- Airflow and the machine the loader runs on" in said
    assert "Not verified" not in said


def test_files_are_written_where_asked(prices: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    html, markdown = tmp_path / "cost.html", tmp_path / "cost.md"
    assert program.main([*ASKED, "--prices", str(prices), "--html", str(html), "--markdown", str(markdown)]) == 0
    assert markdown.read_text(encoding="utf-8") == capsys.readouterr().out
    page = html.read_text(encoding="utf-8")
    assert "<td>730 x $0.1 per hour</td><td>$73.00</td>" in page
    assert "the instance&#x27;s" in page


def test_json_has_the_lines(prices: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main([*ASKED, "--prices", str(prices), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["totalUsd"], answer["isComplete"], answer["region"]) == (75.15, True, "eu-west-1")
    assert answer["lines"][0] == {
        "group": "DMS",
        "name": "dms.t3.medium",
        "quantity": 730.0,
        "unit": "hour",
        "price": 0.1,
        "per": 1,
        "usd": 73.0,
        "verified": True,
        "why": "730 hours a month",
    }


def test_what_is_not_known_or_not_verified_is_on_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = price_file(tmp_path, **{"dms.dcu": {"usd": None}, "kms.key": {"verified": False}})
    assert program.main([*ASKED, "--prices", str(path), "--capture", "serverless"]) == 0
    said = re.sub(" +", " ", capsys.readouterr().out)
    assert "Unknown prices: serverless. The total is without them." in said
    assert "| DMS | serverless | 1,460 x ? per DCU and hour | unknown |" in said
    assert "| KMS | key | 1 x $1 per key and month | $1.00 * |" in said
    assert "Not verified with AWS (*): 1 of 7 lines." in said
    assert "| Total | | | at least $2.15 | |" in said


def test_tables_and_capture_are_those_of_the_settings_unless_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = json.loads((INFRA / "settings.json").read_text(encoding="utf-8"))
    tables = [{**shipped["tables"][0], "name": f"public.t{number}"} for number in range(3)]
    team = tmp_path / "team.json"
    team.write_text(json.dumps({**shipped, "tables": tables, "capture": "serverless"}), encoding="utf-8")
    asked = ("--changes-per-hour", "10", "--row-bytes", "10", "--json", "--settings", str(team))
    assert program.main(asked) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["volume"]["tables"], answer["choice"]["capture"]) == (3, "serverless")
    assert answer["volume"]["retention_days"] == 365
    assert program.main([*asked, "--tables", "7", "--capture", "instance"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["volume"]["tables"], answer["choice"]["capture"]) == (7, "instance")


def test_prices_of_another_region_are_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main([*ASKED, "--region", "eu-west-1"]) == 0
    assert (
        "scripts/estimate-cost: no price list for eu-west-1: the prices are those of us-east-1; --prices names your own\n"
    ) in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (ASKED[2:], "the following arguments are required: --changes-per-hour"),
        ((*ASKED, "--tables", "0"), "argument --tables: 0 is not between 1 and 10,000"),
        ((*ASKED, "--row-bytes", "-5"), "argument --row-bytes: '-5' is not a whole number"),
        ((*ASKED, "--changes-per-hour", "1.5"), "argument --changes-per-hour: '1.5' is not a whole number"),
        ((*ASKED, "--interval", "0"), "argument --interval: 0 is not between 1 and 86,400"),
        ((*ASKED, "--capture", "lambda"), "argument --capture: invalid choice: 'lambda'"),
    ],
)
def test_wrong_usage_is_refused(arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        program.main(arguments)
    assert end.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "No such file or directory"), ("{", "no JSON: Expecting property name"), ("{}", "has problems:")],
)
def test_bad_price_lists_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, message: str
) -> None:
    path = tmp_path / "prices.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert program.main([*ASKED, "--prices", str(path)]) == 2
    assert message in capsys.readouterr().err
