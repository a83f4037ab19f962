"""The explorer as a page that stands alone, or a piece of one: program, model and facts in one script, no request."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html import escape

from qadsl.engine.javascript import Compiled
from qadsl.explorer.bundle import MODEL, script, style

__all__ = ["piece", "standalone"]

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def piece(facts: str, compiled: Compiled, id: str = "explorer", *, with_style: bool = True) -> str:
    """An element and the script that fills it; `id` must be another for each piece of a page.

    Parameters
    ----------
    facts
        JSON that may stand inside a <script>.
    with_style
        Whether the style sheet comes along; a page needs it once.
    """
    assert _ID.fullmatch(id)
    sheet = f"<style>{style()}</style>\n" if with_style else ""
    program = _program(facts, compiled, id)
    return f'{sheet}<div id="{id}" class="qa-explorer"></div>\n<script type="module">{program}</script>\n'


def _program(facts: str, compiled: Compiled, id: str) -> str:
    """Statements that mount an explorer; the model is a function in the text, so that nothing is evaluated."""
    return (
        f"{script()}const qadslCode = function (R, M) {{\n{compiled.code}\n}};\n"
        f"const qadslData = {compiled.data};\nconst qadslFacts = {facts};\n"
        f"const qadslMade = {MODEL}.createModel(qadslData, qadslCode);\n"
        f'qadslExplorer.mount(document.getElementById("{id}"), qadslFacts, qadslMade);\n'
    )


def standalone(title: str, facts: str, compiled: Compiled) -> str:
    """A whole page that shows an explorer, allows itself nothing else, and asks for nothing."""
    program = _program(facts, compiled, "explorer")
    sheet = f"{_PAGE}{style()}"
    allowed = (
        f"default-src 'none'; script-src {_hash(program)}; style-src {_hash(sheet)}; img-src data:; base-uri 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{allowed}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{sheet}</style>\n</head>\n<body>\n<main>\n"
        '<div id="explorer" class="qa-explorer"></div>\n'
        "<noscript>This page works with JavaScript.</noscript>\n</main>\n"
        f'<script type="module">{program}</script>\n</body>\n</html>\n'
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


_PAGE = """
:root { color-scheme: light dark; }
body { margin: 0; background: #ffffff; }
main { max-width: 1400px; margin: 0 auto; padding: 22px clamp(12px, 3vw, 32px); }
@media (prefers-color-scheme: dark) {
  body { background: #15181c; }
  :root { --qa-ink: #e8eaed; --qa-soft: #a5acb4; --qa-ground: #15181c; --qa-raised: #21262c; }
  :root { --qa-line: #3a4149; --qa-accent: #7aa7e8; }
}
@media print { main { max-width: none; padding: 0; } }
"""
