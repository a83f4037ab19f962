"""What the parser says about a mistake, in the analyst's words.

The parser knows a state: what it has just read and what may come now. `belongs` turns that into half a sentence, and
`FORMS` shows how the statement at hand is written. No terminal's name ever reaches the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from qadsl.syntax.places import CONDITIONS, NAMES, OPENERS, PHRASES, SETS
from qadsl.syntax.tables import END

__all__ = ["FORMS", "STATEMENTS", "belongs", "form", "is_whole", "listed"]

STATEMENTS = (
    "attribute", "author", "compare", "contrast", "define", "expect", "explain", "group", "instrument", "library",
    "license", "parameter", "property", "relation", "rule", "run", "scale", "scenario", "sensitivity", "source",
    "strict", "sweep", "symmetric", "test", "theory", "tipping", "use", "why",
)  # fmt: skip
"""The words with which a statement begins."""
_BEGINNINGS = frozenset(word.upper() for word in STATEMENTS)

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
    "MEASURE": "A measure is written `measure tied = not neutrality`, computed from what came out.",
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
    "SOLVE": "Write `solve sides = blocs 2 { apart rivalry(self, partner) }`, or `coalitions`, `partition`, `links`.",
    "STATE": 'Actors are declared with commas between them: `state UK "United Kingdom", France, Egypt`.',
    "SWEEP": "Write `sweep common_threat(UK, France, Egypt) from 0 to 1 steps 101 in suez`.",
    "START": "What was before the first period: `start { UK <-> France { divergence = 0.3 } }`.",
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


def is_whole(symbols: Sequence[str], expected: AbstractSet[str]) -> bool:
    """Whether what stands there may end there, so that nothing is missing."""
    return END in expected or ("RBRACE" in expected and symbols[-1] != "LBRACE")


def belongs(symbols: Sequence[str], expected: AbstractSet[str]) -> list[str]:
    """What may come behind these symbols: a phrase for each thing, in the order of the statement."""
    rest = set(expected) - _IMPLIED
    if END in expected:
        rest -= _BEGINNINGS
    if "NUMBER" in rest and "NAME" not in rest:
        rest -= {"PERCENT", "_MINUS"}
    if is_whole(symbols, expected) and f"{_open(symbols)} COMMA" not in NAMES:
        rest -= {"COMMA"}
    phrases: list[str] = []
    for marks, phrase, covered in SETS:
        if marks <= rest:
            rest -= set(covered.split())
            is_condition = phrase == "a value" and symbols[-1:] and symbols[-1] in CONDITIONS
            phrases.append("a condition" if is_condition else phrase)
    phrases += [_phrase(terminal, symbols) for terminal in PHRASES if terminal in rest]
    phrases += [f"`{terminal.lower()}`" for terminal in sorted(rest - PHRASES.keys())]
    return [*filter(None, phrases), *(["the next statement"] if END in expected else [])]


_NAMED = ("NAME", "QUOTED_NAME", "name")
_IMPLIED = frozenset((END, "DOT", "QUOTED_NAME"))


def _phrase(terminal: str, symbols: Sequence[str]) -> str:
    """What one terminal means there."""
    if terminal == "NAME":
        return _name(symbols)
    before, inner = symbols[-1] if symbols else "", _open(symbols)
    if terminal == "COMMA" and (following := NAMES.get(f"{inner} COMMA")):
        return f"a comma and {following}"
    before = "word" if before in _NAMED else before
    keys = (f"{inner} {before} {terminal}", f"{before} {terminal}", f"{inner} {terminal}", terminal)
    return next(PHRASES[key] for key in keys if key in PHRASES)


def _name(symbols: Sequence[str]) -> str:
    """What a name stands for."""
    before, outer = symbols[-1].rstrip("0123456789") if symbols else "", _open(symbols[:-1])
    before = "word" if before in _NAMED else before
    if outer in ("effect", "operator") and "THEN" not in symbols:
        outer = _open([symbol for symbol in symbols[:-1] if symbol != outer])
    block = f"{{{outer}" if before == "LBRACE" else outer
    for key in (f"{outer} {before}", before, block, block[:1]):
        if key in NAMES:
            return NAMES[key]
    return "another name" if before == "COMMA" else "a name"


def _open(symbols: Sequence[str]) -> str:
    """What is open: the symbol that begins the innermost statement, item or clause, or its bracket or block."""
    closed = 0
    for i in range(len(symbols) - 1, -1, -1):
        if symbols[i] in ("RPAR", "RBRACE"):
            closed += 1
        if closed:
            closed -= symbols[i] in ("LPAR", "LBRACE")
            continue
        if symbols[i] == "LPAR":
            return "(" + (symbols[i - 2] if symbols[i - 1] == "word" else symbols[i - 1])
        if symbols[i] == "LBRACE":
            return "{" + _open(symbols[:i]).lstrip("{(")
        if symbols[i] in OPENERS:
            return symbols[i]
    return ""


def listed(phrases: Sequence[str]) -> str:
    """`a, b or c`."""
    if len(phrases) < 2:
        return "".join(phrases)
    is_long = any(word in phrase for phrase in phrases for word in (" or ", " and ", " such as "))
    return f"{', '.join(phrases[:-1])}{',' if is_long else ''} or {phrases[-1]}"
