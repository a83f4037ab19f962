"""Starts of statements that an editor offers, each a whole program part once its places are filled.

A place is written as editors do: `${1:name}` with what stands there until it is filled.
"""

from __future__ import annotations

import re

__all__ = ["SNIPPETS", "filled"]

_RULE = """rule ${1:shadow} "${2:What it says}"
  when ${3:target.nuclear}
  then ${4:entrapment} += ${5:0.2}
  because "${6:Source}"
"""
_SCALE = """scale ${1:grades} "${2:Title}" source "${3:Source}" {
  ${4:weak} = 0 .. 0.3,
  ${5:firm} = 0.7 .. 1
}"""
_THEORY = """theory ${1:mine} extends ${2:multifacet} {
  ${3:choose highest payoff}
}"""
_SCENARIO = """scenario ${1:suez} "${2:Title}" {
  state ${3:UK}, ${4:France}, ${5:Egypt}
  against ${5:Egypt} {
    ${3:UK} -> ${4:France} { ${6:common_threat} = ${7:high} }
    otherwise { ${8:divergence} = ${9:low} }
  }
}"""
_TEST = """test "${1:What it shows}" {
  given ${2:fear} = ${3:0.5}
  expect ${4:entrapment} = ${5:0.4}
}"""
_PROPERTY = """property "${1:What it claims}": raising ${2:common_threat} never lowers ${3:commitment}"""
_LIBRARY = """library ${1:name} 1.0.0 "${2:What it is about}"
license "${3:BSD-3-Clause}"
source "${4:Source}"
"""
_ENDS = "${2:UK} -> ${3:France} against ${4:Egypt} in ${5:suez}"

SNIPPETS: dict[str, tuple[str, str]] = {
    "attribute": ("a number of one actor", 'attribute ${1:capability} : ${2:share} "${3:What it is}"'),
    "relation": ("a number of a pair", 'relation ${1:trade} : ${2:share} "${3:What it is}"'),
    "symmetric": ("a number of a pair, both ways", 'symmetric relation ${1:trade} : ${2:share} "${3:What it is}"'),
    "parameter": ("a named input", 'parameter ${1:fear} : ${2:share} = ${3:0.4} "${4:What it is}"'),
    "group": ("a set of actors", "group ${1:nato} = ${2:UK}, ${3:France}"),
    "define": ("a named formula", "define ${1:need} = ${2:target.capability} / ${3:self.capability}"),
    "rule": ("what changes a variable, and when", _RULE.rstrip("\n")),
    "measure": ("what a tie amounts to", 'measure ${1:tied} "${2:What it says}" = ${3:not neutrality}'),
    "solve": (
        "what is sought among all actors",
        'solve ${1:sides} "${2:What it is}" = blocs ${3:2} { apart ${4:rivalry(self, partner)} }',
    ),
    "scale": ("words that stand for values", _SCALE),
    "instrument": ("a kind of instrument", 'instrument ${1:memorandum} "${2:Title}" { ${3:bindingness} = ${4:0.4} }'),
    "theory": ("a theory that builds on another", _THEORY),
    "scenario": ("actors and what holds between them", _SCENARIO),
    "run": ("who chooses what, and who is tied to whom", "run ${1:suez}"),
    "explain": ("the account of one decision", f"explain {_ENDS}"),
    "why": ("what stood in the way of an option", f"why not ${{1:alliance}}: {_ENDS}"),
    "expect": ("a claim that is checked", f"expect ${{1:alliance}}: {_ENDS}"),
    "test": ("what a library promises for one case", _TEST),
    "property": ("what holds in every case", _PROPERTY),
    "use": ("a library", "use ${1:multifacet}"),
    "library": ("the head of a library", _LIBRARY.rstrip("\n")),
}
"""What each statement's word starts: what it is for, and its text."""

_PLACE = re.compile(r"\$\{\d+:([^}]*)\}")


def filled(snippet: str) -> str:
    """A snippet with what stands in its places until they are filled."""
    return _PLACE.sub(r"\1", snippet)
