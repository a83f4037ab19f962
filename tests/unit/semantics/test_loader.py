"""Libraries beside the script, in stdlib and in installed packages: found, checked, never run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import qadsl

THEORY = """
library demo 1.2.0 "A theory of one variable"
parameter dread : share = 50%
theory demo {
  encouraging { threat weight 1 }
  discouraging { risk weight 1 }
  option apart {}
  option together { reward 100%, cost 100% }
}
rule dreadful then risk += dread
"""
PROGRAM = """
use demo
scenario s { state A, B, C  against C { among A, B { threat = 0.6, risk = 0.2 } } }
run s
"""


def write(folder: Path, **files: str) -> Path:
    """Put library files and the program into a folder; gives the program's path."""
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.qa"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "program.qa"


def codes(path: Path) -> list[str]:
    """Codes of the errors a program is refused with."""
    with pytest.raises(qadsl.QadslError) as caught:
        qadsl.load(path)
    return [d.code for d in caught.value.diagnostics if d.severity == "error"]


def payoff(path: Path) -> float:
    """The payoff of `together` for A with B."""
    rows = qadsl.load(path).run().decisions
    return float(rows[(rows["self"] == "A") & (rows["partner"] == "B")]["payoff_together"].iloc[0])


def test_a_library_beside_the_script_applies(tmp_path: Path) -> None:
    assert payoff(write(tmp_path, demo=THEORY, program=PROGRAM)) == pytest.approx(0.6 - 0.7, abs=1e-12)


def test_a_folder_of_files_is_one_library(tmp_path: Path) -> None:
    theory, _, rule = THEORY.partition("rule ")
    path = write(tmp_path, demo__a=theory, demo__b="library demo 1.2.0\nrule " + rule, program=PROGRAM)
    assert payoff(path) == pytest.approx(-0.1, abs=1e-12)


def test_settings_of_a_use_reach_the_library(tmp_path: Path) -> None:
    path = write(tmp_path, demo=THEORY, program=PROGRAM.replace("use demo", "use demo { dread = 10% }"))
    assert payoff(path) == pytest.approx(0.6 - 0.3, abs=1e-12)


def test_a_library_reached_twice_counts_once(tmp_path: Path) -> None:
    other = "library other 1.0.0\nuse demo\nparameter unused = 1"
    path = write(tmp_path, demo=THEORY, other=other, program=PROGRAM.replace("use demo", "use other use demo"))
    assert payoff(path) == pytest.approx(-0.1, abs=1e-12)


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("use demo >= 1.2", []),
        ("use demo = 1.2.0", []),
        ("use demo >= 1.3", ["QA603"]),
        ("use demo < 1.2", ["QA603"]),
        ("use demno", ["QA601"]),
        ("use demo { dred = 1 }", ["QA215"]),
        ("use demo { dread = 10% } use demo { dread = 20% }", ["QA605"]),
        ("use circle", ["QA604"]),
        ("use misnamed", ["QA606"]),
        ("use multifacet", ["QA602"]),
        ("use notext", ["QA607"]),
    ],
)
def test_what_use_refuses(tmp_path: Path, use: str, expected: list[str]) -> None:
    path = write(
        tmp_path,
        demo=THEORY,
        circle="library circle 1.0.0\nuse circle",
        misnamed="library another 1.0.0",
        multifacet="library multifacet 9.0.0",
        program=use if expected else PROGRAM.replace("use demo", use),
    )
    (tmp_path / "notext.qa").write_bytes(b"\xff\xfe\x00")
    if expected:
        assert codes(path) == expected
    else:
        assert payoff(path) == pytest.approx(-0.1, abs=1e-12)


@pytest.mark.parametrize("name", ["`../demo`", "`/etc/passwd`", "`..`", "`a\\b`"])
def test_a_use_names_no_path(tmp_path: Path, name: str) -> None:
    assert codes(write(tmp_path, demo=THEORY, program=f"use {name}")) == ["QA601"]


def test_an_installed_package_is_found_and_not_run(tmp_path: Path) -> None:
    site = tmp_path / "site"
    package = site / "qadsl_demo"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('a library ran code')")
    (package / "demo.qa").write_text(THEORY)
    info = site / "qadsl_demo-1.2.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: qadsl-demo\nVersion: 1.2.0\n")
    (info / "entry_points.txt").write_text("[qadsl.libraries]\ndemo = qadsl_demo\n")
    program = write(tmp_path / "elsewhere", program=PROGRAM)
    code = (
        f"import sys; sys.path.append({str(site)!r}); import qadsl; "
        f"print(qadsl.load({str(program)!r}).run().decisions.shape); "
        "from qadsl.semantics.loader import library_names; print('demo' in library_names(None))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == ["(2, 18)", "True", ""]


PROJECT = '[project.entry-points."qadsl.libraries"]\ndemo = {value}\n'


def with_project(folder: Path, value: str, inside: str = "") -> Path:
    """A program beside (or in) a project that announces the library."""
    path = write(folder, demo__qadsl_demo__demo=THEORY, program=PROGRAM)
    (folder / "demo" / "pyproject.toml").write_text(PROJECT.replace("{value}", value), encoding="utf-8")
    if inside:
        return path.rename(folder / "demo" / inside)
    return path


def test_a_project_is_used_from_inside_and_from_beside(tmp_path: Path) -> None:
    assert payoff(with_project(tmp_path, '"qadsl_demo"')) == pytest.approx(-0.1, abs=1e-12)
    assert payoff(with_project(tmp_path, '"qadsl_demo"', "inside.qa")) == pytest.approx(-0.1, abs=1e-12)


def test_programs_of_a_project_are_no_library(tmp_path: Path) -> None:
    path = with_project(tmp_path, '"elsewhere"')
    (tmp_path / "demo" / "example.qa").write_text(THEORY, encoding="utf-8")
    assert "QA601" in codes(path)


@pytest.mark.parametrize(
    "value", ['"../outside"', '".."', '"/etc"', "1", "[]", '"a.b.c"', '""', '"broken', '"qadsl demo"']
)
def test_a_project_names_nothing_outside_itself(tmp_path: Path, value: str) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "demo.qa").write_text(THEORY, encoding="utf-8")
    assert "QA601" in codes(with_project(tmp_path, value))


def test_a_copy_to_the_letter_is_the_same_library(tmp_path: Path) -> None:
    path = with_project(tmp_path, '"qadsl_demo"')
    (tmp_path / "demo.qa").write_text(THEORY, encoding="utf-8")
    assert payoff(path) == pytest.approx(-0.1, abs=1e-12)
    (tmp_path / "demo.qa").write_text(THEORY + "\n# changed\n", encoding="utf-8")
    assert codes(path) == ["QA602"]


def test_a_text_without_an_end_is_refused() -> None:
    endless = Path("/dev/zero")
    if not endless.exists():
        pytest.skip("no such device")
    assert codes(endless) == ["QA607"]
