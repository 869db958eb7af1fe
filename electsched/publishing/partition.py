"""Cut a plan into partitions that can be rotated and published independently of each other.

Units that share a team are in one partition: the rest of a team after a duty at one post decides its next duty at
another. The calendars of a partition are the same as if they were made from the whole plan.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import attrs

from electsched.operation.operation import Unit
from electsched.operation.plan import Plan
from electsched.publishing.fingerprint import PARTITION_FIELDS
from electsched.publishing.layout import INTERNAL
from electsched.roster.duty import Roster
from electsched.stores.base import SECRET

__all__ = ["Partition", "partition", "partner_partitions", "shared_plan"]

_Group = defaultdict[str, list[Any]]
"""The units of a group and all that belongs to them, by the names of the plan's fields, and their ``duties``."""


@attrs.frozen(kw_only=True)
class Partition:
    """The part of a plan that can be published independently.

    Attributes:
        path: Its first calendar, which names it in errors.
        units: The keys of the units whose calendars it makes.
        partner: The key of the partner whose calendar it makes; empty if it makes those of units.
        stems: The paths of its calendars below the internal part, without language.
        fields: Its lists of the plan: units, posts, teams and so on, by the names of the fields.
        roster: Its duties if a roster was given; None if the teams rotate.
    """

    path: str
    units: tuple[str, ...] = ()
    partner: str = ""
    stems: tuple[str, ...] = attrs.field(default=(), repr=False)
    fields: Mapping[str, tuple[Any, ...]] = attrs.field(repr=False)
    roster: Roster | None = attrs.field(default=None, repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which it is recorded."""
        return self.units or (self.path,)

    def plan(self, shared: Plan) -> Plan:
        """Return the plan of the partition; ``shared`` is the `shared_plan`."""
        fields: dict[str, Any] = dict(self.fields)
        return attrs.evolve(shared, **fields)


def shared_plan(plan: Plan) -> Plan:
    """Return the part of a plan that all its partitions share, without fields that no calendar and no page needs."""
    empty: dict[str, Any] = dict.fromkeys((*PARTITION_FIELDS, "stations", "strengths", "reinforcements"), ())
    return attrs.evolve(plan, **empty, station_guard=None)


def partition(plan: Plan, roster: Roster | None = None) -> Iterator[Partition]:
    """Yield the partitions of a plan, in the order of its units: one for each group of units that share teams."""
    for group in _groups(plan, roster):
        stems = tuple(f"{name}/{entry.key}" for name in ("units", "posts", "teams") for entry in group[name])
        units = tuple(unit.key for unit in group["units"])
        path = f"{INTERNAL}/{stems[0]}.{plan.languages[0]}.ics"
        yield _partition(plan, group, roster, path=path, units=units, stems=stems)


def partner_partitions(plan: Plan, roster: Roster | None = None) -> Iterator[Partition]:
    """Yield a partition for each partner, with all units at whose posts the partner takes part.

    A partner sees no names, so these partitions have no members, which would be those of all its units, unless they
    decide how many people of a team are there.
    """
    group_of = {post.key: group for group in _groups(plan, roster) for post in group["posts"]}
    names = [name for name in PARTITION_FIELDS if name != "members" or _members_count(plan)]
    lists = {**{name: getattr(plan, name) for name in names}, "duties": roster.duties if roster else ()}
    for partner in plan.partners:
        groups = [group_of[post.key] for post in plan.posts if partner.key in plan.partners_of(post)]
        ids = {id(entry) for group in groups for entries in group.values() for entry in entries}
        # In the order of the plan, which decides that of the duties.
        union = {name: [entry for entry in entries if id(entry) in ids] for name, entries in lists.items()}
        path = f"{SECRET}/.../duties.{plan.languages[0]}.ics (partner {partner.key})"
        yield _partition(plan, defaultdict(list, union), roster, path=path, partner=partner.key)


def _partition(plan: Plan, group: _Group, roster: Roster | None, **owner: Any) -> Partition:  # noqa: ANN401  # see the fields
    partners = {owner.get("partner"), *(key for post in group["posts"] for key in plan.partners_of(post))}
    fields = {name: tuple(group[name]) for name in PARTITION_FIELDS}
    fields["units"] = _with_superiors(plan, fields["units"])
    fields["partners"] = tuple(entry for entry in plan.partners if entry.key in partners)
    duties = Roster(tuple(group["duties"])) if roster is not None else None
    return Partition(fields=fields, roster=duties, **owner)


def _with_superiors(plan: Plan, units: Iterable[Unit]) -> tuple[Unit, ...]:
    """Return units, those that muster with them, and all above these, for their zones depend on each other.

    The zone of a muster is one that all its units share, and a unit without a zone has that of the unit above.
    """
    keys = [unit.key for unit in units]
    mustered = [muster.units for muster in plan.musters if not set(muster.units).isdisjoint(keys)]
    needed: dict[str, Unit] = {}
    for first in (*keys, *chain.from_iterable(mustered)):
        key = first
        while key in plan.zones and key not in needed:
            needed[key] = plan.unit(key)
            key = needed[key].parent
    return tuple(needed.values())


def _groups(plan: Plan, roster: Roster | None) -> list[_Group]:
    """Return the groups of units that share teams, in the order of the plan.

    A plan made in Python may have posts and teams of a unit that it does not have; these are groups as well.
    """
    posts = {post.key: post.unit for post in plan.posts}
    teams = {team.key: team.unit for team in plan.teams}
    members = {member.key: teams.get(member.team, "") for member in plan.members}
    duties = roster.duties if roster else ()
    together = {(posts[post.key], teams.get(team, "")) for post in plan.posts for line in post.teams for team in line}
    together |= {(posts.get(ending.post, ""), teams.get(ending.relief, "")) for ending in plan.endings}
    for duty in duties:
        unit = posts.get(duty.post, "")
        together.add((unit, teams.get(duty.team, "")))
        together.update((unit, members.get(key, "")) for key in duty.members)

    connected = {key: {key} for key in (*plan.zones, *posts.values(), *teams.values())}
    for first, second in together.union(_changed_together(plan, posts, teams, members)):
        if first in connected and second in connected:
            small, large = sorted((connected[first], connected[second]), key=len)
            if small is not large:
                large |= small
                connected |= dict.fromkeys(small, large)

    groups: defaultdict[int, _Group] = defaultdict(lambda: defaultdict(list))
    for name, entries, owner, units in (
        ("units", plan.units, "key", {key: key for key in plan.zones}),
        ("posts", plan.posts, "key", posts),
        ("teams", plan.teams, "key", teams),
        ("members", plan.members, "team", teams),
        ("endings", plan.endings, "post", posts),
        ("duties", duties, "post", posts),
    ):
        for entry in entries:
            if getattr(entry, owner) in units:
                groups[id(connected[units[getattr(entry, owner)]])][name].append(entry)
    return list(groups.values())


def _changed_together(
    plan: Plan, posts: Mapping[str, str], teams: Mapping[str, str], members: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of units that a change of the roster brings together; an unknown unit is empty."""
    for swap in plan.swaps:
        first, second = swap.first, swap.second
        yield posts.get(first.post, ""), posts.get(second.post, "")
        yield from ((posts.get(first.post, ""), members.get(name.member, "")) for name in (first, second))
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
    is_partial = is_partial or any(amendment.team for amendment in plan.amendments)
    return is_partial or bool(plan.absences or plan.substitutions)
