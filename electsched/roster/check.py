"""Any roster judged from the plan alone, however it was made.

It knows nothing of how teams rotate: what must be there it reads from posts, windows, postures and patterns, and what
is there from the duties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import attrs

from electsched.plan import Plan, plan_postures, plan_windows
from electsched.roster.duties import Duty, Roster
from electsched.roster.policy import Waiver, WorkRule

__all__ = ["RosterFinding", "check_roster", "roster_data", "roster_lines"]

HOUR = 3600
WEEK = 7 * 24 * HOUR
NIGHT = 2
"""The hour by which a duty counts as a night."""
Code = Literal[
    "under",
    "over",
    "overlap",
    "unknown",
    "strength",
    "role",
    "partner",
    "embargo",
    "rest",
    "hours",
    "consecutive-days",
    "consecutive-nights",
]
"""under and over: too few or too many people in a session; overlap: a team at two places at once; unknown: no such
post, day, session or team in the plan; strength: more people than the team has there; role: the team cannot fill the
role that the session requires; partner: the post names a partner that may not be there; embargo: leave under a leave
embargo, which does not count; the others are the rules of working time."""


@attrs.frozen(kw_only=True)
class RosterFinding:
    """Something about a roster that is wrong, or that should be looked at.

    Attributes:
        code: What it is.
        severity: How grave; ``waived`` where someone granted that it need not be kept.
        post: The key of the post; of the later duty where it is about two.
        day: The local day of the duty, or on which one is missing.
        session: The key of the session.
        team: The key of the team; empty where it is about none.
        found: How much there is: people, hours, days or nights.
        expected: How much there should be, at least or at most.
        waiver: Who waived it, and why.
    """

    code: Code
    severity: Literal["error", "warning", "waived"]
    post: str
    day: date
    session: str
    team: str = ""
    found: float = 0
    expected: float = 0
    waiver: Waiver | None = None


def check_roster(roster: Roster, plan: Plan) -> tuple[RosterFinding, ...]:
    """Return everything that is wrong with the roster under the plan, and what is waived.

    Coverage first, in the order of the plan; then each team's working time, in the order of its duties.
    """
    return (*_coverage(roster, plan), *_staffing(roster, plan), *_partners(roster, plan), *_teams(roster, plan))


def roster_data(findings: Iterable[RosterFinding]) -> list[dict[str, Any]]:
    """Return the findings as plain data."""
    return [
        {
            "code": item.code,
            "severity": item.severity,
            "post": item.post,
            "day": item.day.isoformat(),
            "session": item.session,
            "team": item.team,
            "found": item.found,
            "expected": item.expected,
            "waived": {"by": item.waiver.by, "reason": item.waiver.reason} if item.waiver else None,
        }
        for item in findings
    ]


def roster_lines(findings: Iterable[RosterFinding]) -> Iterator[str]:
    """Yield each finding as a line of text, such as a duty after too short a rest."""
    for item in findings:
        about = f"{item.found:g}, where {item.expected:g} are allowed or needed"
        waived = f"; waived by {item.waiver.by}: {item.waiver.reason}" if item.waiver else ""
        who = f" {item.team}" if item.team else ""
        yield f"{item.severity}: {item.code}: {item.post} {item.day.isoformat()} {item.session}{who}: {about}{waived}"


# --- coverage -----------------------------------------------------------------------------------------------------

_Place = tuple[str, date, str]


def _wanted(plan: Plan) -> dict[_Place, int]:
    """Return how many people must be at each post on each day in each session."""
    windows = {window.key: window for window in plan_windows(plan)}
    patterns = {pattern.key: pattern for pattern in plan.patterns}
    postures = plan_postures(plan)
    wanted: dict[_Place, int] = {}
    for post in plan.posts:
        for key in post.windows:
            for number in range(windows[key].days):
                day = windows[key].start + timedelta(days=number)
                posture = postures.get(day)
                pattern = patterns[post.raised.get(posture.key, post.pattern) if posture else post.pattern]
                for session in pattern.session:
                    lanes = sum(session.key in lane.cycle for lane in pattern.lane)
                    wanted[post.key, day, session.key] = session.people * lanes
    return wanted


def _coverage(roster: Roster, plan: Plan) -> Iterator[RosterFinding]:
    wanted = _wanted(plan)
    teams = {team.key: team for team in plan.teams}
    there: dict[_Place, int] = {}
    for duty in roster.duties:
        place = (duty.post, duty.day, duty.session)
        if place not in wanted or duty.team not in teams:
            yield _finding("unknown", duty)
        if not duty.relief:  # who relieves stands there after the others
            there[place] = there.get(place, 0) + duty.people
    for place, people in wanted.items():
        found = there.get(place, 0)
        if found != people:
            post, day, session = place
            yield RosterFinding(
                code="under" if found < people else "over",
                severity="error" if found < people else "warning",
                post=post,
                day=day,
                session=session,
                found=found,
                expected=people,
            )


def _finding(code: Code, duty: Duty, *, found: float = 0, expected: float = 0) -> RosterFinding:
    return RosterFinding(
        code=code,
        severity="error",
        post=duty.post,
        day=duty.day,
        session=duty.session,
        team=duty.team,
        found=found,
        expected=expected,
    )


# --- who does it --------------------------------------------------------------------------------------------------


def _staffing(roster: Roster, plan: Plan) -> Iterator[RosterFinding]:
    teams = {team.key: team for team in plan.teams}
    requires = {
        (post.key, session.key): session.requires
        for post in plan.posts
        for pattern in plan.patterns
        if pattern.key in {post.pattern, *post.raised.values()}
        for session in pattern.session
    }
    postures = plan_postures(plan)
    away: dict[tuple[str, date], int] = {}
    void: set[tuple[str, date]] = set()
    for leave in plan.leave:
        for number in range((leave.end - leave.start).days + 1):
            day = leave.start + timedelta(days=number)
            if day in postures and postures[day].leave_embargo:
                void.add((leave.team, day))
            else:
                away[leave.team, day] = away.get((leave.team, day), 0) + leave.people
    for duty in roster.duties:
        team = teams.get(duty.team)
        if team is None:
            continue
        people = team.people - away.get((duty.team, duty.day), 0)
        if duty.people > people:
            yield _finding("strength", duty, found=duty.people, expected=people)
        if (duty.team, duty.day) in void:
            yield attrs.evolve(_finding("embargo", duty), severity="warning")
        role = requires.get((duty.post, duty.session), "")
        if role and role not in team.roles:
            yield _finding("role", duty)


def _partners(roster: Roster, plan: Plan) -> Iterator[RosterFinding]:
    """Yield the first duty of each post that names a partner which may not be at such a post."""
    never_at = {partner.key: partner.never_at for partner in plan.partners}
    wrong = {post.key for post in plan.posts for key in post.partners if post.kind in never_at.get(key, ())}
    for duty in roster.duties:
        if duty.post in wrong:
            wrong.remove(duty.post)
            yield _finding("partner", duty)


# --- working time -------------------------------------------------------------------------------------------------


@attrs.frozen
class _Stint:
    """A duty in seconds of the world's clock."""

    duty: Duty
    start: float
    end: float


def _teams(roster: Roster, plan: Plan) -> Iterator[RosterFinding]:
    by_team: dict[str, list[_Stint]] = {}
    for duty in roster.duties:
        stint = _Stint(duty, duty.span.start.timestamp(), duty.span.end.timestamp())
        by_team.setdefault(duty.team, []).append(stint)
    rules: dict[str, WorkRule] = {rule.key: rule for rule in plan.rules}
    for team in [team.key for team in plan.teams] + sorted(set(by_team) - {team.key for team in plan.teams}):
        stints = sorted(by_team.get(team, []), key=lambda stint: (stint.start, stint.end))
        yield from _overlaps(stints)
        for found in _working_time(stints, rules, ZoneInfo(plan.zone)):
            yield _waived(found, plan.waivers, rules)


def _overlaps(stints: list[_Stint]) -> Iterator[RosterFinding]:
    latest = float("-inf")
    for stint in stints:
        if stint.start < latest:
            hours = (min(latest, stint.end) - stint.start) / HOUR
            yield _finding("overlap", stint.duty, found=hours)
        latest = max(latest, stint.end)


def _working_time(stints: list[_Stint], rules: Mapping[str, WorkRule], zone: ZoneInfo) -> Iterator[RosterFinding]:
    if "rest" in rules:
        yield from _rests(stints, rules["rest"].limit)
    if "hours" in rules:
        yield from _hours(stints, rules["hours"].limit)
    if "consecutive-days" in rules:
        yield from _rows(stints, "consecutive-days", rules["consecutive-days"].limit)
    if "consecutive-nights" in rules:
        nights = [stint for stint in stints if _is_night(stint, zone)]
        yield from _rows(nights, "consecutive-nights", rules["consecutive-nights"].limit)


def _rests(stints: list[_Stint], limit: int) -> Iterator[RosterFinding]:
    """Yield each rest that is too short; duties that touch or overlap are one stretch."""
    latest: float | None = None
    for stint in stints:
        if latest is not None and 0 < stint.start - latest < limit * HOUR:
            yield _finding("rest", stint.duty, found=(stint.start - latest) / HOUR, expected=limit)
        latest = stint.end if latest is None else max(latest, stint.end)


def _hours(stints: list[_Stint], limit: int) -> Iterator[RosterFinding]:
    """Yield each duty with which the hours of the seven days that end with it are too many."""
    first = 0
    total = 0.0
    for stint in stints:
        total += stint.end - stint.start
        begin = stint.end - WEEK
        while stints[first].end <= begin:
            total -= stints[first].end - stints[first].start
            first += 1
        # Of a duty that began before the seven days, only what lies in them counts.
        early = sum(begin - each.start for each in stints[first : first + 2] if each.start < begin < each.end)
        worked = (total - early) / HOUR
        if worked > limit:
            yield _finding("hours", stint.duty, found=worked, expected=limit)


def _rows(stints: list[_Stint], code: Code, limit: int) -> Iterator[RosterFinding]:
    """Yield the duty of each day by which days in a row are too many."""
    run, last = 0, None
    for stint in stints:
        day = stint.duty.day
        if day == last:
            continue
        run = run + 1 if last is not None and day == last + timedelta(days=1) else 1
        last = day
        if run > limit:
            yield _finding(code, stint.duty, found=run, expected=limit)


def _is_night(stint: _Stint, zone: ZoneInfo) -> bool:
    """Return whether the duty is under way at 02:00 of the day on which it begins, or of the next."""
    day = stint.duty.day
    for date_ in (day, day + timedelta(days=1)):
        moment = datetime(date_.year, date_.month, date_.day, NIGHT, tzinfo=zone).timestamp()
        if stint.start <= moment < stint.end:
            return True
    return False


def _waived(found: RosterFinding, waivers: tuple[Waiver, ...], rules: Mapping[str, WorkRule]) -> RosterFinding:
    waiver = next((each for each in waivers if each.covers(found.code, found.team, found.day)), None)
    if waiver is not None:
        return attrs.evolve(found, severity="waived", waiver=waiver)
    return attrs.evolve(found, severity=rules[found.code].severity)
