"""Teams and their members, their leave, and the moments at which duties that end with an event did end."""

from __future__ import annotations

from datetime import date

import attrs

from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment

__all__ = ["Ending", "Leave", "Member", "Team"]


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
class Ending:
    """When a duty that ends with an event did end.

    Attributes:
        post: The key of the post.
        day: The local day on which the duty began.
        shift: The key of the shift.
        at: The moment at which it ended, by the clock of the unit whose post it is.
        receipt: What shows it, such as the number of the minutes (berita acara); it reaches no calendar.
        relief: The key of the team that took over at the latest planned end, where it ran past that; empty for none.
    """

    post: str
    day: date
    shift: str
    at: Moment
    receipt: str = ""
    relief: str = ""
