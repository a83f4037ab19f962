"""What a claim about a solve asks: of which actors or which number, when, and against whom."""

from __future__ import annotations

from dataclasses import dataclass

from qadsl.diagnostics import Bag, Fix
from qadsl.diagnostics.suggest import suggest
from qadsl.semantics import model
from qadsl.semantics.asking import times_asked
from qadsl.semantics.expressions import figures_of
from qadsl.semantics.worlds import World
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["SolvedAsked", "check_solved", "solved_asked"]


@dataclass(frozen=True, slots=True)
class SolvedAsked:
    """A claim about a solve; positions of periods and of a target, None for every one.

    `figure` is a number that is compared with `value` (to within `tolerance`); else `actors` stand together, or, with
    `is_group`, are just one of the groups that are found.
    """

    solve: str
    figure: str
    actors: tuple[int, ...]
    is_group: bool
    times: tuple[int, ...]
    target: int | None
    value: float = 0.0
    tolerance: float = 0.0


def check_solved(command: nodes.ExpectSolved, theory: model.Theory | None, bag: Bag) -> None:
    """Check what a claim names of a theory, and its numbers."""
    name = command.call.function if command.call is not None else command.figure.solve if command.figure else None
    solve = _solve(name, theory, bag) if name is not None and theory is not None else None
    if command.figure is not None and solve is not None and command.figure.kind.text not in figures_of(solve.form):
        kind, known = command.figure.kind, figures_of(solve.form)
        guess = suggest(kind.text, known)
        hint = f"did you mean `{guess}`?" if guess else f"one of {', '.join(known)}"
        fix = Fix(kind.span, guess) if guess else None
        bag.error("QA415", f"`{kind.text} of {solve.name}` tells of nothing", kind.span, hint, fix=fix)
    for number in (command.value, command.tolerance):
        if number is not None and _number(number) is None:
            bag.error("QA308", "a plain number is expected here", number.span, "such as `2` or `-3828.9`")


def _solve(name: nodes.Name, theory: model.Theory, bag: Bag) -> model.Solve | None:
    found = next((solve for solve in theory.solves if solve.name == name.text), None)
    # a mistake in a solve takes it away: then that is all there is to say
    if found is None and not bag.has_errors:
        known = [solve.name for solve in theory.solves]
        guess = suggest(name.text, known)
        short = theory.name.rpartition(".")[2]
        hint = f"did you mean `{guess}`?" if guess else "no `solve` is called so"
        fix = Fix(name.span, guess) if guess else None
        bag.error("QA415", f"theory `{short}` solves nothing called `{name.text}`", name.span, hint, fix=fix)
    return found


def solved_asked(world: World, command: nodes.ExpectSolved | nodes.Expect, bag: Bag) -> SolvedAsked | None:
    """What a claim asks of a world; None where it asks of nobody (the bag says why)."""
    if isinstance(command, nodes.Expect):
        decision = command.claim.decision
        names, span, is_group = decision.members, decision.span, decision.form == "among"
        solve, target, when = command.claim.option.text, decision.target, decision.time
    else:
        call, figure = command.call, command.figure
        names = tuple(a for a in call.arguments if isinstance(a, nodes.Name)) if call is not None else ()
        solve = call.function.text if call is not None else figure.solve.text if figure is not None else ""
        span, is_group, target, when = command.span, False, command.target, command.time
        if call is not None and (len(names) != len(call.arguments) or len(names) not in (1, 2)):
            bag.error("QA303", f"`{solve}` takes one actor or two", call.span, f"write `{solve}(UK, France)`")
            return None
    actors = _actors(world, names, span, bag, is_group=is_group)
    times = times_asked(world, when, bag)
    against = _target(world, target, bag)
    if actors is None or not times or against == ():
        return None
    place = against[0] if against else None
    if isinstance(command, nodes.Expect) or command.figure is None or command.value is None:
        return SolvedAsked(solve, "", actors, is_group, times, place)
    value = _number(command.value) or 0.0
    within = _number(command.tolerance) if command.tolerance is not None else None
    return SolvedAsked(solve, command.figure.kind.text, (), False, times, place, value, within or 0.0)


def _actors(
    world: World, names: tuple[nodes.Name, ...], span: Span, bag: Bag, *, is_group: bool
) -> tuple[int, ...] | None:
    members = [world.members(name) for name in names]
    if not all(members):
        return None
    if is_group:
        return tuple(sorted({member for group in members for member in group}))
    if any(len(group) > 1 for group in members):
        bag.error("QA303", "actors are asked about one by one here", span, "name them, or write `among`")
        return None
    return tuple(group[0] for group in members)


def _target(world: World, target: nodes.Name | None, bag: Bag) -> tuple[int, ...] | None:
    """The position of the third party that is named; () where it is none, None where nobody is named."""
    if target is None:
        return None
    named = world.members(target)
    found = tuple(position for position, one in enumerate(world.targets) if one in named)
    if named and not found:
        message = f"`{target.text}` is no third party of scenario `{world.name}`"
        bag.error("QA720", message, target.span, "nothing to ask about")
    return found


def _number(node: nodes.Expression) -> float | None:
    match node:
        case nodes.Number(value):
            return value
        case nodes.Negation(operand):
            found = _number(operand)
            return None if found is None else -found
        case _:
            return None
