"""A named text and the spans in it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from hashlib import sha256

__all__ = ["Position", "Source", "Span"]

_LINE_END = re.compile("\n")


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text: `line` and `column` count characters from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    """A program text under the name it is reported by.

    Parameters
    ----------
    name
        What diagnostics call it: a path as the user wrote it, `<stdin>`, `cell suez`.
    text
        The text, NFC-normalised on creation, so that two spellings of one name are one name.
    folder
        The folder in which libraries and data beside the text are looked for; None where there is none.
    """

    name: str
    text: str
    folder: str | None = None
    line_starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        text = unicodedata.normalize("NFC", self.text)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "line_starts", (0, *(end.end() for end in _LINE_END.finditer(text))))

    @property
    def digest(self) -> str:
        """SHA-256 of the text, in hexadecimal."""
        return sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def position(self, offset: int) -> Position:
        """Line and column of a character offset."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line (counted from 1) without its line end."""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `start` up to, not including, `end` of a source."""

    source: Source = field(repr=False)
    start: int
    end: int

    @property
    def text(self) -> str:
        """The characters themselves."""
        return self.source.text[self.start : self.end]

    @property
    def first(self) -> Position:
        """Where it begins."""
        return self.source.position(self.start)

    @property
    def last(self) -> Position:
        """Where it ends (the position behind its last character)."""
        return self.source.position(self.end)

    @property
    def place(self) -> str:
        """`suez.qa:9:19`, as diagnostics and explanations write it."""
        first = self.first
        return f"{self.source.name}:{first.line}:{first.column}"

    def to(self, other: Span) -> Span:
        """The span from the start of this one to the end of `other`."""
        return Span(self.source, min(self.start, other.start), max(self.end, other.end))
