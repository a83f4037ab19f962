"""Finds the nearest value of one input, the others held, at which a tie comes out differently.

Each input is tried over its whole range at once, first coarsely, then ever more finely where the outcome turns. What is
uncertain stands at its middle, and what a period has from the one before, at what the run gave there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qadsl.engine.distributions import sample
from qadsl.engine.situations import Situations
from qadsl.engine.solvers.consent import agree
from qadsl.engine.tracing import trace
from qadsl.ir.program import Node, Plan, Written
from qadsl.ir.sites import Cell, Site, cone, sites_read
from qadsl.ir.types import Kind
from qadsl.result import Flags, Floats, Ints

__all__ = ["Turning", "turnings"]

STEPS = 100
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


@dataclass(frozen=True, slots=True)
class _Inlet:
    """An input that may vary: its sites (two of a symmetric relation), its range and whether it comes in steps."""

    sites: tuple[Site, ...]
    now: float
    is_known: bool
    low: float
    high: float
    is_stepped: bool

    def values(self, between: tuple[float, float]) -> Floats:
        low, high = between
        if self.is_stepped:
            return np.asarray(np.clip(np.arange(STEPS + 1) + self.low, self.low, self.high), dtype=np.float64)
        return np.linspace(low, high, STEPS + 1)

    def distance(self, value: float) -> float:
        if self.is_stepped:
            return 1.0
        usual = self.now if self.now == self.now else (self.low + self.high) / 2
        return abs(value - usual) / (self.high - self.low)


class _Tried:
    """Inputs of a plan in many situations, in each of which one of them has another value."""

    def __init__(self, plan: Plan, cell: Cell, moved: Mapping[Site, Floats], count: int) -> None:
        self.count = count
        self._plan, self._time, self._moved = plan, cell[0], moved

    def value(self, site: Site) -> Floats:
        """Its own values where it is one that moves, else what is written, or its middle."""
        if site in self._moved:
            return self._moved[site]
        return np.full(self.count, _middle(_written(self._plan, site)))

    def is_given(self, site: Site) -> Floats:
        """Whether it is stated; where a value is tried, it is."""
        quantity = self._plan.quantities[site[0]]
        code = quantity.cells[site[1]]
        stated = float(code != 0 and quantity.written[code].form != "unknown")
        if site not in self._moved:
            return np.full(self.count, stated)
        return np.where(self._moved[site] == _middle(quantity.written[code]), stated, 1.0)

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
    search = _Search(plan, cells, frozenset(wanted), [_held(plan, cell, draws, seed) for cell in cells])
    inlets = search.inlets()
    if not inlets or search.outcomes({}, 1)[0] in search.wanted:
        return ()
    found = [turning for inlet, turning in zip(inlets, search.nearest(inlets), strict=True) if turning is not None]
    return tuple(sorted(found, key=lambda turning: (round(turning.distance, 12), turning.site)))


class _Search:
    def __init__(
        self, plan: Plan, cells: tuple[Cell, Cell], wanted: frozenset[int], held: Sequence[Mapping[Node, float]]
    ) -> None:
        self.plan, self.cells, self.wanted, self.held = plan, cells, wanted, held
        self._payoffs = [option.payoff for option in plan.options]

    def inlets(self) -> list[_Inlet]:
        """Every input that the two choices hang on and that can have another value."""
        sites = sorted({site for cell in self.cells for site in sites_read(self.plan, self._payoffs, cell)[0]})
        done: set[Site] = set()
        found = []
        for site in sites:
            inlet = _inlet(self.plan, site) if site not in done else None
            if inlet is not None:
                done.update(inlet.sites)
                found.append(inlet)
        return found

    def outcomes(self, moved: Mapping[Site, Floats], count: int) -> Ints:
        """The tie in each situation, -1 where it is unknown."""
        choices = [self._choices(cell, held, moved, count) for cell, held in zip(self.cells, self.held, strict=True)]
        return np.array([agree(int(one), int(other)) for one, other in zip(*choices, strict=True)], dtype=np.int64)

    def _choices(self, cell: Cell, held: Mapping[Node, float], moved: Mapping[Site, Floats], count: int) -> Ints:
        values = _Held(self.plan, _Tried(self.plan, cell, moved, count), cell, held).values(self._payoffs)
        payoffs = np.array([values[node] for node in self._payoffs])
        return np.where(np.isnan(payoffs).any(axis=0), -1, np.argmax(payoffs, axis=0))

    def nearest(self, inlets: Sequence[_Inlet]) -> list[Turning | None]:
        """The nearest turning of each input; where it turns between two steps, the next round looks there."""
        between = [(inlet.low, inlet.high) for inlet in inlets]
        found: list[Turning | None] = [None] * len(inlets)
        for _ in range(ROUNDS):
            grid = [inlet.values(span) for inlet, span in zip(inlets, between, strict=True)]
            came_out = self._tried(inlets, grid).reshape(len(inlets), STEPS + 1)
            for i, inlet in enumerate(inlets):
                turned: Flags = np.isin(came_out[i], list(self.wanted))
                if not turned.any():
                    continue
                best = min(np.flatnonzero(turned).tolist(), key=lambda k: (inlet.distance(float(grid[i][k])), k))
                needed = float(grid[i][best])
                found[i] = Turning(
                    inlet.sites[0], inlet.now, inlet.is_known, needed, int(came_out[i][best]), inlet.distance(needed)
                )
                between[i] = _around(inlet, grid[i], best)
        return found

    def _tried(self, inlets: Sequence[_Inlet], grid: Sequence[Floats]) -> Ints:
        """Every input at each of its values, the others as they are."""
        width = STEPS + 1
        moved = {}
        for i, inlet in enumerate(inlets):
            values = np.full(width * len(inlets), inlet.now)
            values[i * width : (i + 1) * width] = grid[i]
            moved.update(dict.fromkeys(inlet.sites, values))
        return self.outcomes(moved, width * len(inlets))


def _around(inlet: _Inlet, grid: Floats, best: int) -> tuple[float, float]:
    """The step between a value that turns the tie and the one before it, on the side of what now holds."""
    usual = inlet.now if inlet.now == inlet.now else (inlet.low + inlet.high) / 2
    needed = float(grid[best])
    step = float(grid[1] - grid[0])
    before = needed - step if needed > usual else needed + step
    return (max(inlet.low, min(before, needed)), min(inlet.high, max(before, needed)))


def _inlet(plan: Plan, site: Site) -> _Inlet | None:
    quantity = plan.quantities[site[0]]
    written = _written(plan, site)
    if quantity.kind == "outcome" or written.form == "computed" or quantity.key.startswith("formula of "):
        return None
    now, is_known = _middle(written), written.form != "unknown"
    sites: tuple[Site, ...] = (site,)
    if quantity.is_symmetric:
        base, place = divmod(site[1], len(plan.actors) ** 2)
        one, other = divmod(place, len(plan.actors))
        sites = (site, (site[0], base * len(plan.actors) ** 2 + other * len(plan.actors) + one))
    if quantity.type.kind is Kind.FLAG:
        return _Inlet(sites, now, is_known, 0.0, 1.0, is_stepped=True)
    if quantity.type.kind is Kind.CATEGORY:
        return _Inlet(sites, now, is_known, 0.0, float(max(0, len(quantity.type.words) - 1)), is_stepped=True)
    low, high = _range(quantity.type.low, quantity.type.high, now)
    return _Inlet(sites, now, is_known, low, high, is_stepped=False) if low < high else None


def _range(low: float, high: float, now: float) -> tuple[float, float]:
    """The range of a number; one without ends is tried around what it is."""
    if low > -np.inf and high < np.inf:
        return low, high
    size = max(1.0, abs(now)) if now == now else 1.0
    return max(low, -4 * size if low < 0 else 0.0), min(high, 4 * size)


def _written(plan: Plan, site: Site) -> Written:
    quantity = plan.quantities[site[0]]
    return quantity.written[quantity.cells[site[1]]]


def _middle(written: Written) -> float:
    """The value, or the median of what is drawn; NaN for what cannot be."""
    if written.is_exact or written.is_drawn:
        return float(sample(written, 0.5))
    return np.nan


def _held(plan: Plan, cell: Cell, draws: int, seed: int) -> dict[Node, float]:
    """What the run gave at a cell for all that payoffs read but not from inputs."""
    read = ((i, plan.nodes[i]) for i in cone(plan, (option.payoff for option in plan.options)))
    leaves = [i for i, node in read if not node.arguments and node.op not in READ_ELSEWHERE]
    if not leaves:
        return {}
    found = trace(plan, cell, min(draws, MOST_TRACED), seed, only=leaves)
    return {
        plan.nodes[i]: round(found.values[i]) if plan.nodes[i].kind is Kind.FLAG else found.values[i]
        for i in leaves
        if found.values[i] == found.values[i]
    }
