"""Tells what a table and a scenario do not have in common: rows about nobody in it, and who has no row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from unicodedata import normalize

from qadsl.diagnostics.suggest import suggest
from qadsl.semantics.model import Join, JoinKey
from qadsl.semantics.worlds import World

__all__ = ["Left", "Place", "Who", "about", "tell"]

SHOWN = 3
"""Examples that a message names."""
TRIED = 100
"""Names of nobody for which a near one is looked for."""
Place = tuple[int, int, int, tuple[int, ...]]
"""The two actors, or one and -1; the target, or -1; and the periods that a row touches, none where it has no date."""
Who = tuple[int, int, int]
"""The actors, or one and -1, and the period, or -1, that a row is about."""


@dataclass(slots=True)
class Left:
    """What a join leaves out; `about` counts the rows that are about somebody."""

    about: int = 0
    strangers: set[str] = field(default_factory=set)
    outside: int = 0
    thirds: set[int] = field(default_factory=set)
    empties: list[int] = field(default_factory=list)


def about(world: World, place: Place) -> str:
    """What a row is about, in words."""
    one, two, target, times = place
    said = world.actors[one].name
    said += f" -> {world.actors[two].name}" if two >= 0 else ""
    said += f" against {world.actors[target].name}" if target >= 0 else ""
    return f"{said} in {world.timeline.labels[times[0]]}" if times else said


def tell(world: World, join: Join, left: Left, spoken: set[Who] | None) -> None:
    """Warn of what data and scenario do not have in common; `spoken` is None where another item tells of it."""
    missing = _without_row(world, join, spoken) if spoken is not None else []
    said = [*_left_out(join, left), *([_lonely(world, missing)] if missing else [])]
    if said and world.actors:
        world.bag.warning(
            "QA828",
            f"`{join.table.name}` and the scenario do not wholly fit: {'; '.join(said)}",
            join.span,
            "what is not given is not stated",
            help=[*_spellings(world, join, left, missing), *_turned(join, spoken or set(), missing)],
        )


def _left_out(join: Join, left: Left) -> list[str]:
    count = len(join.table.lines)
    nobody = count - left.about
    told = []
    if nobody:
        rows = "1 row" if count == 1 else f"{count:,} rows"
        told.append(f"{nobody:,} of {rows} about nobody in it{_some(left.strangers)}")
    if left.outside:
        told.append(f"{left.outside:,} outside its time")
    if left.thirds:
        told.append(f"{len(left.thirds):,} about the third party itself")
    if left.empties:
        shown = ", ".join(join.table.place(row) for row in sorted(left.empties)[:SHOWN])
        told.append(f"{len(left.empties):,} with an empty cell ({shown}{_more(left.empties)})")
    return told


def _lonely(world: World, missing: Sequence[Who]) -> str:
    names = [about(world, (one, two, -1, (time,) if time >= 0 else ())) for one, two, time in missing[:SHOWN]]
    return f"no row about {len(missing):,} of those in it ({', '.join(names)}{_more(missing)})"


def _without_row(world: World, join: Join, have: set[Who]) -> list[Who]:
    """Pairs or actors, in each period where rows have a time, of whom no row says anything."""
    roles = {key.role for key in join.keys}
    everyone = range(len(world.actors))
    apart = {i for name in join.targets for i in world.members(name)} if len(join.targets) == 1 else set[int]()
    pairs = [(i, -1) for i in everyone]
    if "partner" in roles:
        pairs = list(permutations((i for i in everyone if i not in apart), 2))
        if all(world.program.quantities[value.quantity].is_symmetric for value in join.values):
            have = have | {(two, one, time) for one, two, time in have}
            pairs = [(one, two) for one, two in pairs if one < two]
    times: Sequence[int] = [-1]
    if "time" in roles:
        times = world.timeline.within(join.period) if join.period is not None else range(len(world.timeline.labels))
    return [(one, two, time) for time in times for one, two in pairs if (one, two, time) not in have]


def _spellings(world: World, join: Join, left: Left, missing: Sequence[Who]) -> list[str]:
    """Names that are spelled otherwise than in the scenario, or codes that nobody is known by."""
    if any(key.attribute for key in join.keys):
        return []
    meant = {_folded(name): name for actor in world.actors for name in (actor.title, actor.name) if name}
    alike = sorted((cell, meant[_folded(cell)]) for cell in left.strangers if _folded(cell) in meant)
    if alike:
        said = ", ".join(f"`{cell[:40]}` is not `{name}`" for cell, name in alike[:SHOWN])
        return [f"Names are matched letter by letter: {said}{_more(alike)}."]
    if meant_so := _misspelt(world, left, missing):
        said = ", ".join(f"for `{cell[:40]}`, did you mean `{name}`?" for cell, name in meant_so[:SHOWN])
        return [f"{said[0].upper()}{said[1:]}"]
    if not left.about and len(join.table.lines):
        return ["Where the column holds codes, an attribute says whose: `match self.ccode = ccode1`."]
    return []


def _misspelt(world: World, left: Left, missing: Sequence[Who]) -> list[tuple[str, str]]:
    """Names of nobody that are near to one who lacks a row; a table of the whole world has near names, too."""
    lacking = {world.actors[i].name for one, two, _ in missing for i in (one, two) if i >= 0}
    near = [(cell, suggest(cell, lacking)) for cell in sorted(left.strangers)[:TRIED]]
    return [(cell, name) for cell, name in near if name is not None]


def _folded(name: str) -> str:
    """A name without what people write now so, now so: capitals, accents, blanks and signs."""
    return "".join(sign for sign in normalize("NFKD", name).casefold() if sign.isalnum())


def _turned(join: Join, spoken: set[Who], missing: Sequence[Who]) -> list[str]:
    """That a table has each pair once, and how the other direction is read from it."""
    keys = {key.role: key for key in join.keys}
    is_once = "partner" in keys and not any((two, one, time) in spoken for one, two, time in spoken)
    count = sum((two, one, time) in spoken for one, two, time in missing) if is_once else 0
    if not count:
        return []
    one, two = keys["self"], keys["partner"]
    said = f"{_called(one)} = {two.column}, {_called(two)} = {one.column}"
    return [f"The other way round {count:,} of them have one: a second item may `match {said}`."]


def _called(key: JoinKey) -> str:
    return f"{key.role}.{key.attribute.partition(':')[2]}" if key.attribute else key.role


def _some(names: set[str]) -> str:
    shown = [f"`{name[:40]}`" for name in sorted(names)[:SHOWN] if name]
    return f" ({', '.join(shown)}{_more(names)})" if shown else ""


def _more(every: Sequence[object] | Iterable[object]) -> str:
    return ", ..." if len(list(every)) > SHOWN else ""
