"""Copies nodes to where they stand in a text that has been edited: other spans, all else the same.

A node never changes, and what has been read before may still be in use; so what is moved is a copy. A text has tens of
thousands of nodes, and of most of them nobody asks anything before the next edit: what statements hold, and the items
of theories and scenarios, is copied when the first part of it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from threading import RLock
from typing import Any, get_args

from qadsl.source import Source, Span
from qadsl.syntax import nodes

__all__ = ["detach", "moved", "original"]

Move = Callable[[Any, Source, int], Any]
Setters = tuple[Callable[[Any, Any], None], ...]
_new = object.__new__
_ITEMS = frozenset(get_args(nodes.ScenarioItem)) - {nodes.Setting, nodes.Meta}
_LATER = frozenset(get_args(nodes.Statement) + get_args(nodes.TheoryItem)) | _ITEMS
"""What is copied when it is asked for: what is large, or holds what is."""
_COPYING = RLock()
_COPIED: Any = nodes.Node.__dict__["copied"]  # the slot, not what is in it


def moved(value: Any, source: Source, by: int) -> Any:
    """A node, or whatever holds nodes, with its spans in `source` and so many characters further on."""
    move = _mover(value.__class__)
    return value if move is None else move(value, source, by)


def original(node: Any) -> Any:
    """The node as the parser made it, of which this one is a copy, however often moved; itself, where it is none."""
    try:
        return _COPIED.__get__(node).node
    except (AttributeError, TypeError):  # not moved, or no node
        return node


def detach(value: Any) -> None:
    """Copy all that a moved node has not copied yet, so that it holds on to nothing of the texts before."""
    if isinstance(value, tuple):
        for part in value:
            detach(part)
    elif value.__class__ in _LATER:
        for each in fields(value):
            detach(getattr(value, each.name))
        if hasattr(value, "copied"):
            _COPIED.__delete__(value)


class _Copied:
    """Of which node another one is a copy, and how far it has been moved, into which text."""

    __slots__ = ("by", "node", "source")

    def __init__(self, node: nodes.Node, source: Source, by: int) -> None:
        self.node = node
        self.source = source
        self.by = by

    def part(self, made: Any, name: str) -> Any:
        """Set a part of the copy, once, for others may hold on to it; and what it is."""
        kind = made.__class__
        get = _getter(kind, name)
        with _COPYING:
            try:
                return get(made)
            except AttributeError:  # not yet set by another thread
                for each, put in _setters_beside(kind, name):
                    put(made, moved(getattr(self.node, each), self.source, self.by))
        return get(made)


@cache
def _getter(kind: Any, name: str) -> Callable[[Any], Any]:
    """What reads a part of nodes, without what the class does besides."""
    return getattr(kind, name).__get__  # type: ignore[no-any-return]


@cache
def _setters_beside(kind: Any, name: str) -> tuple[tuple[str, Callable[[Any, Any], None]], ...]:
    """The parts to set when one is asked for: of a statement that one, which may be its name, else all but the span."""
    names = [each.name for each in fields(kind) if each.name != "span"] if kind in _ITEMS else [name]
    return tuple(zip(names, _setters(kind, *names), strict=True))


@cache
def _mover(kind: type) -> Move | None:
    """What copies values of a class; None where they have no spans."""
    if kind in _KNOWN:
        return _KNOWN[kind]
    if issubclass(kind, tuple):
        return lambda value, source, by: kind(*_all(value, source, by))
    if not is_dataclass(kind):
        return None
    return _later_mover(kind) if kind in _LATER else _node_mover(kind)


def _later_mover(kind: type) -> Move:
    get_copied, put_copied, (put_span,) = _COPIED.__get__, _COPIED.__set__, _setters(kind, "span")

    def move_later(value: Any, source: Source, by: int) -> Any:
        made: Any = _new(kind)
        put_span(made, _span(value.span, source, by))
        try:
            copied = get_copied(value)
        except AttributeError:
            pass
        else:
            value, by = copied.node, copied.by + by
        put_copied(made, _Copied(value, source, by))
        return made

    return move_later


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


@cache
def _setters(kind: type, *names: str) -> Setters:
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
