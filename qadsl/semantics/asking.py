"""Which decisions or ties a statement that asks is about."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, permutations, product

from qadsl.diagnostics import Bag, Fix
from qadsl.semantics.worlds import World
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["cells_asked", "times_asked", "tipped"]

Cell = tuple[int, int, int, int]


def cells_asked(world: World, decision: nodes.Decision, bag: Bag, *, is_single: bool) -> tuple[Cell, ...]:
    """Cells (time, target, self, partner) in canonical order; an arrow's keep its direction, ties are in order of name.

    Where the target or the time is left out, every one is meant; `is_single` asks for exactly one cell.
    """
    members = [world.members(name) for name in decision.members]
    targets = _targets(world, decision, bag)
    times = _times(world, decision, bag)
    if not all(members) or not targets or not times:
        return ()
    if decision.form == "arrow":
        pairs = [(one, other) for one, other in product(*members) if one != other]
    else:
        everyone = sorted({member for group in members for member in group})
        pairs = list(permutations(everyone, 2) if is_single else combinations(everyone, 2))
    found = [
        (time, target, one, other)
        for time, target, (one, other) in product(times, targets, pairs)
        if world.targets[target] not in (one, other)
    ]
    if found and not (there := [cell for cell in found if _are_there(world, cell)]):
        away = sorted({world.actors[i].name for i in _parties(world, found[0]) if _is_away(world, i, found[0][0])})
        hint = f"`{away[0]}` is not there then" if away else "not all of them are there then"
        bag.error("QA720", "no decision is asked about", decision.span, hint)
        return ()
    found = there if found else found
    if not found:
        bag.error(
            "QA720", "no decision is asked about", decision.span, "a decision has two ends and a target, all different"
        )
    elif is_single and len(found) > 1:
        hint, fix = _which(world, decision)
        message = f"{len(found)} decisions are asked about"
        bag.error("QA721", message, decision.span, hint, help=_ways(world, decision), fix=fix)
        return ()
    return tuple(sorted(found))


def tipped(world: World, decision: nodes.Decision, bag: Bag) -> tuple[Cell, ...]:
    """The one decision, or by `<->` or `among` the one tie, that a `tipping` is about."""
    if decision.form == "arrow":
        return cells_asked(world, decision, bag, is_single=True)
    found = cells_asked(world, decision, bag, is_single=False)
    if len(found) > 1:
        ways = [] if len({cell[2:] for cell in found}) == 1 else ["Name the two ends: `A <-> B`."]
        ways += _ways(world, replace(decision, form="arrow"))
        bag.error("QA721", f"{len(found)} ties are asked about", decision.span, "say which one", help=ways)
        return ()
    return found


def _parties(world: World, cell: tuple[int, int, int, int]) -> tuple[int, int, int]:
    return (world.targets[cell[1]], cell[2], cell[3])


def _is_away(world: World, actor: int, time: int) -> bool:
    return time in world.absences().get(actor, ())


def _are_there(world: World, cell: tuple[int, int, int, int]) -> bool:
    """Whether all whom a decision is about are there in its period."""
    return not any(_is_away(world, actor, cell[0]) for actor in _parties(world, cell))


def _targets(world: World, decision: nodes.Decision, bag: Bag) -> tuple[int, ...]:
    if decision.target is None:
        return tuple(range(len(world.targets))) or _none(
            bag, f"scenario `{world.name}` has no third party", decision.span
        )
    named = world.members(decision.target)
    found = tuple(position for position, target in enumerate(world.targets) if target in named)
    if named and not found:
        return _none(
            bag, f"`{decision.target.text}` is no third party of scenario `{world.name}`", decision.target.span
        )
    return found


def _times(world: World, decision: nodes.Decision, bag: Bag) -> tuple[int, ...]:
    return times_asked(world, decision.time, bag)


def times_asked(world: World, date: nodes.Date | None, bag: Bag) -> tuple[int, ...]:
    """Positions of the periods that a date touches; every one without a date."""
    timeline = world.timeline
    if date is None:
        return tuple(range(len(timeline.labels)))
    if not timeline.is_dated:
        return _none(bag, f"scenario `{world.name}` has no time", date.span)
    found = timeline.within(nodes.Period(date, date, date.span))
    labels = timeline.labels
    span = f"the scenario goes from {labels[0]} to {labels[-1]}"
    return found or _none(bag, f"this time lies outside scenario `{world.name}`", date.span, span)


def _none(bag: Bag, message: str, span: Span, hint: str = "nothing to ask about") -> tuple[int, ...]:
    bag.error("QA720", message, span, hint)
    return ()


def _which(world: World, decision: nodes.Decision) -> tuple[str, Fix | None]:
    """The hint, and the exact correction where only the time is missing: the last period."""
    labels = world.timeline.labels
    lacks_only_time = decision.form == "arrow" and decision.time is None and len(labels) > 1
    if not lacks_only_time or (decision.target is None and len(world.targets) > 1):
        return "say which one", None
    last = f"at {labels[-1]}"
    end = Span(decision.span.source, decision.span.end, decision.span.end)
    return f"say when, before `in`: `{decision.span.text[:80]} {last} in {world.name[:40]}`", Fix(end, f" {last}")


def _ways(world: World, decision: nodes.Decision) -> list[str]:
    ways = []
    if decision.form != "arrow":
        ways.append("Name who decides and about whom: `A -> B`.")
    if decision.target is None and len(world.targets) > 1:
        ways.append(f"Say against whom: {', '.join(world.actors[target].name for target in world.targets)}.")
    labels = [str(label) for label in world.timeline.labels]
    if len(labels) > 1 and (decision.time is None or len(_times(world, decision, Bag())) > 1):
        ways.append(f"Say when, before `in`: `at {labels[0]}` ... `at {labels[-1]}`.")
    return ways
