"""Adds what a tile gives in a chunk of draws to the tallies: means, choices, ties, labels, conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from qadsl.engine.arithmetic import VECTOR
from qadsl.engine.backends.vectors import Flag, Operand, Pool
from qadsl.engine.solvers import behaviour, choice, consent
from qadsl.engine.tallies import Tallies, block_totals, workspace
from qadsl.engine.tie_graphs import Sightings
from qadsl.ir.program import Plan
from qadsl.result import Flags, Floats, Ints

__all__ = ["Block", "Decided", "Halves", "Tallier", "Where", "compare", "in_a_row"]

Where = Ints | slice
Halves = tuple[Where, Where]
"""The rows of the one end of each tie, and those of the other."""


@dataclass(frozen=True, slots=True)
class Decided:
    """In a run of one draw, of each cell of a tile the margin, the choice and the tie with its partner, as columns."""

    margin: Floats
    choice: Ints
    tie: Ints


@dataclass(frozen=True, slots=True)
class Block:
    """What a tile gives in a chunk of draws: arrays of shape (cells, draws) or (cells, 1)."""

    values: dict[int, Operand]
    draws: int
    decided: Decided | None = None


class Tallier:
    """Adds a block to the tallies of its cells and pairs."""

    def __init__(
        self,
        plan: Plan,
        labels: tuple[behaviour.Labels, ...],
        pool: Pool,
        tallies: Tallies,
        cells: Where,
        pairs: Where,
        first: int,
        sightings: Sightings,
        halves: Halves,
    ) -> None:
        self._plan, self._labels, self._pool, self._tallies = plan, labels, pool, tallies
        self._cells, self._pairs = in_a_row(cells), in_a_row(pairs)
        self._halves, self._first, self._sightings = halves, first, sightings

    def add(self, block: Block) -> None:
        """Add one block."""
        values = block.values
        payoffs = [cast(Floats, values[option.payoff]) for option in self._plan.options]
        width = max(payoff.shape[1] for payoff in payoffs)
        payoffs = [np.broadcast_to(p, (p.shape[0], width)) for p in payoffs]
        best = self._pool.take(payoffs[0].shape)
        margin, better = compare(payoffs, best, self._pool)
        means = [*payoffs, values[self._plan.encouraging], values[self._plan.discouraging], margin]
        for place, value in enumerate(means):
            self._mean(self._tallies.first, self._tallies.totals, self._cells, place, cast(Floats, value))
        self._conflicts(values)
        if self._plan.precision is not None:
            self._quantal(payoffs, cast(Floats, values[self._plan.precision]), block)
        else:
            self._highest(_at_least(np.equal(best, best), better), block)
        for part in (best, margin):
            self._pool.give_array(part)

    def _mean(self, firsts: Floats, totals: Floats, rows: Where, place: int, values: Floats) -> None:
        if self._first == 0:
            firsts[rows, place] = values[:, 0]
        if values.shape[1] == 1:
            # the same in every draw: nothing to add, unless it is no finite number
            is_finite = np.isfinite(values[:, 0])
            if not is_finite.all():
                totals[rows, place] += np.where(is_finite, 0.0, np.nan)
            return
        running = totals[rows, place]
        work = self._pool.take((len(values), workspace(values.shape[1])))
        block_totals(values, firsts[rows, place], running, work)
        self._pool.give_array(work)
        totals[rows, place] = running

    def _conflicts(self, values: dict[int, Operand]) -> None:
        for place, conflict in enumerate(self._plan.conflicts):
            flag = cast(Flag, values[conflict.node])
            self._tallies.conflicts[self._cells, place] |= flag.yes.any(axis=1)

    def _highest(self, at_least: list[Flags], block: Block) -> None:
        counts = [_count(flags, block.draws) for flags in at_least]
        one, other = self._halves
        for option, flags in enumerate(at_least):
            self._tallies.at_least[self._cells, option] += counts[option]
            agreed = flags[one] & flags[other]
            self._tallies.ties[self._pairs, option] += _count(agreed, block.draws)
            self._sightings.see(self._pairs, option, agreed)
        self._tallies.unknown[self._cells] |= counts[0] < block.draws
        for option, labels in enumerate(self._labels):
            chosen = at_least[option]
            if option + 1 < len(at_least):
                chosen = chosen & ~at_least[option + 1]
            self._label(option, labels, chosen, block)

    def _quantal(self, payoffs: list[Floats], precision: Floats, block: Block) -> None:
        chances = [np.ascontiguousarray(c) for c in choice.quantal(VECTOR, payoffs, precision)]
        one, other = self._halves
        ties = consent.agree_by_chance(VECTOR, [c[one] for c in chances], [c[other] for c in chances])
        for option, (chance, tie) in enumerate(zip(chances, ties, strict=True)):
            self._mean(self._tallies.chances, self._tallies.chance_totals, self._cells, option, chance)
            self._mean(self._tallies.tie_chances, self._tallies.tie_totals, self._pairs, option, tie)
        known = ~np.isnan(np.sum(chances, axis=0))
        self._tallies.unknown[self._cells] |= ~known.all(axis=1)
        for option, labels in enumerate(self._labels):
            self._label(option, labels, known, block)

    def _label(self, option: int, labels: behaviour.Labels, chosen: Flags, block: Block) -> None:
        """Count, where the option is chosen, each set of labels that fits."""
        if not labels.first and not labels.fallback:
            return
        flags = {node: cast(Flag, block.values[node]) for _, node in labels.first + labels.fallback}
        if chosen.shape[1] == 1 and all(flag.yes.shape[1] == 1 for flag in flags.values()):
            self._label_once(option, labels, np.flatnonzero(chosen), flags, block.draws)
            return
        codes = _codes(labels, block.values)
        for bits in _different(codes):
            fits = _count(chosen & (codes == bits), block.draws)
            if fits.any():
                self._tallies.label_counts(option, bits)[self._cells] += fits

    def _label_once(
        self, option: int, labels: behaviour.Labels, rows: Ints, flags: Mapping[int, Flag], draws: int
    ) -> None:
        """The same where nothing hangs on the draw, for the rows in which the option is chosen."""
        if not rows.size:
            return
        here = {i: Flag(flag.yes[rows], None if flag.no is None else flag.no[rows]) for i, flag in flags.items()}
        codes = np.broadcast_to(_codes(labels, here), (len(rows), 1))[:, 0]
        for bits in _different(codes):
            fits = rows[codes == bits]
            counts = self._tallies.label_counts(option, bits)
            if isinstance(self._cells, slice):
                counts[self._cells][fits] += draws
            else:
                counts[self._cells[fits]] += draws


def in_a_row(rows: Where) -> Where:
    """The same rows as a slice, if they follow one another: what is written there is written in one piece."""
    if isinstance(rows, slice):
        return rows
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows) and bool((np.diff(rows) == 1).all()):
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def compare(payoffs: list[Floats], best: Floats, pool: Pool) -> tuple[Floats, list[Flags]]:
    """The margin of the best payoff (written to `best`) over the next, and where each option betters all before it."""
    following, lesser = pool.take(best.shape), pool.take(best.shape)
    first, *others = payoffs
    better: list[Flags] = []
    for payoff in others:
        if better:
            np.maximum(following, np.minimum(best, payoff, out=lesser), out=following)
        else:
            np.minimum(first, payoff, out=following)
        better.append(np.greater(payoff, best if better else first))
        np.maximum(best if len(better) > 1 else first, payoff, out=best)
    if not others:
        np.copyto(best, first)
        following.fill(np.nan)
    pool.give_array(lesser)
    return np.subtract(best, following, out=following), better


def _at_least(known: Flags, better: list[Flags]) -> list[Flags]:
    """For each option where the choice is it or a greater commitment; for the least, where a choice is known."""
    found: list[Flags] = [known]
    above: Flags | None = None
    for flags in reversed(better):
        above = flags if above is None else above | flags
        found.insert(1, above & known)
    return found


def _codes(labels: behaviour.Labels, values: Mapping[int, Operand]) -> Ints:
    # where labels are few their bits fit a byte
    kind: Any = np.uint8 if all(bit < 256 for bit, _ in labels.first + labels.fallback) else np.int64
    found: Any = np.zeros((1, 1), dtype=kind)
    settled: Flags = np.zeros((1, 1), dtype=np.bool_)
    for group in (labels.first, labels.fallback):
        bits: Any = np.zeros((1, 1), dtype=kind)
        unknown: Flags = np.zeros((1, 1), dtype=np.bool_)
        for bit, node in group:
            flag = cast(Flag, values[node])
            bits = bits | np.multiply(flag.yes, kind(bit), dtype=kind)
            unknown = unknown if flag.no is None else unknown | ~(flag.yes | flag.no)
        found = np.where(settled | unknown, found, bits)
        settled = settled | unknown | (bits != 0)
    return cast(Ints, found)


def _different(codes: Ints) -> list[int]:
    found: list[int] = []
    rest = codes.reshape(-1)
    while rest.size:
        found.append(int(rest[0]))
        rest = rest[rest != rest[0]]
    return found


def _count(flags: Flags, draws: int) -> Ints:
    """How many draws of each row; a column that stands for all draws counts for each."""
    rows, columns = flags.shape
    if columns == 1:
        return flags[:, 0].astype(np.int64) * (draws if columns < draws else 1)
    if columns % 8 or columns > 2040 or not flags.flags.c_contiguous:
        return cast(Ints, np.count_nonzero(flags, axis=1))
    # eight flags are added at a time as bytes of a word, which cannot overflow below 256 words
    words = np.add.reduce(flags.view(np.uint64), axis=1).view(np.uint8).reshape(rows, 8)
    return cast(Ints, words.sum(axis=1, dtype=np.int64))
