"""Needs that cannot be filled together: the proof that there is no roster, made small enough to be read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs
import numpy as np

from electsched.roster.assignment.budget import WorkMeter
from electsched.roster.assignment.conflict import Conflict
from electsched.roster.assignment.problem import AssignmentProblem, Officer, ShiftNeed
from electsched.roster.assignment.weighted.cp_roster import CpLimits, solve_cells
from electsched.roster.assignment.weighted.model import WeightedModel

__all__ = ["role_conflict", "solver_answer"]

_QUESTION_WORK = 2.0


def role_conflict(problem: AssignmentProblem, meter: WorkMeter) -> Conflict | None:
    """Return needs of one role that its holders cannot fill whatever the others do; None if no such proof was found.

    The holders alone are asked, with the needs of their role alone: if these cannot be filled, no roster exists.
    """
    for role in sorted({need.role for need in problem.needs if need.under is None} - {""}):
        part = _part(problem, role)
        needs = [need for need in part.needs if need.role == role and need.under is None]
        if _is_feasible(part, needs, meter) is False:
            return _conflict(part, _smallest(part, needs, meter), meter)
    return None


def solver_answer(problem: AssignmentProblem, meter: WorkMeter) -> bool | None:
    """Return whether a problem without weights has a roster; None if the work for the question was not enough."""
    return _is_feasible(problem, problem.needs, meter)


def _part(problem: AssignmentProblem, role: str) -> AssignmentProblem:
    """Return the problem of the holders of a role, without weights; all other needs ask for nobody."""
    holders = tuple(officer for officer in problem.officers if role in officer.roles)
    keys = {officer.key for officer in holders}
    needs = tuple(
        need if need.role == role else attrs.evolve(need, least=0, most=None, under=None, over=None)
        for need in problem.needs
        if need.most != 0
    )
    pins = tuple(pin for pin in problem.pins if pin.officer in keys)
    return attrs.evolve(problem, officers=holders, needs=needs, pins=pins, requests=())


def _is_feasible(problem: AssignmentProblem, needs: Iterable[ShiftNeed], meter: WorkMeter) -> bool | None:
    """Return whether some needs can be filled together; None if the work for the question was not enough."""
    chosen_needs = frozenset(needs)
    others = (need if need in chosen_needs else attrs.evolve(need, least=0) for need in problem.needs)
    model = WeightedModel(attrs.evolve(problem, needs=tuple(others)))
    free = {officer: np.ones_like(rows.base, dtype=np.bool_) for officer, rows in enumerate(model.rows)}
    answer = solve_cells(model, free, {}, meter, CpLimits(work=_QUESTION_WORK))
    if answer.rows is not None:
        return True
    return False if answer.complete else None


def _smallest(part: AssignmentProblem, needs: list[ShiftNeed], meter: WorkMeter) -> list[ShiftNeed]:
    """Return an irreducible part of needs that fail together: first the days between, then each need alone."""

    def fails(chosen: list[ShiftNeed]) -> bool:
        return _is_feasible(part, chosen, meter) is False

    ordered = sorted(needs, key=lambda need: need.day)
    for _ in range(2):  # from the end, then from the beginning
        low, high = 1, len(ordered)
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if fails(ordered[:middle]) else (middle + 1, high)
        ordered = ordered[:low][::-1]
    for need in list(ordered):
        fewer = [remaining for remaining in ordered if remaining is not need]
        if fails(fewer):
            ordered = fewer
    return sorted(ordered, key=lambda need: need.day)


def _conflict(part: AssignmentProblem, needs: list[ShiftNeed], meter: WorkMeter) -> Conflict:
    days: set[date] = {need.day for need in needs}
    leave = [officer for officer in part.officers if days & set(officer.leave)]
    remedies = [officer.key for officer in leave if _is_feasible(_present(part, officer, days), needs, meter)]
    return Conflict(needs=tuple(needs), leave=tuple(officer.key for officer in leave), remedies=tuple(remedies))


def _present(part: AssignmentProblem, officer: Officer, days: set[date]) -> AssignmentProblem:
    """Return the problem without the leave of an officer on some days."""
    leave = tuple(day for day in officer.leave if day not in days)
    officers = (attrs.evolve(listed, leave=leave) if listed is officer else listed for listed in part.officers)
    return attrs.evolve(part, officers=tuple(officers))
