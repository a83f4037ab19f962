"""What a picture finds, in a sentence, and what it shows, in several."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from qadsl.result import Figures
from qadsl.views.headline import headlines
from qadsl.views.pictures.panels import Panel, Places, Slot, panel_title
from qadsl.views.words import listed, named, option_words, percent, plural

__all__ = ["finding", "interrupted", "told_summary"]

MOST_TOLD = 12
"""Ties told in the summary of a panel."""


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
        where = panel_title(plan, (panel.time, panel.target), names_target=True)
        said.append(f"{where[:1].upper()}{where[1:]}: {_ties(figures, panel)}.")
    return " ".join([*said, *([aside] if aside else [])])


def _ties(figures: Figures, panel: Panel) -> str:
    plan = figures.plan
    tied = sorted((tie for tie in panel.ties if tie.outcome > 0), key=lambda tie: (-tie.outcome, -tie.probability))
    if not tied:
        return f"no tie among {plural(len(panel.actors), 'actor')}"
    told = []
    for tie in tied[:MOST_TOLD]:
        likely = f" ({percent(tie.probability)})" if figures.has_shares else ""
        one, other = (named(plan.actors[end].name) for end in (tie.a, tie.b))
        told.append(f"{one} and {other} {option_words(plan.options[tie.outcome].name)}{likely}")
    if len(tied) > MOST_TOLD:
        told.append(f"{len(tied) - MOST_TOLD} more")
    return listed(told)
