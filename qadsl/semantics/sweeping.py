"""Which inputs a `sweep` runs over, from where to where and in how many steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qadsl.diagnostics import Bag
from qadsl.ir.program import Written
from qadsl.ir.types import words_come_to
from qadsl.semantics.model import Fact, Model
from qadsl.syntax import nodes

__all__ = ["MOST_STEPS", "AxisAsked", "axes_asked", "spread_evenly"]

MOST_STEPS = 10_001
"""Steps of one input of a sweep."""
STEPS = (101, 21)
"""Steps where none are said: of one input, and of each of two."""
Settings = Callable[[tuple[nodes.Setting, ...], Bag], tuple[Fact, ...]]
"""Reads settings from outside a scenario."""
Axis = tuple[nodes.Name | nodes.Call, nodes.Expression, nodes.Expression, nodes.Number | None]


@dataclass(frozen=True, slots=True)
class AxisAsked:
    """One input that is swept: its quantity, the way it is written, its values, and a setting of the first of them."""

    quantity: str
    text: str
    values: tuple[float, ...]
    setting: nodes.Setting

    @property
    def place(self) -> str:
        """Where the first value is written."""
        return self.setting.value.span.place


def axes_asked(model: Model, settings: Settings, command: nodes.Sweep, bag: Bag) -> tuple[AxisAsked, ...]:
    """The inputs that are swept; none where any of it is mistaken (the bag says what)."""
    if len(command.axes) > 2:
        bag.error(
            "QA736", "a sweep runs over one input or two", command.axes[2][0].span, "a third one",
            help=["Sweep two, and set the third: `--set`, or a scenario of its own for each of its values."],
        )  # fmt: skip
        return ()
    found = [_axis(model, settings, axis, STEPS[len(command.axes) - 1], bag) for axis in command.axes]
    axes = tuple(one for one in found if one is not None)
    if len(axes) < len(found):
        return ()
    if len({(one.quantity, "".join(one.text.split())) for one in axes}) < len(axes):
        bag.error(
            "QA736", "the two inputs of a sweep are different ones", command.axes[1][0].span, "the same one again",
            help=["Leave the second out, or name another."],
        )  # fmt: skip
        return ()
    return axes


def _axis(model: Model, settings: Settings, axis: Axis, steps: int, bag: Bag) -> AxisAsked | None:
    target, low, high, number = axis
    # what may be said of it does not matter yet, and `unknown` may be said of everything
    facts = settings((_setting(target, nodes.Unknown(target.span)),), bag)
    if not facts:
        return None
    if not _is_number(model, facts[0], target, bag):
        return None
    ends = tuple(_end(settings, target, end, bag) for end in (low, high))
    count = _steps(number, steps, bag)
    if ends[0] is None or ends[1] is None or count is None:
        return None
    if not ends[0] < ends[1]:
        message = f"a sweep runs upwards, not from {ends[0]:g} to {ends[1]:g}"
        bag.error("QA735", message, high.span, "not above the first value", help=["Put the lower end first."])
        return None
    return AxisAsked(
        facts[0].quantity,
        " ".join(target.span.text.split()),
        tuple(spread_evenly(ends[0], ends[1], count)),
        _setting(target, low),
    )


def _setting(target: nodes.Name | nodes.Call, value: nodes.Expression) -> nodes.Setting:
    return nodes.Setting(target, "=", value, None, None, None, target.span)


def _is_number(model: Model, fact: Fact, target: nodes.Name | nodes.Call, bag: Bag) -> bool:
    type_ = model.quantities[fact.quantity].type
    if type_.kind == "number":
        return True
    words = words_come_to(type_) or tuple(model.words.get(fact.quantity, ()))
    said = " ".join(target.span.text.split())
    bag.error(
        "QA733",
        f"`{said}` is no number that a sweep could run over",
        target.span,
        "yes or no" if type_.kind == "flag" else "one of several words",
        help=[
            f"It may be: {', '.join(words)}.",
            f"Run the scenario with each of them: `--set '{said} = {words[-1] if words else 'yes'}'`.",
        ],
    )
    return False


def _end(settings: Settings, target: nodes.Name | nodes.Call, end: nodes.Expression, bag: Bag) -> float | None:
    """An end of the way; a number, or a word of the input's scale."""
    known = len(bag.items)
    for fact in settings((_setting(target, end),), bag):
        if isinstance(fact.value, Written) and fact.value.is_exact:
            return fact.value.parameters[0]
        bag.error("QA733", "a sweep runs between two numbers", end.span, "not a number that is known beforehand")
    assert len(bag.items) > known
    return None


def _steps(number: nodes.Number | None, steps: int, bag: Bag) -> int | None:
    if number is None:
        return steps
    if 2 <= number.value <= MOST_STEPS and number.value == int(number.value):
        return int(number.value)
    bag.error(
        "QA734",
        f"`steps` is a whole number from 2 to {MOST_STEPS:,}",
        number.span,
        "not such a number",
        help=["The first and the last value count: from 0 to 1 in 101 steps is by 0.01."],
    )
    return None


def spread_evenly(low: float, high: float, count: int) -> Iterator[float]:
    """Evenly spaced values, both ends as they are."""
    last = count - 1
    for step in range(count):
        yield low if not step else high if step == last else (low * (last - step) + high * step) / last
