"""Which labels fit a choice: those whose condition holds, and where none does the fallbacks that fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qadsl.ir.program import Plan

__all__ = ["NONE", "Labels", "labels_of", "text"]

NONE = 0
"""No label fits, or it is unknown which."""


@dataclass(frozen=True, slots=True)
class Labels:
    """For one option: (bit, node) of the labels that can fit it, first choices and fallbacks apart."""

    first: tuple[tuple[int, int], ...]
    fallback: tuple[tuple[int, int], ...]

    def fitting(self, values: Sequence[float]) -> int:
        """The labels that fit, as bits, given the value of every node."""
        for group in (self.first, self.fallback):
            conditions = [values[node] for _, node in group]
            if any(condition != condition for condition in conditions):
                return NONE
            found = sum(bit for (bit, _), condition in zip(group, conditions, strict=True) if condition == 1.0)
            if found:
                return found
        return NONE


def labels_of(plan: Plan) -> tuple[Labels, ...]:
    """What can fit each option; conditions that are constantly no are left out."""
    found = []
    for option in range(len(plan.options)):
        rows = [(1 << i, b.conditions[option], b.is_otherwise) for i, b in enumerate(plan.behaviours)]
        rows = [row for row in rows if not _is_never(plan, row[1])]
        found.append(Labels(tuple(row[:2] for row in rows if not row[2]), tuple(row[:2] for row in rows if row[2])))
    return tuple(found)


def _is_never(plan: Plan, node: int) -> bool:
    return plan.nodes[node].op == "constant" and plan.nodes[node].data == 0.0


def text(plan: Plan, bits: int) -> str:
    """The names of a set of labels, in order of name."""
    return " / ".join(sorted(b.name for i, b in enumerate(plan.behaviours) if bits >> i & 1))
