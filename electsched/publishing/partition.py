"""A plan cut into pieces that know nothing of each other, so that each can be rotated and published by itself.

Units that share a team stay together: a team's rest at one post decides what it may do at another. What is made of a
piece is what would be made of it within the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

import attrs

from electsched.operation.plan import Plan
from electsched.roster.duty import Roster

__all__ = ["Piece", "pieces", "pieces_of_partners"]

_T = TypeVar("_T")


@attrs.frozen(kw_only=True)
class Piece:
    """A part of a plan that can be published by itself.

    Attributes:
        key: The unit that stands for the piece.
        plan: The plan with these units alone, and their posts, teams and people.
        units: The keys of the units whose calendars it makes.
        partners: The keys of the partners whose calendars it makes.
        roster: The duties at these posts, where a roster was handed in; None where the teams rotate.
    """

    key: str
    plan: Plan = attrs.field(repr=False)
    units: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    roster: Roster | None = attrs.field(default=None, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """What it is called in a journal and a manifest."""
        return (*self.units, *(f"partner {key}" for key in self.partners)) or (self.key,)


class _Ties:
    """Which units stay together."""

    def __init__(self, plan: Plan, roster: Roster | None) -> None:
        self._next = {unit.key: unit.key for unit in plan.units}
        unit_of = {team.key: team.unit for team in plan.teams}
        posts = {post.key: post.unit for post in plan.posts}
        for post in plan.posts:
            for team in (key for line in post.teams for key in line):
                self._tie(post.unit, unit_of.get(team, post.unit))
        for ending in plan.endings:
            if ending.relief and ending.post in posts:
                self._tie(posts[ending.post], unit_of.get(ending.relief, posts[ending.post]))
        team_of = {member.key: member.team for member in plan.members}
        duties = roster.duties if roster else ()
        pairs = {(duty.post, duty.team) for duty in duties}
        pairs |= {(duty.post, team_of.get(key, "")) for duty in duties for key in duty.members}
        for post_key, team in pairs:
            if post_key in posts and team in unit_of:
                self._tie(posts[post_key], unit_of[team])

    def of(self, unit: str) -> str:
        """Return the unit that stands for all to which this one is tied."""
        while self._next.get(unit, unit) != unit:
            self._next[unit] = self._next[self._next[unit]]
            unit = self._next[unit]
        return unit

    def _tie(self, one: str, other: str) -> None:
        first, second = self.of(one), self.of(other)
        self._next[second] = first


class _Cutter:
    """Looks up once what lies where, and cuts piece by piece."""

    def __init__(self, plan: Plan, roster: Roster | None) -> None:
        self._plan, self._roster = plan, roster
        ties = _Ties(plan, roster)
        self.piece_of = {unit.key: ties.of(unit.key) for unit in plan.units}
        self._order = {unit.key: number for number, unit in enumerate(plan.units)}
        self._partners = {partner.key: number for number, partner in enumerate(plan.partners)}
        posts = {post.key: self._piece(post.unit) for post in plan.posts}
        teams = {team.key: self._piece(team.unit) for team in plan.teams}
        self._lying = {
            "units": _lying(self.piece_of[unit.key] for unit in plan.units),
            "posts": _lying(posts[post.key] for post in plan.posts),
            "teams": _lying(teams[team.key] for team in plan.teams),
            "members": _lying(teams.get(member.team, "") for member in plan.members),
            "leave": _lying(teams.get(leave.team, "") for leave in plan.leave),
            "endings": _lying(posts.get(ending.post, "") for ending in plan.endings),
        }
        self._duties = _lying([posts.get(duty.post, "") for duty in (roster.duties if roster else ())])

    def each(self) -> Iterator[str]:
        """Yield what stands for each piece: a unit, or what a post or a team names as one though the plan has none."""
        yield from dict.fromkeys((*self.piece_of.values(), *self._lying["posts"], *self._lying["teams"]))

    def _piece(self, unit: str) -> str:
        return self.piece_of.get(unit, unit)

    def piece(self, keys: Iterable[str], *, partners: tuple[str, ...] = ()) -> Piece:
        """Return what these stand for, together; with ``partners`` it makes the calendars of those alone.

        No partner sees the people of a team, so a piece of partners has none: it would carry those of all its units.
        """
        wanted, plan, roster = tuple(keys), self._plan, self._roster
        found: dict[str, Any] = {
            name: _picked(getattr(plan, name), lying, wanted) for name, lying in self._lying.items()
        }
        if partners:
            found["members"] = ()
        own = tuple(unit.key for unit in found["units"])
        found["units"] = tuple(plan.units[number] for number in sorted(self._with_above((*own, *self._mustered(own)))))
        used = {self._partners[key] for key in (*partners, *(key for post in found["posts"] for key in post.partners))}
        found["partners"] = tuple(plan.partners[number] for number in sorted(used))
        whole: dict[str, Any] = {"stations": (), "station_guard": None, "strengths": (), "reinforcements": ()}
        return Piece(
            key=wanted[0] if wanted else "",
            plan=attrs.evolve(plan, **found, **whole),
            units=() if partners else own,
            partners=partners,
            roster=Roster(_picked(roster.duties, self._duties, wanted)) if roster is not None else None,
        )

    def _mustered(self, keys: Iterable[str]) -> Iterator[str]:
        """Yield the units that muster with these: a muster goes by the clock that all of its units share."""
        own = frozenset(keys)
        for muster in self._plan.musters:
            if not own.isdisjoint(muster.units):
                yield from muster.units

    def _with_above(self, keys: Iterable[str]) -> set[int]:
        """Return the places of the units and of those above them, whose clock they may go by."""
        found: set[int] = set()
        for key in keys:
            at = self._order.get(key)
            while at is not None and at not in found:
                found.add(at)
                at = self._order.get(self._plan.units[at].parent)
        return found


def _lying(pieces_of_each: Iterable[str]) -> dict[str, list[int]]:
    """Return the places of what lies in each piece."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, piece in enumerate(pieces_of_each):
        found[piece].append(number)
    return dict(found)


def _picked(values: Sequence[_T], lying: Mapping[str, list[int]], wanted: Iterable[str]) -> tuple[_T, ...]:
    return tuple(map(values.__getitem__, sorted(chain.from_iterable(lying.get(key, ()) for key in wanted))))


def pieces(plan: Plan, roster: Roster | None = None) -> Iterator[Piece]:
    """Yield the pieces of the plan, in the order of its units, one for each group of units that share teams."""
    cutter = _Cutter(plan, roster)
    for key in cutter.each():
        yield cutter.piece((key,))


def pieces_of_partners(plan: Plan, roster: Roster | None = None) -> Iterator[Piece]:
    """Yield a piece for each partner, with all units at whose posts it takes part."""
    cutter = _Cutter(plan, roster)
    at: dict[str, dict[str, None]] = {partner.key: {} for partner in plan.partners}
    for post in plan.posts:
        for key in post.partners:
            at.setdefault(key, {})[cutter.piece_of.get(post.unit, post.unit)] = None
    for key, found in at.items():
        yield cutter.piece(found, partners=(key,))
