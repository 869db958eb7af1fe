"""The records of a plan that lead to a repaired roster: an absence, and a substitution for each place that changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import attrs

from electsched.law.date_arithmetic import Moment
from electsched.operation.changes import Absence, Decision, Substitution
from electsched.operation.plan import Plan
from electsched.roster.duty import Duty, Roster
from electsched.roster.repair.scope import crews_of

__all__ = ["proposed_records", "record_keys", "with_records"]

_MOST_PASSES = 20
"""How often records are added because a record changed the turns of the others of a team."""


def with_records(plan: Plan, records: tuple[Decision, ...]) -> Plan:
    """Return a plan with absences and substitutions at the end of its lists."""
    return attrs.evolve(
        plan,
        absences=(*plan.absences, *(record for record in records if isinstance(record, Absence))),
        substitutions=(*plan.substitutions, *(record for record in records if isinstance(record, Substitution))),
    )


def proposed_records(
    plan: Plan, before: Roster, after: Roster, decision: Decision, build: Callable[[Plan], Roster]
) -> tuple[tuple[Substitution, ...], Roster]:
    """Return the substitutions that lead from one roster to another, and the roster that the plan has with them.

    A substitution changes the turns of the others of a team if the team has more people than its duties need; then
    further ones keep them. At the end the roster of the plan is the repaired one, unless a team is so short that no
    record can say who comes.

    Args:
        plan: The plan with the absences.
        before: The roster before the repair.
        after: The repaired roster.
        decision: Who decides, when and why.
        build: Returns the roster of a plan.
    """
    records: tuple[Substitution, ...] = (*_substitutions(plan, before, after, decision),)
    built = build(with_records(plan, records))
    for _ in range(_MOST_PASSES):
        further = (*_substitutions(with_records(plan, records), built, after, decision, first_day_only=True),)
        if not further:
            break
        records = (*records, *further)
        built = build(with_records(plan, records))
    return records, built


def _substitutions(
    plan: Plan, before: Roster, after: Roster, decision: Decision, *, first_day_only: bool = False
) -> Iterator[Substitution]:
    """Yield a substitution for each member who comes to a duty, for one who leaves it or of its team cannot do it."""
    crews, target_crews = crews_of(plan, before), crews_of(plan, after)
    replaced = {(entry.member, entry.start) for entry in plan.substitutions}
    first: date | None = None
    for duty in after:
        crew = crews.get(duty.identity, ())
        absent = _absent(plan, duty)
        coming = [key for key in target_crews[duty.identity] if key not in crew and key not in absent]
        leaving = [key for key in crew if key not in target_crews[duty.identity]]
        leaving += [key for key in absent if key not in crew and (key, duty.day) not in replaced]
        pairs = [*zip(leaving, coming, strict=False)]
        if not pairs or (first_day_only and first not in {None, duty.day}):
            continue
        first = duty.day
        for member, substitute in pairs:
            yield Substitution(
                member=member,
                substitute=substitute,
                start=duty.day,
                post=duty.post,
                shift=duty.shift,
                by=decision.by,
                decided=decision.decided,
                reason=decision.reason,
            )


def _absent(plan: Plan, duty: Duty) -> list[str]:
    """Return the members of the team of a duty who are absent from it, or barred from its post."""
    away = {
        absence.member
        for absence in plan.absences
        if absence.covers(duty.day, duty.span) and not absence.is_refused(plan.postures.get(duty.day))
    }
    team = [member for member in plan.members if member.team == duty.team]
    return [member.key for member in team if member.key in away or duty.post in member.barred_posts]


def record_keys(record: Absence | Substitution) -> dict[str, Any]:
    """Return the keys of a record, as a plan file has them; those of the decision are last."""
    decision = {"by": record.by, "decided": record.decided, "reason": record.reason}
    keys = {
        field.name: _local(value) if isinstance(value, Moment) else value
        for field in attrs.fields(type(record))
        if field.name not in attrs.fields_dict(Decision)
        and (value := getattr(record, field.name)) not in ("", None, False)
        and (field.name, value) != ("people", 1)
    }
    return {**keys, **decision}


def _local(moment: Moment) -> datetime:
    return datetime.combine(moment.day, time()) + timedelta(minutes=moment.minutes)
