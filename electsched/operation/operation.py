"""The parts of a security operation that a planner writes: windows, units, partners, posts and musters.

The declared days of an operation and its windows are kept side by side; neither is computed from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

import attrs

from electsched.i18n.text import NO_WORDS, Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.resources import CommandRole, Phase, Posture
from electsched.operation.shifts import Shift
from electsched.values import value_text

__all__ = [
    "AnnouncedDays",
    "CheckItem",
    "Muster",
    "Operation",
    "Partner",
    "Place",
    "Post",
    "Unit",
    "WindowSpec",
    "unit_zones",
]


@attrs.frozen(kw_only=True)
class Place:
    """An address and a position.

    Attributes:
        address: The address as people write it; empty if unknown.
        latitude: Degrees north, WGS 84; None if unknown.
        longitude: Degrees east, WGS 84; None if unknown.
        note: A remark for readers, such as that the position is the middle of a district.
    """

    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    note: str = ""

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class AnnouncedDays:
    """A length of the operation that was announced.

    Attributes:
        days: The number of days.
        source: The source of the announcement.
        on: The day of the announcement; None if unknown.
    """

    days: int
    source: str
    on: date | None = None

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class WindowSpec:
    """The definition of a window: it covers stages, or runs between two dates.

    Attributes:
        key: Its key in the plan.
        name: Its name for people.
        stages: The keys of the stages; the window runs from the first day of any to the last day of any.
        before: Days added before the first day; negative to remove days.
        after: Days added after the last day; negative to remove days.
        start: The first day, if the window covers no stage.
        end: The last day, included, if the window covers no stage.
    """

    key: str
    name: Text = attrs.field(repr=False)
    stages: tuple[str, ...] = ()
    before: int = 0
    after: int = 0
    start: date | None = None
    end: date | None = None

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Unit:
    """A unit of the police.

    Attributes:
        key: Its key in the plan and in addresses.
        name: Its name for people.
        level: Its level, such as ``polda``, ``polres`` or ``polsek``.
        parent: The key of the unit above it; empty at the top.
        place: Its address and position.
        contact: The telephone number or channel that its officers call.
        note: A remark for readers of the plan.
        zone: The IANA zone of its clock; if empty, the zone of the unit above it, and at the top that of the plan.
    """

    key: str
    name: Text = attrs.field(repr=False)
    level: str
    parent: str = ""
    place: Place = attrs.field(default=Place(), repr=False)
    contact: Text = attrs.field(default=NO_WORDS, repr=False)
    note: str = attrs.field(default="", repr=False)
    zone: str = ""

    __repr__ = value_text


def unit_zones(units: Iterable[Unit], zone: str) -> Mapping[str, str]:
    """Return the IANA zone of each unit's clock, by the key of the unit.

    Args:
        units: The units, in any order.
        zone: The zone of units that have none, and whose superior units have none.
    """
    by_key = {unit.key: unit for unit in units}
    zones: dict[str, str] = {}
    for unit in by_key.values():
        chain = [unit]
        # The length is limited because a plan made in Python may have units above each other in a circle.
        while not chain[-1].zone and chain[-1].key not in zones and len(chain) <= len(by_key):
            if chain[-1].parent not in by_key:
                break
            chain.append(by_key[chain[-1].parent])
        inherited = zones.get(chain[-1].key) or chain[-1].zone or zone
        zones.update((subordinate.key, inherited) for subordinate in chain)
    return zones


@attrs.frozen(kw_only=True)
class Partner:
    """An organisation that takes part in the operation.

    Attributes:
        key: Its key in the plan.
        name: Its name for people.
        role: Its task in the operation.
        may: Its powers.
        limits: The limits of its powers.
        contact: The telephone number or channel to which its messages go; it is in no calendar.
        excluded_post_kinds: The kinds of posts at which it may not be.
    """

    key: str
    name: Text = attrs.field(repr=False)
    role: Text = attrs.field(repr=False)
    may: Text = attrs.field(default=NO_WORDS, repr=False)
    limits: Text = attrs.field(default=NO_WORDS, repr=False)
    contact: Text = attrs.field(default=NO_WORDS, repr=False)
    excluded_post_kinds: tuple[str, ...] = ()

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Post:
    """A place or a task that must be manned.

    Attributes:
        key: Its key in the plan, in addresses and in the identity of its duties; it never changes.
        name: Its name for people.
        unit: The key of the unit that mans it.
        kind: Its kind, such as ``office``, ``warehouse``, ``ppk``, ``command_post``, ``patrol`` or ``rally``.
        windows: The keys of the windows in which it is manned.
        pattern: The key of the pattern by which its teams take turns.
        teams: The keys of its teams, one list for each line of the pattern.
        place: Its address and position.
        partners: The keys of the partners at the post.
        bring: The equipment that officers bring.
        contact: The telephone number or channel that its officers call; if empty, that of the unit.
        alarm: Minutes before a duty at which the calendars of officers ring; 0 for no alarm.
        deployment: Whether its people stay in one place, move, or are a reserve.
        tier: The key of its risk tier; empty for none.
        terrain: Its terrain, such as ``remote``; empty for the usual.
        pattern_by_posture: The key of the pattern that is in force under a posture instead of ``pattern``, by the key
            of the posture.
        needs: How many of each resource it needs while it is manned, by key.
        people: How many people must be on duty in each of its shifts; None for those that the pattern states.
        start: The first day on which it is manned, if it comes later than its windows; None for their first day.
        note: A remark for planners; it is in no calendar.
        short: Its name in narrow columns of pages and printouts; if empty, the first letters of its name.
    """

    key: str
    name: Text = attrs.field(repr=False)
    unit: str
    kind: str
    windows: tuple[str, ...]
    pattern: str
    teams: tuple[tuple[str, ...], ...] = attrs.field(repr=False)
    place: Place = attrs.field(default=Place(), repr=False)
    partners: tuple[str, ...] = attrs.field(default=(), repr=False)
    bring: Text = attrs.field(default=NO_WORDS, repr=False)
    contact: Text = attrs.field(default=NO_WORDS, repr=False)
    alarm: int = attrs.field(default=0, repr=False)
    deployment: Literal["static", "mobile", "reserve"] = attrs.field(default="static", repr=False)
    tier: str = attrs.field(default="", repr=False)
    terrain: str = attrs.field(default="", repr=False)
    pattern_by_posture: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    needs: Mapping[str, int] = attrs.field(factory=dict, repr=False)
    people: int | None = attrs.field(default=None, repr=False)
    start: date | None = attrs.field(default=None, repr=False)
    note: str = attrs.field(default="", repr=False)
    short: Text = attrs.field(default=NO_WORDS, repr=False)

    __repr__ = value_text

    def people_in(self, shift: Shift) -> int:
        """Return how many people must be on duty in one of its shifts."""
        return shift.people if self.people is None else self.people

    def pattern_under(self, posture: Posture | None) -> str:
        """Return the key of the pattern that is in force under the posture; None for a day without one."""
        return self.pattern if posture is None else self.pattern_by_posture.get(posture.key, self.pattern)


@attrs.frozen(kw_only=True)
class CheckItem:
    """An item on the checklist of a muster.

    Attributes:
        key: Its key in the plan.
        name: The thing that is counted or inspected.
    """

    key: str
    name: Text = attrs.field(repr=False)

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Muster:
    """A parade at which readiness is inspected.

    Attributes:
        key: Its key in the plan and in the identity of its event.
        name: Its name for people.
        start: When it begins, by the clock of its units if they share one zone, else by the clock of the plan.
        minutes: Its length in minutes.
        place: Its address and position.
        units: The keys of the units that take part; empty for all.
        exempt: Whether those who are on duty at its time need not come.
        exempt_posts: The keys of posts; those who are on duty there at its time need not come.
        checklist: The items that are inspected.
        text: Information for participants.
        alarm: Minutes before it at which calendars ring; 0 for no alarm.
        source: The order or document that calls it.
    """

    key: str
    name: Text = attrs.field(repr=False)
    start: Moment
    minutes: int
    place: Place = attrs.field(repr=False)
    units: tuple[str, ...] = ()
    exempt: Literal["nobody", "on_duty"] = "nobody"
    exempt_posts: tuple[str, ...] = ()
    checklist: tuple[CheckItem, ...] = attrs.field(default=(), repr=False)
    text: Text = attrs.field(default=NO_WORDS, repr=False)
    alarm: int = attrs.field(default=0, repr=False)
    source: str = attrs.field(default="", repr=False)

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Operation:
    """A security operation.

    Attributes:
        key: Its key.
        name: Its name for people.
        start: The first declared day.
        end: The last declared day, included.
        window: The definitions of its windows.
        posture: The postures, which are levels of readiness.
        phase: The posture of each window; a window without a phase has none.
        command: The command roles and the rules that they may waive.
        announced: The lengths that were announced for it, each with its source.
        task_forces: The names of its task forces.
        conduct: The rules of conduct on every duty, such as the neutrality of the police.
        conduct_short: The rules of conduct in one line, for the calendar entries of duties and musters; the description
            of the calendar has the whole rules. Without it each entry has the whole rules.
        source: The source of the operation.
        letterhead: The lines at the head of duty sheets, such as the chain of offices; in no calendar and on no page.
        signatory: The lines below which the head of the operation signs, such as office, name and rank.
    """

    key: str
    name: Text = attrs.field(repr=False)
    start: date
    end: date
    window: tuple[WindowSpec, ...] = attrs.field(repr=False)
    posture: tuple[Posture, ...] = attrs.field(default=(), repr=False)
    phase: tuple[Phase, ...] = attrs.field(default=(), repr=False)
    command: tuple[CommandRole, ...] = attrs.field(default=(), repr=False)
    announced: tuple[AnnouncedDays, ...] = attrs.field(default=(), repr=False)
    task_forces: tuple[str, ...] = attrs.field(default=(), repr=False)
    conduct: Text = attrs.field(default=NO_WORDS, repr=False)
    conduct_short: Text = attrs.field(default=NO_WORDS, repr=False)
    source: str = attrs.field(default="", repr=False)
    letterhead: Text = attrs.field(default=NO_WORDS, repr=False)
    signatory: Text = attrs.field(default=NO_WORDS, repr=False)

    __repr__ = value_text

    @property
    def days(self) -> int:
        """The number of declared days, the first and the last included."""
        return (self.end - self.start).days + 1
