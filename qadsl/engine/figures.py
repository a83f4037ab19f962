"""Turns what a run kept of its draws into figures: means, shares, the most probable outcome, what is possible.

There may be millions of cells, so arrays have a column a figure, each in one piece, and are worked on column by column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from qadsl.engine import intervals
from qadsl.engine.deciding import deciding
from qadsl.engine.measured import measure_figures
from qadsl.engine.once import Once, names_of_labels, shares_of
from qadsl.engine.solved import solution_figures
from qadsl.engine.solvers import behaviour
from qadsl.engine.solving import Draws, Solving
from qadsl.engine.stocks import Stocks
from qadsl.engine.tallies import Tallies
from qadsl.engine.tie_graphs import draws_seen, merged
from qadsl.ir.program import Plan
from qadsl.result import Decider, Figures, Flags, Floats, Ints, State, later

__all__ = ["figures_of"]


def figures_of(
    plan: Plan,
    stocks: Stocks,
    seed: int,
    asked: int,
    tallies: Tallies,
    cells: Ints,
    pairs: Ints,
    ends: Ints,
    past: intervals.PastRanges,
    after: State | None = None,
) -> Figures:
    """The figures of a run of which `asked` draws were asked for.

    `past` holds what the periods before may have left, and afterwards what those that were run may leave.
    """
    options, draws = len(plan.options), tallies.draws
    conflict: Flags = np.asarray(tallies.conflicts.any(axis=1))
    is_open = conflict | tallies.unknown
    once = tallies.once
    found = _counted(plan, tallies, is_open, ends) if once is None else _once(plan, tallies, once, is_open, ends)
    choice, tie = found.choice, found.tie
    decide: dict[int, tuple[Decider, ...]] = {}
    is_complete = draws == asked
    if intervals.is_settled(plan, is_open):
        possible, tie_possible = later(lambda: _only(choice, options)), later(lambda: _only(tie, options))
    else:
        try:
            past.solving = Solving(plan, Draws(plan, stocks, seed)) if plan.solves else None
            reach = intervals.possible(plan, stocks, cells, past)
            possible = np.where((reach.is_exact & (choice >= 0))[:, None], _only(choice, options), reach.possible)
            decide = deciding(plan, stocks, cells, possible, past, 0 if after is None else after.undecided)
        except KeyboardInterrupt:  # the draws are made and are kept; nothing is ruled out then
            is_complete, possible, decide = False, np.ones((len(cells), options), dtype=np.bool_), {}
        tie_possible = intervals.tie_possible(possible[ends[:, 0]], possible[ends[:, 1]])
    return Figures(
        plan=plan,
        draws=draws,
        seed=seed,
        is_complete=is_complete,
        cells=cells,
        payoff=found.means[:, :options],
        probability=found.chosen,
        encouraging=found.means[:, options],
        discouraging=found.means[:, options + 1],
        margin=found.means[:, options + 2],
        commitment=found.commitment,
        choice=_as_whole(choice),
        behaviour=found.labels,
        possible=possible,
        conflict=conflict,
        unknown=tallies.unknown,
        conflicts={int(c): tuple(map(int, np.flatnonzero(tallies.conflicts[c]))) for c in np.flatnonzero(conflict)},
        deciding=decide,
        pairs=pairs,
        tie_probability=found.tied,
        tie_possible=tie_possible,
        tie=_as_whole(tie),
        measures=measure_figures(plan, tallies.measured, draws),
        solutions=solution_figures(plan, tallies.solved, draws),
        graphs=merged(tallies.seen, draws_seen(plan, len(pairs), draws)),
        after=after,
    )


def _as_whole(outcome: Ints) -> Ints:
    """Outcomes in the type in which all are told."""
    return outcome if outcome.dtype == np.int64 else later(lambda: outcome.astype(np.int64))


@dataclass(frozen=True, slots=True)
class _Found:
    """What all draws together come to; -1 and NaN where the outcome is open."""

    means: Floats
    choice: Ints
    chosen: Floats
    commitment: Floats
    tie: Ints
    tied: Floats
    labels: Sequence[str]


def _once(plan: Plan, tallies: Tallies, once: Once, is_open: Flags, ends: Ints) -> _Found:
    """Of one draw."""
    choice, tie = once.choice, once.tie
    if is_open.any():
        choice, tie = np.where(is_open, -1, choice), np.where(is_open[ends].any(axis=1), -1, tie)
    options = len(plan.options)
    return _Found(
        tallies.first, choice, later(lambda: shares_of(choice, options)),
        later(lambda: np.where(choice < 0, np.nan, choice)), tie,
        later(lambda: shares_of(tie, options)), names_of_labels(plan, once, choice),
    )  # fmt: skip


def _counted(plan: Plan, tallies: Tallies, is_open: Flags, ends: Ints) -> _Found:
    """Of sums and counts."""
    draws = tallies.draws
    means = _means(tallies.first, tallies.totals, draws)
    chosen = _shares(tallies.at_least, tallies.chances, tallies.chance_totals, draws)
    tied = _shares(tallies.ties, tallies.tie_chances, tallies.tie_totals, draws)
    choice, tie = _outcome(tallies.at_least, chosen, draws), _outcome(tallies.ties, tied, draws)
    if is_open.any():
        # shares of the draws that happen to be settled are no probabilities
        choice[is_open], chosen[is_open] = -1, np.nan
        untied = is_open[ends].any(axis=1)
        tie[untied], tied[untied] = -1, np.nan
    return _Found(means, choice, chosen, _positions(chosen), tie, tied, _labels(plan, tallies, choice))


def _means(first: Floats, totals: Floats, draws: int) -> Floats:
    """Means over draws, written over the sums: nobody reads them any more."""
    means = totals if draws == 1 else np.divide(totals, draws, out=totals)
    means = np.add(first, means, out=first)
    # drops the sign of a zero
    means += 0.0
    return means


def _positions(chosen: Floats) -> Floats:
    """The mean position of the choice, added up in order of the options: a product of matrices may round by machine."""
    found: Floats = np.zeros(len(chosen)) if not chosen.shape[1] else chosen[:, 0] * 0.0
    for option in range(1, chosen.shape[1]):
        found += chosen[:, option] * option
    return found


def _shares(at_least: Ints, first: Floats, totals: Floats, draws: int) -> Floats:
    """The share of each outcome: counts of just it over draws, or in quantal response mean probabilities."""
    if first.shape[1]:
        return _means(first, totals, draws)
    shares = np.empty_like(at_least, dtype=np.float64)
    if not at_least.shape[1]:
        return shares
    for option in range(at_least.shape[1] - 1):
        np.subtract(at_least[:, option], at_least[:, option + 1], out=shares[:, option])
    shares[:, -1] = at_least[:, -1]
    if draws > 1:
        shares /= draws
    return shares


def _outcome(at_least: Ints, shares: Floats, draws: int) -> Ints:
    """The most probable option of each row; in one draw it is told by what it is at least."""
    if draws > 1 or not at_least.shape[1] or not at_least.any():
        return _most(shares)
    found: Ints = np.zeros(len(at_least), dtype=np.int64)
    for option in range(1, at_least.shape[1]):
        found += at_least[:, option]
    return found


def _most(shares: Floats) -> Ints:
    """The greatest share of each row, the first among equals; what is unknown counts as none."""
    found: Ints = np.zeros(len(shares), dtype=np.int64)
    if not shares.shape[1]:
        return found
    best = np.nan_to_num(shares[:, 0], nan=0.0)
    for option in range(1, shares.shape[1]):
        better = shares[:, option] > best
        np.putmask(found, better, option)
        np.fmax(best, shares[:, option], out=best)
    return found


def _only(choice: Ints, options: int) -> Flags:
    only = np.empty((options, len(choice)), dtype=np.bool_)
    for option in range(options):
        np.equal(choice, option, out=only[option])
    return only.T


def _labels(plan: Plan, tallies: Tallies, choice: Ints) -> tuple[str, ...]:
    """The most frequent label of each cell's choice, ties by name."""
    named = sorted((behaviour.text(plan, bits), option, bits) for option, bits in tallies.labels)
    found = np.zeros(len(choice), dtype=np.int64)
    most = np.zeros(len(choice), dtype=np.int64)
    for number, (_, option, bits) in enumerate(named, 1):
        counts = tallies.labels[option, bits]
        here = (choice == option) & (counts > most)
        np.putmask(found, here, number)
        np.copyto(most, counts, where=here)
    texts = np.array(["", *(text for text, _, _ in named)], dtype=object)
    return tuple(texts[found].tolist())
