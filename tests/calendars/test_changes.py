"""Changes of duties between publications: the versions that differ, the people concerned, and the notice they have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import electsched
from electsched.calendars.changes import ChangeNotice, DutyChange, change_notices, changed_duties, is_ahead
from electsched.calendars.telling.duty_snapshot import DutySnapshot, DutyVersion, duty_snapshot
from electsched.i18n.text import Text
from electsched.operation.operation import Place
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.operation.work_rules import NoticeTier
from electsched.roster.duty import Duty, Roster
from electsched.roster.index import RosterIndex
from electsched.timespan import Span
from tests.builders import a_plan

ON = date(2023, 12, 1)
TIERS = (
    NoticeTier(key="urgent", name=Text({"id": "mendesak", "en": "urgent"}), under=1),
    # England and Wales: rest days under 15 clear days.
    NoticeTier(key="short", name=Text({"id": "singkat", "en": "short"}), under=15),
)
ZONE = ZoneInfo("Asia/Jakarta")


def a_version(
    day: date, team: str = "kpu-2", members: tuple[str, ...] = ("p-1", "p-2"), **fields: object
) -> DutyVersion:
    """Return a duty of 24 hours from 07:00 on."""
    start = datetime(day.year, day.month, day.day, 7, tzinfo=ZONE)
    version = DutyVersion(
        team=team,
        team_name=Text.same(f"Team {team}"),
        team_unit="polres",
        people=6,
        start=start,
        end=start + timedelta(hours=24),
        members=members,
    )
    return attrs.evolve(version, **fields)  # type: ignore[arg-type]  # by name


def a_change(before: DutyVersion | None, after: DutyVersion | None, *, edition: int = 1, duty: str = "d") -> DutyChange:
    """Return a change of a duty at a post of the unit ``polres``."""
    key = f"kpu/tour/2024-01-05/{duty}"
    return DutyChange(edition=edition, duty=key, unit="polres", title=Text.same("Guard"), before=before, after=after)


def _notices(*changes: DutyChange, told: int = 0) -> tuple[ChangeNotice, ...]:
    days = dict.fromkeys(range(10), ON)
    return change_notices(changes, told=lambda *_: told, days=days, tiers=TIERS)


def _kinds(notices: Iterable[ChangeNotice]) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(notice.kind, notice.team, notice.members) for notice in notices}


# --- notice -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "clear", "tier"),
    [(-1, 0, "urgent"), (0, 0, "urgent"), (1, 0, "urgent"), (2, 1, "short"), (15, 14, "short"), (16, 15, "")],
)
def test_notice_is_counted_in_clear_days(days: int, clear: int, tier: str) -> None:
    """Neither the day of the change nor that of the duty counts, and the lowest tier above the number applies."""
    (notice,) = _notices(a_change(None, a_version(ON + timedelta(days=days))))
    assert (notice.clear_days, notice.to_dict()["notice"]) == (clear, tier)


def test_notice_counts_to_the_earlier_day() -> None:
    """A duty that moves from tomorrow to next month was changed at a day's notice."""
    (notice,) = _notices(a_change(a_version(date(2023, 12, 2)), a_version(date(2024, 1, 5))))
    assert (notice.kind, notice.clear_days, notice.members) == ("moved", 0, ("p-1", "p-2"))
    assert notice.to_dict()["notice"] == "urgent"


def test_change_is_ahead_until_both_versions_have_ended() -> None:
    """A duty that was moved from a past day to a later one is still to be told; one whose days are past is not."""
    moved = a_change(a_version(date(2023, 12, 1)), a_version(date(2024, 1, 5)))
    assert is_ahead(moved, datetime(2024, 1, 6, 6, tzinfo=ZONE))
    assert not is_ahead(moved, datetime(2024, 1, 6, 7, tzinfo=ZONE))


# --- the people concerned -----------------------------------------------------------------------------------------

DAY = date(2024, 1, 5)


def test_substitution_concerns_two_people() -> None:
    """Of a team of two, one is relieved of the duty and a member of another team takes it; the third is not told."""
    change = a_change(a_version(DAY, members=("p-1", "p-2")), a_version(DAY, members=("p-1", "q-9")))
    assert _kinds(_notices(change)) == {("reassigned", "kpu-2", ("p-2",)), ("new", "kpu-2", ("q-9",))}


def test_another_team_concerns_both_teams() -> None:
    """The team that had the duty is told that it is passed on, the other that it is new."""
    change = a_change(a_version(DAY, "kpu-1", ()), a_version(DAY, "kpu-2", ()))
    assert _kinds(_notices(change)) == {("reassigned", "kpu-1", ()), ("new", "kpu-2", ())}


def test_cancelled_and_moved_duties_concern_all_members() -> None:
    """Everybody on a duty is told that it does not take place, or has another hour or place."""
    crew = ("p-1", "p-2")
    assert _kinds(_notices(a_change(a_version(DAY), None))) == {("cancelled", "kpu-2", crew)}
    elsewhere = a_change(a_version(DAY), a_version(DAY, place="Alun-alun"))
    assert _kinds(_notices(elsewhere)) == {("moved", "kpu-2", crew)}


def test_number_of_people_counts_if_members_are_not_known() -> None:
    """A team without a list is told of another number; people who are known are told only what concerns them."""
    fewer = a_change(a_version(DAY, members=()), a_version(DAY, members=(), people=5))
    assert _kinds(_notices(fewer)) == {("changed", "kpu-2", ())}
    assert not _notices(a_change(a_version(DAY), a_version(DAY, people=5)))


def test_list_of_members_that_becomes_known_is_no_change() -> None:
    """A team whose members are listed for the first time does what it did."""
    assert a_version(DAY, members=()).same_for_people(a_version(DAY))


# --- several changes ----------------------------------------------------------------------------------------------


def test_two_changes_are_told_as_one() -> None:
    """Before the first and after the last, with the number of the last edition."""
    first, second, third = (a_version(DAY + timedelta(days=days)) for days in range(3))
    (notice,) = _notices(a_change(first, second, edition=1), a_change(second, third, edition=2))
    assert (notice.change.before, notice.change.after, notice.change.edition) == (first, third, 2)


def test_change_that_was_undone_disappears() -> None:
    """There and back again is nothing to tell, unless the first of the two was told."""
    first, second = a_version(DAY), a_version(DAY + timedelta(days=1))
    changes = (a_change(first, second, edition=1), a_change(second, first, edition=2))
    assert _notices(*changes) == ()
    (notice,) = _notices(*changes, told=1)
    assert notice.change.after == first


def test_duty_that_went_to_another_unit_is_one_change() -> None:
    """The files of two units have each its half."""
    left = a_change(a_version(DAY, "kpu-1"), None)
    came = attrs.evolve(a_change(None, a_version(DAY, "kpu-1", place="Ngoro")), unit="ngoro")
    (notice,) = _notices(left, came)
    assert notice.kind == "moved"


HOURS = st.sampled_from([0, 1])
CREWS = st.sampled_from([("p-1",), ("p-2",), ("p-1", "p-2")])
ROWS = st.none() | st.tuples(st.just("a"), HOURS, st.none()) | st.tuples(st.just("b"), HOURS, CREWS)
"""A duty, if there is one: its team, of which one has a list of members, the hour of its start, and its members."""
STATES = st.lists(st.tuples(ROWS, ROWS), min_size=2, max_size=6)


def _state(rows: Iterable[tuple[str, int, tuple[str, ...] | None] | None]) -> DutySnapshot:
    """Return a snapshot of two duties."""
    duties = {
        f"kpu/guard/2024-01-0{number}/tour": [row[0], 6, (number * 24 + row[1]) * 3600, (number + 1) * 86400, row[2]]
        for number, row in enumerate(rows, start=1)
        if row is not None
    }
    return DutySnapshot(zone="Asia/Jakarta", duties=duties)


@given(states=STATES, told=st.integers(min_value=1, max_value=6))
def test_kept_changes_tell_the_difference_between_what_was_told_and_what_is(
    states: list[tuple[tuple[str, int, tuple[str, ...] | None] | None, ...]], told: int
) -> None:
    """Whatever the editions did: to those who were told up to one of them, they say what differs since, and no more."""
    snapshots = [_state(state) for state in states]
    kept = [
        change
        for number, (before, after) in enumerate(pairwise(snapshots), start=2)
        for change in changed_duties(before, after, unit="polres", edition=number)
    ]
    base = snapshots[min(told, len(snapshots)) - 1]
    direct = changed_duties(base, snapshots[-1], unit="polres", edition=9)
    found, expected = (
        {(notice.kind, notice.change.duty, member) for notice in notices for member in notice.members or (notice.team,)}
        for notices in (_notices(*kept, told=told), _notices(*direct))
    )
    assert found == expected


# --- between two rosters ------------------------------------------------------------------------------------------


@pytest.fixture
def small() -> Plan:
    """Return a plan of one post with three teams, of which the first is listed."""
    return attrs.evolve(a_plan(), members=tuple(Member(key=f"p-{n}", team="kpu-1", name="NAME") for n in range(2)))


def _snapshot(plan: Plan, *duties: Duty) -> DutySnapshot:
    return duty_snapshot(RosterIndex(plan, Roster(duties)), "polres")


def _changes(
    before: DutySnapshot, after: DutySnapshot, unfinished: Iterable[DutyChange] = ()
) -> tuple[DutyChange, ...]:
    return changed_duties(before, after, unit="polres", edition=2, unfinished=unfinished)


def test_equal_rosters_have_no_changes(small: Plan) -> None:
    """The same duties, and duties at a post with another name, concern nobody."""
    roster, _ = electsched.build_roster(small)
    snapshot = _snapshot(small, *roster)
    renamed = attrs.evolve(small, posts=(attrs.evolve(small.posts[0], name=Text.same("KPU")),))
    assert _changes(snapshot, snapshot) == _changes(snapshot, _snapshot(renamed, *roster)) == ()


def test_each_difference_of_a_duty_is_a_change(small: Plan) -> None:
    """Another team, another hour, a duty more and a duty less; the title and the team have their names."""
    first, second, third, fourth = electsched.build_roster(small)[0].duties[:4]
    hour = timedelta(hours=1)
    passed_on = attrs.evolve(first, team="kpu-3")
    later = attrs.evolve(second, span=Span(second.span.start + hour, second.span.end + hour))
    changes = _changes(_snapshot(small, first, second, third), _snapshot(small, passed_on, later, fourth))
    found = {change.duty.split("/")[2]: (change.before, change.after) for change in changes}
    before, after = found[first.day.isoformat()]
    assert before is not None
    assert after is not None
    assert (before.team, before.members, after.team, after.members) == ("kpu-1", ("p-0", "p-1"), "kpu-3", ())
    before, after = found[second.day.isoformat()]
    assert before is not None
    assert after is not None
    assert (before.start, after.end) == (second.span.start, later.span.end)
    assert found[third.day.isoformat()][1] is None
    assert found[fourth.day.isoformat()][0] is None
    assert {str(change.title) for change in changes} == {"kpu: tour"}


def test_new_place_and_new_member_are_changes(small: Plan) -> None:
    """A post that moves, and a person who joins a listed team, change the duties without a row of theirs."""
    (duty, *_) = electsched.build_roster(small)[0].duties
    before = _snapshot(small, duty)
    post = attrs.evolve(small.posts[0], place=Place(address="Alun-alun"))
    (moved,) = _changes(before, _snapshot(attrs.evolve(small, posts=(post,)), duty))
    assert moved.after is not None
    assert moved.after.place == "Alun-alun"
    more = attrs.evolve(small, members=(*small.members, Member(key="p-9", team="kpu-1", name="NAME")))
    (joined,) = _changes(before, _snapshot(more, duty))
    assert _kinds(_notices(joined)) == {("new", "kpu-1", ("p-9",))}


def test_duty_at_a_post_named_muster_is_one_of_the_post(small: Plan) -> None:
    """The key of a post may be that word; its duties have its title, and its partners are told of them."""
    (duty, *_) = electsched.build_roster(small)[0].duties
    post = attrs.evolve(small.posts[0], key="muster", place=Place(address="Alun-alun"), partners=("kpu",))
    plan = attrs.evolve(small, posts=(post,))
    at_muster = attrs.evolve(duty, post="muster")
    (change,) = _changes(_snapshot(plan), _snapshot(plan, at_muster))
    assert str(change.title) == "kpu: tour"
    assert change.after is not None
    assert (change.after.place, change.after.partners) == ("Alun-alun", ("kpu",))
    (notice,) = _notices(change)
    assert {**notice.to_dict(), "post": "muster", "shift": "tour"} == notice.to_dict()


def test_changes_of_a_stopped_publication_are_kept(small: Plan) -> None:
    """The duty before is that before the stopped publication, whether its duties were recorded or not."""
    (duty, *_) = electsched.build_roster(small)[0].duties
    old, stopped, new = (_snapshot(small, attrs.evolve(duty, team=f"kpu-{number}")) for number in (1, 2, 3))
    unfinished = _changes(old, stopped)
    for recorded in (old, stopped):
        (change,) = _changes(recorded, new, unfinished)
        assert [version.team for version in change.versions] == ["kpu-1", "kpu-3"]
        assert _changes(recorded, old, unfinished) == ()


def test_musters_are_told_to_each_team(plan: Plan) -> None:
    """A muster that moves concerns every team of its units."""
    before = duty_snapshot(RosterIndex(plan, Roster(())), "polres-jombang")
    (muster, *others) = reversed(plan.musters)
    later = attrs.evolve(muster, minutes=muster.minutes + 30)
    moved = attrs.evolve(plan, musters=(*others, later))
    changes = changed_duties(
        before, duty_snapshot(RosterIndex(moved, Roster(())), "polres-jombang"), unit="u", edition=2
    )
    teams = {team.key for team in plan.teams if team.unit == "polres-jombang"}
    assert {notice.team for notice in _notices(*changes)} == teams
    assert {change.title for change in changes} == {muster.name}
