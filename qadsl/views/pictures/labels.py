"""Where names stand beside their points without covering one another: the first free place of a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Box", "Label", "place_labels"]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle in points."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether the two share any ground."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def is_within(self, other: Box) -> bool:
        """Whether it lies inside another."""
        return (
            other.left <= self.left
            and self.right <= other.right
            and other.top <= self.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True, slots=True)
class Label:
    """Where the left end of a name stands, at half its height, and whether it is too far to do without a line."""

    x: float
    y: float
    is_far: bool


_NEAR, _STEPS = 9.0, (9.0, 18.0, 30.0, 46.0, 66.0, 90.0, 120.0)
_DIRECTIONS = ((1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0), (0.8, -0.8), (-0.8, -0.8), (0.8, 0.8), (-0.8, 0.8))
_RADIUS = 5.0


def place_labels(
    points: Sequence[tuple[float, float]], widths: Sequence[float], height: float, frame: Box, taken: Sequence[Box] = ()
) -> tuple[Label | None, ...]:
    """A place for the name of each point, inside a frame and clear of all points, names and what is taken."""
    dots = [Box(x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS) for x, y in points]
    used = [*dots, *taken]
    found: list[Label | None] = []
    for (x, y), width in zip(points, widths, strict=True):
        label = next((one for one in _places(x, y, width, height, frame, used)), None)
        found.append(label)
        if label is not None:
            used.append(Box(label.x, label.y - height / 2, label.x + width, label.y + height / 2))
    return tuple(found)


def _places(x: float, y: float, width: float, height: float, frame: Box, used: Sequence[Box]) -> list[Label]:
    found = []
    for step in _STEPS:
        for across, down in _DIRECTIONS:
            middle = y + down * (step + (height / 2 if down and not across else 0))
            left = x + across * step - (width if across < 0 else width / 2 if not across else 0)
            box = Box(left, middle - height / 2, left + width, middle + height / 2)
            if box.is_within(frame) and not any(box.meets(other) for other in used):
                found.append(Label(round(left, 1), round(middle, 1), step > _NEAR * 2))
                return found
    return found
