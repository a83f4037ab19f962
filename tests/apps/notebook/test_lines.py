"""What is wrong with the line behind `%%quasi` or `%quasi` is shown in its place, with what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from qadsl.answers import Program
from qadsl.apps.notebook.refusing import failure
from qadsl.commands import prepare
from qadsl.failing import QadslError
from qadsl.source import Source
from tests.apps.notebook.test_magics import ASKS, SUEZ, Shell


@pytest.fixture
def shell():
    made = Shell()
    yield made
    made.shell.run_line_magic("unload_ext", "qadsl")


def is_picture(shown: str) -> bool:
    """Whether it is a diagnostic with a caret, of four to ten lines."""
    lines = shown.strip().splitlines()
    return 4 <= len(lines) <= 10 and "^" in shown and "--> " in shown and lines[0].startswith("error[QA")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--drwas 5", "did you mean `--draws`?"),
        ("-draws 5", "write `--draws`"),
        ("—draws 5", "write `--draws`"),
        ("---draws 5", "write `--draws`"),
        ("--no_run", "write `--no-run`"),
        ("--foo", "There are: --draws,"),
        ("suez --", "There are: --draws,"),
        ("--draws", "lacks its value"),
        ("--draws=", "lacks its value"),
        ("--draws --seed 3", "`--draws` lacks its value"),
        ("--draws 0", "Write `--draws 1000`"),
        ("--draws -5", "Write `--draws 5`"),
        ("--draws 1e9", "Write `--draws 1000000000`"),
        ("--draws abc", "Write `--draws 1000`"),
        ("--draws 1,5", "no whole number"),
        ("--draws 99999999999999999999", "too large"),
        ("--seed -1", "no whole number from 0 on"),
        ("--draws 5 --draws 6", "`--draws` is said twice"),
        ("--quiet --quiet", "`--quiet` is said twice"),
        ("--as a --as b", "`--as` is said twice"),
        ("--quiet=1", "`--quiet` takes no value"),
        ("--as class", "Write `--as class_result`"),
        ("--as print", "Python's own"),
        ("--as a.b", "Write `--as a_b`"),
        ("--using nope", "there is no variable `nope`"),
        ("--using text", "a str is no table"),
        ("--using a.b", "takes the name of a variable"),
        ("--set nope=3", "nothing called `nope` can be set here"),
        ("--set self_hlp=0.2", "did you mean `self_help`?"),
        ("--set self_help=2", "2 lies outside the range 0 .. 1"),
        ("--set self_help=yes", "a number is expected here"),
        ("--set x", "is not a setting"),
        ("--live --background", "cannot work in the background"),
        ("two names", "Write `%%quasi two_names`"),
        ("suez draws=5", "Write `--draws 5`"),
        ("draws=5", "Write `--draws 5`"),
        ("suez, --draws 5", "Write `%%quasi suez`"),
        ("5", "a number is no name"),
        ('""', "no name for a cell"),
    ],
)
def test_a_mistake_behind_a_cells_magic(shell, line: str, said: str) -> None:
    shell.shell.user_ns["text"] = "text"
    shown = shell.run(f"%%quasi {line}\n{SUEZ}{ASKS}")
    assert not shown.ok
    assert said in shown.error
    assert is_picture(shown.error)
    assert not shown.outputs


def test_its_code_has_a_page(shell) -> None:
    assert shell.run("%%quasi --drwas 5\n# nothing").error.startswith("error[QA790]")
    assert "%quasi run suez" in shell.run("%quasi explain QA790").plain


def test_a_cell_may_ask_for_help_and_still_declares(shell) -> None:
    assert "--draws N" in shell.run("%%quasi --help\n").plain
    shown = shell.run(f"%%quasi --help\n{SUEZ}")
    assert shown.ok
    assert "--draws N" in shown.plain
    assert "scenario suez" in shown.plain


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rn suez", "did you mean `run`?"),
        ("whynot alliance: UK -> France against Egypt in suez", "did you mean `why`?"),
        ("xyzzy", "There are: run,"),
        ("report x.html", "found.report("),
        ("expect neutrality: UK <-> France against Egypt in suez", "stands in a `%%quasi` cell"),
        ("--draws 5", "Write `%quasi run suez --draws"),
        ("run", "The cells have: later, suez."),
        ("run suezz", "did you mean `suez`?"),
        ("explore suezz", "did you mean `suez`?"),
        ("run suez --drws 3", "did you mean `--draws`?"),
        ("run suez later", "does not fit behind `suez`"),
        ("explain QA999", "Near it: QA905: "),
        ("explain QA001", "error[QA730]"),
        ("sweep common_threat from 0 to 1 in suez --steps 11", "without dashes: `steps 11`"),
        ("sweep common_threat from 0 to 1 in suez --steps=11", "without dashes: `steps 11`"),
        ("explain QA203 QA204", "there is no page"),
        ("explain UK -> Frnce against Egypt in suez", "did you mean `France`?"),
        ("library multifact", "did you mean `multifacet`?"),
        ("library nowhere", "`%quasi library` lists"),
        ("library multifacet --draws 3", "`--draws` does nothing here"),
        ("help xyzzy", "There are: run,"),
        ("help drawz", "did you mean `--draws`?"),
        ("reset suze", "did you mean `suez`?"),
        ("reset nowhere", "There are: suez."),
        ("jobs now", "`now` does nothing here"),
        ("explore suez --background", "cannot work in the background"),
        ("explain UK -> France against Egypt in suez --live", "nothing for `--live`"),
    ],
)
def test_a_mistake_behind_the_lines_magic(shell, line: str, said: str) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}scenario later extends suez {{ }}")
    shown = shell.run(f"%quasi {line}")
    assert not shown.ok
    assert said in shown.error
    assert is_picture(shown.error)
    assert f" 1 | %quasi {line.split()[0]}" in shown.error


def test_the_caret_stands_where_it_was_typed(shell) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}")
    typed = "%quasi explain UK -> Frnce --draws 20 against Egypt in suez"
    lines = shell.run(typed).error.splitlines()
    assert "QA203" in lines[0]
    assert lines[3] == f" 1 | {typed}"
    assert lines[4].index("^") - len(" 1 | ") == typed.index("Frnce")


def test_settings_may_have_blanks(shell) -> None:
    line = "--set common_threat(UK, France, Egypt) = 0.4 .. 0.6 --set self_help= 0.2 --draws 1,000 --as r"
    assert shell.run(f"%%quasi suez {line}\n{SUEZ}{ASKS}").ok
    found = shell.shell.user_ns["r"]
    assert found.stamp.settings == ("common_threat(UK, France, Egypt) = 0.4 .. 0.6", "self_help= 0.2")
    assert found.draws == 1000


def test_what_a_cell_declares_does_not_hang_on_its_line(shell) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}")
    assert not shell.run(f"%%quasi suez --drws 5\n{SUEZ.replace('suez', 'crisis')}").ok
    assert "did you mean" not in shell.run("%quasi run suez").error
    assert shell.run("%quasi run crisis --draws 5").ok


def test_what_a_mistaken_line_takes_away_is_told(shell) -> None:
    shell.shell.user_ns["df"] = {"one": ["UK"], "other": ["France"], "threat": [0.8]}
    data = 'data "df" { match self = one, partner = other  common_threat = threat }'
    text = SUEZ.replace("among UK, France { ", f"{data} among UK, France {{ ").replace("common_threat = high, ", "")
    assert shell.run(f"%%quasi suez --using df\n{text}").ok
    assert shell.run("%%quasi later\nscenario later extends suez { }").ok
    shown = shell.run(f"%%quasi suez --using dff\n{text}")
    assert "there is no variable `dff`" in shown.error
    assert "Until this is mended, the cells are without library multifacet and scenario suez." in shown.error
    assert "`cell later` rests on it and holds nothing now." in shown.error


def test_options_that_have_nothing_to_act_on_are_told(shell) -> None:
    assert "Nothing is run here, so --draws does nothing." in shell.run(f"%%quasi suez --draws 5\n{SUEZ}").plain
    assert "does nothing" not in shell.run(f"%%quasi suez\n{SUEZ}").plain


def test_one_word_or_option_is_explained(shell) -> None:
    assert shell.run("%quasi help --as").plain.startswith("--as NAME: ")
    assert shell.run("%quasi help draws").plain.startswith("--draws N: ")
    assert shell.run("%quasi help tipping").plain.startswith("%quasi tipping UK -> ")


def test_a_name_may_stand_between_quotes(shell) -> None:
    assert shell.run(f"%%quasi 'the crisis'\n{SUEZ}").plain.startswith("cell the crisis: ")
    assert shell.run("%quasi reset the crisis").ok
    assert not shell.run("%quasi run suez").ok


@pytest.mark.parametrize("text", ["a" * 5000, "<" * 5000, "`" + "b " * 500 + "`", "é" * 700])
def test_what_is_overlong_is_not_repeated(shell, text: str) -> None:
    shell.run(f"%%quasi suez\n{SUEZ}")
    for line in (f"%%quasi {text}\n{SUEZ}", f"%%quasi --as {text}\n{SUEZ}"):
        assert is_picture(shell.run(line).error) or not shell.run(line).error
    for word in ("", "run ", "reset ", "library ", "help ", "run suez --", "stop "):
        shown = shell.run(f"%quasi {word}{text}").error
        assert len(shown.splitlines()) <= 10
        assert len(shown) < 1500


def test_a_cell_whose_name_is_in_doubt_is_none_of_that_name(shell) -> None:
    shell.run(f"%%quasi suez two\n{SUEZ}")
    assert shell.run(f"%%quasi suez_two\n{SUEZ}").ok
    assert shell.run("%quasi run --draws 5").ok


def test_many_mistakes_take_ten_lines(shell) -> None:
    text = SUEZ.replace("among UK, France", "among UKK, Frnce").replace("ideology", "idelogy")
    shown = shell.run(f"%%quasi suez\n{text}")
    assert is_picture(shown.error)
    assert "; there are 2 more: cell suez:5:" in shown.error


NEWCOMERS = sorted((Path(__file__).parents[2] / "newcomers").glob("*.qa"))


@pytest.mark.parametrize("path", NEWCOMERS[::6], ids=lambda one: one.stem)
def test_what_newcomers_write_is_answered_in_four_to_ten_lines(path: Path) -> None:
    program = "".join(row for row in path.read_text(encoding="utf-8").splitlines(keepends=True) if row[:2] != "#!")
    with pytest.raises(QadslError) as caught:
        prepare(Program(Source("cell 5", f"\n{program}", str(path.parent))))
    found = failure(caught.value.diagnostics)
    assert 4 <= len(str(found).splitlines()) <= 10
    assert len(found.picture.splitlines()) == len(str(found).splitlines())
    assert caught.value.diagnostics[0].message.split("`")[0] in str(found)
