"""Every block of README and the documents runs and prints what stands there; examples and libraries have no mistake."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest

import qadsl
from qadsl.apps import cli
from qadsl.apps.cli.arguments import parser
from qadsl.diagnostics import Bag
from qadsl.source import Source
from qadsl.syntax.formatter import format_text
from qadsl.syntax.parser import parse
from tests import prose
from tests.prose import Block

HOME = Path(__file__).parents[1]
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "stdlib/README.md",
    *(f"docs/{page.name}" for page in (HOME / "docs").glob("*.md")),
]
PROGRAMS = sorted(
    file.relative_to(HOME).as_posix() for folder in ("examples", "stdlib") for file in (HOME / folder).rglob("*.qa")
)
SETTING_UP = (
    "cd",
    "code",
    "git",
    "jupyter",
    "npm",
    "npx",
    "voila",
    "pip",
    "python",
    "python3",
    "source",
    ".venv/bin/pip",
    ".venv/bin/python",
)
"""What the commands of `sh` blocks begin with, besides `qa`."""


@pytest.mark.parametrize("page", sorted(PAGES))
def test_blocks_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_accepting: bool) -> None:
    for name in ("examples", "stdlib", "benchmarks"):
        (tmp_path / name).symlink_to(HOME / name)
    monkeypatch.chdir(tmp_path)
    reader = Reader()
    text = (HOME / page).read_text(encoding="utf-8")
    for block in prose.blocks(text):
        with _in_place(page, block):
            reader.read(block)
    if is_accepting and reader.changed:
        prose.rewrite(HOME / page, reader.changed)
        return
    for line in reader.changed:
        assert False, f"{page}:{line} does not show what is printed now:\n{reader.changed[line]}"  # noqa: B011, PT015


@contextlib.contextmanager
def _in_place(page: str, block: Block) -> Iterator[None]:
    try:
        yield
    except Exception as problem:
        problem.add_note(f"in the block of {page} that begins on line {block.line}")
        raise


class Reader:
    """Runs the blocks of one page in the folder it stands in; `changed` holds bodies that should now be others."""

    def __init__(self) -> None:
        self.changed: dict[int, str] = {}
        self._printed: str | None = None
        self._names: dict[str, object] = {"qadsl": qadsl}
        self._words: dict[str, Callable[[Block], str | None]] = {
            "qa": self._program,
            "qa-part": _part,
            "text": self._text,
            "console": self._console,
            "sh": _commands,
            "python": self._python,
            "json": lambda block: json.loads(block.body) and None,
            "ipython": _cell,
            "lua": _settings,
            "elisp": _settings,
            "toml": lambda block: tomllib.loads(block.body) and None,
        }

    def read(self, block: Block) -> None:
        assert block.word in self._words, f"a block is one of {', '.join(self._words)}, not {block.word!r}"
        self._printed = self._words[block.word](block)

    def _compare(self, block: Block, printed: str) -> None:
        if not prose.fits(block.body, printed):
            self.changed[block.line] = prose.recorded(block.body, printed)

    def _program(self, block: Block) -> str:
        file = block.options.get("file", "program.qa")
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        wrong = block.options.get("fails") or block.options.get("warns")
        text = block.body if wrong else self._in_style(block)
        Path(file).write_text(text, encoding="utf-8")
        if wrong is None:
            assert qadsl.load(file).warnings == ()
        command = "check" if "fails" in block.options else "run"
        code, printed = _qa([command, file])
        assert code == int(block.options.get("exit", 2 if "fails" in block.options else 0)), printed
        for expected in (wrong or "").split(","):
            assert expected in printed
        return printed

    def _in_style(self, block: Block) -> str:
        """The program in the one style; that the page has it otherwise is noted."""
        text = format_text(Source("program.qa", block.body), Bag())
        if text != block.body:
            self.changed[block.line] = text
        return text

    def _text(self, block: Block) -> None:
        assert self._printed is not None, "there is nothing before it that prints"
        self._compare(block, self._printed)

    def _console(self, block: Block) -> None:
        code, shown = 0, []
        for command, told in prose.sessions(block.body):
            code, printed = _run(command)
            shown.append((command, prose.recorded(told, printed), prose.fits(told, printed)))
        assert code == int(block.options.get("exit", 0)), shown
        if not all(is_fit for *_, is_fit in shown):
            self.changed[block.line] = "\n".join(f"$ {command}\n{printed}" for command, printed, _ in shown)

    def _python(self, block: Block) -> str:
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(block.body, "the page", "exec"), self._names)
        return out.getvalue()


def _part(block: Block) -> None:
    bag = Bag()
    parse(Source("part.qa", block.body), bag)
    assert not [item for item in bag if item.code < "QA200"]


def _commands(block: Block) -> None:
    for line in block.body.replace("\\\n", " ").splitlines():
        for command in line.partition("#")[0].split("&&"):
            words = shlex.split(command)
            if words and words[0] in ("qa", ".venv/bin/qa"):
                _can_be_read(words[1:])
            elif words:
                assert words[0] in SETTING_UP, f"`{words[0]}` is no command of ours"
                assert not words[1:] or not words[1].startswith("benchmarks/") or (HOME / words[1]).is_file(), command


def _cell(block: Block) -> None:
    """A cell of a notebook, in a shell that all pages share; `%load_ext` begins anew."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from traitlets.config import Config

    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    with capture_output():
        done = shell.run_cell(block.body.replace("%load_ext", "%reload_ext"))
    done.raise_error()


def _settings(block: Block) -> None:
    """Settings of an editor, whose own language is not at hand: brackets fit, the command in them is one of ours."""
    for opening, closing in ("()", "[]", "{}"):
        assert block.body.count(opening) == block.body.count(closing)
    words = re.search(r'"qa",? "(\w+)"', block.body)
    assert words
    _can_be_read([words[1]])


def _can_be_read(words: list[str]) -> None:
    with contextlib.suppress(SystemExit), mock.patch.object(argparse.ArgumentParser, "error", _refuse):
        parser().parse_args(words)


def _refuse(refusing: argparse.ArgumentParser, message: str) -> None:
    raise AssertionError(f"{refusing.prog}: {message}")


def _run(command: str) -> tuple[int, str]:
    """What a command of a console block prints; `qa` alone runs in this process, which is quicker."""
    if command.startswith("qa ") and not set(command) & set("|>&;"):
        return _qa(shlex.split(command)[1:])
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        command,
        shell=True,
        env={**os.environ, "PATH": path, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


def _qa(arguments: list[str]) -> tuple[int, str]:
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with (
        mock.patch.multiple(sys, stdout=out, stderr=out, stdin=io.StringIO()),
        mock.patch.dict(os.environ, COLUMNS="80"),
    ):
        try:
            code = cli.main(arguments)
        except SystemExit as leave:
            code = int(leave.code or 0)
    return code, out.buffer.getvalue().decode("utf-8")  # type: ignore[attr-defined]


@pytest.mark.parametrize("file", PROGRAMS)
def test_files_are_whole_programs(file: str) -> None:
    assert qadsl.load(HOME / file).warnings == ()


def _readme(word: str) -> list[str]:
    text = (HOME / "README.md").read_text(encoding="utf-8")
    return [block.body for block in prose.blocks(text) if block.word == word]


def test_the_ten_lines_of_the_readme_are_the_example() -> None:
    assert _readme("qa")[0] == (HOME / "examples/ten_lines.qa").read_text(encoding="utf-8")


def test_the_two_commands_stand_first() -> None:
    text = (HOME / "README.md").read_text(encoding="utf-8")
    # of all kinds of block that show commands, so that what a command prints stands behind both
    run, check = re.findall(r"^```(?:sh|bash|shell|console)\s*\n(.*?)^```", text, re.DOTALL | re.MULTILINE)[:2]
    assert not (run + check).startswith("$")
    assert "qa run examples/suez_1956.qa" in run
    assert "pytest" in check
