"""What a picture finds, in a sentence, and what it shows, in several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from qadsl.ir.program import Plan
from qadsl.result import Figures
from qadsl.views.headline import headlines
from qadsl.views.pictures.legend import outcome_words
from qadsl.views.pictures.panels import Panel, Places, Slot, Tie, panel_title, panels_of, when_words
from qadsl.views.pictures.slots import most_tied
from qadsl.views.words import listed, named, option_words, percent, plural

__all__ = [
    "DECISIONS",
    "PAIRS",
    "counted",
    "finding",
    "interrupted",
    "last_of",
    "told_of",
    "told_summary",
    "what_comes",
    "where_words",
]

PAIRS, DECISIONS = ("comes", "come", "to"), ("is", "are", "for")
"""What one pair and several do about an option, and what one decision and several do."""
MOST_TOLD = 12
"""Ties told in a summary, of all panels together."""
LEAST_TOLD = 3
"""Ties told of a panel where there are many."""


def finding(
    figures: Figures, slots: Sequence[Slot], pairs: Collection[tuple[int, int]] | None = None, who: str = ""
) -> str:
    """The most that some periods and targets show: who is most firmly tied against whom, when, how likely.

    Of some pairs alone, if they are given, those of `who`. A name at its beginning stays as it is written.
    """
    shown = _only(figures, slots, pairs)
    told = headlines(shown, {target for _, target in slots}) if len(figures.pairs) else ()
    if told:
        if (shown.tie > 0).any():
            return told[0]
        return f"{who} has {told[0]}" if who else told[0][:1].upper() + told[0][1:]
    return f"{named(figures.plan.scenario)}: no decision yet"


def last_of(figures: Figures, slots: Collection[Slot]) -> Slot:
    """The last period of the target against which most are tied."""
    target = most_tied(figures, sorted({target for _, target in slots}))
    return max(time for time, other in slots if other == target), target


def what_comes(figures: Figures, slots: Collection[Slot]) -> str:
    """What the pairs come to in the last period, and which of their ties is the surest."""
    slot = last_of(figures, slots)
    (ties,) = (panel.ties for panel in panels_of(figures, [slot], {}))
    told = counted(figures.plan, [tie.outcome for tie in ties], "pairs", PAIRS)
    if len(ties) == 1:
        told = told.replace("one pair comes", f"{_pair(figures, ties[0])} come")
        told += f" ({percent(ties[0].probability)})" if figures.has_shares and ties[0].outcome >= 0 else ""
        return f"{where_words(figures, slot)}, {told}"
    return f"{where_words(figures, slot)}, {told}{_surest(figures, ties)}"


def _surest(figures: Figures, ties: Sequence[Tie]) -> str:
    likely = [tie for tie in ties if tie.outcome > 0] if figures.has_shares else []
    certain = sum(tie.probability >= 1 for tie in likely)
    if certain > 1:
        return f"; {certain:,} ties are certain"
    best = max(likely, key=lambda tie: tie.probability, default=None)
    return "" if best is None else f"; surest are {_pair(figures, best)} ({percent(best.probability)})"


def _pair(figures: Figures, tie: Tie) -> str:
    return " and ".join(named(figures.plan.actors[end].name) for end in (tie.a, tie.b))


def where_words(figures: Figures, slot: Slot, until: int | None = None) -> str:
    """`Against Egypt in 1956`, or to another period."""
    plan = figures.plan
    when = when_words(plan, slot[0], slot[0] if until is None else until)
    return f"Against {named(plan.actors[plan.targets[slot[1]]].name)}{f' in {when}' if when else ''}"


def counted(plan: Plan, outcomes: Sequence[int], what: str, verbs: tuple[str, str, str]) -> str:
    """`1 of 3 pairs comes to alliance, 2 to neutrality`, the most committed first; -1 is undecided."""
    counts = sorted(Counter(outcomes).items(), reverse=True)
    every, words = len(outcomes), outcome_words(plan)
    one, many, to = verbs
    if len(counts) == 1 and every:
        outcome = counts[0][0]
        who, verb = (f"one {what.removesuffix('s')}", one) if every == 1 else (f"all {every:,} {what}", many)
        who = f"both {what}" if every == 2 else who
        return (
            f"{who} {verb} {to} {words[outcome]}"
            if outcome >= 0
            else f"{who} {'is' if every == 1 else 'are'} undecided"
        )
    told = []
    for place, (outcome, count) in enumerate(counts):
        start = f"{count:,}" if place else f"{count:,} of {every:,} {what} {one if count == 1 else many}"
        told.append(f"{start} {to} {words[outcome]}" if outcome >= 0 else f"{count:,} are undecided")
    return ", ".join(told)


def interrupted(figures: Figures) -> str:
    """That a run was interrupted, and what it rests on; nothing where it was not."""
    return "" if figures.is_complete else f"Interrupted: this rests on the first {plural(figures.draws, 'draw')}."


def _only(figures: Figures, slots: Sequence[Slot], pairs: Collection[tuple[int, int]] | None) -> Figures:
    """The figures of some periods and targets, and of some pairs, alone, as far as ties go."""
    places = Places(figures.plan, figures.pairs)
    kept = [row for slot in sorted(set(slots)) for row in places.at(slot)]
    if pairs is not None:
        kept = [row for row in kept if tuple(figures.pairs[row, 2:].tolist()) in pairs]
    return figures.but(
        pairs=figures.pairs[kept], tie=figures.tie[kept], tie_probability=figures.tie_probability[kept],
        tie_possible=figures.tie_possible[kept],
    )  # fmt: skip


def told_summary(figures: Figures, panels: Sequence[Panel], aside: str = "") -> str:
    """What is drawn, panel by panel, for who does not see it."""
    plan = figures.plan
    said = []
    for panel in panels:
        where = panel_title(plan, panel, names_target=True)
        said.append(f"{where[:1].upper()}{where[1:]}: {_ties(figures, panel, told_of(len(panels)))}.")
    return " ".join([*said, *([aside] if aside else [])])


def told_of(panels: int) -> int:
    """How many ties of each of so many panels are told."""
    return max(LEAST_TOLD, MOST_TOLD // max(panels, 1))


def _ties(figures: Figures, panel: Panel, most: int) -> str:
    plan = figures.plan
    tied = sorted((tie for tie in panel.ties if tie.outcome > 0), key=lambda tie: (-tie.outcome, -tie.probability))
    if not tied:
        return f"no tie among {plural(len(panel.actors), 'actor')}"
    told = []
    for tie in tied[:most]:
        likely = f" ({percent(tie.probability)})" if figures.has_shares else ""
        one, other = (named(plan.actors[end].name) for end in (tie.a, tie.b))
        told.append(f"{one} and {other} {option_words(plan.options[tie.outcome].name)}{likely}")
    if len(tied) > most:
        told.append(f"{len(tied) - most:,} more")
    return listed(told)
