"""How long pictures take to draw, and how large they are in a saved notebook.

Run `python benchmarks/pictures.py`. The workload: 12 states, 5 periods, one target, an uncertain theory with three
options, 200 draws; each picture by its bare call, as an SVG on a clear ground. "First" is the time of a new process
from the import of the drawing library to the first network; "again" is the median of drawings of the same figures, by
the clock and of the processor.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from statistics import median

import qadsl
from qadsl.plots import KINDS
from qadsl.results import Result

_THEORY = """
theory plain {
  encouraging { threat weight 100% }
  discouraging { quarrel weight 100% }
  option neutrality     { reward 0% }
  option quasi_alliance { reward 60%, cost 30% }
  option alliance       { reward 100%, cost 100% }
}
"""
_FIRST = """
import time
from benchmarks.pictures import result
found = result({states}, {periods})
start = time.perf_counter()
found.plot.network().html
print(time.perf_counter() - start)
"""


def result(states: int, periods: int) -> Result:
    """Three camps, within which threats are shared the more the nearer two stand, and grow by the period."""
    names = [f"S{i:02}" for i in range(states)]
    lines = []
    for i, one in enumerate(names):
        for j, other in enumerate(names):
            if one != other:
                base = 0.55 if i % 3 == j % 3 else 0.15
                for period in range(periods):
                    threat = base + 0.05 * period - 0.02 * (abs(i - j) % 5)
                    quarrel = 0.2 + 0.05 * ((i + 2 * j + period) % 6)
                    when = f" at {1950 + period}"
                    lines.append(
                        f"{one} -> {other} {{ threat = {threat:.2f} ± 0.1{when}, quarrel = {quarrel:.2f} ± 0.1{when} }}"
                    )
    text = (
        f"{_THEORY}\nscenario s {{\ntime 1950 .. {1950 + periods - 1}\nstate {', '.join(names)}, T\n"
        f"against T {{\n{chr(10).join(lines)}\n}}\n}}\nrun s with plain\n"
    )
    return qadsl.compile(text).run(draws=200)


def main() -> None:
    """Print the first drawing, and a row a picture."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--states", type=int, default=12)
    arguments.add_argument("--periods", type=int, default=5)
    arguments.add_argument("--repeats", type=int, default=9)
    chosen = arguments.parse_args()
    code = _FIRST.format(states=chosen.states, periods=chosen.periods)
    first = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    print(f"first network in a new process {float(first.stdout):8.3f} s")
    found = result(chosen.states, chosen.periods)
    print(f"{'picture':16}{'again':>10}{'processor':>10}{'SVG':>12}{'notebook':>12}")
    for kind in KINDS:
        try:
            found.plot(kind).to_svg("clear")
        except qadsl.QadslError:
            continue  # it needs to be told of which decision
        times, work = [], []
        for _ in range(chosen.repeats):
            start, busy = time.perf_counter(), time.process_time()
            drawn = found.plot(kind)
            svg = drawn.to_svg("clear")
            times.append(time.perf_counter() - start)
            work.append(time.process_time() - busy)
        sizes = f"{len(svg) / 1000:9.1f} kB{len(drawn.html) / 1000:9.1f} kB"
        print(f"{kind:16}{1000 * median(times):7.0f} ms{1000 * median(work):7.0f} ms{sizes}")


if __name__ == "__main__":
    main()
