"""The door to rosters by name: the fairest roster of a problem without weights, else the cheapest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import attrs

from electsched.errors import Fault, InputError, MissingPackageError, raise_faults
from electsched.phrases import phrase
from electsched.roster.assignment.budget import MODEL_CELLS_PER_WORK, Budget, WorkMeter
from electsched.roster.assignment.cells import least_request_cost
from electsched.roster.assignment.conflict import Conflict, counted_conflict
from electsched.roster.assignment.evaluation import evaluate
from electsched.roster.assignment.fair.bound import spreads
from electsched.roster.assignment.fair.fair import (
    ATTEMPTS,
    CELLS_PER_WORK,
    FairAnswer,
    fair_roster,
    level_at_cost,
    level_roster,
    polished_rows,
)
from electsched.roster.assignment.faults import problem_faults, row_faults
from electsched.roster.assignment.irreducible import explained_conflict
from electsched.roster.assignment.problem import AssignmentProblem, Rows
from electsched.roster.assignment.questions import Questions
from electsched.roster.assignment.result import AssignmentResult, AssignmentStatus
from electsched.values import value_text

if TYPE_CHECKING:
    from electsched.roster.assignment.weighted.search import SearchState, WeightedAnswer

__all__ = ["AssignSettings", "assign_problem"]

_EXPLANATION_WORK = 1.5
"""The most work for the question which parts of a problem cannot hold together."""
_GRANTING_ATTEMPTS = ATTEMPTS[:4]
"""The constructions by which requests are granted before the solver is asked."""
_SOLVER_SHARE = 0.25
"""The part of the work that the solver may use for a problem without weights: for a roster, or for a fairer one."""
_CLOSING_WORK = 3.0
"""The most work for a fairer roster than that of the exchanges, and for the proof that there is none."""


@attrs.frozen(kw_only=True)
class AssignSettings:
    """The settings of a search.

    Attributes:
        seed: The seed of all random choices.
        budget: The work or the time that may be spent.
        clock: Returns seconds, for a budget in seconds.
        start: A roster from which the search goes on; None to begin anew.
        prove: Whether the solver is asked, if it is installed, when no fair roster could be constructed.
        close: Whether the solver is asked, if it is installed, for a fairer roster or the proof that there is none, if
            counting does not prove it.
        report: Called with the state of a search for the cheapest roster after each improvement.
    """

    seed: int = 0
    budget: Budget = attrs.field(factory=Budget)
    clock: Callable[[], float] | None = None
    start: Rows | None = None
    prove: bool = True
    close: bool = True
    report: Callable[[SearchState], None] | None = None

    __repr__ = value_text


def assign_problem(problem: AssignmentProblem, settings: AssignSettings | None = None) -> AssignmentResult:
    """Return the best roster by name that is found within the budget, and the proofs about it.

    A problem without weights has no cost: its roster fills all needs and is as fair as possible, and no package is
    needed. Other problems, cyclic ones, and the proof that no roster exists, need the extra ``solver``. If requests are
    all that costs, it is needed only to grant more of them than the construction does, and for the proof.

    Raises:
        InputError: The problem, or the roster to start from, has faults; all of them are named.
        MissingPackageError: The problem has weights or is cyclic, and the extra is not installed.
    """
    chosen = settings or AssignSettings()
    raise_faults(problem_faults(problem))
    if chosen.start is not None:
        raise_faults(row_faults(problem, chosen.start))
    meter = WorkMeter(chosen.budget, chosen.clock)
    if problem.has_requests_alone and not problem.cyclic and chosen.start is None:
        result = _granting(problem, meter, chosen)
    elif problem.has_weights:
        result = _cheapest(problem, meter, chosen)
    else:
        result = _fairest(problem, meter, chosen)
        result = _closed(result, meter, chosen) if chosen.close else result
    if result.status == "infeasible" and chosen.prove:
        result = attrs.evolve(result, conflict=_explained(problem, result.conflict, meter, chosen))
    return attrs.evolve(
        result, seed=chosen.seed, budget=chosen.budget, work=meter.done, repeatable=not meter.stopped_by_clock
    )


def _fairest(problem: AssignmentProblem, meter: WorkMeter, settings: AssignSettings) -> AssignmentResult:
    conflict = counted_conflict(problem)
    if conflict is not None:
        return _impossible(problem, conflict, "counting")
    if settings.start is not None and not evaluate(problem, settings.start).broken:
        answer = level_roster(problem, settings.start, seed=settings.seed)
    elif problem.cyclic:  # the construction does not know how the last day goes on
        answer = FairAnswer()
    else:
        answer = fair_roster(problem, meter, seed=settings.seed, attempts=ATTEMPTS[:1])
        if answer.rows is None and not answer.interrupted:
            conflict = _role_conflict(problem, meter, settings)
            if conflict is not None:
                return _impossible(problem, conflict, "constraint programming")
        if not answer.interrupted:
            answer = fair_roster(problem, meter, seed=settings.seed, attempts=ATTEMPTS[1:], best=answer)
    if answer.rows is None and not answer.interrupted:
        return _without_construction(problem, meter, settings)
    unknown = AssignmentResult(problem=problem, status="unknown", rows=None, objective=None, bound=0)
    return attrs.evolve(_with_roster(unknown, answer), interrupted=answer.interrupted)


def _with_roster(result: AssignmentResult, answer: FairAnswer) -> AssignmentResult:
    """Return a result without weights with the roster of an answer, if it has one; single days are made fewer."""
    if answer.rows is None:
        return result
    rows = polished_rows(result.problem, answer.rows)
    return attrs.evolve(
        result,
        status="optimal" if answer.is_fairest else "feasible",
        rows=rows,
        objective=0,
        spreads=spreads(result.problem, rows),
        proved_by="counting" if answer.is_fairest else "",
    )


def _closed(result: AssignmentResult, meter: WorkMeter, settings: AssignSettings) -> AssignmentResult:
    """Ask the solver, if it is installed, for a fairer roster than counting proves to be possible, or the proof.

    Without it, or if its part of the work is used, the result stays as it is.
    """
    if result.rows is None or result.is_fairest or result.interrupted:
        return result
    try:
        from electsched.roster.assignment.fair.closing import close_gaps  # noqa: PLC0415  # optional, and heavy
        from electsched.roster.assignment.solver import SOLVER  # noqa: PLC0415  # as above
    except ModuleNotFoundError:
        return result
    work = min(_CLOSING_WORK, meter.left * _SOLVER_SHARE)
    share = WorkMeter(attrs.evolve(meter.budget, work=work), settings.clock)
    try:
        closed = close_gaps(result.problem, result.rows, share)
    except KeyboardInterrupt:
        return attrs.evolve(result, interrupted=True)
    finally:
        meter.spend(share.done)
    is_proven = closed.is_undominated or all(spread.is_least for spread in closed.spreads)
    return attrs.evolve(
        result,
        status="optimal" if is_proven else "feasible",
        rows=closed.rows,
        spreads=closed.spreads,
        proved_by="constraint programming" if is_proven else "",
        solver=SOLVER,
    )


def _impossible(problem: AssignmentProblem, conflict: Conflict, proved_by: str) -> AssignmentResult:
    return AssignmentResult(
        problem=problem,
        status="infeasible",
        rows=None,
        objective=None,
        bound=None,
        conflict=conflict,
        proved_by=proved_by,
    )


def _role_conflict(problem: AssignmentProblem, meter: WorkMeter, settings: AssignSettings) -> Conflict | None:
    """Ask the solver, if it is installed, for a proof that the holders of a role are too few."""
    if not settings.prove:
        return None
    try:
        from electsched.roster.assignment.weighted.conflict import role_conflict  # noqa: PLC0415  # optional, heavy

        return role_conflict(problem, meter)
    except (ModuleNotFoundError, InputError):  # InputError: too many states of a row for the solver
        return None


def _explained(
    problem: AssignmentProblem, conflict: Conflict | None, meter: WorkMeter, settings: AssignSettings
) -> Conflict | None:
    """Return the conflict with the parts of the problem that cannot hold together, as far as a little work shows."""
    share = WorkMeter(Budget(work=_EXPLANATION_WORK, seconds=meter.budget.seconds), settings.clock)
    questions = Questions(share, settings.seed, lambda part: _solver_answer(part, share))
    try:
        return explained_conflict(problem, conflict, questions)
    except KeyboardInterrupt:
        return conflict
    finally:
        meter.spend(share.done)


def _solver_answer(problem: AssignmentProblem, meter: WorkMeter) -> bool | None:
    try:
        from electsched.roster.assignment.weighted.conflict import solver_answer  # noqa: PLC0415  # optional, heavy

        meter.spend(len(problem.officers) * problem.days / MODEL_CELLS_PER_WORK)
        return solver_answer(problem, meter)
    except (ModuleNotFoundError, InputError):  # InputError: too many states of a row for the solver
        return None


def _without_construction(problem: AssignmentProblem, meter: WorkMeter, settings: AssignSettings) -> AssignmentResult:
    """Ask the solver, if it is installed, for any roster, which is levelled, or for the proof that there is none."""
    unknown = AssignmentResult(problem=problem, status="unknown", rows=None, objective=None, bound=None)
    if not settings.prove:
        return unknown
    share = WorkMeter(attrs.evolve(meter.budget, work=meter.left * _SOLVER_SHARE), settings.clock)
    try:
        result = _cheapest(problem, share, settings)
    except (MissingPackageError, InputError) as error:  # InputError: too many states of a row for the solver
        if problem.cyclic and isinstance(error, MissingPackageError):
            raise
        return unknown
    finally:
        meter.spend(share.done)
    if result.rows is None:
        return result
    return _with_roster(result, level_roster(problem, result.rows, seed=settings.seed))


def _granting(problem: AssignmentProblem, meter: WorkMeter, settings: AssignSettings) -> AssignmentResult:
    """Return the cheapest roster of a problem whose weights are requests alone.

    The construction, which knows the requests, mostly grants all that can be; else the solver goes on from its roster.
    """
    conflict = counted_conflict(problem)
    if conflict is not None:
        return _impossible(problem, conflict, "counting")
    answer = fair_roster(problem, meter, seed=settings.seed, attempts=_GRANTING_ATTEMPTS)
    result = _granted(problem, answer)
    is_asked = result.rows is not None or settings.prove
    if answer.interrupted or result.status == "optimal" or not is_asked:
        return result
    try:
        return _cheapest(problem, meter, attrs.evolve(settings, start=result.rows))
    except (MissingPackageError, InputError):  # InputError: too many states of a row for the solver
        return result


def _granted(problem: AssignmentProblem, answer: FairAnswer) -> AssignmentResult:
    """Return a result with the roster of an answer, if it has one, and with the bound of single days."""
    unknown = AssignmentResult(
        problem=problem, status="unknown", rows=None, objective=None, bound=None, interrupted=answer.interrupted
    )
    if answer.rows is None:
        return unknown
    rows = polished_rows(problem, answer.rows)
    objective, bound = evaluate(problem, rows).objective, least_request_cost(problem)
    return attrs.evolve(
        unknown,
        status="optimal" if objective == bound else "feasible",
        rows=rows,
        objective=objective,
        bound=bound,
        spreads=spreads(problem, rows),
        proved_by="counting" if objective == bound else "",
    )


def _cheapest(problem: AssignmentProblem, meter: WorkMeter, settings: AssignSettings) -> AssignmentResult:
    try:
        from electsched.roster.assignment.solver import SOLVER  # noqa: PLC0415  # optional, and heavy
        from electsched.roster.assignment.weighted.search import search_weighted  # noqa: PLC0415  # as above
    except ModuleNotFoundError as error:
        fault = Fault(
            "",
            phrase("a problem with weights or a cycle, without the package 'ortools'"),
            phrase("the extra 'solver' installed"),
        )
        raise MissingPackageError(fault) from error
    answer = search_weighted(problem, meter, seed=settings.seed, start=settings.start, report=settings.report)
    if answer.rows is not None and not answer.interrupted:
        answer = _levelled(problem, answer, meter, settings.seed)
    status: AssignmentStatus = "infeasible" if answer.infeasible else "unknown"
    if answer.objective is not None:
        status = "optimal" if answer.objective == answer.bound else "feasible"
    return AssignmentResult(
        problem=problem,
        status=status,
        rows=answer.rows,
        objective=answer.objective,
        bound=None if answer.infeasible else answer.bound,
        spreads=() if answer.rows is None else spreads(problem, answer.rows),
        proved_by=answer.proved_by,
        interrupted=answer.interrupted,
        solver=SOLVER,
    )


def _levelled(problem: AssignmentProblem, answer: WeightedAnswer, meter: WorkMeter, seed: int) -> WeightedAnswer:
    """Return the answer with a roster of the same cost, or of less, whose spreads are smaller if they can be."""
    if answer.rows is None or answer.objective is None:
        return answer
    meter.spend(len(problem.officers) * problem.days / CELLS_PER_WORK)
    try:
        rows = level_at_cost(problem, answer.rows, seed=seed)
    except KeyboardInterrupt:
        return attrs.evolve(answer, interrupted=True)
    evaluation = evaluate(problem, rows)
    if evaluation.broken or evaluation.objective > answer.objective:
        return answer
    return attrs.evolve(answer, rows=rows, objective=evaluation.objective)
