"""How to get the same figures again, and how to cite them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from qadsl.report.subject import Subject
from qadsl.views.html_text import said
from qadsl.views.words import named

__all__ = ["repeating_html"]


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
        f"{commands}<ul>{stamps}</ul>"
        '<div class="wide" tabindex="0" role="region" aria-label="Digests"><table class="qa-t">'
        f"<caption>SHA-256 of all that was read</caption><tbody>{rows}</tbody></table></div>"
        "<p>Cite the program and its version, the work whose theory is used, and the text with its draws and seed. The "
        "sources of values stand beside them above.</p>"
    )


def _data(runs: Sequence[Subject]) -> tuple[tuple[str, str], ...]:
    """The tables that any of the runs read, with their digests."""
    return tuple(dict.fromkeys(found for one in runs for found in one.stamp.data))


def _commands(runs: Sequence[Subject]) -> Iterator[str]:
    """The command line where the program asks for the runs itself, and Python for each run."""
    texts = runs[0].texts
    program = [one for one in texts.written if not one.library]
    is_file = len(program) == 1 and program[0].name == texts.file and not texts.file.startswith("<")
    file = texts.file if is_file and not texts.file.startswith("cell ") else "program.qa"
    if file == "program.qa":
        several = "texts above, one below the other," if len(program) > 1 else "program above"
        yield f"# save the {several} as program.qa"
    if all(one.figures.plan.scenario in texts.asked for one in runs):
        yield _command(runs[0], file)
    yield "\n".join(["import qadsl", f"program = qadsl.load({file!r})", *(_python(one) for one in runs)])


def _command(one: Subject, file: str) -> str:
    how = f" --draws {one.figures.draws} --seed {one.figures.seed}" if one.figures.is_sampled else ""
    given = "".join(f" --set {shlex.quote(named(setting))}" for setting in one.stamp.settings)
    return f"qa run {shlex.quote(named(file))}{how}{given}"


def _python(one: Subject) -> str:
    figures = one.figures
    how = f", draws={figures.draws}, seed={figures.seed}" if figures.is_sampled else ""
    given = dict(setting.partition("=")[::2] for setting in one.stamp.settings)
    settings = f", settings={ {name.strip(): text.strip() for name, text in given.items()}!r}" if given else ""
    return f"program.run({figures.plan.scenario!r}, theory={figures.plan.theory!r}{how}{settings})"
