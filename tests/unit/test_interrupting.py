"""Work that is interrupted: what is finished is told, as what it is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import qadsl
from qadsl import commands
from qadsl.engine import intervals, runner
from qadsl.engine.backends.numpy import Blocked
from qadsl.results import Result
from qadsl.tippings import TippingResult, answer_tipping

TEXT = """
use multifacet
use balance_of_power
scenario suez {
  state UK, France, Egypt
  against Egypt { among UK, France { common_threat = 0.2 .. 0.9, divergence = 0.1 .. 0.9 } }
}
scenario wide {
  state UK, France, Israel, Egypt
  against Egypt { among UK, France, Israel { common_threat = 0.6 .. 0.9, divergence = 0.1 .. 0.5 } }
}
scenario later extends suez { against Egypt { UK -> France { divergence = 0.95 } } }
"""
MANY = 200_000
CHUNK = 512


@pytest.fixture
def program() -> qadsl.Program:
    return qadsl.compile(TEXT)


@pytest.fixture
def stop_at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Interrupt the work when it is to begin its nth chunk of draws."""

    def stop(number: int) -> None:
        begun = 0

        class Stopped(Blocked):
            def __init__(self, *given: Any) -> None:
                super().__init__(*given)
                self.chunk = min(self.chunk, CHUNK)

            def advance(self, *given: Any) -> Any:
                nonlocal begun
                begun += 1
                if begun == number:
                    raise KeyboardInterrupt
                return super().advance(*given)

        monkeypatch.setitem(runner.BACKENDS, "numpy", Stopped)

    return stop


@pytest.mark.parametrize("number", [3, 4, 5])
def test_a_contrast_rests_on_the_draws_that_all_theories_have_finished(program, stop_at, number: int) -> None:
    stop_at(number)
    found = program.contrast("suez", ["multifacet", "balance_of_power"], draws=MANY)
    assert not found.tree.is_complete
    assert 0 < found.tree.draws < MANY
    assert "interrupted" in str(found).splitlines()[0]
    stop_at(0)
    whole = program.contrast("suez", ["multifacet", "balance_of_power"], draws=found.tree.draws)
    assert found.tree.predictions == whole.tree.predictions


def test_a_contrast_of_which_one_theory_has_nothing_is_none(program, stop_at) -> None:
    stop_at(2)
    with pytest.raises(KeyboardInterrupt):
        program.contrast("suez", ["multifacet", "balance_of_power"], draws=MANY)


def test_a_comparison_tells_of_what_was_tried(program, stop_at) -> None:
    stop_at(3)  # one chunk of each, and then the first trial
    found = program.compare("suez", "later", theory="multifacet", draws=200).tree
    assert (found.draws, found.is_complete, found.unjudged) == (200, False, 1)
    assert found.differences
    stop_at(0)
    assert program.compare("suez", "later", theory="multifacet", draws=200).tree.unjudged == 0


def test_a_comparison_rests_on_the_draws_that_both_have_finished(program, stop_at) -> None:
    stop_at(6)
    found = program.compare("suez", "later", theory="multifacet", draws=MANY)
    assert not found.tree.is_complete
    stop_at(0)
    whole = program.compare("suez", "later", theory="multifacet", draws=found.tree.draws)
    assert [(d.one, d.other) for d in found.tree.differences] == [(d.one, d.other) for d in whole.tree.differences]


def test_nothing_is_judged_of_half_a_run(stop_at) -> None:
    text = f"{TEXT}explain UK -> France against Egypt in suez with multifacet\nexpect alliance: UK <-> France in suez"
    program = qadsl.compile(text.replace("use balance_of_power\n", ""))
    prepared = commands.prepare(program, commands.Options(draws=MANY))
    stop_at(3)
    (first, *_) = commands.answer(program, prepared)
    assert isinstance(first.value, Result)
    assert "draws" in first.partly
    assert not first.is_complete


def test_draws_are_kept_where_it_is_interrupted_later(program, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = program.run("suez", theory="multifacet", draws=300).figures

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(intervals, "possible", stopped)
    found = program.run("suez", theory="multifacet", draws=300).figures
    assert (found.draws, found.is_complete) == (300, False)
    assert np.array_equal(found.probability, whole.probability, equal_nan=True)
    assert found.possible.all()


def test_what_is_finished_is_whole_even_if_interrupted_when_it_says_so(program) -> None:
    def stop(done: int, total: int) -> None:
        if done == total:
            raise KeyboardInterrupt

    found = program.run("suez", theory="multifacet", draws=300, progress=stop).figures
    assert (found.draws, found.is_complete) == (300, True)


def test_what_takes_long_is_not_shown_of_an_interrupted_run(program, stop_at, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_at(3)
    found = program.run("wide", theory="multifacet", draws=MANY)
    assert "<img" not in found._repr_html_()
    assert "Groups" in str(found)  # those of three actors are soon found
    monkeypatch.setattr("qadsl.results.QUICKLY", 0)
    shown = str(program.run("wide", theory="multifacet", draws=300))
    assert "Groups" in shown
    stop_at(3)
    found = program.run("wide", theory="multifacet", draws=MANY)
    assert "Groups" not in str(found)
    assert len(found.groups)
    assert "interrupted: these are the figures" in str(found)


@pytest.mark.parametrize(("after", "is_told"), [(0, False), (1, True), (3, True)])
def test_a_tipping_tells_of_the_inputs_that_were_tried(program: qadsl.Program, after: int, is_told: bool) -> None:
    (item,) = commands.prepare(qadsl.compile(f"{TEXT}\ntipping UK -> France against Egypt in suez with multifacet"))
    assert isinstance(item, commands.Prepared)
    figures = program.run("suez", theory="multifacet", draws=50).figures
    whole = answer_tipping(item.plan, figures, item.cells[0])
    searching = False

    def told(done: int, total: int) -> None:
        nonlocal searching
        searching = searching or total > 1
        if searching and done == after:
            raise KeyboardInterrupt

    if not is_told:
        with pytest.raises(KeyboardInterrupt):
            answer_tipping(item.plan, figures, item.cells[0], progress=told)
        return
    part = answer_tipping(item.plan, figures, item.cells[0], progress=told)
    assert (part.tried, part.inputs, part.joint, part.is_complete) == (after, whole.inputs, None, False)
    assert len(part.nearest) + len(part.still) == after
    assert set(part.points) <= set(whole.points)
    said = str(TippingResult(part))
    assert f"{after} of {whole.inputs} inputs were tried, each by itself; others may be nearer" in " ".join(
        said.split()
    )
    assert ", interrupted)" in said
    answered = commands.Answer(item.command, TippingResult(part))
    assert answered.partly == f"the last answer rests on {after} of {whole.inputs} inputs, each by itself"
    assert f"Interrupted: {after} of {whole.inputs} inputs were tried." in str(TippingResult(part).picture.spec)


def test_a_tipping_without_its_joint_change_says_so(program: qadsl.Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("qadsl.engine.tipping.smallest_joint", stopped)
    found = program.run("suez", theory="multifacet", draws=50).tipping("UK", "France").tree
    assert (found.tried, found.is_complete, found.joint) == (found.inputs, False, None)
    assert "It was interrupted while a change of a few inputs together was sought" in str(TippingResult(found))
