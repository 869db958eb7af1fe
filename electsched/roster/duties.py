"""A roster as values: teams and their leave, duties and how they ended, what is not filled and what would meet it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

import attrs

from electsched.law.counting import Moment
from electsched.span import Span
from electsched.text import Text

__all__ = ["Duty", "Ending", "Leave", "Member", "Reserve", "Roster", "Shortfall", "Team", "reserves"]


@attrs.frozen(kw_only=True)
class Team:
    """People who do duty together; numbered, not named.

    Attributes:
        key: Its name in the plan and in addresses.
        name: Its name for people.
        unit: The key of its unit.
        people: How many can do duty at a time.
        roles: The keys of the roles that it can fill, such as ``controller``.
    """

    key: str
    name: Text
    unit: str
    people: int
    roles: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Member:
    """A person of a team; what the team does, its members do, unless a duty names some of them.

    Attributes:
        key: The person's number in the plan; it stands in no address and in no identity.
        team: The key of the team.
        name: What colleagues call the person; only the person's own unit reads it.
        roles: The keys of the roles that the person can fill.
        language: The language of the person's own calendar; the plan's first where empty.
        note: What a planner should know besides; it reaches no calendar.
    """

    key: str
    team: str
    name: str = attrs.field(repr=False)
    roles: tuple[str, ...] = ()
    language: str = ""
    note: str = attrs.field(default="", repr=False)


@attrs.frozen(kw_only=True)
class Leave:
    """People of a team who are away; under a leave embargo nobody is.

    Attributes:
        team: The key of the team.
        people: How many of it; 1 where a member is named.
        start: The first day.
        end: The last day, included.
        member: The key of the member who is away; empty where it does not matter who.
        note: What a planner should know besides; it reaches no calendar.
    """

    team: str
    people: int
    start: date
    end: date
    member: str = ""
    note: str = attrs.field(default="", repr=False)


@attrs.frozen(kw_only=True)
class Duty:
    """A team at a post for a session.

    Its identity is the post, the lane, the planned local day and the session, whoever does it and whenever it moves
    to.

    Attributes:
        post: The key of the post.
        lane: The key of the lane of the post's pattern.
        day: The local day on which it was planned to begin.
        session: The key of the session.
        team: The key of the team.
        people: How many of the team stand there.
        span: Its exact time.
        members: The keys of those who do it, in a roster by name; empty where the team does.
        relief: Whether it relieves a team whose duty ran past its latest planned end.
    """

    post: str
    lane: str
    day: date
    session: str
    team: str
    people: int
    span: Span
    members: tuple[str, ...] = ()
    relief: bool = False


@attrs.frozen(kw_only=True)
class Ending:
    """When a duty that ends with an event did end.

    Attributes:
        post: The key of the post.
        day: The local day on which the duty began.
        session: The key of the session.
        at: The moment at which it ended, by the clock of the unit whose post it is.
        receipt: What shows it, such as the number of the minutes (berita acara); it reaches no calendar.
        relief: The key of the team that took over at the latest planned end, where it ran past that; empty for none.
    """

    post: str
    day: date
    session: str
    at: Moment
    receipt: str = ""
    relief: str = ""


@attrs.frozen(kw_only=True)
class Shortfall:
    """A session that is not manned, or not by enough.

    Attributes:
        post: The key of the post.
        lane: The key of the lane of the post's pattern.
        day: The local day on which it would begin.
        session: The key of the session.
        people: How many must be there.
        missing: How many of them are missing.
        span: Its exact time.
        reason: Why.
        team: The key of the team that fell short; empty where there is none.
    """

    post: str
    lane: str
    day: date
    session: str
    people: int
    missing: int
    span: Span
    reason: Text
    team: str = ""


@attrs.frozen
class Roster:
    """Every duty, by day, post and session in the order of the plan.

    Attributes:
        duties: The duties.
    """

    duties: tuple[Duty, ...] = attrs.field(repr=False)

    def of(self, *, post: str | None = None, team: str | None = None) -> tuple[Duty, ...]:
        """Return the duties of the post, of the team, or of both; all where neither is named."""
        return tuple(
            duty for duty in self.duties if (post is None or duty.post == post) and (team is None or duty.team == team)
        )


# --- what would meet it -------------------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Reserve:
    """How many more people at the ready would meet the shortfalls of a unit.

    Attributes:
        unit: The key of the unit.
        people: The most that are missing at one moment: with so many more, rested and free, nothing is missing.
        start: The first moment at which so many are.
        heads: How many heads of duty are missing altogether.
    """

    unit: str
    people: int
    start: datetime
    heads: int


def reserves(shortfalls: Iterable[Shortfall], units: Mapping[str, str]) -> tuple[Reserve, ...]:
    """Return the reserve that would meet the shortfalls of each unit, by the unit of each post."""
    by_unit: dict[str, list[Shortfall]] = {}
    for item in shortfalls:
        by_unit.setdefault(units[item.post], []).append(item)
    return tuple(_reserve(unit, found) for unit, found in by_unit.items())


def _reserve(unit: str, shortfalls: list[Shortfall]) -> Reserve:
    # Who goes leaves before who comes: duties that touch can be done by the same people.
    changes = sorted(
        [(item.span.end.astimezone(UTC), -item.missing, item.span.end) for item in shortfalls]
        + [(item.span.start.astimezone(UTC), item.missing, item.span.start) for item in shortfalls],
        key=lambda change: change[:2],
    )
    missing = most = 0
    at = shortfalls[0].span.start
    for _, number, local in changes:
        missing += number
        if missing > most:
            most, at = missing, local
    return Reserve(unit=unit, people=most, start=at, heads=sum(item.missing for item in shortfalls))
