"""What `result.plot` is: a method for each picture, with its arguments by name.

Without arguments each shows what matters most; what there is no room for is said below the title.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from qadsl.engine.spread import spread
from qadsl.failing import fail
from qadsl.ir.program import Plan
from qadsl.lookup import Time, actor_of, targets_of, times_of, unknown
from qadsl.result import Figures, Grouping
from qadsl.views.pictures.slots import Selection, most_tied, selected

if TYPE_CHECKING:
    from qadsl.views.pictures.picture import Picture

__all__ = ["KINDS", "Plots"]


class Plots:
    """The pictures of a result.

    `result.plot.network()` draws one; `result.plot()` is the same. Each method returns a `Picture`, which a notebook
    shows: `.save("x.svg")` writes it, `.spec` is what it is drawn from.
    """

    def __init__(self, plan: Plan, figures: Figures, grouping: Callable[[], Grouping]) -> None:
        self._plan, self._figures, self._grouping = plan, figures, grouping

    def network(self, *, target: str | None = None, time: Time = None) -> Picture:
        """Who is tied to whom, who wishes for more, and against whom."""
        from qadsl.views.pictures import network

        chosen = self._selected(target, time, network.MOST_PANELS)
        return network.network(self._figures, chosen, lambda: self._grouping().groups)

    def heatmap(self, *, target: str | None = None, time: Time = None) -> Picture:
        """Who with whom at a glance: the most probable tie of every pair."""
        from qadsl.views.pictures import heatmap

        return heatmap.heatmap(self._figures, self._selected(target, time, heatmap.MOST_PANELS))

    def probabilities(
        self, *, target: str | None = None, time: Time = None, of: Literal["ties", "decisions"] = "ties"
    ) -> Picture:
        """How likely each option is, a bar for every tie, or for every decision."""
        from qadsl.views.pictures import probabilities

        if of not in ("ties", "decisions"):
            raise unknown("QA770", "way to draw probabilities", of, ("ties", "decisions"))
        chosen = self._selected(target, time, probabilities.MOST_PANELS)
        return probabilities.probabilities(self._figures, chosen, of_decisions=of == "decisions")

    def plane(
        self, self_: str | None = None, partner: str | None = None, *, target: str | None = None, time: Time = None
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

    def __call__(self, kind: str = "network") -> Picture:
        """A picture by its name, as `--plot` draws it."""
        if kind not in KINDS:
            raise unknown("QA770", "picture", kind, KINDS)
        return KINDS[kind](self)

    def _selected(self, target: str | None, time: Time, most: int) -> Selection:
        """The periods and targets that are asked for, or those that tell most."""
        plan = self._figures.plan
        return selected(self._figures, targets_of(plan, target), times_of(plan, time), most)

    def __dir__(self) -> list[str]:
        return list(KINDS)

    def __repr__(self) -> str:
        return f"<Plots of {self._figures.plan.scenario}: {', '.join(KINDS)}>"

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        raise AttributeError(str(unknown("QA770", "picture", name, KINDS)))


KINDS: dict[str, Callable[[Plots], Picture]] = {
    "network": Plots.network,
    "plane": Plots.plane,
    "heatmap": Plots.heatmap,
    "probabilities": Plots.probabilities,
}
"""Pictures by their names; each is drawn without arguments."""
