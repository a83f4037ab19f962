"""What loading the extension costs: processor time of `%load_ext qadsl` in a fresh IPython.

python benchmarks/loading.py [PROCESSES]

Starts that many processes (nine), one after the other, each with a shell of IPython's in which nothing is loaded yet,
and prints the processor time and how many modules came with it.
"""

from __future__ import annotations

import statistics
import subprocess
import sys

PROGRAM = """
import sys, time
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell()
before, started = set(sys.modules), time.process_time()
shell.run_line_magic("load_ext", "qadsl")
print(time.process_time() - started, len(set(sys.modules) - before))
"""


def main(processes: int) -> None:
    """Load it in so many processes."""
    found = [_loaded() for _ in range(processes)]
    spent = [1000 * seconds for seconds, _ in found]
    print(f"load: median {statistics.median(spent):.1f} ms of CPU, slowest {max(spent):.1f} ms ({processes} runs)")
    print(f"modules that came with it: {found[0][1]}")


def _loaded() -> tuple[float, int]:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    seconds, modules = done.stdout.split()[-2:]
    return float(seconds), int(modules)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
