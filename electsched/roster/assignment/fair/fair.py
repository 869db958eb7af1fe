"""The fairest roster of a problem without weights: construct, level, and try again from another seed."""

from __future__ import annotations

from math import inf

import attrs

from electsched.roster.assignment.budget import WorkMeter
from electsched.roster.assignment.evaluation import evaluate
from electsched.roster.assignment.fair.bound import spread_bounds, spreads
from electsched.roster.assignment.fair.construction import automata_of, construct
from electsched.roster.assignment.fair.exchange import Exchanges
from electsched.roster.assignment.fair.levelling import level
from electsched.roster.assignment.fair.polish import polish
from electsched.roster.assignment.problem import AssignmentProblem, Rows

__all__ = ["FairAnswer", "fair_roster", "level_roster"]

_ATTEMPTS = 3
_CELLS_PER_WORK = 40_000
"""Officers times days of a construction with its levelling in one unit of work."""


@attrs.frozen(kw_only=True)
class FairAnswer:
    """The fairest roster that was found.

    Attributes:
        rows: The rows; None if no roster was found, which proves nothing.
        is_fairest: Whether all spreads are at their bounds.
        interrupted: Whether the attempts were interrupted.
    """

    rows: Rows | None
    is_fairest: bool = False
    interrupted: bool = False


def fair_roster(problem: AssignmentProblem, meter: WorkMeter, *, seed: int = 0) -> FairAnswer:
    """Return the fairest roster of a few attempts; the first that cannot be fairer ends them.

    An interruption (Ctrl-C) returns the fairest so far.
    """
    best = FairAnswer(rows=None)
    try:
        for attempt in range(_ATTEMPTS):
            if best.is_fairest or (attempt and meter.left <= 0):
                break
            answer = _attempt(problem, seed + attempt)
            meter.spend(len(problem.officers) * problem.days / _CELLS_PER_WORK)
            if answer.rows is not None and _excess(problem, answer) < _excess(problem, best):
                best = answer
    except KeyboardInterrupt:
        return attrs.evolve(best, interrupted=True)
    return best


def _attempt(problem: AssignmentProblem, seed: int) -> FairAnswer:
    """Construct and level a roster; one that breaks a rule, such as a least total, is none."""
    rows = construct(problem, automata_of(problem), seed)
    if rows is None:
        return FairAnswer(rows=None)
    answer = level_roster(problem, rows, seed=seed)
    return FairAnswer(rows=None) if evaluate(problem, answer.rows or rows).broken else answer


def _excess(problem: AssignmentProblem, answer: FairAnswer) -> float:
    """Return by how much the spreads are above their bounds; infinite without a roster."""
    if answer.rows is None:
        return inf
    return sum(max(0, spread.most - spread.fewest - spread.bound) for spread in spreads(problem, answer.rows))


def level_roster(problem: AssignmentProblem, rows: Rows, *, seed: int = 0) -> FairAnswer:
    """Level a roster that keeps all rules, and remove single days; needs stay filled as they are."""
    exchanges = Exchanges(problem, automata_of(problem), rows)
    is_fairest = level(exchanges, spread_bounds(problem), seed)
    polish(exchanges)
    levelled = {officer.key: row for officer, row in zip(problem.officers, exchanges.rows, strict=True)}
    return FairAnswer(rows=levelled, is_fairest=is_fairest)
