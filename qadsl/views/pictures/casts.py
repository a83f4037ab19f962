"""Who stands in a picture: every actor, or beyond forty bundles of those who are tied to one another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from qadsl.ir.program import Plan
from qadsl.views.pictures.brief import brief_names, briefly
from qadsl.views.pictures.panels import Panel, Tie
from qadsl.views.words import listed, named, plural

__all__ = ["MOST_ACTORS", "Cast", "cast_of"]

MOST_ACTORS = 40
"""Actors who are drawn one by one."""
MOST_BUNDLES = 24
"""Bundles that are drawn one by one; the smaller ones stand together."""
_ROUNDS = 12
_NAMED = 8
_LEAST_SHARE = 0.15
"""Share of pairs from which on two bundles are drawn as tied."""

Near = Mapping[int, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Cast:
    """Names and tooltips by the positions that panels speak of, how many actors each stands for."""

    names: tuple[str, ...]
    tips: tuple[str, ...]
    sizes: tuple[int, ...]
    shorts: tuple[str, ...]
    """The names as far as there is room for them."""
    aside: str = ""

    @property
    def is_bundled(self) -> bool:
        """Whether any of them stands for several."""
        return bool(self.aside)


def cast_of(plan: Plan, panels: Sequence[Panel]) -> tuple[Cast, tuple[Panel, ...]]:
    """Who is drawn, and the panels as they are drawn."""
    seen = sorted({actor for panel in panels for actor in panel.actors})
    if len(seen) <= MOST_ACTORS:
        names = tuple(named(actor.name) for actor in plan.actors)
        titles = (named(actor.title) for actor in plan.actors)
        tips = tuple(f"{name} ({t})" if t and t != name else name for name, t in zip(names, titles, strict=True))
        return Cast(names, tips, (1,) * len(names), briefly(plan)), tuple(panels)
    near = _near(seen, panels)
    bundles = _gathered(_bundles(seen, near), near)
    place = {actor: number for number, members in enumerate(bundles) for actor in members}
    told = [_named(plan, members, near) for members in bundles]
    names, tips = tuple(name for name, _ in told), tuple(tip for _, tip in told)
    aside = (
        f"{len(seen)} actors are drawn as {plural(len(bundles), 'bundle')} of those tied to one another; "
        "the wider a line, the more of their pairs are tied."
    )
    cast = Cast(names, tips, tuple(len(members) for members in bundles), brief_names(names), aside)
    return cast, tuple(_bundled(panel, place, len(plan.options)) for panel in panels)


def _near(seen: Sequence[int], panels: Sequence[Panel]) -> dict[int, dict[int, int]]:
    near: dict[int, dict[int, int]] = {actor: {} for actor in seen}
    for panel in panels:
        for tie in panel.ties:
            if tie.outcome > 0:
                weight = near[tie.a].get(tie.b, 0) + tie.outcome
                near[tie.a][tie.b] = near[tie.b][tie.a] = weight
    return near


def _bundles(seen: Sequence[int], near: Near) -> list[list[int]]:
    """Actors moved, one by one, to where they are tied more than chance would have it; each begins alone.

    What is compared is the gain of modularity (Newman 2004; Blondel and others 2008), in whole numbers.
    """
    label = {actor: actor for actor in seen}
    degree = {actor: sum(near[actor].values()) for actor in seen}
    total = dict(degree)
    every = sum(degree.values())
    for _ in range(_ROUNDS):
        is_settled = True
        for actor in seen:
            own = label[actor]
            total[own] -= degree[actor]
            votes = Counter({own: 0})
            for other, weight in near[actor].items():
                votes[label[other]] += weight
            gain = {one: every * votes[one] - degree[actor] * total[one] for one in votes}
            best = max(gain, key=lambda one: (gain[one], one == own, -one))
            total[best] += degree[actor]
            label[actor], is_settled = best, is_settled and best == own
        if is_settled:
            break
    found: dict[int, list[int]] = {}
    for actor in seen:
        found.setdefault(label[actor], []).append(actor)
    return sorted(found.values(), key=lambda members: (-len(members), members))


def _gathered(bundles: list[list[int]], near: Near) -> list[list[int]]:
    """The same with those who have no tie in one bundle, and the smallest in another where there are too many."""
    alone = [actor for members in bundles for actor in members if not near[actor]]
    tied = [members for members in bundles if near[members[0]]]
    kept, rest = tied[:MOST_BUNDLES], [actor for members in tied[MOST_BUNDLES:] for actor in members]
    return [members for members in (*kept, sorted(rest), sorted(alone)) if members]


def _named(plan: Plan, members: Sequence[int], near: Near) -> tuple[str, str]:
    """A bundle by its most tied members."""
    ordered = sorted(members, key=lambda actor: (-len(near[actor]), actor))
    names = [named(plan.actors[actor].name) for actor in ordered]
    if not near[ordered[0]]:
        label = f"{plural(len(names), 'actor')} without a tie"
    else:
        label = names[0] if len(names) == 1 else f"{names[0]} + {len(names) - 1}"
    shown = names if len(names) <= _NAMED else [*names[: _NAMED - 1], f"{len(names) - _NAMED + 1} more"]
    return label, listed(shown)


def _bundled(panel: Panel, place: Mapping[int, int], options: int) -> Panel:
    """A panel between bundles and inside each: how large a share of the pairs has which tie."""
    counts: dict[tuple[int, int], list[int]] = {}
    for tie in panel.ties:
        one, other = sorted((place[tie.a], place[tie.b]))
        counts.setdefault((one, other), [0] * (options + 1))[tie.outcome] += 1
    ties = []
    for (one, other), count in sorted(counts.items()):
        shares = tuple(number / sum(count) for number in count[:options])
        tied = max(range(1, options), key=lambda option: shares[option], default=0)
        ties.append(Tie(one, other, tied if tied and shares[tied] >= _LEAST_SHARE else 0, shares))
    actors = tuple(sorted({place[actor] for actor in panel.actors}))
    return replace(panel, actors=actors, ties=tuple(ties), choices=())
