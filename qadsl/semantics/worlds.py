"""A composed scenario: its actors, third parties and periods, and what holds at each cell.

A *layer* is one scenario's own statements. A world is a list of layers; on each cell the statement of the greatest rank
holds. Rank is compared in this order: later layer; dated over undated; one arrow over `<->` over `among` over an
instrument over `otherwise`; with a target over without. Two statements of equal rank and unequal values are an error.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations, product
from math import prod

from qadsl.diagnostics import Bag, Label
from qadsl.diagnostics.suggest import suggest
from qadsl.ir.program import Actor, Origin, Written
from qadsl.semantics import model
from qadsl.semantics.calendar import Timeline
from qadsl.semantics.holding import Clash, Held, Rank, Stating, paint
from qadsl.semantics.membership import Member, membership
from qadsl.semantics.model import Fact, Formula, Model, Pattern, Quantity, Value
from qadsl.semantics.scope import BUILTIN_GROUPS, no_actor
from qadsl.semantics.values import unknown
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["NOBODY", "Cell", "Stated", "World"]

FORMS = {"otherwise": 0, "instrument": 1, "among": 2, "both": 3, "arrow": 4, "actor": 4, "all": 4}

MOST_STATED = 20_000_000
"""Values of one quantity that the statements of a scenario may give, one counted for each cell and statement."""

NOBODY = Written("unknown", (), "between an actor and itself")
"""What holds between an actor and itself: nothing that could be known or drawn."""

Cell = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stated:
    """What holds at each cell of one quantity; `formulas` gives those positions in `written` that are computed."""

    is_dated: bool
    written: tuple[Written, ...]
    formulas: dict[int, Formula]
    cells: array[int]


@dataclass(slots=True)
class World:
    """A composed scenario."""

    name: str
    title: str
    program: Model
    bag: Bag
    actors: tuple[Actor, ...]
    targets: tuple[int, ...]
    timeline: Timeline
    layers: tuple[tuple[int, model.Scenario], ...]
    extra: tuple[Fact, ...]
    groups: dict[str, model.Group]
    presence: dict[str, nodes.Period] = field(default_factory=dict)
    """From when to when those actors are there who are not always there."""
    index: dict[str, int] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    """Quantities that have decided who is in a group of which a statement speaks."""
    _absent: dict[int, frozenset[int]] | None = None
    _reported: set[Span] = field(default_factory=set)
    _listed: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _doubts: dict[str, str] = field(default_factory=dict)
    _held: dict[str, Held] = field(default_factory=dict)
    _found: dict[tuple[int, int, bool], Sequence[int]] = field(default_factory=dict)

    # --- when -----------------------------------------------------------------------------------------------------

    def absences(self) -> dict[int, frozenset[int]]:
        """Those actors who are not there in every period, each with the periods in which they are not."""
        if self._absent is not None:
            return self._absent
        every = range(len(self.timeline.days))
        found = {
            self.index[name]: frozenset(every).difference(self.timeline.within(period))
            for name, period in self.presence.items()
            if self.timeline.is_dated and name in self.index
        }
        self._absent = {actor: times for actor, times in found.items() if times}
        return self._absent

    # --- who ------------------------------------------------------------------------------------------------------

    def members(self, name: nodes.Name) -> tuple[int, ...]:
        """Positions of the actor or group of that name; an unknown name is reported once."""
        if name.text in self.index:
            return (self.index[name.text],)
        group = self._group(name.text)
        if group is not None:
            for key in self._keys(name.text):
                self._doubt(key, name)
            return group
        if name.span not in self._reported:
            self._reported.add(name.span)
            known = [actor.name for actor in self.actors]
            _actor_error(self.bag, name, known, f"scenario `{self.name}`")
        return ()

    def _group(self, text: str) -> tuple[int, ...] | None:
        if text in BUILTIN_GROUPS:
            kind = BUILTIN_GROUPS[text]
            return tuple(i for i, actor in enumerate(self.actors) if not kind or actor.kind == kind)
        keys = {*self.groups, *self.program.groups}
        if text in keys:
            return self.listed(text)
        found = sorted(key for key in keys if key.endswith(f".{text}"))
        return self.listed(found[0]) if found else None

    def _keys(self, text: str) -> list[str]:
        keys = {*self.groups, *self.program.groups}
        return [text] if text in keys else sorted(key for key in keys if key.endswith(f".{text}"))[:1]

    def _doubt(self, key: str, name: nodes.Name) -> None:
        """Report, once for each place, a group of which it is not certain who is in it."""
        if key in self._doubts and name.span not in self._reported:
            self._reported.add(name.span)
            self.bag.error(
                "QA505",
                f"who is in the group `{name.text}` is not certain: {self._doubts[key]}",
                name.span,
                "a statement needs certain members",
                help=[
                    "Name the actors, in a block with dates where they change over time;",
                    "or write a rule: it asks who is in the group in every period and every draw.",
                ],
            )

    def group(self, key: str) -> model.Group | None:
        """A declared group by its qualified name; one of a scenario stands before one of a library."""
        return self.groups.get(key) or self.program.groups.get(key)

    def listed(self, key: str) -> tuple[int, ...]:
        """Members of a group; of a conditional one those whose attributes are exactly stated so."""
        if key not in self._listed:
            self._listed[key] = ()  # a group that names itself adds nobody
            self._listed[key] = self._members(key)
        return self._listed[key]

    def _members(self, key: str) -> tuple[int, ...]:
        if key in BUILTIN_GROUPS:
            return self._group(key) or ()
        group = self.group(key)
        if group is None:
            return ()
        if group.where is None:
            found = {self.index[name.text] for name in group.members if name.text in self.index}
            for name in group.members:
                if name.text not in self.index and (
                    name.text in BUILTIN_GROUPS or self.group(name.text) or self._nested(key, name.text)
                ):
                    found |= set(self._group(name.text) or ())
                    for other in self._keys(name.text):
                        self._doubts |= {key: self._doubts[other]} if other in self._doubts else {}
            return tuple(sorted(found))
        base = self.listed(group.base or "actors")
        asked = {i: self._member(group.where, i) for i in base}
        doubt = next((one.reason for one in asked.values() if one.is_open), None)
        if doubt is not None:
            self._doubts[key] = doubt
        return tuple(i for i, one in asked.items() if one.is_in)

    def _member(self, where: model.Core, actor: int) -> Member:
        years = self.timeline.years
        return membership(where, self.program, self._value_at, (actor, self.actors[actor].name), years)

    def _value_at(self, key: str, actor: int, time: int) -> Value | None:
        self.settled.add(key)
        if key in self._eventful:
            event = self._event_on(key, max(actor, 0), time)
            if event:
                return unknown(self.program.quantities[key].type, f"changed by event {event}")
        held = self.held(key)
        found = held.at(max(actor, 0) + (time * held.size if held.is_dated else 0))
        return found.fact.value if found is not None else self.program.quantities[key].default

    @property
    def _eventful(self) -> set[str]:
        """Quantities that events change."""
        return {c.quantity for _, scenario in self.layers for e in scenario.events for c in e.changes}

    def _event_on(self, key: str, site: int, time: int) -> str:
        """An event that may change a cell in a period; empty where there is none."""
        latest = {event.name: event for _, scenario in self.layers for event in scenario.events}
        for name, event in sorted(latest.items()):
            for change in event.changes:
                if (
                    change.quantity == key
                    and self.timeline.strengths(change.period, change.fading)[time]
                    and site in self.sites(key, change.pattern)
                ):
                    return name
        return ""

    def may_hold(self, key: str) -> bool:
        """Whether anybody may be in a group: also those of whom it is not known."""
        group = self.group(key) if key not in BUILTIN_GROUPS else None
        if group is None:
            return bool(self.listed(key))
        if group.where is None:  # members that are groups themselves may hold somebody
            return bool(self.listed(key)) or any(name.text not in self.index for name in group.members)
        return bool(self.listed(key)) or any(
            one.is_open or self._is_unsaid(group.where, i)
            for i in range(len(self.actors))
            for one in (self._member(group.where, i),)
        )

    def _is_unsaid(self, where: model.Core, actor: int) -> bool:
        """Whether what a condition reads of an actor is not stated, so that it is not known to fail."""
        years = self.timeline.years
        return not membership(
            model.Apply("not", (where,)), self.program, self._value_at, (actor, self.actors[actor].name), years
        ).is_in

    def _nested(self, key: str, text: str) -> bool:
        return any(other != key and other.endswith(f".{text}") for other in (*self.groups, *self.program.groups))

    # --- what -----------------------------------------------------------------------------------------------------

    def facts(self) -> Iterator[tuple[int, Fact]]:
        """All statements with their layers; what is handed in from outside lies above all."""
        for fact in self.program.settings:
            yield -1, fact
        for depth, scenario in self.layers:
            for fact in scenario.facts:
                yield depth, fact
        for fact in self.extra:
            yield len(self.layers) + 1, fact

    def _sites(self, fact: Fact) -> Sequence[int]:
        """Cells of a statement, without time, as numbers; patterns are shared by statements, and so is what is found.

        What follows the last role runs fastest: (self, partner, target).
        """
        quantity = self.program.quantities[fact.quantity]
        key = (id(fact.pattern), quantity.arity, quantity.is_symmetric)
        if key not in self._found:
            self._found[key] = self._sites_of(fact.pattern, quantity)
        return self._found[key]

    def sites(self, key: str, pattern: Pattern) -> Sequence[int]:
        """Cells of a quantity, without time, that a pattern is about."""
        return self._sites_of(pattern, self.program.quantities[key])

    def _sites_of(self, pattern: Pattern, quantity: Quantity) -> Sequence[int]:
        size = len(self.actors)
        if quantity.arity == 0:
            return (0,)
        if quantity.arity == 1:
            return [member for name in pattern.members for member in self.members(name)]
        pairs = self._pairs(pattern)
        if quantity.arity == 2:
            return [one * size + two for one, two in self._both_ways(pairs, quantity)]
        found: array[int] = array("i")
        for position in self._targets(pattern):
            target, width = self.targets[position], len(self.targets)
            found.extend(
                [(one * size + two) * width + position for one, two in pairs if target != one and target != two]
            )
        return found

    def _both_ways(self, pairs: list[tuple[int, int]], quantity: Quantity) -> Iterator[Cell]:
        for one, two in pairs:
            yield (one, two)
            if quantity.is_symmetric:
                yield (two, one)

    def _targets(self, pattern: Pattern) -> list[int]:
        if not pattern.targets:
            return list(range(len(self.targets)))
        named = {member for name in pattern.targets for member in self.members(name)}
        return [position for position, target in enumerate(self.targets) if target in named]

    def _pairs(self, pattern: Pattern) -> list[tuple[int, int]]:
        if pattern.form in {"otherwise", "all"}:
            return list(permutations(range(len(self.actors)), 2))
        if pattern.form == "among":
            members = sorted({member for name in pattern.members for member in self.members(name)})
            return list(permutations(members, 2))
        ends = [self.members(name) for name in pattern.members]
        found = [(one, two) for one, two in product(*ends) if one != two]
        if pattern.form == "both":
            found += [(two, one) for one, two in found]
        return found

    def rank(self, depth: int, fact: Fact | model.Change) -> Rank:
        """How specific a statement is."""
        form = FORMS[fact.pattern.form]
        if any(name.text not in self.index for name in fact.pattern.members) and form > FORMS["among"]:
            form = FORMS["among"]
        return (depth, int(fact.period is not None), form, int(bool(fact.pattern.targets)))

    def held(self, key: str, *, layers: frozenset[int] | None = None) -> Held:
        """The statement that holds at each cell, among those of some layers or of all."""
        if layers is None and key in self._held:
            return self._held[key]
        facts = [(d, f) for d, f in self.facts() if f.quantity == key and (layers is None or d in layers)]
        is_dated = self.timeline.is_dated and any(f.period is not None for _, f in facts)
        every = range(len(self.timeline.days))
        statings: list[Stating] = []
        count = 0
        for depth, fact in facts:
            times = self.timeline.within(fact.period) if fact.period is not None else every
            statings.append(Stating(self.rank(depth, fact), fact, self._sites(fact), times))
            count += len(statings[-1].sites) * (len(times) if is_dated else 1)
            if count > MOST_STATED:
                self._too_large(fact)
                break
        found = paint(statings, self.size(key), len(every), is_dated=is_dated)
        self._report(key, found)
        if layers is None:
            self._held[key] = found
        return found

    def forget(self) -> None:
        """Look anew: more is stated than was."""
        self._held.clear()
        self._listed.clear()
        self._doubts.clear()

    def _too_large(self, fact: Fact) -> None:
        self.bag.error(
            "QA702",
            f"scenario `{self.name}` states more than {MOST_STATED:,} values of one quantity",
            fact.span,
            "too many cells",
        )

    def size(self, key: str) -> int:
        """How many cells a quantity has, time left out."""
        sizes = (len(self.actors), len(self.actors), len(self.targets))
        return prod(sizes[: self.program.quantities[key].arity])

    def _report(self, key: str, held: Held) -> None:
        for clash in held.clashes:
            self.bag.error(
                "QA501",
                f"`{self.cell_name(key, self.cell(key, clash.cell % held.size))}` is stated twice with different"
                " values, equally specifically",
                clash.two.span,
                clash.two.pointed_out("and another here"),
                labels=[Label(clash.one.span, clash.one.pointed_out("one value here"))],
                help=self._ways_out(clash, clash.cell // held.size),
            )

    def _ways_out(self, clash: Clash, time: int) -> list[str]:
        one, two = clash.one, clash.two
        more = [f"They differ in {clash.more:,} more cells."] if clash.more and (one.row or two.row) else []
        if one.period is not None and two.period is not None and self.timeline.is_dated:
            label = self.timeline.labels[time]
            return [f"Both hold in {label}: end one where the other begins, or let time run in smaller steps.", *more]
        if one.row or two.row:
            return ["A row is as specific as a single arrow; one with a date, more than one without.", *more]
        return [
            "A single arrow is more specific than `<->`, that than `among`, that than `otherwise`.",
            "A dated statement is more specific than an undated one.",
        ]

    def cell(self, key: str, site: int) -> Cell:
        """The positions of the actors that a cell is about."""
        found: list[int] = []
        sizes = (len(self.actors), len(self.actors), len(self.targets))
        for length in reversed(sizes[: self.program.quantities[key].arity]):
            site, position = divmod(site, length)
            found.append(position)
        return tuple(reversed(found))

    def cell_name(self, key: str, cell: Cell) -> str:
        """`common_threat(UK, France, Egypt)`, `UK.capability`, `fear`."""
        quantity = self.program.quantities[key]
        names = [self.actors[i].name for i in cell[:2]]
        if quantity.arity == 3:
            names.append(self.actors[self.targets[cell[2]]].name)
        if quantity.arity == 0:
            return quantity.name
        return f"{names[0]}.{quantity.short}" if quantity.arity == 1 else f"{quantity.short}({', '.join(names)})"

    def states(self, key: str) -> bool:
        """Whether anything is said of a quantity."""
        return any(fact.quantity == key for _, fact in self.facts())

    def stated(self, key: str) -> Stated:
        """What holds at each cell of a quantity, in the layout of `ir.program.Quantity`."""
        quantity = self.program.quantities[key]
        held = self.held(key)
        instruments = self._instruments(key) if quantity.kind == "relation" else {}
        periods = len(self.timeline.days)
        is_dated = held.is_dated or bool(instruments and self.timeline.is_dated)
        repeated = periods if is_dated and not held.is_dated else 1
        table = _Positions(self, key)
        nobody = self._nobody(quantity.arity)
        nothing = table.position(NOBODY) if nobody else 0
        codes = [0] * (len(held.statings) + 1)  # the last, which -1 means, is the default
        in_effect = held.in_effect()
        for i, stating in enumerate(held.statings):
            if i in in_effect:
                codes[i] = table.position(stating.fact.value)
        cells = array("i", [codes[i] for i in held.winners]) * repeated
        for start in range(0, len(cells), max(1, held.size)):
            for site in nobody:
                cells[start + site] = nothing
        for cell, (rank, value) in instruments.items():
            old = held.at(cell if held.is_dated else cell % held.size)
            if old is None or old.rank < rank:
                cells[cell] = table.position(value)
        return Stated(is_dated, tuple(table.written), table.formulas, cells)

    def _nobody(self, arity: int) -> list[int]:
        """Cells, without time, that are about an actor and itself."""
        size, width = len(self.actors), len(self.targets)
        if arity == 2:
            return [i * size + i for i in range(size)]
        if arity < 3:
            return []
        return [
            (one * size + two) * width + k
            for k, target in enumerate(self.targets)
            for i in range(size)
            for one, two in ((i, i), (i, target), (target, i))
        ]

    def _instruments(self, key: str) -> dict[int, tuple[Rank, Written]]:
        """What the instruments in force give each pair (time first where the world has time), and how specific that is.

        Where there are several, the greatest value holds, and the last scenario that has one says how specific it is.
        """
        found: dict[int, tuple[Rank, Written]] = {}
        size = len(self.actors)
        instruments = [(depth, i) for depth, scenario in self.layers for i in scenario.instruments]
        for depth, instrument in sorted(instruments, key=lambda item: (item[1].name, item[1].span.place)):
            rank = (depth, 0, FORMS["instrument"], 0)
            value = self._instrument_value(instrument, key)
            if value is None:
                continue
            members = sorted({m for name in instrument.members for m in self.members(name)})
            times = self.timeline.within(instrument.period) if instrument.period else range(len(self.timeline.days))
            for one, two in permutations(members, 2):
                for t in times if self.timeline.is_dated else (0,):
                    place = (t * size + one) * size + two
                    old = found.get(place, (rank, value))
                    greater = value if value.parameters > old[1].parameters else old[1]
                    found[place] = (max(rank, old[0]), greater)
        return found

    def _instrument_value(self, instrument: model.Instrument, key: str) -> Written | None:
        label = f"instrument {instrument.name}"
        if key in instrument.modifiers:
            return Written("exact", (1.0,), "yes", Origin(instrument.span.place, label, instrument.citation))
        for name, written in self.program.kinds[instrument.kind].values:
            if name == key:
                kind = instrument.kind.rpartition(".")[2]
                citation = instrument.citation or (written.origin.citation if written.origin else "")
                return Written(
                    written.form,
                    written.parameters,
                    f"{written.text} ({kind})",
                    Origin(instrument.span.place, label, citation),
                )
        return None


class _Positions:
    """The values written of one quantity, each entered once; the first is what holds where nothing is stated."""

    def __init__(self, world: World, key: str) -> None:
        quantity = world.program.quantities[key]
        self.words = world.program.words.get(key, ())
        self.written: list[Written] = []
        self.formulas: dict[int, Formula] = {}
        self.places: dict[Value, int] = {}
        self.position(quantity.default if quantity.default is not None else unknown(quantity.type, "not given"))

    def position(self, value: Value) -> int:
        if value not in self.places:
            self.places[value] = len(self.written)
            if isinstance(value, Formula):
                self.formulas[len(self.written)] = value
                self.written.append(
                    Written("computed", (), value.text, Origin(value.span.place, "computed from parameters"))
                )
            elif value.form == "word":
                self.written.append(Written("exact", (float(self.words.index(value.text)),), value.text, value.origin))
            else:
                self.written.append(value)
        return self.places[value]


def _actor_error(bag: Bag, name: nodes.Name, known: list[str], where: str) -> None:
    guess = suggest(name.text, known)
    shown = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    bag.error(
        "QA203",
        f"no actor is called `{name.text}`",
        name.span,
        f"did you mean `{guess}`?" if guess else no_actor(name.text),
        help=[f"actors of {where}: {shown or 'none'}"],
    )
