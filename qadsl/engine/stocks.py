"""What is written of each quantity, as arrays: looked up for many cells at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qadsl.engine.distributions import Column, columns, supports
from qadsl.ir.program import Plan, Quantity
from qadsl.result import Flags, Floats, Ints

__all__ = ["Drawn", "Stock", "Stocks", "stocks_of"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The written values of one form: the place of each among them (-1 for others), and what their quantile reads."""

    place: Ints
    columns: list[Column]


@dataclass(frozen=True, slots=True)
class Stock:
    """What is written of a quantity: `cells` as in `Quantity`, the rest one entry a written value.

    Parameters
    ----------
    values
        What is exact; NaN for the rest.
    is_drawn, is_unknown
        Whether draws differ in it, and whether it is written or left `unknown`.
    low, high
        The least and the greatest value that any draw can give; NaN where it stays unknown.
    drawn
        What is drawn, by form.
    """

    cells: Ints
    values: Floats
    is_drawn: Flags
    is_unknown: Flags
    low: Floats
    high: Floats
    drawn: dict[str, Drawn]
    used: Ints
    """Positions of what is written that some cell reads; the first where there is no cell."""

    @property
    def leaves_unknown(self) -> bool:
        """Whether anything that some cell reads is unknown."""
        return bool(self.is_unknown[self.used].any())

    def stated(self, sites: Ints) -> Ints:
        """Positions in what is written at sites, -1 for a site of -1."""
        return np.where(sites >= 0, self.cells[sites], -1)


Stocks = tuple[Stock, ...]


def stocks_of(plan: Plan) -> Stocks:
    """The stock of each quantity."""
    return tuple(_stock(quantity) for quantity in plan.quantities)


def _stock(quantity: Quantity) -> Stock:
    forms = [written.form if written.parameters else "" for written in quantity.written]
    parameters = [written.parameters for written in quantity.written]
    count = len(forms)
    values, low, high = np.full(count, np.nan), np.full(count, np.nan), np.full(count, np.nan)
    is_unknown = np.array([written.form == "unknown" for written in quantity.written], dtype=np.bool_)
    is_drawn = np.zeros(count, dtype=np.bool_)
    drawn: dict[str, Drawn] = {}
    for form in sorted(set(forms) - {""}):
        here = np.array([i for i, own in enumerate(forms) if own == form])
        chosen = [parameters[i] for i in here.tolist()]
        if form == "exact":
            values[here] = low[here] = high[here] = [one[0] for one in chosen]
            continue
        is_drawn[here] = True
        prepared = columns(form, chosen)
        low[here], high[here] = supports(form, chosen, prepared)
        place = np.full(count, -1)
        place[here] = np.arange(len(here))
        drawn[form] = Drawn(place, prepared)
    cells = np.array(quantity.cells, dtype=np.int64)
    used = np.flatnonzero(np.bincount(cells, minlength=1)) if len(cells) else np.array([0])
    return Stock(cells, values, is_drawn, is_unknown, low, high, drawn, used)
