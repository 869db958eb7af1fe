"""The people and means of an operation, and the rules that size them: postures, risk tiers, ratios, strength."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

import attrs

from electsched.i18n.text import Text
from electsched.operation.work_rules import RuleKey
from electsched.values import value_text

__all__ = [
    "CommandRole",
    "ForceRatio",
    "Phase",
    "Posture",
    "Reinforcement",
    "Resource",
    "RiskTier",
    "StationGuard",
    "Stations",
    "Strength",
]


@attrs.frozen(kw_only=True)
class Posture:
    """A level of readiness of the operation.

    Attributes:
        key: Its key in the plan.
        name: Its name for people.
        rank: Its rank; if phases overlap, the posture with the highest rank is in force.
        leave_embargo: Whether all leave is cancelled under it.
        note: A remark for readers of the plan.
    """

    key: str
    name: Text = attrs.field(repr=False)
    rank: int
    leave_embargo: bool = False
    note: str = attrs.field(default="", repr=False)

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Phase:
    """The posture of a window.

    Attributes:
        window: The key of the window.
        posture: The key of the posture.
    """

    window: str
    posture: str

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class CommandRole:
    """A command role.

    Attributes:
        key: Its key in the plan, such as ``kaopsres``, ``karendalops`` or ``padal``.
        name: Its name for people.
        waives: The keys of the working-time rules that the role may waive, with a reason.
        note: A remark for readers of the plan.
    """

    key: str
    name: Text = attrs.field(repr=False)
    waives: tuple[RuleKey, ...] = ()
    note: str = attrs.field(default="", repr=False)

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class RiskTier:
    """A level of risk of polling stations and posts; each plan has its list.

    Attributes:
        key: Its key in the plan.
        name: Its name for people.
        rank: Its rank, the lowest risk first.
    """

    key: str
    name: Text = attrs.field(repr=False)
    rank: int

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class ForceRatio:
    """The police and linmas for polling stations of a tier, as a triple such as 2-12-24: police, stations, linmas.

    Attributes:
        tier: The key of the risk tier.
        police: Police officers for a group of stations.
        stations: Stations in a group.
        linmas: Members of linmas for a group; a multiple of ``stations`` in the ratios of 2024.
        terrain: The terrain to which it applies; empty for any.
        unit: The key of the unit to which it applies; empty for every unit.
        source: The source of the ratio, or the remark that it is an illustration.
    """

    tier: str
    police: int
    stations: int
    linmas: int
    terrain: str = ""
    unit: str = ""
    source: str = attrs.field(default="", repr=False)

    __repr__ = value_text

    def police_for(self, count: int) -> int:
        """Return the police for that many stations: whole groups, of which the last may have fewer stations."""
        return -(-count // self.stations) * self.police

    def linmas_for(self, count: int) -> int:
        """Return the linmas for that many stations: by station, rounded up."""
        return -(-count * self.linmas // self.stations)


@attrs.frozen(kw_only=True)
class Stations:
    """The number of polling stations of a unit, for a tier and a terrain.

    Attributes:
        unit: The key of the unit.
        tier: The key of the risk tier.
        count: The number of stations.
        terrain: The terrain, such as ``remote``; empty for the usual.
        note: The source of the number, or the remark that it is an illustration.
    """

    unit: str
    tier: str
    count: int
    terrain: str = ""
    note: str = attrs.field(default="", repr=False)

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class StationGuard:
    """The windows in which polling stations are guarded, by the same people each day.

    Attributes:
        windows: The keys of the windows.
        note: A remark for readers of the plan.
    """

    windows: tuple[str, ...]
    note: str = attrs.field(default="", repr=False)

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Resource:
    """A kind of vehicle, radio or kit that duties need.

    Attributes:
        key: Its key in the plan.
        name: Its name for people.
        kind: Its kind.
        per_person: Whether each person of the establishment needs one; otherwise posts state how many they need.
    """

    key: str
    name: Text = attrs.field(repr=False)
    kind: Literal["vehicle", "communication", "kit"]
    per_person: bool = False

    __repr__ = value_text


@attrs.frozen(kw_only=True)
class Strength:
    """The real strength of a unit, as it was counted.

    Attributes:
        unit: The key of the unit.
        present: People fit for duty.
        leave: People on leave; under a leave embargo they count as present.
        sick: People off sick.
        detached: People detached to others.
        on: The day of the count; None if unknown.
        has: The number of each resource, by key.
        out: The number of each resource that cannot be used, by key.
        note: The source of the numbers, or the remark that they are an illustration.
    """

    unit: str
    present: int
    leave: int = 0
    sick: int = 0
    detached: int = 0
    on: date | None = None
    has: Mapping[str, int] = attrs.field(factory=dict)
    out: Mapping[str, int] = attrs.field(factory=dict)
    note: str = attrs.field(default="", repr=False)

    __repr__ = value_text

    @property
    def roll(self) -> int:
        """The number of people of the unit, absent ones included."""
        return self.present + self.leave + self.sick + self.detached

    def usable(self, resource: str) -> int:
        """Return how many of a resource can be used."""
        return self.has.get(resource, 0) - self.out.get(resource, 0)

    def to_dict(self) -> dict[str, Any]:
        """Return the strength as plain data."""
        return {
            "unit": self.unit,
            "present": self.present,
            "leave": self.leave,
            "sick": self.sick,
            "detached": self.detached,
            "on": self.on.isoformat() if self.on else None,
            "has": dict(self.has),
            "out": dict(self.out),
            "note": self.note,
        }


@attrs.frozen(kw_only=True)
class Reinforcement:
    """People of one unit on duty under another (BKO, penebalan).

    Attributes:
        home: The key of the unit to which they belong; empty for a unit outside the plan.
        to: The key of the unit that controls them.
        people: The number of people.
        windows: The keys of the windows in which they are with the other unit.
        note: The source of the number, or the remark that it is an illustration.
    """

    home: str = ""
    to: str
    people: int
    windows: tuple[str, ...]
    note: str = attrs.field(default="", repr=False)

    __repr__ = value_text
