"""What must hold of the language server: a session of edits and requests, in one process, over any text.

The text is opened and then edited and asked about at random places, in the encodings that editors use. After each edit
the server has the text that the editor has; nothing goes wrong inside, where it would be logged and answered with
nothing; each answer can be sent and lies inside the text; and when the edits are over the same is said of the text as
if it had just been opened.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Iterator
from random import Random
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from qadsl.apps.lsp.features import ANSWERS, REFUSED, make
from qadsl.apps.lsp.server import Server
from qadsl.apps.lsp.session import Session
from tests.fuzz.words import FOREIGN, ODDITIES, WORDS

URI = "untitled:text.qa"
ENCODINGS = ("utf-16", "utf-8", "utf-32")
EDITS = 12
LARGEST = 5000
Features = set[str]
PLACED = (
    types.HoverParams, types.DefinitionParams, types.CompletionParams, types.SignatureHelpParams,
    types.PrepareRenameParams, types.DocumentHighlightParams,
)  # fmt: skip
WHOLE = (
    types.DocumentFormattingParams, types.DocumentSymbolParams, types.FoldingRangeParams, types.SemanticTokensParams,
)  # fmt: skip


def server(text: str) -> Features:
    """A session over a text; longer ones are cut, for they are edited many times."""
    text = text[:LARGEST]
    return asyncio.run(asyncio.wait_for(Client(Random(len(text))).session(text), 200))


class Faults(logging.Handler):
    """What goes wrong inside the server is logged: here it is raised."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append((record.exc_info or (None, None))[1] or AssertionError(record.getMessage()))


class Client:
    """An editor: it knows the text, and asks."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.encoding = rng.choice(ENCODINGS)
        self.text = ""
        self.version = 1
        self.said: dict[str, Any] = {}
        self.faults = Faults()
        self.reached: Features = set()
        self.server = self.connected()

    def connected(self) -> Server:
        found = make(debounce=0.0)
        found.session = Session(encoding=self.encoding)
        found.protocol.client_capabilities = types.ClientCapabilities()
        found.text_document_publish_diagnostics = lambda params: self.said.update({params.uri: params})  # type: ignore[method-assign]
        return found

    async def session(self, text: str) -> Features:
        """Open, edit and ask, and compare what is said in the end with what is said of a text just opened."""
        log = logging.getLogger("qadsl.lsp")
        log.addHandler(self.faults)
        log.propagate = False
        try:
            self.text = joined(text)
            self.server.open(URI, self.text, 1)
            for _ in range(EDITS):
                self.edit()
                if self.rng.random() < 0.7:
                    await self.ask()
                self.no_faults()
            await self.server.settled(URI)
            edited = self.listed()
            self.server.close(URI)
            self.server.open(URI, self.text, 1)
            await self.server.settled(URI)
            assert edited == self.listed()
            await self.everything()
            self.no_faults()
        finally:
            log.removeHandler(self.faults)
            for executor in (self.server._reading, self.server._checking):
                executor.shutdown()
        return self.reached

    def no_faults(self) -> None:
        if self.faults.found:
            raise self.faults.found[0]

    def listed(self) -> list[Any]:
        """What is said of the text, each inside of it."""
        found = [self.sent(item) for item in self.said[URI].diagnostics] if URI in self.said else []
        self.reached |= {f"says {item.get('code')}" for item in found}
        return found

    # --- edits ----------------------------------------------------------------------------------------------------

    def edit(self) -> None:
        """One change or several at once, as editors send them."""
        changes = [self.change() for _ in range(self.rng.choice((1, 1, 1, 3)))]
        self.version += 1
        self.server.change(URI, self.version, changes)
        document = self.server.session.documents[URI]
        assert document.text.raw == self.text, (document.text.raw, self.text)

    def change(self) -> Any:
        rng = self.rng
        strange = rng.choice(rng.choice((WORDS, FOREIGN, ODDITIES)))
        put = joined(rng.choice(("", "", "x", "\n", " ", "{", "}", '"', strange, strange, strange)))
        if rng.random() < 0.03:
            self.text = put
            return types.TextDocumentContentChangeWholeDocument(put)
        start = boundary(self.text, rng.randrange(len(self.text) + 1))
        end = boundary(self.text, min(len(self.text), start + rng.choice((0, 0, 1, 3, 40))))
        span = types.Range(self.position(start), self.position(end))
        self.text = joined(self.text[:start] + put + self.text[end:])
        return types.TextDocumentContentChangePartial(span, put)

    def position(self, offset: int) -> types.Position:
        """Line and column, counted as the protocol says."""
        before = self.text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return types.Position(len(before) - 1, self.units(before[-1]))

    def units(self, text: str) -> int:
        if self.encoding == "utf-32":
            return len(text)
        encoding = {"utf-16": "utf-16-le", "utf-8": "utf-8"}[self.encoding]
        return len(text.encode(encoding, "surrogatepass")) // (2 if self.encoding == "utf-16" else 1)

    # --- requests -------------------------------------------------------------------------------------------------

    async def ask(self) -> None:
        """One request of any kind, at any place, also outside of the text."""
        for method, params in self.rng.sample(list(self.requests()), 2):
            self.check(method, await self.answer(method, params))

    async def everything(self) -> None:
        for method, params in self.requests():
            self.check(method, await self.answer(method, params))

    async def answer(self, method: str, params: Any) -> Any:
        answered: Awaitable[Any] = ANSWERS[method][0](self.server, params)
        try:
            return await answered
        except JsonRpcException as refusal:
            if refusal.code != REFUSED:
                raise
            return None

    def requests(self) -> Iterator[tuple[str, Any]]:
        rng, document = self.rng, types.TextDocumentIdentifier(URI)
        place = self.position(rng.randrange(len(self.text) + 1))
        if rng.random() < 0.1:
            place = types.Position(rng.choice((0, 5, 10**6, 2**31 - 1)), rng.choice((0, 3, 10**6, 2**31 - 1)))
        span = types.Range(place, self.position(len(self.text)))
        for of_place in PLACED:
            yield method_of(of_place), of_place(document, place)
        for of_text in WHOLE:
            options = (types.FormattingOptions(2, True),) if of_text is types.DocumentFormattingParams else ()
            yield method_of(of_text), of_text(document, *options)
        new_name = rng.choice(("other", "", "rule", "a b", "伊朗", "`x`", "1", "\u202e"))
        yield types.TEXT_DOCUMENT_RENAME, types.RenameParams(document, place, new_name)
        yield types.TEXT_DOCUMENT_REFERENCES, types.ReferenceParams(types.ReferenceContext(True), document, place)
        yield types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionParams(document, span, types.CodeActionContext([]))
        yield types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, types.SemanticTokensRangeParams(document, span)
        yield types.WORKSPACE_SYMBOL, types.WorkspaceSymbolParams(rng.choice(("", "a", "\u202e")))

    def check(self, method: str, answer: Any) -> None:
        """An answer can be sent, and its ranges lie inside the text."""
        self.reached.add(f"{method} {type(answer).__name__}")
        for part in answer if isinstance(answer, list) else [answer]:
            self.sent(part)

    def sent(self, answer: Any) -> Any:
        plain = self.server.protocol._converter.unstructure(answer)
        json.dumps(plain)
        lines = self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for span in ranges(plain):
            start, end = ((span[one]["line"], span[one]["character"]) for one in ("start", "end"))
            assert (0, 0) <= start <= end, span
            assert end[0] < len(lines), span
            assert end[1] <= self.units(lines[end[0]]), (span, lines[end[0]])
        return plain


def method_of(params: type) -> str:
    """The request that has these parameters."""
    return next(method for method, kinds in types.METHOD_TO_TYPES.items() if kinds[2] is params or kinds[0] is params)


def ranges(answer: Any) -> Iterator[dict[str, Any]]:
    """Every range in an answer, but for those in other files."""
    if isinstance(answer, dict):
        if {"start", "end"} == set(answer):
            yield answer
        elif answer.get("uri", URI) == URI:
            for part in answer.values():
                yield from ranges(part)
    elif isinstance(answer, list):
        for part in answer:
            yield from ranges(part)


def joined(text: str) -> str:
    """The text as an editor has it, which knows no two halves of one character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def boundary(text: str, offset: int) -> int:
    """An offset that is not between the two characters of a line end, where no editor can be."""
    return offset - 1 if text[offset - 1 : offset + 1] == "\r\n" else offset
