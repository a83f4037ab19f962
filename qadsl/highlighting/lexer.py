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
_MAGIC = re.compile(r"\s*%%?quasi(?![\w-])[^\n]*")


class QaLexer(Lexer):
    """Colours programs about alliances, quasi-alliances and neutrality. It never fails, whatever the text."""

    name = "qadsl"
    aliases: ClassVar[list[str]] = ["qa", "qadsl"]
    filenames: ClassVar[list[str]] = ["*.qa"]
    mimetypes: ClassVar[list[str]] = ["text/x-qadsl"]
    url = ""

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        """Start, class and characters of each piece; the line of a notebook's magic is one."""
        head = _MAGIC.match(text)
        start = head.end() if head is not None else 0
        if head is not None:
            yield 0, Comment.Preproc, head.group()
        for piece in pieces(text[start:]):
            yield start + piece.start, TOKENS[piece.kind], piece.text
