"""Computation of timelines: computed and effective dates, and official dates that are dropped."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

import electsched
from electsched.errors import CircularRuleError, HorizonError, InputError, UndatedError, UnknownNameError
from electsched.law.citation import Citation
from electsched.law.date_arithmetic import Moment
from electsched.law.rules.trace import Covering, Decreed, Given, Ruled
from electsched.law.statute import RuleVersion, Statute
from electsched.loaders.law_files.ids import builtin_ids
from electsched.loaders.timelines import resolve
from electsched.timeline.election import DecreedDate, Election
from electsched.timeline.resolve import resolve_stage
from electsched.timeline.timeline import Timeline

STATUTE = electsched.load_statute("id/general")
ELECTION = electsched.load_election("id/general-2024")
POLLING = date(2024, 2, 14)
LISTS = {"final_list": date(2023, 11, 3), "pairs_determined": date(2023, 11, 13)}
WEEK = timedelta(weeks=1)


def _bare(polling: date = POLLING, **given: date | Moment) -> Timeline:
    return resolve(STATUTE, polling=polling, given={**LISTS, **given})


def _with(key: str, start: date, end: date) -> Election:
    """Return the election with other official dates for one stage."""
    dates = [
        attrs.evolve(decreed, start=start, end=end) if decreed.stage == key else decreed for decreed in ELECTION.dates
    ]
    return attrs.evolve(ELECTION, dates=tuple(dates))


# --- campaign -----------------------------------------------------------------------------------------------------


def test_campaign_of_2024_from_the_statute_alone() -> None:
    """3 and 13 November 2023 and 14 February 2024 give 28 November to 10 February, 75 days."""
    campaign = _bare()["campaign"]
    assert (campaign.start, campaign.end, campaign.days) == (date(2023, 11, 28), date(2024, 2, 10), 75)
    span = campaign.span()
    assert (span.start.isoformat(), span.end.isoformat()) == ("2023-11-28T00:00:00+07:00", "2024-02-11T00:00:00+07:00")


def test_computed_dates_ignore_official_dates_of_the_stage() -> None:
    """Other decreed dates of the campaign change its effective dates, not the computed ones."""
    altered = resolve(_with("campaign", date(2023, 12, 5), date(2024, 2, 1)))["campaign"]
    assert (altered.computed.start, altered.computed.end) == (date(2023, 11, 28), date(2024, 2, 10))
    assert (altered.start, altered.end) == (date(2023, 12, 5), date(2024, 2, 1))


@pytest.mark.parametrize("weeks", [-1, 1, 2])
def test_campaign_end_moves_with_polling_day(weeks: int) -> None:
    """If polling day moves, the end of the campaign moves as far, with the election file and without it."""
    moved = POLLING + weeks * WEEK
    for timeline in (_bare(moved), resolve(ELECTION, polling=moved)):
        campaign = timeline["campaign"]
        assert (campaign.start, campaign.end) == (date(2023, 11, 28), date(2024, 2, 10) + weeks * WEEK)
        assert timeline["quiet_period"].start == campaign.end + timedelta(days=1)


def test_campaign_of_2019_under_the_older_version() -> None:
    """Before 12 December 2022 the text gives 23 September 2018 to 13 April 2019, 203 days (S50, S51)."""
    given = {"final_list": date(2018, 9, 20), "pairs_determined": date(2018, 9, 20)}
    campaign = resolve(STATUTE, polling=date(2019, 4, 17), given=given)["campaign"]
    assert (campaign.start, campaign.end, campaign.days) == (date(2018, 9, 23), date(2019, 4, 13), 203)
    rallies = resolve(STATUTE, polling=date(2019, 4, 17), given=given)["rallies_and_media"]
    assert (rallies.start, rallies.end) == (date(2019, 3, 24), date(2019, 4, 13))


def test_campaign_covers_both_campaigns() -> None:
    """If the legislative and the presidential campaign start on different days, the campaign starts on the earlier."""
    timeline = _bare(final_list=date(2023, 11, 1))
    assert timeline["campaign_legislative"].start == date(2023, 11, 26)
    assert timeline["campaign_presidential"].start == date(2023, 11, 28)
    campaign = timeline["campaign"]
    assert campaign.start == date(2023, 11, 26)
    assert campaign.computed.first is not None
    reason = campaign.computed.first.reason
    assert isinstance(reason, Covering)
    assert reason.chosen.key == "campaign_legislative"


# --- disputes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("polling", "announced", "ends"),
    [
        # S18, S19; S47b
        (date(2024, 2, 14), Moment(date(2024, 3, 20), 22 * 60 + 19), "2024-03-23 22:19"),
        (date(2019, 4, 17), Moment(date(2019, 5, 21), 60 + 46), "2019-05-24 01:46"),
    ],
)
def test_dispute_ends_72_hours_after_the_announcement(polling: date, announced: Moment, ends: str) -> None:
    """UU 7/2017, 474(2): three times 24 hours from the minute at which the result was announced."""
    dispute = resolve(STATUTE, polling=polling, given={"national_result": announced})["dispute_legislative"]
    assert str(dispute.closes) == ends


def test_hours_from_a_day_without_an_hour_leave_the_stage_undated() -> None:
    """If only the last lawful day of the result is known, the dispute has no date."""
    dispute = _bare()["dispute_legislative"]
    assert not dispute.dated
    assert dispute.missing == ("end",)
    with pytest.raises(UndatedError, match="dispute_legislative"):
        _ = dispute.start


def test_stage_with_a_limit_alone_has_its_last_lawful_day() -> None:
    """The result is due 35 days after the poll (413(1)); until its date is known, it is open, up to that day."""
    result = _bare()["national_result"]
    assert (result.start, result.status, result.latest) == (date(2024, 3, 20), "open", date(2024, 3, 20))


# --- given, decreed and dropped dates -----------------------------------------------------------------------------


def test_moved_polling_day_drops_dependent_official_dates() -> None:
    """Official dates that depend on polling day by a rule or a limit are dropped and listed; all others are kept."""
    timeline = resolve(ELECTION, polling=POLLING + WEEK)
    assert {"campaign", "quiet_period", "voting", "national_result"} <= set(timeline.dropped)
    assert not timeline["quiet_period"].official
    assert timeline["final_list"].official.start == date(2023, 11, 3)
    assert "final_list" not in timeline.dropped


def test_unchanged_polling_day_drops_nothing() -> None:
    """If the given date equals the official one, no official date is dropped."""
    assert resolve(ELECTION, polling=POLLING).dropped == ()
    assert resolve(ELECTION, polling=POLLING)["voting"].official


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("voting", "confirmed"),
        ("campaign_legislative", "scheduled"),
        ("party_registration_schedule", "open"),
        ("second_polling", "not_held"),
    ],
)
def test_status_follows_from_the_origin_of_the_dates(key: str, status: str) -> None:
    """A stage is confirmed by decree, scheduled by a rule, and open by a limit alone."""
    assert resolve(ELECTION)[key].status == status


def test_statute_without_dates_has_undated_stages() -> None:
    """Without polling day, all stages of a statute are undated."""
    timeline = resolve(STATUTE)
    assert timeline.dated == ()
    assert {stage.status for stage in timeline} == {"undated"}


def test_stage_with_a_missing_part_is_undated() -> None:
    """If the start of the campaign cannot be computed, its known end does not make the stage dated."""
    campaign = resolve(STATUTE, polling=POLLING)["campaign"]
    assert campaign.effective.end == date(2024, 2, 10)
    assert (campaign.dated, campaign.status) == (False, "undated")


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        (date(2023, 10, 1), date(2023, 10, 1), date(2023, 10, 1)),
        ((date(2023, 10, 1), date(2023, 10, 5)), date(2023, 10, 1), date(2023, 10, 5)),
        (datetime(2023, 10, 1, 8, 30), date(2023, 10, 1), date(2023, 10, 1)),  # noqa: DTZ001  # a local moment
        (Moment(date(2023, 10, 1), 1440), date(2023, 10, 1), date(2023, 10, 1)),
    ],
)
def test_given_value_is_a_day_a_moment_or_a_pair(value: date, start: date, end: date) -> None:
    """A day, a first and a last day, and a local moment are accepted."""
    stage = resolve(STATUTE, polling=POLLING, given={"registration": value})["registration"]
    assert (stage.start, stage.end) == (start, end)
    assert stage.effective.first is not None
    assert stage.effective.first.origin == "given"
    assert isinstance(stage.effective.first.reason, Given)


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"votng": POLLING}, UnknownNameError, "votng"),
        ({"registration": (date(2023, 10, 5), date(2023, 10, 1))}, InputError, "not after the last"),
        ({"registration": "2023-10-01"}, InputError, "a date, a moment"),
        ({"registration": datetime(2023, 10, 1, tzinfo=UTC)}, InputError, "without a zone"),
    ],
)
def test_invalid_given_values_are_refused(given: dict[str, date], error: type[InputError], words: str) -> None:
    """An unknown stage, a pair in reverse order, text, and moments with a zone are refused."""
    with pytest.raises(error, match=words):
        resolve(STATUTE, polling=POLLING, given=given)


@pytest.mark.parametrize("year", [2000, 2013, 2027, 2060])
def test_polling_day_beyond_the_known_years_is_refused_or_provisional(year: int) -> None:
    """A polling day outside the years whose holidays are known is refused with both ends of them, or provisional."""
    with pytest.raises(HorizonError, match=r"2014-01-01 to 2026-12-31") as caught:
        _bare(date(year, 2, 14))
    assert caught.value.faults[0].path == "polling"
    assert resolve(STATUTE, polling=date(year, 2, 14), provisional=True)["quiet_period"].end == date(year, 2, 13)


def test_count_beyond_the_known_years_names_its_stage() -> None:
    """A count of working days that leaves the known years is refused with the path of its stage."""
    with pytest.raises(HorizonError) as caught:
        _bare(date(2026, 12, 20), dispute_registered=date(2026, 12, 25))
    assert "dispute_ruling" in caught.value.faults[0].path


def test_circular_rules_are_an_error_at_run_time() -> None:
    """A circular statute made in Python, which no loader has validated, raises an error."""
    law = Citation(instrument="An Act")
    stages = [
        attrs.evolve(
            stage, start=(RuleVersion(rule="voting.end", law=law),), end=(RuleVersion(rule="voting.start", law=law),)
        )
        if stage.key == "voting"
        else stage
        for stage in STATUTE.stages
    ]
    broken: Statute = attrs.evolve(STATUTE, stages=tuple(stages))
    with pytest.raises(CircularRuleError, match=r"voting.end -> voting.start -> voting.end|voting.start -> voting.end"):
        resolve(broken, polling=POLLING)


# --- reasons and clocks -------------------------------------------------------------------------------------------


def test_every_date_has_a_reason() -> None:
    """The trace of each dated stage has a rule, a decree, a given date, or covered stages."""
    for stage in resolve(ELECTION).dated:
        assert stage.trace
        for resolved in stage.trace:
            assert isinstance(resolved.reason, Ruled | Decreed | Given | Covering)
            assert not isinstance(resolved.reason, Ruled) or resolved.reason.law.instrument


def test_local_clock_opens_at_three_moments() -> None:
    """Polling stations open at 07:00 of their local clocks, in three zones one hour apart."""
    voting = resolve(ELECTION)["voting"]
    spans = [voting.span(zone) for zone in STATUTE.zones]
    assert [span.start.isoformat() for span in spans] == [
        "2024-02-14T07:00:00+07:00",
        "2024-02-14T07:00:00+08:00",
        "2024-02-14T07:00:00+09:00",
    ]
    assert [span.hours for span in spans] == [6, 6, 6]


def test_national_clock_is_one_moment() -> None:
    """The deadline of the disputes is one moment, shown in the zone asked for."""
    dispute = resolve(ELECTION)["dispute_legislative"]
    assert dispute.span("Asia/Jayapura").end.isoformat() == "2024-03-24T00:19:00+09:00"
    assert dispute.span("Asia/Jayapura").end == dispute.span().end


def test_deadline_is_an_exact_moment_or_none() -> None:
    """24:00 is the next midnight; without an hour there is no deadline."""
    timeline = resolve(ELECTION)
    presidential, campaign = timeline["dispute_presidential"], timeline["campaign"]
    assert presidential.deadline is not None
    assert presidential.deadline.isoformat() == "2024-03-24T00:00:00+07:00"
    assert campaign.deadline is None


def test_unknown_stage_names_the_nearest() -> None:
    """A lookup of an unknown stage names the nearest stages."""
    with pytest.raises(UnknownNameError, match="quiet_period"):
        resolve(ELECTION)["quiet"]


def test_dated_stages_are_sorted_by_time() -> None:
    """Dated stages are sorted by first day, then by last day."""
    days = [(stage.start, stage.end) for stage in resolve(ELECTION).dated]
    assert days == sorted(days)


def test_decreed_last_day_alone_is_a_milestone() -> None:
    """If only a last day is decreed, the stage is that one day."""
    dates = tuple(decreed for decreed in ELECTION.dates if decreed.stage != "oath_president")
    only = DecreedDate(stage="oath_president", end=date(2024, 10, 20))
    stage = resolve(attrs.evolve(ELECTION, dates=(*dates, only)))["oath_president"]
    assert (stage.start, stage.end) == (date(2024, 10, 20), date(2024, 10, 20))


# --- a stage alone ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", builtin_ids("elections"))
def test_stage_alone_is_the_one_of_the_timeline(name: str) -> None:
    """Each stage of each built-in election is the same by itself, whether the others were resolved or not."""
    election = electsched.load_election(name)
    timeline = electsched.resolve(election)
    alone = {law.key: resolve_stage(election, law.key) for law in election.statute.stages}
    resolved = {key: stage for key, stage in alone.items() if stage is not None}
    assert len(resolved) >= len(timeline) - sum(bool(law.amended) for law in election.statute.stages)
    for key, stage in resolved.items():
        assert stage == timeline[key]
        assert stage.to_dict(trace=True) == timeline[key].to_dict(trace=True)


def test_key_of_no_stage_is_left_to_the_timeline() -> None:
    """There is no stage alone of a key that the law does not have; the timeline names the nearest keys."""
    assert resolve_stage(ELECTION, "vooting") is None
    with pytest.raises(UnknownNameError, match="voting"):
        electsched.resolve(ELECTION)["vooting"]
