"""Comments and blank lines: what stands between tokens and means nothing to the language, but much to its readers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qadsl.syntax.scanner import Tokens

__all__ = ["Gap", "gaps"]

_COMMENT = re.compile(r"#[^\n]*")
_LINE_END_BLANKS = " \t\f\r"


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands before a token, where it is more than a blank or a line end.

    Parameters
    ----------
    behind
        The comment on the line of the token before; "" where there is none.
    own
        The comments on lines of their own, each with whether a blank line stands before it.
    has_blank
        Whether a blank line stands before the token itself.
    """

    behind: str
    own: tuple[tuple[bool, str], ...]
    has_blank: bool

    @property
    def has_comments(self) -> bool:
        """Whether a line must end here."""
        return bool(self.behind or self.own)


def gaps(text: str, tokens: Tokens) -> dict[int, Gap]:
    """The gaps that hold comments or blank lines, by the number of the token behind each."""
    found: dict[int, Gap] = {}
    before = 0
    for index, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True)):
        if start - before > 1:
            between = text[before:start]
            if "#" in between:
                found[index] = _with_comments(between, is_first=index == 0)
            elif between.count("\n") > 1:
                found[index] = Gap("", (), has_blank=True)
        before = end
    return found


def _with_comments(between: str, *, is_first: bool) -> Gap:
    behind = ""
    own: list[tuple[bool, str]] = []
    at = 0
    for match in _COMMENT.finditer(between):
        lines = between.count("\n", at, match.start())
        comment = match[0].rstrip(_LINE_END_BLANKS)
        if lines == 0 and not is_first:
            behind = comment
        else:
            own.append((lines > 1, comment))
        at = match.end()
    return Gap(behind, tuple(own), between.count("\n", at) > 1)
