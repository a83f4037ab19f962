"""A model in JavaScript gives the bits of the reference backend, also after other values have been set."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qadsl
from qadsl import pipeline
from qadsl.engine import runner
from qadsl.engine.javascript import CannotCompile, emit
from qadsl.ir.program import Plan, Quantity
from qadsl.ir.sites import site_names, spelled_site
from qadsl.ir.types import Kind
from qadsl.settings import read_settings, setting_texts
from tests.laws.javascript import NODE, Asked, Node, at_the_middle, differences, wrong_with
from tests.laws.programs import make, write
from tests.laws.test_solving import program as solving

pytestmark = pytest.mark.skipif(NODE is None, reason="there is no Node (`node`) to run JavaScript")

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted([*ROOT.glob("examples/*.qa"), *ROOT.glob("examples/cases/*.qa")])
NUMBERS = st.integers(0, 10**9)


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with Node() as found:
        yield found


def lowered(program: qadsl.Program, scenario: str | None, theory: str | None, **given: Any) -> Plan:
    """The plan of a scenario by a theory, with some values set."""
    asked = program._asked(scenario, theory)
    return pipeline.lower(program.front, asked.scenario, asked.theory, read_settings(setting_texts(given or None)))


@settings(max_examples=max(100, settings.default.max_examples))
@given(number=NUMBERS)
def test_javascript_gives_the_bits_of_the_reference(node: Node, number: int) -> None:
    assert wrong_with(node, number) == []


@settings(max_examples=3)
@given(number=NUMBERS)
def test_so_it_does_over_blocks_of_draws(node: Node, number: int) -> None:
    assert wrong_with(node, number, 270) == []


def wrong_where(node: Node, plan: Plan) -> list[str]:
    """What differs in two draws or at the middle; the reference backend runs the plan without what it can spare."""
    drawn, middle = node.ask(emit(plan), [Asked(3, (1, 1)), Asked()])
    lean = pipeline.optimise(plan)
    return differences(runner.run(lean, 2, 3, "reference"), drawn) + differences(at_the_middle(lean), middle)


def asked_for(path: Path) -> Iterator[Plan]:
    """The plans of every scenario of an example by every theory of it."""
    program = qadsl.load(path)
    for scenario in sorted(program.front.checked.model.scenarios):
        for theory in sorted(program.front.checked.model.theories):
            yield lowered(program, scenario, theory)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_come_out_alike(node: Node, path: Path) -> None:
    for plan in asked_for(path):
        assert wrong_where(node, plan) == []


RIVALS = """
use balance_of_interests
use balance_of_power
use balance_of_threat
use cha_quasi_alliance
use landscape
use multifacet
use noncompensatory
use structural_balance

scenario s {
  time 1950 .. 1952
  state A { capability = 8%, size = 0.3 }, B { capability = 3%, size = 0.5 }
  state C { capability = 6% }, D { capability = 1% }
  A -> B { bond = 0.5, propensity = 0.4 }
  B -> C { bond = -0.6, propensity = -0.2 }
  C -> D { bond = -0.1 .. 0.7, propensity = 0.1 .. 0.3 }
  against D { A -> B { common_threat = 0.4 } }
}
"""


def test_theories_of_the_library_come_out_alike(node: Node) -> None:
    program = qadsl.compile(RIVALS)
    for theory in sorted(program.front.checked.model.theories):
        plan = lowered(program, "s", theory)
        assert wrong_where(node, plan) == [], theory


BARE = ("", "state A { }", "state A, B, C { }", "state A, B { }\n  against B { }", "state A, B, C { }\n  against C { }")


@pytest.mark.parametrize("items", BARE)
def test_scenarios_with_hardly_anything_in_them_come_out_alike(node: Node, items: str) -> None:
    program = qadsl.compile(f"use balance_of_power\nuse landscape\nuse multifacet\nscenario s {{ {items} }}")
    for theory in sorted(program.front.checked.model.theories):
        plan = lowered(program, "s", theory)
        assert wrong_where(node, plan) == [], theory


@settings(max_examples=20)
@given(number=st.integers(0, 10**6))
def test_what_is_solved_comes_out_alike(node: Node, number: int) -> None:
    program = qadsl.compile(solving(number, number + 1))
    assert wrong_where(node, lowered(program, None, None)) == []


# --- what is tried ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tried:
    """Another value of an input: how Python is told, and how JavaScript is."""

    name: str
    setting: Any
    sets: tuple[int, list[int], Any]


def tried(random: Random, plan: Plan, inputs: list[dict[str, Any]]) -> Tried | None:
    """Another value of some input of a model, of all periods."""
    free = [i for i, one in enumerate(inputs) if one["isFree"] and one["kind"] != "start"]
    if not free:
        return None
    index = random.choice(free)
    quantity = next(one for one in plan.quantities if one.key == inputs[index]["key"])
    periods = len(plan.periods) if quantity.is_dated else 1
    size = len(quantity.cells) // periods
    cell = random.randrange(size)
    names = site_names(plan, quantity, cell)
    if len(set(names)) < len(names):
        return None
    cells = [cell]
    if quantity.is_symmetric:
        one, other = divmod(cell, len(plan.actors))
        cells.append(other * len(plan.actors) + one)
    every = [at + time * size for time in range(periods) for at in cells]
    name = spelled_site(quantity, [f"`{name}`" for name in names], str)
    setting, value = another(random, quantity)
    return Tried(name, setting, (index, every, value))


def another(random: Random, quantity: Quantity) -> tuple[Any, Any]:
    """A value as Python sets it, and as JavaScript does."""
    type_ = quantity.type
    if type_.kind is Kind.FLAG:
        value = random.random() < 0.5
        return value, float(value)
    if type_.kind is Kind.CATEGORY:
        place = random.randrange(len(type_.words))
        return type_.words[place], float(place)
    low, high = (type_.low, type_.high) if type_.is_bounded else (max(type_.low, 0.0), max(type_.low, 0.0) + 3.0)
    one, other = sorted(round(random.uniform(low, high), 3) for _ in range(2))
    pick = random.random()
    if pick < 0.2:
        return None, None
    if pick < 0.5 and low <= one < other <= high:
        return (one, other), {"form": "uniform", "parameters": [one, other]}
    value = min(max(one, low), high)
    return value, value


@settings(max_examples=min(200, settings.default.max_examples))
@given(number=st.integers(0, 999))
def test_what_is_tried_in_javascript_is_what_settings_give(node: Node, number: int) -> None:
    random = Random(number)
    program = qadsl.compile(write(make(Random(number), 1 + number % 2, uncertain=number % 3 > 0)))
    plan = lowered(program, None, None)
    compiled = emit(plan)
    inputs = json.loads(compiled.data)["quantities"]
    found = [one for one in (tried(random, plan, inputs) for _ in range(3)) if one is not None]
    asked = [asked for one in found for asked in (Asked(number, (2, 1), (one.sets,), True), Asked())]
    answers = node.ask(compiled, [*asked, Asked(number, (3,), (), True)])
    for place, one in enumerate(found):
        law = pipeline.optimise(lowered(program, None, None, **{one.name: one.setting}))
        assert differences(runner.run(law, 3, number, "reference"), answers[2 * place]) == [], one
        assert differences(at_the_middle(law), answers[2 * place + 1]) == [], one
    lean = pipeline.optimise(plan)
    assert differences(runner.run(lean, 3, number, "reference"), answers[-1]) == []  # all is back as it was


GIVEN = """
use balance_of_threat

group armed = actors where capability > 5%

scenario s {
  time 1950 .. 1952
  state A { capability = 8% }, B { capability = 3% }, C { capability = 6% }
  against C { A -> B { offensive_power = 0.4 } }
  from 1951 { A.capability = 9% }
}
"""


def test_whether_a_value_is_given_is_tried_too(node: Node) -> None:
    program = qadsl.compile(GIVEN)
    plan = lowered(program, None, None)
    compiled = emit(plan)
    inputs = json.loads(compiled.data)["quantities"]
    index = next(i for i, one in enumerate(inputs) if one["name"].endswith("aggregate_power"))
    quantity = next(one for one in plan.quantities if one.key == inputs[index]["key"])
    cell = next(i for i in range(9) if site_names(plan, quantity, i)[:2] == ("A", "B"))
    (found,) = node.ask(compiled, [Asked(0, (2,), ((index, [cell], 0.9),))])
    law = lowered(program, None, None, **{"aggregate_power(A, B, C)": 0.9})
    assert differences(runner.run(law, 2, 0, "reference"), found) == []


FIXED = """
theory t {
  encouraging { gain weight 1 }
  discouraging { loss weight 1 }
  option neutrality { }
  option alliance { reward 100%, cost 100% }
  choose highest payoff
}
attribute might : share
group mighty = actors where might > 50%

scenario s {
  state A { might = 0.8 }, B { might = 0.6 }, C { might = 0.1 }
  against C {
    among mighty { gain = 0.7 }
    otherwise { gain = 0.2, loss = 0.5 }
  }
}
"""


def test_what_a_statement_hangs_on_cannot_be_tried(node: Node) -> None:
    compiled = emit(lowered(qadsl.compile(FIXED + "rule r when self.might > 0.7 then gain += 0.1"), None, None))
    inputs = {one["name"]: one for one in json.loads(compiled.data)["quantities"]}
    assert not inputs["might"]["isFree"]
    assert inputs["gain"]["isFree"]
    with pytest.raises(AssertionError, match="cannot be changed"):
        node.ask(compiled, [Asked(0, (1,), ((list(inputs).index("might"), [0], 0.3),))])


# --- text ---------------------------------------------------------------------------------------------------------

HOSTILE = ("</script><script>alert(1)</script>", "__proto__", "a`${1}`", "\u2028\u2029", "*/ x() /*", "😀\u0301'\"\\")


def test_what_would_take_too_long_is_refused_in_words() -> None:
    states = ", ".join(f"S{i:02}" for i in range(17))
    program = qadsl.compile(f"use landscape\nscenario s {{ state {states} }}")
    with pytest.raises(CannotCompile, match="more than 16 actors"):
        emit(lowered(program, None, None))


def test_names_stay_out_of_the_code() -> None:
    states = ", ".join(f"`A{i}` {{ might = 0.{i} }}" for i in range(1, 4))
    text = FIXED.replace("state A { might = 0.8 }, B { might = 0.6 }, C { might = 0.1 }", f"state {states}")
    text = text.replace("against C", "against A3")
    for name in HOSTILE:
        plan = lowered(qadsl.compile(text), None, None)
        hostile = emit(_renamed(plan, name))
        assert hostile.code == emit(plan).code
        assert hostile.data.isascii()
        assert "<" not in hostile.data
        assert json.loads(hostile.data)["actors"][0]["name"] == name


def _renamed(plan: Plan, name: str) -> Plan:
    return replace(plan, actors=(replace(plan.actors[0], name=name, title=name), *plan.actors[1:]))


def test_one_module_needs_nothing_else(tmp_path: Path) -> None:
    compiled = emit(lowered(qadsl.compile(FIXED), None, None))
    file = tmp_path / "model.mjs"
    told = "\nconst { choice } = open().middle();\nconsole.log(Array.from(choice).join());\n"
    file.write_text(compiled.module() + told, encoding="utf-8")
    assert NODE is not None
    found = subprocess.run([NODE, str(file)], capture_output=True, encoding="utf-8", check=True).stdout
    assert found == "1,1\n"


def test_the_same_plan_gives_the_same_text() -> None:
    one, other = (emit(lowered(qadsl.compile(FIXED), None, None)) for _ in range(2))
    assert one == other
