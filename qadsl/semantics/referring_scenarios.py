"""Says what the names in scenarios stand for: actors, groups, and what is stated of whom. It follows `scenarios`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from qadsl.semantics.references import Symbol
from qadsl.semantics.referring import ROLES, Context, ExpressionReferrer, actor, entry_symbol
from qadsl.semantics.scenarios import KEYS, PAIRED
from qadsl.semantics.scope import BUILTIN_GROUPS, Entry
from qadsl.syntax import nodes

__all__ = ["ScenarioReferrer"]


@dataclass(slots=True)
class ScenarioReferrer(ExpressionReferrer):
    """Notes what scenarios mention."""

    _actors: dict[int, frozenset[str]] = field(default_factory=dict)

    # --- who ------------------------------------------------------------------------------------------------------

    def actors_of(self, names: Iterable[nodes.Name], module: str) -> frozenset[str]:
        """Actors of scenarios and of all that they extend."""
        found: set[str] = set()
        queue, seen = [(name.text, module) for name in names], set()
        while queue:
            text, where = queue.pop()
            entries = self.scope.candidates("scenario", text, where)
            for entry in entries[:1]:
                if isinstance(entry.node, nodes.Scenario) and entry.name not in seen:
                    seen.add(entry.name)
                    found |= self.own_actors(entry.node)
                    queue += [(entry.node.extends.text, entry.module)] if entry.node.extends else []
        return frozenset(found)

    def own_actors(self, node: nodes.Scenario) -> frozenset[str]:
        """Actors that a scenario declares itself."""
        if id(node) not in self._actors:
            found: set[str] = set()
            queue: list[nodes.ScenarioItem] = list(node.items)
            while queue:
                match queue.pop():
                    case nodes.Actors(actors=actors):
                        found |= {one.name.text for one in actors}
                    case nodes.Dated(_, items) | nodes.Against(_, _, items) | nodes.Start(items):
                        queue += items
            self._actors[id(node)] = frozenset(found)
        return self._actors[id(node)]

    def parties(self, names: Iterable[nodes.Name | None], context: Context) -> None:
        """Actors or groups."""
        for name in names:
            if name is not None:
                self.qualified(self.party(name, context), name)

    def party(self, name: nodes.Name, context: Context) -> Symbol | None:
        """The actor or group that a name in a scenario stands for: of that scenario, else of any."""
        text = name.text
        if text in context.places:
            return context.places[text]
        if text in context.actors:
            return actor(text)
        anyone = actor(text) if text in self.scope.actors else None
        group = self.named_group(text)
        return (group or anyone) if context.actors else (anyone or group)

    def named_group(self, text: str) -> Symbol | None:
        """The group that scenarios know by this name; the first by its full name where several end in it."""
        if text in BUILTIN_GROUPS:
            return Symbol(f"group of all:{text}", "built-in group", text)
        entries = {e.name: e for e in self.scope.entries.get("group", {}).get(text.rpartition(".")[2], [])}
        found = entries.get(text) or next((entries[n] for n in sorted(entries) if n.endswith(f".{text}")), None)
        return entry_symbol("group", found) if found is not None else None

    def declare_group(self, node: nodes.Group, context: Context) -> None:
        """A group and those in it."""
        name = self.scope.modules[context.module].qualify(node.name.text)
        entry = Entry(context.module, name, "group", node, node.name.span)
        self.found.add(entry_symbol("group", entry), node.name.span, is_definition=True)
        if node.where is None:
            self.parties(node.members, context)
            return
        self.group(node.members[0], context)
        has_own = self.scope.quantity("attribute", "member") is not None
        member = {} if has_own else {"member": Symbol("role:member", "role", "member")}
        self.expression(node.where, Context(context.module, member, has_member=True))

    # --- what is stated -------------------------------------------------------------------------------------------

    def scenario(self, node: nodes.Scenario, module: str) -> None:
        name = self.scope.modules[module].qualify(node.name.text)
        entry = Entry(module, name, "scenario", node, node.name.span)
        self.found.add(entry_symbol("scenario", entry), node.name.span, is_definition=True)
        if node.extends is not None:
            self.qualified(self.entry("scenario", node.extends.text, module), node.extends)
        above = self.actors_of([node.extends] if node.extends else [], module)
        self.items(node.items, Context(module, actors=self.own_actors(node) | above), name)

    def items(self, items: tuple[nodes.ScenarioItem, ...], context: Context, scenario: str) -> None:
        for item in items:
            self.item(item, context, scenario)

    def item(self, item: nodes.ScenarioItem, context: Context, scenario: str) -> None:  # noqa: C901 - one case a statement
        match item:
            case nodes.Actors(actors=actors):
                for one in actors:
                    self.found.add(replace(actor(one.name.text), node=one), one.name.span, is_definition=True)
                    self.settings(one.settings, ("attribute",), context)
            case nodes.Against(targets, _, items):
                self.parties(targets, context)
                self.items(items, context, scenario)
            case nodes.Dated(_, items) | nodes.Start(items):
                self.items(items, context, scenario)
            case nodes.Arrow():
                self.parties((item.self_, item.partner, item.target), context)
                self.settings(item.settings, PAIRED, context)
            case nodes.Among():
                self.parties((*item.members, item.target), context)
                self.settings(item.settings, PAIRED, context)
            case nodes.Otherwise():
                self.settings(item.settings, PAIRED, context)
            case nodes.Setting():
                self.loose(item, context)
            case nodes.Table():
                self.table(item, context)
            case nodes.Instrument():
                self.instrument(item, context, scenario)
            case nodes.Group():
                self.declare_group(item, context)
            case nodes.Event():
                # an event that a patch describes anew is the same event
                symbol = Symbol(f"event:{item.name.text}", "event", item.name.text, context.module, item)
                self.found.add(symbol, item.name.span, is_definition=True)
                if item.probability is not None:
                    self.stated(item.probability, "", context)
                for setting in item.settings:
                    self.loose(setting, context)
            case nodes.Data():
                self.data(item, context)
            case nodes.Happened():
                self.happened(item, context)

    def data(self, item: nodes.Data, context: Context) -> None:
        """Quantities that columns give values to, and attributes by whose values actors are known."""
        is_of_pairs = any(role.words[0].text == "partner" for role, _ in item.matches)
        for role, _ in item.matches:
            self.note(ROLES.get(role.words[0].text), role.words[0].span)
            for word in role.words[1:2]:
                self.target(nodes.Name((word,), word.span), ("attribute",), context)
        for setting in item.settings:
            self.target(setting.target, PAIRED if is_of_pairs else ("attribute",), context)

    def happened(self, item: nodes.Happened, context: Context) -> None:
        """What is recorded beside a scenario; theories are known to who reads them."""
        self.parties((*item.decision.members, item.decision.target), context)

    def settings(self, settings: tuple[nodes.Setting, ...], kinds: Iterable[str], context: Context) -> None:
        """Settings in the braces of an actor or a pair."""
        for setting in settings:
            key = self.target(setting.target, kinds, context)
            self.stated(setting.value, key, context)

    def target(self, target: nodes.Name | nodes.Call, kinds: Iterable[str], context: Context) -> str:
        """What a setting speaks of; its key, empty where there is none."""
        if isinstance(target, nodes.Call):
            return self.called(target, context)
        symbol = next((s for kind in kinds if (s := self.known(kind, target.text))), None)
        symbol = symbol or self.come_to(target, context)
        self.note(symbol, target.span)
        return symbol.key if symbol else ""

    def come_to(self, target: nodes.Name, context: Context) -> Symbol | None:
        """The measure or option of a name, where something is said of what it was or is to be."""
        found = self.value(target, context)
        return found if found is not None and found.kind == "measure" else self.option_asked(target.text)

    def called(self, call: nodes.Call, context: Context) -> str:
        """`capability(UK)`, `trade(UK, France)`, `common_threat(UK, France, Egypt)`."""
        kinds = {1: ("attribute",), 2: ("relation", "variable")}.get(len(call.arguments), ("variable",))
        self.parties([a for a in call.arguments if isinstance(a, nodes.Name)], context)
        return self.target(call.function, (*kinds, "relation", "attribute", "variable"), context)

    def loose(self, setting: nodes.Setting, context: Context) -> None:
        """A setting that stands alone."""
        self.stated(setting.value, self.quantity_named(setting.target, context), context)

    def quantity_named(self, target: nodes.Name | nodes.Call, context: Context) -> str:
        """What a name outside expressions speaks of: a parameter, an actor's attribute, or all pairs."""
        if isinstance(target, nodes.Call):
            return self.called(target, context)
        found = [e for e in self.scope.candidates("value", target.text, context.module) if e.sort == "parameter"]
        if len(found) == 1:
            self.qualified(entry_symbol("value", found[0]), target)
            return f"value:{found[0].name}"
        if len(target.words) == 2:
            self.parties([nodes.Name((target.words[0],), target.words[0].span)], context)
            return self.target(nodes.Name((target.words[1],), target.words[1].span), ("attribute",), context)
        return self.target(target, (*PAIRED, "attribute"), context)

    # --- tables and instruments -----------------------------------------------------------------------------------

    def table(self, table: nodes.Table, context: Context) -> None:
        names = [column.text for column in table.columns]
        kinds: tuple[str, ...] = PAIRED if "partner" in names else ("attribute",)
        for column in table.columns:
            self.note(ROLES.get(column.text), column.span)
        keys = ["" if name in KEYS else self.target(column, kinds, context)
                for name, column in zip(names, table.columns, strict=True)]  # fmt: skip
        for row in table.rows:
            for name, key, cell in zip(names, keys, row, strict=True):
                if name in KEYS and isinstance(cell, nodes.Name):
                    self.parties([cell], context)
                elif name not in KEYS and cell is not None:
                    self.stated(cell, key, context)

    def instrument(self, item: nodes.Instrument, context: Context, scenario: str) -> None:
        symbol = Symbol(f"instrument:{scenario}.{item.name.text}", "instrument", item.name.text, context.module, item)
        self.found.add(symbol, item.name.span, is_definition=True)
        self.qualified(self.entry("kind", item.kind.text, context.module), item.kind)
        for name in item.modifiers:
            self.target(name, ("relation",), context)
        self.parties((*item.members, item.target), context)

    # --- questions ------------------------------------------------------------------------------------------------

    def decision(self, node: nodes.Decision, context: Context) -> None:
        self.parties((*node.members, node.target), context)

    def asked_of(self, at: nodes.At, context: Context) -> Context:
        """What a question about scenarios speaks of: their actors."""
        for name in at.scenarios:
            self.qualified(self.entry("scenario", name.text, context.module), name)
        return replace(context, actors=self.actors_of(at.scenarios, context.module))

    def axis(self, target: Any, context: Context) -> None:
        if isinstance(target, nodes.Name | nodes.Call):
            self.quantity_named(target, context)
