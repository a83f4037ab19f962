"""Cuts a text into tokens after an edit: anew around the edit, as before everywhere else.

What a token is depends on its own line and, by a sign or two, on what stands right before it. So the tokens of the
lines before the edit stay, and behind it cutting stops as soon as a token ends where one ended before.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from qadsl.syntax.scanner import Tokens, scan_from

__all__ = ["rescan"]

_LOOK_BEHIND = 3
"""Characters that a terminal may look back by, and one more."""


def rescan(before: Tokens, text: str, start: int, removed: int, inserted: int) -> tuple[Tokens, int, int]:
    """The tokens of an edited text, and how many of the first and of the last ones are those of before.

    Parameters
    ----------
    before
        The tokens of the text before the edit.
    text
        The text now.
    start, removed, inserted
        Where it was edited, how many characters were taken away there, and how many put in.
    """
    line = text.rfind("\n", 0, start) + 1
    # a token that ends where the line begins was not closed, and went on to the end of the text
    first = bisect_left(before.ends, line, hi=len(before.ends) - 1)
    shift, last = inserted - removed, start + removed + _LOOK_BEHIND
    most = len(before.ends) - 1
    new, rest = Tokens([], [], [], []), most
    for token in scan_from(text, before.ends[first - 1] if first else 0):
        for column, value in zip(new, token, strict=True):
            column.append(value)  # type: ignore[attr-defined]
        end = token[3] - shift
        same = bisect_right(before.ends, end, first, most) if end >= last else 0
        if same and before.ends[same - 1] == end and same > first:
            rest = same
            break
    return _joined(before, new, first, rest, shift), first, len(before.ends) - rest


def _joined(before: Tokens, new: Tokens, first: int, rest: int, shift: int) -> Tokens:
    return Tokens(
        before.kinds[:first] + new.kinds + before.kinds[rest:],
        before.texts[:first] + new.texts + before.texts[rest:],
        before.starts[:first] + new.starts + [at + shift for at in before.starts[rest:]],
        before.ends[:first] + new.ends + [at + shift for at in before.ends[rest:]],
    )
