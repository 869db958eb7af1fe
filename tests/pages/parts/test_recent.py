"""The latest changes of a calendar, from the revisions of its events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs

from electsched.calendars.duty_feeds import duty_feeds
from electsched.calendars.event import Event
from electsched.calendars.feed import Feed
from electsched.calendars.revision import Edition, RevisionRules, revise
from electsched.pages.parts.recent import recent_changes
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from tests.builders import a_plan

START = datetime(2023, 11, 20, tzinfo=UTC)


def _events() -> tuple[Event, ...]:
    index = RosterIndex(a_plan(), build_roster(a_plan())[0])
    feed: Feed = next(feed for feed in duty_feeds(index, language="en") if feed.key == "kpu-1")
    return feed.events


def _next(edition: Edition, events: tuple[Event, ...], days: int) -> Edition:
    rules = RevisionRules(stamp=START + timedelta(days=days), retire=timedelta(days=14))
    return revise({**edition.written, **edition.cancelled}, events, rules)


def _later(event: Event) -> Event:
    return attrs.evolve(event, start=event.start + timedelta(hours=1), end=event.end + timedelta(hours=1))


def test_a_first_edition_has_no_changes() -> None:
    """All events are new, and none is shown as a change; nor are they if the edition is made again."""
    first = _next(Edition({}, {}), _events(), 0)
    assert recent_changes(first) == ()
    assert recent_changes(_next(first, _events(), 3)) == ()


def test_changes_are_those_after_the_first_edition() -> None:
    """An added, a changed and a cancelled event are told, and again if the edition is made again without a change."""
    added, changed, cancelled, *others = _events()
    first = _next(Edition({}, {}), (changed, cancelled, *others), 0)
    events = (added, _later(changed), *others)
    second = _next(first, events, 1)
    changes = recent_changes(second)
    assert [(change.kind, change.uid) for change in changes] == [
        ("new", added.uid), ("changed", changed.uid), ("cancelled", cancelled.uid)
    ]  # fmt: skip
    assert (changes[2].start, changes[2].end) == (cancelled.start, cancelled.end)
    assert recent_changes(_next(second, events, 2)) == changes


def test_older_changes_are_left_out() -> None:
    """A change is shown for two weeks, counted from the last one."""
    first_event, second_event, *others = _events()
    first = _next(Edition({}, {}), (first_event, second_event, *others), 0)
    second = _next(first, (_later(first_event), second_event, *others), 5)
    third = _next(second, (_later(first_event), _later(second_event), *others), 20)
    assert [change.uid for change in recent_changes(third)] == [second_event.uid]
    third = _next(second, (_later(first_event), _later(second_event), *others), 19)
    assert {change.uid for change in recent_changes(third)} == {first_event.uid, second_event.uid}
