"""What a network finds, in a sentence: who is tied together against whom, since when, and who stands alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from qadsl.ir.program import Plan
from qadsl.result import Figures
from qadsl.views.pictures.panels import Places, Slot, panels_of, when_words
from qadsl.views.pictures.slots import most_tied, ties_at
from qadsl.views.words import listed, named, option_words, percent, plural

__all__ = ["tied_together"]

MOST_NAMED = 6
"""Actors of blocs that are named; of larger ones the one with the most ties is."""
MOST_BLOCS = 3
"""Blocs that are told one by one."""
MOST_ALONE = 2
"""Actors without a tie who are named."""

Edge = tuple[int, int, int]
"""Two actors and the option of their tie."""


@dataclass(frozen=True, slots=True)
class _Bloc:
    """Actors who are tied to one another, at least by way of others, and these ties."""

    members: tuple[int, ...]
    edges: tuple[Edge, ...]


def tied_together(figures: Figures, slots: Collection[Slot]) -> str:
    """The blocs of the last period with any tie, against the target against which most are tied."""
    target = most_tied(figures, sorted({target for _, target in slots}))
    times = sorted({time for time, other in slots if other == target})
    found = ties_at(figures, {target}, set(times))
    moments = [found.get((time, target), ()) for time in times]
    last = max((place for place, edges in enumerate(moments) if edges), default=None)
    if last is None:
        return _nobody(figures, slots)
    blocs = _blocs(moments[last])
    pairs = figures.pairs[list(Places(figures.plan, figures.pairs).at((times[last], target)))]
    there = sorted({int(end) for ends in pairs[:, 2:].tolist() for end in ends})
    start = last
    while start and moments[start - 1] == moments[last]:
        start -= 1
    against = f"against {named(figures.plan.actors[figures.plan.targets[target]].name)}"
    when = _when(figures.plan, times, start, last)
    said = _told(figures, blocs, (times[last], target), f"{against}{when}")
    before = moments[start - 1] if start else None
    return (
        said + _change(before, moments[last], len(pairs), is_over=last < len(times) - 1) + _alone(figures, blocs, there)
    )


def _blocs(edges: Sequence[Edge]) -> list[_Bloc]:
    """The largest first."""
    near: dict[int, set[int]] = {}
    for a, b, _ in edges:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    found, left = [], sorted(near)
    while left:
        members, waiting = {left[0]}, [left[0]]
        while waiting:
            new = near[waiting.pop()] - members
            members |= new
            waiting += new
        found.append(_Bloc(tuple(sorted(members)), tuple(edge for edge in edges if edge[0] in members)))
        left = [actor for actor in left if actor not in members]
    return sorted(found, key=lambda bloc: (-len(bloc.members), bloc.members))


def _told(figures: Figures, blocs: Sequence[_Bloc], slot: Slot, where: str) -> str:
    plan = figures.plan
    if len(blocs) == 1:
        return f"{_who(plan, blocs[0])} are tied together {where}: {_ties(figures, blocs[0], slot)}"
    if sum(len(bloc.members) for bloc in blocs) <= MOST_NAMED:
        told = [listed([named(plan.actors[one].name) for one in bloc.members]) for bloc in blocs]
    else:
        told = [_around(plan, bloc) for bloc in blocs[:MOST_BLOCS]]
    rest = len(blocs) - len(told)
    kinds = sorted({tie for bloc in blocs for _, _, tie in bloc.edges}, reverse=True)
    words = listed([option_words(plan.options[tie].name) for tie in kinds])
    return f"{len(blocs)} blocs {where}, in {words}: {'; '.join([*told, *([f'{rest} smaller'] if rest else [])])}"


def _who(plan: Plan, bloc: _Bloc) -> str:
    if len(bloc.members) <= MOST_NAMED:
        return listed([named(plan.actors[one].name) for one in bloc.members])
    return _around(plan, bloc).replace(" around", " actors around", 1)


def _around(plan: Plan, bloc: _Bloc) -> str:
    """`12 around France`, who has the most ties, the first among equals."""
    if len(bloc.members) <= 2:
        return listed([named(plan.actors[one].name) for one in bloc.members])
    count = Counter(end for a, b, _ in bloc.edges for end in (a, b))
    centre = max(bloc.members, key=lambda one: (count[one], -one))
    return f"{len(bloc.members)} around {named(plan.actors[centre].name)}"


def _ties(figures: Figures, bloc: _Bloc, slot: Slot) -> str:
    """`alliance (83%)`, `alliance in all 3 pairs (each at least 50%)`, or `alliance in 2 of 6 pairs, help in 1`."""
    plan = figures.plan
    every = len(bloc.members) * (len(bloc.members) - 1) // 2
    counts = sorted(Counter(tie for _, _, tie in bloc.edges).items(), reverse=True)
    words = [option_words(plan.options[tie].name) for tie, _ in counts]
    if len(counts) > 1 or len(bloc.edges) < every:
        said = [f"{word} in {count:,}" for word, (_, count) in zip(words, counts, strict=True)]
        return ", ".join([f"{said[0]} of {plural(every, 'pair')}", *said[1:]])
    shares = _shares(figures, bloc, slot)
    least = percent(min(shares))
    if every == 1:
        return f"{words[0]} ({least})" if figures.has_shares else words[0]
    likely = f" (each {'' if least in ('100%', '>99%') else 'at least '}{least})" if figures.has_shares else ""
    return f"{words[0]} in all {every:,} pairs{likely}"


def _shares(figures: Figures, bloc: _Bloc, slot: Slot) -> list[float]:
    rows = Places(figures.plan, figures.pairs).at(slot)
    ties = {(a, b): tie for a, b, tie in bloc.edges}
    ends = [tuple(figures.pairs[row, 2:].tolist()) for row in rows]
    return [
        float(figures.tie_probability[row, ties[pair]]) for row, pair in zip(rows, ends, strict=True) if pair in ties
    ]


def _when(plan: Plan, times: Sequence[int], start: int, last: int) -> str:
    if plan.periods == (None,):
        return ""
    if start == 0 and last == len(times) - 1 and len(times) > 1:
        return " throughout"
    since = last == len(times) - 1 and start < last
    return (
        f" since {when_words(plan, times[start], times[start])}"
        if since
        else f" in {when_words(plan, times[start], times[last])}"
    )


def _change(before: Sequence[Edge] | None, now: Sequence[Edge], pairs: int, *, is_over: bool) -> str:
    """What was before; or that nobody is tied any more."""
    if is_over:
        return "; nobody since"
    if before is None or len(before) == len(now):
        return ""
    return f"; before, {len(before):,} of {plural(pairs, 'pair')} were" if before else "; nobody before"


def _alone(figures: Figures, blocs: Sequence[_Bloc], there: Sequence[int]) -> str:
    tied = {one for bloc in blocs for one in bloc.members}
    names = [named(figures.plan.actors[one].name) for one in there if one not in tied]
    if not names:
        return ""
    who = listed(names) if len(names) <= MOST_ALONE else f"{len(names):,} others"
    return f"; {who} stand{'s' if len(names) == 1 else ''} alone"


def _nobody(figures: Figures, slots: Collection[Slot]) -> str:
    """That there is no tie, and who would have one."""
    plan = figures.plan
    shown = sorted({target for _, target in slots})
    names = [named(plan.actors[plan.targets[target]].name) for target in shown]
    against = listed(names, "or") if len(names) <= MOST_NAMED else f"any of {plural(len(names), 'third party')}"
    last = max(time for time, _ in slots)
    panels = panels_of(figures, [slot for slot in sorted(slots) if slot[0] == last], {})
    open_ = sum(tie.outcome < 0 for panel in panels for tie in panel.ties)
    every = sum(len(panel.ties) for panel in panels)
    if open_:
        return f"No tie found against {against}: {open_:,} of {plural(every, 'pair')} undecided"
    wishes = [wish for panel in panels for wish in panel.wishes]
    said = f"No tie against {against}"
    if len(wishes) == 1:
        one, other = (named(plan.actors[end].name) for end in (wishes[0].first, wishes[0].second))
        return f"{said}, though {one} would choose {option_words(plan.options[wishes[0].option].name)} with {other}"
    count = sum(len(panel.choices) for panel in panels)
    return f"{said}, though {len(wishes):,} of {plural(count, 'decision')} are for one" if wishes else said
