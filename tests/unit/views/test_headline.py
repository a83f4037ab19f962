"""What a run found in plain sentences: who, with whom, against whom, when, how likely, however many they are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import qadsl
from qadsl.result import Figures
from qadsl.views.headline import MOST_GROUPS, headlines

THEORY = """
theory simple {
  encouraging { threat weight 1 }
  discouraging { divergence weight 1 }
  option neutrality { reward 0 }
  option quasi_alliance { reward 100%, cost 100% }
}
"""
TIED, UNTIED, OPEN = (
    "threat = 0.9, divergence = 0.1",
    "threat = 0.1, divergence = 0.9",
    "threat = 0.5 ± 0.4, divergence = 0.5",
)


def figures(states: str, said: str, time: str = "") -> Figures:
    """A run of one scenario."""
    text = f"{THEORY}scenario s {{ {time} state {states}, T  {said} }}"
    return qadsl.compile(text).run(draws=60).figures


@pytest.mark.parametrize(
    ("states", "among", "told"),
    [
        ("A, B", TIED, "A and B: quasi-alliance against T"),
        ("A, B, C", TIED, "A, B and C: quasi-alliance against T"),
        (
            ", ".join(f"A{n:02}" for n in range(12)),
            TIED,
            f"{', '.join(f'A{n:02}' for n in range(11))} and A11: quasi-alliance against T",
        ),
        ("A, B", UNTIED, "no tie against T: neutrality throughout"),
        ("A, B, C", UNTIED, "no tie against T: neutrality throughout"),
    ],
)
def test_what_is_certain_has_no_share(states: str, among: str, told: str) -> None:
    assert headlines(figures(states, f"against T {{ among {states} {{ {among} }} }}"), {0}) == (told,)


def test_no_tie_says_how_likely_that_is() -> None:
    one = figures("A, B", f"against T {{ A <-> B {{ {OPEN} }} }}")
    share = float(one.tie_probability[one.pairs[:, 1] == 0][0, 0])
    assert 0.5 < share < 1
    assert headlines(one, {0}) == (f"no tie against T: neutrality throughout ({share:.0%})",)
    several = figures("A, B, C", f"against T {{ A <-> B {{ {OPEN} }}  otherwise {{ {UNTIED} }} }}")
    least = float(several.tie_probability[several.pairs[:, 1] == 0][:, 0].min())
    assert headlines(several, {0}) == (f"no tie against T: neutrality throughout (each pair at least {least:.0%})",)


def test_what_is_undecided_against_one_is_not_said_of_another() -> None:
    both = " ".join(f"against {one} {{ otherwise {{ {UNTIED} }} }}" for one in "TU")
    found = figures("A, B, U", both)
    assert headlines(found, {0, 1}) == ("no tie against T or U: neutrality throughout",)
    undecided = replace(found, tie=np.where(found.pairs[:, 1] == 1, -1, found.tie))
    assert headlines(undecided, {0, 1}) == (
        "no tie against T: neutrality throughout",
        "no tie found against U; some pairs are undecided",
    )


def test_ties_through_time_are_one_sentence() -> None:
    said = f"against T {{ A <-> B {{ {UNTIED} }} A <-> B {{ threat = 1 at 1955 divergence = 0 at 1955 }} }}"
    found = figures("A, B", said, "time 1950 .. 1959")
    assert headlines(found, {0}) == ("A and B: quasi-alliance against T, 1955",)


def test_many_groups_are_counted() -> None:
    count = MOST_GROUPS + 1
    states = ", ".join(f"A{n:02}, B{n:02}" for n in range(count))
    ties = " ".join(f"A{n:02} <-> B{n:02} {{ {TIED} }}" for n in range(count))
    told = headlines(figures(states, f"against T {{ {ties} otherwise {{ {UNTIED} }} }}"), {0})
    assert told[0] == "A00 and B00: quasi-alliance against T"
    assert told[MOST_GROUPS:] == ("and 1 more group, in the tables",)
