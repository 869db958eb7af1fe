"""Stages, duties and musters as events: identities that never change, and texts built up for their audience."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import icalendar
import pytest

import electsched
from electsched.calendars.audience import ALLOWED
from electsched.calendars.duty_events import DutyTexts, muster_event
from electsched.calendars.duty_feeds import duty_calendar, duty_feeds
from electsched.calendars.event import Body, Event, identity
from electsched.calendars.feed import stage_calendar, stage_feed
from electsched.calendars.ical import Revision
from electsched.calendars.stage_events import KIND_COLORS, stage_events
from electsched.calendars.writer import EventWriter
from electsched.i18n.text import Text
from electsched.law.kinds import KINDS
from electsched.operation.operation import Place
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.roster.duty import Roster
from electsched.roster.index import RosterIndex

TIMELINE = electsched.resolve(electsched.load_election("id/general-2024"))
STAGES = {event.uid: event for event in stage_events(TIMELINE, language="en")}


def test_text_that_no_file_may_hold_is_left_out() -> None:
    """Values that come from no file: control characters, bidi overrides and lone surrogates are not written."""
    text = "Pos\x00 A\x1b\u202eB\ud800\u2066, \u061cC;\r\nD"
    body = Body(summary=text, description=text, location=text, place=text, geo=(1.0, 2.0))
    event = Event(uid=identity("x"), start=date(2024, 1, 1), end=date(2024, 1, 2), body=body)
    data = EventWriter().write(event, Revision(datetime(2024, 1, 1, tzinfo=UTC)))
    lines = data.replace(b"\r\n ", b"").decode().split("\r\n")
    safe = r"Pos AB\, C\;\nD"
    assert {f"SUMMARY:{safe}", f"DESCRIPTION:{safe}", f"LOCATION:{safe}"} <= set(lines)
    assert any('X-ADDRESS="Pos AB, C; D"' in line for line in lines)


# --- identity -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("summary", "uid"),
    [
        ("Campaign", "a701b1cd-7a91-522f-aaa3-db67cbbd5abd"),
        ("Voting", "158c6a53-9608-5292-af5e-bf7c21b95b87"),
        ("First debate", "49cf714a-9200-5576-83b2-3086fcb76f23"),
    ],
)
def test_identities_of_stages_never_change(summary: str, uid: str) -> None:
    """People have subscribed: these UIDs are pinned, and a change here is a mistake."""
    assert STAGES[uid].body.summary == summary


def test_identities_of_duties_never_change(plan: Plan, roster: Roster) -> None:
    """A duty's and a muster's UID are pinned as well."""
    texts = DutyTexts(plan, language="id")
    first = next(duty for duty in roster.duties if duty.post == "kpu")
    assert (first.day, first.shift) == (date(2023, 11, 28), "tour")
    assert texts.event(first).uid == "016bfccf-b82b-5cd1-acc1-aea5103ecad1"
    muster = next(item for item in plan.musters if item.key == "muster-2023-11-28")
    assert muster_event(plan, muster, language="id").uid == "1791610c-045a-538a-b4c8-c9c6cc914ea1"


def test_a_moved_stage_is_the_same_event() -> None:
    """A what-if moves the campaign's end and keeps its identity, in either language."""
    moved = electsched.resolve(electsched.load_election("id/general-2024"), polling=date(2024, 2, 21))
    uid = "a701b1cd-7a91-522f-aaa3-db67cbbd5abd"
    for language in ("id", "en"):
        (event,) = [event for event in stage_events(moved, language=language) if event.uid == uid]
        assert event.end == date(2024, 2, 18)


def test_a_duty_is_the_same_whoever_does_it(plan: Plan, roster: Roster) -> None:
    """Another team, another order of posts and teams: every duty keeps its identity."""
    posts = [
        attrs.evolve(post, teams=tuple(tuple(reversed(keys)) for keys in post.teams)) for post in reversed(plan.posts)
    ]
    other = attrs.evolve(plan, posts=tuple(posts), teams=tuple(reversed(plan.teams)))
    changed, shortfalls = electsched.build_roster(other)
    assert shortfalls == ()
    before = {DutyTexts(plan, language="id").event(duty).uid: duty.team for duty in roster.duties}
    after = {DutyTexts(other, language="id").event(duty).uid: duty.team for duty in changed.duties}
    assert set(after) == set(before)
    assert after != before


def test_every_identity_is_of_one_thing(plan: Plan, roster: Roster) -> None:
    """No two duties share a UID, and no UID holds the name of a post or a team."""
    texts = DutyTexts(plan, language="id")
    uids = [texts.event(duty).uid for duty in roster.duties]
    assert len(set(uids)) == len(uids)
    keys = {team.key for team in plan.teams} | {post.key for post in plan.posts}
    assert not [uid for uid in uids if any(key in uid for key in keys)]


def test_one_duty_has_one_identity_in_every_calendar(plan: Plan, roster: Roster) -> None:
    """Each event of a team stands in a unit's calendar as the same value, and a post's has no others."""
    feeds = list(duty_feeds(RosterIndex(plan, roster), language="id"))
    units = {event.uid: event for feed in feeds if feed.kind == "unit" for event in feed.events}
    assert len(units) == len(roster.duties) + len(plan.musters)
    for feed in feeds:
        assert all(units[event.uid] == event for event in feed.events)


# --- stages -------------------------------------------------------------------------------------------------------


def test_stages_are_whole_days_that_block_nothing() -> None:
    """A stage lasts from its first day to the day after its last, and nobody is busy for it."""
    campaign = STAGES["a701b1cd-7a91-522f-aaa3-db67cbbd5abd"]
    assert (campaign.start, campaign.end) == (date(2023, 11, 28), date(2024, 2, 11))
    assert {event.body.busy for event in STAGES.values()} == {False}
    assert "28 November 2023 – 10 February 2024 (75 days)" in campaign.body.description
    assert "276(1)" in campaign.body.description


def test_what_did_not_take_place_is_not_shown() -> None:
    """The second round was not held, and the debates stand as five evenings."""
    summaries = [event.body.summary for event in STAGES.values()]
    assert not [name for name in summaries if "second round" in name.lower()]
    debates = [event for event in STAGES.values() if "debate" in event.body.summary]
    assert len(debates) == 5
    assert {event.end - event.start for event in debates} == {timedelta(days=1)}
    assert all(" 19:00 (" in event.body.description for event in debates)


def test_hours_and_doubts_are_said() -> None:
    """An hour stands with its clock; a last lawful day is not shown as a date that was set."""
    by_name = {event.body.summary: event for event in STAGES.values()}
    assert "Opens: 14 February 2024 07:00 (local time)" in by_name["Voting"].body.description
    bare = electsched.resolve(
        electsched.load_statute("id/general"),
        polling=date(2024, 2, 14),
        given={"final_list": date(2023, 11, 3), "pairs_determined": date(2023, 11, 13)},
    )
    found = {event.body.summary: event.body for event in stage_events(bare, language="en")}
    result = found[bare["national_result"].name["en"]]
    assert result.status == "TENTATIVE"
    assert "The last lawful day; no date was set" in result.description
    assert found["Campaign"].status == "CONFIRMED"


# --- duties and musters -------------------------------------------------------------------------------------------


def test_every_duty_carries_the_conduct(plan: Plan, roster: Roster) -> None:
    """Neutrality stands in each duty's text, in the calendar's language."""
    for language in ("id", "en"):
        texts = DutyTexts(plan, language=language)
        conduct = plan.operation.conduct[language]
        assert conduct
        assert all(conduct in texts.event(duty).body.description for duty in roster.duties)


def test_a_duty_reads_well(plan: Plan, roster: Roster) -> None:
    """The title has post, shift and unit; the text team and strength; the place its address."""
    body = DutyTexts(plan, language="en").event(roster.select(team="padal-1")[0]).body
    assert body.summary == "KPU logistics warehouse: Duty controller (Polres Jombang)"
    assert "Team: Duty controller 1 (1 person)" in body.description
    assert body.location == "GOR Merdeka, Jl KH Abdurrahman Wahid"
    assert body.busy


def test_the_relief_before_and_after(plan: Plan, roster: Roster) -> None:
    """A duty says whom it relieves and who relieves it; the first and the last of a post say what there is."""
    texts = DutyTexts(plan, language="en", index=RosterIndex(plan, roster))
    first, second, third = (texts.event(duty).body.description.splitlines() for duty in roster.select(post="kpu")[:3])
    assert [line for line in first if line.startswith("Reliev")] == ["Relieved by: KPU team 2"]
    assert [line for line in second if line.startswith("Reliev")] == ["Relieves: KPU team 1", "Relieved by: KPU team 3"]
    assert [line for line in third if line.startswith("Reliev")] == ["Relieves: KPU team 2", "Relieved by: KPU team 1"]


def test_the_role_stands_in_the_title(plan: Plan, roster: Roster) -> None:
    """A role that the shift's name does not say stands beside it."""
    duty = roster.select(team="padal-1")[0]
    shift = next(each for each in plan.patterns if each.key == "two-sessions").shift
    named = {each.key: each for each in shift}
    assert (named["control"].name["id"], named["control"].role["id"]) == ("Padal", "perwira pengendali")
    summary = DutyTexts(plan, language="id").event(duty).body.summary
    assert summary == "Gudang logistik KPU: Padal, perwira pengendali (Polres Jombang)"


def test_alarms_only_where_the_plan_asks(plan: Plan, roster: Roster) -> None:
    """No calendar rings unless the post asks, and a partner's never does."""
    assert b"VALARM" not in duty_calendar(plan, roster, unit="polres-jombang").to_ical()
    ringing = attrs.evolve(plan, posts=tuple(attrs.evolve(post, alarm=90) for post in plan.posts))
    data = duty_calendar(ringing, roster, post="kpu", language="en").to_ical()
    assert data.count(b"BEGIN:VALARM") == data.count(b"\r\nTRIGGER:-PT1H30M\r\n") == len(roster.select(post="kpu"))
    assert b"VALARM" not in duty_calendar(ringing, roster, partner="kpu").to_ical()


def test_a_point_as_apples_apps_read_it(plan: Plan, roster: Roster) -> None:
    """Beside GEO stands the structured location, with title and address as parameters that cannot break the line."""
    place = Place(address='Jl. "Merdeka"; No, 5:\nJombang', latitude=-7.5, longitude=112.2)
    posts = tuple(attrs.evolve(post, place=place) for post in plan.posts)
    calendar = duty_calendar(attrs.evolve(plan, posts=posts), roster, post="kpu", language="en")
    read = icalendar.Calendar.from_ical(calendar.to_ical())
    found = read.events[0]["X-APPLE-STRUCTURED-LOCATION"]
    assert str(found) == "geo:-7.5,112.2"
    assert found.params["X-ADDRESS"] == "Jl. 'Merdeka'; No, 5: Jombang"
    assert found.params["X-TITLE"] == "KPU Jombang office"
    assert found.params["VALUE"] == "URI"


def test_stages_have_the_colours_of_the_picture() -> None:
    """Each stage's event has the colour of its kind, under a name that RFC 7986 knows."""
    colors = {event.body.categories[0]: event.body.color for event in stage_events(TIMELINE, language="en")}
    assert colors["Campaign"] == "darkorange"
    assert set(KIND_COLORS) == set(KINDS)
    assert all(colors.values())


def test_the_muster_is_timed_with_its_checklist(plan: Plan) -> None:
    """The readiness muster stands on Tuesday 28 November 2023 in the yard, with what is checked."""
    muster = next(item for item in plan.musters if item.key == "muster-2023-11-28")
    event = muster_event(plan, muster, language="id")
    assert event.start.isoformat() == "2023-11-28T07:00:00+07:00"
    assert event.start.isoweekday() == 2
    for item in ("Kekuatan riil personel", "Kendaraan", "Alat komunikasi", "Perlengkapan perorangan"):
        assert f"- {item}" in event.body.description
    assert "Jl KH Wahid Hasyim" in event.body.location


def test_a_muster_reaches_those_who_take_part(plan: Plan, roster: Roster) -> None:
    """A muster of one unit stands in its calendar and those of its teams, and in no other."""
    muster = attrs.evolve(plan.musters[0], units=("polsek-ngoro",))
    feeds = duty_feeds(RosterIndex(attrs.evolve(plan, musters=(muster,)), roster), language="id")
    uid = identity("muster", plan.id, muster.key)
    holders = {feed.key for feed in feeds if any(event.uid == uid for event in feed.events)}
    assert holders == {"polsek-ngoro", *(team.key for team in plan.teams if team.unit == "polsek-ngoro")}


def test_coordinates_need_both(plan: Plan) -> None:
    """A place has coordinates where both are known; half of them are none."""
    for place, geo in ((Place(latitude=-7.5, longitude=112.2), (-7.5, 112.2)), (Place(latitude=-7.5), None)):
        muster = attrs.evolve(plan.musters[0], place=place)
        assert muster_event(plan, muster, language="id").body.geo == geo


# --- audiences ----------------------------------------------------------------------------------------------------


def _marked(plan: Plan) -> Plan:
    """Return the plan with every text of a post, team, unit and partner marked by what it is."""
    return attrs.evolve(
        plan,
        units=tuple(attrs.evolve(unit, name=Text.same("MARK-unit"), note="MARK-note") for unit in plan.units),
        partners=tuple(attrs.evolve(partner, name=Text.same("MARK-partner")) for partner in plan.partners),
        teams=tuple(attrs.evolve(team, name=Text.same("MARK-team")) for team in plan.teams),
        posts=tuple(
            attrs.evolve(
                post,
                name=Text.same("MARK-post"),
                bring=Text.same("MARK-bring"),
                contact=Text.same("MARK-contact"),
                note="MARK-note",
                place=Place(address="MARK-place", note="MARK-note"),
            )
            for post in plan.posts
        ),
        members=tuple(
            Member(key=f"mark-{number}", team=team.key, name="MARK-name", note="MARK-note")
            for number, team in enumerate(plan.teams)
        ),
        operation=attrs.evolve(plan.operation, conduct=Text.same("MARK-conduct"), source="MARK-source"),
    )


OFFICER = {f"MARK-{mark}" for mark in ("post", "place", "unit", "team", "partner", "bring", "contact", "conduct")}


@pytest.mark.parametrize(
    ("audience", "seen"),
    [
        ("partner", {"MARK-post", "MARK-place"}),
        ("unit", {*OFFICER, "MARK-name"}),
        ("personal", OFFICER),
    ],
)
def test_an_audience_sees_what_its_list_allows(plan: Plan, roster: Roster, audience: str, seen: set[str]) -> None:
    """Of marks planted in every text, only those of the fields allowed stand in a duty; notes reach nobody."""
    assert audience in ALLOWED
    texts = DutyTexts(_marked(plan), language="id", audience=audience)  # type: ignore[arg-type]  # checked above
    body = texts.event(roster.duties[0]).body
    shown = f"{body.summary} {body.description} {body.location} {body.categories}"
    marks = {"unit", "partner", "team", "post", "bring", "note", "place", "conduct", "contact", "name", "source"}
    assert {f"MARK-{mark}" for mark in marks if f"MARK-{mark}" in shown} == seen


def test_partners_see_how_many_stand_there(plan: Plan, roster: Roster) -> None:
    """A partner reads the strength and not the team."""
    guard = roster.select(post="kpu")[0]
    assert DutyTexts(plan, language="en", audience="partner").event(guard).body.description == "6 people"


# --- calendars as values ------------------------------------------------------------------------------------------


def test_a_calendar_of_stages() -> None:
    """Without a stamp nothing reads a clock: the calendar is the same each time it is made."""
    calendar = stage_calendar(TIMELINE, language="en")
    assert calendar.to_ical() == stage_calendar(TIMELINE, language="en").to_ical()
    assert len(calendar.events) == len(stage_feed(TIMELINE, language="en").events) == len(STAGES)
    assert calendar.events[0].DTSTAMP.isoformat() == "2022-06-14T00:00:00+00:00"


def test_a_calendar_of_duties(plan: Plan, roster: Roster) -> None:
    """One unit, post or team is asked for, and its duties come in order of time."""
    calendar = duty_calendar(plan, roster, team="gudang-1", language="en")
    starts = [event.start for event in calendar.events]
    assert starts == sorted(starts)
    assert len(starts) == 58 + 2
    assert plan.issued == calendar.events[0].DTSTAMP
    assert len(duty_calendar(plan, roster, post="kpu").events) == 114
    assert len(duty_calendar(plan, roster, unit="polsek-ngoro").events) == (75 + 2 + 16) * 3 + 2
    assert b"Regu" not in duty_calendar(plan, roster, post="kpu", audience="partner").to_ical()


@pytest.mark.parametrize(
    "wanted", [{}, {"unit": "polres-jombang", "team": "kpu-1"}, {"team": "nobody"}, {"member": "p-9"}]
)
def test_a_calendar_of_nobody(plan: Plan, roster: Roster, wanted: dict[str, str]) -> None:
    """Nothing, two things and an unknown team are refused."""
    with pytest.raises(electsched.InputError):
        duty_calendar(plan, roster, **wanted)  # type: ignore[arg-type]  # what is refused


def test_the_calendar_of_an_officer(plan: Plan, roster: Roster) -> None:
    """Own duties and musters, no names; a duty that names others of the team is not the officer's."""
    members = tuple(Member(key=f"p-{n}", team="kpu-1", name=f"ORANG-{n}") for n in range(6))
    staffed = attrs.evolve(plan, members=members)
    data = duty_calendar(staffed, roster, member="p-0", language="en").to_ical()
    assert data.count(b"BEGIN:VEVENT") == len(roster.select(team="kpu-1")) + len(plan.musters)
    assert b"ORANG" not in data
    assert b"p-0" not in data
    first, *others = roster.select(team="kpu-1")
    named = Roster((attrs.evolve(first, members=("p-1",)), *others))
    mine = duty_calendar(staffed, named, member="p-0", language="en").to_ical()
    assert mine.count(b"BEGIN:VEVENT") == len(others) + len(plan.musters)
    theirs = duty_calendar(staffed, named, member="p-1", language="en").to_ical()
    assert theirs.count(b"BEGIN:VEVENT") == len(roster.select(team="kpu-1")) + len(plan.musters)
    unit = icalendar.Calendar.from_ical(duty_calendar(staffed, roster, team="kpu-1", language="en").to_ical())
    assert "Members: ORANG-0, ORANG-1" in str(unit.events[-1]["DESCRIPTION"])


def test_the_calendar_of_a_partner(plan: Plan, roster: Roster) -> None:
    """A partner finds the posts at which it works with the police, and how many stand there, never who."""
    calendar = duty_calendar(plan, roster, partner="bawaslu", language="en")
    assert len(calendar.events) == len(roster.select(post="bawaslu")) + len(roster.select(post="rapat-umum"))
    assert {str(event["DESCRIPTION"]) for event in calendar.events} == {"6 people", "10 people"}


def test_an_empty_calendar(plan: Plan) -> None:
    """A post without duties has a calendar without events."""
    calendar = duty_calendar(attrs.evolve(plan, issued=None), Roster(()), post="kpu")
    assert calendar.events == []
    assert stage_calendar(electsched.resolve(electsched.load_statute("id/general"))).events == []
