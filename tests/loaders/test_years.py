"""Tests of the years of a work calendar: known, estimated or missing, by the tables of `holidays`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import holidays
import pytest

import electsched
from electsched.errors import HorizonError, InputError
from electsched.law.calendar import WorkCalendar
from electsched.law.date_arithmetic import add_working_days, roll
from electsched.loaders.law_files.ids import builtin_ids
from electsched.timeline.stage import Stage

LAW = """
format = 1
id     = "test/law"
name   = "A law"
zone   = "Asia/Jakarta"

[calendar]
name    = "Working days"
weekend = [6, 7]
country = "{country}"
{years}

[[stage]]
key  = "polling"
kind = "voting"
name = "Poll"

[[stage]]
key  = "result"
kind = "certification"
name = "Result"
end  = [{{ rule = "polling + 5 working days", law = {{ instrument = "Act", provision = "1" }} }}]

[[stage]]
key  = "notice"
kind = "preparation"
name = "Notice"
end  = [{{ rule = "polling - 5 days", law = {{ instrument = "Act", provision = "2" }} }}]

[[stage]]
key  = "appeal"
kind = "dispute"
name = "Appeal"
end  = [{{ rule = "result + 2 days", law = {{ instrument = "Act", provision = "3" }} }}]

[[stage]]
key  = "moved"
kind = "dispute"
name = "Rolled"
end  = [{{ rule = "polling rolled forward", law = {{ instrument = "Act", provision = "4" }} }}]
"""


def _law(folder: Path, country: str, years: str) -> str:
    path = folder / "law.toml"
    path.write_text(LAW.format(country=country, years=years), encoding="utf-8")
    return str(path)


def _calendar(folder: Path, country: str, years: str) -> WorkCalendar:
    return electsched.load_statute(_law(folder, country, years)).calendar


# --- years --------------------------------------------------------------------------------------------------------


def test_year_with_estimated_holidays_is_estimated(tmp_path: Path) -> None:
    """`holidays` marks Kenya's Eid al-Fitr of 2013 as estimated, and no holiday of 2014 to 2026."""
    calendar = _calendar(tmp_path, "KE", "first = 2013-01-01\nlast = 2026-12-31")
    assert [calendar.year_state(year) for year in (2013, 2014, 2026)] == ["estimated", "known", "known"]


@pytest.mark.parametrize(
    ("country", "year", "state"),
    [
        ("ID", 1945, "missing"),
        ("ID", 2013, "estimated"),
        ("ID", 2099, "estimated"),
        ("DE", 1989, "missing"),
        ("DE", 2036, "estimated"),
        ("DE", 2101, "missing"),
        ("DE", 9999, "missing"),
    ],
)
def test_year_outside_the_horizon_is_estimated_if_holidays_covers_it(
    tmp_path: Path, country: str, year: int, state: str
) -> None:
    """A year outside the horizon of the law is estimated, or missing if `holidays` has no table of it."""
    calendar = _calendar(tmp_path, country, "first = 2014-01-01\nlast = 2026-12-31")
    table = holidays.country_holidays(country, years=year)
    assert calendar.year_state(year) == state
    assert bool(table) or state == "missing"


def test_year_within_the_horizon_without_a_table_is_missing(tmp_path: Path) -> None:
    """The German table of `holidays` begins in 1991: a horizon from 1985 makes no years of working days only."""
    calendar = _calendar(tmp_path, "DE", "first = 1985-01-01\nlast = 2026-12-31")
    assert holidays.country_holidays("DE").start_year == 1991
    assert [calendar.year_state(year) for year in (1985, 1990, 1991)] == ["missing", "missing", "known"]
    with pytest.raises(HorizonError, match=r"The holidays of 1988 are missing"):
        add_working_days(date(1988, 3, 1), 5, calendar)
    assert add_working_days(date(1988, 3, 1), 5, calendar, provisional=True).holidays == "missing"


def test_horizon_without_a_last_day_ends_before_the_first_year_that_is_not_known(tmp_path: Path) -> None:
    """Without `last`, the horizon of Indonesia ends before the first year with a holiday marked as estimated."""
    table = holidays.country_holidays("ID", years=range(2020, 2060), language="en_US")
    first_estimate = min(day.year for day, name in table.items() if "(estimated)" in name)
    calendar = _calendar(tmp_path, "ID", "first = 2020-01-01")
    assert calendar.last == date(first_estimate - 1, 12, 31)


def test_year_without_a_yearly_declaration_is_not_known(tmp_path: Path) -> None:
    """A category that is declared each year ends the horizon before the first year without any of its days."""
    leave = holidays.country_holidays("ID", years=range(2020, 2060), categories=("government",))
    years = 'first = 2020-01-01\ncategories = ["public", "government"]\ndeclared_yearly = ["government"]'
    assert _calendar(tmp_path, "ID", years).last.year <= max(day.year for day in leave)


def test_category_that_is_not_declared_is_named(tmp_path: Path) -> None:
    """An unknown category of `declared_yearly` is a fault that names it."""
    with pytest.raises(InputError, match=r"calendar: found 'ID', 'public', 'leave'"):
        _calendar(tmp_path, "ID", 'first = 2020-01-01\ndeclared_yearly = ["leave"]')


def test_built_in_calendars_cover_no_missing_year() -> None:
    """Each built-in statute's horizon lies within the years of `holidays`."""
    for name in builtin_ids("statutes"):
        statute = electsched.load_statute(name)
        for calendar in (statute.calendar, *(variant.calendar for variant in statute.calendars)):
            assert not calendar.missing, name


# --- counts -------------------------------------------------------------------------------------------------------


def test_count_outside_the_horizon_leaves_out_the_estimated_holidays(tmp_path: Path) -> None:
    """In 2029 the Eid al-Fitr holidays of `holidays`, 15 and 16 February, are left out after a poll on the 14th."""
    calendar = _calendar(tmp_path, "ID", "first = 2014-01-01\nlast = 2026-12-31")
    count = add_working_days(date(2029, 2, 14), 1, calendar, provisional=True)
    expected = holidays.country_holidays("ID", years=2029)
    assert (count.day, count.holidays, count.provisional) == (date(2029, 2, 19), "estimated", True)
    assert [skipped.day for skipped in count.skipped][:2] == [date(2029, 2, 15), date(2029, 2, 16)]
    assert date(2029, 2, 15) in expected
    assert date(2029, 2, 16) in expected


@pytest.mark.parametrize("forward", [True, False])
def test_roll_and_count_over_the_end_of_the_horizon_agree_with_the_days_left_out(
    tmp_path: Path, *, forward: bool
) -> None:
    """A count over the end of the horizon leaves out the same days as one within a longer horizon."""
    short = _calendar(tmp_path, "DE", "first = 2014-01-01\nlast = 2024-12-31")
    long = _calendar(tmp_path, "DE", "first = 2014-01-01\nlast = 2026-12-31")
    start = date(2024, 12, 20) if forward else date(2025, 1, 10)
    amount = 12 if forward else -12
    counts = [add_working_days(start, amount, calendar, provisional=True) for calendar in (short, long)]
    assert counts[0].day == counts[1].day
    assert counts[0].skipped == counts[1].skipped
    assert [count.holidays for count in counts] == ["estimated", "known"]
    day = date(2025, 1, 1)
    assert roll(day, short, forward=forward, provisional=True).day == roll(day, long, forward=forward).day


def test_count_that_crosses_a_missing_year_says_so(tmp_path: Path) -> None:
    """A count from 2100 to 2101 leaves the tables of `holidays`, and has the worst state of its years."""
    calendar = _calendar(tmp_path, "DE", "first = 2014-01-01\nlast = 2026-12-31")
    assert add_working_days(date(2100, 12, 20), 20, calendar, provisional=True).holidays == "missing"


# --- timelines ----------------------------------------------------------------------------------------------------


def _stages(folder: Path, years: str, *, provisional: bool = False) -> dict[str, Stage]:
    law = _law(folder, "ID", years)
    timeline = electsched.resolve(law, given={"polling": date(2029, 2, 14)}, provisional=provisional)
    return {stage.key: stage for stage in timeline}


def test_stage_that_rests_on_estimates_is_tentative(tmp_path: Path) -> None:
    """A count with estimated holidays makes a stage tentative, and so all stages counted from it."""
    stages = _stages(tmp_path, "first = 2014-01-01\nlast = 2026-12-31", provisional=True)
    assert {key: stages[key].holidays for key in ("result", "appeal", "moved", "notice")} == {
        "result": "estimated",
        "appeal": "estimated",
        "moved": "estimated",
        "notice": "known",
    }
    assert [stages[key].status for key in ("result", "appeal", "moved")] == ["tentative"] * 3
    assert stages["result"].to_dict(trace=True)["holidays"] == "estimated"
    assert (
        stages["result"].to_dict(trace=True)["why"]["computed"]["end"]["reason"]["steps"][1]["holidays"] == "estimated"
    )


def test_estimated_year_within_the_horizon_is_tentative_without_asking(tmp_path: Path) -> None:
    """A horizon up to 2030 does not make the estimated holidays of 2029 known."""
    stages = _stages(tmp_path, "first = 2014-01-01\nlast = 2030-12-31")
    assert (stages["result"].status, stages["result"].holidays) == ("tentative", "estimated")


def test_provisional_stage_becomes_firm_when_the_year_is_known(tmp_path: Path) -> None:
    """In a year whose holidays are known, a provisional timeline is the timeline."""
    law = _law(tmp_path, "ID", "first = 2014-01-01\nlast = 2026-12-31")
    given = {"polling": date(2024, 2, 14)}
    provisional = electsched.resolve(law, given=given, provisional=True)
    assert provisional.to_dict() == electsched.resolve(law, given=given).to_dict()
    assert provisional["result"].holidays == "known"


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "holidays are estimated, and others may still be declared"), ("id", "hari libur adalah perkiraan")],
)
def test_explanation_names_estimated_holidays(tmp_path: Path, language: str, words: str) -> None:
    """The explanation of counts and rolls says that the holidays are estimated."""
    stages = _stages(tmp_path, "first = 2014-01-01\nlast = 2026-12-31", provisional=True)
    for key in ("result", "moved"):
        assert words in electsched.explain(stages[key], language=language)
    assert words not in electsched.explain(stages["notice"], language=language)


def test_refusal_names_the_state_of_the_year_and_the_remedy(tmp_path: Path) -> None:
    """Without `provisional`, a poll in 2029 is refused with the state of that year and the way to ask for dates."""
    with pytest.raises(
        HorizonError, match=r"holidays of 2029 are estimated. Ask for provisional dates: .*--provisional"
    ):
        _stages(tmp_path, "first = 2014-01-01\nlast = 2026-12-31")
