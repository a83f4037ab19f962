"""Columns of a table on their way to be one: their names, and the cells of those that are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from qadsl.data.table import Cell, DataError

__all__ = ["Columns", "check_columns", "named"]

FIRST_LINE = "Its first line holds the names of the columns."


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of all columns in order, the cells of those that are read, and how many rows there are."""

    names: tuple[str, ...]
    cells: Mapping[str, list[Cell]] = field(repr=False)
    rows: int


def named(said: Iterable[str]) -> dict[str, str]:
    """What columns are called, and under it how the file spells that."""
    spelled = list(said)
    names = tuple(normalize("NFC", name.strip()) for name in spelled)
    check_columns(names)
    return dict(zip(names, spelled, strict=True))


def check_columns(columns: tuple[str, ...], tip: str = FIRST_LINE) -> None:
    """Refuse names of columns that are not there or stand twice.

    The first may have none: so pandas and R write the numbers of rows.
    """
    if not any(columns):
        raise DataError("it is empty", tip)
    seen: set[str] = set()
    for i, column in enumerate(columns):
        if not column and i:
            raise DataError(f"column {i + 1} has no name", tip)
        if column in seen:
            raise DataError(f"it has two columns `{column}`", "Rename one of them.")
        seen.add(column)
