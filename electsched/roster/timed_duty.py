"""The check of the working time of a team or a person: overlaps, rest, hours, days and nights in a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import attrs

from electsched.operation.plan import Plan
from electsched.operation.work_rules import Waiver, WorkRule
from electsched.roster.duty import Duty
from electsched.roster.findings import Code, RosterFinding
from electsched.values import value_text

__all__ = ["HOUR_SECONDS", "TimedDuty", "finding", "post_clocks", "timed_duties", "working_time_findings"]

HOUR_SECONDS = 3600
WEEK_SECONDS = 7 * 24 * HOUR_SECONDS
NIGHT_HOUR = 2
"""A duty that includes this local hour is a night."""


def finding(code: Code, duty: Duty, *, found: float = 0, expected: float = 0) -> RosterFinding:
    """Return an error about a duty."""
    return RosterFinding(
        code=code,
        severity="error",
        post=duty.post,
        day=duty.day,
        shift=duty.shift,
        team=duty.team,
        found=found,
        expected=expected,
    )


@attrs.frozen
class TimedDuty:
    """A duty in seconds since 1970.

    Attributes:
        duty: The duty.
        day: The local day on which it begins; for a relief this may be later than the day of the duty.
        start: The start.
        end: The end, exclusive.
        night: Whether it is a night; False if the plan has no rule about nights.
    """

    duty: Duty
    day: date
    start: float
    end: float
    night: bool

    __repr__ = value_text


def timed_duties(duties: Iterable[Duty], plan: Plan) -> list[TimedDuty]:
    """Return each duty in seconds, in the order of the duties."""
    clocks = post_clocks(plan)
    has_night_rule = any(rule.key == "consecutive-nights" for rule in plan.rules)
    night_seconds: dict[tuple[date, tzinfo | None], float] = {}
    timed = []
    all_duties = tuple(duties)  # their spans live as long as the cache: duties of posts with one pattern share them
    seconds: dict[int, tuple[float, float]] = {}
    for duty in all_duties:
        span = duty.span
        if id(span) not in seconds:
            seconds[id(span)] = (span.start.timestamp(), span.end.timestamp())
        start, end = seconds[id(span)]
        # A duty at a post that is not in the plan uses the zone of its own moments.
        zone = clocks.get(duty.post, duty.span.start.tzinfo)
        day = datetime.fromtimestamp(start, zone).date() if duty.relief else duty.day
        night = has_night_rule and _is_night(day, start, end, zone, night_seconds)
        timed.append(TimedDuty(duty, day, start, end, night))
    return timed


def _is_night(
    first: date, start: float, end: float, zone: tzinfo | None, night_seconds: dict[tuple[date, tzinfo | None], float]
) -> bool:
    """Return whether the duty includes the night hour of its first day or of the day after it."""
    for day in (first, first + timedelta(days=1)):
        if (day, zone) not in night_seconds:
            night_seconds[day, zone] = datetime(day.year, day.month, day.day, NIGHT_HOUR, tzinfo=zone).timestamp()
        if start <= night_seconds[day, zone] < end:
            return True
    return False


def post_clocks(plan: Plan) -> Mapping[str, ZoneInfo]:
    """Return the zone of each post by its key: that of its unit, or of the nearest unit above it that has one."""
    # `Plan.zones` is not used here: the builder of rosters uses it, and the check is independent of the builder.
    units = {unit.key: unit for unit in plan.units}
    clocks: dict[str, ZoneInfo] = {}
    for post in plan.posts:
        unit = units.get(post.unit)
        for _ in plan.units:  # never more steps than units, in case units are above each other in a circle
            if unit is None or unit.zone:
                break
            unit = units.get(unit.parent)
        clocks[post.key] = ZoneInfo((unit and unit.zone) or plan.zone)
    return clocks


def working_time_findings(duties: Iterable[TimedDuty], plan: Plan) -> Iterator[RosterFinding]:
    """Yield the findings about the working time of the team or person of these duties, waived ones included."""
    in_order = sorted(duties, key=lambda timed: (timed.start, timed.end))
    rules: dict[str, WorkRule] = {rule.key: rule for rule in plan.rules}
    yield from _overlaps(in_order)
    for broken in _broken_rules(in_order, rules):
        yield _with_severity(broken, plan.waivers, rules)


def _overlaps(duties: list[TimedDuty]) -> Iterator[RosterFinding]:
    latest: TimedDuty | None = None
    for timed in duties:
        if latest is not None and timed.start < latest.end:
            hours = (min(latest.end, timed.end) - timed.start) / HOUR_SECONDS
            earlier = latest.duty
            earlier_name = f"{earlier.post} {earlier.day.isoformat()} {earlier.shift}"
            yield attrs.evolve(finding("overlap", timed.duty, found=hours), other=earlier_name)
        if latest is None or timed.end > latest.end:
            latest = timed


def _broken_rules(duties: list[TimedDuty], rules: Mapping[str, WorkRule]) -> Iterator[RosterFinding]:
    if "rest" in rules:
        yield from _short_rests(duties, rules["rest"].limit)
    if "hours" in rules:
        yield from _long_weeks(duties, rules["hours"].limit)
    if "consecutive-days" in rules:
        yield from _long_runs(duties, "consecutive-days", rules["consecutive-days"].limit)
    if "consecutive-nights" in rules:
        nights = [timed for timed in duties if timed.night]
        yield from _long_runs(nights, "consecutive-nights", rules["consecutive-nights"].limit)


def _short_rests(duties: list[TimedDuty], limit: int) -> Iterator[RosterFinding]:
    """Yield a finding for each rest below the limit; duties that touch or overlap are one stretch."""
    latest_end: float | None = None
    for timed in duties:
        if latest_end is not None and 0 < timed.start - latest_end < limit * HOUR_SECONDS:
            yield finding("rest", timed.duty, found=(timed.start - latest_end) / HOUR_SECONDS, expected=limit)
        latest_end = timed.end if latest_end is None else max(latest_end, timed.end)


def _long_weeks(duties: list[TimedDuty], limit: int) -> Iterator[RosterFinding]:
    """Yield a finding for each duty with more hours than the limit in the seven days that end with it."""
    first = 0
    total = 0.0
    for timed in duties:
        total += timed.end - timed.start
        week_start = timed.end - WEEK_SECONDS
        while duties[first].end <= week_start:
            total -= duties[first].end - duties[first].start
            first += 1
        # The part of a duty that lies before the seven days does not count.
        outside = sum(
            week_start - early.start for early in duties[first : first + 2] if early.start < week_start < early.end
        )
        hours = (total - outside) / HOUR_SECONDS
        if hours > limit:
            yield finding("hours", timed.duty, found=hours, expected=limit)


def _long_runs(duties: list[TimedDuty], code: Code, limit: int) -> Iterator[RosterFinding]:
    """Yield a finding for the first duty of each day that makes a run of days longer than the limit."""
    first_duties: dict[date, TimedDuty] = {}
    for timed in duties:
        first_duties.setdefault(timed.day, timed)
    run, previous_day = 0, None
    for day in sorted(first_duties):
        run = run + 1 if previous_day is not None and day == previous_day + timedelta(days=1) else 1
        previous_day = day
        if run > limit:
            yield finding(code, first_duties[day].duty, found=run, expected=limit)


def _with_severity(broken: RosterFinding, waivers: tuple[Waiver, ...], rules: Mapping[str, WorkRule]) -> RosterFinding:
    waiver = next((waiver for waiver in waivers if waiver.covers(broken.code, broken.team, broken.day)), None)
    if waiver is not None:
        return attrs.evolve(broken, severity="waived", waiver=waiver)
    return attrs.evolve(broken, severity=rules[broken.code].severity)
