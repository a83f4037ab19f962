"""Whether a program that is typed line by line is at its end, as consoles ask."""

from __future__ import annotations

from qadsl.syntax.parser import fitting
from qadsl.syntax.scanner import scan
from qadsl.syntax.tables import END

__all__ = ["ended"]

STEP = "  "


def ended(text: str) -> dict[str, str]:
    """What the protocol of Jupyter calls it: complete, incomplete with the next line's indentation, or invalid.

    A blank line ends what is not open: whoever types it wants to see what is missing.
    """
    kinds = scan(text).kinds
    depth = sum((kind in ("LBRACE", "LPAR")) - (kind in ("RBRACE", "RPAR")) for kind in kinds)
    if depth < 0:
        return {"status": "invalid"}
    is_left = depth == 0 and text.endswith("\n\n")
    if is_left or END in fitting(text).terminals:
        return {"status": "complete"}
    return {"status": "incomplete", "indent": STEP * depth}
