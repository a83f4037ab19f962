"""Writes what `editors/` holds of the language: TextMate grammar, snippets and brackets, and the words of JupyterLab's.

`python -m qadsl.highlighting.textmate` rewrites the files after a change of the grammar; a test fails until it is run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qadsl.highlighting import codemirror
from qadsl.highlighting.classes import Class, class_of_word
from qadsl.highlighting.snippets import SNIPPETS
from qadsl.syntax.tables import load

__all__ = ["FOLDER", "SCOPES", "files"]

FOLDER = Path(__file__).resolve().parents[2] / "editors" / "vscode"

SCOPES: dict[Class, str] = {
    Class.STATEMENT: "keyword.control.statement.qa",
    Class.CLAUSE: "keyword.other.clause.qa",
    Class.OPERATOR_WORD: "keyword.operator.word.qa",
    Class.CONSTANT: "constant.language.qa",
    Class.TYPE: "storage.type.qa",
    Class.ROLE: "variable.language.role.qa",
    Class.GROUP: "support.constant.group.qa",
    Class.FUNCTION: "support.function.qa",
    Class.DISTRIBUTION: "support.function.distribution.qa",
    Class.NAME: "variable.other.qa",
    Class.NUMBER: "constant.numeric.qa",
    Class.DATE: "constant.numeric.date.qa",
    Class.TEXT: "string.quoted.double.qa",
    Class.SIGN: "keyword.operator.sign.qa",
    Class.PUNCTUATION: "punctuation.qa",
    Class.COMMENT: "comment.line.number-sign.qa",
}
_NOT_SAID = r"(?!\s*(?:=(?!=)|\.(?!\.)|->|→|<->|↔|weight\b|[-−+*×]=))"
_SIGNS = r"`~!@#$%^&*()=+\[{\]}\\|;:'\",.<>/?±×·−→↔≤≥≠…-"
_BEFORE, _BEHIND = r"(?<![\w.])", r"(?!\w)"


def _words(kind: Class, *, are_reserved: bool) -> list[str]:
    reserved = load().reserved
    return sorted(w for w, found in class_of_word().items() if found is kind and (w in reserved) == are_reserved)


def _rule(kind: Class, match: str) -> dict[str, str]:
    return {"name": SCOPES[kind], "match": match}


def _keywords() -> Iterable[dict[str, str]]:
    """One rule for the reserved words of a class, one for those that may be names as well."""
    for kind in Class:
        for are_reserved in (True, False):
            if listed := _words(kind, are_reserved=are_reserved):
                is_open = not are_reserved and kind in {Class.STATEMENT, Class.CLAUSE, Class.TYPE}
                yield _rule(kind, f"{_BEFORE}(?:{'|'.join(listed)}){_BEHIND}{_NOT_SAID if is_open else ''}")


def _types() -> dict[str, Any]:
    """A type behind a colon, whatever is said of it then."""
    words = sorted(word for word, found in class_of_word().items() if found is Class.TYPE)
    scopes = {"1": {"name": SCOPES[Class.PUNCTUATION]}, "2": {"name": SCOPES[Class.TYPE]}}
    return {"match": rf"(:)\s*({'|'.join(words)}){_BEHIND}", "captures": scopes}


def grammar() -> dict[str, Any]:
    """The TextMate grammar."""
    patterns = dict(load().patterns)
    literals = [
        (Class.COMMENT, "#.*$"),
        (Class.TEXT, patterns["TEXT"]),
        (Class.NAME, patterns["QUOTED_NAME"]),
        (Class.DATE, patterns["DATE"]),
        (Class.NUMBER, patterns["VERSION"]),
        (Class.NUMBER, patterns["PERCENT"]),
        (Class.NUMBER, rf"(?<!\w)(?:{patterns['NUMBER']})"),
    ]
    signs = (pattern for name, pattern in load().patterns if _is_sign(name, pattern))
    return {
        "information_for_contributors": "Written by `python -m qadsl.highlighting.textmate`; change nothing here.",
        "name": "qadsl",
        "scopeName": "source.qa",
        "patterns": [
            *(_rule(kind, match) for kind, match in literals),
            _types(),
            *_keywords(),
            _rule(Class.NAME, r"[^\W\d]\w*"),
            _rule(Class.SIGN, "|".join(signs)),
            _rule(Class.PUNCTUATION, r"[{}(),.:|]"),
        ],
    }


def _is_sign(name: str, pattern: str) -> bool:
    listed = ("TEXT", "QUOTED_NAME", "DATE", "VERSION", "PERCENT", "NUMBER", "NAME", "_BAR", "_ROW_END")
    return name not in listed and not re.fullmatch(r"\\?[{}(),.:|]", pattern)


def snippets() -> dict[str, Any]:
    """The snippets of VS Code."""
    return {word: {"prefix": word, "body": text.split("\n"), "description": what}
            for word, (what, text) in SNIPPETS.items()}  # fmt: skip


def configuration() -> dict[str, Any]:
    """Brackets, comments and indentation."""
    pairs = [["{", "}"], ["(", ")"]]
    quotes = [{"open": sign, "close": sign, "notIn": ["string", "comment"]} for sign in ('"', "`")]
    return {
        "comments": {"lineComment": "#"},
        "brackets": pairs,
        "autoClosingPairs": [*({"open": a, "close": b} for a, b in pairs), *quotes],
        "surroundingPairs": [*pairs, ['"', '"'], ["`", "`"]],
        "wordPattern": rf"`[^`\n]+`|[^\s\d{_SIGNS}][^\s{_SIGNS}]*",
        "indentationRules": {"increaseIndentPattern": r"^[^#\"]*\{[^}\"]*$", "decreaseIndentPattern": r"^\s*\}"},
    }  # fmt: skip


def files() -> dict[Path, str]:
    """The files and what each holds."""
    made = {
        "syntaxes/qa.tmLanguage.json": grammar(),
        "snippets/qa.json": snippets(),
        "language-configuration.json": configuration(),
    }
    texts = {FOLDER / name: json.dumps(data, indent=2, ensure_ascii=False) + "\n" for name, data in made.items()}
    return texts | codemirror.files()


if __name__ == "__main__":
    for path, text in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
