"""Answers `tipping`: what would have to be otherwise for a decision, or a tie, to come out otherwise."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from qadsl import questions
from qadsl.analysis.tipping import JointChange, JointMove, Tipping, TippingPoint
from qadsl.ir.program import Plan
from qadsl.ir.sites import Cell, Site, site_names, spelled_site
from qadsl.ir.types import Kind
from qadsl.questions import Joint, Leeway, Tip
from qadsl.result import Figures, names_of
from qadsl.syntax.spelling import spelled, spelled_path
from qadsl.views import objects
from qadsl.views import tipping as view
from qadsl.views.shown import Answered
from qadsl.views.told import Told, told_in

if TYPE_CHECKING:
    import pandas as pd

    from qadsl.views.pictures.picture import Picture

__all__ = ["TippingResult", "answer_tipping"]

DIGITS = 4


class TippingResult(Answered[Tipping]):
    """What would tip one decision or tie."""

    _kind = "tipping"
    _more = "the frame `.points` holds them"

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row an input and other outcome: what it is, what it would have to be, and how far that is."""
        from qadsl.views import side_frames

        return side_frames.tipping_points(self.tree)

    @cached_property
    def joint(self) -> pd.DataFrame:
        """One row an input of the smallest change of a few together; none where one alone is as near."""
        from qadsl.views import side_frames

        return side_frames.joint_moves(self.tree)

    @property
    def picture(self) -> Picture:
        """How far each input is from tipping it, as bars."""
        from qadsl.views.pictures.tornado import tornado

        return tornado(self.tree)

    def to_dict(self) -> dict[str, object]:
        """The answer under the names that `--format json` prints."""
        return objects.tipping_object(self.tree)

    def in_width(self, width: int) -> str:
        """The text in so many columns."""
        return view.text(self.tree, width, more=self._more)

    def __repr__(self) -> str:
        return f"<Tipping of {view.decision_words(self.tree)}: {len(self.tree.nearest)} inputs tip it alone>"

    @property
    def told(self) -> Told:
        """What it tells, as sentences and tables."""
        return told_in(view.tipping(self.tree))


def answer_tipping(
    plan: Plan,
    figures: Figures,
    cell: Cell,
    *,
    is_tie: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Tipping:
    """What would tip the decision at a cell of a run, or the tie between its two actors."""
    time, target, one, other = cell
    row: Cell = (time, target, min(one, other), max(one, other)) if is_tie else cell
    found = questions.tips(plan, row, figures.seed, is_tie=is_tie, progress=progress)
    names = names_of(plan, row)
    place = (figures.pairs if is_tie else figures.cells).tolist().index(list(row))
    most = int((figures.tie if is_tie else figures.choice)[place])
    share = (figures.tie_probability if is_tie else figures.probability)[place]
    options = tuple(option.name for option in plan.options)
    nearest: dict[Site, Tip] = {}
    for tip in found.tips:
        nearest.setdefault(tip.site, tip)
    return Tipping(
        scenario=plan.scenario,
        theory=plan.theory,
        time=names.time,
        self=names.first,
        partner=names.second,
        target=names.target,
        is_tie=is_tie,
        draws=figures.draws,
        seed=figures.seed,
        is_sampled=figures.is_sampled,
        is_quantal=plan.precision is not None,
        options=options,
        outcome=options[found.outcome] if found.outcome >= 0 else None,
        most_probable=options[most] if most >= 0 else None,
        probability=float(share[most]) if most >= 0 else None,
        points=tuple(_point(plan, tip, is_nearest=nearest[tip.site] is tip) for tip in found.tips),
        still=tuple(_called(plan, one.sites[0]) for one in found.still),
        joint=_joint(plan, found.joint) if found.joint is not None else None,
        reads_past=found.reads_past,
        unsearched=found.unsearched,
        inputs=found.inputs,
        tried=found.tried,
        is_joint_sought=found.is_joint_sought,
    )


def _point(plan: Plan, tip: Tip, *, is_nearest: bool) -> TippingPoint:
    quantity = plan.quantities[tip.site[0]]
    written = quantity.written[quantity.cells[tip.site[1]]]
    is_number = quantity.type.kind is Kind.NUMBER
    return TippingPoint(
        input=_called(plan, tip.site),
        title=quantity.title,
        kind=quantity.kind,
        time=_time(plan, tip.site),
        now=_value(plan, tip.site, tip.leeway.now) if tip.leeway.is_known else "unknown",
        now_value=tip.leeway.now if is_number and tip.leeway.now == tip.leeway.now else None,
        is_known=tip.leeway.is_known,
        is_uncertain=written.is_drawn,
        low=tip.leeway.low if is_number else None,
        high=tip.leeway.high if is_number else None,
        needed=_value(plan, tip.site, tip.needed, is_exact=True),
        needed_value=tip.needed if is_number else None,
        turns_at=tip.turns_at if is_number else None,
        becomes=plan.options[tip.option].name,
        distance=tip.distance,
        is_nearest=is_nearest,
        place=written.origin.place if written.origin is not None else "",
    )


def _joint(plan: Plan, found: Joint) -> JointChange:
    moves = tuple(_move(plan, one, needed) for one, needed in found.moves)
    return JointChange(moves, plan.options[found.option].name, found.reach, found.is_least)


def _move(plan: Plan, one: Leeway, needed: float) -> JointMove:
    site = one.sites[0]
    share = math.copysign(one.distance(needed), needed - one.usual)
    now = _value(plan, site, one.now) if one.is_known else "unknown"
    then = _value(plan, site, needed, is_exact=True)
    return JointMove(_called(plan, site), _time(plan, site), now, one.now, then, needed, share)


def _called(plan: Plan, site: Site) -> str:
    quantity = plan.quantities[site[0]]
    return spelled_site(quantity, [spelled(name) for name in site_names(plan, quantity, site[1])], spelled_path)


def _time(plan: Plan, site: Site) -> int | str | None:
    """The period of which a value is stated, where periods differ in it."""
    quantity = plan.quantities[site[0]]
    if not quantity.is_dated:
        return None
    label = plan.periods[site[1] // (len(quantity.cells) // len(plan.periods))]
    return int(label) if label is not None and label.isdigit() else label


def _value(plan: Plan, site: Site, value: float, *, is_exact: bool = False) -> str:
    quantity = plan.quantities[site[0]]
    if math.isnan(value):
        return "unknown"
    match quantity.type.kind:
        case Kind.FLAG:
            return "yes" if value else "no"
        case Kind.CATEGORY:
            return quantity.type.words[int(value)]
        case _:
            return f"{value:.12g}" if is_exact else f"{value:.{DIGITS}g}"
