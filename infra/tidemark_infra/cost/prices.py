"""Price lists: JSON files in infra/prices, or one's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from jsonschema import Draft202012Validator

from tidemark_infra.settings import INFRA


class PriceError(Exception):
    """A price list is missing, no JSON, or not what its schema says; the message names each problem."""


@dataclass(frozen=True)
class Price:
    """Dollars for so many units; None where the list does not know."""

    usd: Decimal | None
    unit: str
    verified: bool
    source: str
    per: int = 1


@dataclass(frozen=True)
class PriceList:
    path: Path
    region: str
    date: str
    prices: Mapping[str, Price]

    def __getitem__(self, name: str) -> Price:
        return self.prices.get(name) or Price(None, "unit", verified=False, source=f"not in {self.path.name}")


def read_prices(path: Path) -> PriceList:
    """Reads and checks a list.

    Raises:
        PriceError: the file is missing, or lists what is wrong in it.

    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except OSError as failure:
        raise PriceError(f"{path}: {failure.strerror}") from failure
    except (json.JSONDecodeError, UnicodeDecodeError) as failure:
        raise PriceError(f"{path}: no JSON: {failure}") from failure
    schema = json.loads((INFRA / "prices.schema.json").read_text(encoding="utf-8"))
    problems = [
        f"  {'.'.join(map(str, error.absolute_path)) or 'the whole'}: {error.message}"
        for error in Draft202012Validator(schema).iter_errors(content)
    ]
    if problems:
        raise PriceError("\n".join([f"{path} has problems:", *problems]))
    prices = {name: Price(**{**one, "usd": _decimal(one["usd"])}) for name, one in content["prices"].items()}
    return PriceList(path, content["region"], content["date"], prices)


def newest_list(region: str, folder: Path = INFRA / "prices") -> Path:
    """The shipped list of a region, or of another one where there is none.

    Raises:
        PriceError: no list is there at all.

    """
    lists = sorted(folder.glob("*.json"))
    if not lists:
        raise PriceError(f"{folder} has no price list; --prices names one")
    return ([one for one in lists if one.name.startswith(f"{region}-2")] or lists)[-1]


def _decimal(usd: object) -> Decimal | None:
    return None if usd is None else Decimal(str(usd))
