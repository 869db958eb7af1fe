"""Calendars that are damaged or missing stop a publication, until it is told to make them anew."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import attrs
import icalendar
import pytest

import electsched
from electsched.errors import PublishError
from electsched.operation.changes import Cancellation
from electsched.operation.plan import Plan
from electsched.publishing.layout import STATE
from tests.builders import DECISION
from tests.sites import LATER, STAMP, events_of, files_of, links_in, renamed, two_posts, write_links

DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:-400]),
    "without UIDs": lambda path: path.write_bytes(path.read_bytes().replace(b"\r\nUID:", b"\r\nUUD:")),
}


@pytest.fixture
def plan() -> Plan:
    """Return a plan of two posts."""
    return two_posts()


def _sequences(data: bytes) -> dict[str, int]:
    events = icalendar.Calendar.from_ical(data).events
    return {str(event["UID"]): int(str(event.get("SEQUENCE", 0))) for event in events}


@pytest.mark.parametrize("name", ["posts/kpu", "teams/kpu-1"])
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_rebuild_makes_a_damaged_calendar_anew(
    plan: Plan, tmp_path: Path, damage: Callable[[Path], object], name: str
) -> None:
    """The error names the way out; then the events keep their UIDs.

    Events with the same text in another calendar, as those of a post in that of its unit, keep their SEQUENCE.
    """
    electsched.publish(plan, tmp_path, stamp=STAMP)
    changed = attrs.evolve(renamed(plan, "kpu-1"), issued=LATER)
    electsched.publish(changed, tmp_path)
    before = files_of(tmp_path)
    path = f"internal/{name}.id.ics"
    damage(tmp_path / path)
    with pytest.raises(PublishError, match=rf"{re.escape(path)}: found .* publish with --rebuild"):
        electsched.publish(changed, tmp_path)
    electsched.publish(changed, tmp_path, rebuild=True)
    after = files_of(tmp_path)
    assert events_of(after[path]) == events_of(before[path])
    old, new = _sequences(before[path]), _sequences(after[path])
    same = _sequences(
        before["internal/units/polres-jombang.id.ics" if name == "posts/kpu" else "internal/teams/kpu-2.id.ics"]
    )
    assert all(number == old[uid] if uid in same else number > old[uid] for uid, number in new.items())
    assert electsched.publish(changed, tmp_path).written == ()


@pytest.mark.parametrize("has_state", [True, False])
def test_sequences_grow_if_every_calendar_is_lost(plan: Plan, tmp_path: Path, *, has_state: bool) -> None:
    """No subscriber has an event with a greater SEQUENCE than the new one, whether the state file is there or not."""
    electsched.publish(plan, tmp_path, stamp=STAMP)
    changed = attrs.evolve(renamed(plan, "kpu-1"), issued=LATER)
    electsched.publish(changed, tmp_path)
    before = files_of(tmp_path)
    calendars = [path for path in before if path.endswith(".ics")]
    for path in calendars:
        (tmp_path / path).write_bytes(b"")
    if not has_state:
        (tmp_path / STATE).unlink()
    electsched.publish(changed, tmp_path, rebuild=True)
    after = files_of(tmp_path)
    for path in calendars:
        sequences = _sequences(after[path])
        assert events_of(after[path]).keys() == events_of(before[path]).keys()
        assert all(sequences[uid] > sequence for uid, sequence in _sequences(before[path]).items()), path
    assert electsched.publish(changed, tmp_path).written == ()


REMOVAL: dict[str, Callable[[bytes], bytes]] = {
    "all events": lambda _: b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
    "one event": lambda data: re.sub(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", b"", data, count=1, flags=re.DOTALL),
}


@pytest.mark.parametrize("removed", REMOVAL.values(), ids=REMOVAL)
def test_sequence_of_an_event_that_somebody_removed_does_not_fall(
    plan: Plan, tmp_path: Path, removed: Callable[[bytes], bytes]
) -> None:
    """A calendar that lost published events is no damage; those of no other calendar come back with a new one."""
    electsched.publish(plan, tmp_path, stamp=STAMP)
    changed = attrs.evolve(renamed(plan, "kpu-1"), issued=LATER)
    electsched.publish(changed, tmp_path)
    calendar = tmp_path / "internal/teams/kpu-1.id.ics"
    before = _sequences(calendar.read_bytes())
    calendar.write_bytes(removed(calendar.read_bytes()))
    lost = before.keys() - _sequences(calendar.read_bytes())
    electsched.publish(changed, tmp_path)
    after = _sequences(calendar.read_bytes())
    assert lost
    assert [uid for uid in lost if after[uid] < before[uid]] == []
    assert {uid: after[uid] for uid in before.keys() - lost} == {uid: before[uid] for uid in before.keys() - lost}
    assert electsched.publish(changed, tmp_path).written == ()


def test_rebuild_makes_a_damaged_calendar_at_a_private_link_anew(plan: Plan, tmp_path: Path) -> None:
    """The error names the reader and no token."""
    links = write_links(tmp_path / "links.db", plan)
    electsched.publish(plan, tmp_path / "site", stamp=STAMP, links=links)
    (link,) = (link for link in links_in(links) if link.key == "p-2")
    calendar = tmp_path / "site" / link.folder / "duties.id.ics"
    before = calendar.read_bytes()
    calendar.write_bytes(before[:-400])
    with pytest.raises(
        PublishError, match=r"secret/\.\.\./duties\.id\.ics \(personal p-2\): found a calendar that is cut off"
    ):
        electsched.publish(plan, tmp_path / "site", stamp=LATER, links=links)
    electsched.publish(plan, tmp_path / "site", stamp=LATER, links=links, rebuild=True)
    assert events_of(calendar.read_bytes()) == events_of(before)


LISTS = [
    ".publishing/duties/polres-jombang.json",
    ".publishing/editions.json",
    ".publishing/members/polres-jombang.json",
    ".publishing/state.json",
    "internal/manifest.json",
    "internal/units/polres-jombang.roster.json",
    "public/manifest.json",
]
BAD_BYTES = {"cut off": None, "another value": b"[1]\n", "lost": b""}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a site that has changes to tell, and its links."""
    folder, plan = tmp_path_factory.mktemp("published"), two_posts()
    links = write_links(folder / "links.db", plan)
    electsched.publish(plan, folder / "site", stamp=STAMP, links=links)
    electsched.publish(_with_one_duty_less(plan), folder / "site", stamp=LATER, links=links)
    return folder


def _with_one_duty_less(plan: Plan) -> Plan:
    cancellation = Cancellation(post="kpu", day=date(2024, 2, 8), shift="tour", **DECISION)
    return attrs.evolve(plan, cancellations=(cancellation,))


def _without_changes(page: bytes) -> bytes:
    """Return a personal page without its link to the changes, their list, and the mark of changed days in the key."""
    for part in (
        rb'<span class="noprint news">.*?</span>',
        rb'<section class="chg" id="changes">.*?</section>\n',
        rb'<li><span class="dot"></span>[^<]*</li>',
    ):
        page, count = re.subn(part, b"", page, flags=re.DOTALL)
        assert count == 1
    return page


@pytest.mark.parametrize("bad", BAD_BYTES.values(), ids=BAD_BYTES)
@pytest.mark.parametrize("path", LISTS)
def test_damaged_list_is_named_with_advice_that_works(
    published: Path, tmp_path: Path, path: str, bad: bytes | None
) -> None:
    """The file itself is named, before anything is written; `--rebuild` then makes it anew, and no calendar changes.

    Without the changes of a unit, which are lost, the pages of its people are the same but for their list of changes.
    """
    shutil.copytree(published, tmp_path, dirs_exist_ok=True)
    site, links = tmp_path / "site", tmp_path / "links.db"
    plan = _with_one_duty_less(two_posts())
    before = files_of(site)
    damaged = site / path
    damaged.write_bytes(damaged.read_bytes()[:-20] if bad is None else bad)
    if not damaged.stat().st_size:
        damaged.unlink()
    if not path.endswith("state.json"):  # it only saves time
        with pytest.raises(PublishError, match=re.escape(path)) as refused:
            electsched.publish(renamed(plan, "kpu-2"), site, stamp=LATER, links=links)
        assert "--rebuild" in str(refused.value)
        assert files_of(site).items() >= {name: data for name, data in before.items() if name != path}.items()
    electsched.publish(plan, site, stamp=LATER, links=links, rebuild=True)
    after = files_of(site)
    if "/duties/" in path:
        lists = {name for name, data in before.items() if b'id="changes"' in data}
        assert lists
        before |= {name: _without_changes(before[name]) for name in lists}
    assert after == before
    assert electsched.publish(plan, site, stamp=LATER, links=links).written == ()


def test_calendar_missing_beside_a_damaged_manifest_is_in_the_state_file(plan: Plan, tmp_path: Path) -> None:
    """Its events get a SEQUENCE above the one that subscribers have."""
    electsched.publish(plan, tmp_path, stamp=STAMP)
    changed = attrs.evolve(renamed(plan, "kpu-1"), issued=LATER)
    electsched.publish(changed, tmp_path)
    calendar = tmp_path / "internal/posts/kpu.id.ics"
    before = _sequences(calendar.read_bytes())
    calendar.unlink()
    (tmp_path / "internal/manifest.json").write_bytes(b"{")
    electsched.publish(changed, tmp_path, rebuild=True)
    after = _sequences(calendar.read_bytes())
    assert before.keys() == after.keys()
    assert all(after[uid] >= sequence for uid, sequence in before.items())


@pytest.mark.parametrize("state", ["damaged", "missing"])
def test_rebuild_refuses_a_damaged_manifest_without_a_state_file(plan: Plan, tmp_path: Path, state: str) -> None:
    """Without either nobody knows which calendars there were."""
    electsched.publish(plan, tmp_path, stamp=STAMP)
    (tmp_path / "internal/manifest.json").write_text(json.dumps({"format": 2}))
    if state == "damaged":
        (tmp_path / STATE).write_bytes(b"{")
    else:
        (tmp_path / STATE).unlink()
    with pytest.raises(PublishError, match=r"internal/manifest\.json"):
        electsched.publish(plan, tmp_path, rebuild=True)


def test_rebuild_deletes_nothing_of_another_plan(plan: Plan, tmp_path: Path) -> None:
    """The records and lists of a site stay if the site is refused."""
    electsched.publish(plan, tmp_path, stamp=STAMP)
    (tmp_path / "internal/units/polres-jombang.roster.json").write_bytes(b"{")
    before = files_of(tmp_path)
    with pytest.raises(PublishError, match="found a site of"):
        electsched.publish(attrs.evolve(plan, id="another"), tmp_path, rebuild=True)
    assert files_of(tmp_path) == before
