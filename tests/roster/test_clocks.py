"""Units with clocks of their own: duties, nights and endings of a post go by the clock of its unit."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs
import pytest

import electsched
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.operation import Place, Post, Unit, WindowSpec
from electsched.operation.plan import Plan
from electsched.operation.shifts import OFF, Line, Pattern, Shift
from electsched.operation.teams import Ending, Team
from electsched.operation.work_rules import WorkRule
from electsched.roster.check import check_roster
from electsched.roster.duty import Roster
from electsched.roster.rotation import build_roster

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"
START = date(2024, 1, 1)
ONE = Text.same("x")
UNITS = (
    Unit(key="top", name=ONE, level="mabes"),
    Unit(key="west", name=ONE, level="polda", parent="top"),
    Unit(key="east", name=ONE, level="polda", parent="top", zone="Asia/Jayapura"),
    Unit(key="far-east", name=ONE, level="polres", parent="east"),
)
NIGHTS = WorkRule(key="consecutive-nights", limit=2, severity="error")


def _plan(base: Plan, *rules: WorkRule, hour: int, hours: int, unit: str = "far-east") -> Plan:
    """Return a plan by the clock of Jakarta with one post of the unit, each day the same team, for ten days."""
    window = WindowSpec(key="w", name=ONE, start=START, end=START + timedelta(days=9))
    shift = Shift(key="n", name=ONE, start=time(hour), hours=hours, people=1)
    pattern = Pattern(key="p", name=ONE, shift=(shift,), line=(Line(key="l", cycle=("n",)),))
    post = Post(key="x", name=ONE, unit=unit, kind="office", windows=("w",), pattern="p", teams=(("a",),))
    return attrs.evolve(
        base,
        operation=attrs.evolve(base.operation, window=(window,), phase=(), posture=()),
        units=UNITS,
        posts=(post,),
        patterns=(pattern,),
        teams=(Team(key="a", name=ONE, unit=unit, people=1),),
        musters=(),
        stations=(),
        station_guard=None,
        rules=rules,
        waivers=(),
        reinforcements=(),
        strengths=(),
    )


@pytest.fixture(scope="module")
def base() -> Plan:
    """Return the plan of Jombang, from which small plans are cut."""
    return electsched.load_plan(EXAMPLE)


def test_duties_begin_by_the_clock_of_the_unit(base: Plan) -> None:
    """07:00 WIT is 22:00 UTC of the day before, and 07:00 WIB midnight UTC (Keppres 41/1987: +9 and +7)."""
    for unit, hour in (("far-east", 22), ("east", 22), ("west", 0), ("top", 0)):
        roster, _ = build_roster(_plan(base, hour=7, hours=8, unit=unit))
        day = START if hour == 0 else START - timedelta(days=1)
        assert roster.duties[0].day == START
        assert roster.duties[0].span.start.astimezone(UTC) == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


# 22:00 to 03:00 WIT is under way at 02:00 there, and is 20:00 to 01:00 in Jakarta; 03:00 to 06:00 WIT is not, and is
# 01:00 to 04:00 in Jakarta. A duty that ends at 02:00 is no night.
@pytest.mark.parametrize(
    ("hour", "hours", "unit", "refused"),
    [(22, 5, "far-east", 8), (22, 4, "west", 0), (3, 3, "far-east", 0), (23, 4, "west", 8), (22, 5, "top", 8)],
)
def test_nights_are_those_of_the_unit(base: Plan, hour: int, hours: int, unit: str, refused: int) -> None:
    """A team may do two nights in a row by the clock of the post, whatever hour it then is by the plan's.

    Once a third is refused, the team has a night off and may go on: of ten days, every third is refused.
    """
    plan = _plan(base, NIGHTS, hour=hour, hours=hours, unit=unit)
    _, shortfalls = build_roster(plan)
    every_third = [START + timedelta(days=day) for day in (2, 5, 8)]
    assert [item.day for item in shortfalls] == (every_third if refused else [])
    roster, _ = build_roster(attrs.evolve(plan, rules=()))
    assert len(check_roster(roster, plan)) == refused


def test_the_judge_knows_the_clocks_itself(base: Plan) -> None:
    """What is a night in the east is one for the judge, though its duties are told in another zone."""
    plan = _plan(base, NIGHTS, hour=22, hours=5)
    roster, _ = build_roster(attrs.evolve(plan, rules=()))
    told = [
        attrs.evolve(
            duty,
            span=attrs.evolve(
                duty.span, start=duty.span.start.astimezone(UTC), end=duty.span.end.astimezone(ZoneInfo("Asia/Tokyo"))
            ),
        )
        for duty in roster.duties
    ]
    found = check_roster(Roster(tuple(told)), plan)
    assert {item.code for item in found} == {"consecutive-nights"}
    assert [item.day for item in found] == [START + timedelta(days=day) for day in range(2, 10)]


def test_a_duty_ends_by_the_clock_of_the_unit(base: Plan) -> None:
    """It ended at 12:30 WIT, which is 03:30 UTC; the moments are the standard library's own."""
    plan = _plan(base, hour=7, hours=8)
    ended = attrs.evolve(plan, endings=(Ending(post="x", day=START, shift="n", at=Moment(START, 12 * 60 + 30)),))
    span = build_roster(ended)[0].duties[0].span
    assert span.end.astimezone(UTC) == datetime(2024, 1, 1, 3, 30, tzinfo=UTC)
    assert span.end.isoformat() == "2024-01-01T12:30:00+09:00"
    assert [type(moment) for moment in (span.start, span.end)] == [datetime, datetime]


def test_posts_of_two_clocks_stand_in_one_order_of_time(base: Plan) -> None:
    """What begins first in the world stands first, though by the clock both begin at the same hour."""
    plan = _plan(base, hour=7, hours=8)
    west = attrs.evolve(plan.posts[0], key="y", unit="west", teams=(("b",),), place=Place())
    teams = (*plan.teams, Team(key="b", name=ONE, unit="west", people=1))
    roster, shortfalls = build_roster(attrs.evolve(plan, posts=(west, *plan.posts), teams=teams))
    assert shortfalls == ()
    assert [duty.post for duty in roster.duties[:4]] == ["x", "y", "x", "y"]
    assert [duty.day for duty in roster.duties[:4]] == [START, START, *[START + timedelta(days=1)] * 2]


def test_what_begins_at_one_moment_stands_in_the_order_of_the_posts(base: Plan) -> None:
    """Also where one of them ended with its event, and where posts of another pattern stand between."""
    plan = _plan(base, hour=7, hours=8)
    noon = attrs.evolve(plan.patterns[0].shift[0], hours=4)
    posts = tuple(
        attrs.evolve(plan.posts[0], key=key, teams=((key,),), pattern=pattern)
        for key, pattern in (("d", "p"), ("a", "q"), ("c", "p"), ("b", "q"), ("e", "p"))
    )
    changed = attrs.evolve(
        plan,
        posts=posts,
        patterns=(*plan.patterns, attrs.evolve(plan.patterns[0], key="q", shift=(noon,))),
        teams=tuple(Team(key=key, name=ONE, unit="east", people=1) for key in "abcde"),
        endings=tuple(
            Ending(post=key, day=START + timedelta(days=day), shift="n", at=Moment(START + timedelta(days=day), 600))
            for key, day in (("a", 0), ("e", 1))
        ),
    )
    roster, shortfalls = build_roster(changed)
    assert shortfalls == ()
    assert [duty.post for duty in roster.duties] == list("dacbe") * 10
    assert [(duty.post, duty.day) for duty in roster.duties if duty.span.hours == 3] == [
        ("a", START),
        ("e", START + timedelta(days=1)),
    ]


def test_a_team_is_not_in_two_zones_at_once(base: Plan) -> None:
    """14:00 WIT is 12:00 WIB: a team on duty in the east to 15:00 cannot begin in the west at 12:00."""
    plan = _plan(base, hour=7, hours=8)
    noon = Shift(key="n", name=ONE, start=time(12), hours=4, people=1)
    pattern = Pattern(key="q", name=ONE, shift=(noon,), line=(Line(key="l", cycle=("n", OFF)),))
    west = attrs.evolve(plan.posts[0], key="y", unit="west", pattern="q")
    _, shortfalls = build_roster(attrs.evolve(plan, posts=(*plan.posts, west), patterns=(*plan.patterns, pattern)))
    assert {(item.post, item.reason["en"]) for item in shortfalls} >= {("y", "the team is still on duty elsewhere")}
