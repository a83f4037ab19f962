"""Says in which situations a property fails, many at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import assert_never

import numpy as np

from qadsl.diagnostics import Bag
from qadsl.engine import functions
from qadsl.engine.arithmetic import VECTOR
from qadsl.ir.program import Actor
from qadsl.ir.sites import Site
from qadsl.result import Flags, Floats
from qadsl.semantics import model
from qadsl.semantics.benches import Bench, Frame, bench, world_of
from qadsl.semantics.properties import StatedProperty
from qadsl.syntax import nodes
from qadsl.testing.outcomes import Outcomes
from qadsl.testing.space import Space, SpaceInputs, Tried, space_of

__all__ = ["Claiming", "Judged"]

FACTORS = (0.001, 0.5, 3.0, 1000.0)
"""By how much all payoffs are rescaled."""
NEVER = -np.inf


@dataclass(frozen=True, slots=True)
class Judged:
    """For each situation whether the claim fails, whether it is settled at all, and how near it came to what is sought.

    `near` matters only where something can be reached: the greater, the nearer.
    """

    fails: Flags
    settled: Flags
    near: Floats


@dataclass(frozen=True)
class Claiming:
    """A property ready to be asked of situations; `start` and `end` are the ends of a movement, row by situation."""

    program: model.Model
    stated: StatedProperty

    @cached_property
    def bench(self) -> Bench:
        """The plan, with the conditions of the claim beside it."""
        world = world_of(self.program, self.stated.frame, Bag(), self.stated.formulas)
        return bench(world, self.stated.frame, self.stated.theory, self.stated.cores)

    @cached_property
    def space(self) -> Space:
        """All its situations."""
        plan = self.bench.plan
        wanted = list(self.bench.conditions.values())
        wanted += [rule.condition for rule in plan.rules if rule.name in self.stated.rules]
        return space_of(self.bench, self.stated, wanted)

    @cached_property
    def moved(self) -> int | None:
        """The row of what is raised or lowered; None where it is nothing that decisions hang on, or nothing is."""
        if self.stated.moved is None:
            return None
        key, places = self.stated.moved
        numbers = [i for i, quantity in enumerate(self.bench.plan.quantities) if quantity.key == key]
        return self.space.where.get((numbers[0], places[0])) if numbers else None

    def judge(self, tried: Tried, start: Floats, end: Floats) -> Judged:
        """Whether the claim fails in each situation; what `when` leaves out, and what is not known, does not."""
        with np.errstate(all="ignore"):
            return self._judge(tried, start, end)

    def _judge(self, tried: Tried, start: Floats, end: Floats) -> Judged:
        claim = self.stated.node.claim
        match claim:
            case nodes.Monotone() | nodes.NeverTurns() if self.moved is None:
                return _nothing(tried.count)
            case nodes.Monotone():
                one, two = self._moved(tried, start), self._moved(tried, end)
                return self._monotone(claim, one, two)
            case nodes.NeverTurns():
                one, two = self._moved(tried, start), self._moved(tried, end)
                before, after = self._reads(one)[0], self._reads(two)[1]
                return self._where([one, two], (before == 1.0) & (after == 1.0), ~np.isnan(before + after))
            case nodes.NeverBoth():
                return self._never_both(self._outcomes(tried))
            case nodes.Reachable():
                return self._reachable(self._outcomes(tried))
            case nodes.Invariant(quantifier):
                found = self._outcomes(tried)
                value = self._reads(found)[0]
                fails = np.equal(value, 0.0 if quantifier == "always" else 1.0)
                return self._where([found], fails, np.logical_not(np.isnan(value)))
            case nodes.Unchanged(change):
                one = self._outcomes(tried)
                others = self._changed(change, tried)
                fails = np.zeros(tried.count, dtype=np.bool_)
                for two in others:
                    fails |= _differ(one, two)
                return self._where([one], fails, one.choice() >= 0)
        assert_never(claim)

    # --- each claim -----------------------------------------------------------------------------------------------

    def _monotone(self, claim: nodes.Monotone, one: Outcomes, two: Outcomes) -> Judged:
        fails = np.zeros(one.count, dtype=np.bool_)
        settled = np.ones(one.count, dtype=np.bool_)
        for before, after in zip(self._reads(one), self._reads(two), strict=True):
            first, second = functions.round12(VECTOR, before), functions.round12(VECTOR, after)
            fails |= (second > first) if claim.effect == "raises" else (second < first)
            settled &= ~np.isnan(before + after)
        return self._where([one, two], fails, settled)

    def _never_both(self, found: Outcomes) -> Judged:
        conditions = [rule.condition for rule in self.bench.plan.rules if rule.name in self.stated.rules]
        values = np.stack([found.here.value(node) for node in conditions])
        fails = np.asarray(np.count_nonzero(values == 1.0, axis=0) > 1, dtype=np.bool_)
        settled = np.asarray(np.isfinite(values).all(axis=0), dtype=np.bool_)
        return self._where([found], fails, settled)

    def _reachable(self, found: Outcomes) -> Judged:
        value = self._reads(found)[0]
        payoffs = np.stack(found.payoffs(found.here))
        names = [option.name for option in self.bench.plan.options]
        claim = self.stated.node.claim
        assert isinstance(claim, nodes.Reachable)
        near = np.full(found.count, NEVER)
        if claim.outcome.text in names and len(names) > 1:
            own = payoffs[names.index(claim.outcome.text)]
            others = np.delete(payoffs, names.index(claim.outcome.text), axis=0).max(axis=0)
            near = np.where(np.isnan(own - others), NEVER, own - others)
        judged = self._where([found], value == 1.0, ~np.isnan(value))
        return replace(judged, near=np.where(judged.settled, near, NEVER))

    def _changed(self, change: str, tried: Tried) -> list[Outcomes]:
        plan, here = self.bench.plan, self.bench
        if change == "rescaling":
            inputs = self.space.inputs(tried)
            return [Outcomes(plan, inputs, here.cell, here.back, factor) for factor in FACTORS]
        if change == "swapping":
            inputs = SpaceInputs(plan, tried, self._swapped)
            return [Outcomes(plan, inputs, here.back, here.cell)]
        other, where = self._renamed
        return [Outcomes(other.plan, SpaceInputs(other.plan, tried, where), other.cell, other.back)]

    @cached_property
    def _swapped(self) -> dict[Site, int]:
        """Where each input stands when self and partner change places."""
        _, _, one, other = self.bench.cell
        moved = list(range(len(self.bench.plan.actors)))
        moved[one], moved[other] = other, one
        return self._permuted(self.bench, moved)

    @cached_property
    def _renamed(self) -> tuple[Bench, dict[Site, int]]:
        """The same world with other names, in the opposite order; and where each input stands in it."""
        actors = self.stated.frame.actors
        names = {actor.name: f"actor {len(actors) - i:03}" for i, actor in enumerate(actors)}
        renamed = sorted((Actor(names[a.name], a.kind) for a in actors), key=lambda actor: actor.name)
        one, other, target = (names[role] for role in self.stated.frame.roles)
        frame = Frame(tuple(renamed), (one, other, target))
        world = world_of(self.program, frame, Bag(), ())
        found = bench(world, frame, self.stated.theory, self.stated.cores)
        index = [next(i for i, a in enumerate(renamed) if a.name == names[actor.name]) for actor in actors]
        return found, self._permuted(found, index)

    def _permuted(self, other: Bench, moved: list[int]) -> dict[Site, int]:
        """Where each input of this bench stands in another, in which each actor has another position."""
        plan, numbers = self.bench.plan, {quantity.key: i for i, quantity in enumerate(other.plan.quantities)}
        found: dict[Site, int] = {}
        for site, row in self.space.where.items():
            if site[0] < 0:
                found[site] = row
                continue
            quantity = plan.quantities[site[0]]
            if quantity.key not in numbers:
                continue
            place, third = site[1], 0
            if quantity.arity == 3:
                place, target = divmod(place, len(plan.targets))
                if moved[plan.targets[target]] not in other.plan.targets:
                    continue
                third = other.plan.targets.index(moved[plan.targets[target]])
            ends: list[int] = []
            for _ in range(min(quantity.arity, 2)):
                place, actor = divmod(place, len(plan.actors))
                ends.insert(0, moved[actor])
            new = 0
            for actor in ends:
                new = new * len(plan.actors) + actor
            if quantity.arity == 3:
                new = new * len(other.plan.targets) + third
            found[numbers[quantity.key], new] = row
        return found

    # --- small words ----------------------------------------------------------------------------------------------

    def _moved(self, tried: Tried, values: Floats) -> Outcomes:
        assert self.moved is not None
        return self._outcomes(tried.moved(self.moved, values))

    def _outcomes(self, tried: Tried) -> Outcomes:
        here = self.bench
        return Outcomes(here.plan, self.space.inputs(tried), here.cell, here.back)

    def _reads(self, found: Outcomes) -> list[Floats]:
        return [found.condition(self.bench.conditions[core]) for core in self.stated.reads]

    def _where(self, sides: list[Outcomes], fails: Flags, settled: Flags) -> Judged:
        """Only situations in which `when` holds, before and after any movement, are of interest."""
        if self.stated.condition is not None:
            node = self.bench.conditions[self.stated.condition]
            for side in sides:
                settled = settled & (side.condition(node) == 1.0)
        return Judged(fails & settled, settled, np.zeros(len(fails)))


def _differ(one: Outcomes, two: Outcomes) -> Flags:
    """Where a choice or a tie, known on both sides, is not the same."""
    found = np.zeros(one.count, dtype=np.bool_)
    for before, after in ((one.choice(), two.choice()), (one.tie(), two.tie())):
        found |= (before != after) & (before >= 0) & (after >= 0)
    return found


def _nothing(count: int) -> Judged:
    """No situation fails: nothing that is decided hangs on what is moved."""
    return Judged(np.zeros(count, dtype=np.bool_), np.ones(count, dtype=np.bool_), np.zeros(count))
