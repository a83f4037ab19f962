"""The phrases of a text with every token in its place: what the nodes leave out, a formatter must keep.

A second, smaller shift-reduce parser over the same table. It builds nothing but spans of tokens, so it is quick; it
expects a text that parses, and knows no mistakes. A phrase that stands for a single token or phrase is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from qadsl.syntax.scanner import Tokens
from qadsl.syntax.tables import Rule, load

__all__ = ["Part", "Phrase", "phrases"]


class Phrase:
    """Tokens `first` up to, not including, `last`, as parts: numbers of tokens, and phrases."""

    __slots__ = ("first", "last", "name", "parts")

    def __init__(self, name: str, parts: list[Part], last: int) -> None:
        self.name = name
        self.parts = parts
        self.last = last
        self.first: int = first_token(parts[0]) if parts else last


Part = int | Phrase


def first_token(part: Part) -> int:
    """The number of the token that a part begins with."""
    return part if isinstance(part, int) else part.first


_CHAINS = {"plus": "sum", "minus": "sum", "times": "product", "over": "product"}
_NAMES = {**_CHAINS, "atom": "brackets"}
_ALWAYS_KEPT = frozenset({"dated_head"})
_SAME, _LIST, _PHRASE = range(3)


def phrases(tokens: Tokens) -> Iterator[Phrase]:
    """Every phrase, the inner ones before those that hold them, the program last; nothing more if the text is wrong.

    A keyword that serves as a name gets the kind NAME in `tokens`.
    """
    tables = load()
    rows, gotos, rules = tables.actions, tables.gotos, _plans()
    keywords = frozenset(tables.words.values())
    kinds, index = tokens.kinds, 0
    states: list[int] = [tables.start]
    values: list[Any] = []
    chains: dict[tuple[int, int, str], int] = {}
    while True:
        kind = kinds[index]
        action = rows[states[-1]].get(kind)
        if action is None:
            action = rows[states[-1]].get("NAME")
            if action is None or kind not in keywords:
                return
            if action >= 0:
                kinds[index] = "NAME"
        if action >= 0:
            states.append(action)
            values.append(index)
            index += 1
            continue
        how, size, origin, name = rules[-1 - action]
        if how == _SAME:
            key = (states[-2], states[-1], kind)
            if key not in chains:
                chains[key] = _climbed(states[-2], states[-1], kind)
            states[-1] = chains[key]
            continue
        children = values[len(values) - size :]
        del states[len(states) - size :], values[len(values) - size :]
        states.append(gotos[states[-1]][origin])
        parts = _spliced(children)
        if how == _LIST:
            values.append(parts)
            continue
        phrase = _joined(name, parts, index)
        values.append(phrase)
        yield phrase
        if states[-1] == tables.end:
            return


def _climbed(below: int, state: int, kind: str) -> int:
    """The state after a token or phrase has been taken for all that it alone may stand for."""
    tables, rules = load(), _plans()
    while True:
        row = tables.actions[state]
        action = row.get(kind, row.get("NAME", 0))
        if action >= 0 or rules[-1 - action][0] != _SAME:
            return state
        state = tables.gotos[below][rules[-1 - action][2]]


@cache
def _plans() -> list[tuple[int, int, str, str]]:
    return [_plan(rule) for rule in load().rules]


def _plan(rule: Rule) -> tuple[int, int, str, str]:
    """What becomes of a production: nothing, a list for the phrase above, or a phrase."""
    name = rule.node or rule.origin
    if rule.origin.startswith("_"):
        return _LIST, rule.size, rule.origin, name
    how = _SAME if rule.size == 1 and name not in _ALWAYS_KEPT and rule.origin != "program" else _PHRASE
    return how, rule.size, rule.origin, _NAMES.get(name, name)


def _spliced(children: list[Any]) -> list[Part]:
    """Parts in a row; a list at the front grows in place, so that long lists cost no more than their length."""
    if not children or (len(children) == 1 and isinstance(children[0], list)):
        return children[0] if children else []
    parts: list[Part] = children[0] if isinstance(children[0], list) else [children[0]]
    for child in children[1:]:
        if isinstance(child, list):
            parts += child
        else:
            parts.append(child)
    return parts


def _joined(name: str, parts: list[Part], last: int) -> Phrase:
    """A phrase; `a + b - c` is one of five parts."""
    left = parts[0] if parts and name in ("sum", "product") else None
    if isinstance(left, Phrase) and left.name == name:
        left.parts += parts[1:]
        left.last = last
        return left
    return Phrase(name, parts, last)
