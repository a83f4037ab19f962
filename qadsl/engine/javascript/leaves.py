"""Every leaf of the graph as an expression of JavaScript, in the loop in which it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from qadsl.engine.inputs import membership, reading, sameness, tried_places
from qadsl.engine.javascript.writing import Leaves, Loops
from qadsl.ir.program import Node, Place

__all__ = ["SOURCES", "slot"]


def _stated(loops: Loops, node: Node) -> str | None:
    """Where in the cells of a quantity a node reads; None where there is nothing for sure."""
    number_, places = reading(node)
    quantity, size = loops.plan.quantities[number_], len(loops.plan.actors)
    if -1 in places:
        return None
    steps = [("t", len(loops.plan.periods))] if quantity.is_dated else []
    steps += [(loops.actor(place), size) for place in places[:2]]
    if quantity.arity == 3:
        third = _third(loops, places[2])
        if third is None:
            return None
        steps.append((third, len(loops.plan.targets)))
    return loops.place(steps, [place for place in places if isinstance(place, str)])


def _third(loops: Loops, place: Place) -> str | None:
    """The position among targets of who stands at a place: below 0 for none."""
    if isinstance(place, int):
        return str(loops.plan.targets.index(place)) if place in loops.plan.targets else None
    return "k" if place == "target" else loops.named(("third", place), (place,), f"ps[{loops.actor(place)}]")


def _guarded(loops: Loops, node: Node, array: str, where: str | None, blank: str) -> str:
    """What an array holds there, or what stands for nothing."""
    if where is None:
        return blank
    third = reading(node)[1][2:]
    if third and isinstance(third[0], str) and third[0] != "target":
        return f"{_third(loops, third[0])}<0?{blank}:{array}[{where}]"
    return f"{array}[{where}]"


def _input(loops: Loops, node: Node) -> str:
    return _guarded(loops, node, f"q{loops.quantities[reading(node)[0]]}", _stated(loops, node), "NaN")


def _is_given(loops: Loops, node: Node) -> str:
    return _guarded(loops, node, f"g{loops.quantities[reading(node)[0]]}", _stated(loops, node), "0")


def _member(loops: Loops, node: Node) -> str:
    place, members = membership(node)
    if isinstance(place, int):
        return str(int(place in members))
    return f"{_any(loops.actor(place), members)}?1:0" if members else "0"


def _any(who: str, members: Sequence[int]) -> str:
    """Whether a number is one of many, by the runs in which they follow one another."""
    runs: list[list[int]] = []
    for member in members:
        if runs and runs[-1][1] == member - 1:
            runs[-1][1] = member
        else:
            runs.append([member, member])
    tests = [f"{who}==={a}" if a == b else f"{who}>={a}&&{who}<={b}" for a, b in runs]
    return f"({'||'.join(tests)})"


def _same(loops: Loops, node: Node) -> str:
    one, other = sameness(node)
    return f"{loops.actor(one)}==={loops.actor(other)}?1:0"


def _year(loops: Loops, node: Node) -> str:
    return "years[t]"


def _site(loops: Loops, node: Node, step: str) -> str | None:
    """The place of a tie or memory, so many periods on."""
    places = reading(node)[1]
    if -1 in places:
        return None
    third = _third(loops, places[2])
    if third is None:
        return None
    one, other = (loops.actor(place) for place in places[:2])
    size, targets = len(loops.plan.actors), len(loops.plan.targets)
    return f"(((t{step})*{targets}+{third})*{size}+{one})*{size}+{other}"


def _previous(loops: Loops, node: Node) -> str:
    found = _guarded(loops, node, f"m{reading(node)[0]}", _site(loops, node, "-1"), "NaN")
    return f"t===0?NaN:{found}"


def _outcome(loops: Loops, node: Node) -> str:
    found = _guarded(loops, node, "ties", _site(loops, node, ""), "-1")
    return f"cameOut({found},{reading(node)[0]})"


def slot(loops: Loops, number: int) -> str:
    """Where what a solve found in this period and against this target is kept."""
    solve = loops.plan.solves[number]
    steps = [("t", len(loops.plan.periods))] if "time" in solve.axes else []
    steps += [("k", len(loops.plan.targets))] if "target" in solve.axes else []
    return loops.place(steps, ["target"] if "target" in solve.axes else [])


def _together(loops: Loops, node: Node) -> str:
    number_, places = reading(node)
    size = len(loops.plan.actors)
    actors = [loops.actor(place) for place in places]
    if len(actors) == 1:
        return f"w{number_}.ones[({slot(loops, number_)})*{size}+{actors[0]}]"
    return f"w{number_}.pairs[(({slot(loops, number_)})*{size}+{actors[0]})*{size}+{actors[1]}]"


def _told(loops: Loops, node: Node) -> str:
    number_, figure = cast(tuple[int, str], node.data)
    return f"w{number_}.told[({slot(loops, number_)})*3+{_TOLD[figure]}]"


def _in_group(loops: Loops, node: Node) -> str:
    (place,) = tried_places(node)
    return f"(G>>{loops.actor(place)})&1"


def _group_size(loops: Loops, node: Node) -> str:
    return "bits(G)"


def _linked(loops: Loops, node: Node) -> str:
    return f"network.linked[{_two(loops, node)}]"


def _steps(loops: Loops, node: Node) -> str:
    return f"network.far[{_two(loops, node)}]"


def _two(loops: Loops, node: Node) -> str:
    one, other = (loops.actor(place) for place in tried_places(node))
    return f"{one}*{len(loops.plan.actors)}+{other}"


def _links(loops: Loops, node: Node) -> str:
    (place,) = tried_places(node)
    return f"network.degree[{loops.actor(place)}]"


_TOLD = {"count": 0, "energy": 1, "worth": 1, "basin": 2}

SOURCES: Leaves = {
    "input": _input, "is_given": _is_given, "member": _member, "same": _same, "year": _year, "previous": _previous,
    "outcome": _outcome, "together": _together, "told": _told, "in_group": _in_group, "group_size": _group_size,
    "linked": _linked, "steps": _steps, "links": _links,
}  # fmt: skip
