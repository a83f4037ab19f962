"""Which statement holds at each cell of one quantity.

Cells are numbered row by row, time first where any statement is dated, and painted in order of rank: whatever is more
specific is painted over what is less so. So the cost is one step a cell and statement, whatever the ranks are.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qadsl.ir.program import Written
from qadsl.semantics.model import Fact

__all__ = ["Clash", "Held", "Rank", "Stating", "paint"]

Rank = tuple[int, int, int, int]
NOTHING = -1


@dataclass(frozen=True, slots=True)
class Stating:
    """A statement, how specific it is, and the cells it is about: `sites` without time, `times` as positions."""

    rank: Rank
    fact: Fact
    sites: Sequence[int]
    times: Sequence[int]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two statements of equal rank and unequal values, the earlier first; the first cell they share, and how many more.

    More than one only where either is a table, all of whose rows are one statement here.
    """

    cell: int
    one: Fact
    two: Fact
    more: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """What holds: for each cell the position in `statings` of the statement that does, -1 where there is none."""

    is_dated: bool
    size: int
    statings: tuple[Stating, ...]
    winners: array[int]
    clashes: tuple[Clash, ...]

    def at(self, cell: int) -> Stating | None:
        """The statement that holds at a cell."""
        found = self.winners[cell]
        return None if found == NOTHING else self.statings[found]

    def cells(self) -> Iterator[tuple[int, Stating]]:
        """Every cell of which something is stated."""
        statings = self.statings
        return ((cell, statings[i]) for cell, i in enumerate(self.winners) if i != NOTHING)

    def in_effect(self) -> set[int]:
        """Positions of the statements that hold somewhere."""
        return set(self.winners) - {NOTHING}


def place(fact: Fact) -> tuple[str, int]:
    """Where a statement stands."""
    return (fact.span.source.name, fact.span.start)


def paint(found: Iterable[Stating], size: int, periods: int, *, is_dated: bool) -> Held:
    """Let the most specific statement hold at each of `size` cells (of as many periods, where any is dated)."""
    statings = sorted(found, key=lambda stating: (stating.rank, place(stating.fact)))
    winners = array("i", [NOTHING]) * (size * (periods if is_dated else 1))
    clashes: list[tuple[Clash, Rank]] = []
    start = 0
    while start < len(statings):
        end = start + 1
        while end < len(statings) and statings[end].rank == statings[start].rank:
            end += 1
        alike = statings[start:end]
        for i in reversed(range(start, end)):
            _fill(winners, i, statings[i], size, is_dated=is_dated)
        if len(alike) > 1 and len({_meaning(stating.fact) for stating in alike}) > 1:
            clashes += _clashes(alike, size, is_dated=is_dated)
        start = end
    # what something more specific covers is no contradiction
    standing = [clash for clash, rank in clashes if statings[winners[clash.cell]].rank == rank]
    return Held(is_dated, size, tuple(statings), winners, tuple(_once(standing)))


def _fill(winners: array[int], i: int, stating: Stating, size: int, *, is_dated: bool) -> None:
    for base in _bases(stating, size, is_dated=is_dated):
        for site in stating.sites:
            winners[base + site] = i


def _bases(stating: Stating, size: int, *, is_dated: bool) -> list[int]:
    if is_dated:
        return [time * size for time in stating.times]
    return [0] if stating.times else []


def _meaning(fact: Fact) -> object:
    """Equal for two statements that say the same: see `values.same_value`."""
    value = fact.value
    if isinstance(value, Written):
        return (value.form, value.parameters, value.text if value.form == "word" else "")
    return value.body


def _clashes(alike: list[Stating], size: int, *, is_dated: bool) -> list[tuple[Clash, Rank]]:
    """Cells of which statements of one rank say different things; each against the first that speaks of the cell."""
    codes: dict[object, int] = {}
    meanings = [codes.setdefault(_meaning(stating.fact), len(codes)) for stating in alike]
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for i, stating in enumerate(alike):
        for base in _bases(stating, size, is_dated=is_dated):
            for site in stating.sites:
                other = first.setdefault(base + site, i)
                if meanings[other] != meanings[i]:
                    last[base + site] = i
    return [(Clash(cell, alike[first[cell]].fact, alike[i].fact), alike[0].rank) for cell, i in sorted(last.items())]


def _once(clashes: list[Clash]) -> Iterator[Clash]:
    """Each pair of statements at its first cell, in order of the cells; all rows of a table are one statement."""
    found: dict[tuple[tuple[str, int], tuple[str, int]], Clash] = {}
    for clash in sorted(clashes, key=lambda clash: clash.cell):
        pair = (place(clash.one), place(clash.two))
        first = found.get(pair)
        found[pair] = clash if first is None else replace(first, more=first.more + 1)
    yield from found.values()
