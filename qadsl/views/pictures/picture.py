"""A picture of figures: its spec as plain data, a title that states what was found, its words and its table."""

from __future__ import annotations

import json
import math
import os
import re
from base64 import b64encode
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qadsl.failing import fail
from qadsl.views.pictures import rendering
from qadsl.views.pictures.arguments import asked_in_words
from qadsl.views.pictures.palette import GROUNDS
from qadsl.views.pictures.specs import on_ground
from qadsl.views.whole import check_file, write_whole

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MOST_PIXELS", "Picture", "check_path"]

MOST_PIXELS = 100_000_000
"""Of a PNG: what draws it keeps them all, and gives up without a word where it cannot."""
_SIZE = re.compile(r'\b(?:width|height)="([\d.]+)"')


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture, drawn when it is shown or written.

    Parameters
    ----------
    kind
        `network`, `plane` and so on.
    spec
        Vega-Lite 5 as dictionaries and lists; change it to restyle the picture.
    title
        What was found, in a sentence.
    summary
        What the picture shows, in sentences, for who does not see it.
    rows
        What is drawn, a dictionary each.
    columns
        Names of the columns of the table of these rows.
    """

    kind: str
    spec: dict[str, Any]
    title: str
    summary: str
    rows: tuple[dict[str, object], ...]
    columns: tuple[str, ...]

    @cached_property
    def table(self) -> pd.DataFrame:
        """What is drawn, as a tidy frame."""
        import pandas as pd

        return pd.DataFrame(
            [{name: row[name] for name in self.columns} for row in self.rows], columns=list(self.columns)
        )

    def to_dict(self) -> dict[str, Any]:
        """A copy of the spec, to be changed."""
        return deepcopy(self.spec)

    def to_json(self) -> str:
        """The spec as JSON; the same result gives the same bytes."""
        return json.dumps(self.spec, ensure_ascii=False, indent=1) + "\n"

    @asked_in_words
    def to_svg(self, ground: str = "white") -> str:
        """SVG on a ground: `white`, `dark`, or `clear` (transparent, with text that reads on both)."""
        if ground not in GROUNDS:
            raise fail("QA770", f"there is no ground `{ground}`", help=[f"There are: {', '.join(GROUNDS)}."])
        # an image in a notebook has these words beside it
        said = ("", "") if ground == "clear" else (self.title, self.summary)
        return rendering.svg(on_ground(self.spec, GROUNDS[ground]), *said)

    @asked_in_words
    def to_png(self, scale: float = 2.0, ground: str = "white") -> bytes:
        """PNG on an opaque ground, so many pixels a point."""
        # a transparent fill would come out grey
        drawn = self.to_svg("white" if ground == "clear" else ground)
        wide, high = (float(side) for side in _SIZE.findall(drawn)[:2])
        least, most = 1 / min(wide, high), math.sqrt(MOST_PIXELS / wide / high)
        if not least <= scale <= most:
            tip = f"There may be from {least:.2g} to {most:.3g}."
            raise fail("QA770", f"no PNG is drawn with {scale:g} pixels a point", help=[tip])
        return rendering.png(drawn, scale)

    def to_pdf(self) -> bytes:
        """PDF on white."""
        return rendering.pdf(self.to_svg())

    def to_html(self) -> str:
        """A page that holds all it needs: tooltips without a network."""
        return rendering.html(self.spec, self.title, self.summary)

    def to_altair(self) -> Any:
        """The spec as a chart of Altair, which must be installed."""
        try:
            import altair
        except ImportError:
            tip = "Install it with: pip install 'qadsl[altair]'"
            raise fail("QA728", "`to_altair` needs the package altair", help=[tip]) from None
        kind = altair.LayerChart if "layer" in self.spec else altair.Chart
        return kind.from_dict(self.to_dict(), validate=False)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture in the form that the ending asks for: .svg, .png, .pdf, .html or .json.

        It is written whole or not at all.
        """
        if not isinstance(path, str | os.PathLike):
            raise fail("QA727", f"a file is named by a text, not by `{path!r}`", help=['`.save("suez.svg")`'])
        file = check_path(Path(path))
        written = FORMS[file.suffix.lower()](self)
        write_whole(file, written.encode() if isinstance(written, str) else written)
        return file

    @property
    def html(self) -> str:
        """The picture as one element that a page or notebook shows as it is, with its text beside it."""
        drawn = b64encode(self.to_svg("clear").encode()).decode()
        alt = escape(f"{self.title}. {self.summary}", quote=True)
        return f'<img class="qa-picture" style="max-width:100%" alt="{alt}" src="data:image/svg+xml;base64,{drawn}">'

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": f"{self.title}\n\n{self.summary}"}

    def __str__(self) -> str:
        return f"{self.title}\n\n{self.summary}"

    def __repr__(self) -> str:
        return f"<Picture {self.kind}: {self.title}>"


FORMS: dict[str, Callable[[Picture], str | bytes]] = {
    ".svg": Picture.to_svg,
    ".png": Picture.to_png,
    ".pdf": Picture.to_pdf,
    ".html": Picture.to_html,
    ".json": Picture.to_json,
}
"""What `save` writes by the ending of a file."""


def check_path(file: Path) -> Path:
    """The path, if a picture can be written there: of a known ending, in a folder that is there."""
    return check_file(file, FORMS)
