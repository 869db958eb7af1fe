"""Days of the week, rolls and clear days in rules, each against a law or a library that this project did not make."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from dateutil import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from electsched.errors import HorizonError, InputError, RuleSyntaxError
from electsched.i18n.text import Text
from electsched.law.calendar import WorkCalendar
from electsched.law.date_arithmetic import Moment, nth_weekday, roll, weekday_of_month
from electsched.law.evaluation import EvaluationContext, evaluate
from electsched.law.parser import parse_rule
from electsched.law.trace import Given, Part, ResolvedDate, RollStep, Value, WeekdayStep

DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

CALENDAR = WorkCalendar(
    name=Text.same("England"),
    weekend=frozenset({6, 7}),
    # Easter and the early May bank holiday of 2024, as the Government publishes them.
    holidays={
        date(2024, 3, 29): Text.same("Good Friday"),
        date(2024, 4, 1): Text.same("Easter Monday"),
        date(2024, 5, 6): Text.same("Early May bank holiday"),
    },
    first=date(2024, 1, 1),
    last=date(2024, 12, 31),
    source="a table in this test",
)


def _setting(value: Value) -> EvaluationContext:
    def look_up(_key: str, _part: Part) -> ResolvedDate:
        return ResolvedDate(value, "given", Given())

    return EvaluationContext(look_up=look_up, calendar=CALENDAR, zone="Europe/London")


def _day(rule: str, anchor: Value) -> Value:
    return evaluate(parse_rule(rule), _setting(anchor))[0]


@pytest.mark.parametrize(
    ("year", "day"),
    [(2012, 6), (2016, 8), (2018, 6), (2020, 3), (2022, 8), (2024, 5)],
)
def test_federal_election_day(year: int, day: int) -> None:
    """2 U.S.C. 7: the Tuesday next after the first Monday of November, in years in which it was held."""
    rule = "first tuesday after first monday of november of x"
    assert _day(rule, date(year, 1, 1)) == date(year, 11, day)


def test_the_first_tuesday_after_the_fourteenth_day() -> None:
    """Constitution of Kenya, 141(2)(a): the first Tuesday following the fourteenth day after the declaration."""
    assert _day("first tuesday after (x + 14 days)", date(2022, 8, 15)) == date(2022, 8, 30)


def test_the_ordinal_binds_to_the_date_that_follows() -> None:
    """Without brackets a count moves the weekday that was found, not the day from which it was sought."""
    assert _day("first tuesday after x + 14 days", date(2024, 1, 1)) == date(2024, 1, 16)
    assert _day("first tuesday after (x + 14 days)", date(2024, 1, 1)) == date(2024, 1, 16)
    assert _day("first tuesday after (x + 15 days)", date(2024, 1, 1)) == date(2024, 1, 23)


@given(DAYS, st.integers(1, 5), st.integers(1, 7))
def test_weekdays_forward(day: date, ordinal: int, weekday: int) -> None:
    """From a day on, with it: what dateutil's relative delta gives."""
    step = relativedelta.weekday(weekday - 1)(ordinal)
    expected = day + relativedelta.relativedelta(weekday=step)
    assert nth_weekday(day, ordinal, weekday, forward=True, inclusive=True) == expected
    after = day + timedelta(days=1) + relativedelta.relativedelta(weekday=step)
    assert nth_weekday(day, ordinal, weekday, forward=True, inclusive=False) == after


@given(DAYS, st.integers(1, 5), st.integers(1, 7))
def test_weekdays_backward(day: date, ordinal: int, weekday: int) -> None:
    """Up to a day, with it: what dateutil's relative delta gives."""
    step = relativedelta.weekday(weekday - 1)(-ordinal)
    expected = day + relativedelta.relativedelta(weekday=step)
    assert nth_weekday(day, ordinal, weekday, forward=False, inclusive=True) == expected


@given(st.integers(1900, 2199), st.integers(1, 12), st.sampled_from([1, 2, 3, 4, -1]), st.integers(1, 7))
def test_weekdays_of_a_month(year: int, month: int, ordinal: int, weekday: int) -> None:
    """Within a month, from its first day or from its last: what dateutil's relative delta gives."""
    day = 1 if ordinal > 0 else 31
    step = relativedelta.weekday(weekday - 1)(ordinal)
    expected = date(year, month, 1) + relativedelta.relativedelta(day=day, weekday=step)
    assert weekday_of_month(year, month, ordinal, weekday) == expected


def test_a_month_without_a_fifth_is_refused() -> None:
    """February 2023 has four Mondays; a fifth is an error that names the month."""
    with pytest.raises(InputError, match="2023-02"):
        _day("fifth monday of february of x", date(2023, 1, 1))
    assert _day("fifth thursday of february of x", date(2024, 1, 1)) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("x rolled forward", date(2024, 4, 2)),  # over Good Friday, the weekend and Easter Monday
        ("x rolled back", date(2024, 3, 28)),
        ("x - 1 day rolled forward", date(2024, 3, 28)),  # a working day stays
        ("x + 2 days rolled back at 16:00", Moment(date(2024, 3, 28), 960)),
    ],
)
def test_rolls(rule: str, day: Value) -> None:
    """A day that is not worked moves to the next that is, or to the one before."""
    assert _day(rule, date(2024, 3, 29)) == day


def test_a_roll_keeps_the_hour_and_says_what_it_skipped() -> None:
    """A moment keeps its hour as its day moves, and the trace names each day passed over."""
    value, steps = evaluate(parse_rule("x rolled forward"), _setting(Moment(date(2024, 5, 4), 600)))
    assert value == Moment(date(2024, 5, 7), 600)
    step = steps[-1]
    assert isinstance(step, RollStep)
    assert [item.day for item in step.skipped] == [date(2024, 5, 4), date(2024, 5, 5), date(2024, 5, 6)]


def test_a_roll_does_not_leave_the_known_years() -> None:
    """A roll past the last year whose holidays are known is refused, or marked where that is asked for."""
    with pytest.raises(HorizonError, match="2024-12-31"):
        roll(date(2025, 1, 4), CALENDAR, forward=True)
    assert roll(date(2025, 1, 4), CALENDAR, forward=True, provisional=True).provisional


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("x + 7 clear days", date(2024, 5, 9)),  # 2 to 8 May lie between
        ("x - 7 clear days", date(2024, 4, 23)),
        ("x + 3 clear working days", date(2024, 5, 8)),  # 2, 3 and 7 May; the 6th is a holiday
        ("x - 3 clear working days", date(2024, 4, 25)),
    ],
)
def test_clear_days(rule: str, day: date) -> None:
    """So many whole days lie between the two, and neither is counted."""
    assert _day(rule, date(2024, 5, 1)) == day


def test_the_trace_of_a_weekday() -> None:
    """The step says which of them was sought, from where, and what was found."""
    _, steps = evaluate(parse_rule("last sunday of march of x"), _setting(date(2024, 1, 1)))
    assert steps[-1] == WeekdayStep(date(2024, 1, 1), -1, 7, "of", 3, date(2024, 3, 31))


@pytest.mark.parametrize(
    ("rule", "at"),
    [
        ("first foo after x", 6),
        ("first monday x", 13),
        ("first monday of smarch of x", 16),
        ("first monday of march x", 22),
        ("last monday after x", 12),
        ("x rolled up", 9),
        ("x + 2 clear weeks", 12),
        ("x + 2 clear days inclusive", 17),
        ("first", 5),
    ],
)
def test_errors_point_at_the_character(rule: str, at: int) -> None:
    """A rule that does not parse is refused at the character at fault."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule(rule)
    assert caught.value.faults[0].at == at
