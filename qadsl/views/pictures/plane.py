"""The plane of the balance: what encourages a tie against what discourages it, and where each option pays most."""

from __future__ import annotations

from collections.abc import Sequence

from qadsl.engine.spread import Spread
from qadsl.result import Figures
from qadsl.views.pictures.findings import DECISIONS, counted, finding, interrupted, where_words
from qadsl.views.pictures.legend import outcome_words
from qadsl.views.pictures.panels import nothing_to_draw
from qadsl.views.pictures.paths import MOST_DECISIONS, Path, drawn_ways, path_name
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.plane_drawing import MOST_NAMES, MOST_STOPS, WIDTH, Drawing
from qadsl.views.pictures.specs import note, spec_of
from qadsl.views.words import named, number, percent, plural

__all__ = ["draws_for", "plane"]

DRAWS = 150
"""Draws of a decision that are drawn as dots, fewer where there are many decisions."""
MOST_DOTS = 600
"""Dots of all decisions together."""
MOST_TURNS = 3
"""Choices of one decision through time that are told."""
COLUMNS = ("time", "target", "self", "partner", "choice", "probability", "encouraging", "discouraging")


def draws_for(decisions: int) -> int:
    """How many draws of each of so many decisions are drawn."""
    return max(20, min(DRAWS, MOST_DOTS // max(decisions, 1)))


def plane(figures: Figures, target: int, paths: Sequence[Path], spread: Spread | None, aside: str = "") -> Picture:
    """Decisions as points among the regions of options; `spread` is that of the last period of each path."""
    paths = drawn_ways(figures, paths)
    title = _title(figures, target, paths, is_all=not aside)
    sentence = nothing_to_draw(figures) or ("" if paths else _nothing_known(figures))
    if sentence:
        return Picture("plane", note(sentence, title), title, sentence, (), COLUMNS)
    drawing = Drawing(figures, paths, spread)
    against = f"against {named(figures.plan.actors[figures.plan.targets[target]].name)}"
    subtitle = [_subtitle(figures, paths, drawing, against), aside, interrupted(figures)]
    spec = spec_of(title, subtitle, drawing.body(), WIDTH)
    return Picture("plane", spec, title, _summary(figures, paths, against), tuple(drawing.rows), COLUMNS)


def _title(figures: Figures, target: int, paths: Sequence[Path], *, is_all: bool) -> str:
    """What is found of what is drawn: of one decision what it is, else into which regions they fall."""
    if len(paths) == 1:
        return _decision(figures, target, paths[0])
    if not paths:
        times = range(len(figures.plan.periods))
        return finding(figures, [(time, target) for time in times] if figures.plan.targets else [])
    last = max(int(figures.cells[path.rows[-1]][0]) for path in paths)
    rows = [path.rows[-1] for path in paths]
    firsts = {path.first for path in paths}
    who = f" of {named(figures.plan.actors[firsts.pop()].name)}" if len(firsts) == 1 else ""
    what = f"decisions{who}" if is_all else f"most committed decisions{who}"
    said = counted(figures.plan, figures.choice[rows].tolist(), what, DECISIONS)
    share, place = min((float(figures.probability[row][figures.choice[row]]), i) for i, row in enumerate(rows))
    close = f"; the closest call is {path_name(figures.plan, paths[place])} ({percent(share)})"
    return f"{where_words(figures, (last, target))}, {said}{close if figures.has_shares and share < 1 else ''}"


def _decision(figures: Figures, target: int, path: Path) -> str:
    """What one chooses about another, and from when on."""
    plan, words = figures.plan, outcome_words(figures.plan)
    rows = [row for i, row in enumerate(path.rows) if not i or figures.choice[row] != figures.choice[path.rows[i - 1]]]
    told = []
    for row in rows if len(rows) <= MOST_TURNS else path.rows[-1:]:
        when = plan.periods[int(figures.cells[row][0])]
        start = "" if when is None else f" {'in' if len(path.rows) == 1 else 'from'} {when}"
        start = " throughout" if len(path.rows) > len(rows) == 1 else start
        told.append(f"{words[int(figures.choice[row])]}{start}")
    if len(rows) > MOST_TURNS:
        told = [f"{len(rows) - 1:,} changes, at last {words[int(figures.choice[path.rows[-1]])]}"]
    share = float(figures.probability[path.rows[-1]][figures.choice[path.rows[-1]]])
    likely = f" ({percent(share)})" if figures.has_shares else ""
    against = named(plan.actors[plan.targets[target]].name)
    return f"{path_name(plan, path)} against {against}: {', '.join(told)}{likely}"


def _nothing_known(figures: Figures) -> str:
    count = len(figures.cells)
    return f"Nothing can be placed: of none of the {plural(count, 'decision')} are all inputs known without conflict."


def _subtitle(figures: Figures, paths: Sequence[Path], drawing: Drawing, against: str) -> str:
    spread = drawing.spread
    said = f"Each point is what one decides about another {against}"
    if len(paths) > len(drawing.points):
        said = f"Each point is what one decides about another {against}, or what several do who stand alike"
    when = {figures.plan.periods[int(figures.cells[path.rows[-1]][0])] for path in paths} - {None}
    if (
        len(figures.plan.periods) > 1
        and len(when) == 1
        and not drawing.ways
        and max(len(path.rows) for path in paths) == 1
    ):
        said += f", in {min(str(one) for one in when)}"
    if drawing.ways:
        first = figures.plan.periods[min(int(figures.cells[path.rows[0]][0]) for path in paths)]
        said += f", its line the way there from {first}"
        if any(len(path.rows) > MOST_STOPS // len(paths) for path in paths):
            said += ", not by every period"
    if any(not point["name"] for point in drawing.points):
        said += f"; the {MOST_NAMES} most committed bear names"
    if spread is not None and figures.is_sampled:
        said += "; the dots are draws"
    if spread is None:
        return f"{said}."
    if spread.is_linear:
        return f"{said}. In each region its option pays most."
    return f"{said}. Regions are those of the average decision: here rewards or costs differ, so each has its own."


def _summary(figures: Figures, paths: Sequence[Path], against: str) -> str:
    plan, words = figures.plan, outcome_words(figures.plan)
    told = []
    for path in paths[:MOST_DECISIONS]:
        row = path.rows[-1]
        when = plan.periods[int(figures.cells[row][0])]
        likely = f" ({percent(float(figures.probability[row][figures.choice[row]]))})" if figures.has_shares else ""
        told.append(
            f"{path_name(plan, path)}{'' if when is None else f' in {when}'}: encouraged by "
            f"{number(float(figures.encouraging[row]), 2)}, discouraged by "
            f"{number(float(figures.discouraging[row]), 2)}, {words[int(figures.choice[row])]}{likely}"
        )
    return f"Decisions {against}. {'; '.join(told)}."
