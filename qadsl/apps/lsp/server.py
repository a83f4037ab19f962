"""The server itself: keeps texts in step with the editor, checks them beside the requests, and answers.

Requests are answered from the last reading of a text. A reading that is on its way is waited for a moment; if it takes
longer, the one before answers, its places moved by what has been typed since. What changes a text waits until it has
been read as it is. Whatever goes wrong inside is written to the log and answered with nothing.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import to_fs_path

from qadsl.apps.lsp import reporting
from qadsl.apps.lsp.checking import check, check_questions
from qadsl.apps.lsp.ending import LAST, Input, end_within
from qadsl.apps.lsp.outline import Outline
from qadsl.apps.lsp.painting import Painting
from qadsl.apps.lsp.session import Document, Session, View
from qadsl.apps.lsp.styling import Styles
from qadsl.apps.lsp.tidying import tidy
from qadsl.assist.reading import Analysis, read
from qadsl.assist.texts import Text, edited
from qadsl.diagnostics import Bag, Diagnostic
from qadsl.pipeline import Front
from qadsl.source import Source
from qadsl.syntax import nodes, parser
from qadsl.syntax.reparser import reparse

__all__ = ["PATIENCE", "Server"]

PATIENCE = 0.03
"""Seconds for which a request waits for a reading that is on its way."""
LARGE = 20_000
"""Characters of a text beyond which no reading is done in that time."""
DEBOUNCE = 0.1
"""Seconds without a change before a text is checked in full."""
CALM = 0.03
"""Seconds without a change or a request before a large text is read again: what is asked at once goes first."""
RESTLESS = 0.5
"""Seconds after which it is read all the same."""
STEP = 0.002
"""Seconds after which it is looked again whether a reading or a check may go on."""
LONG = 10.0
"""Seconds for which a request waits that must not be answered from an older reading."""
LARGEST = 2_000_000
"""Characters of a text beyond which it is only said that it is too large."""

log = logging.getLogger("qadsl.lsp")


class _StaleError(Exception):
    """The text has changed since."""


class _Protocol(LanguageServerProtocol):
    """The protocol, with our own texts: an editor's lines are not Python's."""

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> Any:
        """Leave the change to the server."""
        handler = self.fm.features.get(types.TEXT_DOCUMENT_DID_CHANGE)
        if handler is not None:
            yield handler, (params,), None


class Server(LanguageServer):
    """All open texts, and the work on them."""

    def __init__(self, debounce: float = DEBOUNCE) -> None:
        super().__init__("qadsl", "1", protocol_cls=_Protocol)
        self.session = Session()
        self.styles = Styles()
        self.paintings: dict[str, Painting] = {}
        self.outlines: dict[str, Outline] = {}
        self.debounce = debounce
        self._reading = ThreadPoolExecutor(1, "reading")
        self._checking = ThreadPoolExecutor(1, "checking")
        self._asking = ThreadPoolExecutor(2, "asking")
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._read: dict[str, asyncio.Event] = {}
        self._is_hurried = False
        self._requests = 0
        self._stirred = 0.0
        self.input: Input | None = None
        self._tidying: asyncio.Task[None] | None = None

    def shutdown(self) -> None:
        """Put everything away, without waiting for an editor that says no more."""
        if self.input is not None:
            end_within(LAST)
            self.input.close()
        super().shutdown()  # type: ignore[no-untyped-call]

    # --- texts ----------------------------------------------------------------------------------------------------

    def open(self, uri: str, text: str, version: int | None) -> None:
        """Take up a text."""
        before = self.session.documents.get(uri)
        document = Document(uri, Text(text, self.session.encoding), version)
        document.revision = before.revision + 1 if before is not None else 0
        self.session.documents[uri] = document
        self.touch(document)
        self.touch_users(document)

    def change(self, uri: str, version: int | None, changes: Iterable[types.TextDocumentContentChangeEvent]) -> None:
        """Follow the editor."""
        document = self.session.documents.get(uri)
        if document is None:
            return
        document.version = version
        document.revision += 1
        for change in changes:
            ends: list[tuple[int, int] | None] = [None, None]
            if isinstance(change, types.TextDocumentContentChangePartial):
                ends = [(end.line, end.character) for end in (change.range.start, change.range.end)]
            document.text, done = edited(document.text, ends[0], ends[1], change.text)
            document.changes.append((document.revision, done))
        self.touch(document)
        self.touch_users(document)

    def close(self, uri: str) -> None:
        """Let a text go, with what was said of it."""
        document = self.session.documents.pop(uri, None)
        if document is not None:
            document.revision += 1
            self._read.pop(uri, None)
            self.paintings.pop(uri, None)
            self.outlines.pop(uri, None)
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))
            self.touch_users(document)

    def touch_users(self, library: Document) -> None:
        """Read the texts again that use a library."""
        if library.path is not None:
            for document in self.session.users(library.path):
                if document is not library:
                    document.revision += 1
                    self.touch(document)

    def touch_all(self) -> None:
        """Read everything again: files have come, gone or changed."""
        for document in self.session.documents.values():
            document.revision += 1
            self.touch(document)

    def touch(self, document: Document) -> None:
        """Have a text read and checked."""
        self._read.setdefault(document.uri, asyncio.Event()).clear()
        document.changed = self._stirred = monotonic()
        task = self._tasks.get(document.uri)
        if task is None or task.done():
            self._tasks[document.uri] = asyncio.get_running_loop().create_task(self._work(document.uri))

    # --- the work -------------------------------------------------------------------------------------------------

    async def _work(self, uri: str) -> None:
        """Read and check a text until nothing has changed any more."""
        while (document := self.session.documents.get(uri)) is not None:
            revision = document.revision
            try:
                if document.read_revision != revision:
                    await self._read_it(document, revision)
                    continue
                await asyncio.sleep(max(0.0, document.changed + self.debounce - monotonic()))
                if self._is_current(document, revision) and document.diagnosed_revision != revision:
                    await self._check_it(document, revision)
            except _StaleError:
                continue
            except Exception:
                log.exception("checking %s", uri)
                document.read_revision = max(document.read_revision, revision)
                document.diagnosed_revision = revision
                if uri in self._read:
                    self._read[uri].set()
            if self._is_current(document, revision) and document.diagnosed_revision == revision:
                return

    def _is_current(self, document: Document, revision: int) -> bool:
        return self.session.documents.get(document.uri) is document and document.revision == revision

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Note that a request is being answered, so that no reading begins beside it."""
        self._requests += 1
        try:
            yield
        finally:
            self._requests -= 1
            self._stirred = monotonic()

    def _can_wait(self, document: Document) -> bool:
        """Whether a reading takes long, and there is one before it to answer from."""
        return len(document.text.raw) > LARGE and document.analysis is not None

    async def _calm(self, document: Document) -> None:
        """Wait until nothing has been typed or asked for a moment, where a reading can wait."""
        begin = monotonic()
        while self._can_wait(document) and not self._is_hurried:
            now = monotonic()
            rest = self._stirred + CALM - now if not self._requests else CALM
            if rest <= 0 or now - begin > RESTLESS:
                return
            await asyncio.sleep(min(rest, STEP))

    async def _read_it(self, document: Document, revision: int) -> None:
        await self._calm(document)
        self._stop_stale(document, revision)
        text, source, can_wait = document.text, document.source, self._can_wait(document)
        go_on = self._letting_requests_in(document, revision, lambda: self._is_hurried or not can_wait)
        buffers, parses = self.session.buffers(), self.session.parses

        def parse(whole: Source, bag: Bag) -> nodes.Program:
            if text.raw != text.normal or len(text.raw) > LARGEST:
                return parser.parse(whole, bag)
            tree, document.known = reparse(whole, bag, document.known, text.tokens, text.statements)
            return tree

        def work() -> Analysis:
            return read(source(), buffers, parses, parse, go_on, document.mentioned)

        found = await asyncio.get_running_loop().run_in_executor(self._reading, work)
        if self.session.documents.get(document.uri) is document:
            document.note(found, text, revision)
            if document.revision == revision and document.uri in self._read:
                self._read[document.uri].set()

    async def _check_it(self, document: Document, revision: int) -> None:
        """Check a text, and a while later the questions that it asks, which takes longest."""
        analysis = document.analysis
        assert analysis is not None
        loop = asyncio.get_running_loop()
        go_on = self._letting_requests_in(document, revision)
        found = await loop.run_in_executor(self._checking, check, analysis, go_on)
        self._publish(document, revision, found.warnings if isinstance(found, Front) else found)
        if isinstance(found, Front):
            front = found
            await asyncio.sleep(4 * self.debounce)
            self._stop_stale(document, revision)
            await self._style(document)
            self._stop_stale(document, revision)
            whole = await loop.run_in_executor(self._checking, lambda: check_questions(front, go_on))
            if whole != document.diagnostics:
                self._publish(document, revision, whole)
        document.diagnosed_revision = revision

    def _letting_requests_in(
        self, document: Document, revision: int, is_awaited: Callable[[], bool] = lambda: False
    ) -> Callable[[], None]:
        """What work on a text calls at short intervals: it ends what is stale, and lets requests go first.

        Not without end, and not while a request waits for this very work.
        """
        patience = RESTLESS

        def go_on() -> None:
            nonlocal patience
            while self._requests and patience > 0 and not is_awaited():
                sleep(STEP)
                patience -= STEP
            self._stop_stale(document, revision)

        return go_on

    def _stop_stale(self, document: Document, revision: int) -> None:
        if not self._is_current(document, revision):
            raise _StaleError

    async def _style(self, document: Document) -> None:
        """Have a text ready in the one style, for when that is asked for."""
        text = document.text
        new = await asyncio.get_running_loop().run_in_executor(self._checking, lambda: self.styles.styled(text))
        document.styled = (text.raw, new)

    def _publish(self, document: Document, revision: int, found: tuple[Diagnostic, ...]) -> None:
        self._stop_stale(document, revision)
        document.diagnostics, document.checked_revision = found, revision
        view = document.view()
        if view is not None:
            listed = reporting.shown(self.session, view, found)
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(document.uri, listed, document.version)
            )

    # --- answers --------------------------------------------------------------------------------------------------

    async def view(self, uri: str, *, is_exact: bool = False) -> View | None:
        """What is known of a text: as it is now where `is_exact`, else as it was a moment ago at the least."""
        document = self.session.documents.get(uri)
        if document is None or len(document.text.raw) > LARGEST:
            return None
        if document.read_revision != document.revision and uri in self._read:
            patience = LONG if is_exact or document.analysis is None else PATIENCE
            if patience < LONG and len(document.text.raw) > LARGE:
                return document.view()
            self._is_hurried = self._is_hurried or is_exact
            with suppress(TimeoutError):
                await asyncio.wait_for(self._read[uri].wait(), patience)
            self._is_hurried = False
        found = document.view()
        return None if is_exact and found is not None and not found.is_fresh else found

    async def in_background(self, work: Callable[[], Any]) -> Any:
        """Do what looks through many files beside the other requests."""
        return await asyncio.get_running_loop().run_in_executor(self._asking, work)

    async def settled(self, uri: str) -> Document | None:
        """The text once it has been read and checked as it is."""
        while (task := self._tasks.get(uri)) is not None and not task.done():
            await asyncio.wait([task])
        return self.session.documents.get(uri)

    def begin(self, params: types.InitializeParams) -> None:
        """Take up what the editor says of itself."""
        self._tidying = asyncio.get_running_loop().create_task(tidy(lambda: self._stirred))
        encoding = self.workspace.position_encoding or types.PositionEncodingKind.Utf16
        self.session.encoding = str(getattr(encoding, "value", encoding))
        uris = [folder.uri for folder in params.workspace_folders or []]
        uris += [params.root_uri] if params.root_uri and not uris else []
        self.session.folders = [Path(path) for uri in uris if (path := to_fs_path(uri))]
        options = params.initialization_options
        if isinstance(options, dict) and isinstance(options.get("debounce"), int | float):
            self.debounce = max(0.0, float(options["debounce"]))
        sys.setswitchinterval(0.001)  # requests are short, and checks are long: let requests in
