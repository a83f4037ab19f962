"""Slips: a rule that never fires, one that always fires, and thresholds outside the range of what meets them."""

from __future__ import annotations

from collections.abc import Iterator

from qadsl.semantics import model
from qadsl.semantics.bounds import NO, YES, Interval
from qadsl.semantics.narrowing import Facts, assume
from qadsl.semantics.rules import applicable
from qadsl.semantics.slips.case import Case
from qadsl.semantics.slips.comparing import Settled, comparisons, place_of, settled
from qadsl.semantics.slips.reading import theory_cores
from qadsl.source import Span

__all__ = ["rules_that_fire", "say_thresholds", "thresholds"]


def rules_that_fire(case: Case) -> None:
    """Say which rules of the text never fire, or fire always although they have a condition."""
    all_ = case.model
    spoken_to = {r.name for theory in all_.theories.values() for r in applicable(all_.rules, theory, all_.measures)}
    for rule in case.rules():
        if rule.name not in spoken_to and case.model.theories:
            _speaks_to_none(case, rule)
        elif not _never(case, rule) and not _always(case, rule):
            for _, core in rule.clauses:
                say_thresholds(case, core)


def _speaks_to_none(case: Case, rule: model.Rule) -> None:
    case.bag.warning(
        "QA812",
        f"rule `{_short(rule)}` never fires: no theory has all the variables it reads and one that it sets",
        rule.span,
        "speaks to no theory",
        help=["A rule outside a theory speaks to those that have every variable it reads."],
    )


def _short(rule: model.Rule) -> str:
    return rule.name.rpartition(".")[2]


def _never(case: Case, rule: model.Rule) -> bool:
    facts: Facts = {}
    for i, (text, core) in enumerate(rule.clauses):
        found = [(c, s) for c in comparisons(core) if (s := settled(c, case))]
        if case.bounds.of(core, _outcomes(found)) == NO:
            _say_never(case, rule, core, found[0][1] if found else None)
            return True
        narrowed = assume(core, True, facts, case.bounds)
        if narrowed is None:
            _say_excluded(case, rule, text, core, rule.clauses[:i])
            return True
        facts = narrowed
    return False


def _outcomes(found: list[tuple[model.Apply, Settled]]) -> dict[model.Core, Interval]:
    return {comparison: YES if one.is_held else NO for comparison, one in found}


def _say_never(case: Case, rule: model.Rule, core: model.Core, found: Settled | None) -> None:
    reason, span, fix = "its condition is never met", place_of(core, rule.span), None
    if found is not None:
        reason, span, fix = found.reason, found.span, found.fix
    elif isinstance(core, model.Member):
        reason = f"nobody is in the group `{core.group}`"
    case.bag.warning(
        "QA812",
        f"rule `{_short(rule)}` never fires: {reason}",
        span,
        f"did you mean `{fix.replacement}`?" if fix else "always no",
        fix=fix,
    )


def _say_excluded(
    case: Case, rule: model.Rule, text: str, core: model.Core, earlier: tuple[tuple[str, model.Core], ...]
) -> None:
    alone = [clause for clause, other in earlier if _excludes(case, other, core)]
    shown = alone[0] if alone else " and ".join(clause for clause, _ in earlier)
    reason = f"`{text}` excludes `{shown}`" if earlier else f"`{text}` contradicts itself"
    case.bag.warning(
        "QA812",
        f"rule `{_short(rule)}` never fires: {reason}",
        place_of(core, rule.span),
        "not together with what stands before it" if earlier else "always no",
    )


def _excludes(case: Case, one: model.Core, two: model.Core) -> bool:
    facts = assume(one, True, {}, case.bounds)
    return facts is None or assume(two, True, facts, case.bounds) is None


def _always(case: Case, rule: model.Rule) -> bool:
    cores = [core for _, core in rule.clauses]
    settling = [(c, s) for core in cores for c in comparisons(core) if (s := settled(c, case))]
    known = _outcomes(settling)
    if all(isinstance(core, model.Member) for core in cores):
        return False
    if not all(_is_always(case, core, known) for core in cores):
        return False
    found = [one for _, one in settling]
    reason = found[0].reason if found else "its condition is always met"
    case.bag.warning(
        "QA813",
        f"rule `{_short(rule)}` always fires: {reason}",
        found[0].span if found else place_of(cores[0], rule.span),
        "always yes",
        help=["Wherever the values it reads are known. If that is meant, leave the condition out."],
    )
    return True


def _is_always(case: Case, core: model.Core, known: dict[model.Core, Interval]) -> bool:
    return case.bounds.of(core, known) == YES or assume(core, False, {}, case.bounds) is None


# --- thresholds elsewhere ----------------------------------------------------------------------------------------


def thresholds(case: Case) -> None:
    """Say which other comparisons of the text, and which bounds that rules set, never make a difference."""
    for core in _elsewhere(case):
        say_thresholds(case, core)
    for rule in case.rules():
        for effect in rule.effects:
            say_thresholds(case, effect.value)
            _bound(case, effect)


def _elsewhere(case: Case) -> Iterator[model.Core | None]:
    for theory in case.own_theories():
        said = [behaviour.condition for behaviour in theory.behaviours]  # see `payoffs`
        yield from (core for core in theory_cores(theory) if core is not None and core not in said)
    for define in case.model.defines.values():
        if case.owned(define.span):
            yield define.body
    for group in case.model.groups.values():
        if case.owned(group.span):
            yield group.where


def say_thresholds(case: Case, core: model.Core | None) -> None:
    """Say which comparisons within an expression never make a difference."""
    for comparison in comparisons(core):
        found = settled(comparison, case)
        if found is not None and case.owned(found.span):
            case.bag.warning(
                "QA814",
                f"this is always {'yes' if found.is_held else 'no'}: {found.reason}",
                found.span,
                f"did you mean `{found.fix.replacement}`?" if found.fix else "no value makes a difference",
                fix=found.fix,
            )


def _bound(case: Case, effect: model.Effect) -> None:
    low, high = case.bounds.of(effect.value)
    if effect.operator == "at least" and high <= 0:
        _say_bound(case, effect.span, f"`at least {_figure(effect)}` binds nothing: `{effect.variable}` lies in 0..1")
    elif effect.operator == "at most" and low >= 1:
        _say_bound(case, effect.span, f"`at most {_figure(effect)}` binds nothing: `{effect.variable}` lies in 0..1")
    elif effect.operator in {"=", "at least"} and low > 1:
        _say_bound(case, effect.span, f"`{effect.variable}` lies in 0..1, so this is always brought back to 1")
    elif effect.operator in {"=", "at most"} and high < 0:
        _say_bound(case, effect.span, f"`{effect.variable}` lies in 0..1, so this is always brought back to 0")


def _figure(effect: model.Effect) -> str:
    return effect.text.rpartition(f" {effect.operator.split()[-1]} ")[2]


def _say_bound(case: Case, span: Span, message: str) -> None:
    case.bag.warning("QA814", message, span, "outside the range")
