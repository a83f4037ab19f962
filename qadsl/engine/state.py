"""What a run leaves at the end of a period, so that another run can go on from there as if it had never stopped.

Memories are kept for every draw; with them between what ends any draw must lie, so that what is possible later is the
same, too. Actors are kept by name. A state fits a plan that says the same of all periods that have been run, and reads
of them nothing that was not kept; what it says of later ones is free.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qadsl.engine.intervals import PastRanges
from qadsl.engine.memories import Past, count_sites
from qadsl.engine.past_digest import past_digest
from qadsl.engine.ranges import Range, Truth, Value
from qadsl.ir.program import Memory, Plan
from qadsl.ir.types import Kind
from qadsl.result import Figures, Floats, Ints, Kept, State

__all__ = ["WHOLE", "Part", "StateError", "began", "began_ranges", "check_fits", "left"]


class StateError(ValueError):
    """A state does not fit what is to be run; nothing was run."""

    code = "QA760"

    def __init__(self, message: str, help: str = "Run the scenario again from its first period.") -> None:
        self.help = help
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Part:
    """Which periods of a plan are run.

    Parameters
    ----------
    until
        Position of the last period, None for the plan's own.
    after
        What a run of the periods before left; None to begin with the first.
    is_kept
        Whether what the last period leaves is kept.
    """

    until: int | None = None
    after: State | None = None
    is_kept: bool = False
    whole: Plan | None = None
    """The plan as lowered, where what is run has been optimised."""

    def periods(self, plan: Plan) -> range:
        """Positions of the periods that are run."""
        last = len(plan.periods) - 1 if self.until is None else self.until
        return range(0 if self.after is None else self.after.periods, last + 1)


WHOLE = Part()


def _is_flag(plan: Plan, memory: Memory) -> bool:
    """Whether a memory holds yes or no."""
    return memory.option is not None or (memory.node is not None and plan.nodes[memory.node].kind is Kind.FLAG)


def check_fits(plan: Plan, part: Part, draws: int, seed: int) -> None:
    """Refuse to go on from a state that does not fit the plan."""
    state = part.after
    assert state is not None
    _check_when(plan, state)
    if part.until is not None and part.until < state.periods:
        raise StateError(
            f"the saved state is of {state.period}: nothing up to {plan.periods[part.until]} is left to run",
            "Ask for a later period.",
        )
    if state.draws not in (1, draws):
        raise StateError(
            f"the saved state rests on {state.draws:,} draws, not {draws:,}", f"Ask for {state.draws:,} draws."
        )
    if state.seed != seed and max(state.draws, draws) > 1:
        raise StateError(f"the saved state rests on seed {state.seed}, not {seed}", f"Ask for seed {state.seed}.")
    _check_memories(plan, state)
    if past_digest(part.whole or plan, state.periods) != state.past:
        raise StateError(
            f"the program no longer says the same of the periods up to {state.period}",
            "Change only what holds later, or run the scenario again from its first period.",
        )


def _check_when(plan: Plan, state: State) -> None:
    labels = [str(label) for label in plan.periods]
    if state.period not in labels or plan.periods == (None,):
        raise StateError(
            f"the saved state is of {state.period}, which is no period of scenario `{plan.scenario}`",
            "Keep `time` as it was; it may end later.",
        )
    if labels.index(state.period) + 1 == len(labels):
        raise StateError(
            f"scenario `{plan.scenario}` ends in {state.period}, as the saved state does: nothing is left to run",
            "Let `time` end later.",
        )
    if labels.index(state.period) + 1 != state.periods:
        raise StateError(
            f"up to {state.period} scenario `{plan.scenario}` has {labels.index(state.period) + 1:,} periods, but the"
            f" saved state has {state.periods:,}",
            "Keep the beginning and the step of `time` as they were; it may end later.",
        )


def _check_memories(plan: Plan, state: State) -> None:
    kinds = {memory.name: _is_flag(plan, memory) for memory in plan.memories}
    missing = sorted(name for name in kinds if name not in state.memories)
    if missing:
        raise StateError(f"rules read `previous {missing[0]}`, which the saved state does not hold")
    for names, known, what in (
        ([plan.actors[target].name for target in plan.targets], state.targets, "third party"),
        ([actor.name for actor in plan.actors], state.actors, "actor"),
    ):
        for name in names:
            if name not in known:
                raise StateError(f"the saved state knows no {what} `{name}`")
    other = next((name for name, flag in kinds.items() if state.memories[name].is_flag != flag), None)
    if other is not None:
        raise StateError(f"`{other}` is of another type in the saved state")


def _places(plan: Plan, state: State) -> Ints:
    """For each site of a plan the one of a state."""
    actors = [state.actors.index(actor.name) for actor in plan.actors]
    targets = [state.targets.index(plan.actors[target].name) for target in plan.targets]
    size = len(state.actors)
    found: Ints = (np.array(targets)[:, None, None] * size + np.array(actors)[:, None]) * size + np.array(actors)
    return found.reshape(-1)


def began(plan: Plan, state: State | None, first: int, count: int, periods: range | None = None) -> Past:
    """What the first of the periods that are run reads in draws `first` to `first + count`."""
    past = Past(plan, count, periods)
    if state is not None and plan.memories:
        places = _places(plan, state)
        draws = slice(first, first + count) if state.draws > 1 else slice(0, 1)
        for number, memory in enumerate(plan.memories):
            past.held[number][:] = state.memories[memory.name].values[places][:, draws]
    return past


def began_ranges(plan: Plan, state: State | None) -> PastRanges:
    """What it may read in any draw."""
    ranges = PastRanges(plan)
    if state is not None and plan.memories:
        places = _places(plan, state)
        sites = np.arange(count_sites(plan))
        times = np.full(len(sites), state.periods - 1)
        for number, memory in enumerate(plan.memories):
            value = _range(state.memories[memory.name], places)
            if value is not None:
                ranges.keep(number, times, sites, value)
    return ranges


def _range(kept: Kept, places: Ints) -> Value | None:
    if kept.ends is not None:
        one, two, open_ = (part[places] for part in kept.ends)
        if kept.is_flag:
            return Truth(one.astype(np.bool_), two.astype(np.bool_), open_.astype(np.bool_))
        return Range(one, two, open_.astype(np.bool_))
    if kept.values.shape[1] > 1:
        return None
    value = kept.values[places, 0]
    blank = np.isnan(value)
    if kept.is_flag:
        return Truth((value == 1.0) | blank, (value == 0.0) | blank, blank)
    return Range(np.where(blank, -np.inf, value), np.where(blank, np.inf, value), blank)


def left(figures: Figures, whole: Plan, time: int, held: list[list[Floats]], ranges: PastRanges) -> State:
    """What a run leaves after its last period.

    `held` is what memories held in each chunk of draws, `ranges` what they may hold; `whole` is the plan as lowered.
    """
    plan = figures.plan
    is_settled = not plan.is_uncertain and not (figures.choice < 0).any()
    memories = {
        memory.name: Kept(
            _is_flag(plan, memory),
            np.concatenate([chunk[number] for chunk in held], axis=1),
            None if is_settled or plan.precision is not None else _ends(ranges, number, time),
        )
        for number, memory in enumerate(plan.memories)
    }
    return State(
        plan.scenario,
        plan.theory,
        str(plan.periods[time]),
        time + 1,
        past_digest(whole, time + 1),
        figures.seed,
        figures.draws,
        int((figures.possible.sum(axis=1) > 1).sum()) + (0 if figures.after is None else figures.after.undecided),
        tuple(actor.name for actor in plan.actors),
        tuple(plan.actors[target].name for target in plan.targets),
        memories,
    )


def _ends(ranges: PastRanges, memory: int, time: int) -> tuple[Floats, Floats, Floats]:
    one, two, open_ = (part.astype(np.float64) for part in ranges.held_after(memory, time))
    return one, two, open_
