"""What is handed in from outside a program: settings as text or as Python's values, numbers of draws, seeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

from qadsl.diagnostics import Diagnostic
from qadsl.pipeline import DRAWS, SEED, QadslError, fail, parse
from qadsl.source import Source, Span
from qadsl.syntax import nodes

__all__ = ["draws_and_seed", "read_settings", "read_sweep", "setting_texts", "stated", "whole"]

LEAD = "scenario setting {\n"
TAIL = "\n}"
WAYS = (
    "Write it as `name = value`: `self_help = 0.4`, `UK.capability = 9%` or "
    "`common_threat(UK, France, Egypt) = 0.4 .. 0.6`."
)
VALUES = "A value is a number, yes or no, a text as in a script, a pair `(low, high)`, or None for unknown."
SWEPT = 'Write it as `{"fear": (0, 1, 101)}`: the first and last value, and in how many steps.'
HIGHEST = 2**63


def read_settings(texts: Iterable[str]) -> tuple[nodes.Setting, ...]:
    """Settings as the parser reads them: `fear = 0.4`, `UK.capability = 9%`, `common_threat(UK, France, Egypt) = 0.5`.

    Each is read as the one statement of a scenario; what is then said of it shows only what was written.
    """
    return tuple(_read(text) for text in texts)


def _read(text: str) -> nodes.Setting:
    said = Source("setting", text)
    read = Source("setting", f"{LEAD}{said.text}{TAIL}")
    try:
        statements = parse(read).statements
    except QadslError as error:
        if any(_is_outside(item, said) for item in error.diagnostics):
            raise _no_setting(said) from None
        raise QadslError(_moved(item, said) for item in error.diagnostics) from None
    match statements:
        case (nodes.Scenario(items=(nodes.Setting() as setting,)),):
            moved = _moved(setting, said)
            assert isinstance(moved, nodes.Setting)
            return moved
        case _:
            raise _no_setting(said)


def _no_setting(said: Source) -> QadslError:
    where = Span(said, 0, len(said.text)) if said.text.strip() else None
    return fail("QA723", f"`{said.text}` is not a setting", where, help=[WAYS])


def _is_outside(item: Diagnostic, said: Source) -> bool:
    """Whether a mistake lies in what was put around the setting, speaks of it, or lies nowhere."""
    if item.span is None or set("{}") & set(item.message + said.text):
        return True
    return not len(LEAD) <= item.span.start < len(LEAD) + len(said.text)


def _moved(value: Any, said: Source) -> Any:
    """A node or a diagnostic with its spans in the text as it was written."""
    if isinstance(value, Span):
        start, end = (min(max(place - len(LEAD), 0), len(said.text)) for place in (value.start, value.end))
        return Span(said, start, end)
    if isinstance(value, tuple):
        return tuple(_moved(item, said) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _moved(getattr(value, field.name), said) for field in fields(value)})
    return value


def read_sweep(over: object, scenario: str, theory: nodes.Name | None) -> nodes.Sweep:
    """What Python asks to be swept, as the statement that asks the same."""
    if not isinstance(over, Mapping) or not over:
        raise fail("QA723", "a sweep is asked for by a dict of inputs and values", help=[SWEPT])
    axes = ", ".join(_axis_text(name, ends) for name, ends in over.items())
    by = f" with {theory.span.text}" if theory is not None else ""
    try:
        statements = parse(Source("sweep", f"sweep {axes} in {scenario}{by}")).statements
    except QadslError:
        statements = ()
    match statements:
        case (nodes.Sweep() as command,):
            return command
        case _:
            raise fail("QA723", f"`{axes}` names no inputs that can be swept", help=[SWEPT])


def _axis_text(name: object, ends: object) -> str:
    plain = _plain(ends)
    if not isinstance(name, str) or not isinstance(plain, list | tuple) or len(plain) not in (2, 3):
        raise fail("QA723", f"`{name}` cannot be swept over {_shown(plain)}", help=[SWEPT])
    low, high, *steps = [_end_text(name, _plain(end)) for end in plain]
    if low is None or high is None or None in steps:
        raise fail("QA723", f"`{name}` cannot be swept over {_shown(plain)}", help=[SWEPT])
    return f"{name} from {low} to {high}" + (f" steps {steps[0]}" if steps else "")


def _end_text(name: str, end: object) -> str | None:
    """A number, or a word of a scale."""
    return end if isinstance(end, str) and end.isidentifier() else _number(name, end)


def setting_texts(settings: object) -> list[str]:
    """Settings of a dict as texts.

    Numbers of any kind (numpy's and pandas' too) stand for themselves, True and False for yes and no, a pair for a
    range, None and NaN for `unknown`; a text is read as in a script.
    """
    if settings is None:
        return []
    if not isinstance(settings, Mapping):
        raise fail(
            "QA723",
            f"settings are a dict of names and values, not a {type(settings).__name__}",
            help=['Write it as `settings={"self_help": 0.4, "UK.capability": "9%"}`.'],
        )
    for name in settings:
        if not isinstance(name, str):
            raise fail("QA723", f"the name of a setting is a text, not `{name!r}`", help=[WAYS])
    return [f"{name} = {_text(name, value)}" for name, value in settings.items()]


def _text(name: str, value: object) -> str:
    plain = _plain(value)
    if isinstance(plain, tuple | list) and len(plain) == 2:
        ends = [_number(name, end) for end in map(_plain, plain)]
        if None not in ends:
            return f"{ends[0]} .. {ends[1]}"
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    if isinstance(plain, str) and plain.strip():
        return plain
    if plain is None or type(plain).__name__ in {"NAType", "NaTType"} or plain != plain:
        return "unknown"
    number = _number(name, plain)
    if number is None:
        raise fail("QA723", f"`{name}` cannot be set to {_shown(plain)}", help=[VALUES])
    return number


def _plain(value: object) -> object:
    """A scalar of numpy's as Python's own."""
    item = getattr(value, "item", None)
    if item is not None and getattr(value, "ndim", None) == 0:
        return item()
    tolist = getattr(value, "tolist", None)
    return tolist() if tolist is not None and getattr(value, "ndim", None) == 1 else value


def _number(name: str, value: object) -> str | None:
    """A finite number as the language writes it, without an exponent; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        return None
    if isinstance(value, Integral):
        return str(int(value))
    number = float(value)
    if number - number != 0:
        raise fail("QA723", f"`{name}` cannot be set to {number}", help=[VALUES])
    return format(Decimal(repr(number)), "f")


def _shown(value: object) -> str:
    """What was given, in short."""
    text = repr(value)
    return f"`{text}`" if len(text) <= 40 else f"a {type(value).__name__}"


def whole(name: str, value: object, least: int) -> int:
    """A number of draws or a seed: a whole number, of Python's or numpy's, from `least` on."""
    plain = _plain(value)
    if isinstance(plain, bool) or not isinstance(plain, Integral) or not least <= int(plain) < HIGHEST:
        tips = [f"Write `{name}={int(plain)}`."] if isinstance(plain, float) and plain.is_integer() else []
        raise fail("QA703", f"`{name}` is a whole number from {least} on, not {_shown(plain)}", help=tips)
    return int(plain)


def stated(number: nodes.Number) -> int:
    """Draws or a seed as a script states them, to the last digit: a seed may have more than a `float` holds."""
    digits = number.text.replace("_", "")
    return int(digits) if digits.isdecimal() else int(number.value)


def draws_and_seed(draws: object, seed: object, asked: nodes.Run | None = None) -> tuple[int, int]:
    """How many draws and which: those handed in, else those that a `run` states, else the usual ones."""
    made, chosen = (asked.draws, asked.seed) if asked is not None else (None, None)
    return (
        whole("draws", draws, 1) if draws is not None else stated(made) if made else DRAWS,
        whole("seed", seed, 0) if seed is not None else stated(chosen) if chosen else SEED,
    )
