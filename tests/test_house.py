"""The house keeps its rules: lists that must match, and what an import may bring along."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import qadsl
from qadsl.diagnostics import manual
from qadsl.ir.ops import OPS
from qadsl.pipeline import STAGES

HOME = Path(qadsl.__file__).parent
FILES = sorted(HOME.rglob("*.py"))


def raised() -> set[str]:
    """Codes that stand in the source."""
    return {code for file in FILES for code in re.findall(r'"(QA\d{3})"', file.read_text(encoding="utf-8"))}


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    mentioned = {c for file in FILES for c in re.findall(r"QA\d{3}", file.read_text(encoding="utf-8"))}
    pages = set(manual.codes())
    assert raised() - pages == set()
    assert pages - mentioned == set()


@pytest.mark.parametrize(
    ("statement", "banned"),
    [
        ("import qadsl", ["numpy", "pandas", "rich", "lark", "IPython", "ipywidgets", "argparse"]),
        ("import qadsl.apps.cli", ["numpy", "pandas", "rich", "lark", "IPython", "ipywidgets"]),
        ("import qadsl.answers, qadsl.commands", ["pandas", "IPython", "anywidget", "ipywidgets", "pyarrow", "scipy"]),
        ("from qadsl import load", ["pandas", "IPython", "ipywidgets"]),
        ("import qadsl.plots, qadsl.views.pictures.network", ["pandas", "IPython", "vl_convert", "altair", "rich"]),
    ],
)
def test_nothing_heavy_comes_along(statement: str, banned: list[str]) -> None:
    code = f"{statement}\nimport sys\nprint(*[name for name in {banned!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def imports(file: Path) -> frozenset[str]:
    """Top-level names of all that a file imports, wherever in it."""
    found = set()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return frozenset(found)


ROOMS = {
    "lark": ("syntax",),
    "numpy": ("engine", "analysis", "result.py", "testing", "data/cells.py"),
    "pandas": (
        "views",
        "results.py",
        "comparisons.py",
        "contrasts.py",
        "sweeps.py",
        "tippings.py",
        "apps",
        "data/frames.py",
        "data/packed_files.py",
    ),
    "rich": ("views", "apps"),
    "anywidget": ("explorer/widget.py",),
    "IPython": ("apps", "explorer/widget.py"),
    "ipywidgets": ("apps",),
    "wcwidth": ("diagnostics",),
    "vl_convert": ("views/pictures/rendering.py",),
    "altair": ("views/pictures/picture.py",),
    "random": (),
    "secrets": (),
    "urllib": (),
    "socket": (),
    "subprocess": (),
    "pickle": ("syntax",),
    "ctypes": (),
}
"""Who may import what; anything not listed here is free."""


@pytest.mark.parametrize("module", ROOMS)
def test_imports_stay_in_their_rooms(module: str) -> None:
    users = {str(file.relative_to(HOME)) for file in FILES if module in imports(file)}
    assert {user for user in users if not user.startswith(ROOMS[module])} == set()


def test_nobody_inside_imports_the_roof() -> None:
    for file in FILES:
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.ImportFrom) and node.module == "qadsl":
                names = {alias.name for alias in node.names}
                assert names <= {path.stem for path in HOME.iterdir()}, file


def test_every_file_says_what_it_is() -> None:
    assert [file for file in FILES if tree(file).body and not ast.get_docstring(tree(file))] == []


def test_the_driver_stays_short() -> None:
    assert len((HOME / "pipeline.py").read_text(encoding="utf-8").splitlines()) <= 160


def test_stages_are_public_functions_of_the_driver() -> None:
    from qadsl import pipeline

    assert set(STAGES) - {"load"} <= set(pipeline.__all__)


def test_every_operation_has_its_javascript() -> None:
    from qadsl.engine.javascript.leaves import SOURCES
    from qadsl.engine.javascript.operations import ELSEWHERE, EXPRESSIONS, LEAVES

    assert SOURCES.keys() | {"constant"} == LEAVES
    assert EXPRESSIONS.keys() | ELSEWHERE == OPS.keys()
    assert not EXPRESSIONS.keys() & ELSEWHERE


def test_operations_say_what_they_mean() -> None:
    assert all(row.meaning and name == row.name for name, row in OPS.items())
