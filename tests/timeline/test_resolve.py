"""From law and decreed dates to a timeline: what is computed, what holds, and what a what-if drops."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

import electsched
from electsched.errors import CircularRuleError, HorizonError, InputError, UndatedError, UnknownNameError
from electsched.law.date_arithmetic import Moment
from electsched.law.statute import RuleVersion, Statute
from electsched.law.trace import Citation, Covering, Decreed, Given, Ruled
from electsched.loaders.timelines import resolve
from electsched.timeline.election import DecreedDate, Election
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


# --- the campaign -------------------------------------------------------------------------------------------------


def test_the_campaign_from_the_bare_statute() -> None:
    """3 and 13 November 2023 and 14 February 2024 give 28 November to 10 February, 75 days, without the election."""
    campaign = _bare()["campaign"]
    assert (campaign.start, campaign.end, campaign.days) == (date(2023, 11, 28), date(2024, 2, 10), 75)
    span = campaign.span()
    assert (span.start.isoformat(), span.end.isoformat()) == ("2023-11-28T00:00:00+07:00", "2024-02-11T00:00:00+07:00")


def test_official_campaign_dates_do_not_feed_the_computed_ones() -> None:
    """Whatever the authority decreed for the campaign, the law gives what it gave; what holds is the decree."""
    altered = resolve(_with("campaign", date(2023, 12, 5), date(2024, 2, 1)))["campaign"]
    assert (altered.computed.start, altered.computed.end) == (date(2023, 11, 28), date(2024, 2, 10))
    assert (altered.start, altered.end) == (date(2023, 12, 5), date(2024, 2, 1))


@pytest.mark.parametrize("weeks", [-1, 1, 2])
def test_polling_day_moves_the_end(weeks: int) -> None:
    """Moving polling day moves the end of the campaign as far, with the election file and without."""
    moved = POLLING + weeks * WEEK
    for timeline in (_bare(moved), resolve(ELECTION, polling=moved)):
        campaign = timeline["campaign"]
        assert (campaign.start, campaign.end) == (date(2023, 11, 28), date(2024, 2, 10) + weeks * WEEK)
        assert timeline["quiet_period"].start == campaign.end + timedelta(days=1)


def test_the_campaign_of_2019() -> None:
    """Under the text before 12 December 2022, 20 September 2018 gives 23 September to 13 April, 203 days (S50, S51)."""
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
def test_disputes_run_to_the_minute(polling: date, announced: Moment, ends: str) -> None:
    """UU 7/2017, 474(2): three times 24 hours from the minute at which the result was announced."""
    dispute = resolve(STATUTE, polling=polling, given={"national_result": announced})["dispute_legislative"]
    assert str(dispute.closes) == ends


def test_without_an_hour_no_hours_are_counted() -> None:
    """Where only the last lawful day of the result is known, the hours of the dispute are not made up."""
    dispute = _bare()["dispute_legislative"]
    assert not dispute.dated
    assert dispute.missing == ("end",)
    with pytest.raises(UndatedError, match="dispute_legislative"):
        _ = dispute.start


def test_the_last_lawful_day() -> None:
    """The result is due 35 days after the poll (413(1)); until it is known, that day stands, and is no more."""
    result = _bare()["national_result"]
    assert (result.start, result.status, result.latest) == (date(2024, 3, 20), "tentative", date(2024, 3, 20))


# --- given, decreed, dropped --------------------------------------------------------------------------------------


def test_a_what_if_drops_what_rests_on_it() -> None:
    """Official dates that rest on polling day by a rule or a limit are dropped, and named; the others stay."""
    timeline = resolve(ELECTION, polling=POLLING + WEEK)
    assert {"campaign", "quiet_period", "voting", "national_result"} <= set(timeline.dropped)
    assert not timeline["quiet_period"].official
    assert timeline["final_list"].official.start == date(2023, 11, 3)
    assert "final_list" not in timeline.dropped


def test_the_same_date_again_drops_nothing() -> None:
    """A what-if that changes nothing is the election as it is."""
    assert resolve(ELECTION, polling=POLLING).dropped == ()
    assert resolve(ELECTION, polling=POLLING)["voting"].official


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("voting", "confirmed"),
        ("campaign_legislative", "scheduled"),
        ("party_registration_schedule", "tentative"),
        ("second_polling", "not_held"),
    ],
)
def test_how_firm_a_date_is(key: str, status: str) -> None:
    """A date is confirmed by decree, scheduled by law, tentative by a limit alone."""
    assert resolve(ELECTION)[key].status == status


def test_nothing_is_known_without_polling_day() -> None:
    """A statute without dates has a timeline of stages that have none."""
    timeline = resolve(STATUTE)
    assert timeline.dated == ()
    assert {stage.status for stage in timeline} == {"undated"}


def test_half_of_a_stage_is_no_stage() -> None:
    """Where the start of the campaign cannot be computed yet, its known end does not pass for the whole."""
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
def test_ways_to_give_a_date(value: date, start: date, end: date) -> None:
    """A day, a first and a last, a local moment: each is taken as given, by the caller."""
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
def test_what_cannot_be_given(given: dict[str, date], error: type[InputError], words: str) -> None:
    """An unknown stage, days that run backwards, text and zoned moments are refused."""
    with pytest.raises(error, match=words):
        resolve(STATUTE, polling=POLLING, given=given)


@pytest.mark.parametrize("year", [2000, 2013, 2027, 2060])
def test_polling_day_beyond_the_known_years(year: int) -> None:
    """A polling day outside the years whose holidays are known is refused with both bounds, or marked."""
    with pytest.raises(HorizonError, match=r"2014-01-01 to 2026-12-31") as caught:
        _bare(date(year, 2, 14))
    assert caught.value.faults[0].path == "polling"
    assert resolve(STATUTE, polling=date(year, 2, 14), provisional=True)["quiet_period"].end == date(year, 2, 13)


def test_a_count_beyond_the_known_years() -> None:
    """A count of working days that leaves the known years is refused with the stage at fault."""
    with pytest.raises(HorizonError) as caught:
        _bare(date(2026, 12, 20), dispute_registered=date(2026, 12, 25))
    assert "dispute_ruling" in caught.value.faults[0].path


def test_a_circle_at_run_time() -> None:
    """A circle that a statute made in Python was not checked for is an error, and no endless loop."""
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
    """A trace leads from each dated stage to a rule, a decree, or what the caller gave."""
    for stage in resolve(ELECTION).dated:
        assert stage.trace
        for found in stage.trace:
            assert isinstance(found.reason, Ruled | Decreed | Given | Covering)
            assert not isinstance(found.reason, Ruled) or found.reason.law.instrument


def test_voting_opens_at_three_moments() -> None:
    """Polling stations open at 07:00 of their own clock, in three zones an hour apart."""
    voting = resolve(ELECTION)["voting"]
    spans = [voting.span(zone) for zone in STATUTE.zones]
    assert [span.start.isoformat() for span in spans] == [
        "2024-02-14T07:00:00+07:00",
        "2024-02-14T07:00:00+08:00",
        "2024-02-14T07:00:00+09:00",
    ]
    assert [span.hours for span in spans] == [6, 6, 6]


def test_a_national_clock_is_one_moment() -> None:
    """The deadline of the disputes is one moment, shown in whichever zone is asked for."""
    dispute = resolve(ELECTION)["dispute_legislative"]
    assert dispute.span("Asia/Jayapura").end.isoformat() == "2024-03-24T00:19:00+09:00"
    assert dispute.span("Asia/Jayapura").end == dispute.span().end


def test_deadlines() -> None:
    """A deadline is an exact moment, 24:00 being the next midnight; without an hour there is none."""
    timeline = resolve(ELECTION)
    presidential, campaign = timeline["dispute_presidential"], timeline["campaign"]
    assert presidential.deadline is not None
    assert presidential.deadline.isoformat() == "2024-03-24T00:00:00+07:00"
    assert campaign.deadline is None


def test_an_unknown_stage() -> None:
    """Asking for a stage that the law does not have names those that it has."""
    with pytest.raises(UnknownNameError, match="quiet_period"):
        resolve(ELECTION)["quiet"]


def test_dated_stages_stand_in_order_of_time() -> None:
    """The stages that have dates come by first day, then by last."""
    days = [(stage.start, stage.end) for stage in resolve(ELECTION).dated]
    assert days == sorted(days)


def test_a_decree_may_give_only_the_last_day() -> None:
    """A milestone has one day."""
    dates = tuple(decreed for decreed in ELECTION.dates if decreed.stage != "oath_president")
    only = DecreedDate(stage="oath_president", end=date(2024, 10, 20))
    stage = resolve(attrs.evolve(ELECTION, dates=(*dates, only)))["oath_president"]
    assert (stage.start, stage.end) == (date(2024, 10, 20), date(2024, 10, 20))
