"""Sweeps of a plan alone, as pictures of a result ask for them: its text is not at hand."""

from __future__ import annotations

import math
from dataclasses import replace
from numbers import Real

from qadsl import questions
from qadsl.analysis.sweeping import Sweep
from qadsl.analysis.tipping import TippingPoint
from qadsl.ir.program import Origin, Plan, Written
from qadsl.ir.sites import STATED, Site, sites_called
from qadsl.ir.types import Kind
from qadsl.lookup import unknown
from qadsl.pipeline import QadslError, fail
from qadsl.questions import MOST_STEPS, AxisAsked, spread_evenly, stated_at
from qadsl.settings import read_sweep, whole
from qadsl.sweeps import Swept, answer_sweep
from qadsl.syntax import nodes

__all__ = ["ends_near", "sweep_of_plan"]

PART = 0.5
"""Of the range of an input, how much a sweep of less than all of it goes through at most."""
AROUND = 2
"""How far a sweep goes beyond what an input is and where it turns, as often as the way between them."""


def sweep_of_plan(plan: Plan, name: str, ends: tuple[object, object], steps: int, draws: int, seed: int) -> Sweep:
    """The same of a plan alone, whose text is not at hand; who is in a group stays as it was lowered.

    Ends that are None are those of the input's range.
    """
    count = whole("steps", steps, 2)
    if count > MOST_STEPS:
        raise fail("QA734", f"`steps` is a whole number from 2 to {MOST_STEPS:,}, not {count:,}")
    try:
        command = read_sweep({name: (0, 1, count)}, "it", None)
    except QadslError:
        raise unknown("QA211", "input", name, _known(plan)) from None
    target = command.axes[0][0]
    sites = _sites_of(plan, target)
    type_ = plan.quantities[sites[0][0]].type if sites else None
    if type_ is None:
        raise unknown("QA211", "input", name, _known(plan))
    if type_.kind is not Kind.NUMBER:
        raise fail("QA733", f"`{name}` is no number that a sweep could run over")
    low, high = (_end(name, end, other) for end, other in zip(ends, (type_.low, type_.high), strict=True))
    if not (type_.low <= low < high <= type_.high):
        message = f"`{name}` cannot run from {low:g} to {high:g}"
        raise fail("QA735", message, help=[f"Its range is {type_.low:g} .. {type_.high:g}."])
    values = tuple(spread_evenly(low, high, count))
    span = replace(target.span, start=0, end=0)
    setting = nodes.Setting(target, "=", nodes.Number(low, f"{low:g}", span), None, None, None, target.span)
    axis = AxisAsked(plan.quantities[sites[0][0]].key, " ".join(target.span.text.split()), values, setting)
    written = Written("exact", (low,), f"{low:g}", Origin(axis.place, questions.FROM_OUTSIDE))
    swept = Swept(command, (axis,), (), plan, stated_at(plan, sites, written))
    return answer_sweep(None, swept, draws, seed)


def ends_near(point: TippingPoint, steps: int) -> tuple[float, float] | None:
    """From where to where a sweep shows what an input is and where it turns, in round steps.

    None where the whole range shows it as well, or it is not a number now.
    """
    now, turn, low, high = point.now_value, point.turns_at, point.low, point.high
    if now is None or turn is None or low is None or high is None:
        return None
    way = max(abs(turn - now), abs(now) / 200, (high - low) / 500)
    start, end = max(low, min(now, turn) - AROUND * way), min(high, max(now, turn) + AROUND * way)
    gaps = max(steps - 1, 1)
    step = _round_up((end - start) / gaps)
    wide = gaps * step
    if wide > PART * (high - low) * (1 + 1e-9):
        return None
    unit = step if gaps >= 10 else step / 10  # few steps are so wide that a whole one would leave the turn out
    begin = math.floor((start + end - wide) / 2 / unit + 1e-9) * unit
    start = max(low, min(begin, high - wide))
    return round(start, 12), round(min(high, start + wide), 12)


def _round_up(value: float) -> float:
    """The next of 1, 2, 2.5 and 5, and of these times ten."""
    unit = 10.0 ** math.floor(math.log10(value))
    return next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= value * (1 - 1e-9))


def _known(plan: Plan) -> list[str]:
    """Inputs that can be swept."""
    return sorted({one.name for one in plan.quantities if one.kind in STATED and one.type.kind is Kind.NUMBER})


def _sites_of(plan: Plan, target: nodes.Name | nodes.Call) -> tuple[Site, ...]:
    """The inputs that a name stands for, as a setting has them."""
    if isinstance(target, nodes.Call):
        return sites_called(
            plan, target.function.text, [arg.text for arg in target.arguments if isinstance(arg, nodes.Name)]
        )
    found = sites_called(plan, target.text, ())
    owner, _, name = target.text.rpartition(".")
    return found or sites_called(plan, name, (owner,))


def _end(name: str, end: object, otherwise: float) -> float:
    if end is None and abs(otherwise) < float("inf"):
        return otherwise
    if isinstance(end, bool) or not isinstance(end, Real):
        raise fail(
            "QA723", f"say from where to where `{name}` is swept", help=["It has no range of its own to go through."]
        )
    return float(end)
