"""Cut a plan into partitions that can be rotated and published independently of each other.

Units that share a team are in one partition: the rest of a team after a duty at one post decides its next duty at
another. The calendars of a partition are the same as if they were made from the whole plan. What was in one partition
stays together, even if the plan no longer connects it: a duty that left a calendar may be live in another one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from electsched.operation.plan import Plan
from electsched.roster.duty import Duty, Roster
from electsched.roster.parts.independence import (
    IndependentGroup,
    independent_groups,
    with_superiors,
)
from electsched.values import value_text

__all__ = [
    "CHANGE_FIELDS",
    "PARTITION_FIELDS",
    "Partition",
    "partition",
    "partner_partitions",
    "seen_by_partners",
    "shared_plan",
]

CHANGE_FIELDS = ("absences", "substitutions", "swaps", "amendments", "additions", "cancellations", "endings")
PARTITION_FIELDS = ("units", "partners", "posts", "teams", "members", *CHANGE_FIELDS)
"""The fields of a plan of which each partition has its own part. All partitions share all other fields."""
PARTNER = "partner "
_NO_SCOPES: Mapping[tuple[str, ...], Iterable[str]] = MappingProxyType({})


@attrs.frozen(kw_only=True)
class Partition:
    """The part of a plan that can be published independently.

    Attributes:
        units: The keys of the units whose calendars it makes.
        partner: The key of the partner whose calendar it makes; empty if it makes those of units.
        scope: The units, posts and teams of its groups, as the paths of their calendars below the internal part,
            without language.
        fields: Its lists of the plan: units, posts, teams and so on, by the names of the fields.
        roster: Its duties if a roster was given; None if the teams rotate.
    """

    units: tuple[str, ...] = ()
    partner: str = ""
    scope: tuple[str, ...] = attrs.field(default=(), repr=False)
    fields: Mapping[str, tuple[Any, ...]] = attrs.field(repr=False)
    roster: Roster | None = attrs.field(default=None, repr=False)

    __repr__ = value_text

    @property
    def names(self) -> tuple[str, ...]:
        """The names by which it is recorded: its units, or its partner."""
        return self.units or (f"{PARTNER}{self.partner}",)

    @property
    def stems(self) -> tuple[str, ...]:
        """The paths of its calendars below the internal part, without language."""
        return () if self.partner else self.scope

    def plan(self, shared: Plan) -> Plan:
        """Return the plan of the partition; ``shared`` is the `shared_plan`."""
        fields: dict[str, Any] = dict(self.fields)
        plan = attrs.evolve(shared, **fields)
        # They come from the stages and the operation, which all partitions share: they are computed once.
        for name in ("windows", "postures"):
            object.__setattr__(plan, name, getattr(shared, name))
        return plan


def shared_plan(plan: Plan) -> Plan:
    """Return the part of a plan that all its partitions share, without fields that no calendar and no page needs."""
    empty: dict[str, Any] = dict.fromkeys((*PARTITION_FIELDS, "stations", "strengths", "reinforcements"), ())
    return attrs.evolve(plan, **empty, station_guard=None)


def partition(
    plan: Plan, roster: Roster | None = None, scopes: Mapping[tuple[str, ...], Iterable[str]] = _NO_SCOPES
) -> Iterator[Partition]:
    """Yield the partitions of a plan, in the order of its units: one for each group of units that share teams.

    ``scopes`` are those of the published partitions, by their names.
    """
    of_units = [scope for names, scope in scopes.items() if not names[0].startswith(PARTNER)]
    for group in independent_groups(plan, roster, together=of_units):
        units, scope = tuple(unit.key for unit in group["units"]), _scope(group)
        yield _partition(plan, group, roster, units=units, scope=scope)


def partner_partitions(
    plan: Plan, roster: Roster | None = None, scopes: Mapping[tuple[str, ...], Iterable[str]] = _NO_SCOPES
) -> Iterator[Partition]:
    """Yield a partition for each partner, with all units at whose posts the partner takes part, or took part before.

    A partner sees neither teams nor members, so these partitions have none: no roster is built of them.
    """
    partner_duties = () if roster is None else seen_by_partners(roster.duties)
    owners = {f"units/{unit.key}": unit.key for unit in plan.units}
    owners |= {f"posts/{post.key}": post.unit for post in plan.posts}
    for partner in plan.partners:
        present_stems = (f"posts/{post.key}" for post in plan.posts if partner.key in plan.partners_of(post))
        former_stems = scopes.get((f"{PARTNER}{partner.key}",), ())
        units = {owners[stem] for stem in (*present_stems, *former_stems) if stem in owners}
        posts = {post.key: post for post in plan.posts if post.unit in units}
        group = IndependentGroup(
            list,
            units=[unit for unit in plan.units if unit.key in units],
            posts=[*posts.values()],
            amendments=[amendment for amendment in plan.amendments if amendment.changed_post in posts],
            duties=[duty for duty in partner_duties if duty.post in posts],
        )
        yield _partition(plan, group, roster, partner=partner.key, scope=_scope(group))


def seen_by_partners(duties: Iterable[Duty]) -> tuple[Duty, ...]:
    """Return duties without the teams and members, which no partner sees."""
    return tuple(attrs.evolve(duty, team="", members=()) for duty in duties)


def _scope(group: IndependentGroup) -> tuple[str, ...]:
    return tuple(f"{name}/{entry.key}" for name in ("units", "posts", "teams") for entry in group[name])


def _partition(plan: Plan, group: IndependentGroup, roster: Roster | None, **owner: Any) -> Partition:  # noqa: ANN401  # see the fields
    partners = {owner.get("partner"), *(key for post in group["posts"] for key in plan.partners_of(post))}
    fields = {name: tuple(group[name]) for name in PARTITION_FIELDS}
    fields["units"] = with_superiors(plan, fields["units"])
    fields["partners"] = tuple(entry for entry in plan.partners if entry.key in partners)
    duties = Roster(tuple(group["duties"])) if roster is not None else None
    return Partition(fields=fields, roster=duties, **owner)
