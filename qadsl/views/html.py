"""Accounts as HTML: escaped, foldable, without script."""

from __future__ import annotations

from html import escape

from qadsl.analysis.account import Explanation, RuleAccount, WhyNot
from qadsl.result import Figures
from qadsl.views import explanation as account
from qadsl.views import why_not
from qadsl.views.headline import headlines
from qadsl.views.rows import alignment_columns, alignment_rows
from qadsl.views.words import named, number, option_words, percent

__all__ = ["explanation_html", "run_html", "why_not_html"]

MOST_ROWS = 60


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


def run_html(figures: Figures) -> str:
    """A run: its headline and its ties."""
    columns = alignment_columns(figures)[2:]
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(_cell(row[column]))}</td>' for column in columns)}</tr>"
        for row in alignment_rows(figures)[:MOST_ROWS]
    )
    said = "".join(f"<p>{escape(line)}</p>" for line in headlines(figures))
    left = len(figures.pairs) - MOST_ROWS
    more = f"<p>{left:,} more rows in <code>alignments</code></p>" if left > 0 else ""
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    return (
        f'<div class="qa-run"><p><b>{escape(named(figures.plan.scenario))}</b></p>{said}'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}</div>"
    )


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(option_words(str(item)) for item in value)
    if isinstance(value, float):
        return number(value)
    return "" if value is None else named(str(value))


def _row(name: str, cells: list[str]) -> str:
    return f"<tr><th>{escape(named(name))}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _rules(rules: tuple[RuleAccount, ...]) -> str:
    fired = [rule for rule in rules if rule.has_fired]
    items = "".join(
        f"<li>{escape(named(rule.name))} {escape(named(rule.title))} <i>{escape(named(rule.citation))}</i></li>"
        for rule in fired
    )
    return f"<details><summary>{len(fired)} of {len(rules)} rules fired</summary><ul>{items}</ul></details>"
