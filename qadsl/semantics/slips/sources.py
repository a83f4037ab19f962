"""Slip: a missing source, where sources are given or owed.

A library is there for others to trust: it names what it rests on. A scenario may cite nothing at all, as a sketch or an
exercise does. But where it cites, a figure without a source is most likely one forgotten.
"""

from __future__ import annotations

from qadsl.diagnostics import Label
from qadsl.ir.program import Written
from qadsl.ir.types import Kind
from qadsl.semantics import model
from qadsl.semantics.slips.case import Case, parts_of
from qadsl.syntax import nodes

__all__ = ["sources"]

CLAIMING = (nodes.Rule, nodes.Theory, nodes.Scale, nodes.InstrumentKind)
SHOWN = 5


def sources(case: Case) -> None:
    """Look at the library, or at each scenario."""
    if case.main.header is not None:
        _library(case, case.main.header)
        return
    for scenario, _, _ in case.scenarios():
        if case.owned(scenario.span):
            _scenario(case, scenario)


def _library(case: Case, header: nodes.Library) -> None:
    claims = [statement for statement in case.main.statements if isinstance(statement, CLAIMING)]
    if claims and not any(_cites(statement) for statement in case.main.statements):
        case.bag.warning(
            "QA821",
            f"library `{header.name.text}` names no source",
            header.name.span,
            "what does it rest on?",
            help=['Say so in a line of its own: `source "Snyder 1984"`, or `source "our own judgement"`.'],
        )
        return
    rules = [rule for rule in claims if isinstance(rule, nodes.Rule) and not rule.because]
    if rules:
        listed = ", ".join(f"`{rule.name.text}`" for rule in rules[:SHOWN])
        more = f" and {len(rules) - SHOWN} more" if len(rules) > SHOWN else ""
        case.bag.warning(
            "QA822",
            f"no `because` says what {listed}{more} {'rests' if len(rules) == 1 else 'rest'} on",
            rules[0].name.span,
            "why?",
            labels=[Label(rule.name.span, "and why this?") for rule in rules[1:SHOWN]],
            help=['Behind the rule: `because "Snyder 1984"`.'],
        )


def _cites(statement: nodes.Statement) -> bool:
    """Whether a statement of a library is a source or has one."""
    match statement:
        case nodes.Meta(kind="source"):
            return True
        case nodes.Theory(items=items):
            return any(isinstance(item, nodes.Meta) and item.kind == "source" for item in items)
        case nodes.Rule(because=because):
            return bool(because)
        case nodes.Scale(source=source) | nodes.InstrumentKind(source=source):
            return source is not None
        case _:
            return False


def _scenario(case: Case, scenario: model.Scenario) -> None:
    if not any(map(_citation, scenario.facts)):
        return
    bare = [fact for fact in scenario.facts if not _citation(fact) and _is_figure(case, fact)]
    nodes_ = [s for s in case.main.statements if isinstance(s, nodes.Scenario) and s.name.span == scenario.span]
    if not bare or not any(_has_source(node) for node in nodes_):
        return
    first, *others = sorted(bare, key=lambda fact: fact.span.start)
    count = "an exact figure has none" if not others else f"{len(bare)} exact figures have none"
    case.bag.warning(
        "QA823",
        f"scenario `{scenario.name}` cites sources, but {count}",
        first.span,
        "where is this from?",
        labels=[Label(fact.span, "and this?") for fact in others[: SHOWN - 1]],
        help=[
            'Write `source "..."` behind the value, or as an item of the scenario, for all that have none of their own.'
        ],
    )


def _has_source(node: nodes.Node) -> bool:
    """Whether a statement of a scenario, or one within it, names a source."""
    return any(
        (isinstance(part, nodes.Setting) and part.source is not None)
        or (isinstance(part, nodes.Meta) and part.kind == "source")
        for part in parts_of(node, (nodes.Setting, nodes.Name))
    )


def _citation(fact: model.Fact) -> str:
    origin = fact.value.origin if isinstance(fact.value, Written) else None
    return origin.citation if origin is not None else ""


def _is_figure(case: Case, fact: model.Fact) -> bool:
    is_number = case.model.quantities[fact.quantity].type.kind is Kind.NUMBER
    return is_number and isinstance(fact.value, Written) and fact.value.is_exact
