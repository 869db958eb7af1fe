"""Musters as duties of a kind: clashes with duties, those who are exempt, and the strength of those who come."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest

import electsched
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.changes import Absence, Substitution
from electsched.operation.operation import Muster, Place
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.roster.candidates import who_can
from electsched.roster.index import RosterIndex
from electsched.roster.musters import attendance
from tests.builders import DECISION, a_plan, a_post, a_team, a_unit, a_window, an_absence
from tests.sites import jombang

START = date(2024, 1, 1)


def _muster(day: date = START, hour: int = 8, **fields: Any) -> Muster:  # noqa: ANN401
    return Muster(key="apel", name=Text.same("Apel"), start=Moment(day, hour * 60), minutes=60, place=Place(), **fields)


def _plan(muster: Muster, **fields: Any) -> Plan:  # noqa: ANN401
    """Return a plan of two units with a post and three teams of six each, in turn for 24 hours from 07:00."""
    posts = [a_post("kpu"), a_post("ngoro", unit="polsek")]
    teams = [a_team(f"{post.key}-{number}", 6, unit=post.unit) for post in posts for number in (1, 2, 3)]
    return a_plan(
        posts=posts,
        teams=teams,
        units=(a_unit("polres"), a_unit("polsek", parent="polres")),
        windows=[a_window(START, days=6)],
        musters=(muster,),
        **fields,
    )


def _found(plan: Plan) -> list[tuple[str, str, float]]:
    roster, _ = electsched.build_roster(plan)
    return [(each.code, each.post, each.found) for each in electsched.check_roster(roster, plan)]


@pytest.mark.parametrize(
    ("muster", "posts"),
    [
        (_muster(), ["kpu", "ngoro"]),
        (_muster(units=("polsek",)), ["ngoro"]),
        (_muster(exempt="on_duty"), []),
        (_muster(exempt_posts=("kpu",)), ["ngoro"]),
        (_muster(exempt_posts=("kpu", "ngoro")), []),
        (_muster(hour=6), []),  # it ends when the first duties begin
        (_muster(date(2024, 1, 3), hour=7), ["kpu", "ngoro"]),  # the duty of the day before ends when it begins
    ],
)
def test_duty_at_the_time_of_a_muster_is_found_unless_exempt(muster: Muster, posts: list[str]) -> None:
    """The finding has the post and the number of people who must be in two places."""
    assert _found(_plan(muster)) == [("muster", post, 6.0) for post in posts]


def test_finding_names_the_muster() -> None:
    """In both languages."""
    plan = _plan(_muster(units=("polsek",)))
    (finding,) = electsched.check_roster(electsched.build_roster(plan)[0], plan)
    assert (
        finding.to_text("en")
        == "error: muster: ngoro 2024-01-01 tour ngoro-1: 6 of its people must be at the muster apel then"
    )
    assert "apel apel pada jam itu" in finding.to_text("id")


def test_only_the_people_of_the_units_count() -> None:
    """Of six on the duty one stands in from a unit that takes part, and five do not."""
    members = tuple(
        Member(key=f"{team}-m{number}", team=team, name="x") for team in ("kpu-1", "ngoro-2") for number in range(6)
    )
    entry = Substitution(member="kpu-1-m0", substitute="ngoro-2-m0", start=START, **DECISION)
    plan = _plan(_muster(units=("polsek",)), members=members, substitutions=(entry,))
    assert [found for found in _found(plan) if found[0] == "muster"] == [("muster", "kpu", 1), ("muster", "ngoro", 6)]


def test_muster_is_an_obstacle_for_those_who_must_come() -> None:
    """Nobody of the unit that takes part is free for a duty then, unless those on duty are exempt."""
    for exempt, free in (("nobody", {"polres"}), ("on_duty", {"polres", "polsek"})):
        plan = _plan(_muster(units=("polsek",), exempt=exempt))
        roster, _ = electsched.build_roster(plan)
        candidates = who_can(plan, roster, post="kpu", day=START, shift="tour")
        assert {each.unit for each in candidates if not each.obstacles} == free
        assert {"muster"} <= {key for each in candidates for key in each.obstacles} or exempt == "on_duty"


def test_strength_counts_those_who_come() -> None:
    """Of eighteen people of a unit six are on duty and two are away."""
    away = an_absence(START, team="kpu-2", people=2, kind="sick")
    plan = _plan(_muster(exempt="on_duty"), absences=(away,))
    strengths = attendance(electsched.build_roster(plan)[0], plan)
    assert [(each.unit, each.present, each.excused, each.absent) for each in strengths] == [
        ("polres", 10, 6, 2),
        ("polsek", 12, 6, 0),
    ]


def test_example_has_the_clashes_that_its_exemption_excuses() -> None:
    """27 duties with 89 people begin at the hour of the muster of 28 November."""
    plan = jombang()
    roster, _ = electsched.build_roster(plan)
    assert "muster" not in {finding.code for finding in electsched.check_roster(roster, plan)}
    strict = attrs.evolve(plan, musters=tuple(attrs.evolve(muster, exempt="nobody") for muster in plan.musters))
    clashes = [finding for finding in electsched.check_roster(roster, strict) if finding.code == "muster"]
    assert (len(clashes), sum(finding.found for finding in clashes)) == (27, 89)
    assert {finding.other for finding in clashes} == {"muster-2023-11-28"}


def _summaries(plan: Plan, **owner: Any) -> set[str]:  # noqa: ANN401
    roster, _ = electsched.build_roster(plan)
    calendar = electsched.duty_calendar(plan, roster, language="en", stamp=datetime(2023, 12, 1, tzinfo=UTC), **owner)
    return {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")}


def test_own_calendars_have_the_muster_of_those_who_must_come() -> None:
    """Who is exempt has the duty alone; the unit and the others have the muster."""
    members = tuple(Member(key=f"m{number}", team=f"kpu-{number}", name="x") for number in (1, 2))
    plan = _plan(_muster(exempt="on_duty"), members=members)
    assert "Apel" not in _summaries(plan, member="m1") | _summaries(plan, team="kpu-1")
    for owner in ({"member": "m2"}, {"team": "kpu-2"}, {"unit": "polres"}):
        assert "Apel" in _summaries(plan, **owner)
    assert "Apel" in _summaries(_plan(_muster(), members=members), member="m1")


def test_team_of_which_only_some_are_on_duty_keeps_the_muster() -> None:
    """The absent one is not on duty, and need not be told apart: the team is not exempt as a whole."""
    members = tuple(Member(key=f"m{number}", team="kpu-1", name="x") for number in range(6))
    away: Absence = an_absence(START, member="m5", kind="course")
    plan = _plan(_muster(exempt="on_duty"), members=members, absences=(away,))
    index = RosterIndex(plan, electsched.build_roster(plan)[0])
    (muster,) = plan.musters
    assert not index.is_excused(muster, "kpu-1")
    assert [index.is_excused(muster, "kpu-1", member.key) for member in members] == [True] * 5 + [False]
