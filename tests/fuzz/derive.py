"""Random programs derived from the grammar, rule by rule, the rules least used so far first.

A derived text is a program by the grammar, so the parser must understand it; what it means is another matter. The
names, numbers and texts in it are few, so that some of them meet; no name is a word that the language uses somewhere,
for that is read as the word where it has a use.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from random import Random

from qadsl import resources

START = "program"
# fmt: off
SAMPLES = {
    "NAME": ("UK", "France", "Egypt", "fear", "trade", "common_threat", "self", "partner", "target", "actors", "nato",
             "alliance", "neutrality", "min", "sum", "count", "normal", "x", "fear2", "Türkiye", "伊朗"),
    "QUOTED_NAME": ("`United Kingdom`", "`rule`", "`x`"),
    "NUMBER": ("0", "1", "0.4", ".5", "1e-3", "1_000", "1956", "2", "12"),
    "PERCENT": ("40%", "0%", "100 %", "12.5%"),
    "DATE": ("1956-10", "1956-10-29", "1955-01"),
    "VERSION": ("1.0.0", "1.2.0-beta.1"),
    "ARROW": ("->", "→"), "BOTH": ("<->", "↔"), "NOT_EQUALS": ("!=", "<>", "≠"), "LESS_EQUALS": ("<=", "≤"),
    "GREATER_EQUALS": (">=", "≥"), "MINUS_EQUALS": ("-=", "−="), "TIMES_EQUALS": ("*=", "×="), "_MINUS": ("-", "−"),
    "_TIMES": ("*", "×", "·"), "_RANGE": ("..", "…"), "_PLUS_MINUS": ("±", "+-"), "_BAR": ("|",), "_ROW_END": ("|",),
    "TEXT": ('"a text"', '""', '"arab"', '"it says \\"no\\""', '"# no comment"', '"{"'),
}
BETWEEN = (" ", " ", " ", " ", "  ", "\n", "\n  ", "\n\n", "\t", " # a comment\n", "\r\n", "\n# \"x\" {\n", "\u00a0")
# fmt: on


@cache
def grammar() -> tuple[dict[str, list[tuple[str, ...]]], dict[str, str], dict[str, int]]:
    """The rules by what they make, the spelling of each terminal that has one only, and how deep each symbol is."""
    from lark.load_grammar import load_grammar

    compiled, _ = load_grammar(resources.read("grammar", "qa.lark"), "qa.lark", [], False)
    terminals, rules, _ = compiled.compile([START], set())
    made: dict[str, list[tuple[str, ...]]] = {}
    for rule in rules:
        made.setdefault(rule.origin.name, []).append(tuple(symbol.name for symbol in rule.expansion))
    words = {t.name: t.pattern.value for t in terminals if t.pattern.type == "str"}
    return made, words, depths(made)


def depths(made: dict[str, list[tuple[str, ...]]]) -> dict[str, int]:
    """For each symbol that is made of others how many steps its shortest text takes."""
    known: dict[str, int] = {}
    while True:
        before = dict(known)
        for origin, expansions in made.items():
            ways = [depth_of(e, made, known) for e in expansions]
            known[origin] = min(ways)
        if known == before:
            return known


def depth_of(expansion: tuple[str, ...], made: dict[str, list[tuple[str, ...]]], known: dict[str, int]) -> int:
    return 1 + max((known.get(symbol, 10_000) if symbol in made else 0 for symbol in expansion), default=0)


class Deriver:
    """Derives programs, and counts how often it has used each rule."""

    def __init__(self) -> None:
        self.made, self.spellings, self.depths = grammar()
        self.used: Counter[tuple[str, int]] = Counter()

    def program(self, rng: Random, size: int) -> str:
        """A program of about so many steps."""
        return self.written(self.terminals(rng, size), rng)

    def terminals(self, rng: Random, size: int) -> list[str]:
        """The terminals of a program, in order."""
        found: list[str] = []
        open_symbols = [START]
        while open_symbols:
            symbol = open_symbols.pop()
            if symbol not in self.made:
                found.append(symbol)
                continue
            size -= 1
            room = size - len(open_symbols)
            open_symbols += reversed(self.chosen(symbol, rng, detour=99 if room > 0 else 2 if room > -200 else 0))
        return found

    def chosen(self, symbol: str, rng: Random, *, detour: int) -> tuple[str, ...]:
        """One of the ways to make a symbol, rarely used and not much longer than the shortest."""
        ways = self.made[symbol]
        most = self.depths[symbol] + detour
        numbers = [i for i, way in enumerate(ways) if depth_of(way, self.made, self.depths) <= most]
        number = min(rng.sample(numbers, min(2, len(numbers))), key=lambda i: self.used[symbol, i])
        self.used[symbol, number] += 1
        return ways[number]

    def written(self, terminals: list[str], rng: Random) -> str:
        """The terminals as text; a bar inside a row stays on its line, the last one ends it."""
        parts = []
        for terminal in terminals:
            parts.append(rng.choice(SAMPLES[terminal]) if terminal in SAMPLES else self.spellings[terminal])
            if terminal == "_BAR":
                parts.append(" ")
            elif terminal == "_ROW_END":
                parts.append("\n")
            else:
                parts.append(rng.choice(BETWEEN))
        return "".join(parts)
