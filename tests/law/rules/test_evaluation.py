"""Evaluation of rules: the resulting date and the trace of its computation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from electsched.errors import HorizonError, InputError
from electsched.i18n.text import Text
from electsched.law.calendar import Skipped, WorkCalendar
from electsched.law.date_arithmetic import Moment
from electsched.law.rules.conditions import compare_values
from electsched.law.rules.evaluation import EvaluationContext, MissingAnchorError, MissingHourError, evaluate
from electsched.law.rules.expressions import Order
from electsched.law.rules.parser import parse_rule
from electsched.law.rules.steps import ChoiceStep, CountStep, HourStep
from electsched.law.rules.trace import AnchorStep, Given, Part, ResolvedDate, Value

HOLIDAY = Text.same("Idul Fitri")
CALENDAR = WorkCalendar(
    name=Text.same("a table"),
    weekend=frozenset({6, 7}),
    holidays={date(2024, 4, 10): HOLIDAY},
    first=date(2024, 1, 1),
    last=date(2024, 12, 31),
    source="this test",
)
DATES: Mapping[tuple[str, Part], Value] = {
    ("polling", "end"): date(2024, 2, 14),
    ("quiet", "start"): date(2024, 2, 11),
    ("result", "end"): Moment(date(2024, 3, 20), 22 * 60 + 19),
    ("january", "end"): date(2024, 1, 31),
    ("late", "end"): date(2024, 12, 30),
    ("first", "end"): date(1, 1, 2),
}


def _look_up(key: str, part: Part) -> ResolvedDate:
    if (key, part) not in DATES:
        raise MissingAnchorError(key)
    return ResolvedDate(DATES[key, part], "given", Given())


CONTEXT = EvaluationContext(look_up=_look_up, calendar=CALENDAR, zone="Asia/Jakarta")


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ("polling - 3 days", date(2024, 2, 11)),
        ("quiet.start - 1 day", date(2024, 2, 10)),
        ("polling + 2 weeks", date(2024, 2, 28)),
        ("polling - 14 months", date(2022, 12, 14)),
        ("polling + 5 years", date(2029, 2, 14)),
        ("january + 1 month rounding down", date(2024, 2, 29)),
        ("january + 1 month rounding up", date(2024, 3, 1)),
        ("january + 1 year", date(2025, 1, 31)),
        ("polling at 13:00 + 2 hours", Moment(date(2024, 2, 14), 900)),
        ("polling + 1 day at 24:00", Moment(date(2024, 2, 15), 1440)),
        ("result + 72 hours", Moment(date(2024, 3, 23), 22 * 60 + 19)),
        ("result + 3 days", date(2024, 3, 23)),
        ("latest(polling, quiet.start)", date(2024, 2, 14)),
        ("earliest(polling, quiet.start)", date(2024, 2, 11)),
        ("latest(result, polling + 35 days)", date(2024, 3, 20)),
        ("polling + 40 working days", date(2024, 4, 11)),
    ],
)
def test_rule_evaluates_to_its_date(rule: str, value: Value) -> None:
    """Each unit, choice and hour gives its date; in a choice, a day without an hour lasts until 24:00."""
    assert evaluate(parse_rule(rule), CONTEXT)[0] == value


def test_trace_has_each_step() -> None:
    """A trace has the anchors, counts, hours and choices, in the order of evaluation."""
    value, steps = evaluate(parse_rule("latest(quiet.start, polling - 1 day) at 12:00"), CONTEXT)
    quiet, polling = (ResolvedDate(DATES[key], "given", Given()) for key in (("quiet", "start"), ("polling", "end")))
    assert steps == (
        AnchorStep("quiet", "start", quiet),
        AnchorStep("polling", "end", polling),
        CountStep(date(2024, 2, 14), -1, "day", inclusive=False, end=date(2024, 2, 13)),
        ChoiceStep("latest", (date(2024, 2, 11), date(2024, 2, 13)), date(2024, 2, 13)),
        HourStep(Moment(date(2024, 2, 13), 720)),
    )
    assert value == Moment(date(2024, 2, 13), 720)


def test_trace_of_working_days_has_the_days_left_out() -> None:
    """A count of working days records the days left out and the source of the holidays."""
    _, steps = evaluate(parse_rule("polling + 39 working days + 1 working day"), CONTEXT)
    step = steps[-1]
    assert isinstance(step, CountStep)
    assert step.source == "this test"
    assert step.skipped == (Skipped(date(2024, 4, 10), HOLIDAY),)


def test_anchor_without_a_date_is_an_error() -> None:
    """A rule whose anchor has no date raises an error that names the anchor."""
    with pytest.raises(MissingAnchorError) as caught:
        evaluate(parse_rule("polling + 1 day at 12:00"), _without_dates())
    assert caught.value.key == "polling"


def _without_dates() -> EvaluationContext:
    """Return a context in which no stage has a date."""

    def look_up(key: str, _part: Part) -> ResolvedDate:
        raise MissingAnchorError(key)

    return EvaluationContext(look_up=look_up, calendar=CALENDAR, zone="Asia/Jakarta")


def test_hours_from_a_day_without_an_hour_are_an_error() -> None:
    """Hours cannot be counted from a stage of which only the day is known."""
    with pytest.raises(MissingHourError) as caught:
        evaluate(parse_rule("polling + 72 hours"), CONTEXT)
    assert caught.value.key == "polling"


@pytest.mark.parametrize(
    ("rule", "error"),
    [
        ("late + 10 working days", HorizonError),
        ("january + 1 month", InputError),
        ("first - 100 days", InputError),
        ("first - 100 weeks", InputError),
        ("polling + 99999 years", InputError),
    ],
)
def test_impossible_counts_are_refused(rule: str, error: type[InputError]) -> None:
    """Unknown holidays, a month without the day, and years outside 1 to 9999 are refused."""
    with pytest.raises(error):
        evaluate(parse_rule(rule), CONTEXT)


@pytest.mark.parametrize(
    ("left", "order", "right", "kept"),
    [
        (date(2024, 3, 20), "<=", date(2024, 3, 20), True),
        (date(2024, 3, 21), "<=", date(2024, 3, 20), False),
        (date(2024, 3, 20), "<", date(2024, 3, 20), False),
        (date(2024, 3, 20), ">=", date(2024, 3, 20), True),
        (date(2024, 3, 20), ">", date(2024, 3, 19), True),
        (date(2024, 3, 20), "==", date(2024, 3, 20), True),
        # Unless both sides have an hour, only days are compared.
        (Moment(date(2024, 3, 20), 1339), "<=", date(2024, 3, 20), True),
        (Moment(date(2024, 2, 15), 721), "<=", Moment(date(2024, 2, 15), 720), False),
        (Moment(date(2024, 2, 14), 1440), "==", Moment(date(2024, 2, 15), 0), True),
    ],
)
def test_limits_compare_moments_or_days(left: Value, order: Order, right: Value, kept: bool) -> None:  # noqa: FBT001  # a case
    """24:00 equals 00:00 of the next day; unless both sides have an hour, only days are compared."""
    assert compare_values(left, order, right) is kept
