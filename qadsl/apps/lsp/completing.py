"""What may be written at the cursor, as the protocol lists it."""

from __future__ import annotations

from lsprotocol import types

from qadsl.apps.lsp.session import View
from qadsl.assist.describing import description
from qadsl.assist.offers import Offer, Offers, offers

__all__ = ["complete", "documented"]

Kind = types.CompletionItemKind
KINDS = {
    "actor": Kind.Value, "argument": Kind.Variable, "attribute": Kind.Property, "behaviour": Kind.EnumMember,
    "bound name": Kind.Variable, "built-in value": Kind.Variable,
    "definition": Kind.Function, "measure": Kind.Function, "solve": Kind.Function, "function": Kind.Function,
    "distribution": Kind.Function, "group": Kind.Enum, "built-in group": Kind.Enum,
    "instrument kind": Kind.Interface, "keyword": Kind.Keyword, "library": Kind.Module,
    "option": Kind.EnumMember, "parameter": Kind.Constant, "relation": Kind.Property, "role": Kind.Keyword,
    "rule": Kind.Event, "scale word": Kind.Unit, "scenario": Kind.Class, "theory": Kind.Class,
    "variable": Kind.Variable, "word of a category": Kind.EnumMember,
}  # fmt: skip
MOST = 1000
"""Names in one list: an editor asks again as more is typed."""


def complete(view: View, position: types.Position, *, has_snippets: bool) -> types.CompletionList:
    """Everything that fits at a place."""
    text = view.text
    found = offers(text, text.offset((position.line, position.character)), view.analysis)
    place = types.Range(*(types.Position(*text.place(at)) for at in (found.start, found.end)))
    items = [_item(offer, place, has_snippets=has_snippets) for offer in _near(found, text.raw)]
    return types.CompletionList(is_incomplete=len(found.every) > MOST, items=items)


def _near(found: Offers, raw: str) -> tuple[Offer, ...]:
    """What is offered; of very many names those that begin as what is typed go first."""
    if len(found.every) <= MOST:
        return found.every
    typed = raw[found.start : found.end].strip("`").casefold()
    return tuple(sorted(found.every, key=lambda one: not one.label.casefold().startswith(typed)))[:MOST]


def _item(offer: Offer, place: types.Range, *, has_snippets: bool) -> types.CompletionItem:
    item = types.CompletionItem(
        label=offer.label,
        kind=KINDS.get(offer.kind, Kind.Text),
        detail=offer.detail or None,
        sort_text=offer.rank + offer.label,
        filter_text=offer.text if offer.text.startswith("`") else None,
        text_edit=types.TextEdit(place, offer.text),
        data=offer.key or None,
    )
    if offer.kind == "keyword" and not has_snippets:
        item.detail = None
    elif offer.snippet:
        item.kind, item.insert_text_format = Kind.Snippet, types.InsertTextFormat.Snippet
        item.text_edit = types.TextEdit(place, offer.snippet)
    return item


def documented(view: View, item: types.CompletionItem) -> types.CompletionItem:
    """An item with what is said of it."""
    symbol = view.analysis.references.symbols.get(str(item.data)) if item.data else None
    if symbol is not None:
        item.documentation = types.MarkupContent(types.MarkupKind.Markdown, description(view.analysis, symbol))
    return item
