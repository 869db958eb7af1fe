"""The state of a site before it is published again, and after.

The state file holds, for each file, its version in the store and its SHA-256 when it was written. A file whose version
is still the same is not read. Without the state file, or if the version is another one, the file is read and compared
with the manifest.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain, islice
from typing import Any, Literal

import attrs

from electsched.calendars.content_lines import event_count, is_whole, published_events
from electsched.calendars.ical import PRODID
from electsched.calendars.published_event import unreadable_events
from electsched.errors import Fault, InputError, PublishError, raise_faults
from electsched.operation.plan import Plan
from electsched.publishing.executors import Workers
from electsched.publishing.layout import INTERNAL, LEGAL_PATH, PUBLIC, STATE, group_key, is_calendar
from electsched.publishing.lease import Lease
from electsched.publishing.manifest import json_lines, read_manifest
from electsched.publishing.sections import Entry
from electsched.publishing.site_writer import UNREADABLE_BYTES, PublishedFile
from electsched.stores.base import SECRET, Store, read_file, read_value, redacted, store_errors

__all__ = ["PartitionRecord", "SiteState", "calendar_faults", "check_without_links", "read_state", "state_bytes"]

GENERATORS = {
    "ics": f"\r\nPRODID:{PRODID}\r\n".encode(),
    "html": b'<meta name="generator" content="electsched">',
}
"""The lines near the start of our calendars and pages, which the files of others do not have."""
GENERATOR_BYTES = 200
UNKNOWN_SEQUENCE = 999
"""The SEQUENCE that is taken for the highest of a damaged calendar if the state file is lost too."""
FILES_PER_CHECK = 500
"""The number of published files that one job checks."""
DAMAGED = "Put it back from a copy, or publish with --rebuild to make it anew."
RECORDED = ("version", "bytes", "sha256", "sequence", "fingerprint")
"""The values of an entry that the state file holds."""


@attrs.frozen(kw_only=True)
class PartitionRecord:
    """The state of a partition after a publication.

    Attributes:
        names: The names of the partition.
        fingerprint: Its fingerprint.
        settled: Whether the same plan needs nothing done: no cancelled event is to be retired, no shift is unfilled.
        private: The fingerprint of the files of its private links; empty if it has none.
    """

    names: tuple[str, ...]
    fingerprint: str
    settled: bool
    private: str


@attrs.frozen
class StateFile:
    """The content of the state file.

    Attributes:
        format: The format; a file in another one is not read.
        files: The `RECORDED` values of each file of the parts, by path.
        partitions: The state of each partition.
        retired: The last SEQUENCE of each event that was retired, by UID.
    """

    format: Literal[1] = 1
    files: dict[str, dict[str, Any]] = attrs.field(factory=dict)
    partitions: tuple[PartitionRecord, ...] = ()
    retired: dict[str, int] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class SiteState:
    """The state of a site before a publication.

    Attributes:
        public: The entries of the files of the public part, by path below it.
        internal: The entries of the files of the internal part, by path below it.
        partitions: The state of each partition, by its names.
        retired: The last SEQUENCE of each event that was retired, by UID.
        listing: The files in the store, by `group_key` and path. Their SHA-256 is known in the parts, and elsewhere if
            they were read; the size of a damaged calendar that is made anew is `UNREADABLE_BYTES`.
        resumed: Whether a publication was stopped since the last one that was finished.
    """

    public: Mapping[str, Entry] = attrs.field(factory=dict, repr=False)
    internal: Mapping[str, Entry] = attrs.field(factory=dict, repr=False)
    partitions: Mapping[tuple[str, ...], PartitionRecord] = attrs.field(factory=dict, repr=False)
    retired: Mapping[str, int] = attrs.field(factory=dict, repr=False)
    listing: Mapping[str, Mapping[str, PublishedFile]] = attrs.field(factory=dict, repr=False)
    resumed: bool = False

    def files(
        self, paths: Iterable[str], private: Mapping[str, PublishedFile] | None = None
    ) -> dict[str, PublishedFile]:
        """Return the files that share a group with these paths; ``private`` are files of private links, by path."""
        groups = dict.fromkeys(map(group_key, paths))
        files = {path: file for group in groups for path, file in self.listing.get(group, {}).items()}
        for path, file in (private or {}).items():
            if path in files and not files[path].sha256 and _is_current(files[path], file, resumed=self.resumed):
                files[path] = files[path]._replace(sha256=file.sha256)
        return files

    @property
    def secret_paths(self) -> list[str]:
        """The paths of all files at private links, in order."""
        return sorted(path for group in self.listing.values() for path in group if path.startswith(f"{SECRET}/"))

    def first_sequence(self, paths: Iterable[str], entries: Iterable[Entry]) -> int:
        """Return the SEQUENCE of new events in these groups of calendars: beyond any that a damaged one had."""
        if all(file.size != UNREADABLE_BYTES for file in self.files(paths).values()):
            return 0
        return 1 + max((entry["sequence"] for entry in entries if "sequence" in entry), default=UNKNOWN_SEQUENCE)


def check_without_links(state: SiteState, site: str) -> None:
    """Return if the site has no private links, so that it can be published without their registry.

    Raises:
        InputError: It has some.
    """
    if state.secret_paths:
        event = "This site has private links, and no registry was given."
        hint = "Give it with --links FILE, or end the links with --without-links."
        raise InputError(Fault(SECRET, event, hint=hint), source=site)


def _is_current(listed: PublishedFile, file: PublishedFile, *, resumed: bool) -> bool:
    """Return whether a file is as it was published, by its state in the store.

    Without versions only the size is compared; the files of a publication that was stopped may have the same size.
    """
    return (listed.size, listed.version) == (file.size, file.version) and bool(file.version or not resumed)


def state_bytes(
    entries: Mapping[str, Iterable[Entry]], partitions: Iterable[PartitionRecord], retired: Mapping[str, int]
) -> bytes:
    """Return the state file; ``entries`` are those of each part."""
    files = {
        f"{part}/{entry['path']}": {name: entry[name] for name in RECORDED if name in entry}
        for part, listed in entries.items()
        for entry in listed
    }
    return json_lines(attrs.asdict(StateFile(files=files, partitions=tuple(partitions), retired=dict(retired))))


# --- reading ------------------------------------------------------------------------------------------------------


def read_state(  # noqa: PLR0913  # the site, and what is known of it
    store: Store,
    plan: Plan,
    stopped: Lease | None,
    private_files: Iterable[tuple[str, PublishedFile, str]],
    workers: Workers,
    *,
    rebuild: bool,
) -> SiteState:
    """Return the state of a site.

    ``stopped`` is the lease of a publication that was stopped, and ``private_files`` are the path, the record and the
    reader of each file of a private link that works. With ``rebuild`` damaged calendars are no error.

    Raises:
        PublishError: A manifest is damaged, the site is that of another plan, or calendars are damaged or missing.
    """
    ids = {PUBLIC: plan.timeline.id, INTERNAL: plan.id}
    manifests = {part: read_manifest(store, part, name) for part, name in ids.items()}
    recorded, listing = read_value(store, STATE, StateFile) or StateFile(), _listing(store)
    entries = {f"{part}/{name}": entry for part in ids for name, entry in (manifests[part] or {}).items()}
    if stopped is not None and (stopped.plan == plan.id or manifests[INTERNAL] is None):
        entries = _unlisted(store, plan, stopped, entries, chain(*listing.values())) | entries
    entries = {path: _with_values(entry, recorded.files.get(path, {})) for path, entry in entries.items()}
    listed_files = (
        (path, PublishedFile(path, entry.get("bytes", 0), entry.get("version", "?"), entry.get("sha256", "")), "")
        for path, entry in entries.items()
    )
    checks: dict[str, tuple[str, str]] = {}
    for path, file, reader in chain(listed_files, private_files):
        listed = listing.get(group_key(path), {}).get(path)
        if listed is None or not _is_current(listed, file, resumed=stopped is not None):
            checks[path] = file.sha256, reader
        elif not reader:
            listing[group_key(path)][path] = listed._replace(sha256=file.sha256)
    remaining = iter(checks.items())
    chunks = iter(lambda: dict(islice(remaining, FILES_PER_CHECK)), {})
    jobs = ((redacted(next(iter(chunk))), chunk) for chunk in chunks)  # the first file names a job in errors
    results = (results.items() for _, results in workers.run(check_files, store, jobs))
    faults = set()
    for path, outcome in chain.from_iterable(results):
        group = listing.setdefault(group_key(path), {})
        if isinstance(outcome, str) and path in group:
            group[path] = group[path]._replace(sha256=outcome)
        elif isinstance(outcome, Fault) and rebuild and outcome.hint == DAMAGED:
            group[path] = group.get(path, PublishedFile(path, 0, "", ""))._replace(size=UNREADABLE_BYTES)
        elif isinstance(outcome, Fault):
            faults.add(outcome)
    raise_faults(sorted(faults, key=lambda fault: fault.path), source=store.name, kind=PublishError)
    return SiteState(
        public={entry["path"]: entry for path, entry in entries.items() if path.startswith(PUBLIC)},
        internal={entry["path"]: entry for path, entry in entries.items() if path.startswith(INTERNAL)},
        partitions={record.names: record for record in recorded.partitions},
        retired=recorded.retired,
        listing=listing,
        resumed=stopped is not None,
    )


def _listing(store: Store) -> dict[str, dict[str, PublishedFile]]:
    listing: dict[str, dict[str, PublishedFile]] = {}
    for part in (PUBLIC, INTERNAL, SECRET):
        with store_errors(store, part):
            for path, stat in store.list(part).items():
                listing.setdefault(group_key(path), {})[path] = PublishedFile(path, stat.size, stat.version, "")
    return listing


def _unlisted(
    store: Store, plan: Plan, stopped: Lease, entries: Container[str], paths: Iterable[str]
) -> dict[str, Entry]:
    """Return our files that no manifest lists yet, for somebody may have read them: those of a stopped publication."""
    unlisted = [path for path in sorted(paths) if path not in entries and _is_ours(store, path)]
    if unlisted and stopped.plan != plan.id:
        found = f"a file of {stopped.plan!r}, whose first publication was stopped"
        hint = f"Publish {stopped.plan!r} again to its end, or choose another folder."
        fault = Fault(unlisted[-1], found, f"a site of {plan.id!r}, or an empty folder", hint=hint)
        raise PublishError(fault, source=store.name)
    return {path: {"path": path.partition("/")[2]} for path in unlisted}


def _is_ours(store: Store, path: str) -> bool:
    part, _, name = path.partition("/")
    generator = GENERATORS.get(path.rpartition(".")[2])
    if part == SECRET or generator is None or not LEGAL_PATH.fullmatch(name):
        return False
    return generator in (read_file(store, path) or b"")[:GENERATOR_BYTES]


def _with_values(entry: Entry, recorded: Entry) -> Entry:
    """Return an entry of a manifest with the values of the state file: of other bytes only the SEQUENCE holds."""
    if "sha256" not in entry or recorded.get("sha256") != entry["sha256"]:
        recorded = {name: recorded[name] for name in ("sequence",) if name in recorded}
    return {**recorded, **entry}


def check_files(store: Store, checks: Mapping[str, tuple[str, str]]) -> dict[str, str | Fault]:
    """Read published files, and return the SHA-256 of each one that can be published over, or its fault.

    A check is the recorded SHA-256, empty if no manifest lists the file, and the reader of a private link. A calendar
    may differ from its record, for instance after a stop, as long as its events can be read. The SHA-256 of a file that
    may be missing is empty.
    """
    return {path: _check_file(store, path, *check) for path, check in checks.items()}


def _check_file(store: Store, path: str, recorded: str, reader: str) -> str | Fault:
    label = f" ({reader})" if reader else ""
    try:
        data = read_file(store, path)
    except PublishError as error:
        return attrs.evolve(error.faults[0], path=error.faults[0].path + label)
    if data is None and recorded and not reader and is_calendar(path):
        return Fault(redacted(path), "no such file", "the calendar that the manifest lists", hint=DAMAGED)
    if data is None:
        return ""
    digest = sha256(data).hexdigest()
    # A calendar that no manifest lists may have been cut off while it was written for the first time.
    if digest == recorded or not is_calendar(path) or not (recorded or is_whole(data)):
        return digest
    return next(calendar_faults(redacted(path) + label, data), digest)


def calendar_faults(path: str, data: bytes) -> Iterator[Fault]:
    """Yield each fault of a published calendar: it is cut off, UIDs are missing or double, or events unreadable."""
    expected = "the calendar that `publish` wrote"
    if not is_whole(data):
        yield Fault(path, "a calendar that is cut off", expected, hint=DAMAGED)
        return
    if event_count(data) != len(published_events(data)):
        yield Fault(path, "an event without its UID, or a UID twice", expected, hint=DAMAGED)
    for uid in unreadable_events(data):
        yield Fault(path, f"an event that cannot be read, {uid}", expected, hint=DAMAGED)
