"""Sweeps as pandas frames."""

from __future__ import annotations

import pandas as pd

from qadsl.analysis.sweeping import Sweep
from qadsl.views import sweep_rows

__all__ = ["alignments", "decisions", "switches"]


def decisions(found: Sweep) -> pd.DataFrame:
    """One row a step and decision."""
    return pd.DataFrame(sweep_rows.decision_rows(found), columns=list(sweep_rows.decision_columns(found)))


def alignments(found: Sweep) -> pd.DataFrame:
    """One row a step and pair."""
    return pd.DataFrame(sweep_rows.alignment_rows(found), columns=list(sweep_rows.alignment_columns(found)))


def switches(found: Sweep) -> pd.DataFrame:
    """One row a switch."""
    columns = ["kind", "time", "a", "b", "target", "before", "after", "below", "above", "other"]
    return pd.DataFrame(sweep_rows.switch_rows(found), columns=columns)
