"""The repair of the roster of a plan: fewest gaps, then fewest changes to others, then fairness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from electsched.operation.plan import Plan
from electsched.operation.shifts import OFF
from electsched.operation.work_rules import NoticeTier
from electsched.roster.assignment.plans.marks import plain_mark, planned_name
from electsched.roster.assignment.repair.change import Proof, Repair, VacantPlace, clear_days
from electsched.roster.assignment.repair.repair import RepairSettings, repair_case
from electsched.roster.duty import Duty, Roster
from electsched.roster.repair.request import RepairRequest
from electsched.roster.repair.scope import Crews, Identity, UnitCase, crews_of, unit_cases
from electsched.roster.slots import PlannedDuty
from electsched.values import value_text

__all__ = ["PersonChange", "PlanRepair", "repair_plan"]


@attrs.frozen(kw_only=True)
class PersonChange:
    """A day of a member that changes.

    Attributes:
        member: The key of the member.
        day: The day on which the duties begin.
        before: The duty before, as ``post/line/shift``; empty if the member was off.
        after: The duty after the repair; empty if the member is off.
        absent: Whether the change is the absence itself.
        clear_days: The days between the decision and the day, without both; None if the decision is not known.
        notice: The class of the notice; None if no class is as short.
    """

    member: str
    day: date
    before: str
    after: str
    absent: bool = False
    clear_days: int | None = None
    notice: NoticeTier | None = None

    __repr__ = value_text

    def to_dict(self) -> dict[str, Any]:
        """Return the change as plain data."""
        return {
            **attrs.asdict(self, filter=lambda field, _: field.name != "notice"),
            "day": self.day.isoformat(),
            "notice": self.notice.key if self.notice else "",
        }


@attrs.frozen(kw_only=True, repr=False)
class PlanRepair:
    """The repaired roster of a plan.

    Attributes:
        roster: The roster; duties that do not change are as they were.
        changes: The days of members that change.
        repairs: The repair of each group of units that is concerned, with the rows before and after.
        relaxed: Whether rules with the severity ``warning`` were left out somewhere, because more places are filled so.
    """

    roster: Roster
    changes: tuple[PersonChange, ...]
    repairs: tuple[tuple[UnitCase, Repair], ...]
    relaxed: bool

    def __repr__(self) -> str:
        """Return the number of changes and of gaps."""
        return f"PlanRepair({len(self.changes)} changes; {self.gaps} gaps)"

    @property
    def gaps(self) -> int:
        """The number of places that stay empty."""
        return sum(len(repair.gaps) for _, repair in self.repairs)

    @property
    def empty_places(self) -> tuple[VacantPlace, ...]:
        """The places that stay empty; their shifts are post, line and shift."""
        gaps = (gap for _, repair in self.repairs for gap in repair.gaps)
        return tuple(attrs.evolve(gap, shift=plain_mark(gap.shift)) for gap in gaps)

    @property
    def proof(self) -> Proof:
        """``least`` if all repairs are proven least; ``window`` if all are at least in windows; else empty."""
        proofs = {repair.proof for _, repair in self.repairs}
        return "" if "" in proofs else "window" if "window" in proofs else "least"


def repair_plan(plan: Plan, roster: Roster, request: RepairRequest | None = None) -> PlanRepair:
    """Return the repair of a roster for the plan as it is now: with absences, other needs, or duties on other days.

    The duties that have begun stay, and so do members on duty by a substitution or a swap. Members of the same units
    can stand in. Rules with the severity ``warning`` hold too, unless more places are filled without them. Whoever
    breaks a rule already keeps the days around it.

    Args:
        plan: The plan as it is now, with its members.
        roster: The roster that holds.
        request: The moment, the decision and the budget.
    """
    chosen = request or RepairRequest()
    fixed = _decided_members(plan, roster)
    settings = RepairSettings(decided=chosen.decided, budget=chosen.budget)
    lenient: dict[int, UnitCase] = {}
    pairs: list[tuple[UnitCase, Repair]] = []
    relaxed = False
    for number, unit in enumerate(_cases(plan, roster, chosen, fixed, ("error", "warning"))):
        repair = repair_case(unit.case, unit.absent, settings)
        if repair.gaps and any(rule.severity == "warning" for rule in plan.rules):
            lenient = lenient or dict(enumerate(_cases(plan, roster, chosen, fixed, ("error",))))
            lenient_repair = repair_case(lenient[number].case, unit.absent, settings)
            if len(lenient_repair.gaps) < len(repair.gaps):
                pairs.append((lenient[number], lenient_repair))
                relaxed = True
                continue
        pairs.append((unit, repair))
    changes = [change for unit, repair in pairs for change in _person_changes(plan, unit, repair, chosen)]
    return PlanRepair(
        roster=_repaired_roster(plan, roster, pairs, open_teams=chosen.open_teams),
        changes=tuple(sorted(changes, key=lambda change: (change.day, not change.absent, change.member))),
        repairs=tuple(pairs),
        relaxed=relaxed,
    )


def _cases(
    plan: Plan, roster: Roster, request: RepairRequest, fixed: Crews, severities: tuple[str, ...]
) -> Iterator[UnitCase]:
    return unit_cases(plan, roster, request, fixed, severities)


def _decided_members(plan: Plan, roster: Roster) -> Crews:
    """Return the members who are on each duty because they stand in for somebody, or have exchanged it."""
    fixed: dict[Identity, tuple[str, ...]] = {}
    crews = crews_of(plan, roster)
    for duty in roster:
        substitutes = [
            entry.substitute for entry in plan.substitutions if entry.covers(duty.post, duty.day, duty.shift)
        ]
        for swap in plan.swaps:
            for given, taken in ((swap.first, swap.second), (swap.second, swap.first)):
                if given.names(duty.post, duty.line, duty.day, duty.shift):
                    substitutes.append(taken.member)
        on_duty = tuple(key for key in substitutes if key in crews[duty.identity])
        if on_duty:
            fixed[duty.identity] = on_duty
    return fixed


def _person_changes(plan: Plan, unit: UnitCase, repair: Repair, request: RepairRequest) -> Iterator[PersonChange]:
    for member, day, old_mark, new_mark, absent in _changed_days(unit, repair):
        notice = clear_days(request.decided, day)
        tiers = [tier for tier in plan.notices if notice is not None and notice < tier.under]
        yield PersonChange(
            member=member,
            day=day,
            before=plain_mark(old_mark),
            after=plain_mark(new_mark),
            absent=absent,
            clear_days=notice,
            notice=min(tiers, key=lambda tier: tier.under, default=None),
        )


def _changed_days(unit: UnitCase, repair: Repair) -> Iterator[tuple[str, date, str, str, bool]]:
    """Yield each member and day that changes, with the marks before and after, and whether the member is absent."""
    case, absent = unit.case, set(unit.absent)
    for officer in case.problem.officers:
        pair = zip(case.published[officer.key], repair.rows[officer.key], strict=True)
        for index, (old_mark, new_mark) in enumerate(pair):
            if old_mark != new_mark:
                yield officer.key, case.problem.day(index), old_mark, new_mark, (officer.key, index) in absent
    for member, (post, line, day, shift, _) in sorted(unit.left):
        yield member, day, f"{post}/{line}/{shift}", OFF, True


def _repaired_roster(
    plan: Plan, roster: Roster, pairs: Sequence[tuple[UnitCase, Repair]], *, open_teams: bool
) -> Roster:
    """Return the roster with the crews of the repairs; duties with the same people are as they were.

    A duty stays of its team, unless teams are open: then it is of that of most of its people.
    """
    duties: dict[Identity, Duty] = {duty.identity: duty for duty in roster}
    crews = crews_of(plan, roster)
    for unit, repair in pairs:
        places = _people_by_place(unit, repair)
        rostered = {officer.key for officer in unit.case.problem.officers}
        for identity in unit.gone:
            duties.pop(identity)
        for duty in unit.duties:
            old_crew = crews.get(duty.identity, ())
            coming = places.get((duty.slot.day, planned_name(duty)), ())
            left = {key for key in old_crew if (key, duty.identity) in unit.left}
            staying = [key for key in old_crew if key in coming or (key not in rostered and key not in left)]
            crew = (*staying, *(key for key in coming if key not in old_crew))
            if crew != old_crew:
                old = duties.pop(duty.identity, None)
                if crew:
                    team = duty.team or (old.team if old is not None and not open_teams else "")
                    duties[duty.identity] = _duty(plan, duty, crew, team)
    posts = {post.key: number for number, post in enumerate(plan.posts)}
    planned = [duty.identity for unit, _ in pairs for duty in unit.duties]
    ranks = {identity: number for number, identity in enumerate(planned)}

    def place(duty: Duty) -> tuple[float, int, int]:
        return duty.span.start.timestamp(), posts.get(duty.post, -1), ranks.get(duty.identity, -1)

    return Roster(tuple(sorted(duties.values(), key=place)), plan)


def _people_by_place(unit: UnitCase, repair: Repair) -> Mapping[tuple[date, str], tuple[str, ...]]:
    places: dict[tuple[date, str], tuple[str, ...]] = {}
    for officer in unit.case.problem.officers:
        for index, mark in enumerate(repair.rows[officer.key]):
            if mark != OFF:
                place = (unit.case.problem.day(index), plain_mark(mark))
                places[place] = (*places.get(place, ()), officer.key)
    return places


def _duty(plan: Plan, planned: PlannedDuty, crew: tuple[str, ...], team: str) -> Duty:
    slot = planned.slot
    teams = [plan.member(key).team for key in crew]
    team = team or max(sorted(set(teams)), key=teams.count)
    whole = {member.key for member in plan.members if member.team == team}
    return Duty(
        post=planned.post.key,
        line=planned.line,
        day=slot.day,
        shift=slot.shift.key,
        team=team,
        people=len(crew),
        span=slot.span,
        members=() if whole == set(crew) else crew,
        relief=planned.relief,
    )
