"""The data of a stage."""

from __future__ import annotations

import electsched

TIMELINE = electsched.resolve("id/general-2024")


def test_stage_data_has_days_hours_and_deadline() -> None:
    """Days, hours and the exact deadline are ISO 8601 text; computed and official dates are separate."""
    data = TIMELINE["dispute_legislative"].to_dict()
    assert data["start"] == "2024-03-20"
    assert data["closes"] == "22:19"
    assert data["deadline"] == "2024-03-23T22:19:00+07:00"
    assert data["computed"]["end"] == data["official"]["end"] == "2024-03-23 22:19"
    assert data["citations"][0]["provision"] == "474(2)"


def test_stage_data_without_dates_has_null() -> None:
    """The first day, the last day and the number of days of an undated stage are null."""
    data = electsched.resolve("id/general")["campaign"].to_dict()
    assert (data["start"], data["end"], data["days"]) == (None, None, None)


def test_stage_data_with_its_trace() -> None:
    """A reason has its kind, its rule and each step, with the days left out."""
    (limit,) = TIMELINE["dispute_ruling"].to_dict(trace=True)["limits"]
    assert limit["kept"] is True
    reason = limit["bound"]["reason"]
    assert (reason["is"], reason["rule"]) == (
        "ruled",
        "dispute_ruling <= dispute_registered + 14 working days inclusive",
    )
    anchor, count = reason["steps"]
    assert (anchor["is"], anchor["key"], anchor["resolved"]["value"]) == (
        "anchor_step",
        "dispute_registered",
        "2024-03-25",
    )
    assert (count["is"], count["end"]) == ("count_step", "2024-04-22")
    assert {
        "is": "skipped",
        "day": "2024-03-29",
        "reason": {"id": "Wafat Yesus Kristus", "en": "Good Friday"},
    } in count["skipped"]
