"""Figures as pandas frames, and as the files that pandas writes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from qadsl.result import Figures
from qadsl.views.rows import Row, alignment_columns, alignment_rows, decision_columns, decision_rows

__all__ = ["SUFFIXES", "alignments", "decisions", "write"]

SUFFIXES = (".csv", ".parquet", ".xlsx")


def decisions(figures: Figures) -> pd.DataFrame:
    """One row a decision; `possible` holds tuples of options."""
    return _frame(decision_rows(figures), decision_columns(figures))


def alignments(figures: Figures) -> pd.DataFrame:
    """One row an unordered pair; `possible` holds tuples of options."""
    return _frame(alignment_rows(figures), alignment_columns(figures))


_NUMBERS = ("commitment", "encouraging", "discouraging", "margin")


def _frame(rows: list[Row], columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame([{**row, "possible": _names(row)} for row in rows], columns=list(columns))
    numbers = [c for c in columns if c in _NUMBERS or c.startswith(("payoff_", "p_"))]
    return frame.astype(dict.fromkeys(numbers, "float64"))


def _names(row: Row) -> tuple[str, ...]:
    possible = row["possible"]
    assert isinstance(possible, list)
    return tuple(possible)


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame as CSV, Parquet or Excel by the ending of the path; in CSV and Excel `possible` is `a | b`."""
    if path.suffix == ".parquet":
        frame.assign(possible=frame["possible"].map(list)).to_parquet(path, index=False)
        return
    flat = frame.assign(possible=frame["possible"].map(" | ".join))
    if path.suffix == ".xlsx":
        flat.to_excel(path, index=False)
    else:
        flat.to_csv(path, index=False, lineterminator="\n")
