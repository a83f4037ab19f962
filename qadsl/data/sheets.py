"""Reads the first sheet of an Excel file row by row: what it claims to hold is no reason to make room for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from qadsl.data.table import LARGEST_DATA, DataError

__all__ = ["read_sheet"]

BYTES = 8
"""Of a cell, at the least."""


def read_sheet(path: Path) -> dict[str, list[object]]:
    """The columns of the first sheet, by the names in its first row; what stands beyond these is left out.

    Raises
    ------
    DataError
        If it is too large.
    """
    _check_size(path)
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return _columns(_values(row) for row in sheet.iter_rows())
    finally:
        book.close()


def _check_size(path: Path) -> None:
    """Refuse a small file that holds a very large one; no more is ever unpacked than the file says of itself."""
    with ZipFile(path) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST_DATA:
            raise _too_much()


def _too_much() -> DataError:
    return DataError(f"it holds more than {LARGEST_DATA // 1_000_000:,} MB", "Keep only the rows you need.")


def _values(row: Iterable[Any]) -> list[object]:
    """What a row holds, without the blank cells at its end; an error of a formula is nothing."""
    found = [None if cell.data_type == "e" else cell.value for cell in row]
    while found and found[-1] is None:
        found.pop()
    return found


def _columns(rows: Iterator[list[object]]) -> dict[str, list[object]]:
    names = [("" if name is None else str(name)) for name in next(rows, [])]
    if len(set(names)) < len(names):
        twice = next(name for i, name in enumerate(names) if name in names[:i])
        said = f"it has two columns `{twice}`" if twice else "several of its columns have no name"
        raise DataError(said, "The first row holds the names of the columns.")
    found: dict[str, list[object]] = {name: [] for name in names}
    count, blank = 0, 0
    for row in rows:
        if not row:
            blank += 1
            continue
        count += blank + 1
        if count * len(names) * BYTES > LARGEST_DATA:
            raise _too_much()
        for column, values in enumerate(found.values()):
            values += [None] * blank
            values.append(row[column] if column < len(row) else None)
        blank = 0
    return found
