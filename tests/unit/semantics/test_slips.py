"""Slips are found where they are, nowhere else, quickly; and what is said of blocks, options and dates is meant so."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings

from qadsl.answers import Program
from qadsl.commands import prepare
from qadsl.diagnostics import Bag
from qadsl.semantics import slips
from qadsl.source import Source
from tests.laws.programs import World, worlds, write

SUEZ = """
use multifacet
scenario suez {{
  time 1955 .. 1957
  state UK {{ capability = 8% }}, France {{ capability = 7% }}, Egypt {{ capability = 5% }}
  {0}
}}
run suez {{ draws 10 }}
"""


def program(text: str) -> Program:
    return Program(Source("slips.qa", text))


@settings(max_examples=50, deadline=None)
@given(worlds())
def test_what_is_said_to_be_impossible_never_happens(world: World) -> None:
    """No option is chosen that can never be."""
    found = program(write(world))
    never = {item.message.split("`")[1] for item in found.warnings if item.code == "QA818"}
    if never and found.commands:
        chosen = {str(row["choice"]) for row in found.run().to_dict()["decisions"]}  # type: ignore[attr-defined]
        assert not never & chosen


def test_two_thousand_lines_are_looked_through_at_once() -> None:
    rules = "".join(
        f"rule r{i}\n  when common_threat > 0.{i % 90 + 10} and self.capability < 5%\n  then entrapment += 0.001\n"
        for i in range(660)
    )
    text = SUEZ.format("against Egypt { UK <-> France { common_threat = 0.8 } }") + rules
    found = program(text)
    front = found.front
    case = slips.Case(
        front.checked.model, front.checked.scope.main, (), tuple(front.checked.model.theories.values()), Bag()
    )
    started = time.perf_counter()
    slips.find_slips(case)
    assert time.perf_counter() - started < 1.0  # a tenth of it on a machine that does nothing else


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ('against Egypt { source "Kyle" UK -> France { divergence = 0.4 } }', "Kyle"),
        ('source "all" against Egypt { source "Kyle" UK -> France { divergence = 0.4 } }', "Kyle"),
        ('source "all" against Egypt { UK -> France { divergence = 0.4 } }', "all"),
    ],
)
def test_a_source_cites_what_is_in_its_block(item: str, expected: str) -> None:
    scenario = program(SUEZ.format(item)).front.checked.model.scenarios["suez"]
    found = [fact.value for fact in scenario.facts if fact.quantity == "variable:divergence"]
    assert [value.origin.citation for value in found] == [expected]  # type: ignore[union-attr]


def test_dates_within_dates_hold_where_both_do() -> None:
    text = SUEZ.format("against Egypt from 1955 to 1956 { UK -> France { divergence = 0.4 from 1956 } }")
    period = program(text).front.checked.model.scenarios["suez"].facts[-1].period
    assert period is not None
    assert (period.start.year, period.end.year) == (1956, 1956)  # type: ignore[union-attr]


def test_an_option_is_moved_where_it_says_so() -> None:
    theory = "theory mine extends multifacet { option quasi_alliance after alliance { } }"
    text = SUEZ.format("against Egypt { UK -> France { divergence = 0.4 } }") + theory
    options = program(text).front.checked.model.theories["mine"].options
    assert [option.name for option in options] == ["neutrality", "alliance", "quasi_alliance"]


def test_a_question_that_names_the_theory_of_a_run_shares_its_draws() -> None:
    text = SUEZ.format("against Egypt { UK -> France { divergence = 0.4 } }")
    text += "explain UK -> France against Egypt at 1956 in suez with multifacet\n"
    run, question = prepare(program(text))
    assert (question.draws, question.seed, question.key) == (10, run.seed, run.key)
