"""What `qa test` says is so: every counterexample that it prints fails when run, and a test says what the run says."""

from __future__ import annotations

import re
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import qadsl
from qadsl.answers import Program
from qadsl.ir.program import Plan, Written
from qadsl.pipeline import QadslError
from qadsl.source import Source
from qadsl.testing.cases import CaseResult
from qadsl.testing.running import How, run_tests
from qadsl.testing.search import PropertyResult
from tests.laws.programs import worlds, write
from tests.laws.world import World

TRIES = 3000


def results(text: str, how: How) -> list[object]:
    """What comes of everything that a program states of itself."""
    *_, report = run_tests("law", Program(Source("law.qa", text)), how)
    assert report.is_complete
    return list(report.results)


# --- counterexamples -------------------------------------------------------------------------------------------------


def properties(world: World, rng: Random) -> list[str]:
    """Claims about a world, most of them false."""
    options = [option.name for option in world.theory.options]
    movable = [f"{v}" for v in world.variables]
    movable += [q.name for q in world.quantities.values() if q.kind in ("number", "flag") and q.arity in (0, 2)]
    movable += [f"self.{q.name}" for q in world.quantities.values() if q.kind in ("number", "flag") and q.arity == 1]
    claims = []
    for _ in range(3):
        way, effect = rng.choice(("raising", "lowering")), rng.choice(("raises", "lowers"))
        what = rng.choice(("commitment", rng.choice(world.variables), f"payoff of {rng.choice(options)}"))
        claims.append(f"{way} {rng.choice(movable)} never {effect} {what}")
    one, other = rng.choice(options), rng.choice(options)
    claims.append(f"raising {rng.choice(movable)} never turns {one} into {other}")
    claims.append(f"never {one}")
    claims.append(f"always {rng.choice(world.variables)} <= 0.{rng.randint(1, 9)} when not {other}")
    claims.append(f"renaming every actor changes nothing given partner = {spelt(world.scenarios[0].actors[0][0])}")
    claims.append(f"{one} can be reached")
    if len(world.rules) > 1:
        claims.append(f"rules {', '.join(rule.name for rule in rng.sample(world.rules, 2))} never both set")
    return [f'property "claim {i}": {claim}' for i, claim in enumerate(claims)]


def spelt(name: str) -> str:
    return name if name.isidentifier() else f"`{name}`"


def sound(text: str, claims: list[str]) -> list[str]:
    """The claims that may be made of a program."""
    found = []
    for claim in claims:
        try:
            Program(Source("law.qa", f"{text}\n{claim}\n"))
        except QadslError as error:
            if not {item.code for item in error.diagnostics} <= {"QA755", "QA757"}:
                raise
        else:
            found.append(claim)
    return found


@given(worlds(), st.integers(0, 2**32))
@settings(max_examples=min(40, settings.default.max_examples // 5))
def test_every_counterexample_fails_when_run(world: World, number: int) -> None:
    text = write(world)
    claims = sound(text, properties(world, Random(number)))
    for result in results("\n".join([text, *claims]), How(tries=TRIES, seed=number % 7)):
        if not isinstance(result, PropertyResult) or result.found is None:
            continue
        again = results(f"{text}\n{result.found.statement}\n", How(tries=TRIES, seed=number % 5))
        told = [one for one in again if isinstance(one, PropertyResult | CaseResult)]
        assert [one.holds for one in told] == [result.is_reach], result.found.statement


# --- a test and a run ------------------------------------------------------------------------------------------------


def stated(plan: Plan) -> list[str]:
    """Everything that a scenario states, as a test would give it."""
    names = [spelt(actor.name) for actor in plan.actors]
    found = []
    for quantity in plan.quantities:
        if quantity.key.startswith("formula of ") or quantity.is_dated:
            continue
        for place, code in enumerate(quantity.cells):
            written = quantity.written[code]
            if not code or written.form in ("unknown", "computed"):
                continue
            at, ends = place, []
            if quantity.arity == 3:
                at, target = divmod(at, len(plan.targets))
                ends = [names[plan.targets[target]]]
            for _ in range(min(quantity.arity, 2)):
                at, actor = divmod(at, len(plan.actors))
                ends.insert(0, names[actor])
            about = f"({', '.join(ends)})" if len(ends) > 1 else ""
            name = f"{ends[0]}.{quantity.name}" if len(ends) == 1 else f"{quantity.name}{about}"
            found.append(f"{name} = {value(written, quantity.type.words)}")
    return found


def value(written: Written, words: tuple[str, ...]) -> str:
    # what a word of a scale stands for is told behind it
    plain = re.sub(r"^(\w+) \(.*\)$", r"\1", written.text)
    return f'"{words[int(written.parameters[0])]}"' if words else plain


@given(worlds(uncertain=True), st.integers(0, 2**32))
@settings(max_examples=min(60, settings.default.max_examples // 3))
def test_a_test_says_what_the_run_says(world: World, number: int) -> None:
    text = write(world)
    program = Program(Source("law.qa", text))
    try:
        result = program.run(" then ".join(world.run), draws=64, seed=3)
    except QadslError:
        assume(False)
        raise
    plan, figures = result.plan, result.figures
    assume(not any(quantity.is_dated for quantity in plan.quantities) and len(plan.periods) == 1 and len(figures.cells))
    assume(not any(quantity.key.startswith("event") for quantity in plan.quantities))  # a test is one moment
    assume(plan.precision is None)  # a run calls the choice by its mean probability, a test asks it of every draw
    assume(not any(written.form == "computed" for quantity in plan.quantities for written in quantity.written))
    row = Random(number).randrange(len(figures.cells))
    _, target, one, other = figures.cells[row].tolist()
    kinds = [f"{actor.kind} {spelt(actor.name)}" for actor in plan.actors]
    roles = zip(("self", "partner", "target"), (one, other, plan.targets[target]), strict=True)
    given_ = [*(f"{role} = {spelt(plan.actors[actor].name)}" for role, actor in roles), *stated(plan)]
    if plan.periods[0] is not None:
        given_.append(f"year = {int(plan.years[0])}")
    head = f"{' '.join(kinds)} given {', '.join(given_)}"
    tests = [f'test "{option.name}" {{ {head} expect choice = {option.name} }}' for option in plan.options]
    found = results("\n".join([text, *tests]), How(draws=64, seed=3))
    holds = [one.holds for one in found if isinstance(one, CaseResult)]
    share = figures.probability[row]
    assert holds == [bool(share[i] == 1.0) for i in range(len(plan.options))] or np.isnan(share).all(), (holds, share)
    if np.isnan(share).all():
        assert not all(holds)


def test_labels_are_those_of_the_run() -> None:
    text = """use multifacet
scenario s { state A, B, T { capability = 5% } A.capability = 5%
  against T { A -> B { common_threat = 0.9, development_interest = 0.9, ideology = 0.9, cultural_identity = 0.9,
    divergence = 0.1, entrapment = 0.1, abandonment = 0.1, provocation = 0.1 } } }
run s"""
    found = qadsl.compile(text).run("s")
    row = found.figures.cells[:, 2].tolist().index(0)
    label = found.figures.behaviour[row]
    test = """test "t" { given self.capability = 5%, target.capability = 5%, common_threat = 0.9,
      development_interest = 0.9, ideology = 0.9, cultural_identity = 0.9,
      divergence = 0.1, entrapment = 0.1, abandonment = 0.1, provocation = 0.1
      expect behaviour = NAME }"""
    names = [one.name for one in found.plan.behaviours]
    assert label in names
    said = {name: results(f"{text}\n{test.replace('NAME', name)}", How())[0].holds for name in names}  # type: ignore[attr-defined]
    assert said == {name: name == label for name in names}


@pytest.mark.parametrize("seed", range(3))
def test_the_same_seed_finds_the_same(seed: int) -> None:
    text = """use multifacet
attribute nuclear : flag
rule shadow when target.nuclear and not self.nuclear and common_threat > 0.37 then provocation += 0.9
property "threat never loosens a tie": raising common_threat never lowers commitment"""
    first, second = (results(text, How(seed=seed)) for _ in range(2))
    assert first == second
    assert not first[0].holds  # type: ignore[attr-defined]
