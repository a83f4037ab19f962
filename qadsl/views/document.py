"""A page as data: headings, paragraphs, lists, tables and program text, made of pieces that each renderer escapes.

Whatever an author wrote is the text of a piece and nothing else: no renderer reads marks in it. In comments, addresses
and what stands between backticks are pieces of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qadsl.diagnostics.cells import printable

__all__ = [
    "Block", "Bullets", "Document", "Grid", "Heading", "Line", "Paragraph", "Piece", "Program", "anchored", "as_code",
    "cited", "joined", "linked", "plain", "strong", "without_empty",
]  # fmt: skip

ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/%?=&+,:;@-]*[A-Za-z0-9/])?")
CODE_OR_ADDRESS = re.compile(rf"`(?P<code>[^`\s](?:[^`]*[^`\s])?)`|{ADDRESS.pattern}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of one kind; links lead to `anchor`, and this one leads to `target` (`#anchor` or an address)."""

    text: str
    kind: Literal["plain", "code", "strong", "link"] = "plain"
    anchor: str = ""
    target: str = ""


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3 that can be linked to."""

    level: int
    line: Line
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with the names of its columns; the first column heads each row."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Program:
    """Text of the language, as written."""

    text: str


Block = Heading | Paragraph | Bullets | Grid | Program


@dataclass(frozen=True, slots=True)
class Document:
    """A page: its title, and what stands under it."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def contents(self) -> tuple[Heading, ...]:
        """The headings of its parts."""
        return tuple(block for block in self.blocks if isinstance(block, Heading) and block.level == 2)


def plain(text: str) -> Line:
    """Words as they stand."""
    return (Piece(printable(text)),) if text else ()


def strong(text: str) -> Line:
    """Words with weight."""
    return (Piece(printable(text), "strong"),)


def as_code(text: str) -> Line:
    """Words of the language; line ends and long blanks become one blank."""
    return (Piece(printable(" ".join(text.split())), "code"),) if text.strip() else ()


def anchored(text: str, anchor: str) -> Line:
    """A word of the language that can be linked to."""
    return (Piece(printable(text), "code", anchor),)


def linked(text: str, target: str) -> Line:
    """A word that leads somewhere."""
    return (Piece(printable(text), "link", target=target),)


def cited(text: str) -> Line:
    """Words in which web addresses lead where they say, and what stands between backticks is of the language."""
    return tuple(_pieces(printable(text)))


def _pieces(text: str) -> Iterator[Piece]:
    end = 0
    for match in CODE_OR_ADDRESS.finditer(text):
        if match.start() > end:
            yield Piece(text[end : match.start()])
        yield Piece(match["code"], "code") if match["code"] else Piece(match[0], "link", target=match[0])
        end = match.end()
    if text[end:]:
        yield Piece(text[end:])


def joined(lines: Iterable[Line], between: str = ", ") -> Line:
    """Several lines as one."""
    found: list[Piece] = []
    for line in lines:
        if not line:
            continue
        if found:
            found.append(Piece(between))
        found += line
    return tuple(found)


def without_empty(heads: Sequence[str], rows: Iterable[Sequence[Line]]) -> Grid:
    """A table without the columns that say nothing in any row."""
    kept_rows = list(rows)
    kept = [i for i in range(len(heads)) if i == 0 or any(row[i] for row in kept_rows)]
    return Grid(tuple(heads[i] for i in kept), tuple(tuple(row[i] for i in kept) for row in kept_rows))
