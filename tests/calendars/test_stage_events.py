"""Stages as events."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

import electsched
from electsched.calendars.stage_events import KIND_COLORS, boundary_events, stage_calendar, stage_events, stage_feed
from electsched.law.kinds import KINDS

TIMELINE = electsched.resolve(electsched.load_election("id/general-2024"))


STAGES = {event.uid: event for event in stage_events(TIMELINE, language="en")}


@pytest.mark.parametrize(
    ("summary", "uid"),
    [
        ("Campaign", "a701b1cd-7a91-522f-aaa3-db67cbbd5abd"),
        ("Voting", "158c6a53-9608-5292-af5e-bf7c21b95b87"),
        ("First debate", "49cf714a-9200-5576-83b2-3086fcb76f23"),
    ],
)
def test_uids_of_stages_are_pinned(summary: str, uid: str) -> None:
    """People have subscribed: a change of one of these UIDs is a mistake."""
    assert STAGES[uid].body.summary == summary


def test_moved_stage_keeps_its_uid() -> None:
    """An assumed polling day moves the end of the campaign, whose UID is the same in each language."""
    moved = electsched.resolve(electsched.load_election("id/general-2024"), polling=date(2024, 2, 21))
    uid = "a701b1cd-7a91-522f-aaa3-db67cbbd5abd"
    for language in ("id", "en"):
        (event,) = [event for event in stage_events(moved, language=language) if event.uid == uid]
        assert event.end == date(2024, 2, 18)


def test_stage_is_an_all_day_event_without_busy_time() -> None:
    """A stage lasts from its first day to the day after its last, and takes up no time."""
    campaign = STAGES["a701b1cd-7a91-522f-aaa3-db67cbbd5abd"]
    assert (campaign.start, campaign.end) == (date(2023, 11, 28), date(2024, 2, 11))
    assert {event.body.busy for event in STAGES.values()} == {False}
    assert "28 November 2023 – 10 February 2024 (75 days)" in campaign.body.description
    assert "276(1)" in campaign.body.description


def test_stage_that_did_not_take_place_has_no_event() -> None:
    """The second round was not held, and the debates are five events."""
    summaries = [event.body.summary for event in STAGES.values()]
    assert not [name for name in summaries if "second round" in name.lower()]
    debates = [event for event in STAGES.values() if "debate" in event.body.summary]
    assert len(debates) == 5
    assert {event.end - event.start for event in debates} == {timedelta(days=1)}
    assert all(" 19:00 (" in event.body.description for event in debates)


def test_text_of_a_stage_has_hours_and_uncertainty() -> None:
    """An hour has its clock, and a last lawful day is not shown as a date that was set."""
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


def test_stage_has_the_colour_of_its_kind() -> None:
    """Each stage's event has the colour of its kind, by a name of RFC 7986, and each kind has one."""
    colors = {event.body.categories[0]: event.body.color for event in stage_events(TIMELINE, language="en")}
    assert colors["Campaign"] == "darkorange"
    assert set(KIND_COLORS) == set(KINDS)
    assert all(colors.values())


def test_stages_by_their_first_and_last_days() -> None:
    """The variant for those whom bars disturb: an event of one day for each end of a stage, under UIDs of its own."""
    bars = stage_feed(TIMELINE, language="id")
    days = stage_feed(TIMELINE, language="id", variant="days")
    assert (days.path, days.key, days.count) == ("stages-days.id.ics", "stages-days", len(days.events))
    assert days.name == f"{bars.name} (hari pertama dan terakhir saja)"
    assert {event.end - event.start for event in days.events} == {timedelta(days=1)}
    assert [event.start for event in days.events] == sorted(event.start for event in days.events)
    uids = [event.uid for event in days.events]
    assert len(set(uids)) == len(uids)
    assert not set(uids) & {event.uid for event in bars.events}
    titles = {event.body.summary: event.start for event in days.events}
    assert titles["Masa kampanye dimulai"] == date(2023, 11, 28)
    assert titles["Masa kampanye berakhir"] == date(2024, 2, 10)
    assert titles["Pemungutan suara"] == date(2024, 2, 14)
    expected = sorted({day for event in bars.events for day in (event.start, event.end - timedelta(days=1))})
    assert sorted({event.start for event in days.events}) == expected


def test_first_day_of_a_stage_keeps_its_uid() -> None:
    """If the poll moves, the first day of the campaign stays the same event, and its last day moves."""
    moved = electsched.resolve(electsched.load_election("id/general-2024"), polling=date(2024, 2, 21))
    events = {event.uid: event for event in boundary_events(moved, language="en")}
    titles = ["Campaign begins", "Campaign ends"]
    campaign = [event for event in boundary_events(TIMELINE, language="en") if event.body.summary in titles]
    assert [events[event.uid].body.summary for event in campaign] == titles
    assert [events[event.uid].start for event in campaign][1] == date(2024, 2, 17)


def test_unknown_variant_is_an_error() -> None:
    """The error names the variant that is meant."""
    with pytest.raises(electsched.UnknownNameError, match=r"variant: found 'bar'.* Perhaps 'bars' is meant"):
        stage_calendar(TIMELINE, variant="bar")  # type: ignore[arg-type]  # a misspelling


def test_stage_calendar_reads_no_clock() -> None:
    """Without a stamp the calendar is the same each time, under the stamp of its first day."""
    calendar = stage_calendar(TIMELINE, language="en")
    assert calendar.to_ical() == stage_calendar(TIMELINE, language="en").to_ical()
    assert len(calendar.events) == len(stage_feed(TIMELINE, language="en").events) == len(STAGES)
    assert calendar.events[0].DTSTAMP.isoformat() == "2022-06-14T00:00:00+00:00"


@pytest.mark.parametrize("language", ["de", "", "ID"])
def test_stage_calendar_in_an_unknown_language_is_an_error(language: str) -> None:
    """No other language is taken in its place; the error names those that exist."""
    with pytest.raises(electsched.UnknownNameError, match=r"language: .*expected one of .*id"):
        stage_calendar(TIMELINE, language=language)
