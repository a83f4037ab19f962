"""Slips of what is computed from parameters: values outside their range, and weights, rewards and costs below 0."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from qadsl.semantics import model
from qadsl.semantics.model import Formula
from qadsl.semantics.slips.case import Case
from qadsl.source import Span

__all__ = ["computed_values", "negative_shares"]

SLACK = 1e-9


def computed_values(case: Case) -> None:
    """Say which computed values lie outside the range of what they are stated of, in every draw or in some."""
    for scenario in case.model.scenarios.values():
        for fact in scenario.facts:
            type_ = case.model.quantities[fact.quantity].type
            if not isinstance(fact.value, Formula) or not type_.is_bounded or not case.owned(fact.span):
                continue
            low, high = case.valued.of(fact.value.body)
            if not isfinite(low) or not isfinite(high):
                continue
            if low < type_.low - SLACK or high > type_.high + SLACK:
                is_sure = high < type_.low or low > type_.high
                case.bag.warning(
                    "QA825",
                    f"this {'lies' if is_sure else 'may lie'} outside the range {type_.low:g} .. {type_.high:g}",
                    fact.span,
                    f"it comes to {low:g}" if low == high else f"it comes to {low:g} .. {high:g}",
                    help=["It is brought back to the nearest bound. To say so yourself, use `min` and `max`."],
                )


def negative_shares(case: Case) -> None:
    """Say which weights, rewards and costs that are computed from parameters come to less than 0."""
    for theory in case.own_theories():
        for what, core, span in _shares(theory):
            low, high = case.valued.of(core)
            if isfinite(low) and low < -SLACK and case.owned(span):
                case.bag.warning(
                    "QA826",
                    f"{what} {'is' if high < 0 else 'may be'} less than 0",
                    span,
                    f"it comes to {low:g}" if low == high else f"it comes to {low:g} .. {high:g}",
                    help=["What encourages would discourage, or a cost would be a gain. Use `max(0, ...)`."],
                )


def _shares(theory: model.Theory) -> Iterator[tuple[str, model.Core, Span]]:
    for variable in theory.variables:
        yield f"the weight of `{variable.name}`", variable.weight, variable.span
    for option in theory.options:
        if option.reward is not None:
            yield f"the reward of `{option.name}`", option.reward, option.span
        for cost in option.costs:
            of = f" of `{cost.variable}`" if cost.variable else ""
            yield f"the cost{of} under `{option.name}`", cost.value, option.span
