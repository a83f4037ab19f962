"""The page of the grammar: for each rule an example, a railroad picture and the same in words, made from the grammar.

A picture is read from left to right along the line. Its words stand in the text under it, too, which is what a screen
reader reads; colours are those of the page, so that it suits light and dark.
"""

from __future__ import annotations

import re
from html import escape
from io import StringIO
from pathlib import Path

import railroad

import grammar
from grammar import Choice, Item, Loop, Option, Row, Rule, Section, Word

__all__ = ["page"]

TITLE = "Grammar"
INTRODUCTION = """\
# Grammar

Every rule of the language, made from `grammar/qa.lark`, which the parser itself reads. What the statements *mean* is in
[The language](language.md); this page says how they are *written*.

**How to read the pictures.** Follow the line from the left to the right, as a train would. Words in round boxes are
typed as they stand; words in square boxes are rules with a picture of their own, and lead there. A line that passes by
a box means that it may be left out; a line that leads back means that it may come again. Under each picture the same
stands in words: `[ ]` may be left out, `( ... )*` comes any number of times, `( ... )+` at least once, `|` means or.

"""
WORDS = {
    "TEXT": "anything between quotation marks",
    "QUOTED_NAME": "anything between backticks",
    "NAME": "letters, digits and _",
    "NUMBER": "digits, as in 0.4",
    "PERCENT": "digits and %, as in 40%",
    "DATE": "1956-10 or 1956-10-29",
    "VERSION": "1.2.0",
    "_ROW_END": "| and the end of the line",
}
"""Kinds of words whose pattern says less than a description."""
RETOLD = {
    "items": Rule("items", '"{" scenario_item* "}"'),
    "list": Rule("scenario_item", "item | open_item | head items | period event | source"),
    "whole": None,
    "open": None,
    "headed": None,
}
"""Rules that say in many cases, for the parser, what a reader understands at once: any items in any order."""
ESCAPES = re.compile(r"\(\?!.*\)|\\")


def page(path: Path) -> str:
    """The whole page, in Markdown."""
    sections = grammar.read(path)
    for section in sections:
        section.rules = [told for rule in section.rules if (told := RETOLD.get(rule.name, rule)) is not None]
    spelled = _spellings(sections)
    linked = {rule.name for section in sections for rule in section.rules if not rule.name.isupper()}
    parts = [INTRODUCTION]
    for section in sections:
        rules = [rule for rule in section.rules if rule.name in linked]
        if not rules:
            continue
        parts.append(f"## {section.title[:1].upper()}{section.title[1:]}\n\n")
        parts += [_rule(rule, spelled, linked) for rule in rules]
    return "".join(parts)


def _spellings(sections: list[Section]) -> dict[str, str]:
    """How each kind of word is spelled or described."""
    found = dict(WORDS)
    for section in sections:
        for rule in section.rules:
            name = rule.name
            if name.isupper() and f"_{name}" not in WORDS and name not in WORDS:
                found[name] = _plain(rule.text)
            elif f"_{name}" in WORDS:
                found[name] = WORDS[f"_{name}"]
    return found


def _plain(pattern: str) -> str:
    text = pattern.strip()
    if text.startswith('"'):
        return text[1:-1]
    if set("[(") & set(text):
        signs = re.sub(r"\(\?!.*?\)\)|\(\?!.*?\)", "", text[1:-1])
        signs = "|".join(re.sub(r"^\[(.)(.*?)\]", r"\1", part) for part in signs.split("|") if part)
        return ESCAPES.sub("", signs).split("|")[0]
    return ESCAPES.sub("", text[1:-1]).split("|")[0]


def _rule(rule: Rule, spelled: dict[str, str], linked: set[str]) -> str:
    item = _spell(rule.item, spelled)
    written = _words(item)
    drawn = StringIO()
    railroad.Diagram(_draw(item, linked), type="complex", css=None).writeSvg(drawn.write)
    svg = drawn.getvalue()
    examples = "".join(f"{line}\n" for example in rule.examples for line in _examples(example))
    shown = f"```qa\n{examples}```\n\n" if examples else ""
    return (
        f"### {rule.name}\n\n{shown}"
        f'<div class="railroad" data-search-exclude tabindex="0" role="group" aria-label="{_heard(rule.name)}">\n'
        f"{_on_one_line(svg)}\n</div>\n\n"
        f'<p class="ebnf"><code>{escape(rule.name)}: {escape(written)}</code></p>\n\n'
    )


def _examples(text: str) -> list[str]:
    """The examples of one remark: several stand far apart, a table's row is one."""
    if "|" in text:
        return [text.rstrip("}").rstrip()]
    return [f"# {part}" if part.startswith("behind ") else part for part in re.split(r"\s{4,}", text)]


def _heard(name: str) -> str:
    return f"Railroad picture of {name}, whose boxes are links; the same stands in words below it"


def _on_one_line(svg: str) -> str:
    return re.sub(r"\s*\n\s*", "", svg)


def _spell(item: Item, spelled: dict[str, str]) -> Item:
    match item:
        case Word(text, True) if text in spelled or text.lstrip("_") in spelled:
            known = spelled.get(text) or spelled[text.lstrip("_")]
            return Word(known, is_name=text in WORDS)
        case Word(text, True):
            return Word(text.lstrip("_?"), is_name=True)
        case Word(text, False):
            return Word(_plain(text) if text.startswith("/") and text != "/" else text)
        case Option(inner):
            return Option(_spell(inner, spelled))
        case Loop(inner, is_needed):
            return Loop(_spell(inner, spelled), is_needed)
        case Row(items):
            return Row(tuple(_spell(each, spelled) for each in items))
        case Choice(items):
            return Choice(tuple(_spell(each, spelled) for each in items))


def _draw(item: Item, linked: set[str]) -> railroad.DiagramItem:
    match item:
        case Word(text, False):
            return railroad.Terminal(text)
        case Word(text):
            return railroad.NonTerminal(text, f"#{text}" if text in linked else None)
        case Option(inner):
            return railroad.Optional(_draw(inner, linked))
        case Loop(inner, is_needed):
            drawn = _draw(inner, linked)
            return railroad.OneOrMore(drawn) if is_needed else railroad.ZeroOrMore(drawn)
        case Row(items):
            return _wrapped([_draw(each, linked) for each in items])
        case Choice(items):
            drawn = [railroad.Choice(0, *(_draw(each, linked) for each in part)) for part in _columns(items)]
            return drawn[0] if len(drawn) == 1 else railroad.HorizontalChoice(*drawn)


def _columns(items: tuple[Item, ...], most: int = 9) -> list[tuple[Item, ...]]:
    """Many choices in columns beside each other, so that a picture fits a screen."""
    count = -(-len(items) // most)
    height = -(-len(items) // count)
    return [items[i : i + height] for i in range(0, len(items), height)]


def _wrapped(items: list[railroad.DiagramItem], widest: float = 560) -> railroad.DiagramItem:
    """Items in a row, or in several rows where they would be too wide for a page."""
    rows: list[list[railroad.DiagramItem]] = [[]]
    width = 0.0
    for item in items:
        if rows[-1] and width + item.width > widest:
            rows.append([])
            width = 0
        rows[-1].append(item)
        width += item.width + 20
    if not items:
        return railroad.Skip()
    return railroad.Sequence(*items) if len(rows) == 1 else railroad.Stack(*(railroad.Sequence(*row) for row in rows))


def _words(item: Item, *, is_inside: bool = False) -> str:
    match item:
        case Word(text, False):
            return f'"{text}"'
        case Word(text):
            return f"<{text}>" if " " in text else text
        case Option(inner):
            return f"[ {_words(inner)} ]"
        case Loop(inner, is_needed):
            return f"( {_words(inner)} ){'+' if is_needed else '*'}"
        case Row(items):
            return " ".join(_words(each, is_inside=True) for each in items)
        case Choice(items):
            text = " | ".join(_words(each) for each in items)
            return f"( {text} )" if is_inside else text
