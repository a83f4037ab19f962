"""Resolves what tests expect and properties claim: the language's expressions, and the outcomes beside them.

An outcome (which option is chosen, tied or labelled how, its payoff) is known only when the rest has been evaluated. So
it is read like an input, under a key that begins `outcome:`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from qadsl.diagnostics import Bag
from qadsl.diagnostics.suggest import suggest
from qadsl.ir.types import FLAG, NUMBER, Kind, Type
from qadsl.semantics import model
from qadsl.semantics.declarations import Declarations
from qadsl.semantics.expressions import Elaborator, Typed
from qadsl.semantics.scope import FUNCTIONS, Scope
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["OUTCOME", "Expecting", "Shown", "expecting", "outcome_type", "parts_of"]

OUTCOME = "outcome:"
ASKED = ("choice", "tie", "behaviour")
"""Words that are compared with the name of an option or behaviour."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of an expectation whose value is shown where it fails: an expression, or one of `ASKED`."""

    text: str
    core: model.Core | None
    kind: Kind = Kind.NUMBER
    category: str = ""


def outcome_type(key: str) -> Type:
    """What kind of value an outcome is."""
    return NUMBER if key.split(":")[1] in ("payoff", "commitment") else FLAG


@dataclass(frozen=True, slots=True)
class Expecting(Elaborator):
    """Resolves conditions about decisions under one theory."""

    theory: model.Theory | None = None
    outcomes: frozenset[str] = field(default_factory=frozenset)
    behaviours: frozenset[str] = field(default_factory=frozenset)

    def any(self, expression: nodes.Expression) -> Typed | None:
        """A resolved expression; outcomes stand beside what else the language knows."""
        match expression:
            case nodes.Name((word,)) if not self._is_value(word.text):
                found = self._outcome_named(word.text)
                if found is not None:
                    return found
                if word.text in ASKED:
                    self._compared_with(word)
                    return None
            case nodes.Call(function, (argument,)) if function.text == "payoff" and not self._is_value("payoff"):
                return self._payoff(expression, argument)
            case _:
                pass
        # a subclass of a slotted class made anew by the decorator cannot say `super()`
        return Elaborator.any(self, expression)

    def _is_value(self, text: str) -> bool:
        return bool(self.scope.candidates("value", text, self.module)) or bool(self.scope.quantity("variable", text))

    def _outcome_named(self, text: str) -> Typed | None:
        if text == "commitment":
            return Typed(model.Read(f"{OUTCOME}commitment", ()), Kind.NUMBER)
        if text in self.outcomes:
            return Typed(model.Read(f"{OUTCOME}choice:{text}", ()), Kind.FLAG)
        if text in self.behaviours:
            return Typed(model.Read(f"{OUTCOME}behaviour:{text}", ()), Kind.FLAG)
        return None

    def _compared_with(self, word: nodes.Word) -> None:
        known = sorted(self.behaviours if word.text == "behaviour" else self.outcomes)
        example = f"write `{word.text} = {known[0]}`" if known else "the theory has none"
        self.bag.error("QA751", f"`{word.text}` is compared with a name", word.span, example)

    def _payoff(self, call: nodes.Call, argument: nodes.Expression) -> Typed | None:
        name = self.option(argument)
        return None if name is None else Typed(model.Read(f"{OUTCOME}payoff:{name}", ()), Kind.NUMBER)

    def option(self, node: nodes.Expression) -> str | None:
        """The option that is named; the mistake, where there is none."""
        return self._named(node, self.outcomes, "option")

    def _named(self, node: nodes.Expression, known: frozenset[str], what: str) -> str | None:
        text = node.text if isinstance(node, nodes.Name) else node.span.text
        if isinstance(node, nodes.Name) and text in known:
            return text
        self.unknown(text, node.span, known, what)
        return None

    def unknown(self, text: str, span: Span, known: frozenset[str], what: str) -> None:
        """Report a name that is no option or behaviour of the theory."""
        theory = self.theory.name.rpartition(".")[2] if self.theory else ""
        guess = suggest(text, sorted(known))
        self.bag.error(
            "QA751",
            f"theory `{theory}` has no {what} `{text}`",
            span,
            f"did you mean `{guess}`?" if guess else f"no such {what}",
            help=[f"It has: {', '.join(sorted(known)) or 'none'}."],
        )

    def _step(self, left: nodes.Expression, step: nodes.Comparison) -> model.Core | None:
        """One comparison; `choice`, `tie` and `behaviour` are compared with names."""
        for one, other in ((left, step.right), (step.right, left)):
            if isinstance(one, nodes.Name) and one.text in ASKED and not self._is_value(one.text):
                return self._asked(one.text, other, step)
        return Elaborator._step(self, left, step)

    def _asked(self, word: str, other: nodes.Expression, step: nodes.Comparison) -> model.Core | None:
        if step.operator not in ("=", "!="):
            self.bag.error("QA302", f"`{step.operator}` compares numbers", step.span, f"write `{word} = ...`")
            return None
        is_behaviour = word == "behaviour"
        name = self._named(
            other, self.behaviours if is_behaviour else self.outcomes, "behaviour" if is_behaviour else "option"
        )
        if name is None:
            return None
        found = model.Read(f"{OUTCOME}{word}:{name}", ())
        return found if step.operator == "=" else model.Apply("not", (found,))


def expecting(
    scope: Scope, bag: Bag, declarations: Declarations, module: str, theory: model.Theory | None
) -> Expecting:
    """The resolver of a test or property."""
    plain = declarations.elaborator(module, lineage=theory.lineage if theory else ())
    return Expecting(
        scope,
        module,
        bag,
        plain.resolve_define,
        local=plain.local,
        is_after=True,
        theory=theory,
        outcomes=frozenset(option.name for option in theory.options) if theory else frozenset(),
        behaviours=frozenset(behaviour.name for behaviour in theory.behaviours) if theory else frozenset(),
    )


def parts_of(condition: nodes.Expression, resolver: Expecting) -> Iterator[Shown]:
    """The parts of a condition whose values say why it fails, each once."""
    # a word of a category is a part, too, and means nothing on its own: what is wrong with it is not said
    silent = Bag()
    resolver = replace(resolver, bag=silent, scope=replace(resolver.scope, bag=silent))
    seen: set[str] = set()
    for node in _parts(condition):
        for shown in _shown(node, resolver):
            if shown.text not in seen:
                seen.add(shown.text)
                yield shown


def _shown(node: nodes.Expression, resolver: Expecting) -> Iterator[Shown]:
    text = " ".join(node.span.text.split())
    if isinstance(node, nodes.Name) and not resolver._is_value(text):
        if text in ASKED:
            yield Shown(text, None)
            return
        if text in resolver.outcomes or text in resolver.behaviours:
            yield Shown("choice" if text in resolver.outcomes else "behaviour", None)
            return
    typed = resolver.any(node)
    if typed is not None:
        yield Shown(text, typed.core, typed.kind, typed.category)


def _parts(node: nodes.Expression) -> Iterator[nodes.Expression]:
    match node:
        case nodes.Logical(operands=operands):
            for operand in operands:
                yield from _parts(operand)
        case nodes.Not(operand=operand):
            yield from _parts(operand)
        case nodes.Compare(left=nodes.Name(words=(word,)) as asked, steps=(_,)) if word.text in ASKED:
            yield asked
        case nodes.Compare(left=left, steps=steps):
            for side in (left, *(step.right for step in steps)):
                yield from _leaves(side)
                if isinstance(side, nodes.Binary | nodes.Conditional | nodes.Negation) and next(_leaves(side), None):
                    yield side
        case _:
            yield from _leaves(node)


def _leaves(node: nodes.Expression) -> Iterator[nodes.Expression]:
    match node:
        case nodes.Binary(left=left, right=right):
            yield from _leaves(left)
            yield from _leaves(right)
        case nodes.Negation(operand=operand):
            yield from _leaves(operand)
        case nodes.Conditional(condition=condition, yes=yes, no=no):
            yield from _parts(condition)
            yield from _leaves(yes)
            yield from _leaves(no)
        case nodes.Call(function, arguments) if function.text in FUNCTIONS:
            inner = [leaf for argument in arguments for leaf in _leaves(argument)]
            yield from (*inner, node) if inner else ()
        case nodes.Name() | nodes.Call() | nodes.Quantifier() | nodes.Membership() | nodes.IsGiven():
            yield node
        case nodes.Given() | nodes.Previous():
            yield node
        case _:
            pass
