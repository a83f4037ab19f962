"""A plan as JavaScript that gives the same bits: a function made here, data, and a fixed part that is the same for all.

What is compiled is the program as it was lowered, freed of what no figure needs, and simplified only where that holds
whatever its inputs are: so a page may try other values without compiling again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from qadsl.engine.intervals import static_ranges
from qadsl.engine.javascript.describing import carried, described, safe_json
from qadsl.engine.javascript.emitting import code_of, read_quantities
from qadsl.engine.passes.fold import folding
from qadsl.engine.passes.prune import prune
from qadsl.engine.passes.rewriting import rebuild
from qadsl.engine.passes.share import share_values
from qadsl.engine.passes.unround import compare_unrounded
from qadsl.engine.ranges import Range, Truth, Value
from qadsl.engine.stocks import stocks_of
from qadsl.ir.program import Node, Plan
from qadsl.ir.types import Kind

__all__ = ["MOST_LABELS", "MOST_OF_GROUPS", "CannotCompile", "Compiled", "emit", "freed", "runtime"]

MOST_LABELS = 40
"""Labels of choices up to which sets of them are numbers that JavaScript holds exactly."""
MOST_OF_GROUPS = 30
"""Actors up to which groups that a program remembers are found in JavaScript."""

MOST_SOLVED = 16
"""Actors up to whom coalitions and two blocs are found in JavaScript."""

MOST_DIVIDED = 9
"""Actors up to whom divisions into groups, and more than two blocs, are found in JavaScript."""
MOST_LINKED = 6
"""Actors up to whom networks are found in JavaScript."""

_MOST_OF = {"blocs": MOST_SOLVED, "coalitions": MOST_SOLVED, "partition": MOST_DIVIDED, "links": MOST_LINKED}
_PARTS = (
    "functions", "draws", "quantiles", "inputs", "groups", "solving", "dividing", "sums", "tallies", "state", "model",
)  # fmt: skip
_LEFT_OUT = ("import ", "export ", "//", "/**", "*")
_EXPORTED = "export { createModel, modelFrom };"


class CannotCompile(ValueError):  # noqa: N818 - who meets it reads what it says
    """There is no JavaScript for a plan; `reason` says why in a user's words."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A plan as JavaScript.

    Parameters
    ----------
    code
        The body of a function of (R, M); nothing that a user typed is in it.
    data
        JSON, safe inside a script.
    """

    code: str
    data: str

    @property
    def size(self) -> int:
        """Of both, in bytes."""
        return len(self.code.encode()) + len(self.data.encode())

    def module(self) -> str:
        """One module that needs nothing else, and exports `open`, which makes a model."""
        opened = (
            f"const DATA = {self.data};\nconst open = () => createModel(DATA, function (R, M) {{\n{self.code}\n}});"
        )
        return f"{_joined()}\n{opened}\nexport {{ createModel, modelFrom, open }};\n"


def emit(plan: Plan) -> Compiled:
    """A lowered plan as JavaScript.

    Raises
    ------
    CannotCompile
        If it asks for what JavaScript cannot give.
    """
    _check(plan)
    lean = freed(plan)
    read = read_quantities(lean)
    names = {position: i for i, position in enumerate(carried(plan, read))}
    data = described(lean, plan, names, set(read), frozenset(plan.settled))
    return Compiled(code_of(lean, names), safe_json(data))


def _check(plan: Plan) -> None:
    for solve in plan.solves:
        most = MOST_DIVIDED if solve.form == "blocs" and solve.count != 2 else _MOST_OF[solve.form]
        if len(plan.actors) - ("target" in solve.axes) > most:
            raise CannotCompile(f"the theory solves something among more than {most} actors (`solve {solve.name}`)")
    if len(plan.behaviours) > MOST_LABELS:
        raise CannotCompile(f"the theory has more than {MOST_LABELS} behaviours")
    if len(plan.actors) > MOST_OF_GROUPS and any(memory.groups for memory in plan.memories):
        raise CannotCompile(f"a rule reads what groups there were, among more than {MOST_OF_GROUPS} actors")


def freed(plan: Plan) -> Plan:
    """The plan without what no figure needs, simplified where that holds whatever its inputs are."""
    lean = prune(replace(plan, differences={}))
    anything = {position: _anything(node) for position, node in enumerate(lean.nodes) if node.op in _INPUTS}
    lean = rebuild(lean, folding(static_ranges(lean, stocks_of(lean), anything)))
    return prune(share_values(compare_unrounded(lean)))


_INPUTS = frozenset({"input", "is_given"})


def _anything(node: Node) -> Value:
    yes = np.array([True])
    if node.op == "is_given":
        return Truth(yes, yes, ~yes)
    return Truth(yes, yes, yes) if node.kind is Kind.FLAG else Range(np.array([-np.inf]), np.array([np.inf]), yes)


def runtime() -> str:
    """The part that is the same for all programs, as one module."""
    return f"{_joined()}\n{_EXPORTED}\n"


@cache
def _joined() -> str:
    """The modules of the fixed part in one, without remarks and what they import from and export to one another."""
    folder = Path(__file__).parent / "runtime"
    parts = []
    for name in _PARTS:
        lines = (folder / f"{name}.js").read_text(encoding="utf-8").splitlines()
        parts.append("\n".join(line.strip() for line in lines if not line.strip().startswith(_LEFT_OUT)))
    return "\n".join(parts)
