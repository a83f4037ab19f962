"""What a theory asks to be solved: who takes part, what each group or pair comes to, and what finds the rest."""

from __future__ import annotations

from qadsl.engine.javascript.leaves import slot
from qadsl.engine.javascript.writing import Loops
from qadsl.ir.types import TRIED

__all__ = ["Solver"]


class Solver:
    """Writes how one solve is worked out, in a loop over targets if it hangs on them."""

    def __init__(self, loops: Loops, number: int) -> None:
        self._loops, self._number = loops, number
        self._solve = loops.plan.solves[number]

    def write(self) -> None:
        """Write it into the innermost loop."""
        self._who()
        match self._solve.form:
            case "coalitions":
                self._coalitions()
            case "blocs":
                self._blocs()
            case "partition":
                self._divisions()
            case _:
                self._networks()

    def _who(self) -> None:
        """Who takes part, in order; nothing is known where it is unknown of anybody."""
        loops = self._loops
        loops.line("const who=[];let ok=true;")

        def body() -> None:
            tests = ["!M.isAway(t,i)"]
            if self._solve.among is not None:
                inside = loops.value(self._solve.among)
                loops.line(f"if({inside}!=={inside})ok=false;")
                tests.append(f"{inside}===1")
            if "target" in self._solve.axes:
                tests.append("i!==K")
            loops.line(f"if({'&&'.join(tests)})who.push(i);")

        loops.within("self", "for(let i=0;i<n;i++){", body)

    def _coalitions(self) -> None:
        """The condition for every set of those who take part."""
        loops = self._loops
        loops.line("const holds=new Float64Array(1<<who.length);")

        def body() -> None:
            loops.line("const G=spread(who,g);")
            loops.line(f"holds[g]={loops.value(self._solve.values[0][1])};")

        loops.within(TRIED, "for(let g=1;ok&&g<1<<who.length;g++){", body)
        loops.line(self._call("coalitions", f'who,{self._solve.most},holds,"{self._solve.rule}"'))

    def _blocs(self) -> None:
        """What it costs each two of them to be apart, and to be together."""
        loops, nodes = self._loops, dict(self._solve.values)
        loops.line("const count=who.length,apart=new Float64Array(count*count),beside=new Float64Array(count*count);")

        def inner() -> None:
            loops.line("if(a===b)continue;")
            for word, array in (("apart", "apart"), ("together", "beside")):
                if word in nodes:
                    loops.line(f"{array}[a*count+b]={loops.value(nodes[word])};")

        def outer() -> None:
            loops.within("partner", "for(let b=0;b<count;b++){const j=who[b];", inner)

        loops.within("self", "for(let a=0;a<count;a++){const i=who[a];", outer)
        if self._solve.count == 2:
            loops.line(self._call("blocs", "who,apart,beside"))
        else:
            loops.line(self._call("manyBlocs", f"who,apart,beside,{self._solve.count}"))

    def _divisions(self) -> None:
        """What every set of those who take part is worth to each of its members."""
        loops = self._loops
        loops.line("const size=who.length,worth=new Float64Array(size<<size);")

        def inner() -> None:
            loops.line("if(!((g>>a)&1))continue;const G=spread(who,g);")
            loops.line(f"worth[(a<<size)+g]={loops.value(self._solve.values[0][1])};")

        def outer() -> None:
            loops.within(TRIED, "for(let g=1;g<1<<size;g++){", inner)

        loops.within("self", "for(let a=0;ok&&a<size;a++){const i=who[a];", outer)
        loops.line(self._call("partition", f'who,{self._solve.most},worth,"{self._solve.rule}"'))

    def _networks(self) -> None:
        """What every network of those who take part is worth to each of them."""
        loops = self._loops
        loops.line("const network=new Network(who,n),size=who.length,worth=new Float64Array(size*network.count);")

        def inner() -> None:
            loops.line(f"worth[a*network.count+g]={loops.value(self._solve.values[0][1])};")

        def outer() -> None:
            loops.line("network.enter(g);")
            loops.within("self", "for(let a=0;a<size;a++){const i=who[a];", inner)

        loops.within(TRIED, "for(let g=0;ok&&g<network.count;g++){", outer)
        loops.line(self._call("links", "network,worth"))

    def _call(self, what: str, arguments: str) -> str:
        """The call that finds what is solved, and keeps it."""
        return f"{what}(w{self._number},{slot(self._loops, self._number)},ok,{arguments});"
