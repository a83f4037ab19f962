"""Reads what a theory asks to be solved: that each form has the parts it needs and no others, of the right kinds.

A row of `FORMS` says what a form takes. What is tried is asked of by `members` and `size` (coalitions, partitions) or
`linked`, `steps` and `links` (links); who is meant by `self` and `partner` depends on the form, too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from qadsl.diagnostics import Bag, Fix, Label
from qadsl.diagnostics.suggest import suggest
from qadsl.semantics import model
from qadsl.semantics.expressions import Elaborator
from qadsl.semantics.worlds import World
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["FORMS", "PARTICIPANTS", "MOST_BLOCS", "STABILITIES", "check_sizes", "resolve_solve"]

MOST_BLOCS = 8
"""Blocs that a solve may sort actors into."""
MOST_IN_COALITIONS = 20
"""Actors of whom every coalition is looked at."""
MOST_IN_PARTITIONS = 16
"""Actors who are divided into groups by what each group is worth to them."""
MOST_LINKED = 20
"""Actors among whom stable links are sought."""
PARTICIPANTS = {"coalitions": MOST_IN_COALITIONS, "partition": MOST_IN_PARTITIONS, "links": MOST_LINKED}
"""How many actors a form takes; blocs take as many as a scenario."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a form takes: the values it needs and may have, who is meant in them, and which words stand beside them."""

    needs: frozenset[str]
    takes: frozenset[str]
    roles: frozenset[str]
    words: frozenset[str]
    example: str


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


FORMS = {
    "blocs": Form(_set(""), _set("apart together"), _set("self partner target"), _set(""),
                  "blocs 2 { apart rivalry(self, partner) }"),
    "coalitions": Form(_set("where"), _set("where"), _set("target"), _set("extreme"),
                       "coalitions { where sum(p.size for p in members) > 50%, minimal }"),
    "partition": Form(_set("worth"), _set("worth"), _set("self target"), _set("stable consent"),
                      "partition { worth size - 1, stable core }"),
    "links": Form(_set("worth"), _set("worth"), _set("self target"), _set("stable"),
                  "links { worth links(self), stable pairwise }"),
}  # fmt: skip
STABILITIES = {
    "partition": ("core", "nash", "individually", "majority", "contractually"), "links": ("pairwise",),
}  # fmt: skip
_CONSENTS = {"unanimous": "individually", "majority": "majority"}
"""What a move needs of the group that it joins, and the stability that this makes of Nash's."""


def resolve_solve(node: nodes.Solve, plain: Elaborator) -> model.Solve | None:
    """What a theory asks to be solved, resolved; None where that is a mistake."""
    form = FORMS[node.form]
    is_sound = _has_parts(node, form, plain)
    inner = replace(plain, places=form.roles, solving=node.form)
    values = [(value.kind, _value(value, inner)) for value in node.values]
    known = tuple((kind, core) for kind, core in values if core is not None)
    among = plain.group(node.among) if node.among is not None else ""
    rule = _rule(node, plain)
    count = _count(node, plain)
    if not is_sound or len(known) < len(values) or among is None or rule is None or count is None:
        return None
    heading = node.title.value if node.title is not None else ""
    return model.Solve(node.name.text, heading, node.form, count, among, known, rule, node.span)


def check_sizes(theory: model.Theory, world: World, asked: Span, bag: Bag) -> None:
    """Report that a theory solves something about more actors than can be, where a statement asks for it."""
    for solve in theory.solves:
        most = PARTICIPANTS.get(solve.form)
        count = len(world.listed(solve.among)) if solve.among else len(world.actors)
        if most is not None and count > most:
            own = f"Or say in `{theory.name}` who takes part: `solve {solve.name} among GROUP = {solve.form} ...`."
            bag.error(
                "QA416",
                f"`{solve.name}` is about {count} actors of `{world.name}`, and `{solve.form}` takes {most} at most",
                asked,
                f"too many actors for `{theory.name.rpartition('.')[2]}`",
                labels=[Label(solve.span, "what it solves")],
                help=[
                    "Ask it of a scenario with fewer actors, or by another theory.",
                    *([] if "." in theory.name else [own]),
                ],
            )


def _value(node: nodes.Valued, inner: Elaborator) -> model.Core | None:
    return inner.flag(node.value) if node.kind == "where" else inner.number(node.value)


def _has_parts(node: nodes.Solve, form: Form, plain: Elaborator) -> bool:
    """Whether a form has what it needs and nothing that it does not take."""
    stated = {value.kind for value in node.values}
    strange: list[tuple[str, Span]] = []
    strange += [(value.kind, value.span) for value in node.values if value.kind not in form.takes]
    beside: Iterable[tuple[str, nodes.Word | None]] = (("stable", node.stability), ("consent", node.consent))
    strange += [(kind, word.span) for kind, word in beside if word is not None and kind not in form.words]
    if node.extreme is not None and "extreme" not in form.words:
        strange.append((node.extreme, node.span))
    for kind, span in strange:
        _report(plain, f"`{node.form}` has no `{kind}`", span, f"write `{form.example}` or the like")
    missing: list[str] = sorted(form.needs - stated) or (["apart"] if node.form == "blocs" and not stated else [])
    for lacking in [] if strange else missing:
        said = "`apart` or `together`" if node.form == "blocs" else f"`{lacking}`"
        message = f"`{node.name.text}` does not say {said}"
        _report(plain, message, node.name.span, f"write `{form.example}` or the like")
    return not strange and not missing


def _rule(node: nodes.Solve, plain: Elaborator) -> str | None:
    """By which rule a form is solved."""
    if node.form == "coalitions":
        return node.extreme or "all"
    if node.form not in STABILITIES:
        return ""
    known = STABILITIES[node.form]
    if node.stability is None and (node.form == "links" or node.consent is not None):
        stability: str | None = "pairwise" if node.form == "links" else "nash"
    elif node.stability is None:
        listed = ", ".join(f"`{word}`" for word in known)
        message = f"`{node.name.text}` does not say which divisions are stable"
        _report(plain, message, node.name.span, f"write `stable` and one of {listed}")
        stability = None
    else:
        stability = _known(node.stability, known, f"no stability of `{node.form}`", plain)
    if stability is None or node.consent is None or node.form == "links":
        return stability
    consent = _known(node.consent, tuple(_CONSENTS), "no consent that a group can give", plain)
    if consent is not None and stability not in ("nash", _CONSENTS[consent]):
        message = f"`stable {stability}` does not hang on the consent of the group that is joined"
        _report(plain, message, node.consent.span, "leave it out, or write `stable nash`")
        return None
    return None if consent is None else _CONSENTS[consent]


def _known(word: nodes.Word, known: tuple[str, ...], what: str, plain: Elaborator) -> str | None:
    if word.text in known:
        return word.text
    guess = suggest(word.text, known)
    hint = f"did you mean `{guess}`?" if guess else f"one of {', '.join(known)}"
    _report(plain, f"`{word.text}` is {what}", word.span, hint, Fix(word.span, guess) if guess else None)
    return None


def _count(node: nodes.Solve, plain: Elaborator) -> int | None:
    """How many blocs: two unless it is said."""
    if node.count is None:
        return 2
    if node.count.value in range(2, MOST_BLOCS + 1):
        return int(node.count.value)
    message = f"actors fall into 2 to {MOST_BLOCS} blocs, not {node.count.text}"
    _report(plain, message, node.count.span, "a whole number from 2 on")
    return None


def _report(plain: Elaborator, message: str, span: Span, hint: str, fix: Fix | None = None) -> None:
    plain.bag.error("QA414", message, span, hint, fix=fix)
