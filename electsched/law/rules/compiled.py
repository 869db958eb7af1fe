"""Rules as functions of numbers, for days on which no error and no estimated holiday is met.

The evaluator defines a rule's meaning, and gives its trace. A compiled rule gives the same date many times faster, but
no trace and no reason of an error: it raises `UncountedError`, and the evaluator is asked.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from electsched.law.calendar import WorkCalendar
from electsched.law.date_arithmetic import MINUTES_PER_DAY, Moment, add_hours, add_months
from electsched.law.rules.evaluation import EvaluationContext, evaluate
from electsched.law.rules.expressions import Anchor, At, Choice, Expr, Offset, RolledToWorkingDay
from electsched.law.rules.trace import Given, Part, ResolvedDate, Value

__all__ = ["BITS", "NO_HOUR", "CompiledRule", "Slots", "UncountedError", "compiled", "pack", "sort_number", "unpack"]

BITS = 11
"""The bits of a packed value that hold its minutes; the bits above hold the ordinal of its day."""
NO_HOUR = (1 << BITS) - 1
"""The minutes of a packed day without an hour."""
FIRST_DAY, LAST_DAY = date.min.toordinal() << BITS, (date.max.toordinal() << BITS) | NO_HOUR
DAYS_PER_WEEK = 7
MONTHS_PER_YEAR = 12

CompiledRule = Callable[[Sequence[int]], int]
"""Return the packed date of a rule for the packed dates of all anchors, by their slot."""
Slots = Mapping[tuple[str, Part], int]
"""The position of each anchor among the packed dates."""


class UncountedError(LookupError):
    """The date lies outside the years whose holidays are known, or outside the years 1 to 9999."""


def pack(value: Value) -> int:
    """Return a day or a moment as one number."""
    if isinstance(value, Moment):
        return value.day.toordinal() << BITS | value.minutes
    return value.toordinal() << BITS | NO_HOUR


def unpack(packed: int) -> Value:
    """Return the day or the moment of a number."""
    day, minutes = date.fromordinal(packed >> BITS), packed & NO_HOUR
    return day if minutes == NO_HOUR else Moment(day, minutes)


def sort_number(packed: int) -> int:
    """Return the number by which dates and moments are sorted; a date lasts until 24:00."""
    return packed if packed & NO_HOUR != NO_HOUR else packed - NO_HOUR + MINUTES_PER_DAY


def compiled(expr: Expr, slots: Slots, calendar: WorkCalendar, zone: str, *, provisional: bool) -> CompiledRule:
    """Return a rule as a function of the packed dates of its anchors.

    The function gives the date that the evaluator gives, or raises an error: `UncountedError` if the evaluator must be
    asked, MissingAnchorError if an hour is missing, or the InputError of the evaluator.
    """

    def part(operand: Expr) -> CompiledRule:
        return compiled(operand, slots, calendar, zone, provisional=provisional)

    match expr:
        case Anchor(key=key, part=end):
            return _anchor(slots[key, end])
        case Offset():
            return _offset(expr, part(expr.base), calendar, zone)
        case At(base=base, minutes=minutes):
            return _at(part(base), minutes)
        case RolledToWorkingDay(base=base, direction=direction):
            return _rolled(part(base), calendar, forward=direction == "forward")
        case Choice(which=which, items=items):
            return _choice([part(operand) for operand in items], latest=which == "latest")
        case _:  # a rarer shape is evaluated, and its trace dropped
            return _evaluated(expr, slots, calendar, zone, provisional=provisional)


def _anchor(slot: int) -> CompiledRule:
    return lambda values: values[slot]


def _at(base: CompiledRule, minutes: int) -> CompiledRule:
    return lambda values: base(values) >> BITS << BITS | minutes


def _choice(operands: Sequence[CompiledRule], *, latest: bool) -> CompiledRule:
    choose = max if latest else min
    return lambda values: choose([operand(values) for operand in operands], key=sort_number)


def _offset(expr: Offset, base: CompiledRule, calendar: WorkCalendar, zone: str) -> CompiledRule:
    amount, unit = expr.amount, expr.unit
    steps = amount + (1 if amount > 0 else -1) if expr.clear else amount
    if unit == "hour":
        return _hours(base, amount, zone)
    if unit == "working day" or (unit == "day" and abs(amount) <= calendar.short):
        return _working_days(base, steps, calendar, inclusive=expr.inclusive)
    if unit == "day":
        return _days(base, steps - (steps > 0) + (steps < 0) if expr.inclusive else steps)
    if unit == "week":
        return _days(base, amount * DAYS_PER_WEEK)
    months = amount * (MONTHS_PER_YEAR if unit == "year" else 1)

    def count(values: Sequence[int]) -> int:
        anchor = date.fromordinal(base(values) >> BITS)
        return add_months(anchor, months, rounding=expr.rounding).day.toordinal() << BITS | NO_HOUR

    return count


def _hours(base: CompiledRule, amount: int, zone: str) -> CompiledRule:
    def count(values: Sequence[int]) -> int:
        start = unpack(base(values))
        if not isinstance(start, Moment):
            raise UncountedError
        return pack(add_hours(start, amount, zone))

    return count


def _days(base: CompiledRule, days: int) -> CompiledRule:
    distance = days << BITS

    def count(values: Sequence[int]) -> int:
        packed = (base(values) | NO_HOUR) + distance
        if FIRST_DAY <= packed <= LAST_DAY:
            return packed
        raise UncountedError

    return count


def _working_days(base: CompiledRule, amount: int, calendar: WorkCalendar, *, inclusive: bool) -> CompiledRule:
    if amount == 0:
        return lambda values: base(values) | NO_HOUR
    first, last, days = calendar.known_working_days
    position = bisect_left if (amount > 0) == inclusive else bisect_right
    shift = amount - 1 if amount > 0 else amount

    def count(values: Sequence[int]) -> int:
        day = base(values) >> BITS
        index = position(days, day) + shift
        if first <= day <= last and 0 <= index < len(days):
            return days[index] << BITS | NO_HOUR
        raise UncountedError

    return count


def _rolled(base: CompiledRule, calendar: WorkCalendar, *, forward: bool) -> CompiledRule:
    first, last, days = calendar.known_working_days

    def roll(values: Sequence[int]) -> int:
        packed = base(values)
        day = packed >> BITS
        index = bisect_left(days, day) if forward else bisect_right(days, day) - 1
        if first <= day <= last and 0 <= index < len(days):
            return days[index] << BITS | (packed & NO_HOUR)
        raise UncountedError

    return roll


def _evaluated(expr: Expr, slots: Slots, calendar: WorkCalendar, zone: str, *, provisional: bool) -> CompiledRule:
    def count(values: Sequence[int]) -> int:
        def look_up(key: str, part: Part) -> ResolvedDate:
            return ResolvedDate(unpack(values[slots[key, part]]), "given", Given())

        context = EvaluationContext(look_up=look_up, calendar=calendar, zone=zone, provisional=provisional)
        value, steps = evaluate(expr, context)
        if any(getattr(step, "holidays", "known") != "known" for step in steps):
            raise UncountedError
        return pack(value)

    return count
