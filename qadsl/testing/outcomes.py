"""What is decided in many situations: choices, ties, labels and payoffs, as a run finds them in each draw."""

from __future__ import annotations

import numpy as np

from qadsl.engine.arithmetic import VECTOR
from qadsl.engine.situations import Inputs, Situations
from qadsl.engine.solvers import behaviour, choice, consent
from qadsl.ir.program import Plan
from qadsl.ir.sites import Cell, Site
from qadsl.result import Flags, Floats, Ints

__all__ = ["Outcomes"]

OUTCOME = "outcome:"


class Outcomes:
    """Everything decided at one cell, worked out when asked; it is itself the inputs that conditions about it read.

    `factor` rescales every payoff, for the property that this changes nothing.
    """

    def __init__(self, plan: Plan, inputs: Inputs, cell: Cell, back: Cell, factor: float = 1.0) -> None:
        self.plan = plan
        self.inputs = inputs
        self.count = inputs.count
        self.here = Situations(plan, inputs, cell)
        self.there = Situations(plan, inputs, back)
        self._conditions = Situations(plan, self, cell)
        self._factor = factor
        self._chosen: dict[int, Ints] = {}

    def condition(self, node: int) -> Floats:
        """The value of a condition or expression about this decision."""
        return self._conditions.value(node)

    # --- what is decided ------------------------------------------------------------------------------------------

    def payoffs(self, side: Situations) -> list[Floats]:
        """The payoff of each option to one side."""
        found = [side.value(option.payoff) for option in self.plan.options]
        return found if self._factor == 1.0 else [payoff * self._factor for payoff in found]

    def conflict(self, side: Situations) -> Flags:
        """Where unequal rules meet."""
        found = np.zeros(self.count, dtype=np.bool_)
        for one in self.plan.conflicts:
            found |= side.value(one.node) == 1.0
        return found

    def choice(self, side: Situations | None = None) -> Ints:
        """Position of the option that one side takes, -1 where it is not known: that of the highest payoff.

        In quantal response this is the most probable one, which is what a run calls the choice.
        """
        side = side or self.here
        key = id(side)
        if key not in self._chosen:
            payoffs = np.stack(self.payoffs(side))
            unknown = np.isnan(payoffs).any(axis=0) | self.conflict(side)
            found: Ints = np.argmax(np.where(np.isnan(payoffs), -np.inf, payoffs), axis=0)
            if self.plan.precision is not None:
                unknown |= np.isnan(side.value(self.plan.precision))
                found = np.argmax(np.nan_to_num(np.stack(self.chances(side))), axis=0)
            self._chosen[key] = np.where(unknown, -1, found)
        return self._chosen[key]

    def chances(self, side: Situations) -> list[Floats]:
        """The probability of each option in quantal response."""
        assert self.plan.precision is not None
        with np.errstate(all="ignore"):
            return choice.quantal(VECTOR, self.payoffs(side), side.value(self.plan.precision))

    def tie(self) -> Ints:
        """Position of the tie, -1 where a choice is not known."""
        one, other = self.choice(self.here), self.choice(self.there)
        found: Ints = np.minimum(one, other)
        if self.plan.precision is not None:
            ties = consent.agree_by_chance(VECTOR, self.chances(self.here), self.chances(self.there))
            found = np.argmax(np.nan_to_num(np.stack(ties)), axis=0)
        return np.where((one < 0) | (other < 0), -1, found)

    def labels(self) -> Ints:
        """Bits of the labels that fit the choice; 0 where none does, -1 where it is not known which."""
        found: Ints = np.full(self.count, -1, dtype=np.int64)
        chosen = self.choice()
        for option, labels in enumerate(behaviour.labels_of(self.plan)):
            rows = chosen == option
            if rows.any():
                found[rows] = self._fitting(labels)[rows]
        return found

    def _fitting(self, labels: behaviour.Labels) -> Ints:
        found: Ints = np.zeros(self.count, dtype=np.int64)
        is_open = np.ones(self.count, dtype=np.bool_)
        for group in (labels.first, labels.fallback):
            values = [(bit, self.here.value(node)) for bit, node in group]
            unknown = np.zeros(self.count, dtype=np.bool_)
            bits: Ints = np.zeros(self.count, dtype=np.int64)
            for bit, value in values:
                unknown |= np.isnan(value)
                bits |= np.where(value == 1.0, bit, 0)
            is_open &= ~unknown
            found = np.where(is_open & (found == 0), bits, found)
        return np.where(is_open | (found > 0), found, -1)

    # --- as inputs of a condition ---------------------------------------------------------------------------------

    def value(self, site: Site) -> Floats:
        """The value of an input, or of an outcome."""
        key = self.plan.quantities[site[0]].key
        if not key.startswith(OUTCOME):
            return self.inputs.value(site)
        kind, _, name = key.removeprefix(OUTCOME).partition(":")
        options = [option.name for option in self.plan.options]
        match kind:
            case "commitment":
                return np.where(self.choice() < 0, np.nan, self.choice())
            case "payoff":
                payoff = self.payoffs(self.here)[options.index(name)]
                return np.where(self.conflict(self.here), np.nan, payoff)
            case "behaviour":
                bit = 1 << [one.name for one in self.plan.behaviours].index(name)
                labels = self.labels()
                return np.where(labels < 0, np.nan, (labels & bit > 0).astype(np.float64))
            case _:
                found = self.choice() if kind == "choice" else self.tie()
                return np.where(found < 0, np.nan, (found == options.index(name)).astype(np.float64))

    def is_given(self, site: Site) -> Floats:
        """Whether an input is stated."""
        return self.inputs.is_given(site)

    def year(self) -> Floats:
        """The year."""
        return self.inputs.year()
