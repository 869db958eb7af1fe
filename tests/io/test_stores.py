"""A site in an object store, by a local server of S3 (moto), and in what else fsspec reaches."""

from __future__ import annotations

import json
import sys
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
from electsched.io.store import Store
from electsched.plan import Plan
from tests.sites import LATER, STAMP, events_of, files_of, national, renamed, without, write_ledger

KEY, SECRET_KEY = "a-key", "a-secret-of-the-store"
DENIED = b"<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>a text of the server</Message></Error>"


class Gate:
    """Stands before the server: notes each request, and refuses to store once so many were."""

    def __init__(self) -> None:
        """Let all pass."""
        self.seen: list[tuple[str, str]] = []
        self.left: int | None = None

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
            return application(environ, start)

        return passed

    def of(self, method: str, bucket: str) -> list[str]:
        """Return the paths below the site of the requests of that kind, in their order, but for the working folder."""
        paths = [path for kind, path in self.seen if kind == method]
        found = [path.removeprefix(f"/{bucket}/nation/") for path in paths if path.startswith(f"/{bucket}/nation/")]
        return [path for path in found if not path.startswith(".publishing/")]


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
        gate: What was asked.
    """

    url: str
    bucket: str
    client: Any
    gate: Gate

    def store(self, *, bucket: str = "", **options: object) -> Store:
        """Return the bucket as a place for a site."""
        found: dict[str, object] = {
            "key": KEY,
            "secret": SECRET_KEY,
            "client_kwargs": {"endpoint_url": self.url},
            "config_kwargs": {"retries": {"total_max_attempts": 1}},
        }
        return Store(f"s3://{bucket or self.bucket}/nation", options=found | options)

    def objects(self) -> list[str]:
        """Return what stands in the bucket."""
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


NUMBERS = iter(range(1000))


@pytest.fixture
def s3(server: tuple[str, Any, Gate]) -> S3:
    """Return a new bucket."""
    url, client, gate = server
    bucket = f"bucket-{next(NUMBERS)}"
    gate.left = None
    client.create_bucket(Bucket=bucket)
    gate.seen.clear()
    return S3(url, bucket, client, gate)


@pytest.fixture
def plan() -> Plan:
    """Return a plan of one district, with the names of few of its officers."""
    whole = national("district")
    return attrs.evolve(whole, members=whole.members[:6])


# --- as a folder --------------------------------------------------------------------------------------------------


def test_the_same_bytes_as_in_a_folder(plan: Plan, s3: S3, tmp_path: Path) -> None:
    """Every file and the ledger, and again when a part changed; no note of the publication stays."""
    done = []
    for name, target in (("a", tmp_path / "site"), ("b", s3.store())):
        ledger = write_ledger(tmp_path / f"{name}.json", plan)
        done.append(electsched.publish(plan, target, stamp=STAMP, ledger=ledger))
        later = renamed(plan, plan.teams[0].key)
        done.append(electsched.publish(attrs.evolve(later, issued=LATER), target, stamp=LATER, ledger=ledger))
    assert s3.files() == files_of(tmp_path / "site")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()
    assert not [key for key in s3.objects() if "/.publishing/" in key]
    first, second = ([attrs.evolve(each, target="") for each in part] for part in (done[:2], done[2:]))
    assert first == second
    assert done[2].target == f"s3://{s3.bucket}/nation"


def test_types_and_how_long_a_copy_holds(plan: Plan, s3: S3, tmp_path: Path) -> None:
    """Each file has its type; nobody keeps a copy without asking, and of what is secret only its reader keeps one."""
    electsched.publish(plan, s3.store(), stamp=STAMP, ledger=write_ledger(tmp_path / "ledger.json", plan))
    types = {"ics": "text/calendar", "html": "text/html", "json": "application/json"}
    for key in s3.objects():
        said = s3.client.head_object(Bucket=s3.bucket, Key=key)
        assert said["ContentType"] == f"{types[key.rpartition('.')[2]]}; charset=utf-8"
        secret = key.startswith("nation/secret/")
        assert said["CacheControl"] == ("private, no-cache" if secret else "no-cache"), key


def test_only_what_changed_is_sent_and_lists_come_last(plan: Plan, s3: S3) -> None:
    """One team has another name: its files are sent and no others, then the pages, and the manifests last."""
    electsched.publish(plan, s3.store(), stamp=STAMP)
    s3.gate.seen.clear()
    done = electsched.publish(attrs.evolve(renamed(plan, plan.teams[0].key), issued=LATER), s3.store())
    sent = s3.gate.of("PUT", s3.bucket)
    assert sent == list(done.written)
    assert 5 < len(sent) < 15
    kinds = [path.endswith(".ics") for path in sent]
    assert kinds == sorted(kinds, reverse=True)
    assert sent[-1] == "internal/manifest.json"
    s3.gate.seen.clear()
    assert electsched.publish(attrs.evolve(renamed(plan, plan.teams[0].key), issued=LATER), s3.store()).written == ()
    assert (s3.gate.of("PUT", s3.bucket), s3.gate.of("DELETE", s3.bucket)) == ([], [])


def test_what_was_withdrawn_goes_after_the_manifests(plan: Plan, s3: S3) -> None:
    """Its events are cancelled first; once they are retired it is deleted, when no manifest names it any more."""
    less = without(plan, plan.posts[-1].key)
    electsched.publish(plan, s3.store(), stamp=STAMP)
    electsched.publish(attrs.evolve(less, issued=LATER), s3.store())
    (path,) = (key for key in s3.files() if key == f"internal/posts/{plan.posts[-1].key}.id.ics")
    assert b"STATUS:CANCELLED" in s3.files()[path]
    s3.gate.seen.clear()
    done = electsched.publish(attrs.evolve(less, issued=LATER.replace(month=12, day=31)), s3.store())
    gone = s3.gate.of("DELETE", s3.bucket)
    assert path in gone
    assert gone == list(done.removed)
    order = [(method, place) for method, place in s3.gate.seen if "/.publishing/" not in place]
    last = max(number for number, (method, place) in enumerate(order) if method == "PUT" and "manifest" in place)
    assert all(number > last for number, (method, _) in enumerate(order) if method == "DELETE")
    assert not set(gone) & set(s3.files())


# --- what may befall it -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3, 6, 9])
def test_it_goes_on_after_a_failure_in_the_middle(plan: Plan, s3: S3, tmp_path: Path, number: int) -> None:
    """The store refuses from some file on: one error that names it; then the bytes are those of a folder."""
    later = attrs.evolve(renamed(plan, plan.teams[0].key), issued=LATER)
    for target in (tmp_path, s3.store()):
        electsched.publish(plan, target, stamp=STAMP)
    old = files_of(tmp_path)
    electsched.publish(later, tmp_path)
    new = files_of(tmp_path)
    s3.gate.left = number
    with pytest.raises(PublishError, match="found keys that the store does not take; expected a store that") as caught:
        electsched.publish(later, s3.store())
    named = caught.value.faults[0].path
    assert named in {path for path in new if old[path] != new[path]} or named.startswith(".publishing/done/")
    assert "a text of the server" not in str(caught.value)
    there = s3.files()
    assert all(data in {old[path], new[path]} for path, data in there.items())
    assert there.keys() == old.keys()
    s3.gate.left = None
    electsched.publish(later, s3.store())
    assert s3.files() == new
    assert not [key for key in s3.objects() if "/.publishing/" in key]


def test_of_two_at_once_the_one_that_began_last_goes_on(
    s3: S3, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The other ends in an error that names the feed at which it stopped; the site is that of the last alone."""
    monkeypatch.setattr("electsched.io.publish.WORTH", 1)
    plan = national("1/1000")
    one = attrs.evolve(renamed(plan, plan.teams[0].key, "Regu Pertama"), issued=LATER)
    other = attrs.evolve(renamed(plan, plan.teams[-1].key, "Regu Terakhir"), issued=LATER)
    electsched.publish(plan, s3.store(), stamp=STAMP)
    done: list[electsched.Published] = []

    def tell(number: int, _total: int) -> None:
        if number == 30:
            done.append(electsched.publish(other, s3.store()))

    feed = r"internal/units/\S+\.id\.ics: found another publication that took over the site; expected one at a time"
    with pytest.raises(PublishError, match=feed):
        electsched.publish(one, s3.store(), progress=tell)
    assert len(done) == 1
    assert not [key for key in s3.objects() if "/.publishing/" in key]
    found = s3.files()
    for part in ("public", "internal"):
        listed = {f"{part}/{each['path']}" for each in json.loads(found[f"{part}/manifest.json"])["files"]}
        assert listed | {f"{part}/manifest.json"} == {path for path in found if path.startswith(part)}
    electsched.publish(plan, tmp_path, stamp=STAMP)
    electsched.publish(other, tmp_path)
    alone = files_of(tmp_path)
    assert found.keys() == alone.keys()
    for path in (path for path in alone if path.endswith(".ics")):
        assert events_of(found[path]) == events_of(alone[path]), path
    assert electsched.publish(other, s3.store()).written == ()


def _refused(plan: Plan, store: Store) -> str:
    """Return the one line of the error."""
    with pytest.raises(PublishError) as caught:
        electsched.publish(plan, store, stamp=STAMP)
    (line,) = str(caught.value).splitlines()
    assert "Traceback" not in line
    assert SECRET_KEY not in line + repr(store) + repr(caught.value)
    return line


EXPECTED = "expected a store that answers and can be written; every file published before is whole"
CLAIM = ".publishing/claim.json"


def test_a_store_that_does_not_answer(plan: Plan, s3: S3) -> None:
    """Nothing listens there."""
    store = s3.store(client_kwargs={"endpoint_url": "http://127.0.0.1:9"})
    assert _refused(plan, store) == f"{store.url}: {CLAIM}: found a store that does not answer; {EXPECTED}"


def test_a_bucket_that_is_not_there(plan: Plan, s3: S3) -> None:
    """It is not made on the way."""
    line = _refused(plan, s3.store(bucket="nobodys"))
    assert line == f"s3://nobodys/nation: {CLAIM}: found no such bucket or folder; {EXPECTED}"


def test_wrong_keys(plan: Plan, s3: S3, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is told to look at the keys, of which it knows none."""
    monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)
    line = _refused(plan, s3.store())
    assert line == f"s3://{s3.bucket}/nation: {CLAIM}: found keys that the store does not take; {EXPECTED}"


def test_no_keys(plan: Plan, s3: S3, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither handed in nor anywhere on the machine."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    line = _refused(plan, s3.store(key=None, secret=None))
    assert line == f"s3://{s3.bucket}/nation: {CLAIM}: found no keys for the store; {EXPECTED}"


def test_a_protocol_that_nobody_knows(plan: Plan) -> None:
    """By its address as a whole."""
    assert _refused(plan, Store("nosuch://bucket/nation")) == (
        "nosuch://bucket/nation: found 'nosuch://bucket/nation'; "
        "expected an address that fsspec reaches, such as s3://bucket/folder (with s3fs installed)"
    )


def test_a_password_in_the_address_is_not_told(plan: Plan) -> None:
    """Neither by errors nor by what the place says of itself."""
    store = Store(f"nosuch://me:{SECRET_KEY}@host/nation")
    assert "nosuch://host/nation" in _refused(plan, store)
    assert store.place == "nosuch://host/nation"


def test_without_fsspec(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what to install."""
    monkeypatch.setitem(sys.modules, "fsspec", None)
    assert _refused(plan, Store("s3://bucket/nation")) == (
        "s3://bucket/nation: found no fsspec; expected the extra `remote`: pip install 'electsched[remote]'"
    )


# --- what else fsspec reaches -------------------------------------------------------------------------------------


def test_in_memory(plan: Plan, tmp_path: Path) -> None:
    """By an address handed to `publish`; the bytes are those of a folder."""
    electsched.publish(plan, tmp_path, stamp=STAMP)
    done = electsched.publish(plan, "memory://nation", stamp=STAMP)
    system = fsspec.filesystem("memory")
    try:
        found = {path.removeprefix("/nation/"): system.cat_file(path) for path in system.find("/nation")}
    finally:
        system.rm("/nation", recursive=True)
    assert found == files_of(tmp_path)
    assert done.target == "memory://nation"


def test_a_folder_through_fsspec(plan: Plan, tmp_path: Path) -> None:
    """Each file is written in the working folder and moved; nothing but the site is left, and no empty folder."""
    post = plan.posts[-1].key
    sites: dict[str, str | Path] = {"a": tmp_path / "a", "b": f"file://{tmp_path}/b"}
    for name, target in sites.items():
        ledger = write_ledger(tmp_path / f"{name}.json", plan)
        electsched.publish(plan, target, stamp=STAMP, ledger=ledger)
        less = attrs.evolve(without(plan, post), issued=LATER)
        electsched.publish(less, target, stamp=LATER, ledger=ledger)
        retired = LATER.replace(month=12, day=31)
        electsched.publish(attrs.evolve(less, issued=retired), target, stamp=retired, ledger=ledger)
    assert files_of(tmp_path / "a") == files_of(tmp_path / "b")
    folders = [
        {path.relative_to(tmp_path / name) for path in (tmp_path / name).rglob("*") if path.is_dir()} for name in sites
    ]
    assert folders[0] == folders[1]


def test_a_file_that_cannot_be_moved_into_its_place(plan: Plan, tmp_path: Path) -> None:
    """The error names it and why, what stood there is whole, and the next publication goes on."""
    team = f"internal/teams/{plan.teams[0].key}.id.ics"
    (tmp_path / team).mkdir(parents=True)
    line = _refused(plan, Store(f"file://{tmp_path}"))
    assert f"{team}: found " in line
    assert line.endswith(EXPECTED)
    (tmp_path / team).rmdir()
    electsched.publish(plan, f"file://{tmp_path}", stamp=STAMP)
    assert not (tmp_path / ".publishing").exists()
