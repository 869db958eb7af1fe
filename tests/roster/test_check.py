"""The check of rosters: coverage, working time, waivers, roles, leave, members and partners."""

from __future__ import annotations

from datetime import timedelta

import attrs
import pytest

import electsched
from electsched.i18n.text import Text
from electsched.operation.operation import Partner
from electsched.operation.plan import Plan
from electsched.operation.resources import Posture
from electsched.operation.teams import Member
from electsched.operation.work_rules import Waiver, WorkRule
from electsched.roster.check import check_roster
from electsched.roster.duty import Duty, Roster
from tests.builders import a_pattern, a_post, a_shift, a_window, an_absence, an_operation, with_posture
from tests.roster.small_plan import REST, START, a_duty, a_small_plan

ALERT = Posture(key="alert", name=Text.same("Alert"), rank=1)
EMBARGO = attrs.evolve(ALERT, leave_embargo=True)


def _findings(plan: Plan, *duties: Duty, code: str) -> list[tuple[str, str, int, float]]:
    """Return severity, team, day and quantity of each finding with the code."""
    return [
        (finding.severity, finding.team, (finding.day - START).days, finding.found)
        for finding in check_roster(Roster(duties), plan)
        if finding.code == code
    ]


def _under_posture(plan: Plan, posture: Posture) -> Plan:
    """Return the plan with the posture in its window."""
    return attrs.evolve(plan, operation=with_posture(plan.operation, "w", posture))


# --- coverage -----------------------------------------------------------------------------------------------------


def test_roster_of_jombang_has_no_findings(plan: Plan) -> None:
    """The roster that is built for the example covers every shift and breaks no rule."""
    roster, shortfalls = electsched.build_roster(plan)
    assert shortfalls == ()
    assert check_roster(roster, plan) == ()


def test_too_few_people_are_an_error_and_too_many_a_warning() -> None:
    """A finding has the number of people on duty and the number required."""
    roster = Roster((a_duty("a", 0, 7), a_duty("b", 0, 7)))
    findings = check_roster(roster, a_small_plan(days=1))
    assert [
        (finding.code, finding.severity, finding.shift, finding.found, finding.expected) for finding in findings
    ] == [
        ("over", "warning", "d", 2, 1),
        ("under", "error", "n", 0, 1),
    ]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        ([(7, 8)], []),
        ([(6, 10)], []),  # a team that comes early or stays longer covers the shift all the same
        ([(7, 4), (11, 4)], []),  # one half each
        ([(7, 1)], [("under", 0)]),
        ([(7, 4), (12, 3)], [("under", 0)]),  # nobody from 11 to 12
        ([(7, 8), (14, 1)], [("over", 2)]),
        ([(15, 8)], [("time", 0), ("under", 0)]),
    ],
)
def test_shift_must_be_covered_from_its_first_hour_to_its_last(
    hours: list[tuple[int, int]], expected: list[tuple[str, int]]
) -> None:
    """The shift is from 07:00 for eight hours; a duty at another time does not count."""
    day_duties = [a_duty("a", 0, start, length) for start, length in hours]
    roster = Roster((*day_duties, a_duty("b", 0, 22, shift="n")))
    findings = [(finding.code, finding.found) for finding in check_roster(roster, a_small_plan(days=1))]
    assert [finding for finding in findings if finding[0] != "overlap"] == expected


def test_duty_that_is_not_in_the_plan_is_unknown() -> None:
    """A duty on a day without one, a team that does not exist, and more people than the team has are errors."""
    roster = Roster((a_duty("a", 5, 7), a_duty("z", 0, 7), a_duty("b", 0, 23, shift="n", people=3)))
    findings = check_roster(roster, a_small_plan(days=1))
    codes = [(finding.code, finding.team) for finding in findings if finding.code in {"unknown", "strength"}]
    assert codes == [("unknown", "a"), ("unknown", "z"), ("strength", "b")]


# --- working time -------------------------------------------------------------------------------------------------


def test_overlap_is_a_finding_about_the_later_duty() -> None:
    """The finding has the hours that the two duties share; duties that touch do not overlap."""
    plan = a_small_plan()
    assert _findings(plan, a_duty("a", 0, 7), a_duty("a", 0, 12), code="overlap") == [("error", "a", 0, 3)]
    assert _findings(plan, a_duty("a", 0, 7), a_duty("a", 0, 15), code="overlap") == []
    # A short duty within a long one does not hide the overlap of the next.
    long = a_duty("a", 0, 0, 24)
    assert len(_findings(plan, long, a_duty("a", 0, 3, 1), a_duty("a", 0, 20), code="overlap")) == 2


@pytest.mark.parametrize(("hour", "found"), [(15, []), (16, [1.0]), (1, [10.0]), (2, [])])
def test_rest_of_eleven_hours_is_enough(hour: int, found: list[float]) -> None:
    """Between two stretches of duty there must be eleven hours; duties that touch are one stretch."""
    second = a_duty("a", 0 if hour > 12 else 1, hour)
    findings = _findings(a_small_plan(REST), a_duty("a", 0, 7), second, code="rest")
    assert [finding[3] for finding in findings] == found


def test_hours_are_counted_in_any_seven_days() -> None:
    """Five duties of 24 hours are 120 hours; for a duty a week later only the hours of its seven days count."""
    plan = a_small_plan(WorkRule(key="hours", limit=96, severity="warning"))
    duties = [a_duty("a", day, 7, 24) for day in range(5)]
    assert _findings(plan, *duties, code="hours") == [("warning", "a", 4, 120)]
    assert _findings(plan, *duties[:4], a_duty("a", 7, 7, 24), code="hours") == []
    within = a_duty("a", 6, 19, 24)  # ends on day 7 at 19:00: twelve hours of the first duty are older than seven days
    assert _findings(plan, *duties[:4], within, code="hours") == [("warning", "a", 6, 108)]


def test_days_and_nights_in_a_row_are_counted() -> None:
    """Two days in a row are allowed here, and one night; a night is a duty that includes 02:00."""
    plan = a_small_plan(
        WorkRule(key="consecutive-days", limit=2, severity="error"),
        WorkRule(key="consecutive-nights", limit=1, severity="error"),
    )
    duties = [a_duty("a", 0, 23), a_duty("a", 1, 7), a_duty("a", 2, 23), a_duty("a", 3, 23), a_duty("a", 5, 7)]
    assert _findings(plan, *duties, code="consecutive-days") == [("error", "a", 2, 3), ("error", "a", 3, 4)]
    assert _findings(plan, *duties, code="consecutive-nights") == [("error", "a", 3, 2)]


def test_relief_counts_for_the_day_on_which_it_begins() -> None:
    """A relief from 07:00 of the next day to 03:00 counts for that day and night, not for those of the duty."""
    plan = a_small_plan(
        WorkRule(key="consecutive-days", limit=1, severity="error"),
        WorkRule(key="consecutive-nights", limit=1, severity="error"),
    )
    relief = attrs.evolve(a_duty("a", 1, 7, 20), day=START, relief=True)
    for code in ("consecutive-days", "consecutive-nights"):
        assert _findings(plan, relief, a_duty("a", 2, 22), code=code) == [("error", "a", 2, 2)]
        assert _findings(plan, relief, a_duty("a", 3, 22), code=code) == []


def test_waived_finding_has_its_reason_and_command_role() -> None:
    """A waiver applies to its team and days alone; the finding stays, with the waiver."""
    waiver = Waiver(rule="rest", by="kaopsres", reason="Exigency of duty", team="a", end=START)
    plan = a_small_plan(REST, waivers=(waiver,))
    duties = [a_duty(team, day, hour) for team, day in (("a", 0), ("b", 0), ("a", 1)) for hour in (7, 16)]
    findings = [finding for finding in check_roster(Roster(tuple(duties)), plan) if finding.code == "rest"]
    assert [(finding.team, (finding.day - START).days, finding.severity) for finding in findings] == [
        ("a", 0, "waived"),
        ("a", 1, "error"),
        ("a", 1, "error"),
        ("b", 0, "error"),
    ]
    assert findings[0].to_text() == (
        "waived: rest: x 2024-01-01 d a: 1 hour of rest, 11 at least; waived by kaopsres: Exigency of duty"
    )
    assert findings[1].to_text("id") == "galat: rest: x 2024-01-02 d a: istirahat 7 jam, paling sedikit 11"
    data = [finding.to_dict() for finding in findings]
    assert (data[0]["waived"], data[1]["waived"]) == ({"by": "kaopsres", "reason": "Exigency of duty"}, None)


# --- roles, leave and partners ------------------------------------------------------------------------------------


def _requiring_controller(plan: Plan) -> Plan:
    """Return the plan with a day shift that requires a controller."""
    pattern = plan.patterns[0]
    shifts = (attrs.evolve(pattern.shift[0], requires="controller"), pattern.shift[1])
    return attrs.evolve(plan, patterns=(attrs.evolve(pattern, shift=shifts),))


def test_team_without_the_required_role_is_an_error() -> None:
    """The builder leaves the shift empty and gives the reason; a roster that fills it all the same has an error."""
    plan = _requiring_controller(a_small_plan(days=2))
    controllers = attrs.evolve(plan.teams[0], roles=("controller",))
    plan = attrs.evolve(plan, teams=(controllers, plan.teams[1]))
    roster, shortfalls = electsched.build_roster(plan)
    assert [(shortfall.day - START, shortfall.shift, shortfall.reason["en"]) for shortfall in shortfalls] == [
        (timedelta(days=1), "d", "the team cannot fill the role")
    ]
    assert [finding.code for finding in check_roster(roster, plan)] == ["under"]
    assert _findings(plan, a_duty("b", 0, 7), code="role") == [("error", "b", 0, 0)]


def test_role_is_required_only_on_days_of_the_pattern_that_requires_it() -> None:
    """Two patterns call their shift the same; the pattern in force on the day decides."""
    usual = a_pattern("p", [a_shift("d", 7, 8, 1)])
    strict = a_pattern("q", [a_shift("d", 7, 8, 1, requires="controller")])
    operation = an_operation(a_window(START, days=2, key="w"), a_window(START + timedelta(days=1), key="v"))
    plan = a_small_plan(
        patterns=[usual, strict],
        posts=[a_post("x", "ab", pattern="p", windows=("w",), pattern_by_posture={"alert": "q"})],
        operation=with_posture(operation, "v", ALERT),
    )
    assert _findings(plan, a_duty("a", 0, 7), a_duty("b", 1, 7), code="role") == [("error", "b", 1, 0)]


def test_team_on_leave_does_no_duty_except_under_an_embargo() -> None:
    """Under a leave embargo the leave is cancelled, and the check warns about the duty."""
    leave = an_absence(START, START + timedelta(days=3), team="a")
    plan = a_small_plan(days=4, absences=(leave,))
    roster, shortfalls = electsched.build_roster(plan)
    assert {duty.team for duty in roster} == {"b"}
    assert {shortfall.reason["en"] for shortfall in shortfalls} == {"the team has too few people"}
    codes = [finding.code for finding in check_roster(Roster((a_duty("a", 0, 7),)), plan)]
    assert [code for code in codes if code != "under"] == ["strength"]
    under_embargo = _under_posture(plan, EMBARGO)
    roster, shortfalls = electsched.build_roster(under_embargo)
    assert shortfalls == ()
    findings = check_roster(roster, under_embargo)
    assert {(finding.code, finding.severity, finding.team) for finding in findings} == {("embargo", "warning", "a")}


def test_partner_excluded_from_the_kind_of_post_is_an_error() -> None:
    """The first duty of each such post has a finding."""
    partner = Partner(key="linmas", name=ALERT.name, role=ALERT.name, excluded_post_kinds=("office",))
    post = a_post("x", "ab", pattern="p", windows=("w",), partners=("linmas",))
    plan = a_small_plan(days=1, partners=(partner,), posts=[post])
    duties = (a_duty("a", 0, 7), a_duty("b", 0, 22, shift="n"))
    assert _findings(plan, *duties, code="partner") == [("error", "a", 0, 0)]


# --- rosters by name ----------------------------------------------------------------------------------------------


def _plan_with_members(*rules: WorkRule) -> Plan:
    """Return the small plan with two people in each team, and their members."""
    members = tuple(
        Member(key=key, team=key[0], name=key, roles=("controller",) if key == "a-1" else ())
        for key in ("a-1", "a-2", "b-1", "b-2")
    )
    return a_small_plan(*rules, people=2, members=members)


def _by(duty: Duty, *members: str) -> Duty:
    return attrs.evolve(duty, members=members)


def test_working_time_of_a_member_is_checked_across_teams() -> None:
    """A member who helps another team has no rest after the duty of the own team; the other team has."""
    plan = _plan_with_members(REST)
    roster = Roster((a_duty("a", 0, 7), _by(a_duty("b", 0, 16), "a-2"), _by(a_duty("b", 1, 7), "b-1")))
    findings = [finding for finding in check_roster(roster, plan) if finding.code == "rest"]
    assert [(finding.member, finding.team, finding.found) for finding in findings] == [("a-2", "b", 1)]
    both = Roster((_by(a_duty("a", 0, 7), "a-1"), _by(a_duty("b", 0, 12), "a-1")))
    assert [
        (finding.code, finding.member, finding.found) for finding in check_roster(both, plan) if finding.member
    ] == [("overlap", "a-1", 3)]


def test_members_who_are_unknown_absent_or_too_many_are_errors() -> None:
    """The number of members must be that of the duty; a leave embargo cancels their leave."""
    leave = an_absence(START, member="a-2")
    plan = attrs.evolve(_plan_with_members(), absences=(leave,))
    roster = Roster((_by(a_duty("a", 0, 7), "a-2"), _by(a_duty("b", 1, 7), "b-1", "nobody")))
    findings = [finding for finding in check_roster(roster, plan) if finding.code != "under"]
    assert [(finding.code, finding.team, finding.member) for finding in findings] == [
        ("leave", "a", "a-2"),
        ("strength", "b", ""),
        ("unknown", "b", "nobody"),
    ]
    under_embargo = check_roster(roster, _under_posture(plan, EMBARGO))
    assert "leave" not in {finding.code for finding in under_embargo}


def test_required_role_must_be_filled_by_a_named_member() -> None:
    """In a roster by name the roles of the members count, not those of their team."""
    plan = _requiring_controller(_plan_with_members())
    assert _findings(plan, _by(a_duty("a", 0, 7), "a-1"), code="role") == []
    assert _findings(plan, _by(a_duty("a", 0, 7), "a-2"), code="role") == [("error", "a", 0, 0)]
