"""A page as one file of HTML: escaped, with its few styles inside, without script, to be read, heard and printed."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from qadsl.views.document import Block, Bullets, Document, Grid, Heading, Line, Paragraph, Piece, Program

__all__ = ["text"]

STYLES = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #f3f4f6; --rim: #c9ced6; --link: #0b57a4 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8eb; --paper: #15181c; --soft: #20252b; --rim: #454c55; --link: #8cc2ff }
}
body { margin: 0 auto; max-width: 60rem; padding: 1rem; color: var(--ink); background: var(--paper);
       font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
a { color: var(--link) }
h1, h2, h3 { line-height: 1.2 }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--rim) }
:target { outline: 2px solid var(--link); outline-offset: 4px }
code, pre { font-family: ui-monospace, monospace; font-size: .9em }
code { overflow-wrap: normal }
pre { padding: .75rem; background: var(--soft); overflow-x: auto }
div.wide { overflow-x: auto }
table { border-collapse: collapse }
th, td { padding: .3rem .7rem; border: 1px solid var(--rim); text-align: start; vertical-align: top }
thead th { background: var(--soft) }
tbody th { font-weight: normal }
@media print {
  body { max-width: none; font-size: 10pt; color: #000; background: #fff }
  nav { display: none } h2, h3 { break-after: avoid } pre, tr { break-inside: avoid } pre { white-space: pre-wrap }
}
""".strip()

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def text(document: Document) -> str:
    """The page."""
    links = "".join(f'<li><a href="#{h.anchor}">{_line(h.line)}</a></li>' for h in document.contents)
    nav = f'<nav aria-label="Contents"><ul>{links}</ul></nav>' if links else ""
    body = "\n".join(line for block in document.blocks for line in _block(block))
    title = escape(document.title)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        f"<title>{title}</title>\n<style>\n{STYLES}\n</style>\n</head>\n<body>\n"
        f'<header><h1 dir="auto">{title}</h1></header>\n{nav}\n<main>\n{body}\n</main>\n</body>\n</html>\n'
    )


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, line, anchor):
            yield f'<h{level} id="{anchor}" dir="auto">{_line(line)}</h{level}>'
        case Paragraph(line):
            yield f'<p dir="auto">{_line(line)}</p>'
        case Bullets(lines):
            items = "".join(f'<li dir="auto">{_line(line)}</li>' for line in lines)
            yield f"<ul>{items}</ul>"
        case Grid(heads, rows):
            top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
            yield f'<div class="wide" tabindex="0"><table><thead><tr>{top}</tr></thead><tbody>'
            yield from (_row(row) for row in rows)
            yield "</tbody></table></div>"
        case Program(program):
            yield f'<pre tabindex="0"><code>{escape(program)}</code></pre>'


def _row(cells: tuple[Line, ...]) -> str:
    first, *others = cells
    rest = "".join(f'<td dir="auto">{_line(cell)}</td>' for cell in others)
    return f'<tr><th scope="row" dir="auto">{_line(first)}</th>{rest}</tr>'


def _line(line: Line) -> str:
    return "".join(map(_piece, line))


def _piece(piece: Piece) -> str:
    said, anchor = escape(piece.text), f' id="{escape(piece.anchor)}"' if piece.anchor else ""
    match piece.kind:
        case "code":
            return f"<code{anchor}>{said}</code>"
        case "strong":
            return f"<strong{anchor}>{said}</strong>"
        case "link":
            return f'<a href="{escape(piece.target)}">{said}</a>'
        case _:
            return f"<span{anchor}>{said}</span>" if anchor else said
