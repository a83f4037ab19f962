"""How fast the numpy backend is beside a program written by hand for the same model, and how much memory it takes.

The workload: 20 states, 11 of them targets (3,762 decisions), 1,000 draws, 8 variables, four of them drawn for each
decision from a truncated normal, 20 rules, 3 options and ties under mutual consent. The other program is what a skilled
user of NumPy writes for the same figures: blocks of cells, arithmetic on masks instead of `np.where`, NumPy's default
generator, the same quantile algorithm. It finds the same means (payoffs rounded to 12 decimals, E, D, margin) and the
same shares of choices and ties. Both are run in turn, in one process; the figure that counts is the median of the
ratios of neighbouring runs.

    python benchmarks/engine.py [rounds]
"""

from __future__ import annotations

import statistics
import sys
import time
import tracemalloc
from array import array
from random import Random

import numpy as np

from qadsl.engine import functions, passes, runner
from qadsl.engine.arithmetic import VECTOR
from qadsl.engine.cells import cells_of
from qadsl.ir.builder import Builder
from qadsl.ir.program import Actor, OptionPlan, Plan, Quantity, Written
from qadsl.ir.types import FLAG, SHARE, Kind
from qadsl.ir.verifier import verify

STATES, TARGETS, DRAWS, BLOCK = 20, 11, 1000, 65
WEIGHTS = (0.35, 0.30, 0.20, 0.15, 0.25, 0.25, 0.25, 0.25)
DRAWN = (0, 1, 4, 5)
OPTIONS = ((0.25, (0.0, 0.0, 0.0, 0.0)), (0.65, (0.5, 0.25, 0.35, 1.0)), (1.0, (1.0, 1.0, 1.0, 1.0)))
# variable read, cut-off, whether the target must be nuclear, variable changed, operator, amount
RULES = (
    (0, 0.70, False, 4, "*", 0.5), (0, 0.80, False, 5, "*", 0.9), (0, 0.55, True, 5, "+", 0.2),
    (0, 0.30, False, 1, "+", 0.05), (0, 0.60, True, 6, "+", 0.15), (0, 0.65, False, 7, "+", -0.1),
    (1, 0.50, False, 2, "+", 0.1), (1, 0.40, False, 3, "*", 0.8), (1, 0.75, True, 4, "+", 0.1),
    (1, 0.25, False, 6, "*", 0.7), (1, 0.35, False, 7, "*", 0.75), (2, 0.50, False, 3, "+", 0.1),
    (2, 0.60, False, 4, "+", -0.05), (3, 0.50, False, 5, "+", -0.1), (3, 0.40, True, 6, "+", 0.05),
    (4, 0.50, False, 5, "+", 0.1), (4, 0.60, False, 6, "*", 0.9), (4, 0.45, True, 7, "+", 0.1),
    (5, 0.50, False, 6, "+", 0.1), (6, 0.50, False, 7, "+", 0.05),
)  # fmt: skip


class Inputs:
    """What both programs are given: a mean and a spread, or a value, for each variable of each decision."""

    def __init__(self) -> None:
        random = Random(1956)
        size = STATES * STATES * TARGETS
        self.means = [[round(random.uniform(0.1, 0.9), 3) for _ in range(size)] for _ in WEIGHTS]
        self.spreads = [[round(random.uniform(0.05, 0.2), 3) for _ in range(size)] for _ in WEIGHTS]
        self.nuclear = [float(random.random() < 0.4) for _ in range(STATES)]


def plan_of(inputs: Inputs) -> Plan:
    """The model as a plan, put together as lowering does."""
    b = Builder()
    nuclear = Quantity(
        "nuclear", "attribute", "attribute:nuclear", FLAG, 1, False, False,
        (Written("exact", (0.0,), "no"), Written("exact", (1.0,), "yes")), array("l", [int(n) for n in inputs.nuclear]),
    )  # fmt: skip
    quantities = [nuclear]
    has_nuclear = b.add("input", (), (0, ("target",)), kind=Kind.FLAG, axes=frozenset({"target"}))
    finals: list[int] = []
    for v in range(len(WEIGHTS)):
        pairs = zip(inputs.means[v], inputs.spreads[v], strict=True)
        written = [
            Written("normal", (mean, spread, 0.0, 1.0), "") if v in DRAWN else Written("exact", (mean,), "")
            for mean, spread in pairs
        ]
        cells = array("l", range(1, len(written) + 1))
        name = f"v{v}"
        blank = Written("unknown", (0.0, 1.0), "")
        quantities.append(
            Quantity(name, "variable", f"variable:{name}", SHARE, 3, False, False, (blank, *written), cells)
        )
        axes = {"self", "partner", "target"} | ({"draw"} if v in DRAWN else set())
        given = b.add("input", (), (v + 1, ("self", "partner", "target")), kind=Kind.NUMBER, axes=frozenset(axes))
        finals.append(_final(b, v, given, finals, has_nuclear))
    return _asked(b, finals, tuple(quantities))


def _final(b: Builder, v: int, given: int, finals: list[int], has_nuclear: int) -> int:
    stages = given
    for operator, op, idle in (("*", "multiply", 1.0), ("+", "add", 0.0)):
        joined: int | None = None
        for read, cut, is_nuclear, changed, kind, amount in RULES:
            if changed == v and kind == operator:
                holds = b.add("less", (b.add("round12", (b.constant(cut),)), b.add("round12", (finals[read],))))
                holds = b.add("and", (holds, has_nuclear)) if is_nuclear else holds
                part = b.add("select", (holds, b.constant(amount), b.constant(idle)), kind=Kind.NUMBER)
                joined = part if joined is None else b.add(op, (joined, part))
        stages = stages if joined is None else b.add(op, (stages, joined))
    return b.add("minimum", (b.add("maximum", (stages, b.constant(0.0))), b.constant(1.0)))


def _asked(b: Builder, finals: list[int], quantities: tuple[Quantity, ...]) -> Plan:
    weighted = [b.add("multiply", (b.constant(w), x)) for w, x in zip(WEIGHTS, finals, strict=True)]
    sums = []
    for half in (weighted[:4], weighted[4:]):
        total = half[0]
        for node in half[1:]:
            total = b.add("add", (total, node))
        sums.append(total)
    options = []
    for number, (reward, costs) in enumerate(OPTIONS):
        payoff = b.add("multiply", (b.constant(reward), sums[0]))
        for v, cost in enumerate(costs, 4):
            if cost:
                share = b.add("multiply", (b.constant(cost), b.constant(WEIGHTS[v])))
                payoff = b.add("subtract", (payoff, b.add("multiply", (share, finals[v]))))
        options.append(OptionPlan(f"option{number}", "", b.add("round12", (payoff,)), None, (), ()))
    pairs = [(i, j) for i in range(3) for j in range(i + 1, 3)]
    differences = {(i, j): b.add("subtract", (options[i].payoff, options[j].payoff)) for i, j in pairs}
    actors = tuple(Actor(f"S{i:02}", "state") for i in range(STATES))
    return Plan(
        "workload", "hand", actors, tuple(range(TARGETS)), (None,), (0.0,), quantities, tuple(b.nodes), tuple(options),
        (), (), (), (), sums[0], sums[1], differences, None, "mutual",
    )  # fmt: skip


def quantile(p: np.ndarray) -> np.ndarray:
    """Acklam's algorithm as a user of NumPy writes it: the centre for all, the tails by index."""
    q = p - 0.5
    r = q * q
    z = _horner(functions.CENTRE[0], r)
    z *= q
    z /= _horner(functions.CENTRE[1], r)
    tails = np.flatnonzero(np.abs(q) > functions.CENTRAL)
    low, side = p.ravel()[tails], q.ravel()[tails]
    r = np.sqrt(-2.0 * np.log(np.where(side < 0, low, 1.0 - low)))
    found = _horner(functions.TAIL[0], r) / _horner(functions.TAIL[1], r)
    z.ravel()[tails] = np.copysign(found, side)
    return z


def _horner(coefficients: tuple[float, ...], x: np.ndarray) -> np.ndarray:
    total = coefficients[0] * x
    for coefficient in coefficients[1:-1]:
        total += coefficient
        total *= x
    total += coefficients[-1]
    return total


class ByHand:
    """The program of a user; what it reads lies in arrays before the clock starts."""

    def __init__(self, inputs: Inputs, plan: Plan) -> None:
        cells, _, ends = cells_of(plan)
        sites = (cells[:, 2] * STATES + cells[:, 3]) * TARGETS + cells[:, 1]
        self.means = np.array(inputs.means)[:, sites]
        self.spreads = np.array(inputs.spreads)[:, sites]
        self.nuclear = np.array(inputs.nuclear)[cells[:, 1]].astype(bool)
        self.cells, self.ends = cells, ends

    def run(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Means of payoffs, E, D and margin; shares of choices; shares of ties."""
        rng = np.random.default_rng(1956)
        low = functions.normal_cdf(VECTOR, (0.0 - self.means) / self.spreads)
        width = functions.normal_cdf(VECTOR, (1.0 - self.means) / self.spreads) - low
        means = np.empty((len(self.cells), 6))
        shares = np.empty((len(self.cells), 3))
        ties = np.empty((len(self.ends), 3))
        for start in range(0, len(self.ends), BLOCK // 2):
            pair = slice(start, start + BLOCK // 2)
            rows = np.concatenate([self.ends[pair, 0], self.ends[pair, 1]])
            figures, choice = self._block(rng, rows, low, width)
            half = len(rows) // 2
            tie = np.minimum(choice[:half], choice[half:])
            for place, figure in enumerate(figures):
                means[rows, place] = figure.mean(axis=1)
            for option in range(3):
                shares[rows, option] = (choice == option).mean(axis=1)
                ties[pair, option] = (tie == option).mean(axis=1)
        return means, shares, ties

    def _block(
        self, rng: np.random.Generator, rows: np.ndarray, low: np.ndarray, width: np.ndarray
    ) -> tuple[list[np.ndarray], np.ndarray]:
        x: list[np.ndarray] = []
        nuclear = self.nuclear[rows][:, None]
        for v in range(len(WEIGHTS)):
            mean = self.means[v][rows][:, None]
            if v in DRAWN:
                u = rng.random((len(rows), DRAWS))
                u *= width[v][rows][:, None]
                u += low[v][rows][:, None]
                given = quantile(u)
                given *= self.spreads[v][rows][:, None]
                given += mean
            else:
                given = mean
            x.append(self._final(v, given, x, nuclear))
        encouraging = WEIGHTS[0] * x[0] + WEIGHTS[1] * x[1] + WEIGHTS[2] * x[2] + WEIGHTS[3] * x[3]
        discouraging = WEIGHTS[4] * x[4] + WEIGHTS[5] * x[5] + WEIGHTS[6] * x[6] + WEIGHTS[7] * x[7]
        pay = []
        for reward, costs in OPTIONS:
            payoff = reward * encouraging
            for v, cost in enumerate(costs, 4):
                if cost:
                    payoff -= (cost * WEIGHTS[v]) * x[v]
            pay.append(np.round(payoff, 12))
        choice = (pay[1] > pay[0]).astype(np.int8)
        best = np.maximum(pay[0], pay[1])
        choice[pay[2] > best] = 2
        second = np.maximum(np.minimum(pay[0], pay[1]), np.minimum(best, pay[2]))
        return [*pay, encouraging, discouraging, np.maximum(best, pay[2]) - second], choice

    def _final(self, v: int, given: np.ndarray, x: list[np.ndarray], nuclear: np.ndarray) -> np.ndarray:
        for operator in "*+":
            for read, cut, is_nuclear, changed, kind, amount in RULES:
                if changed == v and kind == operator:
                    holds = x[read] > cut
                    if is_nuclear:
                        holds = holds & nuclear
                    part = 1.0 - (1.0 - amount) * holds if operator == "*" else amount * holds
                    given = given * part if operator == "*" else given + part
        return np.clip(given, 0.0, 1.0)


def main(rounds: int) -> None:
    """Print the ratio and the memory."""
    inputs = Inputs()
    plan = passes.optimise(verify(plan_of(inputs)))
    by_hand = ByHand(inputs, plan)
    figures = runner.run(plan, DRAWS, 1956)
    means, shares, ties = by_hand.run()
    for name, ours, theirs in (
        ("payoffs", figures.payoff, means[:, :3]),
        ("E", figures.encouraging, means[:, 3]),
        ("D", figures.discouraging, means[:, 4]),
        ("margins", figures.margin, means[:, 5]),
        ("choices", figures.probability, shares),
        ("ties", figures.tie_probability, ties),
    ):
        print(f"{name}: greatest difference {np.abs(ours - theirs).max():.3f}, mean {np.abs(ours - theirs).mean():.4f}")
    ours_taken, theirs_taken = [], []
    for _ in range(rounds):
        start = time.process_time()
        runner.run(plan, DRAWS, 1956)
        middle = time.process_time()
        by_hand.run()
        ours_taken.append(middle - start)
        theirs_taken.append(time.process_time() - middle)
    cells = len(figures.cells) * DRAWS
    for name, taken in (("qadsl", ours_taken), ("by hand", theirs_taken)):
        median = statistics.median(taken)
        print(f"{name}: {median:.3f} s, {cells / median / 1e6:.2f} million cells a second")
    ratios = [theirs / ours for ours, theirs in zip(ours_taken, theirs_taken, strict=True)]
    print(f"speed against by hand: {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})")
    for draws in (DRAWS, 4 * DRAWS):
        tracemalloc.start()
        runner.run(plan, draws, 1956)
        print(f"memory at {draws} draws: {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB at most")
        tracemalloc.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
