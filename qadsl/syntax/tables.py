"""The parse table: what lark makes of the grammar, as plain data that can be kept in a file.

Working out the table takes lark half a second; reading it back takes milliseconds. So it lies beside this file as
`tables.json` (data, never code), with a digest of the grammar that it belongs to. `python -m qadsl.syntax.tables`
rewrites it after a change of the grammar. Until then, or where it is missing, the table is worked out once and kept in
the user's cache folder, named by a digest of everything that it depends on. A file there that others could have written
is not believed, and whatever goes wrong with it, the table is worked out anew.
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

__all__ = ["SHIPPED", "Rule", "Tables", "build", "load", "packed"]

FORMAT = "2"
SHIPPED = Path(__file__).with_name("tables.json")
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
    """The table of `grammar/qa.lark`: as shipped, else from the cache where there is a good one."""
    grammar = resources.read("grammar", "qa.lark")
    shipped = _parsed(SHIPPED, _digest(grammar))
    if shipped is not None:
        return shipped
    path = _cache_file(grammar)
    kept = _read(path, _digest(grammar)) if path else None
    if kept is not None:
        return kept
    data = _work_out(grammar)
    if path:
        _write(path, data)
    return _from_data(data)


def build(grammar: str) -> Tables:
    """Work out the table of a grammar, strictly: any conflict in it raises `lark.exceptions.GrammarError`."""
    return _from_data(_work_out(grammar))


def packed(grammar: str) -> str:
    """The table of a grammar as it is kept: the same text for the same grammar, whatever lark's order of states."""
    return json.dumps(_work_out(grammar), separators=(",", ":"), ensure_ascii=False) + "\n"


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
    rows = [{str(symbol): step for symbol, step in table.states[i].items()} for i in range(len(table.states))]
    shifts = [{name: to for name, (action, to) in row.items() if action is Shift} for row in rows]
    order, symbols = _in_order(shifts, table.start_states[START])
    number = {state: i for i, state in enumerate(order)}
    rule_number = {rule: i for i, rule in enumerate(rules)}
    reductions = [
        _by_rule({name: rule_number[rule] for name, (action, rule) in rows[state].items() if action is not Shift})
        for state in order
    ]
    sets = sorted({names for row in reductions for _, names in row})
    terminals.sort(key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name))
    words = {t.pattern.value: t.name for t in terminals if t.pattern.type == "str" and t.pattern.value.isalpha()}
    return {
        "digest": _digest(grammar),
        "patterns": [
            [t.name, t.pattern.to_regexp()] for t in terminals if t.name not in ignored and t.pattern.value not in words
        ],
        "blanks": [t.pattern.to_regexp() for t in terminals if t.name in ignored],
        "words": words,
        "rules": [_rule(rule) for rule in rules],
        "symbols": symbols,
        "shifts": [sorted(number[to] for to in shifts[state].values()) for state in order],
        "sets": [list(names) for names in sets],
        "reductions": [[[rule, sets.index(names)] for rule, names in row] for row in reductions],
        "end": number[table.end_states[START]],
    }


def _in_order(shifts: list[dict[str, int]], start: int) -> tuple[list[int], list[str]]:
    """The states from the first on, nearest first and then by name, each with the symbol that leads to it."""
    symbols = {start: ""}
    queue = [start]
    for state in queue:
        for name, following in sorted(shifts[state].items()):
            if following not in symbols:
                symbols[following] = name
                queue.append(following)
    return queue, [symbols[state] for state in queue]


def _by_rule(row: dict[str, int]) -> list[tuple[int, tuple[str, ...]]]:
    """The rules by which a state reduces, each with the terminals before which it does."""
    return [(rule, tuple(sorted(name for name in row if row[name] == rule))) for rule in sorted(set(row.values()))]


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


def _digest(grammar: str) -> str:
    return sha256(f"{FORMAT}\x1f{grammar}".encode()).hexdigest()[:32]


def _from_data(data: dict[str, Any]) -> Tables:
    patterns = tuple((name, regexp) for name, regexp in data["patterns"])
    words, symbols, sets = dict(data["words"]), tuple(data["symbols"]), data["sets"]
    actions: list[dict[str, int]] = []
    gotos: list[dict[str, int]] = []
    for shifts, reductions in zip(data["shifts"], data["reductions"], strict=True):
        row = {symbols[to]: to for to in shifts}
        gotos.append({name: to for name, to in row.items() if _is_rule(name)})
        actions.append({name: to for name, to in row.items() if not _is_rule(name)})
        for rule, names in reductions:
            actions[-1].update(dict.fromkeys(sets[names], -1 - rule))
    return Tables(
        patterns=patterns,
        blanks=tuple(data["blanks"]),
        words=words,
        reserved=_reserved(dict(patterns)["NAME"], words),
        rules=tuple(Rule(o, size, node, flag, tuple(parts)) for o, size, node, flag, parts in data["rules"]),
        actions=tuple(actions),
        gotos=tuple(gotos),
        symbols=symbols,
        start=0,
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
        path = user_cache_path("qadsl") / f"grammar-{sha256(key.encode()).hexdigest()[:32]}.json"
        return path if path.is_absolute() else None  # without a home there is no such folder
    except (OSError, ImportError, RuntimeError):
        return None


def _read(path: Path, digest: str) -> Tables | None:
    try:
        return _parsed(path, digest) if _is_ours(path.parent) and _is_ours(path) else None
    except OSError:
        return None


def _parsed(path: Path, digest: str) -> Tables | None:
    """The table in a file, unless there is none, or that of another grammar, or what is no table at all."""
    try:
        data = json.loads(path.read_bytes())
        return _from_data(data) if data["digest"] == digest else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
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


if __name__ == "__main__":
    SHIPPED.write_text(packed(resources.read("grammar", "qa.lark")), encoding="utf-8", newline="\n")
