"""What the editor says of the name under the pointer."""

from __future__ import annotations

from lsprotocol import types

from qadsl.apps.lsp.session import View
from qadsl.assist.describing import description
from qadsl.assist.forms import form

__all__ = ["hover"]


def hover(view: View, position: types.Position) -> types.Hover | None:
    """What is said of the name at a place."""
    mention = view.mention(position)
    if mention is None:
        told = form(view.read_from.normal, view.offset(position))
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, told)) if told else None
    text = description(view.analysis, view.analysis.references.symbols[mention.key])
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), view.range(mention.span))
