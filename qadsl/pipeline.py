"""The driver: takes a text through every stage, or up to any of them, and raises what stands in the way.

    parse -> load -> check -> lower -> optimise -> run

This is the only place that knows more than one workshop, and the only one that raises for a user's mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from qadsl.data.frames import Handed
from qadsl.diagnostics import Bag, Diagnostic
from qadsl.engine import passes, runner
from qadsl.engine.state import WHOLE, Part, StateError
from qadsl.failing import QadslError, fail, stop
from qadsl.ir.program import Plan
from qadsl.result import Figures, State
from qadsl.semantics import checker, loader, lowering
from qadsl.semantics.properties import Claims, read_claims
from qadsl.source import Source
from qadsl.syntax import nodes, parser
from qadsl.syntax.parses import LIBRARIES

__all__ = [
    "DRAWS", "SEED", "STAGES", "Front", "QadslError", "check", "check_loaded", "check_with", "fail", "limited_depth",
    "lower", "optimise", "parse", "read", "reporting", "run", "run_beside",
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


def check(source: Source, frames: Mapping[str, Handed] = loader.NO_FRAMES) -> Front:
    """Parse, load and check; every mistake of all three is reported at once."""
    tree = parser.parse(source, bag := Bag())
    return check_loaded(source, tree, loader.load(tree, source, bag, LIBRARIES.parse, frames), bag)


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


def reporting(front: Front, bag: Bag) -> checker.Checked:
    """The checked program, which from now on says to this bag what names stand for nothing."""
    return replace(front.checked, scope=replace(front.checked.scope, bag=bag))


def lower(front: Front, at: nodes.At, theory: nodes.Name | None, given: tuple[nodes.Setting, ...] = ()) -> Plan:
    """The program that answers one scenario by one theory."""
    bag = Bag()
    with limited_depth():
        plan = lowering.lower(reporting(front, bag), at, theory, given, bag)
    stop(bag)
    if plan is None:
        raise fail("QA726", f"`{at.text}` cannot be run", at.span)
    return plan


def optimise(plan: Plan, after: State | None = None) -> Plan:
    """The same program without what its figures do not need; what it goes on from may differ between draws."""
    return passes.optimise(plan, passes.steady_memories if after is not None and after.draws > 1 else None)


def run(plan: Plan, draws: int, seed: int, progress: runner.Progress | None = None, part: Part = WHOLE) -> Figures:
    """The figures of a program, or of some of its periods."""
    with _within_limits():
        return runner.run(plan, draws, seed, progress=progress, part=part)


def run_beside(
    plans: Sequence[Plan], draws: int, seed: int, progress: runner.Progress | None = None
) -> tuple[Figures, ...]:
    """The figures of several programs, made with the same draws even where they are interrupted."""
    with _within_limits():
        return runner.run_beside([optimise(plan) for plan in plans], draws, seed, progress)


@contextmanager
def _within_limits() -> Iterator[None]:
    try:
        yield
    except (StateError, runner.LimitError) as problem:
        raise fail(problem.code, str(problem), help=[problem.help]) from None
