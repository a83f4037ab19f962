"""What an explorer can move: each stated value that decisions may hang on, its range, and how programs write it.

The page lists them by the same rules (`static/inputs.js`): an input is a quantity's cell over as many periods in a row
as hold one written value, and is known by the number of the quantity and of its first cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from typing import cast

from qadsl.engine.distributions import sample
from qadsl.ir.program import Plan, Quantity, Written
from qadsl.ir.sites import cone, site_names, spelled_site
from qadsl.ir.types import Kind
from qadsl.syntax.spelling import spelled, spelled_path

__all__ = ["Input", "Places", "input_called", "inputs_named", "inputs_of", "movable", "read_nodes", "reads"]

ORDER = ("parameter", "attribute", "relation", "variable")
"""Kinds of quantities that a scenario can state, in the order in which they are shown."""

Places = tuple[int | str, ...]

_WRITTEN = re.compile(r"(.*?)( at \d{4}(?:-\w+)?| from \d{4}(?:-\w+)? to \d{4}(?:-\w+)?)?", re.DOTALL)
_NAMES = re.compile(r"\s*`[^`]*`\s*|[^,`]+")


@dataclass(frozen=True, slots=True)
class Input:
    """One value that can be moved.

    Parameters
    ----------
    id
        The quantity's number and that of the first cell, `3.17`.
    quantity, cells
        Where it stands in the plan.
    actors
        Names of those whom it is about.
    name, when
        As programs write it: `common_threat(UK, France, Egypt)` and ` from 1956 to 1957`, empty for always.
    written
        What the program says.
    """

    id: str
    quantity: int
    cells: tuple[int, ...]
    actors: tuple[str, ...]
    name: str
    when: str
    written: Written
    mirrored: str = ""
    """Its name with the two actors the other way round, where that means the same."""

    @property
    def key(self) -> str:
        """How Python calls it."""
        return self.name + self.when

    @property
    def middle(self) -> float:
        """Its value, or the median of what is drawn; NaN for what cannot be drawn."""
        written = self.written
        return float(sample(written, 0.5)) if written.is_exact or written.is_drawn else float("nan")


def movable(plan: Plan) -> dict[int, list[Places]]:
    """The quantities whose values can be moved, each with the places at which decisions read it."""
    used = reads(plan)
    found = [number for number in used if _is_free(plan, plan.quantities[number])]
    return {number: used[number] for number in sorted(found, key=lambda n: (ORDER.index(plan.quantities[n].kind), n))}


def _is_free(plan: Plan, quantity: Quantity) -> bool:
    is_inner = quantity.kind not in ORDER or quantity.key.startswith("formula of ") or quantity.key in plan.settled
    return not is_inner and (quantity.type.kind is not Kind.CATEGORY or len(quantity.type.words) > 1)


def reads(plan: Plan) -> dict[int, list[Places]]:
    """For each quantity that payoffs, labels, measures or solves read, the places at which they do.

    What it was a period ago is a quantity of its own, and counts as the first of that key.
    """
    first = {quantity.key: number for number, quantity in reversed(list(enumerate(plan.quantities)))}
    found: dict[int, list[Places]] = {}
    for position in read_nodes(plan):
        node = plan.nodes[position]
        if node.op in {"input", "is_given"}:
            number, places = cast(tuple[int, Places], node.data)
            own = found.setdefault(first[plan.quantities[number].key], [])
            if places not in own:
                own.append(places)
    return found


def read_nodes(plan: Plan) -> dict[int, None]:
    """Positions of all nodes on which payoffs, labels, measures or solves hang, in the plan's order."""
    return dict.fromkeys(cone(plan, _wanted(plan)))


def _wanted(plan: Plan) -> Iterator[int]:
    yield from (option.payoff for option in plan.options)
    yield from (node for behaviour in plan.behaviours for node in behaviour.conditions)
    yield from (measure.node for measure in plan.measures)
    yield from (node for solve in plan.solves for node in solve.nodes)
    yield from (memory.node for memory in plan.memories if memory.node is not None)
    yield from () if plan.precision is None else (plan.precision,)


def inputs_of(plan: Plan) -> Iterator[Input]:
    """Every value that can be moved: parameters, then attributes, relations and variables, each in the plan's order."""
    spell = _spelling(plan)
    for number in movable(plan):
        for cell in _cells(plan, plan.quantities[number]):
            yield from _spans(plan, number, cell, spell)


def _cells(plan: Plan, quantity: Quantity) -> Iterator[int]:
    """Cells of which something can be said, time left out; of a symmetric relation each pair once."""
    actors = range(len(plan.actors))
    sizes: list[Sequence[int]] = [actors] * min(quantity.arity, 2)
    sizes += [range(len(plan.targets))] * (quantity.arity == 3)
    for index, cell in enumerate(product(*sizes)):
        who = [*cell[:2], *(plan.targets[target] for target in cell[2:])]
        is_mirrored = quantity.is_symmetric and quantity.arity == 2 and cell[0] > cell[1]
        if len(set(who)) == len(who) and not is_mirrored:
            yield index


def _spans(plan: Plan, number: int, cell: int, spell: dict[str, str]) -> Iterator[Input]:
    """A cell, once for as many periods in a row as hold one written value."""
    quantity = plan.quantities[number]
    names = site_names(plan, quantity, cell)
    spelt = [spell[actor] for actor in names]
    name = spelled_site(quantity, spelt, spelled_path)
    mirrored = spelled_site(quantity, spelt[::-1], spelled_path) if len(_ways(plan, quantity, cell)) > 1 else ""
    times = len(plan.periods) if quantity.is_dated else 1
    size = len(quantity.cells) // times
    held = [quantity.written[quantity.cells[time * size + cell]] for time in range(times)]
    runs = [list(run) for _, run in groupby(range(times), key=lambda time: _said(held[time]))]
    for run in runs:
        if held[run[0]].form != "computed":
            cells = tuple(time * size + way for time in run for way in _ways(plan, quantity, cell))
            when = _when(plan, run) if len(runs) > 1 else ""
            yield Input(f"{number}.{min(cells)}", number, cells, names, name, when, held[run[0]], mirrored)


def _said(written: Written) -> tuple[str, tuple[float, ...], str]:
    return written.form, written.parameters, written.text


def _ways(plan: Plan, quantity: Quantity, cell: int) -> tuple[int, ...]:
    """The cell, and of a symmetric relation the other way round."""
    if not (quantity.is_symmetric and quantity.arity == 2):
        return (cell,)
    one, other = divmod(cell, len(plan.actors))
    return (cell, other * len(plan.actors) + one)


def _when(plan: Plan, run: Sequence[int]) -> str:
    first, last = plan.periods[run[0]], plan.periods[run[-1]]
    return f" at {first}" if len(run) == 1 else f" from {first} to {last}"


def input_called(plan: Plan, id: str) -> Input | None:
    """The input that a page calls so; None where there is none."""
    number, _, cell = id.partition(".")
    if not (number.isascii() and number.isdigit() and cell.isascii() and cell.isdigit()):
        return None
    if int(number) not in movable(plan) or int(cell) >= len(plan.quantities[int(number)].cells):
        return None
    quantity = plan.quantities[int(number)]
    undated = int(cell) % (len(quantity.cells) // (len(plan.periods) if quantity.is_dated else 1))
    return next((one for one in _spans(plan, int(number), undated, _spelling(plan)) if one.id == id), None)


def inputs_named(plan: Plan, name: str) -> list[Input]:
    """The inputs of a name as programs write it: with its periods one, without them one for each stretch."""
    match = _WRITTEN.fullmatch(name.strip())
    assert match is not None  # it fits any text
    bare, when = match[1], match[2] or ""
    places = {spelt: i for i, spelt in enumerate(_spelling(plan).values())}
    places |= {actor.name: i for i, actor in enumerate(plan.actors)}
    found: list[Input] = []
    for number in movable(plan):
        cell = _cell_named(plan, number, bare, places)
        if cell is not None:
            found += [one for one in _spans(plan, number, cell, _spelling(plan)) if when in ("", one.when)]
    return found


def _cell_named(plan: Plan, number: int, name: str, places: dict[str, int]) -> int | None:
    """The cell, time left out, that a name means; None where it means another quantity or nobody there is."""
    quantity = plan.quantities[number]
    short = spelled_site(quantity, (), spelled_path)
    if quantity.arity == 0:
        return 0 if name == short else None
    if quantity.arity == 1:
        actors = [name.removesuffix(f".{short}")] if name.endswith(f".{short}") else []
    else:
        inner = name.removeprefix(f"{short}(").removesuffix(")") if name.startswith(f"{short}(") else ""
        actors = [part.strip() for part in _NAMES.findall(inner)]
    cell = [places.get(actor, -1) for actor in actors]
    if len(cell) != quantity.arity or -1 in cell or len(set(cell)) < len(cell):
        return None
    if quantity.arity == 3:
        if cell[2] not in plan.targets:
            return None
        pair = cell[0] * len(plan.actors) + cell[1]
        return pair * len(plan.targets) + plan.targets.index(cell[2])
    return min(_ways(plan, quantity, cell[0] if quantity.arity == 1 else cell[0] * len(plan.actors) + cell[1]))


def _spelling(plan: Plan) -> dict[str, str]:
    """How programs write the names of actors."""
    return {actor.name: spelled(actor.name) for actor in plan.actors}
