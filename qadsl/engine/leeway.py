"""The inputs of a decision that may have another value: what each is now, how far it may go, and how far a value is."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from qadsl.engine.distributions import sample
from qadsl.ir.program import Plan, Quantity, Written
from qadsl.ir.reach import sites_before
from qadsl.ir.sites import Cell, Site, as_stated, cone, copies, held_at, sites_read
from qadsl.ir.types import Kind
from qadsl.result import Floats

__all__ = ["STEPS", "Leeway", "earlier_leeways", "leeways", "middle", "neat", "written_at"]

STEPS = 100
DIGITS = 4
FINEST = 6
"""Places of a value behind the first one of its range, at most."""


@dataclass(frozen=True, slots=True)
class Leeway:
    """An input that may vary: its sites (both of a symmetric relation, and what a later period reads of it as what was
    before), its range and whether it comes in steps.

    `now` is NaN where nothing is known of it. Of what is not given, `is_awaited` says whether anything asks whether it
    is: then giving it is a step of its own, whatever the value.
    """

    sites: tuple[Site, ...]
    now: float
    is_known: bool
    low: float
    high: float
    is_stepped: bool
    is_awaited: bool = False

    @property
    def usual(self) -> float:
        """What it is, or the middle of its range where that is not known."""
        return self.now if self.now == self.now else (self.low + self.high) / 2

    def values(self, between: tuple[float, float]) -> Floats:
        """Values to try, between two ends."""
        low, high = between
        if self.is_stepped:
            return np.asarray(np.clip(np.arange(STEPS + 1) + self.low, self.low, self.high), dtype=np.float64)
        return np.linspace(low, high, STEPS + 1)

    def distance(self, value: float) -> float:
        """How far a value is, as a share of the range; what comes in steps has no distance.

        Giving what is awaited counts as the whole range before any value: what stood in its place gives way.
        """
        step = 1.0 if self.is_stepped or self.is_awaited else 0.0
        return step if self.is_stepped else step + abs(value - self.usual) / (self.high - self.low)

    def moved(self, share: float) -> float:
        """The value so far from what it is, as a share of the range with a sign; within the range."""
        return min(max(self.usual + share * (self.high - self.low), self.low), self.high)


def leeways(plan: Plan, nodes: Iterable[int], cells: Iterable[Cell]) -> list[Leeway]:
    """Every input that nodes hang on at some cells and that can have another value."""
    wanted = tuple(nodes)
    return _leeways(plan, wanted, sorted({site for cell in cells for site in sites_read(plan, wanted, cell)[0]}))


def earlier_leeways(plan: Plan, nodes: Iterable[int], cells: Iterable[Cell]) -> list[Leeway]:
    """Those inputs that they hang on only through earlier periods, of the latest periods first."""
    wanted, at = tuple(nodes), tuple(cells)
    own = {site for one in leeways(plan, wanted, at) for site in one.sites}
    return [one for one in _leeways(plan, wanted, sites_before(plan, wanted, at)) if own.isdisjoint(one.sites)]


def _leeways(plan: Plan, wanted: Iterable[int], sites: Iterable[Site]) -> list[Leeway]:
    copied = copies(plan)
    asked = {plan.nodes[i].data[0] for i in cone(plan, wanted) if plan.nodes[i].op == "is_given"}  # type: ignore[index]
    awaited = asked | {copied[number] for number in asked if number in copied}
    done: set[Site] = set()
    found = []
    for site in dict.fromkeys(as_stated(plan, site, copied) for site in sites):
        one = _leeway(plan, site, is_awaited=site[0] in awaited) if site not in done else None
        if one is not None:
            every = tuple(copy for own in one.sites for copy in held_at(plan, own, copied))
            done.update(every)
            found.append(replace(one, sites=every))
    return found


def written_at(plan: Plan, site: Site) -> Written:
    """What is written there."""
    quantity = plan.quantities[site[0]]
    return quantity.written[quantity.cells[site[1]]]


def middle(written: Written) -> float:
    """The value, or the median of what is drawn; NaN for what cannot be."""
    if written.is_exact or written.is_drawn:
        return float(sample(written, 0.5))
    return np.nan


def neat(inlet: Leeway, needed: float) -> float:
    """A value with few digits, no nearer to what holds than this one, and within the range."""
    if inlet.is_stepped:
        return needed
    rises = needed > inlet.usual
    places = DIGITS - 1 - (math.floor(math.log10(abs(needed))) if needed else 0)
    # of a value that is next to nothing beside its range no digits are told
    size = 10.0 ** min(places, FINEST - math.floor(math.log10(inlet.high - inlet.low)))
    slack = -1e-9 if rises else 1e-9
    whole = (math.ceil if rises else math.floor)(needed * size + slack)
    return min(max(float(f"{whole / size:.{DIGITS + 2}g}"), inlet.low), inlet.high)


def _leeway(plan: Plan, site: Site, *, is_awaited: bool) -> Leeway | None:
    quantity = plan.quantities[site[0]]
    written = written_at(plan, site)
    if quantity.kind == "outcome" or written.form == "computed" or quantity.key.startswith("formula of "):
        return None
    now, is_known = middle(written), written.form != "unknown"
    sites = (site,) if not quantity.is_symmetric else (site, _mirrored(plan, quantity, site))
    if quantity.type.kind is Kind.FLAG:
        return Leeway(sites, now, is_known, 0.0, 1.0, is_stepped=True)
    if quantity.type.kind is Kind.CATEGORY:
        return Leeway(sites, now, is_known, 0.0, float(max(0, len(quantity.type.words) - 1)), is_stepped=True)
    low, high = _range(quantity.type.low, quantity.type.high, now)
    step = is_awaited and not is_known
    return Leeway(sites, now, is_known, low, high, is_stepped=False, is_awaited=step) if low < high else None


def _mirrored(plan: Plan, quantity: Quantity, site: Site) -> Site:
    """The same the other way round."""
    base, place = divmod(site[1], len(plan.actors) ** 2)
    one, other = divmod(place, len(plan.actors))
    return site[0], base * len(plan.actors) ** 2 + other * len(plan.actors) + one


def _range(low: float, high: float, now: float) -> tuple[float, float]:
    """The range of a number; one without ends is tried around what it is."""
    if low > -np.inf and high < np.inf:
        return low, high
    size = max(1.0, abs(now)) if now == now else 1.0
    return max(low, -4 * size if low < 0 else 0.0), min(high, 4 * size)
