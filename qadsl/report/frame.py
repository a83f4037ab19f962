"""The frame of a report: its head, its styles, and a policy that lets nothing in that the page does not hold."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import escape

from qadsl import resources

__all__ = ["framed"]

_SCRIPT = re.compile(r"<script(?: type=\"module\")?>(.*?)</script>", re.DOTALL)


def framed(title: str, body: str) -> str:
    """The whole page; scripts in it run by their digest, and no other can."""
    sheet = resources.read("views/static", "result.css") + resources.read("report/static", "report.css")
    whole = f"{body}\n<script>{resources.read('views/static', 'sorting.js')}</script>"
    scripts = " ".join(dict.fromkeys(f"'sha256-{_digest(script)}'" for script in _SCRIPT.findall(whole)))
    policy = f"default-src 'none'; base-uri 'none'; img-src data:; style-src 'unsafe-inline'; script-src {scripts}"
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{sheet}</style>\n</head>\n"
        f'<body class="qa qa-report">\n{whole}\n</body>\n</html>\n'
    )


def _digest(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()
