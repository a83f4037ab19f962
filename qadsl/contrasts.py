"""Answers `contrast`: runs several theories on one scenario, with the same draws, and sets them beside one another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from qadsl import pipeline, questions
from qadsl.analysis.contrasting import Contrast, Turn, contrast, partings
from qadsl.ir.program import Plan
from qadsl.ir.sites import site_names, spelled_site
from qadsl.ir.types import Kind
from qadsl.pipeline import Front, fail
from qadsl.result import Figures
from qadsl.syntax import nodes
from qadsl.syntax.spelling import spelled, spelled_path
from qadsl.views import contrast as view
from qadsl.views import objects
from qadsl.views.shown import Answered
from qadsl.views.told import Told, told_in

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MOST_TURNED", "ContrastResult", "answer_contrast", "prepare_contrast"]

MOST_TURNED = 24
"""Ties on which theories part and of which it is searched what would turn them."""
DIGITS = 4


Progress = Callable[[int, int], None]


class ContrastResult(Answered[Contrast]):
    """What several theories say of one scenario."""

    _kind = "contrast"
    _more = "the frame `.predictions` holds them"

    @cached_property
    def predictions(self) -> pd.DataFrame:
        """One row a tie: what each theory says and how probable that is, whether they part, and what happened."""
        from qadsl.views import side_frames

        return side_frames.predictions(self.tree)

    @cached_property
    def agreement(self) -> pd.DataFrame:
        """Share of ties of which two theories say the same, theories as rows and columns."""
        from qadsl.views import side_frames

        return side_frames.agreement(self.tree)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """One row a theory or baseline: how often it says what happened."""
        from qadsl.views import side_frames

        return side_frames.scores(self.tree)

    @cached_property
    def turns(self) -> pd.DataFrame:
        """One row a theory and tie on which it parts from others: the input that is nearest to ending that."""
        from qadsl.views import side_frames

        return side_frames.turns(self.tree)

    def to_dict(self) -> dict[str, object]:
        """The contrast under the names that `--format json` prints."""
        return objects.contrast_object(self.tree)

    def in_width(self, width: int) -> str:
        """The text in so many columns."""
        return view.text(self.tree, width, more=self._more)

    def __repr__(self) -> str:
        return f"<Contrast of {', '.join(self.tree.theories)} on {self.tree.scenario}>"

    @property
    def told(self) -> Told:
        """What it tells, as sentences and tables."""
        return told_in(view.contrast(self.tree))


def prepare_contrast(
    front: Front, theories: Sequence[nodes.Name], at: nodes.At, given: tuple[nodes.Setting, ...] = ()
) -> tuple[Plan, ...]:
    """One plan a theory, in the order named, each theory once."""
    plans = tuple(pipeline.lower(front, at, name, given) for name in theories)
    for name, plan in zip(theories, plans, strict=True):
        if not plan.options:
            raise fail("QA731", f"theory `{name.text}` has no options", name.span, "it says nothing of ties")
    return tuple({plan.theory: plan for plan in plans}.values())


def answer_contrast(
    front: Front, at: nodes.At, plans: Sequence[Plan], draws: int, seed: int, progress: Progress | None = None
) -> Contrast:
    """Run every theory and set what they say beside one another.

    Interrupted, it tells of the draws that all theories have finished, and of the turns found so far.
    """
    figures = pipeline.run_beside(plans, draws, seed, progress)
    apart = partings(figures)
    is_complete = all(found.is_complete for found in figures)
    turns: list[Turn] = []
    searched = sorted(apart[:MOST_TURNED]) if is_complete else []
    done = 0
    try:
        for row in searched:
            turns += _turns(plans, figures, row)
            done += 1
            if progress is not None:
                progress(done, len(searched))
    except KeyboardInterrupt:
        is_complete = False
    told = contrast(figures, questions.history(front, at), tuple(turns), len(apart) - done)
    return replace(told, is_complete=is_complete)


def _turns(plans: Sequence[Plan], figures: Sequence[Figures], row: int) -> Iterator[Turn]:
    """For each theory, the input whose nearest change makes it say of a tie what another says."""
    said = [
        plan.options[int(found.tie[row])].name if found.tie[row] >= 0 else None
        for plan, found in zip(plans, figures, strict=True)
    ]
    for plan, found, mine in zip(plans, figures, said, strict=True):
        others = {name for name in said if name not in (None, mine)}
        wanted = frozenset(i for i, option in enumerate(plan.options) if option.name in others)
        if mine is None or not wanted:
            continue
        turnings = questions.turnings(plan, found, row, wanted)
        if turnings:
            yield _turn(plan, row, turnings[0])


def _turn(plan: Plan, row: int, found: questions.Turning) -> Turn:
    quantity = plan.quantities[found.site[0]]
    names = [spelled(name) for name in site_names(plan, quantity, found.site[1])]
    option = plan.options[found.option].name
    now = _value(plan, found.site, found.now) if found.is_known else "unknown"
    needed = _needed(plan, found)
    return Turn(plan.theory, row, spelled_site(quantity, names, spelled_path), now, needed, option, found.distance)


def _needed(plan: Plan, found: questions.Turning) -> str:
    """The value, rounded away from what holds, so that it turns the tie as it is written."""
    kind = plan.quantities[found.site[0]].type.kind
    if kind is not Kind.NUMBER:
        return _value(plan, found.site, found.needed)
    rises = math.isnan(found.now) or found.needed > found.now
    size = 10.0 ** (DIGITS - 1 - (math.floor(math.log10(abs(found.needed))) if found.needed else 0))
    return f"{(math.ceil if rises else math.floor)(found.needed * size - (1e-9 if rises else -1e-9)) / size:.{DIGITS}g}"


def _value(plan: Plan, site: tuple[int, int], value: float) -> str:
    quantity = plan.quantities[site[0]]
    if math.isnan(value):
        return "unknown"
    match quantity.type.kind:
        case Kind.FLAG:
            return "yes" if value else "no"
        case Kind.CATEGORY:
            return quantity.type.words[int(value)]
        case _:
            return f"{value:.{DIGITS}g}"
