"""The repair of a roster: what has begun stays, then fewest gaps, then fewest changes to others, then fairness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import attrs

from electsched.errors import Fault, noun, raise_faults
from electsched.operation.shifts import OFF
from electsched.phrases import phrase, quoted, verbatim
from electsched.roster.assignment.automaton import automata_of
from electsched.roster.assignment.budget import Budget, WorkMeter
from electsched.roster.assignment.cells import allowed_marks
from electsched.roster.assignment.evaluation import evaluate
from electsched.roster.assignment.fair.construction import ConstructionChoices, construct
from electsched.roster.assignment.faults import problem_faults, row_faults
from electsched.roster.assignment.problem import AssignmentProblem, Officer, Pin, Rows
from electsched.roster.assignment.repair.case import RepairCase, RosterCell
from electsched.roster.assignment.repair.chains import fill_by_chains
from electsched.roster.assignment.repair.change import Proof, Repair, row_changes
from electsched.roster.assignment.repair.insertion import insert, release
from electsched.values import value_text

__all__ = ["RepairSettings", "repair_absence", "repair_case", "repair_roster"]

_MANY_GAPS = 24
"""More gaps are filled one by one, or the roster is constructed anew around the duties that stay."""


@attrs.frozen(kw_only=True)
class RepairSettings:
    """The settings of a repair.

    Attributes:
        decided: The day of the decision, from which notice is counted; None if it is not known.
        budget: The work of the solver.
        solve: Whether the solver is asked, if it is installed, when insertions do not suffice.
    """

    decided: date | None = None
    budget: Budget = attrs.field(factory=lambda: Budget(work=4.0))
    solve: bool = True

    __repr__ = value_text


def repair_absence(
    problem: AssignmentProblem,
    rows: Rows,
    officer: str,
    days: Sequence[date],
    *,
    settings: RepairSettings | None = None,
) -> Repair:
    """Return the repair of a roster if an officer is absent on some days; see `repair_roster`.

    Raises:
        InputError: The problem or the roster has faults, or the officer or a day is not in the problem.
    """
    return repair_roster(problem, rows, [(officer, day) for day in days], settings=settings)


def repair_roster(
    problem: AssignmentProblem,
    rows: Rows,
    absent: Iterable[tuple[str, date]] = (),
    *,
    settings: RepairSettings | None = None,
) -> Repair:
    """Return the repair of a published roster for a problem that has changed.

    The problem is as it is now: with other needs, pins or leave than when the roster was published. The day of the
    decision and earlier days do not change. Officers who are off take the empty places, which is proven to be least if
    it fills all. Else others move as well: by constraint programming, in a window of days that grows until no repair
    of the whole period can be better, or until the budget is used. Without the extra ``solver`` chains of two officers
    are tried, and nothing is proven.

    Args:
        problem: The problem as it is now.
        rows: The published roster.
        absent: The officers who are absent, each with a day.
        settings: The decision and the budget.

    Raises:
        InputError: The problem or the roster has faults, or an officer or a day is not in the problem.
    """
    chosen, cells = settings or RepairSettings(), [*absent]
    raise_faults([*problem_faults(problem), *row_faults(problem, rows)])
    raise_faults(_absence_faults(problem, cells))
    past = 0 if chosen.decided is None else max(0, min(problem.days, problem.index(chosen.decided) + 1))
    begun_cells = {(key, day): row[day] for key, row in rows.items() for day in range(past)}
    numbered = [(key, index) for key, day in cells if (index := problem.index(day)) >= past]
    return repair_case(RepairCase.of(problem, rows, absent=numbered, begun=begun_cells), numbered, chosen)


def _absence_faults(problem: AssignmentProblem, absent: Sequence[tuple[str, date]]) -> Iterator[Fault]:
    officers = {officer.key for officer in problem.officers}
    for key in dict.fromkeys(key for key, _ in absent):
        if key not in officers:
            yield Fault(phrase("officer"), quoted(key), phrase("an officer of the problem"))
    for day in dict.fromkeys(day for _, day in absent):
        if not 0 <= problem.index(day) < problem.days:
            last = problem.day(problem.days - 1)
            expected = phrase("a day from {first} to {last}", first=problem.first_day, last=last)
            yield Fault(noun("day"), verbatim(day.isoformat()), expected)


def repair_case(case: RepairCase, absent: Iterable[RosterCell], settings: RepairSettings) -> Repair:
    """Return the repair of a case; the changes leave out the cells on which officers are absent."""
    problem, meter = case.problem, WorkMeter(settings.budget)
    rows, fewest, is_least, interrupted = case.kept, case.fewest, False, False
    try:
        rows, fewest = _direct(case)
        is_least = case.is_least(rows, fewest)
        if not is_least:
            rows = fill_by_chains(case, rows)
            is_least = case.is_least(rows, fewest)
    except KeyboardInterrupt:
        interrupted = True
    proof: Proof = "least" if is_least else ""
    window: range | None = None
    if not proof and not interrupted and settings.solve:
        rows, proof, window, interrupted = _searched(case, rows, fewest, meter)
    cells = frozenset((key, problem.day(day)) for key, day in absent)
    return Repair(
        rows=rows,
        changes=tuple(row_changes(problem, case.published, rows, cells, settings.decided)),
        gaps=case.gaps(rows),
        proof=proof,
        window=None if window is None else (problem.day(window.start), problem.day(window.stop - 1)),
        repeatable=not (meter.stopped_by_clock or interrupted),
        interrupted=interrupted,
    )


def _direct(case: RepairCase) -> tuple[Rows, int]:
    """Return the rows in which those who are off take the empty places, and the fewest changes of any repair."""
    kept_rows = release(case, case.kept)
    gaps = case.gaps(kept_rows)
    if len(gaps) > _MANY_GAPS:
        rows, _ = insert(case, kept_rows, gaps, at_once=1)
        constructed = _constructed(case, kept_rows) if case.gaps(rows) else None
        return constructed or rows, case.fewest
    rows, is_most = insert(case, kept_rows, gaps)
    return rows, case.fewest_if_not_inserted if is_most and case.gaps(rows) else case.fewest


def _constructed(case: RepairCase, rows: Rows) -> Rows | None:
    """Return a roster in which all duties stay and all gaps are filled; None if none was constructed."""
    problem = case.problem
    usual = allowed_marks(problem)
    pins: list[Pin] = []
    officers: list[Officer] = []
    for officer in problem.officers:
        marks, row = case.allowed[officer.key], rows[officer.key]
        closed = [day for day, mark in enumerate(row) if mark == OFF and marks[day] != usual[officer.key][day]]
        leave = tuple(sorted({*officer.leave, *map(problem.day, closed)}))
        officers.append(attrs.evolve(officer, leave=leave))
        fixed = ((day, mark) for day, mark in enumerate(row) if mark != OFF or len(marks[day]) == 1)
        pins += [Pin(officer=officer.key, day=problem.day(day), shift=mark) for day, mark in fixed]
    needs = tuple(need for needs in case.needs.values() for need in needs)
    hard = tuple(attrs.evolve(need, under=None, over=None) for need in needs)
    around = attrs.evolve(problem, officers=tuple(officers), pins=tuple(pins), needs=hard)
    constructed = construct(around, automata_of(around), 0, ConstructionChoices())
    return None if constructed is None or evaluate(around, constructed).broken else constructed


def _searched(case: RepairCase, rows: Rows, fewest: int, meter: WorkMeter) -> tuple[Rows, Proof, range | None, bool]:
    """Return the rows that the solver finds, if it is installed, their proof, and whether it was interrupted."""
    try:
        from electsched.roster.assignment.repair.search import search_repair  # noqa: PLC0415  # optional, and heavy
    except ModuleNotFoundError:
        return rows, "", None, False
    answer = search_repair(case, rows, fewest, meter)
    if answer.proven:
        return answer.rows, "least", None, answer.interrupted
    return answer.rows, "window" if answer.window else "", answer.window, answer.interrupted
