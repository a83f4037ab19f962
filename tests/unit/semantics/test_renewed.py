"""Definitions that a theory gives anew: what slips say of them counts every theory's."""

from __future__ import annotations

from qadsl import pipeline
from qadsl.source import Source

PROGRAM = """
theory one {{
  encouraging {{ heat weight 1 }}
  discouraging {{ frost weight 1 }}
  define x = {one}
  define y = 0.5
  option none {{ reward 0 }}
  option tie {{ reward x }}
  option bond {{ reward y, cost 20% }}
}}
theory two extends one {{ define x = {two} }}
theory three extends one {{ define y = {three} }}
scenario s {{ state A, B, T  against T {{ A <-> B {{ heat = 0.5, frost = 0.1 }} }} }}
run s with one
run s with two
run s with three
"""


def codes(**said: str) -> list[str]:
    return [item.code for item in pipeline.check(Source("p", PROGRAM.format(**said))).warnings]


def test_an_option_that_some_theory_chooses_is_not_called_beaten() -> None:
    assert "QA817" not in codes(one="0.9", two="0.1", three="0.95")


def test_definitions_that_read_each_other_in_different_theories_are_no_circle() -> None:
    assert "QA810" not in codes(one="0.4", two="y / 2", three="x / 2")
