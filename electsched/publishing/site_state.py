"""The state of a site before it is published again, and after.

The state file holds, for each file, its version in the store and its SHA-256 when it was written. A file whose version
is still the same is not read. Without the state file, or if the version is another one, the file is read and compared
with the manifest.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import chain, islice

import attrs

from electsched.calendars.content_lines import event_count, is_whole, published_events
from electsched.calendars.ical import PRODID
from electsched.calendars.published_event import unreadable_events
from electsched.errors import Fault, PublishError, raise_faults
from electsched.operation.plan import Plan
from electsched.publishing.executors import Workers
from electsched.publishing.layout import INTERNAL, LEGAL_PATH, PUBLIC, STATE, group_key, is_calendar
from electsched.publishing.lease import Lease
from electsched.publishing.manifest import json_lines, read_manifest
from electsched.publishing.sections import Entry
from electsched.publishing.site_writer import PublishedFile, SiteFiles
from electsched.stores.base import SECRET, FileStat, Store, read_file, redacted, sha256, store_errors

__all__ = ["PartitionRecord", "SiteState", "calendar_faults", "read_state", "state_bytes"]

FORMAT = 1
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


@attrs.frozen(kw_only=True)
class SiteState:
    """The state of a site before a publication.

    Attributes:
        public: The entries of the files of the public part, by path below it.
        internal: The entries of the files of the internal part, by path below it.
        partitions: The state of each partition, by its names.
        retired: The last SEQUENCE of each event that was retired, by UID.
        states: The state of each file in the store, by `group_key` and path.
        digests: The SHA-256 of each file of the parts, and of each that was read, whose bytes are known, by path.
        damaged: The calendars that cannot be read and are made anew.
        resumed: Whether a publication was stopped since the last one that was finished.
    """

    public: Mapping[str, Entry] = attrs.field(factory=dict, repr=False)
    internal: Mapping[str, Entry] = attrs.field(factory=dict, repr=False)
    partitions: Mapping[tuple[str, ...], PartitionRecord] = attrs.field(factory=dict, repr=False)
    retired: Mapping[str, int] = attrs.field(factory=dict, repr=False)
    states: Mapping[str, Mapping[str, FileStat]] = attrs.field(factory=dict, repr=False)
    digests: Mapping[str, str] = attrs.field(factory=dict, repr=False)
    damaged: frozenset[str] = frozenset()
    resumed: bool = False

    def files(self, paths: Iterable[str], private: Mapping[str, PublishedFile] | None = None) -> SiteFiles:
        """Return the files that share a group with these paths; ``private`` are files of private links, by path."""
        groups = dict.fromkeys(map(group_key, paths))
        states = {path: state for group in groups for path, state in self.states.get(group, {}).items()}
        digests = {path: self.digests[path] for path in states if path in self.digests}
        for path, file in (private or {}).items():
            if path not in digests and is_current(states.get(path), file, resumed=self.resumed):
                digests[path] = file.sha256
        return SiteFiles(states, digests, frozenset(path for path in self.damaged if group_key(path) in groups))

    def first_sequence(self, paths: Iterable[str], entries: Iterable[Entry]) -> int:
        """Return the SEQUENCE of new events in these groups of calendars: beyond any that a damaged one had."""
        groups = set(map(group_key, paths))
        if not any(group_key(path) in groups for path in self.damaged):
            return 0
        return 1 + max((entry["sequence"] for entry in entries if "sequence" in entry), default=UNKNOWN_SEQUENCE)


@attrs.frozen(kw_only=True)
class PartitionRecord:
    """The state of a partition after a publication.

    Attributes:
        names: The names of the partition.
        fingerprint: Its fingerprint.
        cancelled: The number of its cancelled events, which are retired one day.
        private: The fingerprint of the files of its private links; empty if it has none.
        board: The fingerprint of the part of its duties that a board shows.
        has_shortfalls: Whether its teams cannot fill all its shifts.
    """

    names: tuple[str, ...]
    fingerprint: str
    cancelled: int = 0
    private: str = ""
    board: str = ""
    has_shortfalls: bool = False


def is_current(state: FileStat | None, file: PublishedFile, *, resumed: bool) -> bool:
    """Return whether a file is as it was published, by its state in the store.

    Without versions only the size is compared; the files of a publication that was stopped may have the same size.
    """
    return state == (file.size, file.version) and bool(file.version or not resumed)


# --- the state file -----------------------------------------------------------------------------------------------


def state_bytes(
    entries: Mapping[str, Iterable[Entry]], partitions: Iterable[PartitionRecord], retired: Mapping[str, int]
) -> bytes:
    """Return the state file; ``entries`` are those of each part."""
    names = ("version", "bytes", "sha256", "sequence", "fingerprint", "stamp")
    files = {
        f"{part}/{entry['path']}": {name: entry[name] for name in names if name in entry}
        for part, listed in entries.items()
        for entry in listed
    }
    records = [attrs.asdict(record) for record in partitions]
    return json_lines({"format": FORMAT, "files": files, "partitions": records, "retired": dict(retired)})


def _read_state_file(store: Store) -> tuple[dict[str, Entry], dict[tuple[str, ...], PartitionRecord], dict[str, int]]:
    """Return the files, partitions and retired events of the state file; without one, files are read instead."""
    data = read_file(store, STATE)
    try:
        values = json.loads(data or b"null")
        if values["format"] != FORMAT:
            return {}, {}, {}
        records = [PartitionRecord(**{**record, "names": tuple(record["names"])}) for record in values["partitions"]]
        files = {str(path): dict(entry) for path, entry in values["files"].items()}
        retired = {str(uid): int(sequence) for uid, sequence in values["retired"].items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        return {}, {}, {}
    return files, {record.names: record for record in records}, retired


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
    public = read_manifest(store, PUBLIC, plan.timeline.id)
    internal = read_manifest(store, INTERNAL, plan.id)
    recorded, partitions, retired = _read_state_file(store)
    parts = {PUBLIC: public or {}, INTERNAL: internal or {}}
    states: dict[str, dict[str, FileStat]] = {}
    for part in (PUBLIC, INTERNAL, SECRET):
        with store_errors(store, part):
            for path, file_state in store.list(part).items():
                states.setdefault(group_key(path), {})[path] = file_state
    if stopped is not None and stopped.plan == plan.id:
        parts = {part: {**_unlisted(store, part, entries, states), **entries} for part, entries in parts.items()}
    elif stopped is not None and internal is None:  # the first publication of another plan
        found = f"a file of {stopped.plan!r}, whose first publication was stopped"
        expected = f"a site of {plan.id!r}, or an empty folder"
        hint = f"Publish {stopped.plan!r} again to its end, or choose another folder."
        paths = [f"{part}/{path}" for part in parts for path in _unlisted(store, part, {}, states)]
        faults_of_other = [Fault(path, found, expected, hint=hint) for path in paths[:1]]
        raise_faults(faults_of_other, source=store.name, kind=PublishError)
    state = SiteState(
        public=_with_values(PUBLIC, parts[PUBLIC], recorded),
        internal=_with_values(INTERNAL, parts[INTERNAL], recorded),
        partitions=partitions,
        retired=retired,
        states=states,
        resumed=stopped is not None,
    )
    return _checked(store, state, private_files, workers, rebuild=rebuild)


def _checked(
    store: Store,
    state: SiteState,
    private_files: Iterable[tuple[str, PublishedFile, str]],
    workers: Workers,
    *,
    rebuild: bool,
) -> SiteState:
    """Return the state with the bytes that are known: those of files that may have changed are read."""
    digests: dict[str, str] = {}
    checks: dict[str, _Check] = {}
    faults: dict[str, Fault] = {}
    published: Iterator[tuple[str, PublishedFile, str]] = chain(_listed_files(state), private_files)
    for path, file, reader in published:
        if not is_current(state.states.get(group_key(path), {}).get(path), file, resumed=state.resumed):
            checks[path] = (file.sha256, reader)
        elif not reader:
            digests[path] = file.sha256
    jobs = _check_jobs(checks.items(), FILES_PER_CHECK)
    for _, (read, faulty) in workers.run(check_files, store, jobs):
        digests |= read
        faults |= faulty
    damaged = {path for path in faults if rebuild and faults[path].hint == DAMAGED}
    errors = {fault for path, fault in faults.items() if path not in damaged}
    raise_faults(sorted(errors, key=lambda fault: fault.path), source=store.name, kind=PublishError)
    return attrs.evolve(state, digests=digests, damaged=frozenset(damaged))


def _with_values(part: str, entries: Mapping[str, Entry], recorded: Mapping[str, Entry]) -> dict[str, Entry]:
    """Return the entries of a manifest with the values of the state file: of other bytes only the SEQUENCE holds."""
    merged = {}
    for path, entry in entries.items():
        values = recorded.get(f"{part}/{path}", {})
        if "sha256" not in entry or values.get("sha256") != entry["sha256"]:
            values = {name: values[name] for name in ("sequence",) if name in values}
        merged[path] = {**values, **entry}
    return merged


def _unlisted(
    store: Store, part: str, entries: Container[str], states: Mapping[str, Mapping[str, FileStat]]
) -> dict[str, Entry]:
    """Return the files of a publication that was stopped, which no manifest lists: somebody may have read them."""
    paths = (path.partition("/") for group in states.values() for path in group)
    names = sorted(name for folder, _, name in paths if folder == part)
    return {
        name: {"path": name}
        for name in names
        if name not in entries and LEGAL_PATH.fullmatch(name) and _is_ours(store, f"{part}/{name}")
    }


def _is_ours(store: Store, path: str) -> bool:
    generator = GENERATORS.get(path.rpartition(".")[2])
    return generator is not None and generator in (read_file(store, path) or b"")[:GENERATOR_BYTES]


def _listed_files(state: SiteState) -> Iterator[tuple[str, PublishedFile, str]]:
    for part, entries in ((PUBLIC, state.public), (INTERNAL, state.internal)):
        for name, entry in entries.items():
            file = PublishedFile(name, entry.get("bytes", -1), entry.get("version", "?"), entry.get("sha256", ""))
            yield f"{part}/{name}", file, ""


# --- checking -----------------------------------------------------------------------------------------------------

_Check = tuple[str, str]
"""The recorded SHA-256 of a file that may differ, empty if it is in no manifest; and the reader of its private link."""


def _check_jobs(checks: Iterable[tuple[str, _Check]], size: int) -> Iterator[tuple[str, dict[str, _Check]]]:
    """Yield checks in jobs of this size, each with the first file that names it in errors."""
    remaining = iter(checks)
    while chunk := dict(islice(remaining, size)):
        yield redacted(next(iter(chunk))), chunk


def check_files(store: Store, checks: Mapping[str, _Check]) -> tuple[dict[str, str], dict[str, Fault]]:
    """Read published files, and return the SHA-256 of those that can be published over and the faults of the others.

    A calendar may differ from its record, for instance after a stop, as long as its events can be read.
    """
    digests: dict[str, str] = {}
    faults: dict[str, Fault] = {}
    for path, (recorded, reader) in checks.items():
        label = f" ({reader})" if reader else ""
        try:
            data = read_file(store, path)
        except PublishError as error:
            faults[path] = attrs.evolve(error.faults[0], path=error.faults[0].path + label)
            continue
        digest = sha256((data,)) if data is not None else ""
        fault = None
        if digest != recorded and is_calendar(path):
            fault = _fault(redacted(path) + label, data, is_listed=bool(recorded), is_private=bool(reader))
        if fault is not None:
            faults[path] = fault
        elif data is not None:
            digests[path] = digest
    return digests, faults


def _fault(label: str, data: bytes | None, *, is_listed: bool, is_private: bool) -> Fault | None:
    """Return the first fault of a calendar that is not as its record says."""
    if data is None:
        missing = Fault(label, "no such file", "the calendar that the manifest lists", hint=DAMAGED)
        return missing if is_listed and not is_private else None
    if not is_listed and not is_whole(data):
        return None  # cut off while it was written for the first time; it is made again
    return next(calendar_faults(label, data), None)


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
