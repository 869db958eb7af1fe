"""Finding a cyclic plan: every team goes through the same weeks, one week apart, and every need is met exactly.

The rules are a graph of states (which shift, how long the block and the stretch of work have lasted, how long the time
off), laid over the days of the week. A plan is one closed walk through it that each team enters a week after the one
before. A solver finds how many teams pass along each arc; a walk that uses each as often is the plan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

import attrs

from electsched.errors import Fault, raise_faults
from electsched.roster.patterns import OFF

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

__all__ = ["Between", "CyclicPlan", "CyclicProblem", "Impossible", "Succession", "Undecided", "find_cycle"]

WEEK = 7
EFFORT = 20.0
"""How much work the solver may put into one question, by its own measure, which is no clock."""


@attrs.frozen
class Between:
    """From so many days to so many, both included; without an upper bound where ``most`` is None."""

    least: int
    most: int | None = None


@attrs.frozen(kw_only=True)
class Succession:
    """A shift that may not follow another.

    Attributes:
        before: The key of the shift before.
        after: The key of the shift after.
        day_off_between: Whether it may not follow with a single day off between; else, not directly.
    """

    before: str
    after: str
    day_off_between: bool = False


@attrs.frozen(kw_only=True)
class CyclicProblem:
    """What a cyclic plan must meet.

    Attributes:
        teams: How many teams, or persons, go through the plan, one week apart; the plan has as many weeks.
        need: How many are needed of each shift, Monday to Sunday, exactly.
        off: How many days a block of days off has.
        work: How many days a stretch of work has.
        blocks: How many days a block of one shift has, by shift.
        forbidden: Which shifts may not follow which.
    """

    teams: int
    need: Mapping[str, tuple[int, ...]]
    off: Between
    work: Between
    blocks: Mapping[str, Between]
    forbidden: tuple[Succession, ...] = ()


@attrs.frozen
class CyclicPlan:
    """A plan that meets every need and every rule.

    Attributes:
        weeks: The weeks, Monday to Sunday: the key of a shift, or ``-`` for a day off. The last runs into the first.
    """

    weeks: tuple[tuple[str, ...], ...]

    @property
    def cycle(self) -> tuple[str, ...]:
        """All days in a row, as a lane takes them with a step of seven days."""
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


# --- rules one by one, so that each can be dropped ----------------------------------------------------------------

_Kind = Literal["off least", "off most", "work least", "work most", "block least", "block most", "forbidden"]


@attrs.frozen
class _Rule:
    kind: _Kind
    days: int = 0
    shift: str = ""
    succession: Succession | None = None

    def __str__(self) -> str:
        """Return the rule in words."""
        if self.succession is not None:
            between = " with a single day off between" if self.succession.day_off_between else ""
            return f"{self.succession.after} may not follow {self.succession.before}{between}"
        what, _, bound = self.kind.partition(" ")
        named = {"off": "days off", "work": "days of work", "block": f"days of {self.shift}"}[what]
        return f"at {bound} {self.days} {named} in a row"


def _rules(problem: CyclicProblem) -> Iterator[_Rule]:
    bounds: list[tuple[Literal["off", "work", "block"], str, Between]] = [
        ("off", "", problem.off),
        ("work", "", problem.work),
        *(("block", shift, block) for shift, block in problem.blocks.items()),
    ]
    for what, shift, bound in bounds:
        if bound.least > 1:
            yield _Rule(f"{what} least", bound.least, shift)  # type: ignore[arg-type]  # put together of its parts
        if bound.most is not None:
            yield _Rule(f"{what} most", bound.most, shift)  # type: ignore[arg-type]  # as above
    for succession in problem.forbidden:
        yield _Rule("forbidden", succession=succession)


# --- states -------------------------------------------------------------------------------------------------------


@attrs.frozen
class _State:
    """Where a team stands on a day: a shift or off, and for how long.

    Attributes:
        mark: The key of the shift, or ``-``.
        block: Days of the shift in a row, or days off in a row; counted no further than a rule can ask.
        stretch: Days of work in a row; 0 on a day off.
        before: On a first day off, the shift before it; else empty.
    """

    mark: str
    block: int
    stretch: int = 0
    before: str = ""


class _Machine:
    """Which state may follow which, under some of the rules."""

    def __init__(self, problem: CyclicProblem, rules: tuple[_Rule, ...]) -> None:
        self._least: dict[tuple[str, str], int] = {}
        self._most: dict[tuple[str, str], int] = {}
        for rule in rules:
            what, _, bound = rule.kind.partition(" ")
            if bound:
                (self._least if bound == "least" else self._most)[what, rule.shift] = rule.days
        given = [rule.succession for rule in rules if rule.succession is not None]
        self._direct = {(each.before, each.after) for each in given if not each.day_off_between}
        self._spaced = {(each.before, each.after) for each in given if each.day_off_between}
        self._shifts = tuple(problem.need)

    def arcs(self) -> list[tuple[_State, _State]]:
        """Return every step from one day to the next, in an order that is the same every time."""
        todo = [self._off(shift) for shift in self._shifts] + [_State(shift, 1, 1) for shift in self._shifts]
        seen = set(todo)
        found = []
        while todo:
            state = todo.pop()
            for following in self._next(state):
                found.append((state, following))
                if following not in seen:
                    seen.add(following)
                    todo.append(following)
        return found

    def _off(self, before: str) -> _State:
        return _State(OFF, 1, before=before if self._spaced else "")

    def _more(self, what: str, shift: str, days: int) -> int | None:
        """Return one day more of it; None where that is too many. Beyond what a rule can ask no day is counted."""
        most = self._most.get((what, shift))
        if most is not None:
            return days + 1 if days < most else None
        return min(days + 1, max(self._least.get((what, shift), 1), 2))

    def _enough(self, what: str, shift: str, days: int) -> bool:
        return days >= self._least.get((what, shift), 1)

    def _next(self, state: _State) -> Iterator[_State]:
        return self._after_off(state) if state.mark == OFF else self._after_work(state)

    def _after_off(self, state: _State) -> Iterator[_State]:
        longer = self._more("off", "", state.block)
        if longer is not None:
            yield _State(OFF, longer)
        if self._enough("off", "", state.block):
            for shift in self._shifts:
                if (state.before, shift) not in self._spaced:
                    yield _State(shift, 1, 1)

    def _after_work(self, state: _State) -> Iterator[_State]:
        done = self._enough("block", state.mark, state.block)
        stretch = self._more("work", "", state.stretch)
        if stretch is not None:
            block = self._more("block", state.mark, state.block)
            if block is not None and (state.mark, state.mark) not in self._direct:
                yield _State(state.mark, block, stretch)
            for shift in self._shifts if done else ():
                if shift != state.mark and (state.mark, shift) not in self._direct:
                    yield _State(shift, 1, stretch)
        if done and self._enough("work", "", state.stretch):
            yield self._off(state.mark)


# --- the solver ---------------------------------------------------------------------------------------------------

_Node = tuple[int, _State]
_Arc = tuple[_Node, _Node]


def find_cycle(problem: CyclicProblem) -> CyclicPlan | Impossible | Undecided:
    """Return a cyclic plan, or what makes it impossible.

    Needs the extra ``solver``. The same problem gives the same plan.

    Raises:
        InputError: A number is negative or a bound is upside down, a need has not seven days, or a rule names no shift.
        ModuleNotFoundError: The extra is not installed.
    """
    raise_faults(_problem_faults(problem))
    over = [
        f"{sum(day)} are needed on day {number} of the week, and there are {problem.teams}"
        for number, day in enumerate(zip(*problem.need.values(), strict=True), start=1)
        if sum(day) > problem.teams
    ]
    if over:
        return Impossible("count", tuple(over))
    rules = tuple(_rules(problem))
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


def _flow(problem: CyclicProblem, rules: tuple[_Rule, ...]) -> dict[_Arc, int] | Undecided | None:
    """Return how often each arc is used by one closed walk; None where there is none."""
    from ortools.sat.python import cp_model  # noqa: PLC0415  # optional, and heavy

    model = cp_model.CpModel()
    steps = _Machine(problem, rules).arcs()
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


def _problem_faults(problem: CyclicProblem) -> Iterator[Fault]:
    if problem.teams < 1:
        yield Fault("teams", str(problem.teams), "at least 1")
    if not problem.need:
        yield Fault("need", "no shift", "at least one")
    yield from _need_faults(problem)
    yield from _rule_faults(problem)


def _need_faults(problem: CyclicProblem) -> Iterator[Fault]:
    for shift, days in problem.need.items():
        if shift == OFF:
            yield Fault("need", repr(OFF), f"a key other than {OFF!r}, which is a day off")
        if len(days) != WEEK:
            yield Fault(f"need.{shift}", f"{len(days)} days", "seven, Monday to Sunday")
        for number, people in enumerate(days):
            if people < 0:
                yield Fault(f"need.{shift}[{number}]", str(people), "a number that is not negative")


def _rule_faults(problem: CyclicProblem) -> Iterator[Fault]:
    bounds = [("off", problem.off), ("work", problem.work)]
    bounds += [(f"blocks.{shift}", block) for shift, block in problem.blocks.items()]
    for path, bound in bounds:
        if bound.least < 1 or (bound.most is not None and bound.most < bound.least):
            yield Fault(path, f"{bound.least} to {bound.most}", "from at least 1 to no fewer than that")
    named = [("blocks", shift) for shift in problem.blocks]
    for number, each in enumerate(problem.forbidden):
        named += [(f"forbidden[{number}].before", each.before), (f"forbidden[{number}].after", each.after)]
    for path, shift in named:
        if shift not in problem.need:
            yield Fault(path, repr(shift), "a shift that is needed: " + ", ".join(problem.need))
