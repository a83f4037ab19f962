"""The command line: exit codes, what goes where, and no traceback whatever comes in."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from qadsl.apps.cli import main

SUEZ = """\
use multifacet

scenario suez "Suez Crisis" {
  state UK, France, Israel, Egypt
  against Egypt {
    among UK, France, Israel { common_threat = high, divergence = medium }
    otherwise { provocation = medium, abandonment = low, entrapment = low }
  }
}

"""


def qa(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run `qa` on streams of its own, which are no terminal."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    streams = {"stdin": io.TextIOWrapper(io.BytesIO(text.encode())), "stdout": out, "stderr": err}
    with mock.patch.multiple(sys, **streams), mock.patch.dict(os.environ, COLUMNS="80"):
        try:
            code = main(arguments)
        except SystemExit as leave:
            code = int(leave.code or 0)
    for stream in (out, err):
        stream.flush()
    shown, said = (stream.buffer.getvalue().decode() for stream in (out, err))  # type: ignore[attr-defined]
    assert "Traceback" not in said
    assert "QA799" not in said
    return subprocess.CompletedProcess(arguments, code, shown, said)


def objects(found: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in found.stdout.splitlines()]


def test_run_prints_a_headline_and_tables() -> None:
    found = qa("run", "-", text=SUEZ + "run suez")
    assert found.returncode == 0
    assert "France, Israel and UK: quasi-alliance against Egypt" in found.stdout
    assert all(len(line) <= 80 and line == line.rstrip() for line in found.stdout.splitlines())
    assert "\x1b" not in found.stdout


def test_json_has_one_object_a_command() -> None:
    asks = "why not alliance: UK -> France in suez\nexpect not alliance among UK, France in suez\nrun suez\n"
    found = objects(
        qa("run", "-", "--format", "json", "--draws", "50", text=SUEZ + asks + "explain UK -> France in suez")
    )
    assert [one["command"] for one in found] == ["expect", "explain", "run", "why not"]
    run = found[2]
    assert (run["scenario"], run["theory"], run["draws"], run["seed"]) == ("suez", "multifacet", 50, 0)
    assert isinstance(run["decisions"], list)
    assert len(run["decisions"]) == 6


def test_order_of_statements_changes_no_byte_of_json() -> None:
    statements = [
        "run suez { draws 40 }",
        "expect not alliance among UK, France in suez",
        "run suez { draws 40, seed 3 }",
    ]
    one = qa("run", "-", "--format", "json", text=SUEZ + "\n".join(statements))
    other = qa("run", "-", "--format", "json", text="\n".join(statements[::-1]) + "\n" + SUEZ)
    assert one.stdout == other.stdout
    assert one.stdout


def test_a_failed_claim_ends_with_1_and_says_what_was_found() -> None:
    found = qa("run", "-", text=SUEZ + "expect alliance among UK, France in suez")
    assert found.returncode == 1
    assert "fails: expect alliance among UK, France in suez" in found.stdout
    assert "found quasi-alliance" in found.stdout


def test_mistakes_end_with_2_and_a_picture() -> None:
    found = qa("run", "-", text=SUEZ.replace("among UK", "among Ukk") + "run suez")
    assert found.returncode == 2
    assert not found.stdout
    assert "error[QA203]: no actor is called `Ukk`" in found.stderr
    assert "^^^" in found.stderr


def test_mistakes_as_json_go_to_standard_output() -> None:
    found = qa("run", "-", "--format", "json", text="run suez")
    assert found.returncode == 2
    (one,) = objects(found)
    assert one["command"] == "diagnostics"


def test_mistakes_in_later_statements_come_before_any_run() -> None:
    found = qa("run", "-", text=SUEZ + "run suez\nexpect aliance among UK, France in suez\nexplain UK -> UK in suez")
    assert found.returncode == 2
    assert not found.stdout
    assert "QA722" in found.stderr
    assert "did you mean `alliance`?" in found.stderr
    assert "QA720" in found.stderr


def test_a_wrong_time_is_named_with_the_times_there_are() -> None:
    found = qa(
        "check", "-", text=SUEZ.replace("state", "time 1955 .. 1957 state") + "explain UK -> France at 1999 in suez"
    )
    assert "error[QA720]: this time lies outside scenario `suez`" in found.stderr
    assert "^^^^ the scenario goes from 1955 to 1957" in found.stderr


@pytest.mark.parametrize(
    "setting", ["self_help=0.4", "self_help=0.2 .. 0.6", "UK.capability=9%", "common_threat(UK, France, Egypt)=0.1"]
)
def test_settings_go_before_the_script(setting: str) -> None:
    plain = qa("run", "-", "--format", "json", "--draws", "50", text=SUEZ + "run suez")
    found = qa("run", "-", "--format", "json", "--draws", "50", "--set", setting, text=SUEZ + "run suez")
    assert found.returncode == 0, found.stderr
    assert found.stdout != plain.stdout


@pytest.mark.parametrize(
    "setting", ["", "fear", "no_such=1", "self_help=7", "a=1 } run suez scenario x {", "=", "UK.capability="]
)
def test_bad_settings_are_mistakes(setting: str) -> None:
    found = qa("run", "-", "--set", setting, text=SUEZ + "run suez")
    assert found.returncode == 2
    assert "error[QA" in found.stderr


@pytest.mark.parametrize(
    ("setting", "said"),
    [("foo", "Write it as `name = value`"), ("selfhelp=0.9", "did you mean `self_help`?"), ("=", "QA723")],
)
def test_bad_settings_are_shown_as_they_were_written(setting: str, said: str) -> None:
    found = qa("run", "-", "--set", setting, text=SUEZ + "run suez")
    assert said in found.stderr
    assert f" 1 | {setting}\n" in found.stderr
    assert "{" not in found.stderr


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_frames_are_written(tmp_path: Path, ending: str) -> None:
    pd = pytest.importorskip("pandas")
    path = tmp_path / f"out{ending}"
    found = qa("run", "-", "--draws", "50", "--out", str(path), text=SUEZ + "run suez")
    assert found.returncode == 0, found.stderr
    assert "out-alignments" in found.stderr
    read = {".csv": pd.read_csv, ".parquet": pd.read_parquet}[ending]
    assert len(read(path)) == 6
    assert len(read(tmp_path / f"out-alignments{ending}")) == 3
    assert read(path)["complete"].all()


def test_a_workbook_has_two_sheets_and_no_formulas(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    names = {"UK": "`=1+1`", "France": "`+3`", "Israel": "`@sum`", "Egypt": "`-2`"}
    text = SUEZ
    for name, other in names.items():
        text = text.replace(name, other)
    path = tmp_path / "out.xlsx"
    found = qa("run", "-", "--draws", "50", "--out", str(path), text=text + "run suez")
    assert found.returncode == 0, found.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["out.xlsx"]
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["decisions", "alignments"]
    for sheet, count in ((book["decisions"], 7), (book["alignments"], 4)):
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert sheet.max_row == count
        assert {"=1+1", "+3", "@sum", "-2"} <= {cell.value for cell in cells}
        assert {cell.data_type for cell in cells} <= {"s", "n", "b"}


def test_whether_a_file_can_be_written_is_known_before_the_run(tmp_path: Path) -> None:
    with mock.patch("qadsl.apps.cli.running.answer", side_effect=AssertionError("it ran")):
        for path in (tmp_path, tmp_path / "none" / "out.csv", tmp_path / "out.txt"):
            found = qa("run", "-", "--out", str(path), text=SUEZ + "run suez")
            assert found.returncode == 2
            assert "error[QA72" in found.stderr
    with mock.patch("qadsl.apps.cli.running.find_spec", return_value=None):
        found = qa("run", "-", "--out", str(tmp_path / "out.xlsx"), text=SUEZ + "run suez")
        assert "error[QA728]: `.xlsx` needs the package xlsxwriter" in found.stderr
    assert not list(tmp_path.iterdir())


def test_a_full_disk_is_said_in_one_line() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    command = [sys.executable, "-c", "import sys; from qadsl.apps.cli import main; sys.exit(main())", "run", "-"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, input=(SUEZ + "run suez { draws 5 }").encode(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr == b"error[QA729]: the answer cannot be written: No space left on device\n"


def test_claims_name_the_theory_where_there_are_several() -> None:
    claim = "expect alliance among UK, France in suez\n"
    two = SUEZ + "theory mine extends multifacet { }\n"
    assert "(by " not in qa("run", "-", "--draws", "5", text=SUEZ + claim).stdout
    assert f"fails: {claim.strip()} (by mine)" in qa("run", "-", "--draws", "5", text=two + claim).stdout
    said = qa("run", "-", "--draws", "5", text=two + claim.replace("suez", "suez with multifacet")).stdout
    assert "in suez with multifacet\n" in said


def test_an_undecided_claim_says_why() -> None:
    text = SUEZ + "attribute armed : flag\nrule fear when self.armed then divergence *= 0.5\n"
    found = qa("run", "-", "--draws", "5", text=text + "expect alliance among UK, France in suez")
    assert found.returncode == 1
    said = " ".join(found.stdout.split())
    assert "undecided, as too little is known or rules contradict each other" in said
    assert "?" not in said
    assert all(line.startswith(("fails", "  ")) for line in found.stdout.splitlines())


@pytest.mark.parametrize("path", ["out.txt", "/nowhere/at/all/out.csv"])
def test_what_cannot_be_written_is_a_mistake(path: str) -> None:
    found = qa("run", "-", "--out", path, text=SUEZ + "run suez { draws 5 }")
    assert found.returncode == 2
    assert "error[QA72" in found.stderr


def test_csv_on_standard_output() -> None:
    found = qa("run", "-", "--format", "csv", text=SUEZ + "run suez { draws 5 }")
    lines = found.stdout.splitlines()
    assert lines[0].startswith("scenario,theory,time,self,partner,target,choice")
    assert lines[0].endswith(",complete")
    assert len(lines) == 7
    assert all(line.endswith(",True") for line in lines[1:])


def test_quiet_says_nothing_but_failed_claims() -> None:
    asks = "run suez\nexpect alliance among UK, France in suez\nexpect not alliance among UK, France in suez"
    found = qa("run", "-", "--quiet", text=SUEZ + asks)
    assert found.returncode == 1
    assert found.stdout.startswith("fails: ")
    assert "holds" not in found.stdout


@pytest.mark.parametrize("content", [b"\xff\xfe", b"\x00\x01", b"use \xe2\x80\xae", b""])
def test_strange_files_are_no_surprise(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "strange.qa"
    path.write_bytes(content)
    assert qa("run", str(path)).returncode in {0, 2}
    assert qa("check", str(path)).returncode in {0, 2}


def test_folders_and_missing_files_are_mistakes(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.qa", Path("a\x01b.qa")):
        found = qa("run", str(path))
        assert found.returncode == 2
        assert "error[QA607]" in found.stderr


def test_a_missing_ending_and_a_folder_of_programs_are_told(tmp_path: Path) -> None:
    (tmp_path / "case.qa").write_text("", encoding="utf-8")
    assert "There is `case.qa`" in " ".join(qa("run", str(tmp_path / "case")).stderr.split())
    assert "such as `case.qa`" in " ".join(qa("run", str(tmp_path)).stderr.split())


def test_check_reports_every_file(tmp_path: Path) -> None:
    (tmp_path / "good.qa").write_text(SUEZ + "run suez", encoding="utf-8")
    (tmp_path / "bad.qa").write_text("run nowhere", encoding="utf-8")
    found = qa("check", str(tmp_path / "good.qa"), str(tmp_path / "bad.qa"))
    assert found.returncode == 2
    assert "good.qa: no mistakes" in found.stdout
    assert "QA208" in found.stderr
    assert qa("check", str(tmp_path / "good.qa")).returncode == 0
    line = qa("check", "--format", "line", str(tmp_path / "bad.qa")).stdout
    assert "bad.qa:1:5: error[QA208]" in line


def test_check_takes_folders(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "good.qa").write_text(SUEZ + "run suez", encoding="utf-8")
    found = qa("check", str(tmp_path))
    assert found.returncode == 0
    assert "good.qa: no mistakes" in found.stdout
    (tmp_path / "bad.qa").write_text("run nowhere", encoding="utf-8")
    assert qa("check", str(tmp_path)).returncode == 2
    (tmp_path / "empty").mkdir()
    assert "no `.qa` files found" in qa("check", str(tmp_path / "empty")).stderr


def test_a_folder_that_is_one_library_is_checked_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "a.qa").write_text('library lib 1.0.0 "Two files"\ndefine dread = fear\n', encoding="utf-8")
    (folder / "b.qa").write_text("parameter fear : share = 0.4\n", encoding="utf-8")
    found = qa("check", str(tmp_path))
    assert found.returncode == 0
    assert found.stdout.count("no mistakes") == 1


def test_without_a_command_there_is_a_list_of_them() -> None:
    found = qa()
    assert found.returncode == 2
    assert "run the tests and properties" in found.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("frmt",), "did you mean `fmt`?"),
        (("run", "x.qa", "--drawz", "5"), "did you mean `--draws`?"),
        (("run", "x.qa", "--using", "df"), "frames are for notebooks; in a file, a `data` item"),
        (("show", "prse", "x.qa"), "did you mean `parse`?"),
        (("new",), "KIND is scenario, library or theory"),
    ],
)
def test_a_misused_command_tells_what_is_meant(words: tuple[str, ...], said: str) -> None:
    found = qa(*words)
    assert found.returncode == 2
    assert said in found.stderr


@pytest.mark.parametrize("command", ["doc", "test"])
def test_a_library_that_is_not_there_is_told_without_a_picture(command: str) -> None:
    found = qa(command, "multifact")
    assert found.returncode == 2
    assert "Did you mean `multifacet`?" in found.stderr
    assert "-->" not in found.stderr


def test_a_library_with_tests_is_tested_and_not_run(tmp_path: Path) -> None:
    file = tmp_path / "shadow.qa"
    file.write_text("parameter fear : share = 0.4\n", encoding="utf-8")
    assert "end it with `run NAME`" in qa("run", str(file)).stderr
    text = 'use multifacet\ntest "Fear" { given common_threat = high expect alliance }\n'
    file.write_text(text, encoding="utf-8")
    assert f"it has tests: `qa test {file}`" in qa("run", str(file)).stderr


@pytest.mark.parametrize("stage", ["parse", "load", "check", "lower", "optimise", "run"])
def test_every_stage_can_be_shown(stage: str) -> None:
    found = qa("show", stage, "-", text=SUEZ + "run suez { draws 5 }")
    assert found.returncode == 0, found.stderr
    assert found.stdout.strip()


def test_explain_shows_the_page() -> None:
    for code in ("QA203", "qa203", "203"):
        assert qa("explain", code).stdout.startswith("QA203: ")
    assert qa("explain", "QA000").returncode == 2


def test_help_and_version() -> None:
    assert "run" in qa("--help").stdout
    assert "--draws" in qa("run", "--help").stdout
    assert qa("--version").stdout.startswith("qadsl ")
    assert qa().returncode == 2
    assert qa("run", "-", "--draws", "0").returncode == 2


def test_a_reader_that_leaves_is_no_mistake() -> None:
    command = [
        sys.executable,
        "-c",
        "import sys; from qadsl.apps.cli import main; sys.exit(main())",
        "run",
        "-",
        "--all",
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        process.stdin.write((SUEZ + "run suez { draws 5 }\n").encode())
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


HELD = """
import sys
from qadsl.apps.cli import main
from qadsl.engine import runner

class Telling(runner.Blocked):
    def advance(self, tallies, first, *given):
        if first:
            print("a chunk is done", file=sys.stderr, flush=True)
        return super().advance(tallies, first, *given)

runner.BACKENDS["numpy"] = Telling
sys.exit(main())
"""
"""A command line that says when the first draws are there and kept, so that an interruption comes behind them."""


def test_an_interrupted_run_answers_with_what_it_has() -> None:
    many = ", ".join(f"A{i}" for i in range(24))
    text = f"use multifacet\nscenario s {{ state {many}, Z\n against Z {{ otherwise {{ divergence = medium }} }} }}\n"
    command = [sys.executable, "-c", HELD, "run", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write((text + "run s { draws 2000000 }").encode())
        process.stdin.close()
        process.stdin = None
        assert process.stderr.readline() == b"a chunk is done\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.decode().splitlines()[-1].startswith("interrupted: ")
    assert b"Traceback" not in err
    assert b"interrupted" in out


def test_colour_only_on_a_terminal_that_wants_it() -> None:
    pexpect = pytest.importorskip("pexpect")
    code = "import sys; from qadsl.apps.cli import main; sys.exit(main(['explain', 'QA000']))"
    plain = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    for extra, is_coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
        child = pexpect.spawn(sys.executable, ["-c", code], env={**plain, "TERM": "xterm", **extra}, timeout=30)
        shown = child.read()
        assert (b"\x1b[1;31m" in shown) is is_coloured
