"""`qa show`: prints what each stage makes of a program."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from qadsl import pipeline
from qadsl.answers import Program
from qadsl.apps.cli.opening import open_program, open_source
from qadsl.commands import prepare
from qadsl.ir import text as ir_text
from qadsl.ir.program import Plan
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
            for table in module.tables.values():
                yield f"{table.name}: {len(table.lines):,} rows, sha256 {table.digest}"
    elif stage == "check":
        yield tree.text(program.front.checked.model)
    else:
        seen = set()
        for item in prepare(program):
            for plan in item.plans:
                key = (plan.scenario, plan.theory, item.draws, item.seed)
                if key not in seen:
                    seen.add(key)
                    yield _plan(stage, plan, item.draws, item.seed)


def _plan(stage: str, plan: Plan, draws: int, seed: int) -> str:
    found = plan if stage == "lower" else pipeline.optimise(plan)
    return ir_text.text(found) if stage != "run" else table.text(pipeline.run(found, draws, seed))
