"""What is written of each quantity, as arrays: looked up for many cells at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qadsl.engine.distributions import columns, supports
from qadsl.ir.program import Plan, Quantity
from qadsl.result import Flags, Floats, Ints

__all__ = ["Drawn", "Stock", "Stocks", "stocks_of"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The written values of one form: the place of each among them (-1 for others), and what their quantile reads."""

    place: Ints
    columns: list[Floats]


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

    def stated(self, sites: Ints) -> Ints:
        """Positions in what is written at sites, -1 for a site of -1."""
        return np.where(sites >= 0, self.cells[sites], -1)


Stocks = tuple[Stock, ...]


def stocks_of(plan: Plan) -> Stocks:
    """The stock of each quantity."""
    return tuple(_stock(quantity) for quantity in plan.quantities)


def _stock(quantity: Quantity) -> Stock:
    forms = np.array([written.form for written in quantity.written])
    parameters = [written.parameters for written in quantity.written]
    has_any = np.array([bool(one) for one in parameters], dtype=np.bool_)
    is_exact = forms == "exact"
    is_drawn = has_any & ~is_exact
    values = np.where(is_exact, [one[0] if one else np.nan for one in parameters], np.nan)
    low, high = values.copy(), values.copy()
    drawn: dict[str, Drawn] = {}
    for form in sorted(set(forms[is_drawn].tolist())):
        here = np.flatnonzero(is_drawn & (forms == form))
        chosen = [parameters[i] for i in here]
        prepared = columns(form, chosen)
        low[here], high[here] = supports(form, chosen, prepared)
        place = np.full(len(forms), -1)
        place[here] = np.arange(len(here))
        drawn[form] = Drawn(place, prepared)
    cells = np.array(quantity.cells, dtype=np.int64)
    return Stock(cells, values, is_drawn, np.asarray(forms == "unknown"), low, high, drawn)
