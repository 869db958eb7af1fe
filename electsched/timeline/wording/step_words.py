"""Days and steps of a computation in words."""

from __future__ import annotations

from electsched.i18n.languages import words
from electsched.i18n.text import long_date, minute_clock, month_name
from electsched.law.calendar_systems import month_title
from electsched.law.date_arithmetic import Moment, day_of
from electsched.law.rules.steps import SystemDayStep, Value, WeekdayStep

__all__ = ["nth_words", "say", "system_day_words"]


def say(value: Value, language: str) -> str:
    """Return a day or a moment in words; 24:00 is kept."""
    day = long_date(day_of(value), language)
    if not isinstance(value, Moment):
        return day
    return f"{day} {minute_clock(value.minutes, language)}"


def system_day_words(step: SystemDayStep, language: str) -> str:
    """Return a day of another calendar in words."""
    phrases = words(language)
    month = f"{month_title(step.month)} {step.year} ({phrases[f'system.{step.system}']})"
    if step.weekday:
        shape = "nth_of" if step.day > 0 else "last_of" if step.day == -1 else "nth_last_of"
        weekday = phrases[f"weekday.{step.weekday}"]
        nth = phrases[f"explanation.{shape}"].format(ordinal=abs(step.day), weekday=weekday, month=month)
    else:
        nth = f"{step.day} {month}" if step.day > 0 else phrases["explanation.last_day_of"].format(month=month)
    start = phrases["explanation.system_year_of"].format(day=say(step.start, language))
    return f"{nth}, {start}: {say(step.end, language)} ({phrases['explanation.converted_by']} {step.source})"


def nth_words(step: WeekdayStep, language: str) -> str:
    """Return a weekday that was counted, in words."""
    phrases = words(language)
    weekday = phrases[f"weekday.{step.weekday}"]
    if step.relation == "of":
        shape = "nth_of" if step.ordinal > 0 else "last_of" if step.ordinal == -1 else "nth_last_of"
        month = month_name(step.end, language)
        return phrases[f"explanation.{shape}"].format(ordinal=abs(step.ordinal), weekday=weekday, month=month)
    if step.relation == "nearest":
        return f"{weekday} {phrases['explanation.weekday_nearest']} {say(step.start, language)}"
    relation = phrases[f"explanation.weekday_{step.relation}"]
    nth = phrases["explanation.nth"].format(ordinal=step.ordinal, weekday=weekday)
    return f"{nth} {relation} {say(step.start, language)}"
