"""Slips of a theory: weights that never decide, options that can never be chosen, behaviours that are never reached.

The gap between the payoffs of two options is a sum of terms, one for the encouraging side and one for each discouraging
variable; its bounds follow from those of rewards, costs and weights. An option is never chosen where another is always
at least as good and comes before it (equal payoffs go to the least commitment) or always better; or where a mixture of
two others is, for then it cannot be better than both. The mixtures tried are those at which a term changes its sign:
what is least among a convex, piecewise linear function of the mixture is found there.
"""

from __future__ import annotations

from itertools import combinations
from math import isfinite
from typing import NamedTuple

from qadsl.semantics import model
from qadsl.semantics.bounds import EITHER, NO, YES, Bounds, Interval
from qadsl.semantics.expressions import variables_read
from qadsl.semantics.narrowing import assume
from qadsl.semantics.rules import applicable
from qadsl.semantics.slips.case import Case
from qadsl.semantics.slips.comparing import comparisons, settled
from qadsl.semantics.slips.firing import say_thresholds
from qadsl.semantics.slips.reading import theory_cores

__all__ = ["choices"]

NEGLIGIBLE = 5e-13
"""Half of what payoffs are rounded to: less than this moves none."""
ZERO = model.Constant(0.0)
TOO_SMALL = "its weight is too small to change any choice"

Terms = dict[str, Interval]
"""Coefficients: of the encouraging side under "", of each discouraging variable under its name."""


def _plus(one: Interval, two: Interval) -> Interval:
    return (one[0] + two[0], one[1] + two[1])


def _times(one: Interval, two: Interval) -> Interval:
    found = [0.0 if 0.0 in (a, b) else a * b for a in one for b in two]
    return (min(found), max(found))


class Scales(NamedTuple):
    """What a theory's options give and cost, as bounds."""

    theory: model.Theory
    bounds: Bounds

    def weight(self, variable: model.Variable) -> Interval:
        """Bounds of a weight; it is never negative."""
        low, high = self.bounds.of(variable.weight)
        return (max(low, 0.0), max(high, 0.0))

    def reward(self, option: model.Option) -> model.Core:
        """The reward of an option; without one it is 0."""
        return option.reward if option.reward is not None else ZERO

    def cost(self, option: model.Option, variable: str) -> model.Core:
        """The cost of a variable under an option: its own, else the general one, else 0."""
        own = {cost.variable: cost.value for cost in option.costs}
        return own.get(variable) or own.get(None) or ZERO

    def difference(self, one: model.Core, two: model.Core) -> Interval:
        """Bounds of the first less the second."""
        if one == two:
            return NO
        low, high = self.bounds.of(two)
        return _plus(self.bounds.of(one), (-high, -low))

    def gap(self, one: model.Option, two: model.Option) -> Terms:
        """How the payoff of one option differs from that of another, weights included."""
        found = {"": self.difference(self.reward(one), self.reward(two))}
        for variable in self.theory.variables:
            if variable.role == "discouraging":
                shares = self.difference(self.cost(two, variable.name), self.cost(one, variable.name))
                found[variable.name] = _times(shares, self.weight(variable))
        return found

    def total(self, terms: Terms) -> Interval:
        """What the whole gap can come to."""
        pull = (0.0, sum(self.weight(v)[1] for v in self.theory.variables if v.role == "encouraging"))
        total = NO
        for name, coefficient in terms.items():
            total = _plus(total, _times(coefficient, pull if not name else EITHER))
        return total


def choices(case: Case) -> None:
    """Look at every theory of the text."""
    for theory in case.own_theories():
        scales = Scales(theory, case.bounds)
        is_sharp = theory.choice is None or theory.choice.precision is None
        never = _never_chosen(scales) if is_sharp else {}
        for option in theory.options:
            if option.name in never:
                _say_option(case, theory, option, never[option.name])
        left = [option for option in theory.options if option.name not in never]
        _weights(case, scales, left, is_sharp=is_sharp)
        _behaviours(case, theory, left)


# --- options -----------------------------------------------------------------------------------------------------


def _never_chosen(scales: Scales) -> dict[str, str]:
    """Options that can never be chosen, each with the reason."""
    options = scales.theory.options
    found: dict[str, str] = {}
    for i, option in enumerate(options):
        gaps = {j: scales.gap(option, other) for j, other in enumerate(options) if j != i}
        for j, terms in gaps.items():
            high = scales.total(terms)[1]
            if high < -NEGLIGIBLE or (j < i and high <= NEGLIGIBLE):
                better = "is always better" if high < -NEGLIGIBLE else "is never worse and less of a commitment"
                found[option.name] = f"`{options[j].name}` {better}"
                break
        else:
            mixed = next((pair for pair in combinations(gaps, 2) if _is_between(scales, gaps, pair, i)), None)
            if mixed is not None:
                one, two = (options[j].name for j in mixed)
                found[option.name] = f"wherever it beats `{one}`, it is beaten by `{two}`"
    return found


def _is_between(scales: Scales, gaps: dict[int, Terms], pair: tuple[int, int], i: int) -> bool:
    """Whether an option is never better than both of two others."""
    one, two = (gaps[j] for j in pair)
    for share in _shares(one, two):
        mixed = {name: _plus(_times((share, share), one[name]), _times((1 - share,) * 2, two[name])) for name in one}
        high = scales.total(mixed)[1]
        if high < -NEGLIGIBLE or (pair[0] < i and high <= NEGLIGIBLE):
            return True
    return False


def _shares(one: Terms, two: Terms) -> list[float]:
    """Mixtures of two gaps, strictly between both, at which a term vanishes."""
    found = {0.5}
    for name in one:
        for a in one[name]:
            for b in two[name]:
                if a * b < 0 and isfinite(a) and isfinite(b):
                    found.add(b / (b - a))
    return sorted(share for share in found if 1e-6 < share < 1 - 1e-6)


def _say_option(case: Case, theory: model.Theory, option: model.Option, reason: str) -> None:
    is_own = case.owned(option.span)
    case.bag.warning(
        "QA818",
        f"`{option.name}` can never be chosen: {reason}",
        option.span if is_own else theory.span,
        "whatever the inputs are",
        help=["Look at its reward and its costs beside those of the others."],
    )


# --- weights -----------------------------------------------------------------------------------------------------


def _weights(case: Case, scales: Scales, left: list[model.Option], *, is_sharp: bool) -> None:
    theory = scales.theory
    if len(left) < 2:
        return
    gaps = [scales.gap(one, two) for one, two in combinations(left, 2)]
    if is_sharp:
        gaps = [terms for terms in gaps if _is_open(scales.total(terms))]
    read = _read_besides(case, theory)
    for variable in theory.variables:
        weight = scales.weight(variable)
        key = "" if variable.role == "encouraging" else variable.name
        factor = weight if variable.role == "encouraging" else YES
        effect = max((max(map(abs, _times(terms[key], factor))) for terms in gaps), default=0.0)
        if effect < NEGLIGIBLE and variable.name not in read:
            _say_weight(case, theory, variable, _why(scales, variable, weight, left))


def _is_open(total: Interval) -> bool:
    return total[0] <= NEGLIGIBLE and total[1] >= -NEGLIGIBLE


def _read_besides(case: Case, theory: model.Theory) -> set[str]:
    """Variables that matter for something else than their weight."""
    cores = [*theory_cores(theory)]
    for rule in applicable(case.model.rules, theory, case.model.measures):
        cores += [*(core for _, core in rule.clauses), *(effect.value for effect in rule.effects)]
    return {
        name for core in cores for name in variables_read(core, theory.definitions(case.model.defines), with_given=True)
    }


def _why(scales: Scales, variable: model.Variable, weight: Interval, left: list[model.Option]) -> str:
    if weight == NO:
        return "its weight is 0"
    if variable.role == "encouraging":
        is_flat = len({scales.reward(option) for option in left}) == 1
        return "every option has the same reward" if is_flat else TOO_SMALL
    costs = {scales.cost(option, variable.name) for option in left}
    if costs == {ZERO}:
        return "it costs nothing under any option"
    return "it costs every option alike" if len(costs) == 1 else TOO_SMALL


def _say_weight(case: Case, theory: model.Theory, variable: model.Variable, reason: str) -> None:
    name = theory.name.rpartition(".")[2]
    case.bag.warning(
        "QA817",
        f"the weight of `{variable.name}` never decides in `{name}`: {reason}",
        variable.span if case.owned(variable.span) else theory.span,
        "changes no choice",
    )


# --- behaviours --------------------------------------------------------------------------------------------------


def _behaviours(case: Case, theory: model.Theory, left: list[model.Option]) -> None:
    for behaviour in theory.behaviours:
        if not case.owned(behaviour.span):
            continue
        if any(_is_met(case, theory, behaviour, option) for option in left):
            say_thresholds(case, behaviour.condition)
            continue
        found = next((s for c in comparisons(behaviour.condition) if (s := settled(c, case))), None)
        reason = found.reason if found else "its condition is never met"
        if behaviour.is_otherwise and found is None:
            reason = "wherever it would fit, another does that is no `otherwise`"
        case.bag.warning(
            "QA819",
            f"behaviour `{behaviour.name}` is never reached: {reason}",
            found.span if found else behaviour.span,
            "describes nobody",
        )


def _is_met(case: Case, theory: model.Theory, behaviour: model.Behaviour, option: model.Option) -> bool:
    """Whether a behaviour can be the label of a choice of an option."""
    taken: dict[model.Core, Interval] = {
        model.Taken(other.name): YES if other is option else NO for other in theory.options
    }
    known = dict(taken)
    if behaviour.condition is not None:
        assumed = assume(behaviour.condition, True, taken, case.bounds)
        if assumed is None:
            return False
        known = assumed
    return not behaviour.is_otherwise or not any(
        other.condition is None or case.bounds.of(other.condition, known) == YES
        for other in theory.behaviours
        if not other.is_otherwise
    )
