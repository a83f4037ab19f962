"""Laws of small things: three-valued logic, rounding at ties, rules in any order, and draws against closed forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from math import erf, exp, log, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import qadsl

THEORY = """
theory mine {
  encouraging { wish weight 1, zeal weight 1 }
  option no_ { reward 0.5 }
  option yes_ { reward 1 }
  behaviour low when wish < .15
  behaviour middle when .15 <= wish and wish < .45
  behaviour high when wish >= .45
}
"""

SCENARIO = "scenario s {{ state A, B, C against C {{ otherwise {{ wish = {wish}, zeal = 0.25 }} }} {more} }}\n"


# --- three-valued logic ------------------------------------------------------------------------------------------

Flag = bool | None
flags = st.sampled_from((True, False, None))
KLEENE = THEORY + """
attribute p : flag
attribute q : flag
attribute r : flag
""" + "\n".join(
    f"rule r{i} when {text} then zeal += 1 / {2 ** (i + 1)}"
    for i, text in enumerate(("self.p and self.q", "self.q and self.p", "self.p or self.q", "self.q or self.p"))
)  # fmt: skip


def conjunction(*parts: Flag) -> Flag:
    return False if False in parts else None if None in parts else True


def disjunction(*parts: Flag) -> Flag:
    return True if True in parts else None if None in parts else False


def negation(part: Flag) -> Flag:
    return None if part is None else not part


formulas = st.recursive(
    st.sampled_from(("p", "q", "r")),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner), st.tuples(st.sampled_from(("and", "or")), inner, inner),
        st.tuples(st.sampled_from(("and", "or")), inner, inner, inner),
    ),
    max_leaves=6,
)  # fmt: skip
Formula = str | tuple[object, ...]


def spelled(formula: object, *, is_turned: bool) -> str:
    match formula:
        case str():
            return f"self.{formula}"
        case ("not", part):
            return f"not ({spelled(part, is_turned=is_turned)})"
        case (how, *parts):
            told = [f"({spelled(part, is_turned=is_turned)})" for part in parts]
            return f" {how} ".join(told[::-1] if is_turned else told)
    raise AssertionError(formula)


def settled(formula: object, known: dict[str, Flag]) -> Flag:
    match formula:
        case str():
            return known[formula]
        case ("not", part):
            return negation(settled(part, known))
        case ("and", *parts):
            return conjunction(*(settled(part, known) for part in parts))
        case ("or", *parts):
            return disjunction(*(settled(part, known) for part in parts))
    raise AssertionError(formula)


@given(formulas, st.booleans(), flags, flags, flags)
def test_and_and_or_are_settled_in_either_order(formula: Formula, is_turned: bool, p: Flag, q: Flag, r: Flag) -> None:
    known = {"p": p, "q": q, "r": r}
    stated = "\n".join(f"A.{name} = {'yes' if known[name] else 'no'}" for name in known if known[name] is not None)
    text = THEORY + "attribute p : flag attribute q : flag attribute r : flag\n"
    text += f"rule one when {spelled(formula, is_turned=is_turned)} then zeal += 0.5\n"
    row = decision(text + SCENARIO.format(wish="0.1", more=stated))
    value = settled(formula, known)
    if value is None:
        assert (row["status"], row["payoff_yes_"]) == ("unknown", None)
    else:
        assert row["status"] == "ok"
        assert row["encouraging"] == 0.1 + (0.75 if value else 0.25)


# --- rounding ----------------------------------------------------------------------------------------------------

weights = st.sampled_from((".15", "0.15", "15%", "0.3", "0.05", "0.1", "10%"))


@given(
    st.lists(st.tuples(weights, st.booleans()), min_size=1, max_size=7),
    st.permutations("abcdefg"),
    st.randoms(use_true_random=False),
)
def test_no_order_of_rules_turns_a_label(parts: list[tuple[str, bool]], names: Sequence[str], luck: Random) -> None:
    """Yes/no weights such as .15 against the cut-offs .15 and .45, whatever the rules are called and where they are."""
    rules = [
        f"rule {name} when {'A' if holds else 'B'} = self then wish += {weight}"
        for (weight, holds), name in zip(parts, names, strict=False)
    ]
    luck.shuffle(rules)
    exact = sum((fraction(weight) for weight, holds in parts if holds), Fraction(0))
    label = "low" if exact < Fraction(15, 100) else "middle" if exact < Fraction(45, 100) else "high"
    row = decision(THEORY + "\n".join(rules) + "\n" + SCENARIO.format(wish="0", more=""))
    assert row["behaviour"] == label


def fraction(text: str) -> Fraction:
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


# --- the fixed algebra -------------------------------------------------------------------------------------------

operators = st.sampled_from(("*=", "+=", "-=", "at least", "at most"))
amounts = st.integers(0, 150).map(lambda n: f"{n / 100:.2f}")


@given(
    st.integers(0, 100), st.lists(st.tuples(operators, amounts, st.booleans()), max_size=6), st.permutations("abcdef")
)
def test_rules_combine_in_one_way(start: int, parts: list[tuple[str, str, bool]], names: Sequence[str]) -> None:
    rules = [
        f"rule {name} when self {'=' if holds else '!='} A then wish {operator} {amount}"
        for (operator, amount, holds), name in zip(parts, names, strict=False)
    ]
    value = Fraction(start, 100)
    ways: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
        "*=": lambda x, y: x * y, "+=": lambda x, y: x + y, "-=": lambda x, y: x - y, "at least": max, "at most": min,
    }  # fmt: skip
    for stage in (("*=",), ("+=", "-="), ("at least",), ("at most",)):
        for operator, amount, holds in parts:
            if operator in stage and holds:
                value = ways[operator](value, Fraction(amount))
    value = min(max(value, Fraction(0)), Fraction(1))
    row = decision(THEORY + "\n".join(rules) + "\n" + SCENARIO.format(wish=f"{start}%", more=""))
    assert abs(row["encouraging"] - 0.25 - float(value)) <= 1e-12  # type: ignore[operator]


def decision(text: str) -> dict[str, object]:
    """The row of A towards B."""
    rows: list[dict[str, object]] = qadsl.compile(text).run("s", draws=2).to_dict()["decisions"]  # type: ignore[assignment]
    return next(row for row in rows if row["self"] == "A")


# --- draws against closed forms ----------------------------------------------------------------------------------

DRAWS = 20_000


def normal(x: float, mean: float, deviation: float) -> float:
    return (1 + erf((x - mean) / deviation / sqrt(2))) / 2


def truncated(x: float, mean: float, deviation: float) -> float:
    low, high = normal(0, mean, deviation), normal(1, mean, deviation)
    return (normal(x, mean, deviation) - low) / (high - low)


def triangular(x: float, low: float, mode: float, high: float) -> float:
    if x <= mode:
        return (x - low) ** 2 / ((high - low) * (mode - low))
    return 1 - (high - x) ** 2 / ((high - low) * (high - mode))


CASES = [
    ("unknown", lambda x: x),
    ("0.2 .. 0.8", lambda x: (x - 0.2) / 0.6),
    ("uniform(0, 0.9)", lambda x: x / 0.9),
    ("0.6 ± 0.1", lambda x: truncated(x, 0.6, 0.1)),
    ("0.9 +- 0.4", lambda x: truncated(x, 0.9, 0.4)),
    ("normal(0.1, 0.3)", lambda x: truncated(x, 0.1, 0.3)),
    ("triangular(0.1, 0.3, 0.9)", lambda x: triangular(x, 0.1, 0.3, 0.9)),
    ("triangular(0, 1, 1)", lambda x: x * x),
    ("beta(1, 3)", lambda x: 1 - (1 - x) ** 3),
    ("beta(2, 2)", lambda x: 3 * x**2 - 2 * x**3),
    ("pert(0, 0.5, 1)", lambda x: 10 * x**3 - 15 * x**4 + 6 * x**5),
    ("pert(0, 0, 1)", lambda x: 1 - (1 - x) ** 5),
    ("high", lambda x: min(max((x - 0.6) / 0.2, 0.0), 1.0)),
    ("discrete(0.2: 30%, 0.8: 70%)", lambda x: 0.3 if x < 0.8 else 1.0),
]
CUTS = (0.25, 0.5, 0.65, 0.75)


@cache
def shares(value: str) -> dict[str, object]:
    """The row of A towards B, where an option is the better the further `wish` is above each cut."""
    options = "option least { reward 0 }\n" + "\n".join(
        f"option above_{i} {{ reward {i + 1}, cost stake = {sum(CUTS[: i + 1])} }}" for i in range(len(CUTS))
    )
    text = f"""theory mine {{ encouraging {{ wish weight 1 }} discouraging {{ stake weight 1 }} {options} }}
    scenario s {{ state A, B, C against C {{ otherwise {{ wish = {value}, stake = 1 }} }} }}"""
    rows: list[dict[str, object]] = qadsl.compile(text).run("s", draws=DRAWS, seed=1956).to_dict()["decisions"]  # type: ignore[assignment]
    return next(row for row in rows if row["self"] == "A")


@pytest.mark.parametrize(("value", "below"), CASES, ids=[value for value, _ in CASES])
def test_draws_have_the_shares_that_their_distribution_says(value: str, below: Callable[[float], float]) -> None:
    row = shares(value)
    edges = [0.0, *(min(max(below(cut), 0.0), 1.0) for cut in CUTS), 1.0]
    edges = [0.0 if cut < 0 else edge for cut, edge in zip((0.0, *CUTS, 1.0), edges, strict=True)]
    for name, low, high in zip(("least", *(f"above_{i}" for i in range(4))), edges[:-1], edges[1:], strict=True):
        share = max(high - low, 0.0)
        error = sqrt(max(share * (1 - share), 1 / DRAWS) / DRAWS)
        assert abs(row[f"p_{name}"] - share) <= 4 * error, name  # type: ignore[operator]


MEANS = [
    ("unknown", 1 / 2, 1 / sqrt(12)), ("0.2 .. 0.8", 0.5, 0.6 / sqrt(12)), ("triangular(0.1, 0.3, 0.9)", 1.3 / 3, 0.17),
    ("pert(0.2, 0.5, 0.9)", (0.2 + 4 * 0.5 + 0.9) / 6, 0.14), ("beta(2, 5)", 2 / 7, 0.16),
    ("medium", 0.5, 0.2 / sqrt(12)),
    ("discrete(0.2: 30%, 0.8: 70%)", 0.62, 0.275), ("0.5 ± 0.2", 0.5, 0.2),
]  # fmt: skip


@pytest.mark.parametrize(("value", "mean", "deviation"), MEANS, ids=[value for value, _, _ in MEANS])
def test_draws_have_the_mean_that_their_distribution_has(value: str, mean: float, deviation: float) -> None:
    assert abs(shares(value)["encouraging"] - mean) <= 4 * deviation / sqrt(DRAWS)  # type: ignore[operator]


def test_a_parameter_is_one_draw_and_a_written_value_one_for_each_cell() -> None:
    """P(X < 1/2 and Y < 1/2) is 1/2 where X and Y are one draw, 1/4 where each is its own."""
    text = """parameter common : share = 0 .. 1
    theory mine { encouraging { wish weight 1 } discouraging { stake weight 1 }
      option least { reward 0 } option most { reward 1, cost stake 50% } }
    scenario one { state A, B, C against C { otherwise { wish = 1, stake = 1 } } }
    scenario each { state A, B, C against C { otherwise { wish = 0 .. 1, stake = 1 } } }
    """
    shared = text + "rule read then wish *= common"
    together = qadsl.compile(shared).run("one", draws=DRAWS).to_dict()["alignments"]
    apart = qadsl.compile(text).run("each", draws=DRAWS).to_dict()["alignments"]
    for rows, share in ((together, 1 / 2), (apart, 1 / 4)):
        assert abs(rows[0]["p_most"] - share) <= 4 * sqrt(share * (1 - share) / DRAWS)  # type: ignore[index]


def test_quantal_response_is_the_mean_of_its_probabilities() -> None:
    """With payoffs 0 and u, uniform, and precision k, P(most) is the mean of 1 / (1 + exp(-k u))."""
    text = """theory mine { encouraging { wish weight 1 } option least { reward 0 } option most { reward 1 }
      choose with precision 5 }
    scenario s { state A, B, C against C { otherwise { wish = unknown } } }"""
    row = qadsl.compile(text).run("s", draws=DRAWS).to_dict()["decisions"][0]  # type: ignore[index]
    assert abs(row["p_most"] - log((1 + exp(5)) / 2) / 5) <= 4 * 0.15 / sqrt(DRAWS)


@pytest.mark.parametrize("body", ["0", "trade(self, target)", "1"])
@pytest.mark.parametrize("how", ["sum", "mean", "max", "min", "count"])
def test_a_reduction_is_unknown_where_it_is_unknown_of_whom_it_is(how: str, body: str) -> None:
    """Also where a pass could see that it makes no difference: the graph before all passes says so."""
    fold = f"count(q in actors where q.armed and {body} >= 0)" if how == "count" else None
    text = f"""{THEORY} attribute armed : flag relation trade : share = 0
    rule one then wish += {fold or f"{how}({body} for q in actors where q.armed)"}
    """
    row = decision(text + SCENARIO.format(wish="0.1", more=""))
    assert (row["status"], row["encouraging"], row["payoff_yes_"]) == ("unknown", None, None)
