"""A small program as data, made beside its text: what the strategy generates, the writer spells and the oracle reads.

Expressions are plain tuples, first their form:

    ("num", Fraction, text)   ("flag", bool)   ("word", text)   ("unknown",)
    ("param", name)   ("attr", place, name)   ("rel", name, place, place)   ("call", define, place, ...)
    ("var", name)   ("var", name, place, place, place)   ("given", name)   ("is_given", expression)
    ("+" "-" "*" "/" "^", a, b)   ("neg", a)   ("min" "max", a, b, ...)   ("abs" "sqrt" "exp" "log", a)
    ("cmp", a, op, b, op, c, ...)   ("and" "or", a, b, ...)   ("not", a)   ("if", condition, then, else)
    ("in", place, group)   ("same", place, place)   ("year",)   ("taken", option)
    ("fold", how, body or None, bound name, group, where or None)

A place is `self`, `partner`, `target`, a bound name or the name of an actor.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

Expression = tuple  # type: ignore[type-arg]
Value = Fraction | bool | str


@dataclass(frozen=True)
class Quantity:
    """An attribute, relation or parameter; `spelling` is its type as written, `kind` number, flag, category or year."""

    name: str
    arity: int
    spelling: str
    kind: str
    default: Value | None = None
    is_symmetric: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    name: str
    roles: tuple[tuple[str, str], ...]
    when: Expression | None
    effects: tuple[tuple[str, str, Expression], ...]
    overrides: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """`costs` pairs a variable, or None for all that are not named, with its share."""

    name: str
    reward: Expression | None
    costs: tuple[tuple[str | None, Expression], ...]


@dataclass(frozen=True)
class Theory:
    encouraging: dict[str, Expression]
    discouraging: dict[str, Expression]
    options: tuple[Option, ...]
    precision: Expression | None
    behaviours: tuple[tuple[str, Expression | None, bool], ...]


@dataclass(frozen=True)
class Fact:
    """`form` is all, actor, arrow, both, among or otherwise; `months` the first and last month it holds for."""

    quantity: str
    form: str
    members: tuple[str, ...]
    target: str | None
    months: tuple[int | None, int | None] | None
    value: Value | str
    text: str = ""


@dataclass(frozen=True)
class Change:
    """What an event does to one cell, or to every one (no members); `fading` is a form and months."""

    quantity: str
    members: tuple[str, ...]
    operator: str
    value: Value
    text: str
    months: tuple[int | None, int | None] | None = None
    fading: tuple[str, int] | None = None


@dataclass(frozen=True)
class Event:
    """`chance` is the probability as written, None where it is certain."""

    name: str
    months: tuple[int | None, int | None] | None
    chance: str | None
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Scenario:
    name: str
    extends: str | None
    actors: tuple[tuple[str, str], ...]
    targets: tuple[str, ...]
    time: tuple[int, int, int] | None  # first month, last month, months in a step
    facts: tuple[Fact, ...]
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class World:
    quantities: dict[str, Quantity]
    groups: dict[str, tuple[str, ...] | tuple[str, Expression]]
    defines: dict[str, tuple[tuple[str, ...], Expression]]
    theory: Theory
    rules: tuple[Rule, ...]
    scenarios: tuple[Scenario, ...]
    run: tuple[str, ...]
    extra: tuple[str, ...] = field(default=())

    @property
    def variables(self) -> tuple[str, ...]:
        return (*self.theory.encouraging, *self.theory.discouraging)
