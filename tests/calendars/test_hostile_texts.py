"""Plans with delimiters of iCalendar in every text: each event is published, found again and read by icalendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import electsched
from electsched.calendars.content_lines import event_count, is_whole, published_events
from electsched.calendars.duty_feeds import MemberFeeds, duty_feeds, partner_feeds
from electsched.calendars.event import Revision
from electsched.calendars.feed import Feed, calendar_of, header_of
from electsched.calendars.published_event import damage
from electsched.calendars.revision import RevisionRules, revise
from electsched.calendars.stage_events import stage_feed
from electsched.calendars.writer import EventWriter, write_calendar
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.operation import CheckItem, Muster, Partner, Place
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.roster.index import RosterIndex
from electsched.roster.rotation import build_roster
from tests.builders import a_plan, a_post, a_window, an_operation
from tests.calendar_bytes import byte_faults

STAMP = datetime(2023, 11, 20, tzinfo=UTC)
FIRST_DAY = date(2024, 1, 1)
WORD = Text.same("x")
TEXTS = st.lists(
    st.sampled_from(["END:VEVENT", "BEGIN:VEVENT", "END:VCALENDAR", "STATUS:CANCELLED", "BEGIN:VALARM", "END:VALARM"])
    | st.sampled_from(["\n", " ", "\\", ",", ";", ":", '"', "x" * 73, "SEQUENCE:7", "UID:y", "漢"]),
    min_size=1,
    max_size=6,
).map("".join)


def _plan() -> Plan:
    """Return a small plan with a text in every field that has one."""
    place = Place(address="x", latitude=-7.5, longitude=112.2, note="x")
    post = a_post(
        partners=("partner",), place=place, bring=WORD, contact=WORD, note="x", alarm=30, windows=("campaign",)
    )
    muster = Muster(
        key="muster",
        name=WORD,
        start=Moment(FIRST_DAY, 420),
        minutes=30,
        place=place,
        checklist=(CheckItem(key="item", name=WORD),),
        text=WORD,
        alarm=30,
    )
    return a_plan(
        posts=[post],
        operation=attrs.evolve(an_operation(a_window(FIRST_DAY, days=3)), conduct=WORD),
        musters=(muster,),
        partners=(Partner(key="partner", name=WORD, role=WORD),),
        members=(Member(key="m-1", team="kpu-1", name="x"),),
    )


def _with_texts(value: Any, text: str) -> Any:  # noqa: ANN401  # a value of any class
    """Return a value with this text in place of every text and address in it."""
    if isinstance(value, Text):
        return Text.same(text)
    if isinstance(value, tuple):
        return tuple(_with_texts(part, text) for part in value)
    if attrs.has(type(value)):
        changes: dict[str, Any] = {}
        for field in attrs.fields(type(value)):
            part = getattr(value, field.name)
            if field.name == "address" or (field.name == "name" and isinstance(part, str)):
                changes[field.name] = text
            elif field.init and field.name not in {"timeline", "site"}:
                changes[field.name] = _with_texts(part, text)
        return attrs.evolve(value, **changes)
    return value


def _feeds(plan: Plan) -> Iterator[Feed]:
    index = RosterIndex(plan, build_roster(plan)[0])
    yield from duty_feeds(index, language="id")
    yield from partner_feeds(index, language="id")
    yield MemberFeeds(index).feed(plan.members[0], "id")
    yield stage_feed(attrs.evolve(plan.timeline, name=plan.title), language="id")


@settings(max_examples=30)
@given(TEXTS)
def test_calendars_of_a_plan_with_hostile_texts_are_read_again(text: str) -> None:
    """Every event of every calendar is found by its UID and unchanged at the next publication."""
    plan = _with_texts(_plan(), text)
    writer = EventWriter()
    for feed in _feeds(plan):
        written = {event.uid: writer.write(event, Revision(STAMP)) for event in feed.events}
        data = write_calendar(header_of(feed, STAMP), written.values())
        assert data == calendar_of(feed, STAMP).to_ical()
        assert is_whole(data)
        assert event_count(data) == feed.count == len(written)
        published = published_events(data)
        assert published == written
        assert [*damage(data)] == []
        edition = revise(published, feed.events, RevisionRules(stamp=STAMP + timedelta(days=1)))
        assert (edition.added, edition.changed, edition.withdrawn) == ((), (), ())


@pytest.mark.parametrize("text", ["END:VEVENT", "jaga END:VEVENT", "BEGIN:VEVENT", "END:VCALENDAR", "STATUS:CANCELLED"])
def test_plan_with_a_delimiter_in_its_texts_is_published_twice(tmp_path: Path, text: str) -> None:
    """The second publication finds every event of the first, and cancels those of a post that is gone."""
    plan = _with_texts(_plan(), text)
    first = electsched.publish(plan, tmp_path, stamp=STAMP)
    assert electsched.publish(plan, tmp_path, stamp=STAMP + timedelta(days=1)).written == ()
    calendars = [path for path in first.written if path.endswith(".ics")]
    for path in calendars:
        data = (tmp_path / path).read_bytes()
        assert list(byte_faults(data)) == []
        events = icalendar.Calendar.from_ical(data).events
        assert sorted(str(event["UID"]) for event in events) == sorted(published_events(data))
    less = attrs.evolve(plan, posts=())
    electsched.publish(less, tmp_path, stamp=STAMP + timedelta(days=2))
    post = icalendar.Calendar.from_ical((tmp_path / "internal" / "posts" / "kpu.id.ics").read_bytes())
    assert {str(event["STATUS"]) for event in post.events} == {"CANCELLED"}
    assert len(post.events) == 3
