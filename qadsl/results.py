"""Results and accounts, as Python and the applications use them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qadsl import questions
from qadsl.analysis.account import Explanation, WhyNot
from qadsl.analysis.left_out import Outside, left_out
from qadsl.analysis.why_not import why_not
from qadsl.diagnostics import Diagnostic
from qadsl.engine.groups import find_groups
from qadsl.failing import fail
from qadsl.ir.program import Plan
from qadsl.lookup import Time, cell_of, option_of
from qadsl.plots import Plots
from qadsl.result import Figures, Grouping, State
from qadsl.tippings import TippingResult, answer_tipping
from qadsl.views import explanation as explanation_view
from qadsl.views import html, objects
from qadsl.views import why_not as why_not_view
from qadsl.views.account_tables import told_account, told_why_not
from qadsl.views.account_words import decision_words
from qadsl.views.bundle import Page
from qadsl.views.latex import latex
from qadsl.views.pictures.arguments import asked_in_words
from qadsl.views.shown import Answered, Shown
from qadsl.views.stamp import Stamp
from qadsl.views.texts import Texts
from qadsl.views.told import Told, told_in
from qadsl.views.whole import check_file, write_whole

if TYPE_CHECKING:
    import pandas as pd

    from qadsl.explorer.explorer import Explorer
    from qadsl.report.subject import Subject
    from qadsl.views.pictures.picture import Picture

__all__ = ["Account", "Result"]

OWN = frozenset({"plan", "figures", "warnings", "texts", "stamp", "_scenarios"})
"""What is set of a result."""
MORE = "the result holds them as frames"
"""Where rows are that tables in a notebook have no room for."""
REPORTS = (".html", ".htm")
MOST_REPORTED = 1_000
"""Rows of a table in a report."""
QUICKLY = 3_000
"""Graphs of ties times actors up to which the groups of an interrupted run are shown at once."""


class Account(Answered[Explanation | WhyNot]):
    """The account of one decision, or of what stood in the way of an option."""

    _more = "`.tree` of the account holds them"

    def __init__(self, tree: Explanation | WhyNot) -> None:
        super().__init__(tree)
        self._kind = "explanation" if isinstance(tree, Explanation) else "why-not"

    @property
    def text(self) -> str:
        """The account at 80 columns."""
        return self.in_width(80)

    def in_width(self, width: int) -> str:
        """The account in so many columns."""
        if isinstance(self.tree, Explanation):
            return explanation_view.text(self.tree, width)
        return why_not_view.text(self.tree, width)

    @property
    def html(self) -> str:
        """The account as escaped HTML."""
        return self._repr_html_()

    @property
    def picture(self) -> Picture:
        """The payoff from zero, by variable and rule; of `why not`, that of the option asked for beside it."""
        from qadsl.views.pictures.waterfall import waterfall

        if isinstance(self.tree, Explanation):
            return waterfall(self.tree)
        return waterfall(self.tree.explanation, beside=self.tree.option)

    @property
    def told(self) -> Told:
        """What it tells, as sentences and tables."""
        return told_account(self.tree) if isinstance(self.tree, Explanation) else told_why_not(self.tree)

    @property
    def _pictures(self) -> dict[str, Callable[[], Picture]]:
        """What is drawn beside the payoffs."""
        tree = self.tree
        if not isinstance(tree, Explanation) or tree.choice is None:
            return {}

        def draw() -> Picture:
            from qadsl.views.pictures.waterfall import waterfall

            return waterfall(tree)

        return {"waterfall": draw}

    def _pages(self) -> Iterator[Page]:
        yield lambda: html.told_html(self._kind, self.told, self._more, self._pictures)
        yield from super()._pages()

    def to_dict(self) -> dict[str, object]:
        """The account as nested dictionaries and lists, under the names that `--format json` prints."""
        if isinstance(self.tree, Explanation):
            return objects.explain_object(self.tree)
        return objects.why_not_object(self.tree)

    def __repr__(self) -> str:
        told = self.tree if isinstance(self.tree, Explanation) else self.tree.explanation
        return f"<{type(self.tree).__name__} of {decision_words(told)}>"


class Result(Shown):
    """What a run found.

    Attributes
    ----------
    plan
        The whole program that was run, as accounts are told from it.
    figures
        The figures as arrays.
    warnings
        What the program's checks warned of.
    stamp
        The texts and settings that it rests on.
    texts
        The texts themselves.

    `scenarios` are the names that the program's scenarios have.
    """

    stamp: Stamp = Stamp()

    def __init__(
        self,
        plan: Plan,
        figures: Figures,
        warnings: Iterable[Diagnostic] = (),
        stamp: Stamp | None = None,
        scenarios: frozenset[str] = frozenset(),
        texts: Texts | None = None,
    ) -> None:
        if stamp is not None:
            self.stamp = stamp
        self._scenarios = scenarios
        self.plan = plan
        self.figures = figures
        self.warnings = tuple(warnings)
        self.texts = texts or Texts()

    if not TYPE_CHECKING:  # there all is known, and nothing else is to be taken

        def __setattr__(self, name: str, value: object) -> None:
            """Refuse what a result does not have, so that nobody moves sliders in vain."""
            if name not in OWN and not hasattr(type(self), name):
                told = f"a result has no `{name}` to set; `e = result.explore()` has sliders: `e.values = {{...}}`"
                raise AttributeError(told, name=name, obj=self)
            super().__setattr__(name, value)

    @property
    def scenario(self) -> str:
        """What was run."""
        return self.plan.scenario

    @property
    def theory(self) -> str:
        """By which theory."""
        return self.plan.theory

    @property
    def draws(self) -> int:
        """How many draws were made; 1 where nothing read is uncertain."""
        return self.figures.draws

    @property
    def seed(self) -> int:
        """The seed of the draws."""
        return self.figures.seed

    @property
    def state(self) -> State:
        """What the last period leaves to later ones: `program.run(after=...)` goes on from it."""
        if self.figures.state is None:
            raise fail(
                "QA762",
                "this run has kept no state",
                help=["Run it with `until=...` or `keep_state=True`; an interrupted run has none."],
            )
        return self.figures.state

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """One row a decision: who chooses what towards whom, against whom, when, how likely, and how it pays."""
        from qadsl.views import frames

        return frames.decisions(self.figures)

    @cached_property
    def alignments(self) -> pd.DataFrame:
        """One row an unordered pair: who ends up aligned with whom, against whom, when, how likely."""
        from qadsl.views import frames

        return frames.alignments(self.figures)

    @cached_property
    def grouping(self) -> tuple[Grouping, tuple[Outside, ...]]:
        """The groups that ties make, and who is outside of them."""
        found = find_groups(self.figures)
        return found, left_out(self.figures, found)

    @cached_property
    def groups(self) -> pd.DataFrame:
        """One row a group: actors who are all tied to one another, against whom, when, how closely, how likely."""
        from qadsl.views import frames

        return frames.groups(self.plan, self.grouping[0])

    @cached_property
    def memberships(self) -> pd.DataFrame:
        """One row an actor, target and period: in how many groups it is, how likely in several and in none."""
        from qadsl.views import frames

        return frames.memberships(self.figures, self.grouping[0])

    @cached_property
    def left_out(self) -> pd.DataFrame:
        """One row a choice that kept an actor out of one of the groups nearest to it."""
        from qadsl.views import frames

        return frames.left_out(self.plan, self.grouping[1])

    @cached_property
    def solutions(self) -> pd.DataFrame:
        """One row a solution of what the theory solves: its groups, energy or worth, basin, and share of the draws."""
        from qadsl.views import frames

        return frames.solutions(self.figures)

    @cached_property
    def measures(self) -> pd.DataFrame:
        """One row a decision and measure: what it comes to, how likely, and the mean and spread of numbers."""
        from qadsl.views import frames

        return frames.measures(self.figures)

    @property
    def plot(self) -> Plots:
        """The pictures: `result.plot.network()`, `result.plot.plane(target="Egypt")` and so on."""
        return Plots(self.plan, self.figures, lambda: self.grouping[0])

    @asked_in_words
    def explain(self, self_: str, partner: str, target: str | None = None, time: Time = None) -> Account:
        """The account of one decision; target and time may be left out where there is only one.

        A time is written as in a script, `1956`, `"1956-10"` or `"1956-10-29"`, or as the frames show it; it means
        the period that it touches.
        """
        return Account(self._explained(self_, partner, target, time))

    @asked_in_words
    def why_not(self, option: str, self_: str, partner: str, target: str | None = None, time: Time = None) -> Account:
        """What stood in the way of an option in one decision."""
        asked = option_of(self.plan, option)
        return Account(why_not(self._explained(self_, partner, target, time), asked))

    @asked_in_words
    def tipping(
        self, self_: str, partner: str, target: str | None = None, time: Time = None, *, tie: bool = False
    ) -> TippingResult:
        """What would tip one decision, or with `tie` the tie of both: the nearest value of each input that does.

        Everything uncertain stands at its middle; target and time may be left out where there is only one. Interrupted,
        it tells of the inputs that were tried.

        Raises
        ------
        KeyboardInterrupt
            If interrupted before the first input was tried.
        """
        cell = cell_of(self.plan, self.figures.cells.tolist(), self_, partner, target, time)
        return TippingResult(answer_tipping(self.plan, self.figures, cell, is_tie=tie))

    def explain_cell(self, cell: tuple[int, int, int, int]) -> Explanation:
        """The account of a cell by its positions (time, target, self, partner)."""
        return questions.explain(self.plan, self.figures, cell)

    def explore(
        self,
        inputs: Sequence[str] | None = None,
        *,
        pair: tuple[str, str] | None = None,
        target: str | None = None,
        time: Time = None,
    ) -> Explorer[Result]:
        """Sliders for what the result rests on; network, plane and payoffs move with the hand.

        Parameters
        ----------
        inputs
            The inputs that are shown, by the names that programs write: `["fear", "common_threat(UK, France, Egypt)"]`.
            Without it parameters and what the decision reads that is looked at; a search finds the others.
        pair, target, time
            Which decision is looked at first; without them one that tells much.
        """
        from qadsl.explorer.explorer import Subject
        from qadsl.explorer.opening import explore

        subject = Subject(self.plan, self.figures, self.stamp.settings, self._scenarios, self._changed, self._still)
        return explore(subject, inputs, pair, target, time)

    def _changed(self, plan: Plan, figures: Figures, settings: tuple[str, ...]) -> Result:
        """A result of the same program with other values."""
        return Result(plan, figures, self.warnings, replace(self.stamp, settings=settings), self._scenarios, self.texts)

    def _still(self) -> Mapping[str, object]:
        """The result as a picture that needs nothing to be shown."""
        return self.plot.network()._repr_mimebundle_()

    def to_dict(self) -> dict[str, object]:
        """The run under the names that `--format json` prints."""
        return objects.run_object(self.figures, *self.grouping)

    def _explained(self, self_: str, partner: str, target: str | None, time: Time) -> Explanation:
        return self.explain_cell(cell_of(self.plan, self.figures.cells.tolist(), self_, partner, target, time))

    def __getstate__(self) -> dict[str, Any]:
        kept = {name: getattr(self, name) for name in ("plan", "figures", "warnings", "stamp", "texts")}
        return {**kept, "_scenarios": self._scenarios}

    def __repr__(self) -> str:
        how = f"{self.draws} draws, seed {self.seed}" if self.figures.is_sampled else "exact"
        return f"<Result of {self.scenario} by {self.theory}: {len(self.figures.cells)} decisions, {how}>"

    def __str__(self) -> str:
        from qadsl.views import table

        return table.text(self.figures, groups=self._shown_groups, more=MORE)

    def report(self, path: str | os.PathLike[str]) -> Path:
        """Write one page that holds all of it: finding, program, inputs, pictures, accounts, and how to get it again.

        It needs no network, prints, and is written whole or not at all.

        Raises
        ------
        QadslError
            If it cannot be written there.
        """
        from qadsl.report.page import report

        file = check_file(Path(path), REPORTS)
        write_whole(file, report([self.reported]).encode())
        return file

    @property
    def reported(self) -> Subject:
        """What a report is made of."""
        from qadsl.report.subject import Subject
        from qadsl.views import table

        told = told_in(table.table(self.figures, self.grouping, most=MOST_REPORTED))
        return Subject(
            self.figures,
            told,
            self.warnings,
            self.stamp,
            self.texts,
            {**self._pictures, **self._further_pictures},
            self.explain_cell,
            lambda element: self.explore().page_piece(element),
        )

    def to_latex(self) -> str:
        """Headline, tables and stamp as LaTeX, for a document that loads `booktabs` and `longtable`."""
        return latex(self.told, MORE, self._stamped)

    def _pages(self) -> Iterator[Page]:
        yield from html.run_pages(self.told, self.plan, self.warnings, self._stamped, self._pictures)
        yield lambda: html.brief_html("run", self.told)

    @cached_property
    def told(self) -> Told:
        """What it tells, as sentences and tables."""
        from qadsl.views import table

        return told_in(table.table(self.figures, self._shown_groups, most=html.MOST_ROWS))

    @property
    def _shown_groups(self) -> tuple[Grouping, tuple[Outside, ...]] | None:
        """The groups that are shown: of an interrupted run only where they are soon found."""
        graphs = sum(len(seen) for seen in self.figures.graphs.seen)
        is_soon = self.figures.is_complete or graphs * len(self.plan.actors) <= QUICKLY
        return self.grouping if is_soon else None

    @property
    def _stamped(self) -> tuple[str, ...]:
        """What it rests on, in words."""
        how = self.figures
        is_drawn = how.is_sampled if how.finds_anything else None
        return self.stamp.parts(how.draws, how.seed, is_sampled=is_drawn, is_complete=how.is_complete)

    @property
    def _pictures(self) -> dict[str, Callable[[], Picture]]:
        """What is drawn beside its tables."""
        if not len(self.figures.cells) or not self.figures.is_complete:  # who interrupts does not want to wait
            return {}
        return {"network": self.plot.network, "plane": self.plot.plane}

    @property
    def _further_pictures(self) -> dict[str, Callable[[], Picture]]:
        """What a report draws besides."""
        if not len(self.figures.cells):
            return {}
        found: dict[str, Callable[[], Picture]] = {"probabilities": self.plot.probabilities}
        return {**found, "timeline": self.plot.timeline} if len(self.plan.periods) > 1 else found
