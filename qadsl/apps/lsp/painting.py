"""The colours of a whole text, worked out anew only for the statements that have changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from qadsl.apps.lsp.colours import encoded, marks
from qadsl.apps.lsp.session import View
from qadsl.apps.lsp.shifts import back

__all__ = ["Painting"]


class _Painted(NamedTuple):
    """The numbers of one statement, of which the first two are the place of its first mark; and that of its last one.

    Lines are counted from that on which the statement begins. `known` is what was known of its names.
    """

    data: list[int]
    last: tuple[int, int]
    known: object


@dataclass(slots=True)
class Painting:
    """The colours of the statements of a text as they were last sent."""

    kept: dict[tuple[str, int, int], _Painted] = field(default_factory=dict)

    def paint(self, view: View) -> list[int]:
        """The numbers of the whole text, as the protocol packs them."""
        text, tokens, now = view.text, view.text.tokens, {}
        data: list[int] = []
        line, column = 0, 0
        cuts = dict.fromkeys([0, *text.statements, len(tokens.starts) - 1])
        for low, high in pairwise(cuts):
            first, last = tokens.starts[low], tokens.starts[high]
            begin, indent = text.place(first)
            before = back(first, view.changes)
            known = view.analysis.references.noted_at(view.analysis.file, view.read_from.to_program(before))
            key = text.raw[first:last], indent, id(known)
            found = self.kept.get(key) or _painted(view, first, last, begin, known)
            if view.read_from.raw[before : before + last - first] == key[0]:
                now[key] = found
            if found.data:
                at, start = begin + found.data[0], found.data[1]
                data += (at - line, start - column if at == line else start)
                data += found.data[2:]
                line, column = begin + found.last[0], found.last[1]
        self.kept = now
        return data


def _painted(view: View, first: int, last: int, begin: int, known: object) -> _Painted:
    data = encoded(view, marks(view, first, last))
    line, column = 0, 0
    for step, start in zip(data[::5], data[1::5], strict=True):
        line, column = line + step, start if step else column + start
    if data:
        data[0] -= begin
    return _Painted(data, (line - begin, column), known)
