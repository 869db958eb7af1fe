"""Any roster judged from the plan alone: coverage, overlap, rest, hours, days and nights in a row, waivers."""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import cache
from pathlib import Path

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import electsched
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.operation import Operation, Post, WindowSpec
from electsched.operation.plan import Plan
from electsched.operation.resources import Phase, Posture
from electsched.operation.shifts import Line, Pattern, Shift
from electsched.operation.teams import Ending, Leave, Member, Team
from electsched.operation.work_rules import Waiver, WorkRule
from electsched.roster.check import check_roster
from electsched.roster.duty import Duty, Roster, Shortfall, reserves
from electsched.roster.findings import roster_data, roster_lines
from electsched.timespan import Span, moment

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"
START = date(2024, 1, 1)
REST = WorkRule(key="rest", limit=11, severity="error")


@cache
def jombang() -> Plan:
    """Return the plan of Jombang, from which small plans are cut."""
    return electsched.load_plan(EXAMPLE)


@pytest.fixture
def base() -> Plan:
    """Return the same."""
    return jombang()


def small(base: Plan, *rules: WorkRule, days: int = 10, waivers: tuple[Waiver, ...] = ()) -> Plan:
    """Return a plan of one post with a day and a night session of one person, and two teams."""
    window = WindowSpec(key="w", name=Text.same("w"), start=START, end=START + timedelta(days=days - 1))
    shifts = tuple(
        Shift(key=key, name=Text.same(key), start=time(hour), hours=8, people=1) for key, hour in (("d", 7), ("n", 22))
    )
    pattern = Pattern(key="p", name=Text.same("p"), shift=shifts, line=(Line(key="l", cycle=("d", "n")),))
    post = Post(
        key="x",
        name=Text.same("x"),
        unit="polres-jombang",
        kind="office",
        windows=("w",),
        pattern="p",
        teams=(("a", "b"),),
    )
    teams = tuple(Team(key=key, name=Text.same(key), unit="polres-jombang", people=1) for key in "ab")
    return attrs.evolve(
        base,
        operation=attrs.evolve(base.operation, window=(window,), phase=(), posture=()),
        posts=(post,),
        patterns=(pattern,),
        teams=teams,
        stations=(),
        station_guard=None,
        rules=rules,
        waivers=waivers,
    )


def duty(team: str, day: int, hour: int, hours: int = 8, *, shift: str = "d", people: int = 1) -> Duty:
    """Return a duty of the small plan."""
    date_ = START + timedelta(days=day)
    start = moment(date_, hour * 60, "Asia/Jakarta")
    return Duty(
        post="x",
        line="l",
        day=date_,
        shift=shift,
        team=team,
        people=people,
        span=Span(start, start.add(hours=hours)),
    )


def told(plan: Plan, *duties: Duty, code: str) -> list[tuple[str, str, int, float]]:
    """Return what is found of one code: severity, team, day, how much."""
    return [
        (item.severity, item.team, (item.day - START).days, item.found)
        for item in check_roster(Roster(duties), plan)
        if item.code == code
    ]


def test_the_roster_of_jombang_is_sound(base: Plan) -> None:
    """What rotates in the example covers everything and breaks no rule."""
    roster, shortfalls = electsched.build_roster(base)
    assert shortfalls == ()
    assert check_roster(roster, base) == ()


def test_under_and_over(base: Plan) -> None:
    """A shift that nobody fills is an error, one that too many fill a warning; each names how many."""
    plan = small(base, days=1)
    found = check_roster(Roster((duty("a", 0, 7), duty("b", 0, 7))), plan)
    assert [(item.code, item.severity, item.shift, item.found, item.expected) for item in found] == [
        ("over", "warning", "d", 2, 1),
        ("under", "error", "n", 0, 1),
    ]


@pytest.mark.parametrize(
    ("hours", "found"),
    [
        ([(7, 8)], []),
        ([(6, 10)], []),  # who comes early or stays longer is there all the same
        ([(7, 4), (11, 4)], []),  # one half of it each
        ([(7, 1)], [("under", 0)]),
        ([(7, 4), (12, 3)], [("under", 0)]),  # nobody from 11 to 12
        ([(7, 8), (14, 1)], [("over", 2)]),
        ([(15, 8)], [("time", 0), ("under", 0)]),
    ],
)
def test_coverage_is_from_the_first_hour_to_the_last(
    base: Plan, hours: list[tuple[int, int]], found: list[tuple[str, int]]
) -> None:
    """Someone must be there all through a shift, from 07:00 for eight hours; a duty at another time is none of it."""
    plan = small(base, days=1)
    night = duty("b", 0, 22, shift="n")
    roster = Roster((*(duty("a", 0, start, length) for start, length in hours), night))
    judged = [(item.code, item.found) for item in check_roster(roster, plan)]
    assert [item for item in judged if item[0] != "overlap"] == found


def test_what_the_plan_does_not_know(base: Plan) -> None:
    """A duty on a day without one, or of a team that is none; more people than a team has."""
    plan = small(base, days=1)
    roster = Roster((duty("a", 5, 7), duty("z", 0, 7), duty("b", 0, 23, shift="n", people=3)))
    found = [(item.code, item.team) for item in check_roster(roster, plan) if item.code in {"unknown", "strength"}]
    assert found == [("unknown", "a"), ("unknown", "z"), ("strength", "b")]


def test_overlap(base: Plan) -> None:
    """The second of two duties that overlap, with the hours that they share; those that touch do not overlap."""
    plan = small(base)
    assert told(plan, duty("a", 0, 7), duty("a", 0, 12), code="overlap") == [("error", "a", 0, 3)]
    assert told(plan, duty("a", 0, 7), duty("a", 0, 15), code="overlap") == []
    # A short duty within a long one does not hide the next.
    long = duty("a", 0, 0, 24)
    assert len(told(plan, long, duty("a", 0, 3, 1), duty("a", 0, 20), code="overlap")) == 2


@pytest.mark.parametrize(("hour", "found"), [(15, []), (16, [1.0]), (1, [10.0]), (2, [])])
def test_rest(base: Plan, hour: int, found: list[float]) -> None:
    """Duties that touch are one stretch; between stretches there must be eleven hours, and eleven are enough."""
    second = duty("a", 0 if hour > 12 else 1, hour)
    assert [item[3] for item in told(small(base, REST), duty("a", 0, 7), second, code="rest")] == found


def test_hours_in_any_seven_days(base: Plan) -> None:
    """Five duties of 24 hours in five days are 120; a sixth a week later has only what lies in its seven days."""
    plan = small(base, WorkRule(key="hours", limit=96, severity="warning"))
    days = [duty("a", day, 7, 24) for day in range(5)]
    assert told(plan, *days, code="hours") == [("warning", "a", 4, 120)]
    assert told(plan, *days[:4], duty("a", 7, 7, 24), code="hours") == []
    within = duty("a", 6, 19, 24)  # ends on day 7 at 19:00: of the first duty, 12 hours are older than seven days
    assert told(plan, *days[:4], within, code="hours") == [("warning", "a", 6, 108)]


def test_days_and_nights_in_a_row(base: Plan) -> None:
    """Three days in a row where two are allowed; a night is a duty under way at 02:00, a day duty breaks no row."""
    plan = small(
        base,
        WorkRule(key="consecutive-days", limit=2, severity="error"),
        WorkRule(key="consecutive-nights", limit=1, severity="error"),
    )
    days = [duty("a", 0, 23), duty("a", 1, 7), duty("a", 2, 23), duty("a", 3, 23), duty("a", 5, 7)]
    assert told(plan, *days, code="consecutive-days") == [("error", "a", 2, 3), ("error", "a", 3, 4)]
    assert told(plan, *days, code="consecutive-nights") == [("error", "a", 3, 2)]


def test_a_waiver_names_reason_and_author(base: Plan) -> None:
    """What is waived is still told, with who waived it and why; for its team and its days alone."""
    waiver = Waiver(rule="rest", by="kaopsres", reason="Exigency of duty", team="a", end=START)
    plan = small(base, REST, waivers=(waiver,))
    short = [duty("a", 0, 7), duty("a", 0, 16), duty("b", 0, 7), duty("b", 0, 16), duty("a", 1, 7), duty("a", 1, 16)]
    found = [item for item in check_roster(Roster(tuple(short)), plan) if item.code == "rest"]
    assert [(item.team, (item.day - START).days, item.severity) for item in found] == [
        ("a", 0, "waived"),
        ("a", 1, "error"),
        ("a", 1, "error"),
        ("b", 0, "error"),
    ]
    lines = list(roster_lines(found))
    assert lines[0] == (
        "waived: rest: x 2024-01-01 d a: 1 hours of rest, 11 at least; waived by kaopsres: Exigency of duty"
    )
    assert list(roster_lines(found, language="id"))[1] == (
        "kesalahan: rest: x 2024-01-02 d a: istirahat 7 jam, paling sedikit 11"
    )
    data = roster_data(found)
    assert (data[0]["waived"], data[1]["waived"]) == ({"by": "kaopsres", "reason": "Exigency of duty"}, None)


def test_rotation_keeps_the_rules_that_are_errors(base: Plan) -> None:
    """Day, then night, with two teams: a night is followed by a day without rest, and that is a shortfall."""
    plan = small(base, REST)
    roster, shortfalls = electsched.build_roster(plan)
    assert {item.reason["en"] for item in shortfalls} == {"the team has not rested long enough"}
    assert told(plan, *roster.duties, code="rest") == []
    waived = small(base, REST, waivers=(Waiver(rule="rest", by="kaopsres", reason="Exigency of duty"),))
    roster, shortfalls = electsched.build_roster(waived)
    assert shortfalls == ()
    assert {item.severity for item in check_roster(roster, waived)} == {"waived"}


def test_many_duties_a_day_are_one_day_in_a_row(base: Plan) -> None:
    """A team that goes from post to post, five times a day, has no more days in a row than the rule allows."""
    plan = small(base, WorkRule(key="consecutive-days", limit=2, severity="error"), days=4)
    hours = tuple(attrs.evolve(plan.patterns[0].shift[0], start=time(7 + number), hours=1) for number in range(5))
    line = Line(key="l", cycle=("d",))
    patterns = tuple(
        Pattern(key=f"p{number}", name=Text.same("p"), shift=(hour,), line=(line,)) for number, hour in enumerate(hours)
    )
    posts = tuple(
        attrs.evolve(plan.posts[0], key=f"x{number}", pattern=f"p{number}", teams=(("a",),)) for number in range(5)
    )
    busy = attrs.evolve(plan, patterns=patterns, posts=posts)
    roster, shortfalls = electsched.build_roster(busy)
    assert [(item.day - START).days for item in roster.duties] == [0] * 5 + [1] * 5 + [3] * 5
    assert {item.reason["en"] for item in shortfalls} == {"too many days in a row"}
    assert {item.code for item in check_roster(roster, busy)} == {"under"}


# --- what rotates has no error but the shortfalls that it reported --------------------------------------------------

LIMITS = {"rest": (1, 24), "hours": (4, 80), "consecutive-days": (1, 5), "consecutive-nights": (1, 3)}


@st.composite
def work_rules(draw: st.DrawFn) -> tuple[WorkRule, ...]:
    """Draw some of the rules, with limits that a roster of a few days can break."""
    severities = st.sampled_from(["error", "error", "warning"])
    return tuple(
        WorkRule(key=key, limit=draw(st.integers(*LIMITS[key])), severity=draw(severities))  # type: ignore[arg-type]
        for key in draw(st.lists(st.sampled_from(sorted(LIMITS)), max_size=3, unique=True))
    )


@attrs.frozen
class Drawn:
    """The parts of a plan that rotation and judgment rest on."""

    operation: Operation
    posts: tuple[Post, ...]
    patterns: tuple[Pattern, ...]
    teams: tuple[Team, ...]
    rules: tuple[WorkRule, ...]
    waivers: tuple[Waiver, ...]
    leave: tuple[Leave, ...]
    endings: tuple[Ending, ...]

    @property
    def members(self) -> tuple[Member, ...]:
        """As many people in each team as it has, each of whom can fill the roles of the team."""
        return tuple(
            Member(key=f"{team.key}-{number}", team=team.key, name="x", roles=team.roles)
            for team in self.teams
            for number in range(team.people)
        )


DAYS = st.integers(0, 20).map(lambda number: START + timedelta(days=number))


def operations(first: int, second: int, *, embargo: bool) -> Operation:
    """Return an operation of two phases that meet; the posture rises in the second."""
    specs = (
        WindowSpec(key="a", name=Text.same("a"), start=START, end=START + timedelta(days=first + second)),
        WindowSpec(
            key="b", name=Text.same("b"), start=START + timedelta(days=first), end=START + timedelta(days=first + 4)
        ),
    )
    low = Posture(key="low", name=Text.same("low"), rank=0)
    high = Posture(key="high", name=Text.same("high"), rank=1, leave_embargo=embargo)
    return Operation(
        key="o",
        name=Text.same("o"),
        start=START,
        end=START + timedelta(days=40),
        window=specs,
        posture=(low, high),
        phase=(Phase(window="a", posture="low"), Phase(window="b", posture="high")),
    )


@st.composite
def patterns(draw: st.DrawFn, key: str, lines: int) -> Pattern:
    """Draw a pattern whose every shift some line fills; two lines may fill the same one."""
    shifts = tuple(
        Shift(
            key=f"s{number}",
            name=Text.same("s"),
            start=time(draw(st.integers(0, 23))),
            hours=draw(st.integers(1, 24)),
            people=draw(st.integers(1, 4)),
            requires=draw(st.sampled_from(["", "", "controller"])),
        )
        for number in range(draw(st.integers(1, 3)))
    )
    keys = tuple(shift.key for shift in shifts)
    cycles = st.lists(st.sampled_from(["-", *keys]), min_size=1, max_size=6).map(tuple)
    return Pattern(
        key=key,
        name=Text.same(key),
        shift=shifts,
        line=tuple(
            Line(key=f"l{number}", cycle=draw(cycles) + (() if number else keys), step=draw(st.integers(1, 3)))
            for number in range(lines)
        ),
    )


@st.composite
def drawn_leave(draw: st.DrawFn, teams: tuple[Team, ...]) -> Leave:
    """Draw leave of some of a team, or of one of its members."""
    team, start = draw(st.sampled_from(teams)), draw(DAYS)
    end = start + timedelta(days=draw(st.integers(0, 5)))
    if draw(st.booleans()):
        member = f"{team.key}-{draw(st.integers(0, team.people - 1))}"
        return Leave(team=team.key, people=1, start=start, end=end, member=member)
    return Leave(team=team.key, people=draw(st.integers(1, team.people)), start=start, end=end)


@st.composite
def drawn_endings(draw: st.DrawFn, pattern: Pattern, raised: Pattern, keys: list[str]) -> Ending:
    """Draw when a duty of the first post ended, under either pattern: early, late, or late with a relief."""
    shift, day = draw(st.sampled_from(pattern.shift)), draw(DAYS)
    latest = max(each.minutes for each in (*pattern.shift, *raised.shift) if each.key == shift.key)
    after = latest + draw(st.integers(1, 2 * shift.hours)) * 60
    at = Moment(day + timedelta(days=after // 1440), after % 1440)
    relief = draw(st.sampled_from(["", *keys]))
    return Ending(post="x0", day=day, shift=shift.key, at=at, relief=relief)


@st.composite
def plans(draw: st.DrawFn) -> Drawn:
    """Draw posts that are raised in the second phase, patterns, teams, rules, waivers, leave, and how duties ended."""
    lines = draw(st.integers(1, 2))
    usual, raised = draw(patterns("p", lines)), draw(patterns("q", lines))
    keys = [f"t{number}" for number in range(draw(st.integers(1, 4)))]
    roles = st.sampled_from([(), ("controller",)])
    teams = tuple(
        Team(key=key, name=Text.same(key), unit="u", people=draw(st.integers(1, 4)), roles=draw(roles)) for key in keys
    )
    some = st.lists(st.sampled_from(keys), min_size=1, max_size=4, unique=True).map(tuple)
    posts = tuple(
        Post(
            key=f"x{number}",
            name=Text.same("x"),
            unit="u",
            kind="office",
            windows=tuple(draw(st.lists(st.sampled_from("ab"), min_size=1, max_size=2, unique=True))),
            pattern="p",
            teams=tuple(draw(some) for _ in range(lines)),
            pattern_by_posture=draw(st.sampled_from([{}, {"high": "q"}])),
        )
        for number in range(draw(st.integers(1, 4)))
    )
    waivers = st.builds(
        Waiver,
        rule=st.sampled_from(["rest", "hours", "consecutive-days", "consecutive-nights"]),
        by=st.just("kaopsres"),
        reason=st.just("Exigency of duty"),
        team=st.sampled_from(["", *keys]),
        start=st.none() | DAYS,
    )
    return Drawn(
        operation=operations(draw(st.integers(1, 12)), draw(st.integers(0, 8)), embargo=draw(st.booleans())),
        posts=posts,
        patterns=(usual, raised),
        teams=teams,
        rules=draw(work_rules()),
        waivers=tuple(draw(st.lists(waivers, max_size=1))),
        leave=tuple(draw(st.lists(drawn_leave(teams), max_size=3))),
        endings=tuple(
            draw(
                st.lists(drawn_endings(usual, raised, keys), max_size=2, unique_by=lambda each: (each.day, each.shift))
            )
        ),
    )


def deepest(shortfalls: tuple[Shortfall, ...]) -> dict[tuple[str, date, str], int]:
    """Return the most that are missing of a shift at one moment; who relieves is missing after the others are."""
    found: dict[tuple[str, date, str], int] = {}
    for item in shortfalls:
        place = (item.post, item.day, item.shift)
        same = [each for each in shortfalls if (each.post, each.day, each.shift) == place]
        there = sum(each.missing for each in same if each.span.start <= item.span.start < each.span.end)
        found[place] = max(found.get(place, 0), there)
    return found


def by_their_names(roster: Roster, plan: Plan) -> Roster:
    """Return the roster with the people of each team who do its duties: the first who are not away."""
    postures = plan.postures
    people = {team.key: [each.key for each in plan.members if each.team == team.key] for team in plan.teams}

    def there(item: Duty) -> tuple[str, ...]:
        free = item.day in postures and postures[item.day].leave_embargo
        away = {each.member for each in plan.leave if each.start <= item.day <= each.end and not free}
        return tuple(key for key in people[item.team] if key not in away)[: item.people]

    return Roster(tuple(attrs.evolve(item, members=there(item)) for item in roster.duties))


@given(drawn=plans())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_rotates_has_no_error_but_its_shortfalls(drawn: Drawn) -> None:
    """The judge, which shares nothing with the maker, finds exactly what the maker reported; by name as well."""
    parts = {field.name: getattr(drawn, field.name) for field in attrs.fields(Drawn)}
    plan = attrs.evolve(jombang(), **parts, members=drawn.members, stations=(), station_guard=None)
    roster, shortfalls = electsched.build_roster(plan)
    errors = [item for item in check_roster(roster, plan) if item.severity == "error"]
    assert {item.code for item in errors} <= {"under"}
    assert {(item.post, item.day, item.shift): item.expected - item.found for item in errors} == deepest(shortfalls)
    named = [item for item in check_roster(by_their_names(roster, plan), plan) if item.severity == "error"]
    # Of duties that touch, a team does all and a person perhaps the first and the third: that may be too short a rest.
    assert [item for item in named if item.code != "rest"] == errors
    assert all(item.member for item in named if item.code == "rest")


# --- roles, leave, partners -----------------------------------------------------------------------------------------


def test_a_role_that_a_team_cannot_fill(base: Plan) -> None:
    """Rotation leaves the shift empty and says why; a roster that fills it all the same is wrong."""
    plan = small(base, days=2)
    pattern = plan.patterns[0]
    shifts = (attrs.evolve(pattern.shift[0], requires="controller"), pattern.shift[1])
    teams = (attrs.evolve(plan.teams[0], roles=("controller",)), plan.teams[1])
    needing = attrs.evolve(plan, patterns=(attrs.evolve(pattern, shift=shifts),), teams=teams)
    roster, shortfalls = electsched.build_roster(needing)
    assert [(item.day - START, item.shift, item.reason["en"]) for item in shortfalls] == [
        (timedelta(days=1), "d", "the team cannot fill the role")
    ]
    assert [item.code for item in check_roster(roster, needing)] == ["under"]
    assert told(needing, duty("b", 0, 7), code="role") == [("error", "b", 0, 0)]


def test_a_role_that_only_the_raised_pattern_requires(base: Plan) -> None:
    """The pattern of the day says who must be there, though both call their shift the same."""
    plan = small(base, days=2)
    usual = plan.patterns[0]
    shifts = (attrs.evolve(usual.shift[0], requires="controller"), usual.shift[1])
    alert = Posture(key="alert", name=Text.same("alert"), rank=1)
    late = WindowSpec(key="v", name=Text.same("v"), start=START + timedelta(days=1), end=START + timedelta(days=1))
    operation = attrs.evolve(
        plan.operation,
        window=(*plan.operation.window, late),
        posture=(alert,),
        phase=(Phase(window="v", posture="alert"),),
    )
    raised = attrs.evolve(
        plan,
        operation=operation,
        patterns=(usual, attrs.evolve(usual, key="q", shift=shifts)),
        posts=(attrs.evolve(plan.posts[0], pattern_by_posture={"alert": "q"}),),
    )
    assert told(raised, duty("a", 0, 7), duty("b", 1, 7), code="role") == [("error", "b", 1, 0)]


def test_leave_and_its_embargo(base: Plan) -> None:
    """Who is on leave does no duty; under an embargo leave does not count, and the roster says so."""
    leave = Leave(team="a", people=1, start=START, end=START + timedelta(days=3))
    plan = attrs.evolve(small(base, days=4), leave=(leave,))
    roster, shortfalls = electsched.build_roster(plan)
    assert {duty_.team for duty_ in roster.duties} == {"b"}
    assert {item.reason["en"] for item in shortfalls} == {"the team has too few people"}
    assert [item.code for item in check_roster(Roster((duty("a", 0, 7),)), plan) if item.code != "under"] == [
        "strength"
    ]
    alert = Posture(key="alert", name=Text.same("alert"), rank=1, leave_embargo=True)
    phase = Phase(window="w", posture="alert")
    stopped = attrs.evolve(plan, operation=attrs.evolve(plan.operation, posture=(alert,), phase=(phase,)))
    roster, shortfalls = electsched.build_roster(stopped)
    assert shortfalls == ()
    found = check_roster(roster, stopped)
    assert {(item.code, item.severity, item.team) for item in found} == {("embargo", "warning", "a")}


# --- by name --------------------------------------------------------------------------------------------------------


def named(base: Plan, *rules: WorkRule) -> Plan:
    """Return the small plan with two people in each team, whose members it names."""
    plan = small(base, *rules)
    members = tuple(
        Member(key=key, team=key[0], name=key, roles=("controller",) if key == "a-1" else ())
        for key in ("a-1", "a-2", "b-1", "b-2")
    )
    return attrs.evolve(plan, teams=tuple(attrs.evolve(team, people=2) for team in plan.teams), members=members)


def by_name(item: Duty, *members: str) -> Duty:
    """Return the duty as these people do it."""
    return attrs.evolve(item, members=members)


def test_the_time_of_a_person_is_judged_across_teams(base: Plan) -> None:
    """Who helps another team has no rest from the own team's duties; the team that was helped has."""
    plan = named(base, REST)
    roster = Roster((duty("a", 0, 7), by_name(duty("b", 0, 16), "a-2"), by_name(duty("b", 1, 7), "b-1")))
    found = [item for item in check_roster(roster, plan) if item.code == "rest"]
    assert [(item.member, item.team, item.found) for item in found] == [("a-2", "b", 1)]
    both = Roster((by_name(duty("a", 0, 7), "a-1"), by_name(duty("b", 0, 12), "a-1")))
    assert [(item.code, item.member, item.found) for item in check_roster(both, plan) if item.member] == [
        ("overlap", "a-1", 3)
    ]


def test_members_that_do_not_fit(base: Plan) -> None:
    """Someone whom the plan does not know, fewer or more than the duty says, and someone on leave."""
    leave = Leave(team="a", people=1, member="a-2", start=START, end=START)
    plan = attrs.evolve(named(base), leave=(leave,))
    roster = Roster((by_name(duty("a", 0, 7), "a-2"), by_name(duty("b", 1, 7), "b-1", "nobody")))
    found = [(item.code, item.team, item.member) for item in check_roster(roster, plan) if item.code != "under"]
    assert found == [("leave", "a", "a-2"), ("strength", "b", ""), ("unknown", "b", "nobody")]
    alert = Posture(key="alert", name=Text.same("alert"), rank=1, leave_embargo=True)
    operation = attrs.evolve(plan.operation, posture=(alert,), phase=(Phase(window="w", posture="alert"),))
    stopped = check_roster(roster, attrs.evolve(plan, operation=operation))
    assert "leave" not in {item.code for item in stopped}


def test_a_role_is_a_persons(base: Plan) -> None:
    """In a roster by name it is the people there who can fill a role or cannot, whatever their team could."""
    plan = named(base)
    shifts = (attrs.evolve(plan.patterns[0].shift[0], requires="controller"), plan.patterns[0].shift[1])
    needing = attrs.evolve(plan, patterns=(attrs.evolve(plan.patterns[0], shift=shifts),))
    assert told(needing, by_name(duty("a", 0, 7), "a-1"), code="role") == []
    assert told(needing, by_name(duty("a", 0, 7), "a-2"), code="role") == [("error", "a", 0, 0)]


def test_a_partner_that_may_not_be_there(base: Plan) -> None:
    """A partner's limits bind every post that names it."""
    plan = small(base, days=1)
    partner = attrs.evolve(base.partners[0], excluded_post_kinds=("office",))
    post = attrs.evolve(plan.posts[0], partners=(partner.key,))
    wrong = attrs.evolve(plan, partners=(partner,), posts=(post,))
    assert told(wrong, duty("a", 0, 7), duty("b", 0, 22, shift="n"), code="partner") == [("error", "a", 0, 0)]


def test_what_would_meet_a_shortfall(base: Plan) -> None:
    """The most that are missing at one moment; duties that touch can be done by the same people."""
    plan = attrs.evolve(small(base, days=3), teams=small(base).teams[:1])
    post = attrs.evolve(plan.posts[0], teams=(("a",),))
    roster, shortfalls = electsched.build_roster(attrs.evolve(plan, posts=(post,)))
    assert len(roster.duties) + len(shortfalls) == 6
    (need,) = reserves(shortfalls, {"x": "polres-jombang"})
    assert (need.unit, need.people, need.heads) == ("polres-jombang", 1, len(shortfalls))
    assert reserves((), {}) == ()


# --- duties that end with an event ----------------------------------------------------------------------------------


def with_event(base: Plan, *endings: Ending) -> Plan:
    """Return the small plan with three teams and a day session that ends when the boxes are handed over."""
    plan = small(base, REST, days=3)
    pattern = plan.patterns[0]
    handover = Text({"id": "serah terima kotak suara", "en": "hand-over of the ballot boxes"})
    day = attrs.evolve(pattern.shift[0], until=handover)
    line = Line(key="l", cycle=("d", "-", "-"))
    teams = tuple(attrs.evolve(plan.teams[0], key=key, name=Text.same(key)) for key in "abcz")
    return attrs.evolve(
        plan,
        patterns=(attrs.evolve(pattern, shift=(day,), line=(line,)),),
        posts=(attrs.evolve(plan.posts[0], teams=(("a", "b", "c"),)),),
        teams=teams,
        endings=endings,
    )


def test_a_duty_that_ended_with_its_event(base: Plan) -> None:
    """It has its actual end; past the latest planned end the relief has the rest, and both are judged."""
    early = Ending(post="x", day=START, shift="d", at=Moment(START, 13 * 60 + 30))
    roster, shortfalls = electsched.build_roster(with_event(base, early))
    assert (roster.duties[0].span.hours, shortfalls) == (6.5, ())
    late = attrs.evolve(early, at=Moment(START, 20 * 60))
    roster, _ = electsched.build_roster(with_event(base, late))
    assert roster.duties[0].span.hours == 13
    relieved = with_event(base, attrs.evolve(late, relief="z"))
    roster, shortfalls = electsched.build_roster(relieved)
    assert [(item.team, item.span.hours, item.relief) for item in roster.duties[:2]] == [
        ("a", 8, False),
        ("z", 5, True),
    ]
    assert (shortfalls, check_roster(roster, relieved)) == ((), ())
    events = electsched.duty_calendar(relieved, roster, post="x", language="en").events
    assert len({str(event["UID"]) for event in events}) == len(roster.duties) == 4
    assert all("Ends with: hand-over of the ballot boxes" in str(event["DESCRIPTION"]) for event in events)


def test_rest_is_counted_from_the_actual_end(base: Plan) -> None:
    """A duty that ran into the night leaves its team without rest for the next."""
    plan = with_event(base)
    line = Line(key="l", cycle=("d",))
    alone = attrs.evolve(
        plan,
        patterns=(attrs.evolve(plan.patterns[0], line=(line,)),),
        posts=(attrs.evolve(plan.posts[0], teams=(("a",),)),),
    )
    assert electsched.build_roster(alone)[1] == ()
    late = Ending(post="x", day=START, shift="d", at=Moment(START, 23 * 60))
    _, (shortfall,) = electsched.build_roster(attrs.evolve(alone, endings=(late,)))
    assert (shortfall.day, shortfall.reason["en"]) == (
        START + timedelta(days=1),
        "the team has not rested long enough",
    )


def test_the_day_of_a_relief(base: Plan) -> None:
    """Who relieves from 07:00 of the next day to 03:00 has that day and that night, and not those of the duty."""
    plan = small(
        base,
        WorkRule(key="consecutive-days", limit=1, severity="error"),
        WorkRule(key="consecutive-nights", limit=1, severity="error"),
    )
    relief = attrs.evolve(duty("a", 1, 7, 20), day=START, relief=True)
    for code in ("consecutive-days", "consecutive-nights"):
        assert told(plan, relief, duty("a", 2, 22), code=code) == [("error", "a", 2, 2)]
        assert told(plan, relief, duty("a", 3, 22), code=code) == []


def test_hours_are_counted_to_the_actual_end(base: Plan) -> None:
    """A day that lasted sixteen hours instead of eight leaves fewer hours for the week."""
    plan = with_event(base, Ending(post="x", day=START, shift="d", at=Moment(START, 23 * 60)))
    alone = attrs.evolve(
        plan,
        patterns=(attrs.evolve(plan.patterns[0], line=(Line(key="l", cycle=("d",)),)),),
        posts=(attrs.evolve(plan.posts[0], teams=(("a",),)),),
        rules=(WorkRule(key="hours", limit=24, severity="error"),),
    )
    roster, (shortfall,) = electsched.build_roster(alone)
    assert [item.span.hours for item in roster.duties] == [16, 8]
    assert (shortfall.day, shortfall.reason["en"]) == (
        START + timedelta(days=2),
        "the team would have too many hours in seven days",
    )


def test_the_calendar_of_a_raised_post(base: Plan) -> None:
    """Under its posture the duties bear the shifts of the raised pattern."""
    post = next(post for post in base.posts if post.key == "kpu")
    raised = attrs.evolve(post, pattern_by_posture={"raised": "patrol"})
    plan = attrs.evolve(base, posts=(raised,), station_guard=None)
    roster, _ = electsched.build_roster(plan)
    names = {
        str(event["SUMMARY"]) for event in electsched.duty_calendar(plan, roster, post="kpu", language="en").events
    }
    assert {name.partition(": ")[2].partition(" (")[0] for name in names} == {
        "24-hour tour",
        "Day patrol",
        "Night patrol",
    }
