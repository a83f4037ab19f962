"""Dates, the periods of a scenario, and which periods a dated statement holds in."""

from __future__ import annotations

import calendar
import operator
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache

from qadsl.diagnostics import Bag, Fix, Label
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["MOST_PERIODS", "Timeline", "check_period", "dated_text", "narrowed", "timeline"]

MOST_PERIODS = 10_000
MONTHS = {"year": 12, "quarter": 3, "month": 1}


def _days(when: nodes.Date) -> tuple[int, int]:
    """First and last day of a written date; a year alone is the whole year, a quarter its three months."""
    return _first_and_last(when.year, when.month or 1, _last_month(when), when.day)


@cache
def _first_and_last(year: int, month: int, last_month: int, day: int | None) -> tuple[int, int]:
    last_day = day or calendar.monthrange(year, last_month)[1]
    return date(year, month, day or 1).toordinal(), date(year, last_month, last_day).toordinal()


def _last_month(when: nodes.Date) -> int:
    return 12 if when.month is None else when.month + 2 if when.quarter else when.month


def _is_valid(when: nodes.Date, bag: Bag) -> bool:
    try:
        _days(when)
    except (ValueError, calendar.IllegalMonthError):
        bag.error("QA504", f"`{when.span.text}` is no date", when.span, "write it as 1956, 1956-10 or 1956-10-29")
        return False
    return True


def _backwards(what: str, span: Span, start: nodes.Date, end: nodes.Date, bag: Bag) -> None:
    """Report what ends before it begins; the mend changes the two dates over."""
    both = start.span.to(end.span)
    between = both.text[len(start.span.text) : len(both.text) - len(end.span.text)]
    fix = Fix(both, f"{end.span.text}{between}{start.span.text}")
    bag.error("QA504", f"{what} ends before it begins", span, "put the earlier date first", fix=fix)


def check_period(period: nodes.Period, bag: Bag) -> bool:
    """Whether a `from ... to ...` is made of dates in order."""
    valid = [_is_valid(when, bag) for when in (period.start, period.end) if when is not None]
    if not all(valid):
        return False
    if period.start is not None and period.end is not None and _days(period.start)[0] > _days(period.end)[1]:
        _backwards("the period", period.span, period.start, period.end, bag)
        return False
    return True


def narrowed(own: nodes.Period, outer: nodes.Period | None, bag: Bag) -> nodes.Period:
    """A period within the one of the block it stands in: what both have in common."""
    if outer is None:
        return own
    starts = [when for when in (own.start, outer.start) if when is not None]
    ends = [when for when in (own.end, outer.end) if when is not None]
    start = max(starts, key=lambda when: _days(when)[0], default=None)
    end = min(ends, key=lambda when: _days(when)[1], default=None)
    if start is not None and end is not None and _days(start)[0] > _days(end)[1]:
        bag.error(
            "QA504",
            "this lies outside the period of the block it stands in",
            own.span,
            "never both",
            labels=[Label(outer.span, "the period of the block")],
        )
        return own
    return nodes.Period(start, end, own.span)


def dated_text(period: nodes.Period | None) -> str:
    """A period in one spelling, however it is written: its days."""
    if period is None:
        return "always"
    first = str(_days(period.start)[0]) if period.start is not None else ""
    return f"{first}..{_days(period.end)[1] if period.end is not None else ''}"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The periods of a scenario; without time there is one, without a label."""

    labels: tuple[str | None, ...]
    years: tuple[float, ...]
    days: tuple[tuple[int, int], ...]
    months: tuple[int, ...] = (0,)
    """The month at which each period begins, counted from the year 0, and how many it has."""
    width: int = 12

    @property
    def is_dated(self) -> bool:
        """Whether the scenario has time."""
        return self.labels != (None,)

    def within(self, period: nodes.Period) -> tuple[int, ...]:
        """Positions of the periods that a statement's dates touch."""
        start = _days(period.start)[0] if period.start is not None else 0
        end = _days(period.end)[1] if period.end is not None else date.max.toordinal()
        last = bisect_right(self.days, end, key=operator.itemgetter(0))
        return tuple(range(bisect_left(self.days, start, key=operator.itemgetter(1)), last))

    def strengths(self, period: nodes.Period | None, fading: nodes.Fading | None) -> tuple[float, ...]:
        """How much of an event there is in each period.

        It has its full strength in the periods that its dates touch; without an end for good, but one that fades only
        in the period in which it begins. Then it fades, also from a time before the scenario's own.
        """
        start, end = (period.start, period.end) if period is not None else (None, None)
        first = self._begin(start.year, start.month or 1) if start is not None else None
        last = self._begin(end.year, _last_month(end)) if end is not None else None
        if last is None and fading is not None:
            last = first if first is not None else self.months[0]
        return tuple(
            0.0 if first is not None and month < first
            else 1.0 if last is None or month <= last
            else 0.0 if fading is None
            else _left(month - last, fading)
            for month in self.months
        )  # fmt: skip

    def _begin(self, year: int, month: int) -> int:
        """The month at which the period begins that a month lies in."""
        return (year * 12 + month - 1) // self.width * self.width


def _left(months: int, fading: nodes.Fading) -> float:
    """What is left of an event some time after its end, the same on every machine."""
    length = Fraction(fading.months)
    if fading.form == "linear":
        return float(max(Fraction(0), 1 - months / length))
    halvings = months / length
    if halvings > 1100:
        return 0.0
    return float(Decimal(2) ** (-Decimal(halvings.numerator) / Decimal(halvings.denominator)))


NO_TIME = Timeline((None,), (0.0,), ((1, date.max.toordinal()),))


def _label(year: int, month: int, step: str) -> str:
    if step == "year":
        return str(year)
    return f"{year}-Q{(month - 1) // 3 + 1}" if step == "quarter" else f"{year}-{month:02}"


def _step(span: nodes.TimeSpan) -> str:
    """The step as written; where none is, months if a month is named, quarters if only quarters are, else years."""
    is_written = "by" in span.span.text.split()
    ends = [end for end in (span.start, span.end) if end.month is not None]
    if is_written or not ends:
        return span.step
    return "quarter" if all(end.quarter for end in ends) else "month"


def timeline(span: nodes.TimeSpan | None, bag: Bag) -> Timeline:
    """The periods of `time START .. END by STEP`; what is wrong with it goes to the bag."""
    if span is None:
        return NO_TIME
    if not all([_is_valid(span.start, bag), _is_valid(span.end, bag)]):
        return NO_TIME
    step = _step(span)
    width = MONTHS[step]
    first = (span.start.year * 12 + (span.start.month or 1) - 1) // width
    last = (span.end.year * 12 + _last_month(span.end) - 1) // width
    if last < first:
        _backwards("the time", span.span, span.start, span.end, bag)
        return NO_TIME
    if last - first >= MOST_PERIODS:
        bag.error("QA702", f"the time has more than {MOST_PERIODS:,} periods", span.span, "too many periods")
        return NO_TIME
    labels, years, days, months = [], [], [], []
    for position in range(first, last + 1):
        year, month = divmod(position * width, 12)
        end_month = month + width
        labels.append(_label(year, month + 1, step))
        years.append(year + month / 12)
        months.append(position * width)
        days.append(
            (
                date(year, month + 1, 1).toordinal(),
                date(year, end_month, calendar.monthrange(year, end_month)[1]).toordinal(),
            )
        )
    return Timeline(tuple(labels), tuple(years), tuple(days), tuple(months), width)
