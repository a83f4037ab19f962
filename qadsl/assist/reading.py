"""What is known of a text that is being written: its tree, the names in it, and where they stand.

It needs only the parser and the declared names, so that a text full of mistakes is known as well. Unsaved texts of
libraries go before those on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from qadsl.diagnostics import Bag, Diagnostic
from qadsl.semantics import loader
from qadsl.semantics.loader import Module, Parse
from qadsl.semantics.references import File, References, file_of
from qadsl.semantics.referrer import names_of, refer
from qadsl.semantics.remembering import Remembered
from qadsl.semantics.scope import Scope
from qadsl.source import Source
from qadsl.syntax import nodes, parser
from qadsl.syntax.parses import Parses

__all__ = ["Analysis", "path_of", "read"]


@dataclass(frozen=True, slots=True)
class Analysis:
    """The first half of what is known: enough to find, name and colour things."""

    source: Source
    tree: nodes.Program
    modules: tuple[Module, ...]
    scope: Scope
    references: References
    found: tuple[Diagnostic, ...]
    """What parser and loader found."""
    used: frozenset[Path]
    """Files of the libraries that it uses, without links."""

    @property
    def file(self) -> File:
        """What tells its mentions from those of other texts."""
        return file_of(self.source)


def path_of(source: Source) -> Path | None:
    """The file of a text, where it has one."""
    return Path(source.folder, PurePath(source.name).name) if source.folder is not None else None


def read(
    source: Source,
    buffers: Mapping[Path, str],
    parses: Parses,
    parse_text: Parse = parser.parse,
    go_on: Callable[[], None] = lambda: None,
    mentioned: Remembered | None = None,
) -> Analysis:
    """Parse a text, load what it uses, and look up every name.

    Parameters
    ----------
    source
        The text.
    buffers
        The texts of files that are open and not saved.
    parses
        The libraries parsed before.
    parse_text
        What parses the text itself.
    go_on
        Called at short intervals; what it raises ends the work.
    mentioned
        What is known of its names from before an edit; then holds what is known now.
    """
    bag = Bag()
    used: set[Path] = set()

    def parse(library: Source, into: Bag) -> nodes.Program:
        path = path_of(library)
        if path is not None:
            used.add(path := path.resolve())
            library = Source(library.name, buffers.get(path, library.text), library.folder)
        return parses.parse(library, into)

    tree = parse_text(source, bag)
    go_on()
    modules = loader.load(tree, source, bag, parse)
    scope = names_of(modules)
    references = refer(modules, scope, go_on, mentioned)
    return Analysis(source, tree, modules, scope, references, tuple(bag.items), frozenset(used))
