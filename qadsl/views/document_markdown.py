"""A page as Markdown that GitHub and the manual show alike; what authors wrote is escaped, so that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qadsl.views.document import Block, Bullets, Document, Grid, Heading, Line, Paragraph, Piece, Program

__all__ = ["text"]

ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "`": "&#96;", "$": "&#36;", "~": "&#126;"}
)
MARKS = re.compile(r"([\\*_\[\]])")
ADDRESS = re.compile(r"(?<=\w):(?=\S)|:(?=\w)|(?<=www)\.|@(?=\w)", re.IGNORECASE)
"""What turns into a link, a mention or a picture by itself."""
UNFIT_FOR_CODE = re.compile(r"[`|$]|^\s|\s$")
AT_START = re.compile(r"^(\s*)([-+#=]|\d+[.)])")


def text(document: Document) -> str:
    """The page."""
    lines = [f"# {_escaped(document.title)}", ""]
    for block in document.blocks:
        lines += [*_block(block), ""]
    return "\n".join(lines).rstrip() + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level, line, anchor):
            yield f'<a id="{anchor}"></a>'
            yield ""
            yield f"{'#' * level} {_line(line)}"
        case Paragraph(line):
            yield _at_start(_line(line))
        case Bullets(lines):
            yield from (f"- {_at_start(_line(line))}" for line in lines)
        case Grid(heads, rows):
            yield f"| {' | '.join(map(_escaped, heads))} |"
            yield f"|{' --- |' * len(heads)}"
            yield from (f"| {' | '.join(_line(cell) for cell in row)} |" for row in rows)
        case Program(program):
            fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", program)), 3)
            yield f"{fence}qa-part"
            yield program
            yield fence


def _line(line: Line) -> str:
    return "".join(map(_piece, line))


def _piece(piece: Piece) -> str:
    said = _escaped(piece.text)
    anchor = f'<a id="{piece.anchor}"></a>' if piece.anchor else ""
    match piece.kind:
        case "code" if not UNFIT_FOR_CODE.search(piece.text):
            return f"{anchor}`{piece.text}`"
        case "code":
            return f"{anchor}<code>{said}</code>"
        case "strong":
            return f"{anchor}<strong>{said}</strong>" if said.strip() != said else f"{anchor}**{said}**"
        case "link":
            return f'<a href="{piece.target.replace("&", "&amp;")}">{said}</a>'
        case _:
            return f"{anchor}{said}"


def _escaped(words: str) -> str:
    return ADDRESS.sub(lambda match: f"&#{ord(match[0])};", MARKS.sub(r"\\\1", words.translate(ENTITIES)))


def _at_start(line: str) -> str:
    """A line that begins no list and no heading of its own."""
    return AT_START.sub(lambda match: f"{match[1]}{match[2][:-1]}\\{match[2][-1]}", line)
