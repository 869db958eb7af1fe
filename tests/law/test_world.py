"""Laws of five countries, each a statute file that needs a shape of its own (the facts on rule shapes name them).

The dates are those of elections held. India 2024: ETV Bharat, 16 March
2024, the schedule of the Election Commission. Australia 2022:
https://aec.gov.au/Elections/Federal_Elections/2022/timetable.htm
Germany 2025: https://politik-mv.de/2025/01/07/fristen-fristen-fristen/
"""

from __future__ import annotations

from datetime import date

import pytest

import electsched
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import show
from electsched.timeline.election import DecreedDate, Election
from electsched.timeline.timeline import Timeline


def closing(found: Timeline, key: str) -> str:
    """Return the last day or moment of a stage as text."""
    return show(found[key].closes or found[key].end)


def test_india_a_chain_in_which_each_link_rolls() -> None:
    """Notified on 20 March 2024: nominations to 27 March, scrutiny on the 28th, withdrawals to the 30th."""
    law = electsched.load_statute("in/parliament")
    found = electsched.resolve(law, polling=date(2024, 4, 19), given={"notification": date(2024, 3, 20)})
    assert [closing(found, key) for key in ("nominations", "scrutiny", "withdrawal")] == [
        "2024-03-27",
        "2024-03-28",
        "2024-03-30",
    ]
    assert found["polling"].earliest == date(2024, 4, 13)
    late = electsched.resolve(law, given={"notification": date(2024, 3, 22)})
    # The seventh day is Good Friday and moves to Saturday; the day after that is a Sunday and moves too.
    assert [closing(late, key) for key in ("nominations", "scrutiny", "withdrawal")] == [
        "2024-03-30",
        "2024-04-01",
        "2024-04-03",
    ]


@pytest.mark.parametrize(
    ("notified", "nominations", "scrutiny", "withdrawal"),
    [
        ("2024-03-20", "2024-03-27", "2024-03-28", "2024-03-30"),
        # The second day after the scrutiny is a Sunday.
        ("2024-03-28", "2024-04-04", "2024-04-05", "2024-04-08"),
        ("2024-04-12", "2024-04-19", "2024-04-20", "2024-04-22"),
        ("2024-04-18", "2024-04-25", "2024-04-26", "2024-04-29"),
    ],
)
def test_india_the_phases_of_2024(notified: str, nominations: str, scrutiny: str, withdrawal: str) -> None:
    """The first four phases, as the Election Commission set them."""
    law = electsched.load_statute("in/parliament")
    found = electsched.resolve(law, given={"notification": date.fromisoformat(notified)})
    days = [closing(found, key) for key in ("nominations", "scrutiny", "withdrawal")]
    assert days == [nominations, scrutiny, withdrawal]


def test_india_a_date_before_which_the_election_is_completed() -> None:
    """The poll lies before the completion, not on it."""
    law = electsched.load_statute("in/parliament")
    given = {"notification": date(2024, 3, 20), "completion": date(2024, 6, 6)}
    assert electsched.resolve(law, given=given)["polling"].latest == date(2024, 6, 5)


@pytest.mark.parametrize(("writ", "nominations", "polling"), [("2022-04-11", "2022-04-21", "2022-05-21")])
def test_australia_windows_hours_and_a_weekday(writ: str, nominations: str, polling: str) -> None:
    """2022: rolls closed on 18 April at 20:00; the days chosen keep every window, and the poll is a Saturday."""
    law = electsched.load_statute("au/house-of-representatives")
    given = {
        "dissolution": date(2022, 4, 11),
        "writ": date.fromisoformat(writ),
        "nominations": date.fromisoformat(nominations),
    }
    found = electsched.resolve(law, polling=date.fromisoformat(polling), given=given)
    assert closing(found, "close_of_rolls") == "2022-04-18 20:00"
    assert all(kept.kept is not False for stage in found for kept in stage.limits)
    assert (found["polling"].earliest, found["polling"].latest) == (date(2022, 5, 14), date(2022, 5, 22))
    assert (found["nominations"].earliest, found["nominations"].latest) == (date(2022, 4, 21), date(2022, 5, 8))
    friday = electsched.resolve(law, polling=date(2022, 5, 20), given=given)
    assert [kept.limit.rule for kept in friday["polling"].limits if kept.kept is False] == ["polling falls on saturday"]


def test_kenya_a_weekday_after_a_computed_day() -> None:
    """The first Tuesday following the fourteenth day after the declaration; a period ends on no holiday."""
    law = electsched.load_statute("ke/president")
    found = electsched.resolve(law, polling=date(2022, 8, 9), given={"certification": date(2022, 8, 15)})
    assert closing(found, "swearing_in") == "2022-08-30"
    # The fourteenth day itself a Tuesday: the first Tuesday following it is a week later.
    found = electsched.resolve(law, polling=date(2022, 8, 9), given={"certification": date(2022, 8, 16)})
    assert closing(found, "swearing_in") == "2022-09-06"
    # Seven days after Sunday 7 August is a Sunday: the end moves to Monday.
    found = electsched.resolve(law, polling=date(2022, 8, 7))
    assert found["certification"].latest == date(2022, 8, 15)


def test_germany_months_and_an_overlay() -> None:
    """2025: the poll within 60 days of the dissolution, and 47, 34 and 30 days before it; else 97, 69 and 58."""
    law = electsched.load_statute("de/bundestag")
    snap = electsched.resolve(
        law, polling=date(2025, 2, 23), facts={"snap": "2025"}, given={"dissolution": date(2024, 12, 27)}
    )
    assert snap["polling"].latest == date(2025, 2, 25)
    days = [closing(snap, key) for key in ("party_notice", "nominations", "admission")]
    assert days == ["2025-01-07 18:00", "2025-01-20 18:00", "2025-01-24"]
    full = electsched.resolve(law, polling=date(2021, 9, 26), given={"term": date(2017, 10, 24)})
    assert (full["polling"].earliest, full["polling"].latest) == (date(2021, 8, 24), date(2021, 10, 24))
    days = [closing(full, key) for key in ("party_notice", "nominations", "admission")]
    # 97 days before is a Monday, 69 a Monday, 58 a Friday; nothing is moved.
    assert days == ["2021-06-21", "2021-07-19 18:00", "2021-07-30"]
    monday = electsched.resolve(law, polling=date(2021, 9, 27), given={"term": date(2017, 10, 24)})
    assert [kept.kept for kept in monday["polling"].limits] == [True, True, False]
    holiday = electsched.resolve(law, polling=date(2025, 10, 3), given={"term": date(2021, 10, 26)})
    assert [kept.kept for kept in holiday["polling"].limits] == [True, True, True]


def test_germany_a_term_that_began_at_a_months_end() -> None:
    """46 months after 31 October is a month without a 31st only where the law's rounding says which day it is."""
    law = electsched.load_statute("de/bundestag")
    found = electsched.resolve(law, polling=date(2021, 9, 26), given={"term": date(2017, 12, 31)})
    assert found["polling"].earliest == date(2021, 10, 31)
    found = electsched.resolve(law, polling=date(2021, 9, 26), given={"term": date(2017, 4, 30)})
    assert found["polling"].earliest == date(2021, 3, 1)


@pytest.mark.parametrize(
    ("year", "polling"), [(2020, "2020-11-03"), (2022, "2022-11-08"), (2024, "2024-11-05"), (2026, "2026-11-03")]
)
def test_united_states_a_weekday_from_a_year(year: int, polling: str) -> None:
    """The Tuesday after the first Monday of November, never the first of the month."""
    law = electsched.load_statute("us/federal")
    assert closing(electsched.resolve(law, given={"election_year": date(year, 1, 1)}), "polling") == polling


def test_united_states_even_years_and_requests_in_time() -> None:
    """An odd year is unlawful; the ballots go out 45 days before where they were asked for in time."""
    law = electsched.load_statute("us/federal")
    odd = electsched.resolve(law, polling=date(2023, 11, 7))
    assert [kept.kept for kept in odd["polling"].limits] == [False]
    timely = electsched.resolve(law, given={"election_year": date(2024, 1, 1)})
    assert closing(timely, "overseas_ballots") == "2024-09-21"
    late = electsched.resolve(law, given={"election_year": date(2024, 1, 1)}, facts={"request": "late"})
    assert not late["overseas_ballots"].dated


def test_a_holiday_declared_late() -> None:
    """Indonesia's polling day of 14 February 2024 became a holiday on 6 February; before that it was a working day."""
    law = electsched.load_statute("id/general")
    given = {"dispute_registered": date(2024, 1, 31)}

    def ruling(as_of: date) -> str:
        found = electsched.resolve(law, polling=date(2024, 2, 14), given=given, as_of=as_of)
        return closing(found, "dispute_ruling")

    assert ruling(date(2024, 2, 5)) == "2024-02-21"
    assert ruling(date(2024, 2, 6)) == "2024-02-22"


def test_an_audit_names_the_day_of_the_week() -> None:
    """A limit on the day stands in the audit like any other."""
    law = electsched.load_statute("de/bundestag")
    monday = DecreedDate(stage="polling", start=date(2021, 9, 27))
    election = Election(id="x", name=Text.same("x"), statute=law, dates=(monday,))
    lines = [line for line in electsched.audit(electsched.resolve(election)) if line.relation == "falls"]
    assert [(line.verdict, line.days) for line in lines] == [("unlawful", None)]
