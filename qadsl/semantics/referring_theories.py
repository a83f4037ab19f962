"""Says what the names in declarations, rules and theories stand for. It follows `declarations`, `rules`, `theories`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from qadsl.semantics.references import Symbol
from qadsl.semantics.referring import ROLES, Context, arguments
from qadsl.semantics.referring_scenarios import ScenarioReferrer
from qadsl.semantics.scope import Entry
from qadsl.source import Span
from qadsl.syntax import nodes
from qadsl.syntax.scanner import scan

__all__ = ["TheoryReferrer"]


LOCAL: dict[type, str] = {nodes.Define: "definition", nodes.Measure: "measure", nodes.Solve: "solve"}
"""What a theory names for itself, and what that is called."""


@dataclass(slots=True)
class TheoryReferrer(ScenarioReferrer):
    """Notes what declarations, rules and theories mention."""

    _default: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    _outcomes: dict[str, Symbol] | None = None

    def declare(self, namespace: str, kind: str, word: nodes.Word, node: object, module: str) -> None:
        """Enter the definition of a name that is its library's."""
        name = self.scope.modules[module].qualify(word.text)
        symbol = Symbol(f"{namespace}:{name}", kind, word.text, module, node)
        self.found.add(symbol, word.span, is_definition=True)

    def fact(self, kind: str, node: nodes.Attribute | nodes.Relation, context: Context) -> None:
        """An attribute or relation: one in a program, in however many libraries it is declared."""
        key = f"{kind}:{node.name.text}"
        self.found.add(
            Symbol(key, kind, node.name.text, context.module, node), node.name.span, is_definition=True
        )  # fmt: skip
        self.category_words(node.type, key)
        self.stated(node.default, key, context)

    def category_words(self, node: nodes.Type | None, key: str) -> None:
        """The words that a category lists; the tree keeps only what they say."""
        if not isinstance(node, nodes.Category):
            return
        tokens = scan(node.span.text)
        for kind, text, start, end in list(zip(*tokens, strict=True))[1:]:
            word = text.strip('"`')
            if word in node.words and kind not in {"COMMA", "LPAR", "RPAR"}:
                span = Span(node.span.source, node.span.start + start, node.span.start + end)
                symbol = Symbol(f"word:{key}:{word}", "word of a category", word, node=node)
                self.found.add(symbol, span, is_definition=True, is_text=kind == "TEXT")

    def formula(self, node: nodes.Define, context: Context) -> None:
        """The arguments and body of a definition."""
        own = arguments(node.parameters, node.span)
        for word in node.parameters:
            self.found.add(own[word.text], word.span, is_definition=True)
        self.expression(node.value, replace(context, places={**context.places, **own}))

    def measure(self, node: nodes.Measure, key: str, context: Context) -> None:
        """The words and the formula of a measure, which may ask how a tie came out."""
        self.category_words(node.type, key)
        self.resulting(node.value, key, context)

    def option_asked(self, text: str) -> Symbol | None:
        """An option of any theory, named after the first theory that has it."""
        if self._outcomes is None:
            entries = [entry for entries in self.scope.entries.get("theory", {}).values() for entry in entries]
            found: dict[str, Symbol] = {}
            for entry in sorted(entries, key=lambda e: e.name):
                for name, symbol in self.labels(list(self.lineage(entry)), nodes.Option).items():
                    found.setdefault(name, symbol)
            self._outcomes = found
        return self._outcomes.get(text)

    def resulting(self, node: nodes.Expression, key: str, context: Context) -> None:
        """What a measure comes to: words of it may stand at the ends of its branches."""
        if isinstance(node, nodes.Conditional):
            self.expression(node.condition, context)
            self.resulting(node.yes, key, context)
            self.resulting(node.no, key, context)
        elif self.words_of(key) is not None and self.is_word(node, key, context):
            self.word(node, key)
        else:
            self.expression(node, context)

    def rule(self, node: nodes.Rule, context: Context) -> None:
        self.declare("rule", "rule", node.name, node, context.module)
        for across in node.across:
            self.note(ROLES.get(across.role.text), across.role.span)
            self.group(across.group, context)
        self.expression(node.condition, context)
        for effect in node.effects:
            self.target(effect.variable, ("variable",), context)
            self.expression(effect.value, context)
        for name in node.overrides:
            self.qualified(self.entry("rule", name.text, context.module), name)

    # --- theories -------------------------------------------------------------------------------------------------

    def theory(self, node: nodes.Theory, module: str) -> None:
        self.declare("theory", "theory", node.name, node, module)
        if node.extends is not None:
            self.qualified(self.entry("theory", node.extends.text, module), node.extends)
        name = self.scope.modules[module].qualify(node.name.text)
        lineage = list(self.lineage(Entry(module, name, "theory", node, node.name.span)))
        context = Context(module, ROLES, self.local(lineage))
        asking = replace(context, options=self.labels(lineage, nodes.Option))
        for item in node.items:
            self.theory_item(item, context, asking, self.labels(lineage, nodes.Behaviour))

    def theory_item(
        self, item: nodes.TheoryItem, context: Context, asking: Context, behaviours: dict[str, Symbol]
    ) -> None:
        match item:
            case nodes.VariableGroup(_, _, variables):
                self.variables(variables, context)
            case nodes.Option():
                self.option_declared(item, context, asking)
            case nodes.Choose(precision):
                self.expression(precision, context)
            case nodes.Behaviour():
                self.found.add(behaviours[item.name.text], item.name.span, is_definition=True)
                self.expression(item.condition, asking)
            case nodes.Rule():
                self.rule(item, context)
            case nodes.Solve():
                self.solve(item, context)
            case nodes.Define():
                self.found.add(context.local[item.name.text], item.name.span, is_definition=True)
                self.formula(item, context)
            case nodes.Measure():
                symbol = context.local[item.name.text]
                self.found.add(symbol, item.name.span, is_definition=True)
                self.measure(item, symbol.key, context)

    def solve(self, item: nodes.Solve, context: Context) -> None:
        """What is solved, among whom and by what."""
        self.found.add(context.local[item.name.text], item.name.span, is_definition=True)
        if item.among is not None:
            self.group(item.among, context)
        for value in item.values:
            self.expression(value.value, context)

    def variables(self, variables: tuple[nodes.VariableDeclaration, ...], context: Context) -> None:
        for one in variables:
            symbol = Symbol(f"variable:{one.name.text}", "variable", one.name.text, context.module, one)
            self.found.add(symbol, one.name.span, is_definition=True)
            self.expression(one.weight, context)

    def option_declared(self, item: nodes.Option, context: Context, asking: Context) -> None:
        self.found.add(asking.options[item.name.text], item.name.span, is_definition=True)
        if item.neighbour is not None:
            self.note(asking.options.get(item.neighbour.text), item.neighbour.span)
        self.expression(item.reward, context)
        for cost in item.costs.items if item.costs else ():
            if cost.variable is not None:
                self.target(cost.variable, ("variable",), context)
            self.expression(cost.value, context)

    def lineage(self, entry: Entry) -> Iterator[Entry]:
        """A theory and those it extends, nearest first; ends at a circle."""
        seen: set[str] = set()
        while entry.name not in seen and isinstance(entry.node, nodes.Theory):
            seen.add(entry.name)
            yield entry
            above = entry.node.extends
            found = self.scope.candidates("theory", above.text, entry.module) if above is not None else []
            if len(found) != 1:
                return
            entry = found[0]

    def local(self, lineage: list[Entry]) -> dict[str, Symbol]:
        """Definitions and measures of a theory and of those it extends, each named after the first of them that has it.

        What the theory takes over reads the nearest of the same name, so that all of them are one thing to rename.
        """
        found: dict[str, Symbol] = {}
        for entry in reversed(lineage):
            for item in entry.node.items:  # type: ignore[attr-defined]
                if isinstance(item, nodes.Define | nodes.Measure | nodes.Solve):
                    text = item.name.text
                    kind = LOCAL[type(item)]
                    symbol = Symbol(f"{kind}:{entry.name}.{text}", kind, text, entry.module, item)
                    found.setdefault(text, symbol)
        return found

    def labels(self, lineage: list[Entry], sort: type[nodes.Option] | type[nodes.Behaviour]) -> dict[str, Symbol]:
        """Options or behaviours of a theory, each named after the first of its line that has it."""
        kind = sort.__name__.lower()
        found: dict[str, Symbol] = {}
        for entry in reversed(lineage):
            for item in entry.node.items:  # type: ignore[attr-defined]
                if isinstance(item, sort):
                    text = item.name.text
                    found.setdefault(text, Symbol(f"{kind}:{entry.name}.{text}", kind, text, entry.module, item))
        return found

    def theories(self, name: nodes.Name | None, module: str) -> tuple[Entry, ...]:
        """The theory that is named, or those that may be meant where none is."""
        if name is not None:
            return tuple(self.scope.candidates("theory", name.text, module)[:1])
        if module not in self._default:
            self._default[module] = self.default_theories(module)
        return self._default[module]

    def default_theories(self, module: str) -> tuple[Entry, ...]:
        """As the checker chooses them: the program's own, else those of libraries it uses itself, else any."""
        entries = [e for es in self.scope.entries.get("theory", {}).values() for e in es]
        used = tuple(name for _, name in self.scope.modules[module].uses)
        for modules in ((module,), used, self.scope.visible(module)):
            own = [e for e in entries if e.module in modules]
            extended = {above.name for e in own for above in list(self.lineage(e))[1:] if above.module == e.module}
            if leaves := [e for e in own if e.name not in extended]:
                return tuple(sorted(leaves, key=lambda e: e.name))
        return ()
