"""Sweeps as rows and objects under the names that frames and JSON show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from qadsl.analysis.sweeping import Sweep
from qadsl.result import Floats, Names

__all__ = ["alignment_columns", "alignment_rows", "axis_names", "decision_columns", "decision_rows", "switch_rows",
           "swept_object"]  # fmt: skip

Row = tuple[object, ...]


def axis_names(found: Sweep) -> tuple[str, ...]:
    """Names of the columns that hold the values of the inputs: as written, unless a column is called so already."""
    taken = {*_about(is_tie=False), *_about(is_tie=True), "choice", "tie"}
    return tuple(f"input {axis.input}" if axis.input in taken else axis.input for axis in found.axes)


def decision_columns(found: Sweep) -> tuple[str, ...]:
    """Names of the columns of decisions."""
    shares = (*(f"p_{name}" for name in found.options), *(f"payoff_{name}" for name in found.options))
    return (*axis_names(found), *_about(is_tie=False), "choice", *shares)


def alignment_columns(found: Sweep) -> tuple[str, ...]:
    """Names of the columns of ties."""
    return (*axis_names(found), *_about(is_tie=True), "tie", *(f"p_{name}" for name in found.options))


def decision_rows(found: Sweep) -> list[Row]:
    """One row a step and decision."""
    return [
        (*found.values(step), *_names(names), found.named(int(found.choice[step, row])),
         *_known(found.probability[step, row]), *_known(found.payoff[step, row]))
        for step in range(found.steps)
        for row, names in enumerate(found.decisions)
    ]  # fmt: skip


def alignment_rows(found: Sweep) -> list[Row]:
    """One row a step and pair."""
    return [
        (*found.values(step), *_names(names), found.named(int(found.tie[step, row])),
         *_known(found.tie_probability[step, row]))
        for step in range(found.steps)
        for row, names in enumerate(found.ties)
    ]  # fmt: skip


def switch_rows(found: Sweep) -> list[dict[str, object]]:
    """One row a switch."""
    rows = []
    for one in found.switches():
        names = (found.ties if one.is_tie else found.decisions)[one.row]
        about = dict(zip(("time", "a", "b", "target"), _names(names), strict=True))
        told = {"before": one.before, "after": one.after, "below": one.below, "above": one.above, "other": one.other}
        rows.append({"kind": "tie" if one.is_tie else "decision", **about, **told})
    return rows


def swept_object(found: Sweep) -> dict[str, object]:
    """The sweep as nested dictionaries and lists; figures have an entry a step."""
    return {
        "scenario": found.scenario,
        "theory": found.theory,
        "draws": found.draws,
        "seed": found.seed,
        "is_sampled": found.is_sampled,
        "is_complete": found.is_complete,
        "axes": [
            {**asdict(axis), "values": list(axis.values), "is_read": is_read}
            for axis, is_read in zip(found.axes, found.is_read, strict=True)
        ],
        "steps": [list(found.values(step)) for step in range(found.steps)],
        "decisions": [_object(found, row, is_tie=False) for row in range(len(found.decisions))],
        "alignments": [_object(found, row, is_tie=True) for row in range(len(found.ties))],
        "switches": switch_rows(found),
    }


def _object(found: Sweep, row: int, *, is_tie: bool) -> dict[str, object]:
    names = _names((found.ties if is_tie else found.decisions)[row])
    shares = found.tie_probability if is_tie else found.probability
    told: dict[str, object] = dict(zip(_about(is_tie=is_tie), names, strict=True))
    told["tie" if is_tie else "choice"] = [found.named(o) for o in found.outcomes(is_tie=is_tie)[:, row].tolist()]
    told["probability"] = {name: _known(shares[:, row, i]) for i, name in enumerate(found.options)}
    if not is_tie:
        told["payoff"] = {name: _known(found.payoff[:, row, i]) for i, name in enumerate(found.options)}
    return told


def _about(*, is_tie: bool) -> tuple[str, ...]:
    return ("time", "a", "b", "target") if is_tie else ("time", "self", "partner", "target")


def _names(names: Names) -> Row:
    return names.time, names.first, names.second, names.target


def _known(values: Floats | Sequence[float]) -> list[float | None]:
    """Plain floats, None for an unknown."""
    return [None if value != value else float(value) + 0.0 for value in values]
