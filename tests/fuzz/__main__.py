"""Looks for texts that break the lexer, the parser, the formatter, the checker, the language server and more.

    python -m tests.fuzz --seconds 60                          every surface in turn
    python -m tests.fuzz --seconds 60 --surface parser --seed 7
    python -m tests.fuzz --file text.qa --surface parser       judge one text
    python -m tests.fuzz --seconds 60 --keep                   also write what reaches something new into the corpus

Exits 1 where anything failed, after it has printed the smallest text found for each kind of failure, the file in which
to keep it and the command that shows it again.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count, cycle
from pathlib import Path
from random import Random

from tests.fuzz.shrink import smallest
from tests.fuzz.surfaces import SURFACES
from tests.fuzz.texts import KEPT, ROOT, Texts
from tests.fuzz.worker import Verdict, Worker, work

TURN = ("lexer", "parser", "checker", "formatter", "server", "grammar", "parser", "checker", "formatter", "answers")
TURNS = (*(*TURN, "tests", *TURN, "doc") * 5, "wire")
MILD = {"answers": 0.5, "checker": 0.4, "formatter": 0.4, "tests": 0.9, "doc": 0.9}
KEEPING = ("parser", "checker")
BETWEEN_TELLING = 300.0
SECONDS_TO_SHRINK = 30.0


@dataclass
class Fuzzer:
    """One run: what has been judged, what has failed, what has been reached."""

    seed: int
    keeps: bool = False
    worker: Worker = field(default_factory=Worker)
    texts: Texts = field(default_factory=Texts)
    judged: Counter[str] = field(default_factory=Counter)
    failed: dict[str, str] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)
    slowest: tuple[float, str] = (0.0, "")

    def begin(self) -> None:
        """Judge what there is already, so that it is known what is new."""
        sound, others = self.texts.seeds
        for surface in KEEPING:
            for text in sound + others:
                self.judge(surface, text, is_seed=True)

    def go_on(self, surfaces: tuple[str, ...], seconds: float | None, most: int | None) -> None:
        """New texts for the surfaces in turn, until the time is up or there were enough."""
        end = None if seconds is None else time.monotonic() + seconds
        told = time.monotonic()
        for number, surface in zip(count(), cycle(surfaces), strict=False):
            if time.monotonic() - told > BETWEEN_TELLING:
                told = time.monotonic()
                print(self.told(), file=sys.stderr, flush=True)
            if number == most or (end is not None and time.monotonic() >= end):
                break
            rng = Random(f"{self.seed}/{number}")
            if surface == "grammar":
                text = self.texts.deriver.program(rng, rng.choice((10, 30, 100, 300, 1000)))
            else:
                text = self.texts.text(rng, is_mild=rng.random() < MILD.get(surface, 0.1))
            self.judge(surface, text)

    def judge(self, surface: str, text: str, *, is_seed: bool = False) -> None:
        """One text at one surface."""
        began = time.monotonic()
        verdict = self.worker.judge(surface, text)
        self.slowest = max(self.slowest, (time.monotonic() - began, surface))
        self.judged[surface] += 1
        if verdict.status != "ok":
            self.fail(surface, text, verdict)
            return
        news = set(verdict.features) - self.reached
        self.reached |= news
        if news and not is_seed:
            self.texts.add(text)
            if self.keeps and surface in KEEPING:
                self.keep(surface, text, next((f for f in sorted(news) if f.startswith(f"{surface}: QA")), ""))

    def fail(self, surface: str, text: str, verdict: Verdict) -> None:
        """Show the smallest text that fails so, once for each kind of failure."""
        kind = f"{surface}: {verdict.kind}"
        if kind in self.failed:
            return
        if surface != "grammar":
            text = smallest(
                text, lambda part: f"{surface}: {self.worker.judge(surface, part).kind}" == kind, SECONDS_TO_SHRINK
            )
        self.failed[kind] = text
        path = (KEPT / surface / f"{digest(text)}.qa").relative_to(ROOT)
        print(f"--- {kind}\n{verdict.detail}\nkeep as {path}:\n{text!r}")
        print(f"see again with: python -m tests.fuzz --surface {surface} --file {path}", flush=True)
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text, encoding="utf-8", errors="surrogatepass", newline="")

    def keep(self, surface: str, text: str, feature: str) -> None:
        """Write the smallest text that reaches something new into the corpus."""
        if feature:
            text = smallest(text, lambda part: feature.partition(": ")[2] in set(SURFACES[surface](part)), 5.0)
            path = KEPT / surface / f"{digest(text)}.qa"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")

    def told(self) -> str:
        """What was judged, reached and found."""
        slowest = f"slowest {self.slowest[0]:.1f} s ({self.slowest[1]})"
        total = sum(self.judged.values())
        lines = [f"{total} texts, seed {self.seed}; {slowest}; {len(self.failed)} kinds of failure"]
        for surface, number in sorted(self.judged.items()):
            reached = sum(feature.startswith(f"{surface}: ") for feature in self.reached)
            lines.append(f"{number:8} {surface}, {reached} different things reached")
        return "\n".join(lines)


def digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def judge_file(surfaces: tuple[str, ...], path: Path) -> int:
    """Judge one file at each of the surfaces."""
    worker, text = Worker(), path.read_bytes().decode("utf-8", "surrogatepass")
    verdicts = [(surface, worker.judge(surface, text)) for surface in dict.fromkeys(surfaces)]
    worker.stop()
    for surface, verdict in verdicts:
        print(f"{surface}: {verdict.status}\n{verdict.detail}".strip())
    return int(any(verdict.status != "ok" for _, verdict in verdicts))


def main() -> int:
    """Parse the arguments and run."""
    reader = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").split("\n", 1)[0])
    reader.add_argument("--seconds", type=float, help="how long; without it and --count, a minute")
    reader.add_argument("--count", type=int, help="how many texts")
    reader.add_argument("--seed", type=int, default=0)
    reader.add_argument("--surface", choices=sorted(set(TURNS)), help="only this one")
    reader.add_argument("--file", type=Path, help="judge this file only")
    reader.add_argument("--keep", action="store_true", help="write what reaches something new into the corpus")
    reader.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = reader.parse_args()
    if options.worker:
        work()
        return 0
    surfaces = (options.surface,) if options.surface else TURNS
    if options.file:
        return judge_file(surfaces, options.file)
    seconds = 60.0 if options.seconds is None and options.count is None else options.seconds
    fuzzer = Fuzzer(options.seed, options.keep)
    if options.keep:
        fuzzer.begin()
    with suppress(KeyboardInterrupt):
        fuzzer.go_on(surfaces, seconds, options.count)
    fuzzer.worker.stop()
    print(fuzzer.told())
    return int(bool(fuzzer.failed))


if __name__ == "__main__":
    sys.exit(main())
