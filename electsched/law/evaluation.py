"""The rule language: values to dates, each with the trace of how it came about.

What a rule may say stands in the grammar; here it meets a calendar and the dates of the stages it names.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import attrs

from electsched.errors import Fault, InputError
from electsched.law.date_arithmetic import (
    Moment,
    WorkCalendar,
    add_days,
    add_hours,
    add_months,
    add_working_days,
    as_read_in,
    day_of,
    nth_weekday,
    roll,
    weekday_of_month,
)
from electsched.law.expressions import (
    Anchor,
    At,
    Choice,
    Comparison,
    Counted,
    Expr,
    Falls,
    LimitExpr,
    MonthDay,
    Order,
    Rolled,
    Weekday,
    Zoned,
    anchors,
)
from electsched.law.parser import parse_limit, parse_rule
from electsched.law.trace import (
    AnchorStep,
    ChoiceStep,
    CountStep,
    Found,
    HourStep,
    MonthDayStep,
    Part,
    RollStep,
    Step,
    Value,
    WeekdayStep,
    ZoneStep,
)

__all__ = [
    "Anchor",
    "At",
    "Choice",
    "Comparison",
    "Counted",
    "Expr",
    "Falls",
    "LimitExpr",
    "MissingAnchorError",
    "MissingHourError",
    "Order",
    "Rolled",
    "Setting",
    "Weekday",
    "Zoned",
    "anchors",
    "compare_values",
    "evaluate",
    "falls",
    "parse_limit",
    "parse_rule",
]


class MissingAnchorError(LookupError):
    """The rule rests on a stage that has no date yet.

    Attributes:
        key: That stage.
    """

    def __init__(self, key: str) -> None:
        """Keep the key of the stage."""
        super().__init__(key)
        self.key = key


class MissingHourError(MissingAnchorError):
    """The rule needs the hour of a stage of which only the day is known."""


@attrs.frozen(kw_only=True)
class Setting:
    """What a rule is evaluated in.

    Attributes:
        look_up: Gives the effective date of a stage's part; raises MissingAnchorError where there is none.
        calendar: The working days.
        zone: The zone by which hours are counted.
        provisional: Whether a count may go on beyond the known years.
    """

    look_up: Callable[[str, Part], Found]
    calendar: WorkCalendar
    zone: str
    provisional: bool = False


def evaluate(expr: Expr, setting: Setting) -> tuple[Value, tuple[Step, ...]]:
    """Return the date that the rule gives, and the steps by which it came.

    Raises:
        MissingAnchorError: A stage that the rule rests on has no date, or no hour where hours are counted from it.
        HorizonError: A count leaves the years for which the holidays are known.
        InputError: A month has no such day, or a date leaves the years 1 to 9999.
    """
    steps: list[Step] = []
    try:
        value = _evaluate(expr, setting, steps)
    except OverflowError as error:
        raise InputError(Fault("", "a date past the year 9999 or before the year 1", "one between")) from error
    return value, tuple(steps)


def _evaluate(expr: Expr, setting: Setting, steps: list[Step]) -> Value:  # noqa: PLR0911  # one for each shape
    if isinstance(expr, Counted):  # the most common by far
        step = _count(expr, _evaluate(expr.base, setting, steps), setting)
        steps.append(step)
        return step.end
    match expr:
        case Anchor(key=key, part=part):
            found = setting.look_up(key, part)
            steps.append(AnchorStep(key, part, found))
            return found.value
        case At(base=base, minutes=minutes):
            value = Moment(day_of(_evaluate(base, setting, steps)), minutes)
            steps.append(HourStep(value))
            return value
        case Choice(which=which, items=items):
            values = tuple(_evaluate(item, setting, steps) for item in items)
            chosen = (max if which == "latest" else min)(values, key=_order)
            steps.append(ChoiceStep(which, values, chosen))
            return chosen
        case Rolled():
            rolled = _roll(expr, _evaluate(expr.base, setting, steps), setting)
            steps.append(rolled)
            return rolled.end
        case Weekday():
            chosen_day = _weekday(expr, _evaluate(expr.base, setting, steps))
            steps.append(chosen_day)
            return chosen_day.end
        case MonthDay(base=base, day=day, month=month):
            base_value = _evaluate(base, setting, steps)
            named = date(day_of(base_value).year, month, day)
            steps.append(MonthDayStep(base_value, named))
            return named
        case Zoned(base=base, zone=zone):
            local = _evaluate(base, setting, steps)
            if not isinstance(local, Moment):
                raise MissingHourError(next(anchors(base)).key)
            read = ZoneStep(local, zone, as_read_in(local, zone, setting.zone))
            steps.append(read)
            return read.end


def _roll(expr: Rolled, base: Value, setting: Setting) -> RollStep:
    forward = expr.direction == "forward"
    count = roll(day_of(base), setting.calendar, forward=forward, provisional=setting.provisional)
    end = Moment(count.day, base.minutes) if isinstance(base, Moment) else count.day
    return RollStep(base, expr.direction, end, count.skipped, setting.calendar.source, count.provisional)


def _weekday(expr: Weekday, base: Value) -> WeekdayStep:
    day = day_of(base)
    if expr.relation == "of":
        end = weekday_of_month(day.year, expr.month, expr.ordinal, expr.weekday)
    else:
        forward, inclusive = expr.relation in {"after", "from"}, expr.relation in {"from", "until"}
        end = nth_weekday(day, expr.ordinal, expr.weekday, forward=forward, inclusive=inclusive)
    return WeekdayStep(base, expr.ordinal, expr.weekday, expr.relation, expr.month, end)


def _count(expr: Counted, base: Value, setting: Setting) -> CountStep:
    amount, unit, inclusive, clear = expr.amount, expr.unit, expr.inclusive, expr.clear
    if unit == "hour":
        if not isinstance(base, Moment):
            raise MissingHourError(next(anchors(expr.base)).key)
        return CountStep(base, amount, unit, inclusive, add_hours(base, amount, setting.zone))
    day, calendar = day_of(base), setting.calendar
    # So many clear days end on the day after them, or before them where the count runs backwards.
    steps = amount + (1 if amount > 0 else -1) if clear else amount
    if unit == "working day" or (unit == "day" and abs(amount) <= calendar.short):
        count = add_working_days(day, steps, calendar, inclusive=inclusive, provisional=setting.provisional)
        return CountStep(
            base, amount, unit, inclusive, count.day, count.skipped, calendar.source, count.provisional, clear
        )
    if unit == "day":
        end = add_days(day, steps, inclusive=inclusive).day
    elif unit == "week":
        end = day + timedelta(weeks=amount)
    else:
        end = add_months(day, amount * (12 if unit == "year" else 1), rounding=expr.rounding).day
    return CountStep(base, amount, unit, inclusive, end, clear=clear)


def falls(expr: Falls, day: date, calendar: WorkCalendar) -> bool:
    """Return whether the day is one on which the limit lets the stage fall.

    Raises:
        HorizonError: Holidays matter and those of the year are not known.
    """
    if expr.even:
        return day.year % 2 == 0
    if day.isoweekday() in expr.weekdays:
        return True
    if not (expr.holiday or expr.working):
        return False
    calendar.require(day)
    return (expr.holiday and day in calendar.holidays) or (expr.working and calendar.why_not(day) is None)


def _order(value: Value) -> tuple[date, int]:
    """Order dates among moments: a date without an hour counts to the end of its day."""
    return (value.day, value.minutes) if isinstance(value, Moment) else (value, 24 * 60)


def compare_values(left: Value, order: Order, right: Value) -> bool:
    """Return whether the limit is kept; where either side has no hour, days alone are compared."""
    if isinstance(left, Moment) and isinstance(right, Moment):
        a, b = left.day.toordinal() * 1440 + left.minutes, right.day.toordinal() * 1440 + right.minutes
    else:
        a, b = day_of(left).toordinal(), day_of(right).toordinal()
    return {"<=": a <= b, ">=": a >= b, "<": a < b, ">": a > b, "==": a == b}[order]
