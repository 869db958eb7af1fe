"""Limits of the law as they stand in one election: what they come to, and whether they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import attrs

from electsched.law.date_arithmetic import Moment, WorkCalendar, as_read_in
from electsched.law.evaluation import compare_values, falls
from electsched.law.expressions import Comparison, Falls, Zoned, parts_of
from electsched.law.statute import Limit, Statute
from electsched.law.trace import Found, Value

__all__ = ["KeptLimit", "extreme", "keeps"]

DAY = timedelta(days=1)


@attrs.frozen
class KeptLimit:
    """A limit of the law, evaluated.

    Attributes:
        limit: The limit.
        bound: The date that bounds the stage, with its reason; None where what it rests on has no date.
        actual: The stage's date as it stands, official or given; None where there is none.
        kept: Whether the date keeps the limit; None where one of them is missing.
    """

    limit: Limit
    bound: Found | None
    actual: Found | None
    kept: bool | None


def extreme(limits: Iterable[KeptLimit], *, earliest: bool) -> date | None:
    """Return the first or the last day that the limits leave to the end of a stage, None where they bound it not."""
    orders = {">=", ">", "=="} if earliest else {"<=", "<", "=="}
    days = []
    for kept in limits:
        expr = kept.limit.expr
        if kept.bound is None or not isinstance(expr, Comparison) or expr.left.part != "end":
            continue
        if expr.order in orders:
            # A strict limit on whole days leaves the day beyond the bound.
            days.append(kept.bound.day + (DAY if expr.order == ">" else -DAY if expr.order == "<" else 0 * DAY))
    if not days:
        return None
    return max(days) if earliest else min(days)


def keeps(
    limit: Limit, actual: Found | None, bound: Found | None, statute: Statute, calendar: WorkCalendar
) -> bool | None:
    """Return whether a date keeps a limit; None where the date, or what it is held against, is not known.

    A limit that names the clock of one zone compares moments: a stage that each place reads on its own clock is held to
    it in every zone of the statute.
    """
    if actual is None:
        return None
    if isinstance(limit.expr, Falls):
        return falls(limit.expr, actual.day, calendar)
    if bound is None:
        return None
    held = _moments(limit.expr, actual.value, statute)
    return all(compare_values(value, limit.expr.order, bound.value) for value in held)


def _moments(expr: Comparison, value: Value, statute: Statute) -> list[Value]:
    if not isinstance(value, Moment) or statute[expr.left.key].clock != "local":
        return [value]
    if not any(isinstance(part, Zoned) for part in parts_of(expr.right)):
        return [value]
    return [as_read_in(value, zone, statute.zone) for zone in statute.zones]
