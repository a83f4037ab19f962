"""Reads `grammar/qa.lark`: its sections, its rules with the examples beside them, and what each rule is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Choice", "Item", "Loop", "Option", "Row", "Rule", "Section", "Word", "read"]

TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|/(?:[^/\\]|\\.)+/|->\s*\w+|[\w]+|[()\[\]|*+?,]')
HEADING = re.compile(r"// --- (.*?) -+$")
START = re.compile(r"^([?_]?\w+)(?:\.\d+)?:\s*(.*)$")
COMMENT = re.compile(r"\s//\s(.*)$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or sign as it is typed (`is_name` False), or the name of another rule or of a kind of word."""

    text: str
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Items one after the other."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """An item that may be left out."""

    item: Item


@dataclass(frozen=True, slots=True)
class Loop:
    """An item as often as one likes; at least once if `is_needed`."""

    item: Item
    is_needed: bool


Item = Word | Row | Choice | Option | Loop


@dataclass(slots=True)
class Rule:
    """A rule: its name, what it is made of, and the examples that stand beside it in the grammar."""

    name: str
    text: str
    examples: list[str] = field(default_factory=list)

    @property
    def item(self) -> Item:
        """What the rule is made of."""
        tokens = [token for token in TOKEN.findall(self.text) if not token.startswith("->")]
        item, rest = _choice(tokens)
        assert not rest, f"{self.name}: {rest} is left over"
        return item


@dataclass(slots=True)
class Section:
    """A part of the grammar: its title and its rules."""

    title: str
    rules: list[Rule] = field(default_factory=list)


def read(path: Path) -> list[Section]:
    """The sections of a grammar, in order."""
    sections = [Section("A program")]
    above: list[str] = []
    for line in _lines(path):
        heading = HEADING.match(line)
        current = sections[-1]
        if heading:
            sections.append(Section(heading[1]))
        elif line.startswith("//"):
            above.append(line.removeprefix("//").strip())
            continue
        elif line.startswith("    ") and current.rules:
            _add(current.rules[-1], line.strip())
        elif (start := START.match(line)) and not line.startswith("%"):
            name = start[1].lstrip("?_")
            rule = Rule(name, "", [each for each in above if each.startswith(f"{name} ")])
            current.rules.append(rule)
            _add(rule, start[2])
        above = []
    return sections


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield line.rstrip()


def _add(rule: Rule, text: str) -> None:
    found = COMMENT.search(text)
    if found:
        rule.examples.append(found[1].strip())
        text = text[: found.start()]
    rule.text = f"{rule.text} {text}".strip()


def _choice(tokens: list[str]) -> tuple[Item, list[str]]:
    first, rest = _row(tokens)
    items = [first]
    while rest and rest[0] == "|":
        item, rest = _row(rest[1:])
        items.append(item)
    return (items[0] if len(items) == 1 else Choice(tuple(items))), rest


def _row(tokens: list[str]) -> tuple[Item, list[str]]:
    items: list[Item] = []
    while tokens and tokens[0] not in ("|", ")", "]"):
        item, tokens = _one(tokens)
        while tokens and tokens[0] in ("*", "+", "?"):
            item = Option(item) if tokens[0] == "?" else Loop(item, is_needed=tokens[0] == "+")
            tokens = tokens[1:]
        items.append(item)
    return (items[0] if len(items) == 1 else Row(tuple(items))), tokens


def _one(tokens: list[str]) -> tuple[Item, list[str]]:
    head, rest = tokens[0], tokens[1:]
    if head == "(":
        item, rest = _choice(rest)
        return item, rest[1:]
    if head == "[":
        item, rest = _choice(rest)
        return Option(item), rest[1:]
    if head.startswith('"'):
        return Word(head[1:-1]), rest
    if head.startswith("/"):
        return Word(head), rest
    return Word(head, is_name=True), rest
