"""How many bytes, files and requests a capture makes; all numbers are of one month of 730 hours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

HOURS = 730
GB = 1 << 30
TB = 1 << 40
KB = 1 << 10
# Of the operation (1), the commit time (26) and the change sequence (35), which DMS adds to each row.
ADDED_BYTES = 62
_LOAD_FILE = 1_048_576 * KB  # S3Settings.MaxFileSize
_LISTED_AT_ONCE = 1000


@dataclass(frozen=True)
class Volume:
    """What a team knows of its source; changes spread evenly over hours and tables, which is the case with most files."""

    changes_per_hour: int
    row_bytes: int
    tables: int
    retention_days: int
    full_load_rows: int = 0
    interval: int = 60
    file_size: int = 32_000
    gets_per_file: int = 5
    lookback_hours: int = 6

    @property
    def bytes_per_hour(self) -> int:
        return self.changes_per_hour * (self.row_bytes + ADDED_BYTES)

    @property
    def files_of_table_per_hour(self) -> Fraction:
        """A file is closed after the interval or at the size, whichever comes first; without a change there is none."""
        changes = Fraction(self.changes_per_hour, self.tables)
        by_time = min(changes, Fraction(3600, self.interval))
        by_size = Fraction(self.bytes_per_hour, self.tables * self.file_size * KB)
        return max(by_time, by_size)

    @property
    def change_files(self) -> int:
        return ceil(self.files_of_table_per_hour * self.tables * HOURS)

    @property
    def full_load_bytes(self) -> int:
        return self.full_load_rows * (self.row_bytes + ADDED_BYTES)

    @property
    def full_load_files(self) -> int:
        if self.full_load_rows == 0:
            return 0
        return max(min(self.tables, self.full_load_rows), ceil(Fraction(self.full_load_bytes, _LOAD_FILE)))

    @property
    def stored_bytes(self) -> int:
        """Once the retention is reached: the changes of its days, and the full load."""
        return self.bytes_per_hour * 24 * self.retention_days + self.full_load_bytes

    @property
    def lists(self) -> int:
        """The loader lists each hour's folder of a table once an hour, and those of the hours it looks back on."""
        pages = max(1, ceil(self.files_of_table_per_hour / _LISTED_AT_ONCE))
        return HOURS * self.tables * (1 + self.lookback_hours) * pages

    @property
    def gets(self) -> int:
        return self.change_files * self.gets_per_file

    def with_files(self, interval: int, file_size: int) -> Volume:
        return replace(self, interval=interval, file_size=file_size)
