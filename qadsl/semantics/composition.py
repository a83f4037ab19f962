"""Puts scenarios together (`extends`, `+`, `then`) and checks that they agree on who, when and what."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from qadsl.diagnostics import Bag, Label
from qadsl.diagnostics.suggest import suggest
from qadsl.ir.program import Actor
from qadsl.semantics import model
from qadsl.semantics.calendar import timeline
from qadsl.semantics.happening import check_events, events_of, same_event
from qadsl.semantics.histories import check_history
from qadsl.semantics.holding import Held
from qadsl.semantics.joining import joined
from qadsl.semantics.model import Fact, Model
from qadsl.semantics.presence import check_presence
from qadsl.semantics.values import same_value
from qadsl.semantics.worlds import World
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["MOST_ACTORS", "compose", "lineage"]

OF_TIES = ("variable:", "start:")
"""How quantities begin that are about two actors and a third."""
MOST_ACTORS = 1_000
MOST_CELLS = 20_000_000


def lineage(scenarios: dict[str, model.Scenario], name: str) -> list[str]:
    """A scenario and what it extends, the root first; stops at a circle."""
    chain: list[str] = []
    current: str | None = name
    while current is not None and current in scenarios and current not in chain:
        chain.append(current)
        current = scenarios[current].extends
    return chain[::-1]


def compose(
    program: Model,
    names: tuple[str, ...],
    operators: tuple[str, ...],
    label: str,
    bag: Bag,
    span: Span,
    extra: tuple[Fact, ...] = (),
) -> World | None:
    """Put scenarios together; what clashes goes to the bag."""
    chains = [lineage(program.scenarios, name) for name in names]
    base = set.intersection(*(set(chain[:-1]) for chain in chains)) if len(chains) > 1 else set()
    order = [name for name in chains[0] if name in base]
    patches: list[tuple[str, ...]] = []
    for operator, chain in zip(("", *operators), chains, strict=True):
        patch = tuple(name for name in chain if name not in base)
        patches.append(patch)
        if operator == "then" and chain[-1] in order:
            order.remove(chain[-1])  # said again: from here on it goes before the others
        order += [name for name in patch if name not in order]
    layers = tuple((depth, program.scenarios[name]) for depth, name in enumerate(order))
    world = _world(program, layers, label, bag, extra)
    if world is None:
        return None
    _check_names(world)
    depth_of = {name: depth for depth, name in enumerate(order)}
    for i, operator in enumerate(operators):
        if operator == "+":
            left = {name for patch in patches[: i + 1] for name in patch}
            _check_overlap(world, left, set(patches[i + 1]), depth_of, span)
            _check_frame(world, left, set(patches[i + 1]), span)
    return world


def _world(
    program: Model, layers: tuple[tuple[int, model.Scenario], ...], label: str, bag: Bag, extra: tuple[Fact, ...]
) -> World | None:
    kinds: dict[str, Actor] = {}
    groups: dict[str, model.Group] = {}
    span = None
    presence: dict[str, nodes.Period] = {}
    for _, scenario in layers:
        presence |= dict(scenario.presence)
        groups |= scenario.groups
        span = scenario.time or span
        for name, kind, heading, place in scenario.actors:
            old = kinds.get(name)
            if old is not None and old.kind != kind:
                bag.error("QA509", f"`{name}` is both a state and an entity", place, f"here it is of the kind `{kind}`")
            kinds[name] = Actor(name, kind, heading or (old.title if old else ""))
    if len(kinds) > MOST_ACTORS:
        bag.error(
            "QA702", f"scenario `{label}` has more than {MOST_ACTORS:,} actors", layers[-1][1].span, "too many actors"
        )
        return None
    actors = tuple(kinds[name] for name in sorted(kinds))
    world = World(
        label, layers[-1][1].title, program, bag, actors, (), timeline(span, bag), layers, extra, groups, presence
    )
    world.index = {actor.name: i for i, actor in enumerate(actors)}
    world.targets = tuple(
        sorted({m for _, scenario in layers for name in scenario.targets for m in world.members(name)})
    )
    if any(scenario.joins for _, scenario in layers):
        _join(world)
    size = len(actors) ** 2 * max(1, len(world.targets)) * len(world.timeline.days)
    if size > MOST_CELLS:
        bag.error(
            "QA702", f"scenario `{label}` has {size:,} cells, more than {MOST_CELLS:,}", layers[-1][1].span, "too large"
        )
        return None
    return world


def _join(world: World) -> None:
    """Let rows of data be statements of the scenarios that they belong to."""
    layers = []
    for depth, scenario in world.layers:
        layers.append((depth, replace(scenario, facts=(*scenario.facts, *joined(world, scenario.joins)))))
    world.layers = tuple(layers)
    world.forget()


def _check_names(world: World) -> None:
    """Resolve every name a statement uses, so that unknown actors, lone pairs and dates without time are reported."""
    for _, scenario in world.layers:
        listed = [name for group in scenario.groups.values() if group.where is None for name in group.members]
        parties = [name for instrument in scenario.instruments for name in instrument.members]
        patterns = [name for pattern in scenario.patterns for name in (*pattern.members, *pattern.targets)]
        patterns += [
            name
            for event in scenario.events
            for change in event.changes
            for name in (*change.pattern.members, *change.pattern.targets)
        ]
        for name in (*listed, *parties, *patterns):
            world.members(name)
        _check_dates(world, scenario)
        for told in scenario.history:
            _check_history(world, told)
    check_history(world, world.bag)
    seen: set[tuple[int, bool]] = set()
    for _, fact in world.facts():
        key = (id(fact.pattern), fact.quantity.startswith(OF_TIES))  # rows of a table share their patterns
        if key not in seen:
            seen.add(key)
            _check_pattern(world, fact)
    for event in events_of(world):
        for change in event.changes:
            _check_pattern(world, change)
    check_events(world)
    check_presence(world)


def _check_dates(world: World, scenario: model.Scenario) -> None:
    timeline = world.timeline
    if scenario.periods and all(one.time is None for _, one in world.layers):
        world.bag.error(
            "QA503",
            "this is dated, but the scenario has no time",
            scenario.periods[0].span,
            "when does it run?",
            help=["Say so in the scenario: `time 1955 .. 1957`."],
        )
    for period in scenario.periods if timeline.is_dated else ():
        if not timeline.within(period):
            world.bag.warning(
                "QA802",
                "this never holds: it lies outside the time of the scenario",
                period.span,
                f"the scenario runs from {timeline.labels[0]} to {timeline.labels[-1]}",
            )


def _check_history(world: World, told: nodes.Happened) -> None:
    """What happened is told of actors and options that there are, at a time of the scenario."""
    for name in (*told.decision.members, *([told.decision.target] if told.decision.target is not None else [])):
        world.members(name)
    known = sorted({option.name for theory in world.program.theories.values() for option in theory.options})
    if known and told.option.text not in known:
        guess = suggest(told.option.text, known)
        world.bag.error(
            "QA722",
            f"no theory has an option `{told.option.text}`",
            told.option.span,
            f"did you mean `{guess}`?" if guess else "no such option",
            help=[] if guess else [f"options: {', '.join(known)}"],
        )
    when, timeline = told.decision.time, world.timeline
    if when is not None and timeline.is_dated and not timeline.within(nodes.Period(when, when, when.span)):
        world.bag.warning(
            "QA802",
            "this lies outside the time of the scenario",
            when.span,
            f"the scenario runs from {timeline.labels[0]} to {timeline.labels[-1]}",
        )


def _check_pattern(world: World, fact: Fact | model.Change) -> None:
    pattern = fact.pattern
    members = [world.members(name) for name in pattern.members]
    targets = {m for name in pattern.targets for m in world.members(name)}
    if pattern.form in {"arrow", "both"} and all(members):
        ends = [name.text for name in pattern.members]
        # in an event, a group at both ends is every pair of its members
        if ends[0] == ends[1] and not (isinstance(fact, model.Change) and len(members[0]) > 1):
            world.bag.error(
                "QA510",
                f"`{ends[0]}` stands at both ends",
                pattern.members[1].span,
                "what is said of two actors needs two different actors",
            )
        for name, member in zip(pattern.members, members, strict=True):
            if fact.quantity.startswith(OF_TIES) and len(member) == 1 and targets and targets <= set(member):
                world.bag.error(
                    "QA511",
                    f"`{name.text}` is the third party itself",
                    name.span,
                    "a tie is between two others against it",
                )


def _check_overlap(world: World, left: set[str], right: set[str], depth_of: dict[str, int], span: Span) -> None:
    """`A + B` is allowed where both touch different things or agree."""
    clashes: list[tuple[str, Fact, Fact]] = []
    sides = [frozenset(depth_of[name] for name in names) for names in (left, right)]
    for key in sorted({fact.quantity for _, fact in world.facts()}):
        one, two = (world.held(key, layers=side) for side in sides)
        for cell, stating in one.cells():
            for place in _matching(cell, one, two, len(world.timeline.days)):
                other = two.at(place)
                if other is None or other.fact is stating.fact or same_value(stating.fact.value, other.fact.value):
                    continue
                name = world.cell_name(key, world.cell(key, place % two.size))
                clashes.append((name, stating.fact, other.fact))
    if not clashes:
        return
    names = sorted({name for name, _, _ in clashes})
    shown = ", ".join(f"`{name}`" for name in names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
    _, first, second = clashes[0]
    world.bag.error(
        "QA502",
        f"the scenarios of `{world.name}` disagree on {shown}",
        span,
        "an order must be written: `then`",
        labels=[
            Label(first.span, first.pointed_out("one says this")),
            Label(second.span, second.pointed_out("the other says this")),
        ],
    )


def _check_frame(world: World, left: set[str], right: set[str], span: Span) -> None:
    """Both sides of `+` agree on the time and on who is in a group, too."""
    scenarios = world.program.scenarios
    sides = [[scenarios[name] for name in sorted(names)] for names in (left, right)]
    times = [[s.time for s in side if s.time is not None] for side in sides]
    if any(one != two for one in times[0] for two in times[1]):
        labels = [Label(time.span, "a time") for side in times for time in side]
        world.bag.error(
            "QA502", f"the scenarios of `{world.name}` disagree on the time", span, "an order must be written: `then`",
            labels=labels,
        )  # fmt: skip
    said = ([e for s in side for e in s.events] for side in sides)
    for event, other in product(*said):
        if event.name == other.name and not same_event(event, other):
            world.bag.error(
                "QA502", f"the scenarios of `{world.name}` disagree on the event `{event.name}`", span,
                "an order must be written: `then`",
                labels=[Label(one.span, "an event of this name") for one in (event, other)],
            )  # fmt: skip
    for one, two in ((a, b) for first in sides[0] for second in sides[1] for a, b in _shared(first, second)):
        world.bag.error(
            "QA502",
            f"the scenarios of `{world.name}` disagree on the group `{one.name}`",
            span,
            "an order must be written: `then`",
            labels=[Label(group.span, "a group of this name") for group in (one, two) if group.span is not None],
        )


def _shared(first: model.Scenario, second: model.Scenario) -> list[tuple[model.Group, model.Group]]:
    """Groups of one name that two scenarios declare in different ways."""
    both = sorted(first.groups.keys() & second.groups.keys())
    pairs = [(first.groups[key], second.groups[key]) for key in both]
    return [(a, b) for a, b in pairs if (set(a.members), a.base, a.where) != (set(b.members), b.base, b.where)]


def _matching(cell: int, one: Held, two: Held, periods: int) -> list[int]:
    """Cells of the other side that a cell of one side is among."""
    if one.is_dated == two.is_dated:
        return [cell]
    return [cell % one.size] if one.is_dated else [t * two.size + cell for t in range(periods)]
