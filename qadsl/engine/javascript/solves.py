"""What a theory asks to be solved: who takes part, what each group or pair comes to, and what finds the rest."""

from __future__ import annotations

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
        if self._solve.form == "coalitions":
            self._coalitions()
        else:
            self._blocs()

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
        loops.line(
            f"coalitions(w{self._number},{loops.slot(self._number)},ok,who,{self._solve.most},holds,"
            f'"{self._solve.rule}");'
        )

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
        loops.line(f"blocs(w{self._number},{loops.slot(self._number)},ok,who,apart,beside);")
