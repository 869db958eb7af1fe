"""A trace as text: everything that a reader needs to check a date by hand."""

from __future__ import annotations

import json
from datetime import date

import attrs
import pytest

import electsched
from electsched.law.date_arithmetic import Moment
from electsched.timeline.audit import audit
from electsched.timeline.explain import explain, say

TIMELINE = electsched.resolve(electsched.load_election("id/general-2024"))


def _has(text: str, *pieces: str) -> None:
    assert [piece for piece in pieces if piece not in text] == []


def test_a_rule_with_its_anchors_and_provision() -> None:
    """The campaign names its parts, their rules, the anchors with their own reasons, and the provision."""
    _has(
        explain(TIMELINE["campaign"]),
        "28 November 2023 – 10 February 2024 (75 days, both included)",
        "the earliest of: campaign_legislative, campaign_presidential",
        "rule: final_list + 25 days",
        "provision: UU 7/2017 as amended by Perppu 1/2022 and UU 7/2023, 276(1)",
        "final_list.end = 3 November 2023",
        "3 November 2023 + 25 days = 28 November 2023 (the first day not counted)",
        "«sampai dengan dimulainya Masa Tenang»",
        "set by the authority, by PKPU 15/2023",
    )


def test_working_days_name_each_day_skipped() -> None:
    """The Court's fourteen working days name each day left out, why, and where the holidays come from."""
    _has(
        explain(TIMELINE["dispute_ruling"]),
        "limit: dispute_ruling <= dispute_registered + 14 working days inclusive (22 April 2024) – kept",
        "25 March 2024 + 14 working days = 22 April 2024 (the first day counted)",
        "not counted: 2024-03-29 Good Friday",
        "not counted: 2024-03-30 weekend",
        "not counted: 2024-04-08 – 2024-04-09 Eid al-Fitr Joint Holiday",
        "holidays from holidays",
        ", 2024",
    )


def test_in_indonesian() -> None:
    """The same reason reads in Indonesian, holidays and months included."""
    _has(
        explain(TIMELINE["dispute_ruling"], language="id"),
        "batas: dispute_ruling <=",
        "– dipatuhi",
        "hari pertama dihitung",
        "tidak dihitung: 2024-03-30 akhir pekan",
        "Cuti Bersama Hari Raya Idul Fitri",
        "22 April 2024",
    )


def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text is the same whatever language the environment speaks."""
    before = [explain(stage, language=language) for stage in TIMELINE for language in ("id", "en")]
    for name in ("LANG", "LANGUAGE", "LC_ALL"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    again = electsched.resolve(electsched.load_election("id/general-2024"))
    assert [explain(stage, language=language) for stage in again for language in ("id", "en")] == before


def test_hours_are_named() -> None:
    """A deadline shows its hour, and 24:00 as 24:00."""
    _has(explain(TIMELINE["dispute_presidential"]), "23 March 2024 24:00", "at 24:00")
    _has(explain(TIMELINE["dispute_legislative"]), "+ 72 hours = 23 March 2024 22:19")
    assert say(Moment(date(2024, 3, 23), 1440), "id") == "23 Maret 2024 24:00"


def test_one_day_is_named_once() -> None:
    """A milestone is not explained twice, as a first and a last day."""
    text = explain(TIMELINE["final_list"])
    assert "first day" not in text
    assert text.count("3 November 2023") == 2


def test_what_is_not_known_is_said() -> None:
    """A contingency, a conflict and a stage without a date each say so."""
    _has(explain(TIMELINE["second_campaign"]), "a contingency that did not come about")
    _has(explain(TIMELINE["second_voter_list"]), "the sources contradict each other", "[S11]", "[S9, S10]")
    bare = electsched.resolve(electsched.load_statute("id/general"), polling=date(2024, 2, 14))
    _has(explain(bare["registration"]), "no date: no rule gives one and none was set", "note: ")
    _has(explain(bare["polling"], language="id"), "diberikan oleh pemanggil")


def test_an_unconfirmed_provision_is_said() -> None:
    """A rule that no source confirms is never told as if one did."""
    ruling = TIMELINE["dispute_ruling"]
    (kept,) = ruling.limits
    unsure = attrs.evolve(kept.limit, law=attrs.evolve(kept.limit.law, confidence="M"))
    shown = explain(attrs.evolve(ruling, limits=(attrs.evolve(kept, limit=unsure),)))
    _has(shown, "(general knowledge, not confirmed in a source)")


def test_a_broken_limit_is_said() -> None:
    """A limit that the official date breaks stands out."""
    election = electsched.load_election("id/general-2024")
    dates = [
        attrs.evolve(item, start=date(2024, 3, 25)) if item.stage == "national_result" else item
        for item in election.dates
    ]
    timeline = electsched.resolve(attrs.evolve(election, dates=tuple(dates)))
    _has(explain(timeline["national_result"]), "(20 March 2024) – BROKEN")


def test_a_provisional_count_is_said() -> None:
    """A count that left the years whose holidays are known says that it is provisional."""
    timeline = electsched.resolve(
        electsched.load_statute("id/general"),
        polling=date(2029, 2, 14),
        given={"dispute_registered": date(2029, 3, 25)},
        provisional=True,
    )
    _has(explain(timeline["dispute_ruling"]), "provisional: beyond the years whose holidays are known", "at the latest")


# --- as data ------------------------------------------------------------------------------------------------------


def test_a_stage_as_data() -> None:
    """A stage's days, hours and exact deadline stand as ISO 8601 text, computed and official apart."""
    data = TIMELINE["dispute_legislative"].to_dict()
    assert data["start"] == "2024-03-20"
    assert data["closes"] == "22:19"
    assert data["deadline"] == "2024-03-23T22:19:00+07:00"
    assert data["computed"]["end"] == data["official"]["end"] == "2024-03-23 22:19"
    assert data["citations"][0]["provision"] == "474(2)"
    bare = electsched.resolve(electsched.load_statute("id/general"))
    assert bare["campaign"].to_dict()["start"] is None


def test_everything_is_json() -> None:
    """A timeline, each reason and the audit can be written as JSON, and every value keeps its name."""
    whole = TIMELINE.to_dict()
    assert len(whole["stages"]) == len(TIMELINE.stages)
    told = [stage.to_dict(trace=True) for stage in TIMELINE]
    lines = [line.to_dict() for line in audit(TIMELINE)]
    assert json.loads(json.dumps([whole, told, lines])) == [whole, told, lines]


def test_the_reason_as_data() -> None:
    """A reason as data names its kind, its rule and each step."""
    (ruling,) = TIMELINE["dispute_ruling"].to_dict(trace=True)["limits"]
    assert ruling["kept"] is True
    reason = ruling["bound"]["reason"]
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
