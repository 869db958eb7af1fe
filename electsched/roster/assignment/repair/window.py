"""Repairs that move others as well: the cells of some days as a CP-SAT model, with fewest gaps, then fewest changes.

A joined window keeps all days outside it, so that its best roster is a repair. A loose window ignores them: each repair
of the whole period is a roster of the loose window that costs no more, so that its bound holds for the whole period.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs
from ortools.sat.python import cp_model

from electsched.operation.shifts import OFF
from electsched.roster.assignment.automaton import RowAutomaton
from electsched.roster.assignment.evaluation import Totals, totals
from electsched.roster.assignment.problem import Officer, RowRule, Rows, ShiftNeed
from electsched.roster.assignment.repair.case import RepairCase
from electsched.roster.assignment.repair.insertion import duty_counts, duty_weight
from electsched.roster.assignment.repair.programme import ProgrammeBound, least_value
from electsched.roster.assignment.solver import repeatable_solver
from electsched.roster.assignment.weighted.cp_rows import RowClauses

__all__ = ["RepairWindow", "WindowAnswer", "WindowNeed"]

_REACH = 4
"""The largest change of a count for which a model knows the exact increase of its square."""


@attrs.frozen
class WindowAnswer:
    """The answer of the solver.

    Attributes:
        rows: The rows; None if none was found.
        complete: Whether the search was exhausted: the rows are the best, or there are none.
        work: The deterministic work that was done.
        value: The gaps and changes in the window; meaningless without rows.
    """

    rows: Rows | None
    complete: bool
    work: float = 0.0
    value: tuple[int, int] = (0, 0)


@attrs.frozen
class WindowNeed:
    """A need in a window.

    Attributes:
        day: The number of its day.
        need: The need.
        fixed: The officers who fill it and cannot leave.
        place: The number of its place among the gaps.
        constraints: The numbers of its constraints in the model.
    """

    day: int
    need: ShiftNeed
    fixed: int
    place: int
    constraints: range


class RepairWindow:
    """The cells of some days as a model.

    Attributes:
        model: The model.
        case: The case.
        days: The numbers of the days.
        after: The days after them that decide whether the rows join the days outside; they do not change.
        joined: Whether the days before and after stay as they are.
        free: The officers whose rows can change.
        broken: The keys of those whose published rows break a rule.
        cells: The literal of each officer, day and mark.
        needs: The needs in the window, as constraints.
        gaps: The gaps of each place.
        most_gaps: The most gaps of each place.
        changes: A literal for each cell that may change by choice: whether it does.
        is_exact: Whether no published row breaks a rule, so that all rows can change.
    """

    def __init__(self, case: RepairCase, rows: Rows, days: range, *, joined: bool) -> None:
        """Build the model of some days; ``joined`` if the days before and after stay as they are."""
        self.case = case
        self.rows = rows
        self.days = days
        self.joined = joined
        self.after = range(days.stop, min(case.problem.days, days.stop + case.days_ahead)) if joined else range(0)
        self._automata: dict[object, RowAutomaton] = {}
        self.cells: dict[tuple[str, int, str], Any] = {}
        self.model = cp_model.CpModel()
        officers = [
            officer for officer in case.problem.officers if any(len(case.allowed[officer.key][day]) > 1 for day in days)
        ]
        ends = (days[0], days[-1])
        kept_rows = case.kept
        self.broken = {officer.key for officer in officers if not case.is_legal(officer, kept_rows[officer.key], ends)}
        self.is_exact = not self.broken
        # A row that breaks a rule already stays as it is; for a bound it is free of all rules.
        self.free = [officer for officer in officers if not joined or officer.key not in self.broken]
        for officer in self.free:
            self._add_cells(officer)
            if officer.key not in self.broken:
                self._add_rules(officer)
        self.gaps: list[Any] = []
        self.most_gaps: list[int] = []
        self.needs: list[WindowNeed] = []
        self._add_needs()
        self.changes = [*self._changes()]
        self._heavy = 1 + case.problem.days * len(case.problem.officers)

    def _add_cells(self, officer: Officer) -> None:
        case, model, row = self.case, self.model, self.case.kept[officer.key]
        for day in self.days:
            marks = case.allowed[officer.key][day]
            literals = [model.new_bool_var("") if len(marks) > 1 else True for _ in marks]
            self.cells.update(((officer.key, day, mark), lit) for mark, lit in zip(marks, literals, strict=True))
            if len(marks) > 1:
                model.add_exactly_one(literals)
        for day in self.after:
            self.cells[officer.key, day, row[day]] = True

    def _add_rules(self, officer: Officer) -> None:
        case, row = self.case, self.case.kept[officer.key]
        first = self.days.start

        def cell(day: int, mark: str) -> Any:  # noqa: ANN401  # a literal
            return self.cells.get((officer.key, first + day, mark), False)

        earlier_marks = (*officer.before, *row[:first]) if self.joined or not first else ()
        outside = [OFF if first <= day < first + self._length else mark for day, mark in enumerate(row)]
        rules, caps = self._limits(officer, totals(case.problem, officer, tuple(outside)))
        part = attrs.evolve(officer, before=earlier_marks[-2 * case.days_ahead :], caps=caps)
        weekdays = [case.problem.day(first + day).weekday() for day in range(self._length)]
        key = tuple(sorted((name, rule.limit) for name, rule in rules.items()))
        automaton = self._automata.setdefault(key, RowAutomaton(case.problem.shifts, rules))
        waived = None if not case.waived else lambda day, mark: case.waived.get((first + day, mark), ())
        RowClauses(self.model, part, weekdays, cell).add(automaton, dict(case.problem.shift_types), waived)

    @property
    def _length(self) -> int:
        return len(self.days) + len(self.after)

    def _limits(self, officer: Officer, outside: Totals) -> tuple[Mapping[str, RowRule], Mapping[str, int]]:
        """Return the rules and caps of a row with what is left of their totals inside the window."""
        rules = {key: rule for key, rule in self.case.problem.rules_of(officer).items() if rule.severity == "error"}
        if not self.joined and len(self.days) < self.case.problem.days:
            return {key: rule for key, rule in rules.items() if key not in _LEAST_TOTALS}, officer.caps
        used = {
            "duties-most": outside.duties,
            "duties-least": outside.duties,
            "minutes-most": outside.minutes,
            "minutes-least": outside.minutes,
            "nights-most": outside.nights,
            "weekends-most": outside.weekends,
        }
        inside = {key: attrs.evolve(rule, limit=rule.limit - used.get(key, 0)) for key, rule in rules.items()}
        return inside, {shift: cap - outside.shifts[shift] for shift, cap in officer.caps.items()}

    def _add_needs(self) -> None:
        roles = {officer.key: officer.roles for officer in self.case.problem.officers}
        free = {officer.key for officer in self.free}
        fixed = [key for key in roles if key not in free]
        for (day, shift), needs in self.case.needs.items():
            if day not in self.days:
                continue
            self.most_gaps.append(max(need.least for need in needs))
            gap = self.model.new_int_var(0, self.most_gaps[-1], "")
            self.gaps.append(gap)
            for need in needs:
                holders = [key for key in roles if not need.role or need.role in roles[key]]
                fixed_count = sum(self.case.kept[key][day] == shift for key in fixed if key in holders)
                literals = [self.cells[key, day, shift] for key in holders if (key, day, shift) in self.cells]
                present = fixed_count + cp_model.LinearExpr.sum(literals)
                first = len(self.model.proto.constraints)
                self.model.add(present + gap >= need.least)
                if need.most is not None:
                    self.model.add(present <= need.most)
                constraints = range(first, len(self.model.proto.constraints))
                self.needs.append(WindowNeed(day, need, fixed_count, len(self.gaps) - 1, constraints))

    def _changes(self) -> Sequence[Any]:
        """Return a literal for each cell that changes by choice."""
        case = self.case
        kept_cells = (
            (officer.key, day, case.kept[officer.key][day])
            for officer in self.free
            for day in self.days
            if not case.is_void(officer.key, day)
        )
        return [self.cells[cell].negated() for cell in kept_cells if self.cells[cell] is not True]

    @cached_property
    def bound(self) -> ProgrammeBound:
        """The bound of the linear programme of cells."""
        published_literals = {}
        for officer in self.free:
            for day in self.days:
                numbers = {
                    mark: self.cells[officer.key, day, mark].index
                    for mark in self.case.allowed[officer.key][day]
                    if self.cells[officer.key, day, mark] is not True
                }
                if numbers:
                    published = numbers.pop(self.case.kept[officer.key][day])
                    published_literals[published] = [*numbers.values()]
        gaps, changes = ([literal.index for literal in literals] for literals in (self.gaps, self.changes))
        return least_value(self.model, published_literals, gaps, changes)

    def shared(self, window: RepairWindow, bound: ProgrammeBound) -> ProgrammeBound:
        """Return the bound of another window of these days with the prices of the cells that this one has too.

        A joined window has no rows that the loose one has not, so that the bound holds there.
        """
        if window is self:
            return bound
        numbers = {
            literal.index: self.cells[cell].index
            for cell, literal in window.cells.items()
            if literal is not True and self.cells.get(cell, True) is not True
        }
        prices = {numbers[number]: price for number, price in bound.prices.items() if number in numbers}
        return attrs.evolve(bound, prices=prices)

    # --- solving --------------------------------------------------------------------------------------------------

    def value(self, gaps: int, changes: int) -> int:
        """Return gaps and changes as one number: a gap is worse than any number of changes."""
        return gaps * self._heavy + changes

    def within(self, bound: ProgrammeBound, low: tuple[int, int], room: int, work: float) -> WindowAnswer:
        """Return the rows with so many gaps at the most and the fewest changes, up to some more than a bound.

        Args:
            bound: A bound of the window, whose prices exclude cells.
            low: The gaps, and a number of changes of which no rows with so many gaps have fewer.
            room: By how many changes the rows may be above the bound.
            work: The most work.
        """
        gaps, changes = low
        model, count = self._limited(bound, gaps, changes + room), cp_model.LinearExpr.sum(self.changes)
        if room:
            model.add(count >= changes)
            model.minimize(count)
        return self._solve(model, self.rows, work)

    def _limited(self, bound: ProgrammeBound, gaps: int, changes: int) -> cp_model.CpModel:
        """Return the model with limits, and with the cells that cannot change within them fixed."""
        model = self.model.clone()
        model.add(cp_model.LinearExpr.sum(self.gaps) <= gaps)
        model.add(cp_model.LinearExpr.sum(self.changes) <= changes)
        if gaps <= bound.gaps:
            for number, value in bound.fixed(changes).items():
                domain = model.proto.variables[number].domain
                domain[0] = domain[1] = int(value)
        return model

    def fewest(self, below: int, work: float) -> WindowAnswer:
        """Return the rows with the fewest gaps, then the fewest changes, if their value is below a number."""
        model, objective = self.model.clone(), self.objective
        model.add(objective <= below - 1)
        model.minimize(objective)
        return self._solve(model, self.rows, work)

    def fairest(self, bound: ProgrammeBound, rows: Rows, value: tuple[int, int], work: float) -> WindowAnswer:
        """Return rows with so many gaps and changes, and the least squares of duties, nights and weekend duties.

        Args:
            bound: A bound of the window, whose prices exclude cells.
            rows: Rows with this value.
            value: The gaps and changes.
            work: The most work.
        """
        model = self._limited(bound, *value)
        model.minimize(cp_model.LinearExpr.sum([*self._squares(model)]))
        return self._solve(model, rows, work)

    @property
    def objective(self) -> Any:  # noqa: ANN401  # a linear expression
        """The gaps and changes as one number."""
        return self._heavy * cp_model.LinearExpr.sum(self.gaps) + cp_model.LinearExpr.sum(self.changes)

    def _squares(self, model: cp_model.CpModel) -> Sequence[Any]:
        """Return a variable for each officer and criterion: by how much the square of the count grows."""
        case, squares = self.case, []
        for officer in self.free:
            row = case.kept[officer.key]
            counts = duty_counts(case.problem, officer, row)
            terms: list[list[Any]] = [[], [], []]
            for day in self.days:
                for mark in case.allowed[officer.key][day]:
                    literal = self.cells[officer.key, day, mark]
                    now = int(row[day] == mark)
                    if mark != OFF and literal is not True:
                        for axis, weight in enumerate(duty_weight(case.problem, mark, day)):
                            if weight:
                                terms[axis].append(literal - now)
            for axis, differences in enumerate(terms):
                if differences:
                    squares.append(self._square(model, counts[axis], differences))
        return squares

    def _square(self, model: cp_model.CpModel, count: int, differences: list[Any]) -> Any:  # noqa: ANN401  # a variable
        change = cp_model.LinearExpr.sum(differences)
        lowest = max(-_REACH, -count)
        square = model.new_int_var(-count * count, (2 * count + len(differences)) * len(differences), "")
        for step in range(lowest, _REACH):  # the line through the squares of two counts that follow each other
            slope = 2 * (count + step) + 1
            model.add(square >= slope * change + (count + step) ** 2 - count**2 - slope * step)
        return square

    def _solve(self, model: cp_model.CpModel, hint: Rows, work: float) -> WindowAnswer:
        hints = {
            literal.index: int(hint[key][day] == mark)
            for (key, day, mark), literal in self.cells.items()
            if literal is not True
        }
        model.proto.solution_hint.vars.extend([*hints])
        model.proto.solution_hint.values.extend([*hints.values()])
        solver = repeatable_solver(work)
        solver.parameters.symmetry_level = 0
        solver.parameters.max_presolve_iterations = 1  # more take longer than they save
        solver.parameters.linearization_level = 2  # the costs are far from the bound without all rows in the programme
        solver.parameters.add_lp_constraints_lazily = False
        status = solver.solve(model)
        done = solver.response_proto.deterministic_time
        complete = status in {cp_model.OPTIMAL, cp_model.INFEASIBLE}
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return WindowAnswer(None, complete, done)
        rows = {key: list(row) for key, row in self.case.kept.items()}
        for (key, day, mark), literal in self.cells.items():
            if literal is not True and solver.boolean_value(literal):
                rows[key][day] = mark
        value = (sum(map(solver.value, self.gaps)), sum(map(solver.value, self.changes)))
        return WindowAnswer({key: tuple(row) for key, row in rows.items()}, complete, done, value)


_LEAST_TOTALS = frozenset({"duties-least", "minutes-least"})
"""Rules that duties outside a window help to keep."""
