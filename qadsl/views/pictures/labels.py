"""Where names stand beside their points without covering one another: the first free place of a fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["Box", "Label", "along", "leader_end", "place_labels"]


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
    used: list[Box] = [*dots, *taken]
    told: list[Box] = []
    found: list[Label | None] = []
    for (x, y), width in zip(points, widths, strict=True):
        label = next((one for one in _places(x, y, width, height, frame, used, told)), None)
        found.append(label)
        if label is not None:
            told.append(Box(label.x, label.y - height / 2, label.x + width, label.y + height / 2))
            used += [told[-1], *(_leader(x, y, label.x, label.y, width) if label.is_far else ())]
    return tuple(found)


def along(x: float, y: float, x2: float, y2: float) -> list[Box]:
    """The ground that a line covers, in small pieces."""
    count = max(1, round(max(abs(x2 - x), abs(y2 - y)) / 8))
    spots = [(x + (x2 - x) * i / count, y + (y2 - y) * i / count) for i in range(count + 1)]
    return [Box(across - 2, down - 2, across + 2, down + 2) for across, down in spots]


def leader_end(x: float, left: float, width: float) -> float:
    """How far across the line from a point to the nearer end of its name goes."""
    return left - 2 if left > x else left + width + 2 if left + width < x else x


def _leader(x: float, y: float, left: float, middle: float, width: float) -> list[Box]:
    """The ground of the line from a point to its name, without the point's own."""
    dot = Box(x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS)
    end = leader_end(x, left, width)
    return [piece for piece in along(x, y, end, middle) if not piece.meets(dot)]


def _places(
    x: float, y: float, width: float, height: float, frame: Box, used: Sequence[Box], told: Sequence[Box]
) -> Iterator[Label]:
    """Free places, the nearest first; the line to one that is far crosses no name."""
    for step in _STEPS:
        for across, down in _DIRECTIONS:
            middle = y + down * (step + (height / 2 if down and not across else 0))
            left = x + across * step - (width if across < 0 else width / 2 if not across else 0)
            box = Box(left, middle - height / 2, left + width, middle + height / 2)
            if not box.is_within(frame) or any(box.meets(other) for other in used):
                continue
            is_far = step > _NEAR * 2
            way = _leader(x, y, left, middle, width) if is_far else []
            if not any(piece.meets(other) for piece in way for other in told):
                yield Label(round(left, 1), round(middle, 1), is_far)
