"""Whatever a scenario lacks or a name holds, there is a picture that says so and shows names as text."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

import qadsl
from qadsl.plots import KINDS
from qadsl.results import Result
from qadsl.views.pictures.specs import ordered
from tests.unit.views.pictures.programs import THEORY, pair, run

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><!--",
    "__proto__",
    "constructor",
    "toString",
    "a.b[0]['c']",
    "datum.x + \\u0041 ${1} {{2}}",
    "line\nbreak\ttab",
    "مصر",
    "\u202eevil",
    "🚀👩‍👩‍👧",
    "e\u0301e\u0301e\u0301",
    "x" * 300,
    "&amp; & <b>",
    "null",
    "12",
)
PICTURES = ("network", "plane", "heatmap", "probabilities")


def named(names: tuple[str, str, str]) -> Result:
    """Two who ally against a third, under other names."""
    result = pair()

    def renamed(plan: object) -> object:
        return replace(
            plan, actors=tuple(replace(actor, name=name) for actor, name in zip(plan.actors, names, strict=True))
        )  # type: ignore[attr-defined,type-var]

    return Result(renamed(result.plan), result.figures.but(plan=renamed(result.figures.plan)))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_text(kind: str, name: str) -> None:
    picture = named((name, f"{name}2", "plain")).plot(kind)
    drawn = ElementTree.fromstring(picture.to_svg())
    allowed = {"svg", "g", "path", "line", "rect", "text", "title", "desc", "defs", "clipPath", "tspan"}
    assert {one.tag.partition("}")[2] for one in drawn.iter()} <= allowed
    said = "".join(drawn.itertext())
    plain = re.sub(r"\W", "", name)[:8]
    assert plain in re.sub(r"\W", "", said)
    assert json.loads(picture.to_json()) == picture.spec
    head = picture.html.partition("base64,")[0]
    assert "<script" not in head.lower()
    assert head.count("<") == 1


def test_what_runs_from_right_to_left_keeps_its_side() -> None:
    assert ordered("Israel and UK") == "Israel and UK"
    assert ordered("ישראל → مصر العربية (83%)") == "ישראל\u200e → مصر العربية\u200e (83%)"


def test_there_is_a_font_for_what_is_drawn() -> None:
    blank = len(named((" ", " ", " ")).plot.network().to_png(1))
    assert len(named(("Aegypt", "Brava", "Cordia")).plot.network().to_png(1)) > blank + 500


def test_no_name_ends_the_script_of_a_page() -> None:
    page = named(("</script><script>alert(1)</script>", "<!-- x", "<b>")).plot.network().to_html()
    data = page[page.rindex("window.qaEmbed(") :]
    assert "</script><script>alert" not in page
    assert "<!--" not in data
    assert "<b>" not in data
    assert page.count("<script>") == 2


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        ("", "has no actor"),
        ("state A", "No third party"),
        ("state A, B, C", "No third party"),
        ("state A, B\nagainst B { otherwise { threat = 0.5 } }", "It takes two actors and a third party"),
    ],
)
def test_where_there_is_nothing_to_draw_a_sentence_says_why(kind: str, scenario: str, words: str) -> None:
    picture = run(scenario).plot(kind)
    assert words in picture.summary
    drawn = re.sub(r"<[^>]*>", " ", re.sub(r"<desc>.*</desc>", "", picture.to_svg()))
    assert words in " ".join(drawn.split())
    assert picture.table.empty


@pytest.mark.parametrize("kind", PICTURES)
def test_what_is_undecided_is_said_to_be(kind: str) -> None:
    text = (
        'rule r1 "x" then quarrel = 0.1\nrule r2 "y" then quarrel = 0.9\n'
        "scenario s {\nstate A, B, C\nagainst C { among A, B { threat = 0.5 } }\n}\nrun s with plain\n"
    )
    picture = qadsl.compile(THEORY + text).run().plot(kind)
    assert "undecided" in picture.title
    assert "undecided" in picture.to_svg() or "without conflict" in picture.summary


@pytest.mark.parametrize("kind", PICTURES)
def test_the_order_of_statements_is_nothing(kind: str) -> None:
    lines = ["A -> B { threat = 0.4 .. 0.9, quarrel = 0.3 }", "B -> A { threat = 0.6, quarrel = 0.1 .. 0.5 }",
             "B -> C { threat = 0.7, quarrel = 0.2 }", "otherwise { threat = 0.2, quarrel = 0.4 }"]  # fmt: skip
    one = run(f"state A, B, C, D\nagainst D {{ {chr(10).join(lines)} }}", draws=200)
    other = run(f"state D, C, B, A\nagainst D {{ {chr(10).join(reversed(lines))} }}", draws=200)
    assert one.plot(kind).to_json() == other.plot(kind).to_json()
    assert one.plot(kind).to_svg("clear") == other.plot(kind).to_svg("clear")


def test_every_kind_is_a_method_and_has_its_row() -> None:
    for kind, method in KINDS.items():
        assert getattr(type(pair().plot), kind) is method


@pytest.mark.parametrize("kind", PICTURES)
def test_every_ground_is_drawn_and_has_no_request_in_it(kind: str) -> None:
    for ground in ("white", "dark", "clear"):
        drawn = pair().plot(kind).to_svg(ground)
        assert not re.search(r"(href|src)=|url\(http|@import|<style", drawn)
    with pytest.raises(qadsl.QadslError, match="QA770"):
        pair().plot(kind).to_svg("blue")


def test_an_interrupted_run_says_what_it_rests_on() -> None:
    result = pair()
    partial = Result(result.plan, result.figures.but(is_complete=False, draws=256))
    for kind in PICTURES:
        assert "Interrupted: this rests on the first 256 draws." in partial.plot(kind).spec["title"]["subtitle"]


def test_drawing_needs_no_pandas() -> None:
    import subprocess
    import sys

    code = (
        "import sys, qadsl\nr = qadsl.load('examples/ten_lines.qa').run(draws=50)\n"
        "[r.plot(kind).html for kind in ('network', 'plane', 'heatmap', 'probabilities')]\n"
        "print([name for name in ('pandas', 'IPython', 'altair') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_questions_from_python_are_answered_as_pictures_are() -> None:
    found = pair()
    one, other = next(zip(found.decisions["self"], found.decisions["partner"], strict=True))
    third = found.decisions["target"].iloc[0]
    with pytest.raises(qadsl.QadslError, match="Did you mean `tie`"):
        found.tipping(one, other, ties=True)  # type: ignore[call-arg]
    with pytest.raises(qadsl.QadslError, match="Did you mean `time`"):
        found.explain(one, other, year=1956)  # type: ignore[call-arg]
    with pytest.raises(qadsl.QadslError, match="Did you mean `target`"):
        found.why_not("neutrality", one, other, against=third)  # type: ignore[call-arg]
    with pytest.raises(qadsl.QadslError, match=f"`{third}` is whom it is against"):
        found.explain(one, third)
