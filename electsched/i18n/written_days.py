"""Days as people write them, such as ``14 Februari 2024`` and ``14/02/2024``."""

from __future__ import annotations

import re
from datetime import date

from electsched.i18n.languages import LANGUAGES, words

__all__ = ["read_day"]

_NUMBERS = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")
_NAMED = re.compile(r"(\d{1,2})[ -]([^\W\d_]+)\.?[ -](\d{4})")
MONTHS = 12


def read_day(text: str, language: str) -> date | None:
    """Return the day of a text, or None if it is none, or if it may be two days.

    It may be written as ``2024-02-14``; with the name of the month, whole or short, in that language or any of the
    package; or as three numbers with the year last. Of these the first is the day, if the language always writes it so;
    in other languages it must be greater than 12.
    """
    text = " ".join(text.split())
    try:
        return date.fromisoformat(text)
    except ValueError:
        parts = _named(text, language) or _numbers(text, language)
    if parts is None:
        return None
    day, month, year = parts
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _named(text: str, language: str) -> tuple[int, int, int] | None:
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    name = match[2].casefold()
    for month in range(1, MONTHS + 1):
        for phrases in map(words, (*LANGUAGES, language)):
            if name in {phrases[f"month.{month}"].casefold(), phrases[f"month_short.{month}"].casefold()}:
                return int(match[1]), month, int(match[3])
    return None


def _numbers(text: str, language: str) -> tuple[int, int, int] | None:
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return None
    day, month, year = int(match[1]), int(match[3]), int(match[4])
    is_day_first = words(language)["date.first_number"] == "day"
    return (day, month, year) if is_day_first or day > MONTHS or day == month else None
