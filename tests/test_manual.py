"""What the manual is made from: every rule of the grammar has its picture, every document its place."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1]
GRAMMAR = HOME / "grammar" / "qa.lark"

pytest.importorskip("railroad")
sys.path.insert(0, str(HOME / "docs" / "site"))

import railroads  # noqa: E402
from pages import as_page, place  # noqa: E402


def test_every_rule_of_the_grammar_is_pictured_with_its_words() -> None:
    page = railroads.page(GRAMMAR)
    shown = set(re.findall(r"^### (\w+)$", page, re.MULTILINE))
    written = GRAMMAR.read_text(encoding="utf-8")
    rules = {name.lstrip("?_") for name in re.findall(r"^([?_]?[a-z_]+):", written, re.MULTILINE)}
    assert shown == (rules - railroads.RETOLD.keys()) | {rule.name for rule in railroads.RETOLD.values() if rule}
    assert page.count("<svg ") == page.count('class="ebnf"') == len(shown)
    assert railroads.RETOLD.keys() <= rules


def test_a_picture_leads_to_rules_that_are_there() -> None:
    page = railroads.page(GRAMMAR)
    shown = set(re.findall(r"^### (\w+)$", page, re.MULTILINE))
    assert set(re.findall(r'href="#(\w+)"', page)) <= shown


def test_every_document_is_in_the_table_of_contents() -> None:
    contents = json.loads((HOME / "docs" / "site" / "contents.json").read_text(encoding="utf-8"))
    listed = {page for pages in contents.values() for page in pages}
    assert {path.name for path in (HOME / "docs").glob("*.md")} - {"index.md"} <= listed


def test_links_to_files_become_links_to_their_pages() -> None:
    text = "[a](../stdlib/scales/kent.qa) `[b](../stdlib)` [c](language.md#7-rules)\n\n```qa file=x.qa\nuse a\n```\n"
    made = as_page(text, "docs/tour.md")
    assert "[a](libraries/scales/kent.md)" in made
    assert "[c](language.md#7-rules)" in made
    assert "```qa\nuse a" in made
    assert place("qadsl/diagnostics/pages/QA203.md") == "diagnostics/QA203.md"


def test_a_link_without_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="no page"):
        as_page("[a](../tests/conftest.py)", "docs/tour.md")


def test_the_page_of_performance_names_every_benchmark() -> None:
    text = (HOME / "docs" / "performance.md").read_text(encoding="utf-8")
    for file in (HOME / "benchmarks").glob("*.py"):
        assert f"python benchmarks/{file.name} " in text
