"""What `result.plot` is: a method for each picture, with its arguments by name.

Without arguments each shows what matters most; what there is no room for is said below the title.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Literal

from qadsl import questions
from qadsl.engine.spread import spread
from qadsl.failing import QadslError, fail
from qadsl.ir.program import Plan
from qadsl.lookup import Cell, Time, actor_of, cell_of, option_of, targets_of, times_of, unknown
from qadsl.result import Figures, Grouping
from qadsl.views.pictures.arguments import asked_in_words
from qadsl.views.pictures.mentions import mentioned, nearness
from qadsl.views.pictures.panels import nothing_to_draw
from qadsl.views.pictures.slots import Selection, most_tied, selected
from qadsl.views.words import listed, named

if TYPE_CHECKING:
    from qadsl.views.pictures.picture import Picture

__all__ = ["KINDS", "Plots"]

NEAR = "Drawn is the part of its range in which it switches nearest to what is given."
"""What is said below a sweep that does not go through the whole range, though nobody asked for less."""


class Plots:
    """The pictures of a result.

    `result.plot.network()` draws one; `result.plot()` is the same. Each method returns a `Picture`, which a notebook
    shows: `.save("x.svg")` writes it, `.spec` is what it is drawn from.
    """

    def __init__(self, plan: Plan, figures: Figures, grouping: Callable[[], Grouping]) -> None:
        self._plan, self._figures, self._grouping = plan, figures, grouping

    @asked_in_words
    def network(self, *, target: str | None = None, time: Time = None) -> Picture:
        """Who is tied to whom, who wishes for more, and against whom."""
        from qadsl.views.pictures import network

        chosen = self._selected(target, time, network.MOST_PANELS, ties_alone=True)
        return network.network(self._figures, chosen, lambda: self._grouping().groups)

    @asked_in_words
    def heatmap(self, *, target: str | None = None, time: Time = None) -> Picture:
        """Who with whom at a glance: the most probable tie of every pair."""
        from qadsl.views.pictures import heatmap

        return heatmap.heatmap(self._figures, self._selected(target, time, heatmap.MOST_PANELS))

    @asked_in_words
    def probabilities(
        self, *, target: str | None = None, time: Time = None, of: Literal["ties", "decisions"] = "ties"
    ) -> Picture:
        """How likely each option is, a bar for every tie, or for every decision."""
        from qadsl.views.pictures import probabilities

        if of not in ("ties", "decisions"):
            raise unknown("QA770", "way to draw probabilities", of, ("ties", "decisions"))
        chosen = self._selected(target, time, probabilities.MOST_PANELS)
        return probabilities.probabilities(self._figures, chosen, of_decisions=of == "decisions")

    @asked_in_words
    def plane(
        self, self_: str | None = None, partner: str | None = None, target: str | None = None, time: Time = None
    ) -> Picture:
        """What encourages each tie against what discourages it, and where each option pays most.

        All decisions against a target, those of one actor, or the one about a partner.
        """
        from qadsl.views.pictures import paths, plane

        plan, figures = self._plan, self._figures
        ends = actor_of(plan, self_), actor_of(plan, partner)
        asked = [one for one in targets_of(plan, target) if plan.targets[one] not in ends]
        if len(figures.cells) and (not asked or (ends[0] is not None and ends[0] == ends[1])):
            raise fail("QA720", "there is no such decision", help=["It has two ends and a target, all different."])
        against = most_tied(figures, asked)
        found = paths.paths_of(figures, against, times_of(plan, time), ends)
        shown = found[: paths.MOST_DECISIONS]
        cells = [figures.cells[path.rows[-1]].tolist() for path in shown]
        draws = spread(plan, figures, cells, plane.draws_for(len(cells))) if cells else None
        return plane.plane(figures, against, shown, draws, paths.left_out(plan, found, asked, against))

    @asked_in_words
    def waterfall(
        self,
        self_: str | None = None,
        partner: str | None = None,
        target: str | None = None,
        time: Time = None,
        *,
        option: str | None = None,
        beside: str | None = None,
    ) -> Picture:
        """One decision from zero to its payoff, by variable and rule; `beside` it another option.

        Without actors, the last decision for the most commitment.
        """
        from qadsl.views.pictures import waterfall

        chosen, other = (None if one is None else option_of(self._plan, one) for one in (option, beside))
        cell = self._cell(self_, partner, target, time)
        if cell is None:
            return self._nothing("waterfall")
        return waterfall.waterfall(questions.explain(self._plan, self._figures, cell), chosen, other)

    @asked_in_words
    def tornado(
        self,
        self_: str | None = None,
        partner: str | None = None,
        target: str | None = None,
        time: Time = None,
        *,
        tie: bool = False,
    ) -> Picture:
        """How far each input is from tipping one decision, or with `tie` one tie."""
        from qadsl.tippings import answer_tipping
        from qadsl.views.pictures import tornado

        cell = self._cell(self_, partner, target, time)
        if cell is None:
            return self._nothing("tornado")
        return tornado.tornado(answer_tipping(self._plan, self._figures, cell, is_tie=tie))

    @asked_in_words
    def timeline(self, *, target: str | None = None, time: Time = None) -> Picture:
        """The ties of each pair through time, with events and instruments."""
        from qadsl.views.pictures import timeline

        plan, targets = self._plan, targets_of(self._plan, target)
        against = most_tied(self._figures, targets)
        others = [named(plan.actors[plan.targets[one]].name) for one in targets if one != against]
        aside = f"Not drawn: ties against {listed(others[:6], 'or')}." if others else ""
        there = set(self._figures.cells[:, 0].tolist())
        times = [one for one in times_of(plan, time) if one in there]
        return timeline.timeline(plan, self._figures, against, times, aside)

    @asked_in_words
    def sweep(
        self,
        input: str | None = None,
        low: float | None = None,
        high: float | None = None,
        steps: int = 41,
        *,
        self_: str | None = None,
        partner: str | None = None,
        target: str | None = None,
        time: Time = None,
        tie: bool = False,
    ) -> Picture:
        """What comes out of one decision, or with `tie` of one tie, as an input goes through its range.

        Without an input, the one that is nearest to tipping the decision, round what it is if it tips near to that;
        without a decision, the one that the input speaks of. `program.sweep(...)` has all decisions, and two inputs.
        """
        from qadsl.plan_sweeps import ends_near, sweep_of_plan
        from qadsl.tippings import answer_tipping
        from qadsl.views.pictures import sweep

        cell = self._cell(self_, partner, target, time, mentioned(input or ""))
        if cell is None:
            return self._nothing("sweep")
        row, draws, seed = self._row(cell, tie), self._figures.draws, self._figures.seed
        name, ends, near = input, (low, high), None
        if name is None:
            found = answer_tipping(self._plan, self._figures, cell, is_tie=tie)
            point = next((one for one in found.nearest if one.low is not None), None)
            if point is None:
                sentence = "No value of any one input changes what comes out: there is nothing to sweep."
                return self._nothing("sweep", sentence)
            name, near = point.input, ends_near(point, steps) if ends == (None, None) else None
        if near is not None:
            swept = sweep_of_plan(self._plan, name, near, steps, draws, seed)
            if len(swept.stretches(row, is_tie=tie)) > 1:
                return sweep.sweep(swept, row, is_tie=tie, aside=NEAR)
        swept = sweep_of_plan(self._plan, name, ends, steps, draws, seed)
        return sweep.sweep(swept, row, is_tie=tie)

    def _cell(
        self, self_: str | None, partner: str | None, target: str | None, time: Time, about: Sequence[str] = ()
    ) -> Cell | None:
        """The decision that is asked for, or of those that fit some names best the last and most committed one."""
        plan, figures = self._plan, self._figures
        cells = figures.cells.tolist()
        one, other = actor_of(plan, self_), actor_of(plan, partner)
        targets, times = targets_of(plan, target), times_of(plan, time)
        fitting = [
            (self._nearness(cell, about), cell[0], figures.choice[row], -row)
            for row, cell in enumerate(cells)
            if one in (None, cell[2]) and other in (None, cell[3]) and cell[1] in targets and cell[0] in times
        ]
        if not fitting and self_ is not None and partner is not None:
            return cell_of(plan, cells, self_, partner, target, time)  # says what is amiss
        if not fitting:
            return None
        row = -max(fitting)[-1]
        when, against, first, second = cells[row]
        return (when, against, first, second)

    def _nearness(self, cell: Sequence[int], about: Sequence[str]) -> int:
        """How well a decision fits the names that an input speaks of."""
        _, target, one, other = cell
        first, second, third = (self._plan.actors[end].name for end in (one, other, self._plan.targets[target]))
        return nearness(about, (first, second), third)

    def _row(self, cell: Cell, tie: bool) -> int:
        """Where a decision, or its tie, stands in the figures."""
        time, target, one, other = cell
        row = [time, target, min(one, other), max(one, other)] if tie else list(cell)
        found: int = (self._figures.pairs if tie else self._figures.cells).tolist().index(row)
        return found

    def _nothing(self, kind: str, sentence: str = "") -> Picture:
        """A picture of why there is none."""
        from qadsl.views.pictures.picture import Picture
        from qadsl.views.pictures.specs import note

        said = sentence or nothing_to_draw(self._figures) or "There is no such decision."
        title = named(self._plan.scenario)
        return Picture(kind, note(said, title), title, said, (), ())

    def __call__(self, kind: str = "network", *given: object, **named: object) -> Picture:
        """A picture by its name, as `--plot` draws it, with arguments of its own if there are any."""
        if not isinstance(kind, str) or kind not in KINDS:
            raise unknown("QA770", "picture", kind, KINDS)
        return KINDS[kind](self, *given, **named)

    def _selected(self, target: str | None, time: Time, most: int, *, ties_alone: bool = False) -> Selection:
        """The periods and targets that are asked for, or those that tell most."""
        plan = self._figures.plan
        targets, times = targets_of(plan, target), times_of(plan, time)
        return selected(self._figures, targets, times, most, ties_alone=ties_alone)

    def __dir__(self) -> list[str]:
        return list(KINDS)

    def __repr__(self) -> str:
        return f"<Plots of {self._figures.plan.scenario}: {', '.join(KINDS)}>"

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        raise _NoPictureError(unknown("QA770", "picture", name, KINDS).diagnostics)


class _NoPictureError(QadslError, AttributeError):
    """There is no picture of that name, in words; and Python, which asks objects for names of its own, may ask."""


KINDS: dict[str, Callable[..., Picture]] = {
    "network": Plots.network,
    "plane": Plots.plane,
    "heatmap": Plots.heatmap,
    "probabilities": Plots.probabilities,
    "waterfall": Plots.waterfall,
    "timeline": Plots.timeline,
    "sweep": Plots.sweep,
    "tornado": Plots.tornado,
}
"""Pictures by their names; each is drawn without arguments."""
