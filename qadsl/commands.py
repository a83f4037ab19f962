"""Answers the statements of a program that ask: `run`, `explain`, `why not`, `expect`,
`contrast`, `compare`.

Everything asked is looked up and lowered before anything runs, so that a mistake in the last statement is known before
the first has taken its time. Statements about one scenario share its run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from qadsl import pipeline, questions
from qadsl.analysis.expect import Claim, Verdict, judge
from qadsl.analysis.expect_solved import SolvedClaim, judge_solved
from qadsl.analysis.why_not import why_not
from qadsl.answers import Program, Progress
from qadsl.comparisons import ComparisonResult, Side, answer_comparison
from qadsl.contrasts import ContrastResult, answer_contrast, prepare_contrast
from qadsl.diagnostics import Diagnostic
from qadsl.diagnostics.suggest import suggest
from qadsl.engine.state import WHOLE, Part
from qadsl.ir.program import Plan
from qadsl.pipeline import DRAWS, SEED, QadslError, fail
from qadsl.results import Account, Result
from qadsl.settings import read_settings
from qadsl.syntax import nodes
from qadsl.views import objects

__all__ = ["Answer", "Besides", "Options", "Prepared", "answer", "prepare"]

Asking = nodes.Run | nodes.Explain | nodes.WhyNot | nodes.Expect | nodes.ExpectSolved
Beside = nodes.Contrast | nodes.CompareRuns
"""Statements that set several runs beside one another."""
Cell = tuple[int, int, int, int]
Key = tuple[str, str, int, int]
Plans = dict[tuple[nodes.At, nodes.Name | None], Plan]


@dataclass(frozen=True, slots=True)
class Options:
    """What goes before the script: draws, seed and settings."""

    draws: int | None = None
    seed: int | None = None
    settings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement ready to be answered: its plan, how to run it, and the cells it asks about."""

    command: Asking
    plan: Plan
    draws: int
    seed: int
    cells: tuple[Cell, ...] = ()
    option: str = ""
    share: float | None = None
    solved: SolvedClaim | None = None

    @property
    def plans(self) -> tuple[Plan, ...]:
        """What it runs."""
        return (self.plan,)

    @property
    def key(self) -> Key:
        """What two statements that share a run have in common."""
        return (self.plan.scenario, self.plan.theory, self.draws, self.seed)


@dataclass(frozen=True, slots=True)
class Besides:
    """A statement about several runs ready to be answered: their plans, and how to run them."""

    command: Beside
    plans: tuple[Plan, ...]
    draws: int
    seed: int
    given: tuple[nodes.Setting, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A statement with its answer."""

    command: Asking | Beside
    value: Result | Account | Verdict | ContrastResult | ComparisonResult = field(repr=False)

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


def prepare(
    program: Program, options: Options | None = None, between: Callable[[], None] = lambda: None
) -> tuple[Prepared | Besides, ...]:
    """Look up and lower everything asked, in the order written.

    `between` is called before each statement; what it raises ends the work.

    Raises
    ------
    QadslError
        With every mistake in every statement.
    """
    options = options or Options()
    given = read_settings(options.settings)
    asked = [c for c in program.commands if isinstance(c, Asking)]
    plans: Plans = {}
    found: list[Prepared | Besides] = []
    problems: list[Diagnostic] = []
    for command in asked:
        between()
        try:
            which = (command.scenario, command.theory)
            if which not in plans:
                plans[which] = pipeline.lower(program.front, *which, given)
        except QadslError as error:
            problems += [item for item in error.diagnostics if item not in problems]
    for command in asked:
        if (command.scenario, command.theory) not in plans:
            continue
        try:
            found.append(_prepared(program, command, plans, asked, options))
        except QadslError as error:
            problems += [item for item in error.diagnostics if item not in problems]
    for beside in (command for command in program.commands if isinstance(command, Beside)):
        between()
        try:
            found.append(_beside(program, beside, asked, options, given))
        except QadslError as error:
            problems += [item for item in error.diagnostics if item not in problems]
    if problems:
        raise QadslError(sorted(problems, key=lambda item: item.order))
    return tuple(sorted(found, key=lambda item: program.commands.index(item.command)))


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
        yield _answer(item, result) if result.figures.is_complete else Answer(item.command, result)


def _answer_beside(program: Program, item: Besides, progress: Progress | None) -> Iterator[Answer]:
    """A contrast, or the comparison of each further scenario with the first."""
    front, made = program.front, (item.draws, item.seed)
    match item.command:
        case nodes.Contrast(scenario=at):
            told = answer_contrast(front, at, item.plans, *made, progress)
            yield Answer(item.command, ContrastResult(told))
        case nodes.CompareRuns(scenarios=(first, *others), theory=by):
            for other in others:
                sides = Side(front, first, by, item.given), Side(front, other, by, item.given)
                compared = answer_comparison(*sides, *made, (first.text, other.text), progress)
                yield Answer(item.command, ComparisonResult(compared))


def _answer(item: Prepared, result: Result) -> Answer:
    if item.solved is not None:
        return Answer(item.command, judge_solved(result.figures, item.solved))
    match item.command:
        case nodes.Run():
            return Answer(item.command, result)
        case nodes.Explain():
            return Answer(item.command, Account(result.explain_cell(item.cells[0])))
        case nodes.WhyNot():
            return Answer(item.command, Account(why_not(result.explain_cell(item.cells[0]), item.option)))
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


def _prepared(program: Program, command: Asking, plans: Plans, asked: list[Asking], options: Options) -> Prepared:
    plan = plans[command.scenario, command.theory]
    draws, seed = _draws(command, asked, plans, options)
    match command:
        case nodes.Run():
            return Prepared(command, plan, draws, seed)
        case nodes.Explain(decision, at):
            return Prepared(command, plan, draws, seed, questions.cells(program.front, at, decision, is_single=True))
        case nodes.WhyNot(name, decision, at):
            option = _option(plan, name)
            cells = questions.cells(program.front, at, decision, is_single=True)
            return Prepared(command, plan, draws, seed, cells, option)
        case nodes.ExpectSolved():
            return Prepared(command, plan, draws, seed, solved=_solved(program, command, plan))
        case nodes.Expect(claim) if claim.option.text in [solve.name for solve in plan.solves]:
            return Prepared(command, plan, draws, seed, solved=_solved(program, command, plan))
        case nodes.Expect(claim, at):
            option = _option(plan, claim.option)
            cells = questions.cells(program.front, at, claim.decision, is_single=False)
            return Prepared(command, plan, draws, seed, cells, option, _share(claim))


def _beside(
    program: Program, command: Beside, asked: list[Asking], options: Options, given: tuple[nodes.Setting, ...]
) -> Besides:
    if isinstance(command, nodes.Contrast):
        about: tuple[nodes.At, ...] = (command.scenario,)
        plans = prepare_contrast(program.front, command.theories, command.scenario, given)
    else:
        about = command.scenarios
        plans = tuple(pipeline.lower(program.front, at, command.theory, given) for at in about)
    named = {at.text for at in about}
    runs = [run for run in asked if isinstance(run, nodes.Run) and run.scenario.text in named]
    return Besides(command, plans, *_stated(runs, options), given)


def _solved(program: Program, command: nodes.Expect | nodes.ExpectSolved, plan: Plan) -> SolvedClaim:
    """A claim about what is solved."""
    asked = questions.solved(program.front, command)
    comparison: str | None
    if isinstance(command, nodes.Expect):
        is_negated, comparison, share = command.claim.is_negated, command.claim.comparison, _share(command.claim)
    else:
        is_negated, comparison, share = command.is_negated, command.comparison, None
    about = asked.figure or "groups"
    text = " ".join(command.span.text.split())
    claim = Claim(asked.solve, is_negated, False, (), comparison or "", share, text, command.span.place, about)
    return SolvedClaim(
        claim, asked.figure, asked.actors, asked.is_group, asked.times, asked.target, asked.value, asked.tolerance
    )


def _draws(command: Asking, asked: list[Asking], plans: Plans, options: Options) -> tuple[int, int]:
    """Draws and seed of a statement: from outside, its own, or (for questions about a run) those of that run.

    A run that names no theory is the same as one that names the theory it means.
    """
    plan = plans[command.scenario, command.theory]
    same = [c for c in asked if isinstance(c, nodes.Run) and _is_about(plans.get((c.scenario, c.theory)), plan)]
    return _stated([command] if isinstance(command, nodes.Run) else same, options)


def _stated(runs: list[nodes.Run], options: Options) -> tuple[int, int]:
    """Draws and seed from outside, or as runs state them: the most draws, and of these the least seed."""
    stated = sorted({(_whole(run.draws, DRAWS), -_whole(run.seed, SEED)) for run in runs})
    draws, seed = stated[-1] if stated else (DRAWS, -SEED)
    made = options.draws if options.draws is not None else draws
    return made, options.seed if options.seed is not None else -seed


def _is_about(other: Plan | None, plan: Plan) -> bool:
    return other is not None and (other.scenario, other.theory) == (plan.scenario, plan.theory)


def _whole(number: nodes.Number | None, default: int) -> int:
    return default if number is None else int(number.value)


def _option(plan: Plan, name: nodes.Name) -> str:
    known = [option.name for option in plan.options]
    if name.text in known:
        return name.text
    guess = suggest(name.text, known)
    hint = f"did you mean `{guess}`?" if guess else "no such option"
    message = f"theory `{plan.theory}` has no option `{name.text}`"
    raise fail("QA722", message, name.span, hint, help=[f"options of `{plan.theory}`: {', '.join(known)}"])


def _share(claim: nodes.ExpectTie) -> float | None:
    match claim.probability:
        case None:
            return None
        case nodes.Number(value) if 0 <= value <= 1:
            return value
        case other:
            raise fail("QA725", "a probability is a number from 0% to 100%", other.span, "not a probability")
