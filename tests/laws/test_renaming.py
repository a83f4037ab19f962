"""Renaming a symbol changes no result: all figures stay, but for the names in them; or the rename is refused."""

from __future__ import annotations

from functools import lru_cache
from math import isclose
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qadsl
from qadsl.diagnostics import Bag
from qadsl.semantics import loader
from qadsl.semantics.references import BUILTIN, References, Symbol
from qadsl.semantics.referrer import refer
from qadsl.semantics.renaming import Refusal, check_name, edits
from qadsl.source import Source
from qadsl.syntax import parser
from tests.laws.programs import make, write

NAMES = (
    "zeta", "rule", "South Korea 2", "`in`", "Ωmega", "self", "UK", "threat", "entente", "p", "q", "among", "league",
    "high", "arab", "mine", "suez", "hide", "need", "fear", "e\u0301tat", "then", "min", "core",
)  # fmt: skip
FIELDS = {
    "actor": ("self", "partner", "target", "a", "b"),
    "option": ("choice", "outcome", "possible"),
    "behaviour": ("behaviour",),
}


def referred(text: str) -> tuple[Source, References]:
    source, bag = Source("law.qa", text), Bag()
    return source, refer(loader.load(parser.parse(source, bag), source, bag, parser.parse))


def renamed(source: Source, references: References, symbol: Symbol, name: str) -> str | Refusal:
    found = edits(references, symbol, name)
    if isinstance(found, Refusal):
        return found
    text = source.text
    for edit in sorted(found, key=lambda e: e.span.start, reverse=True):
        assert edit.span.source.name == "law.qa"
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text


@lru_cache(maxsize=1000)
def text_of(number: int) -> str:
    return write(make(Random(f"rename {number}"), 1 + number % 3), number)


def figures(text: str) -> dict[str, Any]:
    return qadsl.compile(text).run(draws=4).to_dict()


@lru_cache(maxsize=1000)
def before(number: int) -> dict[str, Any]:
    return figures(text_of(number))


def rows(found: dict[str, Any], symbol: Symbol, name: str) -> list[dict[str, Any]]:
    """Rows with the symbol's new name, in an order that no name decides."""
    called = lambda text: name if text == symbol.name else text  # noqa: E731
    every = []
    for row in (*found["decisions"], *found["alignments"]):
        row = {key: value for key, value in row.items() if key not in {"scenario", "theory"}}
        for key in FIELDS.get(symbol.kind, ()):
            if isinstance(row.get(key), str):
                row[key] = " / ".join(sorted(called(part) for part in row[key].split(" / ")))
            elif row.get(key) is not None:
                row[key] = [called(part) for part in row[key]]
        if symbol.kind == "option":
            row = {f"{k.partition('_')[0]}_{called(k.partition('_')[2])}" if k.startswith(("p_", "payoff_")) else k: v
                   for k, v in row.items()}  # fmt: skip
        if row.get("behaviour"):
            row["behaviour"] = " / ".join(sorted(row["behaviour"].split(" / ")))
        if "a" in row:
            row["a"], row["b"] = sorted((row["a"], row["b"]))
        every.append(row)
    return sorted(every, key=lambda r: str([r.get(k) for k in ("time", "target", "self", "partner", "a", "b")]))


def alike(one: Any, other: Any) -> bool:
    # contributions are combined in the order of the names of rules: another name may change a last bit
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9) or (one != one and other != other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def symbols_of(references: References) -> list[Symbol]:
    symbols = [s for s in references.symbols.values() if s.kind not in BUILTIN | {"library"}]
    own = [s for s in symbols if all(m.span.source.name == "law.qa" for m in references.of(s.key))]
    return sorted(own, key=lambda s: s.key)


@given(st.integers(0, 999), st.integers(0, 2**16), st.sampled_from(NAMES))
def test_renaming_changes_no_result(number: int, which: int, typed: str) -> None:
    source, references = referred(text_of(number))
    symbols = symbols_of(references)
    symbol, name = symbols[which % len(symbols)], check_name(typed)
    assert isinstance(name, str)
    text = renamed(source, references, symbol, name)
    if isinstance(text, Refusal):
        return
    assert alike(rows(before(number), symbol, name), rows(figures(text), symbol, name))


@given(st.integers(0, 999), st.integers(0, 2**16))
def test_renaming_back_gives_the_same_text(number: int, which: int) -> None:
    source, references = referred(text_of(number))
    symbols = symbols_of(references)
    symbol = symbols[which % len(symbols)]
    text = renamed(source, references, symbol, "zeta")
    assert isinstance(text, str)
    again, found = referred(text)
    (new,) = found.named("zeta")
    back = renamed(again, found, new, symbol.name)
    assert back == source.text or isinstance(back, Refusal)  # what shares its name already cannot take it again


@pytest.mark.parametrize("number", range(0, 1000, 50))
def test_every_name_of_a_program_is_a_symbol(number: int) -> None:
    """Nothing that the checker understands is left out."""
    from qadsl.syntax.scanner import scan

    source, references = referred(text_of(number))
    covered = {i for m in references.mentions((None, "law.qa")) for i in range(m.span.start, m.span.end)}
    kinds, texts, starts, _ = scan(source.text)
    left = {t for kind, t, start in zip(kinds, texts, starts, strict=True) if kind == "NAME" and start not in covered}
    assert left <= {"mutual", "time", "actor"}
