"""Reads CSV row by row, with the columns that are asked for; what is not plainly a table is refused."""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Collection, Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from qadsl.data.columns import named
from qadsl.data.table import LARGEST_DATA, Cell, DataError, Table, check_rows

__all__ = ["read_csv"]

LARGEST_CELL = 1_000_000
"""Characters of one cell."""
SEPARATORS = (",", ";", "\t")
LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
"""A line with its end, whatever that is."""


class _Hashed:
    """The lines of a file, whatever ends them, as text; their bytes are hashed as they go by."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = sha256()

    def __iter__(self) -> Iterator[str]:
        size, is_first = 0, True
        for chunk in self._file:
            size += len(chunk)
            if size > LARGEST_DATA:
                raise DataError(f"it is larger than {LARGEST_DATA // 1_000_000:,} MB", "Keep only the rows you need.")
            self.digest.update(chunk)
            text = self._text(chunk, is_first=is_first)
            is_first = False
            yield from LINE.findall(text) if "\r" in text.rstrip("\r\n") else (text,)

    @staticmethod
    def _text(line: bytes, *, is_first: bool) -> str:
        try:
            return line.decode("utf-8-sig" if is_first else "utf-8")
        except UnicodeDecodeError:
            raise DataError(
                "it is not UTF-8 text", 'Save it with the encoding UTF-8 (in Excel: "CSV UTF-8").'
            ) from None


def read_csv(path: Path, name: str, wanted: Collection[str]) -> Table:
    """A CSV file: a line of names, then a line for each row.

    Raises
    ------
    DataError
        If it is no such file, or too large.
    """
    before = csv.field_size_limit(LARGEST_CELL)
    with path.open("rb") as file:
        hashed = _Hashed(file)
        try:
            columns, lines, cells = _rows(hashed, wanted)
        except csv.Error as problem:
            raise DataError(f"it is no CSV: {problem}") from None
        finally:
            csv.field_size_limit(before)  # it is everybody's
    return Table(name, columns, cells, lines, ":", hashed.digest.hexdigest())


def _rows(hashed: _Hashed, wanted: Collection[str]) -> tuple[tuple[str, ...], array[int], dict[str, list[Cell]]]:
    source = iter(hashed)
    head = next(source, "")
    if "\0" in head:
        raise DataError("it is no text", "Data are read from CSV, Parquet, Excel and Stata files.")
    separator = max(SEPARATORS, key=head.count)
    reader = csv.reader(_from(head, source), delimiter=separator, strict=True)
    columns = tuple(named(next(reader, [])))
    places = {column: i for i, column in enumerate(columns) if column in wanted}
    cells: dict[str, list[Cell]] = {column: [] for column in places}
    known: dict[str, str] = {}
    lines: array[int] = array("q")
    begins = reader.line_num + 1
    for row in reader:
        if row:
            _check_row(row, columns, begins, separator)
            check_rows(len(lines) + 1)
            lines.append(begins)
            for column, i in places.items():
                cells[column].append(known.setdefault(row[i], row[i]))
        begins = reader.line_num + 1
    return columns, lines, cells


def _from(head: str, rest: Iterator[str]) -> Iterator[str]:
    yield head
    yield from rest


def _check_row(row: list[str], columns: tuple[str, ...], line: int, separator: str) -> None:
    if len(row) == len(columns):
        return
    more = len(row) > len(columns) and separator == ","
    raise DataError(
        f"line {line:,} has {len(row):,} cells, and there are {len(columns):,} columns",
        "A number with a decimal comma stands in quotes, or better with a point." if more else "",
    )
