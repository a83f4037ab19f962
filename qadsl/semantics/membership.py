"""Who is in a group that is chosen by a condition, as far as it is the same in every period and every draw.

Rules ask anew in every period and draw. A statement cannot: it says a value of certain cells. So where a condition
hangs on a value that is uncertain or changes over time, and comes out differently, no statement can speak of the group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from qadsl.ir.program import Written
from qadsl.ir.types import Kind
from qadsl.semantics import model
from qadsl.semantics.bounds import EITHER, NO, YES, Bounds, Interval, range_of
from qadsl.semantics.model import Formula, Model, Value

__all__ = ["Member", "membership"]

ValueAt = Callable[[str, int, int], Value | None]
"""What holds of a quantity at an actor (-1 for a parameter) in a period; None where nothing is stated."""


class Member(NamedTuple):
    """Whether an actor is in a group: `is_in`, or, where it `is_open`, what that hangs on."""

    is_in: bool
    is_open: bool
    reason: str = ""


def membership(
    where: model.Core, program: Model, value_at: ValueAt, actor: tuple[int, str], years: tuple[float, ...]
) -> Member:
    """Whether a condition holds of an actor (position, name) in all periods; what is not stated counts as not met."""
    leaves = list(_leaves(where))
    seen: set[Interval] = set()
    reason = ""
    is_stated = True
    for time, year in enumerate(years):
        known: dict[model.Core, Interval] = {model.Year(): (year, year)}
        for leaf in leaves:
            value = _value(leaf, value_at, actor[0], time)
            is_stated = is_stated and value is not None
            reason = reason or _reason(leaf, value, program, actor[1])
            _enter(known, leaf, value, program)
        seen.add(Bounds(program.quantities, program.defines).of(where, known))
    if seen in ({YES}, {NO}):
        return Member(seen == {YES}, False)
    if EITHER not in seen:
        return Member(False, True, reason or f"{_listed(leaves, program, actor[1])} changes over time")
    return Member(
        False, bool(reason) or is_stated, reason or f"{_listed(leaves, program, actor[1])} is not one known value"
    )


def _leaves(core: model.Core) -> Iterator[model.Core]:
    queue: list[model.Core | None] = [core]
    while queue:
        match queue.pop():
            case model.Read() | model.Stated() | model.CategoryWord() as leaf:
                yield leaf
            case model.Apply(_, operands):
                queue += operands
            case _:
                pass


def _value(leaf: model.Core, value_at: ValueAt, actor: int, time: int) -> Value | None:
    match leaf:
        case model.Read(key, places) | model.Stated(key, places):
            if len(places) > 1:
                return None
            return value_at(key, actor if places else -1, time)
        case _:
            return Written("exact", (), "")


def _enter(known: dict[model.Core, Interval], leaf: model.Core, value: Value | None, program: Model) -> None:
    match leaf:
        case model.CategoryWord(key, word):
            position = float(program.words[key].index(word))
            known[leaf] = (position, position)
        case model.Stated():
            known[leaf] = NO if value is None or (isinstance(value, Written) and value.form == "unknown") else YES
        case model.Read(key) if isinstance(value, Written) and value.form == "word":
            position = float(program.words[key].index(value.text))
            known[leaf] = (position, position)
        case model.Read(key) if value is not None and program.quantities[key].type.kind is not Kind.CATEGORY:
            if isinstance(value, Formula) or value.parameters:
                known[leaf] = range_of(value, Bounds(program.quantities, program.defines))
        case _:
            pass


def _reason(leaf: model.Core, value: Value | None, program: Model, owner: str) -> str:
    """What makes a leaf uncertain, where it is."""
    if not isinstance(leaf, model.Read) or value is None:
        return ""
    if isinstance(value, Written) and (value.is_exact or value.form == "word"):
        return ""
    return f"{_named(leaf, program, owner)} is `{value.text}`"


def _listed(leaves: list[model.Core], program: Model, owner: str) -> str:
    names = {_named(leaf, program, owner) for leaf in leaves if isinstance(leaf, model.Read)}
    return " and ".join(sorted(names)) or "the condition"


def _named(leaf: model.Read, program: Model, owner: str) -> str:
    short = program.quantities[leaf.quantity].short
    return f"`{owner}.{short}`" if leaf.places else f"`{short}`"
