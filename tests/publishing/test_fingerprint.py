"""What calendars and boards are made from, as digests: whatever decides a byte decides them, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import pytest

import electsched
from electsched.calendars.fingerprint import Marker, board_digest, common_digest, plan_digest, roster_origins
from electsched.i18n.text import Text
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.roster.duty import Duty, Roster
from electsched.roster.index import RosterIndex
from electsched.timespan import Span

HOUR = timedelta(hours=1)
START = datetime(2024, 2, 1, 7, tzinfo=ZoneInfo("Asia/Jakarta"))
DUTY = Duty(
    post="kpu",
    line="guard",
    day=date(2024, 2, 1),
    shift="tour",
    team="kpu-1",
    people=6,
    span=Span(START, START + HOUR),
)


def _digests(*duties: Duty) -> tuple[str, tuple[str, ...]]:
    """Return the digest of what a board shows of these duties, and what else there is of them."""
    roster = Roster(duties)
    marks = Marker().marks(roster)
    return board_digest(roster, marks), marks.rest


@pytest.mark.parametrize(
    "change",
    [
        {"post": "gudang-kpu"},
        {"day": date(2024, 2, 2)},
        {"shift": "night"},
        {"team": "kpu-2"},
        {"people": 5},
        {"relief": True},
    ],
    ids=str,
)
def test_what_a_board_shows(change: dict[str, Any]) -> None:
    """Post, day, shift, team, people and relief decide a board."""
    assert _digests(attrs.evolve(DUTY, **change))[0] != _digests(DUTY)[0]


@pytest.mark.parametrize(
    "change",
    [
        {"line": "gate"},
        {"members": ("p-1",)},
        {"span": Span(START + HOUR, START + 2 * HOUR)},
        {"span": Span(START, START + 2 * HOUR)},
        {"span": Span(START, START + HOUR + timedelta(seconds=1))},
        {"span": Span(*(at.replace(tzinfo=ZoneInfo("Asia/Pontianak")) for at in (START, START + HOUR)))},
    ],
    ids=str,
)
def test_what_a_board_does_not_show(change: dict[str, Any]) -> None:
    """Line, names and hours leave a board as it is, and are told all the same; so is the zone of the same hours."""
    board, rest = _digests(attrs.evolve(DUTY, **change))
    assert (board == _digests(DUTY)[0], rest == _digests(DUTY)[1]) == (True, False)


def test_an_hour_that_comes_twice() -> None:
    """When clocks go back an hour comes twice: the first is told from the second."""
    london = datetime(2024, 10, 27, 1, 30, tzinfo=ZoneInfo("Europe/London"))
    twice = [attrs.evolve(DUTY, span=Span(london.replace(fold=fold), london + 8 * HOUR)) for fold in (0, 1)]
    assert _digests(twice[0])[1] != _digests(twice[1])[1]


def test_a_board_of_some_posts() -> None:
    """Of two posts a board that has one is decided by that one alone."""
    other = attrs.evolve(DUTY, post="gudang-kpu")
    rosters = [Roster((DUTY, other)), Roster((DUTY, attrs.evolve(other, people=1)))]
    kpu = {board_digest(each, Marker().marks(each), {"kpu"}) for each in rosters}
    store = {board_digest(each, Marker().marks(each), {"gudang-kpu"}) for each in rosters}
    assert (len(kpu), len(store)) == (1, 2)


def test_marks_of_many_rosters() -> None:
    """Rosters that share a maker of marks have those that each would have alone, though one is gone before the next."""
    marker = Marker()
    for hour in range(50):
        span = Span(START + hour * HOUR, START + (hour + 1) * HOUR)
        roster = Roster((attrs.evolve(DUTY, span=span),))
        assert marker.marks(roster) == Marker().marks(roster)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan of Polres Jombang."""
    return electsched.load_plan("examples/jombang.toml")


def test_a_relief_that_changes(plan: Plan) -> None:
    """Whom a team relieves stands in its calendar: another team there changes it, and leaves the others' alone."""
    roster, _ = electsched.build_roster(plan)
    kpu = roster.select(post="kpu")
    place = roster.duties.index(kpu[10])
    other = next(team.key for team in plan.teams if team.key not in {duty.team for duty in kpu[9:12]})
    duties = (*roster.duties[:place], attrs.evolve(kpu[10], team=other), *roster.duties[place + 1 :])
    found = [
        roster_origins(RosterIndex(plan, each), "", Marker().marks(each)).of_key for each in (roster, Roster(duties))
    ]
    changed = {key for kind, key in found[0] if found[0][kind, key] != found[1][kind, key] and kind == "team"}
    assert changed == {kpu[9].team, kpu[10].team, kpu[11].team, other}


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: {"teams": (attrs.evolve(plan.teams[0], name=Text.same("Lain")), *plan.teams[1:])},
        lambda plan: {"posts": (attrs.evolve(plan.posts[0], unit=plan.units[1].key), *plan.posts[1:])},
        lambda plan: {"members": (Member(key="p-1", team=plan.teams[0].key, name="Orang"),)},
        lambda plan: {"posts": plan.posts[::-1]},
    ],
)
def test_what_a_plan_says(plan: Plan, change: Callable[[Plan], dict[str, Any]]) -> None:
    """Names, units, people and the order of posts decide what is made of a plan."""
    assert plan_digest(attrs.evolve(plan, **change(plan))) != plan_digest(plan)


@pytest.mark.parametrize(
    "change",
    [
        lambda _: {"title": Text.same("Lain")},
        lambda plan: {"site": attrs.evolve(plan.site, refresh_hours=1)},
        lambda plan: {"musters": tuple(attrs.evolve(muster, minutes=45) for muster in plan.musters)},
        lambda plan: {"languages": plan.languages[:1]},
        lambda _: {
            "timeline": electsched.resolve(
                electsched.load_statute("id/general"),
                polling=date(2024, 2, 14),
                given={"final_list": date(2023, 11, 3), "pairs_determined": date(2023, 11, 13)},
            )
        },
    ],
)
def test_what_all_of_a_plan_share(plan: Plan, change: Callable[[Plan], dict[str, Any]]) -> None:
    """Title, site, musters, languages and stages decide every piece; when the plan was issued does not."""
    assert common_digest(attrs.evolve(plan, **change(plan))) != common_digest(plan)
    assert common_digest(attrs.evolve(plan, issued=datetime(2023, 12, 1, tzinfo=UTC))) == common_digest(plan)
