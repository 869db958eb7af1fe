"""Teams, their members, and the actual ends of duties that end with an event."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import attrs

from electsched.i18n.text import NO_WORDS, Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.shifts import OFF
from electsched.values import value_text

__all__ = ["MOST_WEIGHT", "Ending", "Member", "MemberRequest", "Team"]

MOST_WEIGHT = 1_000_000
"""The largest weight of a request or of a rule."""


@attrs.frozen(kw_only=True)
class Team:
    """People that do duty together; teams are numbered, not named.

    Attributes:
        key: Its key in the plan and in addresses.
        name: Its name for people.
        unit: The key of its unit.
        people: How many people can do duty at a time.
        roles: The keys of the roles that it can fill, such as ``controller``.
        short: Its name beside the name of a post of its unit; if empty, its name.
    """

    key: str
    name: Text = attrs.field(repr=False)
    unit: str
    people: int
    roles: tuple[str, ...] = ()
    short: Text = attrs.field(default=NO_WORDS, repr=False)

    __repr__ = value_text

    def name_at(self, unit: str) -> Text:
        """Return its name beside the name of a post of a unit."""
        return self.short if self.short and unit == self.unit else self.name


@attrs.frozen(kw_only=True)
class MemberRequest:
    """A request of a member for a day; a roster by name grants as many as it can, those with more weight first.

    Attributes:
        day: The day on which the duty begins.
        shift: The key of the shift, at any post, or ``-`` for the day off.
        wanted: Whether the member wants it; false to be spared it. To be spared the day off is to want any duty.
        weight: How much it counts against other requests, from 1 to `MOST_WEIGHT`.
    """

    day: date
    shift: str = OFF
    wanted: bool = True
    weight: int = 1

    __repr__ = value_text

    @property
    def is_for_duty(self) -> bool:
        """Whether it asks for a duty, and not to be free of one."""
        return self.wanted == (self.shift != OFF)

    def is_granted(self, shifts: Collection[str]) -> bool:
        """Return whether the shifts of the duties of the day, none on a day off, are as the member asks."""
        has_it = not shifts if self.shift == OFF else self.shift in shifts
        return has_it == self.wanted


@attrs.frozen(kw_only=True)
class Member:
    """A person of a team; members do the duties of their team, except those that name other members.

    Attributes:
        key: The number of the person in the plan; it is in no address and in no identity.
        team: The key of the team.
        name: The name that colleagues use; only the unit of the person reads it.
        roles: The keys of the roles that the person can fill.
        language: The language of the person's calendar; if empty, the first language of the plan.
        note: A remark for planners; it is in no calendar.
        rank: The rank, for the duty sheet of the unit.
        phone: The telephone number, for messages to the person; it is in no calendar.
        barred_posts: The keys of the posts at which the person does no duty, such as by a conflict of interest. For
            planners alone.
        caps: The most duties of a shift over the period of the plan, by the key of the shift. For planners alone.
        least_hours: The least hours on duty over the period of the plan; None for no limit. For planners alone.
        most_hours: The most hours on duty over the period of the plan; None for no limit. For planners alone.
        requests: The requests for days off and for duties. For planners alone.
        phone_place: The place of the telephone number in its file, such as ``list.csv line 3: No. HP``.
        details: The further cells of a list, each with the heading of its column, for the planners of the unit.
    """

    key: str
    team: str
    name: str = attrs.field(repr=False)
    roles: tuple[str, ...] = ()
    language: str = ""
    note: str = attrs.field(default="", repr=False)
    rank: str = attrs.field(default="", repr=False)
    phone: str = attrs.field(default="", repr=False)
    barred_posts: tuple[str, ...] = attrs.field(default=(), repr=False)
    caps: Mapping[str, int] = attrs.field(factory=dict, repr=False)
    least_hours: int | None = attrs.field(default=None, repr=False)
    most_hours: int | None = attrs.field(default=None, repr=False)
    requests: tuple[MemberRequest, ...] = attrs.field(default=(), repr=False)
    phone_place: str = attrs.field(default="", repr=False, eq=False, metadata={"in_file": False})
    details: tuple[tuple[str, str], ...] = attrs.field(default=(), repr=False, metadata={"in_file": False})

    __repr__ = value_text

    @property
    def has_limits(self) -> bool:
        """Whether the plan limits the duties of the person apart from those of others."""
        hours = (self.least_hours, self.most_hours)
        return bool(self.barred_posts or self.caps) or hours != (None, None)


@attrs.frozen(kw_only=True)
class Ending:
    """The actual end of a duty that ends with an event.

    Attributes:
        post: The key of the post.
        day: The local day on which the duty began.
        shift: The key of the shift.
        at: The moment at which it ended, by the clock of the post's unit.
        receipt: The proof, such as the number of the minutes (berita acara); it is in no calendar.
        relief: The key of the team that took over at the latest planned end, if the duty ran past it; else empty.
    """

    post: str
    day: date
    shift: str
    at: Moment
    receipt: str = ""
    relief: str = ""

    __repr__ = value_text
