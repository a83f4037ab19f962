"""The program that engines run: an immutable graph over axes, what it reads, and what is asked of it.

A program answers one composed scenario under one theory. `nodes` is in topological order (arguments stand before
their users) and holds each value once; everything else points into it by position. The engine needs `nodes`,
`quantities` and the plans of options, behaviours and conflicts; the rule and variable plans say where in the graph
each step of the account stands, so that `explain` can tell the story of a cell without a second evaluator.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from qadsl.ir.types import Axis, Kind, Type

__all__ = [
    "Actor", "AlteredPlan", "BehaviourPlan", "ChangePlan", "Clause", "ConflictPlan", "MeasurePlan", "Memory", "Node",
    "OptionPlan", "Origin", "Place", "Plan", "Quantity", "RulePlan", "SolvePlan", "Step", "VariablePlan", "Written",
]  # fmt: skip

Place = Axis | int
"""Where an input is read: along an axis of actors, or at one actor (its position in `Plan.actors`, -1 for one who is
not in the scenario)."""

Data = float | bool | str | tuple[object, ...] | None


@dataclass(frozen=True, slots=True)
class Node:
    """One operation of the graph.

    Parameters
    ----------
    op
        A name in `ir.ops.OPS`.
    arguments
        Positions of the arguments in `Plan.nodes`.
    kind
        What its value is.
    axes
        The smallest set of axes it varies along.
    data
        What the operation needs besides: see `ir.ops`.
    name
        The user's word for it (`common_threat`, `rule nuclear_shadow`), empty for intermediate values.
    """

    op: str
    arguments: tuple[int, ...]
    kind: Kind
    axes: frozenset[Axis]
    data: Data = None
    name: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who decides or is decided about; `kind` is `state` or `entity`."""

    name: str
    kind: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a written value came from: `place` is `suez.qa:9:19`, `statement` what said it, `citation` its source."""

    place: str
    statement: str
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """One value as written.

    `form` and `parameters`: `exact` (value) · `unknown` () or, for a bounded number, (low, high) · `uniform`
    (low, high) · `normal` (mean, sd, low, high), truncated to low..high, which may be infinite · `triangular`
    (low, mode, high) · `beta` (a, b, low, high) · `discrete` (value, share, value, share, ...), shares adding to 1.
    Flags are 0.0 and 1.0, categories the position of their word in `Quantity.type.words`.
    """

    form: str
    parameters: tuple[float, ...]
    text: str
    origin: Origin | None = None

    @property
    def is_exact(self) -> bool:
        """Whether it is one known value."""
        return self.form == "exact"

    @property
    def is_drawn(self) -> bool:
        """Whether draws differ in it; an unknown without a range cannot be drawn and stays unknown in every draw."""
        return not self.is_exact and bool(self.parameters)


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something the scenario may state: a parameter, attribute, relation or the given value of a variable.

    `cells` holds, row-major over ([time,] actor, ...), the position in `written` of what is stated there. The actor
    places are () for a parameter, (actor) for an attribute, (actor, actor) for a relation, and
    (actor, actor, position in `Plan.targets`) for a variable. `written[0]` is what holds where nothing is stated.

    `key` is what the quantity is called in the counter of the draws: it, the names of the actors of a cell (sorted for
    a symmetric relation), the seed and the draw number are all that a drawn value depends on.
    """

    name: str
    kind: str
    key: str
    type: Type
    arity: int
    is_symmetric: bool
    is_dated: bool
    written: tuple[Written, ...]
    cells: array[int]
    title: str = ""

    @property
    def is_drawn(self) -> bool:
        """Whether any cell differs between draws."""
        used = set(self.cells)
        return any(w.is_drawn for i, w in enumerate(self.written) if i in used)


@dataclass(frozen=True, slots=True)
class Clause:
    """One of the conditions that a rule's `when` joins by `and`.

    For a comparison, `left` and `right` are the (rounded) values compared and `operator` how; otherwise None and "".
    """

    text: str
    node: int
    operator: str = ""
    left: int | None = None
    right: int | None = None


@dataclass(frozen=True, slots=True)
class RulePlan:
    """A rule as it stands in the graph; `condition` already holds domain (`for`), `when` and what overrides it.

    An event stands in the graph like a rule; `concern` says whether it ever touches what a decision reads.
    """

    name: str
    title: str
    citation: str
    place: str
    condition: int
    clauses: tuple[Clause, ...]
    overridden_by: tuple[tuple[str, int], ...] = ()
    concern: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """What one rule does to one variable: `operator` as written (`-=` is kept), the other fields are nodes.

    `before` and `after` are the running value around this step, so that the steps of a variable add up.
    """

    rule: int
    operator: str
    condition: int
    value: int
    before: int
    after: int
    text: str


@dataclass(frozen=True, slots=True)
class AlteredPlan:
    """A stated value that events change, where it is read: `given` and `node` are the value before and after them."""

    name: str
    places: tuple[Place, ...]
    given: int
    node: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """What an event is written to do to a value that is read, for who lists it; the graph has it as steps.

    `quantity` has no cells: `sites` are those that are changed, without time, and `strengths` how much of the change
    there is in each period.
    """

    event: str
    title: str
    chance: str
    quantity: Quantity
    value: Written
    sites: array[int]
    strengths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class VariablePlan:
    """A variable of the theory.

    `stages` are the seven nodes after each stage of the fixed algebra: given, set, scaled, shifted, floored, capped,
    final.
    """

    name: str
    title: str
    role: str
    tier: str
    quantity: int
    weight: int
    stages: tuple[int, ...]
    steps: tuple[Step, ...]

    @property
    def given(self) -> int:
        """The node of the value before any rule."""
        return self.stages[0]

    @property
    def final(self) -> int:
        """The node of the value that rules and payoffs read."""
        return self.stages[-1]


@dataclass(frozen=True, slots=True)
class OptionPlan:
    """An option: payoff = reward x E - the sum over `costs` of cost x weight x variable, rounded to 12 decimals.

    `costs` pairs a position in `Plan.variables` with the node of the cost share; what costs nothing is left out.
    `terms` pairs a position in `Plan.variables` with the node of what that variable adds to the payoff, signed
    (reward x weight x value, or - cost x weight x value); only explanations read them.
    """

    name: str
    title: str
    payoff: int
    reward: int | None
    costs: tuple[tuple[int, int], ...]
    terms: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class BehaviourPlan:
    """A label on a choice: `conditions[i]` says whether it fits when option i is taken.

    Fallbacks apply where nothing else does.
    """

    name: str
    title: str
    is_otherwise: bool
    conditions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ConflictPlan:
    """Two `=` rules that set a variable to unequal values where `node` is true."""

    variable: str
    rules: tuple[str, str]
    places: tuple[str, str]
    node: int


@dataclass(frozen=True, slots=True)
class Memory:
    """What a period leaves to the next: a value of each decision, how a tie came out, or what is read of the groups.

    Of `node` (a value of every decision, such as a variable), `option` (a position in `Plan.options`, which the tie of
    the two ends is compared with) and `groups` (`group_size` or `groups`, see `engine.group_memories`) just one is
    given.
    """

    name: str
    node: int | None = None
    option: int | None = None
    groups: str = ""


@dataclass(frozen=True, slots=True)
class MeasurePlan:
    """What is worked out at each decision once the ties of its period are known."""

    name: str
    title: str
    type: Type
    node: int
    text: str
    citation: str
    place: str


@dataclass(frozen=True, slots=True)
class SolvePlan:
    """What a theory asks to be solved among actors, once for each of its `axes` (of target, time and draw).

    Parameters
    ----------
    form, count, rule
        `blocs` (and how many), `coalitions`, `partition` or `links`, and by which rule (see `semantics.model.Solve`).
    among
        The node, along `self`, that says who takes part; None for everyone.
    values
        Nodes by their words: `apart` and `together` along `self` and `partner`; `where`, `worth` along what is tried.
    """

    name: str
    title: str
    form: str
    count: int
    rule: str
    among: int | None
    values: tuple[tuple[str, int], ...]
    axes: frozenset[Axis]
    place: str
    most: int = 0
    """How many actors may take part; 0 where there is no limit."""

    @property
    def nodes(self) -> tuple[int, ...]:
        """All nodes that it reads."""
        return (*(node for _, node in self.values), *(() if self.among is None else (self.among,)))


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole program for the engine.

    Parameters
    ----------
    scenario, theory
        What they are called.
    actors
        In canonical order (by name); axes of actors count positions in it.
    targets
        Positions of the third parties, in canonical order.
    periods
        Labels of the periods in order, `(None,)` where the scenario has no time; the same as numbers (1956.75).
    quantities, nodes
        What is read and what is computed.
    options
        By commitment, the least first.
    encouraging, discouraging
        Nodes of the weighted sums E and D (each variable at its full weight).
    differences
        `differences[(i, j)]` is the node of payoff i minus payoff j with like terms merged, for interval analysis.
    precision
        Node of the precision of quantal response, None where the highest payoff is chosen.
    memories
        What is read one period later; without any, periods are independent.
    absent
        Actors who are not always there, each with the positions of the periods in which they are not.
    altered
        What events make of stated values; only accounts read it.
    changes
        What events are written to do; only lists of what is given read it.
    solves
        What is solved among all actors before decisions are made, each after those that it reads.
    measures
        What is worked out from outcomes, in canonical order.
    settled
        Keys of quantities that decide of whom a statement speaks (groups by condition), so that other values of them
        would make another program.
    """

    scenario: str
    theory: str
    actors: tuple[Actor, ...]
    targets: tuple[int, ...]
    periods: tuple[str | None, ...]
    years: tuple[float, ...]
    quantities: tuple[Quantity, ...]
    nodes: tuple[Node, ...]
    options: tuple[OptionPlan, ...]
    variables: tuple[VariablePlan, ...]
    rules: tuple[RulePlan, ...]
    behaviours: tuple[BehaviourPlan, ...]
    conflicts: tuple[ConflictPlan, ...]
    encouraging: int
    discouraging: int
    differences: dict[tuple[int, int], int]
    precision: int | None
    consent: str
    memories: tuple[Memory, ...] = ()
    altered: tuple[AlteredPlan, ...] = ()
    absent: tuple[tuple[int, tuple[int, ...]], ...] = ()
    measures: tuple[MeasurePlan, ...] = ()
    solves: tuple[SolvePlan, ...] = ()
    settled: tuple[str, ...] = ()
    changes: tuple[ChangePlan, ...] = ()

    @property
    def is_uncertain(self) -> bool:
        """Whether anything it reads differs between draws."""
        return any("draw" in node.axes for node in self.nodes)
