"""Resolves names in expressions: values, attributes, actors and groups, each to the symbol it stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from qadsl.diagnostics import Bag, Fix
from qadsl.diagnostics.suggest import suggest
from qadsl.ir.types import Kind
from qadsl.semantics import borrowed, model
from qadsl.semantics.loader import scales_with
from qadsl.semantics.scope import BUILTIN_GROUPS, PLACES, Entry, Scope
from qadsl.source import Span
from qadsl.syntax import nodes
from qadsl.syntax.spelling import spelled

__all__ = ["ROLES", "Names", "Typed"]

GROUPED = frozenset({"coalitions", "partition"})
"""The forms of a `solve` that try groups: there `members` and `size` are those of the group."""
ROLES = tuple(model.Place("name", role) for role in PLACES)


@dataclass(frozen=True, slots=True)
class Typed:
    """A resolved expression with its kind; `category` names the attribute or relation whose words it takes."""

    core: model.Core
    kind: Kind
    category: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Resolves the expressions of one statement.

    Parameters
    ----------
    scope, module, bag
        Where names are looked up and mistakes go.
    places
        Names that stand for actors here: roles, parameters of a define, bound names.
    options
        Names of options, where a behaviour may ask for them.
    member
        The place that a bare attribute is read at (the condition of a group), if any.
    defines
        Resolves a define on first use.
    local
        Defines and measures of the theory in which the expression stands, and what it solves.
    solving
        The form of the `solve` in which the expression stands, if any: what it tries may be asked of.
    is_after
        Whether it is worked out after the outcome, as a measure is.
    """

    scope: Scope
    module: str
    bag: Bag
    resolve_define: Callable[[Entry], model.Define | None]
    places: frozenset[str] = frozenset(PLACES)
    options: frozenset[str] = frozenset()
    member: str = ""
    local: dict[str, Entry] = field(default_factory=dict)
    solving: str = ""
    is_after: bool = False

    # --- names ----------------------------------------------------------------------------------------------------

    def _name(self, node: nodes.Name) -> Typed | None:
        if len(node.words) == 1:
            return self._bare(node)
        first, last = node.words[0], node.words[-1]
        if len(node.words) == 2 and (first.text in self.places or first.text in self.scope.actors):
            place = self._place(nodes.Name((first,), first.span))
            return None if place is None else self._attribute(last.text, place, node.span)
        return self._value(node)

    def _bare(self, node: nodes.Name) -> Typed | None:
        text = node.text
        if text in self.places and not self._is_own(node):
            self.bag.error(
                "QA307", f"`{text}` is an actor, not a number", node.span, f"write `{text}.capability` or the like"
            )
            return None
        if text in self.options:
            return Typed(model.Taken(text), Kind.FLAG)
        if text == "size" and self.solving in GROUPED:
            return Typed(model.Candidate("size", ()), Kind.NUMBER)
        if self.is_after and text in self.scope.outcomes:
            return self._outcome(text, ROLES, node.span)
        if self.member and self.scope.quantity("attribute", text):
            return self._attribute(text, model.Place("name", self.member), node.span)
        return self._value(node)

    def _value(self, node: nodes.Name) -> Typed | None:
        meanings = self._meanings(node)
        if len(meanings) > 1:
            return None
        if meanings:
            return self._entered(meanings[0], node)
        if len(node.words) == 1 and self.scope.quantity("variable", node.text):
            return self._variable(node.text, ROLES, node.span)
        if node.text == "year":
            return Typed(model.Year(), Kind.NUMBER)
        self._unknown_name(node)
        return None

    def _meanings(self, node: nodes.Name) -> list[Entry]:
        """What a name may stand for; more than one is reported."""
        if node.text in self.local:
            return [self.local[node.text]]
        found = {e.name: e for e in self.scope.candidates("value", node.text, self.module)}
        if len(found) > 1:
            self.scope.ambiguous(node, found)
        return list(found.values())

    def _entered(self, entry: Entry, node: nodes.Name) -> Typed | None:
        if entry.sort == "parameter":
            quantity = self.scope.quantities[f"parameter:{entry.name}"]
            return Typed(model.Read(f"parameter:{entry.name}", ()), quantity.type.kind, f"parameter:{entry.name}")
        if entry.sort == "scale word":
            self._uncertain(node)
            return None
        if entry.sort == "measure":
            return self._measure(entry, ROLES, node.span)
        if entry.sort == "solve":
            return self._solved(entry, ROLES[:2], node.span)
        define = self.resolve_define(entry)
        if define is None:
            return None
        if define.parameters:
            self._wrong_count(node.span, node.text, len(define.parameters), 0, "actor")
            return None
        return Typed(model.Invoke(define.name, ()), define.kind)

    # --- what is known after the outcome --------------------------------------------------------------------------

    def _outcome(self, text: str, places: tuple[model.Place, ...], span: Span) -> Typed | None:
        """Whether the tie of this period came out as an option."""
        if not self.is_after:
            self._too_early(f"what comes out, such as `{text}`, is known only after the rules", text, span)
            return None
        three = self._thirds(places, text, span)
        return None if three is None else Typed(model.OutcomeRead(text, three, span), Kind.FLAG)

    def _measure(self, entry: Entry, places: tuple[model.Place, ...], span: Span) -> Typed | None:
        """A measure of this period."""
        short = entry.name.rpartition(".")[2]
        if not self.is_after:
            self._too_early(f"measure `{short}` is worked out only after the rules", short, span)
            return None
        three = self._thirds(places, short, span)
        key = f"start:{short}"
        kind = self.scope.quantities[key].type.kind
        return None if three is None else Typed(model.MeasureRead(entry.name, three, span), kind, key)

    def _too_early(self, message: str, name: str, span: Span) -> None:
        written = span.text if span.text.endswith(")") or name not in self.scope.outcomes else f"{name}(self, partner)"
        is_flag = self.scope.quantities[f"start:{name}"].type.kind is Kind.FLAG
        has_roles = set(PLACES) <= self.places
        meant = f"previous {written} initially{' no' if is_flag else ''}"
        fix = Fix(span, meant) if has_roles and is_flag else None
        value = "" if is_flag else " and a value"
        self.bag.error(
            "QA216",
            message,
            span,
            f"write `{meant}`{value}: what it was one period ago" if has_roles else "only a measure reads it",
            help=["What is worked out from outcomes is a measure: `measure tied = not neutrality`."],
            fix=fix,
        )

    def _solved(self, entry: Entry, places: tuple[model.Place, ...], span: Span) -> Typed | None:
        """Whether actors stand together in what the theory solves."""
        text = entry.name.rpartition(".")[2]
        for place in places:
            if place.kind == "name" and place.name in PLACES and place.name not in self.places:
                hint = f"write `{text}(a, b)`: there is no `{place.name}` here"
                self.bag.error("QA307", f"`{text}` needs actors", span, hint)
                return None
        return Typed(model.Solved(text, places, span), Kind.FLAG)

    def _unknown_name(self, node: nodes.Name) -> None:
        text = node.text
        if text in self.scope.outcomes:
            self._outcome(text, ROLES, node.span)
            return
        if self.scope.quantity("attribute", text):
            self.bag.error(
                "QA307",
                f"`{text}` is an attribute: of whom?",
                node.span,
                f"write `self.{text}`, `partner.{text}` or `target.{text}`",
            )
            return
        if self.scope.quantity("relation", text):
            self.bag.error(
                "QA307", f"`{text}` is a relation: between whom?", node.span, f"write `{text}(self, partner)`"
            )
            return
        if len(node.words) == 2 and self.scope.quantity("attribute", node.words[1].text):
            owner = nodes.Name((node.words[0],), node.words[0].span)
            self.scope.actor_error(owner, [*self.scope.actors, *self.places], "this program")
            return
        if meant := borrowed.word(text):
            hint = "write `unknown`, or leave it out" if meant == "unknown" else f"write `{meant}`"
            self.bag.error("QA201", f"nothing is called `{text}` here", node.span, hint, fix=Fix(node.span, meant))
            return
        known = [*self.scope.names("value", self.module), *self.scope.names_of("variable"), *self.options]
        known += self.scope.outcomes if self.is_after else ()
        guess = suggest(text, known)
        scales = [] if guess or len(node.words) > 1 else scales_with(text)
        fix = Fix(node.span, guess) if guess else None
        self.bag.error(
            "QA201",
            f"nothing is called `{text}` here",
            node.span,
            f"did you mean `{guess}`?" if guess else "not declared",
            help=[f"It is a word of {' and of '.join(f'`{s}`' for s in scales)}: `use {scales[0]}`."] if scales else [],
            fix=fix,
        )

    def _attribute(self, name: str, place: model.Place, span: Span) -> Typed | None:
        quantity = self.scope.quantity("attribute", name)
        if quantity is None and any(self.scope.quantity(kind, name) for kind in ("variable", "relation")):
            self._of_one(name, place, span)
            return None
        if quantity is None:
            guess = suggest(name, self.scope.names_of("attribute"))
            self.bag.error(
                "QA202",
                f"no attribute is called `{name}`",
                span,
                f"did you mean `{guess}`?" if guess else "not declared",
                help=[] if guess else [f"Declare it: `attribute {name} : share`."],
            )
            return None
        key = f"attribute:{name}"
        return Typed(model.Read(key, (place,)), quantity.type.kind, key)

    def _of_one(self, name: str, place: model.Place, span: Span) -> None:
        """`self.common_threat`: what is said of a pair, written as if one actor had it."""
        message = f"`{name}` is said of a pair, not of one actor"
        if not self.scope.quantity("variable", name):
            meant = f"{name}({place.name}, {'self' if place.name == 'partner' else 'partner'})"
        elif place.name == "self" or place.name not in PLACES:
            meant = name
        else:
            meant = f"{name}({place.name}, self, target)" if place.name == "partner" else name
        self.bag.error("QA307", message, span, f"write `{meant}`", fix=Fix(span, meant))

    def _variable(
        self, name: str, places: tuple[model.Place, ...], span: Span, *, is_given: bool = False
    ) -> Typed | None:
        three = self._thirds(places, name, span)
        return None if three is None else Typed(model.VariableRead(name, three, is_given, span), Kind.NUMBER)

    def _thirds(
        self, places: tuple[model.Place, ...], name: str, span: Span
    ) -> tuple[model.Place, model.Place, model.Place] | None:
        """Places of a decider, a partner and a target, if that is what they can be here."""
        for role in places:
            if role.kind == "name" and role.name in PLACES and role.name not in self.places:
                self.bag.error("QA307", f"`{name}` needs a decider, a partner and a target", span, "no such roles here")
                return None
        third = places[2]
        if third.kind == "name" and third.name != "target":
            self.bag.error(
                "QA307",
                f"the last place of `{name}` is the target",
                third.span or span,
                "write `target` or a target's name",
            )
            return None
        return places[0], places[1], third

    # --- actors ---------------------------------------------------------------------------------------------------

    def _place(self, node: nodes.Expression) -> model.Place | None:
        if not isinstance(node, nodes.Name) or len(node.words) != 1:
            is_quoted = isinstance(node, nodes.Text) and node.value in {*self.scope.actors, *self.places}
            meant = node.value if is_quoted and isinstance(node, nodes.Text) else ""
            hint = f"without quotes: `{meant}`" if meant else "a role such as `self`, or an actor's name"
            fix = Fix(node.span, spelled(meant)) if meant else None
            self.bag.error("QA307", "an actor is expected here", node.span, hint, fix=fix)
            return None
        if node.text in self.places:
            return model.Place("name", node.text, node.span)
        if node.text in self.scope.actors:
            return model.Place("actor", node.text, node.span)
        if node.text in PLACES:
            self.bag.error("QA307", f"there is no `{node.text}` here", node.span, "no such role in this statement")
        else:
            self.scope.actor_error(node, [*self.scope.actors, *self.places], "this program")
        return None

    def _is_actor(self, node: nodes.Expression) -> bool:
        is_word = isinstance(node, nodes.Name) and len(node.words) == 1 and node.text in self.places
        return is_word and not self._is_own(node)

    def _is_own(self, node: nodes.Expression) -> bool:
        """Whether a group's condition reads an attribute that is called as the place is: `where member = yes`."""
        return isinstance(node, nodes.Name) and node.text == self.member and self._has(node.text)

    def _has(self, attribute: str) -> bool:
        return self.scope.quantity("attribute", attribute) is not None

    def group(self, name: nodes.Name) -> str | None:
        """The key of a group."""
        if name.text in BUILTIN_GROUPS:
            return name.text
        if name.text == "members" and self.solving in GROUPED:
            return model.MEMBERS
        entry = self.scope.find("group", name, self.module, "QA206")
        return entry.name if entry else None

    def _membership(self, node: nodes.Membership) -> Typed | None:
        place, group = self._place(node.actor), self.group(node.group)
        if place is None or group is None:
            return None
        found: model.Core = model.Member(place, group)
        return Typed(model.Apply("not", (found,)) if node.is_negated else found, Kind.FLAG)

    def _uncertain(self, node: nodes.Expression) -> None:
        self.bag.error(
            "QA305",
            "an uncertain value cannot stand here",
            node.span,
            "only in a scenario or a parameter",
            help=["Name it: `parameter p = 0.4 .. 0.6`, and use `p` here."],
        )

    def _wrong_count(self, span: Span, name: str, wanted: int, found: int, of: str) -> None:
        takes = f"{wanted} {of}" + "s" * (wanted != 1)
        example = {"number": ("x", "x, y"), "actor": ("self", "self, partner", "self, partner, target")}[of]
        hint = f"write `{name}({example[wanted - 1]})` or the like" if 0 < wanted <= len(example) else "too many"
        self.bag.error("QA303", f"`{name}` takes {takes}, not {found or 'none'}", span, hint)
