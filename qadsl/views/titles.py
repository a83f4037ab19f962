"""Makes parts of sentences from the titles of quantities.

Titles are written for readers: "Has nuclear weapons" of an attribute, "Share of the first's trade that is with the
second" of a relation, "Strength of a against b" of a definition. Where a title has one of these shapes, it speaks for
the quantity; where it has not, its name does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["as_noun", "deny", "is_singular", "of_pair", "plain_form", "starts_with_verb", "with_actors"]

LONGEST = 72
BETWEEN = r"\b([Bb]etween) the two\b"

VERBS = {
    "has": "have", "is": "are", "was": "were", "can": "can", "shares": "share", "borders": "border", "hosts": "host",
    "holds": "hold", "claims": "claim", "fears": "fear", "depends": "depend", "leads": "lead", "rules": "rule",
    "governs": "govern", "supports": "support", "opposes": "oppose", "belongs": "belong", "controls": "control",
    "guarantees": "guarantee", "recognises": "recognise", "occupies": "occupy", "sells": "sell", "buys": "buy",
    "receives": "receive", "gives": "give", "keeps": "keep", "wants": "want", "seeks": "seek", "needs": "need",
    "protects": "protect", "threatens": "threaten", "trusts": "trust", "speaks": "speak", "exports": "export",
    "imports": "import", "possesses": "possess", "owns": "own", "lacks": "lack", "faces": "face", "fights": "fight",
}  # fmt: skip
"""Verbs that a flag's title may begin with, and their form behind several subjects."""

QUESTIONS = frozenset(["how", "whether", "what", "why", "when", "where", "who", "which"])
PREPOSITIONS = "of|by|between|with|to|from|in|on|at|for|that|which|towards|against"
NO_ARTICLE = frozenset(["the", "a", "an", "its", "their", "our", "all", "both", "every", "each", "no"])
DETERMINED = frozenset(["a", "an", "the", "any", "at", "more", "less", "its", "some", "no", "one", "two"])


def is_fit(title: str) -> bool:
    """Whether a title can be a part of a sentence."""
    has_aside = "," in title and " and " not in title.rpartition(",")[2]
    return bool(title) and len(title) <= LONGEST and not re.search(r"[.;:!?()\"`]", title) and not has_aside


def starts_with_verb(title: str) -> bool:
    """Whether a title says something of a subject that stands before it: "Has nuclear weapons"."""
    first, _, rest = title.partition(" ")
    return first.lower() in VERBS and bool(rest) and is_fit(title)


def plain_form(title: str) -> str:
    """The title behind several subjects: "share a border"."""
    first, _, rest = title.partition(" ")
    return f"{VERBS[first.lower()]} {rest}"


def deny(said: str) -> str:
    """The opposite of what begins with a verb: "has no nuclear weapons", "does not share a border"."""
    verb, _, rest = said.partition(" ")
    match verb:
        case "is" | "are" | "was" | "were":
            return f"{verb} not {rest}"
        case "can":
            return f"cannot {rest}"
        case "has" | "have" if rest.partition(" ")[0].lower() not in DETERMINED:
            return f"{verb} no {rest}"
        case _ if verb in VERBS:
            return f"does not {VERBS[verb]} {rest}"
        case _:
            return f"do not {verb} {rest}"


def with_actors(title: str, places: Sequence[str], actors: Sequence[str]) -> str | None:
    """The title with the actors where it speaks of the places of a definition; None where it does not of each, once."""
    if not is_fit(title) or len(places) != len(actors):
        return None
    found = [re.findall(rf"\b{re.escape(place)}\b", title) for place in places]
    if any(len(each) != 1 for each in found) or not places:
        return None
    names = dict(zip(places, actors, strict=True))
    either = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.sub(rf"\b({either})\b", lambda match: names[match[1]], title)


def is_singular(title: str) -> bool:
    """Whether a title names one thing ("Strength of a"), so that "is" can stand behind it."""
    if title.partition(" ")[0].lower() in QUESTIONS:
        return False
    head = re.split(rf"\b(?:{PREPOSITIONS})\b", title, maxsplit=1)[0].split()
    return bool(head) and (not head[-1].endswith("s") or head[-1].endswith(("ss", "us", "is")))


def of_pair(title: str, first: str, second: str) -> str | None:
    """The title of a relation with its actors where it speaks of the first and the second, or of the two."""
    if not is_fit(title):
        return None
    if re.search(BETWEEN, title):
        return re.sub(BETWEEN, lambda match: f"{match[1]} {first} and {second}", title)
    if title.startswith("One ") and "the other" in title:
        return f"one of {first} and {second} {title[4:]}"
    if re.search(r"\bthe second\b", title, re.IGNORECASE):
        names = {"first": first, "second": second}
        return re.sub(r"\b[Tt]he (first|second)\b", lambda match: names[match[1]], title)
    return None


def as_noun(title: str) -> str:
    """The title as a subject: "the share of the decider's trade that is with the partner"."""
    first = title.partition(" ")[0]
    lowered = title if any(char.isupper() for char in first[1:]) else title[:1].lower() + title[1:]
    return lowered if first.lower() in NO_ARTICLE or first.endswith("'s") else f"the {lowered}"
