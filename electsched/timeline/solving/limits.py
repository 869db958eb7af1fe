"""The limits of the law in one election: their bounds, and whether the dates keep them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import attrs

from electsched.law.calendar import WorkCalendar
from electsched.law.date_arithmetic import Moment, in_zone
from electsched.law.rules.conditions import compare_values, falls_on, is_within
from electsched.law.rules.evaluation import EvaluationContext, MissingAnchorError
from electsched.law.rules.expressions import ComparedTo, FallsOn, Within, Zoned, exprs_of, parts_of
from electsched.law.rules.trace import Part, ResolvedDate, Value
from electsched.law.statute import Limit, Statute
from electsched.timeline.election import Occurrence
from electsched.values import shortened

__all__ = ["LimitCheck", "extreme", "keeps", "occurrence_checks"]

RULE_LENGTH = 50
"""The most characters of a rule in the text of a value."""

DAY = timedelta(days=1)


@attrs.frozen
class LimitCheck:
    """A limit of the law, compared with the date of its stage.

    Attributes:
        limit: The limit.
        bound: The date that bounds the stage, with its reason; None if the limit allows several days or ranges, or if a
            stage that it names has no date.
        actual: The official or given date of the stage; None if there is none.
        kept: Whether the date keeps the limit; None if one of the dates is missing.
        ranges: The first and the last day of each allowed range, both included, if the limit states such ranges, or
            equality with an open date, and all their dates are known.
    """

    limit: Limit
    bound: ResolvedDate | None
    actual: ResolvedDate | None
    kept: bool | None = None
    ranges: tuple[tuple[ResolvedDate, ResolvedDate], ...] = ()

    def __repr__(self) -> str:
        """Return the rule, its bound and the result."""
        return f"<LimitCheck {shortened(self.limit.rule, RULE_LENGTH)}: {self.bound}, kept {self.kept}>"

    @property
    def nearest(self) -> ResolvedDate | None:
        """The bound; of several ranges, the first or last day that is nearest to the actual date."""
        actual = self.actual
        if self.bound is not None or not self.ranges or actual is None:
            return self.bound
        return min((end for span in self.ranges for end in span), key=lambda end: abs(end.day - actual.day))


def extreme(checks: Iterable[LimitCheck], *, earliest: bool) -> date | None:
    """Return the earliest or the latest lawful last day of a stage, None if no limit bounds it."""
    orders = {">=", ">", "=="} if earliest else {"<=", "<", "=="}
    days = []
    for check in checks:
        expr = check.limit.expr
        if expr.left.part != "end":
            continue
        if check.ranges:
            ends = sorted(end.day for span in check.ranges for end in span)
            days.append(ends[0] if earliest else ends[-1])
        elif check.bound is not None and isinstance(expr, ComparedTo) and expr.order in orders:
            # A strict limit excludes the bound itself.
            days.append(check.bound.day + (DAY if expr.order == ">" else -DAY if expr.order == "<" else 0 * DAY))
    if not days:
        return None
    return max(days) if earliest else min(days)


def keeps(check: LimitCheck, statute: Statute, context: EvaluationContext) -> bool | None:
    """Return whether the date of a check keeps its limit; None if the date or the bound is not known.

    A limit that names a zone compares moments: if each place reads the hours of the stage on its local clock, the limit
    must be kept in every zone of the statute.
    """
    expr, actual = check.limit.expr, check.actual
    if actual is None:
        return None
    if isinstance(expr, FallsOn):
        return falls_on(expr, actual.day, context.calendar, provisional=context.provisional)
    moments = _moments(expr, actual.value, statute)
    if isinstance(expr, Within) or check.ranges:
        ranges = [(first.value, last.value) for first, last in check.ranges]
        return all(is_within(value, ranges) for value in moments) if ranges else None
    bound = check.bound
    return None if bound is None else all(compare_values(value, expr.order, bound.value) for value in moments)


def occurrence_checks(
    check: LimitCheck, occurrences: Iterable[Occurrence], statute: Statute, calendar: WorkCalendar, *, provisional: bool
) -> Iterator[tuple[str, LimitCheck]]:
    """Yield the key and the check of each occurrence of a stage whose date is not that of the stage as a whole."""
    if check.actual is None:
        return
    zone = statute.zone
    context = EvaluationContext(look_up=_read_nothing, calendar=calendar, zone=zone, provisional=provisional)
    for occurrence in occurrences:
        is_start = check.limit.expr.left.part == "start"
        value = occurrence.start if is_start else occurrence.end or occurrence.start
        if value != check.actual.value:
            occurrence_check = attrs.evolve(check, actual=ResolvedDate(value, "official", check.actual.reason))
            yield occurrence.key, attrs.evolve(occurrence_check, kept=keeps(occurrence_check, statute, context))


def _read_nothing(key: str, _part: Part) -> ResolvedDate:
    raise MissingAnchorError(key)  # the bound of a limit is already evaluated


def _moments(expr: ComparedTo | Within, value: Value, statute: Statute) -> list[Value]:
    if not isinstance(value, Moment) or statute[expr.left.key].clock != "local":
        return [value]
    if not any(isinstance(part, Zoned) for operand in exprs_of(expr) for part in parts_of(operand)):
        return [value]
    return [in_zone(value, zone, statute.zone) for zone in statute.zones]
