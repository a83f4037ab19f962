"""What a picture may be asked with: a wrong argument is answered by the right one, not by Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from inspect import Parameter, signature
from numbers import Real
from typing import ParamSpec, TypeVar

from qadsl.diagnostics.suggest import suggest
from qadsl.failing import QadslError, fail
from qadsl.views.words import plural

__all__ = ["asked_in_words"]

P = ParamSpec("P")
R = TypeVar("R")

MEANT = {
    **dict.fromkeys(("at", "date", "day", "month", "period", "periods", "quarter", "when", "year", "years"), "time"),
    **dict.fromkeys(("against", "enemy", "opponent", "third", "third_party", "threat", "rival"), "target"),
    **dict.fromkeys(("a", "actor", "first", "from_", "one", "self", "source", "who"), "self_"),
    **dict.fromkeys(("ally", "b", "other", "second", "to", "with_"), "partner"),
    **dict.fromkeys(("name", "over", "parameter", "variable"), "input"),
    **dict.fromkeys(("end", "maximum", "stop", "to"), "high"),
    **dict.fromkeys(("minimum", "start"), "low"),
    **dict.fromkeys(("count", "num", "points"), "steps"),
    **dict.fromkeys(("choice", "outcome"), "option"),
    **dict.fromkeys(("compare", "versus", "vs"), "beside"),
}
"""What else arguments are called elsewhere."""
KINDS: Mapping[str, tuple[tuple[type, ...], str]] = {
    "str": ((str,), "a name as text"),
    "bool": ((bool,), "True or False"),
    "float": ((Real,), "a number"),
    "Time": ((str, Real, date), ""),
}
"""Annotations, what fits them, and what they ask for; without words, what draws tells of all that does not fit."""


def asked_in_words(draw: Callable[P, R]) -> Callable[P, R]:
    """The same method; arguments that it does not have, or that are of another kind, are a mistake in words."""

    @wraps(draw)
    def asked(*given: P.args, **named: P.kwargs) -> R:
        parameters = list(signature(draw).parameters.values())[1:]
        _check(draw.__name__, parameters, given[1:], named)
        return draw(*given, **named)

    return asked


def _check(kind: str, parameters: Sequence[Parameter], given: Sequence[object], named: Mapping[str, object]) -> None:
    known = [one.name for one in parameters]
    for name in named:
        if name not in known:
            raise _unknown(kind, name, known)
    by_place = [one for one in parameters if one.kind is Parameter.POSITIONAL_OR_KEYWORD]
    if len(given) > len(by_place):
        others = [one for one in parameters if one not in by_place]
        raise _too_many(kind, given[len(by_place)], [one.name for one in by_place], others)
    held = [(one, value) for one, value in zip(by_place, given, strict=False)]
    for one, _ in held:
        if one.name in named:
            raise fail("QA770", f"`{kind}` is given `{one.name}` twice", help=["By its place and by its name."])
    for one, value in (*held, *((one, named[one.name]) for one in parameters if one.name in named)):
        _check_kind(kind, one, value)


def _check_kind(kind: str, one: Parameter, value: object) -> None:
    types, words = _types(one)
    if words and not isinstance(value, types) and not (value is None and "None" in str(one.annotation)):
        raise fail("QA770", f"`{one.name}` of `{kind}` is {words}, not `{value!r}`", help=_ways(one, value))


def _types(one: Parameter) -> tuple[tuple[type, ...], str]:
    return KINDS.get(str(one.annotation).removesuffix(" | None"), ((object,), ""))


def _ways(one: Parameter, value: object) -> list[str]:
    if isinstance(value, list | tuple | set) and len(value) == 1 and all(isinstance(part, str) for part in value):
        return [f"Write `{one.name}={next(iter(value))!r}`."]
    return []


def _unknown(kind: str, name: str, known: Sequence[str]) -> QadslError:
    meant = MEANT.get(name.casefold())
    guess = meant if meant in known else suggest(name, known)
    tip = f"Did you mean `{guess}`?" if guess else _listed(kind, known)
    return fail("QA770", f"`{kind}` takes no argument `{name}`", help=[tip])


def _too_many(kind: str, value: object, by_place: Sequence[str], others: Sequence[Parameter]) -> QadslError:
    fitting = [one.name for one in others if isinstance(value, _types(one)[0])]
    said = f"`{kind}` takes {plural(len(by_place), 'argument')} without a name, and `{value!r}` is one more"
    if not by_place:
        said = f"`{kind}` takes its arguments by name, and `{value!r}` has none"
    ways = " or ".join(f"`{name}={value!r}`" for name in fitting[:3])
    return fail("QA770", said, help=[f"Write {ways}." if ways else _listed(kind, [one.name for one in others])])


def _listed(kind: str, known: Sequence[str]) -> str:
    return f"It takes: {', '.join(known)}." if known else f"`{kind}` takes none."
