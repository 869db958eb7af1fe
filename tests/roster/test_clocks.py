"""Units in several zones: duties, nights and endings of a post go by the clock of its unit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

from electsched.law.date_arithmetic import Moment
from electsched.operation.plan import Plan
from electsched.operation.shifts import OFF
from electsched.operation.teams import Ending
from electsched.operation.work_rules import WorkRule
from electsched.roster.check import check_roster
from electsched.roster.duty import Duty, Roster
from electsched.roster.findings import RosterFinding
from electsched.roster.past.ahead import findings_ahead
from electsched.roster.rotation import build_roster
from electsched.timespan import Span
from tests.builders import a_line, a_pattern, a_plan, a_post, a_shift, a_team, a_unit, a_window

START = date(2024, 1, 1)
UNITS = (
    a_unit("top"),
    a_unit("west", "top"),
    a_unit("east", "top", zone="Asia/Jayapura"),
    a_unit("far-east", "east"),
)
NIGHTS = WorkRule(key="consecutive-nights", limit=2, severity="error")


def _plan(hour: int = 7, hours: int = 8, unit: str = "far-east", **fields: Any) -> Plan:  # noqa: ANN401
    """Return a plan by the clock of Jakarta with one post of the unit, which the same team mans for ten days."""
    defaults: dict[str, Any] = {
        "windows": [a_window(START, days=10, key="w")],
        "units": UNITS,
        "posts": [a_post("x", "a", pattern="p", windows=("w",), unit=unit)],
        "patterns": [a_pattern("p", [a_shift("n", hour, hours, 1)])],
    }
    return a_plan(**(defaults | fields))


# --- duties and nights --------------------------------------------------------------------------------------------


def test_duties_begin_by_the_clock_of_the_unit() -> None:
    """07:00 WIT is 22:00 UTC of the day before, and 07:00 WIB midnight UTC (Keppres 41/1987: +9 and +7)."""
    for unit, hour in (("far-east", 22), ("east", 22), ("west", 0), ("top", 0)):
        roster, _ = build_roster(_plan(unit=unit))
        day = START if hour == 0 else START - timedelta(days=1)
        assert roster[0].day == START
        assert roster[0].span.start.astimezone(UTC) == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


# 22:00 to 03:00 WIT includes 02:00 there, and is 20:00 to 01:00 in Jakarta; 03:00 to 06:00 WIT does not, and is 01:00
# to 04:00 in Jakarta. A duty that ends at 02:00 is no night.
@pytest.mark.parametrize(
    ("hour", "hours", "unit", "long_runs"),
    [(22, 5, "far-east", 8), (22, 4, "west", 0), (3, 3, "far-east", 0), (23, 4, "west", 8), (22, 5, "top", 8)],
)
def test_nights_are_counted_by_the_clock_of_the_unit(hour: int, hours: int, unit: str, long_runs: int) -> None:
    """A team may do two nights in a row by the clock of the post, whatever the hour by that of the plan.

    After a night off it may go on, so that every third of ten days is a shortfall.
    """
    plan = _plan(hour, hours, unit, rules=(NIGHTS,))
    _, shortfalls = build_roster(plan)
    every_third = [START + timedelta(days=day) for day in (2, 5, 8)]
    assert [shortfall.day for shortfall in shortfalls] == (every_third if long_runs else [])
    roster, _ = build_roster(attrs.evolve(plan, rules=()))
    assert len(check_roster(roster, plan)) == long_runs


def test_check_uses_the_clock_of_the_unit_if_duties_are_in_another_zone() -> None:
    """A night of the east is a night for the check, though the moments of its duties are in other zones."""
    plan = _plan(22, 5, rules=(NIGHTS,))
    roster, _ = build_roster(attrs.evolve(plan, rules=()))
    in_other_zones = [
        attrs.evolve(
            duty,
            span=attrs.evolve(
                duty.span, start=duty.span.start.astimezone(UTC), end=duty.span.end.astimezone(ZoneInfo("Asia/Tokyo"))
            ),
        )
        for duty in roster
    ]
    findings = check_roster(Roster(tuple(in_other_zones)), plan)
    assert {finding.code for finding in findings} == {"consecutive-nights"}
    assert [finding.day for finding in findings] == [START + timedelta(days=day) for day in range(2, 10)]


def test_ending_is_by_the_clock_of_the_unit() -> None:
    """12:30 WIT is 03:30 UTC; the moments are of the standard library's own class."""
    ending = Ending(post="x", day=START, shift="n", at=Moment(START, 12 * 60 + 30))
    span = build_roster(_plan(endings=(ending,)))[0][0].span
    assert span.end.astimezone(UTC) == datetime(2024, 1, 1, 3, 30, tzinfo=UTC)
    assert span.end.isoformat() == "2024-01-01T12:30:00+09:00"
    assert [type(moment) for moment in (span.start, span.end)] == [datetime, datetime]


# --- order and overlaps across zones ------------------------------------------------------------------------------


def test_duties_of_two_zones_are_in_one_order_of_time() -> None:
    """The post of the east begins first, though both begin at the same hour of their clocks."""
    posts = [
        a_post(key, teams, pattern="p", windows=("w",), unit=unit)
        for key, teams, unit in (("y", "b", "west"), ("x", "a", "far-east"))
    ]
    roster, shortfalls = build_roster(_plan(posts=posts))
    assert shortfalls == ()
    assert [duty.post for duty in roster[:4]] == ["x", "y", "x", "y"]
    assert [duty.day for duty in roster[:4]] == [START, START, *[START + timedelta(days=1)] * 2]


def test_duties_that_begin_at_one_moment_are_in_the_order_of_the_posts() -> None:
    """Neither a post whose duty ended with its event nor one of another pattern changes that order."""
    posts = [
        a_post(key, key, pattern=pattern, windows=("w",), unit="east")
        for key, pattern in (("d", "p"), ("a", "q"), ("c", "p"), ("b", "q"), ("e", "p"))
    ]
    endings = tuple(
        Ending(post=key, day=START + timedelta(days=day), shift="n", at=Moment(START + timedelta(days=day), 600))
        for key, day in (("a", 0), ("e", 1))
    )
    patterns = [a_pattern("p", [a_shift("n", 7, 8, 1)]), a_pattern("q", [a_shift("n", 7, 4, 1)])]
    roster, shortfalls = build_roster(_plan(posts=posts, patterns=patterns, endings=endings))
    assert shortfalls == ()
    assert [duty.post for duty in roster] == list("dacbe") * 10
    assert [(duty.post, duty.day) for duty in roster if duty.span.hours == 3] == [
        ("a", START),
        ("e", START + timedelta(days=1)),
    ]


def test_duty_in_the_second_of_two_equal_hours_has_not_begun_in_the_first() -> None:
    """01:45 in London was twice on 2024-10-27; a duty from the second 01:30 had not begun in the first."""
    london, day = ZoneInfo("Europe/London"), date(2024, 10, 27)
    start = datetime(2024, 10, 27, 1, 30, tzinfo=london, fold=1)
    span = Span(start, start.replace(hour=9, fold=0))
    duty = Duty(post="x", line="n", day=day, shift="n", team="a", people=1, span=span)
    finding = RosterFinding(code="strength", severity="error", post="x", day=day, shift="n")
    for minutes, is_ahead in ((-45, True), (15, False)):
        now = (start.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(london)
        assert findings_ahead([finding], Roster((duty,)), now) == ((finding,) if is_ahead else ())


def test_team_is_not_on_duty_in_two_zones_at_once() -> None:
    """14:00 WIT is 12:00 WIB: a team on duty in the east to 15:00 cannot begin in the west at 12:00."""
    posts = [
        a_post("x", "a", pattern="p", windows=("w",), unit="far-east"),
        a_post("y", "a", pattern="q", windows=("w",), unit="west"),
    ]
    patterns = [a_pattern("p", [a_shift("n", 7, 8, 1)]), a_pattern("q", [a_shift("n", 12, 4, 1)], a_line("n", OFF))]
    _, shortfalls = build_roster(_plan(posts=posts, patterns=patterns, teams=[a_team("a", 1, "far-east")]))
    reasons = {(shortfall.post, shortfall.reason["en"]) for shortfall in shortfalls}
    assert reasons >= {("y", "the team is still on duty elsewhere")}
