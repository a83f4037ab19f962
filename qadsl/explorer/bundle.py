"""Joins the files of the page's program into one text: for a widget, and for pages that are saved.

Each file is an ES module with imports from its neighbours at the top and one `export { ... };` at its end, so that a
browser and Node can load them as they are. Joined, each becomes a function of its own. What a notebook keeps of it is
packed, because it keeps it with every explorer.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64encode
from functools import cache
from pathlib import Path

from qadsl.engine.javascript import runtime

__all__ = ["CSS", "opening", "packed", "program", "script", "static", "style"]

STATIC = Path(__file__).with_name("static")
CSS = STATIC / "explorer.css"
ENTRY = "explorer"
MODEL = "qadslModel"

_IMPORT = re.compile(r'^import \{ ([^}]+) \} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export \{ ([^}]+) \};\n?\Z", re.MULTILINE)
_REMARK = re.compile(r"^\s*(?:/\*\*.*?\*/|//[^\n]*)$\n?", re.MULTILINE | re.DOTALL)
_MARGIN = re.compile(r"^\s+", re.MULTILINE)


@cache
def style() -> str:
    """The style sheet."""
    return CSS.read_text(encoding="utf-8")


@cache
def script() -> str:
    """The whole program as statements that leave `qadslModel` and `qadslExplorer` behind."""
    files = "".join(_enclosed(f"qadsl_{name}", static(name)) for name in _ordered(ENTRY))
    return f"{_enclosed(MODEL, runtime())}{files}const qadslExplorer = qadsl_{ENTRY};\n"


@cache
def program() -> str:
    """The whole program and its style sheet, packed."""
    return packed(f"{_MARGIN.sub('', script())}const qadslStyle = {json.dumps(_MARGIN.sub('', style()))};\n")


@cache
def opening() -> str:
    """Statements that open what is packed."""
    return static("unpacking")


def packed(text: str) -> str:
    """A text as letters that stand in any script as they are, a third as many."""
    return b64encode(zlib.compress(text.encode(), 9)).decode()


@cache
def static(name: str) -> str:
    """A file of the program without its remarks."""
    return _REMARK.sub("", (STATIC / f"{name}.js").read_text(encoding="utf-8"))


def _ordered(entry: str) -> list[str]:
    """The files that one needs and itself, each behind those that it imports."""
    found: list[str] = []

    def add(name: str) -> None:
        for _, other in _IMPORT.findall(static(name)):
            add(other)
        if name not in found:
            found.append(name)

    add(entry)
    return found


def _enclosed(name: str, text: str) -> str:
    """A module as a function that is called at once and gives back what the module exports."""
    inner = _IMPORT.sub(lambda match: f"const {{ {match[1]} }} = qadsl_{match[2]};\n", text)
    inner = _EXPORT.sub(lambda match: f"return {{ {match[1]} }};\n", inner)
    return f"const {name} = (() => {{\n{inner}}})();\n"
