"""A site in an object store, by a local server of S3 (moto), and in other file systems of fsspec."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import attrs
import boto3
import fsspec
import pytest
from moto import settings
from moto.moto_server import threaded_moto_server as served
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler

import electsched
from electsched.errors import PublishError
from electsched.i18n.text import Text
from electsched.operation.plan import Plan
from electsched.publishing.completion import Published
from electsched.publishing.executors import PublishOptions
from electsched.publishing.lease import Lease, read_lease, release_lease, taken_lease
from electsched.stores.base import FileStat, Store
from electsched.stores.local import LocalStore
from electsched.stores.remote import ObjectStore
from tests.sites import (
    LATER,
    STAMP,
    events_of,
    files_of,
    jombang_part,
    links_in,
    national,
    registry_rows,
    renamed,
    without,
    work_files,
    write_links,
)

pytestmark = pytest.mark.extra

KEY, SECRET_KEY = "a-key", "a-secret-of-the-store"
DENIED = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>a text of the server</Message></Error>"


class Gate:
    """Stands before the server: notes each request, and refuses to store once so many were."""

    def __init__(self) -> None:
        """Let all pass."""
        self.seen: list[tuple[str, str]] = []
        self.left: int | None = None
        self.then: Callable[[str, str], None] | None = None
        self.conditions = True

    def before(self, application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """Return the application with the gate before it."""

        def passed(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
            if method == "PUT" and self.left is not None:
                self.left -= 1
                if self.left < 0:
                    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                    start("403 Forbidden", [("Content-Type", "application/xml")])
                    return [DENIED]
            self.seen.append((method, path))
            if self.then is not None:
                self.then(method, path)
            if not self.conditions and ("HTTP_IF_MATCH" in environ or "HTTP_IF_NONE_MATCH" in environ):
                environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
                start("501 Not Implemented", [("Content-Type", "application/xml")])
                return [DENIED.replace(b"AccessDenied", b"NotImplemented")]
            return application(environ, start)

        return passed

    def of(self, method: str, bucket: str) -> list[str]:
        """Return the paths below the site of the requests of that kind, in their order, but for the working folder."""
        paths = [path for kind, path in self.seen if kind == method]
        found = [path.removeprefix(f"/{bucket}/nation/") for path in paths if path.startswith(f"/{bucket}/nation/")]
        return [path for path in found if not path.startswith(".publishing/")]

    def work(self, bucket: str) -> int:
        """Return how many requests there were in the working folder."""
        return sum(path.startswith(f"/{bucket}/nation/.publishing/") for _, path in self.seen)


class _Quiet(MotoRequestHandler):
    def log_request(self, *_: object) -> None:
        """Say nothing."""


@attrs.frozen
class S3:
    """A bucket of its own on the server.

    Attributes:
        url: The server.
        bucket: The name of the bucket.
        client: Asks the server past this package.
        gate: The requests.
    """

    url: str
    bucket: str
    client: Any
    gate: Gate

    def store(self, *, bucket: str = "", **options: object) -> ObjectStore:
        """Return the bucket as a place for a site."""
        found: dict[str, object] = {
            "key": KEY,
            "secret": SECRET_KEY,
            "client_kwargs": {"endpoint_url": self.url},
            "config_kwargs": {"retries": {"total_max_attempts": 1}},
        }
        return ObjectStore(f"s3://{bucket or self.bucket}/nation", options=found | options)

    def objects(self) -> list[str]:
        """Return the keys of all objects in the bucket."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket)
        return [each["Key"] for page in pages for each in page.get("Contents", ())]

    def files(self) -> dict[str, bytes]:
        """Return every file of the site."""
        return {
            key.removeprefix("nation/"): self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
            for key in self.objects()
            if not key.startswith("nation/.publishing/")
        }


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Any, Gate]]:
    """Start the server on this machine, with the gate before it."""
    gate = Gate()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            served, "DomainDispatcherApplication", lambda made: gate.before(DomainDispatcherApplication(made))
        )
        patch.setattr(served, "MotoRequestHandler", _Quiet)
        found = served.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        found.start()
        host, port = found.get_host_and_port()
        url = f"http://{host}:{port}"
        client = boto3.client(
            "s3", endpoint_url=url, aws_access_key_id=KEY, aws_secret_access_key=SECRET_KEY, region_name="us-east-1"
        )
        yield url, client, gate
        client.close()
        found.stop()


TYPED = (".ics", ".html")
LEASE_OF_ANOTHER = {
    "format": 2,
    "plan": "x",
    "fingerprint": "",
    "stamp": STAMP.isoformat(),
    "now": STAMP.isoformat(),
    "token": "x",
}
AT_ONCE = PublishOptions(takeover_wait_seconds=0)
"""No publication is running for which one would have to wait."""


def publish(
    plan: Plan,
    site: Store | Path | str,
    options: PublishOptions = AT_ONCE,
    **more: Any,  # noqa: ANN401  # as `publish`
) -> Published:
    """Publish without waiting for publications that were stopped."""
    return electsched.publish(plan, site, options=options, **more)


NUMBERS = iter(range(1000))


@pytest.fixture
def s3(server: tuple[str, Any, Gate]) -> S3:
    """Return a new bucket."""
    url, client, gate = server
    bucket = f"bucket-{next(NUMBERS)}"
    gate.left, gate.then, gate.conditions = None, None, True
    client.create_bucket(Bucket=bucket)
    gate.seen.clear()
    return S3(url, bucket, client, gate)


@pytest.fixture
def plan() -> Plan:
    """Return a plan of one district, with the names of few of its officers."""
    whole = national("district")
    return attrs.evolve(whole, members=whole.members[:6])


# --- as a folder --------------------------------------------------------------------------------------------------


def test_site_in_a_bucket_has_the_bytes_of_a_folder(plan: Plan, s3: S3, tmp_path: Path) -> None:
    """Every file and the links file, and again when a part changed; no note of the publication stays."""
    done = []
    for name, target in (("a", tmp_path / "site"), ("b", s3.store())):
        links = write_links(tmp_path / f"{name}.db", plan)
        done.append(publish(plan, target, stamp=STAMP, links=links))
        later = renamed(plan, plan.teams[0].key)
        done.append(publish(attrs.evolve(later, issued=LATER), target, stamp=LATER, links=links))
    assert s3.files() == files_of(tmp_path / "site")
    assert registry_rows(tmp_path / "a.db") == registry_rows(tmp_path / "b.db")
    assert work_files(s3.store()) == set()
    first, second = ([attrs.evolve(each, target="") for each in part] for part in (done[:2], done[2:]))
    assert first == second
    assert done[2].target == f"s3://{s3.bucket}/nation"


def test_objects_have_content_type_and_cache_control(plan: Plan, s3: S3, tmp_path: Path) -> None:
    """Each file has its type; caches ask before they use a copy, and only its reader's cache keeps a secret file."""
    publish(plan, s3.store(), stamp=STAMP, links=write_links(tmp_path / "links.db", plan))
    types = {"ics": "text/calendar", "html": "text/html", "json": "application/json"}
    for key in s3.objects():
        said = s3.client.head_object(Bucket=s3.bucket, Key=key)
        assert said["ContentType"] == f"{types[key.rpartition('.')[2]]}; charset=utf-8"
        secret = key.startswith("nation/secret/")
        assert said["CacheControl"] == ("private, no-cache" if secret else "no-cache"), key


def test_publish_puts_changed_files_only_and_manifests_last(plan: Plan, s3: S3) -> None:
    """One team has another name: its files are sent and no others, then the pages, and the manifests last."""
    publish(plan, s3.store(), stamp=STAMP)
    s3.gate.seen.clear()
    done = publish(attrs.evolve(renamed(plan, plan.teams[0].key), issued=LATER), s3.store())
    sent = s3.gate.of("PUT", s3.bucket)
    assert sorted(sent) == list(done.written)
    assert 5 < len(sent) < 15
    kinds = [path.endswith(".ics") for path in sent]
    assert kinds == sorted(kinds, reverse=True)
    assert sent[-1] == "internal/manifest.json"
    s3.gate.seen.clear()
    assert publish(attrs.evolve(renamed(plan, plan.teams[0].key), issued=LATER), s3.store()).written == ()
    assert (s3.gate.of("PUT", s3.bucket), s3.gate.of("DELETE", s3.bucket)) == ([], [])


def test_withdrawn_calendar_is_deleted_after_the_manifests(plan: Plan, s3: S3) -> None:
    """Its events are cancelled first; once they are retired it is deleted, when no manifest names it any more."""
    less = without(plan, plan.posts[-1].key)
    publish(plan, s3.store(), stamp=STAMP)
    publish(attrs.evolve(less, issued=LATER), s3.store())
    (path,) = (key for key in s3.files() if key == f"internal/posts/{plan.posts[-1].key}.id.ics")
    assert b"STATUS:CANCELLED" in s3.files()[path]
    s3.gate.seen.clear()
    done = publish(attrs.evolve(less, issued=LATER.replace(month=12, day=31)), s3.store())
    gone = s3.gate.of("DELETE", s3.bucket)
    assert path in gone
    assert gone == list(done.removed)
    order = [(method, place) for method, place in s3.gate.seen if "/.publishing/" not in place]
    last = max(number for number, (method, place) in enumerate(order) if method == "PUT" and "manifest" in place)
    assert all(number > last for number, (method, _) in enumerate(order) if method == "DELETE")
    assert not set(gone) & set(s3.files())


# --- requests ------------------------------------------------------------------------------------------------------


def _asked(s3: S3) -> dict[str, int]:
    """Return how many requests of each kind there were for files of the site, and of lists of its files."""
    counts = Counter(method for method, path in s3.gate.seen if path.startswith(f"/{s3.bucket}/nation/"))
    work = Counter(method for method, path in s3.gate.seen if path.startswith(f"/{s3.bucket}/nation/.publishing/"))
    lists = [path for method, path in s3.gate.seen if method == "GET" and path.strip("/") == s3.bucket]
    return {**(counts - work), "LIST": len(lists)}


def test_requests_of_a_publication_are_counted(s3: S3, tmp_path: Path) -> None:
    """A new file takes one, a calendar that changes two, one that stays none, at a secret address too.

    Besides, manifests are read, folders are listed, each partition has an entry in the journal, and each unit has its
    duties and their members beside the state of the site. The lease is not read again as time goes by. Of a site that
    has duties the changes to tell are listed once, so that a lost one is missed.
    """
    whole, options = national("1/1000"), PublishOptions(lease_recheck_seconds=3600)
    links = write_links(tmp_path / "links.db", whole)
    first = publish(whole, s3.store(), stamp=STAMP, links=links, options=options)
    assert _asked(s3) == {"PUT": len(first.written), "GET": 2, "HEAD": 3, "LIST": 7}
    assert s3.gate.work(s3.bucket) < len(first.written) // 10
    secret = sum(path.startswith("secret/") for path in first.written)
    pages = sum(path.startswith(("public", "internal")) and not path.endswith(".ics") for path in first.written)
    assert (len(first.written), secret) == (1139, 1005)
    s3.gate.seen.clear()
    assert publish(whole, s3.store(), stamp=STAMP, links=links).written == ()
    assert _asked(s3) == {"GET": 4, "LIST": 6}
    s3.gate.seen.clear()
    later = attrs.evolve(renamed(whole, whole.teams[0].key), issued=LATER)
    changed = publish(later, s3.store(), stamp=LATER, links=links)
    calendars = sum(path.startswith("internal") and path.endswith(".ics") for path in changed.written)
    asked = _asked(s3)
    assert asked.keys() == {"GET", "PUT", "LIST"}
    assert asked["PUT"] == len(changed.written) < 60
    assert asked["GET"] <= secret // 7 + pages + 2 + calendars + 6  # the unchanged ones of the partition are read too
    assert asked["LIST"] == 8


def test_store_without_conditional_writes_is_asked_once_for_each_file(plan: Plan, s3: S3, tmp_path: Path) -> None:
    """It says so once for each file, and takes it without."""
    s3.gate.conditions = False
    publish(plan, s3.store(), stamp=STAMP)
    publish(plan, tmp_path, stamp=STAMP)
    assert s3.files() == files_of(tmp_path)


# --- faults and two publishers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3, 6, 9])
def test_publish_resumes_after_the_store_refused_a_write(plan: Plan, s3: S3, tmp_path: Path, number: int) -> None:
    """The store refuses from some file on: one error that names it; then the bytes are those of a folder."""
    later = attrs.evolve(renamed(plan, plan.teams[0].key), issued=LATER)
    for target in (tmp_path, s3.store()):
        publish(plan, target, stamp=STAMP)
    old = files_of(tmp_path)
    publish(later, tmp_path)
    new = files_of(tmp_path)
    s3.gate.left = number
    with pytest.raises(PublishError, match="found keys that the store does not take; expected a store that") as caught:
        publish(later, s3.store())
    named = caught.value.faults[0].path
    assert named in {path for path in new if old[path] != new[path]}
    assert "a text of the server" not in str(caught.value)
    there = s3.files()
    assert all(data in {old[path], new[path]} for path, data in there.items())
    assert there.keys() == old.keys()
    s3.gate.left = None
    publish(later, s3.store())
    assert s3.files() == new
    assert work_files(s3.store()) == set()


@pytest.mark.parametrize("number", [5, 8])
def test_stopped_change_of_the_same_size_is_reverted(plan: Plan, s3: S3, number: int) -> None:
    """The sizes are those of the manifest and the bytes are not: after a stop they are read."""
    first, second = (renamed(plan, plan.teams[0].key, name) for name in ("Regu A", "Regu B"))
    publish(first, s3.store(), stamp=STAMP)
    s3.gate.left = number
    with pytest.raises(PublishError):
        publish(second, s3.store(), stamp=LATER)
    s3.gate.left = None
    assert any(b"Regu B" in data for data in s3.files().values())
    publish(first, s3.store(), stamp=LATER)
    _agrees(s3.files())
    assert not any(b"Regu B" in data for data in s3.files().values())


def _with_other_partners(plan: Plan, name: str) -> Plan:
    """Return the plan with that name for each partner, and without people."""
    return attrs.evolve(
        plan, members=(), partners=tuple(attrs.evolve(each, name=Text.same(name)) for each in plan.partners)
    )


def test_stopped_change_of_the_same_size_at_secret_addresses_is_reverted(s3: S3, tmp_path: Path) -> None:
    """The links file has the sizes of the previous files, which are equal: after a stop the bytes are compared."""
    plan = jombang_part("kpu", "bawaslu")
    first, second = (_with_other_partners(plan, name) for name in ("Mitra A", "Mitra B"))
    links = write_links(tmp_path / "links.db", first)
    publish(first, s3.store(), stamp=STAMP, links=links)
    before = s3.files()
    partners = {link.token for link in links_in(links, "partner")}
    put: list[str] = []

    def then(method: str, path: str) -> None:
        put.extend([path] if method == "PUT" and any(token in path for token in partners) else [])
        s3.gate.left = 0 if len(put) == 3 else None

    s3.gate.then = then
    with pytest.raises(PublishError):
        publish(second, s3.store(), stamp=LATER, links=links)
    s3.gate.then = s3.gate.left = None
    assert len(put) == 3
    other = {path for path, data in s3.files().items() if b"Mitra B" in data and len(data) == len(before[path])}
    assert any(token in path for path in other for token in partners)
    assert other <= set(publish(first, s3.store(), stamp=LATER, links=links).written)
    assert not any(b"Mitra B" in data for data in s3.files().values())


def test_object_at_a_secret_address_of_another_size_is_put_again(plan: Plan, s3: S3, tmp_path: Path) -> None:
    """Sizes are compared."""
    links = write_links(tmp_path / "links.db", plan)
    publish(plan, s3.store(), stamp=STAMP, links=links)
    found = s3.files()
    for path in (next(path for path in found if path.startswith("secret/") and path.endswith(end)) for end in TYPED):
        s3.client.put_object(Bucket=s3.bucket, Key=f"nation/{path}", Body=found[path].replace(b"Mantap", b"Man"))
        assert publish(plan, s3.store(), stamp=STAMP, links=links).written == (path,)
    assert s3.files() == found


@pytest.mark.parametrize("known", [True, False])
def test_lease_taken_before_ours_is_taken_over(plan: Plan, s3: S3, tmp_path: Path, *, known: bool) -> None:
    """S3 answers that another lease is there now: files of the same length that its owner wrote are written again."""
    links = write_links(tmp_path / "links.db", plan)
    publish(plan, s3.store(), stamp=STAMP, links=links)
    found = s3.files()
    ours = [path for path in found if path.startswith(("internal/units", "secret/")) and path.endswith(".ics")]
    lease = json.dumps({**LEASE_OF_ANOTHER, "plan": plan.id if known else "x"}).encode()

    def then(method: str, path: str) -> None:
        if method == "PUT" and path.endswith("/lease.json"):
            s3.gate.then = None
            for key, data in [(LEASE, lease), *((path, found[path].replace(b"Mantap", b"Gantap")) for path in ours)]:
                s3.client.put_object(Bucket=s3.bucket, Key=f"nation/{key}", Body=data)

    s3.gate.then = then
    done = publish(plan, s3.store(), stamp=STAMP, links=links)
    assert set(done.written) >= {path for path in ours if b"Mantap" in found[path]} > set()
    assert not any(b"Gantap" in data for data in s3.files().values())
    assert work_files(s3.store()) == set()


def test_second_publisher_takes_over_and_the_first_stops(s3: S3, tmp_path: Path) -> None:
    """The other ends in an error that names the feed at which it stopped; the site is that of the last alone."""
    plan = national("1/1000")
    one = attrs.evolve(renamed(plan, plan.teams[0].key, "Regu Pertama"), issued=LATER)
    other = attrs.evolve(renamed(plan, plan.teams[-1].key, "Regu Terakhir"), issued=LATER)
    publish(plan, s3.store(), stamp=STAMP)
    done: list[Published] = []

    def tell(number: int, _total: int) -> None:
        if number == 30:
            done.append(publish(other, s3.store()))

    feed = r"internal/units/\S+\.id\.ics: Another publish took over this site"
    with pytest.raises(PublishError, match=feed):
        publish(one, s3.store(), progress=tell)
    assert len(done) == 1
    assert work_files(s3.store()) == set()
    found = s3.files()
    for part in ("public", "internal"):
        listed = {f"{part}/{each['path']}" for each in json.loads(found[f"{part}/manifest.json"])["files"]}
        assert listed | {f"{part}/manifest.json"} == {path for path in found if path.startswith(part)}
    publish(plan, tmp_path, stamp=STAMP)
    publish(other, tmp_path)
    alone = files_of(tmp_path)
    assert found.keys() == alone.keys()
    for path in (path for path in alone if path.endswith(".ics")):
        assert events_of(found[path]) == events_of(alone[path]), path
    assert publish(other, s3.store()).written == ()


def _agrees(found: dict[str, bytes]) -> None:
    """Compare every file with its digest in the manifests."""
    for part in ("public", "internal"):
        for entry in json.loads(found[f"{part}/manifest.json"])["files"]:
            assert hashlib.sha256(found[f"{part}/{entry['path']}"]).hexdigest() == entry["sha256"], entry["path"]


@pytest.mark.parametrize("number", [1, 5, 9])
def test_conditional_write_fails_after_another_publisher_took_over(plan: Plan, s3: S3, number: int) -> None:
    """The other publishes everything between the check of the lease and the write of the file."""
    one = attrs.evolve(renamed(plan, plan.teams[0].key, "Regu Pertama"), issued=LATER)
    other = attrs.evolve(renamed(plan, plan.teams[0].key, "Regu Kedua"), issued=LATER)
    if number < 9:
        publish(plan, s3.store(), stamp=STAMP)
    sent: list[str] = []

    def then(method: str, path: str) -> None:
        if method == "PUT" and "/internal/" in path and path.endswith(".ics"):
            sent.append(path.partition("/nation/")[2])
            if len(sent) == number:
                s3.gate.then = None
                publish(other, s3.store())

    s3.gate.then = then
    with pytest.raises(PublishError, match="Another publish took over this site") as caught:
        publish(one, s3.store())
    assert caught.value.faults[0].path == sent[-1]
    assert len(sent) == number
    found = s3.files()
    _agrees(found)
    assert not any(b"Regu Pertama" in data for data in found.values())
    assert publish(other, s3.store()).written == ()


def test_late_write_of_a_previous_publisher_is_read_again(plan: Plan, s3: S3) -> None:
    """We hold the lease: the events of a late file are compared with ours, and their SEQUENCE does not fall."""
    publish(plan, s3.store(), stamp=STAMP)
    other = attrs.evolve(renamed(plan, plan.teams[0].key, "Regu Kedua"), issued=LATER)
    late = f"nation/internal/teams/{plan.teams[0].key}.id.ics"

    def then(method: str, path: str) -> None:
        if method == "PUT" and "/internal/" in path:
            s3.gate.then = None
            data = s3.files()[late.removeprefix("nation/")].replace(b"\r\nUID:", b"\r\nSEQUENCE:7\r\nUID:")
            s3.client.put_object(Bucket=s3.bucket, Key=late, Body=data)

    s3.gate.then = then
    publish(other, s3.store())
    found = s3.files()
    _agrees(found)
    data = found[late.removeprefix("nation/")]
    assert data.count(b"\r\nBEGIN:VEVENT\r\n") == data.count(b"\r\nSEQUENCE:8\r\n") > 0


def test_record_edited_in_the_store_is_named(plan: Plan, s3: S3) -> None:
    """Its version is another one, so that it is read and compared with the manifest."""
    publish(plan, s3.store())
    records = {path: data for path, data in s3.files().items() if path.endswith(".roster.json")}
    path = next(path for path, data in records.items() if b"T07:00" in data)
    edited = records[path].replace(b"T07:00", b"T08:00", 1)
    s3.client.put_object(Bucket=s3.bucket, Key=f"nation/{path}", Body=edited)
    with pytest.raises(PublishError, match=rf"{path}: found a record that was edited by hand"):
        publish(plan, s3.store())


@pytest.mark.parametrize("number", [1, 4, 9, 14])
def test_first_of_two_publishers_in_memory_stops_at_its_next_file(
    plan: Plan, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A store without conditional writes has the lease alone, which is read as often as the option says."""
    options = attrs.evolve(AT_ONCE, lease_recheck_seconds=0)
    one = attrs.evolve(renamed(plan, plan.teams[0].key, "Regu Pertama"), issued=LATER)
    other = attrs.evolve(renamed(plan, plan.teams[0].key, "Regu Kedua"), issued=LATER)
    store, system = ObjectStore("memory://nation"), fsspec.filesystem("memory")
    written: list[str] = []
    write = ObjectStore.write

    def counted(self: ObjectStore, path: str, data: bytes, replaces: str | None = None) -> FileStat | None:
        state = write(self, path, data, replaces)
        if not path.startswith(".publishing/"):
            written.append(path)
            if len(written) == number:
                monkeypatch.setattr(ObjectStore, "write", write)
                publish(other, store)
        return state

    monkeypatch.setattr(ObjectStore, "write", counted)
    try:
        with pytest.raises(PublishError, match="Another publish took over this site") as caught:
            publish(one, store, options)
        assert caught.value.faults[0].path.startswith(("public/", "internal/"))
        found = {path.removeprefix("/nation/"): system.cat_file(path) for path in system.find("/nation")}
        _agrees(found)
        assert not any(b"Regu Pertama" in data for data in found.values())
        assert work_files(store) == set()
    finally:
        system.rm("/nation", recursive=True)


def test_takeover_waits_longer_than_leases_are_read_again(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits only if a lease is there."""
    waited: list[float] = []
    monkeypatch.setattr("electsched.publishing.lease.time.sleep", waited.append)
    store, system = ObjectStore("memory://nation"), fsspec.filesystem("memory")
    try:
        electsched.publish(plan, store, stamp=STAMP)
        assert waited == []
        store.write(".publishing/lease.json", json.dumps(LEASE_OF_ANOTHER).encode())
        electsched.publish(plan, store, stamp=STAMP)
        options = PublishOptions()
        assert waited == [options.takeover_wait_seconds]
        assert options.takeover_wait_seconds > 2 * options.lease_recheck_seconds
    finally:
        system.rm("/nation", recursive=True)


def test_release_keeps_the_lease_of_the_publisher_that_took_over(plan: Plan, tmp_path: Path) -> None:
    """The journal is the other one's then."""
    store = LocalStore(tmp_path)
    leases = [Lease(plan=plan.id, fingerprint="", stamp=STAMP, now=STAMP) for _ in range(2)]
    for lease in leases:
        with taken_lease(store, lease, 0):
            pass
    release_lease(store, leases[0])
    assert read_lease(store) == leases[1]
    release_lease(store, leases[1])
    assert read_lease(store) is None


def test_refused_site_gets_its_previous_lease_back(plan: Plan, s3: S3) -> None:
    """The publication that was stopped can resume; without a previous lease none is left."""
    publish(plan, s3.store(), stamp=STAMP)
    other = attrs.evolve(plan, id="another")
    for _ in range(2):
        with pytest.raises(PublishError, match=r"internal/manifest\.json: found a site of"):
            publish(other, s3.store())
    assert work_files(s3.store()) == set()
    s3.gate.left = 4
    with pytest.raises(PublishError):
        publish(attrs.evolve(renamed(plan, plan.teams[0].key), issued=LATER), s3.store())
    s3.gate.left = None
    lease = s3.store().read(LEASE)
    with pytest.raises(PublishError):
        publish(other, s3.store())
    assert lease is not None
    assert s3.store().read(LEASE) == lease


def _refused(plan: Plan, store: ObjectStore) -> str:
    """Return the one line of the error."""
    with pytest.raises(PublishError) as caught:
        publish(plan, store, stamp=STAMP)
    (line,) = str(caught.value).splitlines()
    assert "Traceback" not in line
    assert SECRET_KEY not in line + repr(store) + repr(caught.value)
    return line


EXPECTED = "expected a store that can be read and written. Correct this, then publish again."
LEASE = ".publishing/lease.json"


def test_store_that_does_not_answer_is_named(plan: Plan, s3: S3) -> None:
    """Nothing listens there."""
    store = s3.store(client_kwargs={"endpoint_url": "http://127.0.0.1:9"})
    assert _refused(plan, store) == f"{store.url}: {LEASE}: found a store that does not answer; {EXPECTED}"


def test_missing_bucket_is_named_and_not_created(plan: Plan, s3: S3) -> None:
    """It is not made on the way."""
    line = _refused(plan, s3.store(bucket="nobodys"))
    assert line == f"s3://nobodys/nation: {LEASE}: found no such bucket or folder; {EXPECTED}"


def test_wrong_access_keys_are_refused(plan: Plan, s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is told to look at the keys, of which it knows none."""
    monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)
    line = _refused(plan, s3.store())
    assert line == f"s3://{s3.bucket}/nation: {LEASE}: found keys that the store does not take; {EXPECTED}"


def test_missing_access_keys_are_refused(plan: Plan, s3: S3, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither handed in nor anywhere on the machine."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    line = _refused(plan, s3.store(key=None, secret=None))
    assert line == f"s3://{s3.bucket}/nation: {LEASE}: found no keys for the store; {EXPECTED}"


def test_unknown_protocol_is_refused(plan: Plan) -> None:
    """By its address as a whole."""
    assert _refused(plan, ObjectStore("nosuch://bucket/nation")) == (
        "nosuch://bucket/nation: found 'nosuch://bucket/nation'; "
        "expected an address that fsspec reaches, such as s3://bucket/folder (with s3fs installed)"
    )


@pytest.mark.parametrize("cache", ["simplecache", "filecache", "blockcache", "cached", "dir::simplecache"])
def test_cached_filesystem_is_refused(plan: Plan, cache: str) -> None:
    """Its copy can be older than the write of another publisher; nothing is written."""
    assert _refused(plan, ObjectStore(f"{cache}::memory://cached")) == (
        f"{cache}::memory://cached: found '{cache}::memory://cached'; "
        "expected the address of the store itself: a cache would hide the files of another publication"
    )
    assert not fsspec.filesystem("memory").exists("/cached")


def test_password_in_an_address_is_shown_nowhere(plan: Plan) -> None:
    """Neither in errors nor in the repr of the store."""
    store = ObjectStore(f"nosuch://me:{SECRET_KEY}@host/nation")
    assert "nosuch://host/nation" in _refused(plan, store)
    assert store.name == "nosuch://host/nation"


def test_missing_fsspec_names_the_extra_to_install(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error has the command that installs it."""
    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert _refused(plan, ObjectStore("s3://bucket/nation")) == (
        "s3://bucket/nation: found no fsspec; expected the extra `remote`: pip install 'electsched[remote]'"
    )


# --- other file systems of fsspec ----------------------------------------------------------------------------------


def test_site_in_memory_has_the_bytes_of_a_folder(plan: Plan, tmp_path: Path) -> None:
    """By an address handed to `publish`; the bytes are those of a folder."""
    publish(plan, tmp_path, stamp=STAMP)
    done = publish(plan, "memory://nation", stamp=STAMP)
    system = fsspec.filesystem("memory")
    try:
        found = {path.removeprefix("/nation/"): system.cat_file(path) for path in system.find("/nation")}
    finally:
        system.rm("/nation", recursive=True)
    assert {path: data for path, data in found.items() if not path.startswith(".publishing/")} == files_of(tmp_path)
    assert done.target == "memory://nation"


def test_folder_through_fsspec_is_written_by_moves(plan: Plan, tmp_path: Path) -> None:
    """Each file is written in the working folder and moved; nothing but the site is left, and no empty folder."""
    post = plan.posts[-1].key
    sites: dict[str, str | Path] = {"a": tmp_path / "a", "b": f"file://{tmp_path}/b"}
    for name, target in sites.items():
        links = write_links(tmp_path / f"{name}.db", plan)
        publish(plan, target, stamp=STAMP, links=links)
        less = attrs.evolve(without(plan, post), issued=LATER)
        publish(less, target, stamp=LATER, links=links)
        retired = LATER.replace(month=12, day=31)
        publish(attrs.evolve(less, issued=retired), target, stamp=retired, links=links)
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    folders = [
        {path.relative_to(tmp_path / name) for path in (tmp_path / name).rglob("*") if path.is_dir()} for name in sites
    ]
    assert folders[0] == folders[1]


def test_file_that_cannot_be_moved_is_named_and_its_old_bytes_stay(plan: Plan, tmp_path: Path) -> None:
    """The error names it and why, the old file is whole, and the next publication resumes."""
    team = f"internal/teams/{plan.teams[0].key}.id.ics"
    (tmp_path / team).mkdir(parents=True)
    line = _refused(plan, ObjectStore(f"file://{tmp_path}"))
    assert f"{team}: found " in line
    assert line.endswith(EXPECTED)
    (tmp_path / team).rmdir()
    publish(plan, f"file://{tmp_path}", stamp=STAMP)
    assert work_files(LocalStore(tmp_path)) == set()
