"""A text as an editor has it, beside the normalised text that the language reads, and the way between both.

Editors count lines and, in a line, units of UTF-16 (or what was agreed on); programs count characters of the text in
normal form C, where `e` and a combining accent are one. `Text` knows both and converts places either way. A place
inside a pair of surrogates or a composed character is that character's.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from qadsl.syntax.reparser import beginnings
from qadsl.syntax.rescanner import rescan
from qadsl.syntax.scanner import Tokens, scan

__all__ = ["Encoding", "Place", "Text", "edited"]

Encoding = str
"""`utf-16`, `utf-8` or `utf-32`: what a column counts."""
Place = tuple[int, int]
"""A line and a column, both from 0."""

_LINE_END = re.compile(r"\r\n|\r|\n")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(slots=False)
class Text:
    """What an editor shows.

    Parameters
    ----------
    raw
        The characters as the editor has them.
    encoding
        What its columns count.
    """

    raw: str
    encoding: Encoding = "utf-16"
    starts: list[int] = field(init=False)
    kept: tuple[int, int] | None = field(init=False, default=None)
    """How many of the first and last tokens are those of the text before an edit, where that is known."""

    def __post_init__(self) -> None:
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(self.raw))]

    @cached_property
    def normal(self) -> str:
        """The text that the language reads."""
        return unicodedata.normalize("NFC", self.raw)

    @cached_property
    def tokens(self) -> Tokens:
        """Its tokens; offsets are the editor's."""
        return scan(self.raw)

    @cached_property
    def statements(self) -> list[int]:
        """The tokens with which statements begin: their words, outside of all braces."""
        return beginnings(self.tokens)

    # --- lines and columns ----------------------------------------------------------------------------------------

    def offset(self, place: Place) -> int:
        """The character at a place; behind the end of a line is its end, behind the last line the end of the text."""
        return self._offset(place)[0]

    def _offset(self, place: Place) -> tuple[int, int]:
        """The character at a place, and by how many units the place lies inside of it."""
        line, column = place
        if line < 0 or column < 0:
            return (self.starts[min(max(line, 0), len(self.starts) - 1)], 0)
        if line >= len(self.starts):
            return (len(self.raw), 0)
        start, end = self.starts[line], self._end(line)
        if self.raw.isascii() or self.raw[start:end].isascii():
            return (min(start + column, end), 0)
        for offset in range(start, end):
            units = self._units(self.raw[offset])
            if column < units:
                return (offset, column)
            column -= units
        return (end, 0)

    def place(self, offset: int) -> Place:
        """Line and column of a character."""
        offset = min(max(offset, 0), len(self.raw))
        line = bisect_right(self.starts, offset) - 1
        start = self.starts[line]
        if self.raw.isascii():
            return (line, offset - start)
        before = self.raw[start:offset]
        if before.isascii() or self.encoding == "utf-32":
            return (line, offset - start)
        if self.encoding == "utf-8":
            return (line, len(before.encode("utf-8", "surrogatepass")))
        return (line, len(before.encode("utf-16-le", "surrogatepass")) // 2)

    def _end(self, line: int) -> int:
        """Where a line ends, before its line end."""
        if line + 1 >= len(self.starts):
            return len(self.raw)
        end = self.starts[line + 1] - 1
        return end - 1 if self.raw[end - 1 : end + 1] == "\r\n" else end

    def _units(self, char: str) -> int:
        if self.encoding == "utf-16":
            return 2 if char > "\uffff" else 1
        return len(char.encode("utf-8", "surrogatepass")) if self.encoding == "utf-8" else 1

    # --- characters of the program --------------------------------------------------------------------------------

    @cached_property
    def _joints(self) -> tuple[list[int], list[int]]:
        """Where both texts can be cut so that the parts are each other's: offsets in the raw and the normal one."""
        raw, normal = [0], [0]
        at = 0
        for cluster in _clusters(self.raw):
            at += len(cluster)
            raw.append(at)
            normal.append(normal[-1] + len(unicodedata.normalize("NFC", cluster)))
        return raw, normal

    def to_program(self, offset: int) -> int:
        """The character of the program at one of the editor's."""
        if len(self.normal) == len(self.raw):
            return offset
        raw, normal = self._joints
        i = bisect_right(raw, offset) - 1
        return min(normal[i] + offset - raw[i], normal[min(i + 1, len(normal) - 1)])

    def from_program(self, offset: int) -> int:
        """The editor's character at one of the program."""
        if len(self.normal) == len(self.raw):
            return offset
        raw, normal = self._joints
        i = bisect_right(normal, offset) - 1
        inside = offset - normal[i]
        return raw[i] if not inside else raw[min(i + 1, len(raw) - 1)]


def _clusters(text: str) -> list[str]:
    """The text in pieces that normalisation never joins."""
    pieces: list[str] = []
    for char in text:
        if pieces and char > "\u02ff" and _attaches(pieces[-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _attaches(piece: str, char: str) -> bool:
    if unicodedata.combining(char):
        return True
    joined = unicodedata.normalize("NFC", piece + char)
    return joined != unicodedata.normalize("NFC", piece) + unicodedata.normalize("NFC", char)


def edited(text: Text, first: Place | None, last: Place | None, inserted: str) -> tuple[Text, tuple[int, int, int]]:
    """The text after a change, and the change: where, how many characters were taken away, how many put in.

    Without places the whole text is replaced. A change that halves a pair of surrogates leaves the other half, and one
    that brings two halves together makes them one character, as in an editor.
    """
    if first is None or last is None:
        return Text(inserted, text.encoding), (0, len(text.raw), len(inserted))
    (start, in_first), (end, in_last) = sorted((text._offset(first), text._offset(last)))
    before = text.raw[:start] + (_half(text.raw[start], 0) if in_first else "")
    after = (_half(text.raw[end], 1) if in_last else "") + text.raw[end + bool(in_last) :]
    raw = before + inserted + after
    has_halves = _SURROGATE.search(raw) is not None
    if has_halves:
        raw = raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    removed = end + bool(in_last) - start
    change = (start, removed, len(raw) - (len(text.raw) - removed))
    new = Text(raw, text.encoding)
    if "tokens" in vars(text) and not (in_first or in_last or has_halves):
        new.tokens, *kept = rescan(text.tokens, raw, *change)
        new.kept = (kept[0], kept[1])
    return new, change


def _half(char: str, which: int) -> str:
    """One of the two surrogates of a character."""
    if char <= "\uffff":
        return ""
    return char.encode("utf-16-le")[2 * which : 2 * which + 2].decode("utf-16-le", "surrogatepass")
