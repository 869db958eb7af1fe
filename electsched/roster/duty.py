"""A roster as values: teams and their leave, duties and how they ended, what is not filled and what would meet it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

import attrs

from electsched.i18n.text import Text
from electsched.timespan import Span

__all__ = ["Duty", "Reserve", "Roster", "Shortfall", "reserves"]


@attrs.frozen(kw_only=True)
class Duty:
    """A team at a post for a shift.

    Its identity is the post, the line, the planned local day and the shift, whoever does it and whenever it moves
    to.

    Attributes:
        post: The key of the post.
        line: The key of the line of the post's pattern.
        day: The local day on which it was planned to begin.
        shift: The key of the shift.
        team: The key of the team.
        people: How many of the team stand there.
        span: Its exact time.
        members: The keys of those who do it, in a roster by name; empty where the team does.
        relief: Whether it relieves a team whose duty ran past its latest planned end.
    """

    post: str
    line: str
    day: date
    shift: str
    team: str
    people: int
    span: Span
    members: tuple[str, ...] = ()
    relief: bool = False


@attrs.frozen(kw_only=True)
class Shortfall:
    """A shift that is not manned, or not by enough.

    Attributes:
        post: The key of the post.
        line: The key of the line of the post's pattern.
        day: The local day on which it would begin.
        shift: The key of the shift.
        people: How many must be there.
        missing: How many of them are missing.
        span: Its exact time.
        reason: Why.
        team: The key of the team that fell short; empty where there is none.
    """

    post: str
    line: str
    day: date
    shift: str
    people: int
    missing: int
    span: Span
    reason: Text
    team: str = ""


@attrs.frozen
class Roster:
    """Every duty, by day, post and shift in the order of the plan.

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
