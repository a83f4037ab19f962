"""Contrasts, comparisons, tipping points and sweeps as rows under the names that frames show."""

from __future__ import annotations

from qadsl.analysis.comparing import Comparison
from qadsl.analysis.contrasting import Contrast

__all__ = ["comparison_rows", "contrast_columns", "contrast_rows"]

Row = dict[str, object]


def contrast_columns(found: Contrast) -> tuple[str, ...]:
    """Names of the columns of a contrast, in order."""
    by_theory = [column for name in found.theories for column in (name, f"p_{name}")]
    return ("scenario", "time", "a", "b", "target", *by_theory, "parting", "happened")


def contrast_rows(found: Contrast) -> list[Row]:
    """One row a tie, in canonical order: what each theory says and how probable it is."""
    columns = contrast_columns(found)
    rows: list[Row] = []
    for one in found.predictions:
        said = [value for each in one.by_theory for value in (each.outcome, _known(each.probability))]
        about = (found.scenario, one.time, one.first, one.second, one.target)
        rows.append(dict(zip(columns, (*about, *said, one.is_parting, one.happened), strict=True)))
    return rows


def comparison_rows(found: Comparison) -> list[Row]:
    """One row a tie or decision that differs; `alone` and `needed` hold the statements that made it, as written."""
    rows: list[Row] = []
    for one in found.differences:
        row: Row = {"kind": "tie" if one.is_tie else "decision", "time": one.time, "a": one.first, "b": one.second}
        row["target"] = one.target
        for name, outcome in (("one", one.one), ("other", one.other)):
            row[name] = outcome.option if outcome is not None else None
            row[f"p_{name}"] = _known(outcome.probability) if outcome is not None else None
            row[f"margin_{name}"] = _known(outcome.margin) if outcome is not None else None
        row["turned"] = one.is_turned
        row["alone"] = tuple(found.statements[i].text for i in one.alone)
        row["needed"] = tuple(found.statements[i].text for i in one.needed)
        rows.append(row)
    return rows


def _known(value: float) -> float | None:
    """A plain float, None for an unknown."""
    return None if value != value else float(value) + 0.0
