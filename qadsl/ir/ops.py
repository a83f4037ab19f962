"""The operations of the graph: one row each. Every backend, pass and emitter has one entry for each row.

Values are IEEE 754 doubles; an unknown is a NaN, also for flags and categories. Every operation gives an unknown for
an unknown argument except `and`, `or`, `select` and the reductions, which say below when they can settle.

`data` by operation:

constant       the value
input          (position in Plan.quantities, places): see `ir.program.Place`; time is added where the quantity is dated
is_given       the same: whether the scenario states a value (other than `unknown`) there
member         (place, sorted positions of actors): whether the actor there is one of them
same           (place, place): whether both are one actor
year           None: the number of the period
previous       (position in Plan.memories, places)
outcome        (position in Plan.options, places)
together       (position in Plan.solves, places of one or two actors)
told           (position in Plan.solves, `count`, `energy`, `worth` or `basin`)
in_group, links (place,); linked, steps (place, place); group_size (): read by solves alone, of what they try
reductions     the bound axis; arguments are (body, mask), or (mask) alone for `count`
"""

from __future__ import annotations

from dataclasses import dataclass

from qadsl.ir.types import Kind

__all__ = ["OPS", "REDUCTIONS", "Op"]


@dataclass(frozen=True, slots=True)
class Op:
    """A row of the table: how many arguments, what comes out, and what it means."""

    name: str
    arity: int
    kind: Kind | None
    meaning: str


_N, _F = Kind.NUMBER, Kind.FLAG

_ROWS = (
    Op("constant", 0, None, "a written value"),
    Op("input", 0, None, "the value of a quantity at a cell"),
    Op("is_given", 0, _F, "whether the scenario states the quantity at a cell"),
    Op("member", 0, _F, "whether an actor is in a group"),
    Op("same", 0, _F, "whether two places hold one actor"),
    Op("year", 0, _N, "the period as a number of years"),
    Op("previous", 0, None, "what a memory held at a cell one period ago; unknown in the first period"),
    Op("outcome", 0, _F, "whether the tie of a cell came out as an option in this period; read by measures alone"),
    Op("together", 0, _F, "whether actors stand together (one: with any other) in what a solve found"),
    Op("told", 0, _N, "a number that tells of what a solve found"),
    Op("in_group", 0, _F, "whether an actor is in the group that is tried"),
    Op("group_size", 0, _N, "how many are in the group that is tried"),
    Op("linked", 0, _F, "whether two actors are linked in the network that is tried"),
    Op("steps", 0, _N, "links of the shortest way between two actors in the network that is tried; infinite for none"),
    Op("links", 0, _N, "how many links an actor has in the network that is tried"),
    Op("negate", 1, _N, "-x"),
    Op("add", 2, _N, "x + y"),
    Op("subtract", 2, _N, "x - y"),
    Op("multiply", 2, _N, "x * y"),
    Op("divide", 2, _N, "x / y; unknown where y is 0"),
    Op("power", 2, _N, "x ^ y by repeated products for whole y, else exp(y log x); unknown where not real"),
    Op("minimum", 2, _N, "the lesser"),
    Op("maximum", 2, _N, "the greater"),
    Op("absolute", 1, _N, "|x|"),
    Op("sqrt", 1, _N, "square root; unknown below 0"),
    Op("exp", 1, _N, "e to the x (engine.functions)"),
    Op("log", 1, _N, "natural logarithm (engine.functions); unknown at and below 0"),
    Op("round12", 1, _N, "rounded to 12 decimals: rint(x * 1e12) / 1e12 where |x * 1e12| < 2^52, else x"),
    Op("less", 2, _F, "x < y, on rounded values"),
    Op("less_equal", 2, _F, "x <= y, on rounded values"),
    Op("equal", 2, _F, "x = y, on rounded values, flags or categories"),
    Op("and", 2, _F, "no where either is no, else unknown where either is unknown"),
    Op("or", 2, _F, "yes where either is yes, else unknown where either is unknown"),
    Op("not", 1, _F, "no for yes and yes for no"),
    Op("select", 3, None, "the second where the first is yes, the third where it is no; where it is unknown, the "
                          "second if it equals the third, else unknown"),
    Op("sum", 2, _N, "sum over the bound axis where the mask is yes, in canonical order of actors; 0 for none"),
    Op("mean", 2, _N, "their mean; unknown for none"),
    Op("largest", 2, _N, "the greatest of them; unknown for none"),
    Op("smallest", 2, _N, "the least of them; unknown for none"),
    Op("count", 1, _N, "how many the mask holds for; unknown where any mask is unknown"),
    Op("any", 2, _F, "`or` over the bound axis of (mask and body)"),
    Op("all", 2, _F, "`and` over the bound axis of (not mask or body)"),
)  # fmt: skip

OPS: dict[str, Op] = {row.name: row for row in _ROWS}
REDUCTIONS = frozenset({"sum", "mean", "largest", "smallest", "count", "any", "all"})
