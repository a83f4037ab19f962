"""Turns what a scenario's text states into facts about quantities, each with the cells it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qadsl.diagnostics import Bag, Fix, Label
from qadsl.diagnostics.suggest import suggest
from qadsl.ir.program import Written
from qadsl.ir.types import SHARE
from qadsl.semantics import model
from qadsl.semantics.calendar import check_period, narrowed
from qadsl.semantics.data_items import DataReader
from qadsl.semantics.declarations import Declarations, title
from qadsl.semantics.events import amount_type, can_change, can_fade
from qadsl.semantics.loader import Module
from qadsl.semantics.model import Fact, Pattern
from qadsl.semantics.scope import GROUP_READINGS, Entry, Scope
from qadsl.semantics.values import Values
from qadsl.source import Span
from qadsl.syntax import nodes
from qadsl.syntax.spelling import spelled

__all__ = ["read_scenario", "read_settings"]

KEYS = ("self", "partner", "target", "actor", "time")
PAIRED = ("variable", "relation")
NAMED_AT_MOST = 12
"""Names that a message lists."""


def cited(items: tuple[nodes.ScenarioItem, ...]) -> str:
    """What the values of a block cite that have no source of their own."""
    return "; ".join(item.text.value for item in items if isinstance(item, nodes.Meta) and item.kind == "source")


@dataclass(slots=True)
class _Reader:
    """One scenario being read."""

    scope: Scope
    bag: Bag
    declarations: Declarations
    module: Module
    values: Values
    time: nodes.TimeSpan | None = None
    actors: dict[str, tuple[str, str, str, Span]] = field(default_factory=dict)
    targets: dict[str, nodes.Name] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    instruments: list[model.Instrument] = field(default_factory=list)
    groups: dict[str, model.Group] = field(default_factory=dict)
    periods: list[nodes.Period] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)
    history: list[nodes.Happened] = field(default_factory=list)
    events: dict[str, model.Event] = field(default_factory=dict)
    presence: dict[str, nodes.Period] = field(default_factory=dict)
    joins: list[model.Join] = field(default_factory=list)
    at_start: bool = False
    """Whether what is read speaks of the time before the first period."""

    def items(
        self, items: tuple[nodes.ScenarioItem, ...], targets: tuple[nodes.Name, ...], period: nodes.Period | None
    ) -> None:
        outer, citation = self.values, cited(items)
        if citation:
            self.values = replace(outer, citation=citation)
        for item in items:
            self.item(item, targets, period)
        self.values = outer

    def item(  # noqa: C901 - one case a statement
        self, item: nodes.ScenarioItem, targets: tuple[nodes.Name, ...], period: nodes.Period | None
    ) -> None:
        match item:
            case nodes.TimeSpan():
                self.timespan(item, targets)
            case nodes.Actors():
                self.there(item, period)
                for actor in item.actors:
                    self.actor(item.kind, actor, period)
            case nodes.Against():
                self.targets |= {name.text: name for name in item.targets}
                self.items(item.items, item.targets, self.when(item.period, period))
            case nodes.Dated():
                self.items(item.items, targets, self.when(item.period, period))
            case nodes.Start():
                self.start(item, targets, period)
            case nodes.Arrow():
                self.pair(
                    Pattern(
                        "both" if item.is_both else "arrow",
                        (item.self_, item.partner),
                        self.against(item.target, targets),
                    ),
                    item.settings,
                    self.when(item.period, period),
                )
            case nodes.Among():
                self.pair(
                    Pattern("among", item.members, self.against(item.target, targets)),
                    item.settings,
                    self.when(item.period, period),
                )
            case nodes.Otherwise():
                self.pair(Pattern("otherwise", (), targets), item.settings, self.when(item.period, period))
            case nodes.Setting():
                self.loose(item, targets, period)
            case nodes.Table():
                self.table(item, targets, period)
            case nodes.Instrument():
                self.instrument(item, self.when(item.period, period))
            case nodes.Group():
                found = self.declarations.group(item, self.module)
                if found is not None:
                    self.groups[found.name] = found
            case nodes.Happened():
                self.history.append(item)
            case nodes.Event():
                self.event(item, targets, period)
            case nodes.Data():
                self.data(item, targets, period)
            case _:
                pass

    def start(self, item: nodes.Start, targets: tuple[nodes.Name, ...], period: nodes.Period | None) -> None:
        """What was before the first period: variables and outcomes, without dates."""
        if period is not None or self.at_start:
            self.undated(item.span)
            return
        self.at_start = True
        self.items(item.items, targets, None)
        self.at_start = False

    def undated(self, span: Span) -> None:
        self.bag.error("QA516", "what was before the first period has no date", span, "say it in `start { }`, undated")

    def timespan(self, item: nodes.TimeSpan, targets: tuple[nodes.Name, ...]) -> None:
        if self.time is not None:
            first = Label(self.time.span, "first said here")
            self.bag.error("QA204", "a scenario has one `time`", item.span, "said again", labels=[first])
        self.time = item

    def against(self, target: nodes.Name | None, targets: tuple[nodes.Name, ...]) -> tuple[nodes.Name, ...]:
        """The targets of a statement; naming one in an arrow makes it a third party, too."""
        if target is None:
            return targets
        self.targets.setdefault(target.text, target)
        return (target,)

    def when(self, own: nodes.Period | None, outer: nodes.Period | None) -> nodes.Period | None:
        """The inner period, as far as it lies within the outer one."""
        if own is not None and check_period(own, self.bag):
            self.periods.append(own)
            return narrowed(own, outer, self.bag)
        return outer

    def there(self, item: nodes.Actors, period: nodes.Period | None) -> None:
        """From when to when the actors of a statement are there."""
        own = item.period
        if own is not None and self.at_start:
            self.undated(own.span)
        elif own is not None and check_period(own, self.bag):
            period = narrowed(own, period, self.bag)
        if period is not None:
            self.presence |= {actor.name.text: period for actor in item.actors}

    def actor(self, kind: str, actor: nodes.ActorDeclaration, period: nodes.Period | None) -> None:
        name = actor.name.text
        if name in self.actors:
            first = Label(self.actors[name][3], "first declared here")
            self.bag.error(
                "QA204", f"actor `{name}` is declared twice", actor.name.span, "declared again", labels=[first]
            )
        elif name in {"self", "partner", "target", "actors", "states", "sovereigns", "entities"}:
            self.bag.error(
                "QA213", f"`{name}` has a fixed meaning in the language", actor.name.span, "choose another name"
            )
        self.actors[name] = (name, kind, title(actor.title), actor.name.span)
        own = nodes.Name((actor.name,), actor.name.span)
        for setting in actor.settings:
            if isinstance(setting.target, nodes.Name) and len(setting.target.words) == 1:
                self.state(
                    "attribute",
                    setting.target.text,
                    Pattern("actor", (own,), ()),
                    setting,
                    self.when(setting.period, period),
                    setting.target.span,
                )
            else:
                self.bag.error(
                    "QA202",
                    "an actor's braces hold its attributes",
                    setting.target.span,
                    "write `capability = 8%` or the like",
                )

    def pair(self, pattern: Pattern, settings: tuple[nodes.Setting, ...], period: nodes.Period | None) -> None:
        self.patterns.append(pattern)
        for setting in settings:
            name = setting.target
            when = self.when(setting.period, period)
            if isinstance(name, nodes.Call):
                self.call(setting, name, pattern.targets, when)
            elif (kind := self.kind(name)) is not None:
                self.state(kind, name.text, pattern, setting, when, name.span)

    def parameters(self) -> list[str]:
        """Names of parameters that can be set here."""
        table, module = self.scope.entries.get("value", {}), self.module.name
        return [
            name for name in table if any(e.sort == "parameter" for e in self.scope.candidates("value", name, module))
        ]

    def kind(self, name: nodes.Name, others: Sequence[str] | None = None) -> str | None:
        """Whether a name said of a pair is a variable or a relation; `others` may be meant where it stands alone."""
        kinds = ("start", "relation") if self.at_start else PAIRED
        found = [kind for kind in kinds if (stated := self.scope.quantity(kind, name.text)) and stated.arity > 1]
        if found:
            return found[0]
        known = [*self.scope.names_of("variable"), *self.scope.names_of("relation")]
        guess = suggest(name.text, [*known, *(others or ())])
        what = (
            "neither a variable of the balance nor a relation" if others is None else "no parameter, variable, relation"
        )
        hint = f"did you mean `{guess}`?" if guess else what
        if self.scope.quantity("attribute", name.text):
            hint = f"this is an attribute: state it of an actor, `UK.{name.text} = ...`"
        helps = [] if known else ["Begin with `use multifacet`, or declare a theory of your own."]
        if known and not guess:
            more = ", ..." if len(known) > NAMED_AT_MOST else ""
            helps = [f"variables and relations: {', '.join(sorted(set(known))[:NAMED_AT_MOST])}{more}"]
        if others is not None and self.scope.quantity("attribute", name.text):
            helps = [f"Braces stand before the dates of an actor: `state UK {{ {name.text} = ... }} from 1954`."]
        if len(name.words) == 2 and any(self.scope.quantity(kind, name.words[1].text) for kind in PAIRED):
            hint, helps = f"write `{name.words[1].text}({name.words[0].text}, ...)`", []
        message = f"nothing called `{name.text}` can be {'said of a pair' if others is None else 'set here'}"
        self.bag.error("QA211", message, name.span, hint, help=helps)
        return None

    def loose(self, setting: nodes.Setting, targets: tuple[nodes.Name, ...], period: nodes.Period | None) -> None:
        """A setting that stands alone: of a parameter, an actor (`UK.capability`), named actors, or every pair."""
        name, when = setting.target, self.when(setting.period, period)
        if isinstance(name, nodes.Call):
            self.call(setting, name, targets, when)
            return
        entries = self.scope.candidates("value", name.text, self.module.name)
        parameters = [e for e in entries if e.sort == "parameter"]
        if len(parameters) == 1:
            self.state("parameter", parameters[0].name, Pattern("all", (), ()), setting, when, name.span)
        elif len(parameters) > 1:
            self.scope.ambiguous(name, [e.name for e in parameters])
        elif len(name.words) == 2:
            owner = nodes.Name((name.words[0],), name.words[0].span)
            self.state(
                "attribute", name.words[1].text, Pattern("actor", (owner,), ()), setting, when, name.words[1].span
            )
        elif (kind := self.kind(name, self.parameters())) is not None:
            self.state(kind, name.text, Pattern("otherwise", (), targets), setting, when, name.span)

    def call(
        self, setting: nodes.Setting, call: nodes.Call, targets: tuple[nodes.Name, ...], period: nodes.Period | None
    ) -> None:
        name, count = call.function.text, len(call.arguments)
        members = tuple(argument for argument in call.arguments if isinstance(argument, nodes.Name))
        if len(members) < count:
            self.bag.error("QA307", "actors are expected here", call.span, "name actors or groups")
        elif count == 1 and (
            self.scope.quantity("attribute", name)
            or self.is_of_groups(name)
            or ("." not in name and not any(self.scope.quantity(kind, name) for kind in PAIRED))
        ):
            self.state("attribute", name, Pattern("actor", members, ()), setting, period, call.function.span)
        elif count == 2 and self.scope.quantity("relation", name):
            self.state("relation", name, Pattern("arrow", members, ()), setting, period, call.function.span)
        elif count in {2, 3} and self.scope.quantity(kind := "start" if self.at_start else "variable", name):
            if count == 3:
                self.targets.setdefault(members[2].text, members[2])
            self.state(
                kind,
                name,
                Pattern("arrow", members[:2], members[2:] or targets),
                setting,
                period,
                call.function.span,
            )
        elif (
            self.scope.quantity("relation", name)
            or self.scope.quantity("attribute", name)
            or self.scope.quantity("variable", name)
        ):
            self.bag.error("QA303", f"`{name}` is not about {count} actors", call.span, "wrong number of actors")
        else:
            self.kind(call.function)

    def is_of_groups(self, name: str) -> bool:
        """Whether it is said in how many groups an actor was before the first period."""
        return self.at_start and name == "groups" and self.scope.quantity("start", name) == GROUP_READINGS[name]

    def state(
        self, kind: str, name: str, pattern: Pattern, setting: nodes.Setting, period: nodes.Period | None, span: Span
    ) -> None:
        self.value(kind, name, pattern, setting.value, period, span, title(setting.source), setting.operator)

    def value(
        self,
        kind: str,
        name: str,
        pattern: Pattern,
        value: nodes.Expression,
        period: nodes.Period | None,
        span: Span,
        citation: str = "",
        operator: str = "=",
    ) -> None:
        if kind == "attribute" and self.is_of_groups(name):
            kind = "start"
        quantity = self.scope.quantity(kind, name)
        if self.at_start and period is not None:
            self.undated(period.span)
            return
        key = f"{kind}:{name}"
        if self.at_start and kind != "start" and quantity is not None:
            key = self.scope.start_of(key)
        if quantity is None:
            guess = suggest(name, self.scope.names_of(kind))
            hint = f"did you mean `{guess}`?" if guess else "not declared"
            helps = [] if guess else [f"Declare it: `{kind} {name} : share`."]
            if any(self.scope.quantity(pair, name) for pair in PAIRED):
                hint, helps = "this is said of a pair", [f"Write it of a pair: `UK -> France {{ {name} = ... }}`."]
            self.bag.error("QA202", f"no {kind} is called `{name}`", span, hint, help=helps)
            return
        if not can_change(quantity, operator, value.span, self.bag):
            return
        found = self.values.read(value, amount_type(quantity.type, operator), citation)
        if found is None:
            return
        if isinstance(found, Written) and found.form == "word":
            self.scope.words.setdefault(key, set()).add(found.text)
        self.facts.append(Fact(key, pattern, period, found, value.span))

    # --- events ---------------------------------------------------------------------------------------------------

    def event(self, item: nodes.Event, targets: tuple[nodes.Name, ...], period: nodes.Period | None) -> None:
        """Something that happens: what it changes is read as a statement of values is, but holds on top of all."""
        name = item.name.text
        if self.at_start:
            self.bag.error("QA516", "an event cannot happen before the first period", item.span, "say what holds then")
            return
        if name in self.events:
            first = Label(self.events[name].span, "first described here")
            message = f"event `{name}` is described twice"
            self.bag.error("QA204", message, item.name.span, "described again", labels=[first])
            return
        citation = title(item.source)
        outer, stated, dates = self.values, self.facts, self.periods
        self.values = replace(outer, citation=citation or outer.citation)
        self.periods = []
        when = self.when(item.period, period)
        chance = item.probability
        probability = self.values.read(chance, SHARE) if chance is not None else None
        changes = [change for setting in item.settings for change in self.changes(setting, targets, when)]
        self.values, self.facts, self.periods = outer, stated, dates
        if chance is None or probability is not None:
            self.events[name] = model.Event(
                name, title(item.title), probability, tuple(changes), citation or outer.citation, item.name.span
            )  # fmt: skip

    def changes(
        self, setting: nodes.Setting, targets: tuple[nodes.Name, ...], period: nodes.Period | None
    ) -> list[model.Change]:
        self.facts = []
        self.loose(setting, targets, period)
        found = []
        for fact in self.facts:
            if can_fade(setting, self.scope.quantities[fact.quantity], self.bag):
                text = " ".join(setting.value.span.text.split())
                fading = setting.fading
                found.append(
                    model.Change(
                        fact.quantity, fact.pattern, setting.operator, fact.value, fact.period, fading,
                        text if fading is None else f"{text} {' '.join(fading.span.text.split())}", setting.span,
                    )
                )  # fmt: skip
        return found

    # --- tables ---------------------------------------------------------------------------------------------------

    def table(self, table: nodes.Table, targets: tuple[nodes.Name, ...], period: nodes.Period | None) -> None:
        keys = {column.text: i for i, column in enumerate(table.columns) if column.text in KEYS}
        if not self.table_keys(table, keys):
            return
        for row in table.rows:
            self.row(table, row, keys, targets, period)

    def table_keys(self, table: nodes.Table, keys: dict[str, int]) -> bool:
        names = [column.text for column in table.columns]
        for i, column in enumerate(table.columns):
            if column.text in names[:i]:
                first = Label(table.columns[names.index(column.text)].span, "the first")
                self.bag.error("QA512", f"the table has two columns `{column.text}`", column.span, labels=[first])
                return False
        if self._misspelt_key(table, keys):
            return False
        if "actor" in keys or ("self" in keys and "partner" not in keys):
            unwanted = [key for key in ("partner", "target") if key in keys]
            if unwanted:
                self.bag.error(
                    "QA512",
                    f"a table of actors has no column `{unwanted[0]}`",
                    table.columns[keys[unwanted[0]]].span,
                    "not here",
                )
            return not unwanted
        if not {"self", "partner"} <= keys.keys():
            self.bag.error(
                "QA512",
                "a table needs the columns `self` and `partner`, or `actor`",
                table.columns[0].span.to(table.columns[-1].span) if table.columns else table.span,
                "who are the rows about?",
            )
            return False
        kinds = [self.kind(column) for column in table.columns if column.text not in KEYS]
        return None not in kinds

    def _misspelt_key(self, table: nodes.Table, keys: dict[str, int]) -> bool:
        """Whether a column is meant to be `partner` or the like, where that is missing; reported."""
        sorts = ("attribute", *PAIRED)
        for column in table.columns:
            if column.text in KEYS or any(self.scope.quantity(sort, column.text) for sort in sorts):
                continue
            meant = suggest(column.text, KEYS)
            if meant is not None and meant not in keys:
                hint, fix = f"did you mean `{meant}`?", Fix(column.span, meant)
                self.bag.error("QA512", f"no column is called `{column.text}`", column.span, hint, fix=fix)
                return True
        return False

    def row(
        self,
        table: nodes.Table,
        row: tuple[nodes.Expression | None, ...],
        keys: dict[str, int],
        targets: tuple[nodes.Name, ...],
        period: nodes.Period | None,
    ) -> None:
        who: dict[str, nodes.Name] = {}
        for key, i in keys.items():
            cell = row[i]
            if key == "time":
                found = self.moment(cell)
                period = self.when(found, period) if found is not None else period
            elif isinstance(cell, nodes.Name):
                who[key] = cell
            else:
                stated = next((other.span for other in row if other is not None), table.columns[i].span)
                self.bag.error(
                    "QA513",
                    f"the column `{key}` names an actor in every row",
                    cell.span if cell is not None else stated,
                    f"without quotes: `{cell.value}`"
                    if isinstance(cell, nodes.Text)
                    else "no actor here"
                    if cell is not None
                    else f"this row has no `{key}`",
                    fix=Fix(cell.span, spelled(cell.value)) if isinstance(cell, nodes.Text) else None,
                )
                return
        pattern = self.row_pattern(who, targets)
        for column, cell in zip(table.columns, row, strict=True):
            if cell is not None and column.text not in KEYS:
                kind = "attribute" if pattern.form == "actor" else self.kind(column) or "variable"
                self.value(kind, column.text, pattern, cell, period, column.span)

    def row_pattern(self, who: dict[str, nodes.Name], targets: tuple[nodes.Name, ...]) -> Pattern:
        if "partner" not in who:
            return Pattern("actor", (who.get("actor") or who["self"],), ())
        return Pattern("arrow", (who["self"], who["partner"]), self.against(who.get("target"), targets))

    def moment(self, cell: nodes.Expression | None) -> nodes.Period | None:
        match cell:
            case nodes.Date():
                return nodes.Period(cell, cell, cell.span)
            case nodes.Number(value) if value == int(value) and 0 < value < 10_000:
                when = nodes.Date(int(value), None, None, cell.span)
                return nodes.Period(when, when, cell.span)
            case None:
                return None
            case _:
                self.bag.error("QA504", "the column `time` holds dates", cell.span, "write 1956 or 1956-10")
                return None

    def data(self, item: nodes.Data, targets: tuple[nodes.Name, ...], period: nodes.Period | None) -> None:
        table = self.module.tables.get(item.file.value)
        if self.at_start:
            self.undated(item.file.span)
        elif table is None:
            said = "a library reads no data" if self.module.name else f"`{item.file.value}` was not read"
            if item.file.value not in self.module.unread:
                self.bag.error("QA540", said, item.file.span, "hand its values in, or state them in the program")
        else:
            reader = DataReader(self.scope, self.bag, self.kind)
            found = reader.read(item, table, targets, period, self.values.statement, self.values.citation)
            self.joins += [found] if found is not None else []

    # --- instruments ----------------------------------------------------------------------------------------------

    def kind_of(self, name: nodes.Name) -> Entry | None:
        if self.scope.names("kind", self.module.name):
            return self.scope.find("kind", name, self.module.name, "QA214")
        self.bag.error(
            "QA214",
            f"no instrument kind is called `{name.text}`",
            name.span,
            "no kinds are declared",
            help=["Sun's list is in the library `instruments`: `use instruments`."],
        )
        return None

    def instrument(self, item: nodes.Instrument, period: nodes.Period | None) -> None:
        if item.target is not None:
            self.bag.warning(
                "QA824",
                f"`{item.name.text}` holds against everybody, not only against `{item.target.text}`",
                item.target.span,
                "what an instrument says has no third party",
                help=["Leave the target out; to tell targets apart, write a rule with a condition on `target`."],
            )
        entry = self.kind_of(item.kind)
        modifiers: list[str] = []
        for name in item.modifiers if entry is not None else ():
            quantity = self.scope.quantity("relation", name.text)
            if quantity is None or quantity.type.kind != "flag":
                guess = suggest(name.text, self.scope.names_of("relation"))
                self.bag.error(
                    "QA214",
                    f"`{name.text}` is no relation of yes and no that an instrument can switch on",
                    name.span,
                    f"did you mean `{guess}`?" if guess else "not declared",
                )
                continue
            modifiers.append(f"relation:{name.text}")
        if entry is not None:
            self.instruments.append(
                model.Instrument(
                    item.name.text,
                    title(item.title),
                    entry.name,
                    tuple(modifiers),
                    item.members,
                    period,
                    title(item.source),
                    item.span,
                )
            )


def read_scenario(
    node: nodes.Scenario, module: Module, scope: Scope, bag: Bag, declarations: Declarations
) -> model.Scenario:
    """What a scenario states itself."""
    reader = _Reader(scope, bag, declarations, module, declarations.values(module.name, f"scenario {node.name.text}"))
    reader.items(node.items, (), None)
    extends = scope.find("scenario", node.extends, module.name, "QA208") if node.extends is not None else None
    return model.Scenario(
        module.qualify(node.name.text),
        title(node.title),
        extends.name if extends else None,
        reader.time,
        tuple(reader.actors.values()),
        tuple(reader.targets.values()),
        tuple(reader.facts),
        tuple(reader.instruments),
        reader.groups,
        tuple(reader.periods),
        tuple(reader.patterns),
        tuple(reader.history),
        node.name.span,
        tuple(reader.events.values()),
        tuple(reader.presence.items()),
        tuple(reader.joins),
    )


def read_settings(
    settings: tuple[nodes.Setting, ...],
    module: Module,
    scope: Scope,
    bag: Bag,
    declarations: Declarations,
    statement: str,
    *,
    at_start: bool = False,
) -> tuple[Fact, ...]:
    """Facts from settings outside a scenario: of a `use`, or handed in by the command line or Python.

    `at_start` where they speak of the time before the first period.
    """
    reader = _Reader(scope, bag, declarations, module, declarations.values(module.name, statement), at_start=at_start)
    for setting in settings:
        reader.loose(setting, (), None)
    return tuple(reader.facts)
