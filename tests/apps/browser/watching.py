"""What a page asks for, complains of and pops up while a test looks at it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Route

HERE = {"127.0.0.1", "localhost", ""}
NOT_ASKED = ("data", "blob", "about", "file", "chrome")
"""Beginnings of addresses that lead to no network."""
NOT_OURS = (r"/jupysql-plugin/", r"Could not restore the debugger state")
"""What others complain of in the console, whatever the notebook holds."""


@dataclass
class Watch:
    """What a context did: asked beyond the machine, complained in the console, popped up. Nothing of it is well."""

    beyond: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch all that happens in a context, in pages, frames and sockets."""
        context.route(is_beyond, self._refuse)
        context.on("request", lambda request: self._note(request.url))
        context.on("page", self._watch)

    def forget(self) -> None:
        """Begin anew: what follows belongs to another test."""
        for seen in (self.beyond, self.complaints, self.dialogs, self.allowed):
            seen.clear()

    def allow(self, pattern: str) -> None:
        """Let others ask beyond the machine in this test, in vain: what they ask for is refused all the same."""
        self.allowed.append(pattern)

    def check(self) -> None:
        """Fail the test in which anything happened that must not."""
        for seen, what in ((self.beyond, "asked for"), (self.dialogs, "popped up"), (self.complaints, "complained")):
            assert not seen, f"{what}: {seen}"[:3000]

    def _watch(self, page: Page) -> None:
        page.on("websocket", lambda socket: self._note(socket.url))
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._complain(f"{error} {error.stack}"))
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))

    def _note(self, url: str) -> None:
        if is_beyond(url) and not self._is_allowed(url):
            self.beyond.append(url)

    def _refuse(self, route: Route) -> None:
        self._note(route.request.url)
        route.abort()

    def _hear(self, message: ConsoleMessage) -> None:
        said = f"{message.text} {message.location.get('url', '')}"
        if message.type == "error":
            self._complain(said)

    def _complain(self, said: str) -> None:
        if not self._is_allowed(said):
            self.complaints.append(said)

    def _is_allowed(self, said: str) -> bool:
        return any(re.search(one, said, re.DOTALL) for one in (*NOT_OURS, *self.allowed))


def is_beyond(url: str) -> bool:
    """Whether an address leads beyond this machine."""
    parts = urlsplit(url)
    return parts.scheme not in NOT_ASKED and (parts.hostname or "") not in HERE
