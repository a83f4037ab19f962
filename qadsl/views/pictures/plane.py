"""The plane of the balance: what encourages a tie against what discourages it, and where each option pays most."""

from __future__ import annotations

from collections.abc import Sequence

from qadsl.engine.spread import Spread
from qadsl.result import Figures
from qadsl.views.pictures.findings import finding, interrupted
from qadsl.views.pictures.legend import outcome_words
from qadsl.views.pictures.panels import nothing_to_draw
from qadsl.views.pictures.paths import MOST_DECISIONS, Path, path_name
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.plane_drawing import MOST_STOPS, WIDTH, Drawing
from qadsl.views.pictures.specs import note, spec_of
from qadsl.views.words import named, number, percent, plural

__all__ = ["draws_for", "plane"]

DRAWS = 150
"""Draws of a decision that are drawn as dots, fewer where there are many decisions."""
MOST_DOTS = 600
"""Dots of all decisions together."""
COLUMNS = ("time", "target", "self", "partner", "choice", "probability", "encouraging", "discouraging")


def draws_for(decisions: int) -> int:
    """How many draws of each of so many decisions are drawn."""
    return max(20, min(DRAWS, MOST_DOTS // max(decisions, 1)))


def plane(figures: Figures, target: int, paths: Sequence[Path], spread: Spread | None, aside: str = "") -> Picture:
    """Decisions as points among the regions of options; `spread` is that of the last period of each path."""
    times = sorted({int(figures.cells[row][0]) for path in paths for row in path.rows}) or range(
        len(figures.plan.periods)
    )
    title = finding(figures, [(time, target) for time in times] if figures.plan.targets else [])
    sentence = nothing_to_draw(figures) or ("" if paths else _nothing_known(figures))
    if sentence:
        return Picture("plane", note(sentence, title), title, sentence, (), COLUMNS)
    drawing = Drawing(figures, paths, spread)
    against = f"against {named(figures.plan.actors[figures.plan.targets[target]].name)}"
    subtitle = [_subtitle(figures, paths, spread, against), aside, interrupted(figures)]
    spec = spec_of(title, subtitle, drawing.body(), WIDTH)
    return Picture("plane", spec, title, _summary(figures, paths, against), tuple(drawing.rows), COLUMNS)


def _nothing_known(figures: Figures) -> str:
    count = len(figures.cells)
    return f"Nothing can be placed: of none of the {plural(count, 'decision')} are all inputs known without conflict."


def _subtitle(figures: Figures, paths: Sequence[Path], spread: Spread | None, against: str) -> str:
    said = f"Each point is what one decides about another {against}"
    if max(len(path.rows) for path in paths) > 1:
        first = figures.plan.periods[min(int(figures.cells[path.rows[0]][0]) for path in paths)]
        said += f", its line the way there from {first}"
        if any(len(path.rows) > MOST_STOPS // len(paths) for path in paths):
            said += ", not by every period"
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
