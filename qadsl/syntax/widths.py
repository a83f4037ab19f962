"""Signs and digits of other scripts: full-width ones, Arabic commas and digits, each read as the plain one.

Who types one types many, so all of the text from the first one on is read anew, and told of once.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from qadsl.diagnostics.model import Fix
from qadsl.syntax.scanner import scan
from qadsl.syntax.stuck import Stuck

__all__ = ["WIDTHS"]

_OTHERS = {
    "،": ",", "、": ",", "؛": ";", "٪": "%", "٫": ".", "。": ".", "‹": "<", "›": ">", "−": "-", "∗": "*", "∣": "|",
    "【": "[", "】": "]", "〔": "(", "〕": ")", "꞉": ":", "։": ":", "᛫": ".",
}  # fmt: skip


def plain(sign: str) -> str:
    """The plain sign or digit for one of another script; nothing where there is none."""
    if sign.isascii() or len(sign) != 1:
        return ""
    if (digit := unicodedata.decimal(sign, None)) is not None:
        return str(digit)
    meant = _OTHERS.get(sign) or unicodedata.normalize("NFKC", sign)
    return meant if len(meant) == 1 and meant.isascii() and meant.isprintable() and not meant.isalnum() else ""


def _other_script(s: Stuck) -> bool | None:
    """`state 美国，日本`, `common_threat ＝ ０.８`, `مصر، سوريا`."""
    if s.kind() != "STRAY" or not (meant := plain(s.word())):
        return None
    kinds, texts, starts = s.tokens.kinds, s.tokens.texts, s.tokens.starts
    wide = [i for i in range(s.index, len(kinds)) if kinds[i] == "STRAY" and plain(texts[i])]
    written = list(s.source.text)
    for i in wide:
        written[starts[i]] = plain(texts[i])
    first, last = starts[s.index], s.tokens.ends[wide[-1]]
    mended = "".join(written)
    more = f"Such signs stand at {len(wide) - 1} further places." if len(wide) > 2 else _ONE_MORE
    s.bag.error(
        "QA106", f"`{s.word()}` is a sign of another script; here stands the plain one", s.span(), f"write `{meant}`",
        help=(more,) if len(wide) > 1 else (), fix=Fix(s.span(0, wide[-1] - s.index), mended[first:last]),
    )  # fmt: skip
    read = scan(mended[first:])
    rest = (read.kinds, read.texts, [at + first for at in read.starts], [at + first for at in read.ends])
    for column, values in zip(s.tokens, rest, strict=True):
        column[s.index :] = values  # type: ignore[index]
    return True


_ONE_MORE = "Such a sign stands at one further place."

WIDTHS: tuple[Callable[[Stuck], bool | None], ...] = (_other_script,)
"""Each tells None where it does not apply, else whether it has mended the tokens."""
