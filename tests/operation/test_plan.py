"""A plan as a value: windows, findings, look-ups by key, and the faults of patterns and of the teams of posts."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

from electsched.errors import InputError, UnknownNameError
from electsched.i18n.text import Text
from electsched.operation.operation import AnnouncedDays, WindowSpec
from electsched.operation.plan import Plan
from electsched.operation.team_lines import check_plan, check_rotation
from electsched.operation.teams import Member
from tests.builders import TOUR, a_line, a_plan, a_post, a_window, an_operation

POST = a_post("kpu", ["a", "b", "c"])


def _with_second_post(*teams: tuple[str, ...]) -> Plan:
    """Return a plan with two posts; the lines of the second have these teams."""
    return a_plan(posts=[POST, attrs.evolve(POST, key="bawaslu", teams=teams)])


# --- windows and findings -----------------------------------------------------------------------------------------


def test_windows_are_in_the_order_of_the_plan_and_in_its_zone() -> None:
    """The windows of the operation come in its order, by the clock of the plan."""
    plan = a_plan(windows=[a_window(key="quiet_period"), a_window()], zone="Asia/Makassar")
    assert [(window.key, window.start, window.end, window.zone) for window in plan.windows] == [
        ("quiet_period", date(2024, 2, 11), date(2024, 2, 13), "Asia/Makassar"),
        ("campaign", date(2023, 11, 28), date(2024, 2, 10), "Asia/Makassar"),
    ]


def test_windows_refuse_margins_that_leave_no_day() -> None:
    """A window that would end before it begins is an error when the windows are computed."""
    spec = WindowSpec(key="campaign", name=Text.same("Campaign"), stages=("campaign",), after=-100)
    with pytest.raises(InputError, match="window campaign"):
        _ = a_plan(windows=[spec]).windows


def test_findings_report_announced_days_and_windows_outside_the_declared_days() -> None:
    """The announced length and the window beyond the declared days are found, and nothing else."""
    operation = an_operation(
        a_window(), a_window(key="quiet_period"), announced=(AnnouncedDays(days=222, source="the press"),)
    )
    assert [(finding.code, finding.path) for finding in a_plan(operation=operation).findings] == [
        ("announced_days", "operation.announced[0]"),
        ("outside_declared", "window quiet_period"),
    ]


# --- look-ups -----------------------------------------------------------------------------------------------------


def test_look_up_returns_the_part_with_the_key() -> None:
    """Each kind of part has its look-up."""
    plan = a_plan(members=(Member(key="m-1", team="kpu-1", name="A member"),))
    assert plan.post("kpu") is plan.posts[0]
    assert plan.team("kpu-2") is plan.teams[1]
    assert plan.unit("polres") is plan.units[0]
    assert plan.pattern("tour-24") is TOUR
    assert plan.member("m-1") is plan.members[0]
    assert plan.window("campaign") is plan.windows[0]


@pytest.mark.parametrize(
    ("kind", "key", "nearest"), [("post", "kpuu", "kpu"), ("team", "kpu1", "kpu-1"), ("window", "campain", "campaign")]
)
def test_look_up_of_an_unknown_key_names_the_nearest(kind: str, key: str, nearest: str) -> None:
    """A key that the plan does not have is an error that names the nearest keys."""
    with pytest.raises(UnknownNameError, match=f"{kind}: found '{key}'; expected one of .*{nearest}"):
        getattr(a_plan(), kind)(key)


def test_plan_repr_fits_a_line() -> None:
    """It gives the id and the size of the plan, and none of its parts."""
    assert repr(a_plan()) == "Plan('a-plan', 1 units, 1 posts, 3 teams)"


# --- faults -------------------------------------------------------------------------------------------------------


def test_sound_plan_has_no_faults() -> None:
    """Patterns and teams that fit cause no fault."""
    assert check_plan(a_plan(posts=[POST])) == ()


@pytest.mark.parametrize("teams", [(), (("a", "b", "c"), ("d",))])
def test_post_needs_one_list_of_teams_for_each_line(teams: tuple[tuple[str, ...], ...]) -> None:
    """Fewer and more lists than the pattern has lines are a fault."""
    (fault,) = check_plan(_with_second_post(*teams))
    assert (fault.path, fault.found) == ("post[1].teams", f"{len(teams)} lists of teams")
    assert fault.expected == "1, one for each line of the pattern 'tour-24'"


def test_two_teams_with_the_same_shift_are_a_fault() -> None:
    """A fourth team in a cycle of three has the shifts of the first; the fault names both, the post and the line."""
    (fault,) = check_plan(_with_second_post(("a", "b", "c", "d")))
    assert (fault.path, fault.found) == (
        "post[1].teams[0]",
        "'a' and 'd', which would take one shift on the same day",
    )
    assert fault.expected == "fewer teams, or a cycle with more '-', in line 'guard'"


def test_fault_of_the_second_line_points_at_its_teams() -> None:
    """The path of the fault has the number of the line."""
    pattern = attrs.evolve(TOUR, line=(*TOUR.line, a_line("tour", key="control")))
    (fault,) = check_plan(a_plan(patterns=[pattern], posts=[a_post("kpu", ["a"], ["b", "c"])]))
    assert fault.path == "post[0].teams[1]"
    assert "line 'control'" in fault.expected


def test_too_few_teams_are_no_fault() -> None:
    """Fewer teams than the cycle has turns are no fault: the shifts that they cannot fill are shortfalls."""
    assert check_plan(_with_second_post(())) == ()


def test_faults_of_patterns_have_the_index_of_the_pattern() -> None:
    """Faults of a pattern carry its index, and the teams of an unsound line are not compared."""
    broken = attrs.evolve(TOUR, line=(attrs.evolve(TOUR.line[0], step=0),))
    empty = attrs.evolve(TOUR, key="empty", line=(a_line(),))
    plan = a_plan(patterns=[broken, empty], posts=[attrs.evolve(POST, pattern="empty"), POST])
    assert [fault.path for fault in check_plan(plan)] == [
        "pattern[0].line[0].step",
        "pattern[1].shift[0].key",
        "pattern[1].line[0].cycle",
    ]


def test_faults_have_the_index_in_the_file() -> None:
    """Posts and patterns keep their index in the file, also if others before them could not be read."""
    post = attrs.evolve(POST, teams=())
    faults = check_rotation({4: post}, {7: attrs.evolve(TOUR, line=())})
    assert [fault.path for fault in faults] == ["pattern[7].line", "pattern[7].shift[0].key"]
    (fault,) = check_rotation({4: post}, {7: TOUR})
    assert fault.path == "post[4].teams"


def test_post_with_an_unknown_pattern_is_not_checked() -> None:
    """The unknown pattern is a fault of another check."""
    assert check_rotation({0: attrs.evolve(POST, pattern="unknown", teams=())}, {0: TOUR}) == ()
