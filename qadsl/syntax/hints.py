"""What the parser says about a mistake, in the analyst's words.

The parser knows a state: what it has just read and what may come now. `belongs` turns that into half a sentence, and
`FORMS` shows how the statement at hand is written. No terminal's name ever reaches the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from qadsl.syntax.tables import END

__all__ = ["FORMS", "STATEMENTS", "belongs", "form"]

STATEMENTS = (
    "attribute", "author", "compare", "contrast", "define", "expect", "explain", "group", "instrument", "library",
    "license", "parameter", "property", "relation", "rule", "run", "scale", "scenario", "sensitivity", "source",
    "strict", "sweep", "symmetric", "test", "theory", "tipping", "use", "why",
)  # fmt: skip
"""The words with which a statement begins."""

_NAMES = {
    "AGAINST": "the third party's name",
    "AMONG": "the actors' names, with commas between them",
    "ARROW": "the partner's name",
    "ATTRIBUTE": "a name for the attribute",
    "BEHAVIOUR": "a name for the behaviour",
    "BOTH": "the other actor's name",
    "COMMA": "another name",
    "COMPARE": "the name of a scenario",
    "CONSENT": "`mutual`",
    "CONTRAST": "the name of a theory",
    "DEFINE": "a name for the formula",
    "DOT": "a name",
    "ENTITY": "the entity's name",
    "EVENT": "a name for the event",
    "EXPECT": "an option such as `alliance`",
    "EXPLAIN": "two actors, such as `UK -> France`",
    "EXTENDS": "the name of what it builds on",
    "FOR": "`self`, `partner` or `target`",
    "GROUP": "a name for the group",
    "HAPPENED": "an option such as `alliance`",
    "IN": "the name of a scenario or a group",
    "INSTRUMENT": "a name for the instrument",
    "LIBRARY": "a name for the library",
    "MATCH": "the column by which to match, such as `self = ccode1`",
    "NOT": "an option such as `alliance`",
    "ON": "the name of a scenario",
    "OPTION": "a name for the option",
    "OVERRIDES": "the name of a rule",
    "PARAMETER": "a name for the parameter",
    "PLUS": "the name of a scenario",
    "RELATION": "a name for the relation",
    "RULE": "a name for the rule",
    "RUN": "the name of a scenario",
    "SCALE": "a name for the scale",
    "SCENARIO": "a name for the scenario",
    "STATE": "the state's name",
    "THEN": "the name of what it is about",
    "THEORY": "a name for the theory",
    "TIPPING": "two actors, such as `UK -> France`",
    "USE": "the name of a library",
    "WITH": "the name of a theory",
}
_CONDITIONS = frozenset(("WHEN", "WHERE", "IF", "AND", "OR"))
_KINDS = (
    (frozenset(("HIGHEST", "WITH")), "`highest payoff`, or `with precision` and a number"),
    (frozenset(("NAME", "NUMBER", "LPAR")), "a value"),
    (frozenset(("DATE", "NUMBER")), "a date such as `1956` or `1956-10`"),
    (frozenset(("SHARE",)), "a type: `share`, `number`, `flag`, `category` or `year`"),
    (frozenset(("YEARS",)), "`years`, `quarters` or `months`"),
    (frozenset(("SCENARIO",)), "a statement, such as `scenario` or `run`"),
    (frozenset(("ENCOURAGING",)), "a part of the theory, such as `encouraging`, `option` or `rule`"),
    (frozenset(("OTHERWISE", "STATE")), "something that the scenario says"),
)
_NEEDS = {
    "VERSION": "a version such as `1.2.0`",
    "NUMBER": "a number",
    "IN": "`in` and the name of a scenario",
    "THEN": "`then` and what follows from it",
    "ELSE": "`else` and the value otherwise",
    "EQUALS": "`=` and a value",
    "ARROW": "an arrow to the partner, such as `-> France`",
    "LBRACE": "a block between `{` and `}`",
    "RPAR": "`)`",
    "COLON": "`:` and a type, such as `: share`",
    "_RANGE": "`..` and the upper end",
    "TO": "`to` and the last value",
    "RBRACE": "`}`",
    "_ROW_END": "`|` at the end of the row",
    "ON": "`on` and the name of a scenario",
    "AMONG": "`among` and the actors, or an arrow between two",
    "TEXT": "a text between double quotes",
    "FOR": "`for p in` and a group",
    "WITH": "`with` and what it is",
}
FORMS = {
    "AGAINST": "A third party opens a block, `against Egypt { ... }`, or stands behind an arrow.",
    "AMONG": "What holds for every pair: `among UK, France { common_threat = high }`.",
    "ATTRIBUTE": 'An attribute is written `attribute capability : share "what it is"`.',
    "BEHAVIOUR": "A behaviour is written `behaviour evade when neutrality and fear > 0.5`.",
    "CHOOSE": "Write `choose highest payoff`, or `choose with precision 8`.",
    "COMPARE": "Write `compare suez, no_us_pressure`.",
    "CONSENT": "Write `consent mutual`.",
    "CONTRAST": "Write `contrast multifacet, balance_of_threat on suez`.",
    "DATA": 'Data are joined by `data "dyads.csv" { match self = ccode1, partner = ccode2  trade = column / 100 }`.',
    "DEFINE": "A formula is written `define need = target.capability / self.capability`.",
    "DISCOURAGING": "Variables are listed as `discouraging { divergence weight 0.25, entrapment weight 0.25 }`.",
    "ENCOURAGING": "Variables are listed as `encouraging core { common_threat weight 0.35 }`.",
    "ENTITY": 'Actors are declared with commas between them: `entity FLN "Front de libération nationale", PLO`.',
    "EVENT": "An event is written `from 1956 event strike { common_threat(UK, France, Egypt) += 0.3 }`.",
    "EXPECT": "Write `expect alliance among UK, France against Egypt in suez`.",
    "EXPLAIN": "Write `explain UK -> France against Egypt in suez`.",
    "GROUP": 'A group is written `group nato = UK, France` or `group arab = actors where culture = "arab"`.',
    "HAPPENED": "Write `happened alliance among UK, France against Egypt at 1956`.",
    "IF": "A choice of values is written `if fear > 0.5 then 1 else 0`.",
    "INSTRUMENT": "In a scenario: `instrument sevres memorandum secret among UK, France from 1956`; "
    "outside: `instrument memorandum { bindingness = 0.4 }`.",
    "LIBRARY": 'A library begins `library cautious 1.2.0 "what it is"`.',
    "OPTION": "An option is written `option alliance { reward 100%, cost divergence 50%, entrapment 25% }`.",
    "OTHERWISE": "What holds for all other pairs: `otherwise { provocation = low }`.",
    "PARAMETER": "A parameter is written `parameter fear : share = 0.5`.",
    "PROPERTY": 'A property is written `property "title": raising common_threat never lowers commitment`.',
    "RELATION": 'A relation is written `relation trade : share "what it is"`.',
    "RULE": "A rule is written `rule shadow when target.nuclear then entrapment += 0.2`.",
    "RUN": "Write `run suez`, or `run suez with mine { draws 2000, seed 1956 }`.",
    "SCALE": "A scale is written `scale plain { low = 0.1 .. 0.3, high = 0.7 .. 0.9 }`.",
    "SCENARIO": 'A scenario is written `scenario suez "Suez Crisis" { ... }`.',
    "SENSITIVITY": "Write `sensitivity of alliance(UK, France, Egypt) in suez { samples 1024 }`.",
    "STATE": 'Actors are declared with commas between them: `state UK "United Kingdom", France, Egypt`.',
    "SWEEP": "Write `sweep common_threat(UK, France, Egypt) from 0 to 1 steps 101 in suez`.",
    "TABLE": "Each row of a table is one line of cells between bars: `| UK | France | 0.4 |`.",
    "TEST": 'A test is written `test "title" { given fear = 0.5  expect entrapment = 0.4 }`.',
    "THEORY": "A theory is written `theory mine extends multifacet { ... }`.",
    "TIME": "The time of a scenario is written `time 1955 .. 1957`, or `time 1955 .. 1957 by month`.",
    "TIPPING": "Write `tipping UK -> France against Egypt in suez`.",
    "USE": "Write `use multifacet`, or `use cautious >= 1.2 { fear = 0.4 }`.",
    "WHY": "Write `why not alliance: UK -> France against Egypt in suez`.",
}
"""How each statement is written, by the terminal that begins it."""


def form(symbols: Sequence[str]) -> str | None:
    """How the innermost statement that these symbols have begun is written."""
    for symbol in reversed(symbols):
        if symbol in FORMS:
            return FORMS[symbol]
        if symbol == "LBRACE":
            return None
    return None


def belongs(symbols: Sequence[str], expected: AbstractSet[str]) -> str | None:
    """What must come behind these symbols; None where what stands there is already whole."""
    before = symbols[-1] if symbols else ""
    for marks, words in _KINDS:
        if marks <= expected:
            return "a condition" if words == "a value" and before in _CONDITIONS else words
    if END in expected or ("RBRACE" in expected and before != "LBRACE"):
        return None
    if "PLUS_EQUALS" in expected:
        return "what is said of it, such as `= 0.5` or `+= 0.1`"
    if "NAME" in expected:
        return _NAMES.get(before, "a name")
    if "IN" in expected and "FOR" in symbols:
        return "`in` and a group"
    return next((words for terminal, words in _NEEDS.items() if terminal in expected), None) or _words(expected)


def _words(expected: AbstractSet[str]) -> str:
    """The keywords themselves, as written."""
    words = sorted(f"`{terminal.lower()}`" for terminal in expected if terminal.isalpha())
    if not words:
        return "the rest of it"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
