"""Copies nodes to where they stand in a text that has been edited: other spans, all else the same.

A node never changes, and what has been read before may still be in use; so what is moved is a copy. A text has tens of
thousands of nodes, therefore fields are set as they are, without what a frozen class does at each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from qadsl.source import Source, Span
from qadsl.syntax import nodes

__all__ = ["moved"]

Move = Callable[[Any, Source, int], Any]
_new = object.__new__


def moved(value: Any, source: Source, by: int) -> Any:
    """A node, or whatever holds nodes, with its spans in `source` and so many characters further on."""
    move = _mover(value.__class__)
    return value if move is None else move(value, source, by)


@cache
def _mover(kind: type) -> Move | None:
    """What copies values of a class; None where they have no spans."""
    if kind in _KNOWN:
        return _KNOWN[kind]
    if issubclass(kind, tuple):
        return lambda value, source, by: kind(*_all(value, source, by))
    return _node_mover(kind) if is_dataclass(kind) else None


def _node_mover(kind: type) -> Move:
    names = [each.name for each in fields(kind)]
    setters = _setters(kind, *names)
    parts = attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)

    def move_node(value: Any, source: Source, by: int) -> Any:
        made: Any = _new(kind)
        for put, part in zip(setters, parts(value), strict=True):
            move = _mover(part.__class__)
            put(made, part if move is None else move(part, source, by))
        return made

    return move_node


def _setters(kind: type, *names: str) -> tuple[Callable[[Any, Any], None], ...]:
    return tuple(getattr(kind, name).__set__ for name in names)


def _all(values: Iterable[Any], source: Source, by: int) -> list[Any]:
    return [move(v, source, by) if (move := _mover(v.__class__)) is not None else v for v in values]


def _tuple(values: tuple[Any, ...], source: Source, by: int) -> tuple[Any, ...]:
    return tuple(_all(values, source, by)) if values else values


_put_source, _put_start, _put_end = _setters(Span, "source", "start", "end")
_put_text, _put_place = _setters(nodes.Word, "text", "span")
_put_words, _put_whole = _setters(nodes.Name, "words", "span")


def _span(span: Span, source: Source, by: int) -> Span:
    made = _new(Span)
    _put_source(made, source)
    _put_start(made, span.start + by)
    _put_end(made, span.end + by)
    return made


def _name(name: nodes.Name, source: Source, by: int) -> nodes.Name:
    """Names of one word, and those words, are every other node of a text; both have one span."""
    span, made = _span(name.span, source, by), _new(nodes.Name)
    words = name.words
    if len(words) == 1:
        word = _new(nodes.Word)
        _put_text(word, words[0].text)
        _put_place(word, span)
        _put_words(made, (word,))
    else:
        _put_words(made, _tuple(words, source, by))
    _put_whole(made, span)
    return made


_KNOWN: dict[type, Move] = {tuple: _tuple, Span: _span, nodes.Name: _name}
