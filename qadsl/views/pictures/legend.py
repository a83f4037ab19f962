"""What outcomes look like, told once in a picture, and the scales that give marks their looks."""

from __future__ import annotations

from collections.abc import Sequence

from qadsl.ir.program import Plan
from qadsl.views.pictures.palette import UNDECIDED, looks
from qadsl.views.pictures.specs import Spec, text_width
from qadsl.views.words import option_words

__all__ = ["UNDECIDED_WORD", "legend", "outcome_colour", "outcome_dash", "outcome_words"]

UNDECIDED_WORD = "undecided"
SIZE = 11.5


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


def legend(shown: Sequence[str], plan: Plan, *, has_wishes: bool, x: Spec, y: Spec, at: float = 8.0) -> list[Spec]:
    """A row of samples, each with its word beside it."""
    if not shown:
        return []
    samples, words, place = [], [], 0.0
    for word in shown:
        samples.append({"outcome": word, "x": place, "y": at, "x2": place + 26, "y2": at})
        words.append({"said": word, "x": place + 32, "y": at})
        place += 32 + text_width(word, SIZE) + 20
    line = {
        "data": {"values": samples},
        "mark": {"type": "rule", "strokeWidth": 3.5},
        "encoding": {
            "x": x, "y": y, "x2": {"field": "x2"}, "y2": {"field": "y2"},
            "color": outcome_colour(plan), "strokeDash": outcome_dash(plan),
        },
    }  # fmt: skip
    text = {
        "data": {"values": words},
        "mark": {"type": "text", "style": "aside", "align": "left", "baseline": "middle", "fontSize": SIZE},
        "encoding": {"x": x, "y": y, "text": {"field": "said", "type": "nominal"}},
    }
    return [line, text]
