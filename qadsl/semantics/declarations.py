"""Enters every declared name, then reads what declarations state: parameters, defaults, scales, kinds, defines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from qadsl.diagnostics import Bag, Label
from qadsl.ir.program import Origin, Written
from qadsl.ir.types import FLAG, NUMBER, SHARE, Kind, Type
from qadsl.semantics import model
from qadsl.semantics.expressions import Elaborator
from qadsl.semantics.loader import PRELUDE, Module
from qadsl.semantics.model import Quantity
from qadsl.semantics.scope import Entry, Scope
from qadsl.semantics.values import Values, unknown
from qadsl.syntax import nodes

__all__ = ["Declarations", "title"]


def title(text: nodes.Text | None) -> str:
    """What a title says, or nothing."""
    return text.value if text is not None else ""


@dataclass(slots=True)
class Declarations:
    """Everything that is declared outside scenarios, theories and rules."""

    scope: Scope
    bag: Bag
    defines: dict[str, model.Define] = field(default_factory=dict)
    scale_words: dict[str, Written] = field(default_factory=dict)
    groups: dict[str, model.Group] = field(default_factory=dict)
    kinds: dict[str, model.InstrumentKind] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _failed: set[str] = field(default_factory=set)
    _local: dict[str, dict[str, Entry]] = field(default_factory=dict)

    # --- names ----------------------------------------------------------------------------------------------------

    def declare(self, module: Module) -> None:
        """Enter the names of a module."""
        for statement in module.statements:
            self._declare(statement, module)

    def _declare(self, statement: nodes.Statement, module: Module) -> None:  # noqa: C901 - one case a statement
        scope = self.scope
        match statement:
            case nodes.Attribute():
                self._fact("attribute", statement, module, is_symmetric=False)
            case nodes.Relation():
                self._fact("relation", statement, module, is_symmetric=statement.is_symmetric)
            case nodes.Parameter():
                if scope.declare("value", module, statement.name, "parameter", statement):
                    self._parameter(statement, module)
            case nodes.Define():
                scope.declare("value", module, statement.name, "define", statement)
            case nodes.Measure():
                scope.declare("value", module, statement.name, "measure", statement)
            case nodes.Scale():
                scope.declare("scale", module, statement.name, "scale", statement)
                for setting in statement.words:
                    if isinstance(setting.target, nodes.Name):
                        scope.declare("value", module, setting.target.words[-1], "scale word", setting)
            case nodes.Group():
                scope.declare("group", module, statement.name, "group", statement)
            case nodes.Rule():
                scope.declare("rule", module, statement.name, "rule", statement)
            case nodes.InstrumentKind():
                scope.declare("kind", module, statement.name, "instrument kind", statement)
            case nodes.Theory():
                self._theory(statement, module)
            case nodes.Scenario():
                self._scenario(statement, module)
            case _:
                pass

    def _theory(self, theory: nodes.Theory, module: Module) -> None:
        if not self.scope.declare("theory", module, theory.name, "theory", theory):
            return
        local: dict[str, Entry] = {}
        for item in theory.items:
            if isinstance(item, nodes.VariableGroup):
                for variable in item.variables:
                    self._variable(variable)
            elif isinstance(item, nodes.Option):
                self._start(item.name, FLAG)
                self.scope.outcomes.setdefault(item.name.text, item.name.span)
            elif isinstance(item, nodes.Rule):
                self.scope.declare("rule", module, item.name, "rule", item)
            elif isinstance(item, nodes.Define | nodes.Measure):
                name = f"{module.qualify(theory.name.text)}.{item.name.text}"
                sort = "define" if isinstance(item, nodes.Define) else "measure"
                local[item.name.text] = Entry(module.name, name, sort, item, item.name.span)
            elif isinstance(item, nodes.Solve):
                name = f"{module.qualify(theory.name.text)}.{item.name.text}"
                local[item.name.text] = Entry(module.name, name, "solve", item, item.name.span)
        self._local[module.qualify(theory.name.text)] = local

    def _variable(self, variable: nodes.VariableDeclaration) -> None:
        key = f"variable:{variable.name.text}"
        if key not in self.scope.quantities:
            found = Quantity(variable.name.text, "variable", SHARE, None, title(variable.title), variable.name.span)
            self.scope.quantities[key] = found
        self._start(variable.name, SHARE)

    def _start(self, name: nodes.Word, type_: Type) -> None:
        """What may hold of a variable or an outcome before the first period, for what is to be remembered."""
        key = f"start:{name.text}"
        if key not in self.scope.quantities:
            self.scope.quantities[key] = Quantity(f"{name.text} at the start", "start", type_, None, "", name.span)

    def _scenario(self, scenario: nodes.Scenario, module: Module) -> None:
        self.scope.declare("scenario", module, scenario.name, "scenario", scenario)
        queue: list[nodes.ScenarioItem] = list(scenario.items)
        while queue:
            match queue.pop():
                case nodes.Actors(actors=actors):
                    for actor in actors:
                        self.scope.actors.setdefault(actor.name.text, actor.name.span)
                case nodes.Dated(_, items) | nodes.Against(_, _, items) | nodes.Start(items):
                    queue += items
                case nodes.Group() as group:
                    known = self.scope.entries.get("group", {}).get(group.name.text, [])
                    if not any(e.sort == "group of a scenario" and e.module == module.name for e in known):
                        self.scope.declare("group", module, group.name, "group of a scenario", group)
                case _:
                    pass

    def _fact(self, kind: str, node: nodes.Attribute | nodes.Relation, module: Module, *, is_symmetric: bool) -> None:
        """Attributes and relations name facts about the world: equal declarations in several libraries are one."""
        if not self.scope.declare(kind, module, node.name, kind, node):
            return
        key = f"{kind}:{node.name.text}"
        type_ = self.type(node.type, module)
        old = self.scope.quantities.get(key)
        if old is not None and module.name == PRELUDE:
            return
        is_prelude = old is not None and all(
            e.module in {PRELUDE, module.name} for e in self.scope.entries[kind][node.name.text]
        )
        if old is not None and not is_prelude and (old.type, old.is_symmetric) != (type_, is_symmetric):
            self.bag.error(
                "QA204",
                f"{kind} `{node.name.text}` is declared in two ways",
                old.span,
                "one declaration",
                labels=[Label(node.name.span, "and another, of another kind")],
                help=["A fact about the world has one kind of value in a program and all that it uses."],
            )
            # the library's holds, so that what it computes with it stays sound
            self.scope.quantities[key] = replace(old, type=type_, span=node.name.span, is_symmetric=is_symmetric)
            return
        if old is None or is_prelude:
            found = Quantity(node.name.text, kind, type_, None, title(node.title), node.name.span, is_symmetric)  # type: ignore[arg-type]
            self.scope.quantities[key] = found

    def _parameter(self, node: nodes.Parameter, module: Module) -> None:
        name = module.qualify(node.name.text)
        type_ = NUMBER if node.type is None else self.type(node.type, module)
        self.scope.quantities[f"parameter:{name}"] = Quantity(
            name, "parameter", type_, None, title(node.title), node.name.span
        )

    def type(self, node: nodes.Type, module: Module) -> Type:
        """The kind and range that a written type means."""
        match node:
            case nodes.ShareType():
                return SHARE
            case nodes.FlagType():
                return FLAG
            case nodes.Category(words):
                return Type(Kind.CATEGORY, words=tuple(sorted(set(words))))
            case nodes.NumberType(nodes.Number() | nodes.Negation() as low, nodes.Number() | nodes.Negation() as high):
                return self._range(node, low, high, module)
            case _:
                return NUMBER

    def _range(self, node: nodes.NumberType, low: nodes.Expression, high: nodes.Expression, module: Module) -> Type:
        ends = [self._end(end) for end in (low, high)]
        if ends[0] >= ends[1]:
            self.bag.error(
                "QA306", f"the range runs from {ends[0]:g} to {ends[1]:g}", node.span, "put the lower end first"
            )
            return NUMBER
        return Type(Kind.NUMBER, ends[0], ends[1])

    def _end(self, node: nodes.Expression) -> float:
        match node:
            case nodes.Number(value):
                return value
            case nodes.Negation(operand):
                return -self._end(operand)
            case _:
                self.bag.error("QA308", "a plain number is expected here", node.span, "ends of a range are numbers")
                return 0.0

    # --- what they state ------------------------------------------------------------------------------------------

    def elaborator(self, module: str, theory: str | None = None, lineage: tuple[str, ...] = ()) -> Elaborator:
        """A resolver of expressions for statements of a module (and a theory with what it extends)."""
        local: dict[str, Entry] = {}
        for name in reversed(lineage or ((theory,) if theory else ())):
            local |= self._local.get(name, {})
        return Elaborator(self.scope, module, self.bag, self.define, local=local)

    def local_names(self, lineage: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        """Full names of the definitions that theories hold, by what they are called there."""
        found: dict[str, tuple[str, ...]] = {}
        for theory in lineage:
            for text, entry in self._local.get(theory, {}).items():
                found[text] = (*found.get(text, ()), entry.name)
        return found

    def values(self, module: str, statement: str, citation: str = "") -> Values:
        """A reader of stated values, in which no role stands."""
        plain = self.elaborator(module)
        return Values(
            Elaborator(plain.scope, module, self.bag, self.define, places=frozenset()),
            self.scale_words.get,
            statement,
            citation,
        )

    def read(self, module: Module) -> None:
        """Read scales, then parameters and defaults, kinds, groups and defines."""
        where = f"library {module.name}" if module.name else "program"
        for statement in module.statements:
            match statement:
                case nodes.Parameter():
                    self._parameter_value(statement, module)
                case nodes.Attribute() | nodes.Relation() if statement.default is not None:
                    kind = "attribute" if isinstance(statement, nodes.Attribute) else "relation"
                    self._default(
                        f"{kind}:{statement.name.text}", statement, self.values(module.name, f"default, {where}")
                    )
                case nodes.Define():
                    for entry in self.scope.entries.get("value", {}).get(statement.name.text, []):
                        if entry.node is statement:
                            self.define(entry)
                case nodes.Group():
                    found = self.group(statement, module)
                    if found is not None:
                        self.groups[found.name] = found
                case nodes.InstrumentKind():
                    self._kind(statement, module)
                case _:
                    pass

    def read_scales(self, module: Module) -> None:
        """Read the words of a module's scales."""
        for statement in module.statements:
            if isinstance(statement, nodes.Scale):
                reader = self.values(module.name, f"scale {statement.name.text}", title(statement.source))
                for setting in statement.words:
                    found = reader.read(setting.value, SHARE)
                    if isinstance(found, Written) and isinstance(setting.target, nodes.Name):
                        self.scale_words[module.qualify(setting.target.text)] = found
                    elif found is not None:
                        self.bag.error(
                            "QA308", "a word of a scale stands for plain numbers", setting.span, "no names here"
                        )

    def _put(self, key: str, default: model.Value | None) -> None:
        old = self.scope.quantities[key]
        self.scope.quantities[key] = Quantity(
            old.name, old.kind, old.type, default, old.title, old.span, old.is_symmetric
        )

    def _parameter_value(self, node: nodes.Parameter, module: Module) -> None:
        key = f"parameter:{module.qualify(node.name.text)}"
        if key not in self.scope.quantities:
            return
        type_ = self.scope.quantities[key].type
        reader = self.values(module.name, f"parameter {node.name.text}")
        value = (
            unknown(type_, "unknown", Origin(node.span.place, "parameter without a value"))
            if node.value is None
            else reader.read(node.value, type_, title(node.source))
        )
        self._put(key, value)

    def _default(self, key: str, node: nodes.Attribute | nodes.Relation, reader: Values) -> None:
        quantity = self.scope.quantities.get(key)
        if quantity is None or node.default is None:
            return
        value = reader.read(node.default, quantity.type, title(node.source))
        old = quantity.default
        if (
            isinstance(value, Written)
            and isinstance(old, Written)
            and (value.form, value.parameters, value.text) != (old.form, old.parameters, old.text)
        ):
            self.bag.error("QA204", f"`{node.name.text}` has two defaults", node.span, "another library says otherwise")
            return
        self._put(key, value)

    def define(self, entry: Entry) -> model.Define | None:
        """The define of an entry, resolved on first use; a circle is reported whole."""
        name, node = entry.name, entry.node
        if name in self.defines or name in self._failed or not isinstance(node, nodes.Define):
            return self.defines.get(name)
        if name in self._open:
            circle = " -> ".join([*self._open[self._open.index(name) :], name])
            self.bag.error(
                "QA402", f"definitions depend on each other in a circle: {circle}", node.span, "part of the circle"
            )
            self._failed.add(name)
            return None
        self._open.append(name)
        theory = name.rpartition(".")[0]
        plain = self.elaborator(entry.module, lineage=self._lineage(theory))
        parameters = tuple(word.text for word in node.parameters)
        typed = Elaborator(
            plain.scope, entry.module, self.bag, self.define, plain.places | set(parameters), local=plain.local
        ).any(node.value)
        self._open.pop()
        if typed is None:
            self._failed.add(name)
            return None
        self.defines[name] = model.Define(name, parameters, typed.core, typed.kind, node.span)
        return self.defines[name]

    def _lineage(self, theory: str) -> tuple[str, ...]:
        """A theory and those it extends, whose definitions its own may use; () outside a theory."""
        chain: list[str] = []
        while theory in self._local and theory not in chain:
            chain.append(theory)
            entries = [e for es in self.scope.entries.get("theory", {}).values() for e in es if e.name == theory]
            node = entries[0].node if entries else None
            if not isinstance(node, nodes.Theory) or node.extends is None:
                break
            found = self.scope.candidates("theory", node.extends.text, entries[0].module)
            theory = found[0].name if len(found) == 1 else ""
        return tuple(chain)

    def group(self, node: nodes.Group, module: Module) -> model.Group | None:
        """Resolve a group; whoever asks keeps it, for a scenario's is known to that scenario alone."""
        key = module.qualify(node.name.text)
        if node.where is None:
            return model.Group(key, node.members, None, None, node.span)
        plain = self.elaborator(module.name)
        base = plain.group(node.members[0])
        inner = Elaborator(self.scope, module.name, self.bag, self.define, frozenset({"member"}), member="member")
        where = inner.flag(node.where)
        if base is None or where is None:
            return None
        return model.Group(key, (), base, where, node.span)

    def _kind(self, node: nodes.InstrumentKind, module: Module) -> None:
        reader = self.values(module.name, f"instrument {node.name.text}", title(node.source))
        values: list[tuple[str, Written]] = []
        for setting in node.settings:
            name = setting.target.text if isinstance(setting.target, nodes.Name) else setting.target.function.text
            quantity = self.scope.quantity("relation", name)
            if quantity is None:
                self.bag.error(
                    "QA214",
                    f"an instrument says something of relations; `{name}` is none",
                    setting.target.span,
                    "not a relation",
                )
                continue
            value = reader.read(setting.value, quantity.type)
            if isinstance(value, Written) and value.is_exact:
                values.append((f"relation:{name}", value))
            elif value is not None:
                self.bag.error(
                    "QA308", "an instrument's figures are plain numbers", setting.value.span, "must be exact"
                )
        key = module.qualify(node.name.text)
        self.kinds[key] = model.InstrumentKind(key, title(node.title), tuple(values), node.span)
