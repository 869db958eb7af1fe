"""Check that the limits of a statute leave a lawful timetable, whatever its dates are.

Without any date nothing is bounded, so limits that contradict each other are found by a date that is tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from electsched.errors import Fault, InputError
from electsched.law.rules.expressions import Holiday, MonthDay, SystemDay, Weekday, parts_of
from electsched.law.soundness import fact_combinations
from electsched.law.statute import Facts, Statute
from electsched.phrases import phrase
from electsched.timeline.bounds import irreducible
from electsched.timeline.solving.constraints import Constraint, Ground, KnownDates
from electsched.timeline.solving.law_constraints import constraints_of
from electsched.timeline.solving.solver import RangeSolver

__all__ = ["contradictions"]

MOST_LIMITS = 200
"""The most limits of a law that is tried: to find those in conflict takes a solution for each of them."""
MOST_SOLVED = 20_000
"""The most constraints that are solved for all facts and dates together; a large law is tried under fewer facts."""
TRIED_DAYS = 8
"""Days that are tried for a stage, some weeks apart and each on another day of the week."""
TRIED_STEP = timedelta(days=43)


def contradictions(statute: Statute) -> Iterator[Fault]:
    """Yield a fault for each set of limits and rules that contradict each other on every day that is tried."""
    keys = list(dict.fromkeys(limit.expr.left.key for limit in statute.limits))
    if not 0 < len(statute.limits) <= MOST_LIMITS:
        return
    size = (len(statute.limits) + 2 * len(statute.stages)) * TRIED_DAYS * len(keys)
    reported: set[str] = set()
    for facts in islice(fact_combinations(statute), max(MOST_SOLVED // size, 1)):
        for key in keys:
            grounds = () if key in reported else _conflict(statute, facts, key)
            if grounds:
                reported |= {key, *(ground.stage for ground in grounds)}
                conditions = "".join(f", {fact} = {value}" for fact, value in facts.items())
                rules = "; ".join(map(str, grounds))
                yield Fault(
                    f"limit{conditions}",
                    phrase("no lawful day of {key!r}, whatever the date: {rules}", key=key, rules=rules),
                    phrase("limits that leave a lawful day"),
                )


def _conflict(statute: Statute, facts: Facts, key: str) -> tuple[Ground, ...]:
    """Return the provisions that contradict each other on each day tried for a stage; none if a day is lawful."""
    calendars = {stage.key: statute.calendar_of(facts, stage.key) for stage in statute.stages}
    conflict: tuple[Ground, ...] = ()
    first = date(max(statute.calendar.first.year, statute.calendar.last.year - 1), 1, 15)
    for number in range(TRIED_DAYS):
        day = first + number * TRIED_STEP
        tried_dates: KnownDates = {key: (None, day)}
        solver = RangeSolver(calendars, statute.zone, provisional=True)
        try:
            constraints = tuple(
                filter(_is_relative, constraints_of(statute, facts, tried_dates, {"polling": (day, day)}))
            )
        except InputError:
            return ()  # no version of a rule is in force on such a day
        if solver.solve(constraints) is not None:
            return ()
        conflict = conflict or irreducible(solver, constraints)
    provisions = tuple(ground for ground in conflict if ground.law is not None)
    # Rules alone that give an end before its start are a fault of the polls that are tried.
    return provisions if any(limit.rule == ground.rule for limit in statute.limits for ground in provisions) else ()


def _is_relative(constraint: Constraint) -> bool:
    """Return whether a constraint names no day of the year, which a day that is tried may miss."""
    if constraint.allows is not None or constraint.options:
        return False
    if constraint.low is None or isinstance(constraint.low, date):
        return True
    parts = list(parts_of(constraint.low))
    if any(isinstance(part, MonthDay | SystemDay | Holiday) for part in parts):
        return False
    return all(part.relation != "of" for part in parts if isinstance(part, Weekday))
