"""Teams through patterns: every shift filled once, real hours, identities that stay, and what cannot be manned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from electsched.i18n.text import Text
from electsched.operation.operation import Post
from electsched.operation.shifts import OFF, Line, Pattern, Shift
from electsched.operation.teams import Team
from electsched.operation.windows import Window
from electsched.roster.duty import Duty, Roster, Shortfall
from electsched.roster.rotation import rotate_posts

FIRST, LAST = date(2023, 11, 28), date(2024, 2, 10)
DAYS = 75
OFFICE = Text.same("Office")


def _shift(key: str, hour: int, hours: int, people: int) -> Shift:
    return Shift(key=key, name=Text.same(key), start=time(hour, 0), hours=hours, people=people)


def _pattern(key: str, shifts: Sequence[Shift], *lines: Line) -> Pattern:
    return Pattern(key=key, name=Text.same(key), shift=tuple(shifts), line=lines)


# The patterns that police stations use: Jombang 2018, Surabaya 2023, Jember 2018.
TOUR = _pattern("tour-24", [_shift("tour", 7, 24, 6)], Line(key="guard", cycle=("tour", OFF, OFF)))
TWO = _pattern(
    "two-sessions",
    [_shift("day", 7, 12, 6), _shift("night", 19, 12, 6), _shift("control", 7, 24, 1)],
    Line(key="guard", cycle=("day", "night", OFF, OFF)),
    Line(key="control", cycle=("control", OFF, OFF)),
)
THREE = _pattern(
    "three-shifts",
    [_shift("morning", 7, 8, 3), _shift("afternoon", 15, 8, 3), _shift("night", 23, 8, 3)],
    Line(
        key="guard",
        cycle=("morning", "morning", "afternoon", "afternoon", "night", "night", OFF, OFF),
        step=2,
    ),
)
NAMED = [
    pytest.param(TOUR, [3], id="24-hour tours with three teams"),
    pytest.param(TWO, [4, 3], id="two shifts and a controller"),
    pytest.param(THREE, [4], id="three shifts of eight hours with four teams"),
]


def _window(first: date, last: date, zone: str = "Asia/Jakarta", key: str = "campaign") -> Window:
    return Window(key=key, name=OFFICE, start=first, end=last, zone=zone)


def _post(key: str, pattern: Pattern, *teams: Sequence[str], windows: Sequence[str] = ("campaign",)) -> Post:
    lines = tuple(tuple(keys) for keys in teams)
    return Post(
        key=key, name=OFFICE, unit="polres", kind="office", windows=tuple(windows), pattern=pattern.key, teams=lines
    )


def _names(sizes: Sequence[int]) -> list[list[str]]:
    return [[f"{line}-{place}" for place in range(size)] for line, size in zip("gc", sizes, strict=False)]


def _rotate(
    posts: Sequence[Post], patterns: Sequence[Pattern], *windows: Window, people: Mapping[str, int] | None = None
) -> tuple[Roster, tuple[Shortfall, ...]]:
    """Return the roster of teams of 13 people, or of as many as are named."""
    keys = {key for post in posts for line in post.teams for key in line}
    sizes = dict.fromkeys(keys, 13) | dict(people or {})
    return rotate_posts(
        posts,
        windows={window.key: window for window in windows or (_window(FIRST, LAST),)},
        patterns={pattern.key: pattern for pattern in patterns},
        teams={key: Team(key=key, name=OFFICE, unit="polres", people=size) for key, size in sizes.items()},
    )


def _one(pattern: Pattern, sizes: Sequence[int], *windows: Window) -> tuple[Duty, ...]:
    """Return the duties of one post that is filled without a shortfall."""
    roster, shortfalls = _rotate([_post("kpu", pattern, *_names(sizes))], [pattern], *windows)
    assert shortfalls == ()
    return roster.duties


def _identity(item: Duty | Shortfall) -> tuple[str, str, date, str]:
    return item.post, item.line, item.day, item.shift


def _clock(duty: Duty) -> tuple[str, str]:
    return duty.span.start.isoformat(timespec="minutes"), duty.span.end.isoformat(timespec="minutes")


# --- the named patterns -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pattern", "sizes"), NAMED)
def test_every_shift_is_filled_once(pattern: Pattern, sizes: list[int]) -> None:
    """Over the 75 days of the campaign each shift of each day has one duty, by as many as it needs."""
    found = Counter((duty.day, duty.shift) for duty in _one(pattern, sizes))
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    assert found == Counter((day, shift.key) for day in days for shift in pattern.shift)
    needed = {shift.key: shift.people for shift in pattern.shift}
    assert all(duty.people == needed[duty.shift] for duty in _one(pattern, sizes))


@pytest.mark.parametrize(("pattern", "sizes"), NAMED)
def test_relief_follows_at_once(pattern: Pattern, sizes: list[int]) -> None:
    """In each line the relief comes on at the moment the team before goes off, to 07:00 after the last day."""
    duties = _one(pattern, sizes)
    for line in pattern.line:
        spans = [duty.span for duty in duties if duty.line == line.key]
        assert all(before.end == after.start for before, after in pairwise(spans))
        assert spans[0].start.isoformat() == "2023-11-28T07:00:00+07:00"
        assert spans[-1].end.isoformat() == "2024-02-11T07:00:00+07:00"


@pytest.mark.parametrize(("pattern", "sizes"), NAMED)
def test_each_team_carries_its_share(pattern: Pattern, sizes: list[int]) -> None:
    """Over 24 whole days, a multiple of each cycle, every team of a line has the same number of hours."""
    duties = _one(pattern, sizes, _window(FIRST, FIRST + timedelta(days=23)))
    for line, teams in zip(pattern.line, _names(sizes), strict=True):
        mine = [duty for duty in duties if duty.line == line.key]
        hours = Counter(dict.fromkeys(teams, 0))
        for duty in mine:
            hours[duty.team] += int(duty.span.length.total_seconds() // 3600)
        assert set(hours.values()) == {24 * 24 // len(teams)}


def test_two_shifts_in_turn() -> None:
    """A team has a day, the night of the day after, and two days off; a controller comes each third day."""
    turns = {item.key: [duty.team for duty in _one(TWO, [4, 3]) if duty.shift == item.key] for item in TWO.shift}
    assert turns["day"][:5] == ["g-0", "g-1", "g-2", "g-3", "g-0"]
    assert turns["night"][:5] == ["g-3", "g-0", "g-1", "g-2", "g-3"]
    assert turns["control"][:5] == ["c-0", "c-1", "c-2", "c-0", "c-1"]


def test_three_shifts_in_turn() -> None:
    """A team has two mornings, two afternoons, two nights and two days off."""
    mine = [(duty.day.day, duty.shift[0]) for duty in _one(THREE, [4]) if duty.team == "g-0"]
    assert mine[:7] == [(28, "m"), (29, "m"), (30, "a"), (1, "a"), (2, "n"), (3, "n"), (6, "m")]


# --- real hours ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "ends"),
    [(2024, ["2024-02-29T07:00", "2024-03-01T07:00", "2024-03-02T07:00"]), (2023, ["2023-03-01T07:00"])],
)
def test_end_of_february(year: int, ends: list[str]) -> None:
    """A tour of 28 February ends on the 29th in a leap year and on 1 March in another, 24 hours later."""
    duties = _one(TOUR, [3], _window(date(year, 2, 28), date(year, 3, 1)))
    assert [_clock(duty)[1] for duty in duties[: len(ends)]] == [f"{end}+07:00" for end in ends]
    assert len(duties) == (3 if year == 2024 else 2)
    assert {duty.span.length for duty in duties} == {timedelta(hours=24)}


@pytest.mark.parametrize(
    ("eve", "night"),
    [
        pytest.param(date(2023, 3, 25), ("2023-03-25T19:00+00:00", "2023-03-26T08:00+01:00"), id="forward"),
        pytest.param(date(2023, 10, 28), ("2023-10-28T19:00+01:00", "2023-10-29T06:00+00:00"), id="back"),
        pytest.param(date(2023, 6, 1), ("2023-06-01T19:00+01:00", "2023-06-02T07:00+01:00"), id="no change"),
    ],
)
def test_night_of_a_clock_change(eve: date, night: tuple[str, str]) -> None:
    """A night of twelve hours keeps twelve real hours where London's clocks change in it."""
    duties = _one(TWO, [4, 3], _window(eve, eve, "Europe/London"))
    (found,) = (duty for duty in duties if duty.shift == "night")
    assert _clock(found) == night
    assert found.span.length == timedelta(hours=12)
    assert found.day == eve


@pytest.mark.parametrize(
    ("day", "start"),
    [
        pytest.param(date(2023, 3, 26), "2023-03-26T02:30+01:00", id="an hour that is skipped"),
        pytest.param(date(2023, 10, 29), "2023-10-29T01:30+01:00", id="an hour that comes twice"),
    ],
)
def test_start_within_a_clock_change(day: date, start: str) -> None:
    """A start that a clock change skips is an hour later; of one that comes twice the first holds."""
    early = attrs.evolve(TOUR, shift=(attrs.evolve(TOUR.shift[0], start=time(1, 30), hours=3),))
    (duty,) = _one(early, [3], _window(day, day, "Europe/London"))
    assert _clock(duty)[0] == start
    assert duty.span.length == timedelta(hours=3)


# --- windows and identities ---------------------------------------------------------------------------------------


def test_windows_that_overlap_and_windows_apart() -> None:
    """A day in two windows is manned once, a day between windows is not, and the cycle runs on through the gap."""
    windows = [
        _window(date(2024, 1, 5), date(2024, 1, 6), key="late"),
        _window(date(2024, 1, 1), date(2024, 1, 2), key="early"),
        _window(date(2024, 1, 2), date(2024, 1, 3), key="more"),
    ]
    post = _post("kpu", TOUR, ["g-0", "g-1", "g-2"], windows=["late", "early", "more"])
    roster, shortfalls = _rotate([post], [TOUR], *windows)
    assert " ".join(f"{duty.day.day}:{duty.team}" for duty in roster.duties) == "1:g-0 2:g-1 3:g-2 5:g-1 6:g-2"
    assert shortfalls == ()


@pytest.mark.parametrize(("pattern", "sizes"), NAMED)
def test_identities_are_unique_and_stay(pattern: Pattern, sizes: list[int]) -> None:
    """No two duties share an identity; other teams, or a later end, leave those there were."""
    duties = _one(pattern, sizes)
    identities = [_identity(duty) for duty in duties]
    assert len(set(identities)) == len(identities)
    others = _post("kpu", pattern, *(keys[::-1] for keys in _names(sizes)))
    assert {_identity(duty) for duty in _rotate([others], [pattern])[0].duties} == set(identities)
    longer = _one(pattern, sizes, _window(FIRST, LAST + timedelta(days=7)))
    assert longer[: len(duties)] == duties


def test_duties_by_post_and_team() -> None:
    """A roster answers for a post, for a team, for both, and for all."""
    posts = [_post("kpu", TOUR, ["a", "b", "c"]), _post("bawaslu", TOUR, ["d", "e", "f"])]
    roster, _ = _rotate(posts, [TOUR])
    assert len(roster.select()) == 2 * DAYS
    assert {duty.team for duty in roster.select(post="kpu")} == {"a", "b", "c"}
    assert len(roster.select(team="e")) == len(roster.select(post="bawaslu", team="e")) == DAYS // 3
    assert roster.select(post="kpu", team="e") == ()


# --- what cannot be manned ----------------------------------------------------------------------------------------


def test_too_few_teams() -> None:
    """Two teams in a cycle of three leave each third day unmanned, and each such day is a shortfall of all."""
    roster, shortfalls = _rotate([_post("kpu", TOUR, ["a", "b"])], [TOUR])
    assert len(roster.duties) == 50
    assert [item.day for item in shortfalls] == [FIRST + timedelta(days=number) for number in range(2, DAYS, 3)]
    first = shortfalls[0]
    assert (first.post, first.line, first.shift, first.team) == ("kpu", "guard", "tour", "")
    assert (first.people, first.missing) == (6, 6)
    assert first.span.start.isoformat() == "2023-11-30T07:00:00+07:00"
    assert first.reason["en"] == "no team has its turn"
    assert first.reason["id"] == "tidak ada regu yang mendapat giliran"


def test_too_few_people() -> None:
    """A team of four where six are needed stands with four, and the two who are missing are a shortfall."""
    post = _post("kpu", TOUR, ["a", "b", "c"])
    roster, shortfalls = _rotate([post], [TOUR], people={"a": 6, "b": 4, "c": 9})
    assert {(duty.team, duty.people) for duty in roster.duties} == {("a", 6), ("b", 4), ("c", 6)}
    assert {_identity(item) for item in shortfalls} == {_identity(duty) for duty in roster.select(team="b")}
    assert {(item.team, item.people, item.missing) for item in shortfalls} == {("b", 6, 2)}
    assert {item.reason["en"] for item in shortfalls} == {"the team has too few people"}


def test_team_on_duty_elsewhere() -> None:
    """A team that stands at two posts at once does the first, and the second is a shortfall that names it."""
    posts = [_post("kpu", TOUR, ["a", "b", "c"]), _post("bawaslu", TOUR, ["a", "d", "e"])]
    roster, shortfalls = _rotate(posts, [TOUR])
    assert len(roster.select(team="a")) == len(roster.select(post="kpu", team="a")) == 25
    assert [_identity(item) for item in shortfalls] == [
        ("bawaslu", "guard", duty.day, "tour") for duty in roster.select(team="a")
    ]
    assert {(item.team, item.missing, item.reason["en"]) for item in shortfalls} == {
        ("a", 6, "the team is still on duty elsewhere")
    }


def test_team_that_goes_from_post_to_post() -> None:
    """A team that is relieved at the moment its next duty begins does both: touching is no conflict."""
    posts = [_post("kpu", TOUR, ["a", "b", "c"]), _post("bawaslu", TOUR, ["c", "a", "b"])]
    roster, shortfalls = _rotate(posts, [TOUR])
    assert shortfalls == ()
    assert [(duty.post, duty.day.day) for duty in roster.select(team="a")[:2]] == [("kpu", 28), ("bawaslu", 29)]


# --- any pattern --------------------------------------------------------------------------------------------------

SESSIONS = st.builds(
    Shift,
    key=st.sampled_from(("x", "y", "z")),
    name=st.just(OFFICE),
    start=st.times().map(lambda value: value.replace(second=0, microsecond=0)),
    hours=st.integers(1, 72),
    people=st.integers(1, 5),
)
CYCLES = st.lists(st.sampled_from(("x", "y", "z", OFF)), min_size=1, max_size=6).map(tuple)
LANES = st.builds(Line, key=st.sampled_from(("p", "q")), cycle=CYCLES, step=st.integers(1, 4))
PATTERNS = st.builds(
    Pattern,
    key=st.just("any"),
    name=st.just(OFFICE),
    shift=st.lists(SESSIONS, min_size=1, max_size=3, unique_by=lambda item: item.key).map(tuple),
    line=st.lists(LANES, min_size=1, max_size=2, unique_by=lambda item: item.key).map(tuple),
)
TEAMS = st.lists(st.sampled_from("abcde"), max_size=4, unique=True)


@given(data=st.data(), pattern=PATTERNS, zone=st.sampled_from(("Asia/Jakarta", "Europe/London")))
def test_a_duty_or_a_shortfall_never_silence(data: st.DataObject, pattern: Pattern, zone: str) -> None:
    """Each planned shift is a duty or a shortfall, no team is in two places, and each reason is the true one."""
    teams = st.tuples(*(TEAMS for _ in pattern.line))
    posts = [_post(key, pattern, *data.draw(teams)) for key in ("kpu", "bawaslu")]
    first = data.draw(st.sampled_from((date(2023, 3, 24), date(2023, 10, 27), date(2024, 2, 27))))
    days = [first + timedelta(days=number) for number in range(data.draw(st.integers(1, 6)))]
    people = {key: data.draw(st.integers(1, 5)) for key in "abcde"}
    roster, shortfalls = _rotate(posts, [pattern], _window(days[0], days[-1], zone), people=people)

    planned = Counter(
        (post.key, line.key, day, shift.key)
        for post in posts
        for line in pattern.line
        for day in days
        for shift in pattern.shift
        if shift.key in line.cycle
    )
    manned = {_identity(duty): duty for duty in roster.duties}
    empty = [item for item in shortfalls if _identity(item) not in manned]
    assert Counter([*map(_identity, roster.duties), *map(_identity, empty)]) == planned

    shifts = {shift.key: shift for shift in pattern.shift}
    short = {_identity(item): item.missing for item in shortfalls}
    for identity, duty in manned.items():
        shift = shifts[duty.shift]
        assert duty.people + short.get(identity, 0) == shift.people
        assert duty.people <= people[duty.team]
        wall = datetime.combine(duty.day, shift.start, ZoneInfo(zone))
        assert duty.span.start.astimezone(UTC) == wall.astimezone(UTC)
        assert duty.span.length == timedelta(hours=shift.hours)
    for key in people:
        mine = [duty.span for duty in roster.select(team=key)]
        assert all(before.end.astimezone(UTC) <= after.start.astimezone(UTC) for before, after in pairwise(mine))
    for item in empty:
        assert item.missing == item.people == shifts[item.shift].people
        (post,) = (post for post in posts if post.key == item.post)
        ((line, keys),) = (
            (line, keys) for line, keys in zip(pattern.line, post.teams, strict=True) if line.key == item.line
        )
        turn = [key for place, key in enumerate(keys) if line.shift((item.day - first).days, place) == item.shift]
        assert item.team == (turn[0] if turn else "")
        busy = [duty.span for duty in roster.select(team=item.team) if duty.span.overlaps(item.span)] if turn else []
        assert bool(busy) == bool(turn)
