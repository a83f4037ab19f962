"""Reads properties: what each claims, of what it holds, and what it fixes; mistakes go to the bag."""

from __future__ import annotations

from dataclasses import dataclass

from qadsl.diagnostics import Bag
from qadsl.ir.program import Actor, Written
from qadsl.ir.types import Kind, Type
from qadsl.semantics import model
from qadsl.semantics.benches import Frame
from qadsl.semantics.checker import Checked, theory_of
from qadsl.semantics.claims import Reader, StatedTest, Stating, earlier, read_tests
from qadsl.semantics.expecting import OUTCOME, Expecting, expecting
from qadsl.semantics.rules import applicable
from qadsl.semantics.tolerances import check_tolerances
from qadsl.syntax import nodes

__all__ = ["OTHERS", "Claims", "Reader", "StatedProperty", "read_claims", "read_property"]

OTHERS = (Actor("another", "state"), Actor("movement", "entity"))
"""Who is there beside self, partner and target, so that rules about groups and sums have somebody to speak of."""


@dataclass(frozen=True, slots=True)
class StatedProperty:
    """A property, resolved.

    Parameters
    ----------
    values, year, formulas
        What `given` fixes.
    condition
        What `when` asks, None for nothing.
    moved
        What is raised or lowered: key of the quantity and positions of its cells; `span` its ends, where stated.
    reads
        What the claim is about, as resolved expressions: the outcomes of a movement, or the condition of an invariant.
    rules
        Qualified names of rules that never both apply.
    """

    node: nodes.Property
    theory: model.Theory
    frame: Frame
    values: dict[tuple[str, int], Written]
    year: float | None
    formulas: tuple[model.Fact, ...]
    condition: model.Core | None
    moved: tuple[str, tuple[int, ...]] | None
    span: tuple[float, float] | None
    reads: tuple[model.Core, ...]
    rules: tuple[str, ...]

    @property
    def cores(self) -> tuple[model.Core, ...]:
        """Everything that is lowered beside the plan."""
        return (*self.reads, self.condition) if self.condition is not None else self.reads


@dataclass(frozen=True, slots=True)
class Claims:
    """What a program states of itself."""

    tests: tuple[StatedTest, ...] = ()
    properties: tuple[StatedProperty, ...] = ()


def read_claims(checked: Checked, bag: Bag) -> Claims:
    """The tests and properties of the program itself; nothing where the program has another mistake."""
    if bag.has_errors:
        return Claims()
    statements = checked.scope.main.statements
    stated = [node for node in statements if isinstance(node, nodes.Property)]
    tests = read_tests(checked, bag) if any(isinstance(node, nodes.Test) for node in statements) else ()
    if not bag.has_errors:
        check_tolerances(checked, tests, bag)
    reader = Reader(checked, bag)
    found = [read_property(reader, node) for node in stated]
    return Claims(tests, tuple(one for one in found if one is not None))


def read_property(reader: Reader, node: nodes.Property) -> StatedProperty | None:
    """One property; None where it holds a mistake."""
    before = len(reader.bag)
    theory = theory_of(reader.checked, node.theory, node.title.span, reader.bag)
    stating = reader.sort([*node.given, *map(earlier, node.remembered)], Stating())
    frame = reader.frame({actor.name: actor for actor in OTHERS}, stating.roles)
    stated = reader.stated(stating.settings, frame)
    resolver = expecting(reader.checked.scope, reader.bag, reader.checked.declarations, "", theory)
    if theory is None:
        return None
    condition = resolver.flag(node.condition) if node.condition is not None else None
    reads = _reads(node.claim, resolver)
    moved, span = _moved(reader, node.claim, frame)
    rules = _rules(reader, node.claim, theory)
    if len(reader.bag) > before:
        return None
    return StatedProperty(
        node, theory, frame, stated.values, stating.year, stated.formulas, condition, moved, span, reads, rules
    )


def _reads(claim: nodes.Claim, resolver: Expecting) -> tuple[model.Core, ...]:
    match claim:
        case nodes.Invariant(condition=condition):
            found = resolver.flag(condition)
            return (found,) if found is not None else ()
        case nodes.Monotone(outcome=nodes.PayoffsOf(options)):
            names = [resolver.option(option) for option in options]
            return tuple(model.Read(f"{OUTCOME}payoff:{name}", ()) for name in names if name is not None)
        case nodes.Monotone(outcome=outcome):
            number = resolver.number(_named(outcome, resolver))
            return (number,) if number is not None else ()
        case nodes.NeverTurns(before=before, after=after):
            names = [resolver.option(option) for option in (before, after)]
            return tuple(model.Read(f"{OUTCOME}choice:{name}", ()) for name in names if name is not None)
        case nodes.Reachable(outcome=outcome):
            return _reached(outcome, resolver)
        case _:
            return ()


def _reached(outcome: nodes.Name, resolver: Expecting) -> tuple[model.Core, ...]:
    known = resolver.outcomes | resolver.behaviours
    if outcome.text not in known:
        resolver.unknown(outcome.text, outcome.span, known, "option or behaviour")
        return ()
    kind = "choice" if outcome.text in resolver.outcomes else "behaviour"
    return (model.Read(f"{OUTCOME}{kind}:{outcome.text}", ()),)


def _named(outcome: nodes.Name | nodes.Call | nodes.PayoffsOf, resolver: Expecting) -> nodes.Expression:
    """What a property is about; a relation that stands alone is that of self with partner."""
    assert not isinstance(outcome, nodes.PayoffsOf)
    if isinstance(outcome, nodes.Name) and resolver.scope.quantity("relation", outcome.text):
        ends = tuple(nodes.Name((nodes.Word(role, outcome.span),), outcome.span) for role in ("self", "partner"))
        return nodes.Call(outcome, ends, outcome.span)
    return outcome


def _moved(
    reader: Reader, claim: nodes.Claim, frame: Frame
) -> tuple[tuple[str, tuple[int, ...]] | None, tuple[float, float] | None]:
    """What is raised or lowered, and from where to where."""
    if not isinstance(claim, nodes.Monotone | nodes.NeverTurns):
        return None, None
    unknown = nodes.Unknown(claim.quantity.span)
    setting = nodes.Setting(claim.quantity, "=", unknown, None, None, None, claim.quantity.span)
    cells = list(reader.stated([setting], frame).values)
    if not cells:
        if not reader.bag.has_errors:
            text = claim.quantity.span.text
            reader.bag.error("QA755", f"`{text}` cannot be moved", claim.quantity.span, "not something that is given")
        return None, None
    key = cells[0][0]
    type_ = reader.checked.model.quantities[key].type
    if type_.kind is Kind.CATEGORY:
        reader.bag.error("QA755", "the words of a category are neither high nor low", claim.quantity.span,
                         "raise a number or a flag")  # fmt: skip
        return None, None
    ends = [_end(reader.bag, end, type_) for end in (claim.start, claim.end) if end is not None]
    known = [end for end in ends if end is not None]
    span = (known[0], known[1]) if len(known) == 2 else None
    if span is not None and (span[0] >= span[1]) == (claim.movement == "raising"):
        way = "upwards" if claim.movement == "raising" else "downwards"
        assert claim.end is not None
        reader.bag.error("QA755", f"`{claim.movement}` goes {way}", claim.end.span, "this goes the other way")
    return (key, tuple(place for _, place in cells)), span


def _end(bag: Bag, node: nodes.Expression, type_: Type) -> float | None:
    """One end of a movement, of the type of what is moved."""
    value: float | None = None
    match node:
        case nodes.Number(number):
            value = number if type_.kind is Kind.NUMBER else None
        case nodes.Negation(operand=nodes.Number(number)):
            value = -number if type_.kind is Kind.NUMBER else None
        case nodes.Yes(yes):
            value = float(yes) if type_.kind is Kind.FLAG else None
        case _:
            pass
    if value is None:
        wanted = "a number" if type_.kind is Kind.NUMBER else "`yes` or `no`"
        bag.error("QA755", f"{wanted} is expected here", node.span, "an end of the movement")
    elif not type_.low <= value <= type_.high:
        bag.error("QA755", f"this lies outside {type_.low:g} .. {type_.high:g}", node.span, "beyond its range")
        return None
    return value


def _rules(reader: Reader, claim: nodes.Claim, theory: model.Theory) -> tuple[str, ...]:
    """Qualified names of the rules that never both apply."""
    if not isinstance(claim, nodes.NeverBoth):
        return ()
    entries = [reader.checked.scope.find("rule", name, "", "QA209") for name in claim.rules]
    names = tuple(entry.name for entry in entries if entry is not None)
    speaking = {
        rule.name: rule for rule in applicable(reader.checked.model.rules, theory, reader.checked.model.measures)
    }
    for written, name in zip(claim.rules, names, strict=False):
        rule = speaking.get(name)
        if rule is None:
            short = theory.name.rpartition(".")[2]
            reader.bag.error("QA757", f"rule `{written.text}` does not speak to theory `{short}`", written.span,
                             "it never applies there")  # fmt: skip
        elif claim.variable is not None and all(e.variable != claim.variable.text for e in rule.effects):
            reader.bag.error("QA757", f"rule `{written.text}` does not set `{claim.variable.text}`", written.span,
                             f"it sets {', '.join(sorted({e.variable for e in rule.effects}))}")  # fmt: skip
    if len(set(names)) < len(names):
        reader.bag.error("QA757", "a rule is named twice", claim.rules[-1].span, "name different rules")
    return names
