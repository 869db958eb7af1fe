"""Repairs of plans: the records that are proposed lead to the repaired roster, and the independent check agrees."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

import electsched
from electsched.errors import InputError
from electsched.i18n.text import Text
from electsched.loaders.plan_files.held_roster import load_held_roster
from electsched.operation.changes import Absence, Addition, Amendment, Cancellation, Substitution
from electsched.operation.plan import Plan
from electsched.operation.resources import Posture
from electsched.operation.shifts import OFF
from electsched.operation.teams import Member
from electsched.operation.work_rules import NoticeTier, Waiver
from electsched.roster.duty import Duty, Roster
from electsched.roster.index import RosterIndex
from electsched.roster.past.record import record_of
from electsched.roster.repair.begun import OpenAbsence, open_absence
from electsched.roster.repair.plan_repair import PlanRepair, repair_plan
from electsched.roster.repair.proposals import proposed_records, record_keys, with_records
from electsched.roster.repair.request import RepairRequest
from electsched.roster.repair.scope import crews_of
from electsched.roster.rotation import continue_roster
from electsched.roster.sheets.grid import duty_grid
from electsched.timespan import Span
from tests.builders import (
    DECISION,
    a_line,
    a_pattern,
    a_plan,
    a_post,
    a_shift,
    a_team,
    a_window,
    an_absence,
    an_operation,
    with_posture,
)
from tests.roster.small_plan import REST, START
from tests.sites import jombang


def _plan(days: int = 9, each: int = 2, spare: int = 3) -> Plan:
    """Return a plan of three teams in turns, with members, and a team without turns whose members can stand in."""
    shifts = [a_shift("d", 7, 8, each), a_shift("n", 22, 8, each)]
    sizes = {"a": each, "b": each, "c": each, "s": spare}
    return a_plan(
        rules=(REST,),
        posts=[a_post("x", "abc", pattern="p", windows=("w",))],
        patterns=[a_pattern("p", shifts, a_line("d", "n", OFF, key="l"))],
        teams=[a_team(key, people) for key, people in sizes.items()],
        windows=[a_window(START, days=days, key="w")],
        members=tuple(
            Member(key=f"{team}{number}", team=team, name=f"{team} {number}")
            for team, people in sizes.items()
            for number in range(people)
        ),
    )


def _sick(member: str, first: int, last: int) -> Absence:
    return an_absence(START + timedelta(days=first), START + timedelta(days=last), member=member, kind="sick")


def _written(plan: Plan, before: Roster, repair: PlanRepair) -> tuple[Plan, Roster, tuple[Substitution, ...]]:
    """Return the plan with the proposed records, its roster, and the records."""
    decision = an_absence(START, member="a0")
    records, roster = proposed_records(
        plan, before, repair.roster, decision, lambda changed: electsched.build_roster(changed)[0]
    )
    return with_records(plan, records), roster, records


def test_records_of_a_sickness_lead_to_the_repaired_roster() -> None:
    """With the absence and its substitutions the plan builds exactly the repaired roster, without a finding."""
    plan = _plan()
    before, _ = electsched.build_roster(plan)
    ill = attrs.evolve(plan, absences=(_sick("a0", 2, 5),))
    repair = repair_plan(ill, before, RepairRequest(decided=START))
    after, roster, records = _written(ill, before, repair)
    assert roster.duties == repair.roster.duties
    assert electsched.check_roster(roster, after) == ()
    days = [START + timedelta(days=day) for day in range(2, 6)]
    lost = [duty for duty in before if duty.day in days and duty.team == "a"]
    assert [(record.member, record.start, record.post) for record in records] == [
        ("a0", duty.day, duty.post) for duty in lost
    ]
    assert (repair.proof, repair.gaps) == ("least", 0)
    assert sum(not change.absent for change in repair.changes) == len(lost)


def test_duties_of_several_lines_stay_in_the_order_of_the_plan() -> None:
    """A duty that changes keeps its place among those that begin at the same moment at the same post."""
    plan = _plan()
    lines = [a_line("d", "n", OFF, key=key) for key in "kl"]
    pattern = a_pattern("p", [a_shift("d", 7, 8, 1), a_shift("n", 22, 8, 1)], *lines)
    plan = attrs.evolve(
        plan, patterns=(pattern,), posts=(a_post("x", "abc", "bca", pattern="p", windows=("w",)),), rules=()
    )
    before, _ = electsched.build_roster(plan)
    for member in ("a0", "a1", "b0", "b1"):
        ill = attrs.evolve(plan, absences=(_sick(member, 2, 5),))
        repair = repair_plan(ill, before)
        _, roster, records = _written(ill, before, repair)
        assert not records or repair.changes
        assert roster.duties == repair.roster.duties


def test_absence_that_the_plan_records_already_is_repaired() -> None:
    """The roster of a plan with an absence has too few people; the repair fills the places of the absent member."""
    ill = attrs.evolve(_plan(), absences=(_sick("a0", 2, 5),))
    before, shortfalls = electsched.build_roster(ill)
    assert shortfalls
    repair = repair_plan(ill, before)
    after, roster, records = _written(ill, before, repair)
    assert records
    assert roster.duties == repair.roster.duties
    assert electsched.check_roster(roster, after) == ()


def test_spare_members_of_a_team_keep_their_turns() -> None:
    """If a team has more people than its duties need, further records keep the turns of the others as they were."""
    plan = _plan(each=1)
    more = Member(key="a9", team="a", name="a 9")
    plan = attrs.evolve(
        plan, members=(*plan.members, more), teams=tuple(attrs.evolve(team, people=2) for team in plan.teams)
    )
    before, _ = electsched.build_roster(plan)
    ill = attrs.evolve(plan, absences=(_sick("a0", 2, 4),))
    repair = repair_plan(ill, before)
    after, roster, _ = _written(ill, before, repair)
    assert roster.duties == repair.roster.duties
    assert [finding for finding in electsched.check_roster(roster, after) if finding.severity == "error"] == []
    changed = {change.day for change in repair.changes if not change.absent}
    for old, new in zip(before, roster, strict=True):
        if old.day not in changed:
            assert new == old


def test_duties_that_have_begun_stay() -> None:
    """A repair changes only duties that begin after the moment; the absence before it is not repaired."""
    plan = _plan()
    before, _ = electsched.build_roster(plan)
    now = datetime.fromisoformat("2024-01-04T12:00+07:00")
    ill = attrs.evolve(plan, absences=(_sick("a0", 0, 6),))
    repair = repair_plan(ill, before, RepairRequest(at=now))
    for old in before:
        if old.span.start <= now:
            assert old in repair.roster.duties
    assert all(change.day >= date(2024, 1, 4) for change in repair.changes)
    assert repair.gaps == 0
    record = record_of(before, plan)
    decided = attrs.evolve(ill, absences=(_sick("a0", 4, 6),))
    repaired = repair_plan(decided, before, RepairRequest(at=now))
    shared = an_absence(START, member="a0")
    _, continued = proposed_records(
        decided, before, repaired.roster, shared, lambda changed: continue_roster(changed, record, now).roster
    )
    assert continued.duties == repaired.roster.duties


def test_absence_is_recorded_from_the_first_day_that_has_not_begun() -> None:
    """Duties that have begun stay with the absent member; the record begins after them, and is none if all have."""
    plan = _plan()
    before, _ = electsched.build_roster(plan)
    crews = crews_of(plan, before)
    own = [duty for duty in before if "a0" in crews[duty.identity]]
    absence = _sick("a0", 0, 8)
    assert open_absence(absence, plan, before, None) == OpenAbsence(absence=absence, begun=0)
    ahead = open_absence(absence, plan, before, own[1].span.start)
    assert ahead.begun == 2
    assert ahead.absence == attrs.evolve(absence, start=own[1].day + timedelta(days=1))
    early = _sick("a0", 0, (own[0].day - START).days)
    assert open_absence(early, plan, before, own[1].span.start) == OpenAbsence(absence=None, begun=1)
    doubled = attrs.evolve(
        own[2], day=own[1].day, shift="z", span=Span(own[1].span.end, own[1].span.end + timedelta(hours=2))
    )
    twice = Roster((*own[:2], doubled), plan)
    ahead = open_absence(absence, plan, twice, own[1].span.start)
    assert ahead.absence is not None
    end = own[1].span.end
    assert record_keys(ahead.absence)["start"] == datetime(end.year, end.month, end.day, end.hour)  # noqa: DTZ001  # local


def test_work_before_the_first_day_bars_those_who_must_rest() -> None:
    """Of two who are off, the one who comes from a night of the roster before does not take the first morning."""
    plan = _plan(each=1, spare=2)
    before, _ = electsched.build_roster(plan)
    first = next(duty for duty in before if duty.day == START and duty.shift == "d")
    night = next(duty for duty in before if duty.shift == "n")
    span = Span(first.span.start - timedelta(hours=9), first.span.start - timedelta(hours=1))
    members = ("s0", *(key for key in ("b0", "c0") if key not in crews_of(plan, before)[first.identity]))
    history = (attrs.evolve(night, day=START - timedelta(days=1), span=span, members=members, people=len(members)),)
    ill = attrs.evolve(plan, absences=(_sick(f"{first.team}0", 0, 0),))
    for earlier, substitute in (((), {"s0", "s1", "b0", "c0"}), (history, {"s1"})):
        repair = repair_plan(ill, before, RepairRequest(history=earlier))
        coming = {change.member for change in repair.changes if change.after and change.day == START}
        assert coming <= substitute
        assert len(coming) == 1
        assert electsched.check_roster(repair.roster, ill, history=earlier) == ()


def test_substitute_who_falls_ill_is_replaced() -> None:
    """A substitute of an earlier decision who is absent is replaced, and other substitutes stay on their duties."""
    plan = _plan()
    ill = attrs.evolve(plan, absences=(_sick("a0", 2, 5),))
    before, _ = electsched.build_roster(plan)
    first, roster, records = _written(ill, before, repair_plan(ill, before))
    substitute = records[0].substitute
    worse = attrs.evolve(first, absences=(*first.absences, _sick(substitute, 2, 2)))
    repair = repair_plan(worse, roster)
    after, again, _ = _written(worse, roster, repair)
    assert again.duties == repair.roster.duties
    assert electsched.check_roster(again, after) == ()
    others = [record for record in records if record.start > START + timedelta(days=2)]
    for record in others:
        crews = crews_of(after, again.select(day=record.start))
        assert any(record.substitute in crew for crew in crews.values())


@pytest.mark.parametrize(
    ("waiver", "codes"),
    [
        ({"team": "a", "start": START + timedelta(days=3), "end": START + timedelta(days=3)}, ["rest"]),
        ({"start": START + timedelta(days=3)}, ["rest"]),
        pytest.param({"team": "s"}, [], marks=pytest.mark.extra),  # the proof that several must move needs ortools
        pytest.param({"team": "a", "end": START + timedelta(days=2)}, [], marks=pytest.mark.extra),
    ],
)
def test_waiver_for_a_team_or_some_days_lets_a_tired_member_stand_in(waiver: dict[str, Any], codes: list[str]) -> None:
    """The member who comes from the night takes the day if the rest is waived for that duty; else several must move."""
    plan = _plan(each=1, spare=0)
    before, _ = electsched.build_roster(plan)
    day = next(duty for duty in before if duty.day == START + timedelta(days=3) and duty.shift == "d")
    assert day.team == "a"
    granted = Waiver(rule="rest", by="kaopsres", reason="Exigency of duty", **waiver)
    ill = attrs.evolve(plan, absences=(_sick("a0", 3, 3),), waivers=(granted,))
    for repair in (repair_plan(ill, before), _by_name(ill, before)):
        others = sum(not change.absent for change in repair.changes)
        assert (repair.gaps, repair.proof, others == 1) == (0, "least", bool(codes))
        findings = electsched.check_roster(repair.roster, ill)
        assert [(finding.code, finding.severity) for finding in findings] == [(code, "waived") for code in codes]


def test_member_with_two_duties_on_a_day_leaves_both() -> None:
    """Two who are off take the two duties of somebody who falls ill and had both of them on one day."""
    plan = attrs.evolve(_plan(spare=6), rules=())
    day = START + timedelta(days=3)
    addition = Addition(post="x", day=day, shift="n", line="z", team="a", people=2, **DECISION)
    twice = attrs.evolve(plan, additions=(addition,))
    before, _ = electsched.build_roster(twice)
    assert {duty.shift for duty in before.select(day=day, team="a")} == {"d", "n"}
    ill = attrs.evolve(twice, absences=(_sick("a0", 3, 3),))
    for repair in (repair_plan(ill, before), _by_name(ill, before)):
        left = [change.before for change in repair.changes if change.absent]
        assert (left, repair.gaps) == (["x/l/d", "x/z/n"], 0)
        assert all(len(crew) == 2 and "a0" not in crew for crew in _crews_on(ill, repair.roster, day))
    after, roster, _ = _written(ill, before, repair_plan(ill, before))
    assert {finding.code for finding in electsched.check_roster(roster, after)} <= {"over"}


def test_hours_of_a_shift_are_those_of_its_day() -> None:
    """Under a posture a shift with the same key is longer: then the only one who is off cannot do it twice in a row."""
    usual, longer = (
        a_pattern(key, [a_shift("d", 7, hours, 1), a_shift("n", 22, 8, 1)], a_line("d", "n", OFF, key="l"))
        for key, hours in (("p", 8), ("q", 12))
    )
    plan = _plan(each=1, spare=1)
    plan = attrs.evolve(
        plan,
        rules=(attrs.evolve(REST, limit=13),),
        patterns=(usual, longer),
        posts=(attrs.evolve(plan.posts[0], pattern_by_posture={"alert": "q"}),),
        operation=with_posture(
            an_operation(a_window(START, days=9, key="w"), a_window(START + timedelta(days=3), days=4, key="v")),
            "v",
            Posture(key="alert", name=Text.same("alert"), rank=1),
        ),
    )
    before, _ = electsched.build_roster(plan)
    assert electsched.check_roster(before, plan) == ()
    first, second = (next(iter(before.select(day=START + timedelta(days=day)))) for day in (4, 5))
    ill = attrs.evolve(plan, absences=(_sick(f"{first.team}0", 4, 4), _sick(f"{second.team}0", 5, 5)))
    repair = repair_plan(ill, before)
    errors = [each.code for each in electsched.check_roster(repair.roster, ill) if each.code != "under"]
    assert errors == []
    assert {change.after for change in repair.changes} <= {"", "x/l/d", "x/l/n"}


def _crews_on(plan: Plan, roster: Roster, day: date) -> list[tuple[str, ...]]:
    return [crew for identity, crew in crews_of(plan, roster).items() if identity[2] == day]


def test_notice_has_its_class_in_clear_days() -> None:
    """Each change has the days between the decision and its day, and the class of the shortest notice that applies."""
    tiers = (
        NoticeTier(key="late", name=Text.same("late"), under=2),
        NoticeTier(key="short", name=Text.same("short"), under=4),
    )
    plan = attrs.evolve(_plan(), notices=tiers)
    before, _ = electsched.build_roster(plan)
    ill = attrs.evolve(plan, absences=(_sick("a0", 1, 7),))
    repair = repair_plan(ill, before, RepairRequest(decided=START))
    classes = {change.clear_days or 0: change.notice.key if change.notice else "" for change in repair.changes}
    assert classes == {days: "late" if days < 2 else "short" if days < 4 else "" for days in classes}
    assert len(classes) > 3


# --- rosters by name ----------------------------------------------------------------------------------------------


def _crew(plan: Plan, duty: Duty) -> tuple[str, ...]:
    return duty.members or tuple(member.key for member in plan.members if member.team == duty.team)


def _by_name(plan: Plan, roster: Roster) -> PlanRepair:
    return repair_plan(plan, roster, RepairRequest(open_teams=True, decided=START))


def test_reinforcement_from_a_day_brings_one_person_to_each_shift() -> None:
    """If a post needs one more from a day on, each shift gets one more, and no other day changes."""
    plan = _plan(spare=4)
    before, _ = electsched.build_roster(plan)
    start = START + timedelta(days=4)
    more = attrs.evolve(plan, amendments=(Amendment(post="x", start=start, people=3, **DECISION),))
    repair = _by_name(more, before)
    assert (repair.proof, repair.gaps) == ("least", 0)
    assert len(repair.changes) == sum(duty.day >= start for duty in repair.roster)
    assert electsched.check_roster(repair.roster, more) == ()
    assert repair_plan(more, before).changes == ()  # a record of a plan cannot say it


def test_duties_added_and_cancelled_change_those_duties_alone() -> None:
    """A cancelled duty frees its people; one that is added is given to somebody who is off."""
    plan = _plan()
    before, _ = electsched.build_roster(plan)
    cancelled, added = START + timedelta(days=3), START + timedelta(days=5)
    cancellation = Cancellation(post="x", day=cancelled, shift="d", **DECISION)
    addition = Addition(post="x", day=added, shift="d", team="s", people=1, **DECISION)
    changed = attrs.evolve(plan, cancellations=(cancellation,), additions=(addition,))
    repair = _by_name(changed, before)
    assert {change.day for change in repair.changes} == {cancelled, added}
    assert electsched.check_roster(repair.roster, changed) == ()
    assert (repair.proof, repair.gaps) == ("least", 0)


def test_moved_polling_day_keeps_the_duties_of_the_days_that_remain() -> None:
    """If the window moves, the days in both windows keep their people, and the new days are filled."""
    plan = _plan(days=14)
    before, _ = electsched.build_roster(plan)
    operation = attrs.evolve(plan.operation, window=(a_window(START + timedelta(days=5), days=14, key="w"),))
    moved = attrs.evolve(plan, operation=operation)
    repair = _by_name(moved, before)
    crews, kept = crews_of(plan, before), crews_of(moved, repair.roster)
    assert {duty.day for duty in repair.roster} == {START + timedelta(days=day) for day in range(5, 19)}
    both = [key for key in kept if key in crews]
    assert len(both) == 9 * 2
    assert all(set(crews[key]) == set(kept[key]) for key in both)
    assert electsched.check_roster(repair.roster, moved) == ()
    assert (repair.proof, repair.gaps) == ("least", 0)


def test_place_that_nobody_can_fill_is_named() -> None:
    """If too few are there, the place stays empty, and the check of the repaired roster names the shift."""
    plan = _plan(each=1, spare=1)
    before, _ = electsched.build_roster(plan)
    absences = tuple(_sick(member, 2, 2) for member in ("a0", "b0", "s0"))
    ill = attrs.evolve(plan, absences=absences)
    repair = _by_name(ill, before)
    codes = {finding.code for finding in electsched.check_roster(repair.roster, ill)}
    assert (repair.gaps, codes) == (1, {"under"})


def _as_file(plan: Plan, roster: Roster, folder: Path, name: str) -> Path:
    """Write a roster as a file of which the plan changes later: a grid, or JSON."""
    path = folder / name
    if path.suffix == ".json":
        text = json.dumps({"duties": [duty.to_dict() for duty in roster]})
    else:
        text = duty_grid(RosterIndex(plan, roster), roster.duties, "en").to_csv()
    path.write_text(text, encoding="utf-8")
    return path


_CANCELLED = Cancellation(post="x", day=START + timedelta(days=3), shift="d", **DECISION)
_ADDED = Addition(post="x", day=START + timedelta(days=5), shift="d", team="s", people=1, **DECISION)
_LATER = a_window(START + timedelta(days=3), days=9, key="w")


@pytest.mark.parametrize("name", ["roster.csv", "roster.json"])
@pytest.mark.parametrize(
    ("change", "days"),
    [
        (lambda plan: attrs.evolve(plan, cancellations=(_CANCELLED,)), {3}),
        (lambda plan: attrs.evolve(plan, additions=(_ADDED,)), {5}),
        (
            lambda plan: attrs.evolve(plan, operation=attrs.evolve(plan.operation, window=(_LATER,))),
            {0, 1, 2, 9, 10, 11},
        ),
    ],
    ids=["cancelled", "added", "moved"],
)
def test_roster_file_from_before_a_change_of_the_plan_is_repaired(
    tmp_path: Path, name: str, change: Callable[[Plan], Plan], days: set[int]
) -> None:
    """The file names duties that the plan no longer has, or more than one now: these days change, and no others."""
    plan = _plan()
    before, _ = electsched.build_roster(plan)
    named = attrs.evolve(before, duties=tuple(attrs.evolve(duty, members=_crew(plan, duty)) for duty in before))
    path = _as_file(plan, named, tmp_path, name)
    changed = change(plan)
    held = load_held_roster(path, changed)
    repair = _by_name(changed, held)
    assert {(entry.day - START).days for entry in repair.changes} == days
    assert electsched.check_roster(repair.roster, changed) == ()
    assert (repair.proof, repair.gaps) == ("least", 0)
    assert {duty.identity for duty in held} == {duty.identity for duty in before}


def test_roster_file_that_names_no_shift_of_the_plan_is_refused(tmp_path: Path) -> None:
    """A name that the plan never had is a fault with its place, not a duty that is gone."""
    plan = _plan()
    before, _ = electsched.build_roster(plan)
    path = _as_file(plan, before, tmp_path, "roster.csv")
    path.write_text(path.read_text(encoding="utf-8").replace("x/d", "x/z", 1), encoding="utf-8")
    with pytest.raises(InputError, match="found 'x/z'"):
        load_held_roster(path, plan)


def test_many_places_are_filled_one_by_one_without_moves_of_others() -> None:
    """Two more people at a post for 30 days are inserted within the work of one day each, and proven least."""
    plan = _plan(days=30, each=2, spare=9)
    before, _ = electsched.build_roster(plan)
    more = attrs.evolve(plan, amendments=(Amendment(post="x", start=START, people=4, **DECISION),))
    repair = _by_name(more, before)
    assert (repair.proof, repair.gaps, len(repair.changes)) == ("least", 0, 2 * 2 * 30)
    assert electsched.check_roster(repair.roster, more) == ()


# --- the example ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "member",
    ["p-0003", pytest.param("p-0150", marks=pytest.mark.extra), pytest.param("p-0300", marks=pytest.mark.extra)],
)
def test_sickness_in_jombang_leads_to_a_roster_without_findings(member: str) -> None:
    """For somebody at the headquarters and at two posts, the records lead to the repaired roster.

    Those at the posts need moves of several others, which the solver finds.
    """
    plan = jombang()
    before, _ = electsched.build_roster(plan)
    absence = an_absence(date(2023, 12, 4), date(2023, 12, 8), member=member, kind="sick", by="kaopsres")
    ill = attrs.evolve(plan, absences=(absence,))
    repair = repair_plan(ill, before)
    after, roster, _ = _written(ill, before, repair)
    assert repair.gaps == 0
    assert roster.duties == repair.roster.duties
    assert electsched.check_roster(roster, after) == ()
