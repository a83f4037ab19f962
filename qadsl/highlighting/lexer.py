"""The lexer for Pygments, which `pygmentize`, Sphinx, MkDocs and Jupyter find by the name `qa`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from pygments.lexer import Lexer
from pygments.token import (
    Comment,
    Error,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
    Whitespace,
    _TokenType,
)

from qadsl.highlighting.classes import Class, pieces

__all__ = ["TOKENS", "QaLexer"]

TOKENS: dict[Class, _TokenType] = {
    Class.STATEMENT: Keyword.Declaration,
    Class.CLAUSE: Keyword,
    Class.OPERATOR_WORD: Operator.Word,
    Class.CONSTANT: Keyword.Constant,
    Class.TYPE: Keyword.Type,
    Class.ROLE: Name.Builtin.Pseudo,
    Class.GROUP: Name.Builtin,
    Class.FUNCTION: Name.Function,
    Class.DISTRIBUTION: Name.Function.Magic,
    Class.NAME: Name,
    Class.NUMBER: Number,
    Class.DATE: Literal.Date,
    Class.TEXT: String,
    Class.SIGN: Operator,
    Class.PUNCTUATION: Punctuation,
    Class.COMMENT: Comment.Single,
    Class.BLANK: Whitespace,
    Class.MISTAKE: Error,
}
_MAGICS = re.compile(r"(?:\s*(?:%{1,2}[a-zA-Z_]|!)[^\n]*)+")
"""Lines of IPython's above a program, and the line of a cell's magic."""
_OF_CELL = re.compile(r"\s*%%([\w-]+)")
_PASSING = frozenset(("quasi", "capture", "prun", "time", "timeit"))
"""Magics below which a cell of the language stands as it would without them."""


class QaLexer(Lexer):
    """Colours programs about alliances, quasi-alliances and neutrality. It never fails, whatever the text."""

    name = "qadsl"
    aliases: ClassVar[list[str]] = ["qa", "qadsl"]
    filenames: ClassVar[list[str]] = ["*.qa"]
    mimetypes: ClassVar[list[str]] = ["text/x-qadsl"]
    url = ""

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        """Start, class and characters of each piece; lines of a notebook's magics are one."""
        head, cell = _MAGICS.match(text), _OF_CELL.match(text)
        if cell is not None and cell[1] not in _PASSING:
            yield from _other(text, cell[1])
            return
        start = head.end() if head is not None else 0
        if head is not None:
            yield 0, Comment.Preproc, head.group()
        for piece in pieces(text[start:]):
            yield start + piece.start, TOKENS[piece.kind], piece.text


def _other(text: str, magic: str) -> Iterator[tuple[int, _TokenType, str]]:
    """A cell in another language: its magic, then Python, or a text that has no colours."""
    start = text.index(magic) + len(magic)
    start = end if (end := text.find("\n", start)) >= 0 else len(text)
    yield 0, Comment.Preproc, text[:start]
    if magic != "python":
        yield start, Text, text[start:]
        return
    from pygments.lexers.python import PythonLexer

    for place, kind, piece in PythonLexer().get_tokens_unprocessed(text[start:]):
        yield start + place, kind, piece
