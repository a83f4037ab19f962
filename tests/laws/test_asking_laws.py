"""Laws of `tipping` and `sweep` on random programs: what is named holds in a run, and each step is a run."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import qadsl
from qadsl.analysis.tipping import Tipping
from qadsl.results import Result
from tests.laws.programs import worlds, write
from tests.laws.world import World

SOME = settings(max_examples=min(60, settings.default.max_examples // 4))


def ran(world: World, draws: int) -> tuple[qadsl.Program, Result]:
    program = qadsl.compile(write(world))
    return program, program.run(draws=draws)


def came_out(result: Result, row: int, *, is_tie: bool) -> str | None:
    option = int((result.figures.tie if is_tie else result.figures.choice)[row])
    return result.plan.options[option].name if option >= 0 else None


def tipped(world: World, which: int, *, is_tie: bool) -> tuple[qadsl.Program, Result, int, Tipping]:
    """A program, its run, and what tips one of its decisions or ties, with the row of that."""
    program, result = ran(world, 3)
    rows = (result.figures.pairs if is_tie else result.figures.cells).tolist()
    assume(rows and not result.figures.is_sampled)
    row = which % len(rows)
    time, target, one, other = rows[row]
    names = [result.plan.actors[place].name for place in (one, other, result.plan.targets[target])]
    found = result.tipping(*names, time=result.plan.periods[time], tie=is_tie).tree
    return program, result, row, found


@SOME
@given(worlds(), st.booleans(), st.integers(0, 1000))
def test_what_tips_an_outcome_does_so_in_a_run(world: World, is_tie: bool, which: int) -> None:
    program, result, row, found = tipped(world, which, is_tie=is_tie)
    assert found.outcome == came_out(result, row, is_tie=is_tie)
    for point in found.points[:6]:
        if point.time is None:
            run = program.run(settings={point.input: point.needed}, draws=3)
            assert came_out(run, row, is_tie=is_tie) == point.becomes != found.outcome
    if found.joint is not None and all(move.time is None for move in found.joint.moves):
        run = program.run(settings={move.input: move.needed_value for move in found.joint.moves}, draws=3)
        assert came_out(run, row, is_tie=is_tie) == found.joint.becomes


@SOME
@given(worlds(), st.booleans(), st.integers(0, 1000), st.floats(0.02, 0.999))
def test_nothing_nearer_tips_an_outcome(world: World, is_tie: bool, which: int, part: float) -> None:
    program, _, row, found = tipped(world, which, is_tie=is_tie)
    for point in found.points[:6]:
        if point.time is None and point.is_nearest and point.now_value is not None and point.turns_at is not None:
            value = point.now_value + part * (point.turns_at - point.now_value)
            run = program.run(settings={point.input: value}, draws=3)
            assert came_out(run, row, is_tie=is_tie) == found.outcome, point


@SOME
@given(worlds(uncertain=True), st.sampled_from(["fear", "scale_", "power", "trade", "threat", "quarrel"]))
def test_a_step_of_a_sweep_is_a_run(world: World, name: str) -> None:
    program, _ = ran(world, 5)
    high = {"scale_": 10}.get(name, 1)
    try:
        program.run(settings={name: high / 2}, draws=5)
    except qadsl.QadslError:
        assume(False)
    found = program.sweep({name: (0, high, 3)}, draws=40).tree
    for step in range(found.steps):
        run = program.run(settings={name: found.values(step)[0]}, draws=40).figures
        for mine, its in ((found.payoff, run.payoff), (found.choice, run.choice), (found.tie, run.tie)):
            assert mine[step].tobytes() == np.asarray(its).tobytes()
