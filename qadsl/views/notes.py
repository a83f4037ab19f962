"""What the reader of a run's tables must know besides: what is not given, what decides, where rules disagree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from qadsl.ir.program import Plan
from qadsl.result import Figures, names_of
from qadsl.views.missing import missing_inputs
from qadsl.views.words import listed, named, option_words, plural, spans_of

__all__ = ["notes"]


def notes(figures: Figures) -> Iterator[str]:
    """Sentences, the most important first."""
    if not figures.is_complete:
        yield "interrupted: these are the figures of the draws that were finished; whatever takes long is not shown"
    yield from _conflicts(figures)
    yield from _missing(figures)
    yield from _deciding(figures)
    yield from _not_at_once(figures)
    if figures.is_sampled and not figures.tie_possible.all():
        yield "a dash marks what no value of the uncertain inputs can bring about"


def _missing(figures: Figures) -> Iterator[str]:
    missing = missing_inputs(figures.plan)
    drawn = "; what has a range is drawn from all of it" if len(figures.cells) else ""
    if missing:
        told = [f"{named(item.name)} ({_of(item.unknown, item.all)})" for item in missing[:8]]
        yield f"not given: {_some(told, len(missing))}{drawn}"


def _deciding(figures: Figures) -> Iterator[str]:
    cells = {one for deciders in figures.deciding.values() for one in deciders}
    turning = Counter(one.quantity.rpartition(".")[2] for one in cells)
    if turning:
        told = [f"{named(name)} ({plural(turning[name], 'value')})" for name in sorted(turning)]
        yield f"which outcome it is can turn on what is not given: {_some(told[:8], len(told))}"


def _not_at_once(figures: Figures) -> Iterator[str]:
    """Ties that are less than what each of their ends most probably chooses: the two seldom do so together."""
    chosen = dict(zip(map(tuple, figures.cells.tolist()), figures.choice.tolist(), strict=True))
    lower: dict[tuple[int, ...], list[int]] = {}
    for (time, target, one, other), tie in zip(figures.pairs.tolist(), figures.tie.tolist(), strict=True):
        least = min(chosen[time, target, one, other], chosen[time, target, other, one])
        if 0 <= tie < least:
            lower.setdefault((target, one, other, tie, least), []).append(time)
    told = [_apart(figures.plan, *which, times=times) for which, times in list(lower.items())[:3]]
    if told:
        why = "a tie needs both ends in the same draw, and together they choose so less often"
        yield f"{_some(told, len(lower))}: {why}"


def _apart(plan: Plan, target: int, one: int, other: int, tie: int, least: int, *, times: Sequence[int]) -> str:
    """A pair that comes to less than its ends choose; against whom and when, where that could be in doubt."""
    came, chosen = (option_words(plan.options[place].name) for place in (tie, least))
    more = " or more" if least + 1 < len(plan.options) else ""
    against = f" against {named(plan.actors[plan.targets[target]].name)}" if len(plan.targets) > 1 else ""
    labels = [str(label) for label in plan.periods]
    when = f" in {spans_of([labels[time] for time in times], labels)}" if len(labels) > 1 else ""
    who = f"{named(plan.actors[one].name)} with {named(plan.actors[other].name)}"
    return f"{who} is {came}{against}{when} though each end most probably chooses {chosen}{more}"


def _conflicts(figures: Figures) -> Iterator[str]:
    for row, positions in list(figures.conflicts.items())[:4]:
        names = names_of(figures.plan, figures.cells[row])
        for position in positions[:2]:
            conflict = figures.plan.conflicts[position]
            said = [f"{named(rule)} ({named(at)})" for rule, at in zip(conflict.rules, conflict.places, strict=True)]
            where = f"{named(names.first)} with {named(names.second)}"
            yield f"conflict on {where}: {listed(said)} set {named(conflict.variable)} to unequal values"
    if len(figures.conflicts) > 4:
        yield f"conflicts on {plural(len(figures.conflicts) - 4, 'more decision')}"


def _some(told: list[str], count: int) -> str:
    return listed([*told, f"{count - len(told)} more"] if count > len(told) else told)


def _of(some: int, every: int) -> str:
    return "everywhere" if some == every else f"{some:,} of {every:,}"
