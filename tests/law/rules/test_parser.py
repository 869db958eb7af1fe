"""The parser: expressions of valid rules, and places of faults."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from electsched.errors import RuleSyntaxError
from electsched.law.rules.expressions import Anchor, At, Choice, ComparedTo, Expr, FallsOn, Offset, anchors
from electsched.law.rules.parser import parse_limit, parse_rule

POLLING = Anchor("polling", "end", 0)


def _offset(base: Expr, amount: int, unit: str, **more: object) -> Offset:
    given = {"inclusive": False, "rounding": None, "at": 0} | more
    return Offset(base, amount, unit, **given)  # type: ignore[arg-type]  # as each case states it


@pytest.mark.parametrize(
    ("text", "expr"),
    [
        ("polling", POLLING),
        ("polling.end", POLLING),
        ("quiet_period.start", Anchor("quiet_period", "start", 0)),
        ("polling - 3 days", _offset(POLLING, -3, "day")),
        ("polling + 1 day", _offset(POLLING, 1, "day")),
        ("  polling+72 hours ", _offset(POLLING, 72, "hour")),
        ("polling + 2 weeks", _offset(POLLING, 2, "week")),
        ("polling + 14 working days", _offset(POLLING, 14, "working day")),
        ("polling + 14 working days inclusive", _offset(POLLING, 14, "working day", inclusive=True)),
        ("polling + 3 days inclusive", _offset(POLLING, 3, "day", inclusive=True)),
        ("polling - 14 months", _offset(POLLING, -14, "month")),
        ("polling + 1 month rounding down", _offset(POLLING, 1, "month", rounding="down")),
        ("polling + 5 years rounding up", _offset(POLLING, 5, "year", rounding="up")),
        ("polling at 24:00", At(POLLING, 1440, 0)),
        ("polling + 1 day at 12:30", At(_offset(POLLING, 1, "day"), 750, 0)),
        ("latest(a, b.start)", Choice("latest", (Anchor("a", "end", 0), Anchor("b", "start", 0)), 0)),
        ("earliest(a)", Choice("earliest", (Anchor("a", "end", 0),), 0)),
        ("(polling) - 1 day + 2 days", _offset(_offset(POLLING, -1, "day"), 2, "day")),
        (
            "latest(a, b) + 3 days",
            _offset(Choice("latest", (Anchor("a", "end", 0), Anchor("b", "end", 0)), 0), 3, "day"),
        ),
    ],
)
def test_rule_parses_to_its_expression(text: str, expr: Expr) -> None:
    """Each construct becomes its expression; a bare key means the end of the stage."""
    assert parse_rule(text) == expr


@pytest.mark.parametrize("order", ["<=", ">=", "<", ">", "=="])
def test_limit_parses_to_a_comparison(order: str) -> None:
    """A limit has a stage on its left, a comparison, and a rule on its right."""
    limit = parse_limit(f"result {order} polling + 35 days")
    assert isinstance(limit, ComparedTo)
    assert (limit.left, limit.order) == (Anchor("result", "end", 0), order)
    assert limit.right == parse_rule("polling + 35 days")


def test_anchors_are_listed_from_left_to_right() -> None:
    """Each stage that a rule names is listed with its place."""
    references = list(anchors(parse_rule("latest(a, b.start + 1 day, (c at 12:00)) - 2 days")))
    assert [(anchor.key, anchor.part, anchor.at) for anchor in references] == [
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
def test_rule_fault_points_at_the_character(text: str, at: int, expected: str) -> None:
    """An invalid rule is refused at the character at fault, with the expected tokens."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule(text)
    (fault,) = caught.value.faults
    assert (fault.at, fault.text) == (at, text)
    assert expected in fault.expected


@pytest.mark.parametrize(
    ("text", "at"), [("polling + 1 day <= x", 0), ("polling", 7), ("polling = x", 8), ("polling <= ", 10)]
)
def test_limit_fault_points_at_the_character(text: str, at: int) -> None:
    """A limit without a bare stage, a comparison or a right side is refused at its place."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse_limit(text)
    assert caught.value.faults[0].at == at


def test_hours_are_counted_from_a_day_with_an_hour() -> None:
    """Hours are counted from a day whose hour is stated, and from a stage that may have one."""
    for text in ("polling + 3 days at 24:00 + 72 hours", "polling + 1 hour + 1 hour"):
        assert isinstance(parse_rule(text), Offset)


def test_rule_length_and_depth_are_bounded() -> None:
    """A rule of more than 500 characters or 20 levels of brackets is refused."""
    with pytest.raises(RuleSyntaxError, match="at most 500"):
        parse_rule("polling" + " + 1 day" * 200)
    with pytest.raises(RuleSyntaxError, match="20 levels"):
        parse_rule("(" * 400)
    assert parse_rule("(" * 19 + "polling" + ")" * 19) == POLLING


WORDS = """polling quiet_period .start .end + - 3 14 day days working month months rounding down up hours at
24:00 12:5 ( ) , latest( earliest( inclusive <= == $ é"""
PIECES = st.sampled_from(WORDS.split())


@given(st.text(max_size=60) | st.lists(PIECES, max_size=12).map(" ".join))
def test_any_text_parses_or_is_refused_at_a_character(text: str) -> None:
    """Any text is a rule, or is refused at one of its characters."""
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
        ("polling falls in june or july", FallsOn(Anchor("polling", "end", 0), months=frozenset({6, 7}))),
        (
            "polling falls on last but one sunday of october",
            FallsOn(Anchor("polling", "end", 0), ordinals=frozenset({(-2, 7, 10)})),
        ),
    ],
)
def test_limit_names_allowed_days_or_years(text: str, expected: FallsOn) -> None:
    """A limit can name weekdays, holidays, working days, or even years."""
    assert parse_limit(text) == expected


@pytest.mark.parametrize(
    ("text", "found", "at"),
    [
        ("polling falls on someday", "'someday'", 17),
        ("polling falls at 12:00", "'at'", 14),
        ("polling falls on sunday and holiday", "'and'", 24),
        ("polling falls in odd years", "'odd'", 17),
        ("polling falls in june or sunday", "'sunday'", 25),
        ("polling falls on sixth sunday of october", "'sixth'", 17),
        ("polling falls on", "the end of the rule", 16),
    ],
)
def test_invalid_allowed_days_are_refused(text: str, found: str, at: int) -> None:
    """A word that is no day is refused at its character."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse_limit(text)
    assert (caught.value.faults[0].found, caught.value.faults[0].at) == (found, at)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("polling + 3 dayz", "days"),
        ("polling rolled forwards", "forward"),
        ("first tusday after polling", "tuesday"),
        ("30 novembre of polling", "november"),
        ("polling + 1 month ronding down", "rounding"),
        ("nearest munday to polling", "monday"),
        ("last dey of november of polling", "day"),
        ('holiday "X" off polling', "of"),
    ],
)
def test_misspelt_word_is_answered_with_the_nearest(text: str, hint: str) -> None:
    """A word that is no word of the language is answered with the nearest word that may be there."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule(text)
    assert caught.value.faults[0].hint == f"Perhaps {hint!r} is meant."


def test_weekday_after_an_unknown_ordinal_names_the_ordinals() -> None:
    """A weekday after a word that is no ordinal is answered with the ordinals."""
    with pytest.raises(RuleSyntaxError, match=r"'first' to 'tenth', '11th' ..., or 'last'. Write '11th'."):
        parse_rule("eleventh friday before polling")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("sixht friday before polling", "Perhaps 'sixth' is meant by 'sixht'."),
        ("latst(a, b)", "Perhaps 'latest' is meant by 'latst'."),
        ("esater of polling", "Perhaps 'easter' is meant by 'esater'."),
        ("3 days before polling", "A count follows its stage, such as 'polling - 3 days'."),
        ("polling plus 3 days", "Perhaps '+' is meant."),
        ("polling \N{MINUS SIGN} 3 days", "Perhaps '-' is meant."),
        ("polling + 3 business days", "Count 'working days'."),
        ("polling at noon", "Write 12:00."),
        ("polling in asia/jakarta", "A zone is written with capitals, such as Asia/Jakarta."),
        ("polling.strat", "Perhaps 'start' is meant."),
        ("polling <= result", "A limit compares two days, and has its own table, [[limit]]."),
        ("list_a frobs", ""),
    ],
)
def test_word_of_another_language_is_answered_with_a_hint(text: str, hint: str) -> None:
    """What people write in place of a word of the language is answered with that word."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule(text)
    assert caught.value.faults[0].hint == hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("polling = result", "Perhaps '==' is meant, or '<=', or '>='."),
        ("polling is sunday", "Perhaps 'falls on' is meant, or '=='."),
        ("polling before result", "Compare days with '<' or '>', or count, such as 'polling - 3 days'."),
        ("polling fals on monday", "Perhaps 'falls' is meant."),
        ("polling within 3 days", "Perhaps 'between' is meant."),
    ],
)
def test_word_of_another_language_in_a_limit_is_answered_with_a_hint(text: str, hint: str) -> None:
    """A limit is answered in the same way."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse_limit(text)
    assert caught.value.faults[0].hint == hint


def test_nearest_stands_before_the_day_of_the_week() -> None:
    """'nearest' is no relation between an ordinal and a stage."""
    with pytest.raises(RuleSyntaxError, match="expected 'after', 'from', 'before', 'until' or 'of'"):
        parse_rule("first monday nearest polling")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("29 february of a", 0),
        ("0 may of a", 0),
        ("31 april of a", 0),
        ("31 may a", 7),
        ("sixth monday of may of a", 0),
        ("0th monday after a", 0),
        ("99999999th monday after a", 0),
        ("last but four monday of may of a", 9),
        ("last day of a", 12),
        ("holiday Easter of a", 8),
        ('holiday "" of a', 8),
        ("nearest thursday after a", 17),
    ],
)
def test_day_that_does_not_exist_is_refused(text: str, at: int) -> None:
    """A day that a month does not have in every year, or a weekday that none has, is refused at its character."""
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule(text)
    assert caught.value.faults[0].at == at
