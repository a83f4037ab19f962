"""Rival theories over published cases that their libraries do not hold, as scenarios; and all beside one another."""

from __future__ import annotations

import pytest

import qadsl
from qadsl import Result

FRIENDS = """1-2 3-4 3-6 3-7 5-7 6-7 3-8 4-8 6-8 7-8 5-9 9-10 6-11 7-11 8-11 6-12 7-12 8-12 11-12 7-13 9-13 10-13 5-14
13-14 1-15 2-15 1-16 2-16 15-16"""
ENEMIES = """1-3 2-3 1-4 1-5 2-5 1-6 2-6 2-9 6-9 2-10 9-11 10-11 1-12 6-13 11-13 8-14 12-14 5-15 9-15 10-15 11-15 12-15
13-15 5-16 6-16 11-16 12-16 13-16 14-16"""
"""Who fights whom in the highlands of New Guinea (Read 1954; Hage and Harary 1983)."""


def bonds(text: str, sign: int) -> list[str]:
    pairs = [tie.split("-") for tie in text.split()]
    return [f"bond(T{one}, T{other}) = {sign}" for one, other in pairs]


def solved(program: str) -> Result:
    return qadsl.compile(program).run()


def test_tribes_of_the_highlands() -> None:
    """Seven of 58 ties stand against any division of Read's sixteen tribes into two camps (Aref and Wilson 2018)."""
    states = ", ".join(f"T{number}" for number in range(1, 17))
    facts = "\n".join(bonds(FRIENDS, 1) + bonds(ENEMIES, -1))
    scenario = f"scenario highlands {{ state {states}\n{facts} }}"
    frame = solved(f"use structural_balance\n{scenario}\nrun highlands with structural_balance").solutions
    best = frame.iloc[0]
    assert (best["energy"], best["gap"]) == (7, 0)
    assert frame["basin"].sum() == 2**15
    assert {"T1", "T2", "T15", "T16"} in [set(camp) for camp in best["members"]]


@pytest.mark.parametrize(("cost", "links"), [("0.2", 10), ("0.4", 4)])
def test_connections_cheap_and_dear(cost: str, links: int) -> None:
    """Below delta - delta^2 all are linked, above it a star is worth most (Jackson and Wolinsky 1996)."""
    worth = f"sum(0.5 ^ steps(self, p) for p in actors) - {cost} * links(self)"
    theory = f"theory connections {{ solve network = links {{ worth {worth}, stable pairwise }} }}"
    frame = solved(f"{theory}\nscenario five {{ state A, B, C, D, E }}\nrun five").solutions
    assert len(frame.iloc[0]["members"]) == links


def test_three_who_chase_one_another_are_in_no_core() -> None:
    """Each would be with the next rather than with the one before, and with both least of all but alone."""
    likes = "relation liking : number -10 .. 10 = 0"
    worth = "if size = 3 then 0.5 else sum(liking(self, p) for p in members)"
    theory = f"theory chase {{ solve pairs = partition {{ worth {worth}, stable core }} }}"
    facts = "liking(A, B) = 2, liking(B, C) = 2, liking(C, A) = 2, liking(A, C) = 1, liking(B, A) = 1, liking(C, B) = 1"
    found = solved(f"{likes}\n{theory}\nscenario three {{ state A, B, C\n{facts} }}\nrun three")
    assert len(found.solutions) == 0


RIVALS = (
    "balance_of_power", "balance_of_threat", "balance_of_interests", "cha_quasi_alliance", "landscape",
    "structural_balance",
)  # fmt: skip

EUROPE = """
scenario europe {
  state UK {
    capability = 8%, revisionism = -0.6, size = 8, offence = 0.3, patron_commitment = 0.5
  }
  state France {
    capability = 5%, revisionism = -0.7, size = 5, offence = 0.3, patron_commitment = 0.5
  }
  state Italy { capability = 3%, revisionism = 0.5, size = 3, offence = 0.5, patron_commitment = 1 }
  state Germany { capability = 14%, revisionism = 0.9, size = 14, offence = 0.8 }
  propensity(UK, France) = 1
  propensity(UK, Germany) = -1
  propensity(France, Germany) = -1
  propensity(Germany, Italy) = 1
  bond(UK, France) = 1
  bond(UK, Germany) = -1
  bond(France, Germany) = -1
  bond(Germany, Italy) = 1
  antagonism(UK, France) = 0.2, antagonism(UK, Italy) = 0.5, antagonism(France, Italy) = 0.5
  against Germany {
    otherwise {
      common_threat = 0.7, development_interest = 0.4, ideology = 0.5, cultural_identity = 0.4,
      divergence = 0.3, entrapment = 0.3, abandonment = 0.3, provocation = 0.4,
      partner_threat = 0.1, nearness = 0.7, aggressive_intentions = 0.7
    }
  }
}
"""


@pytest.mark.parametrize("theory", RIVALS)
def test_every_rival_answers_the_scenario_that_states_its_words(theory: str) -> None:
    uses = "\n".join(f"use {name}" for name in ("multifacet", *RIVALS))
    decisions = solved(f"{uses}\n{EUROPE}\nrun europe with {theory}").decisions
    assert set(decisions["choice"]) <= {"neutrality", "quasi_alliance", "alliance"}
    assert len(decisions) == 6


def test_all_rivals_stand_together_in_one_program() -> None:
    uses = "\n".join(f"use {name}" for name in ("multifacet", *RIVALS))
    found = qadsl.compile(f"{uses}\n{EUROPE}\nrun europe with multifacet").contrast("europe", ["multifacet", *RIVALS])
    assert all(name in str(found) for name in RIVALS)
