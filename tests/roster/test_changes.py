"""Records of changes in a roster: who is absent, stands in, exchanges a duty, and how a post changes from a day on."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

import attrs
import pytest

import electsched
from electsched.law.date_arithmetic import Moment
from electsched.operation.changes import Addition, Amendment, Cancellation, DutyName, Substitution, Swap
from electsched.operation.operation import Partner
from electsched.operation.plan import Plan
from electsched.operation.resources import Posture
from electsched.operation.teams import Member
from electsched.operation.work_rules import WorkRule
from electsched.roster.check import check_roster
from electsched.roster.duty import Duty
from tests.builders import (
    DECISION,
    TOUR,
    a_line,
    a_pattern,
    a_plan,
    a_post,
    a_shift,
    a_team,
    a_window,
    an_absence,
    with_posture,
)

START = date(2024, 1, 1)


def _days(number: int) -> date:
    return START + timedelta(days=number)


def _plan(listed: int = 0, people: int = 3, needed: int = 3, days: int = 9, **fields: Any) -> Plan:  # noqa: ANN401
    """Return a plan of some days with two posts of three teams each; with so many members of each team listed."""
    tour = a_pattern("tour", [a_shift("tour", 7, 24, needed)], a_line("tour", "-", "-"))
    teams = [a_team(f"{post}-{number}", people) for post in ("kpu", "gudang") for number in (1, 2, 3)]
    members = tuple(
        Member(key=f"{team.key}-m{number}", team=team.key, name="x")
        for team in teams
        for number in range(1, listed + 1)
    )
    return a_plan(
        posts=[a_post("kpu", pattern="tour"), a_post("gudang", pattern="tour")],
        patterns=[tour],
        windows=[a_window(START, days=days)],
        teams=teams,
        members=members,
        **fields,
    )


def _long_plan(**fields: Any) -> Plan:  # noqa: ANN401
    """Return a plan of sixty days in which three of the five members of a team are on each of its duties."""
    return _plan(listed=5, people=5, days=60, **fields)


def _duty(plan: Plan, post: str, day: int) -> Duty:
    roster, _ = electsched.build_roster(plan)
    (duty,) = roster.select(post=post, day=_days(day))
    return duty


def _teams(plan: Plan, post: str) -> str:
    return " ".join(duty.team.rpartition("-")[2] for duty in electsched.build_roster(plan)[0].select(post=post))


# --- absences -----------------------------------------------------------------------------------------------------


def test_absent_member_is_not_on_the_duty_and_is_missed() -> None:
    """Two of three are there, by name; the third is a shortfall, and the check finds the same."""
    plan = _plan(listed=3, absences=(an_absence(START, member="kpu-1-m2", kind="sick"),))
    roster, shortfalls = electsched.build_roster(plan)
    assert roster[0].members == ("kpu-1-m1", "kpu-1-m3")
    assert roster[0].people == 2
    assert [(gap.post, gap.day, gap.missing) for gap in shortfalls] == [("kpu", START, 1)]
    assert [(found.code, found.post, found.found) for found in check_roster(roster, plan)] == [("under", "kpu", 2)]
    # The next duty of the team is that of all its members again.
    assert roster.select(post="kpu", team="kpu-1")[1].members == ()


def test_absence_of_hours_concerns_the_duties_that_it_meets() -> None:
    """From 06:00 to 08:00 of the second day, the first tour still lasts and the second has begun."""
    hours = an_absence(START, member="kpu-1-m2")
    hours = attrs.evolve(hours, start=Moment(_days(1), 6 * 60), end=Moment(_days(1), 8 * 60))
    assert _duty(_plan(listed=3, absences=(hours,)), "kpu", 0).people == 2
    later = attrs.evolve(hours, start=Moment(_days(1), 7 * 60))
    assert _duty(_plan(listed=3, absences=(later,)), "kpu", 0).people == 3


def test_leave_under_an_embargo_does_not_count_unless_it_says_so() -> None:
    """Sickness counts all the same."""
    for kind, despite, people in (("leave", False, 3), ("leave", True, 2), ("sick", False, 2)):
        absence = an_absence(START, member="kpu-1-m1", kind=kind, despite_embargo=despite)
        plan = _plan(listed=3, absences=(absence,))
        alert = Posture(key="alert", name=TOUR.name, rank=1, leave_embargo=True)
        under_embargo = attrs.evolve(plan, operation=with_posture(plan.operation, "campaign", alert))
        assert _duty(under_embargo, "kpu", 0).people == people, kind


def test_those_with_the_fewest_hours_come_first() -> None:
    """Of five members a duty of three names those who have done least: after three duties each has one or two."""
    plan = _plan(listed=5, people=5)
    roster, shortfalls = electsched.build_roster(plan)
    assert shortfalls == ()
    duties = roster.select(team="kpu-1")
    assert [duty.members for duty in duties] == [
        ("kpu-1-m1", "kpu-1-m2", "kpu-1-m3"),
        ("kpu-1-m1", "kpu-1-m4", "kpu-1-m5"),
        ("kpu-1-m2", "kpu-1-m3", "kpu-1-m4"),
    ]
    assert check_roster(roster, plan) == ()


@pytest.mark.parametrize("absent", range(1, 6))
def test_an_absence_changes_no_duty_of_a_member_outside_it(absent: int) -> None:
    """Members who are free on that day come instead, and the turns after it stay as they were."""
    plan = _long_plan()
    ill = attrs.evolve(plan, absences=(an_absence(_days(6), _days(10), member=f"kpu-1-m{absent}", kind="sick"),))
    before, after = (electsched.build_roster(each)[0].select(post="kpu", team="kpu-1") for each in (plan, ill))
    for planned, duty in zip(before, after, strict=True):
        left, came = {*planned.members} - {*duty.members}, {*duty.members} - {*planned.members}
        assert left <= {f"kpu-1-m{absent}"}
        assert len(came) == len(left)
        assert not left or _days(6) <= duty.day <= _days(10)


def test_nobody_makes_up_for_days_of_leave() -> None:
    """After 30 days of leave a member has the usual share of the duties, and not each of them."""
    plan = _long_plan(absences=(an_absence(START, _days(29), member="kpu-1-m1"),))
    duties = electsched.build_roster(plan)[0].select(post="kpu", team="kpu-1")
    later = [duty for duty in duties if duty.day >= _days(30)]
    assert sum("kpu-1-m1" in duty.members for duty in later) == 6  # three of five, of ten duties
    carried = Counter(member for duty in duties for member in duty.members)
    del carried["kpu-1-m1"]
    assert max(carried.values()) - min(carried.values()) <= 1


def test_list_without_a_member_who_left_is_a_shortfall() -> None:
    """A team of three with two members on the list does its duties with two."""
    plan = _plan(listed=3)
    left = attrs.evolve(plan, members=tuple(member for member in plan.members if member.key != "kpu-1-m1"))
    roster, shortfalls = electsched.build_roster(left)
    assert {gap.post for gap in shortfalls} == {"kpu"}
    assert {(duty.people, duty.members) for duty in roster.select(team="kpu-1")} == {(2, ())}
    assert {found.code for found in check_roster(roster, left)} == {"under"}


# --- substitutions and swaps --------------------------------------------------------------------------------------


def test_substitute_of_another_team_is_on_the_duty() -> None:
    """The member is replaced at the named duty alone, and the duty has all its people."""
    entry = Substitution(member="kpu-1-m2", substitute="gudang-2-m1", start=START, **DECISION)
    plan = _plan(listed=3, substitutions=(entry,))
    roster, shortfalls = electsched.build_roster(plan)
    assert shortfalls == ()
    assert roster[0].members == ("kpu-1-m1", "kpu-1-m3", "gudang-2-m1")
    assert roster.select(member="gudang-2-m1")[0].post == "kpu"
    assert [found.code for found in check_roster(roster, plan)] == []


def test_substitute_who_is_on_duty_elsewhere_is_found() -> None:
    """The check names the substitute, who would be at two posts."""
    entry = Substitution(member="kpu-1-m2", substitute="gudang-1-m1", start=START, **DECISION)
    plan = _plan(listed=3, substitutions=(entry,))
    roster, _ = electsched.build_roster(plan)
    found = [finding for finding in check_roster(roster, plan) if finding.code == "overlap"]
    assert [(finding.member, finding.day) for finding in found] == [("gudang-1-m1", START)]


def test_swap_exchanges_the_teams_of_two_duties() -> None:
    """The teams of two days of a post change places; the identities of the duties stay."""
    swap = Swap(
        first=DutyName(post="kpu", day=_days(0), shift="tour"),
        second=DutyName(post="gudang", day=_days(1), shift="tour"),
        **DECISION,
    )
    plan = _plan(swaps=(swap,))
    assert _duty(plan, "kpu", 0).team == "gudang-2"
    assert _duty(plan, "gudang", 1).team == "kpu-1"
    assert _duty(plan, "kpu", 3).team == "kpu-1"


def test_swap_of_members_leaves_the_teams() -> None:
    """Each of the two stands in for the other."""
    swap = Swap(
        first=DutyName(post="kpu", day=_days(0), shift="tour", member="kpu-1-m1"),
        second=DutyName(post="gudang", day=_days(1), shift="tour", member="gudang-2-m3"),
        **DECISION,
    )
    plan = _plan(listed=3, swaps=(swap,))
    assert _duty(plan, "kpu", 0).members == ("kpu-1-m2", "kpu-1-m3", "gudang-2-m3")
    assert _duty(plan, "gudang", 1).members == ("gudang-2-m1", "gudang-2-m2", "kpu-1-m1")


def test_substitute_of_the_same_team_is_there_once() -> None:
    """A substitute who is there anyway is counted once, and the third person is another one of the team."""
    entry = Substitution(member="kpu-1-m1", substitute="kpu-1-m2", start=START, **DECISION)
    duty = _duty(_plan(listed=5, people=5, substitutions=(entry,)), "kpu", 0)
    assert duty.people == 3
    assert sorted(duty.members) == ["kpu-1-m2", "kpu-1-m3", "kpu-1-m4"]


def test_substitute_may_be_replaced() -> None:
    """Who stands in for a substitute of another team stands in for the member, in whatever order it was decided."""
    first = Substitution(member="kpu-1-m1", substitute="gudang-2-m1", start=START, **DECISION)
    then = Substitution(member="gudang-2-m1", substitute="gudang-3-m1", start=START, **DECISION)
    for entries in ((first, then), (then, first)):
        plan = _plan(listed=3, substitutions=entries)
        assert _duty(plan, "kpu", 0).members == ("kpu-1-m2", "kpu-1-m3", "gudang-3-m1")


def test_two_who_stand_in_for_each_other_are_exchanged() -> None:
    """Each is at the duty of the other one."""
    pair = ("kpu-1-m1", "gudang-1-m1")
    entries = tuple(
        Substitution(member=member, substitute=other, start=START, **DECISION) for member, other in (pair, pair[::-1])
    )
    plan = _plan(listed=3, substitutions=entries)
    assert _duty(plan, "kpu", 0).members == ("kpu-1-m2", "kpu-1-m3", "gudang-1-m1")
    assert _duty(plan, "gudang", 0).members == ("gudang-1-m2", "gudang-1-m3", "kpu-1-m1")


def _swap(*names: tuple[str, int, str]) -> Swap:
    first, second = (DutyName(post=post, day=_days(day), shift="tour", member=key) for post, day, key in names)
    return Swap(first=first, second=second, **DECISION)


def test_substitute_has_only_the_duties_of_the_one_who_is_replaced() -> None:
    """Of five members three do each duty: the substitute comes to those of the member, and not to the others."""
    plan = _plan(listed=5, people=5)
    entry = Substitution(member="kpu-1-m2", substitute="gudang-2-m1", start=START, end=_days(8), post="kpu", **DECISION)
    replaced = attrs.evolve(plan, substitutions=(entry,))
    crews = [duty.members for duty in electsched.build_roster(plan)[0].select(team="kpu-1")]
    with_substitute = [duty.members for duty in electsched.build_roster(replaced)[0].select(team="kpu-1")]
    assert ["kpu-1-m2" in crew for crew in crews] == [True, False, True]
    assert ["gudang-2-m1" in crew for crew in with_substitute] == [True, False, True]
    assert {*with_substitute[0]} == {"kpu-1-m1", "kpu-1-m3", "gudang-2-m1"}


def test_duty_of_a_swap_may_be_swapped_again() -> None:
    """The one who got the duty gives it to a third one, or gives it back."""
    given = _swap(("kpu", 0, "kpu-1-m1"), ("gudang", 1, "gudang-2-m1"))
    again = _swap(("kpu", 0, "gudang-2-m1"), ("gudang", 2, "gudang-3-m1"))
    plan = _plan(listed=3, swaps=(given, again))
    assert _duty(plan, "kpu", 0).members == ("kpu-1-m2", "kpu-1-m3", "gudang-3-m1")
    assert _duty(plan, "gudang", 1).members == ("gudang-2-m2", "gudang-2-m3", "kpu-1-m1")
    assert _duty(plan, "gudang", 2).members == ("gudang-3-m2", "gudang-3-m3", "gudang-2-m1")
    back = _swap(("kpu", 0, "gudang-2-m1"), ("gudang", 1, "kpu-1-m1"))
    assert _duty(_plan(listed=3, swaps=(given, back)), "kpu", 0).members == ()


def test_record_of_a_member_who_is_not_on_the_duty_is_a_finding() -> None:
    """Of five members three do the duty: a fourth cannot give it away, and nobody comes for one who has no duty."""
    plan = _plan(listed=5, people=5)
    swap = _swap(("kpu", 0, "kpu-1-m4"), ("gudang", 1, "gudang-2-m1"))
    stand_in = Substitution(member="kpu-1-m1", substitute="gudang-3-m5", start=_days(1), **DECISION)
    changed = attrs.evolve(plan, swaps=(swap,), substitutions=(stand_in,))
    roster, _ = electsched.build_roster(changed)
    found = [(each.code, each.member, each.change, each.post, each.day) for each in check_roster(roster, changed)]
    assert found == [
        ("not-on-duty", "kpu-1-m4", "swap[0]", "kpu", START),
        ("not-on-duty", "kpu-1-m1", "substitution[0]", "", _days(1)),
    ]
    assert roster[0].members == ("kpu-1-m1", "kpu-1-m2", "kpu-1-m3")


@pytest.mark.parametrize(
    "records",
    [
        {"swaps": [(("kpu", 0, "kpu-1-m1"), ("gudang", 1, "gudang-2-m1"))]},
        {
            "swaps": [
                (("kpu", 0, "kpu-1-m1"), ("gudang", 1, "gudang-2-m1")),
                (("kpu", 0, "gudang-2-m1"), ("gudang", 2, "gudang-3-m1")),
            ]
        },
        {
            "swaps": [
                (("kpu", 0, "kpu-1-m1"), ("gudang", 1, "gudang-2-m1")),
                (("kpu", 0, "gudang-2-m1"), ("gudang", 1, "kpu-1-m1")),
            ]
        },
        {"substitutions": [("kpu-1-m1", "gudang-2-m1"), ("gudang-2-m1", "gudang-3-m1")]},
        {"substitutions": [("kpu-1-m1", "gudang-2-m1")], "absences": [("kpu-1-m1",)]},
        {"substitutions": [("kpu-1-m1", "kpu-1-m2")]},
    ],
)
def test_record_that_has_its_effect_is_no_finding(records: dict[str, list[Any]]) -> None:
    """Chains of exchanges and of substitutes, an exchange that is undone, and a substitute for a sick member."""
    plan = _plan(
        listed=3,
        swaps=tuple(_swap(*names) for names in records.get("swaps", ())),
        substitutions=tuple(
            Substitution(member=member, substitute=substitute, start=START, **DECISION)
            for member, substitute in records.get("substitutions", ())
        ),
        absences=tuple(an_absence(START, member=key, kind="sick") for (key,) in records.get("absences", ())),
    )
    roster, _ = electsched.build_roster(plan)
    assert "not-on-duty" not in {finding.code for finding in check_roster(roster, plan)}


def test_substitute_on_duty_elsewhere_is_named_with_both_duties() -> None:
    """The finding names the person and the duty of the substitution, and the other one."""
    entry = Substitution(member="kpu-1-m2", substitute="gudang-1-m1", start=START, **DECISION)
    plan = _plan(listed=3, substitutions=(entry,))
    roster, _ = electsched.build_roster(plan)
    (clash,) = (each for each in check_roster(roster, plan) if each.code == "overlap")
    assert (clash.member, {clash.post, clash.other}) == (
        "gudang-1-m1",
        {"gudang", f"kpu {START.isoformat()} tour"},
    ) or (clash.member, {clash.post, clash.other}) == ("gudang-1-m1", {"kpu", f"gudang {START.isoformat()} tour"})
    assert f"other duty: {clash.other}" in clash.to_text("en")


# --- amendments and single duties ---------------------------------------------------------------------------------


def test_amendment_changes_only_the_days_from_its_own_on() -> None:
    """With two more teams from the fifth day the cycle is longer; earlier duties are as they were."""
    longer = a_pattern("long", [a_shift("tour", 7, 24, 3)], a_line("tour", "-", "-", "-"))
    plan = _plan()
    amended = attrs.evolve(
        plan,
        patterns=(*plan.patterns, longer),
        teams=(*plan.teams, a_team("kpu-4", 3)),
        amendments=(
            Amendment(
                post="kpu",
                start=_days(4),
                pattern="long",
                teams=(("kpu-1", "kpu-2", "kpu-3", "kpu-4"),),
                cycle="anew",
                **DECISION,
            ),
        ),
    )
    assert _teams(plan, "kpu") == "1 2 3 1 2 3 1 2 3"
    assert _teams(amended, "kpu") == "1 2 3 1 1 2 3 4 1"
    continued = attrs.evolve(amended, amendments=(attrs.evolve(amended.amendments[0], cycle="continued"),))
    assert _teams(continued, "kpu") == "1 2 3 1 1 2 3 4 1"
    later = attrs.evolve(amended.amendments[0], start=_days(5), cycle="continued")
    assert _teams(attrs.evolve(amended, amendments=(later,)), "kpu") == "1 2 3 1 2 2 3 4 1"


def test_amended_windows_end_a_post() -> None:
    """Without windows it is not manned any more, and the check and the demand ask for nobody."""
    ended = Amendment(post="kpu", start=_days(2), windows=(), **DECISION)
    plan = _plan(amendments=(ended,))
    roster, shortfalls = electsched.build_roster(plan)
    assert (len(roster.select(post="kpu")), len(roster.select(post="gudang"))) == (2, 9)
    assert (shortfalls, check_roster(roster, plan)) == ((), ())
    (need,) = (need for need in electsched.demand(plan).needs if need.post == "kpu")
    assert need.days == (_days(0), _days(1))


def test_amended_strength_of_a_team_holds_from_its_day_on() -> None:
    """A team of three has two from the fourth day on, listed or not: the third is a shortfall, as the check says."""
    fewer = Amendment(team="kpu-1", start=_days(3), people=2, **DECISION)
    for listed in (0, 3):
        plan = _plan(listed=listed, amendments=(fewer,))
        roster, shortfalls = electsched.build_roster(plan)
        assert [duty.people for duty in roster.select(team="kpu-1")] == [3, 2, 2]
        assert [(gap.day, gap.missing) for gap in shortfalls] == [(_days(3), 1), (_days(6), 1)]
        found = [(each.code, each.day, each.change) for each in check_roster(roster, plan)]
        assert found == [("under", _days(3), "amendment[0]"), ("under", _days(6), "amendment[0]")]
        # A roster in which all three do the duty has more people than the team then has.
        too_many = attrs.evolve(roster, duties=tuple(attrs.evolve(duty, people=3, members=()) for duty in roster))
        assert [(each.code, each.day) for each in check_roster(too_many, plan)] == [
            ("strength", _days(3)),
            ("strength", _days(6)),
        ]


def test_team_that_grows_fills_a_post_that_needs_more() -> None:
    """From the fifth day on the shifts need five people; the teams that have them are not short."""
    more = Amendment(post="kpu", start=_days(4), people=5, **DECISION)
    grown = tuple(Amendment(team=f"kpu-{number}", start=_days(4), people=5, **DECISION) for number in (2, 3))
    plan = _plan(amendments=(more, *grown))
    roster, shortfalls = electsched.build_roster(plan)
    assert [duty.people for duty in roster.select(post="kpu")] == [3, 3, 3, 3, 5, 5, 3, 5, 5]
    assert [(gap.day, gap.missing, gap.people) for gap in shortfalls] == [(_days(6), 2, 5)]
    assert [(each.code, each.day) for each in check_roster(roster, plan)] == [("under", _days(6))]
    needs = [need for need in electsched.demand(plan).needs if need.post == "kpu"]
    assert [(need.headcount, need.establishment, len(need.days)) for need in needs] == [(3, 9, 4), (5, 15, 5)]


def test_more_teams_from_a_day_on_are_in_the_demand() -> None:
    """The establishment is that of the teams of each day."""
    more = Amendment(post="kpu", start=_days(4), teams=(("kpu-1", "kpu-2"),), **DECISION)
    needs = [need for need in electsched.demand(_plan(amendments=(more,))).needs if need.post == "kpu"]
    assert [(need.establishment, need.days[0]) for need in needs] == [(9, _days(0)), (6, _days(4))]


def test_post_that_comes_later_is_manned_from_its_day_on() -> None:
    """Its first team begins; nothing is asked of it before, and the other post is as it was."""
    plan = _plan()
    later = attrs.evolve(plan.posts[0], start=_days(4))
    changed = attrs.evolve(plan, posts=(later, plan.posts[1]))
    roster, shortfalls = electsched.build_roster(changed)
    assert [(duty.day, duty.team) for duty in roster.select(post="kpu")][:2] == [
        (_days(4), "kpu-1"),
        (_days(5), "kpu-2"),
    ]
    assert _teams(changed, "gudang") == _teams(plan, "gudang")
    assert (shortfalls, check_roster(roster, changed)) == ((), ())
    (need,) = (need for need in electsched.demand(changed).needs if need.post == "kpu")
    assert need.days == tuple(map(_days, range(4, 9)))


@pytest.mark.parametrize("cancelled", [("a",), ("a", "b"), ("a", "b", "c"), ("a", "a"), ("",), ("", "b")])
def test_each_cancelled_line_of_a_shift_takes_its_people_from_the_need(cancelled: tuple[str, ...]) -> None:
    """Three lines have the shift, of which some are cancelled one by one, one twice, or all at once."""
    lines = [attrs.evolve(a_line("tour"), key=key) for key in "abc"]
    plan = a_plan(
        posts=[attrs.evolve(a_post("kpu", pattern="tour"), teams=(("kpu-1",), ("kpu-2",), ("kpu-3",)))],
        patterns=[a_pattern("tour", [a_shift("tour", 7, 8, 3)], *lines)],
        windows=[a_window(START, days=2)],
        teams=[a_team(f"kpu-{number}", 3) for number in (1, 2, 3)],
        cancellations=[Cancellation(**DECISION, post="kpu", day=START, shift="tour", line=key) for key in cancelled],
    )
    roster, _ = electsched.build_roster(plan)
    left = 0 if "" in cancelled else 3 - len(set(cancelled))
    assert [duty.day for duty in roster] == [START] * left + [_days(1)] * 3
    assert check_roster(roster, plan) == ()


def test_addition_of_a_shift_without_a_line_can_be_cancelled() -> None:
    """The pattern has no line with the shift, so no people are required for it but those of the addition."""
    plan = _plan()
    (tour,) = plan.patterns
    extra = attrs.evolve(tour, shift=(*tour.shift, a_shift("evening", 18, 2, 3)))
    addition = Addition(**DECISION, post="kpu", day=START, shift="evening", team="kpu-2")
    added = attrs.evolve(plan, patterns=(extra,), additions=(addition,))
    cancellation = Cancellation(**DECISION, post="kpu", day=START, shift="evening", line=addition.line)
    cancelled = attrs.evolve(added, cancellations=(cancellation,))
    for changed in (added, cancelled):
        assert check_roster(electsched.build_roster(changed)[0], changed) == ()


@pytest.mark.parametrize(
    ("rules", "hour", "reason"),
    [
        ((), 5, "the team is still on duty elsewhere"),
        (("rest",), 12, "the team has not rested long enough"),
        (("rest", "hours"), 12, "the team has not rested long enough"),
    ],
)
def test_short_addition_within_a_tour_does_not_end_it(rules: tuple[str, ...], hour: int, reason: str) -> None:
    """The check reports the overlap; the team is on duty, and then at rest, from the end of the longer duty."""
    limits = {"rest": 11, "hours": 72}
    errors = tuple(WorkRule(key=key, limit=limits[key], severity="error") for key in rules)  # type: ignore[arg-type]
    patterns = [
        a_pattern("tour", [a_shift("tour", 7, 24, 3)], a_line("tour", "-")),
        a_pattern("patrol", [a_shift("late", hour, 4, 3), a_shift("evening", 19, 2, 3)], a_line("-", "late")),
    ]
    addition = Addition(**DECISION, post="patrol", day=START, shift="evening", team="a")
    plan = a_plan(
        posts=[a_post("kpu", "a", pattern="tour"), a_post("patrol", "a", pattern="patrol")],
        patterns=patterns,
        windows=[a_window(START, days=2)],
        teams=[a_team("a", 3)],
        rules=errors,
    )
    for additions in ((), (addition,)):
        roster, shortfalls = electsched.build_roster(attrs.evolve(plan, additions=additions))
        assert [duty.shift for duty in roster] == ["tour", *(["evening"] if additions else [])]
        late = [shortfall for shortfall in shortfalls if (shortfall.shift, shortfall.day) == ("late", _days(1))]
        assert [shortfall.reason["en"] for shortfall in late] == [reason]


def test_added_and_cancelled_duties() -> None:
    """An addition is a duty of its own line; a cancelled duty is none; the check requires the same."""
    more = Addition(post="kpu", day=_days(1), shift="tour", team="kpu-3", people=2, **DECISION)
    fewer = Cancellation(post="gudang", day=_days(1), shift="tour", **DECISION)
    plan = _plan(additions=(more,), cancellations=(fewer,))
    roster, shortfalls = electsched.build_roster(plan)
    extra = roster.select(day=_days(1))
    assert [(duty.post, duty.line, duty.team, duty.people) for duty in extra] == [
        ("kpu", "guard", "kpu-2", 3),
        ("kpu", "extra", "kpu-3", 2),
    ]
    # The team of the addition has its own tour on the next day: it is still rested, for duties that touch are one.
    assert (shortfalls, [found.code for found in check_roster(roster, plan)]) == ((), [])


def test_added_duty_is_taken_back_by_its_line() -> None:
    """A cancellation that names the line of an added duty takes it back; one without a line leaves it."""
    more = Addition(post="kpu", day=_days(1), shift="tour", team="kpu-3", people=2, **DECISION)
    back = Cancellation(post="kpu", day=_days(1), shift="tour", line="extra", **DECISION)
    planned = Cancellation(post="kpu", day=_days(1), shift="tour", **DECISION)
    plan = _plan()
    added = attrs.evolve(plan, additions=(more,))
    expected = {(): ["guard", "extra"], (back,): ["guard"], (planned,): ["extra"], (planned, back): []}
    for cancellations, lines in expected.items():
        changed = attrs.evolve(added, cancellations=cancellations)
        roster, shortfalls = electsched.build_roster(changed)
        assert [duty.line for duty in roster.select(post="kpu", day=_days(1))] == lines
        assert (shortfalls, check_roster(roster, changed)) == ((), ())
    assert electsched.build_roster(attrs.evolve(added, cancellations=(back,))) == electsched.build_roster(plan)


def test_addition_on_a_free_day_has_the_pattern_of_that_day() -> None:
    """A post that is not manned any more has the shifts of its amended pattern; the check requires the same."""
    night = a_pattern("night", [a_shift("watch", 19, 12, 3)], a_line("watch", "-", "-"))
    amended = Amendment(post="kpu", start=_days(4), pattern="night", windows=(), **DECISION)
    more = Addition(post="kpu", day=_days(6), shift="watch", team="kpu-1", **DECISION)
    plan = _plan(amendments=(amended,), additions=(more,))
    plan = attrs.evolve(plan, patterns=(*plan.patterns, night))
    roster, shortfalls = electsched.build_roster(plan)
    assert [duty.shift for duty in roster.select(post="kpu", day=_days(6))] == ["watch"]
    assert (shortfalls, check_roster(roster, plan)) == ((), ())


@pytest.mark.parametrize("post", ["kpu", "gudang"])
def test_changes_of_one_post_leave_the_other(post: str) -> None:
    """Only the duties that a record names are others than before."""
    plan = _plan()
    changed = attrs.evolve(plan, cancellations=(Cancellation(post=post, day=_days(4), shift="tour", **DECISION),))
    before, after = ({*electsched.build_roster(each)[0]} for each in (plan, changed))
    assert {(duty.post, duty.day) for duty in before ^ after} == {(post, _days(4))}


def test_check_finds_a_partner_that_an_amendment_brings() -> None:
    """A partner that is excluded from the post's kind is found on the first duty that it shares."""
    plan = _plan()
    post = plan.posts[0]
    press = Partner(key="press", name=TOUR.name, role=TOUR.name, excluded_post_kinds=(post.kind,))
    joins = Amendment(post=post.key, start=_days(4), partners=("press",), **DECISION)
    changed = attrs.evolve(plan, partners=(press,), amendments=(joins,))
    roster, _ = electsched.build_roster(changed)
    found = [(each.code, each.post, each.day, each.change) for each in check_roster(roster, changed)]
    assert found == [("partner", post.key, _days(4), "amendment[0]")]


# --- causes -------------------------------------------------------------------------------------------------------


def test_finding_names_the_change_that_caused_it() -> None:
    """Each record that makes a roster worse is named by the findings that follow from it, and by no other."""
    rest = WorkRule(key="rest", limit=24, severity="warning")
    sick = an_absence(_days(2), team="kpu-3", kind="sick")
    swap = Swap(
        first=DutyName(post="kpu", day=_days(0), shift="tour"),
        second=DutyName(post="gudang", day=_days(4), shift="tour"),
        **DECISION,
    )
    stand_in = Substitution(member="gudang-1-m1", substitute="gudang-2-m1", start=_days(6), **DECISION)
    plan = _plan(listed=3, absences=(sick,), swaps=(swap,), substitutions=(stand_in,), rules=(rest,))
    roster, _ = electsched.build_roster(plan)
    found = {(each.code, each.post, each.day, each.member): each.change for each in check_roster(roster, plan)}
    assert found["under", "kpu", _days(2), ""] == "absence[0]"
    assert set(found.values()) <= {"absence[0]", "swap[0]", "substitution[0]"}
    assert all(change for change in found.values())
    assert "caused by" in check_roster(roster, plan)[0].to_text("en")


def test_missing_role_names_the_substitution() -> None:
    """The substitute of the one who can fill the role cannot fill it."""
    driven = a_pattern("tour", [a_shift("tour", 7, 24, 3, requires="driver")], a_line("tour", "-", "-"))
    plan = _plan(listed=3)
    drivers = {"kpu-1-m1", "kpu-2-m1", "kpu-3-m1", "gudang-1-m1", "gudang-2-m1", "gudang-3-m1"}
    plan = attrs.evolve(
        plan,
        patterns=(driven,),
        teams=tuple(attrs.evolve(team, roles=("driver",)) for team in plan.teams),
        members=tuple(attrs.evolve(each, roles=("driver",) if each.key in drivers else ()) for each in plan.members),
        substitutions=(Substitution(member="kpu-1-m1", substitute="gudang-3-m2", start=START, **DECISION),),
    )
    roster, _ = electsched.build_roster(plan)
    found = [(each.code, each.post, each.day, each.change) for each in check_roster(roster, plan)]
    assert found == [("role", "kpu", START, "substitution[0]")]


def test_addition_in_the_place_of_a_cancelled_duty_is_the_cause() -> None:
    """The team that does the duty instead works too long because of the addition."""
    hours = WorkRule(key="hours", limit=72, severity="warning")
    fewer = Cancellation(post="kpu", day=_days(1), shift="tour", **DECISION)
    more = Addition(post="kpu", day=_days(1), shift="tour", team="kpu-1", **DECISION)
    plan = _plan(cancellations=(fewer,), additions=(more,), rules=(hours,))
    roster, _ = electsched.build_roster(plan)
    found = [(each.code, each.team, each.change) for each in check_roster(roster, plan)]
    assert found
    assert set(found) == {("hours", "kpu-1", "addition[0]")}


def test_findings_without_a_change_name_none() -> None:
    """A shortage that the plan had before is not laid to a change of another post."""
    plan = _plan(people=2, cancellations=(Cancellation(post="gudang", day=_days(3), shift="tour", **DECISION),))
    roster, _ = electsched.build_roster(plan)
    changes = {finding.change for finding in check_roster(roster, plan) if finding.post == "kpu"}
    assert changes == {""}
