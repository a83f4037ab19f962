"""`%%quasi` and `%quasi` in an IPython shell of this process."""

from __future__ import annotations

import itertools
import subprocess
import sys
from types import SimpleNamespace

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

SUEZ = """use multifacet
scenario suez {
  state UK, France, Egypt
  against Egypt { among UK, France { common_threat = high, development_interest = high, ideology = 0.8 } }
}
"""
ASKS = "run suez { draws 50 }\n"


class Shell:
    """A shell with the extension, and what a cell showed last."""

    def __init__(self) -> None:
        config = Config({"HistoryManager": {"enabled": False}})
        self.shell = InteractiveShell.instance(config=config)
        self.shell.run_line_magic("reload_ext", "qadsl")

    def run(self, text: str, id: str | None = None) -> SimpleNamespace:
        """Run a cell, as a notebook that gives it this id does; what it showed stands in `html`, `plain`, `error`."""
        parent = {"metadata": {"cellId": id} if id else {}}
        self.shell.get_parent = lambda: parent
        with capture_output() as captured:
            done = self.shell.run_cell(text, store_history=False)
        error = done.error_in_exec or done.error_before_exec
        shown = [one.data for one in captured.outputs]
        return SimpleNamespace(
            ok=done.success,
            error=str(error) if error else "",
            printed=captured.stdout,
            outputs=shown,
            html="".join(one.get("text/html", "") for one in shown),
            plain="\n".join(one.get("text/plain", "") for one in shown),
        )


@pytest.fixture
def shell():
    made = Shell()
    yield made
    made.shell.run_line_magic("unload_ext", "qadsl")


def test_definitions_hold_in_later_cells(shell) -> None:
    assert shell.run(f"%%quasi suez\n{SUEZ}").plain.startswith("cell suez: library multifacet and scenario suez")
    shown = shell.run(f"%%quasi --as found\n{ASKS}")
    assert shown.ok
    assert "<table" in shown.html
    assert "France and UK" in shown.plain
    assert shell.shell.user_ns["found"].draws == 50
    assert shell.shell.user_ns["_"] is shell.shell.user_ns["found"]


def test_options_go_before_the_text(shell) -> None:
    shell.run(f"%%quasi --draws 30 --seed 7 --set 'common_threat(UK, France, Egypt) = 0.9' --as r\n{SUEZ}{ASKS}")
    found = shell.shell.user_ns["r"]
    assert (found.draws, found.seed) == (30, 7)
    assert found.stamp.settings == ("common_threat(UK, France, Egypt) = 0.9",)
    assert "0.9" in found._repr_html_()


def test_lines_and_questions_are_about_the_run_that_cells_show(shell) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}")
    shell.run("%%quasi a --draws 30 --seed 7 --set 'common_threat(UK, France, Egypt) = 0.9'\nrun suez { seed 3 }")
    shell.run("%quasi run suez --as again")
    again = shell.shell.user_ns["again"]
    assert (again.draws, again.seed, again.stamp.settings) == (30, 7, ("common_threat(UK, France, Egypt) = 0.9",))
    assert "0.9" in shell.run("%quasi explain UK -> France against Egypt in suez").plain
    swept = shell.run("%%quasi\nsweep ideology from 0 to 1 steps 3 in suez")
    assert "seed 7" in swept.plain
    shell.run("%quasi run suez --draws 40 --set 'common_threat(UK, France, Egypt) = 0.2' --as own")
    own = shell.shell.user_ns["own"]
    assert (own.draws, own.seed, own.stamp.settings) == (40, 7, ("common_threat(UK, France, Egypt) = 0.2",))
    shell.run("%%quasi --as written\nrun suez")
    assert (shell.shell.user_ns["written"].draws, shell.shell.user_ns["written"].stamp.settings) == (1000, ())


def test_where_cells_run_the_same_otherwise_that_is_said(shell) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}")
    shell.run("%%quasi a --draws 30 --seed 7\nrun suez", id="a")
    shell.run("%%quasi b --draws 30 --seed 5 --set 'common_threat(UK, France, Egypt) = 0.9'\nrun suez", id="b")
    shown = shell.run("%quasi run suez --as again")
    assert "cells run it with different `--set`: this is without them" in shown.plain
    again = shell.shell.user_ns["again"]
    assert (again.draws, again.seed, again.stamp.settings) == (30, 5, ())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--drwas 5", "`--draws`"),
        ("--draws", "lacks its value"),
        ("--draws none", "no whole number"),
        ("--seed -1", "no whole number"),
        ("--as 1x", "no name"),
        ("--as class", "no name"),
        ("--as print", "Python's own"),
        ("--as In", "Python's own"),
        ("--as _", "Python's own"),
        ("--as _i3", "Python's own"),
        ("suez two", "one name"),
    ],
)
def test_a_mistaken_line_is_refused(shell, line: str, said: str) -> None:
    shown = shell.run(f"%%quasi {line}\n{SUEZ}")
    assert not shown.ok
    assert said in shown.error


def test_a_mistake_is_shown_with_its_place_and_no_traceback(shell) -> None:
    shown = shell.run("%%quasi suez\n" + SUEZ.replace("among UK,", "among UKK,"))
    assert not shown.ok
    assert "cell suez:5:" in shown.error  # the line of the magic is the first
    assert "Traceback" not in shown.printed
    assert "^^^" in shown.printed
    assert 4 <= len(shown.printed.strip().splitlines()) <= 10


@pytest.mark.parametrize(
    "name", ["run suez", "ran suez", "tipping", "library nowhere", "reset nowhere", "explain QA999"]
)
def test_a_mistaken_word_is_refused(shell, name: str) -> None:
    shown = shell.run(f"%quasi {name}")
    assert not shown.ok
    assert "Traceback" not in shown.printed


def test_a_cell_that_conflicts_says_with_which(shell) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}")
    shown = shell.run(f"%%quasi other\n{SUEZ}")
    assert "cell suez:3:" in shown.error
    assert shell.run("%quasi run suez --draws 10").ok  # what held before holds


@pytest.mark.parametrize("ways", [("%%quasi a", None), ("%%quasi", "id-1"), ("%%quasi", None)])
def test_a_cell_run_again_takes_its_own_place(shell, ways) -> None:
    head, key = ways
    assert shell.run(f"{head}\n{SUEZ}", key).ok
    assert shell.run(f"{head}\n{SUEZ.replace('0.8', '0.1')}", key).ok
    assert shell.run("%quasi run --draws 10").ok


def test_what_a_cell_no_longer_declares_is_gone(shell) -> None:
    shell.run(f"%%quasi\n{SUEZ}", "one")
    assert shell.run(f"%%quasi\n{SUEZ.replace('suez', 'crisis')}", "one").ok
    assert not shell.run("%quasi run suez").ok
    assert shell.run("%quasi run crisis --draws 10").ok


def test_a_cell_with_mistakes_leaves_nothing_stale(shell) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}")
    assert not shell.run("%%quasi suez\nscenario suez {").ok
    assert not shell.run("%quasi run suez").ok


def test_a_change_that_another_cell_does_not_bear_says_where(shell) -> None:
    shell.run(f"%%quasi one\n{SUEZ}")
    shell.run("%%quasi two\nscenario later extends suez { }")
    shown = shell.run(f"%%quasi one\n{SUEZ.replace('scenario suez', 'scenario crisis')}")
    assert "cell two:2:" in shown.error
    assert shell.run("%%quasi two\nscenario later extends crisis { }").ok


def test_the_order_of_cells_is_nothing() -> None:
    cells = [
        "%%quasi b\nuse multifacet\nscenario one { state UK, France, Egypt }\n",
        '%%quasi c\nparameter front : number 0 .. 9 = 5 "Front"\n',
        "%%quasi d\nscenario two { state A, B, C against C { among A, B { common_threat = low } } }\n",
    ]
    found = []
    for order in itertools.islice(itertools.permutations(cells), 0, 6):
        shell = Shell()
        for text in order + order:  # what needs a later cell fails first, and holds when it is run again
            shown = shell.run(text)
        assert shown.ok, shown.error
        assert shell.run("%quasi run two --draws 20 --as r").ok
        result = shell.shell.user_ns["r"]
        found.append((str(result), result.stamp))
    assert len(set(found)) == 1


def test_questions_and_claims(shell) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}{ASKS}")
    assert "50 draws" in shell.run("%quasi explain UK -> France against Egypt in suez").plain  # those of the run
    assert shell.run("%quasi why not alliance: UK -> France against Egypt in suez").ok
    assert "holds" in shell.run("%%quasi\nexpect not neutrality: UK <-> France against Egypt in suez").plain
    failed = shell.run("%%quasi\nexpect neutrality: UK <-> France against Egypt in suez")
    assert not failed.ok
    assert "fails" in failed.plain


def test_theories_and_scenarios_beside_one_another(shell) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}use balance_of_power\nscenario later extends suez {{ }}\n")
    for line in ("contrast multifacet, balance_of_power on suez", "compare suez, later with multifacet"):
        shown = shell.run(f"%quasi {line} --draws 10")
        assert shown.ok, shown.error
        assert "qa-co" in shown.html


def test_pages(shell) -> None:
    assert "no actor is called that" in shell.run("%quasi explain QA203").plain
    assert "  multifacet" in shell.run("%quasi library").plain
    assert "Multi-facet" in shell.run("%quasi library multifacet").plain
    assert "--draws" in shell.run("%quasi help").plain


def test_nothing_is_answered_or_shown_where_so_asked(shell) -> None:
    assert shell.run(f"%%quasi suez --no-run --quiet\n{SUEZ}{ASKS}").html == ""
    assert shell.run(f"%%quasi suez --quiet\n{SUEZ}{ASKS}").html == ""
    assert shell.run("%quasi reset").ok
    assert not shell.run("%quasi run suez").ok


def test_braces_and_dollars_are_the_languages_own(shell) -> None:
    shell.shell.user_ns["UK"] = "spoilt"
    assert shell.run(f"%%quasi suez\n# {{UK}} $UK\n{SUEZ}").ok


def test_libraries_beside_the_notebook_are_found(shell, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.qa").write_text('library own 1.0.0 "Own"\nparameter mine : share = 0.5 "Mine"\n')
    assert shell.run("%%quasi\nuse own\n").ok


def test_completion_and_unloading() -> None:
    shell = Shell().shell
    assert "--draws" in shell.complete("--dr", "%%quasi --dr", 12)[1]
    assert "explain" in shell.complete("exp", "%quasi exp", 10)[1]
    shell.run_line_magic("unload_ext", "qadsl")
    assert "quasi" not in shell.magics_manager.magics["line"]
    assert "quasi" not in shell.magics_manager.magics["cell"]
    assert "--draws" not in shell.complete("--dr", "%%quasi --dr", 12)[1]


def test_loading_is_light() -> None:
    program = (
        "import sys, time; from IPython.core.interactiveshell import InteractiveShell as S; s = S()\n"
        "t = time.process_time(); s.run_line_magic('load_ext', 'qadsl'); print(time.process_time() - t)\n"
        "print([m for m in ('lark', 'pandas', 'numpy', 'rich', 'ipywidgets') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    spent, heavy = done.stdout.splitlines()[-2:]
    assert float(spent) < 0.03
    assert heavy == "[]"


HOSTILE = ("<script>alert(1)</script>", "' onload='x", "مصر", '🦊 & "q"', "L" * 190)


def test_hostile_names_are_text_and_results_stay_small(shell) -> None:
    names = ", ".join(f"`{name}`" for name in HOSTILE)
    many = ", ".join(f"actor_number_{i}" for i in range(30))
    text = (
        "use multifacet\n"
        f"scenario `<b>x</b>` {{ state {names}, Egypt against Egypt {{ among {names} {{ common_threat = high }} }} }}\n"
        f"scenario large {{ state {many}, T against T {{ among {many} {{ common_threat = high }} }} }}\n"
    )
    assert "<b>" not in shell.run(f"%%quasi `<b>`\n{text}").html
    for asked in ("`<b>x</b>`", "large"):
        shown = shell.run(f"%quasi run {asked} --draws 5").html
        assert shown.count("<script") == 1  # the one that sorts tables
        assert not [bad for bad in ("<script>alert", "<b>x", "onload='") if bad in shown]
        assert 5_000 < len(shown) < 150_000


def test_tipping_and_sweeps_are_asked_for(shell) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}")
    shown = shell.run("%quasi tipping UK -> France against Egypt in suez --draws 20")
    assert shown.ok
    assert "One input alone" in shown.plain
    assert "qa-tipping" in shown.html
    shown = shell.run(
        "%quasi sweep common_threat from 0 to 1 steps 5, self_help from 0 to 1 steps 3 in suez --draws 20"
    )
    assert shown.ok
    assert "qa-sweep" in shown.html
    shown = shell.run("%quasi sweep comon_threat from 0 to 1 in suez")
    assert "did you mean `common_threat`?" in shown.printed
    assert "Traceback" not in shown.printed


def test_a_cell_that_asks_nothing_is_not_told_what_nothing_reads(shell) -> None:
    """The next cell may read it."""
    shell.run(f"%%quasi suez\n{SUEZ}")
    rules = """use multifacet
parameter shock : share = 0.4
parameter level : share = 0.4
rule never when level > 0.9 and level < 0.1 then entrapment += 0.2
"""
    shown = shell.run(f"%%quasi rules\n{rules}")
    assert "QA810" not in shown.plain + shown.html
    assert "QA812" in shown.plain
    assert "QA810" in shell.run(f"%%quasi rules\n{rules}{ASKS}").plain


def test_a_mistaken_question_leaves_what_its_cell_declares(shell) -> None:
    shell.run(f"%%quasi suez --draws 20\n{SUEZ}{ASKS}")
    shell.run("%%quasi other\nuse balance_of_power")
    shown = shell.run(f"%%quasi suez --draws 20\n{SUEZ}run suez")
    assert "QA701" in shown.error
    said = " ".join(shown.error.split())
    assert "Write `run suez with multifacet`: it comes by `use multifacet` in line 2." in said
    assert "Write `run suez with balance_of_power`: it comes by `use balance_of_power` in cell other." in said
    assert said.index("suez with multifacet") < said.index("suez with balance_of_power")
    said = " ".join(shell.run("%%quasi asking\nrun suez").error.split())
    assert "Write `run suez with multifacet`: it comes by `use multifacet` in cell suez." in said
    assert shell.run("%quasi run suez with multifacet --draws 20").ok
    for asked in ("run suezz", "explain UK -> Frence against Egypt in suez with multifacet"):
        assert not shell.run(f"%%quasi suez\n{SUEZ}{asked}").ok
        assert shell.run("%quasi run suez with multifacet --draws 20").ok


def test_a_cell_that_holds_nothing_is_named_where_something_is_missing(shell) -> None:
    shell.run("%%quasi a\n" + SUEZ.replace("among UK,", "among UKK,"))
    said = "`cell a` has a mistake and holds nothing until it is mended"
    for line in ("%quasi run suez", "%quasi run", "%%quasi b\nscenario later extends suez { }"):
        assert said in shell.run(line).error
    assert "Begin the program" not in shell.run("%quasi run suez").error
    assert shell.run(f"%%quasi a\n{SUEZ}").ok
    assert said not in shell.run("%quasi run suezz").error
    shell.run("%%quasi a\nscenario")
    assert shell.run("%quasi reset a").ok
    assert said not in shell.run("%quasi run suez").error


def test_options_and_python_in_a_program_are_told_where_they_stand(shell) -> None:
    shell.run(f"%%quasi a\n{SUEZ}")
    assert "`%%quasi --as pal`" in shell.run("%%quasi\nrun suez --as pal").error
    assert "`%%quasi --draws 20`" in shell.run("%%quasi\nrun suez -draws 20").error
    assert "it has a cell of its own" in shell.run("%%quasi\nimport pandas as pd").error
    assert "Python" not in shell.run("%%quasi\nrun suez suez").error


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("explain UK -> France against Egypt in suez", "Account"),
        ("why not alliance: UK -> France against Egypt in suez", "Account"),
        ("tipping UK -> France against Egypt in suez", "TippingResult"),
        ("sweep common_threat from 0 to 1 steps 3 in suez", "SweepResult"),
        ("compare suez, later", "ComparisonResult"),
        ("contrast multifacet, balance_of_power on suez", "ContrastResult"),
    ],
)
def test_every_answer_is_handed_out(shell, line: str, kind: str) -> None:
    more = "use balance_of_power\nscenario later extends suez { }\n" if line.startswith("con") else ""
    shell.run(f"%%quasi suez\n{SUEZ}{more or 'scenario later extends suez { }'}")
    shown = shell.run(f"%quasi {line} --draws 10 --as found")
    assert shown.ok, shown.error
    assert type(shell.shell.user_ns["found"]).__name__ == kind
    assert shell.shell.user_ns["_"] is shell.shell.user_ns["found"]
    refused = shell.run(f"%quasi {line} --draws 10 --live")
    assert "nothing for `--live`" in refused.error
    assert not refused.outputs


def test_a_cell_that_runs_gives_its_result_a_name_and_its_last_answer_to_python(shell) -> None:
    assert shell.run(f"%%quasi suez --as found\n{SUEZ}{ASKS}explain UK -> France against Egypt in suez").ok
    assert type(shell.shell.user_ns["found"]).__name__ == "Result"
    assert type(shell.shell.user_ns["_"]).__name__ == "Account"
    claim = "expect not neutrality: UK <-> France against Egypt in suez"
    assert "no result to call" in shell.run(f"%%quasi --as found\n{claim}").error
    assert "no result to call" in shell.run("%%quasi --as found\nparameter mine : share = 0.5").error


def test_a_page_that_is_not_there_suggests_no_other(shell) -> None:
    assert "there is no page `QA999`" in shell.run("%quasi explain QA999").error
    assert "QA799" not in shell.run("%quasi explain QA999").error


def test_a_comparison_says_where_its_other_rows_are(shell) -> None:
    later = "scenario later extends suez { against Egypt { among UK, France { common_threat = 0.79 } } }"
    shell.run(f"%%quasi suez\n{SUEZ}{later}")
    shown = shell.run("%quasi compare suez, later --draws 40")
    assert shown.ok, shown.error
    assert "the same outcome and another probability" in shown.plain
    assert "`.differences`" in shown.plain
    assert "--all" not in shown.plain + shown.html


def test_plain_text_names_no_option_of_the_command_line(shell) -> None:
    many = ", ".join(f"A{i}" for i in range(9))
    shell.run(
        f"%%quasi many\nuse multifacet\nuse balance_of_power\nscenario many {{ state {many}, T against T {{ }} }}"
    )
    for line in ("run many with multifacet", "contrast multifacet, balance_of_power on many"):
        shown = shell.run(f"%quasi {line} --draws 5")
        assert shown.ok, shown.error
        assert "more rows: the " in shown.plain
        assert "--all" not in shown.plain + shown.html
