"""Every operation of the graph as an expression of JavaScript, one entry for each row of `ir.ops`."""

from __future__ import annotations

from collections.abc import Callable

from qadsl.ir.ops import REDUCTIONS

__all__ = ["ELSEWHERE", "EXPRESSIONS", "LEAVES", "number"]

LEAVES = frozenset(
    {
        "constant", "input", "is_given", "member", "same", "year", "previous", "outcome", "together", "told",
        "in_group", "group_size", "linked", "steps", "links",
    }
)  # fmt: skip
"""What is read where it is needed, and never kept."""

EXPRESSIONS: dict[str, Callable[..., str]] = {
    "negate": lambda x: f"-{x}",
    "add": lambda x, y: f"{x}+{y}",
    "subtract": lambda x, y: f"{x}-{y}",
    "multiply": lambda x, y: f"{x}*{y}",
    "divide": lambda x, y: f"divide({x},{y})",
    "power": lambda x, y: f"power({x},{y})",
    "minimum": lambda x, y: f"minimum({x},{y})",
    "maximum": lambda x, y: f"maximum({x},{y})",
    "absolute": lambda x: f"Math.abs({x})",
    "sqrt": lambda x: f"Math.sqrt({x})",
    "exp": lambda x: f"exp({x})",
    "log": lambda x: f"log({x})",
    "round12": lambda x: f"round12({x})",
    "less": lambda x, y: f"less({x},{y})",
    "less_equal": lambda x, y: f"lessEqual({x},{y})",
    "equal": lambda x, y: f"equal({x},{y})",
    "and": lambda x, y: f"and({x},{y})",
    "or": lambda x, y: f"or({x},{y})",
    "not": lambda x: f"1-{x}",
    "select": lambda condition, x, y: f"select({condition},{x},{y})",
}
"""What is worked out from its arguments; each argument is a name or a number."""

ELSEWHERE = LEAVES | REDUCTIONS
"""What is written by the emitter itself."""


def number(value: float) -> str:
    """A number as JavaScript reads it back to the bit."""
    if value != value:
        return "NaN"
    text = repr(value).replace("inf", "Infinity")
    return f"({text})" if text.startswith("-") else text
