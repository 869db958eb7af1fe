"""The laws of further countries beside their cases: limits, ranges, extra elections and sources.

The official timetables of elections that were held are the cases of the statutes.
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


def test_ireland_range_of_polling_days() -> None:
    """The poll of 29 November 2024 was held on the earliest lawful day, the eighteenth after the writs."""
    timeline = timetable("ie/dail", {"dissolution": "2024-11-08", "polling": "2024-11-29"})
    assert (timeline["polling"].earliest, timeline["polling"].latest) == (date(2024, 11, 29), date(2024, 12, 7))
    assert unlawful(timetable("ie/dail", {"dissolution": "2024-11-08", "polling": "2024-11-28"})) == [
        "polling >= writ + 18 working days"
    ]


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


def test_spain_count_on_the_fifth_day_since_2022() -> None:
    """Ley Orgánica 12/2022 moved the general count from the third to the fifth day (Art. 103.1, 107.2)."""
    timeline = timetable("es/cortes-generales", {"convocation": "2023-05-30"})
    assert [shown(timeline, part) for part in ("general_count.start", "general_count")] == ["2023-07-28", "2023-07-31"]


VACANCY = {"office": "president", "cause": "vacancy"}


def test_korea_election_after_a_vacancy_within_sixty_days() -> None:
    """3 June 2025 was the sixtieth day after the vacancy, the last lawful one (Art 35(1))."""
    given = {"vacancy": "2025-04-04", "polling": "2025-06-04"}
    assert unlawful(timetable("kr/national", given, VACANCY)) == ["polling <= vacancy + 60 days"]


@pytest.mark.parametrize(
    ("name", "stage", "day", "facts"),
    [
        ("ca/house-of-commons", "previous_poll", "2015-10-19", {"calling": "fixed"}),
        ("es/cortes-generales", "mandate_end", "2015-12-20", {"call": "full_term"}),
        ("kr/national", "vacancy", "2025-04-04", VACANCY),
        ("se/riksdag", "poll_decided", "2018-12-29", {"election": "extra"}),
    ],
)
def test_date_of_a_stage_that_only_some_elections_have_implies_the_facts(
    name: str, stage: str, day: str, facts: Dates
) -> None:
    """A decision on an extra election, the vacancy of the presidency and the like need no fact beside them."""
    assert timetable(name, {stage: day}).facts.items() >= facts.items()


@pytest.mark.parametrize("year", [2019, 2022, 2025])
def test_philippines_statements_are_due_when_the_election_period_ends(year: int) -> None:
    """The statement of expenses was due on 12 June 2019 and 11 June 2025, with the end of the election period."""
    timeline = timetable("ph/national", {"election_year": f"{year}-01-01"}, {"election_period": "120"})
    assert timeline["expenditure_statements"].latest == timeline["election_period"].end


def test_philippines_election_period_of_the_code() -> None:
    """Without a resolution of the Commission the election period begins 90 days before the poll (BP 881 s3)."""
    timeline = timetable("ph/national", {"election_year": "2025-01-01"})
    assert shown(timeline, "election_period.start") == "2025-02-11"


@pytest.mark.parametrize(
    "name", ["ca/house-of-commons", "es/cortes-generales", "ie/dail", "kr/national", "ph/national", "se/riksdag"]
)
def test_rules_of_further_countries_name_their_sources(name: str) -> None:
    """Each rule and limit has a provision, an address and a source of the file; each source is used, for it or a bill.

    Two official timetables or more are cases, whose dates all built-in statutes must give (test_law_check.py).
    """
    law = electsched.load_statute(name)
    rules = [version for stage in law.stages for _, version in stage.all_versions() if version.rule != "none"]
    citations = [*(version.law for version in rules), *(limit.law for limit in law.limits)]
    assert all(citation.provision and citation.url and citation.sources for citation in citations)
    stated = [citation.sources for citation in citations]
    stated += [*(case.sources for case in law.cases), *(bill.sources for bill in law.pending)]
    assert {source for sources in stated for source in sources} == set(law.sources)
    assert len(law.cases) >= 2
