"""The syntax tree: one frozen dataclass per construct of the grammar, each with its span.

Nodes are dumb data. No stage stores its findings on them; equality ignores spans, so that
`parse(format(node)) == node` can be asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, TypeVar, dataclass_transform

from qadsl.source import Span

T = TypeVar("T")

__all__ = [
    "Across", "ActorDeclaration", "Actors", "Against", "Among", "Arrow", "At", "Attribute", "Behaviour", "Binary",
    "Call", "CaseTable", "Category", "Choose", "Claim", "Command", "Compare", "CompareRuns", "Comparison",
    "Conditional", "Consent", "Contrast", "CostOf", "Costs", "Data", "Date", "Dated", "Decision", "Define",
    "Discrete", "Effect", "Event", "Expect", "ExpectClause", "ExpectSolved", "ExpectTie", "Expectation",
    "ExpectedColumn", "Explain", "Expression", "Fading", "Figure", "FlagType", "Given", "GivenClause", "Group",
    "Happened", "Instrument", "InstrumentKind", "Invariant", "IsGiven", "Library", "Logical", "Measure", "Membership",
    "Meta", "Monotone", "Name", "Negation", "NeverBoth", "NeverTurns", "Not", "Number", "NumberType", "Option",
    "Otherwise", "Parameter", "PayoffsOf", "Period", "PlusMinus", "Previous", "Program", "Property", "Quantifier",
    "Range", "Reachable", "Relation", "Rule", "Run", "Scale", "Scenario", "ScenarioItem", "Sensitivity", "Setting",
    "ShareType", "Solve", "Start", "Statement", "Strict", "Sweep", "Table", "Test", "TestItem", "Text", "Theory",
    "TheoryItem", "TimeSpan", "Tipping", "Type", "Unchanged", "Unknown", "Use", "Valued", "VariableDeclaration",
    "VariableGroup", "WhyNot", "Word", "YearType", "Yes",
]  # fmt: skip


def _span() -> Any:
    return field(compare=False, repr=False)


class Node:
    """What all nodes share: equality, hash and printed form, which leave spans out.

    Written once here, for making them for each of eighty classes costs more time at start than all of parsing.

    A copy may have its parts set when they are asked for: `copied` then knows of what it is one.
    """

    __slots__ = ("copied",)
    copied: Any

    if not TYPE_CHECKING:  # else every name would be an attribute

        def __getattr__(self, name: str) -> Any:
            if name not in type(self).__slots__:
                raise AttributeError(f"{type(self).__name__} has no `{name}`", name=name, obj=self)
            return self.copied.part(self, name)

    def _parts(self) -> tuple[Any, ...]:
        return tuple(getattr(self, each.name) for each in fields(self) if each.compare)  # type: ignore[arg-type]

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((type(self), self._parts()))

    def __repr__(self) -> str:
        shown = [each.name for each in fields(self) if each.repr]  # type: ignore[arg-type]
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"


@dataclass_transform(frozen_default=True, field_specifiers=(field, _span))
def node(cls: type[T]) -> type[T]:
    """A frozen, slotted dataclass of what `Node` does not give already."""
    return dataclass(frozen=True, slots=True, eq=False, repr=False)(cls)


# --- expressions -------------------------------------------------------------------------------------------------


@node
class Number(Node):
    """`0.4`, `40%`, `1_000`; `value` is the number meant (0.4 for `40%`), `text` what was written."""

    value: float
    text: str
    span: Span = _span()


@node
class Text(Node):
    """`"arab"`."""

    value: str
    span: Span = _span()


@node
class Yes(Node):
    """`yes` or `no`."""

    value: bool
    span: Span = _span()


@node
class Date(Node):
    """`1956-Q4`, `1956-10` or `1956-10-29` (a bare year is a Number where an expression may stand).

    A quarter has its first month in `month`.
    """

    year: int
    month: int | None
    day: int | None
    span: Span = _span()
    quarter: int | None = None


@node
class Word(Node):
    """One name, written bare or between backticks; `text` is NFC and without backticks."""

    text: str
    span: Span = _span()


@node
class Name(Node):
    """A dotted name: `fear`, `target.nuclear`, `multifacet.fear`, `scales.kent`."""

    words: tuple[Word, ...]
    span: Span = _span()

    @property
    def text(self) -> str:
        """The name as qualified names are written."""
        return self.words[0].text if len(self.words) == 1 else ".".join(word.text for word in self.words)


@node
class Call(Node):
    """`min(1, x)`, `trade(self, partner)`, `common_threat(UK, France, Egypt)`."""

    function: Name
    arguments: tuple[Expression, ...]
    span: Span = _span()


@node
class Quantifier(Node):
    """`count(p in actors where c)`, `any(...)`, `all(...)`, `sum(x for p in g where c)`, `min max mean (x for ...)`.

    For `any` and `all`, written `any(p in g where c)` or `any(c for p in g)`; `body` is then `c`, `where` the filter.
    `count(p in g where c)` has `body` None.
    """

    kind: str
    body: Expression | None
    variable: Word
    group: Name
    where: Expression | None
    span: Span = _span()


@node
class Figure(Node):
    """`energy of sides`: a number that tells of what a `solve` found; also `count`, `worth` and `basin`."""

    kind: Name
    solve: Name
    span: Span = _span()


@node
class Negation(Node):
    """`-x`."""

    operand: Expression
    span: Span = _span()


@node
class Binary(Node):
    """`x + y`, `x - y`, `x * y`, `x / y`, `x ^ y`."""

    operator: Literal["+", "-", "*", "/", "^"]
    left: Expression
    right: Expression
    span: Span = _span()


@node
class Comparison(Node):
    """One step of a comparison: the operator and its right side. `==` is read as `=`, `<>` as `!=`."""

    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    right: Expression
    span: Span = _span()


@node
class Compare(Node):
    """`a < b`, `0.2 <= x < 0.5`."""

    left: Expression
    steps: tuple[Comparison, ...]
    span: Span = _span()


@node
class Membership(Node):
    """`self in nato`, `partner not in sovereigns`."""

    actor: Expression
    group: Name
    is_negated: bool
    span: Span = _span()


@node
class IsGiven(Node):
    """`common_threat is given`, `trade(self, partner) is not given`: whether the scenario states a value."""

    operand: Name | Call
    is_negated: bool
    span: Span = _span()


@node
class Not(Node):
    """`not c`."""

    operand: Expression
    span: Span = _span()


@node
class Logical(Node):
    """`a and b and c`, `a or b`."""

    operator: Literal["and", "or"]
    operands: tuple[Expression, ...]
    span: Span = _span()


@node
class Conditional(Node):
    """`if c then a else b`."""

    condition: Expression
    yes: Expression
    no: Expression
    span: Span = _span()


@node
class Given(Node):
    """`given divergence`: the value before any rule."""

    operand: Name | Call
    span: Span = _span()


@node
class Previous(Node):
    """`previous divergence`, `previous alliance(self, partner) initially no`: one period ago.

    `initial` is what stands in its place in the first period.
    """

    operand: Name | Call
    initial: Expression | None
    span: Span = _span()


# --- uncertain values --------------------------------------------------------------------------------------------


@node
class PlusMinus(Node):
    """`0.6 ± 0.1`: normal with that mean and standard deviation, truncated to the range of what it is given to."""

    mean: Expression
    deviation: Expression
    span: Span = _span()


@node
class Range(Node):
    """`0.4 .. 0.7`: uniform."""

    low: Expression
    high: Expression
    span: Span = _span()


@node
class Discrete(Node):
    """`discrete(0.2: 30%, 0.8: 70%)`: values with their probabilities. (Other distributions are a `Call`.)"""

    cases: tuple[tuple[Expression, Expression], ...]
    span: Span = _span()


@node
class Unknown(Node):
    """`unknown`."""

    span: Span = _span()


Expression = (
    Number | Text | Yes | Date | Name | Call | Quantifier | Figure | Negation | Binary | Compare | Membership | IsGiven
    | Not | Logical | Conditional | Given | Previous | PlusMinus | Range | Discrete | Unknown
)  # fmt: skip


# --- types -------------------------------------------------------------------------------------------------------


@node
class ShareType(Node):
    """`share`: 0..1."""

    span: Span = _span()


@node
class NumberType(Node):
    """`number`, `number 0 .. 10` (also `number in 0 .. 10`, `number(0 .. 10)`)."""

    low: Expression | None
    high: Expression | None
    span: Span = _span()


@node
class FlagType(Node):
    """`flag`: yes or no."""

    span: Span = _span()


@node
class Category(Node):
    """`category`, `category(arab, western)`, `category { "arab", "western" }`: `words` empty means any text."""

    words: tuple[str, ...]
    span: Span = _span()


@node
class YearType(Node):
    """`year`."""

    span: Span = _span()


Type = ShareType | NumberType | FlagType | Category | YearType


# --- pieces that several statements share ------------------------------------------------------------------------


@node
class Period(Node):
    """`from 1955`, `until 1957`, `from 1955 to 1957`, `at 1956-10`; both ends are included, `at` has equal ends."""

    start: Date | None
    end: Date | None
    span: Span = _span()


@node
class Fading(Node):
    """`fading over 2 years` (`linear`: nothing is left after `months`) or `halving every 6 months` (`halving`)."""

    form: Literal["linear", "halving"]
    months: float
    span: Span = _span()


@node
class Setting(Node):
    """`divergence = 0.9 from 1956 because "..."`: a value said of something.

    `target` is a Name (`divergence`, `UK.capability`, `fear`) or a Call (`trade(UK, France)`,
    `common_threat(UK, France, Egypt)`). In an event the operator may be `+=` and the like, and it may fade.
    """

    target: Name | Call
    operator: Literal["=", "*=", "+=", "-=", "at least", "at most"]
    value: Expression
    period: Period | None
    fading: Fading | None
    source: Text | None
    span: Span = _span()


# --- statements of a program or library --------------------------------------------------------------------------


@node
class Library(Node):
    """`library cautious 1.2.0 "Risk-averse weighting"`."""

    name: Word
    version: str
    title: Text | None
    span: Span = _span()


@node
class Meta(Node):
    """`author "..."`, `license "..."`, `source "..."` of a library."""

    kind: Literal["author", "license", "source"]
    text: Text
    span: Span = _span()


@node
class Use(Node):
    """`use cautious >= 1.2 { fear = 0.4 }`."""

    name: Name
    comparison: str | None
    version: str | None
    settings: tuple[Setting, ...]
    span: Span = _span()


@node
class Strict(Node):
    """`strict`: a conflict on any cell is an error."""

    span: Span = _span()


@node
class Attribute(Node):
    """`attribute capability : share = unknown "Share of world capability" source "..."`."""

    name: Word
    type: Type
    default: Expression | None
    title: Text | None
    source: Text | None
    span: Span = _span()


@node
class Relation(Node):
    """`symmetric relation trade : share "..."`."""

    name: Word
    is_symmetric: bool
    type: Type
    default: Expression | None
    title: Text | None
    source: Text | None
    span: Span = _span()


@node
class Parameter(Node):
    """`parameter fear : share = 0.5 "..." source "..."`; `type` None means `number`."""

    name: Word
    type: Type | None
    value: Expression | None
    title: Text | None
    source: Text | None
    span: Span = _span()


@node
class Group(Node):
    """`group nato = UK, France`, or with one member and `where`: `group arab = actors where culture = "arab"`."""

    name: Word
    members: tuple[Name, ...]
    where: Expression | None
    title: Text | None
    span: Span = _span()


@node
class Define(Node):
    """`define need = target.capability / self.capability`; with `parameters`, actors: `define th(a, b) = ...`."""

    name: Word
    parameters: tuple[Word, ...]
    value: Expression
    title: Text | None
    span: Span = _span()


@node
class Measure(Node):
    """`measure stage "..." : category(latent, active) = if neutrality then latent else active`: what a tie amounts to.

    `type` None means what the formula is: a number or a flag.
    """

    name: Word
    title: Text | None
    type: Type | None
    value: Expression
    because: Text | None
    span: Span = _span()


@node
class Effect(Node):
    """`entrapment += 0.2 * fear`; `x at least 0.3`. A `/=` does not exist."""

    variable: Name
    operator: Literal["=", "*=", "+=", "-=", "at least", "at most"]
    value: Expression
    span: Span = _span()


@node
class Across(Node):
    """`self in sovereigns` behind `for`: restricts a role of a rule to a group."""

    role: Word
    group: Name
    span: Span = _span()


@node
class Rule(Node):
    """`rule NAME "title" for self in g, partner in h when c then e, e overrides r, s because "..."`."""

    name: Word
    title: Text | None
    across: tuple[Across, ...]
    condition: Expression | None
    effects: tuple[Effect, ...]
    overrides: tuple[Name, ...]
    because: tuple[Text, ...]
    span: Span = _span()


@node
class Scale(Node):
    """`scale kent "..." source "..." { almost_certain = 0.87 .. 0.99, ... }`: words and the value each stands for."""

    name: Word
    title: Text | None
    source: Text | None
    words: tuple[Setting, ...]
    span: Span = _span()


@node
class InstrumentKind(Node):
    """`instrument memorandum { bindingness = 0.40 }` outside a scenario: what such an instrument says of a pair."""

    name: Word
    title: Text | None
    settings: tuple[Setting, ...]
    source: Text | None
    span: Span = _span()


# --- a theory ----------------------------------------------------------------------------------------------------


@node
class VariableDeclaration(Node):
    """`common_threat weight 0.35 "title"`."""

    name: Word
    weight: Expression | None
    title: Text | None
    span: Span = _span()


@node
class VariableGroup(Node):
    """`encouraging core { ... }`, `discouraging { ... }`."""

    role: Literal["encouraging", "discouraging"]
    tier: Literal["core", "periphery"] | None
    variables: tuple[VariableDeclaration, ...]
    span: Span = _span()


@node
class CostOf(Node):
    """`divergence 50%` behind `cost`; `variable` None is the cost of every discouraging variable."""

    variable: Name | None
    value: Expression
    span: Span = _span()


@node
class Costs(Node):
    """All `cost` items of an option together."""

    items: tuple[CostOf, ...]
    span: Span = _span()


@node
class Option(Node):
    """`option alliance { reward 100%, cost 100% }`; `before` and `after` place a new option of an extending theory."""

    name: Word
    title: Text | None
    placed: Literal["before", "after"] | None
    neighbour: Word | None
    reward: Expression | None
    costs: Costs | None
    span: Span = _span()


@node
class Choose(Node):
    """`choose highest payoff` (`precision` None) or `choose with precision 8`."""

    precision: Expression | None
    span: Span = _span()


@node
class Consent(Node):
    """`consent mutual` (also `unanimous`, `majority`, which come later)."""

    kind: str
    span: Span = _span()


@node
class Valued(Node):
    """`apart self.size * partner.size`, `worth size - 1`, `where size >= 2`: what a solution is measured by."""

    kind: Literal["apart", "together", "worth", "where"]
    value: Expression
    span: Span = _span()


@node
class Solve(Node):
    """`solve sides among powers = blocs 2 { apart rivalry(self, partner) }`; also `coalitions`, `partition`, `links`.

    `count` is how many blocs; `extreme` is `minimal` or `maximal`; `stability` and `consent` are as written.
    """

    name: Word
    title: Text | None
    among: Name | None
    form: Literal["blocs", "coalitions", "partition", "links"]
    count: Number | None
    values: tuple[Valued, ...]
    extreme: Literal["minimal", "maximal"] | None
    stability: Word | None
    consent: Word | None
    span: Span = _span()


@node
class Behaviour(Node):
    """`behaviour evade when neutrality and ...`; `behaviour hide when neutrality otherwise` has `is_otherwise`."""

    name: Word
    title: Text | None
    condition: Expression | None
    is_otherwise: bool
    span: Span = _span()


TheoryItem = VariableGroup | Option | Choose | Consent | Behaviour | Solve | Rule | Define | Measure | Meta


@node
class Theory(Node):
    """`theory mine "title" extends multifacet { ... }`."""

    name: Word
    title: Text | None
    extends: Name | None
    items: tuple[TheoryItem, ...]
    span: Span = _span()


# --- a scenario --------------------------------------------------------------------------------------------------


@node
class TimeSpan(Node):
    """`time 1955 .. 1957 by quarter`; `step` is `year`, `quarter` or `month`."""

    start: Date
    end: Date
    step: Literal["year", "quarter", "month"]
    span: Span = _span()


@node
class ActorDeclaration(Node):
    """`UK "United Kingdom" { capability = 7.8%, nuclear = yes }`."""

    name: Word
    title: Text | None
    settings: tuple[Setting, ...]
    span: Span = _span()


@node
class Actors(Node):
    """`state UK, France`, `entity FLN "..."` or, of those who are not always there, `state Israel from 1948`."""

    kind: Literal["state", "entity"]
    actors: tuple[ActorDeclaration, ...]
    period: Period | None
    span: Span = _span()


@node
class Arrow(Node):
    """`UK -> Israel { ... }`, `UK <-> France { ... }`, `UK -> Israel against Egypt from 1956 { ... }`."""

    self_: Name
    partner: Name
    is_both: bool
    target: Name | None
    period: Period | None
    settings: tuple[Setting, ...]
    span: Span = _span()


@node
class Among(Node):
    """`among UK, France, Israel { ... }`; members are actors or groups."""

    members: tuple[Name, ...]
    target: Name | None
    period: Period | None
    settings: tuple[Setting, ...]
    span: Span = _span()


@node
class Otherwise(Node):
    """`otherwise { ... }`."""

    period: Period | None
    settings: tuple[Setting, ...]
    span: Span = _span()


@node
class Table(Node):
    """`table { | self | partner | x | ... }`; a cell is an expression, or None where `-` is written.

    `columns` are names; the key columns are `self`, `partner`, `target`, `actor`, `time`. Every row has as many
    cells as there are columns (the parser reports the others).
    """

    columns: tuple[Name, ...]
    rows: tuple[tuple[Expression | None, ...], ...]
    row_spans: tuple[Span, ...] = field(compare=False, repr=False)
    span: Span = _span()


@node
class Dated(Node):
    """`from 1956 { ... }`, `at 1956 { ... }` around scenario items."""

    period: Period
    items: tuple[ScenarioItem, ...]
    span: Span = _span()


@node
class Start(Node):
    """`start { ... }` around scenario items: what `previous` reads in the first period."""

    items: tuple[ScenarioItem, ...]
    span: Span = _span()


@node
class Against(Node):
    """`against Egypt { ... }`."""

    targets: tuple[Name, ...]
    period: Period | None
    items: tuple[ScenarioItem, ...]
    span: Span = _span()


@node
class Event(Node):
    """`from 1956 event nationalisation "..." { common_threat(UK, France, Egypt) += 0.3 fading over 2 years }`."""

    name: Word
    title: Text | None
    period: Period | None
    probability: Expression | None
    settings: tuple[Setting, ...]
    source: Text | None
    span: Span = _span()


@node
class Instrument(Node):
    """`instrument sevres "Protocol of Sevres" memorandum secret among UK, France, Israel from 1956`."""

    name: Word
    title: Text | None
    kind: Name
    modifiers: tuple[Name, ...]
    members: tuple[Name, ...]
    target: Name | None
    period: Period | None
    source: Text | None
    span: Span = _span()


@node
class Data(Node):
    """`data "dyads.csv" { match self = ccode1, partner = ccode2, time = year  divergence = distance / 6 }`."""

    file: Text
    matches: tuple[tuple[Name, Name], ...]
    settings: tuple[Setting, ...]
    span: Span = _span()


@node
class Happened(Node):
    """`happened quasi_alliance among UK, France against Egypt at 1956 source "..."`."""

    option: Name
    decision: Decision
    source: Text | None
    span: Span = _span()


ScenarioItem = (
    TimeSpan | Actors | Arrow | Among | Otherwise | Table | Dated | Start | Against | Setting | Event | Instrument
    | Data | Group | Happened | Meta
)  # fmt: skip


@node
class Scenario(Node):
    """`scenario suez "Suez Crisis" extends base { ... }`."""

    name: Word
    title: Text | None
    extends: Name | None
    items: tuple[ScenarioItem, ...]
    span: Span = _span()


# --- asking ------------------------------------------------------------------------------------------------------


@node
class At(Node):
    """A composed scenario, `suez + one then two`; `operators[i]` stands before `scenarios[i + 1]`."""

    scenarios: tuple[Name, ...]
    operators: tuple[Literal["+", "then"], ...]
    span: Span = _span()

    @property
    def text(self) -> str:
        """As written: `suez then no_us_pressure`."""
        parts = [self.scenarios[0].text]
        for operator, name in zip(self.operators, self.scenarios[1:], strict=True):
            parts += [operator, name.text]
        return " ".join(parts)


@node
class Decision(Node):
    """Which cells are meant: `UK -> Israel against Egypt at 1956`, or `among UK, France, Israel against Egypt`.

    `members` are the two ends of an arrow, or the actors of an `among`; target and time may be left out where only
    one is possible.
    """

    form: Literal["arrow", "both", "among"]
    members: tuple[Name, ...]
    target: Name | None
    time: Date | None
    span: Span = _span()


@node
class Run(Node):
    """`run suez + patch with mine { draws 2000, seed 1956 }`; theory also as an item `theory mine`."""

    scenario: At
    theory: Name | None
    draws: Number | None
    seed: Number | None
    span: Span = _span()


@node
class Explain(Node):
    """`explain UK -> Israel against Egypt at 1956 in suez with mine`."""

    decision: Decision
    scenario: At
    theory: Name | None
    span: Span = _span()


@node
class WhyNot(Node):
    """`why not alliance: UK -> Israel against Egypt in suez`."""

    option: Name
    decision: Decision
    scenario: At
    theory: Name | None
    span: Span = _span()


@node
class ExpectTie(Node):
    """`[not] quasi_alliance among UK, France against Egypt at 1956` (tie), or `... UK -> France` (one end's choice)."""

    option: Name
    is_negated: bool
    decision: Decision
    comparison: Literal["<", "<=", ">", ">=", "="] | None
    probability: Expression | None
    span: Span = _span()


@node
class Expect(Node):
    """`expect quasi_alliance among ... in suez`, optionally `with probability >= 60%` behind the decision."""

    claim: ExpectTie
    scenario: At
    theory: Name | None
    span: Span = _span()


@node
class ExpectSolved(Node):
    """`expect [not] sides(UK, US) in s` (`call`), or `expect count of sides = 2 in s` (`figure`).

    `tolerance` is what stands behind `within`.
    """

    is_negated: bool
    call: Call | None
    figure: Figure | None
    target: Name | None
    time: Date | None
    comparison: Literal["<", "<=", ">", ">=", "=", "!="] | None
    value: Expression | None
    tolerance: Expression | None
    scenario: At
    theory: Name | None
    span: Span = _span()


@node
class Tipping(Node):
    """`tipping UK -> Israel against Egypt in suez`."""

    decision: Decision
    scenario: At
    theory: Name | None
    span: Span = _span()


@node
class Sweep(Node):
    """`sweep common_threat(UK, Israel, Egypt) from 0 to 1 steps 101 in suez` (one or two axes)."""

    axes: tuple[tuple[Name | Call, Expression, Expression, Number | None], ...]
    scenario: At
    theory: Name | None
    span: Span = _span()


@node
class CompareRuns(Node):
    """`compare suez, no_us_pressure with mine`."""

    scenarios: tuple[At, ...]
    theory: Name | None
    span: Span = _span()


@node
class Contrast(Node):
    """`contrast multifacet, balance_of_threat on suez`."""

    theories: tuple[Name, ...]
    scenario: At
    span: Span = _span()


@node
class Sensitivity(Node):
    """`sensitivity of alliance(UK, Israel, Egypt) in suez { samples 1024 }`."""

    outcome: Name | Call
    scenario: At
    samples: Number | None
    theory: Name | None
    span: Span = _span()


Command = Run | Explain | WhyNot | Expect | ExpectSolved | Tipping | Sweep | CompareRuns | Contrast | Sensitivity


# --- checking libraries ------------------------------------------------------------------------------------------


@node
class GivenClause(Node):
    """`given fear = 1, self.nuclear = yes, previous alliance = yes`; `remembered` is of the period before."""

    settings: tuple[Setting, ...]
    remembered: tuple[Setting, ...]
    span: Span = _span()


@node
class Expectation(Node):
    """`entrapment = 0.4 within 0.01`: a condition that holds; `tolerance` is what stands behind `within`."""

    condition: Expression
    tolerance: Expression | None
    span: Span = _span()


@node
class ExpectClause(Node):
    """`expect entrapment = 0.4 within 0.01, not hide`."""

    expectations: tuple[Expectation, ...]
    span: Span = _span()


@node
class ExpectedColumn(Node):
    """`expect entrapment within 0.01` at the head of a column: its cells say what is expected."""

    target: Name | Call
    tolerance: Expression | None
    span: Span = _span()


@node
class CaseTable(Node):
    """`table { | fear | expect entrapment | ... }` of a test: each row is a case; a cell is None where `-` is written.

    Every row has as many cells as there are columns (the parser reports the others).
    """

    columns: tuple[Name | Call | Previous | ExpectedColumn, ...]
    rows: tuple[tuple[Expression | None, ...], ...]
    row_spans: tuple[Span, ...] = field(compare=False, repr=False)
    span: Span = _span()


TestItem = Actors | GivenClause | ExpectClause | CaseTable


@node
class Test(Node):
    """`test "..." with mine { state UK  given x = 1  expect z = 3  table { ... } }`; items in the order written."""

    title: Text
    theory: Name | None
    items: tuple[TestItem, ...]
    span: Span = _span()


@node
class PayoffsOf(Node):
    """`payoff of alliance, quasi_alliance`, as what a property says never moves."""

    options: tuple[Name, ...]
    span: Span = _span()


@node
class Monotone(Node):
    """`raising fear from 0 to 1 never lowers commitment`; both ends are None where no span is stated."""

    movement: Literal["raising", "lowering"]
    quantity: Name | Call
    start: Expression | None
    end: Expression | None
    effect: Literal["raises", "lowers"]
    outcome: Name | Call | PayoffsOf
    span: Span = _span()


@node
class NeverTurns(Node):
    """`raising fear from 0 to 1 never turns alliance into quasi_alliance`."""

    movement: Literal["raising", "lowering"]
    quantity: Name | Call
    start: Expression | None
    end: Expression | None
    before: Name
    after: Name
    span: Span = _span()


@node
class NeverBoth(Node):
    """`rules calm, alarm never both set entrapment`; `variable` is None where any variable is meant."""

    rules: tuple[Name, ...]
    variable: Name | None
    span: Span = _span()


@node
class Reachable(Node):
    """`quasi_alliance can be reached`: an option or a behaviour."""

    outcome: Name
    span: Span = _span()


@node
class Unchanged(Node):
    """`swapping partners`, `renaming every actor` or `rescaling all payoffs`, then `changes nothing`."""

    change: Literal["swapping", "renaming", "rescaling"]
    span: Span = _span()


@node
class Invariant(Node):
    """`always divergence <= 0.8`, `never alliance`."""

    quantifier: Literal["always", "never"]
    condition: Expression
    span: Span = _span()


Claim = Monotone | NeverTurns | NeverBoth | Reachable | Unchanged | Invariant


@node
class Property(Node):
    """`property "..." with mine: raising fear never lowers commitment when self.nuclear given trade = 10%`.

    `condition` is what stands behind `when`; `given` fixes inputs, `remembered` those of the period before.
    """

    title: Text
    theory: Name | None
    claim: Claim
    condition: Expression | None
    given: tuple[Setting, ...]
    remembered: tuple[Setting, ...]
    span: Span = _span()


Statement = (
    Library | Meta | Use | Strict | Attribute | Relation | Parameter | Group | Define | Rule | Measure | Scale
    | InstrumentKind | Theory | Scenario | Run | Explain | WhyNot | Expect | Tipping | Sweep | CompareRuns | Contrast
    | Sensitivity | Test | Property
)  # fmt: skip


@node
class Program(Node):
    """A whole text: its statements in the order written."""

    statements: tuple[Statement, ...]
    span: Span = _span()
