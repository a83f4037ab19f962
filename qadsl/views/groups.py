"""Groups on the screen: who stands together, who is in several groups, who is left out and whose choice it was.

Where nobody is tied to more than one other, the table of ties says it all, and there is nothing to show.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from qadsl.analysis.left_out import Outside
from qadsl.result import Figures, Group, Grouping
from qadsl.views.grid import Column
from qadsl.views.words import listed, named, number, option_words, percent, plural

__all__ = ["GroupTable", "LEAST_SHOWN", "group_notes", "group_tables"]

LEAST_SHOWN = 0.05
"""Groups less likely than this are not shown on the screen, unless the most probable outcomes make them."""

Said = tuple[int, tuple[int, ...], tuple[Text, ...]]
GroupTable = tuple[str, list[Column], list[Said]]
"""A title, columns, and rows: the period, what is told apart by, and the cells."""


def group_tables(figures: Figures, grouping: Grouping, outside: tuple[Outside, ...]) -> Iterator[GroupTable]:
    """The tables to show, none where no two ties meet."""
    shown = [group for group in grouping.groups if group.is_outcome or group.probability >= LEAST_SHOWN]
    hubs = _hubs(grouping)
    if not hubs and all(len(group.members) < 3 for group in shown):
        return
    heads = [Column("members"), *_share(figures, "just these tied"), Column("least tie")]
    yield "Groups", heads, [_group(figures, group) for group in shown]
    if hubs:
        rows = [_hub(figures, grouping, *hub, count) for hub, count in hubs.items()]
        yield "In several groups", [Column("actor"), Column("groups"), *_share(figures, "in several")], rows
    alone = [one for one in outside if one.is_alone]
    if alone:
        columns = [Column("left out"), Column("nearest"), Column("whose choice"), Column("short by", is_number=True)]
        yield "Left out", columns, list(_left_out(figures, alone))


def _share(figures: Figures, head: str) -> list[Column]:
    """The column of shares; its heading says of what, as what stands beside it is not as likely."""
    return [Column(head, is_number=True)] if figures.has_shares else []


def _group(figures: Figures, group: Group) -> Said:
    plan = figures.plan
    share = [Text(percent(group.probability))] if figures.has_shares else []
    least = Text(option_words(plan.options[group.level].name))
    return group.time, (group.target, *group.members), (Text(_names(figures, group.members)), *share, least)


def _hubs(grouping: Grouping) -> dict[tuple[int, int, int], int]:
    """In how many groups of the most probable outcomes each actor is, where in more than one."""
    found: dict[tuple[int, int, int], int] = {}
    for group in grouping.groups:
        if group.is_outcome:
            for member in group.members:
                hub = (group.time, group.target, member)
                found[hub] = found.get(hub, 0) + 1
    return {hub: count for hub, count in sorted(found.items()) if count > 1}


def _hub(figures: Figures, grouping: Grouping, time: int, target: int, actor: int, count: int) -> Said:
    told = [Text(named(figures.plan.actors[actor].name)), Text(f"{count:,}")]
    share = float(grouping.several[time * len(figures.plan.targets) + target, actor])
    several = [Text(percent(share))] if figures.has_shares else []
    return time, (target, actor), (*told, *several)


def _left_out(figures: Figures, alone: list[Outside]) -> Iterator[Said]:
    """The nearest group of each actor that is in none, and of the choices in the way the one furthest from a tie."""
    plan = figures.plan
    seen: set[tuple[int, int, int]] = set()
    for one in alone:
        if (one.time, one.target, one.actor) in seen:
            continue
        seen.add((one.time, one.target, one.actor))
        hardest = max(one.blockings, key=lambda blocking: (blocking.gap == blocking.gap, blocking.gap))
        choice = f"{named(plan.actors[hardest.decider].name)} \N{RIGHTWARDS ARROW} "
        choice += named(plan.actors[hardest.towards].name)
        more = f" and {len(one.blockings) - 1} more" if len(one.blockings) > 1 else ""
        told = (
            named(plan.actors[one.actor].name),
            _names(figures, one.group),
            choice + more,
            number(hardest.gap, 3) if not hardest.gap < 0 else "nothing on average",
        )
        yield one.time, (one.target, one.actor), tuple(map(Text, told))


def group_notes(figures: Figures, grouping: Grouping) -> Iterator[str]:
    """What the reader of groups must know besides."""
    if 0 < grouping.draws < figures.draws:
        yield f"groups are made of the first {plural(grouping.draws, 'draw')}: more would not fit into memory"
    left = 1.0 - float(grouping.counted.mean()) if grouping.counted.size else 0.0
    if left > 0:
        is_read = any(memory.groups for memory in figures.plan.memories)
        then = ", and what rules read of them one period later is unknown" if is_read else ""
        yield f"too many groups to list in {percent(left)} of periods and draws: they are not counted{then}"


def _names(figures: Figures, members: tuple[int, ...]) -> str:
    return listed([named(figures.plan.actors[member].name) for member in members])
