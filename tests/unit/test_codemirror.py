"""Colours in JupyterLab: its words are those of the grammar, and it cuts programs as the lexer does."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from qadsl import __version__, resources
from qadsl.highlighting import codemirror
from qadsl.highlighting.classes import Class, pieces

ROOT = Path(__file__).parents[2]
STATIC = codemirror.FOLDER / "static"
PROGRAMS = [*(ROOT / "examples").rglob("*.qa"), *resources.folder("stdlib").rglob("*.qa")]
BROKEN = [
    '"open',
    "`open",
    "use é ÿ Ünder_2 दिल्ली",
    "= = weight",
    "%% ~ ^",
    "state = 1",
    "state.x",
    "run -> x",
    "\t",
    "1..2",
]
HARNESS = """
import { readFileSync } from "node:fs";
const { next, parser, STYLES } = await import(process.argv[2]);
const { languageOf } = await import(process.argv[2].replace("language.js", "plugin.js"));
/** A line, as CodeMirror's class of that name hands it to a language. */
class Stream {
  constructor(string) { [this.string, this.pos] = [string, 0]; }
  sol() { return this.pos === 0; }
  eol() { return this.pos >= this.string.length; }
  next() { const c = this.string[this.pos]; this.pos += 1; return c; }
  eatSpace() { return Boolean(this.match(/^\\s+/)); }
  skipToEnd() { this.pos = this.string.length; }
  indentation() { return /^\\s*/.exec(this.string)[0].length; }
  match(pattern) {
    const found = this.string.slice(this.pos).match(pattern);
    if (!found || found.index > 0) return null;
    this.pos += found[0].length;
    return found;
  }
}
/** Each piece of a text but the blanks, with its style; and the indentation behind it. */
function styled(text) {
  const [state, found] = [parser.startState(), []];
  for (const line of text.split("\\n")) {
    const stream = new Stream(line);
    while (!stream.eol()) {
      const start = stream.pos;
      const style = parser.token(stream, state);
      if (stream.pos <= start) throw new Error(`stuck at ${start} of ${line}`);
      if (line.slice(start, stream.pos).trim()) found.push([line.slice(start, stream.pos), style]);
    }
  }
  return [found, parser.indent(state, "", { unit: 2 }), parser.indent(state, "}", { unit: 2 })];
}
const asked = JSON.parse(readFileSync(0, "utf-8"));
const languages = asked.heads.map(([mime, head]) => languageOf(mime, head));
process.stdout.write(JSON.stringify({ styles: STYLES, texts: asked.texts.map(styled), languages }));
"""

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")


def ask(texts: list[str], heads: list[tuple[str, str]] = []) -> dict:  # noqa: B006 - read only
    command = ["node", "--input-type=module", "-e", HARNESS, "x", (STATIC / "language.js").as_uri()]
    given = json.dumps({"texts": texts, "heads": heads})
    done = subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_files_are_up_to_date() -> None:
    for path, text in codemirror.files().items():
        assert path.read_text(encoding="utf-8") == text, "run `python -m qadsl.highlighting.textmate`"
    package = json.loads((codemirror.FOLDER / "package.json").read_text(encoding="utf-8"))
    assert package["version"] == __version__


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in STATIC.glob("*.js"):
        assert set(re.findall(r"https?://[^\"'` ]+", path.read_text(encoding="utf-8"))) <= {
            "http://www.w3.org/2000/svg"
        }


@needs_node
def test_programs_are_cut_as_by_the_lexer() -> None:
    texts = [path.read_text(encoding="utf-8") for path in PROGRAMS]
    found = ask(texts)
    for path, text, (shown, *_) in zip(PROGRAMS, texts, found["texts"], strict=True):
        kept = [one for one in pieces(text) if one.kind is not Class.BLANK]
        assert [piece for piece, _ in shown] == [one.text for one in kept], path
        for (_, style), one in zip(shown, kept, strict=True):
            is_last = re.match(r"\s*\n", text[one.start + len(one.text) :])  # a line is looked at without the next
            assert is_last or style == found["styles"][one.kind.value], (path, one)


@needs_node
def test_any_text_is_cut_to_its_end() -> None:
    for text, (shown, *_) in zip(BROKEN, ask(BROKEN)["texts"], strict=True):
        assert "".join(piece for piece, _ in shown).replace(" ", "") == re.sub(r"\s", "", text)


@needs_node
def test_the_line_of_the_magic_and_what_follows() -> None:
    shown = ask(
        [
            "%%quasi suez --draws 50 --set 'a b'\nuse x",
            "%quasi run suez",
            "# %%quasi",
            "%quasi jobs\n\n!ls -l\nrun a\n%quasi x",
        ]
    )["texts"]
    assert shown[0][0] == [
        ["%%quasi", "meta"], ["suez", None], ["--draws", "attributeName"], ["50", None], ["--set", "attributeName"],
        ["'a b'", "string"], ["use", "keyword"], ["x", "variableName"],
    ]  # fmt: skip
    assert shown[1][0][0] == ["%quasi", "meta"]
    assert shown[2][0] == [["# %%quasi", "comment"]]
    assert shown[3][0][:5] == [
        ["%quasi", "meta"], ["jobs", None], ["!ls -l", "meta"], ["run", "keyword"], ["a", "variableName"],
    ]  # fmt: skip
    assert ["%", "invalid"] in shown[3][0]


@needs_node
def test_lines_are_indented_by_what_is_open() -> None:
    texts = ["scenario a {", "scenario a {\n  state UK", "  } else {", "a { b = 1 }", "run (\n", "x\n  }"]
    found = [(here, closing) for _, here, closing in ask(texts)["texts"]]
    assert found == [(2, 0), (2, 0), (4, 2), (0, 0), (2, 0), (2, 0)]


@needs_node
def test_a_text_is_in_the_language_that_it_says() -> None:
    qa, py = "text/x-qadsl", "text/x-ipython"
    heads = {
        (py, "%%quasi"): "quasi", (py, "\n %%quasi suez --draws 5\nuse x"): "quasi", (py, "%%quasis"): None,
        (py, "%%sql"): None, (py, "x = '%%quasi'"): None, (py, "%quasi run"): None, (py, ""): None,
        ("text/x-ipythongfm", "%%quasi"): None, ("text/plain", "%%quasi"): "quasi",
        (qa, "use x"): "quasi", (qa, "%%quasi x"): "quasi", (qa, "%%python"): "python", (qa, "%quasi run"): "quasi",
        (qa, "%%time"): "quasi", (qa, "%%bash"): "python", (py, "%%time"): None, (py, "%%quasi-x"): None,
    }  # fmt: skip
    assert ask([], list(heads))["languages"] == list(heads.values())
