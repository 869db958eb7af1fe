"""The link registry by itself: links and their states, files, disclosures, transactions, and files that are refused."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from electsched.errors import Fault, InputError, PublishError, UnknownNameError
from electsched.operation.plan import Plan
from electsched.operation.teams import Member
from electsched.phrases import verbatim
from electsched.publishing.layout import section_folder
from electsched.publishing.private import database, published
from electsched.publishing.private.published import PublishedLinks
from electsched.publishing.private.registry import LinkAction, LinkAudience, PrivateLink
from electsched.publishing.site_writer import PublishedFile
from tests.sites import links_in, registry_rows, two_posts

NOW = datetime(2023, 11, 20, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PAGE = PublishedFile("index.html", 120, "7", "0a" * 32)
CALENDAR = PublishedFile("duties.id.ics", 900, "8", "0b" * 32)


@pytest.fixture(scope="module")
def plan() -> Plan:
    """Return the plan of two posts."""
    return two_posts()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a link registry that is not there yet."""
    return tmp_path / "links.db"


@pytest.fixture
def registry(plan: Plan, path: Path) -> Iterator[PublishedLinks]:
    """Return a new registry in which every reader has a link."""
    with PublishedLinks.create(path, plan) as registry:
        registry.issue(plan, NOW)
        yield registry


def _link(registry: PublishedLinks, audience: str, key: str, now: datetime = NOW) -> PrivateLink:
    (link,) = registry.links_of([(audience, key)], now)
    return link


def _at(*links: PrivateLink, files: tuple[PublishedFile, ...] = (CALENDAR, PAGE)) -> list[PublishedFile]:
    """Return these files at each link."""
    return [attrs.evolve(file, path=f"{link.folder}/{file.path}") for link in links for file in files]


def _files(registry: PublishedLinks, *links: PrivateLink) -> list[PublishedFile]:
    """Return the published files of these links."""
    folders = {link.folder for link in links}
    return [file for file, _ in registry.published_files(NOW) if section_folder(file.path) in folders]


def _finish(registry: PublishedLinks, now: datetime = NOW) -> set[tuple[str, str]]:
    """Publish a page and a calendar at each working link; return the announced readers."""
    announced = registry.finish(now, _at(*(link for link in registry.links() if link.works(now))), {})
    return {(link.audience, link.key) for link in announced}


# --- links ---------------------------------------------------------------------------------------------------------


def test_issue_gives_each_reader_one_link(plan: Plan, registry: PublishedLinks) -> None:
    """Units, partners and members get a link each, in that order; a second call issues none."""
    links = tuple(registry.links())
    readers = [("unit", unit.key) for unit in plan.units] + [("partner", partner.key) for partner in plan.partners]
    readers += [("personal", member.key) for member in plan.members]
    assert [(link.audience, link.key) for link in links] == readers
    assert {(link.issued, link.expires, link.revoked, link.announced) for link in links} == {
        (NOW, plan.access_ends, None, None)
    }
    assert registry.issue(plan, NOW) == 0
    assert tuple(registry.links()) == links
    assert registry.count(NOW) == len(links)
    assert registry.count(NOW, "personal") == len(plan.members)
    assert registry.links_of(reversed(readers), NOW) == links[::-1]


def test_tokens_have_192_bits_and_differ(registry: PublishedLinks) -> None:
    """Base64 has six bits a character (RFC 4648, section 5); no token is issued twice."""
    tokens = [link.token for link in registry.links()]
    assert len(set(tokens)) == len(tokens)
    assert {len(token) * 6 for token in tokens} == {192}


def test_repr_shows_no_token(registry: PublishedLinks) -> None:
    """A link that is printed by mistake gives nobody access."""
    shown = repr([registry, *registry.links()])
    assert not any(link.token in shown for link in registry.links())
    assert "p-0" in shown


def test_reader_who_leaves_and_comes_back_gets_a_new_link(plan: Plan, registry: PublishedLinks) -> None:
    """The link of a member who left the plan is revoked; it does not work again."""
    first = _link(registry, "personal", "p-5")
    registry.issue(attrs.evolve(plan, members=plan.members[:5]), NOW + DAY)
    assert registry.links_of([("personal", "p-5")], NOW + DAY) == ()
    registry.issue(plan, NOW + 2 * DAY)
    assert _link(registry, "personal", "p-5", NOW + 2 * DAY).token != first.token
    assert [link.revoked for link in registry.links("personal", "p-5")] == [NOW + DAY, None]


def test_issue_without_members_revokes_no_link(plan: Plan, registry: PublishedLinks, path: Path) -> None:
    """A plan without members revokes no links of members: the list was not given."""
    rows = registry_rows(path)
    with pytest.raises(InputError, match=r"the list of the members, of whom 6 have a link \(--members\)"):
        registry.issue(attrs.evolve(plan, members=()), NOW)
    assert registry_rows(path) == rows


def test_links_expire_with_the_access(plan: Plan, registry: PublishedLinks) -> None:
    """A link works up to the end of access, exclusive; from then on none is issued."""
    end = plan.access_ends
    assert registry.count(end - timedelta(seconds=1)) == len(tuple(registry.links()))
    assert registry.count(end) == 0
    assert registry.issue(plan, end) == 0


def test_revoked_reader_gets_no_link_before_grant(plan: Plan, registry: PublishedLinks) -> None:
    """`revoke` holds over later publications; `grant` issues a new link, once."""
    first = _link(registry, "personal", "p-2")
    registry.change("revoke", "personal", "p-2", NOW)
    assert registry.issue(plan, NOW + DAY) == 0
    assert registry.links_of([("personal", "p-2")], NOW + DAY) == ()
    with pytest.raises(InputError, match="member 'p-2' has no working link"):
        registry.change("revoke", "personal", "p-2", NOW + DAY)
    registry.change("grant", "personal", "p-2", NOW + DAY)
    second = _link(registry, "personal", "p-2", NOW + DAY)
    registry.change("grant", "personal", "p-2", NOW + DAY)
    assert _link(registry, "personal", "p-2", NOW + DAY) == second
    assert (second.token != first.token, second.issued, second.expires) == (True, NOW + DAY, first.expires)
    assert registry.issue(plan, NOW + DAY) == 0


def test_rotate_replaces_the_link(plan: Plan, registry: PublishedLinks) -> None:
    """The old link stops to work at that moment; the new one lasts as long as the old one would have."""
    first = _link(registry, "unit", "polsek-ngoro")
    registry.change("rotate", "unit", "polsek-ngoro", NOW + DAY)
    second = _link(registry, "unit", "polsek-ngoro", NOW + DAY)
    assert second.token != first.token
    assert second.expires == first.expires
    assert [link.revoked for link in registry.links("unit", "polsek-ngoro")] == [NOW + DAY, None]
    registry.change("revoke", "unit", "polsek-ngoro", NOW + DAY)
    with pytest.raises(InputError, match=r"unit 'polsek-ngoro' has no working link\. `electsched links grant`"):
        registry.change("rotate", "unit", "polsek-ngoro", NOW + DAY)
    assert registry.issue(plan, NOW + DAY) == 0


def test_trial_of_a_change_changes_nothing(registry: PublishedLinks, path: Path) -> None:
    """It returns the link that would be lost, and whether there would be one in its place."""
    rows, link = registry_rows(path), _link(registry, "unit", "polsek-ngoro")
    actions: tuple[tuple[LinkAction, bool], ...] = (("revoke", False), ("rotate", True))
    for action, is_replaced in actions:
        trial = registry.change(action, "unit", "polsek-ngoro", NOW + DAY, is_trial=True)
        assert (trial.lost, trial.calendars, trial.gained is not None) == (link, 0, is_replaced)
    granted = registry.change("grant", "unit", "polsek-ngoro", NOW + DAY, is_trial=True)
    assert (granted.lost, granted.gained) == (None, None)
    with pytest.raises(InputError):
        registry.change("revoke", "unit", "polsek-ngor", NOW + DAY, is_trial=True)
    assert registry_rows(path) == rows


@pytest.mark.parametrize("action", ["revoke", "grant", "rotate"])
def test_unknown_key_is_refused_with_the_nearest(registry: PublishedLinks, path: Path, action: LinkAction) -> None:
    """The error names similar keys of that audience; nothing is changed."""
    rows = registry_rows(path)
    with pytest.raises(UnknownNameError) as caught:
        registry.change(action, "unit", "polsek-ngor", NOW)
    assert caught.value.faults == (Fault("unit", verbatim("'polsek-ngor'"), verbatim("one of polsek-ngoro")),)
    assert registry_rows(path) == rows


def test_unknown_audience_or_action_is_refused(registry: PublishedLinks) -> None:
    """The error names those that there are; nothing is answered with no link or none of a key."""
    calls: list[Callable[[Any], object]] = [
        lambda name: list(registry.links(name)),
        lambda name: registry.count(NOW, name),
        lambda name: registry.published_links(name, NOW),
        lambda name: registry.change("revoke", name, "kpu", NOW),
        lambda name: registry.change(name, "unit", "kpu", NOW),
    ]
    for call in calls:
        with pytest.raises(UnknownNameError, match="'unitt'"):
            call("unitt")


def test_moment_without_a_zone_is_refused(registry: PublishedLinks) -> None:
    """It would be another moment on each machine."""
    with pytest.raises(InputError, match="a moment with its offset"):
        registry.count(NOW.replace(tzinfo=None))


@pytest.mark.parametrize(("audience", "name"), [("personal", "member"), ("unit", "unit")])
def test_key_that_none_resembles_is_one_without_a_link(
    registry: PublishedLinks, audience: LinkAudience, name: str
) -> None:
    """Other members and units have links: the error does not say that there is none, nor names an option."""
    with pytest.raises(UnknownNameError) as caught:
        registry.change("rotate", audience, "somebody-of-a-long-key", NOW)
    assert str(caught.value) == f"{name}: found 'somebody-of-a-long-key'; expected one that has had a link"


def test_grant_after_the_operation_is_refused(plan: Plan, registry: PublishedLinks) -> None:
    """A reader whose access has ended gets no link that would not work."""
    registry.change("revoke", "personal", "p-2", NOW)
    with pytest.raises(InputError, match="The access of member 'p-2' ended on 2024-10-28"):
        registry.change("grant", "personal", "p-2", plan.access_ends)


# --- a publication -------------------------------------------------------------------------------------------------


def test_finish_announces_each_link_once(registry: PublishedLinks) -> None:
    """A link is announced by the first publication that has files at it."""
    readers = {(link.audience, link.key) for link in registry.links()}
    assert registry.finish(NOW, (), {}) == ()
    assert _finish(registry) == readers
    assert {link.announced for link in registry.links()} == {NOW}
    assert _finish(registry, NOW + DAY) == set()
    registry.change("rotate", "personal", "p-1", NOW + DAY)
    assert registry.finish(NOW + DAY, (), {}) == ()
    assert _finish(registry, NOW + DAY) == {("personal", "p-1")}


def test_files_are_those_of_the_last_finished_publication(registry: PublishedLinks) -> None:
    """The files of a link replace all those of before; links that are not given keep theirs."""
    _finish(registry)
    one, two = _link(registry, "personal", "p-1"), _link(registry, "personal", "p-2")
    assert _files(registry, one, two) == _at(one, two)
    changed = _at(one, files=(attrs.evolve(PAGE, size=5),))
    registry.finish(NOW, changed, {})
    assert _files(registry, one, two) == changed + _at(two)


def test_files_of_links_that_do_not_work_are_forgotten(registry: PublishedLinks, path: Path) -> None:
    """After the publication that removes them, the registry has no files of a revoked link."""
    _finish(registry)
    registry.change("revoke", "personal", "p-1", NOW)
    rows = len(registry_rows(path))
    registry.finish(NOW, (), {})
    assert len(registry_rows(path)) == rows - 2


def test_link_revoked_between_issue_and_finish_is_not_announced(registry: PublishedLinks, path: Path) -> None:
    """Another connection can revoke before the last transaction, which announces and discloses nothing at the link."""
    readers = {(link.audience, link.key) for link in registry.links()}
    files = _at(*registry.links(), files=(PAGE,))
    with PublishedLinks.open(path, wait_seconds=0) as other:
        other.change("revoke", "personal", "p-1", NOW)
    members = {f"secret/personal/{key}": (key,) for key in ("p-1", "p-2")}
    announced = {(link.audience, link.key) for link in registry.finish(NOW, files, members)}
    assert announced == readers - {("personal", "p-1")}
    assert [item.member for item in registry.disclosures()] == ["p-2"]
    assert [link.announced for link in registry.links("personal", "p-1")] == [None]


def test_disclosures_begin_and_end(registry: PublishedLinks) -> None:
    """A calendar that names another member, that is gone, or whose link was revoked ends the disclosures of before."""
    unit, team = "internal/units/polsek-ngoro", "internal/teams/kpu-1"
    registry.finish(NOW, (), {unit: ("p-1", "p-2"), team: ("p-1",), "secret/unit/polsek-ngoro": ("p-1",)})
    registry.change("rotate", "unit", "polsek-ngoro", NOW + DAY)
    registry.finish(NOW + DAY, (), {unit: ("p-2", "p-3")})
    rows = {(item.calendar, item.member): (item.since, item.until) for item in registry.disclosures()}
    assert rows == {
        (unit, "p-1"): (NOW, NOW + DAY),
        (unit, "p-2"): (NOW, None),
        (unit, "p-3"): (NOW + DAY, None),
        (team, "p-1"): (NOW, NOW + DAY),
        ("secret/unit/polsek-ngoro", "p-1"): (NOW, NOW + DAY),
    }


@pytest.mark.parametrize("in_last_transaction", [False, True])
def test_kill_between_issue_and_finish_keeps_the_links(
    plan: Plan, tmp_path: Path, path: Path, *, in_last_transaction: bool
) -> None:
    """A process that is killed before or in its last transaction leaves links and no files."""
    PublishedLinks.create(path, plan).close()
    script = tmp_path / "killed.py"
    script.write_text(
        "import os, signal, sys\n"
        "from tests.publishing.private.test_link_registry import NOW, PAGE, _at\n"
        "from tests.sites import two_posts\n"
        "from electsched.publishing.private.published import PublishedLinks\n"
        "registry = PublishedLinks.open(sys.argv[1])\n"
        "registry.issue(two_posts(), NOW)\n"
        "files = _at(*registry.links(), files=(PAGE,))\n"
        "database = registry._database.connection\n"
        "database.execute('PRAGMA cache_size = 1')\n"  # changed pages are written before the commit
        "kill = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "from electsched.publishing.private import published\n"
        "database.create_function('kill', 0, kill)\n"
        "published.RECORD = (*published.RECORD, 'SELECT kill()')\n"
        "members = {'internal/teams/kpu-1': ('p-1',)}\n"
        f"registry.finish(NOW, files, members) if {in_last_transaction} else kill()\n"
    )
    root = str(Path(__file__).parents[3])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])}
    killed = subprocess.run([sys.executable, script, path], check=False, env=environment)  # noqa: S603  # our own
    assert killed.returncode == -9
    assert path.with_name("links.db-journal").exists() is in_last_transaction
    links = links_in(path)
    with PublishedLinks.open(path, plan) as registry:
        assert registry.issue(plan, NOW) == 0
        assert list(registry.published_files(NOW)) == []
        assert list(registry.disclosures()) == []
        assert _finish(registry) == {(link.audience, link.key) for link in links}
    assert {file.name for file in tmp_path.iterdir()} == {"links.db", "killed.py"}


def test_failed_transaction_changes_nothing(
    registry: PublishedLinks, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the last statement fails, neither files nor disclosures nor announcements are kept."""
    rows = registry_rows(path)

    monkeypatch.setattr(published, "RECORD", (*published.RECORD, "INSERT INTO no_table VALUES (1)"))
    with pytest.raises(sqlite3.OperationalError, match="no_table"):
        _finish(registry)
    assert registry_rows(path) == rows


def test_memory_does_not_grow_with_the_number_of_links(plan: Plan, tmp_path: Path) -> None:
    """Partition by partition, ten times as many links take about the same memory."""
    peaks = []
    for number in (1000, 10_000):
        members = tuple(Member(key=f"p-{key}", team="kpu-1", name="Orang") for key in range(number))
        with PublishedLinks.create(tmp_path / f"{number}.db", plan) as registry:
            tracemalloc.start()
            registry.issue(attrs.evolve(plan, members=members), NOW)
            for start in range(0, number, 50):
                links = registry.links_of([("personal", f"p-{key}") for key in range(start, start + 50)], NOW)
                registry.finish(NOW, _at(*links), {})
            assert sum(1 for _ in registry.published_files(NOW)) == 2 * number
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]


# --- files below secret/ -------------------------------------------------------------------------------------------


def test_stale_files_are_those_without_a_working_link(plan: Plan, registry: PublishedLinks) -> None:
    """Files of revoked and unknown links, and those that were not made, are stale; each has its link."""
    _finish(registry)
    works, revoked = _link(registry, "personal", "p-1"), _link(registry, "unit", "polsek-ngoro")
    registry.change("revoke", "unit", "polsek-ngoro", NOW)
    registry.change("rotate", "personal", "p-3", NOW)
    new = _link(registry, "personal", "p-3")
    listing = [
        *(f"{works.folder}/duties.id.ics", f"{works.folder}/index.html", f"{revoked.folder}/units/a.id.ics"),
        *(f"secret/{'x' * 32}/index.html", f"{new.folder}/index.html", "secret/notes.txt"),
    ]
    current = {f"{works.folder}/duties.id.ics", f"{new.folder}/index.html", f"{revoked.folder}/index.html"}
    files = {*listing, *current}
    assert registry.stale_files(files, current, NOW) == {
        f"{revoked.folder}/index.html": next(registry.links("unit", "polsek-ngoro")),
        f"{works.folder}/index.html": works,
        f"{revoked.folder}/units/a.id.ics": next(registry.links("unit", "polsek-ngoro")),
        f"secret/{'x' * 32}/index.html": None,
        "secret/notes.txt": None,
    }
    assert list(registry.stale_files(files, current, plan.access_ends)) == sorted(files)


# --- the file ------------------------------------------------------------------------------------------------------


def test_file_and_its_journal_are_their_owners_alone(plan: Plan, registry: PublishedLinks, path: Path) -> None:
    """Both have mode 0600 whatever the umask; there is no write-ahead log, and no journal afterwards."""
    assert registry.count(NOW)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        (mode,) = other.execute("PRAGMA journal_mode").fetchone()
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE link SET announced = 1")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
        other.execute("ROLLBACK")
    assert (mode, modes) == ("delete", {"links.db": 0o600, "links.db-journal": 0o600})
    assert [file.name for file in path.parent.iterdir()] == ["links.db"]
    assert PublishedLinks.open(path, plan).count(NOW) == registry.count(NOW)


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o602])
def test_file_readable_by_others_is_refused(registry: PublishedLinks, path: Path, mode: int) -> None:
    """The error names the mode."""
    assert registry.count(NOW)
    path.chmod(mode)
    with pytest.raises(InputError) as caught:
        PublishedLinks.open(path)
    assert caught.value.faults == (
        Fault("", verbatim(f"a file of mode {mode:04o}"), verbatim("0600, for its owner alone")),
    )


def test_file_of_another_plan_or_site_is_refused(plan: Plan, registry: PublishedLinks, path: Path) -> None:
    """All differences are named at once."""
    assert registry.count(NOW)
    other = attrs.evolve(plan, id="other", site=attrs.evolve(plan.site, url="https://else.example"))
    with pytest.raises(InputError) as caught:
        PublishedLinks.open(path, other)
    assert [(fault.path, fault.expected) for fault in caught.value.faults] == [
        ("plan", "'other'"),
        ("site", "'https://else.example'"),
    ]


def _truncated(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def _overwritten(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * 4096 + data[8192:])


def _altered(statement: str) -> Callable[[Path], None]:
    def alter(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("PRAGMA writable_schema = ON")
            database.execute("PRAGMA ignore_check_constraints = ON")
            database.execute(statement)

    return alter


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (_truncated, "The link registry is damaged."),
        (_overwritten, "The link registry is damaged."),
        (lambda path: path.write_bytes(b""), "another kind of file"),
        (lambda path: path.write_text('{"format": 1, "grants": []}'), "The link registry is damaged."),
        (_altered("PRAGMA application_id = 0"), "another kind of file"),
        (_altered("PRAGMA user_version = 9"), "9"),
        (
            _altered("UPDATE link SET token = '../../public/index.html/or/more' WHERE id = 1"),
            "The link registry is damaged.",
        ),
        (_altered("UPDATE link SET token = 'x' WHERE id = 1"), "The link registry is damaged."),
        (_altered("UPDATE link SET expires = 'soon'"), "The link registry is damaged."),
        (
            _altered("INSERT INTO file VALUES (1, '../../../notes.html', 1, '', zeroblob(32))"),
            "The link registry is damaged.",
        ),
        (_altered("INSERT INTO file VALUES (1, 'a.ics', 1, '', zeroblob(3))"), "The link registry is damaged."),
        (_altered("DROP TABLE disclosure"), "The link registry is damaged."),
        (
            _altered("CREATE TRIGGER t AFTER UPDATE ON link BEGIN DELETE FROM link; END"),
            "The link registry is damaged.",
        ),
    ],
)
def test_damaged_file_is_refused(plan: Plan, path: Path, damage: Callable[[Path], None], found: str) -> None:
    """A file that SQLite cannot read, that has rows no publication wrote, or another layout, is not used."""
    with PublishedLinks.create(path, plan) as registry:
        registry.issue(plan, NOW)
    damage(path)
    with pytest.raises(InputError) as caught:
        PublishedLinks.open(path, plan)
    assert [fault.found for fault in caught.value.faults] == [found]
    assert caught.value.source == str(path)


def test_open_refuses_a_missing_file_and_create_an_existing_one(
    plan: Plan, registry: PublishedLinks, path: Path
) -> None:
    """Opening names the command that writes a link registry; creating replaces nothing."""
    assert registry.count(NOW)
    with pytest.raises(
        InputError, match=r"no such file or directory; expected a link registry\. `electsched links new`"
    ):
        PublishedLinks.open(path.with_name("none.db"))
    with pytest.raises(InputError, match="found a file that exists; expected a new file"):
        PublishedLinks.create(path, plan)
    with pytest.raises(InputError, match="no such file or directory; expected a file that can be written"):
        PublishedLinks.create(path.parent / "none" / "links.db", plan)
    with pytest.raises(InputError, match="no regular file; expected a link registry"):
        PublishedLinks.open(path.parent)


def test_file_inside_the_site_is_refused(plan: Plan, registry: PublishedLinks, path: Path) -> None:
    """A link of the file system does not hide that the file lies inside."""
    assert registry.count(NOW)
    (path.parent / "linked").symlink_to(path.parent)
    for place in (path, path.parent / "linked" / "links.db"):
        with pytest.raises(PublishError, match="a link registry inside the site; expected a file outside it"):
            PublishedLinks.open(place, plan, site=path.parent)


def test_lock_of_another_command_is_awaited_and_then_named(plan: Plan, registry: PublishedLinks, path: Path) -> None:
    """After the time to wait the error has advice; nothing is lost."""
    rows = registry_rows(path)
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        PublishedLinks.open(path, wait_seconds=0.1) as own,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(InputError, match=r"locked the link registry for 0\.1 seconds\. Wait .* then run again\."):
            own.change("revoke", "personal", "p-1", NOW)
        assert own.count(NOW) == registry.count(NOW)
        other.execute("ROLLBACK")
        assert registry_rows(path) == rows
        own.change("revoke", "personal", "p-1", NOW)
    assert registry.issue(plan, NOW) == 0


def test_key_that_is_no_text_is_refused(registry: PublishedLinks) -> None:
    """An argument of a command may have any bytes, which Python keeps as half characters."""
    with pytest.raises(InputError, match="found bytes that are not UTF-8; expected UTF-8 text"):
        registry.change("revoke", "personal", "p-\udcff", NOW)


def test_reading_holds_no_lock(registry: PublishedLinks, path: Path) -> None:
    """Whoever lists the links does not keep another command from changing them."""
    links = registry.links()
    next(links)
    with PublishedLinks.open(path, wait_seconds=0) as other:
        other.change("revoke", "personal", "p-1", NOW)
    assert len(list(links)) > 0


def test_links_and_disclosures_are_read_by_pages(registry: PublishedLinks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is yielded once and in the same order, however many are read at a time."""
    named = {f"posts/kpu/{number}": ("p-1", "p-2", "p-3") for number in range(3)}
    registry.finish(NOW, (), named)
    links, disclosures = [*registry.links()], [*registry.disclosures()]
    assert len(disclosures) > 3
    personal = [link for link in links if link.audience == "personal"]
    statements: list[str] = []
    registry._database.connection.set_trace_callback(statements.append)  # noqa: SLF001  # what SQLite runs
    for rows in (1, 2, 3):
        monkeypatch.setattr(database, "PAGE_ROWS", rows)
        assert [*registry.links()] == links
        assert [*registry.links("personal")] == personal
        assert [*registry.disclosures()] == disclosures
        statements.clear()
        next(registry.links())
        next(registry.disclosures())
        assert len(statements) == 2
        assert all(statement.endswith(f"LIMIT {rows}") for statement in statements)


def test_errors_have_no_token(plan: Plan, path: Path) -> None:
    """A token that was issued twice is refused by SQLite; the error names the constraint and no value."""
    with PublishedLinks.create(path, plan) as registry:
        with pytest.raises(InputError) as caught:
            registry.issue(plan, NOW, token=lambda: "t" * 32)
        assert list(registry.links()) == []
    assert "t" * 32 not in str(caught.value)
    assert "SQLITE_CONSTRAINT_UNIQUE" in str(caught.value)


def test_registry_path_may_have_url_delimiters(plan: Plan, tmp_path: Path) -> None:
    """A question mark, a hash and a per cent sign are parts of the name."""
    path = tmp_path / "a?mode=ro#b%20c.db"
    with PublishedLinks.create(path, plan) as registry:
        assert registry.issue(plan, NOW) > 0
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_two_copies_of_a_registry_diverge(plan: Plan, registry: PublishedLinks, path: Path) -> None:
    """A copy does not know of later changes: its files are stale for the original, and the other way round."""
    _finish(registry)
    copy = shutil.copy(path, path.with_name("copy.db"))
    old = _link(registry, "personal", "p-1")
    registry.change("rotate", "personal", "p-1", NOW)
    new = _link(registry, "personal", "p-1")
    listing = [f"{old.folder}/index.html", f"{new.folder}/index.html"]
    assert list(registry.stale_files(listing, listing, NOW)) == [f"{old.folder}/index.html"]
    with PublishedLinks.open(copy, plan) as other:
        assert list(other.stale_files(listing, listing, NOW)) == [f"{new.folder}/index.html"]
