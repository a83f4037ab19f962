"""The checked program: symbols, resolved expressions, theories, rules and what scenarios state.

Everything here is frozen data. Expressions are *resolved*: every name has become the symbol it stands for, so that
lowering meets no mistake of the user's any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from qadsl.data.table import Table
from qadsl.ir.program import Written
from qadsl.ir.types import Kind, Type
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = [
    "Apply",
    "Behaviour",
    "Candidate",
    "CategoryWord",
    "Change",
    "ChangeRead",
    "Choice",
    "Constant",
    "Core",
    "Cost",
    "Define",
    "Earlier",
    "Effect",
    "Event",
    "Fact",
    "Fold",
    "Formula",
    "Group",
    "Instrument",
    "InstrumentKind",
    "Invoke",
    "Measure",
    "MeasureRead",
    "MEMBERS",
    "Member",
    "Model",
    "Option",
    "OutcomeRead",
    "Pattern",
    "Place",
    "Quantity",
    "Read",
    "Remembered",
    "Rule",
    "Same",
    "Scale",
    "Scenario",
    "Solve",
    "Solved",
    "Stated",
    "Taken",
    "Theory",
    "Told",
    "Value",
    "Variable",
    "VariableRead",
    "Year",
]


# --- resolved expressions ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Whom a read is about: a role or bound name (`self`, `p`), or a named actor."""

    kind: Literal["name", "actor"]
    name: str
    span: Span | None = field(compare=False, repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Constant:
    """A number or flag."""

    value: float
    kind: Kind = Kind.NUMBER


@dataclass(frozen=True, slots=True)
class CategoryWord:
    """A word of a category; its code is known once all words are."""

    quantity: str
    word: str


@dataclass(frozen=True, slots=True)
class Read:
    """The value of an attribute, relation or parameter."""

    quantity: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class VariableRead:
    """The final (or, with `is_given`, the stated) value of a variable of the balance."""

    name: str
    places: tuple[Place, Place, Place]
    is_given: bool
    span: Span | None = field(compare=False, repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Remembered:
    """The final value of a variable, how a tie came out, a measure, or what is read of the groups, one period ago.

    `initial` stands in its place in the first period, unless the scenario says what holds at the start.
    """

    sort: Literal["variable", "option", "measure", "groups"]
    name: str
    kind: Kind
    places: tuple[Place, Place, Place]
    initial: Core | None
    span: Span | None = field(compare=False, repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The value of an attribute, relation or parameter one period ago; `initial` as in `Remembered`."""

    quantity: str
    places: tuple[Place, ...]
    initial: Core | None
    span: Span | None = field(compare=False, repr=False, default=None)


@dataclass(frozen=True, slots=True)
class OutcomeRead:
    """Whether the tie of two came out as an option in this period; only measures read it."""

    option: str
    places: tuple[Place, Place, Place]
    span: Span | None = field(compare=False, repr=False, default=None)


@dataclass(frozen=True, slots=True)
class MeasureRead:
    """A measure in this period; only other measures read it."""

    name: str
    places: tuple[Place, Place, Place]
    span: Span | None = field(compare=False, repr=False, default=None)


@dataclass(frozen=True, slots=True)
class ChangeRead:
    """Whether, or by what, an event changes a variable of the decision at hand; `number` counts a world's changes."""

    number: int
    part: Literal["applies", "value"]


@dataclass(frozen=True, slots=True)
class Stated:
    """Whether the scenario states a value there."""

    quantity: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Invoke:
    """A `define`, with what its parameters stand for."""

    define: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Apply:
    """An operation of `ir.ops` on resolved operands; comparisons and their sides know where they stand."""

    op: str
    operands: tuple[Core, ...]
    span: Span | None = field(compare=False, repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Member:
    """Whether an actor is in a group."""

    place: Place
    group: str


@dataclass(frozen=True, slots=True)
class Same:
    """Whether two places hold one actor."""

    left: Place
    right: Place


@dataclass(frozen=True, slots=True)
class Fold:
    """A reduction over a group."""

    op: str
    variable: str
    group: str
    where: Core | None
    body: Core | None


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether the option is the one taken; only behaviours read it."""

    option: str


@dataclass(frozen=True, slots=True)
class Year:
    """The period as a number."""


@dataclass(frozen=True, slots=True)
class Solved:
    """Whether two actors (one: it and any other) stand together in what a `solve` of the theory found."""

    name: str
    places: tuple[Place, ...]
    span: Span | None = field(compare=False, repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Told:
    """A number that tells of what a `solve` found: `count`, `energy`, `worth` or `basin`."""

    name: str
    figure: str
    span: Span | None = field(compare=False, repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a `solve` asks of the group or network that it tries: `size`, `linked`, `steps` or `links`."""

    op: str
    places: tuple[Place, ...]


Core = (
    ChangeRead | Earlier | Constant | CategoryWord | Read | VariableRead | Remembered | OutcomeRead | MeasureRead
    | Stated | Invoke | Apply | Member | Same | Fold | Taken | Year | Solved | Told | Candidate
)  # fmt: skip


MEMBERS = "members of what is tried"
"""The key of the group that a `solve` tries."""


# --- symbols -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Formula:
    """A stated value that is computed from parameters."""

    body: Core
    text: str
    span: Span = field(compare=False, repr=False)


Value = Written | Formula


@dataclass(frozen=True, slots=True)
class Quantity:
    """An attribute, relation, parameter, or the stated value of a variable; `name` is its qualified name."""

    name: str
    kind: Literal[
        "attribute", "relation", "parameter", "variable", "start", "start of attribute", "start of relation",
        "start of parameter",
    ]  # fmt: skip
    type: Type
    default: Value | None
    title: str
    span: Span
    is_symmetric: bool = False

    @property
    def arity(self) -> int:
        """How many actors it is about."""
        kind = self.kind.removeprefix("start of ")
        return {"parameter": 0, "attribute": 1, "relation": 2, "variable": 3, "start": 3}[kind]

    @property
    def short(self) -> str:
        """Its name without the library's."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Define:
    """A named formula."""

    name: str
    parameters: tuple[str, ...]
    body: Core
    kind: Kind
    span: Span


@dataclass(frozen=True, slots=True)
class Group:
    """A set of actors: listed, or all for which `where` holds (read at the place `member`)."""

    name: str
    members: tuple[nodes.Name, ...]
    base: str | None
    where: Core | None
    span: Span | None


@dataclass(frozen=True, slots=True)
class Scale:
    """Words and the written value each stands for."""

    name: str
    words: dict[str, Written]
    span: Span


@dataclass(frozen=True, slots=True)
class InstrumentKind:
    """What an instrument of this kind says of a pair: relations and exact values."""

    name: str
    title: str
    values: tuple[tuple[str, Written], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule, or an event, does to one variable; `when` is what it needs besides the rule's own condition."""

    variable: str
    operator: str
    value: Core
    text: str
    span: Span
    when: Core | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule; `clauses` are the conditions joined by `and`, the domain first, each with its text."""

    name: str
    title: str
    clauses: tuple[tuple[str, Core], ...]
    effects: tuple[Effect, ...]
    overrides: tuple[str, ...]
    citation: str
    span: Span
    reads: frozenset[str]
    theory: str | None


@dataclass(frozen=True, slots=True)
class Measure:
    """What a decision and its tie amount to, worked out after the outcome; `reads` as in a rule."""

    name: str
    title: str
    type: Type
    body: Core
    reads: frozenset[str]
    text: str
    citation: str
    span: Span
    theory: str | None

    @property
    def short(self) -> str:
        """Its name without that of its library or theory."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable as one theory declares it."""

    name: str
    title: str
    role: str
    tier: str
    weight: Core
    span: Span


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost share; `variable` None is for every discouraging variable that has none of its own."""

    variable: str | None
    value: Core


@dataclass(frozen=True, slots=True)
class Option:
    """What one option gives and costs."""

    name: str
    title: str
    reward: Core | None
    costs: tuple[Cost, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A label on a choice."""

    name: str
    title: str
    condition: Core | None
    is_otherwise: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Solve:
    """What a theory asks to be solved; `values` are its expressions by their words, `among` the key of a group.

    `count` is how many blocs; `rule` is `all`, `minimal` or `maximal` for coalitions, the stability for partitions and
    links, and empty for blocs.
    """

    name: str
    title: str
    form: str
    count: int
    among: str
    values: tuple[tuple[str, Core], ...]
    rule: str
    span: Span


@dataclass(frozen=True, slots=True)
class Choice:
    """How an option is chosen; `precision` None takes the highest payoff."""

    precision: Core | None
    span: Span


@dataclass(frozen=True, slots=True)
class Theory:
    """A theory with everything it extends merged in; `lineage` names it and its ancestors, itself first.

    `renewed` pairs each definition of an ancestor that one nearer to the theory takes the place of with that one.
    """

    name: str
    title: str
    lineage: tuple[str, ...]
    variables: tuple[Variable, ...]
    options: tuple[Option, ...]
    choice: Choice | None
    consent: str
    behaviours: tuple[Behaviour, ...]
    span: Span
    renewed: tuple[tuple[str, str], ...] = ()
    solves: tuple[Solve, ...] = ()

    def definitions(self, defines: dict[str, Define]) -> dict[str, Define]:
        """All definitions, by the names under which this theory and what it takes over read them."""
        renewed = {old: defines[new] for old, new in self.renewed if new in defines}
        return defines | renewed if renewed else defines


# --- scenarios ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pattern:
    """Which cells a statement is about.

    `form`: `all` (no actors: a parameter, or every cell), `actor` (members[0]), `arrow` (from members[0] to
    members[1]), `both` (either way), `among` (every ordered pair of members), `otherwise` (every pair).
    """

    form: Literal["all", "actor", "arrow", "both", "among", "otherwise"]
    members: tuple[nodes.Name, ...]
    targets: tuple[nodes.Name, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a scenario states."""

    quantity: str
    pattern: Pattern
    period: nodes.Period | None
    value: Value
    span: Span
    row: str = ""
    """Where the row stands, `dyads.csv:12`, if a table says it."""

    def pointed_out(self, otherwise: str) -> str:
        """What a message says below it: the row and what that holds, where the text itself does not show it."""
        return f"{self.row} says {self.value.text}" if self.row and isinstance(self.value, Written) else otherwise


@dataclass(frozen=True, slots=True)
class Instrument:
    """An instrument in force among actors."""

    name: str
    title: str
    kind: str
    modifiers: tuple[str, ...]
    members: tuple[nodes.Name, ...]
    period: nodes.Period | None
    citation: str
    span: Span


@dataclass(frozen=True, slots=True)
class Change:
    """What an event does to the cells of a pattern, in full strength in its period and fading behind it."""

    quantity: str
    pattern: Pattern
    operator: str
    value: Value
    period: nodes.Period | None
    fading: nodes.Fading | None
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens, for certain or with a probability, and what it changes."""

    name: str
    title: str
    probability: Value | None
    changes: tuple[Change, ...]
    citation: str
    span: Span


@dataclass(frozen=True, slots=True)
class JoinKey:
    """A column that says whom or when a row is about.

    `role` is self, partner, target, actor or time; `attribute` the quantity by whose values actors are known, empty
    where it is by their names.
    """

    role: str
    attribute: str
    column: str
    span: Span


@dataclass(frozen=True, slots=True)
class JoinValue:
    """What is worked out of a row, and of which quantity it is a value."""

    quantity: str
    expression: nodes.Expression
    citation: str


@dataclass(frozen=True, slots=True)
class Join:
    """A table of data, and how its rows are statements: each is one once it is known who there is, and when."""

    table: Table
    keys: tuple[JoinKey, ...]
    values: tuple[JoinValue, ...]
    targets: tuple[nodes.Name, ...]
    period: nodes.Period | None
    statement: str
    span: Span


@dataclass(frozen=True, slots=True)
class Scenario:
    """What one scenario states itself; what it extends is looked up by name.

    `patterns` holds whom its statements are about, also of those that state nothing or hold a mistake.
    """

    name: str
    title: str
    extends: str | None
    time: nodes.TimeSpan | None
    actors: tuple[tuple[str, str, str, Span], ...]
    targets: tuple[nodes.Name, ...]
    facts: tuple[Fact, ...]
    instruments: tuple[Instrument, ...]
    groups: dict[str, Group]
    periods: tuple[nodes.Period, ...]
    patterns: tuple[Pattern, ...]
    history: tuple[nodes.Happened, ...]
    span: Span
    events: tuple[Event, ...] = ()
    presence: tuple[tuple[str, nodes.Period], ...] = ()
    """From when to when those actors are there who are not always there."""
    joins: tuple[Join, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """The whole checked program."""

    quantities: dict[str, Quantity]
    words: dict[str, tuple[str, ...]]
    defines: dict[str, Define]
    groups: dict[str, Group]
    rules: dict[str, Rule]
    measures: dict[str, Measure]
    theories: dict[str, Theory]
    kinds: dict[str, InstrumentKind]
    scenarios: dict[str, Scenario]
    settings: tuple[Fact, ...]
    commands: tuple[nodes.Command, ...]
    default_theories: tuple[str, ...]
    is_strict: bool
    libraries: tuple[tuple[str, str], ...]
