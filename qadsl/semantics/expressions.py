"""Resolves expressions: every name gets its symbol, every operation its operands' kinds.

A mistake is reported once, where it stands; what contains it is passed over in silence (`None`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Literal

from qadsl.diagnostics import Fix
from qadsl.diagnostics.suggest import suggest
from qadsl.ir.types import Kind
from qadsl.semantics import borrowed, model
from qadsl.semantics.names import ROLES, Names, Typed
from qadsl.semantics.scope import FUNCTIONS, GROUP_READINGS, Entry
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["DISTRIBUTIONS", "Elaborator", "Typed", "definitions_read", "figures_of", "remembered_in", "variables_read"]

DISTRIBUTIONS = {"normal": 2, "uniform": 2, "triangular": 3, "pert": 3, "beta": 2}
FOLDS = {
    "sum": "sum",
    "mean": "mean",
    "max": "largest",
    "min": "smallest",
    "count": "count",
    "any": "any",
    "all": "all",
}
ARITHMETIC = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "^": "power"}
NETWORK = {"linked": 2, "steps": 2, "links": 1}
"""What may be asked of a network that is tried, and of how many actors."""
GROUP = 64
NAMES_OF_KINDS = {Kind.NUMBER: "a number", Kind.FLAG: "yes or no", Kind.CATEGORY: "a word of a category"}


@dataclass(frozen=True, slots=True)
class Elaborator(Names):
    """Resolves the expressions of one statement; what it knows of names stands in `Names`."""

    # --- what callers ask for -------------------------------------------------------------------------------------

    def number(self, expression: nodes.Expression) -> model.Core | None:
        """A resolved number."""
        return self._of_kind(expression, Kind.NUMBER)

    def flag(self, expression: nodes.Expression) -> model.Core | None:
        """A resolved condition."""
        return self._of_kind(expression, Kind.FLAG)

    def of_kind(self, expression: nodes.Expression, kind: Kind, category: str = "") -> model.Core | None:
        """A resolved expression of a kind; where that is a category, its words may stand bare."""
        if kind is not Kind.CATEGORY:
            return self._of_kind(expression, kind)
        if isinstance(expression, nodes.Conditional):
            condition = self.flag(expression.condition)
            branches = [self.of_kind(branch, kind, category) for branch in (expression.yes, expression.no)]
            known = tuple(core for core in (condition, *branches) if core is not None)
            return model.Apply("select", known) if len(known) == 3 else None
        if self._is_word(expression, category):
            word = self._word(expression, category)
            return None if word is None else word.core
        typed = self.any(expression)
        if typed is None:
            return None
        if typed.category != category:
            words = ", ".join(f"`{word}`" for word in self.scope.quantities[category].type.words)
            hint = f"one of {words}" if words else "not one of its words"
            self.bag.error("QA302", f"a word of `{category.partition(':')[2]}` is expected here", expression.span, hint)
            return None
        return typed.core

    def _of_kind(self, expression: nodes.Expression, kind: Kind) -> model.Core | None:
        typed = self.any(expression)
        if typed is None:
            return None
        if typed.kind is not kind:
            self._mismatch(expression.span, kind, typed.kind)
            return None
        return typed.core

    def _mismatch(self, span: Span, wanted: Kind, found: Kind) -> None:
        hint = f"this is {NAMES_OF_KINDS[found]}"
        help_ = ["Write `if ... then 1 else 0` to count a yes."] if (wanted, found) == (Kind.NUMBER, Kind.FLAG) else []
        if (wanted, found) == (Kind.FLAG, Kind.NUMBER):
            help_ = ["A condition compares: `x > 0.5`."]
        self.bag.error("QA302", f"{NAMES_OF_KINDS[wanted]} is expected here", span, hint, help=help_)

    def any(self, expression: nodes.Expression) -> Typed | None:
        """A resolved expression of whatever kind."""
        return _HANDLERS[type(expression)](self, expression)

    # --- literals -------------------------------------------------------------------------------------------------

    def _number(self, node: nodes.Number) -> Typed:
        return Typed(model.Constant(node.value), Kind.NUMBER)

    def _yes(self, node: nodes.Yes) -> Typed:
        return Typed(model.Constant(float(node.value), Kind.FLAG), Kind.FLAG)

    def _text(self, node: nodes.Text) -> None:
        self.bag.error(
            "QA304", "a text stands only beside a category", node.span, 'compare it: `self.culture = "arab"`'
        )

    def _date(self, node: nodes.Date) -> Typed:
        return Typed(model.Constant(node.year + ((node.month or 1) - 1) / 12), Kind.NUMBER)

    # --- calls ----------------------------------------------------------------------------------------------------

    def _call(self, node: nodes.Call) -> Typed | None:
        name = node.function.text
        if name in FUNCTIONS:
            return self._function(node)
        if name in DISTRIBUTIONS:
            self._uncertain(node)
            return None
        for kind, arity in (("relation", 2), ("variable", 3), ("attribute", 1)):
            if self.scope.quantity(kind, name):
                return self._read(node, kind, arity)
        if name in NETWORK and self.solving == "links":
            return self._network(node)
        meanings = self._meanings(node.function)
        if len(meanings) == 1 and meanings[0].sort == "solve":
            places = self._places(node, 1 if len(node.arguments) == 1 else 2)
            return None if places is None else self._solved(meanings[0], places, node.span)
        if (name in self.scope.outcomes and not meanings) or (len(meanings) == 1 and meanings[0].sort == "measure"):
            places = self._remembered_places(node)
            if places is None:
                return None
            return self._measure(meanings[0], places, node.span) if meanings else self._outcome(name, places, node.span)
        return self._invoke(node)

    def _function(self, node: nodes.Call) -> Typed | None:
        name, op = node.function.text, FUNCTIONS[node.function.text]
        is_open = name in {"min", "max"}
        if (is_open and not node.arguments) or (not is_open and len(node.arguments) != 1):
            self._wrong_count(node.span, name, 2 if is_open else 1, len(node.arguments), "number")
            return None
        operands = [self.number(argument) for argument in node.arguments]
        known = [operand for operand in operands if operand is not None]
        if len(known) < len(operands):
            return None
        if not is_open:
            return Typed(model.Apply(op, (known[0],)), Kind.NUMBER)
        return Typed(_joined(op, known), Kind.NUMBER)

    def _places(self, node: nodes.Call, arity: int) -> tuple[model.Place, ...] | None:
        if len(node.arguments) != arity:
            self._wrong_count(node.span, node.function.text, arity, len(node.arguments), "actor")
            return None
        places = [self._place(argument) for argument in node.arguments]
        known = tuple(place for place in places if place is not None)
        return known if len(known) == arity else None

    def _network(self, node: nodes.Call) -> Typed | None:
        """What is asked of the network that is tried."""
        name = node.function.text
        places = self._places(node, NETWORK[name])
        kind = Kind.FLAG if name == "linked" else Kind.NUMBER
        return None if places is None else Typed(model.Candidate(name, places), kind)

    def _figure(self, node: nodes.Figure) -> Typed | None:
        """`energy of sides`."""
        entry = self._solve_entry(node.solve)
        if entry is None or not isinstance(entry.node, nodes.Solve):
            return None
        known = figures_of(entry.node.form)
        if node.kind.text not in known:
            guess = suggest(node.kind.text, known)
            hint = f"did you mean `{guess}`?" if guess else f"one of {', '.join(known)}"
            fix = Fix(node.kind.span, guess) if guess else None
            message = f"`{node.kind.text} of {node.solve.text}` tells of nothing"
            self.bag.error("QA415", message, node.kind.span, hint, fix=fix)
            return None
        return Typed(model.Told(node.solve.text, node.kind.text, node.span), Kind.NUMBER)

    def _solve_entry(self, name: nodes.Name) -> Entry | None:
        """The `solve` that a name stands for; reported where there is none."""
        entry = self.local.get(name.text)
        if entry is not None and entry.sort == "solve":
            return entry
        known = [text for text, one in self.local.items() if one.sort == "solve"]
        guess = suggest(name.text, known)
        hint = f"did you mean `{guess}`?" if guess else "no `solve` of this theory"
        fix = Fix(name.span, guess) if guess else None
        self.bag.error("QA415", f"nothing that is solved is called `{name.text}` here", name.span, hint, fix=fix)
        return None

    def _read(self, node: nodes.Call, kind: str, arity: int, *, is_given: bool = False) -> Typed | None:
        places = self._places(node, arity)
        if places is None:
            return None
        name = node.function.text
        if kind == "variable":
            return self._variable(name, places, node.span, is_given=is_given)
        key = f"{kind}:{name}"
        return Typed(model.Read(key, places), self.scope.quantities[key].type.kind, key)

    def _invoke(self, node: nodes.Call) -> Typed | None:
        meanings = self._meanings(node.function)
        if len(meanings) > 1:
            return None
        if not meanings and node.function.text in GROUP_READINGS:
            fix = Fix(node.function.span, f"previous {node.function.text}")
            message = f"there is no function or relation `{node.function.text}`"
            self.bag.error("QA212", message, node.function.span, "groups are read one period later", fix=fix)
            return None
        if not meanings or meanings[0].sort != "define":
            known = [
                *FUNCTIONS,
                *DISTRIBUTIONS,
                *self.scope.names("value", self.module),
                *self.scope.names_of("relation"),
            ]
            guess = suggest(node.function.text, known)
            if found := borrowed.function(node):
                message = f"there is no function or relation `{node.function.text}`"
                self.bag.error("QA212", message, node.function.span, found[0], fix=found[1])
                return None
            self.bag.error(
                "QA212",
                f"there is no function or relation `{node.function.text}`",
                node.function.span,
                f"did you mean `{guess}`?" if guess else "not declared",
                help=[]
                if guess
                else [
                    f"Functions are {', '.join(FUNCTIONS)}.",
                    f"Uncertain values: {', '.join(DISTRIBUTIONS)}, discrete.",
                ],
            )
            return None
        define = self.resolve_define(meanings[0])
        if define is None:
            return None
        places = self._places(node, len(define.parameters))
        return None if places is None else Typed(model.Invoke(define.name, places), define.kind)

    def _given(self, node: nodes.Given) -> Typed | None:
        operand = node.operand
        if isinstance(operand, nodes.Name) and self.scope.quantity("variable", operand.text):
            return self._variable(operand.text, ROLES, node.span, is_given=True)
        if isinstance(operand, nodes.Call) and self.scope.quantity("variable", operand.function.text):
            return self._read(operand, "variable", 3, is_given=True)
        self.bag.error("QA211", "`given` stands before a variable of the balance", operand.span, "not a variable")
        return None

    def _previous(self, node: nodes.Previous) -> Typed | None:
        """A variable, an outcome or a measure of the period before, of the roles or of the actors named."""
        operand = node.operand
        name = operand if isinstance(operand, nodes.Name) else operand.function
        short = name.words[-1].text
        meanings = [e for e in self._meanings(name) if e.sort == "measure"]
        start = self.scope.quantity("start", short if meanings else name.text)
        if start is None and self._is_stated(operand):
            return self._earlier(node, operand)
        if start is None:
            self._not_remembered(name)
            return None
        is_of_groups = not meanings and start == GROUP_READINGS.get(short)
        places = self._member_places(operand) if is_of_groups else self._remembered_places(operand)
        first = None
        if node.initial is not None:
            first = self.of_kind(node.initial, start.type.kind, f"start:{short}")
        if places is None or (first is None and node.initial is not None):
            return None
        kind = start.type.kind
        if meanings:
            return Typed(
                model.Remembered("measure", meanings[0].name, kind, places, first, node.span), kind, f"start:{short}"
            )
        sort: Literal["variable", "option", "groups"] = "option" if kind is Kind.FLAG else "variable"
        sort = "groups" if is_of_groups else sort
        return Typed(model.Remembered(sort, name.text, kind, places, first, node.span), kind)

    def _not_remembered(self, name: nodes.Name) -> None:
        known = [key.partition(":")[2] for key in self.scope.quantities if key.startswith("start:")]
        guess = suggest(name.text, [*known, *GROUP_READINGS])
        hint = f"did you mean `{guess}`?" if guess else "no variable, option, measure or input in use"
        fix = Fix(name.span, guess) if guess else None
        if self.scope.quantity("attribute", name.text):
            hint, fix = f"of whom? write `previous self.{name.text}`", Fix(name.span, f"self.{name.text}")
        elif self.scope.quantity("relation", name.text):
            meant = f"{name.text}(self, partner)"
            hint, fix = f"of whom? write `previous {meant}`", Fix(name.span, meant)
        message = f"`previous` stands before a variable, an option, a measure or an input, not `{name.text}`"
        self.bag.error("QA211", message, name.span, hint, fix=fix)

    def _is_stated(self, operand: nodes.Name | nodes.Call) -> bool:
        """Whether something is named that a scenario states: an attribute, a relation or a parameter."""
        if isinstance(operand, nodes.Call):
            return any(self.scope.quantity(kind, operand.function.text) for kind in ("relation", "attribute"))
        if len(operand.words) == 2 and self.scope.quantity("attribute", operand.words[1].text):
            return True
        return any(entry.sort == "parameter" for entry in self._meanings(operand))

    def _earlier(self, node: nodes.Previous, operand: nodes.Name | nodes.Call) -> Typed | None:
        """What was stated of the period before."""
        typed = self.any(operand)
        if typed is None or not isinstance(typed.core, model.Read):
            return None
        key = typed.core.quantity
        first = self.of_kind(node.initial, typed.kind, key) if node.initial is not None else None
        if first is None and node.initial is not None:
            return None
        self.scope.start_of(key)
        return Typed(model.Earlier(key, typed.core.places, first, node.span), typed.kind, key)

    def _member_places(self, operand: nodes.Name | nodes.Call) -> tuple[model.Place, model.Place, model.Place] | None:
        """The places of what is read of groups: of one actor or of two, and perhaps of another target."""
        is_of_one = (operand if isinstance(operand, nodes.Name) else operand.function).text == "groups"
        if not is_of_one:
            return self._remembered_places(operand)
        if isinstance(operand, nodes.Name):
            return self._thirds((ROLES[0], ROLES[0], ROLES[2]), operand.text, operand.span)
        if len(operand.arguments) not in (1, 2):
            self._wrong_count(operand.span, operand.function.text, 1, len(operand.arguments), "actor")
            return None
        places = tuple(place for argument in operand.arguments if (place := self._place(argument)) is not None)
        if len(places) < len(operand.arguments):
            return None
        return self._thirds((places[0], *places, ROLES[2])[:3], operand.function.text, operand.span)

    def _remembered_places(
        self, operand: nodes.Name | nodes.Call
    ) -> tuple[model.Place, model.Place, model.Place] | None:
        if isinstance(operand, nodes.Name):
            return self._thirds(ROLES, operand.text, operand.span)
        if len(operand.arguments) not in (2, 3):
            self._wrong_count(operand.span, operand.function.text, 2, len(operand.arguments), "actor")
            return None
        places = tuple(place for argument in operand.arguments if (place := self._place(argument)) is not None)
        if len(places) < len(operand.arguments):
            return None
        return self._thirds((*places, ROLES[2])[:3], operand.function.text, operand.span)

    def _is_given(self, node: nodes.IsGiven) -> Typed | None:
        typed = self._stated(node.operand)
        if typed is None:
            return None
        return Typed(model.Apply("not", (typed.core,)), Kind.FLAG) if node.is_negated else typed

    def _stated(self, operand: nodes.Name | nodes.Call) -> Typed | None:
        if isinstance(operand, nodes.Name) and self.scope.quantity("variable", operand.text):
            typed = self._variable(operand.text, ROLES, operand.span, is_given=True)
        elif isinstance(operand, nodes.Call) and self.scope.quantity("variable", operand.function.text):
            typed = self._read(operand, "variable", 3, is_given=True)
        else:
            typed = self.any(operand)
        core = typed.core if typed else None
        if isinstance(core, model.VariableRead):
            return Typed(model.Stated(f"variable:{core.name}", core.places), Kind.FLAG)
        if isinstance(core, model.Read):
            return Typed(model.Stated(core.quantity, core.places), Kind.FLAG)
        if core is not None:
            self.bag.error(
                "QA307",
                "`is given` asks about an attribute, relation, parameter or variable",
                operand.span,
                "not something a scenario states",
            )
        return None

    # --- operators ------------------------------------------------------------------------------------------------

    def _apply(self, op: str, *operands: nodes.Expression) -> Typed | None:
        cores = [self.number(operand) for operand in operands]
        known = tuple(core for core in cores if core is not None)
        return Typed(model.Apply(op, known), Kind.NUMBER) if len(known) == len(cores) else None

    def _negation(self, node: nodes.Negation) -> Typed | None:
        return self._apply("negate", node.operand)

    def _binary(self, node: nodes.Binary) -> Typed | None:
        """An operation; those at its left, as in a long sum, one after the other."""
        nodes_, left = [node], node.left
        while isinstance(left, nodes.Binary):
            nodes_.append(left)
            left = left.left
        core = self.number(left)
        for operation in reversed(nodes_):
            right = self.number(operation.right)
            both = (core, right) if core is not None and right is not None else None
            core = model.Apply(ARITHMETIC[operation.operator], both) if both else None
        return None if core is None else Typed(core, Kind.NUMBER)

    def _not(self, node: nodes.Not) -> Typed | None:
        core = self.flag(node.operand)
        return None if core is None else Typed(model.Apply("not", (core,), node.span), Kind.FLAG)

    def _logical(self, node: nodes.Logical) -> Typed | None:
        cores = [self.flag(operand) for operand in node.operands]
        known = [core for core in cores if core is not None]
        if len(known) < len(cores):
            return None
        return Typed(_joined(node.operator, known), Kind.FLAG)

    def _conditional(self, node: nodes.Conditional) -> Typed | None:
        condition, yes, no = self.flag(node.condition), self.any(node.yes), self.any(node.no)
        if condition is None or yes is None or no is None:
            return None
        if yes.kind is not no.kind:
            self._mismatch(node.no.span, yes.kind, no.kind)
            return None
        return Typed(model.Apply("select", (condition, yes.core, no.core)), yes.kind, yes.category)

    # --- comparisons ----------------------------------------------------------------------------------------------

    def _compare(self, node: nodes.Compare) -> Typed | None:
        left, cores = node.left, []
        for step in node.steps:
            cores.append(self._step(left, step))
            left = step.right
        known = [core for core in cores if core is not None]
        if len(known) < len(cores):
            return None
        return Typed(_joined("and", known), Kind.FLAG)

    def _step(self, left: nodes.Expression, step: nodes.Comparison) -> model.Core | None:
        if self._is_actor(left) or self._is_actor(step.right):
            return self._same_actor(left, step)
        sides = self._sides(left, step.right)
        if sides is None:
            return None
        one, two = sides
        if one.kind is not two.kind:
            self._incomparable(left, step.right, one.kind, two.kind)
            return None
        if one.kind is not Kind.NUMBER and step.operator not in {"=", "!="}:
            self.bag.error(
                "QA302", f"`{step.operator}` compares numbers", step.span, f"this compares {NAMES_OF_KINDS[one.kind]}"
            )
            return None
        return _comparison(step.operator, one, two, (left.span, step.right.span))

    def _incomparable(self, left: nodes.Expression, right: nodes.Expression, one: Kind, two: Kind) -> None:
        sides = f"{NAMES_OF_KINDS[one]} cannot be compared with {NAMES_OF_KINDS[two]}"
        flags = [side.span.text for side, kind in ((left, one), (right, two)) if kind is Kind.FLAG]
        hint = f"write `{flags[0]}` or `not {flags[0]}`" if flags else ""
        self.bag.error("QA302", sides, left.span.to(right.span), hint)

    def _same_actor(self, left: nodes.Expression, step: nodes.Comparison) -> model.Core | None:
        if step.operator not in {"=", "!="}:
            self.bag.error("QA302", f"`{step.operator}` compares numbers", step.span, "these are actors")
            return None
        one, two = self._place(left), self._place(step.right)
        if one is None or two is None:
            return None
        same = model.Same(one, two)
        return same if step.operator == "=" else model.Apply("not", (same,))

    def _sides(self, left: nodes.Expression, right: nodes.Expression) -> tuple[Typed, Typed] | None:
        """Both sides of a comparison; a text or bare word beside a category is one of its words."""
        if self._is_word(left) and not self._is_word(right):
            swapped = self._sides(right, left)
            return None if swapped is None else (swapped[1], swapped[0])
        one = self.any(left)
        if one is None:
            return None
        if one.kind is Kind.CATEGORY and self._is_word(right, one.category):
            two = self._word(right, one.category)
        else:
            two = self.any(right)
        return None if two is None else (one, two)

    def _is_word(self, node: nodes.Expression, category: str = "") -> bool:
        if isinstance(node, nodes.Text):
            return True
        if not category or not isinstance(node, nodes.Name) or len(node.words) != 1:
            return False
        return node.text in self.scope.quantities[category].type.words or not self.scope.candidates(
            "value", node.text, self.module
        )

    def _word(self, node: nodes.Expression, category: str) -> Typed | None:
        text = node.value if isinstance(node, nodes.Text) else node.text  # type: ignore[union-attr]
        words = self.scope.quantities[category].type.words
        if words and text not in words:
            guess = suggest(text, words)
            self.bag.error(
                "QA304",
                f"`{text}` is not a word of `{category.partition(':')[2]}`",
                node.span,
                f"did you mean `{guess}`?" if guess else f"one of {', '.join(words)}",
            )
            return None
        self.scope.words.setdefault(category, set()).add(text)
        return Typed(model.CategoryWord(category, text), Kind.CATEGORY, category)

    # --- quantifiers ----------------------------------------------------------------------------------------------

    def _quantifier(self, node: nodes.Quantifier) -> Typed | None:
        if node.kind not in FOLDS:
            guess = suggest(node.kind, FOLDS)
            self.bag.error(
                "QA212",
                f"`{node.kind}` does not run over a group",
                node.span,
                f"did you mean `{guess}`?" if guess else "one of " + ", ".join(FOLDS),
            )
            return None
        if node.variable.text in self.places:
            self.bag.error(
                "QA204",
                f"`{node.variable.text}` already stands for an actor here",
                node.variable.span,
                "choose another name",
            )
            return None
        group = self.group(node.group)
        inner = replace(self, places=self.places | {node.variable.text})
        is_logical = node.kind in {"any", "all", "count"}
        where = inner.flag(node.where) if node.where is not None else None
        body = None
        if node.body is not None:
            body = inner.flag(node.body) if is_logical else inner.number(node.body)
        if group is None or (node.where is not None and where is None) or (node.body is not None and body is None):
            return None
        if node.kind == "count" and body is not None:  # `count(c for p in g)` counts where c holds
            where, body = body if where is None else model.Apply("and", (where, body)), None
        return Typed(
            model.Fold(FOLDS[node.kind], node.variable.text, group, where, body),
            Kind.FLAG if node.kind in {"any", "all"} else Kind.NUMBER,
        )


def figures_of(form: str) -> tuple[str, ...]:
    """The numbers that tell of what is solved."""
    return {"blocs": ("count", "energy", "basin"), "coalitions": ("count",)}.get(form, ("count", "worth"))


def _joined(op: str, cores: list[model.Core]) -> model.Core:
    """All of them under an operation that may be grouped at will, very many in groups, so that none is nested deep."""
    while len(cores) > GROUP:
        cores = [_joined(op, cores[i : i + GROUP]) for i in range(0, len(cores), GROUP)]
    return reduce(lambda a, b: model.Apply(op, (a, b)), cores)


def _comparison(operator: str, one: Typed, two: Typed, spans: tuple[Span, Span]) -> model.Core:
    whole = spans[0].to(spans[1])
    if one.kind is Kind.NUMBER:
        left: model.Core = model.Apply("round12", (one.core,), spans[0])
        right: model.Core = model.Apply("round12", (two.core,), spans[1])
    else:
        left, right = one.core, two.core
    if operator in {"=", "!="}:
        equal = model.Apply("equal", (left, right), whole)
        return equal if operator == "=" else model.Apply("not", (equal,), whole)
    op = "less" if operator in {"<", ">"} else "less_equal"
    return model.Apply(op, (left, right) if operator in {"<", "<="} else (right, left), whole)


_HANDLERS: dict[type, Callable[[Elaborator, Any], Typed | None]] = {
    nodes.Number: Elaborator._number,
    nodes.Yes: Elaborator._yes,
    nodes.Text: Elaborator._text,
    nodes.Date: Elaborator._date,
    nodes.Name: Elaborator._name,
    nodes.Call: Elaborator._call,
    nodes.Quantifier: Elaborator._quantifier,
    nodes.Figure: Elaborator._figure,
    nodes.Negation: Elaborator._negation,
    nodes.Binary: Elaborator._binary,
    nodes.Compare: Elaborator._compare,
    nodes.Membership: Elaborator._membership,
    nodes.IsGiven: Elaborator._is_given,
    nodes.Not: Elaborator._not,
    nodes.Logical: Elaborator._logical,
    nodes.Conditional: Elaborator._conditional,
    nodes.Given: Elaborator._given,
    nodes.Previous: Elaborator._previous,
    nodes.PlusMinus: Elaborator._uncertain,
    nodes.Range: Elaborator._uncertain,
    nodes.Discrete: Elaborator._uncertain,
    nodes.Unknown: Elaborator._uncertain,
}


def _walked(cores: Iterable[model.Core | None], defines: dict[str, model.Define]) -> Iterator[model.Core]:
    """Expressions and all that they are made of, as written; a definition's body once, where `defines` has it."""
    seen: set[str] = set()
    queue: list[model.Core | None] = [*cores][::-1]
    while queue:
        core = queue.pop()
        if core is None:
            continue
        yield core
        match core:
            case model.Remembered(initial=initial) | model.Earlier(initial=initial):
                queue.append(initial)
            case model.Apply(_, operands):
                queue += reversed(operands)
            case model.Fold(_, _, _, where, body):
                queue += [body, where]
            case model.Invoke(define, _) if define in defines and define not in seen:
                seen.add(define)
                queue.append(defines[define].body)
            case _:
                pass


def remembered_in(reader: model.Rule | model.Measure, defines: dict[str, model.Define]) -> Iterator[model.Remembered]:
    """What a rule or measure reads of the period before, also through definitions."""
    if isinstance(reader, model.Measure):
        cores = [reader.body]
    else:
        cores = [*(core for _, core in reader.clauses), *(effect.value for effect in reader.effects)]
    return (core for core in _walked(cores, defines) if isinstance(core, model.Remembered))


def variables_read(
    core: model.Core | None, defines: dict[str, model.Define], *, with_given: bool = False
) -> dict[str, Span | None]:
    """Variables whose final (or also given) value an expression reads, each with where; also through defines."""
    found: dict[str, Span | None] = {}
    for part in _walked([core], defines):
        match part:
            case model.VariableRead(name, _, is_given, span) if with_given or not is_given:
                found.setdefault(name, span)
            case model.Remembered(sort, name, _, _, _, span) if with_given and sort != "groups":
                found.setdefault(name if sort == "variable" else f"{sort} {name}", span)
            case model.OutcomeRead(name, _, span) if with_given:
                found.setdefault(f"option {name}", span)
            case model.MeasureRead(name, _, span) if with_given:
                found.setdefault(f"measure {name}", span)
            case _:
                pass
    return found


def definitions_read(core: model.Core) -> set[str]:
    """Definitions that an expression itself reads."""
    return {part.define for part in _walked([core], {}) if isinstance(part, model.Invoke)}
