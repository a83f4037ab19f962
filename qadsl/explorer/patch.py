"""What is changed, as code: a scenario that extends the one that is explored, and the statement that runs it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from qadsl.explorer.inputs import Input
from qadsl.ir.program import Quantity
from qadsl.ir.types import Kind
from qadsl.syntax.spelling import spelled, spelled_path

__all__ = ["Frame", "frame_of", "setting", "spelled_words", "value_text"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the changed statements: before them, after them, and all where nothing is changed."""

    before: str
    after: str
    unchanged: str

    def around(self, lines: Iterable[str]) -> str:
        """The patch of these statements."""
        body = "".join(sorted((f"  {line}\n" for line in lines), key=_as_the_page_sorts))
        return f"{self.before}{body}{self.after}" if body else self.unchanged


def _as_the_page_sorts(line: str) -> bytes:
    """JavaScript compares texts by their UTF-16."""
    return line.encode("utf-16-be", "surrogatepass")


def frame_of(scenario: str, theory: str, known: Collection[str], settings: Sequence[str], how: str = "") -> Frame:
    """The frame of a patch.

    Parameters
    ----------
    scenario
        What was run: the name of a scenario, or several put together (`suez then patch`).
    theory
        By which theory.
    known
        Names of the program's scenarios.
    settings
        What was set from outside: it becomes a scenario of its own, which the changes go on from.
    how
        Draws and seed, as a `run` states them; empty for an exact run.
    """
    base = _Base(tuple(_parts(scenario, known)))
    before, names = "", list[str]()
    if settings:
        names.append(_free(f"{base.joined}_set", known))
        before = f"{base.opening(names)}{''.join(f'  {line}{chr(10)}' for line in settings)}}}\n"
    end = f" with {spelled_path(theory)}{how}\n"
    unchanged = f"{before}run {base.run(names)}{end}"
    names.append(_free(f"{base.joined}_changed", known))
    return Frame(before + base.opening(names), f"}}\nrun {base.run(names)}{end}", unchanged)


@dataclass(frozen=True, slots=True)
class _Base:
    """What was run: names of scenarios, with what joins them between."""

    parts: tuple[str, ...]

    @property
    def joined(self) -> str:
        """What a scenario that goes on from it is called after."""
        return "_".join("and" if part == "+" else part for part in self.parts)

    def opening(self, names: Sequence[str]) -> str:
        """The line that opens the last of these scenarios, each of which goes on from the one before."""
        if len(self.parts) > 1:
            return f"scenario {spelled(names[-1])} {{\n"
        return f"scenario {spelled(names[-1])} extends {spelled([*self.parts, *names][-2])} {{\n"

    def run(self, names: Sequence[str]) -> str:
        """What is run of it and the scenarios that go on from it."""
        if len(self.parts) == 1:
            return spelled([*self.parts, *names][-1])
        told = [part if i % 2 else spelled(part) for i, part in enumerate(self.parts)]
        return " ".join([*told, *(f"then {spelled(name)}" for name in names)])


def _parts(scenario: str, known: Collection[str]) -> list[str]:
    """Names of scenarios and what joins them; a name may hold such words itself."""
    if scenario in known:
        return [scenario]
    for joint in ("then", "+"):
        for name in sorted(known, key=len, reverse=True):
            if scenario.startswith(f"{name} {joint} "):
                return [name, joint, *_parts(scenario[len(name) + len(joint) + 2 :], known)]
    return [scenario]


def _free(name: str, known: Collection[str]) -> str:
    """The name, or with a number behind it where it is taken."""
    if name not in known:
        return name
    return next(found for number in count(2) if (found := f"{name}_{number}") not in known)


def setting(one: Input, text: str) -> str:
    """A changed value as a statement."""
    return f"{one.name} = {text}{one.when}"


def value_text(quantity: Quantity, value: float) -> str:
    """A value as programs write it."""
    if quantity.type.kind is Kind.NUMBER:
        text = format(Decimal(repr(value)), "f")
        return text.removesuffix(".0")
    return spelled_words(quantity)[int(value)]


def spelled_words(quantity: Quantity) -> list[str]:
    """What a flag or a category may be, as programs write it; nothing for a number."""
    match quantity.type.kind:
        case Kind.NUMBER:
            return []
        case Kind.FLAG:
            return ["no", "yes"]
        case Kind.CATEGORY:
            return ['"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in quantity.type.words]
