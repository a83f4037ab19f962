"""What events do to what decisions read: no slider moves it, and payoffs follow it, not the slider."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace
from itertools import groupby
from typing import cast

from qadsl.explorer.inputs import read_nodes
from qadsl.ir.program import Plan, Quantity, Step
from qadsl.ir.sites import cone, site_names, spelled_site
from qadsl.ir.types import Kind
from qadsl.syntax.spelling import spelled, spelled_path

__all__ = ["events"]

LISTED = 4
"""Changes of one event, and places of one change, that are told; of more how many there are."""


def events(plan: Plan) -> Iterator[tuple[str, str]]:
    """Events that change what decisions read, each with when it changes what."""
    used = read_nodes(plan)
    for number, rule in enumerate(plan.rules):
        changes = list(dict.fromkeys(_changes(plan, number, used))) if rule.concern is not None else []
        if changes:
            more = [f"{len(changes) - LISTED} changes more"] if len(changes) > LISTED else []
            chance = [one.text for one in rule.clauses[:-1]]
            yield spelled_path(rule.name.removeprefix("event ")), "; ".join([*chance, *changes[:LISTED], *more])


def _changes(plan: Plan, rule: int, used: Container[int]) -> Iterator[str]:
    variables = [(one.name, one.final, one.steps) for one in plan.variables]
    for name, node, steps in variables + [(one.name, one.node, one.steps) for one in plan.altered]:
        if node in used:
            yield from (_told(plan, name, step) for step in steps if step.rule == rule)


def _told(plan: Plan, name: str, step: Step) -> str:
    """One change, at whom and when: `divergence(UK, France, Egypt) += 0.1 from 1957 to 1958`."""
    how = step.text[len(name) :]
    held = {quantity.key.rpartition(" ")[2]: quantity for quantity in _asked(plan, step.condition)}
    when = _when(plan, held["force"]) if "force" in held else ""
    reach = held.get("reach")
    values = _values(reach) if reach is not None else 1
    if values > LISTED:
        return f"{name}{how}{when} ({values:,} values)"
    return f"{' and '.join([name] if reach is None else _sites(plan, name, reach))}{how}{when}"


def _values(reach: Quantity) -> int:
    """How many values a change is made to: among very many actors that is all that is looked at."""
    cells = len(reach.cells) - reach.cells.count(0)
    return cells // 2 if reach.is_symmetric and reach.arity == 2 else cells


def _asked(plan: Plan, condition: int) -> Iterator[Quantity]:
    """The quantities that say where and when a change is made."""
    for position in cone(plan, [condition]):
        node = plan.nodes[position]
        if node.op == "input" and node.kind is Kind.FLAG:
            quantity = plan.quantities[cast(tuple[int, object], node.data)[0]]
            if quantity.kind == "change":
                yield quantity


def _sites(plan: Plan, name: str, reach: Quantity) -> list[str]:
    cells = [cell for cell, code in enumerate(reach.cells) if code]
    called = replace(reach, name=name)
    found = [[spelled(one) for one in site_names(plan, reach, cell)] for cell in cells]
    pairs = [sorted(names) if reach.is_symmetric else names for names in found]
    return list(dict.fromkeys(spelled_site(called, names, spelled_path) for names in pairs))


def _when(plan: Plan, force: Quantity) -> str:
    times = [time for time, code in enumerate(force.cells) if force.written[code].parameters == (1.0,)]
    runs = [[time for _, time in run] for _, run in groupby(enumerate(times), key=lambda one: one[1] - one[0])]
    return " and".join(_span(plan, run[0], run[-1]) for run in runs)


def _span(plan: Plan, first: int, last: int) -> str:
    return f" at {plan.periods[first]}" if first == last else f" from {plan.periods[first]} to {plan.periods[last]}"
