"""What a model in JavaScript knows besides its code: names, what is written at each cell, and what may change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from math import isfinite
from typing import Any

from qadsl.ir.program import MeasurePlan, Plan, Quantity
from qadsl.ir.types import Type, words_come_to

__all__ = ["FORMULA", "carried", "described", "safe_json"]

FORMULA = "formula of "
FREE = frozenset({"parameter", "attribute", "relation", "variable", "start"})
"""Kinds of quantities that a user states."""


def carried(plan: Plan, read: Iterable[int]) -> list[int]:
    """The quantities that a model needs: those read, and those that the user states of which they are another form."""
    found = set(read)
    first = _first_of(plan)
    for position in tuple(found):
        found.add(first[plan.quantities[position].key.removeprefix(FORMULA)] if _is_twin(plan, position) else position)
    return sorted(found)


def _first_of(plan: Plan) -> dict[str, int]:
    """The first quantity of each key: others of the same are what it was a period ago."""
    found: dict[str, int] = {}
    for position, quantity in enumerate(plan.quantities):
        found.setdefault(quantity.key, position)
    return found


def _is_twin(plan: Plan, position: int) -> bool:
    key = plan.quantities[position].key
    base = key.removeprefix(FORMULA)
    first = _first_of(plan)
    return base in first and (base != key or first[key] != position)


def described(plan: Plan, whole: Plan, names: dict[int, int], read: set[int], fixed: frozenset[str]) -> dict[str, Any]:
    """The data of a model: `plan` is what is compiled, `whole` as it was lowered."""
    return {
        "scenario": plan.scenario,
        "theory": plan.theory,
        "actors": [{"name": actor.name, "kind": actor.kind, "title": actor.title} for actor in plan.actors],
        "targets": list(plan.targets),
        "periods": list(plan.periods),
        "years": list(plan.years),
        "absent": [[actor, list(times)] for actor, times in plan.absent],
        "consent": plan.consent,
        "isByChance": plan.precision is not None,
        "options": [{"name": option.name, "title": option.title} for option in plan.options],
        "behaviours": [behaviour.name for behaviour in plan.behaviours],
        "conflicts": len(plan.conflicts),
        "memories": [
            {"option": -1 if memory.option is None else memory.option, "groups": memory.groups}
            for memory in plan.memories
        ],
        "measures": [_measure(measure) for measure in plan.measures],
        "quantities": [_quantity(whole, position, names, is_read=position in read, fixed=fixed) for position in names],
    }


def _measure(measure: MeasurePlan) -> dict[str, Any]:
    words = list(words_come_to(measure.type))
    return {"name": measure.name, "title": measure.title, "kind": str(measure.type.kind), "words": words}


def _quantity(
    plan: Plan, position: int, names: dict[int, int], *, is_read: bool, fixed: frozenset[str]
) -> dict[str, Any]:
    quantity = plan.quantities[position]
    key = quantity.key
    is_free = quantity.kind in FREE and not _is_twin(plan, position) and key not in fixed
    twins = [i for i in names if i != position and plan.quantities[i].key == key and not _first(plan, i)]
    formulas = [i for i in names if plan.quantities[i].key == f"{FORMULA}{key}" and _first(plan, i)]
    return {
        "name": quantity.name,
        "key": key,
        "kind": quantity.kind,
        "title": quantity.title,
        "type": _type(quantity.type),
        "arity": quantity.arity,
        "isSymmetric": quantity.is_symmetric,
        "isDated": quantity.is_dated,
        "isFree": is_free,
        "isRead": is_read,
        "formula": names[formulas[0]] if formulas else -1,
        "previous": names[twins[0]] if twins and _first(plan, position) else -1,
        "written": _written(quantity, is_told=is_free),
        "cells": _runs(quantity),
    }


def _first(plan: Plan, position: int) -> bool:
    """Whether it is the first of its key."""
    return _first_of(plan)[plan.quantities[position].key] == position


def _type(type_: Type) -> dict[str, Any]:
    low, high = (end if isfinite(end) else None for end in (type_.low, type_.high))
    return {"kind": str(type_.kind), "low": low, "high": high, "words": list(type_.words)}


def _written(quantity: Quantity, *, is_told: bool) -> list[Any]:
    return [
        [one.form, [_number(value) for value in one.parameters], one.text if is_told else ""]
        for one in quantity.written
    ]


def _number(value: float) -> float | str:
    return value if isfinite(value) else repr(value).replace("inf", "Infinity").replace("nan", "NaN")


def _runs(quantity: Quantity) -> list[int]:
    """The codes of cells, each with how often it follows."""
    found: list[int] = []
    for code, group in groupby(quantity.cells):
        found += [int(code), sum(1 for _ in group)]
    return found


def safe_json(data: object) -> str:
    """JSON that may stand inside a script: without `<`, and in plain characters alone."""
    text = json.dumps(data, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
