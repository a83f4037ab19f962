"""Numbers, names and lists as an analyst reads them."""

from __future__ import annotations

from collections.abc import Sequence

from qadsl.diagnostics.cells import printable

__all__ = ["listed", "named", "number", "option_words", "percent", "percents", "plural", "signed", "spans_of"]

MINUS = "\N{MINUS SIGN}"


def named(name: str) -> str:
    """A name from a program, safe to show."""
    return printable(name)


def option_words(name: str) -> str:
    """`quasi_alliance` as `quasi-alliance`."""
    return named(name).replace("_", "-")


def listed(items: Sequence[str], last: str = "and") -> str:
    """`A`, `A and B`, `A, B and C`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def plural(count: int, word: str) -> str:
    """`1 draw`, `1,000 draws`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def number(value: float | None, digits: int = 4) -> str:
    """Four significant digits at most, `?` for an unknown."""
    if value is None or value != value:
        return "?"
    text = f"{value:.{digits}g}"
    if abs(value) < 1e-12:
        return "0"
    return text.replace("-", MINUS, 1) if text.startswith("-") else text


def signed(value: float | None) -> str:
    """With a plus or minus before it."""
    text = number(value)
    return text if text.startswith((MINUS, "?")) or text == "0" else f"+{text}"


def percent(share: float | None) -> str:
    """`83%`; never 0 or 100 for what is neither."""
    if share is None or share != share:
        return "?"
    if 0 < share <= 0.005:  # Python rounds a half of a percent down
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{share:.0%}"


def percents(shares: Sequence[float]) -> str:
    """From the least to the greatest, `58 to 86%`; `72%` where both read the same."""
    low, high = percent(min(shares)), percent(max(shares))
    return low if low == high else f"{low.removesuffix('%')} to {high}"


def spans_of(labels: Sequence[str], all_labels: Sequence[str]) -> str:
    """Periods with neighbours joined: `1955-1957, 1959`."""
    positions = sorted(all_labels.index(label) for label in labels)
    runs: list[list[int]] = []
    for position in positions:
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    dash = "\N{EN DASH}" if all(label.isdigit() for label in labels) else " to "
    parts = [all_labels[r[0]] if len(r) == 1 else f"{all_labels[r[0]]}{dash}{all_labels[r[-1]]}" for r in runs]
    return ", ".join(parts)
