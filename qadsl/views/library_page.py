"""The page of a library, made from its own text: what it claims, what it needs, what it says, and how it is checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from qadsl.semantics.loader import PRELUDE, Module
from qadsl.semantics.model import Model
from qadsl.source import Source
from qadsl.syntax import nodes
from qadsl.views import comments
from qadsl.views.document import (
    Block,
    Bullets,
    Document,
    Grid,
    Heading,
    Line,
    Paragraph,
    Program,
    as_code,
    cited,
    joined,
    linked,
    plain,
    strong,
    without_empty,
)
from qadsl.views.page_parts import (
    Subject,
    anchor,
    name_of,
    note,
    notes,
    section,
    subsection,
    title_of,
    value,
    written,
)
from qadsl.views.rule_words import condition_in_words, quantity_in_words, rule_in_words
from qadsl.views.theory_page import theory_blocks
from qadsl.views.vocabulary import vocabulary
from qadsl.views.words import MINUS, listed

__all__ = ["library_page"]

VERSIONS = {"=": "{}", "==": "{}", ">=": "{} or later", ">": "later than {}", "<=": "{} or earlier", "<": "before {}"}

Statement = TypeVar("Statement", bound=nodes.Node)


def library_page(modules: tuple[Module, ...], model: Model, name: str) -> Document:
    """The page of the module of that name (`MAIN` for the program itself).

    Parameters
    ----------
    modules
        The whole program that was loaded, for what the library uses.
    model
        The checked program.
    name
        Which of the modules.
    """
    module = next(each for each in modules if each.name == name)
    subject = Subject(module, modules, model, vocabulary(modules, name))
    blocks = [
        *_head(subject),
        *section("Inputs", _inputs(subject)),
        *section("Groups", _groups(subject)),
        *section("Theory", _theories(subject)),
        *section("Definitions", _definitions(subject)),
        *section("Rules", _rules(subject)),
        *section("Scales", _scales(subject)),
        *section("Instruments", _instruments(subject)),
        *section("Scenarios", _scenarios(subject)),
        *section("Properties", _properties(subject)),
        *section("Tests", _tests(subject)),
        *section("Sources", _sources(subject)),
    ]
    return Document(_title(subject), tuple(blocks))


def _of(subject: Subject, kind: type[Statement]) -> list[Statement]:
    return [statement for statement in subject.module.statements if isinstance(statement, kind)]


def _said_in_theories(subject: Subject, kind: type[Statement]) -> list[Statement]:
    """Statements of a kind, those inside theories among them."""
    items = [item for theory in _of(subject, nodes.Theory) for item in theory.items]
    return [each for each in (*subject.module.statements, *items) if isinstance(each, kind)]


def _texts(subject: Subject) -> list[Source]:
    return list({s.span.source.name: s.span.source for s in subject.module.statements}.values())


# --- the head ----------------------------------------------------------------------------------------------------


def _title(subject: Subject) -> str:
    header = subject.module.header
    if header is None:
        return subject.module.name or (_texts(subject)[0].name if _texts(subject) else "program")
    name = subject.module.name or header.name.text
    return f"{name}: {header.title.value}" if header.title else name


def _head(subject: Subject) -> Iterator[Block]:
    metas = _of(subject, nodes.Meta)
    header = subject.module.header
    authors = listed([meta.text.value for meta in metas if meta.kind == "author"])
    licences = listed([meta.text.value for meta in metas if meta.kind == "license"])
    facts = [
        ("Version", header.version if header is not None else ""),
        ("By", authors),
        ("Licence:", licences),
    ]
    said = [plain(f"{word} {text}") for word, text in facts if text]
    if said:
        yield Paragraph((*joined(said, ". "), *plain(".")))
    for source in _texts(subject):
        mine = [s for s in subject.module.statements if s.span.source is source]
        yield from notes(comments.head(source, mine))
    if header is not None and subject.module.name != PRELUDE:
        yield Program(f"use {_spelt(subject.module.name or header.name.text)}")
    yield from _used(subject)


def _spelt(name: str) -> str:
    return ".".join(word if word.isidentifier() else f"`{word}`" for word in name.split("."))


def _used(subject: Subject) -> Iterator[Block]:
    lines = [_use(use) for use, _ in subject.module.uses]
    if lines:
        yield Paragraph(strong("It uses"))
        yield Bullets(tuple(lines))


def _use(use: nodes.Use) -> Line:
    version = plain(f", version {VERSIONS[use.comparison or '='].format(use.version)}") if use.version else ()
    settings = joined([as_code(setting.span.text) for setting in use.settings])
    return (*as_code(use.name.text), *version, *(plain(" with ") + settings if settings else ()))


# --- what goes in ------------------------------------------------------------------------------------------------


def _inputs(subject: Subject) -> Iterator[Block]:
    parameters = _of(subject, nodes.Parameter)
    attributes = _of(subject, nodes.Attribute)
    relations = _of(subject, nodes.Relation)
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


def _groups(subject: Subject) -> Iterator[Block]:
    groups = _of(subject, nodes.Group)
    rows = [(name_of("group", g.name.text), plain(title_of(g.title)), plain(_group_words(subject, g))) for g in groups]
    if rows:
        yield without_empty(("group", "meaning", "members"), rows)


def _group_words(subject: Subject, group: nodes.Group) -> str:
    members = listed([member.text for member in group.members])
    if group.where is None:
        return members
    return f"{members} where {condition_in_words(group.where, subject.words)}"


# --- what it says ------------------------------------------------------------------------------------------------


def _theories(subject: Subject) -> Iterator[Block]:
    for theory in _of(subject, nodes.Theory):
        if subject.module.qualify(theory.name.text) in subject.model.theories:
            yield from theory_blocks(subject, theory)


def _definitions(subject: Subject) -> Iterator[Block]:
    for define in _said_in_theories(subject, nodes.Define):
        yield subsection("definition", define.name.text, title_of(define.title))
        yield from note(define.span)
        places = f"({', '.join(place.text for place in define.parameters)})" if define.parameters else ""
        said = quantity_in_words(define.value, subject.words)
        yield Paragraph((*as_code(f"{define.name.text}{places}"), *plain(f" is {said}.")))
        yield written(define.span)


def _rules(subject: Subject) -> Iterator[Block]:
    above = _overriding(subject.modules)
    for rule in _said_in_theories(subject, nodes.Rule):
        name = rule.name.text
        yield subsection("rule", name, title_of(rule.title))
        yield from note(rule.span)
        yield Paragraph(cited(rule_in_words(rule, subject.words)))
        if name in above:
            by = joined([as_code(other) for other in above[name]])
            yield Paragraph((*plain("It is set aside by "), *by, *plain(" where that applies.")))
        yield written(rule.span)


def _overriding(modules: Iterable[Module]) -> dict[str, list[str]]:
    """For the name of each rule that is set aside, the qualified names of those that do it."""
    found: dict[str, list[str]] = {}
    for module in modules:
        items = [i for s in module.statements if isinstance(s, nodes.Theory) for i in s.items]
        for rule in (*module.statements, *items):
            for name in rule.overrides if isinstance(rule, nodes.Rule) else ():
                assert isinstance(rule, nodes.Rule)
                found.setdefault(name.words[-1].text, []).append(module.qualify(rule.name.text))
    return found


def _scales(subject: Subject) -> Iterator[Block]:
    for scale in _of(subject, nodes.Scale):
        yield subsection("scale", scale.name.text, title_of(scale.title))
        yield from note(scale.span)
        if scale.source is not None:
            yield Paragraph((*plain("Source: "), *cited(scale.source.value)))
        rows = [
            (name_of("word", word.target.text), as_code(word.value.span.text), cited(title_of(word.source)))
            for word in scale.words
            if isinstance(word.target, nodes.Name)
        ]
        yield without_empty(("word", "stands for", "source"), rows)


def _instruments(subject: Subject) -> Iterator[Block]:
    kinds = _of(subject, nodes.InstrumentKind)
    said = {kind.name.text: {_target(s): s.value for s in kind.settings} for kind in kinds}
    relations = list(dict.fromkeys(relation for values in said.values() for relation in values))
    rows = [
        (
            name_of("instrument", kind.name.text),
            plain(title_of(kind.title)),
            *(value(said[kind.name.text].get(relation), "") for relation in relations),
        )
        for kind in kinds
    ]
    if rows:
        yield without_empty(("instrument", "meaning", *relations), rows)


def _target(setting: nodes.Setting) -> str:
    return setting.target.text if isinstance(setting.target, nodes.Name) else setting.target.span.text


def _scenarios(subject: Subject) -> Iterator[Block]:
    found = [(name_of("scenario", s.name.text), plain(title_of(s.title))) for s in _of(subject, nodes.Scenario)]
    if found:
        yield without_empty(("scenario", "meaning"), found)


# --- how it is checked, and on what it rests ---------------------------------------------------------------------


def _properties(subject: Subject) -> Iterator[Block]:
    yield from _claims("property", _of(subject, nodes.Property))


def _tests(subject: Subject) -> Iterator[Block]:
    yield from _claims("test", _of(subject, nodes.Test))


def _claims(kind: str, statements: Sequence[nodes.Property | nodes.Test]) -> Iterator[Block]:
    for number, statement in enumerate(statements, start=1):
        yield Heading(3, plain(statement.title.value), f"{kind}-{number}")
        yield from note(statement.span)
        yield written(statement.span)


def _sources(subject: Subject) -> Iterator[Block]:
    stated = [meta.text.value for meta in _of(subject, nodes.Meta) if meta.kind == "source"]
    stated += [meta.text.value for meta in _said_in_theories(subject, nodes.Meta) if meta.kind == "source"]
    because = [text.value for rule in _said_in_theories(subject, nodes.Rule) for text in rule.because]
    if stated:
        yield Bullets(tuple(cited(source) for source in dict.fromkeys(stated)))
    if because:
        yield Paragraph((*plain("Its rules cite "), *cited(listed(list(dict.fromkeys(because)))), *plain(".")))
