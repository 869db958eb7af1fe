"""The rules of one officer's row as an automaton: the only definition that all solvers derive from.

A state is all that the rules need to know of the days so far, apart from totals. Totals (duties, minutes, nights,
weekends, duties of one shift) are counters beside the state. The check of a roster does not use this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Any

import attrs

from electsched.operation.shifts import OFF
from electsched.roster.assignment.problem import AssignmentProblem, Officer, RowRule, ShiftType
from electsched.roster.assignment.week_hours import WeekHours

__all__ = ["RowAutomaton", "RowState", "RowStep", "automata_of", "automaton_of", "days_before"]

_NO_LIMIT = 10**6
_CYCLE_DAYS = 70
"""The days before the first that a row which repeats itself has at least; no usual rule remembers more."""


@attrs.frozen(eq=False)
class RowState:
    """The end of a row so far; an automaton has one object for each state, so that they compare by identity.

    Attributes:
        mark: The last shift, or another with the same rules; ``-`` for a day off; empty before the first day.
        run: Days of duty, or days off, in a row; not counted beyond the largest limit.
        nights: Nights in a row.
        exempt: Whether the run began before the first known day, so that it may be short.
        after: On days off, the last shift, as long as its rest is not over.
        week: The minutes that count for the seven days of later shifts, if these are limited; see `WeekHours`.
    """

    mark: str = ""
    run: int = 0
    nights: int = 0
    exempt: bool = True
    after: str = ""
    week: tuple[int, ...] = ()

    @property
    def on_duty(self) -> bool:
        """Whether the last day was a day of duty."""
        return self.mark not in {"", OFF}


@attrs.frozen
class RowStep:
    """A day added to a row.

    Attributes:
        state: The state after the day.
        cost: What it costs under weighted rules.
    """

    state: RowState
    cost: int


class RowAutomaton:
    """The states and steps of rows under the rules of an officer."""

    def __init__(self, shifts: tuple[ShiftType, ...], rules: Mapping[str, RowRule]) -> None:
        """Keep the shifts and the rules; rules for information do not count."""
        self._shifts = {shift.key: shift for shift in shifts}
        self._rules = {key: rule for key, rule in rules.items() if rule.severity != "information"}
        self._states: dict[tuple[object, ...], RowState] = {}
        self._steps: dict[tuple[RowState, str], RowStep | None] = {}
        self._duty_cap = max(2, self._limit("duty-run-most", 1), self._limit("duty-run-least", 1))
        self._off_cap = max(2, self._limit("off-run-most", 1), self._limit("off-run-least", 1))
        self.marks = (OFF, *self._shifts)
        week = self._rules.get("week-hours")
        self._week = None if week is None else WeekHours(week, shifts)

    def _limit(self, key: str, default: int) -> int:
        return self._rules[key].limit if key in self._rules else default

    def rule(self, key: str) -> RowRule | None:
        """Return a rule that counts; None if there is none."""
        return self._rules.get(key)

    @cached_property
    def _like(self) -> Mapping[str, str]:
        """The first shift with the same rules of succession as each shift, so that fewer states are needed."""
        first: dict[object, str] = {}
        for key in self._shifts:
            costs = tuple(self.gap_cost(key, following, days) for following in self._shifts for days in range(1, 5))
            first.setdefault(costs, key)
        return {
            key: first[tuple(self.gap_cost(key, following, days) for following in self._shifts for days in range(1, 5))]
            for key in self._shifts
        }

    @property
    def week_days(self) -> int:
        """The days after which a shift no longer counts for the hours of seven days; 0 if these have no limit."""
        return 0 if self._week is None else self._week.days

    def gap_cost(self, first: str, second: str, days: int) -> int | None:
        """Return the cost of a shift so many days after another, with days off between; None if it is forbidden."""
        shift, following = self._shifts[first], self._shifts[second]
        if days == 1 and second in shift.forbidden_next:
            return None
        gap = shift.gap_minutes(following, days)
        if gap < 0 and shift.minutes and following.minutes:
            return None
        rule = self._rules.get("rest")
        missing = rule.limit * 60 - gap if rule else 0
        if rule is None or missing <= 0:
            return 0
        return None if rule.severity == "error" else -(-missing // 60) * rule.weight

    def _rest_is_over(self, shift: str, days: int) -> bool:
        return all(
            self.gap_cost(shift, following, later) == 0 for following in self._shifts for later in (days, days + 1)
        )

    @cached_property
    def _first(self) -> RowState:
        return self._state(*attrs.astuple(RowState(week=() if self._week is None else self._week.first)))

    def initial(self, earlier_marks: tuple[str, ...] = ()) -> RowState:
        """Return the state before the first day, after the marks of earlier days, whatever rules these break."""
        state = self._first
        for mark in earlier_marks:
            state = self.after(state, mark)
        return state

    def step(self, state: RowState, mark: str) -> RowStep | None:
        """Return the state and cost after a day with the mark; None if a rule forbids it."""
        key = (state, mark)
        try:
            return self._steps[key]
        except KeyError:
            cost = self._cost(state, mark)
            step = self._steps[key] = None if cost is None else RowStep(self.after(state, mark), cost)
            return step

    def after(self, state: RowState, mark: str) -> RowState:
        """Return the state after a day with the mark, whatever rules it breaks."""
        week = () if self._week is None else self._week.after(state.week, mark)
        exempt = state.exempt and (not state.mark or (state.mark == OFF) == (mark == OFF))
        if mark == OFF:
            run = min(state.run + 1, self._off_cap) if state.mark == OFF else 1
            last_shift = state.mark if state.on_duty else state.after
            if last_shift and self._rest_is_over(last_shift, run + 1):
                last_shift = ""
            return self._state(OFF, run, 0, exempt, last_shift, week)
        run = min(state.run + 1, self._duty_cap) if state.on_duty else 1
        nights = 0
        if self._shifts[mark].night and "night-run-most" in self._rules:
            nights = min(state.nights + 1, self._rules["night-run-most"].limit)
        return self._state(self._like[mark], run, nights, exempt, "", week)

    def _state(self, *fields: Any) -> RowState:  # noqa: ANN401  # the fields of a state
        state = self._states.get(fields)
        if state is None:
            state = self._states[fields] = RowState(*fields)
        return state

    def _cost(self, state: RowState, mark: str) -> int | None:
        costs = [self._succession_cost(state, mark), *self._run_costs(state, mark)]
        if self._week is not None and mark != OFF:
            costs.append(_excess(self._week.rule, self._week.excess(state.week, mark)))
        total = 0
        for cost in costs:
            if cost is None:
                return None
            total += cost
        return total

    def _succession_cost(self, state: RowState, mark: str) -> int | None:
        if mark == OFF or not state.mark:
            return 0
        if state.on_duty:
            return self.gap_cost(state.mark, mark, 1)
        return self.gap_cost(state.after, mark, state.run + 1) if state.after else 0

    def _run_costs(self, state: RowState, mark: str) -> Iterator[int | None]:
        kind, opposite = ("off", "duty") if mark == OFF else ("duty", "off")
        continues = state.on_duty if kind == "duty" else state.mark == OFF
        most, least = self._rules.get(f"{kind}-run-most"), self._rules.get(f"{opposite}-run-least")
        if most is not None:
            yield _excess(most, (state.run if continues else 0) + 1 - most.limit, at_most=1)
        if least is not None and not continues and state.mark and not state.exempt:
            yield _excess(least, least.limit - state.run)
        nights = self._rules.get("night-run-most")
        if nights is not None and mark != OFF and self._shifts[mark].night:
            yield _excess(nights, state.nights + 1 - nights.limit, at_most=1)

    def graph(self, earlier_marks: tuple[str, ...] = ()) -> Iterator[tuple[RowState, str, RowStep]]:
        """Yield every step that can be reached: the state, the mark and the state after it, always in one order."""
        pending = [self.initial(earlier_marks)]
        visited = set(pending)
        while pending:
            state = pending.pop()
            for mark in self.marks:
                step = self.step(state, mark)
                if step is None:
                    continue
                yield state, mark, step
                if step.state not in visited:
                    visited.add(step.state)
                    pending.append(step.state)

    def row_cost(self, earlier_marks: tuple[str, ...], row: tuple[str, ...]) -> int | None:
        """Return the cost of a row by its days, without totals; None if a rule forbids it."""
        state, total = self.initial(earlier_marks), 0
        for mark in row:
            step = self.step(state, mark)
            if step is None:
                return None
            state, total = step.state, total + step.cost
        return total


def _excess(rule: RowRule, excess: int, *, at_most: int = _NO_LIMIT) -> int | None:
    """Return the cost of so many units beyond a limit; None if the rule forbids any."""
    if excess <= 0:
        return 0
    return None if rule.severity == "error" else min(excess, at_most) * rule.weight


@lru_cache(maxsize=32)
def _automaton(shifts: tuple[ShiftType, ...], rules: tuple[RowRule, ...]) -> RowAutomaton:
    return RowAutomaton(shifts, {rule.key: rule for rule in rules})


def days_before(problem: AssignmentProblem, officer: Officer, row: tuple[str, ...]) -> tuple[str, ...]:
    """Return the marks before the first day of an officer: those that are known, or the row itself if it repeats."""
    return row * (1 + _CYCLE_DAYS // len(row)) if problem.cyclic else officer.before


def automaton_of(problem: AssignmentProblem, officer: Officer) -> RowAutomaton:
    """Return the automaton of an officer's row; officers with the same rules share one and its steps."""
    rules = problem.rules_of(officer)
    return _automaton(problem.shifts, tuple(rules[key] for key in sorted(rules)))


def automata_of(problem: AssignmentProblem) -> dict[str, RowAutomaton]:
    """Return the automaton of each officer."""
    shared: dict[tuple[RowRule, ...], RowAutomaton] = {}
    automata: dict[str, RowAutomaton] = {}
    for officer in problem.officers:
        if officer.rules not in shared:
            shared[officer.rules] = automaton_of(problem, officer)
        automata[officer.key] = shared[officer.rules]
    return automata
