"""A plan: all that is needed to go from an election to calendars, as values, with the calculations over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import attrs

from electsched.errors import Fault
from electsched.roster.patterns import OFF, Lane, Pattern, check_pattern
from electsched.roster.rotate import Roster, Shortfall, Team, rotate_posts
from electsched.security.operation import Muster, Operation, Partner, Post, Unit
from electsched.security.windows import Finding, Window, operation_findings, operation_windows
from electsched.text import Text
from electsched.timeline.stage import Timeline

__all__ = ["Plan", "Site", "check_plan", "check_rotation", "plan_findings", "plan_windows", "rotate"]


@attrs.frozen(kw_only=True)
class Site:
    """Where the calendars will be reached.

    Attributes:
        url: The address of the public part, without a slash at its end.
        internal_url: The address of the internal part, without a slash at its end.
        refresh_hours: After how many hours clients should ask again.
    """

    url: str
    internal_url: str
    refresh_hours: int = 12


@attrs.frozen(kw_only=True)
class Plan:
    """An operation planned.

    Attributes:
        id: Its name for good; part of the identity of every duty.
        title: Its name for people.
        zone: The IANA zone of its clock.
        languages: The languages in which calendars are made; the first leads.
        timeline: The election, resolved.
        operation: The operation.
        site: Where the calendars will be reached.
        issued: When the plan was issued; the stamp of what changed. None leaves it to who publishes.
        units: The units.
        partners: Who the operation works with.
        posts: The posts.
        patterns: The patterns of duty.
        teams: The teams.
        musters: The parades.
    """

    id: str
    title: Text
    zone: str
    languages: tuple[str, ...]
    timeline: Timeline = attrs.field(repr=False)
    operation: Operation = attrs.field(repr=False)
    site: Site
    issued: datetime | None = None
    units: tuple[Unit, ...] = attrs.field(default=(), repr=False)
    partners: tuple[Partner, ...] = attrs.field(default=(), repr=False)
    posts: tuple[Post, ...] = attrs.field(default=(), repr=False)
    patterns: tuple[Pattern, ...] = attrs.field(default=(), repr=False)
    teams: tuple[Team, ...] = attrs.field(default=(), repr=False)
    musters: tuple[Muster, ...] = attrs.field(default=(), repr=False)


def plan_windows(plan: Plan) -> tuple[Window, ...]:
    """Return every window of the plan's operation.

    Raises:
        UndatedError: A stage has no date.
        InputError: A window ends before it begins.
    """
    return operation_windows(plan.operation, plan.timeline, zone=plan.zone)


def plan_findings(plan: Plan) -> tuple[Finding, ...]:
    """Return where the declared days, the windows and the official dates disagree."""
    return operation_findings(plan.operation, plan.timeline, plan_windows(plan))


def rotate(plan: Plan) -> tuple[Roster, tuple[Shortfall, ...]]:
    """Return the duties of every team through its pattern, and what no team can fill."""
    return rotate_posts(
        plan.posts,
        windows={window.key: window for window in plan_windows(plan)},
        patterns={pattern.key: pattern for pattern in plan.patterns},
        teams={team.key: team for team in plan.teams},
    )


# --- the plan as a whole ------------------------------------------------------------------------------------------


def check_plan(plan: Plan) -> tuple[Fault, ...]:
    """Return every fault of the patterns, and of the teams that each post gives to their lanes."""
    return check_rotation(dict(enumerate(plan.posts)), dict(enumerate(plan.patterns)))


def check_rotation(posts: Mapping[int, Post], patterns: Mapping[int, Pattern]) -> tuple[Fault, ...]:
    """Return the same for posts and patterns by their index in the file, where some of them could not be read."""
    faults = [fault for index, pattern in patterns.items() for fault in check_pattern(pattern, f"pattern[{index}]")]
    known = {pattern.key: pattern for pattern in patterns.values()}
    for index, post in posts.items():
        if post.pattern in known:
            faults += _lanes(post, known[post.pattern].lane, f"post[{index}].teams")
    return tuple(faults)


def _lanes(post: Post, lanes: tuple[Lane, ...], path: str) -> Iterator[Fault]:
    if len(post.teams) != len(lanes):
        found = f"{len(post.teams)} lists of teams"
        yield Fault(path, found, f"{len(lanes)}, one for each lane of the pattern {post.pattern!r}")
        return
    for number, (lane, keys) in enumerate(zip(lanes, post.teams, strict=True)):
        clash = lane.clash(len(keys)) if lane.cycle and lane.step > 0 else None
        if clash is not None:
            pair = " and ".join(repr(keys[place]) for place in clash)
            found = f"{pair}, which would take one session on the same day"
            expected = f"fewer teams, or a cycle with more {OFF!r}, in lane {lane.key!r}"
            yield Fault(f"{path}[{number}]", found, expected)
