"""The days on which a reader's duties changed: what was planned before, and what is planned now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from electsched.calendars.telling.change_lists import kind_word
from electsched.calendars.telling.duty_snapshot import DutyVersion
from electsched.i18n.languages import words
from electsched.i18n.text import Text, clock_time
from electsched.pages.parts.day_names import weekday_and_day, weekday_short
from electsched.pages.parts.recent import RecentChange
from electsched.pages.parts.turns import TurnDay
from electsched.values import value_text

__all__ = ["ChangedDay", "change_kind", "changed_days"]


@attrs.frozen(kw_only=True)
class ChangedDay:
    """A day on which duties of a reader changed.

    Attributes:
        day: The day in words.
        until: The last day of these duties, after which the change is no news.
        kind: The kind of the change in words.
        is_gone: Whether the reader has no duty on the day that is new or changed.
        before: The duties before in words; empty if they are not known.
        after: The duties after in words; empty if the reader has others on the day, which did not change.
    """

    day: str
    until: date
    kind: str
    is_gone: bool
    before: tuple[str, ...]
    after: tuple[str, ...]

    __repr__ = value_text


def changed_days(changes: Iterable[RecentChange], days: Iterable[TurnDay], language: str) -> Iterator[ChangedDay]:
    """Yield each day on which a duty changed that the reader had or has, in order of time.

    A duty that was moved to another day is on the day on which it is now.
    """
    by_day: dict[date, list[RecentChange]] = {}
    for change in changes:
        version = change.after or change.before
        if version is not None:
            by_day.setdefault(version.start.date(), []).append(change)
    duties = {(entry.day, entry.key) for entry in days}
    for day, of_day in sorted(by_day.items()):
        keys = {change.key for change in of_day}
        has_others = any(on == day and key not in keys for on, key in duties)
        yield _changed_day(day, of_day, language, has_others=has_others)


def _changed_day(day: date, changes: list[RecentChange], language: str, *, has_others: bool) -> ChangedDay:
    phrases = words(language)
    before, after = (
        tuple(
            _version_text(version, change.title, day, language, has_place=_is_elsewhere(change))
            for change in changes
            for version in (getattr(change, side),)
            if version is not None
        )
        for side in ("before", "after")
    )
    nothing = () if has_others else (phrases["page.free"],)
    versions = [version for change in changes for version in (change.before, change.after) if version is not None]
    return ChangedDay(
        day=weekday_and_day(day, language),
        until=max(version.end.date() for version in versions),
        kind=change_kind(changes, language),
        is_gone=not after,
        before=before or nothing,
        after=after or nothing,
    )


def change_kind(changes: Iterable[RecentChange], language: str) -> str:
    """Return the kind of some changes in words, as messages have it; several kinds are a change."""
    kinds = {change.kind for change in changes}
    return kind_word(kinds.pop() if len(kinds) == 1 else "changed", language)


def _is_elsewhere(change: RecentChange) -> bool:
    return bool(change.before and change.after and change.before.place != change.after.place)


def _version_text(version: DutyVersion, title: Text, day: date, language: str, *, has_place: bool) -> str:
    """Return a duty in words: its day if it is another one, its hours, its title and, if it changed, its place."""
    start, end = version.start, version.end
    begins, ends = clock_time(start, language), clock_time(end, language)
    if start.date() != day:
        begins = f"{weekday_and_day(start.date(), language)} {begins}"
    if end.date() > start.date():
        ends = f"{weekday_short(end.date(), language)} {ends}"
    text = f"{begins} – {ends}, {title[language]}"
    return f"{text}, {version.place}" if has_place and version.place else text
