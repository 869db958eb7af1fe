"""Values that tests of publishing share: the files of a site, plans of several partitions, a store that is watched."""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import attrs
import icalendar

import electsched
from electsched.i18n.text import Text
from electsched.operation.operation import Post
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.publishing.layout import is_kept
from electsched.publishing.private.registry import LinkRegistry, PrivateLink
from electsched.stores.base import WORK, FileStat, Store
from tests.scripts import EXAMPLES, script

STAMP = datetime(2023, 11, 20, 1, tzinfo=UTC)
LATER = datetime(2023, 11, 25, 1, tzinfo=UTC)


@cache
def national(size: str) -> Plan:
    """Return the national plan of that size."""
    plan: Plan = script(EXAMPLES / "nation.py").national_plan(size)
    return plan


@cache
def jombang() -> Plan:
    """Return the plan of Polres Jombang with the members of its list."""
    return electsched.load_plan(EXAMPLES / "jombang.toml", members=EXAMPLES / "jombang-members.csv")


@cache
def jombang_without_members() -> Plan:
    """Return the plan of Polres Jombang, whose teams have no listed members."""
    return electsched.load_plan(EXAMPLES / "jombang.toml")


@cache
def three_districts() -> Plan:
    """Return the plan of Polres Jombang with the first three of its 21 districts."""
    units = {unit.key for unit in jombang().units[:4]}
    return _jombang_with(units, tuple(post for post in jombang().posts if post.unit in units))


@cache
def jombang_part(*posts: str) -> Plan:
    """Return the plan of Polres Jombang with these posts, their units and teams, and the members of these teams."""
    chosen = tuple(post for post in jombang().posts if post.key in posts)
    return _jombang_with({"polres-jombang", *(post.unit for post in chosen)}, chosen)


def _jombang_with(units: set[str], posts: tuple[Post, ...]) -> Plan:
    """Return the plan of Polres Jombang with these posts and units, with all that belongs to them."""
    plan = jombang()
    teams = {key for post in posts for line in post.teams for key in line}
    return attrs.evolve(
        plan,
        units=tuple(unit for unit in plan.units if unit.key in units),
        posts=posts,
        teams=tuple(team for team in plan.teams if team.key in teams),
        members=tuple(member for member in plan.members if member.team in teams),
        stations=tuple(stations for stations in plan.stations if stations.unit in units),
        strengths=tuple(strength for strength in plan.strengths if strength.unit in units),
        reinforcements=tuple(sent for sent in plan.reinforcements if {sent.home, sent.to} <= units),
    )


def write_plan(folder: Path, text: str) -> Path:
    """Write the text of a changed example plan to a folder, with the list that it reads, and return its path."""
    (folder / "jombang-kecamatan.csv").write_bytes((EXAMPLES / "jombang-kecamatan.csv").read_bytes())
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return path


def write_three_districts(folder: Path) -> tuple[Path, Path]:
    """Write the example with three of its 21 districts, and return the paths of the plan and of the list of people."""
    plan = write_plan(folder, (EXAMPLES / "jombang.toml").read_text(encoding="utf-8"))
    districts = (EXAMPLES / "jombang-kecamatan.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "jombang-kecamatan.csv").write_text("".join(districts[:4]), encoding="utf-8")
    teams = {team.key for team in electsched.load_plan(plan).teams}
    head, *people = (EXAMPLES / "jombang-members.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    members = folder / "members.csv"
    members.write_text("".join([head, *(row for row in people if row.split(",")[1] in teams)]), encoding="utf-8")
    return plan, members


@cache
def two_posts() -> Plan:
    """Return a plan of two posts of Polres Jombang, with six people in a team of one of them."""
    members = tuple(Member(key=f"p-{number}", team="kpu-1", name=f"Orang {number}") for number in range(6))
    return attrs.evolve(jombang_part("kpu", "ppk-ngoro"), members=members)


def sharing() -> Plan:
    """Return the plan of Polres Jombang with teams of its own at a post of Polsek Ngoro: the two go together."""
    plan = jombang()
    (post,) = (post for post in plan.posts if post.key == "ppk-ngoro")
    lent = {key for line in post.teams for key in line}
    teams = (attrs.evolve(each, unit="polres-jombang") if each.key in lent else each for each in plan.teams)
    return attrs.evolve(plan, teams=tuple(teams))


def files_of(site: Path) -> dict[str, bytes]:
    """Return every file of the site; a publication that was stopped keeps its notes beside them."""
    found = (path for path in sorted(site.rglob("*")) if path.is_file())
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in found}
    return {path: data for path, data in files.items() if not path.startswith(f"{WORK}/")}


def work_files(store: Store) -> set[str]:
    """Return the files in the working folder of a site that do not stay: none after a publication that finished."""
    return {path for path in store.list(WORK) if not is_kept(path)}


def write_links(place: Path, plan: Plan) -> Path:
    """Write a links file with the same tokens on every run, and return its path."""
    numbers = itertools.count()
    with LinkRegistry.create(place, plan) as registry:
        registry.issue(plan, STAMP, token=lambda: f"{next(numbers):032d}")
    return place


def links_in(place: Path, *audiences: str) -> tuple[PrivateLink, ...]:
    """Return the links in a links file, those of some audiences if any are given."""
    with LinkRegistry.open(place) as registry:
        return tuple(link for link in registry.links() if not audiences or link.audience in audiences)


def registry_rows(place: Path) -> list[tuple[object, ...]]:
    """Return the rows of a links file; the versions of files differ from store to store and are left out."""
    database = sqlite3.connect(place)
    queries = (
        "SELECT * FROM meta ORDER BY name",
        "SELECT * FROM link ORDER BY id",
        "SELECT link, path, size, sha256 FROM file ORDER BY link, path",
        "SELECT * FROM disclosure ORDER BY calendar, member, since",
    )
    rows = [row for query in queries for row in database.execute(query).fetchall()]
    database.close()
    return rows


def renamed(plan: Plan, team: str, name: str = "Regu Baru") -> Plan:
    """Return the plan with another name for one team."""
    teams = (attrs.evolve(each, name=Text.same(name)) if each.key == team else each for each in plan.teams)
    return attrs.evolve(plan, teams=tuple(teams))


def without(plan: Plan, post: str) -> Plan:
    """Return the plan without a post, its teams and their people."""
    (gone,) = (each for each in plan.posts if each.key == post)
    teams = {key for line in gone.teams for key in line}
    return attrs.evolve(
        plan,
        posts=tuple(each for each in plan.posts if each is not gone),
        teams=tuple(each for each in plan.teams if each.key not in teams),
        members=tuple(each for each in plan.members if each.team not in teams),
    )


EVENT = re.compile(rb"^BEGIN:VEVENT\r\n.*?^END:VEVENT\r\n", re.DOTALL | re.MULTILINE)


def events_of(data: bytes) -> dict[str, tuple[object, ...]]:
    """Return the properties of each event, but for those of its edition."""
    events = [_event(block) for block in EVENT.findall(data)]
    assert len({uid for uid, *_ in events}) == len(events)
    return {uid: lines for uid, is_cancelled, lines in events if not is_cancelled}


def uids_of(data: bytes) -> set[str]:
    """Return the UIDs of all events of a calendar, also of those that are cancelled."""
    return {_event(block)[0] for block in EVENT.findall(data)}


@cache  # most events are the same in many calendars and publications
def _event(block: bytes) -> tuple[str, bool, tuple[object, ...]]:
    """Return the UID of an event, whether it is cancelled, and its other properties."""
    event = icalendar.Event.from_ical(block)
    lines = tuple(
        (name, value.to_ical())
        for name, value in sorted(event.items())
        if name not in {"DTSTAMP", "SEQUENCE", "LAST-MODIFIED"}
    )
    return str(event["UID"]), event.get("STATUS") == "CANCELLED", lines


@attrs.frozen
class Watched:
    """A store that calls a function before each change; the function may raise, wait, or publish."""

    inner: Store
    before: Callable[[str, str], None] = attrs.field(repr=False)

    @property
    def name(self) -> str:
        """The name of the inner store."""
        return self.inner.name

    def read(self, path: str) -> bytes | None:
        """Read from the inner store."""
        return self.inner.read(path)

    def write(self, path: str, data: bytes, replaces: str | None = None) -> FileStat | None:
        """Call the function, then write."""
        self.before("write", path)
        return self.inner.write(path, data, replaces)

    def delete(self, path: str) -> None:
        """Call the function, then delete."""
        self.before("delete", path)
        self.inner.delete(path)

    def list(self, folder: str) -> Mapping[str, FileStat]:
        """List the inner store."""
        return self.inner.list(folder)

    def lock(self) -> AbstractContextManager[bool]:
        """Lock the inner store."""
        return self.inner.lock()
