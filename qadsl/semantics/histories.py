"""Reads what a composed scenario records of what happened, and of treaties."""

from __future__ import annotations

from collections.abc import Iterator

from qadsl.diagnostics import Bag, Label
from qadsl.ir.history import Happening, History
from qadsl.semantics.asking import cells_asked
from qadsl.semantics.worlds import World
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["check_history", "history_of"]

BINDING = "bindingness"
"""The relation that says how binding an instrument is; 1 is a treaty of defence or offence (stdlib/instruments.qa)."""

Place = tuple[tuple[int, int, int, int], bool]


def history_of(world: World) -> History:
    """What happened, by canonical order of cells, and who was bound by a treaty; a derived scenario goes first."""
    told = dict(_told(world))
    happenings = tuple(
        Happening(
            item.option.text,
            cell,
            is_tie,
            item.span.place,
            item.source.value if item.source is not None else "",
        )
        for (cell, is_tie), item in sorted(told.items(), key=lambda found: found[0])
    )
    return History(happenings, _treaties(world))


def check_history(world: World, bag: Bag) -> None:
    """Report what one scenario says twice, and differently, of one decision or tie."""
    for _, scenario in world.layers:
        found: dict[Place, nodes.Happened] = {}
        reported: set[Span] = set()
        for item in scenario.history:
            for place in _places(world, item):
                other = found.setdefault(place, item)
                if other.option.text != item.option.text and item.span not in reported:
                    reported.add(item.span)
                    _contradiction(bag, world, place, item, other)


def _contradiction(bag: Bag, world: World, place: Place, item: nodes.Happened, other: nodes.Happened) -> None:
    (_, target, one, two), _ = place
    names = [world.actors[i].name for i in (one, two, world.targets[target])]
    bag.error(
        "QA530",
        f"`{item.option.text}` and `{other.option.text}` are both said to have happened",
        item.option.span,
        f"of {names[0]} and {names[1]} against {names[2]}",
        labels=(Label(other.option.span, "here it is the other"),),
        help=["Only one of them can have been so. Say when each was: `at 1956`."],
    )


def _told(world: World) -> Iterator[tuple[Place, nodes.Happened]]:
    for _, scenario in world.layers:
        for item in scenario.history:
            for place in _places(world, item):
                yield place, item


def _places(world: World, item: nodes.Happened) -> list[Place]:
    """The decisions or ties that a statement is about; its mistakes have been told elsewhere."""
    is_tie = item.decision.form != "arrow"
    return [(cell, is_tie) for cell in cells_asked(world, item.decision, Bag(), is_single=False)]


def _treaties(world: World) -> frozenset[tuple[int, int, int]] | None:
    key = next((key for key in sorted(world.program.quantities) if _is_binding(key)), None)
    if key is None:
        return None
    stated = world.stated(key)
    full = {i for i, written in enumerate(stated.written) if written.is_exact and written.parameters == (1.0,)}
    periods, size = len(world.timeline.days), len(world.actors)
    return frozenset(
        (time, one, other)
        for one in range(size)
        for other in range(one + 1, size)
        for time in range(periods)
        if stated.cells[one * size + other + (time * size * size if stated.is_dated else 0)] in full
    )


def _is_binding(key: str) -> bool:
    return key.startswith("relation:") and key.rpartition(":")[2].rpartition(".")[2] == BINDING
