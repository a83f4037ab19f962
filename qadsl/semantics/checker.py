"""Checks a loaded program as a whole and gives the model that lowering works from.

Order: names are entered, declarations read, theories merged, rules resolved, scenarios read; then what only shows in
the whole: circles, conflicts, settings that disagree, each scenario put together once, each command's scenario and
theory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from qadsl.diagnostics import Bag, Label, Severity
from qadsl.diagnostics.suggest import suggest
from qadsl.semantics import model
from qadsl.semantics.asking import cells_asked, tipped
from qadsl.semantics.asking_solved import check_solved, solved_asked
from qadsl.semantics.circles import find_circles
from qadsl.semantics.composition import compose, lineage
from qadsl.semantics.consequences import blame_declarations, blame_roles, withdraw_follow_ups
from qadsl.semantics.declarations import Declarations
from qadsl.semantics.loader import MAIN, Module
from qadsl.semantics.measures import Measures
from qadsl.semantics.model import Fact, Model
from qadsl.semantics.paths import path_back
from qadsl.semantics.rules import Rules
from qadsl.semantics.scenarios import read_scenario, read_settings
from qadsl.semantics.scope import BUILTIN_GROUPS, Scope
from qadsl.semantics.slips import Case, find_slips
from qadsl.semantics.solves import check_sizes
from qadsl.semantics.sweeping import axes_asked
from qadsl.semantics.theories import Theories
from qadsl.semantics.values import same_value
from qadsl.semantics.worlds import World
from qadsl.source import Span
from qadsl.syntax import nodes

__all__ = ["FROM_OUTSIDE", "Checked", "check"]

ASKING = frozenset(
    {
        "QA415",
        "QA416",
        "QA207",
        "QA208",
        "QA701",
        "QA703",
        "QA720",
        "QA721",
        "QA722",
        "QA725",
        "QA733",
        "QA734",
        "QA735",
        "QA736",
    }
)
"""Mistakes of questions, which leave the scenarios whole."""
Theorised = (
    nodes.Run | nodes.Explain | nodes.WhyNot | nodes.Tipping | nodes.Sweep | nodes.Expect | nodes.ExpectSolved
    | nodes.CompareRuns
)  # fmt: skip
"""Statements that may say by which theory they are answered."""
ASKED = (nodes.Run, nodes.Explain, nodes.WhyNot, nodes.Tipping, nodes.Sweep, nodes.Expect, nodes.ExpectSolved)
FROM_OUTSIDE = "set from outside"
"""What accounts call a setting that was handed in."""
LATER: dict[type[nodes.Command], str] = {nodes.Sensitivity: "sensitivity"}


@dataclass(frozen=True, slots=True)
class Checked:
    """A model together with what is needed to read further statements against it."""

    model: Model
    scope: Scope
    declarations: Declarations

    def settings(self, settings: tuple[nodes.Setting, ...], bag: Bag) -> tuple[Fact, ...]:
        """Facts from settings handed in from outside the program."""
        declarations = Declarations(
            self.scope,
            bag,
            self.declarations.defines,
            self.declarations.scale_words,
            self.declarations.groups,
            self.declarations.kinds,
        )
        return read_settings(settings, self.scope.main, self.scope, bag, declarations, FROM_OUTSIDE)


def check(modules: tuple[Module, ...], bag: Bag, between: Callable[[], None] = lambda: None) -> Checked:
    """Resolve and check everything; every mistake goes to the bag.

    `between` is called between one part of the work and the next, each of them short; what it raises ends the work.
    """
    scope = Scope({module.name: module for module in modules}, bag)
    declarations = Declarations(scope, bag)
    for module in modules:
        declarations.declare(module)
    measures = Measures(scope, bag, declarations)
    for module in modules:
        measures.declare(module)
    for module in modules:
        declarations.read_scales(module)
    for module in modules:
        between()
        declarations.read(module)
    theories = Theories(scope, bag, declarations)
    rules = Rules(scope, bag, declarations)
    for module in modules:
        between()
        _theories_and_rules(module, scope, theories, rules)
    scenarios = _scenarios(modules, scope, bag, declarations, between)
    between()
    measures.read(modules, theories.found)
    is_strict = any(isinstance(s, nodes.Strict) for s in scope.main.statements)
    rules.check(theories.found, measures.found, is_strict=is_strict)
    settings = _use_settings(modules, scope, bag, declarations)
    words = {
        key: tuple(q.type.words or sorted(scope.words.get(key, ())))
        for key, q in scope.quantities.items()
        if q.type.kind == "category"
    }
    commands = tuple(s for s in scope.main.statements if isinstance(s, nodes.Command))
    found = Model(
        scope.quantities,
        words,
        declarations.defines,
        declarations.groups,
        rules.found,
        measures.found,
        theories.found,
        declarations.kinds,
        scenarios,
        settings,
        commands,
        _default_theories(scope, theories),
        is_strict,
        tuple((m.name, m.digest) for m in modules if m.name),
    )
    checked = Checked(found, scope, declarations)
    _parameter_circles(found, bag)
    _groups(scope, bag)
    worlds = [*_commands(checked, bag, between), *_stand_alone(checked, bag)]
    withdraw_follow_ups(modules, bag)
    blame_declarations(bag)
    blame_roles(bag)
    if not bag.has_errors:
        _sizes(checked, worlds, bag)
        for world in worlds:
            between()
            for theory in _in_question(checked):
                find_circles(world, theory)
    if not bag.has_errors:
        find_slips(Case(found, scope.main, tuple(worlds), _in_question(checked), bag), between)
    return checked


def _sizes(checked: Checked, worlds: Iterable[World], bag: Bag) -> None:
    """Report what is solved about too many actors, where a statement asks it of them."""
    composed = {world.name: world for world in worlds}
    told: set[tuple[str, str]] = set()
    for command in checked.model.commands:
        for at, name in _asked_by(command):
            theory = theory_of(checked, name, at.span, Bag())
            if theory is not None and at.text in composed and (at.text, theory.name) not in told:
                told.add((at.text, theory.name))
                check_sizes(theory, composed[at.text], at.span, bag)


def _asked_by(command: nodes.Command) -> Iterator[tuple[nodes.At, nodes.Name | None]]:
    """The scenarios that a statement asks about, each with the theory that it names."""
    if isinstance(command, nodes.Contrast):
        yield from ((command.scenario, name) for name in command.theories)
    elif isinstance(command, nodes.CompareRuns):
        yield from ((at, command.theory) for at in command.scenarios)
    elif isinstance(command, ASKED):
        yield command.scenario, command.theory


def _in_question(checked: Checked) -> tuple[model.Theory, ...]:
    """Theories that the statements of the text name, and those that it means where it names none."""
    found = checked.model
    names = list(found.default_theories)
    for command in found.commands:
        asked = command.theories if isinstance(command, nodes.Contrast) else (getattr(command, "theory", None),)
        for name in asked:
            entries = checked.scope.candidates("theory", name.text, MAIN) if name is not None else []
            names += [entry.name for entry in entries]
    return tuple(found.theories[name] for name in sorted(set(names)) if name in found.theories)


def _theories_and_rules(module: Module, scope: Scope, theories: Theories, rules: Rules) -> None:
    for statement in module.statements:
        if isinstance(statement, nodes.Rule):
            rules.read(statement, module.name, None)
        elif isinstance(statement, nodes.Theory):
            entries = [e for e in scope.entries.get("theory", {}).get(statement.name.text, []) if e.node is statement]
            theory = theories.resolve(entries[0]) if entries else None
            for item in statement.items if theory is not None else ():
                if isinstance(item, nodes.Rule):
                    rules.read(item, module.name, theory)


def _scenarios(
    modules: tuple[Module, ...], scope: Scope, bag: Bag, declarations: Declarations, between: Callable[[], None]
) -> dict[str, model.Scenario]:
    found: dict[str, model.Scenario] = {}
    for module in modules:
        for statement in module.statements:
            if isinstance(statement, nodes.Scenario):
                between()
                scenario = read_scenario(statement, module, scope, bag, declarations)
                found.setdefault(scenario.name, scenario)
    for name, scenario in sorted(found.items()):
        circle = lineage(found, name)[::-1]
        if found[circle[-1]].extends == name == min(circle):
            bag.error(
                "QA515",
                f"scenarios extend each other in a circle: {' -> '.join([*circle, name])}",
                scenario.span,
                "part of the circle",
                labels=[Label(found[other].span, "and so is this") for other in circle[1:]],
            )
    return found


def _use_settings(modules: tuple[Module, ...], scope: Scope, bag: Bag, declarations: Declarations) -> tuple[Fact, ...]:
    """Parameters set by `use ... { }`, checked for libraries that are set in two ways."""
    found: dict[str, Fact] = {}
    for module in modules:
        for use, name in module.uses:
            for fact in _library_settings(use, name, module, scope, bag, declarations):
                old = found.setdefault(fact.quantity, fact)
                if not same_value(old.value, fact.value):
                    bag.error(
                        "QA605",
                        f"`{fact.quantity.partition(':')[2]}` is set in two ways",
                        fact.span,
                        "and to another here",
                        labels=[Label(old.span, "set to one value here")],
                    )
    return tuple(found[key] for key in sorted(found))


def _library_settings(
    use: nodes.Use, name: str, module: Module, scope: Scope, bag: Bag, declarations: Declarations
) -> tuple[Fact, ...]:
    library = scope.modules.get(name)
    if library is None:
        return ()
    sound: list[nodes.Setting] = []
    for setting in use.settings:
        target = setting.target.text if isinstance(setting.target, nodes.Name) else setting.target.function.text
        reach = {name, *scope.visible(name)}
        if not any(
            e.sort == "parameter" and e.module in reach
            for e in scope.entries.get("value", {}).get(target.rpartition(".")[2], [])
        ):
            known = [
                n
                for n, es in scope.entries.get("value", {}).items()
                if any(e.sort == "parameter" and e.module in reach for e in es)
            ]
            guess = suggest(target, known)
            bag.error(
                "QA215",
                f"library `{name}` has no parameter `{target}`",
                setting.target.span,
                f"did you mean `{guess}`?" if guess else f"it has: {', '.join(sorted(known)) or 'none'}",
            )
            continue
        sound.append(setting)
    return read_settings(tuple(sound), library, scope, bag, declarations, f"use in {module.name or 'the program'}")


def _default_theories(scope: Scope, theories: Theories) -> tuple[str, ...]:
    """Theories a run may mean when it names none: the program's own, else those of libraries it uses itself, else any.

    A theory that another of the same file extends is only a part of that one.
    """
    direct = tuple(name for _, name in scope.main.uses)
    for modules in ((MAIN,), direct, scope.visible(MAIN)):
        leaves = sorted({leaf for module in modules for leaf in _leaves(module, scope, theories)})
        if leaves:
            return tuple(leaves)
    return ()


def _leaves(module: str, scope: Scope, theories: Theories) -> list[str]:
    own = [name for name in theories.found if _is_of(name, module, scope)]
    extended = {ancestor for name in own for ancestor in theories.found[name].lineage[1:]}
    return [name for name in own if name not in extended]


def _is_of(name: str, module: str, scope: Scope) -> bool:
    return any(e.name == name and e.module == module for es in scope.entries.get("theory", {}).values() for e in es)


def _parameter_circles(found: Model, bag: Bag) -> None:
    """Parameters computed from one another must not close a circle."""
    graph = {
        key: _quantities_read(quantity.default.body, found)
        for key, quantity in found.quantities.items()
        if isinstance(quantity.default, model.Formula)
    }
    for key in sorted(graph):
        circle = path_back(key, graph)
        if circle and min(circle) == key:
            names = " -> ".join(name.partition(":")[2] for name in circle)
            bag.error(
                "QA402",
                f"parameters depend on each other in a circle: {names}",
                found.quantities[key].span,
                "part of the circle",
                labels=[Label(found.quantities[other].span, "and so is this") for other in circle[1:-1]],
            )


def _quantities_read(core: model.Core, found: Model) -> set[str]:
    names: set[str] = set()
    queue: list[model.Core | None] = [core]
    while queue:
        match queue.pop():
            case model.Read(key, _):
                names.add(key)
            case model.Apply(_, operands):
                queue += operands
            case model.Invoke(define, _):
                queue.append(found.defines[define].body)
            case model.Fold(_, _, _, where, body):
                queue += [where, body]
            case _:
                pass
    return names


def _groups(scope: Scope, bag: Bag) -> None:
    """Listed members of groups outside scenarios are actors of some scenario, or groups."""
    if not scope.actors:
        return
    for entries in scope.entries.get("group", {}).values():
        for entry in entries:
            node = entry.node
            if entry.sort == "group" and entry.module == MAIN and isinstance(node, nodes.Group) and node.where is None:
                for name in node.members:
                    if (
                        name.text not in scope.actors
                        and name.text not in BUILTIN_GROUPS
                        and not scope.candidates("group", name.text, entry.module)
                    ):
                        scope.actor_error(name, scope.actors, "this program")


def _commands(checked: Checked, bag: Bag, between: Callable[[], None]) -> list[World]:
    """Check every question; gives the worlds that they are about, each once."""
    is_told = False
    asked: list[tuple[nodes.Command, World]] = []
    worlds: dict[str, World | None] = {}
    for command in checked.model.commands:
        between()
        if type(command) in LATER:
            _later(command, bag)
        elif isinstance(command, ASKED):
            at = command.scenario.text
            if worlds.get(at) is None:
                worlds[at] = compose_at(checked, command.scenario, bag)
            world = worlds[at]
            if command.theory is not None or not is_told:
                theory = _theory_asked(checked, command, command.scenario, bag)
                is_told = is_told or (command.theory is None and theory is None)
                _question(command, theory, bag)
            if world is not None:
                _check_world(world, checked.model.theories.values())
                asked.append((command, world))
        elif isinstance(command, nodes.Contrast | nodes.CompareRuns):
            _beside(checked, command, worlds, bag)
    # a mistake in a scenario may have taken away what is asked about; then that is all there is to say
    if all(item.code in ASKING for item in bag.items if item.severity is Severity.ERROR):
        for command, world in asked:
            _decision(checked, command, world, bag)
    return [world for world in worlds.values() if world is not None]


def _later(command: nodes.Command, bag: Bag) -> None:
    """Say that this version does not answer a question."""
    bag.warning(
        "QA904",
        f"not yet: `{LATER[type(command)]}`",
        command.span,
        "this question is not answered",
        help=["The other statements of the program are."],
    )


def _question(command: nodes.Command, theory: model.Theory | None, bag: Bag) -> None:
    """Check the options, probabilities and numbers of draws that a statement names."""
    match command:
        case nodes.Run(draws=draws, seed=seed):
            for number, least, what in ((draws, 1, "`draws`"), (seed, 0, "a `seed`")):
                if number is not None and not (least <= number.value < 2**63 and number.value == int(number.value)):
                    bag.error("QA703", f"{what} is a whole number from {least} on", number.span, "not such a number")
        case nodes.WhyNot(option=option):
            _option(option, theory, bag)
        case nodes.ExpectSolved():
            check_solved(command, theory, bag)
        case nodes.Expect(claim=claim):
            _option(claim.option, theory, bag, has_solves=True)
            share = claim.probability
            if share is not None and not (isinstance(share, nodes.Number) and 0 <= share.value <= 1):
                is_percent = isinstance(share, nodes.Number) and 1 < share.value <= 100
                hint = f"did you mean `{share.span.text}%`?" if is_percent else "not a probability"
                bag.error("QA725", "a probability is a number from 0% to 100%", share.span, hint)
        case _:
            pass


def _beside(
    checked: Checked, command: nodes.Contrast | nodes.CompareRuns, worlds: dict[str, World | None], bag: Bag
) -> None:
    """Check a question about several runs."""
    if isinstance(command, nodes.Contrast):
        about: tuple[nodes.At, ...] = (command.scenario,)
        _contrast(checked, command, bag)
    else:
        about = command.scenarios
        _compare(checked, command, bag)
    for at in about:
        if worlds.get(at.text) is None:
            worlds[at.text] = compose_at(checked, at, bag)


def _contrast(checked: Checked, command: nodes.Contrast, bag: Bag) -> None:
    """Check that two theories or more are set beside one another."""
    found = [theory_of(checked, name, command.scenario.span, bag) for name in command.theories]
    if None not in found and len({theory.name for theory in found if theory is not None}) < 2:
        bag.error(
            "QA731",
            "a contrast is between different theories",
            command.theories[-1].span,
            "only one is named" if len(found) == 1 else "the same one again",
            help=["Name two or more: `contrast multifacet, balance_of_threat on suez`."],
        )


def _compare(checked: Checked, command: nodes.CompareRuns, bag: Bag) -> None:
    """Check that different scenarios are compared, and by which theory."""
    texts = [at.text for at in command.scenarios]
    for place, at in enumerate(command.scenarios):
        if at.text in texts[:place]:
            bag.error(
                "QA732",
                "a comparison is between different scenarios",
                at.span,
                "the same one again",
                help=["Name two or more: `compare suez, suez then no_us_pressure`."],
            )
    _theory_asked(checked, command, command.scenarios[-1], bag)


def _theory_asked(checked: Checked, command: Theorised, at: nodes.At, bag: Bag) -> model.Theory | None:
    """By which theory a statement is answered that may say so behind this scenario."""
    said = " ".join(command.span.source.text[command.span.start : at.span.end].split())
    return theory_of(checked, command.theory, at.span, bag, said)


def _decision(checked: Checked, command: nodes.Command, world: World, bag: Bag) -> None:
    """Check that there is what a statement asks about."""
    theories = checked.model.theories.values()
    match command:
        case nodes.Tipping(decision=decision):
            tipped(world, decision, bag)
        case nodes.Sweep():
            _sweep(checked, command, bag)
        case nodes.Explain(decision=decision) | nodes.WhyNot(decision=decision):
            cells_asked(world, decision, bag, is_single=True)
        case nodes.ExpectSolved():
            solved_asked(world, command, bag)
        case nodes.Expect(claim=claim) if _names_solve(claim.option, theories):
            solved_asked(world, command, bag)
        case nodes.Expect(claim=claim):
            cells_asked(world, claim.decision, bag, is_single=False)
        case _:
            pass


def _sweep(checked: Checked, command: nodes.Sweep, bag: Bag) -> None:
    """Check what is swept, and that whom it is about is there."""
    axes = axes_asked(checked.model, checked.settings, command, bag)
    facts = checked.settings(tuple(axis.setting for axis in axes), Bag())
    trial = compose_at(checked, command.scenario, found := Bag(), facts)
    for fact in facts if trial is not None else ():
        trial.held(fact.quantity)  # type: ignore[union-attr]
    for item in found.items:
        if item.severity is Severity.ERROR:
            bag.add(item)


def _names_solve(name: nodes.Name, theories: Iterable[model.Theory]) -> bool:
    """Whether a claim is about what is solved."""
    found = list(theories)
    is_option = any(option.name == name.text for theory in found for option in theory.options)
    return not is_option and any(solve.name == name.text for theory in found for solve in theory.solves)


def _option(name: nodes.Name, theory: model.Theory | None, bag: Bag, *, has_solves: bool = False) -> None:
    known = [option.name for option in theory.options] if theory is not None else [name.text]
    known += [solve.name for solve in theory.solves] if theory is not None and has_solves else []
    if theory is not None and name.text not in known:
        short = theory.name.rpartition(".")[2]
        guess = suggest(name.text, known)
        bag.error(
            "QA722",
            f"theory `{short}` has no option `{name.text}`",
            name.span,
            f"did you mean `{guess}`?" if guess else "no such option",
            help=[f"options of `{short}`: {', '.join(known)}"],
        )


def compose_at(checked: Checked, at: nodes.At, bag: Bag, extra: tuple[Fact, ...] = ()) -> World | None:
    """The world of a command's `in suez then patch`."""
    entries = [checked.scope.find("scenario", name, MAIN, "QA208") for name in at.scenarios]
    names = tuple(entry.name for entry in entries if entry is not None)
    if len(names) < len(entries) or any(name not in checked.model.scenarios for name in names):
        return None
    return compose(checked.model, names, at.operators, at.text, bag, at.span, extra)


def theory_of(
    checked: Checked, name: nodes.Name | None, span: Span, bag: Bag, said: str = ""
) -> model.Theory | None:  # fmt: skip
    """The theory a command asks for, or the only one it can mean; `said` is what stands before `with`."""
    if name is not None:
        entry = checked.scope.find("theory", name, MAIN, "QA207")
        return checked.model.theories.get(entry.name) if entry else None
    found = checked.model.default_theories
    if len(found) == 1:
        return checked.model.theories[found[0]]
    if found:
        listed = ", ".join(f"`{short}`" for short in _short(found))
        advice = list(_ways(checked, found, span, said))
        bag.error("QA701", f"by which theory? There are {listed}", span, "say so: `with ...`", help=advice)
    elif not checked.scope.entries.get("theory"):
        bag.error(
            "QA701", "no theory is in use", span, "by which theory?", help=["Begin the program with `use multifacet`."]
        )
    return None


def _ways(checked: Checked, found: Sequence[str], span: Span, said: str) -> Iterator[str]:
    """How each of several theories is asked for, and what brings it; first what the text itself brings."""
    places = {name: _brought(checked, name) for name in found}
    ways = sorted(zip(found, _short(found), strict=True), key=lambda one: places[one[0]][1].source is not span.source)
    for name, short in ways:
        brings, place = places[name]
        where = f"line {place.first.line}" if place.source is span.source else place.source.name
        yield f"Write `{f'{said} with {short}'.strip()}`: {brings} in {where}."


def _brought(checked: Checked, name: str) -> tuple[str, Span]:
    """What brings a theory into the program, in words, and where it stands."""
    uses = {library: use for use, library in checked.scope.main.uses}
    library = name.rpartition(".")[0]
    if library in uses:
        return f"it comes by `use {library}`", uses[library].span
    return "it is declared", checked.model.theories[name].span


def _short(names: Sequence[str]) -> list[str]:
    """Theories as a statement may name them: without their library where no two are called the same."""
    last = [name.rpartition(".")[2] for name in names]
    return last if len(set(last)) == len(last) else list(names)


def _check_world(world: World, theories: Iterable[model.Theory]) -> None:
    """Build every quantity once, so that contradictions are found before anything runs."""
    for key in sorted({fact.quantity for _, fact in world.facts()}):
        world.held(key)
    is_solved = any(theory.solves for theory in theories)
    has_target = any(scenario.targets for _, scenario in world.layers)
    if not has_target and not is_solved and not world.bag.has_errors:
        world.bag.warning(
            "QA806",
            f"scenario `{world.name}` names no third party",
            world.layers[-1][1].span,
            "no target, no tie",
            help=["Say against whom: `against Egypt { ... }`."],
        )


def _stand_alone(checked: Checked, bag: Bag) -> list[World]:
    """Check scenarios that no command asks about; a patch without actors is checked against all the program's."""
    worlds: list[World] = []
    asked = {
        name.text
        for command in checked.model.commands
        if isinstance(command, ASKED)
        for name in command.scenario.scenarios
    }
    for name, scenario in sorted(checked.model.scenarios.items()):
        if name in asked or any(name in lineage(checked.model.scenarios, other) for other in asked):
            continue
        chain = lineage(checked.model.scenarios, name)
        if any(checked.model.scenarios[one].actors for one in chain):
            world = compose(checked.model, (name,), (), name, bag, scenario.span)
            if world is not None:
                worlds.append(world)
                for key in sorted({fact.quantity for _, fact in world.facts()}):
                    world.held(key)
        else:
            _check_patch(checked, scenario)
    return worlds


def _check_patch(checked: Checked, scenario: model.Scenario) -> None:
    said: list[model.Fact | model.Change] = [*scenario.facts]
    said += [change for event in scenario.events for change in event.changes]
    for fact in said:
        for member in (*fact.pattern.members, *fact.pattern.targets):
            is_group = member.text in BUILTIN_GROUPS or checked.scope.candidates("group", member.text, MAIN)
            if member.text not in checked.scope.actors and not is_group:
                checked.scope.actor_error(member, checked.scope.actors, "this program")
