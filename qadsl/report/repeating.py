"""How to get the same figures again, and how to cite them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from keyword import iskeyword

from qadsl.report.subject import Subject
from qadsl.result import Figures
from qadsl.views.html_text import said
from qadsl.views.words import listed, named

__all__ = ["repeating_html"]

STATE = "state.json"
"""What a state that a run goes on from is called."""


def repeating_html(runs: Sequence[Subject]) -> str:
    """Digests, the command that gives the same figures, and what to cite."""
    rows = "".join(
        f'<tr><th scope="row">{said(name)}</th><td><code>{said(digest)}</code></td></tr>'
        for name, digest in (*((name or "program", digest) for name, digest in runs[0].stamp.texts), *_data(runs))
    )
    commands = "".join(f'<pre tabindex="0"><code>{said(one, 4000)}</code></pre>' for one in _commands(runs))
    stamps = "".join(f"<li>{said(one.told.heading)}: {said(' · '.join(one.stamped))}</li>" for one in runs)
    return (
        "<p>The same text, libraries, data, draws and seed give the same figures on every machine, to the last bit:</p>"
        f"{commands}{''.join(f'<p>{said(one)}</p>' for one in _needs(runs))}<ul>{stamps}</ul>"
        '<div class="wide" tabindex="0" role="region" aria-label="Digests"><table class="qa-t">'
        f"<caption>SHA-256 of all that was read</caption><tbody>{rows}</tbody></table></div>"
        "<p>Cite the program and its version, the work whose theory is used, and the text with its draws and seed. The "
        "sources of values stand beside them above.</p>"
    )


def _data(runs: Sequence[Subject]) -> tuple[tuple[str, str], ...]:
    """The tables that any of the runs read, with their digests."""
    handed = _handed(runs)
    found = ((name, digest) for one in runs for name, digest in one.stamp.data)
    return tuple(
        (f"{name}, handed in by Python" if name in handed else name, digest) for name, digest in dict.fromkeys(found)
    )


def _handed(runs: Sequence[Subject]) -> tuple[str, ...]:
    """The tables that Python handed in, by name."""
    return tuple(dict.fromkeys(name for one in runs for name in one.stamp.handed))


def _needs(runs: Sequence[Subject]) -> Iterator[str]:
    """What is needed besides, and stands in no file that is named here."""
    if names := _handed(runs):
        what = f"tables {listed([f'`{name}`' for name in names])} were" if names[1:] else f"table `{names[0]}` was"
        yield (
            f"The {what} handed in by Python and stand{'' if names[1:] else 's'} in no file. Without the same rows "
            "nobody can get these figures again: keep them beside this page. Their digest is in `result.stamp.data`."
        )
    if any(one.figures.after is not None for one in runs):
        yield f"`{STATE}` stands for what the periods before have left (`result.state`); keep it beside this page."


def _commands(runs: Sequence[Subject]) -> Iterator[str]:
    """The command line where the program asks for the runs itself and needs files alone; Python for each run."""
    texts = runs[0].texts
    program = [one for one in texts.written if not one.library]
    is_file = len(program) == 1 and program[0].name == texts.file and not texts.file.startswith("<")
    file = texts.file if is_file and not texts.file.startswith("cell ") else "program.qa"
    if file == "program.qa":
        several = "texts above, one below the other," if len(program) > 1 else "program above"
        yield f"# save the {several} as program.qa"
    handed = _handed(runs)
    if all(one.figures.plan.scenario in texts.asked for one in runs) and not handed:
        yield _command(runs[0], file)
    frames = ", ".join(f"{name!r}: {_variable(name)}" for name in handed)
    loaded = f"program = qadsl.load({file!r}{f', frames={{{frames}}}' if handed else ''})"
    yield "\n".join(["import qadsl", loaded, *(_python(one) for one in runs)])


def _variable(name: str) -> str:
    """A name that Python may have for a table."""
    return name if name.isidentifier() and not iskeyword(name) else "table"


def _command(one: Subject, file: str) -> str:
    how = f" --draws {one.figures.draws} --seed {one.figures.seed}" if one.figures.is_sampled else ""
    given = "".join(f" --set {shlex.quote(named(setting))}" for setting in one.stamp.settings)
    last = _until(one.figures)
    until = f" --until {shlex.quote(last)}" if last is not None else ""
    begun = f" --continue {STATE}" if one.figures.after is not None else ""
    return f"qa run {shlex.quote(named(file))}{how}{given}{until}{begun}"


def _python(one: Subject) -> str:
    figures = one.figures
    how = f", draws={figures.draws}, seed={figures.seed}" if figures.is_sampled else ""
    given = dict(setting.partition("=")[::2] for setting in one.stamp.settings)
    settings = f", settings={ {name.strip(): text.strip() for name, text in given.items()}!r}" if given else ""
    last = _until(figures)
    until = f", until={last!r}" if last is not None else ""
    begun = f", after={STATE!r}" if figures.after is not None else ""
    return f"program.run({figures.plan.scenario!r}, theory={figures.plan.theory!r}{how}{settings}{until}{begun})"


def _until(figures: Figures) -> str | None:
    """The last period that was run, where it is not that of the plan."""
    last = int(figures.cells[:, 0].max()) if len(figures.cells) else len(figures.plan.periods) - 1
    return str(figures.plan.periods[last]) if last < len(figures.plan.periods) - 1 else None
