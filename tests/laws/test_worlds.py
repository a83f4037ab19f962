"""Laws of whole programs: what an independent reader of the manual computes, and what may never change an answer.

The laws look at one thousand numbered worlds, exact ones and uncertain ones in turn, so that the laws that need the
same run share it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import qadsl
from qadsl import pipeline
from qadsl.analysis.left_out import left_out
from qadsl.commands import answer, prepare
from qadsl.engine import passes, runner
from qadsl.engine.groups import find_groups
from qadsl.result import Figures
from qadsl.syntax import nodes
from qadsl.views import objects
from tests.laws import oracle
from tests.laws.programs import layouts, make, write
from tests.laws.world import Change, Event, Scenario, World

SIZES = (1, 1, 2, 1, 1, 1, 3, 1, 1, 2)
DRAWS = 4

SOME = settings(max_examples=min(200, settings.default.max_examples))  # laws that cost more than a run

numbers = st.integers(0, 999)
ROW = ("time", "target", "self", "partner")


@lru_cache(maxsize=1000)
def world_of(number: int, *, uncertain: bool) -> World:
    return make(Random(number), SIZES[number % len(SIZES)], uncertain=uncertain)


def program(text: str) -> qadsl.Program:
    return qadsl.compile(text)


def line(found: qadsl.Program, *, draws: int = DRAWS, seed: int = 0) -> str:
    """What `qa run --format json` prints for the first run."""
    return objects.as_line(found.run(draws=draws, seed=seed).to_dict())


@lru_cache(maxsize=1000)
def answered(number: int, *, uncertain: bool) -> dict[str, Any]:
    return program(write(world_of(number, uncertain=uncertain))).run(draws=DRAWS).to_dict()


@lru_cache(maxsize=1000)
def printed(number: int, *, uncertain: bool) -> str:
    return objects.as_line(answered(number, uncertain=uncertain))


def asked(found: qadsl.Program) -> tuple[Any, Any, Any]:
    """What lowering needs to know of the first run."""
    run = found.commands[0]
    assert isinstance(run, nodes.Run)
    return found.front, run.scenario, run.theory


def is_uncertain(number: int) -> bool:
    return number % 4 == 0


def close(expected: Fraction | None, found: float | None) -> bool:
    if expected is None or found is None:
        return expected is None and found is None
    return abs(float(expected) - found) <= 1e-12 * max(1.0, abs(found))


# --- what the manual says ----------------------------------------------------------------------------------------


@given(numbers)
def test_the_engine_computes_what_the_manual_says(number: int) -> None:
    world = world_of(number, uncertain=False)
    try:
        decisions, ties = oracle.evaluate(world)
    except oracle.FragileError:
        assume(False)
    run = answered(number, uncertain=False)
    options = [option.name for option in world.theory.options]
    keys = [tuple(row[key] for key in ROW) for row in run["decisions"]]
    assert keys == list(decisions)
    for key, row in zip(keys, run["decisions"], strict=True):
        expected = decisions[key]
        assert row["status"] == expected.status, key
        if expected.status == "conflict":
            continue
        assert close(expected.encouraging, row["encouraging"])
        assert close(expected.discouraging, row["discouraging"])
        for option, payoff in zip(options, expected.payoffs, strict=True):
            assert close(payoff, row[f"payoff_{option}"]), (key, option)
        assert row["choice"] == expected.choice
        assert (row["behaviour"] or "") == " / ".join(sorted(expected.behaviours))
        for option, share in zip(options, expected.shares or [], strict=False):
            assert close(share, row[f"p_{option}"])
    assert {
        tuple(row[key] for key in ("time", "target", "a", "b")): row["outcome"] for row in run["alignments"]
    } == ties


@SOME
@given(numbers)
def test_equally_specific_statements_that_disagree_are_refused(number: int) -> None:
    world = world_of(number, uncertain=False)
    base = world.scenarios[0]
    name = world.variables[number % len(world.variables)]
    others = [actor for actor, _ in base.actors if actor != base.targets[0]][:2]
    form = ("arrow", "both", "among")[number % 3]
    fact = replace(base.facts[0], quantity=name, form=form, members=tuple(others), target=base.targets[0], months=None)
    rivals = [replace(fact, value=Fraction(1, 5), text="0.2"), replace(fact, value=Fraction(3, 10), text="0.3")]
    kept = [f for f in base.facts if f.quantity != name or (f.form == "otherwise" and f.months is None)]
    clashing = replace(world, scenarios=(replace(base, facts=(*kept, *rivals)),), run=(base.name,))
    with pytest.raises(qadsl.QadslError) as refusal:
        pipeline.lower(*asked(program(write(clashing))))
    assert "QA501" in {diagnostic.code for diagnostic in refusal.value.diagnostics}
    agreeing = replace(clashing, scenarios=(replace(base, facts=(*kept, rivals[0], rivals[0])),))
    pipeline.lower(*asked(program(write(agreeing))))


# --- what may change nothing --------------------------------------------------------------------------------------


@given(numbers, layouts())
def test_shuffling_changes_no_bit(number: int, layout: int) -> None:
    uncertain = is_uncertain(number)
    other = program(write(world_of(number, uncertain=uncertain), layout + 1))
    assert line(other) == printed(number, uncertain=uncertain)


UNRELATED = (
    "attribute idle : share = 0.3",
    "parameter spare : number 0 .. 3 = 1 .. 2",
    "define nothing(a, b) = 1 / 3",
    "group nobody = actors where 1 < 0",
    "scenario elsewhere { state Here, There, Yonder against Yonder { Here -> There { other_wish = 0.4 ± 0.2 } } }",
    "theory other { encouraging { other_wish weight 1 } option no_ { reward 0.5 } option yes_ { reward 1 } }",
    "rule idle_rule when given other_wish > 0.2 then other_wish *= 0.5",
    "rule idle_too then other_wish += spare",
)


@SOME
@given(numbers, st.sampled_from(("chance", "time", "strength", "patch")))
def test_an_event_that_never_happens_changes_no_bit(number: int, why: str) -> None:
    uncertain = is_uncertain(number)
    world = world_of(number, uncertain=uncertain)
    base, *more = world.scenarios
    # raising by nothing comes last, so that it meets a value that is there already
    first = Change(world.variables[0], (), "+=", Fraction(1, 2), "0.5")
    never = Event("never", None, "0", (first, replace(first, operator="*=", text="0.5 ± 0.1")))
    if why == "time" and base.time is not None:
        never = replace(never, chance=None, months=(base.time[1] + 12, None))
    elif why == "strength" and base.time is not None:
        gone = tuple(replace(change, fading=("linear", 1)) for change in never.changes)
        never = replace(never, chance=None, months=(None, base.time[0] - 12), changes=gone)
    elif why == "patch" and more:
        never = replace(never, chance=None)
        more = [replace(more[-1], events=(*more[-1].events, replace(never, changes=())))]
    several = (replace(base, events=(*base.events, never)), *more)
    assert line(program(write(replace(world, scenarios=several)))) == printed(number, uncertain=uncertain)


@SOME
@given(numbers, layouts())
def test_what_is_unrelated_changes_no_bit(number: int, layout: int) -> None:
    uncertain = is_uncertain(number)
    world = world_of(number, uncertain=uncertain)
    asked = "run " + " then ".join(world.run)
    text = write(replace(world, extra=UNRELATED), layout).replace(asked, f"{asked} with mine run elsewhere with other")
    found = program(text).run(" then ".join(world.run), theory="mine", draws=DRAWS)
    assert objects.as_line(found.to_dict()) == printed(number, uncertain=uncertain)


@SOME
@given(numbers, st.permutations(("Zulu", "ålesund", "北", "b2", "Q")))
def test_renaming_actors_renames_the_answer(number: int, names: list[str]) -> None:
    world = world_of(number, uncertain=False)
    new = dict(zip((name for name, _ in world.scenarios[0].actors), names, strict=False))
    found = program(write(renamed(world, new))).run().to_dict()

    def ends(row: dict[str, Any]) -> tuple[object, ...]:
        return (row["time"], row["target"], *sorted((row["a"], row["b"])))

    old = answered(number, uncertain=False)
    mine = {tuple(row[key] for key in ROW): row for row in found["decisions"]}
    for row in old["decisions"]:
        key = (row["time"], *(new[row[place]] for place in ("target", "self", "partner")))
        assert same_figures(mine[key], row)
    ties = {ends(row): row for row in found["alignments"]}
    for row in old["alignments"]:
        twin = ties[ends({**row, **{place: new[row[place]] for place in ("target", "a", "b")}})]
        assert {**twin, **{place: row[place] for place in ("target", "a", "b")}} == row


def same_figures(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Equal but for names; sums over groups run in the order of names, so a last bit may differ before rounding."""
    for key, value in other.items():
        if key in ("self", "partner", "target"):
            continue
        if isinstance(value, float) and isinstance(one[key], float):
            if abs(value - one[key]) > 1e-11 * max(1.0, abs(value)):
                return False
        elif one[key] != value:
            return False
    return True


def renamed(world: World, new: dict[str, str]) -> World:
    def name(old: str) -> str:
        return new.get(old, old)

    groups = {
        key: tuple(name(member) if isinstance(member, str) else member for member in members)
        for key, members in world.groups.items()
    }
    scenarios = tuple(
        replace(
            scenario,
            actors=tuple((name(actor), kind) for actor, kind in scenario.actors),
            targets=tuple(map(name, scenario.targets)),
            facts=tuple(
                replace(fact, members=tuple(map(name, fact.members)), target=fact.target and name(fact.target))
                for fact in scenario.facts
            ),
            events=tuple(
                replace(
                    event,
                    changes=tuple(replace(one, members=tuple(map(name, one.members))) for one in event.changes),
                )
                for event in scenario.events
            ),
        )
        for scenario in world.scenarios
    )
    return replace(world, groups=groups, scenarios=scenarios)  # type: ignore[arg-type]


@SOME
@given(numbers)
def test_then_is_what_a_derived_scenario_is(number: int) -> None:
    uncertain = is_uncertain(number)
    world = world_of(number, uncertain=uncertain)
    base, patch = parted(world)
    derived = replace(patch, extends=base.name)
    then = rows(program(write(replace(world, scenarios=(base, patch), run=(base.name, "patch")))))
    assert rows(program(write(replace(world, scenarios=(base, derived), run=("patch",))))) == then


@SOME
@given(numbers)
def test_plus_joins_what_touches_different_cells_in_either_order(number: int) -> None:
    world = world_of(number, uncertain=False)
    base, patch = parted(world)
    free = {fact.quantity for fact in base.facts}
    apart = replace(patch, events=(), facts=tuple(fact for fact in patch.facts if fact.quantity not in free))
    merged = replace(base, facts=(*base.facts, *apart.facts))
    whole = rows(program(write(replace(world, scenarios=(merged,), run=(base.name,)))))
    both = program(write(replace(world, scenarios=(base, apart), run=(base.name,))))
    order = ("suez + patch", "patch + suez", "suez then patch")[number % 3]
    assert rows(both, order) == whole


def parted(world: World) -> tuple[Scenario, Scenario]:
    """The first scenario and a patch: the one that there is, or half of what the first scenario states."""
    base, *more = world.scenarios
    if more:
        return base, replace(more[0], name="patch", extends=None)
    kept = tuple(f for i, f in enumerate(base.facts) if f.form == "otherwise" or i % 2)
    return replace(base, facts=kept), Scenario(
        "patch", None, (), (), None, tuple(f for f in base.facts if f not in kept)
    )


def rows(found: qadsl.Program, scenario: str | None = None) -> list[dict[str, object]]:
    run = found.run(scenario, draws=DRAWS).to_dict()
    return [{**row, "scenario": ""} for part in ("decisions", "alignments") for row in run[part]]  # type: ignore[attr-defined]


@SOME
@given(numbers)
def test_a_parameter_set_from_outside_is_as_if_declared_so(number: int) -> None:
    uncertain = is_uncertain(number)
    world = world_of(number, uncertain=uncertain)
    stated = {fact.quantity for scenario in world.scenarios for fact in scenario.facts}
    free = [q for q in world.quantities.values() if q.arity == 0 and q.kind == "number" and q.name not in stated]
    assume(free)
    value = ("0.7", "0.2 .. 0.6", "0.3 ± 0.1")[number % 3]
    name = free[0].name
    text = write(world)
    declared = text.replace(f"parameter {name} : {free[0].spelling} = {float(free[0].default or 0)}",
                            f"parameter {name} : {free[0].spelling} = {value}")  # fmt: skip
    assert declared != text
    outside = program(text).run(draws=DRAWS, settings={name: value})
    assert objects.as_line(outside.to_dict()) == line(program(declared))


# --- backends, passes, draws -------------------------------------------------------------------------------------


@SOME
@given(numbers)
def test_backends_and_passes_agree_to_the_bit(number: int) -> None:
    uncertain = is_uncertain(number)
    found = program(write(world_of(number, uncertain=uncertain)))
    plan = pipeline.lower(*asked(found))
    expected = answered(number, uncertain=uncertain)
    quick = told(runner.run(passes.optimise(plan), DRAWS, 0, backend="reference"))
    assert objects.as_line(quick) == printed(number, uncertain=uncertain)
    if number % 4 == 1:
        plain = told(runner.run(plan, DRAWS, 0, backend="reference"))
        assert figures_only(plain) == figures_only(expected)


def told(figures: Figures) -> dict[str, Any]:
    """What is printed of figures."""
    grouping = find_groups(figures)
    return objects.run_object(figures, grouping, left_out(figures, grouping))


def figures_only(run: dict[str, Any]) -> list[dict[str, Any]]:
    """All but `possible`, which passes may narrow: intervals are the wider, the more steps they are taken through."""
    return [{**row, "possible": None} for part in ("decisions", "alignments") for row in run[part]]


@SOME
@given(numbers, st.integers(1, 2**40))
def test_a_seed_is_all_the_luck_there_is(number: int, seed: int) -> None:
    world = world_of(number, uncertain=True)
    found, other = program(write(world)), program(write(world, 7))
    assert line(found, seed=seed) == line(other, seed=seed)


@given(numbers)
def test_shares_add_up_and_no_choice_is_impossible(number: int) -> None:
    run = answered(number, uncertain=True)
    options = [option.name for option in world_of(number, uncertain=True).theory.options]
    chosen = {}
    for row in run["decisions"]:
        shares = [row[f"p_{option}"] for option in options]
        if row["status"] == "ok":
            chosen[tuple(row[key] for key in ROW)] = shares
            assert abs(sum(shares) - 1) <= 1e-12
            assert row["choice"] == options[shares.index(max(shares))]
            assert abs(sum(i * share for i, share in enumerate(shares)) - row["commitment"]) <= 1e-9
            assert row["choice"] in row["possible"]
        assert {option for option, share in zip(options, shares, strict=True) if share} <= set(row["possible"])
    for row in run["alignments"]:
        shares = [row[f"p_{option}"] for option in options]
        ends = [
            chosen.get((row["time"], row["target"], *pair)) for pair in ((row["a"], row["b"]), (row["b"], row["a"]))
        ]
        if row["outcome"] is None:
            assert None in ends
            continue
        assert abs(sum(shares) - 1) <= 1e-12
        assert {option for option, share in zip(options, shares, strict=True) if share} <= set(row["possible"])
        for end in ends:  # a tie is never stronger than either end wants it
            assert end is not None
            assert all(sum(shares[i:]) <= sum(end[i:]) + 1e-12 for i in range(len(options)))


@SOME
@given(numbers)
def test_the_parts_of_an_account_add_up_exactly(number: int) -> None:
    uncertain = is_uncertain(number)
    result = program(write(world_of(number, uncertain=uncertain))).run(draws=DRAWS)
    cells = result.figures.cells.tolist()
    row = number % len(cells)
    account = result.explain_cell(tuple(cells[row]))
    for option in account.options:
        if option.payoff is not None:
            assert sum((part.value or 0.0 for part in option.contributions), 0.0) == option.payoff
    for variable in account.variables:
        if variable.value is not None and variable.given.value is not None:
            assert sum((change.amount or 0.0 for change in variable.changes), variable.given.value) == variable.value
    told = answered(number, uncertain=uncertain)["decisions"][row]
    assert [option.payoff for option in account.options] == [told[f"payoff_{o.name}"] for o in account.options]
    assert (account.choice, account.status, account.behaviour) == (told["choice"], told["status"], told["behaviour"])


# --- whole scripts -----------------------------------------------------------------------------------------------


@SOME
@given(numbers, layouts())
def test_answers_of_a_script_do_not_depend_on_its_order(number: int, layout: int) -> None:
    world = world_of(number, uncertain=is_uncertain(number))
    base = world.scenarios[0]
    one, other = [actor for actor, _ in base.actors if actor != base.targets[0]][:2]
    at = ""
    if base.time is not None:
        first, _, length = base.time
        at = f" at {first // 12}" if length == 12 else f" at {first // 12}-{first % 12 + 1:02}"
    scenario = " then ".join(world.run)
    option = world.theory.options[-1].name
    claims = [
        f"expect {option} among {one}, {other} against {base.targets[0]}{at} in {scenario}",
        f"expect not {option}: {one} -> {other} against {base.targets[0]}{at} in {scenario} with probability >= 10%",
        f"run {scenario} {{ draws 4, seed 4 }}",
    ]
    assert script(world, claims, layout) == script(world, claims[::-1], layout + 1)


def script(world: World, claims: list[str], layout: int) -> list[str]:
    text = write(replace(world, run=(), extra=tuple(claims)), layout)
    return sorted(lines(qadsl.compile(text)))


def lines(found: qadsl.Program) -> Iterator[str]:
    for item in answer(found, prepare(found)):
        yield objects.as_line(item.to_dict())
