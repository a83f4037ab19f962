"""The account of one decision, as data: what was chosen, what it paid, and everything that went into it.

Numbers are means over draws where the run is sampled, and None where they are unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Change", "ConflictAccount", "Contribution", "Effect", "Explanation", "InputAccount", "MeasureAccount", "Obstacle",
    "OptionAccount", "Part", "RuleAccount", "SolvedAccount", "VariableAccount", "WhyNot",
]  # fmt: skip

ROUNDING = "rounding"
"""The name of the entry that makes a list add up to the last bit."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one variable adds to a payoff (or `rounding` does)."""

    name: str
    value: float | None


@dataclass(frozen=True, slots=True)
class OptionAccount:
    """An option; `contributions`, summed in order as floats, are exactly `payoff`."""

    name: str
    title: str
    payoff: float | None
    probability: float
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class InputAccount:
    """One stated (or missing) value that the decision read.

    `text` is what was written, `is_given` whether the scenario or a declaration says anything, `is_read` whether any
    result of the run hangs on it, `value` its mean, None for what is no number.
    """

    name: str
    actors: tuple[str, ...]
    title: str
    is_given: bool
    is_default: bool
    text: str
    value: float | None
    place: str
    statement: str
    citation: str
    is_read: bool


@dataclass(frozen=True, slots=True)
class Change:
    """One step from the given value to the final one: a rule's, the variable's range's, or `rounding`.

    `value` is what a rule sets the variable to where it does so in every draw; what the variable was before then makes
    no difference, and `amount` only lets the steps add up.
    """

    name: str
    operator: str
    text: str
    amount: float | None
    value: float | None = None


@dataclass(frozen=True, slots=True)
class VariableAccount:
    """A variable; the value of `given` and all changes, summed in order as floats, are exactly `value`."""

    name: str
    title: str
    role: str
    tier: str
    weight: float | None
    value: float | None
    given: InputAccount
    changes: tuple[Change, ...]

    @property
    def is_set(self) -> bool:
        """Whether a rule sets it in every draw, whatever was given."""
        return any(change.value is not None for change in self.changes)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule or event did to one variable, or an event to another value.

    What is yes or no or a word (`is_number` is False) has no figures; the text says what it was set to.
    """

    variable: str
    operator: str
    text: str
    value: float | None
    before: float | None
    after: float | None
    change: float | None
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a rule did not fire.

    `kind` is `clause` (a condition was false), `unknown` (it could not be settled) or `overridden` (`text` names the
    rule). For a comparison, `gap` is how far the left side is from where the clause would hold.
    """

    kind: str
    text: str
    left: float | None = None
    operator: str = ""
    right: float | None = None
    gap: float | None = None


@dataclass(frozen=True, slots=True)
class RuleAccount:
    """A rule; `share` is the share of draws in which it fired, and `obstacle` is None where that is above 0."""

    name: str
    title: str
    citation: str
    place: str
    share: float
    effects: tuple[Effect, ...]
    obstacle: Obstacle | None

    @property
    def has_fired(self) -> bool:
        """Whether it fired in any draw."""
        return self.obstacle is None


@dataclass(frozen=True, slots=True)
class ConflictAccount:
    """Two `=` rules that said unequal values of one variable."""

    variable: str
    rules: tuple[str, str]
    places: tuple[str, str]
    share: float


@dataclass(frozen=True, slots=True)
class MeasureAccount:
    """What a measure came to: its most probable word with its share of the draws, or the mean and spread of a number.

    `text` is its formula as written.
    """

    name: str
    title: str
    value: str | None
    share: float | None
    mean: float | None
    sd: float | None
    text: str
    citation: str
    place: str


@dataclass(frozen=True, slots=True)
class SolvedAccount:
    """What the theory solved and something in the account may read: the first solution there.

    Parameters
    ----------
    groups
        Names of the members of each group, or of the two ends of each link; of coalitions, of each that is found.
    measured_by, measure
        `energy` or `worth` (or nothing), and how much.
    share
        The share of draws in which this is what is read.
    """

    name: str
    title: str
    form: str
    groups: tuple[tuple[str, ...], ...]
    measured_by: str
    measure: float | None
    share: float
    place: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole account of one decision.

    `is_quantal` says that the choice itself is one by chance, so that probabilities are means over draws of how likely
    an option is, not shares of draws.
    """

    scenario: str
    theory: str
    time: int | str | None
    self: str
    partner: str
    target: str
    draws: int
    seed: int
    is_sampled: bool
    is_quantal: bool
    status: str
    choice: str | None
    behaviour: str | None
    possible: tuple[str, ...]
    deciding: tuple[str, ...]
    options: tuple[OptionAccount, ...]
    variables: tuple[VariableAccount, ...]
    rules: tuple[RuleAccount, ...]
    inputs: tuple[InputAccount, ...]
    conflicts: tuple[ConflictAccount, ...]
    unknown: tuple[str, ...]
    measures: tuple[MeasureAccount, ...] = ()
    solved: tuple[SolvedAccount, ...] = ()

    @property
    def has_shares(self) -> bool:
        """Whether an option may be more or less likely."""
        return self.is_sampled or self.is_quantal

    def option(self, name: str) -> OptionAccount:
        """The option of this name."""
        return next(option for option in self.options if option.name == name)


@dataclass(frozen=True, slots=True)
class Part:
    """What one variable adds to the gap between two payoffs."""

    name: str
    value: float | None
    chosen: float | None
    asked: float | None


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What stood in the way of an option.

    `gap` is the payoff of the choice minus that of the asked option; `parts`, the largest first and `rounding` last,
    add up to it exactly. `is_chosen` where the asked option is the choice.
    """

    option: str
    is_chosen: bool
    gap: float | None
    parts: tuple[Part, ...]
    silent: tuple[RuleAccount, ...]
    explanation: Explanation
