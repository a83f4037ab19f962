"""Which sorts of names make sense behind what has been read of a statement, the likeliest first."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["sorts"]

VALUES = (
    "bound name", "variable", "parameter", "definition", "measure", "solve", "attribute", "relation", "role", "option",
    "built-in value", "function", "actor",
)  # fmt: skip
STATED = ("word of a category", "scale word", "parameter", "definition", "distribution")
PARTIES = ("actor", "group", "built-in group")
GROUPS = ("group", "built-in group")
PAIRED = ("variable", "relation")
CLAIMED = ("variable", "built-in value", "measure")
INPUTS = ("variable", "parameter", "relation", "actor")
NOTHING: tuple[str, ...] = ()
"""What stands behind a word that declares: a new name, which none that is known can be."""
BEHIND: dict[str, tuple[str, ...]] = {
    "USE": ("library",), "AMONG": PARTIES, "AGAINST": PARTIES, "ARROW": PARTIES, "BOTH": PARTIES,
    "EXPLAIN": PARTIES, "TIPPING": PARTIES, "EXPECT": ("option", "solve"), "HAPPENED": ("option",),
    "RUN": ("scenario",), "STATE": ("actor",), "ENTITY": ("actor",),
    "COMPARE": ("scenario",), "ON": ("scenario",), "PLUS": ("scenario",), "CONTRAST": ("theory",), "WITH": ("theory",),
    "OVERRIDES": ("rule",), "TURNS": ("option",), "INTO": ("option",), "BEFORE": ("option",), "AFTER": ("option",),
    "RULES": ("rule",), "OF": ("option", "solve"), "COST": ("variable",), "FOR": ("role",), "SET": ("variable",),
    "RAISING": ("variable", "parameter", "attribute", "relation", "role"), "RAISES": CLAIMED,
    "LOWERING": ("variable", "parameter", "attribute", "relation", "role"), "LOWERS": CLAIMED,
    "SWEEP": INPUTS, "MATCH": ("role",), "CONSENT": ("kind of consent",), "STABLE": ("stability",),
    **dict.fromkeys(
        ("ATTRIBUTE", "RELATION", "PARAMETER", "GROUP", "DEFINE", "RULE", "MEASURE", "SCALE", "INSTRUMENT", "THEORY",
         "OPTION", "BEHAVIOUR", "SOLVE", "SCENARIO", "EVENT", "LIBRARY"), NOTHING),
}  # fmt: skip
"""The sorts of names that stand behind a word or sign."""
COMMANDS = frozenset({"RUN", "EXPLAIN", "WHY", "EXPECT", "TIPPING", "SWEEP", "COMPARE", "CONTRAST", "SENSITIVITY"})
LISTS = frozenset({"ENCOURAGING", "DISCOURAGING", "CORE", "PERIPHERY", "CATEGORY", "SCALE"})
"""Words whose braces hold nothing but new names."""


WHOLE = frozenset({
    "NAME", "QUOTED_NAME", "NUMBER", "PERCENT", "DATE", "VERSION", "TEXT", "YES", "NO", "UNKNOWN", "RPAR", "RBRACE",
})  # fmt: skip
"""With what a value may end."""


def sorts(symbols: Sequence[str], *, is_compared: bool = False) -> tuple[str, ...]:
    """The sorts of names that make sense behind these symbols; `is_compared`: and behind a name and `=`."""
    found = _sorts(symbols)
    return ("word of a category", *found) if is_compared and found == VALUES else found


def _sorts(symbols: Sequence[str]) -> tuple[str, ...]:
    if not symbols:
        return ()
    last = symbols[-1]
    if last == "COMMA":
        return _listed(symbols)
    if last == "DOT":
        return ("library",) if "USE" in symbols[-3:] else ("attribute",)
    if last == "LPAR":
        return _in_brackets(symbols)
    if _asks_of_actors(symbols):
        return PARTIES
    if last in CONNECTING and (found := CONNECTING[last](symbols)) is not None:
        return found
    if last in BEHIND and not (last in {"PLUS", "EXPECT", "AMONG"} and _is_value(symbols, last)):
        return BEHIND[last]
    return _in_block(symbols)


def _behind_in(symbols: Sequence[str]) -> tuple[str, ...]:
    return ("scenario",) if symbols[0] in COMMANDS else GROUPS


def _behind_extends(symbols: Sequence[str]) -> tuple[str, ...]:
    return ("scenario",) if symbols[0] == "SCENARIO" else ("theory",)


def _behind_not(symbols: Sequence[str]) -> tuple[str, ...]:
    return ("option",) if symbols[0] in ("WHY", "EXPECT") and "LBRACE" not in symbols else VALUES


def _behind_then(symbols: Sequence[str]) -> tuple[str, ...] | None:
    if symbols[0] in COMMANDS:
        return ("scenario",)
    return PAIRED[:1] if "IF" not in symbols else None


def _behind_theory(symbols: Sequence[str]) -> tuple[str, ...]:
    return ("theory",) if symbols[0] == "RUN" else NOTHING


def _behind_colon(symbols: Sequence[str]) -> tuple[str, ...] | None:
    return ("option", "behaviour") if symbols[0] == "PROPERTY" else None


CONNECTING = {
    "IN": _behind_in,
    "EXTENDS": _behind_extends,
    "NOT": _behind_not,
    "THEN": _behind_then,
    "THEORY": _behind_theory,
    "COLON": _behind_colon,
}
"""Words behind which it depends on the statement."""


def _asks_of_actors(symbols: Sequence[str]) -> bool:
    """Whether an option has just been named of which two actors are asked."""
    before = symbols[:-1] if symbols[-1] == "COLON" else symbols
    if len(before) < 2 or before[-1] not in ("NAME", "QUOTED_NAME", "name"):
        return False
    return before[-2] == "HAPPENED" or (before[-2] in ("NOT", "EXPECT") and symbols[0] in ("WHY", "EXPECT"))


def _in_brackets(symbols: Sequence[str]) -> tuple[str, ...]:
    """What a call is made of: actors where facts are stated or asked about, roles and values in rules and formulas."""
    before = symbols[-2:-1]
    if before in (("word",), ("CATEGORY",)):
        return NOTHING
    if before != ("name",):
        return _in_block(symbols)
    if symbols[0] not in ("SCENARIO", "SWEEP", "SENSITIVITY", "EXPECT"):
        return ("bound name", "role", *VALUES[1:])
    return (*PARTIES, *STATED) if "_equals" in symbols else PARTIES


def _is_value(symbols: Sequence[str], last: str) -> bool:
    if last == "EXPECT":
        return symbols[0] == "TEST"
    return last == "PLUS" and symbols[0] not in COMMANDS


def _listed(symbols: Sequence[str]) -> tuple[str, ...]:
    """What follows a comma: more of the same."""
    if symbols[-2:-1] == ("_payoff",):
        return BEHIND["COST"]
    before = list(symbols[:-1])
    while before and (before[-1] in PARTS or "_star_" in before[-1]):
        before.pop()
    if symbols[-2:-1] == ("effect",) or (before and before[-1] == "THEN" and symbols[0] == "RULE"):
        return PAIRED[:1]
    return _sorts(tuple(before)) if before else ()


PARTS = frozenset({
    "actor", "name", "setting", "COMMA", "effect", "argument", "at", "variable", "_category_word", "match", "across",
    "axis", "word",
})  # fmt: skip
"""What lists with commas are made of."""


def _in_block(symbols: Sequence[str]) -> tuple[str, ...]:
    """What stands in the innermost braces."""
    if symbols[-1] == "RBRACE":
        return _in_block(symbols[: _last(symbols, "LBRACE") - 1])
    opened = _last(symbols, "LBRACE")
    if "_equals" in symbols[opened:] or "EQUALS" in symbols[-2:]:
        return _sorts(symbols[:opened]) if opened and _is_whole(symbols[-1]) else _behind_equals(symbols)
    if not opened:
        return VALUES
    head = symbols[opened - 2]
    if symbols[0] == "USE":
        return ("parameter",)
    if head in LISTS or (symbols[0] == "SCALE" and symbols[-1] == "LBRACE"):
        return NOTHING
    if head in ("pair", "AMONG", "members", "OTHERWISE", "head", "targeted"):
        return (*PAIRED, *PARTIES) if head in ("head", "targeted") else PAIRED
    if "STATE" in symbols[:opened] or "ENTITY" in symbols[:opened]:
        return ("attribute",)
    if symbols[0] in ("SCENARIO", "TEST"):
        return _in_scenario(symbols) if symbols[0] == "SCENARIO" else _in_test(symbols)
    return ("relation",) if "INSTRUMENT" in symbols else VALUES


def _in_test(symbols: Sequence[str]) -> tuple[str, ...]:
    return (*VALUES, "behaviour", "word of a category", "scale word") if "TABLE" in symbols else VALUES


def _last(symbols: Sequence[str], symbol: str) -> int:
    """The place behind the last of a kind of symbol, 0 where there is none."""
    return len(symbols) - list(reversed(symbols)).index(symbol) if symbol in symbols else 0


def _is_whole(last: str) -> bool:
    """Whether a value may end with this symbol, so that a name behind it begins something new."""
    return last in WHOLE or (last.islower() and last not in ("_equals", "operator", "comparator"))


def _behind_equals(symbols: Sequence[str]) -> tuple[str, ...]:
    """The value of something: what it may be made of where facts are stated, and where they are worked out."""
    if "GROUP" in symbols and "WHERE" not in symbols:
        return PARTIES
    if "DATA" in symbols:
        return NOTHING  # a column of the table
    if symbols[0] == "TEST":
        return (*STATED, "actor", "option")
    is_stated = symbols[0] in ("SCENARIO", "USE", "PARAMETER", "SCALE", "INSTRUMENT", "ATTRIBUTE")
    return STATED if is_stated else VALUES


def _in_scenario(symbols: Sequence[str]) -> tuple[str, ...]:
    if "DATA" in symbols:
        return (*PAIRED, "attribute", "parameter")
    if "INSTRUMENT" in symbols:
        words = symbols[symbols.index("INSTRUMENT") + 1 :]
        return ("instrument kind", "relation") if len(words) <= 2 else ("relation",)
    if "TABLE" in symbols:
        return (*PAIRED, "attribute", "role", *STATED, "actor")
    return (*PARTIES, "parameter", *PAIRED)
