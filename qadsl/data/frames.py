"""Takes tables that Python hands in: frames of pandas and what is like them, columns in a dict, rows in a list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from unicodedata import normalize

from qadsl.data.cells import cells_of, digest_of
from qadsl.data.columns import check_columns
from qadsl.data.table import Cell, DataError, Table, check_rows

__all__ = ["Handed", "handed"]

AS_FRAME = "Make it a frame first: `pd.DataFrame(...)` with a name for each column."
NAMES = "Each column has a name of its own."


class Handed:
    """A table that Python hands in, as it is by now; columns are turned into cells when they are read.

    A frame may have ninety columns and a million rows, of which a program reads four.
    """

    def __init__(self, name: str, columns: Mapping[str, Iterable[object]], rows: int) -> None:
        self.name = name
        self.columns = tuple(columns)
        self._columns = dict(columns)
        self._rows = rows
        self._cells: dict[str, list[Cell]] = {}
        self._tables: dict[frozenset[str], Table] = {}

    def table(self, wanted: Collection[str]) -> Table:
        """The table with those of its columns that are wanted."""
        read = frozenset(wanted).intersection(self.columns)
        if read not in self._tables:
            cells = {column: self._read(column) for column in self.columns if column in read}
            rows = range(1, self._rows + 1)
            self._tables[read] = Table(self.name, self.columns, cells, rows, " row ", digest_of(cells), is_handed=True)
        return self._tables[read]

    def agrees(self, other: Handed, wanted: Collection[str]) -> bool:
        """Whether another table has the same columns, and in those that are wanted the same rows in any order."""
        return set(self.columns) == set(other.columns) and self.table(wanted).digest == other.table(wanted).digest

    def _read(self, column: str) -> list[Cell]:
        if column not in self._cells:
            self._cells[column] = cells_of(self._columns[column])
        return self._cells[column]

    def __getstate__(self) -> dict[str, object]:
        """What was read of it: whoever takes it up again reads the same."""
        return {**self.__dict__, "_columns": self._cells}


def handed(name: str, frame: object) -> Handed:
    """A frame as it is by now.

    Raises
    ------
    DataError
        If it is no table, or too large.
    """
    columns = _columns_of(frame)
    check_columns(tuple(columns), NAMES)
    lengths = {len(column) for column in columns.values()}
    if len(lengths) > 1:
        raise DataError("its columns are not of one length", "Every row has a cell in each of them, empty or not.")
    rows = next(iter(lengths))
    check_rows(rows)
    return Handed(name, columns, rows)


def _columns_of(frame: Any) -> dict[str, Any]:
    """The columns of a frame by their names; an index that has names is columns, too."""
    if hasattr(frame, "collect"):  # asked first: whatever else is asked of it may be costly
        raise DataError(f"a {type(frame).__name__} is no table yet", "Call `.collect()` first.")
    if hasattr(frame, "to_frame") and hasattr(frame, "index") and not hasattr(frame, "columns"):
        frame = frame.to_frame()  # a series of pandas
    if hasattr(frame, "columns") and hasattr(frame, "index") and hasattr(frame, "iloc"):
        return _named(_of_pandas(_kept(frame)))
    if hasattr(frame, "columns") and hasattr(frame, "get_column"):  # polars
        taken = frame.clone()
        return _named((key, taken.get_column(key)) for key in taken.columns)
    if hasattr(frame, "column_names") and hasattr(frame, "to_pydict"):  # Arrow, where nothing ever changes
        return _named((key, frame.column(i)) for i, key in enumerate(frame.column_names))
    if isinstance(frame, Mapping):
        return _named((key, _column(key, column)) for key, column in frame.items())
    if isinstance(frame, list | tuple) and all(isinstance(row, Mapping) for row in frame):
        keys = dict.fromkeys(key for row in frame for key in row)
        return _named((key, [row.get(key) for row in frame]) for key in keys)
    raise DataError(f"a {type(frame).__name__} is no table", AS_FRAME)


def _kept(frame: Any) -> Any:
    """A frame that later changes leave as it is; pandas 3 copies what is changed, and only then."""
    import pandas as pd

    return frame.copy(deep=int(pd.__version__.partition(".")[0]) < 3)


def _of_pandas(frame: Any) -> Iterator[tuple[object, object]]:
    """The named levels of the index, then the columns."""
    for level, key in enumerate(frame.index.names):
        if key is not None:
            yield key, frame.index.get_level_values(level)
    for i, key in enumerate(frame.columns):
        yield key, frame.iloc[:, i]


def _column(key: object, column: object) -> Sequence[object]:
    """The values of one column of a dict, in their order."""
    if isinstance(column, str | bytes | Mapping | set | frozenset) or not isinstance(column, Iterable):
        raise DataError(
            f"its column `{key}` is a {type(column).__name__}, no list of values",
            'A dict of columns holds a list for each, as `df.to_dict("list")` does; a list of dicts holds rows.',
        )
    if getattr(column, "ndim", 1) != 1:
        raise DataError(f"its column `{key}` has {getattr(column, 'ndim', 1)} dimensions", "A column has one.")
    return column.copy() if hasattr(column, "dtype") and hasattr(column, "copy") else list(column)


def _named(columns: Iterable[tuple[object, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, column in columns:
        if isinstance(key, tuple):
            tip = 'Join its levels: `df.columns = ["_".join(map(str, key)) for key in df.columns]`.'
            raise DataError(f"its column `{' / '.join(map(str, key))}` has several names", tip)
        if not isinstance(key, str | int) or isinstance(key, bool):
            tip = "Call each column by a text: `df.columns = df.columns.astype(str)`."
            raise DataError(f"its column `{key}` is not called by a text", tip)
        name = normalize("NFC", str(key).strip())
        if name in found:
            raise DataError(f"it has two columns `{name}`", "Rename one of them; names of the index count, too.")
        found[name] = column
    return found
