"""A rule as an English sentence, as documents, the editor and explanations show it.

Where the target has nuclear weapons and the decider has none, entrapment rises by 0.2 × fear (Snyder 1984).
"""

from __future__ import annotations

from qadsl.diagnostics.cells import printable
from qadsl.syntax import nodes
from qadsl.views.condition_words import ConditionWords
from qadsl.views.vocabulary import Vocabulary, spoken
from qadsl.views.words import listed

__all__ = ["behaviour_in_words", "condition_in_words", "quantity_in_words", "rule_in_words"]

EFFECTS = {
    "=": "is",
    "+=": "rises by",
    "-=": "falls by",
    "*=": "is multiplied by",
    "at least": "is at least",
    "at most": "is at most",
}


def rule_in_words(rule: nodes.Rule, vocabulary: Vocabulary) -> str:
    """What a rule says, as one sentence, and a second one where it sets other rules aside."""
    words = ConditionWords(vocabulary)
    restrictions: list[nodes.Expression] = [_restriction(across) for across in rule.across]
    conditions = [*restrictions, *([rule.condition] if rule.condition is not None else [])]
    effects = listed([_effect(effect, words) for effect in rule.effects])
    sentence = f"where {words.condition(*conditions)}, {effects}" if conditions else effects
    cited = f" ({'; '.join(printable(text.value) for text in rule.because)})" if rule.because else ""
    aside = f" It sets aside {listed([spoken(name.text) for name in rule.overrides])}." if rule.overrides else ""
    return f"{_capital(sentence)}{cited}.{aside}"


def behaviour_in_words(behaviour: nodes.Behaviour, vocabulary: Vocabulary) -> str:
    """When a choice is called by this name."""
    fallback = "no other behaviour fits" if behaviour.is_otherwise else ""
    if behaviour.condition is None:
        return f"Where {fallback}." if fallback else "Always."
    said = condition_in_words(behaviour.condition, vocabulary)
    return f"Where {said}{f', and {fallback}' if fallback else ''}."


def condition_in_words(condition: nodes.Expression, vocabulary: Vocabulary) -> str:
    """When a condition holds, as a clause."""
    return ConditionWords(vocabulary).condition(condition)


def quantity_in_words(expression: nodes.Expression, vocabulary: Vocabulary) -> str:
    """What an expression gives, as a noun or formula."""
    return ConditionWords(vocabulary).quantity(expression)


def _restriction(across: nodes.Across) -> nodes.Membership:
    return nodes.Membership(nodes.Name((across.role,), across.role.span), across.group, False, across.span)


def _effect(effect: nodes.Effect, words: ConditionWords) -> str:
    return f"{words.quantity(effect.variable)} {EFFECTS[effect.operator]} {words.quantity(effect.value)}"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
