"""Decides where the lines of a program end.

In the manner of Oppen's pretty printer (Oppen 1980), but over tokens: a phrase that fits on the rest of its line stays
there; one that does not breaks at the places its style names, and its parts are looked at in turn. All that is decided
is before which tokens a line begins, and how far in, so that no token can be lost or moved. Widths come from running
sums: whether a phrase fits is one subtraction, and the whole takes time in proportion to the text.

What decides is the tokens, the comments and the line length. Where the author ended lines plays no part.
"""

from __future__ import annotations

from itertools import accumulate

from qadsl.syntax.phrases import Part, Phrase, first_token
from qadsl.syntax.styles import PLAIN, STYLES, Style

__all__ = ["STEP", "Layout"]

STEP = 2
_DEEPEST_HANG = 24
_CLOSING = frozenset({"RPAR", "RBRACE"})

Run = tuple[list[Part], int]
Task = tuple[Part, int, int]  # a part, how far in it stands, and the token behind a piece that is to be fitted, else -1
_AS_ITS_LINE = -1


class Layout:
    """Where lines begin.

    Parameters
    ----------
    kinds, widths
        The terminal of each token and how many columns it takes.
    touches
        Whether each token touches the one before.
    must_break
        Whether a line must begin with the token.
    width
        The line length.

    Attributes
    ----------
    indents
        For each token how far in the line begins that it begins, -1 where it begins none.
    inner
        For the end of a block, how far in the comments before it stand.
    item_starts
        The tokens with which items and statements begin, and those that end a block: before them blank lines are kept.
    runs
        The items of each block that is laid out, and the statements; and how far in they begin.
    """

    def __init__(
        self, kinds: list[str], widths: list[int], touches: list[bool], must_break: list[bool], width: int
    ) -> None:
        self.kinds = kinds
        self.must_break = must_break
        self.width = width
        self.columns, self.ends = _columns(widths, touches)
        self.glued = _glued(kinds, touches, self.columns, self.ends)
        self.count = [0, *accumulate(must_break)]
        self.next_break = _next_breaks(must_break)
        self.indents = [-1] * len(kinds)
        self.inner: dict[int, int] = {}
        self.item_starts: set[int] = set()
        self.runs: list[Run] = []
        self._line_first = self._line_indent = self._seen = 0

    def lay_out(self, program: Phrase) -> None:
        """Decide every line."""
        self.indents[program.first] = 0
        self._break_items(program.parts, program.last, 0, 0)
        tasks: list[Task] = [(part, 0, -1) for part in reversed(program.parts)]
        while tasks:
            part, indent, end = tasks.pop()
            if end >= 0:
                self._fit(first_token(part), indent, end)
            elif isinstance(part, Phrase) and not self.is_flat(part):
                tasks += reversed(self._broken(part, self._line_indent if indent == _AS_ITS_LINE else indent))

    # --- what fits -----------------------------------------------------------------------------------------------

    def is_flat(self, phrase: Phrase) -> bool:
        """Whether a phrase, with what must follow it on its line, can stand on the rest of the line."""
        if self.must_end_within(phrase.first, phrase.last):
            return False
        return STYLES.get(phrase.name, PLAIN).is_one_line or self._is_within(phrase.first, phrase.last)

    def must_end_within(self, first: int, last: int) -> bool:
        """Whether a line must begin behind the first of these tokens."""
        return last > first and self.count[last] > self.count[first + 1]

    def column(self, token: int) -> int:
        """The column of a token, when all before it has been decided; asked for in the order of the text."""
        while self._seen <= token:
            if self.indents[self._seen] >= 0:
                self._line_first, self._line_indent = self._seen, self.indents[self._seen]
            self._seen += 1
        return self._line_indent + self.columns[token] - self.columns[self._line_first]

    def _is_within(self, first: int, last: int) -> bool:
        flat = self.ends[last - 1] - self.columns[first] + self.glued[last]
        return self.column(first) + flat <= self.width

    def _fit(self, token: int, indent: int, end: int) -> None:
        """Begin a line with a token if the piece up to `end`, or to where a line ends, does not fit behind the last."""
        end = min(end, self.next_break[token + 1])
        before = self.column(token - 1) - self.columns[token - 1]
        if before + self.ends[end - 1] + self.glued[end] > self.width:
            self.indents[token] = indent

    # --- what does not -------------------------------------------------------------------------------------------

    def _broken(self, phrase: Phrase, indent: int) -> list[Task]:
        """The parts of a phrase to look at, when it has been broken."""
        style = STYLES.get(phrase.name, PLAIN)
        parts = phrase.parts
        if self.kinds[phrase.last - 1] == "RBRACE" and parts[-1] == phrase.last - 1:
            opening = next(i for i, part in enumerate(parts) if isinstance(part, int) and self.kinds[part] == "LBRACE")
            return [
                *self._pieces(parts[: opening + 1], style, indent, indent + 2 * STEP),
                *self._block(parts[opening + 1 : -1], phrase.last - 1, indent),
            ]
        if phrase.name == "actors" and len(parts) == 2:
            return self._pieces(parts, PLAIN, indent, indent)
        hang = self._hang(phrase, style, indent)
        if isinstance(style.hang, int) and not style.is_filled:
            self.runs.append((parts[style.hang :], hang))
            return self._pieces(parts, style, hang, hang)
        return self._pieces(parts, style, indent, hang)

    def _block(self, items: list[Part], end: int, indent: int) -> list[Task]:
        if items or self.must_break[end]:
            self._break_items(items, end, indent, indent + STEP)
        return [(item, indent + STEP, -1) for item in items]

    def _break_items(self, items: list[Part], end: int, indent: int, inner: int) -> None:
        for item in items:
            self.indents[first_token(item)] = inner
            self.item_starts.add(first_token(item))
        self.indents[end] = indent
        self.item_starts.add(end)
        self.inner[end] = inner
        self.runs.append((items, inner))

    def _pieces(self, parts: list[Part], style: Style, indent: int, hang: int) -> list[Task]:
        """Break before some parts; or, where lines are to be filled, leave that until the column is known."""
        symbols = [self.kinds[part] if isinstance(part, int) else part.name for part in parts]
        places = [i for i in range(1, len(parts)) if symbols[i] in style.before or symbols[i - 1] in style.after]
        tasks: list[Task] = []
        ends = [*(first_token(parts[i]) for i in places[1:]), _last(parts[-1])]
        following = dict(zip(places, ends, strict=bool(places)))
        base = indent
        for i, part in enumerate(parts):
            token = first_token(part)
            if i in following or (i > 0 and self.must_break[token]):
                base = indent if symbols[i] in _CLOSING else hang
                if i in following and style.is_filled and not self.must_break[token]:
                    tasks.append((token, base, following[i]))
                    base = _AS_ITS_LINE
                else:
                    self.indents[token] = base
            if isinstance(part, Phrase):
                tasks.append((part, base, -1))
        return tasks

    def _hang(self, phrase: Phrase, style: Style, indent: int) -> int:
        """How far in the further lines of a phrase begin."""
        if style.hang is None:
            return indent + STEP
        if style.hang == "OPERATOR":
            sign = next(part for part in phrase.parts if isinstance(part, int) and part > phrase.first)
            column = self.column(phrase.first) - (self.ends[sign] - self.columns[sign]) - 1
            column = column if column > indent else indent + STEP
            return column if column <= indent + _DEEPEST_HANG else indent + 2 * STEP
        column = self.column(phrase.first) + self.columns[self._hung(phrase, style.hang)] - self.columns[phrase.first]
        return column if column <= indent + _DEEPEST_HANG else indent + 2 * STEP

    def _hung(self, phrase: Phrase, hang: int | str) -> int:
        """The token under which further lines begin."""
        if isinstance(hang, int):
            return first_token(phrase.parts[min(hang, len(phrase.parts) - 1)])
        for part in phrase.parts[:-1]:
            if isinstance(part, int) and self.kinds[part].endswith(hang):
                return part + 1
        return phrase.first


def _last(part: Part) -> int:
    return part + 1 if isinstance(part, int) else part.last


def _columns(widths: list[int], touches: list[bool]) -> tuple[list[int], list[int]]:
    """Where each token begins and ends if all stand on one line."""
    columns: list[int] = []
    ends: list[int] = []
    at = 0
    for width, touch in zip(widths, touches, strict=True):
        start = at if touch or not ends else at + 1
        columns.append(start)
        at = start + width
        ends.append(at)
    return columns, ends


def _next_breaks(must_break: list[bool]) -> list[int]:
    """For each token the next one, itself included, with which a line must begin; or the number of tokens."""
    following = len(must_break)
    found = [following] * (following + 1)
    for i in range(following - 1, -1, -1):
        if must_break[i]:
            following = i
        found[i] = following
    return found


def _glued(kinds: list[str], touches: list[bool], columns: list[int], ends: list[int]) -> list[int]:
    """For each token how many columns it and what touches it add to the line of the token before."""
    glued = [0] * len(kinds)
    for i in range(len(kinds) - 2, 0, -1):
        if touches[i] or kinds[i] == "LBRACE":
            glued[i] = ends[i] - ends[i - 1] + glued[i + 1]
    return glued
