"""The fairest roster of a problem without weights: construct, level, and try again from another seed."""

from __future__ import annotations

from math import inf

import attrs

from electsched.roster.assignment.automaton import automata_of
from electsched.roster.assignment.budget import WorkMeter
from electsched.roster.assignment.cells import least_request_cost
from electsched.roster.assignment.evaluation import evaluate
from electsched.roster.assignment.fair.bound import spread_bounds, spreads
from electsched.roster.assignment.fair.construction import ConstructionChoices, construct, reserved_duties
from electsched.roster.assignment.fair.exchange import Exchanges
from electsched.roster.assignment.fair.joints import Joints
from electsched.roster.assignment.fair.levelling import level
from electsched.roster.assignment.fair.polish import polish
from electsched.roster.assignment.problem import AssignmentProblem, Rows

__all__ = ["ATTEMPTS", "CELLS_PER_WORK", "FairAnswer", "fair_roster", "level_at_cost", "level_roster", "polished_rows"]

ATTEMPTS = range(12)
"""The numbers of all attempts."""
CELLS_PER_WORK = 40_000
"""Officers times days of a construction with its levelling in one unit of work."""


@attrs.frozen(kw_only=True)
class FairAnswer:
    """The fairest roster that was found.

    Attributes:
        rows: The rows; None if no roster was found, which proves nothing.
        is_fairest: Whether all spreads are at their bounds.
        interrupted: Whether the attempts were interrupted.
    """

    rows: Rows | None = None
    is_fairest: bool = False
    interrupted: bool = False


def fair_roster(
    problem: AssignmentProblem,
    meter: WorkMeter,
    *,
    seed: int = 0,
    attempts: range = ATTEMPTS,
    best: FairAnswer | None = None,
) -> FairAnswer:
    """Return the fairest roster of a few attempts; the first that cannot be fairer ends them.

    If the problem has requests, it is one of those that cost least.

    As long as there is no roster, every other attempt fills the needs of roles first. An interruption (Ctrl-C) returns
    the fairest so far.

    Args:
        problem: The problem, without faults.
        meter: The budget.
        seed: The seed of all random choices.
        attempts: The numbers of the attempts.
        best: The answer of earlier attempts.
    """
    best, joints = best or FairAnswer(), Joints()
    try:
        for attempt in attempts:
            if is_best(problem, best) or (attempt and meter.left <= 0):
                break
            answer = _attempt(problem, seed + attempt, joints, _choices(problem, seed, attempt, best))
            meter.spend(len(problem.officers) * problem.days / CELLS_PER_WORK)
            if answer.rows is not None and _value(problem, answer) < _value(problem, best):
                best = answer
    except KeyboardInterrupt:
        return attrs.evolve(best, interrupted=True)
    return best


def is_best(problem: AssignmentProblem, answer: FairAnswer) -> bool:
    """Return whether no roster is fairer, and by counting alone none grants more requests."""
    if answer.rows is None or not answer.is_fairest or not problem.has_weights:
        return answer.is_fairest
    return evaluate(problem, answer.rows).objective == least_request_cost(problem)


def _choices(problem: AssignmentProblem, seed: int, attempt: int, best: FairAnswer) -> ConstructionChoices:
    """Return the choices of an attempt: roles first if there is no roster, fairness first if it is not fair enough."""
    if best.rows is not None:
        return ConstructionChoices(fairness_first=True)
    if attempt % 2 == 0:
        return ConstructionChoices()
    return ConstructionChoices(reserved=reserved_duties(problem, automata_of(problem), seed + attempt))


def _attempt(problem: AssignmentProblem, seed: int, joints: Joints, choices: ConstructionChoices) -> FairAnswer:
    """Construct and level a roster; one that breaks a rule, such as a least total, is none."""
    rows = construct(problem, automata_of(problem), seed, choices)
    if rows is None:
        return FairAnswer()
    answer = level_roster(problem, rows, seed=seed, joints=joints)
    return FairAnswer() if evaluate(problem, answer.rows or rows).broken else answer


def _value(problem: AssignmentProblem, answer: FairAnswer) -> tuple[float, float]:
    """Return the cost, and by how much the spreads are above their bounds; infinite without a roster."""
    if answer.rows is None:
        return inf, inf
    excess = sum(max(0, spread.most - spread.fewest - (spread.bound or 0)) for spread in spreads(problem, answer.rows))
    return evaluate(problem, answer.rows).objective if problem.has_weights else 0, excess


def level_roster(problem: AssignmentProblem, rows: Rows, *, seed: int = 0, joints: Joints | None = None) -> FairAnswer:
    """Level a roster that keeps all rules; needs stay filled as they are, and requests cost no more."""
    exchanges = Exchanges(problem, automata_of(problem), rows, joints, priced=problem.has_requests_alone)
    is_fairest = level(exchanges, spread_bounds(problem), seed)
    return FairAnswer(rows=_by_officer(problem, exchanges), is_fairest=is_fairest)


def level_at_cost(problem: AssignmentProblem, rows: Rows, *, seed: int = 0) -> Rows:
    """Level a roster with weights as far as it costs no more; it must break no rule."""
    exchanges = Exchanges(problem, automata_of(problem), rows, priced=True)
    level(exchanges, spread_bounds(problem), seed)
    return _by_officer(problem, exchanges)


def polished_rows(problem: AssignmentProblem, rows: Rows) -> Rows:
    """Return a roster with fewer single days; no spread and no cost grows, and needs stay filled as they are."""
    exchanges = Exchanges(problem, automata_of(problem), rows, priced=problem.has_requests_alone)
    polish(exchanges)
    return _by_officer(problem, exchanges)


def _by_officer(problem: AssignmentProblem, exchanges: Exchanges) -> Rows:
    return {officer.key: row for officer, row in zip(problem.officers, exchanges.rows, strict=True)}
