"""Draws Vega-Lite specs without a browser: the only file that knows vl-convert."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html import escape
from typing import Any

from qadsl.views.pictures.palette import FONT
from qadsl.views.pictures.slimming import slim

__all__ = ["html", "pdf", "png", "svg"]

VERSION = "5.21"
"""Of Vega-Lite, whose specs pictures are."""

_VEGA = "https://vega.github.io/schema/vega/v6.json"

Spec = dict[str, Any]


def svg(spec: Spec, title: str = "", summary: str = "") -> str:
    """The picture as SVG; what it shows is said in it for who does not see it, if there is anything to say."""
    import vl_convert

    drawn = slim(str(vl_convert.vegalite_to_svg(spec, vl_version=VERSION)))
    head, _, rest = drawn.partition(">")
    told = f"<title>{escape(title)}</title><desc>{escape(summary)}</desc>" if title else ""
    return f'{head} role="img" font-family="{escape(FONT)}">{told}{rest}'


def png(drawn: str, scale: float) -> bytes:
    """An SVG on an opaque ground as PNG, so many pixels a point."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(drawn, scale=scale))


def pdf(drawn: str) -> bytes:
    """An SVG as PDF."""
    import vl_convert

    return bytes(vl_convert.svg_to_pdf(drawn))


def html(spec: Spec, title: str, summary: str) -> str:
    """A page with the interactive picture that asks for nothing beyond itself."""
    import vl_convert

    # compiled as for SVG; the libraries of the page are of the next version of Vega, which reads it as it is
    compiled = {**vl_convert.vegalite_to_vega(spec, vl_version=VERSION), "$schema": _VEGA}
    drawing = _DRAWING.format(spec=_as_script(compiled))
    return _PAGE.format(
        title=escape(title),
        summary=escape(summary),
        allowed=_POLICY.format(" ".join(_digest(one) for one in (_libraries(), drawing))),
        libraries=_libraries(),
        drawing=drawing,
    )


def _digest(script: str) -> str:
    return f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'"


def _as_script(value: object) -> str:
    """JSON that may stand in a script: nothing in it ends the script or begins a comment."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def _libraries() -> str:
    import vl_convert

    found = str(vl_convert.javascript_bundle("window.qaEmbed=vegaEmbed;", vl_version=VERSION))
    return found.replace("</script", "<\\/script")


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{allowed}">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body{{margin:2em;background:#fff;color:#222;font:15px sans-serif}}#p{{overflow-x:auto}}
.s{{position:absolute;left:-9999px}}</style>
</head>
<body>
<p class="s" id="s">{summary}</p>
<div id="p" role="img" aria-describedby="s"></div>
<script>{libraries}</script>
<script>{drawing}</script>
</body>
</html>
"""
_DRAWING = """
window.qaEmbed("#p", {spec}, {{
  renderer: "svg", actions: {{export: true, source: false, compiled: false, editor: false}},
  loader: {{load: () => Promise.reject(new Error("nothing is loaded"))}}}});
"""
# Vega makes functions of the expressions that Vega-Lite writes
_POLICY = (
    "default-src 'none'; script-src 'unsafe-eval' {}; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'"
)
