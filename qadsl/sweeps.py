"""Answers `sweep`: what comes out as one input, or two, run from one value to another.

The scenario is lowered once, with the input at its first value; each step writes another value there and runs, with the
same draws. So a step is, bit by bit, the run of the scenario with the input set to its value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from qadsl import pipeline, questions
from qadsl.analysis.sweeping import Step, Sweep, SweptAxis, stacked
from qadsl.failing import unknown
from qadsl.ir.program import Origin, Plan, Written
from qadsl.pipeline import Front, fail
from qadsl.questions import AxisAsked
from qadsl.result import names_of
from qadsl.syntax import nodes
from qadsl.views import objects
from qadsl.views import sweep as view
from qadsl.views.pictures.arguments import asked_in_words
from qadsl.views.shown import Answered
from qadsl.views.told import Told, told_in

if TYPE_CHECKING:
    import pandas as pd

    from qadsl.views.pictures.picture import Picture

__all__ = ["MOST_SWEPT", "MOST_WORK", "SweepResult", "Swept", "answer_sweep", "prepare_sweep"]

MOST_SWEPT = 100_000_000
"""Numbers that a sweep keeps: of every step, the payoffs and probabilities of all decisions and ties."""
MOST_WORK = 1e11
"""Decisions times draws of all steps together."""

Progress = Callable[[int, int], None]


class SweepResult(Answered[Sweep]):
    """What comes out as one input, or two, change."""

    _kind = "sweep"
    _more = "the frames `.alignments` and `.decisions` hold them"

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """One row a step and decision: the most probable option, and the probability and payoff of each."""
        from qadsl.views import sweep_frames

        return sweep_frames.decisions(self.tree)

    @cached_property
    def alignments(self) -> pd.DataFrame:
        """One row a step and pair: the most probable tie, and the probability of each."""
        from qadsl.views import sweep_frames

        return sweep_frames.alignments(self.tree)

    @cached_property
    def switches(self) -> pd.DataFrame:
        """One row a switch: between which two values of the first input another outcome becomes the most probable."""
        from qadsl.views import sweep_frames

        return sweep_frames.switches(self.tree)

    @property
    def picture(self) -> Picture:
        """The tie, or the decision, that switches most: along one input, or as a map over two."""
        from qadsl.views.pictures.sweep import most_moved, sweep

        row, is_tie = most_moved(self.tree)
        return sweep(self.tree, row, is_tie=is_tie)

    @asked_in_words
    def plot(
        self, one: str, other: str, target: str | None = None, time: object = None, *, tie: bool = False
    ) -> Picture:
        """The same of one decision, the first actor's about the second, or with `tie` of their tie.

        Target and time may be left out where there is only one.
        """
        from qadsl.views.pictures.sweep import sweep

        known = {name for row in self.tree.decisions for name in (row.first, row.second, row.target)}
        for name in (one, other, target):
            if known and name is not None and name not in known:
                raise unknown("QA203", "actor", name, known)
        about = self.tree.ties if tie else self.tree.decisions
        ends = [{one, other}] if tie else [(one, other)]
        rows = [
            row
            for row, names in enumerate(about)
            if ({names.first, names.second} if tie else (names.first, names.second)) in ends
            and target in (None, names.target)
            and (time is None or str(time) == str(names.time))
        ]
        if len(rows) != 1:
            tips = ["Say against whom and when, as `.decisions` has it."] if rows else ["`.decisions` has them all."]
            raise fail("QA721" if rows else "QA720", f"{len(rows) or 'no'} decisions are asked about", help=tips)
        return sweep(self.tree, rows[0], is_tie=tie)

    def to_dict(self) -> dict[str, object]:
        """The sweep under the names that `--format json` prints."""
        return objects.sweep_object(self.tree)

    def in_width(self, width: int) -> str:
        """The text in so many columns."""
        return view.text(self.tree, width, more=self._more)

    def __repr__(self) -> str:
        over = " and ".join(axis.input for axis in self.tree.axes)
        return f"<Sweep of {self.tree.scenario} over {over}: {self.tree.steps} steps>"

    @property
    def told(self) -> Told:
        """What it tells, as sentences and tables."""
        return told_in(view.sweep(self.tree))


@dataclass(frozen=True, slots=True)
class Swept:
    """A sweep ready to run: the scenario as it is, and with the inputs at their first values."""

    command: nodes.Sweep
    axes: tuple[AxisAsked, ...]
    given: tuple[nodes.Setting, ...]
    as_stated: Plan
    plan: Plan


def prepare_sweep(front: Front, command: nodes.Sweep, given: tuple[nodes.Setting, ...] = ()) -> Swept:
    """Look up what is swept; settings of the same inputs give way."""
    axes = questions.axes(front, command)
    as_stated = pipeline.lower(front, command.scenario, command.theory, given)
    swept = {axis.text.replace(" ", "") for axis in axes}
    others = tuple(one for one in given if "".join(one.target.span.text.split()) not in swept)
    plan = pipeline.lower(front, command.scenario, command.theory, (*others, *(axis.setting for axis in axes)))
    return Swept(command, axes, others, as_stated, plan)


def answer_sweep(front: Front | None, swept: Swept, draws: int, seed: int, progress: Progress | None = None) -> Sweep:
    """Run every step; where that is interrupted, the steps that are finished."""
    points = list(product(*(axis.values for axis in swept.axes)))
    made = draws if swept.plan.is_uncertain else 1
    _check(swept.plan, len(points), made)
    found: list[Step] = []
    plans = _plans(front, swept, points)
    try:
        for number, plan in enumerate(plans):
            told = _told(progress, number, len(points))
            figures = pipeline.run(plan, draws, seed, told)
            if not figures.is_complete:
                break
            found.append(Step.of(figures))
            if told is not None:
                told(len(figures.cells) * figures.draws, len(figures.cells) * figures.draws)
    except KeyboardInterrupt:
        if not found:
            raise
    if not found:
        raise KeyboardInterrupt
    return _sweep(swept, found, seed)


def _told(progress: Progress | None, step: int, steps: int) -> Progress | None:
    """Progress of one step as a part of all of them."""
    if progress is None:
        return None
    return lambda done, total: progress(step * max(total, 1) + done, steps * max(total, 1))


def _check(plan: Plan, steps: int, draws: int) -> None:
    """Refuse what would take too long or keep too much, before anything runs."""
    actors, targets, periods = len(plan.actors), len(plan.targets), len(plan.periods)
    cells = actors * (actors - 1) * targets * periods
    kept, work = steps * cells * (3 * len(plan.options) + 2), float(steps) * cells * draws
    for what, asked, allowed in (
        ("numbers to keep", float(kept), float(MOST_SWEPT)),
        ("steps x decisions x draws", work, MOST_WORK),
    ):
        if asked > allowed:
            raise fail(
                "QA724",
                f"this sweep is too large: {what}: {asked:,.0f} asked, {allowed:,.0f} allowed",
                help=["Ask for fewer steps or draws, or sweep a smaller scenario."],
            )


def _plans(front: Front | None, swept: Swept, points: list[tuple[float, ...]]) -> Iterator[Plan]:
    """The plan of each step: the one that was lowered with other values, where that is all that they change.

    Then it is made lean once for all values between the first and the last.
    """
    if front is None or not _has_conditional_groups(front):
        lean = pipeline.optimise(_at(swept.plan, swept.axes, [_between(axis) for axis in swept.axes]))
        for point in points:
            yield _at(lean, swept.axes, [_exactly(value) for value in point])
        return
    for point in points:
        settings = tuple(_setting(axis, value) for axis, value in zip(swept.axes, point, strict=True))
        at, theory = swept.command.scenario, swept.command.theory
        yield pipeline.optimise(pipeline.lower(front, at, theory, (*swept.given, *settings)))


def _has_conditional_groups(front: Front) -> bool:
    """Whether who is in a group may hang on values, and so on a step what is stated of whom."""
    model = front.checked.model
    declared = [*model.groups.values(), *(g for s in model.scenarios.values() for g in s.groups.values())]
    return any(group.where is not None for group in declared)


def _setting(axis: AxisAsked, value: float) -> nodes.Setting:
    return replace(axis.setting, value=nodes.Number(value, f"{value:g}", axis.setting.value.span))


def _exactly(value: float) -> Written:
    return Written("exact", (value,), f"{value:g}")


def _between(axis: AxisAsked) -> Written:
    """Any of the values of an axis: what then can be left out can be left out at each of them."""
    return Written("uniform", (axis.values[0], axis.values[-1]), axis.text)


def _at(plan: Plan, axes: tuple[AxisAsked, ...], values: Sequence[Written]) -> Plan:
    """The plan with other values where the first ones of the axes stand."""
    quantities = list(plan.quantities)
    for axis, value in zip(axes, values, strict=True):
        for number, quantity in enumerate(quantities):
            if quantity.key == axis.quantity:
                written = tuple(
                    replace(value, origin=one.origin) if _is_of(one.origin, axis) else one for one in quantity.written
                )
                quantities[number] = replace(quantity, written=written)
    return replace(plan, quantities=tuple(quantities))


def _is_of(origin: Origin | None, axis: AxisAsked) -> bool:
    return origin is not None and origin.place == axis.place and origin.statement == questions.FROM_OUTSIDE


def _sweep(swept: Swept, found: list[Step], seed: int) -> Sweep:
    plan = swept.plan
    cells, pairs = found[0].rows
    return Sweep(
        scenario=plan.scenario,
        theory=plan.theory,
        draws=max(one.draws for one in found),
        seed=seed,
        is_sampled=any(one.is_sampled for one in found),
        is_quantal=plan.precision is not None,
        axes=tuple(_axis(swept, axis) for axis in swept.axes),
        options=tuple(option.name for option in plan.options),
        steps=len(found),
        decisions=tuple(names_of(plan, cell) for cell in cells.tolist()),
        ties=tuple(names_of(plan, pair) for pair in pairs.tolist()),
        **stacked(found),
        is_read=tuple(any(_sites(plan, axis)) for axis in swept.axes),
    )


def _sites(plan: Plan, axis: AxisAsked) -> Iterator[tuple[int, int]]:
    """Where in the plan an axis writes its values."""
    for number, quantity in enumerate(plan.quantities):
        if quantity.key == axis.quantity:
            codes = {i for i, written in enumerate(quantity.written) if _is_of(written.origin, axis)}
            yield from ((number, place) for place, code in enumerate(quantity.cells) if code in codes)


def _axis(swept: Swept, axis: AxisAsked) -> SweptAxis:
    """An axis with what the scenario itself states of the input, where that is one value."""
    stated: dict[Written, None] = {}
    keys = {quantity.key: quantity for quantity in swept.as_stated.quantities}
    for number, place in _sites(swept.plan, axis):
        before = keys.get(swept.plan.quantities[number].key)
        if before is not None:
            at = place % len(before.cells) if len(before.cells) else 0
            stated[before.written[before.cells[at]]] = None
    if len(stated) != 1:
        return SweptAxis(axis.text, axis.values, None, "several values" if stated else "")
    (one,) = stated
    return SweptAxis(axis.text, axis.values, one.parameters[0] if one.is_exact else None, one.text)
