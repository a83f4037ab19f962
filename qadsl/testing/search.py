"""Searches a property for a counterexample, and makes the one it finds small enough to be read.

Searching finds what it finds: that thousands of situations hold proves nothing about the rest. What is found is real,
for it is the language's own evaluation of the rules; it is printed as a property that fails when it is run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from qadsl.engine.draws import searching
from qadsl.ir.ops import REDUCTIONS
from qadsl.ir.types import Kind
from qadsl.result import Floats
from qadsl.syntax import nodes
from qadsl.testing.cases import number
from qadsl.testing.claiming import Claiming
from qadsl.testing.space import Inlet, Tried

__all__ = ["TRIES", "Found", "PropertyResult", "search"]

TRIES = 10_000
BATCH = 2_500
ROBUST = 200
"""Situations in which what is left out of a counterexample takes other values, and all of which must fail."""
ROUNDS = 3
WIDTH = 100
PLAIN = (0.0, 1.0, 0.5, 0.2, 0.8, 0.1, 0.9, 0.3, 0.4, 0.6, 0.7)


@dataclass(frozen=True, slots=True)
class Found:
    """A situation in words: what is given, the ends of the movement, and all of it as a statement to be run."""

    settings: tuple[str, ...]
    movement: tuple[str, str] | None
    statement: str


@dataclass(frozen=True, slots=True)
class PropertyResult:
    """What a search came to.

    Parameters
    ----------
    tried
        How many situations were looked at, and in how many of them the claim was settled.
    found
        A counterexample; for what can be reached, a situation that reaches it.
    nearest
        Where nothing reaches it, what came nearest.
    """

    title: str
    place: str
    text: str
    is_reach: bool
    tried: int
    settled: int
    found: Found | None
    nearest: tuple[str, ...]
    shortfall: float | None

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it."""
        return (self.found is not None) == self.is_reach and (self.settled > 0 or self.is_reach)


@dataclass(frozen=True, slots=True)
class _Example:
    """One situation, with the ends of a movement."""

    tried: Tried
    start: float
    end: float


def search(claiming: Claiming, tries: int, seed: int) -> PropertyResult:
    """Try a property in so many situations."""
    claim = claiming.stated.node.claim
    tried = settled = 0
    nearest: tuple[float, _Example] | None = None
    example: _Example | None = None
    for some, start, end in _batches(claiming, tries, seed):
        judged = claiming.judge(some, start, end)
        tried += some.count
        settled += int(judged.settled.sum())
        fails = np.flatnonzero(judged.fails)
        if fails.size:
            example = _Example(some.at(int(fails[0])), float(start[fails[0]]), float(end[fails[0]]))
            break
        if isinstance(claim, nodes.Reachable):
            best = int(np.argmax(judged.near))
            if np.isfinite(judged.near[best]) and (nearest is None or judged.near[best] > nearest[0]):
                nearest = float(judged.near[best]), _Example(some.at(best), 0.0, 0.0)
    shrunk = _Shrinking(claiming, seed).shrink(example) if example is not None else None
    return PropertyResult(
        title=claiming.stated.node.title.value,
        place=claiming.stated.node.span.place,
        text=_one_line(claiming.stated.node.claim.span.text),
        is_reach=isinstance(claim, nodes.Reachable),
        tried=tried,
        settled=settled,
        found=shrunk,
        nearest=tuple(_settings(claiming, nearest[1].tried, set())) if nearest is not None else (),
        shortfall=-nearest[0] if nearest is not None else None,
    )


def _batches(claiming: Claiming, tries: int, seed: int) -> Iterator[tuple[Tried, Floats, Floats]]:
    """Situations, corners first, each with the ends of the movement."""
    rng = searching(seed, "property")
    made = 0
    while made < tries:
        count = min(BATCH, tries - made)
        space = claiming.space
        some = space.corners(count, rng) if made == 0 and tries > BATCH else space.random(count, rng)
        yield some, *_ends(claiming, count, rng)
        made += count


def _ends(claiming: Claiming, count: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    claim = claiming.stated.node.claim
    if not isinstance(claim, nodes.Monotone | nodes.NeverTurns) or claiming.moved is None:
        return np.zeros(count), np.zeros(count)
    if claiming.stated.span is not None:
        return np.full(count, claiming.stated.span[0]), np.full(count, claiming.stated.span[1])
    space, row = claiming.space, claiming.moved
    free = space.inlets[row]
    one, two = (_free(free, count, rng) for _ in range(2))
    low, high = np.minimum(one, two), np.maximum(one, two)
    low = np.where(low == high, free.low, low)
    high = np.where(low == high, free.high, high)
    return (low, high) if claim.movement == "raising" else (high, low)


def _free(inlet: Inlet, count: int, rng: np.random.Generator) -> Floats:
    picked = np.array(inlet.levels)[rng.integers(0, len(inlet.levels), count)]
    if inlet.kind is not Kind.NUMBER:
        return picked
    anywhere = np.round(inlet.low + (inlet.high - inlet.low) * rng.random(count), 2)
    found: Floats = np.where(rng.random(count) < 0.5, picked, np.clip(anywhere, inlet.low, inlet.high))
    return found


# --- making it small -------------------------------------------------------------------------------------------------


class _Shrinking:
    """Makes a counterexample plain: round values, and only what matters."""

    def __init__(self, claiming: Claiming, seed: int) -> None:
        self._claiming = claiming
        self._space = claiming.space
        self._rng = searching(seed, "shrinking")

    def shrink(self, example: _Example) -> Found:
        """The plainest situation that still fails, in words."""
        for _ in range(ROUNDS):
            before = example
            for row in range(len(self._space.inlets)):
                example = self._plainer(example, row)
            example = self._plainer_ends(example)
            if np.array_equal(before.tried.values, example.tried.values):
                break
        left_out = self._left_out(example)
        settings = tuple(_settings(self._claiming, example.tried, left_out))
        movement = self._movement(example)
        return Found(settings, movement, _statement(self._claiming, settings, movement))

    def _fails(self, tried: Tried, start: Floats, end: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        return self._claiming.judge(tried, start, end).fails

    def _plainer(self, example: _Example, row: int) -> _Example:
        """One inlet at the first of some plain values that still fails; given, if that can be."""
        inlet = self._space.inlets[row]
        if not inlet.is_free or row == self._claiming.moved:
            return example
        now = float(example.tried.values[row, 0])
        values = _plain(inlet, now)
        many = example.tried.repeated(2 * len(values))
        many.values[row] = np.array(values * 2)
        many.given[row] = np.arange(2 * len(values)) < len(values)
        ends = np.full(many.count, example.start), np.full(many.count, example.end)
        fails = np.flatnonzero(self._fails(many, *ends))
        return _Example(many.at(int(fails[0])), example.start, example.end) if fails.size else example

    def _plainer_ends(self, example: _Example) -> _Example:
        row = self._claiming.moved
        if row is None or self._claiming.stated.span is not None:
            return example
        inlet = self._space.inlets[row]
        starts, ends = _plain(inlet, example.start), _plain(inlet, example.end)
        upwards = example.start < example.end
        pairs = [(a, b) for a in starts for b in ends if (a < b) == upwards and a != b]
        # the longer way first: it is the plainer story
        pairs.sort(key=lambda pair: (_roughness(pair[0]) + _roughness(pair[1]), -abs(pair[0] - pair[1])))
        many = example.tried.repeated(len(pairs))
        one, two = np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])
        fails = np.flatnonzero(self._fails(many, one, two)) if pairs else np.array([], dtype=np.int64)
        return _Example(example.tried, *pairs[int(fails[0])]) if fails.size else example

    def _left_out(self, example: _Example) -> set[int]:
        """Inlets that may take any value: left out together, the claim fails all the same."""
        found = {row for row, inlet in enumerate(self._space.inlets) if not inlet.is_free}
        if self._claiming.moved is not None:
            found.add(self._claiming.moved)
        for row in range(len(self._space.inlets)):
            if row not in found and self._is_robust(example, found | {row}):
                found.add(row)
        return found

    def _is_robust(self, example: _Example, left_out: set[int]) -> bool:
        if isinstance(self._claiming.stated.node.claim, nodes.Reachable):
            return self._is_reached_without(example, left_out)
        tried = self._space.random(ROBUST, self._rng)
        for row in range(len(self._space.inlets)):
            if row not in left_out:
                tried.values[row] = example.tried.values[row, 0]
                tried.given[row] = example.tried.given[row, 0]
        ends = np.full(ROBUST, example.start), np.full(ROBUST, example.end)
        return bool(self._fails(tried, *ends).all())

    def _is_reached_without(self, example: _Example, left_out: set[int]) -> bool:
        """Whether a test that does not give these inputs reaches it, too."""
        tried = Tried(example.tried.values.copy(), example.tried.given.copy())
        for row in left_out:
            if self._space.inlets[row].is_free:
                tried.values[row], tried.given[row] = self._space.inlets[row].usual, False
        return bool(self._fails(tried, np.zeros(1), np.zeros(1)).all())

    def _movement(self, example: _Example) -> tuple[str, str] | None:
        row = self._claiming.moved
        if row is None:
            return None
        inlet = self._space.inlets[row]
        return _value(inlet, example.start), _value(inlet, example.end)


def _plain(inlet: Inlet, now: float) -> list[float]:
    """Values to try in place of one, the plainest first, itself last."""
    if inlet.kind is not Kind.NUMBER:
        return list(dict.fromkeys([*inlet.levels[: inlet.levels.index(now) + 1 if now in inlet.levels else 1], now]))
    middle = round((inlet.low + inlet.high) / 2, 3)
    rounded = [round(now, digits) for digits in (-2, -1, 0, 1, 2, 3)]
    levels = sorted(inlet.levels, key=_roughness)
    found = [
        value
        for value in (*PLAIN, inlet.low, inlet.high, middle, *rounded, *levels)
        if inlet.low <= value <= inlet.high
    ]
    if inlet.name == "year":
        found = [value for value in found if value == int(value)]
    return list(dict.fromkeys([*found, now]))


def _roughness(value: float) -> int:
    """How many signs it takes to write a number."""
    return len(number(value))


# --- in words --------------------------------------------------------------------------------------------------------


def _settings(claiming: Claiming, tried: Tried, left_out: set[int]) -> Iterator[str]:
    for row, inlet in enumerate(claiming.space.inlets):
        if row in left_out or (not inlet.is_free):
            continue
        given = bool(tried.given[row, 0])
        yield f"{inlet.name} = {_value(inlet, float(tried.values[row, 0])) if given else 'unknown'}"


def _value(inlet: Inlet, value: float) -> str:
    match inlet.kind:
        case Kind.FLAG:
            return "yes" if value == 1.0 else "no"
        case Kind.CATEGORY:
            word = inlet.words[int(value)] if inlet.words else ""
            return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case _:
            return number(value)


def _statement(claiming: Claiming, settings: tuple[str, ...], movement: tuple[str, str] | None) -> str:
    """A counterexample as a property that fails when it is run; a situation that reaches something as a test."""
    node = claiming.stated.node
    under = f" with {node.theory.text}" if node.theory is not None else ""
    stated = [*(_one_line(setting.span.text) for setting in (*node.given, *node.remembered)), *settings]
    if isinstance(node.claim, nodes.Reachable):
        given = f"{_given(stated)}\n  " if stated else "\n  "
        others = "\n  state another  entity movement" if _has_groups(claiming) else ""
        return f"test {node.title.span.text}{under} {{{others}{given}expect {node.claim.outcome.span.text}\n}}"
    claim = _one_line(node.claim.span.text)
    if movement is not None and isinstance(node.claim, nodes.Monotone | nodes.NeverTurns):
        quantity = _one_line(node.claim.quantity.span.text)
        _, tail = claim.split(" never ", 1)
        claim = f"{node.claim.movement} {quantity} from {movement[0]} to {movement[1]} never {tail}"
    when = f"\n  when {_one_line(node.condition.span.text)}" if node.condition is not None else ""
    return f"property {node.title.span.text}{under}: {claim}{when}{_given(stated) if stated else ''}"


def _has_groups(claiming: Claiming) -> bool:
    """Whether it matters who else is there: rules that run over groups."""
    return any(node.op in REDUCTIONS for node in claiming.bench.plan.nodes)


def _given(stated: list[str]) -> str:
    """What is given, on lines of a length to be read."""
    lines = ["  given"]
    for i, one in enumerate(stated):
        text = f" {one}{',' if i + 1 < len(stated) else ''}"
        if len(lines[-1]) + len(text) > WIDTH:
            lines.append(" " * len("  given"))
        lines[-1] += text
    return "\n" + "\n".join(lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())
