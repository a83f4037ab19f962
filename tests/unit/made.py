"""A small hand-made program with its figures and trace: three actors against a fourth, over two periods."""

from __future__ import annotations

from array import array
from dataclasses import replace

import numpy as np

from qadsl.ir.builder import Builder
from qadsl.ir.program import (
    Actor,
    Clause,
    OptionPlan,
    Origin,
    Plan,
    Quantity,
    RulePlan,
    Step,
    VariablePlan,
    Written,
)
from qadsl.ir.types import SHARE
from qadsl.result import Decider, Figures, Trace

__all__ = ["figures", "plan", "set_by_rules", "trace"]

CELL = frozenset({"self", "partner", "target"})
EXACT = Written("exact", (0.8,), "high", Origin("suez.qa:6:33", "among UK, France, Israel", "Kyle 2011, p. 300"))
UNKNOWN = Written("unknown", (0.0, 1.0), "")


def plan(actors: tuple[str, ...] = ("Egypt", "France", "Israel", "UK")) -> Plan:
    """Payoffs: neutrality 0, quasi 0.65 E - 0.5 d, alliance E - d."""
    count = len(actors)
    build = Builder()
    zero, weight, cost = build.constant(0.0), build.constant(0.35), build.constant(0.25)
    threat = build.add("input", (), (0, ("self", "partner", "target")), axes=CELL, kind=SHARE.kind, name="threat")
    quarrel = build.add("input", (), (1, ("self", "partner", "target")), axes=CELL | {"draw"}, kind=SHARE.kind)
    fear = build.add("input", (), (2, ()), kind=SHARE.kind, name="fear")
    high = build.add("less", (build.constant(0.7), threat))
    low = build.add("less", (threat, build.constant(0.5)))
    half = build.add("multiply", (quarrel, fear))
    calmed = build.add("select", (high, half, quarrel))
    gain = build.add("multiply", (weight, threat))
    loss = build.add("negate", (build.add("multiply", (cost, calmed)),))
    share = build.add("multiply", (build.constant(0.65), gain))
    part = build.add("multiply", (build.constant(0.5), loss))
    quasi = build.add("round12", (build.add("add", (share, part)),))
    full = build.add("round12", (build.add("add", (gain, loss)),))
    stages = (threat,) * 7
    return Plan(
        scenario="suez",
        theory="multifacet",
        actors=tuple(Actor(name, "state") for name in actors),
        targets=(0,),
        periods=("1956", "1957"),
        years=(1956.0, 1957.0),
        quantities=(
            Quantity("threat", "variable", "k", SHARE, 3, False, False, (EXACT,), array("l", [0] * count**2)),
            Quantity("quarrel", "variable", "k", SHARE, 3, False, False, (UNKNOWN,), array("l", [0] * count**2)),
            Quantity(
                "fear", "parameter", "k", SHARE, 0, False, False, (Written("exact", (0.5,), "0.5"),), array("l", [0])
            ),
        ),
        nodes=tuple(build.nodes),
        options=(
            OptionPlan("neutrality", "", zero, None, (), ()),
            OptionPlan("quasi_alliance", "", quasi, None, ((1, cost),), ((0, share), (1, part))),
            OptionPlan("alliance", "", full, None, ((1, cost),), ((0, gain), (1, loss))),
        ),
        variables=(
            VariablePlan("threat", "Common threat", "encouraging", "core", 0, weight, stages, ()),
            VariablePlan(
                "quarrel",
                "",
                "discouraging",
                "",
                1,
                cost,
                (quarrel, quarrel, calmed, calmed, calmed, calmed, calmed),
                (Step(0, "*=", high, fear, quarrel, calmed, "quarrel *= fear"),),
            ),
        ),
        rules=(
            RulePlan("calm", "A common threat calms", "Walt 1987", "lib.qa:4:1", high, (Clause("threat > 0.7", high),)),
            RulePlan(
                "relax", "", "", "lib.qa:9:1", low, (Clause("threat < 0.5", low, "<", threat, build.constant(0.5)),)
            ),
        ),
        behaviours=(),
        conflicts=(),
        encouraging=gain,
        discouraging=loss,
        differences={},
        precision=None,
        consent="mutual",
    )


def set_by_rules() -> tuple[Plan, Trace]:
    """The quarrel, which is not given, is set to 0.6 by a rule, and a floor under it then changes nothing."""
    made = plan()
    build = Builder()
    for node in made.nodes:
        build.add(node.op, node.arguments, node.data, axes=node.axes, kind=node.kind, name=node.name)
    always, set_to, floor = build.constant(True), build.constant(0.6), build.constant(0.3)
    quarrel = made.variables[1]
    given = quarrel.given
    steps = (
        Step(0, "=", always, set_to, given, set_to, "quarrel = 0.6"),
        Step(1, "at least", always, floor, set_to, set_to, "quarrel at least 0.3"),
    )
    changed = replace(quarrel, stages=(given, *(set_to,) * 6), steps=steps)
    rules = tuple(replace(rule, condition=always, clauses=()) for rule in made.rules)
    made = replace(made, nodes=tuple(build.nodes), variables=(made.variables[0], changed), rules=rules)
    return made, trace(made)


def trace(made: Plan, cell: tuple[int, int, int, int] = (0, 0, 1, 3)) -> Trace:
    """Values for threat 0.8 and a mean quarrel of 0.5."""
    values: list[float] = []
    for node in made.nodes:
        arguments = [values[argument] for argument in node.arguments]
        match node.op:
            case "constant":
                assert isinstance(node.data, float | bool)
                values.append(float(node.data))
            case "input":
                assert isinstance(node.data, tuple)
                values.append((0.8, 0.5, 0.5)[int(str(node.data[0]))])
            case "less":
                values.append(float(arguments[0] < arguments[1]))
            case "multiply":
                values.append(arguments[0] * arguments[1])
            case "add":
                values.append(arguments[0] + arguments[1])
            case "negate":
                values.append(-arguments[0])
            case "select":
                values.append(arguments[1] if arguments[0] else arguments[2])
            case _:
                values.append(round(arguments[0], 12))
    return Trace(made, cell, 1000, 0, tuple(values), (1.0,) * len(values), {})


def figures(made: Plan, *, draws: int = 1000) -> Figures:
    """Every pair's tie is a quasi-alliance in 83 % of draws."""
    actors = range(1, len(made.actors))
    cells = [(t, 0, a, b) for t in range(len(made.periods)) for a in actors for b in actors if a != b]
    pairs = [cell for cell in cells if cell[2] < cell[3]]
    rows, ties = len(cells), len(pairs)
    shares = np.array([0.17, 0.83, 0.0])
    is_open = np.array([True, True, False])
    return Figures(
        plan=made,
        draws=draws,
        seed=0,
        is_complete=True,
        cells=np.array(cells).reshape(rows, 4),
        payoff=np.tile([0.0, 0.182, 0.155], (rows, 1)),
        probability=np.tile(shares, (rows, 1)),
        encouraging=np.full(rows, 0.28),
        discouraging=np.full(rows, 0.0625),
        margin=np.full(rows, 0.0271234),
        commitment=np.full(rows, 0.83),
        choice=np.ones(rows, dtype=np.int64),
        behaviour=("quasi_balance",) * rows,
        possible=np.tile(is_open, (rows, 1)),
        conflict=np.zeros(rows, dtype=bool),
        unknown=np.zeros(rows, dtype=bool),
        conflicts={},
        deciding=dict.fromkeys(range(rows), (Decider("quarrel", "quarrel"),)),
        pairs=np.array(pairs).reshape(ties, 4),
        tie_probability=np.tile(shares, (ties, 1)),
        tie_possible=np.tile(is_open, (ties, 1)),
        tie=np.ones(ties, dtype=np.int64),
    )
