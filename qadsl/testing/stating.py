"""What holds in the situations of a test's cases: what each case states, drawn where it is uncertain.

The draws are those of a run: they hang on the seed, what is drawn, of whom, and the number of the draw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from qadsl.engine.distributions import columns, quantiles, sample
from qadsl.engine.draws import Streams, cell_digest, digest
from qadsl.engine.inputs import site_names
from qadsl.ir.program import Plan, Quantity, Written
from qadsl.ir.sites import Site
from qadsl.result import Floats, Ints
from qadsl.semantics.tolerances import is_uncertain

__all__ = ["FORMULA", "CaseInputs", "shares"]

FORMULA = "formula of "
"""How the key of a quantity begins that says which computed value holds."""

Values = Mapping[tuple[str, int], Written]


def shares(plan: Plan, site: Site, draws: int, seed: int) -> Floats:
    """The shares that a run draws at an input."""
    quantity = plan.quantities[site[0]]
    undated = site[1] % max(1, len(quantity.cells) // (len(plan.periods) if quantity.is_dated else 1))
    names = site_names(plan, quantity, _one(undated))[0]
    rows = -(-draws // 4) * 4
    out: Floats = np.empty((1, rows))
    Streams(seed, digest(quantity.key)).fill(out, [cell_digest(names)], 0)
    return out[0, :draws]


def _one(place: int) -> Ints:
    found: Ints = np.array([place], dtype=np.int64)
    return found


class CaseInputs:
    """Situations of cases, `draws` for each, case by case.

    Parameters
    ----------
    cases
        What each case states beside what the plan holds, and its year (None for none).
    is_open
        Whether what is not given stays unknown, rather than being drawn from its whole range.
    redrawn
        Inputs that are drawn anew, by another seed.
    """

    def __init__(
        self,
        plan: Plan,
        cases: Sequence[tuple[Values, float | None]],
        draws: int,
        seed: int,
        *,
        is_open: bool,
        redrawn: frozenset[Site] = frozenset(),
    ) -> None:
        self.plan = plan
        self.count = len(cases) * draws
        self._cases = cases
        self._draws = draws
        self._seed = seed
        self._is_open = is_open
        self._redrawn = redrawn
        self._shares: dict[Site, Floats] = {}

    def value(self, site: Site) -> Floats:
        """The value of an input in every situation."""
        quantity = self.plan.quantities[site[0]]
        base = quantity.written[quantity.cells[site[1]]]
        found = np.empty((len(self._cases), self._draws))
        if quantity.key.startswith(FORMULA):
            key = quantity.key.removeprefix(FORMULA)
            for row, (values, _) in enumerate(self._cases):
                found[row] = 0.0 if (key, site[1]) in values else sample(base, 0.5)
            return found.reshape(-1)
        for row, (values, _) in enumerate(self._cases):
            found[row] = self._drawn(values.get((quantity.key, site[1]), base), site)
        return found.reshape(-1)

    def _drawn(self, written: Written, site: Site) -> Floats | float:
        if written.form == "unknown" and (self._is_open or not written.is_drawn):
            return np.nan
        if not written.is_drawn:
            return sample(written, 0.5)
        if site not in self._shares:
            self._shares[site] = shares(self.plan, site, self._draws, self._seed + (site in self._redrawn))
        drawn = self._shares[site].reshape(1, -1).copy()  # which the quantile may write over
        column = columns(written.form, [written.parameters])
        found: Floats = quantiles(written.form, column, drawn).reshape(-1)
        return found

    def is_given(self, site: Site) -> Floats:
        """Whether it is stated, 1 or 0 in every situation."""
        quantity = self.plan.quantities[site[0]]
        stated = [self._is_stated(quantity, site[1], values) for values, _ in self._cases]
        return np.repeat(np.array(stated, dtype=np.float64), self._draws)

    def _is_stated(self, quantity: Quantity, place: int, values: Values) -> bool:
        written = values.get((quantity.key, place))
        if written is None:
            code = quantity.cells[place]
            return code != 0 and quantity.written[code].form != "unknown"
        return written.form != "unknown"

    def year(self) -> Floats:
        """The year in every situation; 0 where none is given, as in a run without time."""
        years = [self.plan.years[0] if year is None else year for _, year in self._cases]
        return np.repeat(np.array(years, dtype=np.float64), self._draws)

    def is_uncertain(self, site: Site, case: int) -> bool:
        """Whether an input is written as an uncertain value in a case."""
        return is_uncertain(self.written(site, case))

    def written(self, site: Site, case: int) -> Written:
        """What is written of an input in a case."""
        quantity = self.plan.quantities[site[0]]
        base = quantity.written[quantity.cells[site[1]]]
        return self._cases[case][0].get((quantity.key, site[1]), base)
