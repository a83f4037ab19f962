"""Makes drawn SVG small without moving a point of it: saved notebooks hold many pictures.

What a mark says as all its neighbours do is said once by their group; numbers end at a hundredth of a point; what
speaks to screen readers mark by mark goes, for the picture is told as a whole.
"""

from __future__ import annotations

import math
import re

__all__ = ["slim"]

_TAG = re.compile(r"<[a-z][^>]*>")
_NEEDLESS = re.compile(
    r' (?:(?:role|aria-[a-z]+|class|font-family|pointer-events|xmlns:xlink|version)="[^"]*"'
    r'|opacity="1"|stroke-dasharray="1,0"|stroke-linecap="butt")'
)
_LONG = re.compile(r"-?\d+\.\d{3,}")
_LEAF = re.compile(r"<g([^>]*)>((?:<(?:line|path|rect)[^>]*/>|<text[^>]*>[^<]*</text>){2,})</g>")
_INHERITED = re.compile(
    r' (?:fill|stroke|stroke-width|stroke-dasharray|stroke-miterlimit|text-anchor|font-size|font-weight)="[^"]*"'
)
_DOTS = re.compile(
    r'<path transform="translate\([^)]*\)" (d="M([\d.]+),0A[\d.,]+-[\d.]+,0A[\d.,]+") fill="(#\w+)"'
    r'(?: stroke-width="[\d.]+")?( opacity="[\d.]+")?/>'
    r'(?:<path transform="translate\([^)]*\)" \1 fill="\3"(?: stroke-width="[\d.]+")?\4/>){7,}'
)
_PLACE = re.compile(r"translate\(([^)]*)\)")
_LINE = r'<line transform="translate\([^)]*\)" x2="[^"]*" y2="[^"]*"'
_LINES = re.compile(rf"{_LINE}([^>]*)/>(?:{_LINE}\1/>)+")
_ENDS = re.compile(r'translate\(([-\d.]+),([-\d.]+)\)" x2="([-\d.]+)" y2="([-\d.]+)"')
_HEAD = r'<path transform="translate\([^)]*\)(?: rotate\([^)]*\))?"'
_HEADS = re.compile(rf'{_HEAD} d="([ML\d.,-]+Z)"([^>]*)/>(?:{_HEAD} d="\1"\2/>)+')
_TURNED = re.compile(r'translate\(([-\d.]+),([-\d.]+)\)(?: rotate\(([-\d.]+)\))?"')
_CORNER = re.compile(r"([-\d.]+),([-\d.]+)")
_MARK = re.compile(r"<(?:line|path|rect|text)[^>]*>")


def slim(drawn: str) -> str:
    """The same picture in fewer characters; texts stay as they are."""
    short = _DOTS.sub(_one_path, _TAG.sub(_shortened, drawn))
    return _LEAF.sub(_said_once, _HEADS.sub(_one_piece, _LINES.sub(_one_way, short)))


def _one_way(lines: re.Match[str]) -> str:
    """Lines of one look as one path."""
    way = "".join(f"M{x},{y}l{_tenth(float(x2))},{_tenth(float(y2))}" for x, y, x2, y2 in _ENDS.findall(lines[0]))
    return f'<path d="{way}"{lines[1]}/>'


def _one_piece(heads: re.Match[str]) -> str:
    """Heads of arrows of one look as one path."""
    corners = [(float(x), float(y)) for x, y in _CORNER.findall(heads[1])]
    pieces = []
    for x, y, turn in _TURNED.findall(heads[0]):
        angle = math.radians(float(turn or 0))
        cos, sin = math.cos(angle), math.sin(angle)
        places = [(float(x) + a * cos - b * sin, float(y) + a * sin + b * cos) for a, b in corners]
        pieces.append("M" + "L".join(f"{_tenth(a)},{_tenth(b)}" for a, b in places) + "Z")
    return f'<path d="{"".join(pieces)}"{heads[2]}/>'


def _tenth(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _one_path(dots: re.Match[str]) -> str:
    """Many equal dots as the round ends of lines without length."""
    way = "".join(f"M{place}h.01" for place in _PLACE.findall(dots[0]))
    wide = f"{2 * float(dots[2]):g}"
    return f'<path d="{way}" stroke="{dots[3]}" stroke-width="{wide}" stroke-linecap="round"{dots[4] or ""}/>'


def _shortened(tag: re.Match[str]) -> str:
    return _LONG.sub(lambda number: f"{float(number[0]):.2f}".rstrip("0").rstrip("."), _NEEDLESS.sub("", tag[0]))


def _said_once(group: re.Match[str]) -> str:
    """A group of marks with what all of them say moved to the group."""
    marks = _MARK.findall(group[2])
    shared = set(_INHERITED.findall(marks[0])).intersection(*(_INHERITED.findall(mark) for mark in marks[1:]))
    if not shared or _INHERITED.search(group[1]):
        return group[0]
    rest = _MARK.sub(lambda mark: _INHERITED.sub(lambda one: "" if one[0] in shared else one[0], mark[0]), group[2])
    return f"<g{group[1]}{''.join(sorted(shared))}>{rest}</g>"
