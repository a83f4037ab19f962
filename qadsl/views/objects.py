"""Answers as the objects that `--format json` prints, one a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import fields, is_dataclass

from qadsl.analysis.account import Explanation, WhyNot
from qadsl.analysis.comparing import Comparison
from qadsl.analysis.contrasting import Contrast
from qadsl.analysis.expect import Verdict
from qadsl.analysis.left_out import Outside
from qadsl.analysis.sweeping import Sweep
from qadsl.analysis.tipping import Tipping
from qadsl.diagnostics import Diagnostic
from qadsl.diagnostics.as_json import as_object
from qadsl.result import Figures, Grouping
from qadsl.views.group_rows import group_rows, left_out_rows, membership_rows
from qadsl.views.measured import measure_rows
from qadsl.views.rows import alignment_rows, decision_rows
from qadsl.views.solved import solution_rows
from qadsl.views.sweep_rows import swept_object

__all__ = [
    "as_line",
    "comparison_object",
    "contrast_object",
    "diagnostics_object",
    "explain_object",
    "run_object",
    "sweep_object",
    "tipping_object",
    "tree_object",
    "verdict_object",
    "why_not_object",
]

Object = dict[str, object]


def run_object(figures: Figures, grouping: Grouping, outside: Iterable[Outside]) -> Object:
    """A run: how it was made, its decisions, its alignments and its groups."""
    return {
        "command": "run",
        "scenario": figures.plan.scenario,
        "theory": figures.plan.theory,
        "draws": figures.draws,
        "seed": figures.seed,
        "complete": figures.is_complete,
        "decisions": decision_rows(figures),
        "alignments": alignment_rows(figures),
        "measures": measure_rows(figures),
        "solutions": solution_rows(figures),
        "groups": group_rows(figures.plan, grouping),
        "memberships": membership_rows(figures, grouping),
        "left_out": left_out_rows(figures.plan, outside),
    }


def explain_object(explanation: Explanation) -> Object:
    """An account, its field names as keys."""
    return {"command": "explain", **tree_object(explanation)}


def why_not_object(answer: WhyNot) -> Object:
    """An account of what stood in the way; the decision's own account is under `explanation`."""
    return {"command": "why not", **tree_object(answer)}


def verdict_object(verdict: Verdict) -> Object:
    """A judged claim and what was found."""
    claim = verdict.claim
    return {
        "command": "expect",
        "scenario": verdict.scenario,
        "theory": verdict.theory,
        "claim": claim.text,
        "option": claim.option,
        "negated": claim.is_negated,
        "comparison": claim.comparison or None,
        "share": claim.share,
        "holds": verdict.holds,
        "findings": [tree_object(finding) for finding in verdict.findings],
    }


def comparison_object(found: Comparison) -> Object:
    """Two runs beside one another, the field names as keys."""
    return {"command": "compare", **tree_object(found)}


def contrast_object(found: Contrast) -> Object:
    """What several theories say of one scenario, its field names as keys."""
    return {"command": "contrast", **tree_object(found)}


def tipping_object(found: Tipping) -> Object:
    """What would tip a decision or tie, its field names as keys."""
    return {"command": "tipping", **tree_object(found)}


def sweep_object(found: Sweep) -> Object:
    """A sweep: the values of its inputs, and a row for each decision, tie and switch, its steps in order."""
    return {"command": "sweep", **swept_object(found)}


def diagnostics_object(diagnostics: Iterable[Diagnostic]) -> Object:
    """What is wrong with a program."""
    return {"command": "diagnostics", "diagnostics": [as_object(item) for item in diagnostics]}


def tree_object(tree: object) -> Object:
    """A tree of dataclasses as nested dictionaries and lists, with its field names."""
    found = _plain(tree)
    assert isinstance(found, dict)
    return found


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name.removesuffix("_"): _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return None if value != value else value


def as_line(found: Object) -> str:
    """One line of JSON: keys in their order, floats in the shortest form that reads back the same."""
    return json.dumps(found, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
