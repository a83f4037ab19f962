"""Checks measures: what each is, reads and comes to; which of them a theory can work out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from qadsl.diagnostics import Bag, Label
from qadsl.ir.types import FLAG, NUMBER, Kind, Type
from qadsl.semantics import model
from qadsl.semantics.declarations import Declarations, title
from qadsl.semantics.expressions import variables_read
from qadsl.semantics.loader import Module
from qadsl.semantics.model import Quantity
from qadsl.semantics.paths import path_back
from qadsl.semantics.scope import Scope
from qadsl.syntax import nodes

__all__ = ["Measures", "applicable_measures"]

_FLAGS = (nodes.Yes, nodes.Not, nodes.Logical, nodes.Compare, nodes.Membership, nodes.IsGiven)


def applicable_measures(measures: dict[str, model.Measure], theory: model.Theory) -> dict[str, model.Measure]:
    """The measures that a theory can work out: it has what they read, and those inside theories are its own.

    Of measures of one name along its line the nearest holds, also for what reads one further up.
    """
    nearest = {f"{one}.{found.short}": found for one in reversed(theory.lineage) for found in measures.values()
               if found.theory == one}  # fmt: skip
    own = {found.short: found for found in nearest.values()}
    kept = {
        name: own[found.short] if found.theory is not None else found
        for name, found in sorted(measures.items())
        if found.theory is None or found.theory in theory.lineage
    }
    base = {variable.name for variable in theory.variables} | {f"option {option.name}" for option in theory.options}
    while True:
        known = base | {f"measure {name}" for name in kept}
        fewer = {name: found for name, found in kept.items() if found.reads <= known}
        if len(fewer) == len(kept):
            return kept
        kept = fewer


@dataclass(slots=True)
class Measures:
    """All measures by qualified name."""

    scope: Scope
    bag: Bag
    declarations: Declarations
    found: dict[str, model.Measure] = field(default_factory=dict)
    _first: dict[str, nodes.Measure] = field(default_factory=dict)

    # --- what they are --------------------------------------------------------------------------------------------

    def declare(self, module: Module) -> None:
        """Enter of what kind each measure is, so that all may read it, also one period later."""
        for node, _ in _of(module):
            key, type_ = f"start:{node.name.text}", self._type(node, module)
            old = self.scope.quantities.get(key)
            first = self._first.setdefault(node.name.text, node)
            if old is None or old.type == type_:
                said = f"{node.name.text} at the start"
                self.scope.quantities.setdefault(key, Quantity(said, "start", type_, None, "", node.name.span))
            else:
                self._two_ways(node, "measure" if first is not node else "", old)
            if node.name.text in self.scope.outcomes or self.scope.quantity("variable", node.name.text):
                self._two_ways(node, "option" if node.name.text in self.scope.outcomes else "variable", old)

    def _two_ways(self, node: nodes.Measure, other: str, old: Quantity | None) -> None:
        if not other:
            return  # a variable or an option of that name is reported as such
        other = "a measure of another kind" if other == "measure" else f"a{'n' * (other[0] in 'aeiou')} {other}"
        message = f"`{node.name.text}` is {other}, too"
        said = [Label(old.span, "the other")] if old is not None and old.span != node.name.span else []
        self.bag.error("QA204", message, node.name.span, "give it another name", labels=said)

    def _type(self, node: nodes.Measure, module: Module) -> Type:
        if node.type is None:
            return FLAG if self._is_flag(node.value) else NUMBER
        type_ = self.declarations.type(node.type, module)
        if not isinstance(node.type, nodes.Category):
            return type_
        if not node.type.words:
            self.bag.error("QA308", "a measure says which words it may come to", node.type.span,
                           "write `category(latent, active)` or the like")  # fmt: skip
        return replace(type_, words=tuple(dict.fromkeys(node.type.words)))

    def _is_flag(self, node: nodes.Expression) -> bool:
        """Whether a formula whose kind is not said comes to yes or no."""
        match node:
            case nodes.Conditional(yes=yes, no=no):
                return self._is_flag(yes) or self._is_flag(no)
            case nodes.Quantifier(kind=kind):
                return kind in {"any", "all"}
            case nodes.Previous(operand=operand):
                return self._is_flag(operand)
            case nodes.Name() | nodes.Call():
                name = node.text if isinstance(node, nodes.Name) else node.function.text
                return name in self.scope.outcomes or any(
                    quantity.type.kind is Kind.FLAG
                    for kind in ("attribute", "relation", "start")
                    if (quantity := self.scope.quantity(kind, name.rpartition(".")[2]))
                )
            case _:
                return isinstance(node, _FLAGS)

    # --- what they come to ----------------------------------------------------------------------------------------

    def read(self, modules: tuple[Module, ...], theories: dict[str, model.Theory]) -> None:
        """Resolve all measures, and refuse circles."""
        for module in modules:
            for node, theory in _of(module):
                name = module.qualify(theory) if theory else None
                if name is None or name in theories:
                    self._measure(node, module, theories[name] if name is not None else None)
        self._circles()

    def _measure(self, node: nodes.Measure, module: Module, theory: model.Theory | None) -> None:
        plain = self.declarations.elaborator(module.name, lineage=theory.lineage if theory else ())
        type_ = self.scope.quantities[f"start:{node.name.text}"].type
        body = replace(plain, is_after=True).of_kind(node.value, type_.kind, f"start:{node.name.text}")
        if body is None:
            return
        name = f"{theory.name}.{node.name.text}" if theory else module.qualify(node.name.text)
        reads = frozenset(variables_read(body, self.declarations.defines, with_given=True))
        said = " ".join(node.value.span.text.split())
        self.found[name] = model.Measure(
            name, title(node.title), type_, body, reads, said, title(node.because), node.span,
            theory.name if theory else None,
        )  # fmt: skip

    def _circles(self) -> None:
        """No measure reads itself within a period."""
        graph = {name: set(_read_now(found)) for name, found in self.found.items()}
        for name in sorted(graph):
            circle = path_back(name, graph)
            if circle and min(circle) == name:
                shown = [one.rpartition(".")[2] for one in circle]
                self.bag.error(
                    "QA402",
                    f"measures depend on each other in a circle: {' -> '.join(shown)}",
                    self.found[name].span,
                    "part of the circle",
                    labels=[Label(self.found[other].span, "and so is this") for other in circle[1:-1]],
                    help=[f"What it was one period ago breaks it: `previous {shown[1]} initially` and a value."],
                )


def _of(module: Module) -> Iterator[tuple[nodes.Measure, str]]:
    """The measures of a module, each with the theory that it stands in."""
    for statement in module.statements:
        if isinstance(statement, nodes.Measure):
            yield statement, ""
        elif isinstance(statement, nodes.Theory):
            for item in statement.items:
                if isinstance(item, nodes.Measure):
                    yield item, statement.name.text


def _read_now(measure: model.Measure) -> Iterator[str]:
    """Measures of the same period that one reads."""
    queue: list[model.Core | None] = [measure.body]
    while queue:
        match queue.pop():
            case model.MeasureRead(name):
                yield name
            case model.Remembered(initial=initial) | model.Earlier(initial=initial):
                queue.append(initial)
            case model.Apply(_, operands):
                queue += operands
            case model.Fold(_, _, _, where, body):
                queue += [where, body]
            case _:
                pass
