"""The load of each team and person: hours, nights, weekend duties, holidays, and duties at posts of high risk.

It is shown before anything is optimised: a planner sees who carries more than the others, and in which way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Literal, get_args

import attrs

from electsched.errors import checked_choice
from electsched.operation.plan import Plan
from electsched.roster.assignment.cells import is_weekend
from electsched.roster.duty import Duty
from electsched.roster.index import RosterIndex
from electsched.values import value_text

__all__ = ["Load", "loads"]

NIGHT_END = time(5)
"""A duty that has a moment between 00:00 and this hour takes the night."""
DAY = timedelta(days=1)
LoadOwner = Literal["team", "member"]


@attrs.frozen(kw_only=True)
class Load:
    """The duties of a team or a person, added up.

    Attributes:
        key: The key of the team or the member.
        team: The key of the team, or of the member's team.
        duties: The number of duties.
        hours: Their hours.
        nights: The nights of which they have a moment between 00:00 and 05:00 by the local clock.
        weekend_duties: The duties of Saturdays and Sundays, as in rosters by name: those that begin on these days.
        holidays: The public holidays on which they have a moment, as far as the election's calendar knows the year.
        risk: The number of duties at posts whose risk tier is above the lowest of the plan.
    """

    key: str
    team: str
    duties: int
    hours: float
    nights: int
    weekend_duties: int
    holidays: int
    risk: int

    __repr__ = value_text


def loads(index: RosterIndex, by: LoadOwner = "team") -> tuple[Load, ...]:
    """Return the load of each team, or of each member, in the order of the plan.

    A member carries the duties of the team that name nobody, and those that name the member.

    Raises:
        UnknownNameError: ``by`` is neither ``team`` nor ``member``.
    """
    checked_choice("owner", by, get_args(LoadOwner))
    plan = index.plan
    counter = _Counter(plan)
    if by == "team":
        return tuple(
            _load(team.key, team.key, map(counter.of, index.duties_of("team", team.key))) for team in plan.teams
        )
    members = []
    of_teams: dict[str, Load] = {}
    for member in plan.members:
        if index.duties_naming(member.key):
            load = _load(member.key, member.team, map(counter.of, index.duties_of_member(member)))
        else:
            if member.team not in of_teams:
                of_teams[member.team] = _load("", member.team, map(counter.of, index.duties_of_member(member)))
            load = attrs.evolve(of_teams[member.team], key=member.key)
        members.append(load)
    return tuple(members)


@attrs.frozen
class _Part:
    """The hours, nights and holidays of one duty, whether it is of a weekend, and whether its post is of high risk."""

    hours: float
    nights: frozenset[date]
    is_weekend: bool
    holidays: frozenset[date]
    is_risk: bool

    __repr__ = value_text


class _Counter:
    """Takes duties apart; those with the same times are taken apart once."""

    def __init__(self, plan: Plan) -> None:
        timeline = plan.timeline
        calendar = timeline.statute.calendar.with_days(timeline.assumptions.holidays)
        self._holiday_on = calendar.holiday_on
        ranks: Mapping[str, int] = {tier.key: tier.rank for tier in plan.tiers}
        lowest = min(ranks.values(), default=0)
        self._risk = {post.key for post in plan.posts if ranks.get(post.tier, lowest) > lowest}
        # By the identity of the span, which many duties share, the day, and the risk of the post.
        self._parts: dict[tuple[int, date, bool], _Part] = {}

    def of(self, duty: Duty) -> _Part:
        key = (id(duty.span), duty.day, duty.post in self._risk)
        if key not in self._parts:
            start, end = (moment.replace(tzinfo=None) for moment in (duty.span.start, duty.span.end))
            days = list(_days(start, end))
            self._parts[key] = _Part(
                duty.span.hours,
                nights=frozenset(day for day in days if start < datetime.combine(day, NIGHT_END)),
                is_weekend=is_weekend(duty.day),
                holidays=frozenset(day for day in days if self._holiday_on(day)),
                is_risk=key[2],
            )
        return self._parts[key]


def _days(start: datetime, end: datetime) -> Iterator[date]:
    """Yield each local day on which the time has a moment."""
    day = start.date()
    while datetime.combine(day, time()) < end:
        yield day
        day += DAY


def _load(key: str, team: str, parts: Iterable[_Part]) -> Load:
    duties = list(parts)
    none = frozenset[date]()
    return Load(
        key=key,
        team=team,
        duties=len(duties),
        hours=sum(part.hours for part in duties),
        nights=len(none.union(*(part.nights for part in duties))),
        weekend_duties=sum(part.is_weekend for part in duties),
        holidays=len(none.union(*(part.holidays for part in duties))),
        risk=sum(part.is_risk for part in duties),
    )
