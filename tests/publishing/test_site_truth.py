"""However a plan changes, no reader of its site is told two things about one duty."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import electsched
from electsched.calendars.event import identity
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.operation import Muster, Partner, Place
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.publishing.private.registry import LinkAction, LinkAudience, LinkRegistry
from electsched.roster.duty import Duty, Roster
from electsched.timespan import Span
from tests.builders import a_plan, a_post, a_team, a_unit, a_window
from tests.site_truth import SiteTruth

FIRST = datetime(2023, 11, 20, 1, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TEAMS = ("kpu-1", "kpu-2", "kpu-3", "ppk-1", "ppk-2", "ppk-3")
MEMBERS = {"p-1": "kpu-1", "p-2": "kpu-1", "p-3": "kpu-2", "p-4": "ppk-1"}


@attrs.frozen
class World:
    """A plan and its duties as they change, and the readers whose links changed."""

    duties: tuple[Duty, ...]
    dropped: frozenset[int] = frozenset()
    ppk_unit: str = "polsek"
    units: tuple[str, ...] = ("polres", "polsek")
    teams: tuple[str, ...] = TEAMS
    members: frozenset[str] = frozenset(MEMBERS)
    partners: tuple[str, ...] = ("kpu", "bawaslu")
    of_ppk: tuple[str, ...] = ("kpu", "bawaslu")
    mustered: tuple[str, ...] = ("polres", "polsek")

    def plan(self) -> Plan:
        """Return the present plan."""
        posts = [
            a_post("kpu", list(TEAMS[:3]), partners=tuple(key for key in ("kpu",) if key in self.partners)),
            a_post(
                "ppk",
                list(TEAMS[3:]),
                unit=self.ppk_unit,
                partners=tuple(key for key in self.of_ppk if key in self.partners),
            ),
        ]
        posts = [post for post in posts if post.unit in self.units]
        teams = tuple(
            a_team(key, 13, "polres" if key.startswith("kpu") else "polsek")
            for key in self.teams
            if key.startswith("kpu") or "polsek" in self.units
        )
        keys = {team.key for team in teams}
        return attrs.evolve(
            whole(),
            units=tuple(a_unit(key) for key in self.units),
            posts=tuple(posts),
            teams=teams,
            members=tuple(
                Member(key=key, team=team, name=f"Nama {key}")
                for key, team in MEMBERS.items()
                if key in self.members and team in keys
            ),
            partners=tuple(Partner(key=key, name=Text.same(key), role=Text.same(key)) for key in self.partners),
            musters=tuple(attrs.evolve(muster, units=self.mustered) for muster in whole().musters),
        )

    def roster(self) -> Roster:
        """Return the present duties at the posts of the plan by its teams."""
        plan = self.plan()
        posts, teams = {post.key for post in plan.posts}, {team.key for team in plan.teams}
        duties = (duty for number, duty in enumerate(self.duties) if number not in self.dropped)
        return Roster(tuple(duty for duty in duties if duty.post in posts and duty.team in teams))


@cache
def whole() -> Plan:
    """Return a plan of two posts for four days, with a muster."""
    posts = [a_post("kpu", list(TEAMS[:3])), a_post("ppk", list(TEAMS[3:]), unit="polsek")]
    start = Moment(date(2023, 12, 1), 6 * 60)
    muster = Muster(key="apel", name=Text.same("Apel"), start=start, minutes=30, place=Place())
    return a_plan(posts=posts, windows=[a_window(date(2023, 12, 1), days=4)], musters=(muster,))


# --- changes ------------------------------------------------------------------------------------------------------

Change = Callable[[World], World]


def _given(number: int, team: str, world: World) -> World:
    duties = [attrs.evolve(duty, team=team) if n == number else duty for n, duty in enumerate(world.duties)]
    return attrs.evolve(world, duties=tuple(duties))


def _moved(number: int, hours: int, world: World) -> World:
    duty = world.duties[number]
    span = Span(duty.span.start + hours * HOUR, duty.span.end + hours * HOUR)
    duties = [attrs.evolve(duty, span=span) if n == number else duty for n, duty in enumerate(world.duties)]
    return attrs.evolve(world, duties=tuple(duties))


def _toggled(name: str, value: Any, world: World) -> World:  # noqa: ANN401  # a key or a number
    values = getattr(world, name)
    changed = [key for key in values if key != value] if value in values else [*values, value]
    return attrs.evolve(world, **{name: type(values)(changed)})


def _ppk_moved(world: World) -> World:
    return attrs.evolve(world, ppk_unit="polres" if world.ppk_unit == "polsek" else "polsek")


NUMBERS = st.integers(0, 7)
CHANGES = st.one_of(
    st.builds(partial, st.just(_given), NUMBERS, st.sampled_from(TEAMS)),
    st.builds(partial, st.just(_moved), NUMBERS, st.sampled_from([-2, 3])),
    st.builds(partial, st.just(_toggled), st.just("dropped"), NUMBERS),
    st.builds(partial, st.just(_toggled), st.just("teams"), st.sampled_from(TEAMS)),
    st.builds(partial, st.just(_toggled), st.just("units"), st.just("polsek")),
    st.builds(partial, st.just(_toggled), st.just("mustered"), st.just("polsek")),
    st.builds(partial, st.just(_toggled), st.just("members"), st.sampled_from(sorted(MEMBERS))),
    st.builds(partial, st.just(_toggled), st.just("partners"), st.sampled_from(["kpu", "bawaslu"])),
    st.builds(partial, st.just(_toggled), st.just("of_ppk"), st.sampled_from(["kpu", "bawaslu"])),
    st.just(_ppk_moved),
)
LinkStep = tuple[LinkAction, tuple[LinkAudience, str]]
ACTIONS: tuple[LinkAction, ...] = ("revoke", "grant", "rotate")
READERS: tuple[tuple[LinkAudience, str], ...] = (
    *(("personal", "p-1"), ("personal", "p-3")),
    *(("partner", "bawaslu"), ("unit", "polsek")),
)
LINK_CHANGES = st.lists(st.tuples(st.sampled_from(ACTIONS), st.sampled_from(READERS)), max_size=2)
STEPS = st.tuples(st.lists(CHANGES, max_size=3), LINK_CHANGES, st.sampled_from([1, 1, 5, 20]), st.booleans())


class PublishedWorld:
    """The site of a world in a folder, with its links."""

    def __init__(self, folder: Path) -> None:
        """Publish the world for the first time."""
        self._site, self._links = folder / "site", folder / "links.db"
        self.world = World(duties=electsched.build_roster(whole())[0].duties)
        LinkRegistry.create(self._links, self.world.plan()).close()
        muster = identity("muster", whole().id, "apel")
        self._now, self._truth = FIRST, SiteTruth(self._site, self._links, musters={muster})
        self.publish()

    def publish(self, *, rebuild: bool = False) -> None:
        """Publish the present world, and check the truth of its site."""
        plan, roster = self.world.plan(), self.world.roster()
        electsched.publish(plan, self._site, roster=roster, links=self._links, stamp=self._now, rebuild=rebuild)
        assert self._truth.faults(self._now) == []

    def step(self, changes: list[Change], links: list[LinkStep], days: int) -> None:
        """Let days pass and change the world and the links."""
        self._now += days * DAY
        for change in changes:
            self.world = change(self.world)
        with LinkRegistry.open(self._links) as registry:
            for action, reader in links:
                with suppress(electsched.InputError):
                    registry.change(action, *reader, self._now)

    def damage(self) -> None:
        """Cut a calendar of the operation off."""
        place = min(self._site.rglob("teams/*.id.ics"))
        place.write_bytes(place.read_bytes()[:100])
        self._truth.forget(place.relative_to(self._site).as_posix())


@pytest.mark.long
@given(st.lists(STEPS, min_size=1, max_size=5))
@settings(max_examples=25)
def test_calendars_of_a_reader_never_contradict(steps: list[tuple[list[Change], list[Any], int, bool]]) -> None:
    """Duties, posts, teams, people, partners, units and links come and go; two parsers read every calendar."""
    folder = Path(tempfile.mkdtemp())
    try:
        site = PublishedWorld(folder)
        for changes, links, days, is_damaged in steps:
            site.step(changes, links, days)
            if is_damaged:
                site.damage()
            site.publish(rebuild=is_damaged)
    finally:
        shutil.rmtree(folder)


def test_event_that_comes_back_after_its_link_was_replaced(tmp_path: Path) -> None:
    """A partner leaves, and a unit; the partner comes back, and then the unit, whose duties the partner had before."""
    site = PublishedWorld(tmp_path)
    for name, key, days in (("partners", "bawaslu", 1), ("units", "polsek", 5)) * 2:
        site.step([partial(_toggled, name, key)], [], days)
        site.publish()


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param([partial(_toggled, "of_ppk", "kpu")], id="a post is taken from a partner"),
        pytest.param([partial(_given, 0, "ppk-3")], id="a member's duty goes to a team without known members"),
        pytest.param([partial(_given, 7, "kpu-1"), partial(_given, 7, "ppk-1")], id="a team was lent for a while"),
        pytest.param([_ppk_moved], id="a post goes to another unit"),
        pytest.param([partial(_toggled, "mustered", "polsek")], id="a unit no longer musters"),
        pytest.param([partial(_toggled, "units", "polsek")], id="a unit leaves"),
        pytest.param([_ppk_moved, partial(_toggled, "units", "polsek")], id="a unit leaves after its post"),
    ],
)
@pytest.mark.parametrize("days", [1, 20])
def test_duty_that_is_removed_and_restored_is_published_truthfully(
    changes: list[Change], days: int, tmp_path: Path
) -> None:
    """Each change alone, and the way back soon or after the time of retirement."""
    site = PublishedWorld(tmp_path)
    before = site.world
    for change in changes:
        site.step([change], [], 1)
        site.publish()
    site.step([], [], days)
    site.publish()
    site.step([lambda _: before], [], 1)
    site.publish()


@pytest.mark.parametrize("reader", [("personal", "p-3"), ("partner", "bawaslu")])
@pytest.mark.parametrize("changes", [("rotate",), ("revoke", "grant")])
def test_sequence_does_not_fall_at_a_new_address(
    reader: tuple[LinkAudience, str], changes: tuple[LinkAction, ...], tmp_path: Path
) -> None:
    """A reader whose duty was changed before, and whose link is replaced, sees no event fall back."""
    site = PublishedWorld(tmp_path)
    for number in range(8):
        site.step([partial(_moved, number, 3)], [], 1)
    site.publish()
    for change in changes:
        site.step([], [(change, reader)], 1)
        site.publish()
    site.step([], [(changes[-1], reader)], 0)
    site.publish()
