"""Looks up and lowers what the statements of a program ask, before any of it is answered.

A mistake in the last statement is known before the first has taken its time. Statements about one scenario share its
plan, draws and seed, and so its run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qadsl import pipeline, questions
from qadsl.analysis.expect import Claim
from qadsl.analysis.expect_solved import SolvedClaim
from qadsl.answers import Program
from qadsl.contrasts import prepare_contrast
from qadsl.diagnostics import Diagnostic
from qadsl.diagnostics.suggest import suggest
from qadsl.ir.program import Plan
from qadsl.pipeline import DRAWS, SEED, QadslError, fail
from qadsl.settings import read_settings, stated
from qadsl.sweeps import Swept, prepare_sweep
from qadsl.syntax import nodes

__all__ = ["Asking", "Beside", "Besides", "Options", "Prepared", "prepare"]

Asking = nodes.Run | nodes.Explain | nodes.WhyNot | nodes.Tipping | nodes.Expect | nodes.ExpectSolved
Beside = nodes.Contrast | nodes.CompareRuns | nodes.Sweep
"""Statements that rest on several runs."""
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
    swept: Swept | None = None


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
    found: list[Prepared | Besides] = []
    problems: list[Diagnostic] = []
    plans = _lowered(program, asked, given, problems, between)
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


def _lowered(
    program: Program,
    asked: list[Asking],
    given: tuple[nodes.Setting, ...],
    problems: list[Diagnostic],
    between: Callable[[], None],
) -> Plans:
    """The plans that statements ask about, each once; what is wrong with the others joins the problems."""
    plans: Plans = {}
    for command in asked:
        between()
        try:
            which = (command.scenario, command.theory)
            if which not in plans:
                plans[which] = pipeline.lower(program.front, *which, given)
        except QadslError as error:
            problems += [item for item in error.diagnostics if item not in problems]
    return plans


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
        case nodes.Tipping(decision, at):
            return Prepared(command, plan, draws, seed, questions.tipped(program.front, at, decision))
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
    swept: Swept | None = None
    if isinstance(command, nodes.Sweep):
        about: tuple[nodes.At, ...] = (command.scenario,)
        swept = prepare_sweep(program.front, command, given)
        plans: tuple[Plan, ...] = (swept.plan,)
    elif isinstance(command, nodes.Contrast):
        about = (command.scenario,)
        plans = prepare_contrast(program.front, command.theories, command.scenario, given)
    else:
        about = command.scenarios
        plans = tuple(pipeline.lower(program.front, at, command.theory, given) for at in about)
    named = {at.text for at in about}
    runs = [run for run in asked if isinstance(run, nodes.Run) and run.scenario.text in named]
    return Besides(command, plans, *_stated(runs, options), given, swept)


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
    return default if number is None else stated(number)


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
