"""Evaluation of rules: a date, and the trace of how it was computed.

A rule reads a work calendar and the dates of the stages that it names.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import attrs

from electsched.errors import Fault, InputError, nearest_names
from electsched.i18n.text import translated
from electsched.law.calendar import WorkCalendar, holiday_names
from electsched.law.calendar_systems import day_in_system, package_of, year_in
from electsched.law.date_arithmetic import (
    LAST_DAY_EXPECTED,
    MINUTES_PER_DAY,
    Moment,
    add_days,
    add_hours,
    add_months,
    add_working_days,
    day_of,
    day_of_month,
    in_zone,
    nth_weekday,
    roll,
    show,
    weekday_of_month,
)
from electsched.law.rules.expressions import (
    Anchor,
    At,
    Choice,
    Expr,
    Holiday,
    MonthDay,
    Offset,
    RolledToWorkingDay,
    SystemDay,
    Weekday,
    Zoned,
    anchors,
)
from electsched.law.rules.steps import (
    ChoiceStep,
    CountStep,
    HolidayStep,
    HourStep,
    MonthDayStep,
    RollStep,
    SystemDayStep,
    WeekdayStep,
    ZoneStep,
)
from electsched.law.rules.trace import AnchorStep, Part, ResolvedDate, Step, Value
from electsched.phrases import phrase, verbatim
from electsched.values import value_text

__all__ = [
    "EvaluationContext",
    "MissingAnchorError",
    "MissingHourError",
    "evaluate",
    "sort_key",
]


class MissingAnchorError(LookupError):
    """A stage that the rule names has no date yet.

    Attributes:
        key: The key of the stage.
    """

    def __init__(self, key: str) -> None:
        """Keep the key of the stage."""
        super().__init__(key)
        self.key = key


class MissingHourError(MissingAnchorError):
    """The rule needs the hour of a stage of which only the day is known."""


@attrs.frozen(kw_only=True)
class EvaluationContext:
    """The dates, the work calendar and the zone that a rule reads.

    Attributes:
        look_up: Function that returns the effective date of a stage's part, or raises MissingAnchorError.
        calendar: The working days.
        zone: The zone in which hours are counted.
        provisional: Whether a count may leave the years whose holidays are known, and use estimated ones.
    """

    look_up: Callable[[str, Part], ResolvedDate]
    calendar: WorkCalendar
    zone: str
    provisional: bool = False

    __repr__ = value_text


def evaluate(expr: Expr, context: EvaluationContext) -> tuple[Value, tuple[Step, ...]]:
    """Return the date that the rule gives, and the steps of its computation.

    Raises:
        MissingAnchorError: A stage that the rule names has no date, or no hour from which hours can be counted.
        HorizonError: A count leaves the years whose holidays are known.
        InputError: A month has no such day, or a date is not before 9999-12-31, not in the years 1 to 9999, or not in
            those of another calendar system.
        MissingPackageError: A day of another calendar system needs a library that is not installed.
    """
    steps: list[Step] = []
    try:
        value = _evaluate(expr, context, steps)
    except OverflowError as error:
        raise InputError(
            Fault("", phrase("a date outside the years 1 to 9999"), phrase("a date within them"))
        ) from error
    if day_of(value) == date.max:  # a calendar ends on the day after
        raise InputError(Fault("", verbatim(show(value)), LAST_DAY_EXPECTED))
    return value, tuple(steps)


def _evaluate(expr: Expr, context: EvaluationContext, steps: list[Step]) -> Value:  # noqa: PLR0911  # one a shape
    if isinstance(expr, Offset):  # tested first: by far the most frequent shape
        count_step = _count(expr, _evaluate(expr.base, context, steps), context)
        steps.append(count_step)
        return count_step.end
    match expr:
        case Anchor(key=key, part=part):
            anchor_date = context.look_up(key, part)
            steps.append(AnchorStep(key, part, anchor_date))
            return anchor_date.value
        case At(base=base, minutes=minutes):
            value = Moment(day_of(_evaluate(base, context, steps)), minutes)
            steps.append(HourStep(value))
            return value
        case Choice(which=which, items=items):
            values = tuple(_evaluate(operand, context, steps) for operand in items)
            chosen = (max if which == "latest" else min)(values, key=sort_key)
            steps.append(ChoiceStep(which, values, chosen))
            return chosen
        case RolledToWorkingDay():
            roll_step = _roll(expr, _evaluate(expr.base, context, steps), context)
            steps.append(roll_step)
            return roll_step.end
        case Weekday() | MonthDay() | SystemDay() | Holiday():
            day_step = _calendar_day(expr, _evaluate(expr.base, context, steps), context)
            steps.append(day_step)
            return day_step.end
        case Zoned(base=base, zone=zone):
            local = _evaluate(base, context, steps)
            if not isinstance(local, Moment):
                raise MissingHourError(next(anchors(base)).key)
            zone_step = ZoneStep(local, zone, in_zone(local, zone, context.zone))
            steps.append(zone_step)
            return zone_step.end


def _roll(expr: RolledToWorkingDay, base: Value, context: EvaluationContext) -> RollStep:
    forward = expr.direction == "forward"
    count = roll(day_of(base), context.calendar, forward=forward, provisional=context.provisional)
    end = Moment(count.day, base.minutes) if isinstance(base, Moment) else count.day
    return RollStep(base, expr.direction, end, count.skipped, context.calendar.source, count.holidays)


def _calendar_day(
    expr: Weekday | MonthDay | SystemDay | Holiday, base: Value, context: EvaluationContext
) -> WeekdayStep | MonthDayStep | SystemDayStep | HolidayStep:
    match expr:
        case Weekday():
            return _weekday(expr, base)
        case MonthDay(day=day, month=month):
            return MonthDayStep(base, day_of_month(day_of(base), month, day))
        case SystemDay():
            return _system_day(expr, base)
        case Holiday():
            return _holiday(expr, base, context)


def _system_day(expr: SystemDay, base: Value) -> SystemDayStep:
    year = year_in(expr.system, day_of(base))
    end = day_in_system(expr.system, year, expr.month, expr.day, expr.weekday)
    return SystemDayStep(base, expr.system, year, expr.month, expr.day, expr.weekday, end, package_of(expr.system))


def _holiday(expr: Holiday, base: Value, context: EvaluationContext) -> HolidayStep:
    year = day_of(base).year
    if not expr.name:
        from dateutil.easter import easter  # noqa: PLC0415  # few rules rest on Easter

        return HolidayStep(base, translated("holiday.easter"), easter(year))
    calendar = context.calendar
    if not context.provisional:
        calendar.require_known(day_of(base))
    holidays = calendar.holidays_of(year)
    day = next((day for day, name in holidays.items() if expr.name in holiday_names(name)), None)
    if day is None:
        names = nearest_names(expr.name, {name for text in holidays.values() for name in holiday_names(text)})
        raise InputError(
            Fault(
                "",
                phrase("no holiday {name!r} in {year}", name=expr.name, year=year),
                phrase("a holiday of the calendar: {names}", names=names),
            )
        )
    return HolidayStep(base, holidays[day], day, calendar.source, calendar.year_state(year))


def _weekday(expr: Weekday, base: Value) -> WeekdayStep:
    day = day_of(base)
    if expr.relation == "of":
        end = weekday_of_month(day.year, expr.month or day.month, expr.ordinal, expr.weekday)
    elif expr.relation == "nearest":
        end = nth_weekday(day - timedelta(days=3), 1, expr.weekday, forward=True, inclusive=True)
    else:
        forward, inclusive = expr.relation in {"after", "from"}, expr.relation in {"from", "until"}
        end = nth_weekday(day, expr.ordinal, expr.weekday, forward=forward, inclusive=inclusive)
    return WeekdayStep(base, expr.ordinal, expr.weekday, expr.relation, expr.month, end)


def _count(expr: Offset, base: Value, context: EvaluationContext) -> CountStep:
    amount, unit, inclusive, clear = expr.amount, expr.unit, expr.inclusive, expr.clear
    if unit == "hour":
        if not isinstance(base, Moment):
            raise MissingHourError(next(anchors(expr.base)).key)
        return CountStep(base, amount, unit, inclusive, add_hours(base, amount, context.zone))
    day, calendar = day_of(base), context.calendar
    # A count of clear days ends one day further, since neither its first nor its last day is counted.
    steps = amount + (1 if amount > 0 else -1) if clear else amount
    if unit == "working day" or (unit == "day" and abs(amount) <= calendar.short):
        count = add_working_days(day, steps, calendar, inclusive=inclusive, provisional=context.provisional)
        return CountStep(
            base, amount, unit, inclusive, count.day, count.skipped, calendar.source, count.holidays, clear
        )
    if unit == "day":
        end = add_days(day, steps, inclusive=inclusive).day
    elif unit == "week":
        end = day + timedelta(weeks=amount)
    else:
        end = add_months(day, amount * (12 if unit == "year" else 1), rounding=expr.rounding).day
    return CountStep(base, amount, unit, inclusive, end, clear=clear)


def sort_key(value: Value) -> tuple[date, int]:
    """Return the day and the minute by which dates and moments are sorted; a date lasts until 24:00."""
    return (value.day, value.minutes) if isinstance(value, Moment) else (value, MINUTES_PER_DAY)
