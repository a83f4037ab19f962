"""Finds the nearest value of one input, the others held, at which a tie or a decision comes out differently.

Each input is tried over its whole range at once, first coarsely, then ever more finely where the outcome turns. What is
uncertain stands at its middle, and what a period has from the one before, at what the run gave there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qadsl.engine.coming_out import outcomes, read_by_choice
from qadsl.engine.leeway import Leeway, leeways, middle, written_at
from qadsl.engine.situations import Situations
from qadsl.engine.tracing import trace
from qadsl.ir.program import Node, Plan
from qadsl.ir.sites import Cell, Site, cone
from qadsl.ir.types import Kind
from qadsl.result import Floats, Ints

__all__ = ["Search", "Turning", "held_elsewhere", "turnings"]

ROUNDS = 4
MOST_TRACED = 64
READ_ELSEWHERE = frozenset({"constant", "year", "member", "same", "input", "is_given"})
"""Leaves of the graph that a situation gives by itself; the others are held at what the run found."""


@dataclass(frozen=True, slots=True)
class Turning:
    """An input, what it is, what it would have to be for the tie to come out as `option`, and how far that is.

    `distance` is a share of the input's range. A flag is 0 or 1, a category the position of its word. What is not
    stated (`is_known` false) stands at the middle of its range.
    """

    site: Site
    now: float
    is_known: bool
    needed: float
    option: int
    distance: float


class _Tried:
    """Inputs of a plan in many situations, in each of which some of them have other values."""

    def __init__(self, plan: Plan, cell: Cell, moved: Mapping[Site, Floats], count: int) -> None:
        self.count = count
        self._plan, self._time, self._moved = plan, cell[0], moved

    def value(self, site: Site) -> Floats:
        """Its own values where it is one that moves, else what is written, or its middle."""
        if site in self._moved:
            return self._moved[site]
        return np.full(self.count, middle(written_at(self._plan, site)))

    def is_given(self, site: Site) -> Floats:
        """Whether it is stated; where a value is tried, it is."""
        quantity = self._plan.quantities[site[0]]
        code = quantity.cells[site[1]]
        stated = float(code != 0 and quantity.written[code].form != "unknown")
        if site not in self._moved:
            return np.full(self.count, stated)
        return np.where(self._moved[site] == middle(quantity.written[code]), stated, 1.0)

    def year(self) -> Floats:
        """The year of the cell's period."""
        return np.full(self.count, self._plan.years[self._time])


class _Held(Situations):
    """Situations in which what comes from other periods is as the run found it."""

    def __init__(self, plan: Plan, inputs: _Tried, cell: Cell, held: Mapping[Node, float]) -> None:
        super().__init__(plan, inputs, cell)
        self._held = held

    def _source(self, node: Node) -> Floats:
        if node.op in READ_ELSEWHERE:
            return super()._source(node)
        return np.full(self.inputs.count, self._held.get(node, np.nan))


def turnings(plan: Plan, row: Cell, wanted: Iterable[int], draws: int, seed: int) -> tuple[Turning, ...]:
    """For each input of a tie (time, target, two actors), its nearest value that brings about a wanted option.

    The nearest first; equally near ones in the order of the plan. Nothing where the tie already comes out so.
    """
    cells: tuple[Cell, Cell] = (row, (row[0], row[1], row[3], row[2]))
    search = Search(plan, cells, frozenset(wanted), [held_elsewhere(plan, cell, draws, seed) for cell in cells])
    if not search.leeways or search.outcomes({}, 1)[0] in search.wanted:
        return ()
    return in_order(turning for turning in search.nearest() if turning is not None)


def in_order(found: Iterable[Turning]) -> tuple[Turning, ...]:
    """The nearest first; equally near ones in the order of the plan."""
    return tuple(sorted(found, key=lambda turning: (round(turning.distance, 12), turning.site)))


class Search:
    """Tries inputs of a decision, or of a tie by its two decisions."""

    def __init__(
        self, plan: Plan, cells: Sequence[Cell], wanted: frozenset[int], held: Sequence[Mapping[Node, float]]
    ) -> None:
        self.plan, self.cells, self.wanted, self._held = plan, cells, wanted, held
        self._read = read_by_choice(plan)
        self.leeways = leeways(plan, self._read, cells)

    def read(self, moved: Mapping[Site, Floats], count: int) -> list[Floats]:
        """For each decision, what its choice hangs on in each situation: payoffs, and the precision of chance."""
        found = []
        for cell, held in zip(self.cells, self._held, strict=True):
            values = _Held(self.plan, _Tried(self.plan, cell, moved, count), cell, held).values(self._read)
            found.append(np.array([values[node] for node in self._read]))
        return found

    def outcomes(self, moved: Mapping[Site, Floats], count: int) -> Ints:
        """What comes out in each situation, -1 where it is unknown."""
        return outcomes(self.plan, self.read(moved, count))

    def nearest(self, besides: Floats | None = None) -> list[Turning | None]:
        """The nearest turning of each input; where it turns between two values, the next round looks there.

        `besides` are values that are tried with the evenly spaced ones.
        """
        grids = [_with(inlet, inlet.values((inlet.low, inlet.high)), besides) for inlet in self.leeways]
        found: list[Turning | None] = [None] * len(grids)
        for _ in range(ROUNDS):
            for i, came_out in enumerate(self._tried(grids)):
                inlet, grid = self.leeways[i], grids[i]
                turned = np.flatnonzero(np.isin(came_out, list(self.wanted)))
                if not turned.size:
                    continue
                best = min(turned.tolist(), key=lambda k: (inlet.distance(float(grid[k])), k))
                needed = float(grid[best])
                found[i] = Turning(
                    inlet.sites[0], inlet.now, inlet.is_known, needed, int(came_out[best]), inlet.distance(needed)
                )
                grids[i] = inlet.values(_around(inlet, grid, best))
        return found

    def _tried(self, grids: Sequence[Floats]) -> list[Ints]:
        """Every input at each of its values, the others as they are."""
        if not grids:
            return []
        starts = np.cumsum([0, *(len(grid) for grid in grids)])
        count = int(starts[-1])
        moved = {}
        for inlet, grid, start in zip(self.leeways, grids, starts.tolist(), strict=False):
            values = np.full(count, inlet.now)
            values[start : start + len(grid)] = grid
            moved.update(dict.fromkeys(inlet.sites, values))
        return np.split(self.outcomes(moved, count), starts[1:-1])


def _with(inlet: Leeway, values: Floats, besides: Floats | None) -> Floats:
    if besides is None or inlet.is_stepped:
        return values
    return np.union1d(values, besides[(besides > inlet.low) & (besides < inlet.high)])


def _around(inlet: Leeway, grid: Floats, best: int) -> tuple[float, float]:
    """The step between a value that turns the outcome and the one before it, on the side of what now holds."""
    needed = float(grid[best])
    before = float(grid[max(best - 1, 0)] if needed > inlet.usual else grid[min(best + 1, len(grid) - 1)])
    return (max(inlet.low, min(before, needed)), min(inlet.high, max(before, needed)))


def held_elsewhere(plan: Plan, cell: Cell, draws: int, seed: int) -> dict[Node, float]:
    """What the run gave at a cell for all that payoffs read but not from inputs."""
    read = ((i, plan.nodes[i]) for i in cone(plan, read_by_choice(plan)))
    leaves = [i for i, node in read if not node.arguments and node.op not in READ_ELSEWHERE]
    if not leaves:
        return {}
    found = trace(plan, cell, min(draws, MOST_TRACED), seed, only=leaves)
    return {
        plan.nodes[i]: round(found.values[i]) if plan.nodes[i].kind is Kind.FLAG else found.values[i]
        for i in leaves
        if found.values[i] == found.values[i]
    }
