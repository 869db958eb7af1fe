"""The changes of a plan by the duties that they name, and a digest that recognises a change that was published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from electsched.operation.changes import (
    Absence,
    Addition,
    Amendment,
    Cancellation,
    Decision,
    Substitution,
    Swap,
)
from electsched.operation.plan import Plan
from electsched.operation.teams import Ending
from electsched.roster.duty import Duty

__all__ = ["PlanChange", "change_digest", "first_day", "is_correction", "names_duty", "plan_changes"]

PlanChange = Decision | Ending
"""A record that changes duties."""
DIGEST_DIGITS = 16


def plan_changes(plan: Plan) -> Iterator[tuple[str, PlanChange]]:
    """Yield every change of a plan with its place in the plan file, such as ``swap[0]``."""
    lists: Mapping[str, tuple[PlanChange, ...]] = {
        "absence": plan.absences,
        "substitution": plan.substitutions,
        "swap": plan.swaps,
        "amendment": plan.amendments,
        "addition": plan.additions,
        "cancellation": plan.cancellations,
        "ending": plan.endings,
    }
    for name, changes in lists.items():
        yield from ((f"{name}[{index}]", change) for index, change in enumerate(changes))


def change_digest(change: PlanChange) -> str:
    """Return a digest of a change, from which nothing of it can be read."""
    content = attrs.asdict(change, filter=lambda field, _: field.eq is not False)
    text = json.dumps([type(change).__name__, content], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_DIGITS]


def is_correction(change: PlanChange) -> bool:
    """Return whether it may change a duty that has begun: the actual end of a duty does, and others that say so."""
    return isinstance(change, Ending) or change.corrects


def first_day(change: PlanChange) -> date:
    """Return the first day on which it changes a duty."""
    if isinstance(change, Swap):
        return min(change.first.day, change.second.day)
    value = change.start if isinstance(change, Absence | Substitution | Amendment) else getattr(change, "day", date.min)
    return value if isinstance(value, date) else value.day


def names_duty(change: PlanChange, duty: Duty, team_of: Mapping[str, str]) -> bool:
    """Return whether a change is about a duty; ``team_of`` has the team of each member."""
    if isinstance(change, Swap):
        name = (duty.post, duty.line, duty.day, duty.shift)
        return change.first.names(*name) or change.second.names(*name)
    if isinstance(change, Amendment):
        is_concerned = duty.post == change.changed_post or duty.team == change.team
        return is_concerned and change.start <= duty.day
    if isinstance(change, Absence | Substitution):
        people = {change.member, team_of.get(change.member, ""), getattr(change, "team", "")} - {""}
        people |= {change.substitute} if isinstance(change, Substitution) else set()
        return not people.isdisjoint((duty.team, *duty.members)) and _covers(change, duty)
    if isinstance(change, Addition | Cancellation | Ending):
        is_same = (duty.post, duty.day, duty.shift) == (change.post, change.day, change.shift)
        return is_same and getattr(change, "line", "") in {"", duty.line}
    return False


def _covers(change: Absence | Substitution, duty: Duty) -> bool:
    if isinstance(change, Absence):
        return change.covers(duty.day, duty.span)
    return change.covers(duty.post, duty.day, duty.shift)
