"""Writes tokens and comments out, line by line, as the layout says."""

from __future__ import annotations

from collections.abc import Iterator

from qadsl.diagnostics.cells import shown_width
from qadsl.syntax.comments import Gap
from qadsl.syntax.layout import Layout

__all__ = ["write"]

_NOTHING = Gap("", (), has_blank=False)

Line = tuple[str, str]  # what a line says, and the comment behind it


def write(texts: list[str], touches: list[bool], layout: Layout, pads: dict[int, int], between: dict[int, Gap]) -> str:
    """The program as text.

    Parameters
    ----------
    texts, touches
        The tokens, and whether each touches the one before.
    layout
        Where lines begin.
    pads
        Further blanks before some tokens.
    between
        The comments and blank lines.
    """
    spaced = [word if touch else f" {word}" for word, touch in zip(texts, touches, strict=True)]
    for token, pad in pads.items():
        spaced[token] = " " * pad + spaced[token]
    starts = [token for token, indent in enumerate(layout.indents) if indent >= 0]
    lines: list[Line] = []
    first = 0
    for token in starts:
        gap = between.get(token, _NOTHING)
        if token > first:
            lines.append((" " * layout.indents[first] + texts[first] + "".join(spaced[first + 1 : token]), gap.behind))
        lines += _own_lines(gap, token, layout)
        first = token
    return "".join(f"{line}\n" for line in _with_comments(lines, layout.width))


def _own_lines(gap: Gap, token: int, layout: Layout) -> Iterator[Line]:
    """The comments and blank lines before the line that begins with a token; no blank line at the edges of a block."""
    is_edge = token == 0 or layout.kinds[token - 1] == "LBRACE"
    is_between_items = token in layout.item_starts
    is_end = token in layout.inner
    indent = " " * layout.inner.get(token, layout.indents[token])
    for has_blank, comment in gap.own:
        if has_blank and is_between_items and not is_edge:
            yield "", ""
        is_edge = False
        yield indent + comment, ""
    if gap.has_blank and is_between_items and not is_edge and not is_end:
        yield "", ""


def _with_comments(lines: list[Line], width: int) -> Iterator[str]:
    """Lines with the comments behind them, which stand in one column on lines that follow each other."""
    run: list[Line] = []
    for line in lines:
        if line[1]:
            run.append(line)
            continue
        yield from _aligned(run, width)
        run = []
        yield line[0]
    yield from _aligned(run, width)


def _aligned(run: list[Line], width: int) -> Iterator[str]:
    widths = [shown_width(code) for code, _ in run]
    widest = max(widths, default=0)
    is_wide = any(
        widest + 2 + shown_width(comment) > max(width, own + 2 + shown_width(comment))
        for own, (_, comment) in zip(widths, run, strict=True)
    )
    for own, (code, comment) in zip(widths, run, strict=True):
        yield code + " " * (2 if is_wide else widest - own + 2) + comment
