"""Limits of single members: nobody who is barred from a post is put there, and the check of a roster says who is."""

from __future__ import annotations

import random
import sys
from datetime import timedelta
from itertools import combinations, permutations, product
from typing import Any

import attrs
import pytest

import electsched
from electsched.errors import InputError
from electsched.operation.changes import Absence, Substitution
from electsched.operation.plan import Plan
from electsched.operation.shifts import OFF
from electsched.operation.teams import Member, MemberRequest
from electsched.roster.candidates import who_can
from electsched.roster.duty import Roster
from electsched.roster.findings import RosterFinding
from electsched.roster.presence import Presence
from electsched.roster.repair.plan_repair import repair_plan
from electsched.roster.repair.proposals import proposed_records, with_records
from electsched.roster.repair.request import RepairRequest
from electsched.roster.slots import planned_duties
from tests.builders import DECISION, a_line, a_pattern, a_plan, a_post, a_shift, a_team, a_window
from tests.roster.small_plan import REST, START


def _plan(people: int = 2, each: int = 3, /, **members: dict[str, Any]) -> Plan:
    """Return a plan of two posts in turns of three teams, with day and night shifts, and fields of members by key."""
    keys = [f"{team}{number}" for team in "abcefg" for number in range(each)]
    shifts = [a_shift("d", 7, 8, people), a_shift("n", 22, 8, people)]
    return a_plan(
        rules=(REST,),
        posts=[a_post(post, teams, pattern="p", windows=("w",)) for post, teams in (("x", "abc"), ("y", "efg"))],
        patterns=[a_pattern("p", shifts, a_line("d", "n", OFF, key="l"))],
        teams=[a_team(team, each) for team in "abcefg"],
        windows=[a_window(START, days=6, key="w")],
        members=tuple(Member(key=key, team=key[0], name=key, **members.get(key, {})) for key in keys),
    )


def _findings(roster: Roster, plan: Plan, code: str) -> list[RosterFinding]:
    return [finding for finding in electsched.check_roster(roster, plan) if finding.code == code]


def _at(roster: Roster, post: str) -> set[str]:
    """Return everybody who is on a duty at a post; a duty names its members in these plans."""
    return {key for duty in roster if duty.post == post for key in duty.members}


# --- bars ---------------------------------------------------------------------------------------------------------

BARRED: dict[str, Any] = {"barred_posts": ("x",)}


def test_barred_member_has_no_turn_at_the_post() -> None:
    """The others of the team take the turns, level among themselves, and no duty is short."""
    plan = _plan(a0=BARRED)
    roster, shortfalls = electsched.build_roster(plan)
    assert shortfalls == ()
    assert electsched.check_roster(roster, plan) == ()
    assert _at(roster, "x") == {"a1", "a2", "b0", "b1", "b2", "c0", "c1", "c2"}


def test_team_without_its_barred_members_is_short() -> None:
    """A team that is needed whole does the duty without the barred member, by name, and one place is a shortfall."""
    plan = _plan(3, a0=BARRED)
    roster, shortfalls = electsched.build_roster(plan)
    of_team = [duty for duty in roster if duty.team == "a"]
    assert {duty.members for duty in of_team} == {("a1", "a2")}
    assert {(each.team, each.missing) for each in shortfalls} == {("a", 1)}
    assert len(shortfalls) == len(of_team)
    everybody = _plan(3, **dict.fromkeys(("a0", "a1", "a2"), BARRED))
    roster, shortfalls = electsched.build_roster(everybody)
    assert {duty.team for duty in roster if duty.post == "x"} == {"b", "c"}
    assert {(each.team, each.missing) for each in shortfalls} == {("a", 3)}


def test_bar_of_another_post_changes_no_duty() -> None:
    """Turns and hours are those of a plan without the bar."""
    barred = _plan(a0={"barred_posts": ("y",)})
    assert electsched.build_roster(barred)[0].duties == electsched.build_roster(_plan())[0].duties


def test_substitute_has_the_place_of_a_barred_member() -> None:
    """A record that names a substitute for the barred member fills the place, and the check agrees."""
    plan = _plan(3, a0=BARRED)
    end = START + timedelta(days=9)
    record = Substitution(member="a0", substitute="e0", start=START, end=end, post="x", **DECISION)
    roster, shortfalls = electsched.build_roster(attrs.evolve(plan, substitutions=(record,)))
    assert shortfalls == ()
    assert {duty.members for duty in roster if duty.team == "a"} == {("a1", "a2", "e0")}


def test_barred_substitute_is_found_with_the_record() -> None:
    """A decision holds, and the check names the member, the duty and the record."""
    plan = _plan(3, e0=BARRED)
    record = Substitution(member="a0", substitute="e0", start=START, post="x", shift="d", **DECISION)
    plan = attrs.evolve(plan, substitutions=(record,))
    (found,) = _findings(electsched.build_roster(plan)[0], plan, "barred")
    assert (found.member, found.post, found.day, found.severity) == ("e0", "x", START, "error")
    assert found.change == "substitution[0]"
    assert found.to_text("id").endswith("tidak boleh bertugas di pos itu; akibat substitution[0]")


def test_whole_team_with_a_barred_member_is_found() -> None:
    """A duty that names nobody is one of all members of its team, the barred one too."""
    roster, _ = electsched.build_roster(_plan(3))
    assert {duty.members for duty in roster} == {()}
    found = _findings(roster, _plan(3, a0=BARRED), "barred")
    assert [(each.member, each.team) for each in found] == [("a0", "a")] * sum(duty.team == "a" for duty in roster)


@pytest.mark.parametrize("barred", [keys for size in range(4) for keys in combinations(("a0", "a1", "b0"), size)])
def test_only_crews_without_barred_members_could_have_been(barred: tuple[str, ...]) -> None:
    """Of all crews of a team, those that a record of the past may have are those without anybody who is barred."""
    plan = _plan(**dict.fromkeys(barred, BARRED))
    presence, duty = Presence(plan), next(duty for duty in planned_duties(plan) if duty.post.key == "x")
    team = [member.key for member in plan.members if member.team == duty.team]
    for crew in combinations(team, 2):
        assert presence.permits(duty, crew) == set(barred).isdisjoint(crew)
    assert presence.permits(duty, ()) == set(barred).isdisjoint(team)


def test_barred_member_cannot_stand_in() -> None:
    """The obstacle is named, and there is none at another post."""
    plan = _plan(e0=BARRED)
    roster, _ = electsched.build_roster(plan)
    candidates = {each.member: each for each in who_can(plan, roster, post="x", day=START, shift="d")}
    assert "barred" in candidates["e0"].obstacles
    assert all("barred" not in each.obstacles for key, each in candidates.items() if key != "e0")


def test_barred_member_is_not_assigned() -> None:
    """By name everybody but the barred members takes turns at the post, as fairly as that allows."""
    plan = _plan(a0=BARRED, b0={"barred_posts": ("y", "x")})
    assignment = electsched.assign(plan)
    assert _at(assignment.roster, "x") == {"a1", "a2", "b1", "b2", "c0", "c1", "c2"}
    assert electsched.check_roster(assignment.roster, plan) == ()
    assert all(pool.result.is_fairest for pool in assignment.pools)


def test_post_from_which_too_many_are_barred_is_a_conflict_with_names() -> None:
    """No roster is possible, and the reason is said: the shifts that they may not do."""
    plan = _plan(2, 2, **dict.fromkeys(("a0", "a1", "b0"), BARRED))
    (pool,) = (pool for pool in electsched.assign(plan).pools if pool.pool.posts == ("x",))
    assert pool.result.status == "infeasible"
    assert pool.result.conflict is not None
    barred = {reason.officer for reason in pool.result.conflict.reasons if reason.kind == "barred"}
    assert barred <= {"a0", "a1", "b0"}
    assert barred


def test_record_that_fixes_a_barred_member_is_refused() -> None:
    """A substitution at a post from which the substitute is barred stops the assignment, in its place."""
    record = Substitution(member="a0", substitute="b2", start=START, post="x", shift="d", **DECISION)
    plan = attrs.evolve(_plan(b2=BARRED), substitutions=(record,))
    with pytest.raises(InputError, match=r"substitution\[0\]: found 'x/l/d', which is barred for the officer"):
        electsched.assign(plan)


@pytest.mark.extra
def test_repair_takes_barred_members_off_and_puts_none_on() -> None:
    """Of a roster from before the bar, the barred member leaves all duties at the post, and another one comes."""
    before, _ = electsched.build_roster(_plan())
    plan = _plan(a0=BARRED, e0=BARRED, e1=BARRED)
    assert "a0" in _at(before, "x")
    repair = repair_plan(plan, before)
    assert (repair.gaps, repair.proof) == (0, "least")
    assert electsched.check_roster(repair.roster, plan) == ()
    assert _at(repair.roster, "x").isdisjoint({"a0", "e0", "e1"})


def test_records_of_a_repair_fill_the_places_of_barred_members() -> None:
    """With the substitutions that are proposed the plan has the repaired roster, by name and without a finding."""
    plan = _plan(3, a0=BARRED)
    spare = tuple(Member(key=f"s{number}", team="s", name="s") for number in range(2))
    plan = attrs.evolve(plan, members=(*plan.members, *spare), teams=(*plan.teams, a_team("s", 2)))
    before, shortfalls = electsched.build_roster(plan)
    assert shortfalls
    repair = repair_plan(plan, before, RepairRequest(decided=START - timedelta(days=3)))
    decision = Absence(member="a0", kind="leave", start=START, end=START, **DECISION)
    records, built = proposed_records(
        plan, before, repair.roster, decision, lambda changed: electsched.build_roster(changed)[0]
    )
    assert {record.member for record in records} == {"a0"}
    assert built.duties == repair.roster.duties
    assert electsched.check_roster(built, with_records(plan, records)) == ()


# --- caps and hours -----------------------------------------------------------------------------------------------


def _codes(roster: Roster, plan: Plan) -> list[tuple[str, str, float, float]]:
    """Return the findings about limits: code, member, found and expected."""
    limits = {"barred", "cap", "least-hours", "most-hours"}
    findings = electsched.check_roster(roster, plan)
    return [(each.code, each.member, each.found, each.expected) for each in findings if each.code in limits]


def test_caps_and_hours_are_judged_by_name() -> None:
    """Of six days a team has the day shift on two and the night shift on two; the whole team counts, named or not."""
    roster, _ = electsched.build_roster(_plan(3))
    plan = _plan(3, a0={"caps": {"d": 1, "n": 2}}, a1={"most_hours": 31}, a2={"least_hours": 33, "most_hours": 33})
    assert _codes(roster, plan) == [("cap", "a0", 2, 1), ("most-hours", "a1", 32, 31), ("least-hours", "a2", 32, 33)]
    cap, most, least = (each for each in electsched.check_roster(roster, plan) if each.member)
    duties = [duty for duty in roster if duty.team == "a"]
    assert (cap.post, cap.day, cap.shift) == ("x", [duty.day for duty in duties if duty.shift == "d"][1], "d")
    assert (most.post, most.day, most.shift) == ("x", duties[-1].day, duties[-1].shift)
    assert (least.post, least.day, least.shift) == ("", plan.operation.end, "")
    assert least.to_text("id").endswith("a2: 32 jam seluruhnya, paling sedikit 33")
    exactly = {"caps": {"d": 2}, "least_hours": 32, "most_hours": 32}
    assert _codes(roster, _plan(3, a0=exactly)) == []


def test_member_without_a_duty_has_too_few_hours() -> None:
    """Least hours are judged though nobody names the member."""
    plan = _plan(3, a0=BARRED | {"least_hours": 1})
    assert _codes(electsched.build_roster(plan)[0], plan) == [("least-hours", "a0", 0, 1)]


def test_member_at_a_limit_cannot_stand_in() -> None:
    """One more duty of a shift than the cap, or more hours than the most, is an obstacle; up to it, there is none."""
    roster, _ = electsched.build_roster(_plan(3))
    limits: dict[str, dict[str, Any]] = {
        "e0": {"caps": {"d": 2}},
        "e1": {"caps": {"d": 3}},
        "e2": {"most_hours": 39},
        "f0": {"most_hours": 40},
    }
    plan = _plan(3, **limits)
    candidates = who_can(plan, roster, post="x", day=START, shift="d")
    found = {each.member: {*each.obstacles} & {"cap", "most-hours"} for each in candidates}
    assert {key: found[key] for key in limits} == {"e0": {"cap"}, "e1": set(), "e2": {"most-hours"}, "f0": set()}


def test_repair_keeps_caps_and_hours() -> None:
    """Whoever is at a limit takes no further duty, and whoever is beyond one keeps what there is."""
    before, _ = electsched.build_roster(_plan())
    most = max(sum(duty.span.hours for duty in before if key in duty.members) for key in ("a1", "b0", "b1"))
    limited = {key: {"most_hours": 0} for key in ("e0", "e1", "e2", "f0", "f1", "f2")}
    full = {key: {"most_hours": int(most) - 8, "caps": {"d": 1, "n": 1}} for key in ("a1", "a2", "b0")}
    ill = Absence(member="a0", kind="sick", start=START, end=START + timedelta(days=5), **DECISION)
    plan = attrs.evolve(_plan(**limited, **full), absences=(ill,))
    repair = repair_plan(plan, before)
    gained = {change.member for change in repair.changes if change.after}
    assert gained
    assert gained.isdisjoint({*limited, *full})
    beyond = {(each.code, each.member) for each in electsched.check_roster(before, plan) if each.code != "leave"}
    after = {(each.code, each.member) for each in electsched.check_roster(repair.roster, plan)}
    assert after <= beyond | {("under", "")}


def test_limits_count_over_duties_that_stay() -> None:
    """If the first days stay, what was done on them counts for the caps and hours of the period."""
    before, _ = electsched.build_roster(_plan(3))
    first_day = START + timedelta(days=3)
    done = sum(duty.team == "a" and duty.day < first_day for duty in before)
    plan = _plan(2, a0={"most_hours": 8 * done + 8}, a1={"caps": {"d": 2, "n": 1}}, a2={"least_hours": 8 * done + 16})
    earlier = [duty for duty in before if duty.day < first_day]
    assignment = electsched.assign(plan, history=earlier, first_day=first_day)
    assert assignment.shortfalls == ()
    assert _codes(assignment.roster, plan) == []
    assert {duty.day < first_day for duty in assignment.roster} == {True, False}


def test_hours_that_nobody_can_reach_are_refused() -> None:
    """Each member whose contract needs more than a duty on each day is named; up to it there is an answer."""
    with pytest.raises(InputError) as caught:
        electsched.assign(_plan(a0={"least_hours": 49}, b1={"least_hours": 10_000}))
    assert [fault.path for fault in caught.value.faults] == ["member 'a0'", "member 'b1'"]
    assert str(caught.value.faults[0].found) == "least hours of which 49 are left on 6 days"
    each = {f"{team}{number}": {"least_hours": 48} for team in "abc" for number in range(3)}
    (pool, _) = electsched.assign(_plan(**each)).pools
    assert pool.result.status in {"infeasible", "unknown"}  # the proof needs a solver


# --- enumeration --------------------------------------------------------------------------------------------------

DAYS, KEYS = 3, ("a0", "a1", "b0", "b1")
HOURS = {"x": 8, "y": 12}


def _two_lengths(limits: dict[str, dict[str, Any]]) -> Plan:
    """Return a plan whose posts share two teams, each with a shift of one person and one key, of 8 and of 12 hours."""
    patterns = [
        a_pattern(post, [a_shift("d", 7, hours, 1)], a_line("d", OFF, key="l")) for post, hours in HOURS.items()
    ]
    return a_plan(
        posts=[a_post("x", "ab", pattern="x", windows=("w",)), a_post("y", "ba", pattern="y", windows=("w",))],
        patterns=patterns,
        teams=[a_team(team, 2) for team in "ab"],
        windows=[a_window(START, days=DAYS, key="w")],
        members=tuple(Member(key=key, team=key[0], name=key, **limits.get(key, {})) for key in KEYS),
    )


def _drawn(seed: int) -> dict[str, dict[str, Any]]:
    """Return limits of some members."""
    chance = random.Random(seed)  # noqa: S311  # the limits of a test
    limits = {}
    for key in KEYS:
        hours = sorted(chance.choices(range(0, 37, 4), k=2))
        drawn = {
            "barred_posts": tuple(chance.sample(("x", "y"), chance.choice((0, 0, 1)))),
            "caps": {"d": chance.randint(0, 3)} if chance.random() < 0.4 else {},
            "least_hours": hours[0] if chance.random() < 0.4 else None,
            "most_hours": hours[1] if chance.random() < 0.4 else None,
        }
        limits[key] = drawn if chance.random() < 0.6 else {}
    return limits


_Cells = tuple[tuple[str, str], ...]
"""On each day the member at the first post and the one at the other."""


def _is_kept(limits: dict[str, Any], posts: list[str]) -> bool:
    """Return whether somebody's duties, each by its post, are within the limits, by their definitions."""
    hours, barred = sum(HOURS[post] for post in posts), limits.get("barred_posts", ())
    most, least = limits.get("most_hours"), limits.get("least_hours")
    return (
        not set(posts) & set(barred)
        and len(posts) <= limits.get("caps", {}).get("d", DAYS)
        and (most is None or hours <= most)
        and (least is None or hours >= least)
    )


def _posts_of(cells: _Cells, key: str) -> list[str]:
    return [post for day in cells for post, member in zip(HOURS, day, strict=True) if member == key]


def _roster_of(plan: Plan, cells: _Cells) -> Roster:
    pairs = {START + timedelta(days=day): dict(zip(HOURS, pair, strict=True)) for day, pair in enumerate(cells)}
    duties = electsched.build_roster(attrs.evolve(plan, members=()))[0].duties
    return Roster(tuple(attrs.evolve(duty, members=(pairs[duty.day][duty.post],), people=1) for duty in duties), plan)


@pytest.mark.extra
@pytest.mark.parametrize("seed", range(30))
def test_assignment_is_that_of_an_enumeration(seed: int) -> None:
    """A roster exists if one of all has, it keeps every limit, and no spread is below its bound; the check agrees."""
    limits = _drawn(seed)
    plan = _two_lengths(limits)
    rosters = [*product(permutations(KEYS, 2), repeat=DAYS)]
    kept = [cells for cells in rosters if all(_is_kept(limits.get(key, {}), _posts_of(cells, key)) for key in KEYS)]
    possible = {*kept}
    for cells in rosters[seed % 50 :: 50]:
        assert (_codes(_roster_of(plan, cells), plan) == []) == (cells in possible)
    assignment = electsched.assign(plan)
    (pool,) = assignment.pools
    if pool.result.rows is None:
        assert kept == []
        assert pool.result.status == "infeasible"
        return
    assert _codes(assignment.roster, plan) == []
    counts = [[len(_posts_of(cells, key)) for key in KEYS] for cells in kept]
    least = min(max(of_each) - min(of_each) for of_each in counts)
    duties = next(spread for spread in pool.result.spreads if spread.criterion == "duties")
    assert duties.bound is not None
    assert duties.bound <= least <= duties.most - duties.fewest


# --- requests -----------------------------------------------------------------------------------------------------


def _asked(**fields: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"requests": (MemberRequest(day=START + timedelta(days=1), **fields),)}


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({}, ("free-request", "x", "n")),
        ({"shift": "n", "wanted": False, "weight": 4}, ("free-request", "x", "n")),
        ({"shift": "d", "wanted": False}, None),
        ({"shift": "n"}, None),
        ({"wanted": False}, None),
        ({"shift": "d"}, ("duty-request", "", "d")),
    ],
)
def test_requests_that_are_not_granted_are_information(
    fields: dict[str, Any], codes: tuple[str, str, str] | None
) -> None:
    """On the second day the team has the night: what is asked and not granted is said by name, and is no error."""
    plan = _plan(3, a0=_asked(**fields), b0=_asked(shift="d"))
    found = electsched.check_roster(electsched.build_roster(plan)[0], plan)
    assert [(each.code, each.post, each.shift) for each in found] == ([codes] if codes else [])
    assert {(each.severity, each.member, each.found) for each in found} <= {
        ("information", "a0", fields.get("weight", 1))
    }


def test_request_for_a_duty_of_somebody_who_is_off_is_information() -> None:
    """The third team is off on the second day."""
    plan = _plan(3, c0=_asked(wanted=False, weight=2))
    (found,) = electsched.check_roster(electsched.build_roster(plan)[0], plan)
    assert found.to_text() == "information: duty-request: 2024-01-02 c0: asked for this duty (weight 2)"
    assert found.to_text("id") == "keterangan: duty-request: 2024-01-02 c0: minta dinas ini (bobot 2)"


def test_requests_are_granted_without_a_solver() -> None:
    """Requests that all can be granted need no package: the roster grants them, and cannot be fairer."""
    plan = _plan(a0=_asked(), b0=_asked(wanted=False), c1=_asked(shift="n"), e2=_asked(shift="d", wanted=False))
    assignment = electsched.assign(plan)
    assert electsched.check_roster(assignment.roster, plan) == ()
    assert [(pool.result.objective, pool.result.bound, pool.result.solver) for pool in assignment.pools] == [
        (0, 0, "electsched")
    ] * 2
    assert all(pool.result.is_fairest for pool in assignment.pools)
    assert all(pool.result.refused == () for pool in assignment.pools)


@pytest.mark.extra
@pytest.mark.parametrize("seed", range(20))
def test_requests_are_granted_as_in_an_enumeration(seed: int) -> None:
    """The cost is the least of all rosters within the limits, and the proof names what was not granted."""
    chance = random.Random(seed)  # noqa: S311  # the requests of a test
    limits = _drawn(seed)
    asked = {
        key: tuple(
            MemberRequest(
                day=START + timedelta(days=day),
                shift=chance.choice((OFF, "d")),
                wanted=chance.random() < 0.7,
                weight=chance.randint(1, 4),
            )
            for day in range(DAYS)
            if chance.random() < 0.5
        )
        for key in KEYS
    }
    plan = _two_lengths({key: limits.get(key, {}) | {"requests": asked[key]} for key in KEYS})
    (pool,) = electsched.assign(plan).pools
    costs = [
        sum(request.weight for key in KEYS for request in asked[key] if not _is_granted(cells, key, request))
        for cells in product(permutations(KEYS, 2), repeat=DAYS)
        if all(_is_kept(limits.get(key, {}), _posts_of(cells, key)) for key in KEYS)
    ]
    if not costs:
        assert (pool.result.status, pool.result.rows) == ("infeasible", None)
        return
    assert (pool.result.objective, pool.result.bound) == (min(costs), min(costs))
    assert sum(request.weight for request in pool.result.refused) == min(costs)
    roster = electsched.assign(plan).roster
    found = {(each.member, each.day, each.found) for each in electsched.check_roster(roster, plan)}
    assert found == {(request.officer, request.day, request.weight) for request in pool.result.refused}


def _is_granted(cells: _Cells, key: str, request: MemberRequest) -> bool:
    is_on_duty = key in cells[(request.day - START).days]
    return is_on_duty == (request.wanted == (request.shift == "d"))


def test_requests_need_no_solver_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the solver a roster that cannot grant all is returned, with a bound; one that is not found is unknown."""
    monkeypatch.setitem(sys.modules, "electsched.roster.assignment.weighted.search", None)
    keys = [f"{team}{number}" for team in "abc" for number in range(3)]
    (pool, _) = electsched.assign(_plan(**{key: _asked() for key in keys})).pools
    assert (pool.result.status, pool.result.objective, pool.result.bound) == ("feasible", 4, 0)
    assert len(pool.result.refused) == 4
    unknown = {key: _asked() | {"least_hours": 48} for key in keys}
    (pool, _) = electsched.assign(_plan(**unknown)).pools
    assert (pool.result.status, pool.result.rows) == ("unknown", None)
