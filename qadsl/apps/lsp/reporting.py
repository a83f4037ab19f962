"""Diagnostics as editors show them, and the quick fixes they bring."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from qadsl.apps.lsp.session import Document, Session, View
from qadsl.diagnostics import Diagnostic, Severity, manual
from qadsl.semantics.loader import MAIN
from qadsl.semantics.references import file_of
from qadsl.source import Span

__all__ = ["fixes", "shown"]

SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}
START = types.Range(types.Position(0, 0), types.Position(0, 0))


def shown(session: Session, view: View, found: Iterable[Diagnostic]) -> list[types.Diagnostic]:
    """What the editor marks in a text; mistakes in a library are marked where it is used."""
    return [_shown(session, view, item) for item in found]


def _shown(session: Session, view: View, item: Diagnostic) -> types.Diagnostic:
    is_here = item.span is not None and file_of(item.span.source) == view.analysis.file
    related = [(label.span, label.text) for label in item.labels]
    message = item.message
    place = START
    if item.span is not None and is_here:
        place = view.range(item.span)
    elif item.span is not None:
        use = _use_of(view, item.span)
        place = view.range(use) if use is not None else START
        message = f"in {item.span.source.name}: {message}"
        related.insert(0, (item.span, item.hint or "here"))
    lines = [message, *([item.hint] if item.hint and is_here else []), *item.help]
    return types.Diagnostic(
        range=place,
        message="\n".join(lines),
        severity=SEVERITIES[item.severity],
        code=item.code,
        code_description=_page(item.code),
        source="qadsl",
        related_information=[
            types.DiagnosticRelatedInformation(location, text or "here")
            for span, text in related
            if (location := session.location(span, view)) is not None
        ],
        data={"place": item.span.place if item.span is not None else "", "message": item.message},
    )


def _page(code: str) -> types.CodeDescription | None:
    if manual.page(code) is None:
        return None
    return types.CodeDescription((manual.FOLDER / f"{code}.md").as_uri())


def _use_of(view: View, span: Span) -> Span | None:
    """The `use` through which a library's file is reached."""
    scope = view.analysis.scope
    stem = span.source.name.removesuffix(".qa").rpartition("/")[2]
    uses = scope.main.uses if MAIN in scope.modules else ()
    for use, name in uses:
        if any(one.rpartition(".")[2] == stem for one in (name, *scope.visible(name))):
            return use.name.span
    return uses[0][0].name.span if uses else None


def fixes(document: Document, view: View, wanted: types.Range) -> list[types.CodeAction]:
    """The exact mends of what is wrong in a range."""
    if document.checked_revision != document.revision:
        return []  # the places may have moved: the next check brings them again
    first, last = view.offset(wanted.start), view.offset(wanted.end)
    actions = []
    for item in document.diagnostics:
        fix, span = item.fix, item.span
        if fix is None or span is None or file_of(fix.span.source) != view.analysis.file:
            continue
        if file_of(span.source) == view.analysis.file and span.start <= last and first <= max(span.end, span.start):
            actions.append(_action(document, view, item))
    return actions


def _action(document: Document, view: View, item: Diagnostic) -> types.CodeAction:
    assert item.fix is not None
    text = item.fix.replacement
    edit = types.TextEdit(view.range(item.fix.span), text)
    said = text if len(text) <= 40 else f"{text[:40]}..."
    before = item.fix.span.text
    title = f"Delete `{before}`" if not text else f"Write `{said}`" + (f" instead of `{before}`" if before else "")
    where = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    return types.CodeAction(
        title=" ".join(title.split()),
        kind=types.CodeActionKind.QuickFix,
        edit=types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(where, [edit])]),
        is_preferred=True,
    )
