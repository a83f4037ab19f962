"""The texts that a result was made from, as they were read: the program, or the cells of a notebook, and libraries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qadsl.semantics.loader import Module
from qadsl.source import Source
from qadsl.syntax import nodes

__all__ = ["Texts", "Written", "anchor", "texts_of"]


@dataclass(frozen=True, slots=True)
class Written:
    """A text: `library` is the name it is used by, empty for the program; `name` is what places in it begin with."""

    library: str
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything that was read, the program first.

    Parameters
    ----------
    written
        The texts.
    file
        What the program is called: the path of its file, or a name in angle brackets.
    asked
        What the `run` statements of the program ask about.
    """

    written: tuple[Written, ...] = ()
    file: str = ""
    asked: tuple[str, ...] = ()

    def place(self, place: str) -> tuple[int, int] | None:
        """The text and line of a place such as `suez.qa:9:19`, both as numbers; None where it is in none of them."""
        name, _, rest = place.rpartition(":")
        name, _, line = name.rpartition(":")
        if not (line.isascii() and line.isdigit()) or not rest.isdigit():
            return None
        return next(((number, int(line)) for number, one in enumerate(self.written) if one.name == name), None)


def anchor(number: int, line: int) -> str:
    """What links to a line of a text lead to, on a page that shows it."""
    return f"text{number}-{line}"


def texts_of(modules: Iterable[Module], source: Source) -> Texts:
    """The texts of a loaded program whose own text is `source`; in a notebook, of every cell that declares or asks."""
    found: dict[tuple[str, str, str], Written] = {}
    asked: list[str] = []
    for module in sorted(modules, key=lambda module: module.name != ""):
        for statement in module.statements:
            of = statement.span.source
            found.setdefault((module.name, of.name, of.text), Written(module.name, of.name, of.text))
            if isinstance(statement, nodes.Run) and not module.name:
                asked.append(statement.scenario.text)
    own = [one for one in found.values() if not one.library] or [Written("", source.name, source.text)]
    return Texts((*own, *(one for one in found.values() if one.library)), source.name, tuple(dict.fromkeys(asked)))
