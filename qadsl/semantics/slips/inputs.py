"""Slip: an input, definition or group that nothing reads."""

from __future__ import annotations

from qadsl.diagnostics import Label
from qadsl.semantics import model
from qadsl.semantics.happening import events_of
from qadsl.semantics.slips.case import Case
from qadsl.semantics.slips.reading import Reached, reached
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["unread"]

COMPUTING = (nodes.Rule, nodes.Theory, nodes.Define, nodes.Measure)


def unread(case: Case) -> None:
    """Say what is declared or stated and never read by the theories in question."""
    if not case.theories:
        return
    found = reached(case)
    if case.is_library:
        if any(isinstance(statement, COMPUTING) for statement in case.main.statements):
            _declared(case, found, (nodes.Parameter,))
        return
    _declared(case, found, (nodes.Parameter, nodes.Attribute, nodes.Relation))
    _definitions(case, found)
    _groups(case, found)
    _stated(case, found)


def _declared(case: Case, found: Reached, kinds: tuple[type, ...]) -> None:
    read = found.quantities | _codes(case)
    for statement in case.main.statements:
        if not isinstance(statement, kinds) or not isinstance(
            statement, nodes.Parameter | nodes.Attribute | nodes.Relation
        ):
            continue
        kind = type(statement).__name__.lower()
        name = statement.name.text
        if f"{kind}:{name}" not in read and name not in found.words:
            _say(case, f"{kind} `{name}`", statement.name.span)


def _codes(case: Case) -> set[str]:
    """Attributes by whose values actors are known in data."""
    joins = [join for scenario in case.model.scenarios.values() for join in scenario.joins]
    return {key.attribute for join in joins for key in join.keys}


def _definitions(case: Case, found: Reached) -> None:
    for name, define in case.model.defines.items():
        short = name.rpartition(".")[2]
        if case.owned(define.span) and name not in found.defines and short not in found.words:
            _say(case, f"definition `{short}`", define.span)


def _groups(case: Case, found: Reached) -> None:
    for statement in case.main.statements:
        if isinstance(statement, nodes.Group) and not {statement.name.text} & (found.groups | found.words):
            _say(case, f"group `{statement.name.text}`", statement.name.span)


def _say(case: Case, what: str, span: Span) -> None:
    case.bag.warning(
        "QA810",
        f"nothing reads the {what}",
        span,
        "changes no answer",
        help=["Read it in a rule, a definition or a theory, or take it out."],
    )


def _stated(case: Case, found: Reached) -> None:
    """Values stated of something declared elsewhere that nothing reads: one warning for each quantity."""
    facts: dict[str, list[model.Fact | model.Change]] = {}
    for world in case.worlds:
        said: list[model.Fact | model.Change] = [fact for _, fact in world.facts()]
        said += [change for event in events_of(world) for change in event.changes]
        for fact in said:
            if fact.quantity not in found.quantities and case.owned(fact.span):
                facts.setdefault(fact.quantity, []).append(fact)
    for key, several in facts.items():
        quantity = case.model.quantities[key]
        if quantity.short in found.words or (quantity.kind != "variable" and case.owned(quantity.span)):
            continue
        first, *others = {fact.span: fact for fact in sorted(several, key=lambda f: f.span.start)}.values()
        theories = ", ".join(f"`{theory.name.rpartition('.')[2]}`" for theory in case.theories)
        case.bag.warning(
            "QA810",
            f"nothing reads `{quantity.short}`",
            first.span,
            "changes no answer",
            labels=[Label(fact.span, "nor does this") for fact in others[:3]],
            help=[f"No rule and no theory in question ({theories}) reads it."],
        )
