"""Trees of texts that come again, as libraries do: each text is parsed once."""

from __future__ import annotations

from dataclasses import dataclass, field

from qadsl.diagnostics.model import Bag, Diagnostic
from qadsl.source import Source
from qadsl.syntax import nodes, parser

__all__ = ["LIBRARIES", "Parses"]

ROOM = 4_000_000
"""Characters of all texts together, beyond which all are forgotten."""


@dataclass(slots=True)
class Parses:
    """The trees so far, each with what was wrong with it."""

    kept: dict[Source, tuple[nodes.Program, tuple[Diagnostic, ...]]] = field(default_factory=dict)
    room: int = ROOM

    def parse(self, source: Source, bag: Bag) -> nodes.Program:
        """As the parser does."""
        found = self.kept.get(source)
        if found is None:
            own = Bag()
            found = (parser.parse(source, own), tuple(own.items))
            self._keep(source, found)
        for item in found[1]:
            bag.add(item)
        return found[0]

    def _keep(self, source: Source, found: tuple[nodes.Program, tuple[Diagnostic, ...]]) -> None:
        self.room -= len(source.text)
        if self.room < 0:
            self.kept.clear()
            self.room = ROOM - len(source.text)
        self.kept[source] = found


LIBRARIES = Parses()
"""Those of the libraries that the programs of this process use."""
