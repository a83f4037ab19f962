"""Every request that the server answers, each in a few lines: find the text, ask, and answer."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from qadsl.apps.lsp import colours, completing, hovering, navigation, outline, reporting, signatures
from qadsl.apps.lsp.ending import LAST, Input, end, end_soon
from qadsl.apps.lsp.log import Log
from qadsl.apps.lsp.painting import Painting
from qadsl.apps.lsp.server import Server
from qadsl.apps.lsp.session import Document, View, as_range
from qadsl.semantics.renaming import Refusal

__all__ = ["make", "serve"]

log = logging.getLogger("qadsl.lsp")
REFUSED = -32803
"""The protocol's number for a request that was understood and cannot be done."""

SETTLED = "qadsl/settled"

T = TypeVar("T")
Answer = Callable[[Server, Any], Awaitable[Any]]
ANSWERS: dict[str, tuple[Answer, Any]] = {}
"""Each request with what answers it and the options that are announced."""


def answers(method: str, options: Any = None) -> Callable[[Answer], Answer]:
    """Enter what answers a request; a fault in it is logged, and the answer is nothing."""

    def entered(answer: Answer) -> Answer:
        @wraps(answer)
        async def safe(ls: Server, params: Any) -> Any:
            try:
                if method == SETTLED:
                    return await answer(ls, params)
                with ls.answering():
                    return await answer(ls, params)
            except (JsonRpcException, asyncio.CancelledError):
                raise
            except Exception:
                log.exception("answering %s", method)
                return None

        ANSWERS[method] = (safe, options)
        return safe

    return entered


# --- texts -------------------------------------------------------------------------------------------------------


def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    found = params.text_document
    ls.open(found.uri, found.text, found.version)


def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    try:
        ls.change(params.text_document.uri, params.text_document.version, params.content_changes)
    except Exception:
        log.exception("following a change")


def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    ls.close(params.text_document.uri)


def files_changed(ls: Server, _: Any) -> None:
    ls.touch_all()


def begin(ls: Server, params: types.InitializeParams) -> None:
    ls.begin(params)


# --- names -------------------------------------------------------------------------------------------------------


@answers(types.TEXT_DOCUMENT_HOVER)
async def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    view = await ls.view(params.text_document.uri)
    return hovering.hover(view, params.position) if view else None


@answers(types.TEXT_DOCUMENT_DEFINITION)
async def definition(ls: Server, params: types.DefinitionParams) -> list[types.Location] | None:
    view = await ls.view(params.text_document.uri)
    return navigation.definitions(ls.session, view, params.position) if view else None


@answers(types.TEXT_DOCUMENT_REFERENCES)
async def references(ls: Server, params: types.ReferenceParams) -> list[types.Location] | None:
    view = await ls.view(params.text_document.uri)
    if view is None:
        return None
    document, has_declaration = ls.session.documents[params.text_document.uri], params.context.include_declaration
    return await ls.in_background(  # type: ignore[no-any-return]
        lambda: navigation.references(
            ls.session, document, view, params.position, has_declaration=has_declaration
        )
    )  # fmt: skip


@answers(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
async def highlight(ls: Server, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight] | None:
    view = await ls.view(params.text_document.uri)
    return navigation.highlights(view, params.position) if view else None


@answers(types.TEXT_DOCUMENT_PREPARE_RENAME)
async def prepare_rename(ls: Server, params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
    view = await ls.view(params.text_document.uri)
    return _or_refuse(navigation.prepare_rename(ls.session, view, params.position)) if view else None


@answers(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
async def rename(ls: Server, params: types.RenameParams) -> types.WorkspaceEdit | None:
    uri = params.text_document.uri
    view = await ls.view(uri, is_exact=True)
    if view is None:
        raise JsonRpcException("The text is still being read; try again.", REFUSED)
    document = ls.session.documents[uri]
    found = await ls.in_background(
        lambda: navigation.rename(ls.session, document, view, params.position, params.new_name)
    )
    return _or_refuse(found)  # type: ignore[no-any-return]


def _or_refuse(found: T | Refusal) -> T:
    if isinstance(found, Refusal):
        raise JsonRpcException(found.reason, REFUSED)
    return found


@answers(types.WORKSPACE_SYMBOL)
async def workspace_symbol(ls: Server, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
    return await ls.in_background(  # type: ignore[no-any-return]
        lambda: navigation.workspace_symbols(ls.session, params.query)
    )


# --- writing -----------------------------------------------------------------------------------------------------


@answers(
    types.TEXT_DOCUMENT_COMPLETION,
    types.CompletionOptions(trigger_characters=[".", "`", "{", ","], resolve_provider=True),
)
async def completion(ls: Server, params: types.CompletionParams) -> types.CompletionList | None:
    view = await ls.view(params.text_document.uri)
    if view is None:
        return None
    able = ls.client_capabilities.text_document
    item = able.completion.completion_item if able and able.completion else None
    return completing.complete(view, params.position, has_snippets=bool(item and item.snippet_support))


@answers(types.COMPLETION_ITEM_RESOLVE)
async def resolve(ls: Server, item: types.CompletionItem) -> types.CompletionItem:
    for document in ls.session.documents.values():
        if (view := document.view()) is not None and item.data in view.analysis.references.symbols:
            return completing.documented(view, item)
    return item


@answers(types.TEXT_DOCUMENT_SIGNATURE_HELP, types.SignatureHelpOptions(trigger_characters=["(", ","]))
async def signature(ls: Server, params: types.SignatureHelpParams) -> types.SignatureHelp | None:
    view = await ls.view(params.text_document.uri)
    return signatures.signature(view, params.position) if view else None


@answers(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions([types.CodeActionKind.QuickFix]))
async def code_action(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    uri = params.text_document.uri
    view = await ls.view(uri)
    return reporting.fixes(ls.session.documents[uri], view, params.range) if view else None


@answers(types.TEXT_DOCUMENT_FORMATTING)
async def formatting(ls: Server, params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    document = ls.session.documents.get(params.text_document.uri)
    if document is None:
        return None
    text, revision = document.text, document.revision
    if document.styled is None or document.styled[0] != text.raw:
        document.styled = (text.raw, await ls.in_background(lambda: ls.styles.styled(text)))
    new = document.styled[1]
    if new == text.raw or document.revision != revision:
        return []
    return [types.TextEdit(as_range(text, 0, len(text.raw)), new)]


# --- the whole text ----------------------------------------------------------------------------------------------


@answers(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
async def document_symbol(ls: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol] | None:
    uri = params.text_document.uri
    view = await ls.view(uri)
    return ls.outlines.setdefault(uri, outline.Outline()).symbols(view) if view else None


@answers(types.TEXT_DOCUMENT_FOLDING_RANGE)
async def folding_range(ls: Server, params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
    view = await ls.view(params.text_document.uri)
    return outline.folds(view) if view else None


@answers(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, colours.LEGEND)
async def tokens(ls: Server, params: types.SemanticTokensParams) -> types.SemanticTokens | None:
    uri = params.text_document.uri
    view = await ls.view(uri)
    return _coloured(ls.session.documents[uri], ls.paintings.setdefault(uri, Painting()), view) if view else None


@answers(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, colours.LEGEND)
async def changed_tokens(
    ls: Server, params: types.SemanticTokensDeltaParams
) -> types.SemanticTokens | types.SemanticTokensDelta | None:
    uri = params.text_document.uri
    view = await ls.view(uri)
    if view is None:
        return None
    before, numbers = ls.session.documents[uri].colours
    found = _coloured(ls.session.documents[uri], ls.paintings.setdefault(uri, Painting()), view)
    if before != params.previous_result_id:
        return found
    return types.SemanticTokensDelta(colours.delta(numbers, list(found.data)), found.result_id)


def _coloured(document: Document, painting: Painting, view: View) -> types.SemanticTokens:
    data = painting.paint(view)
    document.colours = (str(int(document.colours[0] or 0) + 1), data)
    return types.SemanticTokens(data=data, result_id=document.colours[0])


@answers(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, colours.LEGEND)
async def tokens_of_range(ls: Server, params: types.SemanticTokensRangeParams) -> types.SemanticTokens | None:
    view = await ls.view(params.text_document.uri)
    if view is None:
        return None
    first, last = (view.text.offset((end.line, end.character)) for end in (params.range.start, params.range.end))
    return types.SemanticTokens(data=colours.encoded(view, colours.marks(view, first, last)))


@answers(SETTLED)
async def settled(ls: Server, params: Any) -> Any:
    """Wait until a text has been read and checked as it is: for tests and measurements."""
    document = await ls.settled(params.uri)
    return None if document is None else {"version": document.version, "diagnostics": len(document.diagnostics)}


def make(debounce: float | None = None) -> Server:
    """A server that answers."""
    server = Server() if debounce is None else Server(debounce)
    server.feature(types.INITIALIZE)(begin)
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(did_open)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(did_change)
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(did_close)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(files_changed)
    for method, (answer, options) in ANSWERS.items():
        server.feature(method, options)(answer)
    return server


def _is_no_refusal(record: logging.LogRecord) -> bool:
    """Whether it is worth a line: a request that is refused has its answer, and is no fault."""
    error = record.exc_info[1] if record.exc_info else None
    return not (isinstance(error, JsonRpcException) and error.code == REFUSED)


def serve() -> None:
    """Speak with an editor over standard input and output until it goes."""
    log = Log(sys.stderr)
    log.addFilter(_is_no_refusal)
    logging.basicConfig(handlers=[log], level=logging.WARNING)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # what is printed by mistake must not get between the messages
    server = make()
    server.input = Input(sys.stdin.buffer, end_soon)
    code = 0
    try:
        server.start_io(stdin=server.input, stdout=out)  # type: ignore[arg-type]
    except Exception:
        logging.getLogger("qadsl.lsp").exception("serving")
        code = 1
    log.finish(LAST / 2)
    end(code)
