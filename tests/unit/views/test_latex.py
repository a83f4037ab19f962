"""Results as LaTeX: whole tables, and whatever was typed as text."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from rich.text import Text

import qadsl
from qadsl.views.bundle import LARGEST_OUTPUT, bundle
from qadsl.views.grid import Column
from qadsl.views.latex import escaped, latex
from qadsl.views.latex_columns import BREAK, breakable, shape
from qadsl.views.told import Table, Told
from tests.unit.views.test_result_pages import SUEZ


@pytest.mark.parametrize(
    ("typed", "set_as"),
    [
        ("50% of A_B & C#1", r"50\% of A\_B \& C\#1"),
        (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"),
        ("$x^2$ ~", r"\$x\textasciicircum{}2\$ \textasciitilde{}"),
        ("a--b---c", "a-{}-b-{}-{}-c"),
        ("UK → Israel", r"UK $\rightarrow$ Israel"),
        ("−0.5 ± 0.1", r"$-$0.5 $\pm$ 0.1"),
        ("[x] *", "{[}x{]} {*}"),
        ('"a"', "{''}a{''}"),
        ("%\\end{document}", r"\%\textbackslash{}end\{document\}"),
    ],
)
def test_what_has_a_meaning_in_latex_is_set_as_text(typed: str, set_as: str) -> None:
    assert escaped(typed) == set_as


def test_every_row_has_as_many_cells_as_its_table() -> None:
    text = SUEZ.replace("France", "`A & B_1 % {`")
    shown = qadsl.compile(text).run(draws=20).to_latex()
    assert shown.count(r"\begin{longtable}") == shown.count(r"\end{longtable}") > 1
    for table in re.findall(r"\\begin\{longtable\}(.*?)\\end\{longtable\}", shown, flags=re.DOTALL):
        rows = [line for line in table.splitlines() if line.endswith(r"\tabularnewline")]
        assert len(rows) > 1
        assert len({len(re.findall(r"(?<!\\)&", row)) for row in rows}) == 1
    assert len(re.findall(r"(?<!\\)\{", shown)) == len(re.findall(r"(?<!\\)\}", shown))
    assert r"A \& B\_1 \% \{" in shown


def test_long_columns_are_broken_and_long_tables_cut() -> None:
    rows = tuple((Text("word " * 30), Text("1")) for _ in range(200))
    told = Told("heading", ("line",), (Table("T", (Column("a"), Column("n", is_number=True)), rows),))
    shown = latex(told, "the frame holds them")
    assert re.search(r"@\{\}p\{0\.\d+\\linewidth\}r@\{\}", shown)
    assert "more rows: the frame holds them" in shown
    assert len(shown) < 40_000


def test_lines_of_a_cell_are_broken_only_where_a_column_may_be() -> None:
    told = Told("h", ("x",), (Table("", (Column("a"), Column("b")), ((Text("one\ntwo"), Text("b")),)),))
    assert "p{" in latex(told, "")
    assert r"one\newline two" in latex(told, "")


WORDS = ("UK", "examples/suez_1956.qa:61:1", "x" * 200, "word " * 30, "`a b`.capability(UK, France, Egypt)", "")


@pytest.mark.parametrize("letters", [9.0, 16.0, 60.0])
def test_parting_loses_nothing_and_leaves_nothing_wider_than_its_column(letters: float) -> None:
    for one in WORDS:
        shown = breakable(one, letters)
        assert shown.replace(BREAK, "") == one
        assert all(len(piece) <= 1.6 * letters for piece in re.split(rf"[\s{BREAK}]", shown))
    assert breakable("nationalisation of the canal", 16) == "nationalisation of the canal"
    assert breakable("suez_1956.qa:61", 9) == BREAK.join(("suez_", "1956.", "qa:", "61"))


@pytest.mark.parametrize("count", [1, 2, 5, 8])
def test_columns_of_words_share_a_line(count: int) -> None:
    columns = tuple(Column(f"c{number}") for number in range(count))
    told = Table("T", columns, (tuple(Text("alpha beta gamma delta " * 4) for _ in columns),))
    form = shape(told)
    assert sum(letters or 99 for letters in form.columns) <= form.room
    assert form.size == ("" if count < 5 else "\\scriptsize")
    narrow = shape(Table("T", columns, (tuple(Text("UK") for _ in columns),)))
    assert narrow.columns == (None,) * count


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="needs a LaTeX")
def test_it_is_set_without_an_error_and_within_its_page(tmp_path: Path) -> None:
    name = "`A & B_1 % { of a very long name that nobody would write but that somebody does, $x^2$`"
    text = "use balance_of_power\n" + SUEZ.replace("France", name)
    program = qadsl.compile(text, "a_folder/with_a_long_name/and_a_file_of_a_long_name.qa")
    result = program.run("suez", theory="multifacet", draws=20)
    shown = [
        result,
        result.explain("UK", name.strip("`")),
        result.tipping("UK", name.strip("`")),
        program.contrast("suez", ["multifacet", "balance_of_power"], draws=20),
        program.sweep({"divergence(UK, Israel, Egypt)": (0, 1, 5)}, "suez", theory="multifacet", draws=5),
    ]
    head = "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{booktabs,longtable}\\begin{document}\n"
    (tmp_path / "x.tex").write_text(head + "\n".join(one.to_latex() for one in shown) + "\\end{document}\n")
    for _ in range(2):  # the second time with the widths that the first found
        subprocess.run(["pdflatex", "-halt-on-error", "x.tex"], cwd=tmp_path, check=True, capture_output=True)
    assert "Overfull" not in (tmp_path / "x.log").read_text(errors="replace")


def test_everything_that_is_shown_has_its_latex() -> None:
    program = qadsl.compile("use balance_of_power\n" + SUEZ + "\nscenario later extends suez { }\n")
    result = program.run("suez", theory="multifacet", draws=20)
    shown = [
        result.explain("UK", "France").to_latex(),
        result.why_not("neutrality", "UK", "France").to_latex(),
        program.contrast("suez", ["multifacet", "balance_of_power"], draws=20).to_latex(),
        program.compare("suez", "later", theory="multifacet", draws=20).to_latex(),
    ]
    for one in shown:
        assert one.startswith("{\\small")
        assert len(re.findall(r"(?<!\\)\{", one)) == len(re.findall(r"(?<!\\)\}", one))


def test_latex_gives_way_where_a_notebook_would_grow() -> None:
    forms = bundle(iter([lambda: "a" * (LARGEST_OUTPUT + 1), lambda: "b" * (LARGEST_OUTPUT - 100)]), "c" * 200, "d")
    assert set(forms) == {"text/html", "text/plain"}
    assert forms["text/html"].startswith("b")
    assert "text/latex" in bundle(iter([lambda: "a"]), "c" * 200, "d")
