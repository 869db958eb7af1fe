"""The laws of five countries, compared with the dates of elections that were held.

India 2024: ETV Bharat, 16 March 2024, the schedule of the Election Commission. Australia 2022:
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


def closing(timeline: Timeline, key: str) -> str:
    """Return the last day or moment of a stage as text."""
    return show(timeline[key].closes or timeline[key].end)


def test_india_chain_of_rolls() -> None:
    """Notified on 20 March 2024: nominations close on 27 March, scrutiny on the 28th, withdrawals on the 30th."""
    law = electsched.load_statute("in/parliament")
    timeline = electsched.resolve(law, polling=date(2024, 4, 19), given={"notification": date(2024, 3, 20)})
    assert [closing(timeline, key) for key in ("nominations", "scrutiny", "withdrawal")] == [
        "2024-03-27",
        "2024-03-28",
        "2024-03-30",
    ]
    assert timeline["polling"].earliest == date(2024, 4, 13)
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
def test_india_phases_of_2024(notified: str, nominations: str, scrutiny: str, withdrawal: str) -> None:
    """The first four phases have the dates that the Election Commission set."""
    law = electsched.load_statute("in/parliament")
    timeline = electsched.resolve(law, given={"notification": date.fromisoformat(notified)})
    days = [closing(timeline, key) for key in ("nominations", "scrutiny", "withdrawal")]
    assert days == [nominations, scrutiny, withdrawal]


def test_india_poll_lies_before_the_completion() -> None:
    """The poll lies before the completion, not on the same day."""
    law = electsched.load_statute("in/parliament")
    given = {"notification": date(2024, 3, 20), "completion": date(2024, 6, 6)}
    assert electsched.resolve(law, given=given)["polling"].latest == date(2024, 6, 5)


@pytest.mark.parametrize(("writ", "nominations", "polling"), [("2022-04-11", "2022-04-21", "2022-05-21")])
def test_australia_2022_keeps_every_limit(writ: str, nominations: str, polling: str) -> None:
    """2022: rolls closed on 18 April at 20:00; the dates keep every limit, and the poll is on a Saturday."""
    law = electsched.load_statute("au/house-of-representatives")
    given = {
        "dissolution": date(2022, 4, 11),
        "writ": date.fromisoformat(writ),
        "nominations": date.fromisoformat(nominations),
    }
    timeline = electsched.resolve(law, polling=date.fromisoformat(polling), given=given)
    assert closing(timeline, "close_of_rolls") == "2022-04-18 20:00"
    assert all(check.kept is not False for stage in timeline for check in stage.limits)
    assert (timeline["polling"].earliest, timeline["polling"].latest) == (date(2022, 5, 14), date(2022, 5, 22))
    assert (timeline["nominations"].earliest, timeline["nominations"].latest) == (date(2022, 4, 21), date(2022, 5, 8))
    friday = electsched.resolve(law, polling=date(2022, 5, 20), given=given)
    assert [check.limit.rule for check in friday["polling"].limits if check.kept is False] == [
        "polling falls on saturday"
    ]


def test_kenya_weekday_after_a_computed_day() -> None:
    """The swearing-in is on the first Tuesday after the fourteenth day; no period ends on a holiday."""
    law = electsched.load_statute("ke/president")
    timeline = electsched.resolve(law, polling=date(2022, 8, 9), given={"certification": date(2022, 8, 15)})
    assert closing(timeline, "swearing_in") == "2022-08-30"
    # The fourteenth day itself a Tuesday: the first Tuesday following it is a week later.
    timeline = electsched.resolve(law, polling=date(2022, 8, 9), given={"certification": date(2022, 8, 16)})
    assert closing(timeline, "swearing_in") == "2022-09-06"
    # Seven days after Sunday 7 August is a Sunday: the end moves to Monday.
    timeline = electsched.resolve(law, polling=date(2022, 8, 7))
    assert timeline["certification"].latest == date(2022, 8, 15)


def test_germany_full_and_shorter_periods() -> None:
    """2025: the poll within 60 days of the dissolution, with periods of 47, 34 and 30 days; else 97, 69 and 58."""
    law = electsched.load_statute("de/bundestag")
    snap = electsched.resolve("de/bundestag-2025", polling=date(2025, 2, 23), given={"dissolution": date(2024, 12, 27)})
    assert snap["polling"].latest == date(2025, 2, 25)
    days = [closing(snap, key) for key in ("party_notice", "nominations", "admission")]
    assert days == ["2025-01-07 18:00", "2025-01-20 18:00", "2025-01-24"]
    full = electsched.resolve(law, polling=date(2021, 9, 26), given={"term": date(2017, 10, 24)})
    assert (full["polling"].earliest, full["polling"].latest) == (date(2021, 8, 25), date(2021, 10, 24))
    days = [closing(full, key) for key in ("party_notice", "nominations", "admission")]
    # 97 days before is a Monday, 69 a Monday, 58 a Friday; nothing is moved.
    assert days == ["2021-06-21 18:00", "2021-07-19 18:00", "2021-07-30"]
    monday = electsched.resolve(law, polling=date(2021, 9, 27), given={"term": date(2017, 10, 24)})
    assert [check.kept for check in monday["polling"].limits] == [True, True, False]
    holiday = electsched.resolve(law, polling=date(2025, 10, 3), given={"term": date(2021, 10, 26)})
    assert [check.kept for check in holiday["polling"].limits] == [True, True, True]


def test_germany_term_that_began_at_the_end_of_a_month() -> None:
    """The window begins on the day after the 46th month, also if the term began on a 31st."""
    law = electsched.load_statute("de/bundestag")
    timeline = electsched.resolve(law, polling=date(2021, 9, 26), given={"term": date(2017, 12, 31)})
    assert timeline["polling"].earliest == date(2021, 11, 1)
    timeline = electsched.resolve(law, polling=date(2021, 9, 26), given={"term": date(2017, 4, 30)})
    assert timeline["polling"].earliest == date(2021, 3, 1)


@pytest.mark.parametrize(
    ("year", "polling"), [(2020, "2020-11-03"), (2022, "2022-11-08"), (2024, "2024-11-05"), (2026, "2026-11-03")]
)
def test_united_states_election_day_of_a_year(year: int, polling: str) -> None:
    """The poll is on the Tuesday after the first Monday of November, never on the first of the month."""
    law = electsched.load_statute("us/federal")
    assert closing(electsched.resolve(law, given={"election_year": date(year, 1, 1)}), "polling") == polling


def test_united_states_even_years_and_overseas_ballots() -> None:
    """An odd year is unlawful; ballots requested in time go out 45 days before the poll."""
    law = electsched.load_statute("us/federal")
    odd = electsched.resolve(law, polling=date(2023, 11, 7))
    assert [check.kept for check in odd["polling"].limits] == [False]
    timely = electsched.resolve(law, given={"election_year": date(2024, 1, 1)})
    assert closing(timely, "overseas_ballots") == "2024-09-21"
    late = electsched.resolve(law, given={"election_year": date(2024, 1, 1)}, facts={"request": "late"})
    assert not late["overseas_ballots"].dated


def test_late_holiday_counts_from_its_declaration() -> None:
    """Indonesia's polling day of 14 February 2024 became a holiday on 6 February; before, it was a working day."""
    law = electsched.load_statute("id/general")
    given = {"dispute_registered": date(2024, 1, 31)}

    def ruling(as_of: date) -> str:
        timeline = electsched.resolve(law, polling=date(2024, 2, 14), given=given, as_of=as_of)
        return closing(timeline, "dispute_ruling")

    assert ruling(date(2024, 2, 5)) == "2024-02-21"
    assert ruling(date(2024, 2, 6)) == "2024-02-22"


def test_audit_has_a_line_for_the_allowed_weekday() -> None:
    """A limit on the weekday is a line of the audit."""
    law = electsched.load_statute("de/bundestag")
    monday = DecreedDate(stage="polling", start=date(2021, 9, 27))
    election = Election(id="x", name=Text.same("x"), statute=law, dates=(monday,))
    lines = [line for line in electsched.audit(electsched.resolve(election)) if line.relation == "falls"]
    assert [(line.verdict, line.days) for line in lines] == [("unlawful", None)]
