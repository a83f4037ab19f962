"""The parse table: what lark makes of the grammar, as plain data that can be kept in a file.

Working out the table takes lark half a second; reading it back takes milliseconds. So it is kept in the user's cache
folder as JSON (data, never code), named by a digest of everything that it depends on. A file that others could have
written is not believed, and whatever goes wrong with the file, the table is worked out anew.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from qadsl import resources

__all__ = ["Rule", "Tables", "build", "load"]

FORMAT = "1"
START = "program"
END = "$END"


@dataclass(frozen=True, slots=True)
class Rule:
    """One production.

    Parameters
    ----------
    origin
        The symbol that it makes.
    size
        How many symbols it is made of.
    node
        What builds its value; "" where the value is a list that is spliced into the rule above.
    is_transparent
        Whether a single part stands for the whole (`?rule`).
    parts
        Which symbols are kept, as indices; -1 is an optional part left out; index + `SPLICE` is a list to splice in.
    """

    origin: str
    size: int
    node: str
    is_transparent: bool
    parts: tuple[int, ...]


SPLICE = 1000


@dataclass(frozen=True, slots=True)
class Tables:
    """The grammar as data.

    Parameters
    ----------
    patterns
        Name and regular expression of each terminal that is no word, in the order to try them.
    blanks
        Regular expressions of what stands between tokens.
    words
        Terminal of each keyword.
    reserved
        The keywords that are never names.
    rules
        The productions.
    actions
        For each state the action on a terminal: shift to state n is n, reduce by rule r is -1 - r.
    gotos
        For each state the state after a whole symbol.
    symbols
        For each state the symbol that leads to it ("" for the first).
    """

    patterns: tuple[tuple[str, str], ...]
    blanks: tuple[str, ...]
    words: dict[str, str]
    reserved: frozenset[str]
    rules: tuple[Rule, ...]
    actions: tuple[dict[str, int], ...]
    gotos: tuple[dict[str, int], ...]
    symbols: tuple[str, ...]
    start: int
    end: int


@cache
def load() -> Tables:
    """The table of `grammar/qa.lark`, from the cache where there is a good one."""
    grammar = resources.read("grammar", "qa.lark")
    path = _cache_file(grammar)
    kept = _read(path) if path else None
    if kept is not None:
        return kept
    data = _work_out(grammar)
    if path:
        _write(path, data)
    return _from_data(data)


def build(grammar: str) -> Tables:
    """Work out the table of a grammar, strictly: any conflict in it raises `lark.exceptions.GrammarError`."""
    return _from_data(_work_out(grammar))


# --- with lark ---------------------------------------------------------------------------------------------------


def _work_out(grammar: str) -> dict[str, Any]:
    from lark.common import ParserConf
    from lark.load_grammar import load_grammar
    from lark.parsers.lalr_analysis import LALR_Analyzer, Shift

    compiled, _ = load_grammar(grammar, "qa.lark", [], False)  # type: ignore[no-untyped-call]
    terminals, rules, ignored = compiled.compile([START], set())
    callbacks: dict[Any, Any] = dict.fromkeys(rules)
    analysis = LALR_Analyzer(ParserConf(rules, callbacks, [START]), strict=True)
    analysis.compute_lalr()  # type: ignore[no-untyped-call]
    table: Any = analysis.parse_table
    number = {rule: i for i, rule in enumerate(rules)}
    rows: list[dict[str, int]] = []
    gotos: list[dict[str, int]] = []
    symbols = [""] * len(table.states)
    for state in range(len(table.states)):
        row: dict[str, int] = {}
        goto: dict[str, int] = {}
        for symbol, (action, argument) in table.states[state].items():
            name = str(symbol)
            if action is Shift:
                (goto if _is_rule(name) else row)[name] = argument
                symbols[argument] = name
            else:
                row[name] = -1 - number[argument]
        rows.append(row)
        gotos.append(goto)
    terminals.sort(key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name))
    words = {t.pattern.value: t.name for t in terminals if t.pattern.type == "str" and t.pattern.value.isalpha()}
    return {
        "patterns": [
            (t.name, t.pattern.to_regexp()) for t in terminals if t.name not in ignored and t.pattern.value not in words
        ],
        "blanks": [t.pattern.to_regexp() for t in terminals if t.name in ignored],
        "words": words,
        "rules": [_rule(rule) for rule in rules],
        "actions": rows,
        "gotos": gotos,
        "symbols": symbols,
        "start": table.start_states[START],
        "end": table.end_states[START],
    }


def _is_rule(symbol: str) -> bool:
    return symbol != END and symbol.lstrip("_")[:1].islower()


def _rule(rule: Any) -> tuple[str, int, str, bool, list[int]]:
    origin = str(rule.origin.name)
    empty = rule.options.empty_indices or (False,) * len(rule.expansion)
    parts: list[int] = []
    index = 0
    for is_empty in empty:
        if is_empty:
            parts.append(-1)
            continue
        symbol = rule.expansion[index]
        if not symbol.is_term:
            parts.append(index + SPLICE if symbol.name.startswith("_") else index)
        elif not symbol.filter_out:
            parts.append(index)
        index += 1
    node = "" if origin.startswith("_") else str(rule.alias or origin)
    return origin, len(rule.expansion), node, bool(rule.options.expand1 and not rule.alias), parts


# --- as data -----------------------------------------------------------------------------------------------------


def _from_data(data: dict[str, Any]) -> Tables:
    patterns = tuple((name, regexp) for name, regexp in data["patterns"])
    words = dict(data["words"])
    return Tables(
        patterns=patterns,
        blanks=tuple(data["blanks"]),
        words=words,
        reserved=_reserved(dict(patterns)["NAME"], words),
        rules=tuple(Rule(o, size, node, flag, tuple(parts)) for o, size, node, flag, parts in data["rules"]),
        actions=tuple(data["actions"]),
        gotos=tuple(data["gotos"]),
        symbols=tuple(data["symbols"]),
        start=data["start"],
        end=data["end"],
    )


def _reserved(name: str, words: dict[str, str]) -> frozenset[str]:
    pattern = re.compile(name)
    return frozenset(word for word in words if not pattern.fullmatch(word))


def _cache_file(grammar: str) -> Path | None:
    if os.environ.get("QADSL_NO_CACHE"):
        return None
    try:
        from platformdirs import user_cache_path

        spec = find_spec("lark")
        lark = Path(spec.origin).stat().st_mtime_ns if spec and spec.origin else 0
        key = "\x1f".join((FORMAT, grammar, str(lark), sys.version, Path(__file__).read_text(encoding="utf-8")))
        return user_cache_path("qadsl") / f"grammar-{sha256(key.encode()).hexdigest()[:32]}.json"
    except (OSError, ImportError, RuntimeError):
        return None


def _read(path: Path) -> Tables | None:
    try:
        if not _is_ours(path.parent) or not _is_ours(path):
            return None
        return _from_data(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_ours(path: Path) -> bool:
    if not hasattr(os, "getuid"):
        return True  # there a user's folders are the user's own by the system's defaults
    facts = os.lstat(path)
    return (
        not stat.S_ISLNK(facts.st_mode)
        and facts.st_uid == os.getuid()
        and not facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )


def _write(path: Path, data: dict[str, Any]) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(data, file, separators=(",", ":"))
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError:
        return
