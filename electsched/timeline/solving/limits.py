"""The limits of the law in one election: their bounds, and whether the dates keep them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import attrs

from electsched.law.date_arithmetic import Moment, in_zone
from electsched.law.rules.evaluation import EvaluationContext, compare_values, falls_on
from electsched.law.rules.expressions import ComparedTo, FallsOn, Zoned, parts_of
from electsched.law.rules.trace import ResolvedDate, Value
from electsched.law.statute import Limit, Statute

__all__ = ["LimitCheck", "extreme", "keeps"]

DAY = timedelta(days=1)


@attrs.frozen
class LimitCheck:
    """A limit of the law, compared with the date of its stage.

    Attributes:
        limit: The limit.
        bound: The date that bounds the stage, with its reason; None if a stage that it names has no date.
        actual: The official or given date of the stage; None if there is none.
        kept: Whether the date keeps the limit; None if one of the dates is missing.
    """

    limit: Limit
    bound: ResolvedDate | None
    actual: ResolvedDate | None
    kept: bool | None

    def __repr__(self) -> str:
        """Return the rule, its bound and the result."""
        return f"<LimitCheck {self.limit.rule}: {self.bound}, kept {self.kept}>"


def extreme(checks: Iterable[LimitCheck], *, earliest: bool) -> date | None:
    """Return the earliest or the latest lawful last day of a stage, None if no limit bounds it."""
    orders = {">=", ">", "=="} if earliest else {"<=", "<", "=="}
    days = []
    for check in checks:
        expr = check.limit.expr
        if check.bound is None or not isinstance(expr, ComparedTo) or expr.left.part != "end":
            continue
        if expr.order in orders:
            # A strict limit excludes the bound itself.
            days.append(check.bound.day + (DAY if expr.order == ">" else -DAY if expr.order == "<" else 0 * DAY))
    if not days:
        return None
    return max(days) if earliest else min(days)


def keeps(
    limit: Limit, actual: ResolvedDate | None, bound: ResolvedDate | None, statute: Statute, context: EvaluationContext
) -> bool | None:
    """Return whether a date keeps a limit; None if the date or the bound is not known.

    A limit that names a zone compares moments: if each place reads the hours of the stage on its local clock, the limit
    must be kept in every zone of the statute.
    """
    if actual is None:
        return None
    if isinstance(limit.expr, FallsOn):
        return falls_on(limit.expr, actual.day, context.calendar, provisional=context.provisional)
    if bound is None:
        return None
    moments = _moments(limit.expr, actual.value, statute)
    return all(compare_values(value, limit.expr.order, bound.value) for value in moments)


def _moments(expr: ComparedTo, value: Value, statute: Statute) -> list[Value]:
    if not isinstance(value, Moment) or statute[expr.left.key].clock != "local":
        return [value]
    if not any(isinstance(part, Zoned) for part in parts_of(expr.right)):
        return [value]
    return [in_zone(value, zone, statute.zone) for zone in statute.zones]
