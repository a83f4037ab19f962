"""A real client, pygls's own, over the standard streams of a real server; its calls wait for their answers."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

LONG = 60.0
START = "from qadsl.apps.cli import main; raise SystemExit(main())"


class Client:
    """An editor without a screen."""

    def __init__(
        self, folder: Path | None = None, *, debounce: float = 0.0, encodings: list[str] | None = None
    ) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.client = LanguageClient("tests", "1")
        self.published: dict[str, types.PublishDiagnosticsParams] = {}
        self.versions: dict[str, int] = {}
        self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: self._publish(params))
        self.wait(self.client.start_io(sys.executable, "-c", START, "lsp"))
        self.server = self.request(types.INITIALIZE, self._hello(folder, debounce, encodings))
        self.client.protocol.notify(types.INITIALIZED, types.InitializedParams())

    def _publish(self, params: types.PublishDiagnosticsParams) -> None:
        self.published[params.uri] = params

    def _hello(self, folder: Path | None, debounce: float, encodings: list[str] | None) -> types.InitializeParams:
        item = types.ClientCompletionItemOptions(snippet_support=True)
        completion = types.CompletionClientCapabilities(completion_item=item)
        return types.InitializeParams(
            capabilities=types.ClientCapabilities(
                text_document=types.TextDocumentClientCapabilities(completion=completion),
                general=types.GeneralClientCapabilities(position_encodings=encodings) if encodings else None,
            ),
            process_id=None,
            root_uri=folder.as_uri() if folder else None,
            initialization_options={"debounce": debounce},
        )

    def wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(LONG)

    def request(self, method: str, params: Any) -> Any:
        async def send() -> Any:
            return await self.client.protocol.send_request_async(method, params)

        return self.wait(send())

    def notify(self, method: str, params: Any) -> None:
        async def send() -> None:
            self.client.protocol.notify(method, params)

        self.wait(send())

    # --- texts ----------------------------------------------------------------------------------------------------

    def open(self, uri: str, text: str) -> str:
        self.versions[uri] = 1
        self.notify(
            types.TEXT_DOCUMENT_DID_OPEN,
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "qa", 1, text)),
        )
        return uri

    def open_file(self, path: Path) -> str:
        return self.open(path.as_uri(), path.read_bytes().decode("utf-8"))

    def change(self, uri: str, *changes: types.TextDocumentContentChangeEvent) -> None:
        self.versions[uri] += 1
        where = types.VersionedTextDocumentIdentifier(uri=uri, version=self.versions[uri])
        self.notify(types.TEXT_DOCUMENT_DID_CHANGE, types.DidChangeTextDocumentParams(where, list(changes)))

    def replace(self, uri: str, text: str) -> None:
        self.change(uri, types.TextDocumentContentChangeWholeDocument(text))

    def close(self, uri: str) -> None:
        self.notify(types.TEXT_DOCUMENT_DID_CLOSE, types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def settle(self, uri: str) -> list[types.Diagnostic]:
        """What the editor shows once all work is done."""
        self.request("qadsl/settled", {"uri": uri})
        return list(self.published[uri].diagnostics) if uri in self.published else []

    # --- questions ------------------------------------------------------------------------------------------------

    def ask(self, method: str, kind: type, uri: str, line: int, column: int, **more: Any) -> Any:
        where = types.TextDocumentIdentifier(uri)
        return self.request(method, kind(text_document=where, position=types.Position(line, column), **more))

    def ask_text(self, method: str, kind: type, uri: str, **more: Any) -> Any:
        return self.request(method, kind(text_document=types.TextDocumentIdentifier(uri), **more))

    def stop(self) -> int:
        """Say goodbye as an editor does; the server's exit code."""
        self.request(types.SHUTDOWN, None)
        self.notify(types.EXIT, None)
        process = self.client._server
        self.wait(process.wait())
        self.loop.call_soon_threadsafe(self.loop.stop)
        return int(process.returncode)


def place_of(text: str, mark: str, *, inside: int = 0) -> tuple[int, int]:
    """Line and UTF-16 column of the first time a piece of text stands there."""
    offset = text.index(mark) + inside
    before = text[:offset].rpartition("\n")
    return text[:offset].count("\n"), len(before[2].encode("utf-16-le", "surrogatepass")) // 2
