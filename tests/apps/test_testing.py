"""`qa test`: exit codes, what is told, build servers, interruption."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from xml.dom import minidom

import pytest

from qadsl.apps.cli import main

SHADOW = """use multifacet
attribute nuclear : flag
parameter fear : share = 50%
rule shadow when target.nuclear and not self.nuclear then entrapment += 0.2 * fear
"""
HOLDS = """test "frightens" { given target.nuclear = yes, self.nuclear = no, entrapment = 0.3  expect entrapment = 0.4 }
"""
FAILS = """test "frightens more" {
  given target.nuclear = yes, self.nuclear = no
  table {
    | entrapment | expect entrapment |
    | 0.3        | 0.4               |
    | 0.5        | 0.5               |
  }
}
property "no shadow": raising target.nuclear never raises entrapment
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["test", *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shadow.qa"


def test_what_holds_is_one_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(SHADOW + HOLDS)
    assert run(capsys, str(file)) == (0, f"{file}: 1 case of a test: all hold\n", "")
    assert run(capsys, str(file), "--quiet") == (0, "", "")


def test_what_fails_is_told_with_its_values(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(SHADOW + HOLDS + FAILS)
    code, out, err = run(capsys, str(file))
    assert (code, err) == (1, "")
    assert "fails: frightens more, row 2" in out
    assert "expect entrapment = 0.5" in out
    assert "entrapment = 0.6" in out
    assert "raising target.nuclear from no to yes never raises entrapment" in out
    assert out.endswith("3 cases of tests, 1 property: 2 failed\n")


def test_a_counterexample_can_be_pasted(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(SHADOW + FAILS)
    _, out, _ = run(capsys, str(file), "--format", "json")
    found = [one["found"] for one in json.loads(out)["results"] if one["kind"] == "property"]
    file.write_text(SHADOW + found[0])
    assert run(capsys, str(file))[0] == 1


def test_a_counterexample_with_names_that_are_words_of_the_language_can_be_pasted(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    begin = "use multifacet\nattribute `weight` : share\nrelation `old quarrel` : share\n"
    file.write_text(
        f'{begin}property "p": never self.`weight` > 0.7 and `old quarrel`(self, partner) > 0.6 and self.`weight` < 1\n'
    )
    code, out, _ = run(capsys, str(file))
    assert code == 1
    lines = out.splitlines()
    shown = next(i for i, line in enumerate(lines) if line.strip().startswith('property "p"'))
    statement = [line for line in lines[shown:] if line.startswith("      ")]
    assert "`weight` = " in statement[-1]
    file.write_text(begin + "\n".join(statement) + "\n")
    again, out, err = run(capsys, str(file))
    assert (again, err) == (1, "")
    assert "fails: p" in out


def test_a_library_may_be_called_by_a_word_of_the_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rule.qa").write_text(
        'library `rule` 1.0\nuse multifacet\nparameter p : share = 1\ntest "t" { expect p = 1 }\n'
    )
    monkeypatch.chdir(tmp_path)
    for name in ("rule", "`rule`"):
        assert run(capsys, name) == (0, f"{name}: 1 case of a test: all hold\n", "")
        assert main(["doc", name]) == 0
        assert "Version 1.0" in capsys.readouterr().out


def test_what_is_not_given_is_named(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(SHADOW + 'test "t" { given target.nuclear = yes, entrapment = 0.3  expect entrapment = 0.4 }')
    code, out, _ = run(capsys, str(file))
    assert code == 1
    assert "hangs on an input that is not given: `self.nuclear`" in out


def test_a_wrong_program_does_not_keep_others_from_being_tested(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.qa").write_text('use multifacet\ntest "t" { expect entrapmnt = 1 }')
    (tmp_path / "b.qa").write_text(SHADOW + HOLDS)
    code, out, err = run(capsys, str(tmp_path))
    assert code == 2
    assert "b.qa: 1 case of a test: all hold" in out
    assert "QA201" in err


def test_libraries_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "instruments", "multifacet", "--fail-under", "100%", "--fail-on-empty")
    assert code == 0
    assert out.startswith("instruments: ")
    code, _, err = run(capsys, "no_such_library")
    assert code == 2
    assert "QA601" in err


def test_a_folder_that_use_reads_as_one_library_is_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "parted"
    folder.mkdir()
    (folder / "first.qa").write_text('library parted 1.0.0 "In two files"\n' + SHADOW)
    (folder / "tests.qa").write_text(HOLDS)
    code, out, _ = run(capsys, str(tmp_path))
    assert (code, out) == (0, f"{folder}: 1 case of a test: all hold\n")


def test_what_is_no_program_of_a_folder_is_passed_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shadow.qa").write_text(SHADOW + HOLDS)
    os.mkfifo(tmp_path / "pipe.qa")
    (tmp_path / "link.qa").symlink_to("shadow.qa")
    (tmp_path / "env").mkdir()
    (tmp_path / "env" / "pyvenv.cfg").write_text("")
    (tmp_path / "env" / "broken.qa").write_text("rule")
    code, out, err = run(capsys, str(tmp_path))
    assert (code, err) == (0, "")
    assert out == f"{tmp_path / 'shadow.qa'}: 1 case of a test: all hold\n"


def test_coverage_says_what_is_missing_and_where(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(SHADOW + HOLDS)
    code, out, err = run(capsys, str(file), "--coverage", "--fail-under", "90")
    assert code == 1
    assert "rule shadow: 3 of 7" in out
    assert f"never: does not fire   ({file}:4:1)" in out
    assert "never: decides a choice or tie" in out
    assert "never: `target.nuclear` fails" in out
    assert "42.9% covered, less than 90%" in err
    _, out, _ = run(capsys, str(file), "--coverage", "--format", "json")
    assert len(json.loads(out)["coverage"]["items"]) == 7


def test_exceptions_taken_count(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(
        SHADOW
        + """rule base then divergence = 0.5
rule claim when common_threat > 0.5 then divergence = 0.1 overrides base
test "t" {
  table {
    | common_threat | expect divergence |
    | 0.2           | 0.5               |
    | 0.8           | 0.1               |
  }
}"""
    )
    _, out, _ = run(capsys, str(file), "--coverage")
    assert "rule claim: 5 of 6" in out
    assert "is taken" not in out


def test_claims_of_scripts_count(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, str(Path(__file__).parents[2] / "examples" / "suez_1956.qa"), "--coverage")
    assert code == 0
    assert "claims of scripts: all hold" in out
    assert "100% of" in out


def test_nothing_to_test(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('library shadow 1.0.0 "Nothing"\n')
    assert run(capsys, str(file)) == (0, "nothing to test\n", "")
    code, _, err = run(capsys, str(file), "--fail-on-empty")
    assert code == 1
    assert err == f"{file}: nothing to test\n"


def test_build_servers_can_read_it(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(SHADOW + HOLDS + FAILS + 'test "<&> ]]>" { expect 1 = 2 }')
    code, _, _ = run(capsys, str(file), "--junit", str(tmp_path / "results.xml"))
    assert code == 1
    suite = minidom.parse(str(tmp_path / "results.xml")).getElementsByTagName("testsuite")[0]
    assert (suite.getAttribute("tests"), suite.getAttribute("failures")) == ("5", "3")
    assert len(suite.getElementsByTagName("failure")) == 3
    took = [float(case.getAttribute("time")) for case in suite.getElementsByTagName("testcase")]
    assert sum(took) == pytest.approx(float(suite.getAttribute("time")), abs=0.01)
    assert sum(took) > 0
    for case in suite.getElementsByTagName("testcase"):
        for failure in case.getElementsByTagName("failure"):
            assert case.getAttribute("name") not in failure.getAttribute("message")
            assert "shadow.qa:" in failure.firstChild.data
    code, _, err = run(capsys, str(file), "--junit", str(tmp_path))
    assert code == 2
    assert "QA729" in err


def test_what_can_be_reached_is_shown_as_a_test(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('use multifacet\nproperty "open": quasi_alliance can be reached\n')
    code, out, _ = run(capsys, str(file), "--verbose")
    assert code == 0
    lines = out.split("\n")
    start = next(i for i, line in enumerate(lines) if line.strip().startswith("test "))
    end = next(i for i, line in enumerate(lines) if line.strip() == "}")
    file.write_text("use multifacet\n" + "\n".join(lines[start : end + 1]))
    assert run(capsys, str(file))[0] == 0


def test_what_cannot_be_reached_tells_the_nearest(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('use multifacet\nproperty "x": alliance can be reached given divergence = 1, common_threat = 0, '
                    'ideology = 0, cultural_identity = 0')  # fmt: skip
    code, out, _ = run(capsys, str(file), "--tries", "2000")
    assert code == 1
    assert "nothing reaches it among 2,000 situations" in out
    assert "nearest, with " in out


TELLING = """
import sys
from qadsl.apps.cli import main
from qadsl.testing import running

search = running.search

def telling(*given):
    found = search(*given)
    print("one is tried", file=sys.stderr, flush=True)
    return found

running.search = telling
sys.exit(main(sys.argv[1:]))
"""
"""A command line that says when the first property has been tried, so that an interruption comes behind it."""


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_an_interruption_tells_what_is_done(file: Path) -> None:
    quick = "\n".join(f'test "quick {i}" {{ expect entrapment >= 0 }}' for i in range(3))
    slow = "\n".join(f'property "slow {i}": never entrapment > 1' for i in range(3000))
    file.write_text(SHADOW + quick + "\n" + slow)
    command = [sys.executable, "-c", TELLING, "test", str(file), "--tries", "200000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert process.stderr.readline() == "one is tried\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "interrupted: " in err
    assert "Traceback" not in err + out
