"""Numbers of the language in words: "0.2 × fear", "the decider's capability", "the number of actors p where ...".

A phrase comes with how loosely its parts hang together, so that it gets brackets where it stands inside another:
a noun hangs together most, then powers, products and sums, and least what has commas and conditions in it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple

from qadsl.syntax import nodes
from qadsl.views import titles
from qadsl.views.vocabulary import ROLES, Term, Vocabulary, spoken
from qadsl.views.words import MINUS, listed, option_words

__all__ = ["Phrase", "QuantityWords"]

LOOSE, SUM, PRODUCT, POWER, NOUN = range(5)

SIGNS = {"+": ("+", SUM), "-": (MINUS, SUM), "*": ("×", PRODUCT), "/": ("/", PRODUCT), "^": ("^", POWER)}

FUNCTIONS = {
    "abs": "the absolute value of",
    "sqrt": "the square root of",
    "exp": "e to the power of",
    "log": "the natural logarithm of",
}
FOLDS = {"sum": "the sum of", "mean": "the mean of", "min": "the least", "max": "the greatest"}

GROUPS = {
    "actors": ("actor", "actors"),
    "states": ("state", "states"),
    "sovereigns": ("state", "states"),
    "entities": ("entity", "entities"),
}


class Phrase(NamedTuple):
    """Words, and how loosely they hang together."""

    text: str
    binding: int = NOUN

    def within(self, binding: int) -> str:
        """The words as part of something that binds so tightly."""
        return self.text if self.binding >= binding else f"({self.text})"


class QuantityWords(ABC):
    """Says what an expression gives, with the names of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @abstractmethod
    def bracketed(self, condition: nodes.Expression) -> str:
        """A condition as a clause that can stand inside another one."""

    def quantity(self, node: nodes.Expression) -> str:
        """An expression in words, to stand by itself."""
        return self.phrase(node).text

    def phrase(self, node: nodes.Expression) -> Phrase:
        """An expression in words."""
        match node:
            case nodes.Name():
                return Phrase(self.name(node))
            case nodes.Call():
                return self._call(node)
            case nodes.Binary(operator, left, right):
                return self._binary(operator, self.phrase(left), self.phrase(right))
            case nodes.Negation(operand):
                return Phrase(f"{MINUS}{self.phrase(operand).within(POWER)}", PRODUCT)
            case nodes.Quantifier():
                return self._fold(node)
            case nodes.Conditional(condition, yes, no):
                first, second = self.phrase(yes).within(SUM), self.phrase(no).within(SUM)
                return Phrase(f"{first} where {self.bracketed(condition)}, otherwise {second}", LOOSE)
            case nodes.Figure(kind, solve):
                return Phrase(f"the {spoken(kind.text)} of {spoken(solve.words[-1].text)}")
            case nodes.Given(operand):
                return Phrase(f"{self.quantity(operand)} as stated")
            case nodes.Previous(operand):
                return Phrase(f"last period's {self.quantity(operand).removeprefix('the ')}")
            case _:
                return Phrase(_as_written(node))

    def name(self, name: nodes.Name) -> str:
        """A name as a noun: "fear", "the target's capability", "the decider"."""
        term = self.vocabulary.of(name)
        if term is None and len(name.words) > 1:
            owner = nodes.Name(name.words[:-1], name.span)
            return f"{self.name(owner)}'s {spoken(name.words[-1].text)}"
        if name.text == "year":
            return "the year"
        if term is None and name.text in ROLES:
            return ROLES[name.text]
        if term is not None and term.kind == "option":
            return option_words(name.words[-1].text)
        return spoken(name.words[-1].text)

    def pair(self, call: nodes.Call) -> tuple[str, str]:
        """The two actors of a relation."""
        first, second = (self.quantity(argument) for argument in call.arguments)
        return first, second

    def _call(self, call: nodes.Call) -> Phrase:
        name = call.function.text
        term = self.vocabulary.of(call.function)
        if term is not None and term.kind in {"relation", "definition", "variable"}:
            return Phrase(self._read(call, term))
        if name in {"min", "max"}:
            return self._extreme(name, [self.phrase(argument).within(SUM) for argument in call.arguments])
        arguments = [self.phrase(argument) for argument in call.arguments]
        if name in FUNCTIONS and len(arguments) == 1:
            argument = arguments[0].text
            return Phrase(f"{FUNCTIONS[name]} {f'({argument})' if ' ' in argument else argument}")
        return Phrase(f"{spoken(name)} of {listed([each.text for each in arguments])}")

    def _extreme(self, name: str, values: list[str]) -> Phrase:
        pairwise, of_many = (
            ("the lesser of", "the least of") if name == "min" else ("the greater of", "the greatest of")
        )
        return Phrase(f"{pairwise if len(values) == 2 else of_many} {listed(values)}", LOOSE)

    def _read(self, call: nodes.Call, term: Term) -> str:
        """A relation, definition or variable of named places."""
        actors = [self.quantity(argument) for argument in call.arguments]
        if (noun := _noun(term, actors)) is not None:
            return noun
        name = f"the {spoken(call.function.words[-1].text)}"
        match actors:
            case [first, second] if term.is_symmetric:
                return f"{name} between {first} and {second}"
            case [first, second]:
                return f"{name} of {first} towards {second}"
            case [first, second, third]:
                return f"{name[4:]} of {first} with {second} against {third}"
            case _:
                return f"{name} of {listed(actors)}"

    def _binary(self, operator: str, left: Phrase, right: Phrase) -> Phrase:
        sign, binding = SIGNS[operator]
        after = binding if operator in "+*" else binding + 1
        return Phrase(f"{left.within(binding)} {sign} {right.within(after)}", binding)

    def _fold(self, node: nodes.Quantifier) -> Phrase:
        member = spoken(node.variable.text)
        where = f" where {self.bracketed(node.where)}" if node.where is not None else ""
        binding = LOOSE if where else NOUN
        known = GROUPS.get(node.group.text)
        if node.kind == "count" or node.body is None:
            named = f" {member}" if where else ""
            whom = f"{known[1]}{named}" if known else f"members{named} of {self.name(node.group)}"
            return Phrase(f"the number of {whom}{where}", binding)
        body = self.quantity(node.body)
        summed = f"({body})" if " " in body else body
        whom = f"{known[1]} {member}" if known else f"{member} in {self.name(node.group)}"
        return Phrase(f"{FOLDS[node.kind]} {summed} over all {whom}{where}", binding)

    def member(self, member: str, group: nodes.Name) -> str:
        """`actor p`, `p in nato`."""
        known = GROUPS.get(group.text)
        return f"{known[0]} {member}" if known else f"{member} in {self.name(group)}"


def _as_written(node: nodes.Expression) -> str:
    match node:
        case nodes.Text(value):
            return spoken(value)
        case nodes.Number(_, text):
            return text.replace("_", ",")
        case _:
            return spoken(" ".join(node.span.text.split()))


def _noun(term: Term, actors: list[str]) -> str | None:
    """The title as a noun with these actors, where it names them all."""
    if term.is_flag or titles.starts_with_verb(term.title):
        return None
    if term.kind == "relation":
        speaks_of_both = "between the two" in term.title.lower() or "the first" in term.title.lower()
        said = titles.of_pair(term.title, *actors) if speaks_of_both and len(actors) == 2 else None
    else:
        said = titles.with_actors(term.title, term.places, actors)
    return titles.as_noun(said) if said is not None and titles.is_singular(term.title) else None
