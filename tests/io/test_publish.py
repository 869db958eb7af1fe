"""A published site: a fixed layout, whole files, and no byte that did not have to change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest

import electsched
from electsched.errors import PublishError
from electsched.plan import Plan
from electsched.roster.duties import Roster
from electsched.text import Text

EXAMPLE = Path(__file__).parents[2] / "examples" / "jombang.toml"


@pytest.fixture(scope="module")
def whole() -> Plan:
    """Return the plan of Polres Jombang."""
    return electsched.load_plan(EXAMPLE)


@pytest.fixture
def plan(whole: Plan) -> Plan:
    """Return the plan with few posts, to be published quickly."""
    posts = tuple(post for post in whole.posts if post.key in {"kpu", "gudang-kpu", "ppk-ngoro"})
    used = {key for post in posts for lane in post.teams for key in lane}
    units = tuple(unit for unit in whole.units if unit.key in {"polres-jombang", "polsek-ngoro"})
    teams = tuple(team for team in whole.teams if team.key in used)
    return attrs.evolve(whole, posts=posts, units=units, teams=teams)


def _files(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def _renamed(plan: Plan, key: str, name: str) -> Plan:
    """Return the plan with another name for one team."""
    teams = (attrs.evolve(team, name=Text.same(name)) if team.key == key else team for team in plan.teams)
    return attrs.evolve(plan, teams=tuple(teams))


def test_the_layout_is_fixed(plan: Plan, tmp_path: Path) -> None:
    """The addresses are those that people subscribe to: two parts, each with its pages, calendars and manifest."""
    done = electsched.publish(plan, tmp_path)
    expected = {f"public/{name}" for name in ("index.html", "index.en.html", "manifest.json")}
    expected |= {f"internal/{name}" for name in ("index.html", "index.en.html", "manifest.json")}
    for language in ("id", "en"):
        expected.add(f"public/stages.{language}.ics")
        for folder, items in (("units", plan.units), ("posts", plan.posts), ("teams", plan.teams)):
            expected |= {f"internal/{folder}/{item.key}.{language}.ics" for item in items}
    assert set(_files(tmp_path)) == expected == set(done.written)
    assert (done.unchanged, done.removed, done.changed, done.withdrawn) == ((), (), 0, 0)


def test_one_language(plan: Plan, tmp_path: Path) -> None:
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


def test_without_a_stamp_the_clock_is_read(plan: Plan, tmp_path: Path) -> None:
    """A plan that does not say when it was issued takes the time at which it is published."""
    before = datetime.now(UTC).replace(microsecond=0)
    electsched.publish(attrs.evolve(plan, issued=None), tmp_path)
    changed = json.loads((tmp_path / "public" / "manifest.json").read_bytes())["changed"]
    assert before <= datetime.fromisoformat(changed) <= datetime.now(UTC)


def test_the_same_bytes_anywhere(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another folder, another zone, another language of the environment: the same site."""
    electsched.publish(plan, tmp_path / "a")
    for name, value in (("TZ", "America/New_York"), ("LANG", "de_DE.UTF-8"), ("LANGUAGE", "de")):
        monkeypatch.setenv(name, value)
    electsched.publish(plan, tmp_path / "b")
    assert _files(tmp_path / "a") == _files(tmp_path / "b")


def test_a_change_rewrites_only_where_it_stands(plan: Plan, tmp_path: Path) -> None:
    """A team with another name: its unit's, its posts' and its own calendar change, and the pages that name it."""
    electsched.publish(plan, tmp_path)
    later = datetime(2023, 12, 1, tzinfo=UTC)
    done = electsched.publish(attrs.evolve(_renamed(plan, "kpu-1", "Regu Satu"), issued=later), tmp_path)
    assert set(done.written) == {
        "internal/index.html",
        "internal/index.en.html",
        "internal/manifest.json",
        *(
            f"internal/{name}.{language}.ics"
            for name in ("units/polres-jombang", "posts/kpu", "teams/kpu-1")
            for language in ("id", "en")
        ),
    }
    assert (done.added, done.changed, done.withdrawn) == (0, 38, 0)
    data = (tmp_path / "internal" / "teams" / "kpu-1.id.ics").read_text()
    assert data.count("SEQUENCE:1\n") == 38
    assert data.count("SEQUENCE:0\n") == 2  # the musters


def test_what_is_gone_is_removed(plan: Plan, tmp_path: Path) -> None:
    """Calendars of a post and its teams that the plan no longer has go; a stranger's file stays."""
    electsched.publish(plan, tmp_path)
    (tmp_path / "internal" / "notes.txt").write_text("not ours")
    posts = tuple(post for post in plan.posts if post.key != "kpu")
    teams = tuple(team for team in plan.teams if not team.key.startswith("kpu-"))
    done = electsched.publish(attrs.evolve(plan, posts=posts, teams=teams), tmp_path)
    gone = [f"internal/posts/kpu.{language}.ics" for language in ("id", "en")]
    gone += [f"internal/teams/kpu-{number}.{language}.ics" for number in (1, 2, 3) for language in ("id", "en")]
    assert sorted(done.removed) == sorted(gone)
    assert done.withdrawn == 114
    assert (tmp_path / "internal" / "notes.txt").exists()


def test_nothing_public_names_what_is_internal(whole: Plan, tmp_path: Path) -> None:
    """No byte of the public part holds the name of the operation, a unit, a post, a team, a muster or their address."""
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
        assert set(manifest["made_with"]) == {"electsched", "holidays", "icalendar", "pendulum", "time_zones"}


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


@pytest.mark.parametrize(
    "manifest",
    [
        b"no json",
        b"[]",
        b'{"files": [{"path": "../../victim.ics"}, {"path": "/victim.ics"}, {"path": "teams/../../victim.ics"}]}',
        b'{"files": 5}',
    ],
)
def test_a_manifest_of_someone_else(plan: Plan, tmp_path: Path, manifest: bytes) -> None:
    """A manifest that is broken or hostile leads to no file outside the site, and is replaced."""
    site = tmp_path / "a" / "site"
    victim = tmp_path / "a" / "victim.ics"
    for part in ("public", "internal"):
        (site / part).mkdir(parents=True)
        (site / part / "manifest.json").write_bytes(manifest)
    victim.write_text("mine")
    done = electsched.publish(plan, site)
    assert done.removed == ()
    assert victim.read_text() == "mine"
    assert json.loads((site / "public" / "manifest.json").read_bytes())["format"] == 1


def test_a_roster_of_ones_own(plan: Plan, tmp_path: Path) -> None:
    """A roster that is handed in is published as it is."""
    done = electsched.publish(plan, tmp_path, roster=Roster(()))
    assert done.shortfalls == ()
    assert (tmp_path / "internal" / "posts" / "kpu.id.ics").read_bytes().count(b"BEGIN:VEVENT") == 0
    assert electsched.publish(plan, tmp_path, roster=Roster(())).written == ()


def test_progress_is_told(plan: Plan, tmp_path: Path) -> None:
    """Who asks is told how many calendars of how many are done."""
    told: list[tuple[int, int]] = []
    electsched.publish(plan, tmp_path, progress=lambda done, total: told.append((done, total)))
    total = 2 * (1 + len(plan.units) + len(plan.posts) + len(plan.teams))
    assert told == [(number, total) for number in range(1, total + 1)]


# --- what cannot be written ---------------------------------------------------------------------------------------


def test_a_file_in_the_place_of_the_folder(plan: Plan, tmp_path: Path) -> None:
    """A site cannot be written through a file; the error names both, and the file stays."""
    (tmp_path / "site").write_text("a file")
    with pytest.raises(PublishError, match="a folder that can be written") as caught:
        electsched.publish(plan, tmp_path / "site")
    assert caught.value.source == str(tmp_path / "site")
    assert (tmp_path / "site").read_text() == "a file"


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Make the disk full once a file named in the list is to be written; half of it is written before."""
    names: list[str] = []
    write = Path.write_bytes

    def fail(self: Path, data: bytes) -> int:
        if any(self.name == f".{name}.new" for name in names):
            write(self, data[: len(data) // 2])
            raise OSError(28, "No space left on device")
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", fail)
    yield names
    names.clear()


@pytest.mark.parametrize(
    "name", ["stages.id.ics", "polres-jombang.id.ics", "kpu-1.en.ics", "index.html", "manifest.json"]
)
def test_a_full_disk_leaves_every_file_whole(plan: Plan, tmp_path: Path, full_disk: list[str], name: str) -> None:
    """Wherever writing fails, each file is whole, old or new, none half-written, and the next run completes."""
    electsched.publish(plan, tmp_path / "site")
    old = _files(tmp_path / "site")
    changed = attrs.evolve(
        _renamed(plan, "kpu-1", "Regu Satu"),
        issued=datetime(2023, 12, 1, tzinfo=UTC),
        timeline=attrs.evolve(plan.timeline, name=Text.same("Pemilu lain")),
    )
    electsched.publish(changed, tmp_path / "wanted")
    full_disk.append(name)
    with pytest.raises(PublishError, match="No space left"):
        electsched.publish(changed, tmp_path / "site")
    stopped = _files(tmp_path / "site")
    assert set(stopped) == set(old)
    for path, data in stopped.items():
        assert data == old[path] or b"20231201T000000Z" in data or path.endswith((".html", ".json"))
    for part in ("public", "internal"):
        assert stopped[f"{part}/manifest.json"] == old[f"{part}/manifest.json"] or name == "manifest.json"
    full_disk.clear()
    electsched.publish(changed, tmp_path / "site")
    touched = ("stages.", "kpu-1.", "polres-jombang.", "posts/kpu.", "index.", "manifest.")
    for path, data in _files(tmp_path / "site").items():
        assert data == old[path] or any(piece in path for piece in touched)
    assert electsched.publish(changed, tmp_path / "site").written == ()


def test_a_file_that_cannot_be_removed(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A withdrawn calendar that cannot be removed is an error that names it."""
    electsched.publish(plan, tmp_path)
    posts = tuple(post for post in plan.posts if post.key != "kpu")

    def refuse(_self: Path, *, missing_ok: bool = False) -> None:
        raise PermissionError(13, f"Permission denied{'' if missing_ok else '!'}")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(PublishError, match=r"internal/posts/kpu\.(id|en)\.ics: found Permission denied"):
        electsched.publish(attrs.evolve(plan, posts=posts), tmp_path)
