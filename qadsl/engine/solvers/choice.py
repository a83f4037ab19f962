"""How an actor chooses: the highest payoff, ties to the least commitment, or quantal response."""

from __future__ import annotations

from collections.abc import Sequence

from qadsl.engine import functions
from qadsl.engine.arithmetic import Arithmetic, V

__all__ = ["highest", "margin", "quantal"]


def highest(payoffs: Sequence[float]) -> int:
    """Position of the greatest payoff, the least commitment among equals; -1 where any payoff is unknown."""
    if any(payoff != payoff for payoff in payoffs):
        return -1
    return max(range(len(payoffs)), key=lambda option: (payoffs[option], -option))


def margin(m: Arithmetic[V], payoffs: Sequence[V]) -> V:
    """The greatest payoff less the next; unknown where any is, or where there is no next."""
    if len(payoffs) < 2:
        return m.like(payoffs[0], float("nan"))
    best, following = m.maximum(payoffs[0], payoffs[1]), m.minimum(payoffs[0], payoffs[1])
    for payoff in payoffs[2:]:
        following = m.maximum(following, m.minimum(best, payoff))
        best = m.maximum(best, payoff)
    return best - following


def quantal(m: Arithmetic[V], payoffs: Sequence[V], precision: V) -> list[V]:
    """Probability of each option, in proportion to exp(precision x payoff) (McKelvey and Palfrey 1995)."""
    best = payoffs[0]
    for payoff in payoffs[1:]:
        best = m.maximum(best, payoff)
    weights = [functions.exp(m, precision * (payoff - best)) for payoff in payoffs]
    whole = weights[0]
    for weight in weights[1:]:
        whole = whole + weight
    return [m.divide(weight, whole) for weight in weights]
