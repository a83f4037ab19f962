"""The part of a library's page that is about what it needs: parameters, attributes, relations and groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qadsl.syntax import nodes
from qadsl.views.document import Block, Grid, Paragraph, cited, linked, plain, strong, without_empty
from qadsl.views.page_parts import Subject, anchor, name_of, note, statements_of, title_of, value
from qadsl.views.rule_words import condition_in_words
from qadsl.views.words import MINUS, listed

__all__ = ["group_blocks", "input_blocks"]


def input_blocks(subject: Subject) -> Iterator[Block]:
    """Parameters, attributes and relations, each kind as a table."""
    parameters = statements_of(subject, nodes.Parameter)
    attributes = statements_of(subject, nodes.Attribute)
    relations = statements_of(subject, nodes.Relation)
    if parameters:
        yield Paragraph((*strong("Parameters"), *plain(", which whoever uses the library may set.")))
        yield _quantities("parameter", [(p, p.value) for p in parameters])
    if attributes:
        yield Paragraph((*strong("Attributes"), *plain(" of one actor.")))
        yield _quantities("attribute", [(a, a.default) for a in attributes])
    if relations:
        yield Paragraph((*strong("Relations"), *plain(" of two actors.")))
        yield _quantities("relation", [(r, r.default) for r in relations])
    every: list[Quantity] = [*parameters, *attributes, *relations]
    for statement in every:
        said = list(note(statement.span))
        if said:
            yield Paragraph((*plain("On "), *linked(statement.name.text, f"#{_anchor_of(statement)}"), *plain(":")))
            yield from said


Quantity = nodes.Parameter | nodes.Attribute | nodes.Relation


def _anchor_of(statement: Quantity) -> str:
    return anchor(type(statement).__name__.lower(), statement.name.text)


def _quantities(kind: str, found: Sequence[tuple[Quantity, nodes.Expression | None]]) -> Grid:
    heads = (kind, "range", "default" if kind != "parameter" else "value", "meaning", "source")
    rows = [
        (
            name_of(kind, statement.name.text),
            plain(_range(statement)),
            value(default, "unknown"),
            plain(title_of(statement.title)),
            cited(title_of(statement.source)),
        )
        for statement, default in found
    ]
    return without_empty(heads, rows)


def _range(statement: Quantity) -> str:
    said = _type_words(statement.type)
    is_symmetric = isinstance(statement, nodes.Relation) and statement.is_symmetric
    return f"{said}, symmetric" if is_symmetric else said


def _type_words(type_: nodes.Type | None) -> str:
    match type_:
        case nodes.ShareType():
            return "0 to 1"
        case nodes.NumberType(low, high) if low is not None and high is not None:
            return f"{_signed(low)} to {_signed(high)}"
        case nodes.FlagType():
            return "yes or no"
        case nodes.Category(words):
            return listed(list(words), "or") if words else "any word"
        case nodes.YearType():
            return "a year"
        case _:
            return "a number"


def _signed(bound: nodes.Expression) -> str:
    return bound.span.text.replace("-", MINUS).replace(" ", "")


def group_blocks(subject: Subject) -> Iterator[Block]:
    """The sets of actors that a library names."""
    groups = statements_of(subject, nodes.Group)
    rows = [(name_of("group", g.name.text), plain(title_of(g.title)), plain(_group_words(subject, g))) for g in groups]
    if rows:
        yield without_empty(("group", "meaning", "members"), rows)


def _group_words(subject: Subject, group: nodes.Group) -> str:
    members = listed([member.text for member in group.members])
    if group.where is None:
        return members
    return f"{members} where {condition_in_words(group.where, subject.words)}"
