"""The surfaces that texts are tried on: each judgment raises what is wrong, and says what it has reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.fuzz.reading import formatter, grammar, lexer, parser_
from tests.fuzz.running import answers, checker
from tests.fuzz.serving import server
from tests.fuzz.stating import doc, tests
from tests.fuzz.stray import wire

__all__ = ["SURFACES"]

Judgment = Callable[[str], Iterable[str]]

SURFACES: dict[str, Judgment] = {
    "lexer": lexer,
    "parser": parser_,
    "grammar": grammar,
    "formatter": formatter,
    "checker": checker,
    "answers": answers,
    "tests": tests,
    "doc": doc,
    "server": server,
    "wire": wire,
}
