"""`qa new`: whatever name it takes, what it makes passes its own checks; whatever it refuses leaves nothing behind."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from qadsl.answers import load
from qadsl.apps import cli
from qadsl.diagnostics import Bag
from qadsl.source import Source
from qadsl.syntax.formatter import format_text

NAMES = [
    *(
        "suez",
        "Suez_1956",
        "伊朗",
        "Türkiye",
        "Six Day War",
        "rule",
        "time",
        "test",
        "run",
        "a#b",
        "it's",
        "x{y",
        "high",
    ),
    *("50%", "trial", "example", "alliance", "common_threat", "Northland", "shared_danger", "dispute", "dread", "pact"),
    *("alone", "strength", "caution", "nuclear", "nuclear_shadow", "`quoted name`", "min", "NAME_HERE", "default"),
    "x" * 100,
]
PATHS = ["..", ".", "a/b", "a\\b", "/abs", "C:x", "~/x.qa", "suez.qa", "scales.kent", "a`b", 'a"b']
DEVICES = ["con", "CON", "nul", "com1", "LPT9", "aux", "con x"]
REFUSED = {
    **dict.fromkeys(["", " ", " suez", "suez ", "a\nb", "a\tb", "\u202ex", "!!", "-", "``"], "QA740"),
    **dict.fromkeys([*PATHS, *DEVICES, "self", "actors", "year", "x" * 101, "伊" * 90], "QA740"),
    **dict.fromkeys(["multifacet", "Multifacet", "core", "scales", "measures"], "QA742"),
}


def made(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("kind", ["scenario", "theory", "library"])
@pytest.mark.parametrize("name", NAMES)
def test_what_is_made_passes_its_own_checks(
    kind: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", kind, name]) == 0, capsys.readouterr().err
    programs = [file for file in made(tmp_path) if file.suffix == ".qa"]
    assert len(programs) == (2 if kind == "library" else 1)
    for file in programs:
        text = file.read_text(encoding="utf-8")
        assert load(file).warnings == ()
        assert format_text(Source(file.name, text), Bag()) == text
        assert "_HERE" not in text.replace("NAME_HERE", "") or "NAME_HERE" in name
        assert all(len(line) <= 120 for line in text.splitlines() if len(name) < 40)


@pytest.mark.parametrize("kind", ["scenario", "theory", "library"])
@pytest.mark.parametrize("name", ["first try", "伊朗", "rule"])
def test_a_start_runs_and_passes_its_tests(
    kind: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", kind, name]) == 0
    program = f"{name}/example.qa" if kind == "library" else f"{name}.qa"
    assert cli.main(["run", "--draws", "50", program]) == 0
    assert cli.main(["check", program]) == 0
    assert cli.main(["fmt", "--check", "."]) == 0
    assert cli.main(["test", "--fail-on-empty", "."]) == 0
    if kind != "scenario":
        assert cli.main(["test", "--coverage", "--fail-under", "100", "--quiet", "."]) == 0, capsys.readouterr().out


def test_a_library_is_used_as_a_project_from_inside_and_from_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", "library", "cautious"]) == 0
    assert "pip install ./cautious" in capsys.readouterr().out
    assert cli.main(["run", "cautious/example.qa"]) == 0
    (tmp_path / "beside.qa").write_text("use cautious { dread = 40% }\n", encoding="utf-8")
    assert [module.name for module in load("beside.qa").front.modules] == ["", "cautious", "core", "multifacet"]


def test_a_project_can_be_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("cautious", "Six Day War", "伊朗", "it's"):
        assert cli.main(["new", "library", name, "--license", "MIT"]) == 0
        folder = tmp_path / name
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
        [(key, package)] = project["project"]["entry-points"]["qadsl.libraries"].items()
        assert key == name
        assert package.isidentifier()
        assert package.isascii()
        assert (folder / package / f"{name}.qa").is_file()
        assert (folder / project["tool"]["hatch"]["version"]["path"]).is_file()
        assert project["project"]["name"].isascii()
        assert "MIT License" in (folder / "LICENSE").read_text(encoding="utf-8")
        assert f"the authors of {name}" in (folder / "LICENSE").read_text(encoding="utf-8")


def test_several_files_make_one_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", "library", "several"]) == 0
    (tmp_path / "several/qadsl_several/more.qa").write_text("parameter second = 2\n", encoding="utf-8")
    (tmp_path / "beside.qa").write_text("use several { second = 3 }\n", encoding="utf-8")
    assert load("beside.qa").warnings == ()


@pytest.mark.parametrize("kind", ["scenario", "theory", "library"])
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_name_is_refused(
    kind: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", kind, "--", name]) == 2
    told = capsys.readouterr().err
    assert f"error[{REFUSED[name]}]" in told
    assert "= help:" in told
    assert made(tmp_path) == []


@pytest.mark.parametrize(("kind", "blocker"), [("scenario", "suez.qa"), ("theory", "suez.qa"), ("library", "suez")])
def test_nothing_is_written_over(
    kind: str, blocker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / blocker).write_text("mine", encoding="utf-8")
    assert cli.main(["new", kind, "suez"]) == 2
    (tmp_path / blocker).unlink()
    (tmp_path / blocker).symlink_to(tmp_path / "nowhere")
    assert cli.main(["new", kind, "suez"]) == 2
    (tmp_path / blocker).unlink()
    (tmp_path / blocker).mkdir()
    assert cli.main(["new", kind, "suez"]) == 2
    assert capsys.readouterr().err.count("error[QA741]") == 3
    assert made(tmp_path) == []


def test_into_another_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", "scenario", "suez", "--into", str(tmp_path / "new" / "folder")]) == 0
    assert (tmp_path / "new" / "folder" / "suez.qa").is_file()
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert cli.main(["new", "library", "suez", "--into", str(tmp_path / "file")]) == 2
    assert cli.main(["new", "scenario", "suez", "--into", str(tmp_path / "file")]) == 2
    assert capsys.readouterr().err.count("error[QA743]") == 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs rights that can be taken away")
def test_a_folder_that_is_not_mine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tmp_path.chmod(0o500)
    assert cli.main(["new", "library", "suez", "--into", str(tmp_path)]) == 2
    assert "error[QA743]" in capsys.readouterr().err


def test_what_was_begun_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = Path.open

    def full(path: Path, *given: object, **named: object) -> object:
        if path.name == "LICENSE":
            raise OSError(28, "No space left on device", str(path))
        return first(path, *given, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", full)
    assert cli.main(["new", "library", "suez", "--into", str(tmp_path)]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
