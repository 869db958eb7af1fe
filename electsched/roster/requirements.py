"""The people that each post requires on each day in each shift, for the check of a roster.

It uses no code of the rotation: the requirements are computed from posts, windows, postures, patterns and changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from electsched.operation.changes import Amendment, DutySlot, standing_additions
from electsched.operation.operation import Post
from electsched.operation.plan import Plan
from electsched.operation.shifts import Pattern, Shift
from electsched.roster.timed_duty import HOUR_SECONDS, post_clocks

__all__ = ["Requirement", "required_people"]

Requirement = tuple[float, float, int, str]
"""Start, end, people, and the role that one of them must be able to fill, or nothing."""


def required_people(plan: Plan) -> dict[DutySlot, Requirement]:
    """Return the time, people and role that each post requires on each day in each shift."""
    clocks = post_clocks(plan)
    ended = {
        (ending.post, ending.day, ending.shift): _seconds(ending.at.day, ending.at.minutes, clocks[ending.post])
        for ending in plan.endings
        if ending.post in clocks
    }
    patterns = {pattern.key: pattern for pattern in plan.patterns}
    shifts = {pattern.key: [*_shifts(pattern)] for pattern in plan.patterns}
    amendments = _amendments_by_post(plan)
    times: dict[tuple[str, str, date, ZoneInfo], tuple[float, float]] = {}
    requirements: dict[DutySlot, Requirement] = {}
    for post in plan.posts:
        zone = clocks[post.key]
        of_post = amendments.get(post.key, ())
        for day, pattern in _patterns_by_day(plan, post, of_post):
            stated = _people_on(post, of_post, day)
            for shift, minutes, lines in shifts[pattern]:
                slot, key = (post.key, day, shift.key), (pattern, shift.key, day, zone)
                if key not in times:
                    begin = _seconds(day, minutes, zone)
                    times[key] = (begin, _end(patterns[pattern], shift, day, zone, begin))
                start, end = times[key]
                end = ended.get(slot) or end
                people = (shift.people if stated is None else stated) * lines
                if start < end:  # a clock change may skip a short shift
                    requirements[slot] = (start, end, people, shift.requires)
    _apply_single_changes(requirements, plan, patterns, clocks)
    return requirements


def _patterns_by_day(plan: Plan, post: Post, amendments: Sequence[Amendment]) -> Iterator[tuple[date, str]]:
    """Yield each day on which a post is manned, as the amendments of its windows and pattern say, and its pattern."""
    keys = {*post.windows, *(key for amendment in amendments for key in amendment.windows or ())}
    windows = {key: plan.window(key) for key in keys}
    days = {window.start + timedelta(days=number) for window in windows.values() for number in range(window.days)}
    for day in sorted(days):
        manned = post.windows
        for amendment in amendments:
            if amendment.start <= day and amendment.windows is not None:
                manned = amendment.windows
        is_begun = post.start is None or day >= post.start
        if is_begun and any(windows[key].start <= day <= windows[key].end for key in manned):
            yield day, _pattern_on(plan, post, amendments, day)


def _pattern_on(plan: Plan, post: Post, amendments: Sequence[Amendment], day: date) -> str:
    """Return the pattern of a post on a day, whether it is manned or not."""
    pattern = post.pattern
    for amendment in amendments:
        if amendment.start <= day and amendment.pattern is not None:
            pattern = amendment.pattern
    posture = plan.postures.get(day)
    return post.pattern_by_posture.get(posture.key, pattern) if posture else pattern


def _people_on(post: Post, amendments: Sequence[Amendment], day: date) -> int | None:
    """Return the people of each shift of a post on a day; None if the pattern states them."""
    stated = [amendment.people for amendment in amendments if amendment.start <= day and amendment.people is not None]
    return stated[-1] if stated else post.people


def _apply_single_changes(
    requirements: dict[DutySlot, Requirement],
    plan: Plan,
    patterns: Mapping[str, Pattern],
    clocks: Mapping[str, ZoneInfo],
) -> None:
    """Add the people of single duties that were added to what is required, and take away those that were cancelled."""
    posts = {post.key: post for post in plan.posts}
    changed = {cancellation.post for cancellation in plan.cancellations} | {entry.post for entry in plan.additions}
    amendments = _amendments_by_post(plan)
    pattern_on = {
        key: dict(_patterns_by_day(plan, posts[key], amendments.get(key, ()))) for key in changed if key in posts
    }
    cancelled: dict[DutySlot, set[str]] = {}
    for cancellation in plan.cancellations:
        cancelled.setdefault((cancellation.post, cancellation.day, cancellation.shift), set()).add(cancellation.line)
    for slot in cancelled.keys() & requirements.keys():
        start, end, people, role = requirements[slot]
        post_key, day, shift_key = slot
        lines = [line.key for line in patterns[pattern_on[post_key][day]].line if shift_key in line.cycle]
        left = 0 if "" in cancelled[slot] else sum(line not in cancelled[slot] for line in lines)
        requirements[slot] = (start, end, people // len(lines) * left if left else 0, role)
    for addition in standing_additions(plan.additions, plan.cancellations):
        slot, post = (addition.post, addition.day, addition.shift), posts.get(addition.post)
        pattern_key = _pattern_on(plan, post, amendments.get(post.key, ()), addition.day) if post else ""
        shifts = patterns[pattern_key].shift if pattern_key in patterns else ()
        for shift in (shift for shift in shifts if shift.key == addition.shift):
            begin = _seconds(addition.day, shift.minutes, clocks[addition.post])
            finish = _end(patterns[pattern_key], shift, addition.day, clocks[addition.post], begin)
            start, end, people, role = requirements.get(slot, (begin, finish, 0, shift.requires))
            stated = _people_on(post, amendments.get(post.key, ()), addition.day) if post else None
            added = addition.people or stated or shift.people
            requirements[slot] = (start, end, people + added, role)


def _amendments_by_post(plan: Plan) -> dict[str, list[Amendment]]:
    amendments: dict[str, list[Amendment]] = {}
    for amendment in sorted(plan.amendments, key=lambda amendment: amendment.start):
        amendments.setdefault(amendment.post, []).append(amendment)
    return amendments


def _shifts(pattern: Pattern) -> Iterator[tuple[Shift, int, int]]:
    """Yield each shift with the minute of the day at which it begins and the number of lines that have it."""
    for shift in pattern.shift:
        yield shift, shift.minutes, sum(shift.key in line.cycle for line in pattern.line)


def _end(pattern: Pattern, shift: Shift, day: date, zone: ZoneInfo, start: float) -> float:
    """Return the moment until which a shift must be manned: until its relief, if the pattern has one."""
    by_clock = _seconds(day, shift.minutes + shift.hours * 60, zone)
    if not pattern.fixed_hours:
        return by_clock
    fixed = start + shift.hours * HOUR_SECONDS
    return max(fixed, by_clock) if pattern.has_relief(shift) else fixed


def _seconds(day: date, minutes: int, zone: ZoneInfo) -> float:
    """Return a wall-clock time in seconds since 1970; a time that a clock change skips moves forward."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return (midnight + timedelta(minutes=minutes)).timestamp()
