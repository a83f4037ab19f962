"""The driver: takes a text through every stage, or up to any of them, and raises what stands in the way.

    parse -> load -> check -> lower -> optimise -> run

This is the only place that knows more than one workshop, and the only one that raises for a user's mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from qadsl.analysis.account import Explanation
from qadsl.analysis.explain import explain as account_for
from qadsl.diagnostics import Bag, Diagnostic
from qadsl.engine import passes, runner, tracing
from qadsl.engine.state import WHOLE, Part, StateError
from qadsl.engine.turning import Turning
from qadsl.engine.turning import turnings as turnings_of
from qadsl.failing import QadslError, fail, stop
from qadsl.ir.history import History
from qadsl.ir.program import Plan
from qadsl.result import Figures, State
from qadsl.semantics import asking, checker, loader, lowering
from qadsl.semantics.asking_solved import SolvedAsked, solved_asked
from qadsl.semantics.histories import history_of
from qadsl.semantics.properties import Claims, read_claims
from qadsl.semantics.worlds import World
from qadsl.source import Source
from qadsl.syntax import nodes, parser
from qadsl.syntax.parses import LIBRARIES

__all__ = [
    "DRAWS", "SEED", "STAGES", "Front", "QadslError", "Turning", "cells", "check", "check_loaded", "check_with",
    "explain", "fail", "history", "limited_depth", "lower", "optimise", "parse", "read", "run", "solved", "turnings",
]  # fmt: skip

STAGES = ("parse", "load", "check", "lower", "optimise", "run")
DRAWS = 1000
SEED = 0

Cell = tuple[int, int, int, int]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Front:
    """What the stages before any scenario is chosen found."""

    source: Source
    tree: nodes.Program
    modules: tuple[loader.Module, ...]
    checked: checker.Checked
    claims: Claims
    warnings: tuple[Diagnostic, ...]


@contextmanager
def limited_depth() -> Iterator[None]:
    """Definitions and variables that read one another are followed by recursion: where it ends, so does the program."""
    try:
        yield
    except RecursionError:
        raise fail("QA115", "definitions or rules read one another through too many steps") from None


def read(path: Path, name: str) -> Source:
    """Read a program text."""
    bag = Bag()
    source = loader.read_source(path, name, bag)
    if source is None:
        raise QadslError(bag)
    return source


def parse(source: Source) -> nodes.Program:
    """The tree of a text."""
    bag = Bag()
    tree = parser.parse(source, bag)
    stop(bag)
    return tree


def check(source: Source) -> Front:
    """Parse, load and check; every mistake of all three is reported at once."""
    tree = parser.parse(source, bag := Bag())
    return check_loaded(source, tree, loader.load(tree, source, bag, LIBRARIES.parse), bag)


def check_loaded(
    source: Source,
    tree: nodes.Program,
    modules: tuple[loader.Module, ...],
    bag: Bag,
    between: Callable[[], None] = lambda: None,
) -> Front:
    """Check what is loaded already; `bag` holds what was wrong with it. What `between` raises ends the work."""
    with limited_depth():
        checked = checker.check(modules, bag, between)
        claims = read_claims(checked, bag)
    stop(bag)
    return Front(source, tree, modules, checked, claims, bag.sorted())


def check_with(front: Front, library: Source) -> Front:
    """The same program with one of its libraries as another text has it."""
    tree = parser.parse(library, bag := Bag())
    modules = loader.exchange(front.modules, tree, library, bag, parser.parse)
    stop(bag)
    return check_loaded(front.source, front.tree, modules, bag)


def _reporting(front: Front, bag: Bag) -> checker.Checked:
    """The checked program, which from now on says to this bag what names stand for nothing."""
    return replace(front.checked, scope=replace(front.checked.scope, bag=bag))


def lower(front: Front, at: nodes.At, theory: nodes.Name | None, given: tuple[nodes.Setting, ...] = ()) -> Plan:
    """The program that answers one scenario by one theory."""
    bag = Bag()
    with limited_depth():
        plan = lowering.lower(_reporting(front, bag), at, theory, given, bag)
    stop(bag)
    if plan is None:
        raise fail("QA726", f"`{at.text}` cannot be run", at.span)
    return plan


def optimise(plan: Plan, after: State | None = None) -> Plan:
    """The same program without what its figures do not need; what it goes on from may differ between draws."""
    return passes.optimise(plan, passes.steady_memories if after is not None and after.draws > 1 else None)


def run(plan: Plan, draws: int, seed: int, progress: runner.Progress | None = None, part: Part = WHOLE) -> Figures:
    """The figures of a program, or of some of its periods."""
    try:
        return runner.run(plan, draws, seed, progress=progress, part=part)
    except (StateError, runner.LimitError) as problem:
        raise fail(problem.code, str(problem), help=[problem.help]) from None


def explain(plan: Plan, figures: Figures, cell: Cell) -> Explanation:
    """The account of one decision, told from the whole program and what its run found."""
    return account_for(tracing.trace(plan, cell, figures.draws, figures.seed, figures.after), figures)


def _asked_of(front: Front, at: nodes.At, ask: Callable[[World, Bag], T], none: T) -> T:
    """What is asked of a composed scenario."""
    world = checker.compose_at(_reporting(front, bag := Bag()), at, bag)
    found = ask(world, bag) if world is not None else none
    stop(bag)
    return found


def solved(front: Front, command: nodes.Expect | nodes.ExpectSolved) -> SolvedAsked:
    """What a claim about a solve asks."""
    found = _asked_of(front, command.scenario, lambda world, bag: solved_asked(world, command, bag), None)
    if found is None:
        raise fail("QA720", "nothing is asked about", command.span)
    return found


def cells(front: Front, at: nodes.At, decision: nodes.Decision, *, is_single: bool) -> tuple[Cell, ...]:
    """The decisions or ties that a statement asks about."""
    return _asked_of(front, at, lambda w, bag: asking.cells_asked(w, decision, bag, is_single=is_single), ())


def history(front: Front, at: nodes.At) -> History:
    """What a composed scenario records of what happened."""
    return _asked_of(front, at, lambda world, _: history_of(world), History((), None))


def turnings(plan: Plan, figures: Figures, row: int, wanted: frozenset[int]) -> tuple[Turning, ...]:
    """For each input of a tie, its nearest value that brings about one of these options; the nearest first."""
    time, target, one, other = figures.pairs[row].tolist()
    return turnings_of(plan, (time, target, one, other), wanted, figures.draws, figures.seed)
