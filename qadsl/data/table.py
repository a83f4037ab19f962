"""A table as plain columns, wherever it comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["LARGEST_DATA", "MOST_ROWS", "Cell", "DataError", "Table", "check_rows", "is_missing", "told"]

MOST_ROWS = 2_000_000
"""Rows of one table of data."""
LARGEST_DATA = 512_000_000
"""Bytes of one file of data."""

Cell = str | float | bool | None
"""None where nothing is there. A text that is a number is left a text."""

MISSING = frozenset({"", ".", "-", "na", "n/a", "#n/a", "nan", "none", "null"})
"""What stands in a cell that holds no value, in the hands of R, Stata, Excel and Python."""


class DataError(Exception):
    """A table that cannot be read; its text says why, `help` what to do about it."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.help = help


def check_rows(rows: int) -> None:
    """Refuse more rows than a table may have."""
    if rows > MOST_ROWS:
        raise DataError(f"it has more than {MOST_ROWS:,} rows", "Keep only the rows you need.")


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Rows of data.

    Parameters
    ----------
    name
        What messages call it: `dyads.csv`.
    columns
        Names of all columns, in order.
    cells
        Those columns that are read.
    lines
        Where each row stands in the file, or its number.
    word
        What stands between the name and that number: a colon, or ` row `.
    digest
        SHA-256 of what was read, in hexadecimal.
    is_handed
        Whether Python handed it in, so that it stands in no file.
    """

    name: str
    columns: tuple[str, ...]
    cells: Mapping[str, Sequence[Cell]] = field(repr=False)
    lines: Sequence[int] = field(repr=False)
    word: str
    digest: str
    is_handed: bool = False

    def place(self, row: int) -> str:
        """Where a row stands: `dyads.csv:12`."""
        return f"{self.name}{self.word}{self.lines[row]}"


def is_missing(cell: Cell) -> bool:
    """Whether a cell holds no value."""
    if isinstance(cell, str):
        return cell.strip().casefold() in MISSING
    return cell is None


def told(cell: Cell) -> str:
    """A cell as one would write it: a whole number without a point."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""
