"""Where in a statement the cursor is: what fits there by the grammar, and which sorts of names make sense."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from qadsl.assist.texts import Text
from qadsl.syntax.parser import fitting
from qadsl.syntax.scanner import Tokens, scan

__all__ = ["Situation", "situation"]

VALUES = (
    "variable", "parameter", "definition", "measure", "solve", "attribute", "relation", "role", "option", "function",
    "actor",
)  # fmt: skip
STATED = ("scale word", "word of a category", "parameter", "definition", "distribution")
PARTIES = ("actor", "group", "built-in group", "role")
GROUPS = ("group", "built-in group")
PAIRED = ("variable", "relation")
_PARTIAL = re.compile(r"`[^`\n]*$|[^\W\d]\w*$")
BEHIND: dict[str, tuple[str, ...]] = {
    "USE": ("library",), "AMONG": PARTIES, "AGAINST": PARTIES, "ARROW": PARTIES, "BOTH": PARTIES,
    "EXPLAIN": PARTIES, "TIPPING": PARTIES, "EXPECT": ("option", "solve"), "HAPPENED": ("option",),
    "RUN": ("scenario",), "STATE": ("actor",), "ENTITY": ("actor",),
    "COMPARE": ("scenario",), "ON": ("scenario",), "PLUS": ("scenario",), "CONTRAST": ("theory",), "WITH": ("theory",),
    "OVERRIDES": ("rule",), "TURNS": ("option",), "INTO": ("option",), "BEFORE": ("option",), "AFTER": ("option",),
    "RULES": ("rule",), "OF": ("option", "solve"), "COST": ("variable",), "FOR": ("role",), "SET": ("variable",),
    "RAISING": ("variable", "parameter", "attribute", "relation", "role"), "RAISES": ("variable",),
    "LOWERING": ("variable", "parameter", "attribute", "relation", "role"), "LOWERS": ("variable",),
    "SWEEP": ("variable", "parameter", "relation"),
}  # fmt: skip
"""The sorts of names that stand behind a word or sign."""
COMMANDS = frozenset({"RUN", "EXPLAIN", "WHY", "EXPECT", "TIPPING", "SWEEP", "COMPARE", "CONTRAST", "SENSITIVITY"})


@dataclass(frozen=True, slots=True)
class Situation:
    """What stands around the cursor.

    Parameters
    ----------
    symbols, terminals
        What is open there, and what fits, by the grammar.
    start, end
        The word that is being written.
    sorts
        Sorts of names that make sense, the likeliest first.
    behind_dot
        What stands before the dot, where the word follows one.
    library
        The library that is set, in the braces of a `use`.
    subject
        What a value is being stated of.
    """

    symbols: tuple[str, ...]
    terminals: frozenset[str]
    start: int
    end: int
    sorts: tuple[str, ...]
    behind_dot: str = ""
    library: str = ""
    subject: str = ""

    @property
    def takes_name(self) -> bool:
        """Whether a name may stand there at all."""
        return "NAME" in self.terminals


def situation(text: Text, offset: int) -> Situation | None:
    """Where a place is; None inside a comment or a text."""
    raw = text.raw
    partial = _PARTIAL.search(raw, raw.rfind("\n", 0, offset) + 1, offset)
    start = partial.start() if partial else offset
    behind = bisect_left(text.tokens.starts, start)
    first = _statement(text, behind)
    tokens = scan(raw[text.tokens.starts[first] : start]) if behind > first else scan("")
    before = raw[text.tokens.ends[behind - 1] if behind else 0 : start]
    if "#" in before.rpartition("\n")[2] or tokens.kinds[-2:-1] == ["UNCLOSED_TEXT"]:
        return None
    found = fitting(raw[text.tokens.starts[first] : start] if behind > first else "")
    words, symbols = tokens.texts, found.symbols
    end = offset + len(re.match(r"\w*", raw[offset : offset + 200]).group())  # type: ignore[union-attr]
    return Situation(
        symbols, found.terminals, start, end, _sorts(symbols), _dotted(tokens),
        words[1] if words[:1] == ["use"] and len(words) > 2 else "", _subject(tokens),
    )  # fmt: skip


def _statement(text: Text, behind: int) -> int:
    """The first token of the statement before a token: a statement's word outside of all braces."""
    starts = text.statements
    return starts[bisect_left(starts, behind) - 1] if starts and starts[0] < behind else 0


def _dotted(tokens: Tokens) -> str:
    """What stands before the dot that the text ends with."""
    kinds, texts = tokens.kinds[:-1], tokens.texts[:-1]
    words: list[str] = []
    while kinds[-1:] == ["DOT"] and len(kinds) > 1:
        words.insert(0, texts[-2].strip("`"))
        kinds, texts = kinds[:-2], texts[:-2]
    return ".".join(words)


def _subject(tokens: Tokens) -> str:
    """The last name before `=`, where a value follows."""
    names = list(zip(tokens.kinds, tokens.texts, strict=True))[:-1]
    if names and names[-1][0] in ("EQUALS", "NOT_EQUALS"):
        depth = 0
        for kind, text in reversed(names[:-1]):
            depth += (kind == "RPAR") - (kind == "LPAR")
            if kind in ("NAME", "QUOTED_NAME") and depth == 0:
                return text.strip("`")
    return ""


def _sorts(symbols: Sequence[str]) -> tuple[str, ...]:
    """The sorts of names that make sense behind what has been read."""
    if not symbols:
        return ()
    last = symbols[-1]
    if last == "COMMA":
        return _listed(symbols)
    if last == "DOT":
        return ("library",) if "USE" in symbols[-3:] else ("attribute",)
    if last == "IN":
        return ("scenario",) if symbols[0] in COMMANDS else GROUPS
    if last == "EXTENDS":
        return ("scenario",) if symbols[0] == "SCENARIO" else ("theory",)
    if last == "NOT":
        return ("option",) if symbols[0] in ("WHY", "EXPECT") and "LBRACE" not in symbols else VALUES
    if last == "THEN" and symbols[0] in COMMANDS:
        return ("scenario",)
    if last == "THEN" and "IF" not in symbols:
        return PAIRED[:1]
    if last in BEHIND and not (last in {"PLUS", "EXPECT", "AMONG"} and _is_value(symbols, last)):
        return BEHIND[last]
    return _in_block(symbols)


def _is_value(symbols: Sequence[str], last: str) -> bool:
    if last == "EXPECT":
        return symbols[0] == "TEST"
    return last == "PLUS" and symbols[0] not in COMMANDS


def _listed(symbols: Sequence[str]) -> tuple[str, ...]:
    """What follows a comma: more of the same."""
    before = list(symbols[:-1])
    while before and (
        before[-1] in ("actor", "name", "setting", "COMMA", "effect", "argument", "at") or "_star_" in before[-1]
    ):
        before.pop()
    if symbols[-2:-1] == ["effect"] or (before and before[-1] == "THEN" and symbols[0] == "RULE"):
        return PAIRED[:1]
    return _sorts(before) if before else ()


def _in_block(symbols: Sequence[str]) -> tuple[str, ...]:
    """What stands in the innermost braces."""
    if "_equals" in symbols or "EQUALS" in symbols[-2:]:
        is_group = symbols[0] == "GROUP" and "WHERE" not in symbols
        is_stated = symbols[0] in ("SCENARIO", "USE", "PARAMETER", "TEST", "SCALE", "INSTRUMENT", "ATTRIBUTE")
        return PARTIES if is_group else (*STATED, "actor", "option") if is_stated else VALUES
    if "LBRACE" not in symbols:
        return VALUES
    head = symbols[len(symbols) - 1 - list(reversed(symbols)).index("LBRACE") - 1]
    if symbols[0] == "USE":
        return ("parameter",)
    if head in ("pair", "AMONG", "members", "OTHERWISE", "head", "targeted"):
        return (*PAIRED, *PARTIES) if head in ("head", "targeted") else PAIRED
    if "STATE" in symbols or "ENTITY" in symbols:
        return ("attribute",)
    if symbols[0] == "SCENARIO":
        return _in_scenario(symbols)
    if "INSTRUMENT" in symbols:
        return ("relation",)
    return VALUES


def _in_scenario(symbols: Sequence[str]) -> tuple[str, ...]:
    if "INSTRUMENT" in symbols:
        words = symbols[symbols.index("INSTRUMENT") + 1 :]
        return ("instrument kind", "relation") if len(words) <= 2 else ("relation",)
    if "TABLE" in symbols:
        return (*PAIRED, "attribute", "role", *STATED, "actor")
    return (*PARTIES, "parameter", *PAIRED)
