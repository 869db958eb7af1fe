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
    first, last = _ends(language)
    return ", ".join(f"{end} {long_date(day, language)}" for end, day in ((first, earliest), (last, latest)) if day)


def ground_lines(bound: Bound, language: str) -> Iterator[str]:
    """Yield a line for each provision or known date that leads to an end of a range, each end from the nearest one."""
    first, last = _ends(language)
    for end, grounds in ((first, bound.earliest_by), (last, bound.latest_by)):
        yield from (f"    {end}: {ground.in_words(language)}" for ground in grounds)


def _ends(language: str) -> tuple[str, str]:
    """Return the words for the two ends of a range."""
    phrases = words(language)
    return phrases["explanation.earliest"], phrases["explanation.latest"]
