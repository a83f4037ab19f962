"""Where every symbol is defined and used, as data: for editors, renaming and whatever asks who reads what.

A *symbol* is what names stand for: an actor, a rule, a variable. A *mention* is one place where it stands, with its
exact span. The names are found by `referrer`, which looks them up in the same tables and the same order as the checker;
a mistake in a program only leaves mentions out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from operator import attrgetter

from qadsl.source import Source, Span
from qadsl.syntax.moving import moved

__all__ = ["BUILTIN", "LOCAL", "File", "Mention", "Noted", "References", "Symbol", "file_of"]

BUILTIN = frozenset({"role", "built-in group", "function", "built-in value"})
"""Kinds of symbol that the language itself gives."""
LOCAL = frozenset({"argument", "bound name"})
"""Kinds of symbol that are known inside one formula alone."""

File = tuple[str | None, str]
"""What tells one text from another: its folder and its name."""


def file_of(source: Source) -> File:
    """The file of a text."""
    return (source.folder, source.name)


@dataclass(frozen=True, slots=True)
class Symbol:
    """What a name stands for.

    Parameters
    ----------
    key
        Tells it from every other; `value:cautious.fear`.
    kind
        What sort of thing it is, in the analyst's words: `parameter`, `rule`, `scale word`.
    name
        Its short name, without backticks.
    module
        The library that declares it, empty for the program itself; the first one where several do.
    node
        The node that declares it first, None for what the language gives.
    reach
        Where alone it is known, for what is local to a formula.
    """

    key: str
    kind: str
    name: str
    module: str = ""
    node: object = None
    reach: Span | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a symbol stands; `is_text` where it is written between double quotes."""

    key: str
    span: Span
    is_definition: bool = False
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Noted:
    """What one statement mentions: its symbols, those it declares first, and the mentions in the order of the text."""

    declared: dict[str, Symbol]
    used: dict[str, Symbol]
    mentions: dict[str, list[Mention]]
    start: int
    is_local: bool
    """Whether something in it is known by its place, as what is local to a formula."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What a statement mentions that stands now in `source`, so many characters further on."""

    noted: Noted
    source: Source
    by: int
    start: int
    """Where the first of its mentions stands."""

    def of(self, key: str) -> list[Mention]:
        return self.moved(self.noted.mentions.get(key, ()))

    def all(self) -> list[Mention]:
        """Every mention, in the order of the text."""
        found = [mention for several in self.noted.mentions.values() for mention in several]
        return self.moved(sorted(found, key=_start))

    def moved(self, mentions: Iterable[Mention]) -> list[Mention]:
        source, by = self.source, self.by
        return [
            m if m.span.source is source
            else Mention(m.key, Span(source, m.span.start + by, m.span.end + by), m.is_definition, m.is_text)
            for m in mentions
        ]  # fmt: skip


_begin = attrgetter("start")


def _start(mention: Mention) -> tuple[int, int]:
    return mention.span.start, mention.span.end


@dataclass(slots=True)
class References:
    """All symbols, and all mentions by file in the order of the text."""

    symbols: dict[str, Symbol] = field(default_factory=dict)
    _entered: list[tuple[Symbol, Mention]] = field(default_factory=list)
    _parts: dict[File, list[_Part]] = field(default_factory=dict)
    _used: list[dict[str, Symbol]] = field(default_factory=list)
    _begun: dict[tuple[File, int], Noted] = field(default_factory=dict)

    def add(self, symbol: Symbol, span: Span, *, is_definition: bool = False, is_text: bool = False) -> None:
        """Enter a mention."""
        self._entered.append((symbol, Mention(symbol.key, span, is_definition, is_text)))

    def noted(self) -> Noted:
        """What has been entered since, each place once."""
        placed = {_start(mention): (symbol, mention) for symbol, mention in reversed(self._entered)}
        declared: dict[str, Symbol] = {}
        used: dict[str, Symbol] = {}
        for symbol, mention in self._entered:
            (declared if mention.is_definition else used).setdefault(symbol.key, symbol)
        self._entered = []
        mentions: dict[str, list[Mention]] = {}
        for place in sorted(placed):
            mention = placed[place][1]
            mentions.setdefault(mention.key, []).append(mention)
        is_local = any(symbol.reach is not None for symbol in declared.values())
        return Noted(declared, used, mentions, min(placed, default=(0, 0))[0], is_local)

    def take(self, noted: Noted, source: Source, start: int, by: int) -> None:
        """Enter what a statement mentions that begins there now, moved by so many characters.

        The first that declares a symbol says what it is.
        """
        if not noted.mentions:
            return
        self._begun[file_of(source), start] = noted
        self._parts.setdefault(file_of(source), []).append(_Part(noted, source, by, noted.start + by))
        for key, symbol in noted.declared.items():
            if key not in self.symbols:
                is_here = noted.mentions[key][0].span.source is source if key in noted.mentions else by == 0
                self.symbols[key] = symbol if is_here else replace(symbol, node=moved(symbol.node, source, by))
        self._used.append(noted.used)

    def settle(self) -> References:
        """Say that all are entered: what nobody declares is what is used."""
        for used in self._used:
            for key, symbol in used.items():
                self.symbols.setdefault(key, symbol)
        self._used = []
        for parts in self._parts.values():
            parts.sort(key=_begin)
        self._parts = {file: self._parts[file] for file in sorted(self._parts, key=lambda f: (f[0] or "", f[1]))}
        return self

    def noted_at(self, file: File, start: int) -> Noted | None:
        """What the statement mentions that begins there; the same thing for as long as nothing of it changes."""
        return self._begun.get((file, start))

    def mentions(self, file: File, low: int = 0, high: int | None = None) -> list[Mention]:
        """Every mention in a file, in the order of the text; at least those that begin in a part of it."""
        parts = self._parts.get(file, [])
        first = max(0, bisect_right(parts, low, key=_begin) - 1)
        last = len(parts) if high is None else bisect_right(parts, high, key=_begin)
        return [mention for part in parts[first:last] for mention in part.all()]

    def at(self, file: File, offset: int) -> Mention | None:
        """The mention that a character offset lies in or right behind; the one it begins, where two touch."""
        parts = self._parts.get(file, [])
        i = bisect_right(parts, offset, key=_begin)
        for part in reversed(parts[max(0, i - 2) : i]):
            for mention in reversed(part.all()):
                if mention.span.start <= offset <= mention.span.end:
                    return mention
        return None

    def of(self, key: str) -> list[Mention]:
        """Every mention of a symbol, by file and place."""
        return [m for parts in self._parts.values() for part in parts if key in part.noted.mentions
                for m in part.of(key)]  # fmt: skip

    def definitions(self, key: str) -> list[Mention]:
        """Where a symbol is declared."""
        return [mention for mention in self.of(key) if mention.is_definition]

    def named(self, name: str) -> Iterable[Symbol]:
        """Every symbol of that name."""
        return (symbol for symbol in self.symbols.values() if symbol.name == name)
