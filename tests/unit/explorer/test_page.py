"""The page of an explorer as text: what a user typed stays text, and nothing is asked for."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64decode, b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

import qadsl
from qadsl.engine.javascript import CannotCompile
from qadsl.explorer import bundle
from qadsl.explorer.kept import kept
from qadsl.explorer.widget import WORDS
from qadsl.failing import QadslError
from qadsl.views.bundle import LARGEST_OUTPUT
from tests.unit.explorer.made import canal

HOSTILE = [
    "</script><script>alert(1)</script>", "<!--<script>", '"; alert(1); "', "__proto__", "constructor", "a\\b", "${x}",
    "\u05e2\u05d1\u05e8\u05d9\u05ea", "\U0001f692", "e\u0301" * 3, "\u2028line", "x" * 190, "{{x}}", "'",
    "<img src=x onerror=alert(1)>",
]  # fmt: skip


def hostile():
    names = ", ".join(f"`{name}`" for name in HOSTILE)
    target = f"against `{HOSTILE[0]}` {{ among {names} {{ common_threat = high }} }}"
    return (
        qadsl.compile(f"use multifacet\nscenario `{HOSTILE[0]}` {{ state {names}\n {target} }}").run(draws=4).explore()
    )


class Tags(HTMLParser):
    """The elements of a page, and the text of its scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.scripts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        self.found.append(tag)
        self.attributes += attrs

    def handle_data(self, data) -> None:
        if self.found[-1:] == ["script"]:
            self.scripts.append(data)


def test_names_stay_in_the_data() -> None:
    page = Tags(hostile().to_html())
    assert page.found.count("script") == 1
    assert page.found == [
        "html",
        "head",
        "meta",
        "meta",
        "meta",
        "title",
        "style",
        "body",
        "main",
        "div",
        "noscript",
        "script",
    ]
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "href", "style")]


def test_the_page_allows_just_its_own_script_and_style() -> None:
    page = canal().explore().to_html()
    allowed = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert allowed is not None
    for kind in ("script", "style"):
        text = re.search(rf"<{kind}[^>]*>(.*?)</{kind}>", page, re.DOTALL)
        assert text is not None
        digest = b64encode(sha256(text[1].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in allowed[1]
    assert "default-src 'none'" in allowed[1]


def test_the_page_is_the_same_each_time() -> None:
    assert canal().explore().to_html() == canal().explore().to_html()


def test_pieces_share_a_page() -> None:
    explorer = canal().explore()
    both = explorer.page_piece("one") + explorer.page_piece("two", with_style=False)
    assert both.count("<style>") == 1
    assert 'getElementById("two")' in both
    with pytest.raises(AssertionError):
        explorer.page_piece('x"')


def test_the_page_asks_for_nothing_and_evaluates_nothing_of_the_users() -> None:
    for file in sorted(bundle.STATIC.iterdir()):
        text = file.read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|fetch\(|XMLHttp|WebSocket", text
        ), file
        assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", text), file


def test_the_program_is_one_text_of_its_files() -> None:
    text = bundle.script()
    assert not re.search(r"^(import|export) ", text, re.MULTILINE)
    assert "</script" not in text
    joined = set(re.findall(r"^const qadsl_(\w+) = ", text, re.MULTILINE))
    assert {file.stem for file in bundle.STATIC.glob("*.js")} == joined | {"kept", "unpacking"}
    assert not re.search(r"^\s*(//|/\*|\*/)", text, re.MULTILINE)


def test_data_are_safe_inside_a_script() -> None:
    facts = re.search(r"^const qadslFacts = (.*);$", hostile().to_html(), re.MULTILINE)
    assert facts is not None
    assert not re.search(r"[<>&\u2028]", facts[1])
    assert json.loads(facts[1])["spelled"][0].startswith("`")


SOLVED = """use multifacet
attribute size : number
theory blocs extends multifacet {
  solve net = links { worth links(self) * self.size * 0.1, stable pairwise }
  rule side when net then common_threat += 0.2 because "made up"
}
scenario four {
  state A { size = 1 }, B { size = 2 }, C { size = 3 }, T { size = 1 }
  against T { among A, B, C { common_threat = 0.3 .. 0.6 } }
}
"""


def refused(plan) -> None:
    raise CannotCompile("it is tried")


def test_what_cannot_be_compiled_stays_in_the_notebook(monkeypatch) -> None:
    monkeypatch.setattr("qadsl.explorer.explorer.emit", refused)
    explorer = qadsl.compile(SOLVED).run(theory="blocs", draws=20).explore()
    assert explorer.needs_kernel == "it is tried"
    with pytest.raises(QadslError, match="QA782"):
        explorer.to_html()
    explorer["A.size"] = 2.5
    said, buffers = explorer.answer({"turn": 7, "values": dict(explorer._moved), "draws": 20})
    assert (said["turn"], said["draws"]) == (7, 20)
    assert buffers[6] == explorer.result().figures.tie.astype("<i4").tobytes()
    assert '"remote":{' in unpacked(explorer.widget.matter)


def unpacked(text: str) -> str:
    return zlib.decompress(b64decode(text)).decode()


def test_a_notebook_keeps_the_explorer_where_it_is_small() -> None:
    still = {"text/html": "<img alt=''>", "text/plain": "what was found"}
    found = kept(still, "words", bundle.packed("matter"))
    assert found["text/plain"] == "what was found"
    assert found["text/html"].count("<img") == 1
    assert bundle.packed("matter") in found["text/html"]
    assert bundle.program() in found["text/html"]
    for lean in (kept(still, "words", None), kept(still, "words", bundle.packed("matter"), besides=LARGEST_OUTPUT)):
        assert bundle.program() not in lean["text/html"]
        assert len(lean["text/html"]) < 4_000


def test_what_is_kept_holds_no_name_as_it_is() -> None:
    explorer = hostile()
    found = kept({}, WORDS, explorer._matter(explorer._facts()))["text/html"]
    assert found.count("<script") == found.count("</script") == 1
    assert "alert" not in found


def test_the_program_is_packed_whole() -> None:
    text = unpacked(bundle.program())
    style = re.search(r"^const qadslStyle = (.*);$", text, re.MULTILINE)
    assert style is not None
    assert json.loads(style[1]).split() == bundle.style().split()
    assert "const qadslExplorer = qadsl_explorer;" in text


def test_draws_of_very_many_decisions_are_left_to_python(monkeypatch) -> None:
    assert not canal().explore()._facts()["isAtMiddle"]
    monkeypatch.setattr("qadsl.explorer.facts.MOST_DRAWN", 5)
    assert canal().explore()._facts()["isAtMiddle"]
