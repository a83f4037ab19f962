"""Figures as pandas frames, and as the files that pandas writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from qadsl.analysis.left_out import Outside
from qadsl.ir.program import Plan
from qadsl.result import Figures, Grouping
from qadsl.views.group_rows import (
    group_columns,
    group_rows,
    left_out_columns,
    left_out_rows,
    membership_columns,
    membership_rows,
)
from qadsl.views.measured import measure_columns, measure_rows
from qadsl.views.rows import Row, alignment_columns, alignment_rows, decision_columns, decision_rows
from qadsl.views.solved import SOLUTION_COLUMNS, solution_rows

__all__ = ["alignments", "decisions", "files", "groups", "left_out", "measures", "memberships", "solutions", "write"]


def decisions(figures: Figures) -> pd.DataFrame:
    """One row a decision; `possible` holds tuples of options."""
    return _frame(decision_rows(figures), decision_columns(figures))


def alignments(figures: Figures) -> pd.DataFrame:
    """One row an unordered pair; `possible` holds tuples of options."""
    return _frame(alignment_rows(figures), alignment_columns(figures))


def measures(figures: Figures) -> pd.DataFrame:
    """One row a decision and measure; the shares of words have a column each."""
    columns = measure_columns(figures)
    frame = pd.DataFrame(measure_rows(figures), columns=list(columns))
    numbers = [c for c in columns if c in ("probability", "mean", "sd") or c.startswith("p_")]
    return frame.astype(dict.fromkeys(numbers, "float64"))


def solutions(figures: Figures) -> pd.DataFrame:
    """One row a solution of a solve; `members` holds tuples of tuples of names."""
    told = [{**row, "members": _tuples(row["members"])} for row in solution_rows(figures)]
    frame = pd.DataFrame(told, columns=list(SOLUTION_COLUMNS))
    return frame.astype(dict.fromkeys(("energy", "worth", "basin", "share", "chosen", "gap"), "float64"))


def _tuples(groups: object) -> tuple[tuple[str, ...], ...]:
    assert isinstance(groups, list)
    return tuple(tuple(group) for group in groups)


def groups(plan: Plan, grouping: Grouping) -> pd.DataFrame:
    """One row a group; `members` holds tuples of names."""
    return _listing(group_rows(plan, grouping), group_columns(plan))


def memberships(figures: Figures, grouping: Grouping) -> pd.DataFrame:
    """One row an actor, target and period."""
    return _listing(membership_rows(figures, grouping), membership_columns())


def left_out(plan: Plan, outside: Iterable[Outside]) -> pd.DataFrame:
    """One row a choice that kept an actor out of a group; `group` holds tuples of names."""
    return _listing(left_out_rows(plan, outside), left_out_columns())


def _listing(rows: list[Row], columns: tuple[str, ...]) -> pd.DataFrame:
    """Rows as a frame, lists of names as tuples."""
    told = [{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()} for row in rows]
    frame = pd.DataFrame(told, columns=list(columns))
    numbers = [c for c in columns if c in ("groups", "probability", "gap") or c.startswith("p_")]
    return frame.astype(dict.fromkeys(numbers, "float64"))


_NUMBERS = ("commitment", "encouraging", "discouraging", "margin")


def _frame(rows: list[Row], columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame([{**row, "possible": _names(row)} for row in rows], columns=list(columns))
    numbers = [c for c in columns if c in _NUMBERS or c.startswith(("payoff_", "p_"))]
    return frame.astype(dict.fromkeys(numbers, "float64"))


def _names(row: Row) -> tuple[str, ...]:
    possible = row["possible"]
    assert isinstance(possible, list)
    return tuple(possible)


def files(path: Path, names: Iterable[str] = ("alignments",)) -> tuple[Path, ...]:
    """What `write` writes: one workbook, or a file of decisions and one for each of these frames beside it."""
    if path.suffix == ".xlsx":
        return (path,)
    return (path, *(path.with_name(f"{path.stem}-{name}{path.suffix}") for name in names))


def write(frames: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write frames by the ending of the path: as sheets of one workbook, or as one CSV or Parquet file each.

    In CSV and Excel `possible` is `a | b`. Texts stay texts: none becomes a formula or a link in Excel.
    """
    if path.suffix == ".xlsx":
        options = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
        with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs={"options": options}) as workbook:
            for name, frame in frames.items():
                _flat(frame).to_excel(workbook, sheet_name=name, index=False)
        return
    for frame, file in zip(frames.values(), files(path, list(frames)[1:]), strict=True):
        if path.suffix == ".parquet":
            told = frame.assign(possible=frame["possible"].map(list)) if "possible" in frame else frame
            told.to_parquet(file, index=False)
        else:
            _flat(frame).to_csv(file, index=False, lineterminator="\n")


def _flat(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(possible=frame["possible"].map(" | ".join)) if "possible" in frame else frame
