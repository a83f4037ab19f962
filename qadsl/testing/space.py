"""The situations among which a property is searched: what may vary, between what, and where it is likely to matter.

Rules turn where something crosses a threshold, so places are drawn from three sorts: the ends of each range, the
thresholds that the rules write (and a little to either side), and anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qadsl.engine.distributions import columns, quantiles, sample
from qadsl.ir.program import Plan, Written
from qadsl.ir.sites import Site, cone, sites_read
from qadsl.ir.types import Kind
from qadsl.result import Flags, Floats
from qadsl.semantics.benches import Bench
from qadsl.semantics.properties import StatedProperty
from qadsl.semantics.tolerances import choosing, needed

__all__ = ["YEAR", "Inlet", "Space", "Tried", "space_of"]

YEAR: Site = (-1, 0)
"""Where the year stands among the inputs."""
YEARS = (1900.0, 2030.0)
LEFT_OPEN = 0.2
"""How often an input is left open where rules ask whether it is given."""
MOST_LEVELS = 24


@dataclass(frozen=True, slots=True)
class Inlet:
    """Something that varies: the input's sites (two for a symmetric relation), its range and where it may matter.

    `usual` is what holds where it is not given, NaN for nothing; `fixed` is what the property states of it, None where
    it is free; `is_asked` whether rules ask if it is given.
    """

    name: str
    sites: tuple[Site, ...]
    kind: Kind
    low: float
    high: float
    levels: tuple[float, ...]
    words: tuple[str, ...] = ()
    fixed: Written | None = None
    is_asked: bool = False
    usual: float = np.nan

    @property
    def is_free(self) -> bool:
        """Whether the search may choose it."""
        return self.fixed is None


@dataclass(frozen=True, slots=True)
class Tried:
    """Situations: for each inlet its value and whether it is given, one row an inlet, one column a situation."""

    values: Floats
    given: Flags

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.values.shape[1])

    def at(self, column: int) -> Tried:
        """One of them."""
        return Tried(self.values[:, column : column + 1].copy(), self.given[:, column : column + 1].copy())

    def repeated(self, times: int) -> Tried:
        """One situation many times."""
        return Tried(np.repeat(self.values, times, axis=1), np.repeat(self.given, times, axis=1))

    def moved(self, row: int, values: Floats) -> Tried:
        """The same situations but for one inlet, which is given."""
        changed, given = self.values.copy(), self.given.copy()
        changed[row], given[row] = values, True
        return Tried(changed, given)


class SpaceInputs:
    """Situations as inputs of a plan; `where` tells at which inlet a site of that plan stands."""

    def __init__(self, plan: Plan, tried: Tried, where: Mapping[Site, int]) -> None:
        self.plan = plan
        self.count = tried.count
        self._tried = tried
        self._where = where

    def value(self, site: Site) -> Floats:
        """The value of an input in every situation."""
        row = self._where.get(site)
        if row is not None:
            return np.asarray(self._tried.values[row], dtype=np.float64)
        quantity = self.plan.quantities[site[0]]
        written = quantity.written[quantity.cells[site[1]]]
        is_known = written.form not in ("unknown", "computed")
        return np.full(self.count, sample(written, 0.5) if is_known else np.nan)

    def is_given(self, site: Site) -> Floats:
        """Whether it is stated."""
        row = self._where.get(site)
        if row is not None:
            return np.asarray(self._tried.given[row], dtype=np.float64)
        quantity = self.plan.quantities[site[0]]
        code = quantity.cells[site[1]]
        return np.full(self.count, float(code != 0 and quantity.written[code].form != "unknown"))

    def year(self) -> Floats:
        """The year."""
        row = self._where.get(YEAR)
        if row is None:
            return np.full(self.count, self.plan.years[0])
        return np.asarray(self._tried.values[row], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Space:
    """All situations of a property."""

    bench: Bench
    inlets: tuple[Inlet, ...]
    where: dict[Site, int]

    def inputs(self, tried: Tried) -> SpaceInputs:
        """Situations as inputs."""
        return SpaceInputs(self.bench.plan, tried, self.where)

    def random(self, count: int, rng: np.random.Generator) -> Tried:
        """Situations at ends, thresholds and anywhere, mixed."""
        values = np.empty((len(self.inlets), count))
        given = np.ones((len(self.inlets), count), dtype=np.bool_)
        spread = rng.random(count)  # how much of a situation stands at ends and thresholds
        for row, inlet in enumerate(self.inlets):
            values[row] = self._anywhere(inlet, count, rng, spread)
            if inlet.fixed is not None:
                given[row] = inlet.fixed.form != "unknown"
            elif inlet.is_asked:
                given[row] = rng.random(count) >= LEFT_OPEN
        return Tried(values, given)

    def _anywhere(self, inlet: Inlet, count: int, rng: np.random.Generator, spread: Floats) -> Floats:
        share = rng.random(count)
        picked: Floats = np.array(inlet.levels)[rng.integers(0, len(inlet.levels), count)]
        chooses = rng.random(count)
        if inlet.fixed is not None and inlet.fixed.form != "unknown":
            return _of_written(inlet.fixed, np.clip(share, 1e-12, 1 - 1e-12))
        if inlet.kind is not Kind.NUMBER or inlet.sites == (YEAR,):
            return picked
        anywhere = inlet.low + (inlet.high - inlet.low) * share
        step = 10.0 ** np.floor(np.log10(max(inlet.high - inlet.low, 1e-9)) - 2.0)
        rounded = np.clip(np.round(anywhere / step) * step, inlet.low, inlet.high)
        found: Floats = np.where(chooses < spread, picked, np.round(rounded, 12))
        return found

    def corners(self, most: int, rng: np.random.Generator) -> Tried:
        """Situations in which every number stands at an end of its range: all of them where there are few."""
        tried = self.random(most, rng)
        free = [row for row, inlet in enumerate(self.inlets) if inlet.is_free and inlet.kind is Kind.NUMBER]
        for place, row in enumerate(free):
            high = (np.arange(most) >> place) & 1 if place < most.bit_length() - 1 else rng.integers(0, 2, most)
            tried.values[row] = np.where(high == 1, self.inlets[row].high, self.inlets[row].low)
        return tried


def _of_written(written: Written, share: Floats) -> Floats:
    if not written.is_drawn:
        return np.full(len(share), sample(written, 0.5))
    column = columns(written.form, [written.parameters])
    found: Floats = quantiles(written.form, column, share.reshape(1, -1)).reshape(-1)
    return found


def space_of(bench: Bench, stated: StatedProperty, nodes: Iterable[int]) -> Space:
    """What a property that hangs on these nodes may vary."""
    plan = bench.plan
    here, back = needed(bench, nodes)
    everything = {*here, *back, *cone(plan, choosing(plan))}
    pairs = [sites_read(plan, wanted, cell) for wanted, cell in ((everything, bench.cell), (back, bench.back))]
    asked = pairs[0][1] | pairs[1][1]
    read = pairs[0][0] | pairs[1][0] | asked
    thresholds = _thresholds(plan)
    inlets = list(_inlets(bench, stated, read, asked, thresholds))
    if any(plan.nodes[i].op == "year" for i in everything):
        inlets.append(_year(stated, thresholds))
    where = {site: row for row, inlet in enumerate(inlets) for site in inlet.sites}
    return Space(bench, tuple(inlets), where)


def _inlets(
    bench: Bench, stated: StatedProperty, read: frozenset[Site], asked: frozenset[Site], thresholds: Sequence[float]
) -> Iterable[Inlet]:
    plan, done = bench.plan, set[Site]()
    moved = stated.moved
    number_of = {quantity.key: i for i, quantity in enumerate(plan.quantities)}
    if moved is not None and moved[0] in number_of:
        read |= {(number_of[moved[0]], place) for place in moved[1]}
    for site in sorted(read):
        quantity = plan.quantities[site[0]]
        base = quantity.written[quantity.cells[site[1]]]
        if site in done or quantity.kind == "outcome" or quantity.key.startswith("formula of "):
            continue
        fixed = stated.values.get((quantity.key, site[1]))
        if base.form == "computed" and fixed is None:
            continue
        sites = _mirrored(plan, site) if quantity.is_symmetric else (site,)
        done.update(sites)
        low, high = _range(quantity.type.low, quantity.type.high, base, thresholds)
        words = quantity.type.words
        match quantity.type.kind:
            case Kind.NUMBER:
                levels = _levels(low, high, base, thresholds)
            case Kind.FLAG:
                low, high, levels = 0.0, 1.0, (0.0, 1.0)
            case Kind.CATEGORY:
                low, high, levels = 0.0, float(max(0, len(words) - 1)), tuple(map(float, range(max(1, len(words)))))
        is_asked = any(one in asked for one in sites)
        usual = base.parameters[0] if base.form == "exact" else np.nan
        is_open = is_asked and fixed is None
        yield Inlet(bench.spelling(*site), sites, quantity.type.kind, low, high, levels, words, fixed, is_open, usual)


def _mirrored(plan: Plan, site: Site) -> tuple[Site, ...]:
    """Both sites of a symmetric relation."""
    one, other = divmod(site[1], len(plan.actors))
    mirror = (site[0], other * len(plan.actors) + one)
    return (site,) if mirror == site else (site, mirror)


def _range(low: float, high: float, base: Written, thresholds: Sequence[float]) -> tuple[float, float]:
    """The range of a number; one without is searched around what it usually is and what it is compared with."""
    if low > -np.inf and high < np.inf:
        return low, high
    known = [*base.parameters[:1], *thresholds] if base.form == "exact" else list(thresholds)
    size = max([1.0, *(abs(value) for value in known)])
    usual = base.parameters[0] if base.form == "exact" else None
    if usual is not None and usual > 0:
        return max(low, 0.0 if low >= 0 else usual / 4), min(high, usual * 4)
    return max(low, -2 * size), min(high, 2 * size)


def _levels(low: float, high: float, base: Written, thresholds: Sequence[float]) -> tuple[float, ...]:
    step = (high - low) / 100
    usual = [base.parameters[0]] if base.form == "exact" else []
    near = [t + d for t in (*usual, *thresholds) for d in (0.0, -step, step)]
    marks = [low, high, (low + high) / 2, *near, low + 0.25 * (high - low), low + 0.75 * (high - low)]
    found = dict.fromkeys(round(mark, 12) for mark in marks if low <= mark <= high)
    return tuple(found)[:MOST_LEVELS]


def _thresholds(plan: Plan) -> tuple[float, ...]:
    """Numbers that comparisons hang on, and what parameters usually are, for they are compared with, too."""
    compared = [i for i, node in enumerate(plan.nodes) if node.op in ("less", "less_equal", "equal")]
    found: dict[float, None] = {}
    for i in cone(plan, compared):
        node = plan.nodes[i]
        if node.op == "constant" and node.kind is Kind.NUMBER and isinstance(node.data, float):
            found[node.data] = None
    for quantity in plan.quantities:
        if quantity.kind == "parameter" and quantity.written[0].form == "exact":
            found[quantity.written[0].parameters[0]] = None
    return tuple(value for value in found if np.isfinite(value))[:MOST_LEVELS]


def _year(stated: StatedProperty, thresholds: Sequence[float]) -> Inlet:
    turns = [float(int(t)) for t in thresholds if YEARS[0] <= t <= YEARS[1]]
    levels = tuple(dict.fromkeys([*YEARS, *(t + d for t in turns for d in (-1.0, 0.0, 1.0))]))
    fixed = Written("exact", (stated.year,), f"{stated.year:g}") if stated.year is not None else None
    return Inlet("year", (YEAR,), Kind.NUMBER, *YEARS, levels, (), fixed)
