"""Takes back what is only a consequence: names that a library not found, or a statement not understood, may declare.

A name is unknown for one of two reasons. Either it is mistyped; then there is mostly a known name near it, and the
message stands. Or what declares it was lost to another mistake; then saying so again would only be noise.
"""

from __future__ import annotations

import re

from qadsl.diagnostics import Bag, Diagnostic, Label, Severity
from qadsl.semantics.loader import Module
from qadsl.semantics.scope import PLACES
from qadsl.source import Source, Span

__all__ = ["blame_declarations", "blame_roles", "withdraw_follow_ups"]

NAMES = frozenset(
    {"QA201", "QA202", "QA203", "QA205", "QA206", "QA207", "QA208", "QA209", "QA210", "QA211", "QA212", "QA214"}
)
FROM_LIBRARIES = NAMES - {"QA203", "QA208"} | {"QA701"}
DECLARING = (
    "attribute|relation|parameter|group|define|rule|scale|instrument|theory|scenario|state|entity|option|weight|library"
)


def withdraw_follow_ups(modules: tuple[Module, ...], bag: Bag) -> None:
    """Withdraw unknown names that resemble none and may be declared in what could not be read."""
    loaded = {module.name for module in modules}
    broken = [item for item in bag.items if item.code.startswith("QA1") and item.severity is Severity.ERROR]
    lacks_library = not loaded.issuperset([*(name for m in modules for _, name in m.uses), *_used(broken)])
    lost = {word for item in broken for word in _words_beside(item)}
    places = {item.span for item in broken}
    bag.withdraw(
        lambda item: (
            not item.hint.startswith("did you mean")
            and (
                (item.span in places and not item.code.startswith("QA1"))
                or (lacks_library and item.code in FROM_LIBRARIES)
                or (bool(broken) and item.code in NAMES and _is_lost(item, lost))
            )
        )
    )


def blame_declarations(bag: Bag) -> None:
    """Say once, at the declaration of an actor, that its name is misspelt there: where three uses or more agree."""
    uses: dict[tuple[str, str], list[tuple[Diagnostic, Span]]] = {}
    for item in bag.items:
        if item.code == "QA203" and item.span is not None and item.fix is not None:
            uses.setdefault((item.span.text, item.fix.replacement), []).append((item, item.span))
    for (name, declared), found in uses.items():
        place = _only_place(declared, found[0][1].source) if len(found) > 2 else None
        if place is None or any(span.source is not place.source for _, span in found):
            continue
        gone = [item for item, _ in found]
        bag.withdraw(gone.__contains__)
        message = f"`{declared}` is declared and used nowhere; `{name}` is used {len(found)} times and not declared"
        bag.error("QA203", message, place, f"did you mean `{name}`?", labels=[Label(found[0][1], "used here")])


def blame_roles(bag: Bag) -> None:
    """Say once of `self -> partner` that no such actor is meant there, not of either word."""
    seen: set[tuple[Source, int]] = set()
    repeated: list[Diagnostic] = []
    for item in bag.items:
        if item.code == "QA203" and item.span is not None and item.span.text in PLACES:
            place = (item.span.source, item.span.first.line)
            repeated += [item] if place in seen else []
            seen.add(place)
    bag.withdraw(repeated.__contains__)


def _only_place(name: str, source: Source) -> Span | None:
    """Where a name stands that stands only once in a text: where it is declared."""
    places = [found.span() for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", source.text)]
    return Span(source, *places[0]) if len(places) == 1 and name.isidentifier() else None


def _used(broken: list[Diagnostic]) -> list[str]:
    """Libraries that the texts with statements not understood mean to use."""
    texts = {item.span.source.text for item in broken if item.span is not None}
    return [name for text in texts for name in re.findall(r"^[ \t]*use\s+([^\W\d][\w.]*)", text, re.MULTILINE)]


def _words_beside(item: Diagnostic) -> set[str]:
    """Words of the lines in which a statement was not understood."""
    if item.span is None:
        return set()
    lines = range(item.span.first.line, item.span.last.line + 1)
    return {word for number in lines for word in re.findall(r"\w+", item.span.source.line(number))}


def _is_lost(item: Diagnostic, lost: set[str]) -> bool:
    """Whether the name stands where something was not understood, or behind a word that declares names."""
    if item.span is None:
        return False
    name = item.span.text.rpartition(".")[2].strip("`")
    return name in lost or bool(re.search(rf"\b(?:{DECLARING})\s+{re.escape(name)}(?!\w)", item.span.source.text))
