"""Multiplies a volume by prices, line by line, so that a reader can follow each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tidemark_infra.cost.prices import Price, PriceList
from tidemark_infra.cost.volume import GB, HOURS, TB, Volume

_CENT = Decimal("0.01")
# What a compaction of an hour is assumed to use: of Glue two workers G.1X; of EMR Serverless a driver and two executors
# with 4 vCPU and 16 GB each; of Athena one query for each table, which scans 10 MB at least.
_GLUE_DPUS = 2
_EMR_VCPUS = 12
_EMR_MEMORY = 48
_ATHENA_LEAST = 10 << 20


@dataclass(frozen=True)
class Choice:
    """How it is set up: ``capture`` and ``compaction`` as on the command line."""

    capture: str = "instance"
    compaction: str = "none"
    dcus: int = 2
    minutes_per_gb: int = 2


@dataclass(frozen=True)
class Line:
    """Quantity times price; ``why`` says where the quantity is from."""

    group: str
    name: str
    quantity: Fraction
    price: Price
    why: str

    @property
    def usd(self) -> Decimal | None:
        """In cents, rounded; None if the price is not known and something is to be paid."""
        if self.quantity == 0:
            return Decimal(0)
        if self.price.usd is None:
            return None
        exact = self.quantity * Fraction(self.price.usd) / self.price.per
        return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Estimate:
    volume: Volume
    choice: Choice
    prices: PriceList
    lines: Sequence[Line]

    @property
    def total(self) -> Decimal:
        """Of what is known."""
        return sum((line.usd for line in self.lines if line.usd is not None), Decimal(0))

    @property
    def unknown(self) -> list[Line]:
        return [line for line in self.lines if line.usd is None]

    @property
    def unverified(self) -> list[Line]:
        return [line for line in self.lines if line.usd is not None and not line.price.verified]


def estimate(volume: Volume, choice: Choice, prices: PriceList) -> Estimate:
    lines = [*_dms(choice, prices), *_storage(volume, prices), *_requests(volume, prices), *_kms(volume, prices)]
    if choice.compaction != "none":
        lines += _compaction(volume, choice, prices)
    return Estimate(volume, choice, prices, lines)


def files_by_settings(volume: Volume) -> Iterator[tuple[int, int, int]]:
    """Interval, file size and the month's files of changes, for some settings and the one that was asked for."""
    settings = {(interval, size) for interval in (30, 60, 300, 900) for size in (32_000, 128_000)}
    for interval, size in sorted(settings | {(volume.interval, volume.file_size)}):
        yield interval, size, volume.with_files(interval, size).change_files


def _dms(choice: Choice, prices: PriceList) -> Iterator[Line]:
    if choice.capture == "instance":
        yield Line("DMS", "dms.t3.medium", Fraction(HOURS), prices["dms.dms.t3.medium"], f"{HOURS} hours a month")
        yield Line("DMS", "its 50 GB", Fraction(0), prices["dms.storage"], "the first 50 GB are the instance's")
    else:
        why = f"{choice.dcus} DCU x {HOURS} hours; AWS decides how many, describe-replications tells"
        yield Line("DMS", "serverless", Fraction(choice.dcus * HOURS), prices["dms.dcu"], why)


def _storage(volume: Volume, prices: PriceList) -> Iterator[Line]:
    changes = f"{volume.retention_days} days x 24 x {_amount(volume.bytes_per_hour)}"
    why = f"{changes}, and {_amount(volume.full_load_bytes)} of full load"
    yield Line("S3", "storage", Fraction(volume.stored_bytes, GB), prices["s3.storage"], why)


def _requests(volume: Volume, prices: PriceList) -> Iterator[Line]:
    per_hour = float(volume.files_of_table_per_hour)
    written = f"{volume.tables} table(s) x {HOURS} hours x {per_hour:,.2f} files"
    yield Line("S3", "files of changes, written", Fraction(volume.change_files), prices["s3.put"], written)
    if volume.full_load_files:
        why = "once, not each month"
        yield Line("S3", "files of the full load, written", Fraction(volume.full_load_files), prices["s3.put"], why)
    read = f"{volume.gets_per_file} for each file of changes (assumed)"
    yield Line("S3", "files of changes, read by the loader", Fraction(volume.gets), prices["s3.get"], read)
    listed = f"{volume.tables} table(s) x {HOURS} runs x (1 + {volume.lookback_hours} hours of lookback)"
    yield Line("S3", "listings by the loader", Fraction(volume.lists), prices["s3.put"], listed)


def _kms(volume: Volume, prices: PriceList) -> Iterator[Line]:
    yield Line("KMS", "key", Fraction(1), prices["kms.key"], "one; each rotation adds a version that is paid too")
    why = "at most one for each file written and each read; the bucket key spares most of them"
    yield Line("KMS", "requests", Fraction(volume.change_files + volume.gets), prices["kms.requests"], why)


def _compaction(volume: Volume, choice: Choice, prices: PriceList) -> Iterator[Line]:
    group = {"glue": "Glue", "emr-serverless": "EMR Serverless", "athena": "Athena"}[choice.compaction]
    yield from _compute(group, volume, choice, prices)
    files = Fraction(volume.change_files)
    yield Line(group, "files of changes, read", files * volume.gets_per_file, prices["s3.get"], "each once more")
    compacted = min(volume.change_files, volume.tables * HOURS)
    yield Line(group, "compacted files, written", Fraction(compacted), prices["s3.put"], "one for each table and hour")
    bytes_kept = Fraction(volume.bytes_per_hour * 24 * volume.retention_days, GB)
    yield Line(group, "compacted files, stored", bytes_kept, prices["s3.storage"], "at most as large as the changes")


def _compute(group: str, volume: Volume, choice: Choice, prices: PriceList) -> Iterator[Line]:
    if choice.compaction == "athena":
        by_table = max(Fraction(volume.bytes_per_hour, volume.tables), Fraction(_ATHENA_LEAST))
        scanned = by_table * volume.tables * HOURS / TB
        why = f"{volume.tables} table(s) x {HOURS} queries x {_amount(by_table)} (10 MB at least)"
        yield Line(group, "scanned", scanned, prices["athena.scanned"], why)
        return
    minutes = max(Fraction(1), Fraction(volume.bytes_per_hour * choice.minutes_per_gb, GB))
    hours = minutes / 60 * HOURS
    why = f"{HOURS} runs of {float(minutes):,.2f} minutes ({choice.minutes_per_gb} for each GB, assumed; 1 at least)"
    if choice.compaction == "glue":
        yield Line(group, "compute", hours * _GLUE_DPUS, prices["glue.dpu"], f"{_GLUE_DPUS} DPU x {why}")
    else:
        yield Line(group, "vCPU", hours * _EMR_VCPUS, prices["emr-serverless.vcpu"], f"{_EMR_VCPUS} vCPU x {why}")
        yield Line(group, "memory", hours * _EMR_MEMORY, prices["emr-serverless.memory"], f"{_EMR_MEMORY} GB x {why}")


def _amount(count: int | Fraction) -> str:
    return f"{float(count) / GB:,.3f} GB"
