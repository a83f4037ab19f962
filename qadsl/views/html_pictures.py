"""Pictures of a result as elements of a page: an image that holds all it needs, with its finding in words.

A picture never costs the tables: where it cannot be drawn, or would make a saved notebook large, a sentence says so.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from typing import TYPE_CHECKING

from qadsl.failing import QadslError
from qadsl.views.html_text import said

if TYPE_CHECKING:
    from qadsl.views.pictures.picture import Picture

__all__ = ["LARGEST_PICTURE", "Draw", "figure_html", "image_html", "too_large"]

LARGEST_PICTURE = 75_000
"""Characters of a picture in a notebook."""
LARGEST_ALT = 1_500
"""Characters of the words that stand for a picture."""

_WIDTH = re.compile(r'<svg\b[^>]*?\swidth="([\d.]+)"')
_SHOWN = re.compile(r'<img width="(\d+)"')

Draw = Callable[[], "Picture"]


def figure_html(what: str, draw: Draw, most: int = LARGEST_PICTURE, *, both: bool = False) -> str:
    """A picture, or why there is none; `what` names it, `both` draws it for light and for dark ground."""
    try:
        found = on_both_grounds(draw()) if both else image_html(draw())
    except QadslError as problem:
        return _instead(f"The {what} is not drawn: {problem.diagnostics[0].message}.")
    except ImportError as problem:
        return _instead(f"The {what} is not drawn: the package {problem.name or 'vl_convert'} is missing.")
    except Exception as problem:  # whatever fails in a drawing library, the figures are there
        return _instead(f"The {what} is not drawn: {type(problem).__name__}.")
    if len(found) > most:
        return too_large(what)
    wide = _SHOWN.search(found)
    widest = f"{wide[1]}px" if wide else "100%"
    return f'<figure style="margin:6px 0;flex:1 1 340px;max-width:{widest}">{found}</figure>'


def image_html(picture: Picture, ground: str = "clear") -> str:
    """A picture as an image, with its finding and summary in words."""
    drawn = picture.to_svg(ground)
    wide = _WIDTH.search(drawn)
    width = f' width="{float(wide[1]):.0f}"' if wide else ""
    drawn = b64encode(drawn.encode()).decode()
    alt = said(f"{picture.title}. {picture.summary}", LARGEST_ALT, is_marked=False)
    return f'<img{width} alt="{alt}" src="data:image/svg+xml;base64,{drawn}" style="max-width:100%;height:auto">'


def on_both_grounds(picture: Picture) -> str:
    """A picture as an image for light ground, and one for dark, of which a page that follows its reader shows one."""
    dark = b64encode(picture.to_svg("dark").encode()).decode()
    source = f'<source media="screen and (prefers-color-scheme:dark)" srcset="data:image/svg+xml;base64,{dark}">'
    return f"<picture>{source}{image_html(picture, 'white')}</picture>"


def too_large(what: str) -> str:
    """What stands for a picture that would make a saved notebook large."""
    return _instead(f"The {what} is too large to be kept in a notebook: `.plot.{what}()` draws it.")


def _instead(sentence: str) -> str:
    return f'<p style="opacity:.75;margin:6px 0">{said(sentence)}</p>'
