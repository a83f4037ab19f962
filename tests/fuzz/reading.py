"""What must hold of lexer, parser and formatter for any text; each judgment says what it has reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from qadsl.diagnostics import Bag
from qadsl.source import Source
from qadsl.syntax import nodes, parser, scanner
from qadsl.syntax.formatter import format_text
from qadsl.syntax.tables import END, load
from tests.fuzz.saying import described, diagnostics, inside
from tests.fuzz.timing import timely

Features = set[str]

REPEATED = 60_000  # characters
WIDTHS = (120, 40)
COMMENT = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|`[^`\n]+`|#[^\n]*?(?=[ \t\f\xa0\ufeff]*(?:\n|\Z))")


# --- lexer ---------------------------------------------------------------------------------------------------------


def lexer(text: str) -> Features:
    """Every character is in one token or in blanks and comments; a text takes time in proportion to its length."""
    text = Source("text.qa", text).text
    tokens = scanner.scan(text)
    blanks = re.compile(f"(?:{'|'.join(load().blanks)})*")
    last = 0
    for kind, word, start, end in zip(*tokens, strict=True):
        assert text[start:end] == word, (kind, start, end, word)
        assert blanks.fullmatch(text, last, start), f"{text[last:start]!r} is lost before {word!r}"
        assert (end > start) == (kind != END), f"{kind} is empty"
        last = end
    assert last == len(text)
    assert tokens.kinds[-1] == END
    long = text * (REPEATED // max(1, len(text)))
    timely(0.1 + 2e-5 * len(long), lambda: scanner.scan(long))
    return set(tokens.kinds)


# --- parser --------------------------------------------------------------------------------------------------------


def parser_(text: str) -> Features:
    """Any text is parsed, soon; spans lie in the text and in one another; what is said of it can be shown."""
    source = Source("text.qa", text)
    with Reached() as reached:
        bag, tree = timely(1.0 + 2e-4 * len(text), lambda: parsed(source))
    nested(tree, source)
    diagnostics(tuple(bag))
    known = {code for diagnostic in bag for code in described(diagnostic)}
    return known | reached.places | {type(node).__name__ for node in every_node(tree)}


def parsed(source: Source) -> tuple[Bag, nodes.Program]:
    bag = Bag()
    return bag, parser.parse(source, bag)


def grammar(text: str) -> Features:
    """What the grammar derives, the parser understands."""
    with Reached() as reached:
        parsed(Source("text.qa", text))
    assert not reached.places, reached.places
    return set()


class Reached:
    """Where the parser has been stuck: the symbol read last and the token that did not fit."""

    def __init__(self) -> None:
        self.places: Features = set()

    def __enter__(self) -> Reached:
        self.report = parser.report

        def report(stuck: Any) -> bool:
            self.places.add(f"{stuck.before} ! {stuck.kind()}")
            return self.report(stuck)

        parser.report = report
        return self

    def __exit__(self, *_: object) -> None:
        parser.report = self.report


def children(node: Any) -> Iterator[Any]:
    for each in fields(node):
        value = getattr(node, each.name)
        stack = [value]
        while stack:
            item = stack.pop()
            if isinstance(item, tuple):
                stack += item
            elif isinstance(item, nodes.Node):
                yield item


def every_node(tree: nodes.Program) -> Iterator[Any]:
    stack: list[Any] = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack += children(node)


def nested(tree: nodes.Program, source: Source) -> None:
    """Every node lies inside the one that it is part of, and all inside the text."""
    for node in every_node(tree):
        assert is_dataclass(node)
        inside(node.span, source)
        for child in children(node):
            outer, inner = node.span, child.span
            within = outer.start <= inner.start <= inner.end <= outer.end
            within |= isinstance(node, nodes.ExpectTie) and child is node.probability  # may stand behind the scenario
            assert within, f"{type(child).__name__} {inner.text[:60]!r} is not in {type(node).__name__}"


# --- formatter -----------------------------------------------------------------------------------------------------


def formatter(text: str) -> Features:
    """What parses keeps its meaning and its comments and is formatted once for all; what does not stays as it is."""
    source = Source("text.qa", text)
    bag, tree = parsed(source)
    if bag.has_errors:
        said = Bag()
        assert format_text(source, said) == source.text
        assert said.has_errors
        return {"refused"}
    for width in WIDTHS:
        once = timely(1.0 + 4e-4 * len(text), lambda width=width: formatted(source, width))
        after, program = parsed(Source("text.qa", once))
        assert not after.has_errors, once
        assert program == tree
        assert COMMENT.findall(once.replace("\r", "")) == COMMENT.findall(source.text.replace("\r", "")), once
        assert "\n\n\n" not in once, once
        assert formatted(Source("text.qa", once), width) == once, once
    return {type(node).__name__ for node in every_node(tree)} | {f"changed {once != source.text}"}


def formatted(source: Source, width: int) -> str:
    said = Bag()
    once = format_text(source, said, width)
    assert not len(said), [item.message for item in said]
    return once
