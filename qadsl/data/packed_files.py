"""Reads Parquet and Stata files: first how large they say they are, then only what is asked for."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from qadsl.data.cells import cells_of
from qadsl.data.columns import Columns, named
from qadsl.data.table import LARGEST_DATA, MOST_ROWS, Cell, DataError, check_rows

__all__ = ["read_parquet", "read_stata"]

BYTES = 8
"""Of a cell, at the least."""


def read_parquet(path: Path, wanted: Collection[str]) -> Columns:
    """Columns of a Parquet file.

    Raises
    ------
    DataError
        If they would take too much room.
    """
    from pyarrow.parquet import ParquetFile

    with ParquetFile(path) as file:
        names = named(file.schema_arrow.names)
        read = [said for name, said in names.items() if name in wanted]
        check_rows(file.metadata.num_rows)
        _check_room(file.metadata, set(read))
    # a text that stands in every row is read once
    texts = [field.name for field in file.schema_arrow if field.name in read and _is_text(field.type)]
    with ParquetFile(path, read_dictionary=texts) as file:
        table = file.read(columns=read, use_threads=False)
    cells = {name: _cells(table.column(said)) for name, said in names.items() if said in read}
    return Columns(tuple(names), cells, table.num_rows)


def _check_room(metadata: Any, read: set[str]) -> None:
    """Refuse a small file that unpacks to a very large one, before there is room for it."""
    room = metadata.num_rows * len(read) * BYTES
    for group in range(metadata.num_row_groups):
        held = metadata.row_group(group)
        parts = (held.column(i) for i in range(held.num_columns))
        room += sum(part.total_uncompressed_size for part in parts if part.path_in_schema.partition(".")[0] in read)
    if room > LARGEST_DATA:
        what = f"the columns that are read hold more than {LARGEST_DATA // 1_000_000:,} MB"
        raise DataError(what, "Keep only the rows and columns you need.")


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind))


def _cells(column: Any) -> list[Cell]:
    found: list[Cell] = []
    for chunk in column.chunks:
        if hasattr(chunk, "dictionary"):
            words = [*cells_of(chunk.dictionary.to_pylist()), None]
            found += [words[place] for place in chunk.indices.fill_null(len(words) - 1).to_pylist()]
        else:
            found += cells_of(chunk.to_pandas())
    return found


def read_stata(path: Path, wanted: Collection[str]) -> Columns:
    """Columns of a Stata file.

    Raises
    ------
    DataError
        If it has too many rows.
    """
    import pandas as pd

    reader: Any = pd.read_stata(path, iterator=True)
    with reader:
        names = named(reader.variable_labels())
        read = [said for name, said in names.items() if name in wanted]
        frame = reader.read(MOST_ROWS + 1, columns=read) if read else pd.DataFrame()
    check_rows(len(frame))
    return Columns(
        tuple(names), {name: cells_of(frame[said]) for name, said in names.items() if said in read}, len(frame)
    )
