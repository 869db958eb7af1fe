"""The range of an open date in words, and the provisions that set its ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from electsched.i18n.languages import words
from electsched.i18n.text import long_date

if TYPE_CHECKING:
    from electsched.timeline.bounds import Bound

__all__ = ["ground_lines", "lawful_days"]


def lawful_days(earliest: date | None, latest: date | None, language: str) -> str:
    """Return a range in words, such as ``earliest 7 July 2023, latest 9 July 2023``; empty if it has no end."""
    phrases = words(language)
    days = [
        f"{phrases[key]} {long_date(day, language)}"
        for key, day in (("explanation.earliest", earliest), ("explanation.latest", latest))
        if day
    ]
    return ", ".join(days)


def ground_lines(bound: Bound, language: str) -> Iterator[str]:
    """Yield a line for each provision or known date that leads to an end of a range, each end from the nearest one."""
    phrases = words(language)
    ends = (("explanation.earliest", bound.earliest_by), ("explanation.latest", bound.latest_by))
    for key, grounds in ends:
        yield from (f"    {phrases[key]}: {ground.in_words(language)}" for ground in grounds)
