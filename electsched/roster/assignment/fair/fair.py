"""The fairest roster of a problem without weights: construct, level, and try again from another seed."""

from __future__ import annotations

import attrs

from electsched.roster.assignment.budget import WorkMeter
from electsched.roster.assignment.evaluation import evaluate
from electsched.roster.assignment.fair.bound import spread_bounds, spreads
from electsched.roster.assignment.fair.construction import automata_of, construct
from electsched.roster.assignment.fair.exchange import Exchanges
from electsched.roster.assignment.fair.levelling import level
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
    """

    rows: Rows | None
    is_fairest: bool = False


def fair_roster(problem: AssignmentProblem, meter: WorkMeter, *, seed: int = 0) -> FairAnswer:
    """Return the fairest roster of a few attempts; the first that cannot be fairer ends them."""
    best: FairAnswer = FairAnswer(rows=None)
    best_excess = None
    for attempt in range(_ATTEMPTS):
        if attempt and meter.left <= 0:
            break
        rows = construct(problem, automata_of(problem), seed + attempt)
        meter.spend(len(problem.officers) * problem.days / _CELLS_PER_WORK)
        if rows is None:
            continue
        answer = level_roster(problem, rows, seed=seed + attempt)
        if answer.rows is None or evaluate(problem, answer.rows).broken:  # least totals are not constructed
            continue
        excess = sum(max(0, spread.most - spread.fewest - spread.bound) for spread in spreads(problem, answer.rows))
        if best_excess is None or excess < best_excess:
            best, best_excess = answer, excess
        if answer.is_fairest:
            break
    return best


def level_roster(problem: AssignmentProblem, rows: Rows, *, seed: int = 0) -> FairAnswer:
    """Level a roster that keeps all rules; needs stay filled as they are."""
    exchanges = Exchanges(problem, automata_of(problem), rows)
    is_fairest = level(exchanges, spread_bounds(problem), seed)
    levelled = {officer.key: row for officer, row in zip(problem.officers, exchanges.rows, strict=True)}
    return FairAnswer(rows=levelled, is_fairest=is_fairest)
