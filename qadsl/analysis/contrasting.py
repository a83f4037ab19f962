"""Sets theories beside one another on one scenario: who predicts what, how far they agree, and who was right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isnan, nan, sqrt

from qadsl.ir.history import Happening, History
from qadsl.result import Figures, names_of

__all__ = ["Agreement", "Contrast", "Predicted", "Prediction", "Score", "Turn", "contrast", "partings"]

Row = tuple[int, int, int, int]
Place = tuple[Row, bool]

NORMAL_95 = 1.959963984540054
"""Quantile of the standard normal distribution at 97.5%."""


@dataclass(frozen=True, slots=True)
class Predicted:
    """What one theory says of a tie: the most probable outcome (None where it is undecided) and its probability."""

    outcome: str | None
    probability: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """One tie as the theories see it, `by_theory` in their order; `happened` is what did, where that is recorded."""

    time: int | str | None
    target: str
    first: str
    second: str
    by_theory: tuple[Predicted, ...]
    happened: str | None

    @property
    def is_parting(self) -> bool:
        """Whether theories say different things of it."""
        return len({said.outcome for said in self.by_theory} - {None}) > 1


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two theories agree on ties of which both say something.

    `kappa` is agreement beyond chance (Cohen 1960): 1 for full, 0 for what two guessers with the same habits would
    reach, NaN where both always say the same one thing.
    """

    one: str
    other: str
    compared: int
    same: int
    share: float
    kappa: float


@dataclass(frozen=True, slots=True)
class Score:
    """How often a theory, or a baseline, says what happened.

    Parameters
    ----------
    scored
        Records that it is held against; those of which it says nothing count as missed, and are `undecided`.
    share, low, high
        Hits as a share of them, with a 95% confidence interval (Wilson 1927).
    balanced
        Mean over outcomes of the share of their records that it hits: a rare outcome counts as much as a frequent one.
    brier
        Mean squared distance of its probabilities from what happened (Brier 1950): 0 is certain and right, 2 certain
        and wrong; NaN for baselines, which have none.
    """

    name: str
    is_baseline: bool
    scored: int
    hits: int
    undecided: int
    share: float
    low: float
    high: float
    balanced: float
    brier: float


@dataclass(frozen=True, slots=True)
class Turn:
    """The nearest value of one input at which a theory would say what another says of a tie.

    `distance` is the way there as a share of the input's range; the others are held as they are.
    """

    theory: str
    row: int
    input: str
    now: str
    needed: str
    becomes: str
    distance: float


@dataclass(frozen=True, slots=True)
class Contrast:
    """Several theories on one scenario; `predictions` in canonical order of ties, `turns` of some that they part on.

    `unexamined` counts the partings whose turns were not looked for; `is_complete` is False where it was interrupted.
    """

    scenario: str
    theories: tuple[str, ...]
    draws: int
    seed: int
    is_sampled: bool
    predictions: tuple[Prediction, ...]
    agreements: tuple[Agreement, ...]
    scores: tuple[Score, ...]
    turns: tuple[Turn, ...]
    unexamined: int
    is_complete: bool = True


def contrast(
    figures: Sequence[Figures], history: History, turns: tuple[Turn, ...] = (), unexamined: int = 0
) -> Contrast:
    """Set the figures of several theories on one scenario beside one another."""
    predictions = _predictions(figures, history)
    named = [found.plan.theory for found in figures]
    said = list(zip(*([one.outcome for one in row.by_theory] for row in predictions), strict=True)) or [()] * len(named)
    agreements = tuple(
        _agreement(named[i], said[i], named[j], said[j]) for i in range(len(named)) for j in range(i + 1, len(named))
    )
    scores = (*(_scored(found, history.happenings) for found in figures), *_baselines(figures[0], history))
    return Contrast(
        scenario=figures[0].plan.scenario,
        theories=tuple(named),
        draws=max(found.draws for found in figures),
        seed=figures[0].seed,
        is_sampled=any(found.is_sampled for found in figures),
        predictions=predictions,
        agreements=agreements,
        scores=scores if history.happenings else (),
        turns=turns,
        unexamined=unexamined,
    )


def partings(figures: Sequence[Figures]) -> list[int]:
    """Rows of `Figures.pairs` on which theories say different things.

    Those come first on which they begin to, or on which they part otherwise than the last time that they did: whoever
    looks at some only sees every kind of parting before the same one a period later.
    """
    last: dict[tuple[str, str, str], list[str | None]] = {}
    begun: list[int] = []
    going_on: list[int] = []
    for row, said in enumerate(_predictions(figures, History((), None))):
        if said.is_parting:
            tie, outcomes = (said.target, said.first, said.second), [one.outcome for one in said.by_theory]
            (going_on if last.get(tie) == outcomes else begun).append(row)
            last[tie] = outcomes
    return [*begun, *going_on]


def _predictions(figures: Sequence[Figures], history: History) -> tuple[Prediction, ...]:
    first = figures[0]
    happened = {one.cell: one.option for one in history.happenings if one.is_tie}
    found = []
    for row, pair in enumerate(first.pairs.tolist()):
        names = names_of(first.plan, pair)
        said = tuple(_predicted(one, (tuple(pair), True), row) for one in figures)
        found.append(Prediction(names.time, names.target, names.first, names.second, said, happened.get(tuple(pair))))
    return tuple(found)


def _predicted(figures: Figures, place: Place, row: int) -> Predicted:
    taken, shares = (
        (figures.tie[row], figures.tie_probability[row])
        if place[1]
        else (figures.choice[row], figures.probability[row])
    )
    if taken < 0:
        return Predicted(None, nan)
    return Predicted(figures.plan.options[int(taken)].name, float(shares[taken]))


# --- agreement ---------------------------------------------------------------------------------------------------


def _agreement(one: str, ones: Sequence[str | None], other: str, others: Sequence[str | None]) -> Agreement:
    both = [(a, b) for a, b in zip(ones, others, strict=True) if a is not None and b is not None]
    same = sum(a == b for a, b in both)
    if not both:
        return Agreement(one, other, 0, 0, nan, nan)
    share = same / len(both)
    habits = [Counter(side) for side in zip(*both, strict=True)]
    chance = sum(habits[0][name] * habits[1][name] for name in sorted(habits[0])) / len(both) ** 2
    return Agreement(one, other, len(both), same, share, (share - chance) / (1 - chance) if chance < 1 else nan)


# --- scores ------------------------------------------------------------------------------------------------------


def _scored(figures: Figures, happenings: Iterable[Happening]) -> Score:
    rows = _rows(figures)
    options = [option.name for option in figures.plan.options]
    said: list[tuple[str, str | None]] = []
    distances: list[float] = []
    for item in happenings:
        row = rows[item.cell, item.is_tie]
        predicted = _predicted(figures, (item.cell, item.is_tie), row)
        said.append((item.option, predicted.outcome))
        shares = figures.tie_probability[row] if item.is_tie else figures.probability[row]
        if predicted.outcome is not None:
            distances.append(_brier(options, shares.tolist(), item.option))
    return _score(figures.plan.theory, said, _mean(distances))


def _rows(figures: Figures) -> dict[Place, int]:
    found: dict[Place, int] = {(tuple(cell), True): row for row, cell in enumerate(figures.pairs.tolist())}
    return found | {(tuple(cell), False): row for row, cell in enumerate(figures.cells.tolist())}


def _brier(options: Sequence[str], shares: Sequence[float], happened: str) -> float:
    missed = 0.0 if happened in options else 1.0
    return sum((share - (name == happened)) ** 2 for name, share in zip(options, shares, strict=True)) + missed


def _score(
    name: str, said: Sequence[tuple[str, str | None]], brier: float = nan, *, is_baseline: bool = False
) -> Score:
    hits = sum(happened == outcome for happened, outcome in said)
    recalls = []
    for option in sorted({happened for happened, _ in said}):
        outcomes = [outcome for happened, outcome in said if happened == option]
        recalls.append(outcomes.count(option) / len(outcomes))
    low, high = _wilson(hits, len(said))
    undecided = sum(outcome is None for _, outcome in said)
    share = hits / len(said) if said else nan
    return Score(name, is_baseline, len(said), hits, undecided, share, low, high, _mean(recalls), brier)


def _wilson(hits: int, scored: int) -> tuple[float, float]:
    """The 95% interval of a share (Wilson 1927), which stays within 0 and 1 and is fit for few records."""
    if not scored:
        return nan, nan
    share, z2 = hits / scored, NORMAL_95**2
    middle = (share + z2 / (2 * scored)) / (1 + z2 / scored)
    reach = NORMAL_95 / (1 + z2 / scored) * sqrt(share * (1 - share) / scored + z2 / (4 * scored**2))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not isnan(value)]
    return sum(known) / len(known) if known else nan


def _baselines(figures: Figures, history: History) -> Iterator[Score]:
    """What one would say who looks at no theory: always the same, the treaty on paper, the same as last period."""
    happenings = history.happenings
    if not happenings:
        return
    counts = Counter(item.option for item in happenings)
    usual = min(counts, key=lambda name: (-counts[name], name))
    yield _score(f"always {usual}", [(item.option, usual) for item in happenings], is_baseline=True)
    options = [option.name for option in figures.plan.options]
    if history.treaties is not None and options:
        paper = [(item.option, options[-1 if _has_treaty(item.cell, history) else 0]) for item in happenings]
        yield _score("treaty on paper", paper, is_baseline=True)
    before = {(item.cell, item.is_tie): item.option for item in happenings}
    again = []
    for item in happenings:
        time, *rest = item.cell
        last = before.get(((time - 1, *rest), item.is_tie))  # type: ignore[arg-type]
        if last is not None:
            again.append((item.option, last))
    if again:
        yield _score("same as last period", again, is_baseline=True)


def _has_treaty(cell: Row, history: History) -> bool:
    assert history.treaties is not None
    time, _, one, other = cell
    return (time, min(one, other), max(one, other)) in history.treaties
