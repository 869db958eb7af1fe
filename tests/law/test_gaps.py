"""Stages with days on which they do not take place, such as a campaign that rests in Holy Week."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import electsched
from electsched.calendars.stage_events import stage_events
from electsched.errors import InputError
from electsched.law.date_arithmetic import show
from electsched.loaders.json_schema import json_schema
from electsched.timeline.explain import explain
from electsched.timeline.stage import Stage
from electsched.timeline.timeline import Timeline

HOLY_WEEK = Path(electsched.__file__).parent / "data" / "statutes" / "ph" / "national.toml"


def elections_of(year: int) -> Timeline:
    """Return the timeline of the Philippine elections of a year."""
    return electsched.resolve("ph/national", given={"election_year": year}, facts={"election_period": "120"})


def periods(stage: Stage) -> list[str]:
    """Return the periods of a stage as text."""
    return [f"{show(first)} to {show(last)}" for first, last in stage.periods]


@pytest.mark.parametrize(("year", "days"), [(2022, ["2022-04-14", "2022-04-15"]), (2025, ["2025-04-17", "2025-04-18"])])
def test_no_campaign_on_maundy_thursday_and_good_friday(year: int, days: list[str]) -> None:
    """The Commission named 14 and 15 April 2022, and 17 and 18 April 2025 (Manila Bulletin of both years)."""
    timeline = elections_of(year)
    for key in ("campaign", "local_campaign"):
        assert [gap.day.isoformat() for gap in timeline[key].gaps] == days
    assert timeline["election_period"].gaps == ()


def test_stage_takes_place_before_and_after_its_gaps() -> None:
    """Two days in a row are one gap; the first and the last day of the stage stay, and its last hour too."""
    stage = elections_of(2025)["campaign"]
    assert (stage.start, stage.end) == (date(2025, 2, 11), date(2025, 5, 10))
    assert periods(stage) == ["2025-02-11 to 2025-04-16", "2025-04-19 to 2025-05-10 24:00"]


def test_first_day_that_is_a_gap_begins_a_day_later() -> None:
    """The local campaign of 2013 would have begun on Good Friday, 29 March: the Commission began on 30 March."""
    stage = elections_of(2013)["local_campaign"]
    assert stage.start == date(2013, 3, 29)
    assert periods(stage) == ["2013-03-30 to 2013-05-11 24:00"]
    assert [gap.key for gap in stage.gaps] == ["good_friday"]


def test_gaps_outside_the_days_of_a_stage_are_none() -> None:
    """Easter Sunday of 2024 was 31 March, before the 45 days that end two days before a poll of 3 June."""
    timeline = electsched.resolve("ph/national", polling=date(2024, 6, 3))
    assert timeline["local_campaign"].gaps == ()
    assert periods(timeline["local_campaign"]) == ["2024-04-19 to 2024-06-01 24:00"]


def test_explanation_and_data_name_the_gaps() -> None:
    """Each gap has its name, its rule and its provision, in both languages and in JSON."""
    stage = elections_of(2025)["campaign"]
    assert "does not take place on: 17 April 2025, Maundy Thursday\n    rule: easter of polling - 3 days" in explain(
        stage
    )
    assert "tidak berlangsung pada: 18 April 2025" in explain(stage, language="id")
    data = stage.to_dict(trace=True)
    assert [(gap["key"], gap["day"], gap["law"]["provision"]) for gap in data["gaps"]] == [
        ("maundy_thursday", "2025-04-17", "s5"),
        ("good_friday", "2025-04-18", "s5"),
    ]
    assert data["periods"] == [["2025-02-11", "2025-04-16"], ["2025-04-19", "2025-05-10 24:00"]]
    assert data["why"]["gaps"][0]["reason"]["rule"] == "easter of polling - 3 days"
    assert "Republic Act 7166, s5" in [str(citation) for citation in stage.citations]
    assert {"gaps", "periods"} <= set(json_schema("timeline")["$defs"]["Stage"]["properties"])
    assert "except" in json_schema("statute")["$defs"]["StageLaw"]["properties"]


def test_calendar_has_an_event_for_each_period() -> None:
    """The second period has an identity of its own, named by the gap, and keeps it in another year's calendar."""
    events = [event for event in stage_events(elections_of(2025), language="en") if "President" in event.body.summary]
    assert [(event.start, event.end - timedelta(days=1)) for event in events] == [
        (date(2025, 2, 11), date(2025, 4, 16)),
        (date(2025, 4, 19), date(2025, 5, 10)),
    ]
    assert len({event.uid for event in events}) == 2
    assert "Does not take place on: 17 April 2025, Maundy Thursday" in events[0].body.description
    moved = [event for event in stage_events(elections_of(2022), language="en") if "President" in event.body.summary]
    assert [event.uid for event in moved] == [event.uid for event in events]


def test_chart_has_a_bar_for_each_period() -> None:
    """The picture shows the gap."""
    assert elections_of(2025).to_svg().count("Campaign for President") == 2


def test_comparison_lists_gaps_that_moved_or_are_new(tmp_path: Path) -> None:
    """An amendment that drops a gap, and an Easter on another day, are listed."""
    text = HOLY_WEEK.read_text(encoding="utf-8")
    path = tmp_path / "amended.toml"
    path.write_text(text.replace('rule = "easter of polling - 2 days"', 'rule = "none"'), encoding="utf-8")
    amended = electsched.resolve(str(path), given={"election_year": 2025}, facts={"election_period": "120"})
    moves = electsched.compare(elections_of(2025), amended).moves
    assert [(move.stage, move.part, str(move.before), move.after) for move in moves] == [
        ("campaign", "gap", "2025-04-18", None),
        ("local_campaign", "gap", "2025-04-18", None),
    ]
    comparison = electsched.compare(elections_of(2022), elections_of(2025))
    days = [(str(move.before), str(move.after)) for move in comparison.moves if move.part == "gap"]
    assert ("2022-04-14", "2025-04-17") in days
    assert "Good Friday (campaign.gap): 15 April 2022 → 18 April 2025" in comparison.to_text()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'rule = "easter of polling - 3 days"',
            'rule = "easter of poling - 3 days"',
            ".except[0].rule: found the stage",
        ),
        ('rule = "easter of polling - 3 days"', 'rule = "easter of polling - 3 dayz"', ".except[0].rule: found 'dayz'"),
        ('key  = "good_friday"', 'key  = "maundy_thursday"', ".except: found two versions in force at the same time"),
        ('key  = "good_friday"', 'key  = "good friday"', ".except: found the key 'good friday'"),
        ('key  = "good_friday"\n', "", ".except[1].key"),
        ('"semana2022", "semana2025"]', '"semana22"]', "law.sources[0]: found 'semana22'"),
    ],
)
def test_faulty_gap_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """The fault is at the row of the file."""
    text = HOLY_WEEK.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "law.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        electsched.load_statute(str(path))
    assert message in str(caught.value)
