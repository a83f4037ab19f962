"""A cell as it was run last: what it is known by, what it declares and what it asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from qadsl.data.frames import Handed
from qadsl.source import Source, Span
from qadsl.syntax import nodes

__all__ = ["Cell", "Declared"]

Declared = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it was run last."""

    source: Source
    tree: nodes.Program
    name: str | None = None
    id: str | None = None
    frames: Mapping[str, Handed] = field(default_factory=dict)
    """The tables that it hands in, as they were then."""
    handing: Span | None = None
    """Where that is said."""
    said: str = ""
    """A statement of the language as it would stand in a program, where the cell is a line of `%quasi`."""
    is_read: bool = True
    """Whether all that it declares could be read."""
    draws: int | None = None
    """What its line says of how it is run; None where it says nothing."""
    seed: int | None = None
    settings: tuple[str, ...] = ()

    @property
    def declared(self) -> Declared:
        """What it declares, asks apart."""
        return frozenset((type(one).__name__, _called(one)) for one in self.declaring)

    @property
    def declaring(self) -> tuple[nodes.Statement, ...]:
        """Its statements that declare."""
        return tuple(one for one in self.tree.statements if not isinstance(one, nodes.Command))

    @property
    def silent(self) -> Cell:
        """The cell without what it asks."""
        return replace(self, tree=replace(self.tree, statements=self.declaring))

    @property
    def asks(self) -> bool:
        """Whether it asks anything."""
        return len(self.declaring) < len(self.tree.statements)

    @property
    def about(self) -> frozenset[str]:
        """The scenarios that it asks about, as written."""
        asked = [one for one in self.tree.statements if isinstance(one, nodes.Command)]
        every = [one.scenarios if isinstance(one, nodes.CompareRuns) else (one.scenario,) for one in asked]
        return frozenset(at.text for ats in every for at in ats)

    def runs(self, about: frozenset[str]) -> tuple[nodes.Run, ...]:
        """What it runs of some scenarios, with the draws and the seed of its line."""
        mine = [one for one in self.tree.statements if isinstance(one, nodes.Run) and one.scenario.text in about]
        return tuple(
            replace(
                one,
                draws=one.draws if self.draws is None else _number(self.draws, one.span),
                seed=one.seed if self.seed is None else _number(self.seed, one.span),
            )
            for one in mine
        )

    @property
    def places(self) -> frozenset[int]:
        """What tells whether a mistake stands in it: the texts that are its own."""
        return frozenset((id(self.source), id(self.handing.source) if self.handing else id(self.source)))

    @property
    def is_known(self) -> bool:
        """Whether it is known when it is run again, whatever stands in it then."""
        return self.name is not None or self.id is not None

    def is_replaced_by(self, new: Cell) -> bool:
        """Whether the new cell is this one, run again."""
        if self.name is not None and self.name == new.name:
            return True
        if self.id is not None or new.id is not None:
            return self.id == new.id
        if self.name is not None:
            return False
        mine, theirs = (_own(cell.declared) or cell.declared for cell in (self, new))
        return bool(mine & theirs) and (mine <= theirs or theirs <= mine)


def _number(whole: int, span: Span) -> nodes.Number:
    return nodes.Number(float(whole), str(whole), span)


def _own(declared: Declared) -> Declared:
    """What no other cell may declare, too; libraries may be used by many."""
    return frozenset(one for one in declared if one[0] != "Use")


def _called(statement: nodes.Statement) -> str:
    """The name of what is declared, or where there is none the words."""
    name = getattr(statement, "name", None)
    return str(getattr(name, "text", None) or " ".join(statement.span.text.split()))
