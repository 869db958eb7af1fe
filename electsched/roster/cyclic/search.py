"""The search for a cyclic plan: every team goes through the same weeks, one week apart, and meets every need exactly.

The rules are a graph of states, laid over the days of the week. A plan is one closed walk through this graph, which
each team enters one week after the previous team. The solver finds the number of teams on each arc; the plan is a walk
that uses each arc as often.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

import attrs

from electsched.errors import raise_faults
from electsched.roster.cyclic.rules import (
    WEEK_DAYS,
    CyclicProblem,
    CyclicRule,
    StateGraph,
    TeamState,
    cyclic_rules,
    problem_faults,
)
from electsched.values import value_text

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["CyclicPlan", "Impossible", "Undecided", "find_cycle"]

EFFORT = 20.0
"""The limit of work for one question to the solver, in its deterministic units, which do not depend on the machine."""


@attrs.frozen
class CyclicPlan:
    """A plan that meets every need and every rule.

    Attributes:
        weeks: The weeks, Monday to Sunday: the key of a shift, or ``-`` for a day off. The last runs into the first.
    """

    weeks: tuple[tuple[str, ...], ...]

    __repr__ = value_text

    @property
    def cycle(self) -> tuple[str, ...]:
        """All days in a row, for a line with a step of seven days."""
        return tuple(mark for week in self.weeks for mark in week)


@attrs.frozen
class Impossible:
    """The answer that no plan exists.

    Attributes:
        reason: ``count`` if there are too few teams for the needs alone; ``rules`` if the rules contradict them.
        causes: The days with too few teams, or an irreducible set of rules: without any one of them a plan exists.
    """

    reason: Literal["count", "rules"]
    causes: tuple[str, ...]

    __repr__ = value_text


@attrs.frozen
class Undecided:
    """The answer that the limit of work was reached before a plan or a proof was found."""


# --- the solver ---------------------------------------------------------------------------------------------------

_Node = tuple[int, TeamState]
"""A day of the week, from 0, and a state."""
_Arc = tuple[_Node, _Node]


def find_cycle(problem: CyclicProblem) -> CyclicPlan | Impossible | Undecided:
    """Return a cyclic plan, or the causes that make it impossible; the same problem always has the same answer.

    Needs the extra ``solver``.

    Raises:
        InputError: A number is negative, a limit is below another, a need has not seven days, or a rule names an
            unknown shift.
        ModuleNotFoundError: The extra is not installed.
    """
    raise_faults(problem_faults(problem))
    days_with_too_few = [
        f"{sum(day)} are needed on day {number} of the week, and there are {problem.teams}"
        for number, day in enumerate(zip(*problem.need.values(), strict=True), start=1)
        if sum(day) > problem.teams
    ]
    if days_with_too_few:
        return Impossible("count", tuple(days_with_too_few))
    rules = tuple(cyclic_rules(problem))
    flow = _flow(problem, rules)
    if isinstance(flow, Undecided):
        return flow
    if flow is not None:
        return _plan(flow)
    core = list(rules)
    for rule in rules:
        fewer = tuple(remaining for remaining in core if remaining is not rule)
        flow = _flow(problem, fewer)
        if isinstance(flow, Undecided):
            return flow
        if flow is None:
            core = list(fewer)
    return Impossible("rules", tuple(map(str, core)))


def _flow(problem: CyclicProblem, rules: tuple[CyclicRule, ...]) -> dict[_Arc, int] | Undecided | None:
    """Return the number of teams on each arc of one closed walk; None if there is no such walk."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  # optional, and heavy

    model = cp_model.CpModel()
    steps = StateGraph(problem, rules).arcs()
    arcs: dict[_Arc, cp_model.IntVar] = {
        ((day, state), ((day + 1) % WEEK_DAYS, following)): model.new_int_var(0, problem.teams, "")
        for day in range(WEEK_DAYS)
        for state, following in steps
    }
    outgoing: dict[_Node, list[cp_model.IntVar]] = {}
    incoming: dict[_Node, list[cp_model.IntVar]] = {}
    for (start, end), variable in arcs.items():
        outgoing.setdefault(start, []).append(variable)
        incoming.setdefault(end, []).append(variable)
    for node in dict.fromkeys((*outgoing, *incoming)):
        model.add(sum(outgoing.get(node, [])) == sum(incoming.get(node, [])))
    for day in range(WEEK_DAYS):
        for shift, need in problem.need.items():
            model.add(sum(_leaving(outgoing, day, shift)) == need[day])
        model.add(sum(_leaving(outgoing, day)) == problem.teams)
    return _connected(model, arcs, problem.teams)


def _leaving(
    outgoing: Mapping[_Node, list[cp_model.IntVar]], day: int, mark: str | None = None
) -> Iterator[cp_model.IntVar]:
    """Yield the arcs that leave the states of a day; with a mark, only those of states with that mark."""
    for (number, state), variables in outgoing.items():
        if number == day and mark in {None, state.mark}:
            yield from variables


def _connected(
    model: cp_model.CpModel, arcs: Mapping[_Arc, cp_model.IntVar], teams: int
) -> dict[_Arc, int] | Undecided | None:
    """Solve the model until all used arcs are one walk; an answer with several walks is forbidden, and solved again."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  # optional, and heavy

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # the same plan every time
    # Probing and symmetries cost more here than they save.
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.max_deterministic_time = EFFORT
    while True:
        status = solver.solve(model)
        if status == cp_model.INFEASIBLE:
            return None
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return Undecided()
        flow = {arc: number for arc, variable in arcs.items() if (number := solver.value(variable))}
        components = _components(flow)
        if len(components) == 1:
            return flow
        for component in components:
            inside = [variable for (start, _), variable in arcs.items() if start in component]
            leaving = [
                variable for (start, end), variable in arcs.items() if start in component and end not in component
            ]
            all_inside = model.new_bool_var("")
            model.add(sum(inside) == WEEK_DAYS * teams).only_enforce_if(all_inside)
            # A walk that is not completely in the component leaves it again, or is never in it.
            model.add(sum(inside) <= WEEK_DAYS * teams * sum(leaving)).only_enforce_if(~all_inside)


def _components(flow: Mapping[_Arc, int]) -> list[set[_Node]]:
    """Return the connected components of the used nodes; each is a separate walk."""
    neighbours: dict[_Node, list[_Node]] = {}
    for start, end in flow:
        neighbours.setdefault(start, []).append(end)
        neighbours.setdefault(end, []).append(start)
    components: list[set[_Node]] = []
    visited: set[_Node] = set()
    for node in neighbours:
        if node in visited:
            continue
        component, pending = {node}, [node]
        while pending:
            for neighbour in neighbours[pending.pop()]:
                if neighbour not in component:
                    component.add(neighbour)
                    pending.append(neighbour)
        components.append(component)
        visited |= component
    return components


def _plan(flow: Mapping[_Arc, int]) -> CyclicPlan:
    """Return the weeks of a closed walk that uses each arc as often as it has teams (Hierholzer's algorithm)."""
    unused: dict[_Node, list[_Node]] = {}
    for (start, end), number in flow.items():
        unused.setdefault(start, []).extend([end] * number)
    path = [next(node for node in unused if node[0] == 0)]
    walk: list[_Node] = []
    while path:
        ends = unused.get(path[-1])
        if ends:
            path.append(ends.pop())
        else:
            walk.append(path.pop())
    marks = [state.mark for _, state in walk[::-1][:-1]]
    return CyclicPlan(tuple(tuple(marks[start : start + WEEK_DAYS]) for start in range(0, len(marks), WEEK_DAYS)))
