"""Finding a cyclic plan: every team goes through the same weeks, one week apart, and every need is met exactly.

The rules are a graph of states (which shift, how long the block and the stretch of work have lasted, how long the time
off), laid over the days of the week. A plan is one closed walk through it that each team enters a week after the one
before. A solver finds how many teams pass along each arc; a walk that uses each as often is the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

import attrs

from electsched.errors import raise_faults
from electsched.roster.cyclic.rules import (
    WEEK,
    Between,
    CyclicProblem,
    Machine,
    Rule,
    State,
    Succession,
    problem_faults,
    rules_of,
)

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["Between", "CyclicPlan", "CyclicProblem", "Impossible", "Succession", "Undecided", "find_cycle"]

EFFORT = 20.0
"""How much work the solver may put into one question, by its own measure, which is no clock."""


@attrs.frozen
class CyclicPlan:
    """A plan that meets every need and every rule.

    Attributes:
        weeks: The weeks, Monday to Sunday: the key of a shift, or ``-`` for a day off. The last runs into the first.
    """

    weeks: tuple[tuple[str, ...], ...]

    @property
    def cycle(self) -> tuple[str, ...]:
        """All days in a row, as a line takes them with a step of seven days."""
        return tuple(mark for week in self.weeks for mark in week)


@attrs.frozen
class Impossible:
    """There is no plan.

    Attributes:
        reason: ``count``: the needs alone cannot be met by so many teams; ``rules``: the rules contradict them.
        because: The count, or an irreducible set of rules: without any one of them there is a plan.
    """

    reason: Literal["count", "rules"]
    because: tuple[str, ...]


@attrs.frozen
class Undecided:
    """The solver's effort ran out before it found a plan or showed that there is none."""


# --- the solver ---------------------------------------------------------------------------------------------------

_Node = tuple[int, State]
_Arc = tuple[_Node, _Node]


def find_cycle(problem: CyclicProblem) -> CyclicPlan | Impossible | Undecided:
    """Return a cyclic plan, or what makes it impossible.

    Needs the extra ``solver``. The same problem gives the same plan.

    Raises:
        InputError: A number is negative or a bound is upside down, a need has not seven days, or a rule names no shift.
        ModuleNotFoundError: The extra is not installed.
    """
    raise_faults(problem_faults(problem))
    over = [
        f"{sum(day)} are needed on day {number} of the week, and there are {problem.teams}"
        for number, day in enumerate(zip(*problem.need.values(), strict=True), start=1)
        if sum(day) > problem.teams
    ]
    if over:
        return Impossible("count", tuple(over))
    rules = tuple(rules_of(problem))
    flow = _flow(problem, rules)
    if isinstance(flow, Undecided):
        return flow
    if flow is not None:
        return _plan(flow)
    core = list(rules)
    for rule in rules:
        fewer = tuple(each for each in core if each is not rule)
        without = _flow(problem, fewer)
        if isinstance(without, Undecided):
            return without
        if without is None:
            core = list(fewer)
    return Impossible("rules", tuple(map(str, core)))


def _flow(problem: CyclicProblem, rules: tuple[Rule, ...]) -> dict[_Arc, int] | Undecided | None:
    """Return how often each arc is used by one closed walk; None where there is none."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  # optional, and heavy

    model = cp_model.CpModel()
    steps = Machine(problem, rules).arcs()
    arcs: dict[_Arc, cp_model.IntVar] = {
        ((day, one), ((day + 1) % WEEK, other)): model.new_int_var(0, problem.teams, "")
        for day in range(WEEK)
        for one, other in steps
    }
    out: dict[_Node, list[cp_model.IntVar]] = {}
    into: dict[_Node, list[cp_model.IntVar]] = {}
    for (one, other), variable in arcs.items():
        out.setdefault(one, []).append(variable)
        into.setdefault(other, []).append(variable)
    for node in dict.fromkeys((*out, *into)):
        model.add(sum(out.get(node, [])) == sum(into.get(node, [])))
    for day in range(WEEK):
        for shift, need in problem.need.items():
            model.add(sum(_leaving(out, day, shift)) == need[day])
        model.add(sum(_leaving(out, day)) == problem.teams)
    return _connected(model, arcs, problem.teams)


def _leaving(
    out: Mapping[_Node, list[cp_model.IntVar]], day: int, mark: str | None = None
) -> Iterator[cp_model.IntVar]:
    """Yield the arcs that leave the states of a day, or those of them with a mark."""
    for (number, state), found in out.items():
        if number == day and mark in {None, state.mark}:
            yield from found


def _connected(
    model: cp_model.CpModel, arcs: Mapping[_Arc, cp_model.IntVar], teams: int
) -> dict[_Arc, int] | Undecided | None:
    """Solve, and forbid what falls into several walks, until one walk uses every arc."""
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
        parts = _parts(flow)
        if len(parts) == 1:
            return flow
        for part in parts:
            inside = [variable for (one, _), variable in arcs.items() if one in part]
            leaving = [variable for (one, other), variable in arcs.items() if one in part and other not in part]
            all_inside = model.new_bool_var("")
            model.add(sum(inside) == WEEK * teams).only_enforce_if(all_inside)
            # A walk that is not all here leaves again, or never was here.
            model.add(sum(inside) <= WEEK * teams * sum(leaving)).only_enforce_if(~all_inside)


def _parts(flow: Mapping[_Arc, int]) -> list[set[_Node]]:
    """Return the nodes that are used, by the walk in which they lie."""
    beside: dict[_Node, list[_Node]] = {}
    for one, other in flow:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    parts: list[set[_Node]] = []
    seen: set[_Node] = set()
    for node in beside:
        if node in seen:
            continue
        part, todo = {node}, [node]
        while todo:
            for other in beside[todo.pop()]:
                if other not in part:
                    part.add(other)
                    todo.append(other)
        parts.append(part)
        seen |= part
    return parts


def _plan(flow: Mapping[_Arc, int]) -> CyclicPlan:
    """Return the weeks of a closed walk that uses each arc as often as it is taken (Hierholzer)."""
    left: dict[_Node, list[_Node]] = {}
    for (one, other), number in flow.items():
        left.setdefault(one, []).extend([other] * number)
    path = [next(node for node in left if node[0] == 0)]
    walk: list[_Node] = []
    while path:
        ahead = left.get(path[-1])
        if ahead:
            path.append(ahead.pop())
        else:
            walk.append(path.pop())
    marks = [state.mark for _, state in walk[::-1][:-1]]
    return CyclicPlan(tuple(tuple(marks[start : start + WEEK]) for start in range(0, len(marks), WEEK)))
