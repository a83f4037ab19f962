"""What is named as deciding: the unknown inputs of which fixing one settles something, or else all that are read."""

from __future__ import annotations

import pytest

import qadsl

PROGRAM = """
attribute power : share
attribute armed : flag
symmetric relation trade : share
relation fear : share
theory t {{
  encouraging {{ gain weight 1 }}
  discouraging {{ loss weight 1 }}
  option none {{ reward 0% }}
  option tie {{ reward 100%, cost loss 100% }}
}}
rule what_is_gained then gain = {gain}
scenario s {{
  state Ada, Bo, Cy
  against Cy {{ otherwise {{ loss = 0.5 }} }}
  {facts}
}}
run s with t
"""


def of_ada(gain: str, facts: str = "") -> tuple[str, ...] | None:
    """What decides whether Ada ties herself to Bo."""
    figures = qadsl.compile(PROGRAM.format(gain=gain, facts=facts)).run().figures
    cell = figures.cells.tolist().index([0, 0, 0, 1])
    found = figures.deciding.get(cell)
    return found and tuple(one.text for one in found)


@pytest.mark.parametrize(
    ("gain", "named"),
    [
        ("self.power", ("Ada.power",)),
        ("self.power * 0.1", None),
        # one that matters beside one that does not
        ("fear(self, partner) * 0.9 + fear(partner, self) * 0.01", ("fear(Ada, Bo)",)),
        # neither settles anything alone
        ("fear(self, partner) * 0.3 + partner.power * 0.3", ("Bo.power", "fear(Ada, Bo)")),
        ("if self.armed then 1 else 0", ("Ada.armed",)),
    ],
)
def test_what_decides(gain: str, named: tuple[str, ...] | None) -> None:
    assert of_ada(gain) == named


def test_a_relation_read_both_ways_is_fixed_in_both() -> None:
    # half of it fixed would leave 0.2 to 0.8, on either side of what is lost
    gain = "0.4 * trade(self, partner) + 0.4 * trade(partner, self) + 0.2 * fear(self, partner)"
    assert of_ada(gain) == ("trade(Ada, Bo)",)


def test_an_actor_read_by_name_and_by_role_is_fixed_in_both() -> None:
    assert of_ada("0.4 * self.power + 0.4 * Ada.power + 0.2 * partner.power") == ("Ada.power",)


def test_what_a_quantifier_reads_is_fixed_together() -> None:
    named = tuple(f"fear(Ada, {name})" for name in ("Ada", "Bo", "Cy"))
    assert of_ada("mean(fear(self, p) for p in actors)") == named


def test_what_is_given_is_not_named() -> None:
    assert of_ada("0.6 * self.power + 0.6 * partner.power", "Bo.power = 0") == ("Ada.power",)
