"""Values of Python's, numpy's and pandas' as cells of a table, and a digest of rows whatever their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from numbers import Real
from typing import TYPE_CHECKING, Any

from qadsl.data.table import Cell

if TYPE_CHECKING:
    import numpy as np

__all__ = ["cells_of", "digest_of"]

OPEN = frozenset({"NAType", "NaTType"})
"""What pandas puts where nothing is known."""


def cells_of(column: Iterable[object]) -> list[Cell]:
    """A column as texts, numbers, yes and no; nothing where pandas, numpy and Python leave it open.

    Whole columns of one kind, which nearly all are, are turned at once: tables have millions of rows.
    """
    values = _listed(column)
    kinds = set(map(type, values))
    if kinds <= {str, bool, type(None)}:
        return values  # type: ignore[return-value]
    if kinds <= {float, int}:
        return _numbers(values)
    cell = _remembering()
    return [cell(value) for value in values]


def _listed(column: Any) -> list[object]:
    """The values of a column in a new list; moments of numpy's by their days, which is all that a date can be."""
    import numpy as np

    kind = getattr(column, "dtype", None)
    if isinstance(kind, np.dtype) and kind.kind == "M":
        days = np.datetime_as_string(np.asarray(column), unit="D")
        return [None if day == "NaT" else day for day in days.tolist()]
    for way in ("tolist", "to_pylist", "to_list"):
        if callable(listed := getattr(column, way, None)):
            return list(listed())
    return list(column)


def _numbers(values: Sequence[Any]) -> list[Cell]:
    """Numbers, among which those that are none, and no zero below zero."""
    import numpy as np

    try:
        found = np.array(values, dtype=np.float64) + 0.0
    except OverflowError:  # a whole number beyond all others
        return [None if value != value else _float(value) for value in values]
    if not np.isnan(found).any():
        return found.tolist()  # type: ignore[no-any-return]
    return [None if value != value else value for value in found.tolist()]


def _float(value: Any) -> float:
    try:
        return float(value) + 0.0
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _remembering() -> Callable[[Any], Cell]:
    """What turns one value, and knows again those that it has turned; a number needs no memory."""
    known: dict[tuple[type, object], Cell] = {}

    def cell(value: Any) -> Cell:
        if isinstance(value, float | int) and not isinstance(value, bool):
            return None if value != value else _float(value)
        try:
            return known[type(value), value]
        except KeyError:
            found = known[type(value), value] = _cell(value)
            return found
        except TypeError:  # what can be changed cannot be remembered
            return _cell(value)

    return cell


def _cell(value: Any) -> Cell:
    if type(value).__name__ == "datetime64":
        day = str(value.astype("datetime64[D]"))
        return None if day == "NaT" else day
    item = getattr(value, "item", None)
    value = item() if callable(item) and getattr(value, "ndim", 0) == 0 else value
    if value is None or type(value).__name__ in OPEN:
        return None
    if isinstance(value, bool | str):
        return str(value) if type(value) is not bool else value
    if isinstance(value, Real):
        number = _float(value)
        return None if number != number else number
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value)


def digest_of(columns: Mapping[str, Sequence[Cell]]) -> str:
    """A digest of all rows, whatever their order and that of the columns."""
    import numpy as np

    told = sha256()
    keys: list[np.ndarray[Any, np.dtype[np.int32]]] = []
    for name in sorted(columns):
        words, codes = _coded(columns[name])
        told.update(repr((name, words)).encode("utf-8", "surrogatepass"))
        keys.append(codes)
    order = np.lexsort(keys) if keys else np.arange(0)
    for codes in keys:
        told.update(codes[order].astype("<i4").tobytes())
    return told.hexdigest()


def _coded(column: Sequence[Cell]) -> tuple[list[Any], np.ndarray[Any, np.dtype[np.int32]]]:
    """What a column holds, each once and in order, and for every row which of them it holds."""
    import numpy as np

    kinds = sorted(set(map(type, column)), key=lambda kind: kind.__name__)
    if set(kinds) <= {float, type(None)}:
        numbers, codes = np.unique(np.array(column, dtype=np.float64), return_inverse=True)
        return numbers.tolist(), codes.astype(np.int32)
    if len(kinds) > 1:  # yes is not 1
        words = [(kind.__name__, word) for kind in kinds for word in _sorted({c for c in column if type(c) is kind})]
        place = {word: i for i, word in enumerate(words)}
        return words, np.fromiter((place[type(cell).__name__, cell] for cell in column), np.int32, len(column))
    alike = _sorted(set(column))
    where = {word: i for i, word in enumerate(alike)}
    return alike, np.fromiter((where[cell] for cell in column), np.int32, len(column))


def _sorted(words: Iterable[Any]) -> list[Any]:
    return sorted(words) if words != {None} else [None]
