"""Cells in JupyterLab: loaded, run, mistaken, run again and in any order."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.apps.browser.books import LOAD, SUEZ

FOUND = "France, Israel and UK: quasi-alliance against Egypt"


def column(table: Locator, number: int) -> list[str]:
    """What stands in one column of a table, from above."""
    return table.locator(f"tbody tr td:nth-child({number})").all_inner_texts()


def test_a_cell_is_answered_below_it(open_book, shot) -> None:
    book = open_book(LOAD, SUEZ)
    assert book.run(0).count() == 0
    shown = book.run(1)
    expect(shown).to_have_count(1)  # headline, pictures, tables, warnings and stamp are one output
    expect(shown.locator("h3").first).to_contain_text(FOUND)
    picture = shown.locator("img").first
    expect(picture).to_have_attribute("alt", re.compile(FOUND.partition(":")[0]))
    assert picture.evaluate("one => one.complete && one.naturalWidth > 100")
    expect(shown).to_contain_text("200 draws · seed 0")
    shot(book.page)


def test_a_table_is_sorted_by_a_click_and_by_the_space_bar(open_book) -> None:
    book = open_book(LOAD, SUEZ)
    book.run(0)
    table = book.run(1).locator("table").first
    given = column(table, 4)
    table.get_by_role("button", name="quasi-alliance").click()
    first = column(table, 4)
    assert first == sorted(given, key=lambda one: -int(one.strip("<>%\u2008\u2007 ")))
    table.get_by_role("button", name="between").focus()
    book.page.keyboard.press(" ")
    assert column(table, 1) == sorted(column(table, 1))
    expect(book.cell(1).locator(".jp-InputArea-prompt")).to_have_text("[2]:")  # the key was the table's alone


def test_a_long_table_is_folded_until_it_is_opened(open_book) -> None:
    actors = ", ".join(f"A{number}" for number in range(9))
    many = f"%%quasi many --draws 20\nuse multifacet\nscenario many {{ state {actors}\n against A0 {{ }} }}\nrun many"
    book = open_book(LOAD, many)
    book.run(0)
    shown = book.run(1)
    folded = shown.locator("details", has=book.page.locator("summary", has_text="Ties")).first
    expect(folded.locator("table")).to_be_hidden()
    folded.locator("summary").first.click()
    expect(folded.locator("table").first).to_be_visible()


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (SUEZ.replace("common_threat", "common_treat"), "common_threat"),
        ("%%quasi suez --darws 9\nrun suez", "did you mean `--draws`?"),
        ("%%quasi\nuse multifacet\nscenario s { state UK\nrun s", "error"),
        ("%quasi explian QA203", "did you mean `explain`?"),
    ],
)
def test_a_mistake_is_a_few_red_lines_without_a_traceback(open_book, shot, cell: str, said: str) -> None:
    book = open_book(LOAD, cell)
    book.run(0)
    shown = book.run(1)
    expect(shown).to_have_count(1)
    expect(shown.first).to_contain_text(said)
    lines = book.text(1).strip().splitlines()
    assert len(lines) <= 10, lines
    assert not re.search(r"Traceback|Error:|\.py\b|File ", book.text(1))
    painted = shown.locator("[class*='ansi-red']").first
    red, green, blue = painted.evaluate("one => getComputedStyle(one).color.match(/\\d+/g).map(Number)")
    assert red > 2 * max(green, blue)
    code = re.search(r"%quasi explain (QA\d+)", book.text(1))
    shot(book.cell(1))
    if code is not None:
        book.type(1, f"%quasi explain {code[1]}")
        expect(book.run(1).first).to_contain_text(code[1])
        assert len(book.text(1)) > 300


def test_the_order_in_which_cells_are_run_is_nothing(open_book) -> None:
    rule = '%%quasi fear\nrule fear "Fear of entrapment"\n  then entrapment += {}'
    book = open_book(LOAD, SUEZ, rule.format("0.5"), "%quasi run suez --draws 200 --as last", "print(last.alignments)")
    for index in (0, 1, 2, 3, 4):
        book.run(index)
    changed = book.text(4)
    book.type(2, rule.format("0.0"))
    book.run(2)
    book.run(3)
    assert book.run(4).count() == 1
    assert book.text(4) != changed
    book.type(2, rule.format("0.5"))  # and back: nothing of the rule between is left
    for index in (2, 1, 3, 4):
        book.run(index)
    assert book.text(4) == changed


def test_restart_and_run_all_gives_the_same_and_stops_at_a_mistake(open_book) -> None:
    book = open_book(LOAD, SUEZ, "%%quasi\nrun nowhere", "print(1)")
    book.run(0)
    book.run(1)
    before = book.text(1)
    book.restart_and_run_all()
    assert book.text(1) == before
    expect(book.outputs(2)).to_contain_text("nowhere")
    expect(book.outputs(3)).to_have_count(0)


@pytest.mark.parametrize("order", [("sql", "qadsl"), ("qadsl", "sql")])
def test_jupysql_and_quasi_work_in_one_notebook(open_book, order: tuple[str, str]) -> None:
    book = open_book(
        "\n".join(f"%load_ext {name}" for name in order),
        "%sql sqlite://",
        "%%sql --save threats\nselect 'UK' as actor, 0.8 as fear union select 'France', 0.7",
        SUEZ,
        "%%sql\nselect count(*) as many from (select 1 union select 2)",
        "%quasi explain UK -> France against Egypt in suez",
    )
    book.run_all()
    expect(book.outputs(2).locator("table")).to_contain_text("France")
    expect(book.outputs(3).locator("h3").first).to_contain_text(FOUND)
    expect(book.outputs(4).locator("table")).to_contain_text("many")
    expect(book.outputs(5)).to_contain_text("UK with France against Egypt")


def test_unloading_takes_the_magics_away(open_book) -> None:
    book = open_book(LOAD, "%unload_ext qadsl", "%quasi help")
    book.run_all()
    expect(book.outputs(2)).to_contain_text("not found")
