"""What every part of a library's page is made with: its module, the names it knows, links, and program text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from qadsl.diagnostics.cells import printable
from qadsl.semantics.loader import Module
from qadsl.semantics.model import Model
from qadsl.source import Span
from qadsl.syntax import nodes
from qadsl.views import comments
from qadsl.views.document import Block, Bullets, Heading, Line, Paragraph, Program, anchored, as_code, cited, plain
from qadsl.views.rule_words import quantity_in_words
from qadsl.views.vocabulary import Vocabulary

__all__ = [
    "Subject",
    "anchor",
    "name_of",
    "note",
    "notes",
    "section",
    "statements_of",
    "subsection",
    "title_of",
    "value",
    "written",
]


Statement = TypeVar("Statement", bound=nodes.Node)


@dataclass(frozen=True, slots=True)
class Subject:
    """The library that a page is about, in the program that loaded it."""

    module: Module
    modules: tuple[Module, ...]
    model: Model
    words: Vocabulary

    def quantity(self, expression: nodes.Expression) -> str:
        """An expression in words."""
        return quantity_in_words(expression, self.words)


def statements_of(subject: Subject, kind: type[Statement]) -> list[Statement]:
    """The statements of one kind that a library makes."""
    return [statement for statement in subject.module.statements if isinstance(statement, kind)]


def anchor(kind: str, name: str) -> str:
    """What links to a thing lead to: its name without what an address cannot hold."""
    return f"{kind}-{''.join(char if char.isalnum() or char in '_-' else f'-{ord(char):x}-' for char in name)}"


def section(title: str, blocks: Iterable[Block], name: str = "") -> list[Block]:
    """A part of the page under its heading; nothing where there is nothing to say."""
    found = list(blocks)
    return [Heading(2, plain(title), name or title.lower().replace(" ", "-").replace(",", "")), *found] if found else []


def subsection(kind: str, name: str, title: str) -> Heading:
    """The heading of one thing: its name, and its title if it has one."""
    said = (*as_code(name), *plain(f": {title}")) if title else as_code(name)
    return Heading(3, said, anchor(kind, name))


def name_of(kind: str, name: str) -> Line:
    """The name of a thing that a row of a table is about."""
    return anchored(name, anchor(kind, name))


def title_of(title: nodes.Text | None) -> str:
    """A title, or nothing."""
    return title.value if title is not None else ""


def value(expression: nodes.Expression | None, otherwise: str) -> Line:
    """A value as written."""
    return as_code(expression.span.text) if expression is not None else plain(otherwise)


def written(span: Span) -> Program:
    """A statement as written, its further lines moved to the left as far as its first."""
    first, *rest = span.text.split("\n")
    indent = span.first.column - 1
    moved = [line[min(indent, len(line) - len(line.lstrip(" "))) :] for line in rest]
    return Program("\n".join(printable(line.expandtabs(4)).rstrip() for line in (first, *moved)))


def note(span: Span) -> Iterator[Block]:
    """The comment above a statement."""
    return notes(comments.above(span))


def notes(passages: Iterable[comments.Passage]) -> Iterator[Block]:
    """Comments as paragraphs and lists."""
    items: list[Line] = []
    for is_item, words in passages:
        if items and not is_item:
            yield Bullets(tuple(items))
            items = []
        if is_item:
            items.append(cited(words))
        else:
            yield Paragraph(cited(words))
    if items:
        yield Bullets(tuple(items))
