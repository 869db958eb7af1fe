"""Official timetables of elections in the United Kingdom, by day and hour, and deadlines that the law does not have."""

from __future__ import annotations

from datetime import date

import pytest

import electsched
from electsched.errors import HorizonError, InputError, MissingFactError, UnknownNameError
from electsched.law.date_arithmetic import show
from electsched.loaders.law_files.ids import builtin_ids
from electsched.timeline.timeline import Timeline

# UK Parliament, England: the timetable of the Electoral Commission for the general election of 4 July 2024.
PARLIAMENT_2024 = [
    ("dissolution", "2024-05-30"),
    ("writ", "2024-05-31"),
    ("notice_of_election", "2024-06-04 16:00"),
    ("close_of_nominations", "2024-06-07 16:00"),
    ("withdrawal", "2024-06-07 16:00"),
    ("election_agents", "2024-06-07 16:00"),
    ("statement_of_persons_nominated", "2024-06-10 16:00"),
    ("registration", "2024-06-18 24:00"),
    ("postal_vote_application", "2024-06-19 17:00"),
    ("proxy_vote_application", "2024-06-26 17:00"),
    ("voter_authority_certificate", "2024-06-26 17:00"),
    ("final_alteration", "2024-06-27"),
]
# Scottish Parliament, 5 May 2016.
SCOTLAND_2016 = [
    ("notice_of_election", "2016-03-23"),
    ("close_of_nominations", "2016-04-01 16:00"),
    ("withdrawal", "2016-04-01 16:00"),
]
# Local and mayoral elections, England, 5 May 2016.
ENGLAND_2016 = [
    ("notice_of_election", "2016-03-30"),
    ("close_of_nominations", "2016-04-07 16:00"),
    ("registration", "2016-04-18 24:00"),
]
# Police and Crime Commissioner, England, 6 May 2021.
PCC_2021 = [
    ("notice_of_election", "2021-03-29"),
    ("close_of_nominations", "2021-04-08 16:00"),
    ("statement_of_persons_nominated", "2021-04-09 16:00"),
    ("postal_vote_application", "2021-04-20 17:00"),
]


def timeline(statute: str, polling: date, **facts: str) -> Timeline:
    """Return the timeline of a poll with these facts."""
    return electsched.resolve(electsched.load_statute(statute), polling=polling, facts=facts)


def closing(timetable: Timeline, key: str) -> str:
    """Return the last day or moment of a stage as text."""
    return show(timetable[key].closes or timetable[key].end)


@pytest.mark.parametrize(
    ("statute", "polling", "nation", "official"),
    [
        ("gb/parliament", date(2024, 7, 4), "england", PARLIAMENT_2024),
        ("gb/scottish-parliament", date(2016, 5, 5), "scotland", SCOTLAND_2016),
        ("gb/local", date(2016, 5, 5), "england", ENGLAND_2016),
        ("gb/mayor", date(2016, 5, 5), "england", ENGLAND_2016),
        ("gb/pcc", date(2021, 5, 6), "england", PCC_2021),
    ],
)
def test_official_timetables_of_the_united_kingdom(
    statute: str, polling: date, nation: str, official: list[tuple[str, str]]
) -> None:
    """Each day and hour of the official timetable is computed."""
    timetable = timeline(statute, polling, nation=nation)
    assert [(key, closing(timetable, key)) for key, _ in official] == official


def test_ranges_of_lawful_days() -> None:
    """The Scottish notice has a first and a last day, 35 and 28 working days before; the statement a first moment."""
    notice = timeline("gb/scottish-parliament", date(2016, 5, 5))["notice_of_election"]
    assert (notice.earliest, notice.end) == (date(2016, 3, 14), date(2016, 3, 23))
    statement = timeline("gb/parliament", date(2024, 7, 4), nation="england")["statement_of_persons_nominated"]
    assert statement.earliest == date(2024, 6, 7)
    moments = [show(check.bound.value) for check in statement.limits if check.bound is not None]
    assert moments == ["2024-06-10 16:00", "2024-06-07 17:00"]


# Offsets counted by hand over the holidays named beside each.
@pytest.mark.parametrize(
    ("statute", "polling", "facts", "key", "expected"),
    [
        # London, 2 May 2024: 24 and 22 working days before; Good Friday 29 March and Easter Monday 1 April.
        ("gb/london", date(2024, 5, 2), {}, "close_of_nominations", "2024-03-27 16:00"),
        ("gb/london", date(2024, 5, 2), {}, "statement_of_persons_nominated", "2024-04-02 16:00"),
        ("gb/london", date(2024, 5, 2), {}, "notice_of_election", "2024-03-19"),
        ("gb/london", date(2024, 5, 2), {"election": "by_election"}, "close_of_nominations", "2024-04-05 16:00"),
        ("gb/pcc", date(2024, 5, 2), {"nation": "wales"}, "close_of_nominations", "2024-04-05 16:00"),
        ("gb/pcc", date(2024, 5, 2), {"nation": "wales"}, "voter_authority_certificate", "2024-04-24 17:00"),
        ("gb/pcc", date(2024, 5, 2), {"nation": "wales"}, "sub_agents", "2024-04-30"),
        # Northern Ireland, 5 May 2022: May Day 2 May, Easter Monday and Good Friday 18 and 15 April.
        ("gb/ni-assembly", date(2022, 5, 5), {}, "close_of_nominations", "2022-04-08 13:00"),
        ("gb/ni-assembly", date(2022, 5, 5), {}, "postal_vote_application", "2022-04-12 17:00"),
        ("gb/ni-assembly", date(2022, 5, 5), {}, "proxy_vote_application", "2022-04-12 17:00"),
        ("gb/local", date(2023, 5, 18), {"nation": "northern_ireland"}, "close_of_nominations", "2023-04-24 13:00"),
        # Scotland, 5 May 2022: Easter Monday, 18 April, is no working day there either.
        ("gb/local", date(2022, 5, 5), {"nation": "scotland"}, "close_of_nominations", "2022-03-30 16:00"),
        ("gb/local", date(2022, 5, 5), {"nation": "wales"}, "close_of_nominations", "2022-04-05 16:00"),
        ("gb/local", date(2013, 5, 2), {"nation": "england"}, "close_of_nominations", "2013-04-05 12:00"),
        ("gb/local", date(2013, 5, 2), {"nation": "england"}, "withdrawal", "2013-04-10 12:00"),
        ("gb/senedd", date(2016, 5, 5), {}, "close_of_nominations", "2016-04-07 16:00"),
        # Scottish Parliament, 6 May 2021: the postal deadline of that poll alone was 21 working days before.
        ("gb/scottish-parliament", date(2021, 5, 6), {}, "postal_vote_application", "2021-04-06 17:00"),
        ("gb/scottish-parliament", date(2016, 5, 5), {}, "statement_of_persons_nominated", "2016-04-01 17:00"),
        (
            "gb/scottish-parliament",
            date(2016, 5, 5),
            {"objection": "yes"},
            "statement_of_persons_nominated",
            "2016-04-02 16:00",
        ),
        # The City: the ward list closes on 30 November, of two years before for a poll up to 15 February.
        ("gb/city-of-london", date(2025, 3, 20), {}, "registration", "2024-11-30"),
        ("gb/city-of-london", date(2025, 2, 15), {}, "registration", "2023-11-30"),
        ("gb/city-of-london", date(2025, 2, 16), {}, "registration", "2024-11-30"),
        # Easter Monday, 5 April 2021, is worked for Scottish registration, Maundy Thursday for the City's post.
        ("gb/local", date(2021, 4, 8), {"nation": "scotland"}, "registration", "2021-03-22 24:00"),
        ("gb/city-of-london", date(2021, 4, 8), {}, "postal_vote_application", "2021-03-22 17:00"),
        # Maundy Thursday to the Tuesday after Easter, 28 March to 2 April 2024, are left out.
        ("gb/city-of-london", date(2024, 4, 11), {}, "close_of_nominations", "2024-03-13 12:00"),
    ],
)
def test_offsets_counted_by_hand(statute: str, polling: date, facts: dict[str, str], key: str, expected: str) -> None:
    """A deadline agrees with the count by hand."""
    assert closing(timeline(statute, polling, **facts), key) == expected


def test_bank_holiday_of_any_part_counts_at_a_general_election() -> None:
    """Over 12 July, a holiday of Northern Ireland alone, a general election and an English by-election differ."""
    general = timeline("gb/parliament", date(2024, 7, 25), nation="england")
    by_election = timeline("gb/parliament", date(2024, 7, 25), nation="england", election="by_election")
    assert closing(general, "postal_vote_application") == "2024-07-09 17:00"
    assert closing(by_election, "postal_vote_application") == "2024-07-10 17:00"


def test_by_election_is_counted_from_the_writ() -> None:
    """At a by-election the law leaves a range: nominations close between the notice and the seventh day."""
    law = electsched.load_statute("gb/parliament")
    facts = {"nation": "england", "election": "by_election"}
    timetable = electsched.resolve(law, polling=date(2024, 2, 15), facts=facts, given={"writ": date(2024, 1, 12)})
    assert closing(timetable, "notice_of_election") == "2024-01-16 16:00"
    assert closing(timetable, "close_of_nominations") == "2024-01-23 16:00"
    assert timetable["close_of_nominations"].status == "open"


def test_expenses_return_is_rolled_over_weekends() -> None:
    """The return is due 35 days after the declaration, rolled over a weekend; 70 in London; 28 after a parish poll."""

    def due(statute: str, declared: date, **facts: str) -> str:
        law = electsched.load_statute(statute)
        return closing(
            electsched.resolve(law, polling=date(2024, 5, 2), given={"declaration": declared}, facts=facts),
            "expenses_return",
        )

    assert due("gb/local", date(2024, 5, 3), nation="england") == "2024-06-07"
    assert due("gb/local", date(2024, 5, 4), nation="england") == "2024-06-10"
    assert due("gb/local", date(2024, 5, 3), nation="england", council="parish") == "2024-05-30"
    assert due("gb/london", date(2024, 5, 4), contest="london_wide") == "2024-07-15"


@pytest.mark.parametrize(
    ("statute", "polling", "facts"),
    [
        ("gb/parliament", date(2019, 12, 12), {"nation": "england"}),
        ("gb/parliament", date(2023, 7, 20), {"nation": "england", "election": "general"}),
        ("gb/local", date(2022, 5, 5), {"nation": "england"}),
    ],
)
def test_certificate_has_no_deadline_before_it_existed(statute: str, polling: date, facts: dict[str, str]) -> None:
    """Before the certificate existed it has no deadline."""
    assert not timeline(statute, polling, **facts)["voter_authority_certificate"].dated


@pytest.mark.parametrize(
    ("statute", "facts"),
    [
        ("gb/parliament", {"nation": "northern_ireland"}),
        ("gb/local", {"nation": "wales"}),
        ("gb/local", {"nation": "scotland"}),
        ("gb/senedd", {}),
        ("gb/scottish-parliament", {}),
        ("gb/ni-assembly", {}),
        ("gb/city-of-london", {}),
    ],
)
def test_certificate_exists_only_under_its_laws(statute: str, facts: dict[str, str]) -> None:
    """Northern Ireland, the parliaments of Scotland and Wales, their councils and the City have no such stage."""
    with pytest.raises(UnknownNameError):
        _ = timeline(statute, date(2024, 5, 2), **facts)["voter_authority_certificate"]


def test_uncertain_deadlines_are_undated() -> None:
    """The City's notice, nominations of the Senedd in 2021, and withdrawals in London before May 2016."""
    assert not timeline("gb/city-of-london", date(2025, 3, 20))["notice_of_election"].dated
    assert not timeline("gb/senedd", date(2021, 5, 6))["close_of_nominations"].dated
    assert not timeline("gb/london", date(2012, 5, 3))["withdrawal"].dated


def test_missing_nation_is_an_error() -> None:
    """If the answer depends on the nation, none is assumed."""
    with pytest.raises(MissingFactError, match="england, wales, scotland, northern_ireland"):
        timeline("gb/local", date(2024, 5, 2))
    with pytest.raises(InputError, match=r"facts\.nation: found 'scotland'"):
        timeline("gb/pcc", date(2024, 5, 2), nation="scotland")


def test_polling_day_beyond_the_known_holidays_is_refused() -> None:
    """After 2028 the holidays are not known; the error names the years."""
    with pytest.raises(HorizonError, match="2012-01-01 to 2028-12-31"):
        timeline("gb/local", date(2029, 5, 3), nation="england")


def test_given_holiday_is_not_worked() -> None:
    """A day appointed for thanksgiving, which is no bank holiday, moves each count over it."""
    law = electsched.load_statute("gb/local")
    timetable = electsched.resolve(
        law,
        polling=date(2024, 5, 2),
        nation="england",
        holidays={date(2024, 4, 25): "Thanksgiving (made up)"},
    )
    assert closing(timetable, "polling_agents") == "2024-04-24"


def test_mourning_period_counts_without_the_funeral() -> None:
    """19 September 2022 is no working day; the other days of the mourning period are."""
    assert closing(timeline("gb/local", date(2022, 9, 22), nation="england"), "polling_agents") == "2022-09-14"


def test_every_rule_has_its_instrument_and_address() -> None:
    """Each rule and limit has an instrument; all whose text was at hand have its address as well."""
    laws = [electsched.load_statute(name) for name in builtin_ids("statutes") if name.startswith("gb/")]
    assert len(laws) == 9
    cited = [version.law for law in laws for stage in law.stages for version in (*stage.start, *stage.end)]
    cited += [limit.law for law in laws for limit in law.limits]
    assert all(law.instrument.strip() for law in cited)
    assert all(law.url.startswith("https://www.legislation.gov.uk/") for law in cited if law.url)
    assert {law.instrument for law in cited if not law.url} == {
        "The rules of the poll",
        "The rules on absent voting",
        "The rules on ward lists",
        "The rules that govern nominations",
        "Wardmote Book 2014",
    }
