"""Check the swaps of a plan: their records, and the members against the teams whose turn the duties are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from electsched.errors import Fault
from electsched.loaders.checks.value_checks import References
from electsched.loaders.toml import Fields
from electsched.operation.changes import DutyName, DutySlot, Swap
from electsched.operation.plan import Plan
from electsched.phrases import phrase, quoted
from electsched.roster.slots import PlannedDuty, swapped_duties

__all__ = ["is_same_duty", "swap_faults", "swapped_member_faults"]


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
    entries = (entry for entry in plan.substitutions if entry.covers(planned.post.key, slot.day, slot.shift.key))
    return {entry.substitute for entry in entries} | {substitute for _, substitute in planned.stand_ins}


def swap_faults(fields: Fields, references: References) -> Iterator[Fault]:
    """Yield every fault of the swaps that needs neither dates of windows nor members."""
    swaps: dict[int, Swap] = fields.items("swap")
    names = [
        (f"swap[{index}].{part}", getattr(swap, part)) for index, swap in swaps.items() for part in ("first", "second")
    ]
    for path, name in names:
        yield from references.faults(f"{path}.post", "post", name.post)
    earlier: defaultdict[DutySlot, list[DutyName]] = defaultdict(list)
    for path, name in names:
        if any(_is_same_exchange(earlier_name, name) for earlier_name in earlier[name.slot]):
            text = " ".join(filter(None, (name.post, name.day.isoformat(), name.shift, name.line)))
            yield Fault(path, phrase("{text!r} a second time", text=text), phrase("one swap of a duty"))
        earlier[name.slot].append(name)
    for index, swap in swaps.items():
        if swap.first.member and swap.first.member == swap.second.member:
            yield Fault(
                f"swap[{index}].second.member",
                quoted(swap.second.member),
                phrase("another member than in the first duty"),
            )
        elif swap.first.member and is_same_duty(swap.first, swap.second):
            yield Fault(f"swap[{index}].second", phrase("the first duty again"), phrase("another duty"))
        if bool(swap.first.member) != bool(swap.second.member):
            missing = "second" if swap.first.member else "first"
            yield Fault(
                f"swap[{index}].{missing}.member", phrase("nothing"), phrase("a member in both duties, or in neither")
            )


def is_same_duty(first: DutyName, second: DutyName) -> bool:
    """Return whether two names are of one duty, which a name without a line may be."""
    return first.names(second.post, second.line or first.line, second.day, second.shift)


def _is_same_exchange(first: DutyName, second: DutyName) -> bool:
    """Return whether two names are of one duty, and not of two different members who do it."""
    is_other_member = bool(first.member and second.member) and first.member != second.member
    return is_same_duty(first, second) and not is_other_member
