"""Says what the names in expressions stand for, and notes each mention.

It follows `names` and `expressions` step by step, but reports nothing: what stands for nothing is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any

from qadsl.ir.types import Kind
from qadsl.semantics.expressions import DISTRIBUTIONS
from qadsl.semantics.references import References, Symbol
from qadsl.semantics.scope import BUILTIN_GROUPS, FUNCTIONS, PLACES, Entry, Scope
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["ROLES", "Context", "ExpressionReferrer", "actor", "arguments", "entry_symbol"]

MEMBERS = "members"
"""Who is in the group that a solve tries."""
SORTS = {"define": "definition", "group of a scenario": "group"}
ROLES: Mapping[str, Symbol] = {place: Symbol(f"role:{place}", "role", place) for place in PLACES}


def entry_symbol(namespace: str, entry: Entry) -> Symbol:
    """The symbol of a declared name."""
    return Symbol(
        f"{namespace}:{entry.name}", SORTS.get(entry.sort, entry.sort), entry.name.rpartition(".")[2], entry.module,
        entry.node,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Context:
    """What names may stand for at some place of a program.

    Parameters
    ----------
    module
        The library whose text it is.
    places
        Names that stand for actors: roles, arguments of a definition, bound names.
    local
        Definitions of the theory in which it stands.
    options
        Options that a condition may ask for.
    has_member
        Whether a bare attribute is a member's, as in the condition of a group.
    actors
        Actors of the scenario that is spoken of.
    """

    module: str
    places: Mapping[str, Symbol] = field(default_factory=dict)
    local: Mapping[str, Symbol] = field(default_factory=dict)
    options: Mapping[str, Symbol] = field(default_factory=dict)
    has_member: bool = False
    actors: frozenset[str] = frozenset()


@dataclass(slots=True)
class ExpressionReferrer:
    """Notes what expressions mention."""

    scope: Scope
    found: References

    def note(self, symbol: Symbol | None, span: Span) -> None:
        """Enter a use."""
        if symbol is not None:
            self.found.add(symbol, span)

    # --- expressions ----------------------------------------------------------------------------------------------

    def expression(self, node: Any, context: Context) -> None:
        """Note everything that a node mentions, whatever it is."""
        while isinstance(node, nodes.Binary):  # a long sum leans to the left: no recursion there
            self.expression(node.right, context)
            node = node.left
        handler = _HANDLERS.get(type(node))
        if type(node) in _PLAIN:
            return
        if handler is not None:
            handler(self, node, context)
        elif isinstance(node, tuple):
            for part in node:
                self.expression(part, context)
        elif isinstance(node, nodes.Node):
            for each in fields(node):  # type: ignore[arg-type]
                self.expression(getattr(node, each.name), context)

    def figure(self, node: nodes.Figure, context: Context) -> None:
        """`energy of sides`."""
        self.note(Symbol(f"function:{node.kind.text}", "function", node.kind.text), node.kind.span)
        self.note(context.local.get(node.solve.text), node.solve.span)

    def membership(self, node: nodes.Membership, context: Context) -> None:
        self.place(node.actor, context)
        self.group(node.group, context)

    def discrete(self, node: nodes.Discrete, context: Context) -> None:
        self.function("discrete", node.span)
        self.expression(node.cases, context)

    def function(self, name: str, span: Span) -> None:
        """A function of the language, where what is written begins with its name."""
        if span.text.startswith(name):
            word = Span(span.source, span.start, span.start + len(name))
            self.note(Symbol(f"function:{name}", "function", name), word)

    def name(self, node: nodes.Name, context: Context) -> None:
        first, last = node.words[0], node.words[-1]
        if len(node.words) == 2 and (first.text in context.places or first.text in self.scope.actors):
            self.place(nodes.Name((first,), first.span), context)
            self.quantity("attribute", last)
        elif len(node.words) == 1:
            self.note(self.bare(node, context), node.span)
        else:
            self.qualified(self.value(node, context), node)

    def bare(self, node: nodes.Name, context: Context) -> Symbol | None:
        """What a single word stands for in an expression."""
        text = node.text
        if text in context.places or text in context.options:
            return context.places.get(text) or context.options[text]
        if context.has_member and (symbol := self.known("attribute", text)):
            return symbol
        return self.value(node, context) or self.known("variable", text) or self.option_asked(text) or _year(text)

    def option_asked(self, text: str) -> Symbol | None:
        """The option of a name, where a measure or `previous` asks how a tie came out; whoever knows theories tells."""
        return None

    def value(self, node: nodes.Name, context: Context) -> Symbol | None:
        """The parameter, definition or word of a scale that a name stands for."""
        if node.text in context.local:
            return context.local[node.text]
        return self.entry("value", node.text, context.module)

    def entry(self, namespace: str, text: str, module: str) -> Symbol | None:
        """The one declared thing that a name stands for."""
        found = {e.name: e for e in self.scope.candidates(namespace, text, module)}
        return entry_symbol(namespace, next(iter(found.values()))) if len(found) == 1 else None

    def qualified(self, symbol: Symbol | None, node: nodes.Name) -> None:
        """Note a name with what stands before its last dot, which is the library's."""
        if symbol is None:
            return
        self.note(symbol, node.words[-1].span)
        if len(node.words) > 1 and symbol.module:
            qualifier = node.words[0].span.to(node.words[-2].span)
            self.note(Symbol(f"library:{symbol.module}", "library", symbol.module, symbol.module), qualifier)

    def known(self, kind: str, text: str) -> Symbol | None:
        """An attribute, relation or variable."""
        return _quantity(kind, text) if self.scope.quantity(kind, text) else None

    def quantity(self, kind: str, word: nodes.Word) -> None:
        self.note(self.known(kind, word.text), word.span)

    def call(self, node: nodes.Call, context: Context) -> None:
        name = node.function
        if name.text in FUNCTIONS or name.text in DISTRIBUTIONS:
            self.note(Symbol(f"function:{name.text}", "function", name.text), name.span)
            self.expression(node.arguments, context)
            return
        if name.text == "payoff" and context.options:
            self.payoff(node, context)
            return
        symbol = next((s for kind in ("relation", "variable", "attribute") if (s := self.known(kind, name.text))), None)
        self.qualified(symbol or self.value(name, context) or self.option_asked(name.text), name)
        for argument in node.arguments:
            self.place(argument, context)

    def payoff(self, node: nodes.Call, context: Context) -> None:
        """`payoff(alliance)`, which tests ask for."""
        self.note(Symbol("function:payoff", "function", "payoff"), node.function.span)
        for argument in node.arguments:
            if isinstance(argument, nodes.Name):
                self.note(context.options.get(argument.text), argument.span)

    def place(self, node: Any, context: Context) -> None:
        """An actor, by name or by the role or bound name that stands for it."""
        if not isinstance(node, nodes.Name) or len(node.words) > 1:
            self.expression(node, context)
        elif node.text in context.places:
            self.note(context.places[node.text], node.span)
        elif node.text in self.scope.actors:
            self.note(actor(node.text), node.span)

    def group(self, name: nodes.Name, context: Context) -> None:
        entry = self.entry("group", name.text, context.module)
        if name.text in BUILTIN_GROUPS or (entry is None and name.text == MEMBERS):
            self.note(Symbol(f"group of all:{name.text}", "built-in group", name.text), name.span)
        else:
            self.qualified(entry, name)

    def quantifier(self, node: nodes.Quantifier, context: Context) -> None:
        self.group(node.group, context)
        self.function(node.kind, node.span)
        bound = _local("bound name", node.variable, node.span)
        self.found.add(bound, node.variable.span, is_definition=True)
        inner = replace(context, places={**context.places, node.variable.text: bound})
        self.expression((node.where, node.body), inner)

    # --- words of categories --------------------------------------------------------------------------------------

    def compare(self, node: nodes.Compare, context: Context) -> None:
        sides = [node.left, *(step.right for step in node.steps)]
        categories = [self.category(side, context) for side in sides]
        for i, side in enumerate(sides):
            beside = [categories[j] for j in (i - 1, i + 1) if 0 <= j < len(sides) and categories[j]]
            if beside and not categories[i] and self.is_word(side, beside[0], context):
                self.word(side, beside[0])
            elif isinstance(side, nodes.Name) and side.text in context.options and side.text not in context.places:
                self.expression(side, context)
            elif any(isinstance(s, nodes.Name) and s.text in context.places for s in sides):
                self.place(side, context)
            else:
                self.expression(side, context)

    def category(self, node: Any, context: Context) -> str:
        """The quantity whose words an expression is one of, if any."""
        symbol = None
        if isinstance(node, nodes.Name):
            is_of = len(node.words) == 2 and (node.words[0].text in {*context.places, *self.scope.actors})
            symbol = self.known("attribute", node.words[1].text) if is_of else self.bare(node, context)
        elif isinstance(node, nodes.Call):
            kinds = (self.known(kind, node.function.text) for kind in ("relation", "attribute"))
            symbol = next((s for s in kinds if s), None) or self.value(node.function, context)
        elif isinstance(node, nodes.Previous):
            return self.category(node.operand, context)
        elif isinstance(node, nodes.Conditional):
            return self.category(node.yes, context)
        return symbol.key if symbol is not None and self.words_of(symbol.key) is not None else ""

    def words_of(self, key: str) -> tuple[str, ...] | None:
        """The listed words of a category; None where the quantity is no category."""
        kind, _, name = key.partition(":")
        quantity = self.scope.quantities.get(f"parameter:{name}" if kind == "value" else key)
        if quantity is None and kind in {"value", "measure"}:
            quantity = self.scope.quantities.get(f"start:{name.rpartition('.')[2]}")
        return quantity.type.words if quantity is not None and quantity.type.kind is Kind.CATEGORY else None

    def is_word(self, node: Any, category: str, context: Context) -> bool:
        if isinstance(node, nodes.Text):
            return True
        if not isinstance(node, nodes.Name) or len(node.words) > 1:
            return False
        is_listed = node.text in (self.words_of(category) or ())
        return is_listed or not self.scope.candidates("value", node.text, context.module)

    def word(self, node: Any, category: str) -> None:
        """A word of a category, bare or as a text."""
        text = node.value if isinstance(node, nodes.Text) else node.text
        symbol = Symbol(f"word:{category}:{text}", "word of a category", text)
        self.found.add(symbol, node.span, is_text=isinstance(node, nodes.Text))

    def stated(self, node: Any, key: str, context: Context) -> None:
        """A value stated of a quantity."""
        if self.words_of(key) is not None and isinstance(node, nodes.Name | nodes.Text):
            self.word(node, key)
        else:
            self.expression(node, context)


@lru_cache(1000)
def _quantity(kind: str, text: str) -> Symbol:
    return Symbol(f"{kind}:{text}", kind, text)


@lru_cache(1000)
def actor(name: str) -> Symbol:
    """The actor of a name: one in a program, whichever scenarios it stands in."""
    return Symbol(f"actor:{name}", "actor", name)


def _local(kind: str, word: nodes.Word, reach: Span) -> Symbol:
    source = word.span.source
    key = f"local:{source.folder}/{source.name}:{word.span.start}:{word.text}"
    return Symbol(key, kind, word.text, node=word, reach=reach)


def arguments(words: Iterable[nodes.Word], reach: Span) -> dict[str, Symbol]:
    """The arguments of a definition."""
    return {word.text: _local("argument", word, reach) for word in words}


def _year(text: str) -> Symbol | None:
    return Symbol("value of all:year", "built-in value", "year") if text == "year" else None


_PLAIN = frozenset({nodes.Number, nodes.Yes, nodes.Text, nodes.Date, nodes.Unknown, type(None)})
"""What mentions nothing."""
_HANDLERS: dict[type, Callable[[ExpressionReferrer, Any, Context], None]] = {
    nodes.Name: ExpressionReferrer.name,
    nodes.Call: ExpressionReferrer.call,
    nodes.Quantifier: ExpressionReferrer.quantifier,
    nodes.Figure: ExpressionReferrer.figure,
    nodes.Membership: ExpressionReferrer.membership,
    nodes.Compare: ExpressionReferrer.compare,
    nodes.Discrete: ExpressionReferrer.discrete,
}
