"""Conditions of the language in words: "the target has nuclear weapons and the decider has none".

A denial is carried inwards (`not (a or b)` is told as "not a and not b"), so that no sentence has to say of a whole
clause that it does not hold. `and` and `or` inside each other are kept apart by "both" and "either", and by brackets
where they stand deeper.
"""

from __future__ import annotations

from collections.abc import Sequence

from qadsl.syntax import nodes
from qadsl.views import titles
from qadsl.views.quantity_words import QuantityWords
from qadsl.views.vocabulary import Term, spoken
from qadsl.views.words import listed

__all__ = ["ConditionWords"]

COMPARISONS = {
    "=": "is", "!=": "is not", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least",
}  # fmt: skip
YEARS = {
    "=": "is {}",
    "!=": "is not {}",
    "<": "is before {}",
    "<=": "is {} or earlier",
    ">": "is after {}",
    ">=": "is {} or later",
}
OPPOSITES = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
MIRRORED = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
MEMBERS = {"actors": "an actor", "states": "a state", "sovereigns": "a state", "entities": "an entity"}

Operator = str


class ConditionWords(QuantityWords):
    """Says when a condition holds, with the names of one vocabulary."""

    def condition(self, *conditions: nodes.Expression) -> str:
        """Conditions that must all hold, as one clause."""
        parts = [part for condition in conditions for part in _parts("and", condition, is_denied=False)]
        return self._all(parts, 0) if len(parts) != 1 else self._clause(*parts[0], 0)

    def bracketed(self, condition: nodes.Expression) -> str:
        """A condition in brackets where it joins several."""
        said = self._clause(condition, False, 0)
        return f"({said})" if isinstance(_bare(condition), nodes.Logical) else said

    def _clause(self, node: nodes.Expression, is_denied: bool, depth: int) -> str:
        match node:
            case nodes.Not(operand):
                return self._clause(operand, not is_denied, depth)
            case nodes.Logical(operator):
                return self._joined(node, operator if not is_denied else _other(operator), is_denied, depth)
            case nodes.Compare():
                return self._comparison(node, is_denied, depth)
            case nodes.Membership(actor, group, is_negated):
                return self._membership(self.quantity(actor), group, is_negated != is_denied)
            case nodes.IsGiven(operand, is_negated):
                return f"{self.quantity(operand)} is {'not ' if is_negated != is_denied else ''}stated"
            case nodes.Quantifier() if node.kind in {"any", "all"}:
                return self._quantified(node, is_denied, depth)
            case nodes.Yes(value):
                return "always" if value != is_denied else "never"
            case nodes.Conditional(condition, yes, no):
                first, second = (self._clause(each, is_denied, 2) for each in (yes, no))
                return f"{first} where {self.bracketed(condition)}, and {second} otherwise"
            case nodes.Name() | nodes.Call() | nodes.Previous():
                return self._flag(node, is_denied)
            case _:
                return f"{self.quantity(node)} is {'no' if is_denied else 'yes'}"

    # --- joined conditions ---------------------------------------------------------------------------------------

    def _joined(self, node: nodes.Logical, operator: str, is_denied: bool, depth: int) -> str:
        parts = _parts(operator, node, is_denied=is_denied)
        said = self._all(parts, depth) if operator == "and" else self._either(parts, depth)
        if depth == 0:
            return said
        if depth > 1:
            return f"({said})"
        if operator == "or":
            return f"either {said}"
        return f"both {said}" if len(parts) == 2 else f"({said})"

    def _all(self, parts: Sequence[tuple[nodes.Expression, bool]], depth: int) -> str:
        clauses: list[str] = []
        position = 0
        while position < len(parts):
            run = _stated_run(parts[position:])
            if len(run) > 1:
                denied = " not" if run[0][1] else ""
                names = listed([self.quantity(operand) for operand, _ in run])
                clauses.append(f"{names} are{denied} {'all ' if len(run) > 2 and not denied else ''}stated")
            else:
                clauses.append(self._next(parts, position, depth))
            position += max(1, len(run))
        return _sequence(clauses, "and")

    def _next(self, parts: Sequence[tuple[nodes.Expression, bool]], position: int, depth: int) -> str:
        """One of several conditions; "has none" where the one before says who has."""
        node, is_denied = parts[position]
        said = self._clause(node, is_denied, depth + 1)
        before, was_denied = parts[position - 1] if position else (None, False)
        if is_denied and not was_denied and isinstance(node, nodes.Name) and isinstance(before, nodes.Name):
            term = self.vocabulary.attribute(node)
            is_same = len(node.words) > 1 and len(before.words) > 1 and node.words[-1] == before.words[-1]
            owner, verb, rest = said.partition(" has no ")
            if is_same and term is not None and verb and rest in term.title:
                return f"{owner} has none"
        return said

    def _either(self, parts: Sequence[tuple[nodes.Expression, bool]], depth: int) -> str:
        return _sequence([self._clause(node, is_denied, depth + 1) for node, is_denied in parts], "or")

    # --- single conditions ---------------------------------------------------------------------------------------

    def _comparison(self, node: nodes.Compare, is_denied: bool, depth: int) -> str:
        if len(node.steps) == 1:
            return self._step(node.left, node.steps[0].operator, node.steps[0].right, is_denied)
        if len(node.steps) == 2 and not is_denied:
            low, high = node.steps
            middle = self.quantity(low.right)
            below = f"{COMPARISONS[MIRRORED[low.operator]]} {self.phrase(node.left).within(1)}"
            above = COMPARISONS[high.operator].removeprefix("is ")
            return f"{middle} {below} and {above} {self.phrase(high.right).within(1)}"
        lefts = [node.left, *(step.right for step in node.steps)]
        steps = zip(lefts, node.steps, strict=False)
        said = [self._step(left, step.operator, step.right, is_denied) for left, step in steps]
        joined = _sequence(said, "or" if is_denied else "and")
        return f"({joined})" if depth else joined

    def _step(self, left: nodes.Expression, operator: Operator, right: nodes.Expression, is_denied: bool) -> str:
        if isinstance(right, nodes.Yes) and operator in {"=", "!="} and self._is_flag(left):
            return self._clause(left, (right.value != (operator == "=")) != is_denied, 2)
        if isinstance(left, nodes.Number) and not isinstance(right, nodes.Number):
            left, operator, right = right, MIRRORED[operator], left
        if is_denied:
            operator = OPPOSITES[operator]
        if isinstance(left, nodes.Name) and left.text == "year":
            return f"the year {YEARS[operator].format(self.phrase(right).within(1))}"
        return f"{self.phrase(left).within(1)} {COMPARISONS[operator]} {self.phrase(right).within(1)}"

    def _membership(self, who: str, group: nodes.Name, is_denied: bool) -> str:
        denial = "not " if is_denied else ""
        return f"{who} is {denial}{MEMBERS.get(group.text) or f'in {self.name(group)}'}"

    def _quantified(self, node: nodes.Quantifier, is_denied: bool, depth: int) -> str:
        """`not all` is told as "there is one that does not", `not any` as "there is no"."""
        body, where = (node.body, node.where) if node.body is not None else (node.where, None)
        whom = self.member(spoken(node.variable.text), node.group)
        within = f" where {self.bracketed(where)}" if where is not None else ""
        if node.kind == "all" and not is_denied:
            said = f"for every {whom}{within}, {self._inside(body, is_denied=False)}"
        else:
            some = f"no {whom}" if node.kind == "any" and is_denied else _with_article(whom)
            such = f" such that {self._inside(body, is_denied=node.kind == 'all')}" if body is not None else ""
            said = f"there is {some}{within}{such}"
        return f"({said})" if depth else said

    def _inside(self, condition: nodes.Expression | None, *, is_denied: bool) -> str:
        return "always" if condition is None else self._clause(condition, is_denied, 0)

    # --- flags ---------------------------------------------------------------------------------------------------

    def _is_flag(self, node: nodes.Expression) -> bool:
        match node:
            case nodes.Name():
                term = self.vocabulary.of(node) or self.vocabulary.attribute(node)
            case nodes.Call():
                term = self.vocabulary.of(node.function)
            case _:
                return False
        return term is not None and (term.is_flag or term.kind in ("option", "solve"))

    def _flag(self, node: nodes.Name | nodes.Call | nodes.Previous, is_denied: bool) -> str:
        match node:
            case nodes.Name(words) if len(words) > 1 and (term := self.vocabulary.attribute(node)) is not None:
                if titles.starts_with_verb(term.title):
                    owner = self.name(nodes.Name(words[:-1], node.span))
                    return f"{owner} {_said(term.title, is_denied)}"
            case nodes.Name() if (term := self.vocabulary.of(node)) is not None and term.kind == "option":
                return f"{self.name(node)} is {'not ' if is_denied else ''}chosen"
            case nodes.Name() if (term := self.vocabulary.of(node)) is not None and term.kind == "solve":
                return _together(node.words[-1].text, ["the decider", "the partner"], is_denied)
            case nodes.Call(function, arguments) if _is_solve(self.vocabulary.of(function)):
                return _together(function.words[-1].text, [self.quantity(one) for one in arguments], is_denied)
            case nodes.Call(function, arguments) if (term := self.vocabulary.of(function)) is not None:
                if len(arguments) == 2 and (clause := _of_pair(term, *self.pair(node), is_denied)) is not None:
                    return clause
        return f"{self.quantity(node)} is {'no' if is_denied else 'yes'}"


def _is_solve(term: Term | None) -> bool:
    return term is not None and term.kind == "solve"


def _together(name: str, actors: Sequence[str], is_denied: bool) -> str:
    """What is said of actors who stand together in what a theory solves."""
    if len(actors) == 1:
        return f"{actors[0]} {'stands with nobody' if is_denied else 'stands with others'} in {spoken(name)}"
    return f"{' and '.join(actors)} {'do not stand' if is_denied else 'stand'} together in {spoken(name)}"


def _of_pair(term: Term, first: str, second: str, is_denied: bool) -> str | None:
    """What a flag relation says of two actors, where its title can."""
    is_verbal = titles.starts_with_verb(term.title)
    if term.is_symmetric and is_verbal:
        plain = titles.plain_form(term.title)
        return f"{first} and {second} {titles.deny(plain) if is_denied else plain}"
    clause = titles.of_pair(term.title, first, second)
    if clause is None:
        return None
    if is_verbal:
        said = titles.of_pair(_said(term.title, is_denied), first, second)
        return f"{first} {said}"
    clause = clause if clause.startswith(first) else clause[:1].lower() + clause[1:]
    if not is_denied:
        return clause
    return clause.replace(" is ", " is not ", 1) if " is " in clause else f"it is not so that {clause}"


def _said(title: str, is_denied: bool) -> str:
    said = title[:1].lower() + title[1:]
    return titles.deny(said) if is_denied else said


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"


def _parts(operator: str, node: nodes.Expression, *, is_denied: bool) -> list[tuple[nodes.Expression, bool]]:
    """The conditions that `operator` joins, each with whether it is denied."""
    match node:
        case nodes.Not(operand):
            return _parts(operator, operand, is_denied=not is_denied)
        case nodes.Logical(own, operands) if (own if not is_denied else _other(own)) == operator:
            return [part for operand in operands for part in _parts(operator, operand, is_denied=is_denied)]
        case _:
            return [(node, is_denied)]


def _stated_run(parts: Sequence[tuple[nodes.Expression, bool]]) -> list[tuple[nodes.Name | nodes.Call, bool]]:
    """The `is given` at the start that are alike, each with whether it is denied."""
    found: list[tuple[nodes.Name | nodes.Call, bool]] = []
    for node, is_denied in parts:
        if not isinstance(node, nodes.IsGiven) or (found and (node.is_negated != is_denied) != found[0][1]):
            break
        found.append((node.operand, node.is_negated != is_denied))
    return found


def _bare(node: nodes.Expression) -> nodes.Expression:
    return _bare(node.operand) if isinstance(node, nodes.Not) else node


def _other(operator: str) -> str:
    return "or" if operator == "and" else "and"


def _sequence(clauses: Sequence[str], last: str) -> str:
    """Clauses joined; a comma before the last where one of them is joined itself."""
    has_joins = any(
        clause.startswith(("both ", "either ")) or clause.endswith(" are stated") or ", " in clause
        for clause in clauses
    )
    if len(clauses) == 2 and has_joins:
        return f"{clauses[0]}, {last} {clauses[1]}"
    if len(clauses) > 2 and has_joins:
        return f"{', '.join(clauses[:-1])}, {last} {clauses[-1]}"
    return listed(clauses, last)
