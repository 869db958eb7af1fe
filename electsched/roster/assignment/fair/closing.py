"""Fairer rosters, and the proof that there are none, by constraint programming: where counting and exchanges end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from ortools.sat.python import cp_model

from electsched.operation.shifts import OFF
from electsched.roster.assignment.automaton import automata_of
from electsched.roster.assignment.budget import MODEL_CELLS_PER_WORK, WorkMeter
from electsched.roster.assignment.cells import allowed_marks
from electsched.roster.assignment.fair.bound import CRITERIA, Criterion, Spread, counts_as, spreads
from electsched.roster.assignment.fair.fair import level_roster, polished_rows
from electsched.roster.assignment.problem import AssignmentProblem, Officer, Rows
from electsched.roster.assignment.solver import repeatable_solver
from electsched.roster.assignment.weighted.cp_rows import RowClauses

__all__ = ["ClosedGaps", "close_gaps"]

_FIRST_SHARE = 0.5
"""The part of the work for a fairer roster; the rest is for the proofs."""


@attrs.frozen(kw_only=True)
class ClosedGaps:
    """The fairest roster that the solver found, with its proofs.

    Attributes:
        rows: The rows.
        spreads: Their spreads; a bound is the larger one of counting and of the solver.
        is_undominated: Whether no roster has a smaller spread by one criterion and no larger one by the others, by
            proof.
    """

    rows: Rows
    spreads: tuple[Spread, ...]
    is_undominated: bool = False


def close_gaps(problem: AssignmentProblem, rows: Rows, meter: WorkMeter) -> ClosedGaps:
    """Return a roster with smaller spreads and no larger one, if one is found, and the least spreads that are proven.

    A place that may have more or fewer people keeps its number, since more duties for all are not fairer; then the
    spread is proven alone if no numbers of people allow a smaller one.

    Args:
        problem: A problem without weights.
        rows: A roster that keeps all rules and needs.
        meter: The work that may be done.
    """
    meter.spend(len(problem.officers) * problem.days / MODEL_CELLS_PER_WORK)
    present = spreads(problem, rows)
    if meter.left <= 0:
        return ClosedGaps(rows=rows, spreads=present)
    model = _FairModel(problem, present)
    fairer = model.least({*CRITERIA}, rows, meter, share=_FIRST_SHARE, within=present)
    if fairer.rows is not None and _differences(problem, fairer.rows) != _differences(problem, rows):
        rows = polished_rows(problem, _levelled(problem, fairer.rows))
        present = spreads(problem, rows)
    is_undominated = fairer.least is not None and all(spread.bound is not None for spread in present)
    proven = tuple(_proven(spread, model, rows, meter) for spread in present)
    return ClosedGaps(rows=rows, spreads=proven, is_undominated=is_undominated)


def _differences(problem: AssignmentProblem, rows: Rows) -> tuple[int, ...]:
    return tuple(spread.most - spread.fewest for spread in spreads(problem, rows))


def _levelled(problem: AssignmentProblem, rows: Rows) -> Rows:
    """Return the rows with totals closer to each other, if no spread grows."""
    levelled = level_roster(problem, rows).rows
    if levelled is None:
        return rows
    pairs = zip(_differences(problem, levelled), _differences(problem, rows), strict=True)
    return levelled if all(new_spread <= old_spread for new_spread, old_spread in pairs) else rows


def _proven(spread: Spread, model: _FairModel, rows: Rows, meter: WorkMeter) -> Spread:
    """Return a spread with the least one of any roster as its bound, if that is found."""
    if spread.is_least or meter.left <= 0:
        return spread
    least = model.least({spread.criterion}, rows, meter).least
    if least is None or (spread.bound is None and least < spread.most - spread.fewest):
        return spread
    return attrs.evolve(spread, bound=least)


@attrs.frozen
class _Answer:
    """Rows, if some were found, and the least value of all rosters; None if that is not proven."""

    rows: Rows | None
    least: int | None


class _FairModel:
    """All rosters of a problem, with the spread of each criterion."""

    def __init__(self, problem: AssignmentProblem, present: Sequence[Spread]) -> None:
        self._model = cp_model.CpModel()
        self._problem = problem
        self._cells: dict[tuple[str, int, str], Any] = {}
        allowed = self._allowed = allowed_marks(problem)
        automata = automata_of(problem)
        weekdays = [problem.day(day).weekday() for day in range(problem.days)]
        for officer in problem.officers:
            self._add_cells(officer, allowed[officer.key])
            clauses = RowClauses(self._model, officer, weekdays, self._literals(officer), cyclic=problem.cyclic)
            clauses.add(automata[officer.key], dict(problem.shift_types))
        for need in problem.needs:
            holders = [officer for officer in problem.officers if not need.role or need.role in officer.roles]
            people = self._people(holders, problem.index(need.day), need.shift)
            self._model.add(people >= need.least)
            if need.most is not None:
                self._model.add(people <= need.most)
        self._spreads = {spread.criterion: self._spread(spread) for spread in present}

    def _add_cells(self, officer: Officer, allowed: Sequence[tuple[str, ...]]) -> None:
        for day, marks in enumerate(allowed):
            literals = {mark: self._model.new_bool_var("") if len(marks) > 1 else True for mark in marks}
            self._cells.update(((officer.key, day, mark), literal) for mark, literal in literals.items())
            if len(marks) > 1:
                self._model.add_exactly_one(literals.values())

    def _literals(self, officer: Officer) -> Any:  # noqa: ANN401  # a function of a day and a mark
        return lambda day, mark: self._cells.get((officer.key, day, mark), False)

    def _people(self, officers: Sequence[Officer], day: int, shift: str) -> Any:  # noqa: ANN401  # a linear expression
        literals = [self._cells[key] for officer in officers if (key := (officer.key, day, shift)) in self._cells]
        return self._sum(literals)

    def _sum(self, literals: Sequence[Any]) -> Any:  # noqa: ANN401  # a linear expression
        constant = sum(literal is True for literal in literals)
        return cp_model.LinearExpr.sum([literal for literal in literals if literal is not True]) + constant

    def _spread(self, spread: Spread) -> Any:  # noqa: ANN401  # a linear expression
        """Return the difference between the most and the fewest of a criterion, which is at least its bound."""
        problem, criterion = self._problem, spread.criterion
        highest = problem.days + max(getattr(officer.history, criterion) for officer in problem.officers)
        fewest, most = self._model.new_int_var(0, highest, ""), self._model.new_int_var(0, highest, "")
        for officer in problem.officers:
            cells = [
                self._cells[officer.key, day, mark]
                for day, marks in enumerate(self._allowed[officer.key])
                for mark in marks
                if mark != OFF and counts_as(problem, problem.day(day), mark, criterion)
            ]
            total = self._sum(cells) + getattr(officer.history, criterion)
            self._model.add(fewest <= total)
            self._model.add(total <= most)
        self._model.add(most - fewest >= (spread.bound or 0))
        return most - fewest

    def least(
        self,
        criteria: set[Criterion],
        hint: Rows,
        meter: WorkMeter,
        *,
        share: float = 1.0,
        within: Sequence[Spread] = (),
    ) -> _Answer:
        """Return the rows with the least sum of some spreads.

        Args:
            criteria: The criteria of the sum.
            hint: The rows to begin with.
            meter: The work.
            share: The part of the work that is left.
            within: Spreads of which none may be larger; then places have as many people as in ``hint``.
        """
        model = self._model.clone()
        for spread in within:
            model.add(self._spreads[spread.criterion] <= spread.most - spread.fewest)
        if within:
            for (day, shift), number in self._open_places(hint).items():
                model.add(self._people(self._problem.officers, day, shift) == number)
        for (key, day, mark), literal in self._cells.items():
            if literal is not True:
                model.add_hint(literal, hint[key][day] == mark)
        model.minimize(sum(self._spreads[criterion] for criterion in sorted(criteria)))
        solver = repeatable_solver(share * meter.left)
        status = solver.solve(model)
        meter.spend(solver.response_proto.deterministic_time)
        if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            return _Answer(None, None)
        rows: dict[str, list[str]] = {officer.key: [OFF] * self._problem.days for officer in self._problem.officers}
        for (key, day, mark), literal in self._cells.items():
            if literal is True or solver.boolean_value(literal):
                rows[key][day] = mark
        least = round(solver.objective_value) if status == cp_model.OPTIMAL else None
        return _Answer({key: tuple(row) for key, row in rows.items()}, least)

    def _open_places(self, rows: Rows) -> Mapping[tuple[int, str], int]:
        """Return how many people each place has of which the needs do not say one number."""
        problem = self._problem
        exact = {
            (problem.index(need.day), need.shift) for need in problem.needs if not need.role and need.least == need.most
        }
        places = {(day, mark) for _, day, mark in self._cells if mark != OFF} - exact
        return {(day, mark): sum(row[day] == mark for row in rows.values()) for day, mark in sorted(places)}
