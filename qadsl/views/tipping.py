"""What would tip a decision or tie, in words and tables."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from qadsl.analysis.tipping import JointChange, Tipping, TippingPoint
from qadsl.views.grid import MORE, Column, Cut, Grid, elsewhere
from qadsl.views.plainly import plain_text
from qadsl.views.words import MINUS, listed, named, option_words, percent, plural

__all__ = ["decision_words", "headline", "share_words", "text", "tipping", "value_words"]

MOST_ROWS = 20
MOST_STILL = 12
"""Inputs that tip nothing and are named."""


def tipping(found: Tipping, *, show_all: bool = False) -> Group:
    """Everything, for a rich console; `show_all` cuts nothing and names the way to every other outcome."""
    how = f"{plural(found.draws, 'draw')} with seed {found.seed}" if found.is_sampled else "exact"
    how += "" if found.is_complete else ", interrupted"
    by = f"  ({named(found.scenario)}, by {named(found.theory)}, {how})"
    title = f"What would tip {decision_words(found)}"
    parts: list[RenderableType] = [Text.assemble((title, "bold underline"), by, overflow="fold")]
    parts += [Padding(Text(line, style="bold"), (0, 0, 0, 2)) for line in headline(found)]
    rows = found.points if show_all else found.nearest
    if rows:
        parts += [Text("\nOne input alone", style="bold"), *_points(rows, show_all=show_all)]
    if found.joint is not None:
        parts += [Text(f"\n{_together(found.joint)}", style="bold"), _moves(found.joint)]
    notes = list(_notes(found, show_all=show_all))
    parts += [Text(), *(Text.assemble(("note: ", "cyan"), line) for line in notes)] if notes else []
    return Group(*parts)


def text(found: Tipping, width: int = 80, *, show_all: bool = False, more: str = MORE) -> str:
    """The same as plain text; where a table is cut, `more` says where the rest is."""
    return plain_text(elsewhere(tipping(found, show_all=show_all), more), width)


def decision_words(found: Tipping) -> str:
    """`UK with France against Egypt in 1956`, or `UK and France ...` of a tie."""
    when = f" in {found.time}" if found.time is not None else ""
    ends = f"{named(found.self)} {'and' if found.is_tie else 'with'} {named(found.partner)}"
    return f"{ends} against {named(found.target)}{when}"


def headline(found: Tipping) -> tuple[str, ...]:
    """What comes out now, and the nearest thing that tips it."""
    if found.outcome is None:
        return ("undecided with everything at its middle: there is nothing to tip", *_undecided(found))
    middle = " with everything uncertain at its middle" if found.is_sampled else ""
    lines = [f"now: {option_words(found.outcome)}{middle}"]
    if not found.points:
        which = "any one input" if found.is_complete else f"any of the {plural(found.tried, 'input')} tried"
        return (*lines, f"no value of {which} tips it")
    nearest = found.nearest[0]
    away = "" if nearest.low is None else f", {share_words(nearest.distance)} of its range away"
    so_far = "" if found.tried == found.inputs else " so far"
    lines.append(
        f"nearest{so_far}: {option_words(nearest.becomes)} with {_input(nearest)} at {value_words(nearest.needed)} "
        f"instead of {value_words(nearest.now)}{away}"
    )
    return tuple(lines)


def _undecided(found: Tipping) -> Iterator[str]:
    if found.most_probable is None:
        yield "`explain` tells which inputs are not known, or which rules contradict each other"


def share_words(share: float) -> str:
    """A share of a range; small ones with a digit more."""
    return f"{share:.1%}" if 0.001 <= share < 0.1 else "<0.1%" if 0 < share < 0.001 else percent(share)


def value_words(value: str) -> str:
    """A value, with a minus as it is printed."""
    return named(value).replace("-", MINUS, 1) if value[:1] == "-" else named(value)


def _input(point: TippingPoint) -> str:
    return named(point.input) + (f" in {point.time}" if point.time is not None else "")


def _points(rows: tuple[TippingPoint, ...], *, show_all: bool) -> Iterator[RenderableType]:
    shown = rows if show_all else rows[:MOST_ROWS]
    columns = (
        Column("input"), Column("now", is_number=True), Column("needed", is_number=True),
        Column("share of range", is_number=True), Column("becomes", is_named=True),
    )  # fmt: skip
    yield Grid(
        columns,
        tuple(
            (
                Text(_input(point)), Text(value_words(point.now)), Text(value_words(point.needed)), Text(_way(point)),
                Text(option_words(point.becomes)),
            )
            for point in shown
        ),
    )  # fmt: skip
    if len(rows) > len(shown):
        yield Cut(len(rows) - len(shown))


def _way(point: TippingPoint) -> str:
    """How far and which way; of words there is no way."""
    if point.needed_value is None or point.low is None or point.high is None:
        return ""
    usual = point.now_value if point.now_value is not None else (point.low + point.high) / 2
    return f"{'+' if point.needed_value > usual else MINUS}{share_words(point.distance)}"


def _together(joint: JointChange) -> str:
    becomes, reach = option_words(joint.becomes), share_words(joint.reach)
    return f"A few together: {becomes}, no input moving farther than {reach} of its range"


def _moves(joint: JointChange) -> Grid:
    columns = (
        Column("input"), Column("now", is_number=True), Column("needed", is_number=True),
        Column("share of range", is_number=True),
    )  # fmt: skip
    rows = []
    for move in joint.moves:
        name = named(move.input) + (f" in {move.time}" if move.time is not None else "")
        sign = "+" if move.share > 0 else MINUS
        cells = (name, value_words(move.now), value_words(move.needed), f"{sign}{share_words(abs(move.share))}")
        rows.append(tuple(Text(cell) for cell in cells))
    return Grid(columns, tuple(rows))


def _notes(found: Tipping, *, show_all: bool) -> Iterator[str]:
    if found.outcome is None:
        return
    if found.is_sampled:
        yield "What is uncertain is held at its middle, and what is tipped is the outcome there."
    if found.most_probable != found.outcome:
        most = "undecided in some draw" if found.most_probable is None else f"{option_words(found.most_probable)}"
        share = f" ({percent(found.probability)} of the draws)" if found.most_probable is not None else ""
        yield f"The run itself says something else: {most}{share}."
    elif found.is_sampled and found.probability is not None:
        yield f"In the run it comes out so in {percent(found.probability)} of {plural(found.draws, 'draw')}."
    if found.is_quantal:
        yield "The choice is one by chance: what is tipped is which option is the most probable."
    yield "Every value named was tried in the whole program, the others held."
    yield from _interrupted(found)
    if found.joint is not None and not found.joint.is_least:
        yield "Effects do not simply add up, or not all could be tried: a smaller change of a few together may exist."
    yield from _about_the_past(found)
    if found.still:
        shown = found.still if show_all else found.still[:MOST_STILL]
        more = [f"{len(found.still) - len(shown)} more"] if len(found.still) > len(shown) else []
        yield f"No value of these alone tips it: {listed([*map(named, shown), *more])}."


def _interrupted(found: Tipping) -> Iterator[str]:
    """What was not tried any more."""
    if found.tried < found.inputs:
        tried = f"{found.tried:,} of {plural(found.inputs, 'input')}"
        yield f"It was interrupted: {tried} were tried, each by itself; others may be nearer."
    elif not found.is_joint_sought:
        yield "It was interrupted while a change of a few inputs together was sought: a smaller one may exist."


def _about_the_past(found: Tipping) -> Iterator[str]:
    if found.reads_past:
        yield "It hangs on earlier periods or other ties; what those read was tried, too, one input at a time."
    if found.unsearched:
        inputs = plural(found.unsearched, "input")
        yield f"Of {inputs}, values that tip it only through earlier periods were not sought: there are too many."
