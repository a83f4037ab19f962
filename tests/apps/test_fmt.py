"""`qa fmt`: what it writes, what it leaves alone, and that a file is never half written."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from qadsl.apps.cli import main, rewriting
from tests.apps.test_cli import qa

MESSY = "run   suez   # twice\n\n\n\nrun suez"
NEAT = "run suez  # twice\n\nrun suez\n"
BROKEN = "run   suez\nrule x  then\n"


def write(path: Path, text: str) -> str:
    path.write_bytes(text.encode("utf-8"))
    return str(path)


def read(path: Path | str) -> str:
    return Path(path).read_bytes().decode("utf-8")


def test_formats_files_and_says_so(tmp_path: Path) -> None:
    one, other = write(tmp_path / "one.qa", MESSY), write(tmp_path / "other.qa", NEAT)
    found = qa("fmt", one, other)
    assert (found.returncode, read(one), read(other)) == (0, NEAT, NEAT)
    assert found.stdout == f"{one}: formatted\n"
    assert found.stderr == "1 formatted, 1 already in the style\n"


def test_what_is_in_the_style_is_not_touched(tmp_path: Path) -> None:
    file = write(tmp_path / "one.qa", NEAT)
    os.utime(file, (1, 1))
    assert qa("fmt", file).returncode == 0
    assert os.stat(file).st_mtime == 1


def test_check_writes_nothing_and_lists(tmp_path: Path) -> None:
    one, other = write(tmp_path / "one.qa", MESSY), write(tmp_path / "other.qa", NEAT)
    found = qa("fmt", "--check", one, other)
    assert (found.returncode, found.stdout, read(one)) == (1, f"{one}\n", MESSY)
    assert qa("fmt", "--check", other).returncode == 0


def test_diff_is_a_patch(tmp_path: Path) -> None:
    file = write(tmp_path / "one.qa", MESSY)
    found = qa("fmt", "--diff", file)
    assert (found.returncode, read(file)) == (0, MESSY)
    assert "-run   suez   # twice\n+run suez  # twice\n" in found.stdout
    assert "-run suez\n\\ No newline at end of file\n+run suez\n" in found.stdout
    assert "\x1b" not in found.stdout
    assert qa("fmt", "--check", "--diff", file).returncode == 1


def test_diff_has_colours_on_a_terminal(tmp_path: Path) -> None:
    file = write(tmp_path / "one.qa", MESSY)
    with mock.patch("qadsl.apps.cli.formatting.has_colour", return_value=True):
        found = qa("fmt", "--diff", file)
    assert "\x1b[31m-run   suez   # twice\x1b[0m\n\x1b[32m+run suez  # twice\x1b[0m\n" in found.stdout


def test_what_does_not_parse_is_left_alone_and_shown(tmp_path: Path) -> None:
    wrong, fine = write(tmp_path / "a.qa", BROKEN), write(tmp_path / "b.qa", MESSY)
    found = qa("fmt", wrong, fine)
    assert (found.returncode, read(wrong), read(fine)) == (2, BROKEN, NEAT)
    assert "error[QA101]" in found.stderr
    assert f"{wrong}: left as it is\n" in found.stderr
    assert qa("fmt", "--check", wrong, fine).returncode == 2


def test_warnings_are_not_its_business(tmp_path: Path) -> None:
    found = qa("fmt", write(tmp_path / "one.qa", "rule r when a == 1 then b = 0\n"))
    assert (found.returncode, found.stderr) == (0, "1 already in the style\n")


def test_standard_input() -> None:
    found = qa("fmt", "-", text=MESSY)
    assert (found.returncode, found.stdout, found.stderr) == (0, NEAT, "")
    found = qa("fmt", "-", text=BROKEN)
    assert (found.returncode, found.stdout) == (2, BROKEN)
    found = qa("fmt", "--check", "-", text=MESSY)
    assert (found.returncode, found.stdout) == (1, "<stdin>\n")
    assert qa("fmt", "-", text="").stdout == ""


def test_line_length(tmp_path: Path) -> None:
    text = "group nato = UK, France, Canada, Belgium\n"
    assert qa("fmt", "-", "--line-length", "30", text=text).stdout.count("\n") == 2
    assert qa("fmt", "-", text=text).stdout == text
    assert qa("fmt", "-", "--line-length", "0", text=text).returncode == 2


def test_folders(tmp_path: Path) -> None:
    inside = tmp_path / "deep" / "er"
    passed_over = [tmp_path / name for name in (".hidden", "__pycache__", "node_modules", "venv")]
    for folder in (inside, *passed_over):
        folder.mkdir(parents=True)
        write(folder / "a.qa", MESSY)
    write(tmp_path / "venv" / "pyvenv.cfg", "")
    write(tmp_path / "notes.txt", MESSY)
    (tmp_path / "link.qa").symlink_to(inside / "a.qa")
    (tmp_path / "circle").symlink_to(tmp_path)
    found = qa("fmt", str(tmp_path), str(inside / "a.qa"))
    assert found.stdout == f"{inside / 'a.qa'}: formatted\n"
    assert read(inside / "a.qa") == NEAT
    assert [read(folder / "a.qa") for folder in passed_over] == [MESSY] * 4
    assert read(tmp_path / "notes.txt") == MESSY
    (tmp_path / "empty").mkdir()
    found = qa("fmt", str(tmp_path / "empty"))
    assert (found.returncode, found.stderr) == (0, "no `.qa` files found\n")


def test_bytes_that_stay(tmp_path: Path) -> None:
    """The byte order mark, the line ends, the rights, the spelling of letters; and a link stays a link."""
    file, link = tmp_path / "one.qa", tmp_path / "link.qa"
    file.write_bytes(b"\xef\xbb\xbfrun  su\xcc\x88z\r\n# x\r\n")
    file.chmod(0o640)
    link.symlink_to(file)
    assert qa("fmt", str(link)).returncode == 0
    assert file.read_bytes() == b"\xef\xbb\xbfrun su\xcc\x88z\r\n# x\r\n"
    assert file.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.qa", "one.qa"]


@pytest.mark.parametrize("data", [b"run \xff", b"\x00\x01\x02", b"\xff\xfer\x00u\x00n\x00", b"PK\x03\x04 run"])
def test_what_is_no_text(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "one.qa"
    file.write_bytes(data)
    found = qa("fmt", str(file))
    assert found.returncode == 2
    assert "error[QA" in found.stderr
    assert file.read_bytes() == data


def test_files_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    file = write(tmp_path / "one.qa", MESSY)
    os.chmod(file, 0o444)
    found = qa("fmt", file, str(tmp_path / "none.qa"), os.devnull)
    assert found.returncode == 2
    assert "error[QA729]:" in found.stderr
    assert "only be read" in " ".join(found.stderr.split())
    assert "there is no file" in found.stderr
    assert "is no file" in found.stderr
    assert read(file) == MESSY


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, OSError(28, "No space left on device")])
@pytest.mark.parametrize("moment", ["fsync", "replace"])
def test_trouble_while_writing_leaves_the_old_file(tmp_path: Path, moment: str, trouble: BaseException) -> None:
    file = write(tmp_path / "one.qa", MESSY)
    with mock.patch.object(rewriting.os, moment, side_effect=trouble):
        found = qa("fmt", file)
    assert found.returncode == (130 if trouble is KeyboardInterrupt else 2)
    assert read(file) == MESSY
    assert os.listdir(tmp_path) == ["one.qa"]


def test_bytes_of_standard_input_stay() -> None:
    """Also line ends and what is no text, through real pipes."""
    for data, expected in ((b"run  a\r\n", b"run a\r\n"), (b"run \xff", b"run \xff")):
        code = "import sys; from qadsl.apps.cli import main; sys.exit(main(['fmt', '-']))"
        found = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=False)
        assert found.stdout == expected


def test_the_text_stream_may_be_missing() -> None:
    with mock.patch.object(sys, "stdin", None), mock.patch.object(sys, "stdout", io.TextIOWrapper(io.BytesIO())):
        assert main(["fmt", "-"]) == 0
