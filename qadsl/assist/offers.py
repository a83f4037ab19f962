"""What may be written at the cursor: words of the language that fit there, and names that make sense."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qadsl.assist.describing import BUILT_IN
from qadsl.assist.reading import Analysis
from qadsl.assist.situations import Situation, situation
from qadsl.assist.texts import Text
from qadsl.highlighting.snippets import SNIPPETS
from qadsl.semantics.expressions import DISTRIBUTIONS, FOLDS
from qadsl.semantics.loader import MAIN, library_names
from qadsl.semantics.references import Symbol
from qadsl.semantics.scope import BUILTIN_GROUPS, FUNCTIONS, PLACES
from qadsl.syntax.spelling import spelled
from qadsl.syntax.tables import END, load

__all__ = ["Offer", "Offers", "offers"]

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
}
"""What the language gives, and how far down the list it stands."""
MOST = 1000


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
    return Offers(found.start, found.end, tuple(every.values())[:MOST])


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
        """Words of the language."""
        terminals = self.here.terminals
        for word, terminal in load().words.items():
            if terminal in terminals:
                detail, snippet = SNIPPETS.get(word, ("", "")) if END in terminals else ("", "")
                yield Offer(word, "keyword", detail, word, "5", snippet=snippet)

    def names(self, sort: str) -> Iterator[Offer]:
        """Names of a sort that can be seen from the text."""
        scope = self.analysis.scope
        if sort in GIVEN:
            names, rank = GIVEN[sort]
            yield from (given(name, sort, BUILT_IN[name], rank) for name in dict.fromkeys(names))
        elif sort == "library":
            for name in library_names(self.analysis.source.folder):
                yield given(name, "library", "library")
        elif sort == "actor":
            for name in sorted(scope.actors):
                yield self.named(f"actor:{name}", name, "actor")
        elif sort in {"attribute", "relation", "variable"}:
            for name in scope.names_of(sort):
                yield self.named(f"{sort}:{name}", name, sort)
        elif sort in NAMESPACES:
            yield from self.declared(sort)
        else:
            yield from self.labels(sort)

    def labels(self, sort: str) -> Iterator[Offer]:
        """Options, behaviours, and the words of the category that is spoken of."""
        for symbol in self.analysis.references.symbols.values():
            if symbol.kind == sort and (sort != "word of a category" or f":{self.here.subject}:" in symbol.key):
                yield self.of(symbol)

    def declared(self, sort: str) -> Iterator[Offer]:
        scope, namespace = self.analysis.scope, NAMESPACES[sort]
        module = self.here.library if self.here.library in scope.modules else MAIN
        for name in scope.names(namespace, module):
            for entry in scope.candidates(namespace, name, module):
                symbol = self.analysis.references.symbols.get(f"{namespace}:{entry.name}")
                if symbol is not None and symbol.kind == sort:
                    yield self.of(symbol)

    def of(self, symbol: Symbol) -> Offer:
        return self.named(symbol.key, symbol.name, symbol.kind)

    def named(self, key: str, name: str, kind: str) -> Offer:
        symbol = self.analysis.references.symbols.get(key)
        title = getattr(getattr(symbol, "node", None), "title", None)
        detail = f"{kind}: {' '.join(title.value.split())}" if title is not None else kind
        return Offer(name, kind, detail, spelled(name), "1", key)


def given(name: str, kind: str, detail: str, rank: str = "2") -> Offer:
    """A name that no symbol of the text stands for."""
    return Offer(name, kind, detail, name, rank)
