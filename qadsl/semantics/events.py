"""What an event may do: which changes a quantity of each type can take, and which of them can fade."""

from __future__ import annotations

from math import inf

from qadsl.diagnostics import Bag
from qadsl.ir.types import NUMBER, SHARE, Kind, Type
from qadsl.semantics.model import Quantity
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["amount_type", "can_change", "can_fade"]


def amount_type(type_: Type, operator: str) -> Type:
    """The type of what stands behind an operator: a share is raised by a share, and multiplied by any number."""
    if type_.kind is not Kind.NUMBER or operator in {"=", "at least", "at most"}:
        return type_
    return SHARE if type_ == SHARE and operator in {"+=", "-="} else NUMBER


def can_change(quantity: Quantity, operator: str, span: Span, bag: Bag) -> bool:
    """Whether an operator can change what a quantity holds; reported otherwise."""
    if quantity.type.kind is Kind.NUMBER or operator == "=":
        return True
    what = "yes or no" if quantity.type.kind is Kind.FLAG else "a word"
    message = f"`{quantity.short}` is {what}: an event sets it by `=`"
    bag.error("QA302", message, span, f"`{operator}` does nothing to it")
    return False


def can_fade(setting: nodes.Setting, quantity: Quantity, bag: Bag) -> bool:
    """Whether a change fades, if it does, in a way that has a meaning; reported otherwise."""
    return setting.fading is None or _can_fade(setting, setting.fading, quantity, bag)


def _can_fade(setting: nodes.Setting, fading: nodes.Fading, quantity: Quantity, bag: Bag) -> bool:
    if fading.months <= 0:
        message, hint = "this fades over no time at all", "write how long, such as `fading over 2 years`"
    elif setting.operator == "=":
        message = "what is set by `=` cannot fade: between the new value and the old there is no half"
        hint = "write by how much it changes, by `+=`, `-=` or `*=`, or until when it holds"
    elif setting.operator == "at least" and quantity.type.low == -inf:
        message = f"a bound of `{quantity.short}` cannot fade: its values have no lower end"
        hint = "write until when the bound holds"
    elif setting.operator == "at most" and quantity.type.high == inf:
        message = f"a bound of `{quantity.short}` cannot fade: its values have no upper end"
        hint = "write until when the bound holds"
    else:
        return True
    bag.error("QA517", message, fading.span, hint)
    return False
