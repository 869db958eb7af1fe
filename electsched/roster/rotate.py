"""Teams through patterns over the windows: a roster, and what no team can fill.

A duty belongs to the local day on which it begins, and that day lies in the window; a tour that begins on the last
day runs past it to its relief. What cannot be manned comes back as a shortfall, never as silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import attrs

from electsched.roster.duties import Duty, Ending, Roster, Shortfall, Team
from electsched.roster.patterns import Lane, Pattern, Session
from electsched.roster.worktime import WorkTime
from electsched.security.operation import Post
from electsched.security.windows import Window
from electsched.span import Span, moment
from electsched.text import Text

__all__ = ["rotate_posts"]


def rotate_posts(  # noqa: PLR0913  # each is a part of the plan, and named
    posts: Iterable[Post],
    *,
    windows: Mapping[str, Window],
    patterns: Mapping[str, Pattern],
    teams: Mapping[str, Team],
    postures: Mapping[date, str] | None = None,
    worktime: WorkTime | None = None,
    away: Mapping[tuple[str, date], int] | None = None,
    endings: Iterable[Ending] = (),
) -> tuple[Roster, tuple[Shortfall, ...]]:
    """Return the duties of all posts over their windows, and what no team can fill.

    A cycle begins on the first day of the post's first window, with the first team of each lane. A team with fewer
    people than a session needs does the duty, and the rest is a shortfall; a team that is still on duty elsewhere
    does not do it, and the whole of it is one. ``postures`` says which posture holds on a day: under one for which a
    post has another pattern, its teams go by that one. A duty with which ``worktime`` does not agree is not done.
    ``away`` says how many of a team are on leave on a day. A duty that ended with its event has the time of its
    ``endings``, and rest is counted from there; where it ran past its latest planned end, its relief has what is left.
    """
    worked = worktime or WorkTime()
    duties: list[Duty] = []
    shortfalls: list[Shortfall] = []
    until: dict[str, datetime] = {}
    ended = {(ending.post, ending.day, ending.session): ending for ending in endings}
    planned = [
        part
        for post in posts
        for item in _planned(post, windows, patterns, postures or {})
        for part in _as_ended(item, ended)
    ]
    for item in sorted(planned, key=lambda item: item.span.start.astimezone(UTC)):
        there = teams[item.team].people - (away or {}).get((item.team, item.day), 0) if item.team else 0
        duty, shortfall = _staff(item, teams, until, worked, there)
        if duty is not None:
            duties.append(duty)
        if shortfall is not None:
            shortfalls.append(shortfall)
    return Roster(tuple(duties)), tuple(shortfalls)


@attrs.frozen
class _Planned:
    post: Post
    lane: str
    day: date
    session: Session
    span: Span
    team: str
    relief: bool = False


def _as_ended(item: _Planned, ended: Mapping[tuple[str, date, str], Ending]) -> Iterator[_Planned]:
    """Yield the duty as it ended, and its relief where it ran past its latest planned end."""
    ending = ended.get((item.post.key, item.day, item.session.key))
    if ending is None:
        yield item
        return
    actual = moment(ending.at.day, ending.at.minutes, str(item.span.start.tzinfo))
    start, planned = item.span.start, item.span.end
    overrun = actual > planned and bool(ending.relief)
    yield attrs.evolve(item, span=Span(start, planned if overrun else actual))
    if overrun:
        yield attrs.evolve(item, span=Span(planned, actual), team=ending.relief, relief=True)


def _planned(
    post: Post, windows: Mapping[str, Window], patterns: Mapping[str, Pattern], postures: Mapping[date, str]
) -> Iterator[_Planned]:
    """Yield each session of each day on which the post stands, with the team whose turn it is, if any."""
    stand = [windows[key] for key in post.windows]
    first = min(window.start for window in stand)
    days = sorted({day for window in stand for day in _days(window)})
    zone = ZoneInfo(stand[0].zone)
    for day in days:
        pattern = patterns[post.raised.get(postures.get(day, ""), post.pattern)]
        for session in pattern.session:
            span = _span(day, session, zone)
            for lane, teams in zip(pattern.lane, post.teams, strict=True):
                if session.key in lane.cycle:
                    team = _turn(lane, teams, session.key, (day - first).days)
                    yield _Planned(post, lane.key, day, session, span, team)


def _days(window: Window) -> Iterator[date]:
    for number in range(window.days):
        yield window.start + timedelta(days=number)


def _turn(lane: Lane, teams: tuple[str, ...], session: str, day: int) -> str:
    """Return the team of the lane whose turn the session is on that day, empty where it is nobody's."""
    return next((key for place, key in enumerate(teams) if lane.session(day, place) == session), "")


def _span(day: date, session: Session, zone: ZoneInfo) -> Span:
    """Return the session's exact time: it begins by the wall clock and lasts for real hours.

    The standard library is used here, not pendulum: this runs for each duty of a roster. The way through UTC moves
    an hour that a clock change skips forward by the length of the gap.
    """
    wall = datetime(day.year, day.month, day.day, session.start.hour, session.start.minute, tzinfo=zone)
    start = wall.astimezone(UTC)
    return Span(start.astimezone(zone), (start + timedelta(hours=session.hours)).astimezone(zone))


_NO_TEAM = Text({"id": "tidak ada regu yang mendapat giliran", "en": "no team has its turn"})
_ON_DUTY = Text({"id": "regu masih bertugas di tempat lain", "en": "the team is still on duty elsewhere"})
_NO_ROLE = Text({"id": "regu tidak dapat mengisi peran itu", "en": "the team cannot fill the role"})
_REFUSED = {
    "rest": Text({"id": "istirahat regu belum cukup", "en": "the team has not rested long enough"}),
    "hours": Text({"id": "jam dinas regu terlalu banyak", "en": "the team would have too many hours in seven days"}),
    "consecutive-days": Text({"id": "hari dinas berturut-turut terlalu banyak", "en": "too many days in a row"}),
    "consecutive-nights": Text({"id": "malam dinas berturut-turut terlalu banyak", "en": "too many nights in a row"}),
}
_TOO_FEW = Text({"id": "kekuatan regu kurang", "en": "the team has too few people"})


def _staff(
    item: _Planned, teams: Mapping[str, Team], until: dict[str, datetime], worked: WorkTime, there: int
) -> tuple[Duty | None, Shortfall | None]:
    """Return the duty, and what of it is missing; note in ``until`` when the team is free again."""
    if not item.team:
        return None, _shortfall(item, item.session.people, _NO_TEAM)
    if item.session.requires and item.session.requires not in teams[item.team].roles:
        return None, _shortfall(item, item.session.people, _NO_ROLE)
    if there < 1:
        return None, _shortfall(item, item.session.people, _TOO_FEW)
    start, end = item.span.start.astimezone(UTC), item.span.end.astimezone(UTC)
    if start < until.get(item.team, start):
        return None, _shortfall(item, item.session.people, _ON_DUTY)
    refused = worked.refuses(item.team, item.day, start, end)
    if refused:
        return None, _shortfall(item, item.session.people, _REFUSED[refused])
    worked.add(item.team, start, end)
    until[item.team] = end
    people = min(item.session.people, there)
    missing = item.session.people - people
    duty = Duty(
        post=item.post.key,
        lane=item.lane,
        day=item.day,
        session=item.session.key,
        team=item.team,
        people=people,
        span=item.span,
        relief=item.relief,
    )
    return duty, _shortfall(item, missing, _TOO_FEW) if missing else None


def _shortfall(item: _Planned, missing: int, reason: Text) -> Shortfall:
    return Shortfall(
        post=item.post.key,
        lane=item.lane,
        day=item.day,
        session=item.session.key,
        people=item.session.people,
        missing=missing,
        span=item.span,
        reason=reason,
        team=item.team,
    )
