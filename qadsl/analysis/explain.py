"""Tells the story of one decision from the traced values of its cell.

Nothing is computed again: every number is the trace's own, of the graph that the run itself evaluated. Payoffs are
told as sums over variables and values as sums over rules, and both add up to the bit (see `analysis.sums`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from qadsl.analysis.account import (
    ROUNDING,
    Change,
    ConflictAccount,
    Contribution,
    Effect,
    Explanation,
    InputAccount,
    MeasureAccount,
    Obstacle,
    OptionAccount,
    RuleAccount,
    VariableAccount,
)
from qadsl.analysis.inputs import given_value, inputs_read, named_at
from qadsl.analysis.solved import solved_accounts
from qadsl.analysis.sums import balance
from qadsl.ir.program import Clause, OptionPlan, Plan, RulePlan, Step, VariablePlan
from qadsl.ir.types import Kind
from qadsl.result import Figures, Trace, names_of

__all__ = ["explain"]


def explain(trace: Trace, figures: Figures) -> Explanation:
    """The account of the traced cell.

    Parameters
    ----------
    trace
        Values of the whole, unpruned graph at the cell.
    figures
        What the run with the same draws and seed found, for choice and probabilities.
    """
    plan = trace.plan
    row = figures.cells.tolist().index(list(trace.cell))
    names = names_of(plan, trace.cell)
    choice = int(figures.choice[row])
    read = frozenset(_keys_read(figures.plan))
    variables = tuple(_variable(trace, variable, read) for variable in plan.variables)
    inputs = _other_inputs(trace, read)
    return Explanation(
        scenario=plan.scenario,
        theory=plan.theory,
        time=names.time,
        self=names.first,
        partner=names.second,
        target=names.target,
        draws=figures.draws,
        seed=figures.seed,
        is_sampled=figures.is_sampled,
        is_quantal=plan.precision is not None,
        status="conflict" if figures.conflict[row] else "unknown" if figures.unknown[row] else "ok",
        choice=plan.options[choice].name if choice >= 0 else None,
        behaviour=figures.behaviour[row] or None,
        possible=tuple(o.name for o, is_open in zip(plan.options, figures.possible[row], strict=True) if is_open),
        deciding=tuple(one.text for one in figures.deciding.get(row, ())),
        options=tuple(
            _option(trace, option, float(payoff), float(share))
            for option, payoff, share in zip(plan.options, figures.payoff[row], figures.probability[row], strict=True)
        ),
        variables=variables,
        rules=tuple(_rule(trace, position) for position, rule in enumerate(plan.rules) if _concerns(trace, rule)),
        inputs=inputs,
        conflicts=tuple(_conflicts(trace)),
        solved=tuple(solved_accounts(figures, trace.cell[0], trace.cell[1])),
        unknown=tuple(
            [v.name for v in variables if v.given.is_read and not v.given.is_given and not v.is_set]
            + [_called(i) for i in inputs if i.is_read and not i.is_given]
        ),
        measures=tuple(_measures(figures, row)),
    )


def _measures(figures: Figures, row: int) -> Iterator[MeasureAccount]:
    """What each measure came to in the run."""
    for found, plan in zip(figures.measures, figures.plan.measures, strict=True):
        best = found.most(row)
        yield MeasureAccount(
            name=found.name,
            title=plan.title,
            value=None if best is None else found.words[best],
            share=None if best is None else float(found.shares[row, best]),
            mean=_known(float(found.mean[row])),
            sd=_known(float(found.sd[row])),
            text=plan.text,
            citation=plan.citation,
            place=plan.place,
        )


def _known(value: float) -> float | None:
    return None if value != value else value


def _called(given: InputAccount) -> str:
    """`trade(UK, Israel)`, or the bare name of a parameter."""
    return f"{given.name}({', '.join(given.actors)})" if given.actors else given.name


def _keys_read(plan: Plan) -> Iterator[str]:
    """Keys of the quantities that a plan, pruned to what its figures need, still reads."""
    for node in plan.nodes:
        if node.op == "input" and isinstance(node.data, tuple) and isinstance(node.data[0], int):
            yield plan.quantities[node.data[0]].key


def _value(trace: Trace, node: int | None) -> float | None:
    """The mean at a node, None where some draw leaves it unknown."""
    if node is None or trace.known[node] < 1 or trace.values[node] != trace.values[node]:
        return None
    return trace.values[node]


def _difference(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before


def _option(trace: Trace, option: OptionPlan, mean: float, probability: float) -> OptionAccount:
    payoff = None if mean != mean else mean + 0.0  # the run's own figure: means of a trace may differ in the last bit
    names = [trace.plan.variables[variable].name for variable, _ in option.terms]
    terms = [_value(trace, node) for _, node in option.terms]
    known = [term for term in terms if term is not None]
    if payoff is None or len(known) < len(terms):
        entries = tuple(Contribution(name, term) for name, term in zip(names, terms, strict=True))
        return OptionAccount(option.name, option.title, payoff, probability, entries)
    parts, remainder = balance(known, payoff)
    entries = tuple(Contribution(name, part) for name, part in zip(names, parts, strict=True))
    if remainder:
        entries += (Contribution(ROUNDING, remainder),)
    return OptionAccount(option.name, option.title, payoff, probability, entries)


def _variable(trace: Trace, variable: VariablePlan, read: frozenset[str]) -> VariableAccount:
    given, final = _value(trace, variable.given), _value(trace, variable.final)
    steps = [(_step(trace, step), _difference(_value(trace, step.after), _value(trace, step.before)))
             for step in variable.steps]  # fmt: skip
    steps = [(step, amount) for step, amount in steps if amount != 0 or step.value is not None]
    kept = _difference(final, _value(trace, variable.stages[-2]))
    if kept:
        steps.append((Change("its range", "range", "", kept), kept))
    known = [amount for _, amount in steps if amount is not None]
    changes = [step for step, _ in steps]
    if given is not None and final is not None and len(known) == len(steps):
        (given, *amounts), remainder = balance([given, *known], final)
        changes = [replace(change, amount=part) for change, part in zip(changes, amounts, strict=True)]
        if remainder:
            changes.append(Change(ROUNDING, "", "", remainder))
    return VariableAccount(
        name=variable.name,
        title=variable.title,
        role=variable.role,
        tier=variable.tier,
        weight=_value(trace, variable.weight),
        value=final,
        given=given_value(trace, variable.quantity, given, read),
        changes=tuple(changes),
    )


def _step(trace: Trace, step: Step) -> Change:
    amount = _difference(_value(trace, step.after), _value(trace, step.before))
    sets = step.operator == "=" and _share(trace, step.condition) == 1
    value = _value(trace, step.after) if sets else None
    return Change(trace.plan.rules[step.rule].name, step.operator, step.text, amount, value)


def _rule(trace: Trace, position: int) -> RuleAccount:
    rule = trace.plan.rules[position]
    share = _share(trace, rule.condition)
    return RuleAccount(
        name=rule.name,
        title=rule.title,
        citation=rule.citation,
        place=rule.place,
        share=share,
        effects=tuple(_effects(trace, position)),
        obstacle=None if share > 0 else _obstacle(trace, rule),
    )


def _share(trace: Trace, node: int) -> float:
    """In which share of all draws a flag is yes."""
    return trace.values[node] * trace.known[node] if trace.known[node] > 0 else 0.0


def _effects(trace: Trace, rule: int) -> Iterator[Effect]:
    has_fired = _share(trace, trace.plan.rules[rule].condition) > 0
    for name, steps in _steps(trace):
        for step in steps:
            # an event may change other things than these
            if step.rule == rule and not (has_fired and _share(trace, step.condition) == 0):
                is_number = trace.plan.nodes[step.after].kind is Kind.NUMBER
                before, after, value = (
                    _value(trace, node) if is_number else None for node in (step.before, step.after, step.value)
                )
                yield Effect(
                    variable=name,
                    operator=step.operator,
                    text=step.text,
                    value=value,
                    before=before,
                    after=after,
                    change=_difference(after, before),
                    is_number=is_number,
                )


def _concerns(trace: Trace, rule: RulePlan) -> bool:
    """Whether a rule is one, or an event that touches the decision."""
    return rule.concern is None or _share(trace, rule.concern) > 0


def _steps(trace: Trace) -> Iterator[tuple[str, tuple[Step, ...]]]:
    """What is changed, with each change: the variables, and stated values that events change."""
    for variable in trace.plan.variables:
        yield variable.name, variable.steps
    for altered in trace.plan.altered:
        actors = named_at(trace, altered.places)
        if actors is not None:
            yield f"{altered.name}({', '.join(actors)})" if actors else altered.name, altered.steps


def _obstacle(trace: Trace, rule: RulePlan) -> Obstacle:
    """The first clause that never held; where each held in some draw, the one that held least often."""
    shares = [_share(trace, clause.node) for clause in rule.clauses]
    if shares and min(shares) < 1:
        least = min(shares)
        return _failed(trace, rule.clauses[shares.index(least)])
    for name, node in rule.overridden_by:
        if _share(trace, node) > 0:
            return Obstacle("overridden", name)
    return Obstacle("unknown", "it applies elsewhere")


def _failed(trace: Trace, clause: Clause) -> Obstacle:
    left, operator, right = _side(trace, clause.left), clause.operator, _side(trace, clause.right)
    if operator in _MIRRORED and ">" in clause.text:
        # the graph knows only `<`; the account keeps the sides as they are written
        left, operator, right = right, _MIRRORED[operator], left
    if trace.known[clause.node] == 0:
        return Obstacle("unknown", clause.text, left, operator, right)
    gap = None if left is None or right is None else _gap(left, operator, right)
    return Obstacle("clause", clause.text, left, operator, right, gap)


_MIRRORED = {"<": ">", "<=": ">="}


def _side(trace: Trace, node: int | None) -> float | None:
    """A side of a comparison; words, yes and no lie at no distance from one another."""
    return _value(trace, node) if node is not None and trace.plan.nodes[node].kind is Kind.NUMBER else None


def _gap(left: float, operator: str, right: float) -> float:
    match operator:
        case ">" | ">=":
            return right - left
        case "<" | "<=":
            return left - right
        case _:
            return abs(left - right)


def _conflicts(trace: Trace) -> Iterator[ConflictAccount]:
    for conflict in trace.plan.conflicts:
        share = _share(trace, conflict.node)
        if share > 0:
            yield ConflictAccount(conflict.variable, conflict.rules, conflict.places, share)


def _other_inputs(trace: Trace, read: frozenset[str]) -> tuple[InputAccount, ...]:
    """What was read besides the given values of this cell's own variables."""
    plan = trace.plan
    own = {(plan.quantities[v.quantity].name, _own_cell(plan, trace)) for v in plan.variables}
    return tuple(i for i in inputs_read(trace, _roots(plan), read) if (i.name, i.actors) not in own)


def _own_cell(plan: Plan, trace: Trace) -> tuple[str, ...]:
    names = names_of(plan, trace.cell)
    return (names.first, names.second, names.target)


def _roots(plan: Plan) -> Iterator[int]:
    for option in plan.options:
        yield option.payoff
    for rule in plan.rules:
        yield rule.condition
    for variable in plan.variables:
        yield from (step.value for step in variable.steps)
    for behaviour in plan.behaviours:
        yield from behaviour.conditions
    for measure in plan.measures:
        yield measure.node
    if plan.precision is not None:
        yield plan.precision
