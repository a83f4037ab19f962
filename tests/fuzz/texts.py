"""Where mutation begins: the programs of the repository, read in place, the kept corpus, and random ones."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from random import Random

from tests.fuzz.derive import Deriver
from tests.fuzz.mutations import mutated
from tests.laws.programs import make, write

__all__ = ["KEPT", "ROOT", "Texts", "repository"]

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).with_name("corpus")
FOLDERS = ("examples", "docs", "tests/language", "tests/newcomers", "stdlib", "tests/bad", "qadsl/diagnostics/pages")
FENCE = re.compile(r"^```qa(?: file=(\w+)\.qa)?[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
HEADER = re.compile(r"^(library|author|license) .*$", re.MULTILINE)
LARGEST_KEPT = 5000


def repository() -> tuple[list[str], list[str]]:
    """Programs that ask something and answer it, and every other text of the repository."""
    sound = [write(make(Random(number), 1 + number % 4, uncertain=number % 2 == 0), number) for number in range(60)]
    others: list[str] = []
    for folder in FOLDERS:
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


@dataclass
class Texts:
    """Programs to begin with, and those that have reached something new since."""

    found: list[str] = field(default_factory=list)
    deriver: Deriver = field(default_factory=Deriver)

    @cached_property
    def seeds(self) -> tuple[list[str], list[str]]:
        """Programs that run, and all others."""
        sound, others = repository()
        return sound, others + [path.read_text(encoding="utf-8") for path in sorted(KEPT.rglob("*.qa"))]

    def add(self, text: str) -> None:
        """Begin from this one, too."""
        if len(text) <= LARGEST_KEPT:
            self.found.append(text)

    def text(self, rng: Random, *, is_mild: bool) -> str:
        """A new text."""
        sound, others = self.seeds
        derived = 0.05 if is_mild else 0.25
        luck = rng.random()
        if luck < derived:
            text = self.deriver.program(rng, rng.choice((10, 30, 100, 300)))
            if rng.random() < 0.5:
                return text
        elif luck < 0.6 and is_mild:
            text = rng.choice(sound)
        elif luck < 0.75 or not self.found:
            text = rng.choice(sound + others)
        else:
            text = rng.choice(self.found)
        return mutated(text, rng, sound + others + self.found[-200:], is_mild=is_mild and luck < 0.6)
