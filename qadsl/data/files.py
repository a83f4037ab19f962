"""Finds a file of data beside a program, and nowhere else, and reads it."""

from __future__ import annotations

import os
from collections.abc import Collection
from hashlib import file_digest
from pathlib import Path

from qadsl.data.columns import Columns
from qadsl.data.csv_files import read_csv
from qadsl.data.packed_files import read_parquet, read_stata
from qadsl.data.sheets import read_sheet
from qadsl.data.table import LARGEST_DATA, DataError, Table

__all__ = ["ENDINGS", "file_names", "read_file"]

ENDINGS = {".csv": "", ".tsv": "", ".parquet": "pyarrow", ".xlsx": "openpyxl", ".dta": "pandas"}
"""Endings of files of data, with the package that reads them besides pandas."""

_known: dict[tuple[str, int, int, frozenset[str]], Table] = {}
"""The last tables that were read, by path, time of change, size and columns: an editor checks at every key."""
MOST_KNOWN = 4


def file_names(folder: str | None) -> list[str]:
    """Files of data beside a program."""
    found = Path(folder).iterdir() if folder is not None and os.path.isdir(folder) else ()
    return sorted(path.name for path in found if path.suffix.lower() in ENDINGS)


def read_file(name: str, folder: str | None, wanted: Collection[str]) -> Table:
    """A file by its name as a program says it, with those of its columns that are wanted.

    Raises
    ------
    DataError
        If there is none, if it lies elsewhere, or cannot be read.
    """
    path = _beside(name, folder)
    try:
        told = path.stat()
        key = (str(path), told.st_mtime_ns, told.st_size, frozenset(wanted))
        found = _known.get(key)
        if found is None:
            found = _read(path, name, wanted)
            for old in list(_known)[: -MOST_KNOWN + 1]:
                _known.pop(old, None)  # another thread may have been faster
            _known[key] = found
        return found
    except OSError as problem:
        raise DataError(f"it cannot be read: {problem.strerror or problem}") from None


def _beside(name: str, folder: str | None) -> Path:
    """The path of a file in the folder of the program or in one below it; whatever else is named is refused."""
    parts = name.split("/")
    if "\\" in name or "\0" in name or ":" in name or name.startswith(("/", "~")) or ".." in parts:
        raise DataError("a program reads only what lies beside it", 'Name a file in its folder: `data "dyads.csv"`.')
    if folder is None:
        raise DataError(
            "the text lies in no folder", "Hand the table in from Python, or say which `folder` the text stands for."
        )
    root = Path(folder).resolve()
    try:
        path = _with_ending(root.joinpath(*parts)).resolve()
        if not path.is_relative_to(root):
            raise DataError("it is a link that leads out of the folder of the program", "Put the file itself there.")
        is_file = path.is_file()
    except (OSError, ValueError, RuntimeError):
        is_file = False
    if not is_file:
        raise DataError("there is no such file beside the program")
    return path


def _with_ending(path: Path) -> Path:
    """The path itself, or with the one ending with which there is a file."""
    if path.suffix.lower() in ENDINGS:
        return path
    found = [path.with_name(path.name + ending) for ending in ENDINGS if path.with_name(path.name + ending).is_file()]
    if len(found) > 1:
        raise DataError(f"there are {' and '.join(file.name for file in found)}", "Say which one is meant.")
    if not found and path.is_file():
        raise DataError(f"its ending is not known, but {', '.join(ENDINGS)} are", "Save it as one of these.")
    return found[0] if found else path


def _read(path: Path, name: str, wanted: Collection[str]) -> Table:
    shown = name if Path(name).suffix else path.name
    ending = path.suffix.lower()
    if path.stat().st_size > LARGEST_DATA:
        raise DataError(f"it is larger than {LARGEST_DATA // 1_000_000:,} MB", "Keep only the rows you need.")
    if ending in (".csv", ".tsv"):
        return read_csv(path, shown, wanted)
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    found = _columns(path, ending, wanted)
    first, word = (2, ":") if ending == ".xlsx" else (1, " row ")
    return Table(shown, found.names, found.cells, range(first, first + found.rows), word, digest)


def _columns(path: Path, ending: str, wanted: Collection[str]) -> Columns:
    """The columns of a file that is no text."""
    read = {".xlsx": read_sheet, ".parquet": read_parquet, ".dta": read_stata}[ending]
    try:
        return read(path, wanted)
    except ImportError:
        tip = "Install it with: pip install 'qadsl[data]'"
        raise DataError(f"`{ending}` needs the package {ENDINGS[ending]}", tip) from None
    except DataError:
        raise
    except Exception as problem:  # whatever a file holds that is not what its ending says
        said = str(problem).partition("\n")[0][:200]
        raise DataError(f"it is no readable {ending} file: {said}") from None
