"""Conditions on dates: comparisons, ranges of days and lists of days, and the tests of computed facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from electsched.law.calendar import WorkCalendar, YearState, worst_state
from electsched.law.date_arithmetic import MINUTES_PER_DAY, Moment, day_of, day_of_month
from electsched.law.rules.evaluation import EvaluationContext, evaluate
from electsched.law.rules.expressions import ComparedTo, Condition, Expr, FallsOn, LimitExpr, Order
from electsched.law.rules.steps import CountStep, HolidayStep, RollStep, Value
from electsched.law.rules.trace import AnchorStep, Step, holidays_state

__all__ = ["compare_values", "evaluate_test", "falls_on", "is_within"]


def compare_values(left: Value, order: Order, right: Value) -> bool:
    """Return whether the comparison is true; unless both sides have an hour, only their days are compared."""
    if isinstance(left, Moment) and isinstance(right, Moment):
        a = left.day.toordinal() * MINUTES_PER_DAY + left.minutes
        b = right.day.toordinal() * MINUTES_PER_DAY + right.minutes
    else:
        a, b = day_of(left).toordinal(), day_of(right).toordinal()
    return {"<=": a <= b, ">=": a >= b, "<": a < b, ">": a > b, "==": a == b}[order]


def is_within(value: Value, ranges: Iterable[tuple[Value, Value]]) -> bool:
    """Return whether a day or moment lies in one of the ranges, whose first and last days are included."""
    return any(compare_values(value, ">=", first) and compare_values(value, "<=", last) for first, last in ranges)


def falls_on(expr: FallsOn, day: date, calendar: WorkCalendar, *, provisional: bool = False) -> bool:
    """Return whether the limit allows the day; if ``provisional``, estimated holidays are taken for known ones.

    Raises:
        HorizonError: The limit names holidays or working days, the day lies outside the horizon, and ``provisional`` is
            not set.
    """
    if expr.even:
        return day.year % 2 == 0
    if day.isoweekday() in expr.weekdays or day.month in expr.months:
        return True
    for ordinal, weekday, month in expr.ordinals:
        if day.isoweekday() == weekday and day.month == month and _ordinal_of(day, from_end=ordinal < 0) == ordinal:
            return True
    if not (expr.holiday or expr.working):
        return False
    if not provisional:
        calendar.require_known(day)
    if expr.holiday and calendar.holiday_on(day) is not None:
        return True
    return expr.working and calendar.day_off_reason(day) is None


def _ordinal_of(day: date, *, from_end: bool) -> int:
    """Return the ordinal of the day's weekday in its month; -1 is the last."""
    return -1 - (day_of_month(day, 0, -1).day - day.day) // 7 if from_end else (day.day + 6) // 7


def evaluate_test(test: tuple[Condition, ...], context: EvaluationContext) -> tuple[bool, tuple[Step, ...], YearState]:
    """Return whether one of the conditions holds, the steps, and the state of the holidays that were read.

    Raises:
        MissingAnchorError: A stage that a condition names has no date.
        HorizonError: A day that is tested, or a count, leaves the years whose holidays are known.
        InputError: A month has no such day, or a date leaves the years 1 to 9999.
    """
    steps: list[Step] = []
    state: YearState = "known"
    holds = False
    for condition in test:
        left = _evaluated(condition.left, context, steps)
        holds = _allows(condition.limit, left, context, steps)
        if isinstance(condition.limit, FallsOn) and (condition.limit.holiday or condition.limit.working):
            state = worst_state(state, context.calendar.state_on(day_of(left)))
        if holds:
            break
    read = (step for step in steps if isinstance(step, CountStep | RollStep | HolidayStep))
    anchors_read = (step.resolved for step in steps if isinstance(step, AnchorStep))
    return holds, tuple(steps), worst_state(state, holidays_state(*anchors_read), *(step.holidays for step in read))


def _evaluated(expr: Expr, context: EvaluationContext, steps: list[Step]) -> Value:
    value, expr_steps = evaluate(expr, context)
    steps += expr_steps
    return value


def _allows(limit: LimitExpr, value: Value, context: EvaluationContext, steps: list[Step]) -> bool:
    if isinstance(limit, FallsOn):
        return falls_on(limit, day_of(value), context.calendar, provisional=context.provisional)
    if isinstance(limit, ComparedTo):
        return compare_values(value, limit.order, _evaluated(limit.right, context, steps))
    ranges: list[tuple[Value, Value]] = []
    for first, last in limit.ranges:
        first_day = _evaluated(first, context, steps)
        ranges.append((first_day, first_day if last == first else _evaluated(last, context, steps)))
    return is_within(value, ranges)
