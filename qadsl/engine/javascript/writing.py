"""Writes loops: each value where all of its axes are known, as far out as that is, and once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias, cast

from qadsl.engine.javascript.operations import EXPRESSIONS, LEAVES, number
from qadsl.engine.javascript.staging import ordered
from qadsl.ir.ops import REDUCTIONS
from qadsl.ir.program import Node, Place, Plan
from qadsl.ir.types import Axis

__all__ = ["Leaves", "Loops", "Scope"]

_NAMES = {"self": "i", "partner": "j"}


class Scope:
    """The body of a loop, or of a condition in it: its lines, and what is known in it by which name."""

    def __init__(self, axes: frozenset[Axis], opening: str = "") -> None:
        self.axes = axes
        self.opening = opening
        self.lines: list[str] = []
        self.known: dict[object, str] = {}


class Loops:
    """Loops inside one another, and what is worked out in them."""

    def __init__(self, plan: Plan, kept: set[int], quantities: dict[int, int], leaves: Leaves) -> None:
        self.plan, self.kept, self.quantities, self._leaves = plan, kept, quantities, leaves
        self._scopes: list[Scope] = []
        self._count = 0

    # --- loops ----------------------------------------------------------------------------------------------------

    def over(self, axes: Sequence[Axis], is_skipping: bool, body: Callable[[], None]) -> list[str]:
        """The lines of loops over axes, with a body that writes into the innermost."""
        self._scopes = [Scope(frozenset())]
        for axis in axes:
            self._open(axis, is_skipping)
        body()
        for _ in axes:
            self._close()
        return self._scopes[0].lines

    def inside(self, axes: Sequence[Axis], body: Callable[[], None]) -> list[str]:
        """The lines of a place where all of these axes are known already."""
        self._scopes = [Scope(frozenset(axes))]
        body()
        return self._scopes[0].lines

    def _open(self, axis: Axis, is_skipping: bool) -> None:
        name, bound = self.name(axis), "T" if axis == "target" else "n"
        scope = Scope(self._scopes[-1].axes | {axis}, f"for(let {name}=0;{name}<{bound};{name}++){{")
        if axis == "target":
            scope.lines.append("const K=tg[k];")
        if is_skipping:
            others = [known for known in ("self", "target") if known in self._scopes[-1].axes and axis in _NAMES]
            tests = [f"{name}==={self.actor(other)}" for other in others if other != axis]
            scope.lines += [f"if({'||'.join(tests)})continue;"] if tests else []
        self._scopes.append(scope)

    def _close(self, closing: str = "}") -> None:
        scope = self._scopes.pop()
        self._scopes[-1].lines += [scope.opening, *scope.lines, closing]

    def within(self, axis: Axis, opening: str, body: Callable[[], None]) -> None:
        """A loop of another kind along an axis, inside the innermost."""
        self._scopes.append(Scope(self._scopes[-1].axes | {axis}, opening))
        body()
        self._close()

    def line(self, text: str) -> None:
        """Write a line into the innermost loop."""
        self._scopes[-1].lines.append(text)

    # --- values ---------------------------------------------------------------------------------------------------

    def value(self, position: int) -> str:
        """A name, or number, that has the value of a node here."""
        node = self.plan.nodes[position]
        if node.op == "constant":
            return number(cast(float, node.data))
        for scope in reversed(self._scopes):
            if position in scope.known:
                return scope.known[position]
        if node.op in LEAVES:
            return self.named(position, ordered(node.axes), self._leaves[node.op](self, node))
        if position in self.kept and not self._is_asked(position):
            return self.named(position, ordered(node.axes), f"a{position}[{self.index(node.axes)}]")
        if node.op in REDUCTIONS:
            return self._reduction(position, node)
        written = EXPRESSIONS[node.op](*[self.value(argument) for argument in node.arguments])
        return self.named(position, ordered(node.axes), written)

    def keep(self, position: int) -> None:
        """Work a node out and put it into its array."""
        self._scopes[0].known["asked"] = str(position)
        found = self.value(position)
        self._scopes[0].known.pop("asked")
        self.line(f"a{position}[{self.index(self.plan.nodes[position].axes)}]={found};")

    def _is_asked(self, position: int) -> bool:
        return self._scopes[0].known.get("asked") == str(position)

    def named(self, key: object, axes: Sequence[Axis], written: str) -> str:
        """Give something a name in the outermost loop in which its axes are known; what has one keeps it."""
        for known in reversed(self._scopes):
            if key in known.known:
                return known.known[key]
        scope = self._scope_of(frozenset(axes))
        name = self._fresh()
        scope.lines.append(f"const {name}={written};")
        scope.known[key] = name
        return name

    def _scope_of(self, axes: frozenset[Axis]) -> Scope:
        """The outermost loop with these axes; of a condition inside it, what stands there."""
        fitting = [scope for scope in self._scopes if axes <= scope.axes]
        return [scope for scope in fitting if scope.axes == fitting[0].axes][-1]

    def _fresh(self) -> str:
        self._count += 1
        return f"v{self._count}"

    # --- reductions -----------------------------------------------------------------------------------------------

    def _reduction(self, position: int, node: Node) -> str:
        """Write the loop of a reduction where its axes are known."""
        place = self._scopes.index(self._scope_of(frozenset(ordered(node.axes)))) + 1
        within, self._scopes = self._scopes[place:], self._scopes[:place]
        found = self._reduced(position, node)
        self._scopes += within
        return found

    def _reduced(self, position: int, node: Node) -> str:
        result, blank = self._fresh(), self._fresh()
        self.line(f"let {result}={_STARTS[node.op]},{blank}=0;")
        self._open(str(node.data), is_skipping=False)
        if node.op in ("any", "all"):
            self._quantified(node, result)
        else:
            self._masked(node, result, blank)
        self._close()
        self.line(_ENDS[node.op].format(s=result, c=blank))
        self._scopes[-1].known[position] = result
        return result

    def _quantified(self, node: Node, result: str) -> None:
        body, mask = node.arguments
        held = self.value(mask)
        if node.op == "any":
            self.line(f"{result}=or({result},and({held},{self.value(body)}));if({result}===1)break;")
        else:
            self.line(f"{result}=and({result},or(1-{held},{self.value(body)}));if({result}===0)break;")

    def _masked(self, node: Node, result: str, count: str) -> None:
        held = self.value(node.arguments[-1])
        self.line(f"if({held}!=={held}){{{count}=NaN;break;}}")
        scope = Scope(self._scopes[-1].axes, f"if({held}===1){{")
        self._scopes.append(scope)
        if node.op == "count":
            self.line(f"{result}+=1;")
        else:
            self.line(_STEPS[node.op].format(s=result, c=count, x=self.value(node.arguments[0])))
        self._close()

    # --- where ----------------------------------------------------------------------------------------------------

    def name(self, axis: Axis) -> str:
        """The name of the position along an axis."""
        return {"self": "i", "partner": "j", "target": "k", "time": "t"}.get(axis, f"o{axis[4:]}")

    def actor(self, place: Place) -> str:
        """The actor who stands at a place."""
        if isinstance(place, int):
            return str(place)
        return "K" if place == "target" else self.name(place)

    def index(self, axes: frozenset[Axis]) -> str:
        """Where in an array over axes the value of here stands."""
        known = ("time",) if "time" in axes else ()
        return self.place([(self.name(axis), self.size(axis)) for axis in (*known, *ordered(axes))], ordered(axes))

    def size(self, axis: Axis) -> int:
        """How many positions an axis has."""
        sizes = {"time": len(self.plan.periods), "target": len(self.plan.targets)}
        return sizes.get(axis, len(self.plan.actors))

    def place(self, steps: Sequence[tuple[str, int]], axes: Iterable[Axis]) -> str:
        """A position in row-major order, worked out once for all that read there."""
        found = ""
        for name, size in steps:
            found = f"({found})*{size}+{name}" if found else name
        return self.named(found, tuple(axes), found) if len(steps) > 1 else found or "0"


_STARTS = {"sum": "0", "mean": "0", "largest": "NaN", "smallest": "NaN", "count": "0", "any": "0", "all": "1"}
_STEPS = {
    "sum": "{s}+={x};",
    "mean": "{s}+={x};{c}+=1;",
    "largest": "{s}={c}?maximum({s},{x}):{x};{c}=1;",
    "smallest": "{s}={c}?minimum({s},{x}):{x};{c}=1;",
}
_ENDS = {
    "sum": "if({c}!=={c}){s}=NaN;",
    "mean": "{s}={c}>0?{s}/{c}:NaN;",
    "largest": "if({c}!=={c}){s}=NaN;",
    "smallest": "if({c}!=={c}){s}=NaN;",
    "count": "if({c}!=={c}){s}=NaN;",
    "any": "",
    "all": "",
}

Leaves: TypeAlias = Mapping[str, Callable[[Loops, Node], str]]
"""How each leaf of the graph is read."""
