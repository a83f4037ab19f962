"""Groups as rows under the names that frames, files and JSON share."""

from __future__ import annotations

from collections.abc import Iterable

from qadsl.analysis.left_out import Outside
from qadsl.ir.program import Plan
from qadsl.result import Figures, Grouping, names_of
from qadsl.views.rows import Row

__all__ = [
    "group_columns", "group_rows", "left_out_columns", "left_out_rows", "membership_columns",
    "membership_rows",
]  # fmt: skip

_ABOUT = ("scenario", "theory", "time", "target")


def group_columns(plan: Plan) -> tuple[str, ...]:
    """Names of the columns of groups, in order."""
    shares = (f"p_{option.name}" for option in plan.options[1:])
    return (*_ABOUT, "members", "size", "entities", "level", "probability", *shares, "by_outcomes")


def membership_columns() -> tuple[str, ...]:
    """Names of the columns of memberships, in order."""
    return (*_ABOUT, "actor", "groups", "p_several", "p_none")


def left_out_columns() -> tuple[str, ...]:
    """Names of the columns of who is left out, in order."""
    return (*_ABOUT, "actor", "group", "lacking", "decider", "partner", "choice", "gap", "alone")


def group_rows(plan: Plan, grouping: Grouping) -> list[Row]:
    """One row a group, by time and target, the most probable first."""
    rows = []
    for group in grouping.groups:
        values: list[object] = [
            *_about(plan, group.time, group.target),
            _names(plan, group.members),
            len(group.members),
            sum(plan.actors[member].kind == "entity" for member in group.members),
            plan.options[group.level].name,
            group.probability,
            *group.shares[1:],
            group.is_outcome,
        ]
        rows.append(dict(zip(group_columns(plan), values, strict=True)))
    return rows


def membership_rows(figures: Figures, grouping: Grouping) -> list[Row]:
    """One row an actor, target and period: in how many groups it is."""
    plan = figures.plan
    seen = dict.fromkeys((time, target, end) for time, target, *ends in figures.pairs.tolist() for end in ends)
    rows = []
    for time, target, actor in sorted(seen):
        slot = time * len(plan.targets) + target
        shares = (grouping.memberships, grouping.several, grouping.none)
        told = [_known(share[slot, actor]) for share in shares]
        values = (*_about(plan, time, target), plan.actors[actor].name, *told)
        rows.append(dict(zip(membership_columns(), values, strict=True)))
    return rows


def left_out_rows(plan: Plan, outside: Iterable[Outside]) -> list[Row]:
    """One row a choice that kept an actor out of a group."""
    return [
        dict(
            zip(
                left_out_columns(),
                (
                    *_about(plan, one.time, one.target),
                    plan.actors[one.actor].name,
                    _names(plan, one.group),
                    one.lacking,
                    plan.actors[blocking.decider].name,
                    plan.actors[blocking.towards].name,
                    plan.options[blocking.choice].name if blocking.choice >= 0 else None,
                    _known(blocking.gap),
                    one.is_alone,
                ),
                strict=True,
            )
        )
        for one in outside
        for blocking in one.blockings
    ]


def _about(plan: Plan, time: int, target: int) -> tuple[object, ...]:
    names = names_of(plan, (time, target, 0, 0))
    return (plan.scenario, plan.theory, names.time, names.target)


def _names(plan: Plan, members: Iterable[int]) -> list[str]:
    return [plan.actors[member].name for member in members]


def _known(value: float) -> float | None:
    return None if value != value else float(value) + 0.0
