"""A result in a saved notebook, opened elsewhere: exported as a page and as a paper, without a kernel or a network."""

from __future__ import annotations

import json
import re

import nbconvert
import nbformat
import pytest

import qadsl
from tests.apps.notebook.untrusted import untrusted
from tests.unit.views.test_result_pages import SUEZ, Elements


@pytest.fixture(scope="module")
def book() -> nbformat.NotebookNode:
    result = qadsl.compile(SUEZ).run(draws=40)
    shown = [result, result.explain("UK", "France"), result.why_not("neutrality", "UK", "France")]
    outputs = [nbformat.v4.new_output("display_data", data=one._repr_mimebundle_()) for one in shown]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("%%quasi", outputs=outputs)])
    nbformat.validate(made)
    return nbformat.reads(nbformat.writes(made), as_version=4)  # saved, and opened again


@pytest.mark.parametrize("template", ["lab", "classic", "basic"])
def test_an_exported_page_shows_it_all(book: nbformat.NotebookNode, template: str) -> None:
    page, _ = nbconvert.HTMLExporter(template_name=template).from_notebook_node(book)
    shown = Elements(page[page.index('<div class="qa qa-run') :])
    assert shown.tags.count("h3") == 3
    assert "France, Israel and UK: quasi-alliance against Egypt" in "".join(shown.words)
    assert [a for tag, a in shown.found if tag == "img" and str(a["src"]).startswith("data:image/svg+xml;base64,")]
    asked = [str(a.get("src") or a.get("href") or "") for _, a in shown.found if "src" in a or "href" in a]
    assert all(one.startswith("data:") for one in asked)


def test_a_paper_gets_latex(book: nbformat.NotebookNode) -> None:
    paper, _ = nbconvert.LatexExporter().from_notebook_node(book)
    body = paper[paper.index(r"\begin{document}") :]
    assert body.count(r"\toprule") >= 4
    assert "<img" not in body
    assert all(f"\\usepackage{{{name}}}" in paper for name in ("booktabs", "longtable"))


def test_a_page_is_asked_for_before_latex(book: nbformat.NotebookNode) -> None:
    # the order of JupyterLab's renderers: what stands first in it is shown
    order = ["text/html", "text/markdown", "image/svg+xml", "image/png", "text/latex", "text/plain"]
    for output in book.cells[0].outputs:
        assert min(output.data, key=order.index) == "text/html"


def test_nothing_but_comfort_is_lost_where_the_notebook_is_not_trusted(book: nbformat.NotebookNode) -> None:
    page = book.cells[0].outputs[0].data["text/html"]
    left = untrusted(page)
    assert re.search(r'<img width="\d+" alt="[^"]*against Egypt', left)
    assert "data:image/svg+xml;base64," in left
    assert "</table>" in left
    assert "<script" not in left
    assert len(json.dumps(left)) > 0.8 * len(json.dumps(re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL)))
