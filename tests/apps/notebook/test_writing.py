"""Completion and help in cells, in an IPython shell of this process."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from qadsl.apps.notebook import knowing
from qadsl.apps.notebook.cells import Cells
from qadsl.apps.notebook.inspecting import told
from qadsl.apps.notebook.places import place
from qadsl.source import Source

ONE = """%%quasi one
use multifacet
scenario suez "Suez Crisis" {
  state UK, France, Egypt, `South Korea`
  against Egypt { among UK, France { common_threat = high } }
}
"""
TWO = (
    '%%quasi two\nparameter fear : share = 0.4 "How much it fears"\nrule r "R" when fear > 0.3 then entrapment += 0.1\n'
)
HERE = "¦"


class Writer:
    """A shell with two cells that have been run."""

    def __init__(self) -> None:
        self.shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
        self.shell.run_line_magic("reload_ext", "qadsl")
        for cell in (ONE, TWO):
            assert self.shell.run_cell(cell, store_history=False).success

    def offered(self, text: str) -> list[str]:
        """What is offered where the mark stands, each whole word that would stand there then."""
        at = text.index(HERE)
        text = text.replace(HERE, "", 1)
        with provisionalcompleter():
            found = list(self.shell.Completer.completions(text, at))
        assert all(one.end == at for one in found)
        return [one.text for one in found]


@pytest.fixture(scope="module")
def writer():
    made = Writer()
    yield made
    made.shell.run_line_magic("unload_ext", "qadsl")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("%%quasi --dr¦", ["--draws"]),
        ("%%quasi x --set fe¦", ["fear"]),
        ("%%quasi x --set 'UK.nu¦", ["nuclear"]),
        ("%%quasi x --set=fe¦", ["fear"]),
        ("%%quasi x --set fear=very_¦", ["very_high", "very_low"]),
        ("%%quasi x --set 'UK.nuclear = y¦", ["yes"]),
        ("%%quasi x --set 'UK.capability = 9%' --liv¦", ["--live"]),
        ("%%quasi x --set ho¦\nparameter hope : share = 0.5", ["hope"]),
        ("%%quasi x --set `South Korea`.nu¦", ["nuclear"]),
        ("%%quasi¦", ["%%quasi"]),
        ("%quasi expla¦", ["explain"]),
        ("%quasi run suez wi¦", ["with"]),
        ("%quasi why not alliance: UK -> Fr¦", ["France"]),
        ("%quasi explain Q¦", None),
        ("%quasi stop ¦", []),
        ("%quasi explore s¦", ["suez"]),
        ("%quasi explore suez wi¦", ["with"]),
        ("%quasi tipping UK -> Fr¦", ["France"]),
        ("%quasi jobs ¦", []),
        ("%quasi run ¦", ["suez"]),
        ("x = %quasi run s¦", ["suez"]),
        ("1 + 1\n%quasi run s¦", ["suez"]),
        ("%quasi run suez --se¦", ["--seed", "--set"]),
        ("%quasi explain UK -> Fr¦", ["France"]),
        ("%quasi explain qa20¦", None),
        ("%quasi library multif¦", ["multifacet"]),
        ("%quasi reset ¦", ["one", "two"]),
        ("%%quasi\nsce¦", ["scenario"]),
        ("\n\n%%quasi\nsce¦", ["scenario"]),
        ("%%quasi\nuse multif¦", ["multifacet"]),
        ("%%quasi\nrun s¦", ["suez"]),
        ("%%quasi\nscenario late extends su¦", ["suez"]),
        ("%%quasi\nscenario late extends suez { against Egypt { among UK, F¦", ["France"]),
        ("%%quasi\nscenario late extends suez { against Egypt { among `So¦", ["`South Korea`", "sovereigns"]),
        ("%%quasi\nscenario late extends suez { against Egypt { among UK, France { common_t¦", ["common_threat"]),
        ("%%quasi\nscenario late extends suez { against Egypt { among `So¦`", ["`South Korea", "`sovereigns"]),
        ("%%quasi\nrule new when fe¦", ["fear"]),
        ("%%quasi\nrule new overrides ¦", None),
        ("%%quasi two\nrule new when fe¦", ["fear"]),  # what the cell was before, until it is whole again
        ("%%quasi\nparameter hope : share = 0.5 \"Hope\"\nrule new when ho¦\n\nscenario {{{", ["hope"]),
        ("%%quasi\n# sce¦", []),
        ('%%quasi\nuse multifacet\nscenario a "sce¦', []),
        ("%%quasi\nscenario a { state F¦", ["France"]),
        ("%%quasi\nscenario a { state UK, F¦", ["France"]),
    ],
)  # fmt: skip
def test_what_is_offered(writer: Writer, text: str, wanted: list[str] | None) -> None:
    found = writer.offered(text)
    if wanted is None:
        assert found
    else:
        assert found == wanted


def test_sorts_are_said_in_one_word(writer: Writer) -> None:
    text = "%%quasi\nscenario late extends suez { against Egypt { among UK, France { common_threat = "
    with provisionalcompleter():
        found = list(writer.shell.Completer.completions(text, len(text)))
    assert {"very_high", "uniform"} <= {one.text for one in found}
    assert not [one.type for one in found if " " in one.type]


def test_python_is_asked_elsewhere(writer: Writer) -> None:
    writer.shell.user_ns["quasar"] = 1
    assert "quasar" in writer.offered("quas¦")
    assert "quasar" not in writer.offered("%%quasi\nquas¦")
    assert "%%quasi" in writer.offered("%%qua¦")
    assert "quasar" in writer.offered("%%timeit\nquas¦")


def test_frames_are_offered_where_they_are_used(writer: Writer) -> None:
    import pandas

    writer.shell.user_ns["figures"] = pandas.DataFrame({"a": [1]})
    writer.shell.user_ns["number"] = 1
    from qadsl.apps.notebook.frames import frames_of

    offered = frames_of(writer.shell.user_ns)
    assert "figures" in offered
    assert "number" not in offered
    for text in (
        "%%quasi --using fig¦",
        "%%quasi --using dyads=fig¦",
        "%%quasi --using=fig¦",
        "%%quasi --using 'd 1'=fig¦",
    ):
        assert writer.offered(text) == ["figures"], text


def test_options_follow_what_is_whole(writer: Writer) -> None:
    found = writer.offered("%quasi run suez ¦")
    assert found[:2] == ["then", "with"]
    assert "--draws" in found
    assert "scenario" not in found
    assert "--draws" not in writer.offered("%quasi run suez with ¦")


def test_a_cell_with_a_mistake_still_offers_what_it_was(writer: Writer) -> None:
    assert not writer.shell.run_cell("%%quasi two\nrule (", store_history=False).success
    assert writer.offered("%%quasi\nrule new when fe¦") == ["fear"]
    assert writer.shell.run_cell(TWO, store_history=False).success


def test_what_a_cell_no_longer_says_is_not_offered(writer: Writer) -> None:
    text = '%%quasi two\nparameter hope : share = 0.5 "Hope"\ndefine d = ¦hope'
    assert {"hope", "common_threat"} <= set(found := writer.offered(text))
    assert "fear" not in found


def test_what_is_remembered_of_a_cell_changes_no_answer(writer: Writer) -> None:
    rules = "".join(f"rule q{i} when fear > 0.{i} then entrapment += 0.1\n" for i in range(1, 6))
    texts = [
        f"%%quasi\n{rules}rule new when fe¦",
        f"%%quasi\nparameter feast : share = 0.1\n{rules}rule new when fe¦",
        f"%%quasi\n\n\n{rules}rule new overrides ¦",
        f"%%quasi\nrule q0 when fear then\n{rules}rule new overrides ¦",
        f"%%quasi\n{rules[:80]} }} rule ({rules[80:]}rule new overrides ¦",
        f"%%quasi\n{rules}rule new overrides ¦",
        "%%quasi\nscenario late { against Egypt { among UK, F¦",
    ]
    after_others = [writer.offered(text) for text in texts]
    for text, found in zip(texts, after_others, strict=True):
        knowing._LAST.clear()
        assert writer.offered(text) == found, text


def test_it_is_quick(writer: Writer) -> None:
    start = time.process_time()
    writer.offered("%%quasi\nscenario late extends suez { against Egypt { among ¦")
    assert time.process_time() - start < 0.3


def cells(*texts: str) -> Cells:
    made = Cells()
    for number, text in enumerate(texts):
        head, _, body = text.partition("\n")
        made.put(Source(f"cell {head.split()[1]}", f"\n{body}"), head.split()[1], str(number))
    return made


def said(text: str, known: Cells, *, is_whole: bool = False) -> str | None:
    found = place(text.replace(HERE, ""), text.index(HERE), is_whole=is_whole)
    return told(found, known) if found else None


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("%%quasi\nrule new when fe¦ar > 0.5 then entrapment += 0.1", "How much it fears"),
        ("%%quasi\nrule new when fear¦", "cell two:2:11"),  # the statement is not whole
        ("%%quasi two\nrule new overrides r¦", "above 0.3"),
        ("%%quasi\nscenario late extends su¦ez { }", "Suez Crisis"),
        ("%%quasi\nuse multi¦facet", "**library**"),
        ("%%quasi\nscen¦ario", "is written"),
        ("%%quasi\nrun suez { dra¦ws 20 }", "run suez with mine"),
        ("%%quasi\nrule new wh¦en fear > 0.5 then", "A rule is written"),
        ("%%quasi\nparameter hope : sha¦re", "from 0 to 1"),
        ("%%quasi\nscenario late { against Egypt { } ti¦me 1955 .. 1957 }", "time 1955 .. 1957"),
        ("%%quasi\n# an¦d", None),
        ("%%quasi --set fe¦ar=0.3", "How much it fears"),
        ("%%quasi --set `South K¦orea`.nuclear=yes", "**actor** `South Korea`"),
        ("%quasi explain QA2¦03", "no actor is called that"),
        ("%quasi explain QA0¦00", None),
        ("%%quasi\nrule new when self == x then enta¦", None),
        ("%%quasi --dr¦aws 5", "draws of a run"),
        ("%quasi exp¦lain UK", "the account"),
        ("%quasi run su¦ez", "Suez Crisis"),
        ("%quasi explain UK -> Fr¦ance against Egypt in suez", "**actor**"),
        ("pri¦nt", None),
        ("%%q¦uasi", None),
    ],
)
def test_what_is_said(text: str, wanted: str | None) -> None:
    found = said(text, cells(ONE, TWO))
    assert found is None if wanted is None else wanted in str(found)


def test_whole_cells_need_no_magic() -> None:
    known = cells(ONE, TWO)
    assert "How much" in str(said("rule new when fe¦ar > 0.5 then entrapment += 0.1", known, is_whole=True))
    assert said("%%python\nprint(fe¦ar)", known, is_whole=True) is None
    assert "Suez" in str(said("%quasi run su¦ez", known, is_whole=True))
    assert "Suez" in str(said("%quasi jobs\nrun su¦ez", known, is_whole=True))
    assert said("%time\n!ls pri¦nt", known, is_whole=True) is None


HOSTILE = "<img src=http://evil.test/x onerror=alert(1)> ![a](http://evil.test/y) &lt;b&gt; [l](javascript:alert(1))"


@pytest.mark.parametrize("asked", ["rule a when fe¦ar > 0", "rule b overrides r¦", "run `<¦", "rule x when self.go¦ld"])
def test_hostile_texts_mark_nothing_up(asked: str) -> None:
    text = f"""%%quasi <img/src=x>
use multifacet
parameter fear : share = 0.4 "{HOSTILE}" source "{HOSTILE} ``"
attribute gold : share "``` {HOSTILE}"
rule r "{HOSTILE}" when fear > 0.3 and self.gold > 0.1 then entrapment += 0.2 * fear because "{HOSTILE}"
scenario `{HOSTILE}` "{HOSTILE}" {{ state UK {{ gold = 0.3 }} state `{HOSTILE}` }}
"""
    asked = asked.replace("`<¦", f"`<¦{HOSTILE[1:]}`")
    found = said(f"%%quasi\n{asked}", cells(text))
    assert found
    bare = re.sub(r"(`+)[^`](?:.*?[^`])?\1(?!`)", "", found)  # what stands between backticks is shown as it is
    assert not re.search(r"(?<!\\)[<\[&]", bare)


def state(shell: InteractiveShell) -> object:
    """What an extension may have changed in a shell."""
    dispatchers = {key: sorted(one.strs) for key, one in shell.strdispatchers.items()}
    return (
        {kind: sorted(known) for kind, known in shell.magics_manager.magics.items()},
        [id(one) for one in shell.Completer.custom_matchers],
        dispatchers,
        sorted(vars(shell.kernel)),
        sorted(shell.user_ns),
        {key: len(several) for key, several in shell.events.callbacks.items()},
        list(map(id, (*shell.input_transformers_cleanup, *shell.input_transformers_post, *shell.ast_transformers))),
        sorted(map(str, shell.display_formatter.formatters["text/html"].type_printers)),
        sorted(vars(shell.displayhook)),
        sorted(getattr(shell, "_trait_values", ())),
    )  # fmt: skip


def test_unloading_leaves_nothing() -> None:
    class Kernel:
        def do_inspect(self, code: str, cursor_pos: int, detail_level: int = 0, omit_sections: tuple = ()) -> dict:
            return {"found": False, "asked": code}

    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.run_line_magic("reload_ext", "qadsl")
    shell.run_line_magic("unload_ext", "qadsl")
    shell.kernel = Kernel()
    try:
        before = state(shell)
        shell.run_line_magic("load_ext", "qadsl")
        shell.run_line_magic("reload_ext", "qadsl")
        assert len(shell.Completer.custom_matchers) == 1
        shown = shell.kernel.do_inspect("%%quasi\nuse multifacet", 12)
        assert "Multi-facet" in shown["data"]["text/markdown"]
        assert "\\" not in shown["data"]["text/plain"]
        assert shown["data"]["text/plain"].startswith("library multifacet: Multi-facet")
        assert shell.kernel.do_inspect("x", 1, detail_level=1)["asked"] == "x"
        assert state(shell) != before
        shell.run_line_magic("unload_ext", "qadsl")
        assert state(shell) == before
        assert shell.kernel.do_inspect("%%quasi\nuse multifacet", 12)["asked"]
    finally:
        del shell.kernel


def test_the_first_completion_imports_little() -> None:
    program = (
        "import json, sys; from IPython.core.interactiveshell import InteractiveShell as S; s = S()\n"
        "from IPython.core.completer import provisionalcompleter\n"
        "s.run_line_magic('load_ext', 'qadsl')\n"
        "with provisionalcompleter(): found = [c.text for c in s.Completer.completions('%%quasi\\nsce', 11)]\n"
        "heavy = ('numpy', 'pandas', 'scipy', 'rich', 'altair', 'vl_convert', 'ipywidgets', 'anywidget')\n"
        "print(json.dumps([[name for name in heavy if name in sys.modules], found]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == [[], ["scenario"]]


def test_a_terminal_colours_cells() -> None:
    from IPython.terminal.ptutils import IPythonPTLexer
    from prompt_toolkit.document import Document

    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.pt_app = SimpleNamespace(lexer=IPythonPTLexer())
    try:
        before = dict(shell.pt_app.lexer.magic_lexers)
        shell.run_line_magic("reload_ext", "qadsl")
        shown = shell.pt_app.lexer.lex_document(Document("%%quasi\nscenario suez {"))(1)
        assert ("class:pygments.keyword.declaration", "scenario") in [tuple(one[:2]) for one in shown]
        shell.run_line_magic("unload_ext", "qadsl")
        assert shell.pt_app.lexer.magic_lexers == before
    finally:
        del shell.pt_app
