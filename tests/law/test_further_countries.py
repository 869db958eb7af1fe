"""The laws of further countries, compared with the official timetables of elections that were held.

Canada: Elections Canada, https://www.elections.ca/content.aspx?section=med&dir=pre&document=sep1119&lang=e (2019),
https://www.courtenayalberni.ca/advance_polls and todocanada.ca (2021, its news releases), newswire.ca 806709807 and
https://fraservalleynewsnetwork.com/2025/03/24/election-2025-key-federal-election-dates (2025).
Ireland: merrionstreet.ie releases of 3 February 2016, 14 January 2020 and 1 May 2014; anglocelt.ie, November 2024;
http://www.kierandennison.com/2011/10/voting-in-elections.html
Sweden: val.se, calendars of 2018 and 2022; bollebygd.se and dorotea.se for the Wednesday count; gastriklandstidning.se,
December 2014, on extra elections.
Spain: eitb.eus (2011), https://www.terrassa.cat/calendari_electoral (April 2019), diariodejerez.es and ssreyes.es
(November 2019), calaf.cat (2023).
South Korea: v745.ndsoftnews.net (2016), gg.nec.go.kr and kukinews.com (2020), rowwideknowledge.tistory.com and
goldwater5.com (2024), kfl.kr (2022), news.theown.kr, kwnews.co.kr and kyeongin.com (2025).
The Philippines: resolutions 10429, 10695 and 10999 of the Commission on Elections, as mb.com.ph, politico.ph and
bomboradyo.com state them.
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


@pytest.mark.parametrize(
    ("given", "official"),
    [
        (
            {"election_year": "2018-01-01"},
            {
                "polling": "2018-09-09",
                "party_names": "2018-02-28",
                "postal_votes": "2018-07-26",
                "early_voting.start": "2018-08-22",
                "wednesday_count": "2018-09-12",
            },
        ),
        (
            {"election_year": "2022-01-01"},
            {
                "polling": "2022-09-11",
                "party_names": "2022-02-28",
                "postal_votes": "2022-07-28",
                "participation": "2022-08-12",
                "electoral_roll": "2022-08-12",
                "embassy_voting": "2022-08-18",
                "proxy_votes": "2022-08-18",
                "early_voting.start": "2022-08-24",
                "early_voting": "2022-09-11",
                "counting": "2022-09-11 20:00",
                "wednesday_count": "2022-09-14",
            },
        ),
    ],
)
def test_sweden_official_timetables(given: Dates, official: Dates) -> None:
    """The elections of 2018 and 2022 have the dates of the Election Authority."""
    timeline = timetable("se/riksdag", given)
    assert {part: shown(timeline, part) for part in official} == official
    assert unlawful(timeline) == []


def test_sweden_cards_are_sent_by_the_last_lawful_day() -> None:
    """2022: cards go abroad by 23 July, and are in the hands of voters by 24 August."""
    timeline = timetable("se/riksdag", {"polling": "2022-09-11"})
    assert (timeline["overseas_cards"].latest, timeline["voting_cards"].latest) == (
        date(2022, 7, 23),
        date(2022, 8, 24),
    )


def test_sweden_shorter_periods_of_an_extra_election() -> None:
    """An extra election: 20 days abroad and 10 at home; parties within one week (gastriklandstidning.se, 2014)."""
    given = {"poll_decided": "2018-12-29", "polling": "2019-03-24"}
    timeline = timetable("se/riksdag", given, {"election": "extra"})
    assert [shown(timeline, part) for part in ("party_names", "embassy_voting", "early_voting.start")] == [
        "2019-01-05",
        "2019-03-04",
        "2019-03-14",
    ]


@pytest.mark.parametrize(
    ("given", "facts", "official"),
    [
        (
            {"convocation": "2011-09-27"},
            {},
            {"polling": "2011-11-20", "campaign.start": "2011-11-04", "campaign": "2011-11-18 24:00"},
        ),
        (
            {"convocation": "2019-03-05"},
            {},
            {
                "polling": "2019-04-28",
                "roll_consultation.start": "2019-03-11",
                "roll_consultation": "2019-03-18",
                "postal_requests.start": "2019-03-05",
                "postal_requests": "2019-04-18",
                "postal_votes": "2019-04-24",
                "campaign.start": "2019-04-12",
                "campaign": "2019-04-26 24:00",
                "reflection": "2019-04-27",
                "general_count.start": "2019-05-01",
                "general_count": "2019-05-04",
            },
        ),
        (
            {"convocation": "2019-09-24"},
            {"call": "repeat"},
            {
                "polling": "2019-11-10",
                "coalitions": "2019-09-29",
                "roll_consultation.start": "2019-09-30",
                "roll_consultation": "2019-10-07",
                "roll_corrected": "2019-10-11",
                "nominations.start": "2019-10-02",
                "nominations": "2019-10-07",
                "proclamation_published": "2019-10-15",
                "postal_requests": "2019-10-31",
                "postal_documents.start": "2019-10-21",
                "postal_documents": "2019-11-03",
                "postal_votes": "2019-11-06",
                "campaign.start": "2019-11-01",
                "campaign": "2019-11-08 24:00",
            },
        ),
        (
            {"convocation": "2023-05-30"},
            {},
            {
                "polling": "2023-07-23",
                "coalitions": "2023-06-09",
                "roll_consultation.start": "2023-06-05",
                "roll_consultation": "2023-06-12",
                "candidatures_published": "2023-06-21",
                "campaign.start": "2023-07-07",
                "campaign": "2023-07-21 24:00",
                "postal_requests": "2023-07-13",
                "reflection": "2023-07-22",
            },
        ),
    ],
)
def test_spain_official_timetables(given: Dates, facts: Dates, official: Dates) -> None:
    """The elections of 2011, April 2019 and 2023, and the repeated election of November 2019."""
    timeline = timetable("es/cortes-generales", given, facts)
    assert {part: shown(timeline, part) for part in official} == official
    assert unlawful(timeline) == []


def test_spain_count_on_the_fifth_day_since_2022() -> None:
    """Ley Orgánica 12/2022 moved the general count from the third to the fifth day (Art. 103.1, 107.2)."""
    timeline = timetable("es/cortes-generales", {"convocation": "2023-05-30"})
    assert [shown(timeline, part) for part in ("general_count.start", "general_count")] == ["2023-07-28", "2023-07-31"]


PRESIDENT = {"office": "president", "moved": "yes"}
VACANCY = {"office": "president", "cause": "vacancy"}


@pytest.mark.parametrize(
    ("given", "facts", "official"),
    [
        (
            {"term_end": "2016-05-29"},
            {},
            {
                "polling": "2016-04-13",
                "candidate_registration.start": "2016-03-24 09:00",
                "candidate_registration": "2016-03-25 18:00",
                "electoral_register.start": "2016-03-22",
                "overseas_voting.start": "2016-03-30",
                "election_period.start": "2016-03-31",
                "register_final": "2016-04-01",
            },
        ),
        (
            {"term_end": "2020-05-29"},
            {},
            {
                "polling": "2020-04-15",
                "preliminary_candidates": "2019-12-17",
                "resignation": "2020-01-16",
                "overseas_registration": "2020-02-15",
                "electoral_register.start": "2020-03-24",
                "electoral_register": "2020-03-28",
                "candidate_registration.start": "2020-03-26 09:00",
                "candidate_registration": "2020-03-27 18:00",
                "overseas_voting.start": "2020-04-01",
                "overseas_voting": "2020-04-06",
                "election_period.start": "2020-04-02",
                "shipboard_voting.start": "2020-04-07",
                "shipboard_voting": "2020-04-10",
                "early_voting.start": "2020-04-10 06:00",
                "early_voting": "2020-04-11 18:00",
            },
        ),
        (
            {"term_end": "2024-05-29"},
            {},
            {
                "polling": "2024-04-10",
                "preliminary_candidates": "2023-12-12",
                "electoral_register.start": "2024-03-19",
                "electoral_register": "2024-03-23",
                "candidate_registration": "2024-03-22 18:00",
                "election_period.start": "2024-03-28",
                "overseas_voting.start": "2024-03-27",
                "overseas_voting": "2024-04-01",
                "shipboard_voting.start": "2024-04-02",
                "early_voting": "2024-04-06 18:00",
                "votes_received": "2024-04-10 18:00",
            },
        ),
        (
            # 2 March 2022 is the day after a holiday, so the poll is a week later.
            {"term_end": "2022-05-09"},
            PRESIDENT,
            {
                "polling": "2022-03-09",
                "preliminary_candidates": "2021-07-12",
                "candidate_registration.start": "2022-02-13 09:00",
                "candidate_registration": "2022-02-14 18:00",
                "election_period.start": "2022-02-15",
                "overseas_voting.start": "2022-02-23",
                "overseas_voting": "2022-02-28",
                "early_voting.start": "2022-03-04 06:00",
                "early_voting": "2022-03-05 18:00",
            },
        ),
        (
            {"vacancy": "2025-04-04", "announcement": "2025-04-08", "polling": "2025-06-03"},
            VACANCY,
            {
                "preliminary_candidates": "2025-04-04",
                "overseas_registration": "2025-04-24",
                "resignation": "2025-05-04",
                "electoral_register.start": "2025-05-06",
                "electoral_register": "2025-05-10",
                "candidate_registration.start": "2025-05-10 09:00",
                "candidate_registration": "2025-05-11 18:00",
                "campaign.start": "2025-05-12",
                "campaign": "2025-06-02 24:00",
                "overseas_voting.start": "2025-05-20",
                "overseas_voting": "2025-05-25",
                "shipboard_voting.start": "2025-05-26",
                "shipboard_voting": "2025-05-29",
                "early_voting.start": "2025-05-29 06:00",
                "early_voting": "2025-05-30 18:00",
                "votes_received": "2025-06-03 20:00",
            },
        ),
    ],
)
def test_korea_official_timetables(given: Dates, facts: Dates, official: Dates) -> None:
    """The National Assembly of 2016, 2020 and 2024, and the presidential elections of 2022 and 2025."""
    timeline = timetable("kr/national", given, facts)
    assert {part: shown(timeline, part) for part in official} == official
    assert unlawful(timeline) == []


def test_korea_election_after_a_vacancy_within_sixty_days() -> None:
    """3 June 2025 was the sixtieth day after the vacancy, the last lawful one (Art 35(1))."""
    given = {"vacancy": "2025-04-04", "polling": "2025-06-04"}
    assert unlawful(timetable("kr/national", given, VACANCY)) == ["polling <= vacancy + 60 days"]


@pytest.mark.parametrize(
    ("year", "official"),
    [
        (
            2019,
            {
                "polling": "2019-05-13",
                "election_period.start": "2019-01-13",
                "election_period": "2019-06-12",
                "campaign.start": "2019-02-12",
                "campaign": "2019-05-11 24:00",
            },
        ),
        (
            2022,
            {
                "polling": "2022-05-09",
                "election_period.start": "2022-01-09",
                "election_period": "2022-06-08",
                "campaign.start": "2022-02-08",
                "campaign": "2022-05-07 24:00",
                "local_campaign.start": "2022-03-25",
                "local_campaign": "2022-05-07 24:00",
                "quiet_period.start": "2022-05-08",
            },
        ),
        (
            2025,
            {
                "polling": "2025-05-12",
                "election_period.start": "2025-01-12",
                "election_period": "2025-06-11",
                "campaign.start": "2025-02-11",
                "campaign": "2025-05-10 24:00",
                "local_campaign.start": "2025-03-28",
                "local_campaign": "2025-05-10 24:00",
            },
        ),
    ],
)
def test_philippines_official_timetables(year: int, official: Dates) -> None:
    """The elections of 2019, 2022 and 2025 have the dates of the Commission, and its election period of 120 days."""
    timeline = timetable("ph/national", {"election_year": f"{year}-01-01"}, {"election_period": "120"})
    assert {part: shown(timeline, part) for part in official} == official
    assert unlawful(timeline) == []
    # The statement of expenses was due on 12 June 2019 and 11 June 2025, with the end of the election period.
    assert timeline["expenditure_statements"].latest == timeline["election_period"].end


def test_philippines_election_period_of_the_code() -> None:
    """Without a resolution of the Commission the election period begins 90 days before the poll (BP 881 s3)."""
    timeline = timetable("ph/national", {"election_year": "2025-01-01"})
    assert shown(timeline, "election_period.start") == "2025-02-11"


@pytest.mark.parametrize(
    "name", ["ca/house-of-commons", "es/cortes-generales", "ie/dail", "kr/national", "ph/national", "se/riksdag"]
)
def test_rules_of_further_countries_name_their_sources(name: str) -> None:
    """Each rule and limit has a provision, an address and a source of the file; each source is used."""
    law = electsched.load_statute(name)
    rules = [version for stage in law.stages for version in (*stage.start, *stage.end) if version.rule != "none"]
    citations = [*(version.law for version in rules), *(limit.law for limit in law.limits)]
    assert all(citation.provision and citation.url and citation.sources for citation in citations)
    assert {source for citation in citations for source in citation.sources} == set(law.sources)
