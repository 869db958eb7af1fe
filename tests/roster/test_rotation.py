"""Rosters built from patterns: every shift is filled once, hours are real, identities stay, shortfalls are reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import electsched
from electsched.i18n.text import Text
from electsched.operation.operation import Post, WindowSpec
from electsched.operation.shifts import OFF, Line, Pattern, Shift
from electsched.roster.check import check_roster
from electsched.roster.duty import Duty, Roster, Shortfall
from electsched.roster.rotation import build_roster
from tests.builders import (
    FIRST_DAY,
    TOUR,
    a_line,
    a_pattern,
    a_plan,
    a_post,
    a_shift,
    a_team,
    a_window,
)

DAYS = 75

# The patterns that police stations use: Jombang 2018 (the 24-hour tour), Surabaya 2023, Jember 2018.
TWO_SESSIONS = a_pattern(
    "two-sessions",
    [a_shift("day", 7, 12, 6), a_shift("night", 19, 12, 6), a_shift("control", 7, 24, 1)],
    a_line("day", "night", OFF, OFF),
    a_line("control", OFF, OFF, key="control"),
)
THREE_SHIFTS = a_pattern(
    "three-shifts",
    [a_shift("morning", 7, 8, 3), a_shift("afternoon", 15, 8, 3), a_shift("night", 23, 8, 3)],
    a_line("morning", "morning", "afternoon", "afternoon", "night", "night", OFF, OFF, step=2),
)
PATTERNS_AND_TEAMS = [
    pytest.param(TOUR, [3], id="24-hour tours with three teams"),
    pytest.param(TWO_SESSIONS, [4, 3], id="two shifts and a controller"),
    pytest.param(THREE_SHIFTS, [4], id="three shifts of eight hours with four teams"),
]


def _team_keys(counts: Sequence[int]) -> list[list[str]]:
    return [[f"{line}-{number}" for number in range(count)] for line, count in zip("gc", counts, strict=False)]


def _build(
    posts: Sequence[Post],
    patterns: Sequence[Pattern] = (TOUR,),
    *windows: WindowSpec,
    zone: str = "Asia/Jakarta",
    people: Mapping[str, int] | None = None,
) -> tuple[Roster, tuple[Shortfall, ...]]:
    """Return the roster of teams of 13 people, or of the numbers of people given."""
    teams = [a_team(key, size) for key, size in (people or {}).items()]
    return build_roster(a_plan(posts=posts, patterns=patterns, windows=windows, teams=teams, zone=zone))


def _duties(
    pattern: Pattern, team_counts: Sequence[int], *windows: WindowSpec, zone: str = "Asia/Jakarta"
) -> tuple[Duty, ...]:
    """Return the duties of one post that is filled without a shortfall."""
    post = a_post("kpu", *_team_keys(team_counts), pattern=pattern.key)
    roster, shortfalls = _build([post], [pattern], *windows, zone=zone)
    assert shortfalls == ()
    return roster.duties


def _identity(duty: Duty | Shortfall) -> tuple[str, str, date, str]:
    return duty.post, duty.line, duty.day, duty.shift


def _clock_times(duty: Duty) -> tuple[str, str]:
    return duty.span.start.isoformat(timespec="minutes"), duty.span.end.isoformat(timespec="minutes")


# --- the patterns of police stations ------------------------------------------------------------------------------


@pytest.mark.parametrize(("pattern", "team_counts"), PATTERNS_AND_TEAMS)
def test_every_shift_of_every_day_is_filled_once(pattern: Pattern, team_counts: list[int]) -> None:
    """Over the 75 days of the campaign each shift of each day has one duty, with the people that it needs."""
    duties = _duties(pattern, team_counts)
    days = [FIRST_DAY + timedelta(days=number) for number in range(DAYS)]
    expected = Counter((day, shift.key) for day in days for shift in pattern.shift)
    assert Counter((duty.day, duty.shift) for duty in duties) == expected
    people = {shift.key: shift.people for shift in pattern.shift}
    assert all(duty.people == people[duty.shift] for duty in duties)


@pytest.mark.parametrize(("pattern", "team_counts"), PATTERNS_AND_TEAMS)
def test_relief_begins_when_the_previous_team_ends(pattern: Pattern, team_counts: list[int]) -> None:
    """In each line a duty begins at the moment at which the previous one ends, until 07:00 after the last day."""
    duties = _duties(pattern, team_counts)
    for line in pattern.line:
        spans = [duty.span for duty in duties if duty.line == line.key]
        assert all(span.end == next_span.start for span, next_span in pairwise(spans))
        assert spans[0].start.isoformat() == "2023-11-28T07:00:00+07:00"
        assert spans[-1].end.isoformat() == "2024-02-11T07:00:00+07:00"


@pytest.mark.parametrize(("pattern", "team_counts"), PATTERNS_AND_TEAMS)
def test_all_teams_of_a_line_have_the_same_hours(pattern: Pattern, team_counts: list[int]) -> None:
    """Over 24 days, a multiple of each cycle, every team of a line has the same number of hours."""
    duties = _duties(pattern, team_counts, a_window(FIRST_DAY, days=24))
    for line, teams in zip(pattern.line, _team_keys(team_counts), strict=True):
        hours = Counter(dict.fromkeys(teams, 0))
        for duty in duties:
            if duty.line == line.key:
                hours[duty.team] += int(duty.span.hours)
        assert set(hours.values()) == {24 * 24 // len(teams)}


def test_teams_of_two_shifts_take_turns() -> None:
    """A team has a day, the night of the day after, and two days off; a controller comes each third day."""
    duties = _duties(TWO_SESSIONS, [4, 3])
    teams = {shift.key: [duty.team for duty in duties if duty.shift == shift.key] for shift in TWO_SESSIONS.shift}
    assert teams["day"][:5] == ["g-0", "g-1", "g-2", "g-3", "g-0"]
    assert teams["night"][:5] == ["g-3", "g-0", "g-1", "g-2", "g-3"]
    assert teams["control"][:5] == ["c-0", "c-1", "c-2", "c-0", "c-1"]


def test_teams_of_three_shifts_take_turns() -> None:
    """A team has two mornings, two afternoons, two nights and two days off."""
    duties = [duty for duty in _duties(THREE_SHIFTS, [4]) if duty.team == "g-0"]
    turns = [(duty.day.day, duty.shift[0]) for duty in duties]
    assert turns[:7] == [(28, "m"), (29, "m"), (30, "a"), (1, "a"), (2, "n"), (3, "n"), (6, "m")]


def test_rotation_uses_the_zone_of_the_plan() -> None:
    """Tours begin at 07:00 by the clock of the plan."""
    assert _duties(TOUR, [3], zone="Asia/Jayapura")[0].span.start.isoformat() == "2023-11-28T07:00:00+09:00"


def test_rotation_follows_polling_day() -> None:
    """Polling a week later adds seven tours at the end and changes no other."""
    plan = a_plan()
    later = electsched.resolve(electsched.load_election("id/general-2024"), polling=date(2024, 2, 21))
    duties = build_roster(plan)[0].duties
    longer = build_roster(attrs.evolve(plan, timeline=later))[0].duties
    assert len(longer) == len(duties) + 7
    assert longer[: len(duties)] == duties


def test_plan_without_posts_has_no_duties() -> None:
    """Nothing is planned and nothing is short."""
    roster, shortfalls = _build([])
    assert (len(roster), shortfalls) == (0, ())


# --- real hours ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "ends"),
    [(2024, ["2024-02-29T07:00", "2024-03-01T07:00", "2024-03-02T07:00"]), (2023, ["2023-03-01T07:00"])],
)
def test_tour_at_the_end_of_february_has_24_hours(year: int, ends: list[str]) -> None:
    """A tour of 28 February ends on the 29th in a leap year and on 1 March in another, 24 hours later."""
    days = (date(year, 3, 1) - date(year, 2, 28)).days + 1
    duties = _duties(TOUR, [3], a_window(date(year, 2, 28), days=days))
    assert [_clock_times(duty)[1] for duty in duties[: len(ends)]] == [f"{end}+07:00" for end in ends]
    assert len(duties) == (3 if year == 2024 else 2)
    assert {duty.span.length for duty in duties} == {timedelta(hours=24)}


@pytest.mark.parametrize(
    ("eve", "fixed_hours", "night", "hours"),
    [
        pytest.param(date(2023, 3, 25), False, ("2023-03-25T19:00+00:00", "2023-03-26T07:00+01:00"), 11, id="forward"),
        pytest.param(date(2023, 10, 28), False, ("2023-10-28T19:00+01:00", "2023-10-29T07:00+00:00"), 13, id="back"),
        pytest.param(date(2023, 6, 1), False, ("2023-06-01T19:00+01:00", "2023-06-02T07:00+01:00"), 12, id="none"),
        pytest.param(date(2023, 3, 25), True, ("2023-03-25T19:00+00:00", "2023-03-26T08:00+01:00"), 12, id="fixed on"),
        pytest.param(
            date(2023, 10, 28), True, ("2023-10-28T19:00+01:00", "2023-10-29T06:00+00:00"), 12, id="fixed off"
        ),
    ],
)
def test_night_of_a_clock_change_lasts_until_its_relief(
    *, eve: date, fixed_hours: bool, night: tuple[str, str], hours: int
) -> None:
    """A night from 19:00 to 07:00 is 11 or 13 real hours if London's clocks change; of fixed hours it is always 12."""
    pattern = attrs.evolve(TWO_SESSIONS, fixed_hours=fixed_hours)
    post = a_post("kpu", *_team_keys([4, 3]), pattern=pattern.key)
    roster, _ = _build([post], [pattern], a_window(eve), zone="Europe/London")
    (duty,) = (duty for duty in roster if duty.shift == "night")
    assert _clock_times(duty) == night
    assert duty.span.length == timedelta(hours=hours)
    assert duty.day == eve


def test_gap_of_fixed_hours_is_a_shortfall_and_a_finding() -> None:
    """At the end of summer time a night of twelve real hours ends an hour before its relief comes."""
    pattern = attrs.evolve(THREE_SHIFTS, fixed_hours=True)
    post = a_post("kpu", ["g-0", "g-1", "g-2", "g-3"], pattern=pattern.key)
    plan = a_plan(
        posts=[post], patterns=[pattern], windows=[a_window(date(2023, 10, 27), days=3)], zone="Europe/London"
    )
    roster, shortfalls = build_roster(plan)
    assert [(gap.shift, gap.missing, gap.reason["en"]) for gap in shortfalls] == [
        ("night", 3, "clock change: the shift ends before its relief comes")
    ]
    (gap,) = shortfalls
    assert gap.span.start.astimezone(UTC) == datetime(2023, 10, 29, 6, tzinfo=UTC)
    assert gap.span.end.astimezone(UTC) == datetime(2023, 10, 29, 7, tzinfo=UTC)
    assert [(found.code, found.shift, found.found) for found in check_roster(roster, plan)] == [("under", "night", 0)]


def test_short_shift_that_a_clock_change_skips_does_not_take_place() -> None:
    """In London 01:00 to 02:00 does not exist on 26 March 2023; no duty and no requirement is made for it."""
    hourly = a_pattern(
        "hourly",
        [a_shift(f"h{hour}", hour, 1, 1) for hour in range(24)],
        *[a_line(f"h{hour}", key=f"l{hour}") for hour in range(24)],
    )
    post = a_post("kpu", *[[f"t{hour}"] for hour in range(24)], pattern="hourly")
    plan = a_plan(posts=[post], patterns=[hourly], windows=[a_window(date(2023, 3, 26))], zone="Europe/London")
    roster, shortfalls = build_roster(plan)
    assert (len(roster), shortfalls, check_roster(roster, plan)) == (23, (), ())
    assert _uncovered_minutes(roster) == 0


ZONES = (
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "America/Asuncion",
    "Europe/London",
    "Europe/Berlin",
    "Africa/Cairo",
    "Asia/Jerusalem",
    "Asia/Jakarta",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Pacific/Auckland",
)
"""Both hemispheres, changes at midnight, a change of half an hour, and a zone without any."""


@pytest.mark.parametrize("zone", ZONES)
@given(hour=st.integers(0, 23), minute=st.sampled_from((0, 15, 30)), parts=st.sampled_from((1, 2, 3, 4, 6, 8, 12, 24)))
@settings(max_examples=4)
def test_post_around_the_clock_has_no_uncovered_minute_over_a_year(
    zone: str, hour: int, minute: int, parts: int
) -> None:
    """Whatever the clocks do, there is a duty at each moment of the year, and the check agrees."""
    shifts = [
        attrs.evolve(
            a_shift(f"s{part}", (hour + part * 24 // parts) % 24, 24 // parts, 1),
            start=time((hour + part * 24 // parts) % 24, minute),
        )
        for part in range(parts)
    ]
    pattern = a_pattern("any", shifts, *[a_line(f"s{part}", key=f"l{part}") for part in range(parts)])
    post = a_post("kpu", *[[f"t{part}"] for part in range(parts)], pattern="any")
    plan = a_plan(posts=[post], patterns=[pattern], windows=[a_window(date(2024, 1, 1), days=366)], zone=zone)
    roster, shortfalls = build_roster(plan)
    assert shortfalls == ()
    assert _uncovered_minutes(roster) == 0
    assert [found for found in check_roster(roster, plan) if found.code == "under"] == []


def _uncovered_minutes(roster: Roster) -> float:
    """Return the minutes without a duty between the first start and the last end, counted in real time."""
    spans = sorted((duty.span.start.astimezone(UTC), duty.span.end.astimezone(UTC)) for duty in roster)
    uncovered, covered_until = timedelta(), spans[0][0]
    for start, end in spans:
        uncovered += max(start - covered_until, timedelta())
        covered_until = max(covered_until, end)
    return uncovered / timedelta(minutes=1)


@pytest.mark.parametrize(
    ("day", "start", "hours"),
    [
        pytest.param(date(2023, 3, 26), "2023-03-26T02:30+01:00", 2, id="an hour that is skipped"),
        pytest.param(date(2023, 10, 29), "2023-10-29T01:30+01:00", 4, id="an hour that comes twice"),
    ],
)
def test_start_during_a_clock_change_moves_forward_or_is_the_first(day: date, start: str, hours: int) -> None:
    """A start that a clock change skips is an hour later; a start that comes twice is the first of the two."""
    early = attrs.evolve(TOUR, shift=(attrs.evolve(TOUR.shift[0], start=time(1, 30), hours=3),))
    (duty,) = _duties(early, [3], a_window(day), zone="Europe/London")
    assert _clock_times(duty)[0] == start
    assert duty.span.length == timedelta(hours=hours)


# --- windows and identities ---------------------------------------------------------------------------------------


def test_overlapping_windows_are_manned_once_and_the_cycle_runs_through_gaps() -> None:
    """A day of two windows has one duty, a day between windows has none, and the cycle counts it all the same."""
    windows = [
        a_window(date(2024, 1, 5), days=2, key="late"),
        a_window(date(2024, 1, 1), days=2, key="early"),
        a_window(date(2024, 1, 2), days=2, key="middle"),
    ]
    post = a_post("kpu", ["g-0", "g-1", "g-2"], windows=("late", "early", "middle"))
    roster, shortfalls = _build([post], [TOUR], *windows)
    assert " ".join(f"{duty.day.day}:{duty.team}" for duty in roster) == "1:g-0 2:g-1 3:g-2 5:g-1 6:g-2"
    assert shortfalls == ()


@pytest.mark.parametrize(("pattern", "team_counts"), PATTERNS_AND_TEAMS)
def test_identities_are_unique_and_do_not_depend_on_teams(pattern: Pattern, team_counts: list[int]) -> None:
    """No two duties share an identity; other teams, or a later end of the window, keep the identities."""
    duties = _duties(pattern, team_counts)
    identities = [_identity(duty) for duty in duties]
    assert len(set(identities)) == len(identities)
    other_teams = a_post("kpu", *(keys[::-1] for keys in _team_keys(team_counts)), pattern=pattern.key)
    assert {_identity(duty) for duty in _build([other_teams], [pattern])[0]} == set(identities)
    longer = _duties(pattern, team_counts, a_window(FIRST_DAY, days=DAYS + 7))
    assert longer[: len(duties)] == duties


# --- shortfalls ---------------------------------------------------------------------------------------------------


def test_shift_without_a_team_is_a_shortfall() -> None:
    """Two teams in a cycle of three leave each third day unmanned, and all people of that day are missing."""
    roster, shortfalls = _build([a_post("kpu", ["a", "b"])])
    assert len(roster) == 50
    assert [shortfall.day for shortfall in shortfalls] == [
        FIRST_DAY + timedelta(days=number) for number in range(2, DAYS, 3)
    ]
    first = shortfalls[0]
    assert (first.post, first.line, first.shift, first.team) == ("kpu", "guard", "tour", "")
    assert (first.people, first.missing) == (6, 6)
    assert first.span.start.isoformat() == "2023-11-30T07:00:00+07:00"
    assert first.reason["en"] == "no team has its turn"
    assert first.reason["id"] == "tidak ada regu yang mendapat giliran"


def test_team_with_too_few_people_does_the_duty_with_those_it_has() -> None:
    """A team of four does a duty of six with four people, and the two who are missing are a shortfall."""
    post = a_post("kpu", ["a", "b", "c"])
    roster, shortfalls = _build([post], people={"a": 6, "b": 4, "c": 9})
    assert {(duty.team, duty.people) for duty in roster} == {("a", 6), ("b", 4), ("c", 6)}
    assert {_identity(shortfall) for shortfall in shortfalls} == {_identity(duty) for duty in roster.select(team="b")}
    assert {(shortfall.team, shortfall.people, shortfall.missing) for shortfall in shortfalls} == {("b", 6, 2)}
    assert {shortfall.reason["en"] for shortfall in shortfalls} == {"the team has too few people"}


def test_team_on_duty_at_two_posts_does_the_first() -> None:
    """A team whose turn comes at two posts at once does the first duty, and the second is a shortfall that names it."""
    posts = [a_post("kpu", ["a", "b", "c"]), a_post("bawaslu", ["a", "d", "e"])]
    roster, shortfalls = _build(posts)
    duties = roster.select(team="a")
    assert len(duties) == len(roster.select(post="kpu", team="a")) == 25
    assert [_identity(shortfall) for shortfall in shortfalls] == [
        ("bawaslu", "guard", duty.day, "tour") for duty in duties
    ]
    assert {(shortfall.team, shortfall.missing, shortfall.reason["en"]) for shortfall in shortfalls} == {
        ("a", 6, "the team is still on duty elsewhere")
    }


def test_team_may_do_duties_that_touch() -> None:
    """A team that is relieved at the moment at which its next duty begins does both."""
    posts = [a_post("kpu", ["a", "b", "c"]), a_post("bawaslu", ["c", "a", "b"])]
    roster, shortfalls = _build(posts)
    assert shortfalls == ()
    assert [(duty.post, duty.day.day) for duty in roster.select(team="a")[:2]] == [("kpu", 28), ("bawaslu", 29)]


# --- any pattern --------------------------------------------------------------------------------------------------

NAME = Text.same("Office")
SHIFTS = st.builds(
    Shift,
    key=st.sampled_from(("x", "y", "z")),
    name=st.just(NAME),
    start=st.times().map(lambda value: value.replace(second=0, microsecond=0)),
    hours=st.integers(1, 72),
    people=st.integers(1, 5),
)
CYCLES = st.lists(st.sampled_from(("x", "y", "z", OFF)), min_size=1, max_size=6).map(tuple)
LINES = st.builds(Line, key=st.sampled_from(("p", "q")), cycle=CYCLES, step=st.integers(1, 4))
PATTERNS = st.builds(
    Pattern,
    key=st.just("any"),
    name=st.just(NAME),
    shift=st.lists(SHIFTS, min_size=1, max_size=3, unique_by=lambda shift: shift.key).map(tuple),
    line=st.lists(LINES, min_size=1, max_size=2, unique_by=lambda line: line.key).map(tuple),
)
TEAMS = st.lists(st.sampled_from("abcde"), max_size=4, unique=True)


@given(data=st.data(), pattern=PATTERNS, zone=st.sampled_from(("Asia/Jakarta", "Europe/London")))
def test_each_planned_shift_is_a_duty_or_a_shortfall(data: st.DataObject, pattern: Pattern, zone: str) -> None:
    """No shift is lost, no team is in two places, and the reason of each shortfall is true."""
    teams = st.tuples(*(TEAMS for _ in pattern.line))
    posts = [a_post(key, *data.draw(teams), pattern="any") for key in ("kpu", "bawaslu")]
    first = data.draw(st.sampled_from((date(2023, 3, 24), date(2023, 10, 27), date(2024, 2, 27))))
    days = [first + timedelta(days=number) for number in range(data.draw(st.integers(1, 6)))]
    people = {key: data.draw(st.integers(1, 5)) for key in "abcde"}
    roster, shortfalls = _build(posts, [pattern], a_window(first, days=len(days)), zone=zone, people=people)

    planned = Counter(
        (post.key, line.key, day, shift.key)
        for post in posts
        for line in pattern.line
        for day in days
        for shift in pattern.shift
        if shift.key in line.cycle and not _is_skipped(shift, day, zone)
    )
    duties = {_identity(duty): duty for duty in roster}
    unmanned = [shortfall for shortfall in shortfalls if _identity(shortfall) not in duties]
    assert Counter([*map(_identity, roster), *map(_identity, unmanned)]) == planned

    shifts = {shift.key: shift for shift in pattern.shift}
    missing = {_identity(shortfall): shortfall.missing for shortfall in shortfalls}
    for identity, duty in duties.items():
        shift = shifts[duty.shift]
        assert duty.people + missing.get(identity, 0) == shift.people
        assert duty.people <= people[duty.team]
        wall = datetime.combine(duty.day, shift.start, ZoneInfo(zone))
        assert duty.span.start.astimezone(UTC) == wall.astimezone(UTC)
        assert duty.span.end.astimezone(UTC) == (wall + timedelta(hours=shift.hours)).astimezone(UTC)
    for key in people:
        spans = [duty.span for duty in roster.select(team=key)]
        assert all(span.end.astimezone(UTC) <= later.start.astimezone(UTC) for span, later in pairwise(spans))
    for shortfall in unmanned:
        assert shortfall.missing == shortfall.people == shifts[shortfall.shift].people
        (post,) = (post for post in posts if post.key == shortfall.post)
        ((line, keys),) = (
            (line, keys) for line, keys in zip(pattern.line, post.teams, strict=True) if line.key == shortfall.line
        )
        day = (shortfall.day - first).days
        on_turn = [key for number, key in enumerate(keys) if line.shift(day, number) == shortfall.shift]
        assert shortfall.team == (on_turn[0] if on_turn else "")
        busy = [duty for duty in roster if duty.team == shortfall.team and duty.span.overlaps(shortfall.span)]
        assert bool(busy) == bool(on_turn)


def _is_skipped(shift: Shift, day: date, zone: str) -> bool:
    """Return whether a clock change skips the whole shift."""
    start = datetime.combine(day, shift.start, ZoneInfo(zone))
    return (start + timedelta(hours=shift.hours)).astimezone(UTC) <= start.astimezone(UTC)
