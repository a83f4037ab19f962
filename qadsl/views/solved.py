"""What solves found: rows under the names that frames and JSON share, and a table for each solve on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rich.text import Text

from qadsl.ir.program import Plan, SolvePlan
from qadsl.result import Figures, SolutionFigures
from qadsl.views.grid import Column
from qadsl.views.plainly import joined
from qadsl.views.words import named, number, option_words, percent, spans_of

__all__ = ["SOLUTION_COLUMNS", "SolutionRow", "solution_notes", "solution_rows", "solution_tables"]

SolutionRow = dict[str, object]
SOLUTION_COLUMNS = (
    "scenario", "theory", "solve", "time", "target", "rank", "groups", "members", "energy", "worth", "basin", "share",
    "chosen", "exact", "gap",
)  # fmt: skip
"""Names of the columns of solutions, in order."""


def solution_rows(figures: Figures) -> list[SolutionRow]:
    """One row a solution; what a form does not have is None."""
    plan = figures.plan
    return [
        {
            "scenario": plan.scenario,
            "theory": plan.theory,
            "solve": plan.solves[one.solve].name,
            "time": plan.periods[one.time],
            "target": plan.actors[plan.targets[one.target]].name if one.target >= 0 else None,
            "rank": rank,
            "groups": groups_text(plan, one),
            "members": _members(plan, one),
            "energy": _measure(plan, one, "energy"),
            "worth": _measure(plan, one, "worth"),
            "basin": one.basin,
            "share": one.share,
            "chosen": one.chosen,
            "exact": one.is_exact,
            "gap": None if one.gap != one.gap else one.gap,
        }
        for rank, one in _ranked(figures.solutions)
    ]


def groups_text(plan: Plan, one: SolutionFigures) -> str:
    """`UK, France | Egypt`; links are `UK - France | UK - Israel`."""
    is_network = plan.solves[one.solve].form == "links"
    mark = " - " if is_network else ", "
    texts = [mark.join(named(name) for name in group) for group in _members(plan, one)]
    return " | ".join(texts) or ("no link" if is_network else "nobody")


def _members(plan: Plan, one: SolutionFigures) -> list[list[str]]:
    return [[plan.actors[actor].name for actor in group] for group in one.groups]


def _measure(plan: Plan, one: SolutionFigures, word: str) -> float | None:
    own = measured_by(plan.solves[one.solve])
    return one.measure + 0.0 if word == own and one.measure == one.measure else None


def measured_by(solve: SolvePlan) -> str:
    """What solutions of a form are ranked by, if anything."""
    return {"blocs": "energy", "coalitions": ""}.get(solve.form, "worth")


def _ranked(solutions: tuple[SolutionFigures, ...]) -> Iterator[tuple[int, SolutionFigures]]:
    """Solutions, each with its place among those of its solve, period and target; where there is none, nothing."""
    rank, last = 0, (-1, -1, -2)
    for one in solutions:
        key = (one.solve, one.time, one.target)
        rank = rank + 1 if key == last else 1
        last = key
        if one.share > 0:
            yield rank, one


# --- on the screen -----------------------------------------------------------------------------------------------


def solution_tables(figures: Figures) -> Iterator[tuple[str, list[Column], list[tuple[Text, ...]]]]:
    """For each solve its title, columns and rows; neighbouring periods that say the same are told once."""
    plan = figures.plan
    for number_, solve in enumerate(plan.solves):
        columns = _columns(figures, solve)
        rows = [
            (*_where(figures, held, one), *_cells(figures, solve, one))
            for held, some in _joined(figures, number_)
            for one in some
        ]
        title = f"{named(solve.name)}: {solve.title}" if solve.title else option_words(solve.name)
        yield title, columns, rows


def _columns(figures: Figures, solve: SolvePlan) -> list[Column]:
    plan = figures.plan
    found = [Column("time")] if len(plan.periods) > 1 else []
    found += [Column("against", is_named=True)] if "target" in solve.axes and len(plan.targets) > 1 else []
    heading = {"blocs": "blocs", "coalitions": "coalition", "partition": "groups", "links": "links"}[solve.form]
    found.append(Column(heading))
    if measured_by(solve):
        found.append(Column(measured_by(solve), is_number=True))
    if solve.form == "blocs":
        found.append(Column("basin", is_number=True))
    return [*found, Column("likely", is_number=True)] if figures.is_sampled else found


def _where(figures: Figures, times: list[int], one: SolutionFigures) -> list[Text]:
    plan = figures.plan
    labels = [str(label) for label in plan.periods]
    when = [Text(spans_of([labels[time] for time in times], labels))] if len(labels) > 1 else []
    has_target = one.target >= 0 and len(plan.targets) > 1
    return [*when, *([Text(named(plan.actors[plan.targets[one.target]].name))] if has_target else [])]


def _cells(figures: Figures, solve: SolvePlan, one: SolutionFigures) -> list[Text]:
    if one.share <= 0:
        found = [Text("none found" if one.known else "unknown", style="red")]
    else:
        found = [Text(groups_text(figures.plan, one))]
    is_found = one.share > 0
    if measured_by(solve):
        found.append(Text(number(one.measure, 6) if is_found else ""))
    if solve.form == "blocs":
        found.append(Text("" if one.basin is None or not is_found else _basin(one.basin)))
    return [*found, Text(percent(one.share) if is_found else "")] if figures.is_sampled else found


def _basin(count: float) -> str:
    return f"{count:,.0f}" if count == int(count) else number(count, 4)


def _joined(figures: Figures, solve: int) -> Iterator[tuple[list[int], list[SolutionFigures]]]:
    """The solutions of one solve by target, with the neighbouring periods in which they are the same."""
    listings: dict[tuple[int, int], list[SolutionFigures]] = {}
    for one in figures.solutions:
        if one.solve == solve:
            listings.setdefault((one.target, one.time), []).append(one)
    runs = joined(
        [listings[key] for key in sorted(listings)],
        lambda some: some[0].target,
        lambda some: some[0].time,
        lambda some: [_said(one) for one in some],
    )
    return (([some[0].time for some in run], run[0]) for run in runs)


def _said(one: SolutionFigures) -> tuple[object, ...]:
    return one.groups, number(one.measure, 6), one.basin, percent(one.share)


def solution_notes(figures: Figures) -> Iterator[str]:
    """What is not certain about solutions."""
    for number_, solve in enumerate(figures.plan.solves):
        own = [one for one in figures.solutions if one.solve == number_]
        if any(one.known < figures.draws for one in own):
            yield f"{named(solve.name)} hangs on what is not given and cannot be drawn"
        if any(not one.is_exact for one in own):
            gap = max((one.gap for one in own if one.gap == one.gap), default=0.0)
            proved = "the first is proved best" if gap <= 0 else f"the best may be better by {number(gap, 4)} at most"
            yield f"{named(solve.name)}: not every configuration was looked at; {proved}"
        if solve.form != "coalitions" and _is_read(figures.plan, number_) and _has_several(own):
            yield f"where {named(solve.name)} finds several, what reads it reads the first"


def _is_read(plan: Plan, solve: int) -> bool:
    """Whether any expression reads what a solve finds."""
    read = (node.data for node in plan.nodes if node.op in ("together", "told"))
    return any(isinstance(data, tuple) and data[0] == solve for data in read)


def _has_several(own: list[SolutionFigures]) -> bool:
    """Whether several solutions are found at one time."""
    return max(Counter((one.time, one.target) for one in own).values(), default=0) > 1
