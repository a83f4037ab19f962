"""What is said of a name: what it is, what it may be, what it is worth, and where that is written."""

from __future__ import annotations

import re

from qadsl.assist.forms import words_at
from qadsl.assist.reading import Analysis
from qadsl.semantics.references import LOCAL, Symbol
from qadsl.source import Span
from qadsl.syntax import nodes
from qadsl.views.rule_words import behaviour_in_words, quantity_in_words, rule_in_words
from qadsl.views.vocabulary import Vocabulary, vocabulary

__all__ = ["BUILT_IN", "description", "named"]

BUILT_IN = {
    "self": "the actor that decides", "partner": "the possible partner", "target": "the third party it is aimed at",
    "member": "each member that the group may have", "actors": "every actor of the scenario",
    "states": "every `state` of the scenario", "sovereigns": "every `state` of the scenario",
    "entities": "every `entity` of the scenario", "year": "the period as a number",
    "choice": "the option that self chooses", "tie": "the lesser commitment of the two choices",
    "commitment": "how much the choice commits, from 0 for the least option", "payoff": "the payoff of an option",
    "min": "the least of its numbers", "max": "the greatest of its numbers", "abs": "the number without its sign",
    "sqrt": "the square root", "exp": "the exponential", "log": "the natural logarithm",
    "count": "how many of a group a condition holds for", "any": "whether it holds for one of a group",
    "all": "whether it holds for each of a group", "sum": "the sum over a group", "mean": "the mean over a group",
    "normal": "`normal(mean, deviation)`, cut off at the range of what it is given to; also `0.6 ± 0.1`",
    "uniform": "`uniform(low, high)`; also `0.4 .. 0.7`",
    "triangular": "`triangular(least, likeliest, greatest)`",
    "pert": "`pert(least, likeliest, greatest)`: a beta distribution, its mean (least + 4 x likeliest + greatest) / 6",
    "beta": "`beta(a, b)` between 0 and 1", "discrete": "`discrete(value: share, ...)`: one of these",
    "mutual": "both ends must choose the tie; a group is tied all through",
    "unanimous": "every member is tied to, or has to agree to, every other",
    "majority": "more than half of the others are tied, or have to agree",
    "core": "no set of actors would all gain as a group of their own",
    "nash": "nobody would gain in another group or alone",
    "individually": "as `nash`, where all of the group that is joined have to agree",
    "contractually": "as `nash`, where all of both groups have to agree",
    "pairwise": "nobody would end a link, and no two would begin one",
}  # fmt: skip
LONGEST = 300


def named(analysis: Analysis, text: str, place: int) -> Symbol | None:
    """What the name at a place stands for most likely, where the statement around it cannot be read."""
    names = (word.strip("`") for kind, word in words_at(text, place) if kind in ("NAME", "QUOTED_NAME"))
    found = (one for name in names for one in analysis.references.named(name) if one.kind not in LOCAL)
    return next(found, None)


def description(analysis: Analysis, symbol: Symbol) -> str:
    """All that is known of a symbol, as Markdown."""
    title = getattr(symbol.node, "title", None)
    head = f"**{symbol.kind}** `{symbol.name}`" + (f": {_plain(title.value)}" if isinstance(title, nodes.Text) else "")
    lines = [head, *_details(analysis, symbol)]
    source = getattr(symbol.node, "source", None)
    if isinstance(source, nodes.Text):
        lines.append(f"Source: {_plain(source.value)}")
    places = [m.span.place for m in analysis.references.definitions(symbol.key)]
    if places:
        lines.append(f"*{_plain(', '.join(places[:3]))}{' ...' if len(places) > 3 else ''}*")
    return "\n\n".join(line for line in lines if line)


def _details(analysis: Analysis, symbol: Symbol) -> list[str]:  # noqa: C901 - one case a kind
    node = symbol.node
    is_told = isinstance(node, nodes.Rule | nodes.Behaviour | nodes.Define)
    words = vocabulary(analysis.modules, symbol.module) if is_told else Vocabulary()
    match node:
        case nodes.Attribute() | nodes.Relation():
            default = f" = {_code(node.default.span)}" if node.default is not None else ""
            return [f"{'symmetric ' if _is_symmetric(node) else ''}{_code(node.type.span)}{default}"]
        case nodes.Parameter():
            return _parameter(analysis, symbol, node)
        case nodes.VariableDeclaration():
            return _variable(analysis, symbol, node)
        case nodes.Rule():
            return [_plain(rule_in_words(node, words))]
        case nodes.Behaviour():
            return [_plain(behaviour_in_words(node, words))]
        case nodes.Define():
            return [_code(node.span), _plain(quantity_in_words(node.value, words))]
        case nodes.Measure():
            return [_code(node.span), _plain(node.because.value) if node.because is not None else ""]
        case nodes.Setting():
            return [f"{_code(node.value.span)}", _code(node.span)] if symbol.kind == "scale word" else []
        case nodes.ActorDeclaration():
            return _actor(analysis, symbol)
        case nodes.Theory() | nodes.Scenario():
            return [f"extends `{node.extends.text}`" if node.extends is not None else ""]
        case (
            nodes.Group()
            | nodes.Option()
            | nodes.Solve()
            | nodes.InstrumentKind()
            | nodes.Scale()
            | nodes.Instrument()
            | nodes.Event()
        ):
            return [_code(node.span)]
        case nodes.Library():
            return _library(analysis, symbol, node)
        case _:
            return [BUILT_IN.get(symbol.name, "")]


def _is_symmetric(node: nodes.Attribute | nodes.Relation) -> bool:
    return isinstance(node, nodes.Relation) and node.is_symmetric


def _parameter(analysis: Analysis, symbol: Symbol, node: nodes.Parameter) -> list[str]:
    kind = _code(node.type.span) if node.type is not None else "number"
    value = f" = {_code(node.value.span)}" if node.value is not None else ""
    return [kind + value, *_settings(analysis, symbol)]


def _settings(analysis: Analysis, symbol: Symbol) -> list[str]:
    """Where else a parameter is given a value: by a `use`, or in scenarios."""
    spans = {(m.span.source.name, m.span.start) for m in analysis.references.of(symbol.key) if not m.is_definition}
    found = []
    for module in analysis.modules:
        for statement in module.statements:
            listed = statement.settings if isinstance(statement, nodes.Use) else ()
            if isinstance(statement, nodes.Scenario):
                listed = tuple(item for item in statement.items if isinstance(item, nodes.Setting))
            for one in listed:
                words = one.target.words if isinstance(one.target, nodes.Name) else ()
                if words and (words[-1].span.source.name, words[-1].span.start) in spans:
                    found.append(f"set to {_code(one.value.span)} at {_plain(one.span.place)}")
    return found[:10]


def _variable(analysis: Analysis, symbol: Symbol, node: nodes.VariableDeclaration) -> list[str]:
    weight = f", weight {_code(node.weight.span)}" if node.weight is not None else ""
    role = next(
        (f"{s.role} {s.tier or ''}".strip() for s in _groups(analysis) if node in s.variables),
        "variable of the balance",
    )
    rules = [r.name.text for r in _rules(analysis) if any(e.variable.text == symbol.name for e in r.effects)]
    changed = f"Changed by {', '.join(f'`{name}`' for name in rules[:12])}." if rules else ""
    return [f"{role}{weight}, 0 .. 1", changed]


def _groups(analysis: Analysis) -> list[nodes.VariableGroup]:
    theories = [s for m in analysis.modules for s in m.statements if isinstance(s, nodes.Theory)]
    return [item for theory in theories for item in theory.items if isinstance(item, nodes.VariableGroup)]


def _rules(analysis: Analysis) -> list[nodes.Rule]:
    statements = [s for m in analysis.modules for s in m.statements]
    inner = [i for s in statements if isinstance(s, nodes.Theory) for i in s.items]
    return [one for one in (*statements, *inner) if isinstance(one, nodes.Rule)]


def _actor(analysis: Analysis, symbol: Symbol) -> list[str]:
    """What the scenarios say of an actor itself."""
    said = []
    for mention in analysis.references.of(symbol.key):
        node = analysis.references.symbols[symbol.key].node
        if mention.is_definition and isinstance(node, nodes.ActorDeclaration) and mention.span == node.name.span:
            said = [f"- {_code(setting.span)} at {_plain(setting.span.place)}" for setting in node.settings]
    return ["\n".join(said[:20])]


def _library(analysis: Analysis, symbol: Symbol, node: nodes.Library) -> list[str]:
    module = analysis.scope.modules.get(symbol.module)
    metas = [s for s in module.statements if isinstance(s, nodes.Meta)] if module is not None else []
    return [f"version {node.version}", "\n".join(f"- {meta.kind}: {_plain(meta.text.value)}" for meta in metas)]


def _code(span: Span) -> str:
    """What is written, on one line, between more backticks than there are in it."""
    text = " ".join(span.text.split())
    text = text if len(text) <= LONGEST else text[:LONGEST] + " ..."
    fence = "`" * max(2, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence} {text} {fence}"


def _plain(text: str) -> str:
    """A text from a program as plain Markdown: nothing in it marks anything up, loads anything or leads anywhere."""
    marked = "".join(f"\\{char}" if char in r"\`*_{}[]<>()#!|&@~" else char for char in " ".join(text.split()))
    return re.sub(r"(?<=:)(?=//)|(?<=www)(?=\.)", r"\\", marked, flags=re.IGNORECASE)
