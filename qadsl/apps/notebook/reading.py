"""Reads the line behind `%%quasi` or `%quasi`: words and options."""

from __future__ import annotations

import builtins
import re
from collections.abc import Collection
from dataclasses import dataclass
from keyword import iskeyword

from qadsl.apps.notebook.refusing import CellError, refusal
from qadsl.apps.notebook.wording import FLAGS, OPTIONS
from qadsl.commands import Options
from qadsl.diagnostics.suggest import suggest

__all__ = ["Asked", "read_line", "unknown"]


PIECE = re.compile(r"""(?:`[^`]*`|"[^"]*"|'[^']*'|\S)+""")
"""A word, with whatever is quoted in it."""

TAKEN = frozenset({"In", "Out", "display", "exit", "get_ipython", "quit"})
"""Names that IPython gives a meaning to."""
KEPT = re.compile(r"_+|_i+|_i?\d+|_[iod]h")
"""Names under which IPython keeps what was typed and shown."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line asks for: its words, what goes before the text, and what to do with the answers."""

    words: tuple[str, ...]
    options: Options
    result: str | None = None
    is_quiet: bool = False
    is_run: bool = True
    is_background: bool = False
    is_live: bool = False
    using: tuple[str, ...] = ()


def read_line(line: str) -> Asked:
    """The line, taken apart.

    Raises
    ------
    CellError
        If an option is not known, lacks its value or has one that does not fit.
    """
    words: list[str] = []
    found: dict[str, list[str]] = {}
    pieces = iter(PIECE.findall(line))
    for piece in pieces:
        name, is_joined, joined = piece.partition("=")
        if not piece.startswith("--"):
            words.append(piece)
        elif name not in OPTIONS:
            raise unknown("option", name, OPTIONS)
        elif name in FLAGS:
            found[name] = []
        else:
            value = joined if is_joined else next(pieces, None)
            if value is None:
                raise refusal(f"`{name}` lacks its value", f"It is `{name} {OPTIONS[name].partition(':')[0]}`.")
            found.setdefault(name, []).append(_unquoted(value))
    options = Options(_whole(found, "--draws", 1), _whole(found, "--seed", 0), tuple(found.get("--set", ())))
    if "--live" in found and "--background" in found:
        raise refusal("what is live cannot work in the background", "Leave out `--live`, or `--background`.")
    return Asked(
        words=tuple(words),
        options=options,
        result=_name(found),
        is_quiet="--quiet" in found,
        is_run="--no-run" not in found,
        is_background="--background" in found,
        is_live="--live" in found,
        using=tuple(found.get("--using", ())),
    )


def unknown(what: str, name: str, known: Collection[str]) -> CellError:
    """A word that means nothing, with the one that was probably meant."""
    guess = suggest(name, known)
    return refusal(
        f"there is no {what} `{name}`", f"Did you mean `{guess}`?" if guess else f"There are: {', '.join(known)}."
    )


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _whole(found: dict[str, list[str]], name: str, least: int) -> int | None:
    if name not in found:
        return None
    text = found[name][-1].replace(",", "").replace("_", "")
    if not (text.isascii() and text.isdigit()) or len(text) > 18 or int(text) < least:
        raise refusal(f"`{name} {found[name][-1]}` is no whole number from {least} on", f"Write `{name} 1000`, say.")
    return int(text)


def _name(found: dict[str, list[str]]) -> str | None:
    if "--as" not in found:
        return None
    name = found["--as"][-1]
    if not name.isidentifier() or iskeyword(name):
        raise refusal(f"`{name}` is no name that Python can hold a result under", "Write `--as result`, say.")
    if hasattr(builtins, name) or name in TAKEN or KEPT.fullmatch(name):
        raise refusal(f"`{name}` is Python's own: a result under this name would hide it", "Write `--as result`, say.")
    return name
