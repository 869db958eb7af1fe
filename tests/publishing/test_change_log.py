"""The changes that a site keeps until people were told: editions, stops at any moment, marks, and units that go."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.calendars.changes import ChangeNotice
from electsched.calendars.telling.editions import Scope, SiteEdition, edition_history, untold_changes
from electsched.errors import Fault, InputError, PublishError
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment
from electsched.operation.operation import Muster, Place
from electsched.operation.plan import Plan
from electsched.phrases import verbatim
from electsched.publishing.change_log import mark_told, read_changes, read_editions, read_snapshots, record_edition
from electsched.publishing.executors import PublishOptions
from electsched.publishing.layout import DUTIES, EDITIONS, INTERNAL, STATE, members_path, record_path
from electsched.publishing.records import site_record
from electsched.roster.duty import Roster
from electsched.stores.base import FileStat, OvertakenError
from electsched.stores.local import LocalStore
from tests.sites import STAMP, Watched, two_posts, without

AT_ONCE = PublishOptions(orphan_wait_seconds=0)
DAYS = tuple(STAMP + timedelta(days=days) for days in range(6))


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return a plan of two posts, with six people in a team of one of them."""
    return attrs.evolve(two_posts(), issued=None, musters=())


@pytest.fixture(scope="module")
def roster(plan: Plan) -> Roster:
    """Return a few duties of each post."""
    built, _ = electsched.build_roster(plan)
    return Roster(tuple(duty for post in plan.posts for duty in built.select(post=post.key).duties[:4]))


def _with_team(roster: Roster, number: int, team: str) -> Roster:
    """Return the roster in which a duty goes to another team."""
    duties = list(roster.duties)
    duties[number] = attrs.evolve(duties[number], team=team)
    return Roster(tuple(duties))


def _untold(site: Path, since: int | None = None, scope: Scope | None = None) -> tuple[ChangeNotice, ...]:
    store = LocalStore(site)
    return untold_changes(read_editions(store), read_changes(store), now=STAMP, since=since, scope=scope)


def _kinds(notices: tuple[ChangeNotice, ...]) -> list[tuple[str, str]]:
    return sorted((notice.kind, notice.team) for notice in notices)


def _publish(plan: Plan, site: Path, roster: Roster, edition: int) -> None:
    electsched.publish(plan, site, roster=roster, stamp=DAYS[edition], options=AT_ONCE)


# --- editions -----------------------------------------------------------------------------------------------------


def test_every_publication_that_changes_something_is_an_edition(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """The first and each one that wrote a file, with its number and moment; the first has no changes to tell."""
    for edition, changed in enumerate((roster, roster, _with_team(roster, 0, "kpu-2"))):
        _publish(plan, tmp_path, changed, edition)
    editions = read_editions(LocalStore(tmp_path)).editions
    assert [(edition.number, edition.stamp) for edition in editions] == [(1, DAYS[0]), (2, DAYS[2])]
    assert _kinds(_untold(tmp_path)) == [("new", "kpu-2"), ("reassigned", "kpu-1")]
    assert [len(notice.members) for notice in _untold(tmp_path)] == [6, 0]


def test_changes_of_several_editions_are_one_and_the_history_has_all(
    plan: Plan, roster: Roster, tmp_path: Path
) -> None:
    """To the second team and on to the third is one change; back to the first is none; the history keeps each."""
    for edition, team in enumerate(("kpu-1", "kpu-2", "kpu-3")):
        _publish(plan, tmp_path, _with_team(roster, 0, team), edition)
    assert _kinds(_untold(tmp_path)) == [("new", "kpu-3"), ("reassigned", "kpu-1")]
    assert _kinds(_untold(tmp_path, since=2)) == [("new", "kpu-3"), ("reassigned", "kpu-2")]
    _publish(plan, tmp_path, roster, 3)
    assert _untold(tmp_path) == ()
    store = LocalStore(tmp_path)
    history = edition_history(read_editions(store), read_changes(store))
    assert [notice.change.edition for notice in history] == [2, 2, 3, 3, 4, 4]


def test_edition_that_does_not_exist_is_refused(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """The error says which there are."""
    _publish(plan, tmp_path, roster, 0)
    with pytest.raises(InputError, match="found 7; expected the number of an edition, from 1 to 1"):
        _untold(tmp_path, since=7)


def test_duties_of_an_added_or_removed_unit_are_reported(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """The duties of a unit that the plan no longer has are cancelled, for teams and partners; of a new unit new."""
    gone = without(plan, "ppk-ngoro")
    gone = attrs.evolve(gone, units=tuple(unit for unit in plan.units if unit.key == "polres-jombang"))
    of_kpu = Roster(roster.select(post="kpu").duties)
    _publish(plan, tmp_path, roster, 0)
    _publish(gone, tmp_path, of_kpu, 1)
    cancelled = _untold(tmp_path)
    assert {notice.kind for notice in cancelled} == {"cancelled"}
    assert {notice.change.title["en"].partition(":")[0] for notice in cancelled} == {"PPK Ngoro"}
    assert Counter(notice.partner for notice in cancelled) == {"": 4, "kpu": 4, "linmas": 4}
    mark_told(LocalStore(tmp_path), [None], 2)
    _publish(plan, tmp_path, roster, 2)
    assert {notice.kind for notice in _untold(tmp_path)} == {"new"}
    assert Counter(notice.partner for notice in _untold(tmp_path)) == {"": 4, "kpu": 4, "linmas": 4}


def test_partner_who_left_and_came_back_has_no_change(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """A duty that has begun loses no partner; of the others a change is told, and one that was taken back is not."""
    _publish(plan, tmp_path, roster, 0)
    post = plan.posts[0]
    partner = post.partners[0]
    alone = attrs.evolve(plan, posts=(attrs.evolve(post, partners=()), *plan.posts[1:]))
    began = roster.select(post=post.key)[0].span.start + timedelta(hours=1)
    electsched.publish(alone, tmp_path, roster=roster, stamp=began, now=began, options=AT_ONCE)
    (*left,) = _untold(tmp_path, scope=("partner", partner))
    assert [notice.kind for notice in left] == ["reassigned"] * 3
    assert {version.team for notice in left for version in notice.change.versions} == {""}
    assert [notice for notice in _untold(tmp_path) if not notice.partner] == []
    later = began + timedelta(hours=1)
    electsched.publish(plan, tmp_path, roster=roster, stamp=later, now=later, options=AT_ONCE)
    assert _untold(tmp_path) == ()


def test_changes_of_ended_duties_are_not_reported(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """A change to a duty that has ended since is told nobody."""
    for edition, team in enumerate(("kpu-1", "kpu-2")):
        _publish(plan, tmp_path, _with_team(roster, 0, team), edition)
    assert len(_untold(tmp_path)) == 2
    store = LocalStore(tmp_path)
    after = roster[0].span.end
    assert untold_changes(read_editions(store), read_changes(store), now=after) == ()


# --- marks --------------------------------------------------------------------------------------------------------


def test_mark_announced_covers_its_scope_alone(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """Who was told is told no more, others are, and a later change is told to all whom it concerns."""
    for edition, team in enumerate(("kpu-1", "kpu-2")):
        _publish(plan, tmp_path, _with_team(roster, 0, team), edition)
    store = LocalStore(tmp_path)
    mark_told(store, [("member", "p-3")], 2)
    (passed_on,) = (notice for notice in _untold(tmp_path) if notice.kind == "reassigned")
    assert passed_on.members == ("p-0", "p-1", "p-2", "p-4", "p-5")
    mark_told(store, [("team", "kpu-1")], 2)
    assert _kinds(_untold(tmp_path)) == [("new", "kpu-2")]
    mark_told(store, [("unit", "polres-jombang")], 2)
    assert _untold(tmp_path) == ()
    _publish(plan, tmp_path, _with_team(roster, 0, "kpu-3"), 2)
    assert _kinds(_untold(tmp_path)) == [("new", "kpu-3"), ("reassigned", "kpu-2")]
    assert _kinds(_untold(tmp_path, scope=("team", "kpu-3"))) == [("new", "kpu-3")]


def test_mark_is_refused_while_a_publication_runs(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """At no write of a publication can a mark be lost: it is refused, and the publication goes on."""
    _publish(plan, tmp_path, roster, 0)
    refused: list[str] = []

    def mark(_: str, path: str) -> None:
        with pytest.raises(PublishError, match="Another publish is running on this site"):
            mark_told(LocalStore(tmp_path), [None], 1)
        refused.append(path)

    store = Watched(LocalStore(tmp_path), mark)
    electsched.publish(plan, store, roster=_with_team(roster, 0, "kpu-2"), stamp=DAYS[1])
    assert EDITIONS in refused
    assert len(_untold(tmp_path)) == 2


def test_mark_made_by_another_machine_is_kept(plan: Plan, tmp_path: Path) -> None:
    """In a store without locks a write that compares versions fails, and the present editions are read again."""

    @attrs.frozen
    class Comparing(Watched):
        """Refuses to replace a version that was not read, as S3 does."""

        def write(self, path: str, data: bytes, replaces: str | None = None) -> FileStat | None:
            self.before("write", path)
            stat = self.inner.list(".publishing").get(path)
            if replaces is not None and replaces != (stat.version if stat else ""):
                raise OvertakenError(Fault(path, verbatim("another version")), source="here")
            return self.inner.write(path, data)

    inner = LocalStore(tmp_path)
    record_edition(inner, plan, SiteEdition(1, STAMP), is_changed=True)
    scopes: list[Scope | None] = [("member", "p-1")]

    def meanwhile(*_: str) -> None:
        while scopes:
            mark_told(inner, [scopes.pop()], 1)

    record_edition(Comparing(inner, meanwhile), plan, SiteEdition(2, DAYS[1]), is_changed=True)
    editions = read_editions(inner)
    assert (editions.last, editions.told) == (2, {"member p-1": 1})


# --- stops and damage ---------------------------------------------------------------------------------------------


class KilledError(BaseException):
    """Ends a publication as a kill does: nothing after it is written."""


def _kill_at(number: int) -> Callable[[str, str], None]:
    left = [number]

    def kill(*_: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise KilledError

    return kill


def _killed(plan: Plan, site: Path, roster: Roster, number: int) -> bool:
    """Publish to a site, and return whether the publication was killed before that write or deletion."""
    try:
        store = Watched(LocalStore(site), _kill_at(number))
        electsched.publish(plan, store, roster=roster, stamp=DAYS[1], options=AT_ONCE)
    except KilledError:
        return True
    return False


@pytest.mark.long
@pytest.mark.parametrize("team", ["kpu-2", "kpu-1", "kpu-3"])
def test_no_change_is_lost_by_a_kill_at_any_write(plan: Plan, roster: Roster, tmp_path: Path, team: str) -> None:
    """Whatever is published after the kill, the same, the plan before or another one: its changes are told, once."""
    number, told = 0, True
    while told:
        site = tmp_path / str(number)
        _publish(plan, site, roster, 0)
        told = _killed(plan, site, _with_team(roster, 0, "kpu-2"), number)
        _publish(plan, site, _with_team(roster, 0, team), 2)
        expected = [] if team == "kpu-1" else [("new", team), ("reassigned", "kpu-1")]
        assert _kinds(_untold(site)) == expected, number
        number += 1
    assert number > 20


def test_stopped_publication_is_no_edition_yet(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """Its changes are told once it is finished."""
    _publish(plan, tmp_path, roster, 0)
    assert _killed(plan, tmp_path, _with_team(roster, 0, "kpu-2"), 6)
    assert read_editions(LocalStore(tmp_path)).last == 1
    assert read_changes(LocalStore(tmp_path))
    assert _untold(tmp_path) == ()


@pytest.mark.parametrize("path", [EDITIONS, f"{DUTIES}/polres-jombang.json"])
def test_damaged_file_is_named(plan: Plan, roster: Roster, tmp_path: Path, path: str) -> None:
    """A file that was cut off stops a publication before anything is lost, and the error names it."""
    for edition, team in enumerate(("kpu-1", "kpu-2")):
        _publish(plan, tmp_path, _with_team(roster, 0, team), edition)
    data = (tmp_path / path).read_bytes()
    (tmp_path / path).write_bytes(data[: len(data) // 2])
    with pytest.raises(PublishError, match="a damaged file"):
        _publish(plan, tmp_path, roster, 2)
    (tmp_path / path).write_bytes(data)
    _publish(plan, tmp_path, roster, 2)
    assert _untold(tmp_path) == ()


EDITED = {
    EDITIONS: (b'"zone": "Asia/Jakarta"', b'"zone": "Asia/Jayapura"'),
    f"{DUTIES}/polres-jombang.json": (b'"kpu-1"', b'"kpu-3"'),
    members_path("polres-jombang"): (b'"p-1"', b'"p-9"'),
    record_path("polres-jombang"): (b'"kpu-1"', b'"kpu-3"'),
}
"""By path, a value of a file and another one, with which the file is still valid."""


@pytest.mark.parametrize("path", EDITED)
def test_file_edited_by_hand_is_named_and_makes_no_changes_to_tell(
    plan: Plan, roster: Roster, tmp_path: Path, path: str
) -> None:
    """A publication is refused, for it would tell people of the edits; a rebuild makes the file anew."""
    _publish(plan, tmp_path, _with_team(roster, 0, "kpu-2"), 0)
    _publish(plan, tmp_path, roster, 1)
    untold, (was, now) = _untold(tmp_path), EDITED[path]
    data = (tmp_path / path).read_bytes()
    assert was in data
    (tmp_path / path).write_bytes(data.replace(was, now))
    with pytest.raises(PublishError, match=rf"{path}: found a (file|record) that was edited by hand.* --rebuild"):
        _publish(plan, tmp_path, roster, 2)
    electsched.publish(plan, tmp_path, roster=roster, stamp=DAYS[2], options=AT_ONCE, rebuild=True)
    assert set(_untold(tmp_path)) <= set(untold)
    _publish(plan, tmp_path, _with_team(roster, 0, "kpu-3"), 3)
    assert ("new", "kpu-3") in _kinds(_untold(tmp_path))


def test_state_edited_by_hand_is_not_believed(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """Each file is read again; without the seal its version would say that the file is unchanged."""
    _publish(plan, tmp_path, roster, 0)
    data, (was, now) = (tmp_path / STATE).read_bytes(), EDITED[record_path("polres-jombang")]
    record = tmp_path / record_path("polres-jombang")
    record.write_bytes(record.read_bytes().replace(was, now))
    stat = LocalStore(tmp_path).list(INTERNAL)[record_path("polres-jombang")]
    lines = data.decode().splitlines()
    (number,) = [number for number, line in enumerate(lines) if record_path("polres-jombang") in line]
    entry = json.loads(lines[number].rstrip(","))
    lines[number] = json.dumps({**entry, "version": stat.version}) + ","
    (tmp_path / STATE).write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(PublishError, match="a record that was edited by hand"):
        _publish(plan, tmp_path, roster, 1)


@pytest.mark.parametrize("is_kept_lost", [False, True])
def test_lost_record_makes_no_duty_new(plan: Plan, roster: Roster, tmp_path: Path, *, is_kept_lost: bool) -> None:
    """If the record of a unit was deleted, the next publication tells nobody of its duties, and later ones do again."""
    _publish(plan, tmp_path, roster, 0)
    (tmp_path / record_path("polres-jombang")).unlink()
    if is_kept_lost:
        (tmp_path / DUTIES / "polres-jombang.json").unlink()
    changed = _with_team(roster, 0, "kpu-2")
    electsched.publish(plan, tmp_path, roster=changed, stamp=DAYS[1], options=AT_ONCE, rebuild=True)
    assert _untold(tmp_path) == ()
    _publish(plan, tmp_path, _with_team(roster, 0, "kpu-3"), 2)
    assert _kinds(_untold(tmp_path)) == [("new", "kpu-3"), ("reassigned", "kpu-2")]


def _rebuild(plan: Plan, site: Path, roster: Roster, edition: int) -> None:
    electsched.publish(plan, site, roster=roster, stamp=DAYS[edition], options=AT_ONCE, rebuild=True)


def test_lost_file_of_a_unit_loses_no_later_change_of_a_duty(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """The changes of duties are the differences from the record; those that the file had before are lost."""
    _publish(plan, tmp_path, roster, 0)
    path = f"{DUTIES}/polres-jombang.json"
    (tmp_path / path).unlink()
    changed = _with_team(roster, 0, "kpu-2")
    with pytest.raises(PublishError, match=f"{path}: found no such file.* --rebuild"):
        _publish(plan, tmp_path, changed, 1)
    with pytest.raises(PublishError, match=f"{path}: found no such file"):
        read_changes(LocalStore(tmp_path))
    _rebuild(plan, tmp_path, changed, 1)
    assert _kinds(_untold(tmp_path)) == [("new", "kpu-2"), ("reassigned", "kpu-1")]


def test_lost_file_of_a_unit_that_went_is_made_anew(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """The site has its past, so the file is missed until a rebuild, which tells nobody of duties that took place."""
    gone = without(plan, "ppk-ngoro")
    gone = attrs.evolve(gone, units=tuple(unit for unit in plan.units if unit.key == "polres-jombang"))
    of_kpu, moment = Roster(roster.select(post="kpu").duties), roster[-1].span.start + timedelta(days=9)
    _publish(plan, tmp_path, roster, 0)
    for number in (0, 1):
        electsched.publish(gone, tmp_path, roster=of_kpu, now=moment, options=AT_ONCE, rebuild=number == 1)
        (tmp_path / DUTIES / f"{plan.post('ppk-ngoro').unit}.json").unlink()
        with pytest.raises(PublishError, match="found no such file"):
            electsched.publish(gone, tmp_path, roster=of_kpu, now=moment, options=AT_ONCE)
    electsched.publish(gone, tmp_path, roster=of_kpu, now=moment, options=AT_ONCE, rebuild=True)
    assert electsched.publish(gone, tmp_path, roster=of_kpu, now=moment, options=AT_ONCE).written == ()
    assert _untold(tmp_path) == ()


def test_all_lost_files_are_named_at_once(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """Whoever puts files back from a copy sees all that are missing."""
    _publish(plan, tmp_path, roster, 0)
    units = {f"{DUTIES}/{plan.post(duty.post).unit}.json" for duty in roster}
    assert len(units) > 1
    for path in (lost := sorted({EDITIONS, *units})):
        (tmp_path / path).unlink()
    with pytest.raises(PublishError) as caught:
        _publish(plan, tmp_path, roster, 1)
    assert sorted(fault.path for fault in caught.value.faults) == lost


def test_lost_editions_lose_no_change(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """A site without its editions is refused; made anew they begin with the last one, and no change counts as told."""
    for edition, team in enumerate(("kpu-1", "kpu-2", "kpu-3")):
        _publish(plan, tmp_path, _with_team(roster, 0, team), edition)
    untold, changed = _untold(tmp_path), _with_team(roster, 0, "kpu-3")
    (tmp_path / EDITIONS).unlink()
    with pytest.raises(PublishError, match=f"{EDITIONS}: found no such file.* --rebuild"):
        _publish(plan, tmp_path, changed, 3)
    with pytest.raises(PublishError, match=f"{EDITIONS}: found no such file"):
        read_editions(LocalStore(tmp_path))
    _rebuild(plan, tmp_path, changed, 3)
    assert (_untold(tmp_path), read_editions(LocalStore(tmp_path)).last) == (untold, 3)
    _publish(plan, tmp_path, roster, 4)
    assert _untold(tmp_path) == ()


RECORDS = (record_path("polres-jombang"), members_path("polres-jombang"))


@pytest.mark.parametrize("is_lost", [False, True])
@pytest.mark.parametrize("path", RECORDS)
def test_readers_refuse_a_record_that_was_not_published(
    plan: Plan, roster: Roster, tmp_path: Path, path: str, *, is_lost: bool
) -> None:
    """A record that was edited by hand or lost is believed by nobody, nor are its members."""
    _publish(plan, tmp_path, roster, 0)
    data, (was, now) = (tmp_path / path).read_bytes(), EDITED[path]
    (tmp_path / path).unlink() if is_lost else (tmp_path / path).write_bytes(data.replace(was, now))
    message = f"{path}: found " + ("no such file" if is_lost else "a (file|record) that was edited by hand")
    for read in (lambda: site_record(tmp_path, plan), lambda: [*read_snapshots(LocalStore(tmp_path))]):
        with pytest.raises(PublishError, match=f"{message}.* --rebuild"):
            read()
    (tmp_path / path).write_bytes(data)
    assert site_record(tmp_path, plan).duties


def test_readers_take_the_records_of_a_publication_that_was_stopped(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """They are newer than the manifest, at whichever write it was stopped."""
    _publish(plan, tmp_path, roster, 0)
    number = 1
    while _killed(plan, tmp_path, _with_team(roster, 0, ("kpu-2", "kpu-3")[number % 2]), number):
        assert len(site_record(tmp_path, plan).duties) == len(roster)
        assert len(dict(read_snapshots(LocalStore(tmp_path)))) == 2
        number += 1
    assert number > 20


def test_moved_muster_is_reported_to_each_team(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """The presence of teams at a muster is compared like a duty, though it is in no record."""
    muster = Muster(
        key="parade", name=Text.same("Parade"), start=Moment(DAYS[3].date(), 480), minutes=60, place=Place()
    )
    moved = attrs.evolve(muster, start=Moment(DAYS[3].date(), 540))
    _publish(attrs.evolve(plan, musters=(muster,)), tmp_path, roster, 0)
    _publish(attrs.evolve(plan, musters=(moved,)), tmp_path, roster, 1)
    assert _kinds(_untold(tmp_path)) == sorted(("moved", team.key) for team in plan.teams)
    (name,) = {notice.change.title["en"] for notice in _untold(tmp_path)}
    assert name == "Parade"


def test_each_file_of_the_site_is_read_once(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """Also a store at the other end of a network is asked once for the editions and for each unit's file."""
    _publish(plan, tmp_path, roster, 1)
    paths: list[str] = []

    class Counted(LocalStore):
        def read(self, path: str) -> bytes | None:
            paths.append(path)
            return super().read(path)

    read_editions(Counted(tmp_path))
    read_changes(Counted(tmp_path))
    assert sorted(path for path in paths if path == EDITIONS or path.startswith(DUTIES)) == sorted(set(paths))


def test_folder_without_a_site_is_refused(tmp_path: Path) -> None:
    """The error says that no duties were published there, and leaves nothing behind."""
    for action in (read_editions, lambda store: mark_told(store, [None], 1)):
        with pytest.raises(InputError, match="no published duties"):
            action(LocalStore(tmp_path / "nothing"))
    assert not (tmp_path / "nothing").exists()


def test_kept_files_are_for_their_owner_alone_and_name_nobody(plan: Plan, roster: Roster, tmp_path: Path) -> None:
    """The files name members by key, so no other account can read them, and none has a name of a person."""
    for edition, team in enumerate(("kpu-1", "kpu-2")):
        _publish(plan, tmp_path, _with_team(roster, 0, team), edition)
    files = [path for path in (tmp_path / ".publishing").rglob("*.json") if path.is_file()]
    assert len(files) >= 4
    assert {path.stat().st_mode & 0o077 for path in files} == {0}
    assert not any("Orang" in path.read_text(encoding="utf-8") for path in files)
