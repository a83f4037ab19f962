"""Results and accounts as HTML: escaped, foldable, without script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from qadsl.analysis.account import Explanation, RuleAccount, WhyNot
from qadsl.analysis.comparing import Comparison
from qadsl.analysis.contrasting import Contrast
from qadsl.diagnostics import Diagnostic, line
from qadsl.result import Figures
from qadsl.views import comparison, contrast, why_not
from qadsl.views import explanation as account
from qadsl.views.html_tables import html_of, page_piece
from qadsl.views.table import Groups, table
from qadsl.views.words import named, number, option_words, percent, plural

__all__ = ["comparison_html", "contrast_html", "explanation_html", "run_html", "why_not_html"]

MOST_ROWS = 100
"""Rows of a table in a notebook."""
MOST_WARNINGS = 20
"""Warnings that are shown below a result."""
MOST_TEXT = 400
"""Characters of a warning below a result."""


def explanation_html(told: Explanation) -> str:
    """The account: payoffs as a table, the whole text folded below it."""
    heads = "".join(f"<th>{escape(option_words(option.name))}</th>" for option in told.options)
    rows = [_row("probability", [percent(option.probability) for option in told.options])] if told.has_shares else []
    rows += [_row(name, [number(value) for value in values]) for name, values in account.payoff_rows(told)]
    rows.append(_row("payoff", [number(option.payoff) for option in told.options]))
    chosen = option_words(told.choice) if told.choice else told.status
    title = f"{account.decision_words(told)}: {chosen}"
    return (
        f'<div class="qa-explanation"><p><b>{escape(title)}</b></p><table><thead><tr><th></th>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>{_rules(told.rules)}"
        f"<details><summary>The whole account</summary><pre>{escape(account.text(told, 100))}</pre></details></div>"
    )


def why_not_html(answer: WhyNot) -> str:
    """The answer as preformatted text."""
    return f'<pre class="qa-why-not">{escape(why_not.text(answer, 100))}</pre>'


def run_html(
    figures: Figures, groups: Groups | None = None, warnings: Sequence[Diagnostic] = (), stamp: Sequence[str] = ()
) -> str:
    """A run: its headline, tables, warnings and what it rests on."""
    body = html_of(table(figures, groups, most=MOST_ROWS), "the result holds them as frames")
    said = "".join(f"<li>{escape(line.render(one)[:MOST_TEXT])}</li>" for one in warnings[:MOST_WARNINGS])
    if said:
        body += f"<details><summary>{plural(len(warnings), 'warning')}</summary><ul>{said}</ul></details>"
    rests = f'<p style="font-size:11px;opacity:.75">{escape(" · ".join(stamp))}</p>' if stamp else ""
    return page_piece("run", body + rests)


def contrast_html(found: Contrast) -> str:
    """Theories beside one another."""
    return page_piece("contrast", html_of(contrast.contrast(found), "the frame `.predictions` holds them"))


def comparison_html(found: Comparison) -> str:
    """Two scenarios beside one another."""
    return page_piece("comparison", html_of(comparison.comparison(found), "the frame `.differences` holds them"))


def _row(name: str, cells: list[str]) -> str:
    return f"<tr><th>{escape(named(name))}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _rules(rules: tuple[RuleAccount, ...]) -> str:
    fired = [rule for rule in rules if rule.has_fired]
    items = "".join(
        f"<li>{escape(named(rule.name))} {escape(named(rule.title))} <i>{escape(named(rule.citation))}</i></li>"
        for rule in fired
    )
    return f"<details><summary>{len(fired)} of {len(rules)} rules fired</summary><ul>{items}</ul></details>"
