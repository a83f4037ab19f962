"""Contrasts, comparisons and tipping points as pandas frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import pandas as pd

from qadsl.analysis.comparing import Comparison
from qadsl.analysis.contrasting import Contrast, Score, Turn
from qadsl.analysis.tipping import JointMove, Tipping, TippingPoint
from qadsl.views.side_rows import comparison_rows, contrast_columns, contrast_rows

__all__ = ["agreement", "differences", "joint_moves", "predictions", "scores", "tipping_points", "turns"]


def predictions(found: Contrast) -> pd.DataFrame:
    """One row a tie: what each theory says and how probable that is, whether they part, and what happened."""
    frame = pd.DataFrame(contrast_rows(found), columns=list(contrast_columns(found)))
    words = ["happened", *found.theories]
    return frame.astype(dict.fromkeys(words, object)).where(frame.notna(), None)


def agreement(found: Contrast) -> pd.DataFrame:
    """Share of ties of which two theories say the same, theories as rows and columns."""
    names = list(found.theories)
    frame = pd.DataFrame(1.0, index=names, columns=names)
    for one in found.agreements:
        frame.loc[one.one, one.other] = frame.loc[one.other, one.one] = one.share
    return frame


def scores(found: Contrast) -> pd.DataFrame:
    """One row a theory or baseline: how often it says what happened."""
    return _frame(found.scores, [field.name for field in fields(Score)])


def turns(found: Contrast) -> pd.DataFrame:
    """One row a theory and tie on which it parts from others: the input that is nearest to ending that."""
    frame = _frame(found.turns, [field.name for field in fields(Turn)])
    ties = [found.predictions[turn.row] for turn in found.turns]
    frame.insert(0, "time", [tie.time for tie in ties])
    frame.insert(1, "target", [tie.target for tie in ties])
    frame.insert(2, "a", [tie.first for tie in ties])
    frame.insert(3, "b", [tie.second for tie in ties])
    return frame.drop(columns="row")


def differences(found: Comparison) -> pd.DataFrame:
    """One row a decision or tie that differs: both outcomes, and the statements that made it differ."""
    columns = [
        "kind", "time", "a", "b", "target", "one", "other", "p_one", "p_other", "margin_one", "margin_other",
        "turned", "alone", "needed",
    ]  # fmt: skip
    return pd.DataFrame(comparison_rows(found), columns=columns)


def tipping_points(found: Tipping) -> pd.DataFrame:
    """One row an input and other outcome, the nearest first."""
    return _frame(found.points, [field.name for field in fields(TippingPoint)])


def joint_moves(found: Tipping) -> pd.DataFrame:
    """One row an input of the smallest joint change."""
    moves = found.joint.moves if found.joint is not None else ()
    frame = _frame(moves, [field.name for field in fields(JointMove)])
    return frame.assign(becomes=found.joint.becomes if found.joint is not None else None)


def _frame(items: Sequence[object], columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame([[getattr(item, name) for name in columns] for item in items], columns=columns)
