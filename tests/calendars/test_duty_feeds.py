"""The calendars of units, posts, teams, partners and members."""

from __future__ import annotations

import attrs
import icalendar
import pytest

import electsched
from electsched.calendars.duty_feeds import duty_calendar, duty_feeds
from electsched.calendars.event import identity
from electsched.calendars.stage_events import stage_calendar
from electsched.operation.operation import Place
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex


def test_duty_is_the_same_event_in_every_calendar(plan: Plan, roster: Roster) -> None:
    """Every event of a post is that of its unit's calendar; of a team it has the same identity and time."""
    feeds = list(duty_feeds(RosterIndex(plan, roster), language="id"))
    units = {event.uid: event for feed in feeds if feed.kind == "unit" for event in feed.events}
    assert len(units) == len(roster.duties) + len(plan.musters)
    for feed in feeds:
        for event in feed.events:
            of_unit = units[event.uid]
            assert attrs.evolve(of_unit, body=event.body) == event
            assert of_unit.body == event.body or feed.kind == "team"


def test_only_posts_with_an_alarm_have_alarms(plan: Plan, roster: Roster) -> None:
    """No calendar has an alarm unless the post has one, and that of a partner never has."""
    assert b"VALARM" not in duty_calendar(plan, roster, unit="polres-jombang").to_ical()
    ringing = attrs.evolve(plan, posts=tuple(attrs.evolve(post, alarm=90) for post in plan.posts))
    data = duty_calendar(ringing, roster, post="kpu", language="en").to_ical()
    assert data.count(b"BEGIN:VALARM") == data.count(b"\r\nTRIGGER:-PT1H30M\r\n") == len(roster.select(post="kpu"))
    assert b"VALARM" not in duty_calendar(ringing, roster, partner="kpu").to_ical()


def test_structured_location_has_title_and_address(plan: Plan, roster: Roster) -> None:
    """The point for Apple's apps has title and address as parameters, which cannot break the line."""
    place = Place(address='Jl. "Merdeka"; No, 5:\nJombang', latitude=-7.5, longitude=112.2)
    posts = tuple(attrs.evolve(post, place=place) for post in plan.posts)
    calendar = duty_calendar(attrs.evolve(plan, posts=posts), roster, post="kpu", language="en")
    read = icalendar.Calendar.from_ical(calendar.to_ical())
    found = read.events[0]["X-APPLE-STRUCTURED-LOCATION"]
    assert str(found) == "geo:-7.5,112.2"
    assert found.params["X-ADDRESS"] == "Jl. 'Merdeka'; No, 5: Jombang"
    assert found.params["X-TITLE"] == "KPU Jombang office"
    assert found.params["VALUE"] == "URI"


def test_muster_of_a_unit_is_in_its_calendars_only(plan: Plan, roster: Roster) -> None:
    """A muster of one unit is in its calendar and those of its teams, and in no other."""
    muster = attrs.evolve(plan.musters[0], units=("polsek-ngoro",))
    feeds = duty_feeds(RosterIndex(attrs.evolve(plan, musters=(muster,)), roster), language="id")
    uid = identity("muster", plan.id, muster.key)
    holders = {feed.key for feed in feeds if any(event.uid == uid for event in feed.events)}
    assert holders == {"polsek-ngoro", *(team.key for team in plan.teams if team.unit == "polsek-ngoro")}


def test_duty_calendar_of_a_unit_post_or_team(plan: Plan, roster: Roster) -> None:
    """The calendar has the duties and musters of its owner, in order of time; on duty a team is exempt from one."""
    calendar = duty_calendar(plan, roster, team="gudang-1", language="en")
    starts = [event.start for event in calendar.events]
    assert starts == sorted(starts)
    assert len(starts) == 58 + 1
    assert plan.issued == calendar.events[0].DTSTAMP
    assert len(duty_calendar(plan, roster, post="kpu").events) == 114
    assert len(duty_calendar(plan, roster, unit="polsek-ngoro").events) == (75 + 2 + 16) * 3 + 2
    assert b"Regu" not in duty_calendar(plan, roster, post="kpu", audience="partner").to_ical()


def test_duty_calendar_of_a_member(plan: Plan, roster: Roster) -> None:
    """It has the member's duties and musters without names: no duty of others, and no muster during a duty."""
    members = tuple(Member(key=f"p-{n}", team="kpu-1", name=f"ORANG-{n}") for n in range(6))
    staffed = attrs.evolve(plan, members=members)
    data = duty_calendar(staffed, roster, member="p-0", language="en").to_ical()
    assert data.count(b"BEGIN:VEVENT") == len(roster.select(team="kpu-1")) + len(plan.musters) - 1
    assert b"ORANG" not in data
    assert b"p-0" not in data
    first, *others = roster.select(team="kpu-1")
    named = Roster((attrs.evolve(first, members=("p-1",)), *others))
    mine = duty_calendar(staffed, named, member="p-0", language="en").to_ical()
    assert mine.count(b"BEGIN:VEVENT") == len(others) + len(plan.musters)
    theirs = duty_calendar(staffed, named, member="p-1", language="en").to_ical()
    assert theirs.count(b"BEGIN:VEVENT") == len(roster.select(team="kpu-1")) + len(plan.musters) - 1
    unit = icalendar.Calendar.from_ical(duty_calendar(staffed, roster, team="kpu-1", language="en").to_ical())
    assert "Members: ORANG-0, ORANG-1" in str(unit.events[-1]["DESCRIPTION"])


def test_duty_calendar_of_a_partner(plan: Plan, roster: Roster) -> None:
    """It has the posts of the partner and the number of people there, and no team."""
    calendar = duty_calendar(plan, roster, partner="bawaslu", language="en")
    assert len(calendar.events) == len(roster.select(post="bawaslu")) + len(roster.select(post="rapat-umum"))
    assert {str(event["DESCRIPTION"]) for event in calendar.events} == {"6 people", "10 people"}


def test_calendar_without_events(plan: Plan) -> None:
    """A post without duties has a calendar without events."""
    calendar = duty_calendar(attrs.evolve(plan, issued=None), Roster(()), post="kpu")
    assert calendar.events == []
    assert stage_calendar(electsched.resolve(electsched.load_statute("id/general"))).events == []


@pytest.mark.parametrize(
    ("owner", "message"),
    [
        ({"team": "kpu-9"}, "team: found 'kpu-9'; expected one of kpu-"),
        ({"unit": "polres-jombong"}, "unit: found 'polres-jombong'; expected one of polres-jombang"),
        ({"partner": "kpuu"}, "partner: found 'kpuu'; expected one that exists. Perhaps 'kpu' is meant"),
        (
            {"member": "p-9"},
            (
                "member: found 'p-9'; expected one that exists: there is no member. "
                "Give the list of the members with --members."
            ),
        ),
        ({"officer": "p-9"}, "owner: found 'officer'; expected one of unit, post, team, partner, member"),
        ({}, "found none of them; expected exactly one of unit, post, team, partner, member"),
        ({"unit": "polres-jombang", "team": "kpu-1"}, "found unit, team; expected exactly one of"),
    ],
)
def test_duty_calendar_of_an_unknown_owner_names_the_nearest(
    plan: Plan, roster: Roster, owner: dict[str, str], message: str
) -> None:
    """An unknown key is an error that names the nearest keys that exist, and so is an unknown kind of owner."""
    with pytest.raises(electsched.UnknownNameError) as caught:
        duty_calendar(plan, roster, **owner)  # type: ignore[arg-type]  # keys alone
    assert message in str(caught.value)
