"""Find the parts of a plan whose rosters do not depend on each other.

The rest of a team after a duty at one post decides its next duty at another, and a change of the roster may bring teams
and posts of several units together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, pairwise
from typing import Any

from electsched.operation.operation import Unit
from electsched.operation.plan import Plan
from electsched.roster.duty import Roster

__all__ = ["IndependentGroup", "independent_groups", "with_superiors"]

SINGLE_DUTIES = ("additions", "cancellations", "endings")
"""The changes that are about one duty of a post."""
IndependentGroup = defaultdict[str, list[Any]]
"""The units of a group and all that belongs to them, by the names of the plan's fields, and their ``duties``."""


def independent_groups(
    plan: Plan, roster: Roster | None, *, together: Iterable[Iterable[str]] = ()
) -> list[IndependentGroup]:
    """Return the groups of units that share teams, in the order of the plan.

    ``together`` are lists of units, posts and teams, such as ``posts/kpu``; the present units of a list are one group
    in any case. A plan made in Python may have posts and teams of a unit that it does not have; these are groups as
    well.
    """
    posts = {post.key: post.unit for post in plan.posts}
    teams = {team.key: team.unit for team in plan.teams}
    members = {member.key: teams.get(member.team, "") for member in plan.members}
    duties = roster.duties if roster else ()
    pairs = set(_kept_together(plan, posts, teams, together))
    pairs |= {(posts[post.key], teams.get(team, "")) for post in plan.posts for line in post.teams for team in line}
    pairs |= {(posts.get(ending.post, ""), teams.get(ending.relief, "")) for ending in plan.endings}
    for duty in duties:
        unit = posts.get(duty.post, "")
        pairs.add((unit, teams.get(duty.team, "")))
        pairs.update((unit, members.get(key, "")) for key in duty.members)

    connected = {key: {key} for key in (*plan.zones, *posts.values(), *teams.values())}
    for first, second in pairs.union(_changed_together(plan, posts, teams, members)):
        if first in connected and second in connected:
            small, large = sorted((connected[first], connected[second]), key=len)
            if small is not large:
                large |= small
                connected |= dict.fromkeys(small, large)

    # The record of a change of somebody who left is kept with the first unit.
    first_unit = next(iter(connected), "")
    groups: defaultdict[int, IndependentGroup] = defaultdict(lambda: defaultdict(list))
    owned: list[tuple[str, Iterable[Any], Callable[[Any], str]]] = [
        ("units", plan.units, lambda unit: unit.key),
        ("posts", plan.posts, lambda post: post.unit),
        ("teams", plan.teams, lambda team: team.unit),
        ("members", plan.members, lambda member: teams.get(member.team, "")),
        ("duties", duties, lambda duty: posts.get(duty.post, "")),
        ("absences", plan.absences, lambda entry: teams.get(entry.team) or members.get(entry.member, first_unit)),
        ("substitutions", plan.substitutions, lambda entry: members.get(entry.member, first_unit)),
        ("swaps", plan.swaps, lambda swap: posts.get(swap.first.post, "")),
        ("amendments", plan.amendments, lambda entry: posts.get(entry.changed_post) or teams.get(entry.team, "")),
        *((name, getattr(plan, name), lambda entry: posts.get(entry.post, "")) for name in SINGLE_DUTIES),
    ]
    for name, entries, owner in owned:
        for entry in entries:
            if (unit := owner(entry)) in connected:
                groups[id(connected[unit])][name].append(entry)
    return list(groups.values())


def _kept_together(
    plan: Plan, posts: Mapping[str, str], teams: Mapping[str, str], together: Iterable[Iterable[str]]
) -> Iterator[tuple[str, str]]:
    owners = {f"units/{key}": key for key in plan.zones}
    owners |= {f"posts/{key}": unit for key, unit in posts.items()}
    owners |= {f"teams/{key}": unit for key, unit in teams.items()}
    for names in together:
        yield from pairwise(owners[name] for name in names if name in owners)


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


def with_superiors(plan: Plan, units: Iterable[Unit]) -> tuple[Unit, ...]:
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
