"""Runs mutated programs through the whole pipeline and looks for tracebacks, hangs and greed.

    python tests/fuzz/mutate.py --seconds 60
    python tests/fuzz/mutate.py --count 20000 --seed 7
    python tests/fuzz/mutate.py --only 7/1234         one program again, printed

Each program is a text of the corpus (examples, standard library, fenced blocks of the manual and of the pages), mutated
a few times. A worker with ten seconds and one GiB compiles it, renders what is wrong with it in every form, and answers
what it asks. Exits 1 and prints the smallest text found for each kind of failure, if there is any.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.laws.programs import make, write  # noqa: E402

SECONDS = 10.0
BYTES = 1 << 30
LONGEST = 60_000

TOKEN = re.compile(r'"[^"\n]*"|`[^`\n]*`|\w+(?:\.\d+)?|<->|->|\.\.|[-+*<>=!]=|[^\w\s]|\s+')
FENCE = re.compile(r"^```qa(?: file=(\w+)\.qa)?[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
HEADER = re.compile(r"^(library|author|license) .*$", re.MULTILINE)
NUMBERS = (
    "0",
    "-1",
    "1e308",
    "1e-320",
    "9" * 400,
    "0.1",
    "1e999",
    "100%",
    "1_0",
    "00",
    "1e5",
    "2147483648",
    ".5",
    "5%%",
)
# fmt: off
ODDITIES = (
    "\u202e", "\u0000", "\ufeff", "é", "e\u0301", "İ", "ß", "\u200d", "\U0001f469\u200d\U0001f467", "\u2028", "\x0b",
    "\r", "\U0001d518", "٣", "²", "ﬁ", "\ue000", "\U0010ffff", "½", "−", "×", "→", "\u00a0", "\x1b[31m", "\\",
    "`", '"', "|",
    "#", "\t",
)
WORDS = (
    "scenario", "theory", "rule", "when", "then", "overrides", "extends", "against", "among", "otherwise", "table",
    "if", "else", "unknown", "given", "previous", "self", "partner", "target", "actors", "run", "expect", "explain",
    "why not", "use multifacet", "use scales.kent", "strict", "from 1956", "until 1957", "at 1955",
    "time 1 .. 9999", "by month",
    "->", "<->", "..", "±", "{", "}", "(", ")", ",", ":", "=", "*=", "at least", "^", "/ 0", "is given", "in", "not",
    "and", "count(p in actors where p.nuclear)", "discrete(0: 50%, 1: 50%)", "pert(0, 0, 0)", "beta(0, 0)",
    "beta(1e9, 1e-9)", "0 ± 0", "0.5 ± 1e9", "1 .. 0", "draws 1000000000", "seed -1",
)
# fmt: on

Mutation = Callable[[str, Random, list[str]], str]


# --- programs ----------------------------------------------------------------------------------------------------


def corpus() -> tuple[list[str], list[str]]:
    """Programs that ask something and answer it, and every other text of the repository."""
    sound = [write(make(Random(number), 1 + number % 4, uncertain=number % 2 == 0), number) for number in range(60)]
    others: list[str] = []
    for folder in ("examples", "docs", "tests/language", "stdlib", "tests/bad", "qadsl/diagnostics/pages"):
        for path in sorted((ROOT / folder).rglob("*.*")):
            text = path.read_text(encoding="utf-8") if path.suffix in (".qa", ".md") else ""
            for part in [text] if path.suffix == ".qa" else blocks(text):
                asks = folder in ("examples", "docs", "tests/language") and "\nrun " in part
                (sound if asks else others).append(part)
    return sound, [text for text in others if text.strip()]


def blocks(page: str) -> list[str]:
    """The programs of a page, each library that stands on it (`file=simple.qa`) in the place of its `use`."""
    found = FENCE.findall(page)
    libraries = {name: HEADER.sub("", body) for name, body in found if name}
    programs = []
    for name, body in found:
        for library, content in libraries.items() if not name else ():
            body = body.replace(f"use {library}\n", content + "\n")
        programs.append(body)
    return programs


def program(name: str, sound: list[str], others: list[str]) -> str:
    """The program called `seed/number`: half of them begin as programs that run and are changed mildly."""
    rng = Random(name)
    texts = sound + others
    is_mild = rng.random() < 0.5
    text = rng.choice(sound if is_mild else texts)
    mutations = MILD if is_mild else MUTATIONS
    for _ in range(rng.choice((1, 1, 2, 3, 6, 12))):
        text = rng.choice(mutations)(text, rng, texts)
    return text[:LONGEST]


def place(text: str, rng: Random) -> tuple[int, int]:
    start = rng.randrange(len(text) + 1)
    return start, min(len(text), start + rng.choice((1, 1, 2, 5, 20, 100)))


def drop_characters(text: str, rng: Random, _: list[str]) -> str:
    start, end = place(text, rng)
    return text[:start] + text[end:]


def change_byte(text: str, rng: Random, _: list[str]) -> str:
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(rng.choice((1, 1, 4))):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    return data.decode("utf-8", "replace")


def insert_oddity(text: str, rng: Random, _: list[str]) -> str:
    start, _ = place(text, rng)
    return text[:start] + rng.choice(ODDITIES) * rng.choice((1, 1, 1, 50)) + text[start:]


def repeat_part(text: str, rng: Random, _: list[str]) -> str:
    start, end = place(text, rng)
    return text[:end] + text[start:end] * rng.choice((1, 2, 200)) + text[end:]


def by_tokens(edit: Callable[[list[str], Random], None]) -> Mutation:
    def mutate(text: str, rng: Random, _: list[str]) -> str:
        tokens = TOKEN.findall(text)
        if tokens:
            edit(tokens, rng)
        return "".join(tokens)

    return mutate


def drop_token(tokens: list[str], rng: Random) -> None:
    del tokens[rng.randrange(len(tokens))]


def swap_tokens(tokens: list[str], rng: Random) -> None:
    i, j = rng.randrange(len(tokens)), rng.randrange(len(tokens))
    tokens[i], tokens[j] = tokens[j], tokens[i]


def copy_token(tokens: list[str], rng: Random) -> None:
    tokens[rng.randrange(len(tokens))] = rng.choice(tokens)


def put_word(tokens: list[str], rng: Random) -> None:
    tokens.insert(rng.randrange(len(tokens) + 1), f" {rng.choice(WORDS)} ")


def put_number(tokens: list[str], rng: Random) -> None:
    at = [i for i, token in enumerate(tokens) if token[0].isdigit()] or [0]
    tokens[rng.choice(at)] = rng.choice(NUMBERS)


def rename(tokens: list[str], rng: Random) -> None:
    names = [token for token in tokens if token[0].isalpha()]
    if names:
        old, new = rng.choice(names), rng.choice((*names, "x" * rng.choice((1, 199, 5000)), "`a b`", "伊朗"))
        tokens[:] = [new if token == old else token for token in tokens]


def tune_number(tokens: list[str], rng: Random) -> None:
    """Another number of the same text, or half of it."""
    at = [i for i, token in enumerate(tokens) if token[0].isdigit()]
    if at:
        tokens[rng.choice(at)] = rng.choice((tokens[rng.choice(at)], "0", "1", "0.15", "0.45", "0.5", "1e-9"))


def swap_names(tokens: list[str], rng: Random) -> None:
    at = [i for i, token in enumerate(tokens) if token[0].isalpha() and i and tokens[i - 1] != "."]
    if at:
        tokens[rng.choice(at)] = tokens[rng.choice(at)]


def swap_operator(tokens: list[str], rng: Random) -> None:
    kinds = (("+", "-", "*", "/", "^"), ("=", "<", ">", "<=", ">="), ("+=", "-=", "*="), ("->", "<->"), ("and", "or"))
    at = [(i, kind) for i, token in enumerate(tokens) for kind in kinds if token in kind]
    if at:
        i, kind = rng.choice(at)
        tokens[i] = rng.choice(kind)


def by_lines(edit: Callable[[list[str], Random], None]) -> Mutation:
    def mutate(text: str, rng: Random, _: list[str]) -> str:
        lines = text.split("\n")
        edit(lines, rng)
        return "\n".join(lines)

    return mutate


def drop_line(lines: list[str], rng: Random) -> None:
    del lines[rng.randrange(len(lines))]


def double_line(lines: list[str], rng: Random) -> None:
    i = rng.randrange(len(lines))
    lines[i:i] = [lines[i]] * rng.choice((1, 1, 30))


def shuffle_lines(lines: list[str], rng: Random) -> None:
    i = rng.randrange(len(lines))
    part = lines[i : i + 6]
    rng.shuffle(part)
    lines[i : i + 6] = part


def splice(text: str, rng: Random, texts: list[str]) -> str:
    other = rng.choice(texts)
    start, _ = place(text, rng)
    cut, _ = place(other, rng)
    return text[:start] + other[cut : cut + rng.choice((50, 500, 5000))] + rng.choice(("", text[start:]))


def join_programs(text: str, rng: Random, texts: list[str]) -> str:
    return text + "\n" + rng.choice(texts)


def nest(text: str, rng: Random, _: list[str]) -> str:
    start, _ = place(text, rng)
    depth = rng.choice((3, 99, 101, 3000))
    opening, closing = rng.choice(
        (("(", ")"), ("{", "}"), ("not ", ""), ("-", ""), ("min(", ", 1)"), ("if yes then ", " else 0"), ("1 + ", ""),
         ("against Egypt {", "}"), ("2 ^ ", ""), ("sum(", " for p in actors)"), ("given ", ""))
    )  # fmt: skip
    return text[:start] + opening * depth + rng.choice(("1", "yes", "")) + closing * depth + text[start:]


def crowd(text: str, rng: Random, _: list[str]) -> str:
    """Many actors, rules or periods."""
    count = rng.choice((30, 120))
    extra = rng.choice((
        "scenario crowd { state " + ", ".join(f"s{i}" for i in range(count)) + " against s0 { } } run crowd",
        "\n".join(f"rule r{i} then common_threat += 0.{i}" for i in range(count)),
        "\n".join(f"define d{i + 1} = d{i} + d{i}" for i in range(count)) + "\ndefine d0 = 1",
        "scenario ages { time 1000 .. 9999 by month state A, B, C against C { } } run ages",
        "\n".join(f"scenario x{i + 1} extends x{i} {{ }}" for i in range(count)) + "\nscenario x0 { }",
        "group g0 = actors where self in g1 group g1 = actors where self in g0",
    ))  # fmt: skip
    return text + "\n" + extra


MUTATIONS: tuple[Mutation, ...] = (
    drop_characters, change_byte, insert_oddity, repeat_part, splice, join_programs, nest, crowd,
    by_tokens(drop_token), by_tokens(swap_tokens), by_tokens(copy_token), by_tokens(put_word), by_tokens(put_number),
    by_tokens(rename), by_tokens(put_number), by_tokens(copy_token),
    by_lines(drop_line), by_lines(double_line), by_lines(shuffle_lines),
)  # fmt: skip
MILD: tuple[Mutation, ...] = (
    by_tokens(tune_number), by_tokens(swap_names), by_tokens(swap_operator), by_lines(drop_line),
    by_lines(shuffle_lines), by_lines(double_line),
)  # fmt: skip


# --- the worker --------------------------------------------------------------------------------------------------


def work() -> None:
    """Answer programs from standard input, one JSON line each, until it ends."""
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    sys.path.insert(0, str(ROOT))
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        print(json.dumps(judged(json.loads(line))), file=answers, flush=True)


def judged(text: str) -> tuple[str, str]:
    """`ok`, `refused`, or `memory` or `traceback` with what was raised."""
    try:
        return ("ok" if through(text) else "refused"), ""
    except MemoryError:
        return "memory", traceback.format_exc(limit=-4)
    except BaseException:
        return "traceback", traceback.format_exc(limit=-12)


def through(text: str) -> bool:
    """The whole pipeline; False where the program has mistakes."""
    import qadsl
    from qadsl.commands import Options, answer, prepare
    from qadsl.diagnostics.html import render_all as as_html
    from qadsl.diagnostics.line import render as as_line
    from qadsl.views import objects

    try:
        found = qadsl.compile(text, "mutant.qa", folder=ROOT / "tests" / "language")
        draws = None if "draws 1000000000" in text else 3
        for item in answer(found, prepare(found, Options(draws=draws))):
            objects.as_line(item.to_dict())
            str(item.value)
    except qadsl.QadslError as error:
        str(error)
        as_html(error.diagnostics)
        [as_line(diagnostic) for diagnostic in error.diagnostics]
        objects.as_line(objects.diagnostics_object(error.diagnostics))
        return False
    return True


class Worker:
    """A process that judges programs; a new one takes its place when it hangs or dies."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None

    def judge(self, text: str) -> tuple[str, str]:
        """What became of a program."""
        process = self.process or self.start()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(text) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            return self.ended("died", "")
        if not select.select([process.stdout], [], [], SECONDS)[0]:
            return self.ended("hang", "")
        line = process.stdout.readline()
        if not line:
            return self.ended("died", "")
        status, detail = json.loads(line)
        return status, detail

    def start(self) -> subprocess.Popen[str]:
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
        command = [sys.executable, "-X", "faulthandler", __file__, "--worker"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
        )
        return self.process

    def ended(self, status: str, detail: str) -> tuple[str, str]:
        process, self.process = self.process, None
        if process is not None:
            process.send_signal(signal.SIGKILL)
            process.wait()
        return status, detail

    def stop(self) -> None:
        """End the process."""
        self.ended("", "")


# --- the run -----------------------------------------------------------------------------------------------------


def signature(status: str, detail: str) -> str:
    """What two failures of one kind have in common: what was raised, and where."""
    lines = [line.strip() for line in detail.strip().split("\n")]
    places = [line for line in lines if line.startswith("File")]
    return f"{status}: {lines[-1][:80]} {places[-1] if places else ''}".strip()


def smallest(worker: Worker, text: str, wanted: str, seconds: float) -> str:
    """A shorter text that fails in the same way: lines dropped in halves, then tokens, while time lasts."""
    end = time.monotonic() + seconds
    for split in (lambda t: t.splitlines(keepends=True), TOKEN.findall, list):
        parts: list[str] = split(text)
        width = max(1, len(parts) // 2)
        while True:
            at = 0
            while at < len(parts) and time.monotonic() < end:
                kept = parts[:at] + parts[at + width :]
                if signature(*worker.judge("".join(kept))) == wanted:
                    parts = kept
                else:
                    at += width
            if width == 1 or time.monotonic() >= end:
                break
            width //= 2
        text = "".join(parts)
    return text


def names(seed: int, count: int | None, seconds: float | None) -> Iterator[str]:
    end = None if seconds is None else time.monotonic() + seconds
    number = 0
    while (count is None or number < count) and (end is None or time.monotonic() < end):
        yield f"{seed}/{number}"
        number += 1


def main() -> int:
    """Parse the arguments and run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--seconds", type=float, help="how long; without it and --count, a minute")
    parser.add_argument("--count", type=int, help="how many programs")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", metavar="SEED/NUMBER", help="print one program and judge it")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work()
        return 0
    worker, (sound, others) = Worker(), corpus()
    if options.only:
        text = program(options.only, sound, others)
        print(text)
        print(*worker.judge(text), file=sys.stderr)
        worker.stop()
        return 0
    seconds = 60.0 if options.seconds is None and options.count is None else options.seconds
    tally: Counter[str] = Counter()
    failures: dict[str, str] = {}
    slowest = (0.0, "")
    for name in names(options.seed, options.count, seconds):
        text = program(name, sound, others)
        began = time.monotonic()
        status, detail = worker.judge(text)
        slowest = max(slowest, (time.monotonic() - began, name))
        tally[status] += 1
        if status not in ("ok", "refused"):
            kind = signature(status, detail)
            tally[f"  {kind}"] += 1
            if kind not in failures:
                failures[kind] = name
                print(f"{name} {kind}\n{detail}", file=sys.stderr)
    for kind, name in failures.items():
        print(f"\n--- {kind} ({name})\n{smallest(worker, program(name, sound, others), kind, 30.0)}")
    worker.stop()
    total = sum(count for status, count in tally.items() if not status.startswith(" "))
    texts = len(sound) + len(others)
    print(f"{total} programs from {texts} texts, seed {options.seed}; slowest {slowest[0]:.1f} s ({slowest[1]})")
    for status, count in sorted(tally.items()):
        print(f"{count:8} {status}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
