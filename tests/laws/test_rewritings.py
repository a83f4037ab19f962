"""Laws of what may be written in two ways: whichever is written, the answer is the same to the last bit."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import qadsl
from qadsl.apps.cli import main
from qadsl.diagnostics import Severity
from qadsl.views import objects
from tests.laws.programs import layouts, write
from tests.laws.test_worlds import DRAWS, is_uncertain, line, numbers, printed, program, rows, world_of
from tests.laws.world import Expression, Fact, Rule, Scenario, World

SOME = settings(max_examples=min(200, settings.default.max_examples // 2))


def changed_facts(world: World, change: Callable[[Scenario], tuple[Fact, ...]]) -> World:
    scenarios = tuple(replace(scenario, facts=change(scenario)) for scenario in world.scenarios)
    assume(scenarios != world.scenarios)
    return replace(world, scenarios=scenarios)


def mapped(expression: Any, change: Callable[[Expression], Expression]) -> Any:
    """An expression, each part of it changed, the innermost first."""
    if isinstance(expression, tuple):
        return change(tuple(mapped(part, change) for part in expression))
    return expression


def holds(number: int, other: World) -> None:
    uncertain = is_uncertain(number)
    assert line(program(write(other))) == printed(number, uncertain=uncertain)


# --- statements of a scenario ------------------------------------------------------------------------------------


@SOME
@given(numbers)
def test_among_is_an_arrow_for_each_pair(number: int) -> None:
    world = world_of(number, uncertain=is_uncertain(number))

    def written_out(scenario: Scenario) -> tuple[Fact, ...]:
        said = {fact.quantity for fact in scenario.facts if fact.form in ("arrow", "both")}
        found: list[Fact] = []
        for fact in scenario.facts:
            if fact.form != "among" or fact.quantity in said:
                found.append(fact)
                continue
            quantity = world.quantities.get(fact.quantity)
            pairs = [
                tuple(sorted(p)) if quantity and quantity.is_symmetric else p for p in permutations(fact.members, 2)
            ]
            found += [replace(fact, form="arrow", members=pair) for pair in dict.fromkeys(pairs)]
        return tuple(found)

    holds(number, changed_facts(world, written_out))


@SOME
@given(numbers)
def test_both_ways_is_two_arrows(number: int) -> None:
    world = world_of(number, uncertain=is_uncertain(number))

    def written_out(scenario: Scenario) -> tuple[Fact, ...]:
        said = {fact.quantity for fact in scenario.facts if fact.form == "arrow"}
        found: list[Fact] = []
        for fact in scenario.facts:
            quantity = world.quantities.get(fact.quantity)
            if fact.form != "both" or fact.quantity in said or (quantity and quantity.is_symmetric):
                found.append(fact)
            else:
                found += [replace(fact, form="arrow", members=pair) for pair in permutations(fact.members)]
        return tuple(found)

    holds(number, changed_facts(world, written_out))


@SOME
@given(numbers)
def test_a_date_that_holds_for_all_of_the_time_is_none(number: int) -> None:
    world = world_of(number, uncertain=is_uncertain(number))
    time = world.scenarios[0].time
    assume(time is not None)
    assert time is not None
    dated = {fact.quantity for scenario in world.scenarios for fact in scenario.facts if fact.months}
    months = (time[0], time[1])

    def all_the_time(scenario: Scenario) -> tuple[Fact, ...]:
        own = {quantity.name for quantity in world.quantities.values() if quantity.arity == 0}
        return tuple(fact if fact.quantity in dated | own else replace(fact, months=months) for fact in scenario.facts)

    holds(number, changed_facts(world, all_the_time))


@SOME
@given(numbers)
def test_a_scenario_that_adds_nothing_to_another_answers_as_that_one(number: int) -> None:
    world = world_of(number, uncertain=is_uncertain(number))
    *_, last = world.run
    more = Scenario("same", last, (), (), None, ())
    again = replace(world, scenarios=(*world.scenarios, more), run=(*world.run[:-1], "same"))
    assume(last != "patch")
    assert rows(program(write(again))) == rows(program(write(world)))


@SOME
@given(numbers)
def test_what_is_decided_against_one_does_not_hang_on_another(number: int) -> None:
    world = world_of(number, uncertain=is_uncertain(number))
    base = world.scenarios[0]
    more = next(name for name, _ in base.actors if name not in base.targets)
    wider = replace(world, scenarios=(replace(base, targets=(*base.targets, more)), *world.scenarios[1:]))
    alone, both = (rows(program(write(one))) for one in (world, wider))
    assert [row for row in both if row["target"] != more] == alone


# --- rules, formulas and theories --------------------------------------------------------------------------------


def changed_everywhere(world: World, change: Callable[[Expression], Expression]) -> World:
    """Each expression of rules, formulas and theory, changed."""

    def every(expression: Any) -> Any:
        return mapped(expression, change)

    rules = tuple(
        replace(rule, when=every(rule.when), effects=tuple((v, o, every(value)) for v, o, value in rule.effects))
        for rule in world.rules
    )
    options = tuple(
        replace(o, reward=every(o.reward), costs=tuple((v, every(share)) for v, share in o.costs))
        for o in world.theory.options
    )
    theory = replace(
        world.theory, options=options,
        behaviours=tuple((name, every(when), otherwise) for name, when, otherwise in world.theory.behaviours),
    )  # fmt: skip
    return replace(world, rules=rules, theory=theory)


@SOME
@given(numbers)
def test_a_formula_is_what_it_stands_for(number: int) -> None:
    world = world_of(number, uncertain=is_uncertain(number))
    told = {  # which of its places is which matters
        name: (roles, ("if", ("in", roles[0], "states"), body, ("num", None, "0.35")))
        for name, (roles, body) in world.defines.items()
    }

    def written_out(e: Expression) -> Expression:
        match e:
            case ("call", name, *places) if name in told:
                roles, body = told[name]
                assert not {"p", "q"} & set(roles)
                meant = dict(zip(roles, places, strict=True))
                return mapped(body, lambda part: tuple(meant.get(p, p) if isinstance(p, str) else p for p in part))
        return e

    defined = replace(world, defines=told)
    other = changed_everywhere(defined, written_out)
    assume(other != defined)
    assert line(program(write(other))) == line(program(write(defined)))


@SOME
@given(numbers)
def test_whom_a_rule_is_for_is_a_condition(number: int) -> None:
    world = world_of(number, uncertain=is_uncertain(number))

    def conditional(rule: Rule) -> Rule:
        members = [("in", role, group) for role, group in rule.roles]
        parts = (*members, *([rule.when] if rule.when is not None else []))
        return replace(rule, roles=(), when=("and", *parts) if len(parts) > 1 else parts[0] if parts else None)

    other = replace(world, rules=tuple(map(conditional, world.rules)))
    assume(other != world)
    holds(number, other)


NEUTRAL = (("+=", "0"), ("-=", "0"), ("*=", "1"), ("*=", "100%"), ("at least", "0"), ("at most", "1"))


@SOME
@given(numbers, st.sampled_from(NEUTRAL), st.booleans())
def test_a_rule_that_changes_nothing_or_never_applies_changes_no_bit(
    number: int, effect: tuple[str, str], is_idle: bool
) -> None:
    world = world_of(number, uncertain=is_uncertain(number))
    name = world.variables[number % len(world.variables)]
    operator, value = ("-=", "0.7") if is_idle else effect
    extra = f"rule {'AZaz'[number % 4]}_idle {'when no ' if is_idle else ''}then {name} {operator} {value}"
    holds(number, replace(world, extra=(extra,)))


@SOME
@given(numbers)
def test_weights_matter_by_their_proportions(number: int) -> None:
    """Twice the weights: twice the payoffs, and the same choices wherever the best was not in a tie."""
    world = world_of(number, uncertain=False)
    assume(world.theory.precision is None)
    theory = replace(
        world.theory,
        encouraging={name: ("*", ("num", None, "2"), weight) for name, weight in world.theory.encouraging.items()},
        discouraging={name: ("*", ("num", None, "2"), weight) for name, weight in world.theory.discouraging.items()},
    )
    once, twice = (program(write(one)).run(draws=DRAWS).to_dict() for one in (world, replace(world, theory=theory)))
    options = [option.name for option in world.theory.options]
    for one, two in zip(once["decisions"], twice["decisions"], strict=True):  # type: ignore[call-overload]
        payoffs = [one[f"payoff_{option}"] for option in options]
        for option, payoff in zip(options, payoffs, strict=True):
            doubled = two[f"payoff_{option}"]
            assert (payoff is None) == (doubled is None)
            assert payoff is None or abs(doubled - 2 * payoff) <= 1e-9 * max(1, abs(payoff))
        if None not in payoffs and len({round(payoff, 9) for payoff in payoffs}) == len(payoffs):
            assert one["choice"] == two["choice"]


# --- whole programs ----------------------------------------------------------------------------------------------


@SOME
@given(numbers, layouts())
def test_a_program_may_be_parted_into_libraries(number: int, layout: int) -> None:
    uncertain = is_uncertain(number)
    world = world_of(number, uncertain=uncertain)
    kept = replace(world, quantities={}, groups={}, defines={}, rules=())
    text = write(kept, layout)
    start = text.index("theory mine {")
    end = text.index("\n}", start) + 2
    said = write(replace(world, scenarios=(), run=()), layout)
    with TemporaryDirectory() as folder:
        (Path(folder) / "apart.qa").write_text(f'library apart 1.0.0 "What there is"\n{said}', encoding="utf-8")
        asking = text[:start] + text[end:] + "\nuse apart\n"
        found = qadsl.compile(asking, folder=folder).run(draws=DRAWS).to_dict()
    expected = json.loads(printed(number, uncertain=uncertain))
    assert same_but(found, expected, "theory")


def same_but(one: Any, other: Any, *but: str) -> bool:
    told = [json.loads(objects.as_line({k: v for k, v in each.items() if k not in but})) for each in (one, other)]
    for each in told:
        for part in ("decisions", "alignments"):
            each[part] = [{k: v for k, v in row.items() if k not in but} for row in each[part]]
    return told[0]["decisions"] == told[1]["decisions"] and told[0]["alignments"] == told[1]["alignments"]


MISTAKES = (
    "rule wrong then nowhere += 1",
    "rule wrong when nobody.knows then threat += 0.1",
    "define twice = 1\ndefine twice = 2",
    "scenario odd { state UK, UK against Nobody { UK -> Franse { threat = 2 } } }",
    "group nobody = UK, Nobody",
    "attribute odd : share = 3",
    "theory odd extends none { option a { reward 1 } }",
    "use scales.kent\nuse nowhere",
    "parameter loop = loop + 1",
)


@SOME
@given(numbers, layouts(), st.lists(st.sampled_from(MISTAKES), min_size=1, max_size=3, unique=True))
def test_what_is_said_of_mistakes_does_not_hang_on_the_order_of_statements(
    number: int, layout: int, mistakes: list[str]
) -> None:
    world = world_of(number, uncertain=False)
    dropped = dict(list(world.quantities.items())[number % 2 :])
    wrong = replace(world, quantities=dropped, extra=tuple(mistakes))
    assert said(write(wrong)) == said(write(wrong, layout + 1))


def said(text: str) -> set[tuple[str, str]]:
    """What is wrong with a program, wherever it is; warnings hang on how a thing is spelt."""
    with pytest.raises(qadsl.QadslError) as refusal:
        qadsl.compile(text)
    return {(item.code, item.message) for item in refusal.value.diagnostics if item.severity is Severity.ERROR}


@SOME
@given(numbers)
def test_the_command_line_prints_what_python_gives(number: int) -> None:
    uncertain = is_uncertain(number)
    text = write(world_of(number, uncertain=uncertain))
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "program.qa"
        path.write_text(text, encoding="utf-8")
        out = Path(folder) / "out.json"
        with out.open("w", encoding="utf-8") as stream:
            patch.setattr("sys.stdout", stream)
            code = main(["run", str(path), "--draws", str(DRAWS), "--format", "json"])
        assert code == 0
        assert out.read_text(encoding="utf-8").strip() == printed(number, uncertain=uncertain)


@SOME
@given(numbers)
def test_a_program_that_was_pickled_answers_the_same(number: int) -> None:
    uncertain = is_uncertain(number)
    found = program(write(world_of(number, uncertain=uncertain)))
    again = pickle.loads(pickle.dumps(found)).run(draws=DRAWS)
    for result in (again, pickle.loads(pickle.dumps(again))):
        assert objects.as_line(result.to_dict()) == printed(number, uncertain=uncertain)
