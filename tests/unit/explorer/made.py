"""A program with every kind of input that an explorer moves, and names that need care."""

from __future__ import annotations

import qadsl
from qadsl.results import Result

__all__ = ["CANAL", "MOVES", "canal"]

CANAL = r"""
use multifacet
parameter fear : share = 0.4 "How much entrapment is feared"
parameter `run of luck` : share = 0.2 .. 0.4
attribute culture : category(arab, "north \"african\"", western)
attribute old : flag
attribute crew : number
symmetric relation distance : number 0 .. 20100 "Kilometres between capitals"
relation trade : share = 0
rule caution then entrapment += 0.2 * fear because "made up"
rule luck then common_threat += 0.1 * `run of luck` because "made up"
rule far when distance(self, partner) > 3000 and not partner.old then common_threat *= 0.5 because "made up"
rule kin when self.culture = arab then provocation += 0.1 because "made up"
rule ties when trade(self, partner) is given then development_interest += trade(self, partner) because "made up"
rule crews when self.crew > 10 then abandonment *= 0.9 because "made up"
rule before when previous fear initially 0.3 > 0.35 then abandonment *= 0.8 because "made up"
scenario canal "The Suez Canal" {
  time 1955 .. 1957
  state UK { capability = 4.9%, culture = western, old = yes, crew = 12 }
  state France { culture = arab, old = no }, `Soviet "Union"`, Egypt
  entity `state`
  distance(UK, France) = 400
  against Egypt {
    UK <-> France { common_threat = 0.4, entrapment = 0.2 .. 0.4 }
    among UK, France, `Soviet "Union"`, `state` { divergence = medium }
    from 1957 { UK -> France { common_threat = 0.8 } }
  }
  fear = 0.6 from 1956
}
scenario pressure { UK -> France against Egypt { divergence = 0.9 } }
"""

MOVES: dict[str, object] = {
    "fear": 0.1,
    "fear from 1956 to 1957": 0.55,
    "`run of luck`": 0.25,
    "UK.capability": 0.2,
    "UK.culture": 'north "african"',
    "UK.old": False,
    "UK.crew": 7.25,
    "distance(UK, France)": 5000,
    "trade(France, UK)": 0.3,
    "common_threat(UK, France, Egypt) at 1957": 0.7,
    'divergence(`Soviet "Union"`, UK, Egypt)': 0.3,
    "ideology(`state`, UK, Egypt)": 1e-7,
}
"""One of each kind, dated ones and names between backticks among them."""


def canal(scenario: str = "canal", **how: object) -> Result:
    """The program run by few draws."""
    return qadsl.compile(CANAL).run(scenario, draws=200, seed=3, **how)  # type: ignore[arg-type]
