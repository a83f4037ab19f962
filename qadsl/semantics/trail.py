"""The way that lowering has come: which values are being worked out, each for the sake of the one before.

Whatever is met again while it is being worked out hangs on itself. That circle is told whole, with the place of every
step, and lowering goes on as if nothing were known there.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from itertools import pairwise

from qadsl.diagnostics import Bag, Label
from qadsl.source import Span

__all__ = ["Step", "Trail"]


@dataclass(slots=True)
class Step:
    """One value being worked out: what it is called, and where and how it reads the next (nothing: in no own words)."""

    symbol: Hashable
    name: str
    span: Span | None = None
    how: str = ""


@dataclass(slots=True)
class Trail:
    """The values being worked out, the first of them first."""

    bag: Bag
    steps: list[Step] = field(default_factory=list)
    _told: set[frozenset[Span]] = field(default_factory=set)

    def enter(self, symbol: Hashable, name: str, span: Span | None = None, how: str = "") -> bool:
        """Begin with a value; False, with the circle reported, where it is being worked out already."""
        for i, step in enumerate(self.steps):
            if step.symbol == symbol:
                self._tell([one for one in self.steps[i:] if one.how])
                return False
        self.steps.append(Step(symbol, name, span, how))
        return True

    def leave(self) -> None:
        """End with the value begun last."""
        self.steps.pop()

    def by(self, span: Span, how: str) -> None:
        """From here on, the value begun last reads what stands there."""
        if self.steps:
            self.steps[-1].span, self.steps[-1].how = span, how

    def _tell(self, circle: list[Step]) -> None:
        places = frozenset(step.span for step in circle if step.span is not None)
        if not places or places in self._told:
            return
        self._told.add(places)
        first = min(range(len(circle)), key=lambda i: (circle[i].name, i))
        circle = [*circle[first:], *circle[:first], circle[first]]
        told = [(step.span, f"{step.how} `{after.name}`") for step, after in pairwise(circle) if step.span is not None]
        self.bag.error(
            "QA406",
            f"values depend on each other in a circle: {' -> '.join(step.name for step in circle)}",
            told[0][0],
            told[0][1],
            labels=[Label(span, how) for span, how in told[1:]],
            help=["None of them can be known first. Let one of them read something else, or state it."],
        )
