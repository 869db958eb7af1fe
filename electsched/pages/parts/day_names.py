"""Days in short forms, and the names of days and months for scripts, which read no other words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from electsched.i18n.languages import words

__all__ = ["day_and_month", "day_range", "names_for_scripts", "weekday_and_day", "weekday_short"]

MONTHS = range(1, 13)
WEEKDAYS = range(1, 8)


def day_and_month(day: date, language: str) -> str:
    """Return a day without its year, such as ``28 Nov``."""
    return f"{day.day} {words(language)[f'month_short.{day.month}']}"


def day_range(first: date, last: date, language: str, *, has_year: bool) -> str:
    """Return the days from first to last, such as ``24 Apr – 25 Nov`` or ``1–7 Jan``, with each year that is needed.

    Days of two years always have both; ``has_year`` gives the year also if it is one.
    """
    start, end = (day_and_month(day, language) for day in (first, last))
    if has_year or first.year != last.year:
        end += f" {last.year}"
    if first == last:
        return end
    if first.year != last.year:
        return f"{start} {first.year} – {end}"
    return f"{first.day}–{end}" if first.month == last.month else f"{start} – {end}"


def weekday_short(day: date, language: str) -> str:
    """Return the short name of a day of the week, such as ``Tue``."""
    return words(language)[f"weekday_short.{day.isoweekday()}"]


def weekday_and_day(day: date, language: str) -> str:
    """Return a day without its year and with its day of the week, such as ``Tuesday 28 November``."""
    phrases = words(language)
    return phrases["page.day"].format(
        weekday=phrases[f"weekday.{day.isoweekday()}"], day=day.day, month=phrases[f"month.{day.month}"]
    )


def names_for_scripts(language: str) -> Mapping[str, str]:
    """Return the names of days and months, each list joined by ``|``, and the sign between hour and minute."""
    phrases = words(language)
    return {
        "weekdays": "|".join(phrases[f"weekday.{number}"] for number in WEEKDAYS),
        "weekdays_short": "|".join(phrases[f"weekday_short.{number}"] for number in WEEKDAYS),
        "colon": phrases["date.clock"].format(hour=0, minute=0).strip("0"),
        "months": "|".join(phrases[f"month.{number}"] for number in MONTHS),
        "months_short": "|".join(phrases[f"month_short.{number}"] for number in MONTHS),
    }
