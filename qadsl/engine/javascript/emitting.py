"""A plan as the body of a JavaScript function of (R, M): what may be called, and what is read and written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import prod

from qadsl.engine.inputs import reading
from qadsl.engine.javascript.leaves import SOURCES
from qadsl.engine.javascript.operations import number
from qadsl.engine.javascript.solves import Solver
from qadsl.engine.javascript.staging import Stage, Staging
from qadsl.engine.javascript.writing import Loops
from qadsl.engine.memories import after_outcomes
from qadsl.engine.solvers import behaviour
from qadsl.ir.program import Plan
from qadsl.ir.sites import cone

__all__ = ["code_of", "read_quantities"]

_DECISION = ("time", "target", "self", "partner")
_CALLED = (
    "minimum", "maximum", "divide", "round12", "exp", "log", "power", "and", "or", "less", "lessEqual", "equal",
    "select", "cameOut", "spread", "bits", "coalitions", "blocs", "Found", "Network", "links",
    "manyBlocs", "partition",
)  # fmt: skip


def read_quantities(plan: Plan) -> list[int]:
    """The quantities that any node reads, in order."""
    return sorted({reading(node)[0] for node in plan.nodes if node.op in ("input", "is_given")})


def code_of(plan: Plan, quantities: dict[int, int]) -> str:
    """The function body, given what the quantities of the plan are called in JavaScript.

    Nothing that a user typed is in it: names are made here, and numbers are numbers.
    """
    staging = Staging(plan)
    writer = _Writer(plan, staging, quantities)
    early = [writer.stage(stage) for stage in staging.stages() if not stage.is_late]
    late = [writer.stage(stage) for stage in staging.stages() if stage.is_late]
    ends = writer.ends(early, late)
    return "\n".join([*writer.head(), *writer.functions, f"return[{','.join(ends)}];"])


class _Writer:
    def __init__(self, plan: Plan, staging: Staging, quantities: dict[int, int]) -> None:
        self.plan, self.staging, self.quantities = plan, staging, quantities
        self.loops = Loops(plan, staging.kept, quantities, SOURCES)
        self.functions: list[str] = []
        self._reads = staging.reads()
        self._everywhere = set(cone(plan, (node for solve in plan.solves for node in solve.nodes)))
        self._late = after_outcomes(plan)

    def head(self) -> list[str]:
        """Names for what is read and written."""
        lines = ['"use strict";', f"const{{{','.join(name for name in _CALLED)}}}=R;"]
        lines.append(f"const n={len(self.plan.actors)},T={len(self.plan.targets)};")
        lines.append("const{targets:tg,positions:ps,years,ties,starts:st,target:ck,one:ci,other:cj,out}=M;")
        for array, name in (("quantities", "q"), ("given", "g")):
            named = [f"{name}{i}" for i in range(len(self.quantities))]
            lines += [f"const[{','.join(named)}]=M.{array};"] if named else []
        named = [f"m{i}" for i in range(len(self.plan.memories))]
        lines += [f"const[{','.join(named)}]=M.memories;"] if named else []
        for position in sorted(self.staging.kept):
            axes = self.plan.nodes[position].axes - {"draw"}
            size = prod(self.loops.size(axis) for axis in axes)
            lines.append(f"const a{position}=new Float64Array({size});")
        for place in range(len(self.plan.solves)):
            slots = len(self.plan.periods) * len(self.plan.targets) or 1
            lines.append(f"const w{place}=new Found({slots},n);")
        return lines

    def stage(self, stage: Stage) -> str:
        """Write one loop and tell how it is run."""
        if stage.solve is not None:
            solve = self.plan.solves[stage.solve]
            name = self._function(self.loops.over(stage.axes, False, Solver(self.loops, stage.solve).write))
            return self._told(name, stage.is_timed, solve.nodes)

        def body() -> None:
            for position in stage.kept:
                self.loops.keep(position)

        is_skipping = self._everywhere.isdisjoint(stage.kept)
        name = self._function(self.loops.over(stage.axes, is_skipping, body))
        return self._told(name, stage.is_timed, stage.kept)

    def ends(self, early: list[str], late: list[str]) -> list[str]:
        """All stages in order, with those that make choices, ties and measures."""
        if not self.plan.options:
            return [*early, *late]
        decided = [option.payoff for option in self.plan.options] + [self.plan.encouraging, self.plan.discouraging]
        decided += [node for rule in self.plan.behaviours for node in rule.conditions]
        decided += [conflict.node for conflict in self.plan.conflicts]
        decided += [memory.node for memory in self.plan.memories if memory.node is not None]
        decided += [] if self.plan.precision is None else [self.plan.precision]
        decided = [node for node in decided if node not in self._late]
        found = [*early, self._told(self._function(self._at_cells(self._decide)), True, decided)]
        found.append(self._told("M.tie", True, decided))
        if any(memory.groups for memory in self.plan.memories):
            found.append(self._told("M.remember", True, decided))
        found += late
        if self.plan.measures:
            nodes = [measure.node for measure in self.plan.measures]
            nodes += [m.node for m in self.plan.memories if m.node is not None and m.node in self._late]
            found.append(self._told(self._function(self._at_cells(self._measure)), True, nodes))
        return found

    def _told(self, name: str, is_timed: bool, nodes: Iterable[int]) -> str:
        reads = sorted({self.quantities[one] for node in nodes for one in self._reads[node]})
        return f"[{name},{int(is_timed)},[{','.join(map(str, reads))}]]"

    def _function(self, lines: list[str]) -> str:
        name = f"s{len(self.functions)}"
        self.functions.append("\n".join([f"function {name}(t){{", *lines, "}"]))
        return name

    def _at_cells(self, body: Callable[[], None]) -> list[str]:
        lines = self.loops.inside(_DECISION, body)
        opening = "for(let c=st[t];c<st[t+1];c++){const k=ck[c],i=ci[c],j=cj[c],K=tg[k];"
        return [opening, *lines, "}"]

    # --- decisions ------------------------------------------------------------------------------------------------

    def _decide(self) -> None:
        """Payoffs, E, D, margin, choice, labels, conflicts and memories of one decision."""
        loops, count = self.loops, len(self.plan.options)
        payoffs = [loops.value(option.payoff) for option in self.plan.options]
        sums = [loops.value(self.plan.encouraging), loops.value(self.plan.discouraging)]
        means = [*payoffs, *sums, self._margin(payoffs)]
        for place, value in enumerate(means):
            loops.line(f"out.means[c*{count + 3}+{place}]={value};")
        blank = "||".join(f"{payoff}!=={payoff}" for payoff in payoffs)
        if self.plan.precision is None:
            loops.line("let h=0,b=" + payoffs[0] + ";")
            for option, payoff in enumerate(payoffs[1:], 1):
                loops.line(f"if({payoff}>b){{b={payoff};h={option};}}")
            loops.line(f"if({blank})h=-1;")
        else:
            self._quantal(payoffs, loops.value(self.plan.precision))
        loops.line("out.choice[c]=h;")
        self._labels()
        for place, conflict in enumerate(self.plan.conflicts):
            loops.line(f"out.conflicts[c*{len(self.plan.conflicts)}+{place}]={loops.value(conflict.node)}===1?1:0;")
        self._remember(is_late=False)

    def _margin(self, payoffs: list[str]) -> str:
        if len(payoffs) < 2:
            return "NaN"
        one, two, *others = payoffs
        self.loops.line(f"let best=maximum({one},{two}),next=minimum({one},{two});")
        for payoff in others:
            self.loops.line(f"next=maximum(next,minimum(best,{payoff}));best=maximum(best,{payoff});")
        return "best-next"

    def _quantal(self, payoffs: list[str], precision: str) -> None:
        """Probabilities of options in proportion to exp(precision x payoff)."""
        loops, count = self.loops, len(payoffs)
        loops.line(f"let top={payoffs[0]};")
        for payoff in payoffs[1:]:
            loops.line(f"top=maximum(top,{payoff});")
        for option, payoff in enumerate(payoffs):
            loops.line(f"const w{option}=exp({precision}*({payoff}-top));")
        whole = "+".join(f"w{option}" for option in range(count))
        loops.line(f"const whole={whole};let h=0;")
        for option in range(count):
            loops.line(f"const p{option}=w{option}/whole;out.chances[c*{count}+{option}]=p{option};")
            loops.line(f"if(p{option}!==p{option})h=-1;")

    def _labels(self) -> None:
        """The labels that fit: of the choice, or under quantal response of every option."""
        loops, count = self.loops, len(self.plan.options)
        labels = behaviour.labels_of(self.plan)
        values = {node: loops.value(node) for own in labels for group in (own.first, own.fallback) for _, node in group}
        for option, own in enumerate(labels):
            where = "c" if self.plan.precision is None else f"c*{count}+{option}"
            test = f"if(h==={option})" if self.plan.precision is None else ""
            written = _fitting(own.first, values, _fitting(own.fallback, values, "0"))
            loops.line(f"{test}out.labels[{where}]={written};")

    def _remember(self, *, is_late: bool) -> None:
        for place, memory in enumerate(self.plan.memories):
            if memory.node is not None and (memory.node in self._late) is is_late:
                size, targets = len(self.plan.actors), len(self.plan.targets)
                self.loops.line(f"m{place}[((t*{targets}+k)*{size}+i)*{size}+j]={self.loops.value(memory.node)};")

    def _measure(self) -> None:
        """What measures come to at one decision."""
        for place, measure in enumerate(self.plan.measures):
            self.loops.line(f"out.measures[{place}][c]={self.loops.value(measure.node)};")
        self._remember(is_late=True)


def _fitting(group: tuple[tuple[int, int], ...], values: dict[int, str], otherwise: str) -> str:
    """Labels as the sum of their bits; none where it is unknown whether one fits."""
    if not group:
        return otherwise
    nodes = dict.fromkeys(values[node] for _, node in group)
    blank = "||".join(f"{name}!=={name}" for name in nodes if name[0] in "vN")
    found = "+".join(f"({values[node]}===1?{number(float(bit))}:0)" for bit, node in group)
    fits = f"({found}||{otherwise})" if otherwise != "0" else f"({found})"
    return f"({blank}?0:{fits})" if blank else fits
