"""Figures as rows under the names that frames, CSV and JSON share."""

from __future__ import annotations

from qadsl.result import Figures, names_of

__all__ = ["Row", "alignment_columns", "alignment_rows", "decision_columns", "decision_rows"]

Row = dict[str, object]


def decision_columns(figures: Figures) -> tuple[str, ...]:
    """Names of the columns of decisions, in order."""
    options = [option.name for option in figures.plan.options]
    return (
        *("scenario", "theory", "time", "self", "partner", "target", "choice", "behaviour", "commitment"),
        *("encouraging", "discouraging", "margin"),
        *(f"payoff_{name}" for name in options),
        *(f"p_{name}" for name in options),
        *("possible", "status"),
    )


def alignment_columns(figures: Figures) -> tuple[str, ...]:
    """Names of the columns of alignments, in order."""
    options = [option.name for option in figures.plan.options]
    return ("scenario", "theory", "time", "a", "b", "target", "outcome", *(f"p_{o}" for o in options), "possible")


def decision_rows(figures: Figures) -> list[Row]:
    """One row a decision, in canonical order; unknown is None, `possible` a list of options."""
    plan = figures.plan
    options = [option.name for option in plan.options]
    rows: list[Row] = []
    for i, cell in enumerate(figures.cells.tolist()):
        names = names_of(plan, cell)
        choice = int(figures.choice[i])
        values: list[object] = [
            *(plan.scenario, plan.theory, names.time, names.first, names.second, names.target),
            options[choice] if choice >= 0 else None,
            figures.behaviour[i] or None if choice >= 0 else None,
            *(_known(f) for f in (figures.commitment[i], figures.encouraging[i], figures.discouraging[i])),
            _known(figures.margin[i]),
            *(_known(value) for value in figures.payoff[i]),
            *(_known(value) for value in figures.probability[i]),
            [option for option, is_open in zip(options, figures.possible[i], strict=True) if is_open],
            "conflict" if figures.conflict[i] else "unknown" if figures.unknown[i] else "ok",
        ]
        rows.append(dict(zip(decision_columns(figures), values, strict=True)))
    return rows


def alignment_rows(figures: Figures) -> list[Row]:
    """One row an unordered pair, in canonical order."""
    plan = figures.plan
    options = [option.name for option in plan.options]
    rows: list[Row] = []
    for i, cell in enumerate(figures.pairs.tolist()):
        names = names_of(plan, cell)
        tie = int(figures.tie[i])
        values: list[object] = [
            *(plan.scenario, plan.theory, names.time, names.first, names.second, names.target),
            options[tie] if tie >= 0 else None,
            *(_known(value) for value in figures.tie_probability[i]),
            [option for option, is_open in zip(options, figures.tie_possible[i], strict=True) if is_open],
        ]
        rows.append(dict(zip(alignment_columns(figures), values, strict=True)))
    return rows


def _known(value: float) -> float | None:
    """A plain float, None for an unknown; -0.0 is 0.0."""
    return None if value != value else float(value) + 0.0
