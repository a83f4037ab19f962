"""What may be written at the cursor: words of the language that fit there, and names that make sense."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lsprotocol import types

from qadsl.apps.lsp.hovering import BUILT_IN, description
from qadsl.apps.lsp.session import View
from qadsl.apps.lsp.situations import Situation, situation
from qadsl.apps.lsp.texts import Text
from qadsl.highlighting.snippets import SNIPPETS
from qadsl.semantics.expressions import DISTRIBUTIONS, FOLDS
from qadsl.semantics.loader import MAIN, library_names
from qadsl.semantics.references import Symbol
from qadsl.semantics.scope import BUILTIN_GROUPS, FUNCTIONS, PLACES
from qadsl.syntax.spelling import spelled
from qadsl.syntax.tables import END, load

__all__ = ["call_at", "complete", "documented"]

Kind = types.CompletionItemKind
KINDS = {
    "actor": Kind.Value, "argument": Kind.Variable, "attribute": Kind.Property, "behaviour": Kind.EnumMember,
    "definition": Kind.Function, "measure": Kind.Function, "solve": Kind.Function,
    "group": Kind.Enum, "instrument kind": Kind.Interface, "library": Kind.Module,
    "option": Kind.EnumMember, "parameter": Kind.Constant, "relation": Kind.Property, "role": Kind.Keyword,
    "rule": Kind.Event, "scale word": Kind.Unit, "scenario": Kind.Class, "theory": Kind.Class,
    "variable": Kind.Variable, "word of a category": Kind.EnumMember,
}  # fmt: skip
NAMESPACES = {
    "parameter": "value", "definition": "value", "measure": "value", "scale word": "value", "group": "group",
    "rule": "rule",
    "theory": "theory", "scenario": "scenario", "instrument kind": "kind",
}  # fmt: skip
GIVEN: dict[str, tuple[Iterable[str], types.CompletionItemKind, str]] = {
    "role": (PLACES, Kind.Keyword, "3"),
    "function": ((*FUNCTIONS, *FOLDS), Kind.Function, "4"),
    "distribution": ((*DISTRIBUTIONS, "discrete"), Kind.Function, "4"),
    "built-in group": (BUILTIN_GROUPS, Kind.Enum, "4"),
}
"""What the language gives, and how far down the list it stands."""
MOST = 1000


def complete(view: View, position: types.Position, *, has_snippets: bool) -> types.CompletionList:
    """Everything that fits at a place."""
    offset = view.text.offset((position.line, position.character))
    found = situation(view.text, offset)
    if found is None:
        return types.CompletionList(is_incomplete=False, items=[])
    writer = _Writer(view, found, has_snippets=has_snippets)
    items = {item.label: item for item in reversed(list(writer.items()))}
    return types.CompletionList(is_incomplete=False, items=list(reversed(items.values()))[:MOST])


def documented(view: View, item: types.CompletionItem) -> types.CompletionItem:
    """An item with what is said of it."""
    symbol = view.analysis.references.symbols.get(str(item.data)) if item.data else None
    if symbol is not None:
        item.documentation = types.MarkupContent(types.MarkupKind.Markdown, description(view, symbol))
    return item


@dataclass(slots=True)
class _Writer:
    """Makes the items of one list."""

    view: View
    here: Situation
    has_snippets: bool

    def items(self) -> Iterator[types.CompletionItem]:
        if self.here.behind_dot:
            yield from self.members()
            return
        if self.here.takes_name:
            for sort in self.here.sorts:
                yield from self.names(sort)
        yield from self.words()

    def members(self) -> Iterator[types.CompletionItem]:
        """What may stand behind a dot: an actor's attributes, or the names of a library."""
        owner = self.here.behind_dot
        scope = self.view.analysis.scope
        if "library" in self.here.sorts:
            for name in library_names(self.view.analysis.source.folder):
                if name.startswith(f"{owner}."):
                    yield self.item(name.removeprefix(f"{owner}."), Kind.Module, "library")
            return
        libraries = {m for m in scope.modules if m and f".{m}".endswith(f".{owner}")}
        if libraries and owner not in scope.actors:
            for symbol in self.view.analysis.references.symbols.values():
                if symbol.module in libraries and symbol.key.startswith(("value:", "group:", "rule:", "theory:")):
                    yield self.of(symbol)
            return
        yield from self.names("attribute")

    def words(self) -> Iterator[types.CompletionItem]:
        """Words of the language."""
        terminals = self.here.terminals
        for word, terminal in load().words.items():
            if terminal in terminals:
                snippet = SNIPPETS.get(word) if self.has_snippets and END in terminals else None
                yield self.word(word, snippet)

    def word(self, word: str, snippet: tuple[str, str] | None) -> types.CompletionItem:
        if snippet is None:
            return self.item(word, Kind.Keyword, "", rank="5")
        item = self.item(word, Kind.Snippet, snippet[0], rank="5", text=snippet[1])
        item.insert_text_format = types.InsertTextFormat.Snippet
        return item

    def names(self, sort: str) -> Iterator[types.CompletionItem]:
        """Names of a sort that can be seen from the text."""
        scope = self.view.analysis.scope
        if sort in GIVEN:
            names, kind, rank = GIVEN[sort]
            yield from (self.item(name, kind, BUILT_IN[name], rank=rank) for name in dict.fromkeys(names))
        elif sort == "library":
            for name in library_names(self.view.analysis.source.folder):
                yield self.item(name, Kind.Module, "library")
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

    def labels(self, sort: str) -> Iterator[types.CompletionItem]:
        """Options, behaviours, and the words of the category that is spoken of."""
        for symbol in self.view.analysis.references.symbols.values():
            if symbol.kind == sort and (sort != "word of a category" or f":{self.here.subject}:" in symbol.key):
                yield self.of(symbol)

    def declared(self, sort: str) -> Iterator[types.CompletionItem]:
        scope, namespace = self.view.analysis.scope, NAMESPACES[sort]
        module = self.here.library if self.here.library in scope.modules else MAIN
        for name in scope.names(namespace, module):
            for entry in scope.candidates(namespace, name, module):
                symbol = self.view.analysis.references.symbols.get(f"{namespace}:{entry.name}")
                if symbol is not None and symbol.kind == sort:
                    yield self.of(symbol)

    def of(self, symbol: Symbol) -> types.CompletionItem:
        return self.named(symbol.key, symbol.name, symbol.kind)

    def named(self, key: str, name: str, kind: str) -> types.CompletionItem:
        symbol = self.view.analysis.references.symbols.get(key)
        title = getattr(getattr(symbol, "node", None), "title", None)
        detail = f"{kind}: {title.value}" if title is not None else kind
        item = self.item(name, KINDS.get(kind, Kind.Text), detail, rank="1", text=spelled(name))
        item.data = key
        return item

    def item(
        self, label: str, kind: types.CompletionItemKind, detail: str, *, rank: str = "2", text: str = ""
    ) -> types.CompletionItem:
        first, last = (types.Position(*self.view.text.place(at)) for at in (self.here.start, self.here.end))
        return types.CompletionItem(
            label=label,
            kind=kind,
            detail=" ".join(detail.split()) or None,
            sort_text=rank + label,
            filter_text=text if text.startswith("`") else None,
            text_edit=types.TextEdit(types.Range(first, last), text or label),
        )


def call_at(text: Text, offset: int) -> tuple[str, int] | None:
    """The innermost call that is open at a place, and which of its arguments the cursor is in."""
    kinds, texts = text.tokens.kinds, text.tokens.texts
    depth = argument = 0
    for i in range(bisect_left(text.tokens.starts, offset) - 1, 0, -1):
        kind = kinds[i]
        if kind in ("RBRACE", "LBRACE"):
            return None
        depth += (kind == "RPAR") - (kind == "LPAR")
        argument += kind == "COMMA" and depth == 0
        if depth < 0:
            return (texts[i - 1], argument) if kinds[i - 1] in ("NAME", "QUOTED_NAME") else None
    return None
