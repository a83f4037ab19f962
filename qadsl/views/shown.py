"""What answers have in common: the forms that a notebook, a paper and a terminal may ask for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar, Generic, TypeVar

from qadsl.views import html
from qadsl.views.bundle import Page, bundle
from qadsl.views.latex import latex
from qadsl.views.told import Told

__all__ = ["Answered", "Shown"]

Tree = TypeVar("Tree")
WIDTH = 80
"""Columns of plain text."""


class Shown(ABC):
    """What a notebook shows: a page where it can, LaTeX for papers, plain text elsewhere."""

    @abstractmethod
    def _pages(self) -> Iterator[Page]:
        """The page, then leaner ones for where it is too large."""

    @abstractmethod
    def to_latex(self) -> str:
        """Sentences and tables as LaTeX, for a document that loads `booktabs` and `longtable`."""

    def _repr_html_(self) -> str:
        return self._repr_mimebundle_()["text/html"]

    def _repr_latex_(self) -> str:
        return self.to_latex()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return bundle(self._pages(), self.to_latex(), str(self))


class Answered(Shown, Generic[Tree]):
    """An answer as a tree of data, of which all that is shown is made.

    `str()` is its text, a notebook shows it as tables, `to_dict()` gives everything, `tree` is the data.
    """

    _kind: str
    """What the piece of a page is called that shows it."""
    _more: ClassVar[str]
    """Where rows are that tables in a notebook have no room for."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    @property
    @abstractmethod
    def told(self) -> Told:
        """What it tells, as sentences and tables."""

    @abstractmethod
    def in_width(self, width: int) -> str:
        """The text in so many columns."""

    @abstractmethod
    def to_dict(self) -> dict[str, object]:
        """The answer under the names that `--format json` prints."""

    def to_latex(self) -> str:
        """Sentences and tables as LaTeX, for a document that loads `booktabs` and `longtable`."""
        return latex(self.told, self._more)

    def _pages(self) -> Iterator[Page]:
        yield lambda: html.told_html(self._kind, self.told, self._more)
        yield lambda: html.brief_html(self._kind, self.told)

    def __str__(self) -> str:
        return self.in_width(WIDTH)
