"""The official timetable of Indonesia's general election of 2024, each date as it was published, with its sources.

The keys of the sources are those of the election file. The dates were taken from the cited pages, not from that file.
"""

from __future__ import annotations

from datetime import date

import pytest

import electsched
from electsched.law.date_arithmetic import Moment

OFFICIAL = [
    # stage, first day, last day, sources
    ("programme_planning", "2022-06-14", "2024-06-14", "S3,S4"),
    ("kpu_regulations", "2022-06-14", "2023-12-14", "S3,S4"),
    ("voter_list", "2022-10-14", "2023-06-21", "S1,S2"),
    ("party_registration", "2022-07-29", "2022-12-13", "S1,S3"),
    ("party_determination", "2022-12-14", "2022-12-14", "S1,S5"),
    ("seats_and_districts", "2022-10-14", "2023-02-09", "S1,S2"),
    ("dpd_nomination", "2022-12-06", "2023-11-25", "S1,S3"),
    ("legislative_nomination", "2023-04-24", "2023-11-25", "S1,S3"),
    ("list_submission", "2023-05-01", "2023-05-14", "S6"),
    ("final_list", "2023-11-03", "2023-11-03", "S6,S7"),
    ("final_list_published", "2023-11-04", "2023-11-04", "S7"),
    ("presidential_nomination", "2023-10-19", "2023-11-25", "S1,S2"),
    ("registration_notice", "2023-10-16", "2023-10-18", "S8"),
    ("registration", "2023-10-19", "2023-10-25", "S8,S8b"),
    ("health_check", "2023-10-19", "2023-10-27", "S8"),
    ("document_verification", "2023-10-19", "2023-10-28", "S8"),
    ("pair_replacement", "2023-10-26", "2023-11-08", "S8"),
    ("pairs_determined", "2023-11-13", "2023-11-13", "S8"),
    ("candidate_determination", "2023-11-13", "2023-11-13", "S8"),
    ("number_draw", "2023-11-14", "2023-11-14", "S8"),
    ("campaign", "2023-11-28", "2024-02-10", "S1,S12,S13"),
    ("rallies_and_media", "2024-01-21", "2024-02-10", "S12,S13"),
    ("debates", "2023-12-12", "2024-02-04", "S14"),
    ("quiet_period", "2024-02-11", "2024-02-13", "S1,S13"),
    ("polling", "2024-02-14", "2024-02-14", "S1,S15"),
    ("voting", "2024-02-14", "2024-02-14", "S1,S15"),
    ("counting", "2024-02-14", "2024-02-15", "S1"),
    ("recapitulation", "2024-02-15", "2024-03-20", "S1"),
    ("recapitulation_overseas", "2024-02-15", "2024-02-22", "S16"),
    ("recapitulation_district", "2024-02-15", "2024-03-02", "S16,S17"),
    ("recapitulation_regency", "2024-02-17", "2024-03-05", "S16,S17"),
    ("recapitulation_province", "2024-02-19", "2024-03-10", "S16,S17"),
    ("recapitulation_national", "2024-02-22", "2024-03-20", "S16,S17"),
    ("national_result", "2024-03-20", "2024-03-20", "S18,S19"),
    ("certification", "2024-03-20", "2024-03-20", "S18,S19"),
    ("dispute_legislative", "2024-03-20", "2024-03-23", "S18,S19"),
    ("dispute_presidential", "2024-03-21", "2024-03-23", "S18,S19"),
    ("dispute_registered", "2024-03-25", "2024-03-25", "S19"),
    ("dispute_hearing", "2024-03-27", "2024-03-27", "S19"),
    ("dispute_ruling", "2024-04-22", "2024-04-22", "S19"),
    ("president_elect", "2024-04-24", "2024-04-24", "S32"),
    ("oath_parliament", "2024-10-01", "2024-10-01", "S3,S34"),
    ("oath_president", "2024-10-20", "2024-10-20", "S3,S34"),
    # The second round, which was planned and not held.
    ("second_campaign", "2024-06-02", "2024-06-22", "S9,S10,S13"),
    ("second_quiet_period", "2024-06-23", "2024-06-25", "S9,S10"),
    ("second_polling", "2024-06-26", "2024-06-26", "S9,S10"),
    ("second_counting", "2024-06-26", "2024-06-27", "S9,S10"),
    ("second_recapitulation", "2024-06-27", "2024-07-20", "S9,S10"),
]

HOURS = [
    # stage, first hour, last hour, sources
    ("registration", "2023-10-19 08:00", "2023-10-25 23:59", "S8,S8b"),
    ("voting", "2024-02-14 07:00", "2024-02-14 13:00", "S1,S15"),
    ("dispute_legislative", "2024-03-20 22:19", "2024-03-23 22:19", "S18,S19"),
    ("dispute_presidential", "2024-03-21 00:00", "2024-03-23 24:00", "S18,S19"),
]

DEBATES = ["2023-12-12", "2023-12-22", "2024-01-07", "2024-01-21", "2024-02-04"]
"""S14: each at 19:00 WIB in Jakarta."""

BY_LAW = [
    # stage, first day, last day by the rules alone, computed by hand
    ("campaign_legislative", "2023-11-28", "2024-02-10"),
    ("campaign_presidential", "2023-11-28", "2024-02-10"),
    ("campaign", "2023-11-28", "2024-02-10"),
    ("rallies_and_media", "2024-01-21", "2024-02-10"),
    ("quiet_period", "2024-02-11", "2024-02-13"),
    ("survey_ban", "2024-02-11", "2024-02-13"),
    ("polling_holiday", "2024-02-14", "2024-02-14"),
]

TIMELINE = electsched.resolve("id/general-2024")


@pytest.mark.parametrize(("key", "first", "last", "sources"), OFFICIAL)
def test_official_dates_of_2024(key: str, first: str, last: str, sources: str) -> None:
    """A stage has its published dates, and the cited sources exist."""
    stage = TIMELINE[key]
    assert (stage.start.isoformat(), stage.end.isoformat()) == (first, last)
    existing = set(TIMELINE.statute.sources) | {f"S{number}" for number in range(1, 110)} | {"S8b"}
    assert set(sources.split(",")) <= existing


@pytest.mark.parametrize(("key", "first", "last", "sources"), HOURS)
def test_official_hours_of_2024(key: str, first: str, last: str, sources: str) -> None:
    """A stage opens and closes at its published hours."""
    stage = TIMELINE[key]
    assert (str(stage.opens), str(stage.closes)) == (first, last), sources


def test_debates_of_2024_are_five_occurrences() -> None:
    """Five debates, each an occurrence with its key, at 19:00."""
    occurrences = TIMELINE["debates"].occurrences
    evenings = [Moment(date.fromisoformat(day), 19 * 60) for day in DEBATES]
    assert [debate.start for debate in occurrences] == evenings
    assert len({debate.key for debate in occurrences}) == 5


@pytest.mark.parametrize(("key", "first", "last"), BY_LAW)
def test_dates_of_2024_by_rules_alone(key: str, first: str, last: str) -> None:
    """The rules alone give the dates that were computed by hand."""
    computed = TIMELINE[key].computed
    assert (str(computed.start), str(computed.end)) == (first, last)


def test_second_round_of_2024_was_not_held() -> None:
    """Its stages have dates, and are not among those that took place."""
    second = [stage for stage in TIMELINE if stage.branch == "second_round"]
    assert len(second) == 6
    assert {stage.status for stage in second} == {"not_held"}
    assert not {stage.key for stage in second} & {stage.key for stage in TIMELINE.dated}


def test_contradictory_sources_leave_the_stage_undated() -> None:
    """The voter list of the second round has two published spans, and neither is used."""
    stage = TIMELINE["second_voter_list"]
    spans = {(str(alternative.start), str(alternative.end)) for alternative in stage.alternatives}
    assert spans == {("2024-03-22", "2024-04-25"), ("2024-05-17", "2024-06-12")}
    assert not stage.dated


def test_every_official_date_has_a_source() -> None:
    """Each date of the election file has a source that the file describes."""
    election = electsched.load_election("id/general-2024")
    for decreed in election.dates:
        keys = [*decreed.sources, *(key for occurrence in decreed.occurrences for key in occurrence.sources)]
        keys += [key for alternative in decreed.alternatives for key in alternative.sources]
        assert keys, decreed.stage
        assert all(election.sources[key].title for key in keys)
