"""Warnings for modelling slips: what is allowed, changes no answer or never can, and was surely not meant so.

Each slip is looked for by one function, which takes the case and adds to its bag; `SLIPS` lists them. None of them is
about style. They run once a program has no errors, and only speak of the text that is checked.
"""

from __future__ import annotations

from collections.abc import Callable

from qadsl.semantics.slips.actors import idle_actors
from qadsl.semantics.slips.case import Case
from qadsl.semantics.slips.computed import computed_values, negative_shares
from qadsl.semantics.slips.firing import rules_that_fire, thresholds
from qadsl.semantics.slips.inputs import unread
from qadsl.semantics.slips.payoffs import choices
from qadsl.semantics.slips.sources import sources
from qadsl.semantics.slips.stating import repeated, said_of_nobody

__all__ = ["SLIPS", "Case", "find_slips"]

SLIPS: tuple[Callable[[Case], None], ...] = (
    unread,  # QA810
    idle_actors,  # QA811
    rules_that_fire,  # QA812, QA813, QA814
    thresholds,  # QA814
    repeated,  # QA815, QA816
    choices,  # QA817, QA818, QA819
    said_of_nobody,  # QA820
    sources,  # QA821, QA822, QA823
    computed_values,  # QA825
    negative_shares,  # QA826
)


def find_slips(case: Case, between: Callable[[], None] = lambda: None) -> None:
    """Look for every slip; `between` is called before each look."""
    for look in SLIPS:
        between()
        look(case)
