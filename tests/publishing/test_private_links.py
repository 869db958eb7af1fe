"""Private links of a published site: issued, announced, revoked, removed, and never named in an error."""

from __future__ import annotations

import itertools
import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs
import pytest

import electsched
from electsched.errors import Fault, PublishError
from electsched.i18n.text import Text
from electsched.operation.changes import Substitution
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.phrases import verbatim
from electsched.publishing.completion import Published
from electsched.publishing.private.published import PublishedLinks
from electsched.publishing.private.registry import PrivateLink
from electsched.publishing.site_state import SiteState, read_state
from electsched.stores.base import FileStat
from electsched.stores.local import LocalStore
from tests.sites import files_of, links_in, registry_rows, two_posts

NOW = datetime(2023, 11, 20, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan of two posts, and of the people of a team."""
    return two_posts()


@pytest.fixture
def links(plan: Plan, tmp_path: Path) -> Path:
    """Return a new link registry of the plan's site."""
    path = tmp_path / "links.db"
    PublishedLinks.create(path, plan).close()
    return path


def _publish(plan: Plan, folder: Path, links: Path, now: datetime = NOW) -> Published:
    return electsched.publish(plan, folder / "site", links=links, stamp=now)


def _tokens(folder: Path) -> set[str]:
    return {path.name for path in (folder / "site").glob("secret/*")}


def _link(links: Path, audience: str, key: str, now: datetime = NOW) -> PrivateLink:
    with PublishedLinks.open(links) as registry:
        (link,) = registry.links_of([(audience, key)], now)
    return link


def _change(links: Path, change: Any, audience: Any, key: str, now: datetime = NOW) -> None:  # noqa: ANN401  # one of a few words
    """Change a link so that its old address ends at once."""
    with PublishedLinks.open(links) as registry:
        registry.change(change, audience, key, now, at_once=True)


def test_link_registry_is_left_alone_in_its_folder(plan: Plan, tmp_path: Path, links: Path) -> None:
    """No journal or temporary file stays beside it after a publication."""
    _publish(plan, tmp_path, links)
    assert {path.name for path in tmp_path.iterdir()} == {"links.db", "site"}


def test_each_reader_gets_a_link_that_no_manifest_names(plan: Plan, tmp_path: Path, links: Path) -> None:
    """Units, partners and members: at least 128 bits each, none twice, announced once, named in no manifest."""
    done = _publish(plan, tmp_path, links)
    readers = {("unit", unit.key) for unit in plan.units} | {("partner", partner.key) for partner in plan.partners}
    readers |= {("personal", member.key) for member in plan.members}
    assert {(link.audience, link.key) for link in done.announce} == readers
    tokens = [link.url.removeprefix(plan.site.secret_url).strip("/") for link in done.announce]
    assert len(set(tokens)) == len(tokens)
    assert all(len(token) * 6 >= 128 for token in tokens)
    assert _tokens(tmp_path) == set(tokens)
    for part in ("public", "internal"):
        data = b"".join(path.read_bytes() for path in (tmp_path / "site" / part).rglob("*") if path.is_file())
        assert [token for token in tokens if token.encode() in data] == []
    assert not any(token in repr(done) + repr(links_in(links)) for token in tokens)
    again = _publish(plan, tmp_path, links)
    assert (again.announce, again.written, again.removed) == ((), (), ())


def test_files_are_recorded_as_they_were_written(plan: Plan, tmp_path: Path, links: Path) -> None:
    """The registry has the name, size and digest of each file at a link, and of no other."""
    _publish(plan, tmp_path, links)
    with PublishedLinks.open(links) as registry:
        recorded = {file.path: file for file, _ in registry.published_files(NOW)}
    published = {path: data for path, data in files_of(tmp_path / "site").items() if path.startswith("secret/")}
    assert recorded.keys() == published.keys()
    assert {path: (file.size, file.sha256) for path, file in recorded.items()} == {
        path: (len(data), sha256(data).hexdigest()) for path, data in published.items()
    }


def test_resume_announces_links_not_yet_announced(
    plan: Plan, tmp_path: Path, links: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A publication that stops after it issued links announces none; the next one announces them all."""
    write = LocalStore.write

    def full(self: LocalStore, path: str, data: bytes, replaces: str | None = None) -> FileStat | None:
        if path.endswith("manifest.json"):
            raise PublishError(Fault(path, verbatim("no room left"), verbatim("room")), source=self.name)
        return write(self, path, data, replaces)

    with monkeypatch.context() as patched:
        patched.setattr(LocalStore, "write", full)
        with pytest.raises(PublishError, match="no room left"):
            _publish(plan, tmp_path, links)
    tokens = {link.token for link in links_in(links)}
    done = _publish(plan, tmp_path, links)
    assert {link.token for link in done.announce} == tokens
    assert len(tokens) == len(plan.units) + len(plan.partners) + len(plan.members)
    assert _publish(plan, tmp_path, links).announce == ()


def test_rotate_moves_the_files_of_one_link(plan: Plan, tmp_path: Path, links: Path) -> None:
    """The files of the old link are removed, those of the new one are written, and the others stay."""
    _publish(plan, tmp_path, links)
    before, old = _tokens(tmp_path), _link(links, "personal", "p-2")
    _change(links, "rotate", "personal", "p-2")
    done = _publish(plan, tmp_path, links)
    assert before - _tokens(tmp_path) == {old.token}
    assert len(_tokens(tmp_path)) == len(before)
    assert {path.split("/")[1] for path in done.removed} == {old.token}
    assert [(link.audience, link.key) for link in done.announce] == [("personal", "p-2")]
    assert done.announce[0].token not in before


def test_revoked_reader_has_no_files_before_grant(plan: Plan, tmp_path: Path, links: Path) -> None:
    """A revocation holds for all later publications; `grant` gives the reader a link at another address."""
    _publish(plan, tmp_path, links)
    old = _link(links, "personal", "p-2")
    _change(links, "revoke", "personal", "p-2")
    for _ in range(2):
        done = _publish(plan, tmp_path, links)
        assert (old.token in _tokens(tmp_path), done.announce) == (False, ())
    _change(links, "grant", "personal", "p-2")
    done = _publish(plan, tmp_path, links)
    assert [(link.audience, link.key) for link in done.announce] == [("personal", "p-2")]
    assert done.announce[0].token in _tokens(tmp_path) - {old.token}


@pytest.mark.parametrize("change", ["revoke", "rotate"])
def test_link_revoked_while_publishing_is_not_announced(
    plan: Plan, tmp_path: Path, links: Path, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another command revokes it once its files were written: the same publication removes them."""
    with PublishedLinks.open(links) as registry:
        registry.issue(plan, NOW)
    old, write = _link(links, "personal", "p-2"), LocalStore.write

    def meanwhile(self: LocalStore, path: str, data: bytes, replaces: str | None = None) -> FileStat | None:
        state = write(self, path, data, replaces)
        if path == f"{old.folder}/index.html":
            _change(links, change, "personal", "p-2")
        return state

    with monkeypatch.context() as patched:
        patched.setattr(LocalStore, "write", meanwhile)
        done = _publish(plan, tmp_path, links)
    readers = {(link.audience, link.key) for link in done.announce}
    assert ("personal", "p-2") not in readers
    assert len(readers) == len(plan.units) + len(plan.partners) + len(plan.members) - 1
    assert {path.split("/")[1] for path in done.removed} == {old.token}
    assert old.token not in _tokens(tmp_path)
    again = _publish(plan, tmp_path, links)
    announced = [("personal", "p-2")] if change == "rotate" else []
    assert [(link.audience, link.key) for link in again.announce] == announced
    assert _publish(plan, tmp_path, links).announce == ()


def test_link_revoked_while_the_site_is_read_is_not_published(
    plan: Plan, tmp_path: Path, links: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written by then, so it is as if it had been revoked before."""
    _publish(plan, tmp_path, links)
    read, old = read_state, _link(links, "personal", "p-2")

    def meanwhile(*arguments: Any, **named: Any) -> SiteState:  # noqa: ANN401  # as it
        _change(links, "revoke", "personal", "p-2")
        return read(*arguments, **named)

    monkeypatch.setattr("electsched.publishing.publish.read_state", meanwhile)
    done = _publish(plan, tmp_path, links)
    assert old.token not in _tokens(tmp_path)
    assert done.announce == ()
    assert {path.split("/")[1] for path in done.removed} == {old.token}


def test_older_copy_of_the_link_registry_removes_later_folders(plan: Plan, tmp_path: Path, links: Path) -> None:
    """If a copy of before is put back, the folders that it does not know are removed, and named as removed."""
    copy = shutil.copy(links, tmp_path / "copy.db")
    first = _publish(plan, tmp_path, links)
    unknown = {path for path in files_of(tmp_path / "site") if path.startswith("secret/")}
    shutil.copy(copy, links)
    links.chmod(0o600)
    done = _publish(plan, tmp_path, links)
    assert set(done.removed) == unknown
    assert _tokens(tmp_path) == {link.token for link in links_in(links)}
    assert not _tokens(tmp_path) & {link.token for link in first.announce}


def test_link_revoked_in_one_of_two_copies(plan: Plan, tmp_path: Path, links: Path) -> None:
    """A publication with the copy brings it back and says so; the next one with the original removes it."""
    assert not _publish(plan, tmp_path, links).other_registry
    copy, old = Path(shutil.copy(links, tmp_path / "copy.db")), _link(links, "personal", "p-2")
    copy.chmod(0o600)
    _change(links, "revoke", "personal", "p-2")
    assert not _publish(plan, tmp_path, links).other_registry
    assert old.token not in _tokens(tmp_path)
    assert _publish(plan, tmp_path, copy).other_registry
    assert old.token in _tokens(tmp_path)
    back = _publish(plan, tmp_path, links)
    assert back.other_registry
    assert {path.split("/")[1] for path in back.removed} == {old.token}
    assert old.token not in _tokens(tmp_path)
    assert not _publish(plan, tmp_path, links).other_registry


def test_unknown_files_below_secret_are_removed(plan: Plan, tmp_path: Path, links: Path) -> None:
    """A file that no publication of this link registry wrote does not stay at an address that somebody may know."""
    _publish(plan, tmp_path, links)
    folder = tmp_path / "site" / "secret"
    old = _link(links, "personal", "p-1")
    for path in (folder / old.token / "old.html", folder / ("x" * 32) / "units" / "a.id.ics"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("left")
    done = _publish(plan, tmp_path, links)
    assert sorted(done.removed) == sorted([f"secret/{old.token}/old.html", f"secret/{'x' * 32}/units/a.id.ics"])
    assert "x" * 32 not in _tokens(tmp_path)


def test_member_who_leaves_loses_the_link(plan: Plan, tmp_path: Path, links: Path) -> None:
    """And only that one; its calendar says so, and the disclosures until when the team's calendars had the name."""
    _publish(plan, tmp_path, links)
    later = NOW + DAY
    old = _link(links, "personal", "p-5")
    six = Member(key="p-6", team="kpu-1", name="Orang 6")
    _publish(attrs.evolve(plan, members=(*plan.members[:5], six)), tmp_path, links, later)
    assert [path.name for path in (tmp_path / "site" / old.folder).iterdir()] == ["duties.id.ics"]
    with PublishedLinks.open(links) as registry:
        disclosures = [item for item in registry.disclosures() if item.calendar == "internal/teams/kpu-1"]
    assert {item.member: (item.since, item.until) for item in disclosures} == {
        **{f"p-{number}": (NOW, None) for number in range(5)},
        "p-5": (NOW, later),
        "p-6": (later, None),
    }


def test_plan_without_members_revokes_no_link(plan: Plan, tmp_path: Path, links: Path) -> None:
    """Though some members have links, nothing is changed, and the error asks for the list of members."""
    _publish(plan, tmp_path, links)
    before, rows = _tokens(tmp_path), registry_rows(links)
    with pytest.raises(electsched.InputError, match="the list of the members, of whom 6 have a link"):
        _publish(attrs.evolve(plan, members=()), tmp_path, links)
    assert (_tokens(tmp_path), registry_rows(links)) == (before, rows)


def test_links_end_after_the_operation(plan: Plan, tmp_path: Path, links: Path) -> None:
    """Each works for the stated days after the last of the operation; then its calendars say so, and then all go."""
    _publish(plan, tmp_path, links)
    assert {link.expires for link in links_in(links)} == {datetime(2024, 10, 28, tzinfo=UTC)}
    done = _publish(plan, tmp_path, links, datetime(2024, 10, 28, tzinfo=UTC))
    files = [path for path in (tmp_path / "site" / "secret").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {".ics"}
    assert all("SUMMARY:ALAMAT BERAKHIR" in path.read_text() for path in files if path.name.endswith(".id.ics"))
    _publish(plan, tmp_path, links, datetime(2024, 11, 11, tzinfo=UTC))
    assert _tokens(tmp_path) == set()
    assert done.announce == ()
    with PublishedLinks.open(links) as registry:
        assert list(registry.published_files(NOW)) == []


def test_stopped_publication_forgets_no_link(
    plan: Plan, tmp_path: Path, links: Path, full_disk: list[Callable[[str], bool]]
) -> None:
    """Files of a publication that was stopped are removed by the next, if their link was revoked meanwhile."""
    written = itertools.count(1)
    full_disk.append(lambda _: next(written) >= 40)
    with pytest.raises(PublishError, match="no space left on the device"):
        _publish(plan, tmp_path, links)
    full_disk.clear()
    there = _tokens(tmp_path)
    revoked = next(link for link in links_in(links) if link.token in there)
    _change(links, "revoke", revoked.audience, revoked.key)
    done = _publish(plan, tmp_path, links)
    assert revoked.token not in _tokens(tmp_path)
    assert revoked.token in {path.split("/")[1] for path in done.removed}


@pytest.mark.long
def test_calendar_split_by_month_at_a_private_link(
    plan: Plan, tmp_path: Path, links: Path, full_disk: list[Callable[[str], bool]]
) -> None:
    """The page links its months, and all go when it is revoked, those too that a stopped publication left."""
    bring = Text.same("Rompi, " * 5000)
    large = attrs.evolve(plan, posts=tuple(attrs.evolve(post, bring=bring) for post in plan.posts))
    full_disk.append(lambda name: name == "duties.2024-01.id.ics")
    with pytest.raises(PublishError, match=r"secret/\.\.\./duties\.2024-01\.id\.ics"):
        _publish(large, tmp_path, links)
    full_disk.clear()
    secret, stopped = tmp_path / "site" / "secret", _link(links, "personal", "p-0")
    assert (secret / stopped.token / "duties.2023-12.id.ics").exists()
    _change(links, "revoke", "personal", "p-0")
    done = _publish(large, tmp_path, links)
    link = _link(links, "personal", "p-1")
    folder = secret / link.token
    with PublishedLinks.open(links) as registry:
        names = {Path(file.path).name for file, _ in registry.published_files(NOW) if file.path.startswith(link.folder)}
    assert not (secret / stopped.token).exists()
    assert {path.name for path in folder.iterdir()} == names
    months = sorted(name for name in names if name.count(".") == 3)
    assert months[0] == "duties.2023-10.id.ics"
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert all(f"{plan.site.secret_url}/{link.token}/{month}" in page for month in months)
    assert link.token not in str(done.split)
    assert _publish(large, tmp_path, links).written == ()
    _change(links, "revoke", "personal", "p-1")
    left = attrs.evolve(large, members=tuple(each for each in plan.members if each.key != "p-1"))
    _publish(left, tmp_path, links)
    assert not folder.exists()


def test_team_with_the_key_of_a_post_is_published_at_its_own_unit(plan: Plan, tmp_path: Path, links: Path) -> None:
    """A team with the key of another unit's post is published at the link of its own unit, and only there."""
    teams = tuple(attrs.evolve(team, key="kpu") if team.key == "ppk-ngoro-1" else team for team in plan.teams)
    posts = tuple(
        attrs.evolve(
            post, teams=tuple(tuple("kpu" if key == "ppk-ngoro-1" else key for key in line) for line in post.teams)
        )
        for post in plan.posts
    )
    done = _publish(attrs.evolve(plan, teams=teams, posts=posts), tmp_path, links)
    folders = {link.key: tmp_path / "site" / link.folder for link in done.announce if link.audience == "unit"}
    assert not (folders["polres-jombang"] / "teams" / "kpu.id.ics").exists()
    assert (folders["polsek-ngoro"] / "teams" / "kpu.id.ics").exists()
    assert (folders["polres-jombang"] / "posts" / "kpu.id.ics").exists()


def test_disclosures_last_as_long_as_calendars_name_a_member(plan: Plan, tmp_path: Path, links: Path) -> None:
    """A publication that changes nothing ends none, and a rotated link is still the calendar of its reader."""
    for days in range(3):
        _publish(plan, tmp_path, links, NOW + days * DAY)
        _change(links, "rotate", "unit", "polres-jombang", NOW + days * DAY)
    with PublishedLinks.open(links) as registry:
        periods = {item.calendar: (item.since, item.until) for item in registry.disclosures() if item.member == "p-1"}
    assert periods["secret/unit/polres-jombang"] == periods["internal/teams/kpu-1"] == (NOW, None)
    assert set(periods.values()) == {(NOW, None)}


def test_disclosures_of_unchanged_calendars_need_no_roster(
    plan: Plan, tmp_path: Path, links: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A publication that changes nothing builds no duties, and the disclosures stay as they were."""
    _publish(plan, tmp_path, links)
    before = registry_rows(links)
    monkeypatch.setattr("electsched.publishing.partition.continue_roster", None)
    done = _publish(plan, tmp_path, links, NOW + DAY)
    assert (done.written, registry_rows(links)) == ((), before)


def test_disclosures_are_those_of_the_site_after_an_older_registry_was_put_back(
    plan: Plan, tmp_path: Path, links: Path
) -> None:
    """Though no calendar changes: the registry knows that it did not record the last publication."""
    older = tmp_path / "older.db"
    _publish(plan, tmp_path, links)
    shutil.copy(links, older)
    fewer = attrs.evolve(plan, members=tuple(member for member in plan.members if member.key != "p-1"))
    _publish(fewer, tmp_path, links, NOW + DAY)
    shutil.copy(older, links)
    assert _publish(fewer, tmp_path, links, NOW + 2 * DAY).written == ()
    with PublishedLinks.open(links) as registry:
        ends = {item.until for item in registry.disclosures() if item.member == "p-1"}
    assert ends == {NOW + 2 * DAY}


def test_disclosures_include_members_lent_to_another_unit(plan: Plan, tmp_path: Path, links: Path) -> None:
    """A member with a duty of another unit is named in its calendars, and the disclosures say so."""
    roster, _ = electsched.build_roster(plan)
    lent = next(duty for duty in roster.duties if duty.post == "ppk-ngoro")
    named = attrs.evolve(lent, members=("p-0", "nobody"))
    mixed = electsched.Roster(tuple(named if duty is lent else duty for duty in roster.duties))
    electsched.publish(plan, tmp_path / "site", roster=mixed, links=links, stamp=NOW)
    with PublishedLinks.open(links) as registry:
        named_in = {item.calendar for item in registry.disclosures() if item.member == "p-0"}
    assert {"internal/units/polsek-ngoro", "internal/posts/ppk-ngoro", "secret/unit/polsek-ngoro"} <= named_in
    text = (tmp_path / "site" / "internal" / "posts" / "ppk-ngoro.id.ics").read_text(encoding="utf-8")
    assert text.count("Orang 0") == 1


def test_errors_have_no_token(plan: Plan, tmp_path: Path, links: Path, full_disk: list[Callable[[str], bool]]) -> None:
    """A full disk and a calendar that is cut off are errors with the reader of the link, and without its token."""
    done = _publish(plan, tmp_path, links)
    tokens = [link.token for link in done.announce]
    place = next((tmp_path / "site" / "secret").rglob("duties.id.ics"))
    whole = place.read_bytes()
    place.write_bytes(whole[:100])
    with pytest.raises(
        PublishError,
        match=r"secret/\.\.\./duties\.id\.ics \((personal|partner) \S+\): found a calendar that is cut off",
    ) as caught:
        _publish(plan, tmp_path, links)
    assert not any(token in str(caught.value) for token in tokens)
    place.write_bytes(whole)

    full_disk.append(lambda name: name == "duties.id.ics")
    renamed = tuple(attrs.evolve(partner, name=Text.same("Lain")) for partner in plan.partners)
    full = r"secret/\.\.\./duties\.id\.ics \(personal p-0\): found no space left on the device"
    with pytest.raises(PublishError, match=full) as caught:
        _publish(attrs.evolve(plan, partners=renamed), tmp_path, links)
    assert not any(token in str(caught.value) for token in tokens)


# --- files that are published already ------------------------------------------------------------------------------


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the paths of the files at private links that are read, in their order."""
    paths: list[str] = []
    whole = LocalStore.read

    def recorded(self: LocalStore, path: str) -> bytes | None:
        paths.extend([path] if path.startswith("secret/") else [])
        return whole(self, path)

    monkeypatch.setattr(LocalStore, "read", recorded)
    return paths


def test_files_at_private_links_are_not_read_again(plan: Plan, tmp_path: Path, links: Path, read: list[str]) -> None:
    """The registry has the size and digest of each file, so that one that nobody changed is left as it is."""
    first = _publish(plan, tmp_path, links)
    secret = {path for path in first.written if path.startswith("secret/")}
    read.clear()
    again = _publish(plan, tmp_path, links)
    assert (again.written, read) == ((), [])
    assert secret <= set(again.unchanged)


@pytest.mark.parametrize("name", ["duties.id.ics", "index.html"])
def test_file_at_a_private_link_changed_by_hand_is_written_again(
    plan: Plan, tmp_path: Path, links: Path, name: str
) -> None:
    """Whether another word of the same length is in it, or it is gone."""
    _publish(plan, tmp_path, links)
    path = f"{_link(links, 'personal', 'p-0').folder}/{name}"
    place = tmp_path / "site" / path
    whole = place.read_bytes()
    assert b"KPU" in whole
    place.write_bytes(whole.replace(b"KPU", b"XXX", 1))
    assert path in _publish(plan, tmp_path, links, NOW + DAY).written
    assert b"XXX" not in place.read_bytes()
    place.unlink()
    assert path in _publish(plan, tmp_path, links, NOW + DAY).written
    assert b"KPU" in place.read_bytes()


# --- a link registry that is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        ("readable by others", "found a file of mode 0644"),
        ("damaged", "The link registry is damaged"),
        ("missing", "found no such file or directory"),
        ("of another plan", "plan: found 'mantap-brata-jombang-2024'; expected 'other'"),
    ],
)
def test_refused_link_registry_changes_nothing(
    plan: Plan, tmp_path: Path, links: Path, refused: str, message: str
) -> None:
    """Such a file is refused before anything is written."""
    if refused == "readable by others":
        links.chmod(0o644)
    elif refused == "damaged":
        links.write_bytes(links.read_bytes()[:5000])
    elif refused == "missing":
        links.unlink()
    with pytest.raises(electsched.InputError, match=f"{re.escape(str(links))}: {message}"):
        _publish(attrs.evolve(plan, id="other") if refused == "of another plan" else plan, tmp_path, links)
    assert not (tmp_path / "site").exists()


def test_link_registry_inside_the_site_is_refused(plan: Plan, tmp_path: Path) -> None:
    """It would be published with the site."""
    inside = tmp_path / "site" / "links.db"
    inside.parent.mkdir()
    PublishedLinks.create(inside, plan).close()
    with pytest.raises(PublishError, match="a link registry inside the site"):
        _publish(plan, tmp_path, inside)


def test_page_of_a_person_has_the_latest_changes(plan: Plan, tmp_path: Path, links: Path) -> None:
    """Who stands in sees each duty as new, also one of which no word changed; a later edition shows them still."""
    other = Member(key="q", team="kpu-2", name="Orang lain")
    before = attrs.evolve(plan, members=(*plan.members, other))
    entry = Substitution(
        member="p-1",
        substitute="q",
        start=date(2023, 12, 1),
        end=date(2023, 12, 7),
        by="kaopsres",
        decided=date(2023, 11, 21),
        reason="Illustrative",
    )
    after = attrs.evolve(before, substitutions=(entry,))

    def page(key: str, now: datetime) -> str:
        token = _link(links, "personal", key, now).url.rstrip("/").rpartition("/")[2]
        return (tmp_path / "site" / "secret" / token / "index.html").read_text("utf-8")

    _publish(before, tmp_path, links)
    assert 'id="changes"' not in page("q", NOW)
    done = _publish(after, tmp_path, links, NOW + DAY)
    assert [change.change.start.day for change in done.changes if "q" in change.members] == [1, 4, 7]
    shown = page("q", NOW + DAY)
    assert re.findall('data-c="(.*?)"><b>(.*?)</b>', shown) == [("Baru", "1"), ("Baru", "4"), ("Baru", "7")]
    assert shown.count("data-until") == 3
    assert page("p-1", NOW + DAY).count(">Tidak lagi bertugas<") == 3
    assert "data-until" not in page("p-2", NOW + DAY)
    # Another change, of another person, two days later.
    gone = attrs.evolve(entry, member="p-2", substitute="p-1", start=date(2024, 1, 1), end=date(2024, 1, 4))
    _publish(attrs.evolve(after, substitutions=(entry, gone)), tmp_path, links, NOW + 3 * DAY)
    assert page("q", NOW + 3 * DAY).count("data-until") == 3
    # The change is old once others came more than two weeks after it.
    last = attrs.evolve(gone, start=date(2024, 2, 1), end=date(2024, 2, 4))
    _publish(attrs.evolve(after, substitutions=(entry, gone, last)), tmp_path, links, NOW + 16 * DAY)
    assert "data-until" not in page("q", NOW + 16 * DAY)
