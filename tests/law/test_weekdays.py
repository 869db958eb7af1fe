"""Weekdays, rolls and clear days in rules, each compared with a law or with another library."""

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
from electsched.law.rules.evaluation import EvaluationContext, evaluate
from electsched.law.rules.parser import parse_rule
from electsched.law.rules.steps import RollStep, WeekdayStep
from electsched.law.rules.trace import Given, Part, ResolvedDate, Value

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


def _context(value: Value) -> EvaluationContext:
    def look_up(_key: str, _part: Part) -> ResolvedDate:
        return ResolvedDate(value, "given", Given())

    return EvaluationContext(look_up=look_up, calendar=CALENDAR, zone="Europe/London")


def _day(rule: str, anchor: Value) -> Value:
    return evaluate(parse_rule(rule), _context(anchor))[0]


@pytest.mark.parametrize(
    ("year", "day"),
    [(2012, 6), (2016, 8), (2018, 6), (2020, 3), (2022, 8), (2024, 5)],
)
def test_federal_election_day_of_the_united_states(year: int, day: int) -> None:
    """2 U.S.C. 7: the Tuesday next after the first Monday of November, in years of past elections."""
    rule = "first tuesday after first monday of november of x"
    assert _day(rule, date(year, 1, 1)) == date(year, 11, day)


def test_swearing_in_of_the_president_of_kenya() -> None:
    """Constitution of Kenya, 141(2)(a): the first Tuesday following the fourteenth day after the declaration."""
    assert _day("first tuesday after (x + 14 days)", date(2022, 8, 15)) == date(2022, 8, 30)


def test_weekday_binds_to_the_next_expression() -> None:
    """Without brackets, a count moves the resulting weekday, not the day from which it is counted."""
    assert _day("first tuesday after x + 14 days", date(2024, 1, 1)) == date(2024, 1, 16)
    assert _day("first tuesday after (x + 14 days)", date(2024, 1, 1)) == date(2024, 1, 16)
    assert _day("first tuesday after (x + 15 days)", date(2024, 1, 1)) == date(2024, 1, 23)


@given(DAYS, st.integers(1, 5), st.integers(1, 7))
def test_weekdays_after_a_day_agree_with_dateutil(day: date, ordinal: int, weekday: int) -> None:
    """Forward from a day, including it, the result is that of dateutil."""
    step = relativedelta.weekday(weekday - 1)(ordinal)
    expected = day + relativedelta.relativedelta(weekday=step)
    assert nth_weekday(day, ordinal, weekday, forward=True, inclusive=True) == expected
    following = day + timedelta(days=1) + relativedelta.relativedelta(weekday=step)
    assert nth_weekday(day, ordinal, weekday, forward=True, inclusive=False) == following


@given(DAYS, st.integers(1, 5), st.integers(1, 7))
def test_weekdays_before_a_day_agree_with_dateutil(day: date, ordinal: int, weekday: int) -> None:
    """Backward from a day, including it, the result is that of dateutil."""
    step = relativedelta.weekday(weekday - 1)(-ordinal)
    expected = day + relativedelta.relativedelta(weekday=step)
    assert nth_weekday(day, ordinal, weekday, forward=False, inclusive=True) == expected


@given(st.integers(1900, 2199), st.integers(1, 12), st.sampled_from([1, 2, 3, 4, -1]), st.integers(1, 7))
def test_weekdays_of_a_month_agree_with_dateutil(year: int, month: int, ordinal: int, weekday: int) -> None:
    """Within a month, from its start or from its end, the result is that of dateutil."""
    day = 1 if ordinal > 0 else 31
    step = relativedelta.weekday(weekday - 1)(ordinal)
    expected = date(year, month, 1) + relativedelta.relativedelta(day=day, weekday=step)
    assert weekday_of_month(year, month, ordinal, weekday) == expected


def test_month_without_a_fifth_weekday_is_refused() -> None:
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
def test_roll_moves_to_a_working_day(rule: str, day: Value) -> None:
    """A day that is not worked moves to the next working day, or to the previous one."""
    assert _day(rule, date(2024, 3, 29)) == day


def test_roll_keeps_the_hour_and_records_the_days_left_out() -> None:
    """A moment keeps its hour if its day moves, and the trace has each day left out."""
    value, steps = evaluate(parse_rule("x rolled forward"), _context(Moment(date(2024, 5, 4), 600)))
    assert value == Moment(date(2024, 5, 7), 600)
    step = steps[-1]
    assert isinstance(step, RollStep)
    assert [skipped.day for skipped in step.skipped] == [date(2024, 5, 4), date(2024, 5, 5), date(2024, 5, 6)]


def test_roll_beyond_the_known_years_is_refused_or_provisional() -> None:
    """A roll beyond the years whose holidays are known is refused, or marked as provisional."""
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
def test_clear_days_lie_between_both_days(rule: str, day: date) -> None:
    """All counted days lie between the first and the last day."""
    assert _day(rule, date(2024, 5, 1)) == day


def test_trace_of_a_weekday_has_its_ordinal_and_start() -> None:
    """The step has the weekday, its ordinal, the start and the result."""
    _, steps = evaluate(parse_rule("last sunday of march of x"), _context(date(2024, 1, 1)))
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
def test_weekday_faults_point_at_the_character(rule: str, at: int) -> None:
    """An invalid rule is refused at the character at fault."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule(rule)
    assert caught.value.faults[0].at == at
