"""What must hold of whatever is solved: one answer by both backends, in any blocks, after any pass, in any order."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qadsl import pipeline
from qadsl.engine import passes, runner
from qadsl.ir.program import Plan
from qadsl.ir.verifier import verify
from qadsl.result import Figures
from qadsl.source import Source
from qadsl.syntax import nodes
from tests.laws.test_engine_laws import differ, in_blocks, sizes_of

NUMBERS = st.integers(0, 10**9)
ACTORS = ("A", "B", "C", "D", "E")
PAIRED = (
    "quarrel(self, partner)", "self.power * partner.power * quarrel(partner, self)", "0.4", "power_gap(self, partner)",
    "if self.nuclear_ then 0.3 else quarrel(self, partner)", "sum(quarrel(self, p) for p in actors where p.nuclear_)",
    "given threat", "if previous alliance(self, partner) initially no then 0.1 else 0.5",
)  # fmt: skip
CONDITIONS = (
    "sum(p.power for p in members) > 0.5 * sum(p.power for p in actors)", "size >= 2",
    "any(p in members where p.nuclear_)", "A in members and size <= 3",
    "all(all(quarrel(p, q) < 0.8 for q in members) for p in members)",
)  # fmt: skip
WORTHS = (
    "sum(quarrel(self, p) - 0.4 for p in members)", "size - 0.3 * size ^ 2", "if self.nuclear_ then 1 / size else size",
    "max(p.power for p in members) - self.power",
)  # fmt: skip
LINKED = (
    "sum(0.6 ^ steps(self, p) for p in actors) - 0.2 * links(self)", "count(p in actors where linked(self, p))",
    "sum(if linked(self, p) then quarrel(self, p) - 0.4 else 0 for p in actors)", "links(self) - 0.3 * links(self) ^ 2",
)  # fmt: skip
VALUES = ("0.1", "0.9", "0.2 .. 0.8", "0.5", "discrete(0.1: 50%, 0.9: 50%)", "unknown")


def solves(random: Random) -> list[str]:
    """Statements of a theory that solve something; what is solved first may be read by what comes after."""
    extreme, stability = random.choice(("minimal", "maximal")), random.choice(("core", "nash", "majority"))
    among = random.choice(("", " among some", " among strong"))
    choice = {
        "blocs": f"blocs {random.choice((2, 2, 3))} {{ together {random.choice(PAIRED)}, apart 0.3 }}",
        "coalitions": f"coalitions {{ where {random.choice(CONDITIONS)}, {extreme} }}",
        "partition": f"partition {{ worth {random.choice(WORTHS)}, stable {stability} }}",
        "links": f"links {{ worth {random.choice(LINKED)} }}",
    }
    found = []
    for number, form in enumerate(random.sample(sorted(choice), random.choice((1, 2)))):
        text = choice[form]
        if number and form == "blocs":
            text = "blocs 2 { together if found0 then 0 else 1, apart 0.2 * count of found0 }"
        found.append(f"  solve found{number}{among} = {text}")
    return found


def program(seed: int, layout: int) -> str:
    """A program that solves something and reads it; `layout` orders what may stand in any order."""
    random, order = Random(seed), Random(layout)
    actors = ACTORS[: random.choice((3, 4, 4))]
    items = [
        "  encouraging { threat weight 1 }", "  discouraging { cost_ weight 1 }", "  choose highest payoff",
        *solves(random),
        "  rule near when found0(self, partner) then threat += 0.4",
        "  rule alone when not found0(self) then cost_ at least 0.3",
        f"  rule far when count of found0 > {random.choice((0, 1, 3))} then cost_ += 0.1",
        "  define power_gap(a, b) = abs(a.power - b.power)",
    ]  # fmt: skip
    options = ["  option neutrality { }", "  option alliance { reward 100%, cost 100% }"]
    facts = [f"  state {actor} {{ power = {random.choice(VALUES[:5])}, nuclear_ = {random.choice(('yes', 'no'))} }}"
             for actor in actors]  # fmt: skip
    facts += [
        f"  {one} -> {other} {{ quarrel = {random.choice(VALUES)} }}"
        for one in actors
        for other in actors
        if one != other
    ]
    facts += [f"  against {actors[-1]} {{ {actors[0]} <-> {actors[1]} {{ threat = {random.choice(VALUES)} }} }}"]
    facts += ["  otherwise { cost_ = 0.1 }", "  time 1955 .. 1956"]
    order.shuffle(items)
    order.shuffle(facts)
    statements = [
        "attribute power : share = 0.5", "attribute nuclear_ : flag = no", "relation quarrel : share = 0.4",
        "group some = A, B, C", "group strong = actors where power >= 0.3",
        "theory t {\n" + "\n".join([*items, *options]) + "\n}", "scenario s {\n" + "\n".join(facts) + "\n}",
    ]  # fmt: skip
    order.shuffle(statements)
    return "\n".join([*statements, "run s"])


def alike(one: Figures, other: Figures) -> list[str]:
    """Names of the figures that are not the same bits; what is not known is in both alike."""
    found = differ(one, other, but=frozenset({"graphs", "solutions"}))
    return found if repr(one.solutions) == repr(other.solutions) else [*found, "solutions"]


def lowered(text: str) -> Plan:
    """The plan of a program that runs one scenario."""
    front = pipeline.check(Source("law", text))
    (run,) = (command for command in front.checked.model.commands if isinstance(command, nodes.Run))
    return verify(pipeline.lower(front, run.scenario, run.theory))


def _of_draws(figures: Figures) -> str:
    """What is solved, with the draws in which it is known as a share of them."""
    return repr([replace(one, known=one.known / figures.draws) for one in figures.solutions])


@given(NUMBERS)
def test_backends_passes_and_blocks_agree(seed: int) -> None:
    plan = lowered(program(seed, 0))
    optimised = verify(passes.optimise(plan))
    law = runner.run(optimised, 3, seed, "reference")
    assert alike(law, runner.run(optimised, 3, seed)) == []
    assert alike(law, in_blocks(optimised, 3, seed, sizes_of(seed))) == []
    unpassed = runner.run(plan, 3, seed)
    assert np.array_equal(law.probability, unpassed.probability, equal_nan=True)
    # a pass may see that nothing uncertain is read: then one draw is made
    assert _of_draws(law) == _of_draws(unpassed)


@given(NUMBERS, NUMBERS)
def test_the_order_of_statements_and_actors_changes_nothing(seed: int, layout: int) -> None:
    one, other = (runner.run(passes.optimise(lowered(program(seed, n))), 3, seed) for n in (0, layout))
    assert alike(one, other) == []
