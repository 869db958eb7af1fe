"""Duties as rows, as data and as jCal: the same values as in the calendar, and nothing more."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import icalendar
import pytest

from electsched.calendars.duty_feeds import duty_feed
from electsched.calendars.export import events_to_csv
from electsched.calendars.stage_events import stage_feed
from electsched.cli.main import main
from electsched.loaders.plan_election import load_timeline
from electsched.operation.plan import Plan
from electsched.roster.duty import Roster

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"


def test_csv_has_the_values_of_the_data(plan: Plan, roster: Roster) -> None:
    """A reader of CSV gets back every value, and moments have their offset."""
    feed = duty_feed(plan, roster, {"post": "kpu"}, language="en")
    rows = list(csv.DictReader(events_to_csv(feed.events).splitlines(keepends=True)))
    data = [event.to_dict() for event in feed.events]
    assert len(rows) == len(data) == len(roster.select(post="kpu"))
    for row, item in zip(rows, data, strict=True):
        assert {key: row[key] for key in ("uid", "start", "end", "summary", "status", "description")} == {
            key: item[key] for key in ("uid", "start", "end", "summary", "status", "description")
        }
    assert (data[0]["start"], data[0]["end"]) == ("2023-11-28T07:00:00+07:00", "2023-11-29T07:00:00+07:00")


def test_all_day_event_ends_with_its_last_day_in_data() -> None:
    """The campaign ends on 10 February in data, and the DTEND of its event is the next day."""
    feed = stage_feed(load_timeline("id/general-2024"), language="en")
    found = {item["summary"]: (item["start"], item["end"]) for item in [event.to_dict() for event in feed.events]}
    assert found["Campaign"] == ("2023-11-28", "2024-02-10")


@pytest.mark.parametrize("form", ["events", "json", "jcal", "ics"])
def test_roster_show_writes_each_format(tmp_path: Path, form: str) -> None:
    """Each format has the duties of the partner's posts, and no team and no unit."""
    place = tmp_path / f"duties.{form}"
    with pytest.raises(SystemExit) as left:
        main(["roster", "show", str(EXAMPLE), "--partner", "bawaslu", "--format", form, "--output", str(place)])
    assert left.value.code == 0
    data = place.read_bytes()
    assert data.count(b"10 people") == 21
    assert b"Polres Jombang)" not in data
    assert b"team" not in data.lower()
    if form == "ics":
        assert len(icalendar.Calendar.from_ical(data).events) == 114 + 21
    elif form == "jcal":
        kind, _, parts = json.loads(data)
        assert (kind, len([part for part in parts if part[0] == "vevent"])) == ("vcalendar", 114 + 21)
    elif form == "json":
        assert len(json.loads(data)["events"]) == 114 + 21
