"""`qa show`: prints what each stage makes of a program."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from qadsl import pipeline
from qadsl.answers import Program
from qadsl.apps.cli.opening import open_program, open_source
from qadsl.commands import prepare
from qadsl.ir import text as ir_text
from qadsl.views import table, tree

__all__ = ["main"]


def main(options: argparse.Namespace) -> int:
    """Print the text form of a stage."""
    if options.stage == "parse":
        print(tree.text(pipeline.parse(open_source(options.file))))
        return 0
    for part in _parts(options.stage, open_program(options.file)):
        print(part)
    return 0


def _parts(stage: str, program: Program) -> Iterator[str]:
    if stage == "load":
        for module in program.front.modules:
            count = len(module.statements)
            yield f"{module.name or program.source.name}: {count} statements, sha256 {module.digest}"
    elif stage == "check":
        yield tree.text(program.front.checked.model)
    else:
        seen = set()
        for item in prepare(program):
            if item.key not in seen:
                seen.add(item.key)
                plan = item.plan if stage == "lower" else pipeline.optimise(item.plan)
                yield ir_text.text(plan) if stage != "run" else table.text(pipeline.run(plan, item.draws, item.seed))
