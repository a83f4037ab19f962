"""`qa explain`: shows the page of a diagnostic."""

from __future__ import annotations

import argparse

from qadsl.diagnostics import manual
from qadsl.pipeline import fail

__all__ = ["main"]


def main(options: argparse.Namespace) -> int:
    """Print the page of a code; `203`, `qa203` and `QA203` are the same."""
    code = f"QA{options.code.upper().removeprefix('QA')}"
    page = manual.page(code)
    if page is None:
        near = [known for known in manual.codes() if known[:3] == code[:3]]
        tips = (
            [f"There are: {', '.join(near)}."] if near else ["Codes look like QA203; messages show them in brackets."]
        )
        raise fail("QA730", f"no diagnostic has the code `{options.code}`", help=tips)
    print(page.text.rstrip())
    return 0
