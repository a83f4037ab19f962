"""What an explorer does not move, and why."""

from __future__ import annotations

from collections.abc import Iterator

from qadsl.explorer.events import events
from qadsl.explorer.inputs import ORDER, movable, reads
from qadsl.ir.program import Plan, Quantity
from qadsl.ir.types import Kind
from qadsl.syntax.spelling import spelled_path

__all__ = ["fixed", "short_name"]

COMPUTED = "where the program gives a formula, what the formula reads is moved instead"
EVENT = "an event happens as the program says"
OVERRULED = "a rule says what it is, whatever is given"
SETTLED = "it decides of whom statements speak, so another value makes another program"


def fixed(plan: Plan, lean: Plan) -> dict[str, str]:
    """What has no slider, or not everywhere, by its name in programs, with the reason.

    `lean` is the plan without what no figure needs. What no decision reads at all is in neither.
    """
    free = set(movable(lean))
    found = {short_name(plan.quantities[number]): why for number, why in _reasons(plan, free)}
    return found | {name: f"{EVENT}: {told}" for name, told in events(plan) if name not in found}


def _reasons(plan: Plan, free: set[int]) -> Iterator[tuple[int, str]]:
    for number in sorted(reads(plan)):
        quantity = plan.quantities[number]
        if quantity.kind not in ORDER or quantity.key.startswith("formula of ") or _has_one_value(quantity):
            continue
        elif quantity.key in plan.settled:
            yield number, SETTLED
        elif number not in free:
            yield number, OVERRULED
        elif any(written.form == "computed" for written in quantity.written):
            yield number, COMPUTED


def _has_one_value(quantity: Quantity) -> bool:
    return quantity.type.kind is Kind.CATEGORY and len(quantity.type.words) < 2


def short_name(quantity: Quantity) -> str:
    """How programs call a quantity, whomever it is about."""
    name = quantity.name
    return spelled_path(name if quantity.kind == "parameter" else name.rpartition(".")[2])
