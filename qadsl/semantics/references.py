"""Where every symbol is defined and used, as data: for editors, renaming and whatever asks who reads what.

A *symbol* is what names stand for: an actor, a rule, a variable. A *mention* is one place where it stands, with its
exact span. The names are found by `referrer`, which looks them up in the same tables and the same order as the checker;
a mistake in a program only leaves mentions out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from qadsl.source import Source, Span

__all__ = ["BUILTIN", "LOCAL", "File", "Mention", "References", "Symbol", "file_of"]

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


@dataclass(slots=True)
class References:
    """All symbols, and all mentions by file in the order of the text."""

    symbols: dict[str, Symbol] = field(default_factory=dict)
    mentions: dict[File, list[Mention]] = field(default_factory=dict)
    _entered: list[Mention] = field(default_factory=list)
    _by_key: dict[str, list[Mention]] = field(default_factory=dict)
    _starts: dict[File, list[int]] = field(default_factory=dict)

    def add(self, symbol: Symbol, span: Span, *, is_definition: bool = False, is_text: bool = False) -> None:
        """Enter a mention; the first definition says what the symbol is."""
        old = self.symbols.get(symbol.key)
        if old is None or (old.node is None and symbol.node is not None):
            self.symbols[symbol.key] = symbol
        self._entered.append(Mention(symbol.key, span, is_definition, is_text))

    def settle(self) -> References:
        """Put the mentions into order, each place once; called when all are entered."""
        by_source: dict[int, list[Mention]] = {}
        for mention in self._entered:
            by_source.setdefault(id(mention.span.source), []).append(mention)
        for several in by_source.values():
            self.mentions.setdefault(file_of(several[0].span.source), []).extend(several)
        self._entered = []
        for file, mentions in self.mentions.items():
            placed = {(m.span.start, m.span.end): m for m in reversed(mentions)}
            self.mentions[file] = [placed[place] for place in sorted(placed)]
            self._starts[file] = [m.span.start for m in self.mentions[file]]
        for file in sorted(self.mentions, key=lambda f: (f[0] or "", f[1])):
            for mention in self.mentions[file]:
                self._by_key.setdefault(mention.key, []).append(mention)
        return self

    def at(self, file: File, offset: int) -> Mention | None:
        """The mention that a character offset lies in or right behind; the one it begins, where two touch."""
        mentions = self.mentions.get(file, [])
        i = bisect_right(self._starts.get(file, []), offset) - 1
        for mention in reversed(mentions[max(0, i - 3) : i + 1]):
            if mention.span.start <= offset <= mention.span.end:
                return mention
        return None

    def of(self, key: str) -> list[Mention]:
        """Every mention of a symbol, by file and place."""
        return self._by_key.get(key, [])

    def definitions(self, key: str) -> list[Mention]:
        """Where a symbol is declared."""
        return [mention for mention in self.of(key) if mention.is_definition]

    def named(self, name: str) -> Iterable[Symbol]:
        """Every symbol of that name."""
        return (symbol for symbol in self.symbols.values() if symbol.name == name)
