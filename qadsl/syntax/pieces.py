"""The smallest statements of a tree: rules, variables, single values; and trees with some of them exchanged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["Piece", "pieces", "swapped"]

PARTS: dict[type, str] = {
    nodes.Theory: "items",
    nodes.VariableGroup: "variables",
    nodes.Scenario: "items",
    nodes.Actors: "actors",
    nodes.ActorDeclaration: "settings",
    nodes.Arrow: "settings",
    nodes.Among: "settings",
    nodes.Otherwise: "settings",
    nodes.Against: "items",
    nodes.Dated: "items",
    nodes.Start: "items",
    nodes.Event: "settings",
    nodes.Table: "rows",
}
"""Statements that hold others, and the field that they stand in."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A smallest statement.

    Parameters
    ----------
    context
        What it stands in, outermost first, without what else stands there.
    node
        A node, or the cells of a table's row.
    span
        Where it stands.
    """

    context: tuple[object, ...]
    node: object
    span: Span

    @property
    def name(self) -> object:
        """What two versions of one statement have in common: what it declares, or what it gives a value to."""
        found = self.node
        if isinstance(found, tuple):
            return (self.context, "row", found[:2])
        what = getattr(found, "name", None) or getattr(found, "target", None) or getattr(found, "parties", None)
        return (self.context, type(found), what if what is not None else found)

    @property
    def meaning(self) -> object:
        """Equal for two statements that say the same in the same place."""
        return (self.context, self.node)


def pieces(statements: Iterable[object], context: tuple[object, ...] = ()) -> Iterator[Piece]:
    """Every smallest statement, in the order written; what holds none is one itself."""
    for statement in statements:
        field = PARTS.get(type(statement))
        parts = getattr(statement, field) if field else ()
        if not parts:
            assert isinstance(statement, nodes.Node)
            yield Piece(context, statement, statement.span)  # type: ignore[attr-defined]
        elif isinstance(statement, nodes.Table):
            here = (*context, _head(statement))
            yield from (Piece(here, row, span) for row, span in zip(statement.rows, statement.row_spans, strict=True))
        else:
            yield from pieces(parts, (*context, _head(statement)))


def _head(statement: object) -> object:
    """A statement without what it holds."""
    values: dict[str, Any] = {PARTS[type(statement)]: ()}
    if isinstance(statement, nodes.Table):
        values["row_spans"] = ()
    return replace(statement, **values)  # type: ignore[type-var]


def swapped(statements: Iterable[Any], swaps: Mapping[int, object | None]) -> tuple[Any, ...]:
    """The statements with some pieces exchanged: `swaps` gives for `id(piece.node)` another, or None for nothing."""
    found: list[object] = []
    for statement in statements:
        if id(statement) in swaps:
            other = swaps[id(statement)]
            found += [] if other is None else [other]
        else:
            found.append(_within(statement, swaps))
    return tuple(found)


def _within(statement: object, swaps: Mapping[int, object | None]) -> object:
    field = PARTS.get(type(statement))
    if field is None:
        return statement
    if isinstance(statement, nodes.Table):
        return _table(statement, swaps)
    before = getattr(statement, field)
    after = swapped(before, swaps)
    if len(after) == len(before) and all(one is other for one, other in zip(before, after, strict=True)):
        return statement
    return replace(statement, **{field: after})  # type: ignore[type-var]


def _table(table: nodes.Table, swaps: Mapping[int, object | None]) -> nodes.Table:
    rows: list[tuple[Any, Span]] = [
        (swaps.get(id(row), row), span) for row, span in zip(table.rows, table.row_spans, strict=True)
    ]
    kept = [(row, span) for row, span in rows if row is not None]
    return replace(table, rows=tuple(row for row, _ in kept), row_spans=tuple(span for _, span in kept))
