"""Merges each theory with what it extends and checks what it says."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from qadsl.diagnostics import Bag, Fix, Label
from qadsl.diagnostics.suggest import suggest
from qadsl.semantics import model
from qadsl.semantics.declarations import Declarations, title
from qadsl.semantics.expressions import Elaborator
from qadsl.semantics.scope import Entry, Scope
from qadsl.semantics.solves import resolve_solve
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["Theories"]

CONSENT = ("mutual", "unanimous", "majority")


@dataclass(slots=True)
class Theories:
    """All theories by qualified name, each resolved on first use."""

    scope: Scope
    bag: Bag
    declarations: Declarations
    found: dict[str, model.Theory] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _failed: set[str] = field(default_factory=set)

    def resolve(self, entry: Entry) -> model.Theory | None:
        """The theory of an entry with its ancestors merged in."""
        name, node = entry.name, entry.node
        if name in self.found or name in self._failed or not isinstance(node, nodes.Theory):
            return self.found.get(name)
        if name in self._open:
            circle = " -> ".join([*self._open[self._open.index(name) :], name])
            self.bag.error(
                "QA411", f"theories extend each other in a circle: {circle}", node.name.span, "part of the circle"
            )
            self._failed.add(name)
            return None
        self._open.append(name)
        parent = self._parent(node, entry.module)
        self._open.pop()
        if node.extends is not None and parent is None:
            self._failed.add(name)
            return None
        theory = _Merge(self, entry, node, parent).theory()
        self.found[name] = theory
        return theory

    def _parent(self, node: nodes.Theory, module: str) -> model.Theory | None:
        if node.extends is None:
            return None
        entry = self.scope.find("theory", node.extends, module, "QA207")
        return self.resolve(entry) if entry else None


class _Merge:
    """One theory on top of its parent."""

    def __init__(self, theories: Theories, entry: Entry, node: nodes.Theory, parent: model.Theory | None) -> None:
        self.bag = theories.bag
        self.entry = entry
        self.node = node
        self.parent = parent
        self.lineage = (entry.name, *(parent.lineage if parent else ()))
        self.declarations = theories.declarations
        self.elaborator = theories.declarations.elaborator(entry.module, lineage=self.lineage)
        self.variables: dict[str, model.Variable] = {v.name: v for v in parent.variables} if parent else {}
        self.options: list[model.Option] = list(parent.options) if parent else []
        self.behaviours: dict[str, model.Behaviour] = {b.name: b for b in parent.behaviours} if parent else {}
        self.solves: dict[str, model.Solve] = {s.name: s for s in parent.solves} if parent else {}
        self.choice = parent.choice if parent else None
        self.consent = parent.consent if parent else "mutual"

    def theory(self) -> model.Theory:
        items = self.node.items
        self._once([i for i in items if isinstance(i, nodes.Choose)], "choose")
        self._once([i for i in items if isinstance(i, nodes.Consent)], "consent")
        for group in items:
            if isinstance(group, nodes.VariableGroup):
                self._variables(group)
        self._unique([i.name for i in items if isinstance(i, nodes.Option)])
        self._unique([v.name for i in items if isinstance(i, nodes.VariableGroup) for v in i.variables])
        self._unique([i.name for i in items if isinstance(i, nodes.Behaviour)])
        self._unique([i.name for i in items if isinstance(i, nodes.Solve)])
        for item in items:
            if isinstance(item, nodes.Option):
                self._option(item)
        for item in items:
            self._rest(item)
        self._by_chance()
        if not self.options and not self.solves and not any(isinstance(i, nodes.Solve) for i in items):
            self.bag.error(
                "QA408", f"theory `{self.entry.name}` has no option to choose", self.node.name.span, "add an `option`"
            )
        return model.Theory(
            self.entry.name,
            title(self.node.title) or (self.parent.title if self.parent else ""),
            self.lineage,
            tuple(sorted(self.variables.values(), key=lambda v: v.name)),
            tuple(self.options),
            self.choice,
            self.consent,
            tuple(sorted(self.behaviours.values(), key=lambda b: b.name)),
            self.node.span,
            self._renewed(),
            tuple(sorted(self.solves.values(), key=lambda s: s.name)),
        )

    def _by_chance(self) -> None:
        """Groups by majority need ties that are there or not."""
        items = [item for item in self.node.items if isinstance(item, nodes.Choose | nodes.Consent)]
        if self.consent == "majority" and self.choice is not None and self.choice.precision is not None and items:
            self.bag.error(
                "QA905",
                "not yet: `consent majority` under a theory that chooses by chance",
                items[-1].span,
                "a group by majority needs ties that are there or not",
            )

    def _renewed(self) -> tuple[tuple[str, str], ...]:
        """Resolve the theory's own definitions; what it takes over reads them in place of those of the same name."""
        above = self.declarations.local_names(self.lineage[1:])
        for text, entry in sorted(self.elaborator.local.items()):
            new = self.declarations.define(entry)  # None for a measure
            for name in above.get(text, ()) if entry.name == f"{self.lineage[0]}.{text}" else ():
                old = self.declarations.defines.get(name)
                if new is not None and old is not None:
                    self._alike(text, old, new)
        return tuple(
            (name, self.elaborator.local[text].name)
            for text, names in sorted(above.items())
            for name in names
            if name != self.elaborator.local[text].name
        )

    def _alike(self, text: str, old: model.Define, new: model.Define) -> None:
        if (len(old.parameters), old.kind) != (len(new.parameters), new.kind):
            self.bag.error(
                "QA204",
                f"definition `{text}` is declared in two ways",
                new.span,
                "as many actors and the same kind of value are expected, for what is taken over reads this",
                labels=[Label(old.span, "it takes the place of this")],
            )

    def _once(self, items: list[nodes.Choose] | list[nodes.Consent], what: str) -> None:
        for item in items[1:]:
            self.bag.error(
                "QA204",
                f"`{what}` is said twice in one theory",
                item.span,
                "said again",
                labels=[Label(items[0].span, "first said here")],
            )

    def _unique(self, words: list[nodes.Word]) -> None:
        seen: dict[str, Span] = {}
        for word in words:
            if word.text in seen:
                self.bag.error(
                    "QA204",
                    f"`{word.text}` is declared twice in one theory",
                    word.span,
                    "declared again",
                    labels=[Label(seen[word.text], "first declared here")],
                )
            seen.setdefault(word.text, word.span)

    def _variables(self, group: nodes.VariableGroup) -> None:
        for node in group.variables:
            name, old = node.name.text, self.variables.get(node.name.text)
            weight = self._share(node.weight) if node.weight is not None else old.weight if old else None
            if node.weight is None and old is None:
                self.bag.error(
                    "QA409", f"variable `{name}` has no weight", node.name.span, "write `weight 0.25` or the like"
                )
            heading = title(node.title) or (old.title if old else "")
            weight = weight if weight is not None else model.Constant(0.0)
            self.variables[name] = model.Variable(
                name,
                heading,
                group.role,
                group.tier or (old.tier if old and old.role == group.role else ""),
                weight,
                node.span,
            )

    def _share(self, node: nodes.Expression) -> model.Core | None:
        core = self.elaborator.number(node)
        if (isinstance(core, model.Constant) and core.value < 0) or (
            isinstance(core, model.Apply) and core.op == "negate"
        ):
            self.bag.error("QA310", "a weight, reward or cost cannot be negative", node.span, "must be 0 or more")
        return core

    def _option(self, node: nodes.Option) -> None:
        position = next((i for i, o in enumerate(self.options) if o.name == node.name.text), None)
        old = self.options[position] if position is not None else None
        reward = self._share(node.reward) if node.reward is not None else old.reward if old else None
        costs = {c.variable: c for c in old.costs} if old else {}
        for item in node.costs.items if node.costs is not None else ():
            self._cost(item, costs)
        option = model.Option(
            node.name.text,
            title(node.title) or (old.title if old else ""),
            reward,
            tuple(costs[key] for key in sorted(costs, key=lambda k: k or "")),
            node.span,
        )
        if position is not None:
            self.options[position] = option
        if position is not None and node.neighbour is not None and node.neighbour.text != option.name:
            del self.options[position]
            position = None
        if position is None:
            self.options.insert(self._slot(node), option)

    def _slot(self, node: nodes.Option) -> int:
        if node.neighbour is None:
            return len(self.options)
        names = [option.name for option in self.options]
        if node.neighbour.text not in names:
            self._no_option(node.neighbour.text, node.neighbour.span)
            return len(self.options)
        return names.index(node.neighbour.text) + (node.placed == "after")

    def _no_option(self, text: str, span: Span) -> None:
        guess = suggest(text, [option.name for option in self.options])
        self.bag.error(
            "QA210",
            f"theory `{self.entry.name}` has no option `{text}`",
            span,
            f"did you mean `{guess}`?" if guess else "not declared",
        )

    def _cost(self, item: nodes.CostOf, costs: dict[str | None, model.Cost]) -> None:
        value = self._share(item.value)
        if value is None:
            return
        name = item.variable.text if item.variable is not None else None
        if item.variable is not None and (name not in self.variables or self.variables[name].role != "discouraging"):
            discouraging = [v.name for v in self.variables.values() if v.role == "discouraging"]
            guess = suggest(item.variable.text, discouraging)
            self.bag.error(
                "QA412",
                f"`{name}` is no discouraging variable of `{self.entry.name}`",
                item.variable.span,
                f"did you mean `{guess}`?" if guess else "only discouraging variables cost",
            )
            return
        costs[name] = model.Cost(name, value)

    def _rest(self, item: nodes.TheoryItem) -> None:
        match item:
            case nodes.Choose(None, span):
                self.choice = model.Choice(None, span)
            case nodes.Choose(precision, span) if precision is not None:
                self.choice = model.Choice(self._share(precision), span)
            case nodes.Consent(kind, span):
                if kind not in CONSENT:
                    guess = suggest(kind, CONSENT)
                    hint = f"did you mean `{guess}`?" if guess else f"one of {', '.join(CONSENT)}"
                    word = Span(span.source, span.end - len(kind), span.end)
                    fix = Fix(word, guess) if guess else None
                    self.bag.error("QA413", f"there is no `consent {kind}`", span, hint, fix=fix)
                self.consent = kind
            case nodes.Behaviour():
                self._behaviour(item)
            case nodes.Solve():
                found = resolve_solve(item, self.elaborator)
                if found is not None:
                    self.solves[found.name] = found
            case _:
                pass

    def _behaviour(self, node: nodes.Behaviour) -> None:
        inner: Elaborator = replace(self.elaborator, options=frozenset(option.name for option in self.options))
        condition = inner.flag(node.condition) if node.condition is not None else None
        if node.condition is not None and condition is None:
            return
        self.behaviours[node.name.text] = model.Behaviour(
            node.name.text, title(node.title), condition, node.is_otherwise, node.span
        )
