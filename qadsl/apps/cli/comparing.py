"""`qa compare`: sets two versions of a program beside one another, or a program with two versions of a library."""

from __future__ import annotations

import argparse

from qadsl.answers import Program
from qadsl.apps.cli.opening import open_program, open_source
from qadsl.apps.cli.screen import print_view
from qadsl.pipeline import parse
from qadsl.settings import read_settings
from qadsl.syntax import nodes
from qadsl.views import objects

__all__ = ["main"]


def main(options: argparse.Namespace) -> int:
    """Compare; 1 where an outcome differs, as `diff` does."""
    one = open_program(options.file)
    other = _other(one, options.other)
    scenario = options.scenario or one.asked_for
    read_settings(options.set)  # what is no setting is told of as it was written
    found = one.compare(
        scenario,
        options.scenario or (other.asked_for if other.source.name != one.source.name else scenario),
        theory=options.theory,
        program=other,
        draws=options.draws,
        seed=options.seed,
        settings={name: value for name, _, value in (text.partition("=") for text in options.set)},
    )
    if options.format == "json":
        print(objects.as_line(found.to_dict()))
    else:
        from qadsl.views.comparison import comparison

        print_view(comparison(found.tree, show_all=options.all))
    return 1 if any(row.is_turned for row in found.tree.differences) else 0


def _other(one: Program, path: str) -> Program:
    """The other version: a program, or the same one with another version of a library."""
    tree = parse(open_source(path))
    is_library = any(isinstance(statement, nodes.Library) for statement in tree.statements)
    asks = any(isinstance(statement, nodes.Scenario) for statement in tree.statements)
    return one.with_library(path) if is_library and not asks else open_program(path)
