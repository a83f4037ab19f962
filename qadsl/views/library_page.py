"""The page of a library, made from its own text: what it claims, what it needs, what it says, and how it is checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from qadsl.semantics.loader import PRELUDE, Module
from qadsl.semantics.model import Model
from qadsl.source import Source
from qadsl.syntax import nodes
from qadsl.syntax.spelling import spelled_path
from qadsl.views import comments
from qadsl.views.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Line,
    Paragraph,
    Program,
    as_code,
    cited,
    joined,
    plain,
    strong,
    without_empty,
)
from qadsl.views.inputs_page import group_blocks, input_blocks
from qadsl.views.page_parts import (
    Subject,
    name_of,
    note,
    notes,
    section,
    statements_of,
    subsection,
    title_of,
    value,
    written,
)
from qadsl.views.rule_words import quantity_in_words, rule_in_words
from qadsl.views.theory_page import theory_blocks
from qadsl.views.vocabulary import vocabulary
from qadsl.views.words import listed

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
        *section("Inputs", input_blocks(subject)),
        *section("Groups", group_blocks(subject)),
        *section("Theory", _theories(subject)),
        *section("Definitions", _definitions(subject)),
        *section("Solved", _solves(subject)),
        *section("Measures", _measures(subject)),
        *section("Rules", _rules(subject)),
        *section("Scales", _scales(subject)),
        *section("Instruments", _instruments(subject)),
        *section("Scenarios", _scenarios(subject)),
        *section("Properties", _properties(subject)),
        *section("Tests", _tests(subject)),
        *section("Sources", _sources(subject)),
    ]
    return Document(_title(subject), tuple(blocks))


def _said_in_theories(subject: Subject, kind: type[Statement]) -> list[Statement]:
    """Statements of a kind, those inside theories among them."""
    items = [item for theory in statements_of(subject, nodes.Theory) for item in theory.items]
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
    metas = statements_of(subject, nodes.Meta)
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
        yield Program(f"use {spelled_path(subject.module.name or header.name.text)}")
    yield from _used(subject)


def _used(subject: Subject) -> Iterator[Block]:
    lines = [_use(use) for use, _ in subject.module.uses]
    if lines:
        yield Paragraph(strong("It uses"))
        yield Bullets(tuple(lines))


def _use(use: nodes.Use) -> Line:
    version = plain(f", version {VERSIONS[use.comparison or '='].format(use.version)}") if use.version else ()
    settings = joined([as_code(setting.span.text) for setting in use.settings])
    return (*as_code(use.name.text), *version, *(plain(" with ") + settings if settings else ()))


# --- what it says ------------------------------------------------------------------------------------------------


def _theories(subject: Subject) -> Iterator[Block]:
    for theory in statements_of(subject, nodes.Theory):
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


SOUGHT = {
    "blocs": "the blocs of least cost, each a local minimum with its basin",
    "coalitions": "the coalitions for which the condition holds",
    "partition": "the divisions into groups that are stable",
    "links": "the links between actors that are stable",
}
"""What each form of a solve finds."""


def _solves(subject: Subject) -> Iterator[Block]:
    for solve in _said_in_theories(subject, nodes.Solve):
        yield subsection("solve", solve.name.text, title_of(solve.title))
        yield from note(solve.span)
        yield Paragraph((*as_code(solve.name.text), *plain(f" are {SOUGHT[solve.form]}.")))
        yield written(solve.span)


def _measures(subject: Subject) -> Iterator[Block]:
    for measure in _said_in_theories(subject, nodes.Measure):
        yield subsection("measure", measure.name.text, title_of(measure.title))
        yield from note(measure.span)
        if measure.type is not None:
            yield Paragraph((*plain("It comes to "), *as_code(measure.type.span.text), *plain(".")))
        if measure.because is not None:
            yield Paragraph((*plain("Source: "), *cited(measure.because.value)))
        yield written(measure.span)


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
    for scale in statements_of(subject, nodes.Scale):
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
    kinds = statements_of(subject, nodes.InstrumentKind)
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
    found = [
        (name_of("scenario", s.name.text), plain(title_of(s.title))) for s in statements_of(subject, nodes.Scenario)
    ]
    if found:
        yield without_empty(("scenario", "meaning"), found)


# --- how it is checked, and on what it rests ---------------------------------------------------------------------


def _properties(subject: Subject) -> Iterator[Block]:
    yield from _claims("property", statements_of(subject, nodes.Property))


def _tests(subject: Subject) -> Iterator[Block]:
    yield from _claims("test", statements_of(subject, nodes.Test))


def _claims(kind: str, statements: Sequence[nodes.Property | nodes.Test]) -> Iterator[Block]:
    for number, statement in enumerate(statements, start=1):
        yield Heading(3, plain(statement.title.value), f"{kind}-{number}")
        yield from note(statement.span)
        yield written(statement.span)


def _sources(subject: Subject) -> Iterator[Block]:
    stated = [meta.text.value for meta in statements_of(subject, nodes.Meta) if meta.kind == "source"]
    stated += [meta.text.value for meta in _said_in_theories(subject, nodes.Meta) if meta.kind == "source"]
    because = [text.value for rule in _said_in_theories(subject, nodes.Rule) for text in rule.because]
    if stated:
        yield Bullets(tuple(cited(source) for source in dict.fromkeys(stated)))
    if because:
        yield Paragraph((*plain("Its rules cite "), *cited(listed(list(dict.fromkeys(because)))), *plain(".")))
