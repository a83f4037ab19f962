"""How long the first result takes in a fresh kernel: from `%load_ext qadsl` to the output with its picture.

python benchmarks/first_result.py [KERNELS]

Starts that many kernels (five), one after the other, runs the cells of `docs/notebook.md` in each as a notebook would,
and prints the times and what a saved notebook keeps of the result. A second result in the same kernel is timed, too.
What is kept of larger scenarios is printed besides: some actors that may tie themselves against one, in some periods.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel

import qadsl

CELL = """%%quasi suez --draws 500
use multifacet
scenario suez {
  state UK, France, Egypt
  against Egypt { among UK, France { common_threat = 0.8 ± 0.1 } }
}
run suez
"""
LARGER = ((12, 5), (12, 30), (40, 5), (200, 1))
"""Actors and periods."""
TOO_LONG = 60.0


def main(kernels: int) -> None:
    """Time so many kernels."""
    firsts, seconds, sizes = zip(*(_timed() for _ in range(kernels)), strict=True)
    print(f"first result: median {statistics.median(firsts):.2f} s, slowest {max(firsts):.2f} s ({kernels} kernels)")
    print(f"second result: median {statistics.median(seconds):.2f} s")
    print(f"kept in a saved notebook: {max(sizes) / 1000:.1f} kB")
    for actors, periods in LARGER:
        print(f"kept of {actors} actors in {periods} periods: {_kept(actors, periods) / 1000:.1f} kB")


def _kept(actors: int, periods: int) -> int:
    """Bytes that a notebook keeps of a scenario in which every period is another."""
    names, years = ", ".join(f"Actor{number}" for number in range(actors)), range(1950, 1950 + periods)
    tied = "\n".join(f"common_threat = 0.{4 + year % 5} ± 0.2 at {year}" for year in years)
    text = (
        f"use multifacet\nscenario large {{ time {years[0]} .. {years[-1]} state {names}, Target\n"
        f"against Target {{ among {names} {{ {tied}\ndivergence = 0.4 ± 0.2 }} }} }}\n"
    )
    return len(json.dumps(qadsl.compile(text).run(draws=100)._repr_mimebundle_()))


def _timed() -> tuple[float, float, int]:
    """Seconds to the first and to a second result, and bytes of the first as saved."""
    manager, client = start_new_kernel(cwd=str(Path.cwd()))
    try:
        client.execute_interactive("1", timeout=TOO_LONG, output_hook=lambda _: None)  # the kernel is up
        started = time.perf_counter()
        _shown(client, "%load_ext qadsl")
        (first,) = _shown(client, CELL)
        took = time.perf_counter() - started
        started = time.perf_counter()
        _shown(client, "%quasi run suez --seed 1")
        return took, time.perf_counter() - started, len(json.dumps(first))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _shown(client: object, code: str) -> list[dict[str, str]]:
    """What a cell shows, results without a picture left out."""
    found: list[dict[str, str]] = []

    def keep(message: dict[str, dict[str, dict[str, str]]]) -> None:
        data = message["content"].get("data", {})
        if "<img" in data.get("text/html", ""):
            found.append(data)

    reply = client.execute_interactive(code, timeout=TOO_LONG, output_hook=keep)  # type: ignore[attr-defined]
    if reply["content"]["status"] != "ok":
        raise SystemExit(f"the cell failed: {reply['content'].get('evalue')}")
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
