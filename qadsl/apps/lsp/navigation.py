"""From a name to where it is declared and used, and to another name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path

from qadsl.apps.lsp.session import Document, Session, View, as_range
from qadsl.assist.reading import Analysis, path_of
from qadsl.assist.texts import Text
from qadsl.semantics.references import BUILTIN, Mention, file_of
from qadsl.semantics.renaming import UNCHANGEABLE, Refusal, check_name, edits
from qadsl.source import Span

__all__ = ["definitions", "highlights", "prepare_rename", "references", "rename", "workspace_symbols"]

Root = tuple[Path | None, Analysis]


def definitions(session: Session, view: View, position: types.Position) -> list[types.Location]:
    """Where the name at a place is declared; for a library, its file."""
    mention = view.mention(position)
    if mention is None:
        return []
    found = view.analysis.references.definitions(mention.key)
    spans = [m.span for m in found] or _library_file(view, mention)
    return [location for span in spans if (location := session.location(span, view)) is not None]


def _library_file(view: View, mention: Mention) -> list[Span]:
    """The beginning of a library without a head."""
    symbol = view.analysis.references.symbols[mention.key]
    module = view.analysis.scope.modules.get(symbol.module) if symbol.kind == "library" else None
    return [Span(module.statements[0].span.source, 0, 0)] if module is not None and module.statements else []


def highlights(view: View, position: types.Position) -> list[types.DocumentHighlight]:
    """Every place in the text where the name at a place stands."""
    mention = view.mention(position)
    if mention is None:
        return []
    kinds = {True: types.DocumentHighlightKind.Write, False: types.DocumentHighlightKind.Read}
    return [
        types.DocumentHighlight(view.range(m.span), kinds[m.is_definition])
        for m in view.analysis.references.of(mention.key)
        if file_of(m.span.source) == view.analysis.file
    ]


def references(
    session: Session, document: Document, view: View, position: types.Position, *, has_declaration: bool
) -> list[types.Location]:
    """Every place where the name stands, in the text, its libraries and the files around."""
    mention = view.mention(position)
    if mention is None:
        return []
    found: dict[tuple[Path | None, int], types.Location] = {}
    for root, key in _everywhere(session, document, view, mention):
        for m in root[1].references.of(key):
            location = session.location(m.span, view)
            if location is not None and (has_declaration or not m.is_definition):
                found.setdefault((path_of(m.span.source), m.span.start), location)
    return list(found.values())


# --- one symbol in many programs ---------------------------------------------------------------------------------


def _everywhere(session: Session, document: Document, view: View, mention: Mention) -> list[tuple[Root, str]]:
    """The programs that know a symbol, each with its key there: a symbol is the same where its declaration is."""
    symbol = view.analysis.references.symbols[mention.key]
    if symbol.kind in BUILTIN or symbol.reach is not None:
        return [((document.path, view.analysis), mention.key)]
    own = document.path.resolve() if document.path is not None else None
    programs: list[Root] = [(document.path, view.analysis), *session.roots(document, symbol.name, own)]
    keys: dict[tuple[int, str], None] = {(0, mention.key): None}
    declared: set[tuple[Path, int]] = set()
    while True:
        size = len(keys)
        for i, key in list(keys):
            declared |= {p for m in programs[i][1].references.definitions(key) if (p := _place(m.span)) is not None}
        for i, (_, analysis) in enumerate(programs):
            keys |= dict.fromkeys((i, key) for key in _declared_there(analysis, symbol.name, declared))
        if len(keys) == size:
            return [(programs[i], key) for i, key in keys]


def _place(span: Span) -> tuple[Path, int] | None:
    path = path_of(span.source)
    return (path.resolve(), span.start) if path is not None else None


def _declared_there(analysis: Analysis, name: str, places: set[tuple[Path, int]]) -> Iterable[str]:
    for symbol in analysis.references.named(name):
        if any(_place(m.span) in places for m in analysis.references.definitions(symbol.key)):
            yield symbol.key


# --- renaming ----------------------------------------------------------------------------------------------------


def prepare_rename(session: Session, view: View, position: types.Position) -> types.PrepareRenamePlaceholder | Refusal:
    """The name that would be changed, or why it cannot be."""
    mention = view.mention(position)
    if mention is None:
        return Refusal("There is no name here that could be changed.")
    symbol = view.analysis.references.symbols[mention.key]
    if symbol.kind in BUILTIN:
        return Refusal(f"`{symbol.name}` is part of the language.")
    if symbol.kind in UNCHANGEABLE:
        return Refusal(f"`{symbol.name}` cannot be renamed here: {UNCHANGEABLE[symbol.kind]}.")
    if foreign := _foreign(session, view.analysis.references.of(mention.key)):
        return foreign
    return types.PrepareRenamePlaceholder(view.range(mention.span), symbol.name)


def _foreign(session: Session, mentions: Iterable[Mention]) -> Refusal | None:
    for mention in mentions:
        path = path_of(mention.span.source)
        if path is not None and not session.is_ours(path):
            return Refusal(
                f"`{mention.span.text}` is declared in {mention.span.source.name}, which is not yours to change."
            )
    return None


def rename(
    session: Session, document: Document, view: View, position: types.Position, typed: str
) -> types.WorkspaceEdit | Refusal:
    """The edits that give the symbol at a place another name, in every file around."""
    ready = prepare_rename(session, view, position)
    name = check_name(typed)
    if isinstance(ready, Refusal) or isinstance(name, Refusal):
        return ready if isinstance(ready, Refusal) else name  # type: ignore[return-value]
    mention = view.mention(position)
    assert mention is not None
    made: dict[tuple[str, int], tuple[str, Text, Span, str]] = {}
    for (_, analysis), key in _everywhere(session, document, view, mention):
        found = edits(analysis.references, analysis.references.symbols[key], name)
        if isinstance(found, Refusal):
            return found
        if foreign := _foreign(session, analysis.references.of(key)):
            return foreign
        for edit in found:
            uri, text = _where(session, document, edit.span)
            made[uri, edit.span.start] = (uri, text, edit.span, edit.text)
    return _as_edit(session, list(made.values()))


def _where(session: Session, document: Document, span: Span) -> tuple[str, Text]:
    path = path_of(span.source)
    if path is None:
        return document.uri, document.text
    found = session.at(path)
    if found is not None:
        return found.uri, found.text
    return from_fs_path(str(path)) or "", session.text_of(path, span.source)


def _as_edit(session: Session, made: list[tuple[str, Text, Span, str]]) -> types.WorkspaceEdit:
    changes: dict[str, list[types.TextEdit]] = {}
    for uri, text, span, new in made:
        place = as_range(text, text.from_program(span.start), text.from_program(span.end))
        changes.setdefault(uri, []).append(types.TextEdit(place, new))
    documents: list[types.TextDocumentEdit] = []
    for uri, listed in sorted(changes.items()):
        version = session.documents[uri].version if uri in session.documents else None
        where = types.OptionalVersionedTextDocumentIdentifier(uri, version)
        documents.append(types.TextDocumentEdit(where, list(listed)))
    return types.WorkspaceEdit(document_changes=list(documents))


# --- the whole workspace -----------------------------------------------------------------------------------------

KINDS = {
    "actor": types.SymbolKind.Object, "rule": types.SymbolKind.Event, "scenario": types.SymbolKind.Package,
    "theory": types.SymbolKind.Class, "parameter": types.SymbolKind.Constant, "definition": types.SymbolKind.Function,
    "measure": types.SymbolKind.Function, "solve": types.SymbolKind.Function,
    "group": types.SymbolKind.Array, "option": types.SymbolKind.EnumMember, "behaviour": types.SymbolKind.EnumMember,
    "scale": types.SymbolKind.Enum, "scale word": types.SymbolKind.EnumMember, "library": types.SymbolKind.Module,
    "instrument kind": types.SymbolKind.Interface,
}  # fmt: skip


def workspace_symbols(session: Session, query: str) -> list[types.WorkspaceSymbol]:
    """Declared names that hold the letters asked for, in their order."""
    found: dict[tuple[str, int, int], types.WorkspaceSymbol] = {}
    for document in list(session.documents.values())[:1] or [Document("untitled:", Text(""))]:
        for _, analysis in session.roots(document):
            for mention in analysis.references.mentions(analysis.file):
                symbol = analysis.references.symbols[mention.key]
                if mention.is_definition and symbol.reach is None and _fits(query, symbol.name):
                    location = session.location(mention.span)
                    if location is not None:
                        start = location.range.start
                        kind = KINDS.get(symbol.kind, types.SymbolKind.Variable)
                        found[location.uri, start.line, start.character] = types.WorkspaceSymbol(
                            location=location, name=symbol.name, kind=kind, container_name=symbol.kind
                        )
    return list(found.values())[:500]


def _fits(query: str, name: str) -> bool:
    letters = iter(name.casefold())
    return all(letter in letters for letter in query.casefold())
