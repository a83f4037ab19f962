"""What the server knows of one text: its tree, the names in it, and everything that is wrong with it.

`read` needs only the parser and the declared names and answers most questions; `check` and `check_questions` find what
`qa check` finds. Both take unsaved texts of libraries before those on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from qadsl.answers import Program
from qadsl.commands import prepare
from qadsl.diagnostics import Bag, Diagnostic
from qadsl.pipeline import Front, QadslError, check_loaded
from qadsl.semantics import loader
from qadsl.semantics.loader import Module, Parse
from qadsl.semantics.references import File, References, file_of
from qadsl.semantics.referrer import names_of, refer
from qadsl.semantics.remembering import Remembered
from qadsl.semantics.scope import Scope
from qadsl.source import Source
from qadsl.syntax import nodes, parser
from qadsl.syntax.parses import Parses

__all__ = ["Analysis", "check", "check_questions", "path_of", "read"]


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


def check(analysis: Analysis, go_on: Callable[[], None] = lambda: None) -> Front | tuple[Diagnostic, ...]:
    """Check a text: what stands in its way, or else the checked program with its warnings; `go_on` may stop it."""
    try:
        return check_loaded(analysis.source, analysis.tree, analysis.modules, Bag(list(analysis.found)), go_on)
    except QadslError as error:
        return error.diagnostics


def check_questions(front: Front, go_on: Callable[[], None] = lambda: None) -> tuple[Diagnostic, ...]:
    """What `qa check` finds after that, by lowering every question; `go_on` may stop the work by raising."""
    try:
        prepare(Program.of(front), between=go_on)
    except QadslError as error:
        return error.diagnostics
    return front.warnings
