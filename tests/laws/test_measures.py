"""What must hold of measures in programs: they change no decision of their own, and no order of writing counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qadsl import pipeline
from qadsl.engine import passes, runner
from tests.laws.programs import layouts, write
from tests.laws.test_engine_laws import differ
from tests.laws.test_worlds import DRAWS, SOME, answered, asked, is_uncertain, line, program, world_of
from tests.laws.world import World

pytestmark = pytest.mark.filterwarnings("ignore")
numbers = st.integers(0, 10**9)
PHASE = "if bound_now then now else if previous phase initially never = never then never else past"


def measured(world: World, *, is_read: bool = False) -> World:
    """The same world with measures of every kind; with a rule that reads one a period later if `is_read`."""
    option, variable = world.theory.options[0].name, world.variables[0]
    extra = (
        f"measure bound_now = not {option}",
        f"measure strength : number 0 .. 1000 = if {option} then 0 else (previous strength initially 0) + {variable}",
        f"measure friends : number = count(p in actors where not {option}(self, p)) - 1",
        f"measure phase : category(never, now, past) = {PHASE}",
        "measure alike = phase = phase(partner, self) and friends >= 0",
    )
    rule = (f"rule of_measures when previous phase initially never = now then {variable} *= 0.9",) if is_read else ()
    return replace(world, extra=(*world.extra, *extra, *rule))


def plain(number: int) -> World:
    """A world in which the highest payoff is chosen."""
    world = world_of(number, uncertain=is_uncertain(number))
    assume(world.theory.precision is None)
    return world


@SOME
@given(numbers)
def test_a_measure_changes_no_choice_of_its_period(number: int) -> None:
    found = program(write(measured(plain(number)))).run(draws=DRAWS).to_dict()
    before = answered(number, uncertain=is_uncertain(number))
    assert {**found, "measures": []} == before
    assert found["measures"] or not found["decisions"]


@SOME
@given(numbers, layouts())
def test_the_order_of_measures_changes_no_bit(number: int, layout: int) -> None:
    world = measured(plain(number), is_read=True)
    assert line(program(write(world, layout + 1))) == line(program(write(world)))


@SOME
@given(numbers)
def test_backends_and_passes_agree_on_measures(number: int) -> None:
    plan = pipeline.lower(*asked(program(write(measured(plain(number), is_read=True)))))
    lean = passes.optimise(plan)
    assert not differ(runner.run(lean, 3, number, "reference"), runner.run(lean, 3, number))
    both = (runner.run(plan, 3, number), runner.run(lean, 3, number))
    assert not differ(*both, but=frozenset({"draws", "graphs", "possible", "tie_possible", "deciding"}))
