"""The texts that are open, what is known of each, and the files around them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePath

from lsprotocol import types
from pygls.uris import from_fs_path, to_fs_path

from qadsl import resources
from qadsl.apps.lsp.shifts import Change, back, forward
from qadsl.assist.reading import Analysis, path_of, read
from qadsl.assist.texts import Encoding, Text
from qadsl.diagnostics import Diagnostic
from qadsl.semantics.folders import programs_below
from qadsl.semantics.loader import LARGEST_FILE
from qadsl.semantics.references import Mention
from qadsl.semantics.remembering import Remembered
from qadsl.source import Source, Span
from qadsl.syntax.parses import Parses
from qadsl.syntax.reparser import Known

__all__ = ["Document", "Session", "View", "as_range"]

MOST_FILES = 500
"""Files of the folders around that are looked through for uses of a name."""


def as_range(text: Text, start: int, end: int) -> types.Range:
    """The range of raw characters."""
    return types.Range(types.Position(*text.place(start)), types.Position(*text.place(end)))


@dataclass(frozen=True, slots=True)
class View:
    """What is known of a text, seen from the text as it is now: `changes` have been made since it was read."""

    text: Text
    analysis: Analysis
    read_from: Text
    changes: tuple[Change, ...] = ()

    @property
    def is_fresh(self) -> bool:
        """Whether it is the text as it is now that has been read."""
        return not self.changes

    def offset(self, position: types.Position) -> int:
        """The character of the program at a place in the editor."""
        raw = self.text.offset((position.line, position.character))
        return self.read_from.to_program(back(raw, self.changes))

    def range(self, span: Span) -> types.Range:
        """Where a span of the program stands in the editor."""
        start, end = self.read_from.from_program(span.start), self.read_from.from_program(span.end)
        return as_range(self.text, forward(start, self.changes), forward(end, self.changes))

    def mention(self, position: types.Position) -> Mention | None:
        """The name at a place."""
        return self.analysis.references.at(self.analysis.file, self.offset(position))


@dataclass(slots=True)
class Document:
    """One open text; `revision` counts its changes and those of the libraries it uses.

    `changed` is when it last did, by a clock that never goes back. What was read, checked and diagnosed to the end is
    known by the revision it was; `colours` are those last sent, `styled` is a text beside what the formatter made of
    it, `known` are the statements of the last reading, and `mentioned` what they mention.
    """

    uri: str
    text: Text
    version: int | None = None
    revision: int = 0
    changed: float = 0.0
    analysis: Analysis | None = None
    read_from: Text | None = None
    read_revision: int = -1
    changes: list[tuple[int, Change]] = field(default_factory=list)
    diagnostics: tuple[Diagnostic, ...] = ()
    checked_revision: int = -1
    diagnosed_revision: int = -1
    colours: tuple[str, list[int]] = ("", [])
    styled: tuple[str, str] | None = None
    known: Known = field(default_factory=Known)
    mentioned: Remembered = field(default_factory=Remembered)

    @property
    def path(self) -> Path | None:
        """Its file, if it has one."""
        found = to_fs_path(self.uri) if self.uri.startswith("file:") else None
        return Path(found) if found else None

    def source(self) -> Source:
        """The text as the language reads it."""
        path = self.path
        if path is None:
            return Source(PurePath(self.uri.partition(":")[2]).name or "untitled", self.text.normal)
        return Source(path.name, self.text.normal, str(path.parent))

    def note(self, analysis: Analysis, text: Text, revision: int) -> None:
        """Keep what has been found out of the text of some revision."""
        if revision > self.read_revision:
            self.analysis, self.read_from, self.read_revision = analysis, text, revision
            self.changes = [(made, change) for made, change in self.changes if made > revision]

    def view(self) -> View | None:
        """What is known, if anything is yet."""
        if self.analysis is None or self.read_from is None:
            return None
        return View(self.text, self.analysis, self.read_from, tuple(change for _, change in self.changes))


@dataclass(slots=True)
class Session:
    """All open texts by their address."""

    encoding: Encoding = "utf-16"
    folders: list[Path] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    parses: Parses = field(default_factory=Parses)
    _kept: dict[Path, tuple[str, dict[Path, object], Analysis]] = field(default_factory=dict)

    def buffers(self) -> dict[Path, str]:
        """Unsaved texts by file, normalised."""
        return {path.resolve(): d.text.normal for d in self.documents.values() if (path := d.path) is not None}

    def users(self, path: Path) -> list[Document]:
        """Open texts that use the library in a file."""
        resolved = path.resolve()
        return [d for d in self.documents.values() if d.analysis is not None and resolved in d.analysis.used]

    def at(self, path: Path) -> Document | None:
        """The open text of a file."""
        resolved = path.resolve()
        return next((d for d in self.documents.values() if d.path is not None and d.path.resolve() == resolved), None)

    # --- other files ----------------------------------------------------------------------------------------------

    def location(self, span: Span, view: View | None = None) -> types.Location | None:
        """Where a span stands, in whichever file."""
        path = path_of(span.source)
        if view is not None and (span.source.folder, span.source.name) == view.analysis.file:
            document = next((d for d in self.documents.values() if d.read_from is view.read_from), None)
            uri = document.uri if document is not None else from_fs_path(str(path)) if path else None
            return types.Location(uri, view.range(span)) if uri else None
        if path is None:
            return None
        text = self.text_of(path, span.source)
        found = self.at(path)
        uri = found.uri if found is not None else from_fs_path(str(path))
        place = as_range(text, text.from_program(span.start), text.from_program(span.end))
        return types.Location(uri, place) if uri else None

    def text_of(self, path: Path, source: Source | None = None) -> Text:
        """The text of a file: as the editor has it, else as it lies on the disk."""
        document = self.at(path)
        if document is not None:
            return document.text
        try:
            raw = path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raw = source.text if source is not None else ""
        return Text(raw, self.encoding)

    def files_around(self, document: Document) -> Iterator[Path]:
        """Programs and libraries in the folders of the workspace and beside a text, not too many of them."""
        roots = [*self.folders, *([document.path.parent] if document.path is not None else [])]
        seen: set[Path] = set()
        for root in dict.fromkeys(roots):
            for path in self._programs(root):
                if len(seen) >= MOST_FILES:
                    return
                if path.resolve() not in seen:
                    seen.add(path.resolve())
                    yield path

    def _programs(self, root: Path) -> Iterator[Path]:
        """Programs in a folder of the editor and those below it, or only in the one in which a text lies."""
        places = programs_below(root) if root in self.folders else islice(programs_below(root), 1)
        for _, paths in places:
            for path in paths:
                with suppress(OSError):
                    if path.stat().st_size <= LARGEST_FILE:
                        yield path

    def roots(self, document: Document, word: str = "", but: Path | None = None) -> Iterator[tuple[Path, Analysis]]:
        """Each file around but one in which a word stands, read as a program of its own."""
        buffers = self.buffers()
        for path in self.files_around(document):
            if path.resolve() == but:
                continue
            text = buffers.get(path.resolve())
            if text is None:
                text = self.text_of(path).normal
            if word in text:
                yield path, self._read(path, text, buffers)

    def _read(self, path: Path, text: str, buffers: dict[Path, str]) -> Analysis:
        """As it was read before, where neither it nor what it uses is another one now."""
        kept = self._kept.get(path)
        if (
            kept is not None
            and kept[0] == text
            and all(_state(used, buffers) == state for used, state in kept[1].items())
        ):
            return kept[2]
        analysis = read(Source(path.name, text, str(path.parent)), buffers, self.parses)
        self._kept[path] = (text, {used: _state(used, buffers) for used in analysis.used}, analysis)
        return analysis

    def is_ours(self, path: Path) -> bool:
        """Whether a file is the user's to change: no part of the language or of an installed package."""
        resolved = path.resolve()
        if resolved.is_relative_to(resources.folder("stdlib").resolve()) or "site-packages" in resolved.parts:
            return False
        homes = [*self.folders, *(d.path.parent for d in self.documents.values() if d.path is not None)]
        return any(resolved.is_relative_to(home.resolve()) for home in homes)


def _state(path: Path, buffers: dict[Path, str]) -> object:
    """What tells whether a file is another one now: what the editor has of it, else when it was written."""
    if path in buffers:
        return buffers[path]
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return None
