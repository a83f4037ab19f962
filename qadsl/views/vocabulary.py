"""What the names of a program stand for, so that its rules can be told in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from qadsl.diagnostics.cells import printable
from qadsl.semantics.loader import Module
from qadsl.syntax import nodes

__all__ = ["ROLES", "Term", "Vocabulary", "spoken", "vocabulary"]

ROLES = {"self": "the decider", "partner": "the partner", "target": "the target"}

Kind = Literal["attribute", "relation", "parameter", "definition", "measure", "solve", "variable", "option", "group"]


@dataclass(frozen=True, slots=True)
class Term:
    """What one name stands for; `places` are the parameters of a definition."""

    kind: Kind
    title: str = ""
    is_flag: bool = False
    is_symmetric: bool = False
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Terms by their short and their qualified names."""

    terms: Mapping[str, Term] = field(default_factory=dict)

    def of(self, name: nodes.Name) -> Term | None:
        """What a name stands for; None for a role, an actor, a bound name or a word of a category."""
        return self.terms.get(name.text)

    def attribute(self, name: nodes.Name) -> Term | None:
        """What the last word of `target.nuclear` stands for."""
        term = self.terms.get(name.words[-1].text)
        return term if term is not None and term.kind == "attribute" else None


def spoken(name: str) -> str:
    """A name as it is read aloud: `common_threat` as `common threat`."""
    return printable(name).replace("_", " ")


def vocabulary(modules: Iterable[Module], home: str = "") -> Vocabulary:
    """The names of a loaded program as the module `home` means them: its own go before those of others."""
    found: dict[str, Term] = {}
    for module in sorted(modules, key=lambda module: module.name == home):
        for name, term in _terms(module.statements):
            found[name] = term
            found[module.qualify(name)] = term
    return Vocabulary(found)


def _terms(statements: Iterable[nodes.Statement | nodes.TheoryItem]) -> Iterable[tuple[str, Term]]:
    for statement in statements:
        match statement:
            case nodes.Theory():
                yield from _terms(statement.items)
            case nodes.VariableGroup():
                yield from ((v.name.text, Term("variable", _title(v.title))) for v in statement.variables)
            case _:
                if (term := _term(statement)) is not None:
                    yield statement.name.text, term  # type: ignore[union-attr]


def _term(statement: nodes.Statement | nodes.TheoryItem) -> Term | None:
    match statement:
        case nodes.Attribute():
            return Term("attribute", _title(statement.title), isinstance(statement.type, nodes.FlagType))
        case nodes.Relation():
            is_flag = isinstance(statement.type, nodes.FlagType)
            return Term("relation", _title(statement.title), is_flag, statement.is_symmetric)
        case nodes.Parameter():
            return Term("parameter", _title(statement.title), isinstance(statement.type, nodes.FlagType))
        case nodes.Define():
            return Term("definition", _title(statement.title), places=tuple(p.text for p in statement.parameters))
        case nodes.Measure():
            is_flag = isinstance(statement.type, nodes.FlagType)
            return Term("measure", _title(statement.title), is_flag, places=("self", "partner"))
        case nodes.Solve():
            return Term("solve", _title(statement.title), places=("self", "partner"))
        case nodes.Option():
            return Term("option", _title(statement.title))
        case nodes.Group():
            return Term("group", _title(statement.title))
        case _:
            return None


def _title(title: nodes.Text | None) -> str:
    return printable(title.value) if title is not None else ""
