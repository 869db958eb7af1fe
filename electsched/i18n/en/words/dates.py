"""The name of the language, numbers and dates in English, by key; braces hold values."""

from __future__ import annotations

from electsched.i18n.numbered import numbered

__all__ = ["WORDS"]

WORDS = {
    # --- the language itself ---
    "language.name": "English",
    "language.holidays": "en_US",
    "number.thousands": ",",
    "number.decimal": ".",
    # --- dates ---
    "date.day": "{day} {month} {year}",
    "date.weekday_and_day": "{weekday}, {day} {month} {year}",
    "date.month": "{month} {year}",
    "date.first_number": "unknown",
    "date.clock": "{hour:02d}:{minute:02d}",
    **numbered("month", "January February March April May June July August September October November December"),
    **numbered("month_short", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
    **numbered("weekday", "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
    **numbered("weekday_short", "Mon Tue Wed Thu Fri Sat Sun"),
}
