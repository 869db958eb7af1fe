"""Small plans for tests: each part has sound defaults, and a test states only the parts that it is about.

    a_plan()                                              one post, three teams, a 24-hour tour, 75 days
    a_plan(posts=[a_post("kpu", ["a", "b"])])             two teams in a cycle of three: shortfalls
    a_plan(windows=[a_window(date(2024, 1, 1), days=3)])  the same post for three days
    a_plan(patterns=[two_shifts], posts=[a_post("kpu", ["a", "b", "c", "d"], pattern="two-shifts")])

Teams and units that posts name are added if they are not given. Every other field of `Plan` can be given by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from functools import cache
from typing import Any

import attrs

import electsched
from electsched.i18n.text import Text
from electsched.operation.changes import Absence
from electsched.operation.operation import Operation, Post, Unit, WindowSpec
from electsched.operation.plan import Plan
from electsched.operation.resources import Phase, Posture
from electsched.operation.shifts import OFF, Line, Pattern, Shift
from electsched.operation.site import Site
from electsched.operation.teams import Team
from electsched.timeline.timeline import Timeline

__all__ = [
    "DECISION",
    "FIRST_DAY",
    "LAST_DAY",
    "TOUR",
    "a_line",
    "a_pattern",
    "a_plan",
    "a_post",
    "a_shift",
    "a_team",
    "a_unit",
    "a_window",
    "an_absence",
    "an_operation",
    "general_election",
    "with_posture",
]

FIRST_DAY, LAST_DAY = date(2023, 11, 28), date(2024, 2, 10)
"""The days of the campaign of 2024, which is the window of a plan without others."""


@cache
def general_election() -> Timeline:
    """Return the timeline of the Indonesian general election of 2024."""
    return electsched.resolve(electsched.load_election("id/general-2024"))


def a_shift(key: str = "tour", hour: int = 7, hours: int = 24, people: int = 6, **fields: Any) -> Shift:  # noqa: ANN401
    """Return a shift that begins at a full hour."""
    return Shift(key=key, name=Text.same(key), start=time(hour), hours=hours, people=people, **fields)


def a_line(*cycle: str, key: str = "guard", **fields: Any) -> Line:  # noqa: ANN401
    """Return a line with that cycle of shifts and days off."""
    return Line(key=key, cycle=cycle, **fields)


def a_pattern(key: str, shifts: Iterable[Shift], *lines: Line) -> Pattern:
    """Return a pattern; without lines it has one whose cycle is each shift once."""
    shifts = tuple(shifts)
    return Pattern(
        key=key, name=Text.same(key), shift=shifts, line=lines or (a_line(*(shift.key for shift in shifts)),)
    )


TOUR = a_pattern("tour-24", [a_shift()], a_line("tour", OFF, OFF))
"""24 hours on duty and 48 off, six people: three teams fill it."""


def a_post(key: str = "kpu", *lines: Sequence[str], pattern: str = "tour-24", **fields: Any) -> Post:  # noqa: ANN401
    """Return a post in the window ``campaign``; ``lines`` are the keys of the teams of each line of its pattern."""
    teams = tuple(map(tuple, lines)) or ((f"{key}-1", f"{key}-2", f"{key}-3"),)
    defaults: dict[str, Any] = {"name": Text.same(key), "unit": "polres", "kind": "office", "windows": ("campaign",)}
    return Post(key=key, pattern=pattern, teams=teams, **(defaults | fields))


DECISION: dict[str, Any] = {"by": "karendalops", "decided": FIRST_DAY, "reason": "Illustrative"}
"""The decision behind a change, for tests that are not about it."""


def an_absence(start: date, end: date | None = None, **fields: Any) -> Absence:  # noqa: ANN401
    """Return an absence of a ``team`` or a ``member``, for a day if no end is given."""
    return Absence(start=start, end=end or start, **(DECISION | fields))


def a_team(key: str, people: int = 6, unit: str = "polres", **fields: Any) -> Team:  # noqa: ANN401
    """Return a team."""
    return Team(key=key, name=Text.same(key), unit=unit, people=people, **fields)


def a_unit(key: str = "polres", parent: str = "", zone: str = "", level: str = "polres") -> Unit:
    """Return a unit of the police."""
    return Unit(key=key, name=Text.same(key), level=level, parent=parent, zone=zone)


def a_window(first: date | None = None, *, days: int = 1, key: str = "campaign") -> WindowSpec:
    """Return a window of so many days from the first; without a first day, over the stage with that key."""
    if first is None:
        return WindowSpec(key=key, name=Text.same(key), stages=(key,))
    return WindowSpec(key=key, name=Text.same(key), start=first, end=first + timedelta(days=days - 1))


def an_operation(*windows: WindowSpec, **fields: Any) -> Operation:  # noqa: ANN401
    """Return an operation; its declared days are those of the campaign of 2024."""
    defaults: dict[str, Any] = {"key": "operation", "name": Text.same("Operation"), "start": FIRST_DAY, "end": LAST_DAY}
    return Operation(window=windows or (a_window(),), **(defaults | fields))


def with_posture(operation: Operation, window: str, posture: Posture) -> Operation:
    """Return the operation with a posture in a window, beside those that it has."""
    phase = Phase(window=window, posture=posture.key)
    return attrs.evolve(operation, posture=(*operation.posture, posture), phase=(*operation.phase, phase))


def a_plan(
    *,
    posts: Iterable[Post] | None = None,
    patterns: Iterable[Pattern] = (TOUR,),
    teams: Iterable[Team] = (),
    windows: Iterable[WindowSpec] = (),
    **fields: Any,  # noqa: ANN401
) -> Plan:
    """Return a small plan without faults.

    Args:
        posts: The posts; by default one of three teams in the pattern ``tour-24``.
        patterns: The patterns of duty.
        teams: The teams; each other team that a post names is added with 13 people.
        windows: The windows of the operation; by default one over the campaign of 2024.
        fields: Other fields of `Plan` by their name.
    """
    plan_posts = (a_post(),) if posts is None else tuple(posts)
    given = {team.key: team for team in teams}
    named = {key: post.unit for post in plan_posts for line in post.teams for key in line}
    units = dict.fromkeys(post.unit for post in plan_posts) or {"polres": None}
    defaults: dict[str, Any] = {
        "id": "a-plan",
        "title": Text.same("A plan"),
        "zone": "Asia/Jakarta",
        "timeline": general_election(),
        "operation": an_operation(*windows),
        "site": Site(url="https://calendars.example.org/a-plan"),
        "units": tuple(map(a_unit, units)),
        "posts": plan_posts,
        "patterns": tuple(patterns),
        "teams": (*given.values(), *(a_team(key, 13, unit) for key, unit in named.items() if key not in given)),
    }
    return Plan(**(defaults | fields))
