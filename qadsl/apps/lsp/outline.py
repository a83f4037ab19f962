"""The statements of a text as a tree, and what of it can be folded away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lsprotocol import types

from qadsl.apps.lsp.session import View
from qadsl.apps.lsp.shifts import forward
from qadsl.source import Span
from qadsl.syntax import nodes
from qadsl.syntax.moving import original

__all__ = ["Outline", "folds"]

Kind = types.SymbolKind
KINDS: dict[type, types.SymbolKind] = {
    nodes.Library: Kind.Module, nodes.Attribute: Kind.Property, nodes.Relation: Kind.Property,
    nodes.Parameter: Kind.Constant, nodes.Group: Kind.Array, nodes.Define: Kind.Function, nodes.Measure: Kind.Function,
    nodes.Solve: Kind.Function,
    nodes.Rule: Kind.Event,
    nodes.Scale: Kind.Enum, nodes.InstrumentKind: Kind.Interface, nodes.Theory: Kind.Class,
    nodes.Scenario: Kind.Package, nodes.Option: Kind.EnumMember, nodes.Behaviour: Kind.EnumMember,
    nodes.VariableDeclaration: Kind.Variable, nodes.ActorDeclaration: Kind.Object, nodes.Instrument: Kind.Interface,
    nodes.Event: Kind.Event,
}  # fmt: skip
COMMANDS = (nodes.Run, nodes.Explain, nodes.WhyNot, nodes.Expect, nodes.ExpectSolved)


@dataclass(slots=True)
class Outline:
    """What statements are in the outline of a text, as it was last sent."""

    kept: dict[tuple[int, int, int], tuple[object, list[types.DocumentSymbol]]] = field(default_factory=dict)

    def symbols(self, view: View) -> list[types.DocumentSymbol]:
        """The outline of a text; what neither has changed nor stands elsewhere is not made again."""
        now, listed = {}, []
        for statement in view.analysis.tree.statements:
            node, span = original(statement), statement.span
            first, last = (view.read_from.from_program(at) for at in (span.start, span.end))
            start, end = (forward(at, view.changes) for at in (first, last))
            key = id(node), *view.text.place(start)
            if view.text.raw[start:end] == view.read_from.raw[first:last]:
                now[key] = self.kept.get(key) or (node, list(_symbol(view, statement)))
                listed += now[key][1]
            else:
                listed += _symbol(view, statement)
        self.kept = now
        return listed


def _symbol(view: View, node: object) -> Iterator[types.DocumentSymbol]:
    kind = KINDS.get(type(node))
    name = getattr(node, "name", None)
    if kind is not None and isinstance(name, nodes.Word):
        yield _entry(view, name.text or "?", kind, node, name.span, _children(node))  # type: ignore[arg-type]
    elif isinstance(node, nodes.Test | nodes.Property):
        yield _entry(view, node.title.value or "?", Kind.Method, node, node.title.span, ())
    elif isinstance(node, COMMANDS):
        said = " ".join(node.span.text.split())
        yield _entry(view, said[:80], Kind.Operator, node, node.span, ())
    else:
        for child in _children(node):
            yield from _symbol(view, child)


def _entry(
    view: View, name: str, kind: types.SymbolKind, node: nodes.Node, chosen: Span, children: Iterable[object]
) -> types.DocumentSymbol:
    title = getattr(node, "title", None)
    return types.DocumentSymbol(
        name=name,
        kind=kind,
        range=view.range(node.span),  # type: ignore[attr-defined]
        selection_range=view.range(chosen),
        detail=title.value if isinstance(title, nodes.Text) and kind is not Kind.Method else "",
        children=[found for child in children for found in _symbol(view, child)],
    )


def _children(node: object) -> Iterable[object]:
    match node:
        case nodes.Theory(items=items) | nodes.Scenario(items=items) | nodes.Dated(items=items):
            return items
        case nodes.Against(items=items):
            return items
        case nodes.Actors(actors=actors):
            return actors
        case nodes.VariableGroup(variables=variables):
            return variables
        case _:
            return ()


def folds(view: View) -> list[types.FoldingRange]:
    """Blocks between braces, and comments of several lines."""
    tokens = view.text.tokens
    found: list[types.FoldingRange] = []
    opened: list[int] = []
    for kind, start in zip(tokens.kinds, tokens.starts, strict=True):
        if kind == "LBRACE":
            opened.append(view.text.place(start)[0])
        elif kind == "RBRACE" and opened:
            first, last = opened.pop(), view.text.place(start)[0]
            if last - 1 > first:
                found.append(types.FoldingRange(first, last - 1))
    return [*found, *_comments(view.text.raw)]


def _comments(text: str) -> Iterator[types.FoldingRange]:
    first = -1
    lines = [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]
    for number, line in enumerate(lines):
        if line.lstrip().startswith("#"):
            first = number if first < 0 else first
            continue
        if 0 <= first < number - 1:
            yield types.FoldingRange(first, number - 1, kind=types.FoldingRangeKind.Comment)
        first = -1
