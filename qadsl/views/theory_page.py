"""The part of a library's page that is about a theory: variables, options and their payoffs, consent, behaviours."""

from __future__ import annotations

from collections.abc import Iterator

from qadsl.syntax import nodes
from qadsl.views.condition_words import ConditionWords
from qadsl.views.document import (
    Block,
    Bullets,
    Grid,
    Line,
    Paragraph,
    anchored,
    as_code,
    joined,
    plain,
    strong,
    without_empty,
)
from qadsl.views.merged_theory import MergedOption, MergedTheory, merge
from qadsl.views.page_parts import Subject, anchor, note, subsection, title_of
from qadsl.views.quantity_words import PRODUCT
from qadsl.views.rule_words import behaviour_in_words
from qadsl.views.vocabulary import spoken
from qadsl.views.words import MINUS, option_words

__all__ = ["theory_blocks"]


def theory_blocks(subject: Subject, theory: nodes.Theory) -> Iterator[Block]:
    """Everything that a theory says but its rules, and its definitions."""
    told = _Theory(subject, theory)
    yield subsection("theory", theory.name.text, title_of(theory.title))
    yield from note(theory.span)
    yield from told.descent()
    yield Paragraph(strong("Variables."))
    yield told.variables()
    yield from told.notes(nodes.VariableGroup)
    yield Paragraph((*strong("Options, "), *plain("in order of commitment, the least first.")))
    yield told.options()
    yield from told.notes(nodes.Option)
    yield from told.payoffs()
    yield from told.choice()
    if told.merged.behaviours:
        yield Paragraph(strong("Behaviours."))
        yield told.behaviours()
        yield from told.notes(nodes.Behaviour)


class _Theory:
    """One theory with all that it extends."""

    def __init__(self, subject: Subject, theory: nodes.Theory) -> None:
        self.subject = subject
        self.theory = theory
        self.words = ConditionWords(subject.words)
        self.name = subject.module.qualify(theory.name.text)
        self.lineage = _lineage(subject, self.name)
        self.merged: MergedTheory = merge(self.lineage)

    def descent(self) -> Iterator[Block]:
        parents = [name for name, _ in reversed(self.lineage) if name != self.name]
        if parents:
            names = joined([as_code(_short(parent)) for parent in parents], ", which extends ")
            yield Paragraph((*plain("It extends "), *names, *plain(" and takes over what it does not say itself.")))

    def notes(self, kind: type[nodes.VariableGroup | nodes.Option | nodes.Behaviour]) -> Iterator[Block]:
        """What the theory's own text says in comments above its parts of one kind."""
        for item in self.theory.items:
            if isinstance(item, kind):
                yield from note(item.span)

    def variables(self) -> Grid:
        heads = ("variable", "role", "base", "weight", "meaning", "from")
        rows = [
            (
                self._name("variable", variable.name),
                plain(variable.role),
                plain(variable.tier),
                as_code(variable.weight.span.text) if variable.weight is not None else plain("1"),
                plain(variable.title),
                self._origin(variable.origin),
            )
            for variable in self.merged.variables
        ]
        return without_empty(heads, rows)

    def options(self) -> Grid:
        costly = self.merged.discouraging
        heads = ("option", "meaning", "reward", *(f"cost of {spoken(v.name)}" for v in costly), "from")
        rows = [
            (
                self._name("option", option.name),
                plain(option.title),
                as_code(option.reward.span.text) if option.reward is not None else plain("0"),
                *(self._cost(option, variable.name) for variable in costly),
                self._origin(option.origin),
            )
            for option in self.merged.options
        ]
        return without_empty(heads, rows)

    def payoffs(self) -> Iterator[Block]:
        gains = [f"{self._factor(v.weight)}{spoken(v.name)}" for v in self.merged.variables if v.role == "encouraging"]
        yield Paragraph((*strong("Payoffs. "), *plain(f"With E = {' + '.join(gains) or '0'},")))
        yield Bullets(tuple(self._payoff(option) for option in self.merged.options))

    def choice(self) -> Iterator[Block]:
        choose = self.merged.choose
        if choose is None or choose.precision is None:
            how = "The option with the highest payoff is chosen, of equal ones the least commitment"
        else:
            precision = self.subject.quantity(choose.precision)
            how = f"An option is the likelier the more it pays (quantal response), with precision {precision}"
        consent = self.merged.consent.kind if self.merged.consent else "mutual"
        tie = "a tie is as strong as its more reluctant end wants it"
        if consent == "majority":
            tie += ", and in a group of more than two everyone is tied to more than half of the others"
        yield Paragraph((*strong("Choice. "), *plain(f"{how}; {tie}.")))

    def behaviours(self) -> Grid:
        heads = ("behaviour", "meaning", "when", "from")
        rows = [
            (
                self._name("behaviour", behaviour.name.text),
                plain(title_of(behaviour.title)),
                plain(behaviour_in_words(behaviour, self.subject.words)),
                self._origin(origin),
            )
            for behaviour, origin in self.merged.behaviours
        ]
        return without_empty(heads, rows)

    def _name(self, kind: str, name: str) -> Line:
        """A name to link to; in a library of several theories, only the first can be linked to without its name."""
        theories = [s.name.text for s in self.subject.module.statements if isinstance(s, nodes.Theory)]
        is_first = not theories or theories[0] == self.theory.name.text
        return anchored(name, anchor(kind, name if is_first else f"{self.theory.name.text}-{name}"))

    def _origin(self, origin: str) -> Line:
        return () if origin == self.name else as_code(_short(origin))

    def _cost(self, option: MergedOption, variable: str) -> Line:
        cost = option.cost(variable)
        return as_code(cost.span.text) if cost is not None else plain("none")

    def _factor(self, expression: nodes.Expression | None) -> str:
        is_whole = expression is None or (isinstance(expression, nodes.Number) and expression.value == 1)
        return "" if is_whole or expression is None else f"{self.words.phrase(expression).within(PRODUCT)} × "

    def _payoff(self, option: MergedOption) -> Line:
        name = plain(f"{option_words(option.name)} pays ")
        gain = f"{self._factor(option.reward)}E" if option.reward is not None else "0"
        costs = [
            f" {MINUS} {self._factor(cost)}{self._factor(variable.weight)}{spoken(variable.name)}"
            for variable in self.merged.discouraging
            if (cost := option.cost(variable.name)) is not None
        ]
        return (*name, *plain(f"{gain}{''.join(costs)}"))


def _short(name: str) -> str:
    """`multifacet.multifacet`, the theory of the library of its name, as `multifacet`."""
    library, _, theory = name.rpartition(".")
    return library if library.rpartition(".")[2] == theory else name


def _lineage(subject: Subject, name: str) -> list[tuple[str, nodes.Theory]]:
    """The theory and those it extends, the most general first."""
    texts = {
        module.qualify(statement.name.text): statement
        for module in subject.modules
        for statement in module.statements
        if isinstance(statement, nodes.Theory)
    }
    known = subject.model.theories[name].lineage
    return [(each, texts[each]) for each in reversed(known) if each in texts]
