"""Estimative words against the published figures."""

from __future__ import annotations

import pytest

import qadsl

# Kent (1964), the chart: figure and "give or take"
KENT = {
    "almost_certain": (93, 6),
    "probable": (75, 12),
    "chances_about_even": (50, 10),
    "probably_not": (30, 10),
    "almost_certainly_not": (7, 5),
}
# ICD 203 (2015), D.6.e(2)(a): the two rows of words and their one row of figures
ICD203 = {
    ("almost_no_chance", "remote"): (1, 5),
    ("very_unlikely", "highly_improbable"): (5, 20),
    ("unlikely", "improbable"): (20, 45),
    ("roughly_even_chance", "roughly_even_odds"): (45, 55),
    ("likely", "probable"): (55, 80),
    ("very_likely", "highly_probable"): (80, 95),
    ("almost_certain", "nearly_certain"): (95, 99),
}
PHIA = {
    "remote_chance": (0, 5),
    "highly_unlikely": (10, 20),
    "unlikely": (25, 35),
    "realistic_possibility": (40, 50),
    "likely": (55, 75),
    "probable": (55, 75),
    "highly_likely": (80, 90),
    "almost_certain": (95, 100),
}
PLAIN = {"very_low": (0, 20), "low": (20, 40), "medium": (40, 60), "high": (60, 80), "very_high": (80, 100)}

PUBLISHED = [
    *(("scales.kent", word, middle - give, middle + give) for word, (middle, give) in KENT.items()),
    *(("scales.icd203", word, *ends) for words, ends in ICD203.items() for word in words),
    *(("scales.phia", word, *ends) for word, ends in PHIA.items()),
    *(("multifacet", word, *ends) for word, ends in PLAIN.items()),
]


@pytest.mark.parametrize(("library", "word", "low", "high"), PUBLISHED)
def test_a_word_stands_for_its_published_range(library: str, word: str, low: float, high: float) -> None:
    text = f"""
      use {library}
      theory only {{
        encouraging {{ x weight 1 }} option out {{ reward 0 }} option along {{ reward 1 }} choose highest payoff
      }}
      scenario s {{ state A, B, T against T {{ A -> B {{ x = {word} }} B -> A {{ x = 0 }} }} }}"""
    result = qadsl.compile(text).run("s", theory="only", draws=4000)
    written = [w for q in result.plan.quantities if q.name == "x" for w in q.written if w.form == "uniform"]
    assert [tuple(round(end * 100, 9) for end in w.parameters) for w in written] == [(low, high)]
