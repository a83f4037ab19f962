"""The stated values that a decision rests on, each with the place it was written at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product
from math import prod

from qadsl.analysis.account import InputAccount
from qadsl.ir.program import AlteredPlan, Place, Plan, Quantity, Written
from qadsl.ir.types import AXES, Kind, words_come_to
from qadsl.result import Trace

__all__ = ["given_value", "inputs_read", "named_at"]


def given_value(trace: Trace, quantity: int, value: float | None, read: frozenset[str]) -> InputAccount:
    """The given value of a variable at the traced cell; `read` holds the keys of quantities that the run needed."""
    plan = trace.plan
    time, target, first, second = trace.cell
    return _account(plan, plan.quantities[quantity], time, (first, second, target), value, read)


def inputs_read(trace: Trace, roots: Iterable[int], read: frozenset[str]) -> tuple[InputAccount, ...]:
    """Every attribute, relation, parameter and foreign variable that the roots read at the traced cell, by name."""
    plan = trace.plan
    found: dict[tuple[str, tuple[str, ...]], InputAccount] = {}
    for position in sorted(_reachable(plan, roots)):
        node = plan.nodes[position]
        if node.op == "previous" and trace.cell[0]:
            for account in _remembered(trace, position):
                found.setdefault((account.name, account.actors), account)
        if node.op not in {"input", "is_given"}:
            continue
        assert isinstance(node.data, tuple)
        quantity, places = node.data
        assert isinstance(quantity, int)
        assert isinstance(places, tuple)
        stated = plan.quantities[quantity]
        if stated.kind == "change":
            continue  # told as a step of its event
        cells = list(_cells(trace, stated, places))
        value = trace.values[position] if len(cells) == 1 and node.op == "input" else None
        for cell in cells:
            account = _account(plan, stated, trace.cell[0], cell, _known(value), read)
            found.setdefault((account.name, account.actors), account)
    for altered in plan.altered:
        actors = named_at(trace, altered.places)
        if actors is not None and (altered.name, actors) in found:
            found[altered.name, actors] = _changed(trace, found[altered.name, actors], altered)
    return tuple(found[key] for key in sorted(found))


def named_at(trace: Trace, places: tuple[Place, ...]) -> tuple[str, ...] | None:
    """Names of the actors at places of the traced cell; None where a quantifier runs over them."""
    if any(isinstance(place, str) and place not in AXES for place in places):
        return None
    (actors,) = _places(trace, places)
    return tuple(trace.plan.actors[actor].name for actor in actors)


def _changed(trace: Trace, account: InputAccount, altered: AlteredPlan) -> InputAccount:
    """An input as events left it, with their names behind what was written."""
    met = {s.rule for s in altered.steps if trace.known[s.condition] > 0 and trace.values[s.condition] > 0}
    if not met:
        return account
    events = " and ".join(trace.plan.rules[number].name for number in sorted(met))
    value = _known(trace.values[altered.node]) if account.value is not None else None
    return replace(account, text=f"{account.text}, then changed by {events}", value=value)


def _remembered(trace: Trace, position: int) -> Iterator[InputAccount]:
    """What the period before left, of one decision or of those that a quantifier runs over."""
    plan, node = trace.plan, trace.plan.nodes[position]
    assert isinstance(node.data, tuple)
    number, places = node.data
    assert isinstance(number, int)
    assert isinstance(places, tuple)
    cells = [cell for cell in _places(trace, places) if cell[2] in plan.targets]
    if plan.memories[number].groups == "groups":
        cells = [(actor, target) for actor, _, target in cells]
    cells = [cell for cell in cells if len(set(cell)) == len(cell)]
    value = _known(trace.values[position]) if len(cells) == 1 else None
    is_number = node.kind is Kind.NUMBER
    memory = plan.memories[number]
    measure = next((one for one in plan.measures if one.node == memory.node), None)
    words = words_come_to(measure.type) if measure is not None and node.kind is Kind.CATEGORY else ()
    for cell in cells:
        yield InputAccount(
            name=f"previous {memory.name if measure is None else measure.name}",
            actors=tuple(plan.actors[actor].name for actor in cell),
            title="",
            is_given=True,
            is_default=False,
            text=f"{value:.4g}" if is_number and value is not None else _told(value, words),
            value=value if is_number else None,
            place="",
            statement=f"in {plan.periods[trace.cell[0] - 1]}",
            citation="",
            is_read=True,
        )


def _told(share: float | None, words: tuple[str, ...]) -> str:
    """A flag or word as it was in the draws; of one of many that a quantifier runs over nothing is known here."""
    if share is None:
        return "one of several"
    if words:
        return words[int(share)] if share == int(share) else "another word in other draws"
    return {0.0: "no", 1.0: "yes"}.get(share, f"yes in {share:.0%} of the draws")


def _known(value: float | None) -> float | None:
    return None if value is None or value != value else value


def _reachable(plan: Plan, roots: Iterable[int]) -> set[int]:
    seen: set[int] = set()
    waiting = list(roots)
    while waiting:
        position = waiting.pop()
        if position not in seen:
            seen.add(position)
            waiting.extend(plan.nodes[position].arguments)
    return seen


def _cells(trace: Trace, quantity: Quantity, places: tuple[Place, ...]) -> Iterator[tuple[int, ...]]:
    """The cells of a quantity that a read at these places touches: one, or one an actor for a bound name."""
    plan = trace.plan
    for actors in _places(trace, places):
        if len(set(actors)) < len(actors):
            continue
        if quantity.arity < 3:
            yield actors
        elif actors[2] in plan.targets:
            yield (actors[0], actors[1], plan.targets.index(actors[2]))


def _places(trace: Trace, places: tuple[Place, ...]) -> Iterator[tuple[int, ...]]:
    """The actors at these places: one combination, or one an actor for a bound name."""
    _, target, first, second = trace.cell
    roles = {"self": (first,), "partner": (second,), "target": (trace.plan.targets[target],)}
    everyone = tuple(range(len(trace.plan.actors)))
    choices = [(place,) if isinstance(place, int) else roles.get(place, everyone) for place in places]
    yield from product(*choices)


def _account(
    plan: Plan, quantity: Quantity, time: int, cell: tuple[int, ...], value: float | None, read: frozenset[str]
) -> InputAccount:
    position = quantity.cells[_index(plan, quantity, time, cell)]
    written = quantity.written[position]
    names = [plan.actors[actor].name for actor in cell]
    if quantity.arity == 3:
        names[2] = plan.actors[plan.targets[cell[2]]].name
    origin = written.origin
    is_unknown = written.form == "unknown"
    return InputAccount(
        name=quantity.name,
        actors=tuple(names),
        title=quantity.title,
        is_given=not is_unknown,
        is_default=position == 0 and not is_unknown and quantity.kind not in {"parameter", "event"},
        text=_text(quantity, written),
        value=value if quantity.type.kind is Kind.NUMBER and quantity.kind != "event" else None,
        place=origin.place if origin else "",
        statement=origin.statement if origin else "",
        citation=origin.citation if origin else "",
        is_read=quantity.key in read,
    )


def _text(quantity: Quantity, written: Written) -> str:
    if written.text or written.form != "unknown":
        return written.text
    return "not given"


def _index(plan: Plan, quantity: Quantity, time: int, cell: tuple[int, ...]) -> int:
    actors = len(plan.actors)
    sizes = [actors] * min(quantity.arity, 2) + [len(plan.targets)] * (quantity.arity == 3)
    index = 0
    for size, place in zip(sizes, cell, strict=True):
        index = index * size + place
    return index + time * prod(sizes) if quantity.is_dated else index
