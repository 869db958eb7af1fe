"""The last words of private links that ended: served for a time of grace, and then nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import attrs
import icalendar
import pytest

import electsched
from electsched.calendars.event import live_uid
from electsched.errors import PublishError
from electsched.i18n.text import Text
from electsched.operation.plan import Plan
from electsched.publishing.completion import Published
from electsched.publishing.private.published import PublishedLinks
from electsched.publishing.private.registry import LinkAudience, PrivateLink
from electsched.stores.local import LocalStore
from tests.sites import files_of, links_in, two_posts

NOW = datetime(2023, 11, 20, 1, tzinfo=UTC)
DAY = timedelta(days=1)
NAMES = [f"Orang {number}" for number in range(6)]


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan of two posts, and of the people of a team."""
    return two_posts()


@pytest.fixture
def links(plan: Plan, tmp_path: Path) -> Path:
    """Return the registry of a site that was published once."""
    path = tmp_path / "links.db"
    PublishedLinks.create(path, plan).close()
    _publish(plan, path, NOW)
    return path


def _publish(plan: Plan, links: Path, now: datetime) -> Published:
    return electsched.publish(plan, links.parent / "site", links=links, stamp=now)


def _link(links: Path, audience: LinkAudience, key: str) -> PrivateLink:
    with PublishedLinks.open(links) as registry:
        return next(registry.links(audience, key))


def _events(links: Path, link: PrivateLink, name: str = "duties.id.ics") -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical((links.parent / "site" / link.folder / name).read_bytes()).events)


@pytest.mark.parametrize(
    ("audience", "key", "name"),
    [
        ("personal", "p-2", "duties.id.ics"),
        ("partner", "kpu", "duties.id.ics"),
        ("unit", "polres-jombang", "units/polres-jombang.id.ics"),
    ],
)
def test_revoked_address_says_so_for_the_time_of_grace(
    plan: Plan, links: Path, audience: LinkAudience, key: str, name: str
) -> None:
    """Everything in its calendars is cancelled, one event says why, no name is left, and then the folder is gone."""
    link = _link(links, audience, key)
    times = {(event.start, event.end) for event in _events(links, link, name)}
    with PublishedLinks.open(links) as registry:
        registry.change("revoke", audience, key, NOW + DAY)
    done = _publish(plan, links, NOW + DAY)
    folder = links.parent / "site" / link.folder
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {".ics"}
    notice, *events = _events(links, link, name)
    assert str(notice["SUMMARY"]) == "ALAMAT DICABUT: mintalah alamat yang baru"
    assert plan.title["id"] in str(notice["DESCRIPTION"])
    assert (notice.start, notice.end) == (date(2023, 11, 21), date(2023, 12, 5))
    assert {str(event["STATUS"]) for event in events} == {"CANCELLED"}
    assert {str(event["SUMMARY"]) for event in events} == {"ALAMAT DICABUT"}
    assert {(event.start, event.end) for event in events} == times
    assert all(live_uid(str(event["UID"])) for event in events)  # none of them is live at another address
    text = b"".join(path.read_bytes() for path in folder.rglob("*.ics")).decode()
    assert not [person for person in NAMES if person in text]
    assert link.token not in text
    assert any(path.startswith(link.folder) for path in done.removed)  # its pages
    before = files_of(links.parent / "site")
    assert _publish(plan, links, NOW + 14 * DAY).written == ()
    assert files_of(links.parent / "site") == before
    _publish(plan, links, NOW + 15 * DAY)
    assert not folder.exists()


def test_address_that_ends_at_once_says_nothing(plan: Plan, links: Path) -> None:
    """After a leak it is silent, also if it was revoked before; the rotated link is at another address."""
    first, second = _link(links, "personal", "p-1"), _link(links, "personal", "p-2")
    with PublishedLinks.open(links) as registry:
        registry.change("revoke", "personal", "p-1", NOW, at_once=True)
        registry.change("rotate", "personal", "p-2", NOW, at_once=True)
        registry.change("revoke", "personal", "p-3", NOW)
    _publish(plan, links, NOW + DAY)
    third = _link(links, "personal", "p-3")
    folders = {path.name for path in (links.parent / "site" / "secret").iterdir()}
    assert folders.isdisjoint({first.token, second.token})
    assert third.token in folders
    with PublishedLinks.open(links) as registry:
        registry.change("revoke", "personal", "p-3", NOW + DAY, at_once=True)
    _publish(plan, links, NOW + DAY)
    assert not (links.parent / "site" / third.folder).exists()


def test_readers_who_leave_the_plan_get_a_last_word(plan: Plan, links: Path) -> None:
    """A member, a partner and a unit that the plan no longer has; a grace of no days is silence."""
    gone = [_link(links, "personal", "p-5"), _link(links, "partner", "kpu"), _link(links, "unit", "polsek-ngoro")]
    less = attrs.evolve(
        plan,
        members=plan.members[:5],
        partners=tuple(partner for partner in plan.partners if partner.key != "kpu"),
        posts=tuple(attrs.evolve(post, partners=()) for post in plan.posts if post.key == "kpu"),
        units=tuple(unit for unit in plan.units if unit.key != "polsek-ngoro"),
        teams=tuple(team for team in plan.teams if team.unit != "polsek-ngoro"),
        musters=(),
    )
    _publish(less, links, NOW + DAY)
    for link in gone:
        calendars = list((links.parent / "site" / link.folder).rglob("*.ics"))
        assert calendars
        assert all(b"SUMMARY:ALAMAT DICABUT" in path.read_bytes() for path in calendars if ".id." in path.name)
    silent = attrs.evolve(less, site=attrs.evolve(less.site, grace_days=0))
    _publish(silent, links, NOW + DAY)
    assert not [link for link in gone if (links.parent / "site" / link.folder).exists()]


def test_link_revoked_while_publishing_gets_its_last_word(
    plan: Plan, links: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The publication that wrote its files is also the one that ends them."""
    link, write = _link(links, "personal", "p-2"), LocalStore.write

    def meanwhile(self: LocalStore, path: str, data: bytes, replaces: str | None = None) -> object:
        state = write(self, path, data, replaces)
        if path == "internal/manifest.json":
            monkeypatch.setattr(LocalStore, "write", write)
            with PublishedLinks.open(links) as registry:
                registry.change("revoke", "personal", "p-2", NOW + DAY)
        return state

    monkeypatch.setattr(LocalStore, "write", meanwhile)
    teams = tuple(attrs.evolve(team, name=Text.same(f"Regu {team.key}")) for team in plan.teams)
    _publish(attrs.evolve(plan, teams=teams), links, NOW + DAY)
    assert [path.name for path in (links.parent / "site" / link.folder).iterdir()] == ["duties.id.ics"]
    assert str(_events(links, link)[0]["SUMMARY"]).startswith("ALAMAT DICABUT")


def test_file_that_cannot_be_removed_is_named_with_its_reader(
    plan: Plan, links: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its address is not shown; a link that the registry does not have is named as unknown."""
    unknown, delete = f"secret/{'x' * 32}", LocalStore.delete
    (links.parent / "site" / unknown).mkdir()
    (links.parent / "site" / unknown / "duties.id.ics").write_bytes(b"")
    with PublishedLinks.open(links) as registry:
        registry.change("revoke", "personal", "p-2", NOW, at_once=True)
    for folder, reader in ((_link(links, "personal", "p-2").folder, "personal p-2"), (unknown, "unknown link")):

        def refused(self: LocalStore, path: str, folder: str = folder) -> None:
            if path.startswith(folder):
                raise PermissionError(path)
            delete(self, path)

        monkeypatch.setattr(LocalStore, "delete", refused)
        with pytest.raises(PublishError) as caught:
            _publish(plan, links, NOW + DAY)
        assert caught.value.faults[0].path == f"secret/.../duties.id.ics ({reader})"


def test_link_has_the_times_at_which_it_ended_and_falls_silent(plan: Plan, links: Path) -> None:
    """A link tells when it ended, and until when its address says so."""
    with PublishedLinks.open(links) as registry:
        assert registry.grace_days == plan.site.grace_days == 14
        registry.change("revoke", "personal", "p-0", NOW + DAY)
        ended = next(registry.links("personal", "p-0"))
    assert (ended.key, ended.ends, ended.silent) == ("p-0", NOW + DAY, False)
    grace = timedelta(days=14)
    assert [ended.has_last_word(NOW + days * DAY, grace) for days in (1, 14, 15)] == [True, True, False]
    working = next(link for link in links_in(links) if link.key == "p-1")
    assert not working.has_last_word(NOW + DAY, grace)
