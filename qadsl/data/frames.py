"""Takes tables that Python hands in: frames of pandas and what is like them, columns in a dict, rows in a list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from math import isnan
from numbers import Real
from typing import Any
from unicodedata import normalize

from qadsl.data.csv_files import check_columns
from qadsl.data.table import MOST_ROWS, Cell, DataError, Table

__all__ = ["table_of", "taken"]


def table_of(name: str, frame: object) -> Table:
    """A frame as a table, as it is by now.

    Raises
    ------
    DataError
        If it is no table, or too large.
    """
    return taken(name, columns_of(frame), " row ", first=1)


def taken(name: str, columns: Mapping[str, Sequence[object]], word: str, first: int) -> Table:
    """Columns of Python's as a table whose rows are counted from `first`."""
    names = tuple(columns)
    check_columns(names)
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise DataError("its columns are not of one length")
    rows = next(iter(lengths), 0)
    if rows > MOST_ROWS:
        raise DataError(f"it has more than {MOST_ROWS:,} rows", "Keep only the rows you need.")
    cells = {key: [_cell(value) for value in column] for key, column in columns.items()}
    return Table(name, names, cells, range(first, first + rows), word, _digest(cells))


def columns_of(frame: Any) -> dict[str, Sequence[object]]:
    """The columns of a frame by their names; an index that has names is columns, too."""
    if hasattr(frame, "columns") and hasattr(frame, "index") and hasattr(frame, "reset_index"):
        named = [key for key in frame.index.names if key is not None]
        frame = frame.reset_index(named) if named else frame
        return _named((key, frame.iloc[:, i].tolist()) for i, key in enumerate(frame.columns))
    if hasattr(frame, "columns") and hasattr(frame, "get_column"):  # polars
        return _named((key, frame.get_column(key).to_list()) for key in frame.columns)
    if hasattr(frame, "column_names") and hasattr(frame, "to_pydict"):  # Arrow
        return _named((key, frame.column(i).to_pylist()) for i, key in enumerate(frame.column_names))
    if isinstance(frame, Mapping):
        return _named(
            (key, list(column) if isinstance(column, Iterable) else [column]) for key, column in frame.items()
        )
    if isinstance(frame, list | tuple) and all(isinstance(row, Mapping) for row in frame):
        keys = dict.fromkeys(key for row in frame for key in row)
        return _named((key, [row.get(key) for row in frame]) for key in keys)
    raise DataError(f"a {type(frame).__name__} is no table", "Hand in a frame, a dict of columns, or a list of dicts.")


def _named(columns: Iterable[tuple[object, Sequence[object]]]) -> dict[str, Sequence[object]]:
    found: dict[str, Sequence[object]] = {}
    for key, column in columns:
        if not isinstance(key, str | int):
            raise DataError(f"its column `{key}` is not called by a text", "Give each column one name.")
        name = normalize("NFC", str(key).strip())
        if name in found:
            raise DataError(f"it has two columns `{name}`", "Rename one of them.")
        found[name] = column
    return found


def _cell(value: Any) -> Cell:
    """A cell as text, number, yes or no; nothing for what pandas, numpy and Python leave open."""
    item = getattr(value, "item", None)
    value = item() if callable(item) and getattr(value, "ndim", 0) == 0 else value
    if value is None or type(value).__name__ in {"NAType", "NaTType"}:
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, Real):
        number = float(value)
        return None if isnan(number) else number
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value)


def _digest(cells: Mapping[str, Sequence[Cell]]) -> str:
    """A digest of all rows, whatever their order and that of the columns."""
    names: Collection[str] = sorted(cells)
    rows = sorted(repr(row) for row in zip(*(cells[name] for name in names), strict=True))
    return sha256("\n".join([repr(names), *rows]).encode("utf-8", "surrogatepass")).hexdigest()
