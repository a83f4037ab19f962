"""How each phrase of the grammar is laid out when it does not fit on one line: a row for each with a way of its own.

A new statement needs a row only where it should break elsewhere than in its blocks and lists.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ATTACHED", "PLAIN", "STYLES", "Style"]


@dataclass(frozen=True, slots=True)
class Style:
    """Where a phrase may break. Parts are named by their phrase or, for a token, by its terminal.

    Parameters
    ----------
    before, after
        The parts before or after which a line may end.
    hang
        The part at whose column the new lines begin: its place in the phrase, or behind what it comes. None: two
        columns further in than the line on which the phrase begins. `OPERATOR`: so that what follows the sign or word
        there stands under the first part.
    is_filled
        Whether lines are filled; otherwise all these places break, or none.
    is_one_line
        Whether it never breaks, however long it is.
    breaks_with_title
        Whether it always breaks where it has a title.
    block
        When its block, in braces, takes several lines although it would fit on one: `ALWAYS`; with `SEVERAL` items; or
        where a comma is missing between items (`BARE`); or `NEVER`.
    starts
        The parts with which an item of the block begins; none: every part but commas.
    columns
        The parts that are aligned in phrases of this kind that follow each other, each on one line.
    """

    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    hang: int | str | None = None
    is_filled: bool = False
    is_one_line: bool = False
    breaks_with_title: bool = False
    block: str = "BARE"
    starts: frozenset[str] = frozenset()
    columns: tuple[frozenset[str], ...] = ()


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


PLAIN = Style()
_EQUALS = _set("EQUALS DOUBLE_EQUALS")
_COMMA = _set("COMMA")
_DECLARED = Style(before=_set("TEXT SOURCE cited"))
_ASKED = Style(before=_set("IN ON WITH probability"), after=_COMMA, is_filled=True)
_LIST = Style(after=_COMMA, hang=0, is_filled=True)
_LIST_BEHIND_A_WORD = Style(after=_COMMA, hang=1, is_filled=True)
_ROWS_BEHIND_A_WORD = Style(after=_COMMA, hang=1)
_ROW = Style(is_one_line=True)
_SETTING = Style(before=_set("SOURCE cited"), columns=(_EQUALS, _set("SOURCE cited")))

STYLES: dict[str, Style] = {
    # --- declarations
    "library": _DECLARED,
    "attribute": _DECLARED,
    "relation": _DECLARED,
    "parameter": _DECLARED,
    "scale": Style(before=_set("SOURCE"), is_filled=True),
    "words": Style(block="SEVERAL", columns=(_EQUALS,)),
    "instrument_kind": Style(columns=(_set("TEXT"), _set("settings"))),
    "category": Style(after=_set("LPAR COMMA"), hang="LPAR", is_filled=True),
    "group": Style(after=_COMMA, hang="EQUALS", is_filled=True),
    "group_where": Style(before=_set("WHERE")),
    "define": Style(before=_EQUALS, breaks_with_title=True),
    "measure": Style(before=_EQUALS | _set("because"), breaks_with_title=True),
    # --- rules
    "rule": Style(before=_set("FOR WHEN THEN SOURCE overrides because"), breaks_with_title=True),
    "acrosses": _LIST,
    "effects": Style(after=_COMMA, hang=0),
    "overrides": _LIST_BEHIND_A_WORD,
    # --- theories
    "theory": Style(block="ALWAYS"),
    "variable": Style(columns=(_set("WEIGHT"), _set("TEXT"))),
    "option": Style(starts=_set("reward COST"), columns=(_set("TEXT"), _set("LBRACE"))),
    "payoff": _LIST_BEHIND_A_WORD,
    "behaviour": Style(before=_set("WHEN"), columns=(_set("TEXT"), _set("WHEN"))),
    # --- scenarios
    "items": Style(block="SEVERAL"),
    "table": Style(block="ALWAYS"),
    "row": _ROW,
    "actors": _ROWS_BEHIND_A_WORD,
    "members": _LIST,
    "actor": Style(columns=(_set("TEXT"), _set("settings"))),
    "arrow": Style(columns=(_set("settings"),)),
    "instrument": Style(before=_set("AMONG cited head dated_head"), is_filled=True),
    "headed": Style(before=_set("head dated_head"), is_filled=True),
    "line": Style(before=_set("cited")),
    "setting": _SETTING,
    "bare_setting": _SETTING,
    "change": Style(before=_set("SOURCE")),
    "matches": _LIST,
    # --- asking
    "run": Style(before=_set("THEN WITH"), is_filled=True, block="NEVER", columns=(_set("LBRACE"),)),
    "explain": _ASKED,
    "why_not": _ASKED,
    "expect": _ASKED,
    "expect_joined": _ASKED,
    "expect_figure": _ASKED,
    "tipping": _ASKED,
    "sweep": _ASKED,
    "compare_runs": _LIST_BEHIND_A_WORD,
    "contrast": _ASKED,
    "sensitivity": _ASKED,
    # --- checking libraries
    "test": Style(block="ALWAYS"),
    "case_table": Style(block="ALWAYS"),
    "case_row": _ROW,
    "given_clause": _ROWS_BEHIND_A_WORD,
    "expect_clause": _ROWS_BEHIND_A_WORD,
    "property": Style(before=_set("WHEN GIVEN"), after=_set("COLON"), is_filled=True),
    # --- expressions
    "disjunction": Style(before=_set("OR"), hang="OPERATOR"),
    "conjunction": Style(before=_set("AND"), hang="OPERATOR"),
    "sum": Style(before=_set("PLUS _MINUS"), hang="OPERATOR", is_filled=True),
    "product": Style(before=_set("_TIMES SLASH"), hang="OPERATOR", is_filled=True),
    "conditional": Style(before=_set("THEN ELSE"), hang=0),
    "chain": Style(before=_set("ELSE")),
    "branch": Style(before=_set("THEN")),
    "call": Style(before=_set("RPAR"), after=_set("LPAR COMMA")),
    "quantifier": Style(before=_set("FOR WHERE RPAR"), after=_set("LPAR")),
    "counted": Style(before=_set("WHERE RPAR"), after=_set("LPAR")),
}

ATTACHED = _set(
    "attribute relation parameter scale instrument_kind setting bare_setting instrument happened headed event"
    " dated_event"
)
"""The phrases behind which a `source` stands on the same line, for it is theirs."""
