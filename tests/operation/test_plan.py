"""A plan as values: its windows, what does not agree, its rotation, and the faults of its lines of teams."""

from __future__ import annotations

from datetime import date, time

import attrs
import pytest

import electsched
from electsched.errors import InputError
from electsched.i18n.text import Text
from electsched.operation.operation import Operation, Post, AnnouncedDays, Unit, WindowSpec
from electsched.operation.plan import Plan, Site, check_plan, check_rotation
from electsched.operation.shifts import OFF, Line, Pattern, Shift
from electsched.operation.teams import Team
from electsched.roster.rotation import build_roster

NAME = Text.same("Name")
TOUR = Pattern(
    key="tour-24",
    name=NAME,
    shift=(Shift(key="tour", name=NAME, start=time(7, 0), hours=24, people=6),),
    line=(Line(key="guard", cycle=("tour", OFF, OFF)),),
)
POST = Post(
    key="kpu",
    name=NAME,
    unit="polres",
    kind="office",
    windows=("campaign",),
    pattern="tour-24",
    teams=(("a", "b", "c"),),
)
PLAN = Plan(
    id="a-plan",
    title=NAME,
    zone="Asia/Jakarta",
    languages=("id", "en"),
    timeline=electsched.resolve(electsched.load_election("id/general-2024")),
    operation=Operation(
        key="operation",
        name=NAME,
        start=date(2023, 11, 28),
        end=date(2024, 2, 12),
        window=(
            WindowSpec(key="campaign", name=NAME, stages=("campaign",)),
            WindowSpec(key="quiet", name=NAME, stages=("quiet_period",)),
        ),
        announced=(AnnouncedDays(days=222, source="the press"),),
    ),
    site=Site(url="https://example.org"),
    units=(Unit(key="polres", name=NAME, level="polres"),),
    posts=(POST,),
    patterns=(TOUR,),
    teams=tuple(Team(key=key, name=NAME, unit="polres", people=6) for key in "abc"),
)


def _with_teams(*teams: tuple[str, ...]) -> Plan:
    """Return the plan with a second post, whose lines have these teams."""
    return attrs.evolve(PLAN, posts=(POST, attrs.evolve(POST, key="bawaslu", teams=teams)))


# --- windows and what does not agree ------------------------------------------------------------------------------


def test_windows_in_the_order_of_the_plan() -> None:
    """The windows of the operation come in its order, on the clock of the plan."""
    windows = attrs.evolve(PLAN, zone="Asia/Makassar").windows
    assert [(item.key, item.start, item.end, item.zone) for item in windows] == [
        ("campaign", date(2023, 11, 28), date(2024, 2, 10), "Asia/Makassar"),
        ("quiet", date(2024, 2, 11), date(2024, 2, 13), "Asia/Makassar"),
    ]


def test_window_that_runs_backwards() -> None:
    """Margins that leave no day are refused when the windows are computed."""
    spec = WindowSpec(key="campaign", name=NAME, stages=("campaign",), after=-100)
    plan = attrs.evolve(PLAN, operation=attrs.evolve(PLAN.operation, window=(spec,)))
    with pytest.raises(InputError, match="window campaign"):
        _ = plan.windows


def test_findings() -> None:
    """The stated days and the window beyond the declared days are found, and nothing else."""
    assert [(item.code, item.path) for item in PLAN.findings] == [
        ("announced_days", "operation.announced[0]"),
        ("outside_declared", "window quiet"),
    ]


def test_what_is_long_is_not_shown() -> None:
    """The text of a plan names it, and spares the reader its timeline, posts and teams."""
    shown = repr(PLAN)
    assert "a-plan" in shown
    assert "kpu" not in shown
    assert len(shown) < 500


# --- rotation -----------------------------------------------------------------------------------------------------


def test_rotation() -> None:
    """Three teams fill the 75 days of the campaign, one tour a day, and nothing is left over."""
    roster, shortfalls = build_roster(PLAN)
    assert shortfalls == ()
    assert [duty.team for duty in roster.duties] == ["a", "b", "c"] * 25
    assert {duty.post for duty in roster.duties} == {"kpu"}
    assert roster.duties[-1].span.end.isoformat() == "2024-02-11T07:00:00+07:00"


def test_rotation_follows_the_zone_of_the_plan() -> None:
    """Tours begin at 07:00 by the clock of the plan."""
    roster, _ = build_roster(attrs.evolve(PLAN, zone="Asia/Jayapura"))
    assert roster.duties[0].span.start.isoformat() == "2023-11-28T07:00:00+09:00"


def test_rotation_follows_polling_day() -> None:
    """Polling a week later adds seven tours and changes none of those before."""
    later = electsched.resolve(electsched.load_election("id/general-2024"), polling=date(2024, 2, 21))
    before, after = build_roster(PLAN)[0].duties, build_roster(attrs.evolve(PLAN, timeline=later))[0].duties
    assert len(after) == len(before) + 7
    assert after[: len(before)] == before


def test_rotation_of_no_posts() -> None:
    """A plan without posts has no duties."""
    roster, shortfalls = build_roster(attrs.evolve(PLAN, posts=()))
    assert (roster.duties, shortfalls) == ((), ())


# --- faults -------------------------------------------------------------------------------------------------------


def test_sound_plan() -> None:
    """A sound plan has no fault."""
    assert check_plan(PLAN) == ()


@pytest.mark.parametrize("teams", [(), (("a", "b", "c"), ("d",))])
def test_lists_of_teams_and_lines(teams: tuple[tuple[str, ...], ...]) -> None:
    """A post gives one list of teams to each line of its pattern, no fewer and no more."""
    (fault,) = check_plan(_with_teams(*teams))
    assert (fault.path, fault.found) == ("post[1].teams", f"{len(teams)} lists of teams")
    assert fault.expected == "1, one for each line of the pattern 'tour-24'"


def test_clash_of_two_teams() -> None:
    """A fourth team in a cycle of three would stand with the first; the fault names both, the post and the line."""
    (fault,) = check_plan(_with_teams(("a", "b", "c", "d")))
    assert (fault.path, fault.found) == (
        "post[1].teams[0]",
        "'a' and 'd', which would take one shift on the same day",
    )
    assert fault.expected == "fewer teams, or a cycle with more '-', in line 'guard'"


def test_clash_in_the_second_line() -> None:
    """The fault of a clash points at the list of the line in which it is."""
    more = attrs.evolve(TOUR, line=(*TOUR.line, Line(key="more", cycle=("tour",))))
    post = attrs.evolve(POST, teams=(("a",), ("b", "c")))
    (fault,) = check_plan(attrs.evolve(PLAN, patterns=(more,), posts=(post,)))
    assert fault.path == "post[0].teams[1]"
    assert "line 'more'" in fault.expected


def test_too_few_teams_are_no_fault() -> None:
    """Fewer teams than the cycle has turns are no fault of the plan: what they cannot fill is a shortfall."""
    assert check_plan(_with_teams(())) == ()


def test_faults_of_patterns_with_their_place() -> None:
    """Faults of a pattern carry its index, and an unsound line is not looked at for clashes."""
    broken = attrs.evolve(TOUR, line=(attrs.evolve(TOUR.line[0], step=0),))
    empty = attrs.evolve(TOUR, key="empty", line=(Line(key="guard", cycle=()),))
    posts = (attrs.evolve(POST, pattern="empty"), POST)
    found = check_plan(attrs.evolve(PLAN, patterns=(broken, empty), posts=posts))
    assert [fault.path for fault in found] == [
        "pattern[0].line[0].step",
        "pattern[1].shift[0].key",
        "pattern[1].line[0].cycle",
    ]


def test_indices_of_the_file() -> None:
    """Posts and patterns bear their index in the file, also where others before them could not be read."""
    found = check_rotation({4: attrs.evolve(POST, teams=())}, {7: attrs.evolve(TOUR, line=())})
    assert [fault.path for fault in found] == ["pattern[7].line", "pattern[7].shift[0].key"]
    (fault,) = check_rotation({4: attrs.evolve(POST, teams=())}, {7: TOUR})
    assert fault.path == "post[4].teams"


def test_unknown_pattern_breeds_no_fault_here() -> None:
    """A post whose pattern could not be read is not judged: that is the fault of another check."""
    assert check_rotation({0: attrs.evolve(POST, pattern="unknown", teams=())}, {0: TOUR}) == ()
