"""The manual's test pages: every program in `tests/language` answers as its page says.

`pytest tests/test_language.py --accept` rewrites what the pages expect; read the difference before you keep it.
"""

from __future__ import annotations

from pathlib import Path

import language_pages as pages
import pytest

from qadsl.apps import cli

FOLDER = Path(__file__).parent / "language"
EXAMPLES = [
    pytest.param(path, number, id=f"{path.stem}:{example.line}")
    for path in sorted(FOLDER.glob("*.md"))
    for number, example in enumerate(pages.read(path.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize(("page", "number"), EXAMPLES)
def test_program_answers_as_the_page_says(
    page: Path,
    number: int,
    is_accepting: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    example = list(pages.read(page.read_text(encoding="utf-8")))[number]
    pages.lay_out(example, tmp_path)
    checked = pages.Checked()
    told = {"mistakes": checked.mistakes}
    if example.block("mistakes") is None:
        assert told["mistakes"] == ""
    if example.block("mistakes") is None or example.block("answer") is not None:
        code = cli.main(["run", pages.PROGRAM])
        told["answer"] = capsys.readouterr().out.rstrip() + "\n"
        expected = example.block("answer")
        assert code == int(expected.options.get("exit", "0") if expected else "0"), told["answer"]
    if (tests := example.block("tests")) is not None:
        code = cli.main(["test", pages.PROGRAM])
        told["tests"] = capsys.readouterr().out.rstrip() + "\n"
        assert code == int(tests.options.get("exit", "0")), told["tests"]
    for block in example.expected:
        found = told[block.word] if block.word in told else pages.table(block, checked.results)
        if is_accepting:
            pages.rewrite(page, block.number, found)
        else:
            assert found == block.body
