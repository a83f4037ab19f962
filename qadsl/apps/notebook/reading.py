"""Reads the line behind `%%quasi` or `%quasi`: words and options, each with its place."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from keyword import iskeyword

from qadsl.apps.notebook.wording import FLAGS, OPTIONS, unquoted, usage
from qadsl.commands import Options
from qadsl.diagnostics.suggest import suggest
from qadsl.failing import QadslError, fail
from qadsl.source import Source, Span

__all__ = ["LINE_CODE", "Asked", "guessed", "read_line"]

LINE_CODE = "QA790"
"""What is wrong with the line itself."""
REPEATED = ("--set", "--using")
"""Options that may be said more than once."""
HIGHEST = 2**63

OF_QUESTIONS = ("steps", "from", "to", "in", "with", "against", "on", "at", "given")
"""Words of questions, which somebody may take for options."""

PIECE = re.compile(r"""(?:`[^`]*`|"[^"]*"|'[^']*'|\S)+""")
"""A word, with whatever is quoted in it."""
_OPTION = re.compile(r"[-\u2010-\u2015\u2212]+(?=[^\W\d])|--+$|\u2014$")
"""How an option begins, also where an editor has made one dash of two."""
_WHOLE = re.compile(r"\d{1,3}(?:[,_]\d{3})+|\d+", re.ASCII)

TAKEN = frozenset({"In", "Out", "display", "exit", "get_ipython", "quit"})
"""Names that IPython gives a meaning to."""
KEPT = re.compile(r"_+|_i+|_i?\d+|_[iod]h")
"""Names under which IPython keeps what was typed and shown."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line asks for: its words, what goes before the text, and what to do with the answers."""

    source: Source
    words: tuple[Span, ...] = ()
    options: Options = field(default_factory=Options)
    places: Mapping[str, Span] = field(default_factory=dict)
    """Where each option stands that is said, with its value."""
    result: str | None = None
    using: tuple[tuple[str, Span], ...] = ()

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is shown but claims that fail."""
        return "--quiet" in self.places

    @property
    def is_run(self) -> bool:
        """Whether anything is answered."""
        return "--no-run" not in self.places

    @property
    def is_background(self) -> bool:
        """Whether it is answered behind the cells that follow."""
        return "--background" in self.places

    @property
    def is_live(self) -> bool:
        """Whether sliders are shown."""
        return "--live" in self.places


def read_line(source: Source, start: int) -> Asked:
    """The line, taken apart; `start` is where it begins behind the name of the magic.

    Raises
    ------
    QadslError
        If an option is not known, lacks its value or has one that does not fit.
    """
    words: list[Span] = []
    said: dict[str, list[tuple[str, Span]]] = {}
    pieces = _pieces(source, start)
    for piece in pieces:
        name, is_joined, value = piece.text.partition("=")
        if not _OPTION.match(piece.text):
            words.append(piece)
            continue
        _check(name, piece, is_joined=bool(is_joined), is_again=name in said and name not in REPEATED)
        where = piece
        if name not in FLAGS:
            value, where = (value, piece) if value else _value(name, piece, pieces)
        said.setdefault(name, []).append((unquoted(value), where))
    if "--live" in said and "--background" in said:
        where = said["--background"][0][1]
        raise fail(LINE_CODE, "what is live cannot work in the background", where, "leave this out, or `--live`")
    return Asked(
        source,
        tuple(words),
        Options(
            _whole(said, "--draws", 1), _whole(said, "--seed", 0), tuple(text for text, _ in said.get("--set", ()))
        ),
        {name: every[-1][1] for name, every in said.items()},
        _name(said),
        tuple(said.get("--using", ())),
    )


def guessed(word: str, known: Iterable[str]) -> str:
    """`did you mean ...?`, where one is near."""
    guess = suggest(word, known)
    return f"did you mean `{guess}`?" if guess else ""


class _Pieces(Iterator[Span]):
    """The pieces of a line; the next one can be looked at before it is taken."""

    def __init__(self, every: list[Span]) -> None:
        self._every = every[::-1]

    def __next__(self) -> Span:
        if not self._every:
            raise StopIteration
        return self._every.pop()

    @property
    def ahead(self) -> str:
        return self._every[-1].text if self._every else ""


def _pieces(source: Source, start: int) -> _Pieces:
    return _Pieces([Span(source, found.start(), found.end()) for found in PIECE.finditer(source.text, start)])


def _check(name: str, piece: Span, *, is_joined: bool, is_again: bool) -> None:
    """Refuse an option that is none, or is said once too often, or is given what it does not take."""
    where = Span(piece.source, piece.start, piece.start + len(name))
    if name not in OPTIONS:
        plain = "--" + re.sub(r"[:_]", "-", name.lstrip("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"))
        hint = f"write `{plain}`" if plain in OPTIONS else guessed(plain, OPTIONS) or guessed(name, OPTIONS)
        hint = _without_dashes(plain, where) or hint
        every = () if hint else (f"There are: {', '.join(OPTIONS)}.",)
        raise fail(
            LINE_CODE, f"there is no option `{name}`", where, hint, help=(*every, "`%quasi help` says what each does.")
        )
    if is_again:
        raise fail(LINE_CODE, f"`{name}` is said twice", piece, "leave one of them out", help=[_usage(name)])
    if name in FLAGS and is_joined:
        raise fail(LINE_CODE, f"`{name}` takes no value", piece, f"write `{name}`", help=[_usage(name)])


def _without_dashes(name: str, where: Span) -> str:
    """That a word of a question has no dashes: `steps 11` for `--steps 11`."""
    word = name.removeprefix("--")
    if word not in OF_QUESTIONS:
        return ""
    behind = re.match(r"[=\s]+([^\s-][^\s]{0,40})", where.source.text[where.end :])
    return f"a word of the question, without dashes: `{word}{f' {behind[1]}' if behind else ''}`"


def _usage(name: str) -> str:
    """How an option is written, and what it does."""
    return f"{usage(name, OPTIONS[name])}."


def _value(name: str, option: Span, pieces: _Pieces) -> tuple[str, Span]:
    """What stands behind an option; a setting may have blanks."""
    value = next(pieces, None) if not pieces.ahead.startswith("--") else None
    if value is None:
        raise fail(LINE_CODE, f"`{name}` lacks its value", option, "which?", help=[_usage(name)])
    while name == "--set" and _goes_on(value.text, pieces.ahead):
        value = value.to(next(pieces))
    return value.text, option.to(value)


def _goes_on(setting: str, ahead: str) -> bool:
    """Whether a setting that has blanks goes on with the next piece: `fear = 0.4 .. 0.6`."""
    if not ahead or ahead.startswith("--"):
        return False
    is_open = setting.count("(") > setting.count(")") or setting.endswith(("=", ".."))
    return is_open or ahead.startswith("..") or ("=" not in setting and ahead.startswith("="))


def _whole(said: Mapping[str, list[tuple[str, Span]]], name: str, least: int) -> int | None:
    if name not in said:
        return None
    text, where = said[name][-1]
    if not _WHOLE.fullmatch(text) or int(re.sub("[,_]", "", text)) < least:
        tip = f"Write `{name} {_meant(text, least)}`."
        raise fail(LINE_CODE, f"`{name} {text}` is no whole number from {least} on", where, help=[tip, _usage(name)])
    number = int(re.sub("[,_]", "", text))
    if number >= HIGHEST:
        raise fail(LINE_CODE, f"`{name} {text}` is too large", where, f"less than {HIGHEST:,}", help=[_usage(name)])
    return number


def _meant(text: str, least: int) -> int:
    """The number that was probably meant; a common one where none is."""
    try:
        number = abs(float(text))
    except ValueError:
        number = 0.5
    return int(number) if number.is_integer() and least <= number < HIGHEST else 1000 * least


def _name(said: Mapping[str, list[tuple[str, Span]]]) -> str | None:
    if "--as" not in said:
        return None
    name, where = said["--as"][-1]
    if not name.isidentifier() or iskeyword(name):
        raise _no_name(f"`{name}` is no name that Python can hold a result under", where, name)
    if hasattr(builtins, name) or name in TAKEN or KEPT.fullmatch(name):
        raise _no_name(f"`{name}` is Python's own: a result under this name would hide it", where, name)
    return name


def _no_name(message: str, where: Span, name: str) -> QadslError:
    near = re.sub(r"\W+", "_", name).strip("_")
    near = (
        near if near.isidentifier() and not iskeyword(near) and not hasattr(builtins, near) else f"{near[:20]}_result"
    )
    made = near if near.isidentifier() and near != name else "result"
    return fail(LINE_CODE, message, where, help=[f"Write `--as {made}`.", _usage("--as")])
