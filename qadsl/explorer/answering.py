"""Figures worked out by Python where no JavaScript can: the same figures as a compiled model's, as bytes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from qadsl import pipeline
from qadsl.explorer.changing import at_middle
from qadsl.explorer.inputs import Input, reads
from qadsl.ir.program import Plan, Quantity
from qadsl.result import Figures

__all__ = ["Answer", "answer", "remote_facts"]

FLOATS = ("payoff", "probability", "encouraging", "discouraging", "tie_probability")
WHOLES = ("choice", "tie")
FLAGS = ("conflict", "unknown")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of figures, and their arrays in the order in which `static/remote.js` reads them."""

    said: dict[str, Any]
    buffers: list[bytes]


def answer(plan: Plan, draws: int, seed: int) -> Answer:
    """The figures of a plan after so many draws; for none of them, at the middle of what is uncertain."""
    lean = pipeline.optimise(plan if draws else at_middle(plan))
    found = _told(pipeline.run(lean, max(1, draws), seed), is_middle=not draws)
    return replace(found, said={**found.said, "isUncertain": is_uncertain(plan)})


def is_uncertain(plan: Plan) -> bool:
    """Whether anything that decisions read differs between draws."""
    return any(plan.quantities[number].is_drawn for number in reads(plan))


def _told(figures: Figures, *, is_middle: bool) -> Answer:
    labels = sorted(set(figures.behaviour))
    places = {label: place for place, label in enumerate(labels)}
    said = {
        "draws": figures.draws,
        "isMiddle": is_middle,
        "labels": labels,
        "behaviour": [places[label] for label in figures.behaviour],
    }
    arrays = [(getattr(figures, name), "<f8") for name in FLOATS]
    arrays += [(getattr(figures, name), "<i4") for name in WHOLES]
    arrays += [(getattr(figures, name), "|u1") for name in FLAGS]
    arrays += [(found, "<f8") for one in figures.measures for found in (one.mean, one.sd, one.shares)]
    return Answer(said, [array.astype(kind, order="C").tobytes() for array, kind in arrays])


def remote_facts(figures: Figures, plan: Plan) -> dict[str, Any]:
    """What a compiled model tells of itself, for a page whose figures come from the kernel."""
    return {
        "actors": [{"name": one.name, "kind": one.kind, "title": one.title} for one in plan.actors],
        "targets": list(plan.targets),
        "periods": list(plan.periods),
        "options": [{"name": one.name, "title": one.title} for one in plan.options],
        "isByChance": plan.precision is not None,
        "isUncertain": figures.is_sampled,
        "cells": figures.cells.ravel().tolist(),
        "pairs": figures.pairs.ravel().tolist(),
        "inputs": [_input(plan, number) for number in range(len(plan.quantities))],
    }


def _input(plan: Plan, number: int) -> dict[str, Any]:
    quantity = plan.quantities[number]
    return {
        "index": number,
        "name": quantity.name,
        "key": quantity.key,
        "kind": quantity.kind,
        "title": quantity.title,
        "type": _type(quantity),
        "arity": quantity.arity,
        "isDated": quantity.is_dated,
        "isSymmetric": quantity.is_symmetric,
        "size": len(quantity.cells) // (len(plan.periods) if quantity.is_dated else 1),
        "written": [
            {"form": one.form, "parameters": _finite(one.parameters), "text": one.text, "middle": _middle(number, one)}
            for one in quantity.written
        ],
        "cells": quantity.cells.tolist(),
    }


def _type(quantity: Quantity) -> dict[str, Any]:
    low, high = _finite((quantity.type.low, quantity.type.high))
    return {"kind": str(quantity.type.kind), "low": low, "high": high, "words": list(quantity.type.words)}


def _finite(values: tuple[float, ...]) -> list[float | None]:
    return [value if isfinite(value) else None for value in values]


def _middle(number: int, written: Any) -> float | None:
    value = Input("", number, (), (), "", "", written).middle
    return value if isfinite(value) else None
