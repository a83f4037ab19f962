"""`qa run --report`: one page with every answer."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qadsl.analysis.expect import Verdict
from qadsl.commands import Answer
from qadsl.results import REPORTS, Account, Result
from qadsl.views.plainly import plain_text
from qadsl.views.verdict import verdict
from qadsl.views.whole import check_file, write_whole

if TYPE_CHECKING:
    from qadsl.report.subject import Part

__all__ = ["check_report", "write_report"]

WIDTH = 100


def check_report(options: argparse.Namespace) -> Path | None:
    """Where the report goes; whether it can be written is found out before a long run."""
    return None if options.report is None else check_file(options.report, REPORTS)


def write_report(answers: Sequence[Answer], path: Path, *, is_quiet: bool) -> None:
    """Write the page, if anything was answered."""
    if not answers:
        told = "nothing is reported: the program asks nothing, or nothing was finished"
    else:
        from qadsl.report.page import report

        write_whole(path, report([_part(found) for found in answers]).encode())
        told = f"wrote {path} (report)"
    if not is_quiet:
        print(told, file=sys.stderr)


def _part(found: Answer) -> Part:
    from qadsl.report.subject import Aside, Claimed

    match found.value:
        case Result() as result:
            return result.reported
        case Verdict() as judged:
            _, *findings = plain_text(verdict(judged), WIDTH).splitlines()
            return Claimed(judged.claim.text, judged.holds, tuple(line.strip() for line in findings))
        case Account(told=told):
            return Aside(told.lines[0], replace(told, lines=told.lines[1:]))
        case other:
            return Aside(other.told.heading, other.told)
