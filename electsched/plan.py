"""A plan: all that is needed to go from an election to calendars, as values, with the calculations over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

import attrs

from electsched.errors import Fault
from electsched.roster.duties import Ending, Leave, Member, Roster, Shortfall, Team
from electsched.roster.patterns import OFF, Pattern, check_pattern
from electsched.roster.policy import NoticeTier, Waiver, WorkRule
from electsched.roster.rotate import rotate_posts
from electsched.roster.worktime import WorkTime
from electsched.security.demand import Demand, days_of, post_needs, posture_on, station_needs
from electsched.security.force import (
    ForceRatio,
    Posture,
    Reinforcement,
    Resource,
    RiskTier,
    StationGuard,
    Stations,
    Strength,
)
from electsched.security.operation import Muster, Operation, Partner, Post, Unit, unit_zones
from electsched.security.readiness import Readiness, readiness_lines
from electsched.security.windows import Finding, Window, operation_findings, operation_windows
from electsched.text import Text
from electsched.timeline.stage import Timeline

__all__ = [
    "Plan",
    "Site",
    "check_plan",
    "check_rotation",
    "demand",
    "plan_away",
    "plan_findings",
    "plan_postures",
    "plan_windows",
    "plan_zones",
    "readiness",
    "rotate",
]


@attrs.frozen(kw_only=True)
class Site:
    """Where the calendars will be reached.

    Attributes:
        url: The address of the public part, without a slash at its end.
        internal_url: The address of the internal part, without a slash at its end.
        refresh_hours: After how many hours clients should ask again.
        secret_url: The address of the secret part, without a slash at its end.
        retire_days: For how many days a cancelled event is still shown.
        access_days: For how many days after the operation's last day a secret address still works.
    """

    url: str
    internal_url: str
    refresh_hours: int = 12
    secret_url: str = ""
    retire_days: int = 14
    access_days: int = 7


@attrs.frozen(kw_only=True)
class Plan:
    """An operation planned.

    Attributes:
        id: Its name for good; part of the identity of every duty.
        title: Its name for people.
        zone: The IANA zone of its clock; a unit may have another.
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
        members: The people of the teams, where they are known.
        musters: The parades.
        tiers: The risk tiers, which are the unit's own.
        ratios: The force at polling stations, by tier.
        stations: How many polling stations each unit has.
        station_guard: When polling stations are guarded; None where the plan has none.
        resources: What duty needs besides people.
        strengths: The real strength of each unit.
        reinforcements: Whom units send each other.
        rules: The rules of working time.
        waivers: Which of them need not be kept, for whom, and who granted it.
        notices: How changes count that come at short notice.
        leave: Which people of the teams are away, and when.
        endings: When the duties that end with an event did end.
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
    members: tuple[Member, ...] = attrs.field(default=(), repr=False)
    musters: tuple[Muster, ...] = attrs.field(default=(), repr=False)
    tiers: tuple[RiskTier, ...] = attrs.field(default=(), repr=False)
    ratios: tuple[ForceRatio, ...] = attrs.field(default=(), repr=False)
    stations: tuple[Stations, ...] = attrs.field(default=(), repr=False)
    station_guard: StationGuard | None = attrs.field(default=None, repr=False)
    resources: tuple[Resource, ...] = attrs.field(default=(), repr=False)
    strengths: tuple[Strength, ...] = attrs.field(default=(), repr=False)
    reinforcements: tuple[Reinforcement, ...] = attrs.field(default=(), repr=False)
    rules: tuple[WorkRule, ...] = attrs.field(default=(), repr=False)
    waivers: tuple[Waiver, ...] = attrs.field(default=(), repr=False)
    notices: tuple[NoticeTier, ...] = attrs.field(default=(), repr=False)
    leave: tuple[Leave, ...] = attrs.field(default=(), repr=False)
    endings: tuple[Ending, ...] = attrs.field(default=(), repr=False)

    @property
    def names(self) -> Mapping[str, Text]:
        """What windows, units, posts and resources are called, by key."""
        return _names(self)

    @property
    def access_ends(self) -> datetime:
        """When secret addresses work no longer: midnight UTC after the days of access that follow the operation."""
        return datetime.combine(self.operation.end + timedelta(days=1 + self.site.access_days), time(), UTC)


def _names(plan: Plan) -> Mapping[str, Text]:
    named: dict[str, Text] = {}
    for group in (plan.operation.window, plan.units, plan.posts, plan.resources):
        named |= {each.key: each.name for each in group}
    return named


def plan_zones(plan: Plan) -> Mapping[str, str]:
    """Return the IANA zone of each unit's clock, by its key."""
    return unit_zones(plan.units, plan.zone)


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


def plan_postures(plan: Plan) -> Mapping[date, Posture]:
    """Return the posture of each day that lies in a phase; where phases meet, the strictest."""
    windows = {window.key: window for window in plan_windows(plan)}
    postures = {posture.key: posture for posture in plan.operation.posture}
    found: dict[date, Posture] = {}
    for day in days_of(windows[phase.window] for phase in plan.operation.phase):
        posture = posture_on(day, plan.operation.phase, windows, postures)
        if posture is not None:
            found[day] = posture
    return found


def demand(plan: Plan) -> Demand:
    """Return all that must be filled: each session of each post, and the police and linmas at polling stations.

    Raises:
        InputError: There are stations for which the plan has no ratio.
    """
    windows = {window.key: window for window in plan_windows(plan)}
    patterns = {pattern.key: pattern for pattern in plan.patterns}
    postures = {day: posture.key for day, posture in plan_postures(plan).items()}
    needs = list(post_needs(plan.posts, windows, patterns, postures))
    if plan.station_guard is not None:
        needs += station_needs(plan.stations, plan.ratios, plan.station_guard, windows)
    return Demand(needs=tuple(needs), windows=tuple(windows.values()))


def readiness(plan: Plan) -> Readiness:
    """Return what each unit needs in each phase, and what it has: people, vehicles, radios, personal kit.

    Raises:
        InputError: There are stations for which the plan has no ratio.
    """
    embargoed = frozenset(day for day, posture in plan_postures(plan).items() if posture.leave_embargo)
    return readiness_lines(demand(plan), plan.strengths, plan.resources, plan.reinforcements, embargoed)


def plan_away(plan: Plan) -> Mapping[tuple[str, date], int]:
    """Return how many of a team are on leave on a day; nobody is under a leave embargo."""
    postures = plan_postures(plan)
    found: dict[tuple[str, date], int] = {}
    for leave in plan.leave:
        for number in range((leave.end - leave.start).days + 1):
            day = leave.start + timedelta(days=number)
            if day not in postures or not postures[day].leave_embargo:
                found[leave.team, day] = found.get((leave.team, day), 0) + leave.people
    return found


def rotate(plan: Plan) -> tuple[Roster, tuple[Shortfall, ...]]:
    """Return the duties of every team through its pattern, and what no team can fill."""
    return rotate_posts(
        plan.posts,
        windows={window.key: window for window in plan_windows(plan)},
        patterns={pattern.key: pattern for pattern in plan.patterns},
        teams={team.key: team for team in plan.teams},
        postures={day: posture.key for day, posture in plan_postures(plan).items()},
        worktime=WorkTime(plan.rules, plan.waivers, plan.zone),
        away=plan_away(plan),
        endings=plan.endings,
        zones=plan_zones(plan),
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
        for key in dict.fromkeys((post.pattern, *post.raised.values())):
            if key in known:
                faults += _lanes(post, known[key], f"post[{index}].teams")
    return tuple(faults)


def _lanes(post: Post, pattern: Pattern, path: str) -> Iterator[Fault]:
    lanes = pattern.lane
    if len(post.teams) != len(lanes):
        found = f"{len(post.teams)} lists of teams"
        yield Fault(path, found, f"{len(lanes)}, one for each lane of the pattern {pattern.key!r}")
        return
    for number, (lane, keys) in enumerate(zip(lanes, post.teams, strict=True)):
        clash = lane.clash(len(keys)) if lane.cycle and lane.step > 0 else None
        if clash is not None:
            pair = " and ".join(repr(keys[place]) for place in clash)
            found = f"{pair}, which would take one session on the same day"
            expected = f"fewer teams, or a cycle with more {OFF!r}, in lane {lane.key!r}"
            yield Fault(f"{path}[{number}]", found, expected)
