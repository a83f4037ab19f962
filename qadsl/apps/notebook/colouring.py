"""Colours for `%%quasi` cells in a terminal; the lexer is imported when the first is typed."""

from __future__ import annotations

from collections.abc import Callable

from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.lexers import Lexer, PygmentsLexer

__all__ = ["Colours"]


class Colours(Lexer):
    """What prompt_toolkit asks for the colours of a text."""

    def __init__(self) -> None:
        self._lexer: PygmentsLexer | None = None

    def lex_document(self, document: Document) -> Callable[[int], StyleAndTextTuples]:
        """The colours of each line."""
        if self._lexer is None:
            from qadsl.highlighting.lexer import QaLexer

            self._lexer = PygmentsLexer(QaLexer)
        return self._lexer.lex_document(document)
