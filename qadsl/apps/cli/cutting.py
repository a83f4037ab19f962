"""`qa run --until`, `--save-state` and `--continue`: some periods of one run, and what it leaves in a file."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from qadsl.commands import Answer, Besides, Prepared
from qadsl.engine.state import WHOLE, Part
from qadsl.lookup import last_of
from qadsl.pipeline import fail
from qadsl.results import Result
from qadsl.states import load_state, save_state
from qadsl.syntax import nodes

__all__ = ["cut", "save"]

Ready = tuple[Prepared | Besides, ...]


def cut(prepared: Ready, options: argparse.Namespace) -> tuple[Ready, Part]:
    """The statements that are about the periods that are run, and which these are; a note tells of the others."""
    if options.until is None and options.continued is None and options.save_state is None:
        return prepared, WHOLE
    plan = _only_run(prepared).plan
    if options.save_state is not None:
        _check_writable(options.save_state)
    begun = None if options.continued is None else load_state(options.continued)
    part = Part(last_of(plan, options.until), begun, options.save_state is not None)
    kept = tuple(found for item in prepared for found in _within(item, part))
    if len(kept) < len(prepared) and not options.quiet:
        print(f"not answered, being about other periods or runs: {len(prepared) - len(kept)}", file=sys.stderr)
    return kept, part


def _only_run(prepared: Ready) -> Prepared:
    runs = {item.key: item for item in prepared if isinstance(item, Prepared)}
    asked = [item for item in runs.values() if any(isinstance(one.command, nodes.Run) for one in _of(item, prepared))]
    if len(runs) == 1 and asked:
        return asked[0]
    named = ", ".join(sorted(f"`run {item.plan.scenario} with {item.plan.theory}`" for item in runs.values()))
    message = f"a state is of one run, and this program asks for {len(runs)}" if runs else "this program runs nothing"
    raise fail("QA762", message, help=[f"It asks about: {named}." if named else "End it with `run NAME`."])


def _of(item: Prepared, prepared: Ready) -> list[Prepared]:
    return [one for one in prepared if isinstance(one, Prepared) and one.key == item.key]


def _within(item: Prepared | Besides, part: Part) -> list[Prepared | Besides]:
    """The statement as far as it is about the periods that are run."""
    if isinstance(item, Besides):
        return []
    periods = part.periods(item.plan)
    if item.solved is not None:
        return [item] if all(time in periods for time in item.solved.times) else []
    cells = tuple(cell for cell in item.cells if cell[0] in periods)
    return [replace(item, cells=cells)] if cells or not item.cells else []


def _check_writable(path: Path) -> None:
    """Find out before a long run whether what it leaves can be written."""
    folder = path.parent
    if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
        reason = "it is a folder" if path.is_dir() else "its folder is not there, or is not to be written to"
        raise fail("QA729", f"`{path}` cannot be written: {reason}")


def save(answers: Sequence[Answer], options: argparse.Namespace) -> None:
    """Write what the run left."""
    found = next((one.value for one in answers if isinstance(one.value, Result)), None)
    if options.save_state is not None and found is not None and found.figures.is_complete:
        save_state(found.state, options.save_state)
