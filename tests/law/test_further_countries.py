"""The laws of further countries, compared with the official timetables of elections that were held.

Canada: Elections Canada, https://www.elections.ca/content.aspx?section=med&dir=pre&document=sep1119&lang=e (2019),
https://www.courtenayalberni.ca/advance_polls and todocanada.ca (2021, its news releases), newswire.ca 806709807 and
https://fraservalleynewsnetwork.com/2025/03/24/election-2025-key-federal-election-dates (2025).
Ireland: merrionstreet.ie releases of 3 February 2016, 14 January 2020 and 1 May 2014; anglocelt.ie, November 2024;
http://www.kierandennison.com/2011/10/voting-in-elections.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

import electsched
from electsched.law.date_arithmetic import show
from electsched.timeline.timeline import Timeline

Dates = Mapping[str, str]


def timetable(statute: str, given: Dates, facts: Dates | None = None) -> Timeline:
    """Return the timeline of a statute with given days."""
    days = {stage: date.fromisoformat(day) for stage, day in given.items()}
    polling = days.pop("polling", None)
    return electsched.resolve(electsched.load_statute(statute), polling=polling, given=days, facts=dict(facts or {}))


def shown(timeline: Timeline, part: str) -> str:
    """Return a day or moment as text: ``nominations`` is the last of the stage, ``nominations.start`` its first."""
    key, _, side = part.partition(".")
    stage = timeline[key]
    if side == "start":
        return show(stage.opens or stage.start)
    return show(stage.closes or stage.end)


def unlawful(timeline: Timeline) -> list[str]:
    """Return the limits that the dates break."""
    return [check.limit.rule for stage in timeline for check in stage.limits if check.kept is False]


@pytest.mark.parametrize(
    ("given", "official"),
    [
        (
            {"writ": "2019-09-11", "polling": "2019-10-21"},
            {
                "advance_polls.start": "2019-10-11 09:00",
                "advance_polls": "2019-10-14 21:00",
                "list_revision": "2019-10-15 18:00",
            },
        ),
        (
            {"writ": "2021-08-15", "polling": "2021-09-20"},
            {
                "advance_polls.start": "2021-09-10 09:00",
                "advance_polls": "2021-09-13 21:00",
                "special_ballot_applications": "2021-09-14 18:00",
                "special_ballots_received": "2021-09-20 18:00",
            },
        ),
        (
            {"writ": "2025-03-23", "polling": "2025-04-28"},
            {
                "nominations": "2025-04-07 14:00",
                "candidates_confirmed": "2025-04-09 14:00",
                "advance_polls.start": "2025-04-18 09:00",
                "advance_polls": "2025-04-21 21:00",
                "list_revision": "2025-04-22 18:00",
                "special_ballot_applications": "2025-04-22 18:00",
            },
        ),
    ],
)
def test_canada_official_timetables(given: Dates, official: Dates) -> None:
    """The general elections of 2019, 2021 and 2025 have the dates of Elections Canada and keep every limit."""
    timeline = timetable("ca/house-of-commons", given)
    assert {part: shown(timeline, part) for part in official} == official
    assert unlawful(timeline) == []


@pytest.mark.parametrize(("previous", "polling"), [("2011-05-02", "2015-10-19"), ("2015-10-19", "2019-10-21")])
def test_canada_poll_on_the_day_set_by_law(previous: str, polling: str) -> None:
    """The third Monday of October of the fourth year after the last general election (s56.1(2))."""
    timeline = timetable("ca/house-of-commons", {"previous_poll": previous}, {"calling": "fixed"})
    assert shown(timeline, "polling") == polling


def test_canada_poll_on_tuesday_is_counted_from_the_monday() -> None:
    """The poll of Tuesday 14 October 2008, after Thanksgiving: periods run as if it were on Monday (s57(4), (5))."""
    given = {"writ": "2008-09-07", "polling": "2008-10-14"}
    timeline = timetable("ca/house-of-commons", given, {"weekday": "tuesday"})
    assert shown(timeline, "nominations") == "2008-09-22 14:00"
    assert unlawful(timeline) == []
    assert unlawful(timetable("ca/house-of-commons", given)) == ["polling falls on monday"]


def test_canada_length_of_the_election_period() -> None:
    """At most 50 days since 19 January 2019; the 78 days of 2015 were lawful then."""
    given = {"writ": "2015-08-02", "polling": "2015-10-19"}
    assert unlawful(timetable("ca/house-of-commons", given)) == []
    assert unlawful(timetable("ca/house-of-commons", {"writ": "2025-02-23", "polling": "2025-04-28"})) == [
        "polling <= writ + 50 days"
    ]


@pytest.mark.parametrize(
    ("given", "facts", "official"),
    [
        (
            {"dissolution": "2016-02-03", "polling": "2016-02-26"},
            {},
            {
                "writ": "2016-02-03",
                "postal_voters": "2016-02-05",
                "voter_registration": "2016-02-09",
                "nominations": "2016-02-11 12:00",
                "withdrawal": "2016-02-12 12:00",
            },
        ),
        (
            {"dissolution": "2020-01-14", "polling": "2020-02-08", "first_meeting": "2020-02-20"},
            {},
            {"nominations": "2020-01-22 12:00", "withdrawal": "2020-01-23 12:00"},
        ),
        (
            # 16 November is a Saturday and is counted; 17 November is a Sunday and is not.
            {"dissolution": "2024-11-08", "polling": "2024-11-29"},
            {},
            {"nominations": "2024-11-16 12:00", "withdrawal": "2024-11-18 12:00"},
        ),
        (
            {"writ": "2011-10-04", "polling": "2011-10-27"},
            {"election": "by_election"},
            {
                "voter_registration": "2011-10-10",
                "nominations": "2011-10-12 12:00",
                "withdrawal": "2011-10-13 12:00",
            },
        ),
        (
            # The May holiday of Monday 5 May is not counted.
            {"writ": "2014-05-01", "polling": "2014-05-23"},
            {"election": "by_election"},
            {"nominations": "2014-05-10 12:00", "withdrawal": "2014-05-12 12:00"},
        ),
    ],
)
def test_ireland_official_timetables(given: Dates, facts: Dates, official: Dates) -> None:
    """General elections of 2016, 2020 and 2024 and by-elections of 2011 and 2014 have the dates of the Government."""
    timeline = timetable("ie/dail", given, facts)
    assert {part: shown(timeline, part) for part in official} == official
    assert unlawful(timeline) == []


def test_ireland_range_of_polling_days() -> None:
    """The poll of 29 November 2024 was held on the earliest lawful day, the eighteenth after the writs."""
    timeline = timetable("ie/dail", {"dissolution": "2024-11-08", "polling": "2024-11-29"})
    assert (timeline["polling"].earliest, timeline["polling"].latest) == (date(2024, 11, 29), date(2024, 12, 7))
    assert unlawful(timetable("ie/dail", {"dissolution": "2024-11-08", "polling": "2024-11-28"})) == [
        "polling >= writ + 18 working days"
    ]
