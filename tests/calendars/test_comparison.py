"""The calendar of present and previous dates."""

from __future__ import annotations

from datetime import date, timedelta

import electsched
from electsched.calendars.comparison import comparison_calendar
from electsched.timeline.timeline import Timeline


def moved(by: int) -> tuple[Timeline, Timeline]:
    """Return the election of 2024 under the law alone, and with another polling day."""
    law = electsched.load_statute("id/general")
    day = date(2024, 2, 14)
    return electsched.resolve(law, polling=day), electsched.resolve(law, polling=day + timedelta(days=by))


def test_stage_that_moved_has_two_events() -> None:
    """The previous date is labelled and tentative, the present one has the UID of the stage, and both have a reason."""
    before, after = moved(7)
    calendar = comparison_calendar(electsched.compare(before, after), language="en")
    events = {str(event["SUMMARY"]): event for event in calendar.events}
    old, new = events["Before: Quiet period"], events["Now: Quiet period"]
    assert (old.start, new.start) == (date(2024, 2, 11), date(2024, 2, 18))
    assert (old.get("STATUS"), new.get("STATUS")) == ("TENTATIVE", None)
    plain = {str(event["UID"]) for event in electsched.stage_calendar(after, language="en").walk("VEVENT")}
    assert str(new["UID"]) in plain
    assert str(old["UID"]) not in plain
    for event in (old, new):
        assert "polling.end moved by +7 days" in str(event["DESCRIPTION"])


def test_comparison_has_every_stage_of_the_new_timeline() -> None:
    """A stage that did not move has the UID of the calendar of stages, and no UID occurs twice."""
    before, after = moved(7)
    found = electsched.compare(before, after)
    calendar = comparison_calendar(found, language="id")
    uids = [str(event["UID"]) for event in calendar.walk("VEVENT")]
    assert len(uids) == len(set(uids))
    assert {str(event["UID"]) for event in electsched.stage_calendar(after).walk("VEVENT")} <= set(uids)
    twice = {move.stage for move in found.moves if before[move.stage].dated}
    assert len(uids) == len(after.dated) + len(twice)


def test_comparison_without_moves_is_the_calendar_of_stages() -> None:
    """Two equal timelines give the calendar of the stages."""
    before, after = moved(0)
    calendar = comparison_calendar(electsched.compare(before, after), language="en")
    names = [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]
    assert names == [str(event["SUMMARY"]) for event in electsched.stage_calendar(after, language="en").walk("VEVENT")]
