"""Counting by law, compared with plain counting, other libraries and published counts."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

import electsched
from electsched.errors import HorizonError, InputError
from electsched.i18n.text import Text
from electsched.law.calendar import WorkCalendar
from electsched.law.date_arithmetic import (
    Moment,
    add_days,
    add_hours,
    add_months,
    add_working_days,
    day_of,
    show,
)

DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))
AMOUNTS = st.integers(-400, 400)


def _calendar(holidays: frozenset[date], *, first: int = 1900, last: int = 2100) -> WorkCalendar:
    return WorkCalendar(
        name=Text.same("a table"),
        weekend=frozenset({6, 7}),
        holidays={day: Text.same("holiday") for day in holidays},
        first=date(first, 1, 1),
        last=date(last, 12, 31),
        source="this test",
    )


def _listed(anchor: date, amount: int, calendar: WorkCalendar, *, inclusive: bool) -> date:
    """Return the last day of a count that lists the working days one by one."""
    step = timedelta(days=1 if amount > 0 else -1)
    days = [anchor + step * number for number in range(0 if inclusive else 1, abs(amount) * 8 + 60)]
    worked = [day for day in days if day.isoweekday() < 6 and day not in calendar.holidays]
    return worked[abs(amount) - 1]


@given(DAYS, AMOUNTS)
def test_calendar_days_exclude_the_day_of_the_event(anchor: date, amount: int) -> None:
    """The day of the event is day 0."""
    assert add_days(anchor, amount).day.toordinal() == anchor.toordinal() + amount


@pytest.mark.parametrize(("amount", "day"), [(1, 10), (2, 11), (0, 10), (-1, 10), (-2, 9)])
def test_inclusive_calendar_days_count_the_day_of_the_event(amount: int, day: int) -> None:
    """In an inclusive count the day of the event is day 1, in either direction."""
    assert add_days(date(2024, 5, 10), amount, inclusive=True).day == date(2024, 5, day)


@given(DAYS, AMOUNTS.filter(bool), st.frozensets(DAYS, max_size=40), st.booleans())
@pytest.mark.long
def test_working_days_end_as_in_a_plain_list(
    anchor: date,
    amount: int,
    holidays: frozenset[date],
    inclusive: bool,  # noqa: FBT001  # a positional argument of hypothesis
) -> None:
    """A count of working days ends on the same day as a plain list of them, and names each day that it leaves out."""
    calendar = _calendar(holidays)
    count = add_working_days(anchor, amount, calendar, inclusive=inclusive)
    assert count.day == _listed(anchor, amount, calendar, inclusive=inclusive)
    low, high = sorted((anchor, count.day))
    for skipped in count.skipped:
        assert low <= skipped.day <= high
        assert skipped.day.isoweekday() > 5 or skipped.day in holidays


@pytest.mark.parametrize(
    ("registered", "ruled", "skipped"),
    [
        # S47b: registration 11 June 2019, the Court's last day 28 June.
        (date(2019, 6, 11), date(2019, 6, 28), 4),
        # S19: registration 25 March 2024, ruling 22 April; Good Friday, Easter, Idul Fitri with collective leave.
        (date(2024, 3, 25), date(2024, 4, 22), 15),
    ],
)
def test_fourteen_working_days_of_the_constitutional_court(registered: date, ruled: date, skipped: int) -> None:
    """Constitutional Court Act, 78: fourteen working days, of which the day of registration is the first."""
    calendar = electsched.load_statute("id/general").calendar
    count = add_working_days(registered, 14, calendar, inclusive=True)
    assert count.day == ruled
    assert len(count.skipped) == skipped


def test_count_beyond_the_known_years_is_refused_or_provisional() -> None:
    """A count beyond the years whose holidays are known is refused with both ends of them, or marked as provisional."""
    calendar = _calendar(frozenset(), first=2023, last=2024)
    with pytest.raises(HorizonError, match=r"2023-01-01 to 2024-12-31"):
        add_working_days(date(2024, 12, 30), 5, calendar)
    count = add_working_days(date(2024, 12, 30), 5, calendar, provisional=True)
    assert (count.day, count.provisional) == (date(2025, 1, 6), True)
    assert not add_working_days(date(2024, 12, 2), 5, calendar, provisional=True).provisional


def test_day_off_reason_is_the_holiday_or_the_weekend() -> None:
    """A holiday gives its name, a Saturday the weekend, and a working day nothing."""
    calendar = _calendar(frozenset({date(2024, 2, 14)}))
    assert calendar.day_off_reason(date(2024, 2, 14)) == Text.same("holiday")
    weekend = calendar.day_off_reason(date(2024, 2, 17))
    assert weekend is not None
    assert weekend["id"] == "akhir pekan"
    assert calendar.day_off_reason(date(2024, 2, 15)) is None


@given(DAYS, st.integers(-240, 240))
def test_months_agree_with_pendulum(anchor: date, amount: int) -> None:
    """If the month has the day, the result is that of pendulum; else it is rounded or refused."""
    by_pendulum = pendulum.date(anchor.year, anchor.month, anchor.day).add(months=amount)
    expected = date(by_pendulum.year, by_pendulum.month, by_pendulum.day)
    assert add_months(anchor, amount, rounding="down").day == expected
    if expected.day == anchor.day:
        assert add_months(anchor, amount).day == expected
    else:
        assert add_months(anchor, amount, rounding="up").day == expected + timedelta(days=1)
        with pytest.raises(InputError, match="rounding"):
            add_months(anchor, amount)


@pytest.mark.parametrize("amount", [-12 * 3000, 12 * 9000])
def test_months_outside_the_years_1_to_9999_are_refused(amount: int) -> None:
    """A count to a year before 1 or after 9999 is refused."""
    with pytest.raises(InputError, match="9999"):
        add_months(date(2024, 1, 1), amount)


WALL_CLOCKS = st.datetimes(datetime(2015, 1, 1), datetime(2029, 12, 31))  # noqa: DTZ001  # local times


@given(WALL_CLOCKS, st.integers(-200, 200))
def test_hours_include_clock_changes(start: datetime, amount: int) -> None:
    """The hours elapse in UTC, including the hours at which New York changes its clocks."""
    zone = ZoneInfo("America/New_York")
    anchor = Moment(start.date(), start.hour * 60 + start.minute)
    local = datetime(start.year, start.month, start.day, start.hour, start.minute, tzinfo=zone)
    expected = datetime.fromtimestamp(local.timestamp() + amount * 3600, zone)
    assert add_hours(anchor, amount, "America/New_York") == Moment(
        expected.date(), expected.hour * 60 + expected.minute
    )


def test_72_hours_after_the_announcement_of_2024() -> None:
    """UU 7/2017, 474(2): 72 hours from the minute of the announcement, 20 March 2024 22:19 (S18, S19)."""
    announced = Moment(date(2024, 3, 20), 22 * 60 + 19)
    assert str(add_hours(announced, 72, "Asia/Jakarta")) == "2024-03-23 22:19"


def test_24_00_is_kept_by_a_count_of_hours() -> None:
    """24:00 remains 24:00 of the day that the law names."""
    assert str(add_hours(Moment(date(2024, 3, 20), 1440), 24, "Asia/Jakarta")) == "2024-03-21 24:00"
    assert str(add_hours(Moment(date(2024, 3, 20), 1380), 1, "Asia/Jakarta")) == "2024-03-21 00:00"
    assert day_of(Moment(date(2024, 3, 20), 1440)) == date(2024, 3, 20)
    assert show(date(2024, 3, 20)) == "2024-03-20"


@pytest.mark.parametrize("minutes", [-1, 1441])
def test_moment_outside_its_day_is_refused(minutes: int) -> None:
    """A moment has from 0 to 1440 minutes."""
    with pytest.raises(ValueError, match="minutes"):
        Moment(date(2024, 1, 1), minutes)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_hours_are_independent_of_the_machines_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hours after 13:00 in Jakarta is 15:00 in Jakarta, in any zone of the machine."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        end = add_hours(Moment(date(2024, 2, 14), 13 * 60), 2, "Asia/Jakarta")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert end == Moment(date(2024, 2, 14), 15 * 60)
