"""The working days of a statute: the days that its file adds to the public holidays, and those that it leaves out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import electsched
from electsched.law.calendar import WorkCalendar

STATUTE = """
format = 1
id = "test/days"
name = "Test"
zone = "Europe/London"

[calendar]
name = "Working days"
weekend = [6, 7]
country = "GB"
subdivisions = ["ENG"]
first = 2020-01-01
last = 2024-12-31
{days}

[[stage]]
key = "polling"
kind = "voting"
name = "Poll"
"""


def calendar(folder: Path, days: str) -> WorkCalendar:
    """Return the working days of a statute whose calendar has these further keys."""
    path = folder / "law.toml"
    path.write_text(STATUTE.format(days=days), encoding="utf-8")
    return electsched.load_statute(str(path)).calendar


def test_single_day_off(tmp_path: Path) -> None:
    """A day that the file names is no working day, and has its name."""
    days = calendar(tmp_path, 'days = [{ day = 2024-04-25, name = "Thanksgiving (made up)" }]')
    assert str(days.day_off_reason(date(2024, 4, 25))) == "Thanksgiving (made up)"
    assert days.day_off_reason(date(2023, 4, 25)) is None


def test_holiday_left_out_by_name(tmp_path: Path) -> None:
    """A holiday that the file leaves out is worked in each year; the others are not."""
    days = calendar(tmp_path, 'without = ["Good Friday"]')
    assert days.day_off_reason(date(2023, 4, 7)) is None
    assert days.day_off_reason(date(2024, 3, 29)) is None
    assert days.day_off_reason(date(2024, 4, 1)) is not None


@pytest.mark.parametrize(
    ("year", "before", "after"),
    # Christmas Day on a Wednesday, a Monday, a Sunday and a Saturday, with the bank holidays in lieu.
    [
        (2024, date(2024, 12, 24), date(2024, 12, 27)),
        (2023, date(2023, 12, 22), date(2023, 12, 27)),
        (2022, date(2022, 12, 23), date(2022, 12, 28)),
        (2021, date(2021, 12, 24), date(2021, 12, 29)),
    ],
)
def test_weekdays_beside_a_holiday(tmp_path: Path, year: int, before: date, after: date) -> None:
    """The last weekday before Christmas Day, and the first after it that is no bank holiday, are not worked."""
    break_days = (
        'beside = [{ holiday = "Christmas Day", weekdays = -1, name = "Before" }, '
        '{ holiday = "Christmas Day", weekdays = 1, name = "After" }]'
    )
    days = calendar(tmp_path, break_days)
    assert [day for day, name in days.holidays.items() if str(name) == "Before" and day.year == year] == [before]
    assert [day for day, name in days.holidays.items() if str(name) == "After" and day.year == year] == [after]
