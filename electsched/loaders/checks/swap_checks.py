"""Check the swaps of members of a plan against the teams whose turn the duties are."""

from __future__ import annotations

from collections.abc import Iterator

from electsched.errors import Fault
from electsched.operation.plan import Plan
from electsched.phrases import phrase
from electsched.roster.slots import PlannedDuty, swapped_duties

__all__ = ["swapped_member_faults"]


def swapped_member_faults(plan: Plan) -> Iterator[Fault]:
    """Yield each member who gives a duty in a swap, but is neither of its team nor stands in there."""
    if not any(swap.first.member for swap in plan.swaps):
        return
    team_of = {member.key: member.team for member in plan.members}
    for index, part, planned in swapped_duties(plan):
        key = getattr(plan.swaps[index], part).member
        team = team_of.get(key)
        if team is None or team == planned.team or key in _standing_in(plan, planned):
            continue
        found = phrase(
            "{key!r}, a member of {team!r}, and the duty is that of {other!r}", key=key, team=team, other=planned.team
        )
        yield Fault(f"swap[{index}].{part}.member", found, phrase("a member of that team, or one who stands in there"))


def _standing_in(plan: Plan, planned: PlannedDuty) -> set[str]:
    slot = planned.slot
    entries = (each for each in plan.substitutions if each.covers(planned.post.key, slot.day, slot.shift.key))
    return {entry.substitute for entry in entries} | {substitute for _, substitute in planned.stand_ins}
