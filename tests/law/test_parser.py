"""The grammar of the rules: what parses, to what, and where an error points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electsched.errors import RuleSyntaxError
from electsched.law.expressions import Anchor, At, Choice, Comparison, Expr, FallsOn, Offset, anchors
from electsched.law.parser import parse_limit, parse_rule

POLLING = Anchor("polling", "end", 0)


def _counted(base: Expr, amount: int, unit: str, **more: object) -> Offset:
    given = {"inclusive": False, "rounding": None, "at": 0} | more
    return Offset(base, amount, unit, **given)  # type: ignore[arg-type]  # as each case states it


@pytest.mark.parametrize(
    ("text", "expr"),
    [
        ("polling", POLLING),
        ("polling.end", POLLING),
        ("quiet_period.start", Anchor("quiet_period", "start", 0)),
        ("polling - 3 days", _counted(POLLING, -3, "day")),
        ("polling + 1 day", _counted(POLLING, 1, "day")),
        ("  polling+72 hours ", _counted(POLLING, 72, "hour")),
        ("polling + 2 weeks", _counted(POLLING, 2, "week")),
        ("polling + 14 working days", _counted(POLLING, 14, "working day")),
        ("polling + 14 working days inclusive", _counted(POLLING, 14, "working day", inclusive=True)),
        ("polling + 3 days inclusive", _counted(POLLING, 3, "day", inclusive=True)),
        ("polling - 14 months", _counted(POLLING, -14, "month")),
        ("polling + 1 month rounding down", _counted(POLLING, 1, "month", rounding="down")),
        ("polling + 5 years rounding up", _counted(POLLING, 5, "year", rounding="up")),
        ("polling at 24:00", At(POLLING, 1440, 0)),
        ("polling + 1 day at 12:30", At(_counted(POLLING, 1, "day"), 750, 0)),
        ("latest(a, b.start)", Choice("latest", (Anchor("a", "end", 0), Anchor("b", "start", 0)), 0)),
        ("earliest(a)", Choice("earliest", (Anchor("a", "end", 0),), 0)),
        ("(polling) - 1 day + 2 days", _counted(_counted(POLLING, -1, "day"), 2, "day")),
        (
            "latest(a, b) + 3 days",
            _counted(Choice("latest", (Anchor("a", "end", 0), Anchor("b", "end", 0)), 0), 3, "day"),
        ),
    ],
)
def test_what_a_rule_means(text: str, expr: Expr) -> None:
    """Each construct becomes its value; a bare stage means its end."""
    assert parse_rule(text) == expr


@pytest.mark.parametrize("order", ["<=", ">=", "<", ">", "=="])
def test_what_a_limit_means(order: str) -> None:
    """A limit has a stage on its left, a comparison, and a rule on its right."""
    limit = parse_limit(f"result {order} polling + 35 days")
    assert isinstance(limit, Comparison)
    assert (limit.left, limit.order) == (Anchor("result", "end", 0), order)
    assert limit.right == parse_rule("polling + 35 days")


def test_the_anchors_of_a_rule() -> None:
    """Every stage that a rule names is found, from left to right, with its place."""
    found = list(anchors(parse_rule("latest(a, b.start + 1 day, (c at 12:00)) - 2 days")))
    assert [(anchor.key, anchor.part, anchor.at) for anchor in found] == [
        ("a", "end", 7),
        ("b", "start", 10),
        ("c", "end", 28),
    ]


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("", 0, "a stage"),
        ("   ", 0, "a stage"),
        ("polling +", 9, "a whole number"),
        ("polling + three days", 10, "a whole number"),
        ("polling + 3", 11, "'hours', 'days'"),
        ("polling + 3 fortnights", 12, "'hours', 'days'"),
        ("polling + 3 working hours", 20, "'days'"),
        ("polling + 1000000 days", 10, "100000"),
        ("polling + 99999999999999999999 days", 10, "100000"),
        ("polling + 1 month rounding sideways", 27, "'down' or 'up'"),
        ("polling + 1 day rounding down", 16, "the end of the rule"),
        ("polling + 1 week inclusive", 17, "the end of the rule"),
        ("polling at 25:00", 11, "24:00"),
        ("polling at 24:01", 11, "24:00"),
        ("polling at 12:60", 11, "24:00"),
        ("polling at noon", 11, "24:00"),
        ("polling.middle", 8, "'start' or 'end'"),
        ("latest polling", 7, "'('"),
        ("latest(a b)", 9, "')'"),
        ("latest()", 7, "a stage"),
        ("(polling", 8, "')'"),
        ("polling)", 7, "the end of the rule"),
        ("polling $ 3", 8, "a stage, a number"),
        ("days + 3 days", 0, "a stage"),
        ("polling + 3 days + 72 hours", 22, "an hour of the day"),
        ("polling <= 3", 8, "the end of the rule"),
    ],
)
def test_an_error_points_at_the_character(text: str, at: int, expected: str) -> None:
    """A rule that does not parse is refused at the character at fault, with what could stand there."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule(text)
    (fault,) = caught.value.faults
    assert (fault.at, fault.text) == (at, text)
    assert expected in fault.expected


@pytest.mark.parametrize(
    ("text", "at"), [("polling + 1 day <= x", 0), ("polling", 7), ("polling = x", 8), ("polling <= ", 10)]
)
def test_an_error_in_a_limit(text: str, at: int) -> None:
    """A limit without a bare stage, a comparison or a right side is refused at its place."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse_limit(text)
    assert caught.value.faults[0].at == at


def test_hours_after_an_hour_of_the_day() -> None:
    """Hours are counted from a day once its hour is named, and from a stage that may have one."""
    for text in ("polling + 3 days at 24:00 + 72 hours", "polling + 1 hour + 1 hour"):
        assert isinstance(parse_rule(text), Offset)


def test_a_rule_from_a_stranger_is_bounded() -> None:
    """A rule of more than 500 characters or 20 levels is refused, however deep it is."""
    with pytest.raises(RuleSyntaxError, match="at most 500"):
        parse_rule("polling" + " + 1 day" * 200)
    with pytest.raises(RuleSyntaxError, match="20 levels"):
        parse_rule("(" * 400)
    assert parse_rule("(" * 19 + "polling" + ")" * 19) == POLLING


WORDS = """polling quiet_period .start .end + - 3 14 day days working month months rounding down up hours at
24:00 12:5 ( ) , latest( earliest( inclusive <= == $ é"""
PIECES = st.sampled_from(WORDS.split())


@given(st.text(max_size=60) | st.lists(PIECES, max_size=12).map(" ".join))
def test_nothing_but_a_syntax_error_comes_of_any_text(text: str) -> None:
    """Whatever is written, it is a rule, or it is refused at one of its characters."""
    for parse in (parse_rule, parse_limit):
        try:
            parse(text)
        except RuleSyntaxError as error:
            at = error.faults[0].at
            assert at is not None
            assert 0 <= at <= len(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("polling falls on saturday", FallsOn(Anchor("polling", "end", 0), frozenset({6}))),
        ("polling falls on sunday or holiday", FallsOn(Anchor("polling", "end", 0), frozenset({7}), holiday=True)),
        ("polling.start falls on working day", FallsOn(Anchor("polling", "start", 0), working=True)),
        ("polling falls in even years", FallsOn(Anchor("polling", "end", 0), even=True)),
    ],
)
def test_days_on_which_a_stage_may_fall(text: str, expected: FallsOn) -> None:
    """A limit can name the days of the week, holidays, working days, or even years."""
    assert parse_limit(text) == expected


@pytest.mark.parametrize(
    ("text", "found", "at"),
    [
        ("polling falls on someday", "'someday'", 17),
        ("polling falls at 12:00", "'at'", 14),
        ("polling falls on sunday and holiday", "'and'", 24),
        ("polling falls in odd years", "'odd'", 17),
        ("polling falls on", "the end of the rule", 16),
    ],
)
def test_no_days_to_fall_on(text: str, found: str, at: int) -> None:
    """What is no day is refused at its character."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse_limit(text)
    assert (caught.value.faults[0].found, caught.value.faults[0].at) == (found, at)


@pytest.mark.parametrize(
    ("text", "at"), [("29 february of a", 0), ("0 may of a", 0), ("31 april of a", 0), ("31 may a", 7)]
)
def test_no_day_of_every_year(text: str, at: int) -> None:
    """A day that some year or no year has is refused at its character."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule(text)
    assert caught.value.faults[0].at == at
