"""The words of a line: what a cell is called, what `%quasi` is asked, and what is wrong with either."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qadsl.apps.notebook.cell import Cell
from qadsl.apps.notebook.reading import LINE_CODE, Asked, guessed, read_line
from qadsl.apps.notebook.wording import HELP, OPTIONS, WORDS, unquoted, usage
from qadsl.diagnostics import Bag
from qadsl.failing import QadslError, fail, stop
from qadsl.source import Source, Span
from qadsl.syntax import parser
from qadsl.syntax.hints import STATEMENTS
from qadsl.syntax.scanner import scan

__all__ = [
    "as_cell", "called", "cell_name", "explored", "first_word", "help_of", "name_behind", "nothing_behind",
    "unknown_cell", "unknown_word", "unused",
]  # fmt: skip

MEANT = {"why": ("whynot", "why_not", "why-not"), "help": ("?", "-h", "--help"), "run": ("draw", "simulate", "show")}
"""What is typed in place of a word and is not near to it."""
PYTHONS = {
    "report": '`%quasi run suez --as found`, then in Python: `found.report("suez.html")`.',
    "plot": "`%quasi run suez --as found`, then in Python: `found.plot.network()`.",
}
"""What Python does with a result."""
LONGEST = 100
"""Characters of a cell's name, and of what is repeated in a message."""
_NAME = re.compile(r"\w[\w.+-]*")
_QUOTED = re.compile(r"""`[^`]+`|"[^"]+"|'[^']+'""")


# --- %%quasi -----------------------------------------------------------------------------------------------------


def called(head: Source, start: int) -> str | None:
    """What a cell is called by its first word, whatever is wrong with the rest; None where nothing can be its name."""
    first = first_word(head, start)
    behind = head.text[first.end :].strip()
    word = first.text
    if behind and not behind.startswith("-"):
        return None  # it is one of several
    if _QUOTED.fullmatch(word):
        return unquoted(word)
    return word if _NAME.fullmatch(word) and not word.isdigit() and len(word) <= LONGEST else None


def cell_name(asked: Asked) -> str | None:
    """The name of a cell.

    Raises
    ------
    QadslError
        If there are two, or what stands there is none.
    """
    if not asked.words:
        return None
    first, *more = asked.words
    text = first.text
    if more:
        tip = _as_option(more[-1].text) or f"Write `%%quasi {_near(' '.join(one.text for one in asked.words))}`, say."
        raise fail(LINE_CODE, f"a cell has one name, and `{more[0].text}` is another", more[0], help=[tip])
    if _QUOTED.fullmatch(text) and len(text) <= LONGEST:
        return unquoted(text)
    if text.isdigit():
        raise fail(LINE_CODE, "a number is no name", first, "cells without a name are called so", help=[_write(text)])
    if len(text) > LONGEST:
        raise fail(LINE_CODE, f"a name has {LONGEST} characters at most", first, help=[_write(text)])
    if not _NAME.fullmatch(text):
        tip = _as_option(text) or _write(text)
        raise fail(LINE_CODE, f"`{text}` is no name for a cell", first, "letters, digits and `_`", help=[tip])
    return text


def _as_option(text: str) -> str:
    """What was meant by an option without its dashes."""
    name, _, value = text.partition("=")
    return f"Write `--{name} {value}`." if f"--{name}" in OPTIONS and value else ""


def _write(text: str) -> str:
    return f"Write `%%quasi {_near(text)}`, say."


def _near(text: str) -> str:
    found = re.sub(r"\W+", "_", text).strip("_")[:40]
    return "suez" if not found else f"cell_{found}" if found.isdigit() else found


def unused(asked: Asked) -> list[str]:
    """A sentence about options that have nothing to act on in a cell that asks nothing."""
    idle = [name for name in ("--draws", "--seed", "--set", "--background") if name in asked.places]
    if not idle:
        return []
    return [f"Nothing is run here, so {' and '.join(idle)} {'does' if len(idle) == 1 else 'do'} nothing."]


# --- %quasi ------------------------------------------------------------------------------------------------------


def first_word(source: Source, start: int) -> Span:
    """The first word of a line, or nothing."""
    found = re.compile(r"\s*(`[^`]*`|\"[^\"]*\"|'[^']*'|\S*)").match(source.text, start)
    assert found is not None
    return Span(source, *found.span(1))


def unknown_word(word: Span) -> QadslError:
    """There is no such word behind `%quasi`."""
    text = word.text
    if text in STATEMENTS or text in ("state", "against"):
        return fail(LINE_CODE, f"`%quasi` does not take `{text}`", word, "this stands in a `%%quasi` cell")
    if text.startswith("-") and text not in MEANT["help"]:
        return fail(LINE_CODE, "options stand behind a word", word, help=[f"Write `%quasi run suez {text}`, say."])
    if text in PYTHONS:
        return fail(LINE_CODE, f"`%quasi` does not take `{text}`", word, help=[PYTHONS[text]])
    meant = next((one for one, others in MEANT.items() if text.casefold() in others), None)
    hint = f"did you mean `{meant}`?" if meant else guessed(text, WORDS)
    every = [] if hint else [f"There are: {', '.join(WORDS)}."]
    return fail(
        LINE_CODE, f"there is no word `{text}`", word, hint, help=[*every, "`%quasi help` says what each does."]
    )


def name_behind(rest: Span) -> str:
    """The name that stands behind a word which takes no options, or nothing."""
    asked = read_line(rest.source, rest.start)
    for name, where in asked.places.items():
        raise fail(LINE_CODE, f"`{name}` does nothing here", where, "leave it out")
    return " ".join(unquoted(one.text) for one in asked.words)


def nothing_behind(rest: Span) -> None:
    """Refuse words behind one that takes none."""
    if rest.text.strip():
        raise fail(LINE_CODE, f"`{rest.text.strip()}` does nothing here", _stripped(rest), "leave it out")


def unknown_cell(rest: Span, known: Sequence[str]) -> QadslError:
    """There is no cell of that name."""
    name = name_behind(rest)
    hint = guessed(name, known)
    every = f"There are: {', '.join(known)}." if known else "There is none."
    return fail(LINE_CODE, f"there is no cell `{name}`", _stripped(rest), hint, help=[] if hint else [every])


def help_of(rest: Span) -> str:
    """What all words and options do, or one of them."""
    name = rest.text.strip()
    if not name:
        return HELP
    option = f"--{name.lstrip('-')}"
    if name in WORDS:
        return usage(f"%quasi {name}", WORDS[name])
    if option in OPTIONS:
        return usage(option, OPTIONS[option])
    hint = guessed(name, WORDS) or guessed(option, OPTIONS)
    every = [] if hint else [f"There are: {', '.join((*WORDS, *OPTIONS))}."]
    raise fail(LINE_CODE, f"there is no word or option `{name}`", _stripped(rest), hint, help=every)


def as_cell(word: Span, asked: Asked) -> Cell:
    """The statement that is asked, as a cell: each word of it in its place on the line."""
    text = list(" " * len(word.source.text))
    for one in (word, *asked.words):
        text[one.start : one.end] = one.text
    if word.text == "explore":
        text[word.start : word.end] = "run".rjust(len(word.text))
    statement = "".join(text)
    bag = Bag()
    tree = parser.parse(word.source, bag, scan(statement))
    stop(bag)
    return Cell(word.source, tree, said=" ".join(statement.split()))


def explored(asked: Asked, word: Span) -> Asked:
    """What is asked of a run for its explorer alone; `--as` is the explorer's name, not that of the result."""
    if asked.is_background:
        where = asked.places["--background"]
        raise fail(LINE_CODE, "what is live cannot work in the background", where, "leave this out")
    return replace(asked, places={**asked.places, "--quiet": word, "--live": word}, result=None)


def _stripped(span: Span) -> Span:
    text = span.text
    start = span.start + len(text) - len(text.lstrip())
    return Span(span.source, start, max(start, span.start + len(text.rstrip())))
