"""Dates of the built-in statutes that official timetables and court decisions fix.

Each row has the statute, the given dates, the facts, the stage, its last day and hour, and the source.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import attrs
import pytest

import electsched
from electsched.law.date_arithmetic import show
from electsched.loaders.timelines import bounds
from electsched.timeline.timeline import Timeline

Given = date | datetime


@attrs.frozen
class Row:
    """A date that a source fixes."""

    statute: str
    polling: date
    stage: str
    expected: str
    source: str
    facts: Mapping[str, str] = attrs.field(factory=dict)
    given: Mapping[str, date] = attrs.field(factory=dict)

    def timeline(self) -> Timeline:
        """Return the timeline of the row."""
        law = electsched.load_statute(self.statute)
        return electsched.resolve(law, polling=self.polling, facts=self.facts, given=self.given)

    def __str__(self) -> str:
        """Return the name of the test."""
        return f"{self.statute} {self.polling} {self.stage} {' '.join(self.facts.values())}"


PILKADA = date(2024, 11, 27)
ELECTION_2019 = date(2019, 12, 12)
BEFORE_SI_2014_494 = "SI 2006/3304 Sch 2 r1 as made; 11kbw.com on SI 2014/494 and 2014/370"

ROWS = [
    # Row 3: three working days, the day of the result being the first.
    Row(
        "id/regional",
        PILKADA,
        "dispute",
        "2024-12-05 24:00",
        "Mahkamah Konstitusi, Putusan 83/PHPU.BUP-XXIII/2025",
        given={"certification": date(2024, 12, 3)},
    ),
    # Counted by hand in the same way: a result on a Sunday; the count begins on Monday.
    Row(
        "id/regional",
        PILKADA,
        "dispute",
        "2024-12-11 24:00",
        "Mahkamah Konstitusi, Putusan 83/PHPU.BUP-XXIII/2025, applied to a Sunday",
        given={"certification": date(2024, 12, 8)},
    ),
    # Row 4: 45 working days from the registration.
    Row(
        "id/regional",
        PILKADA,
        "dispute_ruling",
        "2025-03-11",
        "PMK 14/2024 and the registrar of the Court",
        given={"dispute_registered": date(2025, 1, 3)},
    ),
    # Row 5: seventy days for commissioners.
    Row(
        "gb/pcc",
        date(2016, 5, 5),
        "expenses_return",
        "2016-07-15",
        "SI 2012/1917 art 40; briefing of a returning officer, 2016",
        {"nation": "england"},
        {"declaration": date(2016, 5, 6)},
    ),
    # Rows 6 and 7: replacement of a spoilt or lost postal ballot paper in Scotland.
    Row(
        "gb/local",
        date(2022, 5, 5),
        "replacement_postal_vote",
        "2022-05-05 22:00",
        "SSI 2021/436",
        {"nation": "scotland"},
    ),
    Row(
        "gb/local",
        date(2022, 3, 17),
        "replacement_postal_vote",
        "2022-03-17 17:00",
        "SSI 2021/436",
        {"nation": "scotland"},
    ),
    Row(
        "gb/local",
        date(2022, 5, 5),
        "replacement_postal_vote",
        "2022-05-05 17:00",
        "SI 2001/341",
        {"nation": "england"},
    ),
    Row("gb/scottish-parliament", date(2016, 5, 5), "replacement_postal_vote", "2016-05-05 17:00", "SSI 2015/425"),
    Row("gb/scottish-parliament", date(2021, 5, 6), "replacement_postal_vote", "2021-05-06 22:00", "SSI 2020/426"),
    Row("gb/scottish-parliament", date(2026, 5, 7), "replacement_postal_vote", "2026-05-07 17:00", "SSI 2025/313"),
    # Row 9: registration is counted by each part's bank holidays, and for this poll alike in all parts.
    *(
        Row(
            "gb/parliament",
            ELECTION_2019,
            "registration",
            "2019-11-26 24:00",
            "Early Parliamentary General Election Act 2019 s1(4); Commons Library CBP-8728",
            {"nation": nation},
        )
        for nation in ("england", "wales", "scotland", "northern_ireland")
    ),
    # The timetable of the same poll leaves out 2 December, a holiday of Scotland alone, everywhere.
    Row(
        "gb/parliament",
        ELECTION_2019,
        "close_of_nominations",
        "2019-11-14 16:00",
        "commonslibrary.parliament.uk, What is the timetable of general election 2019?",
        {"nation": "england"},
    ),
    Row(
        "gb/parliament",
        ELECTION_2019,
        "postal_vote_application",
        "2019-11-26 17:00",
        "Commons Library CBP-8728",
        {"nation": "england"},
    ),
    # Row 10: nominations before 22 May 2014.
    *(
        Row(statute, date(2013, 5, 2), stage, day, BEFORE_SI_2014_494, {"nation": nation})
        for statute, nation in (("gb/local", "england"), ("gb/local", "wales"), ("gb/mayor", "england"))
        for stage, day in (
            ("close_of_nominations", "2013-04-05 12:00"),
            ("statement_of_persons_nominated", "2013-04-09 12:00"),
            ("withdrawal", "2013-04-10 12:00"),
        )
    ),
    *(
        Row(statute, date(2014, 5, 22), stage, day, "SI 2014/494", {"nation": "england"})
        for statute in ("gb/local", "gb/mayor")
        for stage, day in (
            ("close_of_nominations", "2014-04-24 16:00"),
            ("statement_of_persons_nominated", "2014-04-25 16:00"),
            ("withdrawal", "2014-04-24 16:00"),
        )
    ),
    Row("gb/local", date(2014, 3, 6), "close_of_nominations", "2014-02-07 12:00", "SI 2014/494", {"nation": "england"}),
    Row(
        "gb/pcc",
        date(2012, 11, 15),
        "close_of_nominations",
        "2012-10-19 12:00",
        "general knowledge, as the statute says",
        {"nation": "england"},
    ),
    # Row 11: the Christmas break of the City, here from 24 to 27 December, and noon.
    Row(
        "gb/city-of-london",
        date(2025, 1, 16),
        "close_of_nominations",
        "2024-12-17 12:00",
        "Wardmote Book as quoted by uk-election-timetables 5; cityoflondon.gov.uk",
    ),
    # Counted by hand: Christmas Day 2022 was a Sunday; the break runs from Friday 23 to Wednesday 28 December.
    Row(
        "gb/city-of-london",
        date(2023, 1, 12),
        "close_of_nominations",
        "2022-12-13 12:00",
        "Wardmote Book as quoted by uk-election-timetables 5, counted by hand",
    ),
    # Row 12: Christmas Eve is worked for the timetable of Scottish councils, not for registration.
    Row(
        "gb/local",
        date(2026, 1, 29),
        "close_of_nominations",
        "2025-12-23 16:00",
        "eastdunbarton.gov.uk, Technical Notes 2025, Issue 216",
        {"nation": "scotland"},
    ),
    Row(
        "gb/local",
        date(2022, 12, 8),
        "close_of_nominations",
        "2022-11-04 16:00",
        "dumgal.gov.uk, timetable of the by-election in Mid Galloway and Wigtown West",
        {"nation": "scotland"},
    ),
    Row(
        "gb/local",
        date(2022, 12, 8),
        "registration",
        "2022-11-21 24:00",
        "dumgal.gov.uk, timetable of the by-election in Mid Galloway and Wigtown West",
        {"nation": "scotland"},
    ),
    # Row 14: the hour of the party notice of an ordinary poll.
    Row("de/bundestag", date(2021, 9, 26), "party_notice", "2021-06-21 18:00", "wahlen.hessen.de"),
    # Row 15: a roll over a holiday of the constituency's own part alone.
    Row(
        "gb/parliament",
        date(2024, 7, 4),
        "expenses_return",
        "2024-08-06",
        "Representation of the People Act 1983 s119(3); 5 August is a bank holiday of Scotland alone",
        {"nation": "scotland"},
        {"declaration": date(2024, 7, 1)},
    ),
    Row(
        "gb/parliament",
        date(2024, 7, 4),
        "expenses_return",
        "2024-08-05",
        "Representation of the People Act 1983 s119(3); 5 August is a bank holiday of Scotland alone",
        {"nation": "england"},
        {"declaration": date(2024, 7, 1)},
    ),
    # Row 16: a state with holidays of its own.
    *(
        Row(
            "in/parliament",
            date(2024, 4, 19),
            stage,
            day,
            "assamtribune.com, ECI issues notification for first phase of Lok Sabha polls",
            {"state": state},
            {"notification": date(2024, 3, 20)},
        )
        for state, days in (
            ("bihar", ("2024-03-28", "2024-03-30", "2024-04-02")),
            ("other", ("2024-03-27", "2024-03-28", "2024-03-30")),
        )
        for stage, day in zip(("nominations", "scrutiny", "withdrawal"), days, strict=True)
    ),
    # The Senedd of 7 May 2026.
    Row(
        "gb/senedd", date(2026, 5, 7), "close_of_nominations", "2026-04-09 16:00", "WSI 2025/864; Electoral Commission"
    ),
    Row(
        "gb/senedd",
        date(2026, 5, 7),
        "statement_of_persons_nominated",
        "2026-04-10 16:00",
        "Electoral Commission, guidance for candidates at Senedd elections: by 4pm, 18 working days before the poll",
    ),
    # Interim notices of alteration, objections, correction of clerical errors.
    *(
        Row(statute, polling, stage, day, source, facts)
        for statute, polling, source, facts, days in (
            (
                "gb/local",
                date(2025, 5, 1),
                "stroud.gov.uk, Elections Timetable",
                {"nation": "england"},
                {"first_interim_notice": "2025-04-02", "final_alteration": "2025-04-24"},
            ),
            (
                "gb/london",
                date(2024, 5, 2),
                "kingston.gov.uk, Upcoming Elections",
                {},
                {
                    "first_interim_notice": "2024-03-27",
                    "second_interim_notice": "2024-04-24",
                    "final_alteration": "2024-04-25",
                },
            ),
            (
                "gb/parliament",
                date(2024, 7, 4),
                "markpack.org.uk, General election timetable, from the Electoral Commission",
                {"nation": "england"},
                {"objections": "2024-06-07 17:00"},
            ),
            (
                "gb/local",
                date(2022, 12, 8),
                "dumgal.gov.uk, timetable of the by-election in Mid Galloway and Wigtown West",
                {"nation": "scotland"},
                {"register_correction": "2022-12-08 21:00"},
            ),
        )
        for stage, day in days.items()
    ),
    # The statement in Northern Ireland: an hour, and a first day.
    Row(
        "gb/local",
        date(2023, 5, 18),
        "statement_of_persons_nominated",
        "2023-04-25 13:00",
        "1962 c. 14 (NI) Sch 5 r1(2)",
        {"nation": "northern_ireland"},
    ),
    # A new poll after the death of a candidate: proof on Thursday 6 May 2021, notice on the working day after the 12th.
    Row(
        "gb/scottish-parliament",
        date(2021, 5, 6),
        "new_notice",
        "2021-05-13",
        "SSI 2015/425 Sch 2 Part 6; SI 2007/236 Sch 5 r73(5)",
        given={"proof_of_death": date(2021, 5, 6)},
    ),
    # Row 8: the oath after a petition, and without one.
    Row(
        "ke/president",
        date(2022, 8, 9),
        "swearing_in",
        "2022-09-13",
        "Constitution of Kenya Art 141(2)(b); the-star.co.ke",
        {"petition_filed": "yes"},
        {"certification": date(2022, 8, 15), "ruling": date(2022, 9, 5)},
    ),
    Row(
        "ke/president",
        date(2017, 10, 26),
        "swearing_in",
        "2017-11-28",
        "kenyans.co.ke, The date of Uhuru's swearing in announced",
        given={"certification": date(2017, 10, 30), "ruling": date(2017, 11, 20)},
    ),
    Row(
        "ke/president",
        date(2022, 8, 9),
        "swearing_in",
        "2022-08-30",
        "citizen.digital, Key timelines culminating in swearing-in",
        given={"certification": date(2022, 8, 15)},
    ),
    # Australia, 3 May 2025 and the by-elections of 28 July 2018.
    *(
        Row("au/house-of-representatives", polling, stage, day, source, given={"nominations": nominations})
        for polling, nominations, source, days in (
            (
                date(2025, 5, 3),
                date(2025, 4, 10),
                "aec.gov.au, timetable of the 2025 federal election; ss 176, 184",
                {"declaration_of_nominations": "2025-04-11 12:00", "postal_vote_application": "2025-04-30 18:00"},
            ),
            (
                date(2018, 7, 28),
                date(2018, 7, 5),
                "aec.gov.au, media release 06-15 of 2018",
                {"declaration_of_nominations": "2018-07-06 12:00"},
            ),
        )
        for stage, day in days.items()
    ),
    Row(
        "au/house-of-representatives",
        date(2025, 5, 3),
        "first_meeting",
        "2025-08-08",
        "Constitution of Australia s5",
        given={"return_of_writ": date(2025, 7, 9)},
    ),
    # Germany, the further days of 26 September 2021 and of 24 September 2017.
    *(
        Row("de/bundestag", date(2021, 9, 26), stage, day, "9dok.net, Zeitskala für die Bundestagswahl am 26.09.2021")
        for stage, day in (
            ("party_determination", "2021-07-09"),
            ("party_complaint", "2021-07-13"),
            ("party_complaint_ruling", "2021-07-29"),
            ("admission_complaint", "2021-08-02"),
            ("admission_complaint_ruling", "2021-08-05"),
            ("nominations_published", "2021-08-09"),
            ("voter_list_entry", "2021-08-15"),
            ("voter_list_application", "2021-09-05"),
        )
    ),
    *(
        Row("de/bundestag", date(2017, 9, 24), stage, day, "wahlen.hessen.de, Terminkalender")
        for stage, day in (
            ("party_notice", "2017-06-19 18:00"),
            ("party_determination", "2017-07-07"),
            ("party_complaint", "2017-07-11"),
            ("nominations", "2017-07-17 18:00"),
            ("admission", "2017-07-28"),
            ("admission_complaint", "2017-07-31"),
        )
    ),
    Row(
        "de/bundestag-2025",
        date(2025, 2, 23),
        "party_determination",
        "2025-01-14",
        "Verordnung über die Abkürzung von Fristen 2024, s1: the fortieth day",
    ),
    # Each order has its own return of expenses; a by-election to the Assembly for Wales of 6 February 2018.
    Row(
        "gb/senedd",
        date(2018, 2, 6),
        "expenses_return",
        "2018-03-13",
        "electoralcommission.org.uk, National Assembly for Wales elections",
        given={"declaration": date(2018, 2, 6)},
    ),
    Row(
        "gb/local",
        date(2022, 12, 8),
        "expenses_return",
        "2023-01-13",
        "dumgal.gov.uk, timetable of the by-election in Mid Galloway and Wigtown West",
        {"nation": "scotland"},
        {"declaration": date(2022, 12, 9)},
    ),
    # Counted by hand: 12 July, a holiday of Northern Ireland alone, does not move sub-agents in England.
    Row(
        "gb/parliament",
        date(2024, 7, 16),
        "sub_agents",
        "2024-07-12",
        "Representation of the People Act 1983 ss68, 119(3)",
        {"nation": "england"},
    ),
    # Registration: eleven days in 2012 and 2013, twelve in 2014.
    *(
        Row(statute, polling, "registration", day, source, {"nation": "england", **facts})
        for statute, polling, day, source, facts in (
            ("gb/local", date(2012, 5, 3), "2012-04-18 24:00", "sheffieldvotes.blogspot.com, 17 April 2012", {}),
            ("gb/local", date(2013, 5, 2), "2013-04-17 24:00", "lincolnshire.gov.uk, How to register to vote", {}),
            (
                "gb/parliament",
                date(2014, 2, 13),
                "2014-01-28 24:00",
                "Wikipedia on the by-election in Wythenshawe and Sale East, after Manchester City Council",
                {"election": "by_election"},
            ),
            ("gb/local", date(2014, 5, 22), "2014-05-06 24:00", "obvarchive.com, Elections 2014: the facts", {}),
        )
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_date_is_that_of_the_source(row: Row) -> None:
    """The last day and hour of the stage are those of the source."""
    stage = row.timeline()[row.stage]
    assert show(stage.closes or stage.end) == row.expected, row.source


def test_bundestag_is_elected_later_than_46_months_after_the_term_began() -> None:
    """The window of the term from 26 October 2021 is 27 August to 26 October 2025 (Bundeswahlleiterin)."""
    law = electsched.load_statute("de/bundestag")
    polling = electsched.resolve(law, polling=date(2025, 9, 28), given={"term": date(2021, 10, 26)})["polling"]
    assert (polling.earliest, polling.latest) == (date(2025, 8, 27), date(2025, 10, 26))


def test_notice_of_a_scottish_by_election_over_christmas() -> None:
    """The notice of the poll of 29 January 2026 goes out from 5 December (eastdunbarton.gov.uk, Technical Note 216)."""
    law = electsched.load_statute("gb/local")
    notice = electsched.resolve(law, polling=date(2026, 1, 29), facts={"nation": "scotland"})["notice_of_election"]
    assert notice.earliest == date(2025, 12, 5)


def test_kenya_cites_the_paragraph_that_rolls() -> None:
    """Row 8: a last day that is no official working day moves by Art 259(7), and not by 259(6)."""
    law = electsched.load_statute("ke/president")
    cited = [limit.law.provision for limit in law.limits]
    assert any("259(7)" in provision for provision in cited)
    assert not any("259(6)" in provision for provision in cited)


def test_kenya_elects_on_the_second_tuesday_of_august_every_fifth_year() -> None:
    """The poll of 2022 was on 9 August; that of 2027 is on 10 August (Art 136(2)(a))."""
    law = electsched.load_statute("ke/president")
    for year, day in ((2022, date(2022, 8, 9)), (2027, date(2027, 8, 10))):
        assert electsched.resolve(law, given={"election_year": date(year, 1, 1)})["polling"].end == day


def test_regional_poll_follows_the_oath_of_the_national_bodies() -> None:
    """The poll is 2 years to 2 years 6 months after the oath (Mahkamah Konstitusi, Putusan 135/PUU-XXII/2024)."""
    law = electsched.load_statute("id/regional")
    window = bounds(law, given={"national_oath": date(2029, 10, 20)})["polling"].end
    assert (window.earliest, window.latest) == (date(2031, 10, 20), date(2032, 4, 20))


def test_statement_is_not_published_before_nominations_close() -> None:
    """Outside elections to Parliament too, the statement has a first day."""
    law = electsched.load_statute("gb/local")
    timeline = electsched.resolve(law, polling=date(2024, 5, 2), facts={"nation": "england"})
    assert timeline["statement_of_persons_nominated"].earliest == date(2024, 4, 5)


def test_new_poll_in_scotland_is_21_to_28_working_days_after_the_new_notice() -> None:
    """A notice of 13 May 2021 leads to a poll from 14 to 23 June, over the holiday of 31 May."""
    law = electsched.load_statute("gb/scottish-parliament")
    timeline = electsched.resolve(law, polling=date(2021, 5, 6), given={"proof_of_death": date(2021, 5, 6)})
    assert (timeline["new_polling"].earliest, timeline["new_polling"].latest) == (date(2021, 6, 14), date(2021, 6, 23))


@pytest.mark.parametrize(
    ("statute", "key", "what"),
    [
        ("gb/local", "not_covered", "Poll cards"),
        ("gb/mayor", "not_covered", "Return of expenses of mayors of combined authorities"),
        ("gb/pcc", "pending", "Police and crime commissioners"),
        ("gb/parliament", "pending", "Close of nominations at midday"),
        ("id/regional", "pending", "Regional elections after the national ones of 2029"),
    ],
)
def test_statute_names_what_it_does_not_settle(statute: str, key: str, what: str) -> None:
    """What has no rule, and which law is about to change, is said on the statute with the reason."""
    points = {point.what: point.reason for point in getattr(electsched.load_statute(statute), key)}
    assert points[what]


def test_mayor_of_a_combined_authority_has_no_date_for_expenses() -> None:
    """Whether 35 or 70 days apply was not found, so no date is offered."""
    law = electsched.load_statute("gb/mayor")
    given = {"declaration": date(2024, 5, 4)}
    local = electsched.resolve(law, polling=date(2024, 5, 2), given=given)
    combined = electsched.resolve(law, polling=date(2024, 5, 2), given=given, facts={"authority": "combined"})
    assert local["expenses_return"].end == date(2024, 6, 10)
    assert "expenses_return" not in {stage.key for stage in combined.stages}


RUNCORN = {"nation": "england", "election": "by_election"}


def test_by_election_in_runcorn_and_helsby_is_lawful() -> None:
    """Row 2: nominations closed on 2 April 2025 for the poll of 1 May (halton.gov.uk), the first lawful day."""
    law = electsched.load_statute("gb/parliament")
    given = {"notice_of_election": date(2025, 3, 28), "close_of_nominations": date(2025, 4, 2)}
    timeline = electsched.resolve(law, polling=date(2025, 5, 1), facts=RUNCORN, given=given)
    assert not [check for stage in timeline.stages for check in stage.limits if check.kept is False]
    statement = timeline["statement_of_persons_nominated"]
    assert (statement.earliest, statement.latest) == (date(2025, 4, 2), date(2025, 4, 3))
    notice = timeline["notice_of_poll"]  # goes out with the statement (Sch 1 of the Act of 1983)
    assert (notice.earliest, notice.latest) == (date(2025, 4, 2), date(2025, 4, 3))
    published = electsched.resolve(
        law,
        polling=date(2025, 5, 1),
        facts=RUNCORN,
        given={**given, "statement_of_persons_nominated": date(2025, 4, 3)},
    )
    assert published["notice_of_poll"].end == date(2025, 4, 3)
    undated = electsched.resolve(law, polling=date(2025, 5, 1), facts=RUNCORN)["close_of_nominations"]
    assert (undated.earliest, undated.latest, undated.status) == (date(2025, 4, 2), date(2025, 4, 4), "open")


def test_first_lawful_poll_of_a_by_election() -> None:
    """The notice follows the writ, so a writ received on 27 March 2025 leads to a poll from 28 April to 7 May."""
    ranges = bounds(electsched.load_statute("gb/parliament"), given={"writ": date(2025, 3, 27)}, facts=RUNCORN)
    assert (ranges["polling"].end.earliest, ranges["polling"].end.latest) == (date(2025, 4, 28), date(2025, 5, 7))


def test_australian_nominations_between_writ_and_poll() -> None:
    """Row 1: the writ of 31 March and the poll of 3 May 2025 leave 10 April alone (aec.gov.au, ss 156, 157)."""
    law = electsched.load_statute("au/house-of-representatives")
    timeline = electsched.resolve(law, polling=date(2025, 5, 3), given={"writ": date(2025, 3, 31)})
    assert (timeline["nominations"].earliest, timeline["nominations"].latest) == (date(2025, 4, 10), date(2025, 4, 10))
    assert not [check for check in timeline["polling"].limits if check.kept is False]


def test_oath_is_open_while_the_court_has_not_ruled() -> None:
    """A filed petition alone leaves the oath open: it depends on the ruling, which is due within 14 days."""
    law = electsched.load_statute("ke/president")
    given = {"certification": date(2022, 8, 15), "petition": date(2022, 8, 22)}
    oath = electsched.resolve(law, polling=date(2022, 8, 9), given=given)["swearing_in"]
    assert (oath.status, oath.latest) == ("open", date(2022, 9, 13))
    without = electsched.resolve(law, polling=date(2022, 8, 9), given={**given}, facts={"petition_filed": "no"})
    assert without["swearing_in"].end == date(2022, 8, 30)
