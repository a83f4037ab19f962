"""Keeps what statements mention while others are being written.

What a statement mentions depends on itself and on the names that are declared, with little of what they stand for:
`declared` says all of that. While it stays the same, a statement that was only moved is not looked through again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from qadsl.semantics.references import Noted, References
from qadsl.semantics.scope import Scope
from qadsl.source import Source
from qadsl.syntax import nodes
from qadsl.syntax.moving import original
from qadsl.syntax.reparser import TEXTS_HELD

__all__ = ["Remembered", "declared"]

_NAMED = (nodes.Option, nodes.Behaviour, nodes.Define, nodes.Measure, nodes.Solve)
"""What theories hand down by name."""


class _Kept(NamedTuple):
    """What is known of a statement: the node that it is a copy of, and what it mentioned where it stood."""

    node: object
    noted: Noted
    source: Source
    start: int


@dataclass(slots=True)
class Remembered:
    """What the statements of a program mention, each with the library it stands in: as of the last time, and of this.

    One is kept by the node that the parser made, whose address cannot be another's while it is held.
    """

    names: tuple[Any, ...] = ()
    before: dict[tuple[int, str], _Kept] = field(default_factory=dict)
    now: dict[tuple[int, str], _Kept] = field(default_factory=dict)

    def begin(self, names: tuple[Any, ...]) -> None:
        """Forget all, where other names are declared."""
        if names != self.names:
            self.names, self.before = names, {}
        self.now = {}

    def take(self, statement: nodes.Statement, module: str, found: References, look: Callable[[], None]) -> None:
        """Enter what a statement mentions: what is known, or what is found by looking."""
        source, start = statement.span.source, statement.span.start
        key = id(node := original(statement)), module
        kept = self.before.get(key)
        if kept is None or (kept.source is not source and kept.noted.is_local):
            look()
            kept = _Kept(node, found.noted(), source, start)
        self.now[key] = kept
        found.take(kept.noted, source, start, start - kept.start)

    def end(self) -> None:
        """Hold on to the statements of this time alone, and to few texts."""
        texts: dict[int, list[tuple[int, str]]] = {}
        for key, kept in self.now.items():
            if not key[1]:
                texts.setdefault(id(kept.source), []).append(key)
        for keys in sorted(texts.values(), key=len)[: max(0, len(texts) - TEXTS_HELD)]:
            for key in keys:
                del self.now[key]
        self.before, self.now = self.now, {}


def declared(scope: Scope, actors: Callable[[nodes.Scenario], Iterable[str]]) -> tuple[Any, ...]:
    """All of the declared names that the mentions of a statement depend on; `actors` are those of a scenario."""
    entries = [
        (space, text, [(e.module, e.name, e.sort, _handed_down(e.node, actors)) for e in several])
        for space, names in scope.entries.items()
        for text, several in names.items()
    ]
    modules = [(m.name, m.header is None, [name for _, name in m.uses]) for m in scope.modules.values()]
    return modules, entries, [(key, q.type) for key, q in scope.quantities.items()], list(scope.actors)


def _handed_down(node: object, actors: Callable[[nodes.Scenario], Iterable[str]]) -> tuple[Any, ...]:
    """What others take over from a theory or scenario."""
    if isinstance(node, nodes.Theory):
        return _above(node.extends), [(type(i), i.name.text) for i in node.items if isinstance(i, _NAMED)]
    return (_above(node.extends), actors(node)) if isinstance(node, nodes.Scenario) else ()


def _above(name: nodes.Name | None) -> str | None:
    return name.text if name is not None else None
