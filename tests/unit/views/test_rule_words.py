"""Rules in words: sentences that an analyst would write, for every construct that a rule may hold."""

from __future__ import annotations

import pytest

from qadsl import pipeline
from qadsl.source import Source
from qadsl.syntax import nodes
from qadsl.views.rule_words import behaviour_in_words, quantity_in_words, rule_in_words
from qadsl.views.vocabulary import Vocabulary, vocabulary

WORLD = """
use multifacet
attribute culture : category(arab, "north african")
attribute big : flag
attribute member : flag "Is a member of the pact"
attribute at_war : flag "Has a war"
attribute offence : share "Weight of offensive forces"
relation trade : share "Share of the first's trade that is with the second"
relation guarantee : flag "Guarantees the second"
relation hostility : share "Recent hostile acts by the first against the second"
symmetric relation border : flag "Shares a border"
symmetric relation distance : number 0 .. 20000 "Kilometres between the two"
symmetric relation claim : flag "One claims territory of the other"
symmetric relation hidden : flag "An instrument between the two is kept secret"
parameter fear : share = 0.5
group pact = UK, France
define threat(a, b) "Threat that a is to b" = b.offence * hostility(a, b)
define nearness(a, b) = 1 / distance(a, b)
scenario s { state UK, France, Egypt against Egypt { otherwise { ideology = 0.2 } } }
rule base then divergence += 0.1
"""

THE_CLAIM = "it is not so that one of the decider and the partner claims territory of the other"
THE_TRADE = "the share of the decider's trade that is with"

CONDITIONS = {
    # flags of one actor
    "target.nuclear": "the target has nuclear weapons",
    "not target.nuclear": "the target has no nuclear weapons",
    "target.nuclear and not self.nuclear": "the target has nuclear weapons and the decider has none",
    "not self.nuclear and target.nuclear": "the decider has no nuclear weapons and the target has nuclear weapons",
    "self.nuclear = yes": "the decider has nuclear weapons",
    "self.nuclear != yes": "the decider has no nuclear weapons",
    "self.nuclear = no": "the decider has no nuclear weapons",
    "not self.nuclear = no": "the decider has nuclear weapons",
    "not not self.member": "the decider is a member of the pact",
    "not self.member": "the decider is not a member of the pact",
    "not partner.at_war": "the partner does not have a war",
    "self.big": "the decider's big is yes",
    "UK.nuclear": "UK has nuclear weapons",
    # flags of two
    "border(self, partner)": "the decider and the partner share a border",
    "not border(self, target)": "the decider and the target do not share a border",
    "guarantee(partner, self)": "the partner guarantees the decider",
    "not guarantee(self, partner)": "the decider does not guarantee the partner",
    "claim(self, target)": "one of the decider and the target claims territory of the other",
    "not claim(self, partner)": THE_CLAIM,
    "hidden(self, partner)": "an instrument between the decider and the partner is kept secret",
    "not hidden(self, partner)": "an instrument between the decider and the partner is not kept secret",
    # comparisons
    "common_threat > 70%": "common threat is above 70%",
    "0.2 < common_threat": "common threat is above 0.2",
    "not common_threat > 0.7": "common threat is at most 0.7",
    "not common_threat >= 0.7": "common threat is below 0.7",
    "0.2 <= common_threat < 0.5": "common threat is at least 0.2 and below 0.5",
    "not 0.2 <= common_threat < 0.5": "common threat is below 0.2 or common threat is at least 0.5",
    "trade(self, partner) > 5%": f"{THE_TRADE} the partner is above 5%",
    "distance(target, self) < 1_000": "the distance between the target and the decider is below 1,000",
    "hostility(target, self) = 0": "the hostility of the target towards the decider is 0",
    'self.culture = "north african"': "the decider's culture is north african",
    "self.culture != arab": "the decider's culture is not arab",
    "self != UK": "the decider is not UK",
    "year >= 1956": "the year is 1956 or later",
    "year < 1956": "the year is before 1956",
    "year = 1956": "the year is 1956",
    # groups
    "self in pact": "the decider is in pact",
    "partner not in pact": "the partner is not in pact",
    "not partner not in pact": "the partner is in pact",
    "self in sovereigns": "the decider is a state",
    "self not in entities": "the decider is not an entity",
    # stated or not
    "divergence is given": "divergence is stated",
    "divergence is not given": "divergence is not stated",
    "not divergence is given": "divergence is not stated",
    "divergence is given and ideology is given": "divergence and ideology are stated",
    "divergence is given and ideology is given and fear > 0": "divergence and ideology are stated, and fear is above 0",
    "given divergence > 0.2": "divergence as stated is above 0.2",
    # and, or, not
    "self.big and partner.big and target.big": (
        "the decider's big is yes, the partner's big is yes and the target's big is yes"
    ),
    "self.nuclear or fear > 0": "the decider has nuclear weapons or fear is above 0",
    "fear > 0 and (self.nuclear or target.nuclear)": (
        "fear is above 0, and either the decider has nuclear weapons or the target has nuclear weapons"
    ),
    "fear > 0 and self.nuclear or target.nuclear": (
        "both fear is above 0 and the decider has nuclear weapons, or the target has nuclear weapons"
    ),
    "not (self.nuclear or target.nuclear)": "the decider has no nuclear weapons and the target has no nuclear weapons",
    "not (self.nuclear and target.nuclear)": "the decider has no nuclear weapons or the target has no nuclear weapons",
    "fear > 0 or (self.big and partner.big and target.big)": (
        "fear is above 0, or (the decider's big is yes, the partner's big is yes and the target's big is yes)"
    ),
    "fear > 0 and (self.big or (partner.big and target.big))": (
        "fear is above 0, and either the decider's big is yes or (the partner's big is yes and the target's big is yes)"
    ),
    # quantifiers
    "any(p in actors where p.nuclear)": "there is an actor p such that p has nuclear weapons",
    "not any(p in pact where p.nuclear)": "there is no p in pact such that p has nuclear weapons",
    "any(p in entities)": "there is an entity p",
    "all(p in states where p.nuclear)": "for every state p, p has nuclear weapons",
    "not all(p in pact where p.nuclear)": "there is a p in pact such that p has no nuclear weapons",
    "all(p.nuclear for p in pact where p.member)": (
        "for every p in pact where p is a member of the pact, p has nuclear weapons"
    ),
    "any(p in actors where p.big) and fear > 0": "(there is an actor p such that p's big is yes) and fear is above 0",
    "count(p in actors where p.nuclear) >= 2": "(the number of actors p where p has nuclear weapons) is at least 2",
    "count(p in pact) > 1": "the number of members of pact is above 1",
    "sum(trade(self, p) for p in pact) > 10%": f"the sum of ({THE_TRADE} p) over all p in pact is above 10%",
}

QUANTITIES = {
    "0.2 * fear": "0.2 × fear",
    "1 - (fear - 0.1)": "1 − (fear − 0.1)",
    "(1 - fear) * 2 / 3": "(1 − fear) × 2 / 3",
    "1 / (2 * fear)": "1 / (2 × fear)",
    "-fear": "−fear",
    "-(fear + 1) * 2": "−(fear + 1) × 2",
    "fear ^ 2": "fear ^ 2",
    "max(0.1, fear)": "the greater of 0.1 and fear",
    "0.5 * min(1, fear, divergence)": "0.5 × (the least of 1, fear and divergence)",
    "sqrt(fear)": "the square root of fear",
    "exp(-fear)": "e to the power of −fear",
    "abs(self.offence - target.offence)": "the absolute value of (the decider's offence − the target's offence)",
    "threat(target, self)": "the threat that the target is to the decider",
    "nearness(target, self)": "the nearness of the target towards the decider",
    "common_threat(UK, France, Egypt)": "common threat of UK with France against Egypt",
    "if self.big then 1 else 0": "1 where the decider's big is yes, otherwise 0",
    "0.5 * (if self.big or partner.big then 1 else 0)": (
        "0.5 × (1 where (the decider's big is yes or the partner's big is yes), otherwise 0)"
    ),
    "mean(p.offence for p in actors where p.big)": "the mean of (p's offence) over all actors p where p's big is yes",
    "max(p.offence for p in pact)": "the greatest (p's offence) over all p in pact",
}

RULES = {
    'when target.nuclear and not self.nuclear then entrapment += 0.2 * fear because "Snyder 1984"': (
        "Where the target has nuclear weapons and the decider has none, entrapment rises by 0.2 × fear (Snyder 1984)."
    ),
    "then entrapment -= 10%": "Entrapment falls by 10%.",
    "then divergence *= 0.5, provocation *= 0.9": (
        "Divergence is multiplied by 0.5 and provocation is multiplied by 0.9."
    ),
    "then common_threat at least 0.2, ideology at most 0.8": (
        "Common threat is at least 0.2 and ideology is at most 0.8."
    ),
    "for self in states, partner in pact then ideology = 0.3": (
        "Where the decider is a state and the partner is in pact, ideology is 0.3."
    ),
    "for self in states when self.nuclear or fear > 0 then ideology = 0.3": (
        "Where the decider is a state, and either the decider has nuclear weapons or fear is above 0, ideology is 0.3."
    ),
    'then ideology = 0.3 overrides base because "A 1990" because "B 2000"': (
        "Ideology is 0.3 (A 1990; B 2000). It sets aside base."
    ),
}


def told(rule: str) -> tuple[nodes.Rule, Vocabulary]:
    front = pipeline.check(Source("words.qa", f"{WORLD}rule subject {rule}\n"))
    rules = [s for s in front.tree.statements if isinstance(s, nodes.Rule)]
    return rules[-1], vocabulary(front.modules)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_conditions(condition: str) -> None:
    rule, words = told(f"when {condition} then provocation += 0.1")
    assert rule_in_words(rule, words) == f"Where {CONDITIONS[condition]}, provocation rises by 0.1."


@pytest.mark.parametrize("quantity", QUANTITIES)
def test_quantities(quantity: str) -> None:
    rule, words = told(f"then provocation = {quantity}")
    assert quantity_in_words(rule.effects[0].value, words) == QUANTITIES[quantity]


@pytest.mark.parametrize("rule", RULES)
def test_rules(rule: str) -> None:
    assert rule_in_words(*told(rule)) == RULES[rule]


def test_behaviours() -> None:
    front = pipeline.check(Source("words.qa", "use multifacet\n"))
    words = vocabulary(front.modules, "multifacet")
    [theory] = [s for m in front.modules for s in m.statements if isinstance(s, nodes.Theory)]
    said = {b.name.text: behaviour_in_words(b, words) for b in theory.items if isinstance(b, nodes.Behaviour)}
    assert said["evade"] == "Where neutrality is chosen and common threat is at least 0.5."
    assert said["quasi_balance"] == "Where quasi-alliance is chosen, and no other behaviour fits."
