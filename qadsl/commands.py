"""Answers the statements of a program that ask: `run`, `explain`, `why not`, `tipping`, `sweep`, `expect`, `contrast`,
`compare`.

Everything asked is looked up and lowered before anything runs (`qadsl.preparing`). Statements about one scenario share
its run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from qadsl.analysis.expect import Claim, Verdict, judge
from qadsl.analysis.expect_solved import judge_solved
from qadsl.analysis.why_not import why_not
from qadsl.answers import Program, Progress
from qadsl.comparisons import ComparisonResult, Side, answer_comparison
from qadsl.contrasts import ContrastResult, answer_contrast
from qadsl.engine.state import WHOLE, Part
from qadsl.preparing import Asking, Beside, Besides, Options, Prepared, prepare
from qadsl.results import Account, Result
from qadsl.sweeps import SweepResult, answer_sweep
from qadsl.syntax import nodes
from qadsl.tippings import TippingResult, answer_tipping
from qadsl.views import objects

__all__ = ["Answer", "Besides", "Options", "Prepared", "answer", "prepare"]

Key = tuple[str, str, int, int]


@dataclass(frozen=True, slots=True)
class Answer:
    """A statement with its answer."""

    command: Asking | Beside
    value: Result | Account | Verdict | TippingResult | SweepResult | ContrastResult | ComparisonResult = field(
        repr=False
    )

    @property
    def holds(self) -> bool:
        """False only for a claim that failed."""
        return not isinstance(self.value, Verdict) or self.value.holds

    @property
    def partly(self) -> str:
        """What an answer rests on that was interrupted; nothing for a whole one."""
        match self.value:
            case Result(figures=figures) if not figures.is_complete:
                return f"the last answer rests on {figures.draws:,} draws"
            case ContrastResult(tree=tree) | ComparisonResult(tree=tree) if not tree.is_complete:
                return f"the last answer rests on {tree.draws:,} draws, and not all is looked into"
            case TippingResult(tree=tree) if not tree.is_complete:
                return f"the last answer rests on {tree.tried:,} of {tree.inputs:,} inputs, each by itself"
            case SweepResult(tree=tree) if not tree.is_complete:
                return f"the last sweep rests on {tree.steps:,} of {tree.asked:,} steps"
            case _:
                return ""

    @property
    def is_complete(self) -> bool:
        """False only where it was interrupted: then `value` may be the run in place of what was asked about it."""
        return not self.partly

    def to_dict(self) -> dict[str, object]:
        """The object that `--format json` prints."""
        if isinstance(self.value, Verdict):
            return objects.verdict_object(self.value)
        return self.value.to_dict()


def answer(
    program: Program, prepared: tuple[Prepared | Besides, ...], progress: Progress | None = None, part: Part = WHOLE
) -> Iterator[Answer]:
    """Answers one by one, in the order prepared; runs are of some periods where `part` says so.

    Of a run that was interrupted nothing is told or judged but what it found so far.
    """
    results: dict[Key, Result] = {}
    for item in prepared:
        if isinstance(item, Besides):
            yield from _answer_beside(program, item, progress)
            continue
        if item.key not in results:
            results[item.key] = program.run_plan(item.plan, item.draws, item.seed, progress, part)
        result = results[item.key]
        yield _answer(item, result, progress) if result.figures.is_complete else Answer(item.command, result)


def _answer_beside(program: Program, item: Besides, progress: Progress | None) -> Iterator[Answer]:
    """A sweep, a contrast, or the comparison of each further scenario with the first."""
    front, made = program.front, (item.draws, item.seed)
    match item.command:
        case nodes.Sweep():
            assert item.swept is not None
            yield Answer(item.command, SweepResult(answer_sweep(front, item.swept, *made, progress)))
        case nodes.Contrast(scenario=at):
            told = answer_contrast(front, at, item.plans, *made, progress)
            yield Answer(item.command, ContrastResult(told))
        case nodes.CompareRuns(scenarios=(first, *others), theory=by):
            for other in others:
                sides = Side(front, first, by, item.given), Side(front, other, by, item.given)
                compared = answer_comparison(*sides, *made, (first.text, other.text), progress)
                yield Answer(item.command, ComparisonResult(compared))


def _answer(item: Prepared, result: Result, progress: Progress | None) -> Answer:
    if item.solved is not None:
        return Answer(item.command, judge_solved(result.figures, item.solved))
    match item.command:
        case nodes.Run():
            return Answer(item.command, result)
        case nodes.Explain():
            return Answer(item.command, Account(result.explain_cell(item.cells[0])))
        case nodes.WhyNot():
            return Answer(item.command, Account(why_not(result.explain_cell(item.cells[0]), item.option)))
        case nodes.Tipping(decision):
            is_tie = decision.form != "arrow"
            found = answer_tipping(item.plan, result.figures, item.cells[0], is_tie=is_tie, progress=progress)
            return Answer(item.command, TippingResult(found))
        case nodes.Expect() | nodes.ExpectSolved():
            assert isinstance(item.command, nodes.Expect)  # the other is about what is solved
            return Answer(item.command, judge(result.figures, _claim(item, item.command, result)))


def _claim(item: Prepared, command: nodes.Expect, result: Result) -> Claim:
    claim = command.claim
    is_tie = claim.decision.form != "arrow"
    cells = (result.figures.pairs if is_tie else result.figures.cells).tolist()
    where = {tuple(cell): row for row, cell in enumerate(cells)}
    return Claim(
        option=item.option,
        is_negated=claim.is_negated,
        is_tie=is_tie,
        rows=tuple(where[cell] for cell in item.cells),
        comparison=claim.comparison or "",
        share=item.share,
        text=" ".join(command.span.text.split()),
        place=command.span.place,
    )
