"""What outcomes look like, told once in a picture, and the scales that give marks their looks."""

from __future__ import annotations

from collections.abc import Sequence

from qadsl.ir.program import Plan
from qadsl.views.pictures.palette import UNDECIDED, looks
from qadsl.views.pictures.specs import Spec, text_width, with_data
from qadsl.views.words import option_words

__all__ = ["FAINT", "UNDECIDED_WORD", "legend", "more_room", "outcome_colour", "outcome_dash", "outcome_words"]

UNDECIDED_WORD = "undecided"
FAINT = 0.4
"""How opaque are squares of the least option, so that ties stand out."""
SIZE = 11.5
AT = 8.0
"""How far below the upper edge the samples of the first row stand."""
PITCH, LINE, SQUARE = 17.0, 26.0, 12.0
"""How far rows are apart, and how wide samples are."""


def outcome_words(plan: Plan) -> list[str]:
    """What options are called, and what is said where none is decided on."""
    return [*(option_words(option.name) for option in plan.options), UNDECIDED_WORD]


def outcome_colour(plan: Plan, field: str = "outcome") -> Spec:
    """The channel that colours by outcome."""
    colours = [look.colour for look in (*looks(len(plan.options)), UNDECIDED)]
    scale = {"domain": outcome_words(plan), "range": colours}
    return {"field": field, "type": "nominal", "scale": scale, "legend": None}


def outcome_dash(plan: Plan, field: str = "outcome") -> Spec:
    """The channel that dashes by outcome."""
    dashes = [list(look.dash) for look in (*looks(len(plan.options)), UNDECIDED)]
    return {
        "field": field,
        "type": "nominal",
        "scale": {"domain": outcome_words(plan), "range": dashes},
        "legend": None,
    }


def legend(
    shown: Sequence[str],
    plan: Plan,
    x: Spec,
    y: Spec,
    *,
    as_lines: bool = True,
    arrows: Sequence[str] = (),
    faint: Sequence[str] = (),
) -> list[Spec]:
    """Rows of samples, each with its word beside it: lines, or squares, some of them `faint`.

    Of `arrows` there are no lines to be named.
    """
    wide = LINE if as_lines else SQUARE
    samples, words = [], []
    for word, (left, down) in zip(
        [*shown, *arrows], _places([*shown, *arrows], x["scale"]["range"][1], wide), strict=True
    ):
        start = left + (0 if as_lines else wide / 2)
        samples.append({"outcome": word, "x": start, "y": down, "x2": left + wide, "y2": down})
        words.append({"said": word, "x": left + wide + 6, "y": down})
    where = {"x": x, "y": y, "color": outcome_colour(plan)}
    lines, thin = samples[: len(shown)], samples[len(shown) :]
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    square: Spec = {"type": "point", "shape": "square", "size": 144, "filled": True}
    head = {"type": "point", "shape": "triangle", "angle": 90, "size": 42, "filled": True, "opacity": 1}
    dashed = {**where, **ends, "strokeDash": outcome_dash(plan)}
    tip = {**where, "x": {**x, "field": "x2"}}
    text = {"type": "text", "style": "aside", "align": "left", "baseline": "middle", "fontSize": SIZE}
    full, pale = ([row for row in lines if (row["outcome"] in faint) == is_faint] for is_faint in (False, True))
    layers = [
        (full, {"type": "rule", "strokeWidth": 3.5}, dashed) if as_lines else (full, {**square, "opacity": 1}, where),
        (pale, {**square, "opacity": FAINT}, where),
        (thin, {"type": "rule", "strokeWidth": 1.2}, {**where, **ends}),
        (thin, head, tip),
        (words, text, {"x": x, "y": y, "text": {"field": "said", "type": "nominal"}}),
    ]
    return with_data({"data": {"values": rows}, "mark": mark, "encoding": look} for rows, mark, look in layers)


def more_room(words: Sequence[str], width: float, *, as_lines: bool = True) -> float:
    """How many points a legend takes below its first row."""
    places = _places(words, width, LINE if as_lines else SQUARE)
    return places[-1][1] - AT if places else 0.0


def _places(words: Sequence[str], width: float, wide: float) -> list[tuple[float, float]]:
    """Where samples stand, in as many rows as they need."""
    found, left, down = [], 0.0, AT
    for word in words:
        whole = wide + 6 + text_width(word, SIZE)
        if left and left + whole > width:
            left, down = 0.0, down + PITCH
        found.append((left, down))
        left = round(left + whole + 16, 1)
    return found
