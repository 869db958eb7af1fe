"""An operation as values: its windows, units, posts, partners and musters.

An operation is a set of windows over the stages it covers, with the days that were declared for it kept beside them;
neither is derived from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

import attrs

from electsched.i18n.text import NO_WORDS, Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.resources import CommandRole, Phase, Posture

__all__ = [
    "CheckItem",
    "Muster",
    "Operation",
    "Partner",
    "Place",
    "Post",
    "StatedDays",
    "Unit",
    "WindowSpec",
    "unit_zones",
]


@attrs.frozen(kw_only=True)
class Place:
    """Where something is.

    Attributes:
        address: The address as people write it; empty where it is not known.
        latitude: Degrees north, WGS 84; None where it is not known.
        longitude: Degrees east, WGS 84; None where it is not known.
        note: What a reader should know besides, such as that a point is the middle of a district.
    """

    address: str = ""
    latitude: float | None = None
    longitude: float | None = None
    note: str = ""


@attrs.frozen(kw_only=True)
class StatedDays:
    """A number of days that was announced for the operation.

    Attributes:
        days: The number.
        source: Where it was stated.
        on: When it was stated; None where it is not known.
    """

    days: int
    source: str
    on: date | None = None


@attrs.frozen(kw_only=True)
class WindowSpec:
    """A window of the operation: over stages, or between dates that were decided.

    Attributes:
        key: Its name in the plan.
        name: Its name for people.
        stages: The keys of the stages it covers; the window is their hull.
        before: Days added before the first day.
        after: Days added after the last day.
        start: Its first day, where it rests on no stage.
        end: Its last day, included, where it rests on no stage.
    """

    key: str
    name: Text
    stages: tuple[str, ...] = ()
    before: int = 0
    after: int = 0
    start: date | None = None
    end: date | None = None


@attrs.frozen(kw_only=True)
class Unit:
    """A unit of the police.

    Attributes:
        key: Its name in the plan and in addresses.
        name: Its name for people.
        level: What it is, such as ``polda``, ``polres`` or ``polsek``.
        parent: The key of the unit above it; empty at the top.
        place: Where it is.
        contact: Whom to call; the unit's officers read it.
        note: What a reader should know besides.
        zone: The IANA zone of its clock; that of the unit above it where empty, and at the top that of the plan.
    """

    key: str
    name: Text
    level: str
    parent: str = ""
    place: Place = Place()
    contact: Text = NO_WORDS
    note: str = ""
    zone: str = ""


def unit_zones(units: Iterable[Unit], zone: str) -> Mapping[str, str]:
    """Return the zone of each unit's clock, by its key; ``zone`` is that of those with none in it or above it."""
    known = {unit.key: unit for unit in units}
    found: dict[str, str] = {}
    for unit in known.values():
        way = [unit]
        while not way[-1].zone and way[-1].key not in found and way[-1].parent in known and len(way) <= len(known):
            way.append(known[way[-1].parent])
        held = found.get(way[-1].key) or way[-1].zone or zone
        found.update((each.key, held) for each in way)
    return found


@attrs.frozen(kw_only=True)
class Partner:
    """Who the operation works with.

    Attributes:
        key: Its name in the plan.
        name: Its name for people.
        role: What it does here.
        may: What it may do.
        limits: What it may not do.
        never_at: The kinds of posts at which it may not be.
    """

    key: str
    name: Text
    role: Text
    may: Text = NO_WORDS
    limits: Text = NO_WORDS
    never_at: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Post:
    """A place or a task that must be manned.

    Attributes:
        key: Its name in the plan, in addresses and in the identity of its duties; it never changes.
        name: Its name for people.
        unit: The key of the unit that mans it.
        kind: What it is, such as ``office``, ``warehouse``, ``ppk``, ``command_post``, ``patrol`` or ``rally``.
        windows: The keys of the windows in which it stands.
        pattern: The key of the pattern by which its teams rotate.
        teams: The keys of its teams, one list for each line of the pattern.
        place: Where it is.
        partners: The keys of the partners it works with.
        bring: What to bring.
        contact: Whom to call; that of the unit where empty.
        alarm: Minutes before a duty at which the calendars of officers ring; 0 for none.
        deployment: Whether it stays where it is, moves, or is held ready.
        tier: The key of its risk tier; empty where it has none.
        terrain: What kind of ground it lies in; empty for the usual.
        raised: The key of the pattern that holds instead under a posture, by the key of the posture.
        needs: How many of each resource it needs while it stands, by key.
        note: What a planner should know besides; it reaches no calendar.
    """

    key: str
    name: Text
    unit: str
    kind: str
    windows: tuple[str, ...]
    pattern: str
    teams: tuple[tuple[str, ...], ...]
    place: Place = Place()
    partners: tuple[str, ...] = ()
    bring: Text = NO_WORDS
    contact: Text = NO_WORDS
    alarm: int = 0
    deployment: Literal["static", "mobile", "reserve"] = "static"
    tier: str = ""
    terrain: str = ""
    raised: Mapping[str, str] = attrs.field(factory=dict)
    needs: Mapping[str, int] = attrs.field(factory=dict)
    note: str = ""


@attrs.frozen(kw_only=True)
class CheckItem:
    """One line of a muster's checklist: what is counted and what to look for.

    Attributes:
        key: Its name in the plan.
        name: What is counted or looked for.
    """

    key: str
    name: Text


@attrs.frozen(kw_only=True)
class Muster:
    """A parade at which readiness is shown and checked.

    Attributes:
        key: Its name in the plan and its identity.
        name: Its name for people.
        start: When it begins, by the clock of the units named where these share one, else by the plan's.
        minutes: How long it lasts.
        place: Where.
        units: The keys of the units that take part; all where empty.
        checklist: What is checked.
        text: What a participant should know besides.
        alarm: Minutes before it at which calendars ring; 0 for none.
        source: Who or what states it.
    """

    key: str
    name: Text
    start: Moment
    minutes: int
    place: Place
    units: tuple[str, ...] = ()
    checklist: tuple[CheckItem, ...] = ()
    text: Text = NO_WORDS
    alarm: int = 0
    source: str = ""


@attrs.frozen(kw_only=True)
class Operation:
    """A security operation.

    Attributes:
        key: Its name.
        name: Its name for people.
        start: The first day that was declared.
        end: The last day that was declared, included.
        window: Its windows.
        posture: How much can be at the ready.
        phase: The posture of each window; a window without one has none.
        command: Who commands, and what they may waive.
        stated: The numbers of days that were announced for it, each with its source.
        task_forces: The names of its task forces.
        conduct: What every duty carries: the neutrality of the police.
        source: Where the operation is stated.
    """

    key: str
    name: Text
    start: date
    end: date
    window: tuple[WindowSpec, ...]
    posture: tuple[Posture, ...] = ()
    phase: tuple[Phase, ...] = ()
    command: tuple[CommandRole, ...] = ()
    stated: tuple[StatedDays, ...] = ()
    task_forces: tuple[str, ...] = ()
    conduct: Text = NO_WORDS
    source: str = ""

    @property
    def days(self) -> int:
        """The days from the first declared day to the last, both counted."""
        return (self.end - self.start).days + 1
