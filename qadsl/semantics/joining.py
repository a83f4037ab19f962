"""Joins tables of data to a scenario: each row that is about its actors and periods is a statement of its own.

Rows are joined once it is known who there is, in the order of the cells they are about: their own order is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from qadsl.data.table import Cell as Raw
from qadsl.data.table import is_missing
from qadsl.ir.program import Origin, Written
from qadsl.semantics.model import Fact, Join, JoinKey, JoinValue, Pattern
from qadsl.semantics.row_values import Columns, RowError, date_of, same_values
from qadsl.semantics.worlds import World
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["joined"]

SHOWN = 3
"""Examples that a message names."""
Place = tuple[int, int, int, tuple[int, ...]]
"""The two actors, or one and -1; the target, or -1; and the periods that a row touches, none where it has no date."""
_Key = tuple[int, int, int, int]
_Said = tuple[Place, int, Written]
_Clash = tuple[_Said, _Said]


@dataclass(slots=True)
class _Left:
    """What a join leaves out."""

    about: int = 0
    strangers: set[str] = field(default_factory=set)
    outside: int = 0
    empties: list[int] = field(default_factory=list)


def joined(world: World, joins: Sequence[Join]) -> list[Fact]:
    """The facts that rows state; what is wrong with rows or left out goes to the bag of the world.

    Of whom no row speaks is told of all items together that read the same of one table: one may read it one way, and
    another the other way round.
    """
    every = [_Joining(world, join) for join in joins]
    found = [fact for one in every for fact in one.facts()]
    spoken: dict[object, set[tuple[int, int, int]]] = {}
    for one in every:
        spoken.setdefault(one.subject, set()).update(one.spoken)
    for one in every:
        one.tell(spoken.pop(one.subject, None))
    return found


class _Joining:
    """One table being joined to one world."""

    def __init__(self, world: World, join: Join) -> None:
        self.world, self.join, self.table = world, join, join.table
        self.left = _Left()
        self.columns = Columns(join.table)
        self.who = {key.role: self._known(key) for key in join.keys if key.role != "time"}
        self.time = next((key for key in join.keys if key.role == "time"), None)
        self.times: dict[Raw, tuple[nodes.Period, tuple[int, ...]]] = {}
        has_period = join.period is not None and world.timeline.is_dated
        self.within = frozenset(world.timeline.within(join.period)) if has_period and join.period else None
        self.names = [_name(actor.name, join.span) for actor in world.actors]
        self.patterns: dict[tuple[int, int, int], Pattern] = {}
        self.spoken: set[tuple[int, int, int]] = set()
        """The actors, or one and -1, and the period, or -1, that rows are about."""

    @property
    def subject(self) -> object:
        """What two items have in common that read the same of one table."""
        return self.table.name, frozenset(value.quantity for value in self.join.values), self.time is None

    def facts(self) -> list[Fact]:
        if self.time is not None and not self.world.timeline.is_dated:
            self._error("QA541", "rows have a time, but the scenario has none", self.time.span, "say `time` in it")
            return []
        rows = self._rows()
        found: list[Fact] = []
        for value in self.join.values:
            found += self._stated(value, rows)
        self.spoken = {(one, two, time) for one, two, _, times in rows for time in times or (-1,)}
        return found

    def _error(self, code: str, message: str, span: Span, hint: str = "", help: Sequence[str] = ()) -> None:
        self.world.bag.error(code, message, span, hint, help=help)

    # --- who and when ---------------------------------------------------------------------------------------------

    def _known(self, key: JoinKey) -> dict[Raw, int]:
        """Actors by what the column calls them: their names and titles, or the value of an attribute."""
        if key.attribute:
            return self._by_attribute(key)
        found: dict[Raw, int] = {}
        for i, actor in enumerate(self.world.actors):
            if actor.title:
                found.setdefault(actor.title, i)
        return found | {actor.name: i for i, actor in enumerate(self.world.actors)}

    def _by_attribute(self, key: JoinKey) -> dict[Raw, int]:
        held, found = self.world.held(key.attribute), dict[Raw, int]()
        for i, actor in enumerate(self.world.actors):
            stating = held.at(i)
            value = stating.fact.value if stating is not None else None
            if not isinstance(value, Written) or value.form not in ("exact", "word"):
                continue
            code: Raw = value.text if value.form == "word" else value.parameters[0]
            if code in found:
                other = self.world.actors[found[code]].name
                self._error("QA541", f"`{other}` and `{actor.name}` have the same code, {value.text}", key.span)
            found[code] = i
        return found

    def _actors(self, key: JoinKey) -> dict[Raw, int]:
        """For each cell of a column that names an actor, whom."""
        known, found = self.who[key.role], dict[Raw, int]()
        for cell in set(self.table.cells[key.column]):
            said: Raw = cell.strip() if isinstance(cell, str) else cell
            actor = known.get(said)
            if actor is None and key.attribute:
                actor = known.get(self.columns.plain_number(cell))
            if actor is not None:
                found[cell] = actor
            else:
                self.left.strangers.add(str(said) if said is not None else "")
        return found

    def _moment(self, row: int) -> tuple[nodes.Period, tuple[int, ...]] | None:
        """The period of a row, and those of the scenario that it touches; nothing where it touches none."""
        assert self.time is not None
        cell = self.table.cells[self.time.column][row]
        if cell not in self.times:
            when = date_of(cell, self.join.span)
            if when is None:
                raise RowError(f"`{self.time.column}` is {_shown(cell)}, no date", "Write 1956, 1956-10 or 1956-10-29.")
            period = nodes.Period(when, when, self.join.span)
            touched = self.world.timeline.within(period)
            self.times[cell] = period, tuple(t for t in touched if self.within is None or t in self.within)
        period, touched = self.times[cell]
        return (period, touched) if touched else None

    def _rows(self) -> dict[Place, list[int]]:
        """Rows that are about this scenario, by what they are about."""
        keys = [key for key in self.join.keys if key.role != "time"]
        named = {key.role: self._actors(key) for key in keys}
        rows: Sequence[int] = range(len(self.table.lines))
        for key in keys:
            cells, actors = self.table.cells[key.column], named[key.role]
            rows = [row for row in rows if cells[row] in actors]
        found: dict[Place, list[int]] = {}
        problems: list[tuple[int, RowError]] = []
        for row in rows:
            where = {key.role: named[key.role][self.table.cells[key.column][row]] for key in keys}
            if not self._is_about(where):
                continue
            self.left.about += 1
            try:
                moment = self._moment(row) if self.time is not None else (None, ())
            except RowError as problem:
                problems.append((row, problem))
                continue
            if moment is None:
                self.left.outside += 1
                continue
            one = where["self"] if "self" in where else where["actor"]
            place = (one, where.get("partner", -1), where.get("target", -1), moment[1])
            found.setdefault(place, []).append(row)
        self._report(problems, self.time.span if self.time is not None else self.join.span)
        return dict(sorted(found.items()))

    def _is_about(self, where: Mapping[str, int]) -> bool:
        """Whether two actors differ, and the third is one that there is something against."""
        target = where.get("target")
        if target is not None and target not in self.world.targets:
            return False
        if "partner" not in where:
            return True
        return where["self"] != where["partner"] and target not in (where["self"], where["partner"])

    # --- what -----------------------------------------------------------------------------------------------------

    def _stated(self, value: JoinValue, rows: Mapping[Place, list[int]]) -> list[Fact]:
        """The facts of one value of every row."""
        quantity = self.world.program.quantities[value.quantity]
        read = self.columns.reader(value.expression, quantity.type)
        said: dict[_Key, _Said] = {}
        problems: list[tuple[int, RowError]] = []
        clashes: list[_Clash] = []
        for place, numbers in rows.items():
            for row in numbers:
                try:
                    found = read(row)
                except RowError as problem:
                    problems.append((row, problem))
                    continue
                if found is None:
                    self.left.empties.append(row)
                    continue
                clashes += self._enter(said, place, row, found, is_symmetric=quantity.is_symmetric)
        self._report(problems, value.expression.span)
        self._report_clashes(clashes, value.expression.span)
        entered = {row: (place, row, found) for place, row, found in said.values()}
        return [self._fact(value, *one) for one in entered.values()]

    def _enter(
        self, said: dict[_Key, _Said], place: Place, row: int, found: Written, *, is_symmetric: bool
    ) -> list[_Clash]:
        """Enter what a row says, unless another says something else of the same."""
        one, two, target, times = place
        pair = (min(one, two), max(one, two)) if is_symmetric else (one, two)
        for time in times or (-1,):
            other = said.setdefault((*pair, target, time), (place, row, found))
            if not same_values(other[2], found):
                first, second = sorted([other, (place, row, found)], key=lambda each: each[1])
                return [(first, second)]
        return []

    def _report_clashes(self, clashes: Sequence[_Clash], span: Span) -> None:
        if not clashes:
            return
        (place, row, found), (_, other, instead) = min(clashes, key=lambda clash: (clash[0][1], clash[1][1]))
        more = [f"{len(clashes) - 1:,} more rows contradict others."] if len(clashes) > 1 else []
        self._error(
            "QA543",
            f"{self.table.place(row)} and {self.table.place(other)} say different things of {self._about(place)}",
            span,
            f"{found.text}, and {instead.text}",
            ["Keep one of them, or match rows by what tells them apart, as `time = year`.", *more],
        )

    def _fact(self, value: JoinValue, place: Place, row: int, found: Written) -> Fact:
        one, two, target, _ = place
        key = (one, two, target)
        if key not in self.patterns:
            members = (self.names[one],) if two < 0 else (self.names[one], self.names[two])
            against = (self.names[target],) if target >= 0 else self.join.targets
            self.patterns[key] = Pattern("actor" if two < 0 else "arrow", members, () if two < 0 else against)
        period = self.join.period if self.time is None else self.times[self.table.cells[self.time.column][row]][0]
        origin = Origin(self.table.place(row), self.join.statement, value.citation)
        written = Written(found.form, found.parameters, found.text, origin)
        return Fact(value.quantity, self.patterns[key], period, written, value.expression.span)

    # --- what is wrong or left out --------------------------------------------------------------------------------

    def _report(self, problems: Sequence[tuple[int, RowError]], span: Span) -> None:
        if problems:
            row, problem = min(problems, key=lambda one: self.table.lines[one[0]])
            more = f"{len(problems) - 1:,} more rows do not fit." if len(problems) > 1 else ""
            told = [said for said in (problem.help, more) if said]
            self._error("QA542", f"{self.table.place(row)}: {problem}", span, "of this row", told)

    def _about(self, place: Place) -> str:
        one, two, target, times = place
        said = self.world.actors[one].name
        said += f" -> {self.world.actors[two].name}" if two >= 0 else ""
        said += f" against {self.world.actors[target].name}" if target >= 0 else ""
        return f"{said} in {self.world.timeline.labels[times[0]]}" if times else said

    def tell(self, spoken: set[tuple[int, int, int]] | None) -> None:
        """Warn of what data and scenario do not have in common; None where another tells whom rows are about."""
        left, count = self.left, len(self.table.lines)
        told = []
        nobody = count - left.about
        if nobody:
            told.append(f"{nobody:,} of {_rows(count)} about nobody in it{_some(left.strangers)}")
        if left.outside:
            told.append(f"{left.outside:,} outside its time")
        if left.empties:
            shown = ", ".join(self.table.place(row) for row in sorted(left.empties)[:SHOWN])
            told.append(f"{len(left.empties):,} with an empty cell ({shown}{_more(len(left.empties))})")
        missing = self._without_row(spoken) if spoken is not None else []
        if missing:
            names = ", ".join(missing[:SHOWN])
            told.append(f"no row about {len(missing):,} of those in it ({names}{_more(len(missing))})")
        if told and self.world.actors:
            helps = []
            if nobody == count and count and not any(key.attribute for key in self.join.keys):
                helps.append("Where the column holds codes, an attribute says whose: `match self.ccode = ccode1`.")
            self.world.bag.warning(
                "QA828",
                f"`{self.table.name}` and the scenario do not wholly fit: {'; '.join(told)}",
                self.join.span,
                "what is not given is not stated",
                help=helps,
            )

    def _without_row(self, have: set[tuple[int, int, int]]) -> list[str]:
        """Pairs or actors, in each period where rows have a time, of whom no row says anything."""
        everyone = range(len(self.world.actors))
        targets = self.join.targets if len(self.join.targets) == 1 else ()
        apart = {i for name in targets for i in self.world.members(name)}
        pairs = list(permutations((i for i in everyone if i not in apart), 2))
        if "partner" not in self.who:
            pairs = [(i, -1) for i in everyone]
        elif self._is_symmetric():
            have |= {(two, one, time) for one, two, time in have}
            pairs = [(one, two) for one, two in pairs if one < two]
        times = [-1] if self.time is None else [t for t in range(len(self.world.timeline.labels)) if self._is_in(t)]
        return [
            self._about((one, two, -1, (time,) if time >= 0 else ()))
            for time in times
            for one, two in pairs
            if (one, two, time) not in have
        ]

    def _is_in(self, time: int) -> bool:
        return self.within is None or time in self.within

    def _is_symmetric(self) -> bool:
        return all(self.world.program.quantities[value.quantity].is_symmetric for value in self.join.values)


def _name(text: str, span: Span) -> nodes.Name:
    return nodes.Name((nodes.Word(text, span),), span)


def _shown(cell: Raw) -> str:
    return "empty" if is_missing(cell) else f"`{cell}`"


def _some(names: set[str]) -> str:
    shown = [f"`{name[:40]}`" for name in sorted(names)[:SHOWN] if name]
    return f" ({', '.join(shown)}{_more(len(names))})" if shown else ""


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


def _more(count: int) -> str:
    return ", ..." if count > SHOWN else ""
