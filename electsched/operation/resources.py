"""What an operation has to guard with, and by what measure: postures, risk tiers, ratios, stations, strength."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import attrs

from electsched.i18n.text import Text

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
    """How much the operation has at the ready.

    Attributes:
        key: Its name in the plan.
        name: Its name for people.
        rank: Its place among postures; where phases meet, the one with the highest rank holds.
        leave_embargo: Whether nobody is on leave under it.
        note: What a reader should know besides.
    """

    key: str
    name: Text
    rank: int
    leave_embargo: bool = False
    note: str = ""


@attrs.frozen(kw_only=True)
class Phase:
    """A window of the operation with its posture.

    Attributes:
        window: The key of the window.
        posture: The key of the posture.
    """

    window: str
    posture: str


@attrs.frozen(kw_only=True)
class CommandRole:
    """Who commands, and what that role may waive.

    Attributes:
        key: Its name in the plan, such as ``kaopsres``, ``karendalops`` or ``padal``.
        name: Its name for people.
        waives: The keys of the rules that this role may waive, with a reason.
        note: What a reader should know besides.
    """

    key: str
    name: Text
    waives: tuple[str, ...] = ()
    note: str = ""


@attrs.frozen(kw_only=True)
class RiskTier:
    """How much at risk a polling station or a post is; the list is the unit's own.

    Attributes:
        key: Its name in the plan.
        name: Its name for people.
        rank: Its place among tiers, the least risk first.
    """

    key: str
    name: Text
    rank: int


@attrs.frozen(kw_only=True)
class ForceRatio:
    """The force at polling stations of a tier, as a triple: so many police and linmas to so many stations (2-12-24).

    Attributes:
        tier: The key of the risk tier.
        police: Police officers to a group of stations.
        stations: Stations in a group.
        linmas: Members of linmas to a group; a multiple of ``stations`` in the ratios of 2024.
        terrain: The terrain for which it holds; any where empty.
        unit: The key of the unit that chose it; every unit where empty.
        source: Where the ratio is stated, or that it is an illustration.
    """

    tier: str
    police: int
    stations: int
    linmas: int
    terrain: str = ""
    unit: str = ""
    source: str = ""

    def police_for(self, count: int) -> int:
        """Return the police for so many stations: whole groups, the last of which may have fewer stations."""
        return -(-count // self.stations) * self.police

    def linmas_for(self, count: int) -> int:
        """Return the linmas for so many stations: by station, rounded up."""
        return -(-count * self.linmas // self.stations)


@attrs.frozen(kw_only=True)
class Stations:
    """How many polling stations a unit has of a tier and a terrain.

    Attributes:
        unit: The key of the unit.
        tier: The key of the risk tier.
        count: How many.
        terrain: The terrain, such as ``remote``; empty for the usual.
        note: Where the number comes from, or that it is an illustration.
    """

    unit: str
    tier: str
    count: int
    terrain: str = ""
    note: str = ""


@attrs.frozen(kw_only=True)
class StationGuard:
    """When polling stations are guarded, by the same people each day.

    Attributes:
        windows: The keys of the windows in which they are.
        note: What a reader should know besides.
    """

    windows: tuple[str, ...]
    note: str = ""


@attrs.frozen(kw_only=True)
class Resource:
    """What duty needs besides people.

    Attributes:
        key: Its name in the plan.
        name: Its name for people.
        kind: What it is.
        per_person: Whether everyone in the rotation needs one; else posts say how many they need.
    """

    key: str
    name: Text
    kind: Literal["vehicle", "communication", "kit"]
    per_person: bool = False


@attrs.frozen(kw_only=True)
class Strength:
    """The real strength of a unit, as it was counted.

    Attributes:
        unit: The key of the unit.
        present: People who can do duty.
        leave: People on leave; under a leave embargo they count.
        sick: People who are sick.
        detached: People who are detached to others.
        on: When it was counted; None where not known.
        has: How many there are of each resource, by key.
        out: How many of them cannot be used, by key.
        note: Where the numbers come from, or that they are an illustration.
    """

    unit: str
    present: int
    leave: int = 0
    sick: int = 0
    detached: int = 0
    on: date | None = None
    has: Mapping[str, int] = attrs.field(factory=dict)
    out: Mapping[str, int] = attrs.field(factory=dict)
    note: str = ""

    @property
    def roll(self) -> int:
        """Everyone who belongs to the unit."""
        return self.present + self.leave + self.sick + self.detached

    def usable(self, resource: str) -> int:
        """Return how many of a resource can be used."""
        return self.has.get(resource, 0) - self.out.get(resource, 0)


@attrs.frozen(kw_only=True)
class Reinforcement:
    """People whom one unit sends to do duty under another (BKO, penebalan).

    Attributes:
        home: The key of the unit to which they belong; empty where it is none of the plan's.
        to: The key of the unit that controls them.
        people: How many.
        windows: The keys of the windows in which they are there.
        note: Where the number comes from, or that it is an illustration.
    """

    home: str = ""
    to: str
    people: int
    windows: tuple[str, ...]
    note: str = ""
