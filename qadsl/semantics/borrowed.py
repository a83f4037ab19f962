"""Functions and words of R, Stata, Excel and Python, each with what is written here instead."""

from __future__ import annotations

from qadsl.diagnostics import Fix
from qadsl.syntax import nodes

__all__ = ["function", "word"]

_SAME = {
    **dict.fromkeys(("average", "avg"), "mean"),
    **dict.fromkeys(("ln", "loge"), "log"),
    **dict.fromkeys(("maximum", "fmax", "pmax", "rowmax"), "max"),
    **dict.fromkeys(("minimum", "fmin", "pmin", "rowmin"), "min"),
    **dict.fromkeys(("fabs", "absolute", "mod"), "abs"),
    **dict.fromkeys(("rnorm", "norm", "n", "gauss", "gaussian", "norminv", "rnormal", "randn"), "normal"),
    **dict.fromkeys(("runif", "unif", "u", "rand", "random", "randbetween", "runiform"), "uniform"),
    **dict.fromkeys(("triangle", "tri", "rtriangle", "triang"), "triangular"),
    **dict.fromkeys(("rbeta", "betapert", "dbeta"), "beta"),
    **dict.fromkeys(("sample", "choice", "categorical"), "discrete"),
}
_CHOICES = ("if", "ifelse", "iif", "cond", "if_else", "iff", "where", "case_when")
_POWERS = ("pow", "power")
_ASKING = ("isna", "is_na", "isnan", "isnull", "is_null", "missing", "isblank", "isempty")
_WORDS = {
    **dict.fromkeys(("true", "t", "wahr", "vrai", "on", "y"), "yes"),
    **dict.fromkeys(("false", "f", "falsch", "faux", "off"), "no"),
    **dict.fromkeys(("na", "nan", "null", "none", "nil", "missing", "n_a", "inf"), "unknown"),
}
_FOLDED = {
    **dict.fromkeys(("len", "length", "nrow", "size", "card", "countif", "sumif"), "count(p in actors where ...)"),
    **dict.fromkeys(("sum", "total"), "sum(trade(self, p) for p in actors)"),
    **dict.fromkeys(("mean",), "mean(p.capability for p in actors)"),
    **dict.fromkeys(("exists", "some", "any"), "any(p in actors where ...)"),
    **dict.fromkeys(("forall", "every", "all"), "all(p in actors where ...)"),
    **dict.fromkeys(("round", "floor", "ceil", "ceiling", "int", "trunc"), "a comparison: values are not rounded"),
}  # fmt: skip


def function(node: nodes.Call) -> tuple[str, Fix | None] | None:
    """The hint and the mend for a call of a function that another tool has; None where none is known."""
    name = node.function.text.lower()
    arguments = [argument.span.text for argument in node.arguments]
    if name in _CHOICES and len(arguments) == 3:
        return _instead(node, f"if {arguments[0]} then {arguments[1]} else {arguments[2]}")
    if name in _CHOICES:
        return "write `if c then a else b`", None
    if name in _POWERS and len(arguments) == 2:
        return _instead(node, f"({arguments[0]}) ^ ({arguments[1]})")
    if name in _ASKING and len(arguments) == 1:
        return _instead(node, f"{arguments[0]} is not given")
    if name in _SAME and not (name == "average" and not arguments):
        meant = _SAME[name]
        return f"here it is called `{meant}`", Fix(node.function.span, meant)
    if name in ("sum", "mean", "total") and (added := _added(node, name)):
        return _instead(node, added)
    if name in _FOLDED:
        return f"write `{_FOLDED[name]}`" if "(" in _FOLDED[name] else f"write {_FOLDED[name]}", None
    return None


def _added(node: nodes.Call, name: str) -> str:
    """`sum(a, b)` and `mean(c(a, b))` as they are written here; nothing where a group is meant."""
    arguments = node.arguments
    if len(arguments) == 1 and isinstance(arguments[0], nodes.Call) and arguments[0].function.text in ("c", "list"):
        arguments = arguments[0].arguments
    if len(arguments) < 2:
        return ""
    added = " + ".join(argument.span.text for argument in arguments)
    return f"({added})" if name != "mean" else f"({added}) / {len(arguments)}"


def _instead(node: nodes.Call, meant: str) -> tuple[str, Fix]:
    return f"write `{meant}`", Fix(node.span, meant)


def word(text: str) -> str | None:
    """`yes`, `no` or `unknown` for how another tool writes it."""
    folded = text.lower()
    if folded in ("yes", "no", "unknown") and text != folded:
        return folded
    return _WORDS.get(folded)
