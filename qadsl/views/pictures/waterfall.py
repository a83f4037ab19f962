"""One decision from zero to its payoff, by variable and rule: a bar for each, and what it comes to after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from qadsl.analysis.account import ROUNDING, Explanation, OptionAccount, VariableAccount
from qadsl.analysis.sums import balance
from qadsl.views.account_words import NEGLIGIBLE, decision_words
from qadsl.views.pictures.findings import MOST_TOLD
from qadsl.views.pictures.palette import LESS, MORE
from qadsl.views.pictures.picture import Picture
from qadsl.views.pictures.rows import NAME, Bar, Mark, Said, body, measure, name_width
from qadsl.views.pictures.specs import Spec, note, short, spec_of, text_width
from qadsl.views.words import named, number, option_words, percent, plural, signed

__all__ = ["MOST_BARS", "Entry", "entries", "waterfall"]

MOST_BARS = 60
"""Bars of a waterfall; the smallest others are one."""
COLUMNS = ("option", "variable", "rule", "amount", "start", "end")
WIDTH, PITCH, TOP, VALUE = 330.0, 21.0, 1.4, 62.0
UNSEEN = 1e-4
"""Of the way from the least to the greatest sum: what could not be seen has no row."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a variable as it is given, or a rule's change of it, adds to a payoff; both empty for what is left."""

    variable: str
    rule: str
    amount: float


def waterfall(told: Explanation, option: str | None = None, beside: str | None = None) -> Picture:
    """The payoff of an option, the chosen one if none is named, and beside it that of another.

    Beside itself it would tell nothing: the best of the others is drawn in its place.
    """
    is_itself = beside is not None and beside == (option or told.choice)
    if beside is not None and is_itself:
        beside = _best([one for one in told.options if one.name != beside])
    if option is None and beside is None and told.choice is not None and not _adds(told, told.option(told.choice)):
        beside = _other(told)
    title = _title(told, option, beside)
    shown = [name for name in (option or told.choice, beside) if name is not None]
    accounts = [told.option(name) for name in dict.fromkeys(shown)]
    if not accounts or any(account.payoff is None for account in accounts):
        sentence = "It has no payoff that is known: `explain` tells which inputs are missing, or which rules conflict."
        return Picture("waterfall", note(sentence, title), title, sentence, (), COLUMNS)
    sums = [entries(told, account) for account in accounts]
    if not any(_adds(told, account) for account in accounts):
        sentence = f"{option_words(accounts[0].name)} pays 0, and nothing adds to it.".capitalize()
        return Picture("waterfall", note(sentence, title), title, sentence, (), COLUMNS)
    labels = _labels(sums)
    aside = f"Beside it stands the best of the others, {option_words(beside)}." if is_itself and beside else ""
    spec = spec_of(title, [*_subtitle(told, sums), aside], *_drawn(accounts, sums, labels))
    return Picture("waterfall", spec, title, _summary(accounts, sums), tuple(_rows(accounts, sums)), COLUMNS)


def _other(told: Explanation) -> str | None:
    """Where nothing adds to what is chosen, the best of the others to which anything does."""
    return _best([one for one in told.options if one.name != told.choice and _adds(told, one)])


def _best(options: Sequence[OptionAccount]) -> str | None:
    """The option that pays most of some, as far as that is known."""
    known = [one for one in options if one.payoff is not None]
    return max(known, key=lambda one: one.payoff or 0.0).name if known else None


def _adds(told: Explanation, account: OptionAccount) -> bool:
    """Whether anything adds to a payoff, or takes away from it."""
    return any(abs(entry.amount) > NEGLIGIBLE for entry in entries(told, account))


def entries(told: Explanation, account: OptionAccount) -> tuple[Entry, ...]:
    """What adds up to a payoff, in order and to the last bit: each variable as given, then what rules make of it."""
    variables = {variable.name: variable for variable in told.variables}
    found: list[Entry] = []
    for part in account.contributions:
        if part.value and part.name != ROUNDING:
            found += _parts(part.name, part.value, variables.get(part.name))
    found = _folded(found)
    amounts, remainder = balance([entry.amount for entry in found], account.payoff or 0.0)
    exact = [Entry(entry.variable, entry.rule, amount) for entry, amount in zip(found, amounts, strict=True)]
    return tuple([*exact, Entry(ROUNDING, "", remainder)] if remainder else exact)


def _parts(name: str, value: float, variable: VariableAccount | None) -> Iterator[Entry]:
    """A variable's part of a payoff, shared among what was given and what rules made of it."""
    given = variable.given.value if variable is not None else None
    changes = [change for change in variable.changes if change.name != ROUNDING] if variable is not None else []
    known = [change.amount for change in changes if change.amount is not None]
    if variable is None or not variable.value or given is None or not known or len(known) < len(changes):
        yield Entry(name, "", value)
        return
    factor = value / variable.value
    if given:
        yield Entry(name, "", given * factor)
    for change, amount in zip(changes, known, strict=True):
        yield Entry(name, change.name, amount * factor)


def _folded(found: list[Entry]) -> list[Entry]:
    """The same with the smallest as one, where there are too many."""
    if len(found) <= MOST_BARS:
        return found
    kept = sorted(range(len(found)), key=lambda i: -abs(found[i].amount))[: MOST_BARS - 1]
    rest = [entry for i, entry in enumerate(found) if i not in set(kept)]
    others = Entry(f"{plural(len(rest), 'other')}, each smaller", "", sum(entry.amount for entry in rest))
    return [*(found[i] for i in sorted(kept)), others]


# --- words -------------------------------------------------------------------------------------------------------


def _title(told: Explanation, option: str | None, beside: str | None) -> str:
    about = decision_words(told)
    name = option or told.choice
    if name is None or told.option(name).payoff is None:
        return f"{about}: no choice"
    own = told.option(name).payoff
    others = [one for one in told.options if one.name != name and one.payoff is not None]
    said = f"{about}: {option_words(name)} pays {number(own, 3)}"
    if not others or own is None:
        return said
    against = max(others, key=lambda one: one.payoff or 0.0) if beside is None else told.option(beside)
    if against.payoff is None:
        return said
    gap = own - against.payoff
    if abs(gap) <= NEGLIGIBLE:
        return f"{said}, just as much as {option_words(against.name)}"
    return f"{said}, {number(abs(gap), 3)} {'more' if gap > 0 else 'less'} than {option_words(against.name)}"


def _subtitle(told: Explanation, sums: Sequence[Sequence[Entry]]) -> list[str]:
    how = f"Means over {plural(told.draws, 'draw')}" if told.is_sampled else "Bars"
    said = f"{how} add up from zero to the payoff: teal adds, rust takes away"
    if any(entry.rule for part in sums for entry in part):
        said += "; what a rule makes of a variable stands below it"
    chosen = ""
    if told.has_shares and told.choice is not None:
        chosen = f"The choice is {option_words(told.choice)}, {percent(told.option(told.choice).probability)} likely."
    return [f"{said}. {chosen}".strip()]


def _summary(accounts: Sequence[OptionAccount], sums: Sequence[Sequence[Entry]]) -> str:
    said = []
    for account, part in zip(accounts, sums, strict=True):
        felt = [entry for entry in part if abs(entry.amount) > NEGLIGIBLE]
        great = sorted(felt, key=lambda entry: -abs(entry.amount))[:MOST_TOLD]
        told = [f"{_name(entry)} {signed(entry.amount)}" for entry in felt if entry in great]
        told += [f"{plural(len(felt) - len(told), 'smaller part')}"] if len(felt) > len(told) else []
        said.append(
            f"{option_words(account.name)} pays {number(account.payoff)}: {', '.join(told) or 'nothing adds to it'}."
        )
    return " ".join(said)


def _name(entry: Entry) -> str:
    return f"{named(entry.variable)} by {named(entry.rule)}" if entry.rule else named(entry.variable)


def _rows(accounts: Sequence[OptionAccount], sums: Sequence[Sequence[Entry]]) -> Iterator[dict[str, object]]:
    for account, part in zip(accounts, sums, strict=True):
        total = 0.0
        for entry in part:
            before, total = total, total + entry.amount
            row = (account.name, entry.variable, entry.rule, entry.amount, before, total)
            yield dict(zip(COLUMNS, row, strict=True))


# --- drawing -----------------------------------------------------------------------------------------------------

Label = tuple[str, str]


def _labels(sums: Sequence[Sequence[Entry]]) -> list[Label]:
    """One row for each variable and rule of any of the options, a variable before its rules."""
    low, high = _span(sums)
    least = max(NEGLIGIBLE, UNSEEN * (high - low))
    found = dict.fromkeys((entry.variable, entry.rule) for part in sums for entry in part if abs(entry.amount) > least)
    order = {variable: place for place, variable in enumerate(dict.fromkeys(variable for variable, _ in found))}
    return sorted(found, key=lambda label: order[label[0]])


def _drawn(
    accounts: Sequence[OptionAccount], sums: Sequence[Sequence[Entry]], labels: Sequence[Label]
) -> tuple[Spec, float]:
    names = [f"by {named(rule)}" if rule else named(variable) for variable, rule in labels]
    left, pitch = name_width([*names, "payoff"]), PITCH
    panel = WIDTH if len(accounts) == 1 else WIDTH * 0.72
    bars: list[Bar] = []
    marks: list[Mark] = []
    texts = [
        Said(row + TOP, left - 10, short(name, NAME), name, "right", is_soft=bool(label[1]))
        for row, (name, label) in enumerate(zip(names, labels, strict=True))
    ]
    texts.append(Said(len(labels) + TOP + 0.3, left - 10, "payoff", align="right", is_strong=True))
    low, high = _span(sums)
    start = left
    for account, part in zip(accounts, sums, strict=True):
        start += _room(part, measure(low, high, 0.0, panel))
        panel_of = _Panel(account, part, list(labels), measure(low, high, start, panel), pitch)
        bars += panel_of.bars()
        texts += [Said(0.2, start, option_words(account.name), is_strong=True), *panel_of.texts()]
        marks += panel_of.marks()
        start += panel + VALUE
    width = start
    return body(width, (len(labels) + TOP + 1.6) * pitch, bars, texts, marks, pitch), width


def _span(sums: Sequence[Sequence[Entry]]) -> tuple[float, float]:
    """From the least to the greatest that any sum comes to on its way."""
    low = high = 0.0
    for part in sums:
        total = 0.0
        for entry in part:
            total += entry.amount
            low, high = min(low, total), max(high, total)
    return low, high


def _room(part: Sequence[Entry], at: Callable[[float], float]) -> float:
    """How much of the values written to the left of bars stands out of a panel."""
    out, total = 0.0, 0.0
    for entry in part:
        total += entry.amount
        if entry.amount < 0:
            out = max(out, text_width(signed(entry.amount), 11.5) + 10 - at(total))
    if total < 0:
        out = max(out, text_width(number(total), 12.5) + 10 - at(total))
    return round(out + 4, 1)


class _Panel:
    """The bars of one option."""

    def __init__(
        self,
        account: OptionAccount,
        part: Sequence[Entry],
        labels: list[Label],
        at: Callable[[float], float],
        pitch: float,
    ) -> None:
        self.account, self.labels, self.at, self.pitch = account, labels, at, pitch
        self.part = [entry for entry in part if (entry.variable, entry.rule) in labels]

    def _steps(self) -> Iterator[tuple[int, float, float, Entry]]:
        total = 0.0
        for entry in self.part:
            before, total = total, total + entry.amount
            yield self.labels.index((entry.variable, entry.rule)), before, total, entry

    def bars(self) -> Iterator[Bar]:
        """A bar from what there was to what there is, and at the end one from zero."""
        for row, before, after, entry in self._steps():
            told = f"{_name(entry)}: {signed(entry.amount)}, in all {number(after)}"
            colour = MORE if entry.amount > 0 else LESS
            yield Bar(row + TOP, self.at(before), self.at(after), colour, told, opacity=0.72 if entry.rule else 1.0)
        payoff = self.account.payoff or 0.0
        colour = MORE if payoff > 0 else LESS
        told = f"payoff of {option_words(self.account.name)}: {number(payoff)}"
        yield Bar(len(self.labels) + TOP + 0.3, self.at(0.0), self.at(payoff), colour, told, 17.0)

    def texts(self) -> Iterator[Said]:
        """What each adds, beside its bar on the side it goes to."""
        for row, before, after, entry in self._steps():
            yield self._value(row + TOP, before, after, signed(entry.amount if abs(entry.amount) > 1e-12 else 0.0))
        payoff = self.account.payoff or 0.0
        yield self._value(len(self.labels) + TOP + 0.3, 0.0, payoff, number(payoff), is_strong=True)

    def _value(self, row: float, before: float, after: float, said: str, *, is_strong: bool = False) -> Said:
        end = self.at(after)
        is_right = after >= before
        return Said(row, end + (5 if is_right else -5), said, "", "left" if is_right else "right", is_strong=is_strong)

    def marks(self) -> Iterator[Mark]:
        """The line of zero, and thin ones from each bar to the next."""
        bottom = (len(self.labels) + TOP + 1.5) * self.pitch
        zero = self.at(0.0)
        yield Mark(zero, TOP * self.pitch - 4, zero, bottom, "way")
        steps = list(self._steps())
        if not steps:
            return
        rows = [*(row for row, *_ in steps[1:]), len(self.labels) + 0.3]
        for (row, _, after, _), following in zip(steps, rows, strict=True):
            x = self.at(after)
            yield Mark(x, (row + TOP + 0.5) * self.pitch, x, (following + TOP + 0.5) * self.pitch)
