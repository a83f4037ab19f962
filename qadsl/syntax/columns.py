"""Aligns like items that follow each other on lines of their own, so that they read as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from qadsl.syntax.layout import Layout
from qadsl.syntax.phrases import Part, Phrase, first_token
from qadsl.syntax.styles import PLAIN, STYLES

__all__ = ["align_items", "is_one_line"]

_WIDEST_PAD = 30

Apart = Callable[[int], bool]


def align_items(layout: Layout, pads: dict[int, int], is_apart: Apart) -> None:
    """Pad like items so that their columns line up.

    Parameters
    ----------
    layout
        Where lines begin.
    pads
        Gets the blanks to put before a token beside the usual one.
    is_apart
        Whether a comment or a blank line stands before a token, so that a new run of items begins.
    """
    for items, indent in layout.runs:
        for run in _runs(layout, items, is_apart):
            for names in STYLES.get(_kind(run[0]), PLAIN).columns:
                _align(layout, run, indent, names, pads)


def _runs(layout: Layout, items: list[Part], is_apart: Apart) -> Iterable[list[Phrase]]:
    run: list[Phrase] = []
    for item in items:
        if isinstance(item, int):  # a comma between
            continue
        kind = _kind(item)
        is_fit = bool(STYLES.get(kind, PLAIN).columns) and is_one_line(layout, item)
        if run and (not is_fit or kind != _kind(run[0]) or is_apart(first_token(item))):
            yield run
            run = []
        if is_fit:
            run.append(item)
    if run:
        yield run


def is_one_line(layout: Layout, item: Phrase) -> bool:
    """Whether no line begins within an item."""
    return all(indent < 0 for indent in layout.indents[item.first + 1 : item.last])


def _kind(item: Part) -> str:
    while isinstance(item, Phrase) and item.name in ("line", "headed"):
        item = item.parts[0]
    return item.name if isinstance(item, Phrase) else ""


def _align(layout: Layout, run: list[Phrase], indent: int, names: frozenset[str], pads: dict[int, int]) -> None:
    """Align one column, in each stretch of items that have it."""
    stretch: list[tuple[Phrase, int]] = []
    for item in run:
        token = _column_token(layout.kinds, item, names)
        if token is None:
            _pad(layout, stretch, indent, pads)
            stretch = []
        else:
            stretch.append((item, token))
    _pad(layout, stretch, indent, pads)


def _column_token(kinds: list[str], item: Part, names: frozenset[str]) -> int | None:
    """The token with which a column begins."""
    parts = item.parts if isinstance(item, Phrase) else []
    for part in parts:
        if (kinds[part] if isinstance(part, int) else part.name) in names:
            return first_token(part)
    return _column_token(kinds, parts[0], names) if parts and isinstance(item, Phrase) and _is_wrapper(item) else None


def _is_wrapper(item: Phrase) -> bool:
    return item.name in ("line", "headed")


def _pad(layout: Layout, stretch: list[tuple[Phrase, int]], indent: int, pads: dict[int, int]) -> None:
    if len(stretch) < 2:
        return
    places = [_shown(layout, item.first, token, pads) for item, token in stretch]
    widest = max(places)
    ends = [
        indent + _shown(layout, item.first, item.last - 1, pads) + _width(layout, item.last - 1) for item, _ in stretch
    ]
    is_wide = any(end + widest - place > layout.width for end, place in zip(ends, places, strict=True))
    if is_wide or widest - min(places) > _WIDEST_PAD:
        return
    for (_, token), place in zip(stretch, places, strict=True):
        if widest > place:
            pads[token] = widest - place


def _shown(layout: Layout, first: int, token: int, pads: dict[int, int]) -> int:
    """How far behind the first token another begins, with the blanks that have been put between."""
    return layout.columns[token] - layout.columns[first] + sum(pads.get(i, 0) for i in range(first, token + 1))


def _width(layout: Layout, token: int) -> int:
    return layout.ends[token] - layout.columns[token]
