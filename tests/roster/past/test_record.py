"""The record of a roster: duties that have begun stay as they were published, whatever the plan says later."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import electsched
from electsched.calendars.duty_feeds import duty_feeds
from electsched.errors import InputError
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.changes import Addition, Amendment, Cancellation, DutyName, Substitution, Swap
from electsched.operation.plan import Plan
from electsched.operation.teams import Ending, Member
from electsched.operation.work_rules import WorkRule
from electsched.pages.parts.board_cells import BoardCells
from electsched.pages.parts.board_weeks import board_months
from electsched.publishing.layout import members_path, record_path
from electsched.publishing.records import member_bytes, unit_records
from electsched.roster.duty import Duty, Roster
from electsched.roster.index import RosterIndex
from electsched.roster.past.concerns import plan_changes
from electsched.roster.past.continuation import Continuation, past_faults
from electsched.roster.past.data import record_bytes, record_value
from electsched.roster.past.record import RosterRecord, listed_members, merged_record, plan_with_past, record_of
from electsched.roster.rotation import continue_roster
from electsched.stores.base import DamagedError
from tests.builders import DECISION, a_line, a_pattern, a_plan, a_post, a_shift, a_team, a_window, an_absence

START = date(2024, 1, 1)
TOUR = a_pattern("tour", [a_shift("tour", 7, 24, 3)], a_line("tour", "-", "-"))
HALVES = a_pattern("halves", [a_shift("day", 7, 12, 3), a_shift("night", 19, 12, 3)], a_line("day", "night", "-"))
FOURTH = datetime(2024, 1, 4, 3, tzinfo=UTC)
"""10:00 on the fourth day, by the clock of Jakarta: the duties of four days have begun, and five days are ahead."""
TEAMS = tuple(a_team(f"{post}-{number}", 4) for post in ("kpu", "gudang") for number in (1, 2, 3, 4))
MEMBERS = tuple(
    Member(key=f"{team.key}-m{number}", team=team.key, name="x") for team in TEAMS for number in range(1, 5)
)


def _plan(**fields: Any) -> Plan:  # noqa: ANN401
    """Return a plan of nine days with two posts: three of four teams take turns, with three of their four people."""
    posts = tuple(a_post(key, [f"{key}-{number}" for number in (1, 2, 3)], pattern="tour") for key in ("kpu", "gudang"))
    defaults: dict[str, Any] = {
        "posts": posts,
        "patterns": (TOUR, HALVES),
        "windows": [a_window(START, days=9)],
        "teams": TEAMS,
        "members": MEMBERS,
        "rules": (WorkRule(key="rest", limit=11, severity="error"),),
    }
    return a_plan(**(defaults | fields))


def _record(plan: Plan) -> RosterRecord:
    return record_of(electsched.build_roster(plan)[0], plan)


def _continued(plan: Plan, before: Plan, now: datetime = FOURTH) -> Continuation:
    return continue_roster(plan, _record(before), now)


def _begun(duties: Iterable[Duty], now: datetime = FOURTH) -> list[Duty]:
    return [duty for duty in duties if duty.span.start <= now]


def _ahead(duties: Iterable[Duty], now: datetime = FOURTH) -> list[Duty]:
    return [duty for duty in duties if duty.span.start > now]


def _day(number: int) -> date:
    return START + timedelta(days=number - 1)


def _with_teams(plan: Plan, *keys: str) -> Plan:
    return attrs.evolve(
        plan, posts=tuple(attrs.evolve(each, teams=(keys,)) if each.key == "kpu" else each for each in plan.posts)
    )


# --- the past stays -----------------------------------------------------------------------------------------------


def test_the_same_plan_gives_the_same_roster_at_any_moment() -> None:
    """A record that agrees with the plan changes nothing."""
    plan = _plan()
    expected = electsched.build_roster(plan)
    for day in range(-1, 12):
        now = FOURTH + timedelta(days=day)
        assert electsched.build_roster(plan, record=_record(plan), now=now)[0] == expected[0]


def test_a_team_added_today_does_not_rewrite_duties_already_done() -> None:
    """The duties of the first four days stay, and the next follow the plan as far as the rest of the teams allows."""
    before, after = _plan(), _with_teams(_plan(), "kpu-4", "kpu-1", "kpu-2")
    result = _continued(after, before)
    assert _begun(result.roster) == _begun(electsched.build_roster(before)[0])
    assert {duty.team for duty in _ahead(result.roster) if duty.post == "kpu"} == {"kpu-4", "kpu-1", "kpu-2"}
    days = {(pair.before.day, pair.before.team) for pair in result.differences if pair.before}
    assert days == {(_day(1), "kpu-1"), (_day(2), "kpu-2"), (_day(3), "kpu-3"), (_day(4), "kpu-1")}


def test_the_rest_of_a_team_is_judged_from_recorded_duties() -> None:
    """By the plan a team has its turn on the day after a duty that it only had in the record: it may rest first."""
    before = _plan()
    after = _with_teams(before, "kpu-2", "kpu-1", "kpu-3")  # on day 5 it is the turn of kpu-1, on duty until then
    result = _continued(after, before)
    assert [duty.team for duty in result.roster.select(post="kpu", day=_day(4))] == ["kpu-1"]
    assert [duty.team for duty in result.roster.select(post="kpu", day=_day(5))] == ["kpu-1"]
    assert result.shortfalls == ()
    later = a_pattern("tour", [a_shift("tour", 9, 24, 3)], a_line("tour", "-", "-"))
    gap = _continued(attrs.evolve(after, patterns=(later, HALVES)), before).shortfalls[0]
    assert (gap.day, gap.team, gap.reason["en"]) == (_day(5), "kpu-1", "the team has not rested long enough")


def test_duties_of_a_removed_post_that_have_begun_stay() -> None:
    """They are shown on the board and in calendars; those ahead are gone, and none of them is a difference twice."""
    before = _plan()
    after = attrs.evolve(before, posts=before.posts[:1], teams=TEAMS[:4], members=MEMBERS[:16])
    result = _continued(after, before)
    removed = [duty for duty in result.roster if duty.post == "gudang"]
    assert [duty.day for duty in removed] == [_day(number) for number in (1, 2, 3, 4)]
    assert [pair.after for pair in result.differences] == [None] * 4
    shown = plan_with_past(after, _record(before), result.roster)
    index = RosterIndex(shown, result.roster)
    feeds = {feed.path: feed for feed in duty_feeds(index, language="en")}
    assert len(feeds["posts/gudang.en.ics"].events) == 4
    assert len(feeds["units/polres.en.ics"].events) == 13
    assert feeds["teams/gudang-1.en.ics"].events[0].body.summary.startswith("gudang: tour")
    (month,) = board_months(BoardCells(index, ["kpu", "gudang"], "en"), [_day(1).replace(day=1)])
    assert [row.post for row in month.rows] == ["kpu", "gudang"]


def test_a_team_of_the_past_keeps_both_its_names() -> None:
    """The titles of its past duties do not change if the team leaves the plan: the record has its short name too."""
    teams = tuple(attrs.evolve(team, short=Text({"en": f"T {number}"})) for number, team in enumerate(TEAMS))
    record = _record(_plan(teams=teams))
    assert {team.key: (team.name, team.short) for team in _read(record).teams} == {
        team.key: (team.name, team.short) for team in teams if not team.key.endswith("-4")
    }


def test_shifts_of_another_pattern_stay() -> None:
    """A plan whose pattern has other shifts still shows the duties by the names of the shifts that they had."""
    before = _plan()
    after = attrs.evolve(before, posts=tuple(attrs.evolve(each, pattern="halves") for each in before.posts))
    result = _continued(after, before)
    assert {duty.shift for duty in _begun(result.roster)} == {"tour"}
    assert {duty.shift for duty in _ahead(result.roster)} == {"day", "night"}
    shown = plan_with_past(attrs.evolve(after, patterns=(HALVES,)), _record(before), result.roster)
    (feed, *_) = duty_feeds(RosterIndex(shown, result.roster), language="en")
    titles = " ".join(event.body.summary for event in feed.events)
    assert all(shift in titles for shift in ("kpu: tour", "gudang: tour", "gudang: night"))
    again = record_of(result.roster, shown)
    assert {shift.key for shift in again.shifts["kpu"]} == {"tour", "day", "night"}


def test_a_shift_stays_on_a_day_whose_pattern_an_amendment_changed() -> None:
    """On the second day alone the pattern is another one; the shift of the recorded duty of that day is shown."""
    before = _plan()
    amendments = tuple(
        Amendment(post="kpu", start=_day(day), pattern=pattern, **DECISION)
        for day, pattern in ((2, "halves"), (3, before.post("kpu").pattern))
    )
    after = attrs.evolve(before, amendments=amendments)
    result = _continued(after, before)
    shown = plan_with_past(after, _record(before), result.roster)
    assert {duty.shift for duty in result.roster.select(post="kpu", day=_day(2))} == {"tour"}
    assert any(feed.events for feed in duty_feeds(RosterIndex(shown, result.roster), language="id"))


def test_a_duty_that_was_not_published_does_not_take_place_in_the_past() -> None:
    """A post that the plan has since the first day, but the record has not, is manned from the next shift on."""
    after = _plan()
    result = _continued(after, attrs.evolve(after, posts=after.posts[:1]))
    assert [duty.day for duty in result.roster if duty.post == "gudang"] == [_day(number) for number in range(5, 10)]
    assert {(pair.before, pair.after.day) for pair in result.differences if pair.after} == {
        (None, _day(number)) for number in (1, 2, 3, 4)
    }


@pytest.mark.parametrize(("published", "planned"), [(7, 12), (12, 7)])
def test_the_published_start_decides_whether_a_duty_has_begun(published: int, planned: int) -> None:
    """At 10:00 a duty that was published for 07:00 has begun, though the plan says 12:00 now.

    One that was published for 12:00 is not moved into the past.
    """
    before, after = (
        _plan(patterns=(a_pattern("tour", [a_shift("tour", hour, 24, 3)], a_line("tour", "-", "-")), HALVES))
        for hour in (published, planned)
    )
    result = _continued(after, before)
    (today,) = result.roster.select(post="kpu", day=_day(4))
    assert today.span == electsched.build_roster(before)[0].select(post="kpu", day=_day(4))[0].span
    assert [duty.span.start.hour for duty in result.roster.select(post="kpu", day=_day(7))] == [planned]


def test_members_of_the_past_stay_when_the_list_changes() -> None:
    """A person who came to a team later has none of its past duties, and one who left keeps those of the record."""
    whole = a_pattern("tour", [a_shift("tour", 7, 24, 4)], a_line("tour", "-", "-"))
    before = _plan(patterns=(whole, HALVES))
    newcomer = Member(key="new", team="kpu-1", name="x")
    after = attrs.evolve(before, members=(*MEMBERS[1:], newcomer))
    result = _continued(after, before)
    first = result.roster.select(post="kpu", day=_day(1))[0]
    assert first.members == tuple(member.key for member in MEMBERS[:4])
    assert result.roster.select(post="kpu", day=_day(7))[0].members == ()
    assert [duty.day for duty in result.roster.select(member="new")] == [_day(7)]


def test_hours_so_far_are_counted_from_the_record() -> None:
    """Members of whom the record has fewer hours come first in the duties ahead."""
    before, after = _plan(absences=(an_absence(_day(1), _day(3), member="kpu-1-m1"),)), _plan()
    ahead = _continued(after, before).roster.select(post="kpu", day=_day(7))[0]
    assert "kpu-1-m1" in ahead.members


def test_a_record_needs_its_moment() -> None:
    """Without the moment nobody can say which duties have begun."""
    with pytest.raises(InputError, match="the moment up to which the record holds"):
        electsched.build_roster(_plan(), record=_record(_plan()))


def test_a_given_roster_keeps_the_past_too() -> None:
    """Of a roster that was made elsewhere only the duties ahead are taken."""
    plan = _plan()
    given_roster = electsched.build_roster(_with_teams(plan, "kpu-4", "kpu-1", "kpu-2"))[0]
    result = continue_roster(plan, _record(plan), FOURTH, given=given_roster)
    assert _begun(result.roster) == _begun(electsched.build_roster(plan)[0])
    assert _ahead(result.roster) == _ahead(given_roster)
    assert len(result.differences) == 4
    assert continue_roster(plan, None, FOURTH, given=given_roster).roster is given_roster


# --- corrections --------------------------------------------------------------------------------------------------

LATE = {**DECISION, "decided": _day(4)}
SWAP = Swap(
    first=DutyName(post="kpu", day=_day(2), shift="tour"),
    second=DutyName(post="kpu", day=_day(6), shift="tour"),
    **LATE,
)
CHANGES: dict[str, Any] = {
    "swaps": SWAP,
    "additions": Addition(post="kpu", day=_day(3), shift="tour", team="kpu-4", people=2, **LATE),
    "cancellations": Cancellation(post="kpu", day=_day(3), shift="tour", **LATE),
    "substitutions": Substitution(member="kpu-2-m1", substitute="kpu-4-m1", start=_day(2), **LATE),
    "absences": an_absence(_day(2), _day(5), member="kpu-2-m1"),
    "amendments": Amendment(post="kpu", start=_day(3), teams=(("kpu-4", "kpu-2", "kpu-3"),), **LATE),
}


def _with(plan: Plan, name: str, change: Any) -> Plan:  # noqa: ANN401
    fields: dict[str, Any] = {name: (change,)}
    return attrs.evolve(plan, **fields)


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_the_past_without_corrects_is_a_fault(name: str) -> None:
    """The fault names the change and the duty, and the record stays."""
    before = _plan()
    after = _with(before, name, CHANGES[name])
    result = _continued(after, before)
    assert _begun(result.roster) == _begun(electsched.build_roster(before)[0])
    (fault,) = past_faults(after, _record(before), result.differences, FOURTH)
    assert fault.path == next(place for place, _ in plan_changes(after))
    assert "duties that have begun: kpu 2024-01-0" in fault.found
    assert "corrects = true" in fault.expected


def test_other_partners_at_duties_that_have_begun_are_a_fault() -> None:
    """The duties are the same, but the partners were not there: it is said as a correction, or from a later day on."""
    before = _plan()
    (late, ahead, corrected) = (
        Amendment(post="kpu", start=_day(day), partners=("army",), **decision)
        for day, decision in ((3, LATE), (6, LATE), (3, {**LATE, "corrects": True}))
    )
    faults = {
        number: [*past_faults(_with(before, "amendments", change), _record(before), (), FOURTH)]
        for number, change in enumerate((late, ahead, corrected))
    }
    assert [fault.found.count("kpu 2024-01-0") for fault in faults[0]] == [2]
    assert faults[1] == faults[2] == []


@pytest.mark.parametrize("name", CHANGES)
def test_a_correction_rewrites_the_duties_that_it_names_once(name: str) -> None:
    """Nothing else that has begun changes; later the record has the duty as corrected, whatever the plan says."""
    before = _plan()
    after = _with(before, name, attrs.evolve(CHANGES[name], corrects=True))
    result = _continued(after, before)
    assert result.corrected
    assert not result.differences
    corrected = {duty.identity for pair in result.corrected for duty in (pair.before, pair.after) if duty}
    was, now = electsched.build_roster(before)[0], electsched.build_roster(after)[0]
    kept, rewritten = (
        [*filter(lambda duty: (duty.identity in corrected) == flag, _begun(result.roster))] for flag in (False, True)
    )
    assert kept == [duty for duty in _begun(was) if duty.identity not in corrected]
    assert rewritten == [duty for duty in _begun(now) if duty.identity in corrected]
    assert not [*past_faults(after, _record(before), result.differences, FOURTH)]
    record = record_of(result.roster, after)
    edited = _with_teams(after, "kpu-3", "kpu-1", "kpu-2")
    if name != "amendments":
        again = continue_roster(edited, record, FOURTH)
        assert _begun(again.roster) == _begun(result.roster)
        assert again.corrected == ()


def test_a_change_that_was_published_in_time_is_no_fault_later() -> None:
    """A swap becomes past by itself; a plan that is edited afterwards does not turn it into a fault."""
    before = _plan(swaps=(SWAP,))
    for plan in (before, _with_teams(before, "kpu-3", "kpu-1", "kpu-2")):
        result = _continued(plan, before)
        assert not [*past_faults(plan, _record(before), result.differences, FOURTH)]
        assert _begun(result.roster) == _begun(electsched.build_roster(before)[0])


def test_the_actual_end_of_a_duty_is_a_correction() -> None:
    """An ending is written after the duty has begun, and changes that duty alone."""
    before = _plan()
    ending = Ending(post="kpu", day=_day(4), shift="tour", at=Moment(_day(4), 20 * 60))
    result = _continued(attrs.evolve(before, endings=(ending,)), before)
    assert result.roster.select(post="kpu", day=_day(4))[0].span.end.hour == 20
    assert len(result.corrected) == 1
    assert not result.differences


# --- as a law -----------------------------------------------------------------------------------------------------

_NAME = st.tuples(st.sampled_from(["kpu", "gudang"]), st.integers(1, 9))
_EDITS = st.fixed_dictionaries(
    {
        "turns": st.permutations([1, 2, 3, 4]),
        "patterns": st.lists(st.sampled_from(["tour", "tour", "halves"]), min_size=2, max_size=2),
        "removed": st.sampled_from(["", "", "kpu", "gudang"]),
        "left": st.sets(st.integers(0, len(MEMBERS) - 1), max_size=5),
        "absence": st.none() | st.tuples(st.integers(0, len(MEMBERS) - 1), st.integers(1, 9), st.integers(0, 5)),
        "swap": st.none() | st.tuples(_NAME, _NAME, st.booleans()),
    }
)
"""The edits of a planner on some day: other turns, patterns, a removed post, people who left, an absence, a swap."""


def _edited(edits: dict[str, Any]) -> Plan:
    plan = _with_teams(_plan(), *(f"kpu-{number}" for number in edits["turns"][:3]))
    posts = zip(plan.posts, edits["patterns"], strict=True)
    fields: dict[str, Any] = {
        "posts": tuple(attrs.evolve(post, pattern=key) for post, key in posts if post.key != edits["removed"]),
        "members": tuple(member for number, member in enumerate(MEMBERS) if number not in edits["left"]),
    }
    if edits["absence"]:
        member, first, days = edits["absence"]
        fields["absences"] = (an_absence(_day(first), _day(first + days), member=MEMBERS[member].key),)
    if edits["swap"]:
        *names, corrects = edits["swap"]
        first, second = (DutyName(post=post, day=_day(day), shift="tour") for post, day in names)
        fields["swaps"] = (Swap(first=first, second=second, corrects=corrects, **DECISION),)
    return attrs.evolve(plan, **fields)


@settings(max_examples=25, deadline=None)
@given(st.lists(_EDITS, min_size=3, max_size=3), st.lists(st.integers(0, 240), min_size=6, max_size=6))
def test_past_duties_stay_in_any_later_plan(edits: list[dict[str, Any]], hours: list[int]) -> None:
    """Living through the days: no duty that has begun changes but by a correction, and publishing again changes none.

    The duties ahead are those of the plan: each of them is at a post, day and shift that the plan has.
    """
    plans = map(_edited, edits)
    record: RosterRecord | None = None
    moments = (datetime(2023, 12, 31, tzinfo=UTC) + timedelta(hours=hour) for hour in sorted(hours))
    shown: Plan | None = None
    previous: Roster | None = None
    for plan, now in zip((plan for plan in plans for _ in (0, 1)), moments, strict=False):
        result = (
            Continuation(roster=electsched.build_roster(plan)[0])
            if record is None
            else continue_roster(plan, record, now)
        )
        if previous is not None:
            corrected = {duty.identity for pair in result.corrected for duty in (pair.before, pair.after) if duty}
            before, after = (
                {duty.identity: _named(duty, crews) for duty in roster if duty.identity not in corrected}
                for roster, crews in (
                    (_begun(previous, now), record.crews if record else {}),
                    (_begun(result.roster, now), listed_members(plan)),
                )
            )
            assert after == before
        posts = {post.key for post in plan.posts}
        assert all(duty.post in posts for duty in _ahead(result.roster, now))
        shown = plan_with_past(plan, record, result.roster)
        record, previous = record_of(result.roster, shown), result.roster
        assert _read(record) == record
        assert continue_roster(plan, record, now).roster == result.roster


def _named(duty: Duty, crews: Mapping[str, tuple[str, ...]]) -> tuple[Duty, tuple[str, ...]]:
    """Return a duty and those who do it, by name if the members of the team are listed."""
    return attrs.evolve(duty, members=()), duty.members or crews.get(duty.team, ())


# --- as data ------------------------------------------------------------------------------------------------------


def _read(record: RosterRecord, **files: bytes | None) -> RosterRecord:
    """Return a record as it is read from a store, in which these ``members`` may be others."""
    members = files.get("members", member_bytes(record) or None)
    by_path = {record_path("unit"): record_bytes(record), members_path("unit"): members}
    store: Any = SimpleNamespace(name="here", read=by_path.get)
    return unit_records(store, record.plan, ["unit"])["unit"]


def test_damaged_members_are_refused() -> None:
    """A lost file, one that was edited by hand, and one that is no list of members are errors."""
    record, path = _record(_plan()), members_path("unit")
    with pytest.raises(DamagedError, match=f"{path}: found no such file"):
        _read(record, members=None)
    for data in (b"[", b"[]", b'{"crews": 5}'):
        with pytest.raises(DamagedError, match=f"{path}: found a damaged file"):
            _read(record, members=data)
    edited = member_bytes(record).replace(MEMBERS[0].key.encode(), b"somebody", 1)
    for data in (edited, b'{"crews": {}}'):
        with pytest.raises(DamagedError, match=f"{path}: found a file that was edited by hand"):
            _read(record, members=data)


def test_record_without_members_has_no_file_of_them() -> None:
    """Its duties are those of whole teams."""
    record = _record(attrs.evolve(_plan(), members=()))
    assert member_bytes(record) == b""
    assert _read(record) == record


def test_a_record_is_read_as_it_was_written() -> None:
    """All its values come back, through a clock change too, and the same record gives the same bytes."""
    plan = _plan(zone="America/New_York", windows=[a_window(date(2024, 10, 30), days=9)])
    record = _record(plan)
    assert _read(record) == record
    assert record_bytes(_read(record)) == record_bytes(record)
    assert b"kpu-1-m1" not in record_bytes(record)
    assert repr(record) == "RosterRecord('a-plan', 18 duties)"


def test_records_of_units_make_the_record_of_the_plan() -> None:
    """Each unit has the duties of its posts; together they are the roster."""
    plan = _plan()
    posts = tuple(attrs.evolve(post, unit=f"polsek-{post.key}") for post in plan.posts)
    units = tuple(attrs.evolve(plan.units[0], key=post.unit) for post in posts)
    plan = attrs.evolve(plan, posts=posts, units=(*plan.units, *units))
    roster = electsched.build_roster(plan)[0]
    parts = {unit.key: record_of(roster, plan, unit=unit.key) for unit in plan.units}
    assert [len(part.duties) for part in parts.values()] == [0, 9, 9]
    merged = merged_record(parts)
    assert merged is not None
    assert merged.duties == record_of(roster, plan).duties
    assert merged_record({}) is None


def _damage(data: bytes, **values: object) -> bytes:
    return json.dumps(json.loads(data) | values).encode()


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: data[: len(data) // 2], "no JSON"),
        (lambda _: b"[]", "no record of a roster"),
        (lambda data: _damage(data, format=2), "format 2; expected format 1"),
        (lambda data: _damage(data, of="other"), "a record of 'other'; expected a record of 'a-plan'"),
        (lambda data: _damage(data, zones={}), "a damaged record"),
        (lambda data: _damage(data, zones={"kpu": "localtime", "gudang": "UTC"}), "a damaged record"),
        (lambda data: _damage(data, duties=[["kpu"]]), "a damaged record"),
        (lambda data: _damage(data, duties=5), "a damaged record"),
        (lambda data: _damage(data, teams=[{"key": "x", "strength": 5}]), "a damaged record"),
        (lambda data: _damage(data, columns=[]), "a damaged record"),
    ],
)
def test_a_damaged_record_is_refused(damage: Any, message: str) -> None:  # noqa: ANN401
    """One clear error names the file, and nothing of it is taken."""
    data = record_bytes(_record(_plan()))
    with pytest.raises(InputError, match=message) as caught:
        record_value(damage(data), "a-plan", path="internal/units/polres.roster.json")
    assert caught.value.faults[0].path == "internal/units/polres.roster.json"
