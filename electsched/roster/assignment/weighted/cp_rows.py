"""The rules of rows as clauses and sums of a CP-SAT model, with the same costs as the automaton."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from ortools.sat.python import cp_model

from electsched.operation.shifts import OFF
from electsched.roster.assignment.automaton import RowAutomaton
from electsched.roster.assignment.cells import SATURDAY, SUNDAY
from electsched.roster.assignment.problem import Officer, RowRule, ShiftType

__all__ = ["RowClauses"]

Literal = Any
"""A Boolean variable or its negation, or a Boolean constant; the solver's classes are not typed."""
CellLiteral = Callable[[int, str], Literal]
"""The literal of a day and a mark."""
Waived = Callable[[int, str], Collection[str]]
"""The keys of the rules that a mark on a day may break."""
_LONGEST_REST_DAYS = 4
_WEEK_DAYS = 7
_MOST_DAYS = 1000
"""More days than any rule looks back."""


class RowClauses:
    """Adds the rules of one officer's row to a model, and collects its costs."""

    def __init__(
        self,
        model: cp_model.CpModel,
        officer: Officer,
        weekdays: Sequence[int],
        cell: CellLiteral,
        *,
        cyclic: bool = False,
    ) -> None:
        """Keep the model, and the literal of each day and mark; days before the first are known, or the last ones."""
        self._model = model
        self._officer = officer
        self._days = len(weekdays)
        self._cyclic = cyclic
        self._first = -_MOST_DAYS if cyclic else -len(officer.before)
        self._cell = cell
        self._weekdays = weekdays
        self._waived: Waived | None = None
        self.costs: list[tuple[Literal, int]] = []

    def add(self, automaton: RowAutomaton, shifts: dict[str, ShiftType], waived: Waived | None = None) -> None:
        """Add all rules; a mark may break those that are waived for it."""
        self._waived = waived
        self._add_successions(automaton, shifts)
        nights = [key for key, shift in shifts.items() if shift.night]
        marks = {"duty": [*shifts], "off": [OFF], "night": nights}
        kinds: dict[str, Callable[[int], Literal]] = {
            "duty": lambda day: _negated(self._mark(day, OFF)),
            "off": lambda day: self._mark(day, OFF),
            "night": lambda day: self._any(day, nights),
        }
        for kind, literal in kinds.items():
            most, least = automaton.rule(f"{kind}-run-most"), automaton.rule(f"{kind}-run-least")
            if most is not None:
                self._add_longest(most, literal, marks[kind])
            if least is not None:
                self._add_shortest(least, literal)
        week = automaton.rule("week-hours")
        if week is not None:
            self._add_week_hours(week, shifts, automaton.week_days)
        self._add_totals(automaton, shifts, nights)

    def _mark(self, day: int, mark: str) -> Literal:
        if self._cyclic:
            return self._cell(day % self._days, mark)
        if day < 0:
            return self._officer.before[day] == mark
        return self._cell(day, mark)

    def _any(self, day: int, marks: Sequence[str]) -> Literal:
        literals = [literal for mark in marks if (literal := self._mark(day, mark)) is not False]
        if any(literal is True for literal in literals):
            return True
        if len(literals) < 2:  # noqa: PLR2004  # a literal of its own
            return literals[0] if literals else False
        any_of = self._model.new_bool_var("")
        self._model.add(sum(literals) == any_of)
        return any_of

    def _forbid(self, literals: Iterator[Literal], cost: int | None) -> None:
        """Forbid that all the literals hold, or let it cost something."""
        clause = []
        for literal in literals:
            if literal is False:
                return
            if literal is not True:
                clause.append(literal.negated())
        if cost == 0:
            return
        if cost is not None:
            broken = self._model.new_bool_var("") if clause else True
            self.costs.append((broken, cost))
            if broken is True:
                return
            clause.append(broken)
        self._model.add_bool_or(clause)

    # --- days in a row --------------------------------------------------------------------------------------------

    def _add_successions(self, automaton: RowAutomaton, shifts: dict[str, ShiftType]) -> None:
        for days in range(1, _LONGEST_REST_DAYS + 1):
            predecessors: dict[str, frozenset[str]] = {}
            for second in shifts:
                costs = {first: automaton.gap_cost(first, second, days) for first in shifts}
                predecessors[second] = frozenset(first for first, cost in costs.items() if cost is None)
                self._add_weighted_successions(second, days, {key: cost for key, cost in costs.items() if cost})
            for forbidden in dict.fromkeys(filter(None, predecessors.values())):
                seconds = [second for second in shifts if predecessors[second] >= forbidden]
                for day in range(max(self._first, -days), self._days - days):
                    bound = [key for key in seconds if not self._is_waived(day + days, key, "rest")]
                    marks = [(day, key) for key in shifts if key in forbidden] + [(day + days, key) for key in bound]
                    if bound:
                        self._at_most_one([self._mark(*mark) for mark in marks])
        if self._waived is not None:
            self._add_waived_successions(RowAutomaton(tuple(shifts.values()), {}), shifts)

    def _add_waived_successions(self, without_rest: RowAutomaton, shifts: dict[str, ShiftType]) -> None:
        """Forbid what a waiver of the rest does not allow: shifts that overlap, or that may not follow each other."""
        for days in range(1, _LONGEST_REST_DAYS + 1):
            pairs = [
                (first, second)
                for first in shifts
                for second in shifts
                if without_rest.gap_cost(first, second, days) is None
            ]
            for day in range(max(self._first, -days), self._days - days):
                for first, second in pairs:
                    if self._is_waived(day + days, second, "rest"):
                        self._at_most_one([self._mark(day, first), self._mark(day + days, second)])

    def _is_waived(self, day: int, mark: str, rule: str) -> bool:
        return self._waived is not None and rule in self._waived(day, mark)

    def _at_most_one(self, literals: list[Literal]) -> None:
        if any(literal is True for literal in literals):
            for literal in literals:
                if literal is not True and literal is not False:
                    self._model.add_bool_or([literal.negated()])
        else:
            self._model.add_at_most_one([literal for literal in literals if literal is not False])

    def _add_weighted_successions(self, second: str, days: int, costs: dict[str, int]) -> None:
        for first, cost in costs.items():
            for day in range(max(self._first, -days), self._days - days):
                between = [self._mark(day_off, OFF) for day_off in range(day + 1, day + days)]
                self._forbid(iter([self._mark(day, first), self._mark(day + days, second), *between]), cost)

    def _add_longest(self, rule: RowRule, literal: Callable[[int], Literal], marks: Sequence[str]) -> None:
        literals = {day: literal(day) for day in range(max(self._first, -rule.limit), self._days)}
        for last in range(self._days):
            start = last - rule.limit
            if start >= self._first:
                bound = [mark for mark in marks if not self._is_waived(last, mark, rule.key)]
                end = literals[last] if len(bound) == len(marks) else self._any(last, bound)
                self._forbid(iter([*(literals[day] for day in range(start, last)), end]), _cost(rule, 1))

    def _add_shortest(self, rule: RowRule, literal: Callable[[int], Literal]) -> None:
        for length in range(1, rule.limit):
            for day in range(max(self._first, -rule.limit) + 1, self._days - length):
                if day + length < 0:
                    continue
                inside = [literal(run_day) for run_day in range(day, day + length)]
                around = [_negated(literal(day - 1)), _negated(literal(day + length))]
                self._forbid(iter([*around, *inside]), _cost(rule, rule.limit - length))

    def _add_week_hours(self, rule: RowRule, shifts: dict[str, ShiftType], days: int) -> None:
        marks = {
            day: [(key, mark) for key in shifts if (mark := self._mark(day, key)) is not False]
            for day in range(max(self._first, -days), self._days)
        }
        for key, shift in shifts.items():
            shares = [_week_shares(shift, shifts, back) for back in range(days + 1)]
            for day in range(self._days):
                last = next((mark for shift_key, mark in marks[day] if shift_key == key), False)
                if last is not False and not self._is_waived(day, key, rule.key):
                    days_before = [
                        [(shares[back][shift_key], mark) for shift_key, mark in marks[day - back]]
                        for back in range(1, days + 1)
                        if day - back >= self._first
                    ]
                    self._add_week(rule, shift.minutes, days_before, last)

    def _add_week(
        self, rule: RowRule, minutes: int, days_before: Sequence[Sequence[tuple[int, Literal]]], last: Literal
    ) -> None:
        """Limit the minutes of a shift and of the days before it, each mark with its share, if they may exceed it."""
        if minutes + sum(max((share for share, _ in marks), default=0) for marks in days_before) <= rule.limit * 60:
            return
        terms = [(share, mark) for marks in days_before for share, mark in marks if share]
        fixed_minutes = minutes + sum(share for share, mark in terms if mark is True)
        open_terms = [(mark, share) for share, mark in terms if mark is not True]
        total = cp_model.LinearExpr.weighted_sum(*zip(*open_terms, strict=True)) if open_terms else 0
        constraint = self._model.add(total + fixed_minutes <= (rule.limit + self._excess(rule, 8 * 24)) * 60)
        if last is not True:
            constraint.only_enforce_if(last)

    # --- totals ---------------------------------------------------------------------------------------------------

    def _add_totals(self, automaton: RowAutomaton, shifts: dict[str, ShiftType], nights: list[str]) -> None:
        for name, cap in self._officer.caps.items():
            capped = [key for key, shift in shifts.items() if name in shift.names]
            self._model.add(self._sum(dict.fromkeys(capped, 1)) <= cap)
        totals = {
            "duties": lambda: self._sum(dict.fromkeys(shifts, 1)),
            "minutes": lambda: self._sum({key: shift.minutes for key, shift in shifts.items()}),
            "nights": lambda: self._sum(dict.fromkeys(nights, 1)),
            "weekends": self._weekends,
        }
        for kind, total in totals.items():
            most, least = automaton.rule(f"{kind}-most"), automaton.rule(f"{kind}-least")
            reach = self._days * max([1, *(shift.minutes for shift in shifts.values())])
            if most is not None:
                self._model.add(total() <= most.limit + self._excess(most, reach))
            if least is not None:
                self._model.add(total() >= least.limit - self._excess(least, least.limit))

    def _sum(self, units: dict[str, int]) -> Any:  # noqa: ANN401  # a linear expression
        cells = [(self._cell(day, key), unit) for day in range(self._days) for key, unit in units.items()]
        constant = sum(unit for literal, unit in cells if literal is True)
        return self._model.new_constant(constant) + sum(
            literal * unit for literal, unit in cells if literal is not True and literal is not False
        )

    def _weekends(self) -> Any:  # noqa: ANN401  # a linear expression
        weekends = []
        for day, weekday in enumerate(self._weekdays):
            days = {SATURDAY: (day, day + 1), SUNDAY: (day,) if day == 0 else ()}.get(weekday, ())
            duty_literals = [
                _negated(self._mark(weekend_day, OFF))
                for weekend_day in days
                if weekend_day < self._days or self._cyclic
            ]
            if day == 0 and weekday == SUNDAY and (self._cyclic or self._is_on_duty_before()):
                continue  # the weekend counts before the first day, or on the last one
            if duty_literals:
                worked = self._model.new_bool_var("")
                for literal in duty_literals:
                    self._forbid(iter([literal, worked.negated()]), None)
                weekends.append(worked)
        return self._model.new_constant(0) + sum(weekends)

    def _is_on_duty_before(self) -> bool:
        return self._officer.before[-1:] not in {(), (OFF,)}

    def _excess(self, rule: RowRule, most: int) -> Any:  # noqa: ANN401  # a variable or 0
        if rule.severity == "error":
            return 0
        excess = self._model.new_int_var(0, max(0, most), "")
        self.costs.append((excess, rule.weight))
        return excess


def _week_shares(last: ShiftType, shifts: dict[str, ShiftType], days: int) -> dict[str, int]:
    """Return the minutes that each shift some days before has in the 168 hours that end with a shift."""
    end = last.start_minute + last.minutes + (days - _WEEK_DAYS) * 24 * 60
    return {key: max(0, shift.minutes - max(0, end - shift.start_minute)) for key, shift in shifts.items()}


def _cost(rule: RowRule, excess: int) -> int | None:
    return None if rule.severity == "error" else excess * rule.weight


def _negated(literal: Literal) -> Literal:
    return not literal if isinstance(literal, bool) else literal.negated()
