"""The one HTML output of a result: what it holds, in which order, how it shrinks, and that names stay text."""

from __future__ import annotations

import base64
import json
import re
from html.parser import HTMLParser

import pytest
from rich.text import Text

import qadsl
from qadsl.views import html, html_pictures
from qadsl.views.grid import Column
from qadsl.views.html_tables import LARGEST_OPEN, table_html
from qadsl.views.html_text import said
from qadsl.views.pictures import rendering
from qadsl.views.told import Table
from tests.apps.notebook.untrusted import untrusted

HOSTILE = (
    "<script>alert(1)</script>", "' onload='x", '" onerror="x', "\\", "$x$", "مصر", "🦊 & q", "x\u0335\u0337" * 40,
    "L" * 190, "__proto__", "constructor", "</style>", "<!--", "]]>",
)  # fmt: skip
SUEZ = """
use multifacet
scenario suez {
  state UK, France, Israel, Egypt
  against Egypt {
    among UK, France, Israel { common_threat = 0.9 ± 0.1, development_interest = 0.5, divergence = 0.3 ± 0.2 }
  }
}
"""


class Elements(HTMLParser):
    """Every element with its attributes, and the words between."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def tags(self) -> list[str]:
        return [tag for tag, _ in self.found]


def run(text: str = SUEZ, **how: object) -> qadsl.Result:
    return qadsl.compile(text).run(**{"draws": 40, **how})  # type: ignore[arg-type]


def many(actors: int, periods: str = "", names: str = "a") -> str:
    every = ", ".join(f"`{names}{i}`" for i in range(actors))
    return (
        f"use multifacet\nscenario large {{ {periods} state {every}, T\n"
        f"  against T {{ among {every} {{ common_threat = 0.5 ± 0.3, divergence = 0.4 ± 0.3 }} }} }}\n"
    )


@pytest.fixture(scope="module")
def shown() -> str:
    return run()._repr_html_()


def test_headline_then_network_then_tables_then_stamp(shown: str) -> None:
    order = (
        "<h3",
        "France, Israel and UK: quasi-alliance against Egypt",
        "<img",
        ">Ties<",
        ">Decisions<",
        "seed 0 · qadsl ",
    )
    places = [shown.index(one) for one in order]
    assert places == sorted(places)


def test_the_picture_is_an_image_that_holds_itself_and_tells_itself(shown: str) -> None:
    images = [attributes for tag, attributes in Elements(shown).found if tag == "img"]
    for image in images:
        kind, _, data = str(image["src"]).partition(",")
        assert kind == "data:image/svg+xml;base64"
        assert base64.b64decode(data).startswith(b"<svg")
        assert "against Egypt" in str(image["alt"])
    assert images


def test_nothing_is_lost_where_a_notebook_is_not_trusted(shown: str) -> None:
    left = Elements(untrusted(shown))
    whole = Elements(re.sub(r"<(script|style)>.*?</\1>", "", shown, flags=re.DOTALL))
    assert "script" not in left.tags
    assert left.tags == whole.tags
    assert left.words == whole.words
    numbers = [attributes for tag, attributes in left.found if tag == "td" and attributes.get("align") == "right"]
    assert numbers


def test_tables_name_their_columns_for_who_hears_them(shown: str) -> None:
    heads = [attributes for tag, attributes in Elements(shown).found if tag == "th"]
    assert heads
    assert {attributes["scope"] for attributes in heads} == {"col"}
    levels = [int(tag[1]) for tag in Elements(shown).tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 3
    assert set(levels[1:]) == {4}


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_text(name: str) -> None:
    page = run(SUEZ.replace("France", f"`{name}`"))._repr_html_()
    elements = Elements(page)
    assert set(elements.tags) <= {*Elements(run()._repr_html_()).tags, "bdi", "li", "ul"}
    assert not [key for _, attributes in elements.found for key in attributes if key.startswith("on")]
    assert elements.tags.count("script") == 1
    assert name[:300] in "".join(elements.words)


def test_names_that_run_to_the_left_stand_apart() -> None:
    assert said("مصر, سوريا and X") == "<bdi>مصر</bdi>, <bdi>سوريا</bdi> and X"
    assert said("مصر سوريا: x") == "<bdi>مصر سوريا</bdi>: x"
    assert "<bdi>" not in said("مصر", is_marked=False)


def test_long_tables_are_folded_and_cut() -> None:
    rows = tuple((Text(f"n{i}"), Text(str(i))) for i in range(5000))
    columns = (Column("name"), Column("size", is_number=True))
    short = table_html(Table("Some", columns, rows[:LARGEST_OPEN]), "x")
    long = table_html(Table("Some", columns, rows, left=7), "the frames hold them")
    assert "<details" not in short
    assert "<details" in long
    kept = long.count("<tr>") - 1
    assert f"{5007 - kept:,} more rows: the frames hold them" in long
    assert len(long) < 40_000


def test_points_stand_in_one_line() -> None:
    rows = tuple((Text(one),) for one in ("0.25", "−12", "?", "1,200.5", "83%"))
    shown = table_html(Table("", (Column("n", is_number=True),), rows), "")
    cells = re.findall(r'<td align="right">([^<]*)</td>', shown)
    assert cells == ["0.25", "−12\u2008\u2007\u2007", "?", "1,200.5\u2007", "83%"]


def test_sums_are_not_sorted() -> None:
    rows = ((Text("a"), Text("1")), (Text("sum", style="bold"), Text("1", style="bold")))
    shown = table_html(Table("", (Column(""), Column("n", is_number=True)), rows), "")
    assert shown.index("</tbody>") < shown.index("<b>sum</b>") < shown.index("</tfoot>")


def test_a_picture_that_fails_costs_no_table(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> str:
        raise ImportError("No module named 'vl_convert'")

    monkeypatch.setattr(rendering, "svg", missing)
    page = run()._repr_html_()
    assert "<img" not in page
    assert "The network is not drawn" in page
    assert "Decisions" in page


def test_a_picture_that_is_too_large_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "svg", lambda *_: f"<svg>{'x' * html_pictures.LARGEST_PICTURE}</svg>")
    page = run()._repr_html_()
    assert "<img" not in page
    assert ".plot.network()" in page


@pytest.mark.parametrize(
    "text",
    [
        many(12, "time 1950 .. 1954"),
        many(40),
        many(30, names="🦊مصر" * 40),
        many(12, "time 1900 .. 1960", "long name " * 18),
    ],
    ids=["12 actors, 5 periods", "40 actors", "wide names", "60 periods"],
)
def test_a_saved_notebook_grows_by_little(text: str) -> None:
    forms = run(text, draws=5)._repr_mimebundle_()
    assert len(json.dumps(forms)) < 150_000
    assert "<h3" in forms["text/html"]
    assert forms["text/plain"].strip()


def test_the_same_result_is_the_same_bytes() -> None:
    assert run()._repr_mimebundle_() == run()._repr_mimebundle_()


@pytest.mark.parametrize(
    "text",
    [
        "use multifacet\nscenario s { }",
        "use multifacet\nscenario s { state A }",
        "use multifacet\nscenario s { state A, B, C }",
        "use multifacet\nscenario s { state A, B, C against C { A <-> B { common_threat = unknown } } }",
    ],
    ids=["empty", "one actor", "no target", "all unknown"],
)
def test_where_there_is_little_to_show(text: str) -> None:
    forms = run(text)._repr_mimebundle_()
    assert "<h3" in forms["text/html"]
    assert "qadsl " in forms["text/html"]
    assert forms["text/latex"].count("{") == forms["text/latex"].count("}")


def test_accounts_have_the_same_look() -> None:
    found = run()
    told = found.explain("UK", "France")
    for page in (told._repr_html_(), found.why_not("neutrality", "UK", "France")._repr_html_()):
        elements = Elements(page)
        assert elements.tags.count("h3") == 1
        assert "table" in elements.tags
    assert "Encouraging variables" in told.html
    assert "common_threat" in told.html


def test_warnings_are_folded() -> None:
    text = SUEZ + "\nparameter idle : share = 0.5\n"
    found = run(text)
    assert bool(found.warnings) == ("warning" in found._repr_html_())
    assert html.warnings_html(()) == ""
