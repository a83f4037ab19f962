"""Joins tables of data to a scenario: each row that is about its actors and periods is a statement of its own.

Rows are joined once it is known who there is, in the order of the cells they are about: their own order is nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from unicodedata import normalize

from qadsl.data.table import Cell as Raw
from qadsl.data.table import is_missing, told
from qadsl.ir.program import Origin, Written
from qadsl.semantics.fitting import Left, Place, Who, about, tell
from qadsl.semantics.model import Fact, Join, JoinKey, JoinValue, Pattern
from qadsl.semantics.row_values import Columns, RowError, date_of, same_values
from qadsl.semantics.worlds import World
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["joined"]

_Key = tuple[int, int, int, int]
_Said = tuple[Place, int, Written]
_Clash = tuple[_Said, _Said]


def joined(world: World, joins: Sequence[Join]) -> list[Fact]:
    """The facts that rows state; what is wrong with rows or left out goes to the bag of the world.

    Of whom no row speaks is told of all items together that read the same of one table: one may read it one way, and
    another the other way round.
    """
    every = [_Joining(world, join) for join in joins]
    found = [fact for one in every for fact in one.facts()]
    spoken: dict[object, set[Who]] = {}
    for one in every:
        spoken.setdefault(one.subject, set()).update(one.spoken)
    for one in every:
        tell(world, one.join, one.left, spoken.pop(one.subject, None))
    return found


class _Joining:
    """One table being joined to one world."""

    def __init__(self, world: World, join: Join) -> None:
        self.world, self.join, self.table = world, join, join.table
        self.left = Left()
        self.columns = Columns(join.table)
        self.who = {key.role: self._known(key) for key in join.keys if key.role != "time"}
        self.time = next((key for key in join.keys if key.role == "time"), None)
        self.times: dict[Raw, tuple[nodes.Period, tuple[int, ...]]] = {}
        has_period = join.period is not None and world.timeline.is_dated
        self.within = frozenset(world.timeline.within(join.period)) if has_period and join.period else None
        self.apart = {i for name in join.targets for i in world.members(name)}
        self.names = [_name(actor.name, join.span) for actor in world.actors]
        self.patterns: dict[tuple[int, int, int], Pattern] = {}
        self.spoken: set[Who] = set()
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
            said: Raw = normalize("NFC", cell.strip()) if isinstance(cell, str) else cell
            actor = known.get(said) if not isinstance(said, bool) else None
            if actor is None and key.attribute:
                actor = known.get(self.columns.plain_number(cell))
            if actor is not None:
                found[cell] = actor
            else:
                self.left.strangers.add(told(said))
        return found

    def _moment(self, row: int) -> tuple[nodes.Period, tuple[int, ...]] | None:
        """The period of a row, and those of the scenario that it touches; nothing where it touches none."""
        assert self.time is not None
        cell = self.table.cells[self.time.column][row]
        if cell not in self.times:
            when = date_of(cell, self.join.span)
            if when is None:
                tip = "Write 1956, 1956-Q4, 1956-10 or 1956-10-29."
                raise RowError(f"`{self.time.column}` is {_shown(cell)}, no date", tip)
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
            if quantity.arity == 3 and self.apart and self.apart <= {*place[:2]}:
                self.left.thirds.update(numbers)
                continue
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
        tip = "Keep one of them, or match rows by what tells them apart, as `time = year`."
        if (
            self.time is not None
            and self.table.cells[self.time.column][row] != self.table.cells[self.time.column][other]
        ):
            tip = "Both fall into one period: keep one row for it, or let time run in smaller steps."
        self._error(
            "QA543",
            f"{self.table.place(row)} and {self.table.place(other)} say different things of {about(self.world, place)}",
            span,
            f"{found.text}, and {instead.text}",
            [tip, *more],
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
        return Fact(value.quantity, self.patterns[key], period, written, value.expression.span, origin.place)

    # --- what is wrong or left out --------------------------------------------------------------------------------

    def _report(self, problems: Sequence[tuple[int, RowError]], span: Span) -> None:
        if problems:
            row, problem = min(problems, key=lambda one: self.table.lines[one[0]])
            more = f"{len(problems) - 1:,} more rows do not fit." if len(problems) > 1 else ""
            told = [said for said in (problem.help, more) if said]
            self._error("QA542", f"{self.table.place(row)}: {problem}", span, "of this row", told)


def _name(text: str, span: Span) -> nodes.Name:
    return nodes.Name((nodes.Word(text, span),), span)


def _shown(cell: Raw) -> str:
    return "empty" if is_missing(cell) else f"`{told(cell)[:40]}`"
