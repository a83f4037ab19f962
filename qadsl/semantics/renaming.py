"""Gives a symbol another name everywhere, or says why that cannot be.

A new name is refused where it would mean something else, or take the meaning of another name, anywhere in the program
or the libraries it uses. That is decided by names alone, and rather too strictly than too loosely: a rename that is
done changes no result.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from qadsl.semantics.expressions import DISTRIBUTIONS, FOLDS
from qadsl.semantics.references import BUILTIN, LOCAL, Mention, References, Symbol
from qadsl.semantics.scenarios import KEYS
from qadsl.semantics.scope import FUNCTIONS, RESERVED
from qadsl.source import Span
from qadsl.syntax.spelling import spelled

__all__ = ["Edit", "Refusal", "check_name", "edits"]

LONGEST = 200
FIXED = frozenset({
    *RESERVED, *FUNCTIONS, *DISTRIBUTIONS, *FOLDS, *KEYS, "discrete", "year", "choice", "tie", "commitment", "payoff",
    "member", "true", "false", "y", "n",
})  # fmt: skip
"""Names with a meaning of their own somewhere in expressions, tables or tests."""

VALUES = frozenset({
    "actor", "argument", "attribute", "bound name", "definition", "measure", "option", "parameter", "relation",
    "scale word", "variable",
})  # fmt: skip
"""Kinds of symbol that can stand in expressions, and so must be told apart by name."""
CONDITIONS = VALUES | {"behaviour"}
"""Kinds of symbol that the conditions of tests can name."""
COMPARED = VALUES | {"word of a category"}
"""Kinds of symbol that can stand beside a category."""
PARTIES = frozenset({"actor", "argument", "bound name", "group", "library"})
"""Kinds of symbol that can stand where an actor or the name of a library may."""
APART = frozenset({"rule", "theory", "scenario", "scale", "instrument", "event"})
"""Kinds of symbol that never stand in expressions."""
UNCHANGEABLE = {"library": "a library is renamed by renaming its file"}


@dataclass(frozen=True, slots=True)
class Edit:
    """What to write in the place of a name."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a name cannot be given, in a sentence."""

    reason: str


def check_name(name: str) -> str | Refusal:
    """The name meant by what was typed, without its backticks."""
    name = unicodedata.normalize("NFC", name).strip()
    if len(name) > 1 and name[0] == name[-1] == "`":
        name = name[1:-1]
    if not name.strip():
        return Refusal("A name has at least one letter.")
    if name != name.strip() or any(sign in name for sign in '`.\n\r\t|"{}') or not name.isprintable():
        return Refusal(f"`{name}` is no name: dots, bars, braces, quotes and line ends cannot stand in one.")
    if len(name) > LONGEST:
        return Refusal(f"A name has at most {LONGEST} characters.")
    return name


def edits(references: References, symbol: Symbol, name: str) -> tuple[Edit, ...] | Refusal:
    """What to write where, so that `symbol` is called `name`."""
    if symbol.kind in BUILTIN:
        return Refusal(f"`{symbol.name}` is part of the language.")
    if symbol.kind in UNCHANGEABLE:
        return Refusal(f"`{symbol.name}` cannot be renamed here: {UNCHANGEABLE[symbol.kind]}.")
    if name in RESERVED or (name in FIXED and symbol.kind not in APART):
        return Refusal(f"`{name}` has a fixed meaning in the language.")
    mentions = references.of(symbol.key)
    if name != symbol.name and (other := _clash(references, symbol, mentions, name)):
        where = f" in library `{other.module}`" if other.module else ""
        return Refusal(f"`{name}` is already the name of {_article(other.kind)} {other.kind}{where}.")
    return tuple(Edit(m.span, f'"{name}"' if m.is_text else spelled(name)) for m in mentions)


def _article(kind: str) -> str:
    return "an" if kind[0] in "aeiou" else "a"


def _clash(references: References, symbol: Symbol, mentions: Iterable[Mention], name: str) -> Symbol | None:
    """A symbol that could be taken for the renamed one."""
    for other in references.symbols.values():
        if name in (other.name, *other.name.split(".")) and _meet(symbol, other):
            is_far = other.reach is not None and not any(_within(m.span, other.reach) for m in mentions)
            if not is_far and not _is_elsewhere(symbol, other):
                return other
    return None


def _meet(one: Symbol, other: Symbol) -> bool:
    """Whether names of both kinds can stand in one place."""
    if one.kind == other.kind == "word of a category":
        return one.key.rpartition(":")[0] == other.key.rpartition(":")[0]
    return one.kind == other.kind or any({one.kind, other.kind} <= kinds for kinds in (CONDITIONS, COMPARED, PARTIES))


def _is_elsewhere(symbol: Symbol, other: Symbol) -> bool:
    """Whether a name local to one formula and another symbol never stand in one formula."""
    if symbol.reach is None or other.reach is None or {symbol.kind, other.kind} - LOCAL:
        return False
    return not (_within(symbol.reach, other.reach) or _within(other.reach, symbol.reach))


def _within(inner: Span, outer: Span) -> bool:
    return inner.source == outer.source and outer.start <= inner.start and inner.end <= outer.end
