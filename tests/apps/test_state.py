"""A run cut at a period and continued, on the command line and in Python; what does not fit is refused, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import qadsl
from qadsl.apps.cli import main
from qadsl.engine.state import StateError
from qadsl.engine.state_text import read_state, write_state

TEXT = """use multifacet

rule wear then divergence = 0.9 * previous divergence because "made up"
rule habit when previous alliance(self, partner) initially no then abandonment *= 0.8 because "made up"

scenario nordic {
  time 1948 .. 1952
  state Norway, Denmark, Sweden, `Soviet Union`
  against `Soviet Union` { among Norway, Denmark, Sweden { common_threat = 0.7 ± 0.2, ideology = 0.8 } }
  start { among Norway, Denmark, Sweden { divergence = 0.3 } }
}
run nordic { draws 300 }
expect neutrality among Norway, Denmark at 1952 in nordic with probability >= 0%
"""


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the program, as the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.qa").write_text(TEXT.replace("`Soviet Union`", "USSR"), encoding="utf-8")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """The exit code of a command, what it prints and what it says beside."""
    capsys.readouterr()
    code = main(list(words))
    out, err = capsys.readouterr()
    return code, out, err


def test_a_run_is_cut_and_continued_on_the_command_line(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    csv = ("--format", "csv")
    _, whole, _ = said(capsys, "run", "s.qa", *csv)
    code, first, note = said(capsys, "run", "s.qa", "--until", "1950", "--save-state", "state.json", *csv)
    assert code == 0
    assert "not answered, being about other periods or runs: 1" in note
    code, rest, _ = said(capsys, "run", "s.qa", "--continue", "state.json", *csv)
    assert code == 0
    assert first + rest.partition("\n")[2] == whole
    assert sorted(path.name for path in files.iterdir()) == ["s.qa", "state.json"]


def test_a_run_is_cut_and_continued_in_python(files: Path) -> None:
    program = qadsl.load("s.qa")
    whole, first = program.run(), program.run(until=1949)
    qadsl.save_state(first.state, "state.json")
    second = program.run(after=first.state, until=1950)
    rest = program.run(after=second.state)
    again = program.run(after="state.json")
    frames = [first.decisions, second.decisions, rest.decisions]
    pd.testing.assert_frame_equal(pd.concat(frames, ignore_index=True), whole.decisions, check_exact=True)
    pd.testing.assert_frame_equal(
        pd.concat([first.alignments, again.alignments], ignore_index=True), whole.alignments, check_exact=True
    )
    assert str(rest.explain("Norway", "Sweden", time=1952)) == str(whole.explain("Norway", "Sweden", time=1952))


@pytest.mark.parametrize(
    ("old", "new", "fits"),
    [
        (".. 1952", ".. 1960", True),
        ("scenario nordic", "scenario other extends nordic {}\nscenario nordic", True),
        ("start {", "from 1951 { among Norway, Denmark { ideology = 0.9 } }\n  start {", True),
        ("start {", 'event e "e" from 1951 { ideology(Norway, Denmark, USSR) = 0.1 }\n  start {', True),
        ("start {", 'event e "e" from 1949 { ideology(Norway, Denmark, USSR) = 0.1 }\n  start {', False),
        ("0.9 *", "0.8 *", False),
        ("Sweden, USSR", "Sweden, USSR, Finland", False),
        ("1948 ..", "1947 ..", False),
        ("divergence = 0.3", "divergence = 0.4", False),
    ],
)
def test_what_was_run_must_be_said_the_same_and_what_comes_later_not(
    files: Path, old: str, new: str, fits: bool
) -> None:
    program = qadsl.load("s.qa")
    state = program.run(until=1950).state
    changed = qadsl.compile((files / "s.qa").read_text(encoding="utf-8").partition("expect")[0].replace(old, new))
    if fits:
        changed.run(after=state)
        return
    with pytest.raises(qadsl.QadslError, match="QA760"):
        changed.run(after=state)


@pytest.mark.parametrize("asked", [{"seed": 1}, {"draws": 20}, {"until": 1948}])
def test_other_draws_and_periods_that_are_over_are_refused(files: Path, asked: dict[str, Any]) -> None:
    program = qadsl.load("s.qa")
    with pytest.raises(qadsl.QadslError, match="QA760"):
        program.run(after=program.run(until=1950).state, **asked)


def test_what_is_no_saved_state_is_refused(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = write_state(qadsl.load("s.qa").run(until=1950).state)
    assert write_state(read_state(text)) == text
    for bad in (
        "",
        "{}",
        "[1]",
        "[" * 100_000,
        text[:-40],
        text.replace("1950", "1951"),
        text.replace('"seed": 0', ""),
    ):
        with pytest.raises(StateError):
            read_state(bad)
        (files / "bad.json").write_text(bad, encoding="utf-8")
        code, _, err = said(capsys, "run", "s.qa", "--continue", "bad.json")
        assert (code, "QA761" in err) == (2, True)
    assert said(capsys, "run", "s.qa", "--continue", "missing.json")[0] == 2
    (files / "bad.json").write_bytes(b"\xff\x00")
    assert "QA761" in said(capsys, "run", "s.qa", "--continue", "bad.json")[2]


@pytest.mark.parametrize("key", ["periods", "draws", "actors", "targets", "memories", "past", "undecided"])
@pytest.mark.parametrize("value", [None, -1, 10**30, "x", [1], {"x": {}}, [["a"]]])
def test_hostile_states_are_refused(files: Path, key: str, value: object) -> None:
    from qadsl.engine import state_text

    found = json.loads(write_state(qadsl.load("s.qa").run(until=1950).state))
    found[key] = value
    head = {name: one for name, one in found.items() if name not in {"format", "digest"}}
    found["digest"] = state_text._digest(head)
    try:
        state = read_state(json.dumps(found))
    except StateError:
        return
    with pytest.raises(qadsl.QadslError, match="QA760"):
        qadsl.load("s.qa").run(after=state)


def test_a_state_is_of_one_run(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = qadsl.load("s.qa")
    with pytest.raises(qadsl.QadslError, match="QA762"):
        _ = program.run().state
    (files / "two.qa").write_text(
        (files / "s.qa").read_text(encoding="utf-8") + "run other\nscenario other extends nordic {}\n", encoding="utf-8"
    )
    code, _, err = said(capsys, "run", "two.qa", "--save-state", "x.json")
    assert (code, "QA762" in err) == (2, True)
    assert "QA729" in said(capsys, "run", "s.qa", "--save-state", "nowhere/x.json")[2]
