"""How two choices make a tie: under mutual consent it is as strong as its more reluctant end wants it."""

from __future__ import annotations

from collections.abc import Sequence

from qadsl.engine.arithmetic import Arithmetic, V

__all__ = ["agree", "agree_by_chance"]


def agree(one: int, other: int) -> int:
    """The tie of two choices, options being ordered by commitment; -1 where either is unknown."""
    return min(one, other)


def agree_by_chance(m: Arithmetic[V], one: Sequence[V], other: Sequence[V]) -> list[V]:
    """Probability of each tie of two independent choices: that both want at least it, less that both want more."""
    above = m.like(one[0], 0.0)
    one_up, other_up = above, above
    found: list[V] = []
    for mine, theirs in zip(reversed(one), reversed(other), strict=True):
        one_up, other_up = one_up + mine, other_up + theirs
        both = one_up * other_up
        found.append(both - above)
        above = both
    return found[::-1]
