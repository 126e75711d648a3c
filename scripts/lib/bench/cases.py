"""The cases: what the table is like, and what the hour does to it. Sizes are those of the command line."""

from __future__ import annotations

from dataclasses import dataclass

FILES = 8
CHANGES_OF_A_FILE = 500_000  # at most: a file is made in memory


@dataclass(frozen=True)
class Case:
    """Table and mix of operations as the sandbox's command bench-data names them; how many files if not the usual."""

    says: str
    table: str = "orders"
    mix: str = "mixed"
    files: int | None = None


CASES = {
    "mixed": Case("60 % updates, 30 % inserts, 10 % deletes of the reference table"),
    "inserts": Case("nothing but new rows", mix="inserts"),
    "deletes": Case("nothing but deletes, spread over the table", mix="deletes"),
    "hot": Case("a hundred changes of each key", mix="hot"),
    "wide": Case("mixed, with 60 columns", table="wide"),
    "json": Case("mixed, with a json of about 4,000 bytes in each row", table="json"),
    "small-files": Case("mixed, in 500 files", files=500),
    "text-keys": Case("mixed, with a key of two texts", table="text_keys"),
}


@dataclass(frozen=True)
class Size:
    """Of the data, and the seed that it is made from."""

    changes: int
    rows: int
    files: int
    seed: int


def usual_files(case: Case, changes: int) -> int:
    return case.files or max(FILES, changes // CHANGES_OF_A_FILE)
