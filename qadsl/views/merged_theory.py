"""A theory as its text and the texts of those it extends say together, with where each part was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qadsl.syntax import nodes

__all__ = ["MergedOption", "MergedTheory", "MergedVariable", "merge"]


@dataclass(frozen=True, slots=True)
class MergedVariable:
    """A variable, by the theory whose `variables` holds it."""

    name: str
    role: str
    tier: str
    weight: nodes.Expression | None
    title: str
    origin: str


@dataclass(frozen=True, slots=True)
class MergedOption:
    """An option; `costs` under None holds for every discouraging variable that has none of its own."""

    name: str
    title: str
    reward: nodes.Expression | None
    costs: Mapping[str | None, nodes.Expression]
    origin: str

    def cost(self, variable: str) -> nodes.Expression | None:
        """What a variable costs; None where it costs nothing."""
        return self.costs.get(variable, self.costs.get(None))


@dataclass(frozen=True, slots=True)
class MergedTheory:
    """Everything that counts; `origin` of a part is the qualified name of the theory that said it last."""

    variables: tuple[MergedVariable, ...]
    options: tuple[MergedOption, ...]
    choose: nodes.Choose | None = None
    consent: nodes.Consent | None = None
    behaviours: tuple[tuple[nodes.Behaviour, str], ...] = field(default=())

    @property
    def discouraging(self) -> tuple[MergedVariable, ...]:
        """The variables that cost."""
        return tuple(variable for variable in self.variables if variable.role == "discouraging")


def merge(lineage: Sequence[tuple[str, nodes.Theory]]) -> MergedTheory:
    """Put theories together, the most general first, each with its qualified name."""
    variables: dict[str, MergedVariable] = {}
    options: list[MergedOption] = []
    behaviours: dict[str, tuple[nodes.Behaviour, str]] = {}
    choose: nodes.Choose | None = None
    consent: nodes.Consent | None = None
    for origin, theory in lineage:
        for item in theory.items:
            match item:
                case nodes.VariableGroup():
                    variables |= {v.name: v for v in _variables(item, variables, origin)}
                case nodes.Option():
                    _enter(item, options, origin)
                case nodes.Behaviour():
                    behaviours[item.name.text] = (item, origin)
                case nodes.Choose():
                    choose = item
                case nodes.Consent():
                    consent = item
    return MergedTheory(tuple(variables.values()), tuple(options), choose, consent, tuple(behaviours.values()))


def _variables(
    group: nodes.VariableGroup, known: Mapping[str, MergedVariable], origin: str
) -> Iterable[MergedVariable]:
    for variable in group.variables:
        old = known.get(variable.name.text)
        yield MergedVariable(
            variable.name.text,
            group.role,
            group.tier or (old.tier if old else ""),
            variable.weight if variable.weight is not None else old.weight if old else None,
            variable.title.value if variable.title else old.title if old else "",
            origin,
        )


def _enter(option: nodes.Option, options: list[MergedOption], origin: str) -> None:
    names = [known.name for known in options]
    said = {item.variable.text if item.variable else None: item.value for item in _items(option)}
    title = option.title.value if option.title else ""
    if option.name.text in names:
        at = names.index(option.name.text)
        old = options[at]
        reward = option.reward if option.reward is not None else old.reward
        options[at] = replace(old, title=title or old.title, reward=reward, costs={**old.costs, **said}, origin=origin)
        return
    new = MergedOption(option.name.text, title, option.reward, said, origin)
    place = option.neighbour.text if option.neighbour else ""
    at = names.index(place) + (option.placed == "after") if place in names else len(options)
    options.insert(at, new)


def _items(option: nodes.Option) -> tuple[nodes.CostOf, ...]:
    return option.costs.items if option.costs is not None else ()
