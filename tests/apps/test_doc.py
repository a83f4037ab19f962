"""`qa doc`: pages of libraries in three forms, also of hostile, broken and large ones."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from qadsl.apps import cli
from qadsl.apps.cli.documenting import page, rendered

HOME = Path(__file__).parents[2]
LIBRARIES = [
    file.relative_to(HOME / "stdlib").with_suffix("").as_posix().replace("/", ".")
    for file in sorted((HOME / "stdlib").rglob("*.qa"))
]
VOID = {"meta", "br", "hr"}
SHOWN = {
    *("h1", "h2", "h3", "p", "a", "ul", "li", "code", "pre", "strong"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
HOSTILE = [
    "<script>alert(1)</script>",
    "</code></pre><img src=x onerror=alert(1)>",
    "a | b || c",
    "[click](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "*bold* _it_ **b** ~~s~~ `code` ``c`` $x$",
    "# no heading",
    "1. no list",
    "- no list",
    "> no quote",
    "&lt;b&gt; &amp; &copy;",
    "it's \\\\ a 'quoted' text",
    ":tada: @someone www.example.org",
    "שלום mixed with English",
    "<!-- comment",
]


class Outline(HTMLParser):
    """The elements, text and anchors of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.words += data


def as_html(markdown: str) -> str:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown)


def hostile_library(tmp_path: Path) -> str:
    title = [text.replace('"', '\\"') for text in HOSTILE]
    lines = [f'library hostile 1.0.0 "{title[0]}"', *(f'source "{text}"' for text in title), "use multifacet"]
    lines += [f'parameter p{i} : share = 0.5 "{text}" source "{text}"' for i, text in enumerate(title)]
    lines += [f'rule r{i} "{text}" then divergence += p{i} because "{text}"' for i, text in enumerate(title)]
    lines += [f'test "{text}" {{ given common_threat = 0.5 expect common_threat = 0.5 }}' for text in title]
    lines += ["parameter `a|b <i> x` : share = 0.5", "rule `<script>` then divergence += `a|b <i> x`"]
    (tmp_path / "hostile.qa").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(tmp_path / "hostile.qa")


@pytest.mark.parametrize("name", LIBRARIES)
def test_every_library_has_a_page(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    document = page(name)
    html = Outline(rendered(document, "html"))
    assert html.open == []
    assert len(html.ids) == len(set(html.ids))
    assert {link[1:] for link in html.links if link.startswith("#")} <= set(html.ids)
    markdown = rendered(document, "md")
    assert {tag for tag in Outline(as_html(markdown)).tags if tag in {"script", "img", "style"}} == set()
    for width in (40, 80):
        code = re.compile(r"^    ")
        text = rendered(document, "text", width)
        assert all(len(line) <= width for line in text.splitlines() if not code.match(line))
        assert document.title.split()[0] in text


def test_the_page_says_what_the_issue_asks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    text = rendered(page("instruments"), "md")
    for part in ("Inputs", "Rules", "Instruments", "Properties", "Tests", "Sources"):
        assert f"## {part}" in text
    assert "Where an instrument between the decider and the partner is kept secret, provocation is" in text
    assert '<a id="rule-binding_reassures"></a>' in text
    assert "| `military_treaty` " in text.replace('<a id="instrument-military_treaty"></a>', "")


def test_hostile_texts_are_shown_as_texts(tmp_path: Path) -> None:
    document = page(hostile_library(tmp_path))
    html = Outline(rendered(document, "html"))
    assert html.open == []
    assert "script" not in html.tags
    assert "img" not in html.tags
    markdown = Outline(as_html(rendered(document, "md")))
    assert markdown.tags <= SHOWN
    for text in HOSTILE:
        said = text.replace("\\\\", "\\")
        assert html.words.count(said) >= 4
        assert markdown.words.count(said) >= 4
    assert all(link.startswith(("#", "http://evil.example/x.png")) for link in (*html.links, *markdown.links))


def test_tables_keep_their_columns(tmp_path: Path) -> None:
    rows = re.findall(r"<tr>(.*?)</tr>", as_html(rendered(page(hostile_library(tmp_path)), "md")), re.DOTALL)
    assert {row.count("<td") for row in rows} - {0} == {5}


def test_overrides_and_uses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "base.qa").write_text(
        'library base 1.0.0 "B"\nuse multifacet\nparameter fear : share = 0.5\n'
        "rule general then divergence = 0.4\n"
        "rule special when target.nuclear then divergence = 0.2 overrides general\n",
        encoding="utf-8",
    )
    (tmp_path / "above.qa").write_text(
        'library above 1.0.0 "A"\nuse base >= 1.0 { fear = 0.3 }\n'
        "rule top then divergence = 0.1 overrides base.general\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    assert "It is set aside by `base.special` where that applies." in rendered(page("base"), "md")
    above = rendered(page("above"), "md")
    assert "`base`, version 1.0 or later with `fear = 0.3`" in above
    assert "It sets aside base.general." in above


def test_notes_above_statements_are_theirs(tmp_path: Path) -> None:
    file = tmp_path / "noted.qa"
    file.write_text(
        '# Claim of the whole, by `fear > 0`, not ` all.\n\nlibrary noted 1.0.0 "N"\n\n'
        "# Further claim:\n# - first item\n#   goes on\n# - second\n\n"
        "use multifacet\n\n# Why this one.\nrule r then divergence += 0.1\n",
        encoding="utf-8",
    )
    text = rendered(page(str(file)), "md")
    head, _, rules = text.partition("## Rules")
    assert "Claim of the whole, by `fear > 0`, not" in head
    assert "by <code>fear &gt; 0</code>, not ` all." in rendered(page(str(file)), "html")
    assert "- first item goes on\n- second" in head
    assert "Why this one." in rules
    assert "Why this one." not in head


def test_files_and_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["doc", "multifacet", "--out", "page.html"]) == 0
    assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    (tmp_path / "pages").mkdir()
    assert cli.main(["doc", "scales.kent", "--format", "md", "--out", "pages"]) == 0
    assert (tmp_path / "pages" / "scales.kent.md").is_file()
    assert cli.main(["doc", "multifacet", "--out", "nowhere/page.md"]) == 2
    assert "QA729" in capsys.readouterr().err
    several = tmp_path / "several"
    several.mkdir()
    (several / "a.qa").write_text('library several 1.0.0 "Two files"\nparameter one = 1\n', encoding="utf-8")
    (several / "b.qa").write_text("parameter two = 2\n", encoding="utf-8")
    for name in ("several", str(several)):
        text = rendered(page(name), "text")
        assert "several: Two files" in text
        assert "one" in text
        assert "two" in text


@pytest.mark.parametrize("name", ["nowhere", "..", "/etc", "a/b", "", "two words", "`tick`", "nowhere.qa"])
def test_what_is_no_library_is_said(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doc", name]) == 2
    assert "error[QA60" in capsys.readouterr().err


def test_a_library_with_mistakes_has_no_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "wrong.qa"
    file.write_text('library wrong 1.0.0 "W"\nrule r then nothing += 1\n', encoding="utf-8")
    assert cli.main(["doc", str(file)]) == 2
    assert "error[QA" in capsys.readouterr().err


def test_a_page_is_not_written_as_what_it_is_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "page.pdf"
    assert cli.main(["doc", "multifacet", "--out", str(out)]) == 2
    assert "a page ends in .md, .html or .txt" in capsys.readouterr().err.replace("\n", " ")
    assert not out.exists()
    assert cli.main(["doc", "multifacet", "--format", "html", "--out", str(tmp_path / "page.htm")]) == 0


def test_two_thousand_rules_take_seconds(tmp_path: Path) -> None:
    rules = "\n".join(
        f'rule r{i} "Rule {i}" when common_threat > 0.{i:04} then divergence += 0.01' for i in range(2000)
    )
    file = tmp_path / "large.qa"
    file.write_text(f'library large 1.0.0 "Large"\nuse multifacet\n{rules}\n', encoding="utf-8")
    started = time.perf_counter()
    document = page(str(file))
    for kind in ("md", "html", "text"):
        assert "Rule 1999" in rendered(document, kind)
    assert time.perf_counter() - started < 20
