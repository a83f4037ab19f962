"""Finds circles that run through groups, defaults and computed values: what hangs on itself in one world.

Lowering finds every circle that it would run into (see `trail`). Checking lowers nothing else, so that this is asked
only where a circle is possible at all, which what reads what, taken without places, tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from qadsl.semantics import model
from qadsl.semantics.graphs import ROLES, Graph
from qadsl.semantics.happening import events_of
from qadsl.semantics.model import Formula
from qadsl.semantics.worlds import World

__all__ = ["find_circles"]

PLACES = ("self", "partner", "target")


def find_circles(world: World, theory: model.Theory) -> None:
    """Report to the world's bag each circle of values, as one theory works them out."""
    computed = sorted(_formulas(world))
    groups = {key: group for key, group in _groups(world).items() if group.where is not None}
    if not (computed or groups or theory.solves):
        return
    graph = Graph(world, theory)
    if not theory.solves and not _may_close(graph, groups):
        return
    for solve in theory.solves:
        graph.solve(solve.name)
    for key in computed:
        graph.read(key, PLACES[: world.program.quantities[key].arity])
    for key in sorted(groups):
        graph.member("self", key)
    for variable in theory.variables:
        graph.whole(variable.name, ROLES)


def _formulas(world: World) -> dict[str, list[Formula]]:
    """What is computed, by what it is stated of."""
    found: dict[str, list[Formula]] = {}
    stated = ((fact.quantity, fact.value) for _, fact in world.facts())
    defaults = ((key, quantity.default) for key, quantity in world.program.quantities.items())
    changed = ((c.quantity, c.value) for event in events_of(world) for c in event.changes)
    for key, value in (*stated, *defaults, *changed):
        if isinstance(value, Formula):
            found.setdefault(key, []).append(value)
    return found


def _groups(world: World) -> dict[str, model.Group]:
    return world.program.groups | world.groups


def _may_close(graph: Graph, groups: dict[str, model.Group]) -> bool:
    """Whether anything reads itself, places left out of account."""
    world = graph.world
    reads: dict[str, set[str]] = {}
    for key, formulas in _formulas(world).items():
        reads[key] = set(_read((formula.body for formula in formulas), graph.defines))
    for key, group in groups.items():
        reads[f"group:{key}"] = {*_read((group.where,), graph.defines), f"group:{group.base}"}
    for name in graph.names:
        reads[f"final:{name}"] = {f"variable:{name}"}
    for rule in graph.rules:
        deciding = [clause for name in (rule.name, *graph.over[rule.name]) for _, clause in graph.by_name[name].clauses]
        for effect in rule.effects:
            reads.setdefault(f"final:{effect.variable}", set()).update(_read((*deciding, effect.value), graph.defines))
    try:
        TopologicalSorter(reads).prepare()
    except CycleError:
        return True
    return False


def _read(cores: Iterable[model.Core | None], defines: dict[str, model.Define]) -> Iterator[str]:
    """What expressions read, also through definitions."""
    queue = list(cores)
    seen: set[str] = set()
    while queue:
        match queue.pop():
            case model.Read(key) | model.Earlier(key):
                yield key
            case model.VariableRead(name, _, is_given):
                yield f"variable:{name}" if is_given else f"final:{name}"
            case model.Member(_, group):
                yield f"group:{group}"
            case model.Apply(_, operands):
                queue += operands
            case model.Fold(_, _, group, where, body):
                yield f"group:{group}"
                queue += [where, body]
            case model.Invoke(define) if define not in seen:
                seen.add(define)
                queue.append(defines[define].body)
            case _:
                pass
