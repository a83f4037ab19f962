"""Reads tests: who is there, what each case states and expects; what is wrong with them goes to the bag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from qadsl.diagnostics import Bag, Label
from qadsl.ir.program import Actor, Written
from qadsl.ir.types import Kind
from qadsl.semantics import model
from qadsl.semantics.benches import Frame, world_of
from qadsl.semantics.checker import Checked, theory_of
from qadsl.semantics.declarations import title
from qadsl.semantics.expecting import Expecting, Shown, expecting, parts_of
from qadsl.semantics.scenarios import read_settings
from qadsl.semantics.scope import BUILTIN_GROUPS, PLACES
from qadsl.semantics.values import same_value
from qadsl.semantics.worlds import NOBODY
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["Case", "Expected", "Reader", "StatedTest", "earlier", "read_tests"]

MOST_ACTORS = 20
"""Actors of a test; a scenario is the place for more."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation; `is_exact` where it asks that two numbers be equal and allows for no tolerance."""

    text: str
    span: Span
    core: model.Core
    shown: tuple[Shown, ...]
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One case: what it states (by key of the quantity and position of the cell), and what it expects.

    `formulas` are the facts that are computed from parameters; a bench is lowered with them.
    """

    row: int
    span: Span
    frame: Frame
    values: dict[tuple[str, int], Written]
    formulas: tuple[model.Fact, ...]
    year: float | None
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class StatedTest:
    """A test with its cases; `row` counts them from 1, and is 0 where there is no table."""

    node: nodes.Test
    theory: model.Theory
    cases: tuple[Case, ...]


class Before(nodes.Setting):
    """A setting of what was one period ago."""


@dataclass(slots=True)
class Stating:
    """What one case states, before the world is made: bindings of the roles, the year and all other settings."""

    roles: dict[str, nodes.Name] = field(default_factory=dict)
    year: float | None = None
    settings: list[nodes.Setting] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Statements:
    """What is stated of each cell, and the facts that are computed from parameters."""

    values: dict[tuple[str, int], Written]
    formulas: tuple[model.Fact, ...]


@dataclass(slots=True)
class Reader:
    """Reads what tests and properties state, against a checked program."""

    checked: Checked
    bag: Bag
    _memo: dict[object, Statements] = field(default_factory=dict)
    _frames: dict[object, Frame] = field(default_factory=dict)

    # --- who ------------------------------------------------------------------------------------------------------

    def frame(self, declared: dict[str, Actor], roles: dict[str, nodes.Name]) -> Frame:
        """The actors that are there, with one in each role."""
        actors = dict(declared)
        names: list[str] = []
        for role in PLACES:
            name = roles.get(role)
            text = role if name is None else name.text
            if text in names and name is not None:
                self.bag.error("QA756", f"`{text}` stands in two roles", name.span, "self, partner and target differ")
                text = role
            names.append(text)
            actors.setdefault(text, Actor(text, "state"))
        return Frame(tuple(actors[name] for name in sorted(actors)), (names[0], names[1], names[2]))

    def actors(self, items: tuple[nodes.TestItem, ...]) -> tuple[dict[str, Actor], list[nodes.Setting]]:
        """The further actors of a test, and what their braces state of them."""
        found: dict[str, Actor] = {}
        spans: dict[str, Span] = {}
        settings: list[nodes.Setting] = []
        for item in items:
            for actor in item.actors if isinstance(item, nodes.Actors) else ():
                name, span = actor.name.text, actor.name.span
                if name in (*PLACES, *BUILTIN_GROUPS):
                    self.bag.error(
                        "QA213", f"`{name}` has a fixed meaning in the language", span, "it is there already"
                    )
                elif name in found:
                    first = [Label(spans[name], "first declared here")]
                    self.bag.error("QA204", f"actor `{name}` is declared twice", span, "declared again", labels=first)
                else:
                    spans[name] = span
                    found[name] = Actor(name, item.kind, title(actor.title))  # type: ignore[union-attr]
                settings += [_of(actor.name, setting) for setting in actor.settings]
        if len(found) > MOST_ACTORS:
            last = list(spans.values())[MOST_ACTORS]
            self.bag.error("QA756", f"a test has at most {MOST_ACTORS} further actors", last, "use a scenario for more")
        return found, settings

    # --- what -----------------------------------------------------------------------------------------------------

    def sort(self, settings: list[nodes.Setting], into: Stating) -> Stating:
        """Tell bindings of roles and the year from what is stated of quantities."""
        for setting in settings:
            target = setting.target
            if setting.period is not None:
                self.bag.error("QA756", "a test has no time: every value holds", setting.period.span, "leave this out",
                               help=["Rules that read the year see that of `given year = 1956`."])  # fmt: skip
            elif isinstance(setting, Before):
                into.settings.append(setting)
            elif isinstance(target, nodes.Name) and target.text in PLACES:
                self._bind(target, setting.value, into)
            elif isinstance(target, nodes.Name) and target.text == "year" and not self.is_value("year"):
                self._year(setting.value, into)
            else:
                into.settings.append(setting)
        return into

    def is_value(self, text: str) -> bool:
        """Whether the program declares something of this name that stands alone."""
        return bool(self.checked.scope.candidates("value", text, ""))

    def _bind(self, role: nodes.Name, value: nodes.Expression, into: Stating) -> None:
        if role.text in into.roles:
            first = [Label(into.roles[role.text].span, "first said here")]
            self.bag.error("QA756", f"who is `{role.text}` is said twice", role.span, "said again", labels=first)
        elif not isinstance(value, nodes.Name) or len(value.words) != 1 or value.text in BUILTIN_GROUPS:
            self.bag.error("QA756", f"`{role.text}` is an actor", value.span, f"name one: `{role.text} = France`",
                           help=[f"What holds of it is said so: `{role.text}.capability = 5%`."])  # fmt: skip
        elif value.text in PLACES and value.text != role.text:
            self.bag.error("QA756", f"`{role.text}` cannot be `{value.text}`", value.span, "they are different actors")
        elif value.text != role.text:
            into.roles[role.text] = value

    def _year(self, value: nodes.Expression, into: Stating) -> None:
        if isinstance(value, nodes.Number) and value.value == int(value.value) and 0 < value.value < 10_000:
            into.year = value.value
        else:
            self.bag.error("QA756", "the year is a whole number such as 1956", value.span, "not a year")

    def stated(self, settings: list[nodes.Setting], frame: Frame) -> Statements:
        """What settings say of each cell; two that say different things of one are a mistake."""
        values: dict[tuple[str, int], Written] = {}
        spans: dict[tuple[str, int], Span] = {}
        formulas: list[model.Fact] = []
        for setting in settings:
            found = self._stated(setting, frame)
            formulas += found.formulas
            for cell, value in found.values.items():
                old = values.setdefault(cell, value)
                span = spans.setdefault(cell, setting.span)
                if old is not value and not same_value(old, value):
                    text = " ".join(setting.target.span.text.split())
                    self.bag.error("QA501", f"`{text}` is stated twice with different values", setting.span,
                                   "and another here", labels=[Label(span, "one value here")])  # fmt: skip
        return Statements(values, tuple(formulas))

    def _stated(self, setting: nodes.Setting, frame: Frame) -> Statements:
        """What one setting says; many rows say the same, so that is found out once."""
        key = (type(setting), setting.target, setting.value, frame)
        if key not in self._memo:
            self._memo[key] = self._read(setting, frame)
        return self._memo[key]

    def _read(self, setting: nodes.Setting, frame: Frame) -> Statements:
        scope = replace(self.checked.scope, bag=self.bag)
        is_before = isinstance(setting, Before)
        targets = self.placed_before(setting.target, frame) if is_before else (self.placed(setting.target, frame),)
        placed = tuple(replace(setting, target=target) for target in targets)
        declarations = replace(self.checked.declarations, scope=scope, bag=self.bag)
        facts = read_settings(
            placed, scope.main, scope, self.bag, declarations, "given in the test", at_start=is_before
        )
        sound = tuple(fact for fact in facts if self._is_of(fact, frame))
        if any(isinstance(fact.value, model.Formula) for fact in sound):
            return Statements({}, sound)
        program = replace(self.checked.model, words=self.words(), settings=())
        world = world_of(program, frame, self.bag, sound)
        found: dict[tuple[str, int], Written] = {}
        for fact in sound:
            stated = world.stated(fact.quantity)
            for place, _ in world.held(fact.quantity).cells():
                written = stated.written[stated.cells[place]]
                if written is not NOBODY:
                    found[fact.quantity, place] = written
        return Statements(found, ())

    def _is_of(self, fact: model.Fact, frame: Frame) -> bool:
        """Whether everyone whom a fact is about is there and is somebody else."""
        world = world_of(self.checked.model, frame, self.bag, (fact,))
        names = (*fact.pattern.members, *fact.pattern.targets)
        found = [world.members(name) for name in names]
        ends = [members for members in found if len(members) == 1]
        if len(ends) == len(found) and len(set(ends)) < len(ends):
            self.bag.error("QA510", f"`{names[0].text}` stands at both ends", fact.span, "actors are about others")
            return False
        return all(found)

    def placed(self, target: nodes.Name | nodes.Call, frame: Frame) -> nodes.Name | nodes.Call:
        """What is stated of self, partner and target, said of those who stand in these roles."""
        role = dict(zip(PLACES, frame.roles, strict=True))
        if isinstance(target, nodes.Call):
            moved = tuple(_renamed(a, role) if isinstance(a, nodes.Name) else a for a in target.arguments)
            return replace(target, arguments=moved)
        scope, span = self.checked.scope, target.span
        if len(target.words) == 2 and target.words[0].text in role:
            first = target.words[0]
            return nodes.Name((nodes.Word(role[first.text], first.span), target.words[1]), span)
        if len(target.words) > 1 or self.is_value(target.text):
            return target
        count = 3 if scope.quantity("variable", target.text) else 2 if scope.quantity("relation", target.text) else 0
        roles = tuple(nodes.Name((nodes.Word(name, span),), span) for name in frame.roles[:count])
        return nodes.Call(target, roles, span) if count else target

    def placed_before(self, target: nodes.Name | nodes.Call, frame: Frame) -> tuple[nodes.Name | nodes.Call, ...]:
        """The same of one period ago; how a tie came out is so from either end."""
        if isinstance(target, nodes.Call) or not self.checked.scope.quantity("start", target.text):
            return (self.placed(target, frame),)
        ways = (frame.roles, (frame.roles[1], frame.roles[0], frame.roles[2]))
        return tuple(
            nodes.Call(
                target, tuple(nodes.Name((nodes.Word(name, target.span),), target.span) for name in way), target.span
            )
            for way in ways[: 2 if target.text in self.checked.scope.outcomes else 1]
        )

    def words(self) -> dict[str, tuple[str, ...]]:
        """The words of each category, those that only tests use included."""
        scope, quantities = self.checked.scope, self.checked.model.quantities
        return {
            key: quantities[key].type.words or tuple(sorted({*words, *scope.words.get(key, ())}))
            for key, words in self.checked.model.words.items()
        }


def earlier(setting: nodes.Setting) -> Before:
    """The setting as one of the period before."""
    return Before(setting.target, "=", setting.value, None, None, None, setting.span)


def _of(actor: nodes.Word, setting: nodes.Setting) -> nodes.Setting:
    """`nuclear = yes` in an actor's braces, said of that actor."""
    target = setting.target
    if isinstance(target, nodes.Call) or len(target.words) > 1:
        return setting
    return replace(setting, target=nodes.Name((nodes.Word(actor.text, target.span), *target.words), target.span))


def _renamed(name: nodes.Name, role: dict[str, str]) -> nodes.Name:
    text = role.get(name.text)
    return name if text is None else nodes.Name((nodes.Word(text, name.span),), name.span)


# --- tests -------------------------------------------------------------------------------------------------------


def read_tests(checked: Checked, bag: Bag) -> tuple[StatedTest, ...]:
    """The tests of the program itself."""
    found = [
        test
        for statement in checked.scope.main.statements
        if isinstance(statement, nodes.Test)
        for test in _Reading(Reader(checked, bag), statement).test()
    ]
    return tuple(found)


@dataclass(slots=True)
class _Reading:
    """One test being read."""

    reader: Reader
    node: nodes.Test
    resolved: dict[tuple[nodes.Expression, nodes.Expression | None], Expected | None] = field(default_factory=dict)

    def test(self) -> Iterator[StatedTest]:
        reader, node = self.reader, self.node
        theory = theory_of(reader.checked, node.theory, node.title.span, reader.bag)
        declared, own = reader.actors(node.items)
        scope = replace(reader.checked.scope, bag=reader.bag)
        scope.actors = {**scope.actors, **dict.fromkeys(declared, node.span)}
        declarations = replace(reader.checked.declarations, scope=scope, bag=reader.bag)
        resolver = expecting(scope, reader.bag, declarations, "", theory)
        clauses = [item for item in node.items if isinstance(item, nodes.GivenClause)]
        given = [s for item in clauses for s in (*item.settings, *(earlier(s) for s in item.remembered))]
        expectations = [e for item in node.items if isinstance(item, nodes.ExpectClause) for e in item.expectations]
        tables = [item for item in node.items if isinstance(item, nodes.CaseTable)]
        if theory is None:
            return
        expected = [self.expected(e.condition, e.tolerance, e.span, resolver) for e in expectations]
        common = [one for one in expected if one is not None]
        cases: list[Case] = []
        if not tables:
            cases += self.case(0, node.title.span, declared, [*own, *given], common)
        for table in tables:
            cases += self.rows(table, len(cases), declared, [*own, *given], common, resolver)
        if not expectations and not any(isinstance(c, nodes.ExpectedColumn) for t in tables for c in t.columns):
            reader.bag.error("QA750", "this test expects nothing", node.title.span, "say what: `expect alliance`")
        yield StatedTest(node, theory, tuple(cases))

    def case(
        self, row: int, span: Span, declared: dict[str, Actor], settings: list[nodes.Setting], expected: list[Expected]
    ) -> list[Case]:
        stating = self.reader.sort(settings, Stating())
        frame = self.reader.frame(declared, stating.roles)
        found = self.reader.stated(stating.settings, frame)
        return [Case(row, span, frame, found.values, found.formulas, stating.year, tuple(expected))]

    def rows(
        self,
        table: nodes.CaseTable,
        before: int,
        declared: dict[str, Actor],
        given: list[nodes.Setting],
        common: list[Expected],
        resolver: Expecting,
    ) -> list[Case]:
        if not self.columns(table, given):
            return []
        found: list[Case] = []
        for number, (row, span) in enumerate(zip(table.rows, table.row_spans, strict=True), before + 1):
            settings, expected = list(given), list(common)
            for column, cell in zip(table.columns, row, strict=True):
                if cell is None:
                    continue
                if isinstance(column, nodes.ExpectedColumn):
                    compared = nodes.Compare(column.target, (nodes.Comparison("=", cell, cell.span),), cell.span)
                    one = self.expected(compared, column.tolerance, cell.span, resolver)
                    expected += [one] if one is not None else []
                else:
                    said = column.operand if isinstance(column, nodes.Previous) else column
                    setting = nodes.Setting(said, "=", cell, None, None, None, cell.span)
                    settings.append(earlier(setting) if isinstance(column, nodes.Previous) else setting)
            found += self.case(number, span, declared, settings, expected)
            if len(self.reader.bag.items) > 100:
                break  # one mistake in every row is told often enough
        return found

    def columns(self, table: nodes.CaseTable, given: list[nodes.Setting]) -> bool:
        """Whether no column is there twice, or stated for all rows already."""
        seen: dict[object, Span] = {
            nodes.Previous(s.target, None, s.span) if isinstance(s, Before) else s.target: s.target.span for s in given
        }
        for column in table.columns:
            key = (column.target,) if isinstance(column, nodes.ExpectedColumn) else column
            if key in seen:
                text = " ".join(column.span.text.split())
                first = [Label(seen[key], "the first")]
                self.reader.bag.error("QA752", f"`{text}` is stated twice", column.span, "again here", labels=first)
                return False
            seen[key] = column.span
        return True

    def expected(
        self, condition: nodes.Expression, tolerance: nodes.Expression | None, span: Span, resolver: Expecting
    ) -> Expected | None:
        key = (condition, tolerance)
        if key not in self.resolved:
            self.resolved[key] = self._expected(condition, tolerance, span, resolver)
        found = self.resolved[key]
        return None if found is None else replace(found, span=span)

    def _expected(
        self, condition: nodes.Expression, tolerance: nodes.Expression | None, span: Span, resolver: Expecting
    ) -> Expected | None:
        text = _told(condition) + (f" within {_told(tolerance)}" if tolerance is not None else "")
        core = resolver.flag(condition)
        if core is None:
            return None
        sides = _equality(condition, resolver)
        if tolerance is not None:
            if sides is None:
                self.reader.bag.error("QA754", "`within` stands behind a number that is expected", tolerance.span,
                                      "write `x = 0.4 within 0.01`")  # fmt: skip
                return None
            if not isinstance(tolerance, nodes.Number):
                self.reader.bag.error("QA754", "a tolerance is a number from 0 on", tolerance.span, "not such a number")
                return None
            core = _within(sides, tolerance.value)
        return Expected(text, span, core, tuple(parts_of(condition, resolver)), sides is not None and tolerance is None)


def _told(node: nodes.Expression) -> str:
    """A condition in a line; that of a column is told from its head and its cell."""
    if isinstance(node, nodes.Compare) and len(node.steps) == 1 and node.span == node.steps[0].right.span:
        return f"{_told(node.left)} = {_told(node.steps[0].right)}"
    return " ".join(node.span.text.split())


def _equality(condition: nodes.Expression, resolver: Expecting) -> tuple[model.Core, model.Core] | None:
    """Both sides of a condition that asks whether two numbers are equal."""
    if not isinstance(condition, nodes.Compare) or len(condition.steps) != 1 or condition.steps[0].operator != "=":
        return None
    core = resolver.flag(condition)
    match core:
        case model.Apply("equal", (model.Apply("round12", (one,)), model.Apply("round12", (other,)))):
            return one, other
        case _:
            return None


def _within(sides: tuple[model.Core, model.Core], tolerance: float) -> model.Core:
    gap = model.Apply("absolute", (model.Apply("subtract", sides),))
    return model.Apply("less_equal", (model.Apply("round12", (gap,)), model.Constant(tolerance, Kind.NUMBER)))
