"""What a call that is being written takes, and which part of it is being written."""

from __future__ import annotations

from bisect import bisect_left

from lsprotocol import types

from qadsl.apps.lsp.session import View
from qadsl.assist.describing import BUILT_IN
from qadsl.assist.texts import Text
from qadsl.syntax import nodes

__all__ = ["signature"]

PLACES = {"attribute": ("actor",), "relation": ("self", "partner"), "variable": ("self", "partner", "target")}
GIVEN = {
    "normal": ("mean", "deviation"), "uniform": ("low", "high"), "triangular": ("least", "likeliest", "greatest"),
    "pert": ("least", "likeliest", "greatest"), "beta": ("a", "b"), "discrete": ("value: share", "value: share"),
    "min": ("x", "y"), "max": ("x", "y"), "abs": ("x",), "sqrt": ("x",), "exp": ("x",), "log": ("x",),
    "count": ("p in group where condition",), "any": ("p in group where condition",),
    "all": ("p in group where condition",), "sum": ("x for p in group",), "mean": ("x for p in group",),
    "payoff": ("option",),
}  # fmt: skip


def signature(view: View, position: types.Position) -> types.SignatureHelp | None:
    """The call around a place."""
    found = _call_at(view.text, view.text.offset((position.line, position.character)))
    if found is None:
        return None
    name, argument = found[0].strip("`"), found[1]
    takes, said = _takes(view, name)
    if not takes:
        return None
    parameters = [types.ParameterInformation(label=one) for one in takes]
    one = types.SignatureInformation(f"{name}({', '.join(takes)})", said or None, parameters)
    return types.SignatureHelp([one], 0, min(argument, len(takes) - 1))


def _takes(view: View, name: str) -> tuple[tuple[str, ...], str]:
    if name in GIVEN:
        return GIVEN[name], BUILT_IN.get(name, "")
    for symbol in view.analysis.references.named(name):
        title = getattr(symbol.node, "title", None)
        said = title.value if isinstance(title, nodes.Text) else ""
        if symbol.kind in PLACES:
            return PLACES[symbol.kind], said
        if isinstance(symbol.node, nodes.Define) and symbol.node.parameters:
            return tuple(word.text for word in symbol.node.parameters), said
    return (), ""


def _call_at(text: Text, offset: int) -> tuple[str, int] | None:
    """The innermost call that is open at a place, and which of its arguments the cursor is in."""
    kinds, texts = text.tokens.kinds, text.tokens.texts
    depth = argument = 0
    for i in range(bisect_left(text.tokens.starts, offset) - 1, 0, -1):
        kind = kinds[i]
        if kind in ("RBRACE", "LBRACE"):
            return None
        depth += (kind == "RPAR") - (kind == "LPAR")
        argument += kind == "COMMA" and depth == 0
        if depth < 0:
            return (texts[i - 1], argument) if kinds[i - 1] in ("NAME", "QUOTED_NAME") else None
    return None
