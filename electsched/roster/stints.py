"""The time of whoever does duties, judged: overlaps, rest, hours in any seven days, days and nights in a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import attrs

from electsched.plan import Plan
from electsched.roster.duties import Duty
from electsched.roster.findings import Code, RosterFinding
from electsched.roster.policy import Waiver, WorkRule

__all__ = ["finding", "post_clocks", "stint_findings"]

HOUR = 3600
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
        session=duty.session,
        team=duty.team,
        found=found,
        expected=expected,
    )


@attrs.frozen
class _Stint:
    """A duty in seconds of the world's clock."""

    duty: Duty
    start: float
    end: float


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


def stint_findings(duties: Iterable[Duty], plan: Plan, clocks: Mapping[str, ZoneInfo]) -> Iterator[RosterFinding]:
    """Yield what is wrong with the time of a team or a person who does these duties, and what is waived.

    ``clocks`` are those of the posts, by which a duty may be a night.
    """
    stints = sorted(
        (_Stint(duty, duty.span.start.timestamp(), duty.span.end.timestamp()) for duty in duties),
        key=lambda stint: (stint.start, stint.end),
    )
    rules: dict[str, WorkRule] = {rule.key: rule for rule in plan.rules}
    yield from _overlaps(stints)
    for found in _working_time(stints, rules, clocks):
        yield _waived(found, plan.waivers, rules)


def _overlaps(stints: list[_Stint]) -> Iterator[RosterFinding]:
    latest = float("-inf")
    for stint in stints:
        if stint.start < latest:
            hours = (min(latest, stint.end) - stint.start) / HOUR
            yield finding("overlap", stint.duty, found=hours)
        latest = max(latest, stint.end)


def _working_time(
    stints: list[_Stint], rules: Mapping[str, WorkRule], clocks: Mapping[str, ZoneInfo]
) -> Iterator[RosterFinding]:
    if "rest" in rules:
        yield from _rests(stints, rules["rest"].limit)
    if "hours" in rules:
        yield from _hours(stints, rules["hours"].limit)
    if "consecutive-days" in rules:
        yield from _rows(stints, "consecutive-days", rules["consecutive-days"].limit)
    if "consecutive-nights" in rules:
        nights = [stint for stint in stints if _is_night(stint, clocks.get(stint.duty.post))]
        yield from _rows(nights, "consecutive-nights", rules["consecutive-nights"].limit)


def _rests(stints: list[_Stint], limit: int) -> Iterator[RosterFinding]:
    """Yield each rest that is too short; duties that touch or overlap are one stretch."""
    latest: float | None = None
    for stint in stints:
        if latest is not None and 0 < stint.start - latest < limit * HOUR:
            yield finding("rest", stint.duty, found=(stint.start - latest) / HOUR, expected=limit)
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
            yield finding("hours", stint.duty, found=worked, expected=limit)


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
            yield finding(code, stint.duty, found=run, expected=limit)


def _is_night(stint: _Stint, clock: ZoneInfo | None) -> bool:
    """Return whether the duty is under way at 02:00 of the day on which it begins, or of the next.

    A duty at a post that the plan does not know goes by its own clock.
    """
    day, zone = stint.duty.day, clock or stint.duty.span.start.tzinfo
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
