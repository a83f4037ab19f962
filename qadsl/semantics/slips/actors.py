"""Slip: an actor of whom nothing is said, where something is said of others."""

from __future__ import annotations

from qadsl.semantics.scope import BUILTIN_GROUPS
from qadsl.semantics.slips.case import Case, words_within
from qadsl.semantics.worlds import World
from qadsl.syntax import nodes

__all__ = ["idle_actors"]


def idle_actors(case: Case) -> None:
    """Say which actors no statement, question, instrument or rule speaks of, in any scenario they are part of."""
    idle: dict[str, World] = {}
    spoken_of: set[str] = set()
    for world in case.worlds:
        names = [actor.name for actor in world.actors]
        found = _spoken_of(world)
        spoken_of |= found or set(names)
        idle |= {name: world for name in names if name not in found}
    left = {name: world for name, world in idle.items() if name not in spoken_of}
    named = _named(case) if left else set()
    for name, world in sorted(left.items()):
        if name in named:
            continue
        span = next(place for _, s in world.layers for other, _, _, place in s.actors if other == name)
        if case.owned(span):
            case.bag.warning(
                "QA811",
                f"nothing is said of `{name}`",
                span,
                "stands in no statement",
                help=["Every value that concerns it is unknown. State something of it, or take it out."],
            )


def _named(case: Case) -> set[str]:
    """Every word outside scenarios."""
    statements = [statement for statement in case.main.statements if not isinstance(statement, nodes.Scenario)]
    return {word for statement in statements for word in words_within(statement)}


def _spoken_of(world: World) -> set[str]:
    """Actors that a scenario speaks of by name or group; nobody where it speaks of all, or of no one."""
    found = {world.actors[position].name for position in world.targets}
    is_said = False
    for depth, scenario in world.layers:
        changed = (change.pattern for event in scenario.events for change in event.changes)
        stated = {id(fact.pattern): fact.pattern for fact in scenario.facts}
        for pattern in (*scenario.patterns, *stated.values(), *changed):
            is_general = pattern.form == "otherwise" or any(n.text in BUILTIN_GROUPS for n in pattern.members)
            if is_general:
                return set()
            found |= {world.actors[m].name for name in pattern.members for m in world.members(name)}
            is_said |= bool(pattern.members)
        for instrument in scenario.instruments:
            found |= {world.actors[m].name for name in instrument.members for m in world.members(name)}
        found |= {m.text for h in scenario.history for m in h.decision.members} if depth >= 0 else set()
    return found if is_said else set()
