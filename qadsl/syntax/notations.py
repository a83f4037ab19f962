"""Values, dates and tables in the notation of another tool, each answered with how it is written here."""

from __future__ import annotations

import re
from collections.abc import Callable

from qadsl.diagnostics.model import Fix
from qadsl.syntax.habits import instead
from qadsl.syntax.stuck import Stuck
from qadsl.syntax.tables import END

__all__ = ["NOTATIONS"]

_NUMBERS = ("NUMBER", "PERCENT", "DATE")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


# --- dates -------------------------------------------------------------------------------------------------------


def _date(s: Stuck) -> bool | None:
    """`10/29/1956`, `29.10.1956`, `Oct 1956`, `1956Q4`, `1956-1`, where a date stands."""
    first = 0 if {"DATE", "NUMBER"} <= s.expected and "NAME" not in s.expected else -1
    if s.index > 2 and s.can_read_again and re.fullmatch(r"\d{4}[qQmM]\d+", s.span(-2, -1).text):
        first = -2  # the quarter has been taken for the name that begins the next item
    elif first == -1 and not (s.index and s.kind(-1) in ("NUMBER", "DATE") and s.before in ("NUMBER", "DATE", "date")):
        return None
    wrong = s.span(first, first + 1).text
    if re.fullmatch(r"\d{4}[\s-]*[qQ]\d+", wrong) and s.kind(first) == "NUMBER" and not _meant_dates(wrong):
        s.bag.error(
            "QA111", f"`{wrong}` is in no calendar", s.span(first, first + 1), "a year has the quarters Q1 to Q4"
        )
        return s.rewrite(first, first + 1, wrong[:4]) if first == 0 or s.can_read_again else False
    for last in range(min(4, s.end_of_line(0)), first - 1, -1):
        text = s.span(first, last).text
        if (meants := _meant_dates(text)) and meants != [text]:
            return _say_date(s, first, last, text, meants)
    return None


def _say_date(s: Stuck, first: int, last: int, text: str, meants: list[str]) -> bool:
    if len(meants) == 1:
        return instead(s, "a date is written year-month-day", first, last, meants[0], code="QA111")
    hint = f"write `{meants[0]}` or `{meants[1]}`"
    s.bag.error("QA111", "a date is written year-month-day", s.span(first, last), hint)
    return s.rewrite(first, last, meants[0]) if first == 0 or s.can_read_again else False


def _meant_dates(text: str) -> list[str]:
    """How a date in another notation is written here; both ways where it can be read in two."""
    if found := re.fullmatch(r"(\d{1,2})\s*([/.-])\s*(\d{1,2})\s*\2\s*(\d{4})", text):
        one, two, year = int(found[1]), int(found[3]), found[4]
        pairs = dict.fromkeys(pair for pair in ((one, two), (two, one)) if pair[0] <= 12 and pair[1] <= 31)
        if found[2] == ".":  # day and month in this order wherever a point is written
            pairs = dict.fromkeys(pair for pair in ((two, one),) if pair[0] <= 12)
        return [f"{year}-{month:02}-{day:02}" for month, day in pairs]
    if found := re.fullmatch(r"(\d{4})\s*[/.-]\s*(\d{1,2})(?:\s*[/.-]\s*(\d{1,2}))?", text):
        if int(found[2]) > 12:
            return []
        return [f"{found[1]}-{int(found[2]):02}" + (f"-{int(found[3]):02}" if found[3] else "")]
    if found := re.fullmatch(r"(\d{1,2})\s*[/.-]\s*(\d{4})", text):
        return [f"{found[2]}-{int(found[1]):02}"] if int(found[1]) <= 12 else []
    if found := re.fullmatch(r"(\d{4})[\s-]*[qQ]([1-4])|[qQ]([1-4])[\s-]*(\d{4})", text):
        return [f"{found[1] or found[4]}-Q{found[2] or found[3]}"]
    if found := re.fullmatch(r"(\d{4})[\s-]*[mM](\d{1,2})", text):
        return [f"{found[1]}-{int(found[2]):02}"]
    return _with_month(text)


def _with_month(text: str) -> list[str]:
    """`Oct 1956`, `29 October 1956`, `October 29, 1956`."""
    names = "|".join(_MONTHS)
    pattern = rf"(?:(\d{{1,2}})\.?\s+)?({names})[a-z]*\.?\s*(?:(\d{{1,2}})\s*,?\s+)?(\d{{4}})"
    if found := re.fullmatch(pattern, text, re.IGNORECASE):
        month, day = _MONTHS.index(found[2].lower()) + 1, found[1] or found[3]
        return [f"{found[4]}-{month:02}" + (f"-{int(day):02}" if day else "")]
    return []


_PERIODS = {
    "since": "from", "starting": "from", "beginning": "from", "during": "at", "on": "at", "till": "until",
    "upto": "until", "ending": "until", "through": "until", "after": "from", "before": "until", "in": "at",
}  # fmt: skip


def _period(s: Stuck) -> bool | None:
    """`since 1956`, `during 1956`, `in 1956 { ... }`."""
    for at in (0, -1):
        meant = _PERIODS.get(s.word(at).lower()) if s.index + at > 0 else None
        if (
            meant is None
            or s.kind(at + 1) not in ("NUMBER", "DATE")
            or (at == 0 and not {"FROM", "UNTIL"} & s.expected)
        ):
            continue
        if at == -1 and (s.kind(-1) not in ("NAME", "IN") or not s.can_read_again or "LPAR" in s.symbols):
            continue
        if s.kind(at + 1) == "NUMBER" and not re.fullmatch(r"\d{4}", s.word(at + 1)):
            continue
        return instead(s, f"a period begins with `from`, `until` or `at`, not with `{s.word(at)}`", at, at, meant)
    return None


def _time(s: Stuck) -> bool | None:
    """`time = 1955 .. 1957`, `time: 1955`, `time from 1955 to 1957`, `time 1955, 1957`, `by years`."""
    if s.before == "TIME" and s.word() in ("=", ":", "from", "in", "=="):
        return instead(s, f"no `{s.word()}` stands behind `time`", 0, 0, "")
    if "_RANGE" in s.expected and "TIME" in s.symbols and s.word() in (",", "to", "until", "through", "till", "and"):
        return instead(s, "a span is written with two dots", 0, 0, "..", code="QA105")
    if s.before == "BY" and (meant := s.word().lower().removesuffix("ly").removesuffix("s")) in (
        "year",
        "quarter",
        "month",
    ):
        return instead(s, "the step is one `year`, `quarter` or `month`", 0, 0, meant)
    if s.index and s.kind(-1) == "DATE" and s.can_read_again:
        glued = re.fullmatch(r"(\d{4})-(\d{4})", s.span(-1, 0).text)
        if glued:
            return instead(s, "a span is written with two dots", -1, 0, f"{glued[1]} .. {glued[2]}", code="QA105")
    for at in (0, -1):
        if s.index + at > 2 and s.word(at) in _STEPS and s.kind(at - 1) in _NUMBERS and s.kind(at - 2) == "_RANGE":
            return instead(s, "the step stands behind `by`", at, at, f"by {_STEPS[s.word(at)]}")
    return None


_STEPS = {
    "yearly": "year", "annual": "year", "annually": "year", "quarterly": "quarter", "monthly": "month", "years": "year",
    "quarters": "quarter", "months": "month", "year": "year", "quarter": "quarter", "month": "month",
}  # fmt: skip


# --- values ------------------------------------------------------------------------------------------------------

_UNITS = frozenset((
    "km", "kilometres", "kilometers", "miles", "mi", "m", "metres", "usd", "eur", "gbp", "dollars", "euros", "pounds",
    "tons", "tonnes", "t", "people", "men", "troops", "bn", "mn", "k", "points", "pts", "years", "yrs", "days", "hours",
    "kg",
))  # fmt: skip
_COUNTS = {"thousand": 1000, "million": 10**6, "mio": 10**6, "billion": 10**9}


def _unit(s: Stuck) -> bool | None:
    """`820 km`, `5 million`, `40 percent`; the parser is stuck behind the unit where it has been taken for a name."""
    where = next(
        (i for i in (0, -1) if s.index + i >= 1 and s.kind(i - 1) in ("NUMBER", "PERCENT") and s.word(i).isalpha()),
        None,
    )
    if where is None or s.is_first_on_line(where):
        return None
    word = s.word(where).lower()
    number = s.word(where - 1)
    if word in ("percent", "pct", "procent", "prozent") or (word == "per" and s.word(where + 1) == "cent"):
        last = where + (word == "per")
        return (
            instead(s, "a share is written with `%`", where - 1, last, f"{number.removesuffix('%')}%")
            if s.can_read_again
            else None
        )
    if word in _COUNTS:
        return _count(s, where, number, _COUNTS[word]) if s.can_read_again and s.kind(where - 1) == "NUMBER" else None
    if word not in _UNITS:
        return None
    message = f"a number stands without its unit, here `{s.word(where)}`"
    span = s.span(where)
    hint = f"write `{number}` alone, and say the unit in the title of what it is"
    s.bag.error("QA105", message, span, hint, fix=Fix(s.span(where - 1, where), number))
    if where < 0 and not s.can_read_again:
        return False
    return s.rewrite(where - 1, where, number) if where < 0 or s.can_read_again else s.drop()


def _count(s: Stuck, where: int, number: str, times: int) -> bool:
    """`5 million`; read without the word, so that a range in millions is no second mistake."""
    meant = f"{float(number.replace('_', '')) * times:.0f}"
    span, word = s.span(where - 1, where), s.word(where)
    help_ = (f"If its range is meant in {word}s, write `{number}` alone, and say so in its title.",)
    message = "a number is written out in digits"
    s.bag.error("QA110", message, span, f"write `{meant}`", help=help_, fix=Fix(span, meant))
    return s.rewrite(where - 1, where, number)


def _missing(s: Stuck) -> bool | None:
    """`.` in a cell or for a value."""
    if s.kind() != "DOT" or not {"NUMBER", "LPAR"} <= s.expected:
        return None
    is_cell = s.kind(1) in ("_BAR", "_ROW_END")
    meant = "-" if is_cell else "unknown"
    what = "a cell that says nothing holds one dash" if is_cell else "what is not known is written `unknown`"
    s.bag.error("QA105", what, s.span(), f"write `{meant}`", fix=Fix(s.span(), meant))
    return s.rewrite(0, 0, meant)


_ABOUT = ("~", "≈", "about", "ca", "circa", "approx", "approximately", "roughly", "around", "c.")


def _about(s: Stuck) -> bool | None:
    """`~0.5`, `about 0.5`, `<0.5`, `>0.5`."""
    if not {"NUMBER", "LPAR", "_MINUS"} <= s.expected or s.index < 1 or {"RULE", "DEFINE", "WHERE"} & set(s.symbols):
        return None
    point = int(s.kind(1) == "DOT" and s.word(0) in ("ca", "c", "approx"))
    number = s.word(1 + point)
    if s.kind(1 + point) not in ("NUMBER", "PERCENT") or s.kind() not in (
        "STRAY",
        "NAME",
        "LESS",
        "GREATER",
        "LESS_EQUALS",
        "GREATER_EQUALS",
    ):
        return None
    is_word = s.kind(-1) == "NAME" and s.word(-1) in _ABOUT
    if s.word() in _ABOUT or point or is_word:
        s.bag.error("QA105", "say how uncertain a value is by a deviation or a range", s.span(0, point),
                    f"write `{number} ± 0.1`, or a range such as `0.4 .. 0.6`")  # fmt: skip
    elif s.kind() in ("LESS", "GREATER", "LESS_EQUALS", "GREATER_EQUALS"):
        meant = f"0 .. {number}" if s.kind().startswith("LESS") else f"{number} .. 1"
        s.bag.error(
            "QA105",
            "a value that is only bounded is a range",
            s.span(0, 1),
            f"write `{meant}`",
            fix=Fix(s.span(0, 1), meant),
        )
        return s.rewrite(0, 1, meant)
    else:
        return None
    return s.drop(0, 1 + point)


# --- texts -------------------------------------------------------------------------------------------------------


def _bare_text(s: Stuck) -> bool | None:
    """`because Jervis 1978`, `source Kyle 1991`."""
    if s.expected != {"TEXT"} or s.is_first_on_line() or s.kind() in ("RBRACE", END, "LBRACE", "CURLY_TEXT"):
        return None
    last = s.end_of_line(0)
    stops = ["{", "}", "source", "because", "overrides", *([":", "with"] if s.before in ("TEST", "PROPERTY") else [])]
    last = next((i - 1 for i in range(1, last + 1) if s.word(i) in stops), last)
    text = s.span(0, last).text.rstrip(",;")
    if '"' in text or "`" in text:
        return None
    message = f"{_AFTER.get(s.before, 'a text')} stands between double quotes"
    hint = f'write `"{text}"`' if len(text) < 60 else "put it between double quotes"
    s.bag.error("QA101", message, s.span(), hint, fix=Fix(s.span(0, last), f'"{text}"'))
    return s.rewrite(0, last, f'"{text}"')


_AFTER = {
    "BECAUSE": "a reason", "SOURCE": "a source", "AUTHOR": "the author's name", "LICENSE": "the licence's name",
    "TEST": "a title", "PROPERTY": "a title", "DATA": "the name of a file",
}  # fmt: skip


# --- tables ------------------------------------------------------------------------------------------------------


def _pasted(s: Stuck) -> bool | None:
    """Rows parted by tabs, blanks, commas or semicolons."""
    if "_BAR" not in s.expected or s.before != "LBRACE" or s.kind() in ("RBRACE", END):
        return None
    last = next((i - 1 for i in range(len(s.tokens.kinds) - s.index) if s.kind(i) in ("RBRACE", END)), 0)
    rows = [row for row in s.span(0, last).text.splitlines() if row.strip()]
    cells = [[_cell(cell, row) for cell in _cells(row)] for row in rows]
    if last < 1 or not cells or not all(len(row) > 1 for row in cells):
        return None
    column = s.span().first.column - 1
    lines = [f"| {' | '.join(row)} |" for row in cells]
    meant = f"\n{' ' * column}".join(lines)
    parted = (
        "tabs"
        if "\t" in rows[0].strip()
        else "commas"
        if "," in rows[0]
        else "semicolons"
        if ";" in rows[0]
        else "blanks"
    )
    s.bag.error(
        "QA112", f"the cells of a table stand between bars, not {parted}", s.span(0, s.end_of_line(0)),
        f"write `{lines[0]}`" if len(lines[0]) <= 60 else "put `|` before, between and behind them",
        help=("Each row is one line of cells between bars: `| UK | France | 0.4 |`.",), fix=Fix(s.span(0, last), meant),
    )  # fmt: skip
    return s.rewrite(0, last, f"{meant}\n")


def _cell(cell: str, row: str) -> str:
    """A cell as it is written here: a dash where nothing is stated, decimals behind a point."""
    if cell.lower() in ("", ".", "?", "-", "na", "n/a", "n.a.", "n.a", "nan", "null", "none", "missing"):
        return "-"
    return cell.replace(",", ".") if re.fullmatch(r"\d+,\d+ ?%?", cell) and ("\t" in row or ";" in row) else cell


def _cells(row: str) -> list[str]:
    row = row.strip().strip(",;")
    if "|" in row:
        return [cell.strip() or "-" for cell in row.strip("|").split("|")]
    for sign in ("\t", ";", ","):
        if sign in row:
            return [cell.strip() or "-" for cell in row.split(sign)]
    return re.split(r" {2,}", row) if "  " in row else row.split()


def _question_order(s: Stuck) -> bool | None:
    """`explain against USSR China -> US`."""
    if s.word() != "against" or s.before not in ("EXPLAIN", "TIPPING", "COLON") or s.kind(3) not in ("ARROW", "BOTH"):
        return None
    third, pair = s.word(1), s.span(2, 4).text
    message = "the two whom it is about stand before `against`"
    return instead(s, message, 0, 4, f"{pair} against {third}")


NOTATIONS: tuple[Callable[[Stuck], bool | None], ...] = (
    _date,
    _period,
    _time,
    _unit,
    _missing,
    _about,
    _bare_text,
    _pasted,
    _question_order,
)
"""Each tells None where it does not apply, else whether it has mended the tokens."""
