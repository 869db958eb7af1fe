"""A published site: a fixed layout, whole files, and no byte that did not have to change."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from operator import eq
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import attrs
import icalendar
import pytest

import electsched
from electsched.calendars.content_lines import published_events
from electsched.calendars.duty_events import duty_identity
from electsched.calendars.event import reassigned_uid
from electsched.calendars.telling.duty_snapshot import post_of
from electsched.errors import InputError, PublishError
from electsched.i18n.text import Text
from electsched.operation.changes import Cancellation, DutyName, Swap
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.publishing.executors import PublishOptions
from electsched.publishing.manifest import seal
from electsched.publishing.partition import PartitionDuties, partner_duties
from electsched.roster.duty import Roster
from electsched.roster.parts.partition import Partition
from electsched.roster.past.continuation import Continuation
from electsched.roster.rotation import continue_roster
from electsched.stores.base import Store
from electsched.timespan import Span
from tests.builders import DECISION
from tests.html_reader import read_html
from tests.sites import jombang_part, jombang_without_members, write_links

DAY = timedelta(days=1)


@pytest.fixture
def plan() -> Plan:
    """Return a plan of three posts, without a list of members."""
    return attrs.evolve(jombang_part("kpu", "gudang-kpu", "ppk-ngoro"), members=())


@pytest.fixture
def indonesian(plan: Plan) -> Plan:
    """Return the plan in Indonesian alone, for calendars of many megabytes."""
    return attrs.evolve(plan, languages=("id",))


def _files(site: Path) -> dict[str, bytes]:
    """Return the published files; a publication that was stopped keeps its journal beside them."""
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in _published(site)}


def _published(site: Path) -> Iterator[Path]:
    yield from (path for path in site.rglob("*") if path.is_file() and ".publishing" not in path.parts)


def _renamed(plan: Plan, key: str, name: str) -> Plan:
    """Return the plan with another name for one team."""
    teams = (attrs.evolve(team, name=Text.same(name)) if team.key == key else team for team in plan.teams)
    return attrs.evolve(plan, teams=tuple(teams))


@pytest.mark.parametrize("index_page_limit", [100, 1], ids=["whole", "paged"])
def test_relative_links_of_all_pages_lead_to_files(plan: Plan, tmp_path: Path, index_page_limit: int) -> None:
    """Pages link to pages and calendars of the site, also the pages of units that are in a folder of their own."""
    electsched.LinkRegistry.create(tmp_path / "links.db", plan).close()
    options = PublishOptions(index_page_limit=index_page_limit)
    electsched.publish(plan, tmp_path / "site", links=tmp_path / "links.db", options=options)
    pages = sorted((tmp_path / "site").rglob("*.html"))
    assert any(page.parent.name == "units" for page in pages) is (index_page_limit == 1)
    lost = [
        (page.relative_to(tmp_path).as_posix(), link)
        for page in pages
        for link in read_html(page.read_bytes()).links
        if not urlsplit(link).scheme and not (page.parent / urlsplit(link).path).exists()
    ]
    assert lost == []


def test_layout_of_a_site_is_fixed(plan: Plan, tmp_path: Path) -> None:
    """The addresses are those that people subscribe to: two parts, each with its pages, calendars and manifest."""
    done = electsched.publish(plan, tmp_path)
    expected = {f"public/{name}" for name in ("index.html", "index.en.html", "manifest.json")}
    pages = [f"{stem}{ending}" for stem in ("index", "board", "codes") for ending in (".html", ".en.html")]
    expected |= {f"internal/{name}" for name in (*pages, "manifest.json")}
    expected |= {f"internal/units/{unit.key}.roster.json" for unit in plan.units}
    for language in ("id", "en"):
        expected |= {f"public/{stem}.{language}.ics" for stem in ("stages", "stages-days")}
        for folder, items in (("units", plan.units), ("posts", plan.posts), ("teams", plan.teams)):
            expected |= {f"internal/{folder}/{item.key}.{language}.ics" for item in items}
    assert set(_files(tmp_path)) == expected == set(done.written)
    assert (done.unchanged, done.removed, done.changed, done.withdrawn) == ((), (), 0, 0)


def test_plan_in_one_language_has_pages_without_a_suffix(plan: Plan, tmp_path: Path) -> None:
    """A plan in one language has its page at the plain address and no other."""
    electsched.publish(attrs.evolve(plan, languages=("en",)), tmp_path)
    names = set(_files(tmp_path))
    assert "public/index.html" in names
    assert not [name for name in names if ".id." in name or name.endswith("index.en.html")]


@pytest.mark.parametrize("issued", [datetime(2023, 11, 20, 1, tzinfo=UTC), None])
def test_publishing_twice_changes_no_byte(plan: Plan, tmp_path: Path, issued: datetime | None) -> None:
    """The same plan again writes nothing at all, whatever the clock says."""
    same = attrs.evolve(plan, issued=issued)
    electsched.publish(same, tmp_path, stamp=datetime(2023, 11, 20, 1, tzinfo=UTC))
    before = _files(tmp_path)
    times = {path: (tmp_path / path).stat().st_mtime_ns for path in before}
    done = electsched.publish(same, tmp_path, stamp=datetime(2024, 5, 5, tzinfo=UTC))
    assert done.written == ()
    assert _files(tmp_path) == before
    assert {path: (tmp_path / path).stat().st_mtime_ns for path in before} == times


def test_publish_without_a_stamp_reads_the_clock(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan that does not say when it was issued takes the time at which it is published."""
    monkeypatch.undo()  # the clock of tests stands before the operation
    before = datetime.now(UTC).replace(microsecond=0)
    electsched.publish(attrs.evolve(plan, issued=None), tmp_path)
    changed = json.loads((tmp_path / "public" / "manifest.json").read_bytes())["changed"]
    assert before <= datetime.fromisoformat(changed) <= datetime.now(UTC)


def test_publish_gives_the_same_bytes_in_any_folder_zone_and_locale(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another folder, another zone, another language of the environment: the same site."""
    electsched.publish(plan, tmp_path / "a")
    for name, value in (("TZ", "America/New_York"), ("LANG", "de_DE.UTF-8"), ("LANGUAGE", "de")):
        monkeypatch.setenv(name, value)
    electsched.publish(plan, tmp_path / "b")
    assert _files(tmp_path / "a") == _files(tmp_path / "b")


def test_renamed_team_rewrites_only_files_that_show_it(plan: Plan, tmp_path: Path) -> None:
    """A team with another name: its unit's, its posts' and its own calendar change, those of its reliefs, and pages."""
    electsched.publish(plan, tmp_path)
    later = datetime(2023, 12, 1, tzinfo=UTC)
    done = electsched.publish(attrs.evolve(_renamed(plan, "kpu-1", "Regu Satu"), issued=later), tmp_path)
    assert set(done.written) == {
        "internal/index.html",
        "internal/index.en.html",
        "internal/board.html",
        "internal/board.en.html",
        "internal/codes.html",
        "internal/codes.en.html",
        "internal/manifest.json",
        "internal/units/polres-jombang.roster.json",
        *(
            f"internal/{name}.{language}.ics"
            for name in ("units/polres-jombang", "posts/kpu", "teams/kpu-1", "teams/kpu-2", "teams/kpu-3")
            for language in ("id", "en")
        ),
    }
    assert (done.added, done.changed, done.withdrawn) == (
        0,
        113,
        0,
    )  # all but the last
    # The unit reads the team in the title, the teams before and after it as their relief; its own duties stay.
    for name, changes in (("units/polres-jombang", 38), ("teams/kpu-2", 38), ("teams/kpu-1", 0)):
        assert (tmp_path / "internal" / f"{name}.id.ics").read_text().count("SEQUENCE:1\n") == changes


def test_calendars_of_a_removed_post_are_cancelled_and_then_removed(plan: Plan, tmp_path: Path) -> None:
    """Calendars of a post and its teams that the plan no longer has say so for a while; a stranger's file stays."""
    electsched.publish(plan, tmp_path)
    (tmp_path / "internal" / "notes.txt").write_text("not ours")
    posts = tuple(post for post in plan.posts if post.key != "kpu")
    teams = tuple(team for team in plan.teams if not team.key.startswith("kpu-"))
    less = attrs.evolve(plan, posts=posts, teams=teams, issued=plan.issued + DAY if plan.issued else None)
    done = electsched.publish(less, tmp_path)
    assert (done.removed, done.withdrawn) == ((), 114)
    for name, events in (("posts/kpu", 114), ("teams/kpu-1", 38 + 1), ("units/polres-jombang", 114)):
        data = (tmp_path / "internal" / f"{name}.id.ics").read_bytes()
        assert data.count(b"STATUS:CANCELLED\r\n") == events, name
        assert icalendar.Calendar.from_ical(data).errors == []
    assert electsched.publish(less, tmp_path).written == ()
    later = attrs.evolve(less, issued=less.issued + 14 * DAY if less.issued else None)
    done = electsched.publish(later, tmp_path)
    gone = [f"internal/posts/kpu.{language}.ics" for language in ("id", "en")]
    gone += [f"internal/teams/kpu-{number}.{language}.ics" for number in (1, 2, 3) for language in ("id", "en")]
    assert sorted(done.removed) == sorted(gone)
    assert b"CANCELLED" not in b"".join(data for path, data in _files(tmp_path).items() if path.endswith(".ics"))
    assert (tmp_path / "internal" / "notes.txt").exists()


def _given(roster: Roster, post: str, team: str) -> Roster:
    """Return the roster with the first duty of a post given to another team."""
    first = roster.select(post=post)[0]
    return Roster(tuple(attrs.evolve(duty, team=team) if duty is first else duty for duty in roster.duties))


def read_event(data: bytes, uid: str) -> icalendar.Event:
    """Return the only event of that identity."""
    (event,) = (event for event in icalendar.Calendar.from_ical(data).events if str(event["UID"]) == uid)
    return event


def test_previous_team_of_a_moved_duty_sees_it_cancelled(plan: Plan, tmp_path: Path) -> None:
    """A duty that goes to another team is one event: new for these, changed for the post.

    Its previous team sees it cancelled under another UID: no UID is live in one calendar and cancelled in another.
    """
    roster, _ = electsched.build_roster(plan)
    uid = duty_identity(plan, roster.select(post="kpu")[0])
    electsched.publish(plan, tmp_path, roster=roster)
    stamp = datetime(2023, 11, 25, tzinfo=UTC)
    later = attrs.evolve(plan, issued=stamp)
    done = electsched.publish(later, tmp_path, roster=_given(roster, "kpu", "kpu-2"), stamp=stamp)

    def found(name: str, uid: str = uid) -> tuple[str, int]:
        event = read_event((tmp_path / "internal" / f"{name}.id.ics").read_bytes(), uid)
        return str(event.get("STATUS", "CONFIRMED")), int(str(event.get("SEQUENCE", 0)))

    assert found("teams/kpu-1", reassigned_uid(uid)) == ("CANCELLED", 1)
    assert uid.encode() not in (tmp_path / "internal" / "teams" / "kpu-1.id.ics").read_bytes()
    assert found("posts/kpu") == found("units/polres-jombang") == ("CONFIRMED", 1)  # their text names the team
    assert found("teams/kpu-2") == ("CONFIRMED", 0)
    assert done.withdrawn == 0
    at_post = [notice for notice in done.changes if post_of(notice.change.duty) == "kpu"]
    assert {(notice.team, notice.kind) for notice in at_post} == {("kpu-1", "reassigned"), ("kpu-2", "new")}
    # The muster follows the duty: the team that now holds the post is excused, and the other one must come.
    at_muster = {(notice.team, notice.kind) for notice in done.changes if notice not in at_post}
    assert at_muster == {("kpu-1", "new"), ("kpu-2", "cancelled")}


def test_public_files_have_no_internal_name(tmp_path: Path) -> None:
    """No byte of the public part holds the name of the operation, a unit, a post, a team, a muster or their address."""
    whole = jombang_without_members()
    plan = attrs.evolve(
        whole, site=attrs.evolve(whole.site, url="https://a.example/p", internal_url="https://b.example/i")
    )
    electsched.publish(plan, tmp_path)
    public = b"".join(data for path, data in _files(tmp_path).items() if path.startswith("public/"))
    secret = [plan.id, plan.operation.key, "https://b.example", "internal", "Mantap Brata", "Polres", "Polsek"]
    for items in (plan.units, plan.posts, plan.teams, plan.musters):
        secret += [name for item in items for _, name in item.name.words if len(name) > 5]
    assert [name for name in secret if name.encode() in public] == []


def test_manifests_list_every_file(plan: Plan, tmp_path: Path) -> None:
    """Each part's manifest has the size and the digest of each of its files, and the versions behind them."""
    electsched.publish(plan, tmp_path)
    for part in ("public", "internal"):
        manifest = json.loads((tmp_path / part / "manifest.json").read_bytes())
        files = {
            name.removeprefix(f"{part}/"): data for name, data in _files(tmp_path).items() if name.startswith(part)
        }
        del files["manifest.json"]
        listed = {entry["path"]: (entry["bytes"], entry["sha256"]) for entry in manifest["files"]}
        assert listed == {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items()}
        assert set(manifest["made_with"]) == {
            *(
                "electsched",
                "holidays",
                "icalendar",
                "jinja2",
                "markupsafe",
                "pendulum",
                "segno",
                "tzdata",
                "time_zones",
            )
        }


def test_time_zones_are_named(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The manifest says whether the zones are the system's or those of tzdata, with the version."""

    def named(folder: Path) -> str:
        electsched.publish(plan, folder)
        return str(json.loads((folder / "public" / "manifest.json").read_bytes())["made_with"]["time_zones"])

    monkeypatch.setattr("zoneinfo.TZPATH", ())
    assert named(tmp_path / "a").startswith("tzdata 20")
    (tmp_path / "zones").mkdir()
    (tmp_path / "zones" / "UTC").touch()
    monkeypatch.setattr("zoneinfo.TZPATH", (str(tmp_path / "zones"),))
    assert named(tmp_path / "b") == "system version unknown"
    (tmp_path / "zones" / "tzdata.zi").write_text("# version 2099z\n# more\n")
    assert named(tmp_path / "c") == "system 2099z"


def _sealed(files: object) -> bytes:
    """Return a manifest of the plan with these files and the seal that `publish` would give it."""
    manifest = {"format": 2, "of": "mantap-brata-jombang-2024", "files": files}
    return json.dumps({**manifest, "seal": seal(manifest)}).encode()


@pytest.mark.parametrize(
    ("manifest", "found"),
    [
        (b"no json", "no JSON"),
        (b"[]", "no manifest"),
        (b'{"format": 2, "of": "other"}', "a site of 'other'"),
        (b'{"format": 9}', "format 9; expected format 2, which this version of electsched writes"),
        (b'{"format": 2, "of": "mantap-brata-jombang-2024", "files": []}', "edited by hand"),
        (_sealed(5), "a manifest without its files"),
        (_sealed([{"path": "teams/../../victim.ics"}]), "which leads out of the site"),
    ],
)
def test_hostile_manifest_is_refused(plan: Plan, tmp_path: Path, manifest: bytes, found: str) -> None:
    """A manifest that is broken, hostile, of another plan or of a newer version stops all, and no byte is touched."""
    electsched.publish(plan, tmp_path)
    (tmp_path / "internal" / "manifest.json").write_bytes(manifest)
    before = _files(tmp_path)
    with pytest.raises(PublishError, match=r"internal/manifest\.json") as caught:
        electsched.publish(_renamed(plan, "kpu-1", "Regu Satu"), tmp_path)
    assert found in str(caught.value)
    assert _files(tmp_path) == before


def test_manifest_edited_by_hand_is_refused(plan: Plan, tmp_path: Path) -> None:
    """One digit changed in a manifest is seen."""
    electsched.publish(plan, tmp_path)
    place = tmp_path / "public" / "manifest.json"
    place.write_text(re.sub(r'"bytes": (\d+)', r'"bytes": 9\1', place.read_text(), count=1))
    with pytest.raises(PublishError, match="edited by hand"):
        electsched.publish(plan, tmp_path)


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        (lambda data: data[: len(data) // 2], "a calendar that is cut off"),
        (lambda data: data.replace(b"\r\nUID:", b"\r\nUUD:", 3), "an event without its UID, or a UID twice"),
        (lambda _: None, "no such file"),
    ],
)
def test_damaged_calendars_are_named_and_nothing_is_written(
    plan: Plan, tmp_path: Path, spoil: Callable[[bytes], bytes | None], found: str
) -> None:
    """It is named, with every other that is, and nothing is written."""
    electsched.publish(plan, tmp_path)
    names = ("units/polres-jombang.id.ics", "teams/kpu-1.en.ics")
    for name in names:
        place = tmp_path / "internal" / name
        spoilt = spoil(place.read_bytes())
        place.unlink()
        if spoilt is not None:
            place.write_bytes(spoilt)
    before = _files(tmp_path)
    with pytest.raises(PublishError) as caught:
        electsched.publish(_renamed(plan, "kpu-1", "Regu Satu"), tmp_path)
    assert {fault.path for fault in caught.value.faults} == {f"internal/{name}" for name in names}
    assert {fault.found for fault in caught.value.faults} == {found}
    assert _files(tmp_path) == before


def test_calendar_edited_by_hand_is_written_again(plan: Plan, tmp_path: Path) -> None:
    """An edit is found and reverted, though nothing in the plan changed."""
    electsched.publish(plan, tmp_path)
    place = tmp_path / "internal" / "teams" / "kpu-1.id.ics"
    before = place.read_bytes()
    place.write_bytes(before.replace(b"Regu KPU 1", b"Regu KPU 9"))
    done = electsched.publish(attrs.evolve(plan, issued=datetime(2023, 12, 1, tzinfo=UTC)), tmp_path)
    assert "internal/teams/kpu-1.id.ics" in done.written
    assert b"Regu KPU 9" not in place.read_bytes()


@pytest.mark.long
@pytest.mark.parametrize(
    "change",
    [
        lambda plan: attrs.evolve(plan, title=Text.same("Lain")),
        lambda plan: attrs.evolve(plan, site=attrs.evolve(plan.site, refresh_hours=1)),
        lambda plan: attrs.evolve(
            plan, posts=tuple(attrs.evolve(post, contact=Text.same("Posko")) for post in plan.posts)
        ),
        lambda plan: attrs.evolve(plan, operation=attrs.evolve(plan.operation, conduct=Text.same("Netral"))),
        lambda plan: attrs.evolve(plan, musters=tuple(attrs.evolve(muster, minutes=45) for muster in plan.musters)),
        lambda plan: attrs.evolve(plan, members=(Member(key="p-1", team="kpu-1", name="Orang"),)),
    ],
)
def test_republished_site_has_the_events_of_a_new_one(
    plan: Plan, tmp_path: Path, change: Callable[[Plan], Plan]
) -> None:
    """Whatever changes, a site that was published before has the same events as one that is published anew."""
    changed = change(plan)
    electsched.publish(plan, tmp_path / "old")
    electsched.publish(changed, tmp_path / "old")
    electsched.publish(changed, tmp_path / "new")
    old, new = _files(tmp_path / "old"), _files(tmp_path / "new")
    assert set(old) == set(new)
    for path, data in new.items():
        if path.endswith(".ics"):
            assert _first_revisions(old[path]) == data, path
        elif path.endswith(".html"):
            assert old[path] == data, path


def _first_revisions(data: bytes) -> bytes:
    """Return a calendar with its events as in their first revision."""
    head, begin, events = data.partition(b"BEGIN:VEVENT")
    return head + begin + re.sub(rb"(SEQUENCE:1|LAST-MODIFIED:\w+)\r\n", b"", events)


def _large(plan: Plan, kilobytes: int) -> Plan:
    """Return the plan with so much to bring to one post that its calendars are larger than apps take."""
    bring = Text.same("Rompi, " * (kilobytes * 1000 // 7))
    posts = tuple(attrs.evolve(post, bring=bring) if post.key == "kpu" else post for post in plan.posts)
    return attrs.evolve(plan, posts=posts)


def _events_of(files: dict[str, bytes], prefix: str, language: str = "id") -> dict[str, bytes]:
    """Return the events of all files of a calendar but its own address, and check that none stands in two."""
    parts = [data for path, data in files.items() if re.fullmatch(rf"{prefix}\.\d{{4}}-\d\d\.{language}\.ics", path)]
    assert len(parts) > 1
    found: dict[str, bytes] = {}
    for data in parts:
        assert len(data) <= 1_000_000
        assert not found.keys() & published_events(data).keys()
        found |= published_events(data)
    return found


@pytest.mark.parametrize("kept", [True, False])
def test_calendar_larger_than_clients_take_is_split_by_month(plan: Plan, tmp_path: Path, kept: bool) -> None:  # noqa: FBT001  # both cases
    """A calendar beyond 1 MB comes month by month, said so and linked; each duty keeps its UID and its edition."""
    large = _large(plan, kilobytes=12)
    place = "internal/posts/kpu"
    if kept:  # published while it was small: the duties go on in their months
        electsched.publish(plan, tmp_path)
        duties = published_events(_files(tmp_path)[f"{place}.id.ics"])
    later = attrs.evolve(large, issued=datetime(2023, 11, 25, tzinfo=UTC))
    done = electsched.publish(later, tmp_path)
    files = _files(tmp_path)
    found = _events_of(files, place)
    assert dict(done.split)[f"{place}.id.ics"][0] == "2023-11"
    assert done.too_large == ()
    assert done.withdrawn == 0
    assert b"CANCELLED" not in b"".join(files.values())
    if kept:
        assert found.keys() == duties.keys()
        assert {int(re.findall(rb"SEQUENCE:(\d+)", data)[0]) for data in found.values()} == {1}
    page = files["internal/index.en.html"].decode()
    for month in dict(done.split)[f"{place}.id.ics"]:
        assert f"webcal://calendars.example.org/jombang/internal/posts/kpu.{month}.en.ics" in page
    assert f'"webcal://calendars.example.org/jombang/{place}.en.ics"' not in page
    assert "November 2023" in page
    assert "split by month" in page
    listed = {entry["path"] for entry in json.loads(files["internal/manifest.json"])["files"]}
    assert {path.removeprefix("internal/") for path in files if path.startswith("internal/")} == {
        *listed,
        "manifest.json",
    }
    again = electsched.publish(attrs.evolve(later, issued=datetime(2024, 5, 1, tzinfo=UTC)), tmp_path)
    assert (again.written, again.removed, again.split) == ((), (), done.split)


def test_split_calendar_rewrites_the_changed_month_alone(indonesian: Plan, tmp_path: Path) -> None:
    """A duty that moves rewrites its own month alone; one withdrawn is cancelled there; people are told of both."""
    plan = indonesian
    large = _large(plan, kilobytes=26)
    roster, _ = electsched.build_roster(large)
    electsched.publish(large, tmp_path, roster=roster)
    before = _files(tmp_path)
    duties = roster.select(post="kpu")
    moved, gone = duties[50], duties[51]
    hour = timedelta(hours=1)
    changed = attrs.evolve(moved, span=Span(moved.span.start + hour, moved.span.end + hour))
    others = (changed if duty is moved else duty for duty in roster.duties if duty is not gone)
    stamp = datetime(2023, 11, 25, tzinfo=UTC)
    done = electsched.publish(attrs.evolve(large, issued=stamp), tmp_path, roster=Roster(tuple(others)), stamp=stamp)
    months = {duty.span.start.strftime("%Y-%m") for duty in duties[49:53]}
    written = {path for path in done.written if path.startswith("internal/posts/kpu.") and path.endswith(".id.ics")}
    assert written == {"internal/posts/kpu.id.ics", *(f"internal/posts/kpu.{month}.id.ics" for month in months)}
    found = _events_of(_files(tmp_path), "internal/posts/kpu")
    old = _events_of(before, "internal/posts/kpu")
    assert found.keys() == old.keys()
    uid = duty_identity(plan, gone)
    assert b"STATUS:CANCELLED" in found[uid]
    assert sum(b"STATUS:CANCELLED" in data for data in found.values()) == 1
    assert b"SEQUENCE:1" in found[duty_identity(plan, moved)]
    told = {(notice.change.duty, notice.kind) for notice in done.changes}
    assert told == {
        (f"kpu/{gone.line}/{gone.day}/{gone.shift}", "cancelled"),
        (f"kpu/{moved.line}/{moved.day}/{moved.shift}", "moved"),
    }
    assert any(path.startswith("internal/teams/") for path, _ in done.split)


def test_split_calendar_after_a_stop_keeps_its_revisions(
    indonesian: Plan, tmp_path: Path, full_disk: list[Callable[[str], bool]]
) -> None:
    """Stopped at a month, at the calendar's own address or at the manifest, the next run loses no edition."""
    plan = indonesian
    electsched.publish(plan, tmp_path / "site")
    later = attrs.evolve(_large(plan, kilobytes=12), issued=datetime(2023, 11, 25, tzinfo=UTC))
    electsched.publish(plan, tmp_path / "wanted")
    electsched.publish(later, tmp_path / "wanted")
    wanted = {path: data for path, data in _files(tmp_path / "wanted").items() if path.endswith(".ics")}
    for name in ("kpu.2023-12.id.ics", "kpu.id.ics", "manifest.json"):
        full_disk.append(partial(eq, name))
        with pytest.raises(PublishError):
            electsched.publish(later, tmp_path / "site")
        full_disk.clear()
    electsched.publish(later, tmp_path / "site")
    assert {path: data for path, data in _files(tmp_path / "site").items() if path.endswith(".ics")} == wanted
    assert electsched.publish(later, tmp_path / "site").written == ()


def test_split_calendar_that_is_small_again_is_one_file(indonesian: Plan, tmp_path: Path) -> None:
    """Its months are removed, and every duty goes on at the calendar's own address."""
    plan = indonesian
    electsched.publish(_large(plan, kilobytes=12), tmp_path)
    old = _events_of(_files(tmp_path), "internal/posts/kpu")
    done = electsched.publish(attrs.evolve(plan, issued=datetime(2023, 11, 25, tzinfo=UTC)), tmp_path)
    assert done.split == ()
    assert "internal/posts/kpu.2023-12.id.ics" in done.removed
    found = published_events((tmp_path / "internal" / "posts" / "kpu.id.ics").read_bytes())
    assert found.keys() == old.keys()
    assert b"CANCELLED" not in b"".join(found.values())


def test_month_larger_than_clients_take_is_reported(indonesian: Plan, tmp_path: Path) -> None:
    """If even a month is beyond the size that apps take, the publication names it."""
    done = electsched.publish(_large(indonesian, kilobytes=40), tmp_path)
    assert "internal/posts/kpu.2023-12.id.ics" in done.too_large
    assert all(".20" in path for path in done.too_large)


def test_two_calendars_at_one_path_are_refused(plan: Plan, tmp_path: Path) -> None:
    """Two teams of one key, which a plan file cannot have, are refused before anything is written."""
    twice = attrs.evolve(plan, teams=(*plan.teams, plan.teams[0]))
    with pytest.raises(PublishError, match=r"internal/teams/.*: found two calendars with one name"):
        electsched.publish(twice, tmp_path)
    assert _files(tmp_path) == {}


@pytest.mark.parametrize(
    "key", ["../../../outside", "A", "Polsek Ngoro", "é", "a/b", "a\nb", "", "-x", "x.2024-01", "x.board"]
)
@pytest.mark.parametrize("field", ["units", "posts", "teams"])
def test_key_that_no_manifest_may_have_is_refused(plan: Plan, tmp_path: Path, field: str, key: str) -> None:
    """A plan made in Python is held to the names of a manifest, before anything is written, all faults at once."""
    first, second, *rest = getattr(plan, field)
    listed: dict[str, Any] = {field: (first, attrs.evolve(second, key=key), *rest, attrs.evolve(first, key="B"))}
    wrong = attrs.evolve(plan, **listed)
    with pytest.raises(PublishError) as caught:
        electsched.publish(wrong, tmp_path / "below" / "site")
    last = f"{field}[{len(rest) + 2}].key"
    assert [(fault.path, fault.found) for fault in caught.value.faults] == [
        (f"{field}[1].key", repr(key)),
        (last, "'B'"),
    ]
    assert list(tmp_path.iterdir()) == []


def test_given_roster_is_published_unchanged(plan: Plan, tmp_path: Path) -> None:
    """A roster that is handed in is published as it is."""
    done = electsched.publish(plan, tmp_path, roster=Roster(()))
    assert done.shortfalls == ()
    assert (tmp_path / "internal" / "posts" / "kpu.id.ics").read_bytes().count(b"BEGIN:VEVENT") == 0
    assert electsched.publish(plan, tmp_path, roster=Roster(())).written == ()


@pytest.mark.parametrize("index_page_limit", [400, 1])
def test_shortfalls_are_reported_by_each_publication(plan: Plan, tmp_path: Path, index_page_limit: int) -> None:
    """They are those of the roster of the whole plan, in its order, also if the site is new, unchanged or changed."""
    options = PublishOptions(index_page_limit=index_page_limit)
    short = {"kpu-1", "ppk-ngoro-4"}
    teams = tuple(attrs.evolve(team, people=1) if team.key in short else team for team in plan.teams)
    plan = attrs.evolve(plan, teams=teams, members=())
    shortfalls = electsched.build_roster(plan)[1]
    assert {shortfall.team for shortfall in shortfalls} == short
    assert electsched.publish(plan, tmp_path, options=options).shortfalls == shortfalls
    again = electsched.publish(plan, tmp_path, options=options)
    assert (again.written, again.shortfalls) == ((), shortfalls)
    renamed = attrs.evolve(plan.posts[0], name=plan.posts[1].name)
    changed = attrs.evolve(plan, posts=(renamed, *plan.posts[1:]))
    assert electsched.publish(changed, tmp_path, options=options).shortfalls == shortfalls


def test_unchanged_site_builds_no_roster(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If no partition changed, the duties of none are built; if one did, those of the others are not built for it."""
    electsched.publish(plan, tmp_path)
    built = _built_parts(monkeypatch)
    assert electsched.publish(plan, tmp_path).written == ()
    assert built == []
    renamed = attrs.evolve(plan.posts[0], name=plan.posts[1].name)
    electsched.publish(attrs.evolve(plan, posts=(renamed, *plan.posts[1:])), tmp_path)
    (part,) = built
    assert len(part.posts) < len(plan.posts)


def test_copied_site_is_not_written_again(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files with other times and the same bytes count as unchanged, also for the publication after that."""
    first, copied = tmp_path / "first", tmp_path / "copied"
    electsched.publish(plan, first)
    shutil.copytree(first, copied, copy_function=shutil.copyfile)
    built = _built_parts(monkeypatch)
    assert electsched.publish(plan, copied).written == ()
    assert electsched.publish(plan, copied).written == ()
    assert built == []


@pytest.mark.parametrize("days", [2, 15])
def test_swap_builds_the_roster_of_its_unit_alone(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    """A swap at one post makes one partition, also if duties have begun since the last publication."""
    issued = datetime(2023, 11, 20, tzinfo=UTC)
    electsched.publish(plan, tmp_path, now=issued)
    built = _built_parts(monkeypatch)
    first, second = (DutyName(post="kpu", day=date(2023, 12, day), shift="tour") for day in (18, 19))
    swap = Swap(**DECISION, first=first, second=second)
    changed = electsched.publish(attrs.evolve(plan, swaps=(swap,)), tmp_path, now=issued + timedelta(days=days))
    (part,) = built
    assert {post.unit for post in part.posts} == {"polres-jombang"}
    assert changed.changed > 0


def test_partner_calendars_are_built_only_if_they_change(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They see no team, so a swap makes nothing of theirs anew; a cancelled duty does, from the records."""
    links, site, made = write_links(tmp_path / "links", plan), tmp_path / "site", list[str]()

    def noted(store: Store, part: Partition, *more: Any) -> PartitionDuties:  # noqa: ANN401  # as the function
        made.append(part.partner)
        return partner_duties(store, part, *more)

    monkeypatch.setattr("electsched.publishing.jobs.partner_duties", noted)
    electsched.publish(plan, site, links=links)
    (*partners,) = (partner.key for partner in plan.partners)
    assert made == partners != []
    made.clear()
    first, second = (DutyName(post="kpu", day=date(2023, 12, day), shift="tour") for day in (18, 19))
    swapped = attrs.evolve(plan, swaps=(Swap(**DECISION, first=first, second=second),))
    assert electsched.publish(swapped, site, links=links).changed > 0
    assert made == []
    cancelled = attrs.evolve(
        swapped, cancellations=(Cancellation(**DECISION, post="kpu", day=first.day, shift="tour"),)
    )
    electsched.publish(cancelled, site, links=links)
    of_unit = {key for post in plan.posts if post.unit == plan.post("kpu").unit for key in post.partners}
    assert made == [key for key in partners if key in of_unit] != []


def _built_parts(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """Return a list to which the plan of each partition is added whose roster is built."""
    built: list[Plan] = []

    def noted(part: Plan, *past: Any, **given: Any) -> Continuation:  # noqa: ANN401  # as the function
        built.append(part)
        return continue_roster(part, *past, **given)

    monkeypatch.setattr("electsched.publishing.partition.continue_roster", noted)
    return built


def test_progress_counts_calendars(plan: Plan, tmp_path: Path) -> None:
    """The function gets the number of published calendars and of all."""
    told: list[tuple[int, int]] = []
    electsched.publish(plan, tmp_path, progress=lambda done, total: told.append((done, total)))
    total = 2 * (2 + len(plan.units) + len(plan.posts) + len(plan.teams))
    assert told == [(number, total) for number in range(1, total + 1)]


# --- events that come back ----------------------------------------------------------------------------------------


def test_events_of_a_unit_that_comes_back_go_on_after_their_last_sequence(plan: Plan, tmp_path: Path) -> None:
    """Its calendars were removed once all events were retired; no event begins again at SEQUENCE 0."""
    plan = attrs.evolve(plan, issued=None)
    gone = {team for post in plan.posts if post.unit == "polsek-ngoro" for line in post.teams for team in line}
    less = attrs.evolve(
        plan,
        units=tuple(unit for unit in plan.units if unit.key != "polsek-ngoro"),
        posts=tuple(post for post in plan.posts if post.unit != "polsek-ngoro"),
        teams=tuple(team for team in plan.teams if team.key not in gone),
    )
    start = datetime(2023, 11, 20, 1, tzinfo=UTC)
    electsched.publish(plan, tmp_path, stamp=start)
    electsched.publish(less, tmp_path, stamp=start + DAY)
    calendar = tmp_path / "internal/posts/ppk-ngoro.id.ics"
    assert {event["SEQUENCE"] for event in icalendar.Calendar.from_ical(calendar.read_bytes()).events} == {1}
    electsched.publish(less, tmp_path, stamp=start + 20 * DAY)
    assert not calendar.exists()
    electsched.publish(plan, tmp_path, stamp=start + 21 * DAY)
    assert {event["SEQUENCE"] for event in icalendar.Calendar.from_ical(calendar.read_bytes()).events} == {2}


def test_dropped_language_withdraws_no_duty(plan: Plan, tmp_path: Path) -> None:
    """Its calendars are cancelled, also at private links, and no UID in them is live in the other language."""
    plan, links = attrs.evolve(plan, issued=None), tmp_path / "links.db"
    electsched.LinkRegistry.create(links, plan).close()
    start = datetime(2023, 10, 1, 1, tzinfo=UTC)
    electsched.publish(plan, tmp_path / "site", stamp=start, links=links)
    less = attrs.evolve(plan, languages=("id",))
    done = electsched.publish(less, tmp_path / "site", stamp=start + DAY, links=links)
    assert (done.added, done.changed, done.withdrawn) == (0, 0, 0)
    uids: dict[str, set[str]] = {"id": set(), "en": set()}
    for path, data in _files(tmp_path / "site").items():
        if path.endswith(".ics") and not path.startswith("public/"):
            uids[path.split(".")[-2]] |= published_events(data).keys()
    assert uids["en"]
    assert uids["en"].isdisjoint(uids["id"])
    assert any(path.startswith("secret/") and path.endswith(".en.ics") for path in _files(tmp_path / "site"))


# --- a timeline without a plan ------------------------------------------------------------------------------------


def test_timeline_is_published_with_its_stages_alone(tmp_path: Path) -> None:
    """Its site is that of the plan of the timeline: the public part, with an event for each occurrence of a stage."""
    timeline = electsched.resolve("id/general-2024")
    done = electsched.publish(timeline, tmp_path / "site", stamp=datetime(2023, 11, 20, 1, tzinfo=UTC))
    calendars = {"stages.id.ics", "stages.en.ics", "stages-days.id.ics", "stages-days.en.ics"}
    names = {*calendars, "index.html", "index.en.html", "manifest.json"}
    assert set(done.written) == {f"public/{name}" for name in names} == set(_files(tmp_path / "site"))
    for language in ("id", "en"):
        calendar = icalendar.Calendar.from_ical((tmp_path / "site/public" / f"stages.{language}.ics").read_bytes())
        assert len(calendar.events) == sum(len(stage.occurrences) or 1 for stage in timeline.dated) == done.added
        assert "127.0.0.1" in str(calendar["SOURCE"])
    again = electsched.publish(Plan.of_timeline(timeline), tmp_path / "site")
    assert (again.written, again.removed) == ((), ())
    moved = electsched.publish(Plan.of_timeline(timeline, url="https://news.example.org/"), tmp_path / "site")
    assert moved.changed == 0
    assert b"https://news.example.org/public/stages.id.ics" in (tmp_path / "site/public/index.html").read_bytes()


def test_timeline_without_a_date_is_refused(tmp_path: Path) -> None:
    """One error names the timeline, and nothing is written."""
    with pytest.raises(InputError, match=r"^id/general: found no date; expected a stage with a date$"):
        electsched.publish(electsched.resolve("id/general"), tmp_path / "site")
    assert not (tmp_path / "site").exists()


# --- write errors --------------------------------------------------------------------------------------------------


def test_file_at_the_path_of_the_site_is_refused(plan: Plan, tmp_path: Path) -> None:
    """A site cannot be written through a file; the error names both, and the file stays."""
    (tmp_path / "site").write_text("a file")
    with pytest.raises(PublishError, match="a store that can be read and written") as caught:
        electsched.publish(plan, tmp_path / "site")
    assert caught.value.source == str(tmp_path / "site")
    assert (tmp_path / "site").read_text() == "a file"


@pytest.mark.parametrize(
    "name", ["stages.id.ics", "polres-jombang.id.ics", "kpu-1.en.ics", "index.html", "manifest.json"]
)
def test_full_disk_leaves_every_file_whole(
    plan: Plan, tmp_path: Path, full_disk: list[Callable[[str], bool]], name: str
) -> None:
    """Wherever writing fails, each file is whole, old or new, none half-written, and the next run completes."""
    electsched.publish(plan, tmp_path / "site")
    old = _files(tmp_path / "site")
    changed = attrs.evolve(
        _renamed(plan, "kpu-1", "Regu Satu"),
        issued=datetime(2023, 12, 1, tzinfo=UTC),
        timeline=attrs.evolve(plan.timeline, name=Text.same("Pemilu lain")),
    )
    electsched.publish(changed, tmp_path / "wanted")
    full_disk.append(lambda known: known == name)
    with pytest.raises(PublishError, match="no space left on the device"):
        electsched.publish(changed, tmp_path / "site")
    stopped = _files(tmp_path / "site")
    assert set(stopped) == set(old)
    for path, data in stopped.items():
        assert data == old[path] or b"20231201T000000Z" in data or path.endswith((".html", ".json"))
    for part in ("public", "internal"):
        assert stopped[f"{part}/manifest.json"] == old[f"{part}/manifest.json"] or name == "manifest.json"
    full_disk.clear()
    electsched.publish(changed, tmp_path / "site")
    touched = ("stages", "kpu-", "polres-jombang.", "posts/kpu.", "index.", "board.", "codes.", "manifest.")
    for path, data in _files(tmp_path / "site").items():
        assert data == old[path] or any(part in path for part in touched)
    assert electsched.publish(changed, tmp_path / "site").written == ()


def test_calendar_that_cannot_be_removed_is_named(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A withdrawn calendar that cannot be removed is an error that names it."""
    bare = attrs.evolve(plan, site=attrs.evolve(plan.site, retire_days=0))
    electsched.publish(bare, tmp_path)
    posts = tuple(post for post in plan.posts if post.key != "kpu")
    less = attrs.evolve(bare, posts=posts)
    electsched.publish(less, tmp_path)

    def refuse(_self: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(13, f"Permission denied{'' if missing_ok else '!'}")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(PublishError, match=r"internal/posts/kpu\.(id|en)\.ics: found permission denied"):
        electsched.publish(less, tmp_path)
