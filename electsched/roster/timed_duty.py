"""The time of whoever does duties, judged: overlaps, rest, hours in any seven days, days and nights in a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import attrs

from electsched.operation.plan import Plan
from electsched.operation.work_rules import Waiver, WorkRule
from electsched.roster.duty import Duty
from electsched.roster.findings import Code, RosterFinding

__all__ = ["HOUR", "Stint", "finding", "post_clocks", "stint_findings", "stints_of"]

HOUR = 3600
"""Seconds."""
WEEK = 7 * 24 * HOUR
NIGHT = 2
"""The hour by which a duty counts as a night."""


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
class Stint:
    """A duty in seconds of the world's clock.

    Attributes:
        duty: The duty.
        day: The local day on which it begins: of who relieves perhaps not the day of the duty.
        start: The moment at which it begins.
        end: The moment at which it ends.
        night: Whether it is a night, where the plan has a rule on nights.
    """

    duty: Duty
    day: date
    start: float
    end: float
    night: bool


def stints_of(duties: Iterable[Duty], plan: Plan) -> list[Stint]:
    """Return each duty in seconds, once for all who do it."""
    clocks = post_clocks(plan)
    counted = any(rule.key == "consecutive-nights" for rule in plan.rules)
    nights: dict[tuple[date, tzinfo | None], float] = {}
    found = []
    for duty in duties:
        start, end = duty.span.start.timestamp(), duty.span.end.timestamp()
        # A duty at a post that the plan does not know goes by its own clock.
        zone = clocks.get(duty.post, duty.span.start.tzinfo)
        day = datetime.fromtimestamp(start, zone).date() if duty.relief else duty.day
        night = counted and _is_night(day, start, end, zone, nights)
        found.append(Stint(duty, day, start, end, night))
    return found


def _is_night(
    first: date, start: float, end: float, zone: tzinfo | None, nights: dict[tuple[date, tzinfo | None], float]
) -> bool:
    """Return whether it is under way at 02:00 of the day on which it begins, or of the next; note those hours."""
    for day in (first, first + timedelta(days=1)):
        if (day, zone) not in nights:
            nights[day, zone] = datetime(day.year, day.month, day.day, NIGHT, tzinfo=zone).timestamp()
        if start <= nights[day, zone] < end:
            return True
    return False


def post_clocks(plan: Plan) -> Mapping[str, ZoneInfo]:
    """Return the clock of each post by its key: that of its unit, or of the nearest above that has one of its own."""
    units = {unit.key: unit for unit in plan.units}
    clocks: dict[str, ZoneInfo] = {}
    for post in plan.posts:
        unit = units.get(post.unit)
        for _ in plan.units:  # no more steps up than there are units, though their parents went round
            if unit is None or unit.zone:
                break
            unit = units.get(unit.parent)
        clocks[post.key] = ZoneInfo((unit and unit.zone) or plan.zone)
    return clocks


def stint_findings(stints: Iterable[Stint], plan: Plan) -> Iterator[RosterFinding]:
    """Yield what is wrong with the time of a team or a person who does these duties, and what is waived."""
    ordered = sorted(stints, key=lambda stint: (stint.start, stint.end))
    rules: dict[str, WorkRule] = {rule.key: rule for rule in plan.rules}
    yield from _overlaps(ordered)
    for found in _working_time(ordered, rules):
        yield _waived(found, plan.waivers, rules)


def _overlaps(stints: list[Stint]) -> Iterator[RosterFinding]:
    latest = float("-inf")
    for stint in stints:
        if stint.start < latest:
            hours = (min(latest, stint.end) - stint.start) / HOUR
            yield finding("overlap", stint.duty, found=hours)
        latest = max(latest, stint.end)


def _working_time(stints: list[Stint], rules: Mapping[str, WorkRule]) -> Iterator[RosterFinding]:
    if "rest" in rules:
        yield from _rests(stints, rules["rest"].limit)
    if "hours" in rules:
        yield from _hours(stints, rules["hours"].limit)
    if "consecutive-days" in rules:
        yield from _rows(stints, "consecutive-days", rules["consecutive-days"].limit)
    if "consecutive-nights" in rules:
        nights = [stint for stint in stints if stint.night]
        yield from _rows(nights, "consecutive-nights", rules["consecutive-nights"].limit)


def _rests(stints: list[Stint], limit: int) -> Iterator[RosterFinding]:
    """Yield each rest that is too short; duties that touch or overlap are one stretch."""
    latest: float | None = None
    for stint in stints:
        if latest is not None and 0 < stint.start - latest < limit * HOUR:
            yield finding("rest", stint.duty, found=(stint.start - latest) / HOUR, expected=limit)
        latest = stint.end if latest is None else max(latest, stint.end)


def _hours(stints: list[Stint], limit: int) -> Iterator[RosterFinding]:
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
        early = 0.0
        for each in stints[first : first + 2]:
            if each.start < begin < each.end:
                early += begin - each.start
        worked = (total - early) / HOUR
        if worked > limit:
            yield finding("hours", stint.duty, found=worked, expected=limit)


def _rows(stints: list[Stint], code: Code, limit: int) -> Iterator[RosterFinding]:
    """Yield the duty of each day by which days in a row are too many."""
    first: dict[date, Stint] = {}
    for stint in stints:
        first.setdefault(stint.day, stint)
    run, last = 0, None
    for day in sorted(first):
        run = run + 1 if last is not None and day == last + timedelta(days=1) else 1
        last = day
        if run > limit:
            yield finding(code, first[day].duty, found=run, expected=limit)


def _waived(found: RosterFinding, waivers: tuple[Waiver, ...], rules: Mapping[str, WorkRule]) -> RosterFinding:
    waiver = next((each for each in waivers if each.covers(found.code, found.team, found.day)), None)
    if waiver is not None:
        return attrs.evolve(found, severity="waived", waiver=waiver)
    return attrs.evolve(found, severity=rules[found.code].severity)
