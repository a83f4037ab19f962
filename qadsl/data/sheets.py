"""Reads the first sheet of an Excel file row by row: what it claims to hold is no reason to make room for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from qadsl.data.cells import cells_of
from qadsl.data.columns import Columns, named
from qadsl.data.table import LARGEST_DATA, DataError, check_rows

__all__ = ["read_sheet"]

LARGEST_OTHER = 50_000_000
"""Bytes of what is no table in an Excel file."""
ROWS = ("xl/worksheets/", "xl/sharedStrings.xml", "xl/media/")
"""What is read row by row, or not at all."""


def read_sheet(path: Path, wanted: Collection[str]) -> Columns:
    """The columns of the first sheet, by the names in its first row; what stands beyond these is left out.

    Raises
    ------
    DataError
        If it is too large.
    """
    _check_size(path)
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        return _columns((_values(row) for row in sheet.iter_rows()), wanted)
    finally:
        book.close()


def _check_size(path: Path) -> None:
    """Refuse a small file that holds a very large one; no more is ever unpacked than the file says of itself."""
    with ZipFile(path) as packed:
        parts = packed.infolist()
    # what is no table, styles and the like, is held in memory as a tree, twenty times its size
    others = sum(part.file_size for part in parts if not part.filename.startswith(ROWS))
    if sum(part.file_size for part in parts) > LARGEST_DATA or others > LARGEST_OTHER:
        raise _too_much()


def _too_much() -> DataError:
    return DataError(f"it holds more than {LARGEST_DATA // 1_000_000:,} MB", "Keep only the rows you need.")


def _values(row: Iterable[Any]) -> list[object]:
    """What a row holds, without the blank cells at its end; an error of a formula is nothing."""
    found = [None if cell.data_type == "e" else cell.value for cell in row]
    while found and found[-1] is None:
        found.pop()
    return found


def _columns(rows: Iterator[list[object]], wanted: Collection[str]) -> Columns:
    names = tuple(named(("" if name is None else str(name)) for name in next(rows, [])))
    places = {name: place for place, name in enumerate(names) if name in wanted}
    found: dict[str, list[object]] = {name: [] for name in places}
    count, blank = 0, 0
    for row in rows:
        if not row:
            blank += 1
            continue
        count += blank + 1
        check_rows(count)
        for name, place in places.items():
            found[name] += [None] * blank
            found[name].append(row[place] if place < len(row) else None)
        blank = 0
    return Columns(names, {name: cells_of(values) for name, values in found.items()}, count)
