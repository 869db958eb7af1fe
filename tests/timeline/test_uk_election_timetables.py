"""British deadlines, compared with those of `uk-election-timetables`, a package of other authors.

That package gives days without hours, and is wrong in some places: the close of nominations of police and crime
commissioners and of London (the Electoral Commission and London Elects publish others), general elections by the
holidays of one nation alone, certificates for times and nations without any, and Christmas Eve in the timetable of
Scottish councils (eastdunbarton.gov.uk, Technical Note 216 of 2025). These are tested as official dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from uk_election_timetables.calendars import Country
from uk_election_timetables.election_ids import from_election_id

import electsched

NATIONS = {
    "england": Country.ENGLAND,
    "wales": Country.WALES,
    "scotland": Country.SCOTLAND,
    "northern_ireland": Country.NORTHERN_IRELAND,
}
THEIRS = {
    "notice_of_election": "notice_of_election_deadline",
    "registration": "registration_deadline",
    "close_of_nominations": "close_of_nominations",
    "statement_of_persons_nominated": "sopn_publish_deadline",
    "postal_vote_application": "postal_vote_application_deadline",
    "voter_authority_certificate": "vac_application_deadline",
}
ALL = tuple(THEIRS)[:5]
COMMON = ("notice_of_election", "registration", "postal_vote_application")
CERTIFICATE = date(2023, 5, 4)


def polls(first: date = date(2016, 6, 2), last: date = date(2027, 11, 30)) -> Iterator[date]:
    """Yield Thursdays over the years, so that all seasons and many holidays are included."""
    day = first
    while day < last:
        yield day
        day += timedelta(days=49)


@pytest.mark.parametrize(
    ("statute", "kind", "nation", "keys"),
    [
        ("gb/local", "local", "england", ALL),
        ("gb/local", "local", "wales", ALL),
        ("gb/local", "local", "scotland", ALL),
        ("gb/local", "local", "northern_ireland", ALL),
        ("gb/mayor", "mayor", "england", ALL),
        ("gb/ni-assembly", "nia", "northern_ireland", ALL),
        ("gb/pcc", "pcc", "england", COMMON),
        ("gb/london", "gla.a", "england", COMMON),
        # The package puts the statement one working day after nominations; the order, at the end of the objections.
        ("gb/scottish-parliament", "sp.r", "scotland", ALL[:3] + ALL[4:]),
        ("gb/city-of-london", "local.city-of-london", "england", ("registration", "postal_vote_application")),
    ],
)
def test_deadlines_agree_with_uk_election_timetables(
    statute: str, kind: str, nation: str, keys: tuple[str, ...]
) -> None:
    """Both packages give the same day for each deadline over eleven years."""
    law = electsched.load_statute(statute)
    for polling in polls():
        if statute == "gb/scottish-parliament" and polling == date(2021, 5, 6):
            continue
        peer = from_election_id(f"{kind}.{polling.isoformat()}", country=NATIONS[nation])
        ours = electsched.resolve(law, polling=polling, facts={"nation": nation})
        over_christmas = statute == "gb/local" and nation == "scotland" and polling.month == 1
        compared = COMMON[1:] if over_christmas else keys
        theirs = {key: getattr(peer, THEIRS[key]) for key in compared}
        assert {key: ours[key].end for key in compared} == theirs, polling


@pytest.mark.parametrize(("statute", "kind"), [("gb/local", "local"), ("gb/mayor", "mayor"), ("gb/pcc", "pcc")])
def test_certificate_deadlines_agree_with_uk_election_timetables(statute: str, kind: str) -> None:
    """From 4 May 2023 the deadlines of the certificate agree; before, this law has none."""
    law = electsched.load_statute(statute)
    for polling in polls():
        stage = electsched.resolve(law, polling=polling, nation="england")["voter_authority_certificate"]
        assert stage.dated == (polling >= CERTIFICATE)
        if stage.dated:
            peer = from_election_id(f"{kind}.{polling.isoformat()}", country=Country.ENGLAND)
            assert stage.end == peer.vac_application_deadline


@pytest.mark.parametrize(
    ("statute", "kind", "polling", "nation", "key", "official", "theirs"),
    [
        # The Electoral Commission, 2024, and returning officers: nineteen working days, not eighteen.
        ("gb/pcc", "pcc", date(2024, 5, 2), "england", "close_of_nominations", date(2024, 4, 5), date(2024, 4, 8)),
        # Kingston upon Thames, and Lambeth and Hounslow: twenty-four working days, not twenty-two.
        (
            "gb/london",
            "gla.a",
            date(2024, 5, 2),
            "england",
            "close_of_nominations",
            date(2024, 3, 27),
            date(2024, 4, 2),
        ),
        (
            "gb/london",
            "gla.a",
            date(2021, 5, 6),
            "england",
            "close_of_nominations",
            date(2021, 3, 30),
            date(2021, 4, 1),
        ),
        # Norfolk: St Andrew's Day, in Scotland alone, is left out everywhere at a general election (Schedule 1 r2).
        (
            "gb/parliament",
            "parl",
            date(2019, 12, 12),
            "england",
            "close_of_nominations",
            date(2019, 11, 14),
            date(2019, 11, 15),
        ),
        # Technical Note 216 of East Dunbartonshire: 24 December is a working day for the timetable.
        (
            "gb/local",
            "local",
            date(2026, 1, 29),
            "scotland",
            "close_of_nominations",
            date(2025, 12, 23),
            date(2025, 12, 22),
        ),
    ],
)
def test_differences_from_uk_election_timetables_follow_official_timetables(
    statute: str, kind: str, polling: date, nation: str, key: str, official: date, theirs: date
) -> None:
    """Where the packages differ, ours gives the published day; the other day is named, to notice a mended package."""
    ours = electsched.resolve(electsched.load_statute(statute), polling=polling, facts={"nation": nation})
    assert ours[key].end == official
    peer = from_election_id(f"{kind}.{polling.isoformat()}", country=NATIONS[nation])
    assert getattr(peer, THEIRS[key]) == theirs
