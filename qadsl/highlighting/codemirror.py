"""What `editors/jupyterlab` holds of the language: the words and patterns of its colours, and the version of its files.

`python -m qadsl.highlighting.textmate` rewrites them together with those of `editors/vscode`.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

from qadsl.highlighting.classes import Class, class_of_word
from qadsl.syntax.tables import load

__all__ = ["FOLDER", "files"]

FOLDER = Path(__file__).resolve().parents[2] / "editors" / "jupyterlab"
_SAID = [r"=(?!=)", r"\.(?!\.)", "->", "→", "<->", "↔", r"weight(?![\w])", "[-−+*×]="]
"""What stands behind a word that is a name there."""
_LITERALS = {
    Class.TEXT: ("TEXT",),
    Class.NAME: ("QUOTED_NAME",),
    Class.DATE: ("DATE",),
    Class.NUMBER: ("VERSION", "PERCENT", "NUMBER"),
}
_WRITTEN_BY_HAND = ("language.js", "plugin.js", "remoteEntry.js")
_PUNCTUATION = r"[{}(),:|]|\.(?!\.)"


def words() -> str:
    """A module of JavaScript with the words of the grammar."""
    every: dict[str, list[str]] = {}
    for word, kind in sorted(class_of_word().items()):
        every.setdefault(kind.value, []).append(word)
    data = {
        "WORDS": every,
        "RESERVED": sorted(load().reserved),
        "SAID": _SAID,
        "NAME": _name(dict(load().patterns)["NAME"]),
        "PATTERNS": _patterns(),
    }
    lines = [f"export const {name} = {json.dumps(value, ensure_ascii=False)};\n" for name, value in data.items()]
    return "// Written by `python -m qadsl.highlighting.textmate`; change nothing here.\n" + "".join(lines)


def _name(pattern: str) -> str:
    """The pattern of names, with the classes of characters that JavaScript knows by other words."""
    further = re.search(r"\[\\w(.*)\]\*$", pattern)
    assert further is not None
    return rf"[\p{{L}}\p{{Nl}}\p{{No}}_][\p{{L}}\p{{N}}_{further[1]}]*"


def _patterns() -> dict[str, list[str]]:
    """Everything that is no word, by its class, in the order in which it is tried."""
    patterns = dict(load().patterns)
    signs = [_sign(name, pattern) for name, pattern in load().patterns if _is_sign(name, pattern)]
    return {
        Class.COMMENT: ["#.*"],
        **{kind: [patterns[name] for name in names] for kind, names in _LITERALS.items()},
        Class.SIGN: signs,
        Class.PUNCTUATION: [_PUNCTUATION],
    }


def _sign(name: str, pattern: str) -> str:
    """A sign; that two of one kind would begin a comment elsewhere is no matter of colours."""
    return "[-−]" if name == "_MINUS" else pattern


def _is_sign(name: str, pattern: str) -> bool:
    listed = {one for names in _LITERALS.values() for one in names} | {"NAME", "_BAR", "_ROW_END"}
    return name not in listed and not re.fullmatch(r"\\?[{}(),.:|]", pattern)


def package(script: str) -> dict[str, Any]:
    """What JupyterLab reads of the extension; where it is loaded from changes with its files."""
    return {
        "name": "qadsl",
        "version": "0.1.0",
        "description": "Colours for %%quasi cells and .qa files",
        "license": "BSD-3-Clause",
        "jupyterlab": {"_build": {"load": f"static/remoteEntry.js?v={script}", "extension": "./extension"}},
    }


def files() -> dict[Path, str]:
    """The files that are written, and what each holds."""
    static = FOLDER / "static"
    made = words()
    kept = "".join(
        (static / name).read_text(encoding="utf-8") for name in ("language.js", "plugin.js", "remoteEntry.js")
    )
    digest = sha256((kept + made).encode()).hexdigest()[:12]
    return {
        static / "words.js": made,
        FOLDER / "package.json": json.dumps(package(digest), indent=2) + "\n",
    }
