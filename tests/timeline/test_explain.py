"""Explanations of stages as text."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

import electsched
from electsched.cli.main import main
from electsched.errors import UnknownNameError
from electsched.law.date_arithmetic import Moment
from electsched.timeline.explain import explain
from electsched.timeline.wording.step_words import say

TIMELINE = electsched.resolve("id/general-2024")


def _has(text: str, *pieces: str) -> None:
    assert [piece for piece in pieces if piece not in text] == []


def test_explanation_has_rule_anchors_and_provision() -> None:
    """The campaign has the covered stages, their rules, the anchors with their reasons, and the provisions."""
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


def test_explanation_of_working_days_has_the_days_left_out() -> None:
    """The Court's fourteen working days have each day left out, its reason, and the source of the holidays."""
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


def test_explanation_in_indonesian() -> None:
    """The explanation is written in Indonesian, including holidays and months."""
    _has(
        explain(TIMELINE["dispute_ruling"], language="id"),
        "batas: dispute_ruling <=",
        "– dipatuhi",
        "hari pertama dihitung",
        "tidak dihitung: 2024-03-30 akhir pekan",
        "Cuti Bersama Hari Raya Idul Fitri",
        "22 April 2024",
    )


def test_explanation_is_independent_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text is the same in any language of the environment."""
    expected = [explain(stage, language=language) for stage in TIMELINE for language in ("id", "en")]
    for name in ("LANG", "LANGUAGE", "LC_ALL"):
        monkeypatch.setenv(name, "de_DE.UTF-8")
    again = electsched.resolve(electsched.load_election("id/general-2024"))
    assert [explain(stage, language=language) for stage in again for language in ("id", "en")] == expected


def test_explanation_has_hours() -> None:
    """A deadline has its hour, and 24:00 is kept."""
    _has(explain(TIMELINE["dispute_presidential"]), "23 March 2024 24:00", "at 24:00")
    _has(explain(TIMELINE["dispute_legislative"]), "+ 72 hours = 23 March 2024 22:19")
    assert say(Moment(date(2024, 3, 23), 1440), "id") == "23 Maret 2024 24.00"


def test_explanation_of_a_milestone_has_one_day() -> None:
    """A milestone is not explained twice, as a first and a last day."""
    text = explain(TIMELINE["final_list"])
    assert "first day" not in text
    assert text.count("3 November 2023") == 2


def test_explanation_of_stages_without_a_certain_date() -> None:
    """A contingency, a conflict of sources and a stage without a date are named so."""
    _has(explain(TIMELINE["second_campaign"]), "a contingency that did not come about")
    _has(explain(TIMELINE["second_voter_list"]), "the sources contradict each other", "[S11]", "[S9, S10]")
    bare = electsched.resolve(electsched.load_statute("id/general"), polling=date(2024, 2, 14))
    _has(explain(bare["registration"]), "no date: no rule gives one and none was set", "note: ")
    _has(explain(bare["polling"], language="id"), "diberikan sebagai masukan")


def test_explanation_marks_unconfirmed_provisions() -> None:
    """A provision that no source confirms is marked."""
    ruling = TIMELINE["dispute_ruling"]
    (check,) = ruling.limits
    unconfirmed = attrs.evolve(check.limit, law=attrs.evolve(check.limit.law, confidence="M"))
    text = explain(attrs.evolve(ruling, limits=(attrs.evolve(check, limit=unconfirmed),)))
    _has(text, "(general knowledge, not confirmed in a source)")


def test_explanation_marks_broken_limits() -> None:
    """A limit that the official date breaks is marked."""
    election = electsched.load_election("id/general-2024")
    dates = [
        attrs.evolve(decreed, start=date(2024, 3, 25)) if decreed.stage == "national_result" else decreed
        for decreed in election.dates
    ]
    timeline = electsched.resolve(attrs.evolve(election, dates=tuple(dates)))
    _has(explain(timeline["national_result"]), "(20 March 2024) – BROKEN")


def test_explanation_marks_provisional_counts() -> None:
    """A count that left the years whose holidays are known is marked as provisional."""
    timeline = electsched.resolve(
        electsched.load_statute("id/general"),
        polling=date(2029, 2, 14),
        given={"dispute_registered": date(2029, 3, 25)},
        provisional=True,
    )
    _has(explain(timeline["dispute_ruling"]), "provisional: beyond the years whose holidays are known", "at the latest")


def test_explanation_in_an_unknown_language_is_refused() -> None:
    """A language that the package does not have is an error that names the languages."""
    with pytest.raises(UnknownNameError, match="language: found 'de'; expected one of id, en"):
        explain(TIMELINE["campaign"], language="de")


def test_known_last_day_of_a_stage_without_a_first_one_is_explained() -> None:
    """A stage whose first day waits for another date shows the rule of that day, and the reason of its last day."""
    timeline = electsched.resolve("id/general", polling=date(2024, 2, 14))
    text = explain(timeline["campaign_presidential"])
    assert not timeline["campaign_presidential"].dated
    assert "without a date: pairs_determined" in text
    assert "last day, by law: 10 February 2024\n    rule: quiet_period.start - 1 day" in text
    assert "14 February 2024 - 3 days = 11 February 2024" in text


@pytest.mark.parametrize(("language", "words"), [("en", "13:00 (one day)"), ("id", "13.00 (satu hari)")])
def test_stage_of_one_day_with_hours_is_not_said_in_the_plural(language: str, words: str) -> None:
    """A stage that opens and closes on one day lasts one day, not 1 days."""
    voting = electsched.resolve("id/general-2024")["voting"]
    assert explain(voting, language=language).splitlines()[1].endswith(words)


def test_range_of_a_stage_without_a_date_names_its_provisions() -> None:
    """With its bounds, a stage without a date shows the chain of provisions from its range to a known date."""
    law, polling = electsched.load_statute("id/general"), date(2024, 2, 14)
    stage, bounds = electsched.resolve(law, polling=polling)["final_list"], electsched.bounds(law, polling=polling)
    lines = explain(stage, bounds=bounds["final_list"]).splitlines()
    assert lines[1] == "  no date: the law leaves a range open: latest 16 January 2024"
    assert [line.partition(" (")[0] for line in lines[2:]] == [
        "    latest: campaign_legislative.start = final_list + 25 days",
        "    latest: campaign_legislative.end = quiet_period.start - 1 day",
        "    latest: quiet_period.start = polling - 3 days",
        "    latest: polling = 2024-02-14",
    ]


def test_range_of_a_first_day_names_its_provisions_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """`explain` names them by itself, for the first day as for the last."""
    with pytest.raises(SystemExit):
        main(["explain", "es/cortes-generales", "campaign", "--polling", "2023-07-23"])
    out = capsys.readouterr().out
    assert "first day open, the law allows a range: earliest 7 July 2023, latest 7 July 2023\n    earliest: " in out
    assert "    latest: polling = 2023-07-23" in out
