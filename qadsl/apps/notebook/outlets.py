"""Where an answer is shown, and until it is there how far the work is: in its place, or on a line of a terminal.

What is saved with a notebook holds no bar: the answer takes its place.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from html import escape
from typing import Any, Protocol, TextIO

from IPython.display import DisplayHandle, display

from qadsl.views.html import page_piece
from qadsl.views.pace import Way

__all__ = ["Bundle", "Corner", "Later", "Line", "Outlet", "Page", "Plain", "outlet", "text_bundle"]

Bundle = Mapping[str, str]

NOTHING: Bundle = {"text/html": "", "text/plain": ""}


class Outlet(Protocol):
    """A place below a cell, or elsewhere."""

    def tell(self, way: Way) -> None:
        """How far the work is."""

    def say(self, text: str) -> None:
        """A line in place of how far the work is, until the answer is there."""

    def put(self, forms: Bundle) -> None:
        """An answer, in place of how far the work was."""

    def close(self) -> None:
        """No more comes: nothing that was only for the time being is left."""


class Plain:
    """Answers alone."""

    def tell(self, way: Way) -> None:
        """Say nothing."""

    def say(self, text: str) -> None:
        """Say nothing."""

    def put(self, forms: Bundle) -> None:
        """Show an answer."""
        _display(forms)

    def close(self) -> None:
        """Nothing is left."""


class Line(Plain):
    """A terminal: one line that is written over and wiped."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def tell(self, way: Way) -> None:
        """Write over what stood there."""
        self.say(way.words)

    def say(self, text: str) -> None:
        """Write over what stood there."""
        self._stream.write(f"\r\x1b[K{text} ")
        self._stream.flush()

    def put(self, forms: Bundle) -> None:
        """Wipe the line, and show an answer."""
        self.close()
        _display(forms)

    def close(self) -> None:
        """Wipe the line."""
        self._stream.write("\r\x1b[K")
        self._stream.flush()


class Page:
    """A notebook: a bar that the answer takes the place of."""

    def __init__(self) -> None:
        self._handle: DisplayHandle | None = None
        self._is_there = False
        """Whether the bar is shown for certain: it may be interrupted while it is."""

    def tell(self, way: Way) -> None:
        """Move the bar."""
        self._show(bar(way))

    def say(self, text: str) -> None:
        """A line in place of the bar."""
        self._show(text_bundle("said", text))

    def put(self, forms: Bundle) -> None:
        """Show an answer in place of the bar, if there is one."""
        if self._handle is not None and self._is_there:
            _update(self._handle, forms)
            self._handle = None
        else:
            self.close()
            _display(forms)

    def close(self) -> None:
        """Empty the bar that no answer has taken the place of."""
        if self._handle is not None:
            _update(self._handle, NOTHING)
        self._handle = None

    def _show(self, forms: Bundle) -> None:
        if self._handle is None:
            self._is_there = False
            self._handle = DisplayHandle()  # type: ignore[no-untyped-call]
            _display(forms, self._handle)
            self._is_there = True
        else:
            _update(self._handle, forms)


class Corner:
    """One output for all that work in the background comes to: it is written when the cell is done long since."""

    def __init__(self, text: str) -> None:
        self._parts: list[Bundle] = []
        self._is_settled = False
        self._handle = DisplayHandle()  # type: ignore[no-untyped-call]
        _display(text_bundle("said", text), self._handle)

    def tell(self, way: Way) -> None:
        """Move the bar below what is there."""
        self._show([*self._parts, bar(way)])

    def say(self, text: str) -> None:
        """A line below what is there."""
        self._show([*self._parts, text_bundle("said", text)])

    def put(self, forms: Bundle) -> None:
        """Add an answer."""
        self._parts.append(forms)
        self._show(self._parts)

    def close(self) -> None:
        """Leave the answers alone."""
        if not self._is_settled:
            self._show(self._parts)

    def _show(self, parts: list[Bundle]) -> None:
        self._is_settled = parts is self._parts
        shown = "".join(part.get("text/html", "") for part in parts)
        text = "\n\n".join(part.get("text/plain", "") for part in parts)
        _update(self._handle, {"text/html": shown, "text/plain": text})


class Later(Plain):
    """A terminal in which something else goes on: answers are shown together when all are there."""

    def __init__(self, text: str) -> None:
        self._parts: list[Bundle] = []
        print(text)

    def put(self, forms: Bundle) -> None:
        """Keep an answer."""
        self._parts.append(forms)

    def close(self) -> None:
        """Show what is there."""
        for part in self._parts:
            _display(part)
        self._parts = []


def outlet(shell: Any, *, is_quiet: bool, background: str = "") -> Outlet:
    """Where to show what a cell of this shell asks; `background` is what is said of work that goes on behind it."""
    is_notebook = hasattr(shell, "kernel")
    if background:
        return Corner(background) if is_notebook else Later(background)
    if is_quiet:
        return Plain()
    if is_notebook:
        return Page()
    return Line(sys.stderr) if sys.stderr.isatty() else Plain()


def bar(way: Way) -> Bundle:
    """How far the work is, for eyes and for screen readers."""
    shown = (
        f'<progress max="100" value="{way.done * 100:.0f}" aria-label="Work done" '
        f'style="width:16em;vertical-align:middle"></progress> <span>{escape(way.words)}</span>'
    )
    return {"text/html": page_piece("progress", shown), "text/plain": way.words}


def text_bundle(kind: str, text: str) -> Bundle:
    """A text as it is laid out."""
    return {
        "text/html": page_piece(kind, f'<pre style="margin:0;white-space:pre-wrap">{escape(text)}</pre>'),
        "text/plain": text,
    }


def _display(forms: Bundle, handle: DisplayHandle | None = None) -> None:
    display(dict(forms), raw=True, display_id=handle.display_id if handle is not None else None)  # type: ignore[no-untyped-call]


def _update(handle: DisplayHandle, forms: Bundle) -> None:
    handle.update(dict(forms), raw=True)  # type: ignore[no-untyped-call]
