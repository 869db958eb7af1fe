"""Cut a plan into partitions that can be rotated and published independently of each other.

Units that share a team are in one partition: the rest of a team after a duty at one post decides its next duty at
another. The calendars of a partition are the same as if they were made from the whole plan.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

import attrs

from electsched.operation.plan import Plan
from electsched.publishing.fingerprint import PARTITION_FIELDS
from electsched.roster.duty import Roster

__all__ = ["Partition", "partition", "partner_partitions", "shared_plan"]

_T = TypeVar("_T")
_UNREAD: Mapping[str, Any] = {"stations": (), "station_guard": None, "strengths": (), "reinforcements": ()}
"""The fields of a plan that no calendar and no page of a partition needs."""


@attrs.frozen(kw_only=True)
class Partition:
    """The part of a plan that can be published independently.

    Attributes:
        key: The key of its first unit.
        units: The keys of the units whose calendars it makes.
        partners: The keys of the partners whose calendars it makes.
        fields: Its lists of the plan: units, posts, teams and so on, by the names of the fields.
        roster: Its duties if a roster was given; None if the teams rotate.
    """

    key: str
    units: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    fields: Mapping[str, tuple[Any, ...]] = attrs.field(repr=False)
    roster: Roster | None = attrs.field(default=None, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its units and partners, by which it is recorded."""
        return (*self.units, *(f"partner {key}" for key in self.partners)) or (self.key,)

    def plan(self, shared: Plan) -> Plan:
        """Return the plan of the partition; ``shared`` is the `shared_plan`."""
        fields: dict[str, Any] = dict(self.fields)
        return attrs.evolve(shared, **fields)


def shared_plan(plan: Plan) -> Plan:
    """Return the part of a plan that all its partitions share: the plan without the lists of partitions."""
    empty: dict[str, Any] = dict.fromkeys(PARTITION_FIELDS, ())
    return attrs.evolve(plan, **empty, **_UNREAD)


def partition(plan: Plan, roster: Roster | None = None) -> Iterator[Partition]:
    """Yield the partitions of a plan, in the order of its units: one for each group of units that share teams."""
    cutter = _Cutter(plan, roster)
    # A plan made in Python may have posts and teams of a unit that it does not have.
    for key in dict.fromkeys((*cutter.group_of.values(), *cutter.indexes["posts"], *cutter.indexes["teams"])):
        yield cutter.cut((key,))


def partner_partitions(plan: Plan, roster: Roster | None = None) -> Iterator[Partition]:
    """Yield a partition for each partner, with all units at whose posts the partner takes part."""
    cutter = _Cutter(plan, roster)
    groups: dict[str, dict[str, None]] = {partner.key: {} for partner in plan.partners}
    for post in plan.posts:
        for key in post.partners:
            groups.setdefault(key, {})[cutter.group(post.unit)] = None
    for key, keys in groups.items():
        yield cutter.cut(keys, partner=key)


def _groups(plan: Plan, roster: Roster | None) -> dict[str, str]:
    """Return the first unit of the group of each unit; the units of a group share teams."""
    parents = {unit.key: unit.key for unit in plan.units}

    def first(unit: str) -> str:
        while parents.get(unit, unit) != unit:
            parents[unit] = parents[parents[unit]]
            unit = parents[unit]
        return unit

    unit_of_team = {team.key: team.unit for team in plan.teams}
    unit_of_post = {post.key: post.unit for post in plan.posts}
    team_of = {member.key: member.team for member in plan.members}
    pairs = {(post.key, team) for post in plan.posts for line in post.teams for team in line}
    pairs |= {(ending.post, ending.relief) for ending in plan.endings}
    for duty in roster.duties if roster else ():
        pairs.add((duty.post, duty.team))
        pairs.update((duty.post, team_of.get(key, "")) for key in duty.members)
    # In the order of the plan, for the first unit of a group names it.
    order = {post.key: number for number, post in enumerate(plan.posts)}
    for post, team in sorted(pairs, key=lambda pair: (order.get(pair[0], -1), pair[1])):
        if post in unit_of_post and team in unit_of_team:
            head, tail = first(unit_of_post[post]), first(unit_of_team[team])
            parents[tail] = head
    for one, other in _changed_together(plan):
        if one in parents and other in parents:
            parents[first(other)] = first(one)
    return {unit.key: first(unit.key) for unit in plan.units}


def _changed_together(plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the pairs of units that a change of the roster brings together."""
    posts = {post.key: post.unit for post in plan.posts}
    teams = {team.key: team.unit for team in plan.teams}
    members = {member.key: teams.get(member.team, "") for member in plan.members}
    for swap in plan.swaps:
        first, second = swap.first, swap.second
        yield posts.get(first.post, ""), posts.get(second.post, "")
        yield members.get(first.member, ""), members.get(second.member, "")
    for entry in plan.substitutions:
        yield members.get(entry.member, ""), members.get(entry.substitute, "")
    for addition in plan.additions:
        yield posts.get(addition.post, ""), teams.get(addition.team, "")
    for amendment in plan.amendments:
        for team in chain.from_iterable(amendment.teams or ()):
            yield posts.get(amendment.post, ""), teams.get(team, "")


def _members_count(plan: Plan) -> bool:
    """Return whether the members of a plan decide how many people of a team are there."""
    listed = Counter(member.team for member in plan.members)
    is_partial = any(0 < listed[team.key] != team.people for team in plan.teams)
    return is_partial or bool(plan.absences or plan.substitutions)


class _Cutter:
    """The index of a plan by group of units, from which partitions are cut."""

    def __init__(self, plan: Plan, roster: Roster | None) -> None:
        self._plan, self._roster = plan, roster
        self.group_of = _groups(plan, roster)
        self._positions = {unit.key: number for number, unit in enumerate(plan.units)}
        self._partners = {partner.key: number for number, partner in enumerate(plan.partners)}
        posts = {post.key: self.group(post.unit) for post in plan.posts}
        teams = {team.key: self.group(team.unit) for team in plan.teams}
        self.indexes = {
            "units": _by_group(self.group_of[unit.key] for unit in plan.units),
            "posts": _by_group(posts[post.key] for post in plan.posts),
            "teams": _by_group(teams[team.key] for team in plan.teams),
            "members": _by_group(teams.get(member.team, "") for member in plan.members),
            "endings": _by_group(posts.get(ending.post, "") for ending in plan.endings),
        }
        self._duties = _by_group(posts.get(duty.post, "") for duty in (roster.duties if roster else ()))

    def group(self, unit: str) -> str:
        return self.group_of.get(unit, unit)

    def cut(self, groups: Iterable[str], *, partner: str = "") -> Partition:
        """Return the partition of some groups of units; with a partner, it makes the calendar of that one alone.

        A partner sees no names, so the partition of a partner has no members, which would be those of all its units,
        unless they decide how many people of a team are there.
        """
        keys, plan, roster = tuple(groups), self._plan, self._roster
        fields: dict[str, Any] = {
            name: _pick(getattr(plan, name), positions, keys) for name, positions in self.indexes.items()
        }
        if partner and not _members_count(plan):
            fields["members"] = ()
        units = tuple(unit.key for unit in fields["units"])
        partners = {self._partners[key] for post in fields["posts"] for key in post.partners}
        partners |= {self._partners[partner]} if partner else set()
        fields["units"] = tuple(plan.units[number] for number in sorted(self._with_superiors(self._mustered(units))))
        fields["partners"] = tuple(plan.partners[number] for number in sorted(partners))
        return Partition(
            key=keys[0] if keys else "",
            units=() if partner else units,
            partners=(partner,) if partner else (),
            fields=fields,
            roster=Roster(_pick(roster.duties, self._duties, keys)) if roster is not None else None,
        )

    def _mustered(self, units: tuple[str, ...]) -> Iterator[str]:
        """Yield the units, and those that muster with them: the zone of a muster is one that all its units share."""
        yield from units
        for muster in self._plan.musters:
            if not set(units).isdisjoint(muster.units):
                yield from muster.units

    def _with_superiors(self, units: Iterable[str]) -> set[int]:
        """Return the positions of units and of those above them, from which they may have their zone."""
        positions: set[int] = set()
        for key in units:
            position = self._positions.get(key)
            while position is not None and position not in positions:
                positions.add(position)
                position = self._positions.get(self._plan.units[position].parent)
        return positions


def _by_group(groups: Iterable[str]) -> dict[str, list[int]]:
    positions: defaultdict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        positions[group].append(number)
    return dict(positions)


def _pick(values: Sequence[_T], positions: Mapping[str, list[int]], groups: Iterable[str]) -> tuple[_T, ...]:
    numbers = sorted(chain.from_iterable(positions.get(group, ()) for group in groups))
    return tuple(map(values.__getitem__, numbers))
