"""Indonesia's general election of 2019 and its regional elections, compared with their published dates."""

from __future__ import annotations

from datetime import date

import pytest

import electsched
from electsched.law.date_arithmetic import show

# stage, first day, last day: each as published, for the sources see the election files.
GENERAL_2019 = [
    ("registration", "2018-08-04", "2018-08-10"),
    ("pairs_determined", "2018-09-20", "2018-09-20"),
    ("number_draw", "2018-09-21", "2018-09-21"),
    ("campaign", "2018-09-23", "2019-04-13"),
    ("rallies_and_media", "2019-03-24", "2019-04-13"),
    ("quiet_period", "2019-04-14", "2019-04-16"),
    ("polling", "2019-04-17", "2019-04-17"),
    ("recapitulation_national", "2019-04-25", "2019-05-22"),
    ("national_result", "2019-05-21", "2019-05-21"),
    ("dispute_presidential", "2019-05-21", "2019-05-24"),
    ("dispute_registered", "2019-06-11", "2019-06-11"),
    ("dispute_ruling", "2019-06-27", "2019-06-27"),
    ("oath_parliament", "2019-10-01", "2019-10-01"),
    ("oath_president", "2019-10-20", "2019-10-20"),
]
REGIONAL_2024 = [
    ("committees", "2024-04-17", "2024-11-05"),
    ("observers", "2024-02-27", "2024-11-16"),
    ("potential_voters", "2024-04-24", "2024-05-31"),
    ("voter_list", "2024-05-31", "2024-09-23"),
    ("independent_support", "2024-05-05", "2024-08-19"),
    ("registration_notice", "2024-08-24", "2024-08-26"),
    ("registration", "2024-08-27", "2024-08-29"),
    ("document_verification", "2024-08-27", "2024-09-21"),
    ("pairs_determined", "2024-09-22", "2024-09-22"),
    ("number_draw", "2024-09-23", "2024-09-23"),
    ("campaign", "2024-09-25", "2024-11-23"),
    ("media_ads", "2024-11-10", "2024-11-23"),
    ("quiet_period", "2024-11-24", "2024-11-26"),
    ("polling", "2024-11-27", "2024-11-27"),
    ("counting", "2024-11-27", "2024-12-16"),
]
REGIONAL_2020 = [
    ("number_draw", "2020-09-24", "2020-09-24"),
    ("campaign", "2020-09-26", "2020-12-05"),
    ("media_ads", "2020-11-22", "2020-12-05"),
    ("quiet_period", "2020-12-06", "2020-12-08"),
]
REGIONAL_2015 = [
    ("campaign", "2015-08-27", "2015-12-05"),
    ("media_ads", "2015-11-22", "2015-12-05"),
    ("quiet_period", "2015-12-06", "2015-12-08"),
]


@pytest.mark.parametrize(
    ("name", "official"),
    [
        ("id/general-2019", GENERAL_2019),
        ("id/regional-2024", REGIONAL_2024),
        ("id/regional-2020", REGIONAL_2020),
        ("id/regional-2015", REGIONAL_2015),
    ],
)
def test_published_dates_of_other_elections(name: str, official: list[tuple[str, str, str]]) -> None:
    """The timeline of each election has its published dates."""
    timeline = electsched.resolve(name)
    assert [(key, timeline[key].start.isoformat(), timeline[key].end.isoformat()) for key, _, _ in official] == official


@pytest.mark.parametrize(
    ("name", "equal", "lawful"),
    [
        # Rules that fix: the campaign and its rallies, quiet period, presidential disputes, second campaign's end.
        ("id/general-2019", 8, 3),
        ("id/regional-2024", 8, 0),
        ("id/regional-2020", 7, 1),
        ("id/regional-2015", 3, 0),
    ],
)
def test_audit_of_other_elections(name: str, equal: int, lawful: int) -> None:
    """Each published date that the law fixes is equal, and each that it limits keeps the limit."""
    verdicts = [line.verdict for line in electsched.audit(electsched.resolve(name))]
    assert (verdicts.count("equal"), verdicts.count("lawful")) == (equal, lawful)
    assert set(verdicts) <= {"equal", "lawful", "no rule"}


def test_one_statute_has_both_versions_of_article_276() -> None:
    """The older Article 276(1) gives the campaign of 2019, the newer that of 2024."""
    rules = {year: electsched.resolve(f"id/general-{year}")["campaign_presidential"] for year in (2019, 2024)}
    assert rules[2019].computed.start == date(2018, 9, 23)
    assert rules[2024].computed.start == date(2023, 11, 28)
    assert str(rules[2019].citations[0]) == "UU 7/2017, 276(1)"


def test_disputes_of_2019() -> None:
    """Fourteen working days, of which the registration of 11 June 2019 is the first, end on 28 June."""
    timeline = electsched.resolve("id/general-2019")
    assert timeline["dispute_ruling"].latest == date(2019, 6, 28)
    assert show(timeline["dispute_legislative"].closes or date.min) == "2019-05-24 01:46"
    assert (
        show(
            timeline["dispute_presidential"].computed.last.value
            if timeline["dispute_presidential"].computed.last
            else date.min
        )
        == "2019-05-24 24:00"
    )


def test_official_first_day_alone_is_not_the_last() -> None:
    """For the campaign of 2015 only the first day was published; the rule gives its last."""
    campaign = electsched.resolve("id/regional-2015")["campaign"]
    assert (campaign.official.start, campaign.official.end, campaign.end) == (
        date(2015, 8, 27),
        None,
        date(2015, 12, 5),
    )
