"""What the page is told of a run besides its model, as plain data: how things are called, drawn and written as code."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from qadsl.engine.cells import count_cells
from qadsl.explorer.inputs import Places
from qadsl.explorer.patch import Frame, spelled_words
from qadsl.ir.program import MeasurePlan, Node, Plan
from qadsl.ir.types import FLAG, NUMBER, Kind
from qadsl.result import Figures
from qadsl.syntax.spelling import spelled, spelled_path
from qadsl.views.pictures.layout import ring_order
from qadsl.views.pictures.palette import UNDECIDED, Look, looks
from qadsl.views.words import named

__all__ = ["Start", "facts_of", "json_of", "told_in_parts"]

MOST_DRAWN = 12_000
"""Decisions up to which a page makes draws; of more it shows the middle of what is uncertain."""
MOST_ORDERED = 60
"""Actors that are put around a ring so that ties are short; of more, a page shows some, by name."""
MOST_PARTED = 2_000
"""Decisions up to which an explorer tells what makes up a payoff."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where an explorer begins: the decision that is looked at, and the inputs that were chosen, by their ids."""

    time: int
    target: int
    self: int
    partner: int
    chosen: tuple[str, ...] | None = None


def facts_of(
    figures: Figures, plan: Plan, moved: Mapping[int, Sequence[Places]], frame: Frame, start: Start
) -> dict[str, Any]:
    """Everything, as JSON takes it, of a plan as it was lowered and what its run found.

    `moved` has the quantities whose values can be moved, each with the places at which decisions read it.
    """
    return {
        "title": named(plan.scenario),
        "theory": named(plan.theory),
        "draws": figures.draws,
        "seed": str(figures.seed),  # numbers of JavaScript hold no more than 53 bits of it
        "isAtMiddle": len(figures.cells) > MOST_DRAWN,
        "isPartial": not figures.is_complete,
        "options": [option.name for option in plan.options],
        "looks": [_look(look) for look in looks(len(plan.options))],
        "undecided": _look(UNDECIDED),
        "spelled": [spelled(actor.name) for actor in plan.actors],
        "quantities": {str(n): _quantity(plan, n, places) for n, places in moved.items()},
        "rewards": _rewards(plan),
        "parts": _parts(plan),
        "measures": [_measure(measure) for measure in plan.measures],
        "solves": _solves(plan),
        "order": [_order(figures, plan, target) for target in range(len(plan.targets))],
        "chosen": None if start.chosen is None else list(start.chosen),
        "picked": {"time": start.time, "target": start.target, "self": start.self, "partner": start.partner},
        "patch": asdict(frame),
    }


def _look(look: Look) -> dict[str, object]:
    return {"colour": look.colour, "dash": list(look.dash)}


def _quantity(plan: Plan, number: int, places: Sequence[Places]) -> dict[str, object]:
    quantity = plan.quantities[number]
    short = quantity.name.rpartition(".")[2]
    return {
        "key": quantity.key,
        "name": short,
        "spelled": spelled_path(quantity.name) if quantity.kind == "parameter" else spelled_path(short),
        "words": spelled_words(quantity),
        "reads": [list(place) for place in places],
    }


def _measure(measure: MeasurePlan) -> dict[str, object]:
    words = ["no", "yes"] if measure.type.kind is Kind.FLAG else list(measure.type.words)
    return {"name": measure.name, "title": measure.title, "words": words}


def _rewards(plan: Plan) -> list[int | None]:
    """For each option the measure that tells its reward; None for none."""
    places = iter(range(len(plan.measures), len(plan.measures) + len(plan.options)))
    return [None if option.reward is None else next(places) for option in plan.options]


def _parts(plan: Plan) -> list[list[dict[str, object]]] | None:
    """For each option what makes up its payoff, with the measures that tell it; None where there are too many."""
    if not _is_told_in_parts(plan):
        return None
    places = iter(range(len(plan.measures) + sum(option.reward is not None for option in plan.options), 10**9))
    return [
        [
            {"name": plan.variables[variable].name, "role": plan.variables[variable].role, "measure": next(places)}
            for variable, _ in option.terms
        ]
        for option in plan.options
    ]


def _is_told_in_parts(plan: Plan) -> bool:
    """Whether there are so few decisions that parts of all payoffs cost nobody a wait."""
    return count_cells(plan) <= MOST_PARTED


def told_in_parts(plan: Plan) -> Plan:
    """The plan, which tells more of each decision: rewards, on which the plane's regions hang, parts, and company."""
    rewards = [option.reward for option in plan.options if option.reward is not None]
    is_told = _is_told_in_parts(plan)
    parts = [node for option in plan.options for _, node in option.terms] if is_told else []
    together = [_together(plan, *asked) for asked in _companies(plan)] if is_told else []
    first = len(plan.nodes)
    measures = (
        *(
            MeasurePlan(f"part {i} of payoffs", "", NUMBER, node, "", "", "")
            for i, node in enumerate([*rewards, *parts])
        ),
        *(MeasurePlan(node.name, "", FLAG, first + i, "", "", "") for i, node in enumerate(together)),
    )
    return replace(plan, nodes=(*plan.nodes, *together), measures=plan.measures + measures)


def _companies(plan: Plan) -> Iterator[tuple[int, Places]]:
    """Each solve with whom it is asked of: whether both ends of a decision stand together, and one with the third."""
    for number, solve in enumerate(plan.solves):
        yield number, ("self", "partner")
        if "target" not in solve.axes:
            yield number, ("self", "target")


def _together(plan: Plan, solve: int, places: Places) -> Node:
    axes = frozenset({*places, *plan.solves[solve].axes})
    return Node("together", (), Kind.FLAG, axes, (solve, places), f"together {solve} {places[-1]}")  # type: ignore[arg-type]


def _solves(plan: Plan) -> list[dict[str, object]]:
    """What is solved, with the measures that tell who stands together; none where there are too many decisions."""
    if not _is_told_in_parts(plan):
        return []
    rewards = sum(option.reward is not None for option in plan.options)
    first = len(plan.measures) + rewards + sum(len(option.terms) for option in plan.options)
    found: list[dict[str, object]] = [
        {"name": solve.name, "title": solve.title, "isLinks": solve.form == "links"} for solve in plan.solves
    ]
    for measure, (number, places) in enumerate(_companies(plan), first):
        found[number][str(places[-1])] = measure
    return found


def _order(figures: Figures, plan: Plan, target: int) -> list[int]:
    """The actors but for the target in their order around the ring."""
    others = [a for a in range(len(plan.actors)) if a != plan.targets[target]]
    if len(others) > MOST_ORDERED:
        return others
    weights: dict[tuple[int, int], int] = {}
    rows = ((figures.pairs[:, 1] == target) & (figures.tie > 0)).nonzero()[0]
    for (_, _, one, other), tie in zip(figures.pairs[rows].tolist(), figures.tie[rows].tolist(), strict=True):
        weights[one, other] = weights.get((one, other), 0) + 100 * tie // max(len(plan.options) - 1, 1)
    return list(ring_order(others, weights))


def json_of(facts: Mapping[str, Any]) -> str:
    """The facts as JSON that can stand inside a <script>."""
    text = json.dumps(facts, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
