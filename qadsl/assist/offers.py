"""What may be written at the cursor: words of the language that fit there, and names that make sense."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from qadsl.assist.describing import BUILT_IN
from qadsl.assist.reading import Analysis
from qadsl.assist.situations import Situation, situation
from qadsl.assist.texts import Text
from qadsl.highlighting.snippets import SNIPPETS
from qadsl.semantics.expressions import DISTRIBUTIONS, FOLDS
from qadsl.semantics.loader import MAIN, library_names
from qadsl.semantics.references import Symbol
from qadsl.semantics.scope import BUILTIN_GROUPS, FUNCTIONS, PLACES
from qadsl.semantics.solves import STABILITIES
from qadsl.semantics.theories import CONSENT
from qadsl.syntax.parser import fitting
from qadsl.syntax.spelling import spelled
from qadsl.syntax.tables import END, load

__all__ = ["BEGINS", "Offer", "Offers", "offers"]

NAMESPACES = {
    "parameter": "value", "definition": "value", "measure": "value", "scale word": "value", "group": "group",
    "rule": "rule",
    "theory": "theory", "scenario": "scenario", "instrument kind": "kind",
}  # fmt: skip
GIVEN: dict[str, tuple[Iterable[str], str]] = {
    "role": (PLACES, "3"),
    "function": ((*FUNCTIONS, *FOLDS), "4"),
    "distribution": ((*DISTRIBUTIONS, "discrete"), "4"),
    "built-in group": (BUILTIN_GROUPS, "4"),
    "built-in value": (("choice", "tie", "commitment", "year"), "4"),
    "kind of consent": (CONSENT, "4"),
    "stability": (dict.fromkeys(name for names in STABILITIES.values() for name in names), "4"),
}
"""What the language gives, and how far down the list it stands."""
OF_THEORIES = ("THEORY", "TEST", "PROPERTY")
"""Statements that may name what stands inside of a theory."""
BEGINS = "6"
"""The rank of words that begin another statement where one may end."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that may be written.

    Parameters
    ----------
    label, kind, detail
        What is listed: the word, what sort of thing it is (`keyword`, or as symbols say it), and a few words on it.
    text
        What is written in its place: the word, or the name as it is spelled in a program.
    rank
        How far down the list it stands.
    key
        The symbol that it names, if any.
    snippet
        The whole statement that the word begins, with places to fill in, where one would fit.
    """

    label: str
    kind: str
    detail: str
    text: str
    rank: str
    key: str = ""
    snippet: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """All that may stand in the place of the characters `start` up to `end`."""

    start: int
    end: int
    every: tuple[Offer, ...] = ()


def offers(text: Text, offset: int, analysis: Analysis) -> Offers:
    """Everything that fits at a place of a text; `analysis` is what is known of it, or was a moment ago."""
    found = situation(text, offset)
    if found is None:
        return Offers(offset, offset)
    every: dict[str, Offer] = {}
    for offer in _Writer(analysis, found).offers():
        every.setdefault(offer.label, offer)
    return Offers(found.start, found.end, tuple(every.values()))


@dataclass(slots=True)
class _Writer:
    """Makes the offers of one list."""

    analysis: Analysis
    here: Situation

    def offers(self) -> Iterator[Offer]:
        if self.here.behind_dot:
            yield from self.members()
            return
        if self.here.takes_name:
            for sort in self.here.sorts:
                yield from self.names(sort)
        yield from self.words()

    def members(self) -> Iterator[Offer]:
        """What may stand behind a dot: an actor's attributes, or the names of a library."""
        owner = self.here.behind_dot
        scope = self.analysis.scope
        if "library" in self.here.sorts:
            for name in library_names(self.analysis.source.folder):
                if name.startswith(f"{owner}."):
                    yield given(name.removeprefix(f"{owner}."), "library", "library")
            return
        libraries = {m for m in scope.modules if m and f".{m}".endswith(f".{owner}")}
        if libraries and owner not in scope.actors:
            for symbol in self.analysis.references.symbols.values():
                if symbol.module in libraries and symbol.key.startswith(("value:", "group:", "rule:", "theory:")):
                    yield self.of(symbol)
            return
        yield from self.names("attribute")

    def words(self) -> Iterator[Offer]:
        """Words of the language: those that go on with a statement, then those that begin another."""
        terminals, may_end = self.here.terminals, END in self.here.terminals
        found = [(word, BEGINS if may_end and terminal in _beginnings() else "5")
                 for word, terminal in load().words.items() if terminal in terminals]  # fmt: skip
        for word, rank in sorted(found, key=lambda one: one[1]):
            detail, snippet = SNIPPETS.get(word, ("", "")) if may_end else ("", "")
            yield Offer(word, "keyword", detail, word, rank, snippet=snippet)

    def names(self, sort: str) -> Iterator[Offer]:
        """Names of a sort that can be seen from the text."""
        if sort in GIVEN:
            names, rank = GIVEN[sort]
            yield from (given(name, sort, BUILT_IN[name], rank) for name in dict.fromkeys(names))
        elif sort == "library":
            yield from (given(name, sort, sort) for name in library_names(self.analysis.source.folder))
        elif sort == "bound name":
            yield from (given(name, sort, sort, "0") for name in self.here.bound)
        elif sort in {"actor", "attribute", "relation", "variable"}:
            yield from (self.named(f"{sort}:{name}", name, sort) for name in self.seen(sort))
        elif sort in NAMESPACES:
            yield from self.declared(sort)
        else:
            yield from self.labels(sort)

    def seen(self, sort: str) -> Iterable[str]:
        """Names that are the same in all of the text; of actors those of tests, too."""
        if sort != "actor":
            return self.analysis.scope.names_of(sort)
        told = (one.name for one in self.analysis.references.symbols.values() if one.kind == sort)
        return sorted({*self.analysis.scope.actors, *told})

    def labels(self, sort: str) -> Iterator[Offer]:
        """Options, behaviours, and the words of the category that is spoken of."""
        for symbol in self.analysis.references.symbols.values():
            if symbol.kind == sort and (sort != "word of a category" or self.is_of_subject(symbol.key)):
                yield self.of(symbol)

    def is_of_subject(self, key: str) -> bool:
        """Whether a word is one of the category that is spoken of; where nothing is, every word may be."""
        subject = self.here.subject
        return not subject or f":{subject}:" in key or f".{subject}:" in key

    def declared(self, sort: str) -> Iterator[Offer]:
        scope, namespace = self.analysis.scope, NAMESPACES[sort]
        module = self.here.library if self.here.library in scope.modules else MAIN
        for name in scope.names(namespace, module):
            for entry in scope.candidates(namespace, name, module):
                symbol = self.analysis.references.symbols.get(f"{namespace}:{entry.name}")
                if symbol is not None and symbol.kind == sort:
                    yield self.of(symbol)
        if self.here.symbols[:1] and self.here.symbols[0] in OF_THEORIES:
            yield from self.labels(sort)

    def of(self, symbol: Symbol) -> Offer:
        return self.named(symbol.key, symbol.name, symbol.kind)

    def named(self, key: str, name: str, kind: str) -> Offer:
        symbol = self.analysis.references.symbols.get(key)
        title = getattr(getattr(symbol, "node", None), "title", None)
        detail = f"{kind}: {' '.join(title.value.split())}" if title is not None else kind
        return Offer(name, kind, detail, spelled(name), "1", key)


@cache
def _beginnings() -> frozenset[str]:
    """With what statements begin."""
    return fitting("").terminals


def given(name: str, kind: str, detail: str, rank: str = "2") -> Offer:
    """A name that no symbol of the text stands for."""
    return Offer(name, kind, detail, name, rank)
