"""A run in a few plain sentences: who ends up with whom against whom, when, and how likely."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from qadsl.ir.program import Plan
from qadsl.result import Figures
from qadsl.views.words import listed, named, option_words, percent, percents, plural, spans_of

__all__ = ["headlines"]

MOST_GROUPS = 12
"""Groups told in words; the tables hold the rest."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Actors of which every two have the same tie against one target, in one period."""

    option: int
    target: int
    members: tuple[int, ...]


def headlines(figures: Figures, targets: Collection[int] | None = None) -> tuple[str, ...]:
    """Sentences such as `France and UK: quasi-alliance against Egypt (83%)`; of the targets of which there are ties.

    That there is no tie against a target is said of all, or of some that are asked about.

    Of three and more, the share of draws in which all of them have the tie is not known from the ties of pairs; what
    is said is that of the least likely pair: `(each pair at least 83%)`.
    """
    plan = figures.plan
    found = _groups(figures)
    order = sorted(found, key=lambda g: (g.target, -g.option, -len(g.members), g.members))
    lines = [_sentence(figures, group, found[group]) for group in order[:MOST_GROUPS]]
    if len(order) > MOST_GROUPS:
        lines.append(f"and {plural(len(order) - MOST_GROUPS, 'more group')}, in the tables")
    tied = {group.target for group in found}
    asked = range(len(plan.targets)) if targets is None else targets
    alone = [t for t in range(len(plan.targets)) if t in asked and t not in tied]
    return (*lines, *_untied(figures, alone))


def _untied(figures: Figures, targets: Collection[int]) -> Iterator[str]:
    """What is said of targets against which there is no tie: that it is so throughout, or as far as is known."""
    plan = figures.plan
    pairs: dict[int, list[tuple[tuple[int, int], int, float]]] = {}
    for (_, target, *ends), tie, shares in zip(
        figures.pairs.tolist(), figures.tie.tolist(), figures.tie_probability.tolist(), strict=True
    ):
        pairs.setdefault(target, []).append(((ends[0], ends[1]), tie, shares[0]))
    found = [target for target in targets if target in pairs]
    settled = [target for target in found if all(tie >= 0 for _, tie, _ in pairs[target])]
    if settled:
        known = [(target, ends, share) for target in settled for ends, _, share in pairs[target]]
        likely = _likely(figures, [share for *_, share in known], len({one[:2] for one in known}), most=1)
        yield f"no tie against {_any_of(plan, settled)}: {option_words(plan.options[0].name)} throughout{likely}"
    if len(settled) < len(found):
        undecided = [target for target in found if target not in settled]
        yield f"no tie found against {_any_of(plan, undecided)}; some pairs are undecided"


def _any_of(plan: Plan, targets: Collection[int]) -> str:
    return listed([named(plan.actors[plan.targets[t]].name) for t in targets], "or")


def _groups(figures: Figures) -> dict[_Group, list[tuple[int, float]]]:
    """Every group with the periods it holds in and how likely its least likely tie is there."""
    edges: dict[tuple[int, int, int], dict[tuple[int, int], float]] = {}
    for (time, target, a, b), tie, shares in zip(
        figures.pairs.tolist(), figures.tie.tolist(), figures.tie_probability.tolist(), strict=True
    ):
        if tie > 0:
            edges.setdefault((time, target, tie), {})[(a, b)] = shares[tie]
    found: dict[_Group, list[tuple[int, float]]] = {}
    for (time, target, tie), pairs in sorted(edges.items()):
        for members in _cliques(pairs):
            least = min(pairs[pair] for pair in combinations(members, 2))
            found.setdefault(_Group(tie, target, members), []).append((time, least))
    return found


def _cliques(pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, ...]]:
    """Groups that together hold every pair: each is grown greedily from the first pair that none holds yet."""
    near: dict[int, set[int]] = {}
    waiting = sorted(pairs)
    for first, second in waiting:
        near.setdefault(first, set()).add(second)
        near.setdefault(second, set()).add(first)
    covered: set[tuple[int, int]] = set()
    for first, second in waiting:
        if (first, second) in covered:
            continue
        members, left = [first, second], near[first] & near[second]
        while left:
            members.append(min(left))
            left &= near[members[-1]]
        members.sort()
        covered.update(combinations(members, 2))
        yield tuple(members)


def _sentence(figures: Figures, group: _Group, held: list[tuple[int, float]]) -> str:
    plan = figures.plan
    members = listed([named(plan.actors[member].name) for member in group.members])
    option = option_words(plan.options[group.option].name)
    target = named(plan.actors[plan.targets[group.target]].name)
    when = ""
    if len(plan.periods) > 1:
        labels = [str(label) for label in plan.periods]
        when = f", {spans_of([labels[time] for time, _ in held], labels)}"
    likely = _likely(figures, [share for _, share in held], len(group.members))
    return f"{members}: {option} against {target}{when}{likely}"


def _likely(figures: Figures, shares: list[float], several: int, most: int = 2) -> str:
    """How likely the tie is from its least likely period to its most likely one; of more than `most`, the least."""
    if not figures.has_shares:
        return ""
    if several > most and min(shares) < 1:
        return f" (each pair at least {percent(min(shares))})"
    return f" ({percents(shares)})"
