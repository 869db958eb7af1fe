"""Working-time rules while a roster is built, duties that end with an event, and the reserve for shortfalls."""

from __future__ import annotations

from datetime import time, timedelta

import attrs

import electsched
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.plan import Plan
from electsched.operation.teams import Ending
from electsched.operation.work_rules import Waiver, WorkRule
from electsched.roster.check import check_roster
from electsched.roster.reserve import reserves
from tests.builders import a_line, a_pattern, a_post, a_shift, a_team
from tests.roster.small_plan import REST, START, a_small_plan


def test_builder_leaves_a_duty_that_would_break_a_rule() -> None:
    """Day, then night, with two teams: a day after a night has no rest, and is a shortfall unless waived."""
    plan = a_small_plan(REST)
    roster, shortfalls = electsched.build_roster(plan)
    assert {shortfall.reason["en"] for shortfall in shortfalls} == {"the team has not rested long enough"}
    assert "rest" not in {finding.code for finding in check_roster(roster, plan)}
    waiver = Waiver(rule="rest", by="kaopsres", reason="Exigency of duty")
    roster, shortfalls = electsched.build_roster(a_small_plan(REST, waivers=(waiver,)))
    assert shortfalls == ()
    findings = check_roster(roster, a_small_plan(REST, waivers=(waiver,)))
    assert {finding.severity for finding in findings} == {"waived"}


def test_several_duties_of_a_day_are_one_day_in_a_row() -> None:
    """A team with five duties a day has no more days in a row than the rule allows."""
    shifts = [attrs.evolve(a_shift("d", 7, 1, 1), start=time(7 + number)) for number in range(5)]
    plan = a_small_plan(
        WorkRule(key="consecutive-days", limit=2, severity="error"),
        days=4,
        patterns=[a_pattern(f"p{number}", [shift]) for number, shift in enumerate(shifts)],
        posts=[a_post(f"x{number}", "a", pattern=f"p{number}", windows=("w",)) for number in range(5)],
    )
    roster, shortfalls = electsched.build_roster(plan)
    assert [(duty.day - START).days for duty in roster] == [0] * 5 + [1] * 5 + [3] * 5
    assert {shortfall.reason["en"] for shortfall in shortfalls} == {"too many days in a row"}
    assert {finding.code for finding in check_roster(roster, plan)} == {"under"}


def test_reserve_is_the_most_people_missing_at_one_moment() -> None:
    """Duties that touch can be done by the same people, so one person fills every shortfall of one team."""
    plan = a_small_plan(days=3, posts=[a_post("x", "a", pattern="p", windows=("w",))])
    roster, shortfalls = electsched.build_roster(plan)
    assert len(roster) + len(shortfalls) == 6
    (reserve,) = reserves(shortfalls, plan)
    assert (reserve.unit, reserve.people, reserve.person_shifts) == ("polres", 1, len(shortfalls))
    assert reserves((), plan) == ()


# --- duties that end with an event --------------------------------------------------------------------------------


def _plan_with_event(*endings: Ending, teams: str = "abc", cycle: str = "d--", rule: WorkRule = REST) -> Plan:
    """Return a plan with a day shift that ends when the ballot boxes are handed over; team z is a relief."""
    handover = Text({"id": "serah terima kotak suara", "en": "hand-over of the ballot boxes"})
    return a_small_plan(
        rule,
        days=3,
        patterns=[a_pattern("p", [a_shift("d", 7, 8, 1, until=handover)], a_line(*cycle, key="l"))],
        posts=[a_post("x", teams, pattern="p", windows=("w",))],
        teams=[a_team(key, 1) for key in "abcz"],
        endings=endings,
    )


def test_duty_lasts_to_its_actual_end_and_the_relief_has_the_rest() -> None:
    """Past the latest planned end the named relief is on duty; both duties pass the check and have their events."""
    early = Ending(post="x", day=START, shift="d", at=Moment(START, 13 * 60 + 30))
    roster, shortfalls = electsched.build_roster(_plan_with_event(early))
    assert (roster[0].span.hours, shortfalls) == (6.5, ())
    late = attrs.evolve(early, at=Moment(START, 20 * 60))
    roster, _ = electsched.build_roster(_plan_with_event(late))
    assert roster[0].span.hours == 13
    plan = _plan_with_event(attrs.evolve(late, relief="z"))
    roster, shortfalls = electsched.build_roster(plan)
    assert [(duty.team, duty.span.hours, duty.relief) for duty in roster[:2]] == [("a", 8, False), ("z", 5, True)]
    assert (shortfalls, check_roster(roster, plan)) == ((), ())
    events = electsched.duty_calendar(plan, roster, post="x", language="en").events
    assert len({str(event["UID"]) for event in events}) == len(roster) == 4
    assert all("Ends with: hand-over of the ballot boxes" in str(event["DESCRIPTION"]) for event in events)


def test_rest_is_counted_from_the_actual_end() -> None:
    """A duty that ran into the night leaves its team without rest for the next."""
    assert electsched.build_roster(_plan_with_event(teams="a", cycle="d"))[1] == ()
    late = Ending(post="x", day=START, shift="d", at=Moment(START, 23 * 60))
    _, (shortfall,) = electsched.build_roster(_plan_with_event(late, teams="a", cycle="d"))
    assert shortfall.day == START + timedelta(days=1)
    assert shortfall.reason["en"] == "the team has not rested long enough"


def test_hours_are_counted_to_the_actual_end() -> None:
    """A duty of sixteen hours instead of eight leaves fewer hours for the week."""
    late = Ending(post="x", day=START, shift="d", at=Moment(START, 23 * 60))
    hours = WorkRule(key="hours", limit=24, severity="error")
    roster, (shortfall,) = electsched.build_roster(_plan_with_event(late, teams="a", cycle="d", rule=hours))
    assert [duty.span.hours for duty in roster] == [16, 8]
    assert shortfall.day == START + timedelta(days=2)
    assert shortfall.reason["en"] == "the team would have too many hours in seven days"


def test_calendar_has_the_shifts_of_the_pattern_under_the_posture(plan: Plan) -> None:
    """The events of a post with a pattern by posture have the names of the shifts in force."""
    post = attrs.evolve(plan.post("kpu"), pattern_by_posture={"raised": "patrol"})
    changed = attrs.evolve(plan, posts=(post,), station_guard=None)
    roster, _ = electsched.build_roster(changed)
    events = electsched.duty_calendar(changed, roster, post="kpu", language="en").events
    names = {str(event["SUMMARY"]).partition(": ")[2].partition(" · ")[0] for event in events}
    assert names == {"24-hour tour", "Day patrol", "Night patrol"}
