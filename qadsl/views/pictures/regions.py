"""The parts of the plane in which each option pays most: wedges between lines through the origin."""

from __future__ import annotations

from collections.abc import Sequence

from qadsl.views.pictures.labels import Box

__all__ = ["Corner", "regions", "roomiest"]

Corner = tuple[float, float]
"""Discouragement and encouragement."""


def regions(
    rewards: Sequence[float], costs: Sequence[float], width: float, height: float
) -> tuple[tuple[Corner, ...], ...]:
    """For each option the corners of its part of a plane from the origin; none where another always pays more.

    Option i pays rewards[i] x E - costs[i] x D.
    """
    found = []
    for i, (reward, cost) in enumerate(zip(rewards, costs, strict=True)):
        part: list[Corner] = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
        for j, (other, dear) in enumerate(zip(rewards, costs, strict=True)):
            if i != j:
                part = _cut(part, reward - other, dear - cost, is_last=j > i)
        found.append(tuple(part) if _area(part) > 1e-9 * width * height else ())
    return tuple(found)


def _cut(part: list[Corner], gain: float, saving: float, *, is_last: bool) -> list[Corner]:
    """What is left of a part where gain x E + saving x D is not negative; of equals the least committed stays."""
    if abs(gain) < 1e-12 and abs(saving) < 1e-12:
        return part if is_last else []

    def side(corner: Corner) -> float:
        return gain * corner[1] + saving * corner[0]

    found = []
    for one, other in zip(part, [*part[1:], *part[:1]], strict=True):
        here, there = side(one), side(other)
        if here >= 0:
            found.append(one)
        if here * there < 0:
            share = here / (here - there)
            found.append((one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share))
    return found


def _area(part: Sequence[Corner]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(part, [*part[1:], *part[:1]], strict=True))) / 2


def roomiest(
    part: Sequence[Corner], width: float, height: float, frame: Box, taken: Sequence[Box], shown: Sequence[Corner]
) -> Box | None:
    """Where a name of a size stands inside a part (in points) farthest from what is shown; None without room."""
    best, place = -1.0, None
    steps = 14
    for column in range(steps + 1):
        for row in range(steps + 1):
            left = frame.left + 6 + (frame.right - frame.left - width - 12) * column / steps
            top = frame.top + 6 + (frame.bottom - frame.top - height - 12) * row / steps
            box = Box(left, top, left + width, top + height)
            if any(box.meets(other) for other in taken) or not _holds(part, box):
                continue
            middle = (left + width / 2, top + height / 2)
            clear = min((abs(middle[0] - x) + 2 * abs(middle[1] - y) for x, y in shown), default=1e9)
            if clear > best + 1e-9:
                best, place = clear, box
    return place


def _holds(part: Sequence[Corner], box: Box) -> bool:
    corners = ((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom))
    return all(_is_inside(part, corner) for corner in corners)


def _is_inside(part: Sequence[Corner], corner: Corner) -> bool:
    """Whether a point is in a convex part: on one side of all its edges."""
    x, y = corner
    turns = [
        (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])
        for a, b in zip(part, [*part[1:], *part[:1]], strict=True)
    ]
    return all(turn >= -1e-9 for turn in turns) or all(turn <= 1e-9 for turn in turns)
