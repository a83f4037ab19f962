"""Answers `compare`: runs two scenarios, or one in two versions of a program, and finds the statements that matter.

Each statement that stands in only one of the two, or otherwise, is tried by itself: the second run without it, and the
first run with it and nothing else. What is the same in both shares its draws, so only statements make a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, get_args

from qadsl import pipeline
from qadsl.analysis.comparing import Comparison, Outcome, Statement, compare, outcomes
from qadsl.diagnostics import Bag
from qadsl.pipeline import Front, QadslError
from qadsl.syntax import nodes
from qadsl.syntax.pieces import Piece, pieces, swapped
from qadsl.views import comparison as view
from qadsl.views import objects
from qadsl.views.shown import Answered
from qadsl.views.told import Told, told_in

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MOST_JUDGED", "ComparisonResult", "Side", "answer_comparison"]

MOST_JUDGED = 60
"""Statements that differ and are tried one by one."""

SILENT = (*get_args(nodes.Command), nodes.Test, nodes.Property, nodes.Library, nodes.Meta, nodes.Scenario)
"""Statements that no run reads; of scenarios, those that are put together are looked into."""
Found = dict[tuple[bool, int | str | None, str, str, str], Outcome]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: a checked program, which scenario of it, and by which theory."""

    front: Front
    at: nodes.At
    theory: nodes.Name | None = None
    given: tuple[nodes.Setting, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """A statement as it stands in the first and in the second; None where it is not there."""

    one: Piece | None
    other: Piece | None

    @property
    def is_closed(self) -> bool:
        """Whether it can be undone in the second: what is gone from there has no place to stand in."""
        return self.other is not None


class ComparisonResult(Answered[Comparison]):
    """Two runs beside one another."""

    _kind = "comparison"
    _more = "the frame `.differences` holds them"

    @cached_property
    def differences(self) -> pd.DataFrame:
        """One row a decision or tie that differs: both outcomes, and the statements that made it differ."""
        from qadsl.views import side_frames

        return side_frames.differences(self.tree)

    def to_dict(self) -> dict[str, object]:
        """The comparison under the names that `--format json` prints."""
        return objects.comparison_object(self.tree)

    def in_width(self, width: int) -> str:
        """The text in so many columns."""
        return view.text(self.tree, width, more=self._more)

    def __repr__(self) -> str:
        return f"<Comparison of {self.tree.one} and {self.tree.other}: {len(self.tree.differences)} differences>"

    @property
    def told(self) -> Told:
        """What it tells, as sentences and tables."""
        return told_in(view.comparison(self.tree, more=self._more))


def answer_comparison(
    one: Side, other: Side, draws: int, seed: int, names: tuple[str, str], progress: Progress | None = None
) -> Comparison:
    """Run both, and try every statement that differs by itself.

    Interrupted, it tells of the draws that both have finished, and of the statements tried so far.
    """
    plans = [pipeline.lower(side.front, side.at, side.theory, side.given) for side in (one, other)]
    figures = pipeline.run_beside(plans, draws, seed, progress)
    found = [outcomes(each) for each in figures]
    changes = _changes(one, other) if found[0] != found[1] else []
    is_complete = all(each.is_complete for each in figures)
    tried = _Trials(_Trial(draws, seed), changes[:MOST_JUDGED], one, other)
    if is_complete:
        is_complete = tried.run(progress)
    statements = tuple(_statement(change, is_judged=tried.is_judged(i)) for i, change in enumerate(changes))
    return Comparison(
        one=names[0],
        other=names[1],
        theory=" and ".join(dict.fromkeys(plan.theory for plan in plans)),
        draws=max(each.draws for each in figures),
        seed=seed,
        is_sampled=any(each.is_sampled for each in figures),
        compared=len({**found[0], **found[1]}),
        differences=compare(found[0], found[1], tried.undone, tried.alone),
        statements=statements,
        unjudged=len(changes) - len(tried.alone),
        is_complete=is_complete,
    )


# --- what differs ------------------------------------------------------------------------------------------------


def _changes(one: Side, other: Side) -> list[_Change]:
    """Statements that differ, in order of place in the second, then what is gone from the first."""
    mine, theirs = list(_pieces(one)), list(_pieces(other))
    gone, new = _without(mine, theirs), _without(theirs, mine)
    before: dict[object, list[Piece]] = {}
    for piece in gone:
        before.setdefault(piece.name, []).append(piece)
    changes = [_Change(before[piece.name].pop(0) if before.get(piece.name) else None, piece) for piece in new]
    paired = {id(change.one.node) for change in changes if change.one is not None}
    return changes + [_Change(piece, None) for piece in gone if id(piece.node) not in paired]


def _without(mine: Sequence[Piece], theirs: Sequence[Piece]) -> list[Piece]:
    """Pieces of which the other side has no equal."""
    there = {piece.meaning for piece in theirs}
    return [piece for piece in mine if piece.meaning not in there]


def _pieces(side: Side) -> Iterator[Piece]:
    """What a run reads: what every module declares, and the scenarios that are put together."""
    wanted = _lineage(side)
    for module in side.front.modules:
        declared = [s for s in module.statements if not isinstance(s, SILENT)]
        yield from pieces(declared, (module.name,))
        for statement in module.statements:
            if isinstance(statement, nodes.Scenario) and statement.name.text in wanted:
                yield from pieces(statement.items)


def _lineage(side: Side) -> set[str]:
    """Names of the scenarios that are put together, and of those that they extend."""
    scenarios = side.front.checked.model.scenarios
    found: set[str] = set()
    waiting = [name.text for name in side.at.scenarios]
    while waiting:
        name = waiting.pop()
        if name in scenarios and name not in found:
            found.add(name)
            parent = scenarios[name].extends
            waiting += [parent] if parent is not None else []
    return found


def _statement(change: _Change, *, is_judged: bool) -> Statement:
    piece = change.other or change.one
    assert piece is not None
    kind = "removed" if change.other is None else "added" if change.one is None else "changed"
    before = _text(change.one) if change.one is not None and change.other is not None else ""
    return Statement(_text(piece), piece.span.place, kind, before, is_judged)


def _text(piece: Piece) -> str:
    """A statement with the heads of what it stands in: `against Egypt { UK -> France { divergence = 0.9 } }`."""
    said = " ".join(piece.span.text.split()).rstrip(",")
    for head in reversed(piece.context):
        if isinstance(head, nodes.Node) and not isinstance(head, nodes.Actors):
            before = " ".join(head.span.text.split("{")[0].split())  # type: ignore[attr-defined]
            said = f"{before} {{ {said} }}"
    return said


# --- trying one by one -------------------------------------------------------------------------------------------


class _Trial:
    """Runs of a side with some of its statements exchanged; None for what cannot be checked or run."""

    def __init__(self, draws: int, seed: int) -> None:
        self._draws, self._seed = draws, seed

    def undone(self, change: _Change, other: Side) -> Found | None:
        """The second with this statement as it is in the first."""
        return self._run(other, _undoing([change])) if change.is_closed else None

    def alone(self, change: _Change, changes: Sequence[_Change], one: Side, other: Side) -> Found | None:
        """The first with this statement as it is in the second: made from either, where that can be done."""
        if change.one is not None:
            node = change.other.node if change.other is not None else None
            return self._run(one, {id(change.one.node): node})
        rest = [each for each in changes if each is not change]
        return self._run(other, _undoing(rest)) if all(each.is_closed for each in rest) else None

    def _run(self, side: Side, swaps: Mapping[int, object | None]) -> Found | None:
        """What comes out; an interruption ends it, whatever is finished."""
        modules = tuple(replace(m, statements=swapped(m.statements, swaps)) for m in side.front.modules)
        try:
            front = pipeline.check_loaded(side.front.source, side.front.tree, modules, Bag())
            plan = pipeline.lower(front, side.at, side.theory, side.given)
            figures = pipeline.run(pipeline.optimise(plan), self._draws, self._seed)
        except QadslError:
            return None
        if not figures.is_complete:
            raise KeyboardInterrupt
        return outcomes(figures)


class _Trials:
    """Statements tried so far, in order."""

    def __init__(self, trial: _Trial, changes: Sequence[_Change], one: Side, other: Side) -> None:
        self._trial, self._changes, self._one, self._other = trial, changes, one, other
        self.undone: list[Found | None] = []
        self.alone: list[Found | None] = []

    def run(self, progress: Progress | None) -> bool:
        """Try them all; False where that was interrupted."""
        try:
            for done, change in enumerate(self._changes):
                undone = self._trial.undone(change, self._other)
                alone = self._trial.alone(change, self._changes, self._one, self._other)
                self.undone.append(undone)
                self.alone.append(alone)
                if progress is not None:
                    progress(done + 1, len(self._changes))
        except KeyboardInterrupt:
            del self.undone[len(self.alone) :]
            return False
        return True

    def is_judged(self, position: int) -> bool:
        """Whether a statement could be tried."""
        return position < len(self.alone) and (self.undone[position] is not None or self.alone[position] is not None)


def _undoing(changes: Sequence[_Change]) -> dict[int, object | None]:
    """What to exchange in the second so that these statements are as they are in the first."""
    return {
        id(change.other.node): change.one.node if change.one is not None else None
        for change in changes
        if change.other is not None
    }
