"""Runs the `test` statements of the standard library: each becomes a scenario of A and B against T."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

import qadsl
from qadsl.diagnostics import Bag
from qadsl.source import Source
from qadsl.syntax import nodes
from qadsl.syntax.parser import parse

STDLIB = Path(__file__).parents[2] / "stdlib"
ROLES = {"self": "A", "partner": "B", "target": "T"}
OPTIONS = ("neutrality", "quasi_alliance", "alliance")


def _stated() -> list[tuple[str, nodes.Test]]:
    found: list[tuple[str, nodes.Test]] = []
    for file in sorted(STDLIB.glob("*.qa")):
        bag = Bag()
        tree = parse(Source(file.name, file.read_text(encoding="utf-8")), bag)
        assert not bag.has_errors
        found += [
            (file.stem, statement)
            for statement in tree.statements
            if isinstance(statement, nodes.Test) and not any(isinstance(i, nodes.CaseTable) for i in statement.items)
        ]
    return found


def _named(text: str) -> str:
    return re.sub(r"\b(self|partner|target)\b", lambda match: ROLES[match[0]], text)


def _result(library: str, test: nodes.Test) -> qadsl.Result:
    given = [s for item in test.items if isinstance(item, nodes.GivenClause) for s in item.settings]
    general = [_named(setting.span.text) for setting in given if _is_about_actors(setting)]
    variables = [setting.span.text for setting in given if not _is_about_actors(setting)]
    text = "\n".join(
        [
            f"use {library}",
            "scenario stated { state A, B, T",
            *general,
            "against T { A -> B {",
            *variables,
            "} } }",
        ]
    )
    theory = library if library == "noncompensatory" else "multifacet"
    return qadsl.compile(text).run("stated", theory=theory, draws=64)


def _is_about_actors(setting: nodes.Setting) -> bool:
    return isinstance(setting.target, nodes.Call) or len(setting.target.words) > 1


@pytest.mark.parametrize(
    ("library", "test"),
    [pytest.param(library, test, id=f"{library}: {test.title.value}") for library, test in _stated()],
)
def test_what_the_library_states_of_itself(library: str, test: nodes.Test) -> None:
    account = _result(library, test).explain("A", "B", "T").to_dict()
    variables = {entry["name"]: entry["value"] for entry in account["variables"]}  # type: ignore[attr-defined]
    for expected in (e for item in test.items if isinstance(item, nodes.ExpectClause) for e in item.expectations):
        text = expected.span.text
        if text in OPTIONS:
            assert account["choice"] == text
            continue
        name, _, value = text.partition("=")
        wanted = eval(value, {"__builtins__": {}}, {"exp": math.exp})  # the library's own arithmetic
        assert math.isclose(variables[name.strip()], wanted, abs_tol=1e-12)
